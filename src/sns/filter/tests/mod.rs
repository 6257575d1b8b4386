//! Policies against messages, and how they are refused.

#[cfg(not(target_arch = "wasm32"))]
mod naive;
mod operators;
mod refusals;

use super::*;

fn policy(text: &str, scope: Scope) -> FilterPolicy {
    FilterPolicy::parse(text, scope).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str, scope: Scope) -> String {
    FilterPolicy::parse(text, scope).err().unwrap_or_else(|| panic!("taken: {}", text.len()))
}

/// One attribute a line, as `name Type text`.
fn views(lines: &str) -> Vec<AttributeView<'_>> {
    let view = |line| {
        let mut words = str::splitn(line, 3, ' ');
        let (name, data_type) = (words.next().unwrap(), words.next().unwrap());
        AttributeView { name, data_type, text: words.next() }
    };
    lines.lines().map(view).collect()
}

fn by_attributes(text: &str, lines: &str) -> Verdict {
    policy(text, Scope::MessageAttributes).judge(&views(lines), "{}")
}

fn by_body(text: &str, body: &str) -> Verdict {
    policy(text, Scope::MessageBody).judge(&[], body)
}

#[test]
fn nothing_and_an_empty_policy_let_everything_pass() {
    for text in ["", " ", "{}", " { } "] {
        for scope in [Scope::MessageAttributes, Scope::MessageBody] {
            let policy = policy(text, scope);
            assert!(policy.is_empty() && policy.judge(&[], "no JSON").passes());
        }
    }
}

#[test]
fn the_metric_and_the_key_are_told() {
    let reject = |verdict: Verdict| match verdict {
        Verdict::Passes => (None, None),
        Verdict::Rejected { reason, key, .. } => (Some(reason), key),
    };
    let two = r#"{"a":["x"],"b":["y"]}"#;
    for (lines, reason, key) in [
        ("a String x", Reason::MessageAttributes, Some("b")),
        ("b String y", Reason::MessageAttributes, Some("a")),
        ("", Reason::NoMessageAttributes, None),
        ("a String x\nb String y\nc Number .5", Reason::InvalidAttributes, None),
        ("a String x\nb String y\nc String.Array not-json", Reason::InvalidAttributes, None),
        ("a String x\nb String y\nc String.Array {}", Reason::InvalidAttributes, None),
        ("a String x\nb String y\nc String.Array [{}]", Reason::InvalidAttributes, None),
        ("c Binary", Reason::MessageAttributes, Some("a")),
    ] {
        assert_eq!(reject(by_attributes(two, lines)), (Some(reason), key.map(str::to_owned)), "{lines}");
    }
    let nested = r#"{"a":{"b":["x"],"c":["y"]}}"#;
    for (body, reason, key) in [
        ("not JSON", Reason::InvalidMessageBody, None),
        ("[1]", Reason::InvalidMessageBody, None),
        ("{\"a\":}", Reason::InvalidMessageBody, None),
        ("\"a\"", Reason::InvalidMessageBody, None),
        ("{}", Reason::MessageBody, Some("a.b")),
        (r#"{"a.b":"x"}"#, Reason::MessageBody, Some("a.c")),
        (r#"{"a":[{"b":"x"},{"c":"y"}]}"#, Reason::MessageBody, Some("a.c")),
    ] {
        assert_eq!(reject(by_body(nested, body)), (Some(reason), key.map(str::to_owned)), "{body}");
    }
}

#[test]
fn sentences_say_what_is_there_and_what_is_asked_for() {
    for (text, body, sentence) in [
        (r#"{"customer":["x"]}"#, "{}", r#""customer" is absent"#),
        (
            r#"{"price":[{"numeric":[">",10]}]}"#,
            r#"{"price":5}"#,
            r#""price" is 5, and the policy asks for more than 10"#,
        ),
        (
            r#"{"p":["a",{"numeric":[">=",1,"<",2.5]},{"numeric":["=",7]}]}"#,
            r#"{"p":[1e-9,"b",null,false,3]}"#,
            r#""p" is 1e-9, "b", null and 2 more, and the policy asks for "a", at least 1 and less than 2.5 or the number 7"#,
        ),
        (
            r#"{"p":[{"prefix":"a"},{"anything-but":["b","c"]}]}"#,
            r#"{"p":"b"}"#,
            r#""p" is "b", and the policy asks for a text that begins with "a" or anything but "b" or "c""#,
        ),
        (r#"{"p":[{"exists":false}]}"#, r#"{"p":1}"#, r#""p" is 1, and the policy asks for none at all"#),
        (
            r#"{"a":{"b":["x"],"c":["y"]}}"#,
            r#"{"a":[{"b":"x"},{"c":"y"}]}"#,
            r#""a.c" matches, but not in the object in which the keys before it do"#,
        ),
        (
            r#"{"s":[1],"$or":[{"a":[1]},{"b":[2]}]}"#,
            r#"{"s":1,"b":3}"#,
            r#""a" is absent; no other branch of the $or matches either"#,
        ),
        (r#"{"s":[1],"$or":[{"a":[1]},{"b":[2]}]}"#, r#"{"b":2}"#, r#""s" is absent"#),
        (
            r#"{"c":[{"cidr":"10.0.0.0/8"},{"wildcard":"a*"},{"equals-ignore-case":"B"}]}"#,
            r#"{"c":"ccccccccccccccccccccccccccccccccccccccccccccc"}"#,
            "\"c\" is \"cccccccccccccccccccccccccccccccccccccccc…\", and the policy asks for an address in 10.0.0.0/8, a \
             text like \"a*\" or \"B\" in any case",
        ),
        (r#"{"c":["x"]}"#, "no", "The body is not a JSON object"),
    ] {
        assert_eq!(by_body(text, body).sentence(), Some(sentence), "{text} {body}");
    }
    let sentence = |lines| by_attributes(r#"{"v":[{"exists":false}]}"#, lines).sentence().map(str::to_owned);
    assert_eq!(sentence("").as_deref(), Some("The message has no attributes"));
    assert_eq!(sentence("b Binary").as_deref(), Some(r#""v" is absent, but so is every other attribute"#));
    assert_eq!(sentence("n Number .5").as_deref(), Some(r#"The attribute "n" is not a number as JSON writes it"#));
    assert_eq!(sentence("n Number 1"), None);
}

#[test]
fn the_stored_text_has_no_blanks_and_keeps_its_order() {
    let text = "{ \"b c\" : [ \"x y\", 1.50 ,\n 1.50 ],\t\"a\":[ { \"exists\" : true } ] }";
    let policy = policy(text, Scope::MessageAttributes);
    assert_eq!(policy.compact(), r#"{"b c":["x y",1.50,1.50],"a":[{"exists":true}]}"#);
    assert_eq!(FilterPolicy::parse(policy.compact(), Scope::MessageAttributes).as_ref(), Ok(&policy));
    assert_eq!((policy.scope(), Scope::parse("MessageBody")), (Scope::MessageAttributes, Some(Scope::MessageBody)));
    assert_eq!(Scope::parse("messagebody"), None);
}
