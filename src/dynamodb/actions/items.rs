//! `GetItem`, `PutItem`, `UpdateItem` and `DeleteItem`.

use super::{CAPACITY, consumed, read_halves, throttled, write_units};
use crate::dynamodb::api::{DeleteItem, GetItem, GetItemResult, PutItem, UpdateItem, WriteResult};
use crate::dynamodb::check::{self, one_of, required};
use crate::dynamodb::expression::{Condition, Kind, Parser, Path, Substitutes, project};
use crate::dynamodb::table::{Item, ItemKey, Table, TableId, bytes_of};
use crate::dynamodb::{Cx, DynamoDb, DynamoDbError, DynamoDbEvent, Result};
use std::sync::Arc;

const OLD_OR_NOTHING: &str = "ReturnValues can only be ALL_OLD or NONE";
const UPDATE_RETURNS: [&str; 5] = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];
const ON_FAILURE: [&str; 2] = ["ALL_OLD", "NONE"];

/// A write, checked in full.
struct Write {
    operation: &'static str,
    table: TableId,
    key: ItemKey,
    /// What must hold of the item that is there.
    condition: Option<Condition>,
    /// What is there then; nothing after a delete.
    becomes: Option<Item>,
    /// For a write that needs no item to be there before.
    before: Option<Arc<Item>>,
}

/// A condition of a request.
fn condition(text: Option<&String>, substitutes: &mut Substitutes<'_>) -> Result<Option<Condition>> {
    text.map(|text| Parser::new(text, Kind::Condition, substitutes)?.condition()).transpose()
}

fn returned(value: Option<&str>) -> Result<bool> {
    one_of(value, "returnValues", &UPDATE_RETURNS)?;
    match value {
        None | Some("NONE") => Ok(false),
        Some("ALL_OLD") => Ok(true),
        Some(_) => Err(DynamoDbError::validation(OLD_OR_NOTHING)),
    }
}

impl DynamoDb {
    pub(super) fn get_item(&mut self, cx: &mut Cx<'_>, request: &GetItem) -> Result<GetItemResult> {
        let asked = request.return_consumed_capacity.as_deref();
        one_of(asked, "returnConsumedCapacity", &CAPACITY)?;
        let key = required(request.key.as_ref(), "key")?;
        let projection = request.projection_expression.as_ref();
        let names = request.expression_attribute_names.as_ref();
        let mut substitutes = Substitutes::new(names, None, projection.is_some())?;
        let paths =
            projection.map(|text| Parser::new(text, Kind::Projection, &mut substitutes)?.projection()).transpose()?;
        substitutes.finish()?;
        let table = self.table_of(cx, request.table_name.as_ref())?;
        let (id, key) = (table.id, check::key(table, key)?);
        let found = table.items.get(&key).cloned();
        let halves = read_halves(found.as_deref().map_or(0, bytes_of), request.consistent_read);
        let consumed_capacity = consumed(asked, table, halves);
        self.spend_read(cx, id, halves)?;
        let item = found.map(|item| paths.map_or_else(|| (*item).clone(), |paths| project(&item, &paths)));
        Ok(GetItemResult { item, consumed_capacity })
    }

    pub(super) fn put_item(&mut self, cx: &mut Cx<'_>, request: &PutItem) -> Result<WriteResult> {
        let old = returned(request.return_values.as_deref())?;
        let asked = request.return_consumed_capacity.as_deref();
        one_of(asked, "returnConsumedCapacity", &CAPACITY)?;
        one_of(
            request.return_values_on_condition_check_failure.as_deref(),
            "returnValuesOnConditionCheckFailure",
            &ON_FAILURE,
        )?;
        let item = required(request.item.as_ref(), "item")?;
        let text = request.condition_expression.as_ref();
        let (names, values) =
            (request.expression_attribute_names.as_ref(), request.expression_attribute_values.as_ref());
        let mut substitutes = Substitutes::new(names, values, text.is_some())?;
        let condition = condition(text, &mut substitutes)?;
        substitutes.finish()?;
        let table = self.table_of(cx, request.table_name.as_ref())?;
        let key = check::item(table, item)?;
        let before = table.items.get(&key).cloned();
        let write = Write {
            operation: "PutItem",
            table: table.id,
            key,
            condition,
            becomes: Some(item.clone()),
            before: before.clone(),
        };
        let units = self.write(cx, write)?;
        let attributes = before.filter(|_| old).map(|item| (*item).clone());
        let table = self.table_of(cx, request.table_name.as_ref())?;
        Ok(WriteResult { attributes, consumed_capacity: consumed(asked, table, units * 2) })
    }

