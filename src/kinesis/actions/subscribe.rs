//! `SubscribeToShard`.

use super::dry_run;
use super::iterators::{KINDS, Start, begin, no_such_shard};
use crate::key;
use crate::kinesis::api::{SubscribeToShard, SubscribeToShardResult};
use crate::kinesis::check::Checks;
use crate::kinesis::push::Subscription;
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::Status;
use crate::kinesis::{Cx, ErrorCode, Kinesis, KinesisError, KinesisEvent, Result, Timer};

impl Kinesis {
    pub(super) fn subscribe_to_shard(
        &mut self,
        cx: &mut Cx<'_>,
        request: &SubscribeToShard,
    ) -> Result<SubscribeToShardResult> {
        let mut checks = Checks::default();
        checks.required(request.consumer_arn.as_ref(), "consumerARN");
        checks.arn(request.consumer_arn.as_deref(), "consumerARN", "consumer");
        checks.required(request.shard_id.as_ref(), "shardId");
        checks.name(request.shard_id.as_deref(), "shardId");
        checks.required(request.starting_position.as_ref(), "startingPosition");
        if let Some(start) = &request.starting_position {
            checks.required(start.kind.as_ref(), "startingPosition.type");
            checks.one_of(start.kind.as_deref(), "startingPosition.type", &KINDS);
            checks.sequence(start.sequence_number.as_deref(), "startingPosition.sequenceNumber");
        }
        checks.finish()?;
        let arn = request.consumer_arn.as_deref();
        let consumer = self.resolve_consumer(cx, None, None, arn)?;
        let id = consumer.id;
        if consumer.status != Status::Active {
            let state = consumer.status.name();
            let sentence = format!("Consumer {} not ACTIVE, instead in state {state}", arn.unwrap_or_default());
            return Err(KinesisError::in_use(sentence));
        }
        let stream =
            self.stream(consumer.stream).ok_or_else(|| KinesisError::not_found("The consumer's stream is gone."))?;
        let text = request.shard_id.as_deref().unwrap_or_default();
        let shard = ShardId::parse(text).ok_or_else(|| KinesisError::no_such_shard(text, &stream.key))?;
        let found = stream.shard(shard).ok_or_else(|| no_such_shard(shard, &stream.key))?;
        let position = request.starting_position.as_ref();
        let start = Start {
            kind: position.and_then(|start| start.kind.as_deref()).unwrap_or_default(),
            sequence: position.and_then(|start| start.sequence_number.as_deref()),
            timestamp: position.and_then(|start| start.timestamp),
            words: ("SequenceNumber", "SubscribeToShard"),
        };
        let count = begin(cx, stream, found, &start)?;
        if let Err(error) = self.check_free(cx, id, shard) {
            if let Some(consumer) = self.consumer_mut(id) {
                consumer.totals.refused += 1;
            }
            return Err(error);
        }
        dry_run(request.dry_run)?;
        self.end_subscription(cx, id, shard, key!("another one has taken its place"));
        let due = cx.now.after(self.limits.push_delay);
        let subscription = Subscription {
            consumer: id,
            shard,
            caller: cx.caller.clone(),
            since: cx.now,
            ends: cx.now.after(self.limits.subscription.0),
            count,
            paid_until: cx.now,
            due,
        };
        self.subscriptions.insert((id, shard), subscription);
        if let Some(consumer) = self.consumer_mut(id) {
            consumer.totals.subscribed += 1;
        }
        cx.set_timer(Timer::Push(id, shard), Some(due));
        let event = cx.emit(None, KinesisEvent::Subscribed { consumer: id, shard: shard.0 });
        Ok(SubscribeToShardResult { event_stream: format!("subscription-{event}") })
    }

    /// A subscription can be taken over after five seconds, and asked for once a second.
    fn check_free(&self, cx: &Cx<'_>, id: crate::kinesis::consumer::ConsumerId, shard: ShardId) -> Result<()> {
        let Some(there) = self.subscriptions.get(&(id, shard)) else { return Ok(()) };
        let age = cx.now.since(there.since);
        if age.as_millis() < 1_000 {
            let sentence = "Rate exceeded for SubscribeToShard: one call a second for a consumer and a shard.";
            return Err(KinesisError::new(ErrorCode::LimitExceeded, sentence));
        }
        if age < self.limits.subscription.1 {
            let sentence = format!(
                "Another active subscription exists for this consumer: it was made {} ms ago, and can be taken over after {} ms.",
                age.as_millis(),
                self.limits.subscription.1.as_millis()
            );
            return Err(KinesisError::in_use(sentence));
        }
        Ok(())
    }
}
