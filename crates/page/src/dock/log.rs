//! The log: every event as a sentence. Only the rows that can be seen are in the document.
//!
//! The list is laid out from its end, so that a reader who is there stays there without anything being scrolled or measured,
//! and its rows are the same elements all the time: what changes ten times a second are their texts.

use super::hits::{Hits, Scan, hits, json};
use crate::host;
use crate::lab::Lab;
use crate::live;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use queuelab::cloud::Event;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::describe::{marker, number, sentence};
use queuelab_view::log::Kind;

/// How tall a row is, for a pointer and for a finger; the same figures stand in panels.css.
const ROW_PX: f64 = 26.0;
const ROW_COARSE_PX: f64 = 44.0;
/// Rows beyond the visible ones at each end.
const MARGIN: usize = 8;

/// The log's state: its filter and where it is scrolled to.
#[derive(Clone, Copy)]
pub struct Log {
    lab: Lab,
    text: RwSignal<String>,
    kinds: RwSignal<Vec<Kind>>,
    hits: Memo<Hits>,
    list: NodeRef<html::Div>,
    /// What is as tall as all rows together.
    whole: NodeRef<html::Div>,
    /// Pixels above and within the visible part.
    scroll: RwSignal<(f64, f64)>,
    follows: RwSignal<bool>,
    /// The event that the keyboard is at.
    active: RwSignal<Option<u64>>,
    row_height: f64,
}

impl Log {
    /// The log without a filter.
    pub fn new(lab: Lab) -> Self {
        let (text, kinds) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
        let scan = StoredValue::new(Scan::default());
        let hits = Memo::new(move |_| {
            let filter = (text.with(|text| text.trim().to_lowercase()), kinds.get());
            let history = lab.history.get();
            lab.with(|session| hits(session, filter, history, scan))
        });
        // A finger needs a larger row than a pointer.
        let row_height = if host::matches("(pointer: coarse)") { ROW_COARSE_PX } else { ROW_PX };
        Self {
            lab,
            text,
            kinds,
            hits,
            list: NodeRef::new(),
            whole: NodeRef::new(),
            scroll: RwSignal::new((0.0, 400.0)),
            follows: RwSignal::new(true),
            active: RwSignal::new(None),
            row_height,
        }
    }

    fn has_filter(self) -> bool {
        self.text.with(|text| !text.trim().is_empty()) || self.kinds.with(|kinds| !kinds.is_empty())
    }

    /// The filter and the export.
    pub fn tools(self) -> AnyView {
        let chip = move |(kind, word): (Kind, &'static str)| {
            let is_on = move || self.kinds.with(|kinds| kinds.contains(&kind));
            let toggle = move |_| {
                self.kinds.update(|kinds| match kinds.iter().position(|other| *other == kind) {
                    Some(index) => {
                        kinds.remove(index);
                    }
                    None => kinds.push(kind),
                });
            };
            view! {
                <button type="button" class="chip" aria-pressed=move || if is_on() { "true" } else { "false" } on:click=toggle>{queuelab::text::of(word)}</button>
            }
        };
        let chosen = live::text(move || match self.kinds.with(Vec::len) {
            0 => String::new(),
            count => format!(" ({count})"),
        });
        view! {
            <div class="dock-tools">
                <input
                    type="search"
                    aria-label=t!("Show events with this text")
                    placeholder=t!("Filter")
                    prop:value=move || self.text.get()
                    on:input=move |event| self.text.set(event_target_value(&event))
                />
                <details class="kinds">
                    <summary class:on=move || self.kinds.with(|kinds| !kinds.is_empty())>{t!("Show only")}{chosen}</summary>
                    <div class="chips" role="group" aria-label=t!("Show only")>{Kind::ALL.map(chip).collect_view()}</div>
                </details>
                <span class="muted mono count">{move || number(self.hits.with(Hits::len) as u64)}</span>
                <button type="button" class="small" on:click=move |_| self.export()>{t!("Export")}</button>
            </div>
        }
        .into_any()
    }

    fn export(self) {
        let text = self.lab.peek(json);
        host::download("queuelab-log.json", &text);
    }

    #[allow(clippy::cast_precision_loss, reason = "a few hundred thousand rows")]
    fn total_height(self) -> f64 {
        self.hits.with(Hits::len) as f64 * self.row_height
    }

    /// Reads how far the list is scrolled, which is counted backwards from its end.
    fn scrolled(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let (left, height) = (f64::from(-list.scroll_top()).max(0.0), f64::from(list.client_height()));
        let top = (untrack(|| self.total_height()) - height - left).max(0.0);
        if self.scroll.get_untracked() != (top, height) {
            self.scroll.set((top, height));
        }
        let follows = left < self.row_height;
        if self.follows.get_untracked() != follows {
            self.follows.set(follows);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "pixels of a list")]
    fn scroll_to(self, top: f64) {
        let Some(list) = self.list.get_untracked() else { return };
        let (_, height) = self.scroll.get_untracked();
        let left = untrack(|| self.total_height()) - height - top;
        list.set_scroll_top(-left.max(0.0).round() as i32);
        self.scrolled();
    }

    fn to_end(self) {
        self.follows.set(true);
        if let Some(list) = self.list.get_untracked() {
            list.set_scroll_top(0);
        }
    }

    /// The first row that is made, and how many there are.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of a list")]
    fn visible(self) -> (usize, usize) {
        let (top, height) = self.scroll.get();
        let top = if self.follows.get() { (self.total_height() - height).max(0.0) } else { top };
        let first = ((top / self.row_height).floor() as usize).saturating_sub(MARGIN);
        let count = (height / self.row_height).ceil() as usize + 2 * MARGIN;
        (first, count)
    }

