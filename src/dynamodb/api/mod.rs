//! The operations of DynamoDB as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. The members of before expressions
//! (`AttributeUpdates`, `Expected`, `KeyConditions` and their like) are not among them.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    CreateTable => TableResult,
    DeleteItem => WriteResult,
    DeleteTable => TableResult,
    DescribeTable => DescribeTableResult,
    GetItem => GetItemResult,
    ListTables => ListTablesResult,
    PutItem => WriteResult,
    Query => PageResult,
    Scan => PageResult,
    UpdateItem => WriteResult,
}

impl Request {
    /// The table that the request names; nothing for a list of all.
    pub fn table_name(&self) -> Option<&str> {
        match self {
            Self::CreateTable(r) => r.table_name.as_deref(),
            Self::DeleteItem(r) => r.table_name.as_deref(),
            Self::DeleteTable(r) => r.table_name.as_deref(),
            Self::DescribeTable(r) => r.table_name.as_deref(),
            Self::GetItem(r) => r.table_name.as_deref(),
            Self::PutItem(r) => r.table_name.as_deref(),
            Self::Query(r) => r.table_name.as_deref(),
            Self::Scan(r) => r.table_name.as_deref(),
            Self::UpdateItem(r) => r.table_name.as_deref(),
            Self::ListTables(_) => None,
        }
    }

    /// The index that the request reads by.
    pub fn index_name(&self) -> Option<&str> {
        match self {
            Self::Query(r) => r.index_name.as_deref(),
            Self::Scan(r) => r.index_name.as_deref(),
            _ => None,
        }
    }
}
