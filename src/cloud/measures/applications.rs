//! Metrics of applications of SQL, under `AWS/KinesisAnalytics`.

use super::Measured;
use crate::analytics::service::Managed;

/// What is published about an application.
pub const METRICS: [&str; 7] = [
    "MillisBehindLatest",
    "KPUs",
    "Records",
    "Bytes",
    "InputProcessing.OkRecords",
    "InputProcessing.DroppedRecords",
    "InputProcessing.ProcessingFailedRecords",
];

/// A metric of an application.
pub(super) fn of_application(managed: &Managed, name: &str) -> Option<Measured> {
    let totals = &managed.totals;
    match name {
        "KPUs" => managed.run.as_deref().map(|run| Measured::Stands(u64::from(run.usage.kpus))),
        "MillisBehindLatest" => managed.millis_behind().map(Measured::Stands),
        "Records" => Some(Measured::Counted(totals.records)),
        "Bytes" => Some(Measured::Counted(totals.bytes)),
        "InputProcessing.OkRecords" => Some(Measured::Counted(totals.processed)),
        "InputProcessing.DroppedRecords" => Some(Measured::Counted(totals.dropped)),
        "InputProcessing.ProcessingFailedRecords" => Some(Measured::Counted(totals.failed)),
        _ => None,
    }
}
