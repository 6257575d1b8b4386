//! Conditions to run until: what they are called, and how they are read and written. Whether one holds is told in `holds`.
//!
//! ```text
//! until 40s                               # that long after the beginning
//! until queue orders visible >= 10        # also in_flight, delayed, messages, oldest (seconds), sent, received, deleted
//! until queue orders empty
//! until dlq                               # a message stands in any dead-letter queue
//! until group customer-1 of orders locked # or free
//! until message 17 received 3             # or sent, visible, deleted, dead-lettered, expired
//! until stream clicks throttled           # or: stream clicks read-throttled
//! until reader app behind >= 5s
//! until topic news lost >= 1              # also published, delivered, filtered, dead_lettered
//! until actor worker crashed              # or working, idle, finished
//! until actor worker done >= 3            # also failed, crashes; of producers sent
//! until group customer-1 of orders messages = 0
//! until stream clicks put >= 100          # also records, read, refused, shards; or: shard 0 of clicks put >= 100
//! until function resize errors >= 1       # also invocations, timeouts, throttles, dropped
//! until bucket photos objects >= 1        # also created, notified
//! until calls ReceiveMessage >= 10        # or: calls >= 100
//! until alarm high is ALARM
//! until event timeout                     # the kinds of events that the ruler marks, and some more
//! until refused SerializationException    # any code without one
//! ```
//!
//! A condition that holds already is met at once, but one of events waits for the next.

mod holds;

pub use figures::{ActorFigure, BucketFigure, Figure, FunctionFigure, StreamFigure};
pub use holds::{Progress, Search};

use super::text::Cursor;
use crate::clock::{Duration, Instant};
use crate::cloudwatch::alarm::State as AlarmState;
use read::{
    compared, expect, name, number, optional, read_actor, read_group, read_message, read_queue, read_stream, span, word,
};
use std::fmt;

/// What to run until.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// An instant.
    Time(Instant),
    /// A queue's figure stands in a relation to a number.
    Queue(String, QueueFigure, Relation, u64),
    /// A message stands in any dead-letter queue.
    DeadLetters,
    /// A message group of a queue is locked, or free.
    Group {
        /// The group.
        group: String,
        /// The FIFO queue.
        queue: String,
        /// Whether it is to be locked.
        locked: bool,
    },
    /// Something happens to the message of that number.
    Message(u64, MessageTurn),
    /// A stream refuses to be written to, or to be read.
    Throttled(String, Direction),
    /// A reader or worker is that far behind the end of its stream, or further.
    Behind(String, Duration),
    /// A topic's count stands in a relation to a number.
    Topic(String, TopicFigure, Relation, u64),
    /// Any other figure stands in a relation to a number.
    Figure(Figure, Relation, u64),
    /// An actor does something.
    Actor(String, Doing),
    /// An alarm has a state.
    Alarm(String, AlarmState),
    /// An event of a kind.
    Event(Kind),
    /// A call is refused, with that code or any.
    Refused(Option<String>),
}

/// Words and what they stand for.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$inner])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What a word stands for.
            ///
            /// # Errors
            /// The words that there are.
            pub fn read(word: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|one| one.word() == word).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|one| one.word()).collect();
                    format!("'{word}' is not one of {}", known.join(", "))
                })
            }
        }
    };
}

// After the macro that it uses.
mod figures;
mod read;

