//! The rules of a bucket's event notifications: whom it tells of which changes.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::Lab;
use crate::widgets::fresh_id;
use leptos::prelude::*;
use queuelab::call::CallError;
use queuelab::s3::api::Request;
use queuelab::s3::{Bucket, BucketId, S3Error};
use queuelab::t;
use queuelab_view::access::let_in_s3;
use queuelab_view::forms::notifications::{Draft, EVENTS, details, drafts, problem, refusal_of, request};
use queuelab_view::forms::targets::{OTHER, options};

/// A rule that is edited. Its signal is held by its part of the page and by the list alike.
type Edited = (u64, ArcRwSignal<Draft>);

/// What the dialog works with.
#[derive(Clone, Copy)]
struct Rules {
    lab: Lab,
    bucket: u32,
    list: RwSignal<Vec<Edited>>,
    next: StoredValue<u64>,
    options: StoredValue<Vec<(String, String)>>,
    /// What S3 said when they were saved last.
    refused: RwSignal<Option<S3Error>>,
}

impl Rules {
    fn add(self, draft: Draft) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.list.update(|list| list.push((key, ArcRwSignal::new(draft))));
    }

    /// All rules; listens.
    fn get(self) -> Vec<Draft> {
        self.list.with(|list| list.iter().map(|(_, draft)| draft.get()).collect())
    }

    fn peek<R>(self, read: impl FnOnce(&queuelab::cloud::Cloud, &Bucket) -> R) -> Option<R> {
        self.lab.peek(|session| {
            session.cloud().s3().bucket_of(BucketId(self.bucket)).map(|bucket| read(session.cloud(), bucket))
        })
    }
}

/// The form.
pub fn view(lab: Lab, shell: Shell, bucket: u32) -> AnyView {
    let choices = lab.peek(|session| options(session.cloud(), true, t!("choose…")));
    let form = Form::new(queuelab_view::forms::Values::new(), &[]);
    let rules = Rules {
        lab,
        bucket,
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        options: StoredValue::new(choices),
        refused: RwSignal::new(None),
    };
    let known = rules.options.with_value(|options| rules.peek(|_, bucket| drafts(bucket, options)));
    for draft in known.unwrap_or_default() {
        rules.add(draft);
    }
    // A refusal that was mended is no longer told.
    Effect::new(move |_| {
        if rules.refused.with(Option::is_none) {
            form.problem.set(None);
        }
    });
    let live = move || {
        let all = rules.get();
        let told = rules.peek(|cloud, bucket| problem(cloud, bucket, &all)).flatten();
        let (text, bad) = match told {
            Some(text) => (text, true),
            None if all.is_empty() => (t!("Without rules the bucket tells nobody.").to_owned(), false),
            None => (
                t!("These rules do not overlap. When they are saved, S3 asks each destination whether it lets S3 in.")
                    .to_owned(),
                false,
            ),
        };
        view! { <p class="hint told" class:wrong=bad>{text}</p> }
    };
    let fields = view! {
        <p>
            {t!("A rule sends changes of some kinds to one destination. Two rules may not tell of the same change: to reach many queues, tell a topic and let them subscribe to it.")}
        </p>
        {said(rules)}
        <ul class="subscriptions stretched">
            <For each=move || rules.list.get() key=|(key, _)| *key children=move |rule| card(rules, rule) />
        </ul>
        <div class="actions"><button type="button" on:click=move |_| rules.add(Draft::fresh())>{t!("Add rule")}</button></div>
        <div aria-live="polite">{live}</div>
        <p class="hint">{t!("Saving replaces all rules of the bucket, and S3 sends a test message to each queue and topic that it may tell.")}</p>
    }
    .into_any();
    let submit = move || {
        let all = untrack(|| rules.get());
        let Some(wanted) = rules.peek(|_, bucket| request(bucket, &all)) else { return shell.close() };
        rules.refused.set(None);
        match lab.call(Request::from(wanted)) {
            Ok(_) => shell.close(),
            Err(error) => {
                form.refuse(&error);
                if let CallError::S3(error) = error {
                    rules.refused.set(Some(error));
                }
            }
        }
    };
    frame(shell, form, t!("Save rules"), fields, submit)
}

/// What stands beside S3's sentence in its last refusal.
fn said(rules: Rules) -> AnyView {
    let row = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let list = move || {
        let rows = rules.refused.with(|error| error.as_ref().map(details).unwrap_or_default());
        (!rows.is_empty()).then(|| view! { <dl class="facts tall">{rows.into_iter().map(row).collect_view()}</dl> })
    };
    view! { {list} }.into_any()
}

