//! Conditions: an operator, a key and the values that are wanted.
//!
//! "IAM JSON policy elements: Condition operators" and "Set operators for multi-valued context keys" in the IAM user
//! guide.

use super::address::Network;
use super::pattern::Reading;
use super::{Context, Fault, Pattern};
use crate::base::calendar;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::cmp::Ordering;

/// One key under one operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    operator: String,
    key: String,
    /// The key in small letters.
    lookup: String,
    test: Test,
    is_negated: bool,
    if_exists: bool,
    set: Option<Set>,
    wanted: Vec<(String, Wanted)>,
}

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Text,
    TextAnyCase,
    Like,
    Arn,
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Ip,
    Null,
}

/// How the request's value stands to the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// What the set operators ask of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    Any,
    All,
}

/// A wanted value in the form that it is compared in.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Pattern(Pattern),
    Number(f64),
    Date(i64),
    Flag(bool),
    Bytes(Vec<u8>),
    Network(Network),
}

/// Each operator: its name, what it compares, and whether it holds when the comparison fails.
const OPERATORS: [(&str, Test, bool); 28] = [
    ("StringEquals", Test::Text, false),
    ("StringNotEquals", Test::Text, true),
    ("StringEqualsIgnoreCase", Test::TextAnyCase, false),
    ("StringNotEqualsIgnoreCase", Test::TextAnyCase, true),
    ("StringLike", Test::Like, false),
    ("StringNotLike", Test::Like, true),
    ("ArnEquals", Test::Arn, false),
    ("ArnLike", Test::Arn, false),
    ("ArnNotEquals", Test::Arn, true),
    ("ArnNotLike", Test::Arn, true),
    ("NumericEquals", Test::Number(Order::Equal), false),
    ("NumericNotEquals", Test::Number(Order::Equal), true),
    ("NumericLessThan", Test::Number(Order::Less), false),
    ("NumericLessThanEquals", Test::Number(Order::AtMost), false),
    ("NumericGreaterThan", Test::Number(Order::Greater), false),
    ("NumericGreaterThanEquals", Test::Number(Order::AtLeast), false),
    ("DateEquals", Test::Date(Order::Equal), false),
    ("DateNotEquals", Test::Date(Order::Equal), true),
    ("DateLessThan", Test::Date(Order::Less), false),
    ("DateLessThanEquals", Test::Date(Order::AtMost), false),
    ("DateGreaterThan", Test::Date(Order::Greater), false),
    ("DateGreaterThanEquals", Test::Date(Order::AtLeast), false),
    ("Bool", Test::Bool, false),
    ("BinaryEquals", Test::Binary, false),
    ("IpAddress", Test::Ip, false),
    ("NotIpAddress", Test::Ip, true),
    ("Null", Test::Null, false),
    // AWS's own linter knows it, though the guide does not list it.
    ("BinaryNotEquals", Test::Binary, true),
];

impl Condition {
    /// Reads one key of an operator's block.
    pub(super) fn read(operator: &str, key: &str, value: &Value, variables: bool) -> Result<Self, Fault> {
        let (set, rest) = if let Some(rest) = operator.strip_prefix("ForAnyValue:") {
            (Some(Set::Any), rest)
        } else if let Some(rest) = operator.strip_prefix("ForAllValues:") {
            (Some(Set::All), rest)
        } else {
            (None, operator)
        };
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        let found = OPERATORS.iter().find(|(known, ..)| *known == name);
        let Some((_, test, is_negated)) = found.copied() else {
            let other = OPERATORS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
            return Err(
                other.map_or(Fault::form(operator, "a condition operator"), |(known, ..)| Fault::Letters(known))
            );
        };
        if test == Test::Null && (if_exists || set.is_some()) {
            return Err(Fault::form(operator, "a condition operator: Null stands alone"));
        }
        // A key is a service and a name; after a slash, tags may hold more colons.
        if key.split_once(':').is_none_or(|(service, name)| service.is_empty() || name.is_empty()) {
            return Err(Fault::form(key, "a condition key, such as aws:SourceArn"));
        }
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let wanted = values.iter().map(|value| test.read(&text_of(value)?, variables)).collect::<Result<_, _>>()?;
        let (operator, lookup) = (operator.to_owned(), key.to_ascii_lowercase());
        Ok(Self { operator, key: key.to_owned(), lookup, test, is_negated, if_exists, set, wanted })
    }

    /// The operator as it is written, with what stands before and after its name.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// The key as it is written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The values as they are written.
    pub fn wanted(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().map(|(text, _)| text.as_str())
    }

