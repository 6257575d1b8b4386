//! Scripts for proptest: words that become acts, readable when one fails.

use super::acts::{Act, Mix, WILD, act, opening};
use super::world::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use queuelab::base::digest;
use queuelab::cloud::Dials;
use queuelab::sqs::Chance;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A lab's seed and the words of what is done to it.
#[derive(Clone)]
pub struct Script {
    /// The lab's seed; also decides how the first queues are made.
    pub seed: u64,
    /// One word for each act.
    pub words: Vec<u64>,
    /// What the words can mean.
    pub mix: Mix,
}

/// Where a script is about streams, so many of its ten acts are: a stream takes its time to come and go, and has to be
/// written to, read, divided and read on before much can be seen.
const ABOUT_STREAMS: u64 = 9;

impl Script {
    /// The lab with its first queues.
    pub fn world(&self) -> World {
        let chance = match self.seed % 2 {
            _ if !self.mix.chance => Chance::NEVER,
            0 => Chance::AWS_LIKE,
            _ => WILD,
        };
        let mut world = World::new(self.seed, Dials { chance, ..Dials::default() });
        for input in opening(self.seed) {
            world.perform(&Act::Do(input));
        }
        if self.mix.streams == ABOUT_STREAMS {
            // Until its streams have come into being.
            world.perform(&Act::Advance(20_000));
        }
        world
    }

    /// The act of a word in that lab.
    pub fn act(&self, word: u64, world: &World) -> Act {
        act(word, &world.known, self.mix)
    }
}

/// The acts rather than the words: this is what one reads when a test has failed.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Script {{ seed: {}, words: {:?} }}", self.seed, self.words)?;
        let Ok(mut world) = catch_unwind(|| self.world()) else { return Ok(()) };
        for word in &self.words {
            let act = self.act(*word, &world);
            writeln!(f, "{} {act:?}", world.session.now())?;
            if catch_unwind(AssertUnwindSafe(|| world.perform(&act))).is_err() {
                return writeln!(f, "(panics)");
            }
        }
        Ok(())
    }
}

/// Scripts of up to so many acts. They shrink by leaving acts out.
pub fn scripts(mix: Mix, acts_max: usize) -> impl Strategy<Value = Script> {
    let words = prop::collection::vec(any::<u64>().no_shrink(), 1..=acts_max);
    (any::<u64>().no_shrink(), words).prop_map(move |(seed, words)| {
        let is_about_streams = mix.streams > 0 && seed % 10 < 3;
        Script { seed, words, mix: Mix { streams: if is_about_streams { ABOUT_STREAMS } else { mix.streams }, ..mix } }
    })
}

/// How many cases to try: `full`, or a share of it by `QUEUELAB_CASES`, which gives the number of all of a full run's
/// ten thousand.
pub fn cases(full: u32) -> u32 {
    let of_all = std::env::var("QUEUELAB_CASES").ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or(10_000);
    u32::try_from(u64::from(full) * u64::from(of_all) / 10_000).unwrap().max(1)
}

/// Whether this is a full run, which must reach everything.
pub fn is_full() -> bool {
    cases(10_000) >= 10_000
}

/// Tries so many cases, always the same ones for a label; the first that fails is shrunk and shown.
pub fn check<S: Strategy>(label: &str, count: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = Config { cases: count, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&digest::of(&label).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(strategy, |value| {
        test(value);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
