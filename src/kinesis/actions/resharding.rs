//! `SplitShard`, `MergeShards` and `UpdateShardCount`.

use super::{note_done, within_a_day};
use crate::kinesis::api::{MergeShards, Named, SplitShard, UpdateShardCount, UpdateShardCountResult};
use crate::kinesis::check::Checks;
use crate::kinesis::hash::{HashKey, HashKeyRange};
use crate::kinesis::shard::{Shard, ShardId};
use crate::kinesis::stream::{Change, Mode, Status, Stream};
use crate::kinesis::{Cx, Kinesis, KinesisError, Result};
use std::collections::BTreeSet;

impl Kinesis {
    pub(super) fn split_shard(&mut self, cx: &mut Cx<'_>, request: &SplitShard) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.new_starting_hash_key.as_ref(), "newStartingHashKey");
        checks.hash_key(request.new_starting_hash_key.as_deref(), "newStartingHashKey");
        checks.stream(named);
        checks.required(request.shard_to_split.as_ref(), "shardToSplit");
        checks.name(request.shard_to_split.as_deref(), "shardToSplit");
        checks.finish()?;
        let shard = Self::named_shard(cx.caller, named, request.shard_to_split.as_deref().unwrap_or_default())?;
        let stream = self.resharded(cx, named, "SplitShard")?;
        let shard = shard_of(stream, shard)?;
        self.check_shards(&stream.key, 1)?;
        check_eligible(stream, shard)?;
        let text = request.new_starting_hash_key.as_deref().unwrap_or_default();
        let at = HashKey::parse(text);
        let HashKeyRange { starting_hash_key: start, ending_hash_key: end } = shard.range;
        let Some(at) = at.filter(|at| start.0.checked_add(1).is_some_and(|one| at.0 > one) && *at < end) else {
            return Err(KinesisError::argument(format!(
                "NewStartingHashKey {text} used in SplitShard() on shard {} in stream {} under account {} is not both greater \
                 than one plus the shard's StartingHashKey {start} and less than the shard's EndingHashKey {end}.",
                shard.id, stream.key.name, stream.key.account
            )));
        };
        let (id, shard) = (self.resolve_idle(cx.caller, named)?.id, shard.id);
        self.begin_change(cx, id, Change::Split(shard, at));
        Ok(())
    }

    pub(super) fn merge_shards(&mut self, cx: &mut Cx<'_>, request: &MergeShards) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.adjacent_shard_to_merge.as_ref(), "adjacentShardToMerge");
        checks.name(request.adjacent_shard_to_merge.as_deref(), "adjacentShardToMerge");
        checks.stream(named);
        checks.required(request.shard_to_merge.as_ref(), "shardToMerge");
        checks.name(request.shard_to_merge.as_deref(), "shardToMerge");
        checks.finish()?;
        let lower = Self::named_shard(cx.caller, named, request.shard_to_merge.as_deref().unwrap_or_default())?;
        let upper =
            Self::named_shard(cx.caller, named, request.adjacent_shard_to_merge.as_deref().unwrap_or_default())?;
        let stream = self.resharded(cx, named, "MergeShards")?;
        let (lower, upper) = (shard_of(stream, lower)?, shard_of(stream, upper)?);
        if !lower.range.touches(&upper.range) {
            return Err(KinesisError::argument(format!(
                "Shards {} and {} in stream {} under account {} are not an adjacent pair of shards eligible for merging",
                lower.id, upper.id, stream.key.name, stream.key.account
            )));
        }
        check_eligible(stream, lower)?;
        check_eligible(stream, upper)?;
        let (lower, upper) = (lower.id, upper.id);
        let id = self.resolve_idle(cx.caller, named)?.id;
        self.begin_change(cx, id, Change::Merge(lower, upper));
        Ok(())
    }

    /// The stream whose shards a request names. While it is being made it has none yet that could be looked for.
    fn resharded(&self, cx: &Cx<'_>, named: Named<'_>, operation: &str) -> Result<&Stream> {
        let stream = self.resolve(cx.caller, named)?;
        check_provisioned(stream, operation)?;
        if stream.status == Status::Creating { self.resolve_idle(cx.caller, named) } else { Ok(stream) }
    }

