//! `DescribeDeliveryStream` and `ListDeliveryStreams`.

use super::{Cx, check_name, check_range};
use crate::base::collections::SortedMap;
use crate::clock::Instant;
use crate::firehose::api::{
    DescribeDeliveryStream, DescribeDeliveryStreamResult, ListDeliveryStreams, ListDeliveryStreamsResult,
};
use crate::firehose::config::describe;
use crate::firehose::model::{self, Shape};
use crate::firehose::stream::{FailureDescription, Source, Stream};
use crate::firehose::{Firehose, FirehoseError, Result};
use serde_json::{Map, Value, json};

/// The id of the one destination.
pub(super) const DESTINATION_ID: &str = "destinationId-000000000001";
/// Streams on a page unless somebody says otherwise.
const PAGE: i64 = 10;

impl Firehose {
    pub(super) fn describe_stream(
        &self,
        cx: &Cx<'_>,
        request: &DescribeDeliveryStream,
    ) -> Result<DescribeDeliveryStreamResult> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        check_range(request.limit, "limit", (1, 10_000), &mut broken);
        if let Some(id) = &request.exclusive_start_destination_id {
            check_destination_id(id, "exclusiveStartDestinationId", &mut broken);
        }
        FirehoseError::validation(&broken)?;
        let stream = self.named(cx, &request.delivery_stream_name)?;
        let is_behind = request.exclusive_start_destination_id.as_deref().is_none_or(|id| id < DESTINATION_ID);
        Ok(DescribeDeliveryStreamResult { delivery_stream_description: shown(cx, stream, is_behind) })
    }

    pub(super) fn list_streams(&self, cx: &Cx<'_>, request: &ListDeliveryStreams) -> Result<ListDeliveryStreamsResult> {
        let mut broken = Vec::new();
        check_range(request.limit, "limit", (1, 10_000), &mut broken);
        if let Some(kind) = &request.delivery_stream_type {
            Shape::OneOf(&["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"]).check(
                &Value::String(kind.clone()),
                "deliveryStreamType",
                &mut broken,
            );
        }
        if let Some(name) = &request.exclusive_start_delivery_stream_name {
            check_name(name, "exclusiveStartDeliveryStreamName", &mut broken);
        }
        FirehoseError::validation(&broken)?;
        let most = usize::try_from(request.limit.unwrap_or(PAGE)).unwrap_or_default();
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let start = request.exclusive_start_delivery_stream_name.as_deref();
        let kind = request.delivery_stream_type.as_deref();
        let mut found = names.into_iter().flat_map(SortedMap::iter).filter(|(name, id)| {
            let of_kind = |kind| self.stream(**id).is_some_and(|stream| stream.source.name() == kind);
            start.is_none_or(|start| &***name > start) && kind.is_none_or(of_kind)
        });
        let delivery_stream_names = found.by_ref().take(most).map(|(name, _)| name.to_string()).collect();
        Ok(ListDeliveryStreamsResult { delivery_stream_names, has_more_delivery_streams: found.next().is_some() })
    }
}

/// Finds what is wrong with the id of a destination.
pub(super) fn check_destination_id(id: &str, path: &str, broken: &mut Vec<String>) {
    let rules = [
        (id.is_empty(), "have length greater than or equal to 1"),
        (id.chars().count() > 100, "have length less than or equal to 100"),
        (
            !id.is_empty() && !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "satisfy regular expression pattern: [a-zA-Z0-9-]+",
        ),
    ];
    broken.extend(
        rules.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, rule)| model::constraint(id, path, rule)),
    );
}

/// Seconds since 1970, as a number with its fraction.
fn seconds(cx: &Cx<'_>, at: Instant) -> Value {
    let millis = cx.epoch.unix_millis(at);
    if millis.is_multiple_of(1000) {
        return (millis / 1000).into();
    }
    #[allow(clippy::cast_precision_loss, reason = "thousandths of a second of this century are exact")]
    let seconds = millis as f64 / 1000.0;
    seconds.into()
}

fn failure(of: &FailureDescription) -> Value {
    json!({ "Type": &*of.0, "Details": &*of.1 })
}

fn shown(cx: &Cx<'_>, stream: &Stream, with_destination: bool) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("DeliveryStreamName", (*stream.key.name).into());
    put("DeliveryStreamARN", stream.key.arn().to_string().into());
    put("DeliveryStreamStatus", stream.status.name().into());
    if let Some(why) = &stream.failure {
        put("FailureDescription", failure(why));
    }
    let encryption = &stream.encryption;
    let mut at_rest = json!({ "Status": encryption.status.name() });
    if let Some(at_rest) = at_rest.as_object_mut().filter(|_| encryption.status.name() != "DISABLED") {
        let kind = if encryption.key.is_some() { "CUSTOMER_MANAGED_CMK" } else { "AWS_OWNED_CMK" };
        at_rest.extend(encryption.key.as_ref().map(|key| ("KeyARN".to_owned(), Value::from(&**key))));
        at_rest.insert("KeyType".to_owned(), kind.into());
        at_rest.extend(encryption.failure.as_ref().map(|why| ("FailureDescription".to_owned(), failure(why))));
    }
    put("DeliveryStreamEncryptionConfiguration", at_rest);
    put("DeliveryStreamType", stream.source.name().into());
    put("VersionId", stream.version.to_string().into());
    put("CreateTimestamp", seconds(cx, stream.created));
    if let Some(updated) = stream.updated {
        put("LastUpdateTimestamp", seconds(cx, updated));
    }
    match &stream.source {
        Source::DirectPut(None) => {}
        Source::DirectPut(Some(wish)) => put("Source", json!({ "DirectPutSourceDescription": &**wish })),
        Source::Kinesis(arn, role) => put(
            "Source",
            json!({ "KinesisStreamSourceDescription": {
                "KinesisStreamARN": &**arn, "RoleARN": &**role, "DeliveryStartTimestamp": seconds(cx, stream.created.max(stream.reading.since))
            } }),
        ),
        Source::Msk(wish) => put("Source", json!({ "MSKSourceDescription": &**wish })),
        Source::Database(wish) => put("Source", json!({ "DatabaseSourceDescription": &**wish })),
    }
    let mut destinations = Vec::new();
    if with_destination {
        let mut one = Map::new();
        one.insert("DestinationId".to_owned(), DESTINATION_ID.into());
        let described = describe(stream.destination.kind, &stream.destination.document);
        one.extend(described.into_iter().map(|(name, value)| (name.to_owned(), value)));
        destinations.push(Value::Object(one));
    }
    put("Destinations", Value::Array(destinations));
    put("HasMoreDestinations", false.into());
    Value::Object(fields)
}
