//! The operations, one file for those that belong together.

mod create;
mod items;
mod pages;
mod tables;

pub use create::{INDEXES_MAX, TABLES_MAX, TAGS_MAX};

use super::api::{ConsumedCapacity, Reply, Request, Units};
use super::table::{Status, Table, TableId};
use super::{Cx, DynamoDb, DynamoDbError, Result, check};

impl DynamoDb {
    /// Carries a request out.
    ///
    /// # Errors
    /// Those of the operation; a refused request changes nothing but what is counted.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        match request {
            Request::CreateTable(r) => self.create_table(cx, r).map(Reply::CreateTable),
            Request::DeleteItem(r) => self.delete_item(cx, r).map(Reply::DeleteItem),
            Request::DeleteTable(r) => self.delete_table(cx, r).map(Reply::DeleteTable),
            Request::DescribeTable(r) => self.describe_table(cx, r).map(Reply::DescribeTable),
            Request::GetItem(r) => self.get_item(cx, r).map(Reply::GetItem),
            Request::ListTables(r) => self.list_tables(cx, r).map(Reply::ListTables),
            Request::PutItem(r) => self.put_item(cx, r).map(Reply::PutItem),
            Request::Query(r) => self.query(cx, r).map(Reply::Query),
            Request::Scan(r) => self.scan(cx, r).map(Reply::Scan),
            Request::UpdateItem(r) => self.update_item(cx, r).map(Reply::UpdateItem),
        }
    }

    /// The table of a request about items; only one that can be used is there for them.
    fn table_of(&self, cx: &Cx<'_>, name: Option<&String>) -> Result<&Table> {
        let name = check::name(name, "tableName")?;
        let found = self.locate(cx.caller, name).filter(|table| table.status == Status::Active);
        found.ok_or_else(DynamoDbError::no_such_resource)
    }
}

const CAPACITY: [&str; 3] = ["INDEXES", "TOTAL", "NONE"];

/// What a request used, where it was asked for; in halves of a unit.
fn consumed(asked: Option<&str>, table: &Table, halves: u64) -> Option<ConsumedCapacity> {
    let is_asked = matches!(asked, Some("INDEXES" | "TOTAL"));
    is_asked.then(|| ConsumedCapacity { table_name: table.key.name.to_string(), capacity_units: Units(halves) })
}

/// Halves of read units: 4 KB each, and twice as many for a consistent read.
fn read_halves(bytes: usize, consistent: bool) -> u64 {
    bytes.div_ceil(4_096).max(1) as u64 * if consistent { 2 } else { 1 }
}

/// Write units: 1 KB each.
fn write_units(bytes: usize) -> u64 {
    bytes.div_ceil(1_024).max(1) as u64
}

/// A table's refusal for lack of throughput.
fn throttled(cx: &mut Cx<'_>, id: TableId) -> DynamoDbError {
    cx.emit(None, super::DynamoDbEvent::Throttled(id));
    DynamoDbError::throttled()
}