    pub(super) fn update_shard_count(
        &mut self,
        cx: &mut Cx<'_>,
        request: &UpdateShardCount,
    ) -> Result<UpdateShardCountResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.scaling_type.as_ref(), "scalingType");
        checks.one_of(request.scaling_type.as_deref(), "scalingType", &["UNIFORM_SCALING"]);
        checks.stream(named);
        checks.required(request.target_shard_count.as_ref(), "targetShardCount");
        checks.range(request.target_shard_count, "targetShardCount", (1, i64::from(u32::MAX)));
        checks.finish()?;
        check_provisioned(self.resolve(cx.caller, named)?, "UpdateShardCount")?;
        let stream = self.resolve_idle(cx.caller, named)?;
        let target = request.target_shard_count.and_then(|target| u32::try_from(target).ok()).unwrap_or(u32::MAX);
        let open = u32::try_from(stream.open_shards().count()).unwrap_or(u32::MAX);
        self.check_target(stream, open, target)?;
        let most = self.limits.daily.0;
        if within_a_day(&stream.daily.scalings, cx.now) >= most {
            return Err(KinesisError::limit(format!(
                "UpdateShardCount can be called {most} times in 24 hours for a stream. Stream {} under account {} has reached \
                 that.",
                stream.key.name, stream.key.account
            )));
        }
        let (id, key) = (stream.id, stream.key.clone());
        if let Some(stream) = self.stream_mut(id) {
            note_done(&mut stream.daily.scalings, cx.now, most);
        }
        self.begin_change(cx, id, Change::Scale(target));
        Ok(UpdateShardCountResult {
            stream_name: key.name.to_string(),
            current_shard_count: i64::from(open),
            target_shard_count: i64::from(target),
            stream_arn: key.arn().to_string(),
        })
    }

    /// Whether a stream can go from so many open shards to so many.
    fn check_target(&self, stream: &Stream, open: u32, target: u32) -> Result<()> {
        let counts = format!("Current open shard count: {open}, Target shard count: {target}");
        let most = self.limits.scale_to;
        if target > most {
            return Err(KinesisError::limit(format!(
                "Target shard count or number of open shards cannot be greater than {most}. {counts}"
            )));
        }
        if target > open.saturating_mul(2) {
            let sentence = "UpdateShardCount cannot scale up over double your current open shard count.";
            return Err(KinesisError::limit(format!("{sentence} {counts}")));
        }
        if u64::from(target) * 2 < u64::from(open) {
            let sentence = "UpdateShardCount cannot scale down below half your current open shard count.";
            return Err(KinesisError::limit(format!("{sentence} {counts}")));
        }
        // Shards that are open for a moment on the way count as well.
        self.check_shards(&stream.key, most_on_the_way(stream, target).saturating_sub(open))
    }
}

/// AWS decides about the shards of a stream in on-demand mode.
fn check_provisioned(stream: &Stream, operation: &str) -> Result<()> {
    if stream.mode == Mode::Provisioned {
        return Ok(());
    }
    Err(KinesisError::validation(format!(
        "Request is invalid. Stream {} under account {} is in On-Demand mode. {operation} can only be used with a stream in \
         Provisioned mode.",
        stream.key.name, stream.key.account
    )))
}

/// How many shards are open at most while a stream comes to so many equal ones: all splits are made before the merges.
fn most_on_the_way(stream: &Stream, target: u32) -> u32 {
    let old = stream.open_shards().map(|shard| shard.range.starting_hash_key);
    let new = (0..target).map(|index| HashKeyRange::part(index, target).starting_hash_key);
    let starts: BTreeSet<HashKey> = old.chain(new).collect();
    u32::try_from(starts.len()).unwrap_or(u32::MAX)
}

/// The shard of that number.
fn shard_of(stream: &Stream, id: ShardId) -> Result<&Shard> {
    stream.shard(id).ok_or_else(|| KinesisError::no_such_shard(&id.to_string(), &stream.key))
}

/// A closed shard is what it was.
fn check_eligible(stream: &Stream, shard: &Shard) -> Result<()> {
    if shard.is_open() {
        return Ok(());
    }
    Err(KinesisError::argument(format!(
        "Shard {} in stream {} under account {} has already been merged or split, and thus is not eligible for merging or \
         splitting.",
        shard.id, stream.key.name, stream.key.account
    )))
}
