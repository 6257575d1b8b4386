//! Checks of members of requests, and of items against the keys of their table.

use super::table::{Item, ItemKey, KeySchema, KeyValue, Table, bytes_of};
use super::{AttributeValue, DynamoDbError, Result};
use std::fmt::Display;

/// An item has at most so many bytes.
pub const ITEM_BYTES_MAX: usize = 409_600;

/// A member breaks a rule of the service model.
pub(super) fn constraint(value: Option<&dyn Display>, member: &str, rule: impl Display) -> DynamoDbError {
    let value = value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"));
    DynamoDbError::validation(format!(
        "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member {rule}"
    ))
}

/// A member that must be there.
pub(super) fn required<'r, T>(value: Option<&'r T>, member: &str) -> Result<&'r T> {
    value.ok_or_else(|| constraint(None, member, "must not be null"))
}

/// One of some words.
pub(super) fn one_of(value: Option<&str>, member: &str, words: &[&str]) -> Result<()> {
    match value.filter(|value| !words.contains(value)) {
        None => Ok(()),
        Some(value) => {
            Err(constraint(Some(&value), member, format_args!("must satisfy enum value set: [{}]", words.join(", "))))
        }
    }
}

/// The name of a table or an index, or a table's ARN; answers the name as it was written.
pub(super) fn name<'r>(value: Option<&'r String>, member: &str) -> Result<&'r str> {
    let value = required(value, member)?;
    if member == "tableName" && value.starts_with("arn:") {
        return Ok(value);
    }
    if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
        let rule = "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        return Err(constraint(Some(value), member, rule));
    }
    if value.len() < 3 {
        return Err(constraint(Some(value), member, "must have length greater than or equal to 3"));
    }
    if value.len() > 255 {
        return Err(constraint(Some(value), member, "must have length less than or equal to 255"));
    }
    Ok(value)
}

/// How many: from 1 to a most.
pub(super) fn limit(value: Option<i64>, most: i64) -> Result<Option<usize>> {
    let Some(limit) = value else { return Ok(None) };
    if limit < 1 {
        return Err(constraint(Some(&limit), "limit", "must have value greater than or equal to 1"));
    }
    if limit > most {
        return Err(constraint(Some(&limit), "limit", format_args!("must have value less than or equal to {most}")));
    }
    Ok(usize::try_from(limit).ok())
}

/// Values that can be values.
pub(super) fn values(item: &Item) -> Result<()> {
    match item.values().find_map(AttributeValue::fault) {
        Some(fault) if fault.starts_with("The parameter") || fault.starts_with("Number") => {
            Err(DynamoDbError::validation(fault))
        }
        Some(fault) if fault.starts_with("Supplied") || fault.starts_with("Attempting") => {
            Err(DynamoDbError::validation(fault))
        }
        Some(fault) => Err(DynamoDbError::parameters(fault)),
        None => Ok(()),
    }
}

/// A key names exactly the attributes of the table's key.
pub(super) fn key(table: &Table, key: &Item) -> Result<ItemKey> {
    values(key)?;
    let wrong = || DynamoDbError::validation("The provided key element does not match the schema");
    if key.len() != table.schema.names().count() {
        return Err(wrong());
    }
    for name in table.schema.names() {
        let value = key.get(&**name).ok_or_else(wrong)?;
        if value.type_name() != table.type_of(name) {
            return Err(wrong());
        }
        not_empty(value, name)?;
    }
    table.schema.of(key).ok_or_else(wrong)
}

/// A key attribute holds something.
fn not_empty(value: &AttributeValue, name: &str) -> Result<()> {
    let what = match value {
        AttributeValue::S(text) if text.is_empty() => "string",
        AttributeValue::B(bytes) if bytes.is_empty() => "binary",
        _ => return Ok(()),
    };
    Err(DynamoDbError::validation(format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {what} \
         value. Key: {name}"
    )))
}

/// A whole item fits its table; answers its key.
pub(super) fn item(table: &Table, item: &Item) -> Result<ItemKey> {
    values(item)?;
    for name in table.schema.names() {
        let Some(value) = item.get(&**name) else {
            return Err(DynamoDbError::parameters(format!("Missing the key {name} in the item")));
        };
        let (expected, actual) = (table.type_of(name), value.type_name());
        if expected != actual {
            let sentence = format!("Type mismatch for key {name} expected: {expected} actual: {actual}");
            return Err(DynamoDbError::parameters(sentence));
        }
        not_empty(value, name)?;
    }
    index_keys(table, item)?;
    if bytes_of(item) > ITEM_BYTES_MAX {
        return Err(DynamoDbError::validation("Item size has exceeded the maximum allowed size"));
    }
    table.schema.of(item).ok_or_else(|| DynamoDbError::parameters("Missing the key in the item"))
}

/// Where an item has an attribute that is the key of an index, it has the type of it.
pub(super) fn index_keys(table: &Table, item: &Item) -> Result<()> {
    for index in &table.indexes {
        for name in index.schema.names() {
            let Some(value) = item.get(&**name) else { continue };
            let (expected, actual) = (table.type_of(name), value.type_name());
            if expected != actual {
                return Err(DynamoDbError::parameters(format!(
                    "Type mismatch for Index Key {name} Expected: {expected} Actual: {actual} IndexName: {}",
                    index.name
                )));
            }
            if not_empty(value, name).is_err() {
                return Err(DynamoDbError::validation(format!(
                    "One or more parameter values are not valid. A value specified for a secondary index key is not \
                     supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: {}, \
                     IndexKey: {name}",
                    index.name
                )));
            }
        }
    }
    Ok(())
}

/// Where a page begins: the key of an item in a schema.
pub(super) fn start(table: &Table, schema: &KeySchema, start: &Item) -> Result<(ItemKey, ItemKey)> {
    values(start)?;
    let wrong = || DynamoDbError::validation("The provided starting key is invalid");
    let known = |name: &String| table.schema.names().chain(schema.names()).any(|part| **part == **name);
    if !start.keys().all(known) || start.iter().any(|(_, value)| KeyValue::of(value).is_none()) {
        return Err(wrong());
    }
    Ok((schema.of(start).ok_or_else(wrong)?, table.schema.of(start).ok_or_else(wrong)?))
}
