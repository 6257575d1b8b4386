//! Operators, functions and casts, each in a query of its own.

use super::*;

/// What an expression comes to for the row t1, 50, 2026-01-02 03:04:05.678, or its fault.
fn value(expression: &str) -> String {
    let query = format!("SELECT STREAM CAST({expression} AS VARCHAR(200)) FROM SOURCE_SQL_STREAM_001");
    let mut app = trucks("V VARCHAR(200)", &query);
    put(&mut app, at(7), r#"{"TRUCK":"t1","SPEED":50,"EVENT":"2026-01-02 03:04:05.678"}"#);
    match out(&app).first() {
        Some(row) => row.trim_start_matches("7 ").to_owned(),
        None => faults(&app).join("; "),
    }
}

fn check(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(&value(expression), expected, "{expression}");
    }
}

#[test]
fn numbers() {
    check(&[
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7.0 / 2", "3.500000000000"),
        ("7e0 / 2", "3.5"),
        ("1 + 2 * 3 - 4", "3"),
        ("(1 + 2) * 3", "9"),
        ("0.1 + 0.2", "0.3"),
        ("1.5 * 1.5", "2.25"),
        ("SPEED / 0", "Division by zero: / by zero (P)"),
        ("SPEED / 0.0", "Division by zero: / by zero (P)"),
        ("SPEED / 0e0", "Division by zero: / by zero (P)"),
        ("2147483647 + 1", "Numeric overflow: the result does not fit into INTEGER (P)"),
        ("2147483648 + 1", "2147483649"),
        ("CAST(200 AS TINYINT)", "Numeric overflow: the result does not fit into TINYINT (P)"),
        ("ABS(-5)", "5"),
        ("ABS(-1.5)", "1.5"),
        ("SIGN(-1.5)", "-1"),
        ("FLOOR(-1.5)", "-2.0"),
        ("CEIL(1.2)", "2.0"),
        ("CEILING(1.2e0)", "2.0"),
        ("ROUND(2.567, 2)", "2.570"),
        ("ROUND(2.5e0)", "3.0"),
        ("ROUND(1250, -2)", "1300"),
        ("ROUND(-1249, -2)", "-1200"),
        ("MOD(-7, 3)", "-1"),
        ("MOD(7, 0)", "Division by zero: / by zero (P)"),
        ("POWER(2, 10)", "1024.0"),
        ("SQRT(2)", "1.4142135623730951"),
        ("SQRT(-1)", "Invalid argument: the function has no finite result for its argument (P)"),
        ("ROUND(EXP(1), 10)", "2.7182818285"),
        ("LN(10)", "2.302585092994046"),
        ("LOG10(1000)", "3.0"),
        ("GREATEST(1, 2.5, 2)", "2.5"),
        ("LEAST(1, NULL)", "-"),
        ("-SPEED", "-50"),
        ("- -5", "5"),
    ]);
}

#[test]
fn texts() {
    check(&[
        ("'a' || 'b' || TRUCK", "abt1"),
        ("CHAR_LENGTH('héllo')", "5"),
        ("CHARACTER_LENGTH('')", "0"),
        ("UPPER('aé') || LOWER('BC')", "AÉbc"),
        ("INITCAP('hello wORLD-x')", "Hello World-X"),
        ("SUBSTRING('abcdef' FROM 2 FOR 3)", "bcd"),
        ("SUBSTRING('abcdef', 3)", "cdef"),
        ("SUBSTRING('abcdef' FROM -1 FOR 3)", "a"),
        ("SUBSTRING('abc' FROM 1 FOR -1)", "Invalid argument: SUBSTRING takes a length of 0 or more (P)"),
        ("'[' || TRIM('  a ') || ']'", "[a]"),
        ("TRIM(LEADING '0' FROM '0070')", "70"),
        ("TRIM(TRAILING '0' FROM '0070')", "007"),
        ("TRIM(BOTH 'x' FROM 'xax')", "a"),
        ("POSITION('cd' IN 'abcd')", "3"),
        ("POSITION('x' IN 'abcd')", "0"),
        ("OVERLAY('12345' PLACING 'ab' FROM 2 FOR 3)", "1ab5"),
        ("OVERLAY('12345' PLACING 'ab' FROM 2)", "1ab45"),
        ("REGEX_REPLACE('a1b22', '[0-9]+', '#', 1, 0)", "a#b#"),
        ("REGEX_REPLACE('a1b22', '[0-9]+', '#', 1, 2)", "a1b#"),
        ("REGEX_REPLACE('abc', 'x*', '-', 1, 0)", "-a-b-c-"),
        ("REGEX_REPLACE('abc', '(', '-', 1, 0)", "Invalid argument: the '(' at character 1 is not closed (P)"),
        ("TRUCK LIKE 't%'", "true"),
        ("TRUCK NOT LIKE 't_'", "false"),
        ("'50%' LIKE '50!%' ESCAPE '!'", "true"),
        ("TRUCK LIKE TRUCK", "true"),
        ("TRUCK SIMILAR TO '(t|u)[0-9]'", "true"),
        ("'a' = 'a  '", "true"),
        ("'[' || CAST('ab' AS CHAR(4)) || ']'", "[ab  ]"),
        ("CAST('abcdef' AS VARCHAR(3))", "abc"),
    ]);
}

