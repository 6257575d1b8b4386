//! What must hold of topics, whatever is done to them: every copy comes to exactly one end, and what is counted is what
//! happened. Tried with random runs of publishes, subscriptions, filters, faults and permissions.
//!
//! `QUEUELAB_CASES=500` tries so many runs instead of the full run's two thousand.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use queuelab::base::{AccountId, Arn, Caller, Region};
use queuelab::call::Call;
use queuelab::clock::Duration;
use queuelab::cloud::{Cloud, EventKind, Fault, Input, Submitted};
use queuelab::endpoints::{Answering, Behaviour, Kind};
use queuelab::kms;
use queuelab::kms::api::{CreateKey, DisableKey, EnableKey};
use queuelab::session::{Session, Start};
use queuelab::sns::api::{CreateTopic, Publish, SetSubscriptionAttributes, Subscribe, Unsubscribe};
use queuelab::sns::topic::TopicTotals;
use queuelab::sns::{SnsEvent, State};
use queuelab::sqs::SqsEvent;
use queuelab::sqs::api::{CreateQueue, DeleteQueue, SetQueueAttributes};
use std::collections::BTreeMap;

/// One thing done.
#[derive(Clone, Debug)]
enum Act {
    Publish { topic: usize, kind: u8, group: u8, dedup: u8 },
    Subscribe { topic: usize, queue: usize, dead_letters: bool },
    Unsubscribe { topic: usize, which: usize },
    Filter { topic: usize, which: usize, kind: Option<u8> },
    Policy { queue: usize, open: bool },
    Key { queue: usize, key: Option<bool> },
    Disable { open: bool, disabled: bool },
    Outside { behaviour: u8 },
    DeleteQueue { queue: usize },
    CreateQueue { queue: usize },
    Fault { queue: usize, fault: u8 },
    Advance { millis: u64 },
}

const TOPICS: [&str; 2] = ["events", "orders.fifo"];
const QUEUES: [&str; 4] = ["a", "b", "c.fifo", "dlq"];

fn act() -> impl Strategy<Value = Act> {
    let topic = || 0..TOPICS.len();
    let queue = || 0..QUEUES.len();
    prop_oneof![
        8 => (topic(), 0_u8..3, 0_u8..3, 0_u8..6).prop_map(|(topic, kind, group, dedup)| Act::Publish { topic, kind, group, dedup }),
        3 => (topic(), queue(), any::<bool>()).prop_map(|(topic, queue, dead_letters)| Act::Subscribe { topic, queue, dead_letters }),
        1 => (topic(), 0_usize..4).prop_map(|(topic, which)| Act::Unsubscribe { topic, which }),
        2 => (topic(), 0_usize..4, prop::option::of(0_u8..3)).prop_map(|(topic, which, kind)| Act::Filter { topic, which, kind }),
        2 => (queue(), any::<bool>()).prop_map(|(queue, open)| Act::Policy { queue, open }),
        1 => (queue(), prop::option::of(any::<bool>())).prop_map(|(queue, key)| Act::Key { queue, key }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(open, disabled)| Act::Disable { open, disabled }),
        2 => (0_u8..5).prop_map(|behaviour| Act::Outside { behaviour }),
        1 => queue().prop_map(|queue| Act::DeleteQueue { queue }),
        1 => queue().prop_map(|queue| Act::CreateQueue { queue }),
        2 => (queue(), 0_u8..5).prop_map(|(queue, fault)| Act::Fault { queue, fault }),
        6 => prop_oneof![0_u64..50, 0_u64..30_000, 0_u64..400_000].prop_map(|millis| Act::Advance { millis }),
    ]
}

fn queue_arn(queue: usize) -> Arn {
    Arn::queue(Region::DEFAULT, AccountId::DEFAULT, QUEUES[queue])
}

fn topic_arn(topic: usize) -> String {
    Arn::topic(Region::DEFAULT, AccountId::DEFAULT, TOPICS[topic]).to_string()
}

fn call(call: impl Into<Call>) -> Input {
    Input::Call { caller: Caller::default(), call: call.into() }
}