    /// The request's values of the key.
    pub(super) fn actual<'a>(&self, context: &'a Context) -> &'a [String] {
        context.get(&self.lookup)
    }

    /// Whether the condition holds.
    ///
    /// Several wanted values: one of them is enough, and under a negated operator none may match. A missing key fails
    /// an operator, passes a negated one and passes with `IfExists`. Under a set operator the set decides: "any" of no
    /// values fails and "all" of them passes.
    pub(super) fn holds(&self, context: &Context) -> bool {
        let actual = self.actual(context);
        let passes = |value: &String| self.matches(value, context) != self.is_negated;
        match self.set {
            _ if self.test == Test::Null => {
                self.wanted.iter().any(|(_, want)| *want == Wanted::Flag(actual.is_empty()))
            }
            Some(Set::Any) => actual.iter().any(passes),
            Some(Set::All) => actual.iter().all(passes),
            None if actual.is_empty() => self.if_exists || self.is_negated,
            None => actual.iter().any(|value| self.matches(value, context)) != self.is_negated,
        }
    }

    /// Whether one of the wanted values fits.
    fn matches(&self, value: &str, context: &Context) -> bool {
        self.wanted.iter().any(|(_, wanted)| self.test.fits(wanted, value, context))
    }
}

impl Test {
    fn read(self, text: &str, variables: bool) -> Result<(String, Wanted), Fault> {
        let form = |wanted: &'static str| move || Fault::form(text, wanted);
        let wanted = match self {
            Self::Text | Self::TextAnyCase => Wanted::Pattern(Pattern::read(text, Reading { wild: false, variables })?),
            Self::Like | Self::Arn => Wanted::Pattern(Pattern::read(text, Reading { wild: true, variables })?),
            Self::Number(_) => Wanted::Number(number(text).ok_or_else(form("a number"))?),
            Self::Date(_) => {
                Wanted::Date(calendar::parse(text).ok_or_else(form("a date, such as 2026-01-01T00:00:00Z"))?)
            }
            Self::Bool | Self::Null => Wanted::Flag(flag(text).ok_or_else(form("true or false"))?),
            Self::Binary => Wanted::Bytes(STANDARD.decode(text).map_err(|_| form("text in base64")())?),
            Self::Ip => Wanted::Network(Network::parse(text).ok_or_else(form("an address range, such as 10.0.0.0/8"))?),
        };
        Ok((text.to_owned(), wanted))
    }

    /// Whether a value of the request is what is wanted; one that cannot be read never is.
    fn fits(self, wanted: &Wanted, value: &str, context: &Context) -> bool {
        match (self, wanted) {
            (Self::Text | Self::Like, Wanted::Pattern(pattern)) => pattern.matches(value, false, context),
            (Self::TextAnyCase, Wanted::Pattern(pattern)) => pattern.matches(value, true, context),
            (Self::Arn, Wanted::Pattern(pattern)) => pattern.matches_arn(value, context),
            (Self::Number(order), Wanted::Number(wanted)) => {
                number(value).and_then(|value| value.partial_cmp(wanted)).is_some_and(|found| order.accepts(found))
            }
            (Self::Date(order), Wanted::Date(wanted)) => {
                calendar::parse(value).is_some_and(|value| order.accepts(value.cmp(wanted)))
            }
            (Self::Bool, Wanted::Flag(wanted)) => flag(value) == Some(*wanted),
            (Self::Binary, Wanted::Bytes(wanted)) => STANDARD.decode(value).is_ok_and(|bytes| bytes == *wanted),
            (Self::Ip, Wanted::Network(network)) => network.holds(value),
            _ => false,
        }
    }
}

impl Order {
    fn accepts(self, found: Ordering) -> bool {
        match self {
            Self::Equal => found.is_eq(),
            Self::Less => found.is_lt(),
            Self::AtMost => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::AtLeast => found.is_ge(),
        }
    }
}

/// Numbers and truth values may stand without quotation marks.
fn text_of(value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err(Fault::NotA("a text, a number, true or false, or a list of them")),
    }
}

