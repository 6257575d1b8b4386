//! Receipt handles: which queue, which message, which receive of it.
//!
//! AWS's handles are opaque. Ours carry three numbers under a checksum, so that a handle of another queue, an old one and
//! plain garbage can be told apart as AWS tells them apart.

use super::queue::QueueId;
use crate::base::digest;
use crate::base::wire::Field;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use serde::{Serialize, Serializer};
use std::fmt;

/// One receive of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptHandle {
    /// The queue that gave it.
    pub queue: QueueId,
    /// The message's number in that queue.
    pub message: u64,
    /// Which receive of the message: its receive count after it.
    pub receive: u32,
}

/// Handles of AWS begin with these letters too.
const PREFIX: &str = "AQEB";
const LEN: usize = 24;

impl fmt::Display for ReceiptHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0_u8; LEN];
        let check = digest::of(self);
        let (queue, message, receive) =
            (self.queue.0.to_be_bytes(), self.message.to_be_bytes(), self.receive.to_be_bytes());
        let check = check.to_be_bytes();
        let parts = queue.iter().chain(&message).chain(&receive).chain(&check);
        for (slot, byte) in bytes.iter_mut().zip(parts) {
            *slot = *byte;
        }
        write!(f, "{PREFIX}{}", STANDARD_NO_PAD.encode(bytes))
    }
}

impl ReceiptHandle {
    /// The handle that a text stands for, if it is one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; LEN];
        let len = STANDARD_NO_PAD.decode_slice(text.strip_prefix(PREFIX)?, &mut bytes).ok()?;
        if len != LEN {
            return None;
        }
        let (queue, rest) = bytes.split_first_chunk::<4>()?;
        let (message, rest) = rest.split_first_chunk::<8>()?;
        let (receive, rest) = rest.split_first_chunk::<4>()?;
        let handle = Self {
            queue: QueueId(u32::from_be_bytes(*queue)),
            message: u64::from_be_bytes(*message),
            receive: u32::from_be_bytes(*receive),
        };
        (digest::of(&handle).to_be_bytes() == *rest).then_some(handle)
    }
}

/// What a caller gives as a receipt handle: one of ours, or some other text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HandleText {
    /// A handle that some queue gave.
    Known(ReceiptHandle),
    /// Anything else.
    Other(String),
}

impl HandleText {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Other(text) if text.is_empty())
    }
}

impl Default for HandleText {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<ReceiptHandle> for HandleText {
    fn from(handle: ReceiptHandle) -> Self {
        Self::Known(handle)
    }
}

impl From<&str> for HandleText {
    fn from(text: &str) -> Self {
        ReceiptHandle::parse(text).map_or_else(|| Self::Other(text.to_owned()), Self::Known)
    }
}

impl fmt::Display for HandleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(handle) => handle.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl Serialize for HandleText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Field for HandleText {
    fn read(value: serde_json::Value) -> Result<Self, String> {
        String::read(value).map(|text| Self::from(text.as_str()))
    }

    fn form() -> crate::base::form::Form {
        crate::base::form::Form::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_read_back_and_garbage_does_not() {
        let handle = ReceiptHandle { queue: QueueId(3), message: 1 << 40, receive: 7 };
        let text = handle.to_string();
        assert_eq!(ReceiptHandle::parse(&text), Some(handle));
        for cut in 0..text.len() {
            assert_eq!(ReceiptHandle::parse(text.get(..cut).unwrap()), None);
        }
        let mut forged = text.into_bytes();
        forged[8] = if forged[8] == b'A' { b'B' } else { b'A' };
        assert_eq!(ReceiptHandle::parse(std::str::from_utf8(&forged).unwrap()), None);
    }
}
