//! The settings of a mapping: ranges, what does not go together, and what a kind of source does not have.
//!
//! Source: "CreateEventSourceMapping" in the Lambda API reference and its parameter tables for SQS and Kinesis in the
//! developer guide; sentences are those of answers recorded from AWS, where there are such.

use super::filter::Filters;
use super::source::{Source, SourceKind};
use crate::base::Arn;
use crate::clock::Epoch;
use crate::lambda::api::{self, CreateEventSourceMapping, UpdateEventSourceMapping};
use crate::lambda::{LambdaError, LambdaLimits, Result};
use std::sync::Arc;

/// The only member of `FunctionResponseTypes`.
pub const REPORT: &str = "ReportBatchItemFailures";
/// A batch of a FIFO queue, and any without a window, is no larger.
const SMALL_BATCH: i64 = 10;

/// Where a stream's mapping begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// With the oldest record.
    TrimHorizon,
    /// With the first record that comes after polling has begun.
    Latest,
    /// With the first record at that time or later, in seconds since 1970.
    AtTimestamp(i64),
}

impl Start {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON",
            Self::Latest => "LATEST",
            Self::AtTimestamp(_) => "AT_TIMESTAMP",
        }
    }
}

/// What only the mapping of a stream has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StreamSettings {
    /// Where it began.
    pub start: Start,
    /// Batches of a shard at once, 1 to 10.
    pub parallelization: u32,
    /// `MaximumRetryAttempts`: -1 for no end.
    pub retries: i64,
    /// `MaximumRecordAgeInSeconds`: -1 for no end.
    pub age_secs: i64,
    /// Whether a failed batch is divided.
    pub bisect: bool,
    /// Where records of failed batches go.
    pub on_failure: Option<Arc<str>>,
    /// `TumblingWindowInSeconds`: 0 for none.
    pub tumbling_secs: u64,
}

/// The settings of a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Records in a batch.
    pub batch_size: usize,
    /// How long records are gathered, in seconds.
    pub window_secs: u64,
    /// Which records the function gets.
    pub filters: Filters,
    /// Whether answers tell which records failed.
    pub reports_items: bool,
    /// `KMSKeyArn`, kept and shown.
    pub kms_key: Option<Arc<str>>,
    /// `MetricsConfig`, kept and shown.
    pub metrics: Option<Arc<Vec<String>>>,
    /// Queues: how many batches at once at most.
    pub concurrency_max: Option<u32>,
    /// Queues: pollers of its own, the least and the most.
    pub pollers: Option<(u32, u32)>,
    /// Of a stream.
    pub stream: Option<StreamSettings>,
}

impl Settings {
    /// The defaults for a source, which a request for a stream completes.
    pub fn of(source: &Source) -> Self {
        let stream = source.is_stream().then_some(StreamSettings {
            start: Start::Latest,
            parallelization: 1,
            retries: -1,
            age_secs: -1,
            bisect: false,
            on_failure: None,
            tumbling_secs: 0,
        });
        Self {
            batch_size: if stream.is_some() { 100 } else { 10 },
            window_secs: 0,
            filters: Filters::default(),
            reports_items: false,
            kms_key: None,
            metrics: None,
            concurrency_max: None,
            pollers: None,
            stream,
        }
    }

    /// These settings with what a request asks for; what it does not name stays.
    ///
    /// # Errors
    /// `InvalidParameterValueException` for what the source does not have, or what does not go together.
    pub fn with(&self, asked: &UpdateEventSourceMapping, source: &Source, limits: &LambdaLimits) -> Result<Self> {
        let mut new = self.clone();
        if let Some(size) = asked.batch_size {
            new.batch_size = usize::try_from(size).unwrap_or(1);
        }
        if let Some(secs) = asked.maximum_batching_window_in_seconds {
            new.window_secs = u64::try_from(secs).unwrap_or_default();
        }
        if let Some(types) = &asked.function_response_types {
            new.reports_items = !types.is_empty();
        }
        if let Some(key) = &asked.kms_key_arn {
            new.kms_key = Some(key.as_str().into()).filter(|_| !key.is_empty());
        }
        if let Some(config) = &asked.metrics_config {
            new.metrics = Some(Arc::new(config.metrics.clone()));
        }
        match source.kind {
            SourceKind::Queue { fifo } => new.of_queue(asked, fifo, limits)?,
            SourceKind::Stream | SourceKind::Consumer => new.of_stream(asked)?,
        }
        if let Some(criteria) = &asked.filter_criteria {
            new.filters = Filters::read(criteria)?;
        }
        Ok(new)
    }

