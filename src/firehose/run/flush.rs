//! When buffers are emptied: at their size or their time, whichever comes first.
//!
//! Source: "Understand buffering hints" in the Firehose developer guide. Where delivery lags, buffers grow so that it can
//! catch up; AWS does not tell by how much, so a lab adds one size for each delivery that waits.

use crate::clock::Instant;
use crate::firehose::config::{Hints, Plan};
use crate::firehose::limits::BUFFER_MAX;
use crate::firehose::record::Lane;
use crate::firehose::stream::{Status, Stream, StreamId};
use crate::firehose::{Cx, Firehose, FirehoseEvent, State, Timer};

/// The hints of a buffer.
fn hints_of(plan: &Plan, lane: &Lane) -> Hints {
    match lane {
        Lane::Main(_) => plan.hints,
        Lane::Source => plan.source_backup.as_ref().unwrap_or(&plan.bucket).hints,
        Lane::Failed(_) => plan.bucket.hints,
    }
}

/// The size at which a buffer is emptied now.
pub(super) fn size_of(stream: &Stream, lane: &Lane) -> u64 {
    let hints = hints_of(&stream.destination.plan, lane);
    let lags = |delivery: &&super::Delivery| {
        matches!(delivery.state, State::Waits(_))
            && std::mem::discriminant(&delivery.lane) == std::mem::discriminant(lane)
    };
    let behind = stream.deliveries.values().filter(lags).count() as u64;
    hints.size.saturating_mul(behind + 1).min(BUFFER_MAX.max(hints.size))
}

/// A buffer of a stream: what is in it, and what it is emptied at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting<'a> {
    /// Which; none for that of the function.
    pub lane: Option<&'a Lane>,
    /// Its records.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// It is emptied with so many bytes.
    pub size: u64,
    /// When the first record came.
    pub since: Instant,
    /// It is emptied then at the latest.
    pub ends: Instant,
}

impl Stream {
    /// The buffers with something in them: that of the function, and those of the destinations.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        let plan = &self.destination.plan;
        let function = plan.processing.lambda.as_ref().filter(|_| !self.intake.is_empty()).map(|function| {
            let Hints { size, interval } = function.hints;
            let buffer = &self.intake;
            let (records, bytes, since) = (buffer.len(), buffer.bytes, buffer.since);
            Waiting { lane: None, records, bytes, size, since, ends: since.after(interval) }
        });
        let lanes = self.lanes.iter().map(|(lane, buffer)| Waiting {
            lane: Some(lane),
            records: buffer.len(),
            bytes: buffer.bytes,
            size: size_of(self, lane),
            since: buffer.since,
            ends: buffer.since.after(hints_of(&self.destination.plan, lane).interval),
        });
        function.into_iter().chain(lanes)
    }
}

impl Firehose {
    /// Sets the timer for the buffer whose time is over first.
    pub(in crate::firehose) fn plan_flush(&self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream(id) else { return };
        cx.set_timer(Timer::Buffers(id), next_due(stream));
    }

    /// Empties the buffers whose time is over.
    pub(in crate::firehose) fn flush_due(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        // What is emptied may fill another buffer, whose time may be over at once.
        loop {
            let Some(stream) = self.stream(id) else { return };
            let plan = stream.destination.plan.clone();
            let is_due = |since: Instant, hints: Hints| since.after(hints.interval) <= cx.now;
            let function = plan.processing.lambda.as_ref();
            let intake = !stream.intake.is_empty()
                && function.is_none_or(|function| is_due(stream.intake.since, function.hints));
            if intake {
                self.invoke(cx, id);
                continue;
            }
            let due = stream.lanes.iter().find(|(lane, buffer)| is_due(buffer.since, hints_of(&plan, lane)));
            let Some(lane) = due.map(|(lane, _)| lane.clone()) else { break };
            self.flush(cx, id, &lane, false);
        }
        self.plan_flush(cx, id);
    }

    /// Empties a buffer.
    pub(super) fn flush(&mut self, cx: &mut Cx<'_>, id: StreamId, lane: &Lane, full: bool) {
        let Some(stream) = self.stream_mut(id) else { return };
        let Some(mut buffer) = stream.lanes.remove(lane) else { return };
        let bytes = buffer.bytes;
        let records = buffer.take();
        if records.is_empty() {
            return;
        }
        let (stream, count) = (stream.key.name.clone(), records.len() as u64);
        let name = lane.name().into();
        let event = cx.emit(None, FirehoseEvent::Flushed { stream, lane: name, records: count, bytes, full });
        self.begin(cx, id, lane.clone(), records, event);
    }

    /// Throws away what a stream holds.
    pub(in crate::firehose) fn discard(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        let (own, copies) = stream.held();
        stream.totals.discarded += own;
        stream.totals.copies_discarded += copies;
        stream.intake = crate::firehose::Buffer::default();
        stream.lanes = crate::base::collections::SortedMap::default();
        let deliveries: Vec<u64> = stream.deliveries.keys().copied().collect();
        let invocations: Vec<u64> = stream.invocations.keys().copied().collect();
        stream.deliveries = crate::base::collections::SortedMap::default();
        stream.invocations = crate::base::collections::SortedMap::default();
        cx.set_timer(Timer::Buffers(id), None);
        cx.set_timer(Timer::Source(id), None);
        for task in deliveries {
            cx.set_timer(Timer::Deliver(id, task), None);
        }
        for task in invocations {
            cx.set_timer(Timer::Invoke(id, task), None);
        }
    }
}

/// When the first buffer's time is over.
fn next_due(stream: &Stream) -> Option<Instant> {
    if stream.status != Status::Active {
        return None;
    }
    let plan = &stream.destination.plan;
    let lanes = stream.lanes.iter().map(|(lane, buffer)| buffer.since.after(hints_of(plan, lane).interval));
    let function = plan.processing.lambda.as_ref();
    let intake = function.filter(|_| !stream.intake.is_empty()).map(|f| stream.intake.since.after(f.hints.interval));
    lanes.chain(intake).min()
}
