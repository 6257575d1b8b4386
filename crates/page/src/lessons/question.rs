//! A round of questions, beside the stage: what is asked, what each option shows, and how the round went.

use super::round::Round;
use super::{kept, said};
use crate::lab::Lab;
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::{Mode, Question, QuestionOption, Quiz, is_right};
use queuelab_view::playback::Command;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The question that is shown, or what came of the round.
pub fn view(lab: Lab) -> AnyView {
    let Some(round) = Round::stored(lab) else {
        // Nothing is under way, as after progress was taken over from a file.
        lab.lesson.set(None);
        return ().into_any();
    };
    round.run_clock();
    let present = Memo::new(move |_| round.quiz.with(|quiz| quiz.present().map(str::to_owned)));
    // With its name: until the next one is here, the one before must not stand under the name of the next.
    let open = RwSignal::new_local(None::<(String, Arc<Question>)>);
    Effect::new(move |_| {
        let Some(name) = present.get() else { return };
        leptos::task::spawn_local(async move {
            let question = super::fetch_question(&name).await;
            if present.try_get_untracked().flatten().as_ref() != Some(&name) {
                return;
            }
            match question {
                Ok(question) => {
                    let _ = open.try_set(Some((name, Arc::new(question))));
                }
                Err(error) => lab.notify(t!("The question could not be loaded: {error}.", error), true),
            }
        });
    });
    let place = move || {
        let (at, all) = round.quiz.with(|quiz| (quiz.at + 1, quiz.questions.len()));
        t!("Question {at} of {all}", at, all)
    };
    let left = move || {
        let seconds = round.quiz.with(|quiz| (quiz.mode == Mode::Timed && !quiz.is_over).then_some(quiz.seconds_left));
        seconds.map(|seconds| t!(" · {minutes} min {seconds} s left", minutes = seconds / 60, seconds = seconds % 60))
    };
    view! {
        <header class="panel-head">
            <p class="muted">{live::text(place)}{live::maybe(left)}</p>
            <button type="button" class="quiet small" aria-label=t!("Leave the questions") on:click=move |_| lab.lesson.set(None)>"✕"</button>
        </header>
        {live::part(move || round.over.get().then(|| result(round)))}
        {live::part(move || {
            let name = present.get()?;
            let (_, question) = open.get().filter(|(of, _)| *of == name)?;
            Some(untrack(|| asked(lab, round, &name, &question)))
        })}
    }
    .into_any()
}

/// A question with its options, and the ways on.
fn asked(lab: Lab, round: Round, name: &str, question: &Arc<Question>) -> AnyView {
    let file = question.file();
    let right = file.options.iter().filter(|option| option.right).count();
    let chosen = RwSignal::new(round.quiz.with_untracked(|quiz| quiz.answers.get(name).cloned().unwrap_or_default()));
    let is_told = {
        let name = name.to_owned();
        Memo::new(move |_| round.quiz.with(|quiz| quiz.is_told(&name)))
    };
    let body = {
        let (name, question) = (name.to_owned(), question.clone());
        live::part(move || {
            Some(if is_told.get() {
                untrack(|| told(lab, round, &name, &question))
            } else {
                untrack(|| options(round, &name, &question, chosen))
            })
        })
    };
    let count = match right {
        1 => t!("Choose one.").to_owned(),
        count => t!("Choose {count}.", count),
    };
    view! {
        <h2 lang="en">{file.scenario.title.clone()}</h2>
        <p class="story">{said(&file.scenario.story)}</p>
        <p class="muted">{count}</p>
        {body}
        {ways(round, name)}
    }
    .into_any()
}

/// The options, to be chosen.
fn options(round: Round, name: &str, question: &Arc<Question>, chosen: RwSignal<BTreeSet<usize>>) -> AnyView {
    let file = question.file();
    let is_single = file.options.iter().filter(|option| option.right).count() == 1;
    let option = |(index, option): (usize, &QuestionOption)| {
        let change = move |event| {
            let is_on = event_target_checked(&event);
            chosen.update(|chosen| {
                if is_single {
                    chosen.clear();
                }
                if is_on {
                    chosen.insert(index);
                } else {
                    chosen.remove(&index);
                }
            });
        };
        view! {
            <li>
                <label class="option">
                    <input
                        type=if is_single { "radio" } else { "checkbox" }
                        name="option"
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&index))
                        on:change=change
                    />
                    {said(&option.text)}
                </label>
            </li>
        }
    };
    let answer = {
        let (name, question) = (name.to_owned(), question.clone());
        move |_| {
            let chosen = chosen.get_untracked();
            round.answer(&name, question.file(), chosen);
        }
    };
    let is_none = move || chosen.with(BTreeSet::is_empty);
    view! {
        <fieldset class="options">
            <legend class="sr">{t!("Options")}</legend>
            <ul class="predictions">{file.options.iter().enumerate().map(option).collect_view()}</ul>
            <button type="button" class="primary" disabled=is_none on:click=answer>{t!("Answer")}</button>
        </fieldset>
    }
    .into_any()
}

