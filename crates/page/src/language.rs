//! The reader's language: takes the texts that `www/boot.js` has fetched, and the choice of another one.
//!
//! What was said already is not said anew, so another language begins with the page: the run is kept, and the page loaded
//! again.

use super::host;
use super::lab::{Lab, use_lab};
use leptos::prelude::*;
use queuelab::{t, text};

/// Under this name `www/boot.js` looks for the reader's choice.
const KEY: &str = "queuelab.language";
/// The attribute of the document that says why the texts of a language could not be had.
const FAILED: &str = "data-untranslated";
/// The languages that there are, each in its own words. `www/boot.js` has the same tags.
const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("de", "Deutsch")];

/// Takes the texts that came with the page, if any, and says what stands in the page already.
pub fn take() {
    let Some(texts) = host::take_texts() else { return };
    match text::read(&texts) {
        Ok(language) => {
            text::speak(language);
            host::for_each("[data-t]", |element| {
                let english = element.text_content().unwrap_or_default();
                let english = english.split_whitespace().collect::<Vec<_>>().join(" ");
                element.set_text_content(Some(text::of(&english)));
            });
            if let Some(root) = host::root() {
                let _ = root.set_attribute("lang", text::tag());
            }
        }
        Err(error) => host::set_root_attribute(FAILED, Some(&error.to_string())),
    }
}

/// Tells the reader where the page speaks English although another language was asked for.
pub fn tell(lab: Lab) {
    if let Some(reason) = host::root().and_then(|root| root.get_attribute(FAILED)) {
        lab.notify(
            t!("The page's texts in your language could not be had, so it speaks English: {reason}", reason),
            true,
        );
    }
}

/// The choice of a language.
#[component]
pub fn Languages() -> impl IntoView {
    let lab = use_lab();
    let choose = move |event| {
        lab.save();
        if host::store(KEY, &event_target_value(&event)) {
            host::reload();
        } else {
            lab.notify(t!("This browser stores nothing, so the language cannot be changed."), true);
        }
    };
    let option = |(tag, name)| view! { <option value=tag lang=tag selected=tag == text::tag()>{name}</option> };
    view! {
        <label class="language">
            {t!("Language")}
            " "
            <select on:change=choose>{LANGUAGES.map(option).collect_view()}</select>
        </label>
    }
}
