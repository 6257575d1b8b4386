//! Producers and consumers: programs in the lab that act through calls, as any client of AWS must.
//!
//! An actor sees the time, its own chance and the answers to its calls. It knows no service's state and no picture.

pub mod agent;
mod consumer;
mod disturbed;
pub mod extended;
pub mod feed;
pub mod kcl;
mod producer;
pub mod reader;
pub mod writer;

use crate::base::{AccountId, ActorId, Arn, Caller, Origin, Principal, Region, Rng};
use crate::call::{Call, CallResult};
use crate::clock::Instant;
use crate::kinesis::api::SubscribeToShardEvent;
use crate::sqs::message::Body;
use serde::{Deserialize, Serialize};

pub use agent::{Agent, AgentConfig, AgentEvent};
pub use consumer::{Consumer, ConsumerConfig, Job, OnFailure, Phase};
pub use kcl::{Kcl, KclConfig, KclEvent};
pub use producer::{BURST_MAX, Producer, ProducerConfig, Source};
pub use reader::{Reader, ReaderConfig, ReaderEvent};
pub use writer::{Writer, WriterConfig};

/// What an actor is to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActorConfig {
    /// Sends messages.
    Producer(ProducerConfig),
    /// Receives messages and works on them.
    Consumer(ConsumerConfig),
    /// Puts records into a stream.
    Writer(Box<WriterConfig>),
    /// Reads a stream with the Kinesis Client Library.
    Kcl(Box<KclConfig>),
    /// Reads a stream with an SDK.
    Reader(Box<ReaderConfig>),
    /// Follows a log file, and puts its lines into a stream.
    Agent(Box<AgentConfig>),
}

impl ActorConfig {
    /// Its name on the page.
    pub fn name(&self) -> &str {
        match self {
            Self::Producer(config) => &config.name,
            Self::Consumer(config) => &config.name,
            Self::Writer(config) => &config.name,
            Self::Kcl(config) => &config.name,
            Self::Reader(config) => &config.name,
            Self::Agent(config) => &config.name,
        }
    }

    /// The queue, topic or stream that it works with.
    pub const fn queue(&self) -> Option<&Arn> {
        match self {
            Self::Producer(config) => config.queue.as_ref(),
            Self::Consumer(config) => config.queue.as_ref(),
            Self::Writer(config) => config.stream.as_ref(),
            Self::Kcl(config) => config.stream.as_ref(),
            Self::Reader(config) => config.stream.as_ref(),
            Self::Agent(config) => config.target.as_ref(),
        }
    }

    /// Gives it another name.
    pub fn set_name(&mut self, name: String) {
        match self {
            Self::Producer(config) => config.name = name,
            Self::Consumer(config) => config.name = name,
            Self::Writer(config) => config.name = name,
            Self::Kcl(config) => config.name = name,
            Self::Reader(config) => config.name = name,
            Self::Agent(config) => config.name = name,
        }
    }

    /// Connects it with a queue, a topic or a stream, or with none.
    pub fn set_queue(&mut self, queue: Option<Arn>) {
        match self {
            Self::Producer(config) => config.queue = queue,
            Self::Consumer(config) => config.queue = queue,
            Self::Writer(config) => config.stream = queue,
            Self::Kcl(config) => config.stream = queue,
            Self::Reader(config) => config.stream = queue,
            Self::Agent(config) => config.target = queue,
        }
    }

    /// Whether it acts.
    pub const fn running(&self) -> bool {
        match self {
            Self::Producer(config) => config.running,
            Self::Consumer(config) => config.running,
            Self::Writer(config) => config.running,
            Self::Kcl(config) => config.running,
            Self::Reader(config) => config.running,
            Self::Agent(config) => config.running,
        }
    }

    /// Lets it act, or pauses it.
    pub fn set_running(&mut self, running: bool) {
        match self {
            Self::Producer(config) => config.running = running,
            Self::Consumer(config) => config.running = running,
            Self::Writer(config) => config.running = running,
            Self::Kcl(config) => config.running = running,
            Self::Reader(config) => config.running = running,
            Self::Agent(config) => config.running = running,
        }
    }
}

