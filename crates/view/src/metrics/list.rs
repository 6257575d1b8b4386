//! Which metrics CloudWatch would list for the things of a lab, by thing, with their namespaces and dimensions.

use crate::NodeId;
use crate::forms::alarm::{QUEUE_METRICS, TOPIC_METRICS};
use queuelab::base::{AccountId, Region};
use queuelab::cloud::{
    APPLICATION_METRICS, CONSUMER_METRICS, Cloud, DELIVERY_STREAM_METRICS, FUNCTION_METRICS, STREAM_METRICS,
};
use queuelab::cloudwatch::Metric;
use queuelab::kinesis::SHARD_LEVEL_METRICS;
use queuelab::kinesis::stream::Stream;
use queuelab::sqs::queue::Queue;
use queuelab::t;
use std::sync::Arc;

/// What only FIFO queues have.
const FIFO_ONLY: [&str; 2] = ["NumberOfDeduplicatedSentMessages", "ApproximateNumberOfGroupsWithInflightMessages"];

/// Something that publishes metrics under dimensions of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where it is on the stage.
    pub node: NodeId,
    /// What it is.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// The namespace.
    pub namespace: &'static str,
    /// The dimensions, in the order of their names.
    pub dimensions: Vec<(Arc<str>, Arc<str>)>,
    /// The names of the metrics.
    pub metrics: Vec<&'static str>,
    account: AccountId,
    region: Region,
}

impl Group {
    /// A metric of it.
    pub fn metric(&self, name: &str) -> Metric {
        Metric {
            account: self.account,
            region: self.region,
            namespace: self.namespace.into(),
            name: name.into(),
            dimensions: self.dimensions.clone(),
        }
    }

    /// Namespace and dimensions, as the console shows them: `AWS/SQS · QueueName = orders`.
    pub fn address(&self) -> String {
        address(self.namespace, &self.dimensions)
    }

    /// Leaves the metrics whose name, thing or dimension contains a text; all of them for no text.
    #[must_use]
    pub fn matching(mut self, text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let has = |word: &str| word.to_lowercase().contains(&text);
        let all = text.is_empty() || has(&self.name) || has(self.kind) || has(&self.address());
        self.metrics.retain(|name| all || has(name));
        self
    }
}

/// A namespace with dimensions in one line.
pub fn address(namespace: &str, dimensions: &[(Arc<str>, Arc<str>)]) -> String {
    let parts: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{namespace} · {}", parts.join(", "))
}

fn dimension(name: &str, value: &str) -> (Arc<str>, Arc<str>) {
    (name.into(), value.into())
}

fn of_queue(queue: &Queue) -> Group {
    let is_fifo = queue.is_fifo();
    // Noisy and quiet groups are a matter of standard queues with tenants.
    let has = |name: &&&'static str| FIFO_ONLY.contains(*name) == is_fifo || !is_special(name);
    let key = &queue.key;
    Group {
        node: NodeId::Queue(queue.id.0),
        kind: if is_fifo { t!("FIFO queue") } else { t!("Queue") },
        name: key.name.to_string(),
        namespace: "AWS/SQS",
        dimensions: vec![dimension("QueueName", &key.name)],
        metrics: QUEUE_METRICS.iter().filter(has).copied().collect(),
        account: key.account,
        region: key.region,
    }
}

/// Whether not every kind of queue has it.
fn is_special(name: &str) -> bool {
    FIFO_ONLY.contains(&name) || name.contains("QuietGroups") || name.contains("NoisyGroups")
}

/// A stream, its shards where enhanced monitoring measures them, and its consumers.
fn of_stream(stream: &Stream) -> Vec<Group> {
    let key = &stream.key;
    let group = |kind, name: String, dimensions, metrics| Group {
        node: NodeId::Stream(stream.id.0),
        kind,
        name,
        namespace: "AWS/Kinesis",
        dimensions,
        metrics,
        account: key.account,
        region: key.region,
    };
    let own = || dimension("StreamName", &key.name);
    let mut all = vec![group("Stream", key.name.to_string(), vec![own()], STREAM_METRICS.to_vec())];
    let measured: Vec<_> = SHARD_LEVEL_METRICS.into_iter().filter(|name| stream.measures_shards(name)).collect();
    if !measured.is_empty() {
        all.extend(stream.open_shards().map(|shard| {
            let id = shard.id.to_string();
            group("Shard", format!("{} {id}", key.name), vec![dimension("ShardId", &id), own()], measured.clone())
        }));
    }
    all.extend(stream.consumers.keys().map(|consumer| {
        let dimensions = vec![dimension("ConsumerName", consumer), own()];
        group(
            t!("Enhanced fan-out consumer"),
            format!("{} {consumer}", key.name),
            dimensions,
            CONSUMER_METRICS.to_vec(),
        )
    }));
    all
}

