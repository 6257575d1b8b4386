//! Texts, numbers and lists with their limits.
//!
//! Source: the service model of Firehose (API version 2015-08-04).

use super::common::{PROCESSOR, PROCESSOR_PARAMETER};
use super::destinations::{DESTINATION_TABLE_CONFIGURATION, HTTP_ENDPOINT_COMMON_ATTRIBUTE, PARTITION_FIELD};
use super::{Form, Shape, list, map, one_of, text, whole};

pub(super) static THROUGHPUT_HINT_IN_MBS: Shape = whole(1, 100);
pub(super) static KINESIS_STREAM_ARN: Shape = text(1, 512, Form::KinesisArn);
pub(super) static ROLE_ARN: Shape = text(1, 512, Form::RoleArn);
pub(super) static KMS_KEY_ARN_FOR_SSE: Shape = text(1, 512, Form::KeyArn);
pub(super) static KEY_TYPE: Shape = one_of(&["AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK"]);
pub(super) static CONNECTIVITY: Shape = one_of(&["PUBLIC", "PRIVATE"]);
pub(super) static MSK_CLUSTER_ARN: Shape = text(1, 512, Form::AnyArn);
pub(super) static TOPIC_NAME: Shape = text(1, 255, Form::Topic);
pub(super) static READ_FROM_TIMESTAMP: Shape = Shape::Time;
pub(super) static DATABASE_NAME: Shape = text(1, 64, Form::NoZero);
pub(super) static DATABASE_INCLUDE_OR_EXCLUDE_LIST: Shape = list(&DATABASE_NAME, 0, usize::MAX);
pub(super) static DATABASE_TABLE_NAME: Shape = text(1, 129, Form::NoZero);
pub(super) static DATABASE_TABLE_INCLUDE_OR_EXCLUDE_LIST: Shape = list(&DATABASE_TABLE_NAME, 0, usize::MAX);
pub(super) static DATABASE_COLUMN_NAME: Shape = text(1, 194, Form::NoZero);
pub(super) static DATABASE_COLUMN_INCLUDE_OR_EXCLUDE_LIST: Shape = list(&DATABASE_COLUMN_NAME, 0, usize::MAX);
pub(super) static VPC_ENDPOINT_SERVICE_NAME: Shape = text(47, 255, Form::VpcService);
pub(super) static DATABASE_TYPE: Shape = one_of(&["MySQL", "PostgreSQL"]);
pub(super) static DATABASE_ENDPOINT: Shape = text(1, 255, Form::NotBlank);
pub(super) static DATABASE_PORT: Shape = whole(0, 65_535);
pub(super) static SSL_MODE: Shape = one_of(&["Disabled", "Enabled"]);
pub(super) static NON_EMPTY_STRING_WITHOUT_WHITESPACE: Shape = text(1, 1_024, Form::OneWord);
pub(super) static DATABASE_SURROGATE_KEY_LIST: Shape = list(&NON_EMPTY_STRING_WITHOUT_WHITESPACE, 0, usize::MAX);
pub(super) static SIZE_IN_MBS: Shape = whole(1, 128);
pub(super) static INTERVAL_IN_SECONDS: Shape = whole(0, 900);
pub(super) static KMS_KEY_ARN: Shape = text(1, 512, Form::KeyOrAliasArn);
pub(super) static NO_ENCRYPTION_CONFIG: Shape = one_of(&["NoEncryption"]);
pub(super) static BOOLEAN_OBJECT: Shape = Shape::Flag;
pub(super) static LOG_GROUP_NAME: Shape = text(0, 512, Form::LogGroup);
pub(super) static LOG_STREAM_NAME: Shape = text(0, 512, Form::LogStream);
pub(super) static PROCESSOR_PARAMETER_NAME: Shape = one_of(&[
    "LambdaArn",
    "NumberOfRetries",
    "MetadataExtractionQuery",
    "JsonParsingEngine",
    "RoleArn",
    "BufferSizeInMBs",
    "BufferIntervalInSeconds",
    "SubRecordType",
    "Delimiter",
    "CompressionFormat",
    "DataMessageExtraction",
]);
pub(super) static PROCESSOR_PARAMETER_VALUE: Shape = text(1, 5_120, Form::NotBlank);
pub(super) static PROCESSOR_TYPE: Shape = one_of(&[
    "RecordDeAggregation",
    "Decompression",
    "CloudWatchLogProcessing",
    "Lambda",
    "MetadataExtraction",
    "AppendDelimiterToRecord",
]);
pub(super) static PROCESSOR_PARAMETER_LIST: Shape = list(&PROCESSOR_PARAMETER, 0, usize::MAX);
pub(super) static PROCESSOR_LIST: Shape = list(&PROCESSOR, 0, usize::MAX);
pub(super) static NON_EMPTY_STRING: Shape = text(1, 1_024, Form::NotBlank);
pub(super) static COLUMN_TO_JSON_KEY_MAPPINGS: Shape = map(&NON_EMPTY_STRING_WITHOUT_WHITESPACE, &NON_EMPTY_STRING);
pub(super) static LIST_OF_NON_EMPTY_STRINGS: Shape = list(&NON_EMPTY_STRING, 0, usize::MAX);
pub(super) static BLOCK_SIZE_BYTES: Shape = whole(67_108_864, 2_147_483_647);
pub(super) static PARQUET_PAGE_SIZE_BYTES: Shape = whole(65_536, 2_147_483_647);
pub(super) static PARQUET_COMPRESSION: Shape = one_of(&["UNCOMPRESSED", "GZIP", "SNAPPY"]);
pub(super) static NON_NEGATIVE_INTEGER_OBJECT: Shape = whole(0, 2_147_483_647);
pub(super) static PARQUET_WRITER_VERSION: Shape = one_of(&["V1", "V2"]);
pub(super) static ORC_STRIPE_SIZE_BYTES: Shape = whole(8_388_608, 2_147_483_647);
pub(super) static ORC_ROW_INDEX_STRIDE: Shape = whole(1_000, 2_147_483_647);
pub(super) static PROPORTION: Shape = Shape::Real(0.0, 1.0);
pub(super) static ORC_COMPRESSION: Shape = one_of(&["NONE", "ZLIB", "SNAPPY"]);
pub(super) static ORC_FORMAT_VERSION: Shape = one_of(&["V0_11", "V0_12"]);
pub(super) static RETRY_DURATION_IN_SECONDS: Shape = whole(0, 7_200);
pub(super) static SECRET_ARN: Shape = text(1, 2_048, Form::SecretArn);
pub(super) static SUBNET_ID_LIST: Shape = list(&NON_EMPTY_STRING_WITHOUT_WHITESPACE, 1, 16);
pub(super) static SECURITY_GROUP_ID_LIST: Shape = list(&NON_EMPTY_STRING_WITHOUT_WHITESPACE, 1, 5);
pub(super) static DEFAULT_DOCUMENT_ID_FORMAT: Shape = one_of(&["FIREHOSE_DEFAULT", "NO_DOCUMENT_ID"]);
pub(super) static DATA_TABLE_NAME: Shape = text(1, 512, Form::Line);
pub(super) static DATA_TABLE_COLUMNS: Shape = text(0, 10_240, Form::Line);
pub(super) static BUCKET_ARN: Shape = text(1, 2_048, Form::BucketArn);
pub(super) static PREFIX: Shape = text(0, 1_024, Form::Line);
pub(super) static COMPRESSION_FORMAT: Shape = one_of(&["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"]);
pub(super) static FILE_EXTENSION: Shape = text(0, 128, Form::Extension);
pub(super) static CUSTOM_TIME_ZONE: Shape = text(0, 50, Form::Zone);
pub(super) static CLUSTER_JDBCURL: Shape = text(1, 512, Form::JdbcUrl);
pub(super) static PASSWORD: Shape = text(6, 512, Form::Line);
pub(super) static ELASTICSEARCH_DOMAIN_ARN: Shape = text(1, 512, Form::DomainArn);
pub(super) static ELASTICSEARCH_CLUSTER_ENDPOINT: Shape = text(1, 512, Form::HttpsColon);
pub(super) static ELASTICSEARCH_INDEX_NAME: Shape = text(1, 80, Form::Line);
pub(super) static ELASTICSEARCH_TYPE_NAME: Shape = text(0, 100, Form::Line);
pub(super) static ELASTICSEARCH_INDEX_ROTATION_PERIOD: Shape =
    one_of(&["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"]);
