//! `ListShards`.

use crate::base::Timestamp;
use crate::clock::{Epoch, Instant};
use crate::kinesis::api::{self, ListShards, ListShardsResult, Named, SequenceNumberRange, ShardFilter};
use crate::kinesis::check::Checks;
use crate::kinesis::shard::{Shard, ShardId};
use crate::kinesis::stream::{Stream, StreamId};
use crate::kinesis::{Cx, Kinesis, KinesisError, Result};

/// Shards of a page, whatever a request asks for.
const PAGE: usize = 1_000;
const KINDS: [&str; 6] =
    ["AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP"];

/// Which shards are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    /// Those that have anything that can be read.
    All,
    After(ShardId),
    /// Those that were open then.
    OpenAt(Instant),
    /// Those that were open then, and those that came later.
    OpenSince(Instant),
    /// Those that are open.
    Open,
}

impl Filter {
    fn passes(self, shard: &Shard) -> bool {
        let ended_by = |at: Instant| shard.closed.is_some_and(|closed| closed < at);
        match self {
            Self::All => true,
            Self::After(id) => shard.id > id,
            Self::OpenAt(at) => shard.opened <= at && !ended_by(at),
            Self::OpenSince(at) => !ended_by(at),
            Self::Open => shard.is_open(),
        }
    }

    /// As a token for the next page keeps it.
    fn code(self) -> (u8, u64) {
        match self {
            Self::All => (0, 0),
            Self::After(id) => (1, u64::from(id.0)),
            Self::OpenAt(at) => (2, at.as_millis()),
            Self::OpenSince(at) => (3, at.as_millis()),
            Self::Open => (4, 0),
        }
    }

    fn of_code(kind: &str, number: u64) -> Option<Self> {
        Some(match kind {
            "0" => Self::All,
            "1" => Self::After(ShardId(u32::try_from(number).ok()?)),
            "2" => Self::OpenAt(Instant::from_millis(number)),
            "3" => Self::OpenSince(Instant::from_millis(number)),
            "4" => Self::Open,
            _ => return None,
        })
    }
}

impl Kinesis {
    pub(super) fn list_shards(&self, cx: &Cx<'_>, request: &ListShards) -> Result<ListShardsResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        check(request, named)?;
        let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE).min(PAGE);
        let (stream, after, filter) = if let Some(token) = &request.next_token {
            self.next_page(cx, request, token)?
        } else {
            let stream = self.resolve(cx.caller, named)?;
            check_created(stream, request.stream_creation_timestamp, cx.epoch)?;
            let after = match request.exclusive_start_shard_id.as_deref() {
                Some(text) => Some(ShardId::parse(text).ok_or_else(|| KinesisError::no_such_shard(text, &stream.key))?),
                None => None,
            };
            (stream, after, filter_of(request.shard_filter.as_ref(), stream, cx)?)
        };
        let mut found: Vec<&Shard> = stream
            .shards()
            .filter(|shard| after.is_none_or(|after| shard.id > after) && filter.passes(shard))
            .take(size + 1)
            .collect();
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().map(|shard| shard.id).filter(|_| more);
        let (kind, number) = filter.code();
        let next_token =
            last.map(|last| self.page_token("shards", cx.now, &format!("{}/{}/{kind}/{number}", stream.id.0, last.0)));
        Ok(ListShardsResult { shards: found.into_iter().map(|shard| shown(shard, cx.epoch)).collect(), next_token })
    }

    /// Where a token goes on.
    fn next_page(&self, cx: &Cx<'_>, request: &ListShards, token: &str) -> Result<(&Stream, Option<ShardId>, Filter)> {
        let alone = request.stream_name.is_none()
            && request.stream_arn.is_none()
            && request.exclusive_start_shard_id.is_none()
            && request.stream_creation_timestamp.is_none()
            && request.shard_filter.is_none();
        if !alone {
            let sentence = "NextToken and StreamName, StreamARN, ExclusiveStartShardId, StreamCreationTimestamp or ShardFilter \
                            cannot be provided together.";
            return Err(KinesisError::argument(sentence));
        }
        let bad = || KinesisError::argument("NextToken is invalid.");
        let rest = self.page("shards", token, cx.now)?;
        let parts: Vec<&str> = rest.split('/').collect();
        let [stream, last, kind, number] = parts.as_slice() else { return Err(bad()) };
        let (stream, last) = (stream.parse().map_err(|_| bad())?, last.parse().map_err(|_| bad())?);
        let filter = number.parse().ok().and_then(|number| Filter::of_code(kind, number)).ok_or_else(bad)?;
        let stream = self
            .stream(StreamId(stream))
            .ok_or_else(|| KinesisError::not_found("The stream of the NextToken is gone."))?;
        Ok((stream, Some(ShardId(last)), filter))
    }
}

