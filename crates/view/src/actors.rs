//! What actors say of themselves on the stage that work with more than queues.

use super::describe::{millis, number, span};
use queuelab::actors::{Actor, Role};
use queuelab::clock::{Duration, Instant};
use queuelab::session::Session;
use queuelab::t;

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
        return Words { status: t!("not connected").to_owned(), ..Words::default() };
    }
    match &actor.role {
        Role::Writer(writer) => {
            let put = writer.totals.accepted;
            let status = match (writer.config.running, writer.is_finished()) {
                (_, true) => t!("done, {put} put", put),
                (false, _) => t!("paused, {put} put", put),
                _ => t!("{put} put", put),
            };
            let detail = match writer.totals.throttled {
                0 => String::new(),
                throttled => t!("{throttled} throttled", throttled),
            };
            Words { status, detail, progress: None }
        }
        Role::Reader(reader) => {
            let now = session.now();
            let progress = reader.down.map(|(since, until)| Progress { since, until, now });
            let status = match reader.down {
                Some((_, until)) => t!("crashed, back in {now}", now = span(until.since(now))),
                None if !reader.config.running => t!("paused, {records} read", records = number(reader.totals.records)),
                None => t!("{records} read", records = number(reader.totals.records)),
            };
            let behind = reader.shards.values().map(|shard| shard.behind_ms).max().unwrap_or(0);
            let detail = match (reader.totals.throttled, behind) {
                // How late it is tells more than that it is not behind.
                (0, 0) => reader.totals.latency.mean().map_or_else(
                    || t!("has all there is").to_owned(),
                    |mean| t!("{mean} late on average", mean = millis(mean)),
                ),
                (0, behind) => t!("{behind} behind", behind = span(Duration::from_millis(behind))),
                (throttled, _) => {
                    let mean = reader.totals.latency.mean().unwrap_or(0);
                    t!("{throttled} refused, {mean} late", throttled = number(throttled), mean = millis(mean))
                }
            };
            Words { status, detail, progress }
        }
        Role::Agent(agent) => {
            let (lines, sent) = (number(agent.totals.lines), number(agent.totals.sent));
            let paused = if agent.config.running { "" } else { t!("paused, ") };
            let detail = match (&agent.problem, agent.in_hand()) {
                (Some(_), _) => t!("cannot send: see the inspector").to_owned(),
                (None, 0) => String::new(),
                (None, hand) => t!("{hand} in its buffer", hand = number(hand as u64)),
            };
            Words { status: t!("{paused}{lines} lines, {sent} sent", paused, lines, sent), detail, progress: None }
        }
        Role::Kcl(kcl) => super::workers::words(kcl, session.now()),
        Role::Producer(_) | Role::Consumer(_) => Words::default(),
    }
}
