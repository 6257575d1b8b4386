//! What the lanes of a stream show beside records: gauges, lineage, and the flags of those who read.

use super::describe::{counted, number, record_count, span};
use super::geometry::{Holds, Node, Rect};
use super::readings::{self, Reading};
use super::records::{Lane, axis, others, stream_of};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Cloud;
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::kinesis::stream::{Mode, Status, Stream};
use queuelab::t;

/// A shard is called hot for so long after it refused a record.
const HOT_FOR: Duration = Duration::from_secs(5);
/// Flags that stand closer than this share a label.
const FLAGS_APART: f64 = 46.0;

/// The head of a stream's node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// What it is, and its state where that is not the usual one.
    pub chip: String,
    /// How many records and shards.
    pub counts: String,
    /// What is being done to it, or how long records are kept.
    pub note: String,
}

/// The head of a stream.
pub fn head(cloud: &Cloud, stream: &Stream) -> Head {
    let mode = match stream.mode {
        Mode::Provisioned => t!("stream"),
        Mode::OnDemand => t!("on-demand stream"),
    };
    let chip = match stream.status {
        Status::Active => mode.to_owned(),
        status => format!("{mode}, {}", status.name()),
    };
    let open = stream.open_shards().count();
    let counts = [record_count(stream.records()), counted(open as u64, t!("1 open shard"), t!("{count} open shards"))]
        .join("   ");
    let note = if let Some((_, until)) = &stream.change {
        t!("done in {now}", now = span(until.since(cloud.now())))
    } else {
        t!("keeps {hours} h", hours = stream.retention_hours)
    };
    Head { chip, counts, note }
}

/// What a shard's lane says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneView {
    /// `shard 0`.
    pub title: String,
    /// How many records it keeps.
    pub count: String,
    /// Whether it is closed and only read from.
    pub closed: bool,
    /// What it takes, as a share of what it may, 0 to 1, and the same in words.
    pub incoming: (f64, String),
    /// What is read from it by all who share it, as a share of what it gives.
    pub outgoing: (f64, String),
    /// A word on it: that it is hot, or what came after it.
    pub note: String,
    /// Whether that word is of trouble.
    pub is_bad: bool,
}

/// The lane of a shard of that number.
pub fn lane(cloud: &Cloud, stream: &Stream, number_of: u32) -> Option<LaneView> {
    let shard = stream.shard(ShardId(number_of))?;
    let load = shard.load(cloud.now(), &cloud.kinesis().limits);
    let title = t!("shard {shard}", shard = number_of);
    let count = short(shard.records.len());
    if !shard.is_open() {
        let children: Vec<String> = shard.children.iter().map(|child| child.0.to_string()).collect();
        let note = format!("→ {}", children.join(", "));
        let outgoing =
            gauge(load.outgoing(), t!("Read by all who share it: {outgoing}", outgoing = percent(load.outgoing())));
        return Some(LaneView { title, count, closed: true, outgoing, note, ..LaneView::default() });
    }
    let incoming = t!(
        "Takes {records} of 1,000 records and {bytes} of 1 MiB a second",
        records = percent(load.records_in),
        bytes = percent(load.bytes_in)
    );
    let outgoing = t!(
        "Answers {calls} of 5 calls a second, and gives {bytes} of 2 MiB, to all who share it",
        calls = percent(load.calls_out),
        bytes = percent(load.bytes_out)
    );
    let hot = is_hot(shard, cloud.now());
    let note = if hot { t!("hot").to_owned() } else { String::new() };
    Some(LaneView {
        title,
        count,
        closed: false,
        incoming: gauge(load.incoming(), incoming),
        outgoing: gauge(load.outgoing(), outgoing),
        note,
        is_bad: hot,
    })
}

/// A number that has room beside a lane: the first digits of large ones.
fn short(count: u64) -> String {
    match count {
        0..100_000 => number(count),
        100_000..1_000_000 => format!("{} k", count / 1_000),
        _ => format!("{}.{} M", number(count / 1_000_000), count / 100_000 % 10),
    }
}

