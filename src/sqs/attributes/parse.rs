//! How the texts of `CreateQueue` and `SetQueueAttributes` become settings.

use super::{AttributeName, DedupScope, FifoAttributes, QueueAttributes, RedriveAllow, RedrivePolicy, ThroughputLimit};
use crate::iam::StoredPolicy;
use crate::limits::SqsLimits;
use crate::sqs::api::Attributes;
use crate::sqs::policy::Policy;
use crate::sqs::{ErrorCode, Result, SqsError};

/// The range of `KmsDataKeyReusePeriodSeconds`.
const KMS_REUSE_SECS: (i64, i64) = (60, 86_400);

impl QueueAttributes {
    /// These settings with the given ones in their place, each checked for itself in order of name.
    ///
    /// Nothing is changed yet: a caller that still has to check something else drops the result, or keeps it.
    pub fn with(&self, given: &Attributes, limits: &SqsLimits) -> Result<Self> {
        let mut next = self.clone();
        for (name, text) in given {
            next.set(name, text, limits)?;
        }
        Ok(next)
    }

    /// Refuses settings that do not go together.
    pub fn check_together(&self) -> Result<()> {
        if self.kms_key.is_some() && self.managed_sse {
            return Err(SqsError::new(
                ErrorCode::InvalidAttributeName,
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS \
                 SSE.",
            ));
        }
        let by_group = |fifo: FifoAttributes| fifo.throughput == ThroughputLimit::PerMessageGroupId;
        if self.fifo.is_some_and(|fifo| by_group(fifo) && !fifo.high_throughput()) {
            return Err(SqsError::new(
                ErrorCode::InvalidAttributeValue,
                "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup",
            ));
        }
        Ok(())
    }

    fn set(&mut self, name: &str, text: &str, limits: &SqsLimits) -> Result<()> {
        let Some(attribute) = AttributeName::parse(name) else { return Err(SqsError::unknown_attribute(name)) };
        match attribute {
            AttributeName::DelaySeconds => self.delay_secs = number(name, text, (0, limits.delay_secs_max))?,
            AttributeName::MaximumMessageSize => {
                let range = (limits.message_bytes_min, limits.message_bytes_max);
                self.message_bytes_max = number(name, text, range)?;
            }
            AttributeName::MessageRetentionPeriod => {
                let (least, most, _) = limits.retention_secs;
                self.retention_secs = number(name, text, (least, most))?;
            }
            AttributeName::ReceiveMessageWaitTimeSeconds => {
                self.wait_secs = number(name, text, (0, limits.wait_secs_max))?;
            }
            AttributeName::VisibilityTimeout => {
                self.visibility_secs = number(name, text, (0, limits.visibility_secs_max))?;
            }
            AttributeName::Policy => {
                self.policy = given(text, |text| check_policy(text, limits))?.as_deref().map(StoredPolicy::new);
            }
            AttributeName::RedrivePolicy => self.redrive = given(text, RedrivePolicy::parse)?,
            AttributeName::RedriveAllowPolicy => self.redrive_allow = given(text, RedriveAllow::parse)?,
            AttributeName::KmsMasterKeyId => self.set_kms_key(text),
            AttributeName::KmsDataKeyReusePeriodSeconds => self.kms_reuse_secs = number(name, text, KMS_REUSE_SECS)?,
            AttributeName::SqsManagedSseEnabled => self.managed_sse = boolean(name, text)?,
            AttributeName::FifoQueue
            | AttributeName::ContentBasedDeduplication
            | AttributeName::DeduplicationScope
            | AttributeName::FifoThroughputLimit => self.set_fifo(attribute, text)?,
            AttributeName::ApproximateNumberOfMessages
            | AttributeName::ApproximateNumberOfMessagesDelayed
            | AttributeName::ApproximateNumberOfMessagesNotVisible
            | AttributeName::CreatedTimestamp
            | AttributeName::LastModifiedTimestamp
            | AttributeName::QueueArn => return Err(SqsError::unknown_attribute(name)),
        }
        Ok(())
    }

    /// A key switches the other encryption off; taking the key away does not switch it on again, as in AWS.
    fn set_kms_key(&mut self, text: &str) {
        self.kms_key = (!text.is_empty()).then(|| text.to_owned());
        if self.kms_key.is_some() {
            self.managed_sse = false;
        }
    }

