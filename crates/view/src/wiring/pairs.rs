//! Pairs of nodes that can meet: what each pair comes to, given in one order of the two.

use super::{Form, Reason, Wiring};
use crate::NodeId;
use crate::forms::queue::dead_letter_refusal;
use crate::geometry::target_of_subscription;
use queuelab::actors::{ActorConfig, Role};
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::Cloud;
use queuelab::endpoints::Kind;
use queuelab::firehose::{Source, StreamId as DeliveryId};
use queuelab::kinesis::stream::StreamId;
use queuelab::lambda::FunctionId;
use queuelab::s3::BucketId;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::queue::QueueId;
use queuelab::t;

/// Of a topic's subscriptions so many are looked at; a crowd has no nodes.
const LOOKED_AT: usize = 500;

type Verdict = Result<Wiring, Reason>;

fn never<T>(text: impl Into<String>) -> Result<T, Reason> {
    Err(Reason::Never(text.into()))
}

fn already<T>(text: impl Into<String>) -> Result<T, Reason> {
    Err(Reason::Already(text.into()))
}

/// A node of the pair went away since it was named.
fn gone<T>() -> Result<T, Reason> {
    never(t!("It is not there any more."))
}

/// What the pair comes to, if it is one of those that can meet, named in this order.
pub(super) fn of(cloud: &Cloud, a: NodeId, b: NodeId) -> Option<Verdict> {
    use NodeId::{Actor, Alarm, Application, Bucket, Crowd, DeliveryStream, Endpoint, Function, Queue, Stream, Topic};
    Some(match (a, b) {
        (Actor(actor), Queue(_) | Topic(_) | Stream(_) | DeliveryStream(_)) => work(cloud, actor, b),
        (Actor(actor), Bucket(_)) => store(cloud, actor),
        (Queue(source), Queue(target)) => dead_letter(cloud, source, target),
        (Topic(topic), Queue(_) | Function(_) | DeliveryStream(_) | Endpoint(_)) => subscribe(cloud, topic, b),
        (Topic(topic), Crowd(of)) if topic == of => already(t!("They are its subscribers.")),
        (Function(function), Queue(_) | Stream(_)) => map(cloud, function, b),
        (Bucket(bucket), Queue(_) | Topic(_) | Function(_)) => notify(cloud, bucket, b),
        (Alarm(id), Topic(_) | Queue(_) | Stream(_) | DeliveryStream(_) | Function(_)) => {
            Ok(Wiring::Form(Form::Alarm(id)))
        }
        (DeliveryStream(stream), Stream(source)) => source_of(cloud, stream, source),
        (DeliveryStream(stream), Bucket(_) | Function(_)) => Ok(Wiring::Form(Form::DeliveryStream(stream))),
        (Application(id), Stream(_) | DeliveryStream(_) | Function(_) | Bucket(_)) => application(cloud, id, b),
        _ => return None,
    })
}

/// The ARN of a place that actors work with.
fn arn_of(cloud: &Cloud, id: NodeId) -> Option<Arn> {
    match id {
        NodeId::Queue(id) => cloud.sqs().queue(QueueId(id)).map(|queue| queue.key.arn()),
        NodeId::Topic(id) => cloud.sns().topic(TopicId(id)).map(|topic| topic.key.arn()),
        NodeId::Stream(id) => cloud.kinesis().stream(StreamId(id)).map(|stream| stream.key.arn()),
        NodeId::DeliveryStream(id) => cloud.firehose().stream(DeliveryId(id)).map(|stream| stream.key.arn()),
        NodeId::Function(id) => cloud.lambda().function(FunctionId(id)).map(queuelab::lambda::Function::arn),
        _ => None,
    }
}

fn work(cloud: &Cloud, actor: u32, place: NodeId) -> Verdict {
    let (Some(found), Some(arn)) = (cloud.actor(ActorId(actor)), arn_of(cloud, place)) else { return gone() };
    if found.queue() == Some(&arn) {
        return already(t!("They work together already."));
    }
    let wrong = match (&found.config(), place) {
        (ActorConfig::Producer(_), NodeId::Stream(_)) => {
            t!("A producer of messages sends to queues and topics; add a stream producer for records.")
        }
        (ActorConfig::Consumer(_), NodeId::Stream(_)) => {
            t!("A consumer of messages receives from queues; add a stream reader for records.")
        }
        (ActorConfig::Consumer(_), NodeId::Topic(_)) => {
            t!("A consumer receives from queues: subscribe a queue to the topic, and let it read that.")
        }
        (ActorConfig::Writer(_), NodeId::Queue(_) | NodeId::Topic(_)) => {
            t!("A stream producer puts records into data streams; add a producer for messages.")
        }
        (ActorConfig::Agent(_), NodeId::Queue(_) | NodeId::Topic(_)) => {
            t!("A Kinesis Agent puts lines into data streams and delivery streams only.")
        }
        (ActorConfig::Reader(_) | ActorConfig::Kcl(_), NodeId::Queue(_) | NodeId::Topic(_)) => {
            t!("A stream reader reads data streams; add a consumer for messages.")
        }
        (ActorConfig::Writer(_), NodeId::DeliveryStream(_)) => {
            t!("A stream producer puts into data streams; a producer or an agent puts into delivery streams.")
        }
        (ActorConfig::Consumer(_) | ActorConfig::Reader(_) | ActorConfig::Kcl(_), NodeId::DeliveryStream(_)) => {
            t!("Nobody reads a delivery stream: it delivers by itself. Producers put into it.")
        }
        (_, NodeId::DeliveryStream(id)) => {
            takes_puts(cloud, id)?;
            return Ok(Wiring::Work { actor, place: arn });
        }
        _ => return Ok(Wiring::Work { actor, place: arn }),
    };
    never(wrong)
}

