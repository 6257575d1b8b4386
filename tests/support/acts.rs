//! What can be done to a lab: one random word becomes one act.
//!
//! An act refers to what is there by counting round, so that leaving out acts before it leaves it an act: that is what
//! lets a failing script shrink.

use super::{actors, chaos, streams};
use queuelab::base::{Caller, Principal, RequestId, Rng};
use queuelab::call::Call;
use queuelab::cloud::{Dials, Input, Latency};
use queuelab::limits::LimitSet;
use queuelab::s3::api::CreateBucket;
use queuelab::sqs::api::*;
use queuelab::sqs::handle::{HandleText, ReceiptHandle};
use queuelab::sqs::{Chance, api::Request};
use std::collections::BTreeMap;

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Act {
    /// Submit this.
    Do(Input),
    /// Submit this so often.
    Many(Input, u32),
    /// Let so many milliseconds pass.
    Advance(u64),
    /// Take the last input back.
    Undo,
    /// Do it again.
    Redo,
    /// So many steps backwards.
    Back(u64),
    /// So many steps forwards.
    Forward(u64),
    /// To a place between the beginning and the end, in parts per thousand.
    Seek(u64),
    /// To another branch, if there is one.
    Branch(u64),
}

/// Which acts there are to choose from.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// Going back and forth in the history.
    pub history: bool,
    /// Whatever AWS leaves to chance.
    pub chance: bool,
    /// How many of ten acts are on streams rather than queues.
    pub streams: u64,
}

/// What was learnt of a lab until now.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Receipt handles, with the queue's name.
    pub handles: Vec<(String, ReceiptHandle)>,
    /// Receives that wait, or have waited.
    pub waits: Vec<RequestId>,
    /// Handles of move tasks.
    pub tasks: Vec<String>,
    /// Actors added until now.
    pub actors: u32,
    /// Of streams.
    pub streams: streams::Known,
}

/// The queues of the scripts; the last two are where dead letters go.
pub const NAMES: [&str; 7] = ["orders", "parcels", "other", "orders.fifo", "fast.fifo", "letters", "letters.fifo"];
/// The bucket that payloads go through.
pub const BUCKET: &str = "lab-payloads";
pub(super) const GROUPS: [&str; 3] = ["red", "green", "blue"];

pub(super) fn pick<'a, T: ?Sized>(rng: &mut Rng, from: &[&'a T]) -> &'a T {
    from[usize::try_from(rng.below(from.len() as u64)).unwrap()]
}

pub(super) fn one_of<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[usize::try_from(rng.below(from.len() as u64)).unwrap()]
}

fn call(request: impl Into<Request>) -> Input {
    Input::Call { caller: Caller::default(), call: Call::Sqs(request.into()) }
}

/// The ARN of a queue of the scripts.
pub fn arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

fn redrive(target: &str, max_receives: u64) -> String {
    format!("{{\"deadLetterTargetArn\":\"{}\",\"maxReceiveCount\":{max_receives}}}", arn(target))
}

/// A bucket and four queues to begin with, two with dead-letter queues, and these; and what streams begin with.
pub fn opening(word: u64) -> Vec<Input> {
    let mut rng = Rng::new(word);
    let create = |name: &str| {
        let mut request = create(&mut rng, name);
        if let Some(letters) = name.strip_prefix("orders") {
            let policy = redrive(&format!("letters{letters}"), rng.between(1, 3));
            request.attributes.insert("RedrivePolicy".to_owned(), policy);
        }
        call(request)
    };
    let bucket = CreateBucket { bucket: BUCKET.to_owned(), ..CreateBucket::default() };
    let bucket = Input::Call { caller: Caller::default(), call: Call::S3(bucket.into()) };
    let queues = ["letters", "letters.fifo", "orders", "orders.fifo"].map(create);
    std::iter::once(bucket).chain(queues).chain(streams::opening(word)).collect()
}

