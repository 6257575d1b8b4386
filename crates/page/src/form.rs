//! Forms: a table of texts by field, the parts that edit them, and the sentence beside the field that is wrong.

use super::widgets::fresh_id;
use leptos::prelude::*;
use queuelab::base::collections::map_of;
use queuelab::call::CallError;
use queuelab::{t, text};
use queuelab_view::forms::{Problem, Values};
use std::collections::BTreeMap;

/// A form. A copy of it is a handle to the same.
#[derive(Clone, Copy)]
pub struct Form {
    values: StoredValue<BTreeMap<&'static str, RwSignal<String>>>,
    /// Fields beside which a refusal can stand.
    fields: &'static [&'static str],
    /// Where fields are made that are first asked for by a part of the form, and must outlive that part.
    owner: StoredValue<Owner>,
    /// What is wrong.
    pub problem: RwSignal<Option<Problem>>,
}

/// What a control needs to know of its field.
struct Ids {
    id: String,
    described: String,
}

impl Form {
    /// A form with these texts.
    pub fn new(values: Values, fields: &'static [&'static str]) -> Self {
        let values = map_of(values.into_iter().map(|(name, text)| (name, RwSignal::new(text))));
        let owner = StoredValue::new(Owner::current().unwrap_or_default());
        Self { values: StoredValue::new(values), fields, owner, problem: RwSignal::new(None) }
    }

    /// The text of a field.
    pub fn at(self, name: &'static str) -> RwSignal<String> {
        let known = self.values.with_value(|values| values.get(name).copied());
        known.unwrap_or_else(|| {
            let signal = self.owner.with_value(|owner| owner.with(|| RwSignal::new(String::new())));
            self.values.update_value(|values| {
                values.insert(name, signal);
            });
            signal
        })
    }

    /// Whether a switch is on, or a choice has been made; listens.
    pub fn is(self, name: &'static str, value: &str) -> bool {
        self.at(name).with(|text| text == value)
    }

    /// All texts as they are now.
    pub fn values(self) -> Values {
        self.values.with_value(|values| map_of(values.iter().map(|(name, text)| (*name, text.get_untracked()))))
    }

    /// Shows a refusal beside the field that it names.
    pub fn refuse(self, error: &CallError) {
        self.problem.set(Some(Problem::of(error, self.fields)));
    }

    /// The sentence beside a field; with `None`, the one for the form as a whole. It is the place of the alert, so it is
    /// there before there is anything to tell.
    fn told(self, field: Option<&'static str>, id: String) -> AnyView {
        let text = move || {
            self.problem.with(|problem| {
                problem.as_ref().filter(|problem| problem.field == field).map(|problem| problem.text.clone())
            })
        };
        view! { <p class="wrong" id=id role="alert">{text}</p> }.into_any()
    }

    /// The sentence for the form as a whole.
    pub fn told_at_top(self) -> AnyView {
        self.told(None, fresh_id("form"))
    }

    fn is_wrong(self, field: &'static str) -> bool {
        self.problem.with(|problem| problem.as_ref().is_some_and(|problem| problem.field == Some(field)))
    }

    /// A field around its control.
    fn field(
        self,
        name: &'static str,
        label: &'static str,
        hint: String,
        control: impl FnOnce(&Ids) -> AnyView,
    ) -> AnyView {
        let id = fresh_id("field");
        let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
        let ids = Ids { id: id.clone(), described: format!("{hint_id} {wrong_id}") };
        let control = control(&ids);
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {control}
                <p class="hint" id=hint_id>{hint}</p>
                {self.told(Some(name), wrong_id)}
            </div>
        }
        .into_any()
    }

    fn input(self, name: &'static str, ids: &Ids, class: &'static str, mode: &'static str) -> AnyView {
        let text = self.at(name);
        view! {
            <input
                id=ids.id.clone()
                name=name
                class=class
                inputmode=mode
                autocomplete="off"
                aria-describedby=ids.described.clone()
                aria-invalid=move || self.is_wrong(name).then_some("true")
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        }
        .into_any()
    }

    /// A line of text.
    pub fn text(self, name: &'static str, label: &'static str, hint: impl Into<String>) -> AnyView {
        self.field(name, label, hint.into(), |ids| self.input(name, ids, "", "text"))
    }

    /// A number.
    pub fn number(self, name: &'static str, label: &'static str, hint: impl Into<String>) -> AnyView {
        self.field(name, label, hint.into(), |ids| self.input(name, ids, "number", "decimal"))
    }

    /// A time with its unit, whose seconds stand in another field.
    pub fn span(
        self,
        (name, unit): (&'static str, &'static str),
        label: &'static str,
        hint: &'static str,
        units: &'static [(u64, &'static str)],
    ) -> AnyView {
        self.field(name, label, hint.to_owned(), |ids| {
            let options = units.iter().map(|(size, word)| (size.to_string(), text::of(word).to_owned())).collect();
            let select = self.select(unit, None, Some(t!("Unit of {label}", label)), options);
            let input = self.input(name, ids, "number", "numeric");
            view! { <div class="pair">{input}{select}</div> }.into_any()
        })
    }

    /// Some lines of text.
    pub fn area(self, name: &'static str, label: &'static str, hint: impl Into<String>, rows: u32) -> AnyView {
        let text = self.at(name);
        self.field(name, label, hint.into(), |ids| {
            view! {
                <textarea
                    id=ids.id.clone()
                    name=name
                    rows=rows
                    spellcheck="false"
                    aria-describedby=ids.described.clone()
                    aria-invalid=move || self.is_wrong(name).then_some("true")
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            }
            .into_any()
        })
    }

    fn select(
        self,
        name: &'static str,
        ids: Option<&Ids>,
        label: Option<String>,
        options: Vec<(String, String)>,
    ) -> AnyView {
        let text = self.at(name);
        let option = move |(value, word): (String, String)| {
            let own = value.clone();
            view! { <option value=value prop:selected=move || text.with(|text| *text == own)>{word}</option> }
        };
        view! {
            <select
                id=ids.map(|ids| ids.id.clone())
                name=name
                aria-label=label
                aria-describedby=ids.map(|ids| ids.described.clone())
                on:change=move |event| text.set(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    }

    /// A choice from a list of values with their words.
    pub fn choice(
        self,
        name: &'static str,
        label: &'static str,
        hint: impl Into<String>,
        options: Vec<(String, String)>,
    ) -> AnyView {
        self.field(name, label, hint.into(), |ids| self.select(name, Some(ids), None, options))
    }

    /// A choice of which all values are seen: values, words, and what each means.
    pub fn radio(
        self,
        name: &'static str,
        legend: &'static str,
        options: &[(&'static str, &'static str, &'static str)],
    ) -> AnyView {
        let text = self.at(name);
        let group = fresh_id("radio");
        let option = move |(value, word, hint): &(&'static str, &'static str, &'static str)| {
            let value = *value;
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=group.clone()
                        value=value
                        prop:checked=move || text.with(|text| text == value)
                        on:change=move |_| text.set(value.to_owned())
                    />
                    <span><b>{*word}</b><span class="hint">{*hint}</span></span>
                </label>
            }
        };
        let wrong = self.told(Some(name), fresh_id("field"));
        view! {
            <fieldset class="choices">
                <legend>{legend}</legend>
                {options.iter().map(option).collect_view()}
                {wrong}
            </fieldset>
        }
        .into_any()
    }

    /// A switch.
    pub fn check(self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        let text = self.at(name);
        let wrong = self.told(Some(name), fresh_id("field"));
        view! {
            <div class="field">
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || text.with(|text| text == "true")
                        on:change=move |event| text.set(event_target_checked(&event).to_string())
                    />
                    <span><b>{label}</b><span class="hint">{hint}</span></span>
                </label>
                {wrong}
            </div>
        }
        .into_any()
    }

    /// A dial between two ends, shown with words.
    pub fn dial(self, name: &'static str, label: &'static str, max: usize, words: fn(usize) -> String) -> AnyView {
        let text = self.at(name);
        let id = fresh_id("dial");
        let word = move || words(text.with(|text| text.parse().unwrap_or(0)));
        view! {
            <div class="field dial">
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="range"
                    min="0"
                    max=max.to_string()
                    step="1"
                    aria-valuetext=word
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <output>{word}</output>
            </div>
        }
        .into_any()
    }
}
