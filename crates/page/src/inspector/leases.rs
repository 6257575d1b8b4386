//! Lease tables: what a worker holds, and the table that its application keeps.

use super::Lab;
use crate::lab::{Dialog, Selection};
use leptos::prelude::*;
use queuelab::base::{ActorId, Arn};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::leases::{COLUMNS, rows, table_of, worker, workers_of};
use queuelab_view::workers::{Card, cards};

/// A lease table, with all of its columns.
fn table(lab: Lab, read: impl Fn(&Session) -> Option<(Arn, String)> + Send + Sync + 'static) -> AnyView {
    let shown = Memo::new(move |_| {
        lab.with(|session| {
            let (stream, application) = read(session)?;
            let rows = table_of(session.cloud(), &stream, &application).map(rows)?;
            Some((application, rows))
        })
    });
    let cells = |row: Vec<String>| {
        let mut cells = row.into_iter();
        let first = cells.next().unwrap_or_default();
        view! {
            <tr>
                <th scope="row" class="mono">{first}</th>
                {cells.map(|cell| view! { <td class="mono">{cell}</td> }).collect_view()}
            </tr>
        }
    };
    let head = || COLUMNS.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let inside = move || match shown.get() {
        None => view! { <p class="muted">{t!("There is no lease table yet.")}</p> }.into_any(),
        Some((application, rows)) => view! {
            <div class="wide-table" tabindex="0" role="region" aria-label=t!("Lease table {application}", application)>
                <table class="plain-table words">
                    <caption>{t!("DynamoDB table {application}", application)}</caption>
                    <thead><tr>{head()}</tr></thead>
                    <tbody>{rows.into_iter().map(cells).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    };
    view! { {inside} }.into_any()
}

/// What a worker holds, shard by shard.
pub fn held(lab: Lab, id: u32) -> AnyView {
    let shown = Memo::new(move |_| {
        lab.with(|session| {
            let actor = session.cloud().actor(ActorId(id))?;
            worker(actor).map(|kcl| cards(session.cloud(), kcl))
        })
        .unwrap_or_default()
    });
    let one = |card: Card| {
        let Card { shard, doing, checkpoint, behind, processed } = card;
        view! {
            <li>
                <div class="shard-line"><b>{shard}</b>" "<span class="muted">{doing}</span></div>
                <p>{checkpoint}</p>
                <p class="muted">{behind}", "{processed}</p>
            </li>
        }
    };
    view! {
        <ul class="shards">{move || shown.get().into_iter().map(one).collect_view()}</ul>
        <Show when=move || shown.with(Vec::is_empty)><p class="muted">{t!("It holds no lease.")}</p></Show>
    }
    .into_any()
}

/// The table of a worker's application.
pub fn of_worker(lab: Lab, id: u32) -> AnyView {
    table(lab, move |session| {
        let kcl = worker(session.cloud().actor(ActorId(id))?)?;
        Some((kcl.config.stream.clone()?, kcl.config.application.clone()))
    })
}

/// The applications that read a stream: their workers, and their tables.
pub fn of_stream(lab: Lab, stream: Arn) -> AnyView {
    let of_list = stream.clone();
    let applications =
        Memo::new(move |_| lab.with(|session| queuelab_view::leases::applications_of(session.cloud(), &of_list)));
    let of_add = stream.clone();
    let add = move |_| lab.dialog.set(Some(Dialog::Workers(Some(of_add.clone()))));
    let one = move |application: String| {
        let (of_workers, name) = (stream.clone(), application.clone());
        let workers = lab.peek(|session| {
            let its = workers_of(session.cloud(), &of_workers).filter(|(_, kcl)| kcl.config.application == name);
            its.map(|(id, kcl)| (id.0, kcl.config.name.clone())).collect::<Vec<_>>()
        });
        let link = move |(id, name): (u32, String)| {
            let go = move |_| lab.selection.set(Some(Selection::Node(NodeId::Actor(id))));
            view! { <button type="button" class="link" on:click=go>{name}</button>" " }
        };
        let (of_table, name) = (stream.clone(), application.clone());
        view! {
            <p><b>{application}</b>": "{workers.into_iter().map(link).collect_view()}</p>
            {table(lab, move |_| Some((of_table.clone(), name.clone())))}
        }
    };
    view! {
        {move || applications.get().into_iter().map(one.clone()).collect_view()}
        <Show when=move || applications.with(Vec::is_empty)>
            <p class="muted">{t!("No application of the Kinesis Client Library reads it.")}</p>
        </Show>
        <div class="actions"><button type="button" class="small" on:click=add>{t!("Add workers…")}</button></div>
    }
    .into_any()
}
