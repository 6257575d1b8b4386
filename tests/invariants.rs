//! What must hold of every lab, whatever is done to it: tried with thousands of random scripts.
//!
//! `QUEUELAB_CASES=500` tries a twentieth of the full run's ten thousand scripts and does not ask that all was reached.
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
use queuelab::actors::feed::Feed;
use queuelab::actors::{ActorConfig, ConsumerConfig, ProducerConfig, Role, Source};
use queuelab::base::{Rng, digest};
use queuelab::call::Call;
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Advance, Cloud, Dials, Event, EventKind, Input, Submitted};
use queuelab::kinesis::api as kinesis;
use queuelab::session::{SavedRun, Session, Start};
use std::cell::RefCell;
use std::sync::Arc;
use support::acts::{Act, Mix, NAMES, arn};
use support::auditor::Auditor;
use support::calls;
use support::coverage::{CHANCE_EVENTS, Coverage, OTHER_EVENTS, SQS_EVENTS, STREAM_EVENTS, STREAM_SIGHTS};
use support::runs;
use support::script::{self, Script};
use support::world::World;

/// Hears and counts all that happened since the last time.
fn hear(world: &World, auditor: &mut Auditor, heard: &mut u64, coverage: &mut Coverage) {
    for event in world.events_from(*heard) {
        auditor.hear(event, world.session.cloud());
        coverage.see(event);
    }
    *heard = world.session.cloud().next_seq();
}

/// One script under the eyes of the auditor; then it is told again in other ways, which must come to the same.
fn audit(script: &Script, coverage: &mut Coverage) {
    let mut world = script.world();
    let (mut auditor, mut heard) = (Auditor::default(), 0);
    hear(&world, &mut auditor, &mut heard, coverage);
    for word in &script.words {
        let act = script.act(*word, &world);
        let looked_at = untouched(&act);
        // Whatever is due at this instant happens before an input, and is not the input's doing.
        let quiet = world.session.cloud().next_due().is_none_or(|due| due > world.session.now());
        let was = looked_at.filter(|_| quiet).map(|service| service(world.session.cloud()));
        let submitted = world.perform(&act);
        hear(&world, &mut auditor, &mut heard, coverage);
        if let Act::Do(Input::Cancel(request)) = &act {
            auditor.cancelled(*request);
        }
        if let (Act::Do(input), Some(Submitted::Done(result))) = (&act, &submitted) {
            auditor.streams.answered(input, result, world.session.cloud());
        }
        if let (Some(was), Some(Submitted::Done(Err(error)))) = (was, submitted)
            && error.code() != "ProvisionedThroughputExceededException"
        {
            let is = looked_at.map(|service| service(world.session.cloud()));
            assert_eq!(Some(was), is, "a refusal changes nothing: {error}");
            coverage.note("a refusal changed nothing");
        }
        auditor.settle(world.session.cloud());
        auditor.compare(world.session.cloud());
    }
    auditor.streams.compare_records(world.session.cloud());
    unpacked(world.session.cloud(), coverage);
    for name in &auditor.streams.reached {
        coverage.note(name);
    }
    world.session.seek(world.session.now());
    told_again(&world.session, script.seed);
    for (name, count) in [("a group was walked", auditor.walked), ("a wait was served", auditor.served_waits)] {
        if count > 0 {
            coverage.note(name);
        }
    }
}

/// What a refused call must leave as it is: the service that was called.
fn untouched(act: &Act) -> Option<fn(&Cloud) -> u64> {
    match act {
        // How often that was refused is counted.
        Act::Do(Input::Call { call: Call::Kinesis(kinesis::Request::SubscribeToShard(_)), .. }) => None,
        Act::Do(Input::Call { call: Call::Kinesis(_), .. }) => Some(|cloud| digest::of(cloud.kinesis())),
        Act::Do(Input::Call { call: Call::Lambda(_), .. }) => Some(|cloud| digest::of(cloud.lambda())),
        Act::Do(_) => Some(|cloud| digest::of(cloud.sqs())),
        _ => None,
    }
}

/// Whether a reader took packed records apart.
fn unpacked(cloud: &Cloud, coverage: &mut Coverage) {
    for actor in cloud.actors() {
        if let Role::Reader(reader) = &actor.role
            && reader.totals.users > reader.totals.records
        {
            coverage.note("packed records were taken apart");
        }
    }
}

