//! What is broken on purpose, in words: in the log, on the stage, and as switches in the inspector.

mod offers;

pub use offers::{Knob, Offer, first, offers, read};
use queuelab::t;

use super::describe::{millis, number};
use crate::NodeId;
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::{Active, Blow, Cloud, Latency, Setting, Spot, Strike, Switch};

fn actor_name(cloud: &Cloud, id: ActorId) -> String {
    cloud.actor(id).map_or_else(|| t!("an actor that is gone").to_owned(), |actor| actor.name().to_owned())
}

/// What a resource is called.
pub fn resource(arn: &Arn) -> &str {
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
    if count == 1 { t!("next {one}", one) } else { t!("next {from} {more}", from = number(u64::from(count)), more) }
}

/// The throwing of a switch as a sentence without a full stop.
pub fn thrown(cloud: &Cloud, switch: &Switch, setting: Setting) -> String {
    if setting == Setting::Off {
        return mended(cloud, switch);
    }
    let count = if let Setting::Next(count) = setting { count } else { 1 };
    let actor = |id: &ActorId| actor_name(cloud, *id);
    match switch {
        Switch::Crash(id) => t!("You made {id} crash", id = actor(id)),
        Switch::Partition(a, b) => {
            t!("You cut the network between {a} and {b}", a = place(cloud, a), b = place(cloud, b))
        }
        Switch::Throttle(at @ Spot::Actor(_)) => {
            t!("You had the calls of {at} throttled: each is refused as one too many", at = place(cloud, at))
        }
        Switch::Throttle(at) => {
            t!("You had the calls to {at} throttled: each is refused as one too many", at = place(cloud, at))
        }
        Switch::LoseDelete(id) => {
            t!(
                "You let the {times} of {id} get lost",
                times = times(count, "DeleteMessage", t!("DeleteMessage requests")),
                id = actor(id)
            )
        }
        Switch::LoseAnswer(id) => {
            t!(
                "You let the {times} to what {id} sends get lost",
                times = times(count, t!("answer"), t!("answers")),
                id = actor(id)
            )
        }
        Switch::Duplicate(queue) => {
            t!(
                "You had the {times} of {queue} delivered twice",
                times = times(count, t!("message"), t!("messages")),
                queue = resource(queue)
            )
        }
        Switch::Poison(id) => {
            t!(
                "You made the {times} of {id} poison",
                times = times(count, t!("message"), t!("messages")),
                id = actor(id)
            )
        }
        Switch::Burst(id) => t!("You had {id} send {from} at once", id = actor(id), from = number(u64::from(count))),
        Switch::Slow(id) => {
            let slower = if let Setting::Times(slower) = setting { slower } else { 1 };
            t!("You made {id} work {slower} times as slowly", id = actor(id), slower = number(u64::from(slower)))
        }
        Switch::Latency(id) => {
            if let Setting::Longer(latency) = setting {
                t!(
                    "You made each way to and from {id} take {latency} longer",
                    id = actor(id),
                    latency = longer(latency)
                )
            } else {
                t!("You made each way to and from {id} take longer", id = actor(id))
            }
        }
        Switch::Freeze(id) => t!("You stopped the clock of {id}", id = actor(id)),
    }
}

fn mended(cloud: &Cloud, switch: &Switch) -> String {
    let actor = |id: &ActorId| actor_name(cloud, *id);
    match switch {
        Switch::Partition(a, b) => {
            t!("The network between {a} and {b} is whole again", a = place(cloud, a), b = place(cloud, b))
        }
        Switch::Throttle(at) => t!("{at} is no longer throttled", at = place(cloud, at)),
        Switch::LoseDelete(id) => t!("No more deletes of {id} get lost", id = actor(id)),
        Switch::LoseAnswer(id) => t!("No more answers to {id} get lost", id = actor(id)),
        Switch::Duplicate(queue) => t!("{queue} delivers no more messages twice", queue = resource(queue)),
        Switch::Poison(id) => t!("{id} makes no more poison", id = actor(id)),
        Switch::Slow(id) => t!("{id} works as fast as before", id = actor(id)),
        Switch::Latency(id) => t!("The ways to and from {id} are as short as before", id = actor(id)),
        Switch::Freeze(id) => t!("The clock of {id} goes on", id = actor(id)),
        Switch::Crash(id) | Switch::Burst(id) => t!("{id} is as before", id = actor(id)),
    }
}

/// From two to four milliseconds as text.
fn longer(Latency { min_ms, max_ms }: Latency) -> String {
    if min_ms == max_ms {
        millis(min_ms)
    } else {
        t!("{least} to {most}", least = millis(min_ms), most = millis(max_ms))
    }
}

