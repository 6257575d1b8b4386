//! Files as people write them, and what is wrong with others.

use super::*;
use crate::clock::Instant;

const SLOW: &str = r##"{
  "scenario": 1,
  "title": "A worker slower than its timeout",
  "story": "The message comes back before its worker is done.",
  "setup": [
    "call sqs CreateQueue QueueName=jobs Attributes.VisibilityTimeout=10",
    "# the slow one",
    "actor consumer name=encoder queue=jobs work=14s"
  ],
  "script": [
    "call sqs SendMessage QueueUrl=jobs MessageBody=one",
    "advance 12s"
  ],
  "goals": [{ "text": "The queue is empty", "when": "queue jobs empty" }],
  "expect": [
    "once queue jobs in_flight >= 1",
    "message 1 visible",
    "never refused",
    "queue jobs sent = 2",
    "never event timeout"
  ]
}
"##;

#[test]
fn a_file_is_read_played_and_judged() {
    let scenario = Scenario::read(SLOW).unwrap();
    let session = scenario.play().unwrap();
    assert_eq!(session.now(), Instant::from_millis(12_000));
    assert_eq!(session.digest(), scenario.play().unwrap().digest());
    let found: Vec<_> = scenario.check(&session).into_iter().map(|(_, verdict)| verdict).collect();
    let happened = |at| Some(Instant::from_millis(at));
    let verdict = |is_true, figure, first| Verdict { is_true, figure, first };
    assert_eq!(
        found,
        [
            verdict(true, Some(0), found[0].first),
            verdict(true, None, None),
            verdict(true, None, None),
            verdict(false, Some(1), None),
            verdict(false, None, happened(10_000)),
        ]
    );
    assert!(found[0].first.is_some());
    let goal = &scenario.goals()[0];
    assert!(!goal.judge(&session).is_true);
    assert!(goal.judge(&scenario.begin()).figure.is_none(), "there is no such queue yet");
}

#[test]
fn what_held_between_two_steps_of_one_instant_has_held() {
    let text = r#"{
  "scenario": 1,
  "title": "Sent and received at once",
  "setup": ["call sqs CreateQueue QueueName=q"],
  "script": ["call sqs SendMessage QueueUrl=q MessageBody=one", "call sqs ReceiveMessage QueueUrl=q"],
  "expect": ["once queue q visible >= 1", "never queue q in_flight >= 2", "queue q in_flight = 1"]
}"#;
    let scenario = Scenario::read(text).unwrap();
    let session = scenario.play().unwrap();
    assert!(scenario.check(&session).iter().all(|(_, verdict)| verdict.is_true), "{:?}", scenario.check(&session));
}

