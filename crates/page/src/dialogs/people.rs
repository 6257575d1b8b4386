//! Users and roles: who there is, what their policies say, and new ones.

use crate::form::Form;
use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::base::Caller;
use queuelab::call::CallError;
use queuelab::iam::api::{CreateRole, CreateUser, DeleteRole, DeleteUser};
use queuelab::iam::{PersonKind, api};
use queuelab::t;
use queuelab_view::access::{Guarded, OWN_POLICY, person, pretty};

/// Who may assume a role that is made here: whoever runs in the lab.
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    let people = Memo::new(move |_| {
        lab.with(|session| {
            let people = session.cloud().iam().people();
            people.map(queuelab::iam::Person::arn).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="fields">
            <p>
                {t!("A lab begins without users: you act as root, and whoever is not listed here is an administrator of the account. From its creation on, a user or role may do only what a policy allows. Producers act as the role")}" "
                <code>"producer"</code>{t!(", consumers as")}" "<code>"consumer"</code>"."
            </p>
            <Show when=move || people.with(Vec::is_empty)><p class="muted">{t!("No users or roles yet.")}</p></Show>
            <ul class="subscriptions"><For each=move || people.get() key=Clone::clone children=move |arn| card(lab, arn) /></ul>
            {add(lab)}
        </div>
    }
    .into_any()
}

fn card(lab: Lab, arn: String) -> AnyView {
    let key = arn.clone();
    let found = Memo::new(move |_| {
        lab.with(|session| {
            let person = person(session.cloud(), &key)?;
            let policies: Vec<(String, String)> =
                person.policies.iter().map(|(name, policy)| (name.to_string(), pretty(policy.text()))).collect();
            Some((person.kind, person.name.to_string(), policies))
        })
    });
    let title = move || {
        found.with(|found| found.as_ref().map(|(kind, name, _)| format!("{} {name}", queuelab::text::of(kind.word()))))
    };
    let edit = {
        let arn = arn.clone();
        move |_| lab.dialog.set(Some(Dialog::Policy(Guarded::Person(arn.clone(), OWN_POLICY.to_owned()))))
    };
    let whose = Guarded::Person(arn.clone(), OWN_POLICY.to_owned());
    let remove = move |_| {
        let Some((kind, name, policies)) = found.get_untracked() else { return };
        let caller = lab.peek(|session| whose.saver(session.cloud(), &lab.caller.get_untracked()));
        let policies = policies.into_iter().map(|(policy, _)| policy).collect();
        if let Err(error) = remove(lab, &caller, kind, &name, policies) {
            lab.refuse(&error);
        }
    };
    let policies = move || {
        found.with(|found| {
            let policies = found.as_ref().map(|(_, _, policies)| policies.clone()).unwrap_or_default();
            if policies.is_empty() {
                return view! { <p class="barred">{t!("No policy: every call is refused, unless a resource's policy allows it.")}</p> }.into_any();
            }
            let one = |(name, text): (String, String)| view! { <p class="muted">{name}</p><pre class="document" tabindex="0">{text}</pre> };
            policies.into_iter().map(one).collect_view().into_any()
        })
    };
    view! {
        <li>
            <p><b>{title}</b>" "<span class="muted">{arn}</span></p>
            {policies}
            <div class="actions">
                <button type="button" class="small" on:click=edit>{t!("Edit its policy…")}</button>
                <button type="button" class="small" on:click=remove>{t!("Remove")}</button>
            </div>
        </li>
    }
    .into_any()
}

/// Takes the policies away first, as IAM wants it.
fn remove(lab: Lab, by: &Caller, kind: PersonKind, name: &str, policies: Vec<String>) -> Result<(), CallError> {
    for policy_name in policies {
        let request: api::Request = match kind {
            PersonKind::User => api::DeleteUserPolicy { user_name: name.to_owned(), policy_name }.into(),
            PersonKind::Role => api::DeleteRolePolicy { role_name: name.to_owned(), policy_name }.into(),
        };
        lab.call_as(by.clone(), request)?;
    }
    let request: api::Request = match kind {
        PersonKind::User => DeleteUser { user_name: name.to_owned() }.into(),
        PersonKind::Role => DeleteRole { role_name: name.to_owned() }.into(),
    };
    lab.call_as(by.clone(), request).map(drop)
}

fn add(lab: Lab) -> AnyView {
    let form = Form::new([("kind", "user".to_owned()), ("userName", String::new())].into(), &["userName"]);
    let create = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = untrack(|| form.at("userName").get());
        let request: api::Request = if untrack(|| form.is("kind", "role")) {
            CreateRole { role_name: name, assume_role_policy_document: TRUST.to_owned(), description: None }.into()
        } else {
            CreateUser { user_name: name }.into()
        };
        match lab.call(request) {
            Ok(_) => {
                form.problem.set(None);
                form.at("userName").set(String::new());
            }
            Err(error) => form.refuse(&error),
        }
    };
    let kinds = vec![("user".to_owned(), "user".to_owned()), ("role".to_owned(), "role".to_owned())];
    view! {
        <form on:submit=create>
            {form.told_at_top()}
            <div class="pairs">
                {form.choice("kind", t!("New"), "", kinds)}
                {form.text("userName", t!("Name"), t!("1 to 64 of A–Z a–z 0–9 + = , . @ _ and -"))}
            </div>
            <button type="submit">{t!("Create")}</button>
        </form>
    }
    .into_any()
}
