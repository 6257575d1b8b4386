//! What is sent: the bytes of objects, and the texts of requests to destinations outside of AWS.
//!
//! Source: the pages on each destination in the Firehose developer guide, and "HTTP endpoint delivery request and response
//! specifications".

use crate::clock::Epoch;
use crate::firehose::columns::{orc, parquet};
use crate::firehose::config::{Conversion, Output, Target};
use crate::firehose::prefix::{Pattern, Zone};
use crate::firehose::record::Record;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Records behind each other, without anything between them.
pub(super) fn joined(records: &[Record]) -> Vec<u8> {
    records.iter().flat_map(|record| record.data.bytes().to_vec()).collect()
}

/// The file of those records that fit a table, and the others with AWS's code and a sentence.
pub(super) type Converted = (Vec<u8>, Vec<Record>, Vec<(Record, &'static str, String)>);

/// Converts records.
pub(super) fn converted(conversion: &Conversion, records: &[Record]) -> Converted {
    let (mut rows, mut good, mut bad) = (Vec::new(), Vec::new(), Vec::new());
    for record in records {
        match conversion.deserializer.rows(record.data.bytes(), &conversion.columns) {
            Ok(found) => {
                rows.extend(found);
                good.push(record.clone());
            }
            Err(error) => bad.push((record.clone(), error.code, error.message)),
        }
    }
    let file = match conversion.output {
        _ if good.is_empty() => Vec::new(),
        Output::Parquet(how) => parquet(&conversion.columns, &rows, how),
        Output::Orc(how) => orc(&conversion.columns, &rows, how),
    };
    (file, good, bad)
}

/// The index that documents go into at a time.
pub(super) fn index(name: &str, rotation: Option<&'static str>, unix_millis: u64) -> String {
    let suffix = rotation.and_then(|pattern| Pattern::parse(pattern).ok()).map(|p| p.write(unix_millis, Zone::UTC));
    suffix.map_or_else(|| name.to_owned(), |suffix| format!("{name}-{suffix}"))
}

/// A document's id, as Firehose gives it.
pub(super) fn document_id(record: &Record, index: usize) -> String {
    format!("49{:050}{:04}.0", record.number, index)
}

/// A document as one line.
fn line(record: &Record) -> String {
    String::from_utf8_lossy(record.data.bytes()).trim_end_matches(['\r', '\n']).replace('\n', " ")
}

fn push_lines(text: &mut String, lines: &[&str]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// The text of a request.
pub(super) fn request(target: &Target, records: &[Record], id: Uuid, (epoch, now): (Epoch, u64)) -> String {
    match target {
        Target::Http { .. } => {
            let records: Vec<_> =
                records.iter().map(|record| json!({ "data": STANDARD.encode(record.data.bytes()) })).collect();
            json!({ "requestId": id.to_string(), "timestamp": now, "records": records }).to_string()
        }
        Target::Search { index: name, rotation, ids, .. } => {
            let mut lines = String::new();
            for (place, record) in records.iter().enumerate() {
                let into = index(name, *rotation, epoch.unix_millis(record.arrived));
                let head = if *ids {
                    json!({ "index": { "_index": into, "_id": document_id(record, place) } })
                } else {
                    json!({ "index": { "_index": into } })
                };
                push_lines(&mut lines, &[&head.to_string(), &line(record)]);
            }
            lines
        }
        Target::Snowflake { table, .. } | Target::Iceberg { table, .. } => {
            let mut lines = String::new();
            push_lines(&mut lines, &[table]);
            for record in records {
                push_lines(&mut lines, &[&line(record)]);
            }
            lines
        }
        Target::Redshift { command, .. } => command.to_string(),
        Target::Splunk { .. } | Target::S3 => String::from_utf8_lossy(&joined(records)).into_owned(),
    }
}

/// Headers by name, in order.
type Headers = Vec<(Arc<str>, Arc<str>)>;

/// Where a request goes, and its headers. The content length is that of the text before any compression.
pub(super) fn head(target: &Target, source: &str, id: Uuid, bytes: u64) -> (Arc<str>, Headers) {
    let mut headers = Headers::new();
    let mut put = |name: &str, value: &str| headers.push((name.into(), value.into()));
    match target {
        Target::Http { gzip, access_key, attributes, .. } => {
            put("X-Amz-Firehose-Protocol-Version", "1.0");
            put("X-Amz-Firehose-Request-Id", &id.to_string());
            put("X-Amz-Firehose-Source-Arn", source);
            if let Some(key) = access_key {
                put("X-Amz-Firehose-Access-Key", key);
            }
            if let Some(attributes) = attributes {
                put("X-Amz-Firehose-Common-Attributes", attributes);
            }
            put("Content-Type", "application/json");
            if *gzip {
                put("Content-Encoding", "gzip");
            }
            put("Content-Length", &bytes.to_string());
        }
        Target::Splunk { raw, .. } => {
            put("X-Splunk-Request-Channel", &id.to_string());
            put("X-Amz-Firehose-Endpoint", if *raw { "/services/collector/raw" } else { "/services/collector/event" });
        }
        Target::Search { .. } => {
            put("Content-Type", "application/x-ndjson");
        }
        Target::Redshift { .. } | Target::Snowflake { .. } | Target::Iceberg { .. } | Target::S3 => {}
    }
    (target.address().unwrap_or_default(), headers)
}

/// Whether OpenSearch can index a record: it is a JSON object.
pub(super) fn is_document(record: &Record) -> bool {
    serde_json::from_slice::<serde_json::Value>(record.data.bytes()).is_ok_and(|value| value.is_object())
}
