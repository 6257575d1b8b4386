//! Permissions as the page shows them: the policy of whatever has one, who can do what by it, and what would mend a denial.

mod barrier;
mod basic;
mod grant;
pub(super) mod key;
mod table;

pub use barrier::{Barrier, barrier, is_barred};
pub use basic::{Audience, basic_policy};
pub use grant::let_in_s3;
use queuelab::{t, text};
pub use table::{Cell, Row, Table, service, who_can};

use queuelab::base::{Arn, Caller};
use queuelab::call::Call;
use queuelab::cloud::{Ask, Cloud, Denial};
use queuelab::iam::{Kind, Person, PersonKind, Policy, Quotas, StoredPolicy, check_quotas};
use queuelab::kinesis::stream::StreamId;
use queuelab::lambda::FunctionId;
use queuelab::s3::BucketId;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::queue::QueueId;
use queuelab::{iam, kinesis, kms, s3, sns, sqs};
use serde_json::{Value, json};

/// Whatever has a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// A queue by number.
    Queue(u32),
    /// A topic by number.
    Topic(u32),
    /// A key of KMS by number.
    Key(u32),
    /// A bucket by number.
    Bucket(u32),
    /// A function by number.
    Function(u32),
    /// A stream by number.
    Stream(u32),
    /// A policy of that name of a user or role, by ARN.
    Person(String, String),
}

/// The policy that the page gives to users and roles that it makes.
pub const OWN_POLICY: &str = "lab";

impl Guarded {
    /// What an ARN names.
    pub fn of_arn(cloud: &Cloud, text: &str) -> Option<Self> {
        let arn: Arn = text.parse().ok()?;
        match arn.service.as_str() {
            "sqs" => cloud.sqs().find_arn(&arn).map(|id| Self::Queue(id.0)),
            "sns" => cloud.sns().find_arn(&arn).map(|id| Self::Topic(id.0)),
            "kms" => key::of_arn(cloud, &arn).map(Self::Key),
            "s3" => cloud.s3().find_arn(&arn).map(|bucket| Self::Bucket(bucket.id.0)),
            "lambda" => cloud.lambda().find_arn(&arn).map(|id| Self::Function(id.0)),
            "kinesis" => cloud.kinesis().find_arn(&arn).map(|id| Self::Stream(id.0)),
            "iam" => person(cloud, text).map(|person| Self::Person(person.arn(), OWN_POLICY.to_owned())),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn title(&self, cloud: &Cloud) -> String {
        match self {
            Self::Queue(id) => cloud.sqs().queue(QueueId(*id)).map(|queue| t!("queue {name}", name = queue.key.name)),
            Self::Topic(id) => cloud.sns().topic(TopicId(*id)).map(|topic| t!("topic {name}", name = topic.key.name)),
            Self::Key(id) => key::find(cloud, *id).map(|key| t!("key {key}", key = super::keys::key_name(cloud, key))),
            Self::Bucket(id) => {
                cloud.s3().bucket_of(BucketId(*id)).map(|bucket| t!("bucket {name}", name = bucket.name))
            }
            Self::Function(id) => {
                cloud.lambda().function(FunctionId(*id)).map(|function| t!("function {name}", name = function.key.name))
            }
            Self::Stream(id) => {
                cloud.kinesis().stream(StreamId(*id)).map(|stream| t!("stream {name}", name = stream.key.name))
            }
            Self::Person(arn, _) => {
                person(cloud, arn).map(|person| format!("{} {}", text::of(person.kind.word()), person.name))
            }
        }
        .unwrap_or_default()
    }

    fn stored<'a>(&self, cloud: &'a Cloud) -> Option<&'a StoredPolicy> {
        match self {
            Self::Queue(id) => cloud.sqs().queue(QueueId(*id))?.attributes.policy.as_ref(),
            Self::Topic(id) => cloud.sns().topic(TopicId(*id)).map(sns::topic::Topic::policy),
            Self::Key(id) => key::find(cloud, *id).map(kms::Key::policy),
            Self::Bucket(id) => cloud.s3().bucket_of(BucketId(*id))?.policy.as_ref(),
            Self::Function(id) => cloud.lambda().function(FunctionId(*id))?.policy.as_ref(),
            Self::Stream(id) => cloud.kinesis().stream(StreamId(*id))?.policy.as_ref(),
            Self::Person(arn, name) => person(cloud, arn)?.policies.get(name.as_str()),
        }
    }

