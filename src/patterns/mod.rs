//! Patterns over JSON documents: the operators that filters of topics and of event source mappings have in common.
//!
//! A pattern is a JSON object of keys with lists. Every key has to match, by any member of its list; `$or` holds
//! alternatives. The operators are those of the public Event Ruler: exact values, `prefix`, `suffix`, `anything-but`,
//! `numeric`, `exists`, `equals-ignore-case`, `cidr` and `wildcard`. The module knows no service; each says in a
//! [`Dialect`] how it reads patterns. Beside them stand the patterns over texts of SQL and of Java ([`regex`]).

mod event;
mod json;
mod number;
mod parse;
pub mod regex;
mod rule;
mod text;
mod tree;

pub use event::EventPattern;
pub use json::{Fault, Json, read as read_json, without_blanks};
pub use number::{Decimal, is_out_of_scale};
pub use parse::{Node, object};
pub use rule::{Bound, Leaf, Rule, Scalar};
pub use text::{Block, Pattern};
pub use tree::{Frame, all_in, frame, gather, owned, scalar};

/// How a service reads patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Keys are names of attributes: nothing stands below them, and dots belong to them.
    pub is_flat: bool,
    /// Whether it has what the Event Ruler learned later: `suffix` and `anything-but` in either case, and lists of texts
    /// in `anything-but`. It takes no `**` in wildcards then.
    pub has_newer_operators: bool,
    /// So many `*` may stand in one wildcard.
    pub wildcards_max: Option<usize>,
    /// What is said of an object with very many keys.
    pub too_many_keys: &'static str,
}
