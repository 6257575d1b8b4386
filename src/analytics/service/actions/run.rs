//! `StartApplication` and `StopApplication`, and the states between READY and RUNNING.

use super::check_state;
use crate::analytics::config::StartingPosition;
use crate::analytics::error::{AnalyticsError, ErrorCode, Result};
use crate::analytics::service::api::{StartApplication, StopApplication};
use crate::analytics::service::check::Check;
use crate::analytics::service::managed::{ApplicationId, Managed, STARTING_FOR, STOPPING_FOR, Status, UPDATING_FOR};
use crate::analytics::service::setup::SourceKind;
use crate::analytics::service::{Analytics, AnalyticsEvent, Cx, Run, Timer};
use crate::base::collections::SortedMap;
use crate::clock::{Duration, Instant};
use std::sync::Arc;

const POSITIONS: [&str; 3] = ["NOW", "TRIM_HORIZON", "LAST_STOPPED_POINT"];

/// Where reading begins, by AWS's word.
pub(super) fn position_of(word: Option<&str>) -> StartingPosition {
    match word {
        Some("TRIM_HORIZON") => StartingPosition::TrimHorizon,
        Some("LAST_STOPPED_POINT") => StartingPosition::LastStoppedPoint,
        _ => StartingPosition::Now,
    }
}

/// Refuses a word that is none, and the oldest record of what keeps no records.
///
/// # Errors
/// `UnsupportedOperationException`.
pub(super) fn check_position(kind: SourceKind, position: StartingPosition) -> Result<()> {
    if kind == SourceKind::DeliveryStream && position == StartingPosition::TrimHorizon {
        let sentence = "TRIM_HORIZON is not available for a Kinesis Firehose delivery stream.";
        return Err(AnalyticsError::new(ErrorCode::UnsupportedOperationException, sentence));
    }
    Ok(())
}

/// Finds a starting position that is none.
pub(super) fn check_word(check: &mut Check, path: &str, word: Option<&str>) {
    check.one_of((path, word), &POSITIONS);
}

impl Analytics {
    pub(super) fn start(&mut self, cx: &mut Cx<'_>, request: &StartApplication) -> Result<()> {
        let mut check = Check::default();
        check.name(&request.application_name);
        let Some(configurations) = &request.input_configurations else {
            check.null("inputConfigurations");
            return check.end();
        };
        for (index, one) in configurations.iter().enumerate() {
            let path = format!("inputConfigurations.{}.member", index + 1);
            check.id(&format!("{path}.id"), one.id.as_deref());
            let path = format!("{path}.inputStartingPositionConfiguration");
            match &one.input_starting_position_configuration {
                Some(start) => check_word(
                    &mut check,
                    &format!("{path}.inputStartingPosition"),
                    start.input_starting_position.as_deref(),
                ),
                None => check.null(&path),
            }
        }
        check.end()?;
        let managed = self.named(cx, &request.application_name)?;
        check_state(managed, &[Status::Ready])?;
        let (id, setup) = (managed.id, managed.setup.clone());
        let invalid = |why: &str| AnalyticsError::new(ErrorCode::InvalidApplicationConfigurationException, why);
        let Some((input, found)) = setup.inputs.first() else {
            return Err(invalid("The application has no input."));
        };
        if setup.code.is_empty() {
            return Err(invalid("The application has no code."));
        }
        let [one] = configurations.as_slice() else {
            return Err(AnalyticsError::invalid("InputConfigurations must name the input of the application."));
        };
        if one.id.as_deref() != Some(&**input) {
            let given = one.id.as_deref().unwrap_or_default();
            return Err(AnalyticsError::invalid(format!("The application has no input {given}.")));
        }
        let start = one.input_starting_position_configuration.as_ref();
        let position = position_of(start.and_then(|start| start.input_starting_position.as_deref()));
        let (kind, _) = found.source()?;
        check_position(kind, position)?;
        setup.application(cx.epoch, cx.now).map_err(|error| invalid(&error.message))?;
        if let Some(managed) = self.managed_mut(id) {
            managed.runs += 1;
            managed.position = Some(position);
            managed.problems = SortedMap::default();
            managed.run = Some(Arc::new(Run::new(managed.runs, cx.now, position, &setup)));
        }
        let cause = self.set_status(cx, id, Status::Starting, Some(STARTING_FOR));
        self.ask_for_table(cx, id, cause);
        Ok(())
    }

    pub(super) fn stop(&mut self, cx: &mut Cx<'_>, request: &StopApplication) -> Result<()> {
        let mut check = Check::default();
        check.name(&request.application_name);
        check.end()?;
        let managed = self.named(cx, &request.application_name)?;
        check_state(managed, &[Status::Running])?;
        let id = managed.id;
        self.end_run(cx, id);
        self.set_status(cx, id, Status::Stopping, Some(STOPPING_FOR));
        Ok(())
    }

