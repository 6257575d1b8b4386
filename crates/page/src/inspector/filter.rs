//! The editor of a subscription's filter policy, with what SNS would say to it and what it would let pass, while it is typed.

use super::Lab;
use crate::form::Form;
use leptos::prelude::*;
use queuelab::sns::api::SetSubscriptionAttributes;
use queuelab::sns::filter::Scope;
use queuelab::sns::topic::TopicId;
use queuelab::t;
use queuelab_view::filters::{Trial, problem, recent, trials};

/// What the editor needs to know of its subscription; follows the lab.
#[derive(Clone, PartialEq)]
pub struct Filtered {
    /// The subscription's ARN.
    pub arn: String,
    /// Its topic.
    pub topic: u32,
    /// The policy in force; empty for none.
    pub policy: String,
    /// Whether it looks at the body.
    pub body_scope: bool,
}

/// The editor.
pub fn view(lab: Lab, at_first: &Filtered, read: impl Fn() -> String + Send + 'static) -> AnyView {
    let scope = if at_first.body_scope { Scope::MessageBody } else { Scope::MessageAttributes };
    let values = [("FilterPolicy", at_first.policy.clone()), ("FilterPolicyScope", scope.name().to_owned())];
    let form = Form::new(values.into(), &["FilterPolicy"]);
    let (arn, topic) = (at_first.arn.clone(), at_first.topic);
    let save = {
        let arn = arn.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save(lab, form, &arn);
        }
    };
    let scopes = vec![
        (Scope::MessageAttributes.name().to_owned(), t!("message attributes").to_owned()),
        (Scope::MessageBody.name().to_owned(), t!("message body").to_owned()),
    ];
    let summary = move || {
        let policy = read();
        if policy.is_empty() {
            t!("Filter policy: none, everything passes").to_owned()
        } else {
            t!("Filter policy: {policy}", policy)
        }
    };
    // What is folded away is not worked out.
    let open = RwSignal::new(false);
    let toggled = move |event: leptos::ev::Event| {
        open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    };
    let preview = move || open.get().then(|| preview(lab, form, arn.clone(), topic));
    view! {
        <details class="filter" on:toggle=toggled>
            <summary>{summary}</summary>
            <form on:submit=save>
                {form.told_at_top()}
                {form.area("FilterPolicy", t!("Filter policy"), t!("JSON; empty lets everything pass"), 3)}
                {form.choice("FilterPolicyScope", t!("Looks at"), "", scopes)}
                {preview}
                <button type="submit" class="small">{t!("Save the filter")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn save(lab: Lab, form: Form, arn: &str) {
    let text = |name| Some(untrack(|| form.at(name).get()));
    let call = |attribute_name: &'static str| {
        lab.call(SetSubscriptionAttributes {
            subscription_arn: arn.to_owned(),
            attribute_name: attribute_name.to_owned(),
            attribute_value: text(attribute_name),
        })
    };
    // The scope decides how the policy is read, so a nested one needs it first.
    let narrower = untrack(|| form.is("FilterPolicyScope", "MessageAttributes"));
    let order = if narrower { ["FilterPolicy", "FilterPolicyScope"] } else { ["FilterPolicyScope", "FilterPolicy"] };
    match order.into_iter().try_for_each(|name| call(name).map(drop)) {
        Ok(()) => form.problem.set(None),
        Err(error) => form.refuse(&error),
    }
}

/// What the text would do.
fn preview(lab: Lab, form: Form, arn: String, topic: u32) -> AnyView {
    let policy = form.at("FilterPolicy");
    let scope = Memo::new(move |_| {
        if form.is("FilterPolicyScope", "MessageBody") { Scope::MessageBody } else { Scope::MessageAttributes }
    });
    let wrong = move || policy.with(|text| problem(text, scope.get()));
    let tried = Memo::new(move |_| {
        let (text, scope) = (policy.get(), scope.get());
        lab.with(|session| {
            let subscription = session.cloud().sns().find_subscription(&arn)?;
            let messages = recent(session.events(), TopicId(topic));
            trials(&text, scope, (subscription.protocol, &subscription.endpoint), &messages)
        })
    });
    view! {
        <div aria-live="polite">
            {move || wrong().map(|text| view! { <p class="hint told wrong">{text}</p> })}
        </div>
        {move || tried.get().map(outcomes)}
    }
    .into_any()
}

fn outcomes(trials: Vec<Trial>) -> AnyView {
    if trials.is_empty() {
        return view! { <p class="hint">{t!("Publish something to see here whether it would pass.")}</p> }.into_any();
    }
    let row = |trial: Trial| {
        let told = trial.told();
        let (mark, passes) = if trial.failure.is_none() { ("✓ ", true) } else { ("– ", false) };
        view! {
            <tr>
                <th scope="row"><span class="mono">{trial.name}</span>" "<span class="muted">{trial.excerpt}</span></th>
                <td class="answer-cell" class:yes=passes><span aria-hidden="true">{mark}</span>{told}</td>
            </tr>
        }
    };
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=t!("The last messages under this filter")>
            <table class="plain-table words tried">
                <caption>{t!("The last messages under this filter")}</caption>
                <thead><tr><th scope="col">{t!("Message")}</th><th scope="col">{t!("Outcome")}</th></tr></thead>
                <tbody>{trials.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
