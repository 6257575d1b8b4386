//! The extended client: the library around the SDK that keeps large payloads in S3 and sends a pointer in their place.
//!
//! Here is its format and what it decides by; the producers and consumers that use it make the calls.
//! Sources: "Managing large Amazon SQS messages using Java and Amazon S3" in the Amazon SQS developer guide, and the
//! public sources of amazon-sqs-java-extended-client-lib and payload-offloading-java-common-lib.

use super::feed::Row;
use crate::base::Rng;
use crate::s3::api::PutObject;
use crate::sqs::api::{MessageAttributeValue, SendMessageBatchRequestEntry};
use crate::sqs::message::attributes_bytes;
use serde::{Deserialize, Serialize};

/// The attribute that says a message is a pointer; its value is the payload's size in bytes.
pub const MARKER: &str = "ExtendedPayloadSize";
/// Its first name, which the library still writes unless it is told not to.
pub const LEGACY_MARKER: &str = "SQSLargePayloadSize";
/// The first of the two elements of a pointer.
const POINTER_CLASS: &str = "software.amazon.payloadoffloading.PayloadS3Pointer";
/// What it was called in the first version; still read.
const LEGACY_POINTER_CLASS: &str = "com.amazon.sqs.javamessaging.MessageS3Pointer";
/// The size from which payloads go to the bucket: that of the library, which did not follow when SQS went to 1 MiB.
pub const THRESHOLD: u64 = 262_144;
/// The largest payload, 2 GB.
pub const PAYLOAD_BYTES_MAX: u64 = 2_147_483_648;
/// SQS takes ten attributes, and one is the library's.
const ATTRIBUTES_MAX: usize = 9;
/// A key of S3 has 1,024 bytes, 36 of which are the UUID.
pub const PREFIX_MAX: usize = 988;
/// What the library's exceptions are called.
pub const CLIENT_ERROR: &str = "SdkClientException";

/// How a producer's extended client is set up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Offload {
    /// The bucket that payloads go to.
    pub bucket: String,
    /// `payloadSizeThreshold`: a message of more bytes, its attributes counted, goes through S3.
    pub threshold: u64,
    /// `alwaysThroughS3`: every message does.
    pub always: bool,
    /// `s3KeyPrefix`, before the UUID of each key: at most 988 of `a-z A-Z 0-9 . / _ -`.
    pub prefix: String,
    /// `useLegacyReservedAttributeName`: whether the marker has its first name.
    pub legacy_marker: bool,
}

impl Default for Offload {
    fn default() -> Self {
        Self { bucket: String::new(), threshold: THRESHOLD, always: false, prefix: String::new(), legacy_marker: true }
    }
}

/// How a consumer's extended client is set up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fetch {
    /// `cleanupS3Payload`: deleting a message deletes its payload, and does so first.
    pub cleanup: bool,
    /// `ignorePayloadNotFound`: a message whose payload is gone is deleted; otherwise the whole receive fails.
    pub ignore_not_found: bool,
}

impl Default for Fetch {
    fn default() -> Self {
        Self { cleanup: true, ignore_not_found: false }
    }
}

/// Where a payload lies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pointer {
    /// The bucket.
    #[serde(rename = "s3BucketName")]
    pub bucket: String,
    /// The key.
    #[serde(rename = "s3Key")]
    pub key: String,
}

impl Pointer {
    /// The body of the message that stands for the payload.
    pub fn body(&self) -> String {
        serde_json::to_string(&(POINTER_CLASS, self)).unwrap_or_default()
    }

    /// Reads the body of a message that stands for a payload.
    pub fn read(body: &str) -> Option<Self> {
        let (class, pointer): (String, Self) = serde_json::from_str(body).ok()?;
        (class == POINTER_CLASS || class == LEGACY_POINTER_CLASS).then_some(pointer)
    }
}

/// What is wrong with a prefix for keys.
pub fn check_prefix(prefix: &str) -> Result<(), &'static str> {
    if prefix.len() > PREFIX_MAX {
        return Err("A prefix has at most 988 characters: 36 of the 1,024 of a key are the UUID.");
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
    if !prefix.chars().all(good) {
        return Err("A prefix has letters, digits, and . / _ - only.");
    }
    if prefix.starts_with(['.', '/']) {
        return Err("A prefix begins with neither a dot nor a slash.");
    }
    Ok(())
}

/// How many bytes the payload of a row has.
pub fn payload_bytes(row: &Row) -> u64 {
    row.payload_bytes.unwrap_or(0).max(row.body.len() as u64)
}

