//! What each operation takes.

use super::document::*;
use crate::base::wire::{is_default, requests, write};

requests! {
    /// Makes a stream with one destination.
    CreateDeliveryStream {
        /// 1 to 64 of `a-z A-Z 0-9 _ . -`.
        delivery_stream_name: String,
        /// `DirectPut`, or else `KinesisStreamAsSource`, `MSKAsSource` or `DatabaseAsSource`.
        delivery_stream_type: Option<String>,
        /// Of `DirectPut`.
        direct_put_source_configuration: Option<Box<DirectPutSourceConfiguration>>,
        /// Of `KinesisStreamAsSource`.
        kinesis_stream_source_configuration: Option<Box<KinesisStreamSourceConfiguration>>,
        /// How records are encrypted at rest.
        delivery_stream_encryption_configuration_input: Option<Box<DeliveryStreamEncryptionConfigurationInput>>,
        /// The older form of S3.
        s3_destination_configuration: Option<Box<S3DestinationConfiguration>>,
        /// S3.
        extended_s3_destination_configuration: Option<Box<ExtendedS3DestinationConfiguration>>,
        /// Redshift.
        redshift_destination_configuration: Option<Box<RedshiftDestinationConfiguration>>,
        /// OpenSearch under its older name.
        elasticsearch_destination_configuration: Option<Box<ElasticsearchDestinationConfiguration>>,
        /// OpenSearch.
        amazonopensearchservice_destination_configuration: Option<Box<AmazonopensearchserviceDestinationConfiguration>>,
        /// Splunk.
        splunk_destination_configuration: Option<Box<SplunkDestinationConfiguration>>,
        /// An HTTP endpoint.
        http_endpoint_destination_configuration: Option<Box<HttpEndpointDestinationConfiguration>>,
        /// 1 to 50.
        tags: Option<Vec<Tag>>,
        /// OpenSearch Serverless.
        amazon_open_search_serverless_destination_configuration:
            Option<Box<AmazonOpenSearchServerlessDestinationConfiguration>>,
        /// Of `MSKAsSource`.
        msk_source_configuration as "MSKSourceConfiguration": Option<Box<MSKSourceConfiguration>>,
        /// Snowflake.
        snowflake_destination_configuration: Option<Box<SnowflakeDestinationConfiguration>>,
        /// Iceberg.
        iceberg_destination_configuration: Option<Box<IcebergDestinationConfiguration>>,
        /// Of `DatabaseAsSource`.
        database_source_configuration: Option<Box<DatabaseSourceConfiguration>>,
    }
    /// Deletes a stream with all that it has not delivered.
    DeleteDeliveryStream {
        /// The stream.
        delivery_stream_name: String,
        /// Also where the grant on the KMS key cannot be retired.
        allow_force_delete: Option<bool>,
    }
    /// A stream with its destination.
    DescribeDeliveryStream {
        /// The stream.
        delivery_stream_name: String,
        /// 1 to 10,000; there is only one destination.
        limit: Option<i64>,
        /// Destinations behind that one.
        exclusive_start_destination_id: Option<String>,
    }
    /// The names of streams in their order.
    ListDeliveryStreams {
        /// 1 to 10,000, or else 10.
        limit: Option<i64>,
        /// Only those of that type.
        delivery_stream_type: Option<String>,
        /// Names behind this one.
        exclusive_start_delivery_stream_name: Option<String>,
    }
    /// A stream's tags.
    ListTagsForDeliveryStream {
        /// The stream.
        delivery_stream_name: String,
        /// Keys behind this one.
        exclusive_start_tag_key: Option<String>,
        /// 1 to 50.
        limit: Option<i64>,
    }
    /// A record.
    Record {
        /// At most 1,000 KiB, in base64.
        data: Option<Vec<u8>>,
    }
    /// Puts one record.
    PutRecord {
        /// The stream.
        delivery_stream_name: String,
        /// The record.
        record: Option<Record>,
    }
    /// Puts records, each of which may be refused by itself.
    PutRecordBatch {
        /// The stream.
        delivery_stream_name: String,
        /// 1 to 500, of at most 4 MiB together.
        records: Option<Vec<Record>>,
    }
    /// Has records encrypted at rest from now on.
    StartDeliveryStreamEncryption {
        /// The stream.
        delivery_stream_name: String,
        /// By which key; that of Firehose if it is absent.
        delivery_stream_encryption_configuration_input: Option<Box<DeliveryStreamEncryptionConfigurationInput>>,
    }
    /// Has records not encrypted any more.
    StopDeliveryStreamEncryption {
        /// The stream.
        delivery_stream_name: String,
    }
    /// A tag.
    Tag {
        /// 1 to 128 characters, not beginning with `aws:`.
        key: String,
        /// At most 256 characters.
        value: Option<String>,
    }
    /// Adds or changes tags.
    TagDeliveryStream {
        /// The stream.
        delivery_stream_name: String,
        /// 1 to 50.
        tags: Option<Vec<Tag>>,
    }
    /// Removes tags.
    UntagDeliveryStream {
        /// The stream.
        delivery_stream_name: String,
        /// 1 to 50.
        tag_keys: Option<Vec<String>>,
    }
    /// Changes the destination: what is not named stays, unless it becomes one of another kind.
    UpdateDestination {
        /// The stream.
        delivery_stream_name: String,
        /// As `DescribeDeliveryStream` answers it.
        current_delivery_stream_version_id: String,
        /// As `DescribeDeliveryStream` answers it.
        destination_id: String,
        /// The older form of S3.
        s3_destination_update: Option<Box<S3DestinationUpdate>>,
        /// S3.
        extended_s3_destination_update: Option<Box<ExtendedS3DestinationUpdate>>,
        /// Redshift.
        redshift_destination_update: Option<Box<RedshiftDestinationUpdate>>,
        /// OpenSearch under its older name.
        elasticsearch_destination_update: Option<Box<ElasticsearchDestinationUpdate>>,
        /// OpenSearch.
        amazonopensearchservice_destination_update: Option<Box<AmazonopensearchserviceDestinationUpdate>>,
        /// Splunk.
        splunk_destination_update: Option<Box<SplunkDestinationUpdate>>,
        /// An HTTP endpoint.
        http_endpoint_destination_update: Option<Box<HttpEndpointDestinationUpdate>>,
        /// OpenSearch Serverless.
        amazon_open_search_serverless_destination_update: Option<Box<AmazonOpenSearchServerlessDestinationUpdate>>,
        /// Snowflake.
        snowflake_destination_update: Option<Box<SnowflakeDestinationUpdate>>,
        /// Iceberg.
        iceberg_destination_update: Option<Box<IcebergDestinationUpdate>>,
    }
}
