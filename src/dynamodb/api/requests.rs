//! What each operation takes.

use crate::base::wire::{is_default, requests, write};
use crate::dynamodb::AttributeValue;
use std::collections::BTreeMap;

/// An item or a key: values by name.
pub type Item = BTreeMap<String, AttributeValue>;

requests! {
    /// Makes a table.
    CreateTable {
        /// 3 to 255 of `A-Z a-z 0-9 _ . -`.
        table_name: Option<String>,
        /// The types of all attributes that keys are made of.
        attribute_definitions: Option<Vec<AttributeDefinition>>,
        /// The key: HASH, and RANGE where it has two parts.
        key_schema: Option<Vec<KeySchemaElement>>,
        /// At most twenty.
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndex>>,
        /// `PROVISIONED`, which is the default, or `PAY_PER_REQUEST`.
        billing_mode: Option<String>,
        /// For `PROVISIONED`.
        provisioned_throughput: Option<ProvisionedThroughput>,
        /// Whether `DeleteTable` is refused.
        deletion_protection_enabled: bool,
        /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
        table_class: Option<String>,
        /// At most fifty.
        tags: Vec<Tag>,
    }
    /// Deletes an item.
    DeleteItem {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// Which.
        key: Option<Item>,
        /// What must hold of the item that is there.
        condition_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// What stands for `:value`.
        expression_attribute_values: Option<Item>,
        /// `NONE` or `ALL_OLD`.
        return_values: Option<String>,
        /// `NONE` or `ALL_OLD`.
        return_values_on_condition_check_failure: Option<String>,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// Deletes a table with all that is in it.
    DeleteTable {
        /// The table, also by its ARN.
        table_name: Option<String>,
    }
    /// Says how a table stands.
    DescribeTable {
        /// The table, also by its ARN.
        table_name: Option<String>,
    }
    /// Reads an item.
    GetItem {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// Which.
        key: Option<Item>,
        /// Which of its attributes.
        projection_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// Costs twice as much.
        consistent_read: bool,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// Lists tables by name.
    ListTables {
        /// The last name of the page before.
        exclusive_start_table_name: Option<String>,
        /// 1 to 100.
        limit: Option<i64>,
    }
    /// Writes an item in the place of what is there.
    PutItem {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// All of it.
        item: Option<Item>,
        /// What must hold of the item that is there.
        condition_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// What stands for `:value`.
        expression_attribute_values: Option<Item>,
        /// `NONE` or `ALL_OLD`.
        return_values: Option<String>,
        /// `NONE` or `ALL_OLD`.
        return_values_on_condition_check_failure: Option<String>,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// Reads the items of one partition.
    Query {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// A global secondary index instead of the table's own key.
        index_name: Option<String>,
        /// Of which partition, and which part of it.
        key_condition_expression: Option<String>,
        /// What must hold of what is answered.
        filter_expression: Option<String>,
        /// Which attributes.
        projection_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// What stands for `:value`.
        expression_attribute_values: Option<Item>,
        /// `ALL_ATTRIBUTES`, `ALL_PROJECTED_ATTRIBUTES`, `SPECIFIC_ATTRIBUTES` or `COUNT`.
        select: Option<String>,
        /// So many items are looked at.
        limit: Option<i64>,
        /// `LastEvaluatedKey` of the page before.
        exclusive_start_key: Option<Item>,
        /// From the first to the last, unless `false`.
        scan_index_forward: Option<bool>,
        /// Costs twice as much.
        consistent_read: bool,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// Reads all items.
    Scan {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// A global secondary index instead of the table.
        index_name: Option<String>,
        /// What must hold of what is answered.
        filter_expression: Option<String>,
        /// Which attributes.
        projection_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// What stands for `:value`.
        expression_attribute_values: Option<Item>,
        /// `ALL_ATTRIBUTES`, `ALL_PROJECTED_ATTRIBUTES`, `SPECIFIC_ATTRIBUTES` or `COUNT`.
        select: Option<String>,
        /// So many items are looked at.
        limit: Option<i64>,
        /// `LastEvaluatedKey` of the page before.
        exclusive_start_key: Option<Item>,
        /// Costs twice as much.
        consistent_read: bool,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// Changes attributes of an item, or makes it.
    UpdateItem {
        /// The table, also by its ARN.
        table_name: Option<String>,
        /// Which.
        key: Option<Item>,
        /// What to change: `SET`, `REMOVE`, `ADD`, `DELETE`.
        update_expression: Option<String>,
        /// What must hold of the item that is there.
        condition_expression: Option<String>,
        /// What stands for `#name`.
        expression_attribute_names: Option<BTreeMap<String, String>>,
        /// What stands for `:value`.
        expression_attribute_values: Option<Item>,
        /// `NONE`, `ALL_OLD`, `UPDATED_OLD`, `ALL_NEW` or `UPDATED_NEW`.
        return_values: Option<String>,
        /// `NONE` or `ALL_OLD`.
        return_values_on_condition_check_failure: Option<String>,
        /// `INDEXES`, `TOTAL` or `NONE`.
        return_consumed_capacity: Option<String>,
    }
    /// The type of an attribute of a key.
    AttributeDefinition {
        /// Its name.
        attribute_name: String,
        /// `S`, `N` or `B`.
        attribute_type: String,
    }
    /// A part of a key.
    KeySchemaElement {
        /// The attribute.
        attribute_name: String,
        /// `HASH` or `RANGE`.
        key_type: String,
    }
    /// Another key to read by.
    GlobalSecondaryIndex {
        /// Its name.
        index_name: String,
        /// HASH, and RANGE where it has two parts.
        key_schema: Vec<KeySchemaElement>,
        /// Which attributes it holds.
        projection: Option<Projection>,
        /// For `PROVISIONED`.
        provisioned_throughput: Option<ProvisionedThroughput>,
    }
    /// Which attributes an index holds.
    Projection {
        /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
        projection_type: Option<String>,
        /// For `INCLUDE`.
        non_key_attributes: Option<Vec<String>>,
    }
    /// Units a second.
    ProvisionedThroughput {
        /// Reads of 4 KB.
        read_capacity_units: i64,
        /// Writes of 1 KB.
        write_capacity_units: i64,
    }
    /// A label.
    Tag {
        /// Its name.
        key: String,
        /// Its value.
        value: String,
    }
}