/// The same log once more: out of its text, in one go and in small pieces, and by jumping to and fro.
fn told_again(session: &Session, seed: u64) {
    let (end, last) = (session.now(), session.digest());
    let text = session.save().write();
    let run = SavedRun::read(&text).expect("what was written can be read");
    assert_eq!(run.write(), text);
    let mut again = Session::load(run.clone(), u64::MAX);
    assert_eq!(again.digest(), last, "told again it comes out the same");

    let mut rng = Rng::fork(seed, "told again");
    let (whole, in_one_go) = tell(&run, end, |_| Duration::ZERO);
    let (pieces, in_pieces) = tell(&run, end, |rest| Duration::from_millis(rng.between(1, 2 + rest.as_millis() / 3)));
    assert_eq!((whole.digest(), pieces.digest()), (last, last), "one big advance equals many small ones");
    assert_eq!(in_one_go, in_pieces, "event for event");
    assert!(in_one_go.iter().eq(session.events()), "and as it was seen");

    for _ in 0..4 {
        let to = Instant::from_millis(rng.below(end.as_millis() + 1));
        again.seek(to);
        let (then, _) = tell(&run, to, |_| Duration::ZERO);
        assert_eq!(again.digest(), then.digest(), "seeking to {to} equals having watched");
    }
}

/// A bare lab with the inputs of a run up to an instant, and its events. `piece` says how far to go on at once, zero for
/// all the way.
fn tell(run: &SavedRun, end: Instant, mut piece: impl FnMut(Duration) -> Duration) -> (Cloud, Vec<Event>) {
    let mut cloud = Cloud::new(run.start.seed, run.start.limits, run.start.dials.clone());
    let mut events = Vec::new();
    let mut go = |cloud: &mut Cloud, to: Instant| {
        while cloud.now() < to {
            let rest = to.since(cloud.now());
            let step = piece(rest);
            let next = if step == Duration::ZERO { to } else { cloud.now().after(step).min(to) };
            cloud.advance_to(next, u64::MAX);
        }
        cloud.advance_to(to, u64::MAX);
    };
    for logged in run.log.iter().take_while(|logged| logged.at <= end) {
        go(&mut cloud, logged.at);
        cloud.apply(&logged.input);
        events.extend(cloud.drain_events());
    }
    go(&mut cloud, end);
    events.extend(cloud.drain_events());
    (cloud, events)
}

fn audited(count: u32, chance: bool) {
    let coverage = RefCell::new(Coverage::default());
    let scripts = script::scripts(Mix { history: false, chance, streams: 1 }, 40);
    let label = if chance { "with chance" } else { "without chance" };
    script::check(label, script::cases(count), &scripts, |script| audit(&script, &mut coverage.borrow_mut()));
    if script::is_full() {
        let coverage = coverage.into_inner();
        // A move that its destination knows already takes a story of its own; `digests.rs` sees one.
        coverage.expect(&SQS_EVENTS.map(|name| if name == "MoveDeduplicated" { "Moved" } else { name }));
        coverage.expect(&OTHER_EVENTS);
        coverage.expect(&STREAM_EVENTS);
        coverage.expect(&STREAM_SIGHTS);
        coverage.expect(&["a group was walked", "a wait was served", "a refusal changed nothing", "MoveEnded: FAILED"]);
        if chance {
            coverage.expect(&CHANCE_EVENTS);
        } else {
            assert!(CHANCE_EVENTS.iter().all(|name| coverage.count(name) == 0), "{coverage:?}");
        }
    }
}

#[test]
fn the_auditor_finds_nothing_with_nothing_left_to_chance() {
    audited(3_000, false);
}

#[test]
fn the_auditor_finds_nothing_with_chance() {
    audited(3_000, true);
}

/// Forwards, backwards, undone, done again, branched: what comes of it is what its log says.
#[test]
fn however_a_history_is_walked_its_log_tells_it() {
    let coverage = RefCell::new(Coverage::default());
    let scripts = script::scripts(Mix { history: true, chance: true, streams: 1 }, 40);
    script::check("histories", script::cases(4_000), &scripts, |script| {
        let mut world = script.world();
        for word in &script.words {
            let act = script.act(*word, &world);
            world.perform(&act);
        }
        let mut coverage = coverage.borrow_mut();
        let session = &mut world.session;
        session.seek(session.now());
        told_again(session, script.seed);
        let before = session.digest();
        if session.undo() {
            assert!(session.redo());
            assert_eq!(session.digest(), before, "undone and done again");
            coverage.note("undone and done again");
        }
        if !session.branches().0.is_empty() {
            coverage.note("branched");
        }
        back_and_forth(session, 6);
    });
    if script::is_full() {
        coverage.into_inner().expect(&["undone and done again", "branched"]);
    }
}

