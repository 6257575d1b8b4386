//! Records into rows: JSON, CSV, and what does not fit.

use super::super::config::{Output, OutputFormat};
use super::*;

fn json(columns: &[(&str, &str, &str)], row_path: &str, record: &str) -> (Vec<String>, Vec<String>) {
    let mut config = config(&[("X", "INTEGER")]);
    let schema = &mut config.inputs[0].schema;
    schema.record_format = RecordFormat::Json { row_path: row_path.into() };
    let column = |(name, path, kind): &(&str, &str, &str)| RecordColumn {
        name: (*name).into(),
        mapping: Some((*path).into()),
        sql_type: (*kind).into(),
    };
    schema.record_columns = columns.iter().map(column).collect();
    let mut app = run(config, "");
    put(&mut app, at(1), record);
    (rows(&app, "SOURCE_SQL_STREAM_001"), faults(&app))
}

/// "Mapping JSON Data Types to SQL Data Types" in the developer guide.
#[test]
fn values_of_json_in_the_types_of_columns() {
    for (value, kind, expected) in [
        ("null", "INTEGER", "-"),
        ("true", "INTEGER", "1"),
        ("true", "VARCHAR(2)", "tr"),
        ("true", "BOOLEAN", "true"),
        ("true", "DATE", "Coercion error: For input string: \"true\" (DATE) (null)"),
        ("67321", "INTEGER", "67321"),
        ("123.4", "INTEGER", "Coercion error: For input string: \"123.4\" (INTEGER) (null)"),
        ("123.0", "INTEGER", "123"),
        ("300", "TINYINT", "Coercion error: For input string: \"300\" (TINYINT) (null)"),
        ("1.25", "DECIMAL(5,2)", "1.25"),
        ("1.257", "DECIMAL(5,2)", "Coercion error: For input string: \"1.257\" (DECIMAL(5, 2)) (null)"),
        ("1e2", "INTEGER", "100"),
        ("0.1", "REAL", "0.1"),
        ("0", "BOOLEAN", "false"),
        ("7", "BOOLEAN", "true"),
        ("7", "VARCHAR(4)", "7"),
        ("7", "TIMESTAMP", "Coercion error: For input string: \"7\" (TIMESTAMP) (null)"),
        ("\"42\"", "INTEGER", "42"),
        ("\"AMZN\"", "INTEGER", "Coercion error: For input string: \"AMZN\" (INTEGER) (null)"),
        ("\"TRUE\"", "BOOLEAN", "true"),
        ("\"yes\"", "BOOLEAN", "false"),
        ("\"abcdef\"", "VARCHAR(3)", "abc"),
        ("\"1992-02-14 18:35:44.0\"", "TIMESTAMP", "1992-02-14 18:35:44.000"),
        ("\"1992-02-14\"", "DATE", "1992-02-14"),
        ("\"soon\"", "DATE", "Coercion error: For input string: \"soon\" (DATE) (null)"),
        ("{\"b\": [1, 2]}", "VARCHAR(40)", "{\"b\":[1,2]}"),
        ("[1]", "INTEGER", "Coercion error: For input string: \"an array or object\" (INTEGER) (null)"),
    ] {
        let (rows, faults) = json(&[("A", "$.a", kind)], "$", &format!("{{\"a\": {value}}}"));
        let found = rows.first().map_or_else(|| faults.join(";"), |row| row.trim_start_matches("1 ").to_owned());
        assert_eq!(found, expected, "{value} as {kind}");
    }
}

/// "Working with JSONPath" in the developer guide.
#[test]
fn paths_and_arrays() {
    let record = r#"{"customerName":"John Doe","address":{"city":"Anytown"},
        "orders":[{"orderId":"23284","price":33.99},{"orderId":"63122"}],"tags":["x","y"]}"#;
    let columns = [
        ("NAME", "$.customerName", "VARCHAR(16)"),
        ("CITY", "$.address.city", "VARCHAR(16)"),
        ("ID", "$.orders[0:].orderId", "VARCHAR(8)"),
        ("PRICE", "$.orders[0:].price", "DOUBLE"),
        ("TAGS", "$.tags[0:]", "VARCHAR(16)"),
        ("NONE", "$.Name", "VARCHAR(16)"),
    ];
    let expected = ["1 John Doe Anytown 23284 33.99 [\"x\",\"y\"] -", "1 John Doe Anytown 63122 - [\"x\",\"y\"] -"];
    assert_eq!(json(&columns, "$", record).0, expected);
    assert_eq!(json(&columns, "$", "{}").0, ["1 - - - - - -"], "an array is taken apart to one row at least");
    let inner = [("ID", "$.orders[0:].orderId", "VARCHAR(8)")];
    assert_eq!(json(&inner, "$.orders[0:]", record).0, ["1 23284", "1 63122"]);
    let one = [("A", "$.a", "INTEGER")];
    assert_eq!(json(&one, "$", "{\"a\":1}\n{\"a\":2}[{\"a\":3},{\"a\":4}]").0, ["1 1", "1 2", "1 3", "1 4"]);
    let (rows, faults) = json(&one, "$", "{\"a\":1}{\"a\":");
    assert_eq!(rows, ["1 1"]);
    assert!(faults[0].starts_with("Parse error: the record is no JSON: EOF"), "{faults:?}");
}

