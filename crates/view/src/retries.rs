//! When a copy that could not be delivered is tried again: the phases of its schedule with their instants, and a bar.
//!
//! A delivery keeps how often it failed and when it is next tried. Instants before and after that follow from the schedule,
//! as if every other attempt failed at once; an endpoint that takes its time moves them.

use super::describe::{number, span};
use super::topics::notification_name;
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Cloud;
use queuelab::sns::retry::{Phase, Schedule};
use queuelab::sns::{Delivery, Kind, Recipient, State};
use queuelab::{t, text};

/// So many deliveries are looked at for copies that wait.
const LOOKED_AT: usize = 2_000;
/// The four phases in their order.
const PHASES: [Phase; 4] = [Phase::Immediate, Phase::PreBackoff, Phase::Backoff, Phase::PostBackoff];

/// A phase of a copy's retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Which.
    pub phase: Phase,
    /// How many retries it has.
    pub retries: u32,
    /// How many of them have failed.
    pub done: u32,
    /// When its first retry was or will be.
    pub from: Instant,
    /// When its last one was or will be.
    pub to: Instant,
}

/// The retries of one copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The phases that have retries.
    pub stretches: Vec<Stretch>,
    /// Which attempt comes next, from 1.
    pub attempt: u32,
    /// How many there are in all.
    pub attempts: u32,
    /// When the next one is.
    pub next: Instant,
    /// When the last one is: if that fails as well, nothing more is tried.
    pub end: Instant,
    /// The same in words.
    pub words: String,
}

/// All delays before a retry and those before it, in milliseconds. The last phase can have very many alike.
fn delays_until(schedule: &Schedule, retry: u32) -> u64 {
    let short = schedule.retries() - schedule.retries_in(Phase::PostBackoff);
    let delay = |retry| schedule.delay_before(retry).map_or(0, Duration::as_millis);
    let first: u64 = (1..=retry.min(short)).map(delay).sum();
    first + u64::from(retry.saturating_sub(short)) * delay(short + 1)
}

/// When an attempt is, counted from 1, of a copy that has failed so often and is next tried then; none beyond the last.
pub fn attempt_at(schedule: &Schedule, failed: u32, next: Instant, attempt: u32) -> Option<Instant> {
    let retry = attempt.checked_sub(1).filter(|retry| *retry <= schedule.retries())?;
    let (there, here) = (delays_until(schedule, retry), delays_until(schedule, failed));
    Some(if there >= here {
        next.after(Duration::from_millis(there - here))
    } else {
        next.before(Duration::from_millis(here - there))
    })
}

/// The phases of a copy that has failed so often, at least once, and is next tried then.
pub fn timeline(schedule: &Schedule, failed: u32, next: Instant, now: Instant) -> Timeline {
    let at = |retry: u32| attempt_at(schedule, failed, next, retry + 1).unwrap_or(next);
    let mut before = 0;
    let mut stretches = Vec::new();
    for phase in PHASES {
        let retries = schedule.retries_in(phase);
        if retries == 0 {
            continue;
        }
        // The retry that is to come has not failed yet.
        let done = failed.saturating_sub(1).saturating_sub(before).min(retries);
        stretches.push(Stretch { phase, retries, done, from: at(before + 1), to: at(before + retries) });
        before += retries;
    }
    let (attempt, attempts, end) = (failed + 1, schedule.attempts(), at(schedule.retries()));
    let words = t!(
        "attempt {attempt} of {attempts}, next in {next}, gives up after {last}",
        attempt = number(attempt.into()),
        attempts = number(attempts.into()),
        next = span(next.since(now)),
        last = span(end.since(now))
    );
    Timeline { stretches, attempt, attempts, next, end, words }
}

/// A copy that waits to be tried, or tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The number of its delivery.
    pub delivery: u64,
    /// What it is.
    pub name: String,
    /// Whether it is on its way to the dead-letter queue already.
    pub to_dlq: bool,
    /// Its retries.
    pub timeline: Timeline,
}

fn waiting_of(cloud: &Cloud, id: u64, delivery: &Delivery) -> Option<Waiting> {
    let (next, held) = match delivery.state {
        State::Waiting(next) => (next, ""),
        State::HeldBack(turn) => (turn, t!(", which waits for its turn")),
        State::Travelling | State::Behind => return None,
    };
    let schedule = cloud.sns().schedule_of(delivery)?;
    let name = match delivery.kind {
        Kind::Notification | Kind::Replayed => format!("{}{held}", notification_name(&delivery.message)),
        Kind::Confirmation(_) => t!("the question to confirm").to_owned(),
        Kind::Farewell(_) => t!("the word that the subscription has ended").to_owned(),
    };
    let timeline = timeline(&schedule, delivery.failed, next, cloud.now());
    Some(Waiting { delivery: id, name, to_dlq: delivery.to_dlq, timeline })
}

/// The copies that wait to be tried again at a recipient that is asked for, the oldest first; at most so many.
pub fn waiting(cloud: &Cloud, most: usize, wanted: impl Fn(&Recipient) -> bool) -> Vec<Waiting> {
    let all = cloud.sns().deliveries().take(LOOKED_AT);
    let wanted = all.filter(|(_, delivery)| wanted(&delivery.to));
    wanted.filter_map(|(id, delivery)| waiting_of(cloud, id, delivery)).take(most).collect()
}

