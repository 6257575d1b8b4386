//! `RedrivePolicy` and `RedriveAllowPolicy`.

use crate::base::Arn;
use crate::sqs::{Result, SqsError};
use serde_json::{Map, Value};

/// Where messages go that were received too often; set on the source queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedrivePolicy {
    /// The dead-letter queue.
    pub target: Arn,
    /// How often a message is delivered before it goes there, 1 to 1,000.
    pub max_receives: u32,
    /// The text that it is shown with.
    pub text: String,
}

/// Which queues may use this one as their dead-letter queue; set on the dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedriveAllow {
    /// The permission.
    pub permission: RedrivePermission,
    /// The text that it is shown with.
    pub text: String,
}

/// The three kinds of permission.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RedrivePermission {
    /// Every queue of the account and Region.
    AllowAll,
    /// None.
    DenyAll,
    /// These, one to ten.
    ByQueue(Vec<Arn>),
}

/// Receives before a message is a dead letter.
pub const MAX_RECEIVES: std::ops::RangeInclusive<u32> = 1..=1_000;
/// Queues that a `byQueue` permission can name.
pub const SOURCES_MAX: usize = 10;

impl RedrivePolicy {
    /// Refuses a text for a reason.
    pub fn refuse(text: &str, reason: &str) -> SqsError {
        SqsError::invalid_value(text, "RedrivePolicy", reason)
    }

    /// Reads the attribute's text. What the target must be is checked where the queues are known.
    pub fn parse(text: &str) -> Result<Self> {
        let fields: Map<String, Value> = serde_json::from_str(text).map_err(|_| {
            SqsError::invalid(
                "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.",
            )
        })?;
        if fields.keys().any(|name| !matches!(name.as_str(), "deadLetterTargetArn" | "maxReceiveCount")) {
            let reason = "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].";
            return Err(Self::refuse(text, reason));
        }
        let field = |name: &str| {
            fields.get(name).ok_or_else(|| {
                Self::refuse(text, &format!("Redrive policy does not contain mandatory attribute: {name}."))
            })
        };
        let (target, count) = (field("deadLetterTargetArn")?, field("maxReceiveCount")?);
        let target = Self::parse_target(text, target)?;
        let max_receives = Self::parse_count(text, count)?;
        let text = format!("{{\"deadLetterTargetArn\":{},\"maxReceiveCount\":{max_receives}}}", quoted(&target));
        Ok(Self { target, max_receives, text })
    }

    fn parse_target(text: &str, target: &Value) -> Result<Arn> {
        let unqualified = || Self::refuse(text, "Dead-letter target ARN should be fully qualified ARN.");
        let arn: Arn = target.as_str().and_then(|arn| arn.parse().ok()).ok_or_else(unqualified)?;
        if arn.service != "sqs" {
            return Err(Self::refuse(text, "Only SQS queues are valid resources for deadLetterTargetArn."));
        }
        if arn.region.is_empty() || arn.account.is_empty() { Err(unqualified()) } else { Ok(arn) }
    }

    fn parse_count(text: &str, count: &Value) -> Result<u32> {
        let written = count.as_str().map_or_else(|| count.to_string(), str::to_owned);
        written.parse().ok().filter(|count| MAX_RECEIVES.contains(count)).ok_or_else(|| {
            let reason = format!(
                "Invalid value for maxReceiveCount: {written}, valid values are from 1 to 1000 both inclusive."
            );
            Self::refuse(text, &reason)
        })
    }
}

/// An ARN as a JSON text.
fn quoted(arn: &Arn) -> Value {
    Value::String(arn.to_string())
}

impl RedriveAllow {
    /// Reads the attribute's text.
    pub fn parse(text: &str) -> Result<Self> {
        // The apostrophe is AWS's own.
        let unsupported = || {
            SqsError::invalid(
                "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow \
                 policy, as it’s in an unsupported format.",
            )
        };
        let refuse = |reason: &str| {
            let reason = format!("Amazon SQS can't create the redrive allow policy. {reason}");
            SqsError::invalid_value(text, "RedriveAllowPolicy", &reason)
        };
        let fields: Map<String, Value> = serde_json::from_str(text).map_err(|_| unsupported())?;
        if fields.keys().any(|name| !matches!(name.as_str(), "redrivePermission" | "sourceQueueArns")) {
            return Err(unsupported());
        }
        let sources = match fields.get("sourceQueueArns") {
            None => None,
            Some(value) => Some(parse_sources(value).ok_or_else(unsupported)?),
        };
        let permission = match (fields.get("redrivePermission").and_then(Value::as_str), sources) {
            (Some("allowAll"), None) => RedrivePermission::AllowAll,
            (Some("denyAll"), None) => RedrivePermission::DenyAll,
            (Some("byQueue"), Some(sources)) if (1..=SOURCES_MAX).contains(&sources.len()) => {
                RedrivePermission::ByQueue(sources)
            }
            (Some("byQueue"), Some(sources)) if sources.len() > SOURCES_MAX => {
                return Err(refuse("The maximum number of source queue ARNs you can specify is 10."));
            }
            (Some("byQueue"), _) => {
                return Err(refuse(
                    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns \
                     values.",
                ));
            }
            (Some("allowAll" | "denyAll"), Some(_)) => {
                return Err(refuse(
                    "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
                ));
            }
            _ => return Err(unsupported()),
        };
        Ok(Self { permission, text: Value::Object(fields).to_string() })
    }

