//! Adding and taking away: the input and its function, outputs, the reference table, log streams.

use super::part_id;
use crate::analytics::error::{AnalyticsError, Result};
use crate::analytics::service::api::{
    AddApplicationCloudWatchLoggingOption, AddApplicationInput, AddApplicationInputProcessingConfiguration,
    AddApplicationOutput, AddApplicationReferenceDataSource, DeleteApplicationCloudWatchLoggingOption,
    DeleteApplicationInputProcessingConfiguration, DeleteApplicationOutput, DeleteApplicationReferenceDataSource,
};
use crate::analytics::service::check::Check;
use crate::analytics::service::{Analytics, Cx, PartId};
use crate::key;

/// A request that has a name and a version; the rest is the caller's.
fn begin(name: &str, version: Option<i64>) -> Check {
    let mut check = Check::default();
    check.name(name);
    check.version(version);
    check
}

/// The id of what comes with the next version.
fn next_id(version: Option<i64>) -> PartId {
    part_id(version.and_then(|version| u64::try_from(version).ok()).unwrap_or_default() + 1, 1)
}

/// Takes a part away by its id.
///
/// # Errors
/// `ResourceNotFoundException`.
fn take<T>(parts: &mut Vec<(PartId, T)>, id: Option<&str>, what: &str) -> Result<T> {
    let place = find(parts, id, what)?;
    Ok(parts.remove(place).1)
}

/// The place of a part.
///
/// # Errors
/// `ResourceNotFoundException`.
pub(super) fn find<T>(parts: &[(PartId, T)], id: Option<&str>, what: &str) -> Result<usize> {
    let id = id.unwrap_or_default();
    let place = parts.iter().position(|(known, _)| **known == *id);
    place.ok_or_else(|| AnalyticsError::not_found(format!("The application has no {what} {id}.")))
}

impl Analytics {
    pub(super) fn add_logging(&mut self, cx: &mut Cx<'_>, r: &AddApplicationCloudWatchLoggingOption) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        match &r.cloud_watch_logging_option {
            Some(option) => check.logging("cloudWatchLoggingOption", option),
            None => check.null("cloudWatchLoggingOption"),
        }
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let option = r.cloud_watch_logging_option.clone().unwrap_or_default();
        setup.logging.push((next_id(r.current_application_version_id), option));
        self.change(cx, id, setup, key!("logging options"))
    }

    pub(super) fn delete_logging(
        &mut self,
        cx: &mut Cx<'_>,
        r: &DeleteApplicationCloudWatchLoggingOption,
    ) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        let part = r.cloud_watch_logging_option_id.as_deref();
        check.id("cloudWatchLoggingOptionId", part);
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        take(&mut setup.logging, part, "logging option")?;
        self.change(cx, id, setup, key!("logging options"))
    }

    pub(super) fn add_input(&mut self, cx: &mut Cx<'_>, r: &AddApplicationInput) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        match &r.input {
            Some(input) => check.input("input", input),
            None => check.null("input"),
        }
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let input = r.input.as_deref().cloned().unwrap_or_default();
        setup.inputs.push((next_id(r.current_application_version_id), input));
        self.change(cx, id, setup, key!("input"))
    }

    pub(super) fn add_processing(
        &mut self,
        cx: &mut Cx<'_>,
        r: &AddApplicationInputProcessingConfiguration,
    ) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        check.id("inputId", r.input_id.as_deref());
        match &r.input_processing_configuration {
            Some(processing) => check.processing("inputProcessingConfiguration", processing),
            None => check.null("inputProcessingConfiguration"),
        }
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let place = find(&setup.inputs, r.input_id.as_deref(), "input")?;
        if let Some((_, input)) = setup.inputs.get_mut(place) {
            if input.input_processing_configuration.is_some() {
                return Err(AnalyticsError::invalid("The input has an InputProcessingConfiguration already."));
            }
            input.input_processing_configuration.clone_from(&r.input_processing_configuration);
        }
        self.change(cx, id, setup, key!("input processing"))
    }

    pub(super) fn delete_processing(
        &mut self,
        cx: &mut Cx<'_>,
        r: &DeleteApplicationInputProcessingConfiguration,
    ) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        check.id("inputId", r.input_id.as_deref());
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let place = find(&setup.inputs, r.input_id.as_deref(), "input")?;
        if let Some((_, input)) = setup.inputs.get_mut(place)
            && input.input_processing_configuration.take().is_none()
        {
            return Err(AnalyticsError::not_found("The input has no InputProcessingConfiguration."));
        }
        self.change(cx, id, setup, key!("input processing"))
    }

    pub(super) fn add_output(&mut self, cx: &mut Cx<'_>, r: &AddApplicationOutput) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        match &r.output {
            Some(output) => check.output("output", output),
            None => check.null("output"),
        }
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let output = r.output.as_deref().cloned().unwrap_or_default();
        setup.outputs.push((next_id(r.current_application_version_id), output));
        self.change(cx, id, setup, key!("outputs"))
    }

    pub(super) fn delete_output(&mut self, cx: &mut Cx<'_>, r: &DeleteApplicationOutput) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        check.id("outputId", r.output_id.as_deref());
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        take(&mut setup.outputs, r.output_id.as_deref(), "output")?;
        self.change(cx, id, setup, key!("outputs"))
    }

    pub(super) fn add_table(&mut self, cx: &mut Cx<'_>, r: &AddApplicationReferenceDataSource) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        match &r.reference_data_source {
            Some(table) => check.table("referenceDataSource", table),
            None => check.null("referenceDataSource"),
        }
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let table = r.reference_data_source.as_deref().cloned().unwrap_or_default();
        setup.tables.push((next_id(r.current_application_version_id), table));
        self.change(cx, id, setup, key!("reference table"))
    }

    pub(super) fn delete_table(&mut self, cx: &mut Cx<'_>, r: &DeleteApplicationReferenceDataSource) -> Result<()> {
        let mut check = begin(&r.application_name, r.current_application_version_id);
        check.id("referenceId", r.reference_id.as_deref());
        check.end()?;
        let (id, mut setup) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        take(&mut setup.tables, r.reference_id.as_deref(), "reference data source")?;
        // The operation has no error for code that still joins with the table.
        setup.check().map_err(|error| {
            AnalyticsError::invalid(format!("The application's code cannot do without the table. {}", error.message))
        })?;
        self.change(cx, id, setup, key!("reference table"))
    }
}
