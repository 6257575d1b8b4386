//! One lane of a shard: batches one after the other, with retries, division, and their end.
//!
//! Source: "How Lambda processes records from Amazon Kinesis Data Streams" in the Lambda developer guide, on errors. A
//! division counts as no retry, nor does an answer that reports a later record than the first: what is left begins anew,
//! as runs recorded from AWS show. How long AWS waits between retries is not published.

use super::document::{Condition, Discarded};
use super::{Held, ShardReader, StreamOrder, StreamRules};
use crate::clock::{Duration, Instant};
use crate::lambda::mappings::partial::{self, Report};
use std::collections::VecDeque;
use std::sync::Arc;
use uuid::Uuid;

/// What stands around the records of an event: `{"Records":[` and `]}`.
const AROUND: usize = 14;
/// The longest wait between two attempts.
const WAIT_MAX_SECS: u64 = 60;

/// How a run ended, or that it did not begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It answered: a JSON text.
    Answered(Arc<str>),
    /// The function failed, or took too long.
    Failed,
    /// It did not begin: no concurrency was free, or there was no function. That counts as no attempt.
    NotBegun,
}

/// What a lane does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Phase {
    #[default]
    Ready,
    /// It waits for the next attempt.
    Waiting(Instant),
    /// The function works on its batch.
    Invoking,
    /// The same, with the end of a window.
    Finishing,
}

/// A batch, or what is left of one.
#[derive(Clone, Debug, Default, Hash)]
struct Piece {
    records: Vec<Held>,
    /// Invocations that failed.
    attempts: u32,
    /// Waits in a row.
    waits: u32,
    is_function_error: bool,
    request: Option<Uuid>,
}

/// One lane.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Lane {
    queue: VecDeque<Held>,
    /// When the first record of the queue came into it.
    first: Instant,
    pieces: VecDeque<Piece>,
    phase: Phase,
}

impl Lane {
    pub fn push(&mut self, now: Instant, held: Held) {
        if self.queue.is_empty() {
            self.first = now;
        }
        self.queue.push_back(held);
    }

    pub const fn is_invoking(&self) -> bool {
        matches!(self.phase, Phase::Invoking | Phase::Finishing)
    }

    /// Records that the function works on.
    pub fn under_way(&self) -> usize {
        let piece = self.pieces.front().filter(|_| self.phase == Phase::Invoking);
        piece.map_or(0, |piece| piece.records.len())
    }

    /// Whether there is nothing to do.
    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Ready && self.pieces.is_empty() && self.queue.is_empty()
    }

    /// Lets all go that is not with the function.
    pub fn let_go(&mut self) {
        self.queue.clear();
        self.pieces.truncate(usize::from(self.phase == Phase::Invoking));
        if let Phase::Waiting(_) = self.phase {
            self.phase = Phase::Ready;
        }
    }

    pub fn next_due(&self, rules: &StreamRules) -> Option<Instant> {
        match self.phase {
            Phase::Waiting(until) => Some(until),
            Phase::Ready if self.pieces.is_empty() && !self.queue.is_empty() => Some(self.first.after(rules.window)),
            Phase::Ready | Phase::Invoking | Phase::Finishing => None,
        }
    }

    /// Forms the next batch, if it is full or its window is over. Records of one window of time only go into it.
    fn form(&mut self, now: Instant, rules: &StreamRules, is_closed: bool) -> Option<Piece> {
        let mut bytes = AROUND;
        let window = self.queue.front().map(|held| rules.window_of(held.record.arrived));
        let fits = |held: &&Held| {
            bytes += held.text.len() + 1;
            bytes - 1 <= rules.payload_bytes && Some(rules.window_of(held.record.arrived)) == window
        };
        let count = self.queue.iter().take(rules.batch_size).take_while(fits).count();
        let count = count.max(usize::from(!self.queue.is_empty()));
        let is_full = count >= rules.batch_size || count < self.queue.len();
        if count == 0 || !(is_full || is_closed || now >= self.first.after(rules.window)) {
            return None;
        }
        self.first = now;
        Some(Piece { records: self.queue.drain(..count).collect(), ..Piece::default() })
    }
}

