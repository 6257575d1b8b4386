//! `CreateStream`, `DeleteStream`, `DescribeStream` and `DescribeStreamSummary`.

use super::tags::tags_of_new;
use crate::base::Timestamp;
use crate::base::collections::SortedMap;
use crate::kinesis::api::{
    CreateStream, DeleteStream, DescribeStream, DescribeStreamResult, DescribeStreamSummary,
    DescribeStreamSummaryResult, Named, StreamDescription, StreamDescriptionSummary, StreamModeDetails,
    StreamModeDetailsResult, WarmThroughput,
};
use crate::kinesis::bill::Account;
use crate::kinesis::check::Checks;
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::{Change, Daily, Distribution, Mode, Status, Stream, StreamId, StreamKey, StreamTotals};
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Result, monitoring};
use std::sync::Arc;

/// Shards of a page, whatever a request asks for.
const PAGE: usize = 100;
/// Shards of an on-demand stream at first.
const ON_DEMAND_SHARDS: u32 = 4;
/// MiB a second that one of them takes.
pub(super) const MIB_A_SHARD: u64 = 1;

/// What a new stream is asked to be.
struct Wish {
    mode: Mode,
    shards: u32,
    record_kib: u32,
    distribution: Distribution,
    warm_mib: u64,
}

impl Kinesis {
    pub(super) fn create_stream(&mut self, cx: &mut Cx<'_>, request: &CreateStream) -> Result<()> {
        let mut wish = self.wish_of(request)?;
        if wish.warm_mib > 0 {
            self.check_commitment(cx.caller.account, cx.caller.region, cx.now)?;
            wish.shards = wish.shards.max(u32::try_from(wish.warm_mib).unwrap_or(u32::MAX));
        }
        let name: Arc<str> = request.stream_name.as_deref().unwrap_or_default().into();
        let what = format!("stream {name} under account {}", cx.caller.account);
        let tags = tags_of_new(request.tags.as_ref(), &what, self.limits.tags)?;
        let key = StreamKey { account: cx.caller.account, region: cx.caller.region, name };
        if self.find(key.account, key.region, &key.name).is_some() {
            let sentence = format!("Stream {} under account {} already exists.", key.name, key.account);
            return Err(KinesisError::in_use(sentence));
        }
        self.check_room(&key, &wish)?;
        let id = StreamId(u32::try_from(self.streams.len()).unwrap_or(u32::MAX));
        self.streams.push(Some(Arc::new(Stream {
            id,
            key: key.clone(),
            created: cx.now,
            status: Status::Creating,
            change: None,
            mode: wish.mode,
            shards: Vec::new(),
            counts: Vec::new(),
            retention_hours: self.limits.retention_hours.0,
            encryption: None,
            record_kib: wish.record_kib,
            distribution: wish.distribution,
            warm_mib: wish.warm_mib,
            enhanced_metrics: 0,
            tags,
            policy: None,
            consumers: SortedMap::default(),
            daily: Daily::default(),
            busy: SortedMap::default(),
            account: Account::new(cx.now),
            totals: StreamTotals::default(),
        })));
        self.names.update((key.account, key.region), |names| {
            names.insert(key.name.clone(), id);
        });
        cx.emit(None, KinesisEvent::StreamCreated(id));
        self.begin_change(cx, id, Change::Create(wish.shards));
        Ok(())
    }

    /// Checks what a new stream is asked to be.
    fn wish_of(&self, request: &CreateStream) -> Result<Wish> {
        let mut checks = Checks::default();
        checks.range(request.shard_count, "shardCount", (1, i64::from(u32::MAX)));
        checks.required(request.stream_name.as_ref(), "streamName");
        checks.name(request.stream_name.as_deref(), "streamName");
        checks.range(request.warm_throughput_mi_bps, "warmThroughputMiBps", (0, super::settings::WARM_MAX));
        let kib = (i64::from(self.limits.record_kib), i64::from(self.limits.record_kib_max));
        checks.range(request.max_record_size_in_ki_b, "maxRecordSizeInKiB", kib);
        checks.mode(request.stream_mode_details.as_ref());
        checks.one_of(request.record_distribution_strategy.as_deref(), "recordDistributionStrategy", &STRATEGIES);
        checks.tags(request.tags.as_ref());
        let has_modes = self.limits.on_demand_streams > 0;
        if !has_modes {
            checks.required(request.shard_count.as_ref(), "shardCount");
        }
        checks.finish()?;
        let given = request.stream_mode_details.as_ref().and_then(|details| details.stream_mode.as_deref());
        let default = if request.shard_count.is_some() { Mode::Provisioned } else { Mode::OnDemand };
        let mode = given.and_then(Mode::parse).unwrap_or(default);
        if mode == Mode::OnDemand && !has_modes {
            return Err(KinesisError::argument("On-demand streams are not among the limits that are in force."));
        }
        let shards = match (mode, request.shard_count) {
            (Mode::Provisioned, Some(count)) => u32::try_from(count).unwrap_or(u32::MAX),
            (Mode::Provisioned, None) => {
                return Err(KinesisError::argument("ShardCount must be specified for a stream in PROVISIONED mode."));
            }
            (Mode::OnDemand, None) => ON_DEMAND_SHARDS,
            (Mode::OnDemand, Some(_)) => {
                return Err(KinesisError::argument("ShardCount must not be specified for a stream in ON_DEMAND mode."));
            }
        };
        let distribution = request.record_distribution_strategy.as_deref().and_then(Distribution::parse);
        let distribution = distribution.unwrap_or_default();
        if mode == Mode::Provisioned && distribution == Distribution::Auto {
            return Err(only_on_demand("RecordDistributionStrategy AUTO"));
        }
        let warm_mib = request.warm_throughput_mi_bps.map_or(0, i64::unsigned_abs);
        if warm_mib > 0 && mode == Mode::Provisioned {
            return Err(only_on_demand("WarmThroughputMiBps"));
        }
        let record_kib = request.max_record_size_in_ki_b.and_then(|kib| u32::try_from(kib).ok());
        Ok(Wish { mode, shards, record_kib: record_kib.unwrap_or(self.limits.record_kib), distribution, warm_mib })
    }

