//! A worker of the Kinesis Client Library: what it is doing, the leases in its hands, and the table of its application.

use super::{Lab, chaos, head, leases};
use crate::lab::Dialog;
use crate::widgets::{confirm, facts, section};
use leptos::prelude::*;
use queuelab::actors::kcl::Kcl;
use queuelab::base::ActorId;
use queuelab::cloud::Input;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::leases::worker;
use queuelab_view::workers;

/// Reads a worker and listens; the value of nothing once it is gone.
fn with_worker<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Kcl, &Session) -> R) -> R {
    lab.with(|session| match session.cloud().actor(ActorId(id)).and_then(worker) {
        Some(kcl) => read(kcl, session),
        None => R::default(),
    })
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_worker(lab, id, |kcl, _| kcl.config.name.clone());
    let running = Memo::new(move |_| with_worker(lab, id, |kcl, _| kcl.config.running));
    let crash = move |_| {
        lab.submit(Input::Crash(ActorId(id)));
    };
    let remove = confirm(
        t!("Remove"),
        move || t!("{name} is gone at once, as if it had been killed; its leases expire.", name = name()),
        move || {
            lab.submit(Input::RemoveActor(ActorId(id)));
        },
    );
    view! {
        {head(lab, || t!("KCL worker").to_owned(), name)}
        <p class="story">{move || with_worker(lab, id, |kcl, session| workers::story(kcl, session.now()))}</p>
        {super::waiting::actor(lab, id)}
        <div class="actions">
            <button type="button" class="primary" title=t!("A worker that is told to stop gives its leases back")
                on:click=move |_| lab.set_running(id, !running.get_untracked())>
                {move || if running.get() { t!("Shut down") } else { t!("Start") }}
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Worker(id)))>{t!("Edit…")}</button>
            <button type="button" title=t!("Its leases expire, and others take them") on:click=crash>{t!("Crash")}</button>
            {remove}
        </div>
        {section(t!("Leases in its hands"), true, move || leases::held(lab, id))}
        {section(t!("Lease table"), true, move || leases::of_worker(lab, id))}
        {chaos::part(lab, NodeId::Actor(id))}
        {section(t!("Settings and counters"), true, move || facts(move || with_worker(lab, id, |kcl, _| workers::facts(kcl))))}
    }
    .into_any()
}
