//! Ready-made labs: what a newcomer sees first, and what lessons start from.

mod basics;
mod clicks_sql;
mod cross_account;
mod deliveries;
mod payloads;
mod readers;
mod trucks;
mod uploads;
mod words;
mod workers;

use super::{Logged, SavedRun, Session, Start};
use crate::actors::{ActorConfig, ConsumerConfig, ProducerConfig, Source};
use crate::base::collections::map_of;
use crate::base::{AccountId, Arn, Caller, Region};
use crate::call::Call;
use crate::clock::{Duration, Instant};
use crate::cloud::{Dials, Input};
use crate::limits::LimitSet;
use crate::sns::api::{CreateTopic, Subscribe};
use crate::sqs::Chance;
use crate::sqs::api::CreateQueue;

/// A ready-made lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A consumer slower than the visibility timeout.
    SlowConsumer,
    /// Three workers that share a queue.
    WorkQueue,
    /// A queue that holds its messages back.
    DelayQueue,
    /// FIFO orders, one group a customer.
    FifoOrders,
    /// A poison message, its dead-letter queue, and a redrive.
    PoisonMessage,
    /// A topic that feeds three queues.
    FanOut,
    /// A topic whose subscriptions have filter policies.
    FilteredFanOut,
    /// A FIFO topic that feeds a FIFO queue and a standard one.
    FifoFanOut,
    /// An alarm of a queue that fills, which writes an e-mail.
    AlarmToEmail,
    /// A queue that another account may send to, once its policy says so.
    CrossAccount,
    /// A bucket whose uploads reach two queues through a topic.
    S3ToQueues,
    /// Payloads that are too large for a message.
    LargePayloads,
    /// A hundred trucks on a stream of five shards.
    HundredTrucks,
    /// A shard that gets more than it takes, and the ways out.
    HotShard,
    /// Shards that are split and merged.
    Resharding,
    /// The same trucks on a FIFO queue, on a standard queue and on a stream.
    ThreeWays,
    /// Two workers of the client library share shards, and one dies.
    WorkerDies,
    /// Three readers that share a shard, and three with enhanced fan-out.
    FanOutReaders,
    /// A record that a function always fails on, and what to do about it.
    PoisonRecord,
    /// A stream whose records Firehose has changed by a function and writes into a bucket.
    FirehoseToBucket,
    /// SQL over clicks, in tumbling and sliding windows.
    ClicksSql,
    /// Nothing.
    Empty,
}

impl Template {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 22] = [
        Self::SlowConsumer,
        Self::WorkQueue,
        Self::DelayQueue,
        Self::FifoOrders,
        Self::PoisonMessage,
        Self::FanOut,
        Self::FilteredFanOut,
        Self::FifoFanOut,
        Self::AlarmToEmail,
        Self::CrossAccount,
        Self::S3ToQueues,
        Self::LargePayloads,
        Self::HundredTrucks,
        Self::HotShard,
        Self::Resharding,
        Self::ThreeWays,
        Self::WorkerDies,
        Self::FanOutReaders,
        Self::PoisonRecord,
        Self::FirehoseToBucket,
        Self::ClicksSql,
        Self::Empty,
    ];

    /// The template of that name in links.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.key() == key)
    }

    /// The lab at its beginning.
    pub fn run(self) -> SavedRun {
        let inputs = match self {
            Self::SlowConsumer => slow_consumer(),
            Self::WorkQueue => basics::work_queue(),
            // Those whose inputs have times of their own.
            Self::DelayQueue => return basics::delay_queue(),
            Self::FifoOrders => fifo_orders(),
            Self::PoisonMessage => poison_message(),
            Self::FanOut => fan_out(),
            Self::FilteredFanOut => filtered_fan_out(),
            Self::FifoFanOut => fifo_fan_out(),
            Self::AlarmToEmail => super::alarm_template::alarm_to_email(),
            Self::CrossAccount => return cross_account::run(),
            Self::S3ToQueues => uploads::inputs(),
            Self::LargePayloads => payloads::inputs(),
            Self::HundredTrucks => return trucks::hundred_trucks(),
            Self::HotShard => return trucks::hot_shard(),
            Self::Resharding => return trucks::resharding(),
            Self::ThreeWays => return trucks::three_ways(),
            Self::WorkerDies => return workers::a_worker_dies(),
            Self::FanOutReaders => return readers::fan_out(),
            Self::PoisonRecord => return readers::poison(),
            Self::FirehoseToBucket => return deliveries::run(),
            Self::ClicksSql => return clicks_sql::run(),
            Self::Empty => Vec::new(),
        };
        let mut run = run_of(inputs);
        if self == Self::S3ToQueues {
            run.log.extend(uploads::later());
        }
        run
    }

    /// The lab at its beginning, ready to run.
    pub fn session(self) -> Session {
        Session::load(self.run(), u64::MAX)
    }

    /// The lab of [`Self::SlowConsumer`], without naming the others: it is the one that a page draws first.
    pub fn first() -> Session {
        Session::load(run_of(slow_consumer()), u64::MAX)
    }
}