    /// The policy's text; empty without one.
    pub fn policy(&self, cloud: &Cloud) -> String {
        self.stored(cloud).map(|policy| policy.text().to_owned()).unwrap_or_default()
    }

    /// Whether the policy belongs to somebody rather than to a resource.
    pub const fn is_person(&self) -> bool {
        matches!(self, Self::Person(..))
    }

    /// Whether the policy can be written as a whole; a function's is only changed statement by statement.
    pub const fn is_written_whole(&self) -> bool {
        !matches!(self, Self::Function(_))
    }

    /// What is asked of the resource for an action, with a policy in place of its own; nothing for a person.
    fn ask<'a>(&self, cloud: &'a Cloud, action: &str, policy: Option<&'a StoredPolicy>) -> Option<Ask<'a>> {
        let (resource, owner) = match self {
            Self::Queue(id) => {
                let key = &cloud.sqs().queue(QueueId(*id))?.key;
                (key.arn().to_string(), key.account)
            }
            Self::Topic(id) => {
                let key = &cloud.sns().topic(TopicId(*id))?.key;
                (key.arn().to_string(), key.account)
            }
            Self::Key(id) => return key::ask(cloud, *id, action, policy),
            Self::Bucket(id) => {
                let bucket = cloud.s3().bucket_of(BucketId(*id))?;
                // What is done to objects is asked about some object.
                let is_inside = action.ends_with("Object");
                (format!("{}{}", bucket.arn(), if is_inside { "/key" } else { "" }), bucket.owner)
            }
            Self::Function(id) => {
                let function = cloud.lambda().function(FunctionId(*id))?;
                (function.arn().to_string(), function.key.account)
            }
            Self::Stream(id) => {
                let key = &cloud.kinesis().stream(StreamId(*id))?.key;
                (key.arn().to_string(), key.account)
            }
            Self::Person(..) => return None,
        };
        Some(Ask { policy, ..Ask::new(action, resource, owner) })
    }

    /// The call that puts a policy in force; an empty text takes it away. Nothing where a service has no such call.
    pub fn save(&self, cloud: &Cloud, text: &str) -> Option<Call> {
        Some(match self {
            Self::Queue(id) => {
                let queue_url = cloud.sqs().queue(QueueId(*id))?.key.url();
                let attributes = [("Policy".to_owned(), text.to_owned())].into();
                sqs::api::SetQueueAttributes { queue_url, attributes }.into()
            }
            Self::Topic(id) => {
                let topic_arn = cloud.sns().topic(TopicId(*id))?.key.arn().to_string();
                let (attribute_name, attribute_value) = ("Policy".to_owned(), Some(text.to_owned()));
                sns::api::SetTopicAttributes { topic_arn, attribute_name, attribute_value }.into()
            }
            Self::Key(id) => {
                let (key_id, policy) = (key::find(cloud, *id)?.arn().to_owned(), text.to_owned());
                let request: kms::api::Request =
                    kms::api::PutKeyPolicy { key_id, policy, ..kms::api::PutKeyPolicy::default() }.into();
                request.into()
            }
            Self::Bucket(id) => {
                let bucket = cloud.s3().bucket_of(BucketId(*id))?.name.to_string();
                let request: s3::api::Request = match text.trim() {
                    "" => s3::api::DeleteBucketPolicy { bucket }.into(),
                    policy => s3::api::PutBucketPolicy { bucket, policy: policy.to_owned() }.into(),
                };
                request.into()
            }
            Self::Stream(id) => {
                let resource_arn = Some(cloud.kinesis().stream(StreamId(*id))?.key.arn().to_string());
                let request: kinesis::api::Request = match text.trim() {
                    "" => kinesis::api::DeleteResourcePolicy { resource_arn }.into(),
                    policy => kinesis::api::PutResourcePolicy { resource_arn, policy: Some(policy.to_owned()) }.into(),
                };
                request.into()
            }
            Self::Function(_) => return None,
            Self::Person(arn, policy) => save_own(person(cloud, arn)?, policy, text),
        })
    }

