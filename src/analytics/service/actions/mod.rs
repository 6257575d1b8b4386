//! The operations, one file for those that belong together.

mod create;
mod discover;
mod parts;
mod run;
mod tags;
mod update;

use super::api::{Empty, Reply, Request};
use super::managed::{ApplicationId, Managed, Status};
use super::setup::Setup;
use super::{Analytics, AnalyticsEvent, Cx, Outcome, Timer};
use crate::analytics::error::{AnalyticsError, ErrorCode, Result};
use std::sync::Arc;

impl Analytics {
    /// Carries out a request. A refused one changes nothing.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Outcome {
        if let Request::DiscoverInputSchema(r) = request {
            return match self.discover(cx, r) {
                Ok(()) => Outcome::Waiting,
                Err(error) => Outcome::Done(Err(error)),
            };
        }
        Outcome::Done(self.carry_out(cx, request))
    }

    fn carry_out(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::AddApplicationCloudWatchLoggingOption(r) => {
                empty(self.add_logging(cx, r), Reply::AddApplicationCloudWatchLoggingOption)
            }
            Request::AddApplicationInput(r) => empty(self.add_input(cx, r), Reply::AddApplicationInput),
            Request::AddApplicationInputProcessingConfiguration(r) => {
                empty(self.add_processing(cx, r), Reply::AddApplicationInputProcessingConfiguration)
            }
            Request::AddApplicationOutput(r) => empty(self.add_output(cx, r), Reply::AddApplicationOutput),
            Request::AddApplicationReferenceDataSource(r) => {
                empty(self.add_table(cx, r), Reply::AddApplicationReferenceDataSource)
            }
            Request::CreateApplication(r) => self.create(cx, r).map(Reply::CreateApplication),
            Request::DeleteApplication(r) => empty(self.delete(cx, r), Reply::DeleteApplication),
            Request::DeleteApplicationCloudWatchLoggingOption(r) => {
                empty(self.delete_logging(cx, r), Reply::DeleteApplicationCloudWatchLoggingOption)
            }
            Request::DeleteApplicationInputProcessingConfiguration(r) => {
                empty(self.delete_processing(cx, r), Reply::DeleteApplicationInputProcessingConfiguration)
            }
            Request::DeleteApplicationOutput(r) => empty(self.delete_output(cx, r), Reply::DeleteApplicationOutput),
            Request::DeleteApplicationReferenceDataSource(r) => {
                empty(self.delete_table(cx, r), Reply::DeleteApplicationReferenceDataSource)
            }
            Request::DescribeApplication(r) => self.describe(cx, r).map(Reply::DescribeApplication),
            // It is answered later, or was refused before.
            Request::DiscoverInputSchema(_) => Err(AnalyticsError::invalid("A schema is looked for.")),
            Request::ListApplications(r) => self.list(cx, r).map(Reply::ListApplications),
            Request::ListTagsForResource(r) => self.list_tags(cx, r).map(Reply::ListTagsForResource),
            Request::StartApplication(r) => empty(self.start(cx, r), Reply::StartApplication),
            Request::StopApplication(r) => empty(self.stop(cx, r), Reply::StopApplication),
            Request::TagResource(r) => empty(self.tag(cx, r), Reply::TagResource),
            Request::UntagResource(r) => empty(self.untag(cx, r), Reply::UntagResource),
            Request::UpdateApplication(r) => empty(self.update(cx, r), Reply::UpdateApplication),
        }
    }

    /// A timer is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Status(id) => self.change_status(cx, id),
            Timer::Tick(id) => self.tick(cx, id),
            Timer::Windows(id) => self.close_windows(cx, id),
            Timer::Discovery(request) => self.discover_on(cx, request),
        }
    }

    /// The application that a request names.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    fn named(&self, cx: &Cx<'_>, name: &str) -> Result<&Managed> {
        let (account, region) = (cx.caller.account, cx.caller.region);
        let found = self.find(account, region, name).and_then(|id| self.managed(id));
        found.ok_or_else(|| {
            AnalyticsError::not_found(format!("The application {name} in account {account} does not exist."))
        })
    }

    /// The application that a request wants to change, at the version that it thinks of.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, `ResourceInUseException` for one that is neither ready nor running, and
    /// `ConcurrentModificationException` for another version.
    fn to_change(&self, cx: &Cx<'_>, name: &str, version: Option<i64>) -> Result<(ApplicationId, Setup)> {
        let managed = self.named(cx, name)?;
        check_state(managed, &[Status::Ready, Status::Running])?;
        if version.and_then(|version| u64::try_from(version).ok()) != Some(managed.version) {
            let sentence = format!(
                "The application {name} has version {}, and not the one that the request is for.",
                managed.version
            );
            return Err(AnalyticsError::new(ErrorCode::ConcurrentModificationException, sentence));
        }
        Ok((managed.id, (*managed.setup).clone()))
    }

    /// Puts another setup in force; one that runs is updating for a while.
    ///
    /// # Errors
    /// What [`Setup::check`] finds. Nothing changes then.
    fn change(&mut self, cx: &mut Cx<'_>, id: ApplicationId, setup: Setup, what: &str) -> Result<()> {
        setup.check()?;
        let Some(managed) = self.managed_mut(id) else { return Ok(()) };
        managed.setup = Arc::new(setup);
        managed.version += 1;
        managed.updated = cx.now;
        let application = managed.key.name.clone();
        let is_running = managed.status == Status::Running;
        let cause = cx.emit(None, AnalyticsEvent::ApplicationChanged { application, what: what.into() });
        if is_running {
            self.begin_update(cx, id, cause);
        }
        Ok(())
    }
}

/// Refuses what cannot be done in the application's state.
///
/// # Errors
/// `ResourceInUseException`.
fn check_state(managed: &Managed, allowed: &[Status]) -> Result<()> {
    if allowed.contains(&managed.status) {
        return Ok(());
    }
    let (name, status) = (&managed.key.name, managed.status.name());
    Err(AnalyticsError::in_use(format!("The application {name} is {status}.")))
}

/// The id of a part that comes with a version, as one of so many.
fn part_id(version: u64, number: usize) -> super::PartId {
    format!("{version}.{number}").into()
}
