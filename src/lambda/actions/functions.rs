//! `CreateFunction`, `GetFunction`, `ListFunctions`, `UpdateFunctionConfiguration` and `DeleteFunction`.

use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{AccountId, Arn};
use crate::clock::{Duration, Epoch};
use crate::key;
use crate::lambda::api::{
    ConcurrencyResult, CreateFunction, DeadLetterConfig, DeleteFunction, FunctionConfiguration, GetFunction,
    GetFunctionResult, ListFunctions, ListFunctionsResult, UpdateFunctionConfiguration,
};
use crate::lambda::function::{Behaviour, Function, FunctionId, Totals};
use crate::lambda::{Cx, ErrorCode, Lambda, LambdaError, LambdaEvent, Result, naming};
use std::sync::Arc;
use uuid::Uuid;

/// What a configuration of another revision is answered with.
const OTHER_REVISION: &str = "The Revision Id provided does not match the latest Revision Id. Call the \
                              GetFunction/GetAlias API to retrieve the latest Revision Id";

impl Lambda {
    pub(super) fn create_function(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreateFunction,
    ) -> Result<FunctionConfiguration> {
        let mut function = self.checked(cx, request)?;
        function.revision = self.draw_id();
        let (key, id) = (function.key.clone(), function.id);
        let shown = configuration(&function, cx.epoch);
        self.functions.push(Some(Arc::new(function)));
        self.names.update((key.account, key.region), |names| {
            names.insert(key.name.clone(), id);
        });
        cx.emit(None, LambdaEvent::FunctionCreated { function: id });
        self.function_came_or_went(cx, &key);
        Ok(shown)
    }

    /// The function that a request asks for.
    fn checked(&self, cx: &Cx<'_>, request: &CreateFunction) -> Result<Function> {
        let named = naming::read(&request.function_name, None, cx.caller)?;
        if named.qualifier.is_some() {
            return Err(LambdaError::invalid("A function is made without a version or an alias in its name."));
        }
        let Some(role) = request.role.as_deref() else { return Err(LambdaError::missing("role")) };
        let id = FunctionId(u32::try_from(self.functions.len()).unwrap_or(u32::MAX));
        let (secs, memory_mb) = (self.limits.timeout_secs.2, self.limits.memory_mb.2);
        let mut function = Function {
            id,
            key: named.key,
            created: cx.now,
            modified: cx.now,
            revision: Uuid::nil(),
            role: Arc::default(),
            runtime: None,
            handler: None,
            description: Arc::default(),
            timeout: Duration::from_secs(u64::try_from(secs).unwrap_or(3)),
            memory_mb,
            dead_letter: None,
            behaviour: Behaviour::default(),
            fail_left: 0,
            policy: None,
            policy_revision: Uuid::nil(),
            reserved: None,
            event_config: None,
            running: 0,
            queued: 0,
            ended: ChunkDeque::default(),
            totals: Totals::default(),
        };
        let given = request.clone();
        let settings = UpdateFunctionConfiguration {
            role: Some(role.to_owned()),
            runtime: given.runtime,
            handler: given.handler,
            description: given.description,
            timeout: given.timeout,
            memory_size: given.memory_size,
            dead_letter_config: given.dead_letter_config,
            behaviour: given.behaviour,
            ..UpdateFunctionConfiguration::default()
        };
        self.change(&mut function, &settings)?;
        if self.find(function.key.account, function.key.region, &function.key.name).is_some() {
            return Err(LambdaError::conflict(format!("Function already exist: {}", function.key.name)));
        }
        Ok(function)
    }

    /// Puts settings that are good into a function that nobody sees yet.
    fn change(&self, function: &mut Function, settings: &UpdateFunctionConfiguration) -> Result<()> {
        if let Some(role) = &settings.role {
            check_role(role)?;
            function.role = role.as_str().into();
        }
        for (value, member, most) in [
            (&settings.description, "description", 256),
            (&settings.handler, "handler", 128),
            (&settings.runtime, "runtime", 128),
        ] {
            let Some(text) = value else { continue };
            if text.chars().count() > most {
                let constraint = format_args!("have length less than or equal to {most}").to_string();
                return Err(LambdaError::validation(text, member, constraint));
            }
        }
        if let Some(description) = &settings.description {
            function.description = description.as_str().into();
        }
        if let Some(handler) = &settings.handler {
            function.handler = Some(handler.as_str().into());
        }
        if let Some(runtime) = &settings.runtime {
            function.runtime = Some(runtime.as_str().into());
        }
        if let Some(secs) = settings.timeout {
            let (least, most, _) = self.limits.timeout_secs;
            LambdaError::range(secs, "timeout", least, most)?;
            function.timeout = Duration::from_secs(u64::try_from(secs).unwrap_or_default());
        }
        if let Some(size) = settings.memory_size {
            let (least, most, _) = self.limits.memory_mb;
            LambdaError::range(size, "memorySize", least, most)?;
            function.memory_mb = size;
        }
        if let Some(config) = &settings.dead_letter_config {
            function.dead_letter = dead_letter(config)?;
        }
        if let Some(asked) = &settings.behaviour {
            function.behaviour = function.behaviour.with(asked, self.limits.payload_bytes.0)?;
            if asked.fail_first.is_some() {
                function.fail_left = function.behaviour.fail_first;
            }
        }
        Ok(())
    }