/// So many steps back and the same number forward again, with equal digests at each.
fn back_and_forth(session: &mut Session, steps: u64) {
    let mut digests = Vec::new();
    // To the very instant of the last step first, as a step back would.
    if session.position() == 0 || !session.seek_step_exactly(session.position()) {
        return;
    }
    for _ in 0..steps {
        digests.push((session.position(), session.digest()));
        if session.position() == 0 || !session.step_back() {
            break;
        }
    }
    while let Some((position, digest)) = digests.pop() {
        assert!(session.seek_step(position));
        assert_eq!((session.position(), session.digest()), (position, digest));
    }
}

/// A producer, consumers that fail now and then, and a dead-letter queue.
fn busy(seed: u64) -> Session {
    let mut session = Session::new(Start { seed, ..Start::default() });
    for input in support::acts::opening(seed) {
        session.submit(input);
    }
    let queue = Some(arn("orders").parse().unwrap());
    let producer = ProducerConfig { queue: queue.clone(), every_ms: 400, jitter_ms: 300, ..ProducerConfig::default() };
    session.submit(Input::AddActor(ActorConfig::Producer(producer)));
    for _ in 0..3 {
        let consumer = ConsumerConfig {
            queue: queue.clone(),
            max_messages: 4,
            work_ms: (100, 2_000),
            fail_ppm: 300_000,
            crash_ppm: 20_000,
            ..ConsumerConfig::default()
        };
        session.submit(Input::AddActor(ActorConfig::Consumer(consumer)));
    }
    session
}

#[test]
fn a_long_poll_of_a_consumer_is_not_ended_by_anybody_else() {
    let mut session = Session::load(queuelab::session::templates::Template::SlowConsumer.run(), 1_000);
    session.seek(Instant::from_millis(5_000));
    let waits = |session: &Session| -> Vec<_> {
        session.cloud().sqs().queues().flat_map(|queue| queue.waiters().map(|waiter| waiter.request)).collect()
    };
    let before = waits(&session);
    assert!(!before.is_empty(), "the quick encoder polls long");
    for request in &before {
        assert_eq!(session.submit(Input::Cancel(*request)), Submitted::NotFound);
    }
    assert_eq!(waits(&session), before);
}

#[test]
fn a_thousand_events_forwards_and_back_give_equal_digests() {
    for seed in 0..3 {
        let mut session = busy(seed);
        let mut digests = vec![session.digest()];
        let first = session.position();
        while session.cloud().next_seq() < 1_000 {
            assert!(session.step_forward());
            digests.push(session.digest());
        }
        while let Some(digest) = digests.pop() {
            assert_eq!((session.position(), session.digest()), (first + digests.len() as u64, digest));
            session.step_back();
        }
    }
}

#[test]
fn a_lab_that_feeds_itself_stops_and_says_so_and_can_be_rewound() {
    let mut world = World::new(1, Dials::default());
    world.perform(&Act::Advance(5_000));
    let before = world.session.digest();
    runs::halted(&mut world);
    let session = &mut world.session;
    assert!(session.cloud().halted());
    assert_eq!(session.now(), Instant::from_millis(5_000), "no time passes in a circle");
    assert!(matches!(session.events().next_back().unwrap().kind, EventKind::Halted));
    assert_eq!(session.seek(Instant::from_millis(60_000)), Advance::Halted);
    assert!(!session.step_forward());

    // It can still be told again, with what was done to it after it stopped.
    session.submit(Input::RemoveActor(queuelab::base::ActorId(1)));
    let again = Session::load(session.save(), u64::MAX);
    assert_eq!(again.digest(), session.digest());
    assert!(again.cloud().halted());

    // Rewound, it runs, and without the consumer it goes on.
    session.seek(Instant::from_millis(4_000));
    assert!(!session.cloud().halted());
    session.seek_step_exactly(0);
    session.seek(Instant::from_millis(4_999));
    session.submit(Input::Cancel(queuelab::base::RequestId(1)));
    assert_eq!(session.seek(Instant::from_millis(60_000)), Advance::Reached);
    session.seek(Instant::from_millis(5_000));
    assert_eq!(session.digest(), before, "as it was before the circle");
}

#[test]
fn acting_at_a_step_in_the_past_leaves_the_rest_of_its_instant_behind() {
    let mut session = Session::new(Start::default());
    let create = |name: &str| Input::Call {
        caller: queuelab::base::Caller::default(),
        call: queuelab::sqs::api::CreateQueue { queue_name: name.to_owned(), ..Default::default() }.into(),
    };
    session.submit(create("first"));
    session.submit(create("second"));
    assert!(session.step_back());
    session.submit(create("third"));
    let names: Vec<_> = session.cloud().sqs().queues().map(|queue| queue.key.name.to_string()).collect();
    assert_eq!(names, ["first", "third"]);
    assert_eq!(session.branches().0.len(), 1, "what was to come is kept");
    assert_eq!(Session::load(session.save(), u64::MAX).digest(), session.digest());
}

