//! The form of an event source mapping.

use super::{Shell, form as frame};
use crate::lambda::mappings::MappingId;
use crate::lambda::{Function, FunctionId};
use crate::ui::form::Form;
use crate::ui::lab::Lab;
use crate::view::forms::mapping::{FIELDS, is_stream, request, sources, values};
use crate::view::forms::targets::{OTHER, options};
use leptos::prelude::*;

/// The form of a new mapping of a function, or of one that is there.
pub fn view(lab: Lab, shell: Shell, function: u32, id: Option<u32>) -> AnyView {
    let mapping = id.map(MappingId);
    let (targets, sources, values, uuid) = lab.peek(|session| {
        let cloud = session.cloud();
        let found = mapping.and_then(|id| cloud.lambda().mapping(id));
        let targets = options(cloud, false, "none: they are lost");
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
            "What it works through",
            "Lambda reads as the role of the function",
            sources.clone(),
        )
    });
    let start = move || {
        (of_stream.get() && !is_known).then(|| {
            form.radio(
                "startingPosition",
                "Begins with",
                &[
                    ("TRIM_HORIZON", "the oldest record", "TRIM_HORIZON: nothing is missed"),
                    ("LATEST", "the next record", "LATEST: what comes before reading has begun is missed"),
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
            {form.number("batchSize", "Batch size", "1 to 10,000; 100 of streams, 10 of queues when left out")}
            {form.number("maximumBatchingWindowInSeconds", "Batching window, in seconds", "0 to 300; 0 when left out")}
        </div>
        {form.check("report", "Report batch item failures", "The function says which items failed, and only those are tried again")}
        {rest}
        {form.area("filterCriteria", "Filters", "One JSON pattern a line, at most 5; others are not given to the function", 2)}
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
    frame(shell, form, if is_known { "Save" } else { "Create mapping" }, fields, submit)
}

fn queue_fields(form: Form) -> AnyView {
    view! {
        {form.number("maximumConcurrency", "Maximum concurrency", "2 to 1,000 batches at once; empty for no limit of its own")}
        <p class="hint">"What fails comes back when the queue's visibility timeout ends, and goes to the queue's dead-letter queue in the end."</p>
    }
    .into_any()
}

fn stream_fields(form: Form, targets: Vec<(String, String)>) -> AnyView {
    let other = move || {
        form.is("target", OTHER).then(|| form.text("targetArn", "Its ARN", "Of a standard queue, a topic or a bucket"))
    };
    view! {
        <fieldset>
            <legend>"What becomes of failures"</legend>
            <p class="hint">"A batch that fails is tried again, and its shard waits: until it succeeds, or one of these ends it."</p>
            <div class="pairs">
                {form.number("maximumRetryAttempts", "Retries", "0 to 10,000; -1 or empty for no end")}
                {form.number("maximumRecordAgeInSeconds", "Largest age, in seconds", "60 to 604,800; -1 or empty for no end")}
            </div>
            {form.check("bisect", "Bisect a failed batch", "It is divided in two, so that a bad record is found")}
            {form.choice("target", "Given up records are told to", "Their numbers, not what they carry; a bucket gets all", targets)}
            {other}
        </fieldset>
        <fieldset>
            <legend>"Portions"</legend>
            <div class="pairs">
                {form.number("parallelizationFactor", "Batches of a shard at once", "1 to 10; the order of each partition key is kept")}
                {form.number("tumblingWindowInSeconds", "Tumbling window, in seconds", "0 to 900; 0 for none")}
            </div>
        </fieldset>
    }
    .into_any()
}
