//! What thrown switches do to calls, answers and copies: lost, refused, late, or kept until a clock goes on.

use super::{Active, Blow, Disturbances, Setting, Spot, Strike, Switch, count};
use crate::actors::{ActorEvent, Tag};
use crate::base::{ActorId, Arn, Caller, Origin, RequestId};
use crate::call::{Call, CallError, CallResult, NetworkError, Reply, Waited};
use crate::cloud::traffic::{Content, Parcel, Ticket};
use crate::cloud::{Cloud, EventKind, Latency};
use crate::firehose::{self, FirehoseError};
use crate::kinesis::{self, KinesisError, Resource};
use crate::sns::{self, Outgoing, SnsError};
use crate::sqs::handle::{HandleText, ReceiptHandle};
use crate::sqs::{self, ErrorCode, SqsError};
use std::sync::Arc;

impl Cloud {
    fn active(&self, switch: &Switch) -> Option<&Active> {
        self.chaos.as_ref()?.on.get(switch)
    }

    fn disturbances(&mut self) -> &mut Disturbances {
        Arc::make_mut(self.chaos.get_or_insert_default())
    }

    /// Whether an actor's clock stands still.
    pub(in crate::cloud) fn stands_still(&self, id: ActorId) -> bool {
        self.active(&Switch::Freeze(id)).is_some()
    }

    /// How long a way to or from an actor takes.
    pub(in crate::cloud) fn latency_of(&self, id: ActorId) -> Latency {
        let Latency { min_ms, max_ms } = self.dials.latency;
        match self.active(&Switch::Latency(id)).map(|active| active.setting) {
            Some(Setting::Longer(more)) => {
                Latency { min_ms: min_ms.saturating_add(more.min_ms), max_ms: max_ms.saturating_add(more.max_ms) }
            }
            _ => self.dials.latency,
        }
    }

    /// Something reaches its end; answers it unless a switch takes it away.
    pub(in crate::cloud) fn disturb(&mut self, parcel: Parcel) -> Option<Parcel> {
        let actor = parcel.actor;
        let struck = match &parcel.content {
            Content::Call(call) => self.cut(actor, call.service()).or_else(|| self.loses_delete(actor, call)),
            // What a client says by itself comes over no network.
            Content::Answer(result) if matches!(**result, Err(CallError::Network(_))) => None,
            Content::Answer(result) => {
                let service = service_of(result);
                self.cut(actor, service).or_else(|| self.loses_answer(actor, parcel.ticket.tag, service))
            }
            Content::Push(what) => what.as_ref().and_then(|_| self.cut(actor, "kinesis")),
        };
        if let Some(switch) = struck {
            self.strike(&parcel, switch);
            return None;
        }
        let freeze = self.active(&Switch::Freeze(actor)).map(|active| active.event);
        if let Some(freeze) = freeze.filter(|_| !matches!(parcel.content, Content::Call(_))) {
            if let Content::Answer(result) = &parcel.content {
                for handle in handles_in(result) {
                    self.sqs.follows(handle, freeze);
                }
            }
            self.disturbances().held.push(parcel);
            return None;
        }
        Some(parcel)
    }

    /// The partition between an actor and what it works with, where it speaks with that service.
    fn cut(&self, id: ActorId, service: &str) -> Option<Switch> {
        let target = self.actors.get(&id)?.queue().filter(|arn| arn.service == service)?;
        let switch = Switch::Partition(Spot::Actor(id), Spot::Resource(target.clone()));
        self.active(&switch).is_some().then_some(switch)
    }

    fn loses_delete(&self, id: ActorId, call: &Call) -> Option<Switch> {
        let Call::Sqs(sqs::api::Request::DeleteMessage(_)) = call else { return None };
        let switch = Switch::LoseDelete(id);
        self.active(&switch).is_some().then_some(switch)
    }

    fn loses_answer(&self, id: ActorId, tag: Tag, service: &str) -> Option<Switch> {
        let Tag::Send(_) = tag else { return None };
        let is_its = self.actors.get(&id)?.queue().is_some_and(|arn| arn.service == service);
        let switch = Switch::LoseAnswer(id);
        (is_its && self.active(&switch).is_some()).then_some(switch)
    }

