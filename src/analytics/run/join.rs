//! Joins: a row beside the rows of a table, and rows of two streams that are in each other's windows.
//!
//! A row that comes meets the rows that the other side's window holds at its ROWTIME, which is also that of what comes
//! out. A side without a window has nothing to be met later. Source: "JOIN clause" in the SQL reference.

use super::super::error::Fault;
use super::super::eval::{Scope, eval};
use super::super::plan::typed::Expr;
use super::super::plan::{JoinStreams, JoinTable};
use super::super::sql::ast::Frame;
use super::super::value::{Row, Value};
use super::{JOINED_MAX, WINDOW_ROWS_MAX, Work};
use crate::base::collections::ChunkDeque;

/// The windows of both sides of a join of streams.
#[derive(Clone, Debug, Default, Hash)]
pub struct JoinState {
    left: ChunkDeque<Row>,
    right: ChunkDeque<Row>,
}

/// Whether a condition holds for a joined row.
fn holds(on: &Expr, values: &[Value], now: i64) -> Result<bool, Fault> {
    Ok(eval(on, Scope { values, now })? == Value::Bool(true))
}

fn too_many() -> Fault {
    Fault::limit(format!("a row is joined with at most {JOINED_MAX} rows here"))
}

/// Puts the rows of a table beside a row.
pub fn with_table(plan: &JoinTable, row: &Row, work: &mut Work<'_>) {
    let Some(table) = work.tables.get(plan.table) else { return };
    let mut found = Vec::new();
    let mut fault = None;
    for other in table.iter() {
        let (first, second) = if plan.is_first { (other, &row.values) } else { (&row.values, other) };
        let values: Vec<Value> = first.iter().chain(second.iter()).cloned().collect();
        match holds(&plan.on, &values, work.now) {
            Ok(false) => continue,
            Ok(true) if found.len() < JOINED_MAX => found.push(values),
            Ok(true) => fault = Some(too_many()),
            Err(other) => fault = Some(other),
        }
        if fault.is_some() {
            break;
        }
    }
    if let Some(fault) = fault {
        work.faults.push((fault, row.clone()));
    }
    if let Some(nulls) = plan.nulls.filter(|_| found.is_empty()) {
        found.push(row.values.iter().cloned().chain(std::iter::repeat_n(Value::Null, nulls)).collect());
    }
    work.rows.extend(found.into_iter().map(|values| Row { time: row.time, values: values.into() }));
}

impl JoinState {
    /// Takes a row of one side in.
    pub fn push(&mut self, plan: &JoinStreams, is_right: bool, row: &Row, work: &mut Work<'_>) {
        let [left, right] = plan.frames;
        leave(&mut self.left, left, row.time);
        leave(&mut self.right, right, row.time);
        let (own, own_frame, other) =
            if is_right { (&mut self.right, right, &self.left) } else { (&mut self.left, left, &self.right) };
        let mut found = 0;
        for (_, met) in other.iter() {
            let (first, second) = if is_right { (met, row) } else { (row, met) };
            let values: Vec<Value> = first.values.iter().chain(second.values.iter()).cloned().collect();
            let result = holds(&plan.on, &values, work.now);
            match work.keep(result, row) {
                Some(true) if found == JOINED_MAX => {
                    work.faults.push((too_many(), row.clone()));
                    break;
                }
                Some(true) => {
                    found += 1;
                    work.rows.push(Row::new(row.time, values));
                }
                Some(false) => {}
                None => break,
            }
        }
        let Some(frame) = own_frame else { return };
        if own.len() >= WINDOW_ROWS_MAX {
            let fault = Fault::limit(format!("the window of a join holds at most {WINDOW_ROWS_MAX} rows here"));
            work.faults.push((fault, row.clone()));
            return;
        }
        own.push(row.clone());
        let most = match frame {
            Frame::Range(_) => u64::MAX,
            Frame::Rows(count) => count,
            Frame::Own => 1,
        };
        if own.len() > most {
            own.pop_first();
        }
    }

    /// How many rows both windows hold.
    pub fn len(&self) -> u64 {
        self.left.len() + self.right.len()
    }
}

/// Takes the rows out that a window of time at this instant no longer has.
fn leave(rows: &mut ChunkDeque<Row>, frame: Option<Frame>, time: i64) {
    if let Some(Frame::Range(length)) = frame {
        let bound = time.saturating_sub(length.max(1));
        rows.pop_while(|row| row.time <= bound);
    }
}
