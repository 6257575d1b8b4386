//! The command box: the commands of transcripts and the AWS CLI, typed.

mod desk;
mod said;
mod work;

use crate::host;
use crate::lab::Lab;
use crate::live;
use desk::{Desk, desk};
use leptos::ev::KeyboardEvent;
use leptos::{html, prelude::*};
use queuelab::scenario::complete::{Completions, Item, complete, from_utf16, taken, to_utf16};
use queuelab::t;
use said::{Entry, Said};

/// The field grows up to so many lines.
const ROWS_MAX: usize = 8;

/// What belongs to the field that is on the page.
#[derive(Clone, Copy)]
struct Field {
    desk: Desk,
    area: NodeRef<html::Textarea>,
    found: RwSignal<Completions>,
    chosen: RwSignal<Option<usize>>,
}

/// Gives the command box what was captured while the run on the stage was made.
pub fn begin_with(lab: Lab, runner: &queuelab::scenario::Runner) {
    desk(lab).begin_with(runner);
}

/// The tab.
pub fn view(lab: Lab) -> AnyView {
    let desk = desk(lab);
    let field =
        Field { desk, area: NodeRef::new(), found: RwSignal::new(Completions::default()), chosen: RwSignal::new(None) };
    view! {
        <div class="command-box">
            {said(desk)}
            {field.list()}
            {field.line()}
        </div>
    }
    .into_any()
}

