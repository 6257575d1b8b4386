//! Delivery streams in words and figures: how full their buffers are by size and by time, what is under way, and what
//! became of their records.

use super::buckets::size;
use super::describe::{instant, number, record_count, span, who};
use queuelab::base::{AccountId, Region};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Cloud, Event};
use queuelab::firehose::{DestinationKind, FirehoseEvent, Lane, Source, Stage, State, Status, Stream, Target, Waiting};
use queuelab::s3::BucketId;
use queuelab::{t, text};
use std::sync::Arc;

/// What empties a buffer first, if what comes goes on to come as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// It is full.
    Size,
    /// Its time is over.
    Time,
}

/// How full a buffer is: by size and by time. The first of both that is full empties it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    /// Which buffer.
    pub name: String,
    /// Its records.
    pub records: u64,
    /// Their bytes, and with how many it is emptied.
    pub bytes: (u64, u64),
    /// Since when it has any, and when it is emptied at the latest.
    pub span: (Instant, Instant),
    /// How full it is by size, 0 to 1.
    pub by_size: f64,
    /// How full it is by time, 0 to 1.
    pub by_time: f64,
    /// Which of both will be full first.
    pub first: First,
    /// How long it is until its time is over.
    pub left: Duration,
}

impl Gauge {
    /// The gauge of a buffer at a time: nothing is remembered from one look to the next.
    pub fn of(buffer: &Waiting<'_>, now: Instant) -> Self {
        let share = |part: u64, whole: u64| {
            #[allow(clippy::cast_precision_loss, reason = "a share to draw")]
            let (part, whole) = (part as f64, whole as f64);
            if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 1.0 }
        };
        let by_size = share(buffer.bytes, buffer.size);
        let by_time = share(now.since(buffer.since).as_millis(), buffer.ends.since(buffer.since).as_millis());
        Self {
            name: buffer.lane.map_or_else(|| t!("for the function").to_owned(), Lane::name),
            records: buffer.records,
            bytes: (buffer.bytes, buffer.size),
            span: (buffer.since, buffer.ends),
            by_size,
            by_time,
            // At the pace until now: whoever is further along is there first.
            first: if by_size > by_time { First::Size } else { First::Time },
            left: buffer.ends.since(now),
        }
    }

    /// The size in words.
    pub fn size_words(&self) -> String {
        t!("{count} of {all}", count = size(self.bytes.0), all = size(self.bytes.1))
    }

    /// The time in words.
    pub fn time_words(&self) -> String {
        let (since, ends) = self.span;
        t!("{left} of {since} left", left = span(self.left), since = span(ends.since(since)))
    }
}

/// The gauges of all buffers with something in them, that of the function first.
pub fn gauges(stream: &Stream, now: Instant) -> Vec<Gauge> {
    stream.waiting().map(|buffer| Gauge::of(&buffer, now)).collect()
}

/// The gauge that stands on the node: of the buffer on the way to the destination that is emptied first.
pub fn gauge(stream: &Stream, now: Instant) -> Option<Gauge> {
    let all = stream.waiting().map(|buffer| (buffer.lane.is_none_or(|lane| !matches!(lane, Lane::Main(_))), buffer));
    // That of the destination is what people wait for; the others are looked at when it is empty.
    let first = all.min_by(|(a_beside, a), (b_beside, b)| {
        let full = |buffer: &Waiting<'_>| Gauge::of(buffer, now).by_size.max(Gauge::of(buffer, now).by_time);
        a_beside.cmp(b_beside).then(full(b).total_cmp(&full(a)))
    });
    first.map(|(_, buffer)| Gauge::of(&buffer, now))
}

/// A stream by its name; of several accounts the first that has one.
pub fn named<'a>(cloud: &'a Cloud, name: &str) -> Option<&'a Stream> {
    let own = cloud.firehose().find(AccountId::DEFAULT, Region::DEFAULT, name);
    own.and_then(|id| cloud.firehose().stream(id))
        .or_else(|| cloud.firehose().streams().find(|stream| *stream.key.name == *name))
}