/// Whether a copy for somebody goes to an address outside of the lab.
pub fn is_for(cloud: &Cloud, to: &Recipient, address: &str) -> bool {
    match to.subscription() {
        Some(id) => cloud.sns().subscription(id).is_some_and(|found| *found.endpoint == *address),
        None => to.direct().is_some_and(|(_, _, endpoint)| *endpoint == *address),
    }
}

/// A phase on the bar, in the units of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The left edge.
    pub x: f64,
    /// The width.
    pub width: f64,
    /// The width of what is done.
    pub done: f64,
}

/// The bar in a picture of that width: every phase has the same share, since the last one can be a thousand times longer
/// than all before it.
pub fn bar(timeline: &Timeline, width: f64) -> Vec<Segment> {
    const GAP: f64 = 3.0;
    let mut left = timeline.stretches.len();
    let (mut x, mut room) = (0.0, width);
    let mut segments = Vec::new();
    for stretch in &timeline.stretches {
        let count = f64::from(u32::try_from(left).unwrap_or(1));
        let share = ((room - GAP * (count - 1.0)) / count).max(0.0);
        let part = f64::from(stretch.done) / f64::from(stretch.retries.max(1));
        segments.push(Segment { x, width: share, done: share * part });
        x += share + GAP;
        room -= share + GAP;
        left -= 1;
    }
    segments
}

/// A phase in words: its name, how far it is, and when.
pub fn stretch_words(stretch: &Stretch) -> (&'static str, String, String) {
    let when = if stretch.from == stretch.to {
        stretch.from.to_string()
    } else {
        t!("{from} to {to}", from = stretch.from, to = stretch.to)
    };
    (
        text::of(stretch.phase.name()),
        t!("{count} of {all}", count = number(stretch.done.into()), all = number(stretch.retries.into())),
        when,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The instants of all attempts in milliseconds after the first one, told from the middle of the schedule.
    fn instants(schedule: &Schedule, failed: u32) -> Vec<u64> {
        let start = Instant::from_millis(1_000_000_000);
        let next = start.after(Duration::from_millis(delays_until(schedule, failed)));
        let at = |attempt| attempt_at(schedule, failed, next, attempt);
        (1..=schedule.attempts()).map_while(at).map(|at| at.since(start).as_millis()).collect()
    }

    #[test]
    fn http_is_tried_three_times_more_twenty_seconds_apart() {
        let http = Schedule::http_default();
        assert_eq!(instants(&http, 1), [0, 20_000, 40_000, 60_000]);
        assert_eq!(instants(&http, 3), instants(&http, 1));
        let policy = r#"{"healthyRetryPolicy":{"numRetries":7,"numNoDelayRetries":2,"minDelayTarget":1,
            "maxDelayTarget":5,"numMinDelayRetries":1,"numMaxDelayRetries":1,"backoffFunction":"linear"}}"#;
        let own = Schedule::http(None, Some(policy));
        assert_eq!(instants(&own, 4), [0, 0, 0, 1_000, 2_000, 5_000, 10_000, 15_000]);
    }

    #[test]
    fn what_customers_run_is_tried_for_more_than_six_hours() {
        let schedule = Schedule::customer_managed();
        let all = instants(&schedule, 5);
        assert_eq!(all.len(), 51);
        assert_eq!(all.get(..4), Some(&[0, 10_000, 20_000, 30_000][..]));
        assert_eq!(all.get(12).zip(all.get(13)).map(|(one, next)| next - one), Some(600_000));
        assert_eq!(all.last().copied(), Some(schedule.total().as_millis()));
        let now = Instant::from_millis(50_000);
        let next = Instant::from_millis(62_000);
        let found = timeline(&schedule, 4, next, now);
        assert!(found.words.starts_with("attempt 5 of 51, next in 12.0 s, gives up after 6 h "), "{}", found.words);
        let phases: Vec<_> = found.stretches.iter().map(|it| (it.phase, it.retries, it.done)).collect();
        assert_eq!(phases, [(Phase::PreBackoff, 2, 2), (Phase::Backoff, 10, 1), (Phase::PostBackoff, 38, 0)]);
    }

    #[test]
    fn what_aws_runs_is_tried_a_hundred_thousand_times() {
        let schedule = Schedule::aws_managed();
        let start = Instant::from_millis(0);
        let at = |attempt| attempt_at(&schedule, 4, start.after(Duration::from_secs(1)), attempt);
        let rows = [(1, 0), (2, 0), (4, 0), (5, 1_000), (6, 2_000), (7, 3_000)];
        for (attempt, millis) in rows {
            assert_eq!(at(attempt), Some(Instant::from_millis(millis)), "attempt {attempt}");
        }
        assert_eq!(at(100_016), Some(start.after(schedule.total())));
        assert_eq!((at(100_017), at(0)), (None, None));
        let found = timeline(&schedule, 4, start.after(Duration::from_secs(1)), start);
        assert_eq!((found.attempt, found.attempts, found.end), (5, 100_016, start.after(schedule.total())));
        let post = found.stretches.last().copied().unwrap();
        assert_eq!(post.to.since(post.from), Duration::from_secs(20 * 99_999));
        let segments = bar(&found, 280.0);
        let last = segments.last().copied().unwrap();
        assert!((last.x + last.width - 280.0).abs() < 1e-9 && segments.len() == 4);
        let first = segments.first().copied().unwrap();
        assert!((first.done - first.width).abs() < 1e-9 && last.done < 1e-9);
    }
}
