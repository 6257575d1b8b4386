//! What a lab would cost: each thing that is billed with its amount and its price.
//!
//! Prices are those of us-east-1 as AWS published them by November 2026, without free tiers and the rebates of large
//! amounts. A price bears AWS's unit; the amounts are exact, and time is billed by the millisecond where AWS bills begun
//! hours. Sources: the pricing pages of Amazon SQS, SNS, Kinesis Data Streams, Data Firehose and AWS Lambda.

use super::Cloud;
use crate::clock::Instant;
use crate::kinesis::Bill;

const HOUR_MS: f64 = 3_600_000.0;
const GIB: f64 = 1_073_741_824.0;
/// A month of 30 days, in which storage is billed.
const GIB_MONTH_MS: f64 = GIB * 30.0 * 24.0 * HOUR_MS;
const MILLION: f64 = 1_000_000.0;

/// USD an hour of a Kinesis Processing Unit.
pub const KPU_USD_PER_HOUR: f64 = 0.11;

/// Something that is billed: its name, AWS's unit, how much of the smallest part makes one unit, USD a unit.
type Price = (&'static str, &'static str, f64, f64);

const SQS_STANDARD: Price = ("Requests to standard queues", "million", MILLION, 0.40);
const SQS_FIFO: Price = ("Requests to FIFO queues", "million", MILLION, 0.50);
const SNS: Price = ("Requests to topics", "million", MILLION, 0.50);
const SHARDS: Price = ("Shards", "shard hour", HOUR_MS, 0.015);
const PUT_UNITS: Price = ("PUT payload units of 25 KB", "million", MILLION, 0.014);
const EXTENDED_SHARDS: Price = ("Retention of more than a day", "shard hour", HOUR_MS, 0.020);
const LONG_TERM: Price = ("Retention of more than a week", "GB-month", GIB_MONTH_MS, 0.023);
const CONSUMERS: Price = ("Enhanced fan-out", "consumer-shard hour", HOUR_MS, 0.015);
const PUSHED: Price = ("Enhanced fan-out, data", "GB", GIB, 0.013);
const ON_DEMAND: Price = ("On-demand streams", "stream hour", HOUR_MS, 0.04);
const ON_DEMAND_IN: Price = ("On-demand data in, records rounded up to 1 KB", "GB", GIB, 0.08);
const ON_DEMAND_OUT: Price = ("On-demand data out", "GB", GIB, 0.04);
const ON_DEMAND_PUSHED: Price = ("On-demand data by enhanced fan-out", "GB", GIB, 0.05);
const ON_DEMAND_EXTENDED: Price = ("On-demand retention of more than a day", "GB-month", GIB_MONTH_MS, 0.10);
const TABLE_READS: Price = ("Read units of tables", "million", 2.0 * MILLION, 0.125);
const TABLE_WRITES: Price = ("Write units of tables", "million", MILLION, 0.625);
const FIREHOSE: Price = ("Firehose, records rounded up to 5 KB", "GB", GIB, 0.029);
const CONVERSION: Price = ("Firehose, format conversion", "GB", GIB, 0.018);
const PARTITIONED: Price = ("Firehose, dynamic partitioning", "GB", GIB, 0.020);
const PARTITIONED_OBJECTS: Price = ("Firehose, objects of dynamic partitioning", "1,000", 1_000.0, 0.005);
/// As it was until AWS closed the service in January 2026.
const KPUS: Price = ("Kinesis Data Analytics", "KPU hour", HOUR_MS, KPU_USD_PER_HOUR);
const LAMBDA_REQUESTS: Price = ("Lambda requests", "million", MILLION, 0.20);
const LAMBDA_TIME: Price = ("Lambda time", "GB-second", 1_024.0 * 1_000.0, 0.000_016_666_7);

/// A line of a bill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// What is billed.
    pub what: &'static str,
    /// AWS's unit.
    pub unit: &'static str,
    /// How many units.
    pub amount: f64,
    /// USD a unit.
    pub price: f64,
}

impl Cost {
    #[allow(clippy::cast_precision_loss, reason = "a price for people; the counts are exact")]
    fn of((what, unit, parts, price): Price, count: impl Into<u128>) -> Self {
        Self { what, unit, amount: count.into() as f64 / parts, price }
    }