fn check(request: &ListShards, named: Named<'_>) -> Result<()> {
    let mut checks = Checks::default();
    checks.range(request.max_results, "maxResults", (1, 10_000));
    checks.text(request.next_token.as_deref(), "nextToken", (1, 1_048_576));
    checks.name(request.exclusive_start_shard_id.as_deref(), "exclusiveStartShardId");
    checks.stream(named);
    if let Some(filter) = &request.shard_filter {
        checks.required(filter.kind.as_ref(), "shardFilter.type");
        checks.one_of(filter.kind.as_deref(), "shardFilter.type", &KINDS);
        checks.name(filter.shard_id.as_deref(), "shardFilter.shardId");
    }
    checks.finish()
}

/// A stream of the same name that was made at another time is another one.
pub(super) fn check_created(stream: &Stream, asked: Option<Timestamp>, epoch: Epoch) -> Result<()> {
    let made = Timestamp::of(stream.created, epoch);
    if asked.is_some_and(|asked| asked.0 / 1_000 != made.0 / 1_000) {
        return Err(KinesisError::no_such_stream(&stream.key));
    }
    Ok(())
}

fn filter_of(filter: Option<&ShardFilter>, stream: &Stream, cx: &Cx<'_>) -> Result<Filter> {
    let Some(filter) = filter else { return Ok(Filter::All) };
    let kind = filter.kind.as_deref().unwrap_or_default();
    let horizon = cx.now.before(stream.retention());
    let needs = |what: &str| KinesisError::argument(format!("{what} must be provided for ShardFilter type {kind}."));
    let excludes =
        |what: &str| KinesisError::argument(format!("{what} cannot be provided for ShardFilter type {kind}."));
    if filter.shard_id.is_some() && kind != "AFTER_SHARD_ID" {
        return Err(excludes("ShardId"));
    }
    if filter.timestamp.is_some() && !kind.ends_with("TIMESTAMP") {
        return Err(excludes("Timestamp"));
    }
    let time = || {
        let at = filter.timestamp.ok_or_else(|| needs("Timestamp"))?.instant(cx.epoch);
        if at > cx.now {
            return Err(KinesisError::argument("Timestamp of a ShardFilter cannot be in the future."));
        }
        Ok(at.max(horizon))
    };
    Ok(match kind {
        "AFTER_SHARD_ID" => {
            let text = filter.shard_id.as_deref().ok_or_else(|| needs("ShardId"))?;
            Filter::After(ShardId::parse(text).ok_or_else(|| KinesisError::no_such_shard(text, &stream.key))?)
        }
        "AT_TRIM_HORIZON" => {
            Filter::OpenAt(horizon.max(stream.shards().map(|shard| shard.opened).min().unwrap_or(horizon)))
        }
        "AT_LATEST" => Filter::Open,
        "AT_TIMESTAMP" => Filter::OpenAt(time()?),
        "FROM_TIMESTAMP" => Filter::OpenSince(time()?),
        _ => Filter::All,
    })
}

/// A shard as it is listed.
pub(super) fn shown(shard: &Shard, epoch: Epoch) -> api::Shard {
    api::Shard {
        shard_id: shard.id.to_string(),
        parent_shard_id: shard.parent.map(|parent| parent.to_string()),
        adjacent_parent_shard_id: shard.adjacent_parent.map(|parent| parent.to_string()),
        hash_key_range: shard.range,
        sequence_number_range: SequenceNumberRange {
            starting_sequence_number: shard.starting().to_string(),
            ending_sequence_number: shard.ending(epoch).map(|ending| ending.to_string()),
        },
    }
}
