//! Rows as outputs write them.

use super::super::config::OutputFormat;
use super::super::eval::cast::text_of;
use super::super::plan::scope::Column;
use super::super::value::{Row, Value};

/// A row in a format, with the columns that `*` shows. NULL is `null` in JSON and nothing in CSV.
pub fn write(format: OutputFormat, columns: &[Column], row: &Row) -> String {
    let shown = columns.iter().zip(row.values.iter()).filter(|(column, _)| !column.is_hidden);
    let mut text = String::new();
    match format {
        OutputFormat::Json => {
            text.push('{');
            for (column, value) in shown {
                if text.len() > 1 {
                    text.push(',');
                }
                text.push_str(&quoted(&column.name));
                text.push(':');
                text.push_str(&json(value, column));
            }
            text.push('}');
        }
        OutputFormat::Csv => {
            for (index, (column, value)) in shown.enumerate() {
                if index > 0 {
                    text.push(',');
                }
                let field = text_of(value, column.kind);
                if field.contains(['"', ',', '\n', '\r']) {
                    text.push('"');
                    text.push_str(&field.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(&field);
                }
            }
        }
    }
    text
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json(value: &Value, column: &Column) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Double(_) => text_of(value, column.kind),
        other => quoted(&text_of(other, column.kind)),
    }
}
