//! `CreateTable`.

use super::tables::description;
use crate::base::collections::OrdMap;
use crate::dynamodb::api::{
    AttributeDefinition, CreateTable, GlobalSecondaryIndex, KeySchemaElement, ProvisionedThroughput, TableResult,
};
use crate::dynamodb::check::{constraint, name, one_of, required};
use crate::dynamodb::table::{Index, KeySchema, Status, Table, TableId, TableKey, TableTotals, Throughput};
use crate::dynamodb::{CREATING, Cx, DynamoDb, DynamoDbError, DynamoDbEvent, ErrorCode, Result, Timer};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tables of an account in a Region.
pub const TABLES_MAX: usize = 2_500;
/// Global secondary indexes of a table.
pub const INDEXES_MAX: usize = 20;
/// Tags of a table.
pub const TAGS_MAX: usize = 50;

impl DynamoDb {
    pub(super) fn create_table(&mut self, cx: &mut Cx<'_>, request: &CreateTable) -> Result<TableResult> {
        let name = name(request.table_name.as_ref(), "tableName")?;
        if name.starts_with("arn:") {
            return Err(DynamoDbError::validation("The table name of a new table cannot be an ARN"));
        }
        let definitions = required(request.attribute_definitions.as_ref(), "attributeDefinitions")?;
        let elements = required(request.key_schema.as_ref(), "keySchema")?;
        one_of(request.billing_mode.as_deref(), "billingMode", &["PROVISIONED", "PAY_PER_REQUEST"])?;
        let classes = ["STANDARD", "STANDARD_INFREQUENT_ACCESS"];
        one_of(request.table_class.as_deref(), "tableClass", &classes)?;
        for definition in definitions {
            one_of(Some(&definition.attribute_type), "attributeDefinitions.member.attributeType", &["B", "N", "S"])?;
        }
        let by_request = request.billing_mode.as_deref() == Some("PAY_PER_REQUEST");
        let provisioned = provisioned(request.provisioned_throughput.as_ref(), by_request, "")?;
        let schema = schema(elements, "")?;
        let indexes = indexes(request.global_secondary_indexes.as_deref(), by_request)?;
        check_definitions(definitions, &schema, &indexes)?;
        if request.tags.len() > TAGS_MAX {
            return Err(DynamoDbError::validation("Too many tags: a table has at most 50"));
        }
        let place = (cx.caller.account, cx.caller.region);
        let names = self.names.get(&place);
        if names.is_some_and(|names| names.contains_key(name)) {
            return Err(DynamoDbError::in_use(format!("Table already exists: {name}")));
        }
        if names.is_some_and(|names| names.len() >= TABLES_MAX) {
            let sentence = format!("Subscriber limit exceeded: There is a limit of {TABLES_MAX} tables per subscriber");
            return Err(DynamoDbError::new(ErrorCode::LimitExceeded, sentence));
        }
        let id = TableId(u32::try_from(self.tables.len()).unwrap_or(u32::MAX));
        let key = TableKey { account: place.0, region: place.1, name: name.into() };
        let throughput = |(reads, writes)| (Throughput::new(reads, cx.now), Throughput::new(writes, cx.now));
        let table = Table {
            id,
            key: key.clone(),
            created: cx.now,
            status: Status::Creating,
            schema,
            attributes: definitions.clone(),
            indexes,
            provisioned: provisioned.map(throughput),
            protected: request.deletion_protection_enabled,
            tags: request.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect(),
            totals: TableTotals::default(),
            items: OrdMap::new(),
        };
        let table_description = description(cx, &table);
        self.tables.push(Some(Arc::new(table)));
        self.names.update(place, |names| {
            names.insert(key.name, id);
        });
        cx.set_timer(Timer::Table(id), Some(cx.now.after(CREATING)));
        cx.emit(None, DynamoDbEvent::TableCreated(id));
        Ok(TableResult { table_description })
    }
}

/// The key that elements describe.
fn schema(elements: &[KeySchemaElement], of_index: &str) -> Result<KeySchema> {
    let invalid = |what: &str| DynamoDbError::validation(format!("Invalid KeySchema: {what}{of_index}"));
    for element in elements {
        one_of(Some(&element.key_type), "keySchema.member.keyType", &["HASH", "RANGE"])?;
    }
    match elements {
        [] => Err(constraint(Some(&"[]"), "keySchema", "must have length greater than or equal to 1")),
        [first, ..] if first.key_type != "HASH" => Err(invalid("The first KeySchemaElement is not a HASH key type")),
        [hash] => Ok(KeySchema { hash: hash.attribute_name.as_str().into(), range: None }),
        [_, second] if second.key_type != "RANGE" => {
            Err(invalid("The second KeySchemaElement is not a RANGE key type"))
        }
        [hash, range] if hash.attribute_name == range.attribute_name => Err(DynamoDbError::validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        )),
        [hash, range] => Ok(KeySchema {
            hash: hash.attribute_name.as_str().into(),
            range: Some(range.attribute_name.as_str().into()),
        }),
        _ => Err(constraint(Some(&"[...]"), "keySchema", "must have length less than or equal to 2")),
    }
}

