//! What keeps somebody from taking a message: as a list in a message's panel, and as a note in the panel of an actor.

use super::Lab;
use crate::lab::Selection;
use crate::live;
use crate::widgets::chain;
use leptos::prelude::*;
use queuelab::base::ActorId;
use queuelab::t;
use queuelab_view::tokens::MessageId;
use queuelab_view::waiting::{Reason, of_actor, of_message};

/// What a message waits for; nothing where all goes its way.
pub fn message(lab: Lab, id: MessageId) -> AnyView {
    let reasons = Memo::new(move |_| lab.with(|session| of_message(session, id)));
    let list = move || {
        let reasons = reasons.get();
        (!reasons.is_empty()).then(|| {
            view! {
                <h3>{t!("What it waits for")}</h3>
                <ul class="waits-for">{reasons.into_iter().map(|reason| line(lab, reason)).collect_view()}</ul>
            }
            .into_any()
        })
    };
    live::part(list).into_any()
}

fn line(lab: Lab, reason: Reason) -> AnyView {
    let Reason { node, name, text, because } = reason;
    let who = node.map(|node| {
        let show = move |_| lab.selection.set(Some(Selection::Node(node)));
        view! { <button type="button" class="link" on:click=show>{name}</button> }
    });
    let is_broken = !because.is_empty();
    view! { <li class:broken=is_broken>{who}<p>{text}</p>{events(lab, because)}</li> }.into_any()
}

fn events(lab: Lab, because: Vec<queuelab_view::explain::Line>) -> Option<AnyView> {
    (!because.is_empty()).then(|| chain(lab, because))
}

/// What keeps an actor from working as it should, with the event that led to it.
pub fn actor(lab: Lab, id: u32) -> AnyView {
    let reason =
        Memo::new(move |_| lab.with(|session| of_actor(session, ActorId(id)).filter(|why| !why.because.is_empty())));
    let note = move || {
        let Reason { text, because, .. } = reason.get()?;
        Some(
            view! {
                <div class="waits-for" role="group" aria-label=t!("Why?")>
                    <div class="broken"><p>{text}</p>{events(lab, because)}</div>
                </div>
            }
            .into_any(),
        )
    };
    live::part(note).into_any()
}
