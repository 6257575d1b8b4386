//! The operations of IAM that a lab has, as data: users, roles and their inline policies.

use crate::base::wire::{is_default, operations, requests, results, write};

operations! {
    CreateRole => RoleResult,
    CreateUser => UserResult,
    DeleteRole => Empty,
    DeleteRolePolicy => Empty,
    DeleteUser => Empty,
    DeleteUserPolicy => Empty,
    GetRolePolicy => RolePolicyResult,
    GetUserPolicy => UserPolicyResult,
    ListRolePolicies => PolicyNamesResult,
    ListRoles => ListRolesResult,
    ListUserPolicies => PolicyNamesResult,
    ListUsers => ListUsersResult,
    PutRolePolicy => Empty,
    PutUserPolicy => Empty,
}

impl Request {
    /// The user or role that the request names, for the operations that do.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::CreateRole(r) => Some(&r.role_name),
            Self::CreateUser(r) => Some(&r.user_name),
            Self::DeleteRole(r) => Some(&r.role_name),
            Self::DeleteRolePolicy(r) => Some(&r.role_name),
            Self::DeleteUser(r) => Some(&r.user_name),
            Self::DeleteUserPolicy(r) => Some(&r.user_name),
            Self::GetRolePolicy(r) => Some(&r.role_name),
            Self::GetUserPolicy(r) => Some(&r.user_name),
            Self::ListRolePolicies(r) => Some(&r.role_name),
            Self::ListUserPolicies(r) => Some(&r.user_name),
            Self::PutRolePolicy(r) => Some(&r.role_name),
            Self::PutUserPolicy(r) => Some(&r.user_name),
            Self::ListRoles(_) | Self::ListUsers(_) => None,
        }
    }
}

requests! {
    /// Makes a role, which may do nothing until it has a policy.
    CreateRole {
        /// 1 to 64 of `A-Z a-z 0-9 + = , . @ _ -`; letters of either case are the same name.
        role_name: String,
        /// Who may assume it.
        assume_role_policy_document: String,
        /// At most 1,000 characters.
        description: Option<String>,
    }
    /// Makes a user, who may do nothing until there is a policy.
    CreateUser {
        /// 1 to 64 of `A-Z a-z 0-9 + = , . @ _ -`; letters of either case are the same name.
        user_name: String,
    }
    /// Removes a role that has no policies any more.
    DeleteRole {
        /// The role.
        role_name: String,
    }
    /// Takes a policy away from a role.
    DeleteRolePolicy {
        /// The role.
        role_name: String,
        /// The policy.
        policy_name: String,
    }
    /// Removes a user who has no policies any more.
    DeleteUser {
        /// The user.
        user_name: String,
    }
    /// Takes a policy away from a user.
    DeleteUserPolicy {
        /// The user.
        user_name: String,
        /// The policy.
        policy_name: String,
    }
    /// A policy of a role.
    GetRolePolicy {
        /// The role.
        role_name: String,
        /// The policy.
        policy_name: String,
    }
    /// A policy of a user.
    GetUserPolicy {
        /// The user.
        user_name: String,
        /// The policy.
        policy_name: String,
    }
    /// The names of a role's policies.
    ListRolePolicies {
        /// The role.
        role_name: String,
        /// Entries of a page, 1 to 1,000; 100 unless told.
        max_items: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The roles of the account.
    ListRoles {
        /// Entries of a page, 1 to 1,000; 100 unless told.
        max_items: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The names of a user's policies.
    ListUserPolicies {
        /// The user.
        user_name: String,
        /// Entries of a page, 1 to 1,000; 100 unless told.
        max_items: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// The users of the account.
    ListUsers {
        /// Entries of a page, 1 to 1,000; 100 unless told.
        max_items: Option<i64>,
        /// From the page before.
        marker: Option<String>,
    }
    /// Gives a role a policy, or replaces the one of that name.
    PutRolePolicy {
        /// The role.
        role_name: String,
        /// 1 to 128 of the same characters.
        policy_name: String,
        /// The document; all of a role's together have at most 10,240 characters that are not blank.
        policy_document: String,
    }
    /// Gives a user a policy, or replaces the one of that name.
    PutUserPolicy {
        /// The user.
        user_name: String,
        /// 1 to 128 of the same characters.
        policy_name: String,
        /// The document; all of a user's together have at most 2,048 characters that are not blank.
        policy_document: String,
    }
}

results! {
    /// Nothing but that it was done.
    Empty {}
    /// A user.
    User {
        /// The name.
        user_name: String,
        /// The unique id, `AIDA…`.
        user_id: String,
        /// The ARN.
        arn: String,
        /// When it was made, ISO 8601.
        create_date: String,
    }
    /// A role.
    Role {
        /// The name.
        role_name: String,
        /// The unique id, `AROA…`.
        role_id: String,
        /// The ARN.
        arn: String,
        /// When it was made, ISO 8601.
        create_date: String,
        /// Who may assume it.
        assume_role_policy_document: String,
    }
    /// The user that was made.
    UserResult {
        /// The user.
        user: User,
    }
    /// The role that was made.
    RoleResult {
        /// The role.
        role: Role,
    }
    /// All users, in order of name.
    ListUsersResult {
        /// The users.
        users: Vec<User>,
        /// Whether there is more.
        is_truncated: bool,
        /// Begins the next page.
        #[serde(skip_serializing_if = "Option::is_none")]
        marker: Option<String>,
    }
    /// All roles, in order of name.
    ListRolesResult {
        /// The roles.
        roles: Vec<Role>,
        /// Whether there is more.
        is_truncated: bool,
        /// Begins the next page.
        #[serde(skip_serializing_if = "Option::is_none")]
        marker: Option<String>,
    }
    /// Names of policies, in order.
    PolicyNamesResult {
        /// The names.
        policy_names: Vec<String>,
        /// Whether there is more.
        is_truncated: bool,
        /// Begins the next page.
        #[serde(skip_serializing_if = "Option::is_none")]
        marker: Option<String>,
    }
    /// A user's policy.
    UserPolicyResult {
        /// The user.
        user_name: String,
        /// The policy.
        policy_name: String,
        /// The document as it was given.
        policy_document: String,
    }
    /// A role's policy.
    RolePolicyResult {
        /// The role.
        role_name: String,
        /// The policy.
        policy_name: String,
        /// The document as it was given.
        policy_document: String,
    }
}
