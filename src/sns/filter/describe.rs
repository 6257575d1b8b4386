//! Sentences that say why a message did not pass.

use crate::patterns::{Bound, Leaf, Pattern, Rule, Scalar};

/// The most characters shown of a text.
const MOST_SHOWN: usize = 40;
/// The most values of a list that are named.
const MOST_NAMED: usize = 3;

/// What stands in the message under the key, and what the policy asks for.
pub(super) fn mismatch(leaf: &Leaf, values: &[Scalar]) -> String {
    let name = quoted(&leaf.name());
    if values.is_empty() {
        let alone = leaf.rules.contains(&Rule::Exists(false));
        return format!("{name} is absent{}", if alone { ", but so is every other attribute" } else { "" });
    }
    let found: Vec<String> = values.iter().map(value).collect();
    let wanted: Vec<String> = leaf.rules.iter().map(rule).collect();
    format!("{name} is {}, and the policy asks for {}", list(&found, "and"), list(&wanted, "or"))
}

/// Each key matches, but not where the others do.
pub(super) fn apart(leaf: &Leaf) -> String {
    format!("{} matches, but not in the object in which the keys before it do", quoted(&leaf.name()))
}

/// A text in quotation marks, cut when it is long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("\"{}…\"", text.get(..end).unwrap_or_default()),
        None => format!("\"{text}\""),
    }
}

fn list(parts: &[String], word: &str) -> String {
    let more = parts.len().saturating_sub(MOST_NAMED);
    let mut named: Vec<String> = parts.iter().take(MOST_NAMED).cloned().collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    match named.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} {word} {last}", before.join(", ")),
        _ => named.concat(),
    }
}

fn value(value: &Scalar) -> String {
    match value {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(truth) => truth.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => quoted(text),
    }
}

fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Exact(wanted) => value(wanted),
        Rule::AnythingBut(excluded) => {
            format!("anything but {}", list(&excluded.iter().map(value).collect::<Vec<_>>(), "or"))
        }
        Rule::Like(wanted) => pattern(wanted),
        Rule::Unlike(excluded) => format!("anything but {}", pattern(excluded)),
        Rule::UnlikeAny(excluded) => {
            format!("anything but {}", list(&excluded.iter().map(pattern).collect::<Vec<_>>(), "or"))
        }
        Rule::Range { low: Some(low), high: Some(high) } if low == high => format!("the number {}", low.at),
        Rule::Range { low, high } => {
            let end = |end: &Option<Bound>, beyond: &str, with: &str| {
                end.as_ref().map(|bound| format!("{} {}", if bound.with { with } else { beyond }, bound.at))
            };
            let ends = [end(low, "more than", "at least"), end(high, "less than", "at most")];
            ends.into_iter().flatten().collect::<Vec<_>>().join(" and ")
        }
        Rule::Exists(true) => "any value".to_owned(),
        Rule::Exists(false) => "none at all".to_owned(),
    }
}

fn pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Prefix(text) => format!("a text that begins with {}", quoted(text)),
        Pattern::PrefixAnyCase(text) => format!("a text that begins with {} in any case", quoted(text)),
        Pattern::Suffix(text) => format!("a text that ends in {}", quoted(text)),
        Pattern::SuffixAnyCase(text) => format!("a text that ends in {} in any case", quoted(text)),
        Pattern::EqualsAnyCase(text) => format!("{} in any case", quoted(text)),
        Pattern::Wildcard(text) => format!("a text like {}", quoted(text)),
        Pattern::Cidr(block) => format!("an address in {}", block.text),
    }
}