impl ShardReader {
    /// Does what a lane can do now.
    pub(super) fn advance(&mut self, now: Instant, index: usize, orders: &mut Vec<StreamOrder>) {
        let rules = self.rules.clone();
        loop {
            let Some(lane) = self.lanes.get_mut(index) else { return };
            match lane.phase {
                Phase::Invoking | Phase::Finishing => return,
                Phase::Waiting(until) if until > now => return,
                Phase::Waiting(_) | Phase::Ready => lane.phase = Phase::Ready,
            }
            if lane.pieces.is_empty() {
                // What belongs to a later window waits for the end of this one.
                let next = lane.queue.front().map(|held| held.record.arrived);
                if let Some(payload) = self.window_ends(now, &rules, next) {
                    return self.finish(index, payload, orders);
                }
                let Some(lane) = self.lanes.get_mut(index) else { return };
                let Some(piece) = lane.form(now, &rules, self.is_closed) else { return };
                lane.pieces.push_back(piece);
            }
            self.drop_old(now, &rules, index, orders);
            let Some(lane) = self.lanes.get(index) else { return };
            if let Some(piece) = lane.pieces.front() {
                let payload = self.payload(&rules, &piece.records.clone());
                return self.invoke(index, payload, orders);
            }
        }
    }

    fn invoke(&mut self, index: usize, payload: Arc<str>, orders: &mut Vec<StreamOrder>) {
        let Some(lane) = self.lanes.get_mut(index) else { return };
        lane.phase = Phase::Invoking;
        self.totals.batches += 1;
        let piece = lane.pieces.front();
        let records = piece.map_or(0, |piece| piece.records.len());
        let newest = piece.and_then(|piece| piece.records.last()).map(|held| held.record.arrived);
        orders.push(StreamOrder::Invoke { lane: index, payload, records, newest });
    }

    fn finish(&mut self, index: usize, payload: Arc<str>, orders: &mut Vec<StreamOrder>) {
        let Some(lane) = self.lanes.get_mut(index) else { return };
        lane.phase = Phase::Finishing;
        self.totals.batches += 1;
        orders.push(StreamOrder::Invoke { lane: index, payload, records: 0, newest: None });
    }

    /// Takes records out of the front piece that are too old: for the stream, which has lost them, or for the mapping.
    fn drop_old(&mut self, now: Instant, rules: &StreamRules, index: usize, orders: &mut Vec<StreamOrder>) {
        let Some(piece) = self.lanes.get_mut(index).and_then(|lane| lane.pieces.front_mut()) else { return };
        let older = |than: Duration| move |held: &&Held| now >= held.record.arrived.after(than);
        let expired = piece.records.iter().take_while(older(rules.retention)).count();
        let lost: Vec<Held> = piece.records.drain(..expired).collect();
        let aged = rules.age.map_or(0, |age| piece.records.iter().take_while(older(age)).count());
        let aged: Vec<Held> = piece.records.drain(..aged).collect();
        let (invoke_count, request, is_empty) = (piece.attempts, piece.request, piece.records.is_empty());
        if is_empty && let Some(lane) = self.lanes.get_mut(index) {
            lane.pieces.pop_front();
        }
        self.totals.expired += lost.len() as u64;
        self.totals.discarded += aged.len() as u64;
        self.close(lost.iter().chain(&aged));
        let payload = self.payload(rules, &aged);
        if let Some(discarded) = Discarded::of(&aged, Condition::RecordAgeExceeded, payload) {
            orders.push(StreamOrder::Discard(Box::new(Discarded { invoke_count, request, ..discarded })));
        }
    }

    /// A run of a lane's batch is over, or did not begin.
    pub fn ended(&mut self, now: Instant, index: usize, request: Uuid, ending: &Ending) -> Vec<StreamOrder> {
        let mut orders = Vec::new();
        let rules = self.rules.clone();
        let Some(lane) = self.lanes.get_mut(index) else { return orders };
        match lane.phase {
            Phase::Invoking => self.settle(now, &rules, index, request, ending, &mut orders),
            Phase::Finishing => self.window_ended(now, index, ending),
            Phase::Ready | Phase::Waiting(_) => return orders,
        }
        if self.is_stopped {
            // What was not done is read again.
            for lane in &mut self.lanes {
                lane.let_go();
            }
        } else {
            self.go_on(now, &mut orders);
        }
        orders
    }

