//! Permissions on the page: who can do what, the reason of a denial, and as whom the reader acts.

use super::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::base::Caller;
use queuelab::{t, text};
use queuelab_view::access::{Guarded, Table, who_can};

/// The part of an inspector: who can do what, and the way to the editor.
pub fn panel(lab: Lab, of: Guarded) -> AnyView {
    let edit = of.is_written_whole().then(|| of.clone());
    let table = Memo::new(move |_| lab.with(|session| who_can(session.cloud(), &of, None)));
    view! {
        <p class="hint">{t!("Answered by the same evaluation that judges every call. Point at a mark to read why.")}</p>
        {answers(move || table.get())}
        <div class="actions">
            {edit.map(|edit| view! {
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Policy(edit.clone())))>{t!("Edit policy…")}</button>
            })}
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::People))>{t!("Users and roles…")}</button>
        </div>
    }
    .into_any()
}

/// Who can do what, as a table of yes and no; the reason is read out, and shown on pointing.
pub fn answers(read: impl Fn() -> Table + Send + Sync + 'static) -> AnyView {
    let told = RwSignal::new(String::new());
    let row = move |row: queuelab_view::access::Row| {
        let who = row.who.clone();
        let cell = move |cell: queuelab_view::access::Cell| {
            let (mark, word) = if cell.allowed { ("✓", t!("yes")) } else { ("–", t!("no")) };
            let sentence = format!("{who}: {}", cell.why);
            let shown = sentence.clone();
            view! {
                <td class:yes=cell.allowed>
                    <button type="button" class="answer" title=sentence aria-label=t!("{word}. Why?", word) on:click=move |_| told.set(shown.clone())>
                        {mark}
                    </button>
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row">{row.who.clone()}</th>
                {row.cells.into_iter().map(cell).collect_view()}
            </tr>
        }
    };
    let body = move || {
        let table = read();
        let head = table
            .actions
            .iter()
            .map(|(action, word)| view! { <th scope="col" title=*action>{text::of(word)}</th> })
            .collect_view();
        view! {
            <table class="plain-table answers">
                <caption class="sr">{t!("Who can do what")}</caption>
                <thead><tr><th scope="col">{t!("Who")}</th>{head}</tr></thead>
                <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=t!("Who can do what")>{body}</div>
        <p class="hint told" aria-live="polite" lang="en">{move || told.get()}</p>
    }
    .into_any()
}

/// As whom the reader acts; only there once the lab has users or roles.
#[component]
pub fn ActAs() -> impl IntoView {
    let lab = super::lab::use_lab();
    let people = Memo::new(move |_| {
        lab.with(|session| {
            let people = session.cloud().iam().people();
            people
                .map(|person| (person.arn(), format!("{} {}", text::of(person.kind.word()), person.name)))
                .collect::<Vec<_>>()
        })
    });
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let caller = lab.peek(|session| {
            let mut people = session.cloud().iam().people();
            people.find(|person| person.arn() == chosen).map(queuelab::iam::Person::caller)
        });
        lab.caller.set(caller.unwrap_or_default());
    };
    // Whoever is gone, as after going back, is nobody to act as.
    Effect::new(move |_| {
        let there = people.with(|people| {
            lab.caller
                .with(|caller| *caller == Caller::default() || people.iter().any(|(arn, _)| *arn == arn_of(caller)))
        });
        if !there {
            lab.caller.set(Caller::default());
        }
    });
    let options = move || {
        let option = |(arn, name): (String, String)| {
            let own = arn.clone();
            view! { <option value=arn prop:selected=move || lab.caller.with(|caller| arn_of(caller) == own)>{name}</option> }
        };
        people.get().into_iter().map(option).collect_view()
    };
    view! {
        <Show when=move || people.with(|people| !people.is_empty())>
            <label class="chooser act-as">
                <span class="wide">{t!("Act as")}" "</span>
                <select aria-label=t!("Act as") on:change=choose>
                    <option value="" prop:selected=move || lab.caller.with(|caller| *caller == Caller::default())>{t!("root")}</option>
                    {options}
                </select>
            </label>
        </Show>
    }
}

/// The ARN of the user or role that a caller is.
fn arn_of(caller: &Caller) -> String {
    match &caller.principal {
        queuelab::base::Principal::Role(role, _) => format!("arn:aws:iam::{}:role/{role}", caller.account),
        _ => caller.arn().to_string(),
    }
}
