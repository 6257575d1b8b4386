//! What a connection between two nodes means, drawn on the stage or asked for elsewhere, and actors that are added.

use crate::actors::ActorConfig;
use crate::base::ActorId;
use crate::cloud::Input;
use crate::sqs::api::SetQueueAttributes;
use crate::sqs::queue::QueueId;
use crate::ui::lab::{Dialog, Lab, Selection};
use crate::ui::{delivery_streams, streams, topics};
use crate::view::NodeId;
use leptos::prelude::*;

/// Connects two nodes, whichever way they were named, or says why they cannot be.
pub fn connect(lab: Lab, a: NodeId, b: NodeId) {
    match (a, b) {
        (NodeId::Actor(actor), NodeId::Queue(queue)) | (NodeId::Queue(queue), NodeId::Actor(actor)) => {
            let found = lab.peek(|session| {
                let cloud = session.cloud();
                let arn = cloud.sqs().queue(QueueId(queue))?.key.arn();
                Some((cloud.actor(ActorId(actor))?.config(), arn))
            });
            if let Some((mut config, arn)) = found {
                config.set_queue(Some(arn));
                lab.submit(Input::SetActor(ActorId(actor), config));
            }
        }
        (NodeId::Queue(source), NodeId::Queue(target)) => set_dead_letter_queue(lab, source, target),
        (NodeId::Actor(actor), NodeId::Topic(topic)) | (NodeId::Topic(topic), NodeId::Actor(actor)) => {
            topics::publish_to(lab, actor, topic);
        }
        (NodeId::Topic(topic), NodeId::Queue(queue)) | (NodeId::Queue(queue), NodeId::Topic(topic)) => {
            topics::subscribe_queue(lab, topic, queue);
        }
        (NodeId::Topic(topic), NodeId::Function(function)) | (NodeId::Function(function), NodeId::Topic(topic)) => {
            topics::subscribe_function(lab, topic, function);
        }
        (NodeId::Actor(actor), NodeId::Stream(stream)) | (NodeId::Stream(stream), NodeId::Actor(actor)) => {
            streams::connect_actor(lab, actor, stream);
        }
        (NodeId::Stream(stream), NodeId::Function(function)) | (NodeId::Function(function), NodeId::Stream(stream)) => {
            streams::map(lab, stream, function);
        }
        (NodeId::Actor(actor), NodeId::DeliveryStream(stream))
        | (NodeId::DeliveryStream(stream), NodeId::Actor(actor)) => {
            delivery_streams::connect_actor(lab, actor, stream);
        }
        (NodeId::Topic(topic), NodeId::DeliveryStream(stream))
        | (NodeId::DeliveryStream(stream), NodeId::Topic(topic)) => delivery_streams::subscribe(lab, topic, stream),
        (NodeId::DeliveryStream(_), NodeId::Stream(_)) | (NodeId::Stream(_), NodeId::DeliveryStream(_)) => {
            lab.notify("A delivery stream is given its source when it is made, and keeps it: make another one.", true);
        }
        (NodeId::DeliveryStream(id), _) | (_, NodeId::DeliveryStream(id)) => {
            lab.notify("Where a delivery stream delivers is said in its form.", false);
            lab.dialog.set(Some(Dialog::DeliveryStream(Some(id))));
        }
        (NodeId::Application(_), _) | (_, NodeId::Application(_)) => {
            lab.notify("What an application reads and where its rows go is said in its panel: select it.", false);
        }
        (NodeId::Stream(_), _) | (_, NodeId::Stream(_)) => {
            lab.notify("A stream gets records from producers, and is read by consumers and functions.", true);
        }
        (NodeId::Bucket(_) | NodeId::Alarm(_), _) | (_, NodeId::Bucket(_) | NodeId::Alarm(_)) => {
            lab.notify("Whom a bucket or an alarm tells is said in its own form: select it and edit it.", false);
        }
        (NodeId::Function(_) | NodeId::Endpoint(_) | NodeId::Crowd(_), _)
        | (_, NodeId::Function(_) | NodeId::Endpoint(_) | NodeId::Crowd(_)) => {
            lab.notify("Functions and endpoints subscribe to topics: use the form of the topic.", false);
        }
        (NodeId::Topic(_), NodeId::Topic(_)) => lab.notify("A topic cannot subscribe to a topic.", true),
        (NodeId::Actor(_), NodeId::Actor(_)) => {
            lab.notify("Producers and consumers meet in a queue: connect each of them with one.", true);
        }
    }
}

/// How often a message is received before it goes to a dead-letter queue that was connected by hand.
const MAX_RECEIVES: u32 = 3;

fn set_dead_letter_queue(lab: Lab, source: u32, target: u32) {
    let found = lab.peek(|session| {
        let sqs = session.cloud().sqs();
        Some((sqs.queue(QueueId(source))?.key.url(), sqs.queue(QueueId(target))?.key.arn()))
    });
    let Some((queue_url, arn)) = found else { return };
    let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{MAX_RECEIVES}}}"#);
    let attributes = [("RedrivePolicy".to_owned(), policy)].into();
    if lab.try_call(SetQueueAttributes { queue_url, attributes }) {
        lab.notify(format!("{} now gets what was received {MAX_RECEIVES} times.", arn.resource), false);
    }
}

/// A new actor next to nothing, and selected.
pub fn add_actor(lab: Lab, config: ActorConfig) {
    if let crate::cloud::Submitted::Added(id) = lab.submit(Input::AddActor(config)) {
        lab.selection.set(Some(Selection::Node(NodeId::Actor(id.0))));
    }
}
