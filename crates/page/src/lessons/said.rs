//! Texts of levels: words of the legend and the glossary stand out in them.

use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::{Remember, words};

/// A text; it is English whatever the page speaks.
pub fn said(text: &str) -> AnyView {
    let pieces = words(text).into_iter().map(|(is_word, piece)| {
        let piece = piece.to_owned();
        if is_word { view! { <em class="term">{piece}</em> }.into_any() } else { piece.into_any() }
    });
    view! { <span lang="en">{pieces.collect_view()}</span> }.into_any()
}

/// Something to remember, with the figures of then and now.
pub fn remembered(one: &Remember) -> AnyView {
    let figure = |word: &'static str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(view! { <small class="figure">{word}" "<b lang="en">{text.clone()}</b></small> })
    };
    view! { <li>{said(&one.text)}" "{figure(t!("In classic notes:"), &one.then)}" "{figure(t!("Today:"), &one.now)}</li> }.into_any()
}
