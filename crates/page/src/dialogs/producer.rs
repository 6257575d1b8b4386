//! The form of a producer: a pattern, or the rows of a file.

use super::consumer::done;
use super::{Shell, bucket_options, first_queue, form as frame, queue_options};
use crate::form::Form;
use crate::host;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::actors::feed::{Feed, Problem as Malformed};
use queuelab::actors::{Actor, ActorConfig, ProducerConfig, Source};
use queuelab::base::ActorId;
use queuelab::t;
use queuelab_view::describe::{excerpt, number};
use queuelab_view::forms::actors::{producer, producer_values};
use std::sync::Arc;
use wasm_bindgen::JsCast as _;

/// So many malformed lines and rows are shown.
const SHOWN_MAX: usize = 20;
const ROWS_SHOWN: usize = 3;

/// A file as it was read.
#[derive(Clone, Default)]
struct Read {
    feed: Arc<Feed>,
    malformed: Vec<Malformed>,
}

/// The form. A new producer is one for a file: for the other kind the palette has a button that asks nothing.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known = id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config)));
    let is_new = known.is_none();
    let config = match known {
        Some(ActorConfig::Producer(config)) => config,
        _ => ProducerConfig { queue: first_queue(lab), ..ProducerConfig::default() },
    };
    let read = RwSignal::new(match &config.source {
        Source::Feed(feed) => Some(Read { feed: feed.clone(), malformed: Vec::new() }),
        Source::Pattern { .. } => None,
    });
    let form = Form::new(producer_values(&config), &[]);
    if is_new {
        form.at("source").set("file".to_owned());
    }
    let is_file = Memo::new(move |_| form.is("source", "file"));
    let source = move || if is_file.get() { file_fields(form, read) } else { pattern_fields(form) };
    let fields = view! {
        <div class="pairs">
            {form.text("name", t!("Name"), "")}
            {form.choice("queue", t!("Queue"), t!("Where it sends to: a queue, a topic or a delivery stream"), targets(lab))}
        </div>
        {form.radio("source", t!("What it sends"), &[
            ("pattern", t!("Messages from a pattern"), ""),
            ("file", t!("Messages from a file"), t!("JSON Lines or CSV")),
        ])}
        {source}
        {extended(lab, form)}
        <fieldset>
            <legend>{t!("Pace")}</legend>
            <div class="pairs">
                {form.number("every", t!("Sends every"), t!("Seconds"))}
                {form.number("jitter", t!("At most later by"), t!("Seconds, drawn anew each time"))}
                {form.number("burst", t!("Messages each time"), t!("1 to 1,000; ten go in one batch"))}
            </div>
        </fieldset>
        {form.check("running", t!("Running"), t!("It sends as soon as it has a queue"))}
    }
    .into_any();
    let submit = move || {
        let feed = read.with_untracked(|read| read.as_ref().map(|read| read.feed.clone()));
        match producer(&form.values(), feed) {
            Ok(config) => done(lab, shell, id, ActorConfig::Producer(config)),
            Err(problem) => form.problem.set(Some(problem)),
        }
    };
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Add producer") }, fields, submit)
}

fn pattern_fields(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("Pattern")}</legend>
            {form.text("body", t!("Body"), t!("{n} stands for the message's number, {group} for its group"))}
            <div class="pairs">
                {form.text("groups", t!("Message groups"), t!("With commas between; they take turns"))}
                {form.number("total", t!("Messages in all"), t!("Empty for no end"))}
                {form.number("bytes", t!("Bytes of a payload"), t!("Filled up to so many; empty for those of the body"))}
                {form.number("poison", t!("Poison every"), t!("Every so many messages carry the word “poison”; 0 for none"))}
            </div>
        </fieldset>
    }
    .into_any()
}

