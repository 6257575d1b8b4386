//! `TagQueue`, `UntagQueue` and `ListQueueTags`.

use crate::base::Bucket;
use crate::base::collections::map_of;
use crate::key;
use crate::sqs::api::{Attributes, ListQueueTags, ListQueueTagsResult, TagQueue, UntagQueue};
use crate::sqs::{Cx, ErrorCode, Result, Sqs, SqsError, SqsEvent};

/// Characters in a key and in a value, at most.
const LENGTHS: (usize, usize) = (128, 256);

impl Sqs {
    /// Adds tags; one with a key that is there already takes its place.
    pub(super) fn tag_queue(&mut self, cx: &mut Cx<'_>, request: &TagQueue) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.tags.is_empty() {
            return Err(SqsError::missing("Tags"));
        }
        check_tags(&request.tags)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let new = request.tags.keys().filter(|key| !queue.tags.contains_key(*key)).count();
        if queue.tags.len() + new > self.limits.tags_max {
            return Err(SqsError::invalid(format!("Too many tags added for queue {}.", queue.key.name)));
        }
        self.count_tag_call(cx)?;
        if let Some(queue) = self.queue_mut(id) {
            queue.tags.extend(request.tags.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        cx.emit(None, SqsEvent::SettingsChanged { queue: id, what: key!("tags") });
        Ok(())
    }

    /// Takes tags away; a key that is not there makes no difference.
    pub(super) fn untag_queue(&mut self, cx: &mut Cx<'_>, request: &UntagQueue) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.tag_keys.is_empty() {
            return Err(bad_length("keys", 1, LENGTHS.0));
        }
        request.tag_keys.iter().try_for_each(|key| check_key(key))?;
        self.count_tag_call(cx)?;
        if let Some(queue) = self.queue_mut(id) {
            for key in &request.tag_keys {
                queue.tags.remove(key);
            }
        }
        cx.emit(None, SqsEvent::SettingsChanged { queue: id, what: key!("tags") });
        Ok(())
    }

    /// All tags of a queue.
    pub(super) fn list_queue_tags(&mut self, cx: &mut Cx<'_>, request: &ListQueueTags) -> Result<ListQueueTagsResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        self.count_tag_call(cx)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        Ok(ListQueueTagsResult { tags: map_of(queue.tags.iter().map(|(key, value)| (key.clone(), value.clone()))) })
    }

    /// Counts a call against the account's quota for tagging. It is the last check of each action: what is refused for
    /// another reason does not count.
    fn count_tag_call(&mut self, cx: &Cx<'_>) -> Result<()> {
        let (account, rate) = (cx.caller.account, self.limits.tag_calls_per_sec);
        let bucket = self.tag_calls.get(&account).copied().unwrap_or(Bucket::full(cx.now, rate));
        let Some(left) = bucket.at(cx.now, rate).take() else {
            return Err(SqsError::new(ErrorCode::RequestThrottled, "Rate exceeded"));
        };
        self.tag_calls.insert(account, left);
        Ok(())
    }
}

/// Checks the form of tags: how long keys and values are, and their characters.
pub(super) fn check_tags(tags: &Attributes) -> Result<()> {
    for (key, value) in tags {
        check_key(key)?;
        if value.chars().count() > LENGTHS.1 {
            return Err(bad_length("values", 0, LENGTHS.1));
        }
        check_characters(value, "value")?;
    }
    Ok(())
}

fn check_key(key: &str) -> Result<()> {
    if !(1..=LENGTHS.0).contains(&key.chars().count()) {
        return Err(bad_length("keys", 1, LENGTHS.0));
    }
    check_characters(key, "key")
}

fn bad_length(what: &str, least: usize, most: usize) -> SqsError {
    SqsError::invalid(format!("Tag {what} must be between {least} and {most} characters in length."))
}

