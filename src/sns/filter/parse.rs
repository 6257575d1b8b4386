//! Reading and checking a policy; the errors are SNS's texts.

use super::limits;
use super::{FilterPolicy, Scope};
use crate::patterns::{Dialect, Json, object, read_json, without_blanks};

type Result<T> = std::result::Result<T, String>;

/// The most of a text that is repeated in the place of a fault.
const MOST_SHOWN: usize = 500;

/// How SNS reads patterns.
const fn dialect(scope: Scope) -> Dialect {
    Dialect {
        is_flat: matches!(scope, Scope::MessageAttributes),
        has_newer_operators: false,
        wildcards_max: Some(limits::MOST_WILDCARDS),
        too_many_keys: limits::TOO_MANY_KEYS,
    }
}

/// Reads a policy; one without keys lets everything pass.
pub(super) fn policy(text: &str, scope: Scope) -> Result<FilterPolicy> {
    limits::check_size(text)?;
    let compact = without_blanks(text);
    if compact.is_empty() || compact == "{}" {
        return Ok(FilterPolicy { scope, text: compact, leaves: Vec::new(), ways: Vec::new() });
    }
    let members = match read_json(text) {
        Ok(Json::Object(members)) => members,
        Ok(_) => return Err("Filter is not an object".to_owned()),
        Err(fault) => return Err(format!("failed to parse JSON. {}{}", fault.text, place(text, fault.at))),
    };
    let node = object(&members, &dialect(scope), &[])?;
    limits::check(&node)?;
    let mut leaves = Vec::new();
    node.leaves(&mut leaves);
    let leaves = leaves.into_iter().cloned().collect();
    Ok(FilterPolicy { scope, text: compact, leaves, ways: node.ways(&mut 0) })
}

/// Where a text stops being JSON, in the words of SNS's JSON library.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let shown: String = text.chars().take(MOST_SHOWN).collect();
    let left = text.chars().skip(MOST_SHOWN).count();
    let more = if left > 0 { format!("[truncated {left} chars]") } else { String::new() };
    format!("\n at [Source: (String)\"{shown}\"{more}; line: {line}, column: {column}]")
}
