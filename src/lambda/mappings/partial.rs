//! Which records of a batch a function's answer reports as failed, with `ReportBatchItemFailures`.
//!
//! Source: "Handling errors for an SQS event source in Lambda" in the Lambda developer guide; the forms beside those of the
//! guide are those of answers recorded from AWS.

use serde_json::Value;

/// What an answer says of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// All went well.
    Success,
    /// These failed, by their positions in the batch, in order.
    Some(Vec<usize>),
    /// The answer cannot be used, so that the whole batch has failed; why.
    Failure(&'static str),
}

/// Reads an answer to a batch of records with these ids.
pub fn read<'a>(answer: &str, ids: &(impl Iterator<Item = &'a str> + Clone)) -> Report {
    if answer.is_empty() {
        return Report::Success;
    }
    let items = match serde_json::from_str(answer) {
        Err(_) => return Report::Failure("the answer is not valid JSON"),
        Ok(Value::Null) => return Report::Success,
        Ok(Value::String(text)) if text.is_empty() => return Report::Success,
        Ok(Value::Array(items)) if items.is_empty() => return Report::Success,
        Ok(Value::Object(mut members)) => match members.remove("batchItemFailures") {
            // Without the list nothing is reported, whatever else the answer has.
            None | Some(Value::Null) => return Report::Success,
            Some(Value::Array(items)) => items,
            Some(_) => return Report::Failure("batchItemFailures is not a list"),
        },
        Ok(_) => return Report::Failure("the answer is not a JSON object"),
    };
    if items.is_empty() {
        return Report::Success;
    }
    let mut failed = Vec::with_capacity(items.len());
    for item in &items {
        let place = match item.get("itemIdentifier") {
            None => return Report::Failure("an item has no itemIdentifier"),
            Some(Value::Null) => return Report::Failure("an itemIdentifier is null"),
            Some(Value::String(id)) if id.is_empty() => return Report::Failure("an itemIdentifier is empty"),
            Some(Value::String(id)) => ids.clone().position(|other| other == id),
            Some(_) => None,
        };
        match place {
            Some(place) => failed.push(place),
            None => return Report::Failure("an itemIdentifier is of no record in the batch"),
        }
    }
    failed.sort_unstable();
    failed.dedup();
    Report::Some(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_answer() {
        let read = |answer: &str| read(answer, &["a", "b", "c"].into_iter());
        for answer in ["", "null", "{}", "[]", r#""""#, r#"{"batchItemFailures":[]}"#, r#"{"batchItemFailures":null}"#]
        {
            assert_eq!(read(answer), Report::Success, "{answer}");
        }
        for (answer, failed) in [
            (r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, vec![1]),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"},{"itemIdentifier":"c"}]}"#,
                vec![0, 2],
            ),
        ] {
            assert_eq!(read(answer), Report::Some(failed), "{answer}");
        }
        for answer in [
            r#"{"batchItemFailures":["#,
            r#""text""#,
            "1",
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
            r#"{"batchItemFailures":[{"badIdentifier":"a"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"z"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"z"}]}"#,
            r#"{"batchItemFailures":[{}]}"#,
            r#"{"batchItemFailures":{}}"#,
        ] {
            assert!(matches!(read(answer), Report::Failure(_)), "{answer}");
        }
    }
}
