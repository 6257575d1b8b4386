//! A function: what it does now, what came of its last runs, who may invoke it, and what can be done to it.

use super::{Lab, head};
use crate::form::Form;
use crate::lab::Dialog;
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::base::RequestId;
use queuelab::call::{CallResult, Reply};
use queuelab::lambda::api::{self, DeleteFunction, Invoke, RemovePermission, Request};
use queuelab::lambda::invocation::For;
use queuelab::lambda::{Function, FunctionId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::access::Guarded;
use queuelab_view::badges;
use queuelab_view::describe::{instant, number, span};
use queuelab_view::functions::{Permission, RunLine, permissions, results, totals, waiting};

/// So many events of its queue are listed.
const SHOWN_MAX: usize = 10;

/// Reads a function and listens; the value of nothing once it is gone.
fn with_function<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Function, &Session) -> R) -> R {
    lab.with(|session| {
        let function = session.cloud().lambda().function(FunctionId(id));
        function.map_or_else(R::default, |function| read(function, session))
    })
}

/// The function's ARN; empty once it is gone.
fn arn_of(lab: Lab, id: u32) -> String {
    lab.peek(|session| session.cloud().lambda().function(FunctionId(id)).map(|function| function.arn().to_string()))
        .unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_function(lab, id, |function, _| function.key.name.to_string());
    let status = move || {
        let badge = lab.with(|session| badges::of(session.cloud(), queuelab_view::NodeId::Function(id)));
        badge.unwrap_or_default().status
    };
    let delete = confirm(
        t!("Delete function"),
        move || {
            let queued = with_function(lab, id, |function, _| function.queued);
            t!("The function goes with the {queued} events in its queue.", queued = number(queued))
        },
        move || {
            lab.try_call(Request::from(DeleteFunction { function_name: arn_of(lab, id) }));
        },
    );
    let invoking = Invoking::new(lab);
    view! {
        {head(lab, || t!("Function").to_owned(), name)}
        <p>{status}</p>
        {counts(lab, id)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Function(Some(id))))>{t!("Edit…")}</button>
            {delete}
        </div>
        {section(t!("Works through"), true, move || super::mappings::view(lab, id))}
        {section(t!("Invoke"), true, move || invoking.view(lab, id))}
        {section(t!("Events in its queue"), true, move || queue(lab, id))}
        {section(t!("Last results"), true, move || last(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, queuelab_view::NodeId::Function(id)))}
        {section(t!("Who may invoke it"), false, move || policy(lab, id))}
        {section(t!("Access"), false, move || crate::access::panel(lab, Guarded::Function(id)))}
        {section(t!("Metrics"), false, move || facts(move || with_function(lab, id, |function, _| totals(function))))}
        {section(t!("Settings and names"), false, move || settings(lab, id))}
    }
    .into_any()
}

fn counts(lab: Lab, id: u32) -> AnyView {
    let tile = move |name: &'static str, read: fn(&Function) -> u64| {
        view! { <div><dt>{name}</dt><dd class="mono">{move || number(with_function(lab, id, |function, _| read(function)))}</dd></div> }
    };
    view! {
        <dl class="tiles">
            {tile(t!("running"), |function| function.running)}
            {tile(t!("in its queue"), |function| function.queued)}
            {tile(t!("runs in all"), |function| function.totals.invocations)}
            {tile(t!("failed"), |function| function.totals.errors)}
            {tile(t!("throttled"), |function| function.totals.throttles)}
            {tile(t!("given up"), |function| function.totals.dropped)}
        </dl>
    }
    .into_any()
}

