//! The reader of one shard for one mapping: what is read next, which batches the function gets, and what becomes of those
//! that it fails on.
//!
//! A machine without a clock of its own and without a stream. It is told of records, of runs that ended and of time, and
//! answers with [`StreamOrder`]s. Records go into *lanes*, as many as batches of a shard may be under way at once, by the
//! hash of their partition key; in a lane one batch is under way at a time, and a batch that failed stays in front until
//! its end. So a record that cannot be handled blocks its lane, and nothing else.
//!
//! Source: "How Lambda processes records from Amazon Kinesis Data Streams" in the Lambda developer guide, with its pages on
//! errors, on windows and on partial batch responses.

mod document;
mod lane;
#[cfg(test)]
mod tests;
mod window;

pub use document::{Condition, Context, Discarded, document};
pub use lane::Ending;

use super::filter::Filters;
use super::settings::Settings;
use crate::base::collections::OrdMap;
use crate::base::digest;
use crate::clock::{Duration, Instant};
use lane::Lane;
use std::sync::Arc;
use window::Window;

/// A shard is asked so often, unless records are pushed.
const POLLS_EVERY: Duration = Duration::from_secs(1);
/// Records that one read brings at most.
const READ_MAX: usize = 10_000;

/// A record of a shard.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StreamRecord {
    /// Its number in the shard.
    pub sequence: Arc<str>,
    /// Decides the shard, and the lane in it.
    pub partition_key: Arc<str>,
    /// When it came into the stream.
    pub arrived: Instant,
    /// What it carries.
    pub data: Arc<[u8]>,
}

/// From where a shard is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// From the oldest record.
    TrimHorizon,
    /// From what comes next.
    Latest,
    /// From the first record at that instant or later: where a reader that began with the latest goes on.
    Since(Instant),
    /// From the first record at that time or later, in seconds since 1970.
    AtTimestamp(i64),
    /// From behind the record of that number.
    After(Arc<str>),
}

impl From<super::Start> for Position {
    fn from(start: super::Start) -> Self {
        match start {
            super::Start::TrimHorizon => Self::TrimHorizon,
            super::Start::Latest => Self::Latest,
            super::Start::AtTimestamp(at) => Self::AtTimestamp(at),
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamOrder {
    /// Read the shard.
    Read {
        /// From there.
        from: Position,
        /// At most so many records.
        limit: usize,
        /// The iterator that stands there, where the last read gave one.
        iterator: Option<Arc<str>>,
    },
    /// Run the function.
    Invoke {
        /// The lane whose batch it is.
        lane: usize,
        /// The event.
        payload: Arc<str>,
        /// Records in it.
        records: usize,
        /// When the last of them came into the stream; none without records.
        newest: Option<Instant>,
    },
    /// Records were given up; a destination for failures gets word of it.
    Discard(Box<Discarded>),
    /// The shard was closed and all of it is done: its children may be read.
    Drained,
}

/// What a reader has counted: records, but for `batches`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StreamTotals {
    /// Records that were read.
    pub read: u64,
    /// Of them, those that passed no filter.
    pub filtered: u64,
    /// Invocations that began.
    pub batches: u64,
    /// Records that are done.
    pub succeeded: u64,
    /// Records that were given up.
    pub discarded: u64,
    /// Records that were lost because the stream keeps them no longer.
    pub expired: u64,
}

/// The rules of a mapping for its readers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StreamRules {
    /// What events and documents say of the source.
    pub context: Context,
    /// How long the stream keeps records.
    pub retention: Duration,
    /// Whether records come by themselves, as they do for a consumer with throughput of its own.
    pub is_pushed: bool,
    batch_size: usize,
    window: Duration,
    filters: Filters,
    reports_items: bool,
    lanes: u32,
    /// None for no end.
    retries: Option<u32>,
    age: Option<Duration>,
    bisects: bool,
    tumbling: Duration,
    payload_bytes: usize,
}

impl StreamRules {
    /// The rules that settings give.
    pub fn of(
        settings: &Settings,
        context: Context,
        retention: Duration,
        is_pushed: bool,
        payload_bytes: usize,
    ) -> Self {
        let stream = settings.stream.as_ref();
        let secs = |secs: i64| u64::try_from(secs).ok().map(Duration::from_secs);
        Self {
            context,
            retention,
            is_pushed,
            batch_size: settings.batch_size,
            window: Duration::from_secs(settings.window_secs),
            filters: settings.filters.clone(),
            reports_items: settings.reports_items,
            lanes: stream.map_or(1, |stream| stream.parallelization.max(1)),
            retries: stream.and_then(|stream| u32::try_from(stream.retries).ok()),
            age: stream.and_then(|stream| secs(stream.age_secs)),
            bisects: stream.is_some_and(|stream| stream.bisect),
            tumbling: stream.map_or(Duration::ZERO, |stream| Duration::from_secs(stream.tumbling_secs)),
            payload_bytes,
        }
    }
}

/// A record in a reader's hands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Held {
    /// Its place in the order of reading.
    place: u64,
    record: StreamRecord,
    /// As the function gets it.
    text: Arc<str>,
}

