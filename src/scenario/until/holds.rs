//! Whether a condition holds, and running until one does.

use super::{Condition, Direction, Doing, Kind, MessageTurn, QueueFigure, TopicFigure};
use crate::actors::{Actor, ActorEvent, Phase, Role};
use crate::clock::Instant;
use crate::cloud::{Advance, Cloud, Event, EventKind};
use crate::cloudwatch::CloudWatchEvent;
use crate::kinesis::KinesisEvent;
use crate::session::Session;
use crate::sns::SnsEvent;
use crate::sns::topic::Topic;
use crate::sqs::metrics::Gauges;
use crate::sqs::queue::Queue;
use crate::sqs::{SqsEvent, VisibleBecause};

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The condition holds at the present.
    Met,
    /// It does not yet; go on.
    Going,
    /// Nothing will ever happen any more.
    Over,
    /// The search's last instant was reached.
    TooLate,
}

/// A search for the instant at which a condition begins to hold. The session is taken on step by step, so that whoever
/// runs it can show how far it is, and leave off.
#[derive(Clone, Debug)]
pub struct Search {
    condition: Condition,
    last: Instant,
    /// Events before this one were there when the search began, or have been looked at.
    seen: u64,
    is_first: bool,
}

impl Search {
    /// A search from a session's present to an instant at most.
    pub fn new(condition: Condition, session: &Session, last: Instant) -> Self {
        Self { condition, last, seen: session.cloud().next_seq(), is_first: true }
    }

    /// What it looks for.
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// The last instant that it looks at.
    pub const fn last(&self) -> Instant {
        self.last
    }

    /// Goes on by at most so many steps.
    pub fn go_on(&mut self, session: &mut Session, steps: u64) -> Progress {
        if let Condition::Time(at) = self.condition.clone() {
            if at <= session.now() {
                return Progress::Met;
            }
            if at > self.last {
                session.seek(self.last);
                return Progress::TooLate;
            }
            return match session.seek_within(at, steps) {
                Advance::Reached => Progress::Met,
                Advance::Paused => Progress::Going,
                Advance::Halted => Progress::Over,
            };
        }
        if std::mem::take(&mut self.is_first) && self.condition.holds(session.cloud()) {
            return Progress::Met;
        }
        for _ in 0..steps {
            match session.next_step_at() {
                None => return Progress::Over,
                Some(at) if at > self.last => {
                    session.seek(self.last);
                    return Progress::TooLate;
                }
                Some(_) => {}
            }
            if !session.step_forward() {
                return Progress::Over;
            }
            let met = session.events_since(self.seen).any(|event| self.condition.is_met_by(session.cloud(), event));
            self.seen = session.cloud().next_seq();
            if met || self.condition.holds(session.cloud()) {
                return Progress::Met;
            }
        }
        Progress::Going
    }
}

fn queue<'a>(cloud: &'a Cloud, name: &str) -> Option<&'a Queue> {
    cloud.sqs().queues().find(|queue| &*queue.key.name == name)
}

impl Condition {
    /// Whether it waits for something that happens, rather than for a state.
    pub const fn is_of_events(&self) -> bool {
        matches!(self, Self::Message(..) | Self::Throttled(..) | Self::Event(_) | Self::Refused(_))
    }

    /// Whether it holds at a session's present. One of events never does.
    pub fn stands(&self, session: &Session) -> bool {
        self.holds(session.cloud())
    }

    /// When what it waits for first happened, as far as events are still listed.
    pub fn first(&self, session: &Session) -> Option<Instant> {
        if !self.is_of_events() {
            return None;
        }
        session.events().find(|event| self.is_met_by(session.cloud(), event)).map(|event| event.at)
    }

    /// The figure that it compares with a number, as it stands; none where it compares none, or of what is not there.
    pub fn figure(&self, cloud: &Cloud) -> Option<u64> {
        match self {
            Self::Queue(name, figure, ..) => Some(of_queue(queue(cloud, name)?, *figure, cloud.now())),
            Self::Topic(name, figure, ..) => Some(of_topic(topic(cloud, name)?, *figure)),
            Self::Figure(figure, ..) => figure.of(cloud),
            _ => None,
        }
    }