/// Whether something can be put into a delivery stream.
fn takes_puts(cloud: &Cloud, stream: u32) -> Result<(), Reason> {
    match cloud.firehose().stream(DeliveryId(stream)).map(|stream| &stream.source) {
        Some(Source::DirectPut(_)) => Ok(()),
        Some(_) => never(t!("This delivery stream reads its own source, and nobody else can put into it.")),
        None => gone(),
    }
}

/// Only the extended client of messages has a bucket.
fn store(cloud: &Cloud, actor: u32) -> Verdict {
    match cloud.actor(ActorId(actor)).map(|actor| &actor.role) {
        Some(Role::Producer(_) | Role::Consumer(_)) => Ok(Wiring::Form(Form::Actor(actor))),
        Some(_) => never(t!("Records of streams are not kept in buckets by their producers and readers.")),
        None => gone(),
    }
}

fn dead_letter(cloud: &Cloud, source: u32, target: u32) -> Verdict {
    let sqs = cloud.sqs();
    let (Some(from), Some(to)) = (sqs.queue(QueueId(source)), sqs.queue(QueueId(target))) else { return gone() };
    let arn = to.key.arn();
    if let Some(policy) = from.attributes.redrive.as_ref().filter(|policy| policy.target == arn) {
        return already(t!(
            "It is its dead-letter queue, after {max_receives} receives.",
            max_receives = policy.max_receives
        ));
    }
    match dead_letter_refusal(from, to) {
        Some(reason) => never(t!("It cannot be its dead-letter queue: {reason}.", reason)),
        None => Ok(Wiring::DeadLetter { source, target }),
    }
}

fn subscribe(cloud: &Cloud, topic: u32, target: NodeId) -> Verdict {
    let Some(found) = cloud.sns().topic(TopicId(topic)) else { return gone() };
    let mut subscriptions = cloud.sns().subscriptions_of(found).take(LOOKED_AT);
    if subscriptions.any(|subscription| target_of_subscription(cloud, subscription) == Some(target)) {
        return already(t!("It is subscribed already."));
    }
    match target {
        NodeId::Queue(id) => {
            let Some(queue) = cloud.sqs().queue(QueueId(id)) else { return gone() };
            if queue.is_fifo() && !found.is_fifo() {
                return never(t!("A FIFO queue cannot subscribe to a standard topic: its order would mean nothing."));
            }
            if found.is_fifo() && !queue.is_fifo() && !cloud.sns().limits.standard_queues_on_fifo {
                return never(t!("By these limits only FIFO queues can subscribe to a FIFO topic."));
            }
        }
        _ if found.is_fifo() => return never(t!("Only queues can subscribe to a FIFO topic.")),
        NodeId::DeliveryStream(id) => takes_puts(cloud, id)?,
        NodeId::Endpoint(id) => match cloud.endpoints().number(id).map(|endpoint| endpoint.kind) {
            Some(Kind::Http | Kind::Email | Kind::Phone) => {}
            Some(Kind::Device) => {
                return never(t!(
                    "A device is subscribed by the ARN of its platform endpoint: use the form of the topic."
                ));
            }
            Some(Kind::Stream | Kind::Store) => {
                return never(t!("What delivery streams write to cannot subscribe to topics."));
            }
            None => return gone(),
        },
        NodeId::Function(id) if cloud.lambda().function(FunctionId(id)).is_none() => return gone(),
        _ => {}
    }
    Ok(Wiring::Subscribe { topic, target })
}

fn map(cloud: &Cloud, function: u32, source: NodeId) -> Verdict {
    let Some(arn) = arn_of(cloud, source) else { return gone() };
    let lambda = cloud.lambda();
    if lambda.function(FunctionId(function)).is_none() {
        return gone();
    }
    let is_this = |mapping: &queuelab::lambda::Mapping| {
        mapping.source.arn == arn && lambda.function_of(mapping).is_some_and(|found| found.id == FunctionId(function))
    };
    if lambda.mappings().any(is_this) {
        return already(t!("The function works through it already."));
    }
    Ok(Wiring::Map { source, function })
}

fn notify(cloud: &Cloud, bucket: u32, target: NodeId) -> Verdict {
    if cloud.s3().bucket_of(BucketId(bucket)).is_none() {
        return gone();
    }
    let Some(arn) = arn_of(cloud, target) else { return gone() };
    if arn.resource.ends_with(".fifo") {
        return never(t!("S3 does not tell FIFO queues and FIFO topics of events."));
    }
    Ok(Wiring::Form(Form::Bucket(bucket)))
}

fn source_of(cloud: &Cloud, stream: u32, source: u32) -> Verdict {
    let (Some(found), Some(arn)) = (cloud.firehose().stream(DeliveryId(stream)), arn_of(cloud, NodeId::Stream(source)))
    else {
        return gone();
    };
    match &found.source {
        Source::Kinesis(own, _) if **own == *arn.to_string() => already(t!("It reads this stream already.")),
        _ => never(t!("A delivery stream is given its source when it is made, and keeps it: make another one.")),
    }
}

/// An application reads one stream, and writes to others.
fn application(cloud: &Cloud, id: u32, other: NodeId) -> Verdict {
    let found = cloud.analytics().managed(queuelab::analytics::service::ApplicationId(id));
    let Some(setup) = found.map(|managed| &managed.setup) else { return gone() };
    Ok(Wiring::Form(match other {
        NodeId::Bucket(_) if !setup.tables.is_empty() => {
            return never(t!("An application has one reference table at most, and this one has it."));
        }
        NodeId::Bucket(_) => Form::Table(id),
        NodeId::Function(_) => Form::Output(id),
        _ if setup.inputs.is_empty() => Form::Input(id),
        _ => Form::Output(id),
    }))
}
