//! The configuration of an application as the API has it, with its limits.
//!
//! Source: the Kinesis Analytics service model (API version 2015-08-14), and "Limits" in the developer guide. Nothing here
//! knows whether a stream, a bucket or a function is there.

use super::error::AnalyticsError;
use super::plan::program::RowsPreceding;
use super::plan::scope::Column;
use super::record::path::Path;
use super::sql;
use serde::{Deserialize, Serialize};

/// An application has one input.
pub const INPUTS_MAX: usize = 1;
/// An application has up to three outputs.
pub const OUTPUTS_MAX: usize = 3;
/// An application has one reference table.
pub const TABLES_MAX: usize = 1;
/// How many in-application streams an input may be divided into.
pub const PARALLELISM_MAX: u32 = 64;

/// `Input`: where records come from, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Input {
    /// The name of the in-application streams without their number: `SOURCE_SQL_STREAM`.
    pub name_prefix: String,
    /// `ResourceARN` of the Kinesis stream or Firehose stream that is read.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    /// `RoleARN` that reads it.
    #[serde(rename = "RoleARN", default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// `ResourceARN` of the function that looks at records first: `InputLambdaProcessor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// `InputParallelism.Count`: 1 to 64 in-application streams, 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// Where reading begins.
    #[serde(default)]
    pub starting_position: StartingPosition,
    /// How records become rows.
    pub schema: SourceSchema,
}

/// `InputStartingPosition`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StartingPosition {
    /// With records that come from now on.
    #[default]
    Now,
    /// With the oldest record.
    TrimHorizon,
    /// Where the application was when it was stopped.
    LastStoppedPoint,
}

/// `SourceSchema`: how bytes become rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SourceSchema {
    /// `RecordFormat`.
    pub record_format: RecordFormat,
    /// `RecordEncoding`; only `UTF-8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_encoding: Option<String>,
    /// 1 to 1,000 columns.
    pub record_columns: Vec<RecordColumn>,
}

/// `RecordFormat` with its `MappingParameters`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "RecordFormatType", rename_all = "UPPERCASE", deny_unknown_fields)]
pub enum RecordFormat {
    /// JSON.
    Json {
        /// `RecordRowPath`: what of a record is a row; `$` is all of it, and each element where that is an array.
        #[serde(rename = "RecordRowPath", default = "root")]
        row_path: String,
    },
    /// CSV.
    Csv {
        /// `RecordRowDelimiter`; `\n` stands for line ends of all kinds.
        #[serde(rename = "RecordRowDelimiter", default = "line")]
        row_delimiter: String,
        /// `RecordColumnDelimiter`.
        #[serde(rename = "RecordColumnDelimiter", default = "comma")]
        column_delimiter: String,
    },
}

fn root() -> String {
    "$".to_owned()
}

fn line() -> String {
    "\n".to_owned()
}

fn comma() -> String {
    ",".to_owned()
}

/// `RecordColumn`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordColumn {
    /// The name that queries use; small letters need quotes there.
    pub name: String,
    /// The path to the value in a JSON record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// The type, as in CREATE STREAM.
    pub sql_type: String,
}

/// `ReferenceDataSource`: an object that becomes a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReferenceDataSource {
    /// The table's name.
    pub table_name: String,
    /// `BucketARN`.
    #[serde(rename = "BucketARN")]
    pub bucket_arn: String,
    /// The object's key.
    pub file_key: String,
    /// How the object becomes rows.
    pub schema: SourceSchema,
}

/// `Output`: a stream whose rows are sent on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Output {
    /// The in-application stream.
    pub name: String,
    /// `ResourceARN` of a Kinesis stream, a Firehose stream or a function.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    /// `DestinationSchema.RecordFormatType`.
    pub format: OutputFormat,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OutputFormat {
    /// An object with a member for each column.
    Json,
    /// Values with commas between them.
    Csv,
}

/// Everything but the code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ApplicationConfig {
    /// At most one.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// At most one.
    #[serde(default)]
    pub reference_data_sources: Vec<ReferenceDataSource>,
    /// At most three.
    #[serde(default)]
    pub outputs: Vec<Output>,
    /// How `ROWS n PRECEDING` is counted; this lab's own option.
    #[serde(default)]
    pub rows_preceding: RowsPreceding,
}

impl ApplicationConfig {
    /// Checks all limits of the API.
    ///
    /// # Errors
    /// `InvalidArgumentException` for the first that is broken.
    pub fn check(&self) -> Result<(), AnalyticsError> {
        at_most("Inputs", self.inputs.len(), INPUTS_MAX)?;
        at_most("ReferenceDataSources", self.reference_data_sources.len(), TABLES_MAX)?;
        at_most("Outputs", self.outputs.len(), OUTPUTS_MAX)?;
        for input in &self.inputs {
            stream_name("NamePrefix", &input.name_prefix)?;
            arn("ResourceARN of the input", &input.resource_arn, &["kinesis", "firehose"])?;
            if let Some(processor) = &input.processor {
                arn("ResourceARN of the processor", processor, &["lambda"])?;
            }
            let count = input.parallelism.unwrap_or(1);
            if !(1..=PARALLELISM_MAX).contains(&count) {
                return Err(AnalyticsError::invalid(format!(
                    "InputParallelism.Count is 1 to {PARALLELISM_MAX}, not {count}"
                )));
            }
            input.schema.columns()?;
        }
        for table in &self.reference_data_sources {
            stream_name("TableName", &table.table_name)?;
            arn("BucketARN", &table.bucket_arn, &["s3"])?;
            if table.file_key.is_empty() || table.file_key.len() > 1_024 {
                return Err(AnalyticsError::invalid("FileKey has 1 to 1,024 characters"));
            }
            table.schema.columns()?;
        }
        for (index, output) in self.outputs.iter().enumerate() {
            stream_name("Name of the output", &output.name)?;
            arn("ResourceARN of the output", &output.resource_arn, &["kinesis", "firehose", "lambda"])?;
            let is_double = self
                .outputs
                .iter()
                .take(index)
                .any(|other| other.name == output.name && other.resource_arn == output.resource_arn);
            if is_double {
                return Err(AnalyticsError::invalid(format!(
                    "the output {} to that resource stands there twice",
                    output.name
                )));
            }
        }
        Ok(())
    }

