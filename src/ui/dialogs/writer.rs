//! The form of a producer of records.

use super::consumer::done;
use super::{Shell, form as frame, only_stream, stream_options};
use crate::actors::{Actor, ActorConfig, WriterConfig};
use crate::base::ActorId;
use crate::ui::form::Form;
use crate::ui::lab::Lab;
use crate::view::forms::writer::{config as read, values};
use leptos::prelude::*;

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known = id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config)));
    let config = match known {
        Some(ActorConfig::Writer(config)) => *config,
        _ => WriterConfig { stream: only_stream(lab), ..WriterConfig::default() },
    };
    let form = Form::new(values(&config), &[]);
    let is_kpl = Memo::new(move |_| form.is("client", "kpl"));
    let client = move || if is_kpl.get() { kpl(form) } else { sdk(form) };
    let fields = view! {
        <div class="pairs">
            {form.text("name", "Name", "")}
            {form.choice("stream", "Stream", "Where it puts records", stream_options(lab, false))}
        </div>
        <fieldset>
            <legend>"Records"</legend>
            {form.text("body", "Data", "{n} stands for the record's number, {key} for its partition key")}
            <div class="pairs">
                {form.number("bytes", "Bytes of a record", "Filled up to so many; empty for those of the text")}
                {form.number("total", "Records in all", "Empty for no end")}
            </div>
        </fieldset>
        <fieldset>
            <legend>"Partition keys"</legend>
            <div class="pairs">
                {form.text("keys", "Key", "{k} stands for a number from 1 on; the MD5 of the key decides the shard")}
                {form.number("count", "So many of them", "")}
                {form.number("hot", "Hot key", "% of the records have the first key all the same")}
            </div>
            {form.check("random", "Drawn by chance", "Otherwise they take turns")}
        </fieldset>
        <fieldset>
            <legend>"Pace"</legend>
            <div class="pairs">
                {form.number("every", "A burst every", "Seconds")}
                {form.number("jitter", "At most later by", "Seconds, drawn anew each time")}
                {form.number("burst", "Records each time", "1 to 5,000; a shard takes 1,000 a second")}
            </div>
        </fieldset>
        {form.radio("client", "With what it puts them", &[
            ("sdk", "An SDK", "PutRecord or PutRecords; throttled calls are tried again with exponential backoff and jitter"),
            ("kpl", "The Kinesis Producer Library", "Packs many records into one, keeps them back for a moment, and tries again by itself"),
        ])}
        {client}
        {form.check("running", "Running", "It puts records as soon as it has a stream")}
    }
    .into_any();
    let submit = move || match read(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Writer(Box::new(config))),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if id.is_some() { "Save" } else { "Add producer" }, fields, submit)
}

fn sdk(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"SDK"</legend>
            {form.check("batch", "Together, with PutRecords", "Up to 500 in one call; otherwise one PutRecord for each")}
            {form.check("resend", "Puts refused records of a batch again", "No SDK does that by itself: without it they are lost")}
            <div class="pairs">{form.number("attempts", "Tries of a call", "In all; 3 is the SDKs' default")}</div>
        </fieldset>
    }
    .into_any()
}

fn kpl(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"Kinesis Producer Library"</legend>
            {form.check("aggregation", "Aggregation", "Many records in one of the stream; readers have to take them apart")}
            {form.check("fail_if_throttled", "FailIfThrottled", "A record that was throttled is given up at once")}
            <div class="pairs">
                {form.number("buffered", "RecordMaxBufferedTime", "Milliseconds; 100 by default")}
                {form.number("aggregate_bytes", "AggregationMaxSize", "Bytes; 51,200 by default")}
                {form.number("ttl", "RecordTtl", "Milliseconds; 30,000 by default")}
                {form.number("rate", "RateLimit", "% of what a shard takes; 150 by default")}
            </div>
        </fieldset>
    }
    .into_any()
}
