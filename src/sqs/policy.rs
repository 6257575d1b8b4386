//! A queue's policy document: its form, and the statements that permissions add and remove.
//!
//! Form: "Grammar of the IAM JSON policy language" in the IAM user guide. What a policy allows is decided elsewhere.

use super::{ErrorCode, Result, SqsError};
use crate::base::{AccountId, Arn};
use crate::iam::{self, Kind, QuotaError, Quotas, check_quotas};
use crate::limits::SqsLimits;
use serde_json::{Map, Value, json};

/// A policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    version: Option<String>,
    id: Option<String>,
    statements: Vec<Value>,
}

impl Policy {
    /// An empty policy as `AddPermission` begins it.
    pub fn default_of(queue: &Arn) -> Self {
        let (version, id) = ("2008-10-17".to_owned(), format!("{queue}/SQSDefaultPolicy"));
        Self { version: Some(version), id: Some(id), statements: Vec::new() }
    }

    /// Reads a document; `None` when it has not the form of a resource's policy.
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields: Map<String, Value> = serde_json::from_str(text).ok()?;
        let version = optional_text(fields.remove("Version"))?;
        if version.as_deref().is_some_and(|version| !matches!(version, "2008-10-17" | "2012-10-17")) {
            return None;
        }
        let id = optional_text(fields.remove("Id"))?;
        let statements = match fields.remove("Statement")? {
            Value::Array(statements) => statements,
            statement @ Value::Object(_) => vec![statement],
            _ => return None,
        };
        let is_good = fields.is_empty() && !statements.is_empty() && statements.iter().all(is_statement);
        is_good.then_some(Self { version, id, statements })
    }

    /// Refuses a policy that holds more than a queue takes, or that the evaluation could not read.
    ///
    /// # Errors
    /// `OverLimit` for statements, principals, conditions and actions; `InvalidAttributeValue` for bytes and the rest.
    pub fn check_quota(text: &str, limits: &SqsLimits) -> Result<()> {
        let invalid = || SqsError::invalid_attribute("Policy");
        let read = iam::Policy::parse(text, Kind::Resource, usize::MAX).map_err(|_| invalid())?;
        let (bytes_max, statements_max) = limits.policy;
        let quotas = Quotas { bytes_max, statements_max, ..Quotas::SQS };
        let over = |found: usize, what: &str, max: usize| {
            let sentence = format!("{found} {what} were found in the submitted policy, max allowed is {max}");
            SqsError::new(ErrorCode::OverLimit, sentence)
        };
        check_quotas(&read, quotas).map_err(|error| match error {
            QuotaError::Bytes { .. } => invalid(),
            QuotaError::Statements { found, max } => over(found, "statements", max),
            QuotaError::Principals { found, max } => over(found, "principals", max),
            QuotaError::Conditions { found, max } => over(found, "conditions", max),
            QuotaError::Actions { found, max, .. } => {
                SqsError::new(ErrorCode::OverLimit, format!("{found} Actions were found, maximum allowed is {max}."))
            }
        })
    }

    /// Whether a statement has that id.
    pub fn has_label(&self, label: &str) -> bool {
        self.statements.iter().any(|statement| is_labelled(statement, label))
    }

    /// Adds the statement that lets accounts call actions on a queue. One value stands alone, several in a list.
    pub fn allow(&mut self, label: &str, accounts: &[AccountId], actions: &[String], queue: &Arn) {
        let roots = accounts.iter().map(|account| format!("arn:aws:iam::{account}:root")).collect();
        let actions = actions.iter().map(|action| format!("SQS:{action}")).collect();
        self.statements.push(json!({
            "Sid": label,
            "Effect": "Allow",
            "Principal": { "AWS": one_or_list(roots) },
            "Action": one_or_list(actions),
            "Resource": queue.to_string(),
        }));
    }

    /// Takes the statement of that id out.
    pub fn remove(&mut self, label: &str) {
        self.statements.retain(|statement| !is_labelled(statement, label));
    }

    /// The document as text; `None` when no statement is left.
    pub fn to_text(&self) -> Option<String> {
        let mut fields = Map::new();
        for (name, value) in [("Version", &self.version), ("Id", &self.id)] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), Value::String(value.clone()));
            }
        }
        fields.insert("Statement".to_owned(), Value::Array(self.statements.clone()));
        (!self.statements.is_empty()).then(|| Value::Object(fields).to_string())
    }
}

fn one_or_list(mut texts: Vec<String>) -> Value {
    match (texts.pop(), texts.is_empty()) {
        (Some(only), true) => Value::String(only),
        (last, _) => texts.into_iter().chain(last).map(Value::String).collect(),
    }
}

/// A text or nothing; `None` for anything else.
#[allow(
    clippy::option_option,
    reason = "the outer one says whether the form is right, the inner one whether it is there"
)]
fn optional_text(value: Option<Value>) -> Option<Option<String>> {
    match value {
        None => Some(None),
        Some(Value::String(text)) => Some(Some(text)),
        Some(_) => None,
    }
}

fn is_labelled(statement: &Value, label: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(label)
}

