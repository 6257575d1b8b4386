//! `TagResource`, `UntagResource` and `ListResourceTags`.

use crate::kms::api::{ListResourceTags, ListResourceTagsResult, Tag, TagResource, UntagResource};
use crate::kms::check::{self, Paging};
use crate::kms::{Change, Cx, ErrorCode, Kms, KmsError, Result};

impl Kms {
    pub(super) fn tag_resource(&mut self, cx: &mut Cx<'_>, request: &TagResource) -> Result<()> {
        let most = self.limits.tags_max;
        let tags = check::tags(&request.tags, most)?;
        let number = self.find_changeable(cx.caller, &request.key_id, "TagResource")?;
        self.change(cx, number, Change::Tags, |key| {
            key.check_not_pending()?;
            if key.tags.len() + tags.keys().filter(|name| !key.tags.contains_key(*name)).count() > most {
                let sentence = format!("A KMS key can have at most {most} tags.");
                return Err(KmsError::new(ErrorCode::LimitExceeded, sentence));
            }
            key.tags.extend(tags.iter().map(|(name, value)| (name.clone(), value.clone())));
            Ok(())
        })
    }

    pub(super) fn untag_resource(&mut self, cx: &mut Cx<'_>, request: &UntagResource) -> Result<()> {
        for (index, name) in request.tag_keys.iter().enumerate() {
            check::length(name, &format!("tagKeys.{}.member", index + 1), 1, 128)?;
        }
        let number = self.find_changeable(cx.caller, &request.key_id, "UntagResource")?;
        self.change(cx, number, Change::Tags, |key| {
            key.check_not_pending()?;
            for name in &request.tag_keys {
                key.tags.remove(name);
            }
            Ok(())
        })
    }

    pub(super) fn list_resource_tags(&self, cx: &Cx<'_>, request: &ListResourceTags) -> Result<ListResourceTagsResult> {
        let key = self.find_own(cx.caller, &request.key_id, "ListResourceTags")?;
        let all = key
            .tags
            .iter()
            .map(|(name, value)| (name.clone(), Tag { tag_key: name.clone(), tag_value: value.clone() }));
        let paging = Paging { limit: request.limit, marker: request.marker.as_deref(), sizes: (50, 50) };
        let (tags, next_marker) = check::page(all, paging)?;
        Ok(ListResourceTagsResult { tags, truncated: next_marker.is_some(), next_marker })
    }
}
