//! TOP_K_ITEMS_TUMBLING: the most frequent values of a column in each window. The counts are exact here; AWS's are
//! approximate.

use super::super::error::Fault;
use super::super::eval::{Scope, eval};
use super::super::plan::TopItems;
use super::super::value::{Row, Value, approximate};
use super::{Due, GROUPS_MAX, Work};
use crate::analytics::dates;
use crate::base::collections::OrdMap;

/// The counts of a node.
#[derive(Clone, Debug, Default, Hash)]
pub struct TopState {
    counts: OrdMap<(i64, Value), i64>,
}

impl TopState {
    /// Takes a row in.
    pub fn push(&mut self, plan: &TopItems, row: &Row, work: &mut Work<'_>) {
        self.close(plan, row.time, work);
        let item = eval(&plan.item, Scope { values: &row.values, now: work.now });
        let Some(item) = work.keep(item, row).filter(|item| !item.is_null()) else { return };
        let place = (dates::step(row.time, plan.length).saturating_add(plan.length), item);
        if !self.counts.contains_key(&place) && self.counts.len() >= GROUPS_MAX {
            let fault = Fault::limit(format!("a query counts at most {GROUPS_MAX} items here"));
            work.faults.push((fault, row.clone()));
            return;
        }
        self.counts.update(place, |count| *count += 1);
    }

    /// Lets the items out whose window ends at or before a time: the most frequent ones first, then by their text.
    pub fn close(&mut self, plan: &TopItems, time: i64, work: &mut Work<'_>) {
        while let Some(end) = self.due().map(|due| due.time).filter(|end| *end <= time) {
            let mut items = Vec::new();
            while let Some((place, count)) = self.counts.get_min().filter(|((other, _), _)| *other == end).cloned() {
                self.counts.remove(&place);
                items.push((std::cmp::Reverse(count), place.1));
            }
            items.sort();
            for (count, item) in items.into_iter().take(plan.count) {
                let count = Value::double(approximate(count.0)).unwrap_or(Value::Null);
                work.rows.push(Row::new(end, vec![item, count]));
            }
        }
    }

    /// When the next window ends.
    pub fn due(&self) -> Option<Due> {
        self.counts.get_min().map(|((end, _), _)| Due { time: *end, fires: *end })
    }

    /// How many items are counted.
    pub fn len(&self) -> usize {
        self.counts.len()
    }
}
