//! The form to put records by hand.

use super::{Lab, name_of};
use crate::form::Form;
use crate::widgets::facts;
use leptos::prelude::*;
use queuelab::call::{Call, Reply};
use queuelab::firehose::api::{self, PutRecord, PutRecordBatch, Record, Request};
use queuelab::t;

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 1] = ["data"];
/// A put can have so many records at once.
const COUNT_MAX: usize = 500;

/// What is typed for the next record, and what the last put answered.
#[derive(Clone, Copy)]
pub struct Putting {
    form: Form,
    done: RwSignal<Vec<(&'static str, String)>>,
}

impl Putting {
    /// A form with a text.
    pub fn new() -> Self {
        let values =
            [("data", "{\"id\": 1}".to_owned()), ("count", "1".to_owned()), ("newline", "true".to_owned())].into();
        Self { form: Form::new(values, &FIELDS), done: RwSignal::new(Vec::new()) }
    }

    fn put(self, lab: Lab, id: u32) {
        let text = |name: &'static str| untrack(|| self.form.at(name).get());
        let mut data = text("data").into_bytes();
        if text("newline") == "true" {
            data.push(b'\n');
        }
        let count = text("count").trim().parse::<usize>().unwrap_or(1).clamp(1, COUNT_MAX);
        let delivery_stream_name = name_of(lab, id);
        let record = Record { data: Some(data) };
        let wish: Request = if count == 1 {
            PutRecord { delivery_stream_name, record: Some(record) }.into()
        } else {
            PutRecordBatch { delivery_stream_name, records: Some(vec![record; count]) }.into()
        };
        match lab.call(Call::Firehose(wish)) {
            Ok(Reply::Firehose(api::Reply::PutRecord(reply))) => {
                self.form.problem.set(None);
                self.done.set(vec![("RecordId", reply.record_id), (t!("Encrypted"), reply.encrypted.to_string())]);
            }
            Ok(Reply::Firehose(api::Reply::PutRecordBatch(reply))) => {
                self.form.problem.set(None);
                let failed = reply.request_responses.iter().find_map(|one| one.error_code.clone());
                let mut lines = vec![("FailedPutCount", reply.failed_put_count.to_string())];
                lines.extend(failed.map(|code| ("ErrorCode", code)));
                self.done.set(lines);
            }
            Ok(_) => {}
            Err(error) => {
                self.done.set(Vec::new());
                self.form.refuse(&error);
            }
        }
    }

    /// The form.
    pub fn view(self, lab: Lab, id: u32) -> AnyView {
        let form = self.form;
        view! {
            <form on:submit=move |event| { event.prevent_default(); self.put(lab, id); }>
                {form.told_at_top()}
                {form.area("data", t!("Data"), t!("At most 1,000 KiB"), 2)}
                {form.number("count", t!("How many"), t!("1 to 500; several go by one PutRecordBatch"))}
                {form.check("newline", t!("A new line at its end"), t!("Records are written one after the other, with nothing between them"))}
                <button type="submit" class="primary" data-key="s">{t!("Put record")}</button>
                <div role="status">{facts(move || self.done.get())}</div>
            </form>
        }
        .into_any()
    }
}
