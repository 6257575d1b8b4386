//! A lab of the Kinesis Client Library: two workers share four shards, and one of them dies.

use super::super::SavedRun;
use super::trucks::{opened, stream, stream_arn, writer};
use crate::actors::ActorConfig;
use crate::actors::kcl::{CheckpointPolicy, InitialPosition, KclConfig, Retrieval, Version};
use crate::actors::writer::{Keys, WriterConfig};
use crate::base::ActorId;
use crate::cloud::Input;

/// A worker of the lab; it polls, and checkpoints every twenty records.
fn worker(name: &str) -> Input {
    Input::AddActor(ActorConfig::Kcl(Box::new(KclConfig {
        name: name.to_owned(),
        application: "billing".to_owned(),
        stream: Some(stream_arn("meters")),
        version: Version::V2,
        retrieval: Some(Retrieval::Polling),
        initial_position: InitialPosition::TrimHorizon,
        checkpoint: CheckpointPolicy::EveryRecords(20),
        work_ms: 20,
        crash_ms: 120_000,
        ..KclConfig::default()
    })))
}

/// A and B share four shards after a while; a minute later A dies. It is back after two minutes.
pub(super) fn a_worker_dies() -> SavedRun {
    let meters = writer(WriterConfig {
        name: "40 meters".to_owned(),
        stream: Some(stream_arn("meters")),
        keys: Keys { pattern: "meter_{k}".to_owned(), count: 40, ..Keys::default() },
        body: r#"{"meter":"{key}","reading":{n}}"#.to_owned(),
        every_ms: 500,
        burst: 4,
        ..WriterConfig::default()
    });
    // Actors are numbered as they are added.
    let dies = Input::Crash(ActorId(2));
    opened(vec![stream("meters", 4)], vec![(0, meters), (0, worker("A")), (10, worker("B")), (90, dies)])
}
