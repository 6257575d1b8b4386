//! Destinations as they are created, member by member.
//!
//! Source: the service model of Firehose (API version 2015-08-04).

use super::common::*;
use super::texts::*;
use super::{Shape, may, need};

pub(in crate::firehose) static S3_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    need("BucketARN", &BUCKET_ARN),
    may("Prefix", &PREFIX),
    may("ErrorOutputPrefix", &PREFIX),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CompressionFormat", &COMPRESSION_FORMAT),
    may("EncryptionConfiguration", &ENCRYPTION_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
]);

pub(in crate::firehose) static EXTENDED_S3_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    need("BucketARN", &BUCKET_ARN),
    may("Prefix", &PREFIX),
    may("ErrorOutputPrefix", &PREFIX),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CompressionFormat", &COMPRESSION_FORMAT),
    may("EncryptionConfiguration", &ENCRYPTION_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &SSL_MODE),
    may("S3BackupConfiguration", &S3_DESTINATION_CONFIGURATION),
    may("DataFormatConversionConfiguration", &DATA_FORMAT_CONVERSION_CONFIGURATION),
    may("DynamicPartitioningConfiguration", &DYNAMIC_PARTITIONING_CONFIGURATION),
    may("FileExtension", &FILE_EXTENSION),
    may("CustomTimeZone", &CUSTOM_TIME_ZONE),
]);

pub(in crate::firehose) static REDSHIFT_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    need("ClusterJDBCURL", &CLUSTER_JDBCURL),
    need("CopyCommand", &COPY_COMMAND),
    may("Username", &DATA_TABLE_NAME),
    may("Password", &PASSWORD),
    may("RetryOptions", &RETRY_OPTIONS),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &SSL_MODE),
    may("S3BackupConfiguration", &S3_DESTINATION_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static ELASTICSEARCH_BUFFERING_HINTS: Shape =
    Shape::Structure(&[may("IntervalInSeconds", &INTERVAL_IN_SECONDS), may("SizeInMBs", &THROUGHPUT_HINT_IN_MBS)]);

pub(in crate::firehose) static ELASTICSEARCH_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    may("DomainARN", &ELASTICSEARCH_DOMAIN_ARN),
    may("ClusterEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    need("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("TypeName", &ELASTICSEARCH_TYPE_NAME),
    may("IndexRotationPeriod", &ELASTICSEARCH_INDEX_ROTATION_PERIOD),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &ELASTICSEARCH_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("VpcConfiguration", &VPC_CONFIGURATION),
    may("DocumentIdOptions", &DOCUMENT_ID_OPTIONS),
]);

pub(in crate::firehose) static AMAZONOPENSEARCHSERVICE_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    may("DomainARN", &ELASTICSEARCH_DOMAIN_ARN),
    may("ClusterEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    need("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("TypeName", &ELASTICSEARCH_TYPE_NAME),
    may("IndexRotationPeriod", &ELASTICSEARCH_INDEX_ROTATION_PERIOD),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &ELASTICSEARCH_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("VpcConfiguration", &VPC_CONFIGURATION),
    may("DocumentIdOptions", &DOCUMENT_ID_OPTIONS),
]);

pub(in crate::firehose) static SPLUNK_BUFFERING_HINTS: Shape = Shape::Structure(&[
    may("IntervalInSeconds", &SPLUNK_BUFFERING_INTERVAL_IN_SECONDS),
    may("SizeInMBs", &SPLUNK_BUFFERING_SIZE_IN_MBS),
]);

pub(in crate::firehose) static SPLUNK_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("HECEndpoint", &HEC_ENDPOINT),
    need("HECEndpointType", &HEC_ENDPOINT_TYPE),
    may("HECToken", &HEC_ENDPOINT),
    may("HECAcknowledgmentTimeoutInSeconds", &HEC_ACKNOWLEDGMENT_TIMEOUT_IN_SECONDS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &SPLUNK_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("BufferingHints", &SPLUNK_BUFFERING_HINTS),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static HTTP_ENDPOINT_CONFIGURATION: Shape = Shape::Structure(&[
    need("Url", &HTTP_ENDPOINT_URL),
    may("Name", &HTTP_ENDPOINT_NAME),
    may("AccessKey", &HTTP_ENDPOINT_ACCESS_KEY),
]);

pub(in crate::firehose) static HTTP_ENDPOINT_BUFFERING_HINTS: Shape = Shape::Structure(&[
    may("SizeInMBs", &HTTP_ENDPOINT_BUFFERING_SIZE_IN_MBS),
    may("IntervalInSeconds", &INTERVAL_IN_SECONDS),
]);

pub(in crate::firehose) static HTTP_ENDPOINT_COMMON_ATTRIBUTE: Shape =
    Shape::Structure(&[need("AttributeName", &HTTP_ENDPOINT_NAME), need("AttributeValue", &PREFIX)]);

pub(in crate::firehose) static HTTP_ENDPOINT_REQUEST_CONFIGURATION: Shape = Shape::Structure(&[
    may("ContentEncoding", &CONTENT_ENCODING),
    may("CommonAttributes", &HTTP_ENDPOINT_COMMON_ATTRIBUTES_LIST),
]);

pub(in crate::firehose) static HTTP_ENDPOINT_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("EndpointConfiguration", &HTTP_ENDPOINT_CONFIGURATION),
    may("BufferingHints", &HTTP_ENDPOINT_BUFFERING_HINTS),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("RequestConfiguration", &HTTP_ENDPOINT_REQUEST_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("RoleARN", &ROLE_ARN),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
]);

