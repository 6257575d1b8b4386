//! The throughput of FIFO topics: messages a second of the topic and of each group, and bytes a second of the topic.
//!
//! Source: "Amazon SNS endpoints and quotas"; "High throughput FIFO topics" in the SNS developer guide.

use crate::base::Bucket;
use crate::limits::SnsLimits;
use crate::sns::error::{ErrorCode, Result, SnsError};
use crate::sns::notification::Notification;
use crate::sns::topic::TopicId;
use crate::sns::{Cx, Sns};
use std::sync::Arc;

/// So many buckets are kept before the full ones are let go.
const BUCKETS_MAX: usize = 1_024;

/// What a topic's throughput is counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All its messages.
    Messages,
    /// All their bytes.
    Bytes,
    /// The messages of a group.
    Group(Option<Arc<str>>),
}

impl Sns {
    /// Counts messages against the throughput of a FIFO topic: all of them, or none where one is too many.
    pub(super) fn admit(&mut self, cx: &Cx<'_>, id: TopicId, messages: &[&Notification]) -> Result<()> {
        let Some(topic) = self.topic(id).filter(|topic| topic.is_fifo()) else { return Ok(()) };
        let by_group = topic.scope_is_group();
        let mut taken: Vec<((TopicId, Part), Bucket)> = Vec::new();
        for message in messages {
            let bytes = Notification::bytes(&message.message, &message.attributes) as u64;
            let whole = [(Part::Messages, 1), (Part::Bytes, bytes)];
            let whole = whole.into_iter().filter(|_| !by_group);
            for (part, count) in whole.chain([(Part::Group(message.group.clone()), 1)]) {
                let rate = rate_of(&self.limits, &part);
                let key = (id, part);
                let known = taken.iter().rev().find(|(other, _)| *other == key).map(|(_, bucket)| bucket);
                let bucket = known.or_else(|| self.throughput.get(&key)).copied();
                let bucket = bucket.unwrap_or(Bucket::full(cx.now, rate)).at(cx.now, rate);
                let left =
                    bucket.take_many(count).ok_or_else(|| SnsError::new(ErrorCode::Throttled, "Rate exceeded"))?;
                taken.push((key, left));
            }
        }
        self.throughput.extend(taken);
        if self.throughput.len() > BUCKETS_MAX {
            // A bucket that is full again is as good as none.
            let limits = &self.limits;
            self.throughput.retain(|(_, part), bucket| {
                let rate = rate_of(limits, part);
                bucket.at(cx.now, rate) != Bucket::full(cx.now, rate)
            });
        }
        Ok(())
    }
}

const fn rate_of(limits: &SnsLimits, part: &Part) -> u64 {
    match part {
        Part::Messages => limits.fifo_per_sec.0,
        Part::Bytes => limits.fifo_bytes_per_sec,
        Part::Group(_) => limits.fifo_per_sec.1,
    }
}
