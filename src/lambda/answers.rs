//! What the stand-in for a function's code does with an event of records: which of them it cannot handle, and how it
//! reports them.
//!
//! A record is poison when what it carries has the behaviour's text: the body of a message, or the data of a stream's
//! record. Besides the right answers there are the wrong ones that people give, so that it can be seen what comes of them.

use super::function::Behaviour;
use super::{LambdaError, Result};
use crate::base::Rng;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How a function answers a batch of which it cannot handle some records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchResponse {
    /// It names each of them.
    ReportFailures,
    /// It stops at the first, and names that and all behind it.
    StopAtFirst,
    /// It names a record that is not in the batch.
    UnknownIdentifier,
    /// It names one by an empty text.
    EmptyIdentifier,
    /// It names one by null.
    NullIdentifier,
    /// It names one under a key of another name.
    WrongKey,
    /// Its answer is cut off.
    InvalidJson,
}

impl BatchResponse {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ReportFailures,
        Self::StopAtFirst,
        Self::UnknownIdentifier,
        Self::EmptyIdentifier,
        Self::NullIdentifier,
        Self::WrongKey,
        Self::InvalidJson,
    ];

    /// The name in a behaviour.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReportFailures => "ReportFailures",
            Self::StopAtFirst => "StopAtFirst",
            Self::UnknownIdentifier => "UnknownIdentifier",
            Self::EmptyIdentifier => "EmptyIdentifier",
            Self::NullIdentifier => "NullIdentifier",
            Self::WrongKey => "WrongKey",
            Self::InvalidJson => "InvalidJson",
        }
    }

    /// The one of that name.
    ///
    /// # Errors
    /// `InvalidParameterValueException` for another name.
    pub fn read(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|response| response.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            LambdaError::invalid(format!("Behaviour.BatchResponse must be empty or one of {names}, not {name}."))
        })
    }

    fn answer(self, ids: &[&str], failed: &[usize]) -> String {
        let Some(first) = failed.first() else { return json!({ "batchItemFailures": [] }).to_string() };
        let list = |items: Vec<Value>| json!({ "batchItemFailures": items }).to_string();
        let item = |place: &usize| json!({ "itemIdentifier": ids.get(*place) });
        match self {
            Self::ReportFailures => list(failed.iter().map(item).collect()),
            Self::StopAtFirst => list((*first..ids.len()).map(|place| item(&place)).collect()),
            Self::UnknownIdentifier => list(vec![json!({ "itemIdentifier": "no-such-record" })]),
            Self::EmptyIdentifier => list(vec![json!({ "itemIdentifier": "" })]),
            Self::NullIdentifier => list(vec![json!({ "itemIdentifier": null })]),
            Self::WrongKey => list(vec![json!({ "badItemIdentifier": ids.get(*first) })]),
            Self::InvalidJson => "{\"batchItemFailures\":[".to_owned(),
        }
    }
}

/// A record: its id, and what it carries.
struct Record<'a> {
    id: &'a str,
    data: String,
}

fn record(value: &Value) -> Option<Record<'_>> {
    if let Some(id) = value.get("messageId").and_then(Value::as_str) {
        return Some(Record { id, data: value.get("body")?.as_str()?.to_owned() });
    }
    let kinesis = value.get("kinesis")?;
    let data = STANDARD.decode(kinesis.get("data")?.as_str()?).ok()?;
    let data = String::from_utf8_lossy(&data).into_owned();
    Some(Record { id: kinesis.get("sequenceNumber")?.as_str()?, data })
}

/// Whether an event has what the behaviour's code cannot handle.
pub(super) fn is_poison(behaviour: &Behaviour, payload: &str) -> bool {
    let Some(words) = behaviour.fail_when_contains.as_deref() else { return false };
    if payload.contains(words) {
        return true;
    }
    // A body stands escaped in the event, and a stream's data in base64.
    let event: Value = if payload.starts_with("{\"Records\":") {
        serde_json::from_str(payload).unwrap_or_default()
    } else {
        Value::Null
    };
    let records = event.get("Records").and_then(Value::as_array);
    records.into_iter().flatten().filter_map(record).any(|record| record.data.contains(words))
}

