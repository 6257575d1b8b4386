//! Leases as rows of a table: reading them, and the writes by which workers agree, each on the condition of its counter.
//!
//! Column names: `DynamoDBLeaseSerializer` in the public repository awslabs/amazon-kinesis-client (3.5).

use super::Version;
use super::config::{InitialPosition, KclConfig};
use crate::dynamodb::api::{
    AttributeDefinition, CreateTable, DeleteItem, GetItem, GlobalSecondaryIndex, Item, KeySchemaElement, Projection,
    ProvisionedThroughput, PutItem, Query, Scan, UpdateItem,
};
use crate::dynamodb::{AttributeValue, Number};
use crate::kinesis::hash::{HashKey, HashKeyRange};
use crate::kinesis::sequence::SequenceNumber;
use crate::kinesis::shard::ShardId;
use std::collections::{BTreeMap, BTreeSet};

/// The index of the third generation.
pub const INDEX: &str = "LeaseOwnerToLeaseKeyIndex";

/// A record of a stream, or a part of one that was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The sequence number.
    pub sequence: SequenceNumber,
    /// Which part of a packed record.
    pub sub: u64,
}

/// Up to where a shard has been processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Checkpoint {
    /// It is begun with its oldest record.
    TrimHorizon,
    /// It is begun with what comes.
    Latest,
    /// It is begun with the first record from a time on.
    AtTimestamp,
    /// Up to that record.
    At(Position),
    /// It is done with.
    ShardEnd,
}

impl Checkpoint {
    /// Where a shard without a lease is begun.
    pub const fn initial(position: InitialPosition) -> Self {
        match position {
            InitialPosition::Latest => Self::Latest,
            InitialPosition::TrimHorizon => Self::TrimHorizon,
            InitialPosition::AtTimestamp(_) => Self::AtTimestamp,
        }
    }

    /// As the table has it.
    pub fn text(&self) -> String {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON".to_owned(),
            Self::Latest => "LATEST".to_owned(),
            Self::AtTimestamp => "AT_TIMESTAMP".to_owned(),
            Self::ShardEnd => "SHARD_END".to_owned(),
            Self::At(position) => position.sequence.to_string(),
        }
    }

    fn read(text: &str, sub: u64) -> Option<Self> {
        Some(match text {
            "TRIM_HORIZON" => Self::TrimHorizon,
            "LATEST" => Self::Latest,
            "AT_TIMESTAMP" => Self::AtTimestamp,
            "SHARD_END" => Self::ShardEnd,
            number => Self::At(Position { sequence: SequenceNumber::parse(number)?, sub }),
        })
    }

    const fn sub(&self) -> u64 {
        match self {
            Self::At(position) => position.sub,
            _ => 0,
        }
    }

    /// The record, where it is one.
    pub const fn position(&self) -> Option<Position> {
        match self {
            Self::At(position) => Some(*position),
            _ => None,
        }
    }
}

/// A lease.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// `leaseKey`.
    pub shard: ShardId,
    /// `leaseOwner`.
    pub owner: Option<String>,
    /// `leaseCounter`.
    pub counter: u64,
    /// `checkpoint` and `checkpointSubSequenceNumber`.
    pub checkpoint: Checkpoint,
    /// `ownerSwitchesSinceCheckpoint`.
    pub switches: u64,
    /// `parentShardId`.
    pub parents: Vec<ShardId>,
    /// `childShardIds`.
    pub children: Vec<ShardId>,
    /// `startingHashKey` and `endingHashKey`.
    pub range: HashKeyRange,
    /// `throughputKBps`, in bytes a second.
    pub throughput: u64,
    /// `checkpointOwner`: who may still checkpoint while the lease goes to another.
    pub checkpoint_owner: Option<String>,
}

impl Lease {
    /// A lease that nobody has held.
    pub const fn new(shard: ShardId, range: HashKeyRange, parents: Vec<ShardId>, checkpoint: Checkpoint) -> Self {
        Self {
            shard,
            owner: None,
            counter: 0,
            checkpoint,
            switches: 0,
            parents,
            children: Vec::new(),
            range,
            throughput: 0,
            checkpoint_owner: None,
        }
    }

