//! Applications driven by records and by the clock, through the public interface alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(clippy::too_many_lines, clippy::cast_possible_wrap, reason = "tables of cases, and small numbers")]

mod errors;
mod examples;
mod functions;
mod joins;
mod properties;
mod records;
mod running;

use super::config::{ApplicationConfig, Input, RecordColumn, RecordFormat, SourceSchema, StartingPosition};
use super::{Application, RowsPreceding, SourceRecord, text_of};
use crate::clock::{Epoch, Instant};

/// An instant so many seconds after 1970, which is where these labs begin.
pub fn at(secs: u64) -> Instant {
    Instant::from_millis(secs * 1_000)
}

/// A schema of JSON with these columns.
pub fn schema(columns: &[(&str, &str)]) -> SourceSchema {
    SourceSchema {
        record_format: RecordFormat::Json { row_path: "$".into() },
        record_encoding: Some("UTF-8".into()),
        record_columns: columns
            .iter()
            .map(|(name, kind)| RecordColumn {
                name: (*name).to_owned(),
                mapping: Some(format!("$.{name}")),
                sql_type: (*kind).to_owned(),
            })
            .collect(),
    }
}

/// A configuration with one input of these columns.
pub fn config(columns: &[(&str, &str)]) -> ApplicationConfig {
    ApplicationConfig {
        inputs: vec![Input {
            name_prefix: "SOURCE_SQL_STREAM".into(),
            resource_arn: "arn:aws:kinesis:us-east-1:123456789012:stream/trucks".into(),
            role_arn: None,
            processor: None,
            parallelism: None,
            starting_position: StartingPosition::Now,
            schema: schema(columns),
        }],
        ..ApplicationConfig::default()
    }
}

/// The columns of the trucks.
pub const TRUCKS: [(&str, &str); 3] = [("TRUCK", "VARCHAR(8)"), ("SPEED", "INTEGER"), ("EVENT", "TIMESTAMP")];

pub fn run(config: ApplicationConfig, code: &str) -> Application {
    Application::new(config, code, Epoch::from_unix_millis(0), Instant::ZERO).unwrap_or_else(|error| panic!("{error}"))
}

/// An application of the trucks whose only pump inserts what a query gives.
pub fn trucks(columns: &str, query: &str) -> Application {
    with_rows(RowsPreceding::default(), columns, query)
}

pub fn with_rows(rows: RowsPreceding, columns: &str, query: &str) -> Application {
    let code = format!("CREATE STREAM OUT_STREAM ({columns}); CREATE PUMP P AS INSERT INTO OUT_STREAM {query}");
    run(ApplicationConfig { rows_preceding: rows, ..config(&TRUCKS) }, &code)
}

/// Puts a record of JSON into the first stream of the input.
pub fn put(app: &mut Application, now: Instant, json: &str) {
    app.put_record(now, 0, SourceRecord { data: json.as_bytes(), arrival: None }).unwrap();
}

/// Puts a record of a truck: second of arrival, second of the event, truck, speed.
pub fn put_truck(app: &mut Application, (now, event, truck, speed): (u64, u64, &str, i64)) {
    let event = crate::base::calendar::format(event * 1_000).replace('T', " ").replace('Z', "");
    put(app, at(now), &format!(r#"{{"TRUCK":"{truck}","SPEED":{speed},"EVENT":"{event}"}}"#));
}

/// All rows of a stream: the second of ROWTIME and the columns, with spaces between them.
pub fn rows(app: &Application, stream: &str) -> Vec<String> {
    let view = app.stream(stream).unwrap_or_else(|| panic!("no stream {stream}"));
    let line = |row: &super::Row| {
        let shown = view.columns.iter().zip(row.values.iter()).filter(|(column, _)| !column.is_hidden);
        let mut line = if row.time % 1_000 == 0 { (row.time / 1_000).to_string() } else { format!("{}ms", row.time) };
        for (column, value) in shown {
            line.push(' ');
            line.push_str(&if value.is_null() { "-".into() } else { text_of(value, column.kind) });
        }
        line
    };
    view.rows.rows().map(|(_, row)| line(row)).collect()
}

/// The rows of the stream that [`trucks`] writes.
pub fn out(app: &Application) -> Vec<String> {
    rows(app, "OUT_STREAM")
}

/// `ERROR_NAME`, `MESSAGE` and `PUMP_NAME` of all faults.
pub fn faults(app: &Application) -> Vec<String> {
    let text = |row: &super::Row, index: usize| row.values[index].as_text().unwrap_or("-").to_owned();
    let rows = app.errors().unwrap().rows.rows();
    rows.map(|(_, row)| format!("{}: {} ({})", text(row, 2), text(row, 3), text(row, 6))).collect()
}
