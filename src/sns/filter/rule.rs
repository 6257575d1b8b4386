//! What a policy asks of the values of one key.

use super::number::Decimal;
use super::pattern::Pattern;
use std::borrow::Cow;

/// A value without parts, of a policy or of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Cow<'a, str>),
}

/// One end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bound {
    pub(super) at: Decimal,
    /// Whether the number itself belongs to the range.
    pub(super) with: bool,
}

/// One member of the list of a key; the list asks for any of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rule {
    Exact(Scalar<'static>),
    AnythingBut(Vec<Scalar<'static>>),
    Like(Pattern),
    Unlike(Pattern),
    Range { low: Option<Bound>, high: Option<Bound> },
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
pub(super) struct Leaf {
    /// One step in the scope of attributes, whose names may hold dots; as many as there are names in a body.
    pub(super) path: Vec<String>,
    pub(super) rules: Vec<Rule>,
}

impl Leaf {
    /// The key with dots between its steps.
    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether the values found under the key are what is asked for: any of them, by any of the rules.
    ///
    /// `missing` is what `exists: false` gets when there are none.
    pub(super) fn takes(&self, values: &[Scalar], missing: bool) -> bool {
        self.rules.iter().any(|rule| {
            let absent = values.is_empty() && missing && *rule == Rule::Exists(false);
            absent || values.iter().any(|value| rule.takes(value))
        })
    }
}
