//! The inspector: everything about what is selected, and what can be done to it.

mod actor;
mod agent;
mod alarm;
mod application;
mod behaviour;
mod bucket;
mod chaos;
mod connect;
mod crowd;
mod delivery_stream;
mod endpoint;
mod filter;
mod function;
mod hops;
mod leases;
mod mappings;
mod message;
mod others;
mod overview;
mod pending;
mod publish;
mod queue;
mod reader;
mod receive;
mod redrive;
mod retries;
mod send;
mod stream;
mod subscriptions;
mod topic;
mod waiting;
mod worker;

use super::lab::{Lab, Selection, use_lab};
use super::widgets::Folds;
use leptos::prelude::*;
use queuelab::sqs::queue::Queue;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use queuelab_view::NodeId;
use receive::Receiving;
use send::Sending;
use std::collections::BTreeMap;

/// What somebody has typed and received at a queue; kept while something else is selected.
#[derive(Clone, Copy)]
struct Desk {
    sending: Sending,
    receiving: Receiving,
}

/// The desks of all queues, by run and queue.
#[derive(Clone, Copy)]
pub struct Desks(StoredValue<BTreeMap<(u64, u32), Desk>>);

impl Desks {
    /// The desk of a queue. Made under the inspector, so that it outlives the panel.
    fn of(self, lab: Lab, queue: u32, owner: &Owner) -> Desk {
        let key = (lab.runs.get_untracked(), queue);
        if let Some(desk) = self.0.with_value(|desks| desks.get(&key).copied()) {
            return desk;
        }
        let fifo = lab.peek(|session| session.cloud().sqs().queue(QueueId(queue)).is_some_and(Queue::is_fifo));
        let desk = owner.with(|| Desk { sending: Sending::new(fifo), receiving: Receiving::new(lab, queue) });
        self.0.update_value(|desks| {
            desks.insert(key, desk);
        });
        desk
    }
}

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let lab = use_lab();
    let desks = Desks(StoredValue::new(BTreeMap::new()));
    let owner = Owner::current().unwrap_or_default();
    provide_context(Folds::new());
    // A run that is opened has queues of the same numbers.
    let selected = Memo::new(move |_| (lab.selection.get(), lab.runs.get()));
    // Made once for each selection: what a panel reads while it is made must not have it made anew.
    let panel = move || {
        let (selection, _) = selected.get();
        let Some(selection) = selection else {
            return lab
                .later
                .reading
                .get()
                .map_or_else(|| lab.later.reading.instead(), |parts| untrack(|| (parts.overview)(lab)));
        };
        match lab.later.beside.get() {
            Some(parts) => untrack(|| (parts.panel)(lab, selection, desks, &owner)),
            None => lab.later.beside.instead(),
        }
    };
    let element = NodeRef::<leptos::html::Aside>::new();
    Effect::new(move |_| {
        selected.track();
        if let Some(element) = element.get() {
            element.set_scroll_top(0);
        }
    });
    view! { <aside class="inspector" class:chosen=move || lab.selection.get().is_some() aria-label=t!("Inspector") node_ref=element>{panel}</aside> }
}

pub use application::sql_and_rows;
pub use overview::panel as overview;

/// The panel of a selection; the one way into the panels.
pub fn panel(lab: Lab, selection: Selection, desks: Desks, owner: &Owner) -> AnyView {
    match selection {
        Selection::Node(NodeId::Queue(id)) => queue::panel(lab, id, desks.of(lab, id, owner)),
        Selection::Node(NodeId::Actor(id)) => actor::panel(lab, id),
        Selection::Node(NodeId::Topic(id)) => topic::panel(lab, id),
        Selection::Node(id) => others::panel(lab, id),
        Selection::Message(id) => message::panel(lab, id),
        Selection::Record(id) => stream::record(lab, id),
    }
}

/// Reads a queue and listens; the value of nothing once it is gone.
fn with_queue<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Queue, &queuelab::session::Session) -> R) -> R {
    lab.with(|session| session.cloud().sqs().queue(QueueId(id)).map_or_else(R::default, |queue| read(queue, session)))
}

/// The URL of a queue; empty once it is gone.
fn url_of(lab: Lab, id: u32) -> String {
    lab.peek(|session| session.cloud().sqs().queue(QueueId(id)).map_or_else(String::new, |queue| queue.key.url()))
}

/// The head of a panel: what is selected, and a button that lets go of it.
fn head(lab: Lab, kind: impl Fn() -> String + Send + 'static, name: impl Fn() -> String + Send + 'static) -> AnyView {
    view! {
        <header class="panel-head">
            <div>
                <p class="muted">{kind}</p>
                <h2>{name}</h2>
            </div>
            <button type="button" class="quiet small" aria-label=t!("Close the inspector's selection") on:click=move |_| lab.selection.set(None)>
                "✕"
            </button>
        </header>
    }
    .into_any()
}
