//! Agents against a stream that answers as it is told to.

use super::*;
use crate::base::{Arn, Rng};
use std::sync::Arc;

fn config(content: &str) -> AgentConfig {
    AgentConfig {
        target: Some("arn:aws:kinesis:us-east-1:000000000000:stream/s".parse::<Arn>().unwrap()),
        content: content.into(),
        initial_position: InitialPosition::StartOfFile,
        ..AgentConfig::default()
    }
}

/// An agent with its chance, and what it did.
struct Bench {
    agent: Agent,
    rng: Rng,
    now: Instant,
    calls: Vec<(Tag, Call)>,
    events: Vec<ActorEvent>,
}

impl Bench {
    fn new(config: AgentConfig) -> Self {
        let mut bench = Self {
            agent: Agent::new(config, Instant::ZERO),
            rng: Rng::new(1),
            now: Instant::ZERO,
            calls: Vec::new(),
            events: Vec::new(),
        };
        bench.run(0);
        bench
    }

    /// Lets time pass.
    fn run(&mut self, to_ms: u64) {
        let to = Instant::from_millis(to_ms);
        while let Some(due) = self.agent.next_due().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let Self { agent, rng, now, calls, events } = self;
            agent.wake(&mut ActorCx { now: *now, rng, calls, events });
        }
        self.now = to;
    }

    fn set(&mut self, change: impl FnOnce(&mut AgentConfig)) {
        let mut config = self.agent.config.clone();
        change(&mut config);
        self.agent.configure(config, self.now);
        self.run(self.now.as_millis());
    }

    fn batches(&self) -> Vec<Vec<String>> {
        let text = |data: &Option<Vec<u8>>| String::from_utf8(data.clone().unwrap()).unwrap();
        let batch = |call: &Call| match call {
            Call::Kinesis(kinesis::api::Request::PutRecords(put)) => {
                put.records.iter().flatten().map(|entry| text(&entry.data)).collect()
            }
            Call::Firehose(firehose::api::Request::PutRecordBatch(put)) => {
                put.records.iter().flatten().map(|entry| text(&entry.data)).collect()
            }
            other => panic!("{other:?}"),
        };
        self.calls.iter().map(|(_, call)| batch(call)).collect()
    }
}

#[test]
fn a_buffer_is_sent_by_age_by_records_and_by_bytes() {
    let mut bench = Bench::new(config("a\nb\n"));
    bench.run(59_999);
    assert!(bench.calls.is_empty());
    bench.run(60_000);
    assert_eq!(bench.batches(), [["a\n", "b\n"]]);
    let mut bench = Bench::new(AgentConfig { max_buffer_size_records: 2, ..config("a\nb\nc\n") });
    assert_eq!(bench.batches(), [["a\n", "b\n"]]);
    bench.run(60_000);
    assert_eq!(bench.batches()[1], ["c\n"]);
    let bench = Bench::new(AgentConfig {
        max_buffer_size_bytes: 10,
        target: Some("arn:aws:firehose:us-east-1:000000000000:deliverystream/d".parse().unwrap()),
        ..config("aaaa\nbbbb\ncccc\n")
    });
    assert_eq!(bench.batches(), [["aaaa\n", "bbbb\n"]]);
}

#[test]
fn lines_that_are_appended_are_read_once() {
    let mut bench = Bench::new(AgentConfig { initial_position: InitialPosition::EndOfFile, ..config("old\n") });
    bench.set(|config| config.content = "old\nnew\nhalf".into());
    bench.run(60_000);
    assert_eq!(bench.batches(), [["new\n"]]);
    assert!(bench.agent.has_open_line());
    bench.set(|config| config.content = "old\nnew\nhalf done\n".into());
    bench.set(|config| config.content = "another\n".into());
    bench.run(200_000);
    assert_eq!(bench.batches()[1], ["half done\n", "another\n"]);
    assert!(bench.events.contains(&ActorEvent::Agent(AgentEvent::Rotated)));
}

#[test]
fn what_is_not_taken_is_sent_again_until_it_is() {
    let mut bench = Bench::new(AgentConfig { max_buffer_size_records: 2, ..config("a\nb\n") });
    let refused = kinesis::api::PutRecordsResultEntry { error_code: Some("x".to_owned()), ..Default::default() };
    let taken = kinesis::api::PutRecordsResultEntry { sequence_number: Some("1".to_owned()), ..Default::default() };
    let reply = kinesis::api::PutRecordsResult { records: vec![taken, refused], ..Default::default() };
    let result: CallResult = Ok(Reply::Kinesis(kinesis::api::Reply::PutRecords(reply)));
    let tag = bench.calls[0].0;
    let Bench { agent, rng, now, calls, events } = &mut bench;
    agent.answer(&mut ActorCx { now: *now, rng, calls, events }, tag, &result);
    bench.run(99);
    assert_eq!(bench.calls.len(), 1);
    bench.run(100);
    assert_eq!(bench.batches()[1], ["b\n"]);
    assert_eq!((bench.agent.totals.sent, bench.agent.totals.failed), (1, 1));
    assert_eq!([0, 1, 6, 7, 40].map(backoff), [100, 200, 6_400, 10_000, 10_000]);
}

