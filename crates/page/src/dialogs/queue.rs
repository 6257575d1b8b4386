//! The forms that create and edit a queue, as in the AWS console.

use super::{Shell, form as frame, key_choice};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use crate::rows::{Column, Rows};
use leptos::prelude::*;
use queuelab::base::collections::map_of;
use queuelab::base::{AccountId, Region};
use queuelab::limits::SqsLimits;
use queuelab::sqs::api::{Attributes, CreateQueue, SetQueueAttributes, TagQueue, UntagQueue};
use queuelab::sqs::attributes::QueueAttributes;
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::{key, t};
use queuelab_view::NodeId;
use queuelab_view::describe::number;
use queuelab_view::forms::queue::{FIELDS, UNITS, attributes, changes, dead_letter_refusal, values};
use queuelab_view::forms::text;

const TAGS: &[Column] = &[Column { label: key!("Key"), options: &[] }, Column { label: key!("Value"), options: &[] }];
/// Seconds, minutes and hours: no visibility timeout or delay is longer.
const SHORT_UNITS: &[(u64, &str)] = &[(1, key!("seconds")), (60, key!("minutes")), (3_600, key!("hours"))];

fn limits(lab: Lab) -> SqsLimits {
    lab.peek(|session| session.cloud().sqs().limits.clone())
}

/// The form of a new queue.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let limits = limits(lab);
    let form = Form::new(values("", &QueueAttributes::new(&limits, false)), &FIELDS);
    let tags = Rows::new(TAGS, Vec::new());
    let (kind, name) = (form.at("type"), form.at("QueueName"));
    // As the type is chosen, the end of the name follows.
    Effect::new(move |before: Option<String>| {
        let kind = kind.get();
        if before.is_some_and(|before| before != kind) {
            name.update(|name| match name.strip_suffix(".fifo") {
                Some(bare) if kind == "standard" => *name = bare.to_owned(),
                None if kind == "fifo" && !name.is_empty() => name.push_str(".fifo"),
                _ => {}
            });
        }
        kind
    });
    let hint =
        t!("1 to 80 of A–Z a–z 0–9 _ and -; the name of a FIFO queue ends in .fifo, which counts. Case matters.");
    let head = view! {
        {form.radio("type", t!("Type"), &[
            ("standard", t!("Standard"), t!("At least once, in about the order of sending, any rate")),
            ("fifo", "FIFO", t!("In order within a group, duplicates dropped for 5 minutes")),
        ])}
        {form.text("QueueName", t!("Name"), hint)}
    };
    let fields = view! { {head} {fields(lab, form, tags, None)} }.into_any();
    let submit = move || {
        let values = form.values();
        let fifo = text(&values, "type") == "fifo";
        let defaults = attributes(&queuelab_view::forms::queue::values("", &QueueAttributes::new(&limits, fifo)));
        let given = attributes(&values).and_then(|given| Ok(changes(&defaults?, &given)));
        match given {
            Ok(mut attributes) => {
                if fifo {
                    attributes.insert("FifoQueue".to_owned(), "true".to_owned());
                }
                let queue_name = text(&values, "QueueName").trim().to_owned();
                let request = CreateQueue { queue_name: queue_name.clone(), attributes, tags: tags_of(tags) };
                match lab.call(request) {
                    Ok(_) => created(lab, shell, &queue_name),
                    Err(error) => form.refuse(&error),
                }
            }
            Err(problem) => form.problem.set(Some(problem)),
        }
    };
    frame(shell, form, t!("Create queue"), fields, submit)
}

fn created(lab: Lab, shell: Shell, name: &str) {
    let id = lab.peek(|session| session.cloud().sqs().find(AccountId::DEFAULT, Region::DEFAULT, name));
    lab.selection.set(id.map(|id| Selection::Node(NodeId::Queue(id.0))));
    shell.close();
}

fn tags_of(tags: Rows) -> Attributes {
    let pair = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
    };
    let pairs = untrack(|| tags.get()).into_iter().map(pair);
    map_of(pairs.filter(|(key, value)| !key.is_empty() || !value.is_empty()))
}