/// The throughput that a table or an index is given.
fn provisioned(asked: Option<&ProvisionedThroughput>, by_request: bool, of_index: &str) -> Result<Option<(u64, u64)>> {
    match asked {
        Some(_) if by_request => Err(DynamoDbError::parameters(format!(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST{of_index}"
        ))),
        None if by_request => Ok(None),
        None => Err(DynamoDbError::parameters(format!(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED{of_index}"
        ))),
        Some(asked) => {
            for (value, member) in [
                (asked.read_capacity_units, "provisionedThroughput.readCapacityUnits"),
                (asked.write_capacity_units, "provisionedThroughput.writeCapacityUnits"),
            ] {
                if value < 1 {
                    return Err(constraint(Some(&value), member, "must have value greater than or equal to 1"));
                }
                if value > 40_000 {
                    return Err(DynamoDbError::new(
                        ErrorCode::LimitExceeded,
                        format!("The requested capacity of {value} units is more than a table may have: 40000"),
                    ));
                }
            }
            let positive = |units: i64| u64::try_from(units).unwrap_or(1);
            Ok(Some((positive(asked.read_capacity_units), positive(asked.write_capacity_units))))
        }
    }
}

fn indexes(asked: Option<&[GlobalSecondaryIndex]>, by_request: bool) -> Result<Vec<Index>> {
    let Some(asked) = asked else { return Ok(Vec::new()) };
    if asked.is_empty() {
        return Err(DynamoDbError::parameters("List of GlobalSecondaryIndexes is empty"));
    }
    if asked.len() > INDEXES_MAX {
        return Err(DynamoDbError::parameters(format!(
            "GlobalSecondaryIndex count exceeds the per-table limit of {INDEXES_MAX}"
        )));
    }
    let mut indexes: Vec<Index> = Vec::new();
    for request in asked {
        let name = name(Some(&request.index_name), "globalSecondaryIndexes.member.indexName")?;
        if indexes.iter().any(|index| &*index.name == name) {
            return Err(DynamoDbError::parameters(format!("Duplicate index name: {name}")));
        }
        let of_index = format!(" for index: {name}");
        let projection = required(request.projection.as_ref(), "globalSecondaryIndexes.member.projection")?;
        let kinds = ["ALL", "INCLUDE", "KEYS_ONLY"];
        one_of(
            projection.projection_type.as_deref(),
            "globalSecondaryIndexes.member.projection.projectionType",
            &kinds,
        )?;
        match (projection.projection_type.as_deref(), &projection.non_key_attributes) {
            (None, _) => return Err(DynamoDbError::parameters("Unknown ProjectionType: null")),
            (Some("INCLUDE"), None) => {
                let sentence = "ProjectionType is INCLUDE, but NonKeyAttributes is not specified";
                return Err(DynamoDbError::parameters(sentence));
            }
            (Some(kind), Some(_)) if kind != "INCLUDE" => {
                let sentence = format!("ProjectionType is {kind}, but NonKeyAttributes is specified");
                return Err(DynamoDbError::parameters(sentence));
            }
            _ => {}
        }
        provisioned(request.provisioned_throughput.as_ref(), by_request, &of_index)?;
        let schema = schema(&request.key_schema, &of_index)?;
        indexes.push(Index { name: name.into(), schema, request: request.clone() });
    }
    Ok(indexes)
}

/// All attributes of keys are defined, once, and no others.
fn check_definitions(definitions: &[AttributeDefinition], schema: &KeySchema, indexes: &[Index]) -> Result<()> {
    let keys: BTreeSet<&str> =
        schema.names().chain(indexes.iter().flat_map(|index| index.schema.names())).map(|name| &**name).collect();
    let defined: BTreeSet<&str> = definitions.iter().map(|one| one.attribute_name.as_str()).collect();
    let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
    if defined.len() < definitions.len() {
        return Err(DynamoDbError::parameters("Cannot specify two attribute definitions with the same name"));
    }
    let missing: BTreeSet<&str> = keys.difference(&defined).copied().collect();
    if !missing.is_empty() {
        return Err(DynamoDbError::parameters(format!(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
            list(&missing),
            list(&defined)
        )));
    }
    if defined.len() > keys.len() {
        return Err(DynamoDbError::parameters(format!(
            "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
            list(&defined),
            list(&keys)
        )));
    }
    Ok(())
}
