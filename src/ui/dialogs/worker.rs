//! The form of workers of the Kinesis Client Library.

use super::{Shell, form as frame};
use crate::actors::ActorConfig;
use crate::actors::kcl::{KclConfig, Version};
use crate::base::{ActorId, Arn};
use crate::cloud::{Input, Submitted};
use crate::ui::form::Form;
use crate::ui::lab::{Lab, Selection};
use crate::view::NodeId;
use crate::view::forms::worker::{config, configs, values};
use crate::view::workers::version_note;
use leptos::prelude::*;

const VERSIONS: [(&str, &str, &str); 3] = [
    (Version::V1.name(), Version::V1.name(), version_note(Version::V1)),
    (Version::V2.name(), Version::V2.name(), version_note(Version::V2)),
    (Version::V3.name(), Version::V3.name(), version_note(Version::V3)),
];

/// The streams to choose from, by ARN.
fn stream_options(lab: Lab) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), "none yet".to_owned())];
    lab.peek(|session| {
        let streams = session.cloud().kinesis().streams();
        options.extend(streams.map(|stream| (stream.key.arn().to_string(), stream.key.name.to_string())));
    });
    options
}

/// The form: of the worker of that number, or of new ones for a stream.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>, stream: Option<Arn>) -> AnyView {
    let known =
        id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(crate::actors::Actor::config)));
    let known = match known {
        Some(ActorConfig::Kcl(config)) => Some(*config),
        _ => None,
    };
    let is_new = known.is_none();
    let shown = known.unwrap_or_else(|| KclConfig { stream, ..KclConfig::default() });
    let form = Form::new(values(&shown, if is_new { 2 } else { 1 }), &[]);
    let fields = view! {
        <div class="pairs">
            {form.text("name", "Name", "Of several, each gets a number behind it")}
            {is_new.then(|| form.number("count", "Workers", "More workers than shards are legal; the ones too many are idle"))}
            {form.text("application", "Application", "The name of the lease table; workers of one application share the shards")}
            {form.choice("stream", "Stream", "Which they read", stream_options(lab))}
        </div>
        {reading(form)}
        {leases(form)}
        {checkpoints(form)}
        <fieldset>
            <legend>"What goes wrong"</legend>
            <div class="pairs">
                {form.number("work", "Work takes", "Seconds a record")}
                {form.number("fail", "processRecords throws", "% of batches; they are skipped, not tried again")}
                {form.number("crash", "Crashes before the checkpoint", "% of batches")}
                {form.number("crashSecs", "Is back after", "Seconds, as another worker")}
            </div>
        </fieldset>
        {form.check("running", "Running", "One that is told to stop gives its leases back")}
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
    frame(shell, form, if is_new { "Add workers" } else { "Save" }, fields, submit)
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
    let initial =
        [("LATEST", "what comes from now on"), ("TRIM_HORIZON", "the oldest record"), ("AT_TIMESTAMP", "a time")];
    view! {
        <fieldset>
            <legend>"Reading"</legend>
            {form.radio("version", "Version", &VERSIONS)}
            <div class="pairs">
                {form.choice("retrieval", "Retrieval", "", words(&[("", "as usual for the version"), ("polling", "polling"), ("efo", "enhanced fan-out")]))}
                {form.choice("initial", "Begins with", "Only shards that have no lease yet", words(&initial))}
                {move || at.get().then(|| form.number("at", "Time", "Seconds since 1970"))}
                {form.number("idle", "Idle between reads", "Seconds, at least 0.2; polling only")}
                {form.number("maxRecords", "Records a read", "1 to 10,000; polling only")}
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
                "Leases are handed over gracefully",
                "The old worker checkpoints once more, within 30 s",
            )
        } else {
            form.number("steal", "Leases stolen at a time", "From the worker that has most")
        }
    };
    view! {
        <fieldset>
            <legend>"Leases"</legend>
            <div class="pairs">
                {form.number("failover", "Failover time", "Seconds without a renewal until a lease expires")}
                {form.number("maxLeases", "Leases at most", "Empty for no bound; too low, and nobody reads some shards")}
            </div>
            {by_version}
        </fieldset>
    }
    .into_any()
}

fn checkpoints(form: Form) -> AnyView {
    let policies = [("batch", "after each batch"), ("records", "after so many records"), ("time", "after some time")];
    let (records, time) =
        (Memo::new(move |_| form.is("policy", "records")), Memo::new(move |_| form.is("policy", "time")));
    view! {
        <fieldset>
            <legend>"Checkpoints"</legend>
            <div class="pairs">
                {form.choice("policy", "Checkpoints", "Each is a write to the lease table", words(&policies))}
                {move || records.get().then(|| form.number("records", "Records", "Between two checkpoints"))}
                {move || time.get().then(|| form.number("seconds", "Seconds", "Between two checkpoints"))}
            </div>
            {form.check("shardEnd", "Checkpoints at the end of a shard", "Without it the shards after it never begin")}
        </fieldset>
    }
    .into_any()
}
