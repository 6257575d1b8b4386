//! The form of an event source mapping.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::lambda::mappings::MappingId;
use queuelab::lambda::{Function, FunctionId};
use queuelab::t;
use queuelab_view::forms::mapping::{FIELDS, is_stream, request, sources, values};
use queuelab_view::forms::targets::{OTHER, options};

/// The form of a new mapping of a function, or of one that is there.
pub fn view(lab: Lab, shell: Shell, function: u32, id: Option<u32>) -> AnyView {
    let mapping = id.map(MappingId);
    let (targets, sources, values, uuid) = lab.peek(|session| {
        let cloud = session.cloud();
        let found = mapping.and_then(|id| cloud.lambda().mapping(id));
        let targets = options(cloud, false, t!("none: they are lost"));
        let values = values(found, &targets);
        (targets, sources(cloud), values, found.map(|found| found.uuid.to_string()))
    });
    let name = lab.peek(|session| {
        session.cloud().lambda().function(FunctionId(function)).map(|function: &Function| function.key.name.to_string())
    });
    let form = Form::new(values, &FIELDS);
    let of_stream = Memo::new(move |_| form.at("eventSourceArn").with(|arn| is_stream(arn)));
    let is_known = uuid.is_some();
    let source = (!is_known).then(|| {
        form.choice(
            "eventSourceArn",
            t!("What it works through"),
            t!("Lambda reads as the role of the function"),
            sources.clone(),
        )
    });
    let start = move || {
        (of_stream.get() && !is_known).then(|| {
            form.radio(
                "startingPosition",
                t!("Begins with"),
                &[
                    ("TRIM_HORIZON", t!("the oldest record"), t!("TRIM_HORIZON: nothing is missed")),
                    ("LATEST", t!("the next record"), t!("LATEST: what comes before reading has begun is missed")),
                ],
            )
        })
    };
    let targets = StoredValue::new(targets);
    let rest = move || if of_stream.get() { stream_fields(form, targets.get_value()) } else { queue_fields(form) };
    let fields = view! {
        {source}
        {start}
        <div class="pairs">
            {form.number("batchSize", t!("Batch size"), t!("1 to 10,000; 100 of streams, 10 of queues when left out"))}
            {form.number("maximumBatchingWindowInSeconds", t!("Batching window, in seconds"), t!("0 to 300; 0 when left out"))}
        </div>
        {form.check("report", t!("Report batch item failures"), t!("The function says which items failed, and only those are tried again"))}
        {rest}
        {form.area("filterCriteria", t!("Filters"), t!("One JSON pattern a line, at most 5; others are not given to the function"), 2)}
    }
    .into_any();
    let submit = move || {
        let wish = match request(&form.values(), name.as_deref().unwrap_or_default(), uuid.clone()) {
            Ok(wish) => wish,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        match lab.call(wish) {
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, if is_known { t!("Save") } else { t!("Create mapping") }, fields, submit)
}

fn queue_fields(form: Form) -> AnyView {
    view! {
        {form.number("maximumConcurrency", t!("Maximum concurrency"), t!("2 to 1,000 batches at once; empty for no limit of its own"))}
        <p class="hint">{t!("What fails comes back when the queue's visibility timeout ends, and goes to the queue's dead-letter queue in the end.")}</p>
    }
    .into_any()
}

fn stream_fields(form: Form, targets: Vec<(String, String)>) -> AnyView {
    let other = move || {
        form.is("target", OTHER)
            .then(|| form.text("targetArn", t!("Its ARN"), t!("Of a standard queue, a topic or a bucket")))
    };
    view! {
        <fieldset>
            <legend>{t!("What becomes of failures")}</legend>
            <p class="hint">{t!("A batch that fails is tried again, and its shard waits: until it succeeds, or one of these ends it.")}</p>
            <div class="pairs">
                {form.number("maximumRetryAttempts", t!("Retries"), t!("0 to 10,000; -1 or empty for no end"))}
                {form.number("maximumRecordAgeInSeconds", t!("Largest age, in seconds"), t!("60 to 604,800; -1 or empty for no end"))}
            </div>
            {form.check("bisect", t!("Bisect a failed batch"), t!("It is divided in two, so that a bad record is found"))}
            {form.choice("target", t!("Given up records are told to"), t!("Their numbers, not what they carry; a bucket gets all"), targets)}
            {other}
        </fieldset>
        <fieldset>
            <legend>{t!("Portions")}</legend>
            <div class="pairs">
                {form.number("parallelizationFactor", t!("Batches of a shard at once"), t!("1 to 10; the order of each partition key is kept"))}
                {form.number("tumblingWindowInSeconds", t!("Tumbling window, in seconds"), t!("0 to 900; 0 for none"))}
            </div>
        </fieldset>
    }
    .into_any()
}
