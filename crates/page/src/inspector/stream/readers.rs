//! Who reads a stream, how far each is, and consumers registered for enhanced fan-out.

use super::{Lab, arn, with_stream};
use crate::form::Form;
use crate::lab::Selection;
use crate::live;
use crate::streams;
use leptos::prelude::*;
use queuelab::kinesis::api::{DeregisterStreamConsumer, RegisterStreamConsumer};
use queuelab::kinesis::consumer::Consumer;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::readings;
use queuelab_view::shard_lanes::told;

/// The part of the panel.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let readings = Memo::new(move |_| {
        with_stream(lab, id, |stream, session| {
            let found = readings::of(session.cloud(), stream);
            found.into_iter().map(|reading| ((reading.node, reading.shard), told(&reading))).collect::<Vec<_>>()
        })
    });
    // A line stays while its numbers change, so that it can be pressed while the lab plays.
    let places = move || readings.with(|all| all.iter().map(|(place, _)| *place).collect::<Vec<_>>());
    let line = move |place: (NodeId, u32)| {
        let found = move || readings.with(|all| all.iter().find(|(at, _)| *at == place).map(|(_, text)| text.clone()));
        let select = move |_| lab.selection.set(Some(Selection::Node(place.0)));
        view! { <li><button type="button" class="link" on:click=select>{live::maybe(found)}</button></li> }
    };
    view! {
        <ul class="plain"><For each=places key=|place| *place children=line /></ul>
        <Show when=move || readings.with(Vec::is_empty)>
            <p class="muted">{t!("Nobody has a place in this stream. Reading deletes nothing, so any number may read.")}</p>
        </Show>
        {consumers(lab, id)}
        {streams::arn_of(lab, id).map(|arn| super::super::leases::of_stream(lab, arn))}
    }
    .into_any()
}

fn consumers(lab: Lab, id: u32) -> AnyView {
    let shown = Memo::new(move |_| {
        with_stream(lab, id, |stream, session| {
            let line = |consumer: &Consumer| {
                let open = session.cloud().kinesis().subscriptions().filter(|one| one.consumer == consumer.id).count();
                (
                    consumer.name.to_string(),
                    t!("{name}, subscribed to {open} shards", name = consumer.status.name(), open),
                )
            };
            session.cloud().kinesis().consumers_of(stream).map(line).collect::<Vec<_>>()
        })
    });
    let form = Form::new([("consumerName", String::new())].into(), &["consumerName"]);
    let register = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = RegisterStreamConsumer {
            stream_arn: Some(arn(lab, id)),
            consumer_name: Some(untrack(|| form.at("consumerName").get()).trim().to_owned()),
            ..RegisterStreamConsumer::default()
        };
        match streams::call(lab, request) {
            Ok(_) => {
                form.problem.set(None);
                form.at("consumerName").set(String::new());
            }
            Err(error) => form.refuse(&error),
        }
    };
    let line = move |(name, state): (String, String)| {
        let of = name.clone();
        let deregister = move |_| {
            let request = DeregisterStreamConsumer {
                stream_arn: Some(arn(lab, id)),
                consumer_name: Some(of.clone()),
                ..DeregisterStreamConsumer::default()
            };
            streams::try_call(lab, request);
        };
        view! {
            <li>
                <span>{name.clone()}<span class="hint">{state}</span></span>
                <button type="button" class="small" aria-label=t!("Deregister {name}", name) on:click=deregister>{t!("Deregister")}</button>
            </li>
        }
    };
    view! {
        <h4>{t!("Enhanced fan-out")}</h4>
        <p class="hint">{t!("A registered consumer gets 2 MiB a second of each shard for itself, pushed about 70 ms after the put.")}</p>
        <ul class="targets">{move || shown.get().into_iter().map(line).collect_view()}</ul>
        <form class="inline-form" on:submit=register>
            {form.told_at_top()}
            {form.text("consumerName", t!("Name of a consumer"), t!("1 to 128 of A–Z a–z 0–9 _ . and -"))}
            <button type="submit" class="small">{t!("Register")}</button>
        </form>
    }
    .into_any()
}
