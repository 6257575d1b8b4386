//! `chaos`: what is broken on purpose, one word for each switch.
//!
//! ```text
//! chaos partition consumer-1 orders on      # nothing passes between the two; off mends it
//! chaos throttle queue:orders on            # its calls are refused as too many
//! chaos lose_delete consumer-1 2            # its next two DeleteMessage requests never arrive
//! chaos slow consumer-1 5x                  # its work takes five times as long; off ends it
//! ```
//!
//! A name is an actor's, or else a queue's, a topic's, a stream's or a delivery stream's of the caller's account and
//! Region; `queue:`, `topic:`, `stream:` and `delivery_stream:` before it say which. An ARN and an address are taken as
//! they stand.

use super::actors::millis;
use super::text::Cursor;
use crate::base::{ActorId, Arn, Caller};
use crate::cloud::{Cloud, Latency, Setting, Spot, Strike, Switch};
use crate::session::Session;

/// The words for switches.
const KNOWN: &str = "crash, partition, throttle, lose_delete, lose_answer, duplicate, poison, burst, slow, latency or freeze";

/// A switch to be thrown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaosCommand {
    what: What,
    names: Vec<String>,
    setting: Setting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Crash,
    Partition,
    Throttle,
    LoseDelete,
    LoseAnswer,
    Duplicate,
    Poison,
    Burst,
    Slow,
    Latency,
    Freeze,
}

impl ChaosCommand {
    /// Reads what follows the word `chaos`.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        let word = cursor.word().unwrap_or_default();
        let what = match word {
            "crash" => What::Crash,
            "partition" => What::Partition,
            "throttle" => What::Throttle,
            "lose_delete" => What::LoseDelete,
            "lose_answer" => What::LoseAnswer,
            "duplicate" => What::Duplicate,
            "poison" => What::Poison,
            "burst" => What::Burst,
            "slow" => What::Slow,
            "latency" => What::Latency,
            "freeze" => What::Freeze,
            _ => return Err(format!("'chaos' needs {KNOWN}")),
        };
        let (ends, whom) = match what {
            What::Partition => (2, "two names"),
            What::Throttle => (1, "an actor, a queue, a topic or a stream"),
            What::Duplicate => (1, "a queue"),
            _ => (1, "an actor"),
        };
        let mut names = Vec::new();
        for _ in 0..ends {
            cursor.rest();
            let name = cursor.value()?.constant()?;
            if name.is_empty() {
                return Err(format!("'chaos {word}' needs {whom}"));
            }
            names.push(name);
        }
        Ok(Self { what, names, setting: what.setting(word, cursor)? })
    }

    /// The switch that it names, and how it is set.
    pub(super) fn switch(&self, session: &Session, caller: &Caller) -> Result<(Switch, Setting), String> {
        let cloud = session.cloud();
        let name = |index: usize| self.names.get(index).map_or("", String::as_str);
        let actor = || find_actor(cloud, name(0)).ok_or_else(|| format!("there is no actor {}", name(0)));
        let switch = match self.what {
            What::Crash => Switch::Crash(actor()?),
            What::Partition => Switch::partition(spot(cloud, caller, name(0))?, spot(cloud, caller, name(1))?),
            What::Throttle => Switch::Throttle(spot(cloud, caller, name(0))?),
            What::LoseDelete => Switch::LoseDelete(actor()?),
            What::LoseAnswer => Switch::LoseAnswer(actor()?),
            What::Duplicate => match resource(cloud, caller, name(0)) {
                Some(arn) => Switch::Duplicate(arn),
                None => return Err(format!("there is no queue {}", name(0))),
            },
            What::Poison => Switch::Poison(actor()?),
            What::Burst => Switch::Burst(actor()?),
            What::Slow => Switch::Slow(actor()?),
            What::Latency => Switch::Latency(actor()?),
            What::Freeze => Switch::Freeze(actor()?),
        };
        Ok((switch, self.setting))
    }
}

impl What {
    fn setting(self, word: &str, cursor: &mut Cursor<'_>) -> Result<Setting, String> {
        if self == Self::Crash {
            return Ok(Setting::On);
        }
        let needed = |what: &str| format!("'chaos {word}' ends with {what}");
        let text = cursor.word().unwrap_or_default();
        if text == "off" && self != Self::Burst {
            return Ok(Setting::Off);
        }
        match self {
            Self::Partition | Self::Throttle | Self::Freeze | Self::Crash => match text {
                "on" => Ok(Setting::On),
                _ => Err(needed("on or off")),
            },
            Self::LoseDelete | Self::LoseAnswer | Self::Duplicate | Self::Poison => {
                text.parse().map(Setting::Next).map_err(|_| needed("a number, or off"))
            }
            Self::Burst => text.parse().map(Setting::Next).map_err(|_| needed("a number")),
            Self::Slow => {
                let times = text.strip_suffix('x').and_then(|times| times.parse().ok());
                times.map(Setting::Times).ok_or_else(|| needed("a factor such as 5x, or off"))
            }
            Self::Latency => {
                let (min, max) = text.split_once("..").unwrap_or((text, text));
                let longer = millis(min).and_then(|min_ms| Ok(Latency { min_ms, max_ms: millis(max)? }));
                longer.map(Setting::Longer).map_err(|_| needed("a span such as 200ms or 200ms..2s, or off"))
            }
        }
    }
}

fn find_actor(cloud: &Cloud, name: &str) -> Option<ActorId> {
    cloud.actors().find(|actor| actor.name() == name).map(|actor| actor.id)
}

