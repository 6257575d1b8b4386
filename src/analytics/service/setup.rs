//! What an application is made of: code, inputs, outputs, reference tables. From the API's members to those of the engine.

use super::api::{
    self, CloudWatchLoggingOption, Input, MappingParameters, Output, ReferenceDataSource, Resource, SourceSchema,
};
use crate::analytics::config::{self, ApplicationConfig, OutputFormat, RecordFormat, StartingPosition};
use crate::analytics::error::{AnalyticsError, Result};
use crate::analytics::{Application, RowsPreceding, sql};
use crate::clock::{Epoch, Instant};
use std::sync::Arc;

/// The id of a part of an application, such as `1.1`: the version in which it came, and its number in that.
pub type PartId = Arc<str>;

/// Everything that can be configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Setup {
    /// SQL.
    pub code: Arc<str>,
    /// How `ROWS n PRECEDING` is counted.
    pub rows: RowsPreceding,
    /// At most one.
    pub inputs: Vec<(PartId, Input)>,
    /// At most three.
    pub outputs: Vec<(PartId, Output)>,
    /// At most one.
    pub tables: Vec<(PartId, ReferenceDataSource)>,
    /// Where problems are logged.
    pub logging: Vec<(PartId, CloudWatchLoggingOption)>,
}

/// What an input reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// A Kinesis data stream.
    Stream,
    /// A delivery stream.
    DeliveryStream,
}

/// What an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// A Kinesis data stream.
    Stream,
    /// A delivery stream.
    DeliveryStream,
    /// A function.
    Function,
}

impl Input {
    /// What it reads: exactly one thing.
    ///
    /// # Errors
    /// `InvalidArgumentException`.
    pub fn source(&self) -> Result<(SourceKind, &Resource)> {
        match (&self.kinesis_streams_input, &self.kinesis_firehose_input) {
            (Some(stream), None) => Ok((SourceKind::Stream, stream)),
            (None, Some(stream)) => Ok((SourceKind::DeliveryStream, stream)),
            _ => Err(AnalyticsError::invalid(
                "An input needs exactly one of KinesisStreamsInput and KinesisFirehoseInput.",
            )),
        }
    }

    /// The function that looks at records first.
    pub fn processor(&self) -> Option<&Resource> {
        self.input_processing_configuration.as_ref()?.input_lambda_processor.as_ref()
    }
}

impl Output {
    /// Where its rows go: exactly one thing.
    ///
    /// # Errors
    /// `InvalidArgumentException`.
    pub fn target(&self) -> Result<(TargetKind, &Resource)> {
        match (&self.kinesis_streams_output, &self.kinesis_firehose_output, &self.lambda_output) {
            (Some(stream), None, None) => Ok((TargetKind::Stream, stream)),
            (None, Some(stream), None) => Ok((TargetKind::DeliveryStream, stream)),
            (None, None, Some(function)) => Ok((TargetKind::Function, function)),
            _ => Err(AnalyticsError::invalid(
                "An output needs exactly one of KinesisStreamsOutput, KinesisFirehoseOutput and LambdaOutput.",
            )),
        }
    }
}

impl Resource {
    /// Its ARN.
    pub fn arn(&self) -> &str {
        self.resource_arn.as_deref().unwrap_or_default()
    }

    /// The ARN of the role that uses it.
    pub fn role(&self) -> &str {
        self.role_arn.as_deref().unwrap_or_default()
    }
}

impl Setup {
    /// The engine's configuration.
    ///
    /// # Errors
    /// `InvalidArgumentException` for parts that are not one of what they can be.
    pub fn config(&self) -> Result<ApplicationConfig> {
        Ok(ApplicationConfig {
            inputs: self.inputs.iter().map(|(_, input)| input_of(input)).collect::<Result<_>>()?,
            reference_data_sources: self.tables.iter().map(|(_, table)| table_of(table)).collect::<Result<_>>()?,
            outputs: self.outputs.iter().map(|(_, output)| output_of(output)).collect::<Result<_>>()?,
            rows_preceding: self.rows,
        })
    }

