//! Why permissions refused something, and the one click that mends it.

use super::Shell;
use crate::lab::{Dialog, Lab};
use crate::widgets::facts;
use leptos::prelude::*;
use queuelab::cloud::Denial;
use queuelab::t;
use queuelab_view::access::{pretty, remedy};
use std::sync::Arc;

/// The dialog.
pub fn view(lab: Lab, shell: Shell, denial: &Arc<Denial>) -> AnyView {
    let rows = vec![
        (t!("Who"), denial.who.clone()),
        (t!("Action"), denial.action.clone()),
        (t!("Resource"), denial.resource.clone()),
    ];
    let whose = lab.peek(|session| remedy(session.cloud(), denial).map(|(whose, _)| whose));
    let title = whose.as_ref().map(|whose| lab.peek(|session| whose.title(session.cloud())));
    let missing = denial.missing.as_ref().map(|missing| pretty(missing));
    let sentence = denial.sentence.clone();
    let add = {
        let denial = denial.clone();
        move |_| {
            let found = lab.peek(|session| {
                let (whose, call) = remedy(session.cloud(), &denial)?;
                Some((whose.saver(session.cloud(), &lab.caller.get_untracked()), call))
            });
            match found.map(|(caller, call)| lab.call_as(caller, call)) {
                Some(Ok(_)) => {
                    lab.notify(t!("The statement was added. Try it again."), false);
                    shell.close();
                }
                Some(Err(error)) => lab.refuse(&error),
                None => {}
            }
        }
    };
    let mend = match (missing, whose, title) {
        (Some(missing), Some(whose), Some(title)) => view! {
            <h3>{t!("Missing in the policy of {title}", title)}</h3>
            <pre class="document" tabindex="0">{missing}</pre>
            <div class="actions">
                <button type="button" class="primary" on:click=add>{t!("Add the statement")}</button>
                {whose.is_written_whole().then(|| view! {
                    <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Policy(whose.clone())))>{t!("Edit policy…")}</button>
                })}
            </div>
        }
        .into_any(),
        (Some(missing), ..) => view! {
            <h3>{t!("Missing")}</h3>
            <pre class="document" tabindex="0">{missing}</pre>
            <p class="hint">{t!("The lab has no user or role of this name whose policy could be changed.")}</p>
        }
        .into_any(),
        _ => view! { <p class="hint">{t!("An explicit Deny can only be taken out: no Allow outweighs it.")}</p> }.into_any(),
    };
    view! {
        <div class="fields">
            <p lang="en">{sentence}</p>
            {facts(move || rows.clone())}
            {mend}
        </div>
    }
    .into_any()
}
