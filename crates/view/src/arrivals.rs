//! What reached an inbox, a phone, a device or a URL, as the page shows it.

use super::describe::{number, span};
use queuelab::base::{AccountId, Arn, Caller, Circumstances, Principal, Region};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Cloud;
use queuelab::endpoints::{Endpoint, Kept, Kind, sms_parts};
use queuelab::sns::topic::Topic;
use queuelab::t;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many arrivals are shown.
pub const SHOWN_MAX: usize = 30;
/// Of a topic's subscriptions so many are looked at.
pub const LOOKED_AT: usize = 1_000;

/// What somebody can do with a link in what arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Say yes, with the topic and the token.
    Confirm(String, String),
    /// End the subscription of that ARN.
    Unsubscribe(String),
    /// Have it back, with the topic and the token.
    Restore(String, String),
}

/// Something that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// A name that no other one of the endpoint has.
    pub key: String,
    /// When it arrived.
    pub at: Instant,
    /// Which attempt it is, and how it was answered.
    pub answer: String,
    /// Whether it was not taken.
    pub failed: bool,
    /// Who it is from, and its subject.
    pub mail: Option<(String, String)>,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// The text; of a phone, its parts.
    pub texts: Vec<String>,
    /// The link in it that does something still.
    pub link: Option<Link>,
    /// What became of the link that it has.
    pub note: Option<&'static str>,
}

/// What arrived last, the newest first.
pub fn cards(cloud: &Cloud, endpoint: &Endpoint) -> Vec<Card> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut cards: Vec<Card> = endpoint.arrivals().take(SHOWN_MAX).map(|kept| card(cloud, kept)).collect();
    for card in &mut cards {
        let count = seen.entry(card.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            card.key = format!("{}-{count}", card.key);
        }
    }
    cards
}

fn card(cloud: &Cloud, kept: &Kept) -> Card {
    let arrival = &kept.arrival;
    let whole = arrival.body.to_string();
    let texts = match arrival.kind {
        Kind::Phone => sms_parts(&arrival.body).unwrap_or_else(|_| vec![whole]),
        _ => vec![whole],
    };
    let (link, note) = link(cloud, kept);
    Card {
        key: format!("{}-{}-{}", kept.at.as_millis(), arrival.message_id, arrival.attempt),
        at: kept.at,
        answer: answer(kept),
        failed: !kept.response.taken() || kept.response.status.is_some_and(|status| status >= 300),
        mail: arrival
            .sender
            .as_ref()
            .map(|sender| (sender.to_string(), arrival.subject.as_deref().unwrap_or_default().to_owned())),
        headers: arrival.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        texts,
        link,
        note,
    }
}

/// Which attempt it was and how it was answered, as one sentence.
fn answer(kept: &Kept) -> String {
    let took = if kept.arrival.latency == Duration::ZERO {
        t!("at once").to_owned()
    } else {
        t!("after {latency}", latency = span(kept.arrival.latency))
    };
    let answer = match (kept.response.status, kept.response.why()) {
        (Some(status @ 300..), None) => {
            t!("answered {status} {took}: SNS takes that for success, so it is lost here", status, took)
        }
        (Some(status), _) => t!("answered {status} {took}", status, took),
        (None, Some(why)) => t!("not taken: {why}", why),
        (None, None) => t!("taken {took}", took),
    };
    let parts = if kept.parts > 1 { t!(" in {parts} parts", parts = kept.parts) } else { String::new() };
    t!("Attempt {attempt}, {answer}{parts}.", attempt = kept.arrival.attempt, answer, parts)
}

fn link(cloud: &Cloud, kept: &Kept) -> (Option<Link>, Option<&'static str>) {
    let arrival = &kept.arrival;
    let found = cloud.sns().find_subscription(&arrival.subscription);
    match &arrival.confirmation {
        Some(token) => match found {
            Some(found) if !found.confirmed => {
                (Some(Link::Confirm(arrival.source.to_string(), token.to_string())), None)
            }
            Some(_) => (None, Some(t!("The subscription is confirmed."))),
            None => (None, Some(t!("The subscription is gone, so its link leads nowhere."))),
        },
        None if !arrival.kind.confirms() || arrival.subscription.is_empty() => (None, None),
        None => match found {
            // The page behind the link offers this, and so does the document that an HTTP endpoint gets.
            Some(found) if found.cancelled => {
                let token = cloud.sns().newest_token(found);
                let note = t!("The subscription has ended; for two days it can be restored.");
                (Some(Link::Restore(arrival.source.to_string(), token)), Some(note))
            }
            Some(_) => (Some(Link::Unsubscribe(arrival.subscription.to_string())), None),
            None => (None, Some(t!("The subscription has ended."))),
        },
    }
}

