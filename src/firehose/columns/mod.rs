//! Format conversion: JSON records as rows of a table, and rows as a file of Parquet or ORC.
//!
//! Sources: "Convert input data format in Amazon Data Firehose" in its developer guide, "Data types in Athena" for the
//! types, and the specifications of Apache Parquet and Apache ORC. Knows no stream; a table's columns are given.

mod bytes;
mod deserialize;
mod levels;
mod orc;
mod orc_columns;
mod parquet;
mod thrift;
mod timestamp;
mod types;

pub use deserialize::{Deserializer, Hive, OpenX, RowError};
pub use orc::{OrcCompression, orc};
pub use parquet::{ParquetCompression, parquet};
pub use types::{Column, Type};

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number of any width, and a date in days since 1970.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// A decimal number without its point.
    Decimal(i128),
    /// A text, or bytes.
    Bytes(Vec<u8>),
    /// A time: seconds since 1970, and nanoseconds.
    Time(i64, u32),
    /// The elements of a list.
    List(Vec<Cell>),
    /// The entries of a map.
    Map(Vec<(Cell, Cell)>),
    /// The fields of a structure, in their order.
    Struct(Vec<Cell>),
}

/// A row: a cell for each column.
pub type Row = Vec<Cell>;

#[cfg(test)]
mod tests;
