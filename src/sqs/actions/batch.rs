//! What all three batch operations check before they look at any entry.

use crate::limits::SqsLimits;
use crate::sqs::{ErrorCode, Result, SqsError};

/// Checks the number of entries and their ids. `operation` is the batch's name, which the error for an empty one gives.
pub(super) fn check_ids<'a>(
    ids: impl ExactSizeIterator<Item = &'a str>,
    operation: &str,
    limits: &SqsLimits,
) -> Result<()> {
    let count = ids.len();
    if count == 0 {
        let text = format!("There should be at least one {operation}RequestEntry in the request.");
        return Err(SqsError::new(ErrorCode::EmptyBatchRequest, text));
    }
    let most = limits.batch_entries_max;
    if count > most {
        let text = format!("Maximum number of entries per request are {most}. You have sent {count}.");
        return Err(SqsError::new(ErrorCode::TooManyEntriesInBatchRequest, text));
    }
    let ids: Vec<&str> = ids.collect();
    let is_id_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if ids.iter().any(|id| !(1..=80).contains(&id.len()) || !id.bytes().all(is_id_byte)) {
        return Err(SqsError::new(
            ErrorCode::InvalidBatchEntryId,
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 \
             letters long.",
        ));
    }
    let repeated = ids.iter().enumerate().find(|(index, id)| ids.iter().take(*index).any(|earlier| earlier == *id));
    match repeated {
        Some((_, id)) => Err(SqsError::new(ErrorCode::BatchEntryIdsNotDistinct, format!("Id {id} repeated."))),
        None => Ok(()),
    }
}
