//! Joins with a reference table and of two streams; sub-queries and UNION ALL.

use super::super::config::ReferenceDataSource;
use super::*;

fn with_table(query: &str, columns: &str) -> Application {
    let mut config = config(&TRUCKS);
    config.reference_data_sources = vec![ReferenceDataSource {
        table_name: "DRIVERS".into(),
        bucket_arn: "arn:aws:s3:::drivers".into(),
        file_key: "drivers.csv".into(),
        schema: SourceSchema {
            record_format: RecordFormat::Csv { row_delimiter: "\n".into(), column_delimiter: ",".into() },
            record_encoding: None,
            record_columns: [("TRUCK", "VARCHAR(8)"), ("DRIVER", "VARCHAR(16)"), ("MOST", "INTEGER")]
                .map(|(name, kind)| RecordColumn { name: name.into(), mapping: None, sql_type: kind.into() })
                .into(),
        },
    }];
    run(config, &format!("CREATE STREAM OUT_STREAM ({columns}); CREATE PUMP P AS INSERT INTO OUT_STREAM {query}"))
}

const DRIVERS: &[u8] = b"t1,Ada,60\r\nt1,\"Bob, jr\",80\nt2,Cy,\n";

#[test]
fn rows_stand_beside_the_rows_of_a_table() {
    let from = "FROM SOURCE_SQL_STREAM_001 AS S";
    let columns = "TRUCK VARCHAR(8), DRIVER VARCHAR(16)";
    let cases = [
        (format!("{from} JOIN DRIVERS AS D ON S.TRUCK = D.TRUCK"), vec!["2 t1 Ada", "2 t1 Bob, jr", "3 t2 Cy"]),
        (
            format!("{from} LEFT JOIN DRIVERS AS D ON S.TRUCK = D.TRUCK AND S.SPEED > D.MOST"),
            vec!["2 t1 Ada", "3 t2 -", "4 t3 -"],
        ),
        (format!("{from}, DRIVERS AS D WHERE S.TRUCK = D.TRUCK AND D.MOST IS NULL"), vec!["3 t2 Cy"]),
        (
            "FROM DRIVERS AS D INNER JOIN SOURCE_SQL_STREAM_001 AS S ON S.TRUCK = D.TRUCK AND D.MOST = 80".into(),
            vec!["2 t1 Bob, jr"],
        ),
    ];
    for (from, expected) in cases {
        let mut app = with_table(&format!("SELECT STREAM S.TRUCK, D.DRIVER {from}"), columns);
        put_truck(&mut app, (1, 1, "t1", 70));
        assert_eq!(out(&app).iter().filter(|row| !row.ends_with('-')).count(), 0, "nothing is loaded yet");
        let before = out(&app).len();
        assert_eq!(app.load_table("DRIVERS", DRIVERS).unwrap(), 3);
        for (second, truck) in [(2, "t1"), (3, "t2"), (4, "t3")] {
            put_truck(&mut app, (second, 1, truck, 70));
        }
        assert_eq!(out(&app).split_off(before), expected, "{from}");
        assert_eq!(faults(&app), Vec::<String>::new());
    }
}

#[test]
fn a_table_that_cannot_be_loaded_changes_nothing() {
    let mut app = with_table(
        "SELECT STREAM S.TRUCK FROM SOURCE_SQL_STREAM_001 AS S JOIN DRIVERS AS D ON S.TRUCK = D.TRUCK",
        "TRUCK VARCHAR(8)",
    );
    app.load_table("DRIVERS", DRIVERS).unwrap();
    let before = crate::base::digest::of(&app);
    for (name, data, expected) in [
        ("DRIVERS", &b"t1,Ada,many"[..], "row 1 of the reference object: For input string: \"many\" (INTEGER)"),
        ("DRIVERS", b"t1,\"Ada", "a quote is not closed"),
        ("DRIVERS", b"", "the record has no row"),
        ("DRIVERS", &b"t1,Ada,1\n".repeat(10_001), "at most 10000 rows"),
        ("drivers", b"t1,Ada,1", "no reference table 'drivers'"),
    ] {
        let error = app.load_table(name, data).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
    }
    assert_eq!(crate::base::digest::of(&app), before);
}