/// The form of a queue that is there.
pub fn edit(lab: Lab, shell: Shell, id: u32) -> AnyView {
    let found = lab.peek(|session| {
        let queue = session.cloud().sqs().queue(QueueId(id))?;
        let tags: Attributes = map_of(queue.tags.iter().map(|(key, value)| (key.clone(), value.clone())));
        Some((values(&queue.key.name, &queue.attributes), queue.key.url(), tags))
    });
    let Some((values, url, old_tags)) = found else {
        return view! { <p>{t!("This queue is gone.")}</p> }.into_any();
    };
    let before = attributes(&values).unwrap_or_default();
    let title = text(&values, "QueueName").to_owned();
    let form = Form::new(values, &FIELDS);
    let tags = Rows::new(TAGS, old_tags.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect());
    let fields = view! { <p class="muted">{title}</p> {fields(lab, form, tags, Some(id))} }.into_any();
    let submit = move || {
        let changed = match attributes(&form.values()) {
            Ok(after) => changes(&before, &after),
            Err(problem) => return form.problem.set(Some(problem)),
        };
        match save(lab, &url, changed, &old_tags, &tags_of(tags)) {
            Ok(()) => shell.close(),
            Err(error) => form.refuse(&error),
        }
    };
    frame(shell, form, t!("Save"), fields, submit)
}

/// Calls what has to be called, and nothing else.
fn save(
    lab: Lab,
    url: &str,
    attributes: Attributes,
    old_tags: &Attributes,
    new_tags: &Attributes,
) -> Result<(), queuelab::call::CallError> {
    let queue_url = || url.to_owned();
    if !attributes.is_empty() {
        lab.call(SetQueueAttributes { queue_url: queue_url(), attributes })?;
    }
    let tag_keys: Vec<String> = old_tags.keys().filter(|key| !new_tags.contains_key(*key)).cloned().collect();
    if !tag_keys.is_empty() {
        lab.call(UntagQueue { queue_url: queue_url(), tag_keys })?;
    }
    let changed = new_tags.iter().filter(|(key, value)| old_tags.get(*key) != Some(value));
    let tags: Attributes = map_of(changed.map(|(key, value)| (key.clone(), value.clone())));
    if !tags.is_empty() {
        lab.call(TagQueue { queue_url: queue_url(), tags })?;
    }
    Ok(())
}

/// Queues that could be the dead-letter queue, and why others could not.
fn dead_letter_options(lab: Lab, id: Option<u32>, fifo: bool) -> Vec<(String, String)> {
    lab.peek(|session| {
        let sqs = session.cloud().sqs();
        let source = id.and_then(|id| sqs.queue(QueueId(id)));
        let note = |queue: &Queue| match source {
            Some(source) => dead_letter_refusal(source, queue).map(|reason| format!(" – {reason}")),
            None if queue.is_fifo() != fifo => Some(t!(" – of the other type").to_owned()),
            None => None,
        };
        let option = |queue: &Queue| {
            (queue.key.arn().to_string(), format!("{}{}", queue.key.name, note(queue).unwrap_or_default()))
        };
        let mut options = vec![(String::new(), t!("Choose a queue").to_owned())];
        options.extend(sqs.queues().map(option));
        options
    })
}

/// The fields that both forms have.
fn fields(lab: Lab, form: Form, tags: Rows, id: Option<u32>) -> AnyView {
    let limits = limits(lab);
    let size = t!(
        "Bytes, {least} to {most}; body and attributes together",
        least = number(limits.message_bytes_min.unsigned_abs()),
        most = number(limits.message_bytes_max.unsigned_abs())
    );
    let fifo = Memo::new(move |_| form.is("type", "fifo"));
    let configuration = view! {
        <fieldset>
            <legend>{t!("Configuration")}</legend>
            <div class="pairs">
                {form.span(("VisibilityTimeout", "VisibilityTimeoutUnit"), t!("Visibility timeout"), t!("0 seconds to 12 hours"), SHORT_UNITS)}
                {form.span(("DelaySeconds", "DelaySecondsUnit"), t!("Delivery delay"), t!("0 seconds to 15 minutes"), SHORT_UNITS)}
                {form.span(("MessageRetentionPeriod", "MessageRetentionPeriodUnit"), t!("Message retention period"), t!("1 minute to 14 days"), &UNITS)}
                {form.number("ReceiveMessageWaitTimeSeconds", t!("Receive message wait time"), t!("Seconds, 0 to 20; above 0 is long polling"))}
                {form.number("MaximumMessageSize", t!("Maximum message size"), size)}
            </div>
        </fieldset>
    };
    view! {
        {configuration}
        {move || fifo.get().then(|| fifo_fields(form))}
        {dead_letters(lab, form, id, fifo)}
        {encryption(lab, form)}
        {allow(form)}
        <fieldset>
            <legend>{t!("Access policy")}</legend>
            {form.area("Policy", t!("Policy document"), t!("JSON, at most 8,192 bytes; empty for none. The account's root user can always do everything."), 4)}
        </fieldset>
        {tags.edit(t!("Tags"), t!("tag"))}
    }
    .into_any()
}

