//! Copies on their way to subscribers: attempts, retries, the order of FIFO groups, and where a copy ends.
//!
//! A copy ends in one of four ways: the endpoint took it, a filter policy kept it back, the dead-letter queue took it, or
//! it is lost. Source: "Message delivery retries" and "Dead-letter queues" in the SNS developer guide.

use super::notification::Notification;
use super::recipient::{Recipient, direct_outgoing};
use super::subscription::{Protocol, Subscription, SubscriptionId};
use super::topic::{Topic, TopicId};
use super::{Cx, Sns, SnsEvent, Timer};
use crate::base::{AccountId, Arn};
use crate::clock::Instant;
use crate::sns::api::MessageAttributes;
use std::sync::Arc;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A copy of a message.
    Notification,
    /// A copy of a message of the past, out of the archive.
    Replayed,
    /// The question whether the endpoint wants messages; its document.
    Confirmation(Arc<str>),
    /// The word that the subscription has ended, and how to restore it; its document.
    Farewell(Arc<str>),
}

impl Kind {
    /// Whether it is no message, but about the subscription itself.
    pub const fn is_about_subscription(&self) -> bool {
        matches!(self, Self::Confirmation(_) | Self::Farewell(_))
    }
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// On its way to the endpoint.
    Travelling,
    /// It failed and will be tried again.
    Waiting(Instant),
    /// It waits for its turn, because its endpoint gets only so many in a second.
    HeldBack(Instant),
    /// It stands behind an earlier message of its group.
    Behind,
}

/// A copy that has not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// For whom.
    pub to: Recipient,
    /// From which topic; a direct publish has none.
    pub topic: Option<TopicId>,
    /// What.
    pub message: Arc<Notification>,
    /// A message or a confirmation.
    pub kind: Kind,
    /// Attempts that failed.
    pub failed: u32,
    /// Where it stands.
    pub state: State,
    /// Whether it is on its way to the dead-letter queue.
    pub to_dlq: bool,
    /// Why it goes there.
    pub why: Arc<str>,
    /// The event of its publish.
    pub event: u64,
}

/// Something to be carried to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// The delivery's number.
    pub delivery: u64,
    /// The event of its publish, which is the cause of all that comes of it.
    pub event: u64,
    /// For whom.
    pub to: Recipient,
    /// The topic; a direct publish has none.
    pub source: Option<Arn>,
    /// The topic's owner, or of a direct publish who sent it.
    pub account: AccountId,
    /// How; `sqs` also for a dead-letter queue.
    pub protocol: Protocol,
    /// Whether it goes to the dead-letter queue.
    pub to_dlq: bool,
    /// Where.
    pub endpoint: Arc<str>,
    /// The text.
    pub body: Arc<str>,
    /// Attributes beside it, of raw deliveries.
    pub attributes: MessageAttributes,
    /// The message group, for queues.
    pub group: Option<Arc<str>>,
    /// The deduplication id, for FIFO queues.
    pub dedup: Option<Arc<str>>,
}

/// How an endpoint answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It has the message now.
    Taken,
    /// It will never take it: a client-side error, which is not tried again.
    Refused(String),
    /// It could not take it now: a server-side error.
    Failed(String),
    /// A push service that does not know the device's token any more: as `Refused`, and the endpoint is switched off.
    Unregistered(String),
}

/// Why a copy is lost that nobody waits for any more.
const GONE: &str = "the subscription, or its dead-letter queue, is gone";
/// Why a copy that was taken is sent again.
const UNHEARD: &str = "the answer that it was taken got lost";

