//! Who may use a key: the evaluation of key policies, and the condition keys of KMS.
//!
//! "Determining access to AWS KMS keys" and "AWS KMS condition keys" in the AWS KMS developer guide. A key differs from
//! other resources in one thing: its policy must allow, also within the account and also for the root user. Policies of
//! users and roles count only as far as the key policy gives the account as a whole the permission.

use super::Kms;
use super::api::EncryptionContext;
use super::key::{Key, ORIGIN, SPEC, USAGE};
use crate::base::{Caller, Principal};

/// A question about a key, for its condition keys.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The short name of the service that asks for the caller, such as `sqs`; none for a direct call.
    pub via: Option<&'a str>,
    /// The key.
    pub key: &'a Key,
    /// The key as the request named it.
    pub reference: Option<&'a str>,
    /// The encryption context, where there is one.
    pub context: Option<&'a EncryptionContext>,
}

/// What a request says about its caller. A service that acts by itself belongs to no account and comes through nobody.
pub(super) fn caller_keys(caller: &Caller, via: Option<&str>) -> Vec<(String, Vec<String>)> {
    if matches!(caller.principal, Principal::Service(_) | Principal::Anonymous) {
        return Vec::new();
    }
    let mut keys = vec![("kms:CallerAccount".to_owned(), vec![caller.account.to_string()])];
    if let Some(service) = via {
        keys.push(("kms:ViaService".to_owned(), vec![format!("{service}.{}.amazonaws.com", caller.region)]));
    }
    keys
}

impl Kms {
    /// The condition keys of KMS for a question.
    pub fn condition_keys(&self, asked: &Asked<'_>) -> Vec<(String, Vec<String>)> {
        let mut keys = caller_keys(asked.caller, asked.via);
        let mut put = |key: &str, values: Vec<String>| keys.push((key.to_owned(), values));
        put("kms:KeyOrigin", vec![ORIGIN.to_owned()]);
        put("kms:KeySpec", vec![SPEC.to_owned()]);
        put("kms:KeyUsage", vec![USAGE.to_owned()]);
        put("kms:MultiRegion", vec!["false".to_owned()]);
        let aliases: Vec<String> = self.aliases_of(asked.key.number).map(|alias| alias.name.to_string()).collect();
        if !aliases.is_empty() {
            put("kms:ResourceAliases", aliases);
        }
        if let Some(alias) = asked.reference.and_then(|text| text.find("alias/").and_then(|start| text.get(start..))) {
            put("kms:RequestAlias", vec![alias.to_owned()]);
        }
        for (tag, value) in asked.key.tags.iter() {
            put(&format!("aws:ResourceTag/{tag}"), vec![value.clone()]);
        }
        if let Some(context) = asked.context.filter(|context| !context.is_empty()) {
            put("kms:EncryptionContextKeys", context.keys().cloned().collect());
            for (name, value) in context {
                put(&format!("kms:EncryptionContext:{name}"), vec![value.clone()]);
            }
        }
        keys
    }
}
