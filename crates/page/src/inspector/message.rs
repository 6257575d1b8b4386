//! A message: its state, its attributes, why it is as it is, and what became of it.

use super::{Lab, head, url_of};
use crate::lab::Selection;
use crate::widgets::{Fact, chain, facts, state_tag};
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::session::Session;
use queuelab::sqs::api::{ChangeMessageVisibility, DeleteMessage};
use queuelab::sqs::handle::ReceiptHandle;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::t;
use queuelab_view::describe::{instant, message_name, number};
use queuelab_view::explain::{self, Line};
use queuelab_view::log::{Fate, fate, why};
use queuelab_view::path::{Crumb, blocked_by, crumbs, way};
use queuelab_view::payloads::{Payload, payload};
use queuelab_view::tokens::{Look, MessageId, look_of};

/// So many events are looked through for what became of a message.
const EVENTS_MAX: usize = 100_000;
/// Another half minute.
const EXTENSION_SECS: u64 = 30;

fn find(session: &Session, id: MessageId) -> Option<(&Queue, &Message)> {
    let queue = session.cloud().sqs().queue(QueueId(id.queue))?;
    Some((queue, queue.message(id.slot)?))
}

fn look(session: &Session, id: MessageId) -> Option<Look> {
    let (queue, message) = find(session, id)?;
    if blocked_by(queue, message, id.slot).is_some() {
        return Some(Look::Blocked);
    }
    Some(look_of(message, message.core.dead_letter().is_some()))
}

fn times(count: u32) -> String {
    match count {
        0 => t!("never").to_owned(),
        1 => t!("once").to_owned(),
        _ => t!("{count} times", count),
    }
}

fn details(session: &Session, id: MessageId) -> Vec<Fact> {
    let Some((queue, message)) = find(session, id) else { return Vec::new() };
    let at = |at: Instant| instant(at, session.now());
    let core = &message.core;
    let mut rows = vec![
        (t!("Queue"), queue.key.name.to_string()),
        ("MessageId", session.cloud().sqs().message_id(core.number).to_string()),
        (t!("Received"), times(message.receives)),
        (t!("Sent"), at(message.sent())),
        (t!("Enqueued here"), at(message.enqueued)),
        (t!("Expires"), at(message.enqueued.after(queue.retention()))),
    ];
    match message.state {
        State::InFlight => rows.push((t!("Hidden until"), at(message.until))),
        State::Delayed => rows.push((t!("Delayed until"), at(message.until))),
        State::Visible => {}
    }
    rows.push((t!("Size"), t!("{bytes} bytes", bytes = number(core.bytes() as u64))));
    if let Some(extras) = &core.extras {
        rows.extend(extras.group.iter().map(|group| ("MessageGroupId", group.to_string())));
        rows.extend(extras.dedup.iter().map(|dedup| ("MessageDeduplicationId", dedup.to_string())));
        rows.extend(extras.sequence.map(|number| ("SequenceNumber", format!("{number:020}"))));
        rows.extend(extras.trace_header.iter().map(|header| ("AWSTraceHeader", header.clone())));
        rows.extend(extras.attributes.iter().map(|(name, value)| {
            let text = if value.is_binary() {
                t!("{bytes} bytes", bytes = value.bytes().len())
            } else {
                String::from_utf8_lossy(value.bytes()).into_owned()
            };
            (t!("Attribute"), format!("{name} ({}) = {text}", value.data_type))
        }));
        if let Some(letter) = &extras.dead_letter {
            rows.push(("DeadLetterQueueSourceArn", letter.source.to_string()));
            rows.push((t!("Moved here"), at(letter.moved)));
        }
    }
    rows
}

/// What the panel shows at its head: the name, the look, the sentence about the state, the body.
#[derive(Clone, PartialEq)]
struct Shown {
    name: String,
    look: Option<Look>,
    state: String,
    body: String,
}

