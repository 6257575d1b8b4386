//! The form of a hand-written reader of a stream.

use super::consumer::done;
use super::{Shell, form as frame, only_stream, stream_options};
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::actors::{Actor, ActorConfig, ReaderConfig};
use queuelab::base::ActorId;
use queuelab::t;
use queuelab_view::forms::reader::{STARTS, config as read, values};

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known = id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config)));
    let is_known = known.is_some();
    let config = if let Some(ActorConfig::Reader(config)) = known {
        *config
    } else {
        let number = lab.peek(|session| session.cloud().actors().count() + 1);
        ReaderConfig { name: t!("reader {number}", number), stream: only_stream(lab), ..ReaderConfig::default() }
    };
    let form = Form::new(values(&config), &[]);
    let is_pushed = Memo::new(move |_| form.is("mode", "fan_out"));
    let retrieval = move || if is_pushed.get() { fan_out(form) } else { polling(form) };
    let anew = is_known.then(|| {
        view! { <p class="hint">{t!("Another stream, another way of reading or another beginning starts it anew, with its counts at zero: that is how records are replayed.")}</p> }
    });
    let fields = view! {
        <div class="pairs">
            {form.text("name", t!("Name"), "")}
            {form.choice("stream", t!("Stream"), t!("What it reads"), stream_options(lab, false))}
        </div>
        {form.radio("mode", t!("How records come to it"), &[
            ("polling", t!("It asks: GetRecords"), t!("All such readers share five calls and 2 MiB a second of each shard")),
            ("fan_out", t!("They are pushed: enhanced fan-out"), t!("2 MiB a second of each shard for itself, after about 70 ms; costs more")),
        ])}
        {retrieval}
        {anew}
        {start(form)}
        {work(form)}
        {shards(form)}
        {crashes(form)}
        {form.check("running", t!("Running"), t!("It reads as soon as it has a stream"))}
    }
    .into_any();
    let submit = move || match read(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Reader(Box::new(config))),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if is_known { t!("Save") } else { t!("Add reader") }, fields, submit)
}

fn polling(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("Polling")}</legend>
            <div class="pairs">
                {form.number("poll", t!("Asks again after"), t!("Seconds; 0.2 is five times a second, all that a shard allows. Five readers can ask once a second each"))}
                {form.number("limit", t!("Limit"), t!("Records a call, 1 to 10,000; empty for 10,000"))}
                {form.number("attempts", t!("Tries of a call"), t!("In all; 3 is the SDKs' default, with exponential backoff and jitter"))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn fan_out(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("Enhanced fan-out")}</legend>
            <div class="pairs">
                {form.text("consumer", t!("Consumer"), t!("The name that it registers; its own when empty"))}
                {form.number("attempts", t!("Tries of a call"), t!("In all; 3 is the SDKs' default"))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn start(form: Form) -> AnyView {
    let of_time = Memo::new(move |_| form.is("start", "AT_TIMESTAMP"));
    let of_number =
        Memo::new(move |_| form.is("start", "AT_SEQUENCE_NUMBER") || form.is("start", "AFTER_SEQUENCE_NUMBER"));
    let more = move || match (of_time.get(), of_number.get()) {
        (true, _) => Some(form.number("at", t!("From"), t!("Seconds after the lab's beginning"))),
        (_, true) => Some(form.text("number", t!("Sequence number"), t!("As the inspector of a record shows it"))),
        _ => None,
    };
    view! {
        {form.radio("start", t!("Begins with"), &STARTS.map(|(value, word, hint)| (value, queuelab::text::of(word), queuelab::text::of(hint))))}
        {more}
        <div class="pairs">{form.text("shard", t!("Only this shard"), t!("Its number, such as 0; with those that come after it. Empty for all"))}</div>
    }
    .into_any()
}

fn work(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("Work")}</legend>
            <div class="pairs">{form.number("work", t!("Work on a record takes"), t!("Seconds; each shard has a thread of its own"))}</div>
            {form.check("deaggregate", t!("Takes packed records apart"), t!("Those of the Kinesis Producer Library"))}
        </fieldset>
    }
    .into_any()
}

fn shards(form: Form) -> AnyView {
    view! {
        {form.radio("children", t!("After a split or a merge"), &[
            ("after_parents", t!("parents first"), t!("Children when all their parents are read to the end: the order of each key is kept")),
            ("at_once", t!("all shards at once"), t!("A mistake: records of a key come in the wrong order")),
            ("at_latest", t!("children at their newest record"), t!("A mistake: what they took until then is missed")),
        ])}
        <div class="pairs">{form.number("list", t!("Looks for new shards every"), t!("Seconds; 0 for only at first, as shards name their children at their end"))}</div>
    }
    .into_any()
}

fn crashes(form: Form) -> AnyView {
    let resume = [
        ("latest", t!("with the next record: what came is missed")),
        ("trim", t!("with the oldest record: all is done again")),
        ("last", t!("behind the last record that it was done with")),
    ];
    let resume = resume.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <fieldset>
            <legend>{t!("Crashes")}</legend>
            <div class="pairs">
                {form.number("crash", t!("Crashes at work"), t!("% of records"))}
                {form.number("crash_secs", t!("Is back after"), t!("Seconds"))}
                {form.choice("resume", t!("Goes on"), t!("The stream keeps no position for it"), resume)}
            </div>
        </fieldset>
    }
    .into_any()
}
