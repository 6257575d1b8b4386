//! The leader of the third generation: a lock in the table, and what its holder does.
//!
//! Source: `DynamoDBLockBasedLeaderDecider` in the public repository awslabs/amazon-kinesis-client (3.5), and the public
//! library amazon-dynamodb-lock-client on which it stands.

use super::assign::{Assignment, assign};
use super::lease::{self};
use super::{Ask, Kcl, KclEvent, Phase, Why};
use crate::actors::ActorCx;
use crate::call::CallResult;
use crate::clock::{Duration, Instant};
use crate::dynamodb::AttributeValue;
use crate::dynamodb::api::{DeleteItem, Item, PutItem, UpdateItem};
use std::collections::BTreeSet;

/// The row of the lock.
const ROW: &str = "Leader";
/// So long the lock is held without a sign of life.
const LOCK: Duration = Duration::from_secs(120);
const BEAT: Duration = Duration::from_secs(30);
/// Workers report so often, and are taken for dead when they have not for twice as long.
const REPORT: Duration = Duration::from_secs(30);
const REPORT_GOOD: u64 = 60;
/// After so many runs that failed in a row the leader gives up.
const FAILURES_MAX: u32 = 3;

/// What is known of the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lock {
    /// The version that was seen, or written, and when it was first seen.
    seen: Option<(String, Instant)>,
    /// Versions that were written.
    written: u64,
    /// Runs that failed in a row.
    failures: u32,
}

impl Kcl {
    /// Looks whether somebody leads; whoever does assigns leases.
    pub(super) fn run_for_leader(&mut self, cx: &mut ActorCx<'_>) {
        if self.leads {
            self.look(cx, Why::Lead);
        } else {
            let request = lease::get(&self.config, ROW);
            self.ask(cx, Ask::Leader, request);
        }
    }

    pub(super) fn saw_leader(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        if self.phase != Phase::Running {
            return;
        }
        self.dues.lead = Some(cx.now.after(self.config.assign_interval()));
        let Ok(found) = super::item(result) else { return };
        let version = found.and_then(|row| row.get("recordVersionNumber")).and_then(AttributeValue::as_text);
        let condition = match (version, &self.lock.seen) {
            (None, _) => None,
            (Some(version), Some((seen, since))) if version == seen => {
                if cx.now.since(*since) <= LOCK {
                    return;
                }
                Some(version.to_owned())
            }
            (Some(version), _) => {
                self.lock.seen = Some((version.to_owned(), cx.now));
                return;
            }
        };
        let version = self.next_version();
        let values = condition.map(|seen| Item::from([(":seen".to_owned(), AttributeValue::S(seen))]));
        let expression =
            if values.is_some() { "recordVersionNumber = :seen" } else { "attribute_not_exists(leaseKey)" };
        let mut item = lease::key(ROW);
        item.extend([
            ("entityType".to_owned(), AttributeValue::text("LEADER")),
            ("ownerName".to_owned(), AttributeValue::text(self.worker_id())),
            ("leaseDuration".to_owned(), AttributeValue::text(LOCK.as_millis().to_string())),
            ("recordVersionNumber".to_owned(), AttributeValue::text(&version)),
        ]);
        let request = PutItem {
            table_name: Some(self.config.application.clone()),
            item: Some(item),
            condition_expression: Some(expression.to_owned()),
            expression_attribute_values: values,
            ..PutItem::default()
        };
        self.ask(cx, Ask::Lock(version), request);
    }

    fn next_version(&mut self) -> String {
        self.lock.written += 1;
        format!("{}-{}", self.worker_id(), self.lock.written)
    }

    pub(super) fn locked(&mut self, cx: &mut ActorCx<'_>, version: String, result: &CallResult) {
        if result.is_err() || self.phase != Phase::Running {
            return;
        }
        self.lock.seen = Some((version, cx.now));
        self.lock.failures = 0;
        self.leads = true;
        self.dues.beat = Some(cx.now.after(BEAT));
        self.dues.lead = None;
        self.tell(cx, KclEvent::Leads);
        self.look(cx, Why::Lead);
    }

    /// A sign of life of the leader.
    pub(super) fn beat(&mut self, cx: &mut ActorCx<'_>) {
        self.dues.beat = None;
        let Some((seen, _)) = self.lock.seen.clone().filter(|_| self.leads) else { return };
        let version = self.next_version();
        let values = Item::from([
            (":seen".to_owned(), AttributeValue::S(seen)),
            (":next".to_owned(), AttributeValue::text(&version)),
        ]);
        let request = UpdateItem {
            table_name: Some(self.config.application.clone()),
            key: Some(lease::key(ROW)),
            update_expression: Some("SET recordVersionNumber = :next".to_owned()),
            condition_expression: Some("recordVersionNumber = :seen".to_owned()),
            expression_attribute_values: Some(values),
            ..UpdateItem::default()
        };
        self.ask(cx, Ask::Beat(version), request);
    }

