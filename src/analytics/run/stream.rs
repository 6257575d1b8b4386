//! In-application streams: the rows that came last, and how many came at all.

use super::super::value::Row;
use crate::base::collections::ChunkDeque;

/// So many rows of a stream are kept to be looked at. This lab's own limit.
pub const ROWS_KEPT: u64 = 1_000;

/// The rows of a stream. Each has a number, from 0, that it keeps.
#[derive(Clone, Debug, Hash)]
pub struct StreamState {
    rows: ChunkDeque<Row>,
    /// The ROWTIME of the last row.
    last: i64,
}

impl Default for StreamState {
    fn default() -> Self {
        Self { rows: ChunkDeque::default(), last: i64::MIN }
    }
}

impl StreamState {
    /// How many rows have come.
    pub fn count(&self) -> u64 {
        self.rows.next()
    }

    /// The last rows with their numbers, in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (u64, &Row)> {
        self.rows.iter()
    }

    /// The rows from a number on that are still kept.
    pub fn rows_from(&self, number: u64) -> impl Iterator<Item = (u64, &Row)> {
        (number.max(self.rows.front())..self.rows.next()).filter_map(|number| Some((number, self.rows.get(number)?)))
    }

    /// The ROWTIME of the last row.
    pub fn last_time(&self) -> Option<i64> {
        (self.count() > 0).then_some(self.last)
    }

    /// Whether a row with that time may come.
    pub(in super::super) fn takes(&self, time: i64) -> bool {
        time >= self.last
    }

    /// Adds a row.
    pub(in super::super) fn add(&mut self, row: Row) {
        self.last = row.time;
        self.rows.push(row);
        if self.rows.len() > ROWS_KEPT {
            self.rows.pop_first();
        }
    }
}
