//! Random calls to two standard and two FIFO queues, each answer foretold by the plain lists of `support/reference.rs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use proptest::prelude::*;
use queuelab::base::{RequestId, Rng};
use queuelab::call::{Call, CallResult, Reply};
use queuelab::clock::Instant;
use queuelab::cloud::{Advance, Cloud, Dials, Latency, Submitted};
use queuelab::limits::LimitSet;
use queuelab::sqs::Chance;
use queuelab::sqs::api::{self, *};
use queuelab::sqs::handle::ReceiptHandle;
use std::cell::RefCell;
use std::collections::BTreeMap;
use support::acts::arn;
use support::reference::{Given, Handle, Reference, Send, Settings};
use support::script;

const NAMES: [&str; 4] = ["shop", "dead", "shop.fifo", "dead.fifo"];

/// The engine and the reference, side by side.
struct Pair {
    cloud: Cloud,
    reference: Reference,
    /// Waits: the engine's number, the reference's, and the queue.
    waits: Vec<(RequestId, u64, usize)>,
    handles: Vec<(ReceiptHandle, Handle)>,
    /// What was done, to be read when a test fails.
    trace: Vec<String>,
}

impl Drop for Pair {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--\n{}", self.trace.join("\n"));
        }
    }
}

fn settings(rng: &mut Rng, queue: usize) -> Settings {
    let mut of = |from: &[u64]| from[usize::try_from(rng.below(from.len() as u64)).unwrap()];
    let (target, max) = (of(&[0, 1, 1, 1, 2]), of(&[1, 2, 4]));
    let redrive = match (queue, target) {
        (0 | 2, 1) => Some((queue + 1, u32::try_from(max).unwrap())),
        // A queue that is its own dead-letter queue.
        (0 | 2, 2) => Some((queue, u32::try_from(max).unwrap())),
        _ => None,
    };
    Settings {
        fifo: queue >= 2,
        delay: of(&[0, 0, 0, 2]),
        retention: of(&[60, 70, 400]),
        visibility: of(&[0, 1, 3, 30]),
        wait: of(&[0, 0, 4]),
        content_dedup: queue >= 2 && of(&[0, 1]) == 1,
        scope_group: queue >= 2 && of(&[0, 1]) == 1,
        redrive,
    }
}

fn attributes(settings: &Settings) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut set = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    set("DelaySeconds", settings.delay.to_string());
    set("MessageRetentionPeriod", settings.retention.to_string());
    set("VisibilityTimeout", settings.visibility.to_string());
    set("ReceiveMessageWaitTimeSeconds", settings.wait.to_string());
    if settings.fifo {
        set("FifoQueue", "true".to_owned());
        set("ContentBasedDeduplication", settings.content_dedup.to_string());
        set("DeduplicationScope", if settings.scope_group { "messageGroup" } else { "queue" }.to_owned());
    }
    attributes
}

