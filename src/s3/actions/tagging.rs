//! `PutObjectTagging`, `GetObjectTagging` and `DeleteObjectTagging`.
//!
//! Source: "Categorizing your objects using tags" in the Amazon S3 user guide.

use crate::base::collections::SortedMap;
use crate::s3::api::{
    DeleteObjectTagging, GetObjectTagging, GetObjectTaggingOutput, PutObjectTagging, Tag, VersionIdOutput,
};
use crate::s3::limits::{OBJECT_TAGS_MAX, TAG_LENGTHS};
use crate::s3::name::percent_decoded;
use crate::s3::notify::Change;
use crate::s3::{Cx, ErrorCode, EventType, Result, S3, S3Error, S3Event};

type Tags = SortedMap<String, String>;

impl S3 {
    pub(super) fn put_object_tagging(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutObjectTagging,
    ) -> Result<VersionIdOutput> {
        let tagging = request.tagging.as_ref().ok_or_else(S3Error::malformed)?;
        let tags = read_tags(&tagging.tag_set)?;
        let version = request.version_id.as_deref();
        self.set_tags(cx, (&request.bucket, &request.key, version), tags, EventType::TAGGING_PUT)
    }

    pub(super) fn delete_object_tagging(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteObjectTagging,
    ) -> Result<VersionIdOutput> {
        let version = request.version_id.as_deref();
        self.set_tags(cx, (&request.bucket, &request.key, version), Tags::default(), EventType::TAGGING_DELETE)
    }

    pub(super) fn get_object_tagging(&self, request: &GetObjectTagging) -> Result<GetObjectTaggingOutput> {
        let bucket = self.need(&request.bucket)?;
        let (version, object) = self.find_object(bucket, &request.key, request.version_id.as_deref(), "GET")?;
        let tag_set = object.tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect();
        Ok(GetObjectTaggingOutput { version_id: version.id.as_deref().map(str::to_owned), tag_set })
    }

    fn set_tags(
        &mut self,
        cx: &mut Cx<'_>,
        (bucket, key, version): (&str, &str, Option<&str>),
        tags: Tags,
        how: EventType,
    ) -> Result<VersionIdOutput> {
        let bucket = self.need(bucket)?;
        let method = if how == EventType::TAGGING_PUT { "PUT" } else { "DELETE" };
        let (found, object) = self.find_object(bucket, key, version, method)?;
        let (id, version) = (bucket.id, found.id.clone());
        let change = Change {
            event: how,
            key: key.into(),
            version: version.clone(),
            size: None,
            etag: Some(object.etag.clone()),
            sequencer: None,
        };
        if let Some(bucket) = self.bucket_mut(id) {
            bucket.change(key, version.as_deref(), |object| object.tags = tags);
        }
        let cause = cx.emit(None, S3Event::Tagged { bucket: id, key: key.into(), version: version.clone(), how });
        self.announce(cx, id, &change, cause);
        Ok(VersionIdOutput { version_id: version.as_deref().map(str::to_owned) })
    }
}

/// The tags of a list.
fn read_tags(given: &[Tag]) -> Result<Tags> {
    if given.len() > OBJECT_TAGS_MAX {
        let sentence = format!("Object tags cannot be greater than {OBJECT_TAGS_MAX}");
        return Err(S3Error::new(ErrorCode::BadRequest, sentence));
    }
    let mut tags = Tags::default();
    for Tag { key, value } in given {
        let bad = |sentence: &str, name: &str, text: &str| {
            Err(S3Error::new(ErrorCode::InvalidTag, sentence).with(name, text))
        };
        if !(1..=TAG_LENGTHS.0).contains(&key.chars().count()) || !key.chars().all(is_tag_letter) {
            return bad("The TagKey you have provided is invalid", "TagKey", key);
        }
        if value.chars().count() > TAG_LENGTHS.1 || !value.chars().all(is_tag_letter) {
            return bad("The TagValue you have provided is invalid", "TagValue", value);
        }
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return bad("System tags cannot be added/updated by requester", "TagKey", key);
        }
        if tags.insert(key.clone(), value.clone()).is_some() {
            return bad("Cannot provide multiple Tags with the same key", "TagKey", key);
        }
    }
    Ok(tags)
}

fn is_tag_letter(letter: char) -> bool {
    letter.is_alphanumeric() || " +-=._:/@".contains(letter)
}

/// The tags of the header `x-amz-tagging`: `key=value&…`, encoded as in a URL.
pub(super) fn tags_of_header(text: Option<&str>) -> Result<Tags> {
    let decoded = |text: &str| percent_decoded(&text.replace('+', " "));
    let pairs = text.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let given: Vec<Tag> = pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Tag { key: decoded(key), value: decoded(value) }
        })
        .collect();
    let is_twice = |(index, tag): (usize, &Tag)| given.iter().take(index).any(|earlier| earlier.key == tag.key);
    if given.iter().enumerate().any(is_twice) {
        let sentence = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters \
                        without tag name duplicates.";
        return Err(S3Error::argument(sentence, "x-amz-tagging", text.unwrap_or_default()));
    }
    read_tags(&given)
}