impl Sns {
    /// Begins to deliver a copy; in a FIFO topic behind earlier ones of its group.
    pub(super) fn begin(
        &mut self,
        cx: &mut Cx<'_>,
        subscription: &Subscription,
        message: &Arc<Notification>,
        event: u64,
        replayed: bool,
    ) {
        let id = self.next_delivery;
        let lane = message.dedup.as_ref().and(message.group.clone()).map(|group| (subscription.id, group));
        let mut state = State::Travelling;
        if let Some(lane) = lane {
            match self.lanes.get_mut(&lane) {
                Some(behind) => {
                    behind.push_back(id);
                    state = State::Behind;
                }
                None => {
                    self.lanes.insert(lane, std::collections::VecDeque::new());
                }
            }
        }
        let delivery = Delivery {
            to: Recipient::Subscription(subscription.id),
            topic: Some(subscription.topic),
            message: message.clone(),
            kind: if replayed { Kind::Replayed } else { Kind::Notification },
            failed: 0,
            state,
            to_dlq: false,
            why: Arc::default(),
            event,
        };
        self.deliver(cx, delivery);
    }

    /// Takes a copy over, and sends it unless it stands behind another.
    pub(super) fn deliver(&mut self, cx: &mut Cx<'_>, delivery: Delivery) {
        let id = self.next_delivery;
        self.next_delivery += 1;
        let goes = delivery.state == State::Travelling;
        self.deliveries.insert(id, delivery);
        if goes {
            self.send(cx, id);
        }
    }

    /// Sends an endpoint a document about its subscription, which no filter and no dead-letter queue takes.
    pub(super) fn begin_confirmation(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, kind: Kind, event: u64) {
        let Some(subscription) = self.subscription(id).cloned() else { return };
        let message = Arc::new(Notification {
            number: 0,
            id: self.draw_id(),
            published: cx.now,
            timestamp: cx.epoch.iso(cx.now).into(),
            subject: None,
            message: Arc::default(),
            by_protocol: None,
            attributes: MessageAttributes::new(),
            group: subscription.topic_key.name.ends_with(".fifo").then(|| "Subscription".into()),
            dedup: None,
            sequence: None,
        });
        let (failed, state) = (0, State::Travelling);
        let (topic, to) = (Some(subscription.topic), Recipient::Subscription(subscription.id));
        let why = Arc::default();
        self.deliver(cx, Delivery { to, topic, message, kind, failed, state, to_dlq: false, why, event });
    }

    /// Hands a copy over to be carried. One that nobody waits for any more ends at once, and the next of its group goes: a
    /// loop, as very many may stand behind one another.
    fn send(&mut self, cx: &mut Cx<'_>, id: u64) {
        let mut next = Some(id);
        while let Some(id) = next {
            next = self.try_send(cx, id);
        }
    }

    /// Answers the copy that may go instead, where this one has ended.
    fn try_send(&mut self, cx: &mut Cx<'_>, id: u64) -> Option<u64> {
        if self.hold_back(cx, id) {
            return None;
        }
        let delivery = self.deliveries.get_mut(&id)?;
        delivery.state = State::Travelling;
        let delivery = delivery.clone();
        if let Some(why) = self.refusal(&delivery) {
            return self.fail(cx, id, &delivery, why);
        }
        match self.outgoing(id, &delivery) {
            Some(outgoing) => {
                cx.outgoing.push(outgoing);
                None
            }
            // Who should get it has unsubscribed, or its dead-letter queue was taken away.
            None => self.finish(cx, id, &Delivery { why: GONE.into(), ..delivery }, false),
        }
    }

    fn outgoing(&self, id: u64, delivery: &Delivery) -> Option<Outgoing> {
        let Some(subscription) = delivery.to.subscription() else { return direct_outgoing(id, delivery) };
        let version = delivery.topic.and_then(|topic| self.topic(topic)).map_or("1", Topic::signature_version);
        let subscription = self.subscription(subscription)?;
        // One that has ended gets nothing more but the word of it.
        let is_there = !subscription.cancelled || delivery.kind.is_about_subscription();
        is_there.then(|| outgoing(id, delivery, subscription, version))?
    }

