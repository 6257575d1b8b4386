//! A bucket that tells a topic of its uploads, and two queues behind the topic, one of which does not let the topic in.

use super::{call, open_to, queue, reader, subscribe, topic, topic_arn};
use crate::clock::{Duration, Instant};
use crate::cloud::Input;
use crate::s3;
use crate::session::Logged;

/// A policy that lets a bucket publish to a topic.
fn open_to_bucket(topic: &str, bucket: &str) -> String {
    format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"s3.amazonaws.com\"}},\
         \"Action\":\"SNS:Publish\",\"Resource\":\"{}\",\"Condition\":{{\"ArnEquals\":{{\"aws:SourceArn\":\"arn:aws:s3:::{bucket}\"}}}}}}]}}",
        topic_arn(topic)
    )
}

/// The bucket of the lab; names of buckets are nobody else's in all of AWS.
const BUCKET: &str = "ann-photos";

/// What is there at the beginning.
pub(super) fn inputs() -> Vec<Input> {
    let s3 = |request: s3::api::Request| call(request);
    let filter = |name: &str, value: &str| s3::api::FilterRule { name: name.to_owned(), value: value.to_owned() };
    let filter_rules = vec![filter("prefix", "photos/"), filter("suffix", ".jpg")];
    let rule = s3::api::TopicConfiguration {
        id: Some("photos".to_owned()),
        topic_arn: topic_arn("uploads").to_string(),
        events: vec!["s3:ObjectCreated:*".to_owned()],
        filter: Some(s3::api::NotificationFilter { key: Some(s3::api::S3KeyFilter { filter_rules }) }),
    };
    let rules = s3::api::NotificationConfiguration { topic_configurations: vec![rule], ..Default::default() };
    let notification = s3::api::PutBucketNotificationConfiguration {
        bucket: BUCKET.to_owned(),
        notification_configuration: Some(rules),
        skip_destination_validation: None,
    };
    vec![
        topic("uploads", &[("Policy", &open_to_bucket("uploads", BUCKET))]),
        queue("index", &[("Policy", &open_to("index", "uploads"))]),
        queue("resize", &[]),
        subscribe("uploads", "index", &[]),
        subscribe("uploads", "resize", &[]),
        s3(s3::api::CreateBucket { bucket: BUCKET.to_owned(), ..s3::api::CreateBucket::default() }.into()),
        s3(notification.into()),
        reader("indexer", "index", 800),
        reader("resizer", "resize", 1_500),
    ]
}

/// Five photos, one a second.
pub(super) fn later() -> impl Iterator<Item = Logged> {
    (1..=5).map(|number: u64| {
        let request: s3::api::Request = s3::api::PutObject {
            bucket: BUCKET.to_owned(),
            key: format!("photos/beach-{number}.jpg"),
            simulated_size: Some(3_145_728),
            content_type: Some("image/jpeg".to_owned()),
            ..s3::api::PutObject::default()
        }
        .into();
        Logged { at: Instant::ZERO.after(Duration::from_secs(number)), input: call(request).into() }
    })
}
