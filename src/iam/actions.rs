//! What IAM's operations do.

use super::api::{
    CreateRole, CreateUser, Empty, ListRolesResult, ListUsersResult, PolicyNamesResult, Reply, Request, Role,
    RolePolicyResult, RoleResult, User, UserPolicyResult, UserResult,
};
use super::error::{ErrorCode, IamError};
use super::people::{Change, Iam, IamCx, IamEvent, Person, PersonKind, identity_policy, key};
use super::{Kind, Policy};
use crate::base::collections::SortedMap;
use crate::clock::Epoch;
use std::sync::Arc;

type Result<T> = std::result::Result<T, IamError>;

/// Users, and roles, of one account: "IAM and AWS STS quotas" in the IAM user guide.
const PEOPLE_MAX: [(PersonKind, usize); 2] = [(PersonKind::User, 5_000), (PersonKind::Role, 1_000)];

impl Iam {
    /// IAM without users and roles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out a request. A refused one changes nothing.
    ///
    /// # Errors
    /// As the operation says.
    pub fn handle(&mut self, cx: &mut IamCx<'_>, request: &Request) -> Result<Reply> {
        use PersonKind::{Role, User};
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::CreateRole(r) => self.create_role(cx, r).map(Reply::CreateRole),
            Request::CreateUser(r) => self.create_user(cx, r).map(Reply::CreateUser),
            Request::DeleteRole(r) => empty(self.delete(cx, Role, &r.role_name), Reply::DeleteRole),
            Request::DeleteUser(r) => empty(self.delete(cx, User, &r.user_name), Reply::DeleteUser),
            Request::DeleteRolePolicy(r) => {
                empty(self.delete_policy(cx, Role, &r.role_name, &r.policy_name), Reply::DeleteRolePolicy)
            }
            Request::DeleteUserPolicy(r) => {
                empty(self.delete_policy(cx, User, &r.user_name, &r.policy_name), Reply::DeleteUserPolicy)
            }
            Request::GetRolePolicy(r) => {
                let policy_document = self.policy_text(cx, Role, &r.role_name, &r.policy_name)?;
                let (role_name, policy_name) = (r.role_name.clone(), r.policy_name.clone());
                Ok(Reply::GetRolePolicy(RolePolicyResult { role_name, policy_name, policy_document }))
            }
            Request::GetUserPolicy(r) => {
                let policy_document = self.policy_text(cx, User, &r.user_name, &r.policy_name)?;
                let (user_name, policy_name) = (r.user_name.clone(), r.policy_name.clone());
                Ok(Reply::GetUserPolicy(UserPolicyResult { user_name, policy_name, policy_document }))
            }
            Request::ListRolePolicies(r) => {
                let names = self.find(cx, Role, &r.role_name)?.policies.keys().map(ToString::to_string);
                names_page(names, r.max_items, r.marker.as_deref()).map(Reply::ListRolePolicies)
            }
            Request::ListUserPolicies(r) => {
                let names = self.find(cx, User, &r.user_name)?.policies.keys().map(ToString::to_string);
                names_page(names, r.max_items, r.marker.as_deref()).map(Reply::ListUserPolicies)
            }
            Request::ListRoles(r) => {
                let all = self.own(cx, Role).map(|person| role(person, cx.epoch));
                let (roles, marker) = page(all, r.max_items, r.marker.as_deref())?;
                Ok(Reply::ListRoles(ListRolesResult { roles, is_truncated: marker.is_some(), marker }))
            }
            Request::ListUsers(r) => {
                let all = self.own(cx, User).map(|person| user(person, cx.epoch));
                let (users, marker) = page(all, r.max_items, r.marker.as_deref())?;
                Ok(Reply::ListUsers(ListUsersResult { users, is_truncated: marker.is_some(), marker }))
            }
            Request::PutRolePolicy(r) => {
                empty(self.put_policy(cx, Role, &r.role_name, &r.policy_name, &r.policy_document), Reply::PutRolePolicy)
            }
            Request::PutUserPolicy(r) => {
                empty(self.put_policy(cx, User, &r.user_name, &r.policy_name, &r.policy_document), Reply::PutUserPolicy)
            }
        }
    }

    fn own(&self, cx: &IamCx<'_>, kind: PersonKind) -> impl Iterator<Item = &Person> {
        let account = cx.caller.account;
        self.people().filter(move |person| person.account == account && person.kind == kind)
    }

    fn create_user(&mut self, cx: &mut IamCx<'_>, request: &CreateUser) -> Result<UserResult> {
        let person = self.create(cx, PersonKind::User, &request.user_name, None)?;
        Ok(UserResult { user: user(&person, cx.epoch) })
    }

    fn create_role(&mut self, cx: &mut IamCx<'_>, request: &CreateRole) -> Result<RoleResult> {
        if request.description.as_ref().is_some_and(|text| text.chars().count() > 1_000) {
            return Err(invalid("description", "It must have length less than or equal to 1000"));
        }
        let text = &request.assume_role_policy_document;
        // A trust policy names who may assume the role, as a resource's does, and no resource: the role is the resource.
        let mut document: serde_json::Value =
            serde_json::from_str(text).map_err(|_| malformed("This policy contains invalid Json"))?;
        let statements = document.get_mut("Statement").map(|one| match one {
            serde_json::Value::Array(all) => all.iter_mut().collect(),
            one => vec![one],
        });
        for statement in statements.into_iter().flatten() {
            let Some(fields) = statement.as_object_mut() else { continue };
            if fields.contains_key("Resource") || fields.contains_key("NotResource") {
                return Err(malformed("Has prohibited field Resource"));
            }
            fields.insert("Resource".to_owned(), "*".into());
        }
        Policy::read(&document, Kind::Resource, text.len()).map_err(|error| malformed(&error.to_string()))?;
        let person = self.create(cx, PersonKind::Role, &request.role_name, Some(text.as_str().into()))?;
        Ok(RoleResult { role: role(&person, cx.epoch) })
    }

    fn create(
        &mut self,
        cx: &mut IamCx<'_>,
        kind: PersonKind,
        name: &str,
        trust: Option<Arc<str>>,
    ) -> Result<Arc<Person>> {
        let field = if kind == PersonKind::User { "userName" } else { "roleName" };
        check_name(name, field, 64)?;
        let account = cx.caller.account;
        if self.person(account, kind, name).is_some() {
            let sentence = format!("{} with name {name} already exists.", capital(kind));
            return Err(IamError::new(ErrorCode::EntityAlreadyExists, sentence));
        }
        let most = PEOPLE_MAX.iter().find(|(of, _)| *of == kind).map_or(0, |(_, most)| *most);
        if self.own(cx, kind).count() >= most {
            let sentence = format!("Cannot exceed quota for {}sPerAccount: {most}", capital(kind));
            return Err(IamError::new(ErrorCode::LimitExceeded, sentence));
        }
        let name: Arc<str> = name.into();
        let policies = SortedMap::default();
        let person = Arc::new(Person { kind, account, name: name.clone(), created: cx.now, trust, policies });
        self.people.insert(key(account, kind, &name), person.clone());
        cx.emit(None, IamEvent { kind, name, change: Change::Created });
        Ok(person)
    }

    fn find(&self, cx: &IamCx<'_>, kind: PersonKind, name: &str) -> Result<&Person> {
        self.person(cx.caller.account, kind, name).ok_or_else(|| {
            let sentence = format!("The {} with name {name} cannot be found.", kind.word());
            IamError::new(ErrorCode::NoSuchEntity, sentence)
        })
    }

    fn delete(&mut self, cx: &mut IamCx<'_>, kind: PersonKind, name: &str) -> Result<()> {
        let person = self.find(cx, kind, name)?;
        if !person.policies.is_empty() {
            return Err(IamError::new(ErrorCode::DeleteConflict, "Cannot delete entity, must delete policies first."));
        }
        let name = person.name.clone();
        self.people.remove(&key(cx.caller.account, kind, &name));
        cx.emit(None, IamEvent { kind, name, change: Change::Deleted });
        Ok(())
    }

    fn put_policy(&mut self, cx: &mut IamCx<'_>, kind: PersonKind, who: &str, name: &str, text: &str) -> Result<()> {
        check_name(name, "policyName", 128)?;
        let person = self.find(cx, kind, who)?;
        let policy = identity_policy(text).map_err(|error| malformed(&error.to_string()))?;
        let others = person.policies.iter().filter(|(other, _)| &***other != name).map(|(_, policy)| policy.text());
        let most = kind.policy_characters_max();
        if others.chain([text]).map(characters).sum::<usize>() > most {
            let sentence = format!("Maximum policy size of {most} bytes exceeded for {} {who}", kind.word());
            return Err(IamError::new(ErrorCode::LimitExceeded, sentence));
        }
        let name: Arc<str> = name.into();
        let (place, who) = (key(cx.caller.account, kind, who), person.name.clone());
        if let Some(person) = self.people.get_mut(&place) {
            Arc::make_mut(person).policies.insert(name.clone(), policy);
        }
        cx.emit(None, IamEvent { kind, name: who, change: Change::PolicyPut(name) });
        Ok(())
    }

    fn delete_policy(&mut self, cx: &mut IamCx<'_>, kind: PersonKind, who: &str, name: &str) -> Result<()> {
        let person = self.find(cx, kind, who)?;
        if !person.policies.contains_key(name) {
            return Err(no_policy(kind, name));
        }
        let (place, who) = (key(cx.caller.account, kind, who), person.name.clone());
        if let Some(person) = self.people.get_mut(&place) {
            Arc::make_mut(person).policies.remove(name);
        }
        cx.emit(None, IamEvent { kind, name: who, change: Change::PolicyDeleted(name.into()) });
        Ok(())
    }

    fn policy_text(&self, cx: &IamCx<'_>, kind: PersonKind, who: &str, name: &str) -> Result<String> {
        let person = self.find(cx, kind, who)?;
        person.policies.get(name).map(|policy| policy.text().to_owned()).ok_or_else(|| no_policy(kind, name))
    }
}

