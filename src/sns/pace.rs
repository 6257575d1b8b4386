//! What a delivery policy asks of deliveries to HTTP endpoints beside their retries: how many in a second, and of which
//! content type. Copies that have to wait do not use up an attempt, and a backlog can build.
//!
//! Source: "Creating an HTTP/S delivery policy" in the SNS developer guide (`throttlePolicy`, `requestPolicy`).

use super::delivery::{Delivery, State};
use super::retry::{DeliveryPolicy, in_force};
use super::subscription::{Protocol, Subscription};
use super::{Cx, Sns, SnsEvent, Timer};
use crate::clock::Instant;

/// A second in microseconds, in which turns are counted: a thousand deliveries in a second are one in a millisecond.
const SECOND: u64 = 1_000_000;

impl Sns {
    /// The delivery policy that is in force for an HTTP/S subscription; none for others, or where nothing was set.
    pub fn delivery_policy(&self, subscription: &Subscription) -> Option<DeliveryPolicy> {
        if !matches!(subscription.protocol, Protocol::Http | Protocol::Https) {
            return None;
        }
        let topic = self.topic(subscription.topic).and_then(|topic| topic.setting("DeliveryPolicy"));
        let own = subscription.settings.delivery.as_deref();
        if topic.is_none() && own.is_none() {
            return None;
        }
        Some(in_force(topic, own))
    }

    /// Has a copy wait for its turn, where its subscription has had as many in this second as it may. True when it waits.
    pub(super) fn hold_back(&mut self, cx: &mut Cx<'_>, id: u64) -> bool {
        let Some(delivery) = self.deliveries.get(&id) else { return false };
        let Some(turn) = self.turn(cx.now, delivery) else { return false };
        let (to, message, event) = (delivery.to.clone(), delivery.message.clone(), delivery.event);
        if let Some(subscription) = delivery.to.subscription().and_then(|id| self.subscription_mut(id)) {
            subscription.next_turn = turn.next;
        }
        if turn.at <= cx.now {
            return false;
        }
        if let Some(delivery) = self.deliveries.get_mut(&id) {
            delivery.state = State::HeldBack(turn.at);
        }
        cx.emit(Some(event), SnsEvent::HeldBack { to, message, until: turn.at });
        cx.set_timer(Timer::Retry(id), Some(turn.at));
        true
    }

    /// The next turn of a copy's subscription; none where there is nothing to wait for, or it has had its turn.
    fn turn(&self, now: Instant, delivery: &Delivery) -> Option<Turn> {
        // What is about the subscription itself does not count.
        if delivery.to_dlq || delivery.kind.is_about_subscription() || matches!(delivery.state, State::HeldBack(_)) {
            return None;
        }
        let subscription = self.subscription(delivery.to.subscription()?)?;
        let most = self.delivery_policy(subscription)?.throttle?;
        let turn = subscription.next_turn.max(now.as_millis().saturating_mul(1_000));
        Some(Turn {
            at: Instant::from_millis(turn.div_ceil(1_000)),
            next: turn.saturating_add(SECOND / u64::from(most).max(1)),
        })
    }
}

/// When a copy goes, and in microseconds when the one after it may.
struct Turn {
    at: Instant,
    next: u64,
}
