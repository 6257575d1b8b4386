//! What CloudWatch would show of the lab: a row and a small picture for each metric, one of them in full beside the table.
//!
//! The courses are worked out in small pieces: when the lab has changed, at most once a second while it plays, and never
//! for longer than a part of a frame. What is left is done in the frames that follow, until all is there.

mod detail;
mod table;

use crate::host;
use crate::lab::{Dialog, Lab, Selection};
use crate::live;
use leptos::prelude::*;
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::metrics::{self, Board, Choice, Detail, Part, Pin, ROWS, Range};
use std::sync::OnceLock;

/// Real milliseconds that a refresh may spend on the past.
const BUDGET_MS: f64 = 3.0;
/// The clock is looked at after so many steps.
const STEPS: u32 = 4;
/// While the lab plays, the panel is brought up to date this often, in real milliseconds.
const PLAYING_MS: f64 = 1_000.0;

/// What stays while other tabs are looked at; a pin and a metric belong to the run in which they were chosen.
struct Kept {
    pin: ArcRwSignal<Option<(u64, Pin)>>,
    chosen: ArcRwSignal<Option<(u64, Metric)>>,
    statistic: ArcRwSignal<Option<Statistic>>,
    all: ArcRwSignal<bool>,
    range: ArcRwSignal<Range>,
    search: ArcRwSignal<String>,
}

fn kept() -> &'static Kept {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    KEPT.get_or_init(|| Kept {
        pin: ArcRwSignal::new(None),
        chosen: ArcRwSignal::new(None),
        statistic: ArcRwSignal::new(None),
        all: ArcRwSignal::new(false),
        range: ArcRwSignal::new(Range::default()),
        search: ArcRwSignal::new(String::new()),
    })
}

/// What the panel shows, as it was worked out last.
#[derive(Clone, Default, PartialEq)]
struct Sheet {
    parts: Vec<Part>,
    left_out: usize,
    detail: Option<Detail>,
    /// How closely the pictures look.
    resolution: String,
    /// Whether anything in the lab publishes metrics.
    has_any: bool,
    /// Whether more of the past is to be looked at.
    is_done: bool,
}

/// The panel's state.
#[derive(Clone, Copy)]
struct Desk {
    lab: Lab,
    board: StoredValue<Board, LocalStorage>,
    sheet: RwSignal<Sheet>,
    last: StoredValue<f64>,
    waits: StoredValue<bool>,
    rows: RwSignal<usize>,
    pin: RwSignal<Option<(u64, Pin)>>,
    chosen: RwSignal<Option<(u64, Metric)>>,
    statistic: RwSignal<Option<Statistic>>,
    all: RwSignal<bool>,
    range: RwSignal<Range>,
    search: RwSignal<String>,
}

/// The node that a selection is about.
const fn node_of(selection: Selection) -> NodeId {
    match selection {
        Selection::Node(id) => id,
        Selection::Message(id) => NodeId::Queue(id.queue),
        Selection::Record(id) => NodeId::Stream(id.stream),
    }
}

impl Desk {
    fn new(lab: Lab) -> Self {
        let kept = kept();
        Self {
            lab,
            board: StoredValue::new_local(Board::default()),
            sheet: RwSignal::new(Sheet { has_any: true, is_done: true, ..Sheet::default() }),
            last: StoredValue::new(0.0),
            waits: StoredValue::new(false),
            rows: RwSignal::new(ROWS),
            pin: RwSignal::from(kept.pin.clone()),
            chosen: RwSignal::from(kept.chosen.clone()),
            statistic: RwSignal::from(kept.statistic.clone()),
            all: RwSignal::from(kept.all.clone()),
            range: RwSignal::from(kept.range.clone()),
            search: RwSignal::from(kept.search.clone()),
        }
    }

    /// The node whose metrics alone are shown; listens.
    fn node(self) -> Option<NodeId> {
        let selection = self.lab.selection.get();
        selection.filter(|_| !self.all.get()).map(node_of)
    }

