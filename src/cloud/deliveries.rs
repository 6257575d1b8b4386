//! Copies of messages on their way from topics to queues and to endpoints outside of the lab.
//!
//! A queue is reached as by any other caller: through the gate, with a `SendMessage` of the service `sns.amazonaws.com` on
//! behalf of the topic. Other endpoints take everything, unless a fault was set for them.

use super::{Cloud, Latency, RequestId, Submitted, Timer};
use crate::base::{AccountId, Arn, Caller, Origin, Region};
use crate::call::{Call, CallError, CallResult};
use crate::clock::{Duration, Instant};
use crate::sns::subscription::Protocol;
use crate::sns::{self, Answer, Outgoing};
use crate::sqs::api::{MessageAttributeValue, SendMessage};
use crate::sqs::{ErrorCode, queue::QueueKey};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A copy on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Flight {
    /// What, and where to.
    pub outgoing: Arc<Outgoing>,
    /// When it left.
    pub departed: Instant,
    /// When it arrives.
    pub arrives: Instant,
    /// How long the endpoint takes to answer, which is part of the way.
    pub answers: Duration,
}

/// How an endpoint misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
    /// Nobody answers.
    Down,
    /// It answers with that HTTP status.
    Status(u16),
    /// It is gone for good, such as a deleted function.
    Gone,
}

/// SNS, as the policies of queues and functions name it.
pub const SNS_SERVICE: &str = "sns.amazonaws.com";

/// Who SNS is to an endpoint: the service, on behalf of a topic. From an opt-in Region into one that is always on it comes
/// under the name that it has in its own.
pub fn sns_caller(topic: Arn, account: AccountId, destination: Region, origin: Origin) -> Caller {
    let source: Option<Region> = topic.region.parse().ok();
    let own = source.filter(|source| source.is_opt_in() && !destination.is_opt_in());
    let name = own.map_or_else(|| SNS_SERVICE.to_owned(), |region| format!("sns.{region}.amazonaws.com"));
    super::service_caller(&name, topic, account, destination, origin)
}

/// An HTTP endpoint that says nothing for so long has failed.
const TIMEOUT: Duration = Duration::from_secs(15);

impl Cloud {
    /// Copies on their way, by number.
    pub fn flights(&self) -> impl Iterator<Item = &Flight> {
        self.flights.values()
    }

    /// Endpoints with a fault.
    pub fn faults(&self) -> impl Iterator<Item = (&str, Fault)> {
        self.faults.iter().map(|(endpoint, fault)| (&**endpoint, *fault))
    }

    pub(super) fn set_fault(&mut self, endpoint: &str, fault: Option<Fault>) -> Submitted {
        let changed = match fault {
            Some(fault) => self.faults.insert(endpoint.into(), fault) != Some(fault),
            None => self.faults.remove(endpoint).is_some(),
        };
        if !changed {
            return Submitted::NotFound;
        }
        self.record(Origin::Person, super::EventKind::FaultSet(endpoint.into(), fault));
        Submitted::Changed
    }

    /// Lets a copy leave.
    pub(super) fn depart(&mut self, outgoing: Outgoing) {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let mut travel = Duration::from_millis(self.latency_rng.between(min_ms, max_ms));
        let is_http = matches!(outgoing.protocol, Protocol::Http | Protocol::Https);
        let answers = self.time_to_answer(&outgoing);
        let is_down = self.faults.get(&outgoing.endpoint) == Some(&Fault::Down) || self.cut_off(&outgoing).is_some();
        if is_http && is_down {
            travel = TIMEOUT;
        } else if is_http && answers >= TIMEOUT {
            travel = answers;
        } else {
            travel = Duration::from_millis(travel.as_millis() + answers.as_millis());
        }
        let id = self.next_parcel;
        self.next_parcel += 1;
        let arrives = self.now.after(travel);
        self.flights.insert(id, Flight { outgoing: Arc::new(outgoing), departed: self.now, arrives, answers });
        self.timers.set(Timer::Flight(id), Some(arrives));
    }

    /// A copy has arrived: the endpoint answers.
    pub(super) fn arrive(&mut self, id: u64) {
        let Some(flight) = self.flights.remove(&id) else { return };
        let outgoing = &flight.outgoing;
        let answer = match self.faults.get(&outgoing.endpoint).copied() {
            Some(fault) => faulty(fault, outgoing.protocol),
            None if let Some(why) = self.cut_off(outgoing) => Answer::Failed(why),
            None if outgoing.protocol == Protocol::Sqs => self.put_into_queue(outgoing),
            None if outgoing.protocol == Protocol::Lambda => self.invoke_function(outgoing),
            None if let Some(answer) = self.put_into_stream(outgoing) => answer,
            None => match super::outside::kind_of(outgoing.protocol) {
                Some(kind) => self.reach(kind, outgoing, flight.answers),
                None => Answer::Taken,
            },
        };
        self.act_by_clock(|sns: &mut sns::Sns, cx| sns.settle(cx, outgoing.delivery, &answer));
    }

