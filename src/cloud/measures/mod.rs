//! The numbers that AWS's services publish in CloudWatch, as they stand at an instant.
//!
//! What stands is told as it is, what is counted by how much it grew, and what is a value of each call by the values of the
//! minute that ends. A queue that nobody used for six hours and that is empty has no numbers at all, as in AWS; nor has
//! what is a value of calls without any call.

mod applications;
mod delivery_streams;
mod functions;
mod queues;
mod streams;

pub use applications::METRICS as APPLICATION_METRICS;
pub use delivery_streams::METRICS as DELIVERY_STREAM_METRICS;
pub use functions::METRICS as FUNCTION_METRICS;
pub use streams::{CONSUMER_METRICS, METRICS as STREAM_METRICS};

use super::Cloud;
use crate::base::Tally;
use crate::clock::{Duration, Instant};
use crate::cloudwatch::{Metric, Statistics};

/// A queue without activity for so long has no metrics any more.
const IDLE: Duration = Duration::from_secs(6 * 3_600);
const MINUTE_MS: u64 = 60_000;

/// A number at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measured {
    /// How it stands.
    Stands(u64),
    /// What was counted since the beginning.
    Counted(u64),
    /// Values of calls since the beginning: their sum, and how many calls. Each is 0 or 1, or all are 0.
    Shares(u64, u64),
    /// The values of the minute that ends.
    Values(Tally),
}

impl Measured {
    /// What it came to since the measurement before.
    pub fn since(self, before: Option<Self>) -> Option<Statistics> {
        #[allow(clippy::cast_precision_loss, reason = "counts of a lab fit")]
        let of = |value: u64| value as f64;
        match (self, before) {
            (Self::Stands(value), _) => Some(Statistics::of(of(value))),
            (Self::Counted(now), Some(Self::Counted(before))) => Some(Statistics::of(of(now.saturating_sub(before)))),
            (Self::Shares(sum, count), Some(Self::Shares(old_sum, old_count))) => {
                let (sum, count) = (sum.saturating_sub(old_sum), count.saturating_sub(old_count));
                let (minimum, maximum) = (u64::from(sum >= count), u64::from(sum > 0));
                let (sum, minimum, maximum) = (of(sum), of(minimum), of(maximum));
                (count > 0).then_some(Statistics { sum, minimum, maximum, count: of(count) })
            }
            (Self::Values(tally), _) => Some(Statistics {
                sum: of(tally.sum),
                minimum: of(tally.least),
                maximum: of(tally.most),
                count: of(tally.count),
            }),
            _ => None,
        }
    }

    /// The same of something that begins: nothing was counted yet.
    #[must_use]
    pub const fn beginning(self) -> Self {
        match self {
            Self::Counted(_) => Self::Counted(0),
            Self::Shares(..) => Self::Shares(0, 0),
            Self::Stands(_) | Self::Values(_) => self,
        }
    }
}

impl Cloud {
    /// A metric of one of AWS's services, as it stands now.
    pub fn value_of(&self, metric: &Metric) -> Option<Measured> {
        self.value_at(metric, self.now)
    }

    /// The same for whoever looks between two minutes: values of calls are those of the last minute that is over.
    pub fn latest_value_of(&self, metric: &Metric) -> Option<Measured> {
        let minute = Instant::from_millis(self.now.as_millis() / MINUTE_MS * MINUTE_MS);
        let of_minute = || self.value_at(metric, minute).filter(|value| matches!(value, Measured::Values(_)));
        self.value_of(metric).or_else(of_minute)
    }

    /// Whether what a metric is about is there, also where it has no numbers at present.
    pub fn has_subject(&self, metric: &Metric) -> bool {
        match (&*metric.namespace, metric.dimensions.as_slice()) {
            ("AWS/SQS", [(_, name)]) => self.sqs.find(metric.account, metric.region, name).is_some(),
            // Nothing else falls silent.
            _ => self.value_of(metric).is_some(),
        }
    }

