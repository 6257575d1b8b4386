//! Inputs as lines of the command language: what [`Script::parse`](super::Script::parse) and a
//! [`Runner`](super::Runner) make the same inputs of again.
//!
//! A line says things in words where words say all of it, and else `input` with the JSON of a saved run.

use super::actors::ActorCommand;
use super::settings::{CallerCommand, DialsCommand, quiet_start};
use super::text::{Cursor, json_text};
use crate::actors::{ActorConfig, ConsumerConfig, OnFailure, ProducerConfig, Source};
use crate::base::{ActorId, Arn, Caller, Principal};
use crate::clock::{Duration, Instant};
use crate::cloud::{Dials, Fault, Input, OwnLimit};
use crate::endpoints::Kind;
use crate::session::Start;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The actors that there are after some inputs, by which a line can name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actors {
    known: BTreeMap<ActorId, ActorConfig>,
    next: u32,
}

impl Default for Actors {
    /// None; a lab numbers them from 1.
    fn default() -> Self {
        Self { known: BTreeMap::new(), next: 1 }
    }
}

impl Actors {
    /// Takes note of an input.
    pub fn take(&mut self, input: &Input) {
        match input {
            Input::AddActor(config) => {
                self.known.insert(ActorId(self.next), config.clone());
                self.next += 1;
            }
            Input::SetActor(id, config) => {
                if let Some(known) = self.known.get_mut(id) {
                    known.clone_from(config);
                }
            }
            Input::RemoveActor(id) => {
                self.known.remove(id);
            }
            _ => {}
        }
    }

    /// The one that a name stands for: the first that has it.
    fn find(&self, name: &str) -> Option<ActorId> {
        self.known.iter().find(|(_, config)| config.name() == name).map(|(id, _)| *id)
    }

    /// The name of an actor, if it stands for that one.
    fn name(&self, id: ActorId) -> Option<&str> {
        let name = self.known.get(&id)?.name();
        (self.find(name) == Some(id) && !name.is_empty()).then_some(name)
    }
}

/// The line for an input that comes after others, where the lines before have set that caller. A call becomes an `input`;
/// to write it in another form is up to others.
pub fn line(input: &Input, actors: &Actors, caller: &Caller) -> String {
    in_words(input, actors, caller).unwrap_or_else(|| format!("input {}", json(input)))
}

fn in_words(input: &Input, actors: &Actors, caller: &Caller) -> Option<String> {
    Some(match input {
        Input::SubscribeMany { caller: who, request, count } if who == caller => {
            let serde_json::Value::Object(fields) = serde_json::to_value(request).ok()? else { return None };
            let mut line = format!("crowd {count} call sns Subscribe");
            for (name, value) in &fields {
                let _ = write!(line, " {name}:={}", escaped(&value.to_string()));
            }
            line
        }
        Input::AddActor(config) if actors.find(config.name()).is_none() => actor_line(config, caller),
        Input::SetActor(id, config) => set_actor_line(*id, config, actors, caller)?,
        Input::RemoveActor(id) => format!("remove {}", value(actors.name(*id)?)),
        Input::Crash(id) => format!("crash {}", value(actors.name(*id)?)),
        Input::Fault { endpoint, fault } => format!("fault {} {}", value(endpoint), fault_words(*fault)?),
        Input::Endpoint { kind, address, behaviour } => {
            let behaviour = match behaviour {
                Some(behaviour) if behaviour.check(*kind).is_ok() => json(behaviour),
                Some(_) => return None,
                None => "none".to_owned(),
            };
            format!("endpoint {} {} {behaviour}", kind_word(*kind), value(address))
        }
        Input::Trigger { trigger, topic } if trigger.check().is_ok() => {
            format!("trigger {} {}", value(&topic.to_string()), json(trigger))
        }
        Input::OptOut { account, number } if *account == caller.account => format!("stop {}", value(number)),
        Input::SmsSandbox { account, inside } if *account == caller.account => {
            format!("sandbox {}", if *inside { "on" } else { "off" })
        }
        Input::Limits(set) => format!("limits {}", set.word()),
        Input::OwnLimits(changes) if !changes.is_empty() && changes.iter().all(|change| is_word(&change.key)) => {
            let one = |change: &OwnLimit| {
                format!(" {}={}", change.key, change.value.map_or_else(|| "aws".to_owned(), |value| value.to_string()))
            };
            format!("limits{}", changes.iter().map(one).collect::<String>())
        }
        Input::Chaos { switch, setting } => super::chaos::written(switch, *setting, |id| actors.name(id))?,
        Input::Dials(dials) => format!("dials{}", dials_words(dials)),
        Input::Call { .. }
        | Input::Cancel(_)
        | Input::SubscribeMany { .. }
        | Input::OwnLimits(_)
        | Input::AddActor(_)
        | Input::Trigger { .. }
        | Input::OptOut { .. }
        | Input::SmsSandbox { .. } => return None,
    })
}

