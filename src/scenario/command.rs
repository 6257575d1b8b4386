//! The commands, and the first words by which they are known.

use super::actors::ActorCommand;
use super::calls::CallCommand;
use super::chaos::ChaosCommand;
use super::settings::{self, CallerCommand, DialsCommand};
use super::text::{Cursor, Fill, Template, Variables, is_name};
use super::until::Condition;
use crate::clock::{BadDuration, Duration, Instant};
use crate::cloud::{CROWD_MAX, Fault, Input, OwnLimit};
use crate::endpoints::Kind;
use crate::limits::LimitSet;
use crate::session::Start;

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `lab seed=7 chance=aws limits=then latency=2..4`: begins a lab.
    Lab(Start),
    /// `caller account=111122223333 user=ann region=eu-west-1`: who makes the calls that follow; alone, root again.
    Caller(CallerCommand),
    /// `let name="text"`: sets a variable.
    Let(String, Template),
    /// `call sqs OPERATION Key=value … -> name=Path`: calls a service.
    Call(CallCommand),
    /// `repeat N call …`: calls it N times, with the number of the call as `$n`.
    Repeat(u32, CallCommand),
    /// `crowd N call sns Subscribe … Endpoint=+15550100{n}`: one input that subscribes so many, each with its number in the
    /// endpoint.
    Crowd(u32, CallCommand),
    /// `cancel r1`: ends a wait; its caller goes away.
    Cancel(u32),
    /// `advance 5m`: lets time pass.
    Advance(Duration),
    /// `advance to 40s`: lets time pass up to that long after the beginning.
    AdvanceTo(Instant),
    /// `step`: goes on to the next thing that happens.
    Step,
    /// `until queue orders empty within 1h`: goes on until a condition holds, for at most so long.
    Until(Condition, Duration),
    /// `limits then`: puts a set of limits in force.
    Limits(LimitSet),
    /// `limits sqs.in_flight.fifo=10 sqs.tags.max=aws`: puts own figures in force, or AWS's again.
    OwnLimits(Vec<OwnLimit>),
    /// `dials servers_asked=6 latency=2..4`: turns the dials of chance and latency.
    Dials(DialsCommand),
    /// `actor producer name=shop queue=orders every=1s`: adds an actor, or changes the one of that name.
    Actor(Box<ActorCommand>),
    /// `crash NAME`: makes a consumer crash.
    Crash(String),
    /// `pause NAME`: an actor begins nothing more.
    Pause(String),
    /// `resume NAME`: an actor goes on.
    Resume(String),
    /// `remove NAME`: removes an actor.
    Remove(String),
    /// `fault https://example.com status 503`: an endpoint misbehaves: `down`, `gone`, `status N`; `none` ends it.
    Fault(Template, Option<Fault>),
    /// `chaos partition NAME queue:orders on`: breaks something on purpose, or mends it.
    Chaos(ChaosCommand),
    /// `stop +15550100999`: that phone answers STOP to the text messages of the caller's account.
    Stop(Template),
    /// `sandbox on`: the caller's account enters the SMS sandbox; `off`: it leaves.
    Sandbox(bool),
    /// `endpoint http https://example.com {"answer":{"status":503}}`: how an endpoint behaves; `none` forgets it.
    Endpoint(Kind, Template, Option<Template>),
    /// `trigger TOPIC {"AutoScaling":{…}}`: a service outside of the lab tells a topic what it does.
    Trigger(Template, Template),
    /// `input {"crash":3}`: any input, as saved runs have it.
    Input(Box<Input>),
    /// `show …`: tells how things stand.
    Show(Shown),
    /// `digest`: a number that is equal for equal labs.
    Digest,
}

/// What `show` can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What event source mappings are doing.
    Mappings,
    /// `show queue NAME`: its counts and its messages.
    Queue(String),
    /// `show metrics NAME`: what the metrics would be.
    Metrics(String),
    /// `show topic NAME`: its subscriptions, and what became of its copies.
    Topic(String),
    /// `show stream NAME`: its shards and their records.
    Stream(String),
    /// `show reader NAME`: what a reader of a stream has counted, and where it stands in each shard.
    Reader(String),
    /// `show events`: what happened since it was last told.
    Events,
    /// `show doings`: what actors did by themselves since it was last told what happened.
    Doings,
    /// `show actors`: what they are doing.
    Actors,
    /// `show chaos`: what is broken on purpose.
    Chaos,
    /// `show endpoint ADDRESS`: what has reached an endpoint outside.
    Endpoint(String),
    /// `show deliveries TOPIC`: what was logged of the ends of a topic's deliveries.
    Deliveries(String),
    /// `show delivery_stream NAME`: what a delivery stream holds and has counted.
    DeliveryStream(String),
    /// `show delivery_log NAME`: the errors that a delivery stream wrote down.
    DeliveryLog(String),
    /// `show application NAME`: what an application reads, computes and sends on.
    Application(String),
    /// `show objects BUCKET`: the objects of a bucket with what they hold.
    Objects(String),
    /// `show table NAME`: the items of a table.
    Table(String),
    /// `show leases APPLICATION`: the lease table of an application of the Kinesis Client Library.
    Leases(String),
    /// `show limits`: which set is in force, and the figures that are not AWS's.
    Limits,
    /// `show trail`: the newest calls as the call log keeps them.
    Trail,
}

