//! What makes one node like another: its inputs, with a mark where its name goes.

use super::rename::Renames;
use super::{by_root, by_root_of};
use crate::NodeId;
use crate::forms::{alarm, delivery_stream, function, queue};
use crate::naming;
use queuelab::actors::ActorConfig;
use queuelab::analytics::{self, service::ApplicationId};
use queuelab::base::{ActorId, Arn, Caller};
use queuelab::call::Call;
use queuelab::cloud::{Cloud, Input};
use queuelab::cloudwatch;
use queuelab::firehose;
use queuelab::kinesis::{self, stream::StreamId};
use queuelab::lambda::{self, Function, FunctionId};
use queuelab::s3::{self, Bucket, BucketId};
use queuelab::sns::topic::{Topic, TopicId};
use queuelab::sns::{self, api::CreateTopic};
use queuelab::sqs::api::CreateQueue;
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::t;
use serde_json::Value;

/// A node as it was copied.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// Which it was.
    pub(super) id: NodeId,
    /// Its name then.
    pub(super) name: String,
    /// Texts that name it and end with its name: its ARN, the URL of a queue.
    texts: Vec<String>,
    /// What makes one like it.
    pub(super) inputs: Vec<Input>,
    /// What of it a copy does not have.
    pub(super) lacks: Option<String>,
}

/// What stands where the name of a copy goes; nobody can type it.
pub(super) fn mark(id: NodeId) -> String {
    format!("\u{e000}{id}\u{e001}")
}

impl Piece {
    /// Lets everything that names the original name the copy.
    pub(super) fn rename(&self, new: &str, renames: &mut Renames) {
        renames.text(mark(self.id), new.to_owned());
        for text in &self.texts {
            let stem = text.strip_suffix(self.name.as_str()).unwrap_or(text);
            renames.text(text.clone(), format!("{stem}{new}"));
        }
        // Many programs may have the same name, and nothing refers to it.
        if !matches!(self.id, NodeId::Actor(_)) {
            renames.name(self.name.clone(), new.to_owned());
        }
    }
}

/// A node as it is now.
///
/// # Errors
/// Why it cannot be copied.
pub(super) fn of(cloud: &Cloud, id: NodeId) -> Result<Piece, String> {
    let gone = || t!("It is not there any more.").to_owned();
    let mut piece = Piece { id, name: naming::name(cloud, id), texts: Vec::new(), inputs: Vec::new(), lacks: None };
    match id {
        NodeId::Actor(number) => {
            let config = cloud.actor(ActorId(number)).map(queuelab::actors::Actor::config).ok_or_else(gone)?;
            piece.inputs = vec![Input::AddActor(named(config, mark(id)))];
        }
        NodeId::Queue(number) => {
            let queue = cloud.sqs().queue(QueueId(number)).ok_or_else(gone)?;
            piece.texts = vec![queue.key.arn().to_string(), queue.key.url()];
            piece.inputs = vec![of_queue(queue, mark(id))?];
        }
        NodeId::Topic(number) => {
            let topic = cloud.sns().topic(TopicId(number)).ok_or_else(gone)?;
            piece.texts = vec![topic.key.arn().to_string()];
            piece.inputs = vec![of_topic(cloud, topic, mark(id))];
        }
        NodeId::Stream(number) => {
            let stream = cloud.kinesis().stream(StreamId(number)).ok_or_else(gone)?;
            piece.texts = vec![stream.key.arn().to_string()];
            piece.inputs = vec![of_stream(stream, mark(id))];
            let day = queuelab::clock::Duration::from_secs(86_400);
            piece.lacks = (stream.retention() > day).then(|| {
                t!("It begins with a retention period of 24 hours; raise it once the stream is active.").to_owned()
            });
        }
        NodeId::Function(number) => {
            let function = cloud.lambda().function(FunctionId(number)).ok_or_else(gone)?;
            piece.texts = vec![function.arn().to_string()];
            piece.inputs = of_function(function, &mark(id))?;
        }
        NodeId::Bucket(number) => {
            let bucket = cloud.s3().bucket_of(BucketId(number)).ok_or_else(gone)?;
            piece.texts = vec![format!("arn:aws:s3:::{}", bucket.name)];
            piece.inputs = of_bucket(bucket, &mark(id));
            piece.lacks = (bucket.totals.objects > 0).then(|| t!("Its objects are not copied.").to_owned());
        }
        NodeId::DeliveryStream(number) => {
            let stream = cloud.firehose().stream(firehose::StreamId(number)).ok_or_else(gone)?;
            let arn = stream.key.arn();
            let mut values = delivery_stream::values(cloud, &caller_of(&arn), Some(stream));
            values.insert("deliveryStreamName", mark(id));
            let wish = delivery_stream::create(&values).map_err(|problem| problem.text)?;
            piece.inputs = vec![by_root_of(&arn, Call::Firehose(firehose::api::Request::from(wish)))];
            piece.texts = vec![arn.to_string()];
        }
        NodeId::Alarm(number) => {
            let alarm = cloud.cloudwatch().alarms().find(|alarm| alarm.number == number).ok_or_else(gone)?;
            let arn = alarm.key.arn();
            let mut values = alarm::values(cloud, &caller_of(&arn), Some(alarm));
            values.insert("AlarmName", mark(id));
            let wish = alarm::request(&values, Some(alarm)).map_err(|problem| problem.text)?;
            piece.inputs = vec![by_root_of(&arn, cloudwatch::api::Request::from(wish))];
            piece.texts = vec![arn.to_string()];
        }
        NodeId::Application(number) => {
            let managed = cloud.analytics().managed(ApplicationId(number)).ok_or_else(gone)?;
            piece.texts = vec![managed.key.arn().to_string()];
            piece.inputs = of_application(managed, mark(id));
            piece.lacks = Some(t!("It is not started.").to_owned());
        }
        NodeId::Endpoint(_) | NodeId::Crowd(_) => {
            return Err(t!("What stands outside of AWS comes by being subscribed, and is not copied.").to_owned());
        }
    }
    Ok(piece)
}

