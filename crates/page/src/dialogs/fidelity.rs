//! What is simulated, and how well: every claim with its kind and with what shows it, to be looked through by words and kind.

use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::{t, text};
use queuelab_view::describe::number;
use queuelab_view::fidelity::{Claim, Kind, claims, found, pieces};

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    let text = RwSignal::new(String::new());
    let kind = RwSignal::new(None::<Kind>);
    let shown = Memo::new(move |_| text.with(|text| found(kind.get(), text)));
    let count = move || shown.with(|groups| groups.iter().map(|(_, claims)| claims.len()).sum::<usize>());
    let all = claims().count();
    let chip = move |(own, word): (Kind, &'static str)| {
        let is_on = move || kind.get() == Some(own);
        let toggle = move |_| kind.update(|kind| *kind = if *kind == Some(own) { None } else { Some(own) });
        view! {
            <button type="button" class="chip" aria-pressed=move || if is_on() { "true" } else { "false" } on:click=toggle>
                {mark(own)}" "{text::of(word)}
            </button>
        }
    };
    let groups = move || {
        shown.with(|groups| {
            if groups.is_empty() {
                return view! { <p class="muted">{t!("No claim has these words.")}</p> }.into_any();
            }
            groups.iter().map(|(area, claims)| group(area, claims)).collect_view().into_any()
        })
    };
    view! {
        <div class="fields">
            <p>
                {t!("Every claim about the simulation, with the tests that show it: transcripts by their path, others by the module that they test. None of them is skipped.")}
            </p>
            <div class="dock-tools sheet-tools">
                <input type="search" aria-label=t!("Show claims with these words") placeholder=t!("Filter")
                    prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) />
                <div class="chips" role="group" aria-label=t!("Show only")>{Kind::ALL.map(chip).collect_view()}</div>
                <span class="muted" role="status">{move || t!("{count} of {all}", count = number(count() as u64), all = number(all as u64))}</span>
            </div>
            {groups}
            <div class="actions">
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Limits))>{t!("Limits and defaults…")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// The mark of a kind: its shape tells it without any colour.
fn mark(kind: Kind) -> AnyView {
    view! {
        <svg class=format!("claim-mark {}", kind.word()) viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d=kind.mark() />
        </svg>
    }
    .into_any()
}

fn group(area: &'static str, claims: &[&'static Claim]) -> AnyView {
    view! {
        <section>
            <h3>{text::of(area)}</h3>
            <ul class="claims">{claims.iter().map(|claim| one(claim)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn one(claim: &'static Claim) -> AnyView {
    let says = |(name, text): (&'static str, &'static str)| view! { <div><dt>{name}</dt><dd>{words(text)}</dd></div> };
    let says = claim.says().into_iter().map(says).collect_view();
    let tests = claim.shown_by.iter().map(|shown| view! { <li><code>{shown.name()}</code></li> });
    let tests =
        (!claim.shown_by.is_empty()).then(|| view! { <ul aria-label=t!("Shown by")>{tests.collect_view()}</ul> });
    view! {
        <li>
            <p class="claim-kind">{mark(claim.kind)}" "{text::of(claim.kind.word())}</p>
            <div>
                <p>{words(claim.what)}</p>
                <dl>{says}</dl>
                {tests}
            </div>
        </li>
    }
    .into_any()
}

/// A text with names of AWS set apart.
fn words(text: &'static str) -> AnyView {
    let piece = |(piece, is_name): (&'static str, bool)| {
        if is_name { view! { <code>{piece}</code> }.into_any() } else { piece.into_any() }
    };
    pieces(text::of(text)).into_iter().map(piece).collect_view().into_any()
}
