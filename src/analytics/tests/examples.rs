//! Worked examples with their exact numbers: those of the documentation, and five queries over eight records of trucks.

use super::*;

/// Second of ROWTIME, second of the event, truck, speed.
const RECORDS: [(u64, u64, &str, i64); 8] = [
    (2, 1, "t1", 50),
    (14, 13, "t2", 70),
    (31, 30, "t1", 60),
    (58, 57, "t1", 80),
    (63, 59, "t2", 40),
    (75, 74, "t1", 90),
    (121, 119, "t1", 30),
    (121, 120, "t2", 20),
];

fn after_all(mut app: Application) -> Application {
    for record in RECORDS {
        put_truck(&mut app, record);
    }
    app.advance(at(300));
    assert_eq!(faults(&app), Vec::<String>::new());
    assert_eq!(app.next_due(), None);
    app
}

#[test]
fn tumbling_windows_close_at_the_minute() {
    let app = after_all(trucks(
        "TRUCK VARCHAR(8), N BIGINT, LEAST_SPEED INTEGER, MOST_SPEED INTEGER, MEAN DECIMAL(5,2)",
        "SELECT STREAM TRUCK, COUNT(*), MIN(SPEED), MAX(SPEED), AVG(SPEED) FROM SOURCE_SQL_STREAM_001
         GROUP BY TRUCK, STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '60' SECOND)",
    ));
    let expected = [
        "60 t1 3 50 80 63.33",
        "60 t2 1 70 70 70.00",
        "120 t1 1 90 90 90.00",
        "120 t2 1 40 40 40.00",
        "180 t1 1 30 30 30.00",
        "180 t2 1 20 20 20.00",
    ];
    assert_eq!(out(&app), expected);
}

#[test]
fn sliding_windows_give_a_row_for_each_row() {
    let app = after_all(trucks(
        "TRUCK VARCHAR(8), N BIGINT, MEAN DECIMAL(5,2)",
        "SELECT STREAM TRUCK, COUNT(*) OVER W, AVG(SPEED) OVER W FROM SOURCE_SQL_STREAM_001
         WINDOW W AS (PARTITION BY TRUCK RANGE INTERVAL '60' SECOND PRECEDING)",
    ));
    let expected = [
        "2 t1 1 50.00",
        "14 t2 1 70.00",
        "31 t1 2 55.00",
        "58 t1 3 63.33",
        "63 t2 2 55.00",
        "75 t1 3 76.67",
        "121 t1 2 60.00",
        "121 t2 2 30.00",
    ];
    assert_eq!(out(&app), expected);
}

