//! What Lambda has to do with the rest of a lab: who may invoke functions, and where given-up events go.

use super::errands::Report;
use super::hosting::Hosted;
use super::{Cloud, EventKind, Timer};
use crate::base::{Arn, Caller, Origin, Principal, Region, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::lambda::{self, Lambda};
use crate::s3::api::PutObject;
use crate::sns::api::Publish;
use crate::sqs::api::{MessageAttributeValue, SendMessage};
use crate::sqs::queue::QueueKey;
use std::sync::Arc;

impl Hosted for Lambda {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.lambda
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Lambda(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Lambda(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        match outgoing {
            lambda::Carried::Outgoing(outgoing) => cloud.send_on(outgoing),
            lambda::Carried::Source(call) => cloud.ask_source(call),
            lambda::Carried::Stream(call) => cloud.ask_stream(&call),
        }
    }

    fn answered(cloud: &mut Cloud, request: RequestId, answer: Self::Answer) {
        let answer = answer.map(Reply::Lambda).map_err(CallError::Lambda);
        if let Some(errand) = cloud.awaited.remove(&request) {
            return cloud.function_answered(request, &errand, &answer);
        }
        if let Some(outgoing) = cloud.applications_wait.remove(&request) {
            return cloud.function_for_application(request, &outgoing, &answer);
        }
        cloud.end_wait(request, answer);
    }
}

impl Cloud {
    /// A call to Lambda; a synchronous invocation waits for its end.
    pub(super) fn call_lambda(
        &mut self,
        caller: &Caller,
        request: RequestId,
        call: &lambda::api::Request,
    ) -> Option<CallResult> {
        match self.act(caller, request, |lambda: &mut Lambda, cx| lambda.handle(cx, call)) {
            lambda::Outcome::Done(result) => Some(result.map(Reply::Lambda).map_err(CallError::Lambda)),
            lambda::Outcome::Waiting => None,
        }
    }

    /// What a function gives up, or is done with, goes on to its dead-letter target or destination.
    fn send_on(&mut self, outgoing: lambda::Outgoing) {
        let call = outgoing.target.parse::<Arn>().ok().and_then(|arn| Some((call_of(&arn, &outgoing)?, arn)));
        let Some((call, arn)) = call else {
            let failure = Err("the lab has nothing of that name".to_owned());
            return self.settle_function(&outgoing, failure);
        };
        let caller = Caller {
            account: outgoing.account,
            // The ARN of a bucket names no Region.
            region: arn.region.parse().or_else(|_| outgoing.source.region.parse()).unwrap_or(Region::DEFAULT),
            principal: Principal::Role(outgoing.role.to_string(), outgoing.source.resource.clone()),
            origin: Origin::Function(outgoing.function.0),
            circumstances: None,
        };
        let cause = outgoing.event;
        self.send_out(caller, call, (arn, Report::Function(Arc::new(outgoing))), cause);
    }

    pub(super) fn settle_function(&mut self, outgoing: &lambda::Outgoing, how: Result<(), String>) {
        self.act_by_clock(|lambda: &mut Lambda, cx| lambda.settle(cx, outgoing, how));
    }
}

fn call_of(arn: &Arn, outgoing: &lambda::Outgoing) -> Option<Call> {
    match arn.service.as_str() {
        "sqs" => {
            let key = QueueKey {
                account: arn.account.parse().ok()?,
                region: arn.region.parse().ok()?,
                name: arn.resource.as_str().into(),
            };
            let attribute = |(name, kind, value): &lambda::Attribute| {
                let value = MessageAttributeValue {
                    data_type: (*kind).to_owned(),
                    string_value: Some(value.to_string()),
                    ..MessageAttributeValue::default()
                };
                ((*name).to_owned(), value)
            };
            let request = SendMessage {
                queue_url: key.url(),
                message_body: outgoing.body.to_string(),
                message_attributes: crate::base::collections::map_of(outgoing.attributes.iter().map(attribute)),
                ..SendMessage::default()
            };
            Some(request.into())
        }
        "sns" => {
            let (topic_arn, message) = (Some(arn.to_string()), outgoing.body.to_string());
            Some(Publish { topic_arn, message, ..Publish::default() }.into())
        }
        "lambda" => Some(invoke(arn, &outgoing.body)),
        "s3" => {
            let (bucket, body) = (arn.resource.clone(), outgoing.body.as_bytes().to_vec());
            let key = outgoing.key.as_deref()?.to_owned();
            Some(Call::S3(PutObject { bucket, key, body, ..PutObject::default() }.into()))
        }
        _ => None,
    }
}

/// An asynchronous invocation.
pub(super) fn invoke(function: &Arn, payload: &str) -> Call {
    let request = lambda::api::Invoke {
        function_name: function.to_string(),
        invocation_type: Some("Event".to_owned()),
        payload: Some(payload.to_owned()),
        ..lambda::api::Invoke::default()
    };
    Call::Lambda(request.into())
}
