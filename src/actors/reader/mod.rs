//! A hand-written reader of a stream: all shards, with an SDK, by polling or with enhanced fan-out.
//!
//! What a library would do is here for the program to do, and to do wrong: it lists shards, keeps an iterator for each,
//! renews those that expired, waits when it is throttled, and reads parents before their children. Source: "Develop
//! consumers using Amazon Kinesis Data Streams API" in the developer guide, and `GetRecords` and `SubscribeToShard` in the
//! API reference.

mod answers;
mod config;
mod fan_out;
mod shard;
mod stats;
#[cfg(test)]
mod tests;
mod work;

pub use config::{Children, ReaderConfig, Resume, Retrieval, Start};
pub use shard::{Held, Phase, ShardRead};
pub use stats::{BUCKETS, Latency, ReaderTotals};

use super::writer::backoff::{self, Quota, Trouble};
use super::{ActorCx, ActorEvent, Tag};
use crate::base::Timestamp;
use crate::call::Call;
use crate::clock::{Duration, Epoch, Instant};
use crate::kinesis::api::{GetRecords, ListShards, Request, ShardFilter};
use fan_out::Membership;
use std::collections::BTreeMap;
use std::sync::Arc;

/// After a call that was given up the program waits so long.
const PAUSE: Duration = Duration::from_secs(1);

/// What a reader did by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum ReaderEvent {
    /// It begins to read a shard, from there.
    Began { shard: u32, from: &'static str },
    /// It has worked on records of a shard; the longest that one took since it came, in milliseconds.
    Worked { shard: u32, records: u64, slowest_ms: u64 },
    /// Records came after younger ones of their keys; the first of these keys.
    OutOfOrder { shard: u32, records: u64, key: Arc<str> },
    /// An iterator was older than five minutes; it gets another one.
    IteratorExpired { shard: u32 },
    /// A shard was read to its end; these came after it.
    ShardEnded { shard: u32, children: Vec<u32> },
    /// A subscription ended, and is asked for again.
    Renewed { shard: u32 },
    /// It gave a call up, and says so once for each reason.
    Failed { operation: &'static str, code: &'static str },
}

/// What a call is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Wish {
    /// A page of the shards.
    List(Option<String>),
    /// Whether its consumer is there.
    Describe,
    /// That it is.
    Register,
    /// An iterator of a shard.
    Iterator(Arc<str>),
    /// Records of a shard.
    Records(Arc<str>),
    /// That records of a shard are pushed.
    Subscribe(Arc<str>),
}

impl Wish {
    const fn operation(&self) -> &'static str {
        match self {
            Self::List(_) => "ListShards",
            Self::Describe => "DescribeStreamConsumer",
            Self::Register => "RegisterStreamConsumer",
            Self::Iterator(_) => "GetShardIterator",
            Self::Records(_) => "GetRecords",
            Self::Subscribe(_) => "SubscribeToShard",
        }
    }

    const fn shard(&self) -> Option<&Arc<str>> {
        match self {
            Self::Iterator(shard) | Self::Records(shard) | Self::Subscribe(shard) => Some(shard),
            Self::List(_) | Self::Describe | Self::Register => None,
        }
    }
}

/// A call, and how often it was tried before.
#[derive(Clone, Debug, Hash)]
struct Try {
    wish: Wish,
    tries: u32,
}

/// Why a call was given up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Which operation.
    pub operation: &'static str,
    /// The error.
    pub code: &'static str,
    /// Its sentence.
    pub message: String,
}

/// A reader at work.
#[derive(Clone, Debug, Hash)]
pub struct Reader {
    /// What it was told.
    pub config: ReaderConfig,
    /// What it has counted.
    pub totals: ReaderTotals,
    /// The shards that it knows, by name.
    pub shards: BTreeMap<Arc<str>, ShardRead>,
    /// Why a call was given up last, until one succeeds.
    pub problem: Option<Problem>,
    /// How many times as long its work takes.
    pub slow: u32,
    /// Since when it is down, and until when.
    pub down: Option<(Instant, Instant)>,
    /// Where new shards begin.
    start: Start,
    /// Calls that are out, by number.
    out: BTreeMap<u64, Try>,
    /// What is tried again, and when.
    again: Vec<(Instant, Try)>,
    calls: u64,
    quota: Quota,
    /// When it looks for shards next; none while it waits for the answer, or needs none.
    lists_at: Option<Instant>,
    member: Membership,
    memory: work::Memory,
}

