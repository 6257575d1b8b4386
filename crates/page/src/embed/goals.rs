//! The goals of an embedded lab, as the document around it is told of them. That they are reached, the engine says.

use crate::host;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::scenario::file::{Claim, Scenario};
use queuelab_lessons::Level;
use queuelab_view::embed::Told;
use queuelab_view::goals::why_not;

/// The goals, if the lab has some.
#[derive(Clone, Copy)]
pub struct Goals {
    lab: Lab,
    present: Memo<(u64, u64, (u64, u64))>,
    claims: RwSignal<Vec<(String, Claim)>, LocalStorage>,
}

impl Goals {
    /// None yet.
    pub fn new(lab: Lab) -> Self {
        Self { lab, present: lab.present(), claims: RwSignal::new_local(Vec::new()) }
    }

    /// Those of a scenario, or none.
    pub fn set(self, scenario: Option<&Scenario>) {
        let of = |scenario: &Scenario| {
            let texts = scenario.file().goals.iter().map(|goal| goal.text.clone());
            texts.zip(scenario.goals().iter().cloned()).collect()
        };
        let _ = self.claims.try_set(scenario.map(of).unwrap_or_default());
    }

    /// Those of a level, which the panel beside the stage reads too.
    pub fn of_level(self, file: String) {
        leptos::task::spawn_local(async move {
            // Where it cannot be had, that panel says so.
            let text = host::fetch_text(&format!("lessons/{file}.json")).await.unwrap_or_default();
            if let Ok(level) = Level::read(&text) {
                self.set(Some(level.scenario()));
            }
        });
    }

    /// As they stand; listens for changes of the lab.
    pub fn told(self) -> Vec<Told> {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        self.present.get();
        self.claims.with(|claims| {
            if claims.is_empty() {
                return Vec::new();
            }
            self.lab.peek(|session| {
                let told = |(text, claim): &(String, Claim)| {
                    let verdict = claim.judge(session);
                    Told { text: text.clone(), reached: verdict.is_true, missing: why_not(claim, verdict, session) }
                };
                claims.iter().map(told).collect()
            })
        })
    }
}