    /// As whom the policy is saved by somebody: root stands for the root of the account that a user or role belongs to.
    pub fn saver(&self, cloud: &Cloud, caller: &Caller) -> Caller {
        let owner = match self {
            Self::Person(arn, _) if *caller == Caller::default() => person(cloud, arn).map(|person| person.account),
            _ => None,
        };
        Caller { account: owner.unwrap_or(caller.account), ..caller.clone() }
    }

    /// What is wrong with a text as this policy.
    pub fn problem(&self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return matches!(self, Self::Key(_))
                .then(|| t!("A key always has a policy: it alone opens the key.").to_owned());
        }
        let kind = if self.is_person() { Kind::Identity } else { Kind::Resource };
        let policy = match Policy::parse(text, kind, usize::MAX) {
            Ok(policy) => policy,
            Err(error) => return Some(error.to_string()),
        };
        let quotas = match self {
            Self::Queue(_) => Quotas::SQS,
            Self::Topic(_) => Quotas::SNS,
            Self::Key(_) | Self::Bucket(_) | Self::Function(_) | Self::Stream(_) | Self::Person(..) => return None,
        };
        check_quotas(&policy, quotas).err().map(|error| error.to_string())
    }
}

fn save_own(person: &Person, policy: &str, text: &str) -> Call {
    let (name, policy_name, policy_document) = (person.name.to_string(), policy.to_owned(), text.to_owned());
    let request: iam::api::Request = match (person.kind, text.trim().is_empty()) {
        (PersonKind::User, true) => iam::api::DeleteUserPolicy { user_name: name, policy_name }.into(),
        (PersonKind::User, false) => iam::api::PutUserPolicy { user_name: name, policy_name, policy_document }.into(),
        (PersonKind::Role, true) => iam::api::DeleteRolePolicy { role_name: name, policy_name }.into(),
        (PersonKind::Role, false) => iam::api::PutRolePolicy { role_name: name, policy_name, policy_document }.into(),
    };
    request.into()
}

/// The user or role of an ARN; a session of a role is the role.
pub fn person<'a>(cloud: &'a Cloud, arn: &str) -> Option<&'a Person> {
    cloud.iam().people().find(|person| {
        let session = format!("arn:aws:sts::{}:assumed-role/{}/", person.account, person.name);
        person.arn() == arn || person.kind == PersonKind::Role && arn.starts_with(&session)
    })
}

/// A policy with one statement more.
pub fn with_statement(policy: &str, statement: Value) -> String {
    let mut document = serde_json::from_str(policy)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| json!({ "Version": "2012-10-17", "Statement": [] }));
    if let Some(all) = document.get_mut("Statement") {
        match all {
            Value::Array(all) => all.push(statement),
            one => *one = json!([one.clone(), statement]),
        }
    }
    document.to_string()
}

/// A policy as people read it.
pub fn pretty(text: &str) -> String {
    let read: Option<Value> = serde_json::from_str(text).ok();
    read.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned())
}

/// Whose policy a denial misses a statement in, and the call that adds it; nothing for an explicit deny, or for what the
/// lab does not keep the policy of.
pub fn remedy(cloud: &Cloud, denial: &Denial) -> Option<(Guarded, Call)> {
    let statement: Value = serde_json::from_str(denial.missing.as_deref()?).ok()?;
    let guarded = Guarded::of_arn(cloud, if denial.in_identity { &denial.who } else { &denial.resource })?;
    let call = guarded.grant(cloud, statement)?;
    Some((guarded, call))
}