/// What a switch did to something under way, as a sentence without a full stop.
pub fn struck(cloud: &Cloud, strike: &Strike) -> String {
    let Strike { switch, blow, actor, operation, known_at } = strike;
    let name = actor_name(cloud, *actor);
    let why = match switch {
        Switch::Partition(a, b) => {
            let other = if *a == Spot::Actor(*actor) { b } else { a };
            t!("the network between it and {other} is cut", other = place(cloud, other))
        }
        _ => t!("it was made to get lost").to_owned(),
    };
    match blow {
        Blow::CallLost => t!(
            "{operation} of {name} never arrived, as {why}; its client waits until {known_at}",
            operation,
            name,
            why,
            known_at
        ),
        Blow::AnswerLost => {
            t!(
                "{operation} of {name} was carried out, but its answer got lost, as {why}; its client waits until {known_at}",
                operation,
                name,
                why,
                known_at
            )
        }
        Blow::PushLost => t!("Records that were pushed to {name} got lost, as {why}", name, why),
    }
}

/// An attempt of an SDK after one that got no answer.
pub fn retries(name: &str, operation: &str, attempt: u32, code: &str) -> String {
    t!(
        "{name} got no answer ({code}) and calls {operation} again, its attempt number {attempt}",
        name,
        code,
        operation,
        attempt
    )
}

/// A short word for a switch that is thrown, for the mark of a node.
fn word(cloud: &Cloud, switch: &Switch, here: &Spot, active: Active) -> String {
    let left = |what: &str| match active.setting {
        Setting::Next(left) => format!("{} {what}", number(u64::from(left))),
        _ => what.to_owned(),
    };
    match switch {
        Switch::Partition(a, b) => {
            t!("cut off from {a}", a = place(cloud, if a == here { b } else { a }))
        }
        Switch::Throttle(_) => t!("throttled").to_owned(),
        Switch::LoseDelete(_) => left(t!("deletes to lose")),
        Switch::LoseAnswer(_) => left(t!("answers to lose")),
        Switch::Duplicate(_) => left(t!("to deliver twice")),
        Switch::Poison(_) => left(t!("poison messages to make")),
        Switch::Slow(_) => t!("slow").to_owned(),
        Switch::Latency(_) => t!("far away").to_owned(),
        Switch::Freeze(_) => t!("clock stopped").to_owned(),
        Switch::Crash(_) | Switch::Burst(_) => String::new(),
    }
}

/// The place of a node among what can be broken.
pub fn spot_of(cloud: &Cloud, id: NodeId) -> Option<Spot> {
    use queuelab::kinesis::stream::StreamId;
    use queuelab::sns::topic::TopicId;
    use queuelab::sqs::queue::QueueId;
    Some(match id {
        NodeId::Actor(id) => Spot::Actor(ActorId(id)),
        NodeId::Queue(id) => Spot::Resource(cloud.sqs().queue(QueueId(id))?.key.arn()),
        NodeId::Topic(id) => Spot::Resource(cloud.sns().topic(TopicId(id))?.key.arn()),
        NodeId::Stream(id) => Spot::Resource(cloud.kinesis().stream(StreamId(id))?.key.arn()),
        NodeId::DeliveryStream(id) => {
            Spot::Resource(cloud.firehose().stream(queuelab::firehose::StreamId(id))?.key.arn())
        }
        NodeId::Function(id) => Spot::Resource(cloud.lambda().function(queuelab::lambda::FunctionId(id))?.key.arn()),
        NodeId::Endpoint(id) => Spot::Endpoint(cloud.endpoints().number(id)?.address.to_string()),
        _ => return None,
    })
}

/// What is broken at a node, for its mark; none where all is well.
pub fn mark(cloud: &Cloud, id: NodeId) -> Option<String> {
    let here = spot_of(cloud, id)?;
    let at = cloud.chaos().filter(|(switch, _)| switch.is_at(&here));
    let words: Vec<String> = at.map(|(switch, active)| word(cloud, switch, &here, active)).collect();
    if words.is_empty() { None } else { Some(t!("Broken on purpose: {words}", words = words.join(", "))) }
}

/// Whether what passes between two nodes is cut.
pub fn is_cut(cloud: &Cloud, from: NodeId, to: NodeId) -> bool {
    cloud.chaos().any(|(switch, _)| {
        let Switch::Partition(a, b) = switch else { return false };
        let Some((from, to)) = spot_of(cloud, from).zip(spot_of(cloud, to)) else { return false };
        (*a == from && *b == to) || (*a == to && *b == from)
    })
}