    /// Takes something away that was under way. Its client waits in vain, and says so when it has waited long enough.
    fn strike(&mut self, parcel: &Parcel, switch: Switch) {
        let (id, ticket) = (parcel.actor, parcel.ticket);
        let (blow, waited, handles) = match &parcel.content {
            Content::Call(call) => (Blow::CallLost, Waited::Connection, handles_of(call)),
            Content::Answer(result) => (Blow::AnswerLost, Waited::Answer, handles_in(result)),
            Content::Push(_) => (Blow::PushLost, Waited::Answer, Vec::new()),
        };
        let Some(actor) = self.actors.get(&id) else { return };
        let known_at = ticket.asked.after(actor.patience()).max(self.now);
        let target = actor.queue().cloned();
        let after = self.use_up(&switch);
        let event = self.next_seq;
        let strike = Strike { switch, blow, actor: id, operation: ticket.operation, known_at };
        self.push(after, RequestId(0), Origin::Actor(id), EventKind::Struck(Arc::new(strike)));
        for handle in handles {
            self.sqs.follows(handle, event);
        }
        self.disturbances().lost.insert(id, event);
        if blow == Blow::PushLost {
            return;
        }
        let (service, region) = target.map_or_else(Default::default, |arn| (arn.service, arn.region));
        let error = NetworkError::new(waited, &service, &region);
        let content = Content::Answer(Arc::new(Err(CallError::Network(error))));
        let ticket = Ticket { cause: Some(event), ..ticket };
        self.send_off(Parcel { actor: id, departed: self.now, arrives: known_at, content, ticket });
    }

    /// The event behind a switch, of which one more is used up where it counts.
    fn use_up(&mut self, switch: &Switch) -> Option<u64> {
        let chaos = self.disturbances();
        let active = *chaos.on.get(switch)?;
        if let Setting::Next(left) = active.setting {
            if left > 1 {
                chaos.on.insert(switch.clone(), Active { setting: Setting::Next(left - 1), ..active });
            } else {
                chaos.on.remove(switch);
            }
        }
        Some(active.event)
    }

    /// Books how many poison messages an actor still has to make; the event behind them, where it made some.
    pub(super) fn settle_poison(&mut self, id: ActorId) -> Option<u64> {
        let switch = Switch::Poison(id);
        let active = *self.active(&switch)?;
        let left = *Arc::make_mut(self.actors.get_mut(&id)?).poison_left()?;
        if left == count(active.setting) {
            return None;
        }
        let chaos = self.disturbances();
        if left > 0 {
            chaos.on.insert(switch, Active { setting: Setting::Next(left), ..active });
        } else {
            chaos.on.remove(&switch);
        }
        Some(active.event)
    }

    /// What an actor did, told as following from what is broken at it.
    pub(in crate::cloud) fn after_disturbed(&mut self, id: ActorId, calls: Vec<(Tag, Call)>, events: Vec<ActorEvent>) {
        let (mut retried, mut has_crashed) = (Vec::new(), false);
        for event in events {
            let slow = self.active(&Switch::Slow(id)).map(|active| active.event);
            let after = match &event {
                ActorEvent::Retries { .. } => self.chaos.as_ref().and_then(|chaos| chaos.lost.get(&id).copied()),
                ActorEvent::WorkStarted { .. } => slow,
                _ => None,
            };
            let number = self.next_seq;
            match &event {
                ActorEvent::Retries { tag, .. } => retried.push((*tag, number)),
                ActorEvent::WorkStarted { job, .. } if slow.is_some() => self.sqs.follows(job.handle, number),
                ActorEvent::Crashed { .. } => has_crashed = true,
                _ => {}
            }
            self.push(after, RequestId(0), Origin::Actor(id), EventKind::Actor(id, event));
        }
        if has_crashed {
            self.begin_anew(id);
        }
        let poison = self.settle_poison(id);
        for (tag, call) in calls {
            let again = retried.iter().find(|(of, _)| *of == tag).map(|(_, event)| *event);
            self.post_call(id, tag, call, again.or(poison));
        }
        self.set_actor_timer(id);
    }

    /// A process that crashed is another one when it comes back: with a clock that goes, and nothing that waits for it.
    fn begin_anew(&mut self, id: ActorId) {
        if self.actors.get(&id).is_some_and(|actor| actor.is_far()) {
            self.hang_up(id);
        }
        self.disturbances().on.remove(&Switch::Freeze(id));
        drop(self.take_held(id));
    }

    /// The refusal of a call that is throttled, and the event behind it.
    pub(in crate::cloud) fn throttle(&self, caller: &Caller, call: &Call) -> Option<(CallError, u64)> {
        let error = too_many(call)?;
        let by_actor = match caller.origin {
            Origin::Actor(id) => self.active(&Switch::Throttle(Spot::Actor(id))),
            _ => None,
        };
        let by_target = || {
            let target = self.target_of(caller, call)?;
            self.active(&Switch::Throttle(Spot::Resource(target)))
        };
        by_actor.or_else(by_target).map(|active| (error, active.event))
    }