impl Offload {
    /// Puts a payload aside where it must be: makes the entry a pointer, and answers what is to be put into the bucket.
    ///
    /// # Errors
    /// What the library throws before it calls anything.
    pub(super) fn offload(
        &self,
        row: &Row,
        entry: &mut SendMessageBatchRequestEntry,
        rng: &mut Rng,
    ) -> Result<Option<PutObject>, &'static str> {
        let attributes = attributes_bytes(&entry.message_attributes) as u64;
        let reserved = entry.message_attributes.keys().any(|name| name == MARKER || name == LEGACY_MARKER);
        if attributes > self.threshold || entry.message_attributes.len() > ATTRIBUTES_MAX || reserved {
            return Err(CLIENT_ERROR);
        }
        let size = payload_bytes(row);
        if !self.always && size + attributes <= self.threshold {
            return Ok(None);
        }
        if size > PAYLOAD_BYTES_MAX || check_prefix(&self.prefix).is_err() {
            return Err(CLIENT_ERROR);
        }
        let random = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
        let uuid = uuid::Builder::from_random_bytes(random.to_be_bytes()).into_uuid();
        let pointer = Pointer { bucket: self.bucket.clone(), key: format!("{}{uuid}", self.prefix) };
        let text = std::mem::replace(&mut entry.message_body, pointer.body());
        let marker = if self.legacy_marker { LEGACY_MARKER } else { MARKER };
        let value = MessageAttributeValue {
            data_type: "Number".to_owned(),
            string_value: Some(size.to_string()),
            ..MessageAttributeValue::default()
        };
        entry.message_attributes.insert(marker.to_owned(), value);
        let simulated = size > text.len() as u64;
        Ok(Some(PutObject {
            bucket: pointer.bucket,
            key: pointer.key,
            body: text.into_bytes(),
            simulated_size: simulated.then(|| i64::try_from(size).unwrap_or(i64::MAX)),
            content_type: Some("text/plain; charset=UTF-8".to_owned()),
            ..PutObject::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: &str) -> SendMessageBatchRequestEntry {
        SendMessageBatchRequestEntry { message_body: body.into(), ..SendMessageBatchRequestEntry::default() }
    }

    fn row(body: &str, bytes: Option<u64>) -> Row {
        Row { body: body.into(), payload_bytes: bytes, ..Row::default() }
    }

    #[test]
    fn the_pointer_has_the_form_of_the_library() {
        let pointer = Pointer { bucket: "B".into(), key: "K".into() };
        let text = r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"B","s3Key":"K"}]"#;
        assert_eq!(pointer.body(), text);
        assert_eq!(Pointer::read(text), Some(pointer.clone()));
        let old = text.replace(POINTER_CLASS, LEGACY_POINTER_CLASS);
        assert_eq!(Pointer::read(&old), Some(pointer));
        assert_eq!(Pointer::read(&text.replace(POINTER_CLASS, "java.lang.String")), None);
        assert_eq!(Pointer::read("hello"), None);
    }

    #[test]
    fn only_what_is_above_the_threshold_goes_to_the_bucket() {
        let (offload, mut rng) = (Offload { bucket: "B".into(), ..Offload::default() }, Rng::new(1));
        let mut at = entry("small");
        assert_eq!(offload.offload(&row("small", Some(THRESHOLD)), &mut at, &mut rng), Ok(None));
        assert_eq!(at, entry("small"));
        let mut above = entry("large");
        let put = offload.offload(&row("large", Some(THRESHOLD + 1)), &mut above, &mut rng).unwrap().unwrap();
        assert_eq!((put.body.as_slice(), put.simulated_size), (&b"large"[..], Some(262_145)));
        assert_eq!(Pointer::read(&above.message_body), Some(Pointer { bucket: "B".into(), key: put.key.clone() }));
        assert_eq!(put.key.len(), 36);
        let value = above.message_attributes.get(LEGACY_MARKER).unwrap();
        assert_eq!((value.data_type.as_str(), value.string_value.as_deref()), ("Number", Some("262145")));
    }

    #[test]
    fn attributes_count_towards_the_threshold() {
        let (offload, mut rng) = (Offload { threshold: 20, ..Offload::default() }, Rng::new(1));
        let value = MessageAttributeValue {
            data_type: "String".into(),
            string_value: Some("v".into()),
            ..MessageAttributeValue::default()
        };
        let mut with = entry("0123456789ab");
        with.message_attributes.insert("n".into(), value);
        assert_eq!(
            offload.offload(&row("0123456789ab", None), &mut with.clone(), &mut rng),
            Ok(None),
            "12 + 1 + 6 + 1"
        );
        with.message_body.push('c');
        let put = offload.offload(&row("0123456789abc", None), &mut with, &mut rng).unwrap().unwrap();
        assert_eq!(put.simulated_size, None, "its bytes are all there");
    }

    #[test]
    fn always_through_s3_with_the_new_marker_and_a_prefix() {
        let offload = Offload { always: true, legacy_marker: false, prefix: "in/".into(), ..Offload::default() };
        let mut small = entry("x");
        let put = offload.offload(&row("x", None), &mut small, &mut Rng::new(2)).unwrap().unwrap();
        assert!(put.key.starts_with("in/") && put.key.len() == 39, "{}", put.key);
        assert!(small.message_attributes.contains_key(MARKER));
    }

    #[test]
    fn the_library_throws_before_it_calls() {
        let (offload, mut rng) = (Offload { always: true, ..Offload::default() }, Rng::new(3));
        let value = || MessageAttributeValue { data_type: "String".into(), ..MessageAttributeValue::default() };
        let mut reserved = entry("x");
        reserved.message_attributes.insert(MARKER.into(), value());
        assert_eq!(offload.offload(&row("x", None), &mut reserved, &mut rng), Err(CLIENT_ERROR));
        let mut many = entry("x");
        for number in 0..10 {
            many.message_attributes.insert(format!("n{number}"), value());
        }
        assert_eq!(offload.offload(&row("x", None), &mut many, &mut rng), Err(CLIENT_ERROR), "nine are left");
        let huge = row("x", Some(PAYLOAD_BYTES_MAX + 1));
        assert_eq!(offload.offload(&huge, &mut entry("x"), &mut rng), Err(CLIENT_ERROR));
        assert!(offload.offload(&row("x", Some(PAYLOAD_BYTES_MAX)), &mut entry("x"), &mut rng).is_ok());
    }

    #[test]
    fn prefixes() {
        assert!(
            check_prefix("").is_ok() && check_prefix("a/b_c-d.e").is_ok() && check_prefix(&"a".repeat(988)).is_ok()
        );
        for bad in ["/a", ".a", "a b", "ä", &"a".repeat(989)] {
            assert!(check_prefix(bad).is_err(), "{bad}");
        }
    }
}
