//! Calls of a worker, and what their refusals mean to it.

use super::{Ask, Kcl, KclEvent};
use crate::actors::ActorCx;
use crate::call::{Call, CallError, CallResult, Reply};
use crate::dynamodb;

impl Kcl {
    /// Tells of a refusal, once for each kind in a row. A condition that does not hold is nothing to tell of, nor is what
    /// is not there yet.
    pub(super) fn note_trouble(&mut self, cx: &mut ActorCx<'_>, ask: &Ask, result: &CallResult) {
        let operation = match ask {
            Ask::Table | Ask::Consumer => "Describe",
            Ask::MakeTable => "CreateTable",
            Ask::MakeConsumer => "RegisterStreamConsumer",
            Ask::Rows(..) => "Scan",
            Ask::Shards(..) => "ListShards",
            Ask::Create(_) | Ask::Lock(_) | Ask::Note => "PutItem",
            Ask::Take(_) | Ask::Write(..) | Ask::Beat(_) | Ask::Assign(_) => "UpdateItem",
            Ask::Iterator(_) => "GetShardIterator",
            Ask::Records(_) => "GetRecords",
            Ask::Subscribe(_) => "SubscribeToShard",
            Ask::Owned => "Query",
            Ask::Clean(_) => "DeleteItem",
            _ => "GetItem",
        };
        match result {
            Ok(_) => {
                self.trouble.take_if(|(of, _)| *of == operation);
            }
            Err(error)
                if is_condition(error)
                    || matches!(ask, Ask::Table | Ask::MakeTable | Ask::Consumer) && is_state(error) => {}
            Err(error) => {
                let trouble = (operation, error.code());
                if self.trouble.replace(trouble) != Some(trouble) {
                    self.tell(cx, KclEvent::Trouble { operation, code: trouble.1 });
                }
            }
        }
    }
}

/// A request to either service as a call.
pub(super) struct Request(pub Call);

impl<R: Into<dynamodb::api::Request>> From<R> for Request {
    fn from(request: R) -> Self {
        Self(Call::DynamoDb(request.into()))
    }
}

impl Request {
    pub fn kinesis(request: impl Into<crate::kinesis::api::Request>) -> Self {
        Self(Call::Kinesis(request.into()))
    }
}

/// Whether somebody was faster.
pub(super) fn is_condition(error: &CallError) -> bool {
    matches!(error, CallError::DynamoDb(error) if error.code == dynamodb::ErrorCode::ConditionalCheckFailed)
}

/// Whether something is not there, or is just being made.
fn is_state(error: &CallError) -> bool {
    is_missing(error) || error.code() == "ResourceInUseException"
}

/// Whether something is not there.
pub(super) fn is_missing(error: &CallError) -> bool {
    error.code() == "ResourceNotFoundException"
}

/// The item that a read found.
pub(super) fn item(result: &CallResult) -> Result<Option<&dynamodb::api::Item>, &CallError> {
    match result {
        Ok(Reply::DynamoDb(dynamodb::api::Reply::GetItem(reply))) => Ok(reply.item.as_ref()),
        Ok(_) => Ok(None),
        Err(error) => Err(error),
    }
}
