//! The policy editor: the console's short way, the document itself, and what either would allow, before it is saved.

use super::{Shell, form as frame};
use crate::access::answers;
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::{key, t, text};
use queuelab_view::access::{Audience, Guarded, basic_policy, pretty, who_can};

const FIELDS: [&str; 1] = ["Policy"];
const NAMES: &str = key!("Twelve-digit numbers or ARNs, apart by commas");
/// A key is also used by services that deliver.
const NAMES_OF_KEY: &str = key!("Twelve-digit numbers, ARNs, or services such as sns.amazonaws.com, apart by commas");

/// The form.
pub fn view(lab: Lab, shell: Shell, of: Guarded) -> AnyView {
    let (title, text) = lab.peek(|session| (of.title(session.cloud()), pretty(&of.policy(session.cloud()))));
    let way = if of.is_person() { "advanced" } else { "basic" };
    let way = if text.is_empty() { way } else { "advanced" };
    let values =
        [("way", way.to_owned()), ("send", "owner".to_owned()), ("receive", "owner".to_owned()), ("Policy", text)];
    let form = Form::new(values.into(), &FIELDS);
    let is_person = of.is_person();
    let kept = StoredValue::new(of);
    let basic = Memo::new(move |_| form.is("way", "basic"));
    let draft = Memo::new(move |_| draft(lab, form, &kept.get_value()));
    let problem = move || match draft.get() {
        Ok(text) => kept.with_value(|of| of.problem(&text)),
        Err(problem) => Some(problem),
    };
    let preview = Memo::new(move |_| {
        let text = draft.get().unwrap_or_default();
        lab.with(|session| kept.with_value(|of| who_can(session.cloud(), of, Some(&text))))
    });
    let live = move || {
        let (text, bad) = match problem() {
            Some(problem) => (problem, true),
            None if draft.with(|draft| draft.as_ref().is_ok_and(String::is_empty)) => (
                if is_person {
                    t!("No policy: nothing is allowed.")
                } else {
                    t!("No policy: only the owner's account.")
                }
                .to_owned(),
                false,
            ),
            None => (t!("This is a good policy.").to_owned(), false),
        };
        view! { <p class="hint told" class:wrong=bad>{text}</p> }
    };
    let inside = move || {
        if basic.get() { short(form, kept).into_any() } else { document(form) }
    };
    let ways = (!is_person).then(|| {
        form.radio(
            "way",
            t!("Way"),
            &[
                ("basic", t!("Basic"), t!("Say who may; the document is written for you")),
                ("advanced", t!("Advanced"), t!("Write the document itself")),
            ],
        )
    });
    let shown = move || {
        basic.get().then(|| view! { <pre class="document" tabindex="0" aria-label=t!("The document")>{move || draft.get().map(|text| pretty(&text)).unwrap_or_default()}</pre> })
    };
    let fields = view! {
        <p class="muted">{title}</p>
        {ways}
        {inside}
        {shown}
        <div aria-live="polite">{live}</div>
        {(!is_person).then(|| view! { <h3>{t!("Who could do what with it")}</h3> {answers(move || preview.get())} })}
    }
    .into_any();
    let submit = move || {
        let text = match untrack(|| draft.get()) {
            Ok(text) => text,
            Err(problem) => {
                return form.problem.set(Some(queuelab_view::forms::Problem { field: None, text: problem }));
            }
        };
        let call = lab.peek(|session| kept.with_value(|of| of.save(session.cloud(), &text)));
        let as_whom = lab.peek(|session| kept.with_value(|of| of.saver(session.cloud(), &lab.caller.get_untracked())));
        match call.map(|call| lab.call_as(as_whom, call)) {
            Some(Err(error)) => form.refuse(&error),
            _ => shell.close(),
        }
    };
    frame(shell, form, t!("Save policy"), fields, submit)
}

/// The document as the form stands; listens.
fn draft(lab: Lab, form: Form, of: &Guarded) -> Result<String, String> {
    if !form.is("way", "basic") {
        return Ok(form.at("Policy").get().trim().to_owned());
    }
    let audience = |field: &'static str, names: &'static str| {
        let names = form.at(names).get();
        match form.at(field).get().as_str() {
            "everyone" => Audience::Everyone,
            "these" => Audience::These(names),
            _ => Audience::Owner,
        }
    };
    let (send, receive) = (audience("send", "senders"), audience("receive", "receivers"));
    lab.peek(|session| basic_policy(session.cloud(), of, &send, &receive))
}

fn document(form: Form) -> AnyView {
    form.area(
        "Policy",
        t!("Policy document"),
        t!("JSON in the policy language of IAM; empty takes the policy away"),
        14,
    )
}

/// The questions of the short way.
fn short(form: Form, of: StoredValue<Guarded>) -> impl IntoView {
    let (send, receive, hint) = of.with_value(|of| match of {
        Guarded::Topic(_) => (t!("Who can publish to it?"), t!("Who can subscribe to it?"), text::of(NAMES)),
        Guarded::Key(_) => {
            (t!("Who can encrypt and decrypt with it?"), t!("Who can only decrypt with it?"), text::of(NAMES_OF_KEY))
        }
        Guarded::Stream(_) => (t!("Who can put records into it?"), t!("Who can read it?"), text::of(NAMES)),
        Guarded::Bucket(_) => (t!("Who can put objects into it?"), t!("Who can get objects from it?"), text::of(NAMES)),
        _ => (t!("Who can send to it?"), t!("Who can receive from it?"), text::of(NAMES)),
    });
    let one = move |field: &'static str, names: &'static str, legend: &'static str| {
        let options = &[
            ("owner", t!("Only the owner"), t!("the account itself")),
            ("everyone", t!("Everyone"), t!("any account, also without a signature")),
            ("these", t!("Only these"), t!("accounts, users and roles")),
        ];
        let these = move || form.is(field, "these").then(|| form.text(names, t!("Accounts, users and roles"), hint));
        view! { {form.radio(field, legend, options)} {these} }
    };
    view! { {one("send", "senders", send)} {one("receive", "receivers", receive)} }
}
