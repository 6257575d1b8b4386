//! Conditions that can be chosen in a lab: for each thing in it what can be waited for, in words and as it is typed.
//!
//! It proposes; what is typed is read by `scenario::until`.

use queuelab::actors::Role;
use queuelab::cloud::Cloud;
use queuelab::scenario::until::{Condition, Doing, Kind, QueueFigure, Relation, TopicFigure};
use queuelab::sqs::queue::FifoOrder;
use queuelab::{key, t, text};

/// A condition to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it belongs to.
    pub of: String,
    /// In words.
    pub words: String,
    /// As it is typed.
    pub typed: String,
}

/// What a choice is of that is of no node.
pub const ANYTHING: &str = key!("anything");
const EVENTS: [(Kind, &str); 10] = [
    (Kind::Timeout, key!("a visibility timeout runs out")),
    (Kind::ReceivedAgain, key!("a message is received again")),
    (Kind::DeadLetter, key!("a message goes to a dead-letter queue")),
    (Kind::Expired, key!("a message expires")),
    (Kind::Deduplicated, key!("a repeated send is dropped")),
    (Kind::MissedReceive, key!("a receive misses messages that are there")),
    (Kind::Crash, key!("a consumer crashes")),
    (Kind::Filtered, key!("a filter keeps a copy back")),
    (Kind::Resharded, key!("a stream gets other shards")),
    (Kind::AlarmState, key!("an alarm changes its state")),
];

/// All of a lab, what is in it first.
pub fn choices(cloud: &Cloud) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut add = |of: &str, words: &str, condition: Condition| {
        choices.push(Choice { of: of.to_owned(), words: words.to_owned(), typed: condition.to_string() });
    };
    for queue in cloud.sqs().queues() {
        let name = queue.key.name.to_string();
        let figure = |figure, relation, value| Condition::Queue(name.clone(), figure, relation, value);
        add(&name, t!("has 10 messages or more"), figure(QueueFigure::Messages, Relation::AtLeast, 10));
        add(&name, t!("has 5 in flight or more"), figure(QueueFigure::InFlight, Relation::AtLeast, 5));
        add(&name, t!("is empty"), figure(QueueFigure::Messages, Relation::Equal, 0));
        add(&name, t!("its oldest message is a minute old"), figure(QueueFigure::Oldest, Relation::AtLeast, 60));
        add(&name, t!("10 messages were deleted"), figure(QueueFigure::Deleted, Relation::AtLeast, 10));
        for (group, _) in queue.fifo().into_iter().flat_map(FifoOrder::groups).take(4) {
            let (group, queue) = (group.to_string(), name.clone());
            let words = t!("group {group} is locked", group);
            add(&name, &words, Condition::Group { group, queue, locked: true });
        }
    }
    for topic in cloud.sns().topics() {
        let name = topic.key.name.to_string();
        add(
            &name,
            t!("a copy is lost"),
            Condition::Topic(name.clone(), TopicFigure::Lost, Relation::AtLeast, topic.totals.lost + 1),
        );
        add(
            &name,
            t!("100 copies arrived"),
            Condition::Topic(name.clone(), TopicFigure::Delivered, Relation::AtLeast, 100),
        );
    }
    for stream in cloud.kinesis().streams() {
        let name = stream.key.name.to_string();
        for direction in [queuelab::scenario::until::Direction::Write, queuelab::scenario::until::Direction::Read] {
            let words = if direction.word() == "throttled" { t!("refuses a put") } else { t!("refuses a read") };
            add(&name, words, Condition::Throttled(name.clone(), direction));
        }
    }
    for actor in cloud.actors() {
        let name = actor.name().to_owned();
        let doings: &[(Doing, &str)] = match &actor.role {
            Role::Producer(_) | Role::Writer(_) => &[(Doing::Finished, t!("has sent all that it had"))],
            Role::Consumer(_) => {
                &[(Doing::Crashed, t!("crashes")), (Doing::Working, t!("works")), (Doing::Idle, t!("is idle"))]
            }
            Role::Reader(_) | Role::Kcl(_) => {
                let behind = Condition::Behind(name.clone(), queuelab::clock::Duration::from_secs(10));
                add(&name, t!("is 10 s behind"), behind);
                &[(Doing::Crashed, t!("crashes"))]
            }
            Role::Agent(_) => &[],
        };
        for (doing, words) in doings {
            add(&name, words, Condition::Actor(name.clone(), *doing));
        }
    }
    for alarm in cloud.cloudwatch().alarms() {
        let name = alarm.key.name.to_string();
        let state = queuelab::cloudwatch::alarm::State::Alarm;
        add(&name, t!("goes to ALARM"), Condition::Alarm(name.clone(), state));
    }
    add(ANYTHING, t!("a dead-letter queue is not empty"), Condition::DeadLetters);
    for (kind, words) in EVENTS {
        add(ANYTHING, text::of(words), Condition::Event(kind));
    }
    add(ANYTHING, t!("a call is refused"), Condition::Refused(None));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::session::templates::Template;

    #[test]
    fn what_is_proposed_can_be_typed() {
        for template in Template::ALL {
            let session = template.session();
            let choices = choices(session.cloud());
            assert!(choices.len() > 11);
            for choice in choices {
                let read = Condition::parse(&choice.typed).unwrap_or_else(|error| panic!("{}: {error}", choice.typed));
                assert_eq!(read.to_string(), choice.typed);
            }
        }
    }
}
