//! What stands outside of AWS and receives: HTTP endpoints, inboxes, phones, devices, and delivery streams as a mere sink.
//!
//! [`Endpoints`] holds those of a whole lab by kind and address. An endpoint comes into being when something first
//! reaches it or when its behaviour is set. The module knows no service: whoever sends says how long an answer takes
//! ([`Endpoints::latency`]), hands the request over when that time has passed ([`Endpoints::receive`]), and does what the
//! answer asks for. Whose number has opted out is the sender's business.

mod behaviour;
pub mod http;
pub mod mail;
pub mod sms;

#[cfg(test)]
mod tests;

pub use behaviour::{Answering, BadBehaviour, Behaviour, KEEP_MAX, LATENCY_MS_MAX, Outcome, outcome};
pub use http::http_headers;
pub use sms::sms_parts;

use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{Bucket, Rng};
use crate::clock::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An HTTP endpoint that says nothing for so long has failed.
pub const HTTP_TIMEOUT: Duration = Duration::from_secs(15);

/// Headers by name, in the order in which they are sent.
pub type Headers = Vec<(Arc<str>, Arc<str>)>;

/// What kind of endpoint it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A URL, over HTTP or HTTPS.
    Http,
    /// An inbox.
    Email,
    /// A phone number.
    Phone,
    /// An app on a device, by its platform endpoint.
    Device,
    /// A delivery stream.
    Stream,
    /// What a delivery stream delivers to outside of S3: an HTTP endpoint, Splunk, OpenSearch, Redshift, Snowflake or a
    /// catalog of Iceberg.
    Store,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Http, Self::Email, Self::Phone, Self::Device, Self::Stream, Self::Store];

    /// Whether it answers with an HTTP status that its sender looks at.
    pub const fn has_status(self) -> bool {
        matches!(self, Self::Http | Self::Store)
    }

    /// Whether it is asked to confirm before messages flow.
    pub const fn confirms(self) -> bool {
        matches!(self, Self::Http | Self::Email)
    }
}

/// A request that reaches an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// What kind of endpoint.
    pub kind: Kind,
    /// Which, as its subscription names it.
    pub address: Arc<str>,
    /// HTTP: the headers.
    pub headers: Headers,
    /// Who it says it is from; of inboxes.
    pub sender: Option<Arc<str>>,
    /// Its subject.
    pub subject: Option<Arc<str>>,
    /// Its text: the body, the mail, the short message or the payload.
    pub body: Arc<str>,
    /// The ARN of the topic that it comes from.
    pub source: Arc<str>,
    /// The ARN of the subscription that it is for.
    pub subscription: Arc<str>,
    /// The message's id.
    pub message_id: Arc<str>,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// The token, when it asks to confirm.
    pub confirmation: Option<Arc<str>>,
    /// How long the answer took: what [`Endpoints::latency`] said.
    pub latency: Duration,
}

/// How an endpoint answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Response {
    /// What the sender makes of it.
    pub outcome: Outcome,
    /// HTTP: the status, unless nobody answered.
    pub status: Option<u16>,
    /// Whether it confirms the subscription that it was asked about.
    pub confirm: bool,
}

impl Response {
    /// Whether the delivery is done, as the sender sees it.
    pub fn taken(&self) -> bool {
        self.outcome == Outcome::Delivered
    }

    /// What went wrong.
    pub fn why(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Delivered => None,
            Outcome::ServerError(why) | Outcome::ClientError(why) => Some(why),
        }
    }
}

/// A request that an endpoint remembers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kept {
    /// When it arrived.
    pub at: Instant,
    /// What arrived.
    pub arrival: Arc<Arrival>,
    /// How it was answered.
    pub response: Response,
    /// Parts of a short message; 1 of everything else.
    pub parts: u32,
}

/// What an endpoint has counted. Every request is one of the first three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Requests that it took.
    pub received: u64,
    /// HTTP requests that it answered with a status of 300 to 499, which the sender takes for success: lost here.
    pub ignored: u64,
    /// Requests that failed.
    pub refused: u64,
    /// How many of those that it took asked to confirm.
    pub confirmations: u64,
    /// Parts of short messages that it took.
    pub parts: u64,
}