pub(in crate::firehose) static AMAZON_OPEN_SEARCH_SERVERLESS_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("RoleARN", &ROLE_ARN),
    may("CollectionEndpoint", &ELASTICSEARCH_CLUSTER_ENDPOINT),
    need("IndexName", &ELASTICSEARCH_INDEX_NAME),
    may("BufferingHints", &ELASTICSEARCH_BUFFERING_HINTS),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &ELASTICSEARCH_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("VpcConfiguration", &VPC_CONFIGURATION),
]);

pub(in crate::firehose) static SNOWFLAKE_ROLE_CONFIGURATION: Shape =
    Shape::Structure(&[may("Enabled", &BOOLEAN_OBJECT), may("SnowflakeRole", &SNOWFLAKE_ROLE)]);

pub(in crate::firehose) static SNOWFLAKE_VPC_CONFIGURATION: Shape =
    Shape::Structure(&[need("PrivateLinkVpceId", &VPC_ENDPOINT_SERVICE_NAME)]);

pub(in crate::firehose) static SNOWFLAKE_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    need("AccountUrl", &SNOWFLAKE_ACCOUNT_URL),
    may("PrivateKey", &SNOWFLAKE_PRIVATE_KEY),
    may("KeyPassphrase", &SNOWFLAKE_KEY_PASSPHRASE),
    may("User", &SNOWFLAKE_ROLE),
    need("Database", &SNOWFLAKE_ROLE),
    need("Schema", &SNOWFLAKE_ROLE),
    need("Table", &SNOWFLAKE_ROLE),
    may("SnowflakeRoleConfiguration", &SNOWFLAKE_ROLE_CONFIGURATION),
    may("DataLoadingOption", &SNOWFLAKE_DATA_LOADING_OPTION),
    may("MetaDataColumnName", &SNOWFLAKE_ROLE),
    may("ContentColumnName", &SNOWFLAKE_ROLE),
    may("SnowflakeVpcConfiguration", &SNOWFLAKE_VPC_CONFIGURATION),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    need("RoleARN", &ROLE_ARN),
    may("RetryOptions", &RETRY_OPTIONS),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
    may("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION),
    may("BufferingHints", &BUFFERING_HINTS),
]);

pub(in crate::firehose) static PARTITION_FIELD: Shape =
    Shape::Structure(&[need("SourceName", &NON_EMPTY_STRING_WITHOUT_WHITESPACE)]);

pub(in crate::firehose) static PARTITION_SPEC: Shape = Shape::Structure(&[may("Identity", &PARTITION_FIELDS)]);

pub(in crate::firehose) static DESTINATION_TABLE_CONFIGURATION: Shape = Shape::Structure(&[
    need("DestinationTableName", &STRING_WITH_LETTERS_DIGITS_UNDERSCORES_DOTS),
    need("DestinationDatabaseName", &STRING_WITH_LETTERS_DIGITS_UNDERSCORES_DOTS),
    may("UniqueKeys", &DATABASE_SURROGATE_KEY_LIST),
    may("PartitionSpec", &PARTITION_SPEC),
    may("S3ErrorOutputPrefix", &PREFIX),
]);

pub(in crate::firehose) static SCHEMA_EVOLUTION_CONFIGURATION: Shape =
    Shape::Structure(&[need("Enabled", &BOOLEAN_OBJECT)]);

pub(in crate::firehose) static TABLE_CREATION_CONFIGURATION: Shape =
    Shape::Structure(&[need("Enabled", &BOOLEAN_OBJECT)]);

pub(in crate::firehose) static CATALOG_CONFIGURATION: Shape =
    Shape::Structure(&[may("CatalogARN", &GLUE_DATA_CATALOG_ARN), may("WarehouseLocation", &WAREHOUSE_LOCATION)]);

pub(in crate::firehose) static ICEBERG_DESTINATION_CONFIGURATION: Shape = Shape::Structure(&[
    may("DestinationTableConfigurationList", &DESTINATION_TABLE_CONFIGURATION_LIST),
    may("SchemaEvolutionConfiguration", &SCHEMA_EVOLUTION_CONFIGURATION),
    may("TableCreationConfiguration", &TABLE_CREATION_CONFIGURATION),
    may("BufferingHints", &BUFFERING_HINTS),
    may("CloudWatchLoggingOptions", &CLOUD_WATCH_LOGGING_OPTIONS),
    may("ProcessingConfiguration", &PROCESSING_CONFIGURATION),
    may("S3BackupMode", &HTTP_ENDPOINT_S3_BACKUP_MODE),
    may("RetryOptions", &RETRY_OPTIONS),
    need("RoleARN", &ROLE_ARN),
    may("AppendOnly", &BOOLEAN_OBJECT),
    need("CatalogConfiguration", &CATALOG_CONFIGURATION),
    need("S3Configuration", &S3_DESTINATION_CONFIGURATION),
]);
