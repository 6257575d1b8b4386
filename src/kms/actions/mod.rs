//! The operations, one file for those that belong together.

mod aliases;
mod crypto;
mod keys;
mod policies;
mod states;
mod tags;

use super::api::{Empty, Reply, Request};
use super::{Cx, Kms, Result};

impl Kms {
    /// Carries out a request. A refused one changes nothing.
    ///
    /// # Errors
    /// As the operation says.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::CancelKeyDeletion(r) => self.cancel_key_deletion(cx, r).map(Reply::CancelKeyDeletion),
            Request::CreateAlias(r) => empty(self.create_alias(cx, r), Reply::CreateAlias),
            Request::CreateKey(r) => self.create_key(cx, r).map(Reply::CreateKey),
            Request::Decrypt(r) => self.decrypt(cx, r).map(Reply::Decrypt),
            Request::DeleteAlias(r) => empty(self.delete_alias(cx, r), Reply::DeleteAlias),
            Request::DescribeKey(r) => self.describe_key(cx, r).map(Reply::DescribeKey),
            Request::DisableKey(r) => empty(self.disable_key(cx, r), Reply::DisableKey),
            Request::EnableKey(r) => empty(self.enable_key(cx, r), Reply::EnableKey),
            Request::Encrypt(r) => self.encrypt(cx, r).map(Reply::Encrypt),
            Request::GenerateDataKey(r) => self.generate_data_key(cx, r).map(Reply::GenerateDataKey),
            Request::GenerateDataKeyWithoutPlaintext(r) => {
                self.generate_data_key_without_plaintext(cx, r).map(Reply::GenerateDataKeyWithoutPlaintext)
            }
            Request::GetKeyPolicy(r) => self.get_key_policy(cx, r).map(Reply::GetKeyPolicy),
            Request::ListAliases(r) => self.list_aliases(cx, r).map(Reply::ListAliases),
            Request::ListKeyPolicies(r) => self.list_key_policies(cx, r).map(Reply::ListKeyPolicies),
            Request::ListKeys(r) => self.list_keys(cx, r).map(Reply::ListKeys),
            Request::ListResourceTags(r) => self.list_resource_tags(cx, r).map(Reply::ListResourceTags),
            Request::PutKeyPolicy(r) => empty(self.put_key_policy(cx, r), Reply::PutKeyPolicy),
            Request::ScheduleKeyDeletion(r) => self.schedule_key_deletion(cx, r).map(Reply::ScheduleKeyDeletion),
            Request::TagResource(r) => empty(self.tag_resource(cx, r), Reply::TagResource),
            Request::UntagResource(r) => empty(self.untag_resource(cx, r), Reply::UntagResource),
            Request::UpdateAlias(r) => empty(self.update_alias(cx, r), Reply::UpdateAlias),
            Request::UpdateKeyDescription(r) => empty(self.update_key_description(cx, r), Reply::UpdateKeyDescription),
        }
    }
}
