//! `CreateApplication`, `DeleteApplication`, `DescribeApplication` and `ListApplications`.

use super::tags::{check_tags, tags_of};
use super::{check_state, part_id};
use crate::analytics::RowsPreceding;
use crate::analytics::error::{AnalyticsError, ErrorCode, Result};
use crate::analytics::service::api::{
    CreateApplication, CreateApplicationResult, DeleteApplication, DescribeApplication, DescribeApplicationResult,
    ListApplications, ListApplicationsResult,
};
use crate::analytics::service::check::{Check, Form};
use crate::analytics::service::describe::{detail, summary};
use crate::analytics::service::managed::{
    APPLICATIONS_MAX, ApplicationId, ApplicationKey, DELETING_FOR, Managed, Status, Totals,
};
use crate::analytics::service::setup::Setup;
use crate::analytics::service::{Analytics, AnalyticsEvent, Cx, Timer};
use crate::base::Timestamp;
use crate::base::collections::{ChunkDeque, SortedMap};
use std::sync::Arc;

/// Applications on a page at most.
const PAGE_MAX: i64 = 50;

impl Analytics {
    pub(super) fn create(&mut self, cx: &mut Cx<'_>, request: &CreateApplication) -> Result<CreateApplicationResult> {
        check(request)?;
        let tags = request.tags.as_deref().unwrap_or_default();
        check_tags(&SortedMap::default(), tags)?;
        let setup = Setup {
            code: request.application_code.as_deref().unwrap_or_default().into(),
            rows: rows_of(request.rows_preceding.as_deref())?.unwrap_or_default(),
            inputs: numbered(request.inputs.as_deref()),
            outputs: numbered(request.outputs.as_deref()),
            tables: Vec::new(),
            logging: numbered(request.cloud_watch_logging_options.as_deref()),
        };
        let key = ApplicationKey {
            account: cx.caller.account,
            region: cx.caller.region,
            name: request.application_name.as_str().into(),
        };
        let names = self.names.get(&(key.account, key.region));
        if names.is_some_and(|names| names.contains_key(&key.name)) {
            return Err(AnalyticsError::in_use(format!("The application {} exists already.", key.name)));
        }
        if names.is_some_and(|names| names.len() >= APPLICATIONS_MAX) {
            let sentence = format!("The account has {APPLICATIONS_MAX} applications in this Region already.");
            return Err(AnalyticsError::new(ErrorCode::LimitExceededException, sentence));
        }
        setup.check()?;
        let id = ApplicationId(u32::try_from(self.applications.len()).unwrap_or(u32::MAX));
        let managed = Managed {
            id,
            key: key.clone(),
            description: request.application_description.as_deref().map(Into::into),
            status: Status::Ready,
            created: cx.now,
            updated: cx.now,
            version: 1,
            tags: tags_of(tags),
            setup: Arc::new(setup),
            position: None,
            checkpoints: SortedMap::default(),
            stopped: None,
            runs: 0,
            run: None,
            totals: Totals::default(),
            log: ChunkDeque::default(),
            problems: SortedMap::default(),
        };
        let application_summary = summary(&managed);
        self.applications.push(Some(Arc::new(managed)));
        let mut names = self.names.get(&(key.account, key.region)).cloned().unwrap_or_default();
        names.insert(key.name.clone(), id);
        self.names.insert((key.account, key.region), names);
        cx.emit(None, AnalyticsEvent::ApplicationCreated { application: key.name });
        Ok(CreateApplicationResult { application_summary })
    }