    /// Whether the account has room for another stream.
    fn check_room(&self, key: &StreamKey, wish: &Wish) -> Result<()> {
        let own = self.streams_beside(key);
        let creating = own.filter(|stream| stream.status == Status::Creating).count();
        if creating >= self.limits.creating {
            let sentence = format!(
                "Failed to create stream {} under account {}: there are already {creating} streams in CREATING state.",
                key.name, key.account
            );
            return Err(KinesisError::limit(sentence));
        }
        match wish.mode {
            Mode::Provisioned => self.check_shards(key, wish.shards),
            Mode::OnDemand => self.check_on_demand(key),
        }
    }

    /// Whether the account has room for another on-demand stream; those that are about to be one count.
    pub(super) fn check_on_demand(&self, key: &StreamKey) -> Result<()> {
        let own = self.streams_beside(key);
        let becomes = |stream: &Stream| matches!(stream.change, Some((Change::Mode(Mode::OnDemand), _)));
        let on_demand = own.filter(|stream| stream.mode == Mode::OnDemand || becomes(stream)).count();
        if on_demand < self.limits.on_demand_streams {
            return Ok(());
        }
        Err(KinesisError::limit(format!(
            "This request would exceed the on-demand stream limit for the account {} in {}. Current on-demand stream count: \
             {on_demand}. Limit: {}.",
            key.account, key.region, self.limits.on_demand_streams
        )))
    }

    /// The streams of the account and Region of a key.
    pub(super) fn streams_beside(&self, key: &StreamKey) -> impl Iterator<Item = &Stream> {
        let place = (key.account, key.region);
        self.streams().filter(move |stream| (stream.key.account, stream.key.region) == place)
    }

    /// Open shards of provisioned streams of an account and Region; those of a stream in the making count.
    pub(super) fn open_shards(&self, key: &StreamKey) -> u32 {
        let provisioned = self.streams_beside(key).filter(|stream| stream.mode == Mode::Provisioned);
        let count = |stream: &Stream| match &stream.change {
            Some((Change::Create(count), _)) => *count,
            _ => u32::try_from(stream.open_shards().count()).unwrap_or(u32::MAX),
        };
        provisioned.map(count).fold(0, u32::saturating_add)
    }

    /// Whether the account has room for so many more shards.
    pub(super) fn check_shards(&self, key: &StreamKey, more: u32) -> Result<()> {
        let (open, limit) = (self.open_shards(key), self.limits.shards);
        if open.saturating_add(more) <= limit {
            return Ok(());
        }
        Err(KinesisError::limit(format!(
            "This request would exceed the shard limit for the account {} in {}. Current shard count for the account: {open}. \
             Limit: {limit}. Number of additional shards that would have resulted from this request: {more}. Refer to the \
             AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current \
             limits and how to request higher limits.",
            key.account, key.region
        )))
    }

