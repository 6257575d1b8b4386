//! What can happen in KMS, for the log, the picture and the explanations.

use super::data_keys::Purpose;
use super::key::KeyNumber;
use crate::base::{AccountId, Region};
use crate::clock::Instant;
use std::sync::Arc;

/// Something that happened to a key or an alias.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum KmsEvent {
    /// A key was made, by a customer or for a service at its first use.
    KeyCreated { key: KeyNumber },
    /// Something about a key changed.
    KeyChanged { key: KeyNumber, what: Change },
    /// A key's waiting time is over; nothing that it encrypted can be opened again.
    KeyDeleted { key: KeyNumber, arn: Arc<str> },
    /// An alias names that key from now on; none when the alias is gone.
    AliasChanged { account: AccountId, region: Region, alias: Arc<str>, key: Option<KeyNumber> },
    /// A service asked for a data key of a resource on somebody's behalf, because it had none that was fresh enough.
    DataKeyRequested { key: KeyNumber, purpose: Purpose, resource: Arc<str>, principal: Arc<str> },
    /// Somebody used a key directly, by the operation of that name.
    KeyUsed { key: KeyNumber, operation: &'static str },
}

/// What changed about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It can be used again.
    Enabled,
    /// It cannot be used.
    Disabled,
    /// It will be deleted then, and cannot be used any more.
    DeletionScheduled(Instant),
    /// It is kept, disabled.
    DeletionCancelled,
    /// Its policy.
    Policy,
    /// Its description.
    Description,
    /// Its tags.
    Tags,
}
