//! Tables of DynamoDB in words.

use super::describe::who;
use queuelab::cloud::{Cloud, Event};
use queuelab::dynamodb::{DynamoDbEvent, ItemKey, TableId};
use queuelab::t;

/// The name of a table.
pub fn table_name(cloud: &Cloud, id: TableId) -> String {
    cloud.dynamodb().table(id).map_or_else(|| t!("a deleted table").to_owned(), |table| table.key.name.to_string())
}

/// An event of DynamoDB as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &DynamoDbEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &TableId| table_name(cloud, *id);
    let item = |key: &ItemKey| key.shown();
    match kind {
        DynamoDbEvent::TableCreated(id) => t!("{by} created table {id}", by, id = name(id)),
        DynamoDbEvent::TableActive(id) => t!("Table {id} is active", id = name(id)),
        DynamoDbEvent::TableDeleting(id) => t!("{by} had table {id} deleted", by, id = name(id)),
        DynamoDbEvent::TableDeleted(_, name) => t!("Table {name} is gone with its items", name),
        DynamoDbEvent::ItemWritten { table, item: key, .. } => {
            t!("{by} wrote {item} in table {table}", by, item = item(key), table = name(table))
        }
        DynamoDbEvent::ItemDeleted { table, item: key } => {
            t!("{by} deleted {item} from table {table}", by, item = item(key), table = name(table))
        }
        DynamoDbEvent::ConditionFailed { table, item: key } => {
            t!(
                "{by} could not write {item} in table {table}: somebody was faster",
                by,
                item = item(key),
                table = name(table)
            )
        }
        DynamoDbEvent::Throttled(id) => {
            t!("Table {id} refused {by}: it gets more than its throughput", id = name(id), by)
        }
    }
}
