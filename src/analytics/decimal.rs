//! DECIMAL numbers: whole numbers of the last place, with how many places follow the point.
//!
//! Nineteen digits, as Calcite has them by default, whose grammar and types the service used. Rounding is half away from
//! zero. Nothing here knows SQL.

use std::fmt;

/// So many digits fit into a DECIMAL.
pub const DIGITS_MAX: u8 = 19;

/// An exact number: `mantissa / 10^scale`. Within a column all have one scale, so that their order is that of mantissas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

fn power(exponent: u8) -> i128 {
    10_i128.saturating_pow(u32::from(exponent))
}

/// A quotient, rounded half away from zero; `None` for a division by zero.
fn rounded(dividend: i128, divisor: i128) -> Option<i128> {
    let quotient = dividend.checked_div(divisor)?;
    let rest = dividend.checked_rem(divisor)?.unsigned_abs();
    let away = i128::from(rest >= divisor.unsigned_abs() - rest);
    let sign = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    quotient.checked_add(sign * away)
}

impl Decimal {
    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self { mantissa: i128::from(number), scale: 0 }
    }

    /// What a text says, such as `-12.50`; `None` when it is no number, or one with more than nineteen digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let scale = u8::try_from(places.len()).ok().filter(|scale| *scale <= DIGITS_MAX)?;
        let mut mantissa = 0_i128;
        for byte in whole.bytes().chain(places.bytes()) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(char::from(byte).to_digit(10)?))?;
        }
        let is_number = !(whole.is_empty() && places.is_empty()) && mantissa < power(DIGITS_MAX);
        is_number.then_some(Self { mantissa: sign * mantissa, scale })
    }

    /// The number nearest to a floating one, with so many places.
    pub fn of_double(number: f64, scale: u8) -> Option<Self> {
        #[allow(clippy::cast_precision_loss, reason = "powers of ten up to 10^19 are exact enough to scale by")]
        let scaled = libm::round(number * power(scale) as f64);
        #[allow(clippy::cast_possible_truncation, reason = "the bound is checked")]
        (scaled.abs() < 1e30).then_some(Self { mantissa: scaled as i128, scale })
    }

    /// As a floating number.
    #[allow(clippy::cast_precision_loss, reason = "a DOUBLE is approximate")]
    pub fn to_double(self) -> f64 {
        self.mantissa as f64 / power(self.scale) as f64
    }

    /// The whole part, rounded half away from zero.
    pub fn to_whole(self) -> Option<i64> {
        i64::try_from(self.with_scale(0)?.mantissa).ok()
    }

    /// Whether nothing follows the point.
    pub fn is_whole(self) -> bool {
        self.mantissa % power(self.scale) == 0
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// -1, 0 or 1.
    pub fn sign(self) -> i64 {
        i64::from(self.mantissa > 0) - i64::from(self.mantissa < 0)
    }

    /// How many places follow the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// How many digits it needs at least.
    pub fn digits(self) -> u8 {
        let digits = self.mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
        u8::try_from(digits).unwrap_or(u8::MAX).max(self.scale)
    }

    /// The same number with other places, rounded.
    pub fn with_scale(self, scale: u8) -> Option<Self> {
        let mantissa = if scale >= self.scale {
            self.mantissa.checked_mul(power(scale - self.scale))?
        } else {
            rounded(self.mantissa, power(self.scale - scale))?
        };
        Some(Self { mantissa, scale })
    }

    /// The same number in a DECIMAL(digits, scale); `None` when it does not fit.
    pub fn fitted(self, digits: u8, scale: u8) -> Option<Self> {
        self.with_scale(scale).filter(|number| number.mantissa.abs() < power(digits))
    }

    /// The number with nothing behind the point, not above it.
    #[must_use]
    pub fn floor(self) -> Self {
        let mantissa = self.mantissa.div_euclid(power(self.scale)) * power(self.scale);
        Self { mantissa, ..self }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, ..self }
    }

    /// A sum; both have one scale, or the result has the greater one.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let mantissa = self.with_scale(scale)?.mantissa.checked_add(other.with_scale(scale)?.mantissa)?;
        Some(Self { mantissa, scale })
    }

    /// A product.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self { mantissa: self.mantissa.checked_mul(other.mantissa)?, scale: self.scale + other.scale })
    }

    /// A quotient with so many places; `None` also for a division by zero.
    pub fn divided(self, other: Self, scale: u8) -> Option<Self> {
        let up = u32::from(scale) + u32::from(other.scale);
        let dividend = self.mantissa.checked_mul(10_i128.checked_pow(up)?)?;
        let mantissa = rounded(dividend, other.mantissa.checked_mul(power(self.scale))?)?;
        Some(Self { mantissa, scale })
    }

    /// What a division leaves, with the sign of the dividend.
    pub fn remainder(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let mantissa = self.with_scale(scale)?.mantissa.checked_rem(other.with_scale(scale)?.mantissa)?;
        Some(Self { mantissa, scale })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let (mantissa, unit) = (self.mantissa.unsigned_abs(), power(self.scale).unsigned_abs());
        if self.scale == 0 {
            return write!(f, "{sign}{mantissa}");
        }
        write!(f, "{sign}{}.{:0width$}", mantissa / unit, mantissa % unit, width = usize::from(self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_read_back_what_they_print() {
        for text in ["0", "-1", "12.50", "-0.05", "9999999999999999999", "0.0000000000000000001"] {
            assert_eq!(dec(text).to_string(), text);
        }
        for bad in ["", "-", ".", "1e5", "1.2.3", "1_0", "10000000000000000000", "--1"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn it_rounds_half_away_from_zero() {
        for (text, whole) in [("2.5", 3), ("-2.5", -3), ("2.4", 2), ("-2.6", -3), ("0.5", 1)] {
            assert_eq!(dec(text).to_whole(), Some(whole), "{text}");
        }
        assert_eq!(dec("2").divided(dec("3"), 6).unwrap().to_string(), "0.666667");
        assert_eq!(dec("-1.5").divided(dec("0.25"), 2).unwrap().to_string(), "-6.00");
        assert_eq!(dec("1").divided(dec("0.0"), 2), None);
        assert_eq!(dec("-1.5").floor().to_string(), "-2.0");
        assert_eq!(dec("7.5").remainder(dec("-2")).unwrap().to_string(), "1.5");
        assert_eq!(dec("1.25").plus(dec("-0.5")).unwrap().to_string(), "0.75");
        assert_eq!(dec("1.2").times(dec("0.3")).unwrap().to_string(), "0.36");
        assert_eq!((dec("99.95").fitted(3, 1), dec("99.94").fitted(3, 1).is_some()), (None, true));
    }
}
