//! The goals, ticked while the lab goes on, each with what is missing.

use super::kept;
use super::{Open, said};
use crate::lab::Lab;
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::Reached;
use queuelab_view::goals::why_not;

/// How the goals stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What is missing for each; nothing for one that is reached.
    pub missing: Vec<Option<String>>,
    /// A forbidden operation that was called.
    pub trespass: Option<String>,
    /// Actions so far.
    pub actions: u32,
}

impl Standing {
    /// Whether all is reached.
    pub fn is_reached(&self) -> bool {
        !self.missing.is_empty() && self.trespass.is_none() && self.missing.iter().all(Option::is_none)
    }

    /// Goals that are reached.
    pub fn ticked(&self) -> usize {
        self.missing.iter().filter(|missing| missing.is_none()).count()
    }
}

/// How the goals stand, whenever the lab has changed.
pub fn standing(lab: Lab, open: &Open) -> Memo<Standing> {
    let (level, inputs) = (open.level.clone(), open.inputs);
    let present = lab.present();
    Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        present.get();
        let before = inputs.get();
        if before == 0 {
            return Standing::default();
        }
        lab.peek(|session| {
            let claims = level.scenario().goals().iter().zip(level.goals(session));
            Standing {
                missing: claims.map(|(claim, verdict)| why_not(claim, verdict, session)).collect(),
                trespass: level.trespass(session, before).map(str::to_owned),
                actions: level.actions(session, before),
            }
        })
    })
}

/// Takes note of the level when it is reached.
pub fn keep_when_reached(lab: Lab, open: &Open, standing: Memo<Standing>) {
    let open = open.clone();
    let is_reached = Memo::new(move |_| standing.with(Standing::is_reached));
    Effect::new(move |before: Option<bool>| {
        let now = is_reached.get();
        if now && before == Some(false) {
            let actions = standing.with_untracked(|standing| standing.actions);
            let reached = Reached { actions, hints: open.hints.get_untracked(), shown: open.shown.get_untracked() };
            if !kept::reach(&open.file, reached) {
                lab.notify(t!("This browser stores nothing, so progress cannot be kept."), true);
            }
            lab.spoken.set(t!("All goals are reached.").to_owned());
        }
        now
    });
}

/// The list.
pub fn list(open: &Open, standing: Memo<Standing>) -> AnyView {
    let goals = open.level.file().scenario.goals.iter().enumerate().map(|(index, goal)| {
        let missing = Memo::new(move |_| standing.with(|standing| standing.missing.get(index).cloned()));
        let is_done = move || missing.with(|missing| *missing == Some(None));
        let why = move || missing.get().flatten().unwrap_or_default();
        let mark = move || if is_done() { "☑" } else { "☐" };
        let word = move || if is_done() { t!("reached") } else { t!("not yet") };
        view! {
            <li class:done=is_done>
                <span class="tick" aria-hidden="true">{live::text(mark)}</span>
                <span>{said(&goal.text)}<span class="sr">" "{live::text(word)}</span><small class="why">{live::text(why)}</small></span>
            </li>
        }
    });
    let trespass = live::part(move || {
        let operation = standing.with(|standing| standing.trespass.clone())?;
        Some(
            view! { <p class="warn">{t!("{operation} is not allowed in this level. Undo it.", operation)}</p> }
                .into_any(),
        )
    });
    view! {
        <h3>{t!("Goals")}</h3>
        <ul class="goals">{goals.collect_view()}</ul>
        {trespass}
    }
    .into_any()
}