fn is_statement(statement: &Value) -> bool {
    const FIELDS: [&str; 9] =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    let Some(fields) = statement.as_object() else { return false };
    // Exactly one of the two must be there.
    let either = |plain: &str, negated: &str, good: fn(&Value) -> bool| match (fields.get(plain), fields.get(negated)) {
        (Some(value), None) | (None, Some(value)) => good(value),
        _ => false,
    };
    fields.keys().all(|name| FIELDS.contains(&name.as_str()))
        && fields.get("Sid").is_none_or(Value::is_string)
        && matches!(fields.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny"))
        && either("Principal", "NotPrincipal", is_principal)
        && either("Action", "NotAction", |value| texts(value, |_| true))
        && either("Resource", "NotResource", |value| texts(value, |_| true))
        && fields.get("Condition").is_none_or(is_condition)
}

/// One text or a list of at least one, each not empty and good.
fn texts(value: &Value, good: impl Fn(&str) -> bool) -> bool {
    let good = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty() && good(text));
    match value {
        Value::Array(values) => !values.is_empty() && values.iter().all(good),
        one => good(one),
    }
}

fn is_principal(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "*",
        Value::Object(kinds) => {
            !kinds.is_empty()
                && kinds.iter().all(|(kind, value)| match kind.as_str() {
                    "AWS" => texts(value, is_aws_principal),
                    "Service" | "Federated" | "CanonicalUser" => texts(value, |_| true),
                    _ => false,
                })
        }
        _ => false,
    }
}

fn is_aws_principal(text: &str) -> bool {
    let is_identity =
        |arn: Arn| matches!(arn.service.as_str(), "iam" | "sts") && arn.account.parse::<AccountId>().is_ok();
    text == "*" || text.parse::<AccountId>().is_ok() || text.parse().is_ok_and(is_identity)
}

/// Operators, each with keys, each with values.
fn is_condition(value: &Value) -> bool {
    let scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let values = |value: &Value| value.as_array().map_or_else(|| scalar(value), |list| list.iter().all(scalar));
    let keys = |value: &Value| value.as_object().is_some_and(|keys| keys.values().all(values));
    value.as_object().is_some_and(|operators| operators.values().all(keys))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LimitSet;

    const STATEMENT: &str = r#"{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}"#;

    fn with(statement: &str) -> String {
        format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
    }

    #[test]
    fn documents_of_the_right_form_are_taken() {
        let good =
            [
                with(STATEMENT),
                format!(r#"{{"Statement":{STATEMENT}}}"#),
                format!(r#"{{"Version":"2008-10-17","Id":"x","Statement":[{STATEMENT},{STATEMENT}]}}"#),
                with(&STATEMENT.replace(
                    r#""*","Action""#,
                    r#"{"AWS":["123456789012","arn:aws:iam::123456789012:user/a"]},"Action""#,
                )),
                with(&STATEMENT.replace(r#""*","Action""#, r#"{"Service":"sns.amazonaws.com"},"Action""#)),
                with(&STATEMENT.replace('}', r#","Condition":{"ArnEquals":{"aws:SourceArn":["a","b"]}}}"#)),
                with(&STATEMENT.replace("\"Action\"", "\"NotAction\"")),
            ];
        for text in good {
            assert!(Policy::parse(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn documents_of_another_form_are_refused() {
        let bad = [
            "x".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
            with(STATEMENT).replace("2012", "2013"),
            with(STATEMENT).replace("\"Version\"", "\"version\""),
            with(&STATEMENT.replace("Allow", "allow")),
            with(&STATEMENT.replace("\"Effect\":\"Allow\",", "")),
            with(&STATEMENT.replace("\"Principal\":\"*\",", "")),
            with(&STATEMENT.replace(r#""Principal":"*""#, r#""Principal":"a""#)),
            with(&STATEMENT.replace(r#""Principal":"*""#, r#""Principal":{"AWS":"12"}"#)),
            with(&STATEMENT.replace(r#""Principal":"*""#, r#""Principal":{"User":"a"}"#)),
            with(&STATEMENT.replace("\"sqs:SendMessage\"", "[]")),
            with(&STATEMENT.replace('}', r#","NotAction":"a"}"#)),
            with(&STATEMENT.replace('}', r#","Extra":"a"}"#)),
            with(&STATEMENT.replace('}', r#","Condition":{"Bool":"a"}}"#)),
        ];
        for text in bad {
            assert_eq!(Policy::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn a_policy_has_at_most_twenty_statements_and_8192_bytes() {
        let limits = SqsLimits::of(LimitSet::Now);
        let check = |text: &str| Policy::check_quota(text, &limits);
        assert_eq!(check(&with(&[STATEMENT; 20].join(","))), Ok(()));
        let error = check(&with(&[STATEMENT; 21].join(","))).unwrap_err();
        assert_eq!(error.code, ErrorCode::OverLimit);
        assert_eq!(error.message, "21 statements were found in the submitted policy, max allowed is 20");
        let padded = |bytes: usize| format!("{}{}", with(STATEMENT), " ".repeat(bytes - with(STATEMENT).len()));
        assert_eq!(check(&padded(8_192)), Ok(()));
        assert_eq!(check(&padded(8_193)).unwrap_err().message, "Invalid value for the parameter Policy.");
    }
}