impl Pair {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let settings: Vec<Settings> = (0..NAMES.len()).map(|queue| settings(&mut rng, queue)).collect();
        let dials = Dials { chance: Chance::NEVER, latency: Latency { min_ms: 0, max_ms: 0 }, ..Dials::default() };
        let mut cloud = Cloud::new(seed, LimitSet::Now, dials);
        for (name, settings) in NAMES.iter().zip(&settings) {
            let request =
                CreateQueue { queue_name: (*name).to_owned(), attributes: attributes(settings), tags: BTreeMap::new() };
            assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        }
        for (name, settings) in NAMES.iter().zip(&settings) {
            let Some((target, max)) = settings.redrive else { continue };
            let policy = format!("{{\"deadLetterTargetArn\":\"{}\",\"maxReceiveCount\":{max}}}", arn(NAMES[target]));
            let attributes = BTreeMap::from([("RedrivePolicy".to_owned(), policy)]);
            let request = SetQueueAttributes { queue_url: (*name).to_owned(), attributes };
            assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        }
        let trace = vec![format!("{settings:#?}")];
        Self { cloud, reference: Reference::new(settings), waits: Vec::new(), handles: Vec::new(), trace }
    }

    /// One call a little later, at a millisecond of its own; then both sides must agree on everything.
    fn step(&mut self, word: u64) {
        let mut rng = Rng::new(word);
        let secs = match rng.below(12) {
            0..=5 => 0,
            6..=9 => rng.between(1, 4),
            10 => rng.between(5, 40),
            _ => one_of(&mut rng, &[60, 299, 400]),
        };
        let to = self.cloud.now().as_millis() + secs * 1000 + 1;
        assert_eq!(self.cloud.advance_to(Instant::from_millis(to), u64::MAX), Advance::Reached);
        self.reference.advance(to);
        self.compare_waits();
        let queue = usize::try_from(rng.below(4)).unwrap();
        match rng.below(16) {
            0..=4 => self.send(&mut rng, queue),
            5..=10 => self.receive(&mut rng, queue),
            11..=12 => self.delete(&mut rng),
            13..=14 => self.change(&mut rng),
            _ => {
                let result = self.call(PurgeQueue { queue_url: NAMES[queue].to_owned() });
                assert_eq!(result.is_ok(), self.reference.purge(queue));
            }
        }
        self.compare_waits();
        for (index, queue) in self.cloud.sqs().queues().enumerate() {
            let counts = queue.counts;
            let counts = [counts.visible, counts.in_flight, counts.delayed];
            assert_eq!(counts, self.reference.counts(index), "visible, in flight, delayed in {}", NAMES[index]);
        }
        self.cloud.drain_events();
    }

    fn submit(&mut self, request: impl Into<Call>) -> Submitted {
        let call = request.into();
        self.trace.push(format!("{} {call:?}", self.cloud.now()));
        let submitted = self.cloud.call(call);
        self.trace.push(format!("  {submitted:?}"));
        submitted
    }

    fn call(&mut self, request: impl Into<Call>) -> CallResult {
        let Submitted::Done(result) = self.submit(request) else { panic!("only receives wait") };
        result
    }

    fn send(&mut self, rng: &mut Rng, queue: usize) {
        let fifo = queue >= 2;
        let content = self.reference.settings(queue).content_dedup;
        let mut sends = Vec::new();
        for _ in 0..one_of(rng, &[1, 1, 3, 10]) {
            sends.push(Send {
                body: rng.below(6).to_string(),
                group: fifo.then(|| ["a", "b", "c"][usize::try_from(rng.below(3)).unwrap()].to_owned()),
                dedup: (fifo && (!content || rng.below(3) == 0)).then(|| rng.below(9).to_string()),
                delay: if fifo { None } else { one_of(rng, &[None, None, Some(0), Some(2), Some(5)]) },
            });
        }
        let entries = sends.iter().zip(0..).map(|(send, id)| SendMessageBatchRequestEntry {
            id: id.to_string(),
            message_body: send.body.clone(),
            delay_seconds: send.delay.map(u64::cast_signed),
            message_group_id: send.group.clone(),
            message_deduplication_id: send.dedup.clone(),
            ..Default::default()
        });
        let result =
            self.call(SendMessageBatch { queue_url: NAMES[queue].to_owned(), entries: entries.collect() }).unwrap();
        let Reply::Sqs(api::Reply::SendMessageBatch(reply)) = result else { unreachable!() };
        assert_eq!(reply.successful.len(), sends.len());
        for (entry, send) in reply.successful.iter().zip(&sends) {
            let id = entry.result.message_id.to_string();
            assert_eq!(self.reference.send(queue, send, &id), id, "{send:?}");
        }
        self.reference.after_call(queue);
    }

    fn receive(&mut self, rng: &mut Rng, queue: usize) {
        let max = one_of(rng, &[1, 2, 10, 10]);
        let visibility = one_of(rng, &[None, None, Some(0), Some(1), Some(4), Some(50)]);
        let wait = one_of(rng, &[None, Some(0), Some(2), Some(20)]);
        let request = ReceiveMessage {
            queue_url: NAMES[queue].to_owned(),
            max_number_of_messages: Some(max),
            visibility_timeout: visibility.map(u64::cast_signed),
            wait_time_seconds: wait.map(u64::cast_signed),
            ..Default::default()
        };
        let expected = self.reference.receive(queue, usize::try_from(max).unwrap(), visibility, wait);
        match (self.submit(request), expected) {
            (Submitted::Done(result), Ok(given)) => self.compare_given(queue, result, &given),
            (Submitted::Waiting(request), Err(number)) => self.waits.push((request, number, queue)),
            (answer, expected) => panic!("{answer:?} where {expected:?} was expected"),
        }
    }

    fn compare_given(&mut self, queue: usize, result: CallResult, expected: &Given) {
        let Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply))) = result else { panic!("{result:?}") };
        let given: Given =
            reply.messages.iter().map(|m| (m.message_id.to_string(), m.receipt_handle.receive)).collect();
        assert_eq!(&given, expected, "messages and their receive counts from {}", NAMES[queue]);
        for message in reply.messages {
            let id = message.message_id.to_string();
            if let Some(handle) = self.reference.handle(queue, &id, message.receipt_handle.receive) {
                self.handles.push((message.receipt_handle, handle));
            }
        }
    }

    /// Both sides must have answered the same waits with the same messages.
    fn compare_waits(&mut self) {
        let answers = self.cloud.take_answers();
        let mut expected = std::mem::take(&mut self.reference.answered);
        assert_eq!(answers.len(), expected.len(), "{answers:?} {expected:?}");
        for (request, result) in answers {
            let place = self.waits.iter().position(|(wait, ..)| *wait == request).expect("only who waits is answered");
            let (_, number, queue) = self.waits.remove(place);
            let place = expected.iter().position(|(wait, _)| *wait == number).expect("the reference answered as well");
            let (_, given) = expected.remove(place);
            self.compare_given(queue, (*result).clone(), &given);
        }
    }

    fn pick(&self, rng: &mut Rng) -> Option<(ReceiptHandle, Handle)> {
        let len = self.handles.len() as u64;
        let back = if rng.below(3) == 0 { rng.below(len) } else { rng.below(len.min(4)) };
        self.handles.get(usize::try_from(len.checked_sub(back + 1)?).ok()?).copied()
    }

    fn delete(&mut self, rng: &mut Rng) {
        let Some((receipt, handle)) = self.pick(rng) else { return };
        let request = DeleteMessage { queue_url: NAMES[handle.queue].to_owned(), receipt_handle: receipt.into() };
        let result = self.call(request);
        assert_eq!(result.is_ok(), self.reference.delete(handle), "{result:?}");
        self.reference.after_call(handle.queue);
    }

    fn change(&mut self, rng: &mut Rng) {
        let Some((receipt, handle)) = self.pick(rng) else { return };
        let secs: u64 = one_of(rng, &[0, 0, 1, 6, 43_200]);
        let request = ChangeMessageVisibility {
            queue_url: NAMES[handle.queue].to_owned(),
            receipt_handle: receipt.into(),
            visibility_timeout: Some(secs.cast_signed()),
        };
        let result = self.call(request);
        assert_eq!(result.is_ok(), self.reference.change(handle, secs), "{result:?}");
        self.reference.after_call(handle.queue);
    }
}

fn one_of<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[usize::try_from(rng.below(from.len() as u64)).unwrap()]
}

#[test]
fn every_answer_is_as_the_reference_foretells() {
    let reached: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
    let scripts = (any::<u64>().no_shrink(), prop::collection::vec(any::<u64>().no_shrink(), 1..=90));
    script::check("model", script::cases(6_000), &scripts, |(seed, words)| {
        let mut pair = Pair::new(seed);
        for word in words {
            pair.step(word);
        }
        for (name, count) in &pair.reference.reached {
            *reached.borrow_mut().entry(name).or_insert(0) += count;
        }
    });
    let names = [
        "expired",
        "sent to the back",
        "deduplicated",
        "waited",
        "a wait was answered",
        "a group was blocked",
        "dead-lettered",
        "an old handle was refused",
    ];
    if script::is_full() {
        assert!(names.iter().all(|name| reached.borrow().contains_key(name)), "{reached:?}");
    }
}
