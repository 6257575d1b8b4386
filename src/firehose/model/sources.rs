//! Where records come from, and encryption at rest, member by member.
//!
//! Source: the service model of Firehose (API version 2015-08-04).

use super::common::*;
use super::texts::*;
use super::{Shape, may, need};

pub(in crate::firehose) static DIRECT_PUT_SOURCE_CONFIGURATION: Shape =
    Shape::Structure(&[need("ThroughputHintInMBs", &THROUGHPUT_HINT_IN_MBS)]);

pub(in crate::firehose) static KINESIS_STREAM_SOURCE_CONFIGURATION: Shape =
    Shape::Structure(&[need("KinesisStreamARN", &KINESIS_STREAM_ARN), need("RoleARN", &ROLE_ARN)]);

pub(in crate::firehose) static DELIVERY_STREAM_ENCRYPTION_CONFIGURATION_INPUT: Shape =
    Shape::Structure(&[may("KeyARN", &KMS_KEY_ARN_FOR_SSE), need("KeyType", &KEY_TYPE)]);

pub(in crate::firehose) static AUTHENTICATION_CONFIGURATION: Shape =
    Shape::Structure(&[need("RoleARN", &ROLE_ARN), need("Connectivity", &CONNECTIVITY)]);

pub(in crate::firehose) static MSK_SOURCE_CONFIGURATION: Shape = Shape::Structure(&[
    need("MSKClusterARN", &MSK_CLUSTER_ARN),
    need("TopicName", &TOPIC_NAME),
    need("AuthenticationConfiguration", &AUTHENTICATION_CONFIGURATION),
    may("ReadFromTimestamp", &READ_FROM_TIMESTAMP),
]);

pub(in crate::firehose) static DATABASE_LIST: Shape = Shape::Structure(&[
    may("Include", &DATABASE_INCLUDE_OR_EXCLUDE_LIST),
    may("Exclude", &DATABASE_INCLUDE_OR_EXCLUDE_LIST),
]);

pub(in crate::firehose) static DATABASE_TABLE_LIST: Shape = Shape::Structure(&[
    may("Include", &DATABASE_TABLE_INCLUDE_OR_EXCLUDE_LIST),
    may("Exclude", &DATABASE_TABLE_INCLUDE_OR_EXCLUDE_LIST),
]);

pub(in crate::firehose) static DATABASE_COLUMN_LIST: Shape = Shape::Structure(&[
    may("Include", &DATABASE_COLUMN_INCLUDE_OR_EXCLUDE_LIST),
    may("Exclude", &DATABASE_COLUMN_INCLUDE_OR_EXCLUDE_LIST),
]);

pub(in crate::firehose) static DATABASE_SOURCE_AUTHENTICATION_CONFIGURATION: Shape =
    Shape::Structure(&[need("SecretsManagerConfiguration", &SECRETS_MANAGER_CONFIGURATION)]);

pub(in crate::firehose) static DATABASE_SOURCE_VPC_CONFIGURATION: Shape =
    Shape::Structure(&[need("VpcEndpointServiceName", &VPC_ENDPOINT_SERVICE_NAME)]);

pub(in crate::firehose) static DATABASE_SOURCE_CONFIGURATION: Shape = Shape::Structure(&[
    need("Type", &DATABASE_TYPE),
    need("Endpoint", &DATABASE_ENDPOINT),
    need("Port", &DATABASE_PORT),
    may("SSLMode", &SSL_MODE),
    need("Databases", &DATABASE_LIST),
    need("Tables", &DATABASE_TABLE_LIST),
    may("Columns", &DATABASE_COLUMN_LIST),
    may("SurrogateKeys", &DATABASE_SURROGATE_KEY_LIST),
    need("SnapshotWatermarkTable", &DATABASE_TABLE_NAME),
    need("DatabaseSourceAuthenticationConfiguration", &DATABASE_SOURCE_AUTHENTICATION_CONFIGURATION),
    need("DatabaseSourceVPCConfiguration", &DATABASE_SOURCE_VPC_CONFIGURATION),
]);
