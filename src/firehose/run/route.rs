//! Which buffer a record waits in.
//!
//! Source: "Dynamic partitioning" in the Firehose developer guide: one buffer for each set of partition keys, 500 at a time.

use crate::firehose::config::Plan;
use crate::firehose::limits::{ACTIVE_PARTITIONS_MAX, LOG_MAX};
use crate::firehose::prefix::{EVALUATED_MAX, Evaluation};
use crate::firehose::record::{Lane, Record};
use crate::firehose::stream::{LogEntry, StreamId};
use crate::firehose::{Cx, Firehose};

impl Firehose {
    /// Puts a record into its buffer.
    pub(super) fn route(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record) {
        let Some(stream) = self.stream(id) else { return };
        let plan = stream.destination.plan.clone();
        if !plan.partitioned {
            return self.push(cx, id, &Lane::Main(Vec::new()), record);
        }
        let Some(keys) = keys_of(&plan, &record) else {
            let why = "partitionKeys values must not be null or empty";
            return self.fail(cx, id, record, ("DynamicPartitioning.MetadataExtractionFailed", why), 1);
        };
        let lane = Lane::Main(keys);
        let is_new = !stream.lanes.contains_key(&lane);
        let active = stream.lanes.keys().filter(|lane| matches!(lane, Lane::Main(_))).count();
        if is_new && active >= ACTIVE_PARTITIONS_MAX {
            if let Some(stream) = self.stream_mut(id) {
                stream.totals.partitions_exceeded += 1;
            }
            let why = "The number of active partitions exceeds the limit of the Firehose stream";
            return self.fail(cx, id, record, ("DynamicPartitioning.ActivePartitionLimitExceeded", why), 1);
        }
        let with = Evaluation {
            unix_millis: cx.epoch.unix_millis(record.arrived),
            zone: plan.bucket.zone,
            error: None,
            keys: &record.keys,
        };
        if plan.bucket.prefix.evaluate(&with, &mut self.chance.clone()).chars().count() > EVALUATED_MAX {
            let why = "The evaluated prefix is longer than 512 characters";
            return self.fail(cx, id, record, ("DynamicPartitioning.PrefixTooLong", why), 1);
        }
        self.push(cx, id, &lane, record);
    }

    /// Puts a record into a buffer, which is emptied when it has its size.
    pub(super) fn push(&mut self, cx: &mut Cx<'_>, id: StreamId, lane: &Lane, record: Record) {
        let now = cx.now;
        let Some(stream) = self.stream_mut(id) else { return };
        stream.lanes.update(lane.clone(), |buffer| buffer.push(now, record));
        let most = super::flush::size_of(stream, lane);
        if stream.lanes.get(lane).is_some_and(|buffer| buffer.bytes >= most) {
            self.flush(cx, id, lane, true);
        }
    }

    /// Writes an error down.
    pub(in crate::firehose) fn write_log(&mut self, cx: &Cx<'_>, id: StreamId, code: &str, message: &str) {
        let at = cx.now;
        let Some(stream) = self.stream_mut(id) else { return };
        stream.log.push(LogEntry { at, code: code.into(), message: message.into() });
        if stream.log.next() - stream.log.front() > LOG_MAX {
            stream.log.pop_first();
        }
    }

    /// After a change of the destination the partitions of one that has none any more become one buffer.
    pub(in crate::firehose) fn regroup(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        if stream.destination.plan.partitioned {
            return;
        }
        let lanes: Vec<Lane> =
            stream.lanes.keys().filter(|lane| matches!(lane, Lane::Main(keys) if !keys.is_empty())).cloned().collect();
        let mut records = Vec::new();
        for lane in lanes {
            if let Some(mut buffer) = stream.lanes.remove(&lane) {
                records.extend(buffer.take().iter().cloned());
            }
        }
        for record in records {
            self.push(cx, id, &Lane::Main(Vec::new()), record);
        }
        self.plan_flush(cx, id);
    }
}

/// The values of the keys that the prefix names, in their order; none if one of them is missing.
fn keys_of(plan: &Plan, record: &Record) -> Option<Vec<String>> {
    let value = |(source, name): (_, &str)| {
        record.keys.get(&(source, name.to_owned())).filter(|value| !value.is_empty()).cloned()
    };
    plan.bucket.prefix.keys().into_iter().map(value).collect()
}
