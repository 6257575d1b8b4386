//! What takes a node away: the call of its service, as the root user of its account.

use super::{by_root, by_root_of};
use crate::NodeId;
use queuelab::analytics::service::ApplicationId;
use queuelab::base::{ActorId, Timestamp};
use queuelab::call::Call;
use queuelab::cloud::{Cloud, Input};
use queuelab::firehose::{self, api::DeleteDeliveryStream};
use queuelab::kinesis::{self, api::DeleteStream, stream::StreamId};
use queuelab::lambda::{self, FunctionId, api::DeleteFunction};
use queuelab::s3::{self, BucketId, api::DeleteBucket};
use queuelab::sns::{api::DeleteTopic, topic::TopicId};
use queuelab::sqs::{api::DeleteQueue, queue::QueueId};
use queuelab::t;
use queuelab::{analytics, cloudwatch};

/// The input that takes a node away.
///
/// # Errors
/// Why there is none.
pub fn removal(cloud: &Cloud, id: NodeId) -> Result<Input, String> {
    let found = match id {
        NodeId::Actor(id) => cloud.actor(ActorId(id)).map(|actor| Input::RemoveActor(actor.id)),
        NodeId::Queue(id) => cloud
            .sqs()
            .queue(QueueId(id))
            .map(|queue| by_root(queue.key.account, queue.key.region, DeleteQueue { queue_url: queue.key.url() })),
        NodeId::Topic(id) => cloud
            .sns()
            .topic(TopicId(id))
            .map(|topic| by_root_of(&topic.key.arn(), DeleteTopic { topic_arn: topic.key.arn().to_string() })),
        NodeId::Stream(id) => cloud.kinesis().stream(StreamId(id)).map(|stream| {
            let arn = stream.key.arn();
            let wish = DeleteStream {
                stream_arn: Some(arn.to_string()),
                enforce_consumer_deletion: true,
                ..DeleteStream::default()
            };
            by_root_of(&arn, kinesis::api::Request::from(wish))
        }),
        NodeId::DeliveryStream(id) => cloud.firehose().stream(firehose::StreamId(id)).map(|stream| {
            let wish = DeleteDeliveryStream {
                delivery_stream_name: stream.key.name.to_string(),
                allow_force_delete: Some(true),
            };
            by_root_of(&stream.key.arn(), Call::Firehose(firehose::api::Request::from(wish)))
        }),
        NodeId::Function(id) => cloud.lambda().function(FunctionId(id)).map(|function| {
            let wish = DeleteFunction { function_name: function.arn().to_string() };
            by_root_of(&function.arn(), lambda::api::Request::from(wish))
        }),
        NodeId::Bucket(id) => cloud.s3().bucket_of(BucketId(id)).map(|bucket| {
            let wish = DeleteBucket { bucket: bucket.name.to_string() };
            by_root(bucket.owner, bucket.region, s3::api::Request::from(wish))
        }),
        NodeId::Alarm(number) => cloud.cloudwatch().alarms().find(|alarm| alarm.number == number).map(|alarm| {
            let wish = cloudwatch::api::DeleteAlarms { alarm_names: vec![alarm.key.name.to_string()] };
            by_root_of(&alarm.key.arn(), cloudwatch::api::Request::from(wish))
        }),
        NodeId::Application(id) => cloud.analytics().managed(ApplicationId(id)).map(|managed| {
            let wish = analytics::api::DeleteApplication {
                application_name: managed.key.name.to_string(),
                create_timestamp: Some(Timestamp::of(managed.created, cloud.epoch())),
            };
            by_root_of(&managed.key.arn(), analytics::api::Request::from(wish))
        }),
        NodeId::Endpoint(number) => cloud.endpoints().number(number).map(|endpoint| Input::Endpoint {
            kind: endpoint.kind,
            address: endpoint.address.to_string(),
            behaviour: None,
        }),
        NodeId::Crowd(_) => {
            return Err(t!(
                "It is not one node but all subscribers that have none; undo the subscription, or delete the topic."
            )
            .to_owned());
        }
    };
    found.ok_or_else(|| t!("It is not there any more.").to_owned())
}