/// The act that a word stands for.
pub fn act(word: u64, known: &Known, mix: Mix) -> Act {
    let rng = &mut Rng::new(word);
    if mix.history && rng.below(5) == 0 {
        return history(rng);
    }
    let of_streams = &mut Rng::fork(word, "streams");
    if of_streams.below(10) < mix.streams {
        return streams::act(of_streams, known);
    }
    let of_chaos = &mut Rng::fork(word, "chaos");
    if of_chaos.below(20) == 0 {
        return Act::Do(chaos::input(of_chaos, known, mix));
    }
    match rng.below(100) {
        0..=21 => Act::Do(send(rng)),
        22..=46 => Act::Do(receive(rng)),
        47..=58 => Act::Do(settle(rng, known)),
        59..=78 => advance(rng, known),
        79..=81 => {
            let name = pick(rng, &NAMES);
            Act::Do(call(create(rng, name)))
        }
        82..=84 => Act::Do(set_attributes(rng)),
        85 => Act::Do(call(PurgeQueue { queue_url: name(rng) })),
        86 => Act::Do(call(DeleteQueue { queue_url: name(rng) })),
        87..=89 => Act::Do(move_task(rng, known)),
        90 => label(rng),
        91 => Act::Do(question(rng)),
        92..=95 => Act::Do(actors::input(rng, known)),
        96 => Act::Do(dials(rng, mix)),
        97 => Act::Do(Input::Cancel(choose(rng, &known.waits).copied().unwrap_or(RequestId(999)))),
        98 => Act::Do(wrong(rng, known)),
        _ => storm(rng),
    }
}

fn choose<'a, T>(rng: &mut Rng, from: &'a [T]) -> Option<&'a T> {
    from.get(usize::try_from(rng.below(from.len() as u64)).unwrap())
}

/// Mostly one of the queues that every script begins with, so that more happens there.
fn name(rng: &mut Rng) -> String {
    let often = ["orders", "orders", "orders.fifo", "orders.fifo", "letters", "letters.fifo"];
    let from = if rng.below(4) == 0 { &NAMES[..] } else { &often[..] };
    pick(rng, from).to_owned()
}

fn history(rng: &mut Rng) -> Act {
    match rng.below(7) {
        0 => Act::Undo,
        1 => Act::Redo,
        2 => Act::Back(rng.between(1, 3)),
        3 => Act::Back(rng.between(1, 40)),
        4 => Act::Forward(rng.between(1, 20)),
        5 => Act::Seek(rng.between(0, 1000)),
        _ => Act::Branch(rng.next_u64()),
    }
}

/// A new queue with some of its attributes set.
fn create(rng: &mut Rng, name: &str) -> CreateQueue {
    let mut attributes = BTreeMap::new();
    let mut set = |name: &str, value: &str| attributes.insert(name.to_owned(), value.to_owned());
    if name.ends_with(".fifo") {
        set("FifoQueue", "true");
        set("ContentBasedDeduplication", one_of(rng, &["true", "false"]));
    }
    if name == "fast.fifo" {
        set("DeduplicationScope", "messageGroup");
        set("FifoThroughputLimit", one_of(rng, &["perMessageGroupId", "perQueue"]));
    }
    set("VisibilityTimeout", one_of(rng, &["0", "1", "1", "2", "3", "30", "43200"]));
    set("DelaySeconds", one_of(rng, &["0", "0", "0", "0", "0", "2", "900"]));
    set("MessageRetentionPeriod", one_of(rng, &["60", "60", "90", "345600", "1209600"]));
    set("ReceiveMessageWaitTimeSeconds", one_of(rng, &["0", "0", "0", "1", "20"]));
    if !name.starts_with("letters") && rng.below(2) == 0 {
        let target = if name.ends_with(".fifo") { "letters.fifo" } else { "letters" };
        let policy = redrive(target, rng.between(1, 3));
        attributes.insert("RedrivePolicy".to_owned(), policy);
    }
    let tags = if rng.below(4) == 0 { BTreeMap::from([("team".to_owned(), "a".to_owned())]) } else { BTreeMap::new() };
    CreateQueue { queue_name: name.to_owned(), attributes, tags }
}

fn body(rng: &mut Rng) -> String {
    one_of(rng, &["apple", "pear", "plum", "poison", "grape", "Größe \u{1F4E6}"]).to_owned()
}