/// A run whose inputs all come at its beginning.
fn run_of(inputs: Vec<Input>) -> SavedRun {
    // What these labs teach should not be blurred by chance; the dials are there for whoever wants it.
    let dials = Dials { chance: Chance::NEVER, ..Dials::default() };
    let start = Start { seed: 42, limits: LimitSet::Now, dials };
    let log = inputs.into_iter().map(|input| Logged { at: Instant::ZERO, input: input.into() }).collect();
    SavedRun::new(start, log)
}

/// The same with inputs at so many seconds, in order of time.
fn run_at(story: impl IntoIterator<Item = (u64, Input)>) -> SavedRun {
    let at = |secs| Instant::ZERO.after(Duration::from_secs(secs));
    let log = story.into_iter().map(|(secs, input)| Logged { at: at(secs), input: input.into() });
    SavedRun { log: log.collect(), ..run_of(Vec::new()) }
}

pub(super) fn arn(name: &str) -> Arn {
    Arn::queue(Region::DEFAULT, AccountId::DEFAULT, name)
}

pub(super) fn queue(name: &str, attributes: &[(&str, &str)]) -> Input {
    let attributes = map_of(attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let request = CreateQueue { queue_name: name.to_owned(), attributes, ..CreateQueue::default() };
    Input::Call { caller: Caller::default(), call: request.into() }
}

pub(super) fn producer(config: ProducerConfig) -> Input {
    Input::AddActor(ActorConfig::Producer(config))
}

fn consumer(config: ConsumerConfig) -> Input {
    Input::AddActor(ActorConfig::Consumer(config))
}

pub(super) fn pattern(body: &str, groups: &[&str], total: Option<u64>, poison_every: u64) -> Source {
    let groups = groups.iter().map(|group| (*group).to_owned()).collect();
    Source::Pattern { body: body.to_owned(), groups, total, poison_every, payload_bytes: None }
}

fn slow_consumer() -> Vec<Input> {
    vec![
        queue("jobs", &[("VisibilityTimeout", "10")]),
        producer(ProducerConfig {
            name: "web".to_owned(),
            queue: Some(arn("jobs")),
            source: pattern("encode video {n}", &[], Some(12), 0),
            every_ms: 6_000,
            ..ProducerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "slow encoder".to_owned(),
            queue: Some(arn("jobs")),
            work_ms: (14_000, 14_000),
            ..ConsumerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "quick encoder".to_owned(),
            queue: Some(arn("jobs")),
            work_ms: (2_000, 2_000),
            ..ConsumerConfig::default()
        }),
    ]
}

fn fifo_orders() -> Vec<Input> {
    vec![
        queue("orders.fifo", &[("FifoQueue", "true"), ("VisibilityTimeout", "20")]),
        producer(ProducerConfig {
            name: "shop".to_owned(),
            queue: Some(arn("orders.fifo")),
            source: pattern("order {n} of {group}", &["ann", "bob", "cleo", "dan"], Some(40), 0),
            every_ms: 700,
            ..ProducerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "till 1".to_owned(),
            queue: Some(arn("orders.fifo")),
            work_ms: (2_000, 3_000),
            ..ConsumerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "till 2".to_owned(),
            queue: Some(arn("orders.fifo")),
            work_ms: (2_500, 4_500),
            ..ConsumerConfig::default()
        }),
    ]
}

fn poison_message() -> Vec<Input> {
    let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:orders-dlq","maxReceiveCount":3}"#;
    vec![
        queue("orders-dlq", &[("MessageRetentionPeriod", "1209600")]),
        queue("orders", &[("VisibilityTimeout", "6"), ("RedrivePolicy", policy)]),
        producer(ProducerConfig {
            name: "shop".to_owned(),
            queue: Some(arn("orders")),
            source: pattern("order {n}", &[], Some(30), 5),
            every_ms: 2_000,
            ..ProducerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "billing".to_owned(),
            queue: Some(arn("orders")),
            work_ms: (1_000, 1_500),
            ..ConsumerConfig::default()
        }),
    ]
}

pub(super) fn call(call: impl Into<Call>) -> Input {
    Input::Call { caller: Caller::default(), call: call.into() }
}

fn topic(name: &str, attributes: &[(&str, &str)]) -> Input {
    let attributes = map_of(attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    call(CreateTopic { name: name.to_owned(), attributes, ..CreateTopic::default() })
}

pub(super) fn topic_arn(name: &str) -> Arn {
    Arn::topic(Region::DEFAULT, AccountId::DEFAULT, name)
}

/// A policy that lets a topic send to a queue.
fn open_to(queue: &str, topic: &str) -> String {
    format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"sns.amazonaws.com\"}},\
         \"Action\":\"sqs:SendMessage\",\"Resource\":\"{}\",\"Condition\":{{\"ArnEquals\":{{\"aws:SourceArn\":\"{}\"}}}}}}]}}",
        arn(queue),
        topic_arn(topic)
    )
}

fn subscribe(topic: &str, queue: &str, attributes: &[(&str, &str)]) -> Input {
    call(Subscribe {
        topic_arn: topic_arn(topic).to_string(),
        protocol: "sqs".to_owned(),
        endpoint: Some(arn(queue).to_string()),
        attributes: map_of(attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))),
        ..Subscribe::default()
    })
}

