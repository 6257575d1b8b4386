//! The transport: play, pause, steps in both directions, speed, "Next…", the ruler, and branches.

use super::lab::{Dialog, Lab, Next, Working, use_lab};
use super::live;
use super::stage::View;
use leptos::{ev, prelude::*};
use queuelab::clock::{Duration, Instant};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::describe;
use queuelab_view::playback::{Command, Pacing};
use queuelab_view::ruler::{self as view, Gaps};
use wasm_bindgen::JsCast;

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
        if chosen == "until" {
            lab.dialog.set(Some(Dialog::Until));
        } else if let Some((what, _)) = Next::ALL.into_iter().find(|(_, name)| *name == chosen) {
            lab.next(what);
        }
        if let Some(select) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlSelectElement>().ok()) {
            select.set_value("");
        }
    };
    view! {
        <div class="transport" class:open=move || open.get() role="group" aria-label=t!("Time")>
            <div class="buttons">
                <button type="button" title=t!("Back to the beginning (Home)") aria-label=t!("Back to the beginning") on:click=move |_| lab.seek(Instant::ZERO)><Icon path="M3 2V14M13 2L6 8L13 14Z" /></button>
                <button type="button" title=t!("One step back (←)") aria-label=t!("Step back") on:click=move |_| lab.step_back()><Icon path="M12 2L4 8L12 14Z" /></button>
                <button type="button" class="primary play" title=t!("Play or pause (Space)") on:click=move |_| lab.command(Command::Toggle)>
                    {live::text(move || if playing.get() { t!("Pause") } else { t!("Play") })}
                </button>
                <button type="button" title=t!("One step forward (→)") aria-label=t!("Step forward") on:click=move |_| lab.step_forward()><Icon path="M4 2L12 8L4 14Z" /></button>
                <button type="button" title=t!("To the latest instant (End)") aria-label=t!("To the latest instant") on:click=move |_| lab.seek(lab.peek(Session::end))><Icon path="M13 2V14M3 2L10 8L3 14Z" /></button>
            </div>
            <output class="clock" aria-label=t!("Logical time")>
                <span class="mono now">{live::text(move || lab.with(|session| format!("{} s", session.now())))}</span>
                <span class="muted">{live::text(move || lab.with(ahead))}</span>
            </output>
            <button
                type="button"
                class="more"
                aria-expanded=live::yes_or_no(move || open.get())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {t!("Pace")}
            </button>
            <div class="pacing" role="group" aria-label=t!("Pacing")>
                <button type="button" title=t!("Logical time runs in proportion to real time (E)") aria-pressed=live::yes_or_no(move || pacing.get() == Pacing::Time) on:click=move |_| lab.command(Command::Pace(Pacing::Time))>{t!("Time")}</button>
                <button type="button" title=t!("One event after another at an even pace (E)") aria-pressed=live::yes_or_no(move || pacing.get() == Pacing::Event) on:click=move |_| lab.command(Command::Pace(Pacing::Event))>{t!("Event")}</button>
            </div>
            <label class="speed">
                <span>{t!("Speed")}" " <span class="mono">{live::text(move || speed_text(speed.get()))}</span></span>
                <input type="range" min="-1" max="4" step="0.05" prop:value=move || speed.get().log10().to_string() aria-valuetext=move || speed_text(speed.get()) on:input=set_speed />
            </label>
            <label class="check">
                <input type="checkbox" prop:checked=move || skip.get() on:change=move |event| lab.command(Command::SkipIdle(event_target_checked(&event))) />
                {t!("Skip idle")}
            </label>
            <label class="next">
                <span class="sr">{t!("Go on to the next")}</span>
                <select on:change=next>
                    <option value="">{t!("Next…")}</option>
                    {Next::ALL.into_iter().map(|(_, name)| view! { <option value=name>{t!("Next {name}", name = queuelab::text::of(name))}</option> }).collect_view()}
                    <option value="until">{t!("Until a condition…")}</option>
                </select>
            </label>
            <button type="button" class="flag" title=t!("Mark this instant, to come back to it (M)") aria-label=t!("Mark this instant") on:click=move |_| lab.mark()><Icon path="M4 15V2H13L10 5.5L13 9H4" /></button>
            <button type="button" class="what-if" title=t!("The same run with one setting changed, beside this one") on:click=move |_| lab.dialog.set(Some(Dialog::WhatIf))>{t!("What if…")}</button>
            <Progress />
            <Ruler />
            <Strip />
        </div>
    }
}

/// When something happens next.
fn ahead(session: &Session) -> String {
    let next = session.next_step_at().map(|at| at.since(session.now()));
    next.map_or_else(|| t!("nothing ahead").to_owned(), |next| t!("next in {next}", next = describe::span(next)))
}

/// A small picture on a button that has a name of its own.
#[component]
fn Icon(path: &'static str) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=path /></svg> }
}

fn speed_text(speed: f64) -> String {
    if speed < 1.0 { format!("×{speed:.1}") } else { format!("×{speed:.0}") }
}

/// The strip of branches and marks; what is on it comes later than the page.
#[component]
fn Strip() -> impl IntoView {
    let lab = use_lab();
    let has_any = Memo::new(move |_| {
        lab.history.get();
        lab.peek(|session| !session.branches().0.is_empty() || !session.marks().is_empty())
    });
    live::part(move || {
        let strip = has_any.get().then(|| lab.later.beside.get())??.strip;
        Some(view! { <div class="strip">{untrack(|| strip(lab))}</div> }.into_any())
    })
}

