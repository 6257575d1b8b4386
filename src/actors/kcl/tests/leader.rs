//! The lock of the leader: signs of life, its end, and who steps down by itself.

use super::*;
use crate::dynamodb::AttributeValue;

/// The version of the lock, which its holder counts on with each sign of life.
fn version(bench: &mut Bench) -> Option<String> {
    bench.row("Leader")?["recordVersionNumber"].as_text().map(str::to_owned)
}

fn leaders(bench: &Bench) -> Vec<(u64, usize)> {
    bench.times(|event| *event == KclEvent::Leads)
}

fn resignations(bench: &Bench) -> Vec<(u64, usize)> {
    bench.times(|event| *event == KclEvent::LeadsNoMore)
}

#[test]
fn a_leader_gives_a_sign_of_life_every_thirty_seconds() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig::default());
    // The table is ready after five seconds.
    for (millis, expected) in
        [(25_000, "A-1"), (54_999, "A-1"), (55_000, "A-2"), (84_999, "A-2"), (85_000, "A-3"), (115_000, "A-4")]
    {
        bench.run(millis);
        assert_eq!(version(&mut bench).as_deref(), Some(expected), "after {millis} ms");
    }
    let row = bench.row("Leader").unwrap();
    let text = |name: &str| row[name].as_text().unwrap();
    assert_eq!((text("ownerName"), text("leaseDuration"), text("entityType")), ("A", "120000", "LEADER"));
    assert_eq!(leaders(&bench), [(25_000, 0)]);
}

#[test]
fn a_lock_that_stands_still_for_two_minutes_goes_to_another() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig { crash_ms: 1_000_000, ..KclConfig::default() });
    bench.run(30_500);
    // With such a failover time it looks at the lock every second.
    bench.add(KclConfig { failover_time_millis: 500, ..KclConfig::default() });
    bench.run(86_000);
    bench.drive(0, |kcl, cx| kcl.crash(cx.now, cx.events));
    // The last sign of life, of 85 s, was seen half a second later.
    bench.run(206_499);
    assert_eq!(leaders(&bench), [(25_000, 0)]);
    bench.run(206_500);
    assert_eq!(leaders(&bench), [(25_000, 0), (206_500, 1)]);
    assert_eq!(version(&mut bench).as_deref(), Some("B-1"));
}

#[test]
fn a_leader_steps_down_when_three_runs_in_a_row_have_failed() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig::default());
    bench.run(26_000);
    // It runs every twenty seconds: at 45 and 65 s in vain, at 85 s not.
    bench.refused = Some("Scan");
    bench.run(84_000);
    bench.refused = None;
    bench.run(86_000);
    bench.refused = Some("Scan");
    bench.run(144_999);
    assert!(bench.workers[0].leads && resignations(&bench).is_empty(), "it counts anew after a run that went well");
    bench.run(145_000);
    assert_eq!((resignations(&bench), bench.workers[0].leads), (vec![(145_000, 0)], false));
    assert_eq!(version(&mut bench), None, "the lock is let go");
    bench.run(165_000);
    assert_eq!(leaders(&bench), [(25_000, 0), (165_000, 0)], "and anybody may have it, this one too");
}

#[test]
fn a_leader_whose_lock_is_somebody_elses_steps_down() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig::default());
    bench.run(26_000);
    let mut row = bench.row("Leader").unwrap();
    row.insert("recordVersionNumber".to_owned(), AttributeValue::text("another-1"));
    bench.write(row);
    bench.run(54_999);
    assert!(bench.workers[0].leads);
    bench.run(55_000);
    assert_eq!((resignations(&bench), bench.workers[0].leads), (vec![(55_000, 0)], false));
    assert_eq!(version(&mut bench).as_deref(), Some("another-1"));
}

#[test]
fn a_leader_that_stops_lets_its_lock_go_at_once() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig::default());
    bench.run(26_000);
    bench.add(KclConfig::default());
    bench.run(30_000);
    bench.drive(0, |kcl, cx| kcl.configure(KclConfig { running: false, ..kcl.config.clone() }, cx.now));
    bench.run(46_000);
    assert_eq!(resignations(&bench), [(30_000, 0)]);
    assert_eq!(leaders(&bench), [(25_000, 0), (46_000, 1)], "the other one looks every twenty seconds");
}