fn names_page(
    names: impl Iterator<Item = String>,
    most: Option<i64>,
    marker: Option<&str>,
) -> Result<PolicyNamesResult> {
    let (policy_names, marker) = page(names, most, marker)?;
    Ok(PolicyNamesResult { policy_names, is_truncated: marker.is_some(), marker })
}

/// A page of a list that begins where the marker says, and the marker of the next one.
fn page<T>(all: impl Iterator<Item = T>, most: Option<i64>, marker: Option<&str>) -> Result<(Vec<T>, Option<String>)> {
    let most = most.unwrap_or(100);
    let most = usize::try_from(most).ok().filter(|most| (1..=1_000).contains(most)).ok_or_else(|| {
        let sentence = format!(
            "1 validation error detected: Value '{most}' at 'maxItems' failed to satisfy constraint: Member must have \
             value between 1 and 1000"
        );
        IamError::new(ErrorCode::ValidationError, sentence)
    })?;
    let from: usize = match marker {
        None => 0,
        Some(marker) => marker
            .strip_prefix("after-")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| IamError::new(ErrorCode::ValidationError, "Invalid Marker."))?,
    };
    let mut found: Vec<T> = all.skip(from).take(most + 1).collect();
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more.then(|| format!("after-{}", from + most))))
}

fn user(person: &Person, epoch: Epoch) -> User {
    User {
        user_name: person.name.to_string(),
        user_id: person.caller().unique_id(),
        arn: person.arn(),
        create_date: epoch.iso(person.created),
    }
}

