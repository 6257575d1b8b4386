//! AWS KMS: keys, their aliases and policies, and the data keys that services get under them.
//!
//! [`Kms`] is the service of a whole lab, with the keys of every account and Region. A request is checked in full before
//! anything changes, so a refused one changes nothing. Encryption is a stand-in that protects nothing: it is decided by
//! the lab's seed, and only gives back what went in if key and encryption context are the same. Who may use a key is for
//! whoever runs the service to ask ([`Kms::condition_keys`]); the module knows no other service, no actor
//! and no picture.

mod access;
mod actions;
pub mod api;
mod check;
mod data_keys;
mod error;
mod event;
mod key;
mod limits;
mod managed;
mod policy;
mod reference;
mod seal;
#[cfg(test)]
mod tests;

pub use access::Asked;
pub use data_keys::{DataKeys, KeyUse, Purpose, Used};
pub use error::{ErrorCode, KmsError, Result};
pub use event::{Change, KmsEvent};
pub use key::{Alias, Calls, Key, KeyManager, KeyNumber, KeyState};
pub use limits::KmsLimits;
pub use managed::AwsService;

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region, Rng, Service};
use crate::iam::StoredPolicy;
use std::convert::Infallible;
use std::sync::Arc;
use uuid::Uuid;

/// The context in which KMS acts.
pub type Cx<'a> = crate::base::Cx<'a, Kms>;

/// What KMS wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A key's waiting time is over.
    Delete(KeyNumber),
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Kms {
    /// Quotas in force.
    pub limits: KmsLimits,
    /// Decides ids and nonces.
    ids: u64,
    drawn: u64,
    /// Decides what keys make of a plaintext.
    secret: u64,
    /// Keys by number; a deleted one leaves a gap.
    keys: Vec<Option<Arc<Key>>>,
    numbers: SortedMap<Uuid, KeyNumber>,
    aliases: SortedMap<(AccountId, Region), SortedMap<Arc<str>, Alias>>,
    data_keys: DataKeys,
}

impl Service for Kms {
    type Event = KmsEvent;
    type Timer = Timer;
    type Answer = Infallible;
    type Outgoing = Infallible;
}

impl Kms {
    /// The service without keys.
    pub fn new(limits: KmsLimits, seed: u64) -> Self {
        Self {
            limits,
            ids: Rng::fork(seed, "kms/id").next_u64(),
            drawn: 0,
            secret: Rng::fork(seed, "kms/secret").next_u64(),
            keys: Vec::new(),
            numbers: SortedMap::default(),
            aliases: SortedMap::default(),
            data_keys: DataKeys::default(),
        }
    }

    /// Puts other quotas in force; whatever exists stays.
    pub fn change_limits(&mut self, limits: KmsLimits) {
        self.limits = limits;
    }

    /// The key of that number.
    pub fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.keys.get(number.0 as usize)?.as_deref()
    }

    fn key_mut(&mut self, number: KeyNumber) -> Option<&mut Key> {
        self.keys.get_mut(number.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    fn key_of_id(&self, id: Uuid) -> Option<&Key> {
        self.key(*self.numbers.get(&id)?)
    }

    /// All keys in the order in which they were made.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> {
        self.keys.iter().filter_map(Option::as_deref)
    }

    /// All aliases, by account, Region and name.
    pub fn aliases(&self) -> impl Iterator<Item = &Alias> {
        self.aliases.values().flat_map(SortedMap::values)
    }

    /// The key that a request is about, where it is there: by what the request names, or what its ciphertext says.
    pub fn key_of(&self, request: &api::Request, account: AccountId, region: Region) -> Option<&Key> {
        match request {
            api::Request::Decrypt(decrypt) if decrypt.key_id.is_none() => {
                self.key_of_id(seal::Blob::read(&decrypt.ciphertext_blob)?.key).filter(|key| key.region == region)
            }
            request => self.find(request.key_id()?, account, region).ok(),
        }
    }

    /// A timer has come.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Delete(number) => self.delete_key(cx, number),
        }
    }

    /// Sixteen bytes that the lab's seed and a count decide.
    fn drawn_bytes(&self, count: u64) -> [u8; 16] {
        let (high, low) = crate::base::mix(self.ids, count);
        ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
    }

    /// The id that the next key will have.
    fn next_id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.drawn_bytes(self.drawn + 1)).into_uuid()
    }

    fn draw_nonce(&mut self) -> seal::Nonce {
        self.drawn += 1;
        let mut nonce = seal::Nonce::default();
        for (to, from) in nonce.iter_mut().zip(self.drawn_bytes(self.drawn)) {
            *to = from;
        }
        nonce
    }

    /// Writes a new key down; answers its number.
    fn add_key(
        &mut self,
        cx: &mut Cx<'_>,
        (account, region): (AccountId, Region),
        manager: KeyManager,
        description: &str,
        policy: StoredPolicy,
    ) -> KeyNumber {
        let number = KeyNumber(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
        let id = self.next_id();
        self.drawn += 1;
        self.keys.push(Some(Arc::new(Key {
            number,
            id,
            arn: key::arn(region, account, &format!("key/{id}")).into(),
            account,
            region,
            manager,
            created: cx.now,
            description: description.into(),
            state: KeyState::Enabled,
            policy,
            tags: SortedMap::default(),
            calls: Calls::default(),
        })));
        self.numbers.insert(id, number);
        cx.emit(None, KmsEvent::KeyCreated { key: number });
        number
    }
}
