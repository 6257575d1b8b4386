//! Limits and defaults: each figure then, now and in this lab, and own values in their place.

use crate::host;
use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::cloud::{Input, OwnLimit};
use queuelab::limits::LimitSet;
use queuelab::{t, text};
use queuelab_view::describe::number;
use queuelab_view::limits::{Row, SERVICES, Show, rows, shown, summary};

/// What the sheet keeps while it is open. A copy of it is a handle to the same.
#[derive(Clone, Copy)]
struct Sheet {
    lab: Lab,
    /// Which figure is being changed, by its key.
    edited: RwSignal<Option<&'static str>>,
    /// What is typed for it.
    text: RwSignal<String>,
    /// Why it cannot be.
    wrong: RwSignal<Option<String>>,
    /// Which set is in force.
    set: Memo<LimitSet>,
}

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    // Rows are worked out when figures have changed, and not whenever anything in the lab has.
    let in_force = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            let own: Vec<(&'static str, u64)> = cloud.own_limits().iter().map(|(key, value)| (*key, *value)).collect();
            (cloud.limits(), own)
        })
    });
    let all = Memo::new(move |_| {
        in_force.track();
        lab.peek(|session| rows(session.cloud()))
    });
    let sheet = Sheet {
        lab,
        edited: RwSignal::new(None),
        text: RwSignal::new(String::new()),
        wrong: RwSignal::new(None),
        set: Memo::new(move |_| in_force.with(|(set, _)| *set)),
    };
    let (looked_for, show) = (RwSignal::new(String::new()), RwSignal::new(Show::All));
    let found = Memo::new(move |_| {
        let found = |row: &&Row| looked_for.with(|text| row.matches(show.get(), text));
        all.with(|rows| rows.iter().filter(found).cloned().collect::<Vec<Row>>())
    });
    let service = move |name: &'static str| {
        let own = Memo::new(move |_| {
            found.with(|rows| rows.iter().filter(|row| row.service == name).cloned().collect::<Vec<Row>>())
        });
        move || (!own.with(Vec::is_empty)).then(|| sheet.table(name, own))
    };
    let none =
        move || found.with(Vec::is_empty).then(|| view! { <p class="muted">{t!("No limit has these words.")}</p> });
    let told = move || {
        in_force.track();
        lab.peek(|session| summary(session.cloud()))
    };
    let has_own = move || in_force.with(|(_, own)| !own.is_empty());
    view! {
        <div class="fields">
            <p role="status">{told}</p>
            <p class="hint">
                {t!("“Then” is what study notes and older courses teach, “now” what AWS does today. An own value is no default of AWS: the log says so, and Undo takes it back. What exists keeps the values that it was made with.")}
            </p>
            {tools(looked_for, show, found, all)}
            {none}
            {SERVICES.map(service).into_iter().collect_view()}
            <div class="actions">
                <Show when=has_own>
                    <button type="button" on:click=move |_| sheet.all_back()>{t!("All back to AWS's values")}</button>
                </Show>
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Settings))>{t!("Settings…")}</button>
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Fidelity))>{t!("What is simulated, and how well…")}</button>
            </div>
        </div>
    }
    .into_any()
}

fn tools(looked_for: RwSignal<String>, show: RwSignal<Show>, found: Memo<Vec<Row>>, all: Memo<Vec<Row>>) -> AnyView {
    let chip = move |(own, word): (Show, &'static str)| {
        let is_on = move || show.get() == own;
        view! {
            <button type="button" class="chip" aria-pressed=move || if is_on() { "true" } else { "false" }
                on:click=move |_| show.set(own)>{text::of(word)}</button>
        }
    };
    let count = move || {
        t!("{count} of {all}", count = number(found.with(Vec::len) as u64), all = number(all.with(Vec::len) as u64))
    };
    view! {
        <div class="dock-tools sheet-tools">
            <input type="search" aria-label=t!("Show limits with these words") placeholder=t!("Filter")
                prop:value=move || looked_for.get() on:input=move |event| looked_for.set(event_target_value(&event)) />
            <div class="chips" role="group" aria-label=t!("Show")>{Show::ALL.map(chip).collect_view()}</div>
            <span class="muted" role="status">{count}</span>
        </div>
    }
    .into_any()
}