    fn of_queue(&mut self, asked: &UpdateEventSourceMapping, fifo: bool, limits: &LambdaLimits) -> Result<()> {
        for (is_there, name) in [
            (asked.parallelization_factor.is_some(), "ParallelizationFactor"),
            (asked.destination_config.is_some(), "DestinationConfig"),
            (asked.maximum_record_age_in_seconds.is_some(), "MaximumRecordAgeInSeconds"),
            (asked.bisect_batch_on_function_error.is_some(), "BisectBatchOnFunctionError"),
            (asked.maximum_retry_attempts.is_some(), "MaximumRetryAttempts"),
            (asked.tumbling_window_in_seconds.is_some(), "TumblingWindowInSeconds"),
        ] {
            if is_there {
                return Err(unsupported(name));
            }
        }
        if let Some(config) = &asked.scaling_config {
            self.concurrency_max = config.maximum_concurrency.and_then(|most| u32::try_from(most).ok());
        }
        if let Some(config) = &asked.provisioned_poller_config {
            self.pollers = pollers(self.pollers, config, limits)?;
        }
        if self.pollers.is_some() && self.concurrency_max.is_some() {
            return Err(LambdaError::invalid(
                "Provisioned mode for SQS ESM does not support maximum concurrency feature. Use MaximumPollers as the \
                 control mechanism and remove maximum concurrency.",
            ));
        }
        let is_large = i64::try_from(self.batch_size).is_ok_and(|size| size > SMALL_BATCH);
        if fifo && self.window_secs > 0 {
            return Err(LambdaError::invalid("Batching window is not supported for FIFO queues"));
        }
        if fifo && is_large {
            return Err(LambdaError::invalid("Batch size must not exceed 10 for FIFO queues"));
        }
        if is_large && self.window_secs == 0 {
            return Err(LambdaError::invalid(
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
            ));
        }
        Ok(())
    }

    fn of_stream(&mut self, asked: &UpdateEventSourceMapping) -> Result<()> {
        for (is_there, name) in [
            (asked.scaling_config.is_some(), "ScalingConfig"),
            (asked.provisioned_poller_config.is_some(), "ProvisionedPollerConfig"),
        ] {
            if is_there {
                return Err(unsupported(name));
            }
        }
        let Some(stream) = &mut self.stream else { return Ok(()) };
        if let Some(factor) = asked.parallelization_factor {
            stream.parallelization = u32::try_from(factor).unwrap_or(1);
        }
        if let Some(retries) = asked.maximum_retry_attempts {
            stream.retries = retries;
        }
        if let Some(secs) = asked.maximum_record_age_in_seconds {
            if (0..60).contains(&secs) {
                return Err(LambdaError::invalid(format!(
                    "MaximumRecordAgeInSeconds must be -1 or between 60 and 604800, not {secs}."
                )));
            }
            stream.age_secs = secs;
        }
        if let Some(bisect) = asked.bisect_batch_on_function_error {
            stream.bisect = bisect;
        }
        if let Some(secs) = asked.tumbling_window_in_seconds {
            stream.tumbling_secs = u64::try_from(secs).unwrap_or_default();
        }
        if stream.tumbling_secs > 0 && stream.parallelization > 1 {
            return Err(LambdaError::invalid(
                "TumblingWindowInSeconds cannot be used with a ParallelizationFactor greater than 1.",
            ));
        }
        if let Some(config) = &asked.destination_config {
            if config.on_success.is_some() {
                return Err(unsupported("DestinationConfig"));
            }
            let target = config.on_failure.as_ref().and_then(|target| target.destination.clone());
            stream.on_failure = target.filter(|arn| !arn.is_empty()).map(|arn| on_failure(&arn)).transpose()?;
        }
        Ok(())
    }
}

