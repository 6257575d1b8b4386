//! The form of workers of the Kinesis Client Library.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::actors::ActorConfig;
use queuelab::actors::kcl::{KclConfig, Version};
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::{Input, Submitted};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::worker::{config, configs, values};
use queuelab_view::workers::version_note;

/// The streams to choose from, by ARN.
fn stream_options(lab: Lab) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), t!("none yet").to_owned())];
    lab.peek(|session| {
        let streams = session.cloud().kinesis().streams();
        options.extend(streams.map(|stream| (stream.key.arn().to_string(), stream.key.name.to_string())));
    });
    options
}

/// The form: of the worker of that number, or of new ones for a stream.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>, stream: Option<Arn>) -> AnyView {
    let known =
        id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(queuelab::actors::Actor::config)));
    let known = match known {
        Some(ActorConfig::Kcl(config)) => Some(*config),
        _ => None,
    };
    let is_new = known.is_none();
    let shown = known.unwrap_or_else(|| KclConfig { stream, ..KclConfig::default() });
    let form = Form::new(values(&shown, if is_new { 2 } else { 1 }), &[]);
    let fields = view! {
        <div class="pairs">
            {form.text("name", t!("Name"), t!("Of several, each gets a number behind it"))}
            {is_new.then(|| form.number("count", t!("Workers"), t!("More workers than shards are legal; the ones too many are idle")))}
            {form.text("application", t!("Application"), t!("The name of the lease table; workers of one application share the shards"))}
            {form.choice("stream", t!("Stream"), t!("Which they read"), stream_options(lab))}
        </div>
        {reading(form)}
        {leases(form)}
        {checkpoints(form)}
        <fieldset>
            <legend>{t!("What goes wrong")}</legend>
            <div class="pairs">
                {form.number("work", t!("Work takes"), t!("Seconds a record"))}
                {form.number("fail", t!("processRecords throws"), t!("% of batches; they are skipped, not tried again"))}
                {form.number("crash", t!("Crashes before the checkpoint"), t!("% of batches"))}
                {form.number("crashSecs", t!("Is back after"), t!("Seconds, as another worker"))}
            </div>
        </fieldset>
        {form.check("running", t!("Running"), t!("One that is told to stop gives its leases back"))}
    }
    .into_any();
    let submit = move || match id {
        Some(id) if !is_new => match config(&form.values()) {
            Ok(config) => super::consumer::done(lab, shell, Some(id), ActorConfig::Kcl(Box::new(config))),
            Err(problem) => form.problem.set(Some(problem)),
        },
        _ => match configs(&form.values()) {
            Ok(configs) => add(lab, shell, configs),
            Err(problem) => form.problem.set(Some(problem)),
        },
    };
    frame(shell, form, if is_new { t!("Add workers") } else { t!("Save") }, fields, submit)
}

/// Adds workers, selects the first, and closes.
fn add(lab: Lab, shell: Shell, configs: Vec<KclConfig>) {
    let mut first = None;
    for config in configs {
        let submitted = lab.submit(Input::AddActor(ActorConfig::Kcl(Box::new(config))));
        if let Submitted::Added(ActorId(id)) = submitted {
            first = first.or(Some(id));
        }
    }
    lab.selection.set(first.map(|id| Selection::Node(NodeId::Actor(id))));
    shell.close();
}

fn words(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect()
}

fn reading(form: Form) -> AnyView {
    let at = Memo::new(move |_| form.is("initial", "AT_TIMESTAMP"));
    let initial = [
        ("LATEST", t!("what comes from now on")),
        ("TRIM_HORIZON", t!("the oldest record")),
        ("AT_TIMESTAMP", t!("a time")),
    ];
    view! {
        <fieldset>
            <legend>{t!("Reading")}</legend>
            {form.radio("version", t!("Version"), &[Version::V1, Version::V2, Version::V3].map(|version| (version.name(), version.name(), version_note(version))))}
            <div class="pairs">
                {form.choice("retrieval", t!("Retrieval"), "", words(&[("", t!("as usual for the version")), ("polling", "polling"), ("efo", t!("enhanced fan-out"))]))}
                {form.choice("initial", t!("Begins with"), t!("Only shards that have no lease yet"), words(&initial))}
                {move || at.get().then(|| form.number("at", t!("Time"), t!("Seconds since 1970")))}
                {form.number("idle", t!("Idle between reads"), t!("Seconds, at least 0.2; polling only"))}
                {form.number("maxRecords", t!("Records a read"), t!("1 to 10,000; polling only"))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn leases(form: Form) -> AnyView {
    let leads = Memo::new(move |_| form.is("version", "3.x"));
    let by_version = move || {
        if leads.get() {
            form.check(
                "handoff",
                t!("Leases are handed over gracefully"),
                t!("The old worker checkpoints once more, within 30 s"),
            )
        } else {
            form.number("steal", t!("Leases stolen at a time"), t!("From the worker that has most"))
        }
    };
    view! {
        <fieldset>
            <legend>{t!("Leases")}</legend>
            <div class="pairs">
                {form.number("failover", t!("Failover time"), t!("Seconds without a renewal until a lease expires"))}
                {form.number("maxLeases", t!("Leases at most"), t!("Empty for no bound; too low, and nobody reads some shards"))}
            </div>
            {by_version}
        </fieldset>
    }
    .into_any()
}

fn checkpoints(form: Form) -> AnyView {
    let policies =
        [("batch", t!("after each batch")), ("records", t!("after so many records")), ("time", t!("after some time"))];
    let (records, time) =
        (Memo::new(move |_| form.is("policy", "records")), Memo::new(move |_| form.is("policy", "time")));
    view! {
        <fieldset>
            <legend>{t!("Checkpoints")}</legend>
            <div class="pairs">
                {form.choice("policy", t!("Checkpoints"), t!("Each is a write to the lease table"), words(&policies))}
                {move || records.get().then(|| form.number("records", t!("Records"), t!("Between two checkpoints")))}
                {move || time.get().then(|| form.number("seconds", t!("Seconds"), t!("Between two checkpoints")))}
            </div>
            {form.check("shardEnd", t!("Checkpoints at the end of a shard"), t!("Without it the shards after it never begin"))}
        </fieldset>
    }
    .into_any()
}
