//! The operations of KMS as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    CancelKeyDeletion => KeyIdResult,
    CreateAlias => Empty,
    CreateKey => KeyMetadataResult,
    Decrypt => DecryptResult,
    DeleteAlias => Empty,
    DescribeKey => KeyMetadataResult,
    DisableKey => Empty,
    EnableKey => Empty,
    Encrypt => EncryptResult,
    GenerateDataKey => GenerateDataKeyResult,
    GenerateDataKeyWithoutPlaintext => GenerateDataKeyResult,
    GetKeyPolicy => GetKeyPolicyResult,
    ListAliases => ListAliasesResult,
    ListKeyPolicies => ListKeyPoliciesResult,
    ListKeys => ListKeysResult,
    ListResourceTags => ListResourceTagsResult,
    PutKeyPolicy => Empty,
    ScheduleKeyDeletion => ScheduleKeyDeletionResult,
    TagResource => Empty,
    UntagResource => Empty,
    UpdateAlias => Empty,
    UpdateKeyDescription => Empty,
}

impl Request {
    /// The key that the request names, for the operations that do. `Decrypt` may leave it to the ciphertext.
    pub fn key_id(&self) -> Option<&str> {
        match self {
            Self::CancelKeyDeletion(r) => Some(&r.key_id),
            Self::CreateAlias(r) => Some(&r.target_key_id),
            Self::Decrypt(r) => r.key_id.as_deref(),
            Self::DeleteAlias(r) => Some(&r.alias_name),
            Self::DescribeKey(r) => Some(&r.key_id),
            Self::DisableKey(r) => Some(&r.key_id),
            Self::EnableKey(r) => Some(&r.key_id),
            Self::Encrypt(r) => Some(&r.key_id),
            Self::GenerateDataKey(r) => Some(&r.key_id),
            Self::GenerateDataKeyWithoutPlaintext(r) => Some(&r.key_id),
            Self::GetKeyPolicy(r) => Some(&r.key_id),
            Self::ListKeyPolicies(r) => Some(&r.key_id),
            Self::ListResourceTags(r) => Some(&r.key_id),
            Self::PutKeyPolicy(r) => Some(&r.key_id),
            Self::ScheduleKeyDeletion(r) => Some(&r.key_id),
            Self::TagResource(r) => Some(&r.key_id),
            Self::UntagResource(r) => Some(&r.key_id),
            Self::UpdateAlias(r) => Some(&r.target_key_id),
            Self::UpdateKeyDescription(r) => Some(&r.key_id),
            Self::CreateKey(_) | Self::ListAliases(_) | Self::ListKeys(_) => None,
        }
    }

    /// The encryption context of the operations that take one.
    pub fn encryption_context(&self) -> Option<&EncryptionContext> {
        match self {
            Self::Decrypt(r) => Some(&r.encryption_context),
            Self::Encrypt(r) => Some(&r.encryption_context),
            Self::GenerateDataKey(r) => Some(&r.encryption_context),
            Self::GenerateDataKeyWithoutPlaintext(r) => Some(&r.encryption_context),
            _ => None,
        }
    }
}
