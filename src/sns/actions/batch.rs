//! `PublishBatch`.

use super::publish::{Checked, check};
use crate::sns::api::{
    BatchResultErrorEntry, Publish, PublishBatch, PublishBatchRequestEntry, PublishBatchResult, PublishBatchResultEntry,
};
use crate::sns::content::check_attributes;
use crate::sns::notification::Notification;
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError};

/// Entries of a batch.
pub const ENTRIES_MAX: usize = 10;

impl Sns {
    pub(super) fn publish_batch(&mut self, cx: &mut Cx<'_>, request: &PublishBatch) -> Result<PublishBatchResult> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let entries = &request.publish_batch_request_entries;
        check_entries(entries, topic.message_bytes_max(&self.limits))?;
        let mut checked: Vec<(&str, Result<Checked>)> = Vec::new();
        for entry in entries {
            check_attributes(&entry.message_attributes)?;
            let result = check(topic, &Publish::from(entry.clone()));
            // On a FIFO topic one bad entry would leave a hole in the order, so it refuses all of them.
            if let (true, Err(error)) = (topic.is_fifo(), &result) {
                return Err(error.clone());
            }
            checked.push((&entry.id, result));
        }
        let good = checked.iter().filter_map(|(_, checked)| checked.as_ref().ok());
        let messages: Vec<&Notification> = good.map(|checked| &checked.message).collect();
        self.admit(cx, id, &messages)?;
        let first = self.next_sequence(id);
        let mut result = PublishBatchResult::default();
        let mut accepted = 0_u128;
        for (entry, checked) in checked {
            match checked {
                Ok(checked) => {
                    let answer = self.accept(cx, id, checked, first.map(|first| first + accepted));
                    accepted += 1;
                    result.successful.push(PublishBatchResultEntry {
                        id: entry.to_owned(),
                        message_id: answer.message_id,
                        sequence_number: answer.sequence_number,
                    });
                }
                Err(error) => result.failed.push(BatchResultErrorEntry {
                    id: entry.to_owned(),
                    code: error.code.names().0.to_owned(),
                    message: error.message,
                    sender_fault: true,
                }),
            }
        }
        Ok(result)
    }
}

/// Refuses a batch as a whole.
fn check_entries(entries: &[PublishBatchRequestEntry], bytes_max: usize) -> Result<()> {
    let error = |code: ErrorCode, sentence: &str| Err(SnsError::new(code, sentence));
    if entries.is_empty() {
        return error(ErrorCode::EmptyBatchRequest, "The batch request doesn't contain any entries.");
    }
    if entries.len() > ENTRIES_MAX {
        return error(
            ErrorCode::TooManyEntriesInBatchRequest,
            "The batch request contains more entries than permissible.",
        );
    }
    for (index, entry) in entries.iter().enumerate() {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if entry.id.is_empty() || !entry.id.bytes().all(good) {
            let sentence = format!(
                "The Id of a batch entry in the batch request contains an impermissible character: {}",
                entry.id
            );
            return error(ErrorCode::InvalidBatchEntryId, &sentence);
        }
        if entry.id.len() > 80 {
            let sentence = format!("The Id of a batch entry in the batch request is too long: {}", entry.id);
            return error(ErrorCode::InvalidBatchEntryId, &sentence);
        }
        if entries.iter().take(index).any(|other| other.id == entry.id) {
            return error(
                ErrorCode::BatchEntryIdsNotDistinct,
                "Two or more batch entries in the request have the same Id.",
            );
        }
    }
    let bytes: usize = entries.iter().map(|e| Notification::bytes(&e.message, &e.message_attributes)).sum();
    if bytes > bytes_max {
        return error(
            ErrorCode::BatchRequestTooLong,
            "The length of all the messages put together is more than the limit.",
        );
    }
    Ok(())
}
