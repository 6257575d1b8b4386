//! A producer or consumer: what it is doing, what it has done, and what can be done to it.

use super::{Lab, agent, chaos, connect, head, reader};
use crate::lab::{Dialog, Selection};
use crate::widgets::{Fact, confirm, facts, section};
use leptos::prelude::*;
use queuelab::actors::writer::Client;
use queuelab::actors::{Actor, Consumer, Phase, Producer, Role, Writer};
use queuelab::base::ActorId;
use queuelab::clock::Instant;
use queuelab::cloud::Input;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe::{excerpt, instant, number, span};
use queuelab_view::reader_panel;
use queuelab_view::tokens::MessageId;

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
            t!("It has sent all its {made} messages.", made = number(producer.made))
        }
        Role::Writer(writer) if writer.is_finished() => {
            t!("It has put all its {made} records.", made = number(writer.totals.made))
        }
        Role::Producer(_) | Role::Writer(_) if !running => t!("Paused.").to_owned(),
        Role::Producer(_) => match actor.next_due() {
            Some(next) => {
                t!("It sends to {resource} next at {now}.", resource = queue.resource, now = instant(next, now))
            }
            None => t!("It waits for an answer.").to_owned(),
        },
        Role::Writer(writer) => {
            let hand = number(writer.in_hand());
            if let Some(next) = actor.next_due() {
                t!(
                    "It puts records into {resource} next at {now}; {hand} are in its hands.",
                    resource = queue.resource,
                    now = instant(next, now),
                    hand
                )
            } else {
                t!("It waits for an answer; {hand} records are in its hands.", hand)
            }
        }
        // Workers have a panel of their own.
        Role::Kcl(_) => String::new(),
        Role::Reader(reader) => reader_panel::doing(reader, &queue.resource, now),
        Role::Agent(agent) => reader_panel::agent_doing(agent, now),
        Role::Consumer(consumer) => {
            let paused = if running { "" } else { t!(" It is paused, and polls no more.") };
            format!("{}{paused}", phase(consumer, &queue.resource, now))
        }
    }
}

/// What is said of one that is connected with nothing.
fn nothing_yet(actor: &Actor) -> &'static str {
    match &actor.role {
        Role::Producer(_) | Role::Consumer(_) => t!("It has no queue, and waits for one."),
        Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => t!("It has no stream, and waits for one."),
    }
}

/// What an actor is called, and the dialog that changes it.
fn kind_of(actor: &Actor, id: u32) -> (&'static str, Dialog) {
    match &actor.role {
        Role::Producer(_) => (t!("Producer"), Dialog::Producer(Some(id))),
        Role::Consumer(_) => (t!("Consumer"), Dialog::Consumer(Some(id))),
        Role::Writer(_) => (t!("Producer of records"), Dialog::Writer(Some(id))),
        Role::Reader(_) => (t!("Stream reader"), Dialog::Reader(Some(id))),
        Role::Agent(_) => (t!("Kinesis Agent"), Dialog::Agent(Some(id))),
        Role::Kcl(_) => (t!("Worker of the client library"), Dialog::Worker(id)),
    }
}

/// What becomes of what an actor has in its hands when it is removed.
fn farewell(actor: &Actor) -> &'static str {
    match &actor.role {
        Role::Consumer(_) => t!("what it has in its hands comes back when the visibility timeout ends."),
        Role::Reader(_) => t!("the records stay in the stream, and the consumer that it registered stays registered."),
        _ => t!("what it has in its hands is lost."),
    }
}