    pub(super) fn update_function_configuration(
        &mut self,
        cx: &mut Cx<'_>,
        request: &UpdateFunctionConfiguration,
    ) -> Result<FunctionConfiguration> {
        let (there, _) = self.resolve(&request.function_name, None, cx.caller)?;
        let mut function = there.clone();
        self.change(&mut function, request)?;
        check_revision(request.revision_id.as_deref(), function.revision, OTHER_REVISION)?;
        function.modified = cx.now;
        function.revision = self.draw_id();
        let (id, shown) = (function.id, configuration(&function, cx.epoch));
        if let Some(there) = self.function_mut(id) {
            *there = function;
        }
        cx.emit(None, LambdaEvent::FunctionChanged { function: id, what: key!("configuration").into() });
        Ok(shown)
    }

    pub(super) fn delete_function(&mut self, cx: &mut Cx<'_>, request: &DeleteFunction) -> Result<()> {
        let (function, _) = self.resolve(&request.function_name, None, cx.caller)?;
        let (id, key) = (function.id, function.key.clone());
        self.discard_queue(cx, id);
        if let Some(place) = self.functions.get_mut(id.0 as usize) {
            *place = None;
        }
        if let Some(names) = self.names.get_mut(&(key.account, key.region)) {
            names.remove(&key.name);
        }
        cx.emit(None, LambdaEvent::FunctionDeleted { function: id, name: key.name.clone() });
        self.function_came_or_went(cx, &key);
        Ok(())
    }

    pub(super) fn get_function(&self, cx: &Cx<'_>, request: &GetFunction) -> Result<GetFunctionResult> {
        let (function, _) = self.resolve(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        let reserved = function.reserved.and_then(|reserved| i64::try_from(reserved).ok());
        let concurrency = reserved.map(|n| ConcurrencyResult { reserved_concurrent_executions: Some(n) });
        Ok(GetFunctionResult { configuration: configuration(function, cx.epoch), concurrency })
    }

    pub(super) fn list_functions(&self, cx: &Cx<'_>, request: &ListFunctions) -> Result<ListFunctionsResult> {
        let most = request.max_items.unwrap_or(10_000);
        LambdaError::range(most, "maxItems", 1, 10_000)?;
        let page = usize::try_from(most).unwrap_or(usize::MAX).min(self.limits.page);
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let all = names.into_iter().flat_map(SortedMap::iter);
        let after = request.marker.as_deref().filter(|marker| !marker.is_empty());
        if let Some(marker) = after.filter(|marker| !naming::is_word(marker)) {
            return Err(LambdaError::invalid(format!("Invalid pagination token: {marker}")));
        }
        let rest = all.filter(|(name, _)| after.is_none_or(|after| &***name > after));
        let found: Vec<&Function> = rest.filter_map(|(_, id)| self.function(*id)).take(page + 1).collect();
        let shown = found.iter().take(page);
        let next_marker = shown.clone().next_back().filter(|_| found.len() > page);
        Ok(ListFunctionsResult {
            next_marker: next_marker.map(|last| last.key.name.to_string()),
            functions: shown.map(|function| configuration(function, cx.epoch)).collect(),
        })
    }
}

/// A function as the operations show it.
fn configuration(function: &Function, epoch: Epoch) -> FunctionConfiguration {
    let text = |value: &Option<Arc<str>>| value.as_deref().map(str::to_owned);
    let dead_letter = function.dead_letter.as_deref();
    FunctionConfiguration {
        function_name: function.key.name.to_string(),
        function_arn: function.arn().to_string(),
        role: function.role.to_string(),
        runtime: text(&function.runtime),
        handler: text(&function.handler),
        description: function.description.to_string(),
        timeout: i64::try_from(function.timeout.as_secs()).unwrap_or(i64::MAX),
        memory_size: function.memory_mb,
        last_modified: epoch.iso(function.modified).replace('Z', "+0000"),
        version: "$LATEST".to_owned(),
        dead_letter_config: dead_letter.map(|arn| DeadLetterConfig { target_arn: Some(arn.to_owned()) }),
        revision_id: function.revision.to_string(),
        state: "Active".to_owned(),
        last_update_status: "Successful".to_owned(),
        behaviour: function.behaviour.shown(),
    }
}

/// Refuses a call that was meant for another revision.
pub(super) fn check_revision(asked: Option<&str>, latest: Uuid, sentence: &str) -> Result<()> {
    match asked {
        Some(asked) if asked != latest.to_string() => {
            Err(LambdaError::new(ErrorCode::PreconditionFailedException, sentence))
        }
        _ => Ok(()),
    }
}

fn check_role(role: &str) -> Result<()> {
    let is_path = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte))
    };
    let is_role = |arn: &Arn| {
        let name = arn.resource.strip_prefix("role").map(|name| name.strip_prefix('/').unwrap_or(name));
        let is_iam = arn.service == "iam" && arn.region.is_empty();
        is_iam && arn.account.parse::<AccountId>().is_ok() && name.is_some_and(is_path)
    };
    if role.parse().is_ok_and(|arn| is_role(&arn)) {
        return Ok(());
    }
    let pattern = "satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
    Err(LambdaError::validation(role, "role", pattern))
}

/// The ARN of a queue or a topic. Whether it is there, and of the standard type, shows when something is sent.
fn dead_letter(config: &DeadLetterConfig) -> Result<Option<Arc<str>>> {
    let Some(text) = config.target_arn.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let Ok(arn) = text.parse::<Arn>() else {
        let pattern = "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
        return Err(LambdaError::validation(text, "deadLetterConfig.targetArn", pattern));
    };
    if !matches!(arn.service.as_str(), "sqs" | "sns") {
        return Err(LambdaError::invalid(format!("The dead-letter target {text} is no SQS queue or SNS topic.")));
    }
    Ok(Some(text.into()))
}
