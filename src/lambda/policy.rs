//! A function's policy document: the statements that permissions add and remove.
//!
//! Source: "AddPermission" in the Lambda API reference; the form of a statement is that of statements recorded from AWS.
//! What a policy allows is decided elsewhere.

use super::api::AddPermission;
use super::error::{LambdaError, Result};
use super::naming::is_word;
use crate::base::{AccountId, Arn};
use crate::iam::StoredPolicy;
use serde_json::{Map, Value, json};

/// The statement that a permission adds.
///
/// # Errors
/// `ValidationException` for members of another form, `InvalidParameterValueException` for a principal that is none.
pub(super) fn statement(request: &AddPermission, function: &Arn) -> Result<Value> {
    check(request)?;
    let mut statement = json!({
        "Sid": request.statement_id,
        "Effect": "Allow",
        "Principal": principal(&request.principal),
        "Action": request.action,
        "Resource": function.to_string(),
    });
    let conditions = conditions(request);
    if let (false, Value::Object(fields)) = (conditions.is_empty(), &mut statement) {
        fields.insert("Condition".to_owned(), Value::Object(conditions));
    }
    // What the evaluation could not read would never allow anything.
    if StoredPolicy::new(&document(&[statement.clone()])).policy().is_none() {
        return Err(LambdaError::invalid(
            "The provided principal was invalid. Please check the principal and try again.",
        ));
    }
    Ok(statement)
}

fn check(request: &AddPermission) -> Result<()> {
    let pattern = |value: &str, member: &str, pattern: &str| {
        Err(LambdaError::validation(value, member, format_args!("satisfy regular expression pattern: {pattern}")))
    };
    for (value, member) in
        [(&request.statement_id, "statementId"), (&request.action, "action"), (&request.principal, "principal")]
    {
        if value.is_empty() {
            return Err(LambdaError::missing(member));
        }
    }
    if request.statement_id.len() > 100 {
        return Err(LambdaError::validation(
            &request.statement_id,
            "statementId",
            "have length less than or equal to 100",
        ));
    }
    if !is_word(&request.statement_id) {
        return pattern(&request.statement_id, "statementId", "([a-zA-Z0-9-_]+)");
    }
    let name = request.action.strip_prefix("lambda:");
    let is_action = |name: &str| name == "*" || !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if request.action != "*" && !name.is_some_and(is_action) {
        return pattern(&request.action, "action", "(lambda:[*]|lambda:[a-zA-Z]+|[*])");
    }
    if request.principal.contains(char::is_whitespace) {
        return pattern(&request.principal, "principal", "[^\\s]+");
    }
    if let Some(arn) = request.source_arn.as_deref().filter(|arn| arn.parse::<Arn>().is_err()) {
        return pattern(
            arn,
            "sourceArn",
            "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
        );
    }
    if let Some(account) = request.source_account.as_deref().filter(|id| id.parse::<AccountId>().is_err()) {
        return pattern(account, "sourceAccount", "\\d{12}");
    }
    let is_org = |id: &str| id.strip_prefix("o-").is_some_and(|rest| (10..=32).contains(&rest.len()) && is_word(rest));
    if let Some(id) = request.principal_org_id.as_deref().filter(|id| !is_org(id)) {
        return pattern(id, "principalOrgID", "o-[a-z0-9]{10,32}");
    }
    let is_token = |token: &str| {
        let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        token.len() <= 256 && token.bytes().all(is_good)
    };
    match request.event_source_token.as_deref().filter(|token| !is_token(token)) {
        Some(token) => pattern(token, "eventSourceToken", "[a-zA-Z0-9._\\-]+"),
        None => Ok(()),
    }
}

fn principal(text: &str) -> Value {
    if text == "*" {
        json!("*")
    } else if let Ok(account) = text.parse::<AccountId>() {
        json!({ "AWS": format!("arn:aws:iam::{account}:root") })
    } else if text.starts_with("arn:") {
        json!({ "AWS": text })
    } else {
        json!({ "Service": text })
    }
}

fn conditions(request: &AddPermission) -> Map<String, Value> {
    let mut all = Map::new();
    let mut equal = Map::new();
    for (key, value) in [
        ("AWS:SourceAccount", &request.source_account),
        ("aws:PrincipalOrgID", &request.principal_org_id),
        ("lambda:EventSourceToken", &request.event_source_token),
    ] {
        if let Some(value) = value {
            equal.insert(key.to_owned(), json!(value));
        }
    }
    if !equal.is_empty() {
        all.insert("StringEquals".to_owned(), Value::Object(equal));
    }
    if let Some(arn) = &request.source_arn {
        all.insert("ArnLike".to_owned(), json!({ "AWS:SourceArn": arn }));
    }
    all
}

/// The document of these statements.
pub(super) fn document(statements: &[Value]) -> String {
    json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements }).to_string()
}

/// The statements of a policy.
pub(super) fn statements(policy: Option<&StoredPolicy>) -> Vec<Value> {
    let document: Value = policy.and_then(|policy| serde_json::from_str(policy.text()).ok()).unwrap_or_default();
    document.get("Statement").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Whether a statement has that id.
pub(super) fn is_labelled(statement: &Value, id: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(id)
}