fn role(person: &Person, epoch: Epoch) -> Role {
    let id = person.caller().unique_id();
    Role {
        role_name: person.name.to_string(),
        role_id: id.split(':').next().unwrap_or_default().to_owned(),
        arn: person.arn(),
        create_date: epoch.iso(person.created),
        assume_role_policy_document: person.trust.as_deref().unwrap_or_default().to_owned(),
    }
}

const fn capital(kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::User => "User",
        PersonKind::Role => "Role",
    }
}

fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn invalid(field: &str, rule: &str) -> IamError {
    IamError::new(ErrorCode::ValidationError, format!("The specified value for {field} is invalid. {rule}"))
}

fn malformed(why: &str) -> IamError {
    IamError::new(ErrorCode::MalformedPolicyDocument, why)
}

fn no_policy(kind: PersonKind, name: &str) -> IamError {
    let sentence = format!("The {} policy with name {name} cannot be found.", kind.word());
    IamError::new(ErrorCode::NoSuchEntity, sentence)
}

fn check_name(name: &str, field: &str, most: usize) -> Result<()> {
    if name.len() > most {
        return Err(invalid(field, &format!("It must have length less than or equal to {most}")));
    }
    let letters = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    if name.is_empty() || !name.chars().all(letters) {
        let rule = "It must contain only alphanumeric characters and/or the following: +=,.@_-";
        return Err(invalid(field, rule));
    }
    Ok(())
}
