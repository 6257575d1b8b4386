//! The console's form to send a message.

use super::{Lab, url_of, with_queue};
use crate::form::Form;
use crate::rows::{Column, Rows};
use leptos::prelude::*;
use queuelab::call::Reply;
use queuelab::sqs::api;
use queuelab::sqs::message::md5_of_attributes;
use queuelab::{key, t};
use queuelab_view::describe::number;
use queuelab_view::forms::message::{AttributeRow, SEND_FIELDS, send, size};

const COLUMNS: &[Column] = &[
    Column { label: key!("Name"), options: &[] },
    Column { label: key!("Type"), options: &["String", "Number", "Binary"] },
    Column { label: key!("Label"), options: &[] },
    Column { label: key!("Value"), options: &[] },
];

/// What is typed for the next send, and what the last one answered.
#[derive(Clone, Copy)]
pub struct Sending {
    form: Form,
    rows: Rows,
    sent: RwSignal<Vec<(&'static str, String)>>,
}

impl Sending {
    /// An empty form with a body, and with a group where one is needed.
    pub fn new(fifo: bool) -> Self {
        let group = if fifo { "a" } else { "" };
        let values = [("MessageBody", "hello".to_owned()), ("MessageGroupId", group.to_owned())].into();
        Self {
            form: Form::new(values, &SEND_FIELDS),
            rows: Rows::new(COLUMNS, Vec::new()),
            sent: RwSignal::new(Vec::new()),
        }
    }

    fn attribute_rows(self) -> Vec<AttributeRow> {
        let row = |cells: Vec<String>| {
            let mut cells = cells.into_iter();
            let mut next = || cells.next().unwrap_or_default();
            AttributeRow { name: next(), kind: next(), label: next(), value: next() }
        };
        self.rows.get().into_iter().map(row).collect()
    }

    fn send(self, lab: Lab, queue: u32) {
        let rows = untrack(|| self.attribute_rows());
        let request = match send(url_of(lab, queue), &self.form.values(), &rows) {
            Ok(request) => request,
            Err(problem) => return self.form.problem.set(Some(problem)),
        };
        let attributes = md5_of_attributes(&request.message_attributes);
        match lab.call(request) {
            Ok(Reply::Sqs(api::Reply::SendMessage(reply))) => {
                self.form.problem.set(None);
                let mut lines =
                    vec![("MessageId", reply.message_id.to_string()), ("MD5OfMessageBody", reply.body.md5_hex())];
                lines.extend(attributes.map(|md5| ("MD5OfMessageAttributes", md5)));
                lines.extend(reply.sequence_number.map(|number| ("SequenceNumber", format!("{number:020}"))));
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
    pub fn view(self, lab: Lab, queue: u32) -> AnyView {
        let form = self.form;
        let (fifo, content_dedup) = with_queue(lab, queue, |queue, _| {
            (queue.is_fifo(), queue.attributes.fifo.is_some_and(|fifo| fifo.content_dedup))
        });
        let body = form.at("MessageBody");
        let length = move || {
            let (characters, bytes) = body.with(|body| size(body, &self.attribute_rows()));
            let most = with_queue(lab, queue, |queue, _| queue.attributes.message_bytes_max);
            let over = if bytes > most { t!(" – too long") } else { "" };
            t!(
                "{characters} characters, {bytes} of {most} bytes{over}",
                characters = number(characters as u64),
                bytes = number(bytes as u64),
                most = number(most as u64),
                over
            )
        };
        let group = if fifo {
            t!("Required: order is kept within a group.")
        } else {
            t!("Optional: the tenant of a fair queue.")
        };
        let dedup = match (fifo, content_dedup) {
            (false, _) => t!("FIFO queues only."),
            (true, true) => t!("Optional: without it the SHA-256 of the body counts."),
            (true, false) => t!("Required: the same id within 5 minutes is a duplicate."),
        };
        let delay = if fifo {
            t!("FIFO queues only take 0; the queue's delay counts.")
        } else {
            t!("Seconds, 0 to 900; empty for the queue's own.")
        };
        let sent = move || {
            let line = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd class="mono">{value}</dd></div> };
            let lines = self.sent.get();
            (!lines.is_empty()).then(|| {
                view! { <p><b>{t!("Sent.")}</b></p><dl class="facts tall">{lines.into_iter().map(line).collect_view()}</dl> }
            })
        };
        view! {
            <form on:submit=move |event| { event.prevent_default(); self.send(lab, queue); }>
                {form.told_at_top()}
                {form.area("MessageBody", t!("Message body"), "", 3)}
                <p class="hint count">{length}</p>
                <div class="pairs">
                    {form.text("MessageGroupId", t!("Message group ID"), group)}
                    {fifo.then(|| form.text("MessageDeduplicationId", t!("Deduplication ID"), dedup))}
                    {form.number("DelaySeconds", t!("Delay"), delay)}
                </div>
                {self.rows.edit(t!("Message attributes"), t!("attribute"))}
                <p class="wrong" role="alert">{move || form.problem.with(|problem| {
                    problem.as_ref().filter(|problem| problem.field == Some("MessageAttributes")).map(|problem| problem.text.clone())
                })}</p>
                <button type="submit" class="primary" data-key="s">{t!("Send message")}</button>
                <div class="result" role="status">{sent}</div>
            </form>
        }
        .into_any()
    }
}
