//! The table of each version, and how it keeps in step with the stream: holes, shards that are gone, and a split.

use super::*;
use crate::dynamodb::api::{CreateTable, KeySchemaElement};
use crate::kinesis::api::{PutRecord, SplitShard};

/// The key of the first shard's row.
fn first() -> String {
    ShardId(0).to_string()
}

fn tear(bench: &mut Bench) {
    bench.dynamodb(lease::delete(&KclConfig::default(), &first()));
}

/// Splits the first shard.
fn split(bench: &mut Bench, at: u128) {
    bench.kinesis(SplitShard {
        stream_name: Some("s".to_owned()),
        shard_to_split: Some(first()),
        new_starting_hash_key: Some(at.to_string()),
        ..SplitShard::default()
    });
}

/// How many leases that are not done with each worker has, fewest first.
fn shares(bench: &Bench) -> Vec<usize> {
    let open = |worker: &Kcl| worker.held.values().filter(|held| held.stage != Stage::Ended).count();
    let mut shares: Vec<usize> = bench.workers.iter().map(open).collect();
    shares.sort_unstable();
    shares
}

#[test]
fn each_version_makes_a_table_of_its_own() {
    let [first, second, third] =
        Version::ALL.map(|version| lease::table(&KclConfig { version, ..KclConfig::default() }));
    let units = |table: &CreateTable| {
        table.provisioned_throughput.as_ref().map(|units| (units.read_capacity_units, units.write_capacity_units))
    };
    let mode = |table: &CreateTable| table.billing_mode.clone();
    assert_eq!((units(&first), mode(&first)), (Some((10, 10)), None));
    for table in [&second, &third] {
        assert_eq!((units(table), mode(table).as_deref()), (None, Some("PAY_PER_REQUEST")));
    }
    let parts = |keys: &[KeySchemaElement]| -> Vec<(String, String)> {
        keys.iter().map(|key| (key.attribute_name.clone(), key.key_type.clone())).collect()
    };
    let part = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
    for table in [&first, &second, &third] {
        assert_eq!(table.table_name.as_deref(), Some("application"));
        assert_eq!(parts(table.key_schema.as_deref().unwrap()), [part("leaseKey", "HASH")]);
    }
    assert!(first.global_secondary_indexes.is_none() && second.global_secondary_indexes.is_none());
    let indexes = third.global_secondary_indexes.unwrap();
    let [index] = indexes.as_slice() else { panic!("{indexes:?}") };
    assert_eq!(index.index_name, "LeaseOwnerToLeaseKeyIndex");
    assert_eq!(parts(&index.key_schema), [part("leaseOwner", "HASH"), part("leaseKey", "RANGE")]);
    assert_eq!(index.projection.as_ref().and_then(|shown| shown.projection_type.as_deref()), Some("KEYS_ONLY"));
    let typed = third.attribute_definitions.unwrap();
    let typed: Vec<&str> = typed.iter().map(|attribute| attribute.attribute_name.as_str()).collect();
    assert_eq!(typed, ["leaseKey", "leaseOwner"], "no other attribute is declared");
}

#[test]
fn a_hole_is_mended_when_it_was_found_three_times() {
    for version in Version::ALL {
        let mut bench = Bench::new(2);
        bench.add(KclConfig { version, ..KclConfig::default() });
        bench.run(30_000);
        tear(&mut bench);
        // It looks every two minutes from 25 s on.
        bench.run(384_999);
        assert_eq!(bench.row(&first()), None, "{version:?}");
        bench.run(385_000);
        let lease = bench.row(&first()).as_ref().and_then(Lease::read).unwrap();
        assert_eq!((lease.checkpoint, lease.parents.len()), (Checkpoint::TrimHorizon, 0), "{version:?}");
        bench.run(450_000);
        assert!(bench.workers[0].held.contains_key(&ShardId(0)), "{version:?}");
    }
}

#[test]
fn a_hole_that_was_closed_in_between_is_counted_anew() {
    let mut bench = Bench::new(2);
    bench.add(KclConfig { version: Version::V2, ..KclConfig::default() });
    bench.run(30_000);
    let row = bench.row(&first()).unwrap();
    tear(&mut bench);
    // Found at 145 and 265 s, and not at 385 s.
    bench.run(266_000);
    bench.write(row);
    bench.run(386_000);
    tear(&mut bench);
    bench.run(744_999);
    assert_eq!(bench.row(&first()), None);
    bench.run(745_000);
    assert!(bench.row(&first()).is_some());
}

#[test]
fn leases_of_shards_that_are_gone_are_swept_away_every_thirty_minutes() {
    let mut bench = Bench::new(1);
    bench.add(KclConfig { idle_time_between_reads_in_millis: 60_000, ..KclConfig::default() });
    bench.run(30_000);
    split(&mut bench, 1 << 127);
    bench.run(300_000);
    let done = bench.row(&first()).as_ref().and_then(Lease::read).unwrap();
    assert_eq!((done.checkpoint, done.children), (Checkpoint::ShardEnd, vec![ShardId(1), ShardId(2)]));
    // Nothing has come into the children, so that the parent stays for as long as there is its shard.
    bench.run(1_900_000);
    assert!(bench.row(&first()).is_some());
    bench.gone = vec![ShardId(0)];
    bench.run(3_624_999);
    assert!(bench.row(&first()).is_some());
    bench.run(3_625_000);
    let lists = bench.calls.iter().filter(|(.., operation)| *operation == "ListShards");
    // Once to begin, and then as soon as half an hour is over when it looks for what is done with.
    assert_eq!(lists.map(|(at, ..)| *at).collect::<Vec<_>>(), [25_000, 1_825_000, 3_625_000]);
    assert_eq!(bench.times(|event| *event == KclEvent::Cleaned { shard: ShardId(0) }), [(3_625_000, 0)]);
    let mut left: Vec<ShardId> = bench.leases().iter().map(|lease| lease.shard).collect();
    left.sort_unstable();
    assert_eq!(left, [ShardId(1), ShardId(2)]);
}

#[test]
fn two_workers_share_four_shards_and_three_to_two_after_a_split() {
    for version in Version::ALL {
        let mut bench = Bench::new(4);
        for _ in 0..2 {
            bench.add(KclConfig { version, ..KclConfig::default() });
        }
        bench.run(120_000);
        assert_eq!((shares(&bench), bench.leases().len()), (vec![2, 2], 4), "{version:?}");
        split(&mut bench, 1 << 125);
        bench.run(260_000);
        assert_eq!(
            (shares(&bench), bench.leases().len()),
            (vec![2, 3], 6),
            "{version:?}: five open shards and one closed"
        );
        for hash in [0_u128, 1 << 125] {
            bench.kinesis(PutRecord {
                stream_name: Some("s".to_owned()),
                partition_key: Some("key".to_owned()),
                explicit_hash_key: Some(hash.to_string()),
                data: Some(b"x".to_vec()),
                ..PutRecord::default()
            });
        }
        // What is done with is looked at after five minutes, and goes as both children were checkpointed.
        bench.run(324_999);
        assert_eq!(bench.leases().len(), 6, "{version:?}");
        bench.run(325_000);
        assert_eq!((shares(&bench), bench.leases().len()), (vec![2, 3], 5), "{version:?}");
    }
}
