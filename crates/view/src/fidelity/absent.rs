//! What the simulation leaves out, and why.

use super::area::{CLOUDWATCH, DYNAMODB, FIREHOSE, KCL, KMS, LAB, LAMBDA, PERMISSIONS, S3, SNS, SQL, SQS, STREAMS};
use super::{Claim, absent};
use queuelab::key;

/// All of it, by area.
#[rustfmt::skip]
pub const CLAIMS: &[Claim] = &[
    absent(SQS, key!("Two sentences for an absent and an empty `QueueName`"), key!("a call here cannot tell the two apart")),
    absent(SNS, key!("The signature of a delivered message"), key!("nobody but AWS has its key; 256 bytes stand in for it that the signed text decides")),
    absent(SNS, key!("What a data protection policy does to messages, and prices of text messages"), key!("the policy is kept and shown; SNS publishes no prices by part")),
    absent(SNS, key!("Rates of management calls of SNS and KMS (`Subscribe` 100 a second, lists 30, tags 10), and with them `Throttled` and `KMSThrottling`"), key!("a lab makes few of them; publishes of FIFO topics and text messages are throttled")),
    absent(SNS, key!("`InternalError`, `InvalidSecurity`, `KMSOptInRequired`, `ConcurrentAccess`, `StaleTag`, `TagPolicy`"), key!("nothing brings them about: calls are not signed and act one after the other, no account lacks a subscription to KMS, and there are no tag policies")),
    absent(STREAMS, key!("Queues and channels of a stream"), key!("new in 2026, and in no exam yet")),
    absent(STREAMS, key!("Rates of management calls of Kinesis (5 a second for most)"), key!("a lab makes few of them")),
    absent(STREAMS, key!("`InternalFailureException`, `KMSOptInRequired`, `KMSThrottlingException`, `ThrottlingException` of Kinesis, `ServiceException` of Lambda"), key!("nothing brings them about")),
    absent(STREAMS, key!("Calls to a stream whose answer gets lost, and with them the duplicates of a producer that tries again"), key!("every call of the lab is answered")),
    absent(STREAMS, key!("Metrics of the producer library and of the Kinesis Agent in CloudWatch"), key!("what they count is shown with the actor")),
    absent(KCL, key!("Several streams in one application of the client library, its metrics in CloudWatch, the migration from 2.x to 3.x"), key!("no lesson needs them")),
    absent(LAMBDA, key!("MSK, MQ, Kafka, DynamoDB and DocumentDB as sources of mappings and delivery streams"), key!("not part of the family")),
    absent(FIREHOSE, key!("`DeliveryToS3` metrics of a delivery stream into Redshift (but for `Success`) and into OpenSearch"), key!("those of the destination and of the backup tell it")),
    absent(SQL, key!("Tables of more than 10,000 rows, `ServiceUnavailableException` of Kinesis Data Analytics"), key!("a lab is small, and its service always there")),
    absent(SQL, key!("Outer joins of two streams, `CREATE VIEW`, `CREATE FUNCTION`, `RANDOM_CUT_FOREST`, `HOTSPOTS` in SQL on streams"), key!("refused with the place in the text")),
    absent(DYNAMODB, key!("Batch and transactional calls, streams, backups, local indexes and `UpdateTable` of DynamoDB"), key!("leases need none of them")),
    absent(S3, key!("Object locks, ACLs, multipart uploads, replication in S3"), key!("they are not about events")),
    absent(KMS, key!("Real cryptography in KMS; grants, rotation, asymmetric keys"), key!("a stand-in that gives back what went in, and protects nothing")),
    absent(CLOUDWATCH, key!("Metric math, anomaly detection, composite alarms"), key!("next, as far as scaling needs them")),
    absent(PERMISSIONS, key!("Policies of organizations, permissions boundaries, session policies, managed policies and groups"), key!("not needed to see who may do what")),
    absent(LAB, key!("Prices of On-demand Advantage, of long-term reads, of shard-level metrics and of VPC delivery"), key!("not in exams; the rest is in the meter")),
    absent(LAB, key!("The wire protocols"), key!("later; calls are typed values with AWS's own names")),
    absent(LAB, key!("Regional differences"), key!("but for the FIFO throughput quota, all Regions are alike")),
];
