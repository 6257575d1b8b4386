//! `PutFunctionConcurrency`, `GetFunctionConcurrency` and `DeleteFunctionConcurrency`.
//!
//! Source: "Configuring reserved concurrency for a function" in the Lambda developer guide: 100 of an account's concurrency
//! always stay free of reservations.

use crate::key;
use crate::lambda::api::{
    ConcurrencyResult, DeleteFunctionConcurrency, GetFunctionConcurrency, PutFunctionConcurrency,
};
use crate::lambda::function::{Function, FunctionId};
use crate::lambda::{Cx, Lambda, LambdaError, LambdaEvent, Result};

impl Lambda {
    pub(super) fn put_function_concurrency(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutFunctionConcurrency,
    ) -> Result<ConcurrencyResult> {
        let (function, _) = self.resolve(&request.function_name, None, cx.caller)?;
        let Some(asked) = request.reserved_concurrent_executions else {
            return Err(LambdaError::missing("reservedConcurrentExecutions"));
        };
        LambdaError::range(asked, "reservedConcurrentExecutions", 0, i64::MAX)?;
        let reserved = u64::try_from(asked).unwrap_or_default();
        let id = function.id;
        let is_other =
            |f: &&Function| f.id != id && (f.key.account, f.key.region) == (function.key.account, function.key.region);
        let others: u64 = self.functions().filter(is_other).filter_map(|function| function.reserved).sum();
        let least = self.limits.unreserved_min;
        if others.saturating_add(reserved) > self.limits.concurrency.saturating_sub(least) {
            return Err(LambdaError::invalid(format!(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution \
                 below its minimum value of [{least}]."
            )));
        }
        self.reserve(cx, id, Some(reserved));
        Ok(ConcurrencyResult { reserved_concurrent_executions: Some(asked) })
    }

    pub(super) fn get_function_concurrency(
        &self,
        cx: &Cx<'_>,
        request: &GetFunctionConcurrency,
    ) -> Result<ConcurrencyResult> {
        let (function, _) = self.resolve(&request.function_name, None, cx.caller)?;
        let reserved_concurrent_executions = function.reserved.and_then(|reserved| i64::try_from(reserved).ok());
        Ok(ConcurrencyResult { reserved_concurrent_executions })
    }

    pub(super) fn delete_function_concurrency(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteFunctionConcurrency,
    ) -> Result<()> {
        let (function, _) = self.resolve(&request.function_name, None, cx.caller)?;
        let id = function.id;
        self.reserve(cx, id, None);
        Ok(())
    }

    fn reserve(&mut self, cx: &mut Cx<'_>, id: FunctionId, reserved: Option<u64>) {
        if let Some(function) = self.function_mut(id) {
            function.reserved = reserved;
        }
        cx.emit(None, LambdaEvent::FunctionChanged { function: id, what: key!("concurrency").into() });
    }
}
