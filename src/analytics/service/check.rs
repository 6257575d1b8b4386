//! What can be wrong with the members of a request by the service model alone: every broken constraint, as AWS tells them.
//!
//! Source: the service model of Kinesis Analytics (API version 2015-08-14).

use super::api::{
    CloudWatchLoggingOption, DestinationSchema, Input, InputProcessingConfiguration, Output, RecordFormat,
    ReferenceDataSource, Resource, SourceSchema, Tag,
};
use crate::analytics::error::{AnalyticsError, ErrorCode, Result};
use std::fmt::Display;

/// The form of a text.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Any.
    Any,
    /// Names and ids.
    Name,
    /// ARNs.
    Arn,
    /// ARNs of roles.
    Role,
    /// ARNs of applications.
    Application,
    /// The only encoding.
    Encoding,
}

impl Form {
    const fn pattern(self) -> &'static str {
        match self {
            Self::Any => ".*",
            Self::Name => "[a-zA-Z0-9_.-]+",
            Self::Arn => "arn:.*",
            Self::Role => r"arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
            Self::Application => {
                r"arn:aws:kinesisanalytics:[a-z]{2}-[a-z]+-\d{1}+:\d{12}+:application/[a-zA-Z0-9_.-]{1,128}"
            }
            Self::Encoding => "UTF-8",
        }
    }

    fn holds(self, text: &str) -> bool {
        let is_name =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Any => true,
            Self::Name => is_name(text),
            Self::Arn => text.starts_with("arn:"),
            Self::Encoding => text == "UTF-8",
            Self::Role => {
                let rest = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role"));
                let is_part = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
                rest.is_some_and(|(account, path)| {
                    is_account(account) && !path.trim_start_matches('/').is_empty() && path.chars().all(is_part)
                })
            }
            Self::Application => {
                let parts: Vec<&str> = text.splitn(6, ':').collect();
                let [_, _, service, region, account, resource] = parts.as_slice() else { return false };
                let name = resource.strip_prefix("application/").unwrap_or_default();
                text.starts_with("arn:aws:")
                    && *service == "kinesisanalytics"
                    && region.split('-').count() == 3
                    && is_account(account)
                    && is_name(name)
                    && name.len() <= 128
            }
        }
    }
}

/// A member's value, and what it is called in a sentence.
pub type Named<'a> = (&'a str, Option<&'a str>);

/// Constraints that a request breaks, in the order in which they are found.
#[derive(Debug, Default)]
pub struct Check {
    broken: Vec<String>,
}

impl Check {
    /// All that is broken.
    ///
    /// # Errors
    /// `ValidationException`, if there is any.
    pub fn end(self) -> Result<()> {
        let (count, plural) = (self.broken.len(), if self.broken.len() == 1 { "" } else { "s" });
        if count == 0 {
            return Ok(());
        }
        let sentence = format!("{count} validation error{plural} detected: {}", self.broken.join("; "));
        Err(AnalyticsError::new(ErrorCode::ValidationException, sentence))
    }

    fn rule(&mut self, value: impl Display, path: &str, rule: &str) {
        self.broken.push(format!("Value '{value}' at '{path}' failed to satisfy constraint: Member must {rule}"));
    }

