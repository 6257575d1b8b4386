//! Records into rows and rows into records: JSON by paths, CSV by the order of columns.
//!
//! Source: "Mapping Streaming Source Elements to SQL Input Columns" and "Working with JSONPath" in the developer guide.

mod coerce;
mod csv;
mod json;
pub mod output;
pub mod path;

use super::config::{RecordFormat, SourceSchema};
use super::error::{AnalyticsError, Fault};
use super::plan::scope::Column;
use super::value::Value;

/// So many rows may one record or object come to. This lab's own limit.
pub const ROWS_MAX: usize = 10_000;

/// A schema that has been checked, ready to read with.
#[derive(Clone, Debug)]
pub struct Mapping {
    format: Format,
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
enum Format {
    Json(json::Json),
    Csv(csv::Csv),
}

impl Mapping {
    /// Reads a schema.
    ///
    /// # Errors
    /// `InvalidArgumentException`.
    pub fn new(schema: &SourceSchema) -> Result<Self, AnalyticsError> {
        let columns = schema.columns()?;
        let format = match &schema.record_format {
            RecordFormat::Json { row_path } => {
                let mappings = schema.record_columns.iter().map(|column| column.mapping.as_deref().unwrap_or("$"));
                Format::Json(json::Json::new(row_path, mappings).map_err(AnalyticsError::invalid)?)
            }
            RecordFormat::Csv { row_delimiter, column_delimiter } => {
                Format::Csv(csv::Csv::new(row_delimiter, column_delimiter))
            }
        };
        Ok(Self { format, columns })
    }

    /// The columns of the rows.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows of a record; each is there or says why it is not.
    pub fn rows(&self, data: &[u8]) -> Vec<Result<Vec<Value>, Fault>> {
        match &self.format {
            Format::Json(json) => json.rows(data, &self.columns),
            Format::Csv(csv) => csv.rows(data, &self.columns),
        }
    }
}
