//! Texts as parts of addresses: bytes that may not stand there as `%XX`, and back. Which bytes may, says who asks.

use std::fmt::Write as _;

/// What may stand in any part of an address beside letters and digits (RFC 3986, section 2.3).
pub const UNRESERVED: &str = "-_.~";

/// A text with every byte but `A-Z a-z 0-9` and those in `plain` as `%XX`.
pub fn encoded(text: &str, plain: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || (letter.is_ascii() && plain.contains(letter)) {
            encoded.push(letter);
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A text with every `%XX` as its byte; what is no such sequence stays. Nothing where that would not be UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let decoded = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        assert_eq!(encoded("a b/ü+(1)~*.txt", UNRESERVED), "a%20b%2F%C3%BC%2B%281%29~%2A.txt");
        assert_eq!(encoded("a/b", "/"), "a/b");
        for text in ["", "a b/ü+(1)~*.txt", "100%", "%zz%", "é%41"] {
            assert_eq!(decoded(&encoded(text, UNRESERVED)).as_deref(), Some(text));
        }
        assert_eq!(decoded("%41%zz%4").as_deref(), Some("A%zz%4"));
        assert_eq!(decoded("%ff"), None);
    }
}
