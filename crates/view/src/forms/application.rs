//! The form of a new application, and of what is added to one.

use super::schema::schema;
use super::{Problem, Values, text};
use queuelab::analytics::api::{
    ApplicationUpdate, CreateApplication, DestinationSchema, Input, InputProcessingConfiguration,
    InputProcessingConfigurationUpdate, InputSchemaUpdate, InputUpdate, Output, ReferenceDataSource, Resource,
    ResourceUpdate, S3ReferenceDataSource, SourceSchema,
};
use queuelab::analytics::service::Managed;
use queuelab::base::Arn;
use queuelab::t;

/// Fields beside which a refusal can stand, as its sentence names them.
pub const FIELDS: [&str; 6] = ["applicationName", "source", "columns", "role", "output", "RecordColumns"];
/// The same for a reference table.
pub const TABLE_FIELDS: [&str; 6] = ["tableName", "bucket", "fileKey", "columns", "role", "RecordColumns"];
/// The in-application streams of every input of the page's forms.
pub const PREFIX: &str = "SOURCE_SQL_STREAM";
/// The name of the first of them.
pub const SOURCE: &str = "SOURCE_SQL_STREAM_001";
/// The in-application stream that examples make.
pub const OUT: &str = "OUT_STREAM";

/// The form as it is offered.
pub fn values() -> Values {
    [
        ("applicationName", String::new()),
        ("format", "JSON".to_owned()),
        ("columns", "TRUCK VARCHAR(16) $.truck\nREPORT INTEGER $.report".to_owned()),
        ("role", "sql".to_owned()),
    ]
    .into()
}

/// An ARN with the role of that name in the ARN's account.
fn resource(arn: &str, role: &str) -> Resource {
    let account = arn.parse::<Arn>().map_or_else(|_| "000000000000".to_owned(), |arn| arn.account);
    let account = if account.is_empty() { "000000000000".to_owned() } else { account };
    let role = if role.starts_with("arn:") { role.to_owned() } else { format!("arn:aws:iam::{account}:role/{role}") };
    Resource { resource_arn: Some(arn.to_owned()), role_arn: Some(role) }
}

/// An output of an in-application stream to whatever the ARN names.
pub fn output(stream: &str, arn: &str, role: &str, format: &str) -> Output {
    let mut output = Output {
        name: Some(stream.to_owned()),
        destination_schema: Some(DestinationSchema { record_format_type: Some(format.to_owned()) }),
        ..Output::default()
    };
    let target = Some(resource(arn, role));
    match arn.split(':').nth(2) {
        Some("firehose") => output.kinesis_firehose_output = target,
        Some("lambda") => output.lambda_output = target,
        _ => output.kinesis_streams_output = target,
    }
    output
}

/// The request of what was typed. Whatever AWS would refuse is left for it to refuse.
///
/// # Errors
/// A problem beside columns that are none, and where no source was chosen.
pub fn request(values: &Values, code: String) -> Result<CreateApplication, Problem> {
    let (source, role) = (text(values, "source"), text(values, "role").trim().to_owned());
    if source.is_empty() {
        let text = t!("Choose the stream or delivery stream that it reads.").to_owned();
        return Err(Problem { field: Some("source"), text });
    }
    let read = Some(resource(source, &role));
    let is_stream = is_stream(source);
    let (kinesis_streams_input, kinesis_firehose_input) = if is_stream { (read, None) } else { (None, read) };
    let before = text(values, "function");
    let before = (!before.is_empty())
        .then(|| InputProcessingConfiguration { input_lambda_processor: Some(resource(before, &role)) });
    let to = text(values, "output");
    Ok(CreateApplication {
        application_name: text(values, "applicationName").trim().to_owned(),
        inputs: Some(vec![Input {
            name_prefix: Some(PREFIX.to_owned()),
            input_processing_configuration: before,
            kinesis_streams_input,
            kinesis_firehose_input,
            input_schema: Some(schema(values)?),
            ..Input::default()
        }]),
        outputs: (!to.is_empty()).then(|| vec![output(OUT, to, &role, "JSON")]),
        application_code: Some(code),
        ..CreateApplication::default()
    })
}

fn is_stream(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("kinesis")
}

/// The input of an application as its form has it.
pub fn input_values(managed: &Managed) -> Values {
    let Some((_, input)) = managed.setup.inputs.first() else { return values() };
    let source = input.source().ok().map(|(_, source)| source);
    let schema = input.input_schema.clone().unwrap_or_default();
    [
        ("source", source.map(|source| source.arn().to_owned()).unwrap_or_default()),
        ("role", source.and_then(|source| source.role_arn.clone()).unwrap_or_default()),
        ("function", input.processor().map(|function| function.arn().to_owned()).unwrap_or_default()),
        ("format", super::schema::format_of(&schema)),
        ("columns", super::schema::lines(&schema)),
    ]
    .into()
}

