//! Messages from a file: JSON Lines or CSV.
//!
//! Columns, all optional but `body`: `at` (milliseconds after the producer starts, or a span such as `1m5s`), `group`,
//! `dedup`, `delay` (seconds), `bytes` (of the payload that the body begins) and `attributes` (an object; in CSV, each
//! column `attr.NAME`). A line that is not right is listed with its number and the rest goes all the same. JSON lines that
//! are no object with a `body` are bodies as they stand.

use crate::base::collections::map_of;
use crate::clock::Duration;
use crate::sqs::api::MessageAttributeValue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rows of a file, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Feed {
    /// The file's name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A message to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The text.
    pub body: String,
    /// Milliseconds after the producer's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
    /// Message group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Deduplication id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<String>,
    /// Delay in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_secs: Option<i64>,
    /// Message attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, MessageAttributeValue>,
    /// How many bytes the payload has of which the text is the beginning; those of the text when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload_bytes: Option<u64>,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong.
    pub text: String,
}

/// The most rows that a file may have; what follows is listed as left out.
pub const ROWS_MAX: usize = 200_000;

impl Feed {
    /// The row of that number, from 0.
    pub fn row(&self, number: u64) -> Option<&Row> {
        self.rows.get(usize::try_from(number).ok()?)
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Reads a file. It is CSV when its name ends in `.csv`, or when its first line has a column `body`; otherwise JSON
    /// Lines. Rows with a time are put in order of time; rows of one time keep their order.
    pub fn read(name: &str, text: &str) -> (Self, Vec<Problem>) {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let has_header = first.split(',').any(|cell| cell.trim().trim_matches('"') == "body");
        let is_csv =
            name.to_ascii_lowercase().ends_with(".csv") || (has_header && !first.trim_start().starts_with('{'));
        let (mut rows, mut problems) = if is_csv { read_csv(text) } else { read_lines(text) };
        if rows.len() > ROWS_MAX {
            let text = format!("only the first {ROWS_MAX} rows are read; {} are left out", rows.len() - ROWS_MAX);
            problems.push(Problem { line: ROWS_MAX as u64 + 1, text });
            rows.truncate(ROWS_MAX);
        }
        rows.sort_by_key(|row| row.at_ms.unwrap_or(0));
        (Self { name: name.to_owned(), rows }, problems)
    }
}

fn read_lines(text: &str) -> (Vec<Row>, Vec<Problem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match read_json(line) {
            Ok(row) => rows.push(row),
            Err(text) => problems.push(Problem { line: number, text }),
        }
    }
    (rows, problems)
}

fn read_json(line: &str) -> Result<Row, String> {
    let value: serde_json::Value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"))?;
    let Some(object) = value.as_object().filter(|object| object.contains_key("body")) else {
        return Ok(Row { body: line.trim().to_owned(), ..Row::default() });
    };
    let text = |name: &str| match object.get(name) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text.clone())),
        Some(serde_json::Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(format!("'{name}' must be a text or a number")),
    };
    let body = match object.get("body") {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let mut attributes = BTreeMap::new();
    match object.get("attributes") {
        None | Some(serde_json::Value::Null) => {}
        Some(serde_json::Value::Object(given)) => {
            for (name, value) in given {
                attributes.insert(name.clone(), attribute(name, value)?);
            }
        }
        Some(_) => return Err("'attributes' must be an object".to_owned()),
    }
    let columns = Columns {
        at: text("at")?,
        group: text("group")?,
        dedup: text("dedup")?,
        delay: text("delay")?,
        bytes: text("bytes")?,
    };
    finish(body, columns, attributes)
}

/// A text becomes a String attribute, a number a Number one; an object is taken as AWS writes it.
fn attribute(name: &str, value: &serde_json::Value) -> Result<MessageAttributeValue, String> {
    match value {
        serde_json::Value::String(text) => Ok(MessageAttributeValue::string(text.clone())),
        serde_json::Value::Number(number) => Ok(MessageAttributeValue {
            data_type: "Number".to_owned(),
            string_value: Some(number.to_string()),
            ..MessageAttributeValue::default()
        }),
        object @ serde_json::Value::Object(_) => MessageAttributeValue::deserialize(object)
            .map_err(|error| format!("attribute '{name}' is not as AWS writes one: {error}")),
        _ => Err(format!("attribute '{name}' must be a text, a number or an object")),
    }
}

/// What a line may say beside its body and attributes.
struct Columns {
    at: Option<String>,
    group: Option<String>,
    dedup: Option<String>,
    delay: Option<String>,
    bytes: Option<String>,
}

