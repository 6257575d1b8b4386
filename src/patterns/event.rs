//! Event patterns: what EventBridge and the filters of event source mappings hold against a whole event.
//!
//! Source: "Amazon EventBridge event patterns" and its page on comparison operators in the EventBridge user guide.

use super::{Dialect, Json, Leaf, all_in, frame, object, read_json};

/// How event patterns are read. A pattern with `$or` may come to this many combinations.
const DIALECT: Dialect =
    Dialect { is_flat: false, has_newer_operators: true, wildcards_max: None, too_many_keys: "Too many keys" };
const WAYS_MAX: u64 = 1_000;

/// An event pattern that has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventPattern {
    leaves: Vec<Leaf>,
    /// The ways to fulfil it, as positions of leaves.
    ways: Vec<Vec<usize>>,
}

impl EventPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let members = match read_json(text) {
            Ok(Json::Object(members)) => members,
            Ok(_) => return Err("Filter is not an object".to_owned()),
            Err(fault) => return Err(fault.text),
        };
        // An empty object asks for nothing.
        if members.is_empty() {
            return Ok(Self { leaves: Vec::new(), ways: vec![Vec::new()] });
        }
        let node = object(&members, &DIALECT, &[])?;
        if node.count_ways() > WAYS_MAX {
            return Err("Rule is too complex - try using fewer combinations in $or".to_owned());
        }
        let mut leaves = Vec::new();
        node.leaves(&mut leaves);
        let leaves = leaves.into_iter().cloned().collect();
        Ok(Self { leaves, ways: node.ways(&mut 0) })
    }

    /// The keys that it asks for, each as the steps to it.
    pub fn paths(&self) -> impl Iterator<Item = &[String]> {
        self.leaves.iter().map(|leaf| leaf.path.as_slice())
    }

    /// Whether a document is what it asks for. Nothing but an object is.
    pub fn matches(&self, document: &Json) -> bool {
        let Json::Object(members) = document else { return false };
        let frame = frame(members);
        self.ways.iter().any(|way| {
            let leaves = way.iter().filter_map(|index| self.leaves.get(*index));
            let asked: Vec<_> = leaves.map(|leaf| (leaf.path.as_slice(), leaf)).collect();
            all_in(&frame, &asked)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(pattern: &str, document: &str) -> bool {
        EventPattern::parse(pattern).unwrap().matches(&read_json(document).unwrap())
    }

    #[test]
    fn each_operator_takes_what_it_asks_for() {
        for (rule, yes, no) in [
            (r#""x""#, r#""x""#, r#""y""#),
            ("null", "null", r#""null""#),
            (r#""""#, r#""""#, r#"" ""#),
            ("12", "12.0", "13"),
            (r#"{"prefix":"ab"}"#, r#""abc""#, r#""cab""#),
            (r#"{"prefix":{"equals-ignore-case":"AB"}}"#, r#""abc""#, r#""cab""#),
            (r#"{"suffix":"ab"}"#, r#""cab""#, r#""abc""#),
            (r#"{"suffix":{"equals-ignore-case":".PNG"}}"#, r#""a.png""#, r#""a.jpg""#),
            (r#"{"anything-but":["a",1]}"#, r#""b""#, "1"),
            (r#"{"anything-but":{"prefix":["a","b"]}}"#, r#""c""#, r#""bc""#),
            (r#"{"anything-but":{"suffix":"a"}}"#, r#""ab""#, r#""ba""#),
            (r#"{"anything-but":{"equals-ignore-case":["A","B"]}}"#, r#""c""#, r#""b""#),
            (r#"{"anything-but":{"wildcard":"*x*"}}"#, r#""aya""#, r#""axa""#),
            (r#"{"numeric":[">",1,"<=",5]}"#, "5", "1"),
            (r#"{"numeric":["=",1e2]}"#, "100", "101"),
            (r#"{"equals-ignore-case":"Ab"}"#, r#""aB""#, r#""abc""#),
            (r#"{"cidr":"10.0.0.0/24"}"#, r#""10.0.0.9""#, r#""10.0.1.9""#),
            (r#"{"wildcard":"a*c"}"#, r#""abc""#, r#""abcd""#),
            (r#"{"exists":true}"#, "1", "{}"),
        ] {
            let pattern = format!(r#"{{"a":{{"b":[{rule}]}}}}"#);
            let document = |value: &str| format!(r#"{{"a":{{"b":{value}}}}}"#);
            assert!(takes(&pattern, &document(yes)), "{rule} takes {yes}");
            assert!(!takes(&pattern, &document(no)), "{rule} does not take {no}");
        }
        assert!(takes(r#"{"a":{"b":[{"exists":false}]}}"#, r#"{"a":{}}"#));
        assert!(!takes(r#"{"a":{"b":[{"exists":false}]}}"#, r#"{"a":{"b":0}}"#));
    }

    #[test]
    fn alternatives_and_keys_side_by_side() {
        let either = r#"{"k":["v"],"$or":[{"a":[1]},{"b":[2]}]}"#;
        for (document, expected) in [
            (r#"{"k":"v","a":1}"#, true),
            (r#"{"k":"v","b":2}"#, true),
            (r#"{"k":"v","a":2}"#, false),
            (r#"{"a":1,"b":2}"#, false),
            (r#"{"k":["u","v"],"a":[0,1]}"#, true),
            ("[]", false),
        ] {
            assert_eq!(takes(either, document), expected, "{document}");
        }
        assert!(takes("{}", "{}"));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in [
            "",
            "simple",
            "[]",
            r#"{"a":1}"#,
            r#"{"a":[]}"#,
            r#"{"a":{}}"#,
            r#"{"a":[{"nonsense":1}]}"#,
            r#"{"a":[{"numeric":["<"]}]}"#,
            r#"{"a":[{"wildcard":"a**b"}]}"#,
            r#"{"$or":[{"a":[1]}]}"#,
        ] {
            assert!(EventPattern::parse(text).is_err(), "{text}");
        }
        let or = |n: usize| format!(r#"{{"$or":[{{"a{n}":[1]}},{{"b{n}":[1]}}]}}"#);
        let deep = |n| format!("{{{}}}", (0..n).map(|k| format!(r#""k{k}":{}"#, or(k))).collect::<Vec<_>>().join(","));
        assert!(EventPattern::parse(&deep(9)).is_ok());
        assert!(EventPattern::parse(&deep(10)).is_err(), "1,024 combinations");
    }
}
