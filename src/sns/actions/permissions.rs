//! `AddPermission` and `RemovePermission`: statements of the topic's policy.

use crate::base::AccountId;
use crate::key;
use crate::sns::api::{AddPermission, RemovePermission};
use crate::sns::topic::POLICY_ACTIONS;
use crate::sns::{Cx, Result, Sns, SnsError, SnsEvent};
use serde_json::{Value, json};

impl Sns {
    pub(super) fn add_permission(&mut self, cx: &mut Cx<'_>, request: &AddPermission) -> Result<()> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        if request.label.is_empty() {
            return Err(SnsError::missing("label"));
        }
        if request.aws_account_id.is_empty() {
            return Err(SnsError::missing("aWSAccountId"));
        }
        if request.action_name.is_empty() {
            return Err(SnsError::missing("actionName"));
        }
        for action in &request.action_name {
            if !POLICY_ACTIONS.contains(&action.as_str()) {
                return Err(SnsError::invalid("Policy statement action out of service scope!"));
            }
        }
        let principals: Vec<String> = request
            .aws_account_id
            .iter()
            .map(|account| account.parse::<AccountId>().map(|account| format!("arn:aws:iam::{account}:root")))
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| SnsError::invalid("AWSAccountId"))?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let actions: Vec<String> = request.action_name.iter().map(|action| format!("SNS:{action}")).collect();
        let statement = json!({
            "Sid": request.label,
            "Effect": "Allow",
            "Principal": { "AWS": one_or_many(&principals) },
            "Action": one_or_many(&actions),
            "Resource": topic.key.arn().to_string(),
        });
        let mut document: Value = serde_json::from_str(topic.policy().text()).unwrap_or_default();
        let there = statements(&document).into_iter().find(|old| is_labelled(old, &request.label));
        match there {
            Some(there) if there == statement => return Ok(()),
            Some(_) => return Err(SnsError::invalid("Statement already exists")),
            None => {}
        }
        let mut all = statements(&document);
        all.push(statement);
        let (bytes_max, statements_max) = self.limits.policy;
        let too_many = all.len() > statements_max;
        set_statements(&mut document, all);
        let text = document.to_string();
        if too_many || text.len() > bytes_max {
            return Err(SnsError::invalid("Policy Error: Policy is too large"));
        }
        if let Some(topic) = self.topic_mut(id) {
            topic.put("Policy", &text);
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: key!("permissions").into() });
        Ok(())
    }

    pub(super) fn remove_permission(&mut self, cx: &mut Cx<'_>, request: &RemovePermission) -> Result<()> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let mut document: Value = serde_json::from_str(topic.policy().text()).unwrap_or_default();
        let mut all = statements(&document);
        let before = all.len();
        all.retain(|statement| !is_labelled(statement, &request.label));
        if all.len() == before {
            return Ok(());
        }
        set_statements(&mut document, all);
        if let Some(topic) = self.topic_mut(id) {
            topic.put("Policy", &document.to_string());
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: key!("permissions").into() });
        Ok(())
    }
}

fn one_or_many(values: &[String]) -> Value {
    match values {
        [one] => json!(one),
        many => json!(many),
    }
}

fn statements(document: &Value) -> Vec<Value> {
    match document.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn set_statements(document: &mut Value, all: Vec<Value>) {
    if let Value::Object(fields) = document {
        fields.insert("Statement".to_owned(), Value::Array(all));
    }
}

fn is_labelled(statement: &Value, label: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(label)
}
