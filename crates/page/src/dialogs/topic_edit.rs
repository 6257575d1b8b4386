//! The form of a topic that is there. Only what was changed is set.

use super::{Shell, form as frame, key_choice};
use crate::form::Form;
use crate::lab::Lab;
use crate::rows::{Column, Rows};
use leptos::prelude::*;
use queuelab::base::collections::map_of;
use queuelab::call::CallError;
use queuelab::kms::AwsService;
use queuelab::limits::SnsLimits;
use queuelab::sns::api::{Attributes, SetTopicAttributes, Tag, TagResource, UntagResource};
use queuelab::sns::topic::TopicId;
use queuelab::{key, t};
use queuelab_view::describe::number;
use queuelab_view::forms::Values;
use queuelab_view::forms::topic::{FIELDS, changes, delivery_told, values};

const TAGS: &[Column] = &[Column { label: key!("Key"), options: &[] }, Column { label: key!("Value"), options: &[] }];

/// A topic as it is now: its name, its ARN, its fields and its tags.
struct Found {
    name: String,
    arn: String,
    values: Values,
    tags: Attributes,
}

fn found(lab: Lab, id: u32) -> Option<Found> {
    lab.peek(|session| {
        let sns = session.cloud().sns();
        let topic = sns.topic(TopicId(id))?;
        let tags = map_of(topic.tags.iter().map(|(key, value)| (key.clone(), value.clone())));
        let (name, arn) = (topic.key.name.to_string(), topic.key.arn().to_string());
        Some(Found { name, arn, values: values(topic, &sns.limits), tags })
    })
}

/// The form.
pub fn view(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let Some(at_first) = found(lab, id) else {
        return view! { <p class="fields">{t!("This topic is gone.")}</p> }.into_any();
    };
    let limits = lab.peek(|session| session.cloud().sns().limits.clone());
    let tags = Rows::new(TAGS, at_first.tags.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect());
    let is_fifo = at_first.values.contains_key("FifoThroughputScope");
    let form = Form::new(at_first.values, &FIELDS);
    let fields = view! {
        <p class="muted">{at_first.name}</p>
        {form.text("DisplayName", t!("Display name"), t!("The sender of e-mails and text messages, at most 100 characters"))}
        {sizes(form, &limits)}
        {is_fifo.then(|| fifo(form))}
        <fieldset>
            <legend>{t!("Encryption")}</legend>
            <div class="pairs">{key_choice::view(lab, form, AwsService::Sns, Some(t!("None: not encrypted at rest")))}</div>
        </fieldset>
        {delivery(form)}
        {tags.edit(t!("Tags"), t!("tag"))}
    }
    .into_any();
    let submit = move || {
        // Compared with the topic as it is now, since a submit that was refused half-way has set some of it.
        let Some(now) = found(lab, id) else {
            return lab.notify(t!("This topic is gone."), true);
        };
        let changed = match changes(&now.values, &form.values()) {
            Ok(changed) => changed,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        match save(lab, &now, changed, &tags_of(tags)) {
            Ok(()) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Save"), fields, submit)
}

fn sizes(form: Form, limits: &SnsLimits) -> AnyView {
    let (least, most, _) = limits.message_bytes;
    let hint = t!("Bytes, {least} to {most}", least = number(least.unsigned_abs()), most = number(most.unsigned_abs()));
    let size =
        limits.message_size_settable.then(|| form.number("MaximumMessageSize", t!("Maximum message size"), hint));
    let versions = [("1", "1 (SHA-1)"), ("2", "2 (SHA-256)")].map(|(value, word)| (value.to_owned(), word.to_owned()));
    view! {
        <div class="pairs">
            {size}
            {form.choice("SignatureVersion", t!("Signature version"), t!("How notifications are signed"), versions.to_vec())}
        </div>
    }
    .into_any()
}

fn fifo(form: Form) -> AnyView {
    let scopes = [("Topic", t!("the topic")), ("MessageGroup", t!("each message group"))];
    let scopes = scopes.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <fieldset>
            <legend>"FIFO"</legend>
            {form.check("ContentBasedDeduplication", t!("Content-based deduplication"), t!("Without a deduplication ID the SHA-256 of the message counts"))}
            {form.choice("FifoThroughputScope", t!("Throughput scope"), t!("Whom deduplication and the quota of messages a second count for"), scopes)}
        </fieldset>
    }
    .into_any()
}

/// The delivery policy, with what it comes to while it is typed.
fn delivery(form: Form) -> AnyView {
    let text = form.at("DeliveryPolicy");
    let told = Memo::new(move |_| text.with(|text| delivery_told(text)));
    let line = move || {
        let (sentence, bad) = match told.get() {
            Ok(sentence) => (sentence, false),
            Err(problem) => (problem, true),
        };
        view! { <p class="hint told" class:wrong=bad>{sentence}</p> }
    };
    view! {
        <fieldset>
            <legend>{t!("Retries")}</legend>
            {form.area("DeliveryPolicy", t!("Delivery policy"), t!("JSON: how deliveries to HTTP and HTTPS endpoints are tried again; empty for the default"), 5)}
            <div aria-live="polite">{line}</div>
        </fieldset>
    }
    .into_any()
}

fn tags_of(tags: Rows) -> Attributes {
    let pair = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
    };
    let pairs = untrack(|| tags.get()).into_iter().map(pair);
    map_of(pairs.filter(|(key, value)| !key.is_empty() || !value.is_empty()))
}

/// Calls what has to be called, and nothing else: SNS takes one attribute a call.
fn save(lab: Lab, now: &Found, changed: Vec<(&'static str, String)>, tags: &Attributes) -> Result<(), CallError> {
    for (name, value) in changed {
        let request = SetTopicAttributes {
            topic_arn: now.arn.clone(),
            attribute_name: name.to_owned(),
            attribute_value: Some(value),
        };
        lab.call(request)?;
    }
    let tag_keys: Vec<String> = now.tags.keys().filter(|key| !tags.contains_key(*key)).cloned().collect();
    if !tag_keys.is_empty() {
        lab.call(UntagResource { resource_arn: now.arn.clone(), tag_keys })?;
    }
    let changed = tags.iter().filter(|(key, value)| now.tags.get(*key) != Some(value));
    let tags: Vec<Tag> = changed.map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect();
    if !tags.is_empty() {
        lab.call(TagResource { resource_arn: now.arn.clone(), tags })?;
    }
    Ok(())
}