/// The bucket that a stream writes into, of the lab.
pub fn bucket_of(cloud: &Cloud, stream: &Stream) -> Option<BucketId> {
    cloud.s3().bucket(&stream.destination.plan.bucket.bucket).map(|bucket| bucket.id)
}

/// The bucket that keeps copies of what came in, of the lab.
pub fn backup_of(cloud: &Cloud, stream: &Stream) -> Option<BucketId> {
    let backup = stream.destination.plan.source_backup.as_ref()?;
    cloud.s3().bucket(&backup.bucket).map(|bucket| bucket.id)
}

/// The address of a destination outside of AWS, as its endpoint bears it.
pub fn address_of(stream: &Stream) -> Option<Arc<str>> {
    match &stream.destination.plan.target {
        Target::S3 => None,
        target => target.address(),
    }
}

/// What kind of destination it is, as people call it.
pub fn destination_word(kind: DestinationKind) -> &'static str {
    match kind {
        DestinationKind::S3 => "S3",
        DestinationKind::Redshift => "Redshift",
        DestinationKind::Elasticsearch => "Elasticsearch",
        DestinationKind::OpenSearch => "OpenSearch",
        DestinationKind::Serverless => t!("OpenSearch Serverless"),
        DestinationKind::Splunk => "Splunk",
        DestinationKind::Http => t!("HTTP endpoint"),
        DestinationKind::Snowflake => "Snowflake",
        DestinationKind::Iceberg => t!("Iceberg tables"),
    }
}

/// The one or two sentences at the head of a stream's panel.
pub fn story(cloud: &Cloud, stream: &Stream) -> String {
    let from = match &stream.source {
        Source::DirectPut(_) => t!("what is put into it").to_owned(),
        Source::Kinesis(arn, _) => t!("what {arn} gets", arn = arn.rsplit('/').next().unwrap_or(arn)),
        Source::Msk(_) | Source::Database(_) => t!("nothing, as a lab has no such source,").to_owned(),
    };
    let to = destination_word(stream.destination.kind);
    let status = match (stream.status, &stream.failure) {
        (Status::Active, _) => String::new(),
        (status, Some((kind, details))) => t!(" It is {name}: {kind}. {details}", name = status.name(), kind, details),
        (status, None) => t!(" It is {name}.", name = status.name()),
    };
    let missing = match bucket_of(cloud, stream) {
        None => t!(" The lab has no bucket {bucket}.", bucket = stream.destination.plan.bucket.bucket),
        Some(_) => String::new(),
    };
    t!("It gathers {from} and delivers it in portions to {to}.{status}{missing}", from, to, status, missing)
}

/// What is under way or waits for its next attempt, a line each.
pub fn under_way(stream: &Stream, now: Instant) -> Vec<(String, bool)> {
    let state = |state: State| match state {
        State::UnderWay => t!("under way").to_owned(),
        State::Waits(until) => t!("tried again in {now}", now = span(until.since(now))),
    };
    let invocations = stream.invocations.values().map(|one| {
        let (records, attempt) = (number(one.records.len() as u64), one.attempt);
        (
            t!(
                "The function has {records} records, attempt {attempt}, {state}",
                records,
                attempt,
                state = state(one.state)
            ),
            attempt > 1,
        )
    });
    let deliveries = stream.deliveries.values().map(|one| {
        let what = match one.stage {
            Stage::Object => t!("an object"),
            Stage::Copy => t!("a copy into Redshift"),
            Stage::Manifest => t!("a manifest"),
            Stage::Store => t!("a request"),
        };
        let (lane, records, attempt) = (one.lane.name(), number(one.held()), one.attempt);
        (
            t!(
                "{lane}: {what} of {records} records, attempt {attempt}, {state}",
                lane,
                what,
                records,
                attempt,
                state = state(one.state)
            ),
            attempt > 1,
        )
    });
    invocations.chain(deliveries).collect()
}

