//! A refusal by permissions, in words that help: why, by which statement, and what is missing.

use super::Ask;
use crate::analytics::{self, AnalyticsError};
use crate::base::Caller;
use crate::call::{Call, CallError};
use crate::cloud::Cloud;
use crate::cloudwatch::{self, CloudWatchError};
use crate::dynamodb::{self, DynamoDbError};
use crate::firehose::{self, FirehoseError};
use crate::iam::{self, IamError, Side, Verdict, name_of};
use crate::kinesis::{self, KinesisError};
use crate::kms::{self, KmsError};
use crate::lambda::{self, LambdaError};
use crate::s3::{self, S3Error};
use crate::sns::{self, SnsError};
use crate::sqs::{self, SqsError};
use serde_json::{Value, json};

/// Why permissions refused something, as it was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Denial {
    /// Who asked.
    pub who: String,
    /// What for.
    pub action: String,
    /// The resource's ARN.
    pub resource: String,
    /// The decision and the statement behind it, or the one that came nearest.
    pub sentence: String,
    /// The statement that is missing, as JSON; none for an explicit deny.
    pub missing: Option<String>,
    /// Whether it is missing in a policy of the caller, rather than in the resource's.
    pub in_identity: bool,
}

impl Cloud {
    pub(in crate::cloud) fn denial(&self, caller: &Caller, ask: &Ask<'_>, verdict: &Verdict) -> Denial {
        let question = self.question(caller, ask);
        let missing = verdict.missing_statement(&question);
        Denial {
            who: name_of(caller),
            action: ask.action.clone(),
            resource: ask.resource.clone(),
            sentence: verdict.sentence(&question),
            in_identity: missing.as_ref().is_some_and(|(side, _)| *side == Side::Identity),
            missing: missing.map(|(_, statement)| with_both_uses(statement, ask).to_string()),
        }
    }
}

/// Whoever sends under a key has data keys made and opened again. One without the other gets no message through, so AWS
/// has both allowed in one statement.
/// Source: "Key management" in the Amazon SQS developer guide, on event sources that send to encrypted queues.
fn with_both_uses(mut statement: Value, ask: &Ask<'_>) -> Value {
    if let Some(action) = statement.get_mut("Action").filter(|_| ask.action == "kms:GenerateDataKey") {
        *action = json!(["kms:GenerateDataKey*", "kms:Decrypt"]);
    }
    statement
}

/// The refusal in the words of the service that was called.
pub(super) fn error(call: &Call, sentence: String) -> CallError {
    match call {
        Call::Sqs(_) => SqsError::new(sqs::ErrorCode::AccessDenied, sentence).into(),
        Call::Sns(_) => SnsError::new(sns::ErrorCode::AuthorizationError, sentence).into(),
        Call::Kms(_) => KmsError::new(kms::ErrorCode::AccessDenied, sentence).into(),
        Call::CloudWatch(_) => CloudWatchError::new(cloudwatch::ErrorCode::AccessDenied, sentence).into(),
        Call::Kinesis(_) => KinesisError::new(kinesis::ErrorCode::AccessDenied, sentence).into(),
        Call::Lambda(_) => LambdaError::new(lambda::ErrorCode::AccessDeniedException, sentence).into(),
        Call::Firehose(_) => FirehoseError::new(firehose::ErrorCode::AccessDeniedException, sentence).into(),
        Call::Analytics(_) => AnalyticsError::new(analytics::ErrorCode::AccessDeniedException, sentence).into(),
        Call::DynamoDb(_) => DynamoDbError::new(dynamodb::ErrorCode::AccessDenied, sentence).into(),
        Call::S3(_) => S3Error::new(s3::ErrorCode::AccessDenied, sentence).into(),
        Call::Iam(_) => IamError::new(iam::ErrorCode::AccessDenied, sentence).into(),
    }
}