fn check_characters(text: &str, what: &str) -> Result<()> {
    let is_allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    if text.chars().all(is_allowed) {
        return Ok(());
    }
    Err(SqsError::invalid(format!(
        "Tag {what} can only include Unicode letters, digits, spaces and the characters _ . : / = + - @."
    )))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, attributes};
    use crate::sqs::api::*;
    use crate::sqs::{ErrorCode, SqsError};

    fn tag(bench: &mut Bench, tags: &[(&str, &str)]) -> Result<(), SqsError> {
        bench.done(TagQueue { queue_url: "q".into(), tags: attributes(tags) })
    }

    fn untag(bench: &mut Bench, keys: &[&str]) -> Result<(), SqsError> {
        bench.done(UntagQueue { queue_url: "q".into(), tag_keys: keys.iter().map(|key| (*key).to_owned()).collect() })
    }

    fn tags(bench: &mut Bench) -> Attributes {
        match bench.call(ListQueueTags { queue_url: "q".into() }).unwrap() {
            Reply::ListQueueTags(result) => result.tags,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_key_overwrites_and_case_makes_another_key() {
        let mut bench = Bench::new();
        bench.queue("q");
        tag(&mut bench, &[("team", "a"), ("Team", "")]).unwrap();
        tag(&mut bench, &[("team", "b"), ("größe: _.:/=+-@", "1")]).unwrap();
        assert_eq!(tags(&mut bench), attributes(&[("team", "b"), ("Team", ""), ("größe: _.:/=+-@", "1")]));
        untag(&mut bench, &["Team", "absent"]).unwrap();
        assert_eq!(tags(&mut bench).len(), 2);
    }

    #[test]
    fn bad_tags_are_refused() {
        let mut bench = Bench::new();
        bench.queue("q");
        let keys = "Tag keys must be between 1 and 128 characters in length.";
        let (long_key, long_value) = ("k".repeat(129), "v".repeat(257));
        assert_eq!(tag(&mut bench, &[]), Err(SqsError::missing("Tags")));
        let rows = [
            ("", "v", keys),
            (&long_key, "v", keys),
            ("k", &long_value, "Tag values must be between 0 and 256 characters in length."),
            ("k#", "v", "Tag key can only include Unicode letters, digits, spaces and the characters _ . : / = + - @."),
            (
                "k",
                "v,",
                "Tag value can only include Unicode letters, digits, spaces and the characters _ . : / = + - @.",
            ),
        ];
        for (key, value, sentence) in rows {
            assert_eq!(tag(&mut bench, &[(key, value)]), Err(SqsError::invalid(sentence)));
        }
        assert_eq!(untag(&mut bench, &[]), Err(SqsError::invalid(keys)));
        assert_eq!(untag(&mut bench, &[""]), Err(SqsError::invalid(keys)));
        assert_eq!(tag(&mut bench, &[(&long_key[1..], &long_value[1..])]), Ok(()));
    }

    #[test]
    fn a_queue_has_at_most_fifty_tags() {
        let mut bench = Bench::new();
        bench.queue("q");
        let names: Vec<String> = (0..51).map(|number| format!("k{number}")).collect();
        let all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
        let too_many = Err(SqsError::invalid("Too many tags added for queue q."));
        assert_eq!(tag(&mut bench, &all), too_many);
        assert_eq!(tag(&mut bench, &all[..50]), Ok(()));
        assert_eq!(tag(&mut bench, &all[..1]), Ok(()), "an old key takes no new place");
        assert_eq!(tag(&mut bench, &all[50..]), too_many);
    }

    #[test]
    fn an_account_has_thirty_tagging_calls_a_second() {
        let mut bench = Bench::new();
        bench.queue("q");
        for _ in 0..30 {
            tag(&mut bench, &[("k", "v")]).unwrap();
        }
        assert_eq!(untag(&mut bench, &["k"]).unwrap_err().code, ErrorCode::RequestThrottled);
        bench.wait_millis(34);
        assert_eq!(untag(&mut bench, &["k"]), Ok(()));
        assert_eq!(tag(&mut bench, &[("k", "v")]).unwrap_err().code, ErrorCode::RequestThrottled);
    }
}
