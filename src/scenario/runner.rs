//! Carries commands out on a session, and says what the system said.

use super::calls::{CallCommand, Capture};
use super::command::{Command, Shown};
use super::placeholders::Placeholders;
use super::text::{Fill, Template, Variables};
use super::{applications, delivery_streams, events, readers, show, streams, tables};
use crate::actors::ActorConfig;
use crate::base::{ActorId, Caller, RequestId};
use crate::call::{Call, CallResult};
use crate::clock::Instant;
use crate::cloud::{Advance, EventKind, Input, Submitted};
use crate::endpoints::{Behaviour, Kind};
use crate::notifiers::Trigger;
use crate::session::Session;
use crate::sns::{self, SnsEvent};
use serde_json::Value;

/// Longer texts in answers are shown by their beginning and their length.
const TEXT_CHARS_MAX: usize = 1_000;
/// An advance is carried out in portions of so many steps, and given up after so many portions.
const STEPS_AT_ONCE: u64 = 10_000;
const PORTIONS_MAX: u32 = 10_000;

/// Why a command could not be carried out. A refusal by AWS is none: it is an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Problem(pub String);

/// What a script keeps between its commands: variables, the caller, waits, and what has been shown.
#[derive(Clone, Debug, Default)]
pub struct Runner {
    variables: Variables,
    caller: Caller,
    placeholders: Placeholders,
    waits: Vec<Wait>,
    waits_made: u32,
    events_shown: u64,
}

/// A receive that waits.
#[derive(Clone, Debug)]
struct Wait {
    number: u32,
    request: RequestId,
    captures: Vec<Capture>,
}

impl Runner {
    /// Carries a command out; answers with lines of text, without the last line's end.
    ///
    /// # Errors
    /// A variable, an actor or a queue that there is not, or a parameter of another type.
    pub fn run(&mut self, session: &mut Session, command: &Command) -> Result<String, Problem> {
        let mut lines = Vec::new();
        let done = self.carry_out(session, command, &mut lines);
        self.collect_answers(session, &mut lines);
        let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
        let text = self.placeholders.replace(&lines.join("\n"));
        done.map(|()| text).map_err(|text| Problem(self.placeholders.replace(&text)))
    }

    fn carry_out(&mut self, session: &mut Session, command: &Command, lines: &mut Vec<String>) -> Result<(), String> {
        match command {
            Command::Lab(start) => {
                *session = Session::new(start.clone());
                *self = Self::default();
            }
            Command::Caller(caller) => self.caller = caller.0.clone(),
            Command::Let(name, value) => {
                let text = value.fill(&self.variables, Fill::Plain)?;
                self.variables.insert(name.clone(), text);
            }
            Command::Call(call) => lines.push(self.call(session, call)?),
            Command::Repeat(times, call) => self.repeat(session, *times, call, lines)?,
            Command::Crowd(count, call) => lines.push(self.crowd(session, *count, call)?),
            Command::Cancel(number) => self.cancel(session, *number)?,
            Command::Advance(span) => {
                let to = session.now().after(*span);
                self.advance(session, to, lines);
            }
            Command::AdvanceTo(to) if *to < session.now() => {
                return Err(format!("it is {} already", session.now()));
            }
            Command::AdvanceTo(to) => self.advance(session, *to, lines),
            Command::Step => {
                let stepped = session.step_forward();
                let nothing = if stepped { "" } else { ", nothing will happen by itself" };
                lines.push(format!("at {}{nothing}", session.now()));
            }
            Command::Limits(set) => drop(session.submit(Input::Limits(*set))),
            Command::OwnLimits(changes) => {
                if let Submitted::Refused(why) = session.submit(Input::OwnLimits(changes.clone())) {
                    lines.push(format!("refused: {why}"));
                }
            }
            Command::Dials(dials) => {
                let dials = dials.applied_to(session.cloud().dials().clone());
                session.submit(Input::Dials(dials));
            }
            Command::Actor(actor) => {
                let config = actor.config(&self.caller)?;
                match find_actor(session, config.name()) {
                    Ok((id, _)) => drop(session.submit(Input::SetActor(id, config))),
                    Err(_) => drop(session.submit(Input::AddActor(config))),
                }
            }
            Command::Crash(name) => {
                let (id, _) = find_actor(session, name)?;
                session.submit(Input::Crash(id));
            }
            Command::Pause(name) => set_running(session, name, false)?,
            Command::Resume(name) => set_running(session, name, true)?,
            Command::Remove(name) => {
                let (id, _) = find_actor(session, name)?;
                session.submit(Input::RemoveActor(id));
            }
            Command::Fault(endpoint, fault) => {
                let endpoint = endpoint.fill(&self.variables, Fill::Plain)?;
                session.submit(Input::Fault { endpoint, fault: *fault });
            }
            Command::Stop(number) => {
                let number = number.fill(&self.variables, Fill::Plain)?;
                session.submit(Input::OptOut { account: self.caller.account, number });
            }
            Command::Sandbox(inside) => {
                session.submit(Input::SmsSandbox { account: self.caller.account, inside: *inside });
            }
            Command::Endpoint(kind, address, behaviour) => {
                let behaviour = behaviour.as_ref();
                lines.extend(self.endpoint(session, *kind, address, behaviour)?);
            }
            Command::Trigger(topic, trigger) => lines.extend(self.trigger(session, topic, trigger)?),
            Command::Show(what) => lines.extend(self.show(session, what)?),
            Command::Digest => lines.push(format!("{:016x}", session.digest())),
        }
        Ok(())
    }

