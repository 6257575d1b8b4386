//! `DescribeTable`, `ListTables` and `DeleteTable`.

use crate::base::collections::SortedMap;
use crate::base::{Rng, Timestamp};
use crate::dynamodb::api::{
    BillingModeSummary, DeleteTable, DescribeTable, DescribeTableResult, GlobalSecondaryIndexDescription, ListTables,
    ListTablesResult, ProvisionedThroughputDescription, TableDescription, TableResult,
};
use crate::dynamodb::table::{Index, Status, Table, bytes_of};
use crate::dynamodb::{Cx, DELETING, DynamoDb, DynamoDbError, DynamoDbEvent, Result, Timer, check};

/// So many names a page.
const NAMES_MAX: i64 = 100;

impl DynamoDb {
    pub(super) fn describe_table(&self, cx: &Cx<'_>, request: &DescribeTable) -> Result<DescribeTableResult> {
        let name = check::name(request.table_name.as_ref(), "tableName")?;
        let table = self.locate(cx.caller, name).ok_or_else(|| DynamoDbError::no_such_table(name))?;
        Ok(DescribeTableResult { table: description(cx, table) })
    }

    pub(super) fn list_tables(&self, cx: &Cx<'_>, request: &ListTables) -> Result<ListTablesResult> {
        let limit = check::limit(request.limit, NAMES_MAX)?.unwrap_or(100);
        let after = request.exclusive_start_table_name.as_deref().unwrap_or_default();
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let mut found = names.into_iter().flat_map(SortedMap::keys).filter(|name| ***name > *after);
        let table_names: Vec<String> = found.by_ref().take(limit).map(ToString::to_string).collect();
        let is_last = found.next().is_none();
        let last_evaluated_table_name = table_names.last().filter(|_| !is_last).cloned();
        Ok(ListTablesResult { table_names, last_evaluated_table_name })
    }

    pub(super) fn delete_table(&mut self, cx: &mut Cx<'_>, request: &DeleteTable) -> Result<TableResult> {
        let name = check::name(request.table_name.as_ref(), "tableName")?;
        let table = self.locate(cx.caller, name).ok_or_else(|| DynamoDbError::no_such_table(name))?;
        let (id, in_use) = (table.id, "Attempt to change a resource which is still in use: Table is being");
        match table.status {
            Status::Creating => return Err(DynamoDbError::in_use(format!("{in_use} created: {name}"))),
            Status::Deleting => return Err(DynamoDbError::in_use(format!("{in_use} deleted: {name}"))),
            Status::Active if table.protected => {
                return Err(DynamoDbError::validation(format!(
                    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection \
                     first. Table: {name}"
                )));
            }
            Status::Active => {}
        }
        let Some(table) = self.table_mut(id) else { return Err(DynamoDbError::no_such_table(name)) };
        table.status = Status::Deleting;
        cx.set_timer(Timer::Table(id), Some(cx.now.after(DELETING)));
        cx.emit(None, DynamoDbEvent::TableDeleting(id));
        let found = self.table(id).ok_or_else(|| DynamoDbError::no_such_table(name))?;
        Ok(TableResult { table_description: description(cx, found) })
    }
}

/// A table as AWS describes it. The counts are exact, where AWS brings them up to date every six hours.
pub(super) fn description(cx: &Cx<'_>, table: &Table) -> TableDescription {
    let throughput = |units: Option<(u64, u64)>| {
        let (read_capacity_units, write_capacity_units) = units.unwrap_or_default();
        ProvisionedThroughputDescription { number_of_decreases_today: 0, read_capacity_units, write_capacity_units }
    };
    let units = table.provisioned.as_ref().map(|(reads, writes)| (reads.units, writes.units));
    let arn = table.key.arn().to_string();
    let index = |index: &Index| {
        let held: Vec<_> = table.items.values().filter(|item| index.schema.of(item).is_some()).collect();
        let asked = index.request.provisioned_throughput.as_ref();
        let positive = |units: i64| u64::try_from(units).unwrap_or(0);
        GlobalSecondaryIndexDescription {
            index_name: index.name.to_string(),
            key_schema: index.schema.elements(),
            projection: index.projection(),
            index_status: if table.status == Status::Deleting { "DELETING" } else { table.status.name() },
            provisioned_throughput: throughput(
                asked.map(|asked| (positive(asked.read_capacity_units), positive(asked.write_capacity_units))),
            ),
            index_size_bytes: held.iter().map(|item| bytes_of(&index.projected(&table.schema, item)) as u64).sum(),
            item_count: held.len() as u64,
            index_arn: format!("{arn}/index/{}", index.name),
        }
    };
    TableDescription {
        attribute_definitions: table.attributes.clone(),
        table_name: table.key.name.to_string(),
        key_schema: table.schema.elements(),
        table_status: table.status.name(),
        creation_date_time: Timestamp::of(table.created, cx.epoch),
        provisioned_throughput: throughput(units),
        table_size_bytes: table.bytes() as u64,
        item_count: table.items.len() as u64,
        table_id: id_of(&arn, cx.epoch.unix_millis(table.created)),
        table_arn: arn.clone(),
        billing_mode_summary: units.is_none().then_some(BillingModeSummary { billing_mode: "PAY_PER_REQUEST" }),
        global_secondary_indexes: (!table.indexes.is_empty()).then(|| table.indexes.iter().map(index).collect()),
        deletion_protection_enabled: table.protected,
    }
}

/// A UUID that a table's name and time decide.
fn id_of(arn: &str, created: u64) -> String {
    let mut rng = Rng::fork(created, arn);
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(rng.next_u64().to_be_bytes().into_iter().chain(rng.next_u64().to_be_bytes()))
    {
        *to = from;
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
