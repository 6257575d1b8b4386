//! How to begin, and the keys.

use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::{key, t, text};

const KEYS: [(&str, &str); 14] = [
    (key!("Space"), key!("Play or pause")),
    ("← →", key!("One step back or forward, with the ruler in focus")),
    ("Shift+← →", key!("To the mark before or after: your own, timeouts, dead letters, refusals")),
    ("M", key!("Mark this instant")),
    ("I", key!("Tell a screen reader how things stand")),
    (key!("Home End"), key!("To the beginning, or to the end of what is known")),
    ("[ ]", key!("Slower, faster")),
    ("E", key!("Pace by time or by event")),
    (key!("Ctrl+Z"), key!("Undo")),
    (key!("Ctrl+Shift+Z"), key!("Redo")),
    (", .", key!("With a queue in focus: its messages, one after another")),
    ("↑ ↓ Enter", key!("In the log: choose an event, go there")),
    ("?", key!("This help")),
    (key!("Escape"), key!("Close a dialog, leave what was begun, or leave the selection")),
];

/// Keys while the stage has the focus; letters also while the ruler has it.
const STAGE_KEYS: [(&str, &str); 15] = [
    ("← → ↑ ↓", key!("From node to node; they move the nodes where several are selected")),
    (key!("Alt+arrow"), key!("Move the node, with Shift in larger steps")),
    (key!("Enter"), key!("Select the node; with Shift, take it among several")),
    (key!("Ctrl+A"), key!("Select all nodes")),
    (key!("Ctrl+C Ctrl+X Ctrl+V"), key!("Copy, cut and paste nodes with their settings")),
    (key!("Ctrl+D"), key!("Copy and paste at once")),
    (key!("Del"), key!("Delete what is selected; undo takes it back")),
    ("C", key!("Connect: choose the other node, Enter connects")),
    ("N", key!("New node: go to the palette")),
    ("S", key!("Go to the form that sends to what is selected")),
    ("R", key!("Poll the selected queue for messages")),
    ("D", key!("Delete the selected message")),
    ("W", key!("Why the selected message is as it is")),
    ("T", key!("The same as tables")),
    ("0 + −", key!("Fit everything, zoom in, zoom out")),
];

/// Which of the Kinesis family does what.
const FAMILY: [(&str, &str); 4] = [
    (
        key!("Data Streams"),
        key!(
            "Keeps records in order by key, for many readers, for a day to a year. You write producers and consumers."
        ),
    ),
    (
        key!("Data Firehose"),
        key!("Gathers records and puts them into a store such as S3, in portions. Keeps nothing, and needs no code."),
    ),
    (
        key!("Data Analytics"),
        key!(
            "Runs SQL over a stream, in windows, and makes new streams of what it finds. Closed in January 2026; Managed Service for Apache Flink goes on."
        ),
    ),
    (key!("Video Streams"), key!("Takes in video from cameras, keeps and plays it. Nothing of it is in the lab.")),
];

/// What the dialog shows.
pub fn view(lab: Lab) -> AnyView {
    let key = |(key, does): (&'static str, &'static str)| {
        view! { <div><dt><kbd>{text::of(key)}</kbd></dt><dd>{text::of(does)}</dd></div> }
    };
    let switch = move |event| {
        let on = event_target_checked(&event);
        if !lab.set_single_keys(on) {
            lab.notify(t!("The browser does not store this; it holds until the page is closed."), false);
        }
    };
    let member = |(name, does): (&'static str, &'static str)| view! { <div><dt>{text::of(name)}</dt><dd>{text::of(does)}</dd></div> };
    view! {
        <div class="fields">
            <h3>{t!("How to begin")}</h3>
            <ol class="tries">
                <li>{t!("Press play. Time moves only when you let it; at any time you can pause, step, or drag the ruler back.")}</li>
                <li>{t!("Select a queue, a consumer or a single message: the inspector says how it is and why.")}</li>
                <li>{t!("Change something: send a message, edit a queue, crash a consumer. Acting in the past starts a new branch.")}</li>
            </ol>
            <h3>{t!("Keyboard")}</h3>
            <label class="check">
                <input type="checkbox" prop:checked=move || lab.hands.single_keys.get() on:change=switch />
                " "{t!("Single-key shortcuts")}
            </label>
            <p class="hint">{t!("Letters, digits and signs without Ctrl. Turn them off where speech input or a slip of the hand presses them.")}</p>
            <dl class="keys">{KEYS.map(key).collect_view()}</dl>
            <h3>{t!("On the stage")}</h3>
            <dl class="keys">{STAGE_KEYS.map(key).collect_view()}</dl>
            <p class="hint">{t!("With a pointer: Shift+click takes a node among several, Shift+drag on the open stage draws a frame around them, and a drag from the dot of a node connects it. By touch: tap a node, then “Select more” or “Connect” below the stage.")}</p>
            <h3>{t!("The Kinesis family")}</h3>
            <dl class="family">{FAMILY.map(member).collect_view()}</dl>
            <p class="hint">{t!("Everything is simulated in this tab. Undo takes back any act; the log and the tables list all that the stage shows.")}</p>
            <div class="actions">
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Fidelity))>{t!("What is simulated, and how well…")}</button>
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Limits))>{t!("Limits and defaults…")}</button>
            </div>
        </div>
    }
    .into_any()
}
