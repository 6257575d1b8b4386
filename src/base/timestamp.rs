//! A time of the calendar as AWS's JSON protocols write it: seconds since 1970, with milliseconds behind the point.

use super::wire::Field;
use crate::clock::{Epoch, Instant};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time of an instant.
    pub const fn of(at: Instant, epoch: Epoch) -> Self {
        Self(epoch.unix_millis(at))
    }

    /// The instant; the beginning of the lab for what lies before it.
    pub const fn instant(self, epoch: Epoch) -> Instant {
        Instant::from_millis(self.0.saturating_sub(epoch.unix_millis(Instant::ZERO)))
    }
}

impl Serialize for Timestamp {
    #[allow(clippy::cast_precision_loss, reason = "times have fewer than 53 bits")]
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(1_000) {
            to.serialize_u64(self.0 / 1_000)
        } else {
            to.serialize_f64(self.0 as f64 / 1_000.0)
        }
    }
}

impl Field for Timestamp {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    fn read(value: Value) -> Result<Self, String> {
        let seconds = f64::read(value)?;
        if (0.0..=253_402_300_799.0).contains(&seconds) {
            Ok(Self((seconds * 1_000.0).round() as u64))
        } else {
            Err(format!("expected seconds since 1970, not {seconds}"))
        }
    }

    fn form() -> crate::base::form::Form {
        crate::base::form::Form::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_time_is_written_as_it_was_read() {
        for value in [json!(0), json!(1_767_225_600), json!(1_767_225_600.123), json!(0.001)] {
            let read = Timestamp::read(value.clone()).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), value);
        }
        for value in [json!(-1), json!("now"), json!(1e300)] {
            assert!(Timestamp::read(value).is_err());
        }
    }
}
