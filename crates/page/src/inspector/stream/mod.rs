//! A stream: what it is doing, a form to put a record, its shards with splitting and merging, its records and readers,
//! and its settings.

mod cut;
mod put;
mod readers;
mod record;
mod records;
mod settings;
mod shards;

use super::{Lab, head};
use crate::streams;
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::kinesis::api::DeleteStream;
use queuelab::kinesis::stream::{Stream, StreamId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::access::Guarded;
use queuelab_view::stream_panel;
pub use record::panel as record;

/// Reads a stream and listens; the value of nothing once it is gone.
fn with_stream<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Stream, &Session) -> R) -> R {
    lab.with(|session| {
        session.cloud().kinesis().stream(StreamId(id)).map_or_else(R::default, |stream| read(stream, session))
    })
}

/// The ARN of a stream; empty once it is gone.
fn arn(lab: Lab, id: u32) -> String {
    streams::arn_of(lab, id).map(|arn| arn.to_string()).unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_stream(lab, id, |stream, _| stream.key.name.to_string());
    let delete = confirm(
        t!("Delete stream"),
        move || t!("The stream goes with all its records and its registered consumers.").to_owned(),
        move || {
            let request = DeleteStream {
                stream_arn: Some(arn(lab, id)),
                enforce_consumer_deletion: true,
                ..DeleteStream::default()
            };
            streams::try_call(lab, request);
        },
    );
    let putting = put::Putting::new();
    let cutting = cut::CutForm::new(lab, id);
    view! {
        {head(lab, || t!("Stream").to_owned(), name)}
        <p class="story">{move || with_stream(lab, id, |stream, session| stream_panel::story(session.cloud(), stream))}</p>
        <div class="actions">{delete}</div>
        {section(t!("Put a record"), true, move || putting.view(lab, id))}
        {section(t!("Shards"), true, move || shards::view(lab, id, cutting))}
        {section(t!("Readers"), true, move || readers::view(lab, id))}
        {section(t!("Records"), false, move || records::view(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, NodeId::Stream(id)))}
        {super::chaos::part(lab, NodeId::Stream(id))}
        {section(t!("Settings"), false, move || settings::view(lab, id))}
        {section(t!("Access"), false, move || crate::access::panel(lab, Guarded::Stream(id)))}
        {section(t!("Counters and names"), false, move || view! {
            {copyable(t!("ARN"), arn(lab, id))}
            {facts(move || with_stream(lab, id, |stream, session| stream_panel::facts(session.cloud(), stream)))}
        }.into_any())}
    }
    .into_any()
}