    /// Whether it holds of a lab as it stands. One of events holds of none.
    fn holds(&self, cloud: &Cloud) -> bool {
        match self {
            Self::Time(at) => cloud.now() >= *at,
            Self::Queue(name, figure, relation, value) => {
                queue(cloud, name).is_some_and(|queue| relation.holds(of_queue(queue, *figure, cloud.now()), *value))
            }
            Self::DeadLetters => cloud.sqs().queues().any(|source| {
                let target =
                    source.attributes.redrive.as_ref().and_then(|redrive| cloud.sqs().find_arn(&redrive.target));
                target.and_then(|id| cloud.sqs().queue(id)).is_some_and(|queue| queue.counts.total() > 0)
            }),
            Self::Group { group, queue: name, locked } => {
                let order = queue(cloud, name).and_then(Queue::fifo);
                order.is_some_and(|order| order.group_len(group) > 0 && order.is_free(group) != *locked)
            }
            Self::Behind(name, span) => {
                actor(cloud, name).and_then(behind).is_some_and(|millis| millis >= span.as_millis())
            }
            Self::Topic(name, figure, relation, value) => {
                topic(cloud, name).is_some_and(|topic| relation.holds(of_topic(topic, *figure), *value))
            }
            Self::Figure(figure, relation, value) => {
                figure.of(cloud).is_some_and(|found| relation.holds(found, *value))
            }
            Self::Actor(name, doing) => actor(cloud, name).is_some_and(|actor| does(actor, *doing)),
            Self::Alarm(name, state) => {
                cloud.cloudwatch().alarms().any(|alarm| &*alarm.key.name == name.as_str() && alarm.state == *state)
            }
            Self::Message(..) | Self::Throttled(..) | Self::Event(_) | Self::Refused(_) => false,
        }
    }

    /// Whether an event is what it waits for.
    fn is_met_by(&self, cloud: &Cloud, event: &Event) -> bool {
        match (self, &event.kind) {
            (Self::Message(number, turn), EventKind::Sqs(event)) => {
                event.message().is_some_and(|message| message.core.number.0 == *number) && turn.is(event)
            }
            (Self::Throttled(name, direction), EventKind::Kinesis(event)) => {
                let stream = match (direction, event) {
                    (Direction::Write, KinesisEvent::WriteThrottled { stream, .. })
                    | (Direction::Read, KinesisEvent::ReadThrottled { stream, .. }) => *stream,
                    _ => return false,
                };
                cloud.kinesis().stream(stream).is_some_and(|stream| &*stream.key.name == name.as_str())
            }
            (Self::Event(kind), event) => kind.is(event),
            (Self::Refused(None), EventKind::Refused { .. }) => true,
            (Self::Refused(Some(wanted)), EventKind::Refused { code, .. }) => code == wanted,
            _ => false,
        }
    }
}

fn topic<'a>(cloud: &'a Cloud, name: &str) -> Option<&'a Topic> {
    cloud.sns().topics().find(|topic| &*topic.key.name == name)
}

fn of_topic(topic: &Topic, figure: TopicFigure) -> u64 {
    let totals = &topic.totals;
    match figure {
        TopicFigure::Published => totals.published,
        TopicFigure::Delivered => totals.delivered,
        TopicFigure::Filtered => totals.filtered,
        TopicFigure::DeadLettered => totals.dead_lettered,
        TopicFigure::Lost => totals.lost,
    }
}

fn of_queue(queue: &Queue, figure: QueueFigure, now: Instant) -> u64 {
    let (counts, totals) = (queue.counts, queue.metrics.totals);
    match figure {
        QueueFigure::Visible => counts.visible,
        QueueFigure::InFlight => counts.in_flight,
        QueueFigure::Delayed => counts.delayed,
        QueueFigure::Messages => counts.total(),
        QueueFigure::Oldest => Gauges::read(queue, now).oldest_secs,
        QueueFigure::Sent => totals.sent,
        QueueFigure::Received => totals.received,
        QueueFigure::Deleted => totals.deleted,
    }
}

fn actor<'a>(cloud: &'a Cloud, name: &str) -> Option<&'a Actor> {
    cloud.actors().find(|actor| actor.name() == name)
}

/// How far a reader or worker is behind, in milliseconds, as it knows.
fn behind(actor: &Actor) -> Option<u64> {
    match &actor.role {
        Role::Reader(reader) => reader.shards.values().map(|shard| shard.behind_ms).max(),
        Role::Kcl(kcl) => kcl.held.values().filter_map(|held| held.behind).max(),
        _ => None,
    }
}

fn does(actor: &Actor, doing: Doing) -> bool {
    use crate::actors::kcl::Phase as Kcl;
    match (&actor.role, doing) {
        (Role::Producer(producer), Doing::Finished) => producer.is_finished(),
        (Role::Writer(writer), Doing::Finished) => writer.is_finished(),
        (Role::Consumer(consumer), Doing::Working) => matches!(consumer.phase, Phase::Working { .. }),
        (Role::Consumer(consumer), Doing::Idle) => {
            matches!(consumer.phase, Phase::Idle { .. } | Phase::Polling { .. })
        }
        (Role::Consumer(consumer), Doing::Crashed) => matches!(consumer.phase, Phase::Crashed { .. }),
        (Role::Kcl(kcl), Doing::Crashed) => matches!(kcl.phase, Kcl::Crashed { .. }),
        (Role::Reader(reader), Doing::Crashed) => reader.down.is_some(),
        _ => false,
    }
}

