//! Random records and random texts.

use super::*;
use proptest::prelude::*;

/// Milliseconds since the record before, truck, speed.
type Step = (u64, u8, i64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((prop_oneof![Just(0), 0_u64..5_000, 0_u64..70_000], 0_u8..3, -50_i64..50), 0..60)
}

/// Puts all records; answers the instant of each.
fn put_all(app: &mut Application, steps: &[Step]) -> Vec<u64> {
    let mut now = 0;
    let mut instants = Vec::new();
    for (wait, truck, speed) in steps {
        now += wait;
        let json = format!(r#"{{"TRUCK":"t{truck}","SPEED":{speed}}}"#);
        put(app, Instant::from_millis(now), &json);
        instants.push(now);
    }
    instants
}

/// A number in a row, by its place behind ROWTIME.
fn number(row: &str, index: usize) -> i64 {
    row.split(' ').nth(index + 1).unwrap().parse().unwrap()
}

const EVERYTHING: &str = "
    CREATE STREAM FILTERED (T VARCHAR(8), N INTEGER); CREATE STREAM TENS (T VARCHAR(8), N BIGINT);
    CREATE STREAM STAGGERED (T VARCHAR(8), N BIGINT); CREATE STREAM SESSIONS (T VARCHAR(8), N BIGINT);
    CREATE STREAM SLIDING (T VARCHAR(8), N BIGINT, M DOUBLE); CREATE STREAM MIXED (T VARCHAR(8), N BIGINT);
    CREATE STREAM PAIRS (T VARCHAR(8), N INTEGER); CREATE STREAM TOPS (T VARCHAR(1024), N DOUBLE);
    CREATE STREAM MINUTES (N BIGINT, X BIGINT);
    CREATE PUMP A AS INSERT INTO FILTERED SELECT STREAM TRUCK, 100 / SPEED FROM SOURCE_SQL_STREAM_001;
    CREATE PUMP B AS INSERT INTO TENS SELECT STREAM TRUCK, COUNT(*) FROM SOURCE_SQL_STREAM_001
      GROUP BY TRUCK, STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND);
    CREATE PUMP C AS INSERT INTO STAGGERED SELECT STREAM TRUCK, SUM(SPEED) FROM SOURCE_SQL_STREAM_001
      WINDOWED BY STAGGER (PARTITION BY TRUCK RANGE INTERVAL '10' SECOND);
    CREATE PUMP D AS INSERT INTO SESSIONS SELECT STREAM TRUCK, COUNT(*) FROM SOURCE_SQL_STREAM_001
      WINDOWED BY SESSION (PARTITION BY TRUCK GAP INTERVAL '3' SECOND);
    CREATE PUMP E AS INSERT INTO SLIDING SELECT STREAM TRUCK, COUNT(*) OVER W, AVG(SPEED) OVER W FROM SOURCE_SQL_STREAM_001
      WINDOW W AS (PARTITION BY TRUCK RANGE INTERVAL '10' SECOND PRECEDING);
    CREATE PUMP F AS INSERT INTO MIXED SELECT STREAM T, N FROM TENS UNION ALL SELECT STREAM T, N FROM SLIDING
      UNION ALL SELECT STREAM T, N FROM FILTERED UNION ALL SELECT STREAM T, N FROM SESSIONS;
    CREATE PUMP G AS INSERT INTO PAIRS SELECT STREAM A.TRUCK, B.SPEED
      FROM SOURCE_SQL_STREAM_001 OVER (RANGE INTERVAL '2' SECOND PRECEDING) AS A JOIN SOURCE_SQL_STREAM_001 AS B ON A.TRUCK = B.TRUCK;
    CREATE PUMP H AS INSERT INTO TOPS SELECT STREAM * FROM TABLE(TOP_K_ITEMS_TUMBLING(
      CURSOR(SELECT STREAM T FROM SLIDING), 'T', 2, 20));
    CREATE PUMP I AS INSERT INTO MINUTES SELECT STREAM COUNT(*), SUM(N) FROM MIXED GROUP BY FLOOR(MIXED.ROWTIME TO MINUTE);";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_row_is_counted_in_one_tumbling_window(steps in steps()) {
        let mut app = trucks(
            "N BIGINT, START_OF TIMESTAMP",
            "SELECT STREAM COUNT(*), STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND) FROM SOURCE_SQL_STREAM_001
             GROUP BY TRUCK, STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND)",
        );
        let instants = put_all(&mut app, &steps);
        app.advance(at(100_000));
        let rows = out(&app);
        prop_assert_eq!(rows.iter().map(|row| number(row, 0)).sum::<i64>(), instants.len() as i64);
        for row in &rows {
            let end: u64 = row.split(' ').next().unwrap().parse().unwrap();
            let inside = instants.iter().filter(|at| (end - 10) * 1_000 <= **at && **at < end * 1_000).count();
            prop_assert!(number(row, 0) <= inside as i64);
        }
    }

    #[test]
    fn a_sliding_window_has_what_a_plain_search_finds(steps in steps(), millis in 1_u64..20_000) {
        let length = format!("'{}.{:03}' SECOND", millis / 1_000, millis % 1_000);
        let query = format!(
            "SELECT STREAM COUNT(*) OVER W, SUM(SPEED) OVER W, MIN(SPEED) OVER W FROM SOURCE_SQL_STREAM_001
             WINDOW W AS (PARTITION BY TRUCK RANGE INTERVAL {length} PRECEDING)"
        );
        let mut app = trucks("N BIGINT, S BIGINT, L INTEGER", &query);
        let instants = put_all(&mut app, &steps);
        app.advance(at(100_000));
        let naive: Vec<(i64, i64, i64)> = (0..steps.len()).map(|own| {
            let now = instants[own] as i64;
            let met: Vec<i64> = (0..steps.len())
                .filter(|other| steps[*other].1 == steps[own].1)
                .filter(|other| (now - millis as i64) < instants[*other] as i64 && instants[*other] as i64 <= now)
                .map(|other| steps[other].2)
                .collect();
            (met.len() as i64, met.iter().sum(), *met.iter().min().unwrap())
        }).collect();
        let found: Vec<(i64, i64, i64)> = out(&app).iter().map(|row| (number(row, 0), number(row, 1), number(row, 2))).collect();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn any_division_of_an_advance_gives_the_same(steps in steps(), cuts in prop::collection::vec(0_u64..200_000, 0..20), to_due in any::<bool>()) {
        let mut whole = run(config(&TRUCKS), EVERYTHING);
        put_all(&mut whole, &steps);
        whole.advance(Instant::from_millis(10_000_000));

        let mut divided = run(config(&TRUCKS), EVERYTHING);
        let mut cuts = cuts;
        cuts.sort_unstable();
        let mut now = 0;
        for (wait, truck, speed) in &steps {
            for cut in cuts.iter().filter(|cut| (now..=now + wait).contains(*cut)) {
                divided.advance(Instant::from_millis(*cut));
            }
            now += wait;
            if to_due {
                while let Some(due) = divided.next_due().filter(|due| *due <= Instant::from_millis(now)) {
                    divided.advance(due);
                }
            }
            let json = format!(r#"{{"TRUCK":"t{truck}","SPEED":{speed}}}"#);
            put(&mut divided, Instant::from_millis(now), &json);
        }
        while let Some(due) = divided.next_due() {
            prop_assert!(due > Instant::from_millis(now) || due.as_millis() <= now + 1);
            divided.advance(due);
        }
        divided.advance(Instant::from_millis(10_000_000));
        for stream in whole.streams() {
            prop_assert_eq!(rows(&whole, stream.name), rows(&divided, stream.name), "{}", stream.name);
        }
        prop_assert_eq!(crate::base::digest::of(&whole), crate::base::digest::of(&divided));
        let faults = faults(&whole);
        let zeros = steps.iter().filter(|(_, _, speed)| *speed == 0).count();
        prop_assert_eq!(faults.len(), zeros, "{:?}", faults);
        let pumps: Vec<_> = whole.pumps().map(|pump| pump.next_due).collect();
        prop_assert!(pumps.iter().all(Option::is_none));
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,80}") {
        let _ = Application::new(config(&TRUCKS), &text, Epoch::DEFAULT, Instant::ZERO);
    }

    #[test]
    fn no_row_of_words_is_too_strange(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        let query = words.join(" ");
        let code = format!("CREATE STREAM S (A VARCHAR(8), N INTEGER, T TIMESTAMP); CREATE PUMP P AS INSERT INTO S SELECT STREAM {query}");
        if let Ok(mut app) = Application::new(config(&TRUCKS), &code, Epoch::DEFAULT, Instant::ZERO) {
            put_truck(&mut app, (1, 1, "t", 0));
            app.advance(at(100));
        }
        let _ = Application::new(config(&TRUCKS), &query, Epoch::DEFAULT, Instant::ZERO);
    }

    #[test]
    fn no_expression_is_too_strange(expression in expressions()) {
        let code = format!(
            "CREATE STREAM S (A VARCHAR(80)); CREATE PUMP P AS INSERT INTO S SELECT STREAM CAST({expression} AS VARCHAR(80)) FROM SOURCE_SQL_STREAM_001"
        );
        if let Ok(mut app) = Application::new(config(&TRUCKS), &code, Epoch::DEFAULT, Instant::ZERO) {
            put_truck(&mut app, (1, 1, "t", 0));
            put(&mut app, at(2), "{}");
            app.advance(at(100));
            prop_assert_eq!(rows(&app, "S").len() + faults(&app).len(), 2);
        }
    }

    #[test]
    fn no_record_is_too_strange(data in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>()) {
        let mut config = config(&TRUCKS);
        if !json {
            config.inputs[0].schema.record_format = RecordFormat::Csv { row_delimiter: ";".into(), column_delimiter: ",".into() };
        }
        let mut app = run(config, "");
        app.put_record(at(1), 0, SourceRecord { data: &data, arrival: None }).unwrap();
        let (good, bad) = (rows(&app, "SOURCE_SQL_STREAM_001").len(), faults(&app).len());
        prop_assert!(good + bad > 0, "a record leaves a row or a fault");
    }
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "SELECT",
    "STREAM",
    "FROM",
    "SOURCE_SQL_STREAM_001",
    "AS",
    "X",
    "WHERE",
    "GROUP",
    "BY",
    "TRUCK",
    "SPEED",
    "EVENT",
    "ROWTIME",
    "COUNT(*)",
    "SUM(SPEED)",
    "OVER",
    "(",
    ")",
    ",",
    "*",
    "+",
    "-",
    "/",
    "||",
    "=",
    "<",
    ".",
    ";",
    "'a'",
    "1",
    "2.5",
    "STEP(ROWTIME BY INTERVAL '1' MINUTE)",
    "FLOOR(ROWTIME TO MINUTE)",
    "WINDOWED BY STAGGER",
    "SESSION",
    "PARTITION BY",
    "RANGE INTERVAL '1' MINUTE",
    "PRECEDING",
    "ROWS 2 PRECEDING",
    "WINDOW",
    "W",
    "JOIN",
    "LEFT",
    "ON",
    "UNION ALL",
    "HAVING",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "NULL",
    "NOT",
    "AND",
    "IN",
    "LIKE",
    "BETWEEN",
    "IS",
    "CAST",
    "INTEGER",
    "TABLE(",
    "CURSOR(",
    "\"q\"",
    "CREATE",
    "PUMP",
    "DROP",
    "--",
    "/*",
    "LAG(SPEED)",
    "DISTINCT",
    "SECOND",
    "GAP",
];

