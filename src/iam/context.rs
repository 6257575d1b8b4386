//! What conditions and variables can ask about a request.
//!
//! "AWS global condition context keys" in the IAM user guide.

use crate::base::calendar;
use crate::base::{Caller, Principal};
use std::collections::BTreeMap;

/// Keys and their values, by the key in small letters: names of keys are not case-sensitive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// The keys of a request at a calendar time, with those that the service adds, such as `sns:Protocol`.
    ///
    /// A key that is added replaces the one of the same name.
    pub fn of(caller: &Caller, unix_millis: u64, extra: &[(String, Vec<String>)]) -> Self {
        let mut context = Self::default();
        context.put("aws:CurrentTime", calendar::format(unix_millis));
        context.put("aws:EpochTime", (unix_millis / 1000).to_string());
        context.put("aws:RequestedRegion", caller.region.to_string());
        context.put("aws:ViaAWSService", "false".to_owned());
        context.put_caller(caller);
        context.put_circumstances(caller);
        for (key, values) in extra {
            context.values.insert(key.to_ascii_lowercase(), values.clone());
        }
        context
    }

    /// The values of a key in small letters; none when the request does not have it.
    pub fn get(&self, key: &str) -> &[String] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }

    /// All keys, in small letters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.values.iter().map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    fn put(&mut self, key: &str, value: String) {
        self.values.insert(key.to_ascii_lowercase(), vec![value]);
    }

    fn put_caller(&mut self, caller: &Caller) {
        let account = caller.account;
        let (kind, arn) = match &caller.principal {
            Principal::Root => ("Account", Some(format!("arn:aws:iam::{account}:root"))),
            Principal::User(name) => {
                // A path is part of the ARN but not of the name.
                let last = name.rsplit('/').next().unwrap_or_default();
                self.put("aws:username", last.to_owned());
                ("User", Some(caller.arn().to_string()))
            }
            // The role's own ARN, not the session's.
            Principal::Role(role, _) => ("AssumedRole", Some(format!("arn:aws:iam::{account}:role/{role}"))),
            Principal::Service(name) => {
                self.put("aws:PrincipalServiceName", name.clone());
                ("AWSService", None)
            }
            Principal::Anonymous => ("Anonymous", None),
        };
        self.put("aws:PrincipalType", kind.to_owned());
        // Unsigned requests do not say whether a service sends them.
        if caller.principal != Principal::Anonymous {
            let is_service = matches!(caller.principal, Principal::Service(_));
            self.put("aws:PrincipalIsAWSService", is_service.to_string());
        }
        if let Some(arn) = arn {
            self.put("aws:PrincipalArn", arn);
            self.put("aws:PrincipalAccount", account.to_string());
            self.put("aws:userid", caller.unique_id());
            // What the default policy of a topic asks for. Only some services send it; theirs comes as an extra key.
            self.put("aws:SourceOwner", account.to_string());
        }
    }

    fn put_circumstances(&mut self, caller: &Caller) {
        let is_secure = caller.circumstances.as_ref().is_none_or(|circumstances| !circumstances.insecure);
        self.put("aws:SecureTransport", is_secure.to_string());
        let Some(circumstances) = &caller.circumstances else { return };
        let texts = [
            ("aws:SourceIp", circumstances.source_ip.clone()),
            ("aws:SourceVpce", circumstances.source_vpce.clone()),
            ("aws:PrincipalOrgID", circumstances.principal_org_id.clone()),
            ("aws:SourceArn", circumstances.source_arn.as_ref().map(ToString::to_string)),
            ("aws:SourceAccount", circumstances.source_account.map(|account| account.to_string())),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                self.put(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Circumstances;
    use std::sync::Arc;

    fn value(context: &Context, key: &str) -> String {
        context.get(key).join(",")
    }

    #[test]
    fn a_role_gives_its_own_arn_and_no_user_name() {
        let caller = Caller { principal: Principal::Role("r".into(), "s".into()), ..Caller::default() };
        let context = Context::of(&caller, 1_767_225_601_500, &[("sns:Protocol".into(), vec!["sqs".into()])]);
        assert_eq!(value(&context, "aws:principalarn"), "arn:aws:iam::000000000000:role/r");
        assert_eq!(value(&context, "aws:currenttime"), "2026-01-01T00:00:01Z");
        assert_eq!(value(&context, "aws:epochtime"), "1767225601");
        assert_eq!(value(&context, "aws:principalisawsservice"), "false");
        assert_eq!(value(&context, "aws:securetransport"), "true");
        assert_eq!(value(&context, "sns:protocol"), "sqs");
        assert!(value(&context, "aws:userid").ends_with(":s"));
        assert!(context.get("aws:username").is_empty());
        assert!(context.get("aws:sourcearn").is_empty());
    }

    #[test]
    fn a_service_gives_what_it_acts_for() {
        let circumstances = Circumstances {
            source_arn: "arn:aws:sns:us-east-1:000000000000:t".parse().ok(),
            source_account: "111122223333".parse().ok(),
            insecure: true,
            ..Circumstances::default()
        };
        let principal = Principal::Service("sns.amazonaws.com".into());
        let caller = Caller { principal, circumstances: Some(Arc::new(circumstances)), ..Caller::default() };
        let context = Context::of(&caller, 0, &[]);
        assert_eq!(value(&context, "aws:sourcearn"), "arn:aws:sns:us-east-1:000000000000:t");
        assert_eq!(value(&context, "aws:sourceaccount"), "111122223333");
        assert!(context.get("aws:sourceowner").is_empty());
        assert_eq!(value(&context, "aws:principalisawsservice"), "true");
        assert_eq!(value(&context, "aws:securetransport"), "false");
        assert!(context.get("aws:principalarn").is_empty());
    }

    #[test]
    fn an_unsigned_request_says_nothing_about_its_sender() {
        let caller = Caller { principal: Principal::Anonymous, ..Caller::default() };
        let context = Context::of(&caller, 0, &[]);
        assert_eq!(value(&context, "aws:principaltype"), "Anonymous");
        for key in ["aws:principalarn", "aws:principalaccount", "aws:userid", "aws:principalisawsservice"] {
            assert!(context.get(key).is_empty(), "{key}");
        }
        assert_eq!(context.iter().count(), 6);
    }
}
