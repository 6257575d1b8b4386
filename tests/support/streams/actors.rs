//! Writers, readers and event source mappings.

use super::super::acts::{self, arn, one_of};
use super::{FUNCTION, Known, lambda_call, name, stream_arn};
use queuelab::actors::kcl::{InitialPosition, Version};
use queuelab::actors::reader::{Children, Resume, Retrieval, Start};
use queuelab::actors::writer::kpl::Kpl;
use queuelab::actors::writer::{Client, Keys, Sdk};
use queuelab::actors::{ActorConfig, KclConfig, ReaderConfig, WriterConfig};
use queuelab::base::{ActorId, Rng};
use queuelab::cloud::Input;
use queuelab::lambda::api as lambda;

/// Actors on queues and streams together; more would make every day of a lab long.
const ACTORS_MAX: u32 = 6;

/// A writer of either kind.
fn writer(rng: &mut Rng) -> WriterConfig {
    let sdk = Sdk { batch: rng.below(2) == 0, attempts: 3, resend: rng.below(2) == 0 };
    let kpl = Kpl { aggregation_enabled: rng.below(4) > 0, ..Kpl::default() };
    WriterConfig {
        name: format!("writer {}", rng.below(2)),
        stream: name(rng).and_then(|name| stream_arn(&name).parse().ok()),
        client: if rng.below(2) == 0 { Client::Sdk(sdk) } else { Client::Kpl(kpl) },
        keys: Keys { count: 5, hot_percent: one_of(rng, &[0, 80]), ..Keys::default() },
        every_ms: one_of(rng, &[900, 3_000]),
        jitter_ms: one_of(rng, &[0, 500]),
        burst: one_of(rng, &[1, 4, 12]),
        total: one_of(rng, &[None, Some(9), Some(40)]),
        running: rng.below(8) > 0,
        ..WriterConfig::default()
    }
}

/// A reader that polls, or has records pushed to it.
fn reader(rng: &mut Rng) -> ReaderConfig {
    ReaderConfig {
        name: format!("reader{}", rng.below(2)),
        stream: name(rng).and_then(|name| stream_arn(&name).parse().ok()),
        retrieval: if rng.below(3) == 0 { Retrieval::FanOut } else { Retrieval::Polling },
        start: one_of(rng, &[&Start::TrimHorizon, &Start::TrimHorizon, &Start::Latest]).clone(),
        poll_ms: one_of(rng, &[300, 1_000, 4_000]),
        limit: one_of(rng, &[None, Some(2)]),
        children: one_of(rng, &[Children::AfterParents, Children::AtOnce, Children::AtLatest]),
        list_ms: one_of(rng, &[0, 10_000]),
        deaggregate: rng.below(3) > 0,
        work_ms: one_of(rng, &[0, 40]),
        crash_ppm: one_of(rng, &[0, 0, 50_000]),
        crash_ms: 4_000,
        resume: one_of(rng, &[Resume::Latest, Resume::Trim, Resume::Last]),
        running: rng.below(8) > 0,
        ..ReaderConfig::default()
    }
}

/// A worker of the client library.
fn worker(rng: &mut Rng) -> KclConfig {
    KclConfig {
        name: format!("worker{}", rng.below(2)),
        stream: name(rng).and_then(|name| stream_arn(&name).parse().ok()),
        version: one_of(rng, &Version::ALL),
        initial_position: one_of(rng, &[InitialPosition::TrimHorizon, InitialPosition::Latest]),
        fail_ppm: one_of(rng, &[0, 100_000]),
        crash_ppm: one_of(rng, &[0, 50_000]),
        crash_ms: 12_000,
        running: rng.below(8) > 0,
        ..KclConfig::default()
    }
}

/// Adds, changes, crashes or removes one.
pub(super) fn actor(rng: &mut Rng, known: &acts::Known) -> Input {
    let id = ActorId(u32::try_from(rng.between(1, u64::from(known.actors) + 1)).unwrap());
    let config = match rng.below(8) {
        0..=3 => ActorConfig::Writer(Box::new(writer(rng))),
        4..=6 => ActorConfig::Reader(Box::new(reader(rng))),
        _ => ActorConfig::Kcl(Box::new(worker(rng))),
    };
    match rng.below(8) {
        0..=5 if known.actors < ACTORS_MAX => Input::AddActor(config),
        0..=5 => Input::SetActor(id, config),
        6 => Input::Crash(id),
        _ => Input::RemoveActor(id),
    }
}

/// Event source mappings of queues and streams.
pub(super) fn mapping(rng: &mut Rng, known: &Known) -> Input {
    let uuid = known.mappings.last().cloned().unwrap_or_else(|| "none".to_owned());
    match rng.below(6) {
        0 => lambda_call(lambda::DeleteEventSourceMapping { uuid }),
        1 => lambda_call(lambda::UpdateEventSourceMapping {
            uuid,
            enabled: Some(rng.below(2) == 0),
            ..lambda::UpdateEventSourceMapping::default()
        }),
        2 => lambda_call(lambda::CreateEventSourceMapping {
            event_source_arn: Some(arn(one_of(rng, &["orders", "orders.fifo"]))),
            function_name: FUNCTION.to_owned(),
            batch_size: Some(one_of(rng, &[1, 10])),
            ..lambda::CreateEventSourceMapping::default()
        }),
        _ => lambda_call(lambda::CreateEventSourceMapping {
            event_source_arn: name(rng).map(|name| stream_arn(&name)),
            function_name: FUNCTION.to_owned(),
            batch_size: Some(one_of(rng, &[1, 10, 100])),
            starting_position: Some(one_of(rng, &["TRIM_HORIZON", "LATEST"]).to_owned()),
            maximum_retry_attempts: one_of(rng, &[None, Some(0), Some(2)]),
            bisect_batch_on_function_error: Some(rng.below(2) == 0),
            parallelization_factor: one_of(rng, &[None, Some(3)]),
            function_response_types: (rng.below(2) == 0).then(|| vec!["ReportBatchItemFailures".to_owned()]),
            ..lambda::CreateEventSourceMapping::default()
        }),
    }
}
