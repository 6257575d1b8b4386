//! Amazon DynamoDB: tables of items with a key, conditional writes, and queries by key and by a global secondary index.
//!
//! [`DynamoDb`] is the service of a whole lab, with the tables of every account and Region. A request is checked in full
//! before anything changes, so a refused one changes nothing but what is counted. Who may do what is for whoever runs the
//! service to ask ([`DynamoDb::locate`]); the module knows no other service, no actor and no picture.

mod actions;
pub mod api;
mod check;
mod error;
mod event;
mod expression;
mod number;
mod table;
mod value;

pub use actions::{INDEXES_MAX, TABLES_MAX, TAGS_MAX};
pub use check::ITEM_BYTES_MAX;
pub use error::{DynamoDbError, ErrorCode, Result};
pub use event::DynamoDbEvent;
pub use number::Number;
pub use table::{Index, Item, ItemKey, KeySchema, Status, Table, TableId, TableKey, TableTotals};
pub use value::AttributeValue;

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Caller, Region, Service};
use crate::clock::Duration;
use std::convert::Infallible;
use std::sync::Arc;

/// The context in which DynamoDB acts.
pub type Cx<'a> = crate::base::Cx<'a, DynamoDb>;

/// How long a table is being made, and being deleted.
const CREATING: Duration = Duration::from_secs(5);
const DELETING: Duration = Duration::from_secs(3);

/// What DynamoDB wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A table is ready, or gone.
    Table(TableId),
}

/// The service.
#[derive(Clone, Debug, Default, Hash)]
pub struct DynamoDb {
    /// What tables that are paid by request have used: halves of read units, and write units.
    pub billed: (u64, u64),
    /// Tables by number; a deleted one leaves a gap.
    tables: Vec<Option<Arc<Table>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, TableId>>,
}

impl Service for DynamoDb {
    type Event = DynamoDbEvent;
    type Timer = Timer;
    type Answer = Infallible;
    type Outgoing = Infallible;
}

impl DynamoDb {
    /// The service without tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// The table of that number.
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.0 as usize)?.as_deref()
    }

    fn table_mut(&mut self, id: TableId) -> Option<&mut Table> {
        self.tables.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All tables in the order in which they were made.
    pub fn tables(&self) -> impl DoubleEndedIterator<Item = &Table> {
        self.tables.iter().filter_map(Option::as_deref)
    }

    /// The number of the table of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<TableId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The table as a request names it: by its name in the caller's account and Region, or by its ARN.
    pub fn locate(&self, caller: &Caller, named: &str) -> Option<&Table> {
        let id = match named.parse::<Arn>() {
            Ok(arn) if arn.service == "dynamodb" => {
                let name = arn.resource.strip_prefix("table/")?;
                self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, name)?
            }
            _ => self.find(caller.account, caller.region, named)?,
        };
        self.table(id)
    }

    /// Something is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Table(id) => self.finish_table(cx, id),
        }
    }

    /// A table that was being made can be used; one that was being deleted is gone.
    fn finish_table(&mut self, cx: &mut Cx<'_>, id: TableId) {
        let Some(table) = self.table_mut(id) else { return };
        if table.status == Status::Creating {
            table.status = Status::Active;
            cx.emit(None, DynamoDbEvent::TableActive(id));
            return;
        }
        let key = table.key.clone();
        if let Some(gone) = self.tables.get_mut(id.0 as usize) {
            *gone = None;
        }
        self.names.update((key.account, key.region), |names| {
            names.remove(&key.name);
        });
        cx.emit(None, DynamoDbEvent::TableDeleted(id, key.name));
    }
}
