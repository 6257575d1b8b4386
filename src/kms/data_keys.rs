//! The data keys that services keep: a service asks KMS once and uses the data key for a while.
//!
//! "How does the data key reuse period work?" in the Amazon SQS developer guide. While a data key is fresh, KMS is not
//! asked, so neither disabling the key nor another policy is noticed.

use super::key::{Calls, Key, KeyNumber};
use super::{Cx, Kms, KmsEvent, Result};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// What a service asks of KMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A new data key, to encrypt with.
    GenerateDataKey,
    /// An encrypted data key in the clear, to decrypt with.
    Decrypt,
}

impl Purpose {
    /// The operation's name.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::GenerateDataKey => "GenerateDataKey",
            Self::Decrypt => "Decrypt",
        }
    }
}

/// A service's need of a data key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUse<'a> {
    /// The key, as `KmsMasterKeyId` has it: an id, an ARN or an alias.
    pub key: &'a str,
    /// The account of the encrypted resource.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// Its ARN.
    pub resource: &'a str,
    /// On whose behalf; sessions of one role should be given as the role, since AWS does not tell them apart here.
    pub principal: &'a str,
    /// What for.
    pub purpose: Purpose,
    /// How long a data key is used.
    pub reuse: Duration,
}

/// How a data key came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Used {
    /// The key that it is under.
    pub key_arn: Arc<str>,
    /// Whether KMS was asked for it.
    pub called: bool,
    /// From when on it is too old; at that instant KMS is asked again.
    pub until: Instant,
}

/// Whose data key: resource, principal, key as it is named, purpose.
type Owner = (Arc<str>, Arc<str>, Arc<str>, Purpose);

/// A data key that was got.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct DataKey {
    key: KeyNumber,
    key_arn: Arc<str>,
    since: Instant,
    until: Instant,
}

impl DataKey {
    /// From when on it is too old. A shorter period holds at once; a longer one from the next data key on.
    fn until(&self, reuse: Duration) -> Instant {
        self.until.min(self.since.after(reuse))
    }
}

/// All data keys that services have. Those that are too old leave when one is added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DataKeys(SortedMap<Owner, DataKey>);

impl DataKeys {
    /// How many are kept.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn warm(&self, now: Instant, user: &KeyUse<'_>) -> Option<&DataKey> {
        self.0.get(&user.owner()).filter(|data_key| now < data_key.until(user.reuse))
    }

    fn add(&mut self, now: Instant, user: &KeyUse<'_>, data_key: DataKey) {
        self.0.retain(|_, old| now < old.until);
        if now < data_key.until {
            self.0.insert(user.owner(), data_key);
        }
    }
}

impl KeyUse<'_> {
    fn owner(&self) -> Owner {
        (self.resource.into(), self.principal.into(), self.key.into(), self.purpose)
    }
}

impl Kms {
    /// The data keys that services have.
    pub const fn data_keys(&self) -> &DataKeys {
        &self.data_keys
    }

    /// Whether a service has a fresh data key and would not ask.
    pub fn is_warm(&self, now: Instant, user: &KeyUse<'_>) -> bool {
        self.data_keys.warm(now, user).is_some()
    }

    /// Gets a data key for a service: the one that it has, or else from KMS. Whether the key policy allows it is for the
    /// caller of this to find out beforehand, where the data key is not warm.
    ///
    /// # Errors
    /// Only where KMS has to be asked: `NotFoundException`, `DisabledException`, `KMSInvalidStateException`.
    pub fn use_for(&mut self, cx: &mut Cx<'_>, user: &KeyUse<'_>) -> Result<Used> {
        if let Some(data_key) = self.data_keys.warm(cx.now, user) {
            let number = data_key.key;
            let used = Used { key_arn: data_key.key_arn.clone(), called: false, until: data_key.until(user.reuse) };
            self.count(number, |calls| calls.saved += 1);
            return Ok(used);
        }
        self.ensure_managed(cx, user.key, user.account, user.region);
        let key = self.find(user.key, user.account, user.region)?;
        key.check_usable()?;
        let until = cx.now.after(user.reuse);
        let data_key = DataKey { key: key.number, key_arn: key.arn.clone(), since: cx.now, until };
        let used = Used { key_arn: key.arn.clone(), called: true, until };
        self.count(data_key.key, |calls| match user.purpose {
            Purpose::GenerateDataKey => calls.generate_data_key += 1,
            Purpose::Decrypt => calls.decrypt += 1,
        });
        let (resource, principal) = (user.resource.into(), user.principal.into());
        cx.emit(None, KmsEvent::DataKeyRequested { key: data_key.key, purpose: user.purpose, resource, principal });
        self.data_keys.add(cx.now, user, data_key);
        Ok(used)
    }

    /// How often each key was asked for, and how often a fresh data key made that unnecessary.
    pub fn calls(&self) -> impl Iterator<Item = (&Key, Calls)> {
        self.keys().map(|key| (key, key.calls))
    }

    pub(super) fn count(&mut self, key: KeyNumber, note: impl FnOnce(&mut Calls)) {
        if let Some(key) = self.key_mut(key) {
            note(&mut key.calls);
        }
    }
}
