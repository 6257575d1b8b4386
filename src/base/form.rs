//! What requests are made of, told apart from any value: for whoever writes them by hand and wants to know what there is.
//!
//! Everything here is worked out from the declarations in [`wire`](super::wire), so that it cannot differ from what is read.

use super::wire::pascal;

/// What a field of a request takes.
#[derive(Clone, Debug)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
    /// Bytes, in base64.
    Bytes,
    /// Several of one form.
    List(Box<Form>),
    /// Values of one form by names that the caller makes up.
    Map(Box<Form>),
    /// Named fields.
    Fields {
        /// What it is, in a sentence.
        about: &'static str,
        /// The fields.
        parameters: &'static [Parameter],
    },
    /// JSON of some other form.
    Json,
}

/// A named field of a request.
#[derive(Debug)]
pub struct Parameter {
    pub(super) field: &'static str,
    pub(super) wire: &'static [&'static str],
    pub(super) about: &'static str,
    pub(super) form: fn() -> Form,
}

impl Parameter {
    /// Its name as AWS writes it.
    pub fn name(&self) -> String {
        self.wire.first().map_or_else(|| pascal(self.field), |name| (*name).to_owned())
    }

    /// What it is, in a sentence.
    pub fn about(&self) -> &'static str {
        self.about.trim()
    }

    /// What it takes.
    pub fn form(&self) -> Form {
        (self.form)()
    }
}

impl Form {
    /// What it is, in a sentence, if it has named fields.
    pub fn about(&self) -> &'static str {
        match self {
            Self::Fields { about, .. } => about.trim(),
            _ => "",
        }
    }

    /// The named fields, if it has any.
    pub fn parameters(&self) -> &'static [Parameter] {
        match self {
            Self::Fields { parameters, .. } => parameters,
            _ => &[],
        }
    }

    /// The form of the field of that name.
    pub fn field(&self, name: &str) -> Option<Self> {
        let is_it = |parameter: &&Parameter| match parameter.wire {
            [] => pascal(parameter.field) == name,
            names => names.contains(&name),
        };
        self.parameters().iter().find(is_it).map(Parameter::form)
    }

    /// What it takes, in a word or two.
    pub fn word(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Whole => "whole number".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Truth => "true or false".to_owned(),
            Self::Bytes => "bytes".to_owned(),
            Self::List(inner) if matches!(**inner, Self::Text) => "texts with commas".to_owned(),
            Self::List(_) => "JSON list".to_owned(),
            Self::Map(inner) if matches!(**inner, Self::Text) => "texts by name".to_owned(),
            Self::Map(_) => "values by name".to_owned(),
            Self::Fields { .. } | Self::Json => "JSON".to_owned(),
        }
    }
}
