//! The AWS messaging family as a deterministic simulation with a logical clock.

pub mod actors;
pub mod analytics;
pub mod base;
pub mod call;
pub mod clock;
pub mod cloud;
pub mod cloudwatch;
pub mod code;
pub mod dynamodb;
pub mod endpoints;
pub mod firehose;
pub mod iam;
pub mod kinesis;
pub mod kms;
pub mod lambda;
pub mod limits;
pub mod notifiers;
pub(crate) mod ordered;
pub mod patterns;
pub mod s3;
pub mod scenario;
pub mod session;
pub mod sns;
pub mod sqs;
pub mod text;