/// Whether a key stands in a line as it is.
fn is_word(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// The line with which a lab begins.
pub fn start_line(start: &Start) -> String {
    let quiet = quiet_start();
    let dials = if start.dials == quiet.dials { String::new() } else { dials_words(&start.dials) };
    format!("lab seed={} limits={}{dials}", start.seed, start.limits.word())
}

/// The line that lets time pass up to an instant.
pub fn advance_line(to: Instant) -> String {
    format!("advance to {}", to.since(Instant::ZERO))
}

/// The line that says who makes the calls that follow; none for somebody whom the words do not describe.
pub fn caller_line(caller: &Caller) -> Option<String> {
    let mut line = "caller".to_owned();
    let mut say = |name: &str, text: &str| line.extend([" ", name, "=", &value(text)]);
    let default = Caller::default();
    if caller.account != default.account {
        say("account", &caller.account.to_string());
    }
    if caller.region != default.region {
        say("region", &caller.region.to_string());
    }
    match &caller.principal {
        Principal::Root => {}
        Principal::User(name) => say("user", name),
        Principal::Role(role, session) => say("role", &format!("{role}/{session}")),
        Principal::Service(name) => say("service", name),
        Principal::Anonymous => say("anonymous", "yes"),
    }
    if let Some(known) = &caller.circumstances {
        let texts = [("ip", &known.source_ip), ("vpce", &known.source_vpce), ("org", &known.principal_org_id)];
        for (name, text) in texts {
            if let Some(text) = text {
                say(name, text);
            }
        }
        if known.insecure {
            say("insecure", "yes");
        }
        if let Some(arn) = &known.source_arn {
            say("source_arn", &arn.to_string());
        }
        if let Some(account) = &known.source_account {
            say("source_account", &account.to_string());
        }
    }
    let read = CallerCommand::parse(&mut Cursor::new(line.strip_prefix("caller")?)).ok()?;
    (read.0 == *caller).then_some(line)
}

/// An actor in words, if they say all of it; else as JSON.
fn actor_line(config: &ActorConfig, caller: &Caller) -> String {
    let words = match config {
        ActorConfig::Producer(config) => producer_words(config, caller),
        ActorConfig::Consumer(config) => Some(consumer_words(config, caller)),
        _ => None,
    };
    let says_all = |words: &String| {
        let read = ActorCommand::parse(&mut Cursor::new(words)).and_then(|command| command.config(caller));
        read.as_ref() == Ok(config)
    };
    format!("actor {}", words.filter(says_all).unwrap_or_else(|| json(config)))
}

fn set_actor_line(id: ActorId, config: &ActorConfig, actors: &Actors, caller: &Caller) -> Option<String> {
    let known = actors.known.get(&id)?;
    if actors.find(config.name()) != Some(id) {
        return None;
    }
    let mut turned = known.clone();
    turned.set_running(config.running());
    if turned == *config && known.running() != config.running() {
        let word = if config.running() { "resume" } else { "pause" };
        return Some(format!("{word} {}", value(actors.name(id)?)));
    }
    Some(actor_line(config, caller))
}

/// Words `name=value`, of which those are left out that say what is so anyway.
struct Words(String);

impl Words {
    fn say<T: PartialEq>(&mut self, name: &str, found: &T, default: &T, text: impl FnOnce(&T) -> String) {
        if found != default {
            self.0.extend([" ", name, "=", &value(&text(found))]);
        }
    }
}

fn span(millis: u64) -> String {
    Duration::from_millis(millis).to_string()
}

fn ppm(parts: u32) -> String {
    if parts.is_multiple_of(10_000) { format!("{}%", parts / 10_000) } else { format!("{parts}ppm") }
}

fn target_words(queue: Option<&Arn>, caller: &Caller) -> String {
    let Some(arn) = queue else { return String::new() };
    let (name, topic) = (arn.resource.as_str(), Arn::topic(caller.region, caller.account, &arn.resource));
    if *arn == Arn::queue(caller.region, caller.account, name) {
        format!(" queue={}", value(name))
    } else if *arn == topic {
        format!(" topic={}", value(name))
    } else {
        format!(" queue={}", value(&arn.to_string()))
    }
}

fn producer_words(config: &ProducerConfig, caller: &Caller) -> Option<String> {
    let Source::Pattern { body, groups, total, poison_every, payload_bytes } = &config.source else { return None };
    let default = ProducerConfig::default();
    let target = target_words(config.queue.as_ref(), caller);
    let mut words = Words(format!("producer name={}{target}", value(&config.name)));
    words.say("every", &config.every_ms, &default.every_ms, |millis| span(*millis));
    words.say("jitter", &config.jitter_ms, &default.jitter_ms, |millis| span(*millis));
    words.say("burst", &config.burst, &default.burst, u32::to_string);
    words.say("body", body, &"message {n}".to_owned(), String::clone);
    words.say("groups", groups, &Vec::new(), |groups| groups.join(","));
    words.say("total", total, &None, |total| total.unwrap_or_default().to_string());
    words.say("poison_every", poison_every, &0, u64::to_string);
    words.say("bytes", payload_bytes, &None, |bytes| bytes.unwrap_or_default().to_string());
    if let Some(client) = &config.extended {
        let default = crate::actors::extended::Offload::default();
        words.0.extend([" bucket=", &value(&client.bucket)]);
        words.say("threshold", &client.threshold, &default.threshold, ToString::to_string);
        words.say("always", &client.always, &default.always, |always| yes(*always));
        words.say("legacy_marker", &client.legacy_marker, &default.legacy_marker, |legacy| yes(*legacy));
        words.say("prefix", &client.prefix, &default.prefix, String::clone);
    }
    Some(words.0)
}

fn consumer_words(config: &ConsumerConfig, caller: &Caller) -> String {
    let default = ConsumerConfig::default();
    let target = target_words(config.queue.as_ref(), caller);
    let seconds = |secs: &Option<u32>| format!("{}s", secs.unwrap_or_default());
    let mut words = Words(format!("consumer name={}{target}", value(&config.name)));
    words.say("max", &config.max_messages, &default.max_messages, u32::to_string);
    words.say("wait", &config.wait_secs, &default.wait_secs, seconds);
    words.say("visibility", &config.visibility_secs, &default.visibility_secs, seconds);
    words.say("pause", &config.pause_ms, &default.pause_ms, |millis| span(*millis));
    words.say("work", &config.work_ms, &default.work_ms, |(low, high)| {
        if low == high { span(*low) } else { format!("{}..{}", span(*low), span(*high)) }
    });
    words.say("fail", &config.fail_ppm, &default.fail_ppm, |parts| ppm(*parts));
    words.say("crash", &config.crash_ppm, &default.crash_ppm, |parts| ppm(*parts));
    words.say("crash_time", &config.crash_ms, &default.crash_ms, |millis| span(*millis));
    words.say("forget", &config.forget_ppm, &default.forget_ppm, |parts| ppm(*parts));
    words.say("on_failure", &config.on_failure, &default.on_failure, |what| match what {
        OnFailure::Leave => "leave".to_owned(),
        OnFailure::Release => "release".to_owned(),
    });
    words.say("heartbeat", &config.heartbeat_ms, &default.heartbeat_ms, |every| span(every.unwrap_or_default()));
    words.say("poison", &config.poison, &default.poison, String::clone);
    if let Some(client) = &config.extended {
        let default = crate::actors::extended::Fetch::default();
        words.0.push_str(" extended=yes");
        words.say("cleanup", &client.cleanup, &default.cleanup, |cleanup| yes(*cleanup));
        words.say("ignore_not_found", &client.ignore_not_found, &default.ignore_not_found, |ignore| yes(*ignore));
    }
    words.0
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

fn fault_words(fault: Option<Fault>) -> Option<String> {
    Some(match fault {
        None => "none".to_owned(),
        Some(Fault::Down) => "down".to_owned(),
        Some(Fault::Gone) => "gone".to_owned(),
        Some(Fault::Status(status)) if (100..=599).contains(&status) => format!("status {status}"),
        Some(Fault::Status(_)) => return None,
    })
}

/// The word of the command `endpoint` for a kind.
pub(super) const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Http => "http",
        Kind::Email => "email",
        Kind::Phone => "phone",
        Kind::Device => "device",
        Kind::Stream => "stream",
        Kind::Store => "store",
    }
}

