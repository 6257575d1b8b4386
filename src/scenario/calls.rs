//! `call`: a request in AWS's own parameter names, and what is kept of its answer.
//!
//! `Key=value` gives a text, or what the parameter is: numbers and truth as such, lists of texts with commas
//! (`AttributeNames=All`).
//! `Key:=JSON` gives anything, `Key^=TEXT` the bytes of a text in base64. The entries of maps stand on their own: `Attributes.DelaySeconds=5`, `Tags.team=blue`,
//! `MessageAttributes.size=Number:12` (type and value, base64 for Binary). In `Attributes`, and for policies, `:=` takes
//! the JSON that AWS wants as a text: `Attributes.RedrivePolicy:={"deadLetterTargetArn":…}`. Records of a delivery stream
//! are texts: `Record=hello`, `Records=one,two`.

use super::text::{Cursor, Fill, Template, Variables, Written, is_name};
use crate::base::form::Form;
use crate::call::Call;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// A call to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCommand {
    /// The service's short name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: String,
    arguments: Vec<(String, Argument)>,
    /// What is kept of the answer.
    pub captures: Vec<Capture>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
    Text(Template),
    Json(Template),
    Bytes(Template),
}

/// A part of an answer that becomes a variable: `it=Messages[0].ReceiptHandle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The variable.
    pub name: String,
    path: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Item(usize),
}

pub(super) const TEXTS_OF_JSON: [&str; 5] =
    ["AssumeRolePolicyDocument", "DataProtectionPolicy", "Payload", "Policy", "PolicyDocument"];
const MAPS_OF_TEXT: [&str; 4] = ["Attributes", "Tags", "attributes", "tags"];
const MAPS_OF_VALUES: [&str; 2] = ["MessageAttributes", "MessageSystemAttributes"];

impl CallCommand {
    /// Reads what follows the word `call`.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        let word = cursor.word().ok_or("'call' needs a service and an operation")?;
        let Some((service, known)) = Call::SERVICES.iter().find(|(name, _)| *name == word) else {
            let names: Vec<&str> = Call::SERVICES.iter().map(|(name, _)| *name).collect();
            return Err(format!("'{word}' is no service; there are {}", names.join(", ")));
        };
        let operation = cursor.word().unwrap_or_default();
        if !known.contains(&operation) {
            return Err(format!("'{operation}' is no operation of {}", service.to_uppercase()));
        }
        let argument = |(key, written): (&str, Written)| {
            let argument = match written {
                Written::Text(template) => Argument::Text(template),
                Written::Json(template) => Argument::Json(template),
                Written::Bytes(template) => Argument::Bytes(template),
            };
            (key.to_owned(), argument)
        };
        let arguments = cursor.pairs()?.into_iter().map(argument).collect();
        let mut captures = Vec::new();
        if cursor.rest().starts_with("->") {
            cursor.word();
            while let Some(word) = cursor.word() {
                captures.push(Capture::parse(word)?);
            }
        }
        let command = Self { service, operation: operation.to_owned(), arguments, captures };
        if command.is_constant() {
            // What is wrong whatever the variables are is better said before anything runs.
            command.build(&Variables::new())?;
        }
        Ok(command)
    }

    fn is_constant(&self) -> bool {
        self.arguments.iter().all(|(_, argument)| match argument {
            Argument::Text(template) | Argument::Json(template) | Argument::Bytes(template) => template.is_constant(),
        })
    }

    /// The call with variables replaced.
    pub(super) fn build(&self, variables: &Variables) -> Result<Call, String> {
        let mut fields = Map::new();
        fields.insert("Service".to_owned(), Value::String(self.service.to_owned()));
        fields.insert("Operation".to_owned(), Value::String(self.operation.clone()));
        let form = Call::form_of(self.service, &self.operation);
        for (key, argument) in &self.arguments {
            let entry = key.split_once('.').filter(|(map, _)| is_map(map));
            if let Some((map, name)) = entry {
                let value = argument.entry(map, key, variables)?;
                let map = fields.entry(map).or_insert_with(|| json!({}));
                let Value::Object(map) = map else { return Err(format!("{key} is given in two ways")) };
                map.insert(name.to_owned(), value);
            } else if let Some(records) = self.records(key, argument, variables)? {
                fields.insert(key.clone(), records);
            } else {
                let form = form.as_ref().and_then(|form| form.field(key));
                fields.insert(key.clone(), argument.whole(key, form, variables)?);
            }
        }
        serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
    }
}

impl CallCommand {
    /// Records of a delivery stream as texts: `Record=hello`, and `Records=one,two`.
    fn records(&self, key: &str, argument: &Argument, variables: &Variables) -> Result<Option<Value>, String> {
        let Argument::Text(template) = argument else { return Ok(None) };
        if self.service != "firehose" || !matches!(key, "Record" | "Records") {
            return Ok(None);
        }
        let record = |text: &str| json!({ "Data": STANDARD.encode(text) });
        let text = template.fill(variables, Fill::Plain)?;
        Ok(Some(if key == "Record" { record(&text) } else { text.split(',').map(record).collect() }))
    }
}

