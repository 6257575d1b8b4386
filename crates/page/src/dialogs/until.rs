//! "Run until": a condition chosen or typed, and the lab goes on until it holds.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::clock::Duration;
use queuelab::scenario::until::{Condition, Progress, Search};
use queuelab::session::Session;
use queuelab::{t, text};
use queuelab_view::forms::Problem;
use queuelab_view::playback::Command;
use queuelab_view::until_choices::{ANYTHING, Choice, choices};
use std::cell::Cell;
use std::rc::Rc;

/// How far it looks, unless told otherwise: further than the longest retention of SQS.
const WITHIN: &str = "15d";
/// So many steps of the lab are done before the clock is looked at.
const STEPS_AT_ONCE: u64 = 64;

/// The form.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let choices = lab.peek(|session| choices(session.cloud()));
    let first = choices.first().map(|choice| choice.typed.clone()).unwrap_or_default();
    let form = Form::new([("condition", first), ("within", WITHIN.to_owned())].into_iter().collect(), &[]);
    let content = view! {
        {offered(form, choices)}
        {form.text("condition", t!("Condition"), t!("Chosen above, or typed: numbers and names can be changed, as in “queue orders visible >= 25”, “message 17 received 3” or “1h30m”"))}
        {form.text("within", t!("Give up after"), t!("A span of logical time, such as 30s, 12h or 15d"))}
    }
    .into_any();
    let submit = move || {
        let field = |name: &'static str| untrack(|| form.at(name).get());
        let refuse = |field, text: String| form.problem.set(Some(Problem { field: Some(field), text }));
        let condition = match Condition::parse(field("condition").trim()) {
            Ok(condition) => condition,
            Err(text) => return refuse("condition", t!("Not understood: {text}.", text)),
        };
        match field("within").trim().parse::<Duration>() {
            Ok(within) => run(lab, condition, within),
            Err(error) => return refuse("within", format!("{error}.")),
        }
        shell.close();
    };
    frame(shell, form, t!("Run"), content, submit)
}

/// What can be waited for in this lab, by what it belongs to.
fn offered(form: Form, choices: Vec<Choice>) -> AnyView {
    let mut groups: Vec<(String, Vec<Choice>)> = Vec::new();
    for choice in choices {
        match groups.last_mut() {
            Some((of, group)) if *of == choice.of => group.push(choice),
            _ => groups.push((choice.of.clone(), vec![choice])),
        }
    }
    let option = |choice: Choice| {
        let text = if choice.of == ANYTHING {
            choice.words.clone()
        } else {
            t!("{of} {words}", of = choice.of, words = choice.words)
        };
        let typed = choice.typed.clone();
        view! { <option value=choice.typed selected=move || form.is("condition", &typed)>{text}</option> }
    };
    let group = |(of, choices): (String, Vec<Choice>)| {
        view! { <optgroup label=text::of(&of).to_owned()>{choices.into_iter().map(option).collect_view()}</optgroup> }
    };
    view! {
        <div class="field">
            <label for="until-choice">{t!("What to wait for")}</label>
            <select id="until-choice" on:change=move |event| form.at("condition").set(event_target_value(&event))>
                {groups.into_iter().map(group).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// Goes on until the condition holds; says how it ended.
pub fn run(lab: Lab, condition: Condition, within: Duration) {
    lab.command(Command::Pause);
    let words = condition.to_string();
    let ended = Rc::new(Cell::new(Progress::Going));
    let mut search = lab.peek(|session| Search::new(condition, session, session.now().after(within)));
    let mark = ended.clone();
    let step = move |session: &mut Session| {
        let progress = search.go_on(session, STEPS_AT_ONCE);
        mark.set(progress);
        progress != Progress::Going
    };
    let done = move |lab: Lab| {
        let at = lab.peek(Session::now);
        let (text, is_error) = match ended.get() {
            Progress::Met => (t!("At {at} s: {words}.", at, words), false),
            Progress::Over => {
                (t!("Nothing happens any more after {at} s, and it has not come to: {words}.", at, words), true)
            }
            Progress::TooLate | Progress::Going => (t!("Up to {at} s it has not come to: {words}.", at, words), true),
        };
        lab.notify(text, is_error);
        lab.command(Command::Rest);
    };
    lab.work(t!("Running until it holds"), None, Box::new(step), Box::new(done));
}
