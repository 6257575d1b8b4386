//! What can happen in Firehose, for the log, the picture and the explanations.

use crate::clock::Instant;
use std::fmt;
use std::sync::Arc;

/// Something that happened to a stream, which is told by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum FirehoseEvent {
    /// A stream was made, and will be there soon.
    StreamCreated { stream: Arc<str> },
    /// Its state, destination, tags or encryption changed.
    StreamChanged { stream: Arc<str>, what: Arc<str> },
    /// It is gone, with so many records that were not delivered.
    StreamDeleted { stream: Arc<str>, discarded: u64 },
    /// Records were put; `bytes` together.
    Received { stream: Arc<str>, records: u64, bytes: u64 },
    /// Records went to the function, at that attempt from 1.
    Invoked { stream: Arc<str>, records: u64, attempt: u32 },
    /// The function answered: so many are good, dropped and failed.
    Processed { stream: Arc<str>, ok: u64, dropped: u64, failed: u64 },
    /// The function failed; it is invoked again then, or never.
    InvocationFailed { stream: Arc<str>, attempt: u32, next: Option<Instant>, code: Arc<str>, why: Arc<str> },
    /// A buffer was emptied: it had its size, or its time.
    Flushed { stream: Arc<str>, lane: Arc<str>, records: u64, bytes: u64, full: bool },
    /// Records of a buffer could not be converted.
    NotConverted { stream: Arc<str>, records: u64, code: Arc<str> },
    /// The destination, the backup bucket or the error output has records.
    Delivered { stream: Arc<str>, lane: Arc<str>, records: u64, bytes: u64, to: Arc<str>, attempt: u32 },
    /// An attempt to deliver failed; the next is then, or there is none.
    DeliveryFailed { stream: Arc<str>, lane: Arc<str>, attempt: u32, next: Option<Instant>, why: Arc<str> },
    /// A copy into Redshift was given up; the objects stand in a manifest.
    CopySkipped { stream: Arc<str>, records: u64, manifest: Arc<str> },
    /// Records are gone, as nobody took them for 24 hours.
    Lost { stream: Arc<str>, lane: Arc<str>, records: u64 },
}

impl FirehoseEvent {
    /// The stream's name.
    pub fn stream(&self) -> &Arc<str> {
        match self {
            Self::StreamCreated { stream }
            | Self::StreamChanged { stream, .. }
            | Self::StreamDeleted { stream, .. }
            | Self::Received { stream, .. }
            | Self::Invoked { stream, .. }
            | Self::Processed { stream, .. }
            | Self::InvocationFailed { stream, .. }
            | Self::Flushed { stream, .. }
            | Self::NotConverted { stream, .. }
            | Self::Delivered { stream, .. }
            | Self::DeliveryFailed { stream, .. }
            | Self::CopySkipped { stream, .. }
            | Self::Lost { stream, .. } => stream,
        }
    }
}

/// In one line, for logs.
impl fmt::Display for FirehoseEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = |next: &Option<Instant>| next.map_or_else(|| "no more".to_owned(), |next| format!("next at {next}"));
        match self {
            Self::StreamCreated { stream } => write!(f, "StreamCreated {stream}"),
            Self::StreamChanged { stream, what } => write!(f, "StreamChanged {stream} {what}"),
            Self::StreamDeleted { stream, discarded } => write!(f, "StreamDeleted {stream}, {discarded} discarded"),
            Self::Received { stream, records, bytes } => write!(f, "Received {stream} {records} of {bytes} bytes"),
            Self::Invoked { stream, records, attempt } => {
                write!(f, "Invoked {stream} for {records}, attempt {attempt}")
            }
            Self::Processed { stream, ok, dropped, failed } => {
                write!(f, "Processed {stream}: {ok} ok, {dropped} dropped, {failed} failed")
            }
            Self::InvocationFailed { stream, attempt, next: after, code, why } => {
                write!(f, "InvocationFailed {stream}, attempt {attempt}, {}: {code} {why}", next(after))
            }
            Self::Flushed { stream, lane, records, bytes, full } => {
                let because = if *full { "size" } else { "time" };
                write!(f, "Flushed {stream} {lane} of {records}, {bytes} bytes, by {because}")
            }
            Self::NotConverted { stream, records, code } => write!(f, "NotConverted {stream} {records}: {code}"),
            Self::Delivered { stream, lane, records, bytes, to, attempt } => {
                write!(f, "Delivered {stream} {lane} of {records}, {bytes} bytes, to {to}, attempt {attempt}")
            }
            Self::DeliveryFailed { stream, lane, attempt, next: after, why } => {
                write!(f, "DeliveryFailed {stream} {lane}, attempt {attempt}, {}: {why}", next(after))
            }
            Self::CopySkipped { stream, records, manifest } => {
                write!(f, "CopySkipped {stream} {records}, see {manifest}")
            }
            Self::Lost { stream, lane, records } => write!(f, "Lost {stream} {lane} of {records}"),
        }
    }
}