/// Something that an actor did by itself, not through a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum ActorEvent {
    /// A consumer began to work on a message; it will take until then.
    WorkStarted { job: JobRef, until: Instant },
    /// A consumer finished its work on a message.
    WorkDone { job: JobRef },
    /// The work on a message failed.
    WorkFailed { job: JobRef, poison: bool },
    /// A consumer finished and never called `DeleteMessage`.
    ForgotToDelete { job: JobRef },
    /// A consumer crashed with its messages in hand; it comes back then.
    Crashed { until: Instant, lost: usize },
    /// A consumer came back.
    Recovered,
    /// A producer has sent all that it had.
    Finished { sent: u64 },
    /// An SDK tries a call again to which no answer came; the number of this attempt, and the error of the one before.
    Retries { operation: &'static str, attempt: u32, code: &'static str, tag: Tag },
    /// A producer gave up on a message that was refused.
    GaveUp { code: &'static str },
    /// A message's payload is not in its bucket any more, and the consumer deletes the message.
    PayloadMissing { job: JobRef },
    /// A worker of the Kinesis Client Library did something.
    Kcl(KclEvent),
    /// A consumer could not fetch or delete a payload; its messages come back when their timeouts end.
    PayloadFailed { code: &'static str },
    /// A reader of a stream did something.
    Reader(ReaderEvent),
    /// An agent did something.
    Agent(AgentEvent),
}

/// A message as an actor's event names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JobRef {
    /// The handle it was received with.
    pub handle: crate::sqs::handle::ReceiptHandle,
    /// Its text.
    pub body: Body,
}

/// Where an actor acts.
pub struct ActorCx<'a> {
    /// The logical time.
    pub now: Instant,
    /// The actor's own chance.
    pub rng: &'a mut Rng,
    /// Calls to send, each with a tag by which the answer is known.
    pub calls: &'a mut Vec<(Tag, Call)>,
    /// What it did by itself.
    pub events: &'a mut Vec<ActorEvent>,
}

/// By which an actor knows an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// A producer's send of that number.
    Send(u64),
    /// The shards of a stream, for whoever puts records.
    Shards,
    /// The call of that number of a reader, a worker or an agent.
    Call(u64),
    /// A subscription to a shard; a number is used once. What is pushed comes under the same tag.
    Subscribe(u64),
    /// A consumer's receive.
    Receive,
    /// A consumer's delete, or its giving back of a message.
    Finish,
    /// A consumer's heartbeat.
    Heartbeat,
    /// A payload that a producer puts into a bucket for the batch of that number.
    Upload(u64),
    /// A payload that a consumer fetches.
    Fetch,
    /// A payload that a consumer deletes before its message.
    Cleanup,
    /// A message without a payload that a consumer deletes.
    Discard,
}

/// An actor: its configuration and what it is doing.
#[derive(Clone, Debug, Hash)]
pub struct Actor {
    /// Its number.
    pub id: ActorId,
    /// As whom it calls.
    pub caller: Caller,
    /// What it does.
    pub role: Role,
    rng: Rng,
}

/// The kinds of actor at work.
#[derive(Clone, Debug, Hash)]
pub enum Role {
    /// A producer.
    Producer(Producer),
    /// A consumer.
    Consumer(Consumer),
    /// A producer of a stream.
    Writer(Box<Writer>),
    /// A worker of the Kinesis Client Library.
    Kcl(Box<Kcl>),
    /// A reader of a stream.
    Reader(Box<Reader>),
    /// An agent.
    Agent(Box<Agent>),
}

