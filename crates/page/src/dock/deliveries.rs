//! The twin of delivery streams as tables: one a stream, with a row for each buffer and for what is under way.

use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::firehose::Stream;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::delivery_streams::{First, gauges, under_way};
use queuelab_view::describe::number;

/// Rows of a table at most.
const ROWS_MAX: usize = 50;

/// A table as it is shown.
#[derive(Clone, PartialEq)]
pub struct Table {
    id: u32,
    name: String,
    caption: String,
    rows: Vec<[String; 5]>,
    more: usize,
}

fn table(session: &Session, stream: &Stream) -> Table {
    let now = session.now();
    let all = gauges(stream, now);
    let away = under_way(stream, now);
    let more = (all.len() + away.len()).saturating_sub(ROWS_MAX);
    let buffers = all.into_iter().map(|gauge| {
        let first = if gauge.first == First::Size { t!("size") } else { t!("time") };
        let (by_size, by_time) = (gauge.size_words(), gauge.time_words());
        [gauge.name, number(gauge.records), by_size, by_time, t!("emptied by {first}", first)]
    });
    let away = away.into_iter().map(|(what, _)| [what, String::new(), String::new(), String::new(), String::new()]);
    let totals = stream.totals;
    Table {
        id: stream.id.0,
        name: stream.key.name.to_string(),
        caption: t!(
            ": {name}, {incoming} came in, {delivered} delivered, {dropped} dropped, {failed} failed, {lost} lost",
            name = stream.status.name(),
            incoming = number(totals.incoming),
            delivered = number(totals.delivered),
            dropped = number(totals.dropped),
            failed = number(totals.failed),
            lost = number(totals.lost)
        ),
        rows: buffers.chain(away).take(ROWS_MAX).collect(),
        more,
    }
}

/// The tables of all delivery streams as they stand.
pub fn tables(session: &Session) -> Vec<Table> {
    session.cloud().firehose().streams().map(|stream| table(session, stream)).collect()
}

/// The tables; nothing where there is none.
pub fn view(lab: Lab, shown: Memo<Vec<Table>>) -> AnyView {
    let cell = |text: String| view! { <td>{text}</td> };
    let row = move |cells: [String; 5]| view! { <tr>{cells.into_iter().map(cell).collect_view()}</tr> };
    let one = move |Table { id, name, caption, rows, more }: Table| {
        let select = move |_| lab.selection.set(Some(Selection::Node(NodeId::DeliveryStream(id))));
        let empty = rows.is_empty();
        view! {
            <table class="messages">
                <caption><button type="button" class="link" on:click=select>{name}</button>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!("Buffer, or what is under way")}</th>
                        <th scope="col">{t!("Records")}</th>
                        <th scope="col">{t!("Size")}</th>
                        <th scope="col">{t!("Time")}</th>
                        <th scope="col">{t!("At this pace")}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(row).collect_view()}
                    {empty.then(|| view! { <tr><td colspan="5" class="muted">{t!("All buffers are empty.")}</td></tr> })}
                    {(more > 0).then(|| view! { <tr><td colspan="5" class="muted">{t!("and {more} more", more)}</td></tr> })}
                </tbody>
            </table>
        }
    };
    view! { {move || shown.get().into_iter().map(one).collect_view()} }.into_any()
}
