//! Producers and consumers of every kind.

use super::acts::{BUCKET, GROUPS, Known, NAMES, arn, one_of, pick};
use queuelab::actors::extended::{Fetch, Offload};
use queuelab::actors::feed::{Feed, Row};
use queuelab::actors::{ActorConfig, ConsumerConfig, OnFailure, ProducerConfig, Source};
use queuelab::base::{ActorId, Rng};
use queuelab::cloud::Input;
use std::sync::Arc;

fn producer(rng: &mut Rng) -> ActorConfig {
    let queue = pick(rng, &NAMES);
    let rows =
        ["x", "y", "z"].map(|body| Row { body: body.to_owned(), at_ms: Some(rng.below(3_000)), ..Row::default() });
    let source = if rng.below(4) == 0 {
        Source::Feed(Arc::new(Feed { name: "rows".to_owned(), rows: rows.to_vec() }))
    } else {
        Source::Pattern {
            body: "{group}-{n}".to_owned(),
            groups: if rng.below(2) == 0 { GROUPS.map(str::to_owned).to_vec() } else { Vec::new() },
            total: one_of(rng, &[None, Some(7), Some(40)]),
            poison_every: one_of(rng, &[0, 3]),
            payload_bytes: one_of(rng, &[None, None, None, None, None, Some(300_000)]),
        }
    };
    ActorConfig::Producer(ProducerConfig {
        name: format!("producer {}", rng.below(3)),
        queue: (rng.below(10) > 0).then(|| arn(queue).parse().unwrap()),
        source,
        every_ms: one_of(rng, &[200, 1_000, 3_000]),
        jitter_ms: one_of(rng, &[0, 500]),
        burst: one_of(rng, &[1, 1, 4, 25]),
        extended: (rng.below(3) == 0).then(|| Offload { bucket: BUCKET.to_owned(), ..Offload::default() }),
        running: rng.below(8) > 0,
    })
}

fn consumer(rng: &mut Rng) -> ActorConfig {
    let queue = pick(rng, &NAMES);
    ActorConfig::Consumer(ConsumerConfig {
        name: format!("consumer {}", rng.below(3)),
        queue: (rng.below(10) > 0).then(|| arn(queue).parse().unwrap()),
        max_messages: one_of(rng, &[1, 3, 10, 11]),
        wait_secs: one_of(rng, &[None, Some(0), Some(2), Some(20)]),
        visibility_secs: one_of(rng, &[None, None, Some(1), Some(30)]),
        pause_ms: 500,
        // Never no time at all, so that no consumer keeps a lab busy at one instant.
        work_ms: one_of(rng, &[(50, 50), (500, 4_000), (9_000, 9_000)]),
        fail_ppm: one_of(rng, &[0, 300_000, 1_000_000]),
        crash_ppm: one_of(rng, &[0, 0, 200_000]),
        crash_ms: 4_000,
        forget_ppm: one_of(rng, &[0, 400_000]),
        on_failure: one_of(rng, &[OnFailure::Leave, OnFailure::Release]),
        heartbeat_ms: one_of(rng, &[None, Some(700)]),
        poison: "poison".to_owned(),
        extended: (rng.below(3) == 0).then(|| Fetch { cleanup: rng.below(3) > 0, ignore_not_found: rng.below(2) == 0 }),
        running: rng.below(8) > 0,
    })
}

/// Adds, changes, crashes or removes one.
pub fn input(rng: &mut Rng, known: &Known) -> Input {
    let id = ActorId(u32::try_from(rng.between(1, u64::from(known.actors) + 1)).unwrap());
    let config = if rng.below(2) == 0 { producer(rng) } else { consumer(rng) };
    match rng.below(8) {
        0..=3 if known.actors < 4 => Input::AddActor(config),
        0..=4 => Input::SetActor(id, config),
        5..=6 => Input::Crash(id),
        _ => Input::RemoveActor(id),
    }
}