fn attributes(rng: &mut Rng) -> BTreeMap<String, MessageAttributeValue> {
    let number = |text: &str| MessageAttributeValue {
        data_type: "Number.int".to_owned(),
        string_value: Some(text.to_owned()),
        ..Default::default()
    };
    let binary = MessageAttributeValue {
        data_type: "Binary".to_owned(),
        binary_value: Some(vec![0, 255]),
        ..Default::default()
    };
    match rng.below(8) {
        0 => BTreeMap::from([("kind".to_owned(), MessageAttributeValue::string("new"))]),
        1 => BTreeMap::from([("n".to_owned(), number("0042.50")), ("raw".to_owned(), binary)]),
        _ => BTreeMap::new(),
    }
}

fn entry(rng: &mut Rng, id: u64, fifo: bool) -> SendMessageBatchRequestEntry {
    let header = MessageAttributeValue::string("Root=1-5759e988-bd862e3fe1be46a994272793");
    SendMessageBatchRequestEntry {
        id: id.to_string(),
        message_body: body(rng),
        delay_seconds: if fifo { None } else { one_of(rng, &[None, None, None, Some(0), Some(2), Some(900)]) },
        message_attributes: attributes(rng),
        message_system_attributes: match rng.below(16) {
            0 => BTreeMap::from([("AWSTraceHeader".to_owned(), header)]),
            _ => BTreeMap::new(),
        },
        message_deduplication_id: fifo.then(|| rng.below(12).to_string()),
        message_group_id: (fifo || rng.below(8) == 0).then(|| pick(rng, &GROUPS).to_owned()),
    }
}

fn send(rng: &mut Rng) -> Input {
    let queue_url = name(rng);
    let fifo = queue_url.ends_with(".fifo");
    if rng.below(2) == 0 {
        return call(SendMessage { queue_url, ..entry(rng, 0, fifo).into() });
    }
    let count = rng.between(1, 10);
    call(SendMessageBatch { queue_url, entries: (0..count).map(|id| entry(rng, id, fifo)).collect() })
}

fn receive(rng: &mut Rng) -> Input {
    let queue_url = name(rng);
    let attempt = queue_url.ends_with(".fifo") && rng.below(4) == 0;
    call(ReceiveMessage {
        max_number_of_messages: one_of(rng, &[None, Some(1), Some(3), Some(10), Some(10)]),
        visibility_timeout: one_of(rng, &[None, None, None, Some(0), Some(1), Some(5), Some(40)]),
        wait_time_seconds: one_of(rng, &[None, None, Some(0), Some(1), Some(5), Some(20)]),
        message_system_attribute_names: one_of(rng, &[None, Some("All"), Some("SentTimestamp")])
            .map(str::to_owned)
            .into_iter()
            .collect(),
        message_attribute_names: one_of(rng, &[None, Some("All"), Some("ki.*")])
            .map(str::to_owned)
            .into_iter()
            .collect(),
        receive_request_attempt_id: attempt.then(|| rng.below(3).to_string()),
        queue_url,
        ..Default::default()
    })
}

/// A receipt handle: mostly one that was given, the latest ones most often; else garbage.
fn handle(rng: &mut Rng, known: &Known) -> (String, HandleText) {
    let len = known.handles.len() as u64;
    let back = if rng.below(3) == 0 { rng.below(len) } else { rng.below(len.min(6)) };
    let index = len.checked_sub(back + 1).and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| known.handles.get(index)) {
        Some((queue, handle)) if rng.below(12) > 0 => {
            // Now and then one queue's handle goes to another.
            let queue = if rng.below(20) == 0 { name(rng) } else { queue.clone() };
            (queue, (*handle).into())
        }
        _ => (name(rng), HandleText::Other("AQEBgarbage".to_owned())),
    }
}

