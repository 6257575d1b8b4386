//! What the page does with delivery streams, wherever it is asked to: how they subscribe to topics.

use super::lab::Lab;
use super::topics;
use queuelab::firehose::StreamId;
use queuelab::sns::api::Subscribe;
use queuelab::t;

/// Subscribes a delivery stream to a topic, by a role that SNS puts with.
pub fn subscribe(lab: Lab, topic: u32, stream: u32) {
    let arn = lab.peek(|session| session.cloud().firehose().stream(StreamId(stream)).map(|stream| stream.key.arn()));
    let (Some(arn), Some(topic_arn)) = (arn, topics::arn_of(lab, topic)) else { return };
    let role = format!("arn:aws:iam::{}:role/sns-firehose", arn.account);
    let request = Subscribe {
        topic_arn: topic_arn.to_string(),
        protocol: "firehose".to_owned(),
        endpoint: Some(arn.to_string()),
        attributes: [("SubscriptionRoleArn".to_owned(), role)].into(),
        ..Subscribe::default()
    };
    if lab.try_call(request) {
        lab.notify(
            t!("{stream} now gets what is published to {topic}.", stream = arn.resource, topic = topic_arn.resource),
            false,
        );
    }
}
