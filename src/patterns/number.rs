//! Numbers of any length, compared exactly.
//!
//! A message's number is compared as it is written, not as the nearest double: 10.00000000000000000001 is more than 10.

use std::cmp::Ordering;
use std::fmt;

/// Exponents beyond this are all alike: no text could hold the digits that would tell them apart.
const FARTHEST: i64 = 1_000_000_000_000;

/// A decimal number in its only form: `0.digits * 10^point`, no zeros at either end of the digits, none for zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

/// The parts of a number: its sign, the digits before and behind the point, and the exponent.
fn parts(text: &str) -> Option<(bool, &str, &str, &str)> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let plain = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let form = digits(whole) && digits(fraction) && digits(plain) && !plain.is_empty();
    form.then_some((negative, whole, fraction, exponent))
}

/// Its digits without the zeros at both ends, and how many stand before the point.
fn significant(whole: &str, fraction: &str, exponent: &str) -> (String, i64) {
    let all: String = [whole, fraction].concat();
    let behind = all.trim_start_matches('0');
    // An exponent too long for a number is as far away as any.
    let far = if exponent.starts_with('-') { -FARTHEST } else { FARTHEST };
    let exponent = exponent.parse::<i64>().unwrap_or(far).clamp(-FARTHEST, FARTHEST);
    let count = |count: usize| i64::try_from(count).unwrap_or(FARTHEST);
    let lead = count(whole.len()) - count(all.len() - behind.len());
    (behind.trim_end_matches('0').to_owned(), lead + exponent)
}

/// Whether the size of a number is outside 10^-128 to 10^126, which no attribute may have; a text that is no number has
/// no size.
pub fn is_out_of_scale(text: &str) -> bool {
    let Some((_, whole, fraction, exponent)) = parts(text.strip_prefix('+').unwrap_or(text)) else { return false };
    let (digits, point) = significant(whole, fraction, exponent);
    // A number with its first digit right before the point is 10^0 or a little more.
    !digits.is_empty() && !(-127..=127).contains(&point)
}

/// Whether JSON would take the text for a number.
pub fn is_json_number(text: &str) -> bool {
    parts(text).is_some_and(|(_, whole, fraction, _)| {
        !whole.is_empty() && !fraction.is_empty() && (whole == "0" || !whole.starts_with('0'))
    })
}

impl Decimal {
    /// Reads a number as JSON writes it; `.5`, `+5` and `05` are none.
    pub fn read(text: &str) -> Option<Self> {
        let (negative, whole, fraction, exponent) = parts(text).filter(|_| is_json_number(text))?;
        let (digits, point) = significant(whole, fraction, exponent);
        Some(if digits.is_empty() { Self::default() } else { Self { negative, digits, point } })
    }

    /// The whole number `value`.
    pub fn whole(value: i64) -> Self {
        Self::read(&value.to_string()).unwrap_or_default()
    }

    /// The number without what stands behind that many decimals.
    #[must_use]
    pub fn cut(mut self, decimals: i64) -> Self {
        let keep = usize::try_from(self.point.saturating_add(decimals)).unwrap_or(0);
        if keep < self.digits.len() {
            self.digits.truncate(keep);
            self.digits.truncate(self.digits.trim_end_matches('0').len());
        }
        if self.digits.is_empty() { Self::default() } else { self }
    }

    fn size(&self, other: &Self) -> Ordering {
        // Zero has no digits; its point says nothing.
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (false, false) => self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits)),
            (one, another) => another.cmp(&one),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size(other),
            (true, true) => other.size(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Written out while that is short, with an exponent otherwise.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = &self.digits;
        f.write_str(if self.negative { "-" } else { "" })?;
        match usize::try_from(self.point) {
            _ if digits.is_empty() => f.write_str("0"),
            Ok(0) => write!(f, "0.{digits}"),
            Ok(point) if point >= digits.len() && point <= 21 => write!(f, "{digits:0<point$}"),
            Ok(point) if point < digits.len() && point <= 21 => {
                let (before, behind) = digits.split_at(point);
                write!(f, "{before}.{behind}")
            }
            Err(_) if self.point > -6 => {
                let zeros = usize::try_from(-self.point).unwrap_or(0);
                write!(f, "0.{}{digits}", "0".repeat(zeros))
            }
            _ => {
                let (first, rest) = digits.split_at(1);
                let dot = if rest.is_empty() { "" } else { "." };
                write!(f, "{first}{dot}{rest}e{}", self.point - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::read(text).unwrap()
    }

    #[test]
    fn one_value_has_one_form() {
        for (one, another) in [
            ("300", "3.0e2"),
            ("300", "300.000"),
            ("0", "-0.0e9"),
            ("0.05", "5E-2"),
            ("-1200", "-1.2e+3"),
            ("1e1", "10"),
        ] {
            assert_eq!(number(one), number(another), "{one} {another}");
        }
        for text in ["", ".5", "5.", "+5", "05", "-", "1e", "0x1", "1 ", "NaN", "1e+-2", "--1", "1.2.3"] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
    }

    #[test]
    fn scale_is_that_of_the_first_digit() {
        for (text, out) in [
            ("1e126", false),
            ("9.99e126", false),
            ("1e127", true),
            ("1e-128", false),
            ("9e-129", true),
            ("1e-100000", true),
            ("-1e100000", true),
            ("0e100000", false),
            ("0001.23000", false),
            (".5", false),
            ("+5e200", true),
            ("five", false),
            ("", false),
        ] {
            assert_eq!(is_out_of_scale(text), out, "{text}");
        }
    }

    #[test]
    fn order_is_exact() {
        let texts = [
            "-1e99999999999999999999",
            "-1000000001",
            "-10.5",
            "-10.49999999999999999999999",
            "-1e-99999999999999999999",
            "0",
            "1e-400",
            "0.00001",
            "9.9999999999999999999999",
            "10",
            "10.00000000000000000000000000001",
            "1e10",
            "1e400",
            "1e99999999999999999999",
        ];
        for (one, left) in texts.iter().enumerate() {
            for (another, right) in texts.iter().enumerate() {
                assert_eq!(number(left).cmp(&number(right)), one.cmp(&another), "{left} {right}");
            }
        }
    }

    #[test]
    fn decimals_beyond_are_cut_and_the_rest_is_written_plainly() {
        for (text, cut) in [
            ("1.234567", "1.23456"),
            ("-0.000009", "0"),
            ("0.000019", "0.00001"),
            ("100", "100"),
            ("12.5", "12.5"),
            ("1.200009", "1.2"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1e21"),
            ("1e-9", "0"),
        ] {
            assert_eq!(number(text).cut(5).to_string(), cut, "{text}");
        }
        assert_eq!(number("1.5e-9").to_string(), "1.5e-9");
        assert_eq!(Decimal::whole(-50), number("-5e1"));
    }
}
