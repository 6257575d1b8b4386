//! The strip below the ruler: the branches of the run by name, and the instants that the reader has named. It is there
//! once there is something to show.

use super::dialogs::compare;
use super::lab::{Against, Lab};
use super::live;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::{key, t, text};

/// Said of a name without anything that can be seen.
const NAMELESS: &str = key!("A name needs at least one letter or digit; the old one stays.");
/// Said of what somebody has taken away already.
const GONE: &str = key!("It is not there any more.");

/// A branch on the strip.
#[derive(Clone, PartialEq)]
struct Entry {
    id: u32,
    name: String,
    is_here: bool,
    note: String,
}

/// What is being given another name.
#[derive(Clone, Copy, PartialEq)]
enum Renaming {
    Branch(u32),
    Mark(Instant),
}

/// The strip.
pub fn view(lab: Lab) -> AnyView {
    let renaming = RwSignal::new(None::<Renaming>);
    let branches = Memo::new(move |_| {
        lab.history.track();
        lab.peek(|session| {
            let (others, id, name) = session.branches();
            let note = |from: Option<Instant>| {
                from.map_or_else(
                    || t!("from the beginning").to_owned(),
                    |from| t!("leaves the other at {from} s", from),
                )
            };
            let mut entries: Vec<Entry> = others
                .iter()
                .map(|branch| Entry {
                    id: branch.id,
                    name: branch.name.clone(),
                    is_here: false,
                    note: note(branch.from),
                })
                .collect();
            entries.push(Entry { id, name: name.to_owned(), is_here: true, note: note(session.branch_from()) });
            entries.sort_by_key(|entry| entry.id);
            entries
        })
    });
    let marks = Memo::new(move |_| {
        lab.history.track();
        lab.peek(|session| session.marks().to_vec())
    });
    let branch_list = move || {
        let entries = branches.get();
        (entries.len() > 1).then(|| {
            let chips = entries.into_iter().map(|entry| branch(lab, renaming, entry)).collect_view();
            view! { <ul class="strip-list" aria-label=t!("Branches")>{chips}</ul> }.into_any()
        })
    };
    let mark_list = move || {
        let marks = marks.get();
        (!marks.is_empty()).then(|| {
            let chips = marks.into_iter().map(|mark| self::mark(lab, renaming, mark.at, mark.name)).collect_view();
            view! { <ul class="strip-list" aria-label=t!("Marks")>{chips}</ul> }.into_any()
        })
    };
    view! { {live::part(branch_list)} {live::part(mark_list)} }.into_any()
}

fn branch(lab: Lab, renaming: RwSignal<Option<Renaming>>, entry: Entry) -> AnyView {
    let Entry { id, name, is_here, note } = entry;
    let chip = view! {
        <button type="button" class="chip-name" aria-current=is_here.then_some("true") title=note
            on:click=move |_| if !is_here { lab.switch_branch(id) }>
            {name.clone()}
        </button>
        {(!is_here).then(|| view! {
            <button type="button" class="quiet small" title=t!("Compare with this branch") aria-label=t!("Compare with {name}", name)
                on:click=move |_| compare_with(lab, id)>"⇄"</button>
            <button type="button" class="quiet small" title=t!("Forget this branch") aria-label=t!("Forget {name}", name)
                on:click=move |_| lab.annotate(text::of(GONE), |session| session.remove_branch(id))>"✕"</button>
        })}
    }
    .into_any();
    let rename = move |name: String| lab.annotate(text::of(NAMELESS), |session| session.rename_branch(id, &name));
    item(renaming, Renaming::Branch(id), name, chip, rename)
}

fn compare_with(lab: Lab, id: u32) {
    let name =
        lab.peek(|session| session.branches().0.iter().find(|branch| branch.id == id).map(|one| one.name.clone()));
    if let Err(text) = compare(lab, Against::Branch(id), name.unwrap_or_default()) {
        lab.notify(text, true);
    }
}

fn mark(lab: Lab, renaming: RwSignal<Option<Renaming>>, at: Instant, name: String) -> AnyView {
    let chip = view! {
        <button type="button" class="chip-name" title=t!("Go there") on:click=move |_| lab.seek(at)>
            "⚑ " {name.clone()} " " <span class="mono muted">{at.to_string()}</span>
        </button>
        <button type="button" class="quiet small" title=t!("Take this mark away") aria-label=t!("Take the mark {name} away", name)
            on:click=move |_| lab.annotate(text::of(GONE), |session| session.unmark(at))>"✕"</button>
    }
    .into_any();
    let rename = move |name: String| lab.annotate(text::of(NAMELESS), |session| session.mark(at, &name));
    item(renaming, Renaming::Mark(at), name, chip, rename)
}

/// A chip, or the field for its name while that is changed.
fn item(
    renaming: RwSignal<Option<Renaming>>,
    which: Renaming,
    name: String,
    chip: AnyView,
    rename: impl Fn(String) + Clone + Send + 'static,
) -> AnyView {
    let is_renamed = Memo::new(move |_| renaming.get() == Some(which));
    let label = t!("Another name for {name}", name);
    let field = move || {
        let rename = rename.clone();
        let before = name.clone();
        is_renamed.get().then(|| {
            let done = move |event| {
                let text: String = event_target_value(&event);
                renaming.set(None);
                rename(text);
            };
            view! {
                <input type="text" maxlength="60" autofocus aria-label=t!("New name") prop:value=before on:change=done
                    on:keydown=move |event| if event.key() == "Escape" { renaming.set(None) } />
            }
            .into_any()
        })
    };
    view! {
        <li class="chip-item">
            {chip}
            <button type="button" class="quiet small" title=t!("Give it another name") aria-label=label
                on:click=move |_| renaming.set(if is_renamed.get_untracked() { None } else { Some(which) })>"✎"</button>
            {live::part(field)}
        </li>
    }
    .into_any()
}
