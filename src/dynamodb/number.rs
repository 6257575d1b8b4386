//! Numbers as DynamoDB keeps them: up to 38 significant digits, exactly.

use std::cmp::Ordering;
use std::fmt;

const DIGITS_MAX: u32 = 38;
/// Of the first digit.
const EXPONENT_MAX: i32 = 125;
const EXPONENT_MIN: i32 = -130;

/// A decimal number: digits without zeros at their end, and where the point stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    digits: u128,
    exponent: i32,
}

impl Number {
    /// Reads a number as DynamoDB does, with an exponent where it has one.
    ///
    /// # Errors
    /// What is wrong with it, in AWS's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            let shown = if text.is_empty() { "" } else { text };
            format!("The parameter cannot be converted to a numeric value: {shown}").trim_end_matches(": ").to_owned()
        };
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, shift) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| wrong())?),
            None => (rest, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let exponent = shift.saturating_sub(i32::try_from(part.len()).unwrap_or(i32::MAX));
        let significant = all.trim_start_matches('0');
        let kept = significant.trim_end_matches('0');
        if kept.len() > DIGITS_MAX as usize {
            return Err("Attempting to store more than 38 significant digits in a Number".to_owned());
        }
        let zeros = i32::try_from(significant.len() - kept.len()).unwrap_or(i32::MAX);
        let digits = kept.parse().unwrap_or(0);
        Self { negative, digits, exponent: exponent.saturating_add(zeros) }.checked()
    }

    /// Without zeros at the end, and within the range.
    fn checked(mut self) -> Result<Self, String> {
        if self.digits == 0 {
            return Ok(Self::default());
        }
        while self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        let first = self.exponent.saturating_add(i32::try_from(self.length()).unwrap_or(0) - 1);
        if first > EXPONENT_MAX {
            return Err(
                "Number overflow. Attempting to store a number with magnitude larger than supported range".into()
            );
        }
        if first < EXPONENT_MIN {
            return Err(
                "Number underflow. Attempting to store a number with magnitude smaller than supported range".into()
            );
        }
        if self.length() > DIGITS_MAX {
            return Err("Attempting to store more than 38 significant digits in a Number".to_owned());
        }
        Ok(self)
    }

    fn length(&self) -> u32 {
        self.digits.checked_ilog10().map_or(1, |log| log + 1)
    }

    /// The same with the other sign.
    #[must_use]
    pub const fn negated(mut self) -> Self {
        self.negative = !self.negative && self.digits != 0;
        self
    }

    /// The sum.
    ///
    /// # Errors
    /// When it is out of range, or has too many digits.
    pub fn plus(self, other: Self) -> Result<Self, String> {
        if self.digits == 0 || other.digits == 0 {
            return Ok(if self.digits == 0 { other } else { self });
        }
        let exponent = self.exponent.min(other.exponent);
        let too_long = || "Attempting to store more than 38 significant digits in a Number".to_owned();
        let scaled = |number: Self| {
            let power = u32::try_from(number.exponent - exponent).ok().and_then(|by| 10_u128.checked_pow(by));
            power.and_then(|power| number.digits.checked_mul(power)).ok_or_else(too_long)
        };
        let (one, two) = (scaled(self)?, scaled(other)?);
        let (negative, digits) = if self.negative == other.negative {
            (self.negative, one.checked_add(two).ok_or_else(too_long)?)
        } else if one >= two {
            (self.negative, one - two)
        } else {
            (other.negative, two - one)
        };
        Self { negative, digits, exponent }.checked()
    }

    /// A whole number that is small enough.
    pub fn as_u64(&self) -> Option<u64> {
        if self.negative {
            return None;
        }
        let power = 10_u128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        u64::try_from(self.digits.checked_mul(power)?).ok()
    }

    /// How many bytes it is counted with.
    pub fn bytes(&self) -> usize {
        (self.length() as usize).div_ceil(2) + 1 + usize::from(self.negative)
    }

    fn size(&self) -> (i32, u32) {
        (self.exponent + i32::try_from(self.length()).unwrap_or(0), self.length())
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits, other.digits) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            _ => {}
        }
        let ((place, length), (others_place, others_length)) = (self.size(), other.size());
        // Brought to one length, digits of numbers of one size compare as they are.
        let padded = |digits: u128, by: u32| digits.saturating_mul(10_u128.saturating_pow(by));
        place.cmp(&others_place).then_with(|| {
            let longest = length.max(others_length);
            padded(self.digits, longest - length).cmp(&padded(other.digits, longest - others_length))
        })
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self { negative: false, digits: u128::from(value), exponent: 0 }.checked().unwrap_or_default()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        let sign = if self.negative { "-" } else { "" };
        if let Ok(zeros) = usize::try_from(self.exponent) {
            return write!(f, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(0);
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        write!(f, "{sign}{whole}.{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_written_plainly() {
        for (text, plain) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("007", "7"),
            ("1e3", "1000"),
            ("+12.50", "12.5"),
            ("-0.001", "-0.001"),
            ("1E-2", "0.01"),
            ("123.456", "123.456"),
        ] {
            assert_eq!(number(text).to_string(), plain, "{text}");
            assert_eq!(number(plain), number(text));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in ["", "-", "1.2.3", "x", "1e", "0x1", "1e1000", "1e-200", &"9".repeat(39)] {
            assert!(Number::parse(bad).is_err(), "{bad}");
        }
        assert!(Number::parse(&"9".repeat(38)).is_ok());
    }

    #[test]
    fn numbers_are_ordered_and_added_exactly() {
        let sorted = ["-100", "-1.5", "-1.49", "0", "0.001", "0.1", "1", "1.01", "9", "10", "1e20"];
        for pair in sorted.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
        for (one, two, sum) in [("1", "2", "3"), ("0.1", "0.2", "0.3"), ("5", "-5", "0"), ("1", "-1.5", "-0.5")] {
            assert_eq!(number(one).plus(number(two)).unwrap().to_string(), sum);
        }
        assert!(number("1e40").plus(number("1")).is_err());
        assert_eq!(number("7").as_u64(), Some(7));
        assert_eq!(number("-7").as_u64(), None);
        assert_eq!(Number::from(1_200).to_string(), "1200");
    }
}
