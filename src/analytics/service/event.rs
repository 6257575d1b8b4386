//! What can happen in Kinesis Data Analytics, for the log, the picture and the explanations.

use super::managed::Status;
use crate::clock::Instant;
use std::fmt;
use std::sync::Arc;

/// Something that happened to an application, which is told by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum AnalyticsEvent {
    /// It was made.
    ApplicationCreated { application: Arc<str> },
    /// Its code, inputs, outputs, tables or tags were changed.
    ApplicationChanged { application: Arc<str>, what: Arc<str> },
    /// Its status changed.
    StatusChanged { application: Arc<str>, status: Status },
    /// It is gone.
    ApplicationDeleted { application: Arc<str> },
    /// It could not start, and is ready again.
    StartFailed { application: Arc<str>, why: Arc<str> },
    /// Something went wrong, and is tried again.
    Problem { application: Arc<str>, why: Arc<str> },
    /// What went wrong works again.
    Mended { application: Arc<str> },
    /// A reference table was loaded.
    TableLoaded { application: Arc<str>, table: Arc<str>, rows: u64 },
    /// Records came from a shard, or from a delivery stream.
    Taken { application: Arc<str>, from: Arc<str>, records: u64 },
    /// The function before answered for records.
    Processed { application: Arc<str>, ok: u64, dropped: u64, failed: u64 },
    /// Rows came out in an in-application stream: by records, or because a window closed.
    Rows { application: Arc<str>, stream: Arc<str>, rows: u64 },
    /// Rows could not be worked on; the first reason.
    Faults { application: Arc<str>, rows: u64, why: Arc<str> },
    /// An output has rows.
    Delivered { application: Arc<str>, stream: Arc<str>, to: Arc<str>, rows: u64, attempt: u32 },
    /// An output did not take rows; the next attempt is then.
    DeliveryFailed { application: Arc<str>, stream: Arc<str>, to: Arc<str>, rows: u64, next: Instant, why: Arc<str> },
    /// Rows of outputs were thrown away when it stopped.
    Discarded { application: Arc<str>, rows: u64 },
    /// A schema was looked for; whether it was found.
    Discovered { source: Arc<str>, found: bool },
}

impl AnalyticsEvent {
    /// The application's name.
    pub fn application(&self) -> Option<&Arc<str>> {
        match self {
            Self::ApplicationCreated { application }
            | Self::ApplicationChanged { application, .. }
            | Self::StatusChanged { application, .. }
            | Self::ApplicationDeleted { application }
            | Self::StartFailed { application, .. }
            | Self::Problem { application, .. }
            | Self::Mended { application }
            | Self::TableLoaded { application, .. }
            | Self::Taken { application, .. }
            | Self::Processed { application, .. }
            | Self::Rows { application, .. }
            | Self::Faults { application, .. }
            | Self::Delivered { application, .. }
            | Self::DeliveryFailed { application, .. }
            | Self::Discarded { application, .. } => Some(application),
            Self::Discovered { .. } => None,
        }
    }
}

/// In one line, for logs.
impl fmt::Display for AnalyticsEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApplicationCreated { application } => write!(f, "ApplicationCreated {application}"),
            Self::ApplicationChanged { application, what } => write!(f, "ApplicationChanged {application} {what}"),
            Self::StatusChanged { application, status } => write!(f, "StatusChanged {application} {}", status.name()),
            Self::ApplicationDeleted { application } => write!(f, "ApplicationDeleted {application}"),
            Self::StartFailed { application, why } => write!(f, "StartFailed {application}: {why}"),
            Self::Problem { application, why } => write!(f, "Problem {application}: {why}"),
            Self::Mended { application } => write!(f, "Mended {application}"),
            Self::TableLoaded { application, table, rows } => {
                write!(f, "TableLoaded {application} {table}, {rows} rows")
            }
            Self::Taken { application, from, records } => write!(f, "Taken {application} {records} from {from}"),
            Self::Processed { application, ok, dropped, failed } => {
                write!(f, "Processed {application}: {ok} ok, {dropped} dropped, {failed} failed")
            }
            Self::Rows { application, stream, rows } => write!(f, "Rows {application} {rows} in {stream}"),
            Self::Faults { application, rows, why } => write!(f, "Faults {application} {rows}: {why}"),
            Self::Delivered { application, stream, to, rows, attempt } => {
                write!(f, "Delivered {application} {rows} of {stream} to {to}, attempt {attempt}")
            }
            Self::DeliveryFailed { application, stream, to, rows, next, why } => {
                write!(f, "DeliveryFailed {application} {rows} of {stream} to {to}, next at {next}: {why}")
            }
            Self::Discarded { application, rows } => write!(f, "Discarded {application} {rows}"),
            Self::Discovered { source, found } => {
                write!(f, "Discovered {source}: {}", if *found { "a schema" } else { "no schema" })
            }
        }
    }
}
