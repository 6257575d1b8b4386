//! What the simulation leaves out, and why.

use super::area::{CLOUDWATCH, DYNAMODB, FIREHOSE, KCL, KMS, LAB, LAMBDA, PERMISSIONS, S3, SNS, SQL, SQS, STREAMS};
use super::{Claim, absent};

/// All of it, by area.
#[rustfmt::skip]
pub const CLAIMS: &[Claim] = &[
    absent(SQS, "Two sentences for an absent and an empty `QueueName`", "a call here cannot tell the two apart"),
    absent(SNS, "The signature of a delivered message", "nobody but AWS has its key; 256 bytes stand in for it that the signed text decides"),
    absent(SNS, "What a data protection policy does to messages, and prices of text messages", "the policy is kept and shown; SNS publishes no prices by part"),
    absent(SNS, "Rates of management calls of SNS and KMS (`Subscribe` 100 a second, lists 30, tags 10), and with them `Throttled` and `KMSThrottling`", "a lab makes few of them; publishes of FIFO topics and text messages are throttled"),
    absent(SNS, "`InternalError`, `InvalidSecurity`, `KMSOptInRequired`, `ConcurrentAccess`, `StaleTag`, `TagPolicy`", "nothing brings them about: calls are not signed and act one after the other, no account lacks a subscription to KMS, and there are no tag policies"),
    absent(STREAMS, "Queues and channels of a stream", "new in 2026, and in no exam yet"),
    absent(STREAMS, "Rates of management calls of Kinesis (5 a second for most)", "a lab makes few of them"),
    absent(STREAMS, "`InternalFailureException`, `KMSOptInRequired`, `KMSThrottlingException`, `ThrottlingException` of Kinesis, `ServiceException` of Lambda", "nothing brings them about"),
    absent(STREAMS, "Calls to a stream whose answer gets lost, and with them the duplicates of a producer that tries again", "every call of the lab is answered"),
    absent(STREAMS, "Metrics of the producer library and of the Kinesis Agent in CloudWatch", "what they count is shown with the actor"),
    absent(KCL, "Several streams in one application of the client library, its metrics in CloudWatch, the migration from 2.x to 3.x", "no lesson needs them"),
    absent(LAMBDA, "MSK, MQ, Kafka, DynamoDB and DocumentDB as sources of mappings and delivery streams", "not part of the family"),
    absent(FIREHOSE, "`DeliveryToS3` metrics of a delivery stream into Redshift (but for `Success`) and into OpenSearch", "those of the destination and of the backup tell it"),
    absent(SQL, "Tables of more than 10,000 rows, `ServiceUnavailableException` of Kinesis Data Analytics", "a lab is small, and its service always there"),
    absent(SQL, "Outer joins of two streams, `CREATE VIEW`, `CREATE FUNCTION`, `RANDOM_CUT_FOREST`, `HOTSPOTS` in SQL on streams", "refused with the place in the text"),
    absent(DYNAMODB, "Batch and transactional calls, streams, backups, local indexes and `UpdateTable` of DynamoDB", "leases need none of them"),
    absent(S3, "Object locks, ACLs, multipart uploads, replication in S3", "they are not about events"),
    absent(KMS, "Real cryptography in KMS; grants, rotation, asymmetric keys", "a stand-in that gives back what went in, and protects nothing"),
    absent(CLOUDWATCH, "Metric math, anomaly detection, composite alarms", "next, as far as scaling needs them"),
    absent(PERMISSIONS, "Policies of organizations, permissions boundaries, session policies, managed policies and groups", "not needed to see who may do what"),
    absent(LAB, "Prices of On-demand Advantage, of long-term reads, of shard-level metrics and of VPC delivery", "not in exams; the rest is in the meter"),
    absent(LAB, "The wire protocols", "later; calls are typed values with AWS's own names"),
    absent(LAB, "Regional differences", "but for the FIFO throughput quota, all Regions are alike"),
];
