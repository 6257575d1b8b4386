//! What stands on the nodes of buckets, alarms, functions and endpoints: a few words each.

use super::NodeId;
use super::describe::number;
use queuelab::cloud::Cloud;
use queuelab::endpoints::{Answering, Kind};
use queuelab::firehose::{Status, StreamId};
use queuelab::lambda::FunctionId;
use queuelab::s3::BucketId;
use queuelab::t;

/// The words on a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    /// What it is.
    pub chip: String,
    /// How it stands.
    pub status: String,
    /// More about it.
    pub detail: String,
    /// Whether something is wrong.
    pub is_bad: bool,
}

/// The words on a node; nothing for those that say more about themselves.
pub fn of(cloud: &Cloud, id: NodeId) -> Option<Badge> {
    match id {
        NodeId::Bucket(id) => bucket(cloud, BucketId(id)),
        NodeId::Alarm(id) => alarm(cloud, id),
        NodeId::Function(id) => function(cloud, FunctionId(id)),
        NodeId::Application(id) => application(cloud, id),
        NodeId::Endpoint(id) => endpoint(cloud, id),
        NodeId::DeliveryStream(id) => delivery_stream(cloud, StreamId(id)),
        NodeId::Crowd(id) => {
            let topic = cloud.sns().topic(queuelab::sns::topic::TopicId(id))?;
            let status = t!("{delivered} delivered in all", delivered = number(topic.totals.delivered));
            Some(Badge { chip: t!("subscribers").to_owned(), status, ..Badge::default() })
        }
        NodeId::Queue(_) | NodeId::Actor(_) | NodeId::Topic(_) | NodeId::Stream(_) => None,
    }
}

fn bucket(cloud: &Cloud, id: BucketId) -> Option<Badge> {
    let bucket = cloud.s3().bucket_of(id)?;
    let rules = bucket.notification.rules.len();
    Some(Badge {
        chip: t!("bucket").to_owned(),
        status: t!(
            "{objects} objects, {bytes}",
            objects = number(bucket.totals.objects),
            bytes = super::buckets::size(bucket.totals.bytes)
        ),
        detail: match rules {
            0 => t!("tells nobody").to_owned(),
            1 => t!("1 rule, {notified} told", notified = number(bucket.totals.notified)),
            rules => t!("{rules} rules, {notified} told", rules, notified = number(bucket.totals.notified)),
        },
        is_bad: false,
    })
}

fn alarm(cloud: &Cloud, number: u32) -> Option<Badge> {
    use queuelab::cloudwatch::alarm::State;
    let alarm = super::alarms::alarm(cloud, number)?;
    let last = alarm.recent.iter().rev().find_map(|point| point.value);
    let last = last.map_or_else(|| t!("no data").to_owned(), |value| t!("last {value}", value = value.get()));
    Some(Badge {
        chip: t!("alarm").to_owned(),
        status: alarm.state.to_string(),
        detail: t!("{last}, limit {threshold}", last, threshold = alarm.rule.terms.threshold.get()),
        is_bad: alarm.state == State::Alarm,
    })
}

fn function(cloud: &Cloud, id: FunctionId) -> Option<Badge> {
    let function = cloud.lambda().function(id)?;
    let totals = &function.totals;
    let status = match (function.running, function.queued) {
        (0, 0) => t!("idle").to_owned(),
        (running, 0) => t!("{running} running", running),
        (running, queued) => t!("{running} running, {queued} waiting", running, queued),
    };
    let detail = t!(
        "{invocations} runs, {errors} failed",
        invocations = number(totals.invocations),
        errors = number(totals.errors)
    );
    Some(Badge { chip: t!("function").to_owned(), status, detail, is_bad: totals.dropped > 0 })
}

fn delivery_stream(cloud: &Cloud, id: StreamId) -> Option<Badge> {
    let stream = cloud.firehose().stream(id)?;
    let t = &stream.totals;
    let kind = super::delivery_streams::destination_word(stream.destination.kind);
    let chip = match stream.status {
        Status::Active => t!("delivery stream to {kind}", kind),
        status => t!("delivery stream, {name}", name = status.name()),
    };
    let waits = stream.deliveries.values().filter(|delivery| delivery.attempt > 1).count();
    let status = match (stream.held().0, waits) {
        (held, 0) => t!("{held} in hand, {delivered} delivered", held = number(held), delivered = number(t.delivered)),
        (held, waits) => t!("{held} in hand, {waits} tried again", held = number(held), waits),
    };
    let detail = match (t.dropped, t.failed, t.lost) {
        (0, 0, 0) => String::new(),
        (dropped, failed, 0) => {
            t!("{dropped} dropped, {failed} failed", dropped = number(dropped), failed = number(failed))
        }
        (_, failed, lost) => t!("{failed} failed, {lost} lost", failed = number(failed), lost = number(lost)),
    };
    Some(Badge { chip, status, detail, is_bad: waits > 0 || t.lost > 0 || stream.failure.is_some() })
}

fn application(cloud: &Cloud, id: u32) -> Option<Badge> {
    let managed = cloud.analytics().managed(queuelab::analytics::service::ApplicationId(id))?;
    let totals = &managed.totals;
    let detail = t!(
        "{records} records, {delivered} rows sent",
        records = number(totals.records),
        delivered = number(totals.delivered)
    );
    let status = managed.status.name().to_owned();
    Some(Badge { chip: t!("SQL application").to_owned(), status, detail, is_bad: !managed.problems.is_empty() })
}

fn endpoint(cloud: &Cloud, id: u32) -> Option<Badge> {
    let endpoint = cloud.endpoints().number(id)?;
    let chip = kind_name(endpoint.kind).to_owned();
    let (word, is_bad) = match endpoint.behaviour().answer {
        Answering::Ok => ("", false),
        Answering::Status(status) if status < 400 => ("", false),
        Answering::Status(_) => (t!(", answers with errors"), true),
        Answering::Down => (t!(", down"), true),
        Answering::Gone => (t!(", gone"), true),
    };
    let totals = endpoint.totals;
    let status = t!("{received} received{word}", received = number(totals.received), word);
    let detail = match (totals.refused, totals.ignored) {
        (0, 0) => String::new(),
        (refused, 0) => t!("{refused} refused", refused = number(refused)),
        (refused, ignored) => {
            t!("{refused} refused, {ignored} ignored", refused = number(refused), ignored = number(ignored))
        }
    };
    Some(Badge { chip, status, detail, is_bad })
}

/// What an endpoint of that kind is called.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Http => t!("HTTP endpoint"),
        Kind::Email => t!("inbox"),
        Kind::Phone => t!("phone"),
        Kind::Device => t!("device"),
        Kind::Stream => t!("delivery stream"),
        Kind::Store => t!("destination of a delivery stream"),
    }
}