    /// A member that has to be there and is not.
    pub fn null(&mut self, path: &str) {
        self.broken.push(format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"));
    }

    /// A text of so many characters and a form, if it is there.
    pub fn text(&mut self, (path, value): Named<'_>, (least, most): (usize, usize), form: Form) {
        let Some(value) = value else { return };
        let length = value.chars().count();
        if length < least {
            self.rule(value, path, &format!("have length greater than or equal to {least}"));
        }
        if length > most {
            self.rule(value, path, &format!("have length less than or equal to {most}"));
        }
        if !form.holds(value) {
            self.rule(value, path, &format!("satisfy regular expression pattern: {}", form.pattern()));
        }
    }

    /// The same of one that has to be there.
    pub fn needed(&mut self, named: Named<'_>, range: (usize, usize), form: Form) {
        match named.1 {
            Some(_) => self.text(named, range, form),
            None => self.null(named.0),
        }
    }

    /// The name of an application.
    pub fn name(&mut self, name: &str) {
        self.needed(("applicationName", Some(name)), (1, 128), Form::Name);
    }

    /// An id that has to be there.
    pub fn id(&mut self, path: &str, id: Option<&str>) {
        self.needed((path, id), (1, 50), Form::Name);
    }

    /// The version of an application.
    pub fn version(&mut self, version: Option<i64>) {
        match version {
            Some(version) => self.whole("currentApplicationVersionId", Some(version), (1, 999_999_999)),
            None => self.null("currentApplicationVersionId"),
        }
    }

    /// A number, if it is there.
    pub fn whole(&mut self, path: &str, value: Option<i64>, (least, most): (i64, i64)) {
        let Some(value) = value else { return };
        if value < least {
            self.rule(value, path, &format!("have value greater than or equal to {least}"));
        } else if value > most {
            self.rule(value, path, &format!("have value less than or equal to {most}"));
        }
    }

    /// One of some words, if it is there.
    pub fn one_of(&mut self, (path, value): Named<'_>, words: &[&str]) {
        if let Some(value) = value.filter(|value| !words.contains(value)) {
            self.rule(value, path, &format!("satisfy enum value set: [{}]", words.join(", ")));
        }
    }

    /// How many a list has.
    pub fn count(&mut self, path: &str, count: usize, (least, most): (usize, usize)) {
        if count < least {
            self.rule("[]", path, &format!("have length greater than or equal to {least}"));
        } else if count > most {
            self.rule(format!("{count} items"), path, &format!("have length less than or equal to {most}"));
        }
    }
}

/// Structures.
impl Check {
    /// A stream or function with its role.
    pub fn resource(&mut self, path: &str, resource: Option<&Resource>) {
        let Some(Resource { resource_arn, role_arn }) = resource else { return };
        self.needed((&format!("{path}.resourceARN"), resource_arn.as_deref()), (1, 2_048), Form::Arn);
        self.needed((&format!("{path}.roleARN"), role_arn.as_deref()), (1, 2_048), Form::Role);
    }

    /// A function that looks at records first.
    pub fn processing(&mut self, path: &str, processing: &InputProcessingConfiguration) {
        let path = format!("{path}.inputLambdaProcessor");
        match &processing.input_lambda_processor {
            Some(processor) => self.resource(&path, Some(processor)),
            None => self.null(&path),
        }
    }

    /// An input.
    pub fn input(&mut self, path: &str, input: &Input) {
        self.needed((&format!("{path}.namePrefix"), input.name_prefix.as_deref()), (1, 32), Form::Any);
        if let Some(processing) = &input.input_processing_configuration {
            self.processing(&format!("{path}.inputProcessingConfiguration"), processing);
        }
        self.resource(&format!("{path}.kinesisStreamsInput"), input.kinesis_streams_input.as_ref());
        self.resource(&format!("{path}.kinesisFirehoseInput"), input.kinesis_firehose_input.as_ref());
        let count = input.input_parallelism.as_ref().and_then(|parallelism| parallelism.count);
        self.whole(&format!("{path}.inputParallelism.count"), count, (1, 64));
        self.schema(&format!("{path}.inputSchema"), input.input_schema.as_ref());
    }

    /// A schema that has to be there.
    pub fn schema(&mut self, path: &str, schema: Option<&SourceSchema>) {
        let Some(schema) = schema else { return self.null(path) };
        let format = format!("{path}.recordFormat");
        match &schema.record_format {
            Some(record_format) => self.format(&format, record_format),
            None => self.null(&format),
        }
        let encoding = format!("{path}.recordEncoding");
        self.text((&encoding, schema.record_encoding.as_deref()), (0, usize::MAX), Form::Encoding);
        match &schema.record_columns {
            Some(columns) => self.columns(&format!("{path}.recordColumns"), columns),
            None => self.null(&format!("{path}.recordColumns")),
        }
    }

