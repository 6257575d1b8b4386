//! Streams, pumps and ROWTIME: order, limits, what pumps may read, and digests.

use super::*;
use crate::base::digest;

#[test]
fn pumps_can_stand_still_and_be_replaced() {
    let code = "CREATE STREAM A (N INTEGER); CREATE OR REPLACE STREAM A (N INTEGER); CREATE STREAM B (N INTEGER);
        CREATE STREAM GONE (N INTEGER); DROP STREAM GONE; CREATE STREAM GONE (N VARCHAR(4)); DROP STREAM GONE;
        CREATE PUMP P STOPPED AS INSERT INTO A SELECT STREAM SPEED FROM SOURCE_SQL_STREAM_001;
        CREATE PUMP Q STOPPED AS INSERT INTO B SELECT STREAM SPEED FROM SOURCE_SQL_STREAM_001; ALTER PUMP Q START;
        CREATE OR REPLACE PUMP Q AS INSERT INTO B SELECT STREAM SPEED + 1 FROM SOURCE_SQL_STREAM_001;";
    let mut app = run(config(&TRUCKS), code);
    put_truck(&mut app, (1, 1, "t", 50));
    assert_eq!((rows(&app, "A"), rows(&app, "B")), (vec![], vec!["1 51".to_owned()]));
    let names: Vec<&str> = app.streams().map(|stream| stream.name).collect();
    assert_eq!(names, ["SOURCE_SQL_STREAM_001", "error_stream", "A", "B"]);
    let pumps: Vec<_> = app.pumps().map(|pump| (pump.name, pump.reads, pump.writes, pump.is_running)).collect();
    let source = || vec!["SOURCE_SQL_STREAM_001"];
    assert_eq!(pumps, [("P", source(), "A", false), ("Q", source(), "B", true)]);
}

#[test]
fn an_input_is_divided_into_as_many_streams_as_its_parallelism() {
    let mut config = config(&TRUCKS);
    config.inputs[0].parallelism = Some(2);
    let code = "CREATE STREAM A (S VARCHAR(4), N INTEGER);
        CREATE PUMP P AS INSERT INTO A SELECT STREAM 'one', SPEED FROM SOURCE_SQL_STREAM_001;
        CREATE PUMP Q AS INSERT INTO A SELECT STREAM 'two', SPEED FROM SOURCE_SQL_STREAM_002;";
    let mut app = run(config, code);
    assert_eq!(app.source_count(), 2);
    for stream in [1, 0] {
        app.put_record(at(1), stream, SourceRecord { data: b"{\"SPEED\":5}", arrival: None }).unwrap();
    }
    assert_eq!(rows(&app, "A"), ["1 two 5", "1 one 5"]);
    let before = digest::of(&app);
    assert!(app.put_record(at(9), 2, SourceRecord { data: b"{}", arrival: None }).is_err());
    assert_eq!(digest::of(&app), before);
}