words!(
    /// What of a queue.
    QueueFigure {
        /// Messages that can be received.
        Visible = "visible",
        /// Messages that are hidden.
        InFlight = "in_flight",
        /// Messages that wait out a delay.
        Delayed = "delayed",
        /// All messages.
        Messages = "messages",
        /// The age of the oldest message, in seconds.
        Oldest = "oldest",
        /// Messages sent so far.
        Sent = "sent",
        /// Messages received so far.
        Received = "received",
        /// Messages deleted so far.
        Deleted = "deleted",
    }
);
words!(
    /// What of a topic.
    TopicFigure {
        /// Messages.
        Published = "published",
        /// Copies that arrived.
        Delivered = "delivered",
        /// Copies that a filter kept back.
        Filtered = "filtered",
        /// Copies that went to a dead-letter queue.
        DeadLettered = "dead_lettered",
        /// Copies that nobody has.
        Lost = "lost",
    }
);
words!(
    /// Which way of a stream.
    Direction {
        /// Puts are refused.
        Write = "throttled",
        /// Reads are refused.
        Read = "read-throttled",
    }
);
words!(
    /// What an actor does.
    Doing {
        /// At work on messages.
        Working = "working",
        /// Waiting for something to do.
        Idle = "idle",
        /// Down.
        Crashed = "crashed",
        /// All that it had to send is sent.
        Finished = "finished",
    }
);
words!(
    /// How two numbers stand to one another.
    Relation {
        /// At least.
        AtLeast = ">=",
        /// At most.
        AtMost = "<=",
        /// Equal.
        Equal = "=",
    }
);
words!(
    /// Kinds of events that can be waited for.
    Kind {
        /// Anything.
        Any = "any",
        /// A message was sent.
        Sent = "sent",
        /// A message was received.
        Received = "received",
        /// A message was received again.
        ReceivedAgain = "received-again",
        /// A message was deleted.
        Deleted = "deleted",
        /// A visibility timeout ran out.
        Timeout = "timeout",
        /// A message went to a dead-letter queue.
        DeadLetter = "dead-letter",
        /// A message expired.
        Expired = "expired",
        /// A repeated send was dropped.
        Deduplicated = "deduplicated",
        /// A receive answered nothing although messages were there.
        MissedReceive = "missed-receive",
        /// A receive answered nothing.
        EmptyReceive = "empty-receive",
        /// A copy of a topic was delivered.
        Delivered = "delivered",
        /// A copy of a topic was kept back by a filter.
        Filtered = "filtered",
        /// A record was put into a stream.
        RecordPut = "record-put",
        /// Shards of a stream were split or merged.
        Resharded = "resharded",
        /// A consumer crashed.
        Crash = "crash",
        /// An alarm has another state.
        AlarmState = "alarm-state",
    }
);

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageTurn {
    /// It is sent.
    Sent,
    /// It can be received (again).
    Visible,
    /// It is received for that time, or a later one.
    Received(u32),
    /// It is deleted.
    Deleted,
    /// It goes to a dead-letter queue.
    DeadLettered,
    /// It expires.
    Expired,
}

impl Relation {
    /// Whether they do.
    pub const fn holds(self, value: u64, number: u64) -> bool {
        match self {
            Self::AtLeast => value >= number,
            Self::AtMost => value <= number,
            Self::Equal => value == number,
        }
    }
}

/// How a condition can begin, for whoever names none of these.
const BEGINNINGS: &str = "a span of time, queue, dlq, group, message, stream, shard, reader, topic, actor, function, \
                          bucket, alarm, calls, event or refused";

impl Condition {
    /// Reads a condition, believing nothing.
    ///
    /// # Errors
    /// What is not understood, and what would be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut cursor = Cursor::new(text);
        let condition = Self::read(&mut cursor)?;
        cursor.end()?;
        Ok(condition)
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        let first = cursor.word().ok_or_else(|| format!("'until' needs {BEGINNINGS}"))?;
        Ok(match first {
            "queue" => read_queue(cursor)?,
            "dlq" => Self::DeadLetters,
            "group" => read_group(cursor)?,
            "message" => read_message(cursor)?,
            "stream" => read_stream(cursor)?,
            "shard" | "function" | "bucket" | "calls" => {
                let figure = figures::read(first, cursor)?;
                let (relation, value) = compared(cursor, first)?;
                Self::Figure(figure, relation, value)
            }
            "reader" => {
                let name = name(cursor, first)?;
                expect(cursor, &["behind", ">="])?;
                Self::Behind(name, span(word(cursor, first)?)?)
            }
            "topic" => {
                let (name, figure) = (name(cursor, first)?, TopicFigure::read(word(cursor, first)?)?);
                let (relation, value) = compared(cursor, first)?;
                Self::Topic(name, figure, relation, value)
            }
            "actor" => read_actor(cursor)?,
            "alarm" => {
                let name = name(cursor, first)?;
                expect(cursor, &["is"])?;
                let state = word(cursor, first)?;
                let known = || format!("'{state}' is not one of OK, ALARM, INSUFFICIENT_DATA");
                Self::Alarm(name, AlarmState::ALL.into_iter().find(|one| one.name() == state).ok_or_else(known)?)
            }
            "event" => Self::Event(Kind::read(word(cursor, first)?)?),
            "refused" => Self::Refused(optional(cursor).map(str::to_owned)),
            time => {
                let unknown = |_| format!("'until' needs {BEGINNINGS}, not '{time}'");
                Self::Time(Instant::ZERO.after(span(time).map_err(unknown)?))
            }
        })
    }
}

