//! What a call asks permission for: which actions on which resources of whom.
//!
//! "Actions, resources, and condition keys for AWS services" in the service authorization reference. A call that needs no
//! answer asks nothing, so that the usual ones cost no more than a look.

use crate::analytics;
use crate::base::{AccountId, Arn, Caller, Principal};
use crate::call::Call;
use crate::cloud::Cloud;
use crate::cloudwatch;
use crate::dynamodb;
use crate::firehose;
use crate::iam::{self, StoredPolicy};
use crate::kms::{self, Asked};
use crate::lambda;
use crate::s3;
use crate::sns;
use crate::sqs::api::Request;
use crate::sqs::queue::{Queue, QueueId};

/// Operations on queues that no policy can open for another account: "Overview of managing access in Amazon SQS".
const OWNERS_OWN: [&str; 11] = [
    "AddPermission",
    "CancelMessageMoveTask",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
    "ListQueues",
];

/// One thing that permission is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The action, such as `sqs:SendMessage`.
    pub action: String,
    /// The resource's ARN; `*` for actions that have none.
    pub resource: String,
    /// The account that owns the resource.
    pub owner: AccountId,
    /// The resource's policy.
    pub policy: Option<&'a StoredPolicy>,
    /// Keys that the service adds, such as `sns:Protocol`.
    pub extra: Vec<(String, Vec<String>)>,
    /// Whether it is a key of KMS, whose policy alone opens it.
    pub is_key: bool,
}

impl<'a> Ask<'a> {
    /// An action on a resource without a policy.
    pub fn new(action: impl Into<String>, resource: impl Into<String>, owner: AccountId) -> Self {
        let (action, resource) = (action.into(), resource.into());
        Self { action, resource, owner, policy: None, extra: Vec::new(), is_key: false }
    }

    /// An action on a queue.
    pub fn queue(queue: &'a Queue, operation: &str) -> Self {
        let policy = queue.attributes.policy.as_ref();
        Self { policy, ..Self::new(format!("sqs:{operation}"), queue.key.arn().to_string(), queue.key.account) }
    }

    /// The action as the service's own messages write it.
    pub(super) fn shown(&self) -> String {
        if self.action.starts_with("sqs:") { self.action.to_lowercase() } else { self.action.clone() }
    }
}