    pub(super) fn delete(&mut self, cx: &mut Cx<'_>, request: &DeleteApplication) -> Result<()> {
        let mut check = Check::default();
        check.name(&request.application_name);
        if request.create_timestamp.is_none() {
            check.null("createTimestamp");
        }
        check.end()?;
        let managed = self.named(cx, &request.application_name)?;
        check_state(managed, &[Status::Ready, Status::Running])?;
        let (id, made) = (managed.id, Timestamp::of(managed.created, cx.epoch).0);
        // Some clients keep seconds only.
        let given = request.create_timestamp.map_or(0, |given| given.0);
        if given != made && given != made / 1_000 * 1_000 {
            let sentence =
                format!("The application {} was made at another time than CreateTimestamp.", request.application_name);
            return Err(AnalyticsError::new(ErrorCode::ConcurrentModificationException, sentence));
        }
        self.end_run(cx, id);
        self.set_status(cx, id, Status::Deleting, Some(DELETING_FOR));
        Ok(())
    }

    /// An application is gone.
    pub(super) fn forget(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        let Some(slot) = self.applications.get_mut(id.0 as usize) else { return };
        let Some(managed) = slot.take() else { return };
        self.names.update((managed.key.account, managed.key.region), |names| {
            names.remove(&managed.key.name);
        });
        cx.set_timer(Timer::Status(id), None);
        cx.emit(None, AnalyticsEvent::ApplicationDeleted { application: managed.key.name.clone() });
    }

    pub(super) fn describe(&self, cx: &Cx<'_>, request: &DescribeApplication) -> Result<DescribeApplicationResult> {
        let mut check = Check::default();
        check.name(&request.application_name);
        check.end()?;
        let managed = self.named(cx, &request.application_name)?;
        Ok(DescribeApplicationResult { application_detail: detail(managed, cx.epoch) })
    }

    pub(super) fn list(&self, cx: &Cx<'_>, request: &ListApplications) -> Result<ListApplicationsResult> {
        let mut check = Check::default();
        check.whole("limit", request.limit, (1, PAGE_MAX));
        let start = request.exclusive_start_application_name.as_deref();
        check.text(("exclusiveStartApplicationName", start), (1, 128), Form::Name);
        check.end()?;
        let most = usize::try_from(request.limit.unwrap_or(PAGE_MAX)).unwrap_or_default();
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let mut found =
            names.into_iter().flat_map(SortedMap::iter).filter(|(name, _)| start.is_none_or(|s| &***name > s));
        let page = found.by_ref().take(most).filter_map(|(_, id)| self.managed(*id)).map(summary).collect();
        Ok(ListApplicationsResult { application_summaries: page, has_more_applications: found.next().is_some() })
    }
}

fn numbered<T: Clone>(parts: Option<&[T]>) -> Vec<(super::super::PartId, T)> {
    let parts = parts.unwrap_or_default().iter().enumerate();
    parts.map(|(index, part)| (part_id(1, index + 1), part.clone())).collect()
}

/// How `ROWS n PRECEDING` is counted, as a request says.
///
/// # Errors
/// `InvalidArgumentException`.
pub(super) fn rows_of(word: Option<&str>) -> Result<Option<RowsPreceding>> {
    match word {
        None => Ok(None),
        Some("CurrentAndN") => Ok(Some(RowsPreceding::CurrentAndN)),
        Some("LastN") => Ok(Some(RowsPreceding::LastN)),
        Some(_) => Err(AnalyticsError::invalid("RowsPreceding is CurrentAndN or LastN.")),
    }
}

fn check(request: &CreateApplication) -> Result<()> {
    let mut check = Check::default();
    check.name(&request.application_name);
    check.text(("applicationDescription", request.application_description.as_deref()), (0, 1_024), Form::Any);
    for (index, input) in request.inputs.iter().flatten().enumerate() {
        check.input(&format!("inputs.{}.member", index + 1), input);
    }
    for (index, output) in request.outputs.iter().flatten().enumerate() {
        check.output(&format!("outputs.{}.member", index + 1), output);
    }
    for (index, option) in request.cloud_watch_logging_options.iter().flatten().enumerate() {
        check.logging(&format!("cloudWatchLoggingOptions.{}.member", index + 1), option);
    }
    check.text(("applicationCode", request.application_code.as_deref()), (0, 102_400), Form::Any);
    if let Some(tags) = &request.tags {
        check.tags("tags", tags);
    }
    check.end()
}
