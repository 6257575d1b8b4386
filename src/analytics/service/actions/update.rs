//! `UpdateApplication`.

use super::create::rows_of;
use super::parts::find;
use super::run::read_anew;
use crate::analytics::error::Result;
use crate::analytics::service::api::{
    ApplicationUpdate, CloudWatchLoggingOptionUpdate, InputUpdate, OutputUpdate, ReferenceDataSourceUpdate, Resource,
    ResourceUpdate, UpdateApplication,
};
use crate::analytics::service::check::{Check, Form};
use crate::analytics::service::setup::Setup;
use crate::analytics::service::{Analytics, Cx};
use crate::key;

impl Analytics {
    pub(super) fn update(&mut self, cx: &mut Cx<'_>, r: &UpdateApplication) -> Result<()> {
        let mut check = Check::default();
        check.name(&r.application_name);
        check.version(r.current_application_version_id);
        let Some(update) = r.application_update.as_deref() else {
            check.null("applicationUpdate");
            return check.end();
        };
        check_ids(&mut check, update);
        check.end()?;
        let (id, before) = self.to_change(cx, &r.application_name, r.current_application_version_id)?;
        let mut setup = before.clone();
        for input in update.input_updates.iter().flatten() {
            update_input(&mut setup, input)?;
        }
        if let Some(code) = &update.application_code_update {
            setup.code = code.as_str().into();
        }
        if let Some(rows) = rows_of(update.rows_preceding_update.as_deref())? {
            setup.rows = rows;
        }
        for output in update.output_updates.iter().flatten() {
            update_output(&mut setup, output)?;
        }
        for table in update.reference_data_source_updates.iter().flatten() {
            update_table(&mut setup, table)?;
        }
        for option in update.cloud_watch_logging_option_updates.iter().flatten() {
            update_logging(&mut setup, option)?;
        }
        check_whole(&setup)?;
        let source = |setup: &Setup| {
            let (_, input) = setup.inputs.first()?;
            input.source().ok().map(|(kind, source)| (kind, source.arn().to_owned()))
        };
        let is_other = source(&before) != source(&setup);
        self.change(cx, id, setup, what(update))?;
        if let Some(managed) = self.managed_mut(id).filter(|_| is_other) {
            read_anew(managed, cx.now);
        }
        Ok(())
    }
}

/// What an update changes, in a word.
fn what(update: &ApplicationUpdate) -> &'static str {
    if update.application_code_update.is_some() {
        key!("code")
    } else if update.input_updates.is_some() {
        key!("input")
    } else if update.output_updates.is_some() {
        key!("outputs")
    } else if update.reference_data_source_updates.is_some() {
        key!("reference table")
    } else {
        key!("settings")
    }
}

fn check_ids(check: &mut Check, update: &ApplicationUpdate) {
    let path = |list: &str, index: usize, id: &str| format!("applicationUpdate.{list}.{}.member.{id}", index + 1);
    for (index, one) in update.input_updates.iter().flatten().enumerate() {
        check.id(&path("inputUpdates", index, "inputId"), one.input_id.as_deref());
    }
    let code = update.application_code_update.as_deref();
    check.text(("applicationUpdate.applicationCodeUpdate", code), (0, 102_400), Form::Any);
    for (index, one) in update.output_updates.iter().flatten().enumerate() {
        check.id(&path("outputUpdates", index, "outputId"), one.output_id.as_deref());
    }
    for (index, one) in update.reference_data_source_updates.iter().flatten().enumerate() {
        check.id(&path("referenceDataSourceUpdates", index, "referenceId"), one.reference_id.as_deref());
    }
    for (index, one) in update.cloud_watch_logging_option_updates.iter().flatten().enumerate() {
        let id = one.cloud_watch_logging_option_id.as_deref();
        check.id(&path("cloudWatchLoggingOptionUpdates", index, "cloudWatchLoggingOptionId"), id);
    }
}

/// What comes of an update has to hold everything that a new application has to.
fn check_whole(setup: &Setup) -> Result<()> {
    let mut check = Check::default();
    for (_, input) in &setup.inputs {
        check.input("applicationUpdate.inputUpdates.1.member", input);
    }
    for (_, output) in &setup.outputs {
        check.output("applicationUpdate.outputUpdates.1.member", output);
    }
    for (_, table) in &setup.tables {
        check.table("applicationUpdate.referenceDataSourceUpdates.1.member", table);
    }
    for (_, option) in &setup.logging {
        check.logging("applicationUpdate.cloudWatchLoggingOptionUpdates.1.member", option);
    }
    check.end()
}

