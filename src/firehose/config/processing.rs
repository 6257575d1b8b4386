//! The processors of a destination and their parameters.
//!
//! Source: `ProcessorParameter` in the Firehose API reference, and the pages on transformation, dynamic partitioning and
//! decompression in its developer guide.

use super::{DestinationKind, Fields, flag, inner, list, text};
use crate::clock::Duration;
use crate::firehose::jq::Query;
use crate::firehose::limits::MIB;
use crate::firehose::{FirehoseError, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;

/// A function that changes records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaPlan {
    /// Its ARN.
    pub arn: Arc<str>,
    /// How often it is invoked again after a failure.
    pub retries: u32,
    /// Bytes that are gathered for it, and how long.
    pub hints: super::Hints,
    /// The role that invokes it.
    pub role: Option<Arc<str>>,
}

/// How one record becomes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deaggregation {
    /// Documents behind each other, or in a list.
    Json,
    /// Parts between a delimiter.
    Delimited(Vec<u8>),
}

/// What is done with records, in this order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Processing {
    /// What CloudWatch Logs sends is decompressed.
    pub decompress: bool,
    /// And only its messages are kept.
    pub messages: bool,
    /// A function changes them.
    pub lambda: Option<LambdaPlan>,
    /// They are divided.
    pub deaggregation: Option<Deaggregation>,
    /// Their partition keys are taken out.
    pub query: Option<Query>,
    /// This stands behind each.
    pub delimiter: Option<Vec<u8>>,
}

/// Seconds that a function's buffer waits at most, and how often it is invoked again at most.
const INTERVAL_MAX: u64 = 900;
const RETRIES_MAX: u32 = 300;

/// Which parameters a processor has.
const PARAMETERS: [(&str, &[&str]); 6] = [
    ("Decompression", &["CompressionFormat"]),
    ("CloudWatchLogProcessing", &["DataMessageExtraction"]),
    ("Lambda", &["LambdaArn", "NumberOfRetries", "RoleArn", "BufferSizeInMBs", "BufferIntervalInSeconds"]),
    ("RecordDeAggregation", &["SubRecordType", "Delimiter"]),
    ("MetadataExtraction", &["MetadataExtractionQuery", "JsonParsingEngine"]),
    ("AppendDelimiterToRecord", &["Delimiter"]),
];

/// Shows the parameters of a function with their defaults, in AWS's order.
pub(super) fn fill(kind: DestinationKind, wish: &mut Fields) {
    wish.entry("Enabled").or_insert(false.into());
    wish.entry("Processors").or_insert_with(|| Value::Array(Vec::new()));
    let Some(Value::Array(processors)) = wish.get_mut("Processors") else { return };
    for processor in processors.iter_mut().filter_map(Value::as_object_mut) {
        if text(processor, "Type") != Some("Lambda") {
            continue;
        }
        let size = if kind == DestinationKind::Splunk { "0.25" } else { "1" };
        let defaults = [("NumberOfRetries", "3"), ("BufferSizeInMBs", size), ("BufferIntervalInSeconds", "60")];
        let shown: Vec<Value> =
            ["LambdaArn", "NumberOfRetries", "RoleArn", "BufferSizeInMBs", "BufferIntervalInSeconds"]
                .into_iter()
                .filter_map(|name| {
                    let default = defaults.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
                    let value = parameter(processor, name).or(default)?;
                    Some(json!({ "ParameterName": name, "ParameterValue": value }))
                })
                .collect();
        processor.insert("Parameters".to_owned(), Value::Array(shown));
    }
}

fn parameter<'a>(processor: &'a Fields, name: &str) -> Option<&'a str> {
    let all = list(processor, "Parameters").iter().filter_map(Value::as_object);
    all.into_iter().find(|one| text(one, "ParameterName") == Some(name)).and_then(|one| text(one, "ParameterValue"))
}

/// The processors; none where they are not enabled.
///
/// # Errors
/// `InvalidArgumentException` for parameters that are missing, unknown or wrong.
pub(super) fn processing(kind: DestinationKind, fields: &Fields) -> Result<Processing> {
    let mut found = Processing::default();
    let Some(wish) = inner(fields, "ProcessingConfiguration") else { return Ok(found) };
    let mut seen: Vec<&str> = Vec::new();
    for processor in list(wish, "Processors").iter().filter_map(Value::as_object) {
        let name = text(processor, "Type").unwrap_or_default();
        if seen.contains(&name) {
            return Err(FirehoseError::invalid(format!("Only one processor of type {name} is allowed")));
        }
        seen.push(name);
        known_parameters(name, processor)?;
        match name {
            "Decompression" => {
                one_word(processor, name, "CompressionFormat", "GZIP")?;
                found.decompress = true;
            }
            "CloudWatchLogProcessing" => found.messages = parameter(processor, "DataMessageExtraction") == Some("true"),
            "Lambda" => found.lambda = Some(lambda(kind, processor)?),
            "RecordDeAggregation" => found.deaggregation = Some(deaggregation(processor)?),
            "MetadataExtraction" => {
                one_word(processor, name, "JsonParsingEngine", "JQ-1.6")?;
                let query = needed(processor, name, "MetadataExtractionQuery")?;
                let query = Query::parse(query)
                    .map_err(|why| FirehoseError::invalid(format!("Invalid MetadataExtractionQuery: {why}")))?;
                found.query = Some(query);
            }
            _ => found.delimiter = Some(delimiter(parameter(processor, "Delimiter").unwrap_or("\\n"))),
        }
    }
    if found.messages && !found.decompress {
        return Err(FirehoseError::invalid("CloudWatchLogProcessing requires the processor Decompression"));
    }
    Ok(if flag(wish, "Enabled").unwrap_or(false) { found } else { Processing::default() })
}

