//! What happens in tables, for those who watch.

use super::table::{ItemKey, TableId};
use std::sync::Arc;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DynamoDbEvent {
    /// A table is being made.
    TableCreated(TableId),
    /// A table can be used.
    TableActive(TableId),
    /// A table is being deleted.
    TableDeleting(TableId),
    /// A table is gone, by its name.
    TableDeleted(TableId, Arc<str>),
    /// An item was written; the name of the operation.
    ItemWritten {
        /// The table.
        table: TableId,
        /// The item.
        item: ItemKey,
        /// By which operation.
        operation: &'static str,
    },
    /// An item was deleted.
    ItemDeleted {
        /// The table.
        table: TableId,
        /// The item.
        item: ItemKey,
    },
    /// A write found its condition not met, and changed nothing.
    ConditionFailed {
        /// The table.
        table: TableId,
        /// The item.
        item: ItemKey,
    },
    /// A table refused a request, as more was asked of it than its throughput.
    Throttled(TableId),
}