fn topics(cloud: &Cloud) -> impl Iterator<Item = Group> + '_ {
    cloud.sns().topics().map(|topic| Group {
        node: NodeId::Topic(topic.id.0),
        kind: "Topic",
        name: topic.key.name.to_string(),
        namespace: "AWS/SNS",
        dimensions: vec![dimension("TopicName", &topic.key.name)],
        metrics: TOPIC_METRICS.to_vec(),
        account: topic.key.account,
        region: topic.key.region,
    })
}

fn delivery_streams(cloud: &Cloud) -> impl Iterator<Item = Group> + '_ {
    cloud.firehose().streams().map(|stream| {
        let mut group = Group {
            node: NodeId::DeliveryStream(stream.id.0),
            kind: t!("Delivery stream"),
            name: stream.key.name.to_string(),
            namespace: "AWS/Firehose",
            dimensions: vec![dimension("DeliveryStreamName", &stream.key.name)],
            metrics: Vec::new(),
            account: stream.key.account,
            region: stream.key.region,
        };
        // It has those of its own destination and source; durations only once a function was called.
        let has = |name: &&&'static str| {
            **name == "ExecuteProcessing.Duration" || cloud.value_of(&group.metric(name)).is_some()
        };
        group.metrics = DELIVERY_STREAM_METRICS.iter().filter(has).copied().collect();
        group
    })
}

fn functions(cloud: &Cloud) -> impl Iterator<Item = Group> + '_ {
    cloud.lambda().functions().map(|function| Group {
        node: NodeId::Function(function.id.0),
        kind: "Function",
        name: function.key.name.to_string(),
        namespace: "AWS/Lambda",
        dimensions: vec![dimension("FunctionName", &function.key.name)],
        metrics: FUNCTION_METRICS.to_vec(),
        account: function.key.account,
        region: function.key.region,
    })
}

fn applications(cloud: &Cloud) -> impl Iterator<Item = Group> + '_ {
    cloud.analytics().all().map(|managed| Group {
        node: NodeId::Application(managed.id.0),
        kind: t!("SQL application"),
        name: managed.key.name.to_string(),
        namespace: "AWS/KinesisAnalytics",
        dimensions: vec![dimension("Application", &managed.key.name)],
        metrics: APPLICATION_METRICS.to_vec(),
        account: managed.key.account,
        region: managed.key.region,
    })
}

/// Everything in a lab that publishes metrics.
pub fn groups(cloud: &Cloud) -> impl Iterator<Item = Group> + '_ {
    let queues = cloud.sqs().queues().map(of_queue);
    let streams = cloud.kinesis().streams().flat_map(of_stream);
    queues
        .chain(topics(cloud))
        .chain(streams)
        .chain(delivery_streams(cloud))
        .chain(functions(cloud))
        .chain(applications(cloud))
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Instant;
    use queuelab::session::templates::Template;

    fn of(template: Template) -> Vec<Group> {
        let mut session = template.session();
        session.seek(Instant::from_millis(90_000));
        groups(session.cloud()).collect()
    }

    #[test]
    fn every_thing_that_publishes_has_its_metrics_under_its_own_dimensions() {
        let all = of(Template::FirehoseToBucket);
        let kinds: Vec<_> = all.iter().map(|group| group.kind).collect();
        assert!(["Stream", "Delivery stream", "Function"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
        let delivery = all.iter().find(|group| group.kind == "Delivery stream").unwrap();
        assert!(delivery.metrics.contains(&"DeliveryToS3.DataFreshness"));
        assert!(!delivery.metrics.iter().any(|name| name.starts_with("DeliveryToSplunk")));
        let stream = all.iter().find(|group| group.kind == "Stream").unwrap();
        assert_eq!(stream.address(), format!("AWS/Kinesis · StreamName = {}", stream.name));
        assert!(of(Template::ClicksSql).iter().any(|group| group.namespace == "AWS/KinesisAnalytics"));
        assert!(of(Template::FanOutReaders).iter().any(|group| group.kind == "Enhanced fan-out consumer"));
        assert!(of(Template::Empty).is_empty());
    }

    #[test]
    fn kinds_of_queues_have_metrics_of_their_own() {
        let [fifo, standard] = [Template::FifoOrders, Template::SlowConsumer].map(|template| of(template).remove(0));
        let special = |group: &Group| group.metrics.iter().filter(|name| is_special(name)).count();
        assert_eq!((special(&fifo), special(&standard)), (2, 5));
        assert!(FIFO_ONLY.iter().all(|name| fifo.metrics.contains(name) && !standard.metrics.contains(name)));
        assert_eq!((fifo.kind, fifo.metrics.len(), standard.metrics.len()), ("FIFO queue", 11, 14));
    }

    #[test]
    fn a_search_finds_metrics_and_things() {
        let queue = of(Template::SlowConsumer).remove(0);
        assert_eq!(queue.clone().matching("emptyrec").metrics, ["NumberOfEmptyReceives"]);
        assert_eq!(queue.clone().matching(&queue.name.to_uppercase()).metrics.len(), queue.metrics.len());
        assert_eq!(queue.clone().matching(" ").metrics.len(), queue.metrics.len());
        assert!(queue.matching("IteratorAge").metrics.is_empty());
    }
}