    /// An attempt is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Retry(id) => self.send(cx, id),
            Timer::FanOut(event) => self.continue_fan_out(cx, event),
            Timer::Replay(id) => self.replay(cx, id),
            Timer::Pending(id) => self.end_pending(cx, id),
            Timer::Orphans(topic) => self.forget_orphans(topic),
        }
    }

    /// Takes note of how an endpoint answered.
    pub fn settle(&mut self, cx: &mut Cx<'_>, id: u64, answer: &Answer) {
        let Some(delivery) = self.deliveries.get(&id).cloned() else { return };
        let next = match answer {
            Answer::Taken if self.draws.answer_is_lost(self.chance) => self.wait(cx, id, &delivery, UNHEARD),
            Answer::Taken => self.finish(cx, id, &delivery, true),
            Answer::Refused(why) => self.fail(cx, id, &delivery, why),
            Answer::Unregistered(why) => {
                self.disable_device(cx, &delivery);
                self.fail(cx, id, &delivery, why)
            }
            Answer::Failed(why) => self.wait(cx, id, &delivery, why),
        };
        if let Some(next) = next {
            self.send(cx, next);
        }
    }

    /// A copy waits for its next attempt; where there is none it fails, and the copy that may go then is answered.
    fn wait(&mut self, cx: &mut Cx<'_>, id: u64, delivery: &Delivery, why: &str) -> Option<u64> {
        let failed = delivery.failed + 1;
        let Some(delay) = self.schedule_of(delivery).and_then(|schedule| schedule.delay_before(failed)) else {
            return self.fail(cx, id, delivery, why);
        };
        let next = cx.now.after(self.draws.jittered(delay, self.chance));
        if self.end_of_life(delivery).is_some_and(|end| next > end) {
            return self.fail(cx, id, delivery, &format!("{why}; its time to live is over"));
        }
        if let Some(delivery) = self.deliveries.get_mut(&id) {
            delivery.failed = failed;
            delivery.state = State::Waiting(next);
        }
        if let Some(subscription) = delivery.to.subscription().and_then(|id| self.subscription_mut(id)) {
            subscription.totals.retries += 1;
        }
        let (to, message, why) = (delivery.to.clone(), delivery.message.clone(), why.into());
        let kind = SnsEvent::AttemptFailed { to, message, attempt: failed, next: Some(next), why };
        cx.emit(Some(delivery.event), kind);
        cx.set_timer(Timer::Retry(id), Some(next));
        None
    }

    /// No more attempts: into the dead-letter queue, or gone. Answers the copy that may go now: this one, or the next of its
    /// group.
    fn fail(&mut self, cx: &mut Cx<'_>, id: u64, delivery: &Delivery, why: &str) -> Option<u64> {
        let subscription = delivery.to.subscription().and_then(|id| self.subscription(id));
        let redrive = subscription.is_some_and(|subscription| subscription.settings.redrive.is_some());
        if redrive && !delivery.to_dlq && !delivery.kind.is_about_subscription() {
            let (to, message) = (delivery.to.clone(), delivery.message.clone());
            let attempt = delivery.failed + 1;
            let reason: Arc<str> = why.into();
            let kind = SnsEvent::AttemptFailed { to, message, attempt, next: None, why: reason.clone() };
            cx.emit(Some(delivery.event), kind);
            self.log_end(cx, id, delivery, Some(why));
            if let Some(delivery) = self.deliveries.get_mut(&id) {
                delivery.to_dlq = true;
                delivery.failed = 0;
                delivery.why = reason;
            }
            return Some(id);
        }
        let delivery = Delivery { why: why.into(), ..delivery.clone() };
        self.finish(cx, id, &delivery, false)
    }

    /// Books the end of a copy; answers the next of its group.
    fn finish(&mut self, cx: &mut Cx<'_>, id: u64, delivery: &Delivery, taken: bool) -> Option<u64> {
        self.deliveries.remove(&id);
        let (to, message) = (delivery.to.clone(), delivery.message.clone());
        let subscription = to.subscription();
        if delivery.kind.is_about_subscription() {
            if let (false, Some(subscription)) = (taken, subscription) {
                cx.emit(Some(delivery.event), SnsEvent::ConfirmationLost { subscription, why: delivery.why.clone() });
            }
            return None;
        }
        let (attempts, why) = (delivery.failed + 1, delivery.why.clone());
        if !delivery.to_dlq {
            self.log_end(cx, id, delivery, (!taken).then_some(&*why));
        }
        let kind = match (taken, subscription.filter(|_| delivery.to_dlq)) {
            (true, None) => SnsEvent::Delivered { to, message, attempts },
            (true, Some(subscription)) => SnsEvent::DeadLettered { subscription, message, why },
            (false, _) => SnsEvent::Lost { to, message, why },
        };
        let (delivered, dead_lettered) = (u64::from(taken && !delivery.to_dlq), u64::from(taken && delivery.to_dlq));
        let lost = u64::from(!taken);
        if let Some(topic) = delivery.topic.and_then(|topic| self.topic_mut(topic)) {
            topic.totals.delivered += delivered;
            topic.totals.dead_lettered += dead_lettered;
            topic.totals.lost += lost;
        }
        if let Some(subscription) = subscription.and_then(|id| self.subscription_mut(id)) {
            subscription.totals.delivered += delivered;
            subscription.totals.dead_lettered += dead_lettered;
            subscription.totals.lost += lost;
            if !taken || delivery.to_dlq {
                subscription.last_trouble = Some(delivery.why.clone());
            }
        }
        self.count_taken(&delivery.to, delivered);
        self.book(&delivery.to, |totals| {
            totals.delivered += delivered;
            totals.lost += lost;
        });
        cx.emit(Some(delivery.event), kind);
        self.next_in_lane(delivery)
    }

    /// The next message of the group may go.
    fn next_in_lane(&mut self, delivery: &Delivery) -> Option<u64> {
        let group = delivery.message.dedup.as_ref().and(delivery.message.group.clone())?;
        let lane = (delivery.to.subscription()?, group);
        let next = self.lanes.get_mut(&lane).and_then(std::collections::VecDeque::pop_front);
        if next.is_none() {
            self.lanes.remove(&lane);
        }
        next
    }
}

