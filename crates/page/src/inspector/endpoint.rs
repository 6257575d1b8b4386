//! An inbox, a phone, a device or an HTTP endpoint: what reached it, how it answers, and what waits for it.

use super::{Lab, head, retries};
use crate::inspector::behaviour;
use crate::widgets::{confirm, section};
use leptos::prelude::*;
use queuelab::cloud::{Input, Submitted};
use queuelab::endpoints::{Endpoint, Kind, Totals};
use queuelab::session::Session;
use queuelab::sns::api::{ConfirmSubscription, Unsubscribe};
use queuelab::t;
use queuelab_view::arrivals::{Card, Link, SHOWN_MAX, cards, follower, writer};
use queuelab_view::badges::kind_name;
use queuelab_view::describe::number;
use queuelab_view::retries::{is_for, waiting};

/// So many copies that wait are shown.
const WAITING_MAX: usize = 5;

/// Reads an endpoint and listens; the value of nothing once it is gone.
pub(super) fn with_endpoint<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Endpoint, &Session) -> R) -> R {
    lab.with(|session| {
        session.cloud().endpoints().number(id).map_or_else(R::default, |endpoint| read(endpoint, session))
    })
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let kind = with_endpoint(lab, id, |endpoint, _| Some(endpoint.kind));
    let address = with_endpoint(lab, id, |endpoint, _| endpoint.address.to_string());
    let name = address.clone();
    let Some(kind) = kind else { return view! { <p class="muted">{t!("It is not there any more.")}</p> }.into_any() };
    let waits = move || {
        with_endpoint(lab, id, |endpoint, session| {
            let cloud = session.cloud();
            waiting(cloud, WAITING_MAX, |to| is_for(cloud, to, &endpoint.address))
        })
    };
    let has_waiting = Memo::new(move |_| !waits().is_empty());
    let forget = {
        let address = StoredValue::new(address);
        confirm(
            t!("Forget it"),
            move || {
                t!("What it kept and how it behaves go; its subscriptions stay, and it is there anew with the next message.").to_owned()
            },
            move || {
                lab.submit(Input::Endpoint { kind, address: address.get_value(), behaviour: None });
            },
        )
    };
    view! {
        {head(lab, move || kind_name(kind).to_owned(), move || name.clone())}
        {tiles(lab, id, kind)}
        <div class="actions">{(kind == Kind::Phone).then(|| stop(lab, id))}{forget}</div>
        <Show when=move || has_waiting.get()>
            <h3>{t!("Waits to be tried again")}</h3>
            {retries::view(lab, waits)}
        </Show>
        {section(title(kind), true, move || arrived(lab, id, kind))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, queuelab_view::NodeId::Endpoint(id)))}
        {section(t!("How it behaves"), true, move || behaviour::form(lab, id, kind))}
    }
    .into_any()
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => t!("Inbox"),
        Kind::Http => t!("Requests"),
        Kind::Phone => t!("Text messages"),
        Kind::Device => t!("Push notifications"),
        Kind::Stream => t!("Records"),
        Kind::Store => t!("Deliveries"),
    }
}

fn tiles(lab: Lab, id: u32, kind: Kind) -> AnyView {
    let tile = move |name: &'static str, read: fn(&Totals) -> u64| {
        let count = move || number(with_endpoint(lab, id, |endpoint, _| read(&endpoint.totals)));
        view! { <div><dt>{name}</dt><dd class="mono">{count}</dd></div> }
    };
    view! {
        <dl class="tiles">
            {tile(t!("received"), |totals| totals.received)}
            {tile(t!("refused"), |totals| totals.refused)}
            {(kind == Kind::Http).then(|| tile(t!("lost by 3xx, 4xx"), |totals| totals.ignored))}
            {(kind == Kind::Phone).then(|| tile(t!("parts"), |totals| totals.parts))}
            {kind.confirms().then(|| tile(t!("asked to confirm"), |totals| totals.confirmations))}
        </dl>
    }
    .into_any()
}

