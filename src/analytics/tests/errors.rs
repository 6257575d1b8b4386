//! Code that cannot be run: the place, and what can be written instead.

use super::*;
use crate::analytics::{AnalyticsError, ErrorCode, TEXT_BYTES_MAX};

fn refused(config: ApplicationConfig, code: &str) -> AnalyticsError {
    match Application::new(config, code, Epoch::from_unix_millis(0), Instant::ZERO) {
        Ok(_) => panic!("it runs: {code}"),
        Err(error) => error,
    }
}

const STREAM: &str = "CREATE STREAM S (A VARCHAR(8), N INTEGER);\n";

/// The error of a pump whose query begins line 2, column 1.
fn of_query(query: &str) -> String {
    let code = format!("{STREAM}{query}\n");
    let code = code.replacen(STREAM, "CREATE STREAM S (A VARCHAR(8), N INTEGER); CREATE PUMP P AS INSERT INTO S\n", 1);
    let error = refused(config(&TRUCKS), &code);
    assert_eq!(error.code, ErrorCode::CodeValidationException);
    assert!(error.message.starts_with(&error.at.unwrap().to_string()));
    error.message
}

#[test]
fn queries_that_cannot_be_read_say_where_and_why() {
    for (query, expected) in [
        ("SELECT TRUCK, 1 FROM X", "line 2, column 8: expected STREAM: queries over streams"),
        ("SELECT STREAM DISTINCT TRUCK FROM X", "line 2, column 15: SELECT DISTINCT is not supported"),
        (
            "SELECT STREAM TRUCK FROM",
            "line 3, column 1: expected a stream, a table or a query in brackets, found the end",
        ),
        (
            "SELECT STREAM (SELECT STREAM 1 FROM X), 1 FROM X",
            "line 2, column 16: a query inside an expression is not supported",
        ),
        ("SELECT STREAM A, 1 FROM X WHERE A IN (SELECT STREAM A FROM X)", "line 2, column 39: IN takes a list"),
        (
            "SELECT STREAM A, 1 FROM X WHERE EXISTS (SELECT STREAM A FROM X)",
            "line 2, column 33: EXISTS is not supported",
        ),
        ("SELECT STREAM A, 1 FROM X ORDER BY A", "line 2, column 27: ORDER is not supported"),
        ("SELECT STREAM A, 1 FROM X LIMIT 5", "line 2, column 27: LIMIT is not supported"),
        (
            "SELECT STREAM A, 1 FROM X UNION SELECT STREAM A, 1 FROM X",
            "line 2, column 27: of UNION, EXCEPT and INTERSECT",
        ),
        ("SELECT STREAM A, 1 FROM X RIGHT JOIN Y ON 1 = 1", "line 2, column 27: RIGHT joins are not supported"),
        ("SELECT STREAM A, 1 FROM X FULL OUTER JOIN Y ON 1 = 1", "line 2, column 27: FULL joins are not supported"),
        ("SELECT STREAM A, 1 FROM X JOIN Y USING (A)", "line 2, column 34: USING is not supported"),
        ("SELECT STREAM A, 1 FROM X GROUP BY ROLLUP(A)", "line 2, column 36: ROLLUP is not supported"),
        (
            "SELECT STREAM A, 1 FROM X GROUP BY A WINDOWED BY STAGGER (PARTITION BY A RANGE INTERVAL '1' MINUTE)",
            "line 2, column 38: WINDOWED BY stands in place of",
        ),
        (
            "SELECT STREAM A, 1 FROM X WINDOWED BY HOP (PARTITION BY A)",
            "line 2, column 39: expected STAGGER or SESSION, found HOP",
        ),
        (
            "SELECT STREAM A, COUNT(*) OVER (ROWS UNBOUNDED PRECEDING) FROM X",
            "line 2, column 38: a window over a stream must end somewhere",
        ),
        (
            "SELECT STREAM A, COUNT(*) OVER (ROWS 2 FOLLOWING) FROM X",
            "line 2, column 40: windows end with the current row",
        ),
        (
            "SELECT STREAM A, COUNT(*) OVER (PARTITION BY A ORDER BY N ROWS 2 PRECEDING) FROM X",
            "line 2, column 48: a window is ordered by ROWTIME only",
        ),
        (
            "SELECT STREAM A, COUNT(*) OVER (RANGE INTERVAL '0' SECOND PRECEDING) FROM X",
            "line 2, column 39: the window must be longer than nothing",
        ),
        (
            "SELECT STREAM A, COUNT(*) OVER (RANGE INTERVAL '1' MONTH PRECEDING) FROM X",
            "line 2, column 39: the window is given in DAY",
        ),
        ("SELECT STREAM A, COUNT(*) FILTER (WHERE N > 1) FROM X", "line 2, column 27: FILTER is not supported"),
        (
            "SELECT STREAM A, 1 FROM TABLE(HOTSPOTS(CURSOR(SELECT STREAM * FROM X), 1))",
            "line 2, column 31: the function HOTSPOTS is not supported in FROM",
        ),
        ("SELECT STREAM A, INTERVAL 5 SECOND FROM X", "line 2, column 27: expected a number between apostrophes"),
        ("SELECT STREAM A, INTERVAL 'x' SECOND FROM X", "line 2, column 27: 'x' is no INTERVAL SECOND"),
        ("SELECT STREAM A, TIMESTAMP 'today' FROM X", "line 2, column 28: 'today' is no TIMESTAMP"),
        ("SELECT STREAM A, CAST(A AS BLOB) FROM X", "line 2, column 28: expected a type: BOOLEAN"),
        ("SELECT STREAM A, CAST(A AS VARCHAR) FROM X", "line 2, column 28: VARCHAR needs a length"),
        (
            "SELECT STREAM A, 1 + FROM X",
            "line 2, column 22: expected an expression (reserved words need quotes), found FROM",
        ),
        ("SELECT STREAM A, CASE A END FROM X", "line 2, column 25: expected WHEN, found END"),
        (
            "SELECT STREAM A, 99999999999999999999 FROM X",
            "line 2, column 18: the number 99999999999999999999 is too large",
        ),
        ("SELECT STREAM A ? B FROM X", "line 2, column 17: '?' is not understood"),
    ] {
        let found = of_query(query);
        assert!(found.starts_with(expected), "{query}\n  gives {found}");
    }
}

