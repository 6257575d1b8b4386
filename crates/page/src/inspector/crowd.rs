//! The subscribers of a topic that have no node of their own.

use super::topic::with_topic;
use super::{Lab, head};
use crate::lab::Selection;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::arrivals::{LOOKED_AT, by_protocol};
use queuelab_view::describe::number;
use queuelab_view::geometry::crowd;

/// The panel of the crowd of a topic.
pub fn panel(lab: Lab, topic: u32) -> AnyView {
    let count = Memo::new(move |_| with_topic(lab, topic, |topic, session| crowd(session.cloud(), topic)));
    let total = Memo::new(move |_| with_topic(lab, topic, |topic, _| topic.subscriptions.len()));
    let rows = Memo::new(move |_| with_topic(lab, topic, |topic, session| by_protocol(session.cloud(), topic)));
    let name = move || with_topic(lab, topic, |topic, _| topic.key.name.to_string());
    let row =
        |(protocol, count): (&'static str, String)| view! { <tr><th scope="row">{protocol}</th><td>{count}</td></tr> };
    let caption = move || {
        let total = total.get();
        let most = LOOKED_AT as u64;
        if total > most {
            t!("The first {most} of {total} subscriptions", most = number(most), total = number(total))
        } else {
            t!("All {total} subscriptions", total = number(total))
        }
    };
    view! {
        {head(lab, || t!("Subscribers").to_owned(), move || t!("{count} more of {name}", count = number(count.get()), name = name()))}
        <p>
            {t!("Only the first few subscribers of a topic have a node on the stage. This one stands for all others: they get their copies like any other, and take them.")}
        </p>
        <table class="plain-table">
            <caption>{caption}</caption>
            <thead><tr><th scope="col">{t!("Protocol")}</th><th scope="col">{t!("How many")}</th></tr></thead>
            <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
        </table>
        <div class="actions">
            <button type="button" on:click=move |_| lab.selection.set(Some(Selection::Node(NodeId::Topic(topic))))>{t!("Go to the topic")}</button>
        </div>
    }
    .into_any()
}
