//! Applications of Kinesis Data Analytics in words.

use super::describe::{counted, record_count, who};
use queuelab::analytics::AnalyticsEvent;
use queuelab::analytics::service::{ApplicationId, Status};
use queuelab::cloud::{Cloud, Event};
use queuelab::{t, text};

/// The name of an application.
pub fn application_name(cloud: &Cloud, id: ApplicationId) -> String {
    let found = cloud.analytics().managed(id);
    found.map_or_else(|| t!("a deleted application").to_owned(), |managed| managed.key.name.to_string())
}

/// So many rows.
fn row_count(count: u64) -> String {
    counted(count, t!("1 row"), t!("{count} rows"))
}

/// The last part of an ARN.
fn short(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// An event of Kinesis Data Analytics as one sentence without a full stop.
#[allow(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &AnalyticsEvent) -> String {
    let by = who(cloud, event.origin);
    match kind {
        AnalyticsEvent::ApplicationCreated { application } => {
            t!("{by} created application {application}", by, application)
        }
        AnalyticsEvent::ApplicationChanged { application, what } => {
            t!("{by} changed the {what} of application {application}", by, what = text::of(what), application)
        }
        AnalyticsEvent::StatusChanged { application, status } => match status {
            Status::Starting => t!("{by} started application {application}", by, application),
            Status::Running => {
                t!("Application {application} runs: it reads its source and closes windows", application)
            }
            Status::Stopping => {
                t!("{by} stopped application {application}; what its windows held is gone", by, application)
            }
            Status::Updating => {
                t!(
                    "Application {application} is updated; its windows begin anew, and it reads nothing meanwhile",
                    application
                )
            }
            Status::Ready => t!("Application {application} is ready, and does not run", application),
            Status::Deleting => t!("{by} had application {application} deleted", by, application),
        },
        AnalyticsEvent::ApplicationDeleted { application } => t!("Application {application} is gone", application),
        AnalyticsEvent::StartFailed { application, why } => {
            t!("Application {application} could not start: {why}", application, why)
        }
        AnalyticsEvent::Problem { application, why } => {
            t!("Application {application} has a problem, and tries again: {why}", application, why)
        }
        AnalyticsEvent::Mended { application } => {
            t!("What was wrong with application {application} works again", application)
        }
        AnalyticsEvent::TableLoaded { application, table, rows } => {
            t!("Application {application} loaded {rows} into {table}", application, rows = row_count(*rows), table)
        }
        AnalyticsEvent::Taken { application, from, records } => {
            t!(
                "Application {application} took {records} from {from}",
                application,
                records = record_count(*records),
                from
            )
        }
        AnalyticsEvent::Processed { application, ok, dropped, failed } => t!(
            "The function before application {application} passed {ok}, dropped {dropped} and failed on {failed}",
            application,
            ok = record_count(*ok),
            dropped,
            failed
        ),
        AnalyticsEvent::Rows { application, stream, rows } => {
            t!("{rows} came out in {stream} of application {application}", rows = row_count(*rows), stream, application)
        }
        AnalyticsEvent::Faults { application, rows, why } => {
            t!(
                "{rows} of application {application} went to error_stream: {why}",
                rows = row_count(*rows),
                application,
                why
            )
        }
        AnalyticsEvent::Delivered { application, stream, to, rows, attempt } => {
            let again = if *attempt > 1 { t!(", at attempt {attempt}", attempt) } else { String::new() };
            t!(
                "Application {application} sent {rows} of {stream} to {to}{again}",
                application,
                rows = row_count(*rows),
                stream,
                to = short(to),
                again
            )
        }
        AnalyticsEvent::DeliveryFailed { stream, to, rows, next, why, .. } => {
            t!(
                "{to} did not take {rows} of {stream}: {why}. The next attempt is at {next}",
                to = short(to),
                rows = row_count(*rows),
                stream,
                why,
                next
            )
        }
        AnalyticsEvent::Discarded { application, rows } => {
            t!(
                "{rows} of application {application} were thrown away before an output had them",
                rows = row_count(*rows),
                application
            )
        }
        AnalyticsEvent::Discovered { source, found: true } => t!("A schema was found for {source}", source),
        AnalyticsEvent::Discovered { source, found: false } => t!("No schema was found for {source}", source),
    }
}
