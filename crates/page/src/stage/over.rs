//! What lies over the stage once the page has been drawn: the card of the mark under the pointer, the family of what is
//! pointed at or selected, what a dot stands for, and the legend.

use super::adorn::adorn;
use super::paint::Adorn;
use super::{Point, View};
use crate::host::{self, REDUCED_MOTION};
use crate::lab::{Lab, Selection};
use crate::widgets::{glyph, state_tag};
use leptos::{ev, prelude::*};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::family::Family;
use queuelab_view::labels;
use queuelab_view::path::{self, Card};
use queuelab_view::tokens::{Look, MessageId, Subject};
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;

/// About how large a card can be, to keep it on the stage.
const CARD: (f64, f64) = (300.0, 190.0);

/// A mark under the pointer, and where on the stage that is, in pixels.
#[derive(Clone, Copy, PartialEq)]
struct Under {
    subject: Subject,
    x: f64,
    y: f64,
}

/// What lies over the stage.
pub fn over(view: View) -> AnyView {
    let lab = view.lab;
    let under = RwSignal::new(None::<Under>);
    watch_pointer(view, under);
    // What the page has once belongs to the reader's own stage.
    if !lab.is_guest {
        walk(lab);
        host::on_media(REDUCED_MOTION, move || lab.repaint(|painter| painter.stepped = host::reduced_motion()));
    }
    // The painter is there before the stage has a size.
    Effect::new(move |_| {
        view.size.track();
        lab.repaint(|painter| (painter.adorn, painter.stepped) = (Some(adorn as Adorn), host::reduced_motion()));
    });
    point_out(lab, under);
    let card = Memo::new(move |_| {
        let under = under.get()?;
        lab.with(|session| path::card(session, under.subject)).map(|card| (card, under))
    });
    view! {
        {move || card.get().map(|(shown, under)| card_view(shown, under, view))}
        {(!lab.is_guest).then(legend)}
    }
    .into_any()
}

/// Finds the mark under a mouse or pen that is over the stage with no button pressed.
fn watch_pointer(view: View, under: RwSignal<Option<Under>>) {
    let find = move |event: &ev::PointerEvent| {
        let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        let stage = format!("#{}", view.element());
        let is_over = element.closest(&stage).ok()?.is_some() && element.closest(".over-stage").ok()?.is_none();
        if !is_over || event.pointer_type() == "touch" || event.buttons() != 0 {
            return None;
        }
        let (x, y) = view.pixel(event);
        let at: Point = view.camera.get_untracked().to_stage(x, y);
        Some(Under { subject: view.lab.subject_at(at)?, x, y })
    };
    let moved = window_event_listener(ev::pointermove, move |event| {
        let found = find(&event);
        let is_same = |a: Option<Under>, b: Option<Under>| a.map(|one| one.subject) == b.map(|one| one.subject);
        // The card stays where it appeared, so that it does not tremble with the hand.
        if !is_same(found, under.get_untracked()) {
            under.set(found);
        }
    });
    let left = window_event_listener(ev::pointerdown, move |_| under.set(None));
    on_cleanup(move || {
        moved.remove();
        left.remove();
    });
}

/// With a queue in focus, a comma and a full stop select its messages one after another.
fn walk(lab: Lab) {
    let pressed = window_event_listener(ev::keydown, move |event| {
        let forwards = match event.key().as_str() {
            "." => true,
            "," => false,
            _ => return,
        };
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let id = element.and_then(|element| NodeId::try_from(element.id().strip_prefix("node-")?.to_owned()).ok());
        let Some(NodeId::Queue(queue)) = id.filter(|_| !event.ctrl_key() && !event.meta_key() && !event.alt_key())
        else {
            return;
        };
        let from = match lab.selection.get_untracked() {
            Some(Selection::Message(id)) => Some(id),
            _ => None,
        };
        if let Some(next) = lab.peek(|session| path::beside(session, queue, from, forwards)) {
            lab.selection.set(Some(Selection::Message(next)));
        }
    });
    on_cleanup(move || pressed.remove());
}