/// Whether a shard has just refused records.
pub fn is_hot(shard: &Shard, now: Instant) -> bool {
    shard.throttled_at.is_some_and(|at| now.since(at) < HOT_FOR)
}

fn gauge(ppm: u64, words: String) -> (f64, String) {
    #[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
    let share = (ppm as f64 / 1_000_000.0).min(1.0);
    // Steps of a fiftieth, so that a gauge is drawn again only when one would see it.
    ((share * 50.0).ceil() / 50.0, words)
}

fn percent(ppm: u64) -> String {
    format!("{} %", ppm.div_ceil(10_000))
}

/// The part of the axis that belongs to a shard's lane, as heights on the stage; a closed shard has none any more.
pub fn on_axis(node: &Node, stream: &Stream, number: u32) -> Option<(f64, f64)> {
    let shard = stream.shard(ShardId(number)).filter(|shard| shard.is_open())?;
    Some(part_of_axis(axis(node), shard))
}

fn part_of_axis(axis: Rect, shard: &Shard) -> (f64, f64) {
    let at = |share: f64| axis.y + axis.h * share;
    (at(shard.range.starting_hash_key.fraction()), at(shard.range.ending_hash_key.fraction()))
}

/// What the lane of all other shards says: how many records they keep.
pub fn others_count(cloud: &Cloud, node: &Node) -> String {
    let Some(stream) = stream_of(cloud, node.id) else { return String::new() };
    short(others(stream, node).iter().map(|shard| shard.records.len()).sum())
}

/// A flag in a lane: how far one reader is there, or several who are nearly as far.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// Where it stands.
    pub x: f64,
    /// The upper edge of its lane.
    pub y: f64,
    /// Whose it is; of several how many they are.
    pub label: String,
    /// How many.
    readers: usize,
    /// The same with how far behind each of them is.
    pub title: String,
}

/// All flags of a stream.
pub fn flags(cloud: &Cloud, node: &Node) -> Vec<Flag> {
    let Some(stream) = stream_of(cloud, node.id) else { return Vec::new() };
    let mut flags: Vec<Flag> = Vec::new();
    let mut last: Option<u32> = None;
    for reading in in_order(readings::of(cloud, stream)) {
        let Some(rect) = node.compartment(&Holds::Shard(reading.shard)) else { continue };
        let Some(shard) = stream.shard(ShardId(reading.shard)) else { continue };
        let x = Lane::of(shard, rect).before(reading.place);
        let title = told(&reading);
        match flags.last_mut().filter(|flag| last == Some(reading.shard) && (flag.x - x).abs() < FLAGS_APART) {
            Some(flag) => {
                flag.readers += 1;
                flag.label = t!("{readers} readers", readers = flag.readers);
                flag.title = format!("{}\n{title}", flag.title);
            }
            None => flags.push(Flag { x, y: rect.y, label: reading.name, readers: 1, title }),
        }
        last = Some(reading.shard);
    }
    flags
}

/// Shard by shard, those who are furthest first.
fn in_order(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_by(|a, b| (a.shard, b.place, a.node, &a.name).cmp(&(b.shard, a.place, b.node, &b.name)));
    readings
}

/// A reader and its lag, as one sentence.
pub fn told(reading: &Reading) -> String {
    match reading.behind {
        0 => t!("{name} has read all of shard {shard}", name = reading.name, shard = reading.shard),
        behind => {
            let records = if behind == 1 { t!("record") } else { t!("records") };
            let ago = span(Duration::from_millis(reading.behind_ms));
            t!(
                "{name} is {behind} {records} behind in shard {shard}; the next came {ago} ago",
                name = reading.name,
                behind = number(behind),
                records,
                shard = reading.shard,
                ago
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_room_beside_their_lane() {
        let counts = [0, 99_999, 100_000, 999_999, 1_000_000, 12_345_678];
        assert_eq!(counts.map(short), ["0", "99,999", "100 k", "999 k", "1.0 M", "12.3 M"]);
    }
}