    pub(super) fn has_beaten(&mut self, cx: &mut ActorCx<'_>, version: String, result: &CallResult) {
        match result {
            Ok(_) => {
                self.lock.seen = Some((version, cx.now));
                self.dues.beat = Some(cx.now.after(BEAT));
            }
            Err(error) if super::is_condition(error) => self.step_down(cx),
            // Another try before the lock expires.
            Err(_) => self.dues.beat = Some(cx.now.after(super::RETRY)),
        }
    }

    fn step_down(&mut self, cx: &mut ActorCx<'_>) {
        self.leads = false;
        self.dues.beat = None;
        self.assignments.clear();
        self.lock = Lock { written: self.lock.written, ..Lock::default() };
        self.dues.lead = Some(cx.now.after(self.config.assign_interval()));
        self.tell(cx, KclEvent::LeadsNoMore);
    }

    /// Lets the lock go, so that another can lead at once.
    pub(super) fn unlock(&mut self, cx: &mut ActorCx<'_>) {
        let Some((seen, _)) = self.lock.seen.clone().filter(|_| self.leads) else { return };
        self.step_down(cx);
        let request = DeleteItem {
            condition_expression: Some("recordVersionNumber = :seen".to_owned()),
            expression_attribute_values: Some(Item::from([(":seen".to_owned(), AttributeValue::S(seen))])),
            ..lease::delete(&self.config, ROW)
        };
        self.ask(cx, Ask::Note, request);
    }

    /// The leader could not see the table.
    pub(super) fn failed_to_lead(&mut self, cx: &mut ActorCx<'_>) {
        self.lock.failures += 1;
        self.dues.lead = Some(cx.now.after(self.config.assign_interval()));
        if self.lock.failures >= FAILURES_MAX {
            self.unlock(cx);
        }
    }

    /// Assigns leases after a look at the table.
    pub(super) fn lead(&mut self, cx: &mut ActorCx<'_>, rows: &[Item]) {
        self.lock.failures = 0;
        if !self.leads {
            return;
        }
        let workers = workers(rows, cx.now);
        self.assignments = assign(&self.view, &workers, cx.now, &self.config).into();
        self.next_assignment(cx);
    }

    fn next_assignment(&mut self, cx: &mut ActorCx<'_>) {
        while let Some(assignment) = self.assignments.pop_front() {
            let Some(seen) = self.view.0.get(&assignment.shard) else { continue };
            let request = seen.lease.assign(&self.config, &assignment.to, assignment.from.as_deref());
            return self.ask(cx, Ask::Assign(assignment), request);
        }
        self.dues.lead = Some(cx.now.after(self.config.assign_interval()));
    }

    pub(super) fn assigned(&mut self, cx: &mut ActorCx<'_>, assignment: &Assignment, result: &CallResult) {
        if result.is_ok() {
            let Assignment { shard, to, from } = assignment.clone();
            self.tell(cx, KclEvent::Assigned { shard, to, from });
        }
        if self.phase == Phase::Running {
            self.next_assignment(cx);
        }
    }

    /// Reports that it lives.
    pub(super) fn report(&mut self, cx: &mut ActorCx<'_>) {
        self.dues.report = Some(cx.now.after(REPORT));
        let mut item = lease::key(&self.worker_id());
        item.extend([
            ("entityType".to_owned(), AttributeValue::text("WORKER_METRIC_STATS")),
            // Seconds of the lab's own clock.
            ("lut".to_owned(), AttributeValue::number(cx.now.as_millis() / 1_000)),
        ]);
        let table_name = Some(self.config.application.clone());
        self.ask(cx, Ask::Note, PutItem { table_name, item: Some(item), ..PutItem::default() });
    }
}

/// The workers that have reported lately.
fn workers(rows: &[Item], now: Instant) -> BTreeSet<String> {
    let text = |row: &Item, name: &str| row.get(name).and_then(AttributeValue::as_text).map(str::to_owned);
    let lately = |row: &&Item| {
        let at = row.get("lut").and_then(AttributeValue::as_u64).unwrap_or(0);
        now.as_millis() / 1_000 <= at + REPORT_GOOD
    };
    let is_report = |row: &&Item| text(row, "entityType").as_deref() == Some("WORKER_METRIC_STATS");
    rows.iter().filter(is_report).filter(lately).filter_map(|row| text(row, "leaseKey")).collect()
}