#[test]
fn what_a_delivery_stream_has_no_room_for_is_sent_again_too() {
    let target = Some("arn:aws:firehose:us-east-1:000000000000:deliverystream/d".parse().unwrap());
    let mut bench = Bench::new(AgentConfig { target, max_buffer_size_records: 2, ..config("a\nb\n") });
    let result: CallResult = Err(firehose::FirehoseError::slow_down().into());
    let tag = bench.calls[0].0;
    let Bench { agent, rng, now, calls, events } = &mut bench;
    agent.answer(&mut ActorCx { now: *now, rng, calls, events }, tag, &result);
    let failed = AgentEvent::Failed { records: 2, code: "ServiceUnavailableException", again_ms: 100 };
    assert!(bench.events.contains(&ActorEvent::Agent(failed)));
    bench.run(99);
    assert_eq!(bench.calls.len(), 1);
    bench.run(100);
    assert_eq!(bench.batches()[1], ["a\n", "b\n"]);
}

#[test]
fn records_of_more_than_a_thousand_kilobytes_are_cut() {
    let long = format!("{}\n", "x".repeat(1_100_000));
    let mut bench = Bench::new(config(&long));
    bench.run(60_000);
    let batch = &bench.batches()[0];
    assert!(batch[0].ends_with("x\n") && batch[0].len() < RECORD_BYTES_MAX, "{}", batch[0].len());
    assert_eq!(bench.agent.totals.truncated, 1);
}

#[test]
fn equal_records_have_equal_keys_when_keys_are_deterministic() {
    let mut bench =
        Bench::new(AgentConfig { partition_key_option: PartitionKeyOption::Deterministic, ..config("a\na\nb\n") });
    bench.run(60_000);
    let Call::Kinesis(kinesis::api::Request::PutRecords(put)) = &bench.calls[0].1 else { panic!() };
    let keys: Vec<&str> = put.records.iter().flatten().map(|entry| entry.partition_key.as_deref().unwrap()).collect();
    assert_eq!(keys[0], "60b725f10c9c85c70d97880dfe8191b3", "the MD5 of the line with its end");
    assert!(keys[0] == keys[1] && keys[1] != keys[2]);
}

#[test]
fn what_is_wrong_with_a_configuration_is_said_and_nothing_is_done() {
    let wrong = |change: &dyn Fn(&mut AgentConfig)| {
        let mut config = config("a\n");
        change(&mut config);
        let why = config.check().unwrap_err();
        let mut bench = Bench::new(config);
        bench.run(600_000);
        assert!(bench.calls.is_empty());
        assert_eq!(bench.events, [ActorEvent::Agent(AgentEvent::Misconfigured { why: why.clone() })]);
        why
    };
    assert_eq!(
        wrong(&|config| config.max_buffer_age_millis = 999),
        "The value of maxBufferAgeMillis is 999; it must be from 1000 to 900000."
    );
    assert!(wrong(&|config| config.max_buffer_size_records = 501).contains("maxBufferSizeRecords is 501"));
    assert!(wrong(&|config| config.max_buffer_size_bytes = 5_242_881).contains("to 5242880"));
    assert!(wrong(&|config| config.multi_line_start_pattern = "(".to_owned()).contains("multiLineStartPattern"));
    let csv = Processing::CsvToJson { custom_field_names: Vec::new(), delimiter: ",".to_owned() };
    assert!(wrong(&|config| config.data_processing_options = vec![csv.clone()]).contains("customFieldNames"));
    assert!(wrong(&|config| config.content = Arc::from("x".repeat(FILE_BYTES_MAX + 1))).contains("bytes"));
    assert!(
        wrong(&|config| config.target = Some("arn:aws:sqs:us-east-1:000000000000:q".parse().unwrap())).contains("sqs")
    );
}

#[test]
fn the_settings_of_the_agent_are_its_own() {
    let AgentConfig { initial_position, partition_key_option, max_buffer_age_millis, .. } = AgentConfig::default();
    assert_eq!((initial_position, partition_key_option), (InitialPosition::EndOfFile, PartitionKeyOption::Random));
    let AgentConfig { max_buffer_size_bytes, max_buffer_size_records, .. } = AgentConfig::default();
    assert_eq!((max_buffer_age_millis, max_buffer_size_bytes, max_buffer_size_records), (60_000, 4_194_304, 500));
    let age = |max_buffer_age_millis| AgentConfig { max_buffer_age_millis, ..config("a\n") }.check().is_ok();
    assert_eq!([999, 1_000, 900_000, 900_001].map(age), [false, true, true, false]);
}

#[test]
fn a_file_is_looked_at_ten_times_a_second() {
    let generator = Some(Generator { every_ms: 1_000, total: Some(2), ..Generator::default() });
    let mut bench = Bench::new(AgentConfig { generator, ..config("") });
    bench.run(1_099);
    assert_eq!((bench.agent.made, bench.agent.totals.lines), (2, 1));
    bench.run(1_100);
    assert_eq!(bench.agent.totals.lines, 2);
}

#[test]
fn options_are_read_as_they_stand_in_agent_json() {
    let json = r#"[{"optionName":"SINGLELINE"},
        {"optionName":"CSVTOJSON","customFieldNames":["a"],"delimiter":"\\t"},
        {"optionName":"LOGTOJSON","logFormat":"COMMONAPACHELOG"}]"#;
    let options: Vec<Processing> = serde_json::from_str(json).unwrap();
    assert_eq!(options.len(), 3);
    assert_eq!(serde_json::from_str::<Vec<Processing>>(&serde_json::to_string(&options).unwrap()).unwrap(), options);
    assert!(serde_json::from_str::<Processing>(r#"{"optionName":"GZIP"}"#).is_err());
}
