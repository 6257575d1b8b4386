//! Comparing two runs: the other stage beside the reader's own, and the table of differences.

use super::dialogs::other_side;
use super::lab::{Comparison, Lab};
use super::{live, stage};
use leptos::context::Provider;
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::versus::{Counted, Row, rows};
use std::cell::Cell;

thread_local! {
    /// How the other stage is seen. There is one for as long as the page is there: what watches its size outlives it.
    static VIEW: Cell<Option<stage::View>> = const { Cell::new(None) };
}

fn view_of(lab: Lab, other: Lab) -> stage::View {
    VIEW.with(|known| {
        let view = known.get().unwrap_or_else(|| lab.for_good(|| stage::View::new(other)));
        known.set(Some(view));
        view
    })
}

/// What stands over both stages, and the other stage.
pub fn other(lab: Lab, comparison: Comparison) -> AnyView {
    // What is done to the reader's lab is done at the other side too.
    Effect::new(move |before: Option<u64>| {
        let history = lab.history.get();
        if before.is_some_and(|before| before != history) {
            let against = comparison.against.get_untracked();
            match lab.peek(|session| other_side(session, &against)) {
                Ok(run) => comparison.other.replace(Session::load(run, 100_000)),
                Err(text) => {
                    lab.notify(text, true);
                    lab.end_comparison();
                }
            }
        }
        history
    });
    let own = move || {
        lab.history.track();
        format!("A: {}", lab.peek(|session| session.branches().2.to_owned()))
    };
    view! {
        <div class="captions">
            <h2>{live::text(own)}</h2>
            <h2>{live::text(move || format!("B: {}", comparison.title.get()))}</h2>
            <button type="button" class="small" on:click=move |_| lab.end_comparison()>{t!("End comparing")}</button>
        </div>
        <Provider value=comparison.other>
            <Provider value=view_of(lab, comparison.other)>
                <stage::Stage />
            </Provider>
        </Provider>
    }
    .into_any()
}

/// The differences at the present instant.
pub fn table(lab: Lab, comparison: Comparison) -> AnyView {
    let counted = StoredValue::new((Counted::default(), Counted::default()));
    let reset = Memo::new(move |_| (lab.history.get(), comparison.other.runs.get()));
    Effect::new(move |_| {
        reset.track();
        counted.set_value((Counted::default(), Counted::default()));
    });
    let differences = Memo::new(move |_| {
        reset.track();
        let mut both = counted.get_value();
        let found = lab.with(|a| {
            comparison.other.with(|b| {
                both.0.follow(a);
                both.1.follow(b);
                rows((a, &both.0), (b, &both.1))
            })
        });
        counted.set_value(both);
        found
    });
    let body = move || {
        let line = |row: Row| {
            let Row { of, what, a, b, difference } = row;
            let is_equal = difference.is_empty();
            view! {
                <tr class:equal=is_equal>
                    <th scope="row">{of} " " <span class="muted">{what}</span></th>
                    <td class="number">{a}</td>
                    <td class="number">{b}</td>
                    <td class="number">{difference}</td>
                </tr>
            }
        };
        differences.get().into_iter().map(line).collect_view().into_any()
    };
    view! {
        <section class="versus" aria-label=t!("Differences")>
            <h3>{t!("A and B at this instant")}</h3>
            <table class="plain-table">
                <thead><tr><th scope="col">{t!("What")}</th><th scope="col">"A"</th><th scope="col">"B"</th><th scope="col">"Δ"</th></tr></thead>
                <tbody>{live::part(move || Some(body()))}</tbody>
            </table>
        </section>
    }
    .into_any()
}
