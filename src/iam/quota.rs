//! How much a policy may hold.

use super::Policy;

/// The most that a service takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Bytes of the document.
    pub bytes_max: usize,
    /// Statements.
    pub statements_max: usize,
    /// Principals of all statements together.
    pub principals_max: usize,
    /// Conditions of all statements together; a key under an operator is one.
    pub conditions_max: usize,
    /// Actions of one statement.
    pub actions_max: usize,
}

impl Quotas {
    /// A queue's policy: "Amazon SQS policy quotas" in the Amazon SQS developer guide.
    pub const SQS: Self =
        Self { bytes_max: 8_192, statements_max: 20, principals_max: 50, conditions_max: 10, actions_max: 7 };
    /// A topic's policy: the endpoints and quotas of Amazon SNS in the AWS general reference.
    pub const SNS: Self = Self {
        bytes_max: 30_720,
        statements_max: 100,
        principals_max: 200,
        conditions_max: usize::MAX,
        actions_max: usize::MAX,
    };
}

/// A policy that holds too much; each with what it has and what is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotaError {
    /// Too long.
    #[error("the policy has {found} bytes, and at most {max} are taken")]
    Bytes {
        /// What it has.
        found: usize,
        /// What is taken.
        max: usize,
    },
    /// Too many statements.
    #[error("the policy has {found} statements, and at most {max} are taken")]
    Statements {
        /// What it has.
        found: usize,
        /// What is taken.
        max: usize,
    },
    /// Too many principals.
    #[error("the policy names {found} principals, and at most {max} are taken")]
    Principals {
        /// What it has.
        found: usize,
        /// What is taken.
        max: usize,
    },
    /// Too many conditions.
    #[error("the policy has {found} conditions, and at most {max} are taken")]
    Conditions {
        /// What it has.
        found: usize,
        /// What is taken.
        max: usize,
    },
    /// Too many actions in a statement.
    #[error("statement {} names {found} actions, and at most {max} are taken", .statement + 1)]
    Actions {
        /// The statement, from 0.
        statement: usize,
        /// What it has.
        found: usize,
        /// What is taken.
        max: usize,
    },
}

/// Refuses a policy that holds too much, for the first quota in the order of the list.
pub fn check_quotas(policy: &Policy, quotas: Quotas) -> Result<(), QuotaError> {
    let over = |found: usize, max: usize| (found > max).then_some((found, max));
    let statements = &policy.statements;
    let principals =
        statements.iter().filter_map(|statement| statement.principal.as_ref()).map(|p| p.items.len()).sum();
    let conditions = statements.iter().map(|statement| statement.conditions.len()).sum();
    if let Some((found, max)) = over(policy.bytes, quotas.bytes_max) {
        return Err(QuotaError::Bytes { found, max });
    }
    if let Some((found, max)) = over(statements.len(), quotas.statements_max) {
        return Err(QuotaError::Statements { found, max });
    }
    if let Some((found, max)) = over(principals, quotas.principals_max) {
        return Err(QuotaError::Principals { found, max });
    }
    if let Some((found, max)) = over(conditions, quotas.conditions_max) {
        return Err(QuotaError::Conditions { found, max });
    }
    for (statement, read) in statements.iter().enumerate() {
        if let Some((found, max)) = over(read.action.items.len(), quotas.actions_max) {
            return Err(QuotaError::Actions { statement, found, max });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::Kind;
    use serde_json::{Value, json};

    fn statement(principals: usize, conditions: usize, actions: usize) -> Value {
        let accounts: Vec<_> = (0..principals).map(|n| format!("{n:012}")).collect();
        let keys: serde_json::Map<_, _> = (0..conditions).map(|n| (format!("x:{n}"), json!("a"))).collect();
        let actions: Vec<_> = (0..actions).map(|n| format!("sqs:{n}")).collect();
        json!({"Effect": "Allow", "Principal": {"AWS": accounts}, "Action": actions, "Resource": "*",
            "Condition": {"StringEquals": keys}})
    }

    fn check(statements: &[Value]) -> Result<(), QuotaError> {
        let policy = Policy::read(&json!({ "Statement": statements }), Kind::Resource, 8_192).unwrap();
        check_quotas(&policy, Quotas::SQS)
    }

    #[test]
    fn each_quota_is_taken_to_the_full_and_not_beyond() {
        assert_eq!(check(&vec![statement(1, 0, 7); 20]), Ok(()));
        assert_eq!(check(&vec![statement(1, 0, 1); 21]), Err(QuotaError::Statements { found: 21, max: 20 }));
        assert_eq!(check(&vec![statement(25, 5, 1); 2]), Ok(()));
        let principals = QuotaError::Principals { found: 51, max: 50 };
        assert_eq!(check(&[statement(25, 1, 1), statement(26, 1, 1)]), Err(principals));
        let conditions = QuotaError::Conditions { found: 11, max: 10 };
        assert_eq!(check(&[statement(1, 5, 1), statement(1, 6, 1)]), Err(conditions));
        let actions = QuotaError::Actions { statement: 1, found: 8, max: 7 };
        assert_eq!(check(&[statement(1, 0, 7), statement(1, 0, 8)]), Err(actions));
        assert_eq!(actions.to_string(), "statement 2 names 8 actions, and at most 7 are taken");
        let mut policy = Policy::read(&json!({ "Statement": statement(1, 0, 1) }), Kind::Resource, 8_193).unwrap();
        assert_eq!(check_quotas(&policy, Quotas::SQS), Err(QuotaError::Bytes { found: 8_193, max: 8_192 }));
        policy.bytes = 30_720;
        assert_eq!(check_quotas(&policy, Quotas::SNS), Ok(()));
    }
}
