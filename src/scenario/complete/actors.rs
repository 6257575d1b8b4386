//! What actors are told, in the words of the command `actor`.

use super::names::Names;
use super::place::Place;
use super::words::{plain, spans};
use super::{Item, Offer};

/// The kinds of actors.
pub const KINDS: [&str; 6] = ["producer", "consumer", "writer", "reader", "kcl", "agent"];

/// A key of a command, in front of an equals sign.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a sentence's end.
    pub about: &'static str,
    pub(super) takes: Takes,
}

/// What stands behind the equals sign.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    Anything,
    Span,
    YesOrNo,
    OneOf(&'static [&'static str]),
    Queue,
    Topic,
    Stream,
    DeliveryStream,
    Bucket,
    User,
    Role,
    Region,
}

pub(super) const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, about, takes }
}

const NAME: Key = key("name", Takes::Anything, "its name; one that is there is changed");
const EVERY: Key = key("every", Takes::Span, "time between one and the next");
const JITTER: Key = key("jitter", Takes::Span, "how much that time varies");
const BURST: Key = key("burst", Takes::OneOf(&["1", "5", "10"]), "how many at once");
const TOTAL: Key = key("total", Takes::OneOf(&["10", "100", "1000"]), "stops after so many");
const STREAM: Key = key("stream", Takes::Stream, "the stream");
const WORK: Key = key("work", Takes::Span, "how long it works on each");
const CRASH: Key = key("crash", Takes::OneOf(&["1%", "5%", "10%"]), "how often it crashes");
const CRASH_TIME: Key = key("crash_time", Takes::Span, "how long it is down then");
const FAIL: Key = key("fail", Takes::OneOf(&["5%", "10%", "30%", "100%"]), "how often its work fails");

const PRODUCER: [Key; 16] = [
    NAME,
    key("queue", Takes::Queue, "where it sends to"),
    key("topic", Takes::Topic, "where it publishes, instead of a queue"),
    key("delivery_stream", Takes::DeliveryStream, "where it puts records, instead of a queue"),
    EVERY,
    JITTER,
    BURST,
    key("body", Takes::Anything, "the text; {n} is its number"),
    key("groups", Takes::OneOf(&["A,B,C"]), "message groups, with commas"),
    TOTAL,
    key("poison_every", Takes::OneOf(&["5", "10", "100"]), "one in so many cannot be worked on"),
    key("bytes", Takes::OneOf(&["1024", "65536", "300000"]), "fills bodies up to that size"),
    key("bucket", Takes::Bucket, "the extended client puts large bodies there"),
    key("threshold", Takes::OneOf(&["262144"]), "from how many bytes on it does"),
    key("always", Takes::YesOrNo, "whether it does with every body"),
    key("prefix", Takes::Anything, "what the keys of its objects begin with"),
];

const CONSUMER: [Key; 17] = [
    NAME,
    key("queue", Takes::Queue, "what it receives from"),
    key("max", Takes::OneOf(&["1", "5", "10"]), "MaxNumberOfMessages"),
    key("wait", Takes::Span, "WaitTimeSeconds; 0s is short polling"),
    key("visibility", Takes::Span, "VisibilityTimeout, instead of the queue's"),
    key("pause", Takes::Span, "how long it rests between receives"),
    key("work", Takes::OneOf(&["1s", "5s", "1s..4s", "45s"]), "how long it works on each; a range draws"),
    FAIL,
    CRASH,
    CRASH_TIME,
    key("forget", Takes::OneOf(&["1%", "10%", "100%"]), "how often it forgets to delete"),
    key("on_failure", Takes::OneOf(&["leave", "release"]), "what it does with a message that failed"),
    key("heartbeat", Takes::Span, "extends the visibility timeout that often"),
    key("poison", Takes::Anything, "fails on bodies with this text"),
    key("extended", Takes::YesOrNo, "whether it has the extended client"),
    key("cleanup", Takes::YesOrNo, "whether that deletes the objects"),
    key("ignore_not_found", Takes::YesOrNo, "whether it passes over objects that are gone"),
];

