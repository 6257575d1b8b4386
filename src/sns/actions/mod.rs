//! The operations, one file for those that belong together.

mod batch;
mod permissions;
mod publish;
mod subscribe;
mod subscriptions;
mod tags;
mod topics;

use super::api::{Empty, Reply, Request};
use super::{Cx, Result, Sns};

/// Entries of a page of a list.
const PAGE: usize = 100;

impl Sns {
    /// Carries out a request. A refused one changes nothing.
    ///
    /// # Errors
    /// As the operation says.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::AddPermission(r) => empty(self.add_permission(cx, r), Reply::AddPermission),
            Request::ConfirmSubscription(r) => self.confirm_subscription(cx, r).map(Reply::ConfirmSubscription),
            Request::CreateTopic(r) => self.create_topic(cx, r).map(Reply::CreateTopic),
            Request::DeleteTopic(r) => empty(self.delete_topic(cx, r), Reply::DeleteTopic),
            Request::GetSubscriptionAttributes(r) => {
                self.get_subscription_attributes(cx, r).map(Reply::GetSubscriptionAttributes)
            }
            Request::GetTopicAttributes(r) => self.get_topic_attributes(cx, r).map(Reply::GetTopicAttributes),
            Request::ListSubscriptions(r) => self.list_subscriptions(cx, r).map(Reply::ListSubscriptions),
            Request::ListSubscriptionsByTopic(r) => {
                self.list_subscriptions_by_topic(cx, r).map(Reply::ListSubscriptionsByTopic)
            }
            Request::ListTagsForResource(r) => self.list_tags_for_resource(cx, r).map(Reply::ListTagsForResource),
            Request::ListTopics(r) => self.list_topics(cx, r).map(Reply::ListTopics),
            Request::Publish(r) => self.publish(cx, r).map(Reply::Publish),
            Request::PublishBatch(r) => self.publish_batch(cx, r).map(Reply::PublishBatch),
            Request::RemovePermission(r) => empty(self.remove_permission(cx, r), Reply::RemovePermission),
            Request::SetSubscriptionAttributes(r) => {
                empty(self.set_subscription_attributes(cx, r), Reply::SetSubscriptionAttributes)
            }
            Request::SetTopicAttributes(r) => empty(self.set_topic_attributes(cx, r), Reply::SetTopicAttributes),
            Request::Subscribe(r) => self.subscribe(cx, r).map(Reply::Subscribe),
            Request::TagResource(r) => empty(self.tag_resource(cx, r), Reply::TagResource),
            Request::Unsubscribe(r) => empty(self.unsubscribe(cx, r), Reply::Unsubscribe),
            Request::UntagResource(r) => empty(self.untag_resource(cx, r), Reply::UntagResource),
        }
    }
}

/// A page of a list that begins behind the number that a token gives, and the token of the next one.
///
/// # Errors
/// `InvalidParameter` for a token of another form.
fn page<T>(all: impl Iterator<Item = T>, token: Option<&str>) -> Result<(Vec<T>, Option<String>)> {
    let bad = || super::SnsError::invalid("NextToken");
    let from: usize = match token.filter(|token| !token.is_empty()) {
        Some(token) => token.strip_prefix("page-").and_then(|n| n.parse().ok()).ok_or_else(bad)?,
        None => 0,
    };
    let mut found: Vec<T> = all.skip(from).take(PAGE + 1).collect();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    Ok((found, more.then(|| format!("page-{}", from + PAGE))))
}
