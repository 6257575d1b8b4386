//! `PutFunctionEventInvokeConfig`, `GetFunctionEventInvokeConfig` and `DeleteFunctionEventInvokeConfig`.

use crate::base::Arn;
use crate::key;
use crate::lambda::api::{
    DeleteFunctionEventInvokeConfig, Destination, DestinationConfig, EventInvokeConfigResult,
    GetFunctionEventInvokeConfig, PutFunctionEventInvokeConfig,
};
use crate::lambda::function::{EventConfig, Function};
use crate::lambda::{Cx, Lambda, LambdaError, LambdaEvent, Result, naming};
use std::sync::Arc;

impl Lambda {
    pub(super) fn put_event_invoke_config(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutFunctionEventInvokeConfig,
    ) -> Result<EventInvokeConfigResult> {
        let (retries, age_secs) = (request.maximum_retry_attempts, request.maximum_event_age_in_seconds);
        if let Some(retries) = retries {
            LambdaError::range(retries, "maximumRetryAttempts", 0, self.limits.retries_max)?;
        }
        if let Some(secs) = age_secs {
            let (least, most) = self.limits.event_age_secs;
            LambdaError::range(secs, "maximumEventAgeInSeconds", least, most)?;
        }
        if retries.is_none() && age_secs.is_none() && request.destination_config.is_none() {
            return Err(LambdaError::invalid(
                "You must specify at least one of error handling or destination setting.",
            ));
        }
        let named = naming::read(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        let found = self.find(named.key.account, named.key.region, &named.key.name).and_then(|id| self.function(id));
        let Some(function) = found else { return Err(LambdaError::not_found("The function doesn't exist.")) };
        let config = request.destination_config.clone().unwrap_or_default();
        let text = |given: &Option<Destination>| {
            given.as_ref().and_then(|given| given.destination.clone()).filter(|arn| !arn.is_empty())
        };
        let (on_success, on_failure) = (text(&config.on_success), text(&config.on_failure));
        self.check_destinations(function, on_success.as_deref(), on_failure.as_deref())?;
        let config = EventConfig {
            retries,
            age_secs,
            on_success: on_success.map(Into::into),
            on_failure: on_failure.map(Into::into),
            modified: cx.now,
        };
        let (id, shown) = (function.id, shown(function, &config, cx));
        if let Some(function) = self.function_mut(id) {
            function.event_config = Some(config);
        }
        cx.emit(None, LambdaEvent::FunctionChanged { function: id, what: key!("event settings").into() });
        Ok(shown)
    }

    fn check_destinations(&self, function: &Function, success: Option<&str>, failure: Option<&str>) -> Result<()> {
        let mut is_good = true;
        for (target, member) in [(failure, "onFailure"), (success, "onSuccess")] {
            let Some(text) = target else { continue };
            let Ok(arn) = text.parse::<Arn>() else {
                return Err(LambdaError::validation(
                    text,
                    &format!("destinationConfig.{member}.destination"),
                    "satisfy regular expression pattern: $|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:\
                     ([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
                ));
            };
            match arn.service.as_str() {
                "lambda" => match self.find_arn(&arn) {
                    None => return Err(LambdaError::invalid(format!("The destination ARN {text} is invalid."))),
                    Some(id) if id == function.id => {
                        let sentence = "You can't specify the function as a destination for itself.";
                        return Err(LambdaError::invalid(sentence));
                    }
                    Some(_) => {}
                },
                "sqs" | "sns" | "events" => {}
                // A bucket takes records of failures only.
                "s3" if member == "onFailure" => {}
                _ => is_good = false,
            }
        }
        if is_good {
            return Ok(());
        }
        let part = |name: &str, target: Option<&str>| match target {
            Some(target) => format!("{name}(destination={target})"),
            None => "null".to_owned(),
        };
        Err(LambdaError::invalid(format!(
            "The provided destination config DestinationConfig(onSuccess={}, onFailure={}) is invalid.",
            part("OnSuccess", success),
            part("OnFailure", failure)
        )))
    }

    pub(super) fn get_event_invoke_config(
        &self,
        cx: &Cx<'_>,
        request: &GetFunctionEventInvokeConfig,
    ) -> Result<EventInvokeConfigResult> {
        let function = self.with_config(cx, &request.function_name, request.qualifier.as_deref())?;
        let config = function.event_config.clone().unwrap_or_default();
        Ok(shown(function, &config, cx))
    }

    pub(super) fn delete_event_invoke_config(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteFunctionEventInvokeConfig,
    ) -> Result<()> {
        let id = self.with_config(cx, &request.function_name, request.qualifier.as_deref())?.id;
        if let Some(function) = self.function_mut(id) {
            function.event_config = None;
        }
        cx.emit(None, LambdaEvent::FunctionChanged { function: id, what: key!("event settings").into() });
        Ok(())
    }

    /// The function, if it is there and something was set of its events.
    fn with_config(&self, cx: &Cx<'_>, name: &str, qualifier: Option<&str>) -> Result<&Function> {
        let named = naming::read(name, qualifier, cx.caller)?;
        let found = self.find(named.key.account, named.key.region, &named.key.name).and_then(|id| self.function(id));
        found.filter(|function| function.event_config.is_some()).ok_or_else(|| {
            let qualifier = named.qualifier.as_deref().unwrap_or("$LATEST");
            let sentence = format!("The function {}:{qualifier} doesn't have an EventInvokeConfig", named.key.arn());
            LambdaError::not_found(sentence)
        })
    }
}

fn shown(function: &Function, config: &EventConfig, cx: &Cx<'_>) -> EventInvokeConfigResult {
    let target = |arn: &Option<Arc<str>>| Some(Destination { destination: arn.as_deref().map(str::to_owned) });
    EventInvokeConfigResult {
        last_modified: cx.epoch.unix_secs(config.modified),
        function_arn: format!("{}:$LATEST", function.arn()),
        maximum_retry_attempts: config.retries,
        maximum_event_age_in_seconds: config.age_secs,
        destination_config: DestinationConfig {
            on_success: target(&config.on_success),
            on_failure: target(&config.on_failure),
        },
    }
}
