//! "What if…": the same run with one setting changed, or another branch, beside the reader's own.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Against, Lab};
use leptos::prelude::*;
use queuelab::session::what_if::{Knob, changed, knobs};
use queuelab::session::{SavedRun, Session};
use queuelab::t;
use queuelab_view::forms::Problem;

/// The form.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let knobs = lab.peek(knobs);
    let branches: Vec<(u32, String)> =
        lab.peek(|session| session.branches().0.iter().map(|branch| (branch.id, branch.name.clone())).collect());
    let usual = knobs.iter().position(|knob| knob.name == "VisibilityTimeout").unwrap_or(0);
    let first = knobs.get(usual).map(|knob| knob.value.clone()).unwrap_or_default();
    let values = [("setting", usual.to_string()), ("value", first)];
    let form = Form::new(values.into_iter().collect(), &[]);
    let chosen = StoredValue::new(knobs.clone());
    let choose = move |event| {
        let place = event_target_value(&event);
        let value = chosen.with_value(|knobs| knobs.get(place.parse::<usize>().ok()?).map(|knob| knob.value.clone()));
        form.at("value").set(value.unwrap_or_default());
        form.at("setting").set(place);
    };
    let is_branch = Memo::new(move |_| form.at("setting").with(|place| place.starts_with('b')));
    let value =
        move || (!is_branch.get()).then(|| form.text("value", t!("Value there"), t!("In this run it is as shown")));
    let content = view! {
        <p class="muted">{t!("The same seed and the same script run a second time beside yours, with one thing changed. Both stand at one instant; the differences are counted at the right.")}</p>
        <div class="field">
            <label for="what-if-setting">{t!("What is changed")}</label>
            <select id="what-if-setting" on:change=choose>
                {options(&knobs, usual)}
                {branch_options(branches.clone())}
            </select>
        </div>
        {value}
    }
    .into_any();
    let submit = move || {
        let field = |name: &'static str| untrack(|| form.at(name).get());
        let place = field("setting");
        let branch = place.strip_prefix('b').and_then(|id| id.parse::<u32>().ok());
        let begun = if let Some(id) = branch {
            let name = branches.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
            begin(lab, Against::Branch(id), name.unwrap_or_default())
        } else {
            let knob = chosen.with_value(|knobs| knobs.get(place.parse::<usize>().ok()?).cloned());
            let Some(Knob { setting, of, name, .. }) = knob else { return };
            let title = [of, name, field("value").trim().to_owned()].join(" ");
            begin(lab, Against::WhatIf(setting, field("value")), title.trim().to_owned())
        };
        match begun {
            Ok(()) => shell.close(),
            Err(text) => form.problem.set(Some(Problem { field: Some("value"), text })),
        }
    };
    frame(shell, form, t!("Compare"), content, submit)
}

fn options(knobs: &[Knob], usual: usize) -> AnyView {
    let mut groups: Vec<(String, Vec<AnyView>)> = Vec::new();
    for (place, knob) in knobs.iter().enumerate() {
        let of = if knob.of.is_empty() { t!("the lab").to_owned() } else { knob.of.clone() };
        let mut value: String = knob.value.chars().take(24).collect();
        if value.len() < knob.value.len() {
            value.push('…');
        }
        let text = format!("{of}: {} = {value}", knob.name);
        let option = view! { <option value=place.to_string() selected=place == usual>{text}</option> }.into_any();
        match groups.last_mut() {
            Some((known, options)) if *known == of => options.push(option),
            _ => groups.push((of, vec![option])),
        }
    }
    let group = |(of, options): (String, Vec<AnyView>)| view! { <optgroup label=of>{options}</optgroup> };
    groups.into_iter().map(group).collect_view().into_any()
}

fn branch_options(branches: Vec<(u32, String)>) -> Option<AnyView> {
    let option =
        |(id, name): (u32, String)| view! { <option value=format!("b{id}")>{t!("branch “{name}”", name)}</option> };
    (!branches.is_empty()).then(|| {
        view! { <optgroup label=t!("another branch")>{branches.into_iter().map(option).collect_view()}</optgroup> }
            .into_any()
    })
}

/// The other side of a comparison, at its beginning.
pub fn other_side(session: &Session, against: &Against) -> Result<SavedRun, String> {
    match against {
        Against::WhatIf(setting, value) => changed(session, setting, value),
        Against::Branch(id) => {
            let branch = session.branches().0.iter().find(|branch| branch.id == *id);
            let log = branch.ok_or(t!("That branch is not there any more."))?.timeline().log().cloned().collect();
            Ok(SavedRun::new(session.start().clone(), log))
        }
    }
}

/// Begins to compare.
pub fn begin(lab: Lab, against: Against, title: String) -> Result<(), String> {
    let run = lab.peek(|session| other_side(session, &against))?;
    lab.compare(against, title, Session::load(run, 100_000));
    Ok(())
}
