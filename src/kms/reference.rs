//! How requests name a key: by id, by ARN, by alias name or by the ARN of an alias.
//!
//! "Key identifiers (KeyId)" in the AWS KMS developer guide.

use super::key::{Alias, Key, KeyNumber, arn};
use super::{ErrorCode, Kms, KmsError, Result};
use crate::base::{AccountId, Arn, Caller, Region};
use uuid::Uuid;

/// What a reference names, and where it is looked for.
pub(super) struct Reference<'a> {
    account: AccountId,
    region: Region,
    name: Name<'a>,
    /// Whether it was written as an ARN.
    is_arn: bool,
}

enum Name<'a> {
    /// A key, by its id.
    Key(&'a str),
    /// An alias, `alias/…`.
    Alias(&'a str),
}

/// Characters of a reference.
const LENGTH_MAX: usize = 2_048;

impl<'a> Reference<'a> {
    /// Reads a reference; one that is not an ARN means the account and Region given.
    pub fn read(text: &'a str, account: AccountId, region: Region) -> Result<Self> {
        if text.chars().count() > LENGTH_MAX {
            let rule = format_args!("must have length less than or equal to {LENGTH_MAX}");
            return Err(KmsError::constraint(format_args!("'{text}'"), "keyId", rule));
        }
        if !text.starts_with("arn:") {
            let name = if text.starts_with("alias/") { Name::Alias(text) } else { Name::Key(text) };
            return Ok(Self { account, region, name, is_arn: false });
        }
        let bad = || KmsError::new(ErrorCode::InvalidArn, format!("Invalid arn {text}"));
        let arn: Arn = text.parse().map_err(|_| bad())?;
        let owner = arn.account.parse().map_err(|_| bad())?;
        // The resource is the tail of the text, which lives longer than the ARN that was read.
        let resource = text.get(text.len().saturating_sub(arn.resource.len())..).ok_or_else(bad)?;
        let name = match resource.strip_prefix("key/") {
            Some(id) => Name::Key(id),
            None if resource.starts_with("alias/") => Name::Alias(resource),
            None => return Err(bad()),
        };
        if arn.service != "kms" {
            return Err(bad());
        }
        if arn.region != region.name() {
            return Err(KmsError::new(ErrorCode::NotFound, format!("Invalid arn {}", arn.region)));
        }
        Ok(Self { account: owner, region, name, is_arn: true })
    }

    /// The alias that is meant, if one is.
    pub fn alias(&self) -> Option<(AccountId, Region, &'a str)> {
        match self.name {
            Name::Alias(name) => Some((self.account, self.region, name)),
            Name::Key(_) => None,
        }
    }
}

/// Reads an id: a UUID with its hyphens.
fn read_id(text: &str) -> Option<Uuid> {
    text.parse().ok().filter(|_| text.len() == 36)
}

/// Whether it is the id of a key of several Regions, of which there are none.
fn is_multi_region_id(text: &str) -> bool {
    text.strip_prefix("mrk-").is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Kms {
    /// The key that a reference names: an id, an ARN, an alias name or the ARN of an alias.
    ///
    /// An AWS-managed key is there after [`Kms::ensure_managed`] at the latest.
    ///
    /// # Errors
    /// `NotFoundException` for what is not there or in another Region, `InvalidArnException` for an ARN of another form.
    pub fn find(&self, reference: &str, account: AccountId, region: Region) -> Result<&Key> {
        let read = Reference::read(reference, account, region)?;
        let (account, region) = (read.account, read.region);
        match read.name {
            Name::Alias(name) => {
                let alias = self.alias(account, region, name);
                alias
                    .and_then(|alias| self.key(alias.key))
                    .ok_or_else(|| KmsError::no_such_alias(&arn(region, account, name)))
            }
            Name::Key(id) => {
                let gone = || KmsError::no_such_key(&arn(region, account, &format!("key/{id}")));
                if is_multi_region_id(id) {
                    return Err(gone());
                }
                let id = read_id(id).ok_or_else(|| KmsError::no_key_id(id))?;
                let key = self.key_of_id(id).ok_or_else(gone)?;
                if key.account == account && key.region == region { Ok(key) } else { Err(gone()) }
            }
        }
    }

    /// The same where AWS takes no alias.
    pub(super) fn find_by_id(&self, reference: &str, account: AccountId, region: Region) -> Result<&Key> {
        let read = Reference::read(reference, account, region)?;
        match read.name {
            Name::Alias(_) if read.is_arn => {
                Err(KmsError::new(ErrorCode::InvalidArn, "Key Aliases are not supported for this operation"))
            }
            Name::Alias(name) => Err(KmsError::no_key_id(name)),
            Name::Key(_) => self.find(reference, account, region),
        }
    }

    /// A key of the caller's own account, for the operations that other accounts cannot call.
    pub(super) fn find_own(&self, caller: &Caller, reference: &str, operation: &str) -> Result<&Key> {
        if reference.is_empty() {
            return Err(KmsError::missing("keyId"));
        }
        let read = Reference::read(reference, caller.account, caller.region)?;
        if read.account != caller.account {
            return Err(KmsError::denied(caller, operation, reference));
        }
        self.find_by_id(reference, caller.account, caller.region)
    }

    /// The same for the operations that change a key: those of AWS cannot be changed.
    pub(super) fn find_changeable(&self, caller: &Caller, reference: &str, operation: &str) -> Result<KeyNumber> {
        let key = self.find_own(caller, reference, operation)?;
        if key.is_aws_managed() {
            return Err(KmsError::denied(caller, operation, &key.arn));
        }
        Ok(key.number)
    }

    /// The alias of that name in an account and Region.
    pub fn alias(&self, account: AccountId, region: Region, name: &str) -> Option<&Alias> {
        self.aliases.get(&(account, region))?.get(name)
    }
}