    fn call(&mut self, session: &mut Session, command: &CallCommand) -> Result<String, String> {
        let call = command.build(&self.variables)?;
        let seen = session.cloud().next_seq();
        let submitted = session.submit(Input::Call { caller: self.caller.clone(), call });
        self.keep_token(session, seen);
        match submitted {
            Submitted::Done(result) => self.answer(&result, &command.captures),
            Submitted::Waiting(request) => {
                self.waits_made += 1;
                let number = self.waits_made;
                self.waits.push(Wait { number, request, captures: command.captures.clone() });
                Ok(format!("waiting r{number}"))
            }
            Submitted::Added(_) | Submitted::Changed | Submitted::NotFound | Submitted::Refused(_) => Ok(String::new()),
        }
    }

    /// Subscribes very many; answers the last.
    fn crowd(&mut self, session: &mut Session, count: u32, command: &CallCommand) -> Result<String, String> {
        let Call::Sns(sns::api::Request::Subscribe(request)) = command.build(&self.variables)? else {
            return Err("only 'call sns Subscribe' makes a crowd".to_owned());
        };
        let request = Box::new(request);
        match session.submit(Input::SubscribeMany { caller: self.caller.clone(), request, count }) {
            Submitted::Done(result) => self.answer(&result, &command.captures),
            _ => Ok(String::new()),
        }
    }

    /// Sets how an endpoint behaves; answers why it cannot.
    fn endpoint(
        &self,
        session: &mut Session,
        kind: Kind,
        address: &Template,
        behaviour: Option<&Template>,
    ) -> Result<Option<String>, String> {
        let address = address.fill(&self.variables, Fill::Plain)?;
        let read = |template: &Template| -> Result<Behaviour, String> {
            let text = template.fill(&self.variables, Fill::Json)?;
            serde_json::from_str(&text).map_err(|error| error.to_string())
        };
        let behaviour = behaviour.map(read).transpose()?;
        if let Some(Err(error)) = behaviour.as_ref().map(|behaviour| behaviour.check(kind)) {
            return Ok(Some(format!("refused: {error}")));
        }
        session.submit(Input::Endpoint { kind, address, behaviour });
        Ok(None)
    }

    /// Lets a service outside of the lab tell a topic; answers why it cannot.
    fn trigger(&self, session: &mut Session, topic: &Template, trigger: &Template) -> Result<Option<String>, String> {
        let text = topic.fill(&self.variables, Fill::Plain)?;
        let topic = text.parse().map_err(|_| format!("'{text}' is no ARN"))?;
        let text = trigger.fill(&self.variables, Fill::Json)?;
        let trigger: Trigger = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if let Err(error) = trigger.check() {
            return Ok(Some(format!("refused: {error}")));
        }
        session.submit(Input::Trigger { trigger, topic });
        Ok(None)
    }

    /// Keeps the token of a confirmation as `$token`, and a one-time password as `$password`: what the endpoint that was
    /// asked could read.
    fn keep_token(&mut self, session: &Session, seen: u64) {
        for event in session.events_since(seen) {
            let (name, secret) = match &event.kind {
                EventKind::Sns(SnsEvent::ConfirmationSent { token, .. } | SnsEvent::FarewellSent { token, .. }) => {
                    ("token", token)
                }
                EventKind::Sns(SnsEvent::SandboxPasswordSent { password, .. }) => ("password", password),
                _ => continue,
            };
            self.variables.insert(name.to_owned(), secret.to_string());
        }
    }