    /// Keeps the whole as tall as its rows, and a reader who is somewhere within where they are.
    fn measure(self) {
        let Some(whole) = self.whole.get() else { return };
        let tall = self.total_height();
        let _ = web_sys::HtmlElement::style(&whole).set_property("height", &format!("{tall}px"));
        if !self.follows.get_untracked() {
            self.scroll_to(self.scroll.get_untracked().0);
        }
    }

    fn keys(self, event: &KeyboardEvent) {
        let hits = self.hits.get_untracked();
        let last = hits.len().saturating_sub(1);
        let at = self.active.get_untracked().and_then(|seq| hits.index_of(seq));
        let to = match event.key().as_str() {
            "ArrowDown" => at.map_or(last, |at| (at + 1).min(last)),
            "ArrowUp" => at.map_or(last, |at| at.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                if let Some(seq) = self.active.get_untracked() {
                    self.lab.seek_event(seq);
                }
                event.prevent_default();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.active.set(hits.at(to));
        self.show(to);
    }

    /// Scrolls as little as is needed for a row to be seen.
    #[allow(clippy::cast_precision_loss, reason = "rows of a list")]
    fn show(self, index: usize) {
        self.scrolled();
        let (top, height) = self.scroll.get_untracked();
        let row = index as f64 * self.row_height;
        let wanted = top.min(row).max(row + self.row_height - height);
        if (wanted - top).abs() > 0.5 {
            self.scroll_to(wanted);
        }
    }

    /// The list.
    pub fn view(self) -> AnyView {
        Effect::new(move |_| self.measure());
        self.list.on_load(move |list| {
            self.scrolled();
            host::on_resize(&list, move || self.scrolled());
        });
        let rows = Memo::new(move |_| {
            let (first, count) = self.visible();
            let hits = self.hits.get();
            let total = hits.len();
            // After a filter the list is shorter than it was scrolled.
            let first = first.min(total.saturating_sub(count));
            self.lab.with(|session| {
                let row = |index: usize| Row::of(session, session.event(hits.at(index)?)?, index, total);
                (first..total.min(first + count)).filter_map(row).collect::<Vec<_>>()
            })
        });
        let places = Memo::new(move |_| rows.with(Vec::len));
        let line = move |place: usize| self.line(Memo::new(move |_| rows.with(|rows| rows.get(place).cloned())));
        let tall = self.row_height > ROW_PX;
        view! {
            <div
                class="log"
                class:tall=tall
                role="listbox"
                tabindex="0"
                aria-label=t!("Log; Enter goes to the event")
                aria-activedescendant=move || self.active.get().map(|seq| format!("event-{seq}"))
                node_ref=self.list
                on:scroll=move |_| self.scrolled()
                on:keydown=move |event| self.keys(&event)
            >
                <div class="whole" role="presentation" node_ref=self.whole>
                    <For each=move || 0..places.get() key=|place| *place children=line />
                </div>
            </div>
            <Show when=move || !self.follows.get()>
                <button type="button" class="newest" on:click=move |_| self.to_end()>{t!("Newest")}</button>
            </Show>
            <Show when=move || self.hits.with(|hits| hits.len() == 0)>
                <p class="muted nothing">
                    {move || if self.has_filter() { t!("Nothing among the newest 20,000 events.") } else { t!("Nothing has happened yet. Press play.") }}
                </p>
            </Show>
        }
        .into_any()
    }

    /// One of the rows; which event it shows changes.
    fn line(self, row: Memo<Option<Row>>) -> AnyView {
        let seq = move || row.with(|row| row.as_ref().map(|row| row.seq));
        let text = move |of: fn(&Row) -> String| live::maybe(move || row.with(|row| row.as_ref().map(of)));
        let part = move |of: fn(&Row) -> String| Signal::derive(move || row.with(|row| row.as_ref().map(of)));
        #[allow(clippy::cast_precision_loss, reason = "a few hundred thousand rows")]
        let place = move || row.with(|row| row.as_ref().map_or(0.0, |row| row.index as f64 * self.row_height));
        let go = move |_| {
            let seq = untrack(seq);
            self.active.set(seq);
            if let Some(seq) = seq {
                self.lab.seek_event(seq);
            }
        };
        view! {
            <div
                id=part(|row| format!("event-{}", row.seq))
                class=part(|row| format!("row kind-{}", row.kind))
                role="option"
                aria-selected=live::yes_or_no(move || self.active.get().is_some() && self.active.get() == seq())
                aria-posinset=part(|row| (row.index + 1).to_string())
                aria-setsize=part(|row| row.total.to_string())
                style:transform=move || format!("translateY({}px)", place())
                on:click=go
            >
                <span class="mono at">{text(|row| row.at.clone())}</span>
                <span class="mono mark" aria-hidden="true">{text(|row| row.mark.clone())}</span>
                <span class="text">{text(|row| row.text.clone())}</span>
            </div>
        }
        .into_any()
    }
}

/// A row as it is shown.
#[derive(Clone, PartialEq)]
struct Row {
    seq: u64,
    index: usize,
    total: usize,
    at: String,
    mark: String,
    kind: &'static str,
    text: String,
}

impl Row {
    #[allow(clippy::unnecessary_wraps, reason = "fits the chain that it stands in")]
    fn of(session: &Session, event: &Event, index: usize, total: usize) -> Option<Self> {
        let mark = marker(&event.kind);
        Some(Self {
            seq: event.seq,
            index,
            total,
            at: event.at.to_string(),
            mark: mark.map(|(letter, _)| letter.to_string()).unwrap_or_default(),
            kind: mark.map_or("other", |(_, kind)| kind),
            text: sentence(session.cloud(), event),
        })
    }
}
