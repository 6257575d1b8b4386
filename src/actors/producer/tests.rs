//! Producers of a delivery stream that answers as it is told to.

use super::*;
use crate::base::Rng;
use crate::firehose::FirehoseError;
use crate::firehose::api::{PutRecordBatchResponseEntry, PutRecordBatchResult, PutRecordResult, Record, Request};

/// A producer with its chance, and what it did.
struct Bench {
    producer: Producer,
    rng: Rng,
    now: Instant,
    calls: Vec<(Tag, Call)>,
    events: Vec<ActorEvent>,
}

impl Bench {
    /// One that has sent all its messages at once.
    fn new(messages: u32) -> Self {
        let stream: Arn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/s".parse().unwrap();
        let source = Source::Pattern {
            body: "{n}".to_owned(),
            groups: Vec::new(),
            total: Some(messages.into()),
            poison_every: 0,
            payload_bytes: None,
        };
        let config = ProducerConfig { queue: Some(stream), source, burst: messages, ..ProducerConfig::default() };
        let (producer, rng) = (Producer::new(config, Instant::ZERO), Rng::new(1));
        let mut bench = Self { producer, rng, now: Instant::ZERO, calls: Vec::new(), events: Vec::new() };
        assert_eq!(bench.step(), Some(0));
        bench
    }

    /// Lets the next thing happen; answers how many milliseconds later, or that nothing is to come.
    fn step(&mut self) -> Option<u64> {
        let due = self.producer.next_due()?;
        let waited = due.since(self.now).as_millis();
        self.now = self.now.max(due);
        let Self { producer, rng, now, calls, events } = self;
        producer.wake(&mut ActorCx { now: *now, rng, calls, events });
        Some(waited)
    }

    /// The only call that is out, and the records that it puts.
    fn call(&mut self) -> (Tag, Vec<String>) {
        assert_eq!(self.calls.len(), 1, "{:?}", self.calls);
        let text = |record: Record| String::from_utf8(record.data.unwrap()).unwrap();
        match self.calls.pop() {
            Some((tag, Call::Firehose(Request::PutRecord(put)))) => (tag, put.record.into_iter().map(text).collect()),
            Some((tag, Call::Firehose(Request::PutRecordBatch(put)))) => {
                (tag, put.records.unwrap().into_iter().map(text).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, tag: Tag, result: &CallResult) {
        let Self { producer, rng, now, calls, events } = self;
        producer.answer(&mut ActorCx { now: *now, rng, calls, events }, tag, result);
    }

    fn reply(&mut self, tag: Tag, reply: firehose::api::Reply) {
        self.answer(tag, &Ok(Reply::Firehose(reply)));
    }

    fn refuse(&mut self, tag: Tag, error: FirehoseError) {
        self.answer(tag, &Err(error.into()));
    }
}

#[test]
fn a_record_that_a_delivery_stream_has_no_room_for_is_put_again_until_it_has() {
    let mut bench = Bench::new(1);
    let (mut tag, record) = bench.call();
    assert_eq!(record, ["1"]);
    // "Slow down.": the wait doubles, and is drawn from its upper half.
    for most in [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 12_800, 12_800] {
        bench.refuse(tag, FirehoseError::slow_down());
        let waited = bench.step().unwrap();
        assert!((most / 2..=most).contains(&waited), "{waited} of {most}");
        let (next, again) = bench.call();
        assert_eq!(again, record);
        tag = next;
    }
    bench.reply(tag, firehose::api::Reply::PutRecord(PutRecordResult::default()));
    assert_eq!((bench.producer.accepted, bench.producer.refused), (1, 0));
    assert!(bench.producer.is_finished());
    assert_eq!(bench.step(), None);
}

#[test]
fn of_a_batch_that_is_put_again_what_was_taken_is_left_out() {
    let mut bench = Bench::new(3);
    let (tag, all) = bench.call();
    assert_eq!(all, ["1", "2", "3"]);
    bench.refuse(tag, FirehoseError::slow_down());
    bench.step().unwrap();
    let (tag, again) = bench.call();
    assert_eq!(again, all);
    let error = FirehoseError::slow_down();
    let taken = PutRecordBatchResponseEntry { record_id: Some("id".to_owned()), ..Default::default() };
    let refused = PutRecordBatchResponseEntry {
        record_id: None,
        error_code: Some(error.code.names().0.to_owned()),
        error_message: Some(error.message),
    };
    let request_responses = vec![refused.clone(), taken, refused];
    let reply = PutRecordBatchResult { failed_put_count: 2, encrypted: false, request_responses };
    bench.reply(tag, firehose::api::Reply::PutRecordBatch(reply));
    assert_eq!(bench.producer.accepted, 1);
    let waited = bench.step().unwrap();
    assert!((100..=200).contains(&waited), "the second refusal of these records: {waited}");
    let (tag, left) = bench.call();
    assert_eq!(left, ["1", "3"]);
    bench.reply(tag, firehose::api::Reply::PutRecordBatch(PutRecordBatchResult::default()));
    assert_eq!((bench.producer.accepted, bench.producer.refused), (3, 0));
}

#[test]
fn what_another_try_would_not_mend_is_given_up() {
    let mut bench = Bench::new(1);
    let (tag, _) = bench.call();
    bench.refuse(tag, FirehoseError::not_found("s", "000000000000"));
    assert_eq!((bench.producer.accepted, bench.producer.refused), (0, 1));
    assert!(bench.events.contains(&ActorEvent::GaveUp { code: "ResourceNotFoundException" }));
    assert_eq!(bench.step(), None);
}
