//! The question whether an endpoint wants messages, the word that its subscription has ended, and `ConfirmSubscription`,
//! which answers both.

use crate::clock::{Duration, Instant};
use crate::sns::api::{ConfirmSubscription, SubscriptionArnResult};
use crate::sns::delivery::Kind;
use crate::sns::notification::{Lines, certificate_url, stand_in_signature};
use crate::sns::subscription::{Protocol, Subscription, SubscriptionId};
use crate::sns::topic::{Topic, TopicKey};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, Timer};
use std::sync::Arc;

impl Sns {
    /// Sends the question whether the endpoint wants messages, with a token of its own.
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, event: u64) {
        let Some(token) = self.new_token(cx.now, id) else { return };
        let document: Arc<str> = self.document(cx, id, &token, false).into();
        cx.emit(Some(event), SnsEvent::ConfirmationSent { subscription: id, token: token.into() });
        self.begin_confirmation(cx, id, Kind::Confirmation(document), event);
    }

    /// Tells an endpoint that its subscription has ended, with a token that restores it.
    pub(super) fn say_farewell(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, event: u64) {
        let Some(token) = self.new_token(cx.now, id) else { return };
        let told = self.subscription(id).is_some_and(|subscription| {
            matches!(subscription.protocol, Protocol::Http | Protocol::Https | Protocol::Sqs)
        });
        if told {
            let document: Arc<str> = self.document(cx, id, &token, true).into();
            cx.emit(Some(event), SnsEvent::FarewellSent { subscription: id, token: token.into() });
            self.begin_confirmation(cx, id, Kind::Farewell(document), event);
        }
    }

    fn new_token(&mut self, now: Instant, id: SubscriptionId) -> Option<String> {
        let subscription = self.subscription_mut(id)?;
        subscription.tokens.push(now);
        let subscription = subscription.clone();
        Some(self.newest_token(&subscription))
    }

    /// The token that was given last; with it a subscription that was ended by its link can be restored.
    pub fn newest_token(&self, subscription: &Subscription) -> String {
        self.token(subscription, u32::try_from(subscription.tokens.len()).unwrap_or(u32::MAX))
    }

    /// The token of a confirmation: its text tells the subscription and which confirmation it was.
    fn token(&self, subscription: &Subscription, count: u32) -> String {
        let (high, low) = crate::base::mix(self.ids ^ u64::from(count), u64::from(subscription.id.0) | (1 << 62));
        format!("{:032x}{:08x}{high:016x}{low:016x}", subscription.uuid.as_u128(), count)
    }

    pub(super) fn confirm_subscription(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ConfirmSubscription,
    ) -> Result<SubscriptionArnResult> {
        // The token says which subscription it is; the topic's ARN only has to be well-formed.
        let arn = crate::sns::parse_arn(&request.topic_arn, "TopicArn")?;
        if arn.service != "sns" || arn.region != cx.caller.region.name() {
            return Err(SnsError::invalid("TopicArn"));
        }
        let found = self.subscription_of_token(&request.token, cx.now)?;
        let (id, topic, was) = (found.id, found.topic, found.confirmed);
        let arn = found.arn();
        let authenticate =
            request.authenticate_on_unsubscribe.as_deref().is_some_and(|v| v.eq_ignore_ascii_case("true"));
        if authenticate && (was || cx.caller.account != found.owner) {
            return Err(SnsError::new(ErrorCode::AuthorizationError, "Not authorized to confirm this subscription"));
        }
        if was {
            return Ok(SubscriptionArnResult { subscription_arn: arn });
        }
        let mut restored = 0;
        if let Some(subscription) = self.subscription_mut(id) {
            subscription.confirmed = true;
            subscription.authenticated = authenticate;
            restored = u64::from(std::mem::take(&mut subscription.cancelled));
        }
        if let Some(topic) = self.topic_mut(topic) {
            topic.confirmed += 1;
            topic.cancelled -= restored;
            topic.ended -= restored;
        }
        cx.set_timer(Timer::Pending(id), None);
        cx.emit(None, SnsEvent::Confirmed { subscription: id });
        Ok(SubscriptionArnResult { subscription_arn: arn })
    }

    fn subscription_of_token(&self, token: &str, now: Instant) -> Result<&Subscription> {
        let bad = || SnsError::invalid("Token");
        let uuid = token.get(..32).and_then(|text| u128::from_str_radix(text, 16).ok()).ok_or_else(bad)?;
        let count = token.get(32..40).and_then(|text| u32::from_str_radix(text, 16).ok()).ok_or_else(bad)?;
        let number = self.number_in(uuid::Uuid::from_u128(uuid));
        let place = self.subscriptions.get(u64::from(number)).ok_or_else(bad)?;
        let Some(found) = place.as_deref() else { return Err(SnsError::no_such_subscription()) };
        let good_for = Duration::from_secs(self.limits.pending_secs.1);
        let sent = found.tokens.get((count as usize).wrapping_sub(1));
        let is_fresh = found.confirmed || sent.is_some_and(|sent| now < sent.after(good_for));
        if sent.is_some() && is_fresh && self.token(found, count) == token { Ok(found) } else { Err(bad()) }
    }

    /// What an endpoint is sent: the question, or the farewell.
    fn document(&mut self, cx: &Cx<'_>, id: SubscriptionId, token: &str, farewell: bool) -> String {
        let message_id = self.draw_id().to_string();
        let Some(subscription) = self.subscription(id) else { return String::new() };
        let version = self.topic(subscription.topic).map_or("1", Topic::signature_version);
        document(cx, subscription, token, (&message_id, version), farewell)
    }
}

/// The document that asks an endpoint to confirm, or tells it that the subscription has ended.
fn document(
    cx: &Cx<'_>,
    subscription: &Subscription,
    token: &str,
    (id, version): (&str, &str),
    farewell: bool,
) -> String {
    let TopicKey { region, .. } = &subscription.topic_key;
    let topic = subscription.topic_key.arn();
    let url = format!("https://sns.{region}.amazonaws.com/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}");
    let (kind, message) = if farewell {
        let message = format!(
            "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the subscription, visit \
             the SubscribeURL included in this message.",
            subscription.arn()
        );
        ("UnsubscribeConfirmation", message)
    } else {
        let message = format!(
            "You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, visit the SubscribeURL \
             included in this message."
        );
        ("SubscriptionConfirmation", message)
    };
    let time = cx.epoch.iso(cx.now);
    let signed = format!(
        "Message\n{message}\nMessageId\n{id}\nSubscribeURL\n{url}\nTimestamp\n{time}\nToken\n{token}\nTopicArn\n{topic}\n\
         Type\n{kind}\n"
    );
    let mut lines = Lines::default();
    lines.text("Type", kind);
    lines.text("MessageId", id);
    lines.text("Token", token);
    lines.text("TopicArn", &topic.to_string());
    lines.text("Message", &message);
    lines.text("SubscribeURL", &url);
    lines.text("Timestamp", &time);
    lines.text("SignatureVersion", version);
    lines.text("Signature", &stand_in_signature(&signed));
    lines.text("SigningCertURL", &certificate_url(region.name()));
    lines.finish()
}
