//! Two runs beside one another at one instant: what each has come to, and the difference.
//!
//! It reads two sessions and knows nothing of why they differ.

use super::describe::number;
use queuelab::actors::Role;
use queuelab::cloud::{Cloud, EventKind};
use queuelab::session::Session;
use queuelab::sqs::SqsEvent;
use queuelab::sqs::metrics::Gauges;
use queuelab::t;
use std::collections::BTreeMap;

/// What is counted by looking at events, since nothing else keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Events before this one have been looked at.
    until: u64,
    /// By queue: messages received again, dead letters.
    queues: BTreeMap<u32, (u64, u64)>,
}

impl Counted {
    /// Looks at what has happened since the last time. After going back, or on another branch, it begins anew.
    pub fn follow(&mut self, session: &Session) {
        let next = session.cloud().next_seq();
        if next < self.until {
            *self = Self::default();
        }
        for event in session.events_since(self.until) {
            let EventKind::Sqs(event) = &event.kind else { continue };
            match event {
                SqsEvent::Received { message, receives, .. } if *receives > 1 => {
                    self.queues.entry(message.queue.0).or_default().0 += 1;
                }
                SqsEvent::DeadLettered { source, .. } => self.queues.entry(source.0).or_default().1 += 1,
                _ => {}
            }
        }
        self.until = next;
    }
}

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose: a queue, topic, stream or actor.
    pub of: String,
    /// What.
    pub what: &'static str,
    /// In the first run.
    pub a: String,
    /// In the second.
    pub b: String,
    /// The second less the first, with its sign; empty where they are equal.
    pub difference: String,
}

/// Figures of a run, by whom and what, in order of appearance.
type Figures = Vec<(String, &'static str, u64)>;

fn figures(cloud: &Cloud, counted: &Counted) -> Figures {
    let mut figures = Figures::new();
    for queue in cloud.sqs().queues() {
        let (gauges, totals) = (Gauges::read(queue, cloud.now()), queue.metrics.totals);
        let (again, dead) = counted.queues.get(&queue.id.0).copied().unwrap_or_default();
        for (what, value) in [
            (t!("sent"), totals.sent),
            (t!("received"), totals.received),
            (t!("received again"), again),
            (t!("deleted"), totals.deleted),
            (t!("dead-lettered"), dead),
            (t!("dropped as duplicates"), totals.deduplicated),
            (t!("empty receives"), totals.empty_receives),
            (t!("visible"), gauges.visible),
            (t!("in flight"), gauges.not_visible),
            (t!("delayed"), gauges.delayed),
            (t!("age of the oldest, s"), gauges.oldest_secs),
        ] {
            figures.push((queue.key.name.to_string(), what, value));
        }
    }
    for topic in cloud.sns().topics() {
        let totals = &topic.totals;
        for (what, value) in [
            (t!("published"), totals.published),
            (t!("delivered"), totals.delivered),
            (t!("filtered out"), totals.filtered),
            (t!("dead-lettered"), totals.dead_lettered),
            (t!("lost"), totals.lost),
        ] {
            figures.push((topic.key.name.to_string(), what, value));
        }
    }
    for actor in cloud.actors() {
        let counts: &[(&'static str, u64)] = match &actor.role {
            Role::Consumer(consumer) => {
                &[(t!("done"), consumer.done), (t!("failed"), consumer.failed), (t!("crashes"), consumer.crashes)]
            }
            Role::Producer(producer) => &[(t!("made"), producer.made), (t!("refused"), producer.refused)],
            Role::Writer(writer) => &[
                (t!("made"), writer.totals.made),
                (t!("throttled"), writer.totals.throttled),
                (t!("given up"), writer.totals.given_up),
            ],
            Role::Reader(reader) => {
                &[(t!("records"), reader.totals.records), (t!("throttled"), reader.totals.throttled)]
            }
            Role::Kcl(_) | Role::Agent(_) => &[],
        };
        figures.extend(counts.iter().map(|(what, value)| (actor.name().to_owned(), *what, *value)));
    }
    figures
}

/// The lines in which at least one of both runs has something; those that differ first.
pub fn rows((a, counted_a): (&Session, &Counted), (b, counted_b): (&Session, &Counted)) -> Vec<Row> {
    let (mut left, mut right) = (figures(a.cloud(), counted_a), figures(b.cloud(), counted_b));
    let mut rows: Vec<(bool, Row)> = Vec::new();
    let mut add = |of: String, what, a: Option<u64>, b: Option<u64>| {
        if a.unwrap_or(0) == 0 && b.unwrap_or(0) == 0 {
            return;
        }
        let text = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), number);
        let difference = match (a, b) {
            (Some(a), Some(b)) if b > a => format!("+{}", number(b - a)),
            (Some(a), Some(b)) if b < a => format!("−{}", number(a - b)),
            _ => String::new(),
        };
        rows.push((a == b, Row { of, what, a: text(a), b: text(b), difference }));
    };
    for (of, what, value) in left.drain(..) {
        let same = right.iter().position(|(other, name, _)| *other == of && *name == what);
        let other = same.map(|index| right.remove(index).2);
        add(of, what, Some(value), other);
    }
    for (of, what, value) in right {
        add(of, what, None, Some(value));
    }
    rows.sort_by_key(|(is_equal, _)| *is_equal);
    rows.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Instant;
    use queuelab::session::templates::Template;
    use queuelab::session::what_if::{Setting, changed};

    fn find<'a>(rows: &'a [Row], of: &str, what: &str) -> &'a Row {
        rows.iter().find(|row| row.of == of && row.what == what).unwrap_or_else(|| panic!("{of} {what}: {rows:?}"))
    }

    #[test]
    fn with_a_longer_visibility_timeout_nothing_is_received_again() {
        let mut a = Template::SlowConsumer.session();
        let setting = Setting::Queue("jobs".to_owned(), "VisibilityTimeout".to_owned());
        let mut b = Session::load(changed(&a, &setting, "60").unwrap(), u64::MAX);
        let (mut counted_a, mut counted_b) = (Counted::default(), Counted::default());
        for seconds in [30, 60, 90] {
            let at = Instant::from_millis(seconds * 1_000);
            a.seek(at);
            b.seek(at);
            counted_a.follow(&a);
            counted_b.follow(&b);
        }
        let rows = rows((&a, &counted_a), (&b, &counted_b));
        let again = find(&rows, "jobs", "received again");
        assert_eq!((again.b.as_str(), again.a.as_str()), ("0", "4"), "{rows:?}");
        assert_eq!(again.difference, "−4");
        let sent = find(&rows, "jobs", "sent");
        assert_eq!((sent.a == sent.b, sent.difference.as_str()), (true, ""));
        let equal = rows.iter().position(|row| row.difference.is_empty()).unwrap();
        assert!(rows[equal..].iter().all(|row| row.difference.is_empty()), "what differs comes first");
        // Counting step by step comes to the same as counting at once, and going back begins anew.
        let mut at_once = Counted::default();
        at_once.follow(&a);
        assert_eq!(at_once, counted_a);
        a.seek(Instant::from_millis(5_000));
        counted_a.follow(&a);
        assert!(counted_a.queues.is_empty());
    }
}
