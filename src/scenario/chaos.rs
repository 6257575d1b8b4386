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
const KNOWN: &str =
    "crash, partition, throttle, lose_delete, lose_answer, duplicate, poison, burst, slow, latency or freeze";

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

/// The line that throws a switch; none where words do not say it. `actor` names actors, if they have a name of their own.
pub(super) fn written<'a>(switch: &Switch, set: Setting, actor: impl Fn(ActorId) -> Option<&'a str>) -> Option<String> {
    let actor = |id: &ActorId| actor(*id).map(super::written::value);
    let spot = |spot: &Spot| match spot {
        Spot::Actor(id) => actor(id),
        Spot::Resource(arn) => Some(super::written::value(&arn.to_string())),
        Spot::Endpoint(address) => {
            let is_told = address.contains(['@', '/']) || address.starts_with('+');
            (is_told && !address.starts_with("arn:")).then(|| super::written::value(address))
        }
    };
    let one = |word: &str, name: Option<String>| Some(format!("chaos {word} {} {}", name?, setting(set)));
    match switch {
        Switch::Crash(id) => Some(format!("chaos crash {}", actor(id)?)),
        Switch::Partition(a, b) => Some(format!("chaos partition {} {} {}", spot(a)?, spot(b)?, setting(set))),
        Switch::Throttle(at) => one("throttle", spot(at)),
        Switch::LoseDelete(id) => one("lose_delete", actor(id)),
        Switch::LoseAnswer(id) => one("lose_answer", actor(id)),
        Switch::Duplicate(queue) => one("duplicate", Some(super::written::value(&queue.to_string()))),
        Switch::Poison(id) => one("poison", actor(id)),
        Switch::Burst(id) => one("burst", actor(id)),
        Switch::Slow(id) => one("slow", actor(id)),
        Switch::Latency(id) => one("latency", actor(id)),
        Switch::Freeze(id) => one("freeze", actor(id)),
    }
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
    use crate::clock::Duration;
    use crate::cloud::{Event, EventKind};
    use crate::scenario::{Runner, Script, quiet_start};
    use crate::session::{SavedRun, Session};

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

    /// A lab with somebody for every switch.
    const LAB: &str = "lab seed=3 latency=20..80\n\
        call sqs CreateQueue QueueName=orders Attributes.VisibilityTimeout=20\n\
        call sns CreateTopic Name=news\n\
        call sns Subscribe TopicArn=arn:aws:sns:us-east-1:000000000000:news Protocol=sqs \
        Endpoint=arn:aws:sqs:us-east-1:000000000000:orders\n\
        call kinesis CreateStream StreamName=trucks ShardCount=1\n\
        actor producer name=shop queue=orders every=2s jitter=500ms\n\
        actor consumer name=ann queue=orders wait=5s work=1s..4s heartbeat=3s\n\
        actor consumer name=bob queue=orders max=10 wait=5s work=1s\n\
        actor producer name=paper topic=news every=3s\n\
        actor writer name=truck stream=trucks every=1s\n\
        actor reader name=map stream=trucks start=trim work=200ms\n\
        actor kcl name=worker stream=trucks application=app\n\
        advance 30s\n";

    fn run(script: &str) -> Session {
        let mut session = Session::new(quiet_start());
        let mut runner = Runner::default();
        for (line, command) in Script::parse(script).unwrap().commands {
            let said = runner.run(&mut session, &command).unwrap_or_else(|problem| panic!("line {line}: {problem}"));
            assert!(!said.starts_with("refused"), "line {line}, {command:?}: {said}");
        }
        session
    }

    #[test]
    fn every_switch_is_replayed_taken_back_and_done_again() {
        let plain = run(&format!("{LAB}advance 100s\n"));
        for (throw, mend) in [
            ("crash ann", ""),
            ("crash worker", ""),
            ("partition ann orders on", "partition ann orders off"),
            ("partition shop orders on", "partition shop orders off"),
            ("partition worker stream:trucks on", "partition worker stream:trucks off"),
            ("partition map stream:trucks on", "partition map stream:trucks off"),
            ("partition topic:news queue:orders on", "partition topic:news queue:orders off"),
            ("throttle queue:orders on", "throttle queue:orders off"),
            ("throttle stream:trucks on", "throttle stream:trucks off"),
            ("throttle topic:news on", "throttle topic:news off"),
            ("throttle ann on", "throttle ann off"),
            ("lose_delete ann 3", "lose_delete ann off"),
            ("lose_answer shop 900", "lose_answer shop off"),
            ("lose_answer truck 900", "lose_answer truck off"),
            ("duplicate orders 500", "duplicate orders off"),
            ("poison shop 900", "poison shop off"),
            ("burst shop 30", ""),
            ("burst truck 30", ""),
            ("slow ann 7x", "slow ann off"),
            ("slow worker 7x", "slow worker off"),
            ("latency ann 1s..3s", "latency ann off"),
            ("freeze ann on", "freeze ann off"),
            ("freeze worker on", "freeze worker off"),
            ("freeze shop on", "freeze shop off"),
        ] {
            let thrown = format!("{LAB}chaos {throw}\nadvance 17s\n");
            let mended = if mend.is_empty() { thrown.clone() } else { format!("{thrown}chaos {mend}\n") };
            let mut session = run(&format!("{mended}advance 83s\n"));
            let (end, digest) = (session.now(), session.digest());
            assert_ne!(digest, plain.digest(), "{throw} changes something");
            // Watched again from the middle of it.
            let middle = end.before(Duration::from_secs(90));
            session.seek(middle);
            assert_eq!(session.cloud().chaos().count(), usize::from(!mend.is_empty()), "{throw}");
            while session.now() > middle.before(Duration::from_secs(5)) && session.step_back() {}
            session.seek(end);
            assert_eq!(session.digest(), digest, "{throw}");
            assert_eq!(session.cloud().chaos().count(), 0, "{throw}");
            // From what is saved.
            let saved = SavedRun::read(&session.save().write()).unwrap();
            let mut loaded = Session::load(saved, u64::MAX);
            loaded.seek(end);
            assert_eq!(loaded.digest(), digest, "{throw}");
            // As if it had never been, and again.
            let switches = if mend.is_empty() { 1 } else { 2 };
            for _ in 0..switches {
                assert!(session.undo());
            }
            assert_eq!(session.digest(), plain.digest(), "{throw}");
            for _ in 0..switches {
                assert!(session.redo());
            }
            session.seek(end);
            assert_eq!(session.digest(), digest, "{throw}");
        }
    }

    #[test]
    fn what_follows_is_told_as_following_from_the_switch() {
        for (throw, seconds, follows) in [
            ("lose_delete ann 3", 60, "BecameVisible"),
            ("lose_answer shop 1", 90, "Sent"),
            ("freeze ann on", 60, "BecameVisible"),
            ("slow ann 20x", 60, "BecameVisible"),
            ("crash ann", 60, "BecameVisible"),
            ("duplicate orders 1", 20, "NotHidden"),
            ("poison shop 1", 10, "Sent"),
            ("burst shop 3", 10, "Sent"),
            ("throttle shop on", 10, "Refused"),
        ] {
            // Alone, so that what is lost is seen to come back; the work is long enough to be in hand.
            let lab = LAB.replace("heartbeat=3s", "").replace("work=1s..4s", "work=6s").replace("every=2s", "every=5s");
            let session = run(&format!("{lab}remove bob\nadvance 20s\nchaos {throw}\nadvance {seconds}s\n"));
            let switch = session.events().find(|event| matches!(event.kind, EventKind::Chaos(..))).unwrap().seq;
            let from_it = |event: &Event| {
                let mut next = event.after;
                while let Some(seq) = next.filter(|seq| *seq > switch) {
                    next = session.event(seq).and_then(|event| event.after);
                }
                next == Some(switch)
            };
            let found = session.events().any(|event| from_it(event) && format!("{:?}", event.kind).contains(follows));
            assert!(found, "{throw}: no {follows} follows from it");
        }
    }
}
