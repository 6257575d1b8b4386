//! The short way to a policy, as the console offers it: who may send, and who may receive or subscribe.

use super::Guarded;
use queuelab::base::AccountId;
use queuelab::cloud::Cloud;
use queuelab::kinesis::stream::StreamId;
use queuelab::s3::BucketId;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use serde_json::{Map, Value, json};

/// Who may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The account that owns the resource, and nobody else.
    Owner,
    /// Everybody.
    Everyone,
    /// These accounts, users and roles: account numbers or ARNs, apart by commas or blanks; for a key, services too.
    These(String),
}

impl Audience {
    fn principal(&self, owner: AccountId, with_services: bool) -> Result<Value, String> {
        match self {
            Self::Owner => Ok(json!({ "AWS": format!("arn:aws:iam::{owner}:root") })),
            Self::Everyone => Ok(json!("*")),
            Self::These(text) => {
                let names: Vec<&str> =
                    text.split([',', ' ', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
                if names.is_empty() {
                    return Err(t!("Give at least one account number, or the ARN of a user or role.").to_owned());
                }
                let (services, names): (Vec<&str>, Vec<&str>) =
                    names.into_iter().partition(|name| with_services && name.ends_with(".amazonaws.com"));
                let is_good = |name: &&&str| name.parse::<AccountId>().is_ok() || name.starts_with("arn:aws:iam::");
                if let Some(bad) = names.iter().find(|name| !is_good(name)) {
                    return Err(t!("“{bad}” is neither a twelve-digit account nor the ARN of a user or role.", bad));
                }
                let arn = |name: &&str| match name.parse::<AccountId>() {
                    Ok(account) => format!("arn:aws:iam::{account}:root"),
                    Err(_) => (*name).to_owned(),
                };
                let mut principal = Map::new();
                if !services.is_empty() {
                    principal.insert("Service".to_owned(), json!(services));
                }
                if !names.is_empty() {
                    principal.insert("AWS".to_owned(), json!(names.iter().map(arn).collect::<Vec<_>>()));
                }
                Ok(Value::Object(principal))
            }
        }
    }
}

/// The policy that lets these send or publish, and those receive or subscribe; of a key, these make data keys and those
/// only open them.
///
/// # Errors
/// A sentence about a name that is none.
pub fn basic_policy(cloud: &Cloud, of: &Guarded, senders: &Audience, receivers: &Audience) -> Result<String, String> {
    let (resource, owner, send, receive): (Value, AccountId, Value, Value) = match of {
        Guarded::Queue(id) => {
            let key = &cloud.sqs().queue(QueueId(*id)).ok_or(t!("The queue is gone."))?.key;
            let receive = json!(["SQS:ChangeMessageVisibility", "SQS:DeleteMessage", "SQS:ReceiveMessage"]);
            (json!(key.arn().to_string()), key.account, json!("SQS:SendMessage"), receive)
        }
        Guarded::Topic(id) => {
            let key = &cloud.sns().topic(TopicId(*id)).ok_or(t!("The topic is gone."))?.key;
            (json!(key.arn().to_string()), key.account, json!("SNS:Publish"), json!("SNS:Subscribe"))
        }
        Guarded::Key(id) => {
            let key = super::key::find(cloud, *id).ok_or(t!("The key is gone."))?;
            // A key's policy speaks of the one key that it belongs to.
            (json!("*"), key.account(), json!(["kms:GenerateDataKey", "kms:Decrypt"]), json!("kms:Decrypt"))
        }
        Guarded::Bucket(id) => {
            let bucket = cloud.s3().bucket_of(BucketId(*id)).ok_or(t!("The bucket is gone."))?;
            // A bucket and its objects are two resources.
            let resource = json!([bucket.arn().to_string(), format!("{}/*", bucket.arn())]);
            (resource, bucket.owner, json!("s3:PutObject"), json!("s3:GetObject"))
        }
        Guarded::Stream(id) => {
            let key = &cloud.kinesis().stream(StreamId(*id)).ok_or(t!("The stream is gone."))?.key;
            let put = json!(["kinesis:PutRecord", "kinesis:PutRecords", "kinesis:DescribeStreamSummary"]);
            let read = json!([
                "kinesis:DescribeStreamSummary",
                "kinesis:ListShards",
                "kinesis:GetShardIterator",
                "kinesis:GetRecords"
            ]);
            (json!(key.arn().to_string()), key.account, put, read)
        }
        Guarded::Function(_) => return Err(t!("Lambda adds and removes single statements only.").to_owned()),
        Guarded::Person(..) => return Err(t!("A user or role has no such short way: write the policy.").to_owned()),
    };
    let statement = |sid: &str, who: &Audience, action: &Value| -> Result<Value, String> {
        let mut statement = Map::new();
        statement.insert("Sid".to_owned(), json!(sid));
        statement.insert("Effect".to_owned(), json!("Allow"));
        statement.insert("Principal".to_owned(), who.principal(owner, matches!(of, Guarded::Key(_)))?);
        statement.insert("Action".to_owned(), action.clone());
        statement.insert("Resource".to_owned(), resource.clone());
        Ok(Value::Object(statement))
    };
    let statements = [
        statement("__owner_statement", &Audience::Owner, &owners_actions(of))?,
        statement("__sender_statement", senders, &send)?,
        statement("__receiver_statement", receivers, &receive)?,
    ];
    // What the owner's statement gives already is not said again.
    let keep = [true, *senders != Audience::Owner, *receivers != Audience::Owner];
    let statements: Vec<&Value> =
        statements.iter().zip(keep).filter(|(_, keep)| *keep).map(|(statement, _)| statement).collect();
    Ok(json!({ "Version": "2012-10-17", "Statement": statements }).to_string())
}

/// A topic's policy takes no wildcard for actions.
fn owners_actions(of: &Guarded) -> Value {
    match of {
        Guarded::Topic(_) => json!([
            "SNS:GetTopicAttributes",
            "SNS:SetTopicAttributes",
            "SNS:AddPermission",
            "SNS:RemovePermission",
            "SNS:DeleteTopic",
            "SNS:Subscribe",
            "SNS:ListSubscriptionsByTopic",
            "SNS:Publish"
        ]),
        Guarded::Key(_) => json!("kms:*"),
        Guarded::Bucket(_) => json!("s3:*"),
        Guarded::Stream(_) => json!("kinesis:*"),
        _ => json!("SQS:*"),
    }
}