fn spot(cloud: &Cloud, caller: &Caller, name: &str) -> Result<Spot, String> {
    if let Some(id) = find_actor(cloud, name) {
        return Ok(Spot::Actor(id));
    }
    if let Some(arn) = resource(cloud, caller, name) {
        return Ok(Spot::Resource(arn));
    }
    if name.contains(['@', '/']) || name.starts_with('+') {
        return Ok(Spot::Endpoint(name.to_owned()));
    }
    Err(format!("there is neither an actor nor a queue, a topic or a stream {name}"))
}

fn resource(cloud: &Cloud, caller: &Caller, name: &str) -> Option<Arn> {
    let (region, account) = (caller.region, caller.account);
    let queue = |name: &str| Arn::queue(region, account, name);
    let topic = |name: &str| Arn::topic(region, account, name);
    let stream = |name: &str| Arn::stream(region, account, name);
    let delivery = |name: &str| Arn {
        service: "firehose".to_owned(),
        resource: format!("deliverystream/{name}"),
        ..Arn::stream(region, account, "")
    };
    if name.starts_with("arn:") {
        return name.parse().ok();
    }
    if let Some((kind, name)) = name.split_once(':') {
        match kind {
            "queue" => return Some(queue(name)),
            "topic" => return Some(topic(name)),
            "stream" => return Some(stream(name)),
            "delivery_stream" => return Some(delivery(name)),
            _ => {}
        }
    }
    let is_there = |known: bool, arn: Arn| known.then_some(arn);
    is_there(cloud.sqs().find(account, region, name).is_some(), queue(name))
        .or_else(|| is_there(cloud.sns().find(account, region, name).is_some(), topic(name)))
        .or_else(|| is_there(cloud.kinesis().find(account, region, name).is_some(), stream(name)))
        .or_else(|| is_there(cloud.firehose().find(account, region, name).is_some(), delivery(name)))
}

/// `show chaos`: what is broken, and since when.
pub(super) fn chaos(cloud: &Cloud) -> Vec<String> {
    let line = |(switch, active): (&Switch, crate::cloud::Active)| {
        format!("{} {} since {} by #{}", name(cloud, switch), setting(active.setting), active.since, active.event)
    };
    let lines: Vec<String> = cloud.chaos().map(line).collect();
    if lines.is_empty() { vec!["nothing is broken".to_owned()] } else { lines }
}

/// The line of an event.
pub(super) fn line(cloud: &Cloud, switch: &Switch, set: Setting) -> String {
    format!("Chaos {} {}", name(cloud, switch), setting(set))
}

/// The line of an event.
pub(super) fn struck(cloud: &Cloud, strike: &Strike) -> String {
    let Strike { switch, blow, operation, known_at, .. } = strike;
    format!("Struck {operation} {blow:?} by {}, known at {known_at}", name(cloud, switch))
}

fn setting(setting: Setting) -> String {
    match setting {
        Setting::Off => "off".to_owned(),
        Setting::On => "on".to_owned(),
        Setting::Next(count) => count.to_string(),
        Setting::Times(times) => format!("{times}x"),
        Setting::Longer(Latency { min_ms, max_ms }) => format!("{min_ms}ms..{max_ms}ms"),
    }
}

fn name(cloud: &Cloud, switch: &Switch) -> String {
    let actor = |id: &ActorId| cloud.actor(*id).map_or_else(|| format!("actor {}", id.0), |one| one.name().to_owned());
    let spot = |spot: &Spot| match spot {
        Spot::Actor(id) => actor(id),
        Spot::Resource(arn) => arn.resource.clone(),
        Spot::Endpoint(address) => address.clone(),
    };
    match switch {
        Switch::Crash(id) => format!("crash {}", actor(id)),
        Switch::Partition(a, b) => format!("partition {} {}", spot(a), spot(b)),
        Switch::Throttle(at) => format!("throttle {}", spot(at)),
        Switch::LoseDelete(id) => format!("lose_delete {}", actor(id)),
        Switch::LoseAnswer(id) => format!("lose_answer {}", actor(id)),
        Switch::Duplicate(queue) => format!("duplicate {}", queue.resource),
        Switch::Poison(id) => format!("poison {}", actor(id)),
        Switch::Burst(id) => format!("burst {}", actor(id)),
        Switch::Slow(id) => format!("slow {}", actor(id)),
        Switch::Latency(id) => format!("latency {}", actor(id)),
        Switch::Freeze(id) => format!("freeze {}", actor(id)),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Script;

    #[test]
    fn what_is_wrong_names_what_is_allowed() {
        for (text, error) in [
            (
                "chaos",
                "'chaos' needs crash, partition, throttle, lose_delete, lose_answer, duplicate, poison, burst, slow, \
                 latency or freeze",
            ),
            ("chaos partition a", "'chaos partition' needs two names"),
            ("chaos partition a b", "'chaos partition' ends with on or off"),
            ("chaos freeze a 3", "'chaos freeze' ends with on or off"),
            ("chaos lose_delete", "'chaos lose_delete' needs an actor"),
            ("chaos lose_delete a many", "'chaos lose_delete' ends with a number, or off"),
            ("chaos burst a off", "'chaos burst' ends with a number"),
            ("chaos slow a 5", "'chaos slow' ends with a factor such as 5x, or off"),
            ("chaos latency a 5", "'chaos latency' ends with a span such as 200ms or 200ms..2s, or off"),
            ("chaos crash a now", "'now' is too much here"),
        ] {
            assert_eq!(Script::parse(text).unwrap_err().text, error, "{text}");
        }
    }
}
