//! The form of a new application, and that of an output that is added to one.

use super::{Shell, form as frame};
use crate::analytics::api::{AddApplicationOutput, Request};
use crate::analytics::service::{ApplicationId, guess_schema};
use crate::ui::form::Form;
use crate::ui::lab::{Lab, Selection};
use crate::view::NodeId;
use crate::view::forms::Problem;
use crate::view::forms::application::{FIELDS, OUT, SOURCE, columns, json_schema, lines, output, request, values};
use crate::view::sql_examples::examples;
use leptos::prelude::*;

/// So many records of each shard are looked at for a schema.
const LOOKED_AT: u64 = 20;

/// Streams to choose from, by ARN; with delivery streams, and with functions if they are wanted.
fn options(lab: Lab, none: &str, functions: bool) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), none.to_owned())];
    lab.peek(|session| {
        let cloud = session.cloud();
        let streams = cloud.kinesis().streams().map(|stream| (stream.key.arn(), format!("stream {}", stream.key.name)));
        let delivery = cloud.firehose().streams();
        let delivery = delivery.map(|stream| (stream.key.arn(), format!("delivery stream {}", stream.key.name)));
        options.extend(streams.chain(delivery).map(|(arn, words)| (arn.to_string(), words)));
        if functions {
            let all = cloud.lambda().functions();
            options.extend(all.map(|one| (one.arn().to_string(), format!("function {}", one.key.name))));
        }
    });
    options
}

fn functions(lab: Lab) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), "none".to_owned())];
    lab.peek(|session| {
        let all = session.cloud().lambda().functions();
        options.extend(all.map(|one| (one.arn().to_string(), one.key.name.to_string())));
    });
    options
}

/// The columns of what lies in a stream of the lab; none where nothing can be made of it.
fn guessed(lab: Lab, arn: &str) -> Option<String> {
    let texts: Vec<String> = lab.peek(|session| {
        let kinesis = session.cloud().kinesis();
        let stream = kinesis.stream(kinesis.find_arn(&arn.parse().ok()?)?)?;
        let newest = stream.shards().flat_map(|shard| {
            let from = shard.records.next().saturating_sub(LOOKED_AT).max(shard.records.front());
            (from..shard.records.next()).filter_map(|place| shard.records.get(place))
        });
        Some(newest.map(|record| String::from_utf8_lossy(&record.data).into_owned()).collect())
    })?;
    let (schema, _) = guess_schema(&texts, false)?;
    // Records of CSV have no paths, and this form is about JSON.
    schema.record_columns.iter().flatten().all(|column| column.mapping.is_some()).then(|| lines(&schema))
}

/// The form of a new one.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let form = Form::new(values(), &FIELDS);
    let guess = move |_| {
        let lines = guessed(lab, &untrack(|| form.at("source").get()));
        let trouble = "No columns can be made out: choose a stream that has records of JSON.";
        form.problem.set(lines.is_none().then(|| Problem::at("columns", trouble)));
        if let Some(lines) = lines {
            form.at("columns").set(lines);
        }
    };
    let fields = view! {
        {form.text("applicationName", "Name", "1 to 128 of A–Z a–z 0–9 _ . and -")}
        {form.choice("source", "Reads", "It polls each shard once a second, and shares five reads a second with all others", options(lab, "choose a stream", false))}
        {form.area("columns", "Columns", "A line for each: name, type, path in the record. Names in capitals need no quotes in SQL", 5)}
        <div class="actions"><button type="button" on:click=guess>"Guess from the stream's records"</button></div>
        {form.choice("function", "Function before", "Optional: answers each record Ok, Dropped or ProcessingFailed before it becomes a row", functions(lab))}
        {form.choice("output", "Rows of OUT_STREAM go to", "Optional; up to three outputs can be added later", options(lab, "nowhere yet", true))}
        {form.text("role", "Role", "The name of the IAM role that reads and writes; one that IAM does not know may do everything")}
        <p class="hint">"It begins with a tumbling window, and does not run before you start it. AWS closed the service in January 2026; the lab keeps it to learn from."</p>
    }
    .into_any();
    let submit = move || {
        let values = form.values();
        let schema = columns(values.get("columns").map_or("", String::as_str)).map(json_schema);
        let code =
            schema.map(|schema| examples(&schema, SOURCE).into_iter().next().map(|one| one.code).unwrap_or_default());
        let wish = match code.and_then(|code| request(&values, code)) {
            Ok(wish) => wish,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let name = wish.application_name.clone();
        match lab.call(Request::from(wish)) {
            Ok(_) => {
                let id = lab.peek(|session| {
                    session.cloud().analytics().all().find(|one| *one.key.name == *name).map(|one| one.id.0)
                });
                lab.selection.set(id.map(|id| Selection::Node(NodeId::Application(id))));
                shell.close();
            }
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, "Create application", fields, submit)
}

/// The form of an output.
pub fn add_output(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let start = [("stream", OUT.to_owned()), ("format", "JSON".to_owned()), ("role", "sql".to_owned())];
    let form = Form::new(start.into(), &["stream", "target", "role"]);
    let formats = vec![("JSON".to_owned(), "JSON".to_owned()), ("CSV".to_owned(), "CSV".to_owned())];
    let fields = view! {
        {form.text("stream", "In-application stream", "As the code makes it, or error_stream")}
        {form.choice("target", "Its rows go to", "", options(lab, "choose a destination", true))}
        {form.choice("format", "Written as", "", formats)}
        {form.text("role", "Role", "The name of the IAM role that writes")}
        <p class="hint">"Rows are delivered at least once: what was not taken is tried again."</p>
    }
    .into_any();
    let submit = move || {
        let text = |name: &'static str| untrack(|| form.at(name).get()).trim().to_owned();
        if text("target").is_empty() {
            let text = "Choose where its rows go.".to_owned();
            return form.problem.set(Some(Problem { field: Some("target"), text }));
        }
        let found = lab.peek(|session| {
            let managed = session.cloud().analytics().managed(ApplicationId(id))?;
            Some((managed.key.name.to_string(), i64::try_from(managed.version).ok()))
        });
        let Some((application_name, current_application_version_id)) = found else { return shell.close() };
        let output = Some(Box::new(output(&text("stream"), &text("target"), &text("role"), &text("format"))));
        let wish = AddApplicationOutput { application_name, current_application_version_id, output };
        match lab.call(Request::from(wish)) {
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, "Add output", fields, submit)
}