/// How long `until` waits for its condition: longer than the longest retention of SQS.
const UNTIL_MAX: Duration = Duration::from_secs(15 * 86_400);

/// The most calls of one `repeat`.
const REPEAT_MAX: u32 = 200_000;

impl Command {
    /// Reads one line; nothing for an empty one or a comment.
    pub(super) fn parse(line: &str) -> Result<Option<Self>, String> {
        let mut cursor = Cursor::new(line);
        let Some(word) = cursor.word() else { return Ok(None) };
        let command = match word {
            "lab" => Self::Lab(settings::parse_lab(&mut cursor)?),
            "caller" => Self::Caller(CallerCommand::parse(&mut cursor)?),
            "let" => parse_let(&mut cursor)?,
            "call" => Self::Call(CallCommand::parse(&mut cursor)?),
            "repeat" => parse_repeat(&mut cursor)?,
            "crowd" => parse_crowd(&mut cursor)?,
            "cancel" => parse_cancel(&mut cursor)?,
            "advance" => parse_advance(&mut cursor)?,
            "step" => Self::Step,
            "until" => parse_until(&mut cursor)?,
            "limits" => settings::parse_limits_command(&mut cursor)?,
            "dials" => Self::Dials(DialsCommand::parse(&mut cursor)?),
            "actor" => Self::Actor(Box::new(ActorCommand::parse(&mut cursor)?)),
            "crash" => Self::Crash(parse_name(&mut cursor, word)?),
            "pause" => Self::Pause(parse_name(&mut cursor, word)?),
            "resume" => Self::Resume(parse_name(&mut cursor, word)?),
            "remove" => Self::Remove(parse_name(&mut cursor, word)?),
            "fault" => parse_fault(&mut cursor)?,
            "chaos" => Self::Chaos(ChaosCommand::parse(&mut cursor)?),
            "endpoint" => parse_endpoint(&mut cursor)?,
            "trigger" => parse_trigger(&mut cursor)?,
            "input" => parse_input(&mut cursor)?,
            "stop" => {
                cursor.rest();
                Self::Stop(cursor.value()?)
            }
            "sandbox" => match cursor.word() {
                Some("on") => Self::Sandbox(true),
                Some("off") => Self::Sandbox(false),
                _ => return Err("'sandbox' needs on or off".to_owned()),
            },
            "show" => Self::Show(parse_show(&mut cursor)?),
            "digest" => Self::Digest,
            _ => return Err(format!("'{word}' is no command")),
        };
        cursor.end()?;
        Ok(Some(command))
    }
}

fn parse_let(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let wrong = || "'let' needs NAME=VALUE".to_owned();
    let (name, _) = cursor.rest().split_once('=').ok_or_else(wrong)?;
    if !is_name(name) {
        return Err(wrong());
    }
    let after = cursor.rest().get(name.len() + 1..).unwrap_or_default();
    *cursor = Cursor::new(after);
    Ok(Command::Let(name.to_owned(), cursor.value()?))
}

fn parse_repeat(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let times = cursor.word().and_then(|word| word.parse().ok()).filter(|times| (1..=REPEAT_MAX).contains(times));
    let times = times.ok_or_else(|| format!("'repeat' needs a number from 1 to {REPEAT_MAX}"))?;
    match cursor.word() {
        Some("call") => Ok(Command::Repeat(times, CallCommand::parse(cursor)?)),
        _ => Err("after the number comes 'call'".to_owned()),
    }
}

fn parse_crowd(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let count = cursor.word().and_then(|word| word.parse().ok()).filter(|count| (1..=CROWD_MAX).contains(count));
    let count = count.ok_or_else(|| format!("'crowd' needs a number from 1 to {CROWD_MAX}"))?;
    match cursor.word() {
        Some("call") if cursor.rest().starts_with("sns Subscribe ") => {
            Ok(Command::Crowd(count, CallCommand::parse(cursor)?))
        }
        _ => Err("after the number comes 'call sns Subscribe'".to_owned()),
    }
}