impl Actor {
    /// An actor that begins at `now`.
    pub fn new(id: ActorId, config: ActorConfig, seed: u64, now: Instant) -> Self {
        let caller = Self::caller_of(id, &config);
        let rng = Rng::fork(seed, &format!("actor/{}", id.0));
        let role = match config {
            ActorConfig::Producer(config) => Role::Producer(Producer::new(config, now)),
            ActorConfig::Consumer(config) => Role::Consumer(Consumer::new(config, now)),
            ActorConfig::Writer(config) => Role::Writer(Box::new(Writer::new(*config, now))),
            ActorConfig::Kcl(config) => Role::Kcl(Box::new(Kcl::new(*config, now))),
            ActorConfig::Reader(config) => Role::Reader(Box::new(Reader::new(*config, now))),
            ActorConfig::Agent(config) => Role::Agent(Box::new(Agent::new(*config, now))),
        };
        Self { id, caller, role, rng }
    }

    /// An actor calls as a role of its own in the account and Region of its queue.
    fn caller_of(id: ActorId, config: &ActorConfig) -> Caller {
        let account = config.queue().and_then(|arn| arn.account.parse().ok()).unwrap_or(AccountId::DEFAULT);
        let region = config.queue().and_then(|arn| arn.region.parse().ok()).unwrap_or(Region::DEFAULT);
        let role = match config {
            ActorConfig::Producer(_) | ActorConfig::Writer(_) | ActorConfig::Agent(_) => "producer",
            ActorConfig::Consumer(_) | ActorConfig::Reader(_) | ActorConfig::Kcl(_) => "consumer",
        };
        let principal = Principal::Role(role.to_owned(), format!("{role}-{}", id.0));
        Caller { account, region, principal, origin: Origin::Actor(id), circumstances: None }
    }

    /// What it was told to do.
    pub fn config(&self) -> ActorConfig {
        match &self.role {
            Role::Producer(producer) => ActorConfig::Producer(producer.config.clone()),
            Role::Consumer(consumer) => ActorConfig::Consumer(consumer.config.clone()),
            Role::Writer(writer) => ActorConfig::Writer(Box::new(writer.config.clone())),
            Role::Kcl(kcl) => ActorConfig::Kcl(Box::new(kcl.config.clone())),
            Role::Reader(reader) => ActorConfig::Reader(Box::new(reader.config.clone())),
            Role::Agent(agent) => ActorConfig::Agent(Box::new(agent.config.clone())),
        }
    }

    /// Its name on the page.
    pub fn name(&self) -> &str {
        match &self.role {
            Role::Producer(producer) => &producer.config.name,
            Role::Consumer(consumer) => &consumer.config.name,
            Role::Writer(writer) => &writer.config.name,
            Role::Kcl(kcl) => &kcl.config.name,
            Role::Reader(reader) => &reader.config.name,
            Role::Agent(agent) => &agent.config.name,
        }
    }

    /// The queue, topic or stream that it works with.
    pub fn queue(&self) -> Option<&Arn> {
        match &self.role {
            Role::Producer(producer) => producer.config.queue.as_ref(),
            Role::Consumer(consumer) => consumer.config.queue.as_ref(),
            Role::Writer(writer) => writer.config.stream.as_ref(),
            Role::Kcl(kcl) => kcl.config.stream.as_ref(),
            Role::Reader(reader) => reader.config.stream.as_ref(),
            Role::Agent(agent) => agent.config.target.as_ref(),
        }
    }

    /// Gives it other things to do; what it has in hand it finishes. A configuration of the other kind changes nothing.
    pub fn configure(&mut self, config: ActorConfig, now: Instant) {
        self.caller = Self::caller_of(self.id, &config);
        match (&mut self.role, config) {
            (Role::Producer(producer), ActorConfig::Producer(config)) => producer.configure(config, now),
            (Role::Consumer(consumer), ActorConfig::Consumer(config)) => consumer.configure(config, now),
            (Role::Writer(writer), ActorConfig::Writer(config)) => writer.configure(*config, now),
            (Role::Kcl(kcl), ActorConfig::Kcl(config)) => kcl.configure(*config, now),
            (Role::Reader(reader), ActorConfig::Reader(config)) => reader.configure(*config, now),
            (Role::Agent(agent), ActorConfig::Agent(config)) => agent.configure(*config, now),
            _ => {}
        }
    }