    /// Reads a row; nothing for one that is no lease.
    pub fn read(item: &Item) -> Option<Self> {
        let text = |name: &str| item.get(name).and_then(AttributeValue::as_text);
        let number = |name: &str| item.get(name).and_then(AttributeValue::as_u64).unwrap_or(0);
        let shards = |name: &str| match item.get(name) {
            Some(AttributeValue::Ss(all)) => all.iter().filter_map(|name| ShardId::parse(name)).collect(),
            _ => Vec::new(),
        };
        if text("entityType").is_some_and(|kind| kind != "LEASE") {
            return None;
        }
        let key = text("leaseKey").filter(|key| key.starts_with("shardId-"))?;
        let hash = |name: &str| text(name).and_then(HashKey::parse);
        let whole = HashKeyRange::new(0, u128::MAX);
        Some(Self {
            shard: ShardId::parse(key)?,
            owner: text("leaseOwner").map(str::to_owned),
            counter: number("leaseCounter"),
            checkpoint: Checkpoint::read(text("checkpoint")?, number("checkpointSubSequenceNumber"))?,
            switches: number("ownerSwitchesSinceCheckpoint"),
            parents: shards("parentShardId"),
            children: shards("childShardIds"),
            range: HashKeyRange {
                starting_hash_key: hash("startingHashKey").unwrap_or(whole.starting_hash_key),
                ending_hash_key: hash("endingHashKey").unwrap_or(whole.ending_hash_key),
            },
            throughput: item.get("throughputKBps").map_or(0, bytes_of),
            checkpoint_owner: text("checkpointOwner").map(str::to_owned),
        })
    }

    /// The row of a new lease.
    pub fn create(&self, config: &KclConfig) -> PutItem {
        let mut item = Item::from([
            ("leaseKey".to_owned(), AttributeValue::text(self.shard.to_string())),
            ("leaseCounter".to_owned(), AttributeValue::number(self.counter)),
            ("checkpoint".to_owned(), AttributeValue::text(self.checkpoint.text())),
            ("checkpointSubSequenceNumber".to_owned(), AttributeValue::number(self.checkpoint.sub())),
            ("ownerSwitchesSinceCheckpoint".to_owned(), AttributeValue::number(0)),
            ("startingHashKey".to_owned(), AttributeValue::text(self.range.starting_hash_key.to_string())),
            ("endingHashKey".to_owned(), AttributeValue::text(self.range.ending_hash_key.to_string())),
        ]);
        if !self.parents.is_empty() {
            item.insert("parentShardId".to_owned(), names(&self.parents));
        }
        if config.version == Version::V3 {
            item.insert("entityType".to_owned(), AttributeValue::text("LEASE"));
        }
        PutItem {
            table_name: Some(config.application.clone()),
            item: Some(item),
            condition_expression: Some("attribute_not_exists(leaseKey)".to_owned()),
            ..PutItem::default()
        }
    }

    /// Says that its owner lives.
    pub fn renew(&self, config: &KclConfig, me: &str) -> UpdateItem {
        let mut change = Change::of(self, config).by(me);
        if config.version == Version::V3 {
            change.set("throughputKBps", kilobytes(self.throughput));
        }
        change.request()
    }

    /// Takes it for somebody, from whoever has it.
    pub fn take(&self, config: &KclConfig, me: &str) -> UpdateItem {
        let mut change = Change::of(self, config);
        change.set("leaseOwner", AttributeValue::text(me));
        if self.owner.as_ref().is_some_and(|owner| owner != me) {
            change.set("ownerSwitchesSinceCheckpoint", AttributeValue::number(self.switches + 1));
        }
        change.request()
    }

    /// Gives it to somebody; the one who has it may checkpoint once more where it is handed over gracefully.
    pub fn assign(&self, config: &KclConfig, to: &str, from: Option<&str>) -> UpdateItem {
        let mut change = Change::of(self, config);
        change.set("leaseOwner", AttributeValue::text(to));
        if self.owner.as_ref().is_some_and(|owner| owner != to) {
            change.set("ownerSwitchesSinceCheckpoint", AttributeValue::number(self.switches + 1));
        }
        match from {
            Some(from) => change.set("checkpointOwner", AttributeValue::text(from)),
            None => change.remove("checkpointOwner"),
        }
        change.request()
    }

