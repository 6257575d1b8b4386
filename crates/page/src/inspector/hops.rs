//! "Who can read it": what protects a message at each hop of its way.

use super::Lab;
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::{t, text};
use queuelab_view::hops::{CLIENT_SIDE, Hop, NEVER_ENCRYPTED, of_queue, of_topic};

/// The hops of a queue's messages.
pub fn queue(lab: Lab, id: u32) -> AnyView {
    table(lab, move |session| of_queue(session.cloud(), id, session.now()))
}

/// The hops of a topic's messages.
pub fn topic(lab: Lab, id: u32) -> AnyView {
    table(lab, move |session| of_topic(session.cloud(), id, session.now()))
}

fn table(lab: Lab, read: impl Fn(&Session) -> Vec<Hop> + Send + Sync + 'static) -> AnyView {
    let hops = Memo::new(move |_| lab.with(|session| read(session)));
    let row = |hop: Hop| {
        let mark = hop.is_open.then(|| view! { <b class="open-hop">{t!("Unprotected.")}" "</b> });
        view! {
            <li>
                <p><b>{hop.place}</b></p>
                <dl class="facts tall">
                    <div><dt>{t!("Protected by")}</dt><dd>{mark}{hop.protection}</dd></div>
                    <div><dt>{t!("Who can read the body")}</dt><dd>{hop.readers}</dd></div>
                </dl>
            </li>
        }
    };
    view! {
        <ol class="subscriptions hops">{move || hops.get().into_iter().map(row).collect_view()}</ol>
        <p class="hint">{text::of(NEVER_ENCRYPTED)}</p>
        <p class="hint">{text::of(CLIENT_SIDE)}</p>
    }
    .into_any()
}