fn shown(session: &Session, id: MessageId) -> Option<Shown> {
    let (queue, message) = find(session, id)?;
    Some(Shown {
        name: message_name(&message.core),
        look: look(session, id),
        state: explain::state(message, session.now(), blocked_by(queue, message, id.slot)),
        body: message.core.body.as_str().to_owned(),
    })
}

/// What became of a message that is gone. The event that ended it is remembered, so that while the lab plays on nothing
/// has to be looked for again.
fn ended(lab: Lab, id: MessageId, known: StoredValue<Option<(u64, Fate)>>) -> Option<Fate> {
    let history = lab.history.get();
    lab.with(|session| {
        let next = session.cloud().next_seq();
        let still = known.get_value().filter(|(of, fate)| *of == history && fate.seq < next);
        let found = still.map(|(_, fate)| fate).or_else(|| fate(session, id, EVENTS_MAX));
        known.set_value(found.clone().map(|fate| (history, fate)));
        found
    })
}

/// The panel.
pub fn panel(lab: Lab, id: MessageId) -> AnyView {
    let now_shown = Memo::new(move |_| lab.with(|session| shown(session, id)));
    let last_name = StoredValue::new(None::<String>);
    let name = move || match now_shown.with(|shown| shown.as_ref().map(|shown| shown.name.clone())) {
        Some(name) => {
            last_name.set_value(Some(name.clone()));
            name
        }
        None => last_name.get_value().unwrap_or_else(|| t!("Message").to_owned()),
    };
    let is_here = Memo::new(move |_| now_shown.with(Option::is_some));
    view! {
        {head(lab, || t!("Message").to_owned(), name)}
        {move || if is_here.get() { here(lab, id, now_shown) } else { gone(lab, id) }}
    }
    .into_any()
}

fn here(lab: Lab, id: MessageId, shown: Memo<Option<Shown>>) -> AnyView {
    let look = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|shown| shown.look)));
    let state = move || shown.with(|shown| shown.as_ref().map(|shown| shown.state.clone()));
    let body = move || shown.with(|shown| shown.as_ref().map(|shown| shown.body.clone()));
    let handle = Memo::new(move |_| {
        lab.with(|session| {
            let (queue, message) = find(session, id).filter(|(_, message)| message.state == State::InFlight)?;
            Some((ReceiptHandle { queue: queue.id, message: id.slot, receive: message.receives }, message.until))
        })
    });
    let delete = move |_| {
        if let Some((handle, _)) = handle.get_untracked() {
            lab.try_call(DeleteMessage { queue_url: url_of(lab, id.queue), receipt_handle: handle.into() });
        }
    };
    let extend = move |_| {
        if let Some((handle, until)) = handle.get_untracked() {
            // The call counts from now, so what is left is added.
            let left = lab.peek(|session| until.since(session.now())).as_millis().div_ceil(1_000);
            let visibility_timeout = i64::try_from(left + EXTENSION_SECS).ok();
            let queue_url = url_of(lab, id.queue);
            lab.try_call(ChangeMessageVisibility { queue_url, receipt_handle: handle.into(), visibility_timeout });
        }
    };
    let release = move |_| {
        if let Some((handle, _)) = handle.get_untracked() {
            let queue_url = url_of(lab, id.queue);
            let visibility_timeout = Some(0);
            lab.try_call(ChangeMessageVisibility { queue_url, receipt_handle: handle.into(), visibility_timeout });
        }
    };
    let actions = move || {
        handle.with(Option::is_some).then(|| {
            view! {
                <div class="actions">
                    <button type="button" data-key="d" on:click=delete>{t!("Delete")}</button>
                    <button type="button" on:click=extend>{t!("Hide 30 s longer")}</button>
                    <button type="button" on:click=release>{t!("Release")}</button>
                </div>
            }
        })
    };
    let lines = Memo::new(move |_| lab.with(|session| explain::message(session, QueueId(id.queue), id.slot)));
    let path = Memo::new(move |_| lab.with(|session| way(session, id)));
    let queue = move |_| lab.selection.set(Some(Selection::Node(queuelab_view::NodeId::Queue(id.queue))));
    let pointer = Memo::new(move |_| {
        lab.with(|session| find(session, id).and_then(|(_, message)| payload(session.cloud(), &message.core)))
    });
    view! {
        <p>{move || look.get().map(state_tag)}</p>
        <p class="story">{state}</p>
        {actions}
        <h3>{t!("Body")}</h3>
        <pre class="body" tabindex="0" aria-label=t!("Body")>{body}</pre>
        {move || pointer.get().map(|payload| payload_part(lab, payload))}
        <h3>{t!("Its way so far")}</h3>
        {move || breadcrumb(lab, path.get())}
        <h3 tabindex="-1" data-key="w">{t!("Why?")}</h3>
        {move || chain(lab, lines.get())}
        {super::waiting::message(lab, id)}
        {facts(move || lab.with(|session| details(session, id)))}
        <button type="button" class="link" on:click=queue>{t!("Show its queue")}</button>
    }
    .into_any()
}