const WRITER: [Key; 22] = [
    NAME,
    key("stream", Takes::Stream, "where it puts records"),
    EVERY,
    JITTER,
    BURST,
    key("body", Takes::Anything, "the text; {n} is its number"),
    key("bytes", Takes::OneOf(&["100", "1024", "51200"]), "fills records up to that size"),
    TOTAL,
    key("keys", Takes::Anything, "partition keys; {n} is a number"),
    key("count", Takes::OneOf(&["1", "10", "100"]), "how many keys there are"),
    key("random", Takes::YesOrNo, "whether keys are drawn"),
    key("hot", Takes::OneOf(&["50", "80", "90"]), "percentage of records with the first key"),
    key("client", Takes::OneOf(&["sdk", "kpl"]), "an SDK, or the producer library"),
    key("batch", Takes::YesOrNo, "PutRecords instead of PutRecord"),
    key("attempts", Takes::OneOf(&["1", "3", "5"]), "how often the SDK tries"),
    key("resend", Takes::YesOrNo, "whether it sends again what a batch failed with"),
    key("buffered", Takes::Span, "RecordMaxBufferedTime of the library"),
    key("aggregation", Takes::YesOrNo, "whether the library packs records"),
    key("aggregate_bytes", Takes::OneOf(&["51200"]), "AggregationMaxSize of the library"),
    key("ttl", Takes::Span, "RecordTtl of the library"),
    key("rate", Takes::OneOf(&["50", "100", "150"]), "RateLimit of the library, in percent of a shard"),
    key("fail_if_throttled", Takes::YesOrNo, "whether the library gives throttled records up"),
];

const READER: [Key; 16] = [
    NAME,
    key("stream", Takes::Stream, "what it reads"),
    key("mode", Takes::OneOf(&["polling", "fan_out"]), "GetRecords, or enhanced fan-out"),
    key("consumer", Takes::Anything, "the registered consumer that it reads as"),
    key("start", Takes::OneOf(&["trim", "latest", "time", "sequence", "after"]), "where it begins"),
    key("at", Takes::Span, "the time or sequence number to begin at"),
    key("shard", Takes::Anything, "one shard only"),
    key("poll", Takes::Span, "time between reads of a shard"),
    key("limit", Takes::OneOf(&["100", "1000", "10000"]), "most records of a read"),
    key("attempts", Takes::OneOf(&["1", "3", "5"]), "how often it tries"),
    key("children", Takes::OneOf(&["after_parents", "at_once", "at_latest"]), "when it reads the shards of a split"),
    key("list", Takes::Span, "how often it looks for new shards"),
    key("deaggregate", Takes::YesOrNo, "whether it unpacks what the producer library packed"),
    WORK,
    CRASH,
    key("resume", Takes::OneOf(&["latest", "trim", "last"]), "where it goes on after a crash"),
];

const KCL: [Key; 18] = [
    NAME,
    key("application", Takes::Anything, "the application, whose workers share leases"),
    STREAM,
    key("version", Takes::OneOf(&["1.x", "2.x", "3.x"]), "of the library"),
    key("retrieval", Takes::OneOf(&["polling", "efo"]), "GetRecords, or enhanced fan-out"),
    key("initial", Takes::OneOf(&["LATEST", "TRIM_HORIZON"]), "where a new application begins"),
    key("failover", Takes::Span, "failoverTimeMillis"),
    key("idle", Takes::Span, "idleTimeBetweenReadsInMillis"),
    key("max_records", Takes::OneOf(&["100", "1000", "10000"]), "most records of a read"),
    key("max_leases", Takes::OneOf(&["1", "2", "4"]), "most leases of a worker"),
    key("steal", Takes::OneOf(&["1", "2"]), "leases that it takes from another at a time"),
    key("handoff", Takes::YesOrNo, "whether leases are handed over gracefully"),
    key("checkpoint", Takes::OneOf(&["batch", "100", "1m"]), "after each batch, so many records, or a time"),
    key("shard_end", Takes::YesOrNo, "whether it checkpoints at the end of a shard"),
    WORK,
    FAIL,
    CRASH,
    CRASH_TIME,
];

const AGENT: [Key; 16] = [
    NAME,
    key("stream", Takes::Stream, "where it puts lines"),
    key("delivery_stream", Takes::DeliveryStream, "where it puts lines, instead of a stream"),
    key("file", Takes::Anything, "filePattern"),
    key("content", Takes::Anything, "what the file holds"),
    key("position", Takes::OneOf(&["START_OF_FILE", "END_OF_FILE"]), "initialPosition"),
    key("age", Takes::Span, "maxBufferAgeMillis"),
    key("bytes", Takes::OneOf(&["1048576"]), "maxBufferSizeBytes"),
    key("records", Takes::OneOf(&["100", "500"]), "maxBufferSizeRecords"),
    key("keys", Takes::OneOf(&["RANDOM", "DETERMINISTIC"]), "partitionKeyOption"),
    key("start_pattern", Takes::Anything, "multiLineStartPattern"),
    key("options", Takes::Anything, "dataProcessingOptions, as JSON in quotation marks"),
    key("every", Takes::Span, "writes lines by itself, that often"),
    BURST,
    TOTAL,
    key("format", Takes::OneOf(&["common", "combined", "csv"]), "how those lines look"),
];

