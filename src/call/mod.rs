//! Every call to every service as one type, and its answer.
//!
//! Actors, people, scripts and the wire all speak this; nothing reaches a service by another way.

mod network;

pub use network::{NetworkError, TIMEOUT, Waited};

use crate::analytics::{self, AnalyticsError};
use crate::base::form::Form;
use crate::base::wire::{Field, read_by_value, tagged};
use crate::cloudwatch::{self, CloudWatchError};
use crate::dynamodb::{self, DynamoDbError};
use crate::firehose::{self, FirehoseError};
use crate::iam::{self, IamError};
use crate::kinesis::{self, KinesisError};
use crate::kms::{self, KmsError};
use crate::lambda::{self, LambdaError};
use crate::s3::{self, S3Error};
use crate::sns::{self, SnsError};
use crate::sqs::{self, SqsError};
use serde::Serialize;

/// Declares the services that can be called: their variant, module, short name and error.
macro_rules! services {
    ($($(#[$doc:meta])* $service:ident $module:ident $name:literal $error:ty),* $(,)?) => {
        /// A call to a service.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(tag = "Service", rename_all = "lowercase")]
        pub enum Call { $($(#[$doc])* $service($module::api::Request)),* }

        impl Field for Call {
            fn read(value: serde_json::Value) -> Result<Self, String> {
                let (service, value) = tagged(value, "Service")?;
                match service.as_str() {
                    $($name => Field::read(value).map(Self::$service),)*
                    _ => Err(format!("unknown service `{service}`")),
                }
            }
        }

        /// A service's answer.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(untagged)]
        pub enum Reply { $($(#[$doc])* $service($module::api::Reply)),* }

        /// Why a call failed: a service's refusal, or that no answer came.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum CallError {
            $($(#[$doc])* #[error(transparent)] $service(#[from] $error),)*
            /// Nothing came back; the client's own error.
            #[error(transparent)]
            Network(#[from] NetworkError),
        }

        impl Call {
            /// The operations of each service, by its short name.
            pub const SERVICES: &'static [(&'static str, &'static [&'static str])] =
                &[$(($name, $module::api::Request::OPERATIONS)),*];

            /// What an operation takes; nothing where there is no such service or operation.
            pub fn form_of(service: &str, operation: &str) -> Option<Form> {
                match service {
                    $($name => $module::api::Request::form_of(operation),)*
                    _ => None,
                }
            }

            /// The service's short name.
            pub const fn service(&self) -> &'static str {
                match self { $(Self::$service(_) => $name),* }
            }

            /// The operation's name.
            pub const fn operation(&self) -> &'static str {
                match self { $(Self::$service(request) => request.operation()),* }
            }
        }

        impl CallError {
            /// The code that current SDKs show.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$service(error) => error.code.names().0,)*
                    Self::Network(error) => error.waited.code(),
                }
            }

            /// The HTTP status; 0 where nothing came back.
            pub const fn http_status(&self) -> u16 {
                match self {
                    $(Self::$service(error) => error.code.names().1,)*
                    Self::Network(_) => 0,
                }
            }

            /// AWS's sentence, or the client's.
            pub fn message(&self) -> &str {
                match self {
                    $(Self::$service(error) => &error.message,)*
                    Self::Network(error) => &error.message,
                }
            }
        }
    };
}

services! {
    /// SQS.
    Sqs sqs "sqs" SqsError,
    /// SNS.
    Sns sns "sns" SnsError,
    /// IAM.
    Iam iam "iam" IamError,
    /// KMS.
    Kms kms "kms" KmsError,
    /// S3.
    S3 s3 "s3" S3Error,
    /// CloudWatch.
    CloudWatch cloudwatch "cloudwatch" CloudWatchError,
    /// Lambda.
    Lambda lambda "lambda" LambdaError,
    /// Kinesis Data Streams.
    Kinesis kinesis "kinesis" KinesisError,
    /// Firehose.
    Firehose firehose "firehose" FirehoseError,
    /// DynamoDB.
    DynamoDb dynamodb "dynamodb" DynamoDbError,
    /// Kinesis Data Analytics.
    Analytics analytics "analytics" AnalyticsError,
}

read_by_value!(Call);

/// What a call comes to.
pub type CallResult = Result<Reply, CallError>;

impl Call {
    /// What the call is about, as the request names it.
    pub fn resource(&self) -> Option<&str> {
        match self {
            Self::Sqs(request) => request.queue_url().or(match request {
                sqs::api::Request::CreateQueue(r) => Some(&r.queue_name),
                sqs::api::Request::GetQueueUrl(r) => Some(&r.queue_name),
                sqs::api::Request::StartMessageMoveTask(r) => Some(&r.source_arn),
                sqs::api::Request::ListMessageMoveTasks(r) => Some(&r.source_arn),
                _ => None,
            }),
            Self::Sns(request) => request.topic_arn().or(match request {
                sns::api::Request::CreateTopic(r) => Some(&r.name),
                sns::api::Request::GetSubscriptionAttributes(r) => Some(&r.subscription_arn),
                sns::api::Request::SetSubscriptionAttributes(r) => Some(&r.subscription_arn),
                sns::api::Request::Unsubscribe(r) => Some(&r.subscription_arn),
                _ => None,
            }),
            Self::Iam(request) => request.name(),
            Self::Kms(request) => request.key_id(),
            Self::S3(request) => request.bucket(),
            Self::Lambda(request) => request.function_name().or(request.mapping_name()).or(match request {
                lambda::api::Request::CreateEventSourceMapping(r) => r.event_source_arn.as_deref(),
                _ => None,
            }),
            Self::Firehose(request) => request.stream_name(),
            Self::Analytics(request) => request.application().or(match request {
                analytics::api::Request::DiscoverInputSchema(r) => r.resource_arn.as_deref(),
                _ => None,
            }),
            Self::DynamoDb(request) => request.table_name(),
            Self::CloudWatch(request) => request.alarm_names().first().map(String::as_str),
            Self::Kinesis(request) => {
                request.resource_arn().or_else(|| request.stream().and_then(|named| named.name.or(named.arn)))
            }
        }
    }
}

impl<R: Into<sqs::api::Request>> From<R> for Call {
    fn from(request: R) -> Self {
        Self::Sqs(request.into())
    }
}

/// Requests of the services that are called less often go through their service's own enum.
macro_rules! requests_of {
    ($($service:ident $module:ident),* $(,)?) => {$(
        impl From<$module::api::Request> for Call {
            fn from(request: $module::api::Request) -> Self {
                Self::$service(request)
            }
        }
    )*};
}

requests_of!(
    Iam iam,
    Kms kms,
    S3 s3,
    CloudWatch cloudwatch,
    Lambda lambda,
    Kinesis kinesis,
    Firehose firehose,
    Analytics analytics,
    DynamoDb dynamodb,
);

/// Each request of SNS as a call; a second rule for all of them would stand against that of SQS.
macro_rules! calls_of_sns {
    ($($name:ident),* $(,)?) => {$(
        impl From<sns::api::$name> for Call {
            fn from(request: sns::api::$name) -> Self {
                Self::Sns(request.into())
            }
        }
    )*};
}

calls_of_sns!(
    AddPermission,
    CheckIfPhoneNumberIsOptedOut,
    ConfirmSubscription,
    CreatePlatformApplication,
    CreatePlatformEndpoint,
    CreateSMSSandboxPhoneNumber,
    CreateTopic,
    DeleteEndpoint,
    DeletePlatformApplication,
    DeleteSMSSandboxPhoneNumber,
    DeleteTopic,
    GetDataProtectionPolicy,
    GetEndpointAttributes,
    GetPlatformApplicationAttributes,
    GetSMSAttributes,
    GetSMSSandboxAccountStatus,
    GetSubscriptionAttributes,
    GetTopicAttributes,
    ListEndpointsByPlatformApplication,
    ListOriginationNumbers,
    ListPhoneNumbersOptedOut,
    ListPlatformApplications,
    ListSMSSandboxPhoneNumbers,
    ListSubscriptions,
    ListSubscriptionsByTopic,
    ListTagsForResource,
    ListTopics,
    OptInPhoneNumber,
    Publish,
    PublishBatch,
    PutDataProtectionPolicy,
    RemovePermission,
    SetEndpointAttributes,
    SetPlatformApplicationAttributes,
    SetSMSAttributes,
    SetSubscriptionAttributes,
    SetTopicAttributes,
    Subscribe,
    TagResource,
    Unsubscribe,
    UntagResource,
    VerifySMSSandboxPhoneNumber,
);
