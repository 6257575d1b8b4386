//! `TagResource`, `UntagResource` and `ListTags`, of mappings.

use crate::base::Arn;
use crate::lambda::api::{ListTags, ListTagsResult, TagResource, UntagResource};
use crate::lambda::mappings::settings::ARN_PATTERN;
use crate::lambda::mappings::{Mapping, MappingId};
use crate::lambda::{Cx, Lambda, LambdaError, LambdaEvent, Result};
use std::collections::BTreeMap;

/// Characters in a key and in a value, at most.
const LENGTHS: (usize, usize) = (128, 256);
/// Tags of one resource.
const TAGS: usize = 50;

impl Lambda {
    pub(super) fn tag_mapping(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let id = self.tagged(cx, &request.resource)?.id;
        let there = |key: &&String| self.mapping(id).is_some_and(|mapping| mapping.tags.contains_key(*key));
        let known = request.tags.keys().filter(there).count();
        let before = self.mapping(id).map_or(0, |mapping| mapping.tags.len());
        check_tags(before + request.tags.len() - known, &request.tags)?;
        if let Some(mapping) = self.mapping_mut(id) {
            mapping.tags.extend(request.tags.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        cx.emit(None, LambdaEvent::MappingTagged { mapping: id });
        Ok(())
    }

    pub(super) fn untag_mapping(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        let id: MappingId = self.tagged(cx, &request.resource)?.id;
        if let Some(mapping) = self.mapping_mut(id) {
            for key in &request.tag_keys {
                mapping.tags.remove(key);
            }
        }
        cx.emit(None, LambdaEvent::MappingTagged { mapping: id });
        Ok(())
    }

    pub(super) fn list_tags(&self, cx: &Cx<'_>, request: &ListTags) -> Result<ListTagsResult> {
        let tags = self.tagged(cx, &request.resource)?.tags.iter();
        Ok(ListTagsResult { tags: tags.map(|(key, value)| (key.clone(), value.clone())).collect() })
    }

    /// The mapping of that ARN, in the caller's account and Region.
    fn tagged(&self, cx: &Cx<'_>, text: &str) -> Result<&Mapping> {
        let Ok(arn) = text.parse::<Arn>() else {
            return Err(LambdaError::validation(text, "resource", ARN_PATTERN));
        };
        let uuid = arn.resource.strip_prefix("event-source-mapping:").filter(|_| arn.service == "lambda");
        let found = uuid.and_then(|uuid| self.find_mapping(cx.caller.account, cx.caller.region, uuid));
        found
            .filter(|mapping| mapping.arn() == arn)
            .ok_or_else(|| LambdaError::not_found("The resource you requested does not exist."))
    }
}

/// Refuses tags of the wrong length, and more than a resource may have.
pub(super) fn check_tags(count: usize, tags: &BTreeMap<String, String>) -> Result<()> {
    for (key, value) in tags {
        let is_short = key.chars().count() <= LENGTHS.0 && value.chars().count() <= LENGTHS.1;
        if key.is_empty() || !is_short || key.starts_with("aws:") {
            return Err(LambdaError::invalid(format!("The tag with the key '{key}' is not valid.")));
        }
    }
    if count > TAGS {
        return Err(LambdaError::invalid(format!("A resource can have at most {TAGS} tags.")));
    }
    Ok(())
}
