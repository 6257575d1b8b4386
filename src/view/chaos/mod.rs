//! What is broken on purpose, in words: in the log, on the stage, and as switches in the inspector.

mod offers;

pub use offers::{Knob, Offer, first, offers, read};

use super::describe::{millis, number};
use crate::base::{ActorId, Arn};
use crate::cloud::{Active, Blow, Cloud, Latency, Setting, Spot, Strike, Switch};
use crate::view::NodeId;

fn actor_name(cloud: &Cloud, id: ActorId) -> String {
    cloud.actor(id).map_or_else(|| "an actor that is gone".to_owned(), |actor| actor.name().to_owned())
}

fn resource(arn: &Arn) -> &str {
    arn.resource.rsplit('/').next().unwrap_or(&arn.resource)
}

fn place(cloud: &Cloud, spot: &Spot) -> String {
    match spot {
        Spot::Actor(id) => actor_name(cloud, *id),
        Spot::Resource(arn) => resource(arn).to_owned(),
        Spot::Endpoint(address) => address.clone(),
    }
}

fn times(count: u32, one: &str, more: &str) -> String {
    if count == 1 { format!("next {one}") } else { format!("next {} {more}", number(u64::from(count))) }
}

/// The throwing of a switch as a sentence without a full stop.
pub fn thrown(cloud: &Cloud, switch: &Switch, setting: Setting) -> String {
    if setting == Setting::Off {
        return mended(cloud, switch);
    }
    let count = if let Setting::Next(count) = setting { count } else { 1 };
    let actor = |id: &ActorId| actor_name(cloud, *id);
    match switch {
        Switch::Crash(id) => format!("You made {} crash", actor(id)),
        Switch::Partition(a, b) => format!("You cut the network between {} and {}", place(cloud, a), place(cloud, b)),
        Switch::Throttle(at @ Spot::Actor(_)) => {
            format!("You had the calls of {} throttled: each is refused as one too many", place(cloud, at))
        }
        Switch::Throttle(at) => {
            format!("You had the calls to {} throttled: each is refused as one too many", place(cloud, at))
        }
        Switch::LoseDelete(id) => {
            format!("You let the {} of {} get lost", times(count, "DeleteMessage", "DeleteMessage requests"), actor(id))
        }
        Switch::LoseAnswer(id) => {
            format!("You let the {} to what {} sends get lost", times(count, "answer", "answers"), actor(id))
        }
        Switch::Duplicate(queue) => {
            format!("You had the {} of {} delivered twice", times(count, "message", "messages"), resource(queue))
        }
        Switch::Poison(id) => format!("You made the {} of {} poison", times(count, "message", "messages"), actor(id)),
        Switch::Burst(id) => format!("You had {} send {} at once", actor(id), number(u64::from(count))),
        Switch::Slow(id) => {
            let slower = if let Setting::Times(slower) = setting { slower } else { 1 };
            format!("You made {} work {} times as slowly", actor(id), number(u64::from(slower)))
        }
        Switch::Latency(id) => match setting {
            Setting::Longer(latency) => {
                format!("You made each way to and from {} take {} longer", actor(id), longer(latency))
            }
            _ => format!("You made each way to and from {} take longer", actor(id)),
        },
        Switch::Freeze(id) => format!("You stopped the clock of {}", actor(id)),
    }
}

fn mended(cloud: &Cloud, switch: &Switch) -> String {
    let actor = |id: &ActorId| actor_name(cloud, *id);
    match switch {
        Switch::Partition(a, b) => {
            format!("The network between {} and {} is whole again", place(cloud, a), place(cloud, b))
        }
        Switch::Throttle(at) => format!("{} is no longer throttled", place(cloud, at)),
        Switch::LoseDelete(id) => format!("No more deletes of {} get lost", actor(id)),
        Switch::LoseAnswer(id) => format!("No more answers to {} get lost", actor(id)),
        Switch::Duplicate(queue) => format!("{} delivers no more messages twice", resource(queue)),
        Switch::Poison(id) => format!("{} makes no more poison", actor(id)),
        Switch::Slow(id) => format!("{} works as fast as before", actor(id)),
        Switch::Latency(id) => format!("The ways to and from {} are as short as before", actor(id)),
        Switch::Freeze(id) => format!("The clock of {} goes on", actor(id)),
        Switch::Crash(id) | Switch::Burst(id) => format!("{} is as before", actor(id)),
    }
}

