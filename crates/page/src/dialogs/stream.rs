//! The form of a new stream.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use crate::streams;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::stream::{FIELDS, request, values};

/// The form.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let form = Form::new(values(), &FIELDS);
    let is_provisioned = Memo::new(move |_| form.is("mode", "PROVISIONED"));
    let shards = move || {
        is_provisioned.get().then(|| {
            form.number(
                "shardCount",
                t!("Shards"),
                t!("Each takes 1,000 records and 1 MiB a second, and gives 2 MiB; each is paid for by the hour"),
            )
        })
    };
    let fields = view! {
        {form.text("streamName", t!("Name"), t!("1 to 128 of A–Z a–z 0–9 _ . and -"))}
        {form.radio("mode", t!("Capacity"), &[
            ("PROVISIONED", t!("Provisioned"), t!("You say how many shards there are, and split and merge them")),
            ("ON_DEMAND", t!("On demand"), t!("Begins with 4 shards; AWS divides busy ones by itself")),
        ])}
        {shards}
        {form.number("maxRecordSizeInKiB", t!("Largest record, in KiB"), t!("Optional: 1,024 to 10,240; 1,024 when left out"))}
        <p class="hint">{t!("Retention, encryption, consumers and policies are set in the inspector once the stream is active.")}</p>
    }
    .into_any();
    let submit = move || {
        let wish = match request(&form.values()) {
            Ok(wish) => wish,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let name = wish.stream_name.clone().unwrap_or_default();
        match streams::call(lab, wish) {
            Ok(_) => {
                let id = lab.peek(|session| {
                    session.cloud().kinesis().streams().find(|stream| *stream.key.name == *name).map(|stream| stream.id)
                });
                lab.selection.set(id.map(|id| Selection::Node(NodeId::Stream(id.0))));
                shell.close();
            }
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Create stream"), fields, submit)
}