#[test]
fn no_call_of_any_form_makes_it_panic() {
    let taken = RefCell::new(0);
    let calls = prop::collection::vec((calls::calls(), 0_u64..1 << 42), 1..12);
    script::check("calls", script::cases(4_000), &calls, |calls| {
        let mut session = busy(3);
        for (call, pause) in calls {
            let Ok(call) = serde_json::from_value::<Call>(call) else { continue };
            *taken.borrow_mut() += 1;
            session.submit(Input::Call { caller: queuelab::base::Caller::default(), call });
            session.seek_within(session.now().after(Duration::from_millis(pause)), 50);
        }
    });
    assert!(!script::is_full() || *taken.borrow() > 10_000, "{taken:?} calls had a form that can be read");
}

/// A text with some of its characters replaced, left out or doubled.
fn spoilt(text: &str, spoils: &[(usize, u8, char)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (place, kind, with) in spoils {
        let place = place % chars.len().max(1);
        match kind % 4 {
            0 if place < chars.len() => chars[place] = *with,
            1 if place < chars.len() => {
                chars.remove(place);
            }
            // A digit somewhere becomes a large number.
            2 if chars.get(place).is_some_and(char::is_ascii_digit) => {
                chars.splice(place..=place, ['9'; 9]).for_each(drop);
            }
            _ => chars.insert(place, *with),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn no_saved_run_makes_it_panic() {
    let spoils = prop::collection::vec(
        (any::<usize>(), any::<u8>(), "[0-9\"{},\\[\\]a-z]".prop_map(|s| s.chars().next().unwrap())),
        0..6,
    );
    let inputs = (script::scripts(Mix { history: true, chance: true, streams: 1 }, 12), spoils, any::<String>());
    let read = RefCell::new(0);
    script::check("saved runs", script::cases(2_000), &inputs, |(script, spoils, garbage)| {
        assert!(SavedRun::read(&garbage).is_err());
        let mut world = script.world();
        for word in &script.words {
            let act = script.act(*word, &world);
            world.perform(&act);
        }
        let text = spoilt(&world.session.save().write(), &spoils);
        if let Ok(run) = SavedRun::read(&text) {
            *read.borrow_mut() += 1;
            let mut session = Session::load(run, 2_000);
            session.step_back();
            session.undo();
            session.digest();
        }
    });
    assert!(!script::is_full() || *read.borrow() > 100, "{read:?} runs could be read");
}

#[test]
fn no_file_of_messages_makes_it_panic() {
    let cell = prop_oneof!["[a-z0-9]{0,6}", "\"[^\"]{0,6}\"", "[0-9]{1,20}", any::<String>()];
    let header =
        prop::sample::subsequence(vec!["body", "at", "group", "dedup", "delay", "attr.kind", "attr.", "x"], 1..8);
    let rows = prop::collection::vec(prop::collection::vec(cell, 0..9), 0..12);
    let csv = (header, rows).prop_map(|(header, rows)| {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
        format!("{}\n{}", header.join(","), rows.join("\n"))
    });
    let json = prop::collection::vec(
        ("[a-z]{1,3}", any::<u64>(), any::<i64>(), any::<String>()).prop_map(|(body, at, delay, group)| {
            serde_json::json!({"body": body, "at": at, "delay": delay, "group": group, "attributes": {"k": delay}})
                .to_string()
        }),
        0..8,
    );
    let text = prop_oneof![csv, json.prop_map(|lines| lines.join("\n")), any::<String>()];
    let files = (prop::sample::select(vec!["a.csv", "a.jsonl", ""]), text, prop::sample::select(NAMES.to_vec()));
    let sent = RefCell::new(0);
    script::check("files", script::cases(3_000), &files, |(name, text, queue)| {
        let (feed, _) = Feed::read(name, &text);
        let mut session = busy(5);
        let source = Source::Feed(Arc::new(feed));
        let config = ProducerConfig { queue: Some(arn(queue).parse().unwrap()), source, ..ProducerConfig::default() };
        session.submit(Input::AddActor(ActorConfig::Producer(config)));
        session.seek_within(Instant::from_millis(30_000), 300);
        *sent.borrow_mut() += session.cloud().next_seq();
    });
    assert!(*sent.borrow() > 0);
}
