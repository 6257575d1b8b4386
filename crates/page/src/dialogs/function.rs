//! The form of a function: what stands for its code, and how its events are treated.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::lambda::{Function, FunctionId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::function::{FIELDS, function_values, requests};
use queuelab_view::forms::targets::{OTHER, options};

/// The form of a new function, or of one that is there.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let targets = lab.peek(|session| options(session.cloud(), false, t!("none: such events are lost")));
    let values = lab.peek(|session| function_values(id.and_then(|id| function(session, id)), &targets));
    let form = Form::new(values, &FIELDS);
    // A function that was made by a first try, whose settings were refused then, is changed by the next one.
    let known = StoredValue::new(id);
    let name = id.is_none().then(|| form.text("functionName", t!("Name"), t!("1 to 64 of A–Z a–z 0–9 - and _")));
    let retries = ["0", "1", "2"].map(|count| (count.to_owned(), count.to_owned())).to_vec();
    let other = move || {
        form.is("target", OTHER).then(|| form.text("targetArn", t!("Its ARN"), t!("Of a standard queue or topic")))
    };
    let is_transforming = Memo::new(move |_| form.is("transforms", "true"));
    let transforms = move || {
        is_transforming.get().then(|| {
            view! {
                <div class="pairs">
                    {form.text("DropWhenContains", t!("Drops a record that contains"), t!("This text; empty for none"))}
                    {form.text("FailRecordWhenContains", t!("Fails a record that contains"), t!("This text; empty for none"))}
                    {form.text("Append", t!("Adds to each record"), t!("Such as \\n, a new line; empty for nothing"))}
                </div>
            }
            .into_any()
        })
    };
    let fields = view! {
        {name}
        <fieldset>
            <legend>{t!("What stands for its code")}</legend>
            <p class="hint">{t!("No code runs here: a run takes its time, and ends well or fails as you say.")}</p>
            <div class="pairs">
                {form.number("MinDurationMs", t!("A run takes at least"), t!("Milliseconds"))}
                {form.number("MaxDurationMs", t!("A run takes at most"), t!("Milliseconds"))}
                {form.number("timeout", t!("Timeout"), t!("1 to 900 seconds; a run that takes longer is stopped and has failed"))}
                {form.number("FailPercent", t!("Fails by chance"), t!("% of runs"))}
                {form.text("FailWhenContains", t!("Fails when the event contains"), t!("This text; empty for never"))}
                {form.number("FailFirst", t!("The next runs fail"), t!("So many from now on, then it works"))}
            </div>
            {form.check("transforms", t!("It changes records of Firehose"), t!("It answers each record Ok, Dropped or ProcessingFailed"))}
            {transforms}
        </fieldset>
        <fieldset>
            <legend>{t!("Concurrency")}</legend>
            {form.number("ReservedConcurrentExecutions", t!("Reserved concurrency"), t!("So many runs at once and no more; 0 stops the function, empty reserves nothing"))}
        </fieldset>
        <fieldset>
            <legend>{t!("Events that nobody waits for")}</legend>
            <p class="hint">{t!("What S3 and SNS send comes as events: Lambda keeps them in a queue of its own and tries again by itself.")}</p>
            <div class="pairs">
                {form.choice("maximumRetryAttempts", t!("Retries"), t!("After a run that failed"), retries)}
                {form.number("maximumEventAgeInSeconds", t!("Maximum age of an event"), t!("60 to 21,600 seconds; empty for 21,600, six hours"))}
                {form.choice("target", t!("Dead-letter target"), t!("Where an event goes that is given up"), targets)}
                {other}
            </div>
        </fieldset>
    }
    .into_any();
    let submit = move || {
        let account = lab.caller.with_untracked(|caller| caller.account);
        let values = form.values();
        let all =
            lab.peek(|session| requests(&values, known.get_value().and_then(|id| function(session, id)), account));
        let all = match all {
            Ok(all) => all,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        for request in all {
            if let Err(error) = lab.call(request) {
                return form.refuse(&error);
            }
            if known.get_value().is_none() {
                let newest = lab.peek(|session| session.cloud().lambda().functions().next_back().map(|made| made.id.0));
                known.set_value(newest);
                lab.selection.set(newest.map(|id| Selection::Node(NodeId::Function(id))));
            }
        }
        shell.close();
    };
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Create function") }, fields, submit)
}

fn function(session: &Session, id: u32) -> Option<&Function> {
    session.cloud().lambda().function(FunctionId(id))
}
