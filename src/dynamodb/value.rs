//! Values of attributes, in DynamoDB's own JSON: `{"S": "text"}`, `{"N": "12"}`, `{"SS": [...]}` and so on.

use super::number::Number;
use crate::base::wire::{Field, read_by_value};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// A text.
    S(String),
    /// A number.
    N(Number),
    /// Bytes.
    B(Vec<u8>),
    /// A set of texts.
    Ss(BTreeSet<String>),
    /// A set of numbers.
    Ns(BTreeSet<Number>),
    /// A set of bytes.
    Bs(BTreeSet<Vec<u8>>),
    /// Yes or no.
    Bool(bool),
    /// Nothing.
    Null,
    /// A list.
    L(Vec<Self>),
    /// Values by name.
    M(BTreeMap<String, Self>),
    /// What cannot be a value: as it was given, and why.
    Bad(Box<(String, String)>),
}

impl AttributeValue {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::S(text.into())
    }

    /// A whole number.
    pub fn number(number: u64) -> Self {
        Self::N(Number::from(number))
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, where it is one.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::N(number) => number.as_u64(),
            _ => None,
        }
    }

    /// The name of its type.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::B(_) => "B",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::Bs(_) => "BS",
            Self::Bool(_) => "BOOL",
            Self::Null | Self::Bad(_) => "NULL",
            Self::L(_) => "L",
            Self::M(_) => "M",
        }
    }

    /// What is wrong with it, wherever inside.
    pub fn fault(&self) -> Option<String> {
        match self {
            Self::Bad(bad) => Some(bad.1.clone()),
            Self::L(items) => items.iter().find_map(Self::fault),
            Self::M(items) => items.values().find_map(Self::fault),
            _ => None,
        }
    }

    /// How many bytes it counts.
    pub fn bytes(&self) -> usize {
        match self {
            Self::S(text) => text.len(),
            Self::N(number) => number.bytes(),
            Self::B(bytes) => bytes.len(),
            Self::Ss(all) => all.iter().map(String::len).sum(),
            Self::Ns(all) => all.iter().map(Number::bytes).sum(),
            Self::Bs(all) => all.iter().map(Vec::len).sum(),
            Self::Bool(_) | Self::Null | Self::Bad(_) => 1,
            Self::L(items) => 3 + items.iter().map(|item| 1 + item.bytes()).sum::<usize>(),
            Self::M(items) => 3 + items.iter().map(|(name, item)| 1 + name.len() + item.bytes()).sum::<usize>(),
        }
    }

    /// What `size()` says of it; nothing for a value that has no size.
    pub fn size(&self) -> Option<u64> {
        let size = match self {
            Self::S(text) => text.len(),
            Self::B(bytes) => bytes.len(),
            Self::Ss(all) => all.len(),
            Self::Ns(all) => all.len(),
            Self::Bs(all) => all.len(),
            Self::L(items) => items.len(),
            Self::M(items) => items.len(),
            Self::N(_) | Self::Bool(_) | Self::Null | Self::Bad(_) => return None,
        };
        Some(size as u64)
    }

    fn to_json(&self) -> Value {
        match self {
            Self::S(text) => json!({ "S": text }),
            Self::N(number) => json!({ "N": number.to_string() }),
            Self::Bad(bad) => serde_json::from_str(&bad.0).unwrap_or_default(),
            Self::B(bytes) => json!({ "B": STANDARD.encode(bytes) }),
            Self::Ss(all) => json!({ "SS": all }),
            Self::Ns(all) => json!({ "NS": all.iter().map(ToString::to_string).collect::<Vec<_>>() }),
            Self::Bs(all) => json!({ "BS": all.iter().map(|bytes| STANDARD.encode(bytes)).collect::<Vec<_>>() }),
            Self::Bool(yes) => json!({ "BOOL": yes }),
            Self::Null => json!({ "NULL": true }),
            Self::L(items) => json!({ "L": items.iter().map(Self::to_json).collect::<Vec<_>>() }),
            Self::M(items) => {
                let items: Map<String, Value> =
                    items.iter().map(|(name, item)| (name.clone(), item.to_json())).collect();
                json!({ "M": items })
            }
        }
    }
}

