//! The kinds of destinations, and what AWS calls each of them in requests and answers.

use crate::firehose::prefix::ErrorOutput;

/// Which kind of destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationKind {
    /// S3.
    S3,
    /// Redshift, by way of S3.
    Redshift,
    /// OpenSearch under its older name.
    Elasticsearch,
    /// OpenSearch.
    OpenSearch,
    /// OpenSearch Serverless.
    Serverless,
    /// Splunk.
    Splunk,
    /// An HTTP endpoint.
    Http,
    /// Snowflake.
    Snowflake,
    /// Tables of Iceberg.
    Iceberg,
}

impl DestinationKind {
    /// The names of the configuration, of the update and of the description.
    pub const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::S3 => (
                "ExtendedS3DestinationConfiguration",
                "ExtendedS3DestinationUpdate",
                "ExtendedS3DestinationDescription",
            ),
            Self::Redshift => {
                ("RedshiftDestinationConfiguration", "RedshiftDestinationUpdate", "RedshiftDestinationDescription")
            }
            Self::Elasticsearch => (
                "ElasticsearchDestinationConfiguration",
                "ElasticsearchDestinationUpdate",
                "ElasticsearchDestinationDescription",
            ),
            Self::OpenSearch => (
                "AmazonopensearchserviceDestinationConfiguration",
                "AmazonopensearchserviceDestinationUpdate",
                "AmazonopensearchserviceDestinationDescription",
            ),
            Self::Serverless => (
                "AmazonOpenSearchServerlessDestinationConfiguration",
                "AmazonOpenSearchServerlessDestinationUpdate",
                "AmazonOpenSearchServerlessDestinationDescription",
            ),
            Self::Splunk => {
                ("SplunkDestinationConfiguration", "SplunkDestinationUpdate", "SplunkDestinationDescription")
            }
            Self::Http => (
                "HttpEndpointDestinationConfiguration",
                "HttpEndpointDestinationUpdate",
                "HttpEndpointDestinationDescription",
            ),
            Self::Snowflake => {
                ("SnowflakeDestinationConfiguration", "SnowflakeDestinationUpdate", "SnowflakeDestinationDescription")
            }
            Self::Iceberg => {
                ("IcebergDestinationConfiguration", "IcebergDestinationUpdate", "IcebergDestinationDescription")
            }
        }
    }

    /// Where records go that it does not take; nothing for S3, and for Redshift, which skips them.
    pub const fn error_output(self) -> Option<ErrorOutput> {
        match self {
            Self::S3 | Self::Redshift => None,
            Self::Elasticsearch | Self::OpenSearch | Self::Serverless => Some(ErrorOutput::OpenSearch),
            Self::Splunk => Some(ErrorOutput::Splunk),
            Self::Http => Some(ErrorOutput::HttpEndpoint),
            Self::Snowflake => Some(ErrorOutput::Snowflake),
            Self::Iceberg => Some(ErrorOutput::Iceberg),
        }
    }

    /// The default buffer: size in MiB and interval in seconds; and the default retry duration in seconds.
    pub const fn defaults(self) -> (u64, u64, u64) {
        match self {
            Self::Splunk => (5, 60, 300),
            Self::Snowflake => (128, 0, 60),
            Self::Redshift => (5, 300, 3600),
            _ => (5, 300, 300),
        }
    }

    /// The modes of the backup: the default, and the one that keeps everything that came in.
    pub const fn backup_modes(self) -> (&'static str, &'static str) {
        match self {
            Self::S3 | Self::Redshift => ("Disabled", "Enabled"),
            Self::Elasticsearch | Self::OpenSearch | Self::Serverless => ("FailedDocumentsOnly", "AllDocuments"),
            Self::Splunk => ("FailedEventsOnly", "AllEvents"),
            Self::Http | Self::Snowflake | Self::Iceberg => ("FailedDataOnly", "AllData"),
        }
    }

    /// What a delivery counts under in CloudWatch, as in `DeliveryToS3.Success`.
    pub const fn metric(self) -> &'static str {
        match self {
            Self::S3 => "DeliveryToS3",
            Self::Redshift => "DeliveryToRedshift",
            Self::Elasticsearch => "DeliveryToElasticsearch",
            Self::OpenSearch => "DeliveryToAmazonOpenSearchService",
            Self::Serverless => "DeliveryToAmazonOpenSearchServerless",
            Self::Splunk => "DeliveryToSplunk",
            Self::Http => "DeliveryToHttpEndpoint",
            Self::Snowflake => "DeliveryToSnowflake",
            Self::Iceberg => "DeliveryToIceberg",
        }
    }
}
