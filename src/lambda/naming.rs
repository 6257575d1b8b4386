//! The forms in which a function is named: a name, a partial ARN or an ARN, each with or without a version or an alias.
//!
//! Source: `FunctionName` and `Qualifier` in the Lambda API reference.

use super::function::{FunctionId, FunctionKey};
use super::{Function, Lambda, LambdaError, Result};
use crate::base::{Caller, Region};

/// The form that the service model asks for, as AWS's sentence gives it.
const PATTERN: &str = "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?\
                       ([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)\
                       (:(\\$LATEST|[a-zA-Z0-9-_]+))?";
/// The same of a version or an alias.
const QUALIFIER: &str = "satisfy regular expression pattern: (|[a-zA-Z0-9$_-]+)";
/// Characters of a function's name.
const NAME_MAX: usize = 64;

/// A function that a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Whose, where and how it is called.
    pub key: FunctionKey,
    /// The version or alias.
    pub qualifier: Option<String>,
}

impl Named {
    /// The ARN with the version or alias that was asked for.
    pub fn arn(&self) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.key.arn()),
            None => self.key.arn().to_string(),
        }
    }
}

/// Whether all characters can stand in a name.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Reads a function's name, with the version or alias that stands beside it.
///
/// # Errors
/// `ValidationException` for another form, `ResourceNotFoundException` for another Region,
/// `InvalidParameterValueException` for two versions that differ.
pub(super) fn read(text: &str, qualifier: Option<&str>, caller: &Caller) -> Result<Named> {
    if text.is_empty() {
        return Err(LambdaError::validation(text, "functionName", "have length greater than or equal to 1"));
    }
    let bad = || LambdaError::validation(text, "functionName", PATTERN);
    let parts: Vec<&str> = text.split(':').collect();
    let (region, account, rest) = match parts.as_slice() {
        ["arn", partition, "lambda", region, account, "function", rest @ ..] if partition.starts_with("aws") => {
            (Some(*region), Some(*account), rest)
        }
        ["arn", ..] => return Err(bad()),
        [account, "function", rest @ ..] if account.len() == 12 => (None, Some(*account), rest),
        ["function", rest @ ..] if !rest.is_empty() => (None, None, rest),
        rest => (None, None, rest),
    };
    let (name, own) = match rest {
        [name] => (*name, None),
        [name, own] if *own == "$LATEST" || is_word(own) => (*name, Some(*own)),
        _ => return Err(bad()),
    };
    if !is_word(name) {
        return Err(bad());
    }
    if name.len() > NAME_MAX {
        return Err(LambdaError::validation(name, "functionName", "have length less than or equal to 64"));
    }
    let account = match account {
        Some(account) => account.parse().map_err(|_| bad())?,
        None => caller.account,
    };
    if let Some(region) = region {
        check_region(region, caller.region)?;
    }
    let qualifier = one_qualifier(own, qualifier)?;
    Ok(Named { key: FunctionKey { account, region: caller.region, name: name.into() }, qualifier })
}

fn check_region(region: &str, own: Region) -> Result<()> {
    if region == own.name() {
        return Ok(());
    }
    let sentence = format!("Functions from '{region}' are not reachable in this region ('{own}')");
    Err(LambdaError::not_found(sentence))
}

/// The version or alias in the name and the one beside it must be the same.
fn one_qualifier(own: Option<&str>, beside: Option<&str>) -> Result<Option<String>> {
    let beside = beside.filter(|qualifier| !qualifier.is_empty());
    if let Some(qualifier) = beside {
        if qualifier.len() > 128 {
            return Err(LambdaError::validation(qualifier, "qualifier", "have length less than or equal to 128"));
        }
        if qualifier != "$LATEST" && !is_word(qualifier) {
            return Err(LambdaError::validation(qualifier, "qualifier", QUALIFIER));
        }
        if own.is_some_and(|own| own != qualifier) {
            return Err(LambdaError::invalid(
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
    }
    Ok(own.or(beside).map(str::to_owned))
}

impl Lambda {
    /// The function that a request names.
    ///
    /// # Errors
    /// As [`read`], and `ResourceNotFoundException` for a function that is not there.
    pub(super) fn resolve(&self, text: &str, qualifier: Option<&str>, caller: &Caller) -> Result<(&Function, Named)> {
        let named = read(text, qualifier, caller)?;
        let found = self.find(named.key.account, named.key.region, &named.key.name).and_then(|id| self.function(id));
        match found {
            Some(function) => Ok((function, named)),
            None => Err(LambdaError::not_found(format!("Function not found: {}", named.arn()))),
        }
    }

    /// The number of the function that a name or ARN means to a caller, for whoever has to ask about permissions.
    ///
    /// # Errors
    /// `ValidationException` for another form, `ResourceNotFoundException` for a function that is not there.
    pub fn locate(&self, text: &str, caller: &Caller) -> Result<FunctionId> {
        self.resolve(text, None, caller).map(|(function, _)| function.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(text: &str, qualifier: Option<&str>) -> std::result::Result<String, String> {
        read(text, qualifier, &Caller::default()).map(|named| named.arn()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_form_of_a_name_is_read() {
        let plain = "arn:aws:lambda:us-east-1:000000000000:function:f";
        for (text, qualifier, end) in [
            ("f", None, ""),
            ("f", Some(""), ""),
            ("f:prod", None, ":prod"),
            ("f", Some("$LATEST"), ":$LATEST"),
            ("function:f", None, ""),
            ("function:f:7", Some("7"), ":7"),
            ("000000000000:function:f", None, ""),
            ("arn:aws:lambda:us-east-1:000000000000:function:f", None, ""),
            ("arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST", None, ":$LATEST"),
        ] {
            assert_eq!(arn(text, qualifier), Ok(format!("{plain}{end}")), "{text}");
        }
        assert_eq!(arn("111122223333:function:f", None).unwrap(), "arn:aws:lambda:us-east-1:111122223333:function:f");
    }

    #[test]
    fn other_texts_are_refused() {
        let long = "a".repeat(65);
        for (text, qualifier, expected) in [
            ("", None, "have length greater than or equal to 1"),
            ("a b", None, "at 'functionName' failed to satisfy constraint: Member must satisfy regular expression"),
            ("f:", None, "at 'functionName'"),
            ("f:a:b", None, "at 'functionName'"),
            ("f:$OTHER", None, "at 'functionName'"),
            ("arn:aws:sqs:us-east-1:000000000000:q", None, "at 'functionName'"),
            ("arn:aws:lambda:us-east-1:12:function:f", None, "at 'functionName'"),
            (&long, None, "have length less than or equal to 64"),
            ("f", Some("a b"), "at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression"),
            ("f:a", Some("b"), "The derived qualifier from the function name does not match"),
            (
                "arn:aws:lambda:eu-west-1:000000000000:function:f",
                None,
                "ResourceNotFoundException: Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
            ),
        ] {
            let error = arn(text, qualifier).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        assert!(arn("f", Some(&"q".repeat(129))).unwrap_err().contains("less than or equal to 128"));
    }
}
