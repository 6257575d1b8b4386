//! What AWS leaves to chance when it delivers copies, so that it can be dialled.
//!
//! AWS says that every delay of a retry is jittered, and that a subscriber of a standard topic can get a message twice; it
//! gives no figures for either. Sources: "Message delivery retries" and "What is Amazon SNS?" in the SNS developer guide.

use crate::base::Rng;
use crate::clock::Duration;
use serde::{Deserialize, Serialize};

/// How often what AWS does not promise happens, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Chance {
    /// By how many percent of itself a delay before a retry grows at most; drawn anew each time.
    pub jitter_percent: u32,
    /// A copy was taken, but the topic does not hear of it and sends it again; in a million.
    pub lost_answers: u32,
}

/// The generators, one for each purpose.
#[derive(Clone, Debug, Hash)]
pub(super) struct Draws {
    jitter: Rng,
    answers: Rng,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self { jitter: Rng::fork(seed, "sns/jitter"), answers: Rng::fork(seed, "sns/answers") }
    }

    /// A delay before a retry with its jitter. Draws nothing where there is none.
    pub(super) fn jittered(&mut self, delay: Duration, chance: Chance) -> Duration {
        let most = delay.as_millis().saturating_mul(u64::from(chance.jitter_percent)) / 100;
        Duration::from_millis(delay.as_millis() + if most == 0 { 0 } else { self.jitter.between(0, most) })
    }

    /// Whether the word that a copy was taken is lost.
    pub(super) fn answer_is_lost(&mut self, chance: Chance) -> bool {
        self.answers.chance(chance.lost_answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_only_lengthens_and_never_by_more_than_it_may() {
        let mut draws = Draws::new(7);
        let (delay, none) = (Duration::from_secs(20), Chance::default());
        assert_eq!(draws.jittered(delay, none), delay);
        let half = Chance { jitter_percent: 50, ..none };
        let drawn: Vec<u64> = (0..1_000).map(|_| draws.jittered(delay, half).as_millis()).collect();
        assert!(drawn.iter().all(|millis| (20_000..=30_000).contains(millis)));
        assert!(drawn.iter().any(|millis| *millis < 21_000) && drawn.iter().any(|millis| *millis > 29_000));
        assert_eq!(draws.jittered(Duration::ZERO, half), Duration::ZERO, "what goes at once goes at once");
    }
}
