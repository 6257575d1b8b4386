//! Endpoints that take, fail, time out, throttle and confirm.

use super::*;
use crate::base::digest;

const HOOK: &str = "https://example.com/hook";

fn arrival(kind: Kind, address: &str, body: &str) -> Arrival {
    Arrival {
        kind,
        address: address.into(),
        headers: Headers::new(),
        sender: None,
        subject: None,
        body: body.into(),
        source: "topic".into(),
        subscription: "topic:sub".into(),
        message_id: "id".into(),
        attempt: 1,
        confirmation: None,
        latency: Duration::ZERO,
    }
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn statuses(endpoints: &mut Endpoints, count: u64) -> Vec<u16> {
    (0..count).map(|_| endpoints.receive(at(0), arrival(Kind::Http, HOOK, "x")).status.unwrap()).collect()
}

#[test]
fn the_answer_decides_whether_a_delivery_is_done_tried_again_or_given_up() {
    use Answering::{Down, Gone, Ok, Status};
    let word = |kind, answering| match outcome(kind, answering) {
        Outcome::Delivered => "done",
        Outcome::ServerError(_) => "again",
        Outcome::ClientError(_) => "never",
    };
    for (answering, http, other) in [
        (Ok, "done", "done"),
        (Status(100), "again", "done"),
        (Status(199), "again", "done"),
        (Status(200), "done", "done"),
        (Status(204), "done", "done"),
        (Status(302), "done", "done"),
        (Status(400), "done", "never"),
        (Status(404), "done", "never"),
        (Status(428), "done", "never"),
        (Status(429), "again", "again"),
        (Status(430), "done", "never"),
        (Status(499), "done", "never"),
        (Status(500), "again", "again"),
        (Status(503), "again", "again"),
        (Status(599), "again", "again"),
        (Down, "again", "again"),
        (Gone, "never", "never"),
    ] {
        assert_eq!(word(Kind::Http, answering), http, "{answering:?}");
        for kind in [Kind::Email, Kind::Phone, Kind::Device, Kind::Stream] {
            assert_eq!(word(kind, answering), other, "{kind:?} {answering:?}");
        }
    }
    assert_eq!(outcome(Kind::Http, Status(503)), Outcome::ServerError("HTTP status 503".to_owned()));
    assert_eq!(outcome(Kind::Phone, Gone), Outcome::ClientError("Invalid phone number".to_owned()));
}

#[test]
fn what_first_reaches_an_address_makes_the_endpoint() {
    let mut endpoints = Endpoints::default();
    assert!(endpoints.get(Kind::Email, "ann@example.com").is_none());
    for kind in Kind::ALL {
        let response = endpoints.receive(at(5), arrival(kind, "same", "x"));
        assert!(response.taken() && response.why().is_none());
        assert_eq!(response.status, kind.has_status().then_some(200));
    }
    assert_eq!(endpoints.iter().map(|endpoint| endpoint.kind).collect::<Vec<_>>(), Kind::ALL);
    let endpoint = endpoints.get(Kind::Stream, "same").unwrap();
    assert_eq!(endpoint.totals, Totals { received: 1, ..Totals::default() });
    assert_eq!(endpoint.arrivals().next().unwrap().at, at(5));
    assert!(endpoints.forget(Kind::Stream, "same") && !endpoints.forget(Kind::Stream, "same"));
    assert!(endpoints.get(Kind::Stream, "same").is_none() && endpoints.get(Kind::Http, "same").is_some());
}

#[test]
fn the_first_and_every_nth_request_fail() {
    let mut endpoints = Endpoints::default();
    let behaviour = Behaviour { fail_first: 2, fail_every: Some(4), fail_status: 500, ..Behaviour::default() };
    assert_eq!(endpoints.configure(Kind::Http, HOOK, behaviour.clone()), Ok(true));
    assert_eq!(endpoints.configure(Kind::Http, HOOK, behaviour.clone()), Ok(false));
    assert_eq!(statuses(&mut endpoints, 8), [500, 500, 200, 500, 200, 200, 200, 500]);
    assert_eq!(endpoints.get(Kind::Http, HOOK).unwrap().totals.refused, 4);
    endpoints.configure(Kind::Http, HOOK, Behaviour { fail_every: None, ..behaviour }).unwrap();
    assert_eq!(statuses(&mut endpoints, 3), [500, 500, 200], "the count begins anew");
}

#[test]
fn a_wrong_path_loses_messages_and_says_so() {
    let mut endpoints = Endpoints::default();
    let answer = Answering::Status(404);
    let behaviour = Behaviour { answer, auto_confirm: true, ..Behaviour::default() };
    endpoints.configure(Kind::Http, HOOK, behaviour).unwrap();
    let asked = Arrival { confirmation: Some("token".into()), ..arrival(Kind::Http, HOOK, "x") };
    let response = endpoints.receive(at(0), asked);
    assert!(response.taken() && !response.confirm);
    let totals = endpoints.get(Kind::Http, HOOK).unwrap().totals;
    assert_eq!(totals, Totals { ignored: 1, ..Totals::default() });
}

#[test]
fn fifteen_seconds_without_an_answer_are_a_time_out() {
    let mut endpoints = Endpoints::default();
    let mut rng = Rng::new(1);
    assert_eq!(endpoints.latency(Kind::Http, HOOK, &mut rng), Duration::ZERO);
    for (latency_ms, answer, expected, taken) in [
        (14_999, Answering::Ok, 14_999, true),
        (15_000, Answering::Ok, 15_000, false),
        (60_000, Answering::Ok, 15_000, false),
        (10, Answering::Down, 15_000, false),
    ] {
        let behaviour = Behaviour { answer, latency_ms: (latency_ms, latency_ms), ..Behaviour::default() };
        endpoints.configure(Kind::Http, HOOK, behaviour).unwrap();
        let latency = endpoints.latency(Kind::Http, HOOK, &mut rng);
        assert_eq!(latency, Duration::from_millis(expected));
        let response = endpoints.receive(at(0), Arrival { latency, ..arrival(Kind::Http, HOOK, "x") });
        assert_eq!((response.taken(), response.status), (taken, taken.then_some(200)));
        assert_eq!(response.why(), (!taken).then_some("no answer within 15 seconds"));
    }
    let slow = Behaviour { latency_ms: (20_000, 20_000), ..Behaviour::default() };
    endpoints.configure(Kind::Email, "a@b.c", slow).unwrap();
    let latency = endpoints.latency(Kind::Email, "a@b.c", &mut rng);
    assert_eq!(latency, Duration::from_secs(20));
    assert!(endpoints.receive(at(0), Arrival { latency, ..arrival(Kind::Email, "a@b.c", "x") }).taken());
    let wide = Behaviour { latency_ms: (3, 5), ..Behaviour::default() };
    endpoints.configure(Kind::Email, "a@b.c", wide).unwrap();
    let drawn: Vec<u64> = (0..50).map(|_| endpoints.latency(Kind::Email, "a@b.c", &mut rng).as_millis()).collect();
    assert!((3..=5).all(|millis| drawn.contains(&millis)) && drawn.iter().all(|millis| (3..=5).contains(millis)));
}

#[test]
fn a_rate_is_kept_by_answering_429() {
    let mut endpoints = Endpoints::default();
    let behaviour = Behaviour { max_per_second: Some(2), ..Behaviour::default() };
    endpoints.configure(Kind::Http, HOOK, behaviour).unwrap();
    assert_eq!(statuses(&mut endpoints, 3), [200, 200, 429]);
    let later =
        |endpoints: &mut Endpoints, millis| endpoints.receive(at(millis), arrival(Kind::Http, HOOK, "x")).status;
    assert_eq!([499, 500, 501].map(|millis| later(&mut endpoints, millis)), [Some(429), Some(200), Some(429)]);
}

#[test]
fn who_confirms_by_itself_is_asked_by_a_token() {
    for kind in Kind::ALL {
        for auto_confirm in [false, true] {
            let mut endpoints = Endpoints::default();
            endpoints.configure(kind, "x", Behaviour { auto_confirm, ..Behaviour::default() }).unwrap();
            let asked = Arrival { confirmation: Some("token".into()), ..arrival(kind, "x", "?") };
            assert_eq!(endpoints.receive(at(0), asked).confirm, auto_confirm && kind.confirms(), "{kind:?}");
            assert!(!endpoints.receive(at(0), arrival(kind, "x", "message")).confirm);
            let totals = endpoints.get(kind, "x").unwrap().totals;
            assert_eq!((totals.received, totals.confirmations), (2, u64::from(kind.confirms())));
        }
    }
}

#[test]
fn phones_count_parts_and_take_no_more_than_1600_characters() {
    let mut endpoints = Endpoints::default();
    endpoints.receive(at(0), arrival(Kind::Phone, "+15550100", &"a".repeat(161)));
    let long = endpoints.receive(at(1), arrival(Kind::Phone, "+15550100", &"a".repeat(1_601)));
    assert!(matches!(&long.outcome, Outcome::ClientError(why) if why.starts_with("Message body is invalid")));
    let phone = endpoints.get(Kind::Phone, "+15550100").unwrap();
    assert_eq!(phone.totals, Totals { received: 1, refused: 1, parts: 2, ..Totals::default() });
    assert_eq!(phone.arrivals().map(|kept| kept.parts).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_last_arrivals_are_kept_newest_first() {
    let mut endpoints = Endpoints::default();
    for n in 0..60 {
        endpoints.receive(at(n), arrival(Kind::Device, "app", &n.to_string()));
    }
    let bodies = |endpoints: &Endpoints| -> Vec<String> {
        endpoints.get(Kind::Device, "app").unwrap().arrivals().map(|kept| kept.arrival.body.to_string()).collect()
    };
    let kept = bodies(&endpoints);
    assert_eq!((kept.len(), kept[0].as_str(), kept[49].as_str()), (50, "59", "10"));
    let before = endpoints.clone();
    endpoints.configure(Kind::Device, "app", Behaviour { keep: 2, ..Behaviour::default() }).unwrap();
    assert_eq!(bodies(&endpoints), ["59", "58"]);
    assert_eq!(bodies(&before).len(), 50, "a clone stays as it was");
    assert_ne!(digest::of(&before), digest::of(&endpoints));
    assert_eq!(endpoints.get(Kind::Device, "app").unwrap().totals.received, 60);
}

#[test]
fn a_behaviour_out_of_bounds_is_refused_and_changes_nothing() {
    let plain = Behaviour::default;
    let mut endpoints = Endpoints::default();
    for (behaviour, sentence) in [
        (Behaviour { answer: Answering::Status(99), ..plain() }, "answer must be from 100 to 599, not 99"),
        (Behaviour { answer: Answering::Status(600), ..plain() }, "answer must be from 100 to 599, not 600"),
        (Behaviour { latency_ms: (0, 60_001), ..plain() }, "latencyMs must be from 0 to 60000, not 60001"),
        (Behaviour { latency_ms: (2, 1), ..plain() }, "latencyMs must begin with the smaller value, not 2 before 1"),
        (Behaviour { fail_every: Some(0), ..plain() }, "failEvery must be from 1 to 1000000, not 0"),
        (Behaviour { fail_first: 1_000_001, ..plain() }, "failFirst must be from 0 to 1000000, not 1000001"),
        (Behaviour { fail_status: 204, ..plain() }, "failStatus must be from 300 to 599, not 204"),
        (Behaviour { keep: 0, ..plain() }, "keep must be from 1 to 200, not 0"),
        (Behaviour { keep: 201, ..plain() }, "keep must be from 1 to 200, not 201"),
        (Behaviour { max_per_second: Some(0), ..plain() }, "maxPerSecond must be from 1 to 1000000, not 0"),
    ] {
        let error = endpoints.configure(Kind::Http, HOOK, behaviour).unwrap_err();
        assert_eq!(error.to_string(), sentence);
    }
    let rate = Behaviour { max_per_second: Some(1), ..plain() };
    assert_eq!(endpoints.configure(Kind::Phone, "+1", rate), Err(BadBehaviour::RateOfOther));
    assert_eq!(endpoints.iter().count(), 0);
    let edge = Behaviour { keep: 200, latency_ms: (60_000, 60_000), fail_status: 599, ..plain() };
    assert_eq!(endpoints.configure(Kind::Http, HOOK, edge), Ok(true));
}

#[test]
fn a_behaviour_is_read_from_json_with_defaults_and_without_unknown_fields() {
    let read = |text: &str| serde_json::from_str::<Behaviour>(text);
    assert_eq!(read("{}").unwrap(), Behaviour::default());
    let given = read(r#"{"answer":{"status":503},"latencyMs":[5,9],"autoConfirm":true}"#).unwrap();
    let expected =
        Behaviour { answer: Answering::Status(503), latency_ms: (5, 9), auto_confirm: true, ..Behaviour::default() };
    assert_eq!(given, expected);
    assert_eq!(read(&serde_json::to_string(&expected).unwrap()).unwrap(), expected);
    assert_eq!(read(r#"{"answer":"gone"}"#).unwrap().answer, Answering::Gone);
    assert!(read(r#"{"latency":1}"#).is_err() && read(r#"{"keep":-1}"#).is_err());
}