/// Points out all that comes from the same publish or send as what is under the pointer or selected. The family is looked
/// for once; after that only new events are looked at.
fn point_out(lab: Lab, under: RwSignal<Option<Under>>) {
    let known = StoredValue::new(None::<(MessageId, u64, Family)>);
    let shown = StoredValue::new(BTreeSet::<MessageId>::new());
    let subject = Memo::new(move |_| match under.get() {
        Some(under) => Some(under.subject),
        None => lab.selection.get().and_then(Selection::subject),
    });
    Effect::new(move |_| {
        let history = (lab.history.get() << 32) | lab.runs.get();
        let members = match subject.get() {
            Some(Subject::Message(id)) => lab.with(|session| {
                let mut family =
                    known.get_value().filter(|known| (known.0, known.1) == (id, history)).map(|known| known.2);
                if !family.as_mut().is_some_and(|family| family.follow(session)) {
                    family = Family::of(session, id);
                }
                let is_there = |id: &MessageId| path::is_there(session, *id);
                let members = family.as_ref().map(|family| family.members.iter().copied().filter(is_there).collect());
                known.set_value(family.map(|family| (id, history, family)));
                members.unwrap_or_default()
            }),
            _ => BTreeSet::new(),
        };
        // A message without relatives has nobody to be shown with.
        let members = if members.len() > 1 { members } else { BTreeSet::new() };
        if shown.with_value(|shown| *shown != members) {
            shown.set_value(members.clone());
            lab.repaint(|painter| painter.family = members);
        }
    });
}

/// The card. A table and the inspector say the same to who does not point.
fn card_view(card: Card, under: Under, view: View) -> AnyView {
    let (width, height) = view.size.get_untracked();
    let left = (under.x + 16.0).min(width - CARD.0).max(4.0);
    let is_low = under.y + CARD.1 > height;
    let edge = if is_low { height - under.y + 14.0 } else { under.y + 16.0 };
    let crumbs = card
        .crumbs
        .into_iter()
        .map(|crumb| view! { <li><span class="mono">{crumb.at.to_string()}</span>" "{crumb.text}</li> });
    view! {
        <div
            class="mark-card over-stage"
            aria-hidden="true"
            style:left=format!("{left:.0}px")
            style:top=if is_low { "auto".to_owned() } else { format!("{edge:.0}px") }
            style:bottom=if is_low { format!("{edge:.0}px") } else { "auto".to_owned() }
        >
            <p><b>{card.name}</b>" "{state_tag(card.look)}</p>
            <p>{card.state}</p>
            <p class="muted">{card.detail}</p>
            <ol class="crumbs">{crumbs.collect_view()}</ol>
            <p class="hint">{t!("Click to keep it in the inspector.")}</p>
        </div>
    }
    .into_any()
}

/// What each mark means, behind a button.
fn legend() -> AnyView {
    let is_open = RwSignal::new(false);
    let row = |look: Look| {
        view! { <li>{glyph(look)}<b class="mono">{look.tag()}</b><span><b>{look.word()}</b>" – "{look.meaning()}</span></li> }
    };
    let shown = move || {
        is_open.get().then(|| {
            view! {
                <div id="stage-legend" class="legend-box" role="region" aria-label=t!("What the marks mean") tabindex="0">
                    <ul class="legend">{Look::ALL.map(row).collect_view()}</ul>
                    <p class="hint">{t!("Dots below a message count its receives. A ring shows how much of a delay or of a visibility timeout is left; a stroke through it says that the timeout was changed.")}</p>
                </div>
            }
        })
    };
    let closed = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            event.stop_propagation();
            is_open.set(false);
        }
    };
    view! {
        <div class="stage-legend over-stage" on:pointerdown=|event| event.stop_propagation() on:keydown=closed>
            {shown}
            <button
                type="button"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-controls="stage-legend"
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {t!("Legend")}
            </button>
        </div>
    }
    .into_any()
}

/// What a dot stands for, below each node whose dots stand for more than one.
pub fn scales(view: View) -> AnyView {
    let lab = view.lab;
    let lines = Memo::new(move |_| {
        let geometry = lab.geometry.get();
        lab.with(|session| labels::scales(session.cloud(), &geometry))
    });
    let line = |(at, text): (Point, String)| view! { <text class="scale" x=at.x y=at.y>{text}</text> };
    view! { <g>{move || lines.get().into_iter().map(line).collect_view()}</g> }.into_any()
}
