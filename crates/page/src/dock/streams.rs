//! The twin of streams as tables: one a stream, with a row for each shard.

use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::kinesis::stream::Stream;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe::number;
use queuelab_view::readings;
use queuelab_view::shard_lanes;
use queuelab_view::stream_panel::{ShardRow, rows};

/// Rows of a table at most.
const ROWS_MAX: usize = 100;

/// A table as it is shown.
#[derive(Clone, PartialEq)]
pub struct Table {
    id: u32,
    name: String,
    caption: String,
    rows: Vec<[String; 7]>,
    more: usize,
}

fn table(session: &Session, stream: &Stream) -> Table {
    let cloud = session.cloud();
    let readings = readings::of(cloud, stream);
    let all = rows(cloud, stream);
    let more = all.len().saturating_sub(ROWS_MAX);
    let row = |row: ShardRow| {
        let readers = readings.iter().filter(|reading| reading.shard == row.number);
        let told: Vec<String> =
            readers.map(|reading| format!("{}: {}", reading.name, number(reading.behind))).collect();
        let lane = shard_lanes::lane(cloud, stream, row.number).unwrap_or_default();
        let load = |(share, _): &(f64, String)| format!("{:.0} %", share * 100.0);
        [
            row.number.to_string(),
            row.state,
            row.records,
            row.came,
            number(row.refused),
            if row.is_open { load(&lane.incoming) } else { String::new() },
            told.join(", "),
        ]
    };
    Table {
        id: stream.id.0,
        name: stream.key.name.to_string(),
        caption: t!(": {records} records, {name}", records = number(stream.records()), name = stream.status.name()),
        rows: all.into_iter().take(ROWS_MAX).map(row).collect(),
        more,
    }
}

/// The tables of all streams as they stand.
pub fn tables(session: &Session) -> Vec<Table> {
    session.cloud().kinesis().streams().map(|stream| table(session, stream)).collect()
}

/// The tables; nothing where there is none.
pub fn view(lab: Lab, shown: Memo<Vec<Table>>) -> AnyView {
    let cell = |text: String| view! { <td>{text}</td> };
    let row = move |cells: [String; 7]| view! { <tr>{cells.into_iter().map(cell).collect_view()}</tr> };
    let one = move |Table { id, name, caption, rows, more }: Table| {
        let select = move |_| lab.selection.set(Some(Selection::Node(NodeId::Stream(id))));
        let more = (more > 0)
            .then(|| view! { <tr><td colspan="7" class="muted">{t!("and {more} more shards", more)}</td></tr> });
        view! {
            <table class="messages">
                <caption><button type="button" class="link" on:click=select>{name}</button>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!("Shard")}</th>
                        <th scope="col">{t!("State")}</th>
                        <th scope="col">{t!("Records")}</th>
                        <th scope="col">{t!("Put")}</th>
                        <th scope="col">{t!("Refused")}</th>
                        <th scope="col">{t!("Of what it takes")}</th>
                        <th scope="col">{t!("Records before each reader")}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}{more}</tbody>
            </table>
        }
    };
    view! { {move || shown.get().into_iter().map(one).collect_view()} }.into_any()
}
