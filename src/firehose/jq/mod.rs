//! A part of the language of jq 1.6, as `MetadataExtraction` takes partition keys out of records with it.
//!
//! Source: the manual of jq 1.6. There are paths, slices, iteration, `?`, literals, texts with `\(…)`, arrays, objects, the
//! operators, `if`, `as $name` and the functions of [`functions`]; there are no `def`, `reduce`, `foreach`, `try`, `label`,
//! assignments, recursion, regular expressions and dates other than those of the time functions. What there is not is
//! refused by name when a query is read. Knows no stream.

mod dates;
mod evaluate;
mod functions;
mod parse;
mod tokens;

use serde_json::Value;

/// A query that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Query(parse::Filter);

/// Results of one query; more are an error.
const RESULTS_MAX: usize = 10_000;

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// What is not understood, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::parse(&tokens::tokens(text)?).map(Self)
    }

    /// The results for an input, in order.
    ///
    /// # Errors
    /// What jq would stop with.
    pub fn run(&self, input: &Value) -> Result<Vec<Value>, String> {
        evaluate::run(&self.0, input, &evaluate::Scope::default())
    }
}

/// A number: whole where it is.
fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[allow(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
        return Value::from(value as i64);
    }
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// The word for a value's type in jq's sentences.
const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value as a text: a text as it is, anything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(query: &str, input: &Value) -> Result<Vec<Value>, String> {
        Query::parse(query)?.run(input)
    }

    #[test]
    fn results_are_those_of_jq() {
        let input = json!({
            "type": {"device": "mobile", "event": "user_clicked_submit_button"}, "customer_id": "1234567890",
            "event_timestamp": 1_565_382_027, "region": "sample_region", "tags": ["a", "b", "c"], "n": 7, "none": null
        });
        for (query, results) in [
            (".", vec![input.clone()]),
            (".customer_id", vec![json!("1234567890")]),
            (".type.device", vec![json!("mobile")]),
            (".[\"region\"]", vec![json!("sample_region")]),
            (".\"region\"", vec![json!("sample_region")]),
            (".missing.deep", vec![json!(null)]),
            (".tags[0]", vec![json!("a")]),
            (".tags[-1]", vec![json!("c")]),
            (".tags[9]", vec![json!(null)]),
            (".tags[1:]", vec![json!(["b", "c"])]),
            (".region[0:6]", vec![json!("sample")]),
            (".tags[]", vec![json!("a"), json!("b"), json!("c")]),
            (".tags | length", vec![json!(3)]),
            (".n[]?", vec![]),
            (".event_timestamp | strftime(\"%Y\")", vec![json!("2019")]),
            (".event_timestamp|strftime(\"%Y-%m-%dT%H:%M:%SZ\")", vec![json!("2019-08-09T20:20:27Z")]),
            (".event_timestamp|todate", vec![json!("2019-08-09T20:20:27Z")]),
            ("\"2019-08-09T20:20:27Z\"|fromdate", vec![json!(1_565_382_027)]),
            (
                "{customer_id:.customer_id,device:.type.device,year:.event_timestamp|strftime(\"%Y\")}",
                vec![json!({"customer_id": "1234567890", "device": "mobile", "year": "2019"})],
            ),
            ("{region}", vec![json!({"region": "sample_region"})]),
            ("{(.region): 1, \"x y\": 2}", vec![json!({"sample_region": 1, "x y": 2})]),
            ("{a: .tags[]}|.a", vec![json!("a"), json!("b"), json!("c")]),
            ("[.tags[]|ascii_upcase]", vec![json!(["A", "B", "C"])]),
            (".none // \"else\"", vec![json!("else")]),
            (".n // 1", vec![json!(7)]),
            ("if .n > 5 then \"big\" elif .n > 2 then \"middle\" else \"small\" end", vec![json!("big")]),
            (
                ".n + 1, .n - 1, .n * 2, .n / 2, .n % 4, -.n",
                vec![json!(8), json!(6), json!(14), json!(3.5), json!(3), json!(-7)],
            ),
            ("1 + 2 * 3", vec![json!(7)]),
            (".region + \"-\" + .type.device", vec![json!("sample_region-mobile")]),
            ("\"x\\(.n)y\\(.tags)\"", vec![json!("x7y[\"a\",\"b\",\"c\"]")]),
            (".n == 7 and (.tags|length) != 2 or false", vec![json!(true)]),
            (".none | not", vec![json!(true)]),
            (".tags | join(\"/\")", vec![json!("a/b/c")]),
            (".region | split(\"_\") | .[1]", vec![json!("region")]),
            (".n | tostring", vec![json!("7")]),
            ("\"12\" | tonumber", vec![json!(12)]),
            (".type | keys", vec![json!(["device", "event"])]),
            (".type | has(\"device\"), has(\"x\")", vec![json!(true), json!(false)]),
            (
                ".region | startswith(\"sam\"), endswith(\"x\"), contains(\"ple\")",
                vec![json!(true), json!(false), json!(true)],
            ),
            (".region | ltrimstr(\"sample_\")", vec![json!("region")]),
            ("3.7 | floor, ceil, round", vec![json!(3), json!(4), json!(4)]),
            (".tags | first, last", vec![json!("a"), json!("c")]),
            (".tags[] | select(. != \"b\")", vec![json!("a"), json!("c")]),
            (".tags | map(. + \"!\")", vec![json!(["a!", "b!", "c!"])]),
            (
                "[3,1,2] | sort, min, max, add, unique, reverse",
                vec![json!([1, 2, 3]), json!(1), json!(3), json!(6), json!([1, 2, 3]), json!([2, 1, 3])],
            ),
            (".n as $x | .tags | length + $x", vec![json!(10)]),
            ("\"{\\\"a\\\":1}\" | fromjson | .a", vec![json!(1)]),
            ("[1,2] | tojson", vec![json!("[1,2]")]),
            ("\"a b\" | @base64, @uri", vec![json!("YSBi"), json!("a%20b")]),
            ("empty", vec![]),
            ("[.[]|type] | .[0]", vec![json!("object")]),
            ("{} + {a: 1} | to_entries", vec![json!([{"key": "a", "value": 1}])]),
            ("\"2019-08-09\" | strptime(\"%Y-%m-%d\") | mktime", vec![json!(1_565_308_800)]),
        ] {
            assert_eq!(run(query, &input), Ok(results), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_said_as_jq_says_it() {
        for (query, why) in [
            (".a.b", "Cannot index string with \"b\""),
            (".a[0]", "Cannot index string with number"),
            (".n[]", "Cannot iterate over number (7)"),
            (".a + 1", "string (\"x\") and number (1) cannot be added"),
            ("{} - 1", "object ({}) and number (1) cannot be subtracted"),
            ("1 / 0", "number (1) and number (0) cannot be divided because the divisor is zero"),
            (".a | tonumber", "Cannot parse 'x' as a number"),
            ("error(\"no\")", "no"),
            (".n | strftime(1)", "strftime/1 requires a string format"),
            (".a | floor", "string (\"x\") number required"),
        ] {
            assert_eq!(run(query, &json!({"a": "x", "n": 7})), Err(why.to_owned()), "{query}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (query, why) in [
            ("", "the query is empty"),
            (".a |", "something is missing at the end of the query"),
            (".a)", "')' is too much here"),
            ("{a:", "something is missing at the end of the query"),
            ("\"abc", "a text has no end"),
            ("def f: 1; f", "'def' is not known here"),
            ("frobnicate", "there is no function frobnicate/0 here"),
            ("length(1)", "there is no function length/1 here"),
            ("$x", "there is no variable $x"),
            ("..", "'..' is not known here"),
            (".a = 1", "'=' is not known here"),
            ("test(\"a\")", "there is no function test/1 here"),
            ("if . then 1", "something is missing at the end of the query"),
        ] {
            assert_eq!(Query::parse(query).map(drop), Err(why.to_owned()), "{query}");
        }
        let deep = "(".repeat(300) + "." + &")".repeat(300);
        assert_eq!(Query::parse(&deep).map(drop), Err("the query is nested too deeply".to_owned()));
        assert!(
            run("[.[]|.,.]|[.[]|.,.]|[.[]|.,.]|[.[]|.,.]", &json!(vec![0; 3000])).unwrap_err().contains("too many")
        );
    }
}
