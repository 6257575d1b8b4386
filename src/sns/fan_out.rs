//! One publish for everybody who has subscribed: who gets a copy, and whose filter policy keeps it back.
//!
//! A topic can have millions of subscriptions. They are gone through in portions, one after the other at the same instant,
//! so that whoever watches is never kept waiting by one publish.

use super::filter::{AttributeView, Body, Verdict};
use super::notification::Notification;
use super::subscription::{Subscription, SubscriptionId};
use super::topic::TopicId;
use super::{Cx, Sns, SnsEvent, Timer};
use std::sync::Arc;

/// So many subscriptions are gone through at once. A FIFO topic has fewer, so that its order needs no thought here.
pub(super) const PORTION: usize = 500;

/// A publish that has not reached all subscriptions yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FanOut {
    topic: TopicId,
    message: Arc<Notification>,
    /// The next subscription, and the first that was made after the publish.
    next: u64,
    until: u64,
}

/// What became of a portion of subscriptions.
#[derive(Default)]
struct Portion {
    passed: Vec<Arc<Subscription>>,
    kept: Vec<(SubscriptionId, Arc<str>)>,
    /// Where the next portion begins; none when this was the last.
    next: Option<u64>,
}

/// A message as filter policies see it.
pub(super) struct Judge<'a> {
    message: &'a Notification,
    views: Vec<AttributeView<'a>>,
    /// Where all protocols get the same text it is read once, however many look into it.
    body: Option<Body<'a>>,
}

impl<'a> Judge<'a> {
    pub fn of(message: &'a Notification) -> Self {
        let view = |(name, value): (&'a String, &'a super::api::MessageAttributeValue)| AttributeView {
            name,
            data_type: &value.data_type,
            text: value.string_value.as_deref(),
        };
        let views = message.attributes.iter().map(view).collect();
        Self { message, views, body: message.by_protocol.is_none().then(|| Body::read(&message.message)) }
    }

    /// Why a subscription's filter policy keeps the message back; nothing when it passes.
    pub fn refusal(&self, subscription: &Subscription) -> Option<Arc<str>> {
        let filter = subscription.settings.filter.as_deref()?;
        let verdict: Verdict = if let Some(body) = &self.body {
            filter.judge_read(&self.views, body)
        } else {
            let text = self.message.text_to(subscription.protocol, &subscription.endpoint);
            filter.judge(&self.views, text)
        };
        verdict.sentence().map(Into::into)
    }
}

impl Sns {
    /// Makes a copy for every confirmed subscription whose filter policy lets the message pass.
    pub(super) fn fan_out(&mut self, cx: &mut Cx<'_>, id: TopicId, message: &Arc<Notification>) {
        let until = self.subscriptions.next();
        let portion = self.portion(id, message, 0, until);
        let made = (portion.passed.len() + portion.kept.len()) as u64;
        // Of very many the rest is not counted one by one before it is told.
        let copies = match (portion.next, self.topic(id)) {
            (Some(_), Some(topic)) => topic.confirmed.max(made),
            _ => made,
        };
        let filtered = portion.kept.len() as u64;
        let event = cx.emit(None, SnsEvent::Published { topic: id, message: message.clone(), copies, filtered });
        let next = portion.next;
        self.send_portion(cx, (id, message, event), portion);
        if let Some(next) = next {
            self.fan_outs.insert(event, FanOut { topic: id, message: message.clone(), next, until });
            cx.set_timer(Timer::FanOut(event), Some(cx.now));
        }
    }

    /// The next portion of a publish.
    pub(super) fn continue_fan_out(&mut self, cx: &mut Cx<'_>, event: u64) {
        let Some(FanOut { topic, message, next, until }) = self.fan_outs.remove(&event) else { return };
        let portion = self.portion(topic, &message, next, until);
        let next = portion.next;
        self.send_portion(cx, (topic, &message, event), portion);
        if let Some(next) = next {
            self.fan_outs.insert(event, FanOut { topic, message, next, until });
            cx.set_timer(Timer::FanOut(event), Some(cx.now));
        }
    }

    fn portion(&self, id: TopicId, message: &Notification, from: u64, until: u64) -> Portion {
        let mut portion = Portion::default();
        let Some(topic) = self.topic(id) else { return portion };
        let judge = Judge::of(message);
        let numbers = topic.subscriptions.iter_from(from).take_while(|number| *number < until);
        for (index, number) in numbers.enumerate() {
            if index == PORTION {
                portion.next = Some(number);
                break;
            }
            let Some(Some(subscription)) = self.subscriptions.get(number) else { continue };
            if !subscription.confirmed || subscription.is_paused() {
                continue;
            }
            match judge.refusal(subscription) {
                None => portion.passed.push(subscription.clone()),
                Some(why) => portion.kept.push((subscription.id, why)),
            }
        }
        portion
    }

    fn send_portion(
        &mut self,
        cx: &mut Cx<'_>,
        (id, message, event): (TopicId, &Arc<Notification>, u64),
        portion: Portion,
    ) {
        let filtered = portion.kept.len() as u64;
        if let Some(topic) = self.topic_mut(id) {
            topic.totals.copies += portion.passed.len() as u64 + filtered;
            topic.totals.filtered += filtered;
        }
        for (subscription, why) in portion.kept {
            if let Some(subscription) = self.subscription_mut(subscription) {
                subscription.totals.filtered += 1;
            }
            cx.emit(Some(event), SnsEvent::FilteredOut { subscription, message: message.clone(), why });
        }
        for subscription in portion.passed {
            self.begin(cx, &subscription, message, event, false);
        }
    }
}
