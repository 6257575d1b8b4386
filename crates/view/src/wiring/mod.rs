//! What a connection between two nodes means, or why there can be none: one answer for drawing a line, for the mode that
//! connects, and for the list in the inspector. It decides; whoever asked does it.

mod never;
mod pairs;

use super::NodeId;
use super::naming;
use queuelab::base::Arn;
use queuelab::cloud::Cloud;
use queuelab::t;

/// How often a message is received before it goes to a dead-letter queue that was connected by hand.
pub const MAX_RECEIVES: u32 = 3;

/// What a connection does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wiring {
    /// An actor works with a queue, topic or stream from now on.
    Work {
        /// The actor.
        actor: u32,
        /// What it works with.
        place: Arn,
    },
    /// A queue gets another one as its dead-letter queue.
    DeadLetter {
        /// Whose dead letters.
        source: u32,
        /// Where they go.
        target: u32,
    },
    /// A queue, function, delivery stream or endpoint subscribes to a topic.
    Subscribe {
        /// The topic.
        topic: u32,
        /// Who.
        target: NodeId,
    },
    /// A function works through a queue or a stream.
    Map {
        /// The queue or stream.
        source: NodeId,
        /// The function.
        function: u32,
    },
    /// There is more to say than which two: a form asks for it.
    Form(Form),
}

/// A form that says how two nodes are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What a producer or consumer does; the extended client has a bucket.
    Actor(u32),
    /// Whom a bucket tells.
    Bucket(u32),
    /// What an alarm watches, and whom it tells.
    Alarm(u32),
    /// Where a delivery stream delivers, and what changes its records.
    DeliveryStream(u32),
    /// What an application reads.
    Input(u32),
    /// Where rows of an application go.
    Output(u32),
    /// The table that an application reads from a bucket.
    Table(u32),
}

/// Why two nodes are not connected by this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They are already.
    Already(String),
    /// They cannot be.
    Never(String),
}

impl Reason {
    /// The sentence.
    pub fn text(&self) -> &str {
        match self {
            Self::Already(text) | Self::Never(text) => text,
        }
    }
}

/// What connecting two nodes would do, whichever way they are named; of two queues, the first one's dead letters go to
/// the second.
pub fn verdict(cloud: &Cloud, a: NodeId, b: NodeId) -> Result<Wiring, Reason> {
    if a == b {
        return Err(Reason::Never(t!("A node cannot be connected with itself.").to_owned()));
    }
    let found = pairs::of(cloud, a, b).or_else(|| pairs::of(cloud, b, a));
    found.unwrap_or_else(|| Err(Reason::Never(never::sentence(a, b))))
}

impl Wiring {
    /// What the connection does, in a sentence.
    pub fn says(&self, cloud: &Cloud) -> String {
        let name = |id: NodeId| naming::name(cloud, id);
        match self {
            Self::Work { actor, place } => {
                let place = place.resource.rsplit('/').next().unwrap_or(&place.resource);
                t!("{actor} works with {place} from now on.", actor = name(NodeId::Actor(*actor)), place)
            }
            Self::DeadLetter { source, target } => t!(
                "{target} gets what {source} has handed out {MAX_RECEIVES} times.",
                target = name(NodeId::Queue(*target)),
                source = name(NodeId::Queue(*source)),
                MAX_RECEIVES
            ),
            Self::Subscribe { topic, target } => {
                t!(
                    "{target} gets what is published to {topic}.",
                    target = name(*target),
                    topic = name(NodeId::Topic(*topic))
                )
            }
            Self::Map { source, function } => {
                t!(
                    "{function} works through {source}.",
                    function = name(NodeId::Function(*function)),
                    source = name(*source)
                )
            }
            Self::Form(form) => form.says(),
        }
    }
}

impl Form {
    fn says(self) -> String {
        let text = match self {
            Self::Actor(_) => t!("Its form says which payloads go through the bucket."),
            Self::Bucket(_) => t!("The form of the bucket's notifications says which events it tells of."),
            Self::Alarm(_) => t!("The form of the alarm says what it watches and whom it tells."),
            Self::DeliveryStream(_) => {
                t!("The form of the delivery stream says where it delivers, and by which function.")
            }
            Self::Input(_) => t!("A form says how the records are read."),
            Self::Output(_) => t!("A form says which of its streams goes there."),
            Self::Table(_) => t!("A form says which object is its reference table."),
        };
        text.to_owned()
    }
}

#[cfg(test)]
mod tests;