impl Reader {
    pub(super) fn new(config: ReaderConfig, now: Instant) -> Self {
        Self {
            start: config.start.clone(),
            config,
            totals: ReaderTotals::default(),
            shards: BTreeMap::new(),
            problem: None,
            slow: 1,
            down: None,
            out: BTreeMap::new(),
            again: Vec::new(),
            calls: 0,
            quota: Quota::default(),
            lists_at: Some(now),
            member: Membership::default(),
            memory: work::Memory::default(),
        }
    }

    /// Other things to do. Another stream, another way of reading or another beginning is a beginning. Subscriptions that
    /// it has end with it, and are asked for again while it is running.
    pub(super) fn configure(&mut self, config: ReaderConfig, now: Instant) {
        let what = |config: &ReaderConfig| {
            let ReaderConfig { stream, retrieval, start, shard, .. } = config.clone();
            (stream, retrieval, start, shard, config.consumer_name())
        };
        if what(&config) != what(&self.config) {
            let (calls, slow) = (self.calls, self.slow);
            *self = Self { slow, calls, ..Self::new(config, now) };
            return;
        }
        if config.list_ms != self.config.list_ms && config.list_ms > 0 {
            self.lists_at = Some(now);
        }
        self.config = config;
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.config.stream.as_ref()?;
        if let Some((_, until)) = self.down {
            return Some(until);
        }
        let works = self.shards.values().filter_map(|shard| match shard.phase {
            Phase::Working { until } => Some(until),
            _ => None,
        });
        let work = works.min();
        if !self.config.running {
            return work;
        }
        let idle = self.shards.values().filter_map(|shard| match shard.phase {
            Phase::Idle { until } if self.can_read() => Some(until),
            _ => None,
        });
        let again = self.again.iter().map(|(due, _)| *due).min();
        [work, idle.min(), again, self.lists_at, self.member.next_due(&self.config)].into_iter().flatten().min()
    }

    /// Whether shards can be read: with enhanced fan-out its consumer has to be there first.
    const fn can_read(&self) -> bool {
        matches!(self.config.retrieval, Retrieval::Polling) || self.member.arn().is_some()
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        if self.config.stream.is_none() {
            return;
        }
        if let Some((_, until)) = self.down {
            if until > cx.now {
                return;
            }
            self.come_back(cx);
        }
        self.go_on(cx);
    }

