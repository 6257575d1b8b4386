//! The panel beside the stage.

use super::goals::{self, Standing};
use super::list;
use super::{Open, begin, predict, question, remembered, said};
use crate::lab::{Dialog, Lab};
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::Level;

/// The level that is worked on, from its file.
pub fn panel(lab: Lab) -> AnyView {
    let open = RwSignal::new_local(None::<Open>);
    Effect::new(move |_| {
        let Some(lesson) = lab.lesson.get() else { return };
        if lesson.file == super::QUESTIONS {
            open.set(None);
            return;
        }
        leptos::task::spawn_local(async move {
            let level = super::read(&lesson.file, Level::read).await;
            // Another one may have been chosen meanwhile.
            if lab.lesson.with_untracked(|now| now.as_ref() != Some(&lesson)) {
                return;
            }
            match level {
                Ok(level) => {
                    let level = Open::new(lesson.file, level);
                    if lesson.begins {
                        level.put(lab, true);
                    } else {
                        level.find_again(lab);
                    }
                    open.set(Some(level));
                }
                Err(error) => {
                    lab.notify(t!("The level could not be loaded: {error}.", error), true);
                    lab.lesson.set(None);
                }
            }
        });
    });
    let asks = Memo::new(move |_| {
        lab.lesson.with(|lesson| lesson.as_ref().is_some_and(|lesson| lesson.file == super::QUESTIONS))
    });
    // Whoever opens another lab leaves the level.
    Effect::new(move |_| {
        let run = lab.runs.get();
        let is_other =
            open.with(|open| open.as_ref().is_some_and(|open| open.inputs.get() > 0 && open.run.get() != run));
        if is_other {
            lab.lesson.set(None);
        }
    });
    view! {
        <aside class="lesson" aria-label=t!("Level")>
            {live::part(move || Some(match open.get() {
                _ if asks.get() => untrack(|| question::view(lab)),
                Some(open) => untrack(|| inside(lab, &open)),
                None => view! { <p class="muted" role="status">{t!("Loading the level…")}</p> }.into_any(),
            }))}
        </aside>
    }
    .into_any()
}

fn inside(lab: Lab, open: &Open) -> AnyView {
    let file = open.level.file();
    let standing = goals::standing(lab, open);
    goals::keep_when_reached(lab, open, standing);
    let count = file.scenario.goals.len();
    let ticked = move || t!("{ticked} of {count} goals", ticked = standing.with(Standing::ticked), count);
    let par = file.par;
    let actions = move || match standing.with(|standing| standing.actions) {
        1 => t!("1 action, par {par}", par),
        actions => t!("{actions} actions, par {par}", actions, par),
    };
    let again = {
        let open = open.clone();
        move |_| open.put(lab, false)
    };
    view! {
        <header class="panel-head">
            <div>
                <p class="muted">{live::text(ticked)}" · "{live::text(actions)}</p>
                <h2 lang="en">{file.scenario.title.clone()}</h2>
            </div>
            <button type="button" class="quiet small" aria-label=t!("Leave the level") on:click=move |_| lab.lesson.set(None)>"✕"</button>
        </header>
        <p class="story">{said(&file.scenario.story)}</p>
        {predict::view(lab, open)}
        {goals::list(open, standing)}
        {reached(lab, open, standing)}
        <div class="lesson-ways">
            {hint_button(open)}
            {solution_button(lab, open)}
            <button type="button" class="small" on:click=again>{t!("Begin again")}</button>
            <button type="button" class="small" on:click=move |_| lab.dialog.set(Some(Dialog::Learn))>{t!("All levels")}</button>
        </div>
        {hints(open)}
    }
    .into_any()
}

/// What is said when all is reached: what to remember, and the next level.
fn reached(lab: Lab, open: &Open, standing: Memo<Standing>) -> AnyView {
    let open = open.clone();
    let is_reached = Memo::new(move |_| standing.with(Standing::is_reached));
    live::part(move || {
        if !is_reached.get() {
            return None;
        }
        let file = open.level.file();
        let remember = file.remember.iter().map(remembered).collect_view();
        Some(
            view! {
                <section class="reached" role="status">
                    <h3>{t!("Reached")}</h3>
                    <h4>{t!("To remember")}</h4>
                    <ul>{remember}</ul>
                    <p class="muted">{t!("One would think of this, too:")}" "{said(&file.near_miss.because)}</p>
                    <button type="button" class="primary" on:click={
                        let file = open.file.clone();
                        move |_| next(lab, file.clone())
                    }>{t!("Next level")}</button>
                </section>
            }
            .into_any(),
        )
    })
}

/// Goes on with the level after a file; after the last one the list is shown.
fn next(lab: Lab, file: String) {
    leptos::task::spawn_local(async move {
        let list = match list::fetch().await {
            Ok(list) => list,
            Err(error) => return lab.notify(t!("The level could not be loaded: {error}.", error), true),
        };
        match list::after(&list, &file) {
            Some(next) => begin(lab, &next),
            None => lab.dialog.set(Some(Dialog::Learn)),
        }
    });
}

fn hint_button(open: &Open) -> AnyView {
    let (shown, all) = (open.hints, u8::try_from(open.level.file().hints.len()).unwrap_or(u8::MAX));
    let word = move || t!("Hint {next} of {all}", next = (shown.get() + 1).min(all), all);
    let is_all = move || shown.get() == all;
    view! {
        <button type="button" class="small" disabled=is_all on:click=move |_| shown.update(|shown| *shown += 1)>
            {live::text(word)}
        </button>
    }
    .into_any()
}

fn hints(open: &Open) -> AnyView {
    let (shown, level) = (open.hints, open.level.clone());
    live::part(move || {
        let count = usize::from(shown.get());
        let hints = level.file().hints.iter().take(count).map(|hint| view! { <li>{said(hint)}</li> }).collect_view();
        (count > 0).then(|| view! { <div role="status"><ol class="hints">{hints}</ol></div> }.into_any())
    })
}

/// Plays the reference solution from the beginning.
fn solution_button(lab: Lab, open: &Open) -> AnyView {
    let open = open.clone();
    let show = move |_| {
        let chosen = open.predicted.with_untracked(|predicted| predicted.as_ref().map(|(chosen, _)| *chosen));
        open.put(lab, false);
        open.shown.set(true);
        let then = open.clone();
        // The lab of the level is on the stage by the next frame.
        crate::host::next_frame(move || {
            then.predict(lab, chosen);
            then.let_happen(lab, |level, session, runner| level.solution().carry_out(session, runner).map(|_| ()));
        });
    };
    view! { <button type="button" class="small" title=t!("Plays a solution from the beginning of the level") on:click=show>{t!("Show me")}</button> }
        .into_any()
}
