//! What the evaluation answers: the decision, the statement that made it, and what became of all others.

use super::{Effect, Scope};

/// Whose policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The caller's.
    Identity,
    /// The resource's.
    Resource,
}

/// Which statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose policy it stands in.
    pub side: Side,
    /// The policy among those of its side, from 0.
    pub policy: usize,
    /// The statement, from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
}

/// Why a request is allowed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The root user of the owning account may do everything.
    Owner,
    /// The caller's own account is taken to allow it, and nothing denies it.
    Trusted,
    /// The caller's policy allows it, within one account.
    IdentityAllows,
    /// The resource's policy allows it, and that is enough.
    ResourceAllows,
    /// Both sides allow it, across accounts.
    BothAllow,
    /// A statement denies it.
    Denied(Side),
    /// The side that would have to allow it does not.
    NotAllowed(Side),
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the request is allowed.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// The statement that decided; none where no statement did.
    pub decided_by: Option<Place>,
    /// What became of each statement: first the caller's policies, then the resource's.
    pub trace: Vec<Step>,
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which one.
    pub place: Place,
    /// What it would do.
    pub effect: Effect,
    /// Whether it applies.
    pub outcome: Outcome,
}

/// Whether a statement applies to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It does.
    Applies,
    /// It grants to the caller's account, which must grant it further by a policy of its own.
    Delegates,
    /// It does not, for that part of it.
    Misses(Miss),
}

/// The first part of a statement that does not fit, with what it names and what the request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// `Principal`, or `NotPrincipal`.
    Principal(Scope<String>),
    /// `Action`, or `NotAction`.
    Action(Scope<String>),
    /// `Resource`, or `NotResource`.
    Resource(Scope<String>),
    /// A condition.
    Condition {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
        /// What the statement wants.
        wanted: Vec<String>,
        /// What the request has; nothing when the key is missing.
        actual: Vec<String>,
    },
}

impl Reason {
    /// Whether it is one for allowing.
    pub fn allows(self) -> bool {
        !matches!(self, Self::Denied(_) | Self::NotAllowed(_))
    }
}