    /// Does all that can be done now.
    fn go_on(&mut self, cx: &mut ActorCx<'_>) {
        self.work(cx);
        if self.down.is_some() || !self.config.running {
            return;
        }
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.again).into_iter().partition(|(at, _)| *at <= cx.now);
        self.again = later;
        for (_, one) in due {
            self.call(cx, one);
        }
        if self.config.retrieval == Retrieval::FanOut {
            self.see_to_membership(cx);
        }
        if self.lists_at.is_some_and(|at| at <= cx.now) {
            self.lists_at = None;
            self.wish(cx, Wish::List(None));
        }
        self.let_children_begin(cx.now);
        if self.can_read() {
            self.read(cx);
        }
    }

    /// Shards whose parents are read to the end, or do not matter, are read from now on.
    fn let_children_begin(&mut self, now: Instant) {
        let is_ended = |parent: &Arc<str>| self.shards.get(parent).is_none_or(|shard| shard.phase == Phase::Ended);
        let at_once = self.config.children == Children::AtOnce;
        let waiting = self.shards.values().filter(|shard| shard.phase == Phase::Waiting);
        let ready: Vec<Arc<str>> =
            waiting.filter(|s| at_once || s.parents.iter().all(is_ended)).map(|s| s.id.clone()).collect();
        for id in ready {
            if let Some(shard) = self.shards.get_mut(&id) {
                shard.phase = Phase::Idle { until: now };
            }
        }
    }

    /// Asks for records of the shards that are due.
    fn read(&mut self, cx: &mut ActorCx<'_>) {
        let is_due = |shard: &&ShardRead| matches!(shard.phase, Phase::Idle { until } if until <= cx.now);
        for id in self.shards.values().filter(is_due).map(|shard| shard.id.clone()).collect::<Vec<_>>() {
            let Some(shard) = self.shards.get(&id) else { continue };
            let wish = match (self.config.retrieval, &shard.iterator) {
                (Retrieval::FanOut, _) => Wish::Subscribe(id),
                (Retrieval::Polling, None) => Wish::Iterator(id),
                (Retrieval::Polling, Some(_)) => Wish::Records(id),
            };
            self.wish(cx, wish);
        }
    }

    fn wish(&mut self, cx: &mut ActorCx<'_>, wish: Wish) {
        self.call(cx, Try { wish, tries: 0 });
    }

    /// Makes a call.
    fn call(&mut self, cx: &mut ActorCx<'_>, one: Try) {
        let Some(request) = self.request(&one.wish) else { return };
        self.calls += 1;
        let mut tag = Tag::Call(self.calls);
        if let Some(shard) = one.wish.shard().and_then(|id| self.shards.get_mut(id)) {
            shard.phase = Phase::Asking;
            if matches!(one.wish, Wish::Subscribe(_)) {
                shard.subscription = Some(self.calls);
                tag = Tag::Subscribe(self.calls);
            }
        }
        self.out.insert(self.calls, one);
        cx.calls.push((tag, Call::Kinesis(request)));
    }

    fn request(&self, wish: &Wish) -> Option<Request> {
        let stream_arn = self.arn();
        Some(match wish {
            Wish::List(Some(_)) => {
                let Wish::List(next_token) = wish.clone() else { return None };
                ListShards { next_token, ..ListShards::default() }.into()
            }
            Wish::List(None) => ListShards { stream_arn, shard_filter: self.filter(), ..ListShards::default() }.into(),
            Wish::Iterator(id) => self.shards.get(id)?.iterator_request(stream_arn).into(),
            Wish::Records(id) => {
                let shard_iterator = self.shards.get(id)?.iterator.clone();
                let limit = self.config.limit.map(i64::from);
                GetRecords { shard_iterator, limit, stream_arn, ..GetRecords::default() }.into()
            }
            Wish::Describe | Wish::Register | Wish::Subscribe(_) => self.fan_out_request(wish)?,
        })
    }

    /// Which shards matter at first: not those that were closed before it begins.
    fn filter(&self) -> Option<ShardFilter> {
        let first = self.shards.is_empty();
        let (kind, timestamp) = match &self.start {
            Start::Latest if first => ("AT_LATEST", None),
            Start::AtTimestamp(at) if first => {
                ("FROM_TIMESTAMP", Some(Timestamp::of(Instant::from_millis(*at), Epoch::DEFAULT)))
            }
            _ => return None,
        };
        Some(ShardFilter { kind: Some(kind.to_owned()), timestamp, ..ShardFilter::default() })
    }

    fn arn(&self) -> Option<String> {
        self.config.stream.as_ref().map(ToString::to_string)
    }

    /// Tries a call again, or gives it up for a while.
    fn failed(&mut self, cx: &mut ActorCx<'_>, one: Try, trouble: Option<Trouble>, why: (&'static str, &str)) {
        let Try { wish, tries } = one;
        if let Some(trouble) = trouble
            && tries + 1 < self.config.attempts.max(1)
            && self.quota.pay(trouble)
        {
            let wait = backoff::wait(cx.rng, trouble, tries);
            self.again.push((cx.now.after(wait), Try { wish, tries: tries + 1 }));
            return;
        }
        self.totals.given_up += 1;
        let problem = Problem { operation: wish.operation(), code: why.0, message: why.1.to_owned() };
        let is_new = self.problem.as_ref().is_none_or(|last| last.operation != problem.operation || last.code != why.0);
        if is_new {
            cx.events.push(ActorEvent::Reader(ReaderEvent::Failed { operation: wish.operation(), code: why.0 }));
        }
        self.problem = Some(problem);
        self.again.push((cx.now.after(PAUSE), Try { wish, tries: 0 }));
    }

    /// Loses what it has in hand, and its positions unless it keeps them elsewhere.
    pub(super) fn crash(&mut self, now: Instant, events: &mut Vec<ActorEvent>) {
        let until = now.after(Duration::from_millis(self.config.crash_ms));
        let lost = self.shards.values().map(|shard| shard.in_hand.len()).sum();
        events.push(ActorEvent::Crashed { until, lost });
        self.totals.crashes += 1;
        self.down = Some((now, until));
        self.out.clear();
        self.again.clear();
        self.lists_at = None;
        self.quota = Quota::default();
        self.member = Membership::default();
        for shard in self.shards.values_mut() {
            shard.forget();
        }
    }

    fn come_back(&mut self, cx: &mut ActorCx<'_>) {
        self.down = None;
        cx.events.push(ActorEvent::Recovered);
        self.lists_at = Some(cx.now);
        if self.config.resume == Resume::Last {
            for shard in self.shards.values_mut().filter(|shard| shard.phase != Phase::Ended) {
                shard.phase = Phase::Waiting;
            }
            return;
        }
        self.shards.clear();
        self.start = if self.config.resume == Resume::Trim { Start::TrimHorizon } else { Start::Latest };
    }
}
