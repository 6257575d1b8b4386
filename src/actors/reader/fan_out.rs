//! A reader with enhanced fan-out: it registers its consumer where that is missing, subscribes to shards, and renews what
//! ended. A subscription lasts five minutes and goes on behind the number that the last event named.

use super::config::Retrieval;
use super::shard::Phase;
use super::{Reader, ReaderConfig, ReaderEvent, Wish};
use crate::actors::{ActorCx, ActorEvent, Tag};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::{
    DescribeStreamConsumer, RegisterStreamConsumer, Request, SubscribeToShard, SubscribeToShardEvent,
};
use std::sync::Arc;

/// So often it is asked whether a consumer is active.
const ASKS_EVERY: Duration = Duration::from_secs(1);

/// Whether the reader's consumer is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Membership {
    /// Nobody asked.
    #[default]
    Unknown,
    /// The answer is awaited.
    Asked,
    /// It is not active, and is asked about again then.
    Pending(Instant),
    /// It is active, with this ARN.
    Active(String),
}

impl Membership {
    pub(super) const fn arn(&self) -> Option<&String> {
        match self {
            Self::Active(arn) => Some(arn),
            _ => None,
        }
    }

    pub(super) fn next_due(&self, config: &ReaderConfig) -> Option<Instant> {
        match self {
            Self::Pending(until) if config.retrieval == Retrieval::FanOut => Some(*until),
            _ => None,
        }
    }
}

impl Reader {
    /// Asks about the consumer, where that has to be.
    pub(super) fn see_to_membership(&mut self, cx: &mut ActorCx<'_>) {
        let asks = match self.member {
            Membership::Unknown => true,
            Membership::Pending(until) => until <= cx.now,
            Membership::Asked | Membership::Active(_) => false,
        };
        if asks {
            self.member = Membership::Asked;
            self.wish(cx, Wish::Describe);
        }
    }

    pub(super) fn fan_out_request(&self, wish: &Wish) -> Option<Request> {
        let stream_arn = self.arn();
        let consumer_name = Some(self.config.consumer_name());
        Some(match wish {
            Wish::Describe => {
                DescribeStreamConsumer { stream_arn, consumer_name, ..DescribeStreamConsumer::default() }.into()
            }
            Wish::Register => {
                RegisterStreamConsumer { stream_arn, consumer_name, ..RegisterStreamConsumer::default() }.into()
            }
            Wish::Subscribe(id) => SubscribeToShard {
                consumer_arn: Some(self.member.arn()?.clone()),
                shard_id: Some(id.to_string()),
                starting_position: Some(self.shards.get(id)?.starting_position()),
                ..SubscribeToShard::default()
            }
            .into(),
            Wish::List(_) | Wish::Iterator(_) | Wish::Records(_) => return None,
        })
    }

    /// It was told how its consumer is doing.
    pub(super) fn consumer_found(&mut self, now: Instant, arn: &str, status: &str) {
        self.member = if status == "ACTIVE" {
            Membership::Active(arn.to_owned())
        } else {
            Membership::Pending(now.after(ASKS_EVERY))
        };
    }

    /// A subscription has begun.
    pub(super) fn subscribed(&mut self, cx: &mut ActorCx<'_>, id: &Arc<str>) {
        self.totals.subscriptions += 1;
        let Some(shard) = self.shards.get_mut(id) else { return };
        let (number, from) = (shard.number(), shard.begins_from());
        let is_first = shard.since.is_none() && shard.read.is_none();
        shard.since.get_or_insert(cx.now);
        shard.phase = Phase::Listening { since: cx.now };
        if is_first {
            cx.events.push(ActorEvent::Reader(ReaderEvent::Began { shard: number, from }));
        }
    }

    /// Records, a sign of life, or the end of a subscription.
    pub(in crate::actors) fn pushed(&mut self, cx: &mut ActorCx<'_>, tag: Tag, what: Option<&SubscribeToShardEvent>) {
        let Tag::Subscribe(number) = tag else { return };
        let found = self.shards.values_mut().find(|shard| shard.subscription == Some(number));
        let Some(shard) = found else { return };
        let id = shard.id.clone();
        match what {
            None => {
                shard.subscription = None;
                let (number, is_idle) = (shard.number(), matches!(shard.phase, Phase::Listening { .. }));
                if !shard.is_at_end && shard.phase != Phase::Ended && self.config.running {
                    cx.events.push(ActorEvent::Reader(ReaderEvent::Renewed { shard: number }));
                }
                if is_idle {
                    shard.phase = Phase::Idle { until: cx.now };
                }
            }
            Some(event) => {
                self.received(&id, &event.records, event.millis_behind_latest);
                if let Some(shard) = self.shards.get_mut(&id) {
                    shard.read = Some(event.continuation_sequence_number.as_str().into());
                    shard.is_at_end = event.child_shards.is_some();
                }
                self.add_children(event.child_shards.as_deref().unwrap_or_default());
                self.begin_work(cx, &id);
            }
        }
        self.go_on(cx);
    }
}
