//! The console's form to publish a message.

use super::Lab;
use super::topic::{arn, with_topic};
use crate::form::Form;
use crate::rows::{Column, Rows};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::prelude::*;
use queuelab::call::Reply;
use queuelab::sns::api::{self, MessageAttributeValue, Publish};
use queuelab::{key, t};

const COLUMNS: &[Column] = &[
    Column { label: key!("Name"), options: &[] },
    Column { label: key!("Type"), options: &["String", "Number", "String.Array", "Binary"] },
    Column { label: key!("Value"), options: &[] },
];

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 5] = ["Subject", "MessageGroupId", "MessageDeduplicationId", "MessageStructure", "message"];

/// What is typed for the next publish, and what the last one answered.
#[derive(Clone, Copy)]
pub struct Publishing {
    form: Form,
    rows: Rows,
    sent: RwSignal<Vec<(&'static str, String)>>,
}

impl Publishing {
    /// A form with a message, and with a group where one is needed.
    pub fn new(fifo: bool) -> Self {
        let group = if fifo { "a" } else { "" };
        let values = [("message", "hello".to_owned()), ("MessageGroupId", group.to_owned())].into();
        Self { form: Form::new(values, &FIELDS), rows: Rows::new(COLUMNS, Vec::new()), sent: RwSignal::new(Vec::new()) }
    }

    fn request(self, topic: String) -> Publish {
        let text = |name: &'static str| untrack(|| self.form.at(name).get());
        let given = |name: &'static str| Some(text(name)).filter(|value| !value.is_empty());
        let attribute = |cells: Vec<String>| {
            let mut cells = cells.into_iter();
            let mut next = || cells.next().unwrap_or_default();
            let (name, data_type, value) = (next(), next(), next());
            // What is no base64 is for AWS to refuse, as an empty value.
            let value = if data_type == "Binary" {
                let binary_value = Some(STANDARD.decode(value).unwrap_or_default());
                MessageAttributeValue { data_type, binary_value, string_value: None }
            } else {
                MessageAttributeValue { data_type, string_value: Some(value), binary_value: None }
            };
            (name, value)
        };
        let rows = untrack(|| self.rows.get());
        let structured = untrack(|| self.form.is("MessageStructure", "true"));
        Publish {
            topic_arn: Some(topic),
            message: text("message"),
            subject: given("Subject"),
            message_structure: structured.then(|| "json".to_owned()),
            message_attributes: queuelab::base::collections::map_of(rows.into_iter().map(attribute)),
            message_group_id: given("MessageGroupId"),
            message_deduplication_id: given("MessageDeduplicationId"),
            ..Publish::default()
        }
    }

    fn publish(self, lab: Lab, topic: u32) {
        match lab.call(self.request(arn(lab, topic))) {
            Ok(Reply::Sns(api::Reply::Publish(reply))) => {
                self.form.problem.set(None);
                let mut lines = vec![("MessageId", reply.message_id)];
                lines.extend(reply.sequence_number.map(|number| ("SequenceNumber", number)));
                self.sent.set(lines);
            }
            Ok(_) => {}
            Err(error) => {
                self.sent.set(Vec::new());
                self.form.refuse(&error);
            }
        }
    }

    /// The form.
    pub fn view(self, lab: Lab, topic: u32) -> AnyView {
        let form = self.form;
        let fifo = with_topic(lab, topic, |topic, _| topic.is_fifo());
        let content = with_topic(lab, topic, |topic, _| topic.content_based());
        let group = if fifo {
            t!("Required: order is kept within a group.")
        } else {
            t!("Optional: goes on to standard queues, as their tenant.")
        };
        let dedup = if content {
            t!("Optional: without it the SHA-256 of the message counts.")
        } else {
            t!("Required: the same id within 5 minutes is a duplicate.")
        };
        let sent = move || {
            let line = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd class="mono">{value}</dd></div> };
            let lines = self.sent.get();
            (!lines.is_empty()).then(|| {
                view! { <p><b>{t!("Published.")}</b></p><dl class="facts tall">{lines.into_iter().map(line).collect_view()}</dl> }
            })
        };
        view! {
            <form on:submit=move |event| { event.prevent_default(); self.publish(lab, topic); }>
                {form.told_at_top()}
                {form.area("message", t!("Message"), "", 3)}
                {form.check("MessageStructure", t!("A text for each protocol"), t!("The message is JSON with a “default” entry"))}
                <div class="pairs">
                    {form.text("Subject", t!("Subject"), t!("Optional, at most 100 characters"))}
                    {form.text("MessageGroupId", t!("Message group ID"), group)}
                    {fifo.then(|| form.text("MessageDeduplicationId", t!("Deduplication ID"), dedup))}
                </div>
                {self.rows.edit(t!("Message attributes"), t!("attribute"))}
                <button type="submit" class="primary" data-key="s">{t!("Publish message")}</button>
                <div class="result" role="status">{sent}</div>
            </form>
        }
        .into_any()
    }
}
