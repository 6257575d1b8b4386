//! The operations of SNS as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    AddPermission => Empty,
    ConfirmSubscription => SubscriptionArnResult,
    CreateTopic => TopicArnResult,
    DeleteTopic => Empty,
    GetSubscriptionAttributes => AttributesResult,
    GetTopicAttributes => AttributesResult,
    ListSubscriptions => ListSubscriptionsResult,
    ListSubscriptionsByTopic => ListSubscriptionsResult,
    ListTagsForResource => ListTagsResult,
    ListTopics => ListTopicsResult,
    Publish => PublishResult,
    PublishBatch => PublishBatchResult,
    RemovePermission => Empty,
    SetSubscriptionAttributes => Empty,
    SetTopicAttributes => Empty,
    Subscribe => SubscriptionArnResult,
    TagResource => Empty,
    Unsubscribe => Empty,
    UntagResource => Empty,
}

impl Request {
    /// The topic that the request names, for the operations that do.
    pub fn topic_arn(&self) -> Option<&str> {
        match self {
            Self::AddPermission(r) => Some(&r.topic_arn),
            Self::ConfirmSubscription(r) => Some(&r.topic_arn),
            Self::DeleteTopic(r) => Some(&r.topic_arn),
            Self::GetTopicAttributes(r) => Some(&r.topic_arn),
            Self::ListSubscriptionsByTopic(r) => Some(&r.topic_arn),
            Self::ListTagsForResource(r) => Some(&r.resource_arn),
            Self::Publish(r) => r.topic_arn.as_deref().or(r.target_arn.as_deref()),
            Self::PublishBatch(r) => Some(&r.topic_arn),
            Self::RemovePermission(r) => Some(&r.topic_arn),
            Self::SetTopicAttributes(r) => Some(&r.topic_arn),
            Self::Subscribe(r) => Some(&r.topic_arn),
            Self::TagResource(r) => Some(&r.resource_arn),
            Self::UntagResource(r) => Some(&r.resource_arn),
            Self::CreateTopic(_)
            | Self::GetSubscriptionAttributes(_)
            | Self::ListSubscriptions(_)
            | Self::ListTopics(_)
            | Self::SetSubscriptionAttributes(_)
            | Self::Unsubscribe(_) => None,
        }
    }
}
