//! A KMS key and its names.

use super::api::KeyMetadata;
use super::managed::AwsService;
use super::{KmsError, Result};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::clock::{Epoch, Instant};
use crate::iam::StoredPolicy;
use std::sync::Arc;
use uuid::Uuid;

/// The number of a key in a lab, by the order of making.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyNumber(pub u32);

/// Whether a key can be used: "Key states of AWS KMS keys" in the developer guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// It can.
    Enabled,
    /// It cannot, until it is enabled.
    Disabled,
    /// It cannot, and is deleted at that instant unless that is cancelled.
    PendingDeletion(Instant),
}

impl KeyState {
    /// AWS's own word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion(_) => "PendingDeletion",
        }
    }
}

/// Who looks after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyManager {
    /// Whoever made it.
    Customer,
    /// AWS, for a service.
    Aws(AwsService),
}

/// How often a key was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Calls {
    /// Data keys made, with plaintext or without.
    pub generate_data_key: u64,
    /// Ciphertexts opened.
    pub decrypt: u64,
    /// Plaintexts encrypted under the key itself.
    pub encrypt: u64,
    /// Times that a service had a fresh data key and did not ask.
    pub saved: u64,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub(super) number: KeyNumber,
    pub(super) id: Uuid,
    pub(super) arn: Arc<str>,
    pub(super) account: AccountId,
    pub(super) region: Region,
    pub(super) manager: KeyManager,
    pub(super) created: Instant,
    pub(super) description: Arc<str>,
    pub(super) state: KeyState,
    pub(super) policy: StoredPolicy,
    pub(super) tags: SortedMap<String, String>,
    pub(super) calls: Calls,
}

impl Key {
    /// Its number in the lab.
    pub const fn number(&self) -> KeyNumber {
        self.number
    }

    /// The id in AWS.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// `arn:aws:kms:<region>:<account>:key/<id>`.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The owner.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Where it is.
    pub const fn region(&self) -> Region {
        self.region
    }

    /// Who looks after it.
    pub const fn manager(&self) -> KeyManager {
        self.manager
    }

    /// Whether AWS looks after it.
    pub const fn is_aws_managed(&self) -> bool {
        matches!(self.manager, KeyManager::Aws(_))
    }

    /// When it was made.
    pub const fn created(&self) -> Instant {
        self.created
    }

    /// What is said about it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Whether it can be used.
    pub const fn state(&self) -> KeyState {
        self.state
    }

    /// Who may do what with it.
    pub const fn policy(&self) -> &StoredPolicy {
        &self.policy
    }

    /// Tags by key.
    pub const fn tags(&self) -> &SortedMap<String, String> {
        &self.tags
    }

    /// How often it was asked for.
    pub const fn calls(&self) -> Calls {
        self.calls
    }

    /// Refuses a use in a state that does not allow it.
    ///
    /// # Errors
    /// `DisabledException` and `KMSInvalidStateException`.
    pub fn check_usable(&self) -> Result<()> {
        match self.state {
            KeyState::Enabled => Ok(()),
            KeyState::Disabled => Err(KmsError::disabled(&self.arn)),
            KeyState::PendingDeletion(_) => Err(KmsError::pending_deletion(&self.arn)),
        }
    }

    /// Refuses a change of a key that waits for its deletion.
    pub(super) fn check_not_pending(&self) -> Result<()> {
        match self.state {
            KeyState::PendingDeletion(_) => Err(KmsError::pending_deletion(&self.arn)),
            KeyState::Enabled | KeyState::Disabled => Ok(()),
        }
    }

    pub(super) fn metadata(&self, epoch: Epoch) -> KeyMetadata {
        KeyMetadata {
            aws_account_id: self.account.to_string(),
            key_id: self.id.to_string(),
            arn: self.arn.to_string(),
            creation_date: epoch.unix_secs(self.created),
            enabled: self.state == KeyState::Enabled,
            description: self.description.to_string(),
            key_usage: USAGE,
            key_state: self.state.name(),
            deletion_date: match self.state {
                KeyState::PendingDeletion(at) => Some(epoch.unix_secs(at)),
                KeyState::Enabled | KeyState::Disabled => None,
            },
            origin: ORIGIN,
            key_manager: if self.is_aws_managed() { "AWS" } else { "CUSTOMER" },
            customer_master_key_spec: SPEC,
            key_spec: SPEC,
            encryption_algorithms: vec![SPEC],
            multi_region: false,
        }
    }
}

/// The only kind of key that the services of a lab take; its algorithm has the same name.
pub(super) const SPEC: &str = "SYMMETRIC_DEFAULT";
/// What such a key is for.
pub(super) const USAGE: &str = "ENCRYPT_DECRYPT";
/// Where its material comes from.
pub(super) const ORIGIN: &str = "AWS_KMS";

/// Another name of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alias {
    /// `alias/…`.
    pub name: Arc<str>,
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// The key that it names.
    pub key: KeyNumber,
    /// When it was made.
    pub created: Instant,
    /// When it was given its key.
    pub updated: Instant,
}

impl Alias {
    /// `arn:aws:kms:<region>:<account>:alias/…`.
    pub fn arn(&self) -> String {
        arn(self.region, self.account, &self.name)
    }
}

/// The ARN of something in KMS.
pub(super) fn arn(region: Region, account: AccountId, resource: &str) -> String {
    format!("arn:aws:kms:{region}:{account}:{resource}")
}