/// The extended client, and how it is set up where there is one.
fn extended(lab: Lab, form: Form) -> AnyView {
    let is_on = Memo::new(move |_| form.is("extended", "true"));
    let settings = move || {
        is_on.get().then(|| {
            view! {
                <div class="pairs">
                    {form.choice("bucket", t!("Bucket"), t!("Where payloads go"), bucket_options(lab))}
                    {form.number("threshold", t!("Threshold"), t!("Bytes, attributes counted; more goes to the bucket. The library's own is 262,144"))}
                    {form.text("prefix", t!("Key prefix"), t!("Before the UUID of each key"))}
                </div>
                {form.check("always", t!("Every message goes through S3"), t!("However small it is"))}
                {form.check("legacy_marker", t!("The marker has its first name"), t!("SQSLargePayloadSize, as the library has it by default; otherwise ExtendedPayloadSize"))}
            }
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Extended client")}</legend>
            {form.check("extended", t!("Large payloads go to a bucket"), t!("A library around the SDK: the message carries only a pointer to the object"))}
            {settings}
        </fieldset>
    }
    .into_any()
}

fn file_fields(form: Form, read: RwSignal<Option<Read>>) -> AnyView {
    let take = move |name: &str, text: &str| {
        let (feed, malformed) = Feed::read(name, text);
        form.problem.set(None);
        read.set(Some(Read { feed: Arc::new(feed), malformed }));
    };
    let chosen = move |event: leptos::ev::Event| {
        let file = event_target::<web_sys::HtmlInputElement>(&event).files().and_then(|files| files.get(0));
        let Some(file) = file.and_then(|file| file.dyn_into::<web_sys::File>().ok()) else { return };
        let name = file.name();
        host::read_text(&file, move |text| match text {
            Ok(text) => take(&name, &text),
            Err(why) => form.problem.set(Some(queuelab_view::forms::Problem::at("file", why))),
        });
    };
    let pasted = form.at("pasted");
    let read_pasted = move |_| take(t!("pasted text"), &pasted.get_untracked());
    view! {
        <fieldset>
            <legend>{t!("File")}</legend>
            <p class="hint">
                {t!("JSON Lines, or CSV with a header. Columns: body, and if you like at (milliseconds or 1m5s after the start), \
                 group, dedup, delay (seconds), bytes (of the payload, filled up), attributes (an object; in CSV columns attr.NAME).")}
            </p>
            <div class="field">
                <label for="feed-file">{t!("File")}</label>
                <input id="feed-file" type="file" accept=".jsonl,.ndjson,.json,.csv,.txt" on:change=chosen />
                <p class="wrong" role="alert">{move || form.problem.with(|problem| {
                    problem.as_ref().filter(|problem| problem.field == Some("file")).map(|problem| problem.text.clone())
                })}</p>
            </div>
            {form.area("pasted", t!("Or paste the lines here"), "", 4)}
            <button type="button" on:click=read_pasted>{t!("Read the pasted lines")}</button>
            <div role="status">{move || read.get().map(preview)}</div>
        </fieldset>
    }
    .into_any()
}

fn preview(read: Read) -> AnyView {
    let Read { feed, malformed } = read;
    let rows = feed
        .rows
        .iter()
        .take(ROWS_SHOWN)
        .map(|row| view! { <li><code>{excerpt(&row.body)}</code></li> })
        .collect_view();
    let bad = malformed.len();
    let lines = malformed
        .into_iter()
        .take(SHOWN_MAX)
        .map(|line| view! { <li>{t!("Line {line}: {text}", line = line.line, text = line.text)}</li> })
        .collect_view();
    let more = (bad > SHOWN_MAX).then(|| view! { <p class="muted">{t!("and {bad} more", bad = bad - SHOWN_MAX)}</p> });
    let wrong = (bad > 0).then(|| {
        view! { <p><b>{t!("Lines that cannot be read and are left out: {bad}", bad = number(bad as u64))}</b></p><ul class="malformed">{lines}</ul>{more} }
    });
    view! {
        <p><b>{t!("{name}: {feed} messages", name = feed.name, feed = number(feed.len()))}</b></p>
        <ul class="plain">{rows}</ul>
        {wrong}
    }
    .into_any()
}

/// What a producer of messages can send to, by ARN.
fn targets(lab: Lab) -> Vec<(String, String)> {
    let mut options = queue_options(lab, t!("none yet"));
    lab.peek(|session| {
        let cloud = session.cloud();
        let topics = cloud.sns().topics().map(|topic| topic.key.arn());
        options.extend(topics.map(|arn| (arn.to_string(), t!("topic {resource}", resource = arn.resource))));
        let streams = cloud
            .firehose()
            .streams()
            .filter(|stream| matches!(stream.source, queuelab::firehose::Source::DirectPut(_)));
        options.extend(
            streams.map(|stream| (stream.key.arn().to_string(), t!("delivery stream {name}", name = stream.key.name))),
        );
    });
    options
}
