//! What each operation takes.
//!
//! A reference to a key is its id or its ARN; where it says "also by alias", an alias name or the ARN of an alias too.

use crate::base::wire::{is_default, requests, write};
use std::collections::BTreeMap;

/// What a ciphertext is bound to: texts by name. `Decrypt` must be given the same.
pub type EncryptionContext = BTreeMap<String, String>;

requests! {
    /// Keeps a key that was to be deleted; it is disabled then.
    CancelKeyDeletion {
        /// The key.
        key_id: String,
    }
    /// Gives a key another name.
    CreateAlias {
        /// `alias/` and 1 to 250 of `A-Z a-z 0-9 / _ -`; not `alias/aws/…`.
        alias_name: String,
        /// The key.
        target_key_id: String,
    }
    /// Makes a key.
    CreateKey {
        /// Who may use and manage the key, at most 32 KB; the whole account when absent.
        policy: Option<String>,
        /// At most 8192 characters.
        description: String,
        /// `ENCRYPT_DECRYPT`.
        key_usage: Option<String>,
        /// The old name of `key_spec`.
        customer_master_key_spec: Option<String>,
        /// `SYMMETRIC_DEFAULT`.
        key_spec: Option<String>,
        /// `AWS_KMS`.
        origin: Option<String>,
        /// For keys in a key store of one's own.
        custom_key_store_id: Option<String>,
        /// Take the policy even if the caller could not change it again.
        bypass_policy_lockout_safety_check: bool,
        /// At most fifty.
        tags: Vec<Tag>,
        /// Whether the key can be copied to other Regions.
        multi_region: bool,
        /// For keys outside of AWS.
        xks_key_id: Option<String>,
    }
    /// Opens a ciphertext.
    Decrypt {
        /// 1 to 6144 bytes.
        ciphertext_blob: Vec<u8>,
        /// As it was at encryption.
        encryption_context: EncryptionContext,
        /// Accepted; there are no grants.
        grant_tokens: Vec<String>,
        /// The key that the ciphertext must be of, also by alias; what the ciphertext says when absent.
        key_id: Option<String>,
        /// `SYMMETRIC_DEFAULT`.
        encryption_algorithm: Option<String>,
        /// Check only.
        dry_run: bool,
    }
    /// Takes a name away from a key.
    DeleteAlias {
        /// The alias.
        alias_name: String,
    }
    /// Everything about a key but its policy, tags and aliases.
    DescribeKey {
        /// The key, also by alias.
        key_id: String,
        /// Accepted; there are no grants.
        grant_tokens: Vec<String>,
    }
    /// Keeps a key from being used.
    DisableKey {
        /// The key.
        key_id: String,
    }
    /// Lets a disabled key be used again.
    EnableKey {
        /// The key.
        key_id: String,
    }
    /// Encrypts a few bytes under a key itself.
    Encrypt {
        /// The key, also by alias.
        key_id: String,
        /// 1 to 4096 bytes.
        plaintext: Vec<u8>,
        /// What the ciphertext is bound to.
        encryption_context: EncryptionContext,
        /// Accepted; there are no grants.
        grant_tokens: Vec<String>,
        /// `SYMMETRIC_DEFAULT`.
        encryption_algorithm: Option<String>,
        /// Check only.
        dry_run: bool,
    }
    /// A new data key, in the clear and encrypted under a key.
    GenerateDataKey {
        /// The key, also by alias.
        key_id: String,
        /// What the encrypted copy is bound to.
        encryption_context: EncryptionContext,
        /// 1 to 1024; this or `key_spec`.
        number_of_bytes: Option<i64>,
        /// `AES_256` or `AES_128`.
        key_spec: Option<String>,
        /// Accepted; there are no grants.
        grant_tokens: Vec<String>,
        /// Check only.
        dry_run: bool,
    }
    /// A new data key, encrypted under a key.
    GenerateDataKeyWithoutPlaintext {
        /// The key, also by alias.
        key_id: String,
        /// What the data key is bound to.
        encryption_context: EncryptionContext,
        /// `AES_256` or `AES_128`.
        key_spec: Option<String>,
        /// 1 to 1024; this or `key_spec`.
        number_of_bytes: Option<i64>,
        /// Accepted; there are no grants.
        grant_tokens: Vec<String>,
        /// Check only.
        dry_run: bool,
    }
    /// A key's policy.
    GetKeyPolicy {
        /// The key.
        key_id: String,
        /// `default`, the only name there is.
        policy_name: Option<String>,
    }
    /// The aliases of the account in the Region.
    ListAliases {
        /// Those of this key only.
        key_id: Option<String>,
        /// 1 to 100 a page; 50 when absent.
        limit: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The names of a key's policies: `default`.
    ListKeyPolicies {
        /// The key.
        key_id: String,
        /// 1 to 1000 a page; 100 when absent.
        limit: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The keys of the account in the Region.
    ListKeys {
        /// 1 to 1000 a page; 100 when absent.
        limit: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The tags of a key.
    ListResourceTags {
        /// The key.
        key_id: String,
        /// 1 to 50 a page; 50 when absent.
        limit: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// Puts another policy in the place of a key's own.
    PutKeyPolicy {
        /// The key.
        key_id: String,
        /// `default`, the only name there is.
        policy_name: Option<String>,
        /// At most 32 KB.
        policy: String,
        /// Take the policy even if the caller could not change it again.
        bypass_policy_lockout_safety_check: bool,
    }
    /// Deletes a key after a waiting time, in which it cannot be used.
    ScheduleKeyDeletion {
        /// The key.
        key_id: String,
        /// 7 to 30 days; 30 when absent.
        pending_window_in_days: Option<i64>,
    }
    /// A key and a value.
    Tag {
        /// 1 to 128 characters.
        tag_key: String,
        /// 0 to 256 characters.
        tag_value: String,
    }
    /// Adds tags, or changes their values.
    TagResource {
        /// The key.
        key_id: String,
        /// The tags.
        tags: Vec<Tag>,
    }
    /// Takes tags away.
    UntagResource {
        /// The key.
        key_id: String,
        /// Keys of tags.
        tag_keys: Vec<String>,
    }
    /// Lets an alias name another key.
    UpdateAlias {
        /// The alias.
        alias_name: String,
        /// The key.
        target_key_id: String,
    }
    /// Changes what is said about a key.
    UpdateKeyDescription {
        /// The key.
        key_id: String,
        /// At most 8192 characters.
        description: String,
    }
}
