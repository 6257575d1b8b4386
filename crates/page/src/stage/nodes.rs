//! Nodes as SVG. They change on events only; what moves is on the canvas.

use super::View;
use crate::lab::{Lab, Selection, use_lab};
use crate::live;
use leptos::prelude::*;
use queuelab::actors::{Actor, Phase, Role};
use queuelab::base::ActorId;
use queuelab::cloud::Switch;
use queuelab::session::Session;
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::actors::{Progress, Words};
use queuelab_view::badges;
use queuelab_view::describe;
use queuelab_view::geometry::{Compartment, Holds, LANE_HEAD_W, Node, NodeKind};
use queuelab_view::tokens;

/// The id of a node's element; of the other side of a comparison it is another one.
pub fn element_of(lab: Lab, id: NodeId) -> String {
    format!("{}-{id}", if lab.is_guest { "other" } else { "node" })
}

/// All nodes.
#[component]
pub fn Nodes() -> impl IntoView {
    let lab = use_lab();
    let ids = move || lab.geometry.get().nodes.iter().enumerate().map(|(i, node)| (i, node.id)).collect::<Vec<_>>();
    view! {
        <For each=ids key=|entry| *entry let:entry>
            <OneNode index=entry.0 id=entry.1 />
        </For>
    }
}

#[component]
fn OneNode(index: usize, id: NodeId) -> impl IntoView {
    let view = expect_context::<View>();
    let lab = view.lab;
    let node = Memo::new(move |_| lab.geometry.get().node(id).cloned());
    let selected = Memo::new(move |_| {
        lab.selection.get() == Some(Selection::Node(id)) || lab.hands.chosen.with(|chosen| chosen.contains(&id))
    });
    // Its name is its text; this says what kind of thing it is.
    let kind = move || {
        node.get().map(|node| match node.kind {
            NodeKind::Producer => t!("producer"),
            NodeKind::Consumer => t!("consumer"),
            NodeKind::Topic => t!("topic"),
            NodeKind::Stream => t!("stream"),
            NodeKind::StandardQueue | NodeKind::FifoQueue => t!("queue"),
            NodeKind::Bucket => t!("bucket"),
            NodeKind::Alarm => t!("alarm"),
            NodeKind::Function => t!("function"),
            NodeKind::Application => t!("SQL application"),
            NodeKind::Endpoint(kind) => badges::kind_name(kind),
            NodeKind::Crowd => t!("subscribers"),
            NodeKind::DeliveryStream => t!("delivery stream"),
        })
    };
    let class = move || {
        let kind = match node.get().map(|node| (node.kind, node.dead_letter)) {
            Some((NodeKind::Producer, _)) => "producer",
            Some((NodeKind::Consumer, _)) => "consumer",
            Some((NodeKind::Topic, _)) => "topic",
            Some((NodeKind::Stream, _)) => "stream",
            Some((NodeKind::Bucket, _)) => "small-node bucket",
            Some((NodeKind::Alarm, _)) => "small-node alarm",
            Some((NodeKind::Function, _)) => "small-node function",
            Some((NodeKind::DeliveryStream, _)) => "small-node delivery",
            Some((NodeKind::Application, _)) => "small-node application",
            Some((NodeKind::Endpoint(_) | NodeKind::Crowd, _)) => "small-node outside",
            Some((_, true)) => "queue dead-letter",
            _ => "queue",
        };
        if selected.get() { format!("node {kind} selected") } else { format!("node {kind}") }
    };
    let transform = move || node.get().map(|node| format!("translate({} {})", node.rect.x, node.rect.y));
    let body = move || {
        let node = node.get()?;
        Some(match node.kind {
            NodeKind::Producer | NodeKind::Consumer => actor_body(view, &node, id).into_any(),
            NodeKind::StandardQueue | NodeKind::FifoQueue => queue_body(view, &node, id).into_any(),
            // A lab has others only when the whole engine is here.
            _ => (lab.later.engine.get()?.body)(view, &node, id),
        })
    };
    view! {
        <g
            id=element_of(lab, id)
            class=class
            transform=transform
            role="button"
            tabindex=move || if view.cursor.get() == index { "0" } else { "-1" }
            aria-roledescription=kind
            aria-pressed=live::yes_or_no(move || selected.get())
            on:focus=move |_| view.cursor.set(index)
        >
            {live::part(body)}
        </g>
    }
}

