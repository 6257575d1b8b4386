//! Every text of a refusal, and the limits.

use super::*;

/// What stands in a policy as the value of the key `k`, and how it is refused.
const REFUSED: &[(&str, &str)] = &[
    (r#""v""#, r#""k" must be an object or an array"#),
    ("1", r#""k" must be an object or an array"#),
    ("null", r#""k" must be an object or an array"#),
    (r#"[["v"]]"#, "Match value must be String, number, true, false, or null"),
    ("[]", "Empty arrays are not allowed"),
    (r#"[{"like":"x"}]"#, "Unrecognized match type like"),
    ("[{}]", "Match expression name not found"),
    (r#"[{"prefix":"x","suffix":"y"}]"#, "Only one key allowed in match expression"),
    (r#"[{"exists":true,"exists":true}]"#, "Only one key allowed in match expression"),
    (r#"[{"prefix":1}]"#, "prefix match pattern must be a string"),
    (r#"[{"prefix":{"suffix":"x"}}]"#, "prefix match pattern must be a string"),
    (r#"[{"prefix":{"equals-ignore-case":1}}]"#, "equals-ignore-case match pattern must be a string"),
    (r#"[{"suffix":["x"]}]"#, "suffix match pattern must be a string"),
    (r#"[{"equals-ignore-case":null}]"#, "equals-ignore-case match pattern must be a string"),
    (r#"[{"wildcard":1}]"#, "wildcard match pattern must be a string"),
    (r#"[{"wildcard":"*a*b*c*"}]"#, "wildcard match pattern can not have more than 3 wildcards"),
    (r#"[{"cidr":1}]"#, "prefix match pattern must be a string"),
    (r#"[{"cidr":"10.0.0.0"}]"#, "Malformed CIDR, one '/' required"),
    (r#"[{"cidr":"10.0.0.0/8/8"}]"#, "Malformed CIDR, one '/' required"),
    (r#"[{"cidr":"10.0.0.0/x"}]"#, "Malformed CIDR, mask bits must be an integer"),
    (r#"[{"cidr":"10.0.0/8"}]"#, "Nonstandard IP address: 10.0.0"),
    (r#"[{"numeric":[]}]"#, "Invalid member in numeric match: ]"),
    (r#"[{"numeric":[5]}]"#, "Invalid member in numeric match: 5"),
    (r#"[{"numeric":[[]]}]"#, "Invalid member in numeric match: ["),
    (r#"[{"numeric":5}]"#, "Value of numeric must be an array."),
    (r#"[{"numeric":["!",5]}]"#, "Unrecognized numeric range operator: !"),
    (r#"[{"numeric":[">",5,"=",6]}]"#, "Bad numeric range operator: ="),
    (r#"[{"numeric":[">","5"]}]"#, "Value of > must be numeric"),
    (r#"[{"numeric":["<="]}]"#, "Value of <= must be numeric"),
    (r#"[{"numeric":["=","5"]}]"#, "Value of equals must be numeric"),
    (r#"[{"numeric":[">",5,"<","6"]}]"#, "Value of < must be numeric"),
    (r#"[{"numeric":["=",5,6]}]"#, "Too many elements in numeric expression"),
    (r#"[{"numeric":["<",5,">",3]}]"#, "Too many elements in numeric expression"),
    (r#"[{"numeric":[">",5,"<",6,7]}]"#, "Too many terms in numeric range expression"),
    (r#"[{"numeric":[">",30,"<",30]}]"#, "Bottom must be less than top"),
    (r#"[{"numeric":[">=",30,"<=",3]}]"#, "Bottom must be less than top"),
    (r#"[{"numeric":[">",20,30]}]"#, "Bad value in numeric range: 30"),
    (r#"[{"numeric":["<",1000000000.00001]}]"#, "Value must be between -1.0E9 and 1.0E9, inclusive"),
    (r#"[{"anything-but":-1e10}]"#, "Value must be between -1.0E9 and 1.0E9, inclusive"),
    (r#"[{"exists":"true"}]"#, "exists match pattern must be either true or false."),
    (r#"[{"exists":null}]"#, "exists match pattern must be either true or false."),
    (r#"[{"anything-but":{"numeric":["=",1]}}]"#, "Unsupported anything-but pattern: numeric"),
    (r#"[{"anything-but":{"equals-ignore-case":"x"}}]"#, "Unsupported anything-but pattern: equals-ignore-case"),
    (r#"[{"anything-but":{"prefix":1}}]"#, "prefix match pattern must be a string"),
    (r#"[{"anything-but":{"prefix":"x","suffix":"y"}}]"#, "Only one key allowed in match expression"),
    (r#"[{"anything-but":{}}]"#, "Anything-But expression name not found"),
    (r#"[{"anything-but":[null]}]"#, "Inside anything but list, start|null|boolean is not supported."),
    (r#"[{"anything-but":[]}]"#, "Empty arrays are not allowed"),
    (r#"[{"anything-but":true}]"#, "Value of anything-but must be an array or single string/number value."),
];

#[test]
fn refusals_have_the_texts_of_sns() {
    for (value, text) in REFUSED {
        for scope in [Scope::MessageAttributes, Scope::MessageBody] {
            assert_eq!(refused(&format!("{{\"k\":{value}}}"), scope), *text, "{value}");
        }
    }
    assert_eq!(
        refused(r#"{"k":{"l":["x"]}}"#, Scope::MessageAttributes),
        "Filter policy scope MessageAttributes does not support nested filter policy"
    );
    for (text, error) in [
        ("[]", "Filter is not an object"),
        (r#"{"k":{}}"#, "Empty objects are not allowed"),
        (r#"{"$or":[{"a":[1]}]}"#, "There must have at least 2 Objects in $or relationship."),
        (r#"{"$or":[]}"#, "There must have at least 2 Objects in $or relationship."),
        (r#"{"$or":[{"a":[1]},1]}"#, "Only JSON object is allowed in array of $or relationship."),
        (r#"{"$or":["a","b"]}"#, "Only JSON object is allowed in array of $or relationship."),
        (r#"{"$or":{"a":[1]}}"#, "It must be an Array followed with $or."),
        (r#"{"$or":[{"a":[1]},{}]}"#, "Empty objects are not allowed"),
    ] {
        assert_eq!(refused(text, Scope::MessageBody), error, "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let token = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    assert_eq!(
        refused("x", Scope::MessageBody),
        format!(
            "failed to parse JSON. Unrecognized token 'x': {token}\n at [Source: (String)\"x\"; line: 1, column: 1]"
        )
    );
    assert_eq!(
        refused("{\"k\":\n  not}", Scope::MessageBody),
        format!(
            "failed to parse JSON. Unrecognized token 'not': {token}\n at [Source: (String)\"{{\"k\":\n  not}}\"; line: 2, \
             column: 3]"
        )
    );
    assert!(refused("{\"k\":[\"v\"]", Scope::MessageBody).starts_with("failed to parse JSON. Unexpected end-of-input"));
    assert!(refused(&"[".repeat(1000), Scope::MessageBody).contains("[truncated 500 chars]"));
}

#[test]
fn limits_are_those_of_the_guide() {
    let list = |count: usize| format!("[{}]", (0..count).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
    let check = |text: &str, error: Option<&str>| {
        assert_eq!(FilterPolicy::parse(text, Scope::MessageBody).err().as_deref(), error, "{text}");
    };
    let (keys, complex) = (Some("Filter policy can not have more than 5 keys"), Some("Filter policy is too complex"));

    check(r#"{"key_a":["one","two","three"],"key_b":["one"],"key_c":["one","two"]}"#, None);
    // (4 x 3) x (3 x 2) x 3 = 216, and 3 less in one list make it fit
    let nested =
        |a, b, c| format!(r#"{{"key_a":{{"key_b":{{"key_c":{}}},"key_d":{}}},"key_e":{}}}"#, list(a), list(b), list(c));
    check(&nested(4, 3, 3), complex);
    check(&nested(4, 3, 2), None);
    // Dots count as nesting.
    check(&format!(r#"{{"a.b.c":{},"a.d":{},"e":{}}}"#, list(4), list(3), list(3)), complex);
    // 3 x 6 + 3 x 4 x 4 + 3 x 4 x 7 = 18 + 48 + 84 = 150
    check(
        &format!(
            r#"{{"source":{},"$or":[{{"metricName":{}}},{{"metricType":{},"$or":[{{"metricId":{}}},{{"spaceId":{}}}]}}]}}"#,
            list(3),
            list(6),
            list(4),
            list(4),
            list(7)
        ),
        None,
    );
    // 2 x (12 + 64) = 152
    check(&format!(r#"{{"a":{},"$or":[{{"b":{}}},{{"c":{},"d":{}}}]}}"#, list(2), list(12), list(8), list(8)), complex);
    check(&format!(r#"{{"a":{}}}"#, list(150)), None);
    check(&format!(r#"{{"a":{}}}"#, list(151)), complex);

    check(r#"{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1]}"#, None);
    check(r#"{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}"#, keys);
    check(r#"{"a":{"b":[1],"c":[1],"d":[1]},"e":{"f":[1],"g":[1],"h":[1]}}"#, keys);
    check(r#"{"a":[1],"$or":[{"b":[1],"c":[1]},{"b":[2],"c":[2],"d":[1]}]}"#, keys);
    check(&format!("{{{}}}", vec![r#""a":[1]"#; 2000].join(",")), keys);

    // One wildcard costs a point, several three each; a key costs their sum times the number of patterns.
    let wild = |count: usize, pattern: &str| {
        format!(r#"{{"a":[{}]}}"#, vec![format!(r#"{{"wildcard":"{pattern}"}}"#); count].join(","))
    };
    check(&wild(10, "a*"), None);
    check(&wild(11, "a*"), complex);
    check(&wild(4, "a*b*"), None);
    check(&wild(5, "a*b*"), complex);
    check(&wild(3, "*a*b*"), None);
    check(&wild(4, "*a*b*"), complex);

    let long = "x".repeat(256 * 1024 - 10);
    assert!(FilterPolicy::parse(&format!(r#"{{"a":["{long}"]}}"#), Scope::MessageBody).is_ok());
    assert_eq!(
        refused(&format!(r#"{{"a":["{long}y"]}}"#), Scope::MessageBody),
        "Filter policy can not be larger than 256 KB"
    );
}