fn parse_cancel(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let number = cursor.word().and_then(|word| word.strip_prefix('r')?.parse().ok());
    number.map(Command::Cancel).ok_or_else(|| "'cancel' needs a wait, such as r1".to_owned())
}

fn parse_advance(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let needed = || "'advance' needs a span of time, or 'to' and an instant".to_owned();
    let first = cursor.word().ok_or_else(needed)?;
    let span = |text: &str| text.parse::<Duration>().map_err(|error| error.to_string());
    if first == "to" {
        let at = span(cursor.word().ok_or_else(needed)?)?;
        return Ok(Command::AdvanceTo(Instant::ZERO.after(at)));
    }
    Ok(Command::Advance(span(first)?))
}

fn parse_until(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let condition = Condition::read(cursor)?;
    if cursor.rest().is_empty() {
        return Ok(Command::Until(condition, UNTIL_MAX));
    }
    match cursor.word() {
        Some("within") => {
            let span = cursor.word().ok_or("'within' needs a span of time")?;
            Ok(Command::Until(condition, span.parse().map_err(|error: BadDuration| error.to_string())?))
        }
        other => {
            Err(format!("'{}' is too much here; 'within' and a span of time can follow", other.unwrap_or_default()))
        }
    }
}

fn parse_fault(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    cursor.rest();
    let endpoint = cursor.value()?;
    let needed = || "'fault' needs an endpoint, then down, gone, none, or status and a number".to_owned();
    let fault = match cursor.word() {
        Some("none") => None,
        Some("down") => Some(Fault::Down),
        Some("gone") => Some(Fault::Gone),
        Some("status") => {
            let status = cursor.word().and_then(|word| word.parse().ok()).filter(|status| (100..=599).contains(status));
            Some(Fault::Status(status.ok_or_else(needed)?))
        }
        _ => return Err(needed()),
    };
    Ok(Command::Fault(endpoint, fault))
}

fn parse_endpoint(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    let kind = match cursor.word() {
        Some("http") => Kind::Http,
        Some("email") => Kind::Email,
        Some("phone") => Kind::Phone,
        Some("device") => Kind::Device,
        Some("stream") => Kind::Stream,
        Some("store") => Kind::Store,
        _ => return Err("'endpoint' needs http, email, phone, device, stream or store".to_owned()),
    };
    cursor.rest();
    let address = cursor.value()?;
    if cursor.rest().starts_with("none") {
        cursor.word();
        return Ok(Command::Endpoint(kind, address, None));
    }
    Ok(Command::Endpoint(kind, address, Some(cursor.json())))
}

fn parse_trigger(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    cursor.rest();
    let topic = cursor.value()?;
    cursor.rest();
    Ok(Command::Trigger(topic, cursor.json()))
}

fn parse_input(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    cursor.rest();
    let json = cursor.json().fill(&Variables::new(), Fill::Json)?;
    let input = serde_json::from_str(&json).map_err(|error| format!("this is no input: {error}"))?;
    Ok(Command::Input(Box::new(input)))
}

fn parse_name(cursor: &mut Cursor<'_>, command: &str) -> Result<String, String> {
    cursor.rest();
    let name = cursor.value()?.constant()?;
    if name.is_empty() { Err(format!("'{command}' needs an actor's name")) } else { Ok(name) }
}

fn parse_show(cursor: &mut Cursor<'_>) -> Result<Shown, String> {
    let what = cursor.word().unwrap_or_default();
    let mut name = || cursor.word().map(str::to_owned).ok_or_else(|| format!("'show {what}' needs a name"));
    Ok(match what {
        "queue" => Shown::Queue(name()?),
        "metrics" => Shown::Metrics(name()?),
        "topic" => Shown::Topic(name()?),
        "stream" => Shown::Stream(name()?),
        "reader" => Shown::Reader(name()?),
        "events" => Shown::Events,
        "actors" => Shown::Actors,
        "chaos" => Shown::Chaos,
        "doings" => Shown::Doings,
        "trail" => Shown::Trail,
        "limits" => Shown::Limits,
        "mappings" => Shown::Mappings,
        "deliveries" => Shown::Deliveries(name()?),
        "endpoint" => Shown::Endpoint(name()?),
        "delivery_stream" => Shown::DeliveryStream(name()?),
        "delivery_log" => Shown::DeliveryLog(name()?),
        "objects" => Shown::Objects(name()?),
        "application" => Shown::Application(name()?),
        "table" => Shown::Table(name()?),
        "leases" => Shown::Leases(name()?),
        _ => {
            let known = "queue, topic, stream, reader, delivery_stream, delivery_log, application, objects, table, leases, events, \
                         doings, metrics, actors, endpoint, deliveries, mappings, chaos, limits or trail";
            return Err(format!("'show' needs {known}"));
        }
    })
}