    /// Whether that queue may name this one as its dead-letter queue.
    pub fn permits(&self, source: &Arn) -> bool {
        match &self.permission {
            RedrivePermission::AllowAll => true,
            RedrivePermission::DenyAll => false,
            RedrivePermission::ByQueue(sources) => sources.contains(source),
        }
    }
}

fn parse_sources(value: &Value) -> Option<Vec<Arn>> {
    value.as_array()?.iter().map(|arn| arn.as_str()?.parse::<Arn>().ok().filter(|arn| arn.service == "sqs")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqs::ErrorCode;

    const DLQ: &str = "arn:aws:sqs:us-east-1:000000000000:dlq";

    #[test]
    fn redrive_policy_comes_back_in_normal_form_with_the_count_as_a_number() {
        for count in ["3", "\"3\""] {
            let policy = RedrivePolicy::parse(&format!(
                "{{ \"maxReceiveCount\" : {count}, \"deadLetterTargetArn\": \"{DLQ}\" }}"
            ))
            .unwrap();
            assert_eq!(policy.max_receives, 3);
            assert_eq!(policy.text, format!("{{\"deadLetterTargetArn\":\"{DLQ}\",\"maxReceiveCount\":3}}"));
        }
    }

    #[test]
    fn each_wrong_redrive_policy_gets_its_reason() {
        let count = |n: &str| {
            (
                format!("{{\"deadLetterTargetArn\":\"{DLQ}\",\"maxReceiveCount\":{n}}}"),
                format!(
                    "Invalid value for maxReceiveCount: {}, valid values are from 1 to 1000 both inclusive.",
                    n.trim_matches('"')
                ),
            )
        };
        let target = |arn: &str, reason: &str| {
            (format!("{{\"deadLetterTargetArn\":{arn},\"maxReceiveCount\":1}}"), reason.to_owned())
        };
        let rows = [
            count("0"),
            count("1001"),
            count("-1"),
            count("1.5"),
            count("null"),
            count("\"many\""),
            target("\"dlq\"", "Dead-letter target ARN should be fully qualified ARN."),
            target("7", "Dead-letter target ARN should be fully qualified ARN."),
            target("\"arn:aws:sqs:::dlq\"", "Dead-letter target ARN should be fully qualified ARN."),
            target(
                "\"arn:aws:sns:us-east-1:000000000000:t\"",
                "Only SQS queues are valid resources for deadLetterTargetArn.",
            ),
            ("{}".into(), "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.".into()),
            (
                format!("{{\"deadLetterTargetArn\":\"{DLQ}\"}}"),
                "Redrive policy does not contain mandatory attribute: maxReceiveCount.".into(),
            ),
            (
                "{\"other\":1}".into(),
                "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].".into(),
            ),
        ];
        for (text, reason) in rows {
            let error = RedrivePolicy::parse(&text).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidParameterValue, "{text}");
            assert_eq!(error.message, format!("Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"));
        }
        for text in ["x", "[]", "7", "\"{}\""] {
            assert_eq!(
                RedrivePolicy::parse(text).unwrap_err().message,
                "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map."
            );
        }
    }

    #[test]
    fn redrive_allow_policy_permits_all_none_or_the_named_queues() {
        let [a, b]: [Arn; 2] =
            ["a", "b"].map(|name| format!("arn:aws:sqs:us-east-1:000000000000:{name}").parse().unwrap());
        let rows = [
            ("{\"redrivePermission\": \"allowAll\"}".to_owned(), [true, true]),
            ("{\"redrivePermission\": \"denyAll\"}".to_owned(), [false, false]),
            (format!("{{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"{a}\"]}}"), [true, false]),
        ];
        for (text, permits) in rows {
            let allow = RedriveAllow::parse(&text).unwrap();
            assert_eq!([allow.permits(&a), allow.permits(&b)], permits, "{text}");
            assert_eq!(allow.text, text.replace(": ", ":"));
        }
    }

    #[test]
    fn source_arns_go_with_by_queue_only_and_are_one_to_ten() {
        let list = |count: usize| vec![format!("\"{DLQ}\""); count].join(",");
        let rows = [
            ("{\"redrivePermission\":\"byQueue\"}".to_owned(), "must also specify one or more sourceQueueArns"),
            (
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[]}".to_owned(),
                "must also specify one or more sourceQueueArns",
            ),
            (
                format!("{{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[{}]}}", list(11)),
                "you can specify is 10.",
            ),
            (
                format!("{{\"redrivePermission\":\"denyAll\",\"sourceQueueArns\":[{}]}}", list(1)),
                "must set redrivePermission",
            ),
        ];
        for (text, part) in rows {
            let error = RedriveAllow::parse(&text).unwrap_err();
            assert!(error.message.starts_with(&format!("Value {text} for parameter RedriveAllowPolicy is invalid.")));
            assert!(error.message.contains(part), "{error}");
        }
        let unsupported = [
            "x",
            "7",
            "{}",
            "{\"redrivePermission\":\"all\"}",
            "{\"redrivePermission\":\"allowAll\",\"x\":1}",
            "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"a\"]}",
        ];
        for text in unsupported {
            assert!(
                RedriveAllow::parse(text).unwrap_err().message.ends_with("as it’s in an unsupported format."),
                "{text}"
            );
        }
        assert!(
            RedriveAllow::parse(&format!("{{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[{}]}}", list(10)))
                .is_ok()
        );
    }
}