/// The way of a message; each station goes to its event.
fn breadcrumb(lab: Lab, crumbs: Vec<Crumb>) -> AnyView {
    let station = move |crumb: Crumb| {
        match crumb.seq {
        None => view! { <li>{crumb.text}</li> }.into_any(),
        Some(seq) => view! {
            <li>
                <button type="button" class="link" title=t!("Go to {at}", at = crumb.at) on:click=move |_| lab.seek_event(seq)>
                    {crumb.text}
                </button>
                " "
                <span class="mono muted">{crumb.at.to_string()}</span>
            </li>
        }
        .into_any(),
    }
    };
    view! { <ol class="crumbs">{crumbs.into_iter().map(station).collect_view()}</ol> }.into_any()
}

/// Where the payload of a pointer lies.
fn payload_part(lab: Lab, payload: Payload) -> AnyView {
    let bucket = payload.bucket.map(|bucket| {
        let show = move |_| lab.selection.set(Some(Selection::Node(bucket)));
        view! { <button type="button" class="link" on:click=show>{t!("Show the bucket")}</button> }
    });
    view! {
        <h3>{t!("Payload")}</h3>
        <p>{payload.lies}</p>
        {payload.trouble.map(|text| view! { <p class="wrong">{text}</p> })}
        {bucket}
    }
    .into_any()
}

fn gone(lab: Lab, id: MessageId) -> AnyView {
    let known = StoredValue::new(None);
    let end = Memo::new(move |_| ended(lab, id, known));
    let told = move || match end.get() {
        None => {
            let queue = lab.with(|session| session.cloud().sqs().queue(QueueId(id.queue)).is_some());
            let text = if queue {
                t!("It is not in the queue at this time: it has not been sent yet.")
            } else {
                t!("Its queue is not there at this time.")
            };
            view! { <p class="story">{text}</p> }.into_any()
        }
        Some(fate) => {
            let lines: Vec<Line> = lab.peek(|session| why(session, &fate));
            let last = lines.last().map(|line| format!("{}: {}.", line.at, line.text)).unwrap_or_default();
            let path = lab.peek(|session| crumbs(session, fate.seq));
            let onward = fate.onward.map(|onward| {
                view! {
                    <button type="button" class="primary" on:click=move |_| lab.selection.set(Some(Selection::Message(onward)))>
                        {t!("Follow it")}
                    </button>
                }
            });
            view! {
                <p>{t!("It is no longer in its queue.")}</p>
                <p class="story">{last}</p>
                {onward}
                <h3>{t!("Its way")}</h3>
                {breadcrumb(lab, path)}
                <h3>{t!("How it came to that")}</h3>
                {chain(lab, lines)}
            }
            .into_any()
        }
    };
    view! { {told} }.into_any()
}
