//! What the inspector says of a stream: its shards as rows, where a key would go, and what a cut would separate.

mod cut;
mod record;
mod rows;

pub use cut::{Cut, KeyMark, MIDDLE, cut_at, cut_under, key_marks, place_of, what_a_cut_separates};
use queuelab::t;
pub use record::{Inside, RecordFacts, of_record};
pub use rows::{ShardRow, rows};

use super::describe::{counted, instant, number, span};
use md5::{Digest, Md5};
use queuelab::base::digest::hex;
use queuelab::cloud::Cloud;
use queuelab::kinesis::hash::HashKey;
use queuelab::kinesis::stream::{Mode, Status, Stream};

/// A stream in a few sentences: what state it is in, and what that means.
pub fn story(cloud: &Cloud, stream: &Stream) -> String {
    let open = stream.open_shards().count() as u64;
    let shards = counted(open, t!("1 open shard"), t!("{count} open shards"));
    let until = stream.change.as_ref().map(|(_, until)| span(until.since(cloud.now())));
    match (stream.status, until) {
        (Status::Creating, Some(until)) => t!("It is being made, and takes records in {until}.", until),
        (Status::Updating, Some(until)) => {
            t!(
                "It is being changed for another {until}; meanwhile {shards} go on taking and giving records.",
                until,
                shards
            )
        }
        (Status::Deleting, Some(until)) => t!("It is being deleted, and is gone in {until}.", until),
        _ => {
            let (records, bytes) = cloud.kinesis().limits.shard_in;
            let takes = (open * records, open * (bytes >> 20));
            t!(
                "{shards}: it takes {records} records and {mebibytes} MiB a second, spread evenly.",
                shards,
                records = number(takes.0),
                mebibytes = takes.1
            )
        }
    }
}

/// Names with values of a stream.
pub fn facts(cloud: &Cloud, stream: &Stream) -> Vec<(&'static str, String)> {
    let now = cloud.now();
    let sum = |read: fn(&queuelab::kinesis::shard::ShardTotals) -> u64| {
        stream.shards().map(|shard| read(&shard.totals)).sum::<u64>() + read(&stream.totals.gone)
    };
    let mode = match stream.mode {
        Mode::Provisioned => t!("provisioned: you decide about shards"),
        Mode::OnDemand => t!("on demand: AWS decides about shards"),
    };
    vec![
        (t!("Records kept"), number(stream.records())),
        (t!("Put"), number(sum(|totals| totals.records_in))),
        (t!("Refused: too many or too much"), number(sum(|totals| totals.write_throttled))),
        (t!("Read by calls"), number(sum(|totals| totals.records_out))),
        (t!("Calls refused"), number(sum(|totals| totals.read_throttled))),
        (t!("Pushed"), number(sum(|totals| totals.records_pushed))),
        (t!("Gone by age"), number(sum(|totals| totals.expired))),
        (t!("Mode"), mode.to_owned()),
        (t!("Kept for"), span(stream.retention())),
        (t!("A record's size"), t!("at most {size} KiB with its key", size = number(u64::from(stream.record_kib)))),
        (
            t!("Encryption"),
            stream.encryption.as_deref().map_or_else(|| t!("none").to_owned(), |key| t!("KMS, {key}", key)),
        ),
        (t!("Created"), instant(stream.created, now)),
    ]
}

/// Where a record would go, step by step: key, MD5, hash key, shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The MD5 of the key in hexadecimal digits; none for an explicit hash key.
    pub md5: Option<String>,
    /// The hash key.
    pub hash: HashKey,
    /// The shard.
    pub shard: u32,
}

