//! `TagResource`, `UntagResource` and `ListTagsForResource`.

use crate::analytics::error::{AnalyticsError, ErrorCode, Result};
use crate::analytics::service::api::{ListTagsForResource, ListTagsForResourceResult, Tag, TagResource, UntagResource};
use crate::analytics::service::check::{Check, Form};
use crate::analytics::service::managed::{ApplicationId, Managed, Status, TAGS_MAX};
use crate::analytics::service::{Analytics, AnalyticsEvent, Cx};
use crate::base::collections::SortedMap;
use crate::key;

impl Analytics {
    pub(super) fn tag(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let mut check = Check::default();
        check.needed(("resourceARN", Some(&request.resource_arn)), (1, 2_048), Form::Application);
        match &request.tags {
            Some(tags) => check.tags("tags", tags),
            None => check.null("tags"),
        }
        check.end()?;
        let managed = self.tagged(cx, &request.resource_arn)?;
        let given = request.tags.as_deref().unwrap_or_default();
        check_tags(&managed.tags, given)?;
        let (id, mut tags) = (managed.id, managed.tags.clone());
        tags.extend(tags_of(given).iter().map(|(key, value)| (key.clone(), value.clone())));
        self.set_tags(cx, id, tags);
        Ok(())
    }

    pub(super) fn untag(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        let mut check = Check::default();
        check.needed(("resourceARN", Some(&request.resource_arn)), (1, 2_048), Form::Application);
        match &request.tag_keys {
            Some(keys) => {
                check.count("tagKeys", keys.len(), (1, 200));
                for (index, key) in keys.iter().enumerate() {
                    check.text((&format!("tagKeys.{}.member", index + 1), Some(key)), (1, 128), Form::Any);
                }
            }
            None => check.null("tagKeys"),
        }
        check.end()?;
        let managed = self.tagged(cx, &request.resource_arn)?;
        let keys = request.tag_keys.as_deref().unwrap_or_default();
        let (id, mut tags) = (managed.id, managed.tags.clone());
        tags.retain(|key, _| !keys.contains(key));
        self.set_tags(cx, id, tags);
        Ok(())
    }

    pub(super) fn list_tags(&self, cx: &Cx<'_>, request: &ListTagsForResource) -> Result<ListTagsForResourceResult> {
        let mut check = Check::default();
        check.needed(("resourceARN", Some(&request.resource_arn)), (1, 2_048), Form::Application);
        check.end()?;
        let managed = self.by_arn(cx, &request.resource_arn)?;
        let tag = |(key, value): (&String, &String)| Tag { key: Some(key.clone()), value: Some(value.clone()) };
        Ok(ListTagsForResourceResult { tags: managed.tags.iter().map(tag).collect() })
    }

    /// The caller's application with that ARN.
    fn by_arn(&self, cx: &Cx<'_>, arn: &str) -> Result<&Managed> {
        let found = arn.parse().ok().and_then(|arn| self.find_arn(&arn)).and_then(|id| self.managed(id));
        let own =
            found.filter(|managed| managed.key.account == cx.caller.account && managed.key.region == cx.caller.region);
        own.ok_or_else(|| AnalyticsError::not_found(format!("There is no application {arn}.")))
    }

    /// An application that is going takes no tags.
    fn tagged(&self, cx: &Cx<'_>, arn: &str) -> Result<&Managed> {
        let managed = self.by_arn(cx, arn)?;
        if managed.status == Status::Deleting {
            return Err(AnalyticsError::in_use(format!("The application {} is DELETING.", managed.key.name)));
        }
        Ok(managed)
    }

    fn set_tags(&mut self, cx: &mut Cx<'_>, id: ApplicationId, tags: SortedMap<String, String>) {
        let Some(managed) = self.managed_mut(id) else { return };
        managed.tags = tags;
        let application = managed.key.name.clone();
        cx.emit(None, AnalyticsEvent::ApplicationChanged { application, what: key!("tags").into() });
    }
}

/// Tags by key; of two with one key the later counts.
pub(super) fn tags_of(tags: &[Tag]) -> SortedMap<String, String> {
    let pair = |tag: &Tag| (tag.key.clone().unwrap_or_default(), tag.value.clone().unwrap_or_default());
    tags.iter().map(pair).collect()
}

/// Refuses more tags than an application can have together with those that it has, and keys of AWS's own.
///
/// # Errors
/// `TooManyTagsException`, `InvalidArgumentException`.
pub(super) fn check_tags(there: &SortedMap<String, String>, more: &[Tag]) -> Result<()> {
    let more = tags_of(more);
    if more.keys().any(|key| key.to_lowercase().starts_with("aws:")) {
        return Err(AnalyticsError::invalid("Keys of tags must not begin with aws:."));
    }
    let count = there.len() + more.keys().filter(|key| !there.contains_key(*key)).count();
    if count > TAGS_MAX {
        let sentence = format!("An application can have at most {TAGS_MAX} tags.");
        return Err(AnalyticsError::new(ErrorCode::TooManyTagsException, sentence));
    }
    Ok(())
}
