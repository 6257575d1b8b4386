//! Which columns records have: JSON by the names of members, CSV by what stands between delimiters.
//!
//! Names, paths and types are formed as in the schema of the demo stream in the developer guide: texts get room for the
//! next power of two of the longest. The rules in full were never published; these are the lab's.

use crate::analytics::service::api::{
    CSVMappingParameters, JSONMappingParameters, MappingParameters, RecordColumn, RecordFormat, SourceSchema,
};
use serde_json::Value;

/// Rows that are answered.
const ROWS_MAX: usize = 100;
/// The deepest object that is taken apart.
const DEPTH_MAX: usize = 8;
/// Words that are no names of columns without quotes get this before them.
const PREFIX: &str = "COL_";
const RESERVED: [&str; 24] = [
    "CURRENT",
    "DATE",
    "DAY",
    "END",
    "FROM",
    "GROUP",
    "HOUR",
    "INTERVAL",
    "KEY",
    "MINUTE",
    "MONTH",
    "ORDER",
    "RANGE",
    "ROW",
    "ROWS",
    "SECOND",
    "SELECT",
    "START",
    "TABLE",
    "TIME",
    "TIMESTAMP",
    "USER",
    "VALUE",
    "YEAR",
];

/// What the values of a column have in common; each is also what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Nothing,
    Boolean,
    Integer,
    Big,
    Real,
    Timestamp,
    Text,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    path: Option<String>,
    kind: Kind,
    longest: usize,
}

impl Column {
    fn new(name: String, path: Option<String>) -> Self {
        Self { name, path, kind: Kind::Nothing, longest: 0 }
    }

    fn see(&mut self, kind: Kind, text: &str) {
        self.longest = self.longest.max(text.chars().count());
        self.kind = match (self.kind, kind) {
            (Kind::Nothing, kind) | (kind, Kind::Nothing) => kind,
            (one, other) if one == other => one,
            (Kind::Integer | Kind::Big | Kind::Real, Kind::Integer | Kind::Big | Kind::Real) => self.kind.max(kind),
            _ => Kind::Text,
        };
    }

    fn written(self) -> RecordColumn {
        let sql_type = match self.kind {
            Kind::Boolean => "BOOLEAN".to_owned(),
            Kind::Integer => "INTEGER".to_owned(),
            Kind::Big => "BIGINT".to_owned(),
            Kind::Real => "REAL".to_owned(),
            Kind::Timestamp => "TIMESTAMP".to_owned(),
            Kind::Nothing | Kind::Text => {
                format!("VARCHAR({})", self.longest.max(4).next_power_of_two().min(65_535))
            }
        };
        RecordColumn { name: Some(self.name), mapping: self.path, sql_type: Some(sql_type) }
    }
}

/// The schema of records, and the values of their rows; none where they have none in common.
pub fn guess(texts: &[String], is_object: bool) -> Option<(SourceSchema, Vec<Vec<String>>)> {
    if texts.is_empty() {
        return None;
    }
    json(texts).or_else(|| csv(texts, is_object))
}

fn schema(kind: &str, mapping_parameters: MappingParameters, columns: Vec<Column>) -> SourceSchema {
    SourceSchema {
        record_format: Some(RecordFormat {
            record_format_type: Some(kind.to_owned()),
            mapping_parameters: Some(mapping_parameters),
        }),
        record_encoding: Some("UTF-8".to_owned()),
        record_columns: Some(columns.into_iter().map(Column::written).collect()),
    }
}