/// An endpoint. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Endpoint {
    /// Its number in the lab, which no other endpoint will have.
    pub number: u32,
    /// What kind.
    pub kind: Kind,
    /// Which.
    pub address: Arc<str>,
    /// How it behaves.
    behaviour: Behaviour,
    /// Requests since the behaviour was set.
    requests: u64,
    /// What is left of the rate.
    bucket: Option<Bucket>,
    /// The last arrivals, oldest first.
    kept: ChunkDeque<Kept>,
    /// What it has counted.
    pub totals: Totals,
}

impl Endpoint {
    fn new(number: u32, kind: Kind, address: Arc<str>) -> Self {
        Self {
            number,
            kind,
            address,
            behaviour: Behaviour::default(),
            requests: 0,
            bucket: None,
            kept: ChunkDeque::default(),
            totals: Totals::default(),
        }
    }

    /// How it behaves.
    pub const fn behaviour(&self) -> &Behaviour {
        &self.behaviour
    }

    /// What arrived last, newest first.
    pub fn arrivals(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().rev().map(|(_, kept)| kept)
    }

    fn set_behaviour(&mut self, behaviour: Behaviour) {
        self.behaviour = behaviour;
        self.requests = 0;
        self.bucket = None;
        self.forget_old();
    }

    fn forget_old(&mut self) {
        while self.kept.next() - self.kept.front() > self.behaviour.keep as u64 {
            self.kept.pop_first();
        }
    }

    /// What it does with its next request.
    fn answering(&mut self, now: Instant, latency: Duration) -> Answering {
        self.requests += 1;
        let behaviour = &self.behaviour;
        if self.kind == Kind::Http {
            if latency >= HTTP_TIMEOUT {
                return Answering::Down;
            }
            if let Some(rate) = behaviour.max_per_second.map(u64::from) {
                let bucket = self.bucket.map_or_else(|| Bucket::full(now, rate), |bucket| bucket.at(now, rate));
                let left = bucket.take();
                self.bucket = Some(left.unwrap_or(bucket));
                if left.is_none() {
                    return Answering::Status(429);
                }
            }
        }
        let is_nth = behaviour.fail_every.is_some_and(|every| self.requests.is_multiple_of(u64::from(every)));
        if is_nth || self.requests <= u64::from(behaviour.fail_first) {
            return Answering::Status(behaviour.fail_status);
        }
        behaviour.answer
    }

    fn receive(&mut self, now: Instant, arrival: Arrival) -> Response {
        let answering = self.answering(now, arrival.latency);
        let mut result = outcome(self.kind, answering);
        let mut parts = 1;
        if self.kind == Kind::Phone {
            match sms_parts(&arrival.body) {
                Ok(all) => parts = u32::try_from(all.len()).unwrap_or(u32::MAX),
                Err(error) => result = Outcome::ClientError(format!("Message body is invalid: {error}")),
            }
        }
        let status = match answering {
            Answering::Ok if self.kind.has_status() => Some(200),
            Answering::Status(status) if self.kind.has_status() => Some(status),
            _ => None,
        };
        let is_delivered = result == Outcome::Delivered;
        let is_ignored = is_delivered && status.is_some_and(|status| status >= 300);
        let is_received = is_delivered && !is_ignored;
        let is_question = is_received && arrival.confirmation.is_some() && self.kind.confirms();
        let totals = &mut self.totals;
        totals.received += u64::from(is_received);
        totals.ignored += u64::from(is_ignored);
        totals.refused += u64::from(!is_delivered);
        totals.confirmations += u64::from(is_question);
        if is_received && self.kind == Kind::Phone {
            totals.parts += u64::from(parts);
        }
        let confirm = is_question && self.behaviour.auto_confirm;
        let response = Response { outcome: result, status, confirm };
        self.kept.push(Kept { at: now, arrival: Arc::new(arrival), response: response.clone(), parts });
        self.forget_old();
        response
    }
}

/// So many endpoints remember what reached them. A topic can have very many subscriptions; those beyond take what comes.
pub const ENDPOINTS_MAX: u32 = 500;

