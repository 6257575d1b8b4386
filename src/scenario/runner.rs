//! Carries commands out on a session, and says what the system said.

use super::calls::{CallCommand, Capture};
use super::command::{Command, Shown};
use super::pieces::Repeat;
use super::placeholders::Placeholders;
use super::text::{Fill, Template, Variables};
use super::until::Search;
use super::{applications, chaos, delivery_streams, events, readers, show, streams, tables};
use crate::actors::ActorConfig;
use crate::base::{ActorId, Caller, RequestId};
use crate::call::{Call, CallResult};
use crate::cloud::{EventKind, Input, Submitted};
use crate::endpoints::{Behaviour, Kind};
use crate::notifiers::Trigger;
use crate::session::Session;
use crate::sns::{self, SnsEvent};
use serde_json::Value;
use std::sync::Arc;

/// Longer texts in answers are shown by their beginning and their length.
const TEXT_CHARS_MAX: usize = 1_000;

/// Why a command could not be carried out. A refusal by AWS is none: it is an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Problem(pub String);

/// What a script keeps between its commands: variables, the caller, waits, and what has been shown.
#[derive(Clone, Debug)]
pub struct Runner {
    pub(super) variables: Variables,
    pub(super) caller: Caller,
    /// None where ids are shown as they are.
    placeholders: Option<Placeholders>,
    pub(super) waits: Vec<Wait>,
    waits_made: u32,
    pub(super) events_shown: u64,
    /// Answers to waits of others, where there are others.
    pub(super) strays: Vec<(RequestId, Arc<CallResult>)>,
}

impl Default for Runner {
    fn default() -> Self {
        Self { placeholders: Some(Placeholders::default()), ..Self::with_ids() }
    }
}

/// A receive that waits.
#[derive(Clone, Debug)]
pub(super) struct Wait {
    pub number: u32,
    pub request: RequestId,
    pub captures: Vec<Capture>,
}

impl Runner {
    /// One whose answers show ids as they are, for people who want to use them elsewhere.
    pub fn with_ids() -> Self {
        Self {
            variables: Variables::new(),
            caller: Caller::default(),
            placeholders: None,
            waits: Vec::new(),
            waits_made: 0,
            events_shown: 0,
            strays: Vec::new(),
        }
    }

    /// Carries a command out; answers with lines of text, without the last line's end.
    ///
    /// # Errors
    /// A variable, an actor or a queue that there is not, or a parameter of another type.
    pub fn run(&mut self, session: &mut Session, command: &Command) -> Result<String, Problem> {
        let mut lines = Vec::new();
        let done = self.carry_out(session, command, &mut lines);
        self.collect_answers(session, &mut lines);
        let text = self.told(&lines);
        done.map(|()| text).map_err(|text| self.problem(&text))
    }

    /// Whether ids are replaced, as in the answers to a script.
    pub(super) const fn hides_ids(&self) -> bool {
        self.placeholders.is_some()
    }

    /// Lines as they are shown.
    pub(super) fn told(&mut self, lines: &[String]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
        let text = lines.join("\n");
        match &mut self.placeholders {
            Some(placeholders) => placeholders.replace(&text),
            None => text,
        }
    }

    /// What went wrong, as it is shown.
    pub(super) fn problem(&mut self, text: &str) -> Problem {
        Problem(match &mut self.placeholders {
            Some(placeholders) => placeholders.replace(text),
            None => text.to_owned(),
        })
    }

    /// Carries out a command that moves time.
    fn move_time(&mut self, session: &mut Session, command: &Command, lines: &mut Vec<String>) -> Result<(), String> {
        match command {
            Command::Advance(span) => {
                let to = session.now().after(*span);
                self.advance(session, to, lines);
            }
            Command::AdvanceTo(to) if *to < session.now() => return Err(format!("it is {} already", session.now())),
            Command::AdvanceTo(to) => self.advance(session, *to, lines),
            Command::Until(condition, within) => {
                let last = session.now().after(*within);
                let mut search = Search::new(condition.clone(), session, last);
                self.until(session, &mut search, lines);
            }
            _ => {
                let stepped = session.step_forward();
                let nothing = if stepped { "" } else { ", nothing will happen by itself" };
                lines.push(format!("at {}{nothing}", session.now()));
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, session: &mut Session, command: &Command, lines: &mut Vec<String>) -> Result<(), String> {
        match command {
            Command::Lab(start) => {
                *session = Session::new(start.clone());
                *self = Self {
                    placeholders: self.placeholders.take().map(|_| Placeholders::default()),
                    ..Self::with_ids()
                };
            }
            Command::Caller(caller) => self.caller = caller.0.clone(),
            Command::Let(name, value) => {
                let text = value.fill(&self.variables, Fill::Plain)?;
                self.variables.insert(name.clone(), text);
            }
            Command::Call(call) => lines.push(self.call(session, call)?),
            Command::Repeat(times, call) => {
                let mut repeat = Repeat::new(*times, call.clone());
                repeat.go_on(self, session, *times)?;
                lines.extend(repeat.lines());
            }
            Command::Crowd(count, call) => lines.push(self.crowd(session, *count, call)?),
            Command::Cancel(number) => self.cancel(session, *number)?,
            Command::Advance(_) | Command::AdvanceTo(_) | Command::Step | Command::Until(..) => {
                self.move_time(session, command, lines)?;
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
            Command::Chaos(chaos) => {
                let (switch, setting) = chaos.switch(session, &self.caller)?;
                match session.cloud().check_chaos(&switch, setting) {
                    Ok(()) => drop(session.submit(Input::Chaos { switch, setting })),
                    Err(why) => lines.push(format!("refused: {why}")),
                }
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
            Command::Input(input) => lines.extend(self.submit(session, Input::clone(input), &[])?),
            Command::Trigger(topic, trigger) => lines.extend(self.trigger(session, topic, trigger)?),
            Command::Show(what) => lines.extend(self.show(session, what)?),
            Command::Digest => lines.push(format!("{:016x}", session.digest())),
        }
        Ok(())
    }

    /// Who makes the calls.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    pub(super) fn call(&mut self, session: &mut Session, command: &CallCommand) -> Result<String, String> {
        let call = command.build(&self.variables)?;
        self.send(session, call, &command.captures)
    }

    /// Makes a call; answers what came of it.
    pub(super) fn send(&mut self, session: &mut Session, call: Call, captures: &[Capture]) -> Result<String, String> {
        let input = Input::Call { caller: self.caller.clone(), call };
        self.submit(session, input, captures).map(Option::unwrap_or_default)
    }

    /// Does something; the line for the answer, if there is one.
    fn submit(&mut self, session: &mut Session, input: Input, captures: &[Capture]) -> Result<Option<String>, String> {
        let seen = session.cloud().next_seq();
        let submitted = session.submit(input);
        self.keep_token(session, seen);
        match submitted {
            Submitted::Done(result) => self.answer(&result, captures).map(Some),
            Submitted::Waiting(request) => {
                self.waits_made += 1;
                let number = self.waits_made;
                self.waits.push(Wait { number, request, captures: captures.to_vec() });
                Ok(Some(format!("waiting r{number}")))
            }
            Submitted::Added(_) | Submitted::Changed | Submitted::NotFound | Submitted::Refused(_) => Ok(None),
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

    /// The line for an answer; keeps what the call wants kept.
    pub(super) fn answer(&mut self, result: &CallResult, captures: &[Capture]) -> Result<String, String> {
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
            Shown::Chaos => chaos::chaos(cloud),
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
