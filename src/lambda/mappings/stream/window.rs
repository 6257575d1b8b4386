//! Tumbling windows: a state that the function hands on from batch to batch, and a last invocation at the end of each.
//!
//! Source: "Using tumbling windows for aggregation" in the Lambda developer guide. A record belongs to the window in which
//! it came into the stream; windows begin at multiples of their length. The state has one megabyte at most: where it grows
//! beyond, the window ends early. An answer without a state is taken for a failure.

use super::{Held, ShardReader, StreamRules, lane::Ending};
use crate::clock::{Duration, Instant};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Bytes of a window's state.
const STATE_BYTES_MAX: usize = 1_048_576;

/// A window that is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Window {
    start: Instant,
    pub end: Instant,
    /// A JSON object.
    state: Arc<str>,
    /// Whether its state has grown too large.
    is_early: bool,
    /// Attempts of its last invocation that failed.
    failed: u32,
}

impl StreamRules {
    /// The beginning of the window that a record belongs to; always the same where there are no windows.
    pub(super) fn window_of(&self, arrived: Instant) -> Instant {
        let length = self.tumbling.as_millis();
        if length == 0 {
            return Instant::ZERO;
        }
        // Windows are counted from 1970, and a lab begins at any time.
        let rest = self.context.epoch.unix_millis(arrived) % length;
        arrived.before(Duration::from_millis(rest))
    }
}

impl ShardReader {
    /// The event with these records; with windows, theirs is opened.
    pub(super) fn payload(&mut self, rules: &StreamRules, records: &[Held]) -> Arc<str> {
        if rules.tumbling > Duration::ZERO
            && self.window.is_none()
            && let Some(first) = records.first()
        {
            let start = rules.window_of(first.record.arrived);
            let end = start.after(rules.tumbling);
            self.window = Some(Window { start, end, state: "{}".into(), is_early: false, failed: 0 });
        }
        event(rules, records, self.window.as_ref(), false).into()
    }

    /// The last event of the window that is open, if it is over: `next` is the arrival of the next record.
    pub(super) fn window_ends(&self, now: Instant, rules: &StreamRules, next: Option<Instant>) -> Option<Arc<str>> {
        let window = self.window.as_ref()?;
        let is_over = if let Some(next) = next {
            // Records of a window come before those of the next.
            rules.window_of(next) >= window.end
        } else {
            let is_seen = rules.is_pushed || self.read.is_some_and(|read| read >= window.end);
            self.is_closed || (now >= window.end && is_seen)
        };
        (is_over || window.is_early).then(|| event(rules, &[], Some(window), true).into())
    }

    /// The last invocation of a window ended: the window is over, or that is tried again.
    pub(super) fn window_ended(&mut self, now: Instant, index: usize, ending: &Ending) {
        let retries = self.rules.retries;
        let Some(window) = &mut self.window else { return self.end_finishing(now, index, None) };
        let again = match ending {
            Ending::Answered(_) => None,
            Ending::NotBegun => Some(window.failed),
            Ending::Failed => {
                window.failed += 1;
                Some(window.failed).filter(|failed| retries.is_none_or(|retries| *failed <= retries))
            }
        };
        if again.is_none() {
            self.window = None;
        }
        self.end_finishing(now, index, again);
    }

    /// Takes the state out of an answer; false for an answer that has to have one and has none.
    pub(super) fn take_state(&mut self, rules: &StreamRules, answer: &str) -> bool {
        let Some(window) = self.window.as_mut().filter(|_| rules.tumbling > Duration::ZERO) else { return true };
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let Some(state) = answer.get("state").filter(|state| state.is_object()) else { return false };
        let state = state.to_string();
        if state.len() > STATE_BYTES_MAX {
            window.is_early = true;
        } else {
            window.state = state.into();
        }
        true
    }
}

/// An event of records, with what belongs to their window.
fn event(rules: &StreamRules, records: &[Held], window: Option<&Window>, is_final: bool) -> String {
    let texts: Vec<&str> = records.iter().map(|held| &*held.text).collect();
    let records = texts.join(",");
    let Some(window) = window else { return format!("{{\"Records\":[{records}]}}") };
    let context = &rules.context;
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    let text = |text: String| Value::String(text);
    let mut span = Map::new();
    span.insert("start".to_owned(), text(context.calendar(window.start)));
    span.insert("end".to_owned(), text(context.calendar(window.end)));
    add("window", Value::Object(span));
    add("state", serde_json::from_str(&window.state).unwrap_or_default());
    add("shardId", text(context.shard.to_string()));
    add("eventSourceARN", text(context.source.to_string()));
    add("isFinalInvokeForWindow", Value::Bool(is_final));
    add("isWindowTerminatedEarly", Value::Bool(window.is_early));
    let rest = Value::Object(members).to_string();
    format!("{{\"Records\":[{records}],{}", rest.get(1..).unwrap_or_default())
}