/// What a kind of source does not have.
fn unsupported(name: &str) -> LambdaError {
    LambdaError::invalid(format!("Unsupported {name} parameter for given event source mapping type."))
}

/// The least and the most pollers that a request comes to; an empty configuration takes them away.
fn pollers(
    old: Option<(u32, u32)>,
    config: &api::ProvisionedPollerConfig,
    limits: &LambdaLimits,
) -> Result<Option<(u32, u32)>> {
    if config.minimum_pollers.is_none() && config.maximum_pollers.is_none() {
        if old.is_none() {
            return Err(LambdaError::invalid(
                "Either MinimumPollers or MaximumPollers are required if ProvisionedPollerConfig is provided.",
            ));
        }
        return Ok(None);
    }
    let (least, most) = old.map_or((2, 200), |(least, most)| (i64::from(least), i64::from(most)));
    let (least, most) = (config.minimum_pollers.unwrap_or(least), config.maximum_pollers.unwrap_or(most));
    let ceiling = limits.pollers_max;
    match (u32::try_from(least), u32::try_from(most)) {
        (Ok(low), Ok(high)) if (2..=200).contains(&low) && low <= high && most <= ceiling => Ok(Some((low, high))),
        _ => Err(LambdaError::invalid(format!(
            "MinimumPollers should be between [2, 200] and MaximumPollers should be between [MinimumPollers, {ceiling}]"
        ))),
    }
}

/// The ARN of a standard queue, a standard topic or a bucket.
fn on_failure(text: &str) -> Result<Arc<str>> {
    let Ok(arn) = text.parse::<Arn>() else {
        return Err(LambdaError::validation(text, "destinationConfig.onFailure.destination", ARN_PATTERN));
    };
    let is_good = match arn.service.as_str() {
        "sqs" | "sns" => !arn.resource.ends_with(".fifo"),
        "s3" => true,
        _ => false,
    };
    if is_good {
        return Ok(text.into());
    }
    let sentence = format!(
        "The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination={text})) is \
         invalid."
    );
    Err(LambdaError::invalid(sentence))
}

/// The form of an ARN, as AWS's sentence gives it.
pub const ARN_PATTERN: &str = "satisfy regular expression pattern: arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:\
                               ([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)";

/// What the service model asks of each parameter by itself.
///
/// # Errors
/// `ValidationException`.
pub fn check_model(asked: &UpdateEventSourceMapping) -> Result<()> {
    let scaling = asked.scaling_config.as_ref().and_then(|config| config.maximum_concurrency);
    let pollers = asked.provisioned_poller_config.as_ref();
    for (value, member, least, most) in [
        (asked.batch_size, "batchSize", 1, 10_000),
        (asked.maximum_batching_window_in_seconds, "maximumBatchingWindowInSeconds", 0, 300),
        (asked.parallelization_factor, "parallelizationFactor", 1, 10),
        (asked.maximum_record_age_in_seconds, "maximumRecordAgeInSeconds", -1, 604_800),
        (asked.maximum_retry_attempts, "maximumRetryAttempts", -1, 10_000),
        (asked.tumbling_window_in_seconds, "tumblingWindowInSeconds", 0, 900),
        (scaling, "scalingConfig.maximumConcurrency", 2, 1_000),
        (pollers.and_then(|config| config.minimum_pollers), "provisionedPollerConfig.minimumPollers", 1, 200),
        (pollers.and_then(|config| config.maximum_pollers), "provisionedPollerConfig.maximumPollers", 1, 10_000),
    ] {
        if let Some(value) = value {
            LambdaError::range(value, member, least, most)?;
        }
    }
    let shown = |list: &[String]| format!("[{}]", list.join(", "));
    if let Some(types) = &asked.function_response_types {
        if types.len() > 1 {
            let constraint = "have length less than or equal to 1";
            return Err(LambdaError::validation(shown(types), "functionResponseTypes", constraint));
        }
        if types.iter().any(|name| name != REPORT) {
            let constraint = format_args!("satisfy enum value set: [{REPORT}]").to_string();
            return Err(LambdaError::validation(shown(types), "functionResponseTypes", constraint));
        }
    }
    let metrics = asked.metrics_config.as_ref().map_or(&[][..], |config| &config.metrics);
    if metrics.iter().any(|name| !["EventCount", "ErrorCount", "KafkaMetrics"].contains(&name.as_str())) {
        let constraint = "satisfy enum value set: [EventCount, ErrorCount, KafkaMetrics]";
        return Err(LambdaError::validation(shown(metrics), "metricsConfig.metrics", constraint));
    }
    match asked.kms_key_arn.as_deref().filter(|key| !key.is_empty()) {
        Some(key) if key.parse::<Arn>().is_err() => {
            let pattern = "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
            Err(LambdaError::validation(key, "kmsKeyArn", pattern))
        }
        _ => Ok(()),
    }
}