fn fifo_fields(form: Form) -> AnyView {
    let high = form.at("FifoThroughputLimit");
    let scope = form.at("DeduplicationScope");
    let is_high =
        move || high.with(|limit| limit == "perMessageGroupId") && scope.with(|scope| scope == "messageGroup");
    let switch = move |event| {
        let (limit, own) =
            if event_target_checked(&event) { ("perMessageGroupId", "messageGroup") } else { ("perQueue", "queue") };
        high.set(limit.to_owned());
        scope.set(own.to_owned());
    };
    let scopes = [("queue", t!("the queue")), ("messageGroup", t!("the message group"))];
    let limits = [("perQueue", t!("the queue")), ("perMessageGroupId", t!("each message group"))];
    let options = |rows: [(&str, &str); 2]| rows.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! {
        <fieldset>
            <legend>"FIFO"</legend>
            {form.check("ContentBasedDeduplication", t!("Content-based deduplication"), t!("Without an id, the SHA-256 of the body counts"))}
            <div class="field">
                <label class="choice">
                    <input type="checkbox" prop:checked=is_high on:change=switch />
                    <span><b>{t!("High throughput")}</b><span class="hint">{t!("Sets both fields below to the message group")}</span></span>
                </label>
            </div>
            <div class="pairs">
                {form.choice("DeduplicationScope", t!("Deduplication scope"), t!("Where an id must be unique"), options(scopes))}
                {form.choice("FifoThroughputLimit", t!("Throughput limit"), t!("Whom the quota counts for"), options(limits))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn dead_letters(lab: Lab, form: Form, id: Option<u32>, fifo: Memo<bool>) -> AnyView {
    let on = Memo::new(move |_| form.is("dlq", "true"));
    let choose = move || {
        on.get().then(|| {
            view! {
                <div class="pairs">
                    {form.choice("RedrivePolicy", t!("Dead-letter queue"), t!("Of the same type, account and Region"), dead_letter_options(lab, id, fifo.get()))}
                    {form.number("maxReceiveCount", t!("Maximum receives"), t!("1 to 1,000; the receive after these moves the message"))}
                </div>
            }
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Dead-letter queue")}</legend>
            {form.check("dlq", t!("Move messages that were received too often"), t!("Sets the RedrivePolicy of this queue"))}
            {choose}
        </fieldset>
    }
    .into_any()
}

fn encryption(lab: Lab, form: Form) -> AnyView {
    let kms = Memo::new(move |_| form.is("sse", "kms"));
    let key = move || {
        kms.get().then(|| {
            view! {
                <div class="pairs">
                    {key_choice::view(lab, form, queuelab::kms::AwsService::Sqs, None)}
                    {form.number("KmsDataKeyReusePeriodSeconds", t!("Data key reuse period"), t!("Seconds, 60 to 86,400"))}
                </div>
            }
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Encryption")}</legend>
            {form.radio("sse", t!("Server-side encryption"), &[
                ("sqs", "SSE-SQS", t!("With keys that SQS owns; the default since October 2022")),
                ("kms", "SSE-KMS", t!("With a key in AWS KMS")),
                ("none", t!("Off"), ""),
            ])}
            {key}
        </fieldset>
    }
    .into_any()
}

fn allow(form: Form) -> AnyView {
    let by_queue = Memo::new(move |_| form.is("RedriveAllowPolicy", "byQueue"));
    let options = [
        ("unset", t!("not set (every queue may)")),
        ("allowAll", t!("allowAll: every queue of the account and Region")),
        ("byQueue", t!("byQueue: only these")),
        ("denyAll", t!("denyAll: none")),
    ];
    let options = options.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let sources = move || {
        by_queue.get().then(|| form.area("sourceQueueArns", t!("Source queues"), t!("ARNs, one a line, 1 to 10"), 3))
    };
    view! {
        <fieldset>
            <legend>{t!("Redrive allow policy")}</legend>
            {form.choice("RedriveAllowPolicy", t!("Who may use this queue as a dead-letter queue"), "", options)}
            {sources}
        </fieldset>
    }
    .into_any()
}
