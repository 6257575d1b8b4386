//! What actors say of themselves on the stage that work with more than queues.

use super::describe::{number, span};
use crate::actors::{Actor, Role};
use crate::clock::{Duration, Instant};
use crate::session::Session;

/// What an actor says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What it is doing, in a few words.
    pub status: String,
    /// What it works on, or what it has done.
    pub detail: String,
    /// What it is at.
    pub progress: Option<Progress>,
}

/// Something that takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Since when.
    pub since: Instant,
    /// Until when.
    pub until: Instant,
    /// The present.
    pub now: Instant,
}

impl Words {
    /// How far it is with what it is at, 0 to 1.
    pub fn share(&self) -> Option<f64> {
        let Progress { since, until, now } = self.progress?;
        #[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
        let share = now.since(since).as_millis() as f64 / until.since(since).as_millis().max(1) as f64;
        Some(share.clamp(0.0, 1.0))
    }
}

/// Of an actor that works with more than queues.
pub fn words(session: &Session, actor: &Actor) -> Words {
    if actor.queue().is_none() {
        return Words { status: "not connected".to_owned(), ..Words::default() };
    }
    match &actor.role {
        Role::Writer(writer) => {
            let put = writer.totals.accepted;
            let status = match (writer.config.running, writer.is_finished()) {
                (_, true) => format!("done, {put} put"),
                (false, _) => format!("paused, {put} put"),
                _ => format!("{put} put"),
            };
            let detail = match writer.totals.throttled {
                0 => String::new(),
                throttled => format!("{throttled} throttled"),
            };
            Words { status, detail, progress: None }
        }
        Role::Reader(reader) => {
            let now = session.now();
            let progress = reader.down.map(|(since, until)| Progress { since, until, now });
            let status = match reader.down {
                Some((_, until)) => format!("crashed, back in {}", span(until.since(now))),
                None if !reader.config.running => format!("paused, {} read", number(reader.totals.records)),
                None => format!("{} read", number(reader.totals.records)),
            };
            let behind = reader.shards.values().map(|shard| shard.behind_ms).max().unwrap_or(0);
            let detail = match (reader.totals.throttled, behind) {
                (0, 0) => "has all there is".to_owned(),
                (0, behind) => format!("{} behind", span(Duration::from_millis(behind))),
                (throttled, _) => format!("{} reads refused", number(throttled)),
            };
            Words { status, detail, progress }
        }
        Role::Agent(agent) => {
            let (lines, sent) = (number(agent.totals.lines), number(agent.totals.sent));
            Words { status: format!("{lines} lines, {sent} sent"), ..Words::default() }
        }
        Role::Producer(_) | Role::Consumer(_) => Words::default(),
    }
}