/// "JOIN clause" in the SQL reference: orders and shipments.
#[test]
fn rows_of_two_streams_meet_in_their_windows() {
    let code = |left: &str, right: &str| {
        format!(
            "CREATE STREAM ORDERS (ID VARCHAR(8), T TIMESTAMP); CREATE STREAM SHIPMENTS (ID VARCHAR(8), T TIMESTAMP);
             CREATE STREAM OUT_STREAM (ID VARCHAR(8), ORDERED TIMESTAMP, SHIPPED TIMESTAMP, JOINED TIMESTAMP);
             CREATE PUMP A AS INSERT INTO ORDERS SELECT STREAM TRUCK, ROWTIME FROM SOURCE_SQL_STREAM_001 WHERE SPEED = 1;
             CREATE PUMP B AS INSERT INTO SHIPMENTS SELECT STREAM TRUCK, ROWTIME FROM SOURCE_SQL_STREAM_001 WHERE SPEED = 2;
             CREATE PUMP P AS INSERT INTO OUT_STREAM
               SELECT STREAM O.ID, O.ROWTIME, S.T, ROWTIME
               FROM ORDERS {left} AS O JOIN SHIPMENTS {right} AS S ON O.ID = S.ID"
        )
    };
    let minute = "OVER (RANGE INTERVAL '1' MINUTE PRECEDING)";
    let joined = |left: &str, right: &str| {
        let mut app = run(config(&TRUCKS), &code(left, right));
        for (second, id, kind) in
            [(10, "a", 1), (20, "b", 2), (30, "a", 2), (40, "b", 1), (69, "a", 2), (70, "a", 2), (95, "b", 2)]
        {
            put_truck(&mut app, (second, 0, id, kind));
        }
        let seconds = |row: &String| row.replace("1970-01-01 00:0", "").replace(".000", "");
        out(&app).iter().map(seconds).collect::<Vec<_>>()
    };
    let shipped_later = ["30 a 0:10 0:30 0:30", "69 a 0:10 1:09 1:09", "95 b 0:40 1:35 1:35"];
    assert_eq!(joined(minute, ""), shipped_later, "the order of 10 s has left at 70 s");
    assert_eq!(joined("", minute), ["40 b 0:40 0:20 0:40"]);
    let both = ["30 a 0:10 0:30 0:30", "40 b 0:40 0:20 0:40", "69 a 0:10 1:09 1:09", "95 b 0:40 1:35 1:35"];
    assert_eq!(joined(minute, minute), both);
    assert_eq!(
        joined("OVER (ROWS 1 PRECEDING)", ""),
        ["30 a 0:10 0:30 0:30", "95 b 0:40 1:35 1:35"],
        "the last order alone"
    );
}

#[test]
fn groups_of_a_join_end_with_the_time_of_the_joined_row() {
    let mut app = trucks(
        "N BIGINT",
        "SELECT STREAM COUNT(*) FROM SOURCE_SQL_STREAM_001 OVER (RANGE INTERVAL '1' MINUTE PRECEDING) AS A
           JOIN SOURCE_SQL_STREAM_001 AS B ON A.TRUCK = B.TRUCK
         GROUP BY STEP(ROWTIME BY INTERVAL '1' MINUTE)",
    );
    for second in [50, 59, 61] {
        put_truck(&mut app, (second, 0, "t", 1));
    }
    app.advance(at(200));
    assert_eq!(out(&app), ["60 3", "120 3"], "each row meets itself and those before it");
}

#[test]
fn queries_in_from_and_several_in_one_pump() {
    let mut app = trucks(
        "TRUCK VARCHAR(8), N BIGINT",
        "SELECT STREAM TRUCK, MAX(N) FROM (
             SELECT STREAM TRUCK, COUNT(*) AS N FROM SOURCE_SQL_STREAM_001
             GROUP BY TRUCK, STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND)
             HAVING COUNT(*) > 1) AS TENS
         GROUP BY TRUCK, STEP(TENS.ROWTIME BY INTERVAL '60' SECOND)
         UNION ALL SELECT STREAM 'fast', SPEED FROM SOURCE_SQL_STREAM_001 WHERE SPEED > 100",
    );
    for (second, truck, speed) in
        [(1, "a", 1), (2, "a", 1), (3, "a", 200), (4, "b", 1), (12, "a", 1), (55, "a", 1), (56, "a", 1)]
    {
        put_truck(&mut app, (second, 0, truck, speed));
    }
    app.advance(at(200));
    assert_eq!(out(&app), ["3 fast 200", "60 a 3", "120 a 2"], "what ends at 60 s belongs to the minute after it");
}

fn json_table(name: &str) -> ReferenceDataSource {
    ReferenceDataSource {
        table_name: name.into(),
        bucket_arn: "arn:aws:s3:::drivers".into(),
        file_key: "drivers.json".into(),
        schema: schema(&[("TRUCK", "VARCHAR(8)"), ("DRIVER", "VARCHAR(16)")]),
    }
}

#[test]
fn a_table_can_be_an_object_of_json() {
    let mut config = config(&TRUCKS);
    config.reference_data_sources = vec![json_table("DRIVERS")];
    let code = "CREATE STREAM OUT_STREAM (TRUCK VARCHAR(8), DRIVER VARCHAR(16));
        CREATE PUMP P AS INSERT INTO OUT_STREAM SELECT STREAM S.TRUCK, D.DRIVER
          FROM SOURCE_SQL_STREAM_001 AS S JOIN DRIVERS AS D ON S.TRUCK = D.TRUCK";
    let mut app = run(config, code);
    let object = br#"[{"TRUCK":"t1","DRIVER":"Ada"},{"TRUCK":"t2"}]{"TRUCK":"t3","DRIVER":"Cy"}"#;
    assert_eq!(app.load_table("DRIVERS", object).unwrap(), 3);
    for truck in ["t1", "t2", "t3", "t4"] {
        put_truck(&mut app, (1, 1, truck, 70));
    }
    assert_eq!(out(&app), ["1 t1 Ada", "1 t2 -", "1 t3 Cy"]);
}

#[test]
fn an_application_has_one_table() {
    let mut config = config(&TRUCKS);
    config.reference_data_sources = vec![json_table("A"), json_table("B")];
    let error = Application::new(config, "", Epoch::from_unix_millis(0), Instant::ZERO).unwrap_err();
    assert_eq!(error.message, "ReferenceDataSources has at most 1 members, found 2");
}
