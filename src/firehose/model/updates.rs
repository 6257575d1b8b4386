//! Destinations as they are updated: the same members, none of which has to be there, member by member.
//!
//! Source: the service model of Firehose (API version 2015-08-04).

use super::common::*;
use super::destinations::*;
use super::texts::*;
use super::{Shape, may};

pub(in crate::firehose) static S3_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("BucketARN", &BUCKET_ARN),
    may("Prefix", &PREFIX),
    may("ErrorOutputPrefix", &PREFIX),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CompressionFormat", &COMPRESSION_FORMAT),
    may("EncryptionConfiguration", &ENCRYPTION_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
]);

pub(in crate::firehose) static EXTENDED_S3_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("BucketARN", &BUCKET_ARN),
    may("Prefix", &PREFIX),
    may("ErrorOutputPrefix", &PREFIX),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CompressionFormat", &COMPRESSION_FORMAT),
    may("EncryptionConfiguration", &ENCRYPTION_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &SSL_MODE),
    may("S3BackupUpdate", &S3_DESTINATION_UPDATE),
    may("DataFormatConversionConfiguration", &DATA_FORMAT_CONVERSION_CONFIGURATION),
    may("DynamicPartitioningConfiguration", &DYNAMIC_PARTITIONING_CONFIGURATION),
    may("FileExtension", &FILE_EXTENSION),
    may("CustomTimeZone", &CUSTOM_TIME_ZONE),
]);

pub(in crate::firehose) static REDSHIFT_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("ClusterJDBCURL", &CLUSTER_JDBCURL),
    may("CopyCommand", &COPY_COMMAND),
    may("Username", &DATA_TABLE_NAME),
    may("Password", &PASSWORD),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &SSL_MODE),
    may("S3BackupUpdate", &S3_DESTINATION_UPDATE),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static ELASTICSEARCH_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("DomainARN", &ELASTICSEARCH_DOMAIN_ARN),
    may("ClusterEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    may("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("TypeName", &ELASTICSEARCH_TYPE_NAME),
    may("IndexRotationPeriod", &ELASTICSEARCH_INDEX_ROTATION_PERIOD),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("DocumentIdOptions", &DOCUMENT_ID_OPTIONS),
]);

pub(in crate::firehose) static AMAZONOPENSEARCHSERVICE_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("DomainARN", &ELASTICSEARCH_DOMAIN_ARN),
    may("ClusterEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    may("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("TypeName", &ELASTICSEARCH_TYPE_NAME),
    may("IndexRotationPeriod", &ELASTICSEARCH_INDEX_ROTATION_PERIOD),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("DocumentIdOptions", &DOCUMENT_ID_OPTIONS),
]);

pub(in crate::firehose) static SPLUNK_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("HECEndpoint", &HEC_ENDPOINT),
    may("HECEndpointType", &HEC_ENDPOINT_TYPE),
    may("HECToken", &HEC_ENDPOINT),
    may("HECAcknowledgmentTimeoutInSeconds", &HEC_ACKNOWLEDGMENT_TIMEOUT_IN_SECONDS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &SPLUNK_S3_BACKUP_MODE),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("BufferingHints", &SPLUNK_BUFFERING_HINTS),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static HTTP_ENDPOINT_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("EndpointConfiguration", &HTTP_ENDPOINT_CONFIGURATION),
    may("BufferingHints", &HTTP_ENDPOINT_BUFFERING_HINTS),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("RequestConfiguration", &HTTP_ENDPOINT_REQUEST_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("RoleARN", &ROLE_ARN),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static AMAZON_OPEN_SEARCH_SERVERLESS_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("RoleARN", &ROLE_ARN),
    may("CollectionEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    may("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
]);

pub(in crate::firehose) static SNOWFLAKE_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("AccountUrl", &SNOWFLAKE_ACCOUNT_URL),
    may("PrivateKey", &SNOWFLAKE_PRIVATE_KEY),
    may("KeyPassphrase", &SNOWFLAKE_KEY_PASSPHRASE),
    may("User", &SNOWFLAKE_ROLE),
    may("Database", &SNOWFLAKE_ROLE),
    may("Schema", &SNOWFLAKE_ROLE),
    may("Table", &SNOWFLAKE_ROLE),
    may("SnowflakeRoleConfiguration", &SNOWFLAKE_ROLE_CONFIGURATION),
    may("DataLoadingOption", &SNOWFLAKE_DATA_LOADING_OPTION),
    may("MetaDataColumnName", &SNOWFLAKE_ROLE),
    may("ContentColumnName", &SNOWFLAKE_ROLE),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("RoleARN", &ROLE_ARN),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    may("S3Update", &S3_DESTINATION_UPDATE),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
    may("BufferingHints", &BUFFERING_HINTS),
]);

pub(in crate::firehose) static ICEBERG_DESTINATION_UPDATE: Shape = Shape::Structure(&[
    may("DestinationTableConfigurationList", &DESTINATION_TABLE_CONFIGURATION_LIST),
    may("SchemaEvolutionConfiguration", &SCHEMA_EVOLUTION_CONFIGURATION),
    may("TableCreationConfiguration", &TABLE_CREATION_CONFIGURATION),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    may("RetryOptions", &RETRY_OPTIONS),
    may("RoleARN", &ROLE_ARN),
    may("AppendOnly", &BOOLEAN_OBJECT),
    may("CatalogConfiguration", &CATALOG_CONFIGURATION),
    may("S3Configuration", &S3_DESTINATION_CONFIGURATION),
]);