/// What was said.
fn said(desk: Desk) -> AnyView {
    let list = NodeRef::<html::Div>::new();
    // After the lines are there.
    Effect::new(move |_| {
        desk.grown.track();
        host::next_frame(move || {
            if let Some(list) = list.get_untracked() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
    let is_empty = move || desk.entries.with(Vec::is_empty);
    view! {
        <div class="command-said" role="log" tabindex="0" aria-label=t!("Commands and what came of them") node_ref=list>
            {live::part(move || is_empty().then(|| view! {
                <p class="muted">
                    {t!("Everything that the page does can be typed:")}" " <code>"call sqs SendMessage QueueUrl=orders MessageBody=hello"</code>
                    {t!(", then")}" " <code>"step"</code> ", " <code>"wait 30s"</code> ", " <code>"show queue orders"</code>
                    ". " <code>"help"</code> " "{t!("lists all commands; whole scripts can be pasted.")}
                </p>
            }.into_any()))}
            <For each=move || desk.entries.get() key=|entry| entry.id children=entry_view />
        </div>
    }
    .into_any()
}

fn entry_view(entry: Entry) -> AnyView {
    let Entry { at, number, text, .. } = entry.clone();
    let number = number.map(|number| view! { <span class="muted">{t!("line {number}", number)}</span> });
    let part = |said: Said| view! { <pre class=said.kind>{said.text}</pre> };
    let is_typed = !text.is_empty();
    let output = move || entry.output().into_iter().map(part).collect_view();
    view! {
        <div class="command-entry">
            <p class="mono">
                <span class="muted">{at}</span>
                {number}
                {is_typed.then(|| view! { <b>{text}</b> })}
            </p>
            {output}
        </div>
    }
    .into_any()
}

impl Field {
    /// The field itself, with its buttons.
    fn line(self) -> AnyView {
        let desk = self.desk;
        let rows = move || desk.text.with(|text| text.split('\n').count().clamp(1, ROWS_MAX)).to_string();
        let go = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.run();
        };
        let button = live::part(move || {
            Some(if desk.busy.get() {
                view! { <button type="button" on:click=move |_| desk.stop()>{t!("Stop")}</button> }.into_any()
            } else {
                view! { <button type="submit" class="primary">{t!("Run")}</button> }.into_any()
            })
        });
        // What was being typed is still there, and so is what was put back.
        Effect::new(move |_| {
            let text = desk.text.get();
            if let Some(area) = self.area.get()
                && area.value() != text
            {
                area.set_value(&text);
            }
        });
        view! {
            <form class="command-line" on:submit=go>
                <label for="command-text" class="mono">
                    <span class="sr">{t!("Command")}</span>
                    {live::text(move || format!("{}>", desk.who.get()))}
                </label>
                <textarea
                    id="command-text"
                    class="mono"
                    node_ref=self.area
                    rows=rows
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    placeholder="call sqs SendMessage QueueUrl=orders MessageBody=hello"
                    aria-describedby="command-hint"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls="command-list"
                    aria-activedescendant=move || self.chosen.get().map(|index| format!("command-item-{index}"))
                    on:input=move |event| {
                        desk.text.set(event_target_value(&event));
                        self.look();
                    }
                    on:click=move |_| self.close()
                    on:blur=move |_| self.close()
                    on:keydown=move |event| self.keys(&event)
                ></textarea>
                {button}
                <button type="button" title=t!("What can be typed") aria-label=t!("Help on commands") on:click=move |_| desk.ask("help")>"?"</button>
                <p id="command-hint" class="sr">
                    {t!("Enter runs, Shift and Enter begins a new line. Arrow up and down go through what was typed before. Tab takes a suggestion, Escape closes them.")}
                </p>
                <p class="sr" role="status">{live::text(move || self.found.with(|found| match found.items.len() {
                    0 => String::new(),
                    1 => t!("1 suggestion").to_owned(),
                    count => t!("{count} suggestions", count),
                }))}</p>
            </form>
        }
        .into_any()
    }

    /// What could be put in.
    fn list(self) -> AnyView {
        let item = move |(index, item): (usize, Item)| {
            view! {
                <li
                    id=format!("command-item-{index}")
                    role="option"
                    aria-selected=live::yes_or_no(move || self.chosen.get() == Some(index))
                    on:click=move |_| self.take(index)
                >
                    <b class="mono">{item.text}</b>
                    <span class="muted" lang="en">{item.note}</span>
                </li>
            }
        };
        let items = move || self.found.with(|found| found.items.iter().cloned().enumerate().map(item).collect_view());
        view! {
            <ul
                id="command-list"
                class="command-list"
                role="listbox"
                aria-label=t!("Suggestions")
                hidden=move || self.found.with(|found| found.items.is_empty())
                // The field keeps the focus.
                on:mousedown=|event: leptos::ev::MouseEvent| event.prevent_default()
            >
                {items}
            </ul>
        }
        .into_any()
    }

    /// Where the cursor is, in bytes.
    fn cursor(self) -> usize {
        let units = self.area.get_untracked().and_then(|area| area.selection_end().ok().flatten());
        self.desk.text.with_untracked(|text| units.map_or(text.len(), |units| from_utf16(text, units as usize)))
    }

    /// Looks what could stand at the cursor.
    fn look(self) {
        let cursor = self.cursor();
        let desk = self.desk;
        let text = desk.text.get_untracked();
        let found = if text.trim().is_empty() { Completions::default() } else { self.found_at(&text, cursor) };
        self.chosen.set(None);
        self.found.set(found);
    }

    fn found_at(self, text: &str, cursor: usize) -> Completions {
        let desk = self.desk;
        desk.lab.peek(|session| desk.with_runner(|runner| complete(text, cursor, session.cloud(), runner)))
    }

    fn close(self) {
        self.chosen.set(None);
        self.found.update(|found| found.items.clear());
    }

    /// Puts an item in.
    fn take(self, index: usize) {
        let text = self.desk.text.get_untracked();
        if let Some((text, cursor)) = self.found.with_untracked(|found| taken(&text, found, index)) {
            self.write(&text, cursor);
            self.look();
        }
    }

    /// Writes a text into the field, with the cursor at a place.
    fn write(self, text: &str, cursor: usize) {
        self.desk.text.set(text.to_owned());
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
            let at = u32::try_from(to_utf16(text, cursor)).unwrap_or(u32::MAX);
            let _ = area.set_selection_range(at, at);
        }
    }

    fn run(self) {
        self.close();
        self.desk.submit();
    }

    fn keys(self, event: &KeyboardEvent) {
        // Letters that are still being put together belong to whoever does that.
        if event.is_composing() {
            return;
        }
        let count = self.found.with_untracked(|found| found.items.len());
        let chosen = self.chosen.get_untracked();
        let handled = match event.key().as_str() {
            "Enter" if event.shift_key() => false,
            "Enter" => {
                match chosen.filter(|_| !event.ctrl_key() && !event.meta_key()) {
                    Some(index) => self.take(index),
                    None => self.run(),
                }
                true
            }
            "Tab" if count > 0 && !event.shift_key() => {
                self.take(chosen.unwrap_or(0));
                true
            }
            "Escape" if count > 0 => {
                self.close();
                true
            }
            " " if event.ctrl_key() => {
                let text = self.desk.text.get_untracked();
                self.found.set(self.found_at(&text, self.cursor()));
                true
            }
            "ArrowDown" if count > 0 => {
                self.choose(chosen.map_or(0, |index| (index + 1) % count));
                true
            }
            "ArrowUp" if count > 0 => {
                self.choose(chosen.unwrap_or(0).checked_sub(1).unwrap_or(count - 1));
                true
            }
            "ArrowUp" => self.look_back(true),
            "ArrowDown" => self.look_back(false),
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.close();
                false
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn choose(self, index: usize) {
        self.chosen.set(Some(index));
        host::show(&format!("command-item-{index}"));
    }

    /// What was typed before or after, from the first or the last line on.
    fn look_back(self, back: bool) -> bool {
        let cursor = self.cursor();
        let is_at_edge = self.desk.text.with_untracked(|text| {
            let beyond = if back { text.get(..cursor) } else { text.get(cursor..) };
            beyond.is_none_or(|beyond| !beyond.contains('\n'))
        });
        if !is_at_edge {
            return false;
        }
        match self.desk.look_back(back) {
            Some(text) => {
                self.write(&text, text.len());
                true
            }
            None => false,
        }
    }
}