fn json(texts: &[String]) -> Option<(SourceSchema, Vec<Vec<String>>)> {
    let mut rows: Vec<Value> = Vec::new();
    for text in texts {
        for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            match document.ok()? {
                Value::Array(elements) => rows.extend(elements),
                row => rows.push(row),
            }
        }
    }
    if rows.is_empty() || !rows.iter().all(Value::is_object) {
        return None;
    }
    rows.truncate(ROWS_MAX);
    let mut columns: Vec<Column> = Vec::new();
    for row in &rows {
        members(row, &mut Vec::new(), &mut |path, value| {
            let written = path_of(path);
            let place = columns.iter().position(|column| column.path.as_deref() == Some(written.as_str()));
            let place = place.unwrap_or_else(|| {
                let name = unique(name_of(&path.join("_")), &columns);
                columns.push(Column::new(name, Some(written)));
                columns.len() - 1
            });
            let (kind, text) = kind_of_json(value);
            if let Some(column) = columns.get_mut(place) {
                column.see(kind, &text);
            }
        });
    }
    if columns.is_empty() || columns.len() > 1_000 {
        return None;
    }
    let parsed = rows.iter().map(|row| values(row, &columns)).collect();
    let parameters = JSONMappingParameters { record_row_path: Some("$".to_owned()) };
    let parameters = MappingParameters { json_mapping_parameters: Some(parameters), ..MappingParameters::default() };
    Some((schema("JSON", parameters, columns), parsed))
}

/// Visits what is no object in an object, by its path.
fn members<'v>(value: &'v Value, path: &mut Vec<&'v str>, visit: &mut impl FnMut(&[&str], &Value)) {
    match value {
        Value::Object(fields) if path.len() < DEPTH_MAX => {
            for (name, value) in fields {
                path.push(name);
                members(value, path, visit);
                path.pop();
            }
        }
        value => visit(path, value),
    }
}

fn path_of(path: &[&str]) -> String {
    let is_plain = |name: &str| !name.is_empty() && !name.contains(['.', '[', ']', '\'']);
    let step = |name: &&str| if is_plain(name) { format!(".{name}") } else { format!("['{name}']") };
    std::iter::once("$".to_owned()).chain(path.iter().map(step)).collect()
}

fn values(row: &Value, columns: &[Column]) -> Vec<String> {
    let mut found = vec![String::new(); columns.len()];
    members(row, &mut Vec::new(), &mut |path, value| {
        let written = path_of(path);
        let place = columns.iter().position(|column| column.path.as_deref() == Some(written.as_str()));
        if let Some(place) = place.and_then(|place| found.get_mut(place)) {
            *place = kind_of_json(value).1;
        }
    });
    found
}

fn kind_of_json(value: &Value) -> (Kind, String) {
    match value {
        Value::Null => (Kind::Nothing, String::new()),
        Value::Bool(truth) => (Kind::Boolean, truth.to_string()),
        Value::Number(number) => (kind_of(&number.to_string()), number.to_string()),
        Value::String(text) => (if is_time(text) { Kind::Timestamp } else { Kind::Text }, text.clone()),
        other => (Kind::Text, other.to_string()),
    }
}

/// A name that queries can use.
fn name_of(text: &str) -> String {
    let mut name: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let is_reserved = RESERVED.contains(&name.to_ascii_uppercase().as_str());
    if is_reserved || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, PREFIX);
    }
    name
}

fn unique(name: String, columns: &[Column]) -> String {
    let is_taken = |name: &str| columns.iter().any(|column| column.name == name);
    if !is_taken(&name) {
        return name;
    }
    (2..=columns.len() + 2).map(|number| format!("{name}_{number}")).find(|name| !is_taken(name)).unwrap_or(name)
}

fn csv(texts: &[String], is_object: bool) -> Option<(SourceSchema, Vec<Vec<String>>)> {
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).collect();
    let split = |line: &&str, by: char| line.split(by).map(|field| field.trim_matches('"').to_owned()).collect();
    let delimiter = [',', '|', '\t', ';'].into_iter().find(|by| {
        let mut counts = lines.iter().map(|line| line.matches(*by).count());
        counts.next().is_some_and(|first| first > 0 && counts.all(|count| count == first))
    })?;
    let mut rows: Vec<Vec<String>> = lines.iter().take(ROWS_MAX).map(|line| split(line, delimiter)).collect();
    let is_text = |row: &Vec<String>| row.iter().all(|field| kind_of(field) == Kind::Text);
    // The first line of an object names the columns where it alone has no number.
    let has_names =
        is_object && rows.len() > 1 && rows.first().is_some_and(is_text) && !rows.iter().skip(1).any(is_text);
    let names = if has_names { rows.remove(0) } else { Vec::new() };
    let count = rows.first().map_or(0, Vec::len);
    let mut columns: Vec<Column> = Vec::new();
    for index in 0..count {
        let name = names.get(index).map_or_else(|| format!("{PREFIX}{}", index + 1), |name| name_of(name));
        let mut column = Column::new(unique(name, &columns), None);
        for field in rows.iter().filter_map(|row| row.get(index)) {
            column.see(kind_of(field), field);
        }
        columns.push(column);
    }
    let parameters = CSVMappingParameters {
        record_row_delimiter: Some("\n".to_owned()),
        record_column_delimiter: Some(delimiter.to_string()),
    };
    let parameters = MappingParameters { csv_mapping_parameters: Some(parameters), ..MappingParameters::default() };
    Some((schema("CSV", parameters, columns), rows))
}