/// Deletes and changes of visibility.
fn settle(rng: &mut Rng, known: &Known) -> Input {
    let (queue_url, receipt_handle) = handle(rng, known);
    let timeout = one_of(rng, &[Some(0), Some(0), Some(1), Some(10), Some(43_200)]);
    let others = |rng: &mut Rng| (0..rng.between(1, 6)).map(|id| (id.to_string(), handle(rng, known).1)).collect();
    match rng.below(8) {
        0..=2 => call(DeleteMessage { queue_url, receipt_handle }),
        3..=4 => {
            let handles: Vec<(String, HandleText)> = others(rng);
            let entries =
                handles.into_iter().map(|(id, receipt_handle)| DeleteMessageBatchRequestEntry { id, receipt_handle });
            call(DeleteMessageBatch { queue_url, entries: entries.collect() })
        }
        5..=6 => call(ChangeMessageVisibility { queue_url, receipt_handle, visibility_timeout: timeout }),
        _ => {
            let handles: Vec<(String, HandleText)> = others(rng);
            let entries = handles.into_iter().map(|(id, receipt_handle)| ChangeMessageVisibilityBatchRequestEntry {
                id,
                receipt_handle,
                visibility_timeout: timeout,
            });
            call(ChangeMessageVisibilityBatch { queue_url, entries: entries.collect() })
        }
    }
}

fn advance(rng: &mut Rng, known: &Known) -> Act {
    let millis = match rng.below(10) {
        0..=2 => rng.between(1, 50),
        3..=7 => rng.between(100, 8_000),
        8 => one_of(rng, &[1_000, 30_000, 60_000, 300_000]),
        // Days pass quickly only where nobody acts in them.
        _ if known.actors == 0 && known.streams.mappings.is_empty() => {
            one_of(rng, &[3_600_000, 86_400_000, 1_300_000_000, 1 << 45])
        }
        _ => 20_000,
    };
    Act::Advance(millis)
}

fn set_attributes(rng: &mut Rng) -> Input {
    let queue_url = name(rng);
    let own = if queue_url.ends_with(".fifo") { "letters.fifo" } else { "letters" };
    let (attribute, value) = match rng.below(9) {
        0 => ("VisibilityTimeout", one_of(rng, &["0", "1", "43200", "43201"]).to_owned()),
        1 => ("DelaySeconds", one_of(rng, &["0", "1", "900"]).to_owned()),
        2..=3 => ("MessageRetentionPeriod", one_of(rng, &["60", "61", "1209600", "59"]).to_owned()),
        4 => ("RedrivePolicy", redrive(own, rng.between(1, 2))),
        5 => ("RedrivePolicy", redrive(&queue_url, rng.between(1, 2))),
        6 => ("RedrivePolicy", String::new()),
        7 => ("RedriveAllowPolicy", one_of(rng, &["{\"redrivePermission\":\"denyAll\"}", ""]).to_owned()),
        _ => ("Policy", one_of(rng, &["", "{}", "nonsense"]).to_owned()),
    };
    let attributes = BTreeMap::from([(attribute.to_owned(), value)]);
    call(SetQueueAttributes { queue_url, attributes })
}

fn move_task(rng: &mut Rng, known: &Known) -> Input {
    let source = one_of(rng, &["letters", "letters.fifo"]);
    let source_arn = arn(source);
    match rng.below(6) {
        0..=2 => call(StartMessageMoveTask {
            source_arn,
            destination_arn: match rng.below(6) {
                0 => arn(pick(rng, &NAMES)),
                1..=3 => arn(&source.replace("letters", "orders")),
                _ => String::new(),
            },
            max_number_of_messages_per_second: one_of(rng, &[None, Some(1), Some(1), Some(500)]),
        }),
        3 => call(ListMessageMoveTasks { source_arn, max_results: Some(10) }),
        _ => {
            let task_handle = known.tasks.last().cloned().unwrap_or_else(|| "e30=".to_owned());
            call(CancelMessageMoveTask { task_handle })
        }
    }
}

/// Tags and permissions.
fn label(rng: &mut Rng) -> Act {
    let queue_url = name(rng);
    let tags = BTreeMap::from([("stage".to_owned(), "test".to_owned())]);
    Act::Do(match rng.below(4) {
        0 => call(TagQueue { queue_url, tags }),
        1 => call(UntagQueue { queue_url, tag_keys: vec!["stage".to_owned()] }),
        2 => call(AddPermission {
            queue_url,
            label: "all".to_owned(),
            aws_account_ids: vec!["111122223333".to_owned()],
            actions: vec!["SendMessage".to_owned()],
        }),
        _ => call(RemovePermission { queue_url, label: "all".to_owned() }),
    })
}

