//! Key policies: those that AWS writes, and the check of those that customers write.
//!
//! "Default key policy" and "Key policies in AWS KMS" in the AWS KMS developer guide.

use super::access;
use super::managed::AwsService;
use super::{Cx, ErrorCode, Kms, KmsError, Result};
use crate::base::{AccountId, Region};
use crate::iam::{DocumentError, Fault, Kind, Policy, Question, StoredPolicy, is_allowed};

/// The policy of a key that was made without one: the account may do everything, and give it on by its own policies.
/// In the form in which `GetKeyPolicy` answers it.
pub(super) fn default_of(account: AccountId) -> String {
    format!(
        r#"{{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{account}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}}"#
    )
}

/// The policy of a service's own key: whoever belongs to the account, as long as the service asks for them.
pub(super) fn of_aws(service: AwsService, account: AccountId, region: Region) -> String {
    let (id, title, short) = match service {
        AwsService::Kinesis => ("auto-kinesis-1", "Kinesis", "Kinesis"),
        AwsService::S3 => ("auto-s3-2", "S3", "S3"),
        AwsService::Sns => ("auto-sns-1", "SNS", "SNS"),
        AwsService::Sqs => ("auto-sqs-1", "Simple Queue Service (SQS)", "SQS"),
    };
    let sid =
        format!("Allow access through {title} for all principals in the account that are authorized to use {short}");
    let name = service.name();
    let actions = ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "CreateGrant", "DescribeKey"];
    let actions = actions.map(|action| format!("\"kms:{action}\"")).join(", ");
    format!(
        r#"{{
  "Version" : "2012-10-17",
  "Id" : "{id}",
  "Statement" : [ {{
    "Sid" : "{sid}",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "*"
    }},
    "Action" : [ {actions} ],
    "Resource" : "*",
    "Condition" : {{
      "StringEquals" : {{
        "kms:CallerAccount" : "{account}",
        "kms:ViaService" : "{name}.{region}.amazonaws.com"
      }}
    }}
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{account}:root"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  }} ]
}}"#
    )
}

fn malformed(message: impl Into<String>) -> KmsError {
    KmsError::new(ErrorCode::MalformedPolicyDocument, message)
}

/// AWS has a sentence of its own for principals; for the rest it says as little as it can, so the place is told here.
fn unreadable(error: &DocumentError) -> KmsError {
    let is_principal = error.field.starts_with("Principal") || error.field.starts_with("NotPrincipal");
    if is_principal && matches!(error.fault, Fault::Form { .. }) {
        return malformed("Policy contains a statement with one or more invalid principals.");
    }
    malformed(error.to_string())
}

impl Kms {
    /// Refuses a policy that is too long, that cannot be read, or (without `bypass`) that would lock the caller out.
    pub(super) fn check_policy(&self, cx: &Cx<'_>, text: &str, arn: &str, bypass: bool) -> Result<StoredPolicy> {
        if text.is_empty() {
            return Err(KmsError::constraint("''", "policy", "must have length greater than or equal to 1"));
        }
        if text.len() > self.limits.policy_bytes {
            let sentence = format!("The key policy document exceeds the limit of {} bytes.", self.limits.policy_bytes);
            return Err(KmsError::new(ErrorCode::LimitExceeded, sentence));
        }
        let policy =
            Policy::parse(text, Kind::Resource, self.limits.policy_bytes).map_err(|error| unreadable(&error))?;
        let extra = access::caller_keys(cx.caller, None);
        let question = Question {
            caller: cx.caller,
            action: "kms:PutKeyPolicy",
            resource: arn,
            owner: cx.caller.account,
            unix_millis: cx.epoch.unix_millis(cx.now),
            extra: &extra,
            // What the account gives its users is the account's affair; the key policy must only let it.
            identity_trusted: true,
            key_policy: true,
        };
        if !bypass && !is_allowed(&question, &[], Some(&policy)) {
            return Err(malformed("The new key policy will not allow you to update the key policy in the future."));
        }
        Ok(StoredPolicy::new(text))
    }
}
