//! What a lab would cost: each thing that is billed with its amount and, where it is known, its price.
//!
//! Prices are those of us-east-1 as AWS published them by November 2026, without the rebates of large amounts. A price bears
//! AWS's unit; the amounts are exact, and time is billed by the millisecond where AWS bills begun hours. What AWS bills by
//! rules that the lab does not follow to the end, as by country or by size, is counted and bears no price. What is free in
//! each month is told beside the price and not taken off: a lab is no month. Sources: the pricing pages of Amazon SQS, SNS,
//! Kinesis Data Streams, Data Firehose, AWS Lambda and AWS KMS.

use super::Cloud;
use crate::clock::Instant;
use crate::key;
use crate::kinesis::Bill;
use crate::sns::subscription::Protocol;

const HOUR_MS: f64 = 3_600_000.0;
const GIB: f64 = 1_073_741_824.0;
/// A month of 30 days, in which storage is billed.
const GIB_MONTH_MS: f64 = GIB * 30.0 * 24.0 * HOUR_MS;
const MILLION: f64 = 1_000_000.0;

/// USD an hour of a Kinesis Processing Unit.
pub const KPU_USD_PER_HOUR: f64 = 0.11;

/// Whence prices are, as the page says.
pub const PRICES_OF: &str = key!("us-east-1 (N. Virginia) as published by November 2026");

/// Something that is billed.
#[derive(Clone, Copy)]
struct Price {
    what: &'static str,
    /// AWS's unit.
    unit: &'static str,
    /// How much of the smallest part makes one unit.
    parts: f64,
    usd: Option<f64>,
    free: Option<&'static str>,
}

const fn price(what: &'static str, unit: &'static str, parts: f64, usd: f64) -> Price {
    Price { what, unit, parts, usd: Some(usd), free: None }
}

const fn counted(what: &'static str, unit: &'static str, parts: f64) -> Price {
    Price { what, unit, parts, usd: None, free: None }
}

impl Price {
    /// With what is free in each month.
    const fn free(self, words: &'static str) -> Self {
        Self { free: Some(words), ..self }
    }
}

const SQS_FREE: &str = key!("1 million, all queues together");
const SQS_STANDARD: Price = price(key!("Requests to standard queues"), key!("million"), MILLION, 0.40).free(SQS_FREE);
const SQS_FIFO: Price = price(key!("Requests to FIFO queues"), key!("million"), MILLION, 0.50).free(SQS_FREE);
const SNS: Price = price(key!("Requests to standard topics"), key!("million"), MILLION, 0.50).free(key!("1 million"));
const SNS_FIFO: Price = counted(key!("Requests to FIFO topics"), key!("million"), MILLION);
const SHARDS: Price = price(key!("Shards"), key!("shard hour"), HOUR_MS, 0.015);
const PUT_UNITS: Price = price(key!("PUT payload units of 25 KB"), key!("million"), MILLION, 0.014);
const EXTENDED_SHARDS: Price = price(key!("Retention of more than a day"), key!("shard hour"), HOUR_MS, 0.020);
const LONG_TERM: Price = price(key!("Retention of more than a week"), key!("GB-month"), GIB_MONTH_MS, 0.023);
const CONSUMERS: Price = price(key!("Enhanced fan-out"), key!("consumer-shard hour"), HOUR_MS, 0.015);
const PUSHED: Price = price(key!("Enhanced fan-out, data"), "GB", GIB, 0.013);
const ON_DEMAND: Price = price(key!("On-demand streams"), key!("stream hour"), HOUR_MS, 0.04);
const ON_DEMAND_IN: Price = price(key!("On-demand data in, records rounded up to 1 KB"), "GB", GIB, 0.08);
const ON_DEMAND_OUT: Price = price(key!("On-demand data out"), "GB", GIB, 0.04);
const ON_DEMAND_PUSHED: Price = price(key!("On-demand data by enhanced fan-out"), "GB", GIB, 0.05);
const ON_DEMAND_EXTENDED: Price =
    price(key!("On-demand retention of more than a day"), key!("GB-month"), GIB_MONTH_MS, 0.10);
const TABLE_READS: Price = price(key!("Read units of tables"), key!("million"), 2.0 * MILLION, 0.125);
const TABLE_WRITES: Price = price(key!("Write units of tables"), key!("million"), MILLION, 0.625);
const FIREHOSE: Price = price(key!("Firehose, records rounded up to 5 KB"), "GB", GIB, 0.029);
const CONVERSION: Price = price(key!("Firehose, format conversion"), "GB", GIB, 0.018);
const PARTITIONED: Price = price(key!("Firehose, dynamic partitioning"), "GB", GIB, 0.020);
const PARTITIONED_OBJECTS: Price =
    price(key!("Firehose, objects of dynamic partitioning"), key!("1,000"), 1_000.0, 0.005);
