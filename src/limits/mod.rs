//! The limits and defaults of the services, as data.
//!
//! Two sets of one shape: what AWS enforces today, and what the classic exam notes quote. A lab can change over while it
//! runs; whatever exists keeps the values that it was made with, as in AWS.

mod kinesis;
mod sns;
mod sqs;

pub use kinesis::{KinesisLimits, SHARD_READS};
use serde::{Deserialize, Serialize};
pub use sns::SnsLimits;
pub use sqs::SqsLimits;

/// Which set of figures is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LimitSet {
    /// What AWS does today.
    #[default]
    Now,
    /// What study notes and older courses teach.
    Then,
}

impl LimitSet {
    /// The word for it, as it is typed and saved.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Then => "then",
        }
    }
}
