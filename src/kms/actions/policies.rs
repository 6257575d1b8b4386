//! `GetKeyPolicy`, `PutKeyPolicy` and `ListKeyPolicies`.

use crate::kms::api::{GetKeyPolicy, GetKeyPolicyResult, ListKeyPolicies, ListKeyPoliciesResult, PutKeyPolicy};
use crate::kms::check::{self, Paging};
use crate::kms::{Change, Cx, ErrorCode, Kms, KmsError, Result};

/// The only name that a policy of a key can have.
const NAME: &str = "default";

impl Kms {
    pub(super) fn get_key_policy(&self, cx: &Cx<'_>, request: &GetKeyPolicy) -> Result<GetKeyPolicyResult> {
        check_name(request.policy_name.as_deref())?;
        let key = self.find_own(cx.caller, &request.key_id, "GetKeyPolicy")?;
        Ok(GetKeyPolicyResult { policy: key.policy.text().to_owned(), policy_name: NAME })
    }

    pub(super) fn put_key_policy(&mut self, cx: &mut Cx<'_>, request: &PutKeyPolicy) -> Result<()> {
        check_name(request.policy_name.as_deref())?;
        let number = self.find_changeable(cx.caller, &request.key_id, "PutKeyPolicy")?;
        let arn = self.key(number).map(|key| key.arn.clone()).unwrap_or_default();
        let policy = self.check_policy(cx, &request.policy, &arn, request.bypass_policy_lockout_safety_check)?;
        self.change(cx, number, Change::Policy, |key| {
            key.policy = policy;
            Ok(())
        })
    }

    pub(super) fn list_key_policies(&self, cx: &Cx<'_>, request: &ListKeyPolicies) -> Result<ListKeyPoliciesResult> {
        self.find_own(cx.caller, &request.key_id, "ListKeyPolicies")?;
        let paging = Paging { limit: request.limit, marker: request.marker.as_deref(), sizes: (100, 1_000) };
        let (policy_names, next_marker) = check::page(std::iter::once((NAME.to_owned(), NAME)), paging)?;
        Ok(ListKeyPoliciesResult { policy_names, truncated: next_marker.is_some(), next_marker })
    }
}

fn check_name(name: Option<&str>) -> Result<()> {
    match name {
        None | Some(NAME) => Ok(()),
        Some(name) => {
            check::length(name, "policyName", 1, 128)?;
            Err(KmsError::new(ErrorCode::NotFound, "No such policy exists"))
        }
    }
}
