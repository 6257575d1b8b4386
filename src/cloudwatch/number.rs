//! Numbers of metrics: doubles that can be compared, hashed and written as AWS writes them.
//!
//! State and requests of a lab are hashed, which a bare double cannot be. A [`Number`] is always finite and knows one zero
//! only, so equal numbers have equal bits.

use crate::base::wire::{Field, read_by_value};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A finite double.
#[derive(Clone, Copy, Debug, Default)]
pub struct Number(f64);

impl Number {
    /// Nothing.
    pub const ZERO: Self = Self(0.0);
    /// One, as the count of a single value.
    pub const ONE: Self = Self(1.0);

    /// The number of that value; what is beyond the largest double stays at it, and what is no number becomes 0.
    pub const fn of(value: f64) -> Self {
        if value.is_nan() { Self::ZERO } else { Self(value.clamp(f64::MIN, f64::MAX) + 0.0) }
    }

    /// Its value.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// As Java's `Double.toString` writes it, which is what stands in the reasons and messages of alarms: `21.5`, `1.0`,
/// `1.0E9`, `2.5E-4`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size == 0.0 || (1e-3..1e7).contains(&size) {
            return write!(f, "{:?}", self.0);
        }
        let text = format!("{:e}", self.0);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        write!(f, "{digits}{point}E{exponent}")
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl Field for Number {
    fn read(value: Value) -> Result<Self, String> {
        f64::read(value).map(Self::of)
    }

    fn form() -> crate::base::form::Form {
        crate::base::form::Form::Number
    }
}

read_by_value!(Number);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_java_does() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "0.0"),
            (1.0, "1.0"),
            (21.5, "21.5"),
            (-3.25, "-3.25"),
            (0.001, "0.001"),
            (0.000_25, "2.5E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (2_147_483_648.0, "2.147483648E9"),
            (-1e300, "-1.0E300"),
            (1.016_666_666_666_666_6, "1.0166666666666666"),
        ];
        for (value, text) in cases {
            assert_eq!(Number::of(value).to_string(), text);
        }
    }

    #[test]
    fn numbers_are_finite_and_know_one_zero() {
        assert_eq!(Number::of(-0.0), Number::ZERO);
        assert_eq!(Number::of(f64::INFINITY).get().to_bits(), f64::MAX.to_bits());
        assert_eq!(Number::of(f64::NAN), Number::ZERO);
        assert!(Number::of(-1.0) < Number::ZERO);
        assert_eq!(serde_json::to_string(&Number::of(2.5)).unwrap(), "2.5");
        assert_eq!(serde_json::from_str::<Number>("3").unwrap(), Number::of(3.0));
        assert!(serde_json::from_str::<Number>("\"3\"").is_err());
    }
}
