//! The form of a hand-written reader of a stream.

use super::consumer::done;
use super::{Shell, form as frame, only_stream, stream_options};
use crate::actors::{Actor, ActorConfig, ReaderConfig};
use crate::base::ActorId;
use crate::ui::form::Form;
use crate::ui::lab::Lab;
use crate::view::forms::reader::{STARTS, config as read, values};
use leptos::prelude::*;

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known = id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config)));
    let is_known = known.is_some();
    let config = if let Some(ActorConfig::Reader(config)) = known {
        *config
    } else {
        let number = lab.peek(|session| session.cloud().actors().count() + 1);
        ReaderConfig { name: format!("reader {number}"), stream: only_stream(lab), ..ReaderConfig::default() }
    };
    let form = Form::new(values(&config), &[]);
    let is_pushed = Memo::new(move |_| form.is("mode", "fan_out"));
    let retrieval = move || if is_pushed.get() { fan_out(form) } else { polling(form) };
    let anew = is_known.then(|| {
        view! { <p class="hint">"Another stream, another way of reading or another beginning starts it anew, with its counts at zero: that is how records are replayed."</p> }
    });
    let fields = view! {
        <div class="pairs">
            {form.text("name", "Name", "")}
            {form.choice("stream", "Stream", "What it reads", stream_options(lab, false))}
        </div>
        {form.radio("mode", "How records come to it", &[
            ("polling", "It asks: GetRecords", "All such readers share five calls and 2 MiB a second of each shard"),
            ("fan_out", "They are pushed: enhanced fan-out", "2 MiB a second of each shard for itself, after about 70 ms; costs more"),
        ])}
        {retrieval}
        {anew}
        {start(form)}
        {work(form)}
        {shards(form)}
        {crashes(form)}
        {form.check("running", "Running", "It reads as soon as it has a stream")}
    }
    .into_any();
    let submit = move || match read(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Reader(Box::new(config))),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if is_known { "Save" } else { "Add reader" }, fields, submit)
}

fn polling(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"Polling"</legend>
            <div class="pairs">
                {form.number("poll", "Asks again after", "Seconds; 0.2 is five times a second, all that a shard allows. Five readers can ask once a second each")}
                {form.number("limit", "Limit", "Records a call, 1 to 10,000; empty for 10,000")}
                {form.number("attempts", "Tries of a call", "In all; 3 is the SDKs' default, with exponential backoff and jitter")}
            </div>
        </fieldset>
    }
    .into_any()
}

fn fan_out(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"Enhanced fan-out"</legend>
            <div class="pairs">
                {form.text("consumer", "Consumer", "The name that it registers; its own when empty")}
                {form.number("attempts", "Tries of a call", "In all; 3 is the SDKs' default")}
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
        (true, _) => Some(form.number("at", "From", "Seconds after the lab's beginning")),
        (_, true) => Some(form.text("number", "Sequence number", "As the inspector of a record shows it")),
        _ => None,
    };
    view! {
        {form.radio("start", "Begins with", &STARTS)}
        {more}
        <div class="pairs">{form.text("shard", "Only this shard", "Its number, such as 0; with those that come after it. Empty for all")}</div>
    }
    .into_any()
}

fn work(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>"Work"</legend>
            <div class="pairs">{form.number("work", "Work on a record takes", "Seconds; each shard has a thread of its own")}</div>
            {form.check("deaggregate", "Takes packed records apart", "Those of the Kinesis Producer Library")}
        </fieldset>
    }
    .into_any()
}

fn shards(form: Form) -> AnyView {
    view! {
        {form.radio("children", "After a split or a merge", &[
            ("after_parents", "parents first", "Children when all their parents are read to the end: the order of each key is kept"),
            ("at_once", "all shards at once", "A mistake: records of a key come in the wrong order"),
            ("at_latest", "children at their newest record", "A mistake: what they took until then is missed"),
        ])}
        <div class="pairs">{form.number("list", "Looks for new shards every", "Seconds; 0 for only at first, as shards name their children at their end")}</div>
    }
    .into_any()
}

fn crashes(form: Form) -> AnyView {
    let resume = [
        ("latest", "with the next record: what came is missed"),
        ("trim", "with the oldest record: all is done again"),
        ("last", "behind the last record that it was done with"),
    ];
    let resume = resume.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <fieldset>
            <legend>"Crashes"</legend>
            <div class="pairs">
                {form.number("crash", "Crashes at work", "% of records")}
                {form.number("crash_secs", "Is back after", "Seconds")}
                {form.choice("resume", "Goes on", "The stream keeps no position for it", resume)}
            </div>
        </fieldset>
    }
    .into_any()
}
