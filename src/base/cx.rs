//! The context in which a service acts: the time, who asks, and where its effects go.
//!
//! A service changes its own state and writes everything else here: events for those who watch, timers for itself,
//! answers to requests that had to wait. It reaches nothing else.

use super::{AccountId, Arn, Region};
use crate::clock::{Epoch, Instant};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a service emits, wakes up for and answers with.
pub trait Service {
    /// What happened, for whoever watches.
    type Event;
    /// What it can be woken for.
    type Timer;
    /// How a request that had to wait is answered.
    type Answer;
    /// What it sends to others by itself; [`std::convert::Infallible`] for one that only answers.
    type Outgoing;
}

/// The number of a producer or consumer in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActorId(pub u32);

/// The number of a request to the lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u64);

/// Who stands behind a request, as IAM sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Principal {
    /// The root user of the account.
    Root,
    /// An IAM user of that name.
    User(String),
    /// A role of that name, assumed under a session name.
    Role(String, String),
    /// An AWS service acting by itself, such as `sns.amazonaws.com`.
    Service(String),
    /// Nobody who could be known: an unsigned request.
    Anonymous,
}

/// What conditions of policies can ask about a request, beyond who makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// The address that it comes from; none when it comes through a VPC endpoint or from a service.
    pub source_ip: Option<String>,
    /// The VPC endpoint that it comes through, `vpce-…`.
    pub source_vpce: Option<String>,
    /// Whether it is sent without TLS.
    pub insecure: bool,
    /// The organization of the caller's account, `o-…`.
    pub principal_org_id: Option<String>,
    /// The resource on whose behalf a service acts.
    pub source_arn: Option<Arn>,
    /// The account of that resource.
    pub source_account: Option<AccountId>,
}

/// Where a request comes from in the lab; decides nothing but the picture and the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Somebody at the page or in a script.
    Person,
    /// An actor.
    Actor(ActorId),
    /// A copy of a message for the subscription of that number.
    Delivery(u32),
    /// The bucket of that number, which tells of a change.
    Bucket(u32),
    /// The alarm of that number, which changed its state.
    Alarm(u32),
    /// The function of that number, which sends something on.
    Function(u32),
    /// The event source mapping of that number, which reads from its source.
    Mapping(u32),
    /// The delivery stream of that number, which delivers.
    DeliveryStream(u32),
    /// The application of that number, which reads, looks things up and sends its rows on.
    Application(u32),
    /// Nobody: time passed.
    Clock,
}

/// Who calls, from where, and in which account and Region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Caller {
    /// The caller's own account.
    pub account: AccountId,
    /// The Region whose endpoint is asked.
    pub region: Region,
    /// The identity.
    pub principal: Principal,
    /// Where the request comes from.
    pub origin: Origin,
    /// What is unusual about the request; most have nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstances: Option<Arc<Circumstances>>,
}

impl Default for Caller {
    fn default() -> Self {
        Self {
            account: AccountId::DEFAULT,
            region: Region::DEFAULT,
            principal: Principal::Root,
            origin: Origin::Person,
            circumstances: None,
        }
    }
}

impl Caller {
    /// The caller's ARN.
    pub fn arn(&self) -> Arn {
        let resource = match &self.principal {
            Principal::Root => "root".to_owned(),
            Principal::User(name) => format!("user/{name}"),
            Principal::Role(role, session) => format!("assumed-role/{role}/{session}"),
            Principal::Service(name) => name.clone(),
            Principal::Anonymous => "anonymous".to_owned(),
        };
        let service = if matches!(self.principal, Principal::Role(..)) { "sts" } else { "iam" };
        Arn { service: service.to_owned(), region: String::new(), account: self.account.to_string(), resource }
    }

    /// The unique id that `SenderId` gives: the account number for root, `AIDA…` for a user, `AROA…:session` for a role.
    pub fn unique_id(&self) -> String {
        match &self.principal {
            Principal::Root => self.account.to_string(),
            Principal::Service(name) => format!("AROA{}:AWS-CLOUDCAST", id_text(name)),
            Principal::Anonymous => "anonymous".to_owned(),
            Principal::User(name) => format!("AIDA{}", id_text(name)),
            Principal::Role(role, session) => format!("AROA{}:{session}", id_text(role)),
        }
    }
}

/// Seventeen characters that always come out the same for a name, in the alphabet of IAM's unique ids.
fn id_text(name: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut rng = super::Rng::fork(0, name);
    (0..17).filter_map(|_| ALPHABET.get(usize::try_from(rng.below(32)).ok()?)).map(|byte| char::from(*byte)).collect()
}

/// An event as a service emits it: numbered, with the event that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emitted<K> {
    /// Its number in the lab.
    pub seq: u64,
    /// The number of the event that led to it, where one did.
    pub after: Option<u64>,
    /// The request that it was part of; 0 for what time alone brought about.
    pub request: RequestId,
    /// Who stands behind it.
    pub origin: Origin,
    /// What happened.
    pub kind: K,
}

/// Where a service acts.
pub struct Cx<'a, S: Service> {
    /// The logical time.
    pub now: Instant,
    /// The calendar time at which the lab began.
    pub epoch: Epoch,
    /// Who asks; for timers, whoever owns what the timer belongs to.
    pub caller: &'a Caller,
    /// The request that is being carried out, or the timer's own number.
    pub request: RequestId,
    /// The number of the next event.
    pub next_seq: &'a mut u64,
    /// Events, in order.
    pub events: &'a mut Vec<Emitted<S::Event>>,
    /// Timers to set, or to switch off with `None`.
    pub timers: &'a mut Vec<(S::Timer, Option<Instant>)>,
    /// Answers to requests that waited.
    pub answers: &'a mut Vec<(RequestId, S::Answer)>,
    /// What is to be carried to somebody else.
    pub outgoing: &'a mut Vec<S::Outgoing>,
}

impl<S: Service> Cx<'_, S> {
    /// Records what happened; answers the event's number.
    pub fn emit(&mut self, after: Option<u64>, kind: S::Event) -> u64 {
        let seq = *self.next_seq;
        *self.next_seq += 1;
        self.events.push(Emitted { seq, after, request: self.request, origin: self.caller.origin, kind });
        seq
    }

    /// The same context on behalf of another request, such as one that has waited.
    pub fn on_behalf_of<'b>(&'b mut self, caller: &'b Caller, request: RequestId) -> Cx<'b, S> {
        Cx {
            now: self.now,
            epoch: self.epoch,
            caller,
            request,
            next_seq: self.next_seq,
            events: self.events,
            timers: self.timers,
            answers: self.answers,
            outgoing: self.outgoing,
        }
    }

    /// Sets a timer, or switches it off.
    pub fn set_timer(&mut self, timer: S::Timer, at: Option<Instant>) {
        self.timers.push((timer, at));
    }
}
