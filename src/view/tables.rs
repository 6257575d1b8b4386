//! Tables of DynamoDB in words.

use super::describe::who;
use crate::cloud::{Cloud, Event};
use crate::dynamodb::{DynamoDbEvent, ItemKey, TableId};

/// The name of a table.
pub fn table_name(cloud: &Cloud, id: TableId) -> String {
    cloud.dynamodb().table(id).map_or_else(|| "a deleted table".to_owned(), |table| table.key.name.to_string())
}

/// An event of DynamoDB as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &DynamoDbEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &TableId| table_name(cloud, *id);
    let item = |key: &ItemKey| key.shown();
    match kind {
        DynamoDbEvent::TableCreated(id) => format!("{by} created table {}", name(id)),
        DynamoDbEvent::TableActive(id) => format!("Table {} is active", name(id)),
        DynamoDbEvent::TableDeleting(id) => format!("{by} had table {} deleted", name(id)),
        DynamoDbEvent::TableDeleted(_, name) => format!("Table {name} is gone with its items"),
        DynamoDbEvent::ItemWritten { table, item: key, .. } => {
            format!("{by} wrote {} in table {}", item(key), name(table))
        }
        DynamoDbEvent::ItemDeleted { table, item: key } => {
            format!("{by} deleted {} from table {}", item(key), name(table))
        }
        DynamoDbEvent::ConditionFailed { table, item: key } => {
            format!("{by} could not write {} in table {}: somebody was faster", item(key), name(table))
        }
        DynamoDbEvent::Throttled(id) => format!("Table {} refused {by}: it gets more than its throughput", name(id)),
    }
}
