//! The words of every command but `call`.

use super::names::Names;
use super::place::Place;
use super::{Item, Known, Offer, actors, calls, chaos, values};
use crate::endpoints::Kind;
use crate::scenario::help;
use crate::scenario::until::{
    self, ActorFigure, BucketFigure, Direction, Doing, FunctionFigure, QueueFigure, StreamFigure, TopicFigure,
};
use crate::scenario::written::kind_word;

/// What `show` can tell: the word, whether a name follows, and what it is.
pub(super) const SHOWN: [(&str, bool, &str); 20] = [
    ("queue", true, "its counts and its messages"),
    ("topic", true, "its subscriptions, and what became of its copies"),
    ("stream", true, "its shards and their records"),
    ("actors", false, "what they are doing"),
    ("events", false, "what happened since it was last told"),
    ("metrics", true, "what the metrics of a queue would be"),
    ("deliveries", true, "what was logged of the ends of a topic's deliveries"),
    ("reader", true, "what a reader of a stream has counted"),
    ("delivery_stream", true, "what a delivery stream holds and has counted"),
    ("delivery_log", true, "the errors that a delivery stream wrote down"),
    ("application", true, "what an application of SQL reads, computes and sends on"),
    ("objects", true, "the objects of a bucket with what they hold"),
    ("table", true, "the items of a table"),
    ("leases", true, "the lease table of an application of the Kinesis Client Library"),
    ("endpoint", true, "what has reached an endpoint outside"),
    ("mappings", false, "what event source mappings are doing"),
    ("doings", false, "what actors did by themselves"),
    ("chaos", false, "what is broken on purpose, and since when"),
    ("limits", false, "the limits in force, and which of them are own ones"),
    ("trail", false, "the newest calls as the call log keeps them"),
];
const SPANS: [&str; 9] = ["1s", "5s", "10s", "30s", "1m", "5m", "15m", "1h", "1d"];
const UNITS: [&str; 5] = ["s", "m", "h", "d", "ms"];

/// Whether `$name` stands for something there.
pub(super) fn takes_variables(place: &Place<'_>) -> bool {
    let takers = ["call", "repeat", "crowd", "let", "fault", "endpoint", "trigger", "stop"];
    place.before.first().is_some_and(|first| takers.contains(first)) && !place.before.contains(&"->")
}

/// The variables, with what they stand for.
pub(super) fn variables(place: &Place<'_>, known: Known<'_>) -> Vec<Item> {
    let number = (place.before.first() == Some(&"repeat")).then(|| Item::new("$n", "the number of the call"));
    let all = known.runner.variables.iter().map(|(name, value)| Item::new(format!("${name}"), value.as_str()));
    // The number was set by the last `repeat`, and is no variable of the reader's.
    number.into_iter().chain(all.filter(|item| item.text != "$n")).collect()
}

