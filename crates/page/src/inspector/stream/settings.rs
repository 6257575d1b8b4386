//! The settings of a stream, each with a button of its own, as each is a call of its own that may take its time.

use super::{Lab, arn, with_stream};
use crate::form::Form;
use crate::streams;
use leptos::prelude::*;
use queuelab::kinesis::api::{
    DecreaseStreamRetentionPeriod, DisableEnhancedMonitoring, EnableEnhancedMonitoring, IncreaseStreamRetentionPeriod,
    Request, StartStreamEncryption, StopStreamEncryption, StreamModeDetails, UpdateMaxRecordSize, UpdateStreamMode,
};
use queuelab::kinesis::stream::Mode;
use queuelab::t;
use queuelab_view::forms::whole;

/// Fields beside which a refusal can stand.
const FIELDS: [&str; 4] = ["retentionPeriodHours", "maxRecordSizeInKiB", "keyId", "mode"];

/// The part of the panel.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let values = untrack(|| {
        with_stream(lab, id, |stream, _| {
            let key = stream.encryption.as_deref().unwrap_or("alias/aws/kinesis");
            vec![
                ("retentionPeriodHours", stream.retention_hours.to_string()),
                ("maxRecordSizeInKiB", stream.record_kib.to_string()),
                ("keyId", key.to_owned()),
            ]
        })
    });
    let form = Form::new(values.into_iter().collect(), &FIELDS);
    let is_on_demand = Memo::new(move |_| with_stream(lab, id, |stream, _| stream.mode == Mode::OnDemand));
    let is_encrypted = Memo::new(move |_| with_stream(lab, id, |stream, _| stream.encryption.is_some()));
    let is_measured = Memo::new(move |_| with_stream(lab, id, |stream, _| stream.enhanced_metrics != 0));
    let switch = move |on: Memo<bool>, yes: &'static str, no: &'static str, act: fn(Lab, u32, Form, bool)| {
        view! { <button type="button" class="small" on:click=move |_| act(lab, id, form, on.get_untracked())>{move || if on.get() { yes } else { no }}</button> }
    };
    view! {
        {form.told_at_top()}
        <div class="inline-form">
            {form.number("retentionPeriodHours", t!("Keep records for, in hours"), t!("24 to 8,760; more than 24 costs more"))}
            <button type="button" class="small" on:click=move |_| retain(lab, id, form)>{t!("Set")}</button>
        </div>
        <div class="inline-form">
            {form.number("maxRecordSizeInKiB", t!("Largest record, in KiB"), t!("1,024 to 10,240, with the key"))}
            <button type="button" class="small" on:click=move |_| resize(lab, id, form)>{t!("Set")}</button>
        </div>
        <div class="inline-form">
            {form.text("keyId", t!("Key of KMS"), t!("An id, ARN or alias; alias/aws/kinesis is AWS's own"))}
            {switch(is_encrypted, t!("Stop encryption"), t!("Start encryption"), encrypt)}
        </div>
        <div class="setting">
            <span>{move || if is_on_demand.get() { t!("On demand: AWS decides about shards") } else { t!("Provisioned: you decide about shards") }}</span>
            {switch(is_on_demand, t!("Switch to provisioned"), t!("Switch to on demand"), change_mode)}
        </div>
        <div class="setting">
            <span>{move || if is_measured.get() { t!("Metrics of each shard are measured") } else { t!("Only metrics of the whole stream are measured") }}</span>
            {switch(is_measured, t!("Measure the stream only"), t!("Measure each shard"), measure)}
        </div>
    }
    .into_any()
}

fn call(lab: Lab, form: Form, request: impl Into<Request>) {
    match streams::call(lab, request) {
        Ok(_) => form.problem.set(None),
        Err(error) => form.refuse(&error),
    }
}

fn retain(lab: Lab, id: u32, form: Form) {
    let hours = match whole(&form.values(), "retentionPeriodHours") {
        Ok(hours) => hours,
        Err(problem) => return form.problem.set(Some(problem)),
    };
    let now = untrack(|| with_stream(lab, id, |stream, _| i64::from(stream.retention_hours)));
    let (stream_arn, retention_period_hours) = (Some(arn(lab, id)), Some(hours));
    if hours < now {
        call(lab, form, DecreaseStreamRetentionPeriod { stream_arn, retention_period_hours, ..Default::default() });
    } else {
        call(lab, form, IncreaseStreamRetentionPeriod { stream_arn, retention_period_hours, ..Default::default() });
    }
}

fn resize(lab: Lab, id: u32, form: Form) {
    match whole(&form.values(), "maxRecordSizeInKiB") {
        Ok(size) => {
            let stream_arn = Some(arn(lab, id));
            call(lab, form, UpdateMaxRecordSize { stream_arn, max_record_size_in_ki_b: Some(size) });
        }
        Err(problem) => form.problem.set(Some(problem)),
    }
}

fn encrypt(lab: Lab, id: u32, form: Form, is_on: bool) {
    let key_id = Some(untrack(|| form.at("keyId").get()).trim().to_owned());
    let (stream_arn, encryption_type) = (Some(arn(lab, id)), Some("KMS".to_owned()));
    if is_on {
        call(lab, form, StopStreamEncryption { stream_arn, encryption_type, key_id, ..Default::default() });
    } else {
        call(lab, form, StartStreamEncryption { stream_arn, encryption_type, key_id, ..Default::default() });
    }
}

fn change_mode(lab: Lab, id: u32, form: Form, is_on_demand: bool) {
    let mode = if is_on_demand { Mode::Provisioned } else { Mode::OnDemand };
    let stream_mode_details = Some(StreamModeDetails { stream_mode: Some(mode.name().to_owned()) });
    call(lab, form, UpdateStreamMode { stream_arn: Some(arn(lab, id)), stream_mode_details, ..Default::default() });
}

fn measure(lab: Lab, id: u32, form: Form, is_on: bool) {
    let (stream_arn, shard_level_metrics) = (Some(arn(lab, id)), Some(vec!["ALL".to_owned()]));
    if is_on {
        call(lab, form, DisableEnhancedMonitoring { stream_arn, shard_level_metrics, ..Default::default() });
    } else {
        call(lab, form, EnableEnhancedMonitoring { stream_arn, shard_level_metrics, ..Default::default() });
    }
}