#[test]
fn names_and_types_are_checked() {
    let from = "FROM SOURCE_SQL_STREAM_001";
    for (query, expected) in [
        (
            format!("SELECT STREAM CITY, SPEED {from}"),
            "line 2, column 15: column 'CITY' not found; there is TRUCK, SPEED, EVENT",
        ),
        (
            format!("SELECT STREAM \"truck\", SPEED {from}"),
            "line 2, column 15: column 'truck' not found; there is \"TRUCK\", whose name has to be quoted",
        ),
        (
            format!("SELECT STREAM X.TRUCK, SPEED {from}"),
            "line 2, column 15: 'X' is not in FROM; there is SOURCE_SQL_STREAM_001",
        ),
        (
            "SELECT STREAM TRUCK, SPEED FROM \"source\"".into(),
            "line 2, column 33: stream or reference table 'source' not found",
        ),
        (
            format!("SELECT STREAM TRUCK {from}"),
            "line 2, column 1: the query has 1 items, but INSERT INTO takes 2 columns",
        ),
        (
            format!("SELECT STREAM SPEED, TRUCK {from}"),
            "line 2, column 15: cannot assign to target field 'A' of type VARCHAR(8) from a value of type INTEGER",
        ),
        (
            format!("SELECT STREAM TRUCK, SPEED + TRUCK {from}"),
            "line 2, column 28: '+' cannot be applied to INTEGER and VARCHAR(8)",
        ),
        (
            format!("SELECT STREAM TRUCK + 'x', SPEED {from}"),
            "line 2, column 21: '+' cannot be applied to VARCHAR(8) and CHAR(1); texts are joined with ||",
        ),
        (
            format!("SELECT STREAM TRUCK, EVENT - ROWTIME {from}"),
            "line 2, column 28: '-' cannot be applied to TIMESTAMP and TIMESTAMP; write (a - b) SECOND",
        ),
        (
            format!("SELECT STREAM TRUCK, SPEED {from} WHERE TRUCK = 1"),
            "line 2, column 67: '=' cannot be applied to VARCHAR(8) and INTEGER",
        ),
        (
            format!("SELECT STREAM TRUCK, SPEED {from} WHERE SPEED"),
            "line 2, column 61: WHERE takes a condition (BOOLEAN), found INTEGER",
        ),
        (
            format!("SELECT STREAM TRUCK, SPEED {from} WHERE COUNT(*) > 1"),
            "line 2, column 61: the aggregate COUNT cannot stand in WHERE",
        ),
        (
            format!("SELECT STREAM TRUCK, COUNT(*) {from}"),
            "line 2, column 22: COUNT over a stream needs a window: GROUP BY",
        ),
        (
            format!("SELECT STREAM TRUCK, COUNT(*) {from} GROUP BY TRUCK"),
            "line 2, column 58: a stream has no end, so GROUP BY needs a window on ROWTIME",
        ),
        (
            format!("SELECT STREAM TRUCK, COUNT(*) {from} GROUP BY TRUCK, STEP(EVENT BY INTERVAL '1' MINUTE)"),
            "line 2, column 58: a stream has no end",
        ),
        (
            format!("SELECT STREAM TRUCK, COUNT(*) {from} GROUP BY STEP(ROWTIME BY INTERVAL '1' MINUTE)"),
            "line 2, column 15: this column is not grouped",
        ),
        (
            format!("SELECT STREAM TRUCK, SUM(TRUCK) {from} GROUP BY TRUCK, ROWTIME"),
            "line 2, column 22: SUM takes a number, found VARCHAR(8)",
        ),
        (
            format!("SELECT STREAM TRUCK, SUM(COUNT(*)) {from} GROUP BY TRUCK, ROWTIME"),
            "line 2, column 26: the aggregate COUNT cannot stand in another aggregate",
        ),
        (format!("SELECT STREAM *  {from} GROUP BY TRUCK, ROWTIME"), "line 2, column 15: * does not go with GROUP BY"),
        (
            format!("SELECT STREAM TRUCK, COUNT(*) OVER W {from}"),
            "line 2, column 36: window 'W' not found; the clause WINDOW has none",
        ),
        (format!("SELECT STREAM TRUCK, LAG(SPEED) {from}"), "line 2, column 22: LAG over a stream needs a window"),
        (format!("SELECT STREAM TRUCK, SPEED {from} HAVING SPEED > 1"), "line 2, column 68: HAVING filters groups"),
        (format!("SELECT STREAM TRUCK, FOO(SPEED) {from}"), "line 2, column 22: there is no function FOO"),
        (
            format!("SELECT STREAM TRUCK, EXP_AVG(SPEED) {from}"),
            "line 2, column 22: the function EXP_AVG of the service is not supported",
        ),
        (
            format!("SELECT STREAM UPPER(SPEED), 1 {from}"),
            "line 2, column 15: argument 1 of UPPER must be a text, found INTEGER",
        ),
        (
            format!("SELECT STREAM SUBSTRING(TRUCK FROM 1), ABS(1, 2) {from}"),
            "line 2, column 40: ABS takes 1 arguments, found 2",
        ),
        (
            format!("SELECT STREAM COALESCE(TRUCK, 1), 1 {from}"),
            "line 2, column 15: COALESCE mixes VARCHAR(8) and INTEGER",
        ),
        (
            format!("SELECT STREAM CASE WHEN 1 = 1 THEN 'a' ELSE 2 END, 1 {from}"),
            "line 2, column 15: CASE mixes CHAR(1) and INTEGER",
        ),
        (format!("SELECT STREAM CAST(TRUE AS DATE), 1 {from}"), "line 2, column 15: BOOLEAN cannot be cast to DATE"),
        (
            format!("SELECT STREAM TRUCK, EXTRACT(HOUR FROM TRUCK) {from}"),
            "line 2, column 22: HOUR cannot be extracted from VARCHAR(8)",
        ),
        (
            format!("SELECT STREAM TRUCK, 1 {from} WHERE TRUCK SIMILAR TO '(a'"),
            "line 2, column 63: the '(' at character 1 is not closed",
        ),
        (
            format!("SELECT STREAM TRUCK, 1 {from} OVER (ROWS 2 PRECEDING) AS X"),
            "line 2, column 57: OVER behind a stream is for joins",
        ),
        (
            format!("SELECT STREAM X.TRUCK, 1 {from} AS X, SOURCE_SQL_STREAM_001 AS Y"),
            "line 2, column 57: a join of two streams needs a window",
        ),
        (
            format!("SELECT STREAM X.TRUCK, 1 {from}, SOURCE_SQL_STREAM_001"),
            "line 2, column 52: both sides of the join are called",
        ),
        (
            format!("SELECT STREAM TRUCK, 1 {from} OVER (ROWS 2 PRECEDING) AS X, SOURCE_SQL_STREAM_001 AS Y"),
            "line 2, column 15: column 'TRUCK' is ambiguous",
        ),
        (
            format!("SELECT STREAM TRUCK, SPEED {from} UNION ALL SELECT STREAM TRUCK {from}"),
            "line 2, column 65: the query has 1 items",
        ),
    ] {
        let found = of_query(&query);
        assert!(found.starts_with(expected), "{query}\n  gives {found}");
    }
}