    /// Calls many times; tells how often each outcome came, in the order of first appearance.
    fn repeat(
        &mut self,
        session: &mut Session,
        times: u32,
        command: &CallCommand,
        lines: &mut Vec<String>,
    ) -> Result<(), String> {
        let mut outcomes: Vec<(String, u32)> = Vec::new();
        for number in 1..=times {
            self.variables.insert("n".to_owned(), number.to_string());
            let answer = self.call(session, command)?;
            // Answers differ in their ids; that there was something to answer with is what counts.
            let outcome = if answer.starts_with("ok {") { "ok {…}" } else { answer.as_str() };
            match outcomes.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, count)) => *count += 1,
                None => outcomes.push((outcome.to_owned(), 1)),
            }
        }
        lines.extend(outcomes.into_iter().map(|(outcome, count)| format!("{count} x {outcome}")));
        Ok(())
    }

    /// The line for an answer; keeps what the call wants kept.
    fn answer(&mut self, result: &CallResult, captures: &[Capture]) -> Result<String, String> {
        let reply = match result {
            Ok(reply) => serde_json::to_value(reply).map_err(|error| error.to_string())?,
            Err(error) => {
                let message = shortened(Value::String(error.message().to_owned()));
                let message = message.as_str().unwrap_or_default();
                return Ok(format!("error {} {}: {message}", error.code(), error.http_status()));
            }
        };
        for capture in captures {
            let text = capture.of(&reply)?;
            self.variables.insert(capture.name.clone(), text);
        }
        let is_empty = reply.as_object().is_some_and(serde_json::Map::is_empty);
        Ok(if is_empty { "ok".to_owned() } else { format!("ok {}", shortened(reply)) })
    }

    fn cancel(&mut self, session: &mut Session, number: u32) -> Result<(), String> {
        let index = self.waits.iter().position(|wait| wait.number == number);
        let wait = index.map(|index| self.waits.remove(index)).ok_or_else(|| format!("r{number} does not wait"))?;
        session.submit(Input::Cancel(wait.request));
        Ok(())
    }

    /// Lets time pass. While something waits it goes step by step, so that each answer is told with its time.
    fn advance(&mut self, session: &mut Session, to: Instant, lines: &mut Vec<String>) {
        let mut portions = 0;
        loop {
            let steps = if self.waits.is_empty() { STEPS_AT_ONCE } else { 1 };
            let ended = session.seek_within(to, steps);
            self.collect_answers(session, lines);
            portions += u32::from(steps > 1);
            match ended {
                Advance::Reached => return,
                Advance::Paused if portions < PORTIONS_MAX => {}
                Advance::Paused => return lines.push(format!("given up at {}", session.now())),
                Advance::Halted => return lines.push(format!("halted at {}", session.now())),
            }
        }
    }

    /// Tells of waits that were answered.
    fn collect_answers(&mut self, session: &mut Session, lines: &mut Vec<String>) {
        for (request, result) in session.take_answers() {
            let Some(index) = self.waits.iter().position(|wait| wait.request == request) else { continue };
            let wait = self.waits.remove(index);
            let answer = self.answer(&result, &wait.captures).unwrap_or_else(|problem| format!("ok, but {problem}"));
            lines.push(format!("r{} answered at {}: {answer}", wait.number, session.now()));
        }
    }

    fn show(&mut self, session: &Session, what: &Shown) -> Result<Vec<String>, String> {
        let cloud = session.cloud();
        let queue = |name: &str| {
            let id = cloud.sqs().resolve(name, &self.caller).ok();
            id.and_then(|id| cloud.sqs().queue(id)).ok_or_else(|| format!("there is no queue {name}"))
        };
        Ok(match what {
            Shown::Queue(name) => show::queue(cloud.sqs(), queue(name)?),
            Shown::Metrics(name) => show::metrics(queue(name)?, cloud.now()),
            Shown::Topic(name) => {
                let id = cloud.sns().find(self.caller.account, self.caller.region, name);
                let topic =
                    id.and_then(|id| cloud.sns().topic(id)).ok_or_else(|| format!("there is no topic {name}"))?;
                show::topic(cloud.sns(), topic)
            }
            Shown::Stream(name) => {
                let id = cloud.kinesis().find(self.caller.account, self.caller.region, name);
                let stream =
                    id.and_then(|id| cloud.kinesis().stream(id)).ok_or_else(|| format!("there is no stream {name}"))?;
                streams::stream(cloud.kinesis(), stream)
            }
            Shown::Reader(name) => {
                let found = cloud.actors().find(|actor| actor.name() == name);
                readers::reader(found.ok_or_else(|| format!("there is no actor {name}"))?)?
            }
            Shown::Endpoint(address) => show::endpoint(cloud, address),
            Shown::DeliveryStream(name) => {
                let id = cloud.firehose().find(self.caller.account, self.caller.region, name);
                let stream = id.and_then(|id| cloud.firehose().stream(id));
                delivery_streams::stream(stream.ok_or_else(|| format!("there is no stream {name}"))?)
            }
            Shown::DeliveryLog(name) => {
                let id = cloud.firehose().find(self.caller.account, self.caller.region, name);
                let stream = id.and_then(|id| cloud.firehose().stream(id));
                delivery_streams::log(stream.ok_or_else(|| format!("there is no stream {name}"))?)
            }
            Shown::Application(name) => {
                let id = cloud.analytics().find(self.caller.account, self.caller.region, name);
                let managed = id.and_then(|id| cloud.analytics().managed(id));
                applications::application(managed.ok_or_else(|| format!("there is no application {name}"))?)
            }
            Shown::Objects(name) => {
                let bucket = cloud.s3().bucket(name).ok_or_else(|| format!("there is no bucket {name}"))?;
                delivery_streams::objects(bucket)
            }
            Shown::Deliveries(name) => {
                let id = cloud.sns().find(self.caller.account, self.caller.region, name);
                let topic =
                    id.and_then(|id| cloud.sns().topic(id)).ok_or_else(|| format!("there is no topic {name}"))?;
                show::deliveries(topic)
            }
            Shown::Table(name) | Shown::Leases(name) => {
                let table = cloud.dynamodb().locate(&self.caller, name);
                let table = table.ok_or_else(|| format!("there is no table {name}"))?;
                if matches!(what, Shown::Leases(_)) { tables::leases(table) } else { tables::table(table) }
            }
            Shown::Trail => show::trail(session.cloud()),
            Shown::Limits => show::limits(cloud),
            Shown::Mappings => show::mappings(cloud.lambda()),
            Shown::Actors => show::actors(cloud),
            Shown::Events => {
                let from = std::mem::replace(&mut self.events_shown, cloud.next_seq());
                let new = session.events().filter(|event| event.seq >= from);
                new.map(|event| events::line(cloud, event)).collect()
            }
            Shown::Doings => {
                let from = std::mem::replace(&mut self.events_shown, cloud.next_seq());
                let new = session.events().filter(|event| event.seq >= from);
                let did = new.filter(|event| matches!(event.kind, EventKind::Actor(..)));
                did.map(|event| events::line(cloud, event)).collect()
            }
        })
    }
}

fn find_actor(session: &Session, name: &str) -> Result<(ActorId, ActorConfig), String> {
    let found = session.cloud().actors().find(|actor| actor.name() == name);
    found.map(|actor| (actor.id, actor.config())).ok_or_else(|| format!("there is no actor {name}"))
}

fn set_running(session: &mut Session, name: &str, running: bool) -> Result<(), String> {
    let (id, mut config) = find_actor(session, name)?;
    config.set_running(running);
    session.submit(Input::SetActor(id, config));
    Ok(())
}

/// A line in which characters that no page can show are escaped.
fn printable(line: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{F0000}'..='\u{10FFFF}')
    };
    line.chars().fold(String::with_capacity(line.len()), |mut text, c| {
        if hidden(c) {
            text.extend(c.escape_unicode());
        } else {
            text.push(c);
        }
        text
    })
}

/// An answer in which long texts are cut.
fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().nth(TEXT_CHARS_MAX).is_some() => {
            let start: String = text.chars().take(20).collect();
            Value::String(format!("{start}… ({} characters)", text.chars().count()))
        }
        Value::Array(items) => items.into_iter().map(shortened).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, shortened(value))).collect())
        }
        other => other,
    }
}
