//! What must hold of every queue with an event source mapping, whatever its messages, its function and its settings are:
//! tried with random labs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use queuelab::base::{Caller, Rng};
use queuelab::call::{Call, Reply};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Cloud, Dials, Event, EventKind, Input, Submitted};
use queuelab::lambda::api as lambda;
use queuelab::scenario::quiet_start;
use queuelab::session::{Session, Start};
use queuelab::sqs::api as sqs;
use queuelab::sqs::{Chance, SqsEvent};
use serde_json::json;
use std::cell::Cell;
use std::collections::BTreeSet;

const ROLE: &str = "arn:aws:iam::000000000000:role/f";
const RESPONSES: [&str; 8] = [
    "",
    "ReportFailures",
    "StopAtFirst",
    "UnknownIdentifier",
    "EmptyIdentifier",
    "NullIdentifier",
    "WrongKey",
    "InvalidJson",
];

/// One lab: what its words decide.
#[derive(Clone, Debug)]
struct Plan {
    seed: u64,
    is_fifo: bool,
    max_receives: u64,
    response: usize,
    fail_percent: i64,
    filters: bool,
    batch_size: i64,
    window: i64,
    concurrency: Option<i64>,
    pollers: Option<i64>,
    reserved: Option<i64>,
    words: Vec<u64>,
}

fn plans() -> impl Strategy<Value = Plan> {
    let first = (any::<u64>(), any::<bool>(), 1_u64..4, 0..RESPONSES.len(), prop_oneof![Just(0_i64), 0_i64..40]);
    let second = (any::<bool>(), 1_i64..30, 0_i64..8, prop::option::of(2_i64..5), prop::option::of(2_i64..4));
    let third = (prop::option::of(0_i64..4), prop::collection::vec(any::<u64>(), 1..25));
    (first, second, third).prop_map(|(first, second, third)| {
        let (seed, is_fifo, max_receives, response, fail_percent) = first;
        let (filters, batch_size, window, concurrency, pollers) = second;
        let (reserved, words) = third;
        let window = if is_fifo { 0 } else { window };
        Plan {
            seed,
            is_fifo,
            max_receives,
            response,
            fail_percent,
            filters,
            batch_size: if window == 0 { batch_size.min(10) } else { batch_size },
            window,
            concurrency,
            pollers: pollers.filter(|_| concurrency.is_none()),
            reserved,
            words,
        }
    })
}

