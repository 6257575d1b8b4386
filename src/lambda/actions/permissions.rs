//! `AddPermission`, `RemovePermission` and `GetPolicy`.

use super::functions::check_revision;
use crate::iam::StoredPolicy;
use crate::key;
use crate::lambda::api::{AddPermission, GetPolicy, GetPolicyResult, RemovePermission, StatementResult};
use crate::lambda::function::FunctionId;
use crate::lambda::policy::{document, is_labelled, statement, statements};
use crate::lambda::{Cx, ErrorCode, Lambda, LambdaError, LambdaEvent, Result};
use serde_json::Value;

/// What a policy of another revision is answered with.
const OTHER_REVISION: &str = "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to \
                              retrieve the latest Revision Id";

impl Lambda {
    pub(super) fn add_permission(&mut self, cx: &mut Cx<'_>, request: &AddPermission) -> Result<StatementResult> {
        let (function, named) = self.resolve(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        if named.qualifier.as_deref() == Some("$LATEST") {
            return Err(LambdaError::invalid("We currently do not support adding policies for $LATEST."));
        }
        let added = statement(request, &function.arn())?;
        let mut all = statements(function.policy.as_ref());
        if all.iter().any(|old| is_labelled(old, &request.statement_id)) {
            return Err(LambdaError::conflict(format!(
                "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing \
                 statement.",
                request.statement_id
            )));
        }
        check_revision(request.revision_id.as_deref(), function.policy_revision, OTHER_REVISION)?;
        all.push(added.clone());
        let (bytes, most) = (document(&all).len(), self.limits.policy_bytes);
        if bytes > most {
            let sentence = format!("The final policy size ({bytes}) is bigger than the limit ({most}).");
            return Err(LambdaError::new(ErrorCode::PolicyLengthExceededException, sentence));
        }
        let id = function.id;
        self.put_policy(cx, id, &all);
        Ok(StatementResult { statement: added.to_string() })
    }

    pub(super) fn remove_permission(&mut self, cx: &mut Cx<'_>, request: &RemovePermission) -> Result<()> {
        let (function, _) = self.resolve(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        if function.policy.is_none() {
            return Err(LambdaError::not_found("No policy is associated with the given resource."));
        }
        let mut all = statements(function.policy.as_ref());
        let before = all.len();
        all.retain(|statement| !is_labelled(statement, &request.statement_id));
        if all.len() == before {
            let sentence = format!("Statement {} is not found in resource policy.", request.statement_id);
            return Err(LambdaError::not_found(sentence));
        }
        check_revision(request.revision_id.as_deref(), function.policy_revision, OTHER_REVISION)?;
        let id = function.id;
        self.put_policy(cx, id, &all);
        Ok(())
    }

    fn put_policy(&mut self, cx: &mut Cx<'_>, id: FunctionId, all: &[Value]) {
        let revision = self.draw_id();
        if let Some(function) = self.function_mut(id) {
            function.policy = (!all.is_empty()).then(|| StoredPolicy::new(&document(all)));
            function.policy_revision = revision;
        }
        cx.emit(None, LambdaEvent::FunctionChanged { function: id, what: key!("permissions").into() });
    }

    pub(super) fn get_policy(&self, cx: &Cx<'_>, request: &GetPolicy) -> Result<GetPolicyResult> {
        let (function, _) = self.resolve(&request.function_name, request.qualifier.as_deref(), cx.caller)?;
        match &function.policy {
            Some(policy) => Ok(GetPolicyResult {
                policy: policy.text().to_owned(),
                revision_id: function.policy_revision.to_string(),
            }),
            None => Err(LambdaError::not_found("The resource you requested does not exist.")),
        }
    }
}
