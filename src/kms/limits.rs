//! The quotas of AWS KMS.
//!
//! Source: "Resource quotas" and "Tags in AWS KMS" in the AWS KMS developer guide.

/// Quotas of KMS, the same today and in study notes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KmsLimits {
    /// Customer managed keys of an account in a Region, whatever their state.
    pub keys: usize,
    /// Aliases of a customer managed key.
    pub aliases_per_key: usize,
    /// Tags of a key.
    pub tags_max: usize,
    /// Bytes of a key policy.
    pub policy_bytes: usize,
}

impl Default for KmsLimits {
    fn default() -> Self {
        Self { keys: 100_000, aliases_per_key: 50, tags_max: 50, policy_bytes: 32_768 }
    }
}