/// The reader of one shard.
#[derive(Clone, Debug, Hash)]
pub struct ShardReader {
    rules: Arc<StreamRules>,
    lanes: Vec<Lane>,
    /// From where it began.
    start: Position,
    /// The last record that was read.
    last_read: Option<Arc<str>>,
    /// The iterator of what comes next.
    iterator: Option<Arc<str>>,
    /// Records that are not done, by their place: the number of the record before each.
    open: OrdMap<u64, Option<Arc<str>>>,
    next_place: u64,
    is_reading: bool,
    reads_at: Option<Instant>,
    /// When the last read was answered.
    read: Option<Instant>,
    is_closed: bool,
    is_stopped: bool,
    is_drained: bool,
    window: Option<Window>,
    /// The age of the last record of the last batch when that was done (`IteratorAge`).
    pub iterator_age: Duration,
    /// What it has counted.
    pub totals: StreamTotals,
}

impl ShardReader {
    /// A reader that begins there, and what it wants first.
    pub fn new(now: Instant, rules: StreamRules, start: Position) -> (Self, Vec<StreamOrder>) {
        let lanes = (0..rules.lanes).map(|_| Lane::default()).collect();
        let mut reader = Self {
            rules: Arc::new(rules),
            lanes,
            start,
            last_read: None,
            iterator: None,
            open: OrdMap::new(),
            next_place: 0,
            is_reading: false,
            reads_at: Some(now),
            read: None,
            is_closed: false,
            is_stopped: false,
            is_drained: false,
            window: None,
            iterator_age: Duration::ZERO,
            totals: StreamTotals::default(),
        };
        let orders = reader.wake(now);
        (reader, orders)
    }

    /// From where reading goes on after a stop: behind the last record before which all are done.
    pub fn checkpoint(&self) -> Position {
        let after = |sequence: &Option<Arc<str>>| sequence.clone().map_or_else(|| self.start.clone(), Position::After);
        match self.open.get_min() {
            Some((_, before)) => after(before),
            None => after(&self.last_read),
        }
    }

    /// Whether the shard was closed and all of it is done.
    pub const fn is_drained(&self) -> bool {
        self.is_drained
    }

    /// Whether it was stopped.
    pub const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Whether the function works on one of its batches.
    pub fn is_invoking(&self) -> bool {
        self.lanes.iter().any(Lane::is_invoking)
    }

    /// Records that the function works on for a lane.
    pub fn under_way(&self, lane: usize) -> usize {
        self.lanes.get(lane).map_or(0, Lane::under_way)
    }

    /// Records in hand that are not done.
    pub fn in_hand(&self) -> usize {
        self.open.len()
    }

    /// When something has to happen by itself.
    pub fn next_due(&self) -> Option<Instant> {
        if self.is_stopped {
            return None;
        }
        let lanes = self.lanes.iter().filter_map(|lane| lane.next_due(&self.rules));
        let reads = self.reads_at.filter(|_| self.wants_more());
        // Where records are pushed no read tells that a window is over.
        let is_idle = self.rules.is_pushed && self.lanes.iter().all(Lane::is_idle);
        let ends = self.window.as_ref().filter(|_| is_idle).map(|window| window.end);
        lanes.chain(reads).chain(ends).min()
    }

