//! One metric in full: what it means, its large picture with its scales, and the value of each period.

use super::Desk;
use crate::host;
use crate::lab::Dialog;
use crate::live;
use crate::widgets::{facts, fresh_id};
use leptos::html::{Div, Section};
use leptos::prelude::*;
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::t;
use queuelab_view::metrics::{Detail, Dot, LARGE, Plot, Row, nearest, usual};
use std::sync::Arc;

/// Reads what was worked out, and listens.
fn read<R>(desk: Desk, read: impl FnOnce(&Detail) -> R) -> Option<R> {
    desk.sheet.with(|sheet| sheet.detail.as_ref().map(read))
}

/// The panel of a metric.
pub(super) fn view(desk: Desk, metric: Metric) -> AnyView {
    let name = metric.name.to_string();
    let is_there = Memo::new(move |_| desk.sheet.with(|sheet| sheet.detail.is_some()));
    let address = live::maybe(move || read(desk, |detail| format!("{} · {}", detail.address, detail.unit)));
    let inside = live::part(move || {
        if !is_there.get() {
            return Some(
                view! { <p class="hint">{t!("At this instant the lab has nothing that publishes it.")}</p> }.into_any(),
            );
        }
        Some(untrack(|| in_full(desk, metric.clone())))
    });
    let label = t!("Metric {name}", name);
    let element = NodeRef::<Section>::new();
    element.on_load(|element| {
        // Beside the table it is seen; below it, it has to be shown to whoever asked for it.
        if host::matches("(max-width: 999px)") {
            element.scroll_into_view();
        }
    });
    view! {
        <section class="metric-detail" aria-label=label node_ref=element>
            <div class="panel-head">
                <h3>{name}</h3>
                <button type="button" class="quiet" aria-label=t!("Close this metric") on:click=move |_| desk.chosen.set(None)>"✕"</button>
            </div>
            <p class="muted mono">{address}</p>
            {inside}
        </section>
    }
    .into_any()
}

fn in_full(desk: Desk, metric: Metric) -> AnyView {
    let values = move || read(desk, |detail| detail.values.clone()).unwrap_or_default();
    let meaning = read(desk, |detail| detail.meaning);
    let meaning = meaning.map(|meaning| {
        view! { <p>{meaning.what}</p><p class="hint"><b>{t!("Mind:")}" "</b>{meaning.trap}</p> }
    });
    view! {
        {facts(values)}
        {statistics(desk, &metric)}
        {course(desk)}
        {meaning}
        {alarm(desk, metric)}
    }
    .into_any()
}

