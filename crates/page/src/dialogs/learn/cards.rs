//! Reference cards, each a concept with a small figure that lives, and the glossary.

use super::super::Shell;
use crate::lab::Lab;
use crate::lessons::{self, remembered, said};
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::{Card, Entry, List, Term};
use queuelab_view::gallery;
use queuelab_view::playback::Command;
use std::sync::Arc;

/// The tab: a card is fetched when it is opened.
pub fn view(lab: Lab, shell: Shell, list: &List) -> AnyView {
    let card = |entry: &Entry| {
        let card = RwSignal::new_local(None::<Result<Arc<Card>, String>>);
        let name = entry.name.clone();
        let fetch = move |_| {
            if card.with_untracked(Option::is_some) {
                return;
            }
            let name = name.clone();
            leptos::task::spawn_local(async move {
                let fetched = lessons::fetch_card(&name).await.map(Arc::new);
                let _ = card.try_set(Some(fetched));
            });
        };
        let body = live::part(move || {
            Some(match card.get() {
                None => view! { <p class="muted" role="status">{t!("Loading the card…")}</p> }.into_any(),
                Some(Err(error)) => {
                    view! { <p class="wrong" role="alert">{t!("The card could not be loaded: {error}.", error)}</p> }
                        .into_any()
                }
                Some(Ok(card)) => untrack(|| inside(lab, shell, &card)),
            })
        });
        view! {
            <details class="card" on:toggle=fetch>
                <summary lang="en">{entry.title.clone()}</summary>
                {body}
            </details>
        }
    };
    view! { <div class="cards">{list.cards.iter().map(card).collect_view()}</div> }.into_any()
}

fn inside(lab: Lab, shell: Shell, card: &Arc<Card>) -> AnyView {
    let file = card.file();
    let remember = file.remember.iter().map(remembered).collect_view();
    let run = card.scenario().play().ok();
    let picture = run.as_ref().map(|session| super::super::gallery::drawn(&gallery::picture(session, false)));
    let open = {
        let card = card.clone();
        move |_| {
            let Ok(session) = card.show() else { return };
            let run = session.save_alone();
            let title = card.file().scenario.title.clone();
            shell.close();
            lab.with_engine(move |engine| {
                lab.open_keeping(engine, &title, run);
                lab.command(Command::Play);
            });
        }
    };
    view! {
        <p>{said(&file.scenario.story)}</p>
        {picture}
        <p><button type="button" class="small" on:click=open>{t!("Play it on the stage")}</button></p>
        <ul class="remember">{remember}</ul>
    }
    .into_any()
}

/// The glossary.
pub fn glossary(list: &List) -> AnyView {
    let term = |term: &Term| {
        view! {
            <dt lang="en">{term.term.clone()}</dt>
            <dd lang="en">{term.means.clone()}</dd>
        }
    };
    view! { <dl class="glossary">{list.glossary.iter().map(term).collect_view()}</dl> }.into_any()
}
