//! Amazon CloudWatch: alarms of metrics, and the metrics of customers.
//!
//! [`CloudWatch`] is the service of a whole lab, with the alarms of every account and Region. A request is checked in full
//! before anything changes, so a refused one changes nothing. What services of AWS measure is asked of whoever runs the
//! service ([`Source`]); what customers put is kept here. What an alarm does is handed on ([`Outgoing`]), and how it went
//! is told with [`CloudWatch::settle`]. The module knows no other service, no actor and no picture.

mod actions;
pub mod alarm;
pub mod api;
mod error;
pub mod evaluate;
mod event;
pub mod history;
pub mod message;
pub mod metric;
pub mod number;
mod run;
mod store;
#[cfg(test)]
mod tests;
pub mod time;

pub use error::{CloudWatchError, ErrorCode, Result};
pub use event::CloudWatchEvent;
pub use metric::{Metric, Statistics};

use crate::base::collections::OrdMap;
use crate::base::{AccountId, Arn, Region, Service};
use crate::clock::Instant;
pub use alarm::{Alarm, AlarmKey};
use history::{History, Item};
use std::sync::Arc;
use store::Store;

/// The context in which CloudWatch acts.
pub type Cx<'a> = crate::base::Cx<'a, CloudWatch>;

/// Tells what a metric of a service of AWS comes to from one instant to before another; `None` where it has no values.
pub type Source<'a> = &'a dyn Fn(&Metric, Instant, Instant) -> Option<Statistics>;

/// What CloudWatch wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Alarms with periods of a minute and more are evaluated.
    Minute,
    /// Alarms with periods of 10, 20 and 30 seconds are evaluated.
    TenSeconds,
}

/// What an alarm does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// The ARN of the action: a topic, a scaling policy, or what else alarms can name.
    pub action: Arc<str>,
    /// The alarm, which is the source of the act for policies.
    pub alarm: Arn,
    /// Which alarm that is.
    pub key: AlarmKey,
    /// Its owner.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// The subject of the message.
    pub subject: Arc<str>,
    /// The message for a topic, with `MessageStructure` `json`.
    pub message: Arc<str>,
    /// The event of the change of state.
    pub event: u64,
}

/// The service.
#[derive(Clone, Debug, Default, Hash)]
pub struct CloudWatch {
    /// In the order of account, Region and name.
    alarms: OrdMap<AlarmKey, Arc<Alarm>>,
    /// Alarms ever made.
    made: u32,
    history: History,
    store: Store,
    /// Metrics of AWS that have had values, with the newest time.
    announced: OrdMap<Metric, Instant>,
}

impl Service for CloudWatch {
    type Event = CloudWatchEvent;
    type Timer = Timer;
    type Answer = std::convert::Infallible;
    type Outgoing = Outgoing;
}

impl CloudWatch {
    /// The service without alarms and metrics.
    pub fn new() -> Self {
        Self::default()
    }

    /// All alarms in the order of account, Region and name.
    pub fn alarms(&self) -> impl DoubleEndedIterator<Item = &Alarm> {
        self.alarms.values().map(|alarm| &**alarm)
    }

    /// The alarm of that name.
    pub fn alarm(&self, account: AccountId, region: Region, name: &str) -> Option<&Alarm> {
        self.get(&AlarmKey { account, region, name: name.into() })
    }

    /// The same by its key.
    pub fn get(&self, key: &AlarmKey) -> Option<&Alarm> {
        self.alarms.get(key).map(|alarm| &**alarm)
    }

    fn get_mut(&mut self, key: &AlarmKey) -> Option<&mut Alarm> {
        self.alarms.get_mut(key).map(Arc::make_mut)
    }

    /// What happened to an alarm, the oldest first; also to one that was deleted.
    pub fn history(&self, key: &AlarmKey, now: Instant) -> impl DoubleEndedIterator<Item = &Item> {
        self.history.of(key, now)
    }

    /// Lets `ListMetrics` know that a metric of AWS has had a value. Whoever measures says so; alarms do without.
    pub fn announce(&mut self, metric: Metric, at: Instant) {
        self.announced.insert(metric, at);
    }
}
