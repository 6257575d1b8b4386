//! "Connect to…": every other node with whether it can be connected, and why not.

use super::{Lab, url_of};
use crate::lab::Connecting;
use crate::stage::{connect_by, work};
use leptos::prelude::*;
use queuelab::cloud::Cloud;
use queuelab::sqs::api::SetQueueAttributes;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::naming;
use queuelab_view::wiring::{MAX_RECEIVES, Reason, Wiring, verdict};

/// What a line of the list does.
#[derive(Clone, PartialEq)]
enum Act {
    /// Connects.
    Wire(Wiring),
    /// An actor works with nothing from now on.
    Loose(u32),
    /// A queue has no dead-letter queue any more.
    NoDeadLetter(u32),
}

/// One line: what it says, what it does, and why it cannot be done.
#[derive(Clone, PartialEq)]
struct Target {
    text: String,
    note: String,
    verb: &'static str,
    act: Option<Act>,
}

impl Target {
    fn of(cloud: &Cloud, id: NodeId, other: NodeId) -> Self {
        let text = match (id, other) {
            (NodeId::Queue(_), NodeId::Queue(_)) => t!("{other} as its DLQ", other = naming::named(cloud, other)),
            _ => naming::named(cloud, other),
        };
        match verdict(cloud, id, other) {
            Ok(wiring) => {
                let verb = if matches!(wiring, Wiring::Form(_)) { t!("Open its form") } else { t!("Connect") };
                Self { text, note: note(cloud, other, &wiring), verb, act: Some(Act::Wire(wiring)) }
            }
            Err(Reason::Already(note)) => {
                let act = loosen(id, other);
                Self { text, note, verb: if act.is_some() { t!("Disconnect") } else { t!("Connected") }, act }
            }
            Err(Reason::Never(note)) => Self { text, note, verb: t!("Connect"), act: None },
        }
    }
}

/// What is said of a connection that can be made.
fn note(cloud: &Cloud, other: NodeId, wiring: &Wiring) -> String {
    let works_with = match other {
        NodeId::Actor(id) => cloud.actor(queuelab::base::ActorId(id)).and_then(queuelab::actors::Actor::queue),
        _ => None,
    };
    match (works_with, wiring) {
        (Some(place), Wiring::Work { .. }) => {
            t!("now with {resource}", resource = place.resource.rsplit('/').next().unwrap_or(&place.resource))
        }
        _ => wiring.says(cloud),
    }
}

/// How two nodes come apart again, where that is one step.
const fn loosen(id: NodeId, other: NodeId) -> Option<Act> {
    match (id, other) {
        (NodeId::Actor(actor), _) | (_, NodeId::Actor(actor)) => Some(Act::Loose(actor)),
        (NodeId::Queue(queue), NodeId::Queue(_)) => Some(Act::NoDeadLetter(queue)),
        _ => None,
    }
}

fn act(lab: Lab, act: &Act, receives: &str) {
    match act {
        Act::Wire(wiring) => connect_by(lab, wiring, receives),
        Act::Loose(actor) => work(lab, *actor, None),
        Act::NoDeadLetter(queue) => {
            let attributes = [("RedrivePolicy".to_owned(), String::new())].into();
            lab.try_call(SetQueueAttributes { queue_url: url_of(lab, *queue), attributes });
        }
    }
}

/// What a node can be connected with: what can be done first, then what cannot, with its reason.
pub fn of(lab: Lab, id: NodeId) -> AnyView {
    let receives = RwSignal::new(MAX_RECEIVES.to_string());
    let targets = Memo::new(move |_| {
        let geometry = lab.geometry.get();
        let others = geometry.nodes.iter().map(|node| node.id).filter(|other| *other != id);
        let mut targets: Vec<Target> =
            lab.with(|session| others.map(|other| Target::of(session.cloud(), id, other)).collect());
        targets.sort_by_key(|target| target.act.is_none());
        targets
    });
    let row = move |target: Target| {
        let Target { text, note, verb, act: what } = target;
        let label = format!("{verb}: {text}");
        let is_nothing = what.is_none();
        let click = move |_| {
            if let Some(what) = &what {
                act(lab, what, &receives.get_untracked());
            }
        };
        view! {
            <li class:illegal=is_nothing>
                <span>{text}<span class="hint">{note}</span></span>
                <button type="button" class="small" aria-label=label disabled=is_nothing on:click=click>{verb}</button>
            </li>
        }
    };
    let has_queues = Memo::new(move |_| {
        matches!(id, NodeId::Queue(_))
            && lab
                .geometry
                .with(|geometry| geometry.nodes.iter().any(|node| node.id != id && matches!(node.id, NodeId::Queue(_))))
    });
    view! {
        <Show when=move || has_queues.get()>
            <label class="with-number">
                {t!("Receives before a message goes to the DLQ")}" "
                <input class="number" inputmode="numeric" autocomplete="off" aria-describedby="receives-hint"
                    prop:value=move || receives.get() on:input=move |event| receives.set(event_target_value(&event)) />
            </label>
            <p class="hint" id="receives-hint">{t!("maxReceiveCount, 1 to 1,000")}</p>
        </Show>
        <ul class="targets">{move || targets.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || targets.with(Vec::is_empty)>
            <p class="muted">{t!("There is nothing yet that it could be connected with.")}</p>
        </Show>
        <div class="actions">
            <button type="button" class="small" on:click=move |_| lab.hands.connecting.set(Some(Connecting::From(id)))>
                {t!("Choose on the stage")}
            </button>
            <button type="button" class="small" on:click=move |_| lab.hands.adding.set(true)>{t!("Select more nodes")}</button>
        </div>
    }
    .into_any()
}
