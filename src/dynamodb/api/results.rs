//! What each operation answers.

use super::{AttributeDefinition, Item, KeySchemaElement, Projection};
use crate::base::Timestamp;
use crate::base::wire::results;
use serde::{Serialize, Serializer};

/// Capacity units, counted in halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Units(pub u64);

impl Serialize for Units {
    #[allow(clippy::cast_precision_loss, reason = "a figure for people; the count is exact")]
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.0 as f64 / 2.0)
    }
}

results! {
    /// The answer to `CreateTable` and `DeleteTable`.
    TableResult {
        /// The table.
        table_description: TableDescription,
    }
    /// The answer to `DescribeTable`.
    DescribeTableResult {
        /// The table.
        table: TableDescription,
    }
    /// The answer to `ListTables`.
    ListTablesResult {
        /// The names.
        table_names: Vec<String>,
        /// Where the next page begins; none on the last one.
        #[serde(skip_serializing_if = "Option::is_none")] last_evaluated_table_name: Option<String>,
    }
    /// The answer to `GetItem`.
    GetItemResult {
        /// The item; none where there is none.
        #[serde(skip_serializing_if = "Option::is_none")] item: Option<Item>,
        /// Where it was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] consumed_capacity: Option<ConsumedCapacity>,
    }
    /// The answer to `PutItem`, `UpdateItem` and `DeleteItem`.
    WriteResult {
        /// What `ReturnValues` asked for.
        #[serde(skip_serializing_if = "Option::is_none")] attributes: Option<Item>,
        /// Where it was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] consumed_capacity: Option<ConsumedCapacity>,
    }
    /// The answer to `Query` and `Scan`.
    PageResult {
        /// What was found; none where only the count was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] items: Option<Vec<Item>>,
        /// How many of them.
        count: u64,
        /// How many were looked at.
        scanned_count: u64,
        /// Where the next page begins; none on the last one.
        #[serde(skip_serializing_if = "Option::is_none")] last_evaluated_key: Option<Item>,
        /// Where it was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] consumed_capacity: Option<ConsumedCapacity>,
    }
    /// What a request used of a table's throughput.
    ConsumedCapacity {
        /// The table.
        table_name: String,
        /// Read or write units.
        capacity_units: Units,
    }
    /// How a table stands.
    TableDescription {
        /// Attributes of keys.
        attribute_definitions: Vec<AttributeDefinition>,
        /// Its name.
        table_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// Its state.
        table_status: &'static str,
        /// When it was made.
        creation_date_time: Timestamp,
        /// Zeros for a table that is paid by request.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// Bytes of all items.
        table_size_bytes: u64,
        /// All items.
        item_count: u64,
        /// The ARN.
        table_arn: String,
        /// A UUID.
        table_id: String,
        /// How it is paid.
        #[serde(skip_serializing_if = "Option::is_none")] billing_mode_summary: Option<BillingModeSummary>,
        /// Its indexes.
        #[serde(skip_serializing_if = "Option::is_none")]
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndexDescription>>,
        /// Whether `DeleteTable` is refused.
        deletion_protection_enabled: bool,
    }
    /// Units a second.
    ProvisionedThroughputDescription {
        /// How often it was lowered today.
        number_of_decreases_today: u64,
        /// Reads of 4 KB.
        read_capacity_units: u64,
        /// Writes of 1 KB.
        write_capacity_units: u64,
    }
    /// How a table is paid.
    BillingModeSummary {
        /// `PAY_PER_REQUEST`.
        billing_mode: &'static str,
    }
    /// How an index stands.
    GlobalSecondaryIndexDescription {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// Which attributes it holds.
        projection: Projection,
        /// Its state.
        index_status: &'static str,
        /// Units a second.
        provisioned_throughput: ProvisionedThroughputDescription,
        /// Bytes of all items in it.
        index_size_bytes: u64,
        /// Items in it.
        item_count: u64,
        /// The ARN.
        index_arn: String,
    }
}
