//! Permissions: policy documents and the one evaluation that decides about every call and delivery.
//!
//! The evaluation is a pure function of what is handed in: the documents, who asks, the calendar time and the keys that a
//! service adds. Beside it stands [`Iam`], the service that keeps users, roles and their policies. Sources: "Policies and permissions", "Policy evaluation logic" and "IAM JSON policy elements" in the
//! IAM user guide. Not modelled: permissions boundaries, session policies and the policies of an organization.

mod actions;
mod address;
pub mod api;
mod condition;
mod context;
mod document;
mod error;
mod evaluate;
mod explain;
mod fault;
mod pattern;
mod people;
mod principal;
mod quota;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod random;
mod stored;
mod table;
mod verdict;

pub use condition::Condition;
pub use context::Context;
pub use document::{Effect, Kind, Policy, Scope, Statement};
pub use error::{ErrorCode, IamError};
pub use evaluate::{Question, evaluate, is_allowed};
pub use explain::{missing_statement, name_of};
pub use fault::{DocumentError, Fault};
pub use pattern::Pattern;
pub use people::{Change, Iam, IamCx, IamEvent, Person, PersonKind};
pub use principal::Named;
pub use quota::{QuotaError, Quotas, check_quotas};
pub use stored::StoredPolicy;
pub use table::{Row, who_can};
pub use verdict::{Miss, Outcome, Place, Reason, Side, Step, Verdict};