/// As it was until AWS closed the service in January 2026.
const KPUS: Price = price(key!("Kinesis Data Analytics"), key!("KPU hour"), HOUR_MS, KPU_USD_PER_HOUR);
const LAMBDA_REQUESTS: Price = price(key!("Lambda requests"), key!("million"), MILLION, 0.20).free(key!("1 million"));
const LAMBDA_TIME: Price =
    price(key!("Lambda time"), key!("GB-second"), 1_024.0 * 1_000.0, 0.000_016_666_7).free(key!("400,000 GB-seconds"));
const KMS: Price =
    counted(key!("KMS requests, those for data keys among them"), key!("request"), 1.0).free(key!("20,000"));
const S3_WRITES: Price = counted(key!("S3 requests that put, copy or list"), key!("request"), 1.0);
const S3_READS: Price = counted(key!("S3 requests that read"), key!("request"), 1.0);

/// Copies by protocol. AWS bills some of them by country, some not at all.
const fn notifications(protocol: Protocol) -> Price {
    let (what, free) = match protocol {
        Protocol::Sqs => (key!("Notifications to queues"), None),
        Protocol::Lambda => (key!("Notifications to functions"), None),
        Protocol::Firehose => (key!("Notifications to delivery streams"), None),
        Protocol::Http | Protocol::Https => (key!("Notifications by HTTP and HTTPS"), Some(key!("100,000"))),
        Protocol::Email | Protocol::EmailJson => (key!("Notifications by e-mail"), Some(key!("1,000"))),
        Protocol::Sms => (key!("Text messages"), None),
        Protocol::Application => (key!("Notifications by mobile push"), Some(key!("1 million"))),
    };
    Price { free, ..counted(what, key!("notification"), 1.0) }
}

/// A line of a bill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// What is billed.
    pub what: &'static str,
    /// AWS's unit.
    pub unit: &'static str,
    /// How many units.
    pub amount: f64,
    /// USD a unit, where the lab knows a price.
    pub price: Option<f64>,
    /// What of it is free in each month.
    pub free: Option<&'static str>,
}

impl Cost {
    #[allow(clippy::cast_precision_loss, reason = "a price for people; the counts are exact")]
    fn of(Price { what, unit, parts, usd, free }: Price, count: impl Into<u128>) -> Self {
        Self { what, unit, amount: count.into() as f64 / parts, price: usd, free }
    }

    /// What it costs in USD, where that is known.
    pub fn usd(&self) -> Option<f64> {
        self.price.map(|price| self.amount * price)
    }
}