fn kind_of(text: &str) -> Kind {
    if text.is_empty() {
        Kind::Nothing
    } else if text.parse::<i32>().is_ok() {
        Kind::Integer
    } else if text.parse::<i64>().is_ok() {
        Kind::Big
    } else if text.parse::<f64>().is_ok_and(f64::is_finite) {
        Kind::Real
    } else if is_time(text) {
        Kind::Timestamp
    } else {
        Kind::Text
    }
}

/// `2026-01-01 00:00:00`, with or without a fraction, a `T` between and a `Z` behind.
fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    let form = b"0000-00-00 00:00:00";
    let is_head = text.bytes().take(form.len()).zip(form).all(|(byte, wanted)| match wanted {
        b'0' => byte.is_ascii_digit(),
        b' ' => byte == b' ' || byte == b'T',
        wanted => byte == *wanted,
    });
    let rest = text.get(form.len()..);
    let is_rest = |rest: &str| rest.strip_prefix('.').is_none_or(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    is_head && rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with('.')) && is_rest(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(texts: &[&str], is_object: bool) -> Option<Vec<String>> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let (schema, _) = guess(&texts, is_object)?;
        let line = |column: &RecordColumn| {
            let path = column.mapping.as_deref().unwrap_or("-");
            format!("{} {path} {}", column.name.as_deref().unwrap(), column.sql_type.as_deref().unwrap())
        };
        Some(schema.record_columns.unwrap().iter().map(line).collect())
    }

    #[test]
    fn json_has_a_column_for_each_member() {
        let found = columns(
            &[
                r#"{"ticker":"AMZN","change":-1,"price":95.5,"at":{"time":"2026-01-01 00:00:00.000","x y":null},"ok":true}"#,
                r#"{"ticker":"WMT","change":3000000000,"price":1,"sector":"TECHNOLOGY"}"#,
            ],
            false,
        );
        let expected = [
            "ticker $.ticker VARCHAR(4)",
            "change $.change BIGINT",
            "price $.price REAL",
            "at_time $.at.time TIMESTAMP",
            "at_x_y $.at.x y VARCHAR(4)",
            "ok $.ok BOOLEAN",
            "sector $.sector VARCHAR(16)",
        ];
        assert_eq!(found.unwrap(), expected);
        assert_eq!(columns(&[r#"{"time":1,"1":2}"#], false).unwrap(), ["COL_time $.time INTEGER", "COL_1 $.1 INTEGER"]);
    }

    #[test]
    fn csv_has_a_column_between_delimiters_and_other_texts_have_none() {
        let found = columns(&["AMZN,5,1.5", "WMT,6,2"], false).unwrap();
        assert_eq!(found, ["COL_1 - VARCHAR(4)", "COL_2 - INTEGER", "COL_3 - REAL"]);
        let found = columns(&["ticker|company\nAMZN|1\nWMT|2\n"], true).unwrap();
        assert_eq!(found, ["ticker - VARCHAR(4)", "company - INTEGER"]);
        assert_eq!(columns(&["hello", "world"], false), None);
        assert_eq!(columns(&["a,b", "a"], false), None);
        assert_eq!(columns(&["[1,2]"], false).map(|found| found.len()), Some(2), "no object, but commas");
        assert_eq!(columns(&[], false), None);
    }
}
