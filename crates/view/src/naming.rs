//! What nodes are called: their names, and the words for what they are.

use super::NodeId;
use super::badges::kind_name;
use queuelab::actors::Role;
use queuelab::analytics::service::ApplicationId;
use queuelab::base::ActorId;
use queuelab::cloud::Cloud;
use queuelab::firehose;
use queuelab::kinesis::stream::StreamId;
use queuelab::lambda::FunctionId;
use queuelab::s3::BucketId;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::queue::QueueId;
use queuelab::t;

/// A node's name; empty once it is gone.
pub fn name(cloud: &Cloud, id: NodeId) -> String {
    let found = match id {
        NodeId::Queue(id) => cloud.sqs().queue(QueueId(id)).map(|queue| queue.key.name.to_string()),
        NodeId::Actor(id) => cloud.actor(ActorId(id)).map(|actor| actor.name().to_owned()),
        NodeId::Topic(id) => cloud.sns().topic(TopicId(id)).map(|topic| topic.key.name.to_string()),
        NodeId::Bucket(id) => cloud.s3().bucket_of(BucketId(id)).map(|bucket| bucket.name.to_string()),
        NodeId::Alarm(id) => {
            cloud.cloudwatch().alarms().find(|alarm| alarm.number == id).map(|alarm| alarm.key.name.to_string())
        }
        NodeId::Function(id) => cloud.lambda().function(FunctionId(id)).map(|function| function.key.name.to_string()),
        NodeId::Endpoint(id) => cloud.endpoints().number(id).map(|endpoint| endpoint.address.to_string()),
        NodeId::Crowd(topic) => {
            cloud.sns().topic(TopicId(topic)).map(|topic| t!("subscribers of {name}", name = topic.key.name))
        }
        NodeId::Stream(id) => cloud.kinesis().stream(StreamId(id)).map(|stream| stream.key.name.to_string()),
        NodeId::DeliveryStream(id) => {
            cloud.firehose().stream(firehose::StreamId(id)).map(|stream| stream.key.name.to_string())
        }
        NodeId::Application(id) => {
            cloud.analytics().managed(ApplicationId(id)).map(|managed| managed.key.name.to_string())
        }
    };
    found.unwrap_or_default()
}

/// The word for what a node is, before its name.
pub fn kind(cloud: &Cloud, id: NodeId) -> &'static str {
    match id {
        NodeId::Queue(_) => t!("queue"),
        NodeId::Actor(id) => match cloud.actor(ActorId(id)).map(|actor| &actor.role) {
            Some(Role::Producer(_)) => t!("producer"),
            Some(Role::Consumer(_)) => t!("consumer"),
            Some(Role::Writer(_)) => t!("stream producer"),
            Some(Role::Kcl(_)) => t!("worker"),
            Some(Role::Reader(_)) => t!("stream reader"),
            Some(Role::Agent(_)) => t!("agent"),
            None => t!("program"),
        },
        NodeId::Topic(_) => t!("topic"),
        NodeId::Bucket(_) => t!("bucket"),
        NodeId::Alarm(_) => t!("alarm"),
        NodeId::Function(_) => t!("function"),
        NodeId::Endpoint(id) => {
            cloud.endpoints().number(id).map_or(t!("endpoint"), |endpoint| kind_name(endpoint.kind))
        }
        NodeId::Crowd(_) => t!("the"),
        NodeId::Stream(_) => t!("stream"),
        NodeId::DeliveryStream(_) => t!("delivery stream"),
        NodeId::Application(_) => t!("SQL application"),
    }
}

/// Both, as a sentence needs it.
pub fn named(cloud: &Cloud, id: NodeId) -> String {
    let (kind, name) = (kind(cloud, id), name(cloud, id));
    // Most programs are called "producer 2".
    if name.to_lowercase().starts_with(&kind.to_lowercase()) { name } else { format!("{kind} {name}") }
}