/// Whoever follows a link: nobody that AWS knows, in the Region of what it is about.
pub fn follower(arn: &str) -> Caller {
    let arn: Option<Arn> = arn.parse().ok();
    let account = arn.as_ref().and_then(|arn| arn.account.parse().ok());
    let region = arn.as_ref().and_then(|arn| arn.region.parse().ok());
    Caller {
        account: account.unwrap_or(AccountId::DEFAULT),
        region: region.unwrap_or(Region::DEFAULT),
        principal: Principal::Anonymous,
        circumstances: Some(Arc::new(Circumstances::default())),
        ..Caller::default()
    }
}

/// The account whose text messages a phone would end: that of the newest one, else the lab's own.
pub fn writer(endpoint: &Endpoint) -> AccountId {
    let newest = endpoint.arrivals().find_map(|kept| kept.arrival.source.parse::<Arn>().ok());
    newest.and_then(|arn| arn.account.parse().ok()).unwrap_or(AccountId::DEFAULT)
}

/// How many of a topic's first subscriptions have each protocol, as words.
pub fn by_protocol(cloud: &Cloud, topic: &Topic) -> Vec<(&'static str, String)> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for subscription in cloud.sns().subscriptions_of(topic).take(LOOKED_AT) {
        *counts.entry(subscription.protocol.name()).or_default() += 1;
    }
    counts.into_iter().map(|(protocol, count)| (protocol, number(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::call::Call;
    use queuelab::cloud::{Dials, Input, Submitted};
    use queuelab::limits::LimitSet;
    use queuelab::sns::api::{ConfirmSubscription, CreateTopic, Publish, Subscribe, Unsubscribe};
    use queuelab::sns::topic::TopicId;

    const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

    fn lab(protocol: &str, endpoint: &str) -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateTopic { name: "ops".to_owned(), ..CreateTopic::default() });
        let request = Subscribe {
            topic_arn: TOPIC.to_owned(),
            protocol: protocol.to_owned(),
            endpoint: Some(endpoint.to_owned()),
            ..Subscribe::default()
        };
        assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        wait(&mut cloud);
        cloud
    }

    fn wait(cloud: &mut Cloud) {
        let to = cloud.now().after(Duration::from_secs(2));
        cloud.advance_to(to, 1_000);
    }

    fn publish(cloud: &mut Cloud, text: &str) {
        let (topic_arn, subject) = (Some(TOPIC.to_owned()), Some("Paid".to_owned()));
        cloud.call(Publish { topic_arn, subject, message: text.to_owned(), ..Publish::default() });
        wait(cloud);
    }

    fn first(cloud: &Cloud) -> Card {
        cards(cloud, cloud.endpoints().iter().next().unwrap()).into_iter().next().unwrap()
    }

    #[test]
    fn the_links_of_mails_confirm_and_end_a_subscription() {
        let mut cloud = lab("email", "ann@example.com");
        let Some(Link::Confirm(topic_arn, token)) = first(&cloud).link else { panic!("no link") };
        let call: Call =
            ConfirmSubscription { topic_arn: topic_arn.clone(), token, ..ConfirmSubscription::default() }.into();
        let done = cloud.apply(&Input::Call { caller: follower(&topic_arn), call });
        assert!(matches!(done, Submitted::Done(Ok(_))), "{done:?}");
        assert_eq!(first(&cloud).note, Some("The subscription is confirmed."));
        publish(&mut cloud, "order 7");
        let card = first(&cloud);
        assert_eq!(card.mail.map(|(_, subject)| subject).as_deref(), Some("Paid"));
        assert_eq!(card.answer, "Attempt 1, taken at once.");
        let Some(Link::Unsubscribe(subscription_arn)) = card.link else { panic!("no link") };
        let call: Call = Unsubscribe { subscription_arn: subscription_arn.clone() }.into();
        let done = cloud.apply(&Input::Call { caller: follower(&subscription_arn), call });
        assert!(matches!(done, Submitted::Done(Ok(_))), "{done:?}");
        // The page behind the link has one more, which takes it back.
        let Some(Link::Restore(topic_arn, token)) = first(&cloud).link else { panic!("no link") };
        let call: Call = ConfirmSubscription { topic_arn: topic_arn.clone(), token, ..Default::default() }.into();
        let done = cloud.apply(&Input::Call { caller: follower(&topic_arn), call });
        assert!(matches!(done, Submitted::Done(Ok(_))), "{done:?}");
        assert!(matches!(first(&cloud).link, Some(Link::Unsubscribe(_))));
    }

    #[test]
    fn a_long_text_reaches_a_phone_in_parts() {
        let mut cloud = lab("sms", "+15550100");
        publish(&mut cloud, &"a".repeat(200));
        let card = first(&cloud);
        assert_eq!(card.texts.iter().map(String::len).collect::<Vec<_>>(), [160, 40]);
        assert_eq!(card.answer, "Attempt 1, taken at once in 2 parts.");
        assert_eq!((card.link, card.mail), (None, None));
        assert_eq!(writer(cloud.endpoints().iter().next().unwrap()), AccountId::DEFAULT);
        let topic = cloud.sns().topic(TopicId(0)).unwrap();
        assert_eq!(by_protocol(&cloud, topic), [("sms", "1".to_owned())]);
    }
}
