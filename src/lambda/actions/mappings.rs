//! `CreateEventSourceMapping`, `GetEventSourceMapping`, `ListEventSourceMappings`, `UpdateEventSourceMapping` and
//! `DeleteEventSourceMapping`.
//!
//! Whether a source is there, and lets the function's role in, is asked by whoever runs the service, before the request is
//! carried out: [`Lambda::wanted`] says what of.

use super::mapping_tags::check_tags;
use crate::base::{Arn, Caller};
use crate::clock::Epoch;
use crate::lambda::api::{
    CreateEventSourceMapping, DeleteEventSourceMapping, Destination, EventSourceMappingConfiguration,
    GetEventSourceMapping, ListEventSourceMappings, ListEventSourceMappingsResult, MetricsConfig, OnFailureConfig,
    ProvisionedPollerConfig, Request, ScalingConfig, UpdateEventSourceMapping,
};
use crate::lambda::function::{Function, FunctionKey};
use crate::lambda::mappings::settings::{self, ARN_PATTERN, REPORT, Start};
use crate::lambda::mappings::{Mapping, MappingState, Pollers, Settings, Shards, Source, SourceKind, Wanted};
use crate::lambda::{Cx, ErrorCode, Lambda, LambdaError, LambdaEvent, Result, naming};
use std::sync::Arc;
use uuid::Uuid;

/// What a new or changed mapping comes to.
struct Plan {
    function: FunctionKey,
    function_arn: String,
    source: Source,
    settings: Settings,
}

impl Lambda {
    /// The mapping that a request for a new one asks for.
    fn plan_new(&self, caller: &Caller, now_secs: i64, request: &CreateEventSourceMapping) -> Result<Plan> {
        let named = naming::read(&request.function_name, None, caller)?;
        let asked = settings::changes(request);
        settings::check_model(&asked)?;
        settings::check_position(request)?;
        check_tags(request.tags.len(), &request.tags)?;
        let source = source(request.event_source_arn.as_deref())?;
        let mut new = Settings::of(&source);
        let start = settings::start(request, &source, now_secs)?;
        if let (Some(stream), Some(start)) = (&mut new.stream, start) {
            stream.start = start;
        }
        let settings = new.with(&asked, &source, &self.limits)?;
        let plan = Plan { function_arn: named.arn(), function: named.key, source, settings };
        self.check_plan(caller, &plan)?;
        Ok(plan)
    }

    /// The mapping that a request for a change asks for.
    fn plan_change(&self, caller: &Caller, request: &UpdateEventSourceMapping) -> Result<(&Mapping, Plan)> {
        settings::check_model(request)?;
        let named = request.function_name.as_deref().map(|name| naming::read(name, None, caller)).transpose()?;
        let mapping = self.mapping_named(caller, &request.uuid)?;
        if !mapping.state.lasts() {
            return Err(in_use("update"));
        }
        let settings = mapping.settings.with(request, &mapping.source, &self.limits)?;
        let (function, function_arn) = match named {
            Some(named) => (named.key.clone(), named.arn()),
            None => (mapping.function.clone(), mapping.function_arn.to_string()),
        };
        let plan = Plan { function, function_arn, source: mapping.source.clone(), settings };
        self.check_plan(caller, &plan)?;
        Ok((mapping, plan))
    }

    fn check_plan(&self, caller: &Caller, plan: &Plan) -> Result<()> {
        let key = &plan.function;
        if key.account != caller.account || self.find(key.account, key.region, &key.name).is_none() {
            return Err(LambdaError::invalid("Function does not exist"));
        }
        if plan.source.arn.region != key.region.name() {
            return Err(LambdaError::invalid("The event source and the function must be in the same Region."));
        }
        Ok(())
    }

    /// What has to hold of a source before a request is carried out; nothing where the request is refused in any case, or
    /// is about something else.
    pub fn wanted(&self, caller: &Caller, now_secs: i64, request: &Request) -> Option<Wanted> {
        let plan = match request {
            Request::CreateEventSourceMapping(request) => self.plan_new(caller, now_secs, request).ok()?,
            Request::UpdateEventSourceMapping(request) => self.plan_change(caller, request).ok()?.1,
            _ => return None,
        };
        let function = self.function_named(&plan.function)?;
        Some(Wanted {
            source: plan.source,
            account: function.key.account,
            region: function.key.region,
            role: function.role_name().into(),
            session: function.key.name.clone(),
            timeout_secs: function.timeout.as_secs(),
        })
    }

    fn function_named(&self, key: &FunctionKey) -> Option<&Function> {
        self.function(self.find(key.account, key.region, &key.name)?)
    }

