//! How large a policy may be.
//!
//! Source: "Filter policy constraints" in the SNS developer guide. It counts keys in two ways, of the top level and of
//! those that hold lists; there are never fewer of the second, so counting those keeps to both.

use crate::patterns::{Leaf, Node, Pattern, Rule};

/// The most bytes of a policy's text.
pub const MOST_BYTES: usize = 256 * 1024;
/// The most keys that hold lists; one that stands in two branches of an `$or` counts twice.
pub const MOST_KEYS: usize = 5;
/// The most combinations of values.
pub const MOST_COMBINATIONS: u64 = 150;
/// The most `*` in one pattern.
pub const MOST_WILDCARDS: usize = 3;
/// What SNS says about too many keys.
pub(super) const TOO_MANY_KEYS: &str = "Filter policy can not have more than 5 keys";
/// The most points of all patterns together.
const MOST_POINTS: usize = 100;

/// Refuses a text that is too long. SNS's own words for that are not known.
pub(super) fn check_size(text: &str) -> Result<(), String> {
    if text.len() > MOST_BYTES { Err("Filter policy can not be larger than 256 KB".to_owned()) } else { Ok(()) }
}

/// Refuses a policy with too many keys, combinations or wildcards.
pub(super) fn check(policy: &Node) -> Result<(), String> {
    let mut leaves = Vec::new();
    policy.leaves(&mut leaves);
    if leaves.len() > MOST_KEYS {
        return Err(TOO_MANY_KEYS.to_owned());
    }
    let points: usize = leaves.iter().map(|leaf| points(leaf)).sum();
    if combinations(policy) > MOST_COMBINATIONS || points > MOST_POINTS {
        return Err("Filter policy is too complex".to_owned());
    }
    Ok(())
}

/// The lists' lengths, each times its depth, multiplied; the branches of an `$or` are added.
fn combinations(node: &Node) -> u64 {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    match node {
        Node::Leaf(leaf) => number(leaf.rules.len()).saturating_mul(number(leaf.path.len())),
        Node::All(nodes) => nodes.iter().map(combinations).fold(1, u64::saturating_mul),
        Node::Any(nodes) => nodes.iter().map(combinations).fold(0, u64::saturating_add),
    }
}

fn wildcards(pattern: &str) -> usize {
    pattern.matches('*').count()
}

/// A pattern with one `*` costs one point, one with several three for each; a key costs its patterns' points times
/// their number.
fn points(leaf: &Leaf) -> usize {
    let costs = leaf.rules.iter().filter_map(|rule| match rule {
        Rule::Like(Pattern::Wildcard(pattern)) | Rule::Unlike(Pattern::Wildcard(pattern)) => {
            let count = wildcards(pattern);
            Some(if count > 1 { 3 * count } else { count })
        }
        _ => None,
    });
    let (sum, patterns) = costs.fold((0, 0), |(sum, patterns), cost| (sum + cost, patterns + 1));
    sum * patterns
}
