//! Windows that end with each row: one row comes out for each that goes in.
//!
//! A window of time has the rows whose ROWTIME lies in (t - n, t], those that came later at the same instant included; so
//! the three rows that come at 8 s all see each other. They are let out when the instant is over. A window of rows has
//! the row and those before it, and its row is let out at once unless a window of time stands beside it.

use super::super::error::Fault;
use super::super::eval::aggregate::Aggregate;
use super::super::eval::{Eval, Scope, eval};
use super::super::plan::{Over, OverCall, OverFunction, OverWindow};
use super::super::sql::ast::Frame;
use super::super::value::{Row, Value};
use super::{Due, GROUPS_MAX, Key, WINDOW_ROWS_MAX, Work};
use crate::base::collections::{ChunkDeque, OrdMap};
use std::sync::Arc;

/// The windows of a node.
#[derive(Clone, Debug, Default, Hash)]
pub struct OverState {
    windows: Vec<WindowState>,
    /// Rows of the last instant that have not come out.
    waiting: Vec<Waiting>,
}

/// The rows that one window holds.
#[derive(Clone, Debug, Default, Hash)]
struct WindowState {
    partitions: OrdMap<Key, Partition>,
    /// The partitions of all rows in the order of time, to find those that leave a window of time.
    ages: ChunkDeque<(i64, Key)>,
    /// How many rows there are.
    count: u64,
}

/// What the calls get from each row of a partition.
type Partition = ChunkDeque<Arc<[Value]>>;

#[derive(Clone, Debug, Hash)]
struct Waiting {
    row: Row,
    /// For each window the partition and the row's number in it.
    places: Vec<(Key, u64)>,
    /// What calls with windows of rows came to.
    known: Vec<Option<Value>>,
}

const fn is_of_time(window: &OverWindow) -> bool {
    matches!(window.frame, Frame::Range(_))
}

impl OverState {
    /// Takes a row in.
    pub fn push(&mut self, plan: &Over, row: &Row, work: &mut Work<'_>) {
        self.flush(plan, row.time, work);
        let entered = self.enter(plan, row, work.now);
        let Some(waiting) = work.keep(entered, row) else { return };
        self.waiting.push(waiting);
        if !plan.windows.iter().any(is_of_time) {
            self.flush(plan, i64::MAX, work);
        }
    }

    /// Puts a row into all windows. A fault of a key or an argument leaves them without it.
    fn enter(&mut self, plan: &Over, row: &Row, now: i64) -> Result<Waiting, Fault> {
        self.windows.resize_with(plan.windows.len(), WindowState::default);
        let scope = Scope { values: &row.values, now };
        let mut entries = Vec::with_capacity(plan.windows.len());
        for (index, (window, state)) in plan.windows.iter().zip(&mut self.windows).enumerate() {
            state.leave(window, row.time);
            let key = window.partition.iter().map(|key| eval(key, scope)).collect::<Result<Key, Fault>>()?;
            let calls = plan.calls.iter().filter(|call| call.window == index);
            let values = calls.map(|call| eval(&call.argument, scope)).collect::<Result<Arc<[Value]>, Fault>>()?;
            state.has_room(&key)?;
            entries.push((key, values));
        }
        let mut places = Vec::with_capacity(entries.len());
        for ((window, state), (key, values)) in plan.windows.iter().zip(&mut self.windows).zip(entries) {
            let number = state.add(window, row.time, &key, values);
            places.push((key, number));
        }
        let mut known = Vec::with_capacity(plan.calls.len());
        for (index, call) in plan.calls.iter().enumerate() {
            let is_known = plan.windows.get(call.window).is_some_and(|window| !is_of_time(window));
            known.push(if is_known { Some(self.result(plan, index, call, &places)?) } else { None });
        }
        Ok(Waiting { row: row.clone(), places, known })
    }

