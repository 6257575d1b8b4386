//! `show delivery_stream` and `show objects`: delivery streams and what they wrote, as lines of text.

use super::text::json_text;
use crate::firehose::pack::gunzip;
use crate::firehose::source::ShardReading;
use crate::firehose::{Stage, State, Stream};
use crate::s3::bucket::Bucket;

/// Of a longer object only the beginning is shown.
const CHARS_MAX: usize = 400;
/// Bytes that an object may have when it is decompressed.
const PLAIN_MAX: usize = 1_048_576;

/// A stream's state and counts, its buffers, and what is under way.
pub(super) fn stream(stream: &Stream) -> Vec<String> {
    let t = stream.totals;
    let (held, copies) = stream.held();
    let mut lines = vec![
        format!("{}: {}, version {}", stream.key.name, stream.status.name(), stream.version),
        format!(
            "  {} records came in, {} more by dividing: {} delivered, {} dropped, {} failed, {} lost, {} discarded, {held} held",
            t.incoming, t.gained, t.delivered, t.dropped, t.failed, t.lost, t.discarded
        ),
    ];
    if t.copies > 0 {
        lines.push(format!(
            "  {} copies of what came in: {} backed up, {} lost, {} discarded, {copies} held",
            t.copies, t.backed_up, t.copies_lost, t.copies_discarded
        ));
    }
    if !stream.intake.is_empty() {
        lines.push(format!("  for the function: {} since {}", stream.intake.len(), stream.intake.since));
    }
    for (lane, buffer) in stream.lanes.iter() {
        lines.push(format!("  {}: {} of {} bytes since {}", lane.name(), buffer.len(), buffer.bytes, buffer.since));
    }
    let state = |state: State| match state {
        State::UnderWay => "under way".to_owned(),
        State::Waits(until) => format!("waits until {until}"),
    };
    for invocation in stream.invocations.values() {
        let (records, attempt) = (invocation.records.len(), invocation.attempt);
        lines.push(format!("  function has {records}, attempt {attempt}, {}", state(invocation.state)));
    }
    for delivery in stream.deliveries.values() {
        let stage = match delivery.stage {
            Stage::Object => "object",
            Stage::Copy => "copy",
            Stage::Manifest => "manifest",
            Stage::Store => "request",
        };
        let (lane, records) = (delivery.lane.name(), delivery.held());
        lines.push(format!("  {lane}: {stage} of {records}, attempt {}, {}", delivery.attempt, state(delivery.state)));
    }
    lines.extend(stream.reading.shards.iter().map(|(id, shard)| reading(id, shard)));
    lines
}

/// How far a shard of the source was read.
fn reading(id: &str, shard: &ShardReading) -> String {
    match shard.read {
        _ if shard.is_done => format!("  source {id}: read to its end"),
        Some((at, behind)) => format!("  source {id}: read at {at}, {} ms behind", behind.as_millis()),
        None => format!("  source {id}: not read yet"),
    }
}

/// The errors that a stream wrote down, the oldest first.
pub(super) fn log(stream: &Stream) -> Vec<String> {
    stream.log.iter().map(|(_, entry)| format!("{} {}: {}", entry.at, entry.code, entry.message)).collect()
}

/// The objects of a bucket by key, each with its text, decompressed where its name says so.
pub(super) fn objects(bucket: &Bucket) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, _, object) in bucket.objects() {
        let bytes = object.body.bytes();
        let plain = if key.ends_with(".gz") { gunzip(bytes, PLAIN_MAX) } else { Some(bytes.to_vec()) };
        let text = plain.and_then(|plain| String::from_utf8(plain).ok()).filter(|text| !text.contains('\0'));
        let shown = text.map_or_else(
            || {
                let start = crate::base::digest::hex(bytes.get(..16).unwrap_or(bytes));
                format!("bytes {start}…")
            },
            |text| json_text(&text.chars().take(CHARS_MAX).collect::<String>()),
        );
        lines.push(format!("{key} of {} bytes: {shown}", object.body.size()));
    }
    lines
}
