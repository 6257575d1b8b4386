//! The form for how an endpoint answers.

use super::Lab;
use super::endpoint::with_endpoint;
use crate::form::Form;
use leptos::prelude::*;
use queuelab::cloud::Input;
use queuelab::endpoints::Kind;
use queuelab::t;
use queuelab_view::forms::endpoint as fields;

/// The form, filled with how the endpoint behaves now.
pub fn form(lab: Lab, id: u32, kind: Kind) -> AnyView {
    let form = Form::new(with_endpoint(lab, id, |endpoint, _| fields::values(endpoint.behaviour())), &[]);
    let saved = RwSignal::new(false);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        saved.set(false);
        let found = lab.peek(|session| {
            let endpoint = session.cloud().endpoints().number(id)?;
            let behaviour = fields::behaviour(&form.values(), kind, endpoint.behaviour());
            Some(behaviour.map(|behaviour| (endpoint.address.to_string(), behaviour)))
        });
        match found {
            Some(Ok((address, behaviour))) => {
                form.problem.set(None);
                lab.submit(Input::Endpoint { kind, address, behaviour: Some(behaviour) });
                saved.set(true);
            }
            Some(Err(problem)) => form.problem.set(Some(problem)),
            None => {}
        }
    };
    let with_status = Memo::new(move |_| form.is("answer", "status"));
    let status = move || {
        with_status
            .get()
            .then(|| form.number("status", t!("Status"), t!("100 to 599; SNS takes 300 to 499 but 429 for success")))
    };
    let answers = [
        ("ok", t!("takes everything")),
        ("status", t!("answers with a status")),
        ("down", t!("nobody answers")),
        ("gone", t!("gone for good")),
    ];
    let answers = answers.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <form on:submit=save>
            {form.told_at_top()}
            {form.choice("answer", t!("Answer"), t!("What is tried again, and how often, depends on it."), answers)}
            {status}
            <div class="pairs">
                {form.number("least", t!("Answers after, at least (ms)"), t!("0 to 60,000"))}
                {form.number("most", t!("At most (ms)"), if kind == Kind::Http { t!("From 15,000 on it is a time-out") } else { t!("0 to 60,000") })}
                {form.number("failFirst", t!("The first so many fail"), t!("Counted from now"))}
                {form.number("failEvery", t!("Every n-th fails"), t!("Optional"))}
                {form.number("failStatus", t!("Status of those failures"), t!("300 to 599"))}
                {(kind == Kind::Http).then(|| form.number("maxPerSecond", t!("At most so many a second"), t!("Optional; what is beyond gets 429")))}
            </div>
            {kind.confirms().then(|| form.check("autoConfirm", t!("Confirms by itself"), t!("Follows the link of every question at once")))}
            <button type="submit">{t!("Save how it behaves")}</button>
            <div class="result" role="status">{move || saved.get().then_some(t!("Saved."))}</div>
        </form>
    }
    .into_any()
}
