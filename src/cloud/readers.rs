//! What can be read of a lab: its time, its services, its actors, and what is under way.

use super::{Cloud, Dials, Meter, Parcel};
use crate::actors::Actor;
use crate::analytics::Analytics;
use crate::base::ActorId;
use crate::clock::{Epoch, Instant};
use crate::cloudwatch::CloudWatch;
use crate::dynamodb::DynamoDb;
use crate::endpoints::Endpoints;
use crate::firehose::Firehose;
use crate::iam::Iam;
use crate::kinesis::Kinesis;
use crate::kms::Kms;
use crate::lambda::Lambda;
use crate::limits::LimitSet;
use crate::s3::S3;
use crate::sns::Sns;
use crate::sqs::Sqs;

impl Cloud {
    /// The logical time.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// When the lab began in the calendar.
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// SQS.
    pub const fn sqs(&self) -> &Sqs {
        &self.sqs
    }

    /// SNS.
    pub const fn sns(&self) -> &Sns {
        &self.sns
    }

    /// Users and roles, and what their own policies say.
    pub const fn iam(&self) -> &Iam {
        &self.iam
    }

    /// KMS: keys, their policies, and the data keys that services keep.
    pub const fn kms(&self) -> &Kms {
        &self.kms
    }

    /// S3: buckets and objects.
    pub const fn s3(&self) -> &S3 {
        &self.s3
    }

    /// CloudWatch: alarms and metrics.
    pub const fn cloudwatch(&self) -> &CloudWatch {
        &self.cloudwatch
    }

    /// Lambda: functions, and what they are doing.
    pub const fn lambda(&self) -> &Lambda {
        &self.lambda
    }

    /// Kinesis Data Streams: streams and their consumers.
    pub const fn kinesis(&self) -> &Kinesis {
        &self.kinesis
    }

    /// Firehose: delivery streams.
    pub const fn firehose(&self) -> &Firehose {
        &self.firehose
    }

    /// Kinesis Data Analytics: applications.
    pub const fn analytics(&self) -> &Analytics {
        &self.analytics
    }

    /// DynamoDB: tables and their items.
    pub const fn dynamodb(&self) -> &DynamoDb {
        &self.dynamodb
    }

    /// HTTP endpoints, inboxes, phones and devices.
    pub const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Producers and consumers by number.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values().map(|actor| &**actor)
    }

    /// The actor of that number.
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(&id).map(|actor| &**actor)
    }

    /// What is under way.
    pub fn parcels(&self) -> impl Iterator<Item = &Parcel> {
        self.parcels.values()
    }

    /// Calls and their price.
    pub const fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The dials.
    pub const fn dials(&self) -> &Dials {
        &self.dials
    }

    /// Which limits are in force.
    pub const fn limits(&self) -> LimitSet {
        self.sqs.limits.set
    }

    /// Whether the lab stopped itself.
    pub const fn halted(&self) -> bool {
        self.halted
    }

    /// The number of the next event.
    pub const fn next_seq(&self) -> u64 {
        self.next_seq
    }
}
