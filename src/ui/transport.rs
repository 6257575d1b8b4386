//! The transport: play, pause, steps in both directions, speed, "Next…", the ruler, and branches.

use super::lab::{Dialog, Lab, Next, use_lab};
use super::live;
use super::stage::View;
use crate::clock::Instant;
use crate::session::Session;
use crate::view::describe;
use crate::view::playback::{Command, Pacing};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// More marks than this are not drawn on the ruler.
const MARKS_MAX: usize = 300;
/// How many of the latest events are looked at for marks.
const MARK_EVENTS: u64 = 4_000;

/// The transport.
#[component]
pub fn Transport() -> impl IntoView {
    let lab = use_lab();
    let playing = Memo::new(move |_| lab.playback.get().playing);
    let speed = Memo::new(move |_| lab.playback.get().speed);
    let pacing = Memo::new(move |_| lab.playback.get().pacing);
    let skip = Memo::new(move |_| lab.playback.get().skip_idle);
    let set_speed = move |event| {
        if let Ok(level) = event_target_value(&event).parse::<f64>() {
            lab.command(Command::Speed(10_f64.powf(level)));
        }
    };
    // On a small screen the rarer controls are put away.
    let open = RwSignal::new(false);
    let next = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        if let Some((what, _)) = Next::ALL.into_iter().find(|(_, name)| *name == chosen) {
            lab.next(what);
        }
        if let Some(select) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlSelectElement>().ok()) {
            select.set_value("");
        }
    };
    view! {
        <div class="transport" class:open=move || open.get() role="group" aria-label="Time">
            <div class="buttons">
                <button type="button" title="Back to the beginning (Home)" aria-label="Back to the beginning" on:click=move |_| lab.seek(Instant::ZERO)><Icon path="M3 2V14M13 2L6 8L13 14Z" /></button>
                <button type="button" title="One step back (←)" aria-label="Step back" on:click=move |_| lab.step_back()><Icon path="M12 2L4 8L12 14Z" /></button>
                <button type="button" class="primary play" title="Play or pause (Space)" on:click=move |_| lab.command(Command::Toggle)>
                    {live::text(move || if playing.get() { "Pause" } else { "Play" })}
                </button>
                <button type="button" title="One step forward (→)" aria-label="Step forward" on:click=move |_| lab.step_forward()><Icon path="M4 2L12 8L4 14Z" /></button>
                <button type="button" title="To the latest instant (End)" aria-label="To the latest instant" on:click=move |_| lab.seek(lab.peek(Session::end))><Icon path="M13 2V14M3 2L10 8L3 14Z" /></button>
            </div>
            <output class="clock" aria-label="Logical time">
                <span class="mono now">{live::text(move || lab.with(|session| format!("{} s", session.now())))}</span>
                <span class="muted">{live::text(move || lab.with(ahead))}</span>
            </output>
            <button
                type="button"
                class="more"
                aria-expanded=live::yes_or_no(move || open.get())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Pace"
            </button>
            <div class="pacing" role="group" aria-label="Pacing">
                <button type="button" title="Logical time runs in proportion to real time (E)" aria-pressed=live::yes_or_no(move || pacing.get() == Pacing::Time) on:click=move |_| lab.command(Command::Pace(Pacing::Time))>"Time"</button>
                <button type="button" title="One event after another at an even pace (E)" aria-pressed=live::yes_or_no(move || pacing.get() == Pacing::Event) on:click=move |_| lab.command(Command::Pace(Pacing::Event))>"Event"</button>
            </div>
            <label class="speed">
                <span>"Speed " <span class="mono">{live::text(move || speed_text(speed.get()))}</span></span>
                <input type="range" min="-1" max="4" step="0.05" prop:value=move || speed.get().log10().to_string() aria-valuetext=move || speed_text(speed.get()) on:input=set_speed />
            </label>
            <label class="check">
                <input type="checkbox" prop:checked=move || skip.get() on:change=move |event| lab.command(Command::SkipIdle(event_target_checked(&event))) />
                "Skip idle"
            </label>
            <label class="next">
                <span class="sr">"Go on to the next"</span>
                <select on:change=next>
                    <option value="">"Next…"</option>
                    {Next::ALL.into_iter().map(|(_, name)| view! { <option value=name>{format!("Next {name}")}</option> }).collect_view()}
                </select>
            </label>
            <Branches />
            <Ruler />
        </div>
    }
}

/// When something happens next.
fn ahead(session: &Session) -> String {
    let next = session.next_step_at().map(|at| at.since(session.now()));
    next.map_or_else(|| "nothing ahead".to_owned(), |next| format!("next in {}", describe::span(next)))
}

/// A small picture on a button that has a name of its own.
#[component]
fn Icon(path: &'static str) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=path /></svg> }
}

fn speed_text(speed: f64) -> String {
    if speed < 1.0 { format!("×{speed:.1}") } else { format!("×{speed:.0}") }
}