#[test]
fn statements_are_checked() {
    for (code, expected) in [
        ("SELECT STREAM 1 FROM X", "line 1, column 1: a query runs in a pump: CREATE OR REPLACE PUMP"),
        ("UPDATE X SET A = 1", "line 1, column 1: expected a statement; supported are CREATE [OR REPLACE] STREAM"),
        ("CREATE TABLE X (A INTEGER)", "line 1, column 8: expected STREAM or PUMP; tables, views"),
        ("CREATE FUNCTION F (A INTEGER) RETURNS INTEGER", "line 1, column 8: expected STREAM or PUMP"),
        ("CREATE STREAM X", "line 1, column 16: expected '(' and the columns"),
        ("CREATE STREAM X (A INTEGER PRIMARY KEY)", "line 1, column 28: expected NOT NULL, ',' or ')'"),
        ("CREATE STREAM X (A INTEGER, A INTEGER)", "line 1, column 29: the column 'A' stands there twice"),
        ("CREATE STREAM X (ROWTIME TIMESTAMP)", "line 1, column 18: every stream has ROWTIME already"),
        (
            "CREATE STREAM X (A DECIMAL(20))",
            "line 1, column 28: expected a number of digits, a whole number from 1 to 19",
        ),
        (
            "CREATE STREAM X (A INTEGER);\n CREATE STREAM X (B INTEGER)",
            "line 2, column 16: the stream 'X' exists already; write CREATE OR REPLACE",
        ),
        (
            "CREATE OR REPLACE STREAM SOURCE_SQL_STREAM_001 (A INTEGER)",
            "line 1, column 26: the stream 'SOURCE_SQL_STREAM_001' belongs to the application",
        ),
        (
            "CREATE STREAM \"error_stream\" (A INTEGER)",
            "line 1, column 15: the stream 'error_stream' belongs to the application",
        ),
        (
            "CREATE PUMP P AS INSERT INTO \"error_stream\" SELECT STREAM 1 FROM X",
            "line 1, column 30: pumps cannot write the stream 'error_stream'",
        ),
        (
            "CREATE PUMP P AS INSERT INTO NOWHERE SELECT STREAM 1 FROM X",
            "line 1, column 30: stream 'NOWHERE' not found",
        ),
        (
            "CREATE STREAM X (A INTEGER); CREATE PUMP P AS INSERT INTO X SELECT STREAM A FROM X",
            "line 1, column 59: the pump would read what it writes",
        ),
        (
            "CREATE STREAM X (A INTEGER); CREATE STREAM Y (A INTEGER); CREATE PUMP P AS INSERT INTO X SELECT STREAM A FROM Y; CREATE PUMP Q AS INSERT INTO Y SELECT STREAM A FROM X",
            "line 1, column 143: the pump would read what it writes",
        ),
        (
            "CREATE STREAM X (A INTEGER); CREATE PUMP P AS INSERT INTO X (B) SELECT STREAM 1 FROM SOURCE_SQL_STREAM_001",
            "line 1, column 62: column 'B' of 'X' not found; there is A",
        ),
        (
            "CREATE STREAM X (A INTEGER); CREATE PUMP P AS INSERT INTO X SELECT STREAM SPEED FROM SOURCE_SQL_STREAM_001; DROP STREAM X",
            "line 1, column 121: the stream 'X' is used by the pump 'P'",
        ),
        ("DROP PUMP P", "line 1, column 11: pump 'P' not found; there is none"),
        ("ALTER PUMP P RUN", "line 1, column 14: expected START or STOP, found RUN"),
        (
            "CREATE STREAM X (A INTEGER) CREATE STREAM Y (A INTEGER)",
            "line 1, column 29: expected ';' or the end of the statement",
        ),
        (
            "CREATE STREAM GROUP (A INTEGER)",
            "line 1, column 15: expected the name of the stream (reserved words need quotes), found GROUP",
        ),
        ("CREATE STREAM X (A VARBINARY(10))", "line 1, column 20: the type VARBINARY is not supported here"),
        ("CREATE STREAM X (A VARCHAR(10)", "line 1, column 31: expected ')', found the end of the text"),
        ("CREATE STREAM 'X' (A INTEGER)", "line 1, column 15: expected the name of the stream, found 'X'"),
    ] {
        let found = refused(config(&TRUCKS), code).message;
        assert!(found.starts_with(expected), "{code}\n  gives {found}");
    }
}

