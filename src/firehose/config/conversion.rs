//! Format conversion as a destination asks for it.
//!
//! Source: `DataFormatConversionConfiguration` in the Firehose API reference. A lab has no AWS Glue: the table's columns
//! are given beside its name, as `Columns`. That an absent `Enabled` counts as true is what AWS was seen to do.

use super::{DestinationKind, Fields, flag, inner, list, text};
use crate::firehose::columns::{Column, Deserializer, Hive, OpenX, OrcCompression, ParquetCompression, Type};
use crate::firehose::{FirehoseError, Result};
use serde_json::Value;

/// The format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Parquet.
    Parquet(ParquetCompression),
    /// ORC.
    Orc(OrcCompression),
}

impl Output {
    /// How the object's name ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Parquet(_) => ".parquet",
            Self::Orc(_) => ".orc",
        }
    }
}

/// How records become files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// How they are read.
    pub deserializer: Deserializer,
    /// The table's columns.
    pub columns: Vec<Column>,
    /// What they become.
    pub output: Output,
    /// The table, as error records name it.
    pub table: Value,
}

/// Whether records are to be converted.
pub(super) fn is_enabled(fields: &Fields) -> bool {
    inner(fields, "DataFormatConversionConfiguration").is_some_and(|wish| flag(wish, "Enabled").unwrap_or(true))
}

fn need<'a>(fields: &'a Fields, name: &str) -> Result<&'a Fields> {
    inner(fields, name)
        .ok_or_else(|| FirehoseError::invalid(format!("{name} is required when data format conversion is enabled.")))
}

/// The conversion, where it is enabled.
///
/// # Errors
/// `InvalidArgumentException` for what is missing or does not go together.
pub(super) fn conversion(kind: DestinationKind, fields: &Fields) -> Result<Option<Conversion>> {
    if kind != DestinationKind::S3 || !is_enabled(fields) {
        return Ok(None);
    }
    if text(fields, "CompressionFormat").is_some_and(|format| format != "UNCOMPRESSED") {
        return Err(FirehoseError::invalid(
            "CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.",
        ));
    }
    let wish = need(fields, "DataFormatConversionConfiguration")?;
    let deserializer = deserializer(need(need(wish, "InputFormatConfiguration")?, "Deserializer")?)?;
    let output = output(need(need(wish, "OutputFormatConfiguration")?, "Serializer")?)?;
    let schema = need(wish, "SchemaConfiguration")?;
    for name in ["RoleARN", "DatabaseName", "TableName"] {
        if text(schema, name).is_none() {
            return Err(FirehoseError::invalid(format!("SchemaConfiguration.{name} is required.")));
        }
    }
    let columns = columns(schema)?;
    Ok(Some(Conversion { deserializer, columns, output, table: table(schema) }))
}

fn one_of<'a>(fields: &'a Fields, what: &str, names: [&str; 2]) -> Result<(usize, &'a Fields)> {
    let [first, second] = names;
    match (inner(fields, first), inner(fields, second)) {
        (Some(found), None) => Ok((0, found)),
        (None, Some(found)) => Ok((1, found)),
        _ => Err(FirehoseError::invalid(format!("Exactly one of {first} and {second} must be specified in {what}."))),
    }
}

fn deserializer(fields: &Fields) -> Result<Deserializer> {
    let (which, options) = one_of(fields, "Deserializer", ["OpenXJsonSerDe", "HiveJsonSerDe"])?;
    if which == 1 {
        let formats = list(options, "TimestampFormats").iter().filter_map(Value::as_str);
        return Ok(Deserializer::Hive(Hive { timestamp_formats: formats.map(str::to_owned).collect() }));
    }
    let mappings = inner(options, "ColumnToJsonKeyMappings").into_iter().flatten();
    Ok(Deserializer::OpenX(OpenX {
        convert_dots: flag(options, "ConvertDotsInJsonKeysToUnderscores").unwrap_or(false),
        case_insensitive: flag(options, "CaseInsensitive").unwrap_or(true),
        mappings: crate::base::collections::map_of(
            mappings.filter_map(|(column, key)| Some((column.clone(), key.as_str()?.to_owned()))),
        ),
    }))
}

fn output(fields: &Fields) -> Result<Output> {
    let (which, options) = one_of(fields, "Serializer", ["ParquetSerDe", "OrcSerDe"])?;
    let codec = text(options, "Compression");
    Ok(if which == 0 {
        Output::Parquet(match codec {
            Some("UNCOMPRESSED") => ParquetCompression::Uncompressed,
            Some("GZIP") => ParquetCompression::Gzip,
            _ => ParquetCompression::Snappy,
        })
    } else {
        Output::Orc(match codec {
            Some("NONE") => OrcCompression::None,
            Some("ZLIB") => OrcCompression::Zlib,
            _ => OrcCompression::Snappy,
        })
    })
}

fn columns(schema: &Fields) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for column in list(schema, "Columns").iter().filter_map(Value::as_object) {
        let name = text(column, "Name").unwrap_or_default().to_lowercase();
        let kind = Type::parse(text(column, "Type").unwrap_or_default())
            .map_err(|why| FirehoseError::invalid(format!("The schema is invalid. Column {name}: {why}")))?;
        if columns.iter().any(|known| known.name == name) {
            return Err(FirehoseError::invalid(format!("The schema is invalid. Column {name} is there twice")));
        }
        columns.push(Column { name, kind });
    }
    if columns.is_empty() {
        let of = |name: &str| text(schema, name).unwrap_or_default();
        return Err(FirehoseError::invalid(format!(
            "The lab has no table {}.{} of Glue: give its columns as SchemaConfiguration.Columns, each with Name and Type",
            of("DatabaseName"),
            of("TableName")
        )));
    }
    Ok(columns)
}

/// The table, as `dataCatalogTable` of an error record has it.
fn table(schema: &Fields) -> Value {
    let of = |name: &str| schema.get(name).cloned().unwrap_or_default();
    serde_json::json!({
        "catalogId": of("CatalogId"), "databaseName": of("DatabaseName"), "tableName": of("TableName"),
        "region": of("Region"), "versionId": schema.get("VersionId").cloned().unwrap_or_else(|| "LATEST".into()),
        "catalogArn": Value::Null
    })
}