pub(super) static ELASTICSEARCH_S3_BACKUP_MODE: Shape = one_of(&["FailedDocumentsOnly", "AllDocuments"]);
pub(super) static SPLUNK_BUFFERING_INTERVAL_IN_SECONDS: Shape = whole(0, 60);
pub(super) static SPLUNK_BUFFERING_SIZE_IN_MBS: Shape = whole(1, 5);
pub(super) static HEC_ENDPOINT: Shape = text(0, 2_048, Form::Line);
pub(super) static HEC_ENDPOINT_TYPE: Shape = one_of(&["Raw", "Event"]);
pub(super) static HEC_ACKNOWLEDGMENT_TIMEOUT_IN_SECONDS: Shape = whole(180, 600);
pub(super) static SPLUNK_S3_BACKUP_MODE: Shape = one_of(&["FailedEventsOnly", "AllEvents"]);
pub(super) static HTTP_ENDPOINT_URL: Shape = text(1, 1_000, Form::HttpsUrl);
pub(super) static HTTP_ENDPOINT_NAME: Shape = text(1, 256, Form::NotBlank);
pub(super) static HTTP_ENDPOINT_ACCESS_KEY: Shape = text(0, 4_096, Form::Line);
pub(super) static HTTP_ENDPOINT_BUFFERING_SIZE_IN_MBS: Shape = whole(1, 64);
pub(super) static CONTENT_ENCODING: Shape = one_of(&["NONE", "GZIP"]);
pub(super) static HTTP_ENDPOINT_COMMON_ATTRIBUTES_LIST: Shape = list(&HTTP_ENDPOINT_COMMON_ATTRIBUTE, 0, 50);
pub(super) static HTTP_ENDPOINT_S3_BACKUP_MODE: Shape = one_of(&["FailedDataOnly", "AllData"]);
pub(super) static SNOWFLAKE_ROLE: Shape = text(1, 255, Form::Any);
pub(super) static SNOWFLAKE_ACCOUNT_URL: Shape = text(24, 2_048, Form::SnowflakeUrl);
pub(super) static SNOWFLAKE_PRIVATE_KEY: Shape = text(256, 4_096, Form::Base64);
pub(super) static SNOWFLAKE_KEY_PASSPHRASE: Shape = text(7, 255, Form::Any);
pub(super) static SNOWFLAKE_DATA_LOADING_OPTION: Shape =
    one_of(&["JSON_MAPPING", "VARIANT_CONTENT_MAPPING", "VARIANT_CONTENT_AND_METADATA_MAPPING"]);
pub(super) static PARTITION_FIELDS: Shape = list(&PARTITION_FIELD, 0, usize::MAX);
pub(super) static STRING_WITH_LETTERS_DIGITS_UNDERSCORES_DOTS: Shape = text(1, 255, Form::TableName);
pub(super) static GLUE_DATA_CATALOG_ARN: Shape = text(1, 512, Form::CatalogArn);
pub(super) static WAREHOUSE_LOCATION: Shape = text(1, 2_048, Form::S3Url);
pub(super) static DESTINATION_TABLE_CONFIGURATION_LIST: Shape = list(&DESTINATION_TABLE_CONFIGURATION, 0, usize::MAX);
