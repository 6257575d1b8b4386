//! `PutDataProtectionPolicy` and `GetDataProtectionPolicy`.
//!
//! The document is kept and shown as it was given; messages pass as they are. AWS has taken such policies from accounts
//! that already used them only since April 2026; the lab's accounts count among those.

use crate::limits::SnsLimits;
use crate::sns::api::{DataProtectionPolicyResult, GetDataProtectionPolicy, PutDataProtectionPolicy};
use crate::sns::{Cx, Result, Sns, SnsError, SnsEvent};
use serde_json::Value;

impl Sns {
    pub(super) fn get_data_protection(
        &self,
        cx: &Cx<'_>,
        request: &GetDataProtectionPolicy,
    ) -> Result<DataProtectionPolicyResult> {
        let id = self.resolve(&request.resource_arn, "ResourceArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let data_protection_policy = topic.data_protection.as_deref().unwrap_or_default().to_owned();
        Ok(DataProtectionPolicyResult { data_protection_policy })
    }

    pub(super) fn put_data_protection(&mut self, cx: &mut Cx<'_>, request: &PutDataProtectionPolicy) -> Result<()> {
        let id = self.resolve(&request.resource_arn, "ResourceArn", cx.caller.region)?;
        let text = request.data_protection_policy.as_deref();
        let text = text.ok_or_else(|| SnsError::missing("dataProtectionPolicy"))?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        check_policy(text, topic.is_fifo(), &self.limits)?;
        if let Some(topic) = self.topic_mut(id) {
            topic.data_protection = Some(text).filter(|text| !text.is_empty()).map(Into::into);
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: "DataProtectionPolicy".into() });
        Ok(())
    }
}

/// Refuses a policy for a FIFO topic, one that is no JSON object, and one that is too long. An empty text is none.
pub(super) fn check_policy(text: &str, fifo: bool, limits: &SnsLimits) -> Result<()> {
    let bad = |reason: &str| Err(SnsError::invalid(format_args!("DataProtectionPolicy Reason: {reason}")));
    if text.is_empty() {
        return Ok(());
    }
    if fifo {
        return bad("Data protection policies are not supported for FIFO topics");
    }
    if text.len() > limits.data_protection_bytes {
        return bad("Policy is too large");
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        _ => bad("Policy must be a JSON object"),
    }
}
