//! A queue: its counts, its forms to send and receive, its connections, and what can be done to it.

use super::{Desk, Lab, chaos, connect, head, hops, redrive, url_of, with_queue};
use crate::lab::Dialog;
use crate::widgets::{confirm, copyable, facts, glyph, section};
use leptos::prelude::*;
use queuelab::sqs::api::{DeleteQueue, PurgeQueue};
use queuelab::sqs::attributes::AttributeName;
use queuelab::sqs::metrics::Gauges;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::access::Guarded;
use queuelab_view::describe::{instant, number, span};
use queuelab_view::tokens::Look;

/// The panel.
pub fn panel(lab: Lab, id: u32, desk: Desk) -> AnyView {
    let kind = move || {
        with_queue(lab, id, |queue, session| {
            let kind = if queue.is_fifo() { t!("FIFO queue") } else { t!("Standard queue") };
            let dead = if redrive::sources(session, queue).is_empty() { "" } else { t!(", dead-letter queue") };
            format!("{kind}{dead}")
        })
    };
    let name = move || with_queue(lab, id, |queue, _| queue.key.name.to_string());
    let is_dead_letter_queue =
        Memo::new(move |_| with_queue(lab, id, |queue, session| !redrive::sources(session, queue).is_empty()));
    let held =
        move || with_queue(lab, id, |queue, _| queue.counts.visible + queue.counts.in_flight + queue.counts.delayed);
    let purge = confirm(
        t!("Purge"),
        move || t!("This removes {held} messages for good.", held = number(held())),
        move || {
            lab.try_call(PurgeQueue { queue_url: url_of(lab, id) });
        },
    );
    let delete = confirm(
        t!("Delete queue"),
        move || t!("The queue goes with its {held} messages; its name stays blocked for 60 s.", held = number(held())),
        move || {
            lab.try_call(DeleteQueue { queue_url: url_of(lab, id) });
        },
    );
    view! {
        {head(lab, kind, name)}
        {counts(lab, id)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::EditQueue(id)))>{t!("Edit…")}</button>
            {purge}
            {delete}
        </div>
        {section(t!("Send messages"), true, move || desk.sending.view(lab, id))}
        {section(t!("Receive messages"), true, move || desk.receiving.view(lab, id))}
        {move || is_dead_letter_queue.get().then(|| section(t!("Redrive"), true, move || redrive::view(lab, id)))}
        {section(t!("Connect to…"), false, move || connect::of(lab, NodeId::Queue(id)))}
        {chaos::part(lab, NodeId::Queue(id))}
        {section(t!("Access"), false, move || crate::access::panel(lab, Guarded::Queue(id)))}
        {section(t!("Who can read it"), false, move || hops::queue(lab, id))}
        {section(t!("Metrics"), false, move || metrics(lab, id))}
        {section(t!("Settings and names"), false, move || settings(lab, id))}
    }
    .into_any()
}

fn counts(lab: Lab, id: u32) -> AnyView {
    let tile = move |look: Look, name: &'static str, read: fn(&queuelab::sqs::queue::Queue) -> u64| {
        view! {
            <div>
                <dt>{glyph(look)}{name}</dt>
                <dd class="mono">{move || number(with_queue(lab, id, |queue, _| read(queue)))}</dd>
            </div>
        }
    };
    view! {
        <dl class="tiles">
            {tile(Look::Visible, t!("visible"), |queue| queue.counts.visible)}
            {tile(Look::InFlight, t!("in flight"), |queue| queue.counts.in_flight)}
            {tile(Look::Delayed, t!("delayed"), |queue| queue.counts.delayed)}
        </dl>
    }
    .into_any()
}

