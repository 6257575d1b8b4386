//! Prefixes of objects: expressions of the form `!{namespace:value}`, what they may say, and what they come to.
//!
//! Source: "Custom prefixes for Amazon S3 objects" in the Firehose developer guide. That a prefix with any expression gets
//! no date appended, and that one without gets it without a slash, is what AWS was seen to do. Knows no bucket.

pub mod calendar;
mod pattern;
mod zones;

pub use pattern::Pattern;
pub use zones::Zone;

use crate::base::Rng;
use std::collections::BTreeMap;

/// Characters of a prefix once it is evaluated.
pub const EVALUATED_MAX: usize = 512;
/// What is appended to a prefix without expressions.
const DEFAULT_DATE: &str = "yyyy/MM/dd/HH/";
/// How an object's own name tells the time.
const NAME_DATE: &str = "yyyy-MM-dd-HH-mm-ss";
/// Characters of `!{firehose:random-string}`.
const RANDOM_CHARS: usize = 11;

/// Why records went to the error output: what `!{firehose:error-output-type}` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorOutput {
    /// A processor did not take them.
    Processing,
    /// They do not fit the table.
    FormatConversion,
    /// OpenSearch did not take them.
    OpenSearch,
    /// Splunk did not take them.
    Splunk,
    /// The HTTP endpoint did not take them.
    HttpEndpoint,
    /// Snowflake did not take them.
    Snowflake,
    /// The Iceberg table did not take them.
    Iceberg,
}

impl ErrorOutput {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Processing => "processing-failed",
            Self::FormatConversion => "format-conversion-failed",
            Self::OpenSearch => "AmazonOpenSearchService-failed",
            Self::Splunk => "splunk-failed",
            Self::HttpEndpoint => "http-endpoint-failed",
            Self::Snowflake => "snowflake-failed",
            Self::Iceberg => "iceberg-failed",
        }
    }
}

/// Which partition key an expression names: those of a query, or those of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySource {
    /// `partitionKeyFromQuery`.
    Query,
    /// `partitionKeyFromLambda`.
    Lambda,
}

/// The partition keys of a record.
pub type Keys = BTreeMap<(KeySource, String), String>;

/// A part of a prefix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Text(String),
    Time(Pattern),
    Random,
    ErrorOutput,
    Key(KeySource, String),
}

/// A prefix that can be evaluated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prefix {
    text: String,
    parts: Vec<Part>,
}

/// What a prefix is evaluated with.
pub struct Evaluation<'a> {
    /// The arrival of the oldest record in milliseconds since 1970.
    pub unix_millis: u64,
    /// In whose time.
    pub zone: Zone,
    /// Why the records failed, of an error output.
    pub error: Option<ErrorOutput>,
    /// The partition keys.
    pub keys: &'a Keys,
}

impl Prefix {
    /// Reads a prefix; answers what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("!{") {
            let Some((expression, tail)) = after.split_once('}') else {
                return Err(format!("the expression that begins at '!{{{after}' has no end"));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(part(expression)?);
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether any expression stands in it.
    pub fn has_expressions(&self) -> bool {
        self.parts.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    /// Whether it says why records failed.
    pub fn names_error(&self) -> bool {
        self.parts.contains(&Part::ErrorOutput)
    }

    /// The partition keys that it names, each once.
    pub fn keys(&self) -> Vec<(KeySource, &str)> {
        let mut keys: Vec<(KeySource, &str)> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Key(source, key) => Some((*source, key.as_str())),
                _ => None,
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// What the prefix comes to. One without expressions gets the date appended, behind the kind of error where there is
    /// one.
    pub fn evaluate(&self, with: &Evaluation<'_>, rng: &mut Rng) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Time(pattern) => out.push_str(&pattern.write(with.unix_millis, with.zone)),
                Part::Random => out.push_str(&random(rng)),
                Part::ErrorOutput => out.push_str(with.error.map_or("", ErrorOutput::name)),
                Part::Key(source, key) => {
                    out.push_str(with.keys.get(&(*source, key.clone())).map_or("", String::as_str));
                }
            }
        }
        if !self.has_expressions() {
            if let Some(error) = with.error {
                out.push_str(error.name());
                out.push('/');
            }
            out.push_str(&written(DEFAULT_DATE, with));
        }
        out
    }
}

/// What an object is called behind its prefix: the stream, its version, the time, an id and the extension.
pub fn object_name(stream: &str, version: u64, with: &Evaluation<'_>, id: &str, extension: &str) -> String {
    format!("{stream}-{version}-{}-{id}{extension}", written(NAME_DATE, with))
}

fn written(pattern: &str, with: &Evaluation<'_>) -> String {
    Pattern::parse(pattern).map(|pattern| pattern.write(with.unix_millis, with.zone)).unwrap_or_default()
}

fn random(rng: &mut Rng) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |_| ALPHABET.get(usize::try_from(rng.below(62)).ok()?).map(|byte| char::from(*byte));
    (0..RANDOM_CHARS).filter_map(letter).collect()
}