    fn settle(
        &mut self,
        now: Instant,
        rules: &StreamRules,
        index: usize,
        request: Uuid,
        ending: &Ending,
        orders: &mut Vec<StreamOrder>,
    ) {
        let Some(lane) = self.lanes.get_mut(index) else { return };
        lane.phase = Phase::Ready;
        let Some(mut piece) = lane.pieces.pop_front() else { return };
        let failed_from = match ending {
            Ending::NotBegun => return self.wait(now, index, piece),
            Ending::Failed => Some(0),
            Ending::Answered(answer) => {
                let is_good = self.take_state(rules, answer);
                let ids = piece.records.iter().map(|held| &*held.record.sequence);
                match rules.reports_items.then(|| partial::read(answer, &ids)) {
                    _ if !is_good => Some(0),
                    None | Some(Report::Success) => None,
                    Some(Report::Some(failed)) => failed.first().copied(),
                    Some(Report::Failure(_)) => Some(0),
                }
            }
        };
        piece.request = Some(request);
        let done: Vec<Held> = piece.records.drain(..failed_from.unwrap_or(piece.records.len())).collect();
        self.totals.succeeded += done.len() as u64;
        self.close(done.iter());
        if let Some(last) = done.last() {
            self.iterator_age = now.since(last.record.arrived);
        }
        if failed_from.is_none() {
            return;
        }
        if !done.is_empty() {
            // What is left is a batch of its own, which was not tried yet.
            return self.put_first(index, [Piece { records: piece.records, ..Piece::default() }]);
        }
        piece.is_function_error = *ending == Ending::Failed;
        if rules.bisects && piece.records.len() > 1 {
            let behind = piece.records.split_off(piece.records.len() / 2);
            // Each half is a batch of its own, with attempts and waits of its own.
            let half = |records| Piece { records, ..Piece::default() };
            let (front, behind) = (half(piece.records), half(behind));
            return self.put_first(index, [front, behind]);
        }
        piece.attempts += 1;
        if rules.retries.is_some_and(|retries| piece.attempts > retries) {
            self.give_up(rules, &piece, orders);
        } else {
            self.wait(now, index, piece);
        }
    }

    fn give_up(&mut self, rules: &StreamRules, piece: &Piece, orders: &mut Vec<StreamOrder>) {
        self.totals.discarded += piece.records.len() as u64;
        self.close(piece.records.iter());
        let payload = self.payload(rules, &piece.records);
        if let Some(discarded) = Discarded::of(&piece.records, Condition::RetryAttemptsExhausted, payload) {
            let (invoke_count, request, is_function_error) = (piece.attempts, piece.request, piece.is_function_error);
            let discarded = Discarded { invoke_count, request, is_function_error, ..discarded };
            orders.push(StreamOrder::Discard(Box::new(discarded)));
        }
    }

    /// The front of a lane again, without a wait.
    fn put_first<const N: usize>(&mut self, index: usize, pieces: [Piece; N]) {
        let Some(lane) = self.lanes.get_mut(index) else { return };
        for piece in pieces.into_iter().rev() {
            lane.pieces.push_front(piece);
        }
    }

    /// A batch waits for its next attempt, each time for twice as long; never beyond its end.
    fn wait(&mut self, now: Instant, index: usize, mut piece: Piece) {
        let span = Duration::from_secs((1 << piece.waits.min(6)).min(WAIT_MAX_SECS));
        piece.waits += 1;
        let age = self.rules.age.unwrap_or(self.rules.retention).min(self.rules.retention);
        let end = piece.records.first().map_or(now, |held| held.record.arrived.after(age));
        let until = now.after(span).min(end.max(now));
        let Some(lane) = self.lanes.get_mut(index) else { return };
        lane.pieces.push_front(piece);
        lane.phase = Phase::Waiting(until);
    }

    /// The end of a window is tried again, or is over.
    pub(super) fn end_finishing(&mut self, now: Instant, index: usize, again: Option<u32>) {
        let Some(lane) = self.lanes.get_mut(index) else { return };
        lane.phase = match again {
            None => Phase::Ready,
            Some(waits) => {
                let span = Duration::from_secs((1 << waits.min(6)).min(WAIT_MAX_SECS));
                Phase::Waiting(now.after(span))
            }
        };
    }

    /// Records are done, in whatever way.
    fn close<'a>(&mut self, records: impl Iterator<Item = &'a Held>) {
        for held in records {
            self.open.remove(&held.place);
        }
    }
}
