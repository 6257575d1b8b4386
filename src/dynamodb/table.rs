//! A table: its key, its indexes, its items, and what it lets through.

use super::api::{AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, Projection};
use super::value::AttributeValue;
use super::{DynamoDbError, Number, Result};
use crate::base::collections::OrdMap;
use crate::base::{AccountId, Arn, Region};
use crate::clock::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use super::api::Item;

/// Seconds' worth of unused throughput that a table keeps.
const BURST_SECS: u64 = 300;

/// The number of a table in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u32);

/// Where a table is, and its name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableKey {
    /// The owner.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The name.
    pub name: Arc<str>,
}

impl TableKey {
    /// The table's ARN.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "dynamodb".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("table/{}", self.name),
        }
    }
}

/// The state of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It is being made.
    Creating,
    /// It can be used.
    Active,
    /// It is being deleted.
    Deleting,
}

impl Status {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
        }
    }
}

/// A value of a key; only these three types have an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue {
    /// A number.
    N(Number),
    /// A text.
    S(Arc<str>),
    /// Bytes.
    B(Arc<[u8]>),
}

impl KeyValue {
    /// Of an attribute, where it can be part of a key.
    pub fn of(value: &AttributeValue) -> Option<Self> {
        match value {
            AttributeValue::S(text) => Some(Self::S(text.as_str().into())),
            AttributeValue::N(number) => Some(Self::N(*number)),
            AttributeValue::B(bytes) => Some(Self::B(bytes.as_slice().into())),
            _ => None,
        }
    }

    /// For people.
    pub fn shown(&self) -> String {
        match self {
            Self::N(number) => number.to_string(),
            Self::S(text) => text.to_string(),
            Self::B(bytes) => crate::base::digest::hex(bytes),
        }
    }
}

/// By which an item is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey {
    /// The value of the hash key.
    pub hash: KeyValue,
    /// That of the range key.
    pub range: Option<KeyValue>,
}

impl ItemKey {
    /// For people.
    pub fn shown(&self) -> String {
        let range = self.range.as_ref().map_or_else(String::new, |range| format!("/{}", range.shown()));
        format!("{}{range}", self.hash.shown())
    }
}

/// Which attributes make a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeySchema {
    /// The attribute that says the partition.
    pub hash: Arc<str>,
    /// The attribute by which items of a partition are sorted.
    pub range: Option<Arc<str>>,
}

impl KeySchema {
    /// The attributes.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        std::iter::once(&self.hash).chain(&self.range)
    }

    /// As AWS writes it.
    pub fn elements(&self) -> Vec<KeySchemaElement> {
        let element = |name: &Arc<str>, key_type: &str| KeySchemaElement {
            attribute_name: name.to_string(),
            key_type: key_type.to_owned(),
        };
        let range = self.range.as_ref().map(|name| element(name, "RANGE"));
        std::iter::once(element(&self.hash, "HASH")).chain(range).collect()
    }

    /// The key of an item; none where it lacks a part of it.
    pub fn of(&self, item: &Item) -> Option<ItemKey> {
        let part = |name: &Arc<str>| item.get(&**name).and_then(KeyValue::of);
        let range = match &self.range {
            Some(name) => Some(part(name)?),
            None => None,
        };
        Some(ItemKey { hash: part(&self.hash)?, range })
    }
}

/// Another key to read by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Index {
    /// Its name.
    pub name: Arc<str>,
    /// Its key.
    pub schema: KeySchema,
    /// As it was asked for.
    pub request: GlobalSecondaryIndex,
}

impl Index {
    /// What it holds of an item.
    pub fn projected(&self, table: &KeySchema, item: &Item) -> Item {
        let kind = self.projection().projection_type.unwrap_or_default();
        if kind == "ALL" {
            return item.clone();
        }
        let included = self.projection().non_key_attributes.unwrap_or_default();
        let holds = |name: &str| {
            table.names().chain(self.schema.names()).any(|key| &**key == name) || included.iter().any(|one| one == name)
        };
        item.iter().filter(|(name, _)| holds(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Which attributes it holds.
    pub fn projection(&self) -> Projection {
        self.request.projection.clone().unwrap_or_default()
    }
}

/// Throughput that is left, in halves of a unit: filled evenly, up to five minutes' worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Throughput {
    /// Units a second.
    pub units: u64,
    left: u64,
    at: Instant,
}

impl Throughput {
    /// Full.
    pub const fn new(units: u64, now: Instant) -> Self {
        Self { units, left: units * 2 * 1_000 * BURST_SECS, at: now }
    }

    /// Takes halves of units, where there is still something left. What a request took too much is missing afterwards.
    fn take(&mut self, halves: u64, now: Instant) -> bool {
        let filled = self.left.saturating_add(now.since(self.at).as_millis().saturating_mul(self.units * 2));
        self.left = filled.min(self.units * 2 * 1_000 * BURST_SECS);
        self.at = now;
        let is_there = self.left >= 1_000;
        if is_there {
            self.left = self.left.saturating_sub(halves * 1_000);
        }
        is_there
    }
}

/// What has been done with a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TableTotals {
    /// Halves of read units.
    pub read_halves: u64,
    /// Write units.
    pub write_units: u64,
    /// Writes whose condition was not met.
    pub conditions_failed: u64,
    /// Requests refused because of the throughput.
    pub throttled: u64,
}

/// A table.
#[derive(Clone, Debug, Hash)]
pub struct Table {
    /// Its number.
    pub id: TableId,
    /// Where it is.
    pub key: TableKey,
    /// When it was made.
    pub created: Instant,
    /// Its state.
    pub status: Status,
    /// Its key.
    pub schema: KeySchema,
    /// The types of all attributes of keys.
    pub attributes: Vec<AttributeDefinition>,
    /// Other keys to read by.
    pub indexes: Vec<Index>,
    /// Reads and writes; none where it is paid by request.
    pub provisioned: Option<(Throughput, Throughput)>,
    /// Whether `DeleteTable` is refused.
    pub protected: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// What has been done with it.
    pub totals: TableTotals,
    /// Its items by key.
    pub items: OrdMap<ItemKey, Arc<Item>>,
}

impl Table {
    /// The type that an attribute of a key must have.
    pub fn type_of(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|attribute| attribute.attribute_name == name);
        found.map_or("S", |attribute| attribute.attribute_type.as_str())
    }

    /// The index of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn index(&self, name: &str) -> Result<&Index> {
        let found = self.indexes.iter().find(|index| &*index.name == name);
        found.ok_or_else(|| DynamoDbError::validation(format!("The table does not have the specified index: {name}")))
    }

    /// Lets a read through that uses so many halves of a unit.
    pub(super) fn admit_read(&mut self, halves: u64, now: Instant) -> bool {
        let admitted = self.provisioned.as_mut().is_none_or(|(reads, _)| reads.take(halves, now));
        self.totals.read_halves += if admitted { halves } else { 0 };
        self.totals.throttled += u64::from(!admitted);
        admitted
    }

    /// Lets a write through that uses so many units.
    pub(super) fn admit_write(&mut self, units: u64, now: Instant) -> bool {
        let admitted = self.provisioned.as_mut().is_none_or(|(_, writes)| writes.take(units * 2, now));
        self.totals.write_units += if admitted { units } else { 0 };
        self.totals.throttled += u64::from(!admitted);
        admitted
    }

    /// Bytes of all items.
    pub fn bytes(&self) -> usize {
        self.items.values().map(|item| bytes_of(item)).sum()
    }
}

/// How many bytes an item counts: its names and its values.
pub fn bytes_of(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value.bytes()).sum()
}