/// What is typed for the next invocation, and what the last one answered.
#[derive(Clone, Copy)]
struct Invoking {
    form: Form,
    /// The invocation whose answer is waited for.
    waits: RwSignal<Option<RequestId>>,
    told: RwSignal<Vec<(&'static str, String)>>,
}

impl Invoking {
    /// An empty event. Listens for answers to invocations that wait.
    fn new(lab: Lab) -> Self {
        let values = [("payload", "{}".to_owned()), ("type", "RequestResponse".to_owned())];
        let form = Form::new(values.into(), &["payload"]);
        let invoking = Self { form, waits: RwSignal::new(None), told: RwSignal::new(Vec::new()) };
        Effect::new(move |_| {
            let answer = lab.answers.with(|answers| {
                let waits = invoking.waits.get()?;
                answers.iter().rfind(|(request, _)| *request == waits).map(|(_, result)| result.clone())
            });
            if let Some(result) = answer {
                invoking.waits.set(None);
                invoking.take(&result);
            }
        });
        invoking
    }

    fn invoke(self, lab: Lab, id: u32) {
        let text = |name| untrack(|| self.form.at(name).get());
        let request = Invoke {
            function_name: arn_of(lab, id),
            invocation_type: Some(text("type")),
            payload: Some(text("payload")),
            ..Invoke::default()
        };
        self.form.problem.set(None);
        self.waits.set(None);
        self.told.set(Vec::new());
        match lab.call(Request::from(request)) {
            // The run has begun, and its end is the answer.
            Ok(Reply::Sqs(_)) => self.waits.set(lab.peek(|session| waiting_run(session, id))),
            result => self.take(&result),
        }
    }

    fn take(self, result: &CallResult) {
        match result {
            Ok(Reply::Lambda(api::Reply::Invoke(reply))) => {
                let mut lines = vec![("StatusCode", reply.status_code.to_string())];
                lines.extend(reply.function_error.clone().map(|error| ("FunctionError", error)));
                lines.extend(reply.payload.clone().map(|payload| (t!("Payload"), payload)));
                lines.extend(reply.request_id.clone().map(|request| (t!("Request id"), request)));
                self.told.set(lines);
            }
            Ok(_) => {}
            Err(error) => self.form.refuse(error),
        }
    }

    fn view(self, lab: Lab, id: u32) -> AnyView {
        let form = self.form;
        let types = [
            ("RequestResponse", t!("RequestResponse: wait for the answer")),
            ("Event", t!("Event: leave it in the queue")),
        ];
        let types = types.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
        let waits = move || self.waits.get().map(|_| t!("It runs. Play, or step forward, to see its answer."));
        let told = move || {
            let line = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd class="mono">{value}</dd></div> };
            let lines = self.told.get();
            (!lines.is_empty())
                .then(|| view! { <dl class="facts tall">{lines.into_iter().map(line).collect_view()}</dl> })
        };
        view! {
            <form on:submit=move |event| { event.prevent_default(); self.invoke(lab, id); }>
                {form.told_at_top()}
                {form.area("payload", t!("Payload"), t!("JSON: the event that the function gets"), 2)}
                {form.choice("type", t!("Invocation type"), "", types)}
                <button type="submit" class="primary">{t!("Invoke")}</button>
                <div role="status"><p class="hint">{waits}</p>{told}</div>
            </form>
        }
        .into_any()
    }
}

/// The request that waits for the newest run of a function.
fn waiting_run(session: &Session, id: u32) -> Option<RequestId> {
    let runs = session.cloud().lambda().runs().filter(|(_, run)| run.function == FunctionId(id));
    runs.filter_map(|(_, run)| if let For::Caller(request, _) = run.waits { Some(request) } else { None }).last()
}