/// The root user of the account of an ARN.
fn caller_of(arn: &Arn) -> Caller {
    match by_root_of(arn, Call::from(CreateQueue::default())) {
        Input::Call { caller, .. } => caller,
        _ => Caller::default(),
    }
}

fn named(mut config: ActorConfig, name: String) -> ActorConfig {
    config.set_name(name);
    config
}

/// Its dead-letter queue comes when all queues are there.
fn of_queue(queue: &Queue, name: String) -> Result<Input, String> {
    let values = queue::values(&name, &queue.attributes);
    let mut attributes = queue::attributes(&values).map_err(|problem| problem.text)?;
    attributes.remove("RedrivePolicy");
    if queue.is_fifo() {
        attributes.insert("FifoQueue".to_owned(), "true".to_owned());
    }
    let wish = CreateQueue { queue_name: name, attributes, ..CreateQueue::default() };
    Ok(by_root(queue.key.account, queue.key.region, wish))
}

/// What of a topic's attributes can be set.
const TOPIC_ATTRIBUTES: [&str; 10] = [
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DeliveryPolicy",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "SignatureVersion",
    "TracingConfig",
];

fn of_topic(cloud: &Cloud, topic: &Topic, name: String) -> Input {
    let mut attributes: sns::api::Attributes = topic.attributes(cloud.epoch(), cloud.now());
    // The policy that every topic begins with needs not be said.
    let policy =
        Some(topic.policy().text().to_owned()).filter(|_| !topic.policy().text().contains("__default_statement_ID"));
    attributes.retain(|name, value| {
        !value.is_empty() && (TOPIC_ATTRIBUTES.contains(&name.as_str()) || name.contains("Feedback"))
    });
    attributes.extend(policy.map(|policy| ("Policy".to_owned(), policy)));
    by_root_of(&topic.key.arn(), CreateTopic { name, attributes, ..CreateTopic::default() })
}

fn of_stream(stream: &kinesis::stream::Stream, name: String) -> Input {
    let is_provisioned = stream.mode == kinesis::stream::Mode::Provisioned;
    // One that is being made has none yet.
    let shards = match stream.change {
        Some((kinesis::stream::Change::Create(count) | kinesis::stream::Change::Scale(count), _)) => i64::from(count),
        _ => i64::try_from(stream.open_shards().count()).unwrap_or(1),
    };
    let wish = kinesis::api::CreateStream {
        stream_name: Some(name),
        shard_count: is_provisioned.then_some(shards),
        max_record_size_in_ki_b: Some(i64::from(stream.record_kib)),
        stream_mode_details: Some(kinesis::api::StreamModeDetails { stream_mode: Some(stream.mode.name().to_owned()) }),
        ..kinesis::api::CreateStream::default()
    };
    by_root_of(&stream.key.arn(), kinesis::api::Request::from(wish))
}

