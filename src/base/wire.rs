//! How the operations of a service are written down: AWS's own names as data, with their JSON form.
//!
//! Requests are read field by field from a JSON value by one small routine for each type of field. What serde derives for
//! forty requests would do the same with a hundred kilobytes of machine code, which a page has to download.

use super::form::{Form, Parameter};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Declares requests; every field may be absent, so that an absent one gets AWS's answer and not the parser's. A field's
/// name is its own in Pascal case, unless another one is given, with what it may also be called.
macro_rules! requests {
    ($($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $field_doc:literal])* $field:ident $(as $wire:literal $(or $alias:literal)?)?: $type:ty),* $(,)?
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                #[serde(skip_serializing_if = "is_default", serialize_with = "write" $(, rename = $wire)?)]
                pub $field: $type
            ),*
        }

        impl $crate::base::wire::Field for $name {
            fn read(value: serde_json::Value) -> Result<Self, String> {
                #[allow(unused_mut, reason = "a request may have no fields")]
                let mut fields = $crate::base::wire::Fields::of(value)?;
                let request = Self {
                    $($field: fields.take(stringify!($field), &[$($wire, $($alias)?)?])?),*
                };
                fields.end()?;
                Ok(request)
            }

            fn form() -> $crate::base::form::Form {
                const PARAMETERS: &[$crate::base::form::Parameter] = &[$($crate::base::wire::parameter(
                    stringify!($field),
                    &[$($wire, $($alias)?)?],
                    concat!($($field_doc),*),
                    <$type as $crate::base::wire::Field>::form,
                )),*];
                $crate::base::form::Form::Fields { about: concat!($($doc),*), parameters: PARAMETERS }
            }
        }

        $crate::base::wire::read_by_value!($name);
    )*};
}

/// Declares results, which are only ever written. A field's name is its own in Pascal case, unless another one is given.
macro_rules! results {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident $(as $wire:literal)?: $type:ty),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            $($(#[$field_doc])* $(#[serde(rename = $wire)])? pub $field: $type),*
        }
    )*};
}

/// Lets serde read a type by way of a JSON value.
macro_rules! read_by_value {
    ($name:ty) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                $crate::base::wire::Field::read(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// One enum for requests and one for results, and the operation's name.
macro_rules! operations {
    ($($name:ident => $result:ty),* $(,)?) => {
        /// A call to the service.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(tag = "Operation")]
        #[allow(missing_docs, reason = "AWS's own names; each struct is documented")]
        pub enum Request { $($name($name)),* }

        /// What the service answers.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "AWS's own names; each struct is documented")]
        pub enum Reply { $($name($result)),* }

        impl Request {
            /// The names of all operations.
            pub const OPERATIONS: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The operation's name.
            pub const fn operation(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name)),* }
            }

            /// What an operation takes.
            pub fn form_of(operation: &str) -> Option<$crate::base::form::Form> {
                match operation {
                    $(stringify!($name) => Some(<$name as $crate::base::wire::Field>::form()),)*
                    _ => None,
                }
            }
        }

        impl $crate::base::wire::Field for Request {
            fn read(value: serde_json::Value) -> Result<Self, String> {
                let (operation, value) = $crate::base::wire::tagged(value, "Operation")?;
                match operation.as_str() {
                    $(stringify!($name) => $crate::base::wire::Field::read(value).map(Self::$name),)*
                    _ => Err(format!("unknown operation `{operation}`")),
                }
            }
        }

        $crate::base::wire::read_by_value!(Request);

        $(impl From<$name> for Request {
            fn from(request: $name) -> Self { Self::$name(request) }
        })*
    };
}

pub(crate) use {operations, read_by_value, requests, results};

/// What a field of a request can be.
pub(crate) trait Field: Sized {
    /// Reads it.
    fn read(value: Value) -> Result<Self, String>;

    /// How it is written, where that is not serde's own way.
    fn written(&self) -> Option<Value> {
        None
    }

    /// What it takes.
    fn form() -> Form {
        Form::Json
    }
}

/// A named field; the macro's way to write one down.
pub(crate) const fn parameter(
    field: &'static str,
    wire: &'static [&'static str],
    about: &'static str,
    form: fn() -> Form,
) -> Parameter {
    Parameter { field, wire, about, form }
}