    fn set_fifo(&mut self, attribute: AttributeName, text: &str) -> Result<()> {
        let name = attribute.as_str();
        let Some(fifo) = &mut self.fifo else {
            return Err(match attribute {
                AttributeName::DeduplicationScope | AttributeName::FifoThroughputLimit => SqsError::new(
                    ErrorCode::InvalidAttributeName,
                    format!("You can specify the {name} only when FifoQueue is set to true."),
                ),
                _ => SqsError::unknown_attribute(name),
            });
        };
        match (attribute, text) {
            (AttributeName::FifoQueue, _) if boolean(name, text)? => {}
            (AttributeName::FifoQueue, _) => {
                return Err(SqsError::new(
                    ErrorCode::InvalidAttributeValue,
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
                ));
            }
            (AttributeName::ContentBasedDeduplication, _) => fifo.content_dedup = boolean(name, text)?,
            (AttributeName::DeduplicationScope, "queue") => fifo.dedup_scope = DedupScope::Queue,
            (AttributeName::DeduplicationScope, "messageGroup") => fifo.dedup_scope = DedupScope::MessageGroup,
            (AttributeName::FifoThroughputLimit, "perQueue") => fifo.throughput = ThroughputLimit::PerQueue,
            (AttributeName::FifoThroughputLimit, "perMessageGroupId") => {
                fifo.throughput = ThroughputLimit::PerMessageGroupId;
            }
            _ => return Err(SqsError::invalid_attribute(name)),
        }
        Ok(())
    }
}

/// A whole number within a range. Only digits: AWS takes no sign, no space and no point.
fn number<T: TryFrom<i64>>(name: &str, text: &str, (least, most): (i64, i64)) -> Result<T> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && (least..=most).contains(number));
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| SqsError::invalid_attribute(name))
}

/// `true` or `false` in any case.
pub(in crate::sqs) fn boolean(name: &str, text: &str) -> Result<bool> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(SqsError::invalid_attribute(name))
    }
}

