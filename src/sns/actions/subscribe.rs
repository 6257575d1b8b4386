//! `Subscribe`, `ConfirmSubscription` and `Unsubscribe`.

use crate::base::Arn;
use crate::clock::{Duration, Instant};
use crate::sns::api::{ConfirmSubscription, Subscribe, SubscriptionArnResult, Unsubscribe};
use crate::sns::content::is_phone_number;
use crate::sns::notification::{Lines, certificate_url, stand_in_signature};
use crate::sns::subscription::{Protocol, Settings, Subscription, SubscriptionId, SubscriptionTotals, Target};
use crate::sns::topic::{Topic, TopicKey};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, Timer};
use std::sync::Arc;

/// What `Subscribe` answers for a subscription that waits for its confirmation.
const PENDING: &str = "pending confirmation";

impl Sns {
    pub(super) fn subscribe(&mut self, cx: &mut Cx<'_>, request: &Subscribe) -> Result<SubscriptionArnResult> {
        let protocol = Protocol::parse(&request.protocol)?;
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let endpoint = request.endpoint.as_deref().unwrap_or_default();
        self.check_endpoint(topic, protocol, endpoint)?;
        let target = Target { protocol, endpoint, fifo_topic: topic.is_fifo() };
        let settings = settings_of(request, target)?;
        let place = (id, protocol, Arc::<str>::from(endpoint));
        if let Some(there) = self.places.get(&place).copied() {
            return self.subscribe_again(cx, there, &settings, request);
        }
        self.check_quotas(topic, settings.filter.is_some(), protocol)?;
        let replay = request.attributes.get("ReplayPolicy");
        if let Some(replay) = replay {
            self.check_replay(cx, topic, None, replay)?;
        }
        let number = SubscriptionId(u32::try_from(self.subscriptions.next()).unwrap_or(u32::MAX));
        // A queue or function of the caller's own account needs no question; nobody can be asked by SMS or push.
        let own = endpoint.parse::<Arn>().is_ok_and(|arn| arn.account == cx.caller.account.to_string());
        let confirmed = match protocol {
            Protocol::Sqs | Protocol::Lambda | Protocol::Firehose => own,
            _ => !protocol.needs_confirmation(),
        };
        let subscription = Subscription {
            id: number,
            topic: id,
            topic_key: topic.key.clone(),
            uuid: self.id_of_number(number.0),
            owner: cx.caller.account,
            principal: cx.caller.arn().to_string().into(),
            protocol,
            endpoint: place.2.clone(),
            created: cx.now,
            confirmed,
            authenticated: confirmed,
            tokens: Vec::new(),
            settings,
            replay: None,
            last_trouble: None,
            next_turn: 0,
            totals: SubscriptionTotals::default(),
        };
        let arn = subscription.arn();
        let has_filter = subscription.settings.filter.is_some();
        self.subscriptions.push(Some(Arc::new(subscription)));
        self.places.insert(place, number);
        if let Some(topic) = self.topic_mut(id) {
            topic.subscriptions.insert(u64::from(number.0));
            topic.confirmed += u64::from(confirmed);
            topic.filter_policies += u64::from(has_filter);
        }
        let event = cx.emit(None, SnsEvent::Subscribed { subscription: number, pending: !confirmed });
        if !confirmed {
            let due = cx.now.after(Duration::from_secs(self.limits.pending_secs.0));
            cx.set_timer(Timer::Pending(number), Some(due));
            self.ask(cx, number, event);
        }
        if let Some(replay) = replay {
            self.set_replay(cx, number, replay)?;
        }
        let shown = if confirmed || request.return_subscription_arn { arn } else { PENDING.to_owned() };
        Ok(SubscriptionArnResult { subscription_arn: shown })
    }

