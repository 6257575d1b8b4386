//! The table: for each thing its metrics with what they were, are, how they changed, and a small picture.

use super::{Desk, empty};
use crate::lab::Selection;
use crate::live;
use leptos::prelude::*;
use queuelab::cloudwatch::Metric;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe::number;
use queuelab_view::metrics::{Dot, Line, Part, Plot, ROWS, SMALL, Size};

/// The table, or what to do where there is nothing in it.
pub(super) fn view(desk: Desk) -> AnyView {
    // Rows stay the same elements while their values change, or whoever is at one would lose the place.
    let keys = Memo::new(move |_| {
        let key = |part: &Part| (part.title.clone(), part.address.clone(), part.node);
        desk.sheet.with(|sheet| sheet.parts.iter().map(key).collect::<Vec<_>>())
    });
    let is_pinned = Memo::new(move |_| desk.pinned(|pin| pin.is_some()));
    let is_empty = Memo::new(move |_| keys.with(Vec::is_empty));
    let table = live::part(move || {
        if is_empty.get() {
            return empty(desk);
        }
        let inside = view! {
            <div class="wide-table">
                <table class="plain-table metrics-table" class:pinned=move || is_pinned.get()>
                    <caption class="sr">{t!("Metrics by what publishes them, with their values and a small picture of their course")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!("Metric")}</th>
                            <th scope="col" class="compared">{t!("Was")}</th>
                            <th scope="col">{t!("Now")}</th>
                            <th scope="col" class="compared">{t!("Difference")}</th>
                            <th scope="col">{t!("Course")}</th>
                        </tr>
                    </thead>
                    <For each=move || keys.get() key=Clone::clone children=move |key| part(desk, key) />
                </table>
            </div>
        };
        Some(inside.into_any())
    });
    let left_out = Memo::new(move |_| desk.sheet.with(|sheet| sheet.left_out));
    let more = live::part(move || {
        let left_out = left_out.get();
        let words = t!("Show more ({left_out} left)", left_out = number(left_out as u64));
        let button = view! { <button type="button" class="small" on:click=move |_| desk.rows.update(|rows| *rows += ROWS)>{words}</button> };
        (left_out > 0).then(|| button.into_any())
    });
    let notes = live::part(move || {
        let (resolution, is_done) = desk.sheet.with(|sheet| (sheet.resolution.clone(), sheet.is_done));
        (!is_empty.get()).then(|| {
            let rest = if is_done { "" } else { t!(" The rest of the run is being worked out.") };
            view! { <p class="hint">{resolution}{rest}" "{t!("Counts are told from the beginning of the run on; each picture shows them by the period.")}</p> }.into_any()
        })
    });
    view! { {table} {more} {notes} }.into_any()
}

fn part(desk: Desk, (title, address, node): (String, String, NodeId)) -> AnyView {
    let (of_title, of_address) = (title.clone(), address.clone());
    let metrics = Memo::new(move |_| {
        desk.sheet.with(|sheet| {
            let found = sheet.parts.iter().find(|part| part.title == of_title && part.address == of_address);
            let lines = found.into_iter().flat_map(|part| &part.lines);
            lines.map(|line| line.metric.clone()).collect::<Vec<_>>()
        })
    });
    let select = move |_| desk.lab.selection.set(Some(Selection::Node(node)));
    view! {
        <tbody>
            <tr class="metrics-of">
                <th scope="rowgroup" colspan="5">
                    <button type="button" class="link" title=t!("Select it on the stage") on:click=select>{title}</button>
                    <span class="muted mono">{address}</span>
                </th>
            </tr>
            <For each=move || metrics.get() key=Clone::clone children=move |metric| row(desk, metric) />
        </tbody>
    }
    .into_any()
}

fn row(desk: Desk, metric: Metric) -> AnyView {
    let (name, of) = (metric.name.to_string(), metric.clone());
    let line = Memo::new(move |_| {
        desk.sheet.with(|sheet| {
            let mut lines = sheet.parts.iter().flat_map(|part| &part.lines);
            lines.find(|line| line.metric == of).cloned()
        })
    });
    let text = move |read: fn(&Line) -> &str| {
        live::text(move || line.with(|line| line.as_ref().map(|line| read(line).to_owned()).unwrap_or_default()))
    };
    let chosen = metric.clone();
    let is_chosen = Memo::new(move |_| desk.metric().as_ref() == Some(&chosen));
    view! {
        <tr class:selected=move || is_chosen.get()>
            <th scope="row">
                <button type="button" class="link" aria-pressed=live::yes_or_no(move || is_chosen.get()) on:click=move |_| desk.choose(metric.clone())>
                    {name}
                </button>
                <span class="muted">{text(|line| line.statistic)}</span>
            </th>
            <td class="compared">{text(|line| &line.was)}</td>
            <td>{text(|line| &line.now)}</td>
            <td class="compared">{text(|line| &line.change)}</td>
            <td>{live::part(move || line.with(|line| line.as_ref().map(|line| picture(&line.plot, SMALL))))}</td>
        </tr>
    }
    .into_any()
}

/// A picture as an element.
pub(super) fn picture(plot: &Plot, size: Size) -> AnyView {
    let Size { width, height, .. } = size;
    let dot = |dot: &Dot| view! { <circle class="alone" cx=dot.x cy=dot.y r="2" /> };
    let alone = plot.alone.iter().map(dot).collect_view();
    let now = plot.now.map(|x| view! { <line class="now" x1=x x2=x y1="0" y2=size.base() /> });
    view! {
        <svg class="metric-plot" viewBox=format!("0 0 {width} {height}") width=width height=height role="img" aria-label=plot.words.clone()>
            <line class="base" x1=size.left x2=size.end() y1=size.base() y2=size.base() />
            {now}
            <path class="values" d=plot.path.clone() />
            {alone}
        </svg>
    }
    .into_any()
}