    /// Goes on under other rules. Batches that were formed stay as they are; the number of lanes changes when nothing is
    /// in hand, so that the order of keys is kept.
    pub fn change(&mut self, now: Instant, rules: StreamRules) -> Vec<StreamOrder> {
        let lanes = if self.open.is_empty() { rules.lanes } else { self.rules.lanes };
        if self.open.is_empty() {
            self.lanes = (0..lanes).map(|_| Lane::default()).collect();
        }
        self.rules = Arc::new(StreamRules { lanes, ..rules });
        self.wake(now)
    }

    /// Ceases to read for good; what is not with the function is let go. Another reader may begin at the checkpoint.
    pub fn stop(&mut self) {
        self.is_stopped = true;
        for lane in &mut self.lanes {
            lane.let_go();
        }
    }

    /// A read brought records in order, or none; whether the shard has no more behind them.
    pub fn received(&mut self, now: Instant, records: Vec<StreamRecord>, is_closed: bool) -> Vec<StreamOrder> {
        let mut orders = Vec::new();
        if !self.is_reading || self.is_stopped {
            return orders;
        }
        self.is_reading = false;
        self.is_closed = is_closed;
        self.read = Some(now);
        self.reads_at = (!is_closed).then(|| if self.rules.is_pushed { now } else { now.after(POLLS_EVERY) });
        for record in records {
            self.take(now, record);
        }
        self.go_on(now, &mut orders);
        orders
    }

    /// A read told with which iterator the next one goes on.
    pub fn goes_on(&mut self, iterator: Option<Arc<str>>) {
        self.iterator = iterator;
    }

    /// A read failed; it is tried again.
    pub fn read_failed(&mut self, now: Instant) {
        self.is_reading = false;
        self.reads_at = Some(now.after(POLLS_EVERY));
    }

    /// Time has come for something.
    pub fn wake(&mut self, now: Instant) -> Vec<StreamOrder> {
        let mut orders = Vec::new();
        if !self.is_stopped {
            self.go_on(now, &mut orders);
        }
        orders
    }

    /// Puts a record into its lane, unless it passes no filter.
    fn take(&mut self, now: Instant, record: StreamRecord) {
        let before = self.last_read.replace(record.sequence.clone());
        self.totals.read += 1;
        let text: Arc<str> = self.rules.context.event_record(&record).into();
        let filters = &self.rules.filters;
        let data = String::from_utf8_lossy(&record.data);
        if !filters.is_empty() && !filters.pass(&Context::filtered_record(&text), "data", &data) {
            self.totals.filtered += 1;
            return;
        }
        let place = self.next_place;
        self.next_place += 1;
        self.open.insert(place, before);
        let hash = digest::md5_hex(record.partition_key.as_bytes());
        let hash = u64::from_str_radix(hash.get(..15).unwrap_or_default(), 16).unwrap_or_default();
        let lane = usize::try_from(hash % u64::from(self.rules.lanes.max(1))).unwrap_or_default();
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.push(now, Held { place, record, text });
        }
    }

    /// So many records are held at most: what one read brings, or twice the batches that may be under way.
    fn room(&self) -> usize {
        self.rules.batch_size.saturating_mul(self.lanes.len()).saturating_mul(2).max(READ_MAX)
    }

    fn wants_more(&self) -> bool {
        !self.is_closed && !self.is_reading && self.open.len() < self.room()
    }

    /// Does all that can be done now.
    fn go_on(&mut self, now: Instant, orders: &mut Vec<StreamOrder>) {
        for index in 0..self.lanes.len() {
            self.advance(now, index, orders);
        }
        if self.wants_more() && self.reads_at.is_some_and(|at| at <= now) {
            self.is_reading = true;
            let from = self.last_read.clone().map_or_else(|| self.start.clone(), Position::After);
            if self.start == Position::Latest {
                self.start = Position::Since(now);
            }
            let (limit, iterator) = (READ_MAX.min(self.room() - self.open.len()), self.iterator.clone());
            orders.push(StreamOrder::Read { from, limit, iterator });
        }
        if self.is_closed && self.open.is_empty() && self.window.is_none() && !self.is_drained && !self.is_invoking() {
            self.is_drained = true;
            orders.push(StreamOrder::Drained);
        }
    }
}