    /// The same topic, protocol and endpoint once more: nothing changes, and one that is pending is asked again.
    fn subscribe_again(
        &mut self,
        cx: &mut Cx<'_>,
        there: SubscriptionId,
        settings: &Settings,
        request: &Subscribe,
    ) -> Result<SubscriptionArnResult> {
        let subscription = self.subscription(there).ok_or_else(SnsError::no_such_subscription)?;
        let mut merged = subscription.settings.clone();
        for name in request.attributes.keys() {
            match name.as_str() {
                "RawMessageDelivery" => merged.raw = settings.raw,
                "FilterPolicy" => merged.filter.clone_from(&settings.filter),
                "FilterPolicyScope" => merged.scope = settings.scope,
                "RedrivePolicy" => merged.redrive.clone_from(&settings.redrive),
                "DeliveryPolicy" => merged.delivery.clone_from(&settings.delivery),
                _ => merged.role.clone_from(&settings.role),
            }
        }
        if merged != subscription.settings {
            return Err(SnsError::invalid("Attributes Reason: Subscription already exists with different attributes"));
        }
        let (arn, confirmed) = (subscription.arn(), subscription.confirmed);
        if !confirmed {
            let event = cx.emit(None, SnsEvent::Subscribed { subscription: there, pending: true });
            self.ask(cx, there, event);
        }
        let shown = if confirmed || request.return_subscription_arn { arn } else { PENDING.to_owned() };
        Ok(SubscriptionArnResult { subscription_arn: shown })
    }

    fn check_quotas(&self, topic: &Topic, has_filter: bool, protocol: Protocol) -> Result<()> {
        let (standard, fifo) = self.limits.subscriptions;
        let large = topic.message_bytes_max(&self.limits) > usize::try_from(self.limits.message_bytes.2).unwrap_or(0);
        let most = if topic.is_fifo() || large { fifo } else { standard };
        if topic.subscriptions.len() >= most {
            return Err(SnsError::new(
                ErrorCode::SubscriptionLimitExceeded,
                format!("Subscription limit exceeded for topic {}", topic.key.arn()),
            ));
        }
        if large && !matches!(protocol, Protocol::Sqs | Protocol::Lambda | Protocol::Firehose) {
            return Err(SnsError::invalid(format_args!("Invalid protocol type: {protocol}")));
        }
        if has_filter && topic.filter_policies >= self.limits.filter_policies {
            return Err(SnsError::too_many_filters(&topic.key.arn()));
        }
        Ok(())
    }

    fn check_endpoint(&self, topic: &Topic, protocol: Protocol, endpoint: &str) -> Result<()> {
        let fifo = topic.is_fifo();
        if fifo && protocol != Protocol::Sqs {
            return Err(SnsError::invalid(format_args!("Invalid protocol type: {protocol}")));
        }
        let bad = |what: &str| Err(SnsError::invalid(what));
        let arn_of = |service: &str| endpoint.parse::<Arn>().ok().filter(|arn| arn.service == service);
        match protocol {
            Protocol::Sqs => {
                let Some(arn) = arn_of("sqs") else { return bad("SQS endpoint ARN") };
                let fifo_queue = arn.resource.ends_with(".fifo");
                if fifo_queue && !fifo {
                    return bad(
                        "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
                    );
                }
                if fifo && !fifo_queue && !self.limits.standard_queues_on_fifo {
                    return bad(
                        "Invalid parameter: Endpoint Reason: Please use FIFO SQS queue to subscribe to FIFO SNS topics",
                    );
                }
            }
            Protocol::Lambda if arn_of("lambda").is_none() => return bad("Lambda endpoint ARN"),
            Protocol::Firehose if arn_of("firehose").is_none() => return bad("Firehose endpoint ARN"),
            Protocol::Application if arn_of("sns").is_none() => return bad("Application endpoint ARN"),
            Protocol::Http | Protocol::Https => {
                let prefix = format!("{protocol}://");
                if endpoint.strip_prefix(&prefix).is_none_or(str::is_empty) {
                    return bad("Endpoint must match the specified protocol");
                }
            }
            Protocol::Email | Protocol::EmailJson => {
                let good = endpoint.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
                if !good {
                    return bad("Email address");
                }
            }
            Protocol::Sms if !is_phone_number(endpoint) => {
                return Err(SnsError::invalid(format_args!("Invalid SMS endpoint: {endpoint}")));
            }
            _ => {}
        }
        Ok(())
    }