/// From two to four milliseconds as text.
fn longer(Latency { min_ms, max_ms }: Latency) -> String {
    if min_ms == max_ms { millis(min_ms) } else { format!("{} to {}", millis(min_ms), millis(max_ms)) }
}

/// What a switch did to something under way, as a sentence without a full stop.
pub fn struck(cloud: &Cloud, strike: &Strike) -> String {
    let Strike { switch, blow, actor, operation, known_at } = strike;
    let name = actor_name(cloud, *actor);
    let why = match switch {
        Switch::Partition(a, b) => {
            let other = if *a == Spot::Actor(*actor) { b } else { a };
            format!("the network between it and {} is cut", place(cloud, other))
        }
        _ => "it was made to get lost".to_owned(),
    };
    match blow {
        Blow::CallLost => format!("{operation} of {name} never arrived, as {why}; its client waits until {known_at}"),
        Blow::AnswerLost => {
            format!(
                "{operation} of {name} was carried out, but its answer got lost, as {why}; its client waits until {known_at}"
            )
        }
        Blow::PushLost => format!("Records that were pushed to {name} got lost, as {why}"),
    }
}

/// An attempt of an SDK after one that got no answer.
pub fn retries(name: &str, operation: &str, attempt: u32, code: &str) -> String {
    format!("{name} got no answer ({code}) and calls {operation} again, its attempt number {attempt}")
}

/// A short word for a switch that is thrown, for the mark of a node.
fn word(cloud: &Cloud, switch: &Switch, here: &Spot, active: Active) -> String {
    let left = |what: &str| match active.setting {
        Setting::Next(left) => format!("{} {what}", number(u64::from(left))),
        _ => what.to_owned(),
    };
    match switch {
        Switch::Partition(a, b) => {
            format!("cut off from {}", place(cloud, if a == here { b } else { a }))
        }
        Switch::Throttle(_) => "throttled".to_owned(),
        Switch::LoseDelete(_) => left("deletes to lose"),
        Switch::LoseAnswer(_) => left("answers to lose"),
        Switch::Duplicate(_) => left("to deliver twice"),
        Switch::Poison(_) => left("poison messages to make"),
        Switch::Slow(_) => "slow".to_owned(),
        Switch::Latency(_) => "far away".to_owned(),
        Switch::Freeze(_) => "clock stopped".to_owned(),
        Switch::Crash(_) | Switch::Burst(_) => String::new(),
    }
}

/// The place of a node among what can be broken.
pub fn spot_of(cloud: &Cloud, id: NodeId) -> Option<Spot> {
    use crate::kinesis::stream::StreamId;
    use crate::sns::topic::TopicId;
    use crate::sqs::queue::QueueId;
    Some(match id {
        NodeId::Actor(id) => Spot::Actor(ActorId(id)),
        NodeId::Queue(id) => Spot::Resource(cloud.sqs().queue(QueueId(id))?.key.arn()),
        NodeId::Topic(id) => Spot::Resource(cloud.sns().topic(TopicId(id))?.key.arn()),
        NodeId::Stream(id) => Spot::Resource(cloud.kinesis().stream(StreamId(id))?.key.arn()),
        NodeId::DeliveryStream(id) => Spot::Resource(cloud.firehose().stream(crate::firehose::StreamId(id))?.key.arn()),
        NodeId::Function(id) => Spot::Resource(cloud.lambda().function(crate::lambda::FunctionId(id))?.key.arn()),
        NodeId::Endpoint(id) => Spot::Endpoint(cloud.endpoints().number(id)?.address.to_string()),
        _ => return None,
    })
}

/// What is broken at a node, for its mark; none where all is well.
pub fn mark(cloud: &Cloud, id: NodeId) -> Option<String> {
    let here = spot_of(cloud, id)?;
    let at = cloud.chaos().filter(|(switch, _)| switch.is_at(&here));
    let words: Vec<String> = at.map(|(switch, active)| word(cloud, switch, &here, active)).collect();
    if words.is_empty() { None } else { Some(format!("Broken on purpose: {}", words.join(", "))) }
}

/// Whether what passes between two nodes is cut.
pub fn is_cut(cloud: &Cloud, from: NodeId, to: NodeId) -> bool {
    cloud.chaos().any(|(switch, _)| {
        let Switch::Partition(a, b) = switch else { return false };
        let Some((from, to)) = spot_of(cloud, from).zip(spot_of(cloud, to)) else { return false };
        (*a == from && *b == to) || (*a == to && *b == from)
    })
}