/// Another input in place of the one with that id. A function that is taken away is not part of it: that is a call of its
/// own.
///
/// # Errors
/// As for a new application.
pub fn input_update(values: &Values, id: &str) -> Result<ApplicationUpdate, Problem> {
    let (source, role) = (text(values, "source"), text(values, "role").trim());
    let update = |arn: &str| {
        let Resource { resource_arn, role_arn } = resource(arn, role);
        ResourceUpdate { resource_arn_update: resource_arn, role_arn_update: role_arn }
    };
    let (kinesis_streams_input_update, kinesis_firehose_input_update) =
        if is_stream(source) { (Some(update(source)), None) } else { (None, Some(update(source))) };
    let before = text(values, "function");
    let before = (!before.is_empty())
        .then(|| InputProcessingConfigurationUpdate { input_lambda_processor_update: Some(update(before)) });
    let SourceSchema { record_format, record_encoding, record_columns } = schema(values)?;
    let input = InputUpdate {
        input_id: Some(id.to_owned()),
        kinesis_streams_input_update,
        kinesis_firehose_input_update,
        input_processing_configuration_update: before,
        input_schema_update: Some(InputSchemaUpdate {
            record_format_update: record_format,
            record_encoding_update: record_encoding,
            record_column_updates: record_columns,
        }),
        ..InputUpdate::default()
    };
    Ok(ApplicationUpdate { input_updates: Some(vec![input]), ..ApplicationUpdate::default() })
}

/// The form of a reference table as it is offered.
pub fn table_values() -> Values {
    [
        ("tableName", "TRUCKS".to_owned()),
        ("format", "CSV".to_owned()),
        ("columns", "TRUCK VARCHAR(16)\nDRIVER VARCHAR(32)".to_owned()),
        ("role", "sql".to_owned()),
    ]
    .into()
}

/// A reference table of what was typed.
///
/// # Errors
/// A problem beside columns that are none, and where no bucket was chosen.
pub fn table(values: &Values) -> Result<ReferenceDataSource, Problem> {
    let (bucket, key) = (text(values, "bucket"), text(values, "fileKey").trim());
    if bucket.is_empty() {
        return Err(Problem::at("bucket", t!("Choose the bucket that the object lies in.")));
    }
    let bucket_arn = format!("arn:aws:s3:::{bucket}");
    let role = resource(&bucket_arn, text(values, "role").trim()).role_arn;
    Ok(ReferenceDataSource {
        table_name: Some(text(values, "tableName").trim().to_owned()),
        s3_reference_data_source: Some(S3ReferenceDataSource {
            bucket_arn: Some(bucket_arn),
            file_key: Some(key.to_owned()),
            reference_role_arn: role,
        }),
        reference_schema: Some(schema(values)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_becomes_a_request() {
        let mut values = values();
        assert_eq!(request(&values, String::new()).unwrap_err().field, Some("source"));
        values.insert("applicationName", " speeds ".to_owned());
        values.insert("source", "arn:aws:kinesis:us-east-1:111122223333:stream/trucks".to_owned());
        values.insert("output", "arn:aws:lambda:us-east-1:111122223333:function:f".to_owned());
        let made = request(&values, "x".to_owned()).unwrap();
        let input = &made.inputs.as_ref().unwrap()[0];
        let role = input.kinesis_streams_input.as_ref().unwrap().role_arn.as_deref();
        assert_eq!((made.application_name.as_str(), role), ("speeds", Some("arn:aws:iam::111122223333:role/sql")));
        assert!(made.outputs.unwrap()[0].lambda_output.is_some());
        values.insert("source", "arn:aws:firehose:us-east-1:111122223333:deliverystream/in".to_owned());
        assert!(request(&values, String::new()).unwrap().inputs.unwrap()[0].kinesis_firehose_input.is_some());
    }

    #[test]
    fn another_input_is_what_the_form_says() {
        let mut values = values();
        values.insert("source", "arn:aws:firehose:us-east-1:111122223333:deliverystream/in".to_owned());
        values.insert("format", "CSV".to_owned());
        values.insert("columns", "A INTEGER\nB INTEGER".to_owned());
        let update = input_update(&values, "1.1").unwrap().input_updates.unwrap().remove(0);
        assert!(update.kinesis_streams_input_update.is_none() && update.kinesis_firehose_input_update.is_some());
        let schema = update.input_schema_update.unwrap();
        assert_eq!(schema.record_column_updates.unwrap().len(), 2);
        assert_eq!(schema.record_format_update.unwrap().record_format_type.as_deref(), Some("CSV"));
        assert!(update.input_processing_configuration_update.is_none());
    }

    #[test]
    fn a_reference_table_needs_a_bucket_and_has_the_role_of_the_lab() {
        let mut values = table_values();
        assert_eq!(table(&values).unwrap_err().field, Some("bucket"));
        values.insert("bucket", "lists".to_owned());
        values.insert("fileKey", " trucks.csv ".to_owned());
        let made = table(&values).unwrap();
        let object = made.s3_reference_data_source.unwrap();
        assert_eq!(object.bucket_arn.as_deref(), Some("arn:aws:s3:::lists"));
        assert_eq!(object.file_key.as_deref(), Some("trucks.csv"));
        assert_eq!(object.reference_role_arn.as_deref(), Some("arn:aws:iam::000000000000:role/sql"));
    }
}
