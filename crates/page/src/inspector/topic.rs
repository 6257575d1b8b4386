//! A topic: what became of its copies, its form to publish, its subscriptions, and what can be done to it.

use super::{Lab, chaos, head, hops, publish, subscriptions};
use crate::lab::Dialog;
use crate::widgets::{confirm, copyable, facts, glyph, section};
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::sns::api::DeleteTopic;
use queuelab::sns::topic::{Topic, TopicId};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::access::Guarded;
use queuelab_view::describe::{instant, number};
use queuelab_view::tokens::Look;

/// Reads a topic and listens; the value of nothing once it is gone.
pub(super) fn with_topic<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Topic, &Session) -> R) -> R {
    lab.with(|session| session.cloud().sns().topic(TopicId(id)).map_or_else(R::default, |topic| read(topic, session)))
}

/// The ARN of a topic; empty once it is gone.
pub(super) fn arn(lab: Lab, id: u32) -> String {
    crate::topics::arn_of(lab, id).map(|arn| arn.to_string()).unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let kind = move || {
        with_topic(
            lab,
            id,
            |topic, _| if topic.is_fifo() { t!("FIFO topic").to_owned() } else { t!("Topic").to_owned() },
        )
    };
    let name = move || with_topic(lab, id, |topic, _| topic.key.name.to_string());
    let delete = confirm(
        t!("Delete topic"),
        move || t!("The topic goes with its subscriptions; copies that are under way still arrive.").to_owned(),
        move || {
            lab.try_call(DeleteTopic { topic_arn: arn(lab, id) });
        },
    );
    let publishing = publish::Publishing::new(with_topic(lab, id, |topic, _| topic.is_fifo()));
    view! {
        {head(lab, kind, name)}
        {counts(lab, id)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::EditTopic(id)))>{t!("Edit…")}</button>
            {delete}
        </div>
        {section(t!("Publish"), true, move || publishing.view(lab, id))}
        {section(t!("Subscriptions"), true, move || subscriptions::view(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, NodeId::Topic(id)))}
        {chaos::part(lab, NodeId::Topic(id))}
        {section(t!("Access"), false, move || crate::access::panel(lab, Guarded::Topic(id)))}
        {section(t!("Who can read it"), false, move || hops::topic(lab, id))}
        {section(t!("Settings and names"), false, move || settings(lab, id))}
    }
    .into_any()
}

/// Where the copies are: the five add up to all copies ever made.
fn counts(lab: Lab, id: u32) -> AnyView {
    let tile = move |look: Look, name: &'static str, read: fn(&Topic) -> u64| {
        view! {
            <div>
                <dt>{glyph(look)}{name}</dt>
                <dd class="mono">{move || number(with_topic(lab, id, |topic, _| read(topic)))}</dd>
            </div>
        }
    };
    let all = move || {
        with_topic(lab, id, |topic, _| {
            t!(
                "{published} published, {copies} copies made",
                published = number(topic.totals.published),
                copies = number(topic.totals.copies)
            )
        })
    };
    view! {
        <p class="muted">{all}</p>
        <dl class="tiles">
            {tile(Look::Deleted, t!("delivered"), |topic| topic.totals.delivered)}
            {tile(Look::Filtered, t!("filtered out"), |topic| topic.totals.filtered)}
            {tile(Look::InFlight, t!("under way"), |topic| topic.totals.under_way())}
            {tile(Look::DeadLettered, t!("in a DLQ"), |topic| topic.totals.dead_lettered)}
            {tile(Look::Expired, t!("lost"), |topic| topic.totals.lost)}
        </dl>
    }
    .into_any()
}

fn settings(lab: Lab, id: u32) -> AnyView {
    let shown = move || {
        with_topic(lab, id, |topic, session| {
            let mut rows = vec![
                (t!("Created"), instant(topic.created, session.now())),
                (t!("Subscriptions"), number(topic.subscriptions.len())),
                (t!("Policy"), topic.policy().text().to_owned()),
            ];
            let names = [
                "DisplayName",
                "ContentBasedDeduplication",
                "FifoThroughputScope",
                "MaximumMessageSize",
                "KmsMasterKeyId",
                "DeliveryPolicy",
                "SignatureVersion",
            ];
            rows.extend(names.into_iter().filter_map(|name| Some((name, topic.setting(name)?.to_owned()))));
            let tags: Vec<String> = topic.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
            if !tags.is_empty() {
                rows.push((t!("Tags"), tags.join(", ")));
            }
            rows
        })
    };
    view! { {copyable(t!("ARN"), arn(lab, id))} {facts(shown)} }.into_any()
}
