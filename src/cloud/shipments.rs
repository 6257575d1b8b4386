//! Requests of delivery streams to what stands outside of AWS: on their way, and what is answered.
//!
//! An endpoint is an actor: it can be slow, fail by a status, answer something else than it should, or be down.

use super::deliveries::Fault;
use super::{Cloud, Latency, Timer};
use crate::base::Arn;
use crate::clock::{Duration, Instant};
use crate::endpoints::{Answering, Arrival, Kind};
use crate::firehose::{Firehose, StoreAnswer, StoreRequest};
use crate::sns;
use std::sync::Arc;

/// So much of a request's text is kept at an endpoint, in bytes; all of it would fill a page's memory.
const KEPT_BYTES: usize = 16_384;

/// A request on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shipment {
    /// What, and where to.
    pub request: Arc<StoreRequest>,
    /// When it left.
    pub departed: Instant,
    /// When it is answered, or given up.
    pub arrives: Instant,
    /// How long the answer takes.
    pub waits: Duration,
}

impl Cloud {
    /// Requests of delivery streams on their way, by number.
    pub fn shipments(&self) -> impl Iterator<Item = &Shipment> {
        self.shipments.values()
    }

    /// Lets a request leave.
    pub(super) fn ship(&mut self, request: Arc<StoreRequest>) {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let travel = self.latency_rng.between(min_ms, max_ms);
        self.endpoints.ensure(Kind::Store, &request.address);
        let drawn = self.endpoints.latency(Kind::Store, &request.address, &mut self.endpoints_rng);
        let waits = if self.is_down(&request.address) { request.timeout } else { drawn.min(request.timeout) };
        let id = self.next_parcel;
        self.next_parcel += 1;
        let arrives = self.now.after(Duration::from_millis(travel + waits.as_millis()));
        self.shipments.insert(id, Shipment { request, departed: self.now, arrives, waits });
        self.timers.set(Timer::Shipment(id), Some(arrives));
    }

    fn is_down(&self, address: &str) -> bool {
        if let Some(fault) = self.faults.get(address) {
            return *fault == Fault::Down;
        }
        let endpoint = self.endpoints.get(Kind::Store, address);
        endpoint.is_some_and(|endpoint| endpoint.behaviour().answer == Answering::Down)
    }

    /// A request is answered, or given up.
    pub(super) fn land(&mut self, id: u64) {
        let Some(Shipment { request, waits, .. }) = self.shipments.remove(&id) else { return };
        let (status, echoes) = match self.faults.get(&*request.address).copied() {
            Some(Fault::Down | Fault::Gone) => (None, false),
            Some(Fault::Status(status)) => (Some(status), true),
            None => {
                let arrival = arrival(&request, waits);
                let status = self.endpoints.receive(self.now, arrival).status;
                let endpoint = self.endpoints.get(Kind::Store, &request.address);
                (status, !endpoint.is_some_and(|endpoint| endpoint.behaviour().wrong_answer))
            }
        };
        let answer = StoreAnswer { status, echoes, waited: waits };
        let attempt = (request.errand.stream, request.errand.task, request.errand.attempt);
        self.act_by_clock(|firehose: &mut Firehose, cx| firehose.settle_store(cx, attempt, &answer));
    }

    /// A copy of a topic's message for a delivery stream of the lab, put with the role of the subscription; nothing for
    /// one that there is not.
    pub(super) fn put_into_stream(&mut self, outgoing: &sns::Outgoing) -> Option<sns::Answer> {
        let arn: Arn = outgoing.endpoint.parse().ok()?;
        let name = self.firehose.stream(self.firehose.find_arn(&arn)?)?.key.name.to_string();
        let id = outgoing.to.subscription()?;
        let role = self.sns.subscription(id)?.settings.role.clone();
        let caller = super::delivery_streams::with_role(role.as_deref().unwrap_or_default(), &arn, id.0)?;
        let record = crate::firehose::api::Record { data: Some(outgoing.body.as_bytes().to_vec()) };
        let request = crate::firehose::api::PutRecord { delivery_stream_name: name, record: Some(record) };
        self.cause = Some(outgoing.event);
        let answered = self.handle(&caller, &crate::call::Call::Firehose(request.into()), None).1;
        self.cause = None;
        Some(match answered {
            Some(Err(error)) if error.http_status() >= 500 => sns::Answer::Failed(error.message().to_owned()),
            Some(Err(error)) => sns::Answer::Refused(format!("{}: {}", error.code(), error.message())),
            _ => sns::Answer::Taken,
        })
    }
}

fn arrival(request: &StoreRequest, latency: Duration) -> Arrival {
    let bytes = request.body.bytes();
    let text = String::from_utf8_lossy(bytes.get(..KEPT_BYTES).unwrap_or(bytes)).into_owned();
    Arrival {
        kind: Kind::Store,
        address: request.address.clone(),
        headers: request.headers.clone(),
        sender: None,
        subject: None,
        body: text.into(),
        source: request.errand.source.to_string().into(),
        subscription: "".into(),
        message_id: request.id.to_string().into(),
        attempt: request.errand.attempt,
        confirmation: None,
        latency,
    }
}