    /// The format of a schema.
    pub fn format(&mut self, path: &str, format: &RecordFormat) {
        let kind = format!("{path}.recordFormatType");
        match format.record_format_type.as_deref() {
            None => self.null(&kind),
            kind_of => self.one_of((&kind, kind_of), &["JSON", "CSV"]),
        }
        let Some(parameters) = &format.mapping_parameters else { return };
        if let Some(json) = &parameters.json_mapping_parameters {
            let path = format!("{path}.mappingParameters.jSONMappingParameters.recordRowPath");
            self.needed((&path, json.record_row_path.as_deref()), (1, usize::MAX), Form::Any);
        }
        if let Some(csv) = &parameters.csv_mapping_parameters {
            let path = format!("{path}.mappingParameters.cSVMappingParameters");
            let (row, column) = (csv.record_row_delimiter.as_deref(), csv.record_column_delimiter.as_deref());
            self.needed((&format!("{path}.recordRowDelimiter"), row), (1, usize::MAX), Form::Any);
            self.needed((&format!("{path}.recordColumnDelimiter"), column), (1, usize::MAX), Form::Any);
        }
    }

    /// The columns of a schema.
    pub fn columns(&mut self, path: &str, columns: &[super::api::RecordColumn]) {
        self.count(path, columns.len(), (1, 1_000));
        for (index, column) in columns.iter().enumerate() {
            let path = format!("{path}.{}.member", index + 1);
            self.needed((&format!("{path}.name"), column.name.as_deref()), (0, usize::MAX), Form::Any);
            self.needed((&format!("{path}.sqlType"), column.sql_type.as_deref()), (1, usize::MAX), Form::Any);
        }
    }

    /// An output.
    pub fn output(&mut self, path: &str, output: &Output) {
        self.needed((&format!("{path}.name"), output.name.as_deref()), (1, 32), Form::Any);
        self.resource(&format!("{path}.kinesisStreamsOutput"), output.kinesis_streams_output.as_ref());
        self.resource(&format!("{path}.kinesisFirehoseOutput"), output.kinesis_firehose_output.as_ref());
        self.resource(&format!("{path}.lambdaOutput"), output.lambda_output.as_ref());
        self.destination(&format!("{path}.destinationSchema"), output.destination_schema.as_ref());
    }

    /// How rows are written, which has to be said.
    pub fn destination(&mut self, path: &str, schema: Option<&DestinationSchema>) {
        let Some(schema) = schema else { return self.null(path) };
        let path = format!("{path}.recordFormatType");
        match schema.record_format_type.as_deref() {
            None => self.null(&path),
            format => self.one_of((&path, format), &["JSON", "CSV"]),
        }
    }

    /// A reference table.
    pub fn table(&mut self, path: &str, table: &ReferenceDataSource) {
        self.needed((&format!("{path}.tableName"), table.table_name.as_deref()), (1, 32), Form::Any);
        if let Some(object) = &table.s3_reference_data_source {
            let path = format!("{path}.s3ReferenceDataSource");
            self.needed((&format!("{path}.bucketARN"), object.bucket_arn.as_deref()), (1, 2_048), Form::Arn);
            self.needed((&format!("{path}.fileKey"), object.file_key.as_deref()), (1, 1_024), Form::Any);
            let role = object.reference_role_arn.as_deref();
            self.needed((&format!("{path}.referenceRoleARN"), role), (1, 2_048), Form::Role);
        }
        self.schema(&format!("{path}.referenceSchema"), table.reference_schema.as_ref());
    }

    /// Where problems are logged.
    pub fn logging(&mut self, path: &str, option: &CloudWatchLoggingOption) {
        self.needed((&format!("{path}.logStreamARN"), option.log_stream_arn.as_deref()), (1, 2_048), Form::Arn);
        self.needed((&format!("{path}.roleARN"), option.role_arn.as_deref()), (1, 2_048), Form::Role);
    }

    /// Tags.
    pub fn tags(&mut self, path: &str, tags: &[Tag]) {
        self.count(path, tags.len(), (1, 200));
        for (index, tag) in tags.iter().enumerate() {
            let path = format!("{path}.{}.member", index + 1);
            self.needed((&format!("{path}.key"), tag.key.as_deref()), (1, 128), Form::Any);
            self.text((&format!("{path}.value"), tag.value.as_deref()), (0, 256), Form::Any);
        }
    }
}
