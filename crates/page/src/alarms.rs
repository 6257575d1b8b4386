//! What keeps an alarm from telling its topics, wherever it is shown, and the button that mends it.

use super::lab::Lab;
use leptos::prelude::*;
use queuelab::base::Arn;
use queuelab::t;
use queuelab_view::access::{Guarded, with_statement};
use queuelab_view::forms::alarm::{Barred, barred};

/// Topics whose policy does not let CloudWatch in for an alarm, each with a button that adds the statement. Listens.
pub fn not_let_in(lab: Lab, read: impl Fn() -> Option<(Arn, Vec<String>)> + Send + Sync + 'static) -> AnyView {
    let found = Memo::new(move |_| {
        let asked = read();
        asked.map(|(alarm, topics)| lab.with(|session| barred(session.cloud(), &alarm, &topics))).unwrap_or_default()
    });
    let one = move |barred: Barred| {
        let Barred { topic, name, missing } = barred;
        let can_mend = missing.is_some();
        let mend = move |_| let_in(lab, topic, missing.clone());
        let text = if can_mend {
            t!(
                "The policy of topic {name} does not let CloudWatch (cloudwatch.amazonaws.com) publish for this alarm.",
                name
            )
        } else {
            t!("A Deny in the policy of topic {name} keeps CloudWatch out; it has to be taken out by hand.", name)
        };
        view! {
            <div class="barred-note">
                <p>{text}</p>
                {can_mend.then(|| view! { <button type="button" class="small" on:click=mend>{t!("Let CloudWatch in")}</button> })}
            </div>
        }
    };
    view! { <div aria-live="polite">{move || found.get().into_iter().map(one).collect_view()}</div> }.into_any()
}

fn let_in(lab: Lab, topic: u32, missing: Option<serde_json::Value>) {
    let of = Guarded::Topic(topic);
    let call = lab.peek(|session| {
        let policy = of.policy(session.cloud());
        of.save(session.cloud(), &with_statement(&policy, missing?))
    });
    if call.is_some_and(|call| lab.try_call(call)) {
        lab.notify(t!("The topic's policy lets CloudWatch in for this alarm now."), false);
    }
}