#[test]
fn lines_of_csv() {
    let mut config = config(&[("A", "VARCHAR(8)"), ("N", "INTEGER")]);
    config.inputs[0].schema.record_format =
        RecordFormat::Csv { row_delimiter: "\n".into(), column_delimiter: "|".into() };
    let mut app = run(config, "");
    put(&mut app, at(1), "x|1|more\r\n\"y|\"\"z\"|\n\n|x\nw\n");
    assert_eq!(rows(&app, "SOURCE_SQL_STREAM_001"), ["1 x 1", "1 y|\"z -", "1 w -"]);
    assert_eq!(faults(&app), ["Coercion error: For input string: \"x\" (INTEGER) (null)"]);
    put(&mut app, at(2), "");
    app.put_record(at(3), 0, SourceRecord { data: &[b'a', 0xff, b'|', b'1'], arrival: None }).unwrap();
    put(&mut app, at(4), "\"open|1");
    assert_eq!(
        faults(&app)[1..],
        [
            "Parse error: the record has no row (null)",
            "Parse error: the record is not UTF-8 (null)",
            "Parse error: the record is no CSV: a quote is not closed (null)",
        ]
    );
}

#[test]
fn arrival_and_row_time_are_two_things() {
    let mut app = trucks(
        "ARRIVED TIMESTAMP, LATE BIGINT",
        "SELECT STREAM APPROXIMATE_ARRIVAL_TIME, TSDIFF(ROWTIME, APPROXIMATE_ARRIVAL_TIME) FROM SOURCE_SQL_STREAM_001",
    );
    app.put_record(at(9), 0, SourceRecord { data: b"{}", arrival: Some(at(7)) }).unwrap();
    assert_eq!(out(&app), ["9 1970-01-01 00:00:07.000 2000"]);
}

#[test]
fn outputs_send_rows_on_in_their_format() {
    let mut config = config(&TRUCKS);
    let output = |name: &str, format| Output {
        name: name.into(),
        resource_arn: "arn:aws:kinesis:us-east-1:123456789012:stream/out".into(),
        format,
    };
    config.outputs = vec![output("OUT_STREAM", OutputFormat::Json), output("error_stream", OutputFormat::Csv)];
    let code = "CREATE STREAM OUT_STREAM (\"truck\" VARCHAR(8), SPEED DOUBLE, T TIMESTAMP, NOTHING INTEGER);
        CREATE PUMP P AS INSERT INTO OUT_STREAM (\"truck\", SPEED, T) SELECT STREAM TRUCK, SPEED, EVENT FROM SOURCE_SQL_STREAM_001";
    let mut app = run(config, code);
    put(&mut app, at(1), r#"{"TRUCK":"a\"b","SPEED":50,"EVENT":"2026-01-01"}"#);
    put(&mut app, at(2), r#"{"SPEED":"fast"}"#);
    let sent = app.take_outgoing();
    assert_eq!(sent[0].data, r#"{"truck":"a\"b","SPEED":50.0,"T":"2026-01-01 00:00:00.000","NOTHING":null}"#);
    assert_eq!((sent[0].output, sent[0].number, sent[0].at, sent.len()), (0, 0, at(1), 2));
    let time = "1970-01-01 00:00:02.000";
    let message = "\"For input string: \"\"fast\"\" (INTEGER)\"";
    assert_eq!(
        sent[1].data,
        format!("{time},WARNING,Coercion error,{message},{time},7B225350454544223A2266617374227D,null")
    );
    assert_eq!(app.take_outgoing(), []);
}

/// "Limits" in the developer guide.
#[test]
fn a_row_has_at_most_512_kib() {
    let names: Vec<String> = (0..9).map(|number| format!("C{number}")).collect();
    let columns: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "VARCHAR(65535)")).collect();
    let record = |count: usize| {
        let field = |name: &String| format!("\"{name}\":\"{}\"", "x".repeat(60_000));
        format!("{{{}}}", names.iter().take(count).map(field).collect::<Vec<_>>().join(","))
    };
    let mut app = run(config(&columns), "");
    put(&mut app, at(1), &record(8));
    put(&mut app, at(2), &record(9));
    assert_eq!(app.stream("SOURCE_SQL_STREAM_001").unwrap().rows.count(), 1);
    assert_eq!(faults(&app), ["Limit exceeded: a row of a stream has at most 524288 bytes (null)"]);
}