/// The options with what each of them shows.
fn told(lab: Lab, round: Round, name: &str, question: &Arc<Question>) -> AnyView {
    let file = question.file();
    let chosen = round.quiz.with_untracked(|quiz| quiz.answers.get(name).cloned().unwrap_or_default());
    let verdict = match (chosen.is_empty(), is_right(file, &chosen)) {
        (true, _) => t!("Not answered."),
        (false, true) => t!("Right."),
        (false, false) => t!("Not right."),
    };
    let option = |(index, option): (usize, &QuestionOption)| {
        let is_chosen = chosen.contains(&index);
        let word = match (option.right, is_chosen) {
            (true, true) => t!("Your answer, and right."),
            (true, false) => t!("Right."),
            (false, true) => t!("Your answer, and not right."),
            (false, false) => t!("Not right."),
        };
        let question = question.clone();
        view! {
            <li class:right=option.right class:chosen=is_chosen>
                <b>{said(&option.text)}</b>
                <span class="verdict">{word}</span>
                <small>{said(&option.because)}</small>
                <button type="button" class="small" on:click=move |_| show(lab, &question, index)>{t!("Show me")}</button>
            </li>
        }
    };
    view! {
        <div role="status">
            <p><b>{verdict}</b></p>
            <ul class="predictions told">{file.options.iter().enumerate().map(option).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// Plays the run of an option on the stage.
fn show(lab: Lab, question: &Question, option: usize) {
    match question.show(option) {
        Ok(session) => {
            let run = session.save_alone();
            let title = question.file().scenario.title.clone();
            lab.with_engine(move |engine| {
                lab.open_keeping(engine, &title, run);
                lab.command(Command::Play);
            });
        }
        Err(fault) => super::complain(lab, &fault),
    }
}

/// The ways to other questions, and to the end.
fn ways(round: Round, name: &str) -> AnyView {
    let name = name.to_owned();
    let is_flagged = {
        let name = name.clone();
        move || round.quiz.with(|quiz| quiz.flags.contains(&name))
    };
    let flag = move |_| round.flag(&name);
    let go = move |by: isize| move |_| round.go(by);
    let is_first = move || round.quiz.with(|quiz| quiz.at == 0);
    let is_last = move || round.quiz.with(|quiz| quiz.at + 1 == quiz.questions.len());
    let end = live::part(move || {
        let can_end = round.quiz.with(|quiz| !quiz.is_over);
        can_end.then(|| {
            view! { <button type="button" class="small" on:click=move |_| round.end()>{t!("End the round")}</button> }.into_any()
        })
    });
    view! {
        <div class="lesson-ways">
            <button type="button" class="small" disabled=is_first on:click=go(-1)>{t!("Previous")}</button>
            <button type="button" class="small" disabled=is_last on:click=go(1)>{t!("Next question")}</button>
            <button type="button" class="small" aria-pressed=live::yes_or_no(is_flagged) on:click=flag>{t!("Look at it again later")}</button>
            {end}
        </div>
    }
    .into_any()
}

/// What came of the round.
fn result(round: Round) -> AnyView {
    let body = live::part(move || {
        let score = round.score.get()?;
        let domains = score.domains.iter().map(|((exam, domain), (asked, right))| {
            view! { <tr><th scope="row">{exam.clone()}" · "{domain_name(exam, *domain)}</th><td>{t!("{right} of {asked}", right, asked)}</td></tr> }
        });
        let (asked, right) = score.all;
        Some(
            view! {
                <h3>{t!("{right} of {asked} right", right, asked)}</h3>
                <table class="score"><tbody>{domains.collect_view()}</tbody></table>
            }
            .into_any(),
        )
    });
    view! {
        <section class="reached" role="status">
            {body}
            <p class="muted">{t!("What was missed comes again in “Missed”, after longer and longer.")}</p>
            <button type="button" class="small" on:click=move |_| round.leave()>{t!("Another round")}</button>
        </section>
    }
    .into_any()
}

/// What a domain is called in the guide of its exam.
pub fn domain_name(exam: &str, domain: u8) -> &'static str {
    match (exam, domain) {
        ("DVA-C02", 1) => t!("Development"),
        ("DVA-C02", 2) => t!("Security"),
        ("DVA-C02", 3) => t!("Deployment"),
        ("DVA-C02", 4) => t!("Troubleshooting and optimization"),
        ("SAA-C03", 1) => t!("Secure architectures"),
        ("SAA-C03", 2) => t!("Resilient architectures"),
        ("SAA-C03", 3) => t!("High-performing architectures"),
        ("SAA-C03", 4) => t!("Cost-optimized architectures"),
        _ => t!("Other"),
    }
}

/// Begins a round.
pub fn begin(lab: Lab, quiz: Quiz) {
    if kept::set_round(Some(quiz)) {
        lab.lesson.set(Some(crate::lab::Lesson { file: super::QUESTIONS.to_owned(), begins: true }));
    } else {
        lab.notify(t!("This browser stores nothing, so progress cannot be kept."), true);
    }
}