    fn value_at(&self, metric: &Metric, now: Instant) -> Option<Measured> {
        let (account, region) = (metric.account, metric.region);
        let named: Vec<(&str, &str)> = metric.dimensions.iter().map(|(name, value)| (&**name, &**value)).collect();
        match (&*metric.namespace, named.as_slice()) {
            ("AWS/SQS", [("QueueName", name)]) => {
                let queue = self.sqs.queue(self.sqs.find(account, region, name)?)?;
                let active = queue.metrics.minutes.last().map_or(queue.created, |(minute, _)| {
                    Instant::from_millis(minute.saturating_mul(60_000).saturating_add(60_000))
                });
                let is_idle = queue.counts.total() == 0 && self.now.since(active) > IDLE;
                (!is_idle).then(|| queues::of_queue(queue, &metric.name, now)).flatten()
            }
            ("AWS/SNS", [("TopicName", name)]) => {
                queues::of_topic(self.sns.topic(self.sns.find(account, region, name)?)?, &metric.name)
            }
            ("AWS/Firehose", [("DeliveryStreamName", name)]) => {
                let stream = self.firehose.stream(self.firehose.find(account, region, name)?)?;
                delivery_streams::of_stream(stream, &metric.name, now)
            }
            ("AWS/Kinesis", [("StreamName", name)]) => {
                let stream = self.kinesis.stream(self.kinesis.find(account, region, name)?)?;
                streams::of_stream(stream, &metric.name, now)
            }
            // Dimensions stand in the order of their names.
            ("AWS/Kinesis", [("ShardId", shard), ("StreamName", name)]) => {
                let stream = self.kinesis.stream(self.kinesis.find(account, region, name)?)?;
                streams::of_shard(stream, shard, &metric.name, now)
            }
            ("AWS/Kinesis", [("ConsumerName", consumer), ("StreamName", name)]) => {
                let stream = self.kinesis.stream(self.kinesis.find(account, region, name)?)?;
                let consumer = self.kinesis.consumer(*stream.consumers.get(*consumer)?)?;
                streams::of_consumer(consumer, &metric.name, now)
            }
            ("AWS/KinesisAnalytics", [("Application", name)]) => {
                let managed = self.analytics.managed(self.analytics.find(account, region, name)?)?;
                applications::of_application(managed, &metric.name)
            }
            ("AWS/Lambda", [("FunctionName", name)]) => {
                let function = self.lambda.function(self.lambda.find(account, region, name)?)?;
                functions::of_function(function, &metric.name, now)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_tells_how_many_of_all_calls_it_was() {
        let since = |sum: u64, count: u64| Measured::Shares(10 + sum, 20 + count).since(Some(Measured::Shares(10, 20)));
        let is = |sum, minimum, maximum, count| Some(Statistics { sum, minimum, maximum, count });
        assert_eq!(since(3, 4), is(3.0, 0.0, 1.0, 4.0));
        assert_eq!((since(4, 4), since(0, 2)), (is(4.0, 1.0, 1.0, 4.0), is(0.0, 0.0, 0.0, 2.0)));
        assert_eq!((since(0, 0), Measured::Shares(1, 1).since(None)), (None, None));
    }

    #[test]
    fn what_is_counted_needs_a_beginning_and_what_stands_does_not() {
        assert_eq!(Measured::Counted(5).since(None), None);
        assert_eq!(Measured::Counted(5).since(Some(Measured::Counted(3))), Some(Statistics::of(2.0)));
        assert_eq!(Measured::Stands(5).since(None), Some(Statistics::of(5.0)));
        let tally = Tally { count: 2, sum: 5, least: 1, most: 4 };
        let expected = Statistics { sum: 5.0, minimum: 1.0, maximum: 4.0, count: 2.0 };
        assert_eq!(Measured::Values(tally).since(None), Some(expected));
    }
}
