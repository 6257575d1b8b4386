//! The twin of the stage as tables: one a topic, one a stream, one a delivery stream and one a queue, with what the picture shows.

use super::{deliveries, streams, topics};
use crate::host;
use crate::lab::{Lab, Selection};
use crate::widgets::state_tag;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::cloud::Cloud;
use queuelab::session::Session;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::Queue;
use queuelab::t;
use queuelab_view::describe::{excerpt, message_name, number, span};
use queuelab_view::tokens::{Look, MessageId, look_of};

/// Rows of a table at most.
const ROWS_MAX: usize = 200;
/// Tables are brought up to date this often while the lab plays, in real milliseconds: they hold many texts.
const REFRESH_MS: f64 = 250.0;

/// A row as it is shown.
#[derive(Clone, PartialEq)]
struct Row {
    id: MessageId,
    name: String,
    look: Look,
    receives: u32,
    until: String,
    group: String,
    body: String,
}

/// A table as it is shown.
#[derive(Clone, PartialEq)]
struct Table {
    id: u32,
    caption: String,
    rows: Vec<Row>,
    more: u64,
}

fn row(queue: &Queue, (slot, message): (u64, &Message), now: Instant, blocked: &mut Vec<String>) -> Row {
    let group = message.core.group().map(ToString::to_string).unwrap_or_default();
    let mut look = look_of(message, message.core.dead_letter().is_some());
    if queue.is_fifo() {
        // In the order of arrival, what is hidden blocks what comes after it in its group.
        if message.state != State::Visible {
            blocked.push(group.clone());
        } else if blocked.contains(&group) {
            look = Look::Blocked;
        }
    }
    let until = match message.state {
        State::Visible => String::new(),
        State::Delayed | State::InFlight => {
            t!("{until} (in {now})", until = message.until, now = span(message.until.since(now)))
        }
    };
    Row {
        id: MessageId { queue: queue.id.0, slot },
        name: message_name(&message.core),
        look,
        receives: message.receives,
        until,
        group,
        body: excerpt(message.core.body.as_str()),
    }
}

fn tables(session: &Session) -> Vec<Table> {
    let cloud: &Cloud = session.cloud();
    let table = |queue: &Queue| {
        let mut blocked = Vec::new();
        let rows: Vec<Row> =
            queue.messages().take(ROWS_MAX).map(|found| row(queue, found, session.now(), &mut blocked)).collect();
        let counts = queue.counts;
        let held = counts.visible + counts.in_flight + counts.delayed;
        let caption = t!(
            "{name}: {visible} visible, {in_flight} in flight, {delayed} delayed",
            name = queue.key.name,
            visible = number(counts.visible),
            in_flight = number(counts.in_flight),
            delayed = number(counts.delayed)
        );
        Table { id: queue.id.0, caption, more: held.saturating_sub(rows.len() as u64), rows }
    };
    cloud.sqs().queues().map(table).collect()
}

/// The panel.
pub fn view(lab: Lab) -> AnyView {
    let all = |session: &Session| {
        ((topics::tables(session), streams::tables(session), deliveries::tables(session)), tables(session))
    };
    let shown = RwSignal::new(lab.peek(all));
    let last = StoredValue::new(host::millis());
    Effect::new(move |_| {
        let playing = lab.playback.with(|playback| playback.playing);
        let now = host::millis();
        // Listens even when it is not time yet.
        lab.with(|_| ());
        if !playing || now - last.get_value() >= REFRESH_MS {
            last.set_value(now);
            let next = lab.peek(all);
            if shown.with_untracked(|shown| *shown != next) {
                shown.set(next);
            }
        }
    });
    let of_topics = Memo::new(move |_| shown.with(|((topics, ..), _)| topics.clone()));
    let of_streams = Memo::new(move |_| shown.with(|((_, streams, _), _)| streams.clone()));
    let of_deliveries = Memo::new(move |_| shown.with(|((.., deliveries), _)| deliveries.clone()));
    let of_queues = Memo::new(move |_| shown.with(|(_, queues)| queues.clone()));
    let one = move |Table { id, caption, rows, more }: Table| {
        let empty = rows.is_empty();
        view! {
            <table class="messages" id=format!("table-{id}")>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"#"</th>
                        <th scope="col">{t!("State")}</th>
                        <th scope="col">{t!("Receives")}</th>
                        <th scope="col">{t!("Until")}</th>
                        <th scope="col">{t!("Group")}</th>
                        <th scope="col">{t!("Body")}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| line(lab, row)).collect_view()}
                    {empty.then(|| view! { <tr><td colspan="6" class="muted">{t!("No messages.")}</td></tr> })}
                    {(more > 0).then(|| view! { <tr><td colspan="6" class="muted">{t!("and {more} more", more = number(more))}</td></tr> })}
                </tbody>
            </table>
        }
    };
    view! {
        <div class="tables" tabindex="0" role="group" aria-label=t!("Messages by queue")>
            {topics::view(lab, of_topics)}
            {streams::view(lab, of_streams)}
            {deliveries::view(lab, of_deliveries)}
            {move || of_queues.get().into_iter().map(one).collect_view()}
            <Show when=move || of_queues.with(Vec::is_empty) && of_streams.with(Vec::is_empty)><p class="muted">{t!("There is no queue and no stream yet.")}</p></Show>
        </div>
    }
    .into_any()
}

fn line(lab: Lab, row: Row) -> AnyView {
    let Row { id, name, look, receives, until, group, body } = row;
    let select = move || lab.selection.set(Some(Selection::Message(id)));
    let is_selected = move || lab.selection.get() == Some(Selection::Message(id));
    view! {
        <tr class:selected=is_selected on:click=move |_| select()>
            <td>
                <button type="button" class="link" aria-current=move || is_selected().then_some("true") on:click=move |_| select()>
                    {name}
                </button>
            </td>
            <td>{state_tag(look)}</td>
            <td class="mono">{receives}</td>
            <td class="mono">{until}</td>
            <td>{group}</td>
            <td class="excerpt">{body}</td>
        </tr>
    }
    .into_any()
}
