//! What a pattern asks of the values of one key.

use super::number::Decimal;
use super::text::Pattern;
use std::borrow::Cow;

/// A value without parts, of a pattern or of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "JSON's own words")]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Cow<'a, str>),
}

/// One end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The number.
    pub at: Decimal,
    /// Whether the number itself belongs to the range.
    pub with: bool,
}

/// One member of the list of a key; the list asks for any of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// That value.
    Exact(Scalar<'static>),
    /// None of those values.
    AnythingBut(Vec<Scalar<'static>>),
    /// A text of that kind.
    Like(Pattern),
    /// Anything but a text of that kind.
    Unlike(Pattern),
    /// Anything but a text of one of those kinds.
    UnlikeAny(Vec<Pattern>),
    /// A number between two.
    Range {
        /// Where the range begins, if anywhere.
        low: Option<Bound>,
        /// Where it ends, if anywhere.
        high: Option<Bound>,
    },
    /// Whether there is a value at all.
    Exists(bool),
}

impl Rule {
    /// Whether one value is what the rule asks for. Whether the key is there at all is asked of all values together.
    fn takes(&self, value: &Scalar) -> bool {
        match self {
            Self::Exact(wanted) => wanted == value,
            Self::AnythingBut(excluded) => !excluded.contains(value),
            Self::Like(pattern) => matches!(value, Scalar::Text(text) if pattern.matches(text)),
            Self::Unlike(pattern) => !matches!(value, Scalar::Text(text) if pattern.matches(text)),
            Self::UnlikeAny(patterns) => {
                !matches!(value, Scalar::Text(text) if patterns.iter().any(|pattern| pattern.matches(text)))
            }
            Self::Range { low, high } => {
                let Scalar::Number(number) = value else { return false };
                low.as_ref().is_none_or(|low| *number > low.at || low.with && *number == low.at)
                    && high.as_ref().is_none_or(|high| *number < high.at || high.with && *number == high.at)
            }
            Self::Exists(wanted) => *wanted,
        }
    }
}

/// A key with a list of rules.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// One step in the scope of attributes, whose names may hold dots; as many as there are names in a body.
    pub path: Vec<String>,
    /// One of them has to take one of the values.
    pub rules: Vec<Rule>,
}

impl Leaf {
    /// The key with dots between its steps.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether the values found under the key are what is asked for: any of them, by any of the rules.
    ///
    /// `missing` is what `exists: false` gets when there are none.
    pub fn takes(&self, values: &[Scalar], missing: bool) -> bool {
        self.rules.iter().any(|rule| {
            let absent = values.is_empty() && missing && *rule == Rule::Exists(false);
            absent || values.iter().any(|value| rule.takes(value))
        })
    }
}
