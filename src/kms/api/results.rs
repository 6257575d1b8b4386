//! What each operation answers. Times are whole seconds since 1970.

use super::Tag;
use crate::base::wire::{results, write};

results! {
    /// Nothing but success.
    Empty {}
    /// The answer to `CancelKeyDeletion`.
    KeyIdResult {
        /// The key's ARN.
        key_id: String,
    }
    /// The answer to `CreateKey` and `DescribeKey`.
    KeyMetadataResult {
        /// Of the key.
        key_metadata: KeyMetadata,
    }
    /// Everything about a key but its policy, tags and aliases.
    KeyMetadata {
        /// The owner.
        #[serde(rename = "AWSAccountId")] aws_account_id: String,
        /// A UUID.
        key_id: String,
        /// The ARN.
        arn: String,
        /// When it was made.
        creation_date: u64,
        /// Whether it can be used.
        enabled: bool,
        /// What is said about it.
        description: String,
        /// `ENCRYPT_DECRYPT`.
        key_usage: &'static str,
        /// `Enabled`, `Disabled` or `PendingDeletion`.
        key_state: &'static str,
        /// When it is deleted, for one that waits for it.
        #[serde(skip_serializing_if = "Option::is_none")] deletion_date: Option<u64>,
        /// `AWS_KMS`.
        origin: &'static str,
        /// `CUSTOMER` or `AWS`.
        key_manager: &'static str,
        /// The old name of `KeySpec`.
        customer_master_key_spec: &'static str,
        /// `SYMMETRIC_DEFAULT`.
        key_spec: &'static str,
        /// `SYMMETRIC_DEFAULT`.
        encryption_algorithms: Vec<&'static str>,
        /// No.
        multi_region: bool,
    }
    /// The answer to `Decrypt`.
    DecryptResult {
        /// The ARN of the key that was used.
        key_id: String,
        /// What had been encrypted.
        #[serde(serialize_with = "write")] plaintext: Vec<u8>,
        /// `SYMMETRIC_DEFAULT`.
        encryption_algorithm: &'static str,
    }
    /// The answer to `Encrypt`.
    EncryptResult {
        /// The ciphertext.
        #[serde(serialize_with = "write")] ciphertext_blob: Vec<u8>,
        /// The ARN of the key that was used.
        key_id: String,
        /// `SYMMETRIC_DEFAULT`.
        encryption_algorithm: &'static str,
    }
    /// The answer to `GenerateDataKey` and `GenerateDataKeyWithoutPlaintext`.
    GenerateDataKeyResult {
        /// The data key under the key.
        #[serde(serialize_with = "write")] ciphertext_blob: Vec<u8>,
        /// The data key in the clear, where it was asked for.
        #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write")] plaintext: Option<Vec<u8>>,
        /// The ARN of the key that was used.
        key_id: String,
    }
    /// The answer to `GetKeyPolicy`.
    GetKeyPolicyResult {
        /// The document.
        policy: String,
        /// `default`.
        policy_name: &'static str,
    }
    /// An alias in a list.
    AliasListEntry {
        /// `alias/…`.
        alias_name: String,
        /// The ARN.
        alias_arn: String,
        /// The id of its key; none for an alias of AWS whose key was never used.
        #[serde(skip_serializing_if = "Option::is_none")] target_key_id: Option<String>,
        /// When it was made.
        #[serde(skip_serializing_if = "Option::is_none")] creation_date: Option<u64>,
        /// When it was given its key.
        #[serde(skip_serializing_if = "Option::is_none")] last_updated_date: Option<u64>,
    }
    /// The answer to `ListAliases`.
    ListAliasesResult {
        /// A page, in the order of names.
        aliases: Vec<AliasListEntry>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
        /// Whether there is one.
        truncated: bool,
    }
    /// The answer to `ListKeyPolicies`.
    ListKeyPoliciesResult {
        /// `default`.
        policy_names: Vec<&'static str>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
        /// Whether there is one.
        truncated: bool,
    }
    /// A key in a list.
    KeyListEntry {
        /// A UUID.
        key_id: String,
        /// The ARN.
        key_arn: String,
    }
    /// The answer to `ListKeys`.
    ListKeysResult {
        /// A page, in the order in which the keys were made.
        keys: Vec<KeyListEntry>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
        /// Whether there is one.
        truncated: bool,
    }
    /// The answer to `ListResourceTags`.
    ListResourceTagsResult {
        /// A page, in the order of their keys.
        tags: Vec<Tag>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
        /// Whether there is one.
        truncated: bool,
    }
    /// The answer to `ScheduleKeyDeletion`.
    ScheduleKeyDeletionResult {
        /// The key's ARN.
        key_id: String,
        /// When it is deleted.
        deletion_date: u64,
        /// `PendingDeletion`.
        key_state: &'static str,
        /// As asked for.
        pending_window_in_days: u64,
    }
}
