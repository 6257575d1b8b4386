//! The transport: play, pause, speed and pacing. It says where the present should go; the session goes there.
//!
//! Given the same commands and elapsed times it always says the same. It asks no clock.

use queuelab::clock::{Duration, Instant};

/// What the present moves by while it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// Logical time in proportion to real time.
    Time,
    /// One step after another at an even pace.
    Event,
}

/// What somebody does to the transport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// Play or pause.
    Toggle,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// Another speed, 0.1 to 10,000 times real time.
    Speed(f64),
    /// Another pacing.
    Pace(Pacing),
    /// Whether stretches in which nothing happens are shortened.
    SkipIdle(bool),
    /// Shows the ways of the last step once, as after stepping by hand.
    Glow,
    /// Everything at rest, as after a jump.
    Rest,
}

/// Where the present is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Nowhere.
    Stay,
    /// To an instant.
    To(Instant),
    /// One step on.
    Step,
}

/// What the transport needs to know of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The present.
    pub now: Instant,
    /// When something happens next.
    pub next: Option<Instant>,
}

/// The slowest and the fastest speed.
pub const SPEEDS: (f64, f64) = (0.1, 10_000.0);
/// Real milliseconds from one step to the next at event pacing and speed 1.
const STEP_MS: f64 = 900.0;
/// Real milliseconds that a way takes.
pub const WAY_MS: f64 = 420.0;
/// A stretch without events that would take longer than this is shortened to it.
const IDLE_MS: f64 = 1_000.0;
/// A longer gap between two frames counts as this much, as after a pause of the page.
const FRAME_MS_MAX: f64 = 500.0;

/// The transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// Whether it plays.
    pub playing: bool,
    /// What it moves by.
    pub pacing: Pacing,
    /// Logical time in multiples of real time.
    pub speed: f64,
    /// Whether idle stretches are shortened.
    pub skip_idle: bool,
    /// The fraction of a millisecond beyond the present.
    carry: f64,
    /// How far the ways of the last step are, at event pacing or after stepping by hand.
    glow: Option<f64>,
    /// The idle stretch being shortened: its end and its length in milliseconds.
    idle: Option<(Instant, f64)>,
}

impl Default for Playback {
    fn default() -> Self {
        Self { playing: false, pacing: Pacing::Time, speed: 1.0, skip_idle: true, carry: 0.0, glow: None, idle: None }
    }
}

impl Playback {
    /// Does what somebody asks.
    pub fn command(&mut self, command: Command) {
        match command {
            Command::Toggle => self.set_playing(!self.playing),
            Command::Play => self.set_playing(true),
            Command::Pause => self.set_playing(false),
            Command::Speed(speed) => self.speed = if speed.is_finite() { speed.clamp(SPEEDS.0, SPEEDS.1) } else { 1.0 },
            Command::Pace(pacing) => {
                self.pacing = pacing;
                self.glow = None;
            }
            Command::SkipIdle(skip) => self.skip_idle = skip,
            Command::Glow => self.glow = Some(0.0),
            Command::Rest => (self.glow, self.carry, self.idle) = (None, 0.0, None),
        }
    }

    fn set_playing(&mut self, playing: bool) {
        self.playing = playing;
        self.idle = None;
        if playing && self.pacing == Pacing::Time {
            self.glow = None;
        }
    }

    /// Whether the picture changes by itself, so that another frame is needed.
    pub fn is_moving(&self) -> bool {
        self.playing || self.glow.is_some()
    }

    /// Where the present goes after so many real milliseconds.
    pub fn tick(&mut self, elapsed_ms: f64, facts: Facts) -> Go {
        let elapsed = elapsed_ms.clamp(0.0, FRAME_MS_MAX);
        if !self.playing {
            if let Some(share) = self.glow {
                self.glow = Some(share + elapsed / WAY_MS).filter(|share| *share < 1.0);
            }
            return Go::Stay;
        }
        match self.pacing {
            Pacing::Time => self.tick_time(elapsed, facts),
            Pacing::Event => self.tick_event(elapsed),
        }
    }

