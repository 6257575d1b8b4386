//! `Unsubscribe`, and how a subscription ends.
//!
//! Its owner ends it for good. Whoever follows the link in a message, and the owner of the topic, leave it as deleted for
//! three days, in which the endpoint can have it back. Source: "Unsubscribe" in the SNS API reference; "Parsing Amazon SNS
//! message formats" in the developer guide (HTTP/HTTPS unsubscribe confirmation JSON format).

use crate::base::{Principal, RangeSet};
use crate::clock::Duration;
use crate::sns::api::Unsubscribe;
use crate::sns::subscription::SubscriptionId;
use crate::sns::topic::TopicId;
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, Timer};

impl Sns {
    pub(super) fn unsubscribe(&mut self, cx: &mut Cx<'_>, request: &Unsubscribe) -> Result<()> {
        let arn = crate::sns::parse_arn(&request.subscription_arn, "SubscriptionArn")?;
        let parts: Vec<&str> = arn.resource.split(':').collect();
        if arn.service != "sns" || parts.len() != 2 {
            return Err(SnsError::invalid("SubscriptionId"));
        }
        let Some(found) = self.find_subscription(&request.subscription_arn) else { return Ok(()) };
        if !found.confirmed && !found.cancelled {
            return Err(SnsError::invalid("SubscriptionArn Reason: Subscription is pending confirmation"));
        }
        let (id, was_cancelled) = (found.id, found.cancelled);
        let by_link = matches!(cx.caller.principal, Principal::Anonymous);
        if by_link && found.authenticated {
            let told = "Not authorized to unsubscribe: the subscription was confirmed with AuthenticateOnUnsubscribe";
            return Err(SnsError::new(ErrorCode::AuthorizationError, told));
        }
        if !by_link && cx.caller.account == found.owner {
            self.remove_subscription(id);
            if !was_cancelled {
                cx.emit(None, SnsEvent::Unsubscribed { subscription: id });
            }
            return Ok(());
        }
        if !by_link && cx.caller.account != found.topic_key.account {
            return Err(SnsError::foreign(cx.caller, &request.subscription_arn));
        }
        if !was_cancelled {
            self.cancel_subscription(cx, id);
        }
        Ok(())
    }

    /// Leaves a subscription as deleted, and tells its endpoint how to have it back.
    fn cancel_subscription(&mut self, cx: &mut Cx<'_>, id: SubscriptionId) {
        let Some(subscription) = self.subscription_mut(id) else { return };
        (subscription.confirmed, subscription.cancelled) = (false, true);
        let topic = subscription.topic;
        if let Some(topic) = self.topic_mut(topic) {
            topic.confirmed -= 1;
            topic.cancelled += 1;
            topic.ended += 1;
        }
        let event = cx.emit(None, SnsEvent::Unsubscribed { subscription: id });
        let due = cx.now.after(Duration::from_secs(self.limits.pending_secs.0));
        cx.set_timer(Timer::Pending(id), Some(due));
        self.say_farewell(cx, id, event);
    }

    /// A subscription that nobody confirmed, or restored, in time goes by itself.
    pub(in crate::sns) fn end_pending(&mut self, cx: &mut Cx<'_>, id: SubscriptionId) {
        let Some(subscription) = self.subscription(id).filter(|subscription| !subscription.confirmed) else { return };
        let was_cancelled = subscription.cancelled;
        self.remove_subscription(id);
        if !was_cancelled {
            cx.emit(None, SnsEvent::Unsubscribed { subscription: id });
        }
    }

    pub(super) fn remove_subscription(&mut self, id: SubscriptionId) {
        let Some(gone) = self.subscriptions.get_mut(u64::from(id.0)).and_then(Option::take) else { return };
        self.places.remove(&(gone.topic, gone.protocol, gone.endpoint.clone()));
        if let Some(topic) = self.topic_mut(gone.topic) {
            topic.subscriptions.remove(u64::from(id.0));
            topic.confirmed -= u64::from(gone.confirmed);
            topic.cancelled -= u64::from(gone.cancelled);
            topic.ended += u64::from(gone.confirmed);
            topic.filter_policies -= u64::from(gone.settings.filter.is_some());
        }
    }

    /// The subscriptions of a deleted topic answered by their ARNs until now.
    pub(in crate::sns) fn forget_orphans(&mut self, topic: TopicId) {
        for number in self.orphans.remove(&topic).iter().flat_map(RangeSet::iter) {
            if let Ok(id) = u32::try_from(number) {
                self.remove_subscription(SubscriptionId(id));
            }
        }
    }
}