fn policy(open: bool) -> String {
    let effect = if open { "Allow" } else { "Deny" };
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":{{"Service":"sns.amazonaws.com"}},"Action":"sqs:SendMessage","Resource":"*"}}]}}"#
    )
}

fn create(queue: usize) -> Input {
    let mut attributes = BTreeMap::from([("Policy".to_owned(), policy(true))]);
    if QUEUES[queue].ends_with(".fifo") {
        attributes.insert("FifoQueue".to_owned(), "true".to_owned());
    }
    call(CreateQueue { queue_name: QUEUES[queue].to_owned(), attributes, ..CreateQueue::default() })
}

fn opening() -> Vec<Input> {
    let topic = |name: &str| {
        let fifo = name.ends_with(".fifo").then(|| ("FifoTopic".to_owned(), "true".to_owned()));
        let attributes = fifo.into_iter().collect();
        call(CreateTopic { name: name.to_owned(), attributes, ..CreateTopic::default() })
    };
    // One key lets SNS in, the other does not; and one subscriber stands outside.
    let key = |policy: Option<String>| Input::Call {
        caller: Caller::default(),
        call: kms::api::Request::from(CreateKey { policy, ..CreateKey::default() }).into(),
    };
    let outside = call(Subscribe {
        topic_arn: topic_arn(0),
        protocol: "https".to_owned(),
        endpoint: Some(OUTSIDE.to_owned()),
        ..Subscribe::default()
    });
    let configured = endpoint(Behaviour { auto_confirm: true, ..Behaviour::default() });
    let keys = [key(Some(open_key())), key(None)];
    let queues = (0..QUEUES.len()).map(create);
    TOPICS.into_iter().map(topic).chain(queues).chain(keys).chain([configured, outside]).collect()
}

const OUTSIDE: &str = "https://example.com/hook";

fn endpoint(behaviour: Behaviour) -> Input {
    Input::Endpoint { kind: Kind::Http, address: OUTSIDE.to_owned(), behaviour: Some(behaviour) }
}

