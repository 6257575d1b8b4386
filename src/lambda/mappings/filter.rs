//! Filters of a mapping: which records its function gets.
//!
//! Source: "Control which events Lambda sends to your function" in the Lambda developer guide, and its pages on filtering
//! of SQS and Kinesis. A record passes when it passes one filter. What the record carries (`body` of a message, `data` of a
//! stream's record) is JSON or a plain text, and so is what a filter says of it; where the two differ, the record does not
//! pass. A filter that says nothing of it looks at the rest of the record alone.

use crate::lambda::{LambdaError, Result, api};
use crate::patterns::{EventPattern, Json, read_json};
use std::borrow::Cow;
use std::sync::Arc;

/// Filters that one mapping may have, unless AWS was asked for more.
pub const FILTERS_MAX: usize = 5;
/// Characters of a pattern.
const PATTERN_MAX: usize = 4_096;

/// The filters of a mapping, as they were given and read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters {
    filters: Arc<Vec<(Arc<str>, EventPattern)>>,
}

impl Filters {
    /// Reads what a request gives.
    ///
    /// # Errors
    /// `ValidationException` for a pattern that is too long, `InvalidParameterValueException` for too many filters and for
    /// what is no pattern.
    pub fn read(asked: &api::FilterCriteria) -> Result<Self> {
        for (index, filter) in asked.filters.iter().enumerate() {
            let text = filter.pattern.as_deref().unwrap_or_default();
            if text.chars().count() > PATTERN_MAX {
                let member = format!("filterCriteria.filters.{}.member.pattern", index + 1);
                let constraint = format_args!("have length less than or equal to {PATTERN_MAX}").to_string();
                return Err(LambdaError::validation(text, &member, constraint));
            }
        }
        if asked.filters.len() > FILTERS_MAX {
            return Err(LambdaError::invalid(format!(
                "The number of filters in FilterCriteria exceeds the limit of {FILTERS_MAX}."
            )));
        }
        let read = |filter: &api::Filter| {
            let text = filter.pattern.as_deref()?;
            EventPattern::parse(text).ok().map(|pattern| (text.into(), pattern))
        };
        let filters: Option<Vec<_>> = asked.filters.iter().map(read).collect();
        match filters {
            Some(filters) => Ok(Self { filters: Arc::new(filters) }),
            None => Err(LambdaError::invalid("Invalid filter pattern definition.")),
        }
    }

    /// Whether there is none, so that every record passes.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// As the operations show them; nothing where there are none.
    pub fn shown(&self) -> Option<api::FilterCriteria> {
        let filter = |(text, _): &(Arc<str>, EventPattern)| api::Filter { pattern: Some(text.to_string()) };
        (!self.is_empty()).then(|| api::FilterCriteria { filters: self.filters.iter().map(filter).collect() })
    }

    /// Whether a record passes: `key` names the member that has what the record carries, `data` is that as a text.
    pub fn pass(&self, record: &str, key: &str, data: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let Ok(Json::Object(members)) = read_json(record) else { return false };
        let object = read_json(data).ok().filter(|value| matches!(value, Json::Object(_)));
        let is_json = object.is_some();
        let carried = object.unwrap_or(Json::Text(Cow::Borrowed(data)));
        let mut document: Vec<_> = members.into_iter().filter(|(name, _)| name != key).collect();
        document.push((Cow::Borrowed(key), carried));
        let document = Json::Object(document);
        self.filters.iter().any(|(_, pattern)| asks_for(pattern, key, is_json) && pattern.matches(&document))
    }
}

/// Whether a pattern looks at what is carried in the form that this has, or does not look at it.
fn asks_for(pattern: &EventPattern, key: &str, is_json: bool) -> bool {
    let mut below = pattern.paths().filter(|path| path.first().is_some_and(|first| first == key));
    below.all(|path| (path.len() > 1) == is_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(patterns: &[&str]) -> Filters {
        let filter = |text: &&str| api::Filter { pattern: Some((*text).to_owned()) };
        Filters::read(&api::FilterCriteria { filters: patterns.iter().map(filter).collect() }).unwrap()
    }

    #[test]
    fn the_form_of_the_body_and_of_the_filter_must_agree() {
        let record = r#"{"messageId":"m","body":"(elsewhere)","awsRegion":"us-east-1"}"#;
        let on_json = filters(&[r#"{"body":{"k":["v"]}}"#]);
        let on_text = filters(&[r#"{"body":[{"prefix":"pl"}]}"#]);
        let on_rest = filters(&[r#"{"awsRegion":["us-east-1"]}"#]);
        let absent = filters(&[r#"{"body":{"k":[{"exists":false}]}}"#]);
        for (filters, data, passes) in [
            (&on_json, r#"{"k":"v"}"#, true),
            (&on_json, r#"{"k":"w"}"#, false),
            (&on_json, "plain", false),
            (&on_text, "plain", true),
            (&on_text, "other", false),
            (&on_text, r#"{"k":"plain"}"#, false),
            (&on_rest, "plain", true),
            (&on_rest, r#"{"k":"w"}"#, true),
            (&absent, r#"{"j":1}"#, true),
            (&absent, "plain", false),
        ] {
            assert_eq!(filters.pass(record, "body", data), passes, "{filters:?} {data}");
        }
        assert!(filters(&[]).pass("no JSON", "body", ""));
    }

    #[test]
    fn one_of_several_is_enough() {
        let either = filters(&[r#"{"body":{"k":[1]}}"#, r#"{"body":{"k":[2]}}"#]);
        let passes = |data| either.pass("{}", "body", data);
        assert!(passes(r#"{"k":1}"#) && passes(r#"{"k":2}"#) && !passes(r#"{"k":3}"#));
    }

    #[test]
    fn other_texts_and_too_many_are_refused() {
        let read = |texts: &[Option<String>]| {
            let filters = texts.iter().map(|pattern| api::Filter { pattern: pattern.clone() }).collect();
            Filters::read(&api::FilterCriteria { filters }).map(drop).map_err(|error| error.to_string())
        };
        for bad in [None, Some("simple string"), Some("[1]"), Some(r#"{"body":"text"}"#), Some(r#"{"a":[]}"#)] {
            let refused = read(&[bad.map(str::to_owned)]).unwrap_err();
            assert_eq!(refused, "InvalidParameterValueException: Invalid filter pattern definition.", "{bad:?}");
        }
        let good = || Some(r#"{"a":[1]}"#.to_owned());
        assert!(read(&[good(), good(), good(), good(), good()]).is_ok());
        assert!(
            read(&[good(), good(), good(), good(), good(), good()]).unwrap_err().contains("exceeds the limit of 5")
        );
        let long = Some(format!(r#"{{"a":["{}"]}}"#, "x".repeat(4_096)));
        assert!(read(&[long]).unwrap_err().contains("'filterCriteria.filters.1.member.pattern'"));
    }
}