/// Writes a field as it was read.
pub(crate) fn write<T: Field + serde::Serialize, S: serde::Serializer>(field: &T, to: S) -> Result<S::Ok, S::Error> {
    match field.written() {
        Some(value) => serde::Serialize::serialize(&value, to),
        None => field.serialize(to),
    }
}

/// Whether a field holds nothing, so that it need not be written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A request's fields by name, as far as they have not been read.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub fn of(value: Value) -> Result<Self, String> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            other => Err(format!("expected an object, not {other}")),
        }
    }

    /// Reads a field by one of its names: those given, or else its own in Pascal case.
    pub fn take<T: Field + Default>(&mut self, field: &str, names: &[&str]) -> Result<T, String> {
        match self.remove(field, names) {
            Some((name, value)) => T::read(value).map_err(|reason| format!("{name}: {reason}")),
            None => Ok(T::default()),
        }
    }

    fn remove(&mut self, field: &str, names: &[&str]) -> Option<(String, Value)> {
        let own = pascal(field);
        let names = if names.is_empty() { std::slice::from_ref(&own.as_str()).to_vec() } else { names.to_vec() };
        names.into_iter().find_map(|name| self.0.remove(name).map(|value| (name.to_owned(), value)))
    }

    pub fn end(self) -> Result<(), String> {
        match self.0.keys().next() {
            Some(name) => Err(format!("unknown field `{name}`")),
            None => Ok(()),
        }
    }
}

/// Takes the field out of an object that says what the rest of it is.
pub(crate) fn tagged(value: Value, tag: &str) -> Result<(String, Value), String> {
    let Fields(mut fields) = Fields::of(value)?;
    match fields.remove(tag) {
        Some(Value::String(name)) => Ok((name, Value::Object(fields))),
        _ => Err(format!("missing field `{tag}`")),
    }
}

/// `queue_url` as `QueueUrl`.
pub(super) fn pascal(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    for word in field.split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

impl Field for String {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(format!("expected a text, not {other}")),
        }
    }

    fn form() -> Form {
        Form::Text
    }
}

impl Field for i64 {
    fn read(value: Value) -> Result<Self, String> {
        value.as_i64().ok_or_else(|| format!("expected a whole number, not {value}"))
    }

    fn form() -> Form {
        Form::Whole
    }
}

/// Finite numbers only; JSON has no others.
impl Field for f64 {
    fn read(value: Value) -> Result<Self, String> {
        value.as_f64().filter(|number| number.is_finite()).ok_or_else(|| format!("expected a number, not {value}"))
    }

    fn form() -> Form {
        Form::Number
    }
}

impl Field for bool {
    fn read(value: Value) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| format!("expected true or false, not {value}"))
    }

    fn form() -> Form {
        Form::Truth
    }
}

/// Bytes are base64.
impl Field for Vec<u8> {
    fn read(value: Value) -> Result<Self, String> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        STANDARD.decode(String::read(value)?).map_err(|error| error.to_string())
    }

    fn written(&self) -> Option<Value> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        Some(Value::String(STANDARD.encode(self)))
    }

    fn form() -> Form {
        Form::Bytes
    }
}

/// What would make its request large stands apart.
impl<T: Field> Field for Box<T> {
    fn read(value: Value) -> Result<Self, String> {
        T::read(value).map(Self::new)
    }

    fn written(&self) -> Option<Value> {
        T::written(self)
    }

    fn form() -> Form {
        T::form()
    }
}

impl<T: Field> Field for Option<T> {
    fn read(value: Value) -> Result<Self, String> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }

    fn written(&self) -> Option<Value> {
        self.as_ref().and_then(T::written)
    }

    fn form() -> Form {
        T::form()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::Array(items) => items.into_iter().map(T::read).collect(),
            other => Err(format!("expected a list, not {other}")),
        }
    }

    fn form() -> Form {
        Form::List(Box::new(T::form()))
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn read(value: Value) -> Result<Self, String> {
        let Fields(fields) = Fields::of(value)?;
        let mut map = Self::new();
        for (name, value) in fields {
            map.insert(name, T::read(value)?);
        }
        Ok(map)
    }

    fn form() -> Form {
        Form::Map(Box::new(T::form()))
    }
}