/// A phone that wants no more messages of the account that writes to it.
fn stop(lab: Lab, id: u32) -> AnyView {
    let stopped = Memo::new(move |_| {
        with_endpoint(lab, id, |endpoint, session| {
            session.cloud().sns().sms().is_opted_out(writer(endpoint), &endpoint.address)
        })
    });
    let reply = move |_| {
        let told = lab.peek(|session| {
            let endpoint = session.cloud().endpoints().number(id)?;
            Some((writer(endpoint), endpoint.address.to_string()))
        });
        if let Some((account, number)) = told {
            lab.submit(Input::OptOut { account, number });
        }
    };
    let inside = move || {
        if stopped.get() {
            view! { <p class="barred-note">{t!("Opted out: it gets no text messages of this account.")}</p> }.into_any()
        } else {
            view! { <button type="button" on:click=reply>{t!("Reply STOP")}</button> }.into_any()
        }
    };
    view! { {inside} }.into_any()
}

/// What arrived, the newest first.
fn arrived(lab: Lab, id: u32, kind: Kind) -> AnyView {
    let all = Memo::new(move |_| with_endpoint(lab, id, |endpoint, session| cards(session.cloud(), endpoint)));
    let keys = Memo::new(move |_| all.with(|all| all.iter().map(|card| card.key.clone()).collect::<Vec<_>>()));
    let one = move |key: String| {
        let found = Memo::new(move |_| all.with(|all| all.iter().find(|card| card.key == key).cloned()));
        arrival(lab, kind, found)
    };
    view! {
        <Show when=move || keys.with(Vec::is_empty)><p class="muted">{t!("Nothing has arrived yet.")}</p></Show>
        <ul class="subscriptions arrivals"><For each=move || keys.get() key=Clone::clone children=one /></ul>
        <Show when=move || keys.with(|keys| keys.len() >= SHOWN_MAX)>
            <p class="hint">{t!("The newest {SHOWN_MAX}.", SHOWN_MAX)}</p>
        </Show>
    }
    .into_any()
}

fn arrival(lab: Lab, kind: Kind, found: Memo<Option<Card>>) -> AnyView {
    let Some(card) = found.get_untracked() else { return ().into_any() };
    // Only the link changes once something has arrived.
    let link = Memo::new(move |_| found.with(|found| found.as_ref().map(|card| (card.link.clone(), card.note))));
    let mail = card.mail.map(|(from, subject)| {
        view! { <p class="muted">{from}</p><h4>{subject}</h4> }
    });
    let headers = (!card.headers.is_empty()).then(|| {
        let row = |(name, value): (String, String)| view! { <div><dt class="mono">{name}</dt><dd class="mono">{value}</dd></div> };
        view! {
            <details class="filter">
                <summary>{t!("POST with")}" "{card.headers.len()}" "{t!("headers")}</summary>
                <dl class="facts tall">{card.headers.into_iter().map(row).collect_view()}</dl>
            </details>
        }
    });
    let label = if kind == Kind::Phone { t!("Text message") } else { t!("Text") };
    let text =
        move |text: String| view! { <pre class="document" tabindex="0" role="group" aria-label=label>{text}</pre> };
    view! {
        <li class:failed=card.failed>
            {mail}
            <p class="muted"><span class="mono">{card.at.to_string()}</span>" "{card.answer}</p>
            {headers}
            {card.texts.into_iter().map(text).collect_view()}
            {move || link.get().map(|(link, note)| view! { {link.map(|link| follow(lab, link))} {note.map(|note| view! { <p class="hint">{note}</p> })} })}
        </li>
    }
    .into_any()
}

/// The button for a link; whoever follows it needs no permission.
fn follow(lab: Lab, link: Link) -> AnyView {
    let label = match link {
        Link::Confirm(..) => t!("Confirm subscription"),
        Link::Unsubscribe(_) => t!("Unsubscribe"),
        Link::Restore(..) => t!("Restore the subscription"),
    };
    let go = move |_| {
        let (arn, call) = match link.clone() {
            Link::Confirm(topic_arn, token) | Link::Restore(topic_arn, token) => {
                (topic_arn.clone(), ConfirmSubscription { topic_arn, token, ..ConfirmSubscription::default() }.into())
            }
            Link::Unsubscribe(subscription_arn) => (subscription_arn.clone(), Unsubscribe { subscription_arn }.into()),
        };
        if let Submitted::Done(Err(error)) = lab.submit(Input::Call { caller: follower(&arn), call }) {
            lab.refuse(&error);
        }
    };
    view! { <button type="button" class="small" title=t!("As the link in the message does") on:click=go>{label}</button> }
        .into_any()
}
