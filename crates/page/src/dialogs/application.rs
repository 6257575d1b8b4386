//! The forms of an application: a new one, another input, and outputs and reference tables that are added.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::analytics::api::{
    AddApplicationOutput, AddApplicationReferenceDataSource, Request, SourceSchema, UpdateApplication,
};
use queuelab::analytics::service::{ApplicationId, guess_schema};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::Problem;
use queuelab_view::forms::application::{
    FIELDS, OUT, SOURCE, TABLE_FIELDS, input_update, input_values, output, request, table, table_values, values,
};
use queuelab_view::forms::schema::{FORMATS, format_of, lines, schema};
use queuelab_view::sql_examples::examples;

/// So many records of each shard are looked at for a schema.
const LOOKED_AT: u64 = 20;

/// Streams to choose from, by ARN; with delivery streams, and with functions if they are wanted.
fn options(lab: Lab, none: &str, functions: bool) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), none.to_owned())];
    lab.peek(|session| {
        let cloud = session.cloud();
        let streams =
            cloud.kinesis().streams().map(|stream| (stream.key.arn(), t!("stream {name}", name = stream.key.name)));
        let delivery = cloud.firehose().streams();
        let delivery = delivery.map(|stream| (stream.key.arn(), t!("delivery stream {name}", name = stream.key.name)));
        options.extend(streams.chain(delivery).map(|(arn, words)| (arn.to_string(), words)));
        if functions {
            let all = cloud.lambda().functions();
            options.extend(all.map(|one| (one.arn().to_string(), t!("function {name}", name = one.key.name))));
        }
    });
    options
}

fn functions(lab: Lab) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), t!("none").to_owned())];
    lab.peek(|session| {
        let all = session.cloud().lambda().functions();
        options.extend(all.map(|one| (one.arn().to_string(), one.key.name.to_string())));
    });
    options
}

/// The schema of what lies in a stream of the lab; none where nothing can be made of it.
fn guessed(lab: Lab, arn: &str) -> Option<SourceSchema> {
    let texts: Vec<String> = lab.peek(|session| {
        let kinesis = session.cloud().kinesis();
        let stream = kinesis.stream(kinesis.find_arn(&arn.parse().ok()?)?)?;
        let newest = stream.shards().flat_map(|shard| {
            let from = shard.records.next().saturating_sub(LOOKED_AT).max(shard.records.front());
            (from..shard.records.next()).filter_map(|place| shard.records.get(place))
        });
        Some(newest.map(|record| String::from_utf8_lossy(&record.data).into_owned()).collect())
    })?;
    guess_schema(&texts, false).map(|(schema, _)| schema)
}

/// The same of an object in a bucket.
fn guessed_of_object(lab: Lab, bucket: &str, key: &str) -> Option<SourceSchema> {
    let text = lab.peek(|session| {
        let object = session.cloud().s3().bucket(bucket)?.current(key)?.object()?;
        Some(String::from_utf8_lossy(object.body.bytes()).into_owned())
    })?;
    guess_schema(&[text], true).map(|(schema, _)| schema)
}

/// Fields of a schema, with a button that fills them from what is there.
fn schema_fields(form: Form, words: &'static str, guess: impl Fn() -> Option<SourceSchema> + 'static) -> AnyView {
    let fill = move |_| {
        let schema = guess();
        let trouble = t!("No columns can be made out: it has to have records of JSON or CSV already.");
        form.problem.set(schema.is_none().then(|| Problem::at("columns", trouble)));
        if let Some(schema) = schema {
            form.at("format").set(format_of(&schema));
            form.at("columns").set(lines(&schema));
        }
    };
    let formats = FORMATS.map(|(value, words)| (value.to_owned(), queuelab::text::of(words).to_owned())).to_vec();
    view! {
        {form.choice("format", t!("Records are"), "", formats)}
        {form.area("columns", t!("Columns"), t!("A line for each: name, type, and for JSON the path in the record. Names in capitals need no quotes in SQL"), 5)}
        <div class="actions"><button type="button" on:click=fill>{words}</button></div>
    }
    .into_any()
}

/// What is read, by whom, and how it becomes rows.
fn input_fields(lab: Lab, form: Form) -> AnyView {
    let guess = move || guessed(lab, &untrack(|| form.at("source").get()));
    view! {
        {form.choice("source", t!("Reads from"), t!("It polls each shard once a second, and shares five reads a second with all others"), options(lab, t!("choose a stream"), false))}
        {schema_fields(form, t!("Guess from the stream's records"), guess)}
        {form.choice("function", t!("Function before"), t!("Optional: answers each record Ok, Dropped or ProcessingFailed before it becomes a row"), functions(lab))}
    }
    .into_any()
}

/// The form of a new one.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let form = Form::new(values(), &FIELDS);
    let fields = view! {
        {form.text("applicationName", t!("Name"), t!("1 to 128 of A–Z a–z 0–9 _ . and -"))}
        {input_fields(lab, form)}
        {form.choice("output", t!("Rows of OUT_STREAM go to"), t!("Optional; up to three outputs can be added later"), options(lab, t!("nowhere yet"), true))}
        {form.text("role", t!("Role"), t!("The name of the IAM role that reads and writes; one that IAM does not know may do everything"))}
        <p class="hint">{t!("It begins with a tumbling window, and does not run before you start it. AWS closed the service in January 2026; the lab keeps it to learn from.")}</p>
    }
    .into_any();
    let submit = move || {
        let values = form.values();
        let code = schema(&values)
            .map(|schema| examples(&schema, SOURCE).into_iter().next().map(|one| one.code).unwrap_or_default());
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
    frame(shell, form, t!("Create application"), fields, submit)
}