/// The value of a text that takes the attribute away when it is empty.
fn given<T>(text: &str, parse: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn check_policy(text: &str, limits: &SqsLimits) -> Result<String> {
    Policy::parse(text).ok_or_else(|| SqsError::invalid_attribute("Policy"))?;
    Policy::check_quota(text, limits)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LimitSet;

    /// The type, what is given, and the answer.
    type Row = (bool, &'static [(&'static str, &'static str)], ErrorCode, &'static str);

    const LIMITS: SqsLimits = SqsLimits::of(LimitSet::Now);

    fn set(fifo: bool, rows: &[(&str, &str)]) -> Result<QueueAttributes> {
        let given = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let next = QueueAttributes::new(&LIMITS, fifo).with(&given, &LIMITS)?;
        next.check_together().map(|()| next)
    }

    #[test]
    fn numbers_outside_their_range_or_of_another_form_are_refused() {
        let ranges = [
            ("DelaySeconds", 0, 900),
            ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
            ("MaximumMessageSize", 1_024, 1_048_576),
            ("MessageRetentionPeriod", 60, 1_209_600),
            ("ReceiveMessageWaitTimeSeconds", 0, 20),
            ("VisibilityTimeout", 0, 43_200),
        ];
        for (name, least, most) in ranges {
            for good in [least, most] {
                assert!(set(false, &[(name, &good.to_string())]).is_ok(), "{name}={good}");
            }
            let (below, above) = ((least - 1).to_string(), (most + 1).to_string());
            for bad in [below.as_str(), &above, "", " 60", "60.0", "+60", "sixty", "99999999999999999999"] {
                let error = set(false, &[(name, bad)]).unwrap_err();
                assert_eq!(error.code, ErrorCode::InvalidAttributeValue, "{name}={bad}");
                assert_eq!(error.message, format!("Invalid value for the parameter {name}."));
            }
        }
    }

    #[test]
    fn each_bad_attribute_gets_its_code_and_sentence() {
        use ErrorCode::{InvalidAttributeName as Name, InvalidAttributeValue as Value};
        let one_sse = "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or \
                       SQS SSE.";
        let by_group =
            "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup";
        let rows: &[Row] = &[
            (false, &[("Nonsense", "1")], Name, "Unknown Attribute Nonsense."),
            (false, &[("All", "1")], Name, "Unknown Attribute All."),
            (false, &[("delaySeconds", "1")], Name, "Unknown Attribute delaySeconds."),
            (false, &[("QueueArn", "x")], Name, "Unknown Attribute QueueArn."),
            (false, &[("CreatedTimestamp", "1")], Name, "Unknown Attribute CreatedTimestamp."),
            (true, &[("ApproximateNumberOfMessages", "1")], Name, "Unknown Attribute ApproximateNumberOfMessages."),
            (false, &[("FifoQueue", "true")], Name, "Unknown Attribute FifoQueue."),
            (false, &[("FifoQueue", "false")], Name, "Unknown Attribute FifoQueue."),
            (false, &[("ContentBasedDeduplication", "true")], Name, "Unknown Attribute ContentBasedDeduplication."),
            (
                false,
                &[("DeduplicationScope", "queue")],
                Name,
                "You can specify the DeduplicationScope only when FifoQueue is set to true.",
            ),
            (
                false,
                &[("FifoThroughputLimit", "perQueue")],
                Name,
                "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
            ),
            (
                true,
                &[("FifoQueue", "false")],
                Value,
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
            ),
            (true, &[("FifoQueue", "yes")], Value, "Invalid value for the parameter FifoQueue."),
            (
                true,
                &[("ContentBasedDeduplication", "1")],
                Value,
                "Invalid value for the parameter ContentBasedDeduplication.",
            ),
            (true, &[("DeduplicationScope", "Queue")], Value, "Invalid value for the parameter DeduplicationScope."),
            (true, &[("FifoThroughputLimit", "")], Value, "Invalid value for the parameter FifoThroughputLimit."),
            (true, &[("FifoThroughputLimit", "perMessageGroupId")], Value, by_group),
            (false, &[("SqsManagedSseEnabled", "on")], Value, "Invalid value for the parameter SqsManagedSseEnabled."),
            (false, &[("KmsMasterKeyId", "k"), ("SqsManagedSseEnabled", "true")], Name, one_sse),
            (false, &[("Policy", "{")], Value, "Invalid value for the parameter Policy."),
            // Attributes are looked at in order of name.
            (
                false,
                &[("VisibilityTimeout", "x"), ("DelaySeconds", "x")],
                Value,
                "Invalid value for the parameter DelaySeconds.",
            ),
        ];
        for (fifo, given, code, sentence) in rows {
            let error = set(*fifo, given).unwrap_err();
            assert_eq!((error.code, error.message.as_str()), (*code, *sentence), "{given:?}");
        }
    }

    #[test]
    fn booleans_are_read_in_any_case_and_shown_in_small_letters() {
        for (text, shown) in [("True", "true"), ("FALSE", "false"), ("true", "true")] {
            let next = set(true, &[("ContentBasedDeduplication", text)]).unwrap();
            assert_eq!(next.text(AttributeName::ContentBasedDeduplication).as_deref(), Some(shown));
        }
        assert!(set(true, &[("FifoQueue", "True")]).is_ok(), "setting what it is changes nothing");
    }

    #[test]
    fn taking_the_kms_key_away_leaves_the_queue_without_encryption() {
        let text = |next: &QueueAttributes, name| next.text(name).unwrap_or_default();
        let keyed = set(false, &[("KmsMasterKeyId", "alias/any"), ("KmsDataKeyReusePeriodSeconds", "600")]).unwrap();
        assert_eq!(text(&keyed, AttributeName::SqsManagedSseEnabled), "false");
        assert_eq!(text(&keyed, AttributeName::KmsDataKeyReusePeriodSeconds), "600");
        let bare = keyed.with(&[("KmsMasterKeyId".to_owned(), String::new())].into(), &LIMITS).unwrap();
        assert_eq!(bare.text(AttributeName::KmsMasterKeyId), None);
        assert_eq!(bare.text(AttributeName::KmsDataKeyReusePeriodSeconds), None);
        assert_eq!(text(&bare, AttributeName::SqsManagedSseEnabled), "false");
    }

    #[test]
    fn an_empty_text_takes_a_document_away() {
        let dlq = "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:d\",\"maxReceiveCount\":3}";
        let full = set(false, &[("RedrivePolicy", dlq), ("RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}")])
            .unwrap();
        let clear = ["RedrivePolicy", "RedriveAllowPolicy", "Policy"].map(|name| (name.to_owned(), String::new()));
        assert_eq!(full.with(&clear.into(), &LIMITS).unwrap(), QueueAttributes::new(&LIMITS, false));
    }

    #[test]
    fn the_older_limits_give_a_quarter_of_the_size_and_no_encryption() {
        let then = QueueAttributes::new(&SqsLimits::of(LimitSet::Then), false);
        assert_eq!((then.message_bytes_max, then.managed_sse), (262_144, false));
        let now = QueueAttributes::new(&LIMITS, false);
        assert_eq!((now.message_bytes_max, now.managed_sse), (1_048_576, true));
    }
}
