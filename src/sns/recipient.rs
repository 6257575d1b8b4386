//! For whom a copy is: somebody who subscribed, or without any topic a phone or a device of mobile push.
//!
//! All of them are tried by the same schedules; only a subscription can have a dead-letter queue.

use super::delivery::{Delivery, Kind, Outgoing, State};
use super::notification::Notification;
use super::push::{EndpointKey, end_of_life};
use super::retry::Schedule;
use super::sms::Phone;
use super::subscription::{Protocol, SubscriptionId};
use super::{Cx, Sns, SnsEvent};
use crate::base::AccountId;
use crate::clock::Instant;
use crate::sns::api::MessageAttributes;
use std::sync::Arc;

/// For whom a copy is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Whoever subscribed to the topic.
    Subscription(SubscriptionId),
    /// A phone that was named in the publish.
    Phone(Phone),
    /// A device of mobile push that was named in the publish.
    Endpoint(EndpointKey),
}

impl Recipient {
    /// The subscription, where it is one.
    pub const fn subscription(&self) -> Option<SubscriptionId> {
        match self {
            Self::Subscription(id) => Some(*id),
            Self::Phone(_) | Self::Endpoint(_) => None,
        }
    }

    /// Of a direct publish: the account that sent it, how it goes, and where.
    pub fn direct(&self) -> Option<(AccountId, Protocol, Arc<str>)> {
        match self {
            Self::Subscription(_) => None,
            Self::Phone(phone) => Some((phone.account, Protocol::Sms, phone.number.clone())),
            Self::Endpoint(key) => Some((key.application.account, Protocol::Application, key.arn().to_string().into())),
        }
    }
}

/// What direct publishes to phones, or to the devices of an app, came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DirectTotals {
    /// Messages that were accepted, each of them one copy (`NumberOfMessagesPublished`).
    pub published: u64,
    /// Copies that were taken (`NumberOfNotificationsDelivered`).
    pub delivered: u64,
    /// Copies that are gone (`NumberOfNotificationsFailed`).
    pub lost: u64,
}

impl DirectTotals {
    /// Copies that are still under way or wait to be tried again.
    pub const fn under_way(&self) -> u64 {
        self.published - self.delivered - self.lost
    }
}

impl Sns {
    /// Begins to deliver a message to a phone or a device.
    pub(super) fn begin_directly(&mut self, cx: &mut Cx<'_>, to: Recipient, message: &Arc<Notification>) {
        self.book(&to, |totals| totals.published += 1);
        let event = cx.emit(None, SnsEvent::PublishedDirectly { to: to.clone(), message: message.clone() });
        let delivery = Delivery {
            to,
            topic: None,
            message: message.clone(),
            kind: Kind::Notification,
            failed: 0,
            state: State::Travelling,
            to_dlq: false,
            why: Arc::default(),
            event,
        };
        self.deliver(cx, delivery);
    }

    /// Counts what a direct publish came to.
    pub(super) fn book(&mut self, to: &Recipient, count: impl FnOnce(&mut DirectTotals)) {
        match to {
            Recipient::Subscription(_) => {}
            Recipient::Phone(phone) => {
                self.sms.change(phone.account, phone.region, |account| count(&mut account.totals));
            }
            Recipient::Endpoint(key) => self.push.totals.update(key.application.clone(), count),
        }
    }

    /// Counts copies that were taken, by their protocol, in which AWS bills them.
    pub(super) fn count_taken(&mut self, to: &Recipient, count: u64) {
        let protocol = match to {
            Recipient::Subscription(id) => self.subscription(*id).map(|found| found.protocol),
            Recipient::Phone(_) => Some(Protocol::Sms),
            Recipient::Endpoint(_) => Some(Protocol::Application),
        };
        let place = protocol.and_then(|protocol| Protocol::ALL.iter().position(|known| *known == protocol));
        if let Some(taken) = place.and_then(|place| self.taken.get_mut(place)) {
            *taken += count;
        }
    }

    /// Copies that were taken so far, by protocol.
    pub fn taken(&self) -> impl Iterator<Item = (Protocol, u64)> + use<> {
        Protocol::ALL.into_iter().zip(self.taken)
    }

    /// Why a copy need not be carried, as SNS itself knows that it would not be taken: a client-side failure.
    pub(super) fn refusal(&self, delivery: &Delivery) -> Option<&'static str> {
        if delivery.to_dlq || delivery.kind != Kind::Notification {
            return None;
        }
        match &delivery.to {
            Recipient::Phone(phone) => self.sms.refusal(phone.account, phone.region, &phone.number),
            Recipient::Endpoint(key) => self.push.refusal(key),
            Recipient::Subscription(id) => {
                let found = self.subscription(*id)?;
                match found.protocol {
                    Protocol::Sms => {
                        let key = &found.topic_key;
                        self.sms.refusal(key.account, key.region, &found.endpoint)
                    }
                    Protocol::Application => self.push.refusal(&EndpointKey::parse(&found.endpoint)?),
                    _ => None,
                }
            }
        }
    }

    /// The device of mobile push that a copy is for.
    fn device_of(&self, delivery: &Delivery) -> Option<EndpointKey> {
        match &delivery.to {
            Recipient::Phone(_) => None,
            Recipient::Endpoint(key) => Some(key.clone()),
            Recipient::Subscription(id) => {
                let found = self.subscription(*id).filter(|found| found.protocol == Protocol::Application)?;
                EndpointKey::parse(&found.endpoint)
            }
        }
    }

    /// Until when a copy may be tried again, where its message says so.
    pub(super) fn end_of_life(&self, delivery: &Delivery) -> Option<Instant> {
        if delivery.to_dlq || delivery.message.attributes.is_empty() {
            return None;
        }
        end_of_life(&delivery.message, self.device_of(delivery)?.application.platform)
    }

    /// The push service does not know a device any more: nothing more is sent to it until its owner switches it on.
    pub(super) fn disable_device(&mut self, cx: &mut Cx<'_>, delivery: &Delivery) {
        let Some(key) = self.device_of(delivery) else { return };
        if self.push.disable(&key) {
            cx.emit(Some(delivery.event), SnsEvent::EndpointChanged { endpoint: key, what: "Enabled".into() });
        }
    }

    /// How a copy is tried again.
    pub fn schedule_of(&self, delivery: &Delivery) -> Option<Schedule> {
        let Some(id) = delivery.to.subscription() else { return Some(Schedule::customer_managed()) };
        let subscription = self.subscription(id)?;
        if delivery.to_dlq {
            return Some(Schedule::aws_managed());
        }
        Some(match subscription.protocol {
            Protocol::Sqs | Protocol::Lambda | Protocol::Firehose => Schedule::aws_managed(),
            Protocol::Email | Protocol::EmailJson | Protocol::Sms | Protocol::Application => {
                Schedule::customer_managed()
            }
            Protocol::Http | Protocol::Https => {
                Schedule::of(&self.delivery_policy(subscription).unwrap_or_default().healthy_or_default())
            }
        })
    }
}

/// What is carried to a phone or a device.
pub(super) fn direct_outgoing(id: u64, delivery: &Delivery) -> Option<Outgoing> {
    let (account, protocol, endpoint) = delivery.to.direct()?;
    Some(Outgoing {
        delivery: id,
        event: delivery.event,
        to: delivery.to.clone(),
        source: None,
        account,
        protocol,
        to_dlq: false,
        body: delivery.message.text_to(protocol, &endpoint).into(),
        endpoint,
        attributes: MessageAttributes::new(),
        group: None,
        dedup: None,
    })
}