    pub(super) fn create_mapping(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreateEventSourceMapping,
    ) -> Result<EventSourceMappingConfiguration> {
        let plan = self.plan_new(cx.caller, settings::unix_secs(cx.epoch, cx.now), request)?;
        if let Some(there) = self.twin(None, &plan) {
            return Err(conflict(&plan, there.uuid));
        }
        let id = self.next_mapping();
        let is_stream = plan.source.is_stream();
        let mapping = Mapping {
            id,
            uuid: self.draw_id(),
            account: cx.caller.account,
            region: cx.caller.region,
            function: plan.function,
            function_arn: plan.function_arn.into(),
            source: plan.source,
            settings: plan.settings,
            modified: cx.now,
            state: MappingState::Creating,
            until: None,
            is_enabled: request.enabled.unwrap_or(true),
            tags: request.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            last_result: is_stream.then(|| "No records processed".into()),
            pollers: Pollers::default(),
            shards: Shards::default(),
        };
        self.add_mapping(mapping);
        cx.emit(None, LambdaEvent::MappingCreated { mapping: id });
        self.enter(cx, id, MappingState::Creating);
        self.mapping(id).map(|mapping| shown(mapping, cx.epoch)).ok_or_else(no_such)
    }

    /// Another mapping of the same source and function.
    fn twin(&self, own: Option<Uuid>, plan: &Plan) -> Option<&Mapping> {
        self.mappings().find(|mapping| {
            Some(mapping.uuid) != own
                && mapping.source == plan.source
                && *mapping.function_arn == *plan.function_arn
                && mapping.account == plan.function.account
        })
    }

    pub(super) fn update_mapping(
        &mut self,
        cx: &mut Cx<'_>,
        request: &UpdateEventSourceMapping,
    ) -> Result<EventSourceMappingConfiguration> {
        let (mapping, plan) = self.plan_change(cx.caller, request)?;
        if let Some(there) = self.twin(Some(mapping.uuid), &plan) {
            return Err(conflict(&plan, there.uuid));
        }
        let (id, old) = (mapping.id, mapping.state);
        let is_enabled = request.enabled.unwrap_or(mapping.is_enabled);
        if let Some(mapping) = self.mapping_mut(id) {
            mapping.function = plan.function;
            mapping.function_arn = plan.function_arn.into();
            mapping.settings = plan.settings;
            mapping.modified = cx.now;
            mapping.is_enabled = is_enabled;
        }
        self.enter(cx, id, old.changed(is_enabled));
        self.mapping(id).map(|mapping| shown(mapping, cx.epoch)).ok_or_else(no_such)
    }

    pub(super) fn delete_mapping(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteEventSourceMapping,
    ) -> Result<EventSourceMappingConfiguration> {
        let mapping = self.mapping_named(cx.caller, &request.uuid)?;
        if !mapping.state.lasts() {
            return Err(in_use("delete"));
        }
        let id = mapping.id;
        self.enter(cx, id, MappingState::Deleting);
        self.mapping(id).map(|mapping| shown(mapping, cx.epoch)).ok_or_else(no_such)
    }

    pub(super) fn get_mapping(
        &self,
        cx: &Cx<'_>,
        request: &GetEventSourceMapping,
    ) -> Result<EventSourceMappingConfiguration> {
        Ok(shown(self.mapping_named(cx.caller, &request.uuid)?, cx.epoch))
    }

    pub(super) fn list_mappings(
        &self,
        cx: &Cx<'_>,
        request: &ListEventSourceMappings,
    ) -> Result<ListEventSourceMappingsResult> {
        let most = request.max_items.unwrap_or(10_000);
        LambdaError::range(most, "maxItems", 1, 10_000)?;
        let page = usize::try_from(most).unwrap_or(usize::MAX).min(self.limits.mappings_page);
        let of_source = request.event_source_arn.as_deref().filter(|arn| !arn.is_empty());
        if let Some(text) = of_source.filter(|text| text.parse::<Arn>().is_err()) {
            return Err(LambdaError::validation(text, "eventSourceArn", ARN_PATTERN));
        }
        let function = request.function_name.as_deref();
        let function = function.map(|name| self.resolve(name, None, cx.caller)).transpose()?;
        let is_wanted = |mapping: &&Mapping| {
            (mapping.account, mapping.region) == (cx.caller.account, cx.caller.region)
                && of_source.is_none_or(|arn| mapping.source.to_string() == arn)
                && function.as_ref().is_none_or(|(function, _)| mapping.function == function.key)
        };
        let marker = request.marker.as_deref().filter(|marker| !marker.is_empty());
        let after = marker.map(|marker| self.find_mapping(cx.caller.account, cx.caller.region, marker));
        let after = match (after, marker) {
            (Some(None), Some(marker)) => {
                return Err(LambdaError::invalid(format!("Invalid pagination token: {marker}")));
            }
            (found, _) => found.flatten().map(|mapping| mapping.id),
        };
        let rest = self.mappings().filter(is_wanted).filter(|mapping| after.is_none_or(|after| mapping.id > after));
        let found: Vec<&Mapping> = rest.take(page + 1).collect();
        let listed = found.iter().take(page);
        let next_marker = listed.clone().next_back().filter(|_| found.len() > page);
        Ok(ListEventSourceMappingsResult {
            next_marker: next_marker.map(|mapping| mapping.uuid.to_string()),
            event_source_mappings: listed.map(|mapping| shown(mapping, cx.epoch)).collect(),
        })
    }

