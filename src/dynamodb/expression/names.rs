//! What stands for `#name` and `:value` in expressions, and that each of them is used.

use super::Kind;
use crate::dynamodb::api::Item;
use crate::dynamodb::{AttributeValue, DynamoDbError, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The substitutes of a request.
#[derive(Debug, Default)]
pub struct Substitutes<'r> {
    names: Option<&'r BTreeMap<String, String>>,
    values: Option<&'r Item>,
    used: BTreeSet<String>,
}

impl<'r> Substitutes<'r> {
    /// Those of a request that has expressions, or has none.
    ///
    /// # Errors
    /// They are there without an expression, or there is something wrong with one of them.
    pub fn new(
        names: Option<&'r BTreeMap<String, String>>,
        values: Option<&'r Item>,
        has_expression: bool,
    ) -> Result<Self> {
        for (what, is_there, is_empty) in [
            ("ExpressionAttributeNames", names.is_some(), names.is_some_and(BTreeMap::is_empty)),
            ("ExpressionAttributeValues", values.is_some(), values.is_some_and(BTreeMap::is_empty)),
        ] {
            if is_there && !has_expression {
                let sentence = format!("{what} can only be specified when using expressions");
                return Err(DynamoDbError::validation(sentence));
            }
            if is_empty {
                return Err(DynamoDbError::validation(format!("{what} must not be empty")));
            }
        }
        for (key, value) in values.into_iter().flatten() {
            let form =
                |why: String| DynamoDbError::validation(format!("ExpressionAttributeValues contains invalid {why}"));
            if !is_substitute(key, ':') {
                return Err(form(format!("key: Syntax error; key: \"{key}\"")));
            }
            if let Some(fault) = value.fault() {
                return Err(form(format!("value: {fault} for key {key}")));
            }
        }
        if let Some(key) = names.into_iter().flatten().map(|(key, _)| key).find(|key| !is_substitute(key, '#')) {
            return Err(DynamoDbError::validation(format!(
                "ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\""
            )));
        }
        Ok(Self { names, values, used: BTreeSet::new() })
    }

    /// The name behind `#name`.
    pub(super) fn name(&mut self, key: &str, kind: Kind) -> Result<String> {
        let found = self.names.and_then(|names| names.get(key)).cloned();
        self.used.insert(key.to_owned());
        found.ok_or_else(|| {
            kind.error(format!(
                "An expression attribute name used in the document path is not defined; attribute name: {key}"
            ))
        })
    }

    /// The value behind `:value`.
    pub(super) fn value(&mut self, key: &str, kind: Kind) -> Result<AttributeValue> {
        let found = self.values.and_then(|values| values.get(key)).cloned();
        self.used.insert(key.to_owned());
        found.ok_or_else(|| {
            kind.error(format!(
                "An expression attribute value used in expression is not defined; attribute value: {key}"
            ))
        })
    }

    /// Every one must have been used.
    ///
    /// # Errors
    /// Names those that were not.
    pub fn finish(self) -> Result<()> {
        let unused = |keys: Vec<&String>| {
            let keys: Vec<&str> =
                keys.into_iter().filter(|key| !self.used.contains(*key)).map(String::as_str).collect();
            (!keys.is_empty()).then(|| keys.join(", "))
        };
        let names = unused(self.names.into_iter().flatten().map(|(key, _)| key).collect());
        let values = unused(self.values.into_iter().flatten().map(|(key, _)| key).collect());
        for (what, unused) in [("ExpressionAttributeNames", names), ("ExpressionAttributeValues", values)] {
            if let Some(keys) = unused {
                return Err(DynamoDbError::validation(format!(
                    "Value provided in {what} unused in expressions: keys: {{{keys}}}"
                )));
            }
        }
        Ok(())
    }
}

fn is_substitute(key: &str, sign: char) -> bool {
    let word = key.strip_prefix(sign).unwrap_or_default();
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
