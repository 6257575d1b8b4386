//! `Subscribe`: who gets copies, and what is checked before.

use crate::base::Arn;
use crate::clock::Duration;
use crate::sns::api::{Subscribe, SubscriptionArnResult};
use crate::sns::content::is_phone_number;
use crate::sns::subscription::{Protocol, Settings, Subscription, SubscriptionId, SubscriptionTotals, Target};
use crate::sns::topic::Topic;
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
        // One that was ended by its link begins anew, with another ARN.
        let there = self.places.get(&place).and_then(|there| self.subscription(*there));
        let ended = match there {
            Some(there) if !there.cancelled => return self.subscribe_again(cx, there.id, &settings, request),
            ended => ended,
        };
        self.check_quotas(topic, settings.filter.is_some(), protocol, ended)?;
        let ended = ended.map(|ended| ended.id);
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
            cancelled: false,
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
        if let Some(ended) = ended {
            self.remove_subscription(ended);
        }
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

    /// Whether there is room; the place of one that has ended is free.
    fn check_quotas(
        &self,
        topic: &Topic,
        has_filter: bool,
        protocol: Protocol,
        ended: Option<&Subscription>,
    ) -> Result<()> {
        let freed = u64::from(ended.is_some());
        let freed_filters = u64::from(ended.is_some_and(|ended| ended.settings.filter.is_some()));
        let (standard, fifo) = self.limits.subscriptions;
        let large = topic.message_bytes_max(&self.limits) > usize::try_from(self.limits.message_bytes.2).unwrap_or(0);
        let most = if topic.is_fifo() || large { fifo } else { standard };
        if topic.subscriptions.len() - freed >= most {
            return Err(SnsError::new(
                ErrorCode::SubscriptionLimitExceeded,
                format!("Subscription limit exceeded for topic {}", topic.key.arn()),
            ));
        }
        if large && !matches!(protocol, Protocol::Sqs | Protocol::Lambda | Protocol::Firehose) {
            return Err(SnsError::invalid(format_args!("Invalid protocol type: {protocol}")));
        }
        if has_filter && topic.filter_policies - freed_filters >= self.limits.filter_policies {
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
