//! Readers with random records, settings and failures.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever fails and however it is set: each record is done or given up once, in the order of its key, and nothing
    /// but what fails is given up where batches are divided.
    #[test]
    fn each_record_ends_once_and_in_order(
        records in prop::collection::vec((0_u8..6, 0_u8..10, 0_u64..5), 1..60),
        batch in 1_usize..8,
        lanes in 1_u32..=10,
        retries in 0_i64..3,
        bisect in any::<bool>(),
        reports in any::<bool>(),
        window in 0_u64..3,
        close in any::<bool>(),
    ) {
        let code = if reports { reports_poison } else { fails_on_poison };
        let mut bench = Bench::new(code, |settings, stream| {
            (settings.batch_size, settings.window_secs, settings.reports_items) = (batch, window, reports);
            (stream.parallelization, stream.retries, stream.bisect) = (lanes, retries, bisect);
        });
        let mut at = 0;
        for (n, (key, luck, pause)) in records.iter().enumerate() {
            at += pause;
            bench.until(at);
            let word = if *luck == 0 { "poison" } else { "good" };
            bench.put(&format!("k{key}"), &format!("k{key} {n:03} {word}"));
        }
        bench.is_closed = close;
        bench.until(at + 5_000);
        let totals = bench.reader.totals;
        let all = records.len() as u64;
        prop_assert_eq!(totals.read, all);
        prop_assert_eq!(totals.succeeded + totals.discarded, all);
        prop_assert_eq!(bench.handled.len() as u64, totals.succeeded);
        prop_assert_eq!(bench.reader.in_hand(), 0);
        prop_assert_eq!(bench.is_drained, close);
        let given_up: usize = bench.discarded.iter().map(|discarded| discarded.records).sum();
        prop_assert_eq!(given_up as u64, totals.discarded);
        for key in 0..6 {
            let own: Vec<&String> = bench.handled.iter().filter(|data| data.starts_with(&format!("k{key} "))).collect();
            prop_assert!(own.is_sorted(), "{:?}", own);
        }
        prop_assert!(!bench.handled.iter().any(|data| data.contains("poison")));
        if bisect {
            let poison = records.iter().filter(|(_, luck, _)| *luck == 0).count();
            prop_assert_eq!(given_up, poison, "nothing good is given up");
        }
        prop_assert_eq!(bench.reader.checkpoint(), Position::After(format!("{all:05}").into()));
    }
}
