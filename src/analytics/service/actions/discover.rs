//! `DiscoverInputSchema`: what is to be looked at. The looking itself stands in `run/discovery.rs`.

use super::run::{check_position, check_word, position_of};
use crate::analytics::error::{AnalyticsError, Result};
use crate::analytics::service::api::{DiscoverInputSchema, Resource, S3Configuration};
use crate::analytics::service::check::{Check, Form};
use crate::analytics::service::run::{Discovery, Reading, Sample, Whom, Wish};
use crate::analytics::service::setup::SourceKind;
use crate::analytics::service::{Analytics, Cx, Outgoing};

impl Analytics {
    pub(super) fn discover(&mut self, cx: &mut Cx<'_>, r: &DiscoverInputSchema) -> Result<()> {
        let start = r.input_starting_position_configuration.as_ref();
        let word = start.and_then(|start| start.input_starting_position.as_deref());
        check(r, word)?;
        let processor = r.input_processing_configuration.as_ref().and_then(|p| p.input_lambda_processor.as_ref());
        let mut discovery = Discovery {
            account: cx.caller.account,
            region: cx.caller.region,
            sample: Sample::Object,
            arn: "".into(),
            role: "".into(),
            processor: processor.map(|function: &Resource| (function.arn().into(), function.role().into())),
            position: position_of(word),
            since: cx.now,
            reading: Reading::default(),
            found: Vec::new(),
        };
        match (&r.resource_arn, &r.s3_configuration) {
            (Some(arn), None) => {
                let kind = match arn.split(':').nth(2) {
                    Some("kinesis") => SourceKind::Stream,
                    Some("firehose") => SourceKind::DeliveryStream,
                    _ => return Err(AnalyticsError::invalid("ResourceARN must be an ARN of kinesis or firehose.")),
                };
                check_position(kind, discovery.position)?;
                let Some(role) = &r.role_arn else {
                    return Err(AnalyticsError::invalid("A stream needs a RoleARN that reads it."));
                };
                discovery.sample = Sample::Records(kind);
                (discovery.arn, discovery.role) = (arn.as_str().into(), role.as_str().into());
                discovery.reading = match kind {
                    SourceKind::Stream => Reading::of_stream(),
                    SourceKind::DeliveryStream => Reading::of_delivery_stream(),
                };
                self.discoveries.insert(cx.request, discovery);
                self.discover_on(cx, cx.request);
            }
            (None, Some(object)) => {
                let outgoing = object_of(cx, &mut discovery, object);
                self.discoveries.insert(cx.request, discovery);
                cx.outgoing.push(outgoing);
            }
            _ => return Err(AnalyticsError::invalid("Exactly one of ResourceARN and S3Configuration is needed.")),
        }
        Ok(())
    }
}

fn object_of(cx: &Cx<'_>, discovery: &mut Discovery, object: &S3Configuration) -> Outgoing {
    let arn = object.bucket_arn.as_deref().unwrap_or_default();
    discovery.arn = arn.into();
    discovery.role = object.role_arn.as_deref().unwrap_or_default().into();
    let bucket = arn.rsplit(':').next().unwrap_or_default().into();
    let key = object.file_key.as_deref().unwrap_or_default().into();
    Outgoing {
        whom: Whom::Discovery(cx.request),
        account: discovery.account,
        region: discovery.region,
        role: discovery.role.clone(),
        target: discovery.arn.clone(),
        wish: Wish::Object { bucket, key },
        cause: None,
    }
}

fn check(r: &DiscoverInputSchema, word: Option<&str>) -> Result<()> {
    let mut check = Check::default();
    check.text(("resourceARN", r.resource_arn.as_deref()), (1, 2_048), Form::Arn);
    check.text(("roleARN", r.role_arn.as_deref()), (1, 2_048), Form::Role);
    check_word(&mut check, "inputStartingPositionConfiguration.inputStartingPosition", word);
    if let Some(object) = &r.s3_configuration {
        check.needed(("s3Configuration.roleARN", object.role_arn.as_deref()), (1, 2_048), Form::Role);
        check.needed(("s3Configuration.bucketARN", object.bucket_arn.as_deref()), (1, 2_048), Form::Arn);
        check.needed(("s3Configuration.fileKey", object.file_key.as_deref()), (1, 1_024), Form::Any);
    }
    if let Some(processing) = &r.input_processing_configuration {
        check.processing("inputProcessingConfiguration", processing);
    }
    check.end()
}