    /// Refuses what could never run. Without an input only the grammar of the code can be looked at, as its streams are
    /// not known; whether the code makes the streams of the outputs is asked when the application starts.
    ///
    /// # Errors
    /// `InvalidArgumentException`, and `CodeValidationException` with line and column.
    pub fn check(&self) -> Result<()> {
        let config = self.config()?;
        config.check()?;
        if self.code.is_empty() {
            return Ok(());
        }
        if self.inputs.is_empty() {
            return Ok(sql::parse(&self.code).map(drop)?);
        }
        let config = ApplicationConfig { outputs: Vec::new(), ..config };
        Application::new(config, &self.code, Epoch::DEFAULT, Instant::ZERO).map(drop)
    }

    /// The application, ready to run.
    ///
    /// # Errors
    /// Like [`Setup::check`], and `InvalidApplicationConfigurationException` for an output of a stream that the code does
    /// not make.
    pub fn application(&self, epoch: Epoch, now: Instant) -> Result<Application> {
        Application::new(self.config()?, &self.code, epoch, now)
    }

    /// The reference table, with the object that it comes from.
    pub fn table(&self) -> Option<(&str, &api::S3ReferenceDataSource)> {
        let (_, table) = self.tables.first()?;
        Some((table.table_name.as_deref()?, table.s3_reference_data_source.as_ref()?))
    }
}

fn input_of(input: &Input) -> Result<config::Input> {
    let (_, source) = input.source()?;
    let count = input.input_parallelism.as_ref().and_then(|parallelism| parallelism.count);
    Ok(config::Input {
        name_prefix: input.name_prefix.clone().unwrap_or_default(),
        resource_arn: source.arn().to_owned(),
        role_arn: source.role_arn.clone(),
        processor: input.processor().map(|processor| processor.arn().to_owned()),
        parallelism: count.and_then(|count| u32::try_from(count).ok()),
        starting_position: StartingPosition::Now,
        schema: schema_of(input.input_schema.as_ref())?,
    })
}

fn table_of(table: &ReferenceDataSource) -> Result<config::ReferenceDataSource> {
    let object = table.s3_reference_data_source.as_ref();
    let object = object.ok_or_else(|| AnalyticsError::invalid("A reference table needs S3ReferenceDataSource."))?;
    Ok(config::ReferenceDataSource {
        table_name: table.table_name.clone().unwrap_or_default(),
        bucket_arn: object.bucket_arn.clone().unwrap_or_default(),
        file_key: object.file_key.clone().unwrap_or_default(),
        schema: schema_of(table.reference_schema.as_ref())?,
    })
}

fn output_of(output: &Output) -> Result<config::Output> {
    let (_, target) = output.target()?;
    let format = output.destination_schema.as_ref().and_then(|schema| schema.record_format_type.as_deref());
    Ok(config::Output {
        name: output.name.clone().unwrap_or_default(),
        resource_arn: target.arn().to_owned(),
        format: if format == Some("CSV") { OutputFormat::Csv } else { OutputFormat::Json },
    })
}

/// A schema as the engine has it.
///
/// # Errors
/// `InvalidArgumentException` for mapping parameters of another format than the schema's.
pub fn schema_of(schema: Option<&SourceSchema>) -> Result<config::SourceSchema> {
    let schema = schema.cloned().unwrap_or_default();
    let format = schema.record_format.unwrap_or_default();
    let MappingParameters { json_mapping_parameters: json, csv_mapping_parameters: csv } =
        format.mapping_parameters.unwrap_or_default();
    let record_format = match (format.record_format_type.as_deref(), json, csv) {
        (Some("CSV"), None, csv) => {
            let csv = csv.unwrap_or_default();
            RecordFormat::Csv {
                row_delimiter: csv.record_row_delimiter.unwrap_or_else(|| "\n".to_owned()),
                column_delimiter: csv.record_column_delimiter.unwrap_or_else(|| ",".to_owned()),
            }
        }
        (Some("JSON"), json, None) => {
            let row_path = json.and_then(|json| json.record_row_path).unwrap_or_else(|| "$".to_owned());
            RecordFormat::Json { row_path }
        }
        _ => {
            return Err(AnalyticsError::invalid(
                "MappingParameters must be those of the RecordFormatType, and of no other format.",
            ));
        }
    };
    let column = |column: api::RecordColumn| config::RecordColumn {
        name: column.name.unwrap_or_default(),
        mapping: column.mapping,
        sql_type: column.sql_type.unwrap_or_default(),
    };
    Ok(config::SourceSchema {
        record_format,
        record_encoding: schema.record_encoding,
        record_columns: schema.record_columns.unwrap_or_default().into_iter().map(column).collect(),
    })
}
