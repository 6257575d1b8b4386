//! `GetSubscriptionAttributes`, `SetSubscriptionAttributes` and the lists of subscriptions.

use super::page;
use crate::sns::api::{
    self, AttributesResult, GetSubscriptionAttributes, ListSubscriptions, ListSubscriptionsByTopic,
    ListSubscriptionsResult, SetSubscriptionAttributes,
};
use crate::sns::retry::effective_subscription_policy;
use crate::sns::subscription::{Protocol, Subscription, Target};
use crate::sns::{Cx, Result, Sns, SnsError, SnsEvent};

impl Sns {
    pub(super) fn get_subscription_attributes(
        &self,
        cx: &Cx<'_>,
        request: &GetSubscriptionAttributes,
    ) -> Result<AttributesResult> {
        let found = self.own_subscription(cx, &request.subscription_arn)?;
        let mut attributes = found.attributes();
        if matches!(found.protocol, Protocol::Http | Protocol::Https) {
            let of_topic = self.topic(found.topic).and_then(|topic| topic.setting("DeliveryPolicy"));
            let effective = effective_subscription_policy(of_topic, found.settings.delivery.as_deref());
            attributes.insert("EffectiveDeliveryPolicy".to_owned(), effective);
        }
        Ok(AttributesResult { attributes })
    }

    pub(super) fn set_subscription_attributes(
        &mut self,
        cx: &mut Cx<'_>,
        request: &SetSubscriptionAttributes,
    ) -> Result<()> {
        let found = self.own_subscription(cx, &request.subscription_arn)?;
        let (id, topic) = (found.id, found.topic);
        let fifo_topic = found.topic_key.name.ends_with(".fifo");
        let target = Target { protocol: found.protocol, endpoint: &found.endpoint, fifo_topic };
        let mut settings = found.settings.clone();
        let had_filter = settings.filter.is_some();
        let (name, value) = (request.attribute_name.as_str(), request.attribute_value.as_deref().unwrap_or_default());
        if name == "ReplayPolicy" && fifo_topic {
            return self.set_replay(cx, id, value);
        }
        settings.set(name, value, target).map_err(SnsError::invalid)?;
        let has_filter = settings.filter.is_some();
        let full = self.topic(topic).is_some_and(|topic| topic.filter_policies >= self.limits.filter_policies);
        if has_filter && !had_filter && full {
            return Err(SnsError::too_many_filters(&found.topic_key.arn()));
        }
        if let Some(subscription) = self.subscription_mut(id) {
            subscription.settings = settings;
        }
        if let Some(topic) = self.topic_mut(topic) {
            topic.filter_policies += u64::from(has_filter);
            topic.filter_policies -= u64::from(had_filter);
        }
        cx.emit(None, SnsEvent::SubscriptionChanged { subscription: id, what: name.into() });
        Ok(())
    }

    /// A subscription that the caller's account owns.
    fn own_subscription(&self, cx: &Cx<'_>, arn: &str) -> Result<&Subscription> {
        let parsed = crate::sns::parse_arn(arn, "SubscriptionArn")?;
        if parsed.service != "sns" || parsed.resource.split(':').count() != 2 {
            return Err(SnsError::invalid("SubscriptionId"));
        }
        let found = self.find_subscription(arn).ok_or_else(SnsError::no_such_subscription)?;
        if found.owner != cx.caller.account {
            return Err(SnsError::foreign(cx.caller, arn));
        }
        Ok(found)
    }

    pub(super) fn list_subscriptions(
        &self,
        cx: &Cx<'_>,
        request: &ListSubscriptions,
    ) -> Result<ListSubscriptionsResult> {
        let own = |subscription: &&Subscription| {
            subscription.owner == cx.caller.account && subscription.topic_key.region == cx.caller.region
        };
        let all = self.subscriptions.iter().filter_map(|(_, found)| found.as_deref()).filter(own);
        shown(all, request.next_token.as_deref())
    }

    pub(super) fn list_subscriptions_by_topic(
        &self,
        cx: &Cx<'_>,
        request: &ListSubscriptionsByTopic,
    ) -> Result<ListSubscriptionsResult> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        shown(self.subscriptions_of(topic), request.next_token.as_deref())
    }
}

fn shown<'a>(all: impl Iterator<Item = &'a Subscription>, token: Option<&str>) -> Result<ListSubscriptionsResult> {
    let (found, next_token) = page(all, token)?;
    let subscriptions = found
        .into_iter()
        .map(|subscription| api::Subscription {
            subscription_arn: match (subscription.confirmed, subscription.cancelled) {
                (true, _) => subscription.arn(),
                (_, true) => "Deleted".to_owned(),
                _ => "PendingConfirmation".to_owned(),
            },
            owner: subscription.owner.to_string(),
            protocol: subscription.protocol.name().to_owned(),
            endpoint: subscription.endpoint.to_string(),
            topic_arn: subscription.topic_key.arn().to_string(),
        })
        .collect();
    Ok(ListSubscriptionsResult { subscriptions, next_token })
}
