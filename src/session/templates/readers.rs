//! Labs of readers: those that share a shard beside those with enhanced fan-out, and a function with a poison record.

use super::super::SavedRun;
use super::trucks::{kinesis, opened, stream, stream_arn, writer};
use super::{call, queue};
use crate::actors::ActorConfig;
use crate::actors::reader::{ReaderConfig, Retrieval};
use crate::actors::writer::{Keys, WriterConfig};
use crate::base::AccountId;
use crate::clock::Duration;
use crate::cloud::Input;
use crate::kinesis::api::PutRecord;
use crate::lambda::api::{
    self as lambda, Behaviour, CreateEventSourceMapping, CreateFunction, Destination, DestinationConfig,
    UpdateEventSourceMapping,
};
use crate::session::Session;

fn reader(name: &str, retrieval: Retrieval) -> Input {
    Input::AddActor(ActorConfig::Reader(Box::new(ReaderConfig {
        name: name.to_owned(),
        stream: Some(stream_arn("prices")),
        retrieval,
        ..ReaderConfig::default()
    })))
}

/// The same stream for six readers.
pub(super) fn fan_out() -> SavedRun {
    let prices = writer(WriterConfig {
        name: "market".to_owned(),
        stream: Some(stream_arn("prices")),
        keys: Keys { pattern: "share_{k}".to_owned(), count: 20, ..Keys::default() },
        body: r#"{"share":"{key}","tick":{n}}"#.to_owned(),
        every_ms: 700,
        jitter_ms: 600,
        ..WriterConfig::default()
    });
    let classic = ["classic 1", "classic 2", "classic 3"].map(|name| (0, reader(name, Retrieval::Polling)));
    let pushed = ["enhanced 1", "enhanced 2", "enhanced 3"].map(|name| (0, reader(name, Retrieval::FanOut)));
    // The consumers with enhanced fan-out take five seconds to come into being.
    let later = classic.into_iter().chain(pushed).chain([(8, prices)]);
    opened(vec![stream("prices", 1)], later.collect())
}

fn order(customer: u32, text: &str) -> Input {
    kinesis(PutRecord {
        stream_name: Some("orders".to_owned()),
        partition_key: Some(format!("customer_{customer}")),
        data: Some(text.as_bytes().to_vec()),
        ..PutRecord::default()
    })
}

/// A function that fails on one record, and the remedy after a minute.
pub(super) fn poison() -> SavedRun {
    let orders = writer(WriterConfig {
        name: "shop".to_owned(),
        stream: Some(stream_arn("orders")),
        keys: Keys { pattern: "customer_{k}".to_owned(), count: 6, ..Keys::default() },
        body: "order {n} of {key}".to_owned(),
        every_ms: 700,
        ..WriterConfig::default()
    });
    let behaviour = Behaviour {
        min_duration_ms: Some(200),
        max_duration_ms: Some(200),
        fail_when_contains: Some("poison".to_owned()),
        ..Behaviour::default()
    };
    let function = call(lambda::Request::from(CreateFunction {
        function_name: "bookkeeper".to_owned(),
        role: Some(format!("arn:aws:iam::{}:role/bookkeeper", AccountId::DEFAULT)),
        behaviour: Some(behaviour),
        ..CreateFunction::default()
    }));
    let failed = Destination { destination: Some(super::arn("failed").to_string()) };
    let mapping = call(lambda::Request::from(CreateEventSourceMapping {
        event_source_arn: Some(stream_arn("orders").to_string()),
        function_name: "bookkeeper".to_owned(),
        starting_position: Some("TRIM_HORIZON".to_owned()),
        // So that a batch has several records, and can be divided.
        maximum_batching_window_in_seconds: Some(4),
        destination_config: Some(DestinationConfig { on_failure: Some(failed), ..DestinationConfig::default() }),
        ..CreateEventSourceMapping::default()
    }));
    let before = opened(
        vec![stream("orders", 2), function, queue("failed", &[])],
        vec![(0, orders), (0, mapping), (20, order(3, "poison: an order without a price"))],
    );
    // The id of the mapping is drawn when it is made; the same lab draws the same.
    let mut ahead = Session::load(before.clone(), u64::MAX);
    ahead.seek(before.at.after(Duration::from_secs(1)));
    let uuid = ahead.cloud().lambda().mappings().next().map(|mapping| mapping.uuid.to_string()).unwrap_or_default();
    let remedy = call(lambda::Request::from(UpdateEventSourceMapping {
        uuid,
        maximum_retry_attempts: Some(2),
        bisect_batch_on_function_error: Some(true),
        ..UpdateEventSourceMapping::default()
    }));
    let mut run = before;
    run.log.extend(opened(Vec::new(), vec![(60, remedy)]).log);
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::Role;
    use crate::session::templates::Template;

    fn after(template: Template, secs: u64) -> Session {
        let mut session = template.session();
        session.seek(session.now().after(Duration::from_secs(secs)));
        session
    }

    #[test]
    fn classic_readers_are_late_and_throttled_and_those_with_fan_out_are_not() {
        let session = after(Template::FanOutReaders, 120);
        let mut seen = 0;
        for actor in session.cloud().actors() {
            let Role::Reader(reader) = &actor.role else { continue };
            let (throttled, mean) = (reader.totals.throttled, reader.totals.latency.mean().unwrap());
            match reader.config.retrieval {
                Retrieval::Polling => assert!(throttled > 20 && mean > 150, "{} {throttled} {mean}", actor.name()),
                Retrieval::FanOut => assert!(throttled == 0 && (70..80).contains(&mean), "{} {mean}", actor.name()),
            }
            seen += 1;
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn one_bad_record_blocks_its_shard_until_it_is_given_up() {
        let blocked = |session: &Session| {
            let mapping = session.cloud().lambda().mappings().next().unwrap();
            mapping.shards().readers().map(|(_, reader)| reader.in_hand()).collect::<Vec<_>>()
        };
        let before = after(Template::PoisonRecord, 75);
        let waiting = blocked(&before);
        assert!(
            waiting.iter().any(|waiting| *waiting > 20) && waiting.iter().any(|waiting| *waiting < 8),
            "{waiting:?}"
        );
        let later = after(Template::PoisonRecord, 120);
        assert!(blocked(&later).iter().all(|waiting| *waiting < 8), "{:?}", blocked(&later));
        let failed = later.cloud().sqs().queues().next().unwrap();
        assert_eq!(failed.counts.total(), 1);
    }
}
