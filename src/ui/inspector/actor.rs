//! A producer or consumer: what it is doing, what it has done, and what can be done to it.

use super::{Lab, agent, chaos, connect, head, reader};
use crate::actors::writer::Client;
use crate::actors::{Actor, Consumer, Phase, Producer, Role, Writer};
use crate::base::ActorId;
use crate::clock::Instant;
use crate::cloud::Input;
use crate::ui::lab::{Dialog, Selection};
use crate::ui::widgets::{Fact, confirm, facts, section};
use crate::view::NodeId;
use crate::view::describe::{excerpt, instant, number, span};
use crate::view::reader_panel;
use crate::view::tokens::MessageId;
use leptos::prelude::*;

/// Reads an actor at the present of the page; the default where it is gone.
pub fn with_actor<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Actor, Instant) -> R) -> R {
    lab.with(|session| session.cloud().actor(ActorId(id)).map_or_else(R::default, |actor| read(actor, session.now())))
}

/// What an actor is doing, in a sentence.
fn doing(actor: &Actor, now: Instant) -> String {
    let Some(queue) = actor.queue() else { return nothing_yet(actor).to_owned() };
    let running = actor.config().running();
    match &actor.role {
        Role::Producer(producer) if producer.is_finished() => {
            format!("It has sent all its {} messages.", number(producer.made))
        }
        Role::Writer(writer) if writer.is_finished() => {
            format!("It has put all its {} records.", number(writer.totals.made))
        }
        Role::Producer(_) | Role::Writer(_) if !running => "Paused.".to_owned(),
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
        // Workers have a panel of their own.
        Role::Kcl(_) => String::new(),
        Role::Reader(reader) => reader_panel::doing(reader, &queue.resource, now),
        Role::Agent(agent) => reader_panel::agent_doing(agent, now),
        Role::Consumer(consumer) => {
            let paused = if running { "" } else { " It is paused, and polls no more." };
            format!("{}{paused}", phase(consumer, &queue.resource, now))
        }
    }
}

/// What is said of one that is connected with nothing.
const fn nothing_yet(actor: &Actor) -> &'static str {
    match &actor.role {
        Role::Producer(_) | Role::Consumer(_) => "It has no queue, and waits for one.",
        Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => "It has no stream, and waits for one.",
    }
}

/// What an actor is called, and the dialog that changes it.
const fn kind_of(actor: &Actor, id: u32) -> (&'static str, Dialog) {
    match &actor.role {
        Role::Producer(_) => ("Producer", Dialog::Producer(Some(id))),
        Role::Consumer(_) => ("Consumer", Dialog::Consumer(Some(id))),
        Role::Writer(_) => ("Producer of records", Dialog::Writer(Some(id))),
        Role::Reader(_) => ("Stream reader", Dialog::Reader(Some(id))),
        Role::Agent(_) => ("Kinesis Agent", Dialog::Agent(Some(id))),
        Role::Kcl(_) => ("Worker of the client library", Dialog::Worker(id)),
    }
}

/// What becomes of what an actor has in its hands when it is removed.
const fn farewell(actor: &Actor) -> &'static str {
    match &actor.role {
        Role::Consumer(_) => "what it has in its hands comes back when the visibility timeout ends.",
        Role::Reader(_) => "the records stay in the stream, and the consumer that it registered stays registered.",
        _ => "what it has in its hands is lost.",
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
        Role::Kcl(_) => Vec::new(),
        Role::Reader(reader) => reader_panel::facts(reader),
        Role::Agent(agent) => reader_panel::agent_facts(agent),
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
    let is_worker =
        lab.peek(|session| session.cloud().actor(ActorId(id)).is_some_and(|actor| matches!(actor.role, Role::Kcl(_))));
    if is_worker {
        return super::worker::panel(lab, id);
    }
    let is_consumer = lab.peek(|session| {
        session.cloud().actor(ActorId(id)).is_some_and(|actor| matches!(actor.role, Role::Consumer(_)))
    });
    let found = lab.peek(|session| {
        let actor = session.cloud().actor(ActorId(id))?;
        Some((
            kind_of(actor, id),
            farewell(actor),
            matches!(actor.role, Role::Reader(_)),
            matches!(actor.role, Role::Agent(_)),
        ))
    });
    let Some(((kind, dialog), farewell, is_reader, is_agent)) = found else { return ().into_any() };
    let kind = move || kind.to_owned();
    let name = move || with_actor(lab, id, |actor, _| actor.name().to_owned());
    let running = Memo::new(move |_| with_actor(lab, id, |actor, _| actor.config().running()));
    let edit = move |_| lab.dialog.set(Some(dialog.clone()));
    let remove = confirm(
        "Remove",
        move || format!("{} goes; {farewell}", name()),
        move || {
            lab.submit(Input::RemoveActor(ActorId(id)));
        },
    );
    let crash = (is_consumer || is_reader).then(|| {
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
            <button type="button" on:click=edit>"Edit…"</button>
            {crash}
            {remove}
        </div>
        {facts(move || with_actor(lab, id, |actor, _| counters(actor)))}
        {hands}
        {is_reader.then(|| section("How late it is", true, move || reader::latencies(lab, id)))}
        {is_reader.then(|| section("Where it stands", true, move || reader::places(lab, id)))}
        {is_agent.then(|| section("Write to the file", true, move || agent::append(lab, id)))}
        {section("Connect to…", true, move || connect::of(lab, NodeId::Actor(id)))}
        {chaos::part(lab, NodeId::Actor(id))}
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
            Role::Producer(_) | Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => Vec::new(),
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
