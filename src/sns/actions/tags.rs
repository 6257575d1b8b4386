//! `TagResource`, `UntagResource` and `ListTagsForResource`.

use crate::base::collections::SortedMap;
use crate::key;
use crate::sns::api::{ListTagsForResource, ListTagsResult, Tag, TagResource, UntagResource};
use crate::sns::topic::TopicId;
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, parse_arn};

/// Characters in a key and in a value, at most.
const LENGTHS: (usize, usize) = (128, 256);

impl Sns {
    pub(super) fn tag_resource(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let id = self.tagged(&request.resource_arn)?;
        check_tags(&request.tags)?;
        let new = tag_map(&request.tags);
        let limit = self.limits.tags_max;
        let Some(topic) = self.topic(id) else { return Err(no_such_resource()) };
        if topic.tags.len() + new.keys().filter(|key| !topic.tags.contains_key(*key)).count() > limit {
            return Err(SnsError::too_many_tags());
        }
        if let Some(topic) = self.topic_mut(id) {
            topic.tags.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: key!("tags").into() });
        Ok(())
    }

    pub(super) fn untag_resource(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        let id = self.tagged(&request.resource_arn)?;
        if let Some(topic) = self.topic_mut(id) {
            for key in &request.tag_keys {
                topic.tags.remove(key);
            }
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: key!("tags").into() });
        Ok(())
    }

    pub(super) fn list_tags_for_resource(&self, _: &Cx<'_>, request: &ListTagsForResource) -> Result<ListTagsResult> {
        let id = self.tagged(&request.resource_arn)?;
        let topic = self.topic(id).ok_or_else(no_such_resource)?;
        let tags = topic.tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect();
        Ok(ListTagsResult { tags })
    }

    fn tagged(&self, arn: &str) -> Result<TopicId> {
        self.find_arn(&parse_arn(arn, "ResourceArn")?).ok_or_else(no_such_resource)
    }
}

fn no_such_resource() -> SnsError {
    SnsError::new(ErrorCode::ResourceNotFound, "Resource does not exist")
}

/// Refuses tags of the wrong length, and a key that stands twice.
pub(super) fn check_tags(tags: &[Tag]) -> Result<()> {
    for (index, tag) in tags.iter().enumerate() {
        if tags.iter().take(index).any(|other| other.key == tag.key) {
            return Err(SnsError::invalid("Duplicated keys are not allowed."));
        }
        let (key, value) = (tag.key.chars().count(), tag.value.chars().count());
        if !(1..=LENGTHS.0).contains(&key) || value > LENGTHS.1 {
            return Err(SnsError::invalid(format_args!(
                "Tags Reason: a key has 1 to {} characters and a value 0 to {}",
                LENGTHS.0, LENGTHS.1
            )));
        }
    }
    Ok(())
}

pub(super) fn tag_map(tags: &[Tag]) -> SortedMap<String, String> {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}
