//! What processors do with a record: before the function, and behind it.
//!
//! Source: "Decompress CloudWatch Logs", "Understand message extraction" and "Aggregated data" in the Firehose developer
//! guide, and the format of subscriptions in the CloudWatch Logs user guide.

use crate::firehose::config::Deaggregation;
use crate::firehose::jq::text_of;
use crate::firehose::limits::PLAIN_BYTES_MAX;
use crate::firehose::pack::gunzip;
use crate::firehose::prefix::{ErrorOutput, KeySource};
use crate::firehose::record::{Data, Failure, Record};
use crate::firehose::stream::StreamId;
use crate::firehose::{Cx, Firehose};
use serde_json::Value;
use std::sync::Arc;

/// Why a record goes no further: AWS's code and a sentence.
type Refusal = (&'static str, String);

impl Firehose {
    /// A record that came in: what stands before the function, then the function's buffer or the rest.
    pub(super) fn prepare(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record) {
        let Some(stream) = self.stream(id) else { return };
        let plan = stream.destination.plan.clone();
        let parts = if plan.processing.decompress { decompressed(&record, plan.processing.messages) } else { Ok(None) };
        let parts = match parts {
            Ok(None) => vec![record],
            Ok(Some(parts)) => parts,
            Err((code, why)) => return self.fail(cx, id, record, (code, &why), 1),
        };
        self.count_parts(id, parts.len());
        for part in parts {
            if plan.processing.lambda.is_some() {
                self.push_to_function(cx, id, part);
            } else {
                self.finish(cx, id, part);
            }
        }
    }

    /// One record became so many: none counts as dropped.
    fn count_parts(&mut self, id: StreamId, parts: usize) {
        let Some(stream) = self.stream_mut(id) else { return };
        match parts.checked_sub(1) {
            Some(more) => stream.totals.gained += more as u64,
            None => stream.totals.dropped += 1,
        }
    }

    /// A record behind the function: what stands there, then its buffer.
    pub(super) fn finish(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record) {
        let Some(stream) = self.stream(id) else { return };
        let plan = stream.destination.plan.clone();
        let processing = &plan.processing;
        let parts = match &processing.deaggregation {
            None => vec![record],
            Some(how) => match divided(&record, how) {
                Ok(parts) => parts,
                Err((code, why)) => return self.fail(cx, id, record, (code, &why), 1),
            },
        };
        self.count_parts(id, parts.len());
        for mut part in parts {
            if let Some(query) = &processing.query {
                match keys_of(&part, query) {
                    Ok(found) => Arc::make_mut(&mut part.keys).extend(found),
                    Err((code, why)) => {
                        self.fail(cx, id, part, (code, &why), 1);
                        continue;
                    }
                }
            }
            if let Some(delimiter) = &processing.delimiter {
                let mut bytes = part.data.bytes().to_vec();
                bytes.extend(delimiter);
                part.data = Data::new(&bytes);
            }
            self.route(cx, id, part);
        }
    }

    /// Sends a record to the error output of processors.
    pub(super) fn fail(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record, why: (&str, &str), attempts: u32) {
        self.fail_for(cx, id, record, ErrorOutput::Processing, why, attempts);
    }

    /// Sends a record to an error output.
    pub(super) fn fail_for(
        &mut self,
        cx: &mut Cx<'_>,
        id: StreamId,
        mut record: Record,
        output: ErrorOutput,
        (code, message): (&str, &str),
        attempts: u32,
    ) {
        let failure = Failure { output, code: code.into(), message: message.into(), attempts, at: cx.now };
        self.write_log(cx, id, code, message);
        record.failure = Some(Arc::new(failure));
        self.push(cx, id, &crate::firehose::Lane::Failed(output), record);
    }
}

fn with_data(record: &Record, data: &[u8]) -> Record {
    Record { data: Data::new(data), ..record.clone() }
}

/// What CloudWatch Logs sent, decompressed; with extraction the messages alone, each on a line of its own record.
fn decompressed(record: &Record, messages: bool) -> Result<Option<Vec<Record>>, Refusal> {
    let plain = gunzip(record.data.bytes(), PLAIN_BYTES_MAX)
        .ok_or_else(|| ("Decompression.Failed", "The record is not GZIP data of CloudWatch Logs".to_owned()))?;
    if !messages {
        return Ok(Some(vec![with_data(record, &plain)]));
    }
    let bad = || ("DataMessageExtraction.Failed", "The record is not a document of CloudWatch Logs".to_owned());
    let document: Value = serde_json::from_slice(&plain).map_err(|_| bad())?;
    // A control message tests whether the stream can be reached, and holds nothing.
    if document.get("messageType").and_then(Value::as_str) == Some("CONTROL_MESSAGE") {
        return Ok(Some(Vec::new()));
    }
    let events = document.get("logEvents").and_then(Value::as_array).ok_or_else(bad)?;
    let message = |event: &Value| {
        let text = event.get("message").and_then(Value::as_str).ok_or_else(bad)?;
        Ok(with_data(record, format!("{text}\n").as_bytes()))
    };
    events.iter().map(message).collect::<Result<_, _>>().map(Some)
}

/// The parts of a record that holds several.
fn divided(record: &Record, how: &Deaggregation) -> Result<Vec<Record>, Refusal> {
    let bytes = record.data.bytes();
    match how {
        Deaggregation::Delimited(delimiter) => {
            let (mut parts, mut rest) = (Vec::new(), bytes);
            while let Some(place) = rest.windows(delimiter.len()).position(|window| window == delimiter.as_slice()) {
                let (part, after) = rest.split_at(place);
                parts.push(part);
                rest = after.get(delimiter.len()..).unwrap_or_default();
            }
            parts.push(rest);
            Ok(parts.into_iter().filter(|part| !part.is_empty()).map(|part| with_data(record, part)).collect())
        }
        Deaggregation::Json => {
            let mut parts = Vec::new();
            for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
                match document {
                    Ok(Value::Array(items)) => parts.extend(items),
                    Ok(document) => parts.push(document),
                    Err(_) => {
                        return Err(("DynamicPartitioning.DeaggregationFailed", "Non JSON record provided".to_owned()));
                    }
                }
            }
            Ok(parts.iter().map(|part| with_data(record, part.to_string().as_bytes())).collect())
        }
    }
}

/// Partition keys with their values.
type FoundKeys = Vec<((KeySource, String), String)>;

/// The partition keys that a query finds: its one result is an object of texts, numbers and flags.
fn keys_of(record: &Record, query: &crate::firehose::jq::Query) -> Result<FoundKeys, Refusal> {
    const CODE: &str = "DynamicPartitioning.MetadataExtractionFailed";
    let refused = |why: &str| (CODE, why.to_owned());
    let document: Value =
        serde_json::from_slice(record.data.bytes()).map_err(|_| refused("Non JSON record provided"))?;
    let results = query.run(&document).map_err(|why| (CODE, why))?;
    let [Value::Object(fields)] = results.as_slice() else {
        return Err(refused("The query must have one JSON object as its result"));
    };
    let key = |(name, value): (&String, &Value)| {
        let is_scalar = matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_));
        let text = text_of(value);
        if is_scalar && !text.is_empty() {
            Ok(((KeySource::Query, name.clone()), text))
        } else {
            Err(refused("partitionKeys values must not be null or empty"))
        }
    };
    fields.iter().map(key).collect()
}
