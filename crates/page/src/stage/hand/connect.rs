//! Connecting two nodes: by a line that is drawn, or by choosing the one and then the other.

use crate::lab::{Connecting, Dialog, Lab, Selection};
use crate::{delivery_streams, streams, topics};
use leptos::prelude::*;
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::Input;
use queuelab::endpoints::Kind;
use queuelab::lambda::{self, FunctionId};
use queuelab::sns::api::Subscribe;
use queuelab::sqs::api::SetQueueAttributes;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::naming;
use queuelab_view::wiring::{Form, MAX_RECEIVES, Wiring, verdict};

/// Connects two nodes, whichever way they were named, or says why they cannot be. True when it was done, or a form was
/// opened for it.
pub(super) fn connect(lab: Lab, a: NodeId, b: NodeId) -> bool {
    match lab.peek(|session| verdict(session.cloud(), a, b)) {
        Ok(wiring) => {
            connect_by(lab, &wiring, &MAX_RECEIVES.to_string());
            true
        }
        Err(reason) => {
            lab.notify(reason.text(), true);
            false
        }
    }
}

/// Does what a connection means. Several calls that belong to it are taken back at once.
pub fn connect_by(lab: Lab, wiring: &Wiring, receives: &str) {
    match *wiring {
        Wiring::Work { actor, ref place } => work(lab, actor, Some(place.clone())),
        Wiring::DeadLetter { source, target } => set_dead_letter_queue(lab, source, target, receives),
        Wiring::Subscribe { topic, target } => lab.as_one(|| subscribe(lab, topic, target)),
        Wiring::Map { source: NodeId::Queue(queue), function } => map_queue(lab, queue, function),
        Wiring::Map { source: NodeId::Stream(stream), function } => streams::map(lab, stream, function),
        Wiring::Map { .. } => {}
        Wiring::Form(form) => lab.dialog.set(dialog(lab, form)),
    }
}

/// Lets an actor work with a place, or with none.
pub fn work(lab: Lab, actor: u32, place: Option<Arn>) {
    let config = lab.peek(|session| session.cloud().actor(ActorId(actor)).map(queuelab::actors::Actor::config));
    if let Some(mut config) = config {
        config.set_queue(place);
        lab.submit(Input::SetActor(ActorId(actor), config));
    }
}

fn set_dead_letter_queue(lab: Lab, source: u32, target: u32, receives: &str) {
    let found = lab.peek(|session| {
        let sqs = session.cloud().sqs();
        Some((sqs.queue(QueueId(source))?.key.url(), sqs.queue(QueueId(target))?.key.arn()))
    });
    let Some((queue_url, arn)) = found else { return };
    // As it was typed: what is no number is for AWS to refuse.
    let policy = serde_json::json!({ "deadLetterTargetArn": arn.to_string(), "maxReceiveCount": receives.trim() });
    let attributes = [("RedrivePolicy".to_owned(), policy.to_string())].into();
    if lab.try_call(SetQueueAttributes { queue_url, attributes }) {
        lab.notify(
            t!(
                "{resource} now gets what was received {receives} times.",
                resource = arn.resource,
                receives = receives.trim()
            ),
            false,
        );
    }
}

fn subscribe(lab: Lab, topic: u32, target: NodeId) {
    match target {
        NodeId::Queue(queue) => topics::subscribe_queue(lab, topic, queue),
        NodeId::Function(function) => topics::subscribe_function(lab, topic, function),
        NodeId::DeliveryStream(stream) => delivery_streams::subscribe(lab, topic, stream),
        NodeId::Endpoint(number) => subscribe_endpoint(lab, topic, number),
        _ => {}
    }
}

/// An endpoint gets another subscription. An inbox and an HTTP endpoint have to confirm it.
fn subscribe_endpoint(lab: Lab, topic: u32, number: u32) {
    let found = lab.peek(|session| {
        session.cloud().endpoints().number(number).map(|endpoint| (endpoint.kind, endpoint.address.to_string()))
    });
    let (Some(topic_arn), Some((kind, address))) = (topics::arn_of(lab, topic), found) else { return };
    let protocol = match kind {
        Kind::Email => "email",
        Kind::Phone => "sms",
        _ if address.starts_with("https:") => "https",
        _ => "http",
    };
    let request = Subscribe {
        topic_arn: topic_arn.to_string(),
        protocol: protocol.to_owned(),
        endpoint: Some(address.clone()),
        ..Subscribe::default()
    };
    if lab.try_call(request) {
        let then = if kind.confirms() { t!(" once it has confirmed") } else { "" };
        lab.notify(
            t!("{address} gets what is published to {resource}{then}.", address, resource = topic_arn.resource, then),
            false,
        );
    }
}

