//! The form of a Kinesis Agent: its file, and what is done with it.

use super::consumer::done;
use super::{Shell, form as frame, only_stream, stream_options};
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::actors::{Actor, ActorConfig, AgentConfig};
use queuelab::base::ActorId;
use queuelab::t;
use queuelab_view::forms::agent::{OPTIONS, config as read, values};

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known = id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config)));
    let config = match known {
        Some(ActorConfig::Agent(config)) => *config,
        _ => AgentConfig { target: only_stream(lab), ..AgentConfig::default() },
    };
    let form = Form::new(values(&config), &[]);
    let fields = view! {
        <div class="pairs">
            {form.text("name", t!("Name"), "")}
            {form.choice("target", t!("Sends to"), t!("A stream or a delivery stream"), stream_options(lab, true))}
        </div>
        {file(form)}
        {generator(form)}
        {buffer(form)}
        {processing(form)}
        {form.check("running", t!("Running"), t!("It follows its file as soon as it has a stream"))}
    }
    .into_any();
    let submit = move || match read(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Agent(Box::new(config))),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Add agent") }, fields, submit)
}

fn file(form: Form) -> AnyView {
    view! {
        <fieldset>
            <legend>{t!("File")}</legend>
            {form.text("file", t!("filePattern"), t!("Its name"))}
            {form.area("content", t!("What stands in it"), t!("One line is one record. Lines at its end are read as they come; another beginning is another file in its place"), 6)}
            {form.radio("position", t!("initialPosition"), &[
                ("END_OF_FILE", "END_OF_FILE", t!("What is there already is left alone")),
                ("START_OF_FILE", "START_OF_FILE", t!("It begins with the first line")),
            ])}
        </fieldset>
    }
    .into_any()
}

fn generator(form: Form) -> AnyView {
    let is_on = Memo::new(move |_| form.is("makes", "true"));
    let formats = [
        ("common", t!("access log, common format")),
        ("combined", t!("access log, combined format")),
        ("csv", "time,truck,speed"),
    ];
    let formats = formats.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let fields = move || {
        is_on.get().then(|| {
            view! {
                <div class="pairs">
                    {form.choice("format", t!("Lines"), "", formats.clone())}
                    {form.number("every", t!("A burst every"), t!("Seconds"))}
                    {form.number("burst", t!("Lines each time"), t!("1 to 1,000"))}
                    {form.number("total", t!("Lines in all"), t!("Empty for no end"))}
                </div>
            }
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Program behind it")}</legend>
            {form.check("makes", t!("A program writes lines by itself"), "")}
            {fields}
        </fieldset>
    }
    .into_any()
}

fn buffer(form: Form) -> AnyView {
    let keys =
        [("RANDOM", t!("RANDOM: drawn for each record")), ("DETERMINISTIC", t!("DETERMINISTIC: the MD5 of the data"))];
    let keys = keys.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <fieldset>
            <legend>{t!("When records are sent")}</legend>
            <div class="pairs">
                {form.number("age", t!("maxBufferAgeMillis"), t!("1,000 to 900,000; 60,000 by default"))}
                {form.number("records", t!("maxBufferSizeRecords"), t!("1 to 500; 500 by default"))}
                {form.number("bytes", t!("maxBufferSizeBytes"), t!("4,194,304 by default"))}
                {form.choice("keys", t!("partitionKeyOption"), t!("Of a stream; delivery streams have no keys"), keys)}
            </div>
        </fieldset>
    }
    .into_any()
}

fn processing(form: Form) -> AnyView {
    let options = form.at("options");
    let button = move |(word, json): (&'static str, &'static str)| {
        view! { <button type="button" class="small" on:click=move |_| options.set(json.to_owned())>{queuelab::text::of(word)}</button> }
    };
    view! {
        <fieldset>
            <legend>{t!("What is done with records")}</legend>
            {form.text("start_pattern", t!("multiLineStartPattern"), t!("A regular expression with which records of several lines begin; empty for one record a line"))}
            <p class="hint">{t!("Do with each record:")}</p>
            <div class="actions">{OPTIONS.into_iter().map(button).collect_view()}</div>
            {form.area("options", t!("dataProcessingOptions"), t!("As they stand in agent.json"), 3)}
        </fieldset>
    }
    .into_any()
}
