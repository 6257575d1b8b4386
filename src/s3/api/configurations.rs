//! The structures inside of requests and answers: tags, notification rules, lifecycle rules, and what is to be deleted.
//!
//! They are data only; what may stand in them is said where they are read.

use crate::base::wire::{is_default, requests, write};
use crate::s3::name::percent_decoded;
use std::collections::BTreeMap;

/// Texts by name, in order of name.
pub type Attributes = BTreeMap<String, String>;

requests! {
    /// Where a bucket is made.
    CreateBucketConfiguration {
        /// The Region, which must be that of the endpoint; absent for `us-east-1`, whose endpoint takes all others too.
        location_constraint: Option<String>,
    }
    /// Whether a bucket keeps older versions.
    VersioningConfiguration {
        /// `Enabled` or `Suspended`.
        status: Option<String>,
    }
    /// A tag.
    Tag {
        /// 1 to 128 characters.
        key: String,
        /// 0 to 256 characters.
        value: String,
    }
    /// All tags of an object.
    Tagging {
        /// At most ten.
        tag_set: Vec<Tag>,
    }
    /// What a batch deletes.
    Delete {
        /// 1 to 1,000.
        objects: Vec<ObjectIdentifier>,
        /// Whether only errors are answered.
        quiet: Option<bool>,
    }
    /// An object or a version of it.
    ObjectIdentifier {
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
    }
    /// Who hears of which changes. It always stands for all rules of the bucket: what it leaves out ends.
    NotificationConfiguration {
        /// Rules for SNS topics.
        topic_configurations: Vec<TopicConfiguration>,
        /// Rules for SQS queues.
        queue_configurations: Vec<QueueConfiguration>,
        /// Rules for Lambda functions.
        lambda_function_configurations: Vec<LambdaFunctionConfiguration>,
        /// Present, and empty, where everything also goes to Amazon EventBridge.
        event_bridge_configuration: Option<Attributes>,
    }
    /// A rule for a queue.
    QueueConfiguration {
        /// At most 255 characters; drawn when absent.
        id: Option<String>,
        /// A standard queue in the bucket's Region.
        queue_arn: String,
        /// Event types and wildcards.
        events: Vec<String>,
        /// Which keys; absent for all.
        filter: Option<NotificationFilter>,
    }
    /// A rule for a topic.
    TopicConfiguration {
        /// At most 255 characters; drawn when absent.
        id: Option<String>,
        /// A standard topic in the bucket's Region.
        topic_arn: String,
        /// Event types and wildcards.
        events: Vec<String>,
        /// Which keys; absent for all.
        filter: Option<NotificationFilter>,
    }
    /// A rule for a function.
    LambdaFunctionConfiguration {
        /// At most 255 characters; drawn when absent.
        id: Option<String>,
        /// A function in the bucket's Region, also with a version or an alias.
        lambda_function_arn: String,
        /// Event types and wildcards.
        events: Vec<String>,
        /// Which keys; absent for all.
        filter: Option<NotificationFilter>,
    }
    /// Which keys a rule is about.
    NotificationFilter {
        /// By their names.
        key: Option<S3KeyFilter>,
    }
    /// The same by prefix and suffix.
    S3KeyFilter {
        /// At most one of each name.
        filter_rules: Vec<FilterRule>,
    }
    /// A prefix or a suffix.
    FilterRule {
        /// `prefix` or `suffix`, in any letters.
        name: String,
        /// 1 to 1,024 bytes; special characters as `%XX`.
        value: String,
    }
    /// When objects expire.
    BucketLifecycleConfiguration {
        /// 1 to 1,000.
        rules: Vec<LifecycleRule>,
    }
    /// A rule of it.
    LifecycleRule {
        /// At most 255 characters; drawn when absent.
        id as "ID": Option<String>,
        /// `Enabled` or `Disabled`.
        status: String,
        /// Which keys. This or `prefix` must be there.
        filter: Option<LifecycleRuleFilter>,
        /// Which keys, as older configurations say it.
        prefix: Option<String>,
        /// When.
        expiration: Option<LifecycleExpiration>,
    }
    /// Which keys a lifecycle rule is about.
    LifecycleRuleFilter {
        /// How keys begin; absent for all.
        prefix: Option<String>,
    }
    /// When a lifecycle rule lets objects expire.
    LifecycleExpiration {
        /// After how many days, from 1.
        days: Option<i64>,
    }
}

/// The parts of `CopySource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The version; absent for the newest.
    pub version_id: Option<String>,
}

impl CopySource {
    /// Reads `bucket/key` or `/bucket/key`, with `?versionId=…` behind it, encoded as in a URL.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, version_id) = match text.split_once("?versionId=") {
            Some((path, version)) => (path, Some(version.to_owned())),
            None => (text, None),
        };
        let path = percent_decoded(path);
        let (bucket, key) = path.strip_prefix('/').unwrap_or(&path).split_once('/')?;
        let is_named = !bucket.is_empty() && !key.is_empty();
        is_named.then(|| Self { bucket: bucket.to_owned(), key: key.to_owned(), version_id })
    }
}