impl Sheet {
    fn table(self, name: &'static str, rows: Memo<Vec<Row>>) -> AnyView {
        view! {
            <div class="wide-table">
                <table class="plain-table words sheet">
                    <caption>{name}</caption>
                    <thead>
                        <tr><th scope="col">{t!("Limit")}</th><th scope="col">{t!("then")}</th><th scope="col">{t!("now")}</th><th scope="col">{t!("in this lab")}</th></tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(|row| self.line(row)).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn line(self, row: Row) -> AnyView {
        let differs = row.differs().then(|| view! { <span class="differs">{t!("≠ then and now")}</span> });
        let (words, name, key, own) = (row.words.clone(), row.name, row.key, row.own);
        let (then, now) = (shown(row.unit, row.then), shown(row.unit, row.now));
        view! {
            <tr class:own=own>
                <th scope="row">
                    {words}" "{differs}
                    <span class="hint">{name}{(!key.is_empty()).then(|| view! { " · "<code>{key}</code> })}</span>
                </th>
                <td>{then}</td>
                <td>{now}</td>
                <td>{self.value(row)}</td>
            </tr>
        }
        .into_any()
    }

    /// What is in force, with a button that changes it where it can be changed.
    fn value(self, row: Row) -> AnyView {
        let value = shown(row.unit, row.value);
        if row.key.is_empty() {
            return value.into_any();
        }
        let row = StoredValue::new(row);
        let inside = move || {
            let key = row.with_value(|row| row.key);
            if self.edited.get() == Some(key) {
                return self.editor(row);
            }
            let own =
                row.with_value(|row| row.own).then(|| view! { <span class="not-aws">{t!("not AWS default")}</span> });
            let label = row.with_value(|row| t!("Change: {words}", words = row.words));
            view! {
                {value.clone()}" "{own}
                <button type="button" class="small" id=button_of(key) aria-label=label on:click=move |_| self.begin(row)>{t!("Change")}</button>
            }
            .into_any()
        };
        view! { {inside} }.into_any()
    }

    fn begin(self, row: StoredValue<Row>) {
        let (key, text) = row.with_value(|row| {
            let text = if row.own { row.value.to_string() } else { String::new() };
            (row.key, text)
        });
        self.wrong.set(None);
        self.text.set(text);
        self.edited.set(Some(key));
        host::next_frame(move || host::focus(&field_of(key)));
    }

    fn end(self, key: &'static str) {
        self.edited.set(None);
        host::next_frame(move || host::focus(&button_of(key)));
    }

    fn editor(self, row: StoredValue<Row>) -> AnyView {
        let key = row.with_value(|row| row.key);
        let (label, hint) =
            row.with_value(|row| (t!("Own value: {words}", words = row.words), row.hint(self.set.get())));
        let (hint_id, wrong_id) = (format!("hint-{key}"), format!("wrong-{key}"));
        let described = format!("{hint_id} {wrong_id}");
        let is_own = row.with_value(|row| row.own);
        let back = is_own.then(|| {
            view! { <button type="button" class="small" on:click=move |_| self.put(row, "")>{t!("AWS's value")}</button> }
        });
        let set = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.put(row, &self.text.get_untracked());
        };
        view! {
            <form class="own-value" novalidate on:submit=set>
                <input id=field_of(key) class="number" autocomplete="off" aria-label=label aria-describedby=described
                    aria-invalid=move || self.wrong.with(Option::is_some).then_some("true")
                    prop:value=move || self.text.get() on:input=move |event| self.text.set(event_target_value(&event)) />
                <p class="hint" id=hint_id>{hint}</p>
                <p class="wrong" id=wrong_id role="alert">{move || self.wrong.get()}</p>
                <div class="actions">
                    <button type="submit" class="small primary">{t!("Set")}</button>
                    {back}
                    <button type="button" class="small" on:click=move |_| self.end(key)>{t!("Cancel")}</button>
                </div>
            </form>
        }
        .into_any()
    }

    /// Puts what was typed in force; nothing typed means AWS's value.
    fn put(self, row: StoredValue<Row>, text: &str) {
        let (key, change, is_same) = row.with_value(|row| {
            let change = row.change(text);
            let before = row.own.then_some(row.value);
            let is_same = change.as_ref().is_ok_and(|change| change.value == before);
            (row.key, change, is_same)
        });
        let done = change.and_then(|change| if is_same { Ok(()) } else { self.submit(vec![change]) });
        match done {
            Ok(()) => self.end(key),
            Err(sentence) => self.wrong.set(Some(sentence)),
        }
    }

    /// One input, where nothing speaks against it: a refused one would stand in the log of inputs for nothing.
    fn submit(self, changes: Vec<OwnLimit>) -> Result<(), String> {
        self.lab.peek(|session| session.cloud().check_own_limits(&changes))?;
        self.lab.submit(Input::OwnLimits(changes));
        Ok(())
    }

    fn all_back(self) {
        let back = |key: &&'static str| OwnLimit { key: (*key).to_owned(), value: None };
        let changes = self.lab.peek(|session| session.cloud().own_limits().keys().map(back).collect());
        if let Err(sentence) = self.submit(changes) {
            self.lab.notify(sentence, true);
        }
    }
}

fn button_of(key: &str) -> String {
    format!("change-{key}")
}

fn field_of(key: &str) -> String {
    format!("own-{key}")
}
