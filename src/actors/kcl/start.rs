//! How a worker begins: its table, its consumer with enhanced fan-out, and leases where there are none.

use super::config::{InitialPosition, Retrieval, Version};
use super::lease::{self, Checkpoint, Lease};
use super::{Ask, Dues, Kcl, KclEvent, Phase, RETRY, Request, Why, is_missing, sync};
use crate::actors::ActorCx;
use crate::base::Timestamp;
use crate::call::{CallResult, Reply};
use crate::dynamodb;
use crate::dynamodb::api::DescribeTable;
use crate::kinesis;
use crate::kinesis::api::{DescribeStreamConsumer, ListShards, RegisterStreamConsumer, ShardFilter};
use crate::kinesis::shard::ShardId;

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// It waits for its table.
    Table,
    /// It waits for its consumer.
    Consumer,
    /// It makes sure that there are leases.
    Leases,
}

impl Kcl {
    /// A new life.
    pub(super) fn begin(&mut self, cx: &mut ActorCx<'_>) {
        self.forget();
        self.lives += 1;
        self.swept = cx.now;
        self.tell(cx, KclEvent::Started { worker: self.worker_id() });
        self.go_on(cx, Step::Table);
    }

    /// Goes on with a step.
    pub(super) fn go_on(&mut self, cx: &mut ActorCx<'_>, step: Step) {
        self.phase = Phase::Starting(step, None);
        match step {
            Step::Table => {
                let table_name = Some(self.config.application.clone());
                self.ask(cx, Ask::Table, DescribeTable { table_name });
            }
            Step::Consumer if self.config.retrieval() == Retrieval::Polling => self.go_on(cx, Step::Leases),
            Step::Consumer => {
                let (stream_arn, name) = (self.stream_arn(), self.config.application.clone());
                let request = DescribeStreamConsumer { stream_arn, consumer_name: Some(name), consumer_arn: None };
                self.ask(cx, Ask::Consumer, Request::kinesis(request));
            }
            Step::Leases => self.look(cx, Why::Start),
        }
    }

    pub(super) fn stream_arn(&self) -> Option<String> {
        self.config.stream.as_ref().map(ToString::to_string)
    }

    /// Tries a step again in a second.
    fn wait(&mut self, cx: &ActorCx<'_>, step: Step) {
        self.phase = Phase::Starting(step, Some(cx.now.after(RETRY)));
    }

    pub(super) fn started(&mut self, cx: &mut ActorCx<'_>, ask: &Ask, result: &CallResult) {
        if self.phase == Phase::Stopping {
            return;
        }
        match (ask, result) {
            (Ask::Table, Ok(Reply::DynamoDb(dynamodb::api::Reply::DescribeTable(reply)))) => {
                if reply.table.table_status == "ACTIVE" {
                    self.go_on(cx, Step::Consumer);
                } else {
                    self.wait(cx, Step::Table);
                }
            }
            (Ask::Table, Err(error)) if is_missing(error) => {
                let table = lease::table(&self.config);
                self.ask(cx, Ask::MakeTable, table);
            }
            (Ask::MakeTable, result) => {
                if result.is_ok() {
                    self.tell(cx, KclEvent::TableMade);
                }
                self.wait(cx, Step::Table);
            }
            (Ask::Consumer, Ok(Reply::Kinesis(kinesis::api::Reply::DescribeStreamConsumer(reply)))) => {
                let found = &reply.consumer_description;
                if found.consumer_status == "ACTIVE" {
                    self.consumer = Some(found.consumer_arn.clone());
                    self.go_on(cx, Step::Leases);
                } else {
                    self.wait(cx, Step::Consumer);
                }
            }
            (Ask::Consumer, Err(error)) if is_missing(error) => {
                let (stream_arn, name) = (self.stream_arn(), self.config.application.clone());
                let request = RegisterStreamConsumer { stream_arn, consumer_name: Some(name), tags: None };
                self.ask(cx, Ask::MakeConsumer, Request::kinesis(request));
            }
            (Ask::Consumer | Ask::MakeConsumer, _) => self.wait(cx, Step::Consumer),
            (Ask::Create(_), _) => {
                self.creating = self.creating.saturating_sub(1);
                if self.creating == 0 {
                    self.run(cx);
                }
            }
            _ => self.wait(cx, Step::Table),
        }
    }

    /// The table was looked at for the first time.
    pub(super) fn first_look(&mut self, cx: &mut ActorCx<'_>, leases: Result<Vec<Lease>, ()>) {
        match leases {
            Ok(leases) if leases.is_empty() => self.list_shards(cx, Why::Start, None),
            Ok(_) => self.run(cx),
            Err(()) => self.wait(cx, Step::Leases),
        }
    }

    /// Asks for shards: those with which the application begins, or all.
    pub(super) fn list_shards(&mut self, cx: &mut ActorCx<'_>, why: Why, next_token: Option<String>) {
        let filter = |kind: &str, timestamp| ShardFilter { kind: Some(kind.to_owned()), shard_id: None, timestamp };
        let shard_filter = match (why, self.config.initial_position) {
            (Why::Start, InitialPosition::Latest) | (Why::Audit, _) => Some(filter("AT_LATEST", None)),
            (Why::Start, InitialPosition::TrimHorizon) => Some(filter("AT_TRIM_HORIZON", None)),
            (Why::Start, InitialPosition::AtTimestamp(at)) => Some(filter("AT_TIMESTAMP", Some(Timestamp(at)))),
            _ => None,
        };
        let request = if next_token.is_some() {
            ListShards { next_token, ..ListShards::default() }
        } else {
            ListShards { stream_arn: self.stream_arn(), shard_filter, ..ListShards::default() }
        };
        self.ask(cx, Ask::Shards(why, Vec::new()), Request::kinesis(request));
    }

    /// Makes the first leases.
    pub(super) fn first_shards(&mut self, cx: &mut ActorCx<'_>, shards: Option<Vec<kinesis::api::Shard>>) {
        let Some(shards) = shards.filter(|shards| !shards.is_empty()) else { return self.wait(cx, Step::Leases) };
        let checkpoint = Checkpoint::initial(self.config.initial_position);
        self.creating = shards.len();
        for shard in shards {
            let lease = lease_of(&shard, checkpoint);
            self.ask(cx, Ask::Create(true), lease.create(&self.config));
        }
    }

    /// Begins its routine.
    fn run(&mut self, cx: &mut ActorCx<'_>) {
        self.phase = Phase::Running;
        let (now, is_third) = (cx.now, self.config.version == Version::V3);
        self.dues = Dues {
            renew: Some(now.after(self.config.renew_interval())),
            take: (!is_third).then_some(now),
            discover: is_third.then_some(now),
            lead: is_third.then_some(now),
            report: is_third.then_some(now),
            beat: None,
            audit: Some(now.after(sync::AUDIT)),
            clean: Some(now.after(sync::CLEAN)),
        };
        self.routine(cx);
    }
}

/// A lease for a shard of a list.
pub(super) fn lease_of(shard: &kinesis::api::Shard, checkpoint: Checkpoint) -> Lease {
    let parents = [&shard.parent_shard_id, &shard.adjacent_parent_shard_id];
    let parents = parents.into_iter().flatten().filter_map(|name| ShardId::parse(name)).collect();
    let id = ShardId::parse(&shard.shard_id).unwrap_or(ShardId(0));
    Lease::new(id, shard.hash_key_range, parents, checkpoint)
}