#[test]
fn windows_of_rows_count_as_the_option_says() {
    let means = |rows: RowsPreceding, count: u32| {
        let query = format!(
            "SELECT STREAM AVG(SPEED) OVER (PARTITION BY TRUCK ROWS {count} PRECEDING) FROM SOURCE_SQL_STREAM_001"
        );
        let app = after_all(with_rows(rows, "MEAN DECIMAL(5,2)", &query));
        out(&app).iter().map(|row| row.split(' ').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let two = ["50.00", "70.00", "55.00", "70.00", "55.00", "85.00", "60.00", "30.00"];
    let three = ["50.00", "70.00", "55.00", "63.33", "55.00", "76.67", "66.67", "43.33"];
    let own = ["50.00", "70.00", "60.00", "80.00", "40.00", "90.00", "30.00", "20.00"];
    assert_eq!(means(RowsPreceding::CurrentAndN, 2), three);
    assert_eq!(means(RowsPreceding::LastN, 2), two);
    assert_eq!(means(RowsPreceding::CurrentAndN, 1), two);
    assert_eq!(means(RowsPreceding::LastN, 1), own);
}

#[test]
fn a_late_record_splits_what_belongs_to_one_minute_of_events() {
    let app = after_all(trucks(
        "MINUTE_OF TIMESTAMP, TRUCK VARCHAR(8), N BIGINT",
        "SELECT STREAM FLOOR(EVENT TO MINUTE), TRUCK, COUNT(*) FROM SOURCE_SQL_STREAM_001
         GROUP BY FLOOR(EVENT TO MINUTE), TRUCK, FLOOR(SOURCE_SQL_STREAM_001.ROWTIME TO MINUTE)",
    ));
    let expected = [
        "60 1970-01-01 00:00:00.000 t1 3",
        "60 1970-01-01 00:00:00.000 t2 1",
        "120 1970-01-01 00:00:00.000 t2 1",
        "120 1970-01-01 00:01:00.000 t1 1",
        "180 1970-01-01 00:01:00.000 t1 1",
        "180 1970-01-01 00:02:00.000 t2 1",
    ];
    assert_eq!(out(&app), expected);
}

#[test]
fn stagger_windows_open_with_their_first_record() {
    let app = after_all(trucks(
        "MINUTE_OF TIMESTAMP, TRUCK VARCHAR(8), N BIGINT",
        "SELECT STREAM FLOOR(EVENT TO MINUTE), TRUCK, COUNT(*) FROM SOURCE_SQL_STREAM_001
         WINDOWED BY STAGGER (PARTITION BY FLOOR(EVENT TO MINUTE), TRUCK RANGE INTERVAL '60' SECOND)",
    ));
    let expected = [
        "62 1970-01-01 00:00:00.000 t1 3",
        "74 1970-01-01 00:00:00.000 t2 2",
        "135 1970-01-01 00:01:00.000 t1 2",
        "181 1970-01-01 00:02:00.000 t2 1",
    ];
    assert_eq!(out(&app), expected);
}

/// "Stagger Windows" in the Kinesis Data Analytics developer guide.
#[test]
fn the_documented_case_of_stagger_against_tumbling() {
    const HOUR: u64 = 11 * 3_600;
    let case = |grouping: &str| {
        let query =
            format!("SELECT STREAM FLOOR(EVENT TO MINUTE), COUNT(TRUCK) AS N FROM SOURCE_SQL_STREAM_001 {grouping}");
        let mut app = trucks("MINUTE_OF TIMESTAMP, N BIGINT", &query);
        for (now, event) in [(20, 10), (30, 20), (65, 55), (75, 65)] {
            put_truck(&mut app, (HOUR + now, HOUR + event, "AMZN", 1));
        }
        app.advance(at(HOUR + 600));
        let view = app.stream("OUT_STREAM").unwrap();
        let shown = view.rows.rows().map(|(_, row)| {
            let time = |index: usize| text_of(&row.values[index], view.columns[index].kind)[11..19].to_owned();
            format!("{} {} {}", time(2), time(0), text_of(&row.values[1], view.columns[1].kind))
        });
        shown.collect::<Vec<_>>()
    };
    let tumbling =
        case("GROUP BY TRUCK, FLOOR(EVENT TO MINUTE), STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '1' MINUTE)");
    assert_eq!(tumbling, ["11:01:00 11:00:00 2", "11:02:00 11:00:00 1", "11:02:00 11:01:00 1"]);
    let stagger = case("WINDOWED BY STAGGER (PARTITION BY FLOOR(EVENT TO MINUTE), TRUCK RANGE INTERVAL '1' MINUTE)");
    assert_eq!(stagger, ["11:01:20 11:00:00 3", "11:02:15 11:01:00 1"]);
}

/// "Sliding Windows" in the developer guide: the lower edge is not in, and rows of one instant see each other.
#[test]
fn the_documented_walk_through_a_sliding_window() {
    let mut app = trucks(
        "N BIGINT",
        "SELECT STREAM COUNT(*) OVER (RANGE INTERVAL '5' SECOND PRECEDING) FROM SOURCE_SQL_STREAM_001",
    );
    for second in [1, 2, 6, 7, 8, 8, 8] {
        put_truck(&mut app, (second, 0, "t", 0));
    }
    assert_eq!(out(&app), ["1 1", "2 2", "6 2", "7 2"], "the rows of 8 s wait until no other can come");
    assert_eq!(app.next_due(), Some(Instant::from_millis(8_001)));
    app.advance(at(60));
    assert_eq!(out(&app), ["1 1", "2 2", "6 2", "7 2", "8 5", "8 5", "8 5"], "nothing comes when rows only leave");
}

/// This lab's own addition, in the style of STAGGER; the service has no session windows.
#[test]
fn sessions_end_when_a_truck_has_been_silent() {
    let mut app = trucks(
        "TRUCK VARCHAR(8), N BIGINT, FROM_TIME TIMESTAMP",
        "SELECT STREAM TRUCK, COUNT(*), MIN(EVENT) FROM SOURCE_SQL_STREAM_001
         WINDOWED BY SESSION (PARTITION BY TRUCK GAP INTERVAL '30' SECOND)",
    );
    for (now, truck) in [(0, "a"), (10, "b"), (29, "a"), (40, "b"), (58, "a"), (88, "a")] {
        put_truck(&mut app, (now, now, truck, 1));
    }
    app.advance(at(200));
    let expected = [
        "40 b 1 1970-01-01 00:00:10.000",
        "70 b 1 1970-01-01 00:00:40.000",
        "88 a 3 1970-01-01 00:00:00.000",
        "118 a 1 1970-01-01 00:01:28.000",
    ];
    assert_eq!(out(&app), expected, "a row at the very end of the gap begins a session of its own");
}

#[test]
fn the_most_frequent_items_of_a_minute() {
    let mut app = trucks(
        "ITEM VARCHAR(1024), ITEM_COUNT DOUBLE",
        "SELECT STREAM * FROM TABLE(TOP_K_ITEMS_TUMBLING(
             CURSOR(SELECT STREAM * FROM \"SOURCE_SQL_STREAM_001\"), 'truck', 2, 60))",
    );
    for (now, truck) in [(1, "a"), (2, "b"), (3, "b"), (4, "c"), (5, "c"), (6, "c"), (61, "a")] {
        put_truck(&mut app, (now, now, truck, 1));
    }
    app.advance(at(120));
    assert_eq!(out(&app), ["60 c 3.0", "60 b 2.0", "120 a 1.0"]);
}

/// "Example: Adding Reference Data" and the getting-started exercise have queries of these shapes.
#[test]
fn queries_of_the_documentation() {
    let mut config =
        config(&[("TICKER_SYMBOL", "VARCHAR(4)"), ("SECTOR", "VARCHAR(16)"), ("CHANGE", "REAL"), ("PRICE", "REAL")]);
    config.outputs = vec![];
    let code = r#"
        -- ** Continuous Filter **
        CREATE OR REPLACE STREAM "DESTINATION_SQL_STREAM" (ticker_symbol VARCHAR(4), sector VARCHAR(12), change REAL, price REAL);
        CREATE OR REPLACE PUMP "STREAM_PUMP" AS INSERT INTO "DESTINATION_SQL_STREAM"
          SELECT STREAM ticker_symbol, sector, change, price FROM "SOURCE_SQL_STREAM_001"
          WHERE sector SIMILAR TO '%TECH%';
        CREATE OR REPLACE STREAM "CHANGES" (ticker_symbol VARCHAR(4), ingest_time TIMESTAMP, percent DOUBLE);
        CREATE OR REPLACE PUMP "CHANGE_PUMP" AS INSERT INTO "CHANGES"
          SELECT STREAM ticker_symbol, ROWTIME, ((change / (price - change)) * 100)
          FROM "SOURCE_SQL_STREAM_001" WHERE (ABS(change / (price - change)) * 100) > 1;
        CREATE OR REPLACE STREAM "OLD_FORM" (ticker_symbol VARCHAR(4), n INTEGER);
        CREATE OR REPLACE PUMP "OLD_PUMP" AS INSERT INTO "OLD_FORM"
          SELECT STREAM ticker_symbol, COUNT(*) AS n FROM "SOURCE_SQL_STREAM_001"
          GROUP BY ticker_symbol,
            FLOOR(("SOURCE_SQL_STREAM_001".ROWTIME - TIMESTAMP '1970-01-01 00:00:00') SECOND / 10 TO SECOND);
        CREATE OR REPLACE STREAM "ALERTS" (ticker_symbol VARCHAR(4), n INTEGER);
        CREATE OR REPLACE PUMP "ALERT_PUMP" AS INSERT INTO "ALERTS"
          SELECT STREAM ticker_symbol, n FROM (
            SELECT STREAM "CHANGES".ticker_symbol AS ticker_symbol, COUNT(*) OVER W AS n FROM "CHANGES"
            WINDOW W AS (PARTITION BY "CHANGES".ticker_symbol RANGE INTERVAL '1' MINUTE PRECEDING)
          ) AS trigger_count WHERE n = 1;
    "#;
    let mut app = run(config, code);
    for (second, symbol, sector, change, price) in
        [(3, "AMZN", "TECHNOLOGY", 5.0, 105.0), (4, "WMT", "RETAIL", 0.1, 50.0), (8, "AMZN", "TECHNOLOGY", -4.0, 96.0)]
    {
        let json = format!(r#"{{"TICKER_SYMBOL":"{symbol}","SECTOR":"{sector}","CHANGE":{change},"PRICE":{price}}}"#);
        put(&mut app, at(second), &json);
    }
    app.advance(at(20));
    assert_eq!(faults(&app), Vec::<String>::new());
    assert_eq!(rows(&app, "DESTINATION_SQL_STREAM"), ["3 AMZN TECHNOLOGY 5.0 105.0", "8 AMZN TECHNOLOGY -4.0 96.0"]);
    assert_eq!(rows(&app, "CHANGES"), ["3 AMZN 1970-01-01 00:00:03.000 5.0", "8 AMZN 1970-01-01 00:00:08.000 -4.0"]);
    assert_eq!(rows(&app, "OLD_FORM"), ["10 AMZN 2", "10 WMT 1"]);
    assert_eq!(rows(&app, "ALERTS"), ["3 AMZN 1"], "a trigger count lets the first of a minute through");
}
