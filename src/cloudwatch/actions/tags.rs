//! `TagResource`, `UntagResource` and `ListTagsForResource`, of alarms.

use crate::base::Arn;
use crate::base::collections::SortedMap;
use crate::cloudwatch::alarm::AlarmKey;
use crate::cloudwatch::api::{ListTagsForResource, ListTagsResult, Tag, TagResource, UntagResource};
use crate::cloudwatch::{CloudWatch, CloudWatchError, CloudWatchEvent, Cx, ErrorCode, Result};
use crate::key;

/// Characters in a key and in a value, at most.
const LENGTHS: (usize, usize) = (128, 256);
/// Tags of an alarm.
const TAGS: usize = 50;

impl CloudWatch {
    pub(super) fn tag_resource(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let key = self.tagged(cx, &request.resource_arn)?;
        let there = |tag: &&Tag| self.get(&key).is_some_and(|alarm| alarm.tags.contains_key(&tag.key));
        let kept = self.get(&key).map_or(0, |alarm| alarm.tags.len());
        check_tags(&request.tags, kept.saturating_sub(request.tags.iter().filter(there).count()))?;
        if let Some(alarm) = self.get_mut(&key) {
            alarm.tags.extend(request.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())));
        }
        cx.emit(None, CloudWatchEvent::AlarmChanged { alarm: key, what: key!("tags").into() });
        Ok(())
    }

    pub(super) fn untag_resource(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        let key = self.tagged(cx, &request.resource_arn)?;
        if let Some(alarm) = self.get_mut(&key) {
            for tag in &request.tag_keys {
                alarm.tags.remove(tag);
            }
        }
        cx.emit(None, CloudWatchEvent::AlarmChanged { alarm: key, what: key!("tags").into() });
        Ok(())
    }

    pub(super) fn list_tags_for_resource(&self, cx: &Cx<'_>, request: &ListTagsForResource) -> Result<ListTagsResult> {
        let key = self.tagged(cx, &request.resource_arn)?;
        let tags = self.get(&key).into_iter().flat_map(|alarm| alarm.tags.iter());
        Ok(ListTagsResult { tags: tags.map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect() })
    }

    /// The alarm of that ARN, in the caller's account and Region.
    fn tagged(&self, cx: &Cx<'_>, text: &str) -> Result<AlarmKey> {
        let bad = || CloudWatchError::value(format!("The value {text} for parameter ResourceARN is invalid."));
        let arn: Arn = text.parse().map_err(|_| bad())?;
        let (account, region) = (cx.caller.account, cx.caller.region);
        let name = arn.resource.strip_prefix("alarm:").filter(|_| arn.service == "cloudwatch").ok_or_else(bad)?;
        let key = AlarmKey { account, region, name: name.into() };
        if key.arn() != arn || self.get(&key).is_none() {
            return Err(CloudWatchError::new(ErrorCode::ResourceNotFoundException, "Unknown resource"));
        }
        Ok(key)
    }
}

/// Refuses tags of the wrong length, a key that stands twice, and more than an alarm can have beside those it keeps.
pub(super) fn check_tags(tags: &[Tag], kept: usize) -> Result<()> {
    for (index, tag) in tags.iter().enumerate() {
        if tags.iter().take(index).any(|other| other.key == tag.key) {
            return Err(CloudWatchError::value("Duplicate tag keys are not allowed."));
        }
        super::check::length(&tag.key, "tags.member.key", 1, LENGTHS.0)?;
        super::check::length(&tag.value, "tags.member.value", 0, LENGTHS.1)?;
        if tag.key.starts_with("aws:") {
            return Err(CloudWatchError::value("Tag keys that begin with aws: are reserved."));
        }
    }
    if kept + tags.len() > TAGS {
        let message = format!("A resource can have at most {TAGS} tags.");
        return Err(CloudWatchError::new(ErrorCode::LimitExceeded, message));
    }
    Ok(())
}

pub(super) fn tag_map(tags: &[Tag]) -> SortedMap<String, String> {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}
