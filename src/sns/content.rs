//! What may be in a message: subject, attributes, group and deduplication ids, and texts by protocol.
//!
//! Source: "Publish" in the SNS API reference and "Message attributes" in its developer guide; the sentences are AWS's
//! answers.

use super::api::{MessageAttributeValue, MessageAttributes};
use super::{ErrorCode, Result, SnsError};
use serde_json::Value;

/// Refuses a subject that is empty, longer than a hundred UTF-16 units, or has control characters.
pub fn check_subject(subject: &str) -> Result<()> {
    let bad = subject.is_empty() || subject.encode_utf16().count() > 100 || subject.chars().any(char::is_control);
    if bad { Err(SnsError::invalid("Subject")) } else { Ok(()) }
}

/// Whether a text is a phone number as E.164 writes it.
pub fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Refuses a group or deduplication id of the wrong form.
pub fn check_id(value: &str, parameter: &str) -> Result<()> {
    if (1..=128).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(SnsError::invalid(format_args!(
        "The {parameter} parameter can only include alphanumeric and punctuation characters. 1 to 128 in length"
    )))
}

/// Refuses attributes of the wrong form.
pub fn check_attributes(attributes: &MessageAttributes) -> Result<()> {
    attributes.iter().try_for_each(|(name, value)| check_attribute(name, value))
}

fn check_attribute(name: &str, value: &MessageAttributeValue) -> Result<()> {
    let bad = |sentence: String| Err(SnsError::new(ErrorCode::ParameterValueInvalid, sentence));
    check_name(name)?;
    let kind = value.data_type.as_str();
    if kind.is_empty() {
        return Err(SnsError::missing(&format!("messageAttributes.{name}.member.dataType")));
    }
    let base = kind.split('.').next().unwrap_or_default();
    if !matches!(base, "String" | "Number" | "Binary") {
        return bad(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is \
             Binary, Number, and String."
        ));
    }
    let wants_binary = base == "Binary";
    let (text, bytes) = (value.string_value.as_deref(), value.binary_value.as_deref());
    if (wants_binary && text.is_some()) || (!wants_binary && bytes.is_some()) {
        let field = if wants_binary { "Binary" } else { "String" };
        return bad(format!("The message attribute '{name}' with type '{kind}' must use field '{field}'."));
    }
    if text.is_none_or(str::is_empty) && bytes.is_none_or(<[u8]>::is_empty) {
        return bad(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute type \
             '{kind}'."
        ));
    }
    match (base, text) {
        ("Number", Some(text)) if crate::sns::filter::is_out_of_scale(text) => {
            bad(format!("Message attribute '{name}' number value [{text}] scale must be 10^-128 and 10^126."))
        }
        ("String", Some(text)) if text.chars().any(|c| c > '\u{FFFF}') => Err(SnsError::invalid(format_args!(
            "Message attribute '{name}' has characters that are not allowed in a value"
        ))),
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<()> {
    let bad = |sentence: String| Err(SnsError::new(ErrorCode::ParameterValueInvalid, sentence));
    if name.is_empty() || name.len() > 256 {
        return bad("Length of message attribute name must be less than 256 bytes.".to_owned());
    }
    if let Some(c) = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        return bad(format!(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. Can only include \
             alphanumeric characters, hyphens, underscores, or dots.",
            u32::from(c)
        ));
    }
    for (place, found) in [("starting", name.starts_with('.')), ("ending", name.ends_with('.'))] {
        if found {
            return bad(format!("Invalid message attribute name {place} with character '.' was found."));
        }
    }
    if name.contains("..") {
        return bad("Message attribute name can not have successive '.' character.".to_owned());
    }
    Ok(())
}

/// The texts by protocol of a structured message, the default under an empty name.
pub fn texts_by_protocol(message: &str) -> Result<Vec<(String, String)>> {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(message) else {
        return Err(SnsError::invalid("Message Structure - JSON message body failed to parse"));
    };
    let default = match fields.get("default") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(_) | Value::Array(_)) | None => {
            return Err(SnsError::invalid("Message Structure - No default entry in JSON message body"));
        }
        Some(other) => other.to_string(),
    };
    let mut texts = vec![(String::new(), default)];
    for (name, value) in fields {
        if let (true, Value::String(text)) = (name != "default", value) {
            texts.push((name, text));
        }
    }
    Ok(texts)
}