fn phase(consumer: &Consumer, queue: &str, now: Instant) -> String {
    match consumer.phase {
        Phase::Idle { until } if until <= now => t!("It is idle.").to_owned(),
        Phase::Idle { until } => t!("It is idle and polls {queue} at {now}.", queue, now = instant(until, now)),
        Phase::Polling { since } => t!("It polls {queue} since {now}.", queue, now = instant(since, now)),
        Phase::Fetching { since } => {
            t!("It waits for the payload of a message since {now}.", now = instant(since, now))
        }
        Phase::Working { until, .. } => {
            let body = consumer.jobs.front().map(|job| excerpt(job.body.as_str())).unwrap_or_default();
            t!("It works on “{body}” until {now}.", body, now = instant(until, now))
        }
        Phase::Finishing => {
            t!("It has finished its work and waits for the delete or release to be answered.").to_owned()
        }
        Phase::Crashed { until, .. } => t!("It has crashed and is back at {now}.", now = instant(until, now)),
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
    let every = span(queuelab::clock::Duration::from_millis(config.every_ms));
    let client = match &config.client {
        Client::Sdk(sdk) if sdk.batch => t!("an SDK, with PutRecords"),
        Client::Sdk(_) => t!("an SDK, with PutRecord"),
        Client::Kpl(_) => t!("the Kinesis Producer Library"),
    };
    vec![
        (t!("Made"), number(totals.made)),
        (t!("Taken by the stream"), number(totals.accepted)),
        (t!("In so many records of the stream"), number(totals.put)),
        (t!("Refused by a shard"), number(totals.throttled)),
        (t!("Given up on"), number(totals.given_up)),
        (t!("Pace"), t!("{burst} every {every}", burst = config.burst, every)),
        (
            t!("Partition keys"),
            t!("{pattern} of {keys}", pattern = config.keys.pattern, keys = number(config.keys.count)),
        ),
        (t!("With"), client.to_owned()),
    ]
}

fn producer_counters(producer: &Producer) -> Vec<Fact> {
    let every = span(queuelab::clock::Duration::from_millis(producer.config.every_ms));
    let mut rows = vec![
        (t!("Made"), number(producer.made)),
        (t!("Accepted by the queue"), number(producer.accepted)),
        (t!("Given up on"), number(producer.refused)),
    ];
    rows.extend(producer.total().map(|total| (t!("Of in all"), number(total))));
    rows.push((t!("Pace"), t!("{burst} every {every}", burst = producer.config.burst, every)));
    if let Some(client) = &producer.config.extended {
        let from = if client.always {
            t!("every message").to_owned()
        } else {
            t!("above {threshold} bytes", threshold = number(client.threshold))
        };
        rows.push((t!("Extended client"), t!("{from} to bucket {bucket}", from, bucket = client.bucket)));
    }
    rows
}

fn consumer_counters(consumer: &Consumer) -> Vec<Fact> {
    let config = &consumer.config;
    let seconds = |millis: u64| span(queuelab::clock::Duration::from_millis(millis));
    let (from, to) = config.work_ms;
    let work = if from == to { seconds(from) } else { t!("{from} to {to}", from = seconds(from), to = seconds(to)) };
    let own = |secs: Option<u32>| secs.map_or_else(|| t!("the queue's").to_owned(), |secs| format!("{secs} s"));
    let mut rows = vec![
        (t!("Work done"), number(consumer.done)),
        (t!("Work failed"), number(consumer.failed)),
        (t!("Crashes"), number(consumer.crashes)),
        (t!("In its hands"), number(consumer.jobs.len() as u64)),
        (t!("Work on a message"), work),
        (t!("Messages a poll"), config.max_messages.to_string()),
        (t!("Wait of a poll"), own(config.wait_secs)),
        (t!("Visibility timeout"), own(config.visibility_secs)),
    ];
    rows.extend(config.heartbeat_ms.map(|millis| (t!("Heartbeat every"), seconds(millis))));
    rows.extend(config.extended.as_ref().map(|client| {
        let cleanup = if client.cleanup { t!("deletes payloads") } else { t!("leaves payloads") };
        let missing =
            if client.ignore_not_found { t!("passes over missing ones") } else { t!("fails on missing ones") };
        (t!("Extended client"), format!("{cleanup}, {missing}"))
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
        t!("Remove"),
        move || t!("{name} goes; {farewell}", name = name(), farewell),
        move || {
            lab.submit(Input::RemoveActor(ActorId(id)));
        },
    );
    let crash = (is_consumer || is_reader).then(|| {
        let crash = move |_| {
            lab.submit(Input::Crash(ActorId(id)));
        };
        view! { <button type="button" title=t!("It loses what it has in its hands, and comes back later") on:click=crash>{t!("Crash")}</button> }
    });
    let hands = is_consumer.then(|| section(t!("In its hands"), true, move || hands(lab, id)));
    view! {
        {head(lab, kind, name)}
        <p class="story">{move || with_actor(lab, id, doing)}</p>
        {super::waiting::actor(lab, id)}
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| lab.set_running(id, !running.get_untracked())>
                {move || if running.get() { t!("Pause") } else { t!("Run") }}
            </button>
            <button type="button" on:click=edit>{t!("Edit…")}</button>
            {crash}
            {remove}
        </div>
        {facts(move || with_actor(lab, id, |actor, _| counters(actor)))}
        {hands}
        {is_reader.then(|| section(t!("How late it is"), true, move || reader::latencies(lab, id)))}
        {is_reader.then(|| section(t!("Where it stands"), true, move || reader::places(lab, id)))}
        {is_agent.then(|| section(t!("Write to the file"), true, move || agent::append(lab, id)))}
        {section(t!("Connect to…"), true, move || connect::of(lab, NodeId::Actor(id)))}
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
        <Show when=move || jobs.with(Vec::is_empty)><p class="muted">{t!("Nothing.")}</p></Show>
    }
    .into_any()
}
