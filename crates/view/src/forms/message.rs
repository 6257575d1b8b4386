//! The console's "Send and receive messages": what is typed there, and the requests that come of it.

use super::{Problem, Values, optional, text};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use queuelab::sqs::api::{MessageAttributeValue, ReceiveMessage, SendMessage};
use queuelab::sqs::message::attributes_bytes;
use queuelab::t;
use std::collections::BTreeMap;

/// Fields of a send beside which a refusal can stand.
pub const SEND_FIELDS: [&str; 5] =
    ["MessageGroupId", "MessageDeduplicationId", "DelaySeconds", "MessageAttributes", "MessageBody"];
/// Fields of a receive.
pub const RECEIVE_FIELDS: [&str; 3] = ["MaxNumberOfMessages", "WaitTimeSeconds", "VisibilityTimeout"];

/// A message attribute as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeRow {
    /// Its name.
    pub name: String,
    /// `String`, `Number` or `Binary`.
    pub kind: String,
    /// The custom label after the type.
    pub label: String,
    /// The value; base64 for Binary.
    pub value: String,
}

/// The attributes that rows stand for; rows without a name and a value are not there.
///
/// # Errors
/// A problem where a Binary value is no base64, or a name stands twice.
pub fn attributes(rows: &[AttributeRow]) -> Result<BTreeMap<String, MessageAttributeValue>, Problem> {
    let problem = |text: String| Problem::at("MessageAttributes", text);
    let mut all = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.name.is_empty() || !row.value.is_empty()) {
        let dot = if row.label.is_empty() { "" } else { "." };
        let mut value =
            MessageAttributeValue { data_type: format!("{}{dot}{}", row.kind, row.label), ..Default::default() };
        if row.kind == "Binary" {
            let bytes = STANDARD.decode(row.value.trim());
            let told = t!("The value of “{name}” is not base64, which a Binary value is typed in.", name = row.name);
            value.binary_value = Some(bytes.map_err(|_| problem(told))?);
        } else {
            value.string_value = Some(row.value.clone());
        }
        if all.insert(row.name.clone(), value).is_some() {
            return Err(problem(t!("There are two attributes of the name “{name}”.", name = row.name)));
        }
    }
    Ok(all)
}

/// The request that a filled-in send stands for.
///
/// # Errors
/// A problem where the delay is no number, or an attribute cannot be read.
pub fn send(queue_url: String, values: &Values, rows: &[AttributeRow]) -> Result<SendMessage, Problem> {
    let given = |field| Some(text(values, field).to_owned()).filter(|text| !text.is_empty());
    Ok(SendMessage {
        queue_url,
        message_body: text(values, "MessageBody").to_owned(),
        delay_seconds: optional(values, "DelaySeconds")?,
        message_attributes: attributes(rows)?,
        message_group_id: given("MessageGroupId"),
        message_deduplication_id: given("MessageDeduplicationId"),
        ..SendMessage::default()
    })
}

/// The request that a filled-in poll stands for; it asks for all attributes.
///
/// # Errors
/// A problem where a field holds no number.
pub fn receive(queue_url: String, values: &Values) -> Result<ReceiveMessage, Problem> {
    Ok(ReceiveMessage {
        queue_url,
        max_number_of_messages: optional(values, "MaxNumberOfMessages")?,
        wait_time_seconds: optional(values, "WaitTimeSeconds")?,
        visibility_timeout: optional(values, "VisibilityTimeout")?,
        message_system_attribute_names: vec!["All".to_owned()],
        message_attribute_names: vec!["All".to_owned()],
        ..ReceiveMessage::default()
    })
}

/// How long a message would be: characters of its body, and bytes as AWS counts them.
pub fn size(body: &str, rows: &[AttributeRow]) -> (usize, usize) {
    let attributes = attributes(rows).map_or(0, |all| attributes_bytes(&all));
    (body.chars().count(), body.len() + attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, kind: &str, label: &str, value: &str) -> AttributeRow {
        AttributeRow { name: name.into(), kind: kind.into(), label: label.into(), value: value.into() }
    }

    #[test]
    fn attributes_become_what_aws_takes() {
        let rows = [row("a", "String", "", "x"), row("b", "Binary", "png", "AAE="), row("", "Number", "", "")];
        let all = attributes(&rows).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all["b"].data_type, "Binary.png");
        assert_eq!(all["b"].binary_value.as_deref(), Some([0, 1].as_slice()));
        assert_eq!(size("é", &rows), (1, 2 + 1 + 6 + 1 + 1 + 10 + 2));
        for bad in [vec![row("b", "Binary", "", "!")], vec![row("a", "String", "", "x"), row("a", "Number", "", "1")]] {
            assert_eq!(attributes(&bad).unwrap_err().field, Some("MessageAttributes"));
        }
    }

    #[test]
    fn empty_fields_are_left_out_and_odd_numbers_go() {
        let values: Values = [("MessageBody", "hi".to_owned()), ("DelaySeconds", "901".to_owned())].into();
        let request = send("q".into(), &values, &[]).unwrap();
        assert_eq!((request.delay_seconds, request.message_group_id), (Some(901), None));
        let values: Values = [("MaxNumberOfMessages", "eleven".to_owned())].into();
        assert_eq!(receive("q".into(), &values).unwrap_err().field, Some("MaxNumberOfMessages"));
    }
}
