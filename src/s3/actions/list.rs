//! `ListObjectsV2`.

use super::{read_token, stamp, token_behind};
use crate::s3::api::{CommonPrefix, ListObjectsV2, ListObjectsV2Output, ObjectEntry, Owner};
use crate::s3::bucket::Bucket;
use crate::s3::limits::BATCH_MAX;
use crate::s3::name::form_encoded;
use crate::s3::object::{Object, Version};
use crate::s3::{Cx, Result, S3, S3Error};
use std::ops::Bound;
use std::sync::Arc;

/// What a page holds, in order.
enum Entry<'a> {
    Object(&'a Arc<str>, &'a Version, &'a Arc<Object>),
    Prefix(String),
}

impl S3 {
    pub(super) fn list_objects_v2(&self, cx: &Cx<'_>, request: &ListObjectsV2) -> Result<ListObjectsV2Output> {
        let bucket = self.need(&request.bucket)?;
        let most = page_size(request.max_keys)?;
        let encodes = match request.encoding_type.as_deref() {
            None => false,
            Some("url") => true,
            Some(other) => {
                let sentence = "Invalid Encoding Method specified in Request";
                return Err(S3Error::argument(sentence, "encoding-type", other));
            }
        };
        let token = read_token(request.continuation_token.as_deref())?;
        let behind = token.as_deref().or(request.start_after.as_deref()).unwrap_or_default();
        let (entries, last) = page(bucket, request, behind, most);
        let text = |text: &str| if encodes { form_encoded(text, "/") } else { text.to_owned() };
        let owner = request.fetch_owner.unwrap_or_default().then(|| Owner { id: self.canonical_id(bucket.owner) });
        let mut answer = ListObjectsV2Output {
            is_truncated: last.is_some(),
            name: bucket.name.as_ref().to_owned(),
            prefix: text(request.prefix.as_deref().unwrap_or_default()),
            delimiter: request.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()).map(text),
            max_keys: most as u64,
            encoding_type: request.encoding_type.clone(),
            key_count: entries.len() as u64,
            continuation_token: request.continuation_token.clone(),
            next_continuation_token: last.as_deref().map(token_behind),
            start_after: request.start_after.as_deref().map(text),
            ..ListObjectsV2Output::default()
        };
        for entry in entries {
            match entry {
                Entry::Prefix(prefix) => answer.common_prefixes.push(CommonPrefix { prefix: text(&prefix) }),
                Entry::Object(key, version, object) => answer.contents.push(ObjectEntry {
                    key: text(key),
                    last_modified: stamp(cx.epoch, version.modified),
                    e_tag: format!("\"{}\"", object.etag),
                    size: object.body.size(),
                    storage_class: "STANDARD".to_owned(),
                    owner: owner.clone(),
                }),
            }
        }
        Ok(answer)
    }
}

/// At most a thousand, however many are asked for.
fn page_size(given: Option<i64>) -> Result<usize> {
    let Some(given) = given else { return Ok(BATCH_MAX) };
    i32::try_from(given).ok().and_then(|n| usize::try_from(n).ok()).map(|n| n.min(BATCH_MAX)).ok_or_else(|| {
        let sentence = "Argument maxKeys must be an integer between 0 and 2147483647";
        S3Error::argument(sentence, "maxKeys", given.to_string())
    })
}

/// The entries behind a key or a common prefix; and the last of them, where there are more.
fn page<'a>(
    bucket: &'a Bucket,
    request: &ListObjectsV2,
    behind: &str,
    most: usize,
) -> (Vec<Entry<'a>>, Option<String>) {
    let prefix = request.prefix.as_deref().unwrap_or_default();
    let delimiter = request.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
    let from = if behind < prefix { Bound::Included(prefix) } else { Bound::Excluded(behind) };
    let mut entries = Vec::new();
    let mut last = behind.to_owned();
    for (key, version, object) in bucket.objects_from(from) {
        let Some(rest) = key.strip_prefix(prefix) else { break };
        let common = delimiter.and_then(|delimiter| rest.split_once(delimiter).map(|(head, _)| (head, delimiter)));
        let name = match common {
            Some((head, delimiter)) => format!("{prefix}{head}{delimiter}"),
            None => key.as_ref().to_owned(),
        };
        // A common prefix stands once, on the page where it came first.
        if common.is_some() && name == last {
            continue;
        }
        if entries.len() == most {
            // A page of nothing has no next one.
            return (entries, (most > 0).then_some(last));
        }
        entries.push(if common.is_some() { Entry::Prefix(name.clone()) } else { Entry::Object(key, version, object) });
        last = name;
    }
    (entries, None)
}