    /// The names of the in-application streams of the input: `…_001` to as many as its parallelism.
    pub fn source_names(&self) -> Vec<String> {
        let streams = self.inputs.first().into_iter().flat_map(|input| {
            (1..=input.parallelism.unwrap_or(1)).map(|number| format!("{}_{number:03}", input.name_prefix))
        });
        streams.collect()
    }
}

impl SourceSchema {
    /// The columns with their types.
    ///
    /// # Errors
    /// `InvalidArgumentException` for a bad name, type, path or delimiter.
    pub fn columns(&self) -> Result<Vec<Column>, AnalyticsError> {
        if self.record_encoding.as_deref().is_some_and(|encoding| !encoding.eq_ignore_ascii_case("UTF-8")) {
            return Err(AnalyticsError::invalid("RecordEncoding must be UTF-8"));
        }
        if self.record_columns.is_empty() || self.record_columns.len() > sql::COLUMNS_MAX {
            return Err(AnalyticsError::invalid(format!("RecordColumns has 1 to {} members", sql::COLUMNS_MAX)));
        }
        self.check_format()?;
        let mut columns: Vec<Column> = Vec::with_capacity(self.record_columns.len());
        for column in &self.record_columns {
            let name = &column.name;
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || !name.chars().all(is_name) {
                return Err(AnalyticsError::invalid(format!(
                    "the column name '{name}' does not match [a-zA-Z_][a-zA-Z0-9_]*"
                )));
            }
            if columns.iter().any(|other| *other.name == **name) {
                return Err(AnalyticsError::invalid(format!("the column '{name}' stands there twice")));
            }
            let kind = sql::read_type(&column.sql_type)
                .map_err(|error| AnalyticsError::invalid(format!("SqlType of {name}: {}", error.message)))?;
            columns.push(Column::new(name, kind));
        }
        Ok(columns)
    }

    fn check_format(&self) -> Result<(), AnalyticsError> {
        match &self.record_format {
            RecordFormat::Json { row_path } => {
                Path::read(row_path).map_err(|why| AnalyticsError::invalid(format!("RecordRowPath: {why}")))?;
                let mut flattened: Option<Path> = None;
                for column in &self.record_columns {
                    let Some(mapping) = &column.mapping else {
                        return Err(AnalyticsError::invalid(format!(
                            "the column '{}' of a JSON schema needs a Mapping",
                            column.name
                        )));
                    };
                    let path = Path::read(mapping)
                        .map_err(|why| AnalyticsError::invalid(format!("Mapping of {}: {why}", column.name)))?;
                    let Some(array) = path.array() else { continue };
                    if flattened.as_ref().is_some_and(|other| *other != array) {
                        return Err(AnalyticsError::invalid("a schema can flatten one array only"));
                    }
                    flattened = Some(array);
                }
                Ok(())
            }
            RecordFormat::Csv { row_delimiter, column_delimiter } => {
                for (member, text) in
                    [("RecordRowDelimiter", row_delimiter), ("RecordColumnDelimiter", column_delimiter)]
                {
                    let is_line = member == "RecordRowDelimiter" && text == "\r\n";
                    let is_character = text.len() == 1 && text.is_ascii() && text != "\"";
                    if !is_line && !is_character {
                        return Err(AnalyticsError::invalid(format!("{member} must be one ASCII character")));
                    }
                }
                if row_delimiter == column_delimiter {
                    return Err(AnalyticsError::invalid("RecordRowDelimiter and RecordColumnDelimiter must differ"));
                }
                Ok(())
            }
        }
    }
}

fn at_most(member: &str, count: usize, most: usize) -> Result<(), AnalyticsError> {
    if count > most {
        return Err(AnalyticsError::invalid(format!("{member} has at most {most} members, found {count}")));
    }
    Ok(())
}

/// `InAppStreamName` and `InAppTableName`: 1 to 32 characters.
fn stream_name(member: &str, name: &str) -> Result<(), AnalyticsError> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_part);
    if !is_name || name.len() > 32 {
        return Err(AnalyticsError::invalid(format!(
            "{member} '{name}' does not match [a-zA-Z][a-zA-Z0-9_]+ of 1 to 32 characters"
        )));
    }
    Ok(())
}

fn arn(member: &str, text: &str, services: &[&str]) -> Result<(), AnalyticsError> {
    let service = text.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(1));
    let is_meant = service.is_some_and(|service| services.contains(&service));
    if !is_meant || text.len() > 2_048 || text.split(':').count() < 6 {
        return Err(AnalyticsError::invalid(format!("{member} must be an ARN of {}", services.join(" or "))));
    }
    Ok(())
}