/// Expressions that can be read; the types of about one in six go together.
fn expressions() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(ATOMS).prop_map(str::to_owned);
    atom.prop_recursive(5, 24, 3, |inner| {
        let form = prop::sample::select(FORMS);
        (form, inner.clone(), inner.clone(), inner)
            .prop_map(|(form, a, b, c)| form.replace("{a}", &a).replace("{b}", &b).replace("{c}", &c))
    })
}

#[rustfmt::skip]
const ATOMS: &[&str] = &[
    "TRUCK", "SPEED", "EVENT", "ROWTIME", "NULL", "TRUE", "0", "7", "-1", "2.5", "1e300", "9223372036854775807", "0.0000000000000000001",
    "'a'", "''", "'2026-01-01'", "'12'", "DATE '0001-01-01'", "DATE '9999-12-31'", "TIME '23:59:59'", "TIMESTAMP '2026-01-31 10:00:00'",
    "INTERVAL '1' DAY", "INTERVAL '999' YEAR", "INTERVAL '9999999' HOUR", "CURRENT_TIMESTAMP",
];

#[rustfmt::skip]
const FORMS: &[&str] = &[
    "({a} + {b})", "({a} - {b})", "({a} * {b})", "({a} / {b})", "({a} || {b})", "({a} = {b})", "({a} < {b})", "({a} AND {b})",
    "({a} OR {b})", "(NOT {a})", "(- {a})", "({a} IS NULL)", "({a} LIKE {b})", "({a} SIMILAR TO '%(a|b)*[0-9]{2}')", "({a} IN ({b}, {c}))",
    "({a} BETWEEN {b} AND {c})", "CASE WHEN {a} THEN {b} ELSE {c} END", "CASE {a} WHEN {b} THEN {c} END", "ABS({a})", "SIGN({a})",
    "FLOOR({a})", "CEIL({a})", "ROUND({a}, {b})", "MOD({a}, {b})", "POWER({a}, {b})", "SQRT({a})", "EXP({a})", "LN({a})", "LOG10({a})",
    "COALESCE({a}, {b})", "NULLIF({a}, {b})", "GREATEST({a}, {b})", "LEAST({a}, {b})", "UPPER({a})", "INITCAP({a})",
    "SUBSTRING({a} FROM {b} FOR {c})", "TRIM(BOTH {a} FROM {b})", "POSITION({a} IN {b})", "OVERLAY({a} PLACING {b} FROM {c})",
    "REGEX_REPLACE({a}, {b}, {c}, 1, 0)", "CHAR_LENGTH({a})", "FLOOR({a} TO YEAR)", "CEIL({a} TO MONTH)", "CEIL({a} TO SECOND)",
    "STEP({a} BY INTERVAL '7' DAY)", "EXTRACT(YEAR FROM {a})", "EXTRACT(SECOND FROM {a})", "(({a}) - ({b})) DAY TO SECOND", "({a} - {b}) MONTH",
    "({a} - {b}) SECOND", "TSDIFF({a}, {b})", "TO_TIMESTAMP({a})", "UNIX_TIMESTAMP({a})", "CHAR_TO_TIMESTAMP('yyyy-MM-dd', {a})",
    "TIMESTAMP_TO_CHAR('yy.MMM.dd HH:mm:ss.SSS z', {a})", "CAST({a} AS TINYINT)", "CAST({a} AS BIGINT)", "CAST({a} AS DECIMAL(19, 19))",
    "CAST({a} AS DECIMAL(19, 0))", "CAST({a} AS REAL)", "CAST({a} AS DOUBLE)", "CAST({a} AS CHAR(3))", "CAST({a} AS VARCHAR(20))",
    "CAST({a} AS BOOLEAN)", "CAST({a} AS DATE)", "CAST({a} AS TIME)", "CAST({a} AS TIMESTAMP)", "CAST({a} AS INTERVAL DAY)",
    "CAST({a} AS INTERVAL MONTH)",
];