fn question(rng: &mut Rng) -> Input {
    let queue_url = name(rng);
    match rng.below(5) {
        0 => call(GetQueueAttributes { queue_url, attribute_names: vec!["All".to_owned()] }),
        1 => call(GetQueueUrl { queue_name: queue_url, ..Default::default() }),
        2 => call(ListQueues { max_results: Some(2), ..Default::default() }),
        3 => call(ListDeadLetterSourceQueues { queue_url: "letters".to_owned(), ..Default::default() }),
        _ => call(ListQueueTags { queue_url }),
    }
}

/// Everything that may go wrong often does.
pub const WILD: Chance =
    Chance { duplicate_at_receive: 300_000, duplicate_at_delete: 300_000, reorder: 500_000, servers_asked: 2 };

fn dials(rng: &mut Rng, mix: Mix) -> Input {
    let latency = one_of(rng, &[Latency { min_ms: 0, max_ms: 0 }, Latency { min_ms: 1, max_ms: 300 }]);
    let chance = match rng.below(3) {
        _ if !mix.chance => Chance::NEVER,
        0 => Chance::NEVER,
        1 => Chance::AWS_LIKE,
        _ => WILD,
    };
    let wild = queuelab::sns::Chance { jitter_percent: 50, lost_answers: 200_000 };
    let deliveries = if chance == WILD { wild } else { queuelab::sns::Chance::default() };
    match rng.below(4) {
        0 => Input::Limits(LimitSet::Then),
        1 => Input::Limits(LimitSet::Now),
        _ => Input::Dials(Dials { chance, deliveries, latency }),
    }
}

/// Calls that are refused, each for another reason.
fn wrong(rng: &mut Rng, known: &Known) -> Input {
    let queue_url = name(rng);
    let stranger = Caller {
        account: queuelab::base::AccountId::new(7).unwrap(),
        principal: Principal::User("eve".to_owned()),
        ..Caller::default()
    };
    match rng.below(10) {
        0 => call(SendMessage { queue_url, ..Default::default() }),
        1 => call(SendMessage { queue_url, message_body: "\u{1}".to_owned(), ..Default::default() }),
        2 => call(SendMessage { queue_url: "nowhere".to_owned(), message_body: "x".to_owned(), ..Default::default() }),
        3 => call(ReceiveMessage { queue_url, max_number_of_messages: Some(11), ..Default::default() }),
        4 => call(SendMessageBatch { queue_url, entries: Vec::new() }),
        5 => call(CreateQueue { queue_name: "no.dots".to_owned(), ..Default::default() }),
        6 => {
            let url = format!("https://sqs.us-east-1.amazonaws.com/000000000000/{queue_url}");
            Input::Call { caller: stranger, call: PurgeQueue { queue_url: url }.into() }
        }
        7 => call(ChangeMessageVisibility {
            queue_url,
            receipt_handle: handle(rng, known).1,
            visibility_timeout: Some(43_201),
        }),
        8 => {
            let mut entries: Vec<_> = (0..3).map(|id| entry(rng, id, true)).collect();
            let first = entries[0].id.clone();
            entries[2].id = first;
            call(SendMessageBatch { queue_url, entries })
        }
        _ => call(SendMessage { queue_url, message_body: "x".repeat(1_048_577), ..Default::default() }),
    }
}

/// More calls at one instant than a quota allows.
fn storm(rng: &mut Rng) -> Act {
    if rng.below(2) == 0 {
        let tags = BTreeMap::from([("stage".to_owned(), "test".to_owned())]);
        return Act::Many(call(TagQueue { queue_url: name(rng), tags }), 32);
    }
    let queue_url = one_of(rng, &["orders.fifo", "letters.fifo"]).to_owned();
    Act::Many(call(ReceiveMessage { queue_url, wait_time_seconds: Some(0), ..Default::default() }), 302)
}