fn queue_body(view: View, node: &Node, id: NodeId) -> impl IntoView + use<> {
    let lab = view.lab;
    let rect = node.rect;
    let chip = match (node.kind, node.dead_letter) {
        (NodeKind::FifoQueue, false) => "FIFO",
        (NodeKind::FifoQueue, true) => t!("FIFO DLQ"),
        (_, true) => "DLQ",
        _ => t!("standard"),
    };
    let counts = move || {
        lab.with(|session| {
            let queue = queue_of(session, id)?;
            let c = queue.counts;
            Some(t!(
                "visible {visible}   in flight {in_flight}   delayed {delayed}",
                visible = c.visible,
                in_flight = c.in_flight,
                delayed = c.delayed
            ))
        })
    };
    let waiting = move || {
        lab.with(|session| match queue_of(session, id)?.waiters().count() {
            0 => None,
            1 => Some(t!("1 long poll waits").to_owned()),
            n => Some(t!("{n} long polls wait", n)),
        })
    };
    let parts =
        node.compartments.iter().map(|part| compartment(view, part, (rect.x, rect.y), id).into_any()).collect_view();
    let (w, h) = (rect.w, rect.h);
    // An open tray: closed at the left, where messages come in, and open to the right, where they leave.
    let outline = format!("M{w} 0H10Q0 0 0 10V{}Q0 {h} 10 {h}H{w}", h - 10.0);
    view! {
        <rect class="fill" x="0" y="0" width=w height=h rx="10" />
        <path class="outline" d=outline />
        <text class="title" x="14" y="21">{clip(&node.title, 30)}</text>
        <text class="chip" x=w - 14.0 y="20" text-anchor="end">{chip}</text>
        <text class="counts" x="14" y="39">{live::maybe(counts)}</text>
        <text class="waiting" x=w - 14.0 y="39" text-anchor="end">{live::maybe(waiting)}</text>
        {parts}
        <circle class="handle" cx=w cy=h / 2.0 r="6" />
    }
}

fn compartment(view: View, part: &Compartment, (x, y): (f64, f64), id: NodeId) -> impl IntoView + use<> {
    let lab = view.lab;
    let rect = part.rect;
    let (left, top) = (rect.x - x, rect.y - y);
    let holds = part.holds.clone();
    let count = {
        let holds = holds.clone();
        move || lab.with(|session| queue_of(session, id).map_or(0, |queue| tokens::count(queue, &holds)).to_string())
    };
    match holds {
        Holds::Group(name) => {
            let locked = {
                let name = name.clone();
                move || {
                    lab.with(|session| {
                        queue_of(session, id).and_then(Queue::fifo).is_some_and(|order| !order.is_free(&name))
                    })
                }
            };
            let lock = move || {
                locked().then(|| {
                    let (x, y) = (left + LANE_HEAD_W - 18.0, top + rect.h / 2.0);
                    view! {
                        <g class="lock" transform=format!("translate({x} {y})")>
                            <title>{t!("Locked: a message of this group is in flight or delayed")}</title>
                            <rect x="-5" y="-2" width="10" height="8" rx="1.5" />
                            <path d="M-3 -2V-4.5A3 3 0 0 1 3 -4.5V-2" />
                        </g>
                    }
                    .into_any()
                })
            };
            view! {
                <rect class="lane" x=left y=top + 2.0 width=rect.w height=rect.h - 4.0 rx="5" />
                <text class="group" x=left + 8.0 y=top + rect.h / 2.0 + 4.0>{describe::inside(&name, 8)}</text>
                {live::part(lock)}
                <text class="lane-count" x=left + rect.w - 8.0 y=top + rect.h / 2.0 + 4.0 text-anchor="end">{live::text(count)}</text>
            }
            .into_any()
        }
        Holds::OtherGroups(groups) => view! {
            <rect class="lane" x=left y=top + 2.0 width=rect.w height=rect.h - 4.0 rx="5" />
            <text class="group" x=left + 8.0 y=top + rect.h / 2.0 + 4.0>{t!("+{groups} more", groups)}</text>
            <text class="lane-count" x=left + rect.w - 8.0 y=top + rect.h / 2.0 + 4.0 text-anchor="end">{live::text(count)}</text>
        }
        .into_any(),
        Holds::Shard(_) | Holds::OtherShards(_) => ().into_any(),
        Holds::Delayed | Holds::Visible | Holds::InFlight => {
            let word = match holds {
                Holds::Delayed => t!("delayed"),
                Holds::Visible => t!("visible"),
                _ => t!("in flight"),
            };
            view! {
                <rect class="lane" x=left + 2.0 y=top width=rect.w - 4.0 height=rect.h rx="5" />
                <text class="part" x=left + 10.0 y=top + 14.0>{word}</text>
            }
            .into_any()
        }
    }
}

