//! What is billed of streams: time as it goes by, exact to the millisecond, and what comes in and goes out.
//!
//! Nothing counts time. Before the number of shards, the mode, the retention or the consumers of a stream change, what went
//! by until then is added up ([`Kinesis::settle_bill`]); what goes by since is worked out when somebody asks. Source:
//! "Amazon Kinesis Data Streams pricing". AWS bills whole hours; closed shards cost nothing.

use super::Kinesis;
use super::shard::Shard;
use super::stream::{Mode, Stream, StreamId};
use crate::clock::{Duration, Instant};

/// A payload unit of a provisioned stream: 25 KB of a record, or what is left of it.
const PAYLOAD_UNIT: u64 = 25 * 1_024;
/// Bytes of an on-demand stream are billed in such steps for each record.
const STEP: u64 = 1_024;
/// Records are kept for so long without an extra charge.
const INCLUDED: Duration = Duration::from_secs(86_400);
/// Behind these records are in long-term retention.
const LONG_TERM: Duration = Duration::from_secs(7 * 86_400);

/// What is billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bill {
    /// Milliseconds of open shards of provisioned streams.
    pub shard_ms: u64,
    /// Those of them with a retention of more than a day.
    pub extended_shard_ms: u64,
    /// Milliseconds of a consumer and a shard, in provisioned streams.
    pub consumer_shard_ms: u64,
    /// PUT payload units.
    pub put_units: u64,
    /// Bytes pushed to consumers of provisioned streams.
    pub pushed_bytes: u64,
    /// Milliseconds of on-demand streams.
    pub stream_ms: u64,
    /// Bytes put into on-demand streams, each record rounded up to 1 KB.
    pub in_bytes: u64,
    /// Bytes read from on-demand streams.
    pub out_bytes: u64,
    /// Bytes pushed to consumers of on-demand streams.
    pub on_demand_pushed_bytes: u64,
    /// Bytes times milliseconds of on-demand records that are between a day and a week old.
    pub extended_byte_ms: u128,
    /// Bytes times milliseconds of records that are more than a week old.
    pub long_byte_ms: u128,
}

impl Bill {
    /// With what another one says.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            shard_ms: self.shard_ms + other.shard_ms,
            extended_shard_ms: self.extended_shard_ms + other.extended_shard_ms,
            consumer_shard_ms: self.consumer_shard_ms + other.consumer_shard_ms,
            put_units: self.put_units + other.put_units,
            pushed_bytes: self.pushed_bytes + other.pushed_bytes,
            stream_ms: self.stream_ms + other.stream_ms,
            in_bytes: self.in_bytes + other.in_bytes,
            out_bytes: self.out_bytes + other.out_bytes,
            on_demand_pushed_bytes: self.on_demand_pushed_bytes + other.on_demand_pushed_bytes,
            extended_byte_ms: self.extended_byte_ms + other.extended_byte_ms,
            long_byte_ms: self.long_byte_ms + other.long_byte_ms,
        }
    }

    /// A record came in.
    pub(super) const fn put(&mut self, mode: Mode, bytes: u64) {
        match mode {
            Mode::Provisioned => self.put_units += at_least_one(bytes.div_ceil(PAYLOAD_UNIT)),
            Mode::OnDemand => self.in_bytes += at_least_one(bytes.div_ceil(STEP)) * STEP,
        }
    }

    /// Records were read by those who share a shard; that is free of provisioned streams.
    pub(super) const fn read(&mut self, mode: Mode, bytes: u64) {
        if matches!(mode, Mode::OnDemand) {
            self.out_bytes += bytes;
        }
    }

    /// Records were pushed to a consumer.
    pub(super) const fn push(&mut self, mode: Mode, bytes: u64) {
        match mode {
            Mode::Provisioned => self.pushed_bytes += bytes,
            Mode::OnDemand => self.on_demand_pushed_bytes += bytes,
        }
    }
}

const fn at_least_one(count: u64) -> u64 {
    if count == 0 { 1 } else { count }
}

/// A bill, and until when its times are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Account {
    pub bill: Bill,
    until: Instant,
}

