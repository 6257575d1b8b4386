//! Copies of messages that leave the lab's services: to HTTP endpoints, inboxes, phones and devices, and what these answer.

use super::{Cloud, EventKind, Submitted};
use crate::base::{Caller, Circumstances, Origin, Principal, Region};
use crate::call::Call;
use crate::clock::Duration;
use crate::endpoints::mail::Mail;
use crate::endpoints::{Arrival, Behaviour, Headers, Kind, Outcome, http, sms};
use crate::sns::api::ConfirmSubscription;
use crate::sns::subscription::Protocol;
use crate::sns::{self, Answer, Outgoing};
use std::sync::Arc;

/// The kind of endpoint that a protocol reaches; none for queues and functions.
pub const fn kind_of(protocol: Protocol) -> Option<Kind> {
    match protocol {
        Protocol::Http | Protocol::Https => Some(Kind::Http),
        Protocol::Email | Protocol::EmailJson => Some(Kind::Email),
        Protocol::Sms => Some(Kind::Phone),
        Protocol::Application => Some(Kind::Device),
        Protocol::Firehose => Some(Kind::Stream),
        Protocol::Sqs | Protocol::Lambda => None,
    }
}

impl Cloud {
    /// Sets how an endpoint behaves; nothing takes all of it away.
    pub(super) fn set_endpoint(&mut self, kind: Kind, address: &str, behaviour: Option<&Behaviour>) -> Submitted {
        let changed = match behaviour {
            Some(behaviour) => self.endpoints.configure(kind, address, behaviour.clone()).unwrap_or_default(),
            None => self.endpoints.forget(kind, address),
        };
        if !changed {
            return Submitted::NotFound;
        }
        self.record(Origin::Person, EventKind::EndpointSet(kind, address.into(), behaviour.is_some()));
        Submitted::Changed
    }

    /// Somebody outside has subscribed, and is there before anything reaches them.
    pub(super) fn meet(&mut self, protocol: &str, address: &str) {
        // A delivery stream of the lab is no endpoint outside.
        if address.parse().is_ok_and(|arn| self.firehose.find_arn(&arn).is_some()) {
            return;
        }
        if let Some(kind) = Protocol::parse(protocol).ok().and_then(kind_of) {
            self.endpoints.ensure(kind, address);
        }
    }

    /// How long an endpoint takes to answer.
    pub(super) fn time_to_answer(&mut self, outgoing: &Outgoing) -> Duration {
        let Some(kind) = kind_of(outgoing.protocol) else { return Duration::ZERO };
        self.endpoints.latency(kind, &outgoing.endpoint, &mut self.endpoints_rng)
    }

    /// A copy reaches an endpoint outside, which answers.
    pub(super) fn reach(&mut self, kind: Kind, outgoing: &Outgoing, latency: Duration) -> Answer {
        let Some(arrival) = self.arrival(kind, outgoing, latency) else { return Answer::Taken };
        let token = arrival.confirmation.clone();
        let response = self.endpoints.receive(self.now, arrival);
        if let Some(token) = token.filter(|_| response.confirm) {
            self.confirm(outgoing, &token);
        }
        match response.outcome {
            Outcome::Delivered => Answer::Taken,
            Outcome::ServerError(why) => Answer::Failed(why),
            Outcome::ClientError(why) if kind == Kind::Device => Answer::Unregistered(why),
            Outcome::ClientError(why) => Answer::Refused(why),
        }
    }

    /// An endpoint that confirms by itself calls as anybody with the link could.
    fn confirm(&mut self, outgoing: &Outgoing, token: &str) {
        let Some(topic) = outgoing.source.as_ref() else { return };
        let caller = Caller {
            account: outgoing.account,
            region: topic.region.parse().unwrap_or(Region::DEFAULT),
            principal: Principal::Anonymous,
            origin: Origin::Clock,
            circumstances: Some(Arc::new(Circumstances::default())),
        };
        let request = ConfirmSubscription {
            topic_arn: topic.to_string(),
            token: token.to_owned(),
            ..ConfirmSubscription::default()
        };
        self.handle(&caller, &Call::from(request), None);
    }