fn part(expression: &str) -> Result<Part, String> {
    let Some((namespace, value)) = expression.split_once(':') else {
        return Err(format!("the expression '!{{{expression}}}' is not of the form !{{namespace:value}}"));
    };
    match (namespace, value) {
        ("timestamp", pattern) => Pattern::parse(pattern)
            .map(Part::Time)
            .map_err(|why| format!("invalid timestamp pattern '{pattern}': {why}")),
        ("firehose", "random-string") => Ok(Part::Random),
        ("firehose", "error-output-type") => Ok(Part::ErrorOutput),
        ("firehose", other) => Err(format!("the namespace 'firehose' has no '{other}'")),
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", "") => {
            Err(format!("'{namespace}' needs the name of a key"))
        }
        ("partitionKeyFromQuery", key) => Ok(Part::Key(KeySource::Query, key.to_owned())),
        ("partitionKeyFromLambda", key) => Ok(Part::Key(KeySource::Lambda, key.to_owned())),
        _ => Err(format!("'{namespace}' is no namespace of expressions")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-07-13T14:05:09Z.
    const AT: u64 = 1_783_951_509_000;

    fn evaluated(text: &str, error: Option<ErrorOutput>) -> String {
        let keys = [((KeySource::Query, "customer".to_owned()), "a1".to_owned())].into();
        let with = Evaluation { unix_millis: AT, zone: Zone::UTC, error, keys: &keys };
        Prefix::parse(text).unwrap().evaluate(&with, &mut Rng::new(1))
    }

    #[test]
    fn a_prefix_without_expressions_gets_the_date_and_one_with_any_gets_none() {
        let failed = Some(ErrorOutput::Processing);
        for (prefix, error, expected) in [
            ("", None, "2026/07/13/14/"),
            ("legacy", None, "legacy2026/07/13/14/"),
            ("legacy/", None, "legacy/2026/07/13/14/"),
            ("y=!{timestamp:yyyy}/", None, "y=2026/"),
            ("c=!{partitionKeyFromQuery:customer}/", None, "c=a1/"),
            ("", failed, "processing-failed/2026/07/13/14/"),
            ("bad/", failed, "bad/processing-failed/2026/07/13/14/"),
            ("bad/!{firehose:error-output-type}/!{timestamp:HH}/", failed, "bad/processing-failed/14/"),
        ] {
            assert_eq!(evaluated(prefix, error), expected, "{prefix}");
        }
    }

    #[test]
    fn random_strings_are_drawn_anew() {
        let text = evaluated("!{firehose:random-string}/!{firehose:random-string}", None);
        let (one, other) = text.split_once('/').unwrap();
        assert_eq!((one.len(), other.len()), (11, 11));
        assert_ne!(one, other);
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '/'));
    }

    #[test]
    fn the_name_tells_stream_version_and_time() {
        let with =
            Evaluation { unix_millis: AT, zone: Zone::named("Asia/Tokyo").unwrap(), error: None, keys: &Keys::new() };
        assert_eq!(object_name("s", 3, &with, "id", ".gz"), "s-3-2026-07-13-23-05-09-id.gz");
    }

    #[test]
    fn other_expressions_are_refused() {
        for (text, why) in [
            ("a!{timestamp:yyyy", "has no end"),
            ("!{timestamp}", "not of the form"),
            ("!{timestamp:b}", "Unknown pattern letter: b"),
            ("!{firehose:date}", "has no 'date'"),
            ("!{partitionKeyFromQuery:}", "needs the name of a key"),
            ("!{s3:key}", "'s3' is no namespace"),
        ] {
            let error = Prefix::parse(text).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
        let prefix = Prefix::parse("!{partitionKeyFromLambda:b}!{partitionKeyFromQuery:a}!{partitionKeyFromQuery:a}");
        assert_eq!(prefix.unwrap().keys(), [(KeySource::Query, "a"), (KeySource::Lambda, "b")]);
        assert!(Prefix::parse("!{firehose:error-output-type}").unwrap().names_error());
    }
}
