//! `CreateTopic`, `DeleteTopic`, `ListTopics`, `GetTopicAttributes` and `SetTopicAttributes`.

use super::data_protection::check_policy;
use super::page;
use super::tags::{check_tags, tag_map};
use crate::base::collections::SortedMap;
use crate::clock::Duration;
use crate::sns::api::{
    self, Attributes, AttributesResult, CreateTopic, DeleteTopic, GetTopicAttributes, ListTopics, ListTopicsResult,
    SetTopicAttributes, TopicArnResult,
};
use crate::sns::topic::{Topic, TopicId, TopicKey};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, Timer, parse_arn};
use std::sync::Arc;

impl Sns {
    pub(super) fn create_topic(&mut self, cx: &mut Cx<'_>, request: &CreateTopic) -> Result<TopicArnResult> {
        let fifo = check_name(&request.name, &request.attributes)?;
        for (name, value) in &request.attributes {
            Topic::check(name, value, fifo, true, &self.limits)?;
        }
        check_tags(&request.tags)?;
        let data_protection = request.data_protection_policy.as_deref().filter(|text| !text.is_empty());
        check_policy(data_protection.unwrap_or_default(), fifo, &self.limits)?;
        let (account, region) = (cx.caller.account, cx.caller.region);
        let key = TopicKey { account, region, name: request.name.as_str().into() };
        let arn = key.arn();
        if let Some(there) = self.find_arn(&arn).and_then(|id| self.topic(id)) {
            return same_again(there, request).map(|()| TopicArnResult { topic_arn: arn.to_string() });
        }
        self.check_topic_quota(fifo, cx)?;
        if request.tags.len() > self.limits.tags_max {
            return Err(SnsError::too_many_tags());
        }
        let id = TopicId(u32::try_from(self.topics.len()).unwrap_or(u32::MAX));
        let mut topic = Topic::new(id, key.clone(), &request.attributes, cx.now);
        topic.tags = tag_map(&request.tags);
        topic.data_protection = data_protection.map(Into::into);
        self.topics.push(Some(Arc::new(topic)));
        self.names.update((account, region), |names| {
            names.insert(key.name.clone(), id);
        });
        cx.emit(None, SnsEvent::TopicCreated { topic: id });
        Ok(TopicArnResult { topic_arn: arn.to_string() })
    }

    fn check_topic_quota(&self, fifo: bool, cx: &Cx<'_>) -> Result<()> {
        let own = |topic: &&Topic| topic.key.account == cx.caller.account && topic.key.region == cx.caller.region;
        let count = self.topics().filter(own).filter(|topic| topic.is_fifo() == fifo).count();
        let most = if fifo { self.limits.topics.1 } else { self.limits.topics.0 };
        if count < most {
            return Ok(());
        }
        Err(SnsError::new(ErrorCode::TopicLimitExceeded, format!("Topic limit exceeded: {most}")))
    }

    pub(super) fn delete_topic(&mut self, cx: &mut Cx<'_>, request: &DeleteTopic) -> Result<()> {
        let arn = parse_arn(&request.topic_arn, "TopicArn")?;
        if arn.region != cx.caller.region.name() || arn.service != "sns" {
            return Err(SnsError::invalid("TopicArn"));
        }
        // What is gone already makes no difference.
        let Some(id) = self.find_arn(&arn) else { return Ok(()) };
        if self.topic(id).is_some_and(|topic| topic.archive.is_some()) {
            let sentence = "Invalid state: the topic has an ArchivePolicy; set it to {} before deleting the topic";
            return Err(SnsError::new(ErrorCode::InvalidState, sentence));
        }
        let Some(topic) = self.topics.get_mut(id.0 as usize).and_then(Option::take) else { return Ok(()) };
        if let Some(names) = self.names.get_mut(&(topic.key.account, topic.key.region)) {
            names.remove(&topic.key.name);
        }
        if !topic.subscriptions.is_empty() {
            self.orphans.insert(id, topic.subscriptions.clone());
            let due = cx.now.after(Duration::from_secs(self.limits.pending_secs.0));
            cx.set_timer(Timer::Orphans(id), Some(due));
        }
        cx.emit(None, SnsEvent::TopicDeleted { topic: id, name: topic.key.name.clone() });
        Ok(())
    }

