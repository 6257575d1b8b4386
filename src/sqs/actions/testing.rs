//! A service with a clock of its own, for the tests of the actions.

use crate::base::{Caller, RequestId};
use crate::clock::{Duration, Epoch, Instant};
use crate::limits::{LimitSet, SqsLimits};
use crate::sqs::api::*;
use crate::sqs::queue::QueueId;
use crate::sqs::{Chance, Cx, Outcome, Result, Sqs, SqsEvent};
use std::collections::BTreeMap;

/// A service, the time there, and what it has told.
pub struct Bench {
    /// The service, with nothing left to chance.
    pub sqs: Sqs,
    /// The time.
    pub now: Instant,
    /// Everything that happened.
    pub events: Vec<SqsEvent>,
    next_seq: u64,
}

impl Bench {
    /// A service without queues.
    pub fn new() -> Self {
        let sqs = Sqs::new(SqsLimits::of(LimitSet::Now), Chance::NEVER, 1);
        Self { sqs, now: Instant::ZERO, events: Vec::new(), next_seq: 1 }
    }

    /// Lets time pass without waking anything.
    pub fn wait_millis(&mut self, millis: u64) {
        self.now = self.now.after(Duration::from_millis(millis));
    }

    /// Carries out a request that is answered at once.
    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let (mut events, mut timers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &Caller::default(),
            request: RequestId(1),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut answers,
            outgoing: &mut Vec::new(),
        };
        let outcome = self.sqs.handle(&mut cx, &request.into());
        self.events.extend(events.into_iter().map(|event| event.kind));
        match outcome {
            Outcome::Done(result) => result,
            Outcome::Waiting => panic!("the request waits"),
        }
    }

    /// Carries out a request whose answer says nothing.
    pub fn done(&mut self, request: impl Into<Request>) -> Result<()> {
        self.call(request).map(|_| ())
    }

    /// Carries out a request that answers with a URL.
    pub fn url(&mut self, request: impl Into<Request>) -> Result<String> {
        match self.call(request)? {
            Reply::CreateQueue(result) | Reply::GetQueueUrl(result) => Ok(result.queue_url),
            other => panic!("{other:?}"),
        }
    }

    /// Makes a queue with default attributes, FIFO by its name.
    pub fn queue(&mut self, name: &str) -> QueueId {
        let fifo: &[_] = if name.strip_suffix(".fifo").is_some() { &[("FifoQueue", "true")] } else { &[] };
        self.done(CreateQueue { queue_name: name.into(), attributes: attributes(fifo), ..CreateQueue::default() })
            .unwrap();
        let caller = Caller::default();
        self.sqs.find(caller.account, caller.region, name).unwrap()
    }

    /// Sets attributes of a queue.
    pub fn set(&mut self, queue: &str, given: &[(&str, &str)]) -> Result<()> {
        self.done(SetQueueAttributes { queue_url: queue.into(), attributes: attributes(given) })
    }

    /// Asks for attributes of a queue.
    pub fn attributes(&mut self, queue: &str, names: &[&str]) -> Result<BTreeMap<&'static str, String>> {
        let attribute_names = names.iter().map(|name| (*name).to_owned()).collect();
        match self.call(GetQueueAttributes { queue_url: queue.into(), attribute_names })? {
            Reply::GetQueueAttributes(result) => Ok(result.attributes),
            other => panic!("{other:?}"),
        }
    }
}

/// Texts by name.
pub fn attributes(rows: &[(&str, &str)]) -> Attributes {
    rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// A redrive policy for a queue of the default account.
pub fn redrive_to(name: &str, max_receives: u32) -> String {
    format!(
        "{{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:{name}\",\"maxReceiveCount\":{max_receives}}}"
    )
}

/// A request for the queue `q`.
pub fn add_permission(label: &str, accounts: &[&str], actions: &[&str]) -> AddPermission {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    AddPermission {
        queue_url: "q".into(),
        label: label.into(),
        aws_account_ids: owned(accounts),
        actions: owned(actions),
    }
}
