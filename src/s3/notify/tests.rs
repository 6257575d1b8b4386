//! Filters, and the overlaps that the guide gives as examples.

use super::*;
use crate::s3::api::{FilterRule, NotificationFilter, S3KeyFilter};

fn rule(events: &[&str], prefix: &str, suffix: &str) -> Rule {
    Rule {
        destination: Destination {
            kind: DestinationKind::Queue,
            arn: "arn:aws:sqs:us-east-1:000000000000:q".parse().unwrap(),
            rule: "id".into(),
        },
        events: events.iter().map(|event| EventType::parse(event).unwrap()).collect(),
        filter: Filter::new(Some(prefix), Some(suffix)),
    }
}

#[test]
fn rules_overlap_as_the_guide_says() {
    let (created, put, removed) = ("s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectRemoved:*");
    let copy = "s3:ObjectCreated:Copy";
    for (one, other, expected) in [
        ((created, "", ""), (created, "", ""), true),
        ((created, "", ""), (put, "images/", ".jpg"), true),
        ((created, "", ""), (removed, "", ""), false),
        ((put, "", ""), (copy, "", ""), false),
        // One prefix begins with the other.
        ((created, "images", ""), (created, "images/", ""), true),
        ((created, "images/", ""), (created, "logs/", ""), false),
        // One suffix ends with the other.
        ((created, "", "jpg"), (created, "", "pg"), true),
        ((created, "", ".jpg"), (created, "", ".png"), false),
        // The same prefix is fine where the suffixes are apart, and the other way round.
        ((created, "images/", ".jpg"), (created, "images/", ".png"), false),
        ((created, "images/", ".jpg"), (created, "logs/", ".jpg"), false),
        // A prefix alone and a suffix alone meet in a key that has both.
        ((created, "images/", ""), (created, "", ".jpg"), true),
        ((put, "images/", ".jpg"), (created, "images/a", "a.jpg"), true),
    ] {
        let (a, b) = (rule(&[one.0], one.1, one.2), rule(&[other.0], other.1, other.2));
        assert_eq!(a.overlap(&b).is_some(), expected, "{one:?} {other:?}");
        assert_eq!(b.overlap(&a).is_some(), expected, "{other:?} {one:?}");
    }
    let both = rule(&[removed, put], "", "").overlap(&rule(&[copy, created], "", "")).unwrap();
    assert_eq!((both.0.name(), both.1.name()), (put, created));
}

#[test]
fn filters_look_at_both_ends_of_a_key() {
    let filter = Filter::new(Some("images/"), Some(".jpg"));
    for (key, expected) in [
        ("images/a.jpg", true),
        ("images/.jpg", true),
        ("images/a.JPG", false),
        ("a/images/a.jpg", false),
        ("images/a.png", false),
    ] {
        assert_eq!(filter.matches(key), expected, "{key}");
    }
    assert!(Filter::new(Some("aba"), Some("ba")).matches("aba"), "the two may have letters in common");
    assert!(Filter::new(Some("a%20b%2F"), None).matches("a b/c"));
    assert!(Filter::default().is_all() && Filter::default().matches(""));
}

#[test]
fn filter_rules_are_read_in_any_letters_and_written_in_one_way() {
    let given = |rules: &[(&str, &str)]| NotificationFilter {
        key: Some(S3KeyFilter {
            filter_rules: rules
                .iter()
                .map(|(name, value)| FilterRule { name: (*name).into(), value: (*value).into() })
                .collect(),
        }),
    };
    let read = |rules: &[(&str, &str)]| Filter::read(Some(&given(rules)));
    let filter = read(&[("SUFFIX", ".txt"), ("prefix", "notif-")]).unwrap();
    assert_eq!((filter.prefix(), filter.suffix()), (Some("notif-"), Some(".txt")));
    assert_eq!(filter.write(), Some(given(&[("Prefix", "notif-"), ("Suffix", ".txt")])));
    assert_eq!(Filter::read(None).unwrap().write(), None);
    let long = "x".repeat(1025);
    for (rules, sentence, argument) in [
        (&[("INVALID", "x")][..], "filter rule name must be either prefix or suffix", ("FilterRule.Name", "INVALID")),
        (
            &[("prefix", "a"), ("Prefix", "b")],
            "Cannot specify more than one prefix rule in a filter.",
            ("FilterRule.Name", "Prefix"),
        ),
        (
            &[("suffix", "a"), ("suffix", "b")],
            "Cannot specify more than one suffix rule in a filter.",
            ("FilterRule.Name", "suffix"),
        ),
        (&[("prefix", "")], "filter value cannot be empty", ("FilterRule.Value", "")),
        (
            &[("prefix", &*long)],
            "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
            ("FilterRule.Value", &*long),
        ),
    ] {
        let error = read(rules).unwrap_err();
        assert_eq!((error.message.as_str(), error.details[0].1.as_str()), (sentence, argument.0));
        assert_eq!(error.details[1].1, argument.1);
    }
}
