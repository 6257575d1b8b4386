//! Changing the topology of a lab by whole nodes: what takes a node away, and what makes another one like it. Both come
//! as inputs of the lab; nothing is done here.

mod copy;
mod links;
mod pieces;
mod remove;
mod rename;

pub use copy::{Clip, Plan, copy, paste};
pub use remove::removal;

use queuelab::base::{AccountId, Arn, Caller, Region};
use queuelab::call::Call;
use queuelab::cloud::Input;

/// A call by the root user of the account that something is in.
fn by_root(account: AccountId, region: Region, call: impl Into<Call>) -> Input {
    Input::Call { caller: Caller { account, region, ..Caller::default() }, call: call.into() }
}

/// The same for an ARN.
fn by_root_of(arn: &Arn, call: impl Into<Call>) -> Input {
    let account = arn.account.parse().unwrap_or(AccountId::DEFAULT);
    by_root(account, arn.region.parse().unwrap_or(Region::DEFAULT), call)
}

#[cfg(test)]
mod tests;