    /// The pin of this run; listens.
    fn pinned<R>(self, read: impl FnOnce(Option<&Pin>) -> R) -> R {
        let run = self.lab.runs.get();
        self.pin.with(|pin| read(pin.as_ref().filter(|(of, _)| *of == run).map(|(_, pin)| pin)))
    }

    /// The metric that is shown in full; listens.
    fn metric(self) -> Option<Metric> {
        let run = self.lab.runs.get();
        self.chosen.get().filter(|(of, _)| *of == run).map(|(_, metric)| metric)
    }

    /// Works out what is shown, and what of the past there is time for.
    fn refresh(self) {
        if self.sheet.is_disposed() {
            return;
        }
        let started = host::millis();
        self.last.set_value(started);
        let sheet = untrack(|| self.work(started));
        let is_done = sheet.is_done;
        if self.sheet.with_untracked(|old| *old != sheet) {
            self.sheet.set(sheet);
        }
        if !is_done && !self.lab.playback.with_untracked(|playback| playback.playing) {
            self.soon();
        }
    }

    fn work(self, started: f64) -> Sheet {
        let choice = Choice { node: self.node(), search: self.search.get(), rows: self.rows.get() };
        let (chosen, statistic, range) = (self.metric(), self.statistic.get(), self.range.get());
        let caller = self.lab.caller.get();
        let worked = self.lab.peek(|session| {
            let (groups, left_out) = metrics::chosen(session.cloud(), &choice);
            let mut wanted = metrics::metrics_of(&groups);
            wanted.extend(chosen.clone());
            self.board.try_update_value(|board| {
                board.want(session, range, wanted);
                let mut steps = 0_u32;
                let is_done = board.go_on(session, &mut || {
                    steps = steps.wrapping_add(1);
                    !steps.is_multiple_of(STEPS) || host::millis() - started < BUDGET_MS
                });
                self.pinned(|pin| Sheet {
                    parts: metrics::parts(session, board, pin, &groups),
                    left_out,
                    detail: chosen
                        .as_ref()
                        .and_then(|metric| metrics::detail(session, board, pin, (metric, statistic), &caller)),
                    resolution: board.period().map(metrics::resolution).unwrap_or_default(),
                    has_any: !groups.is_empty() || metrics::groups(session.cloud()).next().is_some(),
                    is_done,
                })
            })
        });
        worked.unwrap_or_default()
    }

    /// Goes on in the next frame.
    fn soon(self) {
        if self.waits.try_get_value() == Some(false) {
            self.waits.set_value(true);
            host::next_frame(move || {
                if self.waits.try_get_value().is_some() {
                    self.waits.set_value(false);
                    self.refresh();
                }
            });
        }
    }

    fn choose(self, metric: Metric) {
        let run = self.lab.runs.get_untracked();
        self.statistic.set(None);
        self.chosen.update(|chosen| {
            let is_same = chosen.as_ref().is_some_and(|(of, old)| *of == run && *old == metric);
            *chosen = (!is_same).then_some((run, metric));
        });
    }
}

/// The tab.
pub fn view(lab: Lab) -> AnyView {
    let desk = Desk::new(lab);
    // With the lab, at most once a second while it plays; when it stops, it says so.
    Effect::new(move |_| {
        lab.with(|_| ());
        let playing = lab.playback.with_untracked(|playback| playback.playing);
        if !playing || host::millis() - desk.last.get_value() >= PLAYING_MS {
            desk.refresh();
        }
    });
    // And at once with what is chosen.
    Effect::new(move |before: Option<()>| {
        let _ = (desk.node(), desk.metric(), desk.statistic.get(), desk.range.get(), desk.rows.get());
        desk.search.track();
        desk.pinned(|_| ());
        lab.caller.track();
        if before.is_some() {
            desk.refresh();
        }
    });
    let chosen = Memo::new(move |_| desk.metric());
    let in_full = live::part(move || chosen.get().map(|metric| untrack(|| detail::view(desk, metric))));
    view! {
        <div class="calls metrics" tabindex="0" role="group" aria-label=t!("Metrics") class:with-detail=move || chosen.with(Option::is_some)>
            {tools(desk)}
            <div>{table::view(desk)}</div>
            {in_full}
        </div>
    }
    .into_any()
}

