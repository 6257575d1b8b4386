//! What a bucket and a key may be called.
//!
//! Source: "General purpose bucket naming rules" and "Naming Amazon S3 objects" in the Amazon S3 user guide.

use super::limits::{BUCKET_NAME, KEY_BYTES_MAX};
use super::{ErrorCode, Result, S3Error};
use crate::base::percent;

/// Beginnings and endings that AWS keeps for itself.
const RESERVED: ([&str; 3], [&str; 5]) =
    (["xn--", "sthree-", "amzn-s3-demo-"], ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]);

/// Refuses what no bucket may be called.
pub(super) fn check_bucket(name: &str) -> Result<()> {
    if is_bucket_name(name) {
        return Ok(());
    }
    Err(S3Error::new(ErrorCode::InvalidBucketName, "The specified bucket is not valid.").with("BucketName", name))
}

fn is_bucket_name(name: &str) -> bool {
    let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    (BUCKET_NAME.0..=BUCKET_NAME.1).contains(&name.len())
        && name.bytes().all(letters)
        && is_end(name.bytes().next())
        && is_end(name.bytes().next_back())
        && !name.contains("..")
        && !is_address(name)
        && !RESERVED.0.iter().any(|prefix| name.starts_with(prefix))
        && !RESERVED.1.iter().any(|suffix| name.ends_with(suffix))
}

/// Whether it looks like an IPv4 address.
fn is_address(name: &str) -> bool {
    let mut parts = 0;
    let numbers = name.split('.').all(|part| {
        parts += 1;
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    numbers && parts == 4
}

/// Refuses a key that is too long, or none at all.
pub(super) fn check_key(key: &str) -> Result<()> {
    if key.is_empty() {
        // Without a key the request would be one about the bucket; clients refuse it before it leaves them.
        return Err(S3Error::argument("Object key Missing", "Key", ""));
    }
    if key.len() > KEY_BYTES_MAX {
        return Err(S3Error::new(ErrorCode::KeyTooLongError, "Your key is too long")
            .with("Size", key.len().to_string())
            .with("MaxSizeAllowed", KEY_BYTES_MAX.to_string()));
    }
    Ok(())
}

/// A text with every byte but `A-Z a-z 0-9 . - _ *` and those in `plain` as `%XX`; a space as `+`.
pub(super) fn form_encoded(text: &str, plain: &str) -> String {
    // A space is let through, as every plus that is there afterwards stands for one.
    percent::encoded(text, &format!(".-_* {plain}")).replace(' ', "+")
}

/// A text with every `%XX` as its byte; what is no such sequence stays, and so does a text that would not be UTF-8.
pub(super) fn percent_decoded(text: &str) -> String {
    percent::decoded(text).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_have_the_names_that_the_guide_allows() {
        let long = "a".repeat(63);
        for good in ["abc", "docexamplebucket-1", "my.bucket.logs", "0a0", "192.168.5.400x", long.as_str()] {
            assert_eq!(check_bucket(good), Ok(()), "{good}");
        }
        let too_long = "a".repeat(64);
        for bad in [
            "",
            "ab",
            too_long.as_str(),
            "My-bucket",
            "a_b",
            "-ab",
            "ab-",
            ".ab",
            "ab.",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "sthree-abc",
            "amzn-s3-demo-x",
            "abc-s3alias",
            "abc--ol-s3",
            "abc.mrap",
            "abc--x-s3",
            "abc--table-s3",
            "grün-bucket",
        ] {
            let error = check_bucket(bad).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidBucketName, "{bad}");
            assert_eq!(error.details, [("BucketName".to_owned(), bad.to_owned())]);
        }
    }

    #[test]
    fn keys_are_counted_in_bytes() {
        assert_eq!(check_key(&"k".repeat(1024)), Ok(()));
        assert_eq!(check_key(&"ü".repeat(513)).unwrap_err().code, ErrorCode::KeyTooLongError);
        assert_eq!(check_key("").unwrap_err().code, ErrorCode::InvalidArgument);
    }

    #[test]
    fn keys_are_encoded_as_a_form_does() {
        assert_eq!(form_encoded("a b/ü+(1)~*.txt", "/"), "a+b/%C3%BC%2B%281%29%7E*.txt");
        assert_eq!(form_encoded("a@b/c", ""), "a%40b%2Fc");
        assert_eq!(percent_decoded("a%40b%2fc%C3%BC+"), "a@b/cü+");
        for kept in ["100%", "%zz", "%+1", "%ff", "a%4"] {
            assert_eq!(percent_decoded(kept), kept);
        }
    }
}