/// What a kind of actor is, in a few words.
pub(super) fn about(kind: &str) -> &'static str {
    match kind {
        "producer" => "sends messages",
        "consumer" => "receives messages and works on them",
        "writer" => "puts records into a stream",
        "reader" => "reads a stream with an SDK",
        "kcl" => "reads a stream with the Kinesis Client Library",
        _ => "follows a log file, and puts its lines into a stream",
    }
}

/// What a kind of actor takes.
pub fn keys(kind: &str) -> Option<&'static [Key]> {
    Some(match kind {
        "producer" => &PRODUCER,
        "consumer" => &CONSUMER,
        "writer" => &WRITER,
        "reader" => &READER,
        "kcl" => &KCL,
        "agent" => &AGENT,
        _ => return None,
    })
}

/// A key that is not there yet, or what stands behind one.
pub(super) fn offer(place: &Place<'_>, keys: &[Key], names: Names<'_>) -> Offer {
    if let Some((name, typed)) = place.token.split_once('=') {
        let key = keys.iter().find(|key| key.name == name);
        return Offer::part(typed, key.map(|key| values(key.takes, typed, names)).unwrap_or_default());
    }
    let is_there =
        |key: &Key| place.before.iter().any(|word| word.split_once('=').is_some_and(|(name, _)| name == key.name));
    let free = keys.iter().filter(|key| !is_there(key));
    Offer::key(place, free.map(|key| Item::new(format!("{}=", key.name), key.about)).collect())
}

fn values(takes: Takes, typed: &str, names: Names<'_>) -> Vec<Item> {
    match takes {
        Takes::Anything => Vec::new(),
        Takes::Span => spans(typed),
        Takes::YesOrNo => plain(&["yes", "no"]),
        Takes::OneOf(words) => plain(words),
        Takes::Queue => names.queues(),
        Takes::Topic => names.topics(),
        Takes::Stream => names.streams(),
        Takes::DeliveryStream => names.delivery_streams(),
        Takes::Bucket => names.buckets(),
        Takes::User => names.users(),
        Takes::Role => names.roles(),
        Takes::Region => Names::regions(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::boxed;

    /// What the parser says of each key, whatever it makes of the value.
    fn is_known(kind: &str, key: &str) -> bool {
        match boxed::parse(&format!("actor {kind} {key}=1")) {
            Ok(_) => true,
            Err(error) => !error.text.contains(&format!("has no '{key}'")),
        }
    }

    #[test]
    fn every_key_is_one_of_the_parser_and_every_word_behind_it_is_taken() {
        for kind in KINDS {
            assert!(!is_known(kind, "boss"), "{kind}");
            for key in keys(kind).unwrap() {
                assert!(is_known(kind, key.name), "{kind} {}", key.name);
                let words = match key.takes {
                    Takes::OneOf(words) => words.to_vec(),
                    Takes::YesOrNo => vec!["yes", "no"],
                    Takes::Span => vec!["5s"],
                    _ => continue,
                };
                for word in words {
                    // Some are only allowed together with another.
                    let with = match key.name {
                        "threshold" | "always" => " bucket=b",
                        "cleanup" | "ignore_not_found" => " extended=yes",
                        "start" => " at=5s",
                        _ => "",
                    };
                    let text = format!("actor {kind} {}={word}{with}", key.name);
                    assert!(boxed::parse(&text).is_ok(), "{text}: {:?}", boxed::parse(&text));
                }
            }
        }
    }

    /// The keys that the sources of the parser compare with.
    #[test]
    fn no_key_of_the_parser_is_missing() {
        let sources = [
            (include_str!("../actors.rs"), "a producer has no", "producer"),
            (include_str!("../actors.rs"), "a consumer has no", "consumer"),
            (include_str!("../actors.rs"), "a writer has no", "writer"),
            (include_str!("../readers.rs"), "a reader has no", "reader"),
            (include_str!("../readers.rs"), "an agent has no", "agent"),
            (include_str!("../workers.rs"), "a kcl worker has no", "kcl"),
        ];
        for (source, end, kind) in sources {
            let head = source.split(end).next().unwrap();
            let arms = head.rsplit("match key {").next().unwrap();
            let known = keys(kind).unwrap();
            let mut count = 0;
            for line in arms.lines().filter(|line| line.starts_with("            \"") && line.contains("=>")) {
                let name = line.trim().trim_start_matches('"').split('"').next().unwrap();
                // One that only repeats what older clients wrote.
                let is_rare = name == "legacy_marker" || (kind == "reader" && name == "crash_time");
                assert!(is_rare || known.iter().any(|key| key.name == name), "{kind} {name}");
                count += 1;
            }
            assert!(count > 10, "{kind} {count}");
        }
    }
}
