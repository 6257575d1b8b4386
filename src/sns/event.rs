//! What can happen in SNS, for the log, the picture and the explanations.

use super::notification::Notification;
use super::push::{ApplicationKey, EndpointKey};
use super::recipient::Recipient;
use super::subscription::SubscriptionId;
use super::topic::TopicId;
use crate::base::AccountId;
use crate::clock::Instant;
use std::sync::Arc;
use uuid::Uuid;

/// Something that happened to a topic, a subscription or a copy of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum SnsEvent {
    /// A topic was made.
    TopicCreated { topic: TopicId },
    /// A topic was deleted.
    TopicDeleted { topic: TopicId, name: Arc<str> },
    /// Attributes, tags or permissions of a topic changed.
    TopicChanged { topic: TopicId, what: Arc<str> },
    /// Somebody subscribed; `pending` until the endpoint has confirmed.
    Subscribed { subscription: SubscriptionId, pending: bool },
    /// An endpoint was asked to confirm, with this token.
    ConfirmationSent { subscription: SubscriptionId, token: Arc<str> },
    /// The question could not be delivered.
    ConfirmationLost { subscription: SubscriptionId, why: Arc<str> },
    /// An endpoint was told that its subscription has ended, with a token that restores it.
    FarewellSent { subscription: SubscriptionId, token: Arc<str> },
    /// Messages flow from now on.
    Confirmed { subscription: SubscriptionId },
    /// Attributes of a subscription changed.
    SubscriptionChanged { subscription: SubscriptionId, what: Arc<str> },
    /// A subscription ended.
    Unsubscribed { subscription: SubscriptionId },
    /// A message was accepted; so many copies were made of it, and so many of them kept back by filter policies.
    Published { topic: TopicId, message: Arc<Notification>, copies: u64, filtered: u64 },
    /// A publish repeated an earlier one within the deduplication interval and was dropped.
    Deduplicated { topic: TopicId, original: Uuid },
    /// A message of the archive is sent again.
    Replayed { subscription: SubscriptionId, message: Arc<Notification> },
    /// A filter policy kept a copy back.
    FilteredOut { subscription: SubscriptionId, message: Arc<Notification>, why: Arc<str> },
    /// The endpoint took a copy, at that attempt.
    Delivered { to: Recipient, message: Arc<Notification>, attempts: u32 },
    /// An attempt failed; without a next one the copy goes to the dead-letter queue.
    AttemptFailed { to: Recipient, message: Arc<Notification>, attempt: u32, next: Option<Instant>, why: Arc<str> },
    /// A copy waits for its turn, because its endpoint gets only so many in a second.
    HeldBack { to: Recipient, message: Arc<Notification>, until: Instant },
    /// The dead-letter queue took a copy.
    DeadLettered { subscription: SubscriptionId, message: Arc<Notification>, why: Arc<str> },
    /// A copy is gone.
    Lost { to: Recipient, message: Arc<Notification>, why: Arc<str> },
    /// A message to a phone or a device was accepted, without any topic.
    PublishedDirectly { to: Recipient, message: Arc<Notification> },
    /// An app was registered with a push service.
    ApplicationCreated { application: ApplicationKey },
    /// Settings of an app changed.
    ApplicationChanged { application: ApplicationKey, what: Arc<str> },
    /// An app was deleted, with its endpoints.
    ApplicationDeleted { application: ApplicationKey },
    /// A device was registered with an app.
    EndpointCreated { endpoint: EndpointKey },
    /// Settings of a device changed; the push service's word that its token is dead changes `Enabled`.
    EndpointChanged { endpoint: EndpointKey, what: Arc<str> },
    /// A device was deleted.
    EndpointDeleted { endpoint: EndpointKey },
    /// An account's settings for text messages changed, or it entered or left the sandbox.
    SmsChanged { account: AccountId, what: Arc<str> },
    /// A number of the sandbox was sent its one-time password.
    SandboxPasswordSent { number: Arc<str>, password: Arc<str> },
    /// A number opted out or in, was verified, or left the sandbox.
    PhoneChanged { number: Arc<str>, what: Arc<str> },
}