/// The branches that acting in the past has left.
#[component]
fn Branches() -> impl IntoView {
    let lab = use_lab();
    let branches = Memo::new(move |_| {
        lab.with(|session| {
            let (others, id, name) = session.branches();
            let mut all: Vec<(u32, String)> = others.iter().map(|branch| (branch.id, branch.name.clone())).collect();
            all.push((id, name.to_owned()));
            all.sort_unstable_by_key(|(id, _)| *id);
            (id, all)
        })
    });
    let choose = move |event| {
        if let Ok(id) = event_target_value(&event).parse::<u32>() {
            lab.switch_branch(id);
        }
    };
    move || {
        let (current, all) = branches.get();
        (all.len() > 1).then(|| {
            let options = all
                .into_iter()
                .map(|(id, name)| view! { <option value=id.to_string() selected=id == current>{name}</option> })
                .collect_view();
            view! {
                <label class="branches" title="Acting in the past keeps the old future as a branch">
                    <span class="sr">"Branch"</span>
                    <select on:change=choose>{options}</select>
                </label>
            }
        })
    }
}

/// The ruler: the whole run so far, with marks, and a thumb at the present.
#[component]
fn Ruler() -> impl IntoView {
    let lab = use_lab();
    let end = Memo::new(move |_| lab.with(|session| session.end().as_millis().max(1)));
    let now = Memo::new(move |_| lab.with(|session| session.now().as_millis()));
    let marks = move || {
        let end = end.get();
        lab.with(|session| marks(session, end))
            .into_iter()
            .map(|(x, class)| view! { <line class=class x1=x.clone() x2=x y1="0" y2="10" /> })
            .collect_view()
    };
    let scrub = move |event| {
        if let Ok(millis) = event_target_value(&event).parse::<f64>() {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the ruler gives whole milliseconds"
            )]
            lab.seek(Instant::from_millis(millis.max(0.0) as u64));
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let handled = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => {
                lab.step_back();
                true
            }
            "ArrowRight" | "ArrowUp" => {
                lab.step_forward();
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let text = move || {
        lab.with(|session| {
            format!(
                "{} of {}",
                describe::span(session.now().since(Instant::ZERO)),
                describe::span(session.end().since(Instant::ZERO))
            )
        })
    };
    view! {
        <div class="ruler">
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>
            <input
                type="range"
                min="0"
                max=move || end.get().to_string()
                step="1"
                prop:value=move || now.get().to_string()
                aria-label="Logical time; arrow keys go from event to event"
                aria-valuetext=text
                on:pointerdown=move |_| lab.command(Command::Pause)
                on:input=scrub
                on:keydown=keys
            />
            <span class="ruler-end mono muted">{live::text(move || describe::span(crate::clock::Duration::from_millis(end.get())))}</span>
        </div>
    }
}

/// Marks of the latest events: places from 0 to 1,000, and classes.
fn marks(session: &Session, end: u64) -> Vec<(String, String)> {
    let known = session.timeline();
    let last = known.first_event() + known.events_between(0, u64::MAX).count() as u64;
    let mut marks: Vec<(u64, &'static str)> = Vec::new();
    for event in known.events_between(last.saturating_sub(MARK_EVENTS), last).rev() {
        let Some((_, kind)) = describe::marker(&event.kind) else { continue };
        let place = event.at.as_millis().saturating_mul(1000) / end.max(1);
        if marks.iter().all(|known| *known != (place, kind)) {
            marks.push((place, kind));
        }
        if marks.len() >= MARKS_MAX {
            break;
        }
    }
    marks.into_iter().map(|(place, kind)| (place.to_string(), format!("mark {kind}"))).collect()
}

/// Keys that work anywhere outside of fields and dialogs.
pub fn keys(lab: Lab, stage: View, event: &ev::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let inside =
        |selector: &str| target.as_ref().is_some_and(|element| element.closest(selector).ok().flatten().is_some());
    if inside("dialog") {
        return;
    }
    let key = event.key();
    let with_ctrl = event.ctrl_key() || event.meta_key();
    // Space is the key of whatever has the focus; all others that write something can be turned off.
    if !with_ctrl && key != " " && key.chars().count() == 1 && !lab.hands.single_keys.get_untracked() {
        return;
    }
    if inside("#stage, .ruler") && stage.key(event) {
        event.prevent_default();
        return;
    }
    if with_ctrl {
        let typing = inside("textarea, input:not([type=range], [type=checkbox])");
        match (key.to_ascii_lowercase().as_str(), event.shift_key(), typing) {
            ("z", false, false) => lab.undo(),
            ("z", true, false) | ("y", false, false) => lab.redo(),
            _ => return,
        }
        event.prevent_default();
        return;
    }
    if inside("input, textarea, select") || (key == " " && inside("button, [role=button], [role=tab], summary, a")) {
        return;
    }
    match key.as_str() {
        " " => lab.command(Command::Toggle),
        "Home" => lab.seek(Instant::ZERO),
        "End" => lab.seek(lab.peek(Session::end)),
        "[" => lab.command(Command::Speed(lab.playback.get_untracked().speed / 2.0)),
        "]" => lab.command(Command::Speed(lab.playback.get_untracked().speed * 2.0)),
        "e" | "E" => {
            let other = match lab.playback.get_untracked().pacing {
                Pacing::Time => Pacing::Event,
                Pacing::Event => Pacing::Time,
            };
            lab.command(Command::Pace(other));
        }
        "ArrowLeft" if !inside("[role=tab], .node") => lab.step_back(),
        "ArrowRight" if !inside("[role=tab], .node") => lab.step_forward(),
        "?" => lab.dialog.set(Some(Dialog::Help)),
        _ => return,
    }
    event.prevent_default();
}