/// A set as it is written; each of its members is there once.
fn set<T: Ord>(items: Vec<T>, of: fn(BTreeSet<T>) -> AttributeValue) -> Result<AttributeValue, String> {
    let count = items.len();
    let set: BTreeSet<T> = items.into_iter().collect();
    if count == 0 {
        return Err("An string set  may not be empty".to_owned());
    }
    if set.len() < count { Err("Input collection contains duplicates.".to_owned()) } else { Ok(of(set)) }
}

/// A value of a type, or what AWS has against it.
fn typed(kind: &str, value: Value) -> Result<Result<AttributeValue, String>, String> {
    Ok(match kind {
        "S" => Ok(AttributeValue::S(Field::read(value)?)),
        "N" => Number::parse(&String::read(value)?).map(AttributeValue::N),
        "B" => Ok(AttributeValue::B(Field::read(value)?)),
        "SS" => set(Field::read(value)?, AttributeValue::Ss),
        "NS" => {
            let numbers: Vec<String> = Field::read(value)?;
            let numbers: Result<Vec<Number>, String> = numbers.iter().map(|text| Number::parse(text)).collect();
            numbers.and_then(|numbers| set(numbers, AttributeValue::Ns))
        }
        "BS" => set(Field::read(value)?, AttributeValue::Bs),
        "BOOL" => Ok(AttributeValue::Bool(Field::read(value)?)),
        "NULL" if value == Value::Bool(true) => Ok(AttributeValue::Null),
        "NULL" => Err("Null attribute value types must have the value of true".to_owned()),
        "L" => Ok(AttributeValue::L(Field::read(value)?)),
        "M" => Ok(AttributeValue::M(Field::read(value)?)),
        _ => {
            return Err(format!("'{kind}' is no type of a value; there are S, N, B, SS, NS, BS, BOOL, NULL, L and M"));
        }
    })
}

impl Field for AttributeValue {
    fn read(value: Value) -> Result<Self, String> {
        let given = value.to_string();
        let Value::Object(fields) = value else {
            return Err(format!("expected a value with its type, such as {{\"S\": \"text\"}}, not {given}"));
        };
        let count = fields.len();
        let read = match fields.into_iter().next() {
            Some((kind, value)) if count == 1 => typed(&kind, value)?,
            Some(_) => Err("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
                            supported datatypes"
                .to_owned()),
            None => {
                Err("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned())
            }
        };
        Ok(read.unwrap_or_else(|why| Self::Bad(Box::new((given, why)))))
    }

    fn written(&self) -> Option<Value> {
        Some(self.to_json())
    }
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(to)
    }
}

read_by_value!(AttributeValue);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_they_were_read() {
        for value in [
            json!({"S": "text"}),
            json!({"N": "12.5"}),
            json!({"B": "AAE="}),
            json!({"SS": ["a", "b"]}),
            json!({"NS": ["1", "2"]}),
            json!({"BS": ["AAE="]}),
            json!({"BOOL": true}),
            json!({"NULL": true}),
            json!({"L": [{"S": "a"}, {"L": []}]}),
            json!({"M": {"a": {"N": "1"}}}),
        ] {
            let read = AttributeValue::read(value.clone()).unwrap();
            assert_eq!(read.fault(), None);
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }

    #[test]
    fn what_cannot_be_a_value_says_why() {
        for value in [
            json!({}),
            json!({"S": "a", "N": "1"}),
            json!({"N": "x"}),
            json!({"SS": []}),
            json!({"SS": ["a", "a"]}),
            json!({"NULL": false}),
            json!({"L": [{"N": "x"}]}),
        ] {
            let read = AttributeValue::read(value.clone()).unwrap();
            assert!(read.fault().is_some(), "{value}");
            assert_eq!(serde_json::to_value(&read).unwrap(), value, "it is kept as it was given");
        }
        assert!(AttributeValue::read(json!({"X": 1})).is_err());
        assert!(AttributeValue::read(json!("text")).is_err());
    }
}