/// Puts another value in place of the present one, if there is another.
fn set<T: Clone>(present: &mut Option<T>, other: Option<&T>) {
    if other.is_some() {
        *present = other.cloned();
    }
}

fn update_resource(present: &mut Resource, update: &ResourceUpdate) {
    set(&mut present.resource_arn, update.resource_arn_update.as_ref());
    set(&mut present.role_arn, update.role_arn_update.as_ref());
}

/// One of several kinds: what an update names becomes the only one.
fn choose(present: [&mut Option<Resource>; 3], updates: [Option<&ResourceUpdate>; 3]) {
    if updates.iter().all(Option::is_none) {
        return;
    }
    for (present, update) in present.into_iter().zip(updates) {
        match update {
            Some(update) => update_resource(present.get_or_insert_default(), update),
            None => *present = None,
        }
    }
}

fn update_input(setup: &mut Setup, update: &InputUpdate) -> Result<()> {
    let place = find(&setup.inputs, update.input_id.as_deref(), "input")?;
    let Some((_, input)) = setup.inputs.get_mut(place) else { return Ok(()) };
    set(&mut input.name_prefix, update.name_prefix_update.as_ref());
    if let Some(update) = &update.input_processing_configuration_update {
        let processing = input.input_processing_configuration.get_or_insert_default();
        let processor = processing.input_lambda_processor.get_or_insert_default();
        if let Some(update) = &update.input_lambda_processor_update {
            update_resource(processor, update);
        }
    }
    choose(
        [&mut input.kinesis_streams_input, &mut input.kinesis_firehose_input, &mut None],
        [update.kinesis_streams_input_update.as_ref(), update.kinesis_firehose_input_update.as_ref(), None],
    );
    if let Some(update) = &update.input_schema_update {
        let schema = input.input_schema.get_or_insert_default();
        set(&mut schema.record_format, update.record_format_update.as_ref());
        set(&mut schema.record_encoding, update.record_encoding_update.as_ref());
        set(&mut schema.record_columns, update.record_column_updates.as_ref());
    }
    if let Some(update) = &update.input_parallelism_update {
        set(&mut input.input_parallelism.get_or_insert_default().count, update.count_update.as_ref());
    }
    Ok(())
}

fn update_output(setup: &mut Setup, update: &OutputUpdate) -> Result<()> {
    let place = find(&setup.outputs, update.output_id.as_deref(), "output")?;
    let Some((_, output)) = setup.outputs.get_mut(place) else { return Ok(()) };
    set(&mut output.name, update.name_update.as_ref());
    choose(
        [&mut output.kinesis_streams_output, &mut output.kinesis_firehose_output, &mut output.lambda_output],
        [
            update.kinesis_streams_output_update.as_ref(),
            update.kinesis_firehose_output_update.as_ref(),
            update.lambda_output_update.as_ref(),
        ],
    );
    set(&mut output.destination_schema, update.destination_schema_update.as_ref());
    Ok(())
}

fn update_table(setup: &mut Setup, update: &ReferenceDataSourceUpdate) -> Result<()> {
    let place = find(&setup.tables, update.reference_id.as_deref(), "reference data source")?;
    let Some((_, table)) = setup.tables.get_mut(place) else { return Ok(()) };
    set(&mut table.table_name, update.table_name_update.as_ref());
    if let Some(update) = &update.s3_reference_data_source_update {
        let object = table.s3_reference_data_source.get_or_insert_default();
        set(&mut object.bucket_arn, update.bucket_arn_update.as_ref());
        set(&mut object.file_key, update.file_key_update.as_ref());
        set(&mut object.reference_role_arn, update.reference_role_arn_update.as_ref());
    }
    set(&mut table.reference_schema, update.reference_schema_update.as_ref());
    Ok(())
}

fn update_logging(setup: &mut Setup, update: &CloudWatchLoggingOptionUpdate) -> Result<()> {
    let id = update.cloud_watch_logging_option_id.as_deref();
    let place = find(&setup.logging, id, "logging option")?;
    let Some((_, option)) = setup.logging.get_mut(place) else { return Ok(()) };
    set(&mut option.log_stream_arn, update.log_stream_arn_update.as_ref());
    set(&mut option.role_arn, update.role_arn_update.as_ref());
    Ok(())
}
