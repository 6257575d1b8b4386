//! Queries of every kind of window, written for the columns of an application's input.

use queuelab::analytics::api::{RecordColumn, ReferenceDataSource, SourceSchema};
use queuelab::t;

/// A query to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub hint: &'static str,
    /// The code.
    pub code: String,
}

/// A name as SQL needs it: in quotes unless it is all capitals.
fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if is_plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// Names and types.
fn columns(schema: &SourceSchema) -> Vec<(String, String)> {
    let column = |column: &RecordColumn| {
        let kind = column.sql_type.clone().unwrap_or_default().to_uppercase();
        (quoted(column.name.as_deref().unwrap_or_default()), kind)
    };
    schema.record_columns.iter().flatten().map(column).collect()
}

/// The first text of a schema with its type, and the first number.
fn key_and_value(schema: &SourceSchema) -> (String, String, String) {
    let columns = columns(schema);
    let first =
        |words: &[&str]| columns.iter().find(|(_, kind)| words.iter().any(|word| kind.starts_with(word))).cloned();
    let key = first(&["VARCHAR", "CHAR"]).unwrap_or_else(|| ("'all'".to_owned(), "VARCHAR(8)".to_owned()));
    let numbers = ["INT", "BIGINT", "SMALLINT", "TINYINT", "DECIMAL", "NUMERIC", "DOUBLE", "REAL", "FLOAT"];
    (key.0, key.1, first(&numbers).map_or_else(|| "1".to_owned(), |(name, _)| name))
}

/// The examples. The first text is taken for the key, and the first number for the value.
pub fn examples(schema: &SourceSchema, source: &str) -> Vec<Example> {
    let (key, kind, value) = key_and_value(schema);
    let source = quoted(source);
    let made = |title, hint, columns: &str, query: String| Example {
        title,
        hint,
        code: format!(
            "CREATE OR REPLACE STREAM OUT_STREAM (\n  K {kind}, {columns});\nCREATE OR REPLACE PUMP OUT_PUMP AS\nINSERT INTO OUT_STREAM\n{query};\n"
        ),
    };
    let sliding = |frame: &str| {
        format!(
            "SELECT STREAM {key}, COUNT(*) OVER W, AVG({value}) OVER W\nFROM {source}\nWINDOW W AS (\n  PARTITION BY {key}\n  {frame})"
        )
    };
    vec![
        made(
            t!("Tumbling window"),
            t!("One row for each key every 10 s; each record counts once."),
            "N BIGINT, MEAN DOUBLE",
            format!(
                "SELECT STREAM {key}, COUNT(*), AVG({value})\nFROM {source}\nGROUP BY {key},\n  STEP({source}.ROWTIME BY INTERVAL '10' SECOND)"
            ),
        ),
        made(
            t!("Sliding window of time"),
            t!("One row for each record, over the 10 s before it."),
            "N BIGINT, MEAN DOUBLE",
            sliding("RANGE INTERVAL '10' SECOND PRECEDING"),
        ),
        made(
            t!("Sliding window of rows"),
            t!("One row for each record, over it and the two before it of its key."),
            "N BIGINT, MEAN DOUBLE",
            sliding("ROWS 2 PRECEDING"),
        ),
        made(
            t!("Stagger window"),
            t!("Opens with the first record of a key, and closes 10 s later."),
            "N BIGINT",
            format!(
                "SELECT STREAM {key}, COUNT(*)\nFROM {source}\nWINDOWED BY STAGGER (\n  PARTITION BY {key}\n  RANGE INTERVAL '10' SECOND)"
            ),
        ),
        made(
            t!("Session window"),
            t!("Ends when a key has been silent for 5 s. The lab's own, as Flink has it."),
            "N BIGINT",
            format!(
                "SELECT STREAM {key}, COUNT(*)\nFROM {source}\nWINDOWED BY SESSION (\n  PARTITION BY {key}\n  GAP INTERVAL '5' SECOND)"
            ),
        ),
        made(
            "Filter",
            t!("Every record that matches, at once and without a window."),
            "V DOUBLE",
            format!("SELECT STREAM {key}, {value}\nFROM {source}\nWHERE {value} > 0"),
        ),
        Example {
            title: t!("Most frequent keys"),
            hint: t!("The three most frequent keys of every 10 s."),
            code: format!(
                "CREATE OR REPLACE STREAM OUT_STREAM (\n  ITEM VARCHAR(1024), ITEM_COUNT DOUBLE);\nCREATE OR REPLACE PUMP OUT_PUMP AS\nINSERT INTO OUT_STREAM\nSELECT STREAM * FROM TABLE(TOP_K_ITEMS_TUMBLING(\n  CURSOR(SELECT STREAM * FROM {source}),\n  '{}', 3, 10));\n",
                key.trim_matches(['"', '\''])
            ),
        },
    ]
}

/// Records with what a reference table says of them: the first text of both is taken for what they have in common. None
/// where one of them has no such column, or the table has no other.
pub fn join(schema: &SourceSchema, source: &str, table: &ReferenceDataSource) -> Option<Example> {
    let is_text = |(_, kind): &&(String, String)| kind.starts_with("VARCHAR") || kind.starts_with("CHAR");
    let (left, right) = (columns(schema), columns(table.reference_schema.as_ref()?));
    let ((key, kind), (same, _)) = (left.iter().find(is_text)?, right.iter().find(is_text)?);
    let (other, other_kind) = right.iter().find(|(name, _)| name != same)?;
    let (source, table) = (quoted(source), quoted(table.table_name.as_deref()?));
    Some(Example {
        title: t!("Join with the reference table"),
        hint: t!("Each record at once, with what the table says of its key; without a line there, with nothing."),
        code: format!(
            "CREATE OR REPLACE STREAM OUT_STREAM (\n  K {kind}, SAID {other_kind});\nCREATE OR REPLACE PUMP OUT_PUMP AS\nINSERT INTO OUT_STREAM\nSELECT STREAM S.{key}, T.{other}\nFROM {source} AS S\nLEFT JOIN {table} AS T ON S.{key} = T.{same};\n"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::application::{table, table_values};
    use queuelab::analytics::api::{Input, Resource};
    use queuelab::analytics::service::Setup;

    #[test]
    fn every_example_runs_on_the_columns_it_was_written_for() {
        let typed = [("columns", "truck VARCHAR(16) $.truck\nREPORT INTEGER $.report".to_owned())].into();
        let schema = crate::forms::schema::schema(&typed).unwrap();
        let mut typed = table_values();
        typed.insert("bucket", "lists".to_owned());
        typed.insert("fileKey", "trucks.csv".to_owned());
        let table = table(&typed).unwrap();
        let joined = join(&schema, "SOURCE_SQL_STREAM_001", &table).unwrap();
        for example in examples(&schema, "SOURCE_SQL_STREAM_001").into_iter().chain([joined]) {
            let resource = |arn: &str| {
                Some(Resource {
                    resource_arn: Some(arn.into()),
                    role_arn: Some("arn:aws:iam::000000000000:role/r".into()),
                })
            };
            let input = Input {
                name_prefix: Some("SOURCE_SQL_STREAM".into()),
                kinesis_streams_input: resource("arn:aws:kinesis:us-east-1:000000000000:stream/s"),
                input_schema: Some(schema.clone()),
                ..Input::default()
            };
            let setup = Setup {
                code: example.code.as_str().into(),
                inputs: vec![("1.1".into(), input)],
                tables: vec![("2.1".into(), table.clone())],
                ..Setup::default()
            };
            assert_eq!(setup.check().map_err(|error| error.message), Ok(()), "{}\n{}", example.title, example.code);
        }
    }
}
