//! The choice of the key of KMS that encrypts a queue or a topic: those of the lab, AWS's own, or any other by its name.

use crate::form::Form;
use crate::lab::Lab;
use crate::widgets::fresh_id;
use leptos::prelude::*;
use queuelab::base::AccountId;
use queuelab::kms::AwsService;
use queuelab::t;
use queuelab_view::keyring::choices;

/// The field that both ways of choosing write to.
const FIELD: &str = "KmsMasterKeyId";

/// A list of keys and the text that it fills in; `empty` says what no key at all means, where that is a choice.
pub fn view(lab: Lab, form: Form, own: AwsService, empty: Option<&'static str>) -> AnyView {
    let text = form.at(FIELD);
    let id = fresh_id("key");
    let mut all: Vec<(String, String)> = empty.into_iter().map(|word| (String::new(), word.to_owned())).collect();
    all.extend(lab.peek(|session| choices(session.cloud(), own, AccountId::DEFAULT)));
    let values: Vec<String> = all.iter().map(|(value, _)| value.clone()).collect();
    let is_other = Memo::new(move |_| text.with(|text| !values.iter().any(|value| value == text)));
    let option = move |(value, word): (String, String)| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || text.with(|text| *text == own)>{word}</option> }
    };
    // "Another" keeps what is typed.
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if chosen != OTHER {
            text.set(chosen);
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{t!("Choose a key")}</label>
            <select id=id on:change=choose>
                {all.into_iter().map(option).collect_view()}
                <option value=OTHER prop:selected=move || is_other.get()>{t!("Another, typed beside")}</option>
            </select>
            <p class="hint">{t!("Keys are made with “Keys” at the left")}</p>
        </div>
        {form.text(FIELD, t!("KMS key"), t!("A key id, ARN or alias; AWS does not check it here"))}
    }
    .into_any()
}

/// No key has this name.
const OTHER: &str = "?";