pub(super) fn is_map(name: &str) -> bool {
    MAPS_OF_TEXT.contains(&name) || MAPS_OF_VALUES.contains(&name)
}

impl Argument {
    /// The value of a parameter, which takes what its form says.
    fn whole(&self, key: &str, form: Option<Form>, variables: &Variables) -> Result<Value, String> {
        let text = match self {
            // What AWS wants as a text that holds JSON.
            Self::Json(template) if TEXTS_OF_JSON.contains(&key) => {
                return Ok(Value::String(template.fill(variables, Fill::Json)?));
            }
            Self::Json(template) => return parse_json(key, &template.fill(variables, Fill::Json)?),
            Self::Bytes(template) => return base64_of(template, variables),
            Self::Text(template) => template.fill(variables, Fill::Plain)?,
        };
        match form {
            Some(Form::Whole) => {
                let number: Result<i64, _> = text.parse();
                number.map(Value::from).map_err(|_| format!("{key} must be a whole number, not '{text}'"))
            }
            Some(Form::Number) => {
                let number = text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
                number.map(Value::Number).ok_or_else(|| format!("{key} must be a number, not '{text}'"))
            }
            Some(Form::Truth) => {
                let truth: Result<bool, _> = text.parse();
                truth.map(Value::Bool).map_err(|_| format!("{key} must be true or false, not '{text}'"))
            }
            Some(Form::List(inner)) if matches!(*inner, Form::Text) => {
                let items = text.split(',').filter(|_| !text.is_empty());
                Ok(items.map(|item| Value::String(item.to_owned())).collect())
            }
            _ => Ok(Value::String(text)),
        }
    }

    /// The value of one entry of a map.
    fn entry(&self, map: &str, key: &str, variables: &Variables) -> Result<Value, String> {
        let of_text = MAPS_OF_TEXT.contains(&map);
        match self {
            Self::Text(template) if of_text => Ok(Value::String(template.fill(variables, Fill::Plain)?)),
            Self::Json(template) if of_text => Ok(Value::String(template.fill(variables, Fill::Json)?)),
            Self::Json(template) => parse_json(key, &template.fill(variables, Fill::Json)?),
            Self::Bytes(template) => base64_of(template, variables),
            Self::Text(template) => {
                let text = template.fill(variables, Fill::Plain)?;
                let (kind, value) = text.split_once(':').ok_or_else(|| format!("{key} should be TYPE:VALUE"))?;
                let field = if kind.starts_with("Binary") { "BinaryValue" } else { "StringValue" };
                Ok(json!({ "DataType": kind, field: value }))
            }
        }
    }
}

/// The bytes of a text, as JSON has them.
fn base64_of(template: &Template, variables: &Variables) -> Result<Value, String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    Ok(Value::String(STANDARD.encode(template.fill(variables, Fill::Plain)?)))
}

fn parse_json(key: &str, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{key} is not JSON: {error}"))
}

impl Capture {
    fn parse(word: &str) -> Result<Self, String> {
        let wrong = || format!("'{word}' should be NAME=PATH, such as it=Messages[0].ReceiptHandle");
        let (name, path) = word.trim_end_matches(',').split_once('=').ok_or_else(wrong)?;
        let mut steps = Vec::new();
        for part in path.split('.') {
            let mut pieces = part.split('[');
            steps.push(Step::Field(pieces.next().filter(|field| !field.is_empty()).ok_or_else(wrong)?.to_owned()));
            for piece in pieces {
                let index = piece.strip_suffix(']').and_then(|index| index.parse().ok()).ok_or_else(wrong)?;
                steps.push(Step::Item(index));
            }
        }
        if is_name(name) { Ok(Self { name: name.to_owned(), path: steps }) } else { Err(wrong()) }
    }

    /// The part of an answer, as text.
    pub(super) fn of(&self, answer: &Value) -> Result<String, String> {
        let next = |value: &'_ Value, step: &Step| match step {
            Step::Field(name) => value.get(name).cloned(),
            Step::Item(index) => value.get(index).cloned(),
        };
        let found = self.path.iter().try_fold(answer.clone(), |value, step| next(&value, step));
        match found {
            Some(Value::String(text)) => Ok(text),
            Some(other) => Ok(other.to_string()),
            None => Err(format!("the answer has nothing for ${}", self.name)),
        }
    }
}

impl super::Runner {
    /// Takes over what another one has captured.
    #[must_use]
    pub fn knowing(mut self, other: &Self) -> Self {
        self.variables.clone_from(&other.variables);
        self
    }
}