/// Where a partition key, or an explicit hash key, would go in a stream.
///
/// # Errors
/// What keeps it from going anywhere.
pub fn route(stream: &Stream, key: &str, explicit: &str) -> Result<Route, String> {
    let explicit = explicit.trim();
    let (md5, hash) = if explicit.is_empty() {
        if key.is_empty() {
            return Err(t!("A partition key has 1 to 256 characters.").to_owned());
        }
        let digest: [u8; 16] = Md5::digest(key.as_bytes()).into();
        (Some(hex(&digest)), HashKey::of(key))
    } else {
        let hash = HashKey::parse(explicit);
        (None, hash.ok_or(t!("An explicit hash key is a decimal number from 0 to 2^128 − 1."))?)
    };
    let shard = stream.shard_for(hash).ok_or(t!("The stream has no open shard yet."))?;
    Ok(Route { md5, hash, shard: shard.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Geometry, Placed};
    use queuelab::clock::Duration;
    use queuelab::cloud::Dials;
    use queuelab::kinesis::api::{CreateStream, PutRecord, Request};
    use queuelab::kinesis::stream::StreamId;
    use queuelab::limits::LimitSet;

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let stream_name = Some("trucks".to_owned());
        let request =
            CreateStream { stream_name: stream_name.clone(), shard_count: Some(5), ..CreateStream::default() };
        cloud.call(Request::from(request));
        cloud.advance_to(cloud.now().after(Duration::from_secs(30)), 100);
        for truck in 1..=5 {
            let (partition_key, data) = (Some(format!("truck_{truck}")), Some(b"x".to_vec()));
            cloud.call(Request::from(PutRecord {
                stream_name: stream_name.clone(),
                partition_key,
                data,
                ..PutRecord::default()
            }));
        }
        cloud
    }

    #[test]
    fn a_key_is_led_to_its_shard_step_by_step() {
        let cloud = lab();
        let stream = cloud.kinesis().stream(StreamId(0)).unwrap();
        let found = route(stream, "truck_1", "").unwrap();
        assert_eq!(found.md5.as_deref(), Some("60dc9038de72e3290b3946d59d98c256"));
        assert_eq!((found.hash.to_string().as_str(), found.shard), ("128751118076834174974477687527736656470", 1));
        assert_eq!(route(stream, "truck_1", "0").unwrap().shard, 0);
        assert!(route(stream, "", "").is_err() && route(stream, "a", "-1").is_err());
    }

    #[test]
    fn the_middle_of_the_hot_shard_does_not_separate_the_two_trucks_and_another_cut_does() {
        let cloud = lab();
        let stream = cloud.kinesis().stream(StreamId(0)).unwrap();
        let shard = stream.shard(queuelab::kinesis::shard::ShardId(1)).unwrap();
        assert_eq!(key_marks(shard).iter().map(|mark| &*mark.key).collect::<Vec<_>>(), ["truck_2", "truck_1"]);
        let middle = HashKey::parse("102084710076281539039012382229530463436").unwrap();
        let between = HashKey::parse("123646435604628271552140539812782851117").unwrap();
        assert_eq!(what_a_cut_separates(shard, middle), Cut { below: 0, above: 2 });
        assert_eq!(what_a_cut_separates(shard, between), Cut { below: 1, above: 1 });
        assert_eq!(cut_at(shard, MIDDLE), shard.range.middle());
    }

    #[test]
    fn each_place_of_the_axis_is_in_the_shard_that_owns_it() {
        let cloud = lab();
        let stream = cloud.kinesis().stream(StreamId(0)).unwrap();
        assert_eq!(cut_under(stream, 0.0), Some((0, 0)));
        assert_eq!(cut_under(stream, 0.1), Some((0, MIDDLE)));
        assert_eq!(cut_under(stream, 0.55), Some((2, 750_000)));
        assert_eq!(cut_under(stream, 1.0), Some((4, 1_000_000)));
        assert_eq!(cut_under(stream, 1.1), None);
    }

    #[test]
    fn rows_say_what_can_be_merged_and_records_what_is_in_them() {
        let cloud = lab();
        let stream = cloud.kinesis().stream(StreamId(0)).unwrap();
        let rows = rows(&cloud, stream);
        assert_eq!(rows.len(), 5);
        assert_eq!(
            rows.iter().map(|row| row.merges_with).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(3), Some(4), None]
        );
        let geometry = Geometry::of(&cloud, &Placed::new(), Flow::Across);
        assert_eq!(geometry.nodes.len(), 1);
        let id = crate::tokens::RecordId { stream: 0, shard: 0, place: 0 };
        let facts = of_record(&cloud, id).unwrap();
        assert_eq!(facts.key.as_deref(), Some("truck_5"));
        assert!(
            facts.rows.iter().any(|(name, value)| *name == "Arrived" && value.contains("ago") || value.contains("now"))
        );
    }
}
