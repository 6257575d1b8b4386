//! The SQL of an application, with room for its lines, and beside it what comes out.

use crate::inspector::sql_and_rows;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;

/// The panel: that of the application which is selected, or of the first.
pub fn view(lab: Lab) -> AnyView {
    let chosen = Memo::new(move |before: Option<&Option<u32>>| {
        let selected = match lab.selection.get() {
            Some(Selection::Node(NodeId::Application(id))) => Some(id),
            _ => None,
        };
        // Whoever looks at another node goes on with the one that they had.
        let wanted = selected.or_else(|| before.copied().flatten());
        lab.with(|session| {
            let mut all = session.cloud().analytics().all().map(|managed| managed.id.0).peekable();
            let first = all.peek().copied();
            all.find(|id| Some(*id) == wanted).or(first)
        })
    });
    let inside = move || match chosen.get() {
        Some(id) => untrack(|| sql_and_rows(lab, id)),
        None => view! { <p class="muted">{t!("There is no SQL application. The lab “SQL over clicks” has one.")}</p> }
            .into_any(),
    };
    view! { <div class="tables" tabindex="0" role="group" aria-label=t!("SQL and what comes out")>{inside}</div> }
        .into_any()
}
