//! A worker of the Kinesis Client Library: one of those who share the shards of a stream by leases in a table.
//!
//! It acts through calls to DynamoDB and Kinesis alone, and knows of the other workers what the table says. Each lease in
//! hand has a record processor of its own. Source: the developer guide's pages on the library, and the public repository
//! awslabs/amazon-kinesis-client (1.x, 2.x, 3.5).

mod assign;
mod calls;
mod config;
mod event;
mod held;
mod lead;
mod lease;
mod start;
mod steal;
mod sync;
mod take;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use assign::{Assignment, assign};
pub use config::{CheckpointPolicy, InitialPosition, KclConfig, Retrieval, Version};
pub use event::KclEvent;
pub use held::{Batch, Held, Leave, Stage, Write};
pub use lease::{Checkpoint, Lease, Position};
pub use start::Step;
pub use steal::{Take, choose};
pub use view::{Seen, View};

use super::{ActorCx, ActorEvent, Tag};
use crate::call::CallResult;
use crate::clock::{Duration, Instant};
use crate::dynamodb;
use crate::kinesis::api::SubscribeToShardEvent;
use crate::kinesis::shard::ShardId;
use calls::{Request, is_condition, is_missing, item};
use std::collections::{BTreeMap, VecDeque};

/// `taskBackoffTimeMillis`: after a call that was refused.
const BACKOFF: Duration = Duration::from_millis(500);
/// After a subscription that was refused, or a start that failed.
const RETRY: Duration = Duration::from_secs(1);

/// What a worker is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It does not run, since then.
    Stopped(Instant),
    /// It makes sure of its table, its consumer and its leases; when it goes on, where it waits.
    Starting(Step, Option<Instant>),
    /// It runs.
    Running,
    /// It gives its leases back.
    Stopping,
    /// It is away.
    Crashed {
        /// Since when.
        since: Instant,
        /// Until when.
        until: Instant,
    },
}

/// What a call that is out is about.
#[derive(Clone, Debug, Hash)]
enum Ask {
    Table,
    MakeTable,
    Consumer,
    MakeConsumer,
    Rows(Why, Vec<dynamodb::api::Item>),
    Shards(Why, Vec<crate::kinesis::api::Shard>),
    /// A lease that nobody had; whether the start waits for it.
    Create(bool),
    Take(Take),
    Write(ShardId, Write, Instant),
    Recheck(ShardId),
    Parent(ShardId, ShardId),
    Load(ShardId),
    Iterator(ShardId),
    Records(ShardId),
    Subscribe(ShardId),
    Child(ShardId),
    Owned,
    Found,
    Leader,
    Lock(String),
    Beat(String),
    Assign(Assignment),
    Note,
    Cleanable(ShardId, Vec<ShardId>),
    Clean(ShardId),
}

impl Ask {
    /// The lease in hand that it is about.
    const fn held(&self) -> Option<ShardId> {
        match self {
            Self::Write(shard, ..)
            | Self::Recheck(shard)
            | Self::Parent(shard, _)
            | Self::Load(shard)
            | Self::Iterator(shard)
            | Self::Records(shard)
            | Self::Subscribe(shard)
            | Self::Child(shard)
            | Self::Cleanable(shard, _)
            | Self::Clean(shard) => Some(*shard),
            _ => None,
        }
    }
}

/// For what the table or the stream is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Why {
    Start,
    Take,
    Lead,
    Discover,
    Audit,
    Garbage,
}

/// When what is due again and again is due next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Dues {
    renew: Option<Instant>,
    take: Option<Instant>,
    discover: Option<Instant>,
    lead: Option<Instant>,
    beat: Option<Instant>,
    report: Option<Instant>,
    audit: Option<Instant>,
    clean: Option<Instant>,
}

/// What a worker has done, in all its lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct KclTotals {
    /// Records processed; one that is processed again counts again.
    pub processed: u64,
    /// Records skipped, as `processRecords` threw.
    pub skipped: u64,
    /// Checkpoints written.
    pub checkpoints: u64,
    /// Leases taken.
    pub taken: u64,
    /// Leases stolen.
    pub stolen: u64,
    /// Leases lost.
    pub lost: u64,
    /// Crashes.
    pub crashes: u64,
}

