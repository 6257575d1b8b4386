//! The users and roles of all accounts, each with the policies that say what they may do.
//!
//! A lab begins without any. Whoever calls under a name that is not here is taken for an administrator of the account, so
//! that nobody has to write a policy before the first message; from its creation on, a user or role may do only what its
//! policies or those of resources allow.

use super::{Kind, Policy, StoredPolicy};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Caller, Cx, Principal, Service};
use crate::clock::Instant;
use crate::key;
use std::convert::Infallible;
use std::sync::Arc;

/// Users or roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonKind {
    /// A user.
    User,
    /// A role.
    Role,
}

impl PersonKind {
    /// The word in ARNs and sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => key!("user"),
            Self::Role => key!("role"),
        }
    }

    /// Characters that are not blank, over all inline policies: "IAM and AWS STS quotas" in the IAM user guide.
    pub const fn policy_characters_max(self) -> usize {
        match self {
            Self::User => 2_048,
            Self::Role => 10_240,
        }
    }
}

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// Which of both.
    pub kind: PersonKind,
    /// The account.
    pub account: AccountId,
    /// The name as it was given.
    pub name: Arc<str>,
    /// When it was made.
    pub created: Instant,
    /// Who may assume the role.
    pub trust: Option<Arc<str>>,
    /// Inline policies by name.
    pub policies: SortedMap<Arc<str>, StoredPolicy>,
}

impl Person {
    /// Somebody who calls as this person, to ask what they may do.
    pub fn caller(&self) -> Caller {
        let name = self.name.to_string();
        let principal = match self.kind {
            PersonKind::User => Principal::User(name),
            PersonKind::Role => Principal::Role(name, "session".to_owned()),
        };
        Caller { account: self.account, principal, ..Caller::default() }
    }

    /// The ARN.
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::{}:{}/{}", self.account, self.kind.word(), self.name)
    }

    /// What the policies say.
    pub fn documents(&self) -> Vec<&Policy> {
        self.policies.values().filter_map(StoredPolicy::policy).collect()
    }
}

/// By account and kind; the name in small letters, as two names may not differ in case only.
type Key = (AccountId, PersonKind, Arc<str>);

/// The service.
#[derive(Clone, Debug, Default, Hash)]
pub struct Iam {
    pub(super) people: SortedMap<Key, Arc<Person>>,
}

/// What can happen in IAM.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IamEvent {
    /// Whether it is a user or a role.
    pub kind: PersonKind,
    /// The name.
    pub name: Arc<str>,
    /// What became of it.
    pub change: Change,
}

/// What became of a user or role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It was made.
    Created,
    /// It was removed.
    Deleted,
    /// It got that policy, or another text of it.
    PolicyPut(Arc<str>),
    /// It lost that policy.
    PolicyDeleted(Arc<str>),
}

impl Service for Iam {
    type Event = IamEvent;
    type Timer = Infallible;
    type Answer = Infallible;
    type Outgoing = Infallible;
}

/// The context in which IAM acts.
pub type IamCx<'a> = Cx<'a, Iam>;

pub(super) fn key(account: AccountId, kind: PersonKind, name: &str) -> Key {
    (account, kind, name.to_ascii_lowercase().into())
}

impl Iam {
    /// All users and roles, by account.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values().map(|person| &**person)
    }

    /// The user or role of that name.
    pub fn person(&self, account: AccountId, kind: PersonKind, name: &str) -> Option<&Person> {
        self.people.get(&key(account, kind, name)).map(|person| &**person)
    }

    /// The user or role that somebody calls as, if the lab has it.
    pub fn of_caller(&self, caller: &Caller) -> Option<&Person> {
        if self.people.is_empty() {
            return None;
        }
        match &caller.principal {
            Principal::User(name) => self.person(caller.account, PersonKind::User, name),
            Principal::Role(name, _) => self.person(caller.account, PersonKind::Role, name),
            Principal::Root | Principal::Service(_) | Principal::Anonymous => None,
        }
    }
}

/// A policy of a user or role as it is kept.
///
/// # Errors
/// What is wrong with the text.
pub(super) fn identity_policy(text: &str) -> Result<StoredPolicy, super::DocumentError> {
    Policy::parse(text, Kind::Identity, BYTES_MAX).map(|policy| StoredPolicy::read(text, policy))
}

/// Blanks do not count towards the quota, yet a text has an end.
const BYTES_MAX: usize = 65_536;
