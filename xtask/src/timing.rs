//! The wall clock for this tool. The engine may not read one, and clippy.toml says so for the whole workspace; here,
//! and only here, a real clock is what is wanted: steps are timed and children are given a limit.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a tool outside the simulation waits and measures"
)]

use std::time::{Duration, Instant};

/// Measures from its creation.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `limit`, zero once it has passed.
    pub fn left_of(self, limit: Duration) -> Duration {
        limit.saturating_sub(self.elapsed())
    }
}

/// Waits.
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A duration for people: `0.42 s`, `12.3 s`, `2 min 05 s`.
pub fn for_people(time: Duration) -> String {
    let secs = time.as_secs_f64();
    match time.as_secs() {
        0..10 => format!("{secs:.2} s"),
        10..60 => format!("{secs:.1} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        for (ms, text) in [(420, "0.42 s"), (12_345, "12.3 s"), (125_000, "2 min 05 s"), (60_000, "1 min 00 s")] {
            assert_eq!(for_people(Duration::from_millis(ms)), text);
        }
    }
}