#[test]
fn truth_has_three_values() {
    check(&[
        ("NULL = NULL", "-"),
        ("SPEED > NULL OR SPEED = 50", "true"),
        ("SPEED > NULL AND SPEED = 51", "false"),
        ("SPEED > NULL AND SPEED = 50", "-"),
        ("NOT (SPEED > NULL)", "-"),
        ("(SPEED > NULL) IS UNKNOWN", "true"),
        ("(SPEED > 1) IS NOT TRUE", "false"),
        ("NULL IS NULL", "true"),
        ("SPEED IS NOT NULL", "true"),
        ("SPEED IN (1, 50)", "true"),
        ("SPEED IN (1, NULL)", "-"),
        ("SPEED NOT IN (1, 2)", "true"),
        ("SPEED BETWEEN 50 AND 51.5", "true"),
        ("SPEED NOT BETWEEN 50 AND 51", "false"),
        ("SPEED <> 50", "false"),
        ("COALESCE(NULL, SPEED, 1)", "50"),
        ("NULLIF(SPEED, 50)", "-"),
        ("NULLIF(SPEED, 51)", "50"),
        ("CASE WHEN SPEED > 60 THEN 'fast' WHEN SPEED > 40 THEN 'fair' ELSE 'slow' END", "fair"),
        ("CASE TRUCK WHEN 't2' THEN 1 END", "-"),
        ("CASE WHEN SPEED > 0 THEN 1 ELSE SPEED / 0 END", "1"),
    ]);
}

