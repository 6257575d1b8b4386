//! A subscription that waits for its confirmation: by a token that is pasted, or by the last one that was sent.

use super::Lab;
use crate::form::Form;
use leptos::prelude::*;
use queuelab::cloud::EventKind;
use queuelab::sns::SnsEvent;
use queuelab::sns::api::ConfirmSubscription;
use queuelab::sns::subscription::SubscriptionId;
use queuelab::t;

/// The form.
pub fn view(lab: Lab, topic_arn: String, subscription: u32) -> AnyView {
    let form = Form::new([("Token", String::new())].into(), &["Token"]);
    let confirm = move |token: String| {
        let request = ConfirmSubscription { topic_arn: topic_arn.clone(), token, ..ConfirmSubscription::default() };
        match lab.call(request) {
            Ok(_) => form.problem.set(None),
            Err(error) => form.refuse(&error),
        }
    };
    let paste = {
        let confirm = confirm.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            confirm(untrack(|| form.at("Token").get()).trim().to_owned());
        }
    };
    let sent = Memo::new(move |_| lab.with(|session| last_token(session, subscription).is_some()));
    let button = move || {
        let confirm = confirm.clone();
        let take = move |_| match lab.peek(|session| last_token(session, subscription)) {
            Some(token) => confirm(token),
            None => lab.notify(t!("No token has been sent yet."), true),
        };
        sent.get().then(|| {
            view! { <button type="button" class="small" on:click=take>{t!("Confirm with the token that was sent")}</button> }
        })
    };
    view! {
        <form class="token" on:submit=paste>
            {form.told_at_top()}
            {form.text("Token", t!("Token"), t!("From the confirmation message; it is good for 2 days"))}
            <div class="actions">
                <button type="submit" class="small">{t!("Confirm")}</button>
                {button}
            </div>
        </form>
    }
    .into_any()
}

/// The token of the last confirmation message of a subscription.
fn last_token(session: &queuelab::session::Session, subscription: u32) -> Option<String> {
    // A confirmation that is older than so many events is not looked for, so that a long run stays quick.
    session.events().rev().take(EVENTS_MAX).find_map(|event| match &event.kind {
        EventKind::Sns(SnsEvent::ConfirmationSent { subscription: SubscriptionId(to), token })
            if *to == subscription =>
        {
            Some(token.to_string())
        }
        _ => None,
    })
}

const EVENTS_MAX: usize = 20_000;
