//! Pumps at work: nodes with their state, windows that close by rows and by the clock.
//!
//! A node's due time has two parts: when it fires, and the ROWTIME of what comes out. They differ for windows of the last
//! instant alone: rows with one ROWTIME see each other, so what they come to is known a millisecond later. What is due is
//! taken in the order of ROWTIME, so that no row goes back and any division of an advance gives the same rows.

mod group;
mod join;
mod over;
mod pump;
pub mod stream;
mod top;

pub use pump::PumpState;

use super::error::Fault;
use super::value::{Row, Value};
use std::sync::Arc;

/// So many bytes may a row of an in-application stream have. Source: "Limits" in the developer guide.
pub const ROW_BYTES_MAX: usize = 524_288;
/// So many groups may be open in one window operator. This lab's own limit.
pub const GROUPS_MAX: usize = 10_000;
/// So many rows may the windows of one operator hold. This lab's own limit.
pub const WINDOW_ROWS_MAX: u64 = 50_000;
/// So many rows may one row be joined with. This lab's own limit.
pub const JOINED_MAX: usize = 1_000;
/// So many rows may a reference table have here; AWS allows an object of 1 GB.
pub const TABLE_ROWS_MAX: usize = 10_000;
/// So many rows may one record, or one window that closes, lead to in all streams together. This lab's own limit.
pub const CASCADE_MAX: usize = 100_000;

/// What is equal within a group or a partition.
pub type Key = Arc<[Value]>;

/// When a node does something by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The ROWTIME of what comes out.
    pub time: i64,
    /// When the clock has to be there.
    pub fires: i64,
}

/// What a node works with, and where its rows and faults go.
pub struct Work<'a> {
    /// The clock.
    pub now: i64,
    /// The rows of reference tables.
    pub tables: &'a [Arc<[Arc<[Value]>]>],
    /// Rows that come out, in order.
    pub rows: Vec<Row>,
    /// Rows that could not be worked on, and why.
    pub faults: Vec<(Fault, Row)>,
}

impl Work<'_> {
    /// The value, or nothing and a fault with the row.
    pub fn keep<T>(&mut self, result: Result<T, Fault>, row: &Row) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.faults.push((fault, row.clone()));
                None
            }
        }
    }
}