/// What of each period is drawn.
fn statistics(desk: Desk, metric: &Metric) -> AnyView {
    let usual = usual(&metric.name);
    let option = move |statistic: Statistic| {
        let name = statistic.names().0;
        let is_chosen = move || desk.statistic.get().unwrap_or(usual) == statistic;
        view! { <option value=name prop:selected=is_chosen>{name}</option> }
    };
    view! {
        <label class="metric-statistic">
            {t!("Statistic")}
            <select on:change=move |event| desk.statistic.set(Statistic::parse(&event_target_value(&event)))>
                {Statistic::ALL.map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// The picture, the period that is pointed at, and all of them as a table.
fn course(desk: Desk) -> AnyView {
    let plot = Memo::new(move |_| read(desk, |detail| detail.plot.clone()).unwrap_or_default());
    let pointed = RwSignal::new(None::<usize>);
    let last = move || plot.with(|plot| plot.rows.len().checked_sub(1));
    // Without a choice it is the newest with data.
    let newest = move || plot.with(|plot| plot.rows.iter().rposition(|row| row.dot.is_some()));
    let at = Memo::new(move |_| pointed.get().filter(|at| last().is_some_and(|last| *at <= last)).or_else(newest));
    let row = move || at.get().and_then(|at| plot.with(|plot| plot.rows.get(at).cloned()));
    let words = move || {
        row().map_or_else(|| t!("no period is over yet").to_owned(), |row| format!("{}: {}", row.time, row.value))
    };
    let frame = NodeRef::<Div>::new();
    let moved = move |event: web_sys::PointerEvent| {
        let Some(frame) = frame.get_untracked() else { return };
        let rect = frame.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - rect.left()) / rect.width();
        if let Some(found) = plot.with_untracked(|plot| nearest(plot, share, LARGE)) {
            pointed.set(Some(found));
        }
    };
    let id = fresh_id("metric-period");
    let of = id.clone();
    let mark = move || row().and_then(|row| row.dot);
    view! {
        <div class="metric-frame" node_ref=frame on:pointermove=moved on:pointerdown=moved>
            {live::part(move || Some(plot.with(large)))}
            {live::part(move || mark().map(pointer))}
        </div>
        <label class="metric-period" for=of>
            {t!("Period")}
            <input
                id=id
                type="range"
                min="0"
                prop:max=move || last().unwrap_or(0).to_string()
                prop:value=move || at.get().unwrap_or(0).to_string()
                aria-valuetext=words
                on:input=move |event| pointed.set(event_target_value(&event).parse().ok())
            />
        </label>
        <p class="mono metric-value">{live::text(words)}</p>
        <details class="filter">
            <summary>{t!("As a table")}</summary>
            {live::part(move || Some(plot.with(|plot| table(&plot.rows))))}
        </details>
    }
    .into_any()
}

/// The picture with its scales.
fn large(plot: &Plot) -> AnyView {
    let (left, end, base) = (LARGE.left, LARGE.end(), LARGE.base());
    let line = |(y, text): &(f64, String)| {
        view! {
            <line class="grid" x1=left x2=end y1=*y y2=*y />
            <text class="scale" x=left - 6.0 y=y + 4.0 text-anchor="end">{text.clone()}</text>
        }
    };
    let last = plot.times.len().saturating_sub(1);
    let time = |(index, (x, text)): (usize, &(f64, String))| {
        let anchor = if index == last { "end" } else { "middle" };
        view! {
            <line class="tick" x1=*x x2=*x y1=base y2=base + 4.0 />
            <text class="scale" x=*x y=base + 18.0 text-anchor=anchor>{text.clone()}</text>
        }
    };
    let now = plot.now.map(|x| view! { <line class="now" x1=x x2=x y1="0" y2=base /> });
    let dots =
        plot.rows.iter().filter_map(|row| row.dot).map(|dot| view! { <circle class="dot" cx=dot.x cy=dot.y r="2" /> });
    let (lines, times, dots) = (
        plot.lines.iter().map(line).collect_view(),
        plot.times.iter().enumerate().map(time).collect_view(),
        dots.collect_view(),
    );
    view! {
        <svg class="metric-plot large" viewBox=format!("0 0 {} {}", LARGE.width, LARGE.height) role="img" aria-label=plot.words.clone()>
            {lines}
            {times}
            {now}
            <path class="values" d=plot.path.clone() />
            {dots}
        </svg>
    }
    .into_any()
}

/// Where the period is that is pointed at, above the picture.
fn pointer(dot: Dot) -> AnyView {
    view! {
        <svg class="metric-pointer" viewBox=format!("0 0 {} {}", LARGE.width, LARGE.height) aria-hidden="true">
            <line x1=dot.x x2=dot.x y1="0" y2=LARGE.base() />
            <circle cx=dot.x cy=dot.y r="5" />
        </svg>
    }
    .into_any()
}

fn table(rows: &[Row]) -> AnyView {
    let row = |row: &Row| view! { <tr><th scope="row">{row.time.clone()}</th><td>{row.value.clone()}</td></tr> };
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=t!("Values by period")>
            <table class="plain-table">
                <caption class="sr">{t!("Values by period, the earliest first")}</caption>
                <thead><tr><th scope="col">{t!("Period, in seconds of the run")}</th><th scope="col">{t!("Value")}</th></tr></thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The button that begins an alarm on it.
fn alarm(desk: Desk, metric: Metric) -> AnyView {
    let barred = Memo::new(move |_| read(desk, |detail| detail.barred).flatten());
    let open = move |_| {
        let statistic = read_statistic(desk);
        desk.lab.dialog.set(Some(Dialog::AlarmOn(Arc::new((metric.clone(), statistic)))));
    };
    view! {
        <div class="actions">
            <button type="button" disabled=move || barred.get().is_some() on:click=open>{t!("Alarm on this…")}</button>
            <p class="hint">{live::maybe(move || barred.get().map(str::to_owned))}</p>
        </div>
    }
    .into_any()
}

fn read_statistic(desk: Desk) -> String {
    untrack(|| read(desk, |detail| detail.statistic.names().0.to_owned())).unwrap_or_default()
}