    /// The mapping of that id among those that a caller can see.
    fn mapping_named(&self, caller: &Caller, uuid: &str) -> Result<&Mapping> {
        self.find_mapping(caller.account, caller.region, uuid).ok_or_else(no_such)
    }
}

/// The source that a request names.
fn source(arn: Option<&str>) -> Result<Source> {
    let unrecognized = || LambdaError::invalid("Unrecognized event source.");
    let text = arn.filter(|text| !text.is_empty()).ok_or_else(unrecognized)?;
    let Ok(arn) = text.parse::<Arn>() else {
        return Err(LambdaError::validation(text, "eventSourceArn", ARN_PATTERN));
    };
    Source::of(arn).ok_or_else(unrecognized)
}

fn no_such() -> LambdaError {
    LambdaError::not_found("The resource you requested does not exist.")
}

fn in_use(verb: &str) -> LambdaError {
    let sentence = format!("Cannot {verb} the event source mapping because it is in use.");
    LambdaError::new(ErrorCode::ResourceInUseException, sentence)
}

/// The two sentences of AWS for queues and for streams.
fn conflict(plan: &Plan, uuid: Uuid) -> LambdaError {
    let (source, function) = (&plan.source, &plan.function.name);
    LambdaError::conflict(if source.is_stream() {
        format!(
            "The event source arn (\" {source} \") and function (\" {function} \") provided mapping already exists. Please \
             update or delete the existing mapping with UUID {uuid}"
        )
    } else {
        format!(
            "An event source mapping with SQS arn (\" {source} \") and function (\" {function} \") already exists. Please \
             update or delete the existing mapping with UUID {uuid}"
        )
    })
}

/// A mapping as the operations show it.
fn shown(mapping: &Mapping, epoch: Epoch) -> EventSourceMappingConfiguration {
    let settings = &mapping.settings;
    let stream = settings.stream.as_ref();
    let text = |value: &Arc<str>| value.to_string();
    let metrics = settings.metrics.as_ref();
    let pollers = settings.pollers.map(|(least, most)| ProvisionedPollerConfig {
        minimum_pollers: Some(i64::from(least)),
        maximum_pollers: Some(i64::from(most)),
    });
    let reason = match mapping.source.kind {
        SourceKind::Queue { .. } => "USER_INITIATED",
        SourceKind::Stream | SourceKind::Consumer => "User action",
    };
    EventSourceMappingConfiguration {
        uuid: mapping.uuid.to_string(),
        starting_position: stream.map(|stream| stream.start.name().to_owned()),
        starting_position_timestamp: stream.and_then(|stream| match stream.start {
            Start::AtTimestamp(at) => Some(at),
            Start::TrimHorizon | Start::Latest => None,
        }),
        batch_size: i64::try_from(settings.batch_size).unwrap_or(i64::MAX),
        maximum_batching_window_in_seconds: i64::try_from(settings.window_secs).unwrap_or(i64::MAX),
        parallelization_factor: stream.map(|stream| i64::from(stream.parallelization)),
        event_source_arn: mapping.source.to_string(),
        filter_criteria: settings.filters.shown(),
        function_arn: mapping.function_arn.to_string(),
        last_modified: epoch.unix_secs(mapping.modified),
        last_processing_result: mapping.last_result.as_ref().map(text),
        state: mapping.state.name().to_owned(),
        state_transition_reason: reason.to_owned(),
        destination_config: stream.map(|stream| OnFailureConfig {
            on_failure: Destination { destination: stream.on_failure.as_ref().map(text) },
        }),
        maximum_record_age_in_seconds: stream.map(|stream| stream.age_secs),
        bisect_batch_on_function_error: stream.map(|stream| stream.bisect),
        maximum_retry_attempts: stream.map(|stream| stream.retries),
        tumbling_window_in_seconds: stream.and_then(|stream| i64::try_from(stream.tumbling_secs).ok()),
        function_response_types: if settings.reports_items { vec![REPORT.to_owned()] } else { Vec::new() },
        scaling_config: settings
            .concurrency_max
            .map(|most| ScalingConfig { maximum_concurrency: Some(i64::from(most)) }),
        kms_key_arn: settings.kms_key.as_ref().map(text),
        event_source_mapping_arn: mapping.arn().to_string(),
        metrics_config: metrics.map(|metrics| MetricsConfig { metrics: metrics.to_vec() }),
        provisioned_poller_config: pollers,
    }
}
