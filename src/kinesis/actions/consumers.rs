//! Consumers with enhanced fan-out: `RegisterStreamConsumer`, `DeregisterStreamConsumer`, `DescribeStreamConsumer` and
//! `ListStreamConsumers`.

use super::shards::check_created;
use super::tags::tags_of_new;
use crate::base::Timestamp;
use crate::kinesis::api::{
    self, ConsumerDescription, DeregisterStreamConsumer, DescribeStreamConsumer, DescribeStreamConsumerResult,
    ListStreamConsumers, ListStreamConsumersResult, Named, RegisterStreamConsumer, RegisterStreamConsumerResult,
};
use crate::kinesis::check::Checks;
use crate::kinesis::consumer::{Consumer, ConsumerId, ConsumerTotals};
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::{Mode, Status, Stream};
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Result, Timer};
use std::sync::Arc;

/// Consumers of a page, whatever a request asks for.
const PAGE: usize = 100;

impl Kinesis {
    pub(super) fn register_stream_consumer(
        &mut self,
        cx: &mut Cx<'_>,
        request: &RegisterStreamConsumer,
    ) -> Result<RegisterStreamConsumerResult> {
        let named = Named { name: None, arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.consumer_name.as_ref(), "consumerName");
        checks.name(request.consumer_name.as_deref(), "consumerName");
        checks.required(request.stream_arn.as_ref(), "streamARN");
        checks.stream(named);
        checks.tags(request.tags.as_ref());
        checks.finish()?;
        let name: Arc<str> = request.consumer_name.as_deref().unwrap_or_default().into();
        let tags = tags_of_new(request.tags.as_ref(), &format!("consumer {name}"), self.limits.tags)?;
        let stream = self.resolve(cx.caller, named)?;
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            self.resolve_idle(cx.caller, named)?;
        }
        self.check_consumer(cx, stream, &name)?;
        let (stream, key) = (stream.id, stream.key.clone());
        let id = ConsumerId(u32::try_from(self.consumers.len()).unwrap_or(u32::MAX));
        let consumer = Consumer {
            totals: ConsumerTotals::default(),
            id,
            stream,
            name: name.clone(),
            created: cx.now,
            status: Status::Creating,
            tags,
            policy: None,
        };
        let shown = shown(&consumer, &consumer.arn(&key, cx.epoch), cx);
        self.consumers.push(Some(Arc::new(consumer)));
        if let Some(stream) = self.stream_mut(stream) {
            stream.settle_bill(cx.now);
            stream.consumers.insert(name, id);
        }
        cx.set_timer(Timer::Consumer(id), Some(cx.now.after(self.limits.consumer_time)));
        cx.emit(None, KinesisEvent::ConsumerRegistered(id));
        Ok(RegisterStreamConsumerResult { consumer: shown })
    }

    /// Whether a stream has room for another consumer of that name.
    fn check_consumer(&self, cx: &Cx<'_>, stream: &Stream, name: &str) -> Result<()> {
        let of = format!("stream {} under account {}", stream.key.name, stream.key.account);
        if stream.consumers.contains_key(name) {
            return Err(KinesisError::in_use(format!("Consumer {name} of {of} already exists.")));
        }
        let committed =
            stream.mode == Mode::OnDemand && self.is_committed(stream.key.account, stream.key.region, cx.now);
        let most = if committed { self.limits.consumers.1 } else { self.limits.consumers.0 };
        if stream.consumers.len() >= most {
            return Err(KinesisError::limit(format!("There can be {most} consumers of {of}.")));
        }
        let creating = self.consumers_of(stream).filter(|consumer| consumer.status == Status::Creating).count();
        if creating >= self.limits.creating {
            let sentence = format!("There are already {creating} consumers of {of} in CREATING state.");
            return Err(KinesisError::limit(sentence));
        }
        Ok(())
    }

    pub(super) fn deregister_stream_consumer(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeregisterStreamConsumer,
    ) -> Result<()> {
        let (stream, name, arn) =
            (request.stream_arn.as_deref(), request.consumer_name.as_deref(), request.consumer_arn.as_deref());
        check_names(stream, name, arn)?;
        let id = self.resolve_consumer(cx, stream, name, arn)?.id;
        if let Some(consumer) = self.consumer_mut(id) {
            consumer.status = Status::Deleting;
        }
        for shard in self.shards_of(id) {
            self.end_subscription(cx, id, shard, "the consumer was deregistered");
        }
        cx.set_timer(Timer::Consumer(id), Some(cx.now.after(self.limits.consumer_time)));
        Ok(())
    }

    /// The shards that a consumer has subscribed to.
    fn shards_of(&self, id: ConsumerId) -> Vec<ShardId> {
        self.subscriptions.keys().filter(|(consumer, _)| *consumer == id).map(|(_, shard)| *shard).collect()
    }

    /// A consumer is ready, or gone.
    pub(in crate::kinesis) fn finish_consumer(&mut self, cx: &mut Cx<'_>, id: ConsumerId) {
        let Some(consumer) = self.consumer_mut(id) else { return };
        if consumer.status == Status::Deleting {
            return self.remove_consumer(cx, id);
        }
        consumer.status = Status::Active;
        cx.emit(None, KinesisEvent::ConsumerActive(id));
    }

    /// Forgets a consumer.
    pub(in crate::kinesis) fn remove_consumer(&mut self, cx: &mut Cx<'_>, id: ConsumerId) {
        for shard in self.shards_of(id) {
            self.end_subscription(cx, id, shard, "the consumer is gone");
        }
        let Some(gone) = self.consumers.get_mut(id.0 as usize).and_then(Option::take) else { return };
        self.settle_bill(cx.now, gone.stream);
        if let Some(stream) = self.stream_mut(gone.stream) {
            stream.consumers.remove(&gone.name);
        }
        cx.set_timer(Timer::Consumer(id), None);
        cx.emit(None, KinesisEvent::ConsumerDeregistered(id, gone.name.clone()));
    }

    pub(super) fn describe_stream_consumer(
        &self,
        cx: &Cx<'_>,
        request: &DescribeStreamConsumer,
    ) -> Result<DescribeStreamConsumerResult> {
        let (stream, name, arn) =
            (request.stream_arn.as_deref(), request.consumer_name.as_deref(), request.consumer_arn.as_deref());
        check_names(stream, name, arn)?;
        let found = self.resolve_consumer(cx, stream, name, arn)?;
        let stream =
            self.stream(found.stream).ok_or_else(|| KinesisError::not_found("The consumer's stream is gone."))?;
        let api::Consumer { consumer_name, consumer_arn, consumer_status, consumer_creation_timestamp } =
            shown(found, &found.arn(&stream.key, cx.epoch), cx);
        Ok(DescribeStreamConsumerResult {
            consumer_description: ConsumerDescription {
                consumer_name,
                consumer_arn,
                consumer_status,
                consumer_creation_timestamp,
                stream_arn: stream.key.arn().to_string(),
            },
        })
    }

    pub(super) fn list_stream_consumers(
        &self,
        cx: &Cx<'_>,
        request: &ListStreamConsumers,
    ) -> Result<ListStreamConsumersResult> {
        let named = Named { name: None, arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.range(request.max_results, "maxResults", (1, 10_000));
        checks.text(request.next_token.as_deref(), "nextToken", (1, 1_048_576));
        checks.required(request.stream_arn.as_ref(), "streamARN");
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve(cx.caller, named)?;
        check_created(stream, request.stream_creation_timestamp, cx.epoch)?;
        let after = match &request.next_token {
            Some(token) => Some(self.page("consumers", token, cx.now)?),
            None => None,
        };
        let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE).min(PAGE);
        let is_later = |consumer: &&Consumer| after.as_deref().is_none_or(|after| &*consumer.name > after);
        let mut found: Vec<_> = self.consumers_of(stream).filter(is_later).take(size + 1).collect();
        let more = found.len() > size;
        found.truncate(size);
        let next_token = found.last().filter(|_| more).map(|last| self.page_token("consumers", cx.now, &last.name));
        let consumers = found.into_iter().map(|found| shown(found, &found.arn(&stream.key, cx.epoch), cx)).collect();
        Ok(ListStreamConsumersResult { consumers, next_token })
    }
}

fn check_names(stream: Option<&str>, name: Option<&str>, arn: Option<&str>) -> Result<()> {
    let mut checks = Checks::default();
    checks.arn(stream, "streamARN", "stream");
    checks.name(name, "consumerName");
    checks.arn(arn, "consumerARN", "consumer");
    checks.finish()
}

fn shown(consumer: &Consumer, arn: &str, cx: &Cx<'_>) -> api::Consumer {
    api::Consumer {
        consumer_name: consumer.name.to_string(),
        consumer_arn: arn.to_owned(),
        consumer_status: consumer.status.name().to_owned(),
        consumer_creation_timestamp: Timestamp::of(consumer.created, cx.epoch),
    }
}