/// What is shown, how closely, and the pin.
fn tools(desk: Desk) -> AnyView {
    let scope = move |all: bool, words: &'static str| {
        view! {
            <button type="button" class="chip" aria-pressed=live::yes_or_no(move || desk.all.get() == all) on:click=move |_| desk.all.set(all)>
                {words}
            </button>
        }
    };
    let option = move |(range, value, words): (Range, &'static str, &'static str)| {
        view! { <option value=value prop:selected=move || desk.range.get() == range>{queuelab::text::of(words)}</option> }
    };
    let ranged = move |event| {
        let value = event_target_value(&event);
        if let Some((range, ..)) = Range::ALL.into_iter().find(|(_, known, _)| *known == value) {
            desk.range.set(range);
        }
    };
    let without_selection = live::part(move || {
        let is_loose = !desk.all.get() && desk.lab.selection.with(Option::is_none);
        is_loose.then(|| {
            view! { <p class="hint">{t!("Nothing is selected on the stage: all nodes are shown.")}</p> }.into_any()
        })
    });
    view! {
        <div class="metrics-tools">
            <div class="chips" role="group" aria-label=t!("Metrics of")>
                {scope(false, t!("Selected node"))}
                {scope(true, t!("All nodes"))}
            </div>
            <input
                type="search"
                aria-label=t!("Find a metric")
                placeholder=t!("Find a metric")
                prop:value=move || desk.search.get()
                on:input=move |event| desk.search.set(event_target_value(&event))
            />
            <select aria-label=t!("Stretch and resolution of the pictures") on:change=ranged>{Range::ALL.map(option).collect_view()}</select>
            {pin(desk)}
            {without_selection}
        </div>
    }
    .into_any()
}

fn pin(desk: Desk) -> AnyView {
    let at = Memo::new(move |_| desk.pinned(|pin| pin.map(|pin| (pin.at, pin.position, pin.left_out))));
    let set = move |_| {
        let (run, pin) = (desk.lab.runs.get_untracked(), desk.lab.peek(Pin::of));
        desk.pin.set(Some((run, pin)));
    };
    let label = live::text(move || if at.get().is_some() { t!("Pin again here") } else { t!("Pin this instant") });
    let rest = live::part(move || {
        let (at, _, left_out) = at.get()?;
        let words = if left_out == 0 {
            t!("Compared with {at}", at)
        } else {
            t!("Compared with {at}; {left_out} metrics were too many to remember", at, left_out)
        };
        let inside = view! {
            <span class="muted mono">{words}</span>
            <button type="button" class="small" on:click=move |_| desk.lab.seek(at)>{t!("Go there")}</button>
            <button type="button" class="small" on:click=move |_| desk.pin.set(None)>{t!("Unpin")}</button>
        };
        Some(inside.into_any())
    });
    view! {
        <div class="metrics-pin" role="group" aria-label=t!("Compare with an instant")>
            <button type="button" class="small" title=t!("Remembers the values of now, to compare later ones with") on:click=set>{label}</button>
            {rest}
        </div>
    }
    .into_any()
}

/// The one thing to do where there is nothing to show.
fn empty(desk: Desk) -> Option<AnyView> {
    let (is_empty, has_any) = desk.sheet.with(|sheet| (sheet.parts.is_empty(), sheet.has_any));
    if !is_empty {
        return None;
    }
    let searched = !desk.search.with(|text| text.trim().is_empty());
    let (words, label) = if !has_any {
        (t!("Nothing in this lab publishes metrics yet."), t!("Create a queue"))
    } else if searched {
        (t!("No metric here has this in its name."), t!("Show all metrics"))
    } else {
        (t!("What is selected publishes no metrics of its own in CloudWatch."), t!("Show all nodes"))
    };
    let act = move |_| {
        if has_any {
            if searched {
                desk.search.set(String::new());
            } else {
                desk.all.set(true);
            }
        } else {
            desk.lab.dialog.set(Some(Dialog::CreateQueue));
        }
    };
    Some(
        view! { <div class="metrics-empty"><p>{words}</p><button type="button" on:click=act>{label}</button></div> }
            .into_any(),
    )
}
