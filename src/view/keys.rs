//! Keys of KMS in words.

use super::describe::{span, who};
use crate::cloud::{Cloud, Event};
use crate::kms::{Change, Key, KeyNumber, KmsEvent, Purpose};

/// What a key is called: its first alias, or the beginning of its id.
pub fn key_name(cloud: &Cloud, key: &Key) -> String {
    let alias = cloud.kms().aliases_of(key.number()).next();
    alias.map_or_else(|| key.id().to_string().chars().take(8).collect(), |alias| alias.name.to_string())
}

fn name(cloud: &Cloud, number: KeyNumber) -> String {
    cloud.kms().key(number).map_or_else(|| "a deleted key".to_owned(), |key| format!("key {}", key_name(cloud, key)))
}

/// An event of KMS as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &KmsEvent) -> String {
    let by = who(cloud, event.origin);
    match kind {
        KmsEvent::KeyCreated { key } => format!("{by} created {}", name(cloud, *key)),
        KmsEvent::KeyChanged { key, what } => {
            let key = name(cloud, *key);
            match what {
                Change::Enabled => format!("{by} enabled {key}"),
                Change::Disabled => format!("{by} disabled {key}: it opens nothing from now on"),
                Change::DeletionScheduled(at) => {
                    format!("{by} scheduled the deletion of {key}, in {}", span(at.since(event.at)))
                }
                Change::DeletionCancelled => format!("{by} kept {key}; it is disabled until it is enabled"),
                Change::Policy => format!("{by} changed the policy of {key}"),
                Change::Description => format!("{by} changed the description of {key}"),
                Change::Tags => format!("{by} changed the tags of {key}"),
            }
        }
        KmsEvent::KeyDeleted { arn, .. } => format!("{arn} is deleted; what it encrypted is lost"),
        KmsEvent::AliasChanged { alias, key: Some(key), .. } => format!("{alias} names {} now", name(cloud, *key)),
        KmsEvent::AliasChanged { alias, key: None, .. } => format!("{by} deleted {alias}"),
        KmsEvent::DataKeyRequested { key, purpose, resource, .. } => {
            let resource = resource.rsplit(':').next().unwrap_or_default();
            let what = match purpose {
                Purpose::GenerateDataKey => "a new data key",
                Purpose::Decrypt => "a data key in the clear",
            };
            format!("For {by}, {resource} asked {} for {what}", name(cloud, *key))
        }
        KmsEvent::KeyUsed { key, operation } => format!("{by} called {operation} with {}", name(cloud, *key)),
    }
}
