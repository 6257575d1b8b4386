//! The words of `chaos`: what is broken, where, and how.

use super::names::Names;
use super::words::plain;
use super::{Item, Known};
use crate::actors::Role;

/// Every switch with what it does, and the settings that are offered first.
const SWITCHES: [(&str, &str, &[&str]); 11] = [
    ("crash", "a consumer, reader or worker, with what it has in hand", &[]),
    ("partition", "nothing passes between two that are connected", &["on", "off"]),
    ("throttle", "calls of an actor, or to a queue, topic or stream, are refused", &["on", "off"]),
    ("lose_delete", "the next deletes of a consumer get lost", &["3", "off"]),
    ("lose_answer", "the next answers to a producer get lost", &["1", "off"]),
    ("duplicate", "the next messages of a queue are delivered twice", &["1", "off"]),
    ("poison", "the next messages of a producer make every consumer fail", &["1", "off"]),
    ("burst", "a producer sends so many at once", &["100"]),
    ("slow", "an actor's work takes so many times as long", &["10x", "off"]),
    ("latency", "the ways of an actor take longer", &["500ms..2s", "off"]),
    ("freeze", "the clock of an actor stands still", &["on", "off"]),
];

/// What the word can be behind those that are there.
pub(super) fn offer(before: &[&str], known: Known<'_>) -> Vec<Item> {
    let names = Names::of(known);
    let settings = |word: &str| {
        let found = SWITCHES.iter().find(|(own, ..)| *own == word);
        found.map(|(.., settings)| plain(settings)).unwrap_or_default()
    };
    match before {
        [] => SWITCHES.iter().map(|(word, about, _)| Item::new(*word, *about)).collect(),
        ["partition" | "throttle"] | ["partition", _] => {
            let ends = names.actors().into_iter().chain(names.queues()).chain(names.topics()).chain(names.streams());
            ends.filter(|item| before.get(1) != Some(&item.text.as_str())).collect()
        }
        ["duplicate"] => names.queues(),
        ["lose_delete"] => actors(known, names, |role| matches!(role, Role::Consumer(_))),
        ["poison"] => actors(known, names, |role| matches!(role, Role::Producer(_))),
        ["lose_answer" | "burst"] => actors(known, names, |role| matches!(role, Role::Producer(_) | Role::Writer(_))),
        [_] => names.actors(),
        ["partition", _, _] => settings("partition"),
        ["partition", ..] => Vec::new(),
        [word, _] => settings(word),
        _ => Vec::new(),
    }
}

/// Actors of some kinds, as they are written.
fn actors(known: Known<'_>, names: Names<'_>, is: fn(&Role) -> bool) -> Vec<Item> {
    let fits = known.cloud.actors().map(|actor| is(&actor.role));
    names.actors().into_iter().zip(fits).filter(|(_, fits)| *fits).map(|(item, _)| item).collect()
}
