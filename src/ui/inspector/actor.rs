//! A producer or consumer: what it is doing, what it has done, and what can be done to it.

use super::{Lab, connect, head};
use crate::actors::writer::Client;
use crate::actors::{Actor, Consumer, Phase, Producer, Role, Writer};
use crate::base::ActorId;
use crate::clock::Instant;
use crate::cloud::Input;
use crate::ui::lab::{Dialog, Selection};
use crate::ui::widgets::{Fact, confirm, facts, section};
use crate::view::describe::{excerpt, instant, number, span};
use crate::view::tokens::MessageId;
use leptos::prelude::*;

fn with_actor<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Actor, Instant) -> R) -> R {
    lab.with(|session| session.cloud().actor(ActorId(id)).map_or_else(R::default, |actor| read(actor, session.now())))
}

/// What an actor is doing, in a sentence.
fn doing(actor: &Actor, now: Instant) -> String {
    let Some(queue) = actor.queue() else { return "It has no queue, and waits for one.".to_owned() };
    let running = actor.config().running();
    match &actor.role {
        Role::Producer(producer) if producer.is_finished() => {
            format!("It has sent all its {} messages.", number(producer.made))
        }
        Role::Writer(writer) if writer.is_finished() => {
            format!("It has put all its {} records.", number(writer.totals.made))
        }
        Role::Producer(_) | Role::Writer(_) | Role::Reader(_) | Role::Agent(_) if !running => "Paused.".to_owned(),
        Role::Producer(_) => match actor.next_due() {
            Some(next) => format!("It sends to {} next at {}.", queue.resource, instant(next, now)),
            None => "It waits for an answer.".to_owned(),
        },
        Role::Writer(writer) => {
            let hand = number(writer.in_hand());
            match actor.next_due() {
                Some(next) => format!(
                    "It puts records into {} next at {}; {hand} are in its hands.",
                    queue.resource,
                    instant(next, now)
                ),
                None => format!("It waits for an answer; {hand} records are in its hands."),
            }
        }
        Role::Reader(_) | Role::Agent(_) => format!("It works with {}.", queue.resource),
        Role::Consumer(consumer) => {
            let paused = if running { "" } else { " It is paused, and polls no more." };
            format!("{}{paused}", phase(consumer, &queue.resource, now))
        }
    }
}

fn phase(consumer: &Consumer, queue: &str, now: Instant) -> String {
    match consumer.phase {
        Phase::Idle { until } if until <= now => "It is idle.".to_owned(),
        Phase::Idle { until } => format!("It is idle and polls {queue} at {}.", instant(until, now)),
        Phase::Polling { since } => format!("It polls {queue} since {}.", instant(since, now)),
        Phase::Fetching { since } => format!("It waits for the payload of a message since {}.", instant(since, now)),
        Phase::Working { until, .. } => {
            let body = consumer.jobs.front().map(|job| excerpt(job.body.as_str())).unwrap_or_default();
            format!("It works on “{body}” until {}.", instant(until, now))
        }
        Phase::Finishing => "It has finished its work and waits for the delete or release to be answered.".to_owned(),
        Phase::Crashed { until, .. } => format!("It has crashed and is back at {}.", instant(until, now)),
    }
}

fn counters(actor: &Actor) -> Vec<Fact> {
    match &actor.role {
        Role::Producer(producer) => producer_counters(producer),
        Role::Consumer(consumer) => consumer_counters(consumer),
        Role::Writer(writer) => writer_counters(writer),
        Role::Reader(_) | Role::Agent(_) => Vec::new(),
    }
}

fn writer_counters(writer: &Writer) -> Vec<Fact> {
    let (totals, config) = (&writer.totals, &writer.config);
    let every = span(crate::clock::Duration::from_millis(config.every_ms));
    let client = match &config.client {
        Client::Sdk(sdk) if sdk.batch => "an SDK, with PutRecords",
        Client::Sdk(_) => "an SDK, with PutRecord",
        Client::Kpl(_) => "the Kinesis Producer Library",
    };
    vec![
        ("Made", number(totals.made)),
        ("Taken by the stream", number(totals.accepted)),
        ("In so many records of the stream", number(totals.put)),
        ("Refused by a shard", number(totals.throttled)),
        ("Given up on", number(totals.given_up)),
        ("Pace", format!("{} every {every}", config.burst)),
        ("Partition keys", format!("{} of {}", config.keys.pattern, number(config.keys.count))),
        ("With", client.to_owned()),
    ]
}

