//! The operations, one file for those that belong together.

mod batch;
mod confirm;
mod data_protection;
mod direct;
mod permissions;
mod publish;
mod subscribe;
mod subscriptions;
mod tags;
mod throughput;
mod topics;
mod unsubscribe;

pub use batch::ENTRIES_MAX;
pub use throughput::Part;

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
            Request::CheckIfPhoneNumberIsOptedOut(r) => {
                self.check_opted_out(cx, r).map(Reply::CheckIfPhoneNumberIsOptedOut)
            }
            Request::ConfirmSubscription(r) => self.confirm_subscription(cx, r).map(Reply::ConfirmSubscription),
            Request::CreatePlatformApplication(r) => {
                self.create_application(cx, r).map(Reply::CreatePlatformApplication)
            }
            Request::CreatePlatformEndpoint(r) => self.create_endpoint(cx, r).map(Reply::CreatePlatformEndpoint),
            Request::CreateSMSSandboxPhoneNumber(r) => {
                empty(self.create_sandbox_number(cx, r), Reply::CreateSMSSandboxPhoneNumber)
            }
            Request::CreateTopic(r) => self.create_topic(cx, r).map(Reply::CreateTopic),
            Request::DeleteEndpoint(r) => empty(self.delete_endpoint(cx, r), Reply::DeleteEndpoint),
            Request::DeletePlatformApplication(r) => {
                empty(self.delete_application(cx, r), Reply::DeletePlatformApplication)
            }
            Request::DeleteSMSSandboxPhoneNumber(r) => {
                empty(self.delete_sandbox_number(cx, r), Reply::DeleteSMSSandboxPhoneNumber)
            }
            Request::DeleteTopic(r) => empty(self.delete_topic(cx, r), Reply::DeleteTopic),
            Request::GetDataProtectionPolicy(r) => self.get_data_protection(cx, r).map(Reply::GetDataProtectionPolicy),
            Request::GetEndpointAttributes(r) => self.get_endpoint(cx, r).map(Reply::GetEndpointAttributes),
            Request::GetPlatformApplicationAttributes(r) => {
                self.get_application(cx, r).map(Reply::GetPlatformApplicationAttributes)
            }
            Request::GetSMSAttributes(r) => self.get_sms_attributes(cx, r).map(Reply::GetSMSAttributes),
            Request::GetSMSSandboxAccountStatus(_) => Ok(Reply::GetSMSSandboxAccountStatus(self.sandbox_status(cx))),
            Request::GetSubscriptionAttributes(r) => {
                self.get_subscription_attributes(cx, r).map(Reply::GetSubscriptionAttributes)
            }
            Request::GetTopicAttributes(r) => self.get_topic_attributes(cx, r).map(Reply::GetTopicAttributes),
            Request::ListEndpointsByPlatformApplication(r) => {
                self.list_endpoints(cx, r).map(Reply::ListEndpointsByPlatformApplication)
            }
            Request::ListOriginationNumbers(r) => {
                self.list_origination_numbers(cx, r).map(Reply::ListOriginationNumbers)
            }
            Request::ListPhoneNumbersOptedOut(r) => self.list_opted_out(cx, r).map(Reply::ListPhoneNumbersOptedOut),
            Request::ListPlatformApplications(r) => self.list_applications(cx, r).map(Reply::ListPlatformApplications),
            Request::ListSMSSandboxPhoneNumbers(r) => {
                self.list_sandbox_numbers(cx, r).map(Reply::ListSMSSandboxPhoneNumbers)
            }
            Request::ListSubscriptions(r) => self.list_subscriptions(cx, r).map(Reply::ListSubscriptions),
            Request::ListSubscriptionsByTopic(r) => {
                self.list_subscriptions_by_topic(cx, r).map(Reply::ListSubscriptionsByTopic)
            }
            Request::ListTagsForResource(r) => self.list_tags_for_resource(cx, r).map(Reply::ListTagsForResource),
            Request::ListTopics(r) => self.list_topics(cx, r).map(Reply::ListTopics),
            Request::OptInPhoneNumber(r) => empty(self.opt_in_phone_number(cx, r), Reply::OptInPhoneNumber),
            Request::Publish(r) => self.publish(cx, r).map(Reply::Publish),
            Request::PublishBatch(r) => self.publish_batch(cx, r).map(Reply::PublishBatch),
            Request::PutDataProtectionPolicy(r) => {
                empty(self.put_data_protection(cx, r), Reply::PutDataProtectionPolicy)
            }
            Request::RemovePermission(r) => empty(self.remove_permission(cx, r), Reply::RemovePermission),
            Request::SetEndpointAttributes(r) => empty(self.set_endpoint(cx, r), Reply::SetEndpointAttributes),
            Request::SetPlatformApplicationAttributes(r) => {
                empty(self.set_application(cx, r), Reply::SetPlatformApplicationAttributes)
            }
            Request::SetSMSAttributes(r) => empty(self.set_sms_attributes(cx, r), Reply::SetSMSAttributes),
            Request::SetSubscriptionAttributes(r) => {
                empty(self.set_subscription_attributes(cx, r), Reply::SetSubscriptionAttributes)
            }
            Request::SetTopicAttributes(r) => empty(self.set_topic_attributes(cx, r), Reply::SetTopicAttributes),
            Request::Subscribe(r) => self.subscribe(cx, r).map(Reply::Subscribe),
            Request::TagResource(r) => empty(self.tag_resource(cx, r), Reply::TagResource),
            Request::Unsubscribe(r) => empty(self.unsubscribe(cx, r), Reply::Unsubscribe),
            Request::UntagResource(r) => empty(self.untag_resource(cx, r), Reply::UntagResource),
            Request::VerifySMSSandboxPhoneNumber(r) => {
                empty(self.verify_sandbox_number(cx, r), Reply::VerifySMSSandboxPhoneNumber)
            }
        }
    }
}

/// A page of a list that begins behind the number that a token gives, and the token of the next one.
///
/// # Errors
/// `InvalidParameter` for a token of another form.
pub(super) fn page<T>(all: impl Iterator<Item = T>, token: Option<&str>) -> Result<(Vec<T>, Option<String>)> {
    page_of(all, token, PAGE)
}

/// The same with that many entries a page.
pub(super) fn page_of<T>(
    all: impl Iterator<Item = T>,
    token: Option<&str>,
    entries: usize,
) -> Result<(Vec<T>, Option<String>)> {
    let bad = || super::SnsError::invalid("NextToken");
    let from: usize = match token.filter(|token| !token.is_empty()) {
        Some(token) => token.strip_prefix("page-").and_then(|n| n.parse().ok()).ok_or_else(bad)?,
        None => 0,
    };
    let mut found: Vec<T> = all.skip(from).take(entries + 1).collect();
    let more = found.len() > entries;
    found.truncate(entries);
    Ok((found, more.then(|| format!("page-{}", from.saturating_add(entries)))))
}