/// What is carried to the endpoint, or to the dead-letter queue.
fn outgoing(id: u64, delivery: &Delivery, subscription: &Subscription, version: &str) -> Option<Outgoing> {
    let message = &delivery.message;
    let settings = &subscription.settings;
    let raw = settings.raw;
    let text = message.text_to(subscription.protocol, &subscription.endpoint);
    let body: Arc<str> = match &delivery.kind {
        Kind::Confirmation(document) | Kind::Farewell(document) => document.clone(),
        _ if raw => text.into(),
        Kind::Replayed => message.replayed_envelope(subscription).into(),
        Kind::Notification => match subscription.protocol {
            Protocol::Email | Protocol::Sms | Protocol::Application if !delivery.to_dlq => text.into(),
            Protocol::Lambda if !delivery.to_dlq => message.lambda_event(subscription, version).into(),
            Protocol::Firehose => format!("{}\n", message.envelope(subscription, version)).into(),
            _ => message.envelope(subscription, version).into(),
        },
    };
    let (protocol, endpoint) = match (&settings.redrive, delivery.to_dlq) {
        (Some((_, queue)), true) => (Protocol::Sqs, queue.to_string().into()),
        (None, true) => return None,
        _ => (subscription.protocol, subscription.endpoint.clone()),
    };
    let fifo_queue = endpoint.ends_with(".fifo");
    let fifo_topic = subscription.topic_key.name.ends_with(".fifo");
    // A FIFO topic's group and deduplication ids are for FIFO queues; a standard topic's group is for standard ones.
    let group = message.group.clone().filter(|_| protocol == Protocol::Sqs && fifo_topic == fifo_queue);
    let dedup = match &delivery.kind {
        Kind::Confirmation(_) | Kind::Farewell(_) => Some(message.id.to_string().into()),
        Kind::Notification | Kind::Replayed => message.dedup.clone(),
    };
    Some(Outgoing {
        delivery: id,
        event: delivery.event,
        to: delivery.to.clone(),
        source: Some(subscription.topic_key.arn()),
        account: subscription.topic_key.account,
        protocol,
        to_dlq: delivery.to_dlq,
        endpoint,
        body,
        attributes: if raw && protocol == Protocol::Sqs {
            message.attributes.clone()
        } else {
            MessageAttributes::new()
        },
        group,
        dedup: dedup.filter(|_| fifo_queue),
    })
}