    pub(super) fn list_topics(&self, cx: &Cx<'_>, request: &ListTopics) -> Result<ListTopicsResult> {
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let all = names.into_iter().flat_map(SortedMap::values).filter_map(|id| self.topic(*id));
        let (found, next_token) = page(all, request.next_token.as_deref())?;
        let topics = found.into_iter().map(|topic| api::Topic { topic_arn: topic.key.arn().to_string() }).collect();
        Ok(ListTopicsResult { topics, next_token })
    }

    pub(super) fn get_topic_attributes(&self, cx: &Cx<'_>, request: &GetTopicAttributes) -> Result<AttributesResult> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        Ok(AttributesResult { attributes: topic.attributes(cx.epoch, cx.now) })
    }

    pub(super) fn set_topic_attributes(&mut self, cx: &mut Cx<'_>, request: &SetTopicAttributes) -> Result<()> {
        let id = self.resolve(&request.topic_arn, "TopicArn", cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let (name, value) = (request.attribute_name.as_str(), request.attribute_value.as_deref().unwrap_or_default());
        Topic::check(name, value, topic.is_fifo(), false, &self.limits)?;
        if name == "FifoThroughputScope" && value == "Topic" && topic.scope_is_group() {
            return Err(SnsError::invalid("Modifying FifoThroughputScope from MessageGroup to Topic is not supported"));
        }
        if name == "MaximumMessageSize" {
            self.check_large_messages(topic, value)?;
        }
        if let Some(topic) = self.topic_mut(id) {
            topic.put(name, value);
        }
        if name == "ArchivePolicy" {
            self.set_archive(cx, id, value);
        }
        cx.emit(None, SnsEvent::TopicChanged { topic: id, what: name.into() });
        Ok(())
    }

    /// More than 256 KiB only go to few subscribers, and only to queues, functions and delivery streams.
    fn check_large_messages(&self, topic: &Topic, value: &str) -> Result<()> {
        use crate::sns::subscription::Protocol;
        let is_large = value.parse::<i64>().is_ok_and(|size| size > self.limits.message_bytes.2);
        let takes_large =
            |protocol: Protocol| matches!(protocol, Protocol::Sqs | Protocol::Lambda | Protocol::Firehose);
        let fits = topic.subscriptions.len() <= self.limits.subscriptions.1
            && self.subscriptions_of(topic).all(|subscription| takes_large(subscription.protocol));
        if is_large && !fits {
            return Err(SnsError::invalid(
                "MaximumMessageSize: more than 262144 bytes need at most 100 subscriptions, all of them sqs, lambda or \
                 firehose",
            ));
        }
        Ok(())
    }
}

/// Refuses a bad name, and one that does not fit the type; answers whether it is that of a FIFO topic.
fn check_name(name: &str, attributes: &Attributes) -> Result<bool> {
    let wants_fifo = attributes.get("FifoTopic").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let stem = name.strip_suffix(".fifo");
    let plain = stem.unwrap_or(name);
    let letters = plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if plain.is_empty() || !letters || name.len() > 256 || stem.is_some() != wants_fifo {
        return Err(SnsError::invalid("Topic Name"));
    }
    Ok(wants_fifo)
}

/// Whether a topic that is there already has all that a repeated create asks for.
fn same_again(there: &Topic, request: &CreateTopic) -> Result<()> {
    let same = |(name, value): (&String, &String)| match name.as_str() {
        "FifoTopic" => true,
        // Not even the same again, unless it switches off what is off.
        "ArchivePolicy" => {
            crate::sns::archive::days_of(value).is_ok_and(|days| days.is_none()) && there.archive.is_none()
        }
        name => there.setting(name) == Some(value.as_str()),
    };
    let policy = request.data_protection_policy.as_deref().filter(|text| !text.is_empty());
    let same_policy = policy.is_none() || policy == there.data_protection.as_deref();
    if !request.attributes.iter().all(same) || !same_policy {
        return Err(SnsError::invalid("Attributes Reason: Topic already exists with different attributes"));
    }
    if !request.tags.is_empty() && tag_map(&request.tags) != there.tags {
        return Err(SnsError::invalid("Tags Reason: Topic already exists with different tags"));
    }
    Ok(())
}
