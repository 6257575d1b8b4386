//! What people type into forms, and the requests and configurations that come of it.
//!
//! A form is a table of texts by field. Numbers go to AWS as they were typed, so that a wrong one gets AWS's own answer; only
//! what is no number at all is told here.

pub mod actors;
pub mod agent;
pub mod alarm;
pub mod application;
pub mod bucket;
pub mod delivery_stream;
pub mod endpoint;
pub mod extended;
pub mod function;
pub mod mapping;
pub mod message;
pub mod notifications;
pub mod queue;
pub mod reader;
pub mod schema;
pub mod stream;
pub mod subscription;
pub mod targets;
pub mod topic;
pub mod trigger;
pub mod worker;
pub mod writer;

use queuelab::call::CallError;
use queuelab::t;
use std::collections::BTreeMap;

/// The texts of a form by field.
pub type Values = BTreeMap<&'static str, String>;

/// What is wrong with a form, and beside which field that belongs; `None` for the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: Option<&'static str>,
    /// The sentence.
    pub text: String,
}

impl Problem {
    /// Something wrong with a field.
    pub fn at(field: &'static str, text: impl Into<String>) -> Self {
        Self { field: Some(field), text: text.into() }
    }

    /// A refusal, beside the field that its sentence names. Fields are tried in their order, the reason before the rest,
    /// since sentences quote whole documents.
    pub fn of(error: &CallError, fields: &[&'static str]) -> Self {
        let sentence = error.message();
        let reason = sentence.rsplit_once("Reason:").map_or(sentence, |(_, reason)| reason);
        let parameter = sentence.split_once(" parameter ").map_or("", |(_, rest)| rest);
        let named = |text: &str| fields.iter().copied().find(|field| has_word(text, field));
        let first = |text: &str| fields.iter().copied().find(|field| starts_with_word(text, field));
        let field = named(reason).or_else(|| first(parameter)).or_else(|| named(sentence));
        Self { field, text: format!("{}: {sentence}", error.code()) }
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|c| c.is_ascii_alphanumeric())
            && text.get(at..).is_some_and(|tail| starts_with_word(tail, word))
    })
}

/// The text of a field.
pub fn text<'a>(values: &'a Values, field: &str) -> &'a str {
    values.get(field).map_or("", String::as_str)
}

/// Whether a switch is on.
pub fn on(values: &Values, field: &str) -> bool {
    text(values, field) == "true"
}

/// A whole number.
pub fn whole(values: &Values, field: &'static str) -> Result<i64, Problem> {
    let typed = text(values, field).trim();
    typed.parse().map_err(|_| Problem::at(field, not_a_number(typed, t!("a whole number, such as 30"))))
}

/// A whole number that may be left out.
pub fn optional(values: &Values, field: &'static str) -> Result<Option<i64>, Problem> {
    if text(values, field).trim().is_empty() { Ok(None) } else { whole(values, field).map(Some) }
}

/// A whole number in a unit, as the text of a number in the smallest unit.
pub fn scaled(values: &Values, field: &'static str, unit: &str) -> Result<String, Problem> {
    let size: i64 = text(values, unit).parse().unwrap_or(1);
    Ok(whole(values, field)?.saturating_mul(size).to_string())
}

/// A decimal number of at least zero in thousandths or other fractions, exactly: `2.5` at 1,000 is 2,500.
pub fn fraction(values: &Values, field: &'static str, whole_is: u64) -> Result<u64, Problem> {
    let typed = text(values, field).trim();
    let bad = || Problem::at(field, not_a_number(typed, t!("a number, such as 2.5")));
    let (whole, rest) = typed.split_once('.').unwrap_or((typed, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) {
        return Err(bad());
    }
    let mut total = whole.parse::<u64>().map_err(|_| bad())?.checked_mul(whole_is).ok_or_else(bad)?;
    let mut place = whole_is;
    for byte in rest.bytes() {
        place /= 10;
        total = total.saturating_add(u64::from(byte - b'0') * place);
    }
    Ok(total)
}

/// The shortest text of such a number.
pub fn fraction_text(value: u64, whole_is: u64) -> String {
    let (whole, mut rest) = (value / whole_is, value % whole_is);
    let mut text = whole.to_string();
    let mut place = whole_is;
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 && place > 1 {
        place /= 10;
        text.push_str(&(rest / place).to_string());
        rest %= place;
    }
    text
}

fn not_a_number(typed: &str, wanted: &str) -> String {
    if typed.is_empty() { t!("Type {wanted}.", wanted) } else { t!("“{typed}” is not {wanted}.", typed, wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::sqs::SqsError;

    fn values(text: &str) -> Values {
        [("N", text.to_owned()), ("Unit", "60".to_owned())].into()
    }

    #[test]
    fn numbers_are_read_exactly_and_anything_else_is_told() {
        for (text, read) in [("2.5", 2_500), ("0", 0), ("14", 14_000), ("0.001", 1), ("1.0009", 1_000)] {
            assert_eq!(fraction(&values(text), "N", 1_000), Ok(read), "{text}");
        }
        for text in ["", "x", "-1", ".5", "1e3", "99999999999999999999"] {
            assert!(fraction(&values(text), "N", 1_000).is_err(), "{text}");
        }
        for (value, text) in [(2_500, "2.5"), (0, "0"), (14_000, "14"), (1, "0.001"), (10, "0.01")] {
            assert_eq!(fraction_text(value, 1_000), text);
        }
        assert_eq!(scaled(&values("-2"), "N", "Unit").as_deref(), Ok("-120"));
        assert_eq!(scaled(&values("ten"), "N", "Unit").unwrap_err().text, "“ten” is not a whole number, such as 30.");
        assert_eq!(optional(&values(" "), "N"), Ok(None));
    }

    #[test]
    fn a_refusal_stands_beside_the_field_that_it_names() {
        let fields = ["QueueName", "DelaySeconds", "RedrivePolicy", "maxReceiveCount", "MessageGroupId"];
        let policy = r#"{"deadLetterTargetArn":"arn","maxReceiveCount":0}"#;
        let rows = [
            (SqsError::invalid_attribute("DelaySeconds"), Some("DelaySeconds")),
            (SqsError::missing("MessageGroupId"), Some("MessageGroupId")),
            (
                SqsError::invalid_value(policy, "RedrivePolicy", "Dead letter target does not exist."),
                Some("RedrivePolicy"),
            ),
            (
                SqsError::invalid_value(policy, "RedrivePolicy", "Invalid value for maxReceiveCount: 0."),
                Some("maxReceiveCount"),
            ),
            (SqsError::no_such_queue(), None),
        ];
        for (error, field) in rows {
            assert_eq!(Problem::of(&CallError::Sqs(error.clone()), &fields).field, field, "{error}");
        }
    }
}