/// All dials, so that what they were before does not matter.
fn dials_words(dials: &Dials) -> String {
    let (chance, deliveries, latency) = (&dials.chance, dials.deliveries, dials.latency);
    let words = format!(
        " duplicate_at_receive={} duplicate_at_delete={} reorder={} servers_asked={} retry_jitter={} lost_answers={} \
         latency={}..{}",
        chance.duplicate_at_receive,
        chance.duplicate_at_delete,
        chance.reorder,
        chance.servers_asked,
        deliveries.jitter_percent,
        deliveries.lost_answers,
        latency.min_ms,
        latency.max_ms
    );
    debug_assert_eq!(
        DialsCommand::parse(&mut Cursor::new(&words)).map(|turns| turns.applied_to(Dials::default())).as_ref(),
        Ok(dials)
    );
    words
}

/// A value: bare where it can be, else in quotation marks.
pub(super) fn value(text: &str) -> String {
    let is_bare = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.,:/@+%{}".contains(&byte))
        && !text.starts_with('-');
    if is_bare {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' => quoted.push_str("$$"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn json(what: &impl Serialize) -> String {
    escaped(&serde_json::to_string(what).unwrap_or_else(|error| json_text(&error.to_string())))
}

/// JSON in which no dollar sign begins a variable.
fn escaped(json: &str) -> String {
    json.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Runner, Script};
    use super::*;
    use crate::base::{Circumstances, RequestId};
    use crate::cloud::Latency;
    use crate::endpoints::Behaviour;
    use crate::limits::LimitSet;
    use crate::session::Session;
    use crate::sns::api::Subscribe;
    use std::sync::Arc;

    fn producer(name: &str) -> ActorConfig {
        ActorConfig::Producer(ProducerConfig { name: name.to_owned(), ..ProducerConfig::default() })
    }

    /// One of each kind, with names and texts that want quotation marks.
    fn inputs() -> Vec<Input> {
        let queue = Arn::queue(Caller::default().region, Caller::default().account, "orders");
        let busy = ActorConfig::Consumer(ConsumerConfig {
            name: "slow $encoder \"1\"\n".to_owned(),
            queue: Some(queue.clone()),
            fail_ppm: 300_000,
            work_ms: (10, 2_000),
            wait_secs: None,
            poison: "\u{1}#".to_owned(),
            ..ConsumerConfig::default()
        });
        let mut paused = producer("shop");
        paused.set_running(false);
        let subscribe = Subscribe {
            topic_arn: "arn:aws:sns:us-east-1:000000000000:t".to_owned(),
            protocol: "sms".to_owned(),
            endpoint: Some("+15550100{n}".to_owned()),
            attributes: [("FilterPolicy".to_owned(), "{\"a\": [\"$x\"]}".to_owned())].into(),
            return_subscription_arn: true,
        };
        let topic: Arn = subscribe.topic_arn.parse().unwrap();
        let trigger = serde_json::json!({"AutoScaling": {"group": "web", "what": "autoscaling:EC2_INSTANCE_LAUNCH"}});
        let trigger = serde_json::from_value(trigger).unwrap();
        let mut all = vec![
            Input::AddActor(producer("shop")),
            Input::AddActor(busy.clone()),
            Input::AddActor(producer("shop")),
            Input::SetActor(ActorId(1), paused.clone()),
            Input::SetActor(ActorId(1), producer("shop")),
            Input::SetActor(ActorId(1), producer("renamed")),
            Input::SetActor(ActorId(3), paused),
            Input::SetActor(ActorId(2), busy),
            Input::Crash(ActorId(2)),
            Input::Crash(ActorId(10)),
            Input::RemoveActor(ActorId(2)),
            Input::RemoveActor(ActorId(2)),
            Input::Cancel(RequestId(7)),
            Input::SubscribeMany { caller: Caller::default(), request: Box::new(subscribe), count: 3 },
            Input::Endpoint { kind: Kind::Http, address: "https://a.example/$x y".to_owned(), behaviour: None },
            Input::OptOut { account: Caller::default().account, number: "+15550100999".to_owned() },
            Input::OptOut { account: "111122223333".parse().unwrap(), number: "+15550100999".to_owned() },
            Input::SmsSandbox { account: Caller::default().account, inside: true },
            Input::Limits(LimitSet::Then),
            Input::Dials(Dials { latency: Latency { min_ms: 7, max_ms: 9 }, ..Dials::default() }),
        ];
        all.extend(
            [None, Some(Fault::Down), Some(Fault::Gone), Some(Fault::Status(503)), Some(Fault::Status(7))]
                .map(|fault| Input::Fault { endpoint: "a b".to_owned(), fault }),
        );
        all.extend(Kind::ALL.map(|kind| Input::Endpoint {
            kind,
            address: "x".to_owned(),
            behaviour: Some(Behaviour::default()),
        }));
        all.push(Input::Trigger { trigger, topic });
        all
    }

    #[test]
    fn each_input_becomes_a_line_that_is_the_same_input() {
        let (mut session, mut runner, mut actors) = (Session::new(quiet_start()), Runner::default(), Actors::default());
        for (number, input) in inputs().into_iter().enumerate() {
            let line = line(&input, &actors, &Caller::default());
            let script = Script::parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(script.commands.len(), 1, "{line}");
            runner.run(&mut session, &script.commands[0].1).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(session.timeline().inputs(), number + 1, "{line}");
            assert_eq!(*session.timeline().input(number).unwrap().input, input, "{line}");
            actors.take(&input);
        }
    }

    #[test]
    fn lines_are_in_words_where_words_say_it() {
        let mut actors = Actors::default();
        let lines: Vec<String> = inputs()
            .iter()
            .map(|input| {
                let line = line(input, &actors, &Caller::default());
                actors.take(input);
                line
            })
            .collect();
        for expected in [
            "actor producer name=shop",
            "pause shop",
            "resume shop",
            "input {\"crash\":10}",
            "input {\"cancel\":7}",
            "fault \"a b\" status 503",
            "stop +15550100999",
            "sandbox on",
            "limits then",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected}: {lines:#?}");
        }
    }

    #[test]
    fn callers_and_beginnings_are_said_in_words() {
        let known =
            Circumstances { source_ip: Some("10.0.0.1".to_owned()), insecure: true, ..Circumstances::default() };
        let far = Caller {
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            principal: Principal::Role("deploy".to_owned(), "a b".to_owned()),
            circumstances: Some(Arc::new(known)),
            ..Caller::default()
        };
        for caller in [Caller::default(), far] {
            let line = caller_line(&caller).unwrap();
            let script = Script::parse(&line).unwrap();
            assert_eq!(script.commands[0].1, Command::Caller(CallerCommand(caller)), "{line}");
        }
        // A session that splits elsewhere cannot be said.
        let odd = Caller { principal: Principal::Role("a/b".to_owned(), "c".to_owned()), ..Caller::default() };
        assert_eq!(caller_line(&odd), None);

        let start = Start { seed: 9, limits: LimitSet::Then, dials: Dials::default() };
        for start in [quiet_start(), start] {
            let line = start_line(&start);
            assert_eq!(Script::parse(&line).unwrap().commands[0].1, Command::Lab(start), "{line}");
        }
        assert_eq!(advance_line(Instant::from_millis(61_005)), "advance to 1m1s5ms");
    }
}
