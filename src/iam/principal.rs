//! Who a statement is about.
//!
//! "AWS JSON policy elements: Principal" and "NotPrincipal" in the IAM user guide.

use super::{Effect, Fault};
use crate::base::{AccountId, Arn, Caller, Principal, Region};
use serde_json::Value;
use std::fmt;

/// One principal that a statement names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `*`: everybody, unsigned requests and services too.
    Everyone,
    /// An account, by number or by its root's ARN: whoever the account itself gives the permission to.
    Account(AccountId),
    /// A user, a role or a role's session, by ARN.
    Identity(String),
    /// A user or a role by the unique id that stands in a policy after the identity is gone, `AIDA…` or `AROA…`.
    UniqueId(String),
    /// A service, such as `sns.amazonaws.com`.
    Service(String),
    /// A kind that no caller here can have: `Federated` or `CanonicalUser`.
    Other(String),
}

/// How far a statement's principals cover a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    /// Not at all.
    None,
    /// Through the account, which must still allow it by a policy of its own.
    Account,
    /// Personally.
    Personal,
}

/// Whether a name is a service's own in an opt-in Region, where both of its names hold.
/// Source: "Sending Amazon SNS messages to an Amazon SQS queue or AWS Lambda function in a different Region" in the SNS
/// developer guide, on opt-in Regions.
fn is_regional(wanted: &str, name: &str, region: Region) -> bool {
    let service = name.strip_suffix(".amazonaws.com").filter(|_| region.is_opt_in());
    service.is_some_and(|service| wanted == format!("{service}.{region}.amazonaws.com"))
}

impl Named {
    /// The account that it names as a whole.
    pub const fn account(&self) -> Option<AccountId> {
        if let Self::Account(account) = self { Some(*account) } else { None }
    }

    /// Whether and how it covers a caller.
    fn covers(&self, caller: &Caller) -> Cover {
        let is_covered = match (self, &caller.principal) {
            (Self::Everyone, _) => true,
            (Self::Service(wanted), Principal::Service(name)) => {
                wanted == name || is_regional(wanted, name, caller.region)
            }
            (_, Principal::Service(_) | Principal::Anonymous) => false,
            (Self::Account(account), principal) if *account == caller.account => {
                let is_root = *principal == Principal::Root;
                return if is_root { Cover::Personal } else { Cover::Account };
            }
            // A role stands for all its sessions.
            (Self::Identity(arn), Principal::Role(role, _)) => {
                *arn == caller.arn().to_string() || *arn == format!("arn:aws:iam::{}:role/{role}", caller.account)
            }
            (Self::Identity(arn), _) => *arn == caller.arn().to_string(),
            (Self::UniqueId(id), _) => caller.unique_id().split(':').next() == Some(id),
            _ => false,
        };
        if is_covered { Cover::Personal } else { Cover::None }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("*"),
            Self::Account(account) => write!(f, "arn:aws:iam::{account}:root"),
            Self::Identity(text) | Self::UniqueId(text) | Self::Service(text) | Self::Other(text) => f.write_str(text),
        }
    }
}

/// How `Principal` covers a caller: as its best entry does.
pub(super) fn cover(named: &[Named], caller: &Caller) -> Cover {
    named.iter().map(|entry| entry.covers(caller)).max().unwrap_or(Cover::None)
}

/// Whether `NotPrincipal` leaves a caller out.
///
/// In a Deny, the account is checked before the user or role in it, so both must be named: "you must also specify the
/// account ARN of the not-denied principal". In an Allow, which AWS advises against, one of them is enough.
pub(super) fn leaves_out(named: &[Named], caller: &Caller, effect: Effect) -> bool {
    let covers = named.iter().map(|entry| entry.covers(caller));
    let is_member = matches!(caller.principal, Principal::User(_) | Principal::Role(..));
    if effect == Effect::Allow || !is_member || named.contains(&Named::Everyone) {
        return covers.max() > Some(Cover::None);
    }
    let (mut account, mut personal) = (false, false);
    for cover in covers {
        account |= cover == Cover::Account;
        personal |= cover == Cover::Personal;
    }
    account && personal
}

/// Reads `Principal` or `NotPrincipal`.
pub(super) fn read(value: &Value) -> Result<Vec<Named>, (String, Fault)> {
    let at_top = |fault| (String::new(), fault);
    let kinds = match value {
        Value::String(text) if text == "*" => return Ok(vec![Named::Everyone]),
        Value::String(text) => {
            return Err(at_top(Fault::form(text, "\"*\" or an object such as {\"AWS\": \"123456789012\"}")));
        }
        Value::Object(kinds) if kinds.is_empty() => return Err(at_top(Fault::Empty)),
        Value::Object(kinds) => kinds,
        _ => return Err(at_top(Fault::NotA("\"*\" or an object"))),
    };
    let mut named = Vec::new();
    for (kind, value) in kinds {
        let here = |fault| (format!(".{kind}"), fault);
        let read: fn(&str) -> Result<Named, Fault> = match kind.as_str() {
            "AWS" => aws,
            "Service" => service,
            "Federated" | "CanonicalUser" => |text| Ok(Named::Other(text.to_owned())),
            _ => return Err(here(Fault::Unknown)),
        };
        for text in super::document::texts(value).map_err(here)? {
            named.push(read(text).map_err(here)?);
        }
    }
    Ok(named)
}

