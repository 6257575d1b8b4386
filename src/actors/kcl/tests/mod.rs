//! Workers on a stream and a table that answer at once.

mod leader;
mod shards;

use super::*;
use crate::base::{Arn, Caller, Cx, RequestId, Rng, Service};
use crate::call::{Call, Reply};
use crate::clock::{Epoch, TimerQueue};
use crate::dynamodb::DynamoDb;
use crate::dynamodb::api::{Item, PutItem};
use crate::kinesis::{self, Kinesis};
use crate::limits::{KinesisLimits, LimitSet};

/// Workers, what they work with, and what they did.
pub struct Bench {
    pub now: Instant,
    pub workers: Vec<Kcl>,
    /// An operation that is refused at present.
    pub refused: Option<&'static str>,
    /// Shards that lists do not name any more.
    pub gone: Vec<ShardId>,
    /// When in milliseconds, by which worker, and which operation.
    pub calls: Vec<(u64, usize, &'static str)>,
    /// What the workers told: when, which of them, and what.
    pub told: Vec<(u64, usize, KclEvent)>,
    streams: Kinesis,
    tables: DynamoDb,
    timers_of_streams: TimerQueue<kinesis::Timer>,
    timers_of_tables: TimerQueue<dynamodb::Timer>,
    rng: Rng,
}

/// Lets a service act, and sets the timers that it wants.
fn act<S: Service, T>(now: Instant, timers: &mut TimerQueue<S::Timer>, act: impl FnOnce(&mut Cx<'_, S>) -> T) -> T
where
    S::Timer: Ord + Clone,
{
    let (caller, mut wanted) = (Caller::default(), Vec::new());
    let result = act(&mut Cx {
        now,
        epoch: Epoch::DEFAULT,
        caller: &caller,
        request: RequestId(1),
        next_seq: &mut 1,
        events: &mut Vec::new(),
        timers: &mut wanted,
        answers: &mut Vec::new(),
        outgoing: &mut Vec::new(),
    });
    for (timer, at) in wanted {
        timers.set(timer, at);
    }
    result
}

impl Bench {
    /// A stream of so many shards, and nobody who reads it, after twenty seconds.
    pub fn new(shards: i64) -> Self {
        let mut bench = Self {
            now: Instant::ZERO,
            workers: Vec::new(),
            refused: None,
            gone: Vec::new(),
            calls: Vec::new(),
            told: Vec::new(),
            streams: Kinesis::new(KinesisLimits::of(LimitSet::Now), 1),
            tables: DynamoDb::new(),
            timers_of_streams: TimerQueue::default(),
            timers_of_tables: TimerQueue::default(),
            rng: Rng::new(1),
        };
        let (stream_name, shard_count) = (Some("s".to_owned()), Some(shards));
        bench.kinesis(kinesis::api::CreateStream { stream_name, shard_count, ..Default::default() });
        bench.run(20_000);
        bench
    }

    /// One more worker, `A` or `B`, which reads by polling from the oldest record on.
    pub fn add(&mut self, config: KclConfig) {
        let stream: Arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().unwrap();
        let config = KclConfig {
            name: ["A", "B"][self.workers.len()].to_owned(),
            stream: Some(stream),
            retrieval: Some(Retrieval::Polling),
            initial_position: InitialPosition::TrimHorizon,
            ..config
        };
        self.workers.push(Kcl::new(config, self.now));
    }

    /// Carries a call out.
    pub fn call(&mut self, call: &Call) -> CallResult {
        if self.refused == Some(call.operation()) {
            let code = dynamodb::ErrorCode::ProvisionedThroughputExceeded;
            return Err(dynamodb::DynamoDbError::new(code, "no").into());
        }
        let Self { now, streams, tables, timers_of_streams, timers_of_tables, .. } = self;
        let mut reply = match call {
            Call::Kinesis(request) => {
                Reply::Kinesis(act::<Kinesis, _>(*now, timers_of_streams, |cx| streams.handle(cx, request))?)
            }
            Call::DynamoDb(request) => {
                Reply::DynamoDb(act::<DynamoDb, _>(*now, timers_of_tables, |cx| tables.handle(cx, request))?)
            }
            other => panic!("{other:?}"),
        };
        if let Reply::Kinesis(kinesis::api::Reply::ListShards(page)) = &mut reply {
            let gone: Vec<String> = self.gone.iter().map(ToString::to_string).collect();
            page.shards.retain(|shard| !gone.contains(&shard.shard_id));
        }
        Ok(reply)
    }

    pub fn kinesis(&mut self, request: impl Into<kinesis::api::Request>) {
        self.call(&Call::Kinesis(request.into())).unwrap();
    }

    pub fn dynamodb(&mut self, request: impl Into<dynamodb::api::Request>) {
        self.call(&Call::DynamoDb(request.into())).unwrap();
    }

    /// Lets a worker do something, and answers what it asks until it asks nothing more.
    pub fn drive(&mut self, index: usize, first: impl FnOnce(&mut Kcl, &mut ActorCx<'_>)) {
        let millis = self.now.as_millis();
        let (mut calls, mut events) = (Vec::new(), Vec::new());
        let Self { workers, rng, now, .. } = self;
        first(&mut workers[index], &mut ActorCx { now: *now, rng, calls: &mut calls, events: &mut events });
        while !calls.is_empty() {
            for (tag, call) in std::mem::take(&mut calls) {
                self.calls.push((millis, index, call.operation()));
                let result = self.call(&call);
                let Self { workers, rng, now, .. } = self;
                let mut cx = ActorCx { now: *now, rng, calls: &mut calls, events: &mut events };
                workers[index].answer(&mut cx, tag, &result);
            }
        }
        for event in events {
            if let ActorEvent::Kcl(event) = event {
                self.told.push((millis, index, event));
            }
        }
    }

    /// Lets time pass.
    pub fn run(&mut self, to_ms: u64) {
        let to = Instant::from_millis(to_ms);
        loop {
            let due = self.workers.iter().filter_map(Kcl::next_due);
            let due = due.chain(self.timers_of_tables.next_due()).chain(self.timers_of_streams.next_due()).min();
            let Some(due) = due.filter(|due| *due <= to) else { break };
            self.now = self.now.max(due);
            let Self { now, streams, tables, timers_of_streams, timers_of_tables, .. } = self;
            while let Some((_, timer)) = timers_of_tables.pop_due(*now) {
                act::<DynamoDb, _>(*now, timers_of_tables, |cx| tables.wake(cx, timer));
            }
            while let Some((_, timer)) = timers_of_streams.pop_due(*now) {
                act::<Kinesis, _>(*now, timers_of_streams, |cx| streams.wake(cx, timer));
            }
            for index in 0..self.workers.len() {
                if self.workers[index].next_due().is_some_and(|due| due <= self.now) {
                    self.drive(index, Kcl::wake);
                }
            }
        }
        self.now = to;
    }

    /// The row of that key.
    pub fn row(&mut self, key: &str) -> Option<Item> {
        let get = lease::get(&KclConfig::default(), key);
        match self.call(&Call::DynamoDb(get.into())).unwrap() {
            Reply::DynamoDb(dynamodb::api::Reply::GetItem(reply)) => reply.item,
            other => panic!("{other:?}"),
        }
    }

    /// Writes a row.
    pub fn write(&mut self, item: Item) {
        let table_name = Some(KclConfig::default().application);
        self.dynamodb(PutItem { table_name, item: Some(item), ..PutItem::default() });
    }

    /// All leases of the table.
    pub fn leases(&mut self) -> Vec<Lease> {
        let scan = lease::scan(&KclConfig::default(), None);
        match self.call(&Call::DynamoDb(scan.into())).unwrap() {
            Reply::DynamoDb(dynamodb::api::Reply::Scan(page)) => {
                page.items.iter().flatten().filter_map(Lease::read).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// When something was told, and by which worker.
    pub fn times(&self, is_it: impl Fn(&KclEvent) -> bool) -> Vec<(u64, usize)> {
        self.told.iter().filter(|(.., event)| is_it(event)).map(|(at, worker, _)| (*at, *worker)).collect()
    }
}
