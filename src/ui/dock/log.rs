//! The log: every event as a sentence. Only the rows that can be seen are in the document.

use super::hits::{Hits, Scan, hits, json};
use crate::cloud::Event;
use crate::session::Session;
use crate::t;
use crate::ui::host;
use crate::ui::lab::Lab;
use crate::ui::live;
use crate::view::describe::{marker, number, sentence};
use crate::view::log::Kind;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// How tall a row is, for a pointer and for a finger; the same figures stand in panels.css.
const ROW_PX: f64 = 26.0;
const ROW_COARSE_PX: f64 = 44.0;
/// Rows beyond the visible ones at each end.
const MARGIN: usize = 12;

/// The log's state: its filter and where it is scrolled to.
#[derive(Clone, Copy)]
pub struct Log {
    lab: Lab,
    text: RwSignal<String>,
    kinds: RwSignal<Vec<Kind>>,
    hits: Memo<Hits>,
    list: NodeRef<html::Ul>,
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
                <button type="button" class="chip" aria-pressed=move || if is_on() { "true" } else { "false" } on:click=toggle>{crate::text::of(word)}</button>
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

    fn scrolled(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        let whole = f64::from(list.scroll_height());
        self.scroll.set((top, height));
        self.follows.set(top + height >= whole - self.row_height);
    }

    fn to_end(self) {
        if let Some(list) = self.list.get_untracked() {
            list.set_scroll_top(list.scroll_height());
            self.scroll.set((f64::from(list.scroll_top()), f64::from(list.client_height())));
        }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of a list")]
    fn visible(self) -> (usize, usize) {
        let (top, height) = self.scroll.get();
        let first = ((top / self.row_height).floor() as usize).saturating_sub(MARGIN);
        let count = (height / self.row_height).ceil() as usize + 2 * MARGIN;
        (first, count)
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
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "rows of a list")]
    fn show(self, index: usize) {
        let Some(list) = self.list.get_untracked() else { return };
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        let row = index as f64 * self.row_height;
        let wanted = top.min(row).max(row + self.row_height - height);
        if (wanted - top).abs() > 0.5 {
            list.set_scroll_top(wanted.round() as i32);
            self.scrolled();
        }
    }

    /// The list.
    pub fn view(self) -> AnyView {
        // After the rows are there, and only while the reader is at the end.
        Effect::new(move |_| {
            self.hits.track();
            if self.list.get().is_some() && self.follows.get() {
                host::next_frame(move || self.to_end());
            }
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
        let line = move |row: Row| self.line(row);
        let tall = self.row_height > ROW_PX;
        view! {
            <ul
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
                <li class="spacer" role="presentation" style:height=move || format!("{}px", self.total_height())></li>
                <For each=move || rows.get() key=|row| (row.seq, row.index, row.text.clone()) children=line />
            </ul>
            <Show when=move || !self.follows.get()>
                <button type="button" class="newest" on:click=move |_| { self.follows.set(true); self.to_end(); }>{t!("Newest")}</button>
            </Show>
            <Show when=move || self.hits.with(|hits| hits.len() == 0)>
                <p class="muted nothing">
                    {move || if self.has_filter() { t!("Nothing among the newest 20,000 events.") } else { t!("Nothing has happened yet. Press play.") }}
                </p>
            </Show>
        }
        .into_any()
    }

    fn line(self, row: Row) -> AnyView {
        let Row { seq, index, total, at, mark, kind, text } = row;
        #[allow(clippy::cast_precision_loss, reason = "a few hundred thousand rows")]
        let top = index as f64 * self.row_height;
        let go = move |_| {
            self.active.set(Some(seq));
            self.lab.seek_event(seq);
        };
        view! {
            <li
                id=format!("event-{seq}")
                class=format!("row kind-{kind}")
                role="option"
                aria-selected=move || if self.active.get() == Some(seq) { "true" } else { "false" }
                aria-posinset=(index + 1).to_string()
                aria-setsize=total.to_string()
                style:transform=format!("translateY({top}px)")
                on:click=go
            >
                <span class="mono at">{at}</span>
                <span class="mono mark" aria-hidden="true">{mark}</span>
                <span class="text">{text}</span>
            </li>
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
