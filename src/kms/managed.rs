//! The keys that AWS makes for its services when one first needs it.
//!
//! "AWS managed keys" in the AWS KMS developer guide. Everybody in the account may use them, through the service alone;
//! a service that acts by itself may not, and nobody can change who may.

use super::key::{Alias, KeyManager, KeyNumber};
use super::reference::Reference;
use super::{Cx, Kms, KmsEvent, policy};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::iam::StoredPolicy;

/// A service with a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AwsService {
    /// Amazon Kinesis Data Streams.
    Kinesis,
    /// Amazon S3.
    S3,
    /// Amazon SNS.
    Sns,
    /// Amazon SQS.
    Sqs,
}

impl AwsService {
    /// All of them, in the order of their aliases.
    pub const ALL: [Self; 4] = [Self::Kinesis, Self::S3, Self::Sns, Self::Sqs];

    /// The service's short name, as it stands in ARNs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kinesis => "kinesis",
            Self::S3 => "s3",
            Self::Sns => "sns",
            Self::Sqs => "sqs",
        }
    }

    /// The alias of its key.
    pub const fn alias(self) -> &'static str {
        match self {
            Self::Kinesis => "alias/aws/kinesis",
            Self::S3 => "alias/aws/s3",
            Self::Sns => "alias/aws/sns",
            Self::Sqs => "alias/aws/sqs",
        }
    }

    /// The key's description, as AWS writes it.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Kinesis => "Default key that protects my Kinesis data when no other key is defined",
            Self::S3 => "Default key that protects my S3 objects when no other key is defined",
            Self::Sns => "Default key that protects my SNS data when no other key is defined",
            Self::Sqs => "Default key that protects my SQS messages when no other key is defined",
        }
    }
}

impl Kms {
    /// Makes the AWS-managed key that a reference names, where it is not there. Other references change nothing.
    ///
    /// Call this before [`Kms::find`] when a service is about to use a key.
    pub fn ensure_managed(&mut self, cx: &mut Cx<'_>, reference: &str, account: AccountId, region: Region) {
        let Ok(read) = Reference::read(reference, account, region) else { return };
        // Nobody's request brings a key into being in another account.
        let Some((owner, region, name)) = read.alias().filter(|(owner, ..)| *owner == account) else { return };
        let Some(service) = AwsService::ALL.into_iter().find(|service| service.alias() == name) else { return };
        if self.alias(owner, region, name).is_some() {
            return;
        }
        let policy = StoredPolicy::new(&policy::of_aws(service, account, region));
        let manager = KeyManager::Aws(service);
        let key = self.add_key(cx, (account, region), manager, service.description(), policy);
        self.put_alias(cx, Alias { name: name.into(), account, region, key, created: cx.now, updated: cx.now });
    }

    /// Writes an alias down, new or changed.
    pub(super) fn put_alias(&mut self, cx: &mut Cx<'_>, alias: Alias) {
        let (account, region, name, key) = (alias.account, alias.region, alias.name.clone(), alias.key);
        self.aliases.update((account, region), |aliases| {
            aliases.insert(name.clone(), alias);
        });
        cx.emit(None, KmsEvent::AliasChanged { account, region, alias: name, key: Some(key) });
    }

    /// The names of the aliases of a key, in order.
    pub fn aliases_of(&self, key: KeyNumber) -> impl Iterator<Item = &Alias> {
        let place = self.key(key).map(|key| (key.account, key.region));
        let aliases = place.and_then(|place| self.aliases.get(&place));
        aliases.into_iter().flat_map(SortedMap::values).filter(move |alias| alias.key == key)
    }
}