/// One rule.
fn card(rules: Rules, (key, draft): Edited) -> AnyView {
    // A handle that goes with the card.
    let draft = RwSignal::from(draft);
    let remove = move |_| rules.list.update(|list| list.retain(|(other, _)| *other != key));
    let number =
        move || rules.list.with(|list| list.iter().position(|(other, _)| *other == key).map_or(0, |at| at + 1));
    let id = line(draft, "Id", t!("Optional; one is drawn for a rule without"), |draft| &mut draft.id);
    let prefix = line(draft, t!("Prefix"), t!("Only keys that begin so; empty for all"), |draft| &mut draft.prefix);
    let suffix = line(draft, t!("Suffix"), t!("Only keys that end so; empty for all"), |draft| &mut draft.suffix);
    let is_other = Memo::new(move |_| draft.with(|draft| draft.choice == OTHER));
    let typed = move || {
        let hint = t!("A standard queue or topic, or a function, in the bucket's Region");
        is_other.get().then(|| untrack(|| line(draft, t!("ARN of the destination"), hint, |draft| &mut draft.typed)))
    };
    view! {
        <li><div class="rule" role="group" aria-label=move || t!("Rule {number}", number = number())>
            <div class="got-head">
                <b>{move || t!("Rule {number}", number = number())}</b>
                <button type="button" class="small" on:click=remove>{t!("Remove")}</button>
            </div>
            {events(draft)}
            <div class="pairs">{id}{prefix}{suffix}{destination(rules, draft)}</div>
            {typed}
            {refusal(rules, draft)}
        </div></li>
    }
    .into_any()
}

/// A line of text of a rule.
fn line(draft: RwSignal<Draft>, label: &'static str, hint: &'static str, of: fn(&mut Draft) -> &mut String) -> AnyView {
    let id = fresh_id("rule");
    let hint_id = format!("{id}-hint");
    let text = Memo::new(move |_| draft.with(|draft| std::mem::take(of(&mut draft.clone()))));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                autocomplete="off"
                aria-describedby=hint_id.clone()
                prop:value=move || text.get()
                on:input=move |event| draft.update(|draft| *of(draft) = event_target_value(&event))
            />
            <p class="hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// The event types: those that the form offers, and those that the rule had besides.
fn events(draft: RwSignal<Draft>) -> AnyView {
    let others = draft.with_untracked(Draft::other_events);
    let offered = EVENTS.iter().map(|(name, hint)| ((*name).to_owned(), queuelab::text::of(hint)));
    let all = offered.chain(others.into_iter().map(|name| (name, "")));
    let choice = move |(name, hint): (String, &'static str)| {
        let (own, wanted) = (name.clone(), name.clone());
        let is_on = move || draft.with(|draft| draft.events.contains(&own));
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=is_on
                    on:change=move |event| draft.update(|draft| draft.set_event(&wanted, event_target_checked(&event)))
                />
                <span><b>{name}</b><span class="hint">{hint}</span></span>
            </label>
        }
    };
    view! { <fieldset class="events"><legend>{t!("Event types")}</legend><div class="pairs">{all.map(choice).collect_view()}</div></fieldset> }
        .into_any()
}

/// The choice of a destination.
fn destination(rules: Rules, draft: RwSignal<Draft>) -> AnyView {
    let id = fresh_id("rule");
    let option = move |(value, word): (String, String)| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || draft.with(|draft| draft.choice == own)>{word}</option> }
    };
    let choices = rules.options.with_value(|options| options.iter().cloned().map(option).collect_view());
    view! {
        <div class="field">
            <label for=id.clone()>{t!("Destination")}</label>
            <select id=id on:change=move |event| draft.update(|draft| draft.choice = event_target_value(&event))>{choices}</select>
        </div>
    }
    .into_any()
}

/// What S3 had against the destination, and the way to let S3 in.
fn refusal(rules: Rules, draft: RwSignal<Draft>) -> AnyView {
    let arn = Memo::new(move |_| draft.with(Draft::destination));
    let told = move || {
        let arn = arn.get();
        let said = rules.refused.with(|error| error.as_ref().and_then(|error| refusal_of(error, &arn)))?;
        let call = move || rules.peek(|cloud, bucket| let_in_s3(cloud, bucket, &arn)).flatten();
        let can_mend = call().is_some();
        let mend = move |_| {
            if call().is_some_and(|call| rules.lab.try_call(call)) {
                rules.refused.set(None);
                rules.lab.notify(t!("The destination's policy lets S3 in now. Save the rules again."), false);
            }
        };
        Some(view! {
            <p class="barred">
                {t!("S3 says: {said}. ", said)}
                {can_mend.then(|| view! { <button type="button" class="small" on:click=mend>{t!("Let S3 in")}</button> })}
            </p>
        })
    };
    view! { <div role="status">{told}</div> }.into_any()
}