#[test]
fn what_is_written_is_read_back() {
    let file = Scenario::read(SLOW).unwrap().file;
    assert_eq!(Scenario::read(&file.write()).unwrap().file, file);
    for text in [
        "queue jobs empty",
        "count timeout >= 2",
        "queue \"a and b\" empty and never refused",
        "never refused",
        "once queue jobs visible >= 3",
        "never event timeout",
    ] {
        assert_eq!(Claim::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_is_wrong_is_named_with_path_line_and_reason() {
    let changed = |from: &str, to: &str| {
        assert!(SLOW.contains(from));
        Scenario::read(&SLOW.replacen(from, to, 1)).unwrap_err().to_string()
    };
    for ((from, to), error) in [
        (
            ("\"scenario\": 1", "\"scenario\": 2"),
            "line 2, scenario: this file has version 2, and only version 1 can be read",
        ),
        (
            ("\"title\": \"A worker slower than its timeout\"", "\"title\": \" \""),
            "line 3, title: it has 1 to 120 characters",
        ),
        (
            ("advance 12s", "advance soon"),
            "line 12, script[1]: 'soon' is not a span of time; write for example 250ms, 30s, 1m5s, 12h or 4d",
        ),
        (("advance 12s", "lab seed=3"), "line 12, script[1]: how the lab begins is said by “start”"),
        (("advance 12s", "advance \\\\"), "line 12, script[1]: a command ends with its element"),
        (
            ("advance 12s", "advance 1s\\nstep"),
            "line 12, script[1]: one element is one command; this one has several lines",
        ),
        (
            ("\"queue jobs empty\"", "\"queue jobs full\""),
            "line 14, goals[0].when: 'full' is not one of visible, in_flight, delayed, messages, oldest, sent, received, deleted",
        ),
        (
            ("never refused", "never"),
            "line 18, expect[2]: 'until' needs a span of time, queue, dlq, group, message, stream, shard, reader, topic, actor, function, bucket, alarm, calls, event or refused, not 'never'",
        ),
        (
            ("\"story\"", "\"stori\""),
            "line 4, stori: unknown field `stori`, expected one of `scenario`, `title`, `story`, `start`, `setup`, `script`, `goals`, `expect`",
        ),
        (
            ("\"when\": \"queue jobs empty\"", "\"when\": 5"),
            "line 14, goals[0].when: invalid type: integer `5`, expected a string",
        ),
    ] {
        assert_eq!(changed(from, to), error);
    }
    assert_eq!(Scenario::read("{").unwrap_err().to_string(), "line 1: EOF while parsing an object");
    assert_eq!(
        Scenario::read(&format!("{SLOW} 1")).unwrap_err().to_string(),
        "line 23: something follows the end of the document"
    );
    assert!(Scenario::read(&" ".repeat(BYTES_MAX + 1)).unwrap_err().reason.contains("at most"));
}

#[test]
fn a_command_that_cannot_be_carried_out_is_named() {
    let text = SLOW.replace("MessageBody=one", "MessageBody=$gone");
    let error = Scenario::read(&text).unwrap().play().unwrap_err().located(&text);
    assert_eq!((error.path.as_str(), error.line), ("script[0]", 11));
    assert!(error.reason.contains("gone"), "{error}");
}

#[test]
fn no_text_makes_the_reader_stumble() {
    let mut rng = crate::base::Rng::fork(1, "files");
    let bytes = SLOW.as_bytes();
    for _ in 0..3_000 {
        let mut text = bytes.to_vec();
        for _ in 0..=rng.below(4) {
            let at = usize::try_from(rng.below(text.len() as u64)).unwrap();
            match rng.below(3) {
                0 => text[at] = b"{}[]\",:\\ 0a"[usize::try_from(rng.below(11)).unwrap()],
                1 => text.truncate(at.max(1)),
                _ => {
                    text.remove(at);
                    text.push(b'}');
                }
            }
        }
        let _ = Scenario::read(&String::from_utf8_lossy(&text));
    }
}

#[test]
fn two_hundred_actions_on_twenty_nodes_are_a_short_link() {
    use crate::scenario::Script;
    use crate::session::link;
    let mut lines = Vec::new();
    for n in 0..8 {
        lines.push(format!("call sqs CreateQueue QueueName=queue-{n} Attributes.VisibilityTimeout={}", 20 + n));
        lines.push(format!("actor consumer name=worker-{n} queue=queue-{n} work={}s", 2 + n));
    }
    for n in 0..4 {
        lines.push(format!("call sns CreateTopic Name=topic-{n}"));
    }
    for n in 0..180 {
        lines.push(format!("call sqs SendMessage QueueUrl=queue-{} MessageBody=\"order {n}\"", n % 8));
        lines.push(format!("advance {}ms", 400 + 37 * (n % 11)));
    }
    let script = Script::parse(&lines.join("\n")).unwrap();
    let (mut session, mut runner) = (Session::new(quiet_start()), Runner::default());
    for (_, command) in &script.commands {
        runner.run(&mut session, command).unwrap();
    }
    assert_eq!(session.timeline().inputs(), 200);
    let text = link::of(&session);
    let run = link::read(&text).unwrap();
    assert_eq!(Session::load(run, u64::MAX).digest(), session.digest());
    assert!(text.len() <= 2_000, "{} characters", text.len());
}