fn metrics(lab: Lab, id: u32) -> AnyView {
    let gauges = move || {
        with_queue(lab, id, |queue, session| {
            let gauges = Gauges::read(queue, session.now());
            let mut rows = vec![
                ("ApproximateNumberOfMessagesVisible", number(gauges.visible)),
                ("ApproximateNumberOfMessagesNotVisible", number(gauges.not_visible)),
                ("ApproximateNumberOfMessagesDelayed", number(gauges.delayed)),
                ("ApproximateAgeOfOldestMessage", format!("{} s", number(gauges.oldest_secs))),
            ];
            if queue.is_fifo() {
                rows.push(("ApproximateNumberOfGroupsWithInflightMessages", number(gauges.groups_in_flight)));
            }
            if gauges.noisy_groups > 0 {
                rows.extend([
                    ("ApproximateNumberOfNoisyGroups", number(gauges.noisy_groups)),
                    ("ApproximateNumberOfMessagesVisibleInQuietGroups", number(gauges.quiet_visible)),
                    ("ApproximateNumberOfMessagesNotVisibleInQuietGroups", number(gauges.quiet_not_visible)),
                    ("ApproximateNumberOfMessagesDelayedInQuietGroups", number(gauges.quiet_delayed)),
                    ("ApproximateAgeOfOldestMessageInQuietGroups", format!("{} s", gauges.quiet_oldest_secs)),
                ]);
            }
            let totals = queue.metrics.totals;
            rows.extend([
                ("NumberOfMessagesSent", number(totals.sent)),
                ("NumberOfMessagesReceived", number(totals.received)),
                ("NumberOfMessagesDeleted", number(totals.deleted)),
                ("NumberOfEmptyReceives", number(totals.empty_receives)),
                (t!("SentMessageSize, summed"), t!("{bytes} bytes", bytes = number(totals.sent_bytes))),
            ]);
            if queue.is_fifo() {
                rows.push(("NumberOfDeduplicatedSentMessages", number(totals.deduplicated)));
            }
            rows
        })
    };
    view! {
        <p class="hint">{t!("The names of CloudWatch; the numbers since the queue was made, exact at every instant.")}</p>
        {facts(gauges)}
    }
    .into_any()
}

fn settings(lab: Lab, id: u32) -> AnyView {
    let (url, arn) = with_queue(lab, id, |queue, _| (queue.key.url(), queue.key.arn().to_string()));
    let shown = move || {
        with_queue(lab, id, |queue, session| {
            let secs = |secs: u64| span(queuelab::clock::Duration::from_secs(secs));
            let attributes = &queue.attributes;
            let mut rows = vec![
                ("VisibilityTimeout", secs(attributes.visibility_secs)),
                ("DelaySeconds", secs(attributes.delay_secs)),
                ("ReceiveMessageWaitTimeSeconds", secs(attributes.wait_secs)),
                ("MessageRetentionPeriod", secs(attributes.retention_secs)),
                ("MaximumMessageSize", t!("{bytes} bytes", bytes = number(attributes.message_bytes_max as u64))),
            ];
            let others = [
                AttributeName::ContentBasedDeduplication,
                AttributeName::DeduplicationScope,
                AttributeName::FifoThroughputLimit,
                AttributeName::SqsManagedSseEnabled,
                AttributeName::KmsMasterKeyId,
                AttributeName::RedriveAllowPolicy,
                AttributeName::Policy,
            ];
            rows.extend(others.into_iter().filter_map(|name| Some((name.as_str(), attributes.text(name)?))));
            if let Some(policy) = &attributes.redrive {
                rows.push((
                    t!("Dead-letter queue"),
                    t!(
                        "{resource} after {max_receives} receives",
                        resource = policy.target.resource,
                        max_receives = policy.max_receives
                    ),
                ));
            }
            rows.push((t!("Created"), instant(queue.created, session.now())));
            let tags: Vec<String> = queue.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
            if !tags.is_empty() {
                rows.push((t!("Tags"), tags.join(", ")));
            }
            rows
        })
    };
    view! { {copyable(t!("URL"), url)} {copyable(t!("ARN"), arn)} {facts(shown)} }.into_any()
}