fn actor_body(view: View, node: &Node, id: NodeId) -> impl IntoView + use<> {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let pill = node.kind == NodeKind::Producer;
    let words = Memo::new(move |_| {
        let engine = lab.later.engine.get();
        lab.with(|session| {
            let actor = actor_of(session, id)?;
            if !actor.is_far() {
                return Some(words(session, actor));
            }
            engine.map(|engine| (engine.words)(session, actor))
        })
    });
    let status = move || words.get().map(|words| words.status);
    let detail = move || words.get().map(|words| words.detail);
    let progress = move || {
        words.with(|words| {
            let share = words.as_ref()?.share()?;
            Some(
                view! {
                    <rect class="track" x="14" y=h - 14.0 width=w - 28.0 height="5" rx="2.5" />
                    <rect class="bar" x="14" y=h - 14.0 width=(w - 28.0) * share height="5" rx="2.5" />
                }
                .into_any(),
            )
        })
    };
    let handle_x = if pill { w } else { 0.0 };
    view! {
        <rect class="fill" x="0" y="0" width=w height=h rx=if pill { h / 2.0 } else { 14.0 } />
        <text class="title" x=if pill { 24 } else { 14 } y="24">{clip(&node.title, if pill { 18 } else { 22 })}</text>
        <text class="status" x=if pill { 24 } else { 14 } y="43">{live::maybe(status)}</text>
        <text class="detail" x=if pill { 24 } else { 14 } y="60">{live::maybe(move || if pill { None } else { detail() })}</text>
        {live::part(progress)}
        <circle class="handle" cx=handle_x cy=h / 2.0 r="6" />
    }
}

fn queue_of(session: &Session, id: NodeId) -> Option<&Queue> {
    match id {
        NodeId::Queue(id) => session.cloud().sqs().queue(QueueId(id)),
        _ => None,
    }
}

fn actor_of(session: &Session, id: NodeId) -> Option<&Actor> {
    match id {
        NodeId::Actor(id) => session.cloud().actor(ActorId(id)),
        _ => None,
    }
}

/// What an actor that works with queues alone says of itself.
fn words(session: &Session, actor: &Actor) -> Words {
    Words { status: status(session, actor), detail: detail(actor), progress: progress(session, actor) }
}

/// What an actor is doing, in a few words.
fn status(session: &Session, actor: &Actor) -> String {
    if actor.queue().is_none() {
        return t!("not connected").to_owned();
    }
    if session.cloud().broken(&Switch::Freeze(actor.id)).is_some() {
        return t!("its clock stands still").to_owned();
    }
    match &actor.role {
        Role::Producer(producer) => match (producer.config.running, producer.is_finished(), producer.total()) {
            (_, true, _) => t!("done, {made} sent", made = producer.made),
            (false, ..) => t!("paused, {made} sent", made = producer.made),
            (_, _, Some(total)) => t!("{made} of {total} sent", made = producer.made, total),
            _ => t!("{made} sent", made = producer.made),
        },
        Role::Consumer(consumer) => match consumer.phase {
            Phase::Working { until, .. } => t!("working, {now} left", now = describe::span(until.since(session.now()))),
            Phase::Polling { .. } if consumer.config.wait_secs.is_some_and(|secs| secs > 0) => {
                t!("long polling").to_owned()
            }
            Phase::Polling { .. } => t!("polling").to_owned(),
            Phase::Fetching { .. } => t!("fetching a payload").to_owned(),
            Phase::Finishing => t!("deleting").to_owned(),
            Phase::Crashed { until, .. } => {
                t!("crashed, back in {now}", now = describe::span(until.since(session.now())))
            }
            Phase::Idle { .. } if !consumer.config.running => t!("paused").to_owned(),
            Phase::Idle { .. } => t!("idle").to_owned(),
        },
        // Others are far.
        _ => String::new(),
    }
}

/// What it works on, or what it has done.
fn detail(actor: &Actor) -> String {
    match &actor.role {
        Role::Consumer(consumer) => match consumer.jobs.front() {
            Some(job) => clip(&describe::excerpt(job.body.as_str()), 26),
            None if consumer.failed > 0 => {
                t!("{done} done, {failed} failed", done = consumer.done, failed = consumer.failed)
            }
            None => t!("{done} done", done = consumer.done),
        },
        _ => String::new(),
    }
}

/// Since when a consumer is at its message, or at coming back, and until when.
fn progress(session: &Session, actor: &Actor) -> Option<Progress> {
    let Role::Consumer(consumer) = &actor.role else { return None };
    let (Phase::Working { since, until } | Phase::Crashed { since, until }) = consumer.phase else { return None };
    Some(Progress { since, until, now: session.now() })
}

/// A text cut to so many characters.
pub(super) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}
