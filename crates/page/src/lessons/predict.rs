//! The question before the key event: the stage waits for an answer, then it happens, and the run says who was right.

use super::{Open, said};
use crate::lab::Lab;
use crate::live;
use leptos::prelude::*;
use queuelab::t;

/// The question; nothing for a level without one.
pub fn view(lab: Lab, open: &Open) -> AnyView {
    let Some(predict) = open.level.file().predict.clone() else { return ().into_any() };
    let chosen = open.predicted;
    let question = said(&predict.question);
    let open = open.clone();
    let body = live::part(move || {
        let options = predict.options.iter().enumerate();
        Some(match chosen.get() {
            None => {
                let option = |(index, option): (usize, &queuelab_lessons::Prediction)| {
                    let open = open.clone();
                    let answer = move |_| open.predict(lab, Some(index));
                    view! { <li><button type="button" on:click=answer>{said(&option.text)}</button></li> }
                };
                view! { <ul class="predictions">{options.map(option).collect_view()}</ul> }.into_any()
            }
            Some((chosen, happened)) => {
                let option = |(index, option): (usize, &queuelab_lessons::Prediction)| {
                    let is_true = happened.get(index).copied().unwrap_or_default();
                    let word = match (is_true, index == chosen) {
                        (true, true) => t!("Your answer, and so it is."),
                        (true, false) => t!("So it is."),
                        (false, true) => t!("Your answer, and it is not so."),
                        (false, false) => "",
                    };
                    view! {
                        <li class:right=is_true class:chosen=index == chosen>
                            <b>{said(&option.text)}</b>
                            <span class="verdict">{word}</span>
                            <small>{said(&option.because)}</small>
                        </li>
                    }
                };
                view! { <div role="status"><ul class="predictions told">{options.map(option).collect_view()}</ul></div> }
                    .into_any()
            }
        })
    });
    view! {
        <section class="predict">
            <h3>{t!("What will happen?")}</h3>
            <p>{question}</p>
            {body}
        </section>
    }
    .into_any()
}
