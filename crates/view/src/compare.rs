//! Queues and streams side by side: how many work at once, what stays in order, and how much goes through, all of it
//! counted in the run itself.

use super::NodeId;
use super::describe::number;
use queuelab::base::Origin;
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Cloud, Event, EventKind};
use queuelab::kinesis::KinesisEvent;
use queuelab::kinesis::stream::Stream;
use queuelab::lambda::Mapping;
use queuelab::sqs::SqsEvent;
use queuelab::sqs::queue::Queue;
use queuelab::{key, t};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of the latest events so many are counted.
const EVENTS_MAX: usize = 30_000;
/// Rates are of so long.
const RATE_OF: Duration = Duration::from_secs(60);

/// What is compared, in the order of the values of a column.
pub const ROWS: [&str; 10] = [
    key!("Came in, a second"),
    key!("Done, a second"),
    key!("At work now"),
    key!("At once at most"),
    key!("Order is kept"),
    key!("Done out of order"),
    key!("Handed out again"),
    key!("Takes at most"),
    key!("After the work"),
    key!("Waiting now"),
];

/// A queue or a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its node.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// A value for each of [`ROWS`].
    pub values: [String; ROWS.len()],
}

/// What was counted of one queue or stream.
#[derive(Clone, Debug, Default)]
struct Tally {
    came: u64,
    done: u64,
    again: u64,
    out_of_order: u64,
    ended: u64,
    /// The youngest of each key that was done.
    youngest: BTreeMap<Arc<str>, u64>,
    /// How far each reader of each shard has read.
    read: BTreeMap<(String, u32), u64>,
}

/// All queues and streams of a lab, streams last. `events` are its latest, the newest last.
pub fn columns<'a>(cloud: &Cloud, events: impl DoubleEndedIterator<Item = &'a Event>) -> Vec<Column> {
    let mut latest: Vec<&Event> = events.rev().take(EVENTS_MAX).collect();
    latest.reverse();
    let since = Instant::from_millis(cloud.now().as_millis().saturating_sub(RATE_OF.as_millis()));
    let mut tallies: BTreeMap<NodeId, Tally> = BTreeMap::new();
    let mut first = cloud.now();
    for event in latest {
        count(&mut tallies, event, event.at >= since, &mut first);
    }
    let secs = cloud.now().since(first.max(since)).as_millis().max(1_000);
    let none = Tally::default();
    let tally = |node: &NodeId| tallies.get(node).unwrap_or(&none);
    let queues = cloud.sqs().queues().map(|queue| {
        let node = NodeId::Queue(queue.id.0);
        of_queue(cloud, queue, tally(&node), secs)
    });
    let streams = cloud.kinesis().streams().map(|stream| {
        let node = NodeId::Stream(stream.id.0);
        of_stream(cloud, stream, tally(&node), secs)
    });
    queues.chain(streams).collect()
}

fn count(tallies: &mut BTreeMap<NodeId, Tally>, event: &Event, is_recent: bool, first: &mut Instant) {
    let recent = u64::from(is_recent);
    match &event.kind {
        EventKind::Sqs(SqsEvent::Sent { message, .. }) => {
            *first = (*first).min(event.at);
            tallies.entry(NodeId::Queue(message.queue.0)).or_default().came += recent;
        }
        EventKind::Sqs(SqsEvent::Received { message, receives: 2.., .. }) => {
            tallies.entry(NodeId::Queue(message.queue.0)).or_default().again += 1;
        }
        EventKind::Sqs(SqsEvent::Deleted { message }) => {
            let tally = tallies.entry(NodeId::Queue(message.queue.0)).or_default();
            tally.done += recent;
            tally.ended += 1;
            let key = message.core.group().cloned().unwrap_or_else(|| Arc::from(""));
            tally.end(key, message.core.number.0);
        }
        EventKind::Kinesis(KinesisEvent::RecordPut { stream, .. }) => {
            *first = (*first).min(event.at);
            tallies.entry(NodeId::Stream(stream.0)).or_default().came += recent;
        }
        EventKind::Kinesis(KinesisEvent::RecordsRead { stream, shard, first: place, count }) => {
            let tally = tallies.entry(NodeId::Stream(stream.0)).or_default();
            tally.read(event.origin, *shard, (*place, u64::from(*count)), recent);
        }
        _ => {}
    }
}

impl Tally {
    /// Something of a key is done: out of order, if something younger of it was done before.
    fn end(&mut self, key: Arc<str>, number: u64) {
        let youngest = self.youngest.entry(key).or_default();
        if number < *youngest {
            self.out_of_order += 1;
        }
        *youngest = (*youngest).max(number);
    }

    /// Somebody has read records of a shard; those that they had before are read again.
    fn read(&mut self, who: Origin, shard: u32, (place, count): (u64, u64), recent: u64) {
        let next = self.read.entry((format!("{who:?}"), shard)).or_default();
        let again = next.saturating_sub(place).min(count);
        self.again += again;
        self.ended += count - again;
        self.done += (count - again) * recent;
        *next = (*next).max(place + count);
    }
}

