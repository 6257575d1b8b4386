//! Claims about a run: what goals and expectations say, and whether it is true.
//!
//! ```text
//! queue jobs empty                  # now; of something that happens: it has happened
//! never refused                     # at no time so far
//! once queue jobs visible >= 3      # at some time so far
//! count timeout >= 2                # so many events of a kind so far
//! queue jobs empty and never refused
//! ```
//!
//! Behind the first three stands a condition as `until` knows them, and behind the last one of its kinds of events.

use crate::clock::Instant;
use crate::scenario::until::{Condition, Kind, Relation};
use crate::session::Session;
use std::fmt;

/// When a claim's condition is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At the present; what happens must have happened.
    Now,
    /// At some time so far.
    Once,
    /// At no time so far.
    Never,
}

/// Something that is true of a run, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A condition holds, or held.
    Condition(When, Condition),
    /// The count of events of a kind stands in a relation to a number.
    Count(Kind, Relation, u64),
    /// All of them are true.
    All(Vec<Claim>),
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is true.
    pub is_true: bool,
    /// The figure that it asks for, as it stands at the present.
    pub figure: Option<u64>,
    /// For what was to happen once or never: when it first did.
    pub first: Option<Instant>,
}

impl Claim {
    /// Reads a claim, believing nothing.
    ///
    /// # Errors
    /// What is not understood, and what would be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let parts = joined(text);
        if parts.len() > 1 {
            return Ok(Self::All(parts.into_iter().map(Self::parse).collect::<Result<_, _>>()?));
        }
        let condition = |when, text| Ok(Self::Condition(when, Condition::parse(text)?));
        match text.split_once(' ') {
            Some(("once", rest)) => condition(When::Once, rest),
            Some(("never", rest)) => condition(When::Never, rest),
            Some(("count", rest)) => {
                let words: Vec<&str> = rest.split_whitespace().collect();
                let [kind, relation, number] = words.as_slice() else {
                    return Err("after 'count' come a kind of events, a relation and a number".to_owned());
                };
                let value = number.parse().map_err(|_| format!("'{number}' is not a whole number"))?;
                Ok(Self::Count(Kind::read(kind)?, Relation::read(relation)?, value))
            }
            _ => condition(When::Now, text),
        }
    }

    /// Whether it is true at a session's present.
    pub fn judge(&self, session: &Session) -> Verdict {
        let (when, condition) = match self {
            Self::Condition(when, condition) => (*when, condition),
            Self::Count(kind, relation, value) => {
                let count = session.events().filter(|event| kind.is(&event.kind)).count() as u64;
                return Verdict { is_true: relation.holds(count, *value), figure: Some(count), first: None };
            }
            Self::All(claims) => {
                let verdicts = claims.iter().map(|claim| claim.judge(session));
                // Of several the first that is not true says what is missing.
                let missing = verdicts.into_iter().find(|verdict| !verdict.is_true);
                return missing.unwrap_or(Verdict { is_true: true, figure: None, first: None });
            }
        };
        let figure = condition.figure(session.cloud());
        if when == When::Now {
            let is_true = condition.stands(session) || condition.first(session).is_some();
            return Verdict { is_true, figure, first: None };
        }
        let first = if condition.is_of_events() { condition.first(session) } else { search(condition, session) };
        Verdict { is_true: first.is_some() == (when == When::Once), figure, first }
    }
}

/// What stands between the words `and`, outside of quotation marks.
fn joined(text: &str) -> Vec<&str> {
    const AND: &str = " and ";
    let (mut parts, mut from, mut is_quoted) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        is_quoted ^= c == '"';
        if !is_quoted && at >= from && text.get(at..).is_some_and(|rest| rest.starts_with(AND)) {
            parts.extend(text.get(from..at));
            from = at + AND.len();
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// The first instant at which a state held: the run is looked at from its beginning again, step by step, since several
/// can come at one instant.
fn search(condition: &Condition, session: &Session) -> Option<Instant> {
    let mut again = session.clone();
    again.seek_step(0);
    while again.position() < session.position() {
        if condition.stands(&again) {
            return Some(again.now());
        }
        if !again.step_forward() {
            break;
        }
    }
    // Time may have gone on since the last step.
    condition.stands(session).then(|| session.now())
}

impl fmt::Display for Claim {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition(When::Now, condition) => condition.fmt(f),
            Self::Condition(When::Once, condition) => write!(f, "once {condition}"),
            Self::Condition(When::Never, condition) => write!(f, "never {condition}"),
            Self::Count(kind, relation, value) => write!(f, "count {} {} {value}", kind.word(), relation.word()),
            Self::All(claims) => {
                for (index, claim) in claims.iter().enumerate() {
                    f.write_str(if index > 0 { " and " } else { "" })?;
                    claim.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}
