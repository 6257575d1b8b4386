//! The twin of topics as tables: one a topic, with a row for each subscription.

use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::sns::topic::Topic;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe::number;
use queuelab_view::topics::endpoint_name;

/// Rows of a table at most.
const ROWS_MAX: usize = 100;

/// A table as it is shown.
#[derive(Clone, PartialEq)]
pub struct Table {
    id: u32,
    name: String,
    caption: String,
    rows: Vec<[String; 7]>,
}

fn table(session: &Session, topic: &Topic) -> Table {
    let totals = topic.totals;
    let rows = session.cloud().sns().subscriptions_of(topic).take(ROWS_MAX).map(|subscription| {
        let totals = subscription.totals;
        let filter = subscription.settings.filter.as_ref().map(|filter| filter.compact().to_owned());
        [
            endpoint_name(subscription),
            number(totals.delivered),
            number(totals.filtered),
            number(totals.retries),
            number(totals.dead_lettered),
            number(totals.lost),
            match (subscription.confirmed, subscription.cancelled) {
                (true, _) => filter.unwrap_or_default(),
                (_, true) => t!("deleted").to_owned(),
                _ => t!("pending confirmation").to_owned(),
            },
        ]
    });
    Table {
        id: topic.id.0,
        name: topic.key.name.to_string(),
        caption: t!(
            ": {published} published, {copies} copies, {under_way} under way",
            published = number(totals.published),
            copies = number(totals.copies),
            under_way = number(totals.under_way())
        ),
        rows: rows.collect(),
    }
}

/// The tables of all topics as they stand.
pub fn tables(session: &Session) -> Vec<Table> {
    session.cloud().sns().topics().map(|topic| table(session, topic)).collect()
}

/// The tables; nothing where there is none.
pub fn view(lab: Lab, shown: Memo<Vec<Table>>) -> AnyView {
    let cell = |text: String| view! { <td>{text}</td> };
    let row = move |cells: [String; 7]| view! { <tr>{cells.into_iter().map(cell).collect_view()}</tr> };
    let one = move |Table { id, name, caption, rows }: Table| {
        let select = move |_| lab.selection.set(Some(Selection::Node(NodeId::Topic(id))));
        let empty = rows.is_empty();
        view! {
            <table class="messages">
                <caption><button type="button" class="link" on:click=select>{name}</button>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!("Subscriber")}</th>
                        <th scope="col">{t!("Delivered")}</th>
                        <th scope="col">{t!("Filtered out")}</th>
                        <th scope="col">{t!("Retries")}</th>
                        <th scope="col">{t!("In a DLQ")}</th>
                        <th scope="col">{t!("Lost")}</th>
                        <th scope="col">{t!("Filter policy")}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(row).collect_view()}
                    {empty.then(|| view! { <tr><td colspan="7" class="muted">{t!("Nobody has subscribed.")}</td></tr> })}
                </tbody>
            </table>
        }
    };
    view! { {move || shown.get().into_iter().map(one).collect_view()} }.into_any()
}
