//! Configurations as documents, each with the shape that it has to have.

use crate::base::wire::{Field, read_by_value};
use crate::firehose::model::{self, Shape};
use serde_json::Value;

/// Declares a document for each shape.
macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident $shape:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Value);

        impl $name {
            /// What it has to be.
            pub(in crate::firehose) fn shape() -> &'static Shape {
                &model::$shape
            }
        }

        impl Field for $name {
            fn read(value: Value) -> Result<Self, String> {
                Self::shape().read(&value).map(|()| Self(value))
            }
        }

        read_by_value!($name);
    )*};
}

documents! {
    /// How much is put by `PutRecord` and `PutRecordBatch`; AWS takes it as a hint.
    DirectPutSourceConfiguration DIRECT_PUT_SOURCE_CONFIGURATION,
    /// A Kinesis data stream to read from.
    KinesisStreamSourceConfiguration KINESIS_STREAM_SOURCE_CONFIGURATION,
    /// A topic of Apache Kafka to read from.
    MSKSourceConfiguration MSK_SOURCE_CONFIGURATION,
    /// A database whose changes are read.
    DatabaseSourceConfiguration DATABASE_SOURCE_CONFIGURATION,
    /// How records are encrypted while Firehose has them.
    DeliveryStreamEncryptionConfigurationInput DELIVERY_STREAM_ENCRYPTION_CONFIGURATION_INPUT,
    /// The older form of a destination in S3.
    S3DestinationConfiguration S3_DESTINATION_CONFIGURATION,
    /// S3.
    ExtendedS3DestinationConfiguration EXTENDED_S3_DESTINATION_CONFIGURATION,
    /// Redshift, by way of S3.
    RedshiftDestinationConfiguration REDSHIFT_DESTINATION_CONFIGURATION,
    /// OpenSearch under its older name.
    ElasticsearchDestinationConfiguration ELASTICSEARCH_DESTINATION_CONFIGURATION,
    /// OpenSearch.
    AmazonopensearchserviceDestinationConfiguration AMAZONOPENSEARCHSERVICE_DESTINATION_CONFIGURATION,
    /// Splunk.
    SplunkDestinationConfiguration SPLUNK_DESTINATION_CONFIGURATION,
    /// An HTTP endpoint.
    HttpEndpointDestinationConfiguration HTTP_ENDPOINT_DESTINATION_CONFIGURATION,
    /// OpenSearch Serverless.
    AmazonOpenSearchServerlessDestinationConfiguration AMAZON_OPEN_SEARCH_SERVERLESS_DESTINATION_CONFIGURATION,
    /// Snowflake.
    SnowflakeDestinationConfiguration SNOWFLAKE_DESTINATION_CONFIGURATION,
    /// Tables of Apache Iceberg.
    IcebergDestinationConfiguration ICEBERG_DESTINATION_CONFIGURATION,
    /// A change of the older form of a destination in S3.
    S3DestinationUpdate S3_DESTINATION_UPDATE,
    /// A change of one in S3.
    ExtendedS3DestinationUpdate EXTENDED_S3_DESTINATION_UPDATE,
    /// A change of one in Redshift.
    RedshiftDestinationUpdate REDSHIFT_DESTINATION_UPDATE,
    /// A change of one in OpenSearch under its older name.
    ElasticsearchDestinationUpdate ELASTICSEARCH_DESTINATION_UPDATE,
    /// A change of one in OpenSearch.
    AmazonopensearchserviceDestinationUpdate AMAZONOPENSEARCHSERVICE_DESTINATION_UPDATE,
    /// A change of one in Splunk.
    SplunkDestinationUpdate SPLUNK_DESTINATION_UPDATE,
    /// A change of an HTTP endpoint.
    HttpEndpointDestinationUpdate HTTP_ENDPOINT_DESTINATION_UPDATE,
    /// A change of one in OpenSearch Serverless.
    AmazonOpenSearchServerlessDestinationUpdate AMAZON_OPEN_SEARCH_SERVERLESS_DESTINATION_UPDATE,
    /// A change of one in Snowflake.
    SnowflakeDestinationUpdate SNOWFLAKE_DESTINATION_UPDATE,
    /// A change of one in Iceberg.
    IcebergDestinationUpdate ICEBERG_DESTINATION_UPDATE,
}