fn known_parameters(name: &str, processor: &Fields) -> Result<()> {
    let known = PARAMETERS.iter().find(|(of, _)| *of == name).map_or(&[] as &[&str], |(_, known)| known);
    let mut seen: Vec<&str> = Vec::new();
    for one in list(processor, "Parameters").iter().filter_map(Value::as_object) {
        let parameter = text(one, "ParameterName").unwrap_or_default();
        if !known.contains(&parameter) {
            let sentence = format!("Parameter {parameter} is not supported for processor type {name}");
            return Err(FirehoseError::invalid(sentence));
        }
        if seen.contains(&parameter) {
            let sentence = format!("Parameter {parameter} is given twice for processor type {name}");
            return Err(FirehoseError::invalid(sentence));
        }
        seen.push(parameter);
    }
    Ok(())
}

fn needed<'a>(processor: &'a Fields, of: &str, name: &str) -> Result<&'a str> {
    parameter(processor, name)
        .ok_or_else(|| FirehoseError::invalid(format!("Parameter {name} is required for processor type {of}")))
}

fn one_word(processor: &Fields, of: &str, name: &str, word: &str) -> Result<()> {
    let found = needed(processor, of, name)?;
    if found == word { Ok(()) } else { Err(FirehoseError::invalid(format!("{name} must be {word}, not {found}"))) }
}

fn lambda(kind: DestinationKind, processor: &Fields) -> Result<LambdaPlan> {
    let arn = needed(processor, "Lambda", "LambdaArn")?;
    if !arn.parse::<crate::base::Arn>().is_ok_and(|arn| arn.service == "lambda") {
        return Err(FirehoseError::invalid(format!("{arn} is not a valid Lambda function ARN")));
    }
    let number = |name: &str| parameter(processor, name);
    let bad = |name: &str, range: &str| FirehoseError::invalid(format!("{name} must be {range}"));
    let retries = number("NumberOfRetries").map_or(Ok(3), str::parse);
    let retries = retries.ok().filter(|retries: &u32| *retries <= RETRIES_MAX);
    let size: Option<f64> = match number("BufferSizeInMBs") {
        None if kind == DestinationKind::Splunk => Some(0.25),
        None => Some(1.0),
        Some(text) => text.parse().ok().filter(|size: &f64| (0.2..=3.0).contains(size)),
    };
    let interval = number("BufferIntervalInSeconds").map_or(Ok(60), str::parse);
    let interval = interval.ok().filter(|interval: &u64| *interval <= INTERVAL_MAX);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few megabytes"
    )]
    let bytes = |size: f64| (size * MIB as f64) as u64;
    Ok(LambdaPlan {
        arn: arn.into(),
        retries: retries.ok_or_else(|| bad("NumberOfRetries", "a whole number from 0 to 300"))?,
        hints: super::Hints {
            size: bytes(size.ok_or_else(|| bad("BufferSizeInMBs", "from 0.2 to 3"))?),
            interval: Duration::from_secs(interval.ok_or_else(|| bad("BufferIntervalInSeconds", "from 0 to 900"))?),
        },
        role: number("RoleArn").map(Into::into),
    })
}

fn deaggregation(processor: &Fields) -> Result<Deaggregation> {
    match needed(processor, "RecordDeAggregation", "SubRecordType")? {
        "JSON" => Ok(Deaggregation::Json),
        "DELIMITED" => {
            let text = needed(processor, "RecordDeAggregation", "Delimiter")?;
            let bytes = STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty());
            bytes.map(Deaggregation::Delimited).ok_or_else(|| {
                FirehoseError::invalid("Delimiter must be base64 for the processor type RecordDeAggregation")
            })
        }
        other => Err(FirehoseError::invalid(format!("SubRecordType must be JSON or DELIMITED, not {other}"))),
    }
}

/// A delimiter with its escapes.
fn delimiter(text: &str) -> Vec<u8> {
    text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").into_bytes()
}
