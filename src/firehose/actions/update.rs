//! `UpdateDestination`.

use super::describe::{DESTINATION_ID, check_destination_id};
use super::{Cx, check_name};
use crate::firehose::api::UpdateDestination;
use crate::firehose::config::{Destination, Wish, change_of, may_follow, merge, renamed, updates, without_nulls};
use crate::firehose::model;
use crate::firehose::{ErrorCode, Firehose, FirehoseError, FirehoseEvent, Result};
use serde_json::Value;

impl Firehose {
    pub(super) fn update_destination(&mut self, cx: &mut Cx<'_>, request: &UpdateDestination) -> Result<()> {
        check(request)?;
        let stream = self.active(cx, &request.delivery_stream_name)?;
        if request.destination_id != DESTINATION_ID {
            let sentence = format!("Destination Id {} not found", request.destination_id);
            return Err(FirehoseError::invalid(sentence));
        }
        if request.current_delivery_stream_version_id != stream.version.to_string() {
            let sentence = format!(
                "Cannot update firehose: {} since the current version id: {} and specified version id: {} do not match",
                stream.key.name, stream.version, request.current_delivery_stream_version_id
            );
            return Err(FirehoseError::new(ErrorCode::ConcurrentModificationException, sentence));
        }
        let change = change_of(&Wish::Update(request))?;
        let Value::Object(update) = without_nulls(change.value) else {
            return Err(FirehoseError::invalid("A destination is an object"));
        };
        let (old, update) = (&stream.destination, renamed(&update));
        let document = if old.kind == change.kind {
            merge(change.kind, &old.document, &update)?
        } else {
            may_follow(old.kind, change.kind, &old.document)?;
            needed(&change, &update)?;
            update
        };
        let destination = Destination::new(change.kind, document)?;
        self.check_intervals(&destination)?;
        let (id, now) = (stream.id, cx.now);
        // Records that wait go where the stream delivers now.
        if let Some(stream) = self.stream_mut(id) {
            stream.destination = destination;
            stream.version += 1;
            stream.updated = Some(now);
            let what = format!("destination, version {}", stream.version);
            let event = FirehoseEvent::StreamChanged { stream: stream.key.name.clone(), what: what.into() };
            cx.emit(None, event);
        }
        self.regroup(cx, id);
        self.flush_due(cx, id);
        Ok(())
    }
}

/// A destination of another kind has to be told in full.
fn needed(change: &crate::firehose::config::Change<'_>, update: &serde_json::Map<String, Value>) -> Result<()> {
    let shape = crate::firehose::config::shape_of_kind(change.kind);
    let mut broken = Vec::new();
    shape.check(&Value::Object(update.clone()), &model::shown(change.name), &mut broken);
    FirehoseError::validation(&broken)
}

fn check(request: &UpdateDestination) -> Result<()> {
    let mut broken = Vec::new();
    check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
    let (version, path) = (&request.current_delivery_stream_version_id, "currentDeliveryStreamVersionId");
    let rules = [
        (version.is_empty(), "have length greater than or equal to 1"),
        (version.chars().count() > 50, "have length less than or equal to 50"),
        (
            !version.is_empty() && !version.chars().all(|c| c.is_ascii_digit()),
            "satisfy regular expression pattern: [0-9]+",
        ),
    ];
    let wrong = rules.into_iter().filter(|(is_broken, _)| *is_broken);
    broken.extend(wrong.map(|(_, rule)| model::constraint(version, path, rule)));
    check_destination_id(&request.destination_id, "destinationId", &mut broken);
    for change in updates(request) {
        change.shape.check(change.value, &model::shown(change.name), &mut broken);
    }
    FirehoseError::validation(&broken)
}
