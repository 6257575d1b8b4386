//! `Invoke`: synchronous, asynchronous and dry.
//!
//! Source: "Invoke" in the Lambda API reference.

use crate::lambda::api::{Invoke, InvokeResult, Reply};
use crate::lambda::function::FunctionId;
use crate::lambda::invocation::For;
use crate::lambda::{Cx, ErrorCode, Lambda, LambdaError, Outcome, Result};
use std::sync::Arc;

/// How a function is invoked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    RequestResponse,
    Event,
    DryRun,
}

impl Lambda {
    pub(super) fn invoke(&mut self, cx: &mut Cx<'_>, request: &Invoke) -> Outcome {
        let checked = self.check_invoke(cx, request);
        let (mode, function, payload) = match checked {
            Ok(checked) => checked,
            Err(error) => return Outcome::Done(Err(error)),
        };
        let (status_code, request_id) = match mode {
            Mode::DryRun => (204, None),
            Mode::Event => (202, Some(self.accept(cx, function, payload).to_string())),
            Mode::RequestResponse => {
                let id = self.draw_id();
                let waits = For::Caller(cx.request, Arc::new(cx.caller.clone()));
                self.begin(cx, function, (id, 1), &payload, (waits, None));
                return Outcome::Waiting;
            }
        };
        Outcome::Done(Ok(Reply::Invoke(InvokeResult { status_code, request_id, ..InvokeResult::default() })))
    }

    fn check_invoke(&self, cx: &Cx<'_>, request: &Invoke) -> Result<(Mode, FunctionId, Arc<str>)> {
        let mode = match request.invocation_type.as_deref() {
            None | Some("RequestResponse") => Mode::RequestResponse,
            Some("Event") => Mode::Event,
            Some("DryRun") => Mode::DryRun,
            Some(other) => {
                let constraint = "satisfy enum value set: [Event, RequestResponse, DryRun]";
                return Err(LambdaError::validation(other, "invocationType", constraint));
            }
        };
        let payload = request.payload.as_deref().unwrap_or_default();
        let (synchronous, asynchronous) = self.limits.payload_bytes;
        let most = if mode == Mode::Event { asynchronous } else { synchronous };
        if payload.len() > most {
            let sentence = format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
            return Err(LambdaError::new(ErrorCode::RequestTooLargeException, sentence));
        }
        let (function, _) = self.resolve(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        let payload = if payload.is_empty() { "{}" } else { payload };
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(payload) {
            let sentence =
                format!("Could not parse request body into json: Could not parse payload into json: {error}");
            return Err(LambdaError::new(ErrorCode::InvalidRequestContentException, sentence));
        }
        if let Some(reason) = self.no_room(function).filter(|_| mode == Mode::RequestResponse) {
            return Err(LambdaError::throttled(reason));
        }
        Ok((mode, function.id, payload.into()))
    }
}