#[test]
fn times() {
    check(&[
        ("EVENT", "2026-01-02 03:04:05.678"),
        ("ROWTIME", "1970-01-01 00:00:07.000"),
        ("CURRENT_ROW_TIMESTAMP", "1970-01-01 00:00:07.000"),
        ("CURRENT_DATE", "1970-01-01"),
        ("CURRENT_TIME", "00:00:07.000"),
        ("APPROXIMATE_ARRIVAL_TIME", "1970-01-01 00:00:07.000"),
        ("EXTRACT(YEAR FROM EVENT) * 100 + EXTRACT(MONTH FROM EVENT)", "202601"),
        ("EXTRACT(DAY FROM EVENT) + EXTRACT(HOUR FROM EVENT) + EXTRACT(MINUTE FROM EVENT)", "9"),
        ("EXTRACT(SECOND FROM EVENT)", "5"),
        ("EXTRACT(DOW FROM EVENT)", "6"),
        ("FLOOR(EVENT TO HOUR)", "2026-01-02 03:00:00.000"),
        ("CEIL(EVENT TO MINUTE)", "2026-01-02 03:05:00.000"),
        ("CEIL(TIMESTAMP '2026-01-02 03:00:00' TO HOUR)", "2026-01-02 03:00:00.000"),
        ("FLOOR(EVENT TO YEAR)", "2026-01-01 00:00:00.000"),
        ("CEIL(EVENT TO MONTH)", "2026-02-01 00:00:00.000"),
        ("STEP(EVENT BY INTERVAL '10' SECOND)", "2026-01-02 03:04:00.000"),
        ("MONOTONIC(STEP(EVENT BY INTERVAL '1' DAY))", "2026-01-02 00:00:00.000"),
        ("EVENT + INTERVAL '1' DAY", "2026-01-03 03:04:05.678"),
        ("EVENT - INTERVAL '1:30' MINUTE TO SECOND", "2026-01-02 03:02:35.678"),
        ("DATE '2024-01-31' + INTERVAL '1' MONTH", "2024-02-29"),
        ("INTERVAL '2' HOUR * 3", "+6"),
        ("INTERVAL '1' DAY / 2", "+0"),
        ("(EVENT - TIMESTAMP '2026-01-01 00:00:00') HOUR", "+27"),
        ("(EVENT - TIMESTAMP '2026-01-01 00:00:00') DAY TO SECOND", "+1 03:04:05.678"),
        ("CAST((EVENT - TIMESTAMP '2026-01-01 00:00:00') MINUTE AS INTEGER)", "1624"),
        ("(DATE '2026-03-01' - DATE '2024-12-15') YEAR TO MONTH", "+1-02"),
        ("TSDIFF(EVENT, TIMESTAMP '2026-01-02 03:04:05')", "678"),
        ("UNIX_TIMESTAMP(TIMESTAMP '1970-01-01 00:00:01')", "1000"),
        ("TO_TIMESTAMP(1500)", "1970-01-01 00:00:01.500"),
        ("TO_TIMESTAMP(999999999999999999)", "Invalid argument: the time lies outside of the years 1 to 9999 (P)"),
        ("CHAR_TO_TIMESTAMP('dd/MMM/yyyy:HH:mm:ss z', '07/Aug/2017:10:11:12 UTC')", "2017-08-07 10:11:12.000"),
        ("TIMESTAMP_TO_CHAR('yyyyMMdd', EVENT)", "20260102"),
        ("CHAR_TO_TIMESTAMP('yyyy', 'x')", "Coercion error: 'x' is no time in the format 'yyyy' (P)"),
    ]);
}

#[test]
fn casts() {
    check(&[
        ("CAST('12' AS INTEGER)", "12"),
        ("CAST(' 1.555 ' AS DECIMAL(5,2))", "1.56"),
        ("CAST('x' AS INTEGER)", "Coercion error: For input string: \"x\" (INTEGER) (P)"),
        ("CAST('1e3' AS DOUBLE)", "1000.0"),
        ("CAST(1.1 AS REAL)", "1.1"),
        ("CAST(1e20 AS DOUBLE)", "1E20"),
        ("CAST(2.5 AS INTEGER)", "3"),
        ("CAST('TRUE' AS BOOLEAN)", "true"),
        ("CAST('2026-01-02' AS TIMESTAMP)", "2026-01-02 00:00:00.000"),
        ("CAST(EVENT AS DATE)", "2026-01-02"),
        ("CAST(EVENT AS TIME)", "03:04:05.678"),
        ("CAST(DATE '2026-01-02' AS TIMESTAMP)", "2026-01-02 00:00:00.000"),
        ("CAST(5 AS INTERVAL MINUTE)", "+5"),
        (
            "CAST(9223372036854775807 AS INTERVAL DAY)",
            "Numeric overflow: the result does not fit into INTERVAL DAY (P)",
        ),
        ("-CAST(90 AS INTERVAL MINUTE)", "-90"),
        ("CAST(NULL AS INTEGER)", "-"),
    ]);
}

fn hex(byte: u8) -> String {
    format!("{byte:02X}")
}

#[test]
fn a_fault_leaves_a_row_with_its_data_in_the_error_stream() {
    let mut app = trucks("V INTEGER", "SELECT STREAM 100 / SPEED FROM SOURCE_SQL_STREAM_001");
    put_truck(&mut app, (1, 1, "a", 0));
    put_truck(&mut app, (2, 2, "b", 50));
    assert_eq!(out(&app), ["2 2"]);
    let error = rows(&app, "error_stream");
    let text = "a,0,1970-01-01 00:00:01.000,1970-01-01 00:00:01.000,1970-01-01 00:00:01.000";
    let mut data = String::new();
    for byte in text.bytes() {
        data.push_str(&hex(byte));
    }
    let time = "1970-01-01 00:00:01.000";
    assert_eq!(error, [format!("1 {time} WARNING Division by zero / by zero {time} {data} P")]);
}