/// How far each shard of the source was read.
pub fn source_lines(stream: &Stream, now: Instant) -> Vec<String> {
    let line = |(id, shard): (&Arc<str>, &queuelab::firehose::source::ShardReading)| match shard.read {
        _ if shard.is_done => t!("{id} was read to its end", id),
        Some((at, behind)) => {
            let behind = if behind == Duration::ZERO {
                t!("at its tip").to_owned()
            } else {
                t!("{behind} behind", behind = span(behind))
            };
            t!("{id} was read {at} ago, {behind}", id, at = span(now.since(at)), behind)
        }
        None => t!("{id} was not read yet", id),
    };
    stream.reading.shards.iter().map(line).collect()
}

/// The errors that a stream wrote down, the newest first: when, AWS's code and why.
pub fn log_lines(stream: &Stream, now: Instant, most: usize) -> Vec<(String, String, String)> {
    let line = |(_, entry): (u64, &queuelab::firehose::LogEntry)| {
        (instant(entry.at, now), entry.code.to_string(), entry.message.to_string())
    };
    stream.log.iter().rev().take(most).map(line).collect()
}

/// Metrics with AWS's names, as they have counted since the beginning.
pub fn metrics(stream: &Stream, now: Instant) -> Vec<(&'static str, String)> {
    let t = &stream.totals;
    let mut lines = vec![
        ("IncomingRecords", number(t.incoming)),
        ("IncomingBytes", number(t.incoming_bytes)),
        ("ThrottledRecords", number(t.throttled)),
        (t!("Records delivered"), number(t.delivered)),
        (t!("Bytes delivered"), number(t.delivered_bytes)),
        (t!("Successful attempts"), t!("{count} of {all}", count = number(t.attempts.1), all = number(t.attempts.0))),
        ("DataFreshness", format!("{} s", number(stream.freshness(now)))),
        (t!("Dropped by the function"), number(t.dropped)),
        (t!("Sent to the error output"), number(t.failed)),
        (t!("Lost"), number(t.lost)),
        (t!("Billed, records rounded up to 5 KB"), size(t.billed_bytes)),
    ];
    if t.invocations.0 > 0 {
        lines.push((
            "ExecuteProcessing",
            t!("{count} of {all}", count = number(t.invocations.1), all = number(t.invocations.0)),
        ));
        lines.push(("SucceedProcessing.Records", number(t.processed)));
    }
    if t.converted != (0, 0) {
        lines.push(("SucceedConversion.Records", number(t.converted.0)));
        lines.push(("FailedConversion.Records", number(t.converted.1)));
    }
    if t.copies > 0 {
        lines.push(("BackupToS3.Records", number(t.backed_up)));
    }
    if matches!(stream.source, Source::Kinesis(..)) {
        let behind = stream.reading.behind(now);
        let behind = behind.map_or_else(|| t!("nobody could read").to_owned(), |behind| number(behind.as_millis()));
        lines.push(("KinesisMillisBehindLatest", behind));
        lines.push(("DataReadFromKinesisStream.Records", number(t.read)));
        lines.push(("ThrottledGetRecords", number(t.reads_throttled.0)));
    }
    lines
}

/// What changed, in the reader's language, with states as AWS spells them.
fn part(what: &str) -> String {
    if let Some(state) = what.strip_prefix("encryption ") {
        t!("encryption {state}", state)
    } else if let Some(state) = what.strip_prefix("status ") {
        t!("status {state}", state)
    } else if let Some(version) = what.strip_prefix("destination, version ") {
        t!("destination, version {version}", version)
    } else {
        text::of(what).to_owned()
    }
}

