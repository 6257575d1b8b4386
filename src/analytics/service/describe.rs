//! Applications as `DescribeApplication` tells of them.

use super::api::{ApplicationSummary, Input, Output, ReferenceDataSource, Resource};
use super::managed::Managed;
use super::setup::PartId;
use crate::analytics::config::StartingPosition;
use crate::base::Timestamp;
use crate::clock::{Epoch, Instant};
use serde_json::{Map, Value, json};

/// AWS's word for where reading begins.
pub fn position_name(position: StartingPosition) -> &'static str {
    match position {
        StartingPosition::Now => "NOW",
        StartingPosition::TrimHorizon => "TRIM_HORIZON",
        StartingPosition::LastStoppedPoint => "LAST_STOPPED_POINT",
    }
}

/// An application in short.
pub fn summary(managed: &Managed) -> ApplicationSummary {
    ApplicationSummary {
        application_name: managed.key.name.to_string(),
        application_arn: managed.key.arn().to_string(),
        application_status: managed.status.name(),
    }
}

/// Everything about an application.
pub fn detail(managed: &Managed, epoch: Epoch) -> Value {
    let setup = &*managed.setup;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    let time = |at: Instant| serde_json::to_value(Timestamp::of(at, epoch)).unwrap_or_default();
    put("ApplicationName", (*managed.key.name).into());
    if let Some(description) = &managed.description {
        put("ApplicationDescription", (**description).into());
    }
    put("ApplicationARN", managed.key.arn().to_string().into());
    put("ApplicationStatus", managed.status.name().into());
    put("CreateTimestamp", time(managed.created));
    put("LastUpdateTimestamp", time(managed.updated));
    let inputs = setup.inputs.iter().map(|(id, input)| input_shown(id, input, managed.position));
    put("InputDescriptions", inputs.collect());
    put("OutputDescriptions", setup.outputs.iter().map(|(id, output)| output_shown(id, output)).collect());
    put("ReferenceDataSourceDescriptions", setup.tables.iter().map(|(id, table)| table_shown(id, table)).collect());
    let logging = setup.logging.iter().map(|(id, option)| {
        json!({
            "CloudWatchLoggingOptionId": &**id, "LogStreamARN": option.log_stream_arn, "RoleARN": option.role_arn
        })
    });
    put("CloudWatchLoggingOptionDescriptions", logging.collect());
    put("ApplicationCode", (*setup.code).into());
    put("ApplicationVersionId", managed.version.into());
    put("RowsPreceding", json!(setup.rows));
    Value::Object(fields)
}

fn input_shown(id: &PartId, input: &Input, position: Option<StartingPosition>) -> Value {
    let count = input.input_parallelism.as_ref().and_then(|parallelism| parallelism.count).unwrap_or(1);
    let prefix = input.name_prefix.as_deref().unwrap_or_default();
    let names: Vec<String> = (1..=count).map(|number| format!("{prefix}_{number:03}")).collect();
    let mut shown = json!({ "InputId": &**id, "NamePrefix": prefix, "InAppStreamNames": names });
    let Some(fields) = shown.as_object_mut() else { return shown };
    if let Some(processor) = input.processor() {
        let processor = json!({ "InputLambdaProcessorDescription": resource(processor) });
        fields.insert("InputProcessingConfigurationDescription".to_owned(), processor);
    }
    let sources = [
        ("KinesisStreamsInputDescription", &input.kinesis_streams_input),
        ("KinesisFirehoseInputDescription", &input.kinesis_firehose_input),
    ];
    resources(fields, &sources);
    fields.insert("InputSchema".to_owned(), json!(input.input_schema));
    fields.insert("InputParallelism".to_owned(), json!({ "Count": count }));
    if let Some(position) = position {
        let position = json!({ "InputStartingPosition": position_name(position) });
        fields.insert("InputStartingPositionConfiguration".to_owned(), position);
    }
    shown
}

fn output_shown(id: &PartId, output: &Output) -> Value {
    let mut shown = json!({ "OutputId": &**id, "Name": output.name });
    let Some(fields) = shown.as_object_mut() else { return shown };
    let targets = [
        ("KinesisStreamsOutputDescription", &output.kinesis_streams_output),
        ("KinesisFirehoseOutputDescription", &output.kinesis_firehose_output),
        ("LambdaOutputDescription", &output.lambda_output),
    ];
    resources(fields, &targets);
    fields.insert("DestinationSchema".to_owned(), json!(output.destination_schema));
    shown
}

fn table_shown(id: &PartId, table: &ReferenceDataSource) -> Value {
    json!({
        "ReferenceId": &**id, "TableName": table.table_name,
        "S3ReferenceDataSourceDescription": table.s3_reference_data_source, "ReferenceSchema": table.reference_schema
    })
}

fn resources(fields: &mut Map<String, Value>, of: &[(&str, &Option<Resource>)]) {
    let there = of.iter().filter_map(|(name, found)| Some(((*name).to_owned(), resource(found.as_ref()?))));
    fields.extend(there);
}

fn resource(of: &Resource) -> Value {
    json!(of)
}