impl Cloud {
    /// What a call asks permission for; nothing where the answer is known to be yes.
    pub fn asks<'a>(&'a self, caller: &'a Caller, call: &'a Call) -> Vec<Ask<'a>> {
        // Those whom IAM knows have to ask for everything.
        let known = self.iam.of_caller(caller).is_some();
        match call {
            Call::Sqs(request) => self.asks_of_sqs(caller, request, known),
            Call::Sns(request) => self.asks_of_sns(caller, request, known),
            Call::Iam(request) if known => vec![ask_of_iam(caller, request)],
            // Alarms have no policies of their own, and are out of reach for other accounts.
            Call::CloudWatch(request) if known => vec![ask_of_cloudwatch(caller, request)],
            Call::Lambda(request) => self.asks_of_lambda(caller, request, known),
            // Streams have no policies of their own, and are out of reach for other accounts.
            Call::Firehose(request) if known => vec![ask_of_firehose(caller, request)],
            // Nor have tables and applications.
            Call::DynamoDb(request) if known => vec![ask_of_dynamodb(caller, request)],
            Call::Analytics(request) if known => vec![ask_of_analytics(caller, request)],
            Call::CloudWatch(_) | Call::Iam(_) | Call::Firehose(_) | Call::DynamoDb(_) | Call::Analytics(_) => {
                Vec::new()
            }
            Call::S3(request) => self.asks_of_s3(caller, request, known),
            Call::Kms(request) => self.asks_of_kms(caller, request, known),
            Call::Kinesis(request) => self.asks_of_kinesis(caller, request, known),
        }
    }

    pub(super) fn asks_of_sqs<'a>(&'a self, caller: &Caller, request: &Request, known: bool) -> Vec<Ask<'a>> {
        let operation = request.operation().trim_end_matches("Batch");
        let mut asks = Vec::new();
        // A queue that cannot be found is the service's own business to report.
        for queue in self.queues_of(caller, request).into_iter().filter_map(|id| self.sqs.queue(id?)) {
            let is_own = queue.key.account == caller.account;
            // The usual case is not looked into: the own account and no policy that could forbid something.
            if queue.attributes.policy.is_none() && is_own && !known && is_somebody(caller) {
                continue;
            }
            let mut ask = Ask::queue(queue, operation);
            if !is_own && OWNERS_OWN.contains(&operation) {
                ask.policy = None;
            }
            asks.push(ask);
        }
        if known {
            let resource = match request {
                Request::CreateQueue(r) => format!("arn:aws:sqs:{}:{}:{}", caller.region, caller.account, r.queue_name),
                Request::ListQueues(_) => "*".to_owned(),
                _ => return asks,
            };
            asks.push(Ask::new(format!("sqs:{operation}"), resource, caller.account));
        }
        asks
    }

    /// The queues that a request is about, by URL, by ARN or by name.
    fn queues_of(&self, caller: &Caller, request: &Request) -> [Option<QueueId>; 2] {
        let sqs = &self.sqs;
        let by_arn = |text: &str| sqs.find_arn(&text.parse().ok()?);
        match request {
            Request::StartMessageMoveTask(r) => [by_arn(&r.source_arn), by_arn(&r.destination_arn)],
            Request::ListMessageMoveTasks(r) => [by_arn(&r.source_arn), None],
            Request::GetQueueUrl(r) => {
                let owner = r.queue_owner_aws_account_id.parse().unwrap_or(caller.account);
                [sqs.find(owner, caller.region, &r.queue_name), None]
            }
            _ => [request.queue_url().and_then(|url| sqs.resolve(url, caller).ok()), None],
        }
    }

    fn asks_of_sns<'a>(&'a self, caller: &Caller, request: &sns::api::Request, known: bool) -> Vec<Ask<'a>> {
        let operation = request.operation();
        // Whoever has the token or the link may confirm and unsubscribe; the service looks at the rest.
        if matches!(operation, "ConfirmSubscription" | "Unsubscribe") {
            return Vec::new();
        }
        let action = format!("SNS:{}", operation.trim_end_matches("Batch"));
        let arn = request.topic_arn().and_then(|text| text.parse::<Arn>().ok());
        let owner = arn.as_ref().and_then(|arn| arn.account.parse::<AccountId>().ok());
        let (Some(arn), Some(owner)) = (arn, owner) else {
            let resource = match request {
                sns::api::Request::CreateTopic(r) => {
                    format!("arn:aws:sns:{}:{}:{}", caller.region, caller.account, r.name)
                }
                _ => "*".to_owned(),
            };
            return if known { vec![Ask::new(action, resource, caller.account)] } else { Vec::new() };
        };
        let topic = self.sns.find_arn(&arn).and_then(|id| self.sns.topic(id));
        if owner == caller.account && topic.is_none() && !known {
            return Vec::new();
        }
        let mut extra = Vec::new();
        if let sns::api::Request::Subscribe(request) = request {
            extra.push(("sns:Protocol".to_owned(), vec![request.protocol.clone()]));
            extra.extend(request.endpoint.iter().map(|end| ("sns:Endpoint".to_owned(), vec![end.clone()])));
        }
        let policy = topic.map(sns::topic::Topic::policy);
        vec![Ask { policy, extra, ..Ask::new(action, arn.to_string(), owner) }]
    }
}

impl Cloud {
    /// A key's policy is asked always: not even its account may use it without.
    fn asks_of_kms<'a>(&'a self, caller: &'a Caller, request: &'a kms::api::Request, known: bool) -> Vec<Ask<'a>> {
        let operation = request.operation();
        match self.kms.key_of(request, caller.account, caller.region) {
            Some(key) => {
                let (reference, context) = (request.key_id(), request.encryption_context());
                vec![self.ask_of_key(operation, &Asked { caller, via: None, key, reference, context })]
            }
            None if known => vec![Ask::new(format!("kms:{operation}"), "*", caller.account)],
            // What is not there is the service's own business to report.
            None => Vec::new(),
        }
    }
}

impl Cloud {
    /// Every bucket and object that a request is about; the bucket's policy speaks for its objects as well.
    fn asks_of_s3<'a>(&'a self, caller: &Caller, request: &s3::api::Request, known: bool) -> Vec<Ask<'a>> {
        let ask = |(action, resource): (&'static str, String)| {
            let bucket = resource.parse().ok().and_then(|arn| self.s3.find_arn(&arn));
            let owner = bucket.map_or(caller.account, |bucket| bucket.owner);
            let policy = bucket.and_then(|bucket| bucket.policy.as_ref());
            let is_open = policy.is_none() && owner == caller.account && !known && is_somebody(caller);
            (!is_open).then(|| Ask { policy, ..Ask::new(action, resource, owner) })
        };
        // A new bucket is nobody's yet, even where the name is taken.
        if let s3::api::Request::CreateBucket(_) = request {
            let asks = request.permissions().into_iter().filter(|_| known);
            return asks.map(|(action, resource)| Ask::new(action, resource, caller.account)).collect();
        }
        request.permissions().into_iter().filter_map(ask).collect()
    }
}