fn queue(lab: Lab, id: u32) -> AnyView {
    let lines =
        Memo::new(move |_| lab.with(|session| waiting(session.cloud(), FunctionId(id), session.now(), SHOWN_MAX)));
    let more = move || {
        let count = with_function(lab, id, |function, _| function.queued);
        (count > SHOWN_MAX as u64).then(|| t!("The first {SHOWN_MAX} of {count}.", SHOWN_MAX, count = number(count)))
    };
    view! {
        <Show when=move || lines.with(Vec::is_empty)><p class="muted">{t!("No event waits.")}</p></Show>
        <ul class="plain">{move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        <p class="muted">{more}</p>
    }
    .into_any()
}

fn last(lab: Lab, id: u32) -> AnyView {
    let lines = Memo::new(move |_| with_function(lab, id, |function, session| results(function, session.now())));
    let row = |line: RunLine| {
        view! {
            <tr>
                <th scope="row">{line.request}</th>
                <td class="answer-cell">{line.at}</td>
                <td class="answer-cell" class:some=line.failed>{line.how}</td>
            </tr>
        }
    };
    let table = move || {
        let lines = lines.get();
        if lines.is_empty() {
            return view! { <p class="muted">{t!("No run has ended yet.")}</p> }.into_any();
        }
        view! {
            <div class="wide-table" tabindex="0" role="group" aria-label=t!("The last runs")>
                <table class="plain-table words">
                    <caption class="sr">{t!("The last runs, newest first")}</caption>
                    <thead><tr><th scope="col">{t!("Request")}</th><th scope="col">{t!("Ended")}</th><th scope="col">{t!("How")}</th></tr></thead>
                    <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { {table} }.into_any()
}

/// The statements of the policy, each with a button that takes it away.
fn policy(lab: Lab, id: u32) -> AnyView {
    let lines = Memo::new(move |_| with_function(lab, id, |function, _| permissions(function)));
    let line = move |permission: Permission| {
        let label = t!("Remove {id}", id = permission.id);
        let statement_id = permission.id.clone();
        let remove = move |_| {
            let (function_name, statement_id) = (arn_of(lab, id), statement_id.clone());
            lab.try_call(Request::from(RemovePermission {
                function_name,
                statement_id,
                ..RemovePermission::default()
            }));
        };
        view! {
            <li>
                <p><b>{permission.id}</b></p>
                <p>{permission.text}</p>
                <button type="button" class="small" aria-label=label on:click=remove>{t!("Remove")}</button>
            </li>
        }
    };
    view! {
        <p class="hint">{t!("A function's policy is never written as a whole: AddPermission adds a statement, RemovePermission takes one away.")}</p>
        <Show when=move || lines.with(Vec::is_empty)>
            <p class="muted">{t!("No statement: only its own account may invoke it, and no service.")}</p>
        </Show>
        <ul class="subscriptions">{move || lines.get().into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn settings(lab: Lab, id: u32) -> AnyView {
    let shown = move || {
        with_function(lab, id, |function, session| {
            let behaviour = &function.behaviour;
            let config = function.event_config.as_ref();
            let or =
                |value: Option<i64>, other: &str| value.map_or_else(|| other.to_owned(), |value| value.to_string());
            let target = function.dead_letter.as_deref().unwrap_or(t!("none"));
            vec![
                (
                    t!("A run takes"),
                    t!("{least} to {most}", least = span(behaviour.duration.0), most = span(behaviour.duration.1)),
                ),
                (t!("Timeout"), span(function.timeout)),
                (t!("Fails by chance"), format!("{} %", behaviour.fail_percent)),
                (
                    t!("Fails when the event contains"),
                    behaviour.fail_when_contains.as_deref().unwrap_or(t!("never")).to_owned(),
                ),
                (t!("Runs that are still to fail"), function.fail_left.to_string()),
                (t!("Reserved concurrency"), function.reserved.map_or_else(|| t!("none").to_owned(), number)),
                (t!("Retries of an event"), or(config.and_then(|config| config.retries), "2")),
                (
                    t!("Maximum age of an event"),
                    format!("{} s", or(config.and_then(|config| config.age_secs), "21600")),
                ),
                (t!("Dead-letter target"), target.to_owned()),
                (t!("Acts as"), function.role.to_string()),
                (t!("Created"), instant(function.created, session.now())),
            ]
        })
    };
    view! { {copyable(t!("ARN"), arn_of(lab, id))} {facts(shown)} }.into_any()
}