    /// What it costs in USD.
    pub fn usd(&self) -> f64 {
        self.amount * self.price
    }
}

impl Cloud {
    /// Everything that a lab has to pay for until now, without what it did not use.
    pub fn costs(&self, now: Instant) -> Vec<Cost> {
        let (meter, firehose, lambda) = (self.meter(), self.firehose().billed, self.lambda().billed);
        let mut costs =
            vec![Cost::of(SQS_STANDARD, meter.standard), Cost::of(SQS_FIFO, meter.fifo), Cost::of(SNS, meter.sns)];
        costs.extend(of_streams(&self.kinesis().bill(now)));
        costs.extend([
            Cost::of(FIREHOSE, firehose.bytes),
            Cost::of(CONVERSION, firehose.converted_bytes),
            Cost::of(PARTITIONED, firehose.partitioned_bytes),
            Cost::of(PARTITIONED_OBJECTS, firehose.objects),
            Cost::of(KPUS, meter.kpu_millis),
            Cost::of(LAMBDA_REQUESTS, lambda.0),
            Cost::of(LAMBDA_TIME, lambda.1),
            Cost::of(TABLE_READS, meter.dynamodb.0),
            Cost::of(TABLE_WRITES, meter.dynamodb.1),
        ]);
        costs.retain(|cost| cost.amount > 0.0);
        costs
    }
}

fn of_streams(bill: &Bill) -> [Cost; 11] {
    [
        Cost::of(SHARDS, bill.shard_ms),
        Cost::of(PUT_UNITS, bill.put_units),
        Cost::of(EXTENDED_SHARDS, bill.extended_shard_ms),
        Cost::of(LONG_TERM, bill.long_byte_ms),
        Cost::of(CONSUMERS, bill.consumer_shard_ms),
        Cost::of(PUSHED, bill.pushed_bytes),
        Cost::of(ON_DEMAND, bill.stream_ms),
        Cost::of(ON_DEMAND_IN, bill.in_bytes),
        Cost::of(ON_DEMAND_OUT, bill.out_bytes),
        Cost::of(ON_DEMAND_PUSHED, bill.on_demand_pushed_bytes),
        Cost::of(ON_DEMAND_EXTENDED, bill.extended_byte_ms),
    ]
}

/// What lines of a bill come to, in USD.
pub fn total(costs: &[Cost]) -> f64 {
    costs.iter().map(Cost::usd).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Dials;
    use crate::kinesis::api::{CreateStream, PutRecord};
    use crate::limits::LimitSet;

    #[test]
    fn two_shards_for_a_day_and_a_million_payload_units() {
        let bill = Bill { shard_ms: 2 * 86_400_000, put_units: 1_000_000, ..Bill::default() };
        let costs = of_streams(&bill);
        assert!((costs[0].usd() - 0.72).abs() < 1e-9 && (costs[1].usd() - 0.014).abs() < 1e-9);
        assert!((total(&costs) - 0.734).abs() < 1e-9);
        let month = Bill { long_byte_ms: (1_u128 << 30) * 30 * 86_400_000, ..Bill::default() };
        assert!((total(&of_streams(&month)) - 0.023).abs() < 1e-9);
    }

    #[test]
    fn a_lab_pays_for_what_it_uses() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        assert_eq!(cloud.costs(Instant::ZERO), []);
        let name = || Some("s".to_owned());
        let create = CreateStream { stream_name: name(), shard_count: Some(1), ..CreateStream::default() };
        cloud.call(crate::call::Call::Kinesis(create.into()));
        cloud.advance_to(Instant::from_millis(20_000), 100_000);
        let put = PutRecord {
            stream_name: name(),
            partition_key: Some("k".to_owned()),
            data: Some(b"x".to_vec()),
            ..PutRecord::default()
        };
        cloud.call(crate::call::Call::Kinesis(put.into()));
        let hour = Instant::from_millis(20_000 + 3_600_000);
        let costs = cloud.costs(hour);
        let lines: Vec<_> = costs.iter().map(|cost| (cost.what, cost.unit)).collect();
        assert_eq!(lines, [("Shards", "shard hour"), ("PUT payload units of 25 KB", "million")]);
        assert!((costs[0].amount - 1.0).abs() < 1e-12 && (total(&costs) - 0.015).abs() < 1e-6);
    }
}
