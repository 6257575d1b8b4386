//! Everything that can happen in a lab.

use super::OwnLimitSet;
use super::chaos::{Setting, Strike, Switch};
use super::deliveries::Fault;
use super::gate::Denial;
use super::input::Dials;
use crate::actors::ActorEvent;
use crate::analytics::AnalyticsEvent;
use crate::base::{ActorId, Arn, Origin, RequestId};
use crate::clock::Instant;
use crate::cloudwatch::CloudWatchEvent;
use crate::dynamodb::DynamoDbEvent;
use crate::endpoints::Kind;
use crate::firehose::FirehoseEvent;
use crate::iam::IamEvent;
use crate::kinesis::KinesisEvent;
use crate::kms::KmsEvent;
use crate::lambda::LambdaEvent;
use crate::limits::LimitSet;
use crate::notifiers::Trigger;
use crate::s3::S3Event;
use crate::sns::SnsEvent;
use crate::sqs::SqsEvent;
use std::sync::Arc;

/// Something that happened, with its place in time and its cause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Its number, from 0, without gaps.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// The event that led to it, where one did.
    pub after: Option<u64>,
    /// The request that it was part of; 0 for none.
    pub request: RequestId,
    /// Who stands behind it.
    pub origin: Origin,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum EventKind {
    /// In SQS.
    Sqs(SqsEvent),
    /// In SNS.
    Sns(SnsEvent),
    /// In IAM.
    Iam(IamEvent),
    /// In KMS.
    Kms(KmsEvent),
    /// In S3.
    S3(S3Event),
    /// In Lambda.
    Lambda(LambdaEvent),
    /// In Kinesis Data Streams.
    Kinesis(KinesisEvent),
    /// In Firehose.
    Firehose(FirehoseEvent),
    /// In Kinesis Data Analytics.
    Analytics(AnalyticsEvent),
    /// In DynamoDB.
    DynamoDb(DynamoDbEvent),
    /// An endpoint outside behaves in another way; false where it was forgotten.
    EndpointSet(Kind, Arc<str>, bool),
    /// In CloudWatch.
    CloudWatch(CloudWatchEvent),
    /// A service outside of the lab did something, and tells a topic of it.
    Triggered(Trigger, Arn),
    /// A call was refused.
    Refused {
        operation: &'static str,
        code: &'static str,
        message: String,
        /// What permissions had against it, where it was they.
        denial: Option<Arc<Denial>>,
    },
    /// A call that changes nothing was answered.
    Answered { operation: &'static str },
    /// A producer or consumer did something by itself.
    Actor(ActorId, ActorEvent),
    /// A producer or consumer was added.
    ActorAdded(ActorId),
    /// A producer or consumer got another configuration.
    ActorChanged(ActorId),
    /// A producer or consumer was removed.
    ActorRemoved(ActorId, String),
    /// An endpoint began to misbehave, or ceased to.
    FaultSet(Arc<str>, Option<Fault>),
    /// Something was broken on purpose, or mended.
    Chaos(Arc<Switch>, Setting),
    /// What is broken had an effect.
    Struck(Arc<Strike>),
    /// Another set of limits is in force.
    LimitsChanged(LimitSet),
    /// A figure is not AWS's any more, or is again.
    OwnLimit(OwnLimitSet),
    /// The dials of chance and latency were turned.
    DialsChanged(Dials),
    /// The lab stopped itself, as nothing but work at one instant went on.
    Halted,
}