/// A worker.
#[derive(Clone, Debug, Hash)]
pub struct Kcl {
    /// What it was told.
    pub config: KclConfig,
    /// What it is doing.
    pub phase: Phase,
    /// What it has done.
    pub totals: KclTotals,
    /// Its leases, each with its processor.
    pub held: BTreeMap<ShardId, Held>,
    /// Whether it assigns leases.
    pub leads: bool,
    /// How many times as long its work takes.
    pub slow: u32,
    lives: u32,
    calls: u64,
    out: BTreeMap<u64, Ask>,
    view: View,
    dues: Dues,
    takes: VecDeque<Take>,
    assignments: VecDeque<Assignment>,
    consumer: Option<String>,
    lock: lead::Lock,
    holes: u32,
    swept: Instant,
    creating: usize,
    trouble: Option<(&'static str, &'static str)>,
}

impl Kcl {
    pub(super) fn new(config: KclConfig, now: Instant) -> Self {
        Self {
            config,
            phase: Phase::Stopped(now),
            totals: KclTotals::default(),
            held: BTreeMap::new(),
            leads: false,
            slow: 1,
            lives: 0,
            calls: 0,
            out: BTreeMap::new(),
            view: View::default(),
            dues: Dues::default(),
            takes: VecDeque::new(),
            assignments: VecDeque::new(),
            consumer: None,
            lock: lead::Lock::default(),
            holes: 0,
            swept: now,
            creating: 0,
            trouble: None,
        }
    }

    /// Its id in this life: whoever comes back is another one.
    pub fn worker_id(&self) -> String {
        if self.lives <= 1 { self.config.name.clone() } else { format!("{}#{}", self.config.name, self.lives) }
    }

    /// Other things to do. Another stream, application or version is another program, which begins anew.
    pub(super) fn configure(&mut self, config: KclConfig, now: Instant) {
        let old = std::mem::replace(&mut self.config, config);
        let is_other = (&old.stream, &old.application, old.version, old.retrieval(), &old.name)
            != (
                &self.config.stream,
                &self.config.application,
                self.config.version,
                self.config.retrieval(),
                &self.config.name,
            );
        let is_up = !matches!(self.phase, Phase::Stopped(_) | Phase::Crashed { .. });
        if is_other && is_up {
            self.forget();
            self.phase = Phase::Stopped(now);
        } else if is_up && old.running && !self.config.running {
            self.phase = Phase::Stopping;
            self.dues.renew = Some(now);
        }
        if let Phase::Stopped(since) = &mut self.phase {
            *since = now;
        }
    }

    /// All that a process has in its memory is gone.
    fn forget(&mut self) {
        self.out.clear();
        self.held.clear();
        self.view = View::default();
        self.dues = Dues::default();
        self.takes.clear();
        self.assignments.clear();
        self.consumer = None;
        self.lock = lead::Lock::default();
        self.leads = false;
        (self.holes, self.creating, self.trouble) = (0, 0, None);
    }

    /// Loses everything in hand. Its leases expire.
    pub(super) fn crash(&mut self, now: Instant, events: &mut Vec<ActorEvent>) {
        let until = now.after(Duration::from_millis(self.config.crash_ms));
        events.push(ActorEvent::Crashed { until, lost: self.held.len() });
        self.forget();
        self.totals.crashes += 1;
        self.phase = Phase::Crashed { since: now, until };
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.config.stream.as_ref()?;
        let all = |dues: &Dues| {
            let Dues { renew, take, discover, lead, beat, report, audit, clean } = *dues;
            [renew, take, discover, lead, beat, report, audit, clean].into_iter().flatten().min()
        };
        let held = || self.held.values().filter_map(Held::next_due).min();
        match &self.phase {
            Phase::Stopped(since) => self.config.running.then_some(*since),
            Phase::Crashed { until, .. } => Some(*until),
            Phase::Starting(_, again) => *again,
            Phase::Running => [all(&self.dues), held()].into_iter().flatten().min(),
            Phase::Stopping => [self.dues.renew, held()].into_iter().flatten().min(),
        }
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        match self.phase.clone() {
            Phase::Stopped(_) if self.config.running && self.config.stream.is_some() => self.begin(cx),
            Phase::Crashed { until, .. } if until <= cx.now => {
                cx.events.push(ActorEvent::Recovered);
                self.phase = Phase::Stopped(cx.now);
                if self.config.running {
                    self.begin(cx);
                }
            }
            Phase::Starting(step, Some(again)) if again <= cx.now => self.go_on(cx, step),
            Phase::Running => {
                self.routine(cx);
                self.drive_all(cx);
            }
            Phase::Stopping => {
                self.renew_all(cx);
                self.stop(cx);
            }
            _ => {}
        }
    }