impl Cloud {
    /// A function's policy speaks for all of its versions and aliases.
    fn asks_of_lambda<'a>(&'a self, caller: &Caller, request: &lambda::api::Request, known: bool) -> Vec<Ask<'a>> {
        let action = format!("lambda:{}", request.policy_action());
        let found = request.function_name().and_then(|name| self.lambda.locate(name, caller).ok());
        let mapping = request.mapping_name().map(|name| name.rsplit(':').next().unwrap_or(name));
        let mapping = mapping.and_then(|uuid| self.lambda.find_mapping(caller.account, caller.region, uuid));
        if let Some(mapping) = mapping.filter(|_| known) {
            let extra = vec![("lambda:FunctionArn".to_owned(), vec![mapping.function_arn.to_string()])];
            return vec![Ask { extra, ..Ask::new(action, mapping.arn().to_string(), mapping.account) }];
        }
        let Some(function) = found.and_then(|id| self.lambda.function(id)) else {
            return if known { vec![Ask::new(action, "*", caller.account)] } else { Vec::new() };
        };
        let policy = function.policy.as_ref();
        let is_own = function.key.account == caller.account;
        if policy.is_none() && is_own && !known && is_somebody(caller) {
            return Vec::new();
        }
        vec![Ask { policy, ..Ask::new(action, function.arn().to_string(), function.key.account) }]
    }
}

fn ask_of_cloudwatch(caller: &Caller, request: &cloudwatch::api::Request) -> Ask<'static> {
    let action = format!("cloudwatch:{}", request.operation());
    let resource = match request.alarm_names() {
        [name] => format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", caller.region, caller.account),
        _ => "*".to_owned(),
    };
    Ask::new(action, resource, caller.account)
}

fn ask_of_firehose(caller: &Caller, request: &firehose::api::Request) -> Ask<'static> {
    let action = format!("firehose:{}", request.operation());
    let resource = request.stream_name().map_or_else(
        || "*".to_owned(),
        |name| format!("arn:aws:firehose:{}:{}:deliverystream/{name}", caller.region, caller.account),
    );
    Ask::new(action, resource, caller.account)
}

fn ask_of_analytics(caller: &Caller, request: &analytics::api::Request) -> Ask<'static> {
    let action = format!("kinesisanalytics:{}", request.operation());
    let resource = match request.application() {
        None => "*".to_owned(),
        Some(arn) if arn.starts_with("arn:") => arn.to_owned(),
        Some(name) => format!("arn:aws:kinesisanalytics:{}:{}:application/{name}", caller.region, caller.account),
    };
    Ask::new(action, resource, caller.account)
}

/// A request that reads by an index asks for the index.
fn ask_of_dynamodb(caller: &Caller, request: &dynamodb::api::Request) -> Ask<'static> {
    let action = format!("dynamodb:{}", request.operation());
    let Some(name) = request.table_name() else { return Ask::new(action, "*", caller.account) };
    let table = if name.starts_with("arn:") {
        name.to_owned()
    } else {
        format!("arn:aws:dynamodb:{}:{}:table/{name}", caller.region, caller.account)
    };
    let owner = table.parse::<Arn>().ok().and_then(|arn| arn.account.parse().ok()).unwrap_or(caller.account);
    let index = request.index_name().map_or_else(String::new, |index| format!("/index/{index}"));
    Ask::new(action, format!("{table}{index}"), owner)
}

fn ask_of_iam(caller: &Caller, request: &iam::api::Request) -> Ask<'static> {
    let operation = request.operation();
    let action = format!("iam:{operation}");
    let Some(name) = request.name() else { return Ask::new(action, "*", caller.account) };
    let kind = if operation.contains("Role") { "role" } else { "user" };
    let resource = format!("arn:aws:iam::{}:{kind}/{name}", caller.account);
    Ask::new(action, resource, caller.account)
}

/// Whether somebody of an account calls, rather than a service on somebody's behalf.
const fn is_somebody(caller: &Caller) -> bool {
    !matches!(caller.principal, Principal::Service(_) | Principal::Anonymous)
}