    /// The queue, topic or stream that a call is about.
    fn target_of(&self, caller: &Caller, call: &Call) -> Option<Arn> {
        match call {
            Call::Sqs(_) => {
                let id = self.sqs.resolve(call.resource()?, caller).ok()?;
                self.sqs.queue(id).map(|queue| queue.key.arn())
            }
            Call::Kinesis(request) => {
                // An iterator names its stream too.
                let stream = match self.kinesis.resources_of(caller, request, self.epoch).first()? {
                    Resource::Stream(id) => *id,
                    Resource::Consumer(id) => self.kinesis.consumer(*id)?.stream,
                };
                self.kinesis.stream(stream).map(|stream| stream.key.arn())
            }
            Call::Firehose(_) => {
                let resource = format!("deliverystream/{}", call.resource()?);
                let service = "firehose".to_owned();
                Some(Arn { service, resource, ..Arn::stream(caller.region, caller.account, "") })
            }
            _ => call.resource()?.parse().ok(),
        }
    }

    /// Why a copy cannot reach its endpoint, where a partition stands between it and its topic.
    pub(in crate::cloud) fn cut_off(&self, outgoing: &Outgoing) -> Option<String> {
        self.chaos.as_ref()?;
        let topic = outgoing.source.clone()?;
        let end =
            outgoing.endpoint.parse().map_or_else(|_| Spot::Endpoint(outgoing.endpoint.to_string()), Spot::Resource);
        let name = topic.resource.clone();
        self.active(&Switch::partition(Spot::Resource(topic), end))?;
        Some(format!("no answer: the network between {name} and the endpoint is cut"))
    }
}

/// Which service an answer comes from; a refusal names its service too.
const fn service_of(result: &CallResult) -> &'static str {
    match result {
        Ok(Reply::Sqs(_)) | Err(CallError::Sqs(_)) => "sqs",
        Ok(Reply::Sns(_)) | Err(CallError::Sns(_)) => "sns",
        Ok(Reply::Kinesis(_)) | Err(CallError::Kinesis(_)) => "kinesis",
        Ok(Reply::Firehose(_)) | Err(CallError::Firehose(_)) => "firehose",
        _ => "",
    }
}

/// The messages that a call would settle.
fn handles_of(call: &Call) -> Vec<ReceiptHandle> {
    let Call::Sqs(request) = call else { return Vec::new() };
    let text = match request {
        sqs::api::Request::DeleteMessage(request) => &request.receipt_handle,
        sqs::api::Request::ChangeMessageVisibility(request) => &request.receipt_handle,
        sqs::api::Request::ChangeMessageVisibilityBatch(request) => {
            return request.entries.iter().filter_map(|entry| known(&entry.receipt_handle)).collect();
        }
        _ => return Vec::new(),
    };
    known(text).into_iter().collect()
}

const fn known(text: &HandleText) -> Option<ReceiptHandle> {
    match text {
        HandleText::Known(handle) => Some(*handle),
        HandleText::Other(_) => None,
    }
}

/// The messages that an answer brings.
fn handles_in(result: &CallResult) -> Vec<ReceiptHandle> {
    match result {
        Ok(Reply::Sqs(sqs::api::Reply::ReceiveMessage(reply))) => {
            reply.messages.iter().map(|message| message.receipt_handle).collect()
        }
        _ => Vec::new(),
    }
}

/// How a service refuses what comes too often; none for calls that are not about messages and records.
fn too_many(call: &Call) -> Option<CallError> {
    const SENTENCE: &str = "Rate exceeded";
    Some(match call {
        Call::Sqs(request) if request.operation().contains("Message") && !request.operation().contains("Move") => {
            SqsError::new(ErrorCode::RequestThrottled, SENTENCE).into()
        }
        Call::Sns(sns::api::Request::Publish(_) | sns::api::Request::PublishBatch(_)) => {
            SnsError::new(sns::ErrorCode::Throttled, SENTENCE).into()
        }
        Call::Kinesis(request) => {
            use kinesis::ErrorCode::{LimitExceeded, ProvisionedThroughputExceeded};
            let code = match request.operation() {
                "PutRecord" | "PutRecords" | "GetRecords" | "GetShardIterator" => ProvisionedThroughputExceeded,
                "SubscribeToShard" | "ListShards" => LimitExceeded,
                _ => return None,
            };
            KinesisError::new(code, SENTENCE).into()
        }
        Call::Firehose(firehose::api::Request::PutRecord(_) | firehose::api::Request::PutRecordBatch(_)) => {
            FirehoseError::new(firehose::ErrorCode::ServiceUnavailableException, "Slow down.").into()
        }
        _ => return None,
    })
}
