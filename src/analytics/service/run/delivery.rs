//! Outputs at work: rows that wait, and those that are under way, until their destination has them.
//!
//! A destination gets rows at least once: what it did not take is tried again for as long as the application runs. Source:
//! "Delivery Model for Persisting Application Output to an External Destination" and "Using a Lambda Function as Output" in
//! the developer guide.

use super::carried::{Outgoing, Refusal, Whom, Wish};
use crate::analytics::service::event::AnalyticsEvent;
use crate::analytics::service::managed::ApplicationId;
use crate::analytics::service::setup::{PartId, TargetKind};
use crate::analytics::service::{Analytics, Cx};
use crate::base::collections::ChunkDeque;
use crate::clock::{Duration, Instant};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows of one request.
const ROWS_MAX: usize = 500;
/// Their bytes: what a delivery stream takes is the least, and base64 for a function makes a third more.
const BYTES_MAX: usize = 3_145_728;
/// With so many rows that wait an application reads no more. This lab's own limit.
pub const BACKLOG_MAX: u64 = 10_000;
/// The longest wait between two attempts, in seconds.
const BACKOFF_SECS_MAX: u64 = 60;

/// A row that an output sends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutRow {
    /// Its partition key in a stream, and its id for a function.
    pub id: Arc<str>,
    /// As it is written.
    pub data: Arc<str>,
    /// The event in which it came out.
    pub cause: Option<u64>,
}

/// Rows under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Flight {
    /// The rows.
    pub rows: Arc<[OutRow]>,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// When the next attempt is; none while they are under way.
    pub next: Option<Instant>,
}

/// An output at work.
#[derive(Clone, Debug, Default, Hash)]
pub struct Delivery {
    /// Rows that wait.
    pub queue: ChunkDeque<OutRow>,
    /// Rows under way.
    pub flight: Option<Flight>,
    /// Rows that the destination has.
    pub delivered: u64,
    /// Attempts that failed, in whole or in part.
    pub retries: u64,
}

impl Delivery {
    /// Rows that the destination does not have.
    pub fn backlog(&self) -> u64 {
        self.queue.len() + self.flight.as_ref().map_or(0, |flight| flight.rows.len() as u64)
    }

    /// Takes the rows of the next request.
    fn take(&mut self) -> Arc<[OutRow]> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while let Some(row) = self.queue.first() {
            bytes += row.data.len() + row.id.len();
            if rows.len() == ROWS_MAX || (bytes > BYTES_MAX && !rows.is_empty()) {
                break;
            }
            rows.push(row.clone());
            self.queue.pop_first();
        }
        rows.into()
    }
}

/// How long the next attempt waits.
fn backoff(attempt: u32) -> Duration {
    Duration::from_secs(1_u64.checked_shl(attempt.saturating_sub(1)).unwrap_or(u64::MAX).min(BACKOFF_SECS_MAX))
}

impl Analytics {
    /// Lets rows leave that wait, and those whose next attempt is due.
    pub(in crate::analytics::service) fn deliver(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        let Some(managed) = self.managed(id) else { return };
        let outputs: Vec<PartId> = managed.setup.outputs.iter().map(|(part, _)| part.clone()).collect();
        for output in outputs {
            self.deliver_to(cx, id, &output);
        }
    }

    fn deliver_to(&mut self, cx: &mut Cx<'_>, id: ApplicationId, output: &PartId) {
        let invocation = self.draw_id().to_string();
        let Some(managed) = self.managed_mut(id) else { return };
        let Some((_, found)) = managed.setup.outputs.iter().find(|(part, _)| part == output) else { return };
        let Ok((kind, target)) = found.target() else { return };
        let (role, target): (Arc<str>, Arc<str>) = (target.role().into(), target.arn().into());
        let (account, region, arn) = (managed.key.account, managed.key.region, managed.key.arn());
        let Some(run) = managed.run_mut() else { return };
        let number = run.number;
        let Some(delivery) = run.outputs.get_mut(output) else { return };
        let flight = match delivery.flight.clone() {
            Some(Flight { next: None, .. }) => return,
            Some(Flight { next: Some(next), .. }) if next > cx.now => return,
            Some(flight) => Flight { attempt: flight.attempt + 1, next: None, ..flight },
            None if delivery.queue.is_empty() => return,
            None => Flight { rows: delivery.take(), attempt: 1, next: None },
        };
        let rows = flight.rows.clone();
        delivery.flight = Some(flight);
        let payload = match kind {
            TargetKind::Function => payload(&invocation, &arn.to_string(), &rows).into(),
            TargetKind::Stream | TargetKind::DeliveryStream => "".into(),
        };
        let cause = rows.last().and_then(|row| row.cause);
        let wish = Wish::Put { output: output.clone(), kind, rows, payload };
        let whom = Whom::Application(id, number);
        cx.outgoing.push(Outgoing { whom, account, region, role, target, wish, cause });
    }