    fn tick_event(&mut self, elapsed: f64) -> Go {
        // Slow and fast are a factor here too, within what an eye can follow.
        let share = self.glow.unwrap_or(1.0) + elapsed * self.speed.clamp(0.2, 20.0) / STEP_MS;
        if share >= 1.0 {
            self.glow = Some(0.0);
            Go::Step
        } else {
            self.glow = Some(share);
            Go::Stay
        }
    }

    fn tick_time(&mut self, elapsed: f64, facts: Facts) -> Go {
        let mut forward = elapsed * self.speed;
        if let Some(next) = facts.next.filter(|_| self.skip_idle) {
            #[allow(clippy::cast_precision_loss, reason = "milliseconds of a lab fit")]
            let gap = next.since(facts.now).as_millis() as f64;
            let whole = match self.idle {
                Some((end, whole)) if end == next => whole,
                _ => gap,
            };
            if whole > IDLE_MS * self.speed {
                self.idle = Some((next, whole));
                // Slower at both ends, so that the last ways are seen to arrive.
                forward = forward.max(whole * elapsed / IDLE_MS).min(gap.max(forward.min(gap + 1.0)));
            }
        }
        let target = self.carry + forward;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and far below 2^53")]
        let whole = target.floor() as u64;
        self.carry = target - target.floor();
        if whole == 0 { Go::Stay } else { Go::To(facts.now.after(Duration::from_millis(whole))) }
    }

    /// How ways are to be drawn. `first_event` is the number of the first event of the last step.
    pub fn pace(&self, now: Instant, first_event: u64) -> super::motion::Pace {
        match (self.glow, self.pacing) {
            (Some(share), _) => {
                // At event pacing the last part of each beat is rest.
                let share = if self.playing { share * STEP_MS / (STEP_MS * 0.7) } else { share };
                super::motion::Pace::Step { first_event, share }
            }
            (None, Pacing::Time) if self.playing || self.carry > 0.0 => {
                #[allow(clippy::cast_precision_loss, reason = "milliseconds of a lab fit")]
                let now_ms = now.as_millis() as f64 + self.carry;
                super::motion::Pace::Time { now_ms, way_ms: WAY_MS * self.speed }
            }
            _ => super::motion::Pace::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(now: u64, next: Option<u64>) -> Facts {
        Facts { now: Instant::from_millis(now), next: next.map(Instant::from_millis) }
    }

    fn playing(speed: f64) -> Playback {
        let mut playback = Playback::default();
        playback.command(Command::Speed(speed));
        playback.command(Command::Play);
        playback
    }

    #[test]
    fn time_pacing_keeps_fractions() {
        let mut playback = playing(0.1);
        let mut now = 0;
        for _ in 0..100 {
            if let Go::To(to) = playback.tick(16.0, facts(now, Some(now + 5))) {
                now = to.as_millis();
            }
        }
        assert_eq!(now, 160);
    }

    #[test]
    fn a_hidden_page_moves_time_by_half_a_second_at_most() {
        let mut playback = playing(1.0);
        assert_eq!(playback.tick(60_000.0, facts(0, Some(100))), Go::To(Instant::from_millis(500)));
    }

    #[test]
    fn four_idle_days_take_a_second() {
        let mut playback = playing(1.0);
        let end = 4 * 86_400_000;
        let (mut now, mut frames) = (0, 0);
        while now < end && frames < 1000 {
            if let Go::To(to) = playback.tick(16.0, facts(now, Some(end))) {
                now = to.as_millis();
            }
            frames += 1;
        }
        assert!((55..=80).contains(&frames), "{frames} frames");
        assert!(now <= end + 16);
    }

    #[test]
    fn event_pacing_takes_one_step_a_beat() {
        let mut playback = playing(1.0);
        playback.command(Command::Pace(Pacing::Event));
        let steps = (0..180).filter(|_| playback.tick(16.0, facts(0, None)) == Go::Step).count();
        assert_eq!(steps, 4);
    }

    #[test]
    fn paused_means_still() {
        let mut playback = Playback::default();
        assert_eq!(playback.tick(100.0, facts(0, Some(1))), Go::Stay);
        assert!(!playback.is_moving());
        playback.command(Command::Glow);
        assert!(playback.is_moving());
        playback.tick(500.0, facts(0, None));
        assert!(!playback.is_moving());
    }
}
