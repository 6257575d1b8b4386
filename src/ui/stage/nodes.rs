//! Nodes as SVG. They change on events only; what moves is on the canvas.

use super::View;
use crate::actors::{Actor, Phase, Role};
use crate::base::ActorId;
use crate::endpoints::Kind;
use crate::session::Session;
use crate::sns::topic::{Topic, TopicId};
use crate::sqs::queue::{Queue, QueueId};
use crate::ui::lab::{Selection, use_lab};
use crate::ui::live;
use crate::view::NodeId;
use crate::view::badges;
use crate::view::describe;
use crate::view::geometry::{Compartment, Holds, LANE_HEAD_W, Node, NodeKind, Point};
use crate::view::tokens;
use leptos::prelude::*;

/// Where a node can be taken to draw a connection.
pub fn handle_of(node: &Node) -> Point {
    match node.kind {
        NodeKind::Consumer | NodeKind::Function | NodeKind::Endpoint(_) | NodeKind::Crowd => node.rect.left(),
        _ => node.rect.right(),
    }
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
    let selected = Memo::new(move |_| lab.selection.get() == Some(Selection::Node(id)));
    // Its name is its text; this says what kind of thing it is.
    let kind = move || {
        node.get().map(|node| match node.kind {
            NodeKind::Producer => "producer",
            NodeKind::Consumer => "consumer",
            NodeKind::Topic => "topic",
            NodeKind::StandardQueue | NodeKind::FifoQueue => "queue",
            NodeKind::Bucket => "bucket",
            NodeKind::Alarm => "alarm",
            NodeKind::Function => "function",
            NodeKind::Endpoint(kind) => badges::kind_name(kind),
            NodeKind::Crowd => "subscribers",
        })
    };
    let class = move || {
        let kind = match node.get().map(|node| (node.kind, node.dead_letter)) {
            Some((NodeKind::Producer, _)) => "producer",
            Some((NodeKind::Consumer, _)) => "consumer",
            Some((NodeKind::Topic, _)) => "topic",
            Some((NodeKind::Bucket, _)) => "small-node bucket",
            Some((NodeKind::Alarm, _)) => "small-node alarm",
            Some((NodeKind::Function, _)) => "small-node function",
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
            NodeKind::Topic => topic_body(view, &node, id).into_any(),
            _ => badge_body(view, &node, id),
        })
    };
    view! {
        <g
            id=format!("node-{id}")
            class=class
            transform=transform
            role="button"
            tabindex=move || if view.cursor.get() == index { "0" } else { "-1" }
            aria-roledescription=kind
            aria-pressed=live::yes_or_no(move || selected.get())
            on:keydown=move |event| view.key(&event, id)
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
        (NodeKind::FifoQueue, true) => "FIFO DLQ",
        (_, true) => "DLQ",
        _ => "standard",
    };
    let counts = move || {
        lab.with(|session| {
            let queue = queue_of(session, id)?;
            let c = queue.counts;
            Some(format!("visible {}   in flight {}   delayed {}", c.visible, c.in_flight, c.delayed))
        })
    };
    let waiting = move || {
        lab.with(|session| match queue_of(session, id)?.waiters().count() {
            0 => None,
            1 => Some("1 long poll waits".to_owned()),
            n => Some(format!("{n} long polls wait")),
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

/// A hexagon: what comes in at the left goes out to everybody at the right.
fn topic_body(view: View, node: &Node, id: NodeId) -> impl IntoView + use<> {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let slant = 20.0;
    let outline = format!("M{slant} 0H{}L{w} {}L{} {h}H{slant}L0 {}Z", w - slant, h / 2.0, w - slant, h / 2.0);
    let kind = if node.title.ends_with(".fifo") { "FIFO topic" } else { "topic" };
    let chip = move || {
        lab.with(|session| match topic_of(session, id).map(|topic| topic.confirmed) {
            None | Some(0) => format!("{kind}, no subscriber"),
            Some(1) => format!("{kind}, 1 subscriber"),
            Some(count) => format!("{kind}, {count} subscribers"),
        })
    };
    let published = move || lab.with(|session| topic_of(session, id).map(published));
    let copies = move || lab.with(|session| topic_of(session, id).map(copies));
    let trouble = move || lab.with(|session| topic_of(session, id).and_then(trouble));
    view! {
        <path class="fill" d=outline />
        <text class="title" x=w / 2.0 y="24" text-anchor="middle">{clip(&node.title, 18)}</text>
        <text class="chip" x=w / 2.0 y="40" text-anchor="middle">{live::text(chip)}</text>
        <text class="status" x=w / 2.0 y="58" text-anchor="middle">{live::maybe(published)}</text>
        <text class="detail" x=w / 2.0 y="73" text-anchor="middle">{live::maybe(copies)}</text>
        <text class="trouble" x=w / 2.0 y="86" text-anchor="middle">{live::maybe(trouble)}</text>
        <circle class="handle" cx=w cy=h / 2.0 r="6" />
    }
}

/// What a node of that kind looks like, in a box of that size: its outline, and what is drawn into it.
fn outline(kind: NodeKind, w: f64, h: f64) -> (String, String) {
    let rounded = |r: f64| {
        format!("M{r} 0H{}Q{w} 0 {w} {r}V{}Q{w} {h} {} {h}H{r}Q0 {h} 0 {}V{r}Q0 0 {r} 0Z", w - r, h - r, w - r, h - r)
    };
    match kind {
        // A pail: narrower below.
        NodeKind::Bucket => (format!("M0 0H{w}L{} {h}H12Z", w - 12.0), format!("M0 0H{w}")),
        // A bell's foot.
        NodeKind::Alarm => (rounded(h / 2.0), format!("M{} {h}A9 9 0 0 0 {} {h}", w / 2.0 - 9.0, w / 2.0 + 9.0)),
        NodeKind::Function => {
            (rounded(6.0), format!("M{} 12L{} 30M{} 21L{} 30", w - 30.0, w - 18.0, w - 25.0, w - 31.0))
        }
        NodeKind::Endpoint(Kind::Email) => {
            let (left, right) = (w - 34.0, w - 10.0);
            (rounded(4.0), format!("M{left} 9H{right}V25H{left}ZM{left} 9L{} 18L{right} 9", w - 22.0))
        }
        NodeKind::Endpoint(Kind::Phone | Kind::Device) => {
            (rounded(12.0), format!("M{} {}H{}", w / 2.0 - 14.0, h - 5.0, w / 2.0 + 14.0))
        }
        NodeKind::Crowd => (rounded(10.0), format!("M8 -4H{}M16 -8H{}", w - 8.0, w - 16.0)),
        _ => (rounded(4.0), format!("M0 8H{w}")),
    }
}

/// A node that says what it is in a few words.
fn badge_body(view: View, node: &Node, id: NodeId) -> AnyView {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let (outline, ornament) = outline(node.kind, w, h);
    let badge = Memo::new(move |_| lab.with(|session| badges::of(session.cloud(), id)).unwrap_or_default());
    let inset = if matches!(node.kind, NodeKind::Alarm | NodeKind::Bucket) { 26.0 } else { 14.0 };
    let is_source = matches!(node.kind, NodeKind::Bucket | NodeKind::Alarm);
    let handle_x = if is_source { w - if node.kind == NodeKind::Bucket { 6.0 } else { 0.0 } } else { 0.0 };
    view! {
        <path class="fill" d=outline />
        <path class="ornament" d=ornament />
        <text class="title" x=inset y="32">{clip(&node.title, 20)}</text>
        <text class="chip" x=inset y="15">{live::text(move || badge.get().chip)}</text>
        <text class="status" class:bad=move || badge.get().is_bad x=inset y="48">{live::text(move || clip(&badge.get().status, 27))}</text>
        <text class="detail" x=inset y="63">{live::text(move || clip(&badge.get().detail, 27))}</text>
        <circle class="handle" cx=handle_x cy=h / 2.0 r="6" />
    }
    .into_any()
}

fn topic_of(session: &Session, id: NodeId) -> Option<&Topic> {
    match id {
        NodeId::Topic(id) => session.cloud().sns().topic(TopicId(id)),
        _ => None,
    }
}

fn published(topic: &Topic) -> String {
    format!("{} published", topic.totals.published)
}

fn copies(topic: &Topic) -> String {
    match topic.totals.filtered {
        0 => format!("{} delivered", topic.totals.delivered),
        filtered => format!("{} delivered, {filtered} filtered", topic.totals.delivered),
    }
}

fn trouble(topic: &Topic) -> Option<String> {
    match (topic.totals.lost, topic.totals.dead_lettered) {
        (0, 0) => None,
        (0, dead) => Some(format!("{dead} in a DLQ")),
        (lost, _) => Some(format!("{lost} lost")),
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
                            <title>"Locked: a message of this group is in flight or delayed"</title>
                            <rect x="-5" y="-2" width="10" height="8" rx="1.5" />
                            <path d="M-3 -2V-4.5A3 3 0 0 1 3 -4.5V-2" />
                        </g>
                    }
                    .into_any()
                })
            };
            view! {
                <rect class="lane" x=left y=top + 2.0 width=rect.w height=rect.h - 4.0 rx="5" />
                <text class="group" x=left + 8.0 y=top + rect.h / 2.0 + 4.0>{clip(&name, 7)}</text>
                {live::part(lock)}
                <text class="lane-count" x=left + rect.w - 8.0 y=top + rect.h / 2.0 + 4.0 text-anchor="end">{live::text(count)}</text>
            }
            .into_any()
        }
        Holds::OtherGroups(groups) => view! {
            <rect class="lane" x=left y=top + 2.0 width=rect.w height=rect.h - 4.0 rx="5" />
            <text class="group" x=left + 8.0 y=top + rect.h / 2.0 + 4.0>{format!("+{groups} more")}</text>
            <text class="lane-count" x=left + rect.w - 8.0 y=top + rect.h / 2.0 + 4.0 text-anchor="end">{live::text(count)}</text>
        }
        .into_any(),
        Holds::Delayed | Holds::Visible | Holds::InFlight => {
            let word = match holds {
                Holds::Delayed => "delayed",
                Holds::Visible => "visible",
                _ => "in flight",
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
    let status = move || lab.with(|session| actor_of(session, id).map(|actor| status(session, actor)));
    let detail = move || lab.with(|session| actor_of(session, id).map(detail));
    let progress = move || {
        lab.with(|session| {
            let share = progress(session, actor_of(session, id)?)?;
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

/// What an actor is doing, in a few words.
fn status(session: &Session, actor: &Actor) -> String {
    if actor.queue().is_none() {
        return "not connected".to_owned();
    }
    match &actor.role {
        Role::Producer(producer) => match (producer.config.running, producer.is_finished(), producer.total()) {
            (_, true, _) => format!("done, {} sent", producer.made),
            (false, ..) => format!("paused, {} sent", producer.made),
            (_, _, Some(total)) => format!("{} of {total} sent", producer.made),
            _ => format!("{} sent", producer.made),
        },
        Role::Writer(writer) => match (writer.config.running, writer.is_finished()) {
            (_, true) => format!("done, {} put", writer.totals.accepted),
            (false, _) => format!("paused, {} put", writer.totals.accepted),
            _ => format!("{} put", writer.totals.accepted),
        },
        Role::Reader(reader) => format!("{} read", reader.totals.records),
        Role::Agent(agent) => format!("{} sent", agent.totals.sent),
        Role::Consumer(consumer) => match consumer.phase {
            Phase::Working { until, .. } => format!("working, {} left", describe::span(until.since(session.now()))),
            Phase::Polling { .. } if consumer.config.wait_secs.is_some_and(|secs| secs > 0) => {
                "long polling".to_owned()
            }
            Phase::Polling { .. } => "polling".to_owned(),
            Phase::Fetching { .. } => "fetching a payload".to_owned(),
            Phase::Finishing => "deleting".to_owned(),
            Phase::Crashed { until, .. } => format!("crashed, back in {}", describe::span(until.since(session.now()))),
            Phase::Idle { .. } if !consumer.config.running => "paused".to_owned(),
            Phase::Idle { .. } => "idle".to_owned(),
        },
    }
}

/// What it works on, or what it has done.
fn detail(actor: &Actor) -> String {
    match &actor.role {
        Role::Writer(writer) if writer.totals.throttled > 0 => format!("{} throttled", writer.totals.throttled),
        Role::Producer(_) | Role::Writer(_) | Role::Reader(_) | Role::Agent(_) => String::new(),
        Role::Consumer(consumer) => match consumer.jobs.front() {
            Some(job) => clip(&describe::excerpt(job.body.as_str()), 26),
            None if consumer.failed > 0 => format!("{} done, {} failed", consumer.done, consumer.failed),
            None => format!("{} done", consumer.done),
        },
    }
}

/// How far a consumer is with its message, or with coming back.
fn progress(session: &Session, actor: &Actor) -> Option<f64> {
    let Role::Consumer(consumer) = &actor.role else { return None };
    let (Phase::Working { since, until } | Phase::Crashed { since, until }) = consumer.phase else { return None };
    #[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
    let share = session.now().since(since).as_millis() as f64 / until.since(since).as_millis().max(1) as f64;
    Some(share.clamp(0.0, 1.0))
}

/// A text cut to so many characters.
fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}