    /// Sends the question whether the endpoint wants messages, with a token of its own.
    fn ask(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, event: u64) {
        let Some(subscription) = self.subscription_mut(id) else { return };
        subscription.tokens.push(cx.now);
        let subscription = subscription.clone();
        let count = u32::try_from(subscription.tokens.len()).unwrap_or(u32::MAX);
        let token = self.token(&subscription, count);
        let id_text = self.draw_id().to_string();
        let version = self.topic(subscription.topic).map_or("1", Topic::signature_version);
        let document = confirmation(cx, &subscription, &token, (&id_text, version));
        cx.emit(Some(event), SnsEvent::ConfirmationSent { subscription: id, token: token.into() });
        self.begin_confirmation(cx, &subscription, document.into(), event);
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
        if let Some(subscription) = self.subscription_mut(id) {
            subscription.confirmed = true;
            subscription.authenticated = authenticate;
        }
        if let Some(topic) = self.topic_mut(topic) {
            topic.confirmed += 1;
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

    pub(super) fn unsubscribe(&mut self, cx: &mut Cx<'_>, request: &Unsubscribe) -> Result<()> {
        let arn = crate::sns::parse_arn(&request.subscription_arn, "SubscriptionArn")?;
        let parts: Vec<&str> = arn.resource.split(':').collect();
        if arn.service != "sns" || parts.len() != 2 {
            return Err(SnsError::invalid("SubscriptionId"));
        }
        let Some(found) = self.find_subscription(&request.subscription_arn) else { return Ok(()) };
        if !found.confirmed {
            return Err(SnsError::invalid("SubscriptionArn Reason: Subscription is pending confirmation"));
        }
        let id = found.id;
        self.remove_subscription(id);
        cx.emit(None, SnsEvent::Unsubscribed { subscription: id });
        Ok(())
    }

    /// A subscription that nobody confirmed in time goes by itself.
    pub(in crate::sns) fn end_pending(&mut self, cx: &mut Cx<'_>, id: SubscriptionId) {
        if self.subscription(id).is_some_and(|subscription| !subscription.confirmed) {
            self.remove_subscription(id);
            cx.emit(None, SnsEvent::Unsubscribed { subscription: id });
        }
    }

    fn remove_subscription(&mut self, id: SubscriptionId) {
        let Some(gone) = self.subscriptions.get_mut(u64::from(id.0)).and_then(Option::take) else { return };
        self.places.remove(&(gone.topic, gone.protocol, gone.endpoint.clone()));
        if let Some(topic) = self.topic_mut(gone.topic) {
            topic.subscriptions.remove(u64::from(id.0));
            topic.confirmed -= u64::from(gone.confirmed);
            topic.ended += u64::from(gone.confirmed);
            topic.filter_policies -= u64::from(gone.settings.filter.is_some());
        }
    }
}

/// The settings that a request asks for.
fn settings_of(request: &Subscribe, target: Target<'_>) -> Result<Settings> {
    let mut settings = Settings::default();
    let mut set = |name: &str, value: &str| {
        settings
            .set(name, value, target)
            .map_err(|reason| SnsError::invalid(format_args!("Attributes Reason: {reason}")))
    };
    // The scope decides how the policy is read.
    if let Some(scope) = request.attributes.get("FilterPolicyScope") {
        set("FilterPolicyScope", scope)?;
    }
    for (name, value) in
        request.attributes.iter().filter(|(name, _)| !matches!(name.as_str(), "FilterPolicyScope" | "ReplayPolicy"))
    {
        set(name, value)?;
    }
    if target.protocol == Protocol::Firehose && settings.role.is_none() {
        return Err(SnsError::invalid("Attributes Reason: SubscriptionRoleArn is required for firehose"));
    }
    Ok(settings)
}

/// The document that asks an endpoint to confirm.
fn confirmation(cx: &Cx<'_>, subscription: &Subscription, token: &str, (id, version): (&str, &str)) -> String {
    let TopicKey { region, .. } = &subscription.topic_key;
    let topic = subscription.topic_key.arn();
    let url = format!("https://sns.{region}.amazonaws.com/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}");
    let message = format!(
        "You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, visit the SubscribeURL included \
         in this message."
    );
    let time = cx.epoch.iso(cx.now);
    let signed = format!(
        "Message\n{message}\nMessageId\n{id}\nSubscribeURL\n{url}\nTimestamp\n{time}\nToken\n{token}\nTopicArn\n{topic}\n\
         Type\nSubscriptionConfirmation\n"
    );
    let mut lines = Lines::default();
    lines.text("Type", "SubscriptionConfirmation");
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
