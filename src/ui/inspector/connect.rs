//! "Connect to…": every other node with whether it can be connected, and why not.

use super::{Lab, url_of, with_queue};
use crate::actors::ActorConfig;
use crate::base::{ActorId, Arn};
use crate::cloud::{Cloud, Input};
use crate::kinesis::stream::{Stream, StreamId};
use crate::sqs::api::SetQueueAttributes;
use crate::sqs::queue::{Queue, QueueId};
use crate::ui::streams::{arn_of as arn_of_stream, works_with_streams};
use crate::view::forms::queue::dead_letter_refusal;
use leptos::prelude::*;

/// What a connection does.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    /// An actor works with a queue from now on.
    Actor(u32, u32),
    /// An actor works with a stream from now on.
    Stream(u32, u32),
    /// An actor works with no queue.
    Loose(u32),
    /// A queue gets another one as its dead-letter queue.
    DeadLetter(u32, u32),
    /// A queue has no dead-letter queue any more.
    NoDeadLetter(u32),
}

/// One line: what it says, what it does, and why it cannot be done.
#[derive(Clone, PartialEq)]
struct Target {
    text: String,
    note: String,
    verb: &'static str,
    act: Option<Act>,
}

/// What a stream can be connected with.
pub fn of_stream(lab: Lab, id: u32) -> AnyView {
    let targets = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            let Some(arn) = cloud.kinesis().stream(StreamId(id)).map(|stream| stream.key.arn()) else {
                return Vec::new();
            };
            cloud.actors().filter_map(|actor| actor_of_stream(actor, id, &arn)).collect()
        })
    });
    list(
        lab,
        targets,
        RwSignal::new(String::new()),
        "There is nobody yet who works with streams: add a producer or a reader of records.",
    )
}

fn actor_of_stream(actor: &crate::actors::Actor, id: u32, arn: &Arn) -> Option<Target> {
    if !works_with_streams(&actor.config()) {
        return None;
    }
    let here = actor.queue() == Some(arn);
    let note = match actor.queue() {
        Some(_) if here => "connected".to_owned(),
        Some(other) => format!("now with {}", other.resource),
        None => "without a stream".to_owned(),
    };
    let (verb, act) =
        if here { ("Disconnect", Act::Loose(actor.id.0)) } else { ("Connect", Act::Stream(actor.id.0, id)) };
    Some(Target { text: actor.name().to_owned(), note, verb, act: Some(act) })
}

fn set_queue(lab: Lab, actor: u32, queue: Option<Arn>) {
    if let Some(mut config) =
        lab.peek(|session| session.cloud().actor(ActorId(actor)).map(crate::actors::Actor::config))
    {
        config.set_queue(queue);
        lab.submit(Input::SetActor(ActorId(actor), config));
    }
}

fn arn_of(lab: Lab, queue: u32) -> Option<Arn> {
    lab.peek(|session| session.cloud().sqs().queue(QueueId(queue)).map(|queue| queue.key.arn()))
}

fn act(lab: Lab, act: Act, receives: &str) {
    let redrive = |queue: u32, policy: String| {
        let attributes = [("RedrivePolicy".to_owned(), policy)].into();
        lab.try_call(SetQueueAttributes { queue_url: url_of(lab, queue), attributes });
    };
    match act {
        Act::Actor(actor, queue) => set_queue(lab, actor, arn_of(lab, queue)),
        Act::Stream(actor, stream) => set_queue(lab, actor, arn_of_stream(lab, stream)),
        Act::Loose(actor) => set_queue(lab, actor, None),
        Act::DeadLetter(source, target) => {
            let arn = arn_of(lab, target).map(|arn| arn.to_string()).unwrap_or_default();
            // As it was typed: what is no number is for AWS to refuse.
            let policy = serde_json::json!({ "deadLetterTargetArn": arn, "maxReceiveCount": receives.trim() });
            redrive(source, policy.to_string());
        }
        Act::NoDeadLetter(source) => redrive(source, String::new()),
    }
}

fn actors_of_queue(cloud: &Cloud, queue: &Queue) -> Vec<Target> {
    let arn = queue.key.arn();
    let target = |actor: &crate::actors::Actor| {
        let config = actor.config();
        if works_with_streams(&config) {
            return None;
        }
        let is_producer = matches!(config, ActorConfig::Producer(_));
        let (role, verb) =
            if is_producer { ("producer", "Let it send here") } else { ("consumer", "Let it receive here") };
        let here = actor.queue() == Some(&arn);
        let note = match actor.queue() {
            Some(_) if here => "connected".to_owned(),
            Some(other) => format!("now with {}", other.resource),
            None => "without a queue".to_owned(),
        };
        let (verb, act) =
            if here { ("Disconnect", Act::Loose(actor.id.0)) } else { (verb, Act::Actor(actor.id.0, queue.id.0)) };
        Some(Target { text: format!("{role} {}", actor.name()), note, verb, act: Some(act) })
    };
    cloud.actors().filter_map(target).collect()
}