/// What the word can be that is being typed.
pub(super) fn offer(place: &Place<'_>, known: Known<'_>) -> Offer {
    let names = Names::of(known);
    let Some((first, rest)) = place.before.split_first() else { return Offer::word(place, commands()) };
    let word = |items: Vec<Item>| Offer::word(place, items);
    match (*first, rest) {
        ("call", words) | ("repeat" | "crowd", [_, "call", words @ ..]) => calls::offer(words, place, known),
        ("repeat", []) => word(plain(&["10", "100", "1000"])),
        ("repeat", [_]) => word(plain(&["call"])),
        ("crowd", []) => word(plain(&["100", "1000", "10000"])),
        ("crowd", [_]) => word(plain(&["call sns Subscribe"])),
        ("show", []) => word(SHOWN.iter().map(|(text, _, note)| Item::new(*text, *note)).collect()),
        ("show", [kind]) => word(names.shown(kind).into_iter().filter(|item| !item.text.starts_with('"')).collect()),
        ("advance", []) => word([spans(place.token), vec![Item::new("to", "an instant after the beginning")]].concat()),
        ("advance", ["to"]) | ("wait" | "seek", []) => word(spans(place.token)),
        ("until", []) => word(
            [
                spans(place.token),
                plain(&[
                    "queue", "dlq", "group", "message", "stream", "shard", "reader", "topic", "actor", "function",
                    "bucket", "alarm", "calls", "event", "refused",
                ]),
            ]
            .concat(),
        ),
        ("until", ["queue"] | ["group", _, "of"]) => word(names.shown("queue")),
        ("until", ["queue", _]) => word(
            QueueFigure::ALL.iter().map(|one| one.word()).chain(["empty"]).map(|text| Item::new(text, "")).collect(),
        ),
        ("until", ["topic"]) => word(names.shown("topic")),
        ("until", ["topic", _]) => word(TopicFigure::ALL.iter().map(|one| Item::new(one.word(), "")).collect()),
        ("until", ["stream"] | ["shard", _, "of"]) => word(names.shown("stream")),
        ("until", ["stream", _]) => {
            let figures = StreamFigure::ALL.iter().map(|one| one.word());
            word(figures.chain(Direction::ALL.iter().map(|one| one.word())).map(|text| Item::new(text, "")).collect())
        }
        ("until", ["shard" | "group", _]) => word(plain(&["of"])),
        ("until", ["shard", _, "of", _]) => {
            word(StreamFigure::ALL.iter().map(|one| Item::new(one.word(), "")).collect())
        }
        ("until", ["group", _, "of", _]) => word(plain(&["locked", "free", "messages"])),
        ("until", ["actor", _]) => {
            let states = Doing::ALL.iter().map(|one| one.word());
            word(states.chain(ActorFigure::ALL.iter().map(|one| one.word())).map(|text| Item::new(text, "")).collect())
        }
        ("until", ["function", _]) => word(FunctionFigure::ALL.iter().map(|one| Item::new(one.word(), "")).collect()),
        ("until", ["bucket", _]) => word(BucketFigure::ALL.iter().map(|one| Item::new(one.word(), "")).collect()),
        ("until", ["event"]) => word(until::Kind::ALL.iter().map(|one| Item::new(one.word(), "")).collect()),
        ("limits", []) => {
            word(vec![Item::new("now", "those of today"), Item::new("then", "those that classic exam notes quote")])
        }
        ("sandbox", []) => word(plain(&["on", "off"])),
        ("crash" | "pause" | "resume" | "remove", []) | ("until", ["actor" | "reader"]) => word(names.actors()),
        ("chaos", words) => word(chaos::offer(words, known)),
        ("cancel", []) => {
            word(known.runner.waits.iter().map(|wait| Item::new(format!("r{}", wait.number), "waits")).collect())
        }
        ("caller", _) => actors::offer(place, &values::CALLER, names),
        ("dials" | "lab", _) => actors::offer(place, values::dials(first), names),
        ("actor", []) => word(actors::KINDS.iter().map(|kind| Item::new(*kind, actors::about(kind))).collect()),
        ("actor", [kind, ..]) => actors::keys(kind).map(|keys| actors::offer(place, keys, names)).unwrap_or_default(),
        ("fault", []) => word(names.faulty()),
        ("fault", [_]) => word(vec![
            Item::new("status", "it answers with that HTTP status"),
            Item::new("down", "nobody answers"),
            Item::new("gone", "it is there no more"),
            Item::new("none", "it is well again"),
        ]),
        ("fault", [_, "status"]) => word(plain(&["503", "500", "429", "404", "403"])),
        ("endpoint", []) => word(Kind::ALL.iter().map(|kind| Item::new(kind_word(*kind), "")).collect()),
        ("endpoint", [kind]) => word(names.endpoints(|one| kind_word(one) == *kind)),
        ("endpoint", [_, _]) => word(vec![Item::new("none", "forgets how it behaves")]),
        ("stop", []) => word(names.endpoints(|kind| kind == Kind::Phone)),
        ("trigger", []) => word(names.topic_arns()),
        ("help", topic) => word(topics(topic)),
        _ => Offer::default(),
    }
}

fn commands() -> Vec<Item> {
    let all = help::ENTRIES.iter().filter(|entry| entry.word.len() > 1);
    all.map(|entry| Item::new(entry.word, entry.about)).collect()
}

pub(super) fn plain(words: &[&str]) -> Vec<Item> {
    words.iter().map(|word| Item::new(*word, "")).collect()
}

/// Spans of time; a number that is there gets its units.
pub(super) fn spans(typed: &str) -> Vec<Item> {
    let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        return UNITS.iter().map(|unit| Item::new(format!("{typed}{unit}"), "")).collect();
    }
    plain(&SPANS)
}

/// What can be asked for behind `help`.
fn topics(before: &[&str]) -> Vec<Item> {
    match before {
        [] => commands(),
        ["actor"] => plain(&actors::KINDS),
        ["call"] => calls::services(),
        ["call", service] => calls::operations(service),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::boxed;

    #[test]
    fn everything_that_can_be_shown_is_offered() {
        for (word, named, _) in SHOWN {
            let text = if named { format!("show {word} x") } else { format!("show {word}") };
            assert!(boxed::parse(&text).is_ok(), "{text}");
            assert_eq!(boxed::parse(&format!("show {word}")).is_err(), named, "{word}");
        }
        let all = boxed::parse("show").unwrap_err().to_string();
        let known = all.split_once("needs ").unwrap().1.split('\n').next().unwrap().replace(" or ", ", ");
        for word in known.split(", ") {
            assert!(SHOWN.iter().any(|(own, ..)| *own == word), "{word}");
        }
    }

    #[test]
    fn kinds_of_endpoints_and_spans_are_those_of_the_parser() {
        for kind in Kind::ALL {
            assert!(boxed::parse(&format!("endpoint {} x none", kind_word(kind))).is_ok());
        }
        for span in SPANS.map(str::to_owned).into_iter().chain(UNITS.map(|unit| format!("7{unit}"))) {
            assert!(boxed::parse(&format!("wait {span}")).is_ok(), "{span}");
        }
    }
}