    /// When it wants to be woken.
    pub fn next_due(&self) -> Option<Instant> {
        match &self.role {
            Role::Producer(producer) => producer.next_due(),
            Role::Consumer(consumer) => consumer.next_due(),
            Role::Writer(writer) => writer.next_due(),
            Role::Kcl(kcl) => kcl.next_due(),
            Role::Reader(reader) => reader.next_due(),
            Role::Agent(agent) => agent.next_due(),
        }
    }

    /// Whether it calls other services than SQS, and its code is therefore in the farther part of the engine.
    pub const fn is_far(&self) -> bool {
        matches!(self.role, Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_))
    }

    /// Lets one act that is far.
    pub fn wake_far(&mut self, now: Instant, calls: &mut Vec<(Tag, Call)>, events: &mut Vec<ActorEvent>) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Writer(writer) => writer.wake(cx),
            Role::Kcl(kcl) => kcl.wake(cx),
            Role::Reader(reader) => reader.wake(cx),
            Role::Agent(agent) => agent.wake(cx),
            Role::Producer(_) | Role::Consumer(_) => {}
        }
    }

    /// Hands one that is far an answer.
    pub fn answer_far(
        &mut self,
        now: Instant,
        tag: Tag,
        result: &CallResult,
        calls: &mut Vec<(Tag, Call)>,
        events: &mut Vec<ActorEvent>,
    ) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Writer(writer) => writer.answer(cx, tag, result),
            Role::Kcl(kcl) => kcl.answer(cx, tag, result),
            Role::Reader(reader) => reader.answer(cx, tag, result),
            Role::Agent(agent) => agent.answer(cx, tag, result),
            Role::Producer(_) | Role::Consumer(_) => {}
        }
    }

    /// Hands one that is far what was pushed to it; nothing more comes where there is none.
    pub fn pushed(
        &mut self,
        now: Instant,
        tag: Tag,
        what: Option<&SubscribeToShardEvent>,
        calls: &mut Vec<(Tag, Call)>,
        events: &mut Vec<ActorEvent>,
    ) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Kcl(kcl) => kcl.pushed(cx, tag, what),
            Role::Reader(reader) => reader.pushed(cx, tag, what),
            Role::Producer(_) | Role::Consumer(_) | Role::Writer(_) | Role::Agent(_) => {}
        }
    }

    /// Lets one act that is near.
    pub fn wake(&mut self, now: Instant, calls: &mut Vec<(Tag, Call)>, events: &mut Vec<ActorEvent>) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Producer(producer) => producer.wake(cx),
            Role::Consumer(consumer) => consumer.wake(cx),
            Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => {}
        }
    }

    /// Hands one that is near an answer.
    pub fn answer(
        &mut self,
        now: Instant,
        tag: Tag,
        result: &CallResult,
        calls: &mut Vec<(Tag, Call)>,
        events: &mut Vec<ActorEvent>,
    ) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Producer(producer) => producer.answer(cx, tag, result),
            Role::Consumer(consumer) => consumer.answer(cx, tag, result),
            Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => {}
        }
    }

    /// Makes a consumer crash now. Producers have nothing to lose and go on.
    pub fn crash(&mut self, now: Instant, events: &mut Vec<ActorEvent>) {
        if let Role::Consumer(consumer) = &mut self.role {
            consumer.crash(now, events);
        }
    }

    /// Makes one crash that is far. Producers have nothing to lose and go on.
    pub fn crash_far(&mut self, now: Instant, events: &mut Vec<ActorEvent>) {
        match &mut self.role {
            Role::Reader(reader) => reader.crash(now, events),
            Role::Kcl(kcl) => kcl.crash(now, events),
            Role::Producer(_) | Role::Consumer(_) | Role::Writer(_) | Role::Agent(_) => {}
        }
    }
}

/// The URL of the queue with that ARN.
fn url_of(arn: &Arn) -> String {
    format!("https://sqs.{}.amazonaws.com/{}/{}", arn.region, arn.account, arn.resource)
}