impl Cloud {
    /// Everything that a lab has to pay for until now, without what it did not use.
    pub fn costs(&self, now: Instant) -> Vec<Cost> {
        let (meter, firehose, lambda) = (self.meter(), self.firehose().billed, self.lambda().billed);
        let mut costs = vec![
            Cost::of(SQS_STANDARD, meter.standard),
            Cost::of(SQS_FIFO, meter.fifo),
            Cost::of(SNS, meter.sns.saturating_sub(meter.sns_fifo)),
            Cost::of(SNS_FIFO, meter.sns_fifo),
        ];
        self.add_notifications(&mut costs);
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
            Cost::of(KMS, meter.kms),
            Cost::of(S3_WRITES, meter.s3.0),
            Cost::of(S3_READS, meter.s3.1),
        ]);
        costs.retain(|cost| cost.amount > 0.0);
        costs
    }

    /// A line for each kind of notifications; two protocols can be one.
    fn add_notifications(&self, costs: &mut Vec<Cost>) {
        for (protocol, count) in self.sns().taken() {
            let cost = Cost::of(notifications(protocol), count);
            match costs.iter_mut().find(|known| known.what == cost.what) {
                Some(known) => known.amount += cost.amount,
                None => costs.push(cost),
            }
        }
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

/// What the lines of a bill come to that have a price, in USD.
pub fn total(costs: &[Cost]) -> f64 {
    costs.iter().filter_map(Cost::usd).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Dials;
    use crate::kinesis::api::{CreateStream, PutRecord};
    use crate::limits::LimitSet;
    use serde_json::{Value, json};

    #[test]
    fn two_shards_for_a_day_and_a_million_payload_units() {
        let bill = Bill { shard_ms: 2 * 86_400_000, put_units: 1_000_000, ..Bill::default() };
        let costs = of_streams(&bill);
        let usd = |at: usize| costs[at].usd().unwrap();
        assert!((usd(0) - 0.72).abs() < 1e-9 && (usd(1) - 0.014).abs() < 1e-9);
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

    fn call(cloud: &mut Cloud, (service, operation): (&str, &str), mut members: Value) {
        members["Service"] = service.into();
        members["Operation"] = operation.into();
        let call: crate::call::Call = serde_json::from_value(members).unwrap();
        let done = cloud.call(call);
        assert!(matches!(done, crate::cloud::Submitted::Done(Ok(_))), "{done:?}");
    }

    /// The amount and the USD of a line.
    fn line(cloud: &Cloud, what: &str) -> Option<(f64, Option<f64>)> {
        let costs = cloud.costs(cloud.now());
        costs.iter().find(|cost| cost.what == what).map(|cost| (cost.amount, cost.usd()))
    }

    /// As many millionths of a million.
    fn millionths(count: f64, price: f64) -> (f64, Option<f64>) {
        let amount = count / MILLION;
        (amount, Some(amount * price))
    }

    const QUEUE: &str = "https://sqs.us-east-1.amazonaws.com/000000000000/q";

    #[test]
    fn a_request_is_billed_by_64_kb() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        call(&mut cloud, ("sqs", "CreateQueue"), json!({ "QueueName": "q" }));
        for bytes in [1, 65_536, 65_537, 200_000] {
            let body = json!({ "QueueUrl": QUEUE, "MessageBody": "x".repeat(bytes) });
            call(&mut cloud, ("sqs", "SendMessage"), body);
        }
        // 1 + 1 + 2 + 4, and the one that made the queue.
        assert_eq!(line(&cloud, "Requests to standard queues"), Some(millionths(9.0, 0.40)));
    }

    #[test]
    fn what_has_no_price_is_counted_all_the_same() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let attributes = json!({ "FifoTopic": "true" });
        call(&mut cloud, ("sns", "CreateTopic"), json!({ "Name": "t" }));
        call(&mut cloud, ("sns", "CreateTopic"), json!({ "Name": "f.fifo", "Attributes": attributes }));
        let fifo = json!({
            "TopicArn": "arn:aws:sns:us-east-1:000000000000:f.fifo", "Message": "x".repeat(65_537), "MessageGroupId": "g",
            "MessageDeduplicationId": "d",
        });
        call(&mut cloud, ("sns", "Publish"), fifo);
        call(&mut cloud, ("kms", "CreateKey"), json!({}));
        call(&mut cloud, ("s3", "CreateBucket"), json!({ "Bucket": "bucket" }));
        call(&mut cloud, ("s3", "ListBuckets"), json!({}));
        call(&mut cloud, ("s3", "HeadBucket"), json!({ "Bucket": "bucket" }));
        call(&mut cloud, ("s3", "DeleteBucket"), json!({ "Bucket": "bucket" }));
        assert_eq!(line(&cloud, "Requests to standard topics"), Some(millionths(2.0, 0.50)));
        assert_eq!(line(&cloud, "Requests to FIFO topics"), Some((2.0 / MILLION, None)));
        assert_eq!(line(&cloud, "KMS requests, those for data keys among them"), Some((1.0, None)));
        assert_eq!(line(&cloud, "S3 requests that put, copy or list"), Some((2.0, None)));
        assert_eq!(line(&cloud, "S3 requests that read"), Some((1.0, None)));
        assert!((total(&cloud.costs(cloud.now())) - 1e-6).abs() < 1e-15, "what has no price adds nothing");
    }

    #[test]
    fn an_encrypted_queue_asks_for_data_keys_and_reuses_them() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let attributes = json!({ "KmsMasterKeyId": "alias/aws/sqs", "KmsDataKeyReusePeriodSeconds": "60" });
        call(&mut cloud, ("sqs", "CreateQueue"), json!({ "QueueName": "q", "Attributes": attributes }));
        let mut asked_after_send = |at: u64| {
            cloud.advance_to(Instant::from_millis(at), 100_000);
            call(&mut cloud, ("sqs", "SendMessage"), json!({ "QueueUrl": QUEUE, "MessageBody": "m" }));
            cloud.meter().kms
        };
        let once = asked_after_send(0);
        assert!(once > 0);
        assert_eq!(asked_after_send(30_000), once, "within the reuse period");
        assert_eq!(asked_after_send(61_000), 2 * once);
    }

    #[test]
    fn copies_are_counted_by_what_carries_them() {
        let mut session = crate::session::templates::Template::AlarmToEmail.session();
        session.seek(Instant::from_millis(240_000));
        // The alarm has told its topic once by then, which an inbox and a phone follow.
        assert_eq!(line(session.cloud(), "Notifications by e-mail"), Some((1.0, None)));
        assert_eq!(line(session.cloud(), "Text messages"), Some((1.0, None)));
    }
}
