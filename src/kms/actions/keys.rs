//! `CreateKey`, `DescribeKey`, `ListKeys` and `UpdateKeyDescription`.

use crate::iam::StoredPolicy;
use crate::kms::api::{
    CreateKey, DescribeKey, KeyListEntry, KeyMetadataResult, ListKeys, ListKeysResult, UpdateKeyDescription,
};
use crate::kms::check::{self, Paging};
use crate::kms::key::{KeyManager, ORIGIN, SPEC, USAGE, arn};
use crate::kms::{Change, Cx, ErrorCode, Key, KeyNumber, KeyState, Kms, KmsError, KmsEvent, Result, policy};

/// The kinds of keys of the service model. Only the first is made here; the services of a lab take no other.
const SPECS: [&str; 16] = [
    SPEC,
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "ECC_NIST_P256",
    "ECC_NIST_P384",
    "ECC_NIST_P521",
    "ECC_SECG_P256K1",
    "ECC_NIST_EDWARDS25519",
    "HMAC_224",
    "HMAC_256",
    "HMAC_384",
    "HMAC_512",
    "ML_DSA_44",
    "ML_DSA_65",
    "ML_DSA_87",
];
/// What keys can be for.
const USAGES: [&str; 4] = [USAGE, "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"];
/// Where the material of keys can come from.
const ORIGINS: [&str; 4] = [ORIGIN, "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"];
/// Characters of a description.
const DESCRIPTION_MAX: usize = 8_192;

impl Kms {
    pub(super) fn create_key(&mut self, cx: &mut Cx<'_>, request: &CreateKey) -> Result<KeyMetadataResult> {
        check_kind(request)?;
        check::length(&request.description, "description", 0, DESCRIPTION_MAX)?;
        let tags = check::tags(&request.tags, self.limits.tags_max)?;
        let place = (cx.caller.account, cx.caller.region);
        let policy = match &request.policy {
            None => StoredPolicy::new(&policy::default_of(place.0)),
            Some(text) => {
                let arn = arn(place.1, place.0, &format!("key/{}", self.next_id()));
                self.check_policy(cx, text, &arn, request.bypass_policy_lockout_safety_check)?
            }
        };
        let own = self.keys().filter(|key| !key.is_aws_managed() && (key.account, key.region) == place);
        if own.count() >= self.limits.keys {
            let sentence = format!("You have reached the limit of {} KMS keys in this Region.", self.limits.keys);
            return Err(KmsError::new(ErrorCode::LimitExceeded, sentence));
        }
        let number = self.add_key(cx, place, KeyManager::Customer, &request.description, policy);
        if let Some(key) = self.key_mut(number) {
            key.tags = tags;
        }
        let key = self.key(number).ok_or_else(|| KmsError::no_key_id(""))?;
        Ok(KeyMetadataResult { key_metadata: key.metadata(cx.epoch) })
    }

    pub(super) fn describe_key(&mut self, cx: &mut Cx<'_>, request: &DescribeKey) -> Result<KeyMetadataResult> {
        if request.key_id.is_empty() {
            return Err(KmsError::missing("keyId"));
        }
        let (account, region) = (cx.caller.account, cx.caller.region);
        // To ask about the key of a service is enough to have it made.
        self.ensure_managed(cx, &request.key_id, account, region);
        let key = self.find(&request.key_id, account, region)?;
        Ok(KeyMetadataResult { key_metadata: key.metadata(cx.epoch) })
    }

    pub(super) fn list_keys(&self, cx: &Cx<'_>, request: &ListKeys) -> Result<ListKeysResult> {
        let place = (cx.caller.account, cx.caller.region);
        let own = self.keys().filter(|key| (key.account, key.region) == place);
        let all = own.map(|key| {
            let entry = KeyListEntry { key_id: key.id.to_string(), key_arn: key.arn.to_string() };
            (format!("{:010}", key.number.0), entry)
        });
        let paging = Paging { limit: request.limit, marker: request.marker.as_deref(), sizes: (100, 1_000) };
        let (keys, next_marker) = check::page(all, paging)?;
        Ok(ListKeysResult { keys, truncated: next_marker.is_some(), next_marker })
    }

    pub(super) fn update_key_description(&mut self, cx: &mut Cx<'_>, request: &UpdateKeyDescription) -> Result<()> {
        check::length(&request.description, "description", 0, DESCRIPTION_MAX)?;
        let key = self.find_changeable(cx.caller, &request.key_id, "UpdateKeyDescription")?;
        self.change(cx, key, Change::Description, |key| {
            key.check_not_pending()?;
            key.description = request.description.as_str().into();
            Ok(())
        })
    }

    /// Deletes a key for good, with its aliases, unless that was cancelled or put off.
    pub(in crate::kms) fn delete_key(&mut self, cx: &mut Cx<'_>, number: KeyNumber) {
        let is_due = |key: &&Key| matches!(key.state, KeyState::PendingDeletion(at) if at <= cx.now);
        let Some(key) = self.key(number).filter(is_due) else { return };
        let (id, arn, account, region) = (key.id, key.arn.clone(), key.account, key.region);
        let names: Vec<_> = self.aliases_of(number).map(|alias| alias.name.clone()).collect();
        for name in names {
            self.remove_alias(cx, (account, region), &name);
        }
        self.numbers.remove(&id);
        if let Some(place) = self.keys.get_mut(number.0 as usize) {
            *place = None;
        }
        cx.emit(None, KmsEvent::KeyDeleted { key: number, arn });
    }
}

/// Refuses what the service model does not list, then what fits no key, then what is not made here.
fn check_kind(request: &CreateKey) -> Result<()> {
    let unsupported = |what: &str| {
        let sentence = format!("{what} is not supported here: keys are symmetric, of AWS KMS, and of one Region.");
        Err(KmsError::new(ErrorCode::UnsupportedOperation, sentence))
    };
    if request.key_spec.is_some() && request.customer_master_key_spec.is_some() {
        return Err(KmsError::invalid(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is \
             deprecated.",
        ));
    }
    let spec = match (request.key_spec.as_deref(), request.customer_master_key_spec.as_deref()) {
        (None, None) => SPEC,
        (Some(spec), _) => check::one_of(spec, "keySpec", &SPECS).map(|()| spec)?,
        (None, Some(spec)) => check::one_of(spec, "customerMasterKeySpec", &SPECS).map(|()| spec)?,
    };
    let usage = request.key_usage.as_deref();
    if let Some(usage) = usage {
        check::one_of(usage, "keyUsage", &USAGES)?;
    }
    if let Some(origin) = &request.origin {
        check::one_of(origin, "origin", &ORIGINS)?;
    }
    match (spec, usage) {
        (SPEC, None | Some(USAGE)) => {}
        (SPEC, Some(usage)) => {
            return Err(KmsError::invalid(format!("KeyUsage {usage} is not compatible with KeySpec {SPEC}")));
        }
        (_, None) => {
            return Err(KmsError::invalid(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
            ));
        }
        (spec, Some(_)) => return unsupported(&format!("KeySpec {spec}")),
    }
    match request.origin.as_deref() {
        None | Some(ORIGIN) => {}
        Some(origin) => return unsupported(&format!("Origin {origin}")),
    }
    if request.multi_region {
        return unsupported("MultiRegion");
    }
    if request.custom_key_store_id.is_some() || request.xks_key_id.is_some() {
        return unsupported("A custom key store");
    }
    Ok(())
}
