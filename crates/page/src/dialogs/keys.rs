//! The keys of KMS: what there is, what each is used for, and what can be done to it.

use crate::form::Form;
use crate::lab::{Dialog, Lab};
use crate::widgets::confirm;
use leptos::prelude::*;
use queuelab::call::{CallError, Reply};
use queuelab::kms::api::{
    self, CancelKeyDeletion, CreateAlias, CreateKey, DisableKey, EnableKey, Request, ScheduleKeyDeletion,
};
use queuelab::t;
use queuelab_view::access::Guarded;
use queuelab_view::keyring::{Line, alias_of, lines};

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 2] = ["aliasName", "description"];
/// The fewest days, so that somebody who tries it sees the end soon.
const DAYS_FIRST: &str = "7";

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    let all = Memo::new(move |_| lab.with(|session| lines(session.cloud(), session.now())));
    let numbers = Memo::new(move |_| all.with(|all| all.iter().map(|line| line.number).collect::<Vec<_>>()));
    let one = move |number: u32| {
        let line = Memo::new(move |_| all.with(|all| all.iter().find(|line| line.number == number).cloned()));
        card(lab, number, line)
    };
    view! {
        <div class="fields">
            <p>
                {t!("A key of AWS KMS never leaves KMS. SQS and SNS ask it for a data key, encrypt with that, and use it again for a while: 300 s for a queue unless its settings say otherwise, 5 minutes for a topic. Until then they do not notice that the key was disabled.")}
            </p>
            <Show when=move || numbers.with(Vec::is_empty)>
                <p class="muted">{t!("No keys yet. AWS's own keys, such as alias/aws/sqs, are made when a service first needs them.")}</p>
            </Show>
            <ul class="subscriptions"><For each=move || numbers.get() key=|number| *number children=one /></ul>
            {add(lab)}
        </div>
    }
    .into_any()
}

fn card(lab: Lab, number: u32, line: Memo<Option<Line>>) -> AnyView {
    let read = move |get: fn(&Line) -> String| move || line.with(|line| line.as_ref().map(get));
    let is = move |get: fn(&Line) -> bool| Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(get)));
    let unusable = is(|line| !line.enabled);
    let is_own = is(|line| !line.is_aws);
    let note = move || {
        unusable.get().then(|| view! { <p class="barred">{t!("It cannot be used: sends and receives fail as soon as their data keys are too old.")}</p> })
    };
    let said = move || {
        let text = line.with(|line| line.as_ref().map(|line| line.description.clone()).unwrap_or_default());
        (!text.is_empty()).then(|| view! { <p>{text}</p> })
    };
    let edit = move |_| lab.dialog.set(Some(Dialog::Policy(Guarded::Key(number))));
    view! {
        <li>
            <p><b>{read(|line| line.name.clone())}</b>" "<span class="muted mono">{read(|line| line.id.clone())}</span></p>
            {said}
            <p>
                <b>{read(|line| line.state.clone())}</b>
                <span class="muted">{t!(", looked after by")}" "{read(|line| line.manager.to_owned())}</span>
            </p>
            <p class="muted">{read(Line::calls_told)}</p>
            <p class="muted">{read(Line::uses_told)}</p>
            {note}
            <div class="actions">
                {move || is_own.get().then(|| states(lab, line))}
                {move || is_own.get().then(|| view! { <button type="button" class="small" on:click=edit>{t!("Edit policy…")}</button> })}
            </div>
            <Show when=move || !is_own.get()><p class="hint">{t!("Nobody but AWS can change this key or its policy.")}</p></Show>
        </li>
    }
    .into_any()
}

/// What can be done to a key in its state.
fn states(lab: Lab, line: Memo<Option<Line>>) -> AnyView {
    let id = move || line.with_untracked(|line| line.as_ref().map(|line| line.id.clone()).unwrap_or_default());
    let state = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| (line.enabled, line.pending))));
    let call = move |request: Request| {
        lab.try_call(request);
    };
    let switch = move || match state.get() {
        Some((_, true)) => {
            let keep = move |_| call(CancelKeyDeletion { key_id: id() }.into());
            view! { <button type="button" class="small" on:click=keep>{t!("Cancel the deletion")}</button> }.into_any()
        }
        Some((true, false)) => {
            let disable = move |_| call(DisableKey { key_id: id() }.into());
            view! { <button type="button" class="small" on:click=disable>{t!("Disable")}</button> }.into_any()
        }
        Some((false, false)) => {
            let enable = move |_| call(EnableKey { key_id: id() }.into());
            view! { <button type="button" class="small" on:click=enable>{t!("Enable")}</button> }.into_any()
        }
        None => ().into_any(),
    };
    let pending = Memo::new(move |_| state.with(|state| state.is_none_or(|(_, pending)| pending)));
    view! { {switch} {move || (!pending.get()).then(|| deletion(lab, id))} }.into_any()
}

fn deletion(lab: Lab, id: impl Fn() -> String + Copy + Send + Sync + 'static) -> AnyView {
    let days = RwSignal::new(DAYS_FIRST.to_owned());
    let question =
        || t!("The key cannot be used from now on, and what it encrypted is lost once it is gone.").to_owned();
    let act = move || {
        let typed = days.get_untracked();
        let Ok(count) = typed.trim().parse() else {
            return lab.notify(t!("“{typed}” is not a number of days, 7 to 30.", typed), true);
        };
        let request: Request = ScheduleKeyDeletion { key_id: id(), pending_window_in_days: Some(count) }.into();
        lab.try_call(request);
    };
    view! {
        <label class="check">
            {t!("Days to wait")}" "
            <input class="number days" inputmode="numeric" autocomplete="off" prop:value=move || days.get()
                on:input=move |event| days.set(event_target_value(&event)) />
        </label>
        {confirm(t!("Schedule deletion"), question, act)}
    }
    .into_any()
}

/// The form of a new key.
fn add(lab: Lab) -> AnyView {
    let form = Form::new([("aliasName", String::new()), ("description", String::new())].into(), &FIELDS);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match create(lab, form) {
            Ok(()) => {
                form.problem.set(None);
                form.at("aliasName").set(String::new());
                form.at("description").set(String::new());
            }
            Err(error) => form.refuse(&error),
        }
    };
    view! {
        <form on:submit=submit>
            <h3>{t!("New key")}</h3>
            {form.told_at_top()}
            <div class="pairs">
                {form.text("aliasName", t!("Alias"), t!("Optional: a name such as orders; alias/ is put before it"))}
                {form.text("description", t!("Description"), t!("Optional, at most 8,192 characters"))}
            </div>
            <button type="submit">{t!("Create key")}</button>
        </form>
    }
    .into_any()
}

/// Makes the key, and its name with a second call, as AWS has it. Where the name is refused the key is there all the same,
/// since KMS deletes nothing at once: that is told.
fn create(lab: Lab, form: Form) -> Result<(), CallError> {
    let text = |name| untrack(|| form.at(name).get());
    let request: Request = CreateKey { description: text("description"), ..CreateKey::default() }.into();
    let Reply::Kms(api::Reply::CreateKey(made)) = lab.call(request)? else { return Ok(()) };
    let target_key_id = made.key_metadata.key_id;
    let Some(alias_name) = alias_of(&text("aliasName")) else { return Ok(()) };
    let request: Request = CreateAlias { alias_name, target_key_id: target_key_id.clone() }.into();
    let Err(error) = lab.call(request) else { return Ok(()) };
    lab.notify(t!("Key {key} was made, without the alias.", key = target_key_id), false);
    Err(error)
}