    pub(super) fn delete_item(&mut self, cx: &mut Cx<'_>, request: &DeleteItem) -> Result<WriteResult> {
        let old = returned(request.return_values.as_deref())?;
        let asked = request.return_consumed_capacity.as_deref();
        one_of(asked, "returnConsumedCapacity", &CAPACITY)?;
        one_of(
            request.return_values_on_condition_check_failure.as_deref(),
            "returnValuesOnConditionCheckFailure",
            &ON_FAILURE,
        )?;
        let key = required(request.key.as_ref(), "key")?;
        let text = request.condition_expression.as_ref();
        let (names, values) =
            (request.expression_attribute_names.as_ref(), request.expression_attribute_values.as_ref());
        let mut substitutes = Substitutes::new(names, values, text.is_some())?;
        let condition = condition(text, &mut substitutes)?;
        substitutes.finish()?;
        let table = self.table_of(cx, request.table_name.as_ref())?;
        let key = check::key(table, key)?;
        let before = table.items.get(&key).cloned();
        let write =
            Write { operation: "DeleteItem", table: table.id, key, condition, becomes: None, before: before.clone() };
        let units = self.write(cx, write)?;
        let attributes = before.filter(|_| old).map(|item| (*item).clone());
        let table = self.table_of(cx, request.table_name.as_ref())?;
        Ok(WriteResult { attributes, consumed_capacity: consumed(asked, table, units * 2) })
    }

    pub(super) fn update_item(&mut self, cx: &mut Cx<'_>, request: &UpdateItem) -> Result<WriteResult> {
        let returns = request.return_values.as_deref();
        one_of(returns, "returnValues", &UPDATE_RETURNS)?;
        let asked = request.return_consumed_capacity.as_deref();
        one_of(asked, "returnConsumedCapacity", &CAPACITY)?;
        one_of(
            request.return_values_on_condition_check_failure.as_deref(),
            "returnValuesOnConditionCheckFailure",
            &ON_FAILURE,
        )?;
        let key_item = required(request.key.as_ref(), "key")?;
        let (text, updates) = (request.condition_expression.as_ref(), request.update_expression.as_ref());
        let (names, values) =
            (request.expression_attribute_names.as_ref(), request.expression_attribute_values.as_ref());
        let mut substitutes = Substitutes::new(names, values, text.is_some() || updates.is_some())?;
        let update = updates
            .map(|text| Parser::new(text, Kind::Update, &mut substitutes)?.update())
            .transpose()?
            .unwrap_or_default();
        let condition = condition(text, &mut substitutes)?;
        substitutes.finish()?;
        let table = self.table_of(cx, request.table_name.as_ref())?;
        let key = check::key(table, key_item)?;
        let paths: Vec<Path> = update.paths().cloned().collect();
        if let Some(path) = paths.iter().find(|path| table.schema.names().any(|name| **name == *path.name)) {
            let sentence = format!("Cannot update attribute {}. This attribute is part of the key", path.name);
            return Err(DynamoDbError::parameters(sentence));
        }
        let before = table.items.get(&key).cloned();
        let there = before.as_deref().cloned().unwrap_or_else(|| key_item.clone());
        let mut write =
            Write { operation: "UpdateItem", table: table.id, key, condition, becomes: None, before: before.clone() };
        // What the update would find wrong matters only where the condition holds.
        self.check_condition(cx, &write)?;
        let after = update.applied(&there)?;
        let table = self.table_of(cx, request.table_name.as_ref())?;
        check::index_keys(table, &after)?;
        if bytes_of(&after) > check::ITEM_BYTES_MAX {
            return Err(DynamoDbError::validation("Item size to update has exceeded the maximum allowed size"));
        }
        write.condition = None;
        write.becomes = Some(after.clone());
        let units = self.write(cx, write)?;
        let attributes = match returns {
            Some("ALL_OLD") => before.map(|item| (*item).clone()),
            Some("UPDATED_OLD") => before.map(|item| project(&item, &paths)).filter(|item| !item.is_empty()),
            Some("ALL_NEW") => Some(after),
            Some("UPDATED_NEW") => Some(project(&after, &paths)).filter(|item| !item.is_empty()),
            _ => None,
        };
        let table = self.table_of(cx, request.table_name.as_ref())?;
        Ok(WriteResult { attributes, consumed_capacity: consumed(asked, table, units * 2) })
    }

