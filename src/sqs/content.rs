//! What may be in a message: characters, attributes, group and deduplication ids.
//!
//! Source: "SendMessage" and "Message attributes" in the SQS documentation; the sentences are AWS's answers.

use super::api::MessageAttributeValue;
use super::{ErrorCode, Result, SqsError};
use std::collections::BTreeMap;

/// Whether AWS takes the character in a body or a text attribute.
pub const fn is_allowed(c: char) -> bool {
    matches!(c, '\u{9}' | '\u{A}' | '\u{D}' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// Refuses a body with characters that AWS does not take.
pub fn check_characters(text: &str) -> Result<()> {
    // Bytes from 0x20 to 0x7E need no look at the character; most bodies have no others. Looking at every byte of them,
    // instead of stopping at the first that is not plain, lets many be looked at together.
    let plain = text.bytes().fold(true, |plain, byte| plain & (0x20..0x7F).contains(&byte));
    if plain || text.chars().all(is_allowed) {
        return Ok(());
    }
    Err(SqsError::new(
        ErrorCode::InvalidMessageContents,
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | \
         #x10000 to #x10FFFF",
    ))
}

/// Refuses a group, deduplication or attempt id of the wrong form: 1 to 128 letters, digits and punctuation.
pub fn check_id(value: &str, parameter: &str) -> Result<()> {
    if (1..=128).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let reason = format!("{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    Err(SqsError::invalid_value(value, parameter, &reason))
}

/// Checks message attributes; answers them as SQS stores them, with numbers in their normal form.
pub fn check_attributes(
    attributes: &BTreeMap<String, MessageAttributeValue>,
    most: usize,
) -> Result<BTreeMap<String, MessageAttributeValue>> {
    if attributes.len() > most {
        return Err(SqsError::invalid(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{most}].",
            attributes.len()
        )));
    }
    let mut checked = BTreeMap::new();
    for (name, value) in attributes {
        checked.insert(name.clone(), check_attribute(name, value)?);
    }
    Ok(checked)
}

fn check_attribute(name: &str, value: &MessageAttributeValue) -> Result<MessageAttributeValue> {
    check_name(name)?;
    let empty = |kind: &str| {
        SqsError::invalid(format!("Message (user) attribute '{name}' must contain a non-empty value of type '{kind}'."))
    };
    if !value.string_list_values.is_empty() || !value.binary_list_values.is_empty() {
        return Err(SqsError::invalid("Message attribute list values in SendMessage operation are not supported."));
    }
    let kind = value.data_type.split('.').next().unwrap_or_default();
    if value.data_type.len() > 256 || !matches!(kind, "String" | "Number" | "Binary") {
        return Err(SqsError::invalid(format!(
            "The type of message (user) attribute '{name}' is invalid. You must use only the following supported type \
             prefixes: Binary, Number, String."
        )));
    }
    let mut stored = value.clone();
    if kind == "Binary" {
        stored.string_value = None;
        if value.binary_value.as_ref().is_none_or(Vec::is_empty) {
            return Err(empty(kind));
        }
    } else {
        stored.binary_value = None;
        let text = value.string_value.as_deref().filter(|text| !text.is_empty()).ok_or_else(|| empty(kind))?;
        if kind == "Number" {
            stored.string_value = Some(normal_number(text).ok_or_else(|| {
                SqsError::invalid(format!("Can't cast the value of message (user) attribute '{name}' to a number."))
            })?);
        } else {
            check_characters(text)?;
        }
    }
    Ok(stored)
}

fn check_name(name: &str) -> Result<()> {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        return Err(SqsError::invalid(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for \
             internal use.",
        ));
    }
    let letters = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if name.is_empty() || name.chars().count() > 256 || !letters || dots {
        return Err(SqsError::invalid(format!(
            "Invalid message (user) attribute name '{name}'. Names are 1 to 256 characters of A-Z, a-z, 0-9, '_', '-' \
             and '.', without a '.' at either end or two in a row."
        )));
    }
    Ok(())
}

/// The form in which SQS stores a Number: no needless zeros, no exponent. None for a text that is no number, with more
/// than 38 digits, or outside 10^-128 to 10^126.
pub fn normal_number(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all: String = whole.chars().chain(fraction.chars()).collect();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let leading = all.len() - all.trim_start_matches('0').len();
    let significant = all.trim_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    // The decimal point stands this many digits after the first significant one begins.
    let point = i32::try_from(whole.len()).ok()?.checked_sub(i32::try_from(leading).ok()?)?.checked_add(exponent)?;
    if significant.len() > 38 || !(-127..=127).contains(&point) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    let len = i32::try_from(significant.len()).ok()?;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    Some(if point <= 0 {
        format!("{sign}0.{}{significant}", zeros(-point))
    } else if point >= len {
        format!("{sign}{significant}{}", zeros(point - len))
    } else {
        let (before, after) = significant.split_at(usize::try_from(point).ok()?);
        format!("{sign}{before}.{after}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stored_in_their_normal_form() {
        for (text, stored) in [
            ("0001.23000", Some("1.23")),
            ("1493147359900", Some("1493147359900")),
            ("-0.50", Some("-0.5")),
            ("+7", Some("7")),
            ("0.000", Some("0")),
            ("1e3", Some("1000")),
            ("12.5E-4", Some("0.00125")),
            (".5", Some("0.5")),
            ("100", Some("100")),
            ("99999999999999999999999999999999999999", Some("99999999999999999999999999999999999999")),
            ("999999999999999999999999999999999999999", None),
            (
                "1e126",
                Some(concat!(
                    "1000000000000000000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000000000000000000"
                )),
            ),
            ("1e127", None),
            (
                "1e-128",
                Some(concat!(
                    "0.",
                    "000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "1"
                )),
            ),
            ("1e-129", None),
            ("", None),
            (".", None),
            ("1.2.3", None),
            ("five", None),
            ("1e", None),
        ] {
            assert_eq!(normal_number(text).as_deref(), stored, "{text}");
        }
    }

    #[test]
    fn characters_outside_the_documented_ranges_are_refused() {
        for good in ["a", "\t\n\r", "ä", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10000}", "\u{7F}"] {
            assert_eq!(check_characters(good), Ok(()), "{good:?}");
        }
        for bad in ["\0", "\u{8}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            assert_eq!(check_characters(bad).unwrap_err().code, ErrorCode::InvalidMessageContents, "{bad:?}");
        }
    }

    #[test]
    fn ids_are_1_to_128_letters_digits_and_punctuation() {
        let long = "x".repeat(128);
        for good in ["a", "A-1", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", long.as_str()] {
            assert_eq!(check_id(good, "MessageGroupId"), Ok(()));
        }
        let longer = "x".repeat(129);
        for bad in ["", "a b", "ä", longer.as_str()] {
            assert_eq!(
                check_id(bad, "MessageGroupId").unwrap_err().message,
                format!(
                    "Value {bad} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include \
                         alphanumeric and punctuation characters. 1 to 128 in length."
                )
            );
        }
    }
}