#[test]
fn everything_is_bounded() {
    let long = format!("{}{}", STREAM, " ".repeat(TEXT_BYTES_MAX));
    assert!(refused(config(&TRUCKS), &long).message.contains("at most 102400"));
    let deep = format!("SELECT STREAM TRUCK, {}1{} FROM SOURCE_SQL_STREAM_001", "(".repeat(500), ")".repeat(500));
    assert!(of_query(&deep).contains("nest at most 64 deep"));
    for part in ["- ", "NOT ", "CASE WHEN 1=1 THEN "] {
        let deep = format!("SELECT STREAM TRUCK, {}1 FROM SOURCE_SQL_STREAM_001", part.repeat(500));
        assert!(of_query(&deep).contains("nest at most 64 deep"), "{part}");
    }
    let wide = format!("SELECT STREAM TRUCK, 1{} FROM SOURCE_SQL_STREAM_001", " + 1".repeat(500));
    assert!(of_query(&wide).contains("nest at most 64 deep"));
    let queries = format!(
        "SELECT STREAM * FROM {} SOURCE_SQL_STREAM_001 {}",
        "(SELECT STREAM * FROM ".repeat(500),
        ")".repeat(500)
    );
    assert!(of_query(&queries).contains("nest at most 64 deep"));
    let list = format!("SELECT STREAM TRUCK{} FROM SOURCE_SQL_STREAM_001", ", 1".repeat(1_000));
    assert!(of_query(&list).contains("a list has at most 1000 parts"));
    let many = "CREATE OR REPLACE STREAM X (A INTEGER);".repeat(201);
    assert!(refused(config(&TRUCKS), &many).message.contains("more than 200 statements"));
    // Just inside of the bound, it runs in the stack of a test.
    let inside =
        format!("SELECT STREAM TRUCK, {}SPEED{} FROM SOURCE_SQL_STREAM_001", "(1 + ".repeat(60), ")".repeat(60));
    let mut app = trucks("A VARCHAR(8), N INTEGER", &inside);
    put_truck(&mut app, (1, 1, "t", 1));
    assert_eq!(out(&app), ["1 t 61"]);
}

