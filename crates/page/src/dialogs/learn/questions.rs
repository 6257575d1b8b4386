//! Rounds of questions: which, how many, and how they are asked.

use super::super::Shell;
use crate::host;
use crate::lab::Lab;
use crate::lessons;
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::{List, Mode, Progress, QuestionEntry, Quiz};
use std::collections::BTreeSet;

/// How many questions a round may have.
const COUNTS: [usize; 4] = [5, 10, 20, 65];
/// What stands for all questions, and for those that were missed.
const ALL: &str = "";
const MISSED: &str = "missed";

/// The tab.
pub fn view(lab: Lab, shell: Shell, list: &List, progress: &Progress) -> AnyView {
    let due: BTreeSet<String> = progress.due(host::day()).map(str::to_owned).collect();
    let entries = list.questions.clone();
    let domains: BTreeSet<(String, u8)> =
        entries.iter().flat_map(|entry| entry.exams.iter().map(|exam| (exam.exam.clone(), exam.domain))).collect();
    let (which, count) = (RwSignal::new(ALL.to_owned()), RwSignal::new(COUNTS[1]));
    let chosen = Memo::new({
        let due = due.clone();
        move |_| which.with(|which| chosen(&entries, which, &due))
    });
    let option = |(exam, domain): (String, u8)| {
        view! { <option value=format!("{exam} {domain}")>{exam.clone()}" · "{lessons::domain_name(&exam, domain)}</option> }
    };
    let counts =
        COUNTS.map(|count| view! { <option value=count.to_string() selected=count == COUNTS[1]>{count}</option> });
    let begin = move |mode: Mode| {
        move |_| {
            let names = chosen.get_untracked();
            shell.close();
            lessons::begin_round(lab, Quiz::new(mode, names, count.get_untracked(), host::fresh_seed()));
        }
    };
    let found = move || match chosen.with(Vec::len) {
        0 => t!("There is none of these.").to_owned(),
        1 => t!("1 question").to_owned(),
        found => t!("{found} questions", found),
    };
    let is_none = move || chosen.with(Vec::is_empty);
    let resume = progress.round.clone().map(|round| {
        let told = if round.is_over {
            t!("A round of {all} is over.", all = round.questions.len())
        } else {
            t!("A round of {all} is under way: {done} answered.", all = round.questions.len(), done = round.answered())
        };
        let go_on = move |_| {
            shell.close();
            lessons::begin_round(lab, round.clone());
        };
        view! { <p>{told}" "<button type="button" class="small" on:click=go_on>{t!("Go on with it")}</button></p> }
    });
    let answered = progress.questions.len();
    view! {
        <p>{t!("Questions as in the exams. Each option claims something, and the simulator shows whether it is true: “Show me” plays its run.")}</p>
        {resume}
        <div class="gallery-search">
            <label>
                {t!("Which")}" "
                <select on:change=move |event| which.set(event_target_value(&event))>
                    <option value=ALL>{t!("all")}</option>
                    <option value=MISSED>{t!("missed, and due again ({count})", count = due.len())}</option>
                    {domains.into_iter().map(option).collect_view()}
                </select>
            </label>
            <label>
                {t!("How many at most")}" "
                <select on:change=move |event| count.set(event_target_value(&event).parse().unwrap_or(COUNTS[1]))>{counts.collect_view()}</select>
            </label>
        </div>
        <p class="muted" role="status">{live::text(found)}</p>
        <p class="lesson-ways">
            <button type="button" class="primary" disabled=is_none on:click=begin(Mode::Study)>{t!("Study: each is explained at once")}</button>
            <button type="button" disabled=is_none on:click=begin(Mode::Timed)>{t!("Timed: two minutes each, explained at the end")}</button>
        </p>
        <p class="muted">{t!("{answered} of {all} questions were answered so far.", answered, all = list.questions.len())}</p>
    }
    .into_any()
}

/// The names of the questions that are meant.
fn chosen(entries: &[QuestionEntry], which: &str, due: &BTreeSet<String>) -> Vec<String> {
    let is_chosen = |entry: &&QuestionEntry| match which {
        ALL => true,
        MISSED => due.contains(&entry.name),
        _ => entry.exams.iter().any(|exam| format!("{} {}", exam.exam, exam.domain) == which),
    };
    entries.iter().filter(is_chosen).map(|entry| entry.name.clone()).collect()
}