fn call(session: &mut Session, call: impl Into<Call>) -> Reply {
    match session.submit(Input::Call { caller: Caller::default(), call: call.into() }) {
        Submitted::Done(result) => result.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn lambda_call(session: &mut Session, request: impl Into<lambda::Request>) -> Reply {
    call(session, Call::Lambda(request.into()))
}

impl Plan {
    fn queue(&self, name: &str) -> String {
        format!("{name}{}", if self.is_fifo { ".fifo" } else { "" })
    }

    fn make_queue(&self, session: &mut Session, name: &str, redrive: Option<&str>) {
        let mut attributes = sqs::Attributes::new();
        // Longer than any batch waits for its turn in a process of many: what is late is received again, and may succeed twice.
        attributes.insert("VisibilityTimeout".into(), "600".into());
        if self.is_fifo {
            attributes.insert("FifoQueue".into(), "true".into());
            attributes.insert("ContentBasedDeduplication".into(), "true".into());
        }
        if let Some(target) = redrive {
            let arn = format!("arn:aws:sqs:us-east-1:000000000000:{}", self.queue(target));
            let policy = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": self.max_receives.to_string() });
            attributes.insert("RedrivePolicy".into(), policy.to_string());
        }
        let queue_name = self.queue(name);
        call(session, sqs::CreateQueue { queue_name, attributes, ..sqs::CreateQueue::default() });
    }

    /// The lab before anything is sent; answers the mapping's id.
    fn open(&self) -> (Session, String) {
        let mut session = Session::new(Start {
            seed: self.seed,
            dials: Dials { chance: Chance::NEVER, ..Dials::default() },
            ..quiet_start()
        });
        self.make_queue(&mut session, "dead", None);
        self.make_queue(&mut session, "q", Some("dead"));
        let behaviour = lambda::Behaviour {
            min_duration_ms: Some(10),
            // Some take too long, where that does not blur what is asked about.
            max_duration_ms: Some(if self.response == 1 { 2_900 } else { 4_000 }),
            fail_percent: Some(self.fail_percent),
            fail_when_contains: Some("poison".into()),
            batch_response: Some(RESPONSES[self.response].into()),
            ..lambda::Behaviour::default()
        };
        let function = lambda::CreateFunction {
            function_name: "f".into(),
            role: Some(ROLE.into()),
            behaviour: Some(behaviour),
            ..lambda::CreateFunction::default()
        };
        lambda_call(&mut session, function);
        if let Some(reserved) = self.reserved {
            let reserved_concurrent_executions = Some(reserved);
            let request = lambda::PutFunctionConcurrency { function_name: "f".into(), reserved_concurrent_executions };
            lambda_call(&mut session, request);
        }
        let pattern = Some(r#"{"body":[{"anything-but":{"prefix":"skip"}}]}"#.to_owned());
        let criteria = lambda::FilterCriteria { filters: vec![lambda::Filter { pattern }] };
        let mapping = lambda::CreateEventSourceMapping {
            event_source_arn: Some(format!("arn:aws:sqs:us-east-1:000000000000:{}", self.queue("q"))),
            function_name: "f".into(),
            batch_size: Some(self.batch_size),
            maximum_batching_window_in_seconds: Some(self.window),
            filter_criteria: self.filters.then_some(criteria),
            function_response_types: Some(vec!["ReportBatchItemFailures".into()]).filter(|_| self.response > 0),
            scaling_config: self.concurrency.map(|most| lambda::ScalingConfig { maximum_concurrency: Some(most) }),
            provisioned_poller_config: self
                .pollers
                .map(|least| lambda::ProvisionedPollerConfig { minimum_pollers: Some(least), maximum_pollers: None }),
            ..lambda::CreateEventSourceMapping::default()
        };
        match lambda_call(&mut session, mapping) {
            Reply::Lambda(lambda::Reply::CreateEventSourceMapping(made)) => (session, made.uuid),
            other => panic!("{other:?}"),
        }
    }

    /// Carries one word out.
    fn act(&self, session: &mut Session, uuid: &str, word: u64, sent: &mut u32) {
        let rng = &mut Rng::new(word);
        match rng.below(10) {
            0..=4 => {
                let entries = (0..rng.between(1, 10)).map(|place| self.entry(rng, place, sent)).collect();
                call(session, sqs::SendMessageBatch { queue_url: self.queue("q"), entries });
            }
            5..=7 => {
                let to = session.now().after(Duration::from_millis(rng.below(45_000)));
                session.seek(to);
            }
            _ => {
                // It is refused while the mapping is passing into another state; that is no matter here.
                let request = lambda::UpdateEventSourceMapping {
                    uuid: uuid.to_owned(),
                    enabled: Some(rng.below(3) > 0),
                    batch_size: Some(rng.between(1, 10).try_into().unwrap()),
                    ..lambda::UpdateEventSourceMapping::default()
                };
                session.submit(Input::Call { caller: Caller::default(), call: Call::Lambda(request.into()) });
            }
        }
    }

    fn entry(&self, rng: &mut Rng, place: u64, sent: &mut u32) -> sqs::SendMessageBatchRequestEntry {
        *sent += 1;
        let word = ["good", "good", "good", "poison", "skip"][usize::try_from(rng.below(5)).unwrap()];
        sqs::SendMessageBatchRequestEntry {
            id: place.to_string(),
            message_body: format!("{word}-{sent}"),
            message_group_id: self.is_fifo.then(|| format!("g{}", rng.below(3))),
            ..sqs::SendMessageBatchRequestEntry::default()
        }
    }
}

/// What became of messages, by their bodies.
#[derive(Debug, Default)]
struct Audit {
    sent: BTreeSet<String>,
    deleted: BTreeSet<String>,
    received: u64,
    heard: u64,
}

impl Audit {
    fn hear(&mut self, session: &Session) {
        let new: Vec<Event> = session.events_since(self.heard).cloned().collect();
        self.heard = session.cloud().next_seq();
        for event in new {
            match &event.kind {
                EventKind::Sqs(SqsEvent::Sent { message, .. }) => {
                    self.sent.insert(message.core.body.as_str().to_owned());
                }
                EventKind::Sqs(SqsEvent::Deleted { message }) => {
                    self.deleted.insert(message.core.body.as_str().to_owned());
                }
                EventKind::Sqs(SqsEvent::Received { .. }) => self.received += 1,
                _ => {}
            }
        }
    }

    /// What always holds.
    fn check(&self, plan: &Plan, cloud: &Cloud) {
        let left: BTreeSet<String> = cloud
            .sqs()
            .queues()
            .flat_map(|queue| queue.messages().map(|(_, message)| message.core.body.as_str().to_owned()))
            .collect();
        assert!(left.is_disjoint(&self.deleted), "what was deleted is gone");
        let both: BTreeSet<String> = left.union(&self.deleted).cloned().collect();
        assert_eq!(both, self.sent, "nothing is lost, and nothing is invented");
        assert!(!self.deleted.iter().any(|body| body.starts_with("poison")), "what failed is not deleted");
        for mapping in cloud.lambda().mappings() {
            let (t, hand) = (mapping.pollers().totals, mapping.pollers().in_hand() as u64);
            assert_eq!(t.received, t.filtered + t.succeeded + t.failed + t.throttled + t.let_go + hand, "{t:?}");
            assert!(t.received <= self.received && t.succeeded + t.filtered >= self.deleted.len() as u64, "{t:?}");
            let cap = plan.concurrency.map_or(2_000, |most| most.try_into().unwrap());
            assert!(mapping.pollers().invoking() <= cap, "no more at once than was allowed");
        }
        if let (Some(reserved), Some(function)) = (plan.reserved, cloud.lambda().functions().next()) {
            assert!(function.running <= u64::try_from(reserved).unwrap());
        }
    }
}

/// Lets everything come to its end: the mapping works, and what failed has been received as often as it may be.
fn settle(plan: &Plan, session: &mut Session, uuid: &str, audit: &mut Audit) {
    for _ in 0..4 {
        let request = lambda::UpdateEventSourceMapping {
            uuid: uuid.to_owned(),
            enabled: Some(true),
            ..lambda::UpdateEventSourceMapping::default()
        };
        session.submit(Input::Call { caller: Caller::default(), call: Call::Lambda(request.into()) });
        session.seek(session.now().after(Duration::from_secs(700)));
        audit.hear(session);
        audit.check(plan, session.cloud());
    }
}

#[test]
fn each_message_is_deleted_exactly_when_its_invocation_succeeded_or_it_was_filtered() {
    let (deleted, dead, throttled, filtered) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let add = |to: &Cell<u64>, more: u64| to.set(to.get() + more);
    let config = ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() };
    let result = proptest::test_runner::TestRunner::new(config).run(&plans(), |plan| {
        let (mut session, uuid) = plan.open();
        let (mut audit, mut sent) = (Audit::default(), 0);
        for word in &plan.words {
            plan.act(&mut session, &uuid, *word, &mut sent);
            audit.hear(&session);
            audit.check(&plan, session.cloud());
        }
        settle(&plan, &mut session, &uuid, &mut audit);

        let cloud = session.cloud();
        let totals = cloud.lambda().mappings().next().unwrap().pollers().totals;
        // At rest each success is a delete.
        assert_eq!(totals.succeeded + totals.filtered, audit.deleted.len() as u64, "{totals:?}");
        // In a FIFO queue it may still stand behind what failed in its group.
        if plan.filters && !plan.is_fifo {
            let skipped = audit.sent.iter().filter(|body| body.starts_with("skip"));
            let is_left = |body: &&String| !audit.deleted.contains(*body);
            assert!(plan.reserved.is_some() || skipped.filter(is_left).count() == 0, "what is filtered is deleted");
        }
        let is_certain = plan.fail_percent == 0 && plan.reserved.is_none() && plan.response == 1 && !plan.is_fifo;
        if is_certain {
            for body in audit.sent.iter().filter(|body| !body.starts_with("poison")) {
                assert!(audit.deleted.contains(body), "{body} was good, and its batch reported what was not");
            }
        }
        let letters = cloud.sqs().queues().next().unwrap().counts.total();
        add(&deleted, audit.deleted.len() as u64);
        add(&dead, letters);
        add(&throttled, totals.throttled);
        add(&filtered, totals.filtered);

        // The same once more from its log, and by jumping to and fro.
        let (end, digest) = (session.now(), session.digest());
        let mut again = Session::load(session.save(), u64::MAX);
        assert_eq!(again.digest(), digest, "told again it comes out the same");
        again.seek(Instant::from_millis(end.as_millis() / 2));
        again.seek(end);
        assert_eq!(again.digest(), digest, "seeking equals having watched");
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    for (name, count) in [("deleted", &deleted), ("dead", &dead), ("throttled", &throttled), ("filtered", &filtered)] {
        assert!(count.get() > 50, "only {} messages were {name}", count.get());
    }
}

#[test]
fn an_idle_mapping_costs_a_few_polls_a_minute_even_after_it_had_many_pollers() {
    let plan = Plan {
        seed: 1,
        is_fifo: false,
        max_receives: 3,
        response: 0,
        fail_percent: 0,
        filters: false,
        batch_size: 1,
        window: 0,
        concurrency: None,
        pollers: None,
        reserved: None,
        words: Vec::new(),
    };
    let (mut session, _) = plan.open();
    let request = lambda::UpdateFunctionConfiguration {
        function_name: "f".into(),
        behaviour: Some(lambda::Behaviour {
            min_duration_ms: Some(3_000),
            max_duration_ms: Some(3_000),
            ..lambda::Behaviour::default()
        }),
        ..lambda::UpdateFunctionConfiguration::default()
    };
    lambda_call(&mut session, request);
    session.seek(Instant::from_millis(10_000));
    for batch in 0..2_000 {
        let entry = |place: u64| sqs::SendMessageBatchRequestEntry {
            id: place.to_string(),
            message_body: format!("good-{batch}-{place}"),
            ..sqs::SendMessageBatchRequestEntry::default()
        };
        let entries = (0..10).map(entry).collect();
        call(&mut session, sqs::SendMessageBatch { queue_url: plan.queue("q"), entries });
    }
    session.seek(Instant::from_millis(300_000));
    let busy = session.cloud().lambda().mappings().next().unwrap().pollers().totals;
    assert!(busy.concurrent_max > 600 && busy.succeeded == 20_000, "{busy:?}");
    session.seek(Instant::from_millis(600_000));
    let before = session.position();
    session.seek(Instant::from_millis(660_000));
    // Five polls, or two, every twenty seconds: each leaves, waits and comes back.
    let steps = session.position() - before;
    assert!((10..=40).contains(&steps), "{steps} steps in a minute");
}
