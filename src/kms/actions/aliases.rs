//! `CreateAlias`, `UpdateAlias`, `DeleteAlias` and `ListAliases`.
//!
//! "Aliases in AWS KMS" in the AWS KMS developer guide.

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::kms::api::{AliasListEntry, CreateAlias, DeleteAlias, ListAliases, ListAliasesResult, UpdateAlias};
use crate::kms::check::{self, Paging};
use crate::kms::key::{Alias, Key, KeyNumber, arn};
use crate::kms::managed::AwsService;
use crate::kms::{Cx, ErrorCode, Kms, KmsError, KmsEvent, Result};
use std::collections::BTreeMap;

impl Kms {
    pub(super) fn create_alias(&mut self, cx: &mut Cx<'_>, request: &CreateAlias) -> Result<()> {
        check_name(&request.alias_name)?;
        let (account, region) = (cx.caller.account, cx.caller.region);
        let key = self.target(cx, &request.target_key_id, "CreateAlias")?;
        if self.alias(account, region, &request.alias_name).is_some() {
            let sentence =
                format!("An alias with the name {} already exists", arn(region, account, &request.alias_name));
            return Err(KmsError::new(ErrorCode::AlreadyExists, sentence));
        }
        self.check_room(key)?;
        let name = request.alias_name.as_str().into();
        self.put_alias(cx, Alias { name, account, region, key, created: cx.now, updated: cx.now });
        Ok(())
    }

    pub(super) fn update_alias(&mut self, cx: &mut Cx<'_>, request: &UpdateAlias) -> Result<()> {
        check_name(&request.alias_name)?;
        let old = self.own_alias(cx, &request.alias_name)?.clone();
        let key = self.target(cx, &request.target_key_id, "UpdateAlias")?;
        if old.key != key {
            self.check_room(key)?;
        }
        self.put_alias(cx, Alias { key, updated: cx.now, ..old });
        Ok(())
    }

    pub(super) fn delete_alias(&mut self, cx: &mut Cx<'_>, request: &DeleteAlias) -> Result<()> {
        check_name(&request.alias_name)?;
        let alias = self.own_alias(cx, &request.alias_name)?;
        let (place, name) = ((alias.account, alias.region), alias.name.clone());
        self.remove_alias(cx, place, &name);
        Ok(())
    }

    pub(super) fn list_aliases(&self, cx: &Cx<'_>, request: &ListAliases) -> Result<ListAliasesResult> {
        let (account, region) = (cx.caller.account, cx.caller.region);
        let only = match request.key_id.as_deref() {
            None => None,
            Some(reference) => Some(self.find_own(cx.caller, reference, "ListAliases")?.number),
        };
        let mut all = BTreeMap::new();
        // The aliases of services are there before their keys are.
        for service in AwsService::ALL.into_iter().filter(|_| only.is_none()) {
            let name = service.alias().to_owned();
            let alias_arn = arn(region, account, &name);
            all.insert(name.clone(), AliasListEntry { alias_name: name, alias_arn, ..AliasListEntry::default() });
        }
        let own = self.aliases.get(&(account, region));
        for alias in own.into_iter().flat_map(SortedMap::values).filter(|alias| only.is_none_or(|key| alias.key == key))
        {
            let entry = AliasListEntry {
                alias_name: alias.name.to_string(),
                alias_arn: alias.arn(),
                target_key_id: self.key(alias.key).map(|key| key.id.to_string()),
                creation_date: Some(cx.epoch.unix_secs(alias.created)),
                last_updated_date: Some(cx.epoch.unix_secs(alias.updated)),
            };
            all.insert(alias.name.to_string(), entry);
        }
        let paging = Paging { limit: request.limit, marker: request.marker.as_deref(), sizes: (50, 100) };
        let (aliases, next_marker) = check::page(all.into_iter(), paging)?;
        Ok(ListAliasesResult { aliases, truncated: next_marker.is_some(), next_marker })
    }

    fn own_alias(&self, cx: &Cx<'_>, name: &str) -> Result<&Alias> {
        let (account, region) = (cx.caller.account, cx.caller.region);
        self.alias(account, region, name).ok_or_else(|| KmsError::no_such_alias(&arn(region, account, name)))
    }

    /// The key that an alias is to name.
    fn target(&self, cx: &Cx<'_>, reference: &str, operation: &str) -> Result<KeyNumber> {
        if reference.is_empty() {
            return Err(KmsError::missing("targetKeyId"));
        }
        if reference.starts_with("alias/") || reference.contains(":alias/") {
            return Err(KmsError::invalid("Aliases must refer to keys. Not aliases"));
        }
        let number = self.find_changeable(cx.caller, reference, operation)?;
        self.key(number).map_or(Ok(()), Key::check_not_pending)?;
        Ok(number)
    }

    fn check_room(&self, key: KeyNumber) -> Result<()> {
        let most = self.limits.aliases_per_key;
        if self.aliases_of(key).count() < most {
            return Ok(());
        }
        let sentence = format!("You have reached the limit of {most} aliases for this KMS key.");
        Err(KmsError::new(ErrorCode::LimitExceeded, sentence))
    }

    /// Takes an alias away.
    pub(super) fn remove_alias(&mut self, cx: &mut Cx<'_>, place: (AccountId, Region), name: &str) {
        let Some(gone) = self.aliases.get_mut(&place).and_then(|aliases| aliases.remove(name)) else { return };
        let (account, region) = place;
        cx.emit(None, KmsEvent::AliasChanged { account, region, alias: gone.name, key: None });
    }
}

/// Refuses a name of another form, and those that belong to AWS.
fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(KmsError::missing("aliasName"));
    }
    check::length(name, "aliasName", 1, 256)?;
    let Some(own) = name.strip_prefix("alias/") else {
        return Err(KmsError::invalid(
            "Alias must start with the prefix \"alias/\". Please see \
             https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
        ));
    };
    if own.is_empty() {
        return Err(KmsError::new(ErrorCode::InvalidAliasName, "The alias name is not valid."));
    }
    if own.starts_with("aws/") {
        // AWS gives no sentence here.
        let sentence = "The prefix alias/aws/ is reserved for AWS managed keys.";
        return Err(KmsError::new(ErrorCode::NotAuthorized, sentence));
    }
    if own.contains(':') {
        return Err(KmsError::invalid(format!("{name} contains invalid characters for an alias")));
    }
    if !own.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte)) {
        let rule = "must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$";
        return Err(KmsError::constraint(format_args!("'{name}'"), "aliasName", rule));
    }
    Ok(())
}
