//! Firehose to a bucket: a stream whose records a function changes on their way, and objects that are written by size or
//! by time; beside it a function that works through the same stream at once.

use super::super::{Logged, SavedRun};
use super::trucks::{function, mapping, stream, stream_arn, writer};
use super::{Template, call};
use crate::actors::writer::{Keys, WriterConfig};
use crate::base::AccountId;
use crate::call::Call;
use crate::clock::{Duration, Instant};
use crate::cloud::Input;
use crate::firehose::api::{
    CreateDeliveryStream, ExtendedS3DestinationConfiguration, KinesisStreamSourceConfiguration, Request,
};
use crate::lambda::api::{self as lambda, Behaviour, CreateFunction, Transform};
use crate::s3::api::{self as s3, CreateBucket};
use serde_json::{Value, json};

/// A delivery stream takes so long to come into being; the lab opens when it has.
const READY_SECS: u64 = 31;

fn role(name: &str) -> String {
    format!("arn:aws:iam::{}:role/{name}", AccountId::DEFAULT)
}

/// A function that leaves visits of robots out, cannot read some others, and ends each line.
fn cleaner() -> Input {
    let transform = Transform {
        drop_when_contains: Some("robot".to_owned()),
        fail_when_contains: Some("garbled".to_owned()),
        append: Some("\n".to_owned()),
        ..Transform::default()
    };
    let behaviour = Behaviour {
        min_duration_ms: Some(300),
        max_duration_ms: Some(300),
        transform: Some(transform),
        ..Behaviour::default()
    };
    call(lambda::Request::from(CreateFunction {
        function_name: "clean".to_owned(),
        role: Some(role("clean")),
        behaviour: Some(behaviour),
        ..CreateFunction::default()
    }))
}

fn destination() -> Value {
    let function = format!("arn:aws:lambda:us-east-1:{}:function:clean", AccountId::DEFAULT);
    let parameter = |name: &str, value: &str| json!({ "ParameterName": name, "ParameterValue": value });
    json!({
        "RoleARN": role("firehose"),
        "BucketARN": "arn:aws:s3:::lake",
        "Prefix": "visits/",
        "ErrorOutputPrefix": "failed/!{firehose:error-output-type}/",
        "BufferingHints": { "SizeInMBs": 1, "IntervalInSeconds": 60 },
        "CompressionFormat": "GZIP",
        "ProcessingConfiguration": {
            "Enabled": true,
            "Processors": [{
                "Type": "Lambda",
                "Parameters": [parameter("LambdaArn", &function), parameter("BufferIntervalInSeconds", "5")],
            }],
        },
    })
}

fn delivery_stream() -> Input {
    let source = json!({ "KinesisStreamARN": stream_arn("visits").to_string(), "RoleARN": role("firehose") });
    call(Call::Firehose(Request::from(CreateDeliveryStream {
        delivery_stream_name: "visits-to-lake".to_owned(),
        delivery_stream_type: Some("KinesisStreamAsSource".to_owned()),
        kinesis_stream_source_configuration: Some(Box::new(KinesisStreamSourceConfiguration(source))),
        extended_s3_destination_configuration: Some(Box::new(ExtendedS3DestinationConfiguration(destination()))),
        ..CreateDeliveryStream::default()
    })))
}

/// Visits of a shop, some of them of robots, and some that nobody can read.
fn visits(pattern: &str, every_ms: u64) -> Input {
    writer(WriterConfig {
        name: pattern.to_owned(),
        stream: Some(stream_arn("visits")),
        keys: Keys { pattern: format!("{pattern}_{{k}}"), count: 40, random: true, hot_percent: 0 },
        body: r#"{"visit":{n},"by":"{key}"}"#.to_owned(),
        bytes: Some(2_000),
        every_ms,
        ..WriterConfig::default()
    })
}

pub(super) fn run() -> SavedRun {
    let bucket = CreateBucket { bucket: "lake".to_owned(), ..CreateBucket::default() };
    let alerts = function("alerts", 20);
    let at_first = [call(s3::Request::from(bucket)), stream("visits", 2), cleaner(), alerts, delivery_stream()];
    let later =
        [mapping("visits", "alerts"), visits("customer", 125), visits("robot", 1_000), visits("garbled", 3_000)];
    let opens = Instant::ZERO.after(Duration::from_secs(READY_SECS));
    let logged = |at: Instant| move |input: Input| Logged { at, input: input.into() };
    let log = at_first.into_iter().map(logged(Instant::ZERO)).chain(later.into_iter().map(logged(opens)));
    SavedRun { log: log.collect(), at: opens, ..Template::Empty.run() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firehose::StreamId;
    use crate::firehose::pack::gunzip;

    #[test]
    fn what_the_function_takes_is_in_the_bucket_and_what_it_fails_beside_it() {
        let mut session = Template::FirehoseToBucket.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(READY_SECS + 150)));
        let cloud = session.cloud();
        let t = cloud.firehose().stream(StreamId(0)).unwrap().totals;
        assert!(t.delivered > 700 && t.dropped > 100 && t.failed > 30, "{t:?}");
        let bucket = cloud.s3().bucket("lake").unwrap();
        let objects: Vec<(String, Vec<u8>)> =
            bucket.objects().map(|(key, _, object)| (key.to_string(), object.body.bytes().to_vec())).collect();
        assert!(objects.iter().any(|(key, _)| key.starts_with("failed/processing-failed/")));
        let (_, good) = objects.iter().find(|(key, _)| key.starts_with("visits/")).unwrap();
        let text = String::from_utf8(gunzip(good, 4_000_000).unwrap()).unwrap();
        assert!(text.lines().count() > 300 && !text.contains("robot") && !text.contains("garbled"));
    }
}
