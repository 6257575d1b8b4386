//! What happened to alarms, as `DescribeAlarmHistory` tells it.
//!
//! The newest hundred items of each alarm are kept, for thirty days, also when the alarm is deleted ("Alarm history" in
//! the CloudWatch user guide has the days; AWS names no number).

use super::alarm::{Alarm, AlarmKey, State};
use super::time;
use crate::base::collections::OrdMap;
use crate::clock::{Duration, Epoch, Instant};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::Arc;

/// So many items of each alarm are kept.
const ITEMS: usize = 100;
/// For so long.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// What an item tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own")]
pub enum ItemType {
    ConfigurationUpdate,
    StateUpdate,
    Action,
}

impl ItemType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ConfigurationUpdate, Self::StateUpdate, Self::Action];

    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfigurationUpdate => "ConfigurationUpdate",
            Self::StateUpdate => "StateUpdate",
            Self::Action => "Action",
        }
    }
}

/// Something that happened to an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// When.
    pub at: Instant,
    /// The number of the item among all, which orders those of one instant.
    pub number: u64,
    /// What it tells of.
    pub kind: ItemType,
    /// In a sentence.
    pub summary: Arc<str>,
    /// As JSON.
    pub data: Arc<str>,
}

/// The items of all alarms.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct History {
    items: OrdMap<AlarmKey, Arc<VecDeque<Item>>>,
    next: u64,
}

impl History {
    fn push(&mut self, key: &AlarmKey, at: Instant, kind: ItemType, summary: String, data: &Value) {
        let number = self.next;
        self.next += 1;
        let item = Item { at, number, kind, summary: summary.into(), data: data.to_string().into() };
        let mut own = self.items.get(key).cloned().unwrap_or_default();
        let items = Arc::make_mut(&mut own);
        items.push_back(item);
        while items.len() > ITEMS || items.front().is_some_and(|first| at.since(first.at) > KEPT) {
            items.pop_front();
        }
        self.items.insert(key.clone(), own);
    }

    /// An alarm was made, changed or deleted; `what` is `created`, `updated` or `deleted`.
    pub fn configured(&mut self, key: &AlarmKey, at: Instant, what: &str) {
        let kind = match what {
            "created" => "Create",
            "deleted" => "Delete",
            _ => "Update",
        };
        let data = json!({ "version": "1.0", "type": kind, "alarmName": &*key.name });
        self.push(key, at, ItemType::ConfigurationUpdate, format!("Alarm \"{}\" {what}", key.name), &data);
    }

    /// An alarm has come from another state, whose reason was that.
    pub fn transitioned(&mut self, alarm: &Alarm, at: Instant, old: State, old_reason: &str) {
        let mut new = json!({ "stateValue": alarm.state.name(), "stateReason": &*alarm.reason });
        let parsed = alarm.reason_data.as_ref().and_then(|data| serde_json::from_str::<Value>(data).ok());
        if let (Some(fields), Some(data)) = (new.as_object_mut(), parsed) {
            fields.insert("stateReasonData".to_owned(), data);
        }
        let data = json!({
            "version": "1.0",
            "oldState": { "stateValue": old.name(), "stateReason": old_reason },
            "newState": new,
        });
        let summary = format!("Alarm updated from {old} to {}", alarm.state);
        self.push(&alarm.key, at, ItemType::StateUpdate, summary, &data);
    }

    /// An action was carried out, or could not be.
    pub fn acted(&mut self, key: &AlarmKey, now: (Epoch, Instant), action: &str, failure: Option<&str>) {
        let (summary, state) = match failure {
            None => (format!("Successfully executed action {action}"), "Succeeded"),
            Some(why) => (format!("Failed to execute action {action}. Received error: \"{why}\""), "Failed"),
        };
        let mut data = json!({
            "actionState": state,
            "notificationResource": action,
            "executedAt": time::stamp(now.0.unix_millis(now.1)),
        });
        if let (Some(fields), Some(why)) = (data.as_object_mut(), failure) {
            fields.insert("error".to_owned(), why.into());
        }
        self.push(key, now.1, ItemType::Action, summary, &data);
    }

    /// The items of an alarm, the oldest first.
    pub fn of(&self, key: &AlarmKey, now: Instant) -> impl DoubleEndedIterator<Item = &Item> {
        let items = self.items.get(key).into_iter().flat_map(|items| items.iter());
        items.filter(move |item| now.since(item.at) <= KEPT)
    }

    /// The alarms that have items.
    pub fn keys(&self) -> impl Iterator<Item = &AlarmKey> {
        self.items.keys()
    }
}