    /// What a call comes to for the row at these places.
    fn result(&self, plan: &Over, index: usize, call: &OverCall, places: &[(Key, u64)]) -> Eval {
        let (Some(state), Some((key, number))) = (self.windows.get(call.window), places.get(call.window)) else {
            return Ok(Value::Null);
        };
        let Some(partition) = state.partitions.get(key) else { return Ok(Value::Null) };
        // The place of the call among those of its window.
        let own = plan.calls.iter().take(index).filter(|other| other.window == call.window).count();
        match &call.function {
            OverFunction::Lag(count, default) => {
                let earlier = number.checked_sub(*count as u64).and_then(|number| partition.get(number));
                Ok(earlier.and_then(|values| values.get(own)).unwrap_or(default).clone())
            }
            OverFunction::Aggregate(kind, is_distinct) => {
                let mut aggregate = Aggregate::new(*kind, *is_distinct);
                for (_, values) in partition.iter() {
                    aggregate.add(values.get(own).cloned().unwrap_or(Value::Null))?;
                }
                aggregate.result()
            }
        }
    }

    /// Lets the rows out whose instant is over at a time.
    pub fn flush(&mut self, plan: &Over, time: i64, work: &mut Work<'_>) {
        if self.waiting.first().is_none_or(|first| first.row.time >= time) {
            return;
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let results = plan.calls.iter().zip(&waiting.known).enumerate().map(|(index, (call, known))| match known {
                Some(value) => Ok(value.clone()),
                None => self.result(plan, index, call, &waiting.places),
            });
            let results: Result<Vec<Value>, Fault> = results.collect();
            if let Some(results) = work.keep(results, &waiting.row) {
                let values = waiting.row.values.iter().cloned().chain(results).collect();
                work.rows.push(Row { time: waiting.row.time, values });
            }
        }
    }

    /// When the rows of the last instant come out.
    pub fn due(&self) -> Option<Due> {
        self.waiting.first().map(|waiting| Due { time: waiting.row.time, fires: waiting.row.time.saturating_add(1) })
    }

    /// How many rows all windows hold.
    pub fn len(&self) -> u64 {
        self.windows.iter().map(|window| window.count).sum()
    }
}

impl WindowState {
    fn has_room(&self, key: &Key) -> Result<(), Fault> {
        if self.count >= WINDOW_ROWS_MAX {
            return Err(Fault::limit(format!("the windows of a query hold at most {WINDOW_ROWS_MAX} rows here")));
        }
        if self.partitions.len() >= GROUPS_MAX && !self.partitions.contains_key(key) {
            return Err(Fault::limit(format!("a window has at most {GROUPS_MAX} partitions here")));
        }
        Ok(())
    }

    /// Adds a row; answers its number in its partition. Of a window of rows the oldest goes.
    fn add(&mut self, window: &OverWindow, time: i64, key: &Key, values: Arc<[Value]>) -> u64 {
        let most = match window.frame {
            Frame::Range(_) => u64::MAX,
            Frame::Rows(count) => count.saturating_add(1),
            Frame::Own => 1,
        };
        let (mut number, mut is_full) = (0, false);
        self.partitions.update(key.clone(), |partition| {
            number = partition.push(values);
            is_full = partition.len() > most;
            if is_full {
                partition.pop_first();
            }
        });
        self.count += u64::from(!is_full);
        if is_of_time(window) {
            self.ages.push((time, key.clone()));
        }
        number
    }

    /// Takes the rows out that a window of time at this instant no longer has.
    fn leave(&mut self, window: &OverWindow, time: i64) {
        let Frame::Range(length) = window.frame else { return };
        // The row's own instant is always in.
        let bound = time.saturating_sub(length.max(1));
        while let Some((_, key)) = self.ages.first().filter(|(age, _)| *age <= bound).cloned() {
            self.ages.pop_first();
            self.count -= 1;
            let is_empty = self.partitions.get_mut(&key).is_some_and(|partition| {
                partition.pop_first();
                partition.is_empty()
            });
            if is_empty {
                self.partitions.remove(&key);
            }
        }
    }
}
