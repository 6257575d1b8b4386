//! What stands for the code of a function that changes records: it answers each record of its payload by the texts in it.
//!
//! Knows the form of payload and answer, as the code of such a function does ("Required parameters for data
//! transformation" in the Firehose developer guide), and nothing of who sends it.

use super::api::Transform;
use super::invocation::Ending;
use super::{LambdaError, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Characters of a text.
const WORDS_MAX: usize = 256;
/// Partition keys.
const KEYS_MAX: usize = 50;

/// The rules of a request; none where it has no member.
///
/// # Errors
/// `InvalidParameterValueException` for texts that are too long, and too many keys.
pub(super) fn checked(wish: &Transform) -> Result<Option<Arc<Transform>>> {
    if *wish == Transform::default() {
        return Ok(None);
    }
    let Transform { omit_when_contains, double_when_contains, drop_when_contains, fail_when_contains, append, .. } =
        wish;
    let texts = [
        ("OmitWhenContains", omit_when_contains),
        ("DoubleWhenContains", double_when_contains),
        ("DropWhenContains", drop_when_contains),
        ("FailWhenContains", fail_when_contains),
        ("Append", append),
    ];
    for (name, text) in texts {
        if text.as_ref().is_some_and(|text| text.chars().count() > WORDS_MAX) {
            let sentence = format!("Behaviour.Transform.{name} must have at most {WORDS_MAX} characters.");
            return Err(LambdaError::invalid(sentence));
        }
    }
    if wish.partition_keys.as_ref().is_some_and(|keys| keys.len() > KEYS_MAX) {
        let sentence = format!("Behaviour.Transform.PartitionKeys must have at most {KEYS_MAX} names.");
        return Err(LambdaError::invalid(sentence));
    }
    Ok(Some(Arc::new(wish.clone())))
}

/// How a run with that payload ends: with an answer, or as code does that was handed something else.
pub(super) fn ending(transform: &Transform, payload: &str, bytes_max: usize) -> Ending {
    let document: Value = serde_json::from_str(payload).unwrap_or_default();
    let Some(records) = document.get("records").and_then(Value::as_array) else {
        return Ending::Error { kind: "TypeError", message: "the payload has no records".into() };
    };
    let answers: Vec<Value> = records.iter().flat_map(|record| answers(transform, record)).collect();
    let answer = json!({ "records": answers }).to_string();
    if answer.len() > bytes_max {
        let message = format!("Response payload size exceeded maximum allowed payload size ({bytes_max} bytes).");
        return Ending::Error { kind: "Function.ResponseSizeTooLarge", message: message.into() };
    }
    Ending::Success(answer.into())
}

fn answers(transform: &Transform, record: &Value) -> Vec<Value> {
    let id = record.get("recordId").cloned().unwrap_or_default();
    let encoded = record.get("data").and_then(Value::as_str).unwrap_or_default();
    let bytes = STANDARD.decode(encoded).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let has = |words: &Option<String>| words.as_deref().is_some_and(|words| text.contains(words));
    if has(&transform.omit_when_contains) {
        return Vec::new();
    }
    let result = if has(&transform.drop_when_contains) {
        "Dropped"
    } else if has(&transform.fail_when_contains) {
        "ProcessingFailed"
    } else {
        "Ok"
    };
    let mut data = bytes.clone();
    if result == "Ok" {
        data.extend(transform.append.as_deref().unwrap_or_default().as_bytes());
    }
    let mut answer = json!({ "recordId": id, "result": result, "data": STANDARD.encode(data) });
    if let (Some(names), Some(fields)) = (&transform.partition_keys, answer.as_object_mut()) {
        let document: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let key = |name: &String| {
            let value = document.get(name)?;
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Some((name.clone(), Value::String(text)))
        };
        let keys: Map<String, Value> = names.iter().filter_map(key).collect();
        fields.insert("metadata".to_owned(), json!({ "partitionKeys": keys }));
    }
    if has(&transform.double_when_contains) { vec![answer.clone(), answer] } else { vec![answer] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(transform: &Transform, texts: &[&str]) -> Vec<String> {
        let records: Vec<Value> = texts
            .iter()
            .enumerate()
            .map(|(id, text)| json!({"recordId": id.to_string(), "data": STANDARD.encode(text)}))
            .collect();
        let Ending::Success(answer) = ending(transform, &json!({ "records": records }).to_string(), 10_000) else {
            panic!()
        };
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let line = |one: &Value| {
            let data = String::from_utf8(STANDARD.decode(one["data"].as_str().unwrap()).unwrap()).unwrap();
            format!(
                "{} {} {data} {}",
                one["recordId"].as_str().unwrap(),
                one["result"].as_str().unwrap(),
                one["metadata"]["partitionKeys"]
            )
        };
        answer["records"].as_array().unwrap().iter().map(line).collect()
    }

    #[test]
    fn each_record_is_answered_by_the_texts_in_it() {
        let words = |text: &str| Some(text.to_owned());
        let transform = Transform {
            omit_when_contains: words("omit"),
            double_when_contains: words("twice"),
            drop_when_contains: words("drop"),
            fail_when_contains: words("fail"),
            append: words("!"),
            partition_keys: Some(vec!["k".to_owned(), "none".to_owned()]),
        };
        let found = answered(&transform, &["{\"k\":1}", "omit", "drop", "fail", "twice"]);
        assert_eq!(
            found,
            [
                "0 Ok {\"k\":1}! {\"k\":\"1\"}",
                "2 Dropped drop {}",
                "3 ProcessingFailed fail {}",
                "4 Ok twice! {}",
                "4 Ok twice! {}"
            ]
        );
        assert!(matches!(ending(&transform, "{}", 100), Ending::Error { kind: "TypeError", .. }));
        assert!(matches!(ending(&transform, r#"{"records":[{"recordId":"1"}]}"#, 5), Ending::Error { .. }));
    }

    #[test]
    fn rules_have_limits_and_can_be_taken_away() {
        assert_eq!(checked(&Transform::default()), Ok(None));
        let long = Transform { append: Some("x".repeat(257)), ..Transform::default() };
        assert!(checked(&long).unwrap_err().message.contains("Behaviour.Transform.Append"));
        let many = Transform { partition_keys: Some(vec![String::new(); 51]), ..Transform::default() };
        assert!(checked(&many).unwrap_err().message.contains("PartitionKeys"));
    }
}