fn of_function(function: &Function, name: &str) -> Result<Vec<Input>, String> {
    let arn = function.arn();
    let mut values = function::function_values(Some(function), &[]);
    values.insert("functionName", name.to_owned());
    let requests = function::requests(&values, None, function.key.account).map_err(|problem| problem.text)?;
    let mut inputs: Vec<Input> = requests.into_iter().map(|request| by_root_of(&arn, request)).collect();
    inputs
        .extend(permissions(function, name).into_iter().map(|wish| by_root_of(&arn, lambda::api::Request::from(wish))));
    Ok(inputs)
}

/// The statements of a function's policy as the calls that added them.
fn permissions(function: &Function, name: &str) -> Vec<lambda::api::AddPermission> {
    let text = function.policy.as_ref().map_or("", |policy| policy.text());
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let statements = document.get("Statement").and_then(Value::as_array).cloned().unwrap_or_default();
    let permission = |statement: &Value| {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let principal = statement.get("Principal")?;
        let principal =
            text(principal.get("Service")).or_else(|| text(principal.get("AWS"))).or_else(|| text(Some(principal)))?;
        let conditions: Vec<(String, String)> = statement
            .get("Condition")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|operators| operators.values().filter_map(Value::as_object))
            .flatten()
            .filter_map(|(key, value)| Some((key.to_ascii_lowercase(), value.as_str()?.to_owned())))
            .collect();
        let condition = |key: &str| conditions.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        Some(lambda::api::AddPermission {
            function_name: name.to_owned(),
            statement_id: text(statement.get("Sid"))?,
            action: text(statement.get("Action"))?,
            principal,
            source_arn: condition("aws:sourcearn"),
            source_account: condition("aws:sourceaccount"),
            ..lambda::api::AddPermission::default()
        })
    };
    statements.iter().filter_map(permission).collect()
}

fn of_bucket(bucket: &Bucket, name: &str) -> Vec<Input> {
    let put = |request: s3::api::Request| by_root(bucket.owner, bucket.region, request);
    let is_first = bucket.region.name() == "us-east-1";
    let place = s3::api::CreateBucketConfiguration { location_constraint: Some(bucket.region.name().to_owned()) };
    let mut inputs = vec![put(s3::api::CreateBucket {
        bucket: name.to_owned(),
        create_bucket_configuration: (!is_first).then_some(place),
    }
    .into())];
    let status = match bucket.versioning {
        s3::bucket::Versioning::Unversioned => None,
        s3::bucket::Versioning::Enabled => Some("Enabled"),
        s3::bucket::Versioning::Suspended => Some("Suspended"),
    };
    inputs.extend(status.map(|status| {
        let versioning_configuration = Some(s3::api::VersioningConfiguration { status: Some(status.to_owned()) });
        put(s3::api::PutBucketVersioning { bucket: name.to_owned(), versioning_configuration }.into())
    }));
    inputs.extend(bucket.policy.as_ref().map(|policy| {
        put(s3::api::PutBucketPolicy { bucket: name.to_owned(), policy: policy.text().to_owned() }.into())
    }));
    inputs
}

fn of_application(managed: &analytics::service::Managed, name: String) -> Vec<Input> {
    let setup = &managed.setup;
    let wish = analytics::api::CreateApplication {
        application_name: name.clone(),
        application_description: managed.description.as_deref().map(str::to_owned),
        application_code: Some(setup.code.to_string()),
        inputs: Some(setup.inputs.iter().map(|(_, input)| input.clone()).collect()),
        outputs: Some(setup.outputs.iter().map(|(_, output)| output.clone()).collect()),
        ..analytics::api::CreateApplication::default()
    };
    let arn = managed.key.arn();
    let mut inputs = vec![by_root_of(&arn, analytics::api::Request::from(wish))];
    inputs.extend(setup.tables.first().map(|(_, table)| {
        let wish = analytics::api::AddApplicationReferenceDataSource {
            application_name: name,
            current_application_version_id: Some(1),
            reference_data_source: Some(Box::new(table.clone())),
        };
        by_root_of(&arn, analytics::api::Request::from(wish))
    }));
    inputs
}
