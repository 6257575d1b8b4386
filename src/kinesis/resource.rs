//! How requests name streams and consumers.

use super::api::{Named, Request};
use super::check::Checks;
use super::consumer::{Consumer, ConsumerId};
use super::shard::ShardId;
use super::stream::{Status, Stream, StreamId, StreamKey};
use super::{Cx, Kinesis, KinesisError, Result};
use crate::base::{Arn, Caller};
use crate::clock::Epoch;

/// What has tags and a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// A stream.
    Stream(StreamId),
    /// A consumer with enhanced fan-out.
    Consumer(ConsumerId),
}

impl Checks {
    /// A stream's name and ARN, of which one has to be there.
    pub(super) fn stream(&mut self, named: Named<'_>) {
        self.name(named.name, "streamName");
        self.arn(named.arn, "streamARN", "stream");
    }
}

impl Kinesis {
    /// The resources that a request is about, as far as they are there: a stream, and a consumer of it.
    pub fn resources_of(&self, caller: &Caller, request: &Request, epoch: Epoch) -> Vec<Resource> {
        let mut found = Vec::new();
        if let Some(named) = request.stream()
            && let Ok(stream) = self.resolve(caller, named)
        {
            found.push(Resource::Stream(stream.id));
            let name = match request {
                Request::DescribeStreamConsumer(r) => r.consumer_name.as_deref(),
                Request::DeregisterStreamConsumer(r) => r.consumer_name.as_deref(),
                _ => None,
            };
            found.extend(name.and_then(|name| stream.consumers.get(name)).map(|id| Resource::Consumer(*id)));
        }
        if let Request::GetRecords(r) = request {
            found
                .extend(self.stream_of_iterator(r.shard_iterator.as_deref().unwrap_or_default()).map(Resource::Stream));
        }
        if let Some(arn) = request.resource_arn().and_then(|text| text.parse::<Arn>().ok()) {
            match self.find_consumer(&arn, epoch) {
                Some(consumer) => found.extend([Resource::Stream(consumer.stream), Resource::Consumer(consumer.id)]),
                None => found.extend(self.find_arn(&arn).map(Resource::Stream)),
            }
        }
        found
    }

    /// The key under which a request looks for a stream.
    fn key_of(caller: &Caller, named: Named<'_>) -> Result<StreamKey> {
        let by_name = |name: &str| StreamKey { account: caller.account, region: caller.region, name: name.into() };
        let Some(arn) = named.arn else {
            let missing = || KinesisError::argument("Either StreamName or StreamARN must be provided.");
            return named.name.map(by_name).ok_or_else(missing);
        };
        let bad = || KinesisError::argument(format!("Invalid StreamARN: {arn}"));
        let parsed: Arn = arn.parse().map_err(|_| bad())?;
        let name = parsed.resource.strip_prefix("stream/").ok_or_else(bad)?;
        if named.name.is_some_and(|given| given != name) {
            return Err(KinesisError::argument("StreamName and StreamARN do not name the same stream."));
        }
        let (account, region) = (parsed.account.parse().map_err(|_| bad())?, parsed.region.parse().map_err(|_| bad())?);
        Ok(StreamKey { account, region, name: name.into() })
    }

    /// The shard that a request names. Its name is read before anybody looks whether the stream is there.
    pub(super) fn named_shard(caller: &Caller, named: Named<'_>, text: &str) -> Result<ShardId> {
        let key = Self::key_of(caller, named)?;
        ShardId::parse(text).ok_or_else(|| KinesisError::no_such_shard(text, &key))
    }

    /// The stream that a request names.
    ///
    /// # Errors
    /// `InvalidArgumentException` for neither a name nor an ARN, `ResourceNotFoundException` for a stream that is not there.
    pub fn resolve(&self, caller: &Caller, named: Named<'_>) -> Result<&Stream> {
        let key = Self::key_of(caller, named)?;
        self.look_up(caller, &key).ok_or_else(|| KinesisError::no_such_stream(&key))
    }

    fn look_up(&self, caller: &Caller, key: &StreamKey) -> Option<&Stream> {
        // An endpoint knows the streams of its own Region.
        let found = self.find(key.account, key.region, &key.name).filter(|_| key.region == caller.region);
        found.and_then(|id| self.stream(id))
    }

    /// The stream that a request puts into or reads from: one that is being made is not there yet, one that is being deleted
    /// is not there any more.
    pub(super) fn resolve_data(&self, caller: &Caller, named: Named<'_>) -> Result<&Stream> {
        let stream = self.resolve(caller, named)?;
        match stream.status {
            Status::Active | Status::Updating => Ok(stream),
            Status::Creating | Status::Deleting => Err(KinesisError::no_such_stream(&stream.key)),
        }
    }

    /// The stream that a request wants to change, which has to be doing nothing else.
    pub(super) fn resolve_idle(&self, caller: &Caller, named: Named<'_>) -> Result<&Stream> {
        let stream = self.resolve(caller, named)?;
        if stream.status == Status::Active {
            return Ok(stream);
        }
        let StreamKey { name, account, .. } = &stream.key;
        let sentence =
            format!("Stream {name} under account {account} not ACTIVE, instead in state {}", stream.status.name());
        Err(KinesisError::in_use(sentence))
    }

    /// The stream or consumer that an ARN names.
    ///
    /// # Errors
    /// `ResourceNotFoundException` where it is not there.
    pub(super) fn resource(&self, cx: &Cx<'_>, arn: &str) -> Result<Resource> {
        let gone = || KinesisError::not_found(format!("Resource {arn} not found."));
        let parsed: Arn = arn.parse().map_err(|_| gone())?;
        if parsed.region != cx.caller.region.name() {
            return Err(gone());
        }
        if parsed.resource.contains("/consumer/") {
            return self.find_consumer(&parsed, cx.epoch).map(|found| Resource::Consumer(found.id)).ok_or_else(gone);
        }
        let found =
            self.find_arn(&parsed).ok_or_else(|| match Self::key_of(cx.caller, Named { name: None, arn: Some(arn) }) {
                Ok(key) => KinesisError::no_such_stream(&key),
                Err(error) => error,
            });
        found.map(Resource::Stream)
    }

    /// The consumer that a request names: by its ARN, or by its stream and its name.
    pub(super) fn resolve_consumer(
        &self,
        cx: &Cx<'_>,
        stream_arn: Option<&str>,
        name: Option<&str>,
        arn: Option<&str>,
    ) -> Result<&Consumer> {
        if let Some(arn) = arn {
            let gone = || KinesisError::not_found(format!("Consumer {arn} not found."));
            let parsed: Arn = arn.parse().map_err(|_| gone())?;
            return self
                .find_consumer(&parsed, cx.epoch)
                .filter(|_| parsed.region == cx.caller.region.name())
                .ok_or_else(gone);
        }
        let (Some(stream_arn), Some(name)) = (stream_arn, name) else {
            let sentence = "Either ConsumerARN or both StreamARN and ConsumerName must be provided.";
            return Err(KinesisError::argument(sentence));
        };
        let stream = self.resolve(cx.caller, Named { name: None, arn: Some(stream_arn) })?;
        let found = stream.consumers.get(name).and_then(|id| self.consumer(*id));
        found.ok_or_else(|| {
            let StreamKey { account, name: of, .. } = &stream.key;
            KinesisError::not_found(format!("Consumer {name} of stream {of} under account {account} not found."))
        })
    }
}
