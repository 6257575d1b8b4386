//! Tags, by the operations of streams and by those of any resource.

use crate::base::collections::SortedMap;
use crate::kinesis::api::{
    AddTagsToStream, ListTagsForResource, ListTagsForResourceResult, ListTagsForStream, ListTagsForStreamResult, Named,
    RemoveTagsFromStream, Tag, TagResource, UntagResource,
};
use crate::kinesis::check::Checks;
use crate::kinesis::stream::Status;
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Resource, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

type Tags = SortedMap<Arc<str>, Arc<str>>;

/// Whether all characters can stand in a tag.
fn checked(tags: &BTreeMap<String, String>) -> Result<()> {
    let all = || tags.keys().chain(tags.values()).flat_map(|text| text.chars());
    let is_known = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_./=+-%@:".contains(c);
    if !all().all(is_known) {
        return Err(KinesisError::argument(
            "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.",
        ));
    }
    Ok(())
}

/// The tags that a resource has once these are added, of which there can be so many.
fn joined(own: Tags, tags: &BTreeMap<String, String>, what: &str, most: usize) -> Result<Tags> {
    checked(tags)?;
    if tags.iter().any(|(key, value)| key.contains('%') || value.contains('%')) {
        return Err(KinesisError::argument(format!(
            "Failed to add tags to {what} because some tags contained illegal characters. The allowed characters are Unicode \
             letters, white-spaces, '_',',','/','=','+','-','@',':'."
        )));
    }
    let mut all = own;
    all.extend(tags.iter().map(|(key, value)| (key.as_str().into(), value.as_str().into())));
    if all.len() > most {
        return Err(KinesisError::argument(format!(
            "Failed to add tags to {what} because a given stream cannot have more than {most} tags associated with it."
        )));
    }
    Ok(all)
}

/// The tags with which a resource is made: the same rules hold for them as for those that are added later.
pub(super) fn tags_of_new(tags: Option<&BTreeMap<String, String>>, what: &str, most: usize) -> Result<Tags> {
    tags.map_or_else(|| Ok(Tags::default()), |tags| joined(Tags::default(), tags, what, most))
}

