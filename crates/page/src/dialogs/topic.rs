//! The form of a new topic.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::call::Reply;
use queuelab::sns::api::{self, CreateTopic};
use queuelab::t;
use queuelab_view::NodeId;

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 2] = ["Name", "DisplayName"];

/// The form.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let values = [("Type", "standard".to_owned()), ("Name", String::new()), ("DisplayName", String::new())].into();
    let form = Form::new(values, &FIELDS);
    let is_fifo = Memo::new(move |_| form.is("Type", "fifo"));
    let dedup = move || {
        is_fifo.get().then(|| {
            form.check(
                "ContentBasedDeduplication",
                t!("Content-based deduplication"),
                t!("Without a deduplication ID the SHA-256 of the message counts"),
            )
        })
    };
    let fields = view! {
        {form.radio("Type", t!("Type"), &[
            ("standard", t!("Standard"), t!("Any protocol, best-effort order")),
            ("fifo", "FIFO", t!("SQS queues only, in order within a group, duplicates dropped for 5 minutes")),
        ])}
        {form.text("Name", t!("Name"), t!("1 to 256 of A–Z a–z 0–9 _ and -; the name of a FIFO topic ends in .fifo."))}
        {form.text("DisplayName", t!("Display name"), t!("Optional: the sender of e-mails, at most 100 characters"))}
        {dedup}
    }
    .into_any();
    let submit = move || {
        let mut attributes = api::Attributes::new();
        let mut put = |name: &str, value: String| {
            attributes.insert(name.to_owned(), value);
        };
        let text = |name| untrack(|| form.at(name).get());
        if untrack(|| form.is("Type", "fifo")) {
            put("FifoTopic", "true".to_owned());
            if untrack(|| form.is("ContentBasedDeduplication", "true")) {
                put("ContentBasedDeduplication", "true".to_owned());
            }
        }
        let display = text("DisplayName");
        if !display.is_empty() {
            put("DisplayName", display);
        }
        match lab.call(CreateTopic { name: text("Name"), attributes, ..CreateTopic::default() }) {
            Ok(Reply::Sns(api::Reply::CreateTopic(made))) => {
                let id = lab.peek(|session| session.cloud().sns().find_arn(&made.topic_arn.parse().ok()?));
                lab.selection.set(id.map(|id| Selection::Node(NodeId::Topic(id.0))));
                shell.close();
            }
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Create topic"), fields, submit)
}
