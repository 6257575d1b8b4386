//! `Publish` without a topic: to a phone, or to a device of mobile push.
//!
//! Source: "Publish" in the SNS API reference, "Sending SMS messages" and "Publishing mobile push notifications" in its
//! developer guide.

use super::publish::{check_ids, check_message};
use crate::sns::api::{Publish, PublishResult};
use crate::sns::content::is_phone_number;
use crate::sns::notification::Notification;
use crate::sns::push::{APPLICATION_DISABLED, ENDPOINT_DISABLED, EndpointKey};
use crate::sns::recipient::Recipient;
use crate::sns::sms::Phone;
use crate::sns::subscription::Protocol;
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, parse_arn};
use std::sync::Arc;

impl Sns {
    /// A phone that opted out, or that the sandbox does not let through, is no error of the call: its message gets an id
    /// and is not delivered.
    pub(super) fn publish_to_phone(
        &mut self,
        cx: &mut Cx<'_>,
        request: &Publish,
        number: &str,
    ) -> Result<PublishResult> {
        if !is_phone_number(number) {
            return Err(SnsError::invalid(format_args!("PhoneNumber Reason: {number} is not valid to publish to")));
        }
        let message = self.check_direct(request)?;
        if message.text_for(Protocol::Sms).chars().count() > self.limits.sms_chars {
            return Err(SnsError::invalid("Message too long"));
        }
        self.admit_sms(cx)?;
        let phone = Phone { account: cx.caller.account, region: cx.caller.region, number: number.into() };
        Ok(self.accept_directly(cx, Recipient::Phone(phone), message))
    }

    pub(super) fn publish_to_endpoint(
        &mut self,
        cx: &mut Cx<'_>,
        request: &Publish,
        (arn, parameter): (&str, &str),
    ) -> Result<PublishResult> {
        let parsed = parse_arn(arn, parameter)?;
        if parsed.service != "sns" || parsed.region != cx.caller.region.name() {
            return Err(SnsError::invalid(parameter));
        }
        let key = EndpointKey::parse(arn);
        let found =
            key.as_ref().and_then(|key| Some((self.push.application(&key.application)?, self.push.endpoint(key)?)));
        let Some((application, endpoint)) = found else {
            return Err(SnsError::invalid("TargetArn Reason: No endpoint found for the target arn specified"));
        };
        if application.key.account != cx.caller.account {
            return Err(SnsError::foreign(cx.caller, arn));
        }
        let message = self.check_direct(request)?;
        if !application.enabled {
            return Err(SnsError::new(ErrorCode::PlatformApplicationDisabled, APPLICATION_DISABLED));
        }
        if !endpoint.enabled {
            return Err(SnsError::new(ErrorCode::EndpointDisabled, ENDPOINT_DISABLED));
        }
        let to = Recipient::Endpoint(endpoint.key.clone());
        Ok(self.accept_directly(cx, to, message))
    }

    /// Refuses a message of the wrong form; what holds of a standard topic of the default size holds here.
    fn check_direct(&self, request: &Publish) -> Result<Notification> {
        let bytes = Notification::bytes(&request.message, &request.message_attributes);
        if bytes > usize::try_from(self.limits.message_bytes.2).unwrap_or(usize::MAX) {
            return Err(SnsError::invalid("Message too long"));
        }
        let message = check_message(request)?;
        check_ids(None, request)?;
        Ok(message)
    }

    fn accept_directly(&mut self, cx: &mut Cx<'_>, to: Recipient, mut message: Notification) -> PublishResult {
        self.stamp(cx, &mut message);
        let message = Arc::new(message);
        self.begin_directly(cx, to, &message);
        PublishResult { message_id: message.id.to_string(), sequence_number: None }
    }
}
