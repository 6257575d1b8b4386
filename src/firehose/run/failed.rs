//! Records in the error output, as documents of one line each.
//!
//! Source: "Handle data delivery failures", "Handle failure in data transformation" and "Error handling for data format
//! conversion" in the Firehose developer guide.

use super::body::{document_id, index};
use crate::clock::Epoch;
use crate::firehose::config::{Plan, Target};
use crate::firehose::prefix::ErrorOutput;
use crate::firehose::record::Record;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// The documents of failed records.
pub(super) fn documents(plan: &Plan, records: &[Record], epoch: Epoch) -> Vec<u8> {
    let line = |(place, record): (usize, &Record)| format!("{}\n", document(plan, record, place, epoch)).into_bytes();
    records.iter().enumerate().flat_map(line).collect()
}

fn document(plan: &Plan, record: &Record, place: usize, epoch: Epoch) -> Value {
    let mut fields = Map::new();
    let Some(failure) = record.failure.as_deref() else { return Value::Object(fields) };
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    let is_conversion = failure.output == ErrorOutput::FormatConversion;
    put("attemptsMade", failure.attempts.into());
    put("arrivalTimestamp", epoch.unix_millis(record.arrived).into());
    put(if is_conversion { "lastErrorCode" } else { "errorCode" }, (*failure.code).into());
    put(if is_conversion { "lastErrorMessage" } else { "errorMessage" }, (*failure.message).into());
    put("attemptEndingTimestamp", epoch.unix_millis(failure.at).into());
    put("rawData", STANDARD.encode(record.data.bytes()).into());
    match failure.output {
        ErrorOutput::Processing => {
            if let Some(function) = &plan.processing.lambda {
                put("lambdaArn", (*function.arn).into());
            }
        }
        ErrorOutput::FormatConversion => {
            let place = record.place.as_ref();
            put("sequenceNumber", place.map_or(Value::Null, |place| (*place.sequence_number).into()));
            put("subSequenceNumber", place.map_or(Value::Null, |place| place.subsequence_number.into()));
            put(
                "dataCatalogTable",
                plan.conversion.as_ref().map_or(Value::Null, |conversion| conversion.table.clone()),
            );
        }
        ErrorOutput::OpenSearch => {
            if let Target::Search { index: name, rotation, .. } = &plan.target {
                put("esDocumentId", document_id(record, place).into());
                put("esIndexName", index(name, *rotation, epoch.unix_millis(record.arrived)).into());
                put("esTypeName", "".into());
            }
        }
        ErrorOutput::Splunk | ErrorOutput::HttpEndpoint | ErrorOutput::Snowflake | ErrorOutput::Iceberg => {
            put("EventId", document_id(record, place).into());
        }
    }
    Value::Object(fields)
}