pub(super) fn reader(name: &str, queue: &str, work_ms: u64) -> Input {
    consumer(ConsumerConfig {
        name: name.to_owned(),
        queue: Some(arn(queue)),
        work_ms: (work_ms, work_ms),
        ..ConsumerConfig::default()
    })
}

fn fan_out() -> Vec<Input> {
    let raw = [("RawMessageDelivery", "true")];
    vec![
        topic("orders", &[]),
        queue("billing", &[("Policy", &open_to("billing", "orders"))]),
        queue("shipping", &[("Policy", &open_to("shipping", "orders"))]),
        queue("audit", &[]),
        subscribe("orders", "billing", &raw),
        subscribe("orders", "shipping", &raw),
        subscribe("orders", "audit", &raw),
        producer(ProducerConfig {
            name: "shop".to_owned(),
            queue: Some(topic_arn("orders")),
            source: pattern("order {n}", &[], Some(30), 0),
            every_ms: 2_000,
            ..ProducerConfig::default()
        }),
        reader("cashier", "billing", 1_000),
        reader("packer", "shipping", 3_000),
        reader("auditor", "audit", 500),
    ]
}

fn filtered_fan_out() -> Vec<Input> {
    let body = |policy: &str| {
        vec![
            ("RawMessageDelivery".to_owned(), "true".to_owned()),
            ("FilterPolicyScope".to_owned(), "MessageBody".to_owned()),
            ("FilterPolicy".to_owned(), policy.to_owned()),
        ]
    };
    let subscribe_to = |queue: &str, policy: &str| {
        let settings = body(policy);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        subscribe("events", queue, &settings)
    };
    vec![
        topic("events", &[]),
        queue("billing", &[("Policy", &open_to("billing", "events"))]),
        queue("stock", &[("Policy", &open_to("stock", "events"))]),
        queue("everything", &[("Policy", &open_to("everything", "events"))]),
        subscribe_to("billing", r#"{"kind":["order","refund"]}"#),
        subscribe_to("stock", r#"{"kind":[{"anything-but":"refund"}],"n":[{"numeric":[">",3]}]}"#),
        subscribe("events", "everything", &[("RawMessageDelivery", "true")]),
        producer(ProducerConfig {
            name: "shop".to_owned(),
            queue: Some(topic_arn("events")),
            source: pattern(r#"{"kind":"{group}","n":{n}}"#, &["order", "delivery", "refund"], Some(30), 0),
            every_ms: 1_500,
            ..ProducerConfig::default()
        }),
        reader("cashier", "billing", 800),
        reader("stock keeper", "stock", 800),
        reader("archivist", "everything", 400),
    ]
}

fn fifo_fan_out() -> Vec<Input> {
    let raw = [("RawMessageDelivery", "true")];
    vec![
        topic("orders.fifo", &[("FifoTopic", "true"), ("ContentBasedDeduplication", "true")]),
        queue("ledger.fifo", &[("FifoQueue", "true"), ("Policy", &open_to("ledger.fifo", "orders.fifo"))]),
        queue("search-index", &[("Policy", &open_to("search-index", "orders.fifo"))]),
        subscribe("orders.fifo", "ledger.fifo", &raw),
        subscribe("orders.fifo", "search-index", &raw),
        producer(ProducerConfig {
            name: "shop".to_owned(),
            queue: Some(topic_arn("orders.fifo")),
            source: pattern("order {n} of {group}", &["ann", "bob", "cleo"], Some(40), 0),
            every_ms: 900,
            ..ProducerConfig::default()
        }),
        reader("bookkeeper", "ledger.fifo", 2_000),
        reader("indexer", "search-index", 600),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::EventKind;
    use crate::sqs::SqsEvent;

    #[test]
    fn the_first_lab_needs_only_the_nearer_part_of_the_engine() {
        assert!(Template::SlowConsumer.run().log.iter().all(|logged| logged.input.is_near()));
        assert_eq!(Template::first().save().log, Template::SlowConsumer.run().log);
        assert!(!Template::FanOut.run().log.iter().all(|logged| logged.input.is_near()));
    }

    fn events(template: Template, minutes: u64) -> Vec<SqsEvent> {
        let mut session = template.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(60 * minutes)));
        let sqs = |kind: &EventKind| match kind {
            EventKind::Sqs(event) => Some(event.clone()),
            _ => None,
        };
        session.events().filter_map(|event| sqs(&event.kind)).collect()
    }

    #[test]
    fn the_slow_consumer_causes_a_second_receive() {
        let twice = |event: &SqsEvent| matches!(event, SqsEvent::Received { receives: 2.., .. });
        assert!(events(Template::SlowConsumer, 2).iter().any(twice));
    }

    #[test]
    fn orders_of_each_customer_are_deleted_in_order() {
        let mut last = std::collections::BTreeMap::new();
        let mut deleted = 0;
        for event in events(Template::FifoOrders, 5) {
            if let SqsEvent::Deleted { message } = event {
                let group = message.core.group().cloned().unwrap();
                assert!(last.insert(group, message.slot) < Some(message.slot));
                deleted += 1;
            }
        }
        assert_eq!(deleted, 40);
    }

    #[test]
    fn photos_reach_the_queue_that_lets_the_topic_in_and_not_the_other() {
        let sent = events(Template::S3ToQueues, 1);
        let sent: Vec<u32> = sent
            .iter()
            .filter_map(|event| if let SqsEvent::Sent { message, .. } = event { Some(message.queue.0) } else { None })
            .collect();
        // The test message of S3 first, then one for each photo.
        assert_eq!(sent, [0; 6]);
    }

    #[test]
    fn the_leases_of_a_worker_that_dies_go_to_the_other_and_come_back() {
        let mut session = Template::WorkerDies.session();
        let mut loads = Vec::new();
        for secs in [100, 160, 330] {
            session.seek(Instant::ZERO.after(Duration::from_secs(secs)));
            let held = |actor: &crate::actors::Actor| match &actor.role {
                crate::actors::Role::Kcl(kcl) => Some(kcl.held.len()),
                _ => None,
            };
            loads.push(session.cloud().actors().filter_map(held).collect::<Vec<_>>());
        }
        assert_eq!(loads, [[2, 2], [0, 4], [2, 2]]);
    }

    #[test]
    fn every_poison_message_ends_in_the_dead_letter_queue() {
        let dead = events(Template::PoisonMessage, 10);
        let moved = dead.iter().filter(|event| matches!(event, SqsEvent::DeadLettered { .. })).count();
        assert_eq!(moved, 6);
    }
}
