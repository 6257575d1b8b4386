//! The overlap rule against its meaning: two rules overlap exactly if some event of some key is told by both.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Destination, DestinationKind, EventType, Filter, Rule};
use proptest::prelude::*;

/// Texts over a small alphabet, none at all included.
fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[ab]{1,3}")
}

fn rule() -> impl Strategy<Value = Rule> {
    let all: Vec<EventType> = EventType::all().collect();
    let events = prop::collection::vec(prop::sample::select(all), 1..3);
    (text(), text(), events).prop_map(|(prefix, suffix, events)| Rule {
        destination: Destination {
            kind: DestinationKind::Queue,
            arn: "arn:aws:sqs:us-east-1:000000000000:q".parse().unwrap(),
            rule: "id".into(),
        },
        events,
        filter: Filter::new(prefix.as_deref(), suffix.as_deref()),
    })
}

/// Every key of up to six letters of the alphabet: as long as the longest prefix and the longest suffix together.
fn keys() -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut start = 0;
    for _ in 0..6 {
        let end = keys.len();
        let longer = |key: &String| ["a", "b"].map(|letter| format!("{key}{letter}"));
        let longest: Vec<String> = keys.iter().skip(start).flat_map(longer).collect();
        keys.extend(longest);
        start = end;
    }
    keys
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn two_rules_overlap_where_both_tell_of_something(one in rule(), other in rule()) {
        let events: Vec<EventType> = EventType::all().filter(|event| !event.is_wildcard()).collect();
        let both = |key: &String| events.iter().any(|event| one.matches(*event, key) && other.matches(*event, key));
        let expected = keys().iter().any(both);
        prop_assert_eq!(one.overlap(&other).is_some(), expected);
        prop_assert_eq!(other.overlap(&one).is_some(), expected);
    }
}
