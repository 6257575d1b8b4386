//! The form of a producer of records.

use super::consumer::done;
use super::{Shell, form as frame, only_stream, stream_options};
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::actors::{Actor, ActorConfig, WriterConfig};
use queuelab::base::ActorId;
use queuelab::t;
use queuelab_view::forms::writer::{config as read, values};

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
            {form.text("name", t!("Name"), "")}
            {form.choice("stream", t!("Stream"), t!("Where it puts records"), stream_options(lab, false))}
        </div>
        <fieldset>
            <legend>{t!("Records")}</legend>
            {form.text("body", t!("Data"), t!("{n} stands for the record's number, {key} for its partition key"))}
            <div class="pairs">
                {form.number("bytes", t!("Bytes of a record"), t!("Filled up to so many; empty for those of the text"))}
                {form.number("total", t!("Records in all"), t!("Empty for no end"))}
            </div>
        </fieldset>
        <fieldset>
            <legend>{t!("Partition keys")}</legend>
            <div class="pairs">
                {form.text("keys", t!("Key"), t!("{k} stands for a number from 1 on; the MD5 of the key decides the shard"))}
                {form.number("count", t!("So many of them"), "")}
                {form.number("hot", t!("Hot key"), t!("% of the records have the first key all the same"))}
            </div>
            {form.check("random", t!("Drawn by chance"), t!("Otherwise they take turns"))}
        </fieldset>
        <fieldset>
            <legend>{t!("Pace")}</legend>
            <div class="pairs">
                {form.number("every", t!("A burst every"), t!("Seconds"))}
                {form.number("jitter", t!("At most later by"), t!("Seconds, drawn anew each time"))}
                {form.number("burst", t!("Records each time"), t!("1 to 5,000; a shard takes 1,000 a second"))}
            </div>
        </fieldset>
        {form.radio("client", t!("With what it puts them"), &[
            ("sdk", t!("An SDK"), t!("PutRecord or PutRecords; throttled calls are tried again with exponential backoff and jitter")),
            ("kpl", t!("The Kinesis Producer Library"), t!("Packs many records into one, keeps them back for a moment, and tries again by itself")),
        ])}
        {client}
        {form.check("running", t!("Running"), t!("It puts records as soon as it has a stream"))}
    }
    .into_any();
    let submit = move || match read(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Writer(Box::new(config))),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Add producer") }, fields, submit)
}

fn sdk(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"SDK"</legend>
            {form.check("batch", t!("Together, with PutRecords"), t!("Up to 500 in one call; otherwise one PutRecord for each"))}
            {form.check("resend", t!("Puts refused records of a batch again"), t!("No SDK does that by itself: without it they are lost"))}
            <div class="pairs">{form.number("attempts", t!("Tries of a call"), t!("In all; 3 is the SDKs' default"))}</div>
        </fieldset>
    }
    .into_any()
}

fn kpl(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("Kinesis Producer Library")}</legend>
            {form.check("aggregation", t!("Aggregation"), t!("Many records in one of the stream; readers have to take them apart"))}
            {form.check("fail_if_throttled", t!("FailIfThrottled"), t!("A record that was throttled is given up at once"))}
            <div class="pairs">
                {form.number("buffered", t!("RecordMaxBufferedTime"), t!("Milliseconds; 100 by default"))}
                {form.number("aggregate_bytes", t!("AggregationMaxSize"), t!("Bytes; 51,200 by default"))}
                {form.number("ttl", t!("RecordTtl"), t!("Milliseconds; 30,000 by default"))}
                {form.number("rate", t!("RateLimit"), t!("% of what a shard takes; 150 by default"))}
            </div>
        </fieldset>
    }
    .into_any()
}