/// The form of an output.
pub fn add_output(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let start = [("stream", OUT.to_owned()), ("format", "JSON".to_owned()), ("role", "sql".to_owned())];
    let form = Form::new(start.into(), &["stream", "target", "role"]);
    let formats = vec![("JSON".to_owned(), "JSON".to_owned()), ("CSV".to_owned(), "CSV".to_owned())];
    let fields = view! {
        {form.text("stream", t!("In-application stream"), t!("As the code makes it, or error_stream"))}
        {form.choice("target", t!("Its rows go to"), "", options(lab, t!("choose a destination"), true))}
        {form.choice("format", t!("Written as"), "", formats)}
        {form.text("role", t!("Role"), t!("The name of the IAM role that writes"))}
        <p class="hint">{t!("Rows are delivered at least once: what was not taken is tried again.")}</p>
    }
    .into_any();
    let submit = move || {
        let text = |name: &'static str| untrack(|| form.at(name).get()).trim().to_owned();
        if text("target").is_empty() {
            let text = t!("Choose where its rows go.").to_owned();
            return form.problem.set(Some(Problem { field: Some("target"), text }));
        }
        let Some((application_name, current_application_version_id, _)) = named(lab, id) else { return shell.close() };
        let output = Some(Box::new(output(&text("stream"), &text("target"), &text("role"), &text("format"))));
        let wish = AddApplicationOutput { application_name, current_application_version_id, output };
        match lab.call(Request::from(wish)) {
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Add output"), fields, submit)
}

/// Name and version of an application, and the id of its input.
fn named(lab: Lab, id: u32) -> Option<(String, Option<i64>, Option<String>)> {
    lab.peek(|session| {
        let managed = session.cloud().analytics().managed(ApplicationId(id))?;
        let input = managed.setup.inputs.first().map(|(part, _)| part.to_string());
        Some((managed.key.name.to_string(), i64::try_from(managed.version).ok(), input))
    })
}

/// The form of another input.
pub fn edit_input(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let present = lab.peek(|session| session.cloud().analytics().managed(ApplicationId(id)).map(input_values));
    let form = Form::new(present.unwrap_or_default(), &FIELDS);
    let had_function = !untrack(|| form.at("function").get()).is_empty();
    let fields = view! {
        {input_fields(lab, form)}
        {form.text("role", t!("Role"), t!("The name or ARN of the IAM role that reads"))}
        <p class="hint">{t!("While it is updated it reads nothing, and its windows begin anew. Code that names a column that is gone is refused.")}</p>
    }
    .into_any();
    let submit = move || {
        let values = form.values();
        if had_function && values.get("function").is_none_or(String::is_empty) {
            let text =
                t!("A function is taken away by a call of its own: the ✕ beside it in the panel. Do that first.");
            return form.problem.set(Some(Problem::at("function", text)));
        }
        let Some((application_name, current_application_version_id, Some(input))) = named(lab, id) else {
            return shell.close();
        };
        let application_update = match input_update(&values, &input) {
            Ok(update) => Some(Box::new(update)),
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let wish = UpdateApplication { application_name, current_application_version_id, application_update };
        match lab.call(Request::from(wish)) {
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Update input"), fields, submit)
}

/// The form of a reference table.
pub fn add_table(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let form = Form::new(table_values(), &TABLE_FIELDS);
    let buckets = lab.peek(|session| {
        let names = session.cloud().s3().buckets().map(|bucket| bucket.name.to_string());
        std::iter::once((String::new(), t!("choose a bucket").to_owned()))
            .chain(names.map(|name| (name.clone(), name)))
            .collect::<Vec<_>>()
    });
    let guess = move || {
        let text = |name: &'static str| untrack(|| form.at(name).get());
        guessed_of_object(lab, &text("bucket"), text("fileKey").trim())
    };
    let fields = view! {
        {form.text("tableName", t!("Name"), t!("As the code joins it; 1 to 32 characters"))}
        {form.choice("bucket", t!("Bucket"), t!("A bucket of the lab"), buckets)}
        {form.text("fileKey", t!("Object"), t!("Its key, such as trucks.csv. It is loaded whole; a newer object is loaded by an update only"))}
        {schema_fields(form, t!("Guess from the object"), guess)}
        {form.text("role", t!("Role"), t!("The name of the IAM role that reads the object"))}
        <p class="hint">{t!("An application has one reference table. Code that joins it can be saved once it is there.")}</p>
    }
    .into_any();
    let submit = move || {
        let source = match table(&form.values()) {
            Ok(source) => Some(Box::new(source)),
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let Some((application_name, current_application_version_id, _)) = named(lab, id) else { return shell.close() };
        let wish = AddApplicationReferenceDataSource {
            application_name,
            current_application_version_id,
            reference_data_source: source,
        };
        match lab.call(Request::from(wish)) {
            Ok(_) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Add reference table"), fields, submit)
}