/// Lets a function work through a queue.
fn map_queue(lab: Lab, queue: u32, function: u32) {
    let found = lab.peek(|session| {
        let cloud = session.cloud();
        let arn = cloud.sqs().queue(QueueId(queue))?.key.arn();
        Some((arn, cloud.lambda().function(FunctionId(function))?.key.name.to_string()))
    });
    let Some((arn, name)) = found else { return };
    let request = lambda::api::CreateEventSourceMapping {
        event_source_arn: Some(arn.to_string()),
        function_name: name.clone(),
        ..lambda::api::CreateEventSourceMapping::default()
    };
    if lab.try_call(lambda::api::Request::from(request)) {
        lab.notify(t!("{name} works through {resource} from now on.", name, resource = arn.resource), false);
    }
}

/// The dialog of a form.
fn dialog(lab: Lab, form: Form) -> Option<Dialog> {
    use queuelab::actors::Role;
    Some(match form {
        Form::Actor(id) => {
            let producer = lab.peek(|session| {
                let actor = session.cloud().actor(ActorId(id))?;
                Some(matches!(actor.role, Role::Producer(_)))
            })?;
            if producer { Dialog::Producer(Some(id)) } else { Dialog::Consumer(Some(id)) }
        }
        Form::Bucket(id) => Dialog::Notifications(id),
        Form::Alarm(id) => Dialog::Alarm(Some(id)),
        Form::DeliveryStream(id) => Dialog::DeliveryStream(Some(id)),
        Form::Input(id) => Dialog::EditInput(id),
        Form::Output(id) => Dialog::AddOutput(id),
        Form::Table(id) => Dialog::AddTable(id),
    })
}

/// Begins to connect: from the node that the keyboard is at, or the one that is selected, or the one that is chosen next.
pub(super) fn begin(lab: Lab, at: Option<NodeId>) {
    let selected = match lab.selection.get_untracked() {
        Some(Selection::Node(id)) => Some(id),
        _ => None,
    };
    lab.hands.connecting.set(Some(at.or(selected).map_or(Connecting::First, Connecting::From)));
}

/// Leaves that mode; true when it was on.
pub(super) fn leave(lab: Lab) -> bool {
    let was_on = lab.hands.connecting.get_untracked().is_some();
    if was_on {
        lab.hands.connecting.set(None);
        lab.spoken.set(t!("Nothing was connected.").to_owned());
    }
    was_on
}

/// A node was chosen while connecting.
pub(super) fn take(lab: Lab, id: NodeId) {
    match lab.hands.connecting.get_untracked() {
        Some(Connecting::First) => lab.hands.connecting.set(Some(Connecting::From(id))),
        Some(Connecting::From(from)) if from == id => lab.hands.connecting.set(None),
        // What cannot be connected is said, and something else can be chosen.
        Some(Connecting::From(from)) if connect(lab, from, id) => {
            lab.hands.connecting.set(None);
            lab.selection.set(Some(Selection::Node(from)));
        }
        Some(Connecting::From(_)) | None => {}
    }
}

/// What is said of a node while connecting.
pub(super) fn said(lab: Lab, id: NodeId) -> Option<String> {
    let connecting = lab.hands.connecting.get_untracked()?;
    lab.peek(|session| {
        let cloud = session.cloud();
        let name = naming::named(cloud, id);
        Some(match connecting {
            Connecting::From(from) if from != id => match verdict(cloud, from, id) {
                Ok(wiring) => t!("{name}: can be connected. {says}", name, says = wiring.says(cloud)),
                Err(reason) => format!("{name}: {}", reason.text()),
            },
            Connecting::From(_) => t!("{name}: connects from here.", name),
            Connecting::First => t!("{name}: press Enter to connect from here.", name),
        })
    })
}

/// How the mode is told, when it begins and when its first node is chosen.
pub(super) fn told(lab: Lab, connecting: Connecting) -> String {
    let Connecting::From(from) = connecting else {
        return t!("Choose the node to connect from.").to_owned();
    };
    lab.peek(|session| {
        let cloud = session.cloud();
        let name = naming::named(cloud, from);
        let count = lab.geometry.with_untracked(|geometry| {
            geometry.nodes.iter().filter(|node| verdict(cloud, from, node.id).is_ok()).count()
        });
        match count {
            0 => t!("Nothing on the stage can be connected with {name}. Choose a node to see why.", name),
            1 => t!("Choose what {name} is connected with: 1 node can be.", name),
            _ => t!("Choose what {name} is connected with: {count} nodes can be.", name, count),
        }
    })
}