    /// Refuses a write whose condition does not hold; it is counted all the same.
    fn check_condition(&mut self, cx: &mut Cx<'_>, write: &Write) -> Result<()> {
        let nothing = Item::new();
        let there = write.before.as_deref().unwrap_or(&nothing);
        if write.condition.as_ref().is_none_or(|condition| condition.holds(there)) {
            return Ok(());
        }
        let units = write_units(bytes_of(there));
        self.spend_write(cx, write.table, units)?;
        if let Some(table) = self.table_mut(write.table) {
            table.totals.conditions_failed += 1;
        }
        cx.emit(None, DynamoDbEvent::ConditionFailed { table: write.table, item: write.key.clone() });
        Err(DynamoDbError::condition_failed())
    }

    /// Writes; answers the units that it used.
    fn write(&mut self, cx: &mut Cx<'_>, write: Write) -> Result<u64> {
        self.check_condition(cx, &write)?;
        let Write { operation, table, key, becomes, before, .. } = write;
        let units = self.table(table).map_or(1, |table| cost(table, before.as_deref(), becomes.as_ref()));
        self.spend_write(cx, table, units)?;
        let Some(found) = self.table_mut(table) else { return Ok(units) };
        match becomes {
            Some(item) => {
                found.items.insert(key.clone(), Arc::new(item));
                cx.emit(None, DynamoDbEvent::ItemWritten { table, item: key, operation });
            }
            None if before.is_some() => {
                found.items.remove(&key);
                cx.emit(None, DynamoDbEvent::ItemDeleted { table, item: key });
            }
            None => {}
        }
        Ok(units)
    }

    pub(super) fn spend_read(&mut self, cx: &mut Cx<'_>, id: TableId, halves: u64) -> Result<()> {
        let Some(table) = self.table_mut(id) else { return Ok(()) };
        if !table.admit_read(halves, cx.now) {
            return Err(throttled(cx, id));
        }
        self.billed.0 += if table.provisioned.is_none() { halves } else { 0 };
        Ok(())
    }

    fn spend_write(&mut self, cx: &mut Cx<'_>, id: TableId, units: u64) -> Result<()> {
        let Some(table) = self.table_mut(id) else { return Ok(()) };
        if !table.admit_write(units, cx.now) {
            return Err(throttled(cx, id));
        }
        self.billed.1 += if table.provisioned.is_none() { units } else { 0 };
        Ok(())
    }
}

/// Write units: by the larger one of before and after, and the same for each index whose entry changes.
fn cost(table: &Table, before: Option<&Item>, after: Option<&Item>) -> u64 {
    let larger = |before: Option<&Item>, after: Option<&Item>| {
        write_units(before.map_or(0, bytes_of).max(after.map_or(0, bytes_of)))
    };
    let of_index = |index: &crate::dynamodb::Index| {
        let entry = |item: Option<&Item>| {
            let item = item.filter(|item| index.schema.of(item).is_some())?;
            Some((index.schema.of(item), index.projected(&table.schema, item)))
        };
        match (entry(before), entry(after)) {
            (None, None) => 0,
            (Some(one), Some(two)) if one == two => 0,
            // An entry that moves is deleted and written.
            (Some(one), Some(two)) if one.0 != two.0 => write_units(bytes_of(&one.1)) + write_units(bytes_of(&two.1)),
            (one, two) => larger(one.as_ref().map(|entry| &entry.1), two.as_ref().map(|entry| &entry.1)),
        }
    };
    larger(before, after) + table.indexes.iter().map(of_index).sum::<u64>()
}