    /// Writes down up to where it is processed.
    pub fn save(&self, config: &KclConfig, me: &str, checkpoint: &Checkpoint) -> UpdateItem {
        let mut change = Change::of(self, config).by(me);
        change.set("checkpoint", AttributeValue::text(checkpoint.text()));
        change.set("checkpointSubSequenceNumber", AttributeValue::number(checkpoint.sub()));
        change.set("ownerSwitchesSinceCheckpoint", AttributeValue::number(0));
        change.remove("pendingCheckpoint");
        change.remove("pendingCheckpointSubSequenceNumber");
        change.remove("pendingCheckpointState");
        change.request()
    }

    /// Writes down what came after it.
    pub fn name_children(&self, config: &KclConfig, me: &str, children: &[ShardId]) -> UpdateItem {
        let mut change = Change::of(self, config).by(me);
        change.set("childShardIds", names(children));
        change.request()
    }

    /// Lets the new owner begin.
    pub fn hand_over(&self, config: &KclConfig, me: &str) -> UpdateItem {
        let mut change = Change::of(self, config).by(me);
        change.remove("checkpointOwner");
        change.request()
    }

    /// Gives it back to nobody.
    pub fn evict(&self, config: &KclConfig, me: &str) -> UpdateItem {
        let mut change = Change::of(self, config).by(me);
        change.remove("leaseOwner");
        change.request()
    }
}

/// A conditional update of a lease, which always counts on.
struct Change {
    table: String,
    shard: ShardId,
    sets: Vec<String>,
    removes: Vec<&'static str>,
    values: BTreeMap<String, AttributeValue>,
    condition: String,
}

impl Change {
    /// On the condition that the counter is as it was seen.
    fn of(lease: &Lease, config: &KclConfig) -> Self {
        let values = BTreeMap::from([
            (":seen".to_owned(), AttributeValue::number(lease.counter)),
            (":next".to_owned(), AttributeValue::number(lease.counter + 1)),
        ]);
        Self {
            table: config.application.clone(),
            shard: lease.shard,
            sets: vec!["leaseCounter = :next".to_owned()],
            removes: Vec::new(),
            values,
            condition: "leaseCounter = :seen".to_owned(),
        }
    }

    /// And that the lease is somebody's.
    fn by(mut self, me: &str) -> Self {
        self.values.insert(":me".to_owned(), AttributeValue::text(me));
        self.condition
            .push_str(" AND ((leaseOwner = :me AND attribute_not_exists(checkpointOwner)) OR checkpointOwner = :me)");
        self
    }

    fn set(&mut self, name: &str, value: AttributeValue) {
        let place = format!(":v{}", self.sets.len());
        self.sets.push(format!("{name} = {place}"));
        self.values.insert(place, value);
    }

    fn remove(&mut self, name: &'static str) {
        self.removes.push(name);
    }

    fn request(self) -> UpdateItem {
        let mut update = format!("SET {}", self.sets.join(", "));
        if !self.removes.is_empty() {
            update.push_str(" REMOVE ");
            update.push_str(&self.removes.join(", "));
        }
        UpdateItem {
            table_name: Some(self.table),
            key: Some(key(&self.shard.to_string())),
            update_expression: Some(update),
            condition_expression: Some(self.condition),
            expression_attribute_values: Some(self.values),
            ..UpdateItem::default()
        }
    }
}

fn names(shards: &[ShardId]) -> AttributeValue {
    let names: BTreeSet<String> = shards.iter().map(ToString::to_string).collect();
    AttributeValue::Ss(names)
}

/// Bytes a second as kilobytes with three places.
fn kilobytes(bytes: u64) -> AttributeValue {
    AttributeValue::N(Number::parse(&format!("{}.{:03}", bytes / 1_000, bytes % 1_000)).unwrap_or_default())
}

fn bytes_of(value: &AttributeValue) -> u64 {
    let AttributeValue::N(number) = value else { return 0 };
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part: String = format!("{part:0<3}").chars().take(3).collect();
    whole.parse::<u64>().unwrap_or(0) * 1_000 + part.parse::<u64>().unwrap_or(0)
}

