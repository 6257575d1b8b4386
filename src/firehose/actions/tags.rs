//! `TagDeliveryStream`, `UntagDeliveryStream` and `ListTagsForDeliveryStream`.

use super::{Cx, check_name, check_range};
use crate::base::collections::SortedMap;
use crate::firehose::api::{
    ListTagsForDeliveryStream, ListTagsForDeliveryStreamResult, Tag, TagDeliveryStream, UntagDeliveryStream,
};
use crate::firehose::limits::TAGS_MAX;
use crate::firehose::model;
use crate::firehose::stream::{Status, Stream, StreamId};
use crate::firehose::{Firehose, FirehoseError, FirehoseEvent, Result};
use crate::key;

const KEY: &str = r"satisfy regular expression pattern: ^(?!aws:)[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$";
const VALUE: &str = r"satisfy regular expression pattern: ^[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$";

impl Firehose {
    pub(super) fn tag(&mut self, cx: &mut Cx<'_>, request: &TagDeliveryStream) -> Result<()> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        match &request.tags {
            Some(tags) => check_tags(tags, &mut broken),
            None => broken.push(model::null("tags")),
        }
        FirehoseError::validation(&broken)?;
        let stream = self.tagged(cx, &request.delivery_stream_name)?;
        let mut tags = stream.tags.clone();
        tags.extend(tags_of(request.tags.as_deref().unwrap_or_default()).iter().map(|(k, v)| (k.clone(), v.clone())));
        if tags.len() > TAGS_MAX {
            return Err(FirehoseError::limit(format!("A Firehose stream can have at most {TAGS_MAX} tags.")));
        }
        let id = stream.id;
        self.set_tags(cx, id, tags);
        Ok(())
    }

    pub(super) fn untag(&mut self, cx: &mut Cx<'_>, request: &UntagDeliveryStream) -> Result<()> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        match &request.tag_keys {
            Some(keys) => {
                check_count(keys.len(), "tagKeys", &mut broken);
                for (index, key) in keys.iter().enumerate() {
                    check_key(key, &format!("tagKeys.{}.member", index + 1), &mut broken);
                }
            }
            None => broken.push(model::null("tagKeys")),
        }
        FirehoseError::validation(&broken)?;
        let stream = self.tagged(cx, &request.delivery_stream_name)?;
        let keys = request.tag_keys.as_deref().unwrap_or_default();
        let (id, mut tags) = (stream.id, stream.tags.clone());
        tags.retain(|key, _| !keys.contains(key));
        self.set_tags(cx, id, tags);
        Ok(())
    }

    /// A stream that is going takes no tags.
    fn tagged(&self, cx: &Cx<'_>, name: &str) -> Result<&Stream> {
        let stream = self.named(cx, name)?;
        if matches!(stream.status, Status::Deleting | Status::DeletingFailed) {
            let sentence = format!("Firehose {name} under account {} is being deleted.", cx.caller.account);
            return Err(FirehoseError::in_use(sentence));
        }
        Ok(stream)
    }

    fn set_tags(&mut self, cx: &mut Cx<'_>, id: StreamId, tags: SortedMap<String, String>) {
        if let Some(stream) = self.stream_mut(id) {
            stream.tags = tags;
            let name = stream.key.name.clone();
            cx.emit(None, FirehoseEvent::StreamChanged { stream: name, what: key!("tags").into() });
        }
    }

    pub(super) fn list_tags(
        &self,
        cx: &Cx<'_>,
        request: &ListTagsForDeliveryStream,
    ) -> Result<ListTagsForDeliveryStreamResult> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        check_range(request.limit, "limit", (1, 50), &mut broken);
        if let Some(key) = &request.exclusive_start_tag_key {
            check_key(key, "exclusiveStartTagKey", &mut broken);
        }
        FirehoseError::validation(&broken)?;
        let stream = self.named(cx, &request.delivery_stream_name)?;
        let start = request.exclusive_start_tag_key.as_deref();
        let most = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(TAGS_MAX);
        let mut found = stream.tags.iter().filter(|(key, _)| start.is_none_or(|start| key.as_str() > start));
        let tag = |(key, value): (&String, &String)| Tag { key: key.clone(), value: Some(value.clone()) };
        let tags = found.by_ref().take(most).map(tag).collect();
        Ok(ListTagsForDeliveryStreamResult { tags, has_more_tags: found.next().is_some() })
    }
}

/// Tags by key; of two with one key the later counts.
pub(super) fn tags_of(tags: &[Tag]) -> SortedMap<String, String> {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone().unwrap_or_default())).collect()
}

/// Finds what is wrong with a list of tags.
pub(super) fn check_tags(tags: &[Tag], broken: &mut Vec<String>) {
    check_count(tags.len(), "tags", broken);
    for (index, tag) in tags.iter().enumerate() {
        check_key(&tag.key, &format!("tags.{}.member.key", index + 1), broken);
        let path = format!("tags.{}.member.value", index + 1);
        if let Some(value) = &tag.value {
            if value.chars().count() > 256 {
                broken.push(model::constraint(value, &path, "have length less than or equal to 256"));
            }
            if !is_plain(value) {
                broken.push(model::constraint(value, &path, VALUE));
            }
        }
    }
}

fn check_count(count: usize, path: &str, broken: &mut Vec<String>) {
    if count == 0 {
        broken.push(model::constraint("[]", path, "have length greater than or equal to 1"));
    } else if count > TAGS_MAX {
        broken.push(model::constraint(format!("{count} items"), path, "have length less than or equal to 50"));
    }
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '\u{A0}' || "_.:/=+-@%".contains(c))
}

fn check_key(key: &str, path: &str, broken: &mut Vec<String>) {
    if key.is_empty() {
        broken.push(model::constraint(key, path, "have length greater than or equal to 1"));
    }
    if key.chars().count() > 128 {
        broken.push(model::constraint(key, path, "have length less than or equal to 128"));
    }
    if key.starts_with("aws:") || !is_plain(key) {
        broken.push(model::constraint(key, path, KEY));
    }
}
