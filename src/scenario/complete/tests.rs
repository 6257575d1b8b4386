//! What is offered where.

use super::*;
use crate::base::Rng;
use crate::scenario::{Script, quiet_start};
use crate::session::Session;

const LAB: &str = "\
call sqs CreateQueue QueueName=orders
call sqs CreateQueue QueueName=orders-dlq
call sqs CreateQueue QueueName=slow.fifo Attributes.FifoQueue=true
call sns CreateTopic Name=news -> topic=TopicArn
call kinesis CreateStream StreamName=clicks ShardCount=2
call kinesis CreateStream StreamName=logs ShardCount=1
advance 1m
call iam CreateUser UserName=ann
call sqs SendMessage QueueUrl=orders MessageBody=x -> id=MessageId
actor consumer name=C1 queue=slow.fifo
actor producer name=\"the shop\" queue=orders every=1s total=1
let item=\"a b\"
call sqs ReceiveMessage QueueUrl=orders-dlq WaitTimeSeconds=20
";

struct Bench {
    session: Session,
    runner: Runner,
}

impl Bench {
    fn new() -> Self {
        let mut session = Session::new(quiet_start());
        let mut runner = Runner::with_ids();
        for (line, command) in &Script::parse(LAB).unwrap().commands {
            let answer = runner.run(&mut session, command).unwrap();
            assert!(!answer.starts_with("error"), "{line}: {answer}");
        }
        Self { session, runner }
    }

    /// `|` stands for the cursor, or else it is at the end.
    fn at(&self, text: &str) -> (String, Completions) {
        let cursor = text.find('|').unwrap_or(text.len());
        let text = text.replacen('|', "", 1);
        let found = complete(&text, cursor, self.session.cloud(), &self.runner);
        (text, found)
    }

    fn items(&self, text: &str) -> Vec<String> {
        self.at(text).1.items.into_iter().map(|item| item.text).collect()
    }

