//! Groups: tumbling, stagger and session windows.
//!
//! A tumbling window ends at the same instant for all keys and counts each row once; a stagger window opens with the first
//! row of its key and closes its length later; a session closes when its key has been silent for the gap. A window has no
//! row of the instant at which it ends, and that instant is the ROWTIME of what comes out.

use super::super::dates;
use super::super::error::Fault;
use super::super::eval::aggregate::Aggregate;
use super::super::eval::{Scope, eval};
use super::super::plan::{Closing, Group, Tumble};
use super::super::value::Row;
use super::{Due, GROUPS_MAX, Key, Work};
use crate::base::collections::OrdMap;

/// The open groups of a node.
#[derive(Clone, Debug, Default, Hash)]
pub struct GroupState {
    /// By end and key, which is the order in which they come out.
    groups: OrdMap<(i64, Key), Vec<Aggregate>>,
    /// When the window of a key ends, for windows that each key has for itself.
    ends: OrdMap<Key, i64>,
}

/// The instant at which the window ends that a time lies in.
fn end_of(tumble: Tumble, time: i64) -> i64 {
    match tumble {
        Tumble::Step(length, start) => {
            let since = time.saturating_sub(start);
            start.saturating_add(dates::step(since, length)).saturating_add(length)
        }
        Tumble::Unit(unit) => dates::next(time, unit),
    }
}

impl GroupState {
    /// Takes a row in.
    pub fn push(&mut self, plan: &Group, row: &Row, work: &mut Work<'_>) {
        self.close(plan, row.time, work);
        let added = self.add(plan, row, work.now);
        work.keep(added, row);
    }

    fn add(&mut self, plan: &Group, row: &Row, now: i64) -> Result<(), Fault> {
        let scope = Scope { values: &row.values, now };
        let key = plan.keys.iter().map(|key| eval(key, scope)).collect::<Result<Key, Fault>>()?;
        let mut values = Vec::with_capacity(plan.aggregates.len());
        for call in &plan.aggregates {
            values.push(eval(&call.argument, scope)?);
        }
        let open = self.ends.get(&key).copied();
        let end = match &plan.closing {
            Closing::Tumbling(tumbles) => {
                let ends = tumbles.iter().map(|tumble| end_of(*tumble, row.time));
                ends.min().unwrap_or(row.time.saturating_add(1))
            }
            Closing::Stagger(length) => open.unwrap_or(row.time.saturating_add(*length)),
            Closing::Session(gap) => row.time.saturating_add(*gap),
        };
        let place = (open.unwrap_or(end), key);
        let mut aggregates = match self.groups.get(&place) {
            Some(aggregates) => aggregates.clone(),
            None if self.groups.len() >= GROUPS_MAX => {
                return Err(Fault::limit(format!("a query has at most {GROUPS_MAX} open groups here")));
            }
            None => plan.aggregates.iter().map(|call| Aggregate::new(call.kind, call.is_distinct)).collect(),
        };
        // A fault leaves the group as it was.
        for (aggregate, value) in aggregates.iter_mut().zip(values) {
            aggregate.add(value)?;
        }
        if open.is_some_and(|open| open != end) {
            self.groups.remove(&place);
        }
        if !matches!(plan.closing, Closing::Tumbling(_)) {
            self.ends.insert(place.1.clone(), end);
        }
        self.groups.insert((end, place.1), aggregates);
        Ok(())
    }

    /// Lets the groups out whose windows end at or before a time.
    pub fn close(&mut self, plan: &Group, time: i64, work: &mut Work<'_>) {
        while let Some(((end, key), aggregates)) = self.groups.get_min() {
            if *end > time {
                return;
            }
            let (place, aggregates) = ((*end, key.clone()), aggregates.clone());
            self.groups.remove(&place);
            if !matches!(plan.closing, Closing::Tumbling(_)) {
                self.ends.remove(&place.1);
            }
            let results: Result<Vec<_>, Fault> = aggregates.iter().map(Aggregate::result).collect();
            let row = Row { time: place.0, values: place.1 };
            if let Some(results) = work.keep(results, &row) {
                let values = row.values.iter().cloned().chain(results).collect();
                work.rows.push(Row { time: place.0, values });
            }
        }
    }

    /// When the next window ends.
    pub fn due(&self) -> Option<Due> {
        self.groups.get_min().map(|((end, _), _)| Due { time: *end, fires: *end })
    }

    /// How many groups are open.
    pub fn len(&self) -> usize {
        self.groups.len()
    }
}