impl fmt::Display for Condition {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(at) => write!(f, "{}", typed(at.since(Instant::ZERO))),
            Self::Queue(queue, QueueFigure::Messages, Relation::Equal, 0) => write!(f, "queue {} empty", quoted(queue)),
            Self::Queue(queue, figure, relation, value) => {
                write!(f, "queue {} {} {} {value}", quoted(queue), figure.word(), relation.word())
            }
            Self::DeadLetters => f.write_str("dlq"),
            Self::Group { group, queue, locked } => {
                write!(f, "group {} of {} {}", quoted(group), quoted(queue), if *locked { "locked" } else { "free" })
            }
            Self::Message(number, turn) => match turn {
                MessageTurn::Sent => write!(f, "message {number} sent"),
                MessageTurn::Visible => write!(f, "message {number} visible"),
                MessageTurn::Received(times) => write!(f, "message {number} received {times}"),
                MessageTurn::Deleted => write!(f, "message {number} deleted"),
                MessageTurn::DeadLettered => write!(f, "message {number} dead-lettered"),
                MessageTurn::Expired => write!(f, "message {number} expired"),
            },
            Self::Throttled(stream, direction) => write!(f, "stream {} {}", quoted(stream), direction.word()),
            Self::Behind(reader, span) => write!(f, "reader {} behind >= {}", quoted(reader), typed(*span)),
            Self::Topic(topic, figure, relation, value) => {
                write!(f, "topic {} {} {} {value}", quoted(topic), figure.word(), relation.word())
            }
            Self::Figure(figure, relation, value) => write!(f, "{figure} {} {value}", relation.word()),
            Self::Actor(actor, doing) => write!(f, "actor {} {}", quoted(actor), doing.word()),
            Self::Alarm(alarm, state) => write!(f, "alarm {} is {state}", quoted(alarm)),
            Self::Event(kind) => write!(f, "event {}", kind.word()),
            Self::Refused(None) => f.write_str("refused"),
            Self::Refused(Some(code)) => write!(f, "refused {code}"),
        }
    }
}

/// A name as it is typed.
fn quoted(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/".contains(c));
    if plain { name.to_owned() } else { super::text::json_text(&name.replace('$', "$$")) }
}

/// A span of time as it is typed.
fn typed(span: Duration) -> String {
    let millis = span.as_millis();
    if millis.is_multiple_of(1_000) { format!("{}s", millis / 1_000) } else { format!("{millis}ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "40s",
            "1500ms",
            "queue orders visible >= 10",
            "queue orders.fifo in_flight <= 3",
            "queue orders oldest >= 60",
            "queue orders sent = 5",
            "queue orders empty",
            "dlq",
            "group customer-1 of orders.fifo locked",
            "group \"with space\" of orders.fifo free",
            "group \"$$5\" of orders.fifo free",
            "message 17 received 3",
            "message 17 sent",
            "message 17 visible",
            "message 17 deleted",
            "message 17 dead-lettered",
            "message 17 expired",
            "stream clicks throttled",
            "stream clicks read-throttled",
            "reader app behind >= 5s",
            "topic news lost >= 1",
            "topic news delivered = 0",
            "group customer-1 of orders.fifo messages = 0",
            "stream clicks put >= 100",
            "shard 3 of clicks refused = 0",
            "actor worker done >= 3",
            "function resize errors >= 1",
            "bucket photos objects = 2",
            "calls ReceiveMessage <= 3",
            "calls >= 10",
            "actor \"consumer 1\" crashed",
            "alarm high is INSUFFICIENT_DATA",
            "event timeout",
            "refused",
            "refused AWS.SimpleQueueService.NonExistentQueue",
        ] {
            assert_eq!(Condition::parse(text).map(|condition| condition.to_string()).as_deref(), Ok(text));
        }
        for kind in Kind::ALL {
            assert_eq!(Condition::parse(&format!("event {}", kind.word())), Ok(Condition::Event(*kind)));
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, error) in [
            ("", format!("'until' needs {BEGINNINGS}")),
            ("soon", format!("'until' needs {BEGINNINGS}, not 'soon'")),
            ("queue", "'until queue' needs a name".to_owned()),
            ("queue q", "something is missing after 'until queue'".to_owned()),
            (
                "queue q full",
                "'full' is not one of visible, in_flight, delayed, messages, oldest, sent, received, deleted"
                    .to_owned(),
            ),
            ("queue q visible > 3", "'>' is not one of >=, <=, =".to_owned()),
            ("queue q visible >= many", "'many' is not a whole number".to_owned()),
            ("group a on q locked", "'of' is missing".to_owned()),
            ("calls ReciveMessage <= 3", "'ReciveMessage' is no operation of any service".to_owned()),
            ("reader r behind 5s", "'>=' is missing".to_owned()),
            ("alarm a is RED", "'RED' is not one of OK, ALARM, INSUFFICIENT_DATA".to_owned()),
            ("event timeout now", "'now' is too much here".to_owned()),
        ] {
            assert_eq!(Condition::parse(text), Err(error), "{text}");
        }
    }
}