fn number(text: &str) -> Option<f64> {
    // Rust also reads `inf` and `nan`.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

fn flag(text: &str) -> Option<bool> {
    [true, false].into_iter().find(|flag| text.eq_ignore_ascii_case(if *flag { "true" } else { "false" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Caller;
    use serde_json::json;

    fn context(values: &[&str]) -> Context {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Context::of(&Caller::default(), 1_767_225_600_000, &[("x:Key".to_owned(), values)])
    }

    #[allow(clippy::needless_pass_by_value, reason = "cases are written in place")]
    fn holds(operator: &str, wanted: Value, actual: &[&str]) -> bool {
        Condition::read(operator, "X:kEY", &wanted, true).unwrap().holds(&context(actual))
    }

    /// Each operator with what it wants, a value that fits and one that does not.
    fn table() -> Vec<(&'static str, Value, &'static str, &'static str)> {
        vec![
            ("StringEquals", json!("ab*"), "ab*", "abc"),
            ("StringEqualsIgnoreCase", json!("AbC"), "aBc", "abd"),
            ("StringLike", json!("a?c*"), "abcd", "aBc".trim_end_matches('c')),
            ("ArnEquals", json!("arn:aws:s3:*:*:b"), "arn:aws:s3:::b", "arn:aws:s3:::c"),
            ("ArnLike", json!("arn:aws:s3:*:*:b?"), "arn:aws:s3:::b1", "arn:aws:s3::b1"),
            ("NumericEquals", json!(10), "10.0", "10.5"),
            ("NumericLessThan", json!("10"), "9", "10"),
            ("NumericLessThanEquals", json!(10), "10", "10.1"),
            ("NumericGreaterThan", json!(-1.5), "-1", "-1.5"),
            ("NumericGreaterThanEquals", json!(10), "10", "9.9"),
            ("DateEquals", json!("2026-01-01"), "1767225600", "1767225601"),
            ("DateLessThan", json!("2026-01-01T00:00:00Z"), "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
            ("DateLessThanEquals", json!("2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
            ("DateGreaterThan", json!(1_767_225_600), "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"),
            ("DateGreaterThanEquals", json!("2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z", "2025-12-31"),
            ("Bool", json!(true), "true", "false"),
            ("BinaryEquals", json!("QUI="), "QUI=", "QUJD"),
            ("IpAddress", json!("10.0.0.0/8"), "10.1.2.3", "11.1.2.3"),
        ]
    }

    const NEGATED: [(&str, &str); 9] = [
        ("StringEquals", "StringNotEquals"),
        ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        ("StringLike", "StringNotLike"),
        ("ArnEquals", "ArnNotEquals"),
        ("ArnLike", "ArnNotLike"),
        ("NumericEquals", "NumericNotEquals"),
        ("DateEquals", "DateNotEquals"),
        ("BinaryEquals", "BinaryNotEquals"),
        ("IpAddress", "NotIpAddress"),
    ];

    #[test]
    fn the_tables_name_every_operator() {
        let names: Vec<_> = table().iter().map(|row| row.0).chain(NEGATED.map(|pair| pair.1)).chain(["Null"]).collect();
        assert_eq!(names.len(), OPERATORS.len());
        assert!(OPERATORS.iter().all(|(name, ..)| names.contains(name)));
    }

    #[test]
    fn each_operator_tells_what_fits_from_what_does_not() {
        for (operator, wanted, good, bad) in table() {
            assert!(holds(operator, wanted.clone(), &[good]), "{operator} {good}");
            assert!(!holds(operator, wanted.clone(), &[bad]), "{operator} {bad}");
            assert!(!holds(operator, wanted.clone(), &["", "?"]), "{operator} takes what it cannot read");
            assert!(!holds(operator, json!([]), &[good]), "{operator} with nothing wanted");
        }
    }

    #[test]
    fn each_negated_operator_is_the_opposite() {
        for (operator, wanted, good, bad) in table() {
            let Some((_, negated)) = NEGATED.iter().find(|pair| pair.0 == operator) else { continue };
            assert!(!holds(negated, wanted.clone(), &[good]), "{negated} {good}");
            assert!(holds(negated, wanted.clone(), &[bad]), "{negated} {bad}");
            assert!(!holds(negated, wanted.clone(), &[bad, good]), "{negated}: none may match");
            let both = json!([wanted, wanted]);
            assert!(!holds(negated, both, &[good]), "{negated} with two");
        }
    }

    #[test]
    fn a_missing_key_fails_passes_when_negated_and_passes_if_it_need_not_exist() {
        for (operator, wanted, good, bad) in table() {
            assert!(!holds(operator, wanted.clone(), &[]), "{operator}");
            let if_exists = format!("{operator}IfExists");
            assert!(holds(&if_exists, wanted.clone(), &[]), "{if_exists}");
            assert!(holds(&if_exists, wanted.clone(), &[good]), "{if_exists}");
            assert!(!holds(&if_exists, wanted.clone(), &[bad]), "{if_exists}");
            if let Some((_, negated)) = NEGATED.iter().find(|pair| pair.0 == operator) {
                assert!(holds(negated, wanted.clone(), &[]), "{negated}");
                assert!(holds(&format!("{negated}IfExists"), wanted.clone(), &[]), "{negated}IfExists");
                assert!(!holds(&format!("{negated}IfExists"), wanted, &[good]), "{negated}IfExists");
            }
        }
    }

    #[test]
    fn set_operators_ask_any_or_all_values() {
        for (operator, wanted, good, bad) in table() {
            let (any, all) = (format!("ForAnyValue:{operator}"), format!("ForAllValues:{operator}"));
            for (actual, expected_any, expected_all) in [
                (&[good, bad][..], true, false),
                (&[good, good], true, true),
                (&[bad], false, false),
                (&[], false, true),
            ] {
                assert_eq!(holds(&any, wanted.clone(), actual), expected_any, "{any} {actual:?}");
                assert_eq!(holds(&all, wanted.clone(), actual), expected_all, "{all} {actual:?}");
            }
            assert!(!holds(&format!("{any}IfExists"), wanted.clone(), &[]), "{any}IfExists");
            let Some((_, negated)) = NEGATED.iter().find(|pair| pair.0 == operator) else { continue };
            let (any, all) = (format!("ForAnyValue:{negated}"), format!("ForAllValues:{negated}"));
            assert!(holds(&any, wanted.clone(), &[good, bad]) && !holds(&any, wanted.clone(), &[good]));
            assert!(!holds(&any, wanted.clone(), &[]));
            assert!(!holds(&all, wanted.clone(), &[good, bad]) && holds(&all, wanted.clone(), &[bad, bad]));
            assert!(holds(&all, wanted, &[]));
        }
    }

    #[test]
    fn null_asks_whether_the_key_is_there() {
        assert!(holds("Null", json!("true"), &[]) && !holds("Null", json!("true"), &["a"]));
        assert!(!holds("Null", json!(false), &[]) && holds("Null", json!(false), &["a"]));
        assert!(holds("Null", json!([true, "FALSE"]), &[]) && !holds("Null", json!([]), &[]));
    }

    #[test]
    fn one_of_several_wanted_values_is_enough() {
        assert!(holds("StringEquals", json!(["a", "b"]), &["b"]));
        assert!(!holds("StringEquals", json!(["a", "b"]), &["c"]));
        assert!(!holds("StringNotEquals", json!(["a", "b"]), &["b"]));
        assert!(holds("StringNotEquals", json!(["a", "b"]), &["c"]));
    }

    #[test]
    fn variables_stand_for_values_of_the_request() {
        assert!(holds("StringEquals", json!("${aws:PrincipalAccount}"), &["000000000000"]));
        assert!(holds("ArnLike", json!("arn:aws:sns:*:${aws:PrincipalAccount}:*"), &["arn:aws:sns:a:000000000000:t"]));
        assert!(!holds("StringEquals", json!("${aws:username}"), &["a"]));
        assert!(holds("StringNotEquals", json!("${aws:username}"), &["a"]));
        let old = Condition::read("StringEquals", "x:key", &json!("${aws:username}"), false).unwrap();
        assert!(old.holds(&context(&["${aws:username}"])));
    }

    #[test]
    fn what_no_operator_takes_is_refused() {
        let bad = [
            ("StringEqual", "x:y", json!("a"), "'StringEqual' is not a condition operator"),
            ("stringequals", "x:y", json!("a"), "did you mean StringEquals?"),
            ("NullIfExists", "x:y", json!("true"), "Null stands alone"),
            ("ForAnyValue:Null", "x:y", json!("true"), "Null stands alone"),
            ("Bool", "x", json!("true"), "'x' is not a condition key"),
            ("Bool", ":x", json!("true"), "is not a condition key"),
            ("Bool", "x:y", json!("yes"), "'yes' is not true or false"),
            ("Bool", "x:y", json!(null), "must be a text"),
            ("Bool", "x:y", json!([["true"]]), "must be a text"),
            ("NumericEquals", "x:y", json!("nan"), "is not a number"),
            ("NumericEquals", "x:y", json!("1e999"), "is not a number"),
            ("DateEquals", "x:y", json!("soon"), "is not a date"),
            ("IpAddress", "x:y", json!("10.0.0.0/40"), "is not an address range"),
            ("BinaryEquals", "x:y", json!("?"), "is not text in base64"),
            ("StringLike", "x:y", json!("${a"), "variables"),
        ];
        for (operator, key, value, expected) in bad {
            let fault = Condition::read(operator, key, &value, true).unwrap_err();
            assert!(fault.to_string().contains(expected), "{fault}");
        }
    }
}