    /// What is due again and again.
    fn routine(&mut self, cx: &mut ActorCx<'_>) {
        self.renew_all(cx);
        let now = cx.now;
        let is_due = |due: Option<Instant>| due.is_some_and(|due| due <= now);
        let Dues { take, discover, lead, beat, report, audit, clean, .. } = self.dues;
        if is_due(take) {
            self.dues.take = None;
            self.look(cx, Why::Take);
        }
        if is_due(discover) {
            self.dues.discover = None;
            self.discover(cx);
        }
        if is_due(report) {
            self.report(cx);
        }
        if is_due(beat) {
            self.beat(cx);
        }
        if is_due(lead) {
            self.dues.lead = None;
            self.run_for_leader(cx);
        }
        if is_due(audit) {
            self.dues.audit = Some(cx.now.after(sync::AUDIT));
            self.audit(cx);
        }
        if is_due(clean) {
            self.dues.clean = Some(cx.now.after(sync::CLEAN));
            self.clean(cx);
        }
    }

    fn drive_all(&mut self, cx: &mut ActorCx<'_>) {
        let due = self.held.iter().filter(|(_, held)| held.next_due().is_some_and(|due| due <= cx.now));
        let shards: Vec<ShardId> = due.map(|(shard, _)| *shard).collect();
        for shard in shards {
            self.drive(cx, shard);
        }
    }

    /// Sends a call, and remembers what it is about.
    fn ask(&mut self, cx: &mut ActorCx<'_>, ask: Ask, call: impl Into<Request>) {
        self.calls += 1;
        let tag = if matches!(ask, Ask::Subscribe(_)) { Tag::Subscribe(self.calls) } else { Tag::Call(self.calls) };
        self.out.insert(self.calls, ask);
        cx.calls.push((tag, call.into().0));
    }

    pub(super) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        let (Tag::Call(number) | Tag::Subscribe(number)) = tag else { return };
        // Answers to calls of a former life, or about a lease that is lost, are nobody's.
        let Some(ask) = self.out.remove(&number) else { return };
        self.note_trouble(cx, &ask, result);
        match ask {
            Ask::Table | Ask::MakeTable | Ask::Consumer | Ask::MakeConsumer | Ask::Create(true) => {
                self.started(cx, &ask, result);
            }
            Ask::Rows(why, rows) => self.rows(cx, why, rows, result),
            Ask::Shards(why, shards) => self.shards(cx, why, shards, result),
            Ask::Create(false) | Ask::Note => {}
            Ask::Take(take) => self.took(cx, &take, result),
            Ask::Owned => self.owned(cx, result),
            Ask::Found => self.found(cx, result),
            Ask::Leader => self.saw_leader(cx, result),
            Ask::Lock(version) => self.locked(cx, version, result),
            Ask::Beat(version) => self.has_beaten(cx, version, result),
            Ask::Assign(assignment) => self.assigned(cx, &assignment, result),
            Ask::Cleanable(shard, left) => self.cleanable(cx, shard, left, result),
            Ask::Clean(shard) => self.cleaned(cx, shard, result),
            Ask::Subscribe(shard) => self.subscribed(cx, shard, number, result),
            ask => self.about_held(cx, &ask, result),
        }
        if self.phase == Phase::Stopping {
            self.stop(cx);
        }
    }

    #[allow(clippy::unused_self, reason = "who tells something is the worker")]
    fn tell(&self, cx: &mut ActorCx<'_>, event: KclEvent) {
        cx.events.push(ActorEvent::Kcl(event));
    }

    /// Something was pushed on a connection; nothing more comes where there is none.
    pub(super) fn pushed(&mut self, cx: &mut ActorCx<'_>, tag: Tag, what: Option<&SubscribeToShardEvent>) {
        let Tag::Subscribe(number) = tag else { return };
        let found = self.held.iter_mut().find(|(_, held)| held.subscription == Some(number));
        let Some((shard, held)) = found.map(|(shard, held)| (*shard, held)) else { return };
        if let Some(event) = what {
            held.keep(&event.records, event.millis_behind_latest);
            held.continuation = Some(event.continuation_sequence_number.clone());
            held.end.clone_from(&event.child_shards);
        } else {
            held.subscription = None;
            held.next_read = cx.now;
        }
        self.drive(cx, shard);
        if self.phase == Phase::Stopping {
            self.stop(cx);
        }
    }
}