fn open_key() -> String {
    let statement = |principal: &str, action: &str| {
        format!(r#"{{"Effect":"Allow","Principal":{{{principal}}},"Action":"{action}","Resource":"*"}}"#)
    };
    let (owner, sns) =
        (statement(r#""AWS":"000000000000""#, "kms:*"), statement(r#""Service":"sns.amazonaws.com""#, "kms:*"));
    format!(r#"{{"Version":"2012-10-17","Statement":[{owner},{sns}]}}"#)
}

/// One of the two keys, by its id.
fn key_id(cloud: &Cloud, open: bool) -> Option<String> {
    cloud.kms().keys().nth(usize::from(!open)).map(|key| key.id().to_string())
}

/// The ARN of a topic's subscription, by its place.
fn nth(cloud: &Cloud, topic: usize, which: usize) -> Option<String> {
    let topic = cloud.sns().topics().nth(topic)?;
    cloud.sns().subscriptions_of(topic).nth(which).map(queuelab::sns::subscription::Subscription::arn)
}

fn inputs(cloud: &Cloud, act: &Act) -> Option<Input> {
    Some(match act {
        Act::Publish { topic, kind, group, dedup } => {
            let fifo = TOPICS[*topic].ends_with(".fifo");
            call(Publish {
                topic_arn: Some(topic_arn(*topic)),
                message: format!(r#"{{"kind":"{kind}"}}"#),
                message_group_id: fifo.then(|| format!("g{group}")),
                message_deduplication_id: fifo.then(|| format!("d{dedup}")),
                ..Publish::default()
            })
        }
        Act::Subscribe { topic, queue, dead_letters } => {
            let redrive = format!(r#"{{"deadLetterTargetArn":"{}"}}"#, queue_arn(3));
            let attributes = dead_letters.then(|| ("RedrivePolicy".to_owned(), redrive)).into_iter().collect();
            call(Subscribe {
                topic_arn: topic_arn(*topic),
                protocol: "sqs".to_owned(),
                endpoint: Some(queue_arn(*queue).to_string()),
                attributes,
                ..Subscribe::default()
            })
        }
        Act::Unsubscribe { topic, which } => call(Unsubscribe { subscription_arn: nth(cloud, *topic, *which)? }),
        Act::Filter { topic, which, kind } => call(SetSubscriptionAttributes {
            subscription_arn: nth(cloud, *topic, *which)?,
            attribute_name: "FilterPolicy".to_owned(),
            attribute_value: Some(kind.map_or_else(String::new, |kind| format!(r#"{{"kind":["{kind}"]}}"#))),
        }),
        Act::Policy { queue, open } => call(SetQueueAttributes {
            queue_url: QUEUES[*queue].to_owned(),
            attributes: [("Policy".to_owned(), policy(*open))].into(),
        }),
        Act::Key { queue, key } => call(SetQueueAttributes {
            queue_url: QUEUES[*queue].to_owned(),
            attributes: [("KmsMasterKeyId".to_owned(), key.and_then(|open| key_id(cloud, open)).unwrap_or_default())]
                .into(),
        }),
        Act::Disable { open, disabled } => {
            let key_id = key_id(cloud, *open)?;
            let request: kms::api::Request =
                if *disabled { DisableKey { key_id }.into() } else { EnableKey { key_id }.into() };
            Input::Call { caller: Caller::default(), call: request.into() }
        }
        Act::Outside { behaviour } => endpoint(match behaviour {
            0 => Behaviour { answer: Answering::Down, ..Behaviour::default() },
            1 => Behaviour { answer: Answering::Status(503), ..Behaviour::default() },
            2 => Behaviour { latency_ms: (0, 20_000), fail_every: Some(2), ..Behaviour::default() },
            3 => Behaviour { max_per_second: Some(1), ..Behaviour::default() },
            _ => Behaviour::default(),
        }),
        Act::DeleteQueue { queue } => call(DeleteQueue { queue_url: QUEUES[*queue].to_owned() }),
        Act::CreateQueue { queue } => create(*queue),
        Act::Fault { queue, fault } => Input::Fault {
            endpoint: queue_arn(*queue).to_string(),
            fault: match fault {
                0 => Some(Fault::Down),
                1 => Some(Fault::Gone),
                2 => Some(Fault::Status(503)),
                _ => None,
            },
        },
        Act::Advance { .. } => return None,
    })
}

/// What the events say became of the copies, by the topic's number.
#[derive(Default)]
struct Heard {
    next: u64,
    totals: BTreeMap<u32, TopicTotals>,
    /// Messages that queues took from topics.
    sent: u64,
}

impl Heard {
    fn listen(&mut self, session: &Session) {
        let cloud = session.cloud();
        for event in session.events_since(self.next) {
            if let EventKind::Sqs(SqsEvent::Sent { .. }) = &event.kind {
                self.sent += 1;
            }
            let EventKind::Sns(kind) = &event.kind else { continue };
            match kind {
                SnsEvent::Published { topic, copies, .. } => {
                    let totals = self.totals.entry(topic.0).or_default();
                    totals.published += 1;
                    totals.copies += copies;
                }
                SnsEvent::Deduplicated { topic, .. } => self.totals.entry(topic.0).or_default().deduplicated += 1,
                _ => {}
            }
        }
        self.next = cloud.next_seq();
    }
}

/// Copies of messages that have not come to their end.
fn copies(cloud: &Cloud) -> impl Iterator<Item = &queuelab::sns::Delivery> {
    let all = cloud.sns().deliveries().map(|(_, delivery)| delivery);
    all.filter(|delivery| !matches!(delivery.kind, queuelab::sns::Kind::Confirmation(_)))
}

fn check(session: &Session, heard: &Heard) {
    let cloud = session.cloud();
    let (mut taken, mut under_way) = (0, 0);
    for topic in cloud.sns().topics() {
        let totals = topic.totals;
        let known = heard.totals.get(&topic.id.0).copied().unwrap_or_default();
        assert_eq!(
            (totals.published, totals.copies, totals.deduplicated),
            (known.published, known.copies, known.deduplicated)
        );
        let ended = totals.delivered + totals.filtered + totals.dead_lettered + totals.lost;
        // The question whether somebody wants messages is no copy of one.
        let waiting = copies(cloud).filter(|delivery| delivery.topic == Some(topic.id)).count() as u64;
        assert_eq!(totals.copies, ended + waiting, "{}: a copy has one end, or is under way", topic.key.name);
        assert_eq!(totals.under_way(), waiting);
        taken += totals.delivered + totals.dead_lettered;
        under_way += waiting;
    }
    // Of what the endpoint outside took without reading, the sender knows nothing: it counts as delivered.
    let reached = |endpoint: &queuelab::endpoints::Endpoint| {
        endpoint.totals.received + endpoint.totals.ignored - endpoint.totals.confirmations
    };
    let outside: u64 = cloud.endpoints().iter().map(reached).sum();
    assert_eq!(heard.sent + outside, taken, "what was delivered is what queues and endpoints took");
    let flying = cloud.sns().deliveries().filter(|(_, delivery)| delivery.state == State::Travelling).count();
    assert_eq!(cloud.flights().count(), flying);
    let flying = copies(cloud).filter(|delivery| delivery.state == State::Travelling).count();
    assert!(under_way >= flying as u64);
    in_order(cloud);
}

/// Of each group of a FIFO topic, a queue gets the messages in the order of their publishes.
fn in_order(cloud: &Cloud) {
    for delivery in cloud.sns().deliveries().map(|(_, delivery)| delivery) {
        let Some(group) = delivery.message.dedup.as_ref().and(delivery.message.group.as_ref()) else { continue };
        let ahead = cloud.sns().deliveries().filter(|(_, other)| {
            other.to == delivery.to
                && other.message.group.as_ref() == Some(group)
                && other.message.number < delivery.message.number
        });
        assert_eq!(delivery.state == State::Behind, ahead.count() > 0, "one of a group at a time");
    }
}

fn run(acts: &[Act]) -> Session {
    let mut session = Session::new(Start::default());
    let mut heard = Heard::default();
    for input in opening() {
        session.submit(input);
    }
    for act in acts {
        if let Act::Advance { millis } = act {
            session.seek(session.now().after(Duration::from_millis(*millis)));
        } else if let Some(input) = inputs(session.cloud(), act) {
            let before: Vec<TopicTotals> = session.cloud().sns().topics().map(|topic| topic.totals).collect();
            if let Submitted::Done(Err(error)) = session.submit(input) {
                let after: Vec<TopicTotals> = session.cloud().sns().topics().map(|topic| topic.totals).collect();
                assert_eq!(before, after, "{error} changed something");
            }
        }
        heard.listen(&session);
        check(&session, &heard);
    }
    session
}

fn cases() -> u32 {
    std::env::var("QUEUELAB_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_copy_comes_to_one_end(acts in prop::collection::vec(act(), 1..40)) {
        let session = run(&acts);
        // The log alone tells the same story, and so does one big step instead of many small ones.
        let told = Session::load(session.save(), u64::MAX);
        prop_assert_eq!(told.digest(), session.digest());
    }
}

#[test]
fn a_topic_with_a_hundred_thousand_subscriptions_delivers_to_each_of_them_once() {
    let mut session = Session::new(Start::default());
    session.submit(call(CreateTopic { name: "everybody".to_owned(), ..CreateTopic::default() }));
    let topic_arn = Arn::topic(Region::DEFAULT, AccountId::DEFAULT, "everybody").to_string();
    for number in 0..100_000 {
        session.submit(call(Subscribe {
            topic_arn: topic_arn.clone(),
            protocol: "sms".to_owned(),
            endpoint: Some(format!("+1555{number:07}")),
            ..Subscribe::default()
        }));
    }
    let message = "hello".to_owned();
    session.submit(call(Publish { topic_arn: Some(topic_arn), message, ..Publish::default() }));
    session.seek(session.now().after(Duration::from_secs(1)));
    let topic = session.cloud().sns().topics().next().unwrap();
    assert_eq!((topic.totals.copies, topic.totals.delivered, topic.totals.under_way()), (100_000, 100_000, 0));
    assert!(session.cloud().sns().subscriptions_of(topic).all(|subscription| subscription.totals.delivered == 1));
}