fn dead_letter_targets(cloud: &Cloud, queue: &Queue) -> Vec<Target> {
    let current = queue.attributes.redrive.as_ref();
    let target = |other: &Queue| {
        let text = format!("queue {} as its DLQ", other.key.name);
        let arn = other.key.arn();
        if let Some(policy) = current.filter(|policy| policy.target == arn) {
            let note = format!("connected, after {} receives", policy.max_receives);
            return Target { text, note, verb: "Disconnect", act: Some(Act::NoDeadLetter(queue.id.0)) };
        }
        match dead_letter_refusal(queue, other) {
            None => Target {
                text,
                note: String::new(),
                verb: "Connect",
                act: Some(Act::DeadLetter(queue.id.0, other.id.0)),
            },
            Some(reason) => Target { text, note: reason, verb: "Connect", act: None },
        }
    };
    cloud.sqs().queues().filter(|other| other.id != queue.id).map(target).collect()
}

fn list(lab: Lab, targets: Memo<Vec<Target>>, receives: RwSignal<String>, empty: &'static str) -> AnyView {
    let row = move |target: Target| {
        let Target { text, note, verb, act: what } = target;
        let label = format!("{verb}: {text}");
        let click = move |_| {
            if let Some(what) = what {
                act(lab, what, &receives.get_untracked());
            }
        };
        view! {
            <li class:illegal=what.is_none()>
                <span>{text}<span class="hint">{note}</span></span>
                <button type="button" class="small" aria-label=label disabled=what.is_none() on:click=click>{verb}</button>
            </li>
        }
    };
    view! {
        <ul class="targets">{move || targets.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || targets.with(Vec::is_empty)><p class="muted">{empty}</p></Show>
    }
    .into_any()
}

/// What a queue can be connected with.
pub fn of_queue(lab: Lab, id: u32) -> AnyView {
    let receives = RwSignal::new("3".to_owned());
    let actors = Memo::new(move |_| with_queue(lab, id, |queue, session| actors_of_queue(session.cloud(), queue)));
    let queues = Memo::new(move |_| with_queue(lab, id, |queue, session| dead_letter_targets(session.cloud(), queue)));
    view! {
        {list(lab, actors, receives, "There is no producer and no consumer yet.")}
        <Show when=move || queues.with(|queues| !queues.is_empty())>
            <label class="with-number">
                "Receives before a message goes to the DLQ "
                <input class="number" inputmode="numeric" autocomplete="off" aria-describedby="receives-hint"
                    prop:value=move || receives.get() on:input=move |event| receives.set(event_target_value(&event)) />
            </label>
            <p class="hint" id="receives-hint">"maxReceiveCount, 1 to 1,000"</p>
        </Show>
        {list(lab, queues, receives, "There is no other queue that could be its dead-letter queue.")}
    }
    .into_any()
}

/// What a producer or consumer can be connected with.
pub fn of_actor(lab: Lab, id: u32) -> AnyView {
    let targets = Memo::new(move |_| {
        lab.with(|session| {
            let Some(actor) = session.cloud().actor(ActorId(id)) else { return Vec::new() };
            if works_with_streams(&actor.config()) {
                let streams = session.cloud().kinesis().streams();
                let one = |stream: &Stream| {
                    let target = actor_of_stream(actor, stream.id.0, &stream.key.arn())?;
                    let note = if target.note == "connected" { target.note } else { "stream".to_owned() };
                    Some(Target { text: stream.key.name.to_string(), note, ..target })
                };
                return streams.filter_map(one).collect();
            }
            let target = |queue: &Queue| {
                let here = actor.queue() == Some(&queue.key.arn());
                let (verb, act) =
                    if here { ("Disconnect", Act::Loose(id)) } else { ("Connect", Act::Actor(id, queue.id.0)) };
                let kind = if queue.is_fifo() { "FIFO" } else { "standard" };
                let note = if here { "connected".to_owned() } else { format!("{kind} queue") };
                Target { text: queue.key.name.to_string(), note, verb, act: Some(act) }
            };
            session.cloud().sqs().queues().map(target).collect()
        })
    });
    list(lab, targets, RwSignal::new(String::new()), "There is nothing yet that it could be connected with.")
}
