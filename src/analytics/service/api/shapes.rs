//! What requests are made of: inputs, outputs, reference tables and their changes, with AWS's own names.
//!
//! Source: the service model of Kinesis Analytics (API version 2015-08-14). Every member may be absent here; what has to be
//! there is found out when a request is checked.

use crate::base::wire::{is_default, requests, write};

requests! {
    /// A Kinesis stream, a delivery stream or a function, and the role that uses it.
    Resource {
        /// Which.
        resource_arn as "ResourceARN": Option<String>,
        /// As whom.
        role_arn as "RoleARN": Option<String>,
    }
    /// A change of one.
    ResourceUpdate {
        /// Which, from now on.
        resource_arn_update as "ResourceARNUpdate": Option<String>,
        /// As whom, from now on.
        role_arn_update as "RoleARNUpdate": Option<String>,
    }
    /// What is done with records before they become rows.
    InputProcessingConfiguration {
        /// The function that looks at them first.
        input_lambda_processor: Option<Resource>,
    }
    /// A change of that.
    InputProcessingConfigurationUpdate {
        /// The function.
        input_lambda_processor_update: Option<ResourceUpdate>,
    }
    /// Of JSON.
    JSONMappingParameters {
        /// What of a record is a row.
        record_row_path: Option<String>,
    }
    /// Of CSV.
    CSVMappingParameters {
        /// What stands between rows.
        record_row_delimiter: Option<String>,
        /// What stands between columns.
        record_column_delimiter: Option<String>,
    }
    /// How a format is read.
    MappingParameters {
        /// JSON.
        json_mapping_parameters as "JSONMappingParameters": Option<JSONMappingParameters>,
        /// CSV.
        csv_mapping_parameters as "CSVMappingParameters": Option<CSVMappingParameters>,
    }
    /// The format of records.
    RecordFormat {
        /// `JSON` or `CSV`.
        record_format_type: Option<String>,
        /// How it is read.
        mapping_parameters: Option<MappingParameters>,
    }
    /// A column.
    RecordColumn {
        /// Its name in queries.
        name: Option<String>,
        /// The path to its value in JSON.
        mapping: Option<String>,
        /// Its type.
        sql_type: Option<String>,
    }
    /// How bytes become rows.
    SourceSchema {
        /// The format.
        record_format: Option<RecordFormat>,
        /// Only `UTF-8`.
        record_encoding: Option<String>,
        /// 1 to 1,000.
        record_columns: Option<Vec<RecordColumn>>,
    }
    /// Into how many in-application streams an input is divided.
    InputParallelism {
        /// 1 to 64.
        count: Option<i64>,
    }
    /// Where records come from.
    Input {
        /// The name of the in-application streams without their number.
        name_prefix: Option<String>,
        /// What is done with records first.
        input_processing_configuration: Option<InputProcessingConfiguration>,
        /// A Kinesis stream.
        kinesis_streams_input: Option<Resource>,
        /// A delivery stream.
        kinesis_firehose_input: Option<Resource>,
        /// 1 in-application stream if absent.
        input_parallelism: Option<InputParallelism>,
        /// How records become rows.
        input_schema: Option<SourceSchema>,
    }
    /// How rows are written.
    DestinationSchema {
        /// `JSON` or `CSV`.
        record_format_type: Option<String>,
    }
    /// Where the rows of an in-application stream go.
    Output {
        /// The in-application stream.
        name: Option<String>,
        /// A Kinesis stream.
        kinesis_streams_output: Option<Resource>,
        /// A delivery stream.
        kinesis_firehose_output: Option<Resource>,
        /// A function.
        lambda_output: Option<Resource>,
        /// How rows are written.
        destination_schema: Option<DestinationSchema>,
    }
    /// An object in S3 that becomes a table.
    S3ReferenceDataSource {
        /// The bucket.
        bucket_arn as "BucketARN": Option<String>,
        /// The object's key.
        file_key: Option<String>,
        /// As whom it is read.
        reference_role_arn as "ReferenceRoleARN": Option<String>,
    }
    /// A reference table.
    ReferenceDataSource {
        /// Its name in queries.
        table_name: Option<String>,
        /// Where it comes from.
        s3_reference_data_source as "S3ReferenceDataSource": Option<S3ReferenceDataSource>,
        /// How the object becomes rows.
        reference_schema: Option<SourceSchema>,
    }
    /// Where problems are logged.
    CloudWatchLoggingOption {
        /// The log stream.
        log_stream_arn as "LogStreamARN": Option<String>,
        /// As whom it is written.
        role_arn as "RoleARN": Option<String>,
    }
    /// Where reading begins.
    InputStartingPositionConfiguration {
        /// `NOW`, `TRIM_HORIZON` or `LAST_STOPPED_POINT`.
        input_starting_position: Option<String>,
    }
    /// An input that an application starts with.
    InputConfiguration {
        /// Its id.
        id: Option<String>,
        /// Where reading begins.
        input_starting_position_configuration: Option<InputStartingPositionConfiguration>,
    }
    /// An object whose schema is looked for.
    S3Configuration {
        /// As whom it is read.
        role_arn as "RoleARN": Option<String>,
        /// The bucket.
        bucket_arn as "BucketARN": Option<String>,
        /// The object's key.
        file_key: Option<String>,
    }
    /// A tag.
    Tag {
        /// 1 to 128 characters.
        key: Option<String>,
        /// At most 256 characters.
        value: Option<String>,
    }
    /// A change of a schema.
    InputSchemaUpdate {
        /// Another format.
        record_format_update: Option<RecordFormat>,
        /// Another encoding.
        record_encoding_update: Option<String>,
        /// Other columns.
        record_column_updates: Option<Vec<RecordColumn>>,
    }
    /// A change of the parallelism.
    InputParallelismUpdate {
        /// 1 to 64.
        count_update: Option<i64>,
    }
    /// A change of an input.
    InputUpdate {
        /// Which.
        input_id: Option<String>,
        /// Another name.
        name_prefix_update: Option<String>,
        /// Another function.
        input_processing_configuration_update: Option<InputProcessingConfigurationUpdate>,
        /// Another Kinesis stream.
        kinesis_streams_input_update: Option<ResourceUpdate>,
        /// Another delivery stream.
        kinesis_firehose_input_update: Option<ResourceUpdate>,
        /// Another schema.
        input_schema_update: Option<InputSchemaUpdate>,
        /// Another parallelism.
        input_parallelism_update: Option<InputParallelismUpdate>,
    }
    /// A change of an output.
    OutputUpdate {
        /// Which.
        output_id: Option<String>,
        /// Another in-application stream.
        name_update: Option<String>,
        /// Another Kinesis stream.
        kinesis_streams_output_update: Option<ResourceUpdate>,
        /// Another delivery stream.
        kinesis_firehose_output_update: Option<ResourceUpdate>,
        /// Another function.
        lambda_output_update: Option<ResourceUpdate>,
        /// Another format.
        destination_schema_update: Option<DestinationSchema>,
    }
    /// A change of an object that becomes a table.
    S3ReferenceDataSourceUpdate {
        /// Another bucket.
        bucket_arn_update as "BucketARNUpdate": Option<String>,
        /// Another key.
        file_key_update: Option<String>,
        /// Another role.
        reference_role_arn_update as "ReferenceRoleARNUpdate": Option<String>,
    }
    /// A change of a reference table; also one without members has the object read again.
    ReferenceDataSourceUpdate {
        /// Which.
        reference_id: Option<String>,
        /// Another name.
        table_name_update: Option<String>,
        /// Another object.
        s3_reference_data_source_update as "S3ReferenceDataSourceUpdate": Option<S3ReferenceDataSourceUpdate>,
        /// Another schema.
        reference_schema_update: Option<SourceSchema>,
    }
    /// A change of where problems are logged.
    CloudWatchLoggingOptionUpdate {
        /// Which.
        cloud_watch_logging_option_id: Option<String>,
        /// Another log stream.
        log_stream_arn_update as "LogStreamARNUpdate": Option<String>,
        /// Another role.
        role_arn_update as "RoleARNUpdate": Option<String>,
    }
    /// All changes of one update.
    ApplicationUpdate {
        /// Of inputs.
        input_updates: Option<Vec<InputUpdate>>,
        /// Another code.
        application_code_update: Option<String>,
        /// Of outputs.
        output_updates: Option<Vec<OutputUpdate>>,
        /// Of reference tables.
        reference_data_source_updates: Option<Vec<ReferenceDataSourceUpdate>>,
        /// Of where problems are logged.
        cloud_watch_logging_option_updates: Option<Vec<CloudWatchLoggingOptionUpdate>>,
        /// How `ROWS n PRECEDING` is counted: `CurrentAndN` or `LastN`. The lab's own member.
        rows_preceding_update: Option<String>,
    }
}
