//! What comes out: the newest rows of a chosen in-application stream, and one of its columns over time by key.

use super::{Lab, with_application};
use crate::form::Form;
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::application_panel::{ShownRow, ShownStream, streams};
use queuelab_view::application_plot::{Line, Plot, SIZE, plot};

/// The section.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_application(lab, id, |managed, _| streams(managed)));
    let names = Memo::new(move |_| all.with(|all| all.iter().map(|stream| stream.name.clone()).collect::<Vec<_>>()));
    let form = Form::new([].into(), &[]);
    // The first stream that the code makes, until another is chosen.
    let shown = Memo::new(move |_| {
        let wanted = form.at("stream").get();
        all.with(|all| all.iter().find(|stream| stream.name == wanted).or_else(|| all.first()).cloned())
    });
    let inside = move || {
        let names = names.get();
        if names.is_empty() {
            return Some(view! { <p class="muted">{t!("Nothing yet: it does not run.")}</p> }.into_any());
        }
        let options = names.into_iter().map(|name| (name.clone(), name)).collect();
        Some(untrack(|| {
            view! {
                {form.choice("stream", t!("In-application stream"), "", options)}
                {picture(lab, id, shown, form)}
                {table(shown)}
            }
            .into_any()
        }))
    };
    live::part(inside)
}

/// The newest rows.
fn table(shown: Memo<Option<ShownStream>>) -> AnyView {
    let columns =
        Memo::new(move |_| shown.with(|stream| stream.as_ref().map(|s| s.columns.clone())).unwrap_or_default());
    let words =
        move || shown.with(|stream| stream.as_ref().map_or_else(String::new, |s| format!("{}: {}", s.name, s.words)));
    let rows = move || shown.with(|stream| stream.as_ref().map(|s| s.rows.clone())).unwrap_or_default();
    let row = |row: ShownRow| {
        let cells = row.values.into_iter().map(|value| view! { <td>{value}</td> }).collect_view();
        view! { <tr><th scope="row" class="mono">{row.time}</th>{cells}</tr> }
    };
    let heads = move || columns.get().into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=t!("Newest rows")>
            <table class="plain-table">
                <caption>{live::text(words)}</caption>
                <thead><tr><th scope="col">{t!("ROWTIME (s)")}</th>{heads}</tr></thead>
                <tbody><For each=rows key=|row| (row.number, row.values.clone()) children=row /></tbody>
            </table>
        </div>
        <p class="hint">{t!("The newest 20, the newest first.")}</p>
    }
    .into_any()
}

/// A column of numbers over time.
fn picture(lab: Lab, id: u32, shown: Memo<Option<ShownStream>>, form: Form) -> AnyView {
    let choices = Memo::new(move |_| {
        shown
            .with(|stream| stream.as_ref().map(|s| (s.name.clone(), s.numbers.clone(), s.texts.clone())))
            .unwrap_or_default()
    });
    let chosen = move |field: &'static str, among: &[String]| {
        let wanted = form.at(field).get();
        if among.contains(&wanted) || wanted == "-" { wanted } else { among.first().cloned().unwrap_or_default() }
    };
    let plotted = Memo::new(move |_| {
        let (stream, numbers, texts) = choices.get();
        let (value, key) = (chosen("value", &numbers), chosen("key", &texts));
        with_application(lab, id, |managed, _| plot(managed, &stream, &value, &key))
    });
    let controls = move || {
        let (_, numbers, texts) = choices.get();
        if numbers.is_empty() {
            return Some(
                view! { <p class="hint">{t!("This stream has no column of numbers to draw.")}</p> }.into_any(),
            );
        }
        let named = |names: Vec<String>| names.into_iter().map(|name| (name.clone(), name));
        let keys = named(texts).chain([("-".to_owned(), t!("nothing: one line").to_owned())]).collect();
        Some(untrack(|| {
            view! {
                <div class="pair">
                    {form.choice("value", t!("Column over time"), "", named(numbers).collect())}
                    {form.choice("key", t!("A line for each"), "", keys)}
                </div>
            }
            .into_any()
        }))
    };
    view! {
        {live::part(controls)}
        {live::part(move || plotted.get().map(drawn))}
    }
    .into_any()
}

fn drawn(plot: Plot) -> AnyView {
    let (width, height) = SIZE;
    let line = |(index, line): (usize, Line)| {
        let class = format!("plot-line plot-line-{}", index + 1);
        let dot = |(x, y): (f64, f64)| view! { <circle cx=x cy=y r="2" /> };
        let (x, y) = line.name_at;
        view! {
            <g class=class>
                <path d=line.path />
                {line.dots.into_iter().map(dot).collect_view()}
                <text x=x y=y>{line.name}</text>
            </g>
        }
    };
    let left_out = (plot.left_out > 0).then(|| t!(" {left_out} more keys have no line.", left_out = plot.left_out));
    view! {
        <svg class="alarm-plot sql-plot" viewBox=format!("0 0 {width} {height}") role="img" aria-label=plot.words>
            {plot.lines.into_iter().enumerate().map(line).collect_view()}
        </svg>
        <p class="hint">
            {t!("From {begin} to {end} s; from {least} at the bottom to {most} at the top. Lines have names and dashes of their own.", begin = plot.times.0, end = plot.times.1, least = plot.scale.0, most = plot.scale.1)}
            {left_out}
        </p>
    }
    .into_any()
}
