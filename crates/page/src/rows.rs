//! Rows of texts that can be added and taken away, such as tags and message attributes.

use leptos::prelude::*;
use queuelab::{t, text};

/// Rows of texts that can be added and taken away, such as tags. Their signals are shared rather than owned, since rows are
/// made wherever their button is pressed.
#[derive(Clone, Copy)]
pub struct Rows {
    list: RwSignal<Vec<(u64, Vec<ArcRwSignal<String>>)>>,
    next: StoredValue<u64>,
    columns: &'static [Column],
}

/// A column of such rows.
pub struct Column {
    /// What it holds.
    pub label: &'static str,
    /// The texts to choose from; none for any text.
    pub options: &'static [&'static str],
}

impl Rows {
    /// Rows of these columns with these texts.
    pub fn new(columns: &'static [Column], texts: Vec<Vec<String>>) -> Self {
        let rows = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0), columns };
        for row in texts {
            rows.add(row);
        }
        rows
    }

    fn add(self, mut texts: Vec<String>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        texts.resize(self.columns.len(), String::new());
        let first = |(column, text): (&Column, String)| {
            let chosen = column.options.first().filter(|_| text.is_empty());
            ArcRwSignal::new(chosen.map_or(text, |option| (*option).to_owned()))
        };
        let cells = self.columns.iter().zip(texts).map(first).collect();
        self.list.update(|rows| rows.push((id, cells)));
    }

    /// The texts of all rows; listens.
    pub fn get(self) -> Vec<Vec<String>> {
        self.list.with(|rows| rows.iter().map(|(_, cells)| cells.iter().map(|cell| cell.get()).collect()).collect())
    }

    /// The rows with a button that adds one and, in each, one that takes it away.
    pub fn edit(self, legend: &'static str, one: &'static str) -> AnyView {
        let cell = |(column, text): (&'static Column, ArcRwSignal<String>)| {
            // A handle that goes with the cell.
            let text = RwSignal::from(text);
            if column.options.is_empty() {
                view! {
                    <input
                        aria-label=text::of(column.label)
                        placeholder=text::of(column.label)
                        autocomplete="off"
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                }
                .into_any()
            } else {
                let option = move |word: &'static str| {
                    view! { <option value=word prop:selected=move || text.with(|text| text == word)>{word}</option> }
                };
                view! {
                    <select aria-label=text::of(column.label) on:change=move |event| text.set(event_target_value(&event))>
                        {column.options.iter().copied().map(option).collect_view()}
                    </select>
                }
                .into_any()
            }
        };
        let row = move |(id, cells): (u64, Vec<ArcRwSignal<String>>)| {
            let remove = move |_| self.list.update(|rows| rows.retain(|(other, _)| *other != id));
            view! {
                <li>
                    {self.columns.iter().zip(cells).map(cell).collect_view()}
                    <button type="button" class="small" aria-label=t!("Remove this {one}", one) on:click=remove>"✕"</button>
                </li>
            }
        };
        view! {
            <fieldset class="rows">
                <legend>{legend}</legend>
                <ul>
                    <For each=move || self.list.get() key=|(id, _)| *id children=row />
                </ul>
                <button type="button" class="small" on:click=move |_| self.add(Vec::new())>{t!("Add {one}", one)}</button>
            </fieldset>
        }
        .into_any()
    }
}
