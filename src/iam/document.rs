//! Policy documents, read from their JSON.
//!
//! "Grammar of the IAM JSON policy language" in the IAM user guide.

use super::pattern::Reading;
use super::{Condition, DocumentError, Fault, Named, Pattern, principal};
use serde_json::{Map, Value};

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A user or a role: the policy never names principals.
    Identity,
    /// A resource, such as a queue: every statement names principals.
    Resource,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It grants.
    Allow,
    /// It refuses, whatever else grants.
    Deny,
}

/// A policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// `Version`; without one the rules of 2008-10-17 hold.
    pub version: Option<String>,
    /// `Id`.
    pub id: Option<String>,
    /// The statements, in order.
    pub statements: Vec<Statement>,
    /// The length of the text that it was read from.
    pub bytes: usize,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`; none in an identity's policy.
    pub principal: Option<Scope<Named>>,
    /// `Action` or `NotAction`.
    pub action: Scope<Pattern>,
    /// `Resource` or `NotResource`.
    pub resource: Scope<Pattern>,
    /// `Condition`; all must hold.
    pub conditions: Vec<Condition>,
}

/// A list, or everything but a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope<T> {
    /// Whether the element is the one that begins with `Not`.
    pub is_negated: bool,
    /// What it lists; never empty.
    pub items: Vec<T>,
}

/// Where in a document something is read.
#[derive(Clone, Copy)]
struct Place {
    kind: Kind,
    /// Whether `${…}` stands for a value.
    variables: bool,
    statement: usize,
}

const FIELDS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

impl Policy {
    /// Reads a document of at most that many bytes.
    pub fn parse(text: &str, kind: Kind, bytes_max: usize) -> Result<Self, DocumentError> {
        let bytes = text.len();
        if bytes > bytes_max {
            return Err(Fault::TooLong { bytes, max: bytes_max }.at(None, ""));
        }
        let value = serde_json::from_str(text).map_err(|error| Fault::NotJson(error.to_string()).at(None, ""))?;
        Self::read(&value, kind, bytes)
    }

    /// Reads a document that is JSON already; `bytes` is the length of its text.
    pub fn read(value: &Value, kind: Kind, bytes: usize) -> Result<Self, DocumentError> {
        let document = value.as_object().ok_or(Fault::NotA("an object").at(None, ""))?;
        if let Some(name) = document.keys().find(|name| !["Version", "Id", "Statement"].contains(&name.as_str())) {
            return Err(Fault::Unknown.at(None, name.as_str()));
        }
        let version = optional_text(document, "Version").map_err(|fault| fault.at(None, "Version"))?;
        let variables = match version.as_deref() {
            Some("2012-10-17") => true,
            None | Some("2008-10-17") => false,
            Some(other) => return Err(Fault::form(other, "2012-10-17 or 2008-10-17").at(None, "Version")),
        };
        let id = optional_text(document, "Id").map_err(|fault| fault.at(None, "Id"))?;
        let values = match document.get("Statement") {
            None => return Err(Fault::Missing.at(None, "Statement")),
            Some(Value::Array(values)) if values.is_empty() => return Err(Fault::Empty.at(None, "Statement")),
            Some(Value::Array(values)) => values.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        let mut statements: Vec<Statement> = Vec::with_capacity(values.len());
        for (statement, value) in values.iter().enumerate() {
            let read = Place { kind, variables, statement }.statement(value)?;
            // Services differ about repeated ids; IAM itself refuses them.
            if let Some(sid) = read.sid.as_ref().filter(|_| kind == Kind::Identity)
                && statements.iter().any(|earlier| earlier.sid.as_ref() == Some(sid))
            {
                return Err(Fault::Twice(sid.clone()).at(Some(statement), "Sid"));
            }
            statements.push(read);
        }
        Ok(Self { version, id, statements, bytes })
    }
}

impl Place {
    fn at(self, field: impl Into<String>, fault: Fault) -> DocumentError {
        fault.at(Some(self.statement), field)
    }

    fn statement(self, value: &Value) -> Result<Statement, DocumentError> {
        let fields = value.as_object().ok_or_else(|| self.at("", Fault::NotA("an object")))?;
        if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return Err(self.at(name.as_str(), Fault::Unknown));
        }
        let sid = optional_text(fields, "Sid").map_err(|fault| self.at("Sid", fault))?;
        if let Some(sid) = sid.as_deref().filter(|_| self.kind == Kind::Identity)
            && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return Err(self.at("Sid", Fault::form(sid, "made of letters and digits only")));
        }
        let effect = match fields.get("Effect") {
            None => return Err(self.at("Effect", Fault::Missing)),
            Some(Value::String(text)) if text == "Allow" => Effect::Allow,
            Some(Value::String(text)) if text == "Deny" => Effect::Deny,
            Some(Value::String(text)) => return Err(self.at("Effect", Fault::form(text, "Allow or Deny"))),
            Some(_) => return Err(self.at("Effect", Fault::NotA("Allow or Deny"))),
        };
        let principal = self.principal(fields)?;
        let action = self.patterns(fields, "Action", "NotAction", action)?;
        let resource = self.patterns(fields, "Resource", "NotResource", |text| self.resource(text))?;
        Ok(Statement { sid, effect, principal, action, resource, conditions: self.conditions(fields)? })
    }

    /// The element, or its negation: exactly one must be there.
    fn either<'a>(
        self,
        fields: &'a Map<String, Value>,
        plain: &'static str,
        negated: &'static str,
    ) -> Result<(&'static str, bool, &'a Value), DocumentError> {
        match (fields.get(plain), fields.get(negated)) {
            (Some(value), None) => Ok((plain, false, value)),
            (None, Some(value)) => Ok((negated, true, value)),
            (None, None) => Err(self.at(plain, Fault::Missing)),
            (Some(_), Some(_)) => Err(self.at(plain, Fault::Both(plain))),
        }
    }

    fn principal(self, fields: &Map<String, Value>) -> Result<Option<Scope<Named>>, DocumentError> {
        if self.kind == Kind::Identity {
            return match ["Principal", "NotPrincipal"].into_iter().find(|name| fields.contains_key(*name)) {
                Some(name) => Err(self.at(name, Fault::Misplaced("a policy of a user or a role names no principals"))),
                None => Ok(None),
            };
        }
        let (name, is_negated, value) = self.either(fields, "Principal", "NotPrincipal")?;
        let items = principal::read(value).map_err(|(kind, fault)| self.at(format!("{name}{kind}"), fault))?;
        Ok(Some(Scope { is_negated, items }))
    }

    fn patterns(
        self,
        fields: &Map<String, Value>,
        plain: &'static str,
        negated: &'static str,
        read: impl Fn(&str) -> Result<Pattern, Fault>,
    ) -> Result<Scope<Pattern>, DocumentError> {
        let (name, is_negated, value) = self.either(fields, plain, negated)?;
        let items = texts(value)
            .and_then(|texts| texts.into_iter().map(&read).collect())
            .map_err(|fault| self.at(name, fault))?;
        Ok(Scope { is_negated, items })
    }

    fn resource(self, text: &str) -> Result<Pattern, Fault> {
        if !text.starts_with("arn:") && !text.starts_with('*') {
            return Err(Fault::form(text, "an ARN or \"*\""));
        }
        let mut pattern = Pattern::read(text, Reading { wild: true, variables: self.variables })?;
        if self.kind == Kind::Identity && text.starts_with("arn:") {
            pattern.complete_arn();
        }
        Ok(pattern)
    }

    fn conditions(self, fields: &Map<String, Value>) -> Result<Vec<Condition>, DocumentError> {
        let mut conditions = Vec::new();
        let Some(value) = fields.get("Condition") else { return Ok(conditions) };
        let operators = value.as_object().ok_or_else(|| self.at("Condition", Fault::NotA("an object")))?;
        for (operator, keys) in operators {
            let field = format!("Condition.{operator}");
            let Some(keys) = keys.as_object() else { return Err(self.at(field, Fault::NotA("an object"))) };
            for (key, value) in keys {
                let condition = Condition::read(operator, key, value, self.variables);
                conditions.push(condition.map_err(|fault| self.at(format!("{field}.{key}"), fault))?);
            }
        }
        Ok(conditions)
    }
}

fn action(text: &str) -> Result<Pattern, Fault> {
    let is_named = text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if !is_named && text != "*" {
        return Err(Fault::form(text, "an action, such as sqs:SendMessage"));
    }
    Pattern::read(text, Reading { wild: true, variables: false })
}

fn optional_text(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, Fault> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Fault::NotA("a text")),
    }
}

/// One text or a list of at least one, none of them empty.
pub(super) fn texts(value: &Value) -> Result<Vec<&str>, Fault> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    if values.is_empty() {
        return Err(Fault::Empty);
    }
    let text = |value| Value::as_str(value).filter(|text| !text.is_empty());
    let texts: Option<Vec<_>> = values.iter().map(text).collect();
    texts.ok_or(Fault::NotA("a text that is not empty, or a list of them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}"#;

    fn parse(statement: &str) -> Result<Policy, DocumentError> {
        Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#), Kind::Resource, 8_192)
    }

    fn says(result: Result<Policy, DocumentError>, expected: &str) {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn one_and_many_are_both_taken() {
        let lists = r#"{"Sid":"a b","Effect":"Deny","NotPrincipal":{"AWS":["111122223333"],"Service":"s3.amazonaws.com"},
            "NotAction":["sqs:*","sns:Publish"],"NotResource":["arn:aws:sqs:*:*:a","*"],
            "Condition":{"Bool":{"aws:SecureTransport":false,"x:y":["true"]},"Null":{"aws:SourceIp":"true"}}}"#;
        let policy = parse(&format!("{STATEMENT},{lists}")).unwrap();
        let [plain, full] = policy.statements.as_slice() else { panic!("two statements") };
        assert_eq!(plain.effect, Effect::Allow);
        assert_eq!(plain.principal, Some(Scope { is_negated: false, items: vec![Named::Everyone] }));
        assert_eq!((full.sid.as_deref(), full.conditions.len()), (Some("a b"), 3));
        assert!(full.action.is_negated && full.resource.is_negated);
        assert_eq!(full.conditions[0].key(), "aws:SecureTransport");
        let single = format!(r#"{{"Id":"x","Statement":{STATEMENT}}}"#);
        let single = Policy::parse(&single, Kind::Resource, 8_192).unwrap();
        assert_eq!((single.version, single.id.as_deref(), single.statements.len()), (None, Some("x"), 1));
    }

    #[test]
    fn errors_say_where_and_what() {
        says(Policy::parse("{", Kind::Resource, 9), "the text is not JSON");
        says(Policy::parse("{     }", Kind::Resource, 6), "the document has 7 bytes, and at most 6 are taken");
        says(Policy::parse("[]", Kind::Resource, 9), "the value must be an object");
        says(Policy::parse("{}", Kind::Resource, 9), "Statement: this element is required");
        says(Policy::parse(r#"{"Statement":[]}"#, Kind::Resource, 99), "Statement: at least one value is required");
        says(Policy::parse(r#"{"statement":[]}"#, Kind::Resource, 99), "statement: the policy language has no such");
        says(
            Policy::parse(r#"{"Version":"2013-10-17"}"#, Kind::Resource, 99),
            "Version: '2013-10-17' is not 2012-10-17 or 2008-10-17",
        );
        let edits = [
            (r#""Effect":"Allow","#, "", "statement 1, Effect: this element is required"),
            ("Allow", "allow", "statement 1, Effect: 'allow' is not Allow or Deny"),
            (r#""Principal":"*","#, "", "statement 1, Principal: this element is required"),
            (r#""Principal":"*""#, r#""Principal":{"AWS":["12"]}"#, "statement 1, Principal.AWS: '12' is not"),
            (r#""Principal":"*""#, r#""Principal":{"Who":"a"}"#, "statement 1, Principal.Who: the policy language has"),
            ("sqs:SendMessage", "SendMessage", "statement 1, Action: 'SendMessage' is not an action"),
            (r#""sqs:SendMessage""#, "[]", "statement 1, Action: at least one value is required"),
            (r#""sqs:SendMessage""#, r#"["sqs:A",1]"#, "statement 1, Action: the value must be a text"),
            (r#""Resource":"*""#, r#""Resource":"orders""#, "statement 1, Resource: 'orders' is not an ARN"),
            (r#""Resource":"*""#, r#""Resource":"*","NotResource":"*""#, "Resource and NotResource cannot stand"),
            ("}", r#","Extra":1}"#, "statement 1, Extra: the policy language has no such element"),
            ("}", r#","Sid":1}"#, "statement 1, Sid: the value must be a text"),
            ("}", r#","Condition":[]}"#, "statement 1, Condition: the value must be an object"),
            ("}", r#","Condition":{"Bool":"a"}}"#, "statement 1, Condition.Bool: the value must be an object"),
            ("}", r#","Condition":{"Bool":{"x:y":"a"}}}"#, "statement 1, Condition.Bool.x:y: 'a' is not true or false"),
        ];
        for (from, to, expected) in edits {
            says(parse(&STATEMENT.replace(from, to)), expected);
        }
        says(parse(&format!("{STATEMENT},1")), "statement 2: the value must be an object");
    }

    #[test]
    fn policies_of_identities_name_no_principals_and_have_plain_unique_ids() {
        let read = |statement: &str| {
            Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#), Kind::Identity, 8_192)
        };
        says(read(STATEMENT), "statement 1, Principal: a policy of a user or a role names no principals");
        let plain = STATEMENT.replace(r#""Principal":"*","#, "");
        assert!(read(&plain).unwrap().statements[0].principal.is_none());
        let labelled = plain.replace('}', r#","Sid":"a"}"#);
        says(read(&format!("{labelled},{labelled}")), "statement 2, Sid: the Sid 'a' stands on another statement too");
        says(read(&labelled.replace(r#""a""#, r#""a b""#)), "'a b' is not made of letters and digits only");
    }

    #[test]
    fn variables_belong_to_the_newer_version() {
        let text = format!(r#"{{"Version":"2008-10-17","Statement":{STATEMENT}}}"#)
            .replace(r#""Resource":"*""#, r#""Resource":"arn:aws:sqs:a:b:${x""#);
        assert!(Policy::parse(&text, Kind::Resource, 8_192).is_ok());
        says(Policy::parse(&text.replace("2008", "2012"), Kind::Resource, 8_192), "well-formed policy variables");
    }

    #[test]
    fn a_document_may_be_nested_as_deep_as_it_likes() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        says(parse(&STATEMENT.replace(r#""Resource":"*""#, &format!(r#""Resource":{deep}"#))), "8192");
        says(Policy::parse(&deep, Kind::Resource, 100_000), "the text is not JSON");
    }
}
