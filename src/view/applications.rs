//! Applications of Kinesis Data Analytics in words.

use super::describe::{number, who};
use crate::analytics::AnalyticsEvent;
use crate::analytics::service::{ApplicationId, Status};
use crate::cloud::{Cloud, Event};

/// The name of an application.
pub fn application_name(cloud: &Cloud, id: ApplicationId) -> String {
    let found = cloud.analytics().managed(id);
    found.map_or_else(|| "a deleted application".to_owned(), |managed| managed.key.name.to_string())
}

/// So many of something.
fn count(count: u64, one: &str) -> String {
    format!("{} {one}{}", number(count), if count == 1 { "" } else { "s" })
}

/// The last part of an ARN.
fn short(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// An event of Kinesis Data Analytics as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &AnalyticsEvent) -> String {
    let by = who(cloud, event.origin);
    match kind {
        AnalyticsEvent::ApplicationCreated { application } => format!("{by} created application {application}"),
        AnalyticsEvent::ApplicationChanged { application, what } => {
            format!("{by} changed the {what} of application {application}")
        }
        AnalyticsEvent::StatusChanged { application, status } => match status {
            Status::Starting => format!("{by} started application {application}"),
            Status::Running => format!("Application {application} runs: it reads its source and closes windows"),
            Status::Stopping => format!("{by} stopped application {application}; what its windows held is gone"),
            Status::Updating => {
                format!("Application {application} is updated; its windows begin anew, and it reads nothing meanwhile")
            }
            Status::Ready => format!("Application {application} is ready, and does not run"),
            Status::Deleting => format!("{by} had application {application} deleted"),
        },
        AnalyticsEvent::ApplicationDeleted { application } => format!("Application {application} is gone"),
        AnalyticsEvent::StartFailed { application, why } => format!("Application {application} could not start: {why}"),
        AnalyticsEvent::Problem { application, why } => {
            format!("Application {application} has a problem, and tries again: {why}")
        }
        AnalyticsEvent::Mended { application } => format!("What was wrong with application {application} works again"),
        AnalyticsEvent::TableLoaded { application, table, rows } => {
            format!("Application {application} loaded {} into {table}", count(*rows, "row"))
        }
        AnalyticsEvent::Taken { application, from, records } => {
            format!("Application {application} took {} from {from}", count(*records, "record"))
        }
        AnalyticsEvent::Processed { application, ok, dropped, failed } => format!(
            "The function before application {application} passed {}, dropped {dropped} and failed on {failed}",
            count(*ok, "record")
        ),
        AnalyticsEvent::Rows { application, stream, rows } => {
            format!("{} came out in {stream} of application {application}", count(*rows, "row"))
        }
        AnalyticsEvent::Faults { application, rows, why } => {
            format!("{} of application {application} went to error_stream: {why}", count(*rows, "row"))
        }
        AnalyticsEvent::Delivered { application, stream, to, rows, attempt } => {
            let again = if *attempt > 1 { format!(", at attempt {attempt}") } else { String::new() };
            format!("Application {application} sent {} of {stream} to {}{again}", count(*rows, "row"), short(to))
        }
        AnalyticsEvent::DeliveryFailed { stream, to, rows, next, why, .. } => {
            format!(
                "{} did not take {} of {stream}: {why}. The next attempt is at {next}",
                short(to),
                count(*rows, "row")
            )
        }
        AnalyticsEvent::Discarded { application, rows } => {
            format!("{} of application {application} were thrown away before an output had them", count(*rows, "row"))
        }
        AnalyticsEvent::Discovered { source, found: true } => format!("A schema was found for {source}"),
        AnalyticsEvent::Discovered { source, found: false } => format!("No schema was found for {source}"),
    }
}