impl MessageTurn {
    const fn is(self, event: &SqsEvent) -> bool {
        match (self, event) {
            (Self::Sent, SqsEvent::Sent { .. })
            | (Self::Visible, SqsEvent::BecameVisible { .. })
            | (Self::Deleted, SqsEvent::Deleted { .. })
            | (Self::DeadLettered, SqsEvent::DeadLettered { .. })
            | (Self::Expired, SqsEvent::Expired { .. }) => true,
            (Self::Received(times), SqsEvent::Received { receives, .. }) => *receives >= times,
            _ => false,
        }
    }
}

impl Kind {
    /// Whether an event is of this kind.
    pub const fn is(self, event: &EventKind) -> bool {
        match (self, event) {
            (Self::Any, _)
            | (Self::Sent, EventKind::Sqs(SqsEvent::Sent { .. }))
            | (Self::Received, EventKind::Sqs(SqsEvent::Received { .. }))
            | (Self::Deleted, EventKind::Sqs(SqsEvent::Deleted { .. }))
            | (Self::Timeout, EventKind::Sqs(SqsEvent::BecameVisible { because: VisibleBecause::TimeoutOver, .. }))
            | (Self::DeadLetter, EventKind::Sqs(SqsEvent::DeadLettered { .. }))
            | (Self::Expired, EventKind::Sqs(SqsEvent::Expired { .. }))
            | (Self::EmptyReceive, EventKind::Sqs(SqsEvent::EmptyReceive { .. }))
            | (Self::Deduplicated, EventKind::Sqs(SqsEvent::Deduplicated { .. }))
            | (Self::Delivered, EventKind::Sns(SnsEvent::Delivered { .. }))
            | (Self::Filtered, EventKind::Sns(SnsEvent::FilteredOut { .. }))
            | (Self::RecordPut, EventKind::Kinesis(KinesisEvent::RecordPut { .. }))
            | (Self::Resharded, EventKind::Kinesis(KinesisEvent::Resharded { .. }))
            | (Self::Crash, EventKind::Actor(_, ActorEvent::Crashed { .. }))
            | (Self::AlarmState, EventKind::CloudWatch(CloudWatchEvent::StateChanged { .. })) => true,
            (Self::ReceivedAgain, EventKind::Sqs(SqsEvent::Received { receives, .. })) => *receives > 1,
            (Self::MissedReceive, EventKind::Sqs(SqsEvent::EmptyReceive { missed, .. })) => *missed > 0,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Duration;
    use crate::session::templates::Template;

    /// Runs a template until a condition; the instant in milliseconds.
    fn until(template: Template, text: &str) -> Result<u64, Progress> {
        let mut session = template.session();
        let last = session.now().after(Duration::from_secs(3_600));
        let mut search = Search::new(Condition::parse(text).unwrap(), &session, last);
        loop {
            match search.go_on(&mut session, 7) {
                Progress::Going => {}
                Progress::Met => return Ok(session.now().as_millis()),
                other => return Err(other),
            }
        }
    }

    /// The step before the one at which a condition was met, it did not hold: what was found is the first.
    fn first_of(template: Template, text: &str) -> u64 {
        let found = until(template, text).unwrap_or_else(|progress| panic!("{text}: {progress:?}"));
        let mut session = template.session();
        let condition = Condition::parse(text).unwrap();
        while session.next_step_at().is_some_and(|at| at.as_millis() < found) {
            session.step_forward();
            // What is due next may be a timer after which nothing is told, and the step is a later one.
            let is_before = session.now().as_millis() < found;
            assert!(!is_before || !condition.holds(session.cloud()), "{text} held already at {}", session.now());
        }
        found
    }

    #[test]
    fn each_kind_of_condition_is_met_at_the_first_step_at_which_it_holds() {
        for (template, text) in [
            (Template::SlowConsumer, "queue jobs in_flight >= 2"),
            (Template::SlowConsumer, "queue jobs visible >= 1"),
            (Template::SlowConsumer, "queue jobs oldest >= 5"),
            (Template::SlowConsumer, "queue jobs deleted >= 2"),
            (Template::PoisonMessage, "dlq"),
            (Template::FifoOrders, "event deleted"),
            (Template::SlowConsumer, "message 1 received 2"),
            (Template::SlowConsumer, "event timeout"),
            (Template::FanOut, "topic orders lost >= 1"),
        ] {
            first_of(template, text);
        }
    }

    #[test]
    fn a_search_ends_where_nothing_can_come() {
        assert_eq!(until(Template::Empty, "dlq"), Err(Progress::Over));
        assert_eq!(until(Template::SlowConsumer, "queue nowhere visible >= 1"), Err(Progress::TooLate));
        assert_eq!(until(Template::SlowConsumer, "12s"), Ok(12_000));
        assert_eq!(until(Template::SlowConsumer, "queue jobs empty"), Ok(0), "what holds already is met at once");
    }
}