    fn put_into_queue(&mut self, outgoing: &Outgoing) -> Answer {
        let Some((key, caller)) = outgoing.endpoint.parse::<Arn>().ok().and_then(|arn| on_behalf(&arn, outgoing))
        else {
            return Answer::Refused("the endpoint is not the ARN of a queue".to_owned());
        };
        let call = Call::Sqs(send_message(&key, outgoing).into());
        self.cause = Some(outgoing.event);
        let answered = self.handle(&caller, &call, None).1;
        self.cause = None;
        match answered {
            Some(result) => judge(result),
            None => Answer::Taken,
        }
    }

    /// A function has the copy once it has accepted the event; how that ends is the function's own affair.
    fn invoke_function(&mut self, outgoing: &Outgoing) -> Answer {
        let Some((arn, source)) = outgoing.endpoint.parse::<Arn>().ok().zip(outgoing.source.clone()) else {
            return Answer::Refused("the endpoint is not the ARN of a function".to_owned());
        };
        let Ok(region) = arn.region.parse() else {
            return Answer::Refused("the endpoint is not the ARN of a function".to_owned());
        };
        let origin = outgoing.to.subscription().map_or(Origin::Clock, |id| Origin::Delivery(id.0));
        let caller = sns_caller(source, outgoing.account, region, origin);
        self.cause = Some(outgoing.event);
        let answered = self.handle(&caller, &super::functions::invoke(&arn, &outgoing.body), None).1;
        self.cause = None;
        match answered {
            Some(Err(error)) if error.http_status() == 429 || error.http_status() >= 500 => {
                Answer::Failed(error.message().to_owned())
            }
            Some(Err(error)) => Answer::Refused(format!("{}: {}", error.code(), error.message())),
            _ => Answer::Taken,
        }
    }

    /// Does to SNS what is done by no call; `act` answers whether anything changed.
    pub(super) fn change_sns(&mut self, act: impl FnOnce(&mut sns::Sns, &mut sns::Cx<'_>) -> bool) -> Submitted {
        let changed = self.act(&Caller::default(), RequestId(0), act);
        if changed { Submitted::Changed } else { Submitted::NotFound }
    }
}

/// The queue, and the caller who SNS is to it.
fn on_behalf(queue: &Arn, outgoing: &Outgoing) -> Option<(QueueKey, Caller)> {
    let key = QueueKey {
        account: queue.account.parse().ok()?,
        region: queue.region.parse().ok()?,
        name: queue.resource.as_str().into(),
    };
    let origin = Origin::Delivery(outgoing.to.subscription()?.0);
    let caller = sns_caller(outgoing.source.clone()?, outgoing.account, key.region, origin);
    Some((key, caller))
}

fn send_message(queue: &QueueKey, outgoing: &Outgoing) -> SendMessage {
    let attribute = |(name, value): (&String, &sns::api::MessageAttributeValue)| {
        let value = MessageAttributeValue {
            data_type: value.data_type.clone(),
            string_value: value.string_value.clone(),
            binary_value: value.binary_value.clone(),
            ..MessageAttributeValue::default()
        };
        (name.clone(), value)
    };
    SendMessage {
        queue_url: queue.url(),
        message_body: outgoing.body.to_string(),
        message_attributes: crate::base::collections::map_of(outgoing.attributes.iter().map(attribute)),
        message_group_id: outgoing.group.as_deref().map(str::to_owned),
        message_deduplication_id: outgoing.dedup.as_deref().map(str::to_owned),
        ..SendMessage::default()
    }
}

/// Whether a refusal can pass: only those of a service in need are tried again.
fn judge(result: CallResult) -> Answer {
    match result {
        Ok(_) => Answer::Taken,
        Err(CallError::Sqs(error)) if error.code == ErrorCode::RequestThrottled => Answer::Failed(error.to_string()),
        Err(error) => Answer::Refused(format!("{}: {}", error.code(), error.message())),
    }
}

/// How an endpoint with a fault answers. HTTP: everything below 500 but 429 counts as delivered.
fn faulty(fault: Fault, protocol: Protocol) -> Answer {
    match fault {
        Fault::Down => Answer::Failed("no answer from the endpoint".to_owned()),
        // A push service says that the app was removed from the device.
        Fault::Gone if protocol == Protocol::Application => {
            Answer::Unregistered("the push service does not know the token any more".to_owned())
        }
        Fault::Gone => Answer::Refused("the endpoint does not exist any more".to_owned()),
        Fault::Status(status) if matches!(protocol, Protocol::Http | Protocol::Https) => match status {
            200..=428 | 430..=499 => Answer::Taken,
            _ => Answer::Failed(format!("HTTP status {status}")),
        },
        Fault::Status(status) if status == 429 || status >= 500 => Answer::Failed(format!("status {status}")),
        Fault::Status(status) if status >= 400 => Answer::Refused(format!("status {status}")),
        Fault::Status(_) => Answer::Taken,
    }
}
