//! What destinations have in common: buffers, processors, format conversion, member by member.
//!
//! Source: the service model of Firehose (API version 2015-08-04).

use super::texts::*;
use super::{Shape, may, need};

pub(in crate::firehose) static BUFFERING_HINTS: Shape =
    Shape::Structure(&[may("SizeInMBs", &SIZE_IN_MBS), may("IntervalInSeconds", &INTERVAL_IN_SECONDS)]);

pub(in crate::firehose) static KMS_ENCRYPTION_CONFIG: Shape = Shape::Structure(&[need("AWSKMSKeyARN", &KMS_KEY_ARN)]);

pub(in crate::firehose) static ENCRYPTION_CONFIGURATION: Shape = Shape::Structure(&[
    may("NoEncryptionConfig", &NO_ENCRYPTION_CONFIG),
    may("KMSEncryptionConfig", &KMS_ENCRYPTION_CONFIG),
]);

pub(in crate::firehose) static CLOUD_WATCH_LOGGING_OPTIONS: Shape = Shape::Structure(&[
    may("Enabled", &BOOLEAN_OBJECT),
    may("LogGroupName", &LOG_GROUP_NAME),
    may("LogStreamName", &LOG_STREAM_NAME),
]);

pub(in crate::firehose) static PROCESSOR_PARAMETER: Shape = Shape::Structure(&[
    need("ParameterName", &PROCESSOR_PARAMETER_NAME),
    need("ParameterValue", &PROCESSOR_PARAMETER_VALUE),
]);

pub(in crate::firehose) static PROCESSOR: Shape =
    Shape::Structure(&[need("Type", &PROCESSOR_TYPE), may("Parameters", &PROCESSOR_PARAMETER_LIST)]);

pub(in crate::firehose) static PROCESSING_CONFIGURATION: Shape =
    Shape::Structure(&[may("Enabled", &BOOLEAN_OBJECT), may("Processors", &PROCESSOR_LIST)]);

pub(in crate::firehose) static SCHEMA_CONFIGURATION: Shape = Shape::Structure(&[
    may("RoleARN", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    may("CatalogId", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    may("DatabaseName", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    may("TableName", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    may("Region", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    may("VersionId", &NON_EMPTY_STRING_WITHOUT_WHITESPACE),
    // Of the lab and not of AWS: what the table has, as there is no Glue.
    may("Columns", &COLUMNS),
]);

pub(in crate::firehose) static OPEN_X_JSON_SER_DE: Shape = Shape::Structure(&[
    may("ConvertDotsInJsonKeysToUnderscores", &BOOLEAN_OBJECT),
    may("CaseInsensitive", &BOOLEAN_OBJECT),
    may("ColumnToJsonKeyMappings", &COLUMN_TO_JSON_KEY_MAPPINGS),
]);

pub(in crate::firehose) static HIVE_JSON_SER_DE: Shape =
    Shape::Structure(&[may("TimestampFormats", &LIST_OF_NON_EMPTY_STRINGS)]);

pub(in crate::firehose) static DESERIALIZER: Shape =
    Shape::Structure(&[may("OpenXJsonSerDe", &OPEN_X_JSON_SER_DE), may("HiveJsonSerDe", &HIVE_JSON_SER_DE)]);

pub(in crate::firehose) static INPUT_FORMAT_CONFIGURATION: Shape =
    Shape::Structure(&[may("Deserializer", &DESERIALIZER)]);

pub(in crate::firehose) static PARQUET_SER_DE: Shape = Shape::Structure(&[
    may("BlockSizeBytes", &BLOCK_SIZE_BYTES),
    may("PageSizeBytes", &PARQUET_PAGE_SIZE_BYTES),
    may("Compression", &PARQUET_COMPRESSION),
    may("EnableDictionaryCompression", &BOOLEAN_OBJECT),
    may("MaxPaddingBytes", &NON_NEGATIVE_INTEGER_OBJECT),
    may("WriterVersion", &PARQUET_WRITER_VERSION),
]);

pub(in crate::firehose) static ORC_SER_DE: Shape = Shape::Structure(&[
    may("StripeSizeBytes", &ORC_STRIPE_SIZE_BYTES),
    may("BlockSizeBytes", &BLOCK_SIZE_BYTES),
    may("RowIndexStride", &ORC_ROW_INDEX_STRIDE),
    may("EnablePadding", &BOOLEAN_OBJECT),
    may("PaddingTolerance", &PROPORTION),
    may("Compression", &ORC_COMPRESSION),
    may("BloomFilterColumns", &DATABASE_SURROGATE_KEY_LIST),
    may("BloomFilterFalsePositiveProbability", &PROPORTION),
    may("DictionaryKeyThreshold", &PROPORTION),
    may("FormatVersion", &ORC_FORMAT_VERSION),
]);

pub(in crate::firehose) static SERIALIZER: Shape =
    Shape::Structure(&[may("ParquetSerDe", &PARQUET_SER_DE), may("OrcSerDe", &ORC_SER_DE)]);

pub(in crate::firehose) static OUTPUT_FORMAT_CONFIGURATION: Shape = Shape::Structure(&[may("Serializer", &SERIALIZER)]);

pub(in crate::firehose) static DATA_FORMAT_CONVERSION_CONFIGURATION: Shape = Shape::Structure(&[
    may("SchemaConfiguration", &SCHEMA_CONFIGURATION),
    may("InputFormatConfiguration", &INPUT_FORMAT_CONFIGURATION),
    may("OutputFormatConfiguration", &OUTPUT_FORMAT_CONFIGURATION),
    may("Enabled", &BOOLEAN_OBJECT),
]);

pub(in crate::firehose) static RETRY_OPTIONS: Shape =
    Shape::Structure(&[may("DurationInSeconds", &RETRY_DURATION_IN_SECONDS)]);

pub(in crate::firehose) static DYNAMIC_PARTITIONING_CONFIGURATION: Shape =
    Shape::Structure(&[may("RetryOptions", &RETRY_OPTIONS), may("Enabled", &BOOLEAN_OBJECT)]);

pub(in crate::firehose) static SECRETS_MANAGER_CONFIGURATION: Shape =
    Shape::Structure(&[may("SecretARN", &SECRET_ARN), may("RoleARN", &ROLE_ARN), need("Enabled", &BOOLEAN_OBJECT)]);

pub(in crate::firehose) static VPC_CONFIGURATION: Shape = Shape::Structure(&[
    need("SubnetIds", &SUBNET_ID_LIST),
    need("RoleARN", &ROLE_ARN),
    need("SecurityGroupIds", &SECURITY_GROUP_ID_LIST),
]);

pub(in crate::firehose) static DOCUMENT_ID_OPTIONS: Shape =
    Shape::Structure(&[need("DefaultDocumentIdFormat", &DEFAULT_DOCUMENT_ID_FORMAT)]);

pub(in crate::firehose) static COPY_COMMAND: Shape = Shape::Structure(&[
    need("DataTableName", &DATA_TABLE_NAME),
    may("DataTableColumns", &DATA_TABLE_COLUMNS),
    may("CopyOptions", &DATA_TABLE_COLUMNS),
]);

static COLUMN: Shape =
    Shape::Structure(&[need("Name", &NON_EMPTY_STRING_WITHOUT_WHITESPACE), need("Type", &NON_EMPTY_STRING)]);

static COLUMNS: Shape = super::list(&COLUMN, 1, 1_000);
