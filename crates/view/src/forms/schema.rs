//! Columns of an application's records as lines of text: name, type, and for JSON the path.

use super::{Problem, Values, text};
use queuelab::analytics::api::{
    CSVMappingParameters, JSONMappingParameters, MappingParameters, RecordColumn, RecordFormat, SourceSchema,
};
use queuelab::{key, t};

/// Formats to choose from.
pub const FORMATS: [(&str, &str); 2] = [("JSON", "JSON"), ("CSV", key!("CSV, with commas"))];

/// The schema that was typed, in `format` and `columns`.
///
/// # Errors
/// Which line is no column.
pub fn schema(values: &Values) -> Result<SourceSchema, Problem> {
    let is_json = text(values, "format") != "CSV";
    let lines = text(values, "columns").lines().map(str::trim).filter(|line| !line.is_empty());
    let columns = lines.map(|line| column(line, is_json)).collect::<Result<Vec<_>, _>>()?;
    Ok(if is_json { of_json(columns) } else { of_csv(columns) })
}

/// A line as a column. A type may have blanks in it, as `DECIMAL(4, 2)` has.
fn column(line: &str, is_json: bool) -> Result<RecordColumn, Problem> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, kind, path) = match words.as_slice() {
        [name, kind @ .., path] if is_json && path.starts_with('$') => (*name, kind.join(" "), Some(*path)),
        [name, kind @ ..] if !is_json => (*name, kind.join(" "), None),
        _ => ("", String::new(), None),
    };
    if kind.is_empty() || kind.contains('$') {
        let wanted = if is_json {
            t!("a name, a type and a path, such as SPEED INTEGER $.speed")
        } else {
            t!("a name and a type, such as SPEED INTEGER")
        };
        return Err(Problem::at("columns", t!("“{line}” should be {wanted}", line, wanted)));
    }
    Ok(RecordColumn { name: Some(name.to_owned()), mapping: path.map(str::to_owned), sql_type: Some(kind) })
}

/// The lines of a schema.
pub fn lines(schema: &SourceSchema) -> String {
    let line = |column: &RecordColumn| {
        let parts = [&column.name, &column.sql_type, &column.mapping];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    schema.record_columns.iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// Its format.
pub fn format_of(schema: &SourceSchema) -> String {
    schema.record_format.as_ref().and_then(|format| format.record_format_type.clone()).unwrap_or_default()
}

/// A schema of JSON with these columns.
fn of_json(columns: Vec<RecordColumn>) -> SourceSchema {
    let parameters = JSONMappingParameters { record_row_path: Some("$".to_owned()) };
    made(
        "JSON",
        MappingParameters { json_mapping_parameters: Some(parameters), ..MappingParameters::default() },
        columns,
    )
}

/// A schema of CSV with these columns.
fn of_csv(columns: Vec<RecordColumn>) -> SourceSchema {
    let parameters = CSVMappingParameters {
        record_row_delimiter: Some("\n".to_owned()),
        record_column_delimiter: Some(",".to_owned()),
    };
    made("CSV", MappingParameters { csv_mapping_parameters: Some(parameters), ..MappingParameters::default() }, columns)
}

fn made(format: &str, parameters: MappingParameters, columns: Vec<RecordColumn>) -> SourceSchema {
    SourceSchema {
        record_format: Some(RecordFormat {
            record_format_type: Some(format.to_owned()),
            mapping_parameters: Some(parameters),
        }),
        record_encoding: Some("UTF-8".to_owned()),
        record_columns: Some(columns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(format: &str, columns: &str) -> Values {
        [("format", format.to_owned()), ("columns", columns.to_owned())].into()
    }

    #[test]
    fn columns_are_lines_and_lines_columns() {
        for (format, text) in
            [("JSON", "A VARCHAR(4) $.a\nB DECIMAL(4, 2) $.b.c"), ("CSV", "A VARCHAR(4)\nB DOUBLE PRECISION")]
        {
            let schema = schema(&typed(format, &format!("\n {text} \n"))).unwrap();
            assert_eq!((lines(&schema).as_str(), format_of(&schema).as_str()), (text, format));
        }
    }

    #[test]
    fn a_line_that_is_no_column_is_named() {
        for (format, line) in [("JSON", "A VARCHAR(4)"), ("JSON", "A"), ("CSV", "A"), ("CSV", "A INTEGER $.a")] {
            let problem = schema(&typed(format, line)).unwrap_err();
            assert_eq!((problem.field, problem.text.contains(line)), (Some("columns"), true), "{format} {line}");
        }
    }
}
