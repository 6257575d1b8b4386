//! What was done to the lab, as AWS CLI, boto3, Rust and JavaScript.

use crate::lab::Lab;
use crate::{host, live};
use leptos::prelude::*;
use queuelab::code::Language;
use queuelab::{key, t, text};
use queuelab_view::code::{self, Row};

/// The key of the language that was chosen last.
const LANGUAGE_KEY: &str = "queuelab.code.1";
/// Said when the clipboard is out of reach.
const REFUSED: &str = key!("The browser does not let the page copy. Select the text and copy it by hand.");

/// What is said of the last copy, and which button it belongs to: that of an action by its number, or that of all.
#[derive(Clone, PartialEq)]
struct Copied {
    what: Option<usize>,
    done: bool,
}

#[derive(Clone, Copy)]
struct Code {
    lab: Lab,
    language: RwSignal<Language>,
    copied: RwSignal<Option<Copied>>,
}

impl Code {
    fn choose(self, language: Language) {
        self.language.set(language);
        self.copied.set(None);
        // Where nothing can be stored the choice lasts as long as the page.
        host::store(LANGUAGE_KEY, language.name());
    }

    /// Copies an action, or all.
    fn copy(self, what: Option<usize>) {
        let language = self.language.get_untracked();
        let text = self.lab.peek(|session| match what {
            Some(number) => code::action(session, language, number),
            None => code::whole(session, language),
        });
        // The tab may be gone when the browser answers.
        host::copy_text(&text, move |done| {
            let _ = self.copied.try_set(Some(Copied { what, done }));
        });
    }

    fn copy_button(self, what: Option<usize>, label: &'static str, about: String) -> AnyView {
        let is_done = move || self.copied.with(|copied| copied == &Some(Copied { what, done: true }));
        view! {
            <button type="button" class="small" aria-label=about on:click=move |_| self.copy(what)>
                {live::text(move || if is_done() { t!("Copied") } else { label })}
            </button>
        }
        .into_any()
    }

    fn tools(self) -> AnyView {
        let chip = move |language: Language| {
            let pressed = live::yes_or_no(move || self.language.get() == language);
            view! {
                <button type="button" class="chip" aria-pressed=pressed on:click=move |_| self.choose(language)>
                    {language.name()}
                </button>
            }
        };
        let said = move || match self.copied.get() {
            Some(Copied { done: false, .. }) => text::of(REFUSED),
            Some(Copied { what: None, .. }) => t!("All actions are on the clipboard."),
            Some(Copied { what: Some(_), .. }) => t!("The action is on the clipboard."),
            None => "",
        };
        view! {
            <div class="code-tools">
                <div class="chips" role="group" aria-label=t!("Language")>{Language::ALL.map(chip).collect_view()}</div>
                {self.copy_button(None, t!("Copy all"), t!("Copy all actions up to the present").to_owned())}
                <span class="muted said" role="status">{live::text(said)}</span>
            </div>
        }
        .into_any()
    }

    fn row(self, row: Row) -> AnyView {
        let Row { number, at, text, hidden } = row;
        let at_text = at.to_string();
        let about = t!("Copy the action at {at}", at = at_text);
        let rest = (hidden > 0).then(|| t!("… {hidden} more characters; Copy has them", hidden));
        view! {
            <li>
                <button type="button" class="quiet mono at" title=t!("Go to this action") on:click=move |_| self.lab.seek(at)>
                    {at_text}
                </button>
                <pre><code>{text}</code>{rest.map(|rest| view! { <span class="muted">{rest}</span> })}</pre>
                {self.copy_button(Some(number), t!("Copy"), about)}
            </li>
        }
        .into_any()
    }
}

/// The tab.
pub fn view(lab: Lab) -> AnyView {
    let language = host::stored(LANGUAGE_KEY).and_then(|name| Language::find(&name)).unwrap_or_default();
    let code = Code { lab, language: RwSignal::new(language), copied: RwSignal::new(None) };
    // Inputs are few beside what happens by itself; all is written anew only when they change.
    let done = Memo::new(move |_| (lab.history.get(), lab.with(|session| session.undo_depth().0)));
    let rows = Memo::new(move |_| {
        done.track();
        let language = code.language.get();
        lab.peek(|session| code::rows(session, language))
    });
    let note = move || rows.with(code::note).map(|note| view! { <p class="muted">{note}</p> });
    view! {
        <div class="tables code" tabindex="0" role="group" aria-label=t!("Actions as code, the newest first")>
            {code.tools()}
            <Show when=move || rows.with(|rows| rows.rows.is_empty())>
                <p class="muted">{t!("Nothing has been done yet. What you do appears here, ready to copy.")}</p>
            </Show>
            <ol>
                <For
                    each=move || rows.get().rows
                    key=|row| (row.number, row.at, row.text.clone())
                    children=move |row| code.row(row)
                />
            </ol>
            {note}
        </div>
    }
    .into_any()
}