/// All endpoints of a lab. Cloning is cheap.
#[derive(Clone, Debug, Default, Hash)]
pub struct Endpoints {
    by_kind: SortedMap<Kind, SortedMap<Arc<str>, Arc<Endpoint>>>,
    /// How many there are, and how many were ever made.
    count: u32,
    made: u32,
}

impl Endpoints {
    /// The endpoint of that kind and address, if anything has reached it or its behaviour was set.
    pub fn get(&self, kind: Kind, address: &str) -> Option<&Endpoint> {
        self.by_kind.get(&kind)?.get(address).map(|endpoint| &**endpoint)
    }

    /// The endpoint of that number.
    pub fn number(&self, number: u32) -> Option<&Endpoint> {
        self.iter().find(|endpoint| endpoint.number == number)
    }

    /// Lets an endpoint come into being before anything has reached it, as long as there is room.
    pub fn ensure(&mut self, kind: Kind, address: &str) {
        if self.count < ENDPOINTS_MAX && self.get(kind, address).is_none() {
            self.change(kind, address, |_| ());
        }
    }

    /// All endpoints, by kind and address.
    pub fn iter(&self) -> impl Iterator<Item = &Endpoint> {
        self.by_kind.values().flat_map(SortedMap::values).map(|endpoint| &**endpoint)
    }

    /// Sets how an endpoint behaves; its counts of requests for failures begin anew. Answers whether anything changed.
    ///
    /// # Errors
    /// A behaviour that the endpoint cannot have; nothing has changed then.
    pub fn configure(&mut self, kind: Kind, address: &str, behaviour: Behaviour) -> Result<bool, BadBehaviour> {
        behaviour.check(kind)?;
        if self.get(kind, address).is_some_and(|endpoint| endpoint.behaviour == behaviour) {
            return Ok(false);
        }
        self.change(kind, address, |endpoint| endpoint.set_behaviour(behaviour));
        Ok(true)
    }

    /// Forgets an endpoint with all that it kept; answers whether it was there.
    pub fn forget(&mut self, kind: Kind, address: &str) -> bool {
        let gone = self.by_kind.get_mut(&kind).is_some_and(|of_kind| of_kind.remove(address).is_some());
        self.count -= u32::from(gone);
        gone
    }

    /// How long the next answer takes. Over HTTP, 15 seconds stand for no answer at all: the sender has given up by then.
    /// Draws nothing where least and most are the same.
    pub fn latency(&self, kind: Kind, address: &str, rng: &mut Rng) -> Duration {
        let Some(endpoint) = self.get(kind, address) else { return Duration::ZERO };
        let (least, most) = endpoint.behaviour.latency_ms;
        let drawn = Duration::from_millis(rng.between(least, most));
        match (kind, endpoint.behaviour.answer) {
            (Kind::Http, Answering::Down) => HTTP_TIMEOUT,
            (Kind::Http, _) => drawn.min(HTTP_TIMEOUT),
            _ => drawn,
        }
    }

    /// A request arrives, and is answered.
    pub fn receive(&mut self, now: Instant, arrival: Arrival) -> Response {
        let (kind, address) = (arrival.kind, arrival.address.clone());
        if self.count >= ENDPOINTS_MAX && self.get(kind, &address).is_none() {
            // One that is not kept: it behaves as any other and leaves no trace.
            return Endpoint::new(u32::MAX, kind, address).receive(now, arrival);
        }
        self.change(kind, &address, |endpoint| endpoint.receive(now, arrival))
    }

    /// Changes an endpoint, which is made where it is not there yet.
    fn change<T>(&mut self, kind: Kind, address: &str, change: impl FnOnce(&mut Endpoint) -> T) -> T {
        let there = self.by_kind.get_mut(&kind).and_then(|of_kind| of_kind.get_mut(address));
        if let Some(endpoint) = there {
            return change(Arc::make_mut(endpoint));
        }
        let address: Arc<str> = address.into();
        let mut endpoint = Endpoint::new(self.made, kind, address.clone());
        self.made += 1;
        self.count += 1;
        let answer = change(&mut endpoint);
        self.by_kind.update(kind, |of_kind| {
            of_kind.insert(address, Arc::new(endpoint));
        });
        answer
    }
}