    fn arrival(&self, kind: Kind, outgoing: &Outgoing, latency: Duration) -> Option<Arrival> {
        let delivery = self.sns.delivery(outgoing.delivery)?;
        let message = &delivery.message;
        let confirmation = match &delivery.kind {
            sns::Kind::Confirmation(document) => token_of(document),
            sns::Kind::Notification | sns::Kind::Replayed | sns::Kind::Farewell(_) => None,
        };
        let topic = delivery.topic.and_then(|id| self.sns.topic(id));
        let display_name = topic.and_then(|topic| topic.setting("DisplayName")).unwrap_or_default();
        let subscription = outgoing.to.subscription().and_then(|id| self.sns.subscription(id));
        let subscription_arn = subscription.map(sns::subscription::Subscription::arn).unwrap_or_default();
        let source = outgoing.source.as_ref().map(ToString::to_string).unwrap_or_default();
        let message_id = message.id.to_string();
        let subject = message.subject.as_deref();
        let (mut headers, mut sender, mut told, mut body) = (Headers::new(), None, None, outgoing.body.clone());
        match kind {
            Kind::Http => {
                let policy = subscription.and_then(|subscription| self.sns.delivery_policy(subscription));
                headers = http::http_headers(&http::HttpMessage {
                    kind: match delivery.kind {
                        sns::Kind::Confirmation(_) => http::MessageType::SubscriptionConfirmation,
                        sns::Kind::Farewell(_) => http::MessageType::UnsubscribeConfirmation,
                        sns::Kind::Notification | sns::Kind::Replayed => http::MessageType::Notification,
                    },
                    message_id: &message_id,
                    topic_arn: &source,
                    subscription_arn: &subscription_arn,
                    raw: subscription.is_some_and(|subscription| subscription.settings.raw),
                    content_type: policy.as_ref().and_then(|policy| policy.content_type.as_deref()),
                    url: &outgoing.endpoint,
                    bytes: outgoing.body.len(),
                });
            }
            Kind::Email => {
                let mail = match (&confirmation, outgoing.protocol) {
                    (Some(token), Protocol::Email) => Mail::confirmation(&source, &confirm_url(&source, token)),
                    (_, Protocol::Email) => Mail::message(
                        display_name,
                        subject,
                        &outgoing.body,
                        &unsubscribe_url(&source, &subscription_arn),
                    ),
                    _ => Mail::document(display_name, subject, &outgoing.body),
                };
                (sender, told, body) = (Some(mail.from), Some(mail.subject), mail.text);
            }
            Kind::Phone => body = sms::with_sender(display_name, &outgoing.body).into(),
            // No topic reaches the destination of a delivery stream.
            Kind::Device | Kind::Stream | Kind::Store => {}
        }
        Some(Arrival {
            kind,
            address: outgoing.endpoint.clone(),
            headers,
            sender,
            subject: told,
            body,
            source: source.into(),
            subscription: subscription_arn.into(),
            message_id: message_id.into(),
            attempt: delivery.failed + 1,
            confirmation,
            latency,
        })
    }
}

fn region_in(arn: &str) -> &str {
    arn.split(':').nth(3).unwrap_or_default()
}

fn confirm_url(topic: &str, token: &str) -> String {
    let region = region_in(topic);
    format!("https://sns.{region}.amazonaws.com/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}")
}

fn unsubscribe_url(topic: &str, subscription: &str) -> String {
    format!("https://sns.{}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={subscription}", region_in(topic))
}

/// The token in the document that asks an endpoint to confirm.
fn token_of(document: &str) -> Option<Arc<str>> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    Some(document.get("Token")?.as_str()?.into())
}