    pub(super) fn delete_stream(&mut self, cx: &mut Cx<'_>, request: &DeleteStream) -> Result<()> {
        let stream = self
            .checked_stream(cx, Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() })?;
        if stream.status == Status::Deleting {
            return Ok(());
        }
        if !request.enforce_consumer_deletion && !stream.consumers.is_empty() {
            let sentence = format!(
                "Stream {} under account {} has registered consumers. Deregister them, or set EnforceConsumerDeletion.",
                stream.key.name, stream.key.account
            );
            return Err(KinesisError::in_use(sentence));
        }
        let id = stream.id;
        self.begin_change(cx, id, Change::Delete);
        Ok(())
    }

    /// The stream that a request names, when nothing is wrong with the name.
    pub(super) fn checked_stream(&self, cx: &Cx<'_>, named: Named<'_>) -> Result<&Stream> {
        let mut checks = Checks::default();
        checks.stream(named);
        checks.finish()?;
        self.resolve(cx.caller, named)
    }

    pub(super) fn describe_stream(&self, cx: &Cx<'_>, request: &DescribeStream) -> Result<DescribeStreamResult> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", (1, 10_000));
        checks.name(request.exclusive_start_shard_id.as_deref(), "exclusiveStartShardId");
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve(cx.caller, named)?;
        let after = match request.exclusive_start_shard_id.as_deref() {
            Some(text) => Some(ShardId::parse(text).ok_or_else(|| KinesisError::no_such_shard(text, &stream.key))?),
            None => None,
        };
        let size = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE).min(PAGE);
        let mut shards: Vec<_> =
            stream.shards().filter(|shard| after.is_none_or(|after| shard.id > after)).take(size + 1).collect();
        let has_more_shards = shards.len() > size;
        shards.truncate(size);
        Ok(DescribeStreamResult {
            stream_description: StreamDescription {
                stream_name: stream.key.name.to_string(),
                stream_arn: stream.key.arn().to_string(),
                stream_status: stream.status.name().to_owned(),
                stream_mode_details: mode_of(stream),
                shards: shards.into_iter().map(|shard| super::shards::shown(shard, cx.epoch)).collect(),
                has_more_shards,
                retention_period_hours: i64::from(stream.retention_hours),
                stream_creation_timestamp: Timestamp::of(stream.created, cx.epoch),
                enhanced_monitoring: monitoring::shown(stream.enhanced_metrics),
                encryption_type: encryption_of(stream).to_owned(),
                key_id: stream.encryption.as_deref().map(str::to_owned),
            },
        })
    }

    pub(super) fn describe_stream_summary(
        &self,
        cx: &Cx<'_>,
        request: &DescribeStreamSummary,
    ) -> Result<DescribeStreamSummaryResult> {
        let stream = self
            .checked_stream(cx, Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() })?;
        let is_on_demand = stream.mode == Mode::OnDemand;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Ok(DescribeStreamSummaryResult {
            stream_description_summary: StreamDescriptionSummary {
                stream_name: stream.key.name.to_string(),
                stream_arn: stream.key.arn().to_string(),
                stream_status: stream.status.name().to_owned(),
                stream_mode_details: mode_of(stream),
                retention_period_hours: i64::from(stream.retention_hours),
                stream_creation_timestamp: Timestamp::of(stream.created, cx.epoch),
                enhanced_monitoring: monitoring::shown(stream.enhanced_metrics),
                encryption_type: encryption_of(stream).to_owned(),
                key_id: stream.encryption.as_deref().map(str::to_owned),
                open_shard_count: count(stream.open_shards().count()),
                consumer_count: count(stream.consumers.len()),
                warm_throughput: is_on_demand.then(|| warm_of(stream)),
                max_record_size_in_ki_b: i64::from(stream.record_kib),
                record_distribution_strategy: is_on_demand.then(|| stream.distribution.name().to_owned()),
            },
        })
    }
}

/// The strategies, as the model lists them.
pub(super) const STRATEGIES: [&str; 2] = ["AUTO", "USER_PARTITION_KEY"];

impl Checks {
    /// A mode that is given.
    pub(super) fn mode(&mut self, details: Option<&StreamModeDetails>) {
        if let Some(details) = details {
            self.required(details.stream_mode.as_ref(), "streamModeDetails.streamMode");
            let mode = details.stream_mode.as_deref();
            self.one_of(mode, "streamModeDetails.streamMode", &["PROVISIONED", "ON_DEMAND"]);
        }
    }
}

pub(super) fn only_on_demand(what: &str) -> KinesisError {
    KinesisError::argument(format!("{what} can only be used with a stream in ON_DEMAND mode."))
}

pub(super) fn mode_of(stream: &Stream) -> StreamModeDetailsResult {
    StreamModeDetailsResult { stream_mode: stream.mode.name().to_owned() }
}

pub(super) const fn encryption_of(stream: &Stream) -> &'static str {
    if stream.encryption.is_some() { "KMS" } else { "NONE" }
}

/// What an on-demand stream is kept ready for.
pub(super) fn warm_of(stream: &Stream) -> WarmThroughput {
    let shards = stream.open_shards().count() as u64 * MIB_A_SHARD;
    let mib = |mib: u64| i64::try_from(mib).unwrap_or(i64::MAX);
    WarmThroughput { target_mi_bps: mib(stream.warm_mib), current_mi_bps: mib(stream.warm_mib.max(shards)) }
}