/// The key of a row.
pub fn key(name: &str) -> Item {
    Item::from([("leaseKey".to_owned(), AttributeValue::text(name))])
}

/// Reads a row.
pub fn get(config: &KclConfig, name: &str) -> GetItem {
    let (table_name, key) = (Some(config.application.clone()), Some(key(name)));
    GetItem { table_name, key, consistent_read: true, ..GetItem::default() }
}

/// Deletes a row.
pub fn delete(config: &KclConfig, name: &str) -> DeleteItem {
    DeleteItem { table_name: Some(config.application.clone()), key: Some(key(name)), ..DeleteItem::default() }
}

/// Reads all rows.
pub fn scan(config: &KclConfig, start: Option<Item>) -> Scan {
    Scan { table_name: Some(config.application.clone()), exclusive_start_key: start, ..Scan::default() }
}

/// Reads the keys of somebody's leases.
pub fn of_owner(config: &KclConfig, owner: &str) -> Query {
    Query {
        table_name: Some(config.application.clone()),
        index_name: Some(INDEX.to_owned()),
        key_condition_expression: Some("leaseOwner = :owner".to_owned()),
        expression_attribute_values: Some(Item::from([(":owner".to_owned(), AttributeValue::text(owner))])),
        ..Query::default()
    }
}

/// The table as a version of the library makes it.
pub fn table(config: &KclConfig) -> CreateTable {
    let text = |name: &str| AttributeDefinition { attribute_name: name.to_owned(), attribute_type: "S".to_owned() };
    let part = |name: &str, kind: &str| KeySchemaElement { attribute_name: name.to_owned(), key_type: kind.to_owned() };
    let mut table = CreateTable {
        table_name: Some(config.application.clone()),
        attribute_definitions: Some(vec![text("leaseKey")]),
        key_schema: Some(vec![part("leaseKey", "HASH")]),
        ..CreateTable::default()
    };
    if config.version == Version::V1 {
        table.provisioned_throughput =
            Some(ProvisionedThroughput { read_capacity_units: 10, write_capacity_units: 10 });
    } else {
        table.billing_mode = Some("PAY_PER_REQUEST".to_owned());
    }
    if config.version == Version::V3 {
        table.attribute_definitions = Some(vec![text("leaseKey"), text("leaseOwner")]);
        table.global_secondary_indexes = Some(vec![GlobalSecondaryIndex {
            index_name: INDEX.to_owned(),
            key_schema: vec![part("leaseOwner", "HASH"), part("leaseKey", "RANGE")],
            projection: Some(Projection { projection_type: Some("KEYS_ONLY".to_owned()), ..Projection::default() }),
            provisioned_throughput: None,
        }]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_read_as_it_was_written() {
        let config = KclConfig::default();
        let mut lease =
            Lease::new(ShardId(3), HashKeyRange::new(5, 9), vec![ShardId(0), ShardId(1)], Checkpoint::TrimHorizon);
        let item = lease.create(&config).item.unwrap();
        assert_eq!(Lease::read(&item), Some(lease.clone()));
        let sequence = SequenceNumber { shard_created: 1_700_000_000, shard: 3, count: 7, time: 1_700_000_005 };
        lease.checkpoint = Checkpoint::At(Position { sequence, sub: 2 });
        let item = lease.create(&config).item.unwrap();
        assert_eq!(Lease::read(&item), Some(lease));
    }

    #[test]
    fn rows_that_are_no_leases_are_passed_over() {
        let mut item = key("worker-1");
        item.insert("checkpoint".to_owned(), AttributeValue::text("LATEST"));
        assert_eq!(Lease::read(&item), None);
        item.insert("leaseKey".to_owned(), AttributeValue::text("shardId-000000000001"));
        assert!(Lease::read(&item).is_some());
        item.insert("entityType".to_owned(), AttributeValue::text("LEADER"));
        assert_eq!(Lease::read(&item), None);
    }

    #[test]
    fn throughput_has_three_places() {
        for bytes in [0, 1, 999, 1_000, 12_345, 2_000_010] {
            assert_eq!(bytes_of(&kilobytes(bytes)), bytes);
        }
    }
}