/// What is changed in a good configuration, and the sentence that it leads to.
type Case<'a> = (&'a dyn Fn(&mut ApplicationConfig), &'a str);

#[test]
fn configurations_are_checked() {
    let check = |change: &dyn Fn(&mut ApplicationConfig)| {
        let mut config = config(&TRUCKS);
        change(&mut config);
        refused(config, STREAM)
    };
    let output = |name: &str| super::super::config::Output {
        name: name.into(),
        resource_arn: "arn:aws:firehose:us-east-1:123456789012:deliverystream/x".into(),
        format: super::super::config::OutputFormat::Json,
    };
    let cases: [Case<'_>; 12] = [
        (&|c| c.inputs.push(c.inputs[0].clone()), "Inputs has at most 1"),
        (&|c| c.inputs[0].name_prefix = "1x".into(), "NamePrefix '1x' does not match"),
        (&|c| c.inputs[0].resource_arn = "arn:aws:sqs:us-east-1:1:x".into(), "must be an ARN of kinesis or firehose"),
        (&|c| c.inputs[0].parallelism = Some(65), "InputParallelism.Count is 1 to 64, not 65"),
        (&|c| c.inputs[0].schema.record_columns.clear(), "RecordColumns has 1 to 1000 members"),
        (&|c| c.inputs[0].schema.record_columns[0].sql_type = "TEXT".into(), "SqlType of TRUCK: expected a type"),
        (&|c| c.inputs[0].schema.record_columns[0].mapping = None, "needs a Mapping"),
        (
            &|c| c.inputs[0].schema.record_columns[0].mapping = Some("$.a[1]".into()),
            "Mapping of TRUCK: '$.a[1]' is no path",
        ),
        (&|c| c.inputs[0].schema.record_columns[1].name = "TRUCK".into(), "the column 'TRUCK' stands there twice"),
        (&|c| c.inputs[0].schema.record_encoding = Some("UTF-16".into()), "RecordEncoding must be UTF-8"),
        (&|c| c.outputs = vec![output("A"), output("B"), output("C"), output("D")], "Outputs has at most 3"),
        (&|c| c.outputs = vec![output("NOWHERE")], "the output 'NOWHERE' is no in-application stream"),
    ];
    for (change, expected) in cases {
        let error = check(change);
        assert!(error.message.contains(expected), "{expected}: {error}");
        let is_application = expected.contains("in-application");
        let code = if is_application {
            ErrorCode::InvalidApplicationConfigurationException
        } else {
            ErrorCode::InvalidArgumentException
        };
        assert_eq!(error.code, code);
    }
}
