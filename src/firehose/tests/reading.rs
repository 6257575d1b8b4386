//! Reading a Kinesis data stream: what is asked, and what becomes of the answers.

use super::*;
use crate::clock::Duration;
use crate::firehose::source::{FoundShard, Read, ReadRequest, Refusal, Start, Wish};

const SOURCE: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/k";
const DAY: Duration = Duration::from_secs(86_400);

fn bench() -> (Bench, StreamId) {
    let mut bench = Bench::new();
    bench.answers = false;
    let mut request = s3(json!({ "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60} }));
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    let source = json!({"KinesisStreamARN": SOURCE, "RoleARN": ROLE});
    request.kinesis_stream_source_configuration = Some(Box::new(KinesisStreamSourceConfiguration(source)));
    let id = bench.stream("s", request);
    (bench, id)
}

fn shard(id: &str, parents: &[&str]) -> FoundShard {
    FoundShard { id: id.into(), parents: parents.iter().map(|parent| (*parent).into()).collect() }
}

impl Bench {
    /// What is asked of the source since somebody looked last.
    fn asked(&mut self) -> Vec<ReadRequest> {
        let asked = std::mem::take(&mut self.outgoing).into_iter();
        asked.filter_map(|one| if let Outgoing::Read(read) = one { Some(read) } else { None }).collect()
    }

    fn only(&mut self) -> ReadRequest {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked.remove(0)
    }

    fn shards(&mut self, request: &ReadRequest, found: Vec<FoundShard>) {
        self.act(|firehose, cx| firehose.source_shards(cx, request, (found, None), DAY));
    }

    fn iterator(&mut self, request: &ReadRequest, iterator: &str) {
        self.act(|firehose, cx| firehose.source_iterator(cx, request, iterator));
    }

    /// Whether the records were taken in.
    fn read(&mut self, request: &ReadRequest, data: &[&str], next: Option<&str>, children: Vec<FoundShard>) -> bool {
        let arrived = self.now;
        let records: Vec<SourceRecord<'_>> = data
            .iter()
            .map(|data| SourceRecord {
                shard_id: "0",
                sequence_number: data,
                partition_key: "p",
                arrived,
                data: data.as_bytes(),
            })
            .collect();
        let read = Read { records: &records, next, behind: Duration::from_millis(7), children };
        self.act(|firehose, cx| firehose.source_read(cx, request, read, DAY))
    }

    fn refuse(&mut self, request: &ReadRequest, code: &str) {
        self.act(|firehose, cx| firehose.source_refused(cx, request, Refusal { code, message: "why" }));
    }
}

#[test]
fn shards_are_read_from_the_moment_on_at_which_the_stream_is_there_and_children_after_their_parents() {
    let (mut bench, id) = bench();
    let since = Instant::from_millis(30_000);
    let list = bench.only();
    assert_eq!((&list.wish, &*list.source), (&Wish::Shards(since, None), SOURCE));
    bench.shards(&list, vec![shard("0", &["gone"]), shard("1", &["0"])]);
    let first = bench.only();
    assert_eq!(first.wish, Wish::Iterator("0".into(), Start::Since(since)));
    bench.iterator(&first, "it-1");
    let read = bench.only();
    assert_eq!(read.wish, Wish::Records("0".into(), "it-1".into()));
    bench.read(&read, &["a", "b"], Some("it-2"), Vec::new());
    bench.until(30_999);
    assert_eq!(bench.asked(), [], "once a second");
    bench.until(31_000);
    let read = bench.only();
    assert_eq!(read.wish, Wish::Records("0".into(), "it-2".into()));
    bench.read(&read, &[], None, vec![shard("1", &["0"]), shard("2", &["0"])]);
    let children: Vec<Wish> = bench.asked().into_iter().map(|read| read.wish).collect();
    assert_eq!(children, ["1", "2"].map(|shard| Wish::Iterator(shard.into(), Start::Oldest)));
    assert_eq!((bench.totals(id).read, bench.totals(id).read_bytes), (2, 2));
    let reading = &bench.firehose.stream(id).unwrap().reading;
    assert_eq!(reading.behind(bench.now), None, "its last reader is done");
}

#[test]
fn an_old_iterator_is_replaced_behind_the_last_record() {
    let (mut bench, id) = bench();
    let list = bench.only();
    bench.shards(&list, vec![shard("0", &[])]);
    let first = bench.only();
    bench.iterator(&first, "it-1");
    let read = bench.only();
    bench.read(&read, &["a"], Some("it-2"), Vec::new());
    bench.until(31_000);
    let read = bench.only();
    bench.refuse(&read, "ExpiredIteratorException");
    assert_eq!(bench.only().wish, Wish::Iterator("0".into(), Start::After("a".into())));
    let stream = bench.firehose.stream(id).unwrap();
    assert_eq!(stream.reading.behind(bench.now).unwrap().as_millis(), 7);
    assert!(stream.log.is_empty(), "that is no trouble");
}

#[test]
fn troubles_are_told_once_a_minute_and_the_reading_goes_on() {
    let (mut bench, id) = bench();
    let list = bench.only();
    bench.refuse(&list, "AccessDeniedException");
    for second in 31..=90 {
        bench.until(second * 1_000);
        for read in bench.asked() {
            bench.refuse(&read, "AccessDeniedException");
        }
    }
    let log = |bench: &Bench| {
        let entries = bench.firehose.stream(id).unwrap().log.iter();
        entries.map(|(_, entry)| entry.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(log(&bench), ["Kinesis.AccessDenied"; 2]);
    bench.until(100_000);
    let list = bench.only();
    bench.shards(&list, vec![shard("0", &[])]);
    let first = bench.only();
    bench.refuse(&first, "ProvisionedThroughputExceededException");
    assert_eq!((log(&bench).len(), bench.totals(id).reads_throttled), (3, (0, 1, 0)));
    bench.until(101_000);
    assert!(matches!(bench.only().wish, Wish::Iterator(..)), "a throttle is over in a second");
}

#[test]
fn a_source_that_goes_and_comes_again_is_read_anew() {
    let (mut bench, _) = bench();
    let list = bench.only();
    bench.shards(&list, vec![shard("0", &[])]);
    let first = bench.only();
    bench.iterator(&first, "it-1");
    let read = bench.only();
    bench.refuse(&read, "ResourceNotFoundException");
    bench.until(40_000);
    let asked = bench.asked();
    let list = asked.iter().find(|read| matches!(read.wish, Wish::Shards(..))).unwrap();
    bench.refuse(list, "ResourceNotFoundException");
    // What was asked before that is of no interest any more.
    assert!(!bench.firehose.waits_for(&asked[1]));
    bench.until(50_000);
    let list = bench.only();
    bench.shards(&list, Vec::new());
    bench.until(60_000);
    let list = bench.only();
    bench.shards(&list, vec![shard("0", &[])]);
    let first = bench.only();
    assert_eq!(first.wish, Wish::Iterator("0".into(), Start::Since(Instant::from_millis(30_000))));
    // Another stream under the same name gives away that it is another by the old place.
    bench.refuse(&first, "InvalidArgumentException");
    bench.until(70_000);
    assert!(matches!(bench.only().wish, Wish::Shards(..)));
}

#[test]
fn what_cannot_be_delivered_stays_in_the_source_for_as_long_as_that_keeps_it() {
    let (mut bench, id) = bench();
    let list = bench.only();
    bench.shards(&list, vec![shard("0", &[])]);
    let first = bench.only();
    bench.iterator(&first, "it-1");
    let read = bench.only();
    let long = "x".repeat(1_000_000);
    bench.world.s3 = Some("no".to_owned());
    bench.answers = true;
    assert!(bench.read(&read, &vec![&*long; 34], Some("it-2"), Vec::new()));
    bench.answer();
    assert!(!bench.firehose.is_hungry(id), "34 MB are more than it holds of what it cannot deliver");
    assert!(!bench.read(&read, &["more"], Some("it-3"), Vec::new()), "so that nobody has it");
    assert_eq!(bench.totals(id).read, 34);
    bench.until(86_400_000);
    assert_eq!((bench.firehose.stream(id).unwrap().held().0, bench.totals(id).lost), (34, 0));
    bench.until(86_400_000 + 60_000);
    assert_eq!(
        (bench.firehose.stream(id).unwrap().held().0, bench.totals(id).lost),
        (0, 34),
        "a day after its arrival"
    );
}
