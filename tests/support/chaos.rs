//! Things that are broken on purpose, and mended again.

use super::acts::{Known, Mix, NAMES, arn, one_of, pick};
use queuelab::base::{ActorId, Rng};
use queuelab::cloud::{Input, Latency, Setting, Spot, Switch};

/// Throws a switch at an actor or a queue, or sets one off; what has no meaning there changes nothing.
pub fn input(rng: &mut Rng, known: &Known, mix: Mix) -> Input {
    let id = ActorId(u32::try_from(rng.between(1, u64::from(known.actors) + 3)).unwrap());
    let queue = || -> queuelab::base::Arn { arn("orders").parse().unwrap() };
    let any: queuelab::base::Arn = arn(pick(rng, &NAMES)).parse().unwrap();
    let few = Setting::Next(one_of(rng, &[1, 2, 3, 20]));
    let (switch, setting) = match rng.below(12) {
        0 => (Switch::Crash(id), Setting::On),
        1 | 2 => (Switch::partition(Spot::Actor(id), Spot::Resource(any)), Setting::On),
        3 => (Switch::Throttle(Spot::Resource(any)), Setting::On),
        4 => (Switch::Throttle(Spot::Actor(id)), Setting::On),
        5 => (Switch::LoseDelete(id), few),
        6 => (Switch::LoseAnswer(id), few),
        // Without chance nothing is delivered twice.
        7 if mix.chance => (Switch::Duplicate(queue()), few),
        7 | 8 => (Switch::Poison(id), few),
        9 => (Switch::Burst(id), few),
        10 => (Switch::Slow(id), Setting::Times(one_of(rng, &[2, 10]))),
        _ if rng.below(2) == 0 => {
            (Switch::Latency(id), Setting::Longer(Latency { min_ms: 10, max_ms: one_of(rng, &[50, 3_000]) }))
        }
        _ => (Switch::Freeze(id), Setting::On),
    };
    let setting = if rng.below(3) == 0 { Setting::Off } else { setting };
    Input::Chaos { switch, setting }
}
