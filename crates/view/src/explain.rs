//! "Why?": how something came about, as a chain of at most five events.

use super::describe;
use queuelab::clock::Instant;
use queuelab::cloud::Event;
use queuelab::session::Session;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::QueueId;
use queuelab::t;

/// One line of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event's number, to go there.
    pub seq: u64,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub text: String,
}

/// The longest chain.
pub const LINES_MAX: usize = 5;

/// How an event came about: the events that led to it, the oldest first, itself last.
pub fn chain(session: &Session, seq: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut next = session.event(seq);
    while let Some(event) = next {
        lines.push(line(session, event));
        if lines.len() == LINES_MAX {
            break;
        }
        next = event.after.and_then(|seq| session.event(seq));
    }
    lines.reverse();
    lines
}

fn line(session: &Session, event: &Event) -> Line {
    Line { seq: event.seq, at: event.at, text: describe::sentence(session.cloud(), event) }
}

/// How a message came to be as it is.
pub fn message(session: &Session, queue: QueueId, slot: u64) -> Vec<Line> {
    let last = session.cloud().sqs().queue(queue).and_then(|queue| queue.message(slot)).map(|m| m.last_event);
    last.map(|seq| chain(session, seq)).unwrap_or_default()
}

/// What the message's state means for it, in one sentence.
pub fn state(message: &Message, now: Instant, blocked_by: Option<u64>) -> String {
    let left = describe::span(message.until.since(now));
    match (message.state, blocked_by) {
        (State::Delayed, _) => t!("Delayed: nobody can receive it for another {left}.", left),
        (State::InFlight, _) => {
            t!("In flight: hidden from every consumer for another {left}, unless it is deleted or released.", left)
        }
        (State::Visible, Some(number)) => {
            t!("Visible, but blocked: m-{number} of the same group is in flight, and order must be kept.", number)
        }
        (State::Visible, None) => t!("Visible: the next receive may take it.").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::session::templates::Template;

    #[test]
    fn every_event_of_every_template_is_explained_by_earlier_ones() {
        for template in Template::ALL {
            let mut session = template.session();
            session.seek(Instant::ZERO.after(Duration::from_secs(120)));
            for event in session.events() {
                let lines = chain(&session, event.seq);
                assert!((1..=LINES_MAX).contains(&lines.len()));
                assert_eq!(lines.last().map(|line| line.seq), Some(event.seq));
                assert!(lines.windows(2).all(|pair| pair[0].seq < pair[1].seq && pair[0].at <= pair[1].at));
                assert!(lines.iter().all(|line| !line.text.is_empty() && !line.text.contains("actor ")));
            }
        }
    }
}