impl Account {
    pub const fn new(now: Instant) -> Self {
        Self {
            bill: Bill {
                shard_ms: 0,
                extended_shard_ms: 0,
                consumer_shard_ms: 0,
                put_units: 0,
                pushed_bytes: 0,
                stream_ms: 0,
                in_bytes: 0,
                out_bytes: 0,
                on_demand_pushed_bytes: 0,
                extended_byte_ms: 0,
                long_byte_ms: 0,
            },
            until: now,
        }
    }
}

/// For how many milliseconds something lasts that begins and ends then.
fn overlap((from, to): (Instant, Instant), (begins, ends): (Instant, Instant)) -> u64 {
    to.min(ends).since(from.max(begins)).as_millis()
}

/// Bytes times milliseconds of a shard's records within a stretch of time, while their age is between two.
fn kept(shard: &Shard, stretch: (Instant, Instant), (young, old): (Duration, Duration)) -> u128 {
    let ripe = shard.records.partition_point(|record| record.arrived.after(young) < stretch.1);
    let records = (shard.records.front()..ripe).filter_map(|place| shard.records.get(place));
    let one = |bytes: u64, arrived: Instant| {
        u128::from(bytes) * u128::from(overlap(stretch, (arrived.after(young), arrived.after(old))))
    };
    records.map(|record| one(record.bytes(), record.arrived)).sum()
}

impl Stream {
    /// What is billed of it until now.
    pub fn bill(&self, now: Instant) -> Bill {
        let stretch = (self.account.until, now);
        let millis = now.since(self.account.until).as_millis();
        let open = self.open_shards().count() as u64;
        let retention = self.retention();
        let mut bill = self.account.bill;
        match self.mode {
            Mode::Provisioned => {
                bill.shard_ms += millis * open;
                bill.consumer_shard_ms += millis * open * self.consumers.len() as u64;
                bill.extended_shard_ms += if retention > INCLUDED { millis * open } else { 0 };
            }
            Mode::OnDemand => {
                bill.stream_ms += if open > 0 { millis } else { 0 };
                if retention > INCLUDED {
                    let ages = (INCLUDED, LONG_TERM.min(retention));
                    bill.extended_byte_ms += self.shards().map(|shard| kept(shard, stretch, ages)).sum::<u128>();
                }
            }
        }
        if retention > LONG_TERM {
            bill.long_byte_ms += self.shards().map(|shard| kept(shard, stretch, (LONG_TERM, retention))).sum::<u128>();
        }
        bill
    }

    /// Adds up what went by until now.
    pub(super) fn settle_bill(&mut self, now: Instant) {
        self.account = Account { bill: self.bill(now), until: now };
    }
}

impl Kinesis {
    /// Adds up what went by in a stream until now: something is about to change on which that depends.
    pub(super) fn settle_bill(&mut self, now: Instant, id: StreamId) {
        if let Some(stream) = self.stream_mut(id) {
            stream.settle_bill(now);
        }
    }