#[test]
fn row_time_never_goes_back() {
    let mut app = trucks("N INTEGER", "SELECT STREAM SPEED FROM SOURCE_SQL_STREAM_001");
    put_truck(&mut app, (10, 0, "t", 1));
    put_truck(&mut app, (5, 0, "t", 2));
    assert_eq!(out(&app), ["10 1", "10 2"], "the clock of an application does not go back either");
    let code = "CREATE STREAM A (N INTEGER NOT NULL);
        CREATE PUMP P AS INSERT INTO A (N, ROWTIME) SELECT STREAM SPEED, EVENT FROM SOURCE_SQL_STREAM_001";
    let mut app = run(config(&TRUCKS), code);
    for event in [5, 3, 7] {
        put_truck(&mut app, (10, event, "t", 1));
    }
    put(&mut app, at(10), r#"{"EVENT":"1970-01-01 00:00:09"}"#);
    put(&mut app, at(10), "{}");
    assert_eq!(rows(&app, "A"), ["5 1", "7 1"]);
    let expected = [
        "Row out of order: ROWTIME would go back behind that of the row before (P)",
        "Coercion error: the column N must not be NULL (P)",
        "Row out of order: ROWTIME must not be NULL (P)",
    ];
    assert_eq!(faults(&app), expected);
}

#[test]
fn a_window_closes_by_a_later_row_and_by_the_clock() {
    let mut app = trucks(
        "N BIGINT",
        "SELECT STREAM COUNT(*) FROM SOURCE_SQL_STREAM_001 GROUP BY STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND)",
    );
    put_truck(&mut app, (10, 0, "t", 1));
    put_truck(&mut app, (19, 0, "t", 1));
    assert_eq!(app.next_due(), Some(at(20)));
    app.advance(Instant::from_millis(19_999));
    assert_eq!(out(&app), Vec::<String>::new());
    put_truck(&mut app, (20, 0, "t", 1));
    assert_eq!(out(&app), ["20 2"]);
    app.advance(at(30));
    assert_eq!(out(&app), ["20 2", "30 1"], "no row at all for windows without rows");
    app.advance(at(1_000));
    assert_eq!((out(&app).len(), app.next_due()), (2, None));
}

#[test]
fn pumps_can_read_errors_and_make_no_more_of_them() {
    let code = "CREATE STREAM A (N INTEGER); CREATE STREAM B (N INTEGER); CREATE STREAM C (M VARCHAR(100));
        CREATE PUMP P AS INSERT INTO A SELECT STREAM 1 / SPEED FROM SOURCE_SQL_STREAM_001;
        CREATE PUMP Q AS INSERT INTO B SELECT STREAM 1 / (CHAR_LENGTH(MESSAGE) - CHAR_LENGTH(MESSAGE)) FROM \"error_stream\";
        CREATE PUMP R AS INSERT INTO C SELECT STREAM ERROR_NAME || ' in ' || PUMP_NAME FROM \"error_stream\"";
    let mut app = run(config(&TRUCKS), code);
    put_truck(&mut app, (1, 1, "t", 0));
    assert_eq!(rows(&app, "C"), ["1 Division by zero in P"]);
    assert_eq!((faults(&app).len(), app.untold()), (1, 1));
}

#[test]
fn calls_over_windows_of_one_key_and_of_all() {
    let mut app = trucks(
        "TRUCK VARCHAR(8), BEFORE_IT INTEGER, FIRST_ONE INTEGER, LAST_ONE INTEGER, OTHERS BIGINT, SPREAD DOUBLE",
        "SELECT STREAM TRUCK, LAG(SPEED, 1, 0) OVER W, FIRST_VALUE(SPEED) OVER W, LAST_VALUE(SPEED) OVER W,
             COUNT(DISTINCT TRUCK) OVER (ROWS 10 PRECEDING) - 1, STDDEV_POP(SPEED) OVER W
         FROM SOURCE_SQL_STREAM_001 WINDOW W AS (PARTITION BY TRUCK ROWS 2 PRECEDING)",
    );
    for (second, truck, speed) in [(1, "a", 10), (2, "b", 5), (3, "a", 20), (4, "a", 30), (5, "a", 40)] {
        put_truck(&mut app, (second, 0, truck, speed));
    }
    let expected = [
        "1 a 0 10 10 0 0.0",
        "2 b 0 5 5 1 0.0",
        "3 a 10 10 20 1 5.0",
        "4 a 20 10 30 1 8.16496580927726",
        "5 a 30 20 40 1 8.16496580927726",
    ];
    assert_eq!(out(&app), expected);
}

#[test]
fn what_is_held_is_bounded_and_leaves_with_its_window() {
    let mut app = trucks(
        "N BIGINT",
        "SELECT STREAM COUNT(*) OVER (PARTITION BY TRUCK RANGE INTERVAL '10' SECOND PRECEDING) FROM SOURCE_SQL_STREAM_001",
    );
    for second in 0..100 {
        put_truck(&mut app, (second, 0, &format!("t{second}"), 1));
        let held = app.pumps().next().unwrap().held;
        assert_eq!(held, (second + 1).min(10), "ten seconds hold ten rows");
    }
    let mut app = trucks(
        "N BIGINT",
        "SELECT STREAM COUNT(*) FROM SOURCE_SQL_STREAM_001 WINDOWED BY STAGGER (PARTITION BY TRUCK RANGE INTERVAL '1' HOUR)",
    );
    let many = (0..10_000).fold(String::new(), |all, number| all + "{\"TRUCK\":\"" + &number.to_string() + "\"}");
    put(&mut app, at(1), &many);
    put(&mut app, at(2), "{\"TRUCK\":\"one\"}{\"TRUCK\":\"7\"}");
    assert_eq!(faults(&app), ["Limit exceeded: a query has at most 10000 open groups here (P)"]);
    app.advance(at(4_000));
    let stream = app.stream("OUT_STREAM").unwrap();
    assert_eq!((stream.rows.count(), stream.rows.rows().count()), (10_000, 1_000), "the last thousand are kept");
    assert_eq!(stream.rows.rows_from(9_998).map(|(number, _)| number).collect::<Vec<_>>(), [9_998, 9_999]);
}

#[test]
fn clones_are_apart_and_equal_runs_have_equal_digests() {
    let fresh = || {
        trucks(
            "N BIGINT",
            "SELECT STREAM COUNT(*) FROM SOURCE_SQL_STREAM_001 WINDOWED BY SESSION (PARTITION BY TRUCK GAP INTERVAL '9' SECOND)",
        )
    };
    let (mut one, mut other) = (fresh(), fresh());
    put_truck(&mut one, (1, 1, "t", 1));
    let kept = one.clone();
    let before = digest::of(&kept);
    put_truck(&mut one, (2, 1, "t", 1));
    assert_ne!(digest::of(&one), before);
    assert_eq!(digest::of(&kept), before);
    put_truck(&mut other, (1, 1, "t", 1));
    assert_eq!(digest::of(&other), before);
}

/// "Error Handling" in the developer guide.
#[test]
fn the_stream_of_errors_has_these_columns() {
    let app = trucks("N INTEGER", "SELECT STREAM SPEED FROM SOURCE_SQL_STREAM_001");
    let shown = app.errors().unwrap().columns.iter().filter(|column| !column.is_hidden);
    let columns: Vec<String> = shown.map(|column| format!("{} {}", column.name, column.kind)).collect();
    let expected = [
        "ERROR_TIME TIMESTAMP",
        "ERROR_LEVEL VARCHAR(10)",
        "ERROR_NAME VARCHAR(32)",
        "MESSAGE VARCHAR(4096)",
        "DATA_ROWTIME TIMESTAMP",
        "DATA_ROW VARCHAR(49152)",
        "PUMP_NAME VARCHAR(128)",
    ];
    assert_eq!(columns, expected);
}