/// What is shown of work that takes a while, and its end.
#[component]
fn Progress() -> impl IntoView {
    let lab = use_lab();
    // Only what fills changes while it goes on; the button stays the same, so that it can be pressed.
    let what = Memo::new(move |_| lab.working.get().map(|working| working.what));
    let share = Memo::new(move |_| lab.working.get().and_then(|working: Working| working.share));
    live::part(move || {
        let what = what.get()?;
        Some(
            view! {
                <div class="working" role="status">
                    <span>{what}" …"</span>
                    <progress max="1" value=move || share.get() aria-label=what></progress>
                    <button type="button" class="small" on:click=move |_| lab.stop_work()>{t!("Stop here")}</button>
                </div>
            }
            .into_any(),
        )
    })
}

/// Steps of the ruler: fine enough for any screen.
const RULER_STEPS: f64 = 10_000.0;

/// The ruler: the whole run so far, with marks, breaks where nothing happened, and a thumb at the present.
#[component]
fn Ruler() -> impl IntoView {
    let lab = use_lab();
    let gaps = StoredValue::new(Gaps::default());
    let skip = Memo::new(move |_| lab.playback.get().skip_idle);
    let history = Memo::new(move |_| lab.history.get());
    Effect::new(move |_| {
        history.get();
        gaps.set_value(Gaps::default());
    });
    let ruler = Memo::new(move |_| {
        history.get();
        lab.with(|session| {
            let end = session.end().as_millis();
            if !skip.get() {
                return view::Ruler::even(end);
            }
            gaps.update_value(|gaps| gaps.fold(session.timeline()));
            gaps.with_value(|gaps| view::Ruler::broken(end, gaps))
        })
    });
    let place = move || lab.with(|session| ruler.with(|ruler| ruler.place(session.now().as_millis())) * RULER_STEPS);
    let picture = move || {
        let (marks, named) = lab.with(|session| {
            let named: Vec<u64> = session.marks().iter().map(|mark| mark.at.as_millis()).collect();
            (ruler.with(|ruler| view::marks(session.timeline(), ruler)), named)
        });
        let line = |(place, kind): (f64, &str)| {
            let x = format!("{:.1}", place * 1_000.0);
            view! { <line class=format!("mark {kind}") x1=x.clone() x2=x y1="0" y2="10" /> }.into_any()
        };
        let named = ruler.with(|ruler| named.into_iter().map(|at| (ruler.place(at), "named")).collect::<Vec<_>>());
        let breaks = ruler.with(|ruler| ruler.breaks().to_vec());
        let broken = |one: view::Break| {
            let (x, w) = (one.at * 1_000.0, one.width * 1_000.0);
            let words =
                t!("{length} without an event, shortened", length = describe::span(Duration::from_millis(one.length)));
            view! { <rect class="break" x=x y="0" width=w height="10"><title>{words}</title></rect> }.into_any()
        };
        let all: Vec<AnyView> =
            marks.into_iter().chain(named).map(line).chain(breaks.into_iter().map(broken)).collect();
        Some(all.into_any())
    };
    let labels = move || {
        let breaks = ruler.with(|ruler| ruler.breaks().to_vec());
        let label = |one: view::Break| {
            let words = format!("≈ {} ≈", describe::span(Duration::from_millis(one.length)));
            let left = format!("{:.1}%", (one.at + one.width / 2.0) * 100.0);
            view! { <span style=("left", left)>{words}</span> }
        };
        (!breaks.is_empty()).then(|| {
            view! { <div class="break-labels muted" aria-hidden="true">{breaks.into_iter().map(label).collect_view()}</div> }
                .into_any()
        })
    };
    let scrub = move |event| {
        if let Ok(place) = event_target_value(&event).parse::<f64>() {
            lab.seek(Instant::from_millis(ruler.with_untracked(|ruler| ruler.instant(place / RULER_STEPS))));
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft" | "ArrowDown", true) => lab.go_to_landmark(true),
            ("ArrowRight" | "ArrowUp", true) => lab.go_to_landmark(false),
            ("ArrowLeft" | "ArrowDown", _) => lab.step_back(),
            ("ArrowRight" | "ArrowUp", _) => lab.step_forward(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let text = move || {
        lab.with(|session| {
            t!(
                "{at} of {end}",
                at = describe::span(session.now().since(Instant::ZERO)),
                end = describe::span(session.end().since(Instant::ZERO))
            )
        })
    };
    view! {
        <div class="ruler">
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{live::part(picture)}</svg>
            <input
                type="range"
                min="0"
                max="10000"
                step="any"
                prop:value=move || place().to_string()
                aria-label=t!("Logical time; arrow keys go from event to event, with Shift from mark to mark")
                aria-valuetext=text
                on:pointerdown=move |_| lab.command(Command::Pause)
                on:input=scrub
                on:keydown=keys
            />
            <span class="ruler-end mono muted">{live::text(move || describe::span(Duration::from_millis(ruler.with(view::Ruler::end))))}</span>
            {live::part(labels)}
        </div>
    }
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
        "ArrowLeft" if event.shift_key() => lab.go_to_landmark(true),
        "ArrowRight" if event.shift_key() => lab.go_to_landmark(false),
        "m" | "M" => lab.mark(),
        "i" | "I" => lab.describe_now(),
        "ArrowLeft" if !inside("[role=tab], .node") => lab.step_back(),
        "ArrowRight" if !inside("[role=tab], .node") => lab.step_forward(),
        "?" => lab.dialog.set(Some(Dialog::Help)),
        _ => return,
    }
    event.prevent_default();
}
