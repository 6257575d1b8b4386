//! The operations of SNS as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod push;
mod requests;
mod results;
mod sms;

use crate::base::wire::operations;

pub use push::*;
pub use requests::*;
pub use results::*;
pub use sms::*;

operations! {
    AddPermission => Empty,
    CheckIfPhoneNumberIsOptedOut => IsOptedOutResult,
    ConfirmSubscription => SubscriptionArnResult,
    CreatePlatformApplication => PlatformApplicationArnResult,
    CreatePlatformEndpoint => EndpointArnResult,
    CreateSMSSandboxPhoneNumber => Empty,
    CreateTopic => TopicArnResult,
    DeleteEndpoint => Empty,
    DeletePlatformApplication => Empty,
    DeleteSMSSandboxPhoneNumber => Empty,
    DeleteTopic => Empty,
    GetDataProtectionPolicy => DataProtectionPolicyResult,
    GetEndpointAttributes => AttributesResult,
    GetPlatformApplicationAttributes => AttributesResult,
    GetSMSAttributes => SMSAttributesResult,
    GetSMSSandboxAccountStatus => SMSSandboxAccountStatusResult,
    GetSubscriptionAttributes => AttributesResult,
    GetTopicAttributes => AttributesResult,
    ListEndpointsByPlatformApplication => ListEndpointsResult,
    ListOriginationNumbers => ListOriginationNumbersResult,
    ListPhoneNumbersOptedOut => PhoneNumbersOptedOutResult,
    ListPlatformApplications => ListPlatformApplicationsResult,
    ListSMSSandboxPhoneNumbers => ListSMSSandboxPhoneNumbersResult,
    ListSubscriptions => ListSubscriptionsResult,
    ListSubscriptionsByTopic => ListSubscriptionsResult,
    ListTagsForResource => ListTagsResult,
    ListTopics => ListTopicsResult,
    OptInPhoneNumber => Empty,
    Publish => PublishResult,
    PublishBatch => PublishBatchResult,
    PutDataProtectionPolicy => Empty,
    RemovePermission => Empty,
    SetEndpointAttributes => Empty,
    SetPlatformApplicationAttributes => Empty,
    SetSMSAttributes => Empty,
    SetSubscriptionAttributes => Empty,
    SetTopicAttributes => Empty,
    Subscribe => SubscriptionArnResult,
    TagResource => Empty,
    Unsubscribe => Empty,
    UntagResource => Empty,
    VerifySMSSandboxPhoneNumber => Empty,
}

impl Request {
    /// The topic that the request names, for the operations that do.
    pub fn topic_arn(&self) -> Option<&str> {
        match self {
            Self::AddPermission(r) => Some(&r.topic_arn),
            Self::ConfirmSubscription(r) => Some(&r.topic_arn),
            Self::DeleteTopic(r) => Some(&r.topic_arn),
            Self::GetDataProtectionPolicy(r) => Some(&r.resource_arn),
            Self::GetTopicAttributes(r) => Some(&r.topic_arn),
            Self::ListSubscriptionsByTopic(r) => Some(&r.topic_arn),
            Self::ListTagsForResource(r) => Some(&r.resource_arn),
            Self::Publish(r) => r.topic_arn.as_deref().or(r.target_arn.as_deref()),
            Self::PublishBatch(r) => Some(&r.topic_arn),
            Self::PutDataProtectionPolicy(r) => Some(&r.resource_arn),
            Self::RemovePermission(r) => Some(&r.topic_arn),
            Self::SetTopicAttributes(r) => Some(&r.topic_arn),
            Self::Subscribe(r) => Some(&r.topic_arn),
            Self::TagResource(r) => Some(&r.resource_arn),
            Self::UntagResource(r) => Some(&r.resource_arn),
            Self::CheckIfPhoneNumberIsOptedOut(_)
            | Self::CreatePlatformApplication(_)
            | Self::CreatePlatformEndpoint(_)
            | Self::CreateSMSSandboxPhoneNumber(_)
            | Self::CreateTopic(_)
            | Self::DeleteEndpoint(_)
            | Self::DeletePlatformApplication(_)
            | Self::DeleteSMSSandboxPhoneNumber(_)
            | Self::GetEndpointAttributes(_)
            | Self::GetPlatformApplicationAttributes(_)
            | Self::GetSMSAttributes(_)
            | Self::GetSMSSandboxAccountStatus(_)
            | Self::GetSubscriptionAttributes(_)
            | Self::ListEndpointsByPlatformApplication(_)
            | Self::ListOriginationNumbers(_)
            | Self::ListPhoneNumbersOptedOut(_)
            | Self::ListPlatformApplications(_)
            | Self::ListSMSSandboxPhoneNumbers(_)
            | Self::ListSubscriptions(_)
            | Self::ListTopics(_)
            | Self::OptInPhoneNumber(_)
            | Self::SetEndpointAttributes(_)
            | Self::SetPlatformApplicationAttributes(_)
            | Self::SetSMSAttributes(_)
            | Self::SetSubscriptionAttributes(_)
            | Self::Unsubscribe(_)
            | Self::VerifySMSSandboxPhoneNumber(_) => None,
        }
    }
}