    /// An output has answered: which rows it did not take, or why it took none.
    pub(super) fn put_answered(
        &mut self,
        cx: &mut Cx<'_>,
        id: ApplicationId,
        (output, target, cause): (&PartId, &Arc<str>, Option<u64>),
        answer: Result<Vec<Option<Arc<str>>>, Refusal>,
    ) {
        let Some(managed) = self.managed_mut(id) else { return };
        let application = managed.key.name.clone();
        let stream: Arc<str> = managed
            .setup
            .outputs
            .iter()
            .find(|(part, _)| part == output)
            .and_then(|(_, output)| output.name.as_deref())
            .unwrap_or_default()
            .into();
        let Some(delivery) = managed.run_mut().and_then(|run| run.outputs.get_mut(output)) else { return };
        let Some(flight) = delivery.flight.take() else { return };
        let (left, why): (Vec<OutRow>, Option<Arc<str>>) = match answer {
            Ok(verdicts) => {
                let why = verdicts.iter().flatten().next().cloned();
                // A row without a verdict was not taken.
                let is_left = |index: usize| verdicts.get(index).is_none_or(Option::is_some);
                let left = flight.rows.iter().enumerate().filter(|(index, _)| is_left(*index));
                (left.map(|(_, row)| row.clone()).collect(), why)
            }
            Err(refusal) => (flight.rows.to_vec(), Some(refusal.told().into())),
        };
        let (rows, failed) = ((flight.rows.len() - left.len()) as u64, left.len() as u64);
        delivery.delivered += rows;
        let next = cx.now.after(backoff(flight.attempt));
        if failed > 0 {
            delivery.retries += 1;
            delivery.flight = Some(Flight { rows: left.into(), attempt: flight.attempt, next: Some(next) });
        }
        managed.totals.delivered += rows;
        managed.totals.retries += u64::from(failed > 0);
        if rows > 0 {
            let (application, stream, to) = (application.clone(), stream.clone(), target.clone());
            cx.emit(cause, AnalyticsEvent::Delivered { application, stream, to, rows, attempt: flight.attempt });
        }
        if failed > 0 {
            let why = why.unwrap_or_else(|| "not every row was answered".into());
            managed.note(cx.now, &format!("{target} did not take {failed} rows of {stream}: {why}"));
            let to = target.clone();
            let event = AnalyticsEvent::DeliveryFailed { application, stream, to, rows: failed, next, why };
            cx.emit(cause, event);
            return;
        }
        self.deliver_to(cx, id, output);
    }
}

/// What a function gets.
fn payload(invocation: &str, application: &str, rows: &[OutRow]) -> String {
    let record = |row: &OutRow| {
        json!({
            "recordId": &*row.id, "lambdaDeliveryRecordMetadata": { "retryHint": 0 }, "data": STANDARD.encode(&*row.data)
        })
    };
    let records: Vec<Value> = rows.iter().map(record).collect();
    json!({ "invocationId": invocation, "applicationArn": application, "records": records }).to_string()
}

/// What a function answered about rows: each is taken whose `result` is `Ok`.
pub fn verdicts(answer: &str, rows: &[OutRow]) -> Vec<Option<Arc<str>>> {
    let document: Value = serde_json::from_str(answer).unwrap_or_default();
    let answers = document.get("records").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let verdict = |row: &OutRow| -> Option<Arc<str>> {
        let is_of = |answer: &&Value| answer.get("recordId").and_then(Value::as_str) == Some(&*row.id);
        match answers.iter().find(is_of).and_then(|answer| answer.get("result")?.as_str()) {
            Some("Ok") => None,
            Some("DeliveryFailed") => Some("the function answered DeliveryFailed".into()),
            _ => Some("the function did not answer for every record with Ok or DeliveryFailed".into()),
        }
    };
    rows.iter().map(verdict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, bytes: usize) -> OutRow {
        OutRow { id: id.into(), data: "x".repeat(bytes).into(), cause: None }
    }

    #[test]
    fn a_request_has_at_most_so_many_rows_and_bytes() {
        let mut delivery = Delivery::default();
        for number in 0..501 {
            delivery.queue.push(row(&number.to_string(), 1));
        }
        assert_eq!((delivery.take().len(), delivery.backlog()), (500, 1));
        for number in 0..3 {
            delivery.queue.push(row(&number.to_string(), 2_000_000));
        }
        assert_eq!([delivery.take().len(), delivery.take().len(), delivery.take().len()], [2, 1, 1]);
        assert_eq!(delivery.take().len(), 0);
    }

    #[test]
    fn attempts_wait_longer_up_to_a_minute() {
        assert_eq!([1, 2, 3, 6, 7, 70].map(|attempt| backoff(attempt).as_secs()), [1, 2, 4, 32, 60, 60]);
    }

    #[test]
    fn a_function_has_to_answer_ok_for_each_row() {
        let rows = [row("a", 1), row("b", 1), row("c", 1)];
        let answer = r#"{"records":[{"recordId":"b","result":"DeliveryFailed"},{"recordId":"a","result":"Ok"}]}"#;
        let taken = |answer: &str| verdicts(answer, &rows).iter().map(Option::is_none).collect::<Vec<_>>();
        assert_eq!(taken(answer), [true, false, false]);
        assert_eq!(taken("null"), [false, false, false]);
    }
}