fn producer_counters(producer: &Producer) -> Vec<Fact> {
    let every = span(crate::clock::Duration::from_millis(producer.config.every_ms));
    let mut rows = vec![
        ("Made", number(producer.made)),
        ("Accepted by the queue", number(producer.accepted)),
        ("Given up on", number(producer.refused)),
    ];
    rows.extend(producer.total().map(|total| ("Of in all", number(total))));
    rows.push(("Pace", format!("{} every {every}", producer.config.burst)));
    if let Some(client) = &producer.config.extended {
        let from = if client.always {
            "every message".to_owned()
        } else {
            format!("above {} bytes", number(client.threshold))
        };
        rows.push(("Extended client", format!("{from} to bucket {}", client.bucket)));
    }
    rows
}

fn consumer_counters(consumer: &Consumer) -> Vec<Fact> {
    let config = &consumer.config;
    let seconds = |millis: u64| span(crate::clock::Duration::from_millis(millis));
    let (from, to) = config.work_ms;
    let work = if from == to { seconds(from) } else { format!("{} to {}", seconds(from), seconds(to)) };
    let own = |secs: Option<u32>| secs.map_or_else(|| "the queue's".to_owned(), |secs| format!("{secs} s"));
    let mut rows = vec![
        ("Work done", number(consumer.done)),
        ("Work failed", number(consumer.failed)),
        ("Crashes", number(consumer.crashes)),
        ("In its hands", number(consumer.jobs.len() as u64)),
        ("Work on a message", work),
        ("Messages a poll", config.max_messages.to_string()),
        ("Wait of a poll", own(config.wait_secs)),
        ("Visibility timeout", own(config.visibility_secs)),
    ];
    rows.extend(config.heartbeat_ms.map(|millis| ("Heartbeat every", seconds(millis))));
    rows.extend(config.extended.as_ref().map(|client| {
        let cleanup = if client.cleanup { "deletes payloads" } else { "leaves payloads" };
        let missing = if client.ignore_not_found { "passes over missing ones" } else { "fails on missing ones" };
        ("Extended client", format!("{cleanup}, {missing}"))
    }));
    rows
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let is_consumer = lab.peek(|session| {
        session.cloud().actor(ActorId(id)).is_some_and(|actor| matches!(actor.role, Role::Consumer(_)))
    });
    // A producer of a stream has no form of its own yet; that of others would say nothing of it.
    let has_form = lab.peek(|session| {
        session
            .cloud()
            .actor(ActorId(id))
            .is_some_and(|actor| matches!(actor.role, Role::Producer(_) | Role::Consumer(_)))
    });
    let kind = move || if is_consumer { "Consumer".to_owned() } else { "Producer".to_owned() };
    let name = move || with_actor(lab, id, |actor, _| actor.name().to_owned());
    let running = Memo::new(move |_| with_actor(lab, id, |actor, _| actor.config().running()));
    let edit = move |_| {
        lab.dialog.set(Some(if is_consumer { Dialog::Consumer(Some(id)) } else { Dialog::Producer(Some(id)) }));
    };
    let remove = confirm(
        "Remove",
        move || format!("{} goes; what it has in its hands comes back when the visibility timeout ends.", name()),
        move || {
            lab.submit(Input::RemoveActor(ActorId(id)));
        },
    );
    let crash = is_consumer.then(|| {
        let crash = move |_| {
            lab.submit(Input::Crash(ActorId(id)));
        };
        view! { <button type="button" title="It loses what it has in its hands, and comes back later" on:click=crash>"Crash"</button> }
    });
    let hands = is_consumer.then(|| section("In its hands", true, move || hands(lab, id)));
    view! {
        {head(lab, kind, name)}
        <p class="story">{move || with_actor(lab, id, doing)}</p>
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| lab.set_running(id, !running.get_untracked())>
                {move || if running.get() { "Pause" } else { "Run" }}
            </button>
            {has_form.then(|| view! { <button type="button" on:click=edit>"Edit…"</button> })}
            {crash}
            {remove}
        </div>
        {facts(move || with_actor(lab, id, |actor, _| counters(actor)))}
        {hands}
        {section("Connect to…", true, move || connect::of_actor(lab, id))}
    }
    .into_any()
}

fn hands(lab: Lab, id: u32) -> AnyView {
    let jobs = Memo::new(move |_| {
        with_actor(lab, id, |actor, _| match &actor.role {
            Role::Consumer(consumer) => consumer
                .jobs
                .iter()
                .map(|job| {
                    let id = MessageId { queue: job.handle.queue.0, slot: job.handle.message };
                    (id, excerpt(job.body.as_str()))
                })
                .collect::<Vec<_>>(),
            Role::Producer(_) | Role::Writer(_) | Role::Reader(_) | Role::Agent(_) => Vec::new(),
        })
    });
    let row = move |(id, body): (MessageId, String)| {
        view! {
            <li><button type="button" class="link" on:click=move |_| lab.selection.set(Some(Selection::Message(id)))>{body}</button></li>
        }
    };
    view! {
        <ul class="plain">{move || jobs.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || jobs.with(Vec::is_empty)><p class="muted">"Nothing."</p></Show>
    }
    .into_any()
}
