//! Small parts that several panels use: notices, glyphs, facts, foldable sections, confirmations.

use super::host;
use super::lab::{Dialog, Lab, offer_file, use_lab};
use super::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::explain::Line;
use queuelab_view::glyphs;
use queuelab_view::tokens::Look;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// Passing notices, each with a button that takes it away.
#[component]
pub fn Notices() -> impl IntoView {
    let lab = use_lab();
    view! {
        <div class="notices" role="alert" aria-live="assertive">
            <For each=move || lab.notices.get() key=|notice| notice.id let:notice>
                <div class="notice" class:error=notice.error>
                    <p lang=notice.aws.then_some("en")>{notice.text.clone()}</p>
                    {notice.denial.clone().map(|denial| view! {
                        <button type="button" class="small" on:click=move |_| { lab.dismiss(notice.id); lab.dialog.set(Some(Dialog::Denial(denial.clone()))); }>
                            {t!("Why?")}
                        </button>
                    })}
                    {notice.file.clone().map(|file| view! {
                        <button type="button" class="small" on:click=move |_| offer_file(&file)>
                            {t!("Keep as a file")}
                        </button>
                    })}
                    <button type="button" class="quiet" aria-label=t!("Dismiss") on:click=move |_| lab.dismiss(notice.id)>
                        "✕"
                    </button>
                </div>
            </For>
        </div>
    }
}

/// An id that no other element of the page has.
pub fn fresh_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The mark of a look.
pub fn glyph(look: Look) -> AnyView {
    let shape = glyphs::of(look);
    let path = |pieces| {
        let mut d = String::new();
        glyphs::svg(pieces, (8.0, 8.0), 4.6, &mut d);
        d
    };
    let ring = |share: f64| {
        let mut d = String::new();
        if let Some(sample) = glyphs::sample_ring(look) {
            glyphs::svg_ring((8.0, 8.0), 4.6, share.max(sample), &mut d);
        }
        d
    };
    view! {
        <svg class=format!("glyph look-{}", look.tag()) viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path class="filled" d=path(shape.filled) />
            <path class="stroked" d=path(shape.stroked) />
            <path class="ring-track" d=ring(1.0) />
            <path class="stroked" d=ring(0.0) />
            <path class="cut" d=path(shape.cut) />
        </svg>
    }
    .into_any()
}

/// A mark with its two letters and its word.
pub fn state_tag(look: Look) -> AnyView {
    view! { <span class="state-tag">{glyph(look)}<b class="mono">{look.tag()}</b>" "{look.word()}</span> }.into_any()
}

/// A name with its value, as a list of facts shows it.
pub type Fact = (&'static str, String);

/// Names with values that follow the lab.
pub fn facts(read: impl Fn() -> Vec<Fact> + Send + Sync + 'static) -> AnyView {
    let rows = Memo::new(move |_| read());
    let row = |(name, value): Fact| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! { <dl class="facts">{move || rows.get().into_iter().map(row).collect_view()}</dl> }.into_any()
}

/// Which parts are folded away, by title: whoever unfolds a part of one queue wants to see it of the next one too. Where
/// a part is open at first it is remembered apart from where it is not, or a queue that was shown before would decide
/// what is seen of a consumer.
#[derive(Clone, Copy)]
pub struct Folds(StoredValue<BTreeMap<(&'static str, bool), ArcRwSignal<bool>>>);

impl Folds {
    /// Every part as it is at first.
    pub fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    fn of(self, title: &'static str, open: bool) -> ArcRwSignal<bool> {
        let known = self.0.with_value(|folds| folds.get(&(title, open)).cloned());
        known.unwrap_or_else(|| {
            let signal = ArcRwSignal::new(open);
            self.0.update_value(|folds| {
                folds.insert((title, open), signal.clone());
            });
            signal
        })
    }
}

/// A part that can be folded away. What is inside is only made while it is open, and made once: what it reads of the lab
/// while it is made must not have it made anew, or whoever types in it would lose the place.
pub fn section(title: &'static str, open: bool, inside: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let is_open =
        RwSignal::from(use_context::<Folds>().map_or_else(|| ArcRwSignal::new(open), |folds| folds.of(title, open)));
    let toggled = move |event: leptos::ev::Event| {
        let open = event_target::<web_sys::Element>(&event).has_attribute("open");
        if is_open.get_untracked() != open {
            is_open.set(open);
        }
    };
    view! {
        <details class="section" prop:open=move || is_open.get() on:toggle=toggled>
            <summary><h3>{title}</h3></summary>
            <div class="inside">{live::part(move || is_open.get().then(|| untrack(&inside)))}</div>
        </details>
    }
    .into_any()
}

/// A button that asks before it does what cannot be taken back easily.
pub fn confirm(
    label: &'static str,
    question: impl Fn() -> String + Send + Sync + Copy + 'static,
    act: impl Fn() + Send + Sync + Copy + 'static,
) -> AnyView {
    let asked = RwSignal::new(false);
    let yes = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = yes.get() {
            let _ = button.focus();
        }
    });
    let inside = move || {
        if asked.get() {
            view! {
                <div class="confirm" role="group" aria-label=label>
                    <p>{question()}</p>
                    <button type="button" class="danger" node_ref=yes on:click=move |_| { asked.set(false); act(); }>
                        {label}
                    </button>
                    <button type="button" on:click=move |_| asked.set(false)>{t!("Keep")}</button>
                </div>
            }
            .into_any()
        } else {
            view! { <button type="button" on:click=move |_| asked.set(true)>{format!("{label}…")}</button> }.into_any()
        }
    };
    view! { {inside} }.into_any()
}

/// A name such as an ARN, with a button that copies it.
pub fn copyable(name: &'static str, value: String) -> AnyView {
    let copied = RwSignal::new(false);
    let text = value.clone();
    view! {
        <div class="copyable">
            <span class="muted">{name}</span>
            <code>{value}</code>
            <button type="button" class="small" aria-label=t!("Copy the {name}", name) on:click=move |_| host::copy_text(&text, move |done| { let _ = copied.try_set(done); })>
                {live::text(move || if copied.get() { t!("Copied") } else { t!("Copy") })}
            </button>
        </div>
    }
    .into_any()
}

/// A chain of events, each a button that goes to the event.
pub fn chain(lab: Lab, lines: Vec<Line>) -> AnyView {
    let line = move |line: Line| {
        view! {
            <li>
                <button type="button" class="event" title=t!("Go to this event") on:click=move |_| lab.seek_event(line.seq)>
                    <span class="mono">{line.at.to_string()}</span>
                    <span>{line.text}</span>
                </button>
            </li>
        }
    };
    view! { <ol class="chain">{lines.into_iter().map(line).collect_view()}</ol> }.into_any()
}
