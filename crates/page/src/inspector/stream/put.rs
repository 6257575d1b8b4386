//! The form to put a record by hand, which says where it would go while the key is typed.

use super::{Lab, arn, with_stream};
use crate::form::Form;
use crate::streams;
use crate::widgets::facts;
use leptos::prelude::*;
use queuelab::call::Reply;
use queuelab::kinesis::api::{self, PutRecord};
use queuelab::t;
use queuelab_view::stream_panel::route;

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 4] = ["partitionKey", "explicitHashKey", "data", "sequenceNumberForOrdering"];

/// What is typed for the next record, and what the last one answered.
#[derive(Clone, Copy)]
pub struct Putting {
    form: Form,
    done: RwSignal<Vec<(&'static str, String)>>,
}

impl Putting {
    /// A form with a key and a text.
    pub fn new() -> Self {
        let values = [("partitionKey", "truck_1".to_owned()), ("data", "{\"speed\": 62}".to_owned())].into();
        Self { form: Form::new(values, &FIELDS), done: RwSignal::new(Vec::new()) }
    }

    fn put(self, lab: Lab, id: u32) {
        let text = |name: &'static str| untrack(|| self.form.at(name).get());
        let given = |name: &'static str| Some(text(name)).filter(|value| !value.trim().is_empty());
        let request = PutRecord {
            stream_arn: Some(arn(lab, id)),
            data: Some(text("data").into_bytes()),
            partition_key: Some(text("partitionKey")),
            explicit_hash_key: given("explicitHashKey"),
            sequence_number_for_ordering: given("sequenceNumberForOrdering"),
            ..PutRecord::default()
        };
        match streams::call(lab, request) {
            Ok(Reply::Kinesis(api::Reply::PutRecord(reply))) => {
                self.form.problem.set(None);
                self.done.set(vec![("ShardId", reply.shard_id), ("SequenceNumber", reply.sequence_number)]);
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
        let route = Memo::new(move |_| {
            let (key, explicit) = (form.at("partitionKey").get(), form.at("explicitHashKey").get());
            with_stream(lab, id, |stream, _| Some(route(stream, &key, &explicit)))
        });
        let told = move || {
            Some(match route.get()? {
                Ok(route) => {
                    let share = route.hash.fraction() * 100.0;
                    let md5 = route.md5.map(|md5| view! { <span>"MD5 "<code>{md5}</code></span> });
                    view! {
                        <p class="route">
                            {md5}
                            <span>{t!("= {share} % of the hash keys", share = format_args!("{:.2}", share))}</span>
                            <b>{t!("→ shard {shard}", shard = route.shard)}</b>
                        </p>
                    }
                    .into_any()
                }
                Err(why) => view! { <p class="route muted">{why}</p> }.into_any(),
            })
        };
        view! {
            <form on:submit=move |event| { event.prevent_default(); self.put(lab, id); }>
                {form.told_at_top()}
                {form.text("partitionKey", t!("Partition key"), t!("1 to 256 characters: its MD5 decides the shard"))}
                <div aria-live="polite">{told}</div>
                {form.area("data", t!("Data"), t!("Empty is allowed; data and key together have a largest size"), 2)}
                <details class="more">
                    <summary>{t!("More")}</summary>
                    {form.text("explicitHashKey", t!("Explicit hash key"), t!("Optional: a number from 0 to 2^128 − 1 that decides instead of the key"))}
                    {form.text("sequenceNumberForOrdering", t!("Sequence number for ordering"), t!("Optional: that of the record before it with the same key"))}
                </details>
                <button type="submit" class="primary" data-key="s">{t!("Put record")}</button>
                <div class="result" role="status">
                    {move || (!self.done.with(Vec::is_empty)).then(|| view! { <p><b>{t!("Put.")}</b></p>{facts(move || self.done.get())} })}
                </div>
            </form>
        }
        .into_any()
    }
}