/// Where a request lets a mapping begin.
///
/// # Errors
/// `ValidationException` for another word, `InvalidParameterValueException` for one without its time, a time without its
/// word, or either at a queue.
pub fn start(asked: &CreateEventSourceMapping, source: &Source, now_unix_secs: i64) -> Result<Option<Start>> {
    let (position, at) = (asked.starting_position.as_deref(), asked.starting_position_timestamp);
    if !source.is_stream() {
        if position.is_some() || at.is_some() {
            return Err(LambdaError::invalid("StartingPosition is not valid for SQS event sources."));
        }
        return Ok(None);
    }
    match (position, at) {
        (None, _) => Err(LambdaError::invalid(
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not \
             be null.",
        )),
        (Some("AT_TIMESTAMP"), None) => {
            Err(LambdaError::invalid("StartingPositionTimestamp is required for StartingPosition AT_TIMESTAMP"))
        }
        (Some("AT_TIMESTAMP"), Some(at)) if at < 0 => Err(LambdaError::invalid(
            "Received Exception while reading from provided stream. class java.lang.Long can not be converted to a Timestamp",
        )),
        (Some("AT_TIMESTAMP"), Some(at)) if at > now_unix_secs => {
            Err(LambdaError::invalid("StartingPositionTimestamp cannot be in the future."))
        }
        (Some("AT_TIMESTAMP"), Some(at)) => Ok(Some(Start::AtTimestamp(at))),
        (Some(_), Some(_)) => Err(LambdaError::invalid("Timestamp only valid with StartingPosition AT_TIMESTAMP")),
        (Some("LATEST"), None) => Ok(Some(Start::Latest)),
        (Some(_), None) => Ok(Some(Start::TrimHorizon)),
    }
}

/// What the service model asks of the starting position.
///
/// # Errors
/// `ValidationException`.
pub fn check_position(asked: &CreateEventSourceMapping) -> Result<()> {
    match asked.starting_position.as_deref() {
        None | Some("LATEST" | "AT_TIMESTAMP" | "TRIM_HORIZON") => Ok(()),
        Some(other) => {
            let constraint = "satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]";
            Err(LambdaError::validation(other, "startingPosition", constraint))
        }
    }
}

/// The settings in a request for a new mapping, as those of a change.
pub fn changes(asked: &CreateEventSourceMapping) -> UpdateEventSourceMapping {
    let asked = asked.clone();
    UpdateEventSourceMapping {
        uuid: String::new(),
        function_name: None,
        enabled: asked.enabled,
        batch_size: asked.batch_size,
        filter_criteria: asked.filter_criteria,
        maximum_batching_window_in_seconds: asked.maximum_batching_window_in_seconds,
        destination_config: asked.destination_config,
        maximum_record_age_in_seconds: asked.maximum_record_age_in_seconds,
        bisect_batch_on_function_error: asked.bisect_batch_on_function_error,
        maximum_retry_attempts: asked.maximum_retry_attempts,
        parallelization_factor: asked.parallelization_factor,
        tumbling_window_in_seconds: asked.tumbling_window_in_seconds,
        function_response_types: asked.function_response_types,
        scaling_config: asked.scaling_config,
        kms_key_arn: asked.kms_key_arn,
        metrics_config: asked.metrics_config,
        provisioned_poller_config: asked.provisioned_poller_config,
    }
}

/// Seconds since 1970, signed as the API has them.
pub fn unix_secs(epoch: Epoch, at: crate::clock::Instant) -> i64 {
    i64::try_from(epoch.unix_secs(at)).unwrap_or(i64::MAX)
}