/// The answer to an event of records, where the behaviour has one of its own: the failures that it reports, and the count
/// of a window that it carries on. Each record may fail by chance.
pub(super) fn answer(behaviour: &Behaviour, payload: &str, chance: &mut Rng) -> Option<Arc<str>> {
    let reports = behaviour.batch_response;
    if reports.is_none() && !payload.contains("\"isFinalInvokeForWindow\"") {
        return None;
    }
    let event: Value = serde_json::from_str(payload).ok()?;
    let records: Vec<Record<'_>> = event.get("Records")?.as_array()?.iter().filter_map(record).collect();
    let window = event.get("window").map(|_| counted(&event, records.len()));
    let Some(response) = reports else {
        // A learner's own answer counts before the stand-in's.
        return window
            .filter(|_| &*behaviour.response == "null")
            .map(|state| json!({ "state": state }).to_string().into());
    };
    let ids: Vec<&str> = records.iter().map(|record| record.id).collect();
    let mut fails = |record: &Record<'_>| {
        let by_chance = chance.chance(behaviour.fail_percent * 10_000);
        by_chance || behaviour.fail_when_contains.as_deref().is_some_and(|words| record.data.contains(words))
    };
    let failed: Vec<usize> =
        records.iter().enumerate().filter(|(_, record)| fails(record)).map(|(place, _)| place).collect();
    let answer = response.answer(&ids, &failed);
    let with_state = window.and_then(|state| {
        let mut members: Map<String, Value> = serde_json::from_str(&answer).ok()?;
        members.insert("state".to_owned(), state);
        Some(Value::Object(members).to_string())
    });
    Some(with_state.unwrap_or(answer).into())
}

/// The state of a window in which records are counted.
fn counted(event: &Value, records: usize) -> Value {
    let before = event.get("state").and_then(|state| state.get("count")).and_then(Value::as_u64).unwrap_or(0);
    json!({ "count": before + records as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behaviour(response: Option<BatchResponse>, words: Option<&str>) -> Behaviour {
        Behaviour { batch_response: response, fail_when_contains: words.map(Into::into), ..Behaviour::default() }
    }

    fn event(bodies: &[&str]) -> String {
        let record = |(place, body): (usize, &&str)| json!({ "messageId": format!("m{place}"), "body": body });
        json!({ "Records": bodies.iter().enumerate().map(record).collect::<Vec<_>>() }).to_string()
    }

    #[test]
    fn each_response_names_what_it_names() {
        let event = event(&["good", "bad one", "good", "bad two"]);
        let said = |response| answer(&behaviour(Some(response), Some("bad")), &event, &mut Rng::new(1)).unwrap();
        for (response, expected) in [
            (
                BatchResponse::ReportFailures,
                r#"{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m3"}]}"#,
            ),
            (
                BatchResponse::StopAtFirst,
                r#"{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m2"},{"itemIdentifier":"m3"}]}"#,
            ),
            (BatchResponse::UnknownIdentifier, r#"{"batchItemFailures":[{"itemIdentifier":"no-such-record"}]}"#),
            (BatchResponse::EmptyIdentifier, r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#),
            (BatchResponse::NullIdentifier, r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#),
            (BatchResponse::WrongKey, r#"{"batchItemFailures":[{"badItemIdentifier":"m1"}]}"#),
            (BatchResponse::InvalidJson, r#"{"batchItemFailures":["#),
        ] {
            assert_eq!(&*said(response), expected);
            assert_eq!(BatchResponse::read(response.name()), Ok(response));
            let good = answer(&behaviour(Some(response), Some("absent")), &event, &mut Rng::new(1)).unwrap();
            assert_eq!(&*good, r#"{"batchItemFailures":[]}"#, "nothing is wrong with a batch without poison");
        }
        assert!(BatchResponse::read("Nonsense").unwrap_err().message.contains("ReportFailures, StopAtFirst"));
        assert_eq!(answer(&behaviour(None, None), &event, &mut Rng::new(1)), None);
    }

    #[test]
    fn poison_is_found_in_what_a_record_carries() {
        let quoted = event(&["{\"kind\":\"bad\"}"]);
        assert!(is_poison(&behaviour(None, Some("\"kind\":\"bad\"")), &quoted), "although it stands escaped there");
        let data = STANDARD.encode("this is bad");
        let stream = json!({ "Records": [{ "kinesis": { "sequenceNumber": "1", "data": data } }] }).to_string();
        assert!(is_poison(&behaviour(None, Some("is bad")), &stream));
        assert!(!is_poison(&behaviour(None, Some("good")), &stream) && !is_poison(&behaviour(None, None), &stream));
        assert!(is_poison(&behaviour(None, Some("bad")), "[\"bad\"]"), "other events are looked at as they are");
    }

    #[test]
    fn a_window_is_counted() {
        let event = |state: Value| {
            json!({ "Records": [{ "kinesis": { "sequenceNumber": "1", "data": "" } }], "window": {}, "state": state,
                    "isFinalInvokeForWindow": false })
            .to_string()
        };
        let state = |behaviour: &Behaviour, state| answer(behaviour, &event(state), &mut Rng::new(1));
        assert_eq!(state(&behaviour(None, None), json!({})).as_deref(), Some(r#"{"state":{"count":1}}"#));
        assert_eq!(state(&behaviour(None, None), json!({ "count": 4 })).as_deref(), Some(r#"{"state":{"count":5}}"#));
        let own = Behaviour { response: "{}".into(), ..Behaviour::default() };
        assert_eq!(state(&own, json!({})), None, "an answer of one's own stays");
        let both = state(&behaviour(Some(BatchResponse::ReportFailures), None), json!({})).unwrap();
        assert_eq!(&*both, r#"{"batchItemFailures":[],"state":{"count":1}}"#);
    }
}