    /// What is billed of all streams until now, those that are gone among them.
    pub fn bill(&self, now: Instant) -> Bill {
        self.streams().fold(self.gone, |bill, stream| bill.and(stream.bill(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Cloud, Dials};
    use crate::kinesis::api::{CreateStream, DeleteStream, PutRecord, RegisterStreamConsumer, Request, SplitShard};
    use crate::kinesis::api::{IncreaseStreamRetentionPeriod, StreamModeDetails, UpdateStreamMode};
    use crate::limits::LimitSet;

    const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    const DAY: u64 = 86_400_000;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    fn call(cloud: &mut Cloud, request: impl Into<Request>) {
        let call = crate::call::Call::Kinesis(request.into());
        assert!(matches!(cloud.call(call), crate::cloud::Submitted::Done(Ok(_))));
    }

    fn lab(shards: Option<i64>) -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let (stream_name, shard_count) = (Some("s".to_owned()), shards);
        call(&mut cloud, CreateStream { stream_name, shard_count, ..CreateStream::default() });
        cloud.advance_to(at(20_000), 1_000_000);
        cloud
    }

    fn put(cloud: &mut Cloud, bytes: usize) {
        let (stream_name, partition_key) = (Some("s".to_owned()), Some("k".to_owned()));
        let data = Some(vec![b'x'; bytes - 1]);
        call(cloud, PutRecord { stream_name, data, partition_key, ..PutRecord::default() });
    }

    #[test]
    fn open_shards_are_billed_for_as_long_as_they_are_open_and_the_bill_outlives_the_stream() {
        let mut cloud = lab(Some(2));
        let split = SplitShard {
            stream_arn: Some(ARN.to_owned()),
            shard_to_split: Some("0".to_owned()),
            new_starting_hash_key: Some("1000".to_owned()),
            ..SplitShard::default()
        };
        assert_eq!(cloud.kinesis().bill(at(30_000)).shard_ms, 20_000);
        cloud.advance_to(at(30_000), 1_000_000);
        call(&mut cloud, split);
        // The split takes twenty seconds.
        cloud.advance_to(at(60_000), 1_000_000);
        assert_eq!(cloud.kinesis().bill(at(60_000)).shard_ms, 2 * 30_000 + 3 * 10_000);
        let consumer = RegisterStreamConsumer {
            stream_arn: Some(ARN.to_owned()),
            consumer_name: Some("c".to_owned()),
            ..RegisterStreamConsumer::default()
        };
        call(&mut cloud, consumer);
        assert_eq!(cloud.kinesis().bill(at(61_000)).consumer_shard_ms, 3_000);
        let delete = DeleteStream {
            stream_arn: Some(ARN.to_owned()),
            enforce_consumer_deletion: true,
            ..DeleteStream::default()
        };
        call(&mut cloud, delete);
        cloud.advance_to(at(DAY), 1_000_000);
        let bill = cloud.kinesis().bill(at(2 * DAY));
        assert_eq!((bill.shard_ms, bill.consumer_shard_ms), (2 * 30_000 + 3 * 30_000, 3 * 20_000));
    }

    #[test]
    fn records_are_billed_by_payload_units_or_by_kilobytes() {
        let mut cloud = lab(Some(1));
        for bytes in [1, 25_600, 25_601] {
            put(&mut cloud, bytes);
        }
        assert_eq!(cloud.kinesis().bill(at(20_000)).put_units, 4);
        let mode = UpdateStreamMode {
            stream_arn: Some(ARN.to_owned()),
            stream_mode_details: Some(StreamModeDetails { stream_mode: Some("ON_DEMAND".to_owned()) }),
            ..UpdateStreamMode::default()
        };
        call(&mut cloud, mode);
        cloud.advance_to(at(100_000), 1_000_000);
        for bytes in [1, 1_024, 1_025] {
            put(&mut cloud, bytes);
        }
        let bill = cloud.kinesis().bill(at(100_000));
        assert_eq!((bill.put_units, bill.in_bytes), (4, 4 * 1_024));
        assert_eq!((bill.shard_ms, bill.stream_ms), (20_000, 60_000));
    }

    #[test]
    fn retention_costs_shard_hours_up_to_a_week_and_bytes_behind_it_however_often_it_is_settled() {
        let mut cloud = lab(Some(1));
        let longer = IncreaseStreamRetentionPeriod {
            stream_arn: Some(ARN.to_owned()),
            retention_period_hours: Some(8 * 24),
            ..IncreaseStreamRetentionPeriod::default()
        };
        call(&mut cloud, longer);
        put(&mut cloud, 1_000);
        let bill = |cloud: &Cloud, millis| cloud.kinesis().bill(at(millis));
        assert_eq!(bill(&cloud, 20_000 + 1_000).extended_shard_ms, 1_000);
        assert_eq!(bill(&cloud, 20_000 + 7 * DAY).long_byte_ms, 0);
        assert_eq!(bill(&cloud, 20_000 + 7 * DAY + 5).long_byte_ms, 5_000);
        let most = u128::from(DAY) * 1_000;
        assert_eq!(bill(&cloud, 20_000 + 20 * DAY).long_byte_ms, most, "then it is gone");
        cloud.advance_to(at(20_000 + 30 * DAY), 1_000_000);
        assert_eq!(bill(&cloud, 20_000 + 30 * DAY).long_byte_ms, most, "and swept away");
    }
}