impl Kinesis {
    pub(super) fn add_tags_to_stream(&mut self, cx: &mut Cx<'_>, request: &AddTagsToStream) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.tags.as_ref(), "tags");
        checks.tags(request.tags.as_ref());
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve(cx.caller, named)?;
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            self.resolve_idle(cx.caller, named)?;
        }
        let tags = request.tags.clone().unwrap_or_default();
        let (id, what) = (stream.id, format!("stream {} under account {}", stream.key.name, stream.key.account));
        self.add_tags(cx, Resource::Stream(id), &tags, &what)
    }

    fn tags_of(&self, resource: Resource) -> Tags {
        let found = match resource {
            Resource::Stream(id) => self.stream(id).map(|stream| &stream.tags),
            Resource::Consumer(id) => self.consumer(id).map(|consumer| &consumer.tags),
        };
        found.cloned().unwrap_or_default()
    }

    fn set_tags(&mut self, cx: &mut Cx<'_>, resource: Resource, tags: Tags) {
        let stream = match resource {
            Resource::Stream(id) => self.stream_mut(id).map(|stream| {
                stream.tags = tags;
                id
            }),
            Resource::Consumer(id) => self.consumer_mut(id).map(|consumer| {
                consumer.tags = tags;
                consumer.stream
            }),
        };
        if let Some(stream) = stream {
            cx.emit(None, KinesisEvent::StreamChanged(stream, "Tags"));
        }
    }

    fn add_tags(
        &mut self,
        cx: &mut Cx<'_>,
        resource: Resource,
        tags: &BTreeMap<String, String>,
        what: &str,
    ) -> Result<()> {
        let all = joined(self.tags_of(resource), tags, what, self.limits.tags)?;
        self.set_tags(cx, resource, all);
        Ok(())
    }

    pub(super) fn remove_tags_from_stream(&mut self, cx: &mut Cx<'_>, request: &RemoveTagsFromStream) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.tag_keys.as_ref(), "tagKeys");
        checks.list(request.tag_keys.as_deref(), "tagKeys", (1, 50), (1, 128));
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve(cx.caller, named)?;
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            self.resolve_idle(cx.caller, named)?;
        }
        let id = stream.id;
        self.remove_tags(cx, Resource::Stream(id), request.tag_keys.as_deref().unwrap_or_default());
        Ok(())
    }

    /// A stream that is being made or deleted keeps the tags that it has.
    fn check_taggable(&self, cx: &Cx<'_>, resource: Resource, arn: &str) -> Result<()> {
        let Resource::Stream(id) = resource else { return Ok(()) };
        if self.stream(id).is_some_and(|stream| matches!(stream.status, Status::Creating | Status::Deleting)) {
            self.resolve_idle(cx.caller, Named { name: None, arn: Some(arn) })?;
        }
        Ok(())
    }

    fn remove_tags(&mut self, cx: &mut Cx<'_>, resource: Resource, keys: &[String]) {
        let mut all = self.tags_of(resource);
        for key in keys {
            all.remove(key.as_str());
        }
        self.set_tags(cx, resource, all);
    }

    pub(super) fn list_tags_for_stream(
        &self,
        cx: &Cx<'_>,
        request: &ListTagsForStream,
    ) -> Result<ListTagsForStreamResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.text(request.exclusive_start_tag_key.as_deref(), "exclusiveStartTagKey", (1, 128));
        checks.range(request.limit, "limit", (1, 50));
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve(cx.caller, named)?;
        let after = request.exclusive_start_tag_key.as_deref();
        let size = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let mut tags: Vec<Tag> =
            shown(&stream.tags).filter(|tag| after.is_none_or(|after| tag.key.as_str() > after)).collect();
        let has_more_tags = tags.len() > size;
        tags.truncate(size);
        Ok(ListTagsForStreamResult { tags, has_more_tags })
    }

    pub(super) fn tag_resource(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let mut checks = Checks::default();
        checks.required(request.tags.as_ref(), "tags");
        checks.tags(request.tags.as_ref());
        checks.required(request.resource_arn.as_ref(), "resourceARN");
        checks.arn(request.resource_arn.as_deref(), "resourceARN", "");
        checks.finish()?;
        let arn = request.resource_arn.as_deref().unwrap_or_default();
        let resource = self.resource(cx, arn)?;
        self.check_taggable(cx, resource, arn)?;
        self.add_tags(cx, resource, &request.tags.clone().unwrap_or_default(), &format!("resource {arn}"))
    }

    pub(super) fn untag_resource(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        let mut checks = Checks::default();
        checks.required(request.tag_keys.as_ref(), "tagKeys");
        checks.list(request.tag_keys.as_deref(), "tagKeys", (1, 50), (1, 128));
        checks.required(request.resource_arn.as_ref(), "resourceARN");
        checks.arn(request.resource_arn.as_deref(), "resourceARN", "");
        checks.finish()?;
        let arn = request.resource_arn.as_deref().unwrap_or_default();
        let resource = self.resource(cx, arn)?;
        self.check_taggable(cx, resource, arn)?;
        self.remove_tags(cx, resource, request.tag_keys.as_deref().unwrap_or_default());
        Ok(())
    }

    pub(super) fn list_tags_for_resource(
        &self,
        cx: &Cx<'_>,
        request: &ListTagsForResource,
    ) -> Result<ListTagsForResourceResult> {
        let mut checks = Checks::default();
        checks.required(request.resource_arn.as_ref(), "resourceARN");
        checks.arn(request.resource_arn.as_deref(), "resourceARN", "");
        checks.finish()?;
        let resource = self.resource(cx, request.resource_arn.as_deref().unwrap_or_default())?;
        Ok(ListTagsForResourceResult { tags: shown(&self.tags_of(resource)).collect() })
    }
}

fn shown(tags: &Tags) -> impl Iterator<Item = Tag> {
    tags.iter().map(|(key, value)| Tag { key: key.to_string(), value: value.to_string() })
}