fn finish(body: String, columns: Columns, attributes: BTreeMap<String, MessageAttributeValue>) -> Result<Row, String> {
    let Columns { at, group, dedup, delay, bytes } = columns;
    let present = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if body.is_empty() {
        return Err("has an empty body".to_owned());
    }
    let at_ms = present(at)
        .map(|text| match text.parse::<u64>() {
            Ok(millis) => Ok(millis),
            Err(_) => text.parse::<Duration>().map(Duration::as_millis).map_err(|error| format!("'at': {error}")),
        })
        .transpose()?;
    let delay_secs = present(delay)
        .map(|text| text.parse::<i64>().map_err(|_| format!("'delay' must be whole seconds, not '{text}'")))
        .transpose()?;
    let payload_bytes = present(bytes)
        .map(|text| text.parse::<u64>().map_err(|_| format!("'bytes' must be a whole number, not '{text}'")))
        .transpose()?;
    Ok(Row { body, at_ms, group: present(group), dedup: present(dedup), delay_secs, attributes, payload_bytes })
}

fn read_csv(text: &str) -> (Vec<Row>, Vec<Problem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let mut records = records(text).into_iter();
    let Some((_, header)) = records.next() else { return (rows, problems) };
    let header: Vec<String> = header.into_iter().map(|cell| cell.trim().to_owned()).collect();
    if !header.iter().any(|name| name == "body") {
        problems
            .push(Problem { line: 1, text: "the first line must name the columns, with 'body' among them".to_owned() });
        return (rows, problems);
    }
    for (line, cells) in records {
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() != header.len() {
            let text = format!("has {} cells where the first line has {}", cells.len(), header.len());
            problems.push(Problem { line, text });
            continue;
        }
        let mut named: BTreeMap<&str, String> = map_of(header.iter().map(String::as_str).zip(cells));
        let mut take = |name: &str| named.remove(name);
        let body = take("body").unwrap_or_default();
        let columns = Columns {
            at: take("at"),
            group: take("group"),
            dedup: take("dedup"),
            delay: take("delay"),
            bytes: take("bytes"),
        };
        let attributes = named
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| {
                Some((name.strip_prefix("attr.")?.to_owned(), MessageAttributeValue::string(value)))
            })
            .collect();
        match finish(body, columns, attributes) {
            Ok(row) => rows.push(row),
            Err(text) => problems.push(Problem { line, text }),
        }
    }
    (rows, problems)
}

/// The records of a CSV text, each with the number of the line it begins on.
fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let mut reader = csv_core::Reader::new();
    let mut input = text.as_bytes();
    let (mut records, mut record) = (Vec::new(), Vec::new());
    let (mut field, mut buffer, mut line) = (Vec::new(), [0_u8; 4096], reader.line());
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = input.get(read..).unwrap_or_default();
        field.extend_from_slice(buffer.get(..written).unwrap_or_default());
        match result {
            csv_core::ReadFieldResult::InputEmpty if !input.is_empty() => {}
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
            csv_core::ReadFieldResult::Field { record_end } => {
                record.push(String::from_utf8_lossy(&std::mem::take(&mut field)).into_owned());
                if record_end {
                    records.push((line, std::mem::take(&mut record)));
                    line = reader.line();
                }
            }
            csv_core::ReadFieldResult::End => return records,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_lines_with_bad_ones_listed_by_number() {
        let text = "{\"body\":\"a\",\"at\":\"1m5s\",\"group\":\"g\",\"delay\":3,\"bytes\":900000,\"attributes\":{\"k\":\"x\",\"n\":4}}\n\
                    \n{oops\n{\"body\":\"\"}\n{\"order\":7}\n{\"body\":\"b\",\"at\":20,\"dedup\":\"d\"}\n\
                    {\"body\":\"c\",\"at\":\"soon\"}\n";
        let (feed, problems) = Feed::read("orders.jsonl", text);
        let bodies: Vec<&str> = feed.rows.iter().map(|row| row.body.as_str()).collect();
        assert_eq!(bodies, ["{\"order\":7}", "b", "a"], "in order of time");
        assert_eq!((feed.rows[2].at_ms, feed.rows[2].payload_bytes), (Some(65_000), Some(900_000)));
        assert_eq!(feed.rows[2].attributes["n"].data_type, "Number");
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4, 7]);
    }

    #[test]
    fn csv_with_quotes_attributes_and_a_short_line() {
        let text = "body,at,group,attr.kind\r\n\"a, \"\"quoted\"\"\nline\",10,g1,new\r\nshort\r\nb,,,\r\n";
        let (feed, problems) = Feed::read("orders.csv", text);
        assert_eq!(feed.rows.len(), 2);
        let quoted = feed.rows.iter().find(|row| row.group.is_some()).unwrap();
        assert_eq!(quoted.body, "a, \"quoted\"\nline");
        assert_eq!(quoted.attributes["kind"], MessageAttributeValue::string("new"));
        assert_eq!(problems.len(), 1);
        assert!(problems[0].text.contains("has 1 cells where the first line has 4"), "{problems:?}");
    }

    #[test]
    fn a_csv_without_a_body_column_says_so() {
        let (feed, problems) = Feed::read("x.csv", "a,b\n1,2\n");
        assert!(feed.is_empty());
        assert_eq!(problems[0].line, 1);
    }
}