/// An event of Firehose as one sentence without a full stop.
#[allow(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &FirehoseEvent) -> String {
    let by = who(cloud, event.origin);
    let again = |next: &Option<Instant>| match next {
        Some(next) => t!("; tried again in {at}", at = span(next.since(event.at))),
        None => t!("; it is not tried again").to_owned(),
    };
    match kind {
        FirehoseEvent::StreamCreated { stream } => t!("{by} created delivery stream {stream}", by, stream),
        FirehoseEvent::StreamChanged { stream, what } => {
            t!("Delivery stream {stream} changed: {what}", stream, what = part(what))
        }
        FirehoseEvent::StreamDeleted { stream, discarded: 0 } => t!("Delivery stream {stream} is gone", stream),
        FirehoseEvent::StreamDeleted { stream, discarded } => {
            t!(
                "Delivery stream {stream} is gone with {discarded} that it had not delivered",
                stream,
                discarded = record_count(*discarded)
            )
        }
        FirehoseEvent::Received { stream, records: count, bytes } => {
            t!("{stream} got {records}, {bytes}", stream, records = record_count(*count), bytes = size(*bytes))
        }
        FirehoseEvent::Invoked { stream, records: count, attempt } => {
            t!(
                "{stream} gave its function {records}, attempt {attempt}",
                stream,
                records = record_count(*count),
                attempt
            )
        }
        FirehoseEvent::Processed { stream, ok, dropped, failed } => {
            t!(
                "The function of {stream} took {ok}, dropped {dropped} and failed {failed}",
                stream,
                ok = record_count(*ok),
                dropped,
                failed
            )
        }
        FirehoseEvent::InvocationFailed { stream, attempt, next, code, why } => {
            t!(
                "The function of {stream} failed at attempt {attempt}: {code}. {why}{next}",
                stream,
                attempt,
                code,
                why,
                next = again(next)
            )
        }
        FirehoseEvent::Flushed { stream, lane, records: count, bytes, full } => {
            let because = if *full { t!("it was full") } else { t!("its time was over") };
            t!(
                "{stream} emptied the buffer {lane}, {records} of {bytes}, as {because}",
                stream,
                lane,
                records = record_count(*count),
                bytes = size(*bytes),
                because
            )
        }
        FirehoseEvent::NotConverted { stream, records: count, code } => {
            t!("{stream} could not convert {records}: {code}", stream, records = record_count(*count), code)
        }
        FirehoseEvent::Delivered { stream, lane, records: count, to, .. } => {
            t!(
                "{stream} delivered {records} of the buffer {lane} to {to}",
                stream,
                records = record_count(*count),
                lane,
                to
            )
        }
        FirehoseEvent::DeliveryFailed { stream, lane, attempt, next, why } => {
            t!(
                "{stream} could not deliver the buffer {lane} at attempt {attempt}: {why}{next}",
                stream,
                lane,
                attempt,
                why,
                next = again(next)
            )
        }
        FirehoseEvent::CopySkipped { stream, records: count, manifest } => {
            t!(
                "Redshift did not copy {records} of {stream}; {manifest} says which",
                records = record_count(*count),
                stream,
                manifest
            )
        }
        FirehoseEvent::Lost { stream, lane, records: count } => {
            t!(
                "{stream} lost {records} of the buffer {lane}: nobody took them for too long",
                stream,
                records = record_count(*count),
                lane
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(bytes: u64, since: u64, ends: u64) -> Waiting<'static> {
        let at = Instant::from_millis;
        Waiting { lane: None, records: 3, bytes, size: 1_000, since: at(since), ends: at(ends) }
    }

    #[test]
    fn a_gauge_follows_from_the_buffer_and_the_time_alone() {
        let gauge = |bytes, now| Gauge::of(&buffer(bytes, 10_000, 70_000), Instant::from_millis(now));
        let early = gauge(500, 25_000);
        assert!((early.by_size - 0.5).abs() < 1e-9 && (early.by_time - 0.25).abs() < 1e-9);
        assert_eq!((early.first, early.left), (First::Size, Duration::from_secs(45)));
        let late = gauge(500, 55_000);
        assert_eq!((late.first, late.time_words()), (First::Time, "15.0 s of 1 min 0 s left".to_owned()));
        assert!((gauge(500, 90_000).by_time - 1.0).abs() < 1e-9, "never more than full");
        let at_once = Gauge::of(&buffer(1, 0, 0), Instant::ZERO);
        assert!((at_once.by_time - 1.0).abs() < 1e-9, "without an interval its time is over at once");
    }
}
