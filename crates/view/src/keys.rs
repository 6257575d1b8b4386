//! Keys of KMS in words.

use super::describe::{span, who};
use queuelab::cloud::{Cloud, Event};
use queuelab::kms::{Change, Key, KeyNumber, KmsEvent, Purpose};
use queuelab::t;

/// What a key is called: its first alias, or the beginning of its id.
pub fn key_name(cloud: &Cloud, key: &Key) -> String {
    let alias = cloud.kms().aliases_of(key.number()).next();
    alias.map_or_else(|| key.id().to_string().chars().take(8).collect(), |alias| alias.name.to_string())
}

fn name(cloud: &Cloud, number: KeyNumber) -> String {
    cloud
        .kms()
        .key(number)
        .map_or_else(|| t!("a deleted key").to_owned(), |key| t!("key {key}", key = key_name(cloud, key)))
}

/// An event of KMS as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &KmsEvent) -> String {
    let by = who(cloud, event.origin);
    match kind {
        KmsEvent::KeyCreated { key } => t!("{by} created {name}", by, name = name(cloud, *key)),
        KmsEvent::KeyChanged { key, what } => {
            let key = name(cloud, *key);
            match what {
                Change::Enabled => t!("{by} enabled {key}", by, key),
                Change::Disabled => t!("{by} disabled {key}: it opens nothing from now on", by, key),
                Change::DeletionScheduled(at) => {
                    t!("{by} scheduled the deletion of {key}, in {at}", by, key, at = span(at.since(event.at)))
                }
                Change::DeletionCancelled => t!("{by} kept {key}; it is disabled until it is enabled", by, key),
                Change::Policy => t!("{by} changed the policy of {key}", by, key),
                Change::Description => t!("{by} changed the description of {key}", by, key),
                Change::Tags => t!("{by} changed the tags of {key}", by, key),
            }
        }
        KmsEvent::KeyDeleted { arn, .. } => t!("{arn} is deleted; what it encrypted is lost", arn),
        KmsEvent::AliasChanged { alias, key: Some(key), .. } => {
            t!("{alias} names {name} now", alias, name = name(cloud, *key))
        }
        KmsEvent::AliasChanged { alias, key: None, .. } => t!("{by} deleted {alias}", by, alias),
        KmsEvent::DataKeyRequested { key, purpose, resource, .. } => {
            let resource = resource.rsplit(':').next().unwrap_or_default();
            let what = match purpose {
                Purpose::GenerateDataKey => t!("a new data key"),
                Purpose::Decrypt => t!("a data key in the clear"),
            };
            t!("For {by}, {resource} asked {name} for {what}", by, resource, name = name(cloud, *key), what)
        }
        KmsEvent::KeyUsed { key, operation } => {
            t!("{by} called {operation} with {name}", by, operation, name = name(cloud, *key))
        }
    }
}