    /// The text after the first item was taken, with the cursor in it.
    fn after(&self, text: &str) -> String {
        let (text, found) = self.at(text);
        let (mut text, cursor) = taken(&text, &found, 0).unwrap();
        text.insert(cursor, '|');
        text
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn what_is_offered_depends_on_what_stands_before() {
    let bench = Bench::new();
    let mut wrong = Vec::new();
    for (text, expected) in [
        // Words of commands.
        ("ca", vec!["call", "cancel", "caller"]),
        ("und", vec!["undo"]),
        ("step\nsho", vec!["show"]),
        // What is broken, where, and how.
        ("chaos fr", vec!["freeze"]),
        ("chaos freeze ", vec!["C1", "\"the shop\""]),
        ("chaos burst ", vec!["\"the shop\""]),
        ("chaos lose_delete ", vec!["C1"]),
        ("chaos partition C1 slow", vec!["slow.fifo"]),
        ("chaos partition C1 slow.fifo ", vec!["on", "off"]),
        ("chaos duplicate or", vec!["orders", "orders-dlq"]),
        ("chaos latency C1 ", vec!["500ms..2s", "off"]),
        ("chaos freeze C1 on ", vec![]),
        // Services and operations; capitals do not matter.
        ("call ki", vec!["kinesis"]),
        ("call sqs sendmessage", vec!["SendMessage", "SendMessageBatch"]),
        ("call sqs Batch", vec!["ChangeMessageVisibilityBatch", "DeleteMessageBatch", "SendMessageBatch"]),
        ("repeat 5 call sns Pub", vec!["Publish", "PublishBatch"]),
        ("crowd 5 ", vec!["call sns Subscribe"]),
        // Parameters that are not there yet.
        ("call sqs SendMessage Que", vec!["QueueUrl="]),
        ("call sqs DeleteMessage QueueUrl=q ", vec!["ReceiptHandle="]),
        ("call sqs SendMessage QueueUrl=q MessageBody=x Delay", vec!["DelaySeconds="]),
        ("call sqs CreateQueue Attr", vec!["Attributes."]),
        ("call sqs CreateQueue Attributes.Vis", vec!["Attributes.VisibilityTimeout="]),
        (
            "call sqs CreateQueue Attributes.Redrive",
            vec!["Attributes.RedrivePolicy:=", "Attributes.RedriveAllowPolicy:="],
        ),
        ("call sqs CreateQueue Attributes.DelaySeconds=5 Attributes.DelayS", vec![]),
        ("call sns Subscribe Attributes.FilterPolicyS", vec!["Attributes.FilterPolicyScope="]),
        ("call kinesis PutRecord Da", vec!["Data^="]),
        ("call kinesis PutRecords Rec", vec!["Records:="]),
        ("call firehose PutRecord Rec", vec!["Record="]),
        // Their values.
        ("call sqs SendMessage QueueUrl=", vec!["orders", "orders-dlq", "slow.fifo"]),
        ("call sqs SendMessage QueueUrl=dlq", vec!["orders-dlq"]),
        ("call sqs CreateQueue QueueName=ord", vec![]),
        ("call sqs GetQueueAttributes AttributeNames=DelaySeconds,QueueA", vec!["QueueArn"]),
        ("call sns Publish TopicArn=", vec!["arn:aws:sns:us-east-1:000000000000:news"]),
        ("call sns Subscribe Protocol=s", vec!["sqs", "sms", "firehose", "https", "email-json"]),
        ("call sns Subscribe Protocol=sqs Endpoint=slow", vec!["arn:aws:sqs:us-east-1:000000000000:slow.fifo"]),
        (
            "call kinesis GetShardIterator ShardIteratorType=T",
            vec!["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "AT_TIMESTAMP"],
        ),
        (
            "call kinesis GetRecords StreamARN=arn:aws:kinesis",
            vec![
                "arn:aws:kinesis:us-east-1:000000000000:stream/clicks",
                "arn:aws:kinesis:us-east-1:000000000000:stream/logs",
            ],
        ),
        ("call kinesis SplitShard StreamName=logs ShardToSplit=", vec!["shardId-000000000000"]),
        ("call sqs CreateQueue Attributes.FifoQueue=", vec!["true"]),
        ("call dynamodb GetItem ConsistentRead=", vec!["true", "false"]),
        // Variables, also within quotation marks and JSON, but not where they stand for nothing.
        ("call sqs DeleteMessage ReceiptHandle=$i", vec!["$id", "$item"]),
        ("call sqs SendMessage MessageBody=\"id $i", vec!["$id", "$item"]),
        ("call sqs SendMessageBatch Entries:=[{\"Id\": \"$it", vec!["$item"]),
        ("call sqs SendMessage MessageBody=$$i", vec![]),
        ("repeat 5 call sqs SendMessage MessageBody=$n", vec![]),
        ("repeat 5 call sqs SendMessage MessageBody=$", vec!["$n", "$id", "$item", "$topic"]),
        ("actor consumer queue=$", vec![]),
        // Parts of the answer.
        ("call sqs ReceiveMessage QueueUrl=q -> ", vec!["it=Messages[0].ReceiptHandle", "body=Messages[0].Body"]),
        ("call sqs ReceiveMessage -> it=Messages[0].ReceiptHandle b", vec!["body=Messages[0].Body"]),
        // Other commands.
        ("show del", vec!["deliveries", "delivery_stream", "delivery_log"]),
        ("show queue s", vec!["slow.fifo", "orders", "orders-dlq"]),
        ("show stream ", vec!["clicks", "logs"]),
        ("actor ", vec!["producer", "consumer", "writer", "reader", "kcl", "agent"]),
        ("actor consumer name=C2 que", vec!["queue="]),
        ("actor consumer on_failure=", vec!["leave", "release"]),
        ("actor reader name=R stream=l", vec!["logs", "clicks"]),
        ("crash ", vec!["C1", "\"the shop\""]),
        ("pause \"th", vec!["\"the shop\""]),
        ("cancel ", vec!["r1"]),
        ("caller user=", vec!["ann"]),
        ("limits t", vec!["then"]),
        ("dials servers_asked=", vec!["1", "3", "6"]),
        ("dials see", vec![]),
        ("lab see", vec!["seed="]),
        ("wait 30", vec!["30s", "30m", "30h", "30d", "30ms"]),
        ("advance t", vec!["to"]),
        ("fault https://example.com ", vec!["status", "down", "gone", "none"]),
        ("help call sqs Purge", vec!["PurgeQueue"]),
        // Nothing where nothing is missing, or nobody knows.
        ("step", vec![]),
        ("call sqs SendMessage MessageBody=he", vec![]),
        ("call ec2 ", vec![]),
        ("call sqs Fly ", vec![]),
        ("show queue orders # ca", vec![]),
    ] {
        let items = bench.items(text);
        if items != expected {
            wrong.push(format!("{text}\n  {items:?}\n  instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_more_than_twelve_are_offered_and_each_says_what_it_is() {
    let bench = Bench::new();
    let (_, all) = bench.at("");
    assert_eq!(all.items.len(), ITEMS_MAX);
    assert!(all.items.iter().all(|item| !item.note.is_empty()));
    let (_, operations) = bench.at("call sqs Purge");
    assert_eq!(operations.items, [Item::new("PurgeQueue", "Deletes every message of a queue.")]);
    let (_, queue) = bench.at("show queue orders-");
    assert_eq!(queue.items[0].note, "https://sqs.us-east-1.amazonaws.com/000000000000/orders-dlq");
    let long = Item::new("x", "y ".repeat(100));
    assert_eq!(long.note.chars().count(), NOTE_CHARS_MAX);
}

#[test]
fn what_is_taken_takes_the_place_of_the_word_and_the_cursor_goes_on() {
    let bench = Bench::new();
    for (text, after) in [
        ("ca", "call |"),
        ("cal| sqs", "call |sqs"),
        ("call sqs Purge|Q QueueUrl=q", "call sqs PurgeQueue |QueueUrl=q"),
        ("call sqs SendMessage Que|ue=orders", "call sqs SendMessage QueueUrl=|orders"),
        ("call sqs SendMessage Que", "call sqs SendMessage QueueUrl=|"),
        ("call sqs SendMessage QueueUrl=dl", "call sqs SendMessage QueueUrl=orders-dlq |"),
        ("call sqs SendMessage QueueUrl=sl|ow", "call sqs SendMessage QueueUrl=slow.fifo |"),
        ("call sqs CreateQueue Attr", "call sqs CreateQueue Attributes.|"),
        (
            "call sqs GetQueueAttributes AttributeNames=DelaySeconds,QueueA",
            "call sqs GetQueueAttributes AttributeNames=DelaySeconds,QueueArn |",
        ),
        ("crash \"th", "crash \"the shop\" |"),
        ("let x=$it", "let x=$item |"),
        ("st|\nshow", "step|\nshow"),
        ("step\n  sho\nstep".replace("sho", "sho|").as_str(), "step\n  show|\nstep"),
    ] {
        assert_eq!(bench.after(text), after, "{text}");
    }
    let (text, found) = bench.at("ca");
    assert_eq!(taken(&text, &found, 99), None);
}

#[test]
fn places_count_as_javascript_does() {
    let text = "é🙂x";
    for (units, bytes) in [(0, 0), (1, 2), (3, 6), (4, 7), (9, 7)] {
        assert_eq!(from_utf16(text, units), bytes);
    }
    for (bytes, units) in [(0, 0), (2, 1), (6, 3), (7, 4)] {
        assert_eq!(to_utf16(text, bytes), units);
    }
}

#[test]
fn no_text_and_no_place_makes_it_stumble() {
    let bench = Bench::new();
    let pieces = [
        "call ",
        "sqs ",
        "SendMessage ",
        "QueueUrl",
        "=",
        ":=",
        "^=",
        "Attributes",
        ".",
        "{",
        "}",
        "[",
        "\"",
        "\\",
        "$",
        "$item",
        "->",
        " ",
        "\n",
        "#",
        "é",
        "🙂",
        "actor ",
        "consumer ",
        "show ",
        "queue ",
        "wait ",
        "9",
        "aws ",
        "help ",
        "repeat ",
        ",",
    ];
    let mut rng = Rng::fork(3, "complete");
    for _ in 0..8_000 {
        let count = rng.below(10);
        let text: String = (0..count)
            .filter_map(|_| pieces.get(usize::try_from(rng.below(pieces.len() as u64)).ok()?))
            .copied()
            .collect();
        let cursor = usize::try_from(rng.below(text.len() as u64 + 2)).unwrap();
        let found = complete(&text, cursor, bench.session.cloud(), &bench.runner);
        assert!(found.items.len() <= ITEMS_MAX, "{text}");
        assert_eq!(found, complete(&text, cursor, bench.session.cloud(), &bench.runner), "{text}");
        for index in 0..found.items.len() {
            let (new, cursor) = taken(&text, &found, index).unwrap_or_else(|| panic!("{text:?} {cursor} {found:?}"));
            assert!(new.is_char_boundary(cursor), "{text:?} {new:?} {cursor}");
        }
    }
}
