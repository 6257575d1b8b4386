//! The figures of Amazon S3, which are the same in today's guide and in older notes.
//!
//! Source: "Buckets quotas, limits, and restrictions", "Creating object key names" and "Amazon S3 objects overview" in
//! the Amazon S3 user guide. Sizes are bytes. Nothing here knows an operation.

/// Length of a bucket's name in characters.
pub const BUCKET_NAME: (usize, usize) = (3, 63);
/// Buckets of an account.
pub const BUCKETS_MAX: usize = 10_000;
/// A key in UTF-8.
pub const KEY_BYTES_MAX: usize = 1_024;
/// An object put in one request: 5 GB.
pub const PUT_BYTES_MAX: u64 = 5_368_709_120;
/// Names and values of an object's own metadata together.
pub const METADATA_BYTES_MAX: usize = 2_048;
/// Tags of an object.
pub const OBJECT_TAGS_MAX: usize = 10;
/// Characters of a tag's key and of its value.
pub const TAG_LENGTHS: (usize, usize) = (128, 256);
/// A bucket's policy.
pub const POLICY_BYTES_MAX: usize = 20_480;
/// Rules of a lifecycle configuration.
pub const LIFECYCLE_RULES_MAX: usize = 1_000;
/// Characters of the id of a lifecycle or notification rule.
pub const RULE_ID_MAX: usize = 255;
/// Rules of a notification configuration.
pub const NOTIFICATION_RULES_MAX: usize = 100;
/// The value of a filter rule, in UTF-8.
pub const FILTER_BYTES_MAX: usize = 1_024;
/// Keys of one `DeleteObjects`, and entries of a page of `ListObjectsV2`.
pub const BATCH_MAX: usize = 1_000;
/// Bytes of bodies that a lab keeps. A figure of the lab and not of AWS: a snapshot of a page holds all of them.
pub const KEPT_BYTES_MAX: u64 = 67_108_864;
