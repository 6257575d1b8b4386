//! What can be wrong with a policy document, and where.

use std::fmt;

/// Why a text is not a policy, and where in it the fault is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DocumentError {
    /// The statement, counted from 0; none for the document as a whole.
    pub statement: Option<usize>,
    /// The element, such as `Action` or `Condition.StringEquals.aws:SourceArn`; empty for all of it.
    pub field: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with an element of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text is not JSON; serde's own words.
    #[error("the text is not JSON: {0}")]
    NotJson(String),
    /// More bytes than are taken.
    #[error("the document has {bytes} bytes, and at most {max} are taken")]
    TooLong {
        /// What it has.
        bytes: usize,
        /// What is taken.
        max: usize,
    },
    /// A required element is not there.
    #[error("this element is required")]
    Missing,
    /// An element that the policy language does not have.
    #[error("the policy language has no such element")]
    Unknown,
    /// A JSON value of another type.
    #[error("the value must be {0}")]
    NotA(&'static str),
    /// A list or an object without content.
    #[error("at least one value is required")]
    Empty,
    /// An element and its negation together.
    #[error("{0} and Not{0} cannot stand in the same statement")]
    Both(&'static str),
    /// An element that belongs to the other kind of policy.
    #[error("{0}")]
    Misplaced(&'static str),
    /// A text that should have another form.
    #[error("'{text}' is not {wanted}")]
    Form {
        /// The text.
        text: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// An operator written in other letters.
    #[error("there is no condition operator of that name; did you mean {0}?")]
    Letters(&'static str),
    /// A statement's id for the second time.
    #[error("the Sid '{0}' stands on another statement too")]
    Twice(String),
}

impl Fault {
    /// The fault at an element of a statement, or of the document.
    pub(super) fn at(self, statement: Option<usize>, field: impl Into<String>) -> DocumentError {
        DocumentError { statement, field: field.into(), fault: self }
    }

    /// A text of the wrong form.
    pub(super) fn form(text: &str, wanted: &'static str) -> Self {
        // A message does not repeat a whole document.
        Self::Form { text: text.chars().take(200).collect(), wanted }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.statement, self.field.as_str()) {
            (None, "") => {}
            (None, field) => write!(f, "{field}: ")?,
            (Some(index), "") => write!(f, "statement {}: ", index + 1)?,
            (Some(index), field) => write!(f, "statement {}, {field}: ", index + 1)?,
        }
        self.fault.fmt(f)
    }
}