    /// A run ends with all that its windows hold and its outputs have not delivered.
    pub(super) fn end_run(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        self.count_usage(cx.now, id, 0);
        let Some(managed) = self.managed_mut(id) else { return };
        let Some(run) = managed.run.take() else { return };
        managed.stopped = Some(cx.now);
        let rows = run.backlog();
        self.discard(cx, id, rows);
        cx.set_timer(Timer::Tick(id), None);
        cx.set_timer(Timer::Windows(id), None);
    }

    fn discard(&mut self, cx: &mut Cx<'_>, id: ApplicationId, rows: u64) {
        let Some(managed) = self.managed_mut(id).filter(|_| rows > 0) else { return };
        managed.totals.discarded += rows;
        let application = managed.key.name.clone();
        cx.emit(None, AnalyticsEvent::Discarded { application, rows });
    }

    /// A running application is changed: it reads nothing until it runs anew.
    pub(super) fn begin_update(&mut self, cx: &mut Cx<'_>, id: ApplicationId, cause: u64) {
        self.count_usage(cx.now, id, 0);
        cx.set_timer(Timer::Tick(id), None);
        cx.set_timer(Timer::Windows(id), None);
        self.set_status(cx, id, Status::Updating, Some(UPDATING_FOR));
        self.ask_for_table(cx, id, Some(cause));
    }

    /// Another status, which ends after a while; answers the number of its event.
    pub(super) fn set_status(
        &mut self,
        cx: &mut Cx<'_>,
        id: ApplicationId,
        status: Status,
        lasts: Option<Duration>,
    ) -> Option<u64> {
        let managed = self.managed_mut(id)?;
        managed.status = status;
        let application = managed.key.name.clone();
        cx.set_timer(Timer::Status(id), lasts.map(|lasts| cx.now.after(lasts)));
        Some(cx.emit(None, AnalyticsEvent::StatusChanged { application, status }))
    }

    /// A status has ended.
    pub(super) fn change_status(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        match self.managed(id).map(|managed| managed.status) {
            Some(Status::Starting | Status::Updating) => self.begin(cx, id),
            Some(Status::Stopping) => drop(self.set_status(cx, id, Status::Ready, None)),
            Some(Status::Deleting) => self.forget(cx, id),
            Some(Status::Ready | Status::Running) | None => {}
        }
    }

    /// The application runs from now on, unless its reference table could not be read when it was to start.
    fn begin(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        let Some(managed) = self.managed_mut(id) else { return };
        let (is_start, setup) = (managed.status == Status::Starting, managed.setup.clone());
        let application = managed.key.name.clone();
        let Some(run) = managed.run_mut() else { return };
        let loaded = match (setup.table(), run.table.take()) {
            (None, _) => Ok(None),
            (Some((table, _)), Some(Ok(bytes))) => Ok(Some((table.to_owned(), bytes))),
            (Some(_), Some(Err(why))) => Err(why.to_string()),
            (Some(_), None) => Err("the object of the reference table did not come in time".to_owned()),
        };
        let built = setup.application(cx.epoch, cx.now).map_err(|error| error.message).and_then(|mut engine| {
            let (rows, trouble) = match loaded {
                Ok(None) => (None, None),
                Ok(Some((table, bytes))) => match engine.load_table(&table, &bytes) {
                    Ok(rows) => (Some((table, rows)), None),
                    Err(error) => (None, Some(error.message)),
                },
                Err(why) => (None, Some(why)),
            };
            match trouble {
                Some(why) if is_start => Err(why),
                trouble => Ok((engine, rows, trouble)),
            }
        });
        let (engine, rows, trouble) = match built {
            Ok(built) => built,
            Err(why) => return self.start_failed(cx, id, &why),
        };
        let gone = run.fit_outputs(&setup);
        run.engine = Some(engine);
        run.usage = crate::analytics::service::Usage::new(cx.now);
        self.set_status(cx, id, Status::Running, None);
        self.discard(cx, id, gone);
        if let Some((table, rows)) = rows {
            let (table, rows) = (table.into(), rows as u64);
            cx.emit(None, AnalyticsEvent::TableLoaded { application: application.clone(), table, rows });
        }
        if let Some((managed, why)) = self.managed_mut(id).zip(trouble) {
            managed.note(cx.now, &why);
            cx.emit(None, AnalyticsEvent::Problem { application, why: why.into() });
        }
        self.tick(cx, id);
    }

    fn start_failed(&mut self, cx: &mut Cx<'_>, id: ApplicationId, why: &str) {
        let Some(managed) = self.managed_mut(id) else { return };
        managed.note(cx.now, why);
        let application = managed.key.name.clone();
        cx.emit(None, AnalyticsEvent::StartFailed { application, why: why.into() });
        self.end_run(cx, id);
        self.set_status(cx, id, Status::Ready, None);
    }
}

/// What an application reads, where that was changed: it begins anew with what comes from now on.
pub(super) fn read_anew(managed: &mut Managed, now: Instant) {
    let setup = managed.setup.clone();
    managed.checkpoints = SortedMap::default();
    if let Some(run) = managed.run_mut() {
        run.reading = crate::analytics::service::run::reading_of(&setup);
        run.since = now;
        run.position = StartingPosition::Now;
    }
}