/// So many in so many milliseconds, as a rate with one decimal.
fn rate(count: u64, millis: u64) -> String {
    let tenths = count * 10_000 / millis;
    format!("{}.{}", number(tenths / 10), tenths % 10)
}

fn of_queue(cloud: &Cloud, queue: &Queue, tally: &Tally, millis: u64) -> Column {
    let groups = queue.fifo().map(|order| order.groups().count() as u64);
    let limits = &cloud.sqs().limits;
    let (kind, at_most, order, takes) = match groups {
        Some(groups) => (
            t!("FIFO queue"),
            t!("{groups}: one for each message group that has messages", groups = number(groups)),
            t!("within each message group"),
            t!(
                "{calls} calls a second, ten messages each; more in high-throughput mode",
                calls = number(limits.fifo_calls_per_sec)
            ),
        ),
        None => {
            (t!("standard queue"), t!("no limit").to_owned(), t!("no: best effort"), t!("nearly no limit").to_owned())
        }
    };
    let values = [
        rate(tally.came, millis),
        rate(tally.done, millis),
        t!("{in_flight} in flight", in_flight = number(queue.counts.in_flight)),
        at_most,
        order.to_owned(),
        t!("{count} of {all}", count = number(tally.out_of_order), all = number(tally.ended)),
        number(tally.again),
        takes,
        t!("deleted by whoever did it").to_owned(),
        t!("{total} messages", total = number(queue.counts.total())),
    ];
    Column { node: NodeId::Queue(queue.id.0), name: queue.key.name.to_string(), kind, values }
}

fn of_stream(cloud: &Cloud, stream: &Stream, tally: &Tally, millis: u64) -> Column {
    let open = stream.open_shards().count() as u64;
    let mappings = || cloud.lambda().mappings().filter(|mapping| reads(cloud, mapping, stream));
    let invoking = mappings().flat_map(|mapping| mapping.shards().readers()).filter(|(_, reader)| reader.is_invoking());
    let factor = mappings().map(parallelization).max().unwrap_or(1);
    let (records, bytes) = cloud.kinesis().limits.shard_in;
    let at_most = match factor {
        1 => t!("{open}: one for each open shard and application", open = number(open)),
        factor => t!("{all}: {each} for each open shard", all = number(open * factor), each = factor),
    };
    let behind = super::readings::of(cloud, stream).iter().map(|reading| reading.behind).sum::<u64>();
    let values = [
        rate(tally.came, millis),
        rate(tally.done, millis),
        t!("{invoking} shards being worked on", invoking = number(invoking.count() as u64)),
        at_most,
        t!("within each shard, so of each key").to_owned(),
        t!("{count} of {all}", count = number(tally.out_of_order), all = number(tally.ended)),
        number(tally.again),
        t!(
            "{records} records and {bytes} MiB a second",
            records = number(open * records),
            bytes = number(open * (bytes >> 20))
        ),
        t!("nothing: it stays, and can be read again").to_owned(),
        t!("{behind} records before its readers", behind = number(behind)),
    ];
    Column { node: NodeId::Stream(stream.id.0), name: stream.key.name.to_string(), kind: t!("stream"), values }
}

fn reads(cloud: &Cloud, mapping: &Mapping, stream: &Stream) -> bool {
    cloud.kinesis().find_arn(&mapping.source.arn) == Some(stream.id)
}

fn parallelization(mapping: &Mapping) -> u64 {
    mapping.settings.stream.as_ref().map_or(1, |stream| u64::from(stream.parallelization))
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::session::templates::Template;

    #[test]
    fn a_hundred_trucks_three_ways_say_what_the_run_itself_shows() {
        let mut session = Template::ThreeWays.session();
        session.seek(session.now().after(Duration::from_secs(120)));
        let columns = columns(session.cloud(), session.events());
        let kinds: Vec<&str> = columns.iter().map(|column| column.kind).collect();
        assert_eq!(kinds, ["FIFO queue", "standard queue", "stream"]);
        let value = |column: usize, row: &str| {
            let row = ROWS.iter().position(|name| *name == row).unwrap();
            columns[column].values[row].clone()
        };
        let out_of_order = |column: usize| value(column, "Done out of order");
        assert!(out_of_order(0).starts_with("0 of "), "{}", out_of_order(0));
        assert!(!out_of_order(1).starts_with("0 of "), "{}", out_of_order(1));
        assert!(out_of_order(2).starts_with("0 of "), "{}", out_of_order(2));
        assert!(value(2, "At once at most").starts_with("5: "), "{}", value(2, "At once at most"));
        for column in 0..3 {
            assert_eq!(value(column, "Came in, a second"), "20.0");
        }
        assert_eq!(value(2, "Takes at most"), "5,000 records and 5 MiB a second");
    }
}