fn service(text: &str) -> Result<Named, Fault> {
    let is_name = text.contains('.') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    if is_name { Ok(Named::Service(text.to_owned())) } else { Err(Fault::form(text, "a service's domain name")) }
}

/// "You cannot use a wildcard to match part of a principal name or ARN."
fn aws(text: &str) -> Result<Named, Fault> {
    let bad = || Fault::form(text, "\"*\", an account, or the ARN of an account's root, a user, a role or a session");
    if text == "*" {
        return Ok(Named::Everyone);
    }
    if let Ok(account) = text.parse() {
        return Ok(Named::Account(account));
    }
    let is_id = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_id && (text.starts_with("AIDA") || text.starts_with("AROA")) {
        return Ok(Named::UniqueId(text.to_owned()));
    }
    let arn: Arn = text.parse().map_err(|_| bad())?;
    let account = arn.account.parse().map_err(|_| bad())?;
    let kind = arn.resource.split_once('/').map(|(kind, name)| if name.is_empty() { "" } else { kind });
    match (arn.service.as_str(), kind) {
        ("iam", None) if arn.resource == "root" => Ok(Named::Account(account)),
        ("iam", Some("user" | "role")) | ("sts", Some("assumed-role" | "federated-user"))
            if !arn.resource.contains(['*', '?']) && arn.region.is_empty() =>
        {
            Ok(Named::Identity(arn.to_string()))
        }
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn caller(principal: Principal) -> Caller {
        Caller { account: "111122223333".parse().unwrap(), principal, ..Caller::default() }
    }

    fn named(value: &str) -> Vec<Named> {
        read(&json!({ "AWS": value })).unwrap()
    }

    #[test]
    fn each_form_of_principal_covers_whom_it_names() {
        use Cover::{Account, None, Personal};
        let (root, user) = (caller(Principal::Root), caller(Principal::User("ann".into())));
        let role = caller(Principal::Role("r".into(), "s".into()));
        let (service, nobody) = (caller(Principal::Service("sns.amazonaws.com".into())), caller(Principal::Anonymous));
        let id = user.unique_id();
        let cases = [
            ("*", [Personal; 5]),
            ("111122223333", [Personal, Account, Account, None, None]),
            ("arn:aws:iam::111122223333:root", [Personal, Account, Account, None, None]),
            ("arn:aws:iam::999999999999:root", [None; 5]),
            ("arn:aws:iam::111122223333:user/ann", [None, Personal, None, None, None]),
            ("arn:aws:iam::111122223333:user/anna", [None; 5]),
            ("arn:aws:iam::111122223333:role/r", [None, None, Personal, None, None]),
            ("arn:aws:sts::111122223333:assumed-role/r/s", [None, None, Personal, None, None]),
            ("arn:aws:sts::111122223333:assumed-role/r/t", [None; 5]),
            (id.as_str(), [None, Personal, None, None, None]),
        ];
        for (text, expected) in cases {
            let found = [&root, &user, &role, &service, &nobody].map(|caller| cover(&named(text), caller));
            assert_eq!(found, expected, "{text}");
        }
        let sns = read(&json!({ "Service": ["s3.amazonaws.com", "sns.amazonaws.com"] })).unwrap();
        assert_eq!([cover(&sns, &service), cover(&sns, &user)], [Personal, None]);
        let other = read(&json!({ "Federated": "cognito-identity.amazonaws.com", "CanonicalUser": "79a" })).unwrap();
        assert_eq!([cover(&other, &service), cover(&other, &user)], [None, None]);
    }

    #[test]
    fn not_principal_needs_the_account_too_in_a_deny() {
        let user = caller(Principal::User("ann".into()));
        let both = read(&json!({"AWS": ["111122223333", "arn:aws:iam::111122223333:user/ann"]})).unwrap();
        for (named, denied, allowed) in [
            (named("arn:aws:iam::111122223333:user/ann"), false, true),
            (named("111122223333"), false, true),
            (both, true, true),
            (named("999999999999"), false, false),
            (named("*"), true, true),
        ] {
            assert_eq!(leaves_out(&named, &user, Effect::Deny), denied, "{named:?}");
            assert_eq!(leaves_out(&named, &user, Effect::Allow), allowed, "{named:?}");
        }
        let service = caller(Principal::Service("s3.amazonaws.com".into()));
        assert!(leaves_out(&read(&json!({"Service": "s3.amazonaws.com"})).unwrap(), &service, Effect::Deny));
        assert!(leaves_out(&named("111122223333"), &caller(Principal::Root), Effect::Deny));
    }

    #[test]
    fn other_texts_name_nobody() {
        let bad = [
            json!("a"),
            json!({}),
            json!([]),
            json!({"AWS": []}),
            json!({"AWS": ""}),
            json!({"AWS": "12"}),
            json!({"AWS": "arn:aws:iam::111122223333:user/*"}),
            json!({"AWS": "arn:aws:iam::*:root"}),
            json!({"AWS": "arn:aws:iam::111122223333:group/a"}),
            json!({"AWS": "arn:aws:iam::111122223333:user/"}),
            json!({"AWS": "arn:aws:sqs:us-east-1:111122223333:q"}),
            json!({"Service": "*"}),
            json!({"Service": 1}),
            json!({"User": "a"}),
        ];
        for value in bad {
            assert!(read(&value).is_err(), "{value}");
        }
    }
}
