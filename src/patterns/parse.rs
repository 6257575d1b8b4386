//! Reading a pattern.
//!
//! The texts of errors are those of the public Event Ruler (github.com/aws/event-ruler), which answers of AWS agree with
//! word for word.

use super::Dialect;
use super::json::Json;
use super::number::Decimal;
use super::rule::{Bound, Leaf, Rule, Scalar};
use super::text::{Block, Pattern};
use std::borrow::Cow;

type Result<T> = std::result::Result<T, String>;
type Members<'a> = [(Cow<'a, str>, Json<'a>)];

/// A pattern as it is written, with its keys and `$or`s.
#[derive(Clone, Debug)]
pub enum Node {
    /// All of them have to match.
    All(Vec<Node>),
    /// One of them has to match: an `$or`.
    Any(Vec<Node>),
    /// A key with a list.
    Leaf(Leaf),
}

impl Node {
    /// Every key with a list, in the order of writing.
    pub fn leaves<'a>(&'a self, into: &mut Vec<&'a Leaf>) {
        match self {
            Self::Leaf(leaf) => into.push(leaf),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.leaves(into)),
        }
    }

    /// How many ways there are to fulfil it.
    pub fn count_ways(&self) -> u64 {
        match self {
            Self::Leaf(_) => 1,
            Self::Any(nodes) => nodes.iter().map(Self::count_ways).fold(0, u64::saturating_add),
            Self::All(nodes) => nodes.iter().map(Self::count_ways).fold(1, u64::saturating_mul),
        }
    }

    /// The ways to fulfil it, each a list of keys that all have to match; `next` counts keys as `leaves` does.
    pub fn ways(&self, next: &mut usize) -> Vec<Vec<usize>> {
        match self {
            Self::Leaf(_) => {
                *next += 1;
                vec![vec![*next - 1]]
            }
            Self::Any(nodes) => nodes.iter().flat_map(|node| node.ways(next)).collect(),
            Self::All(nodes) => nodes.iter().fold(vec![Vec::new()], |before, node| {
                let more = node.ways(next);
                before.iter().flat_map(|way| more.iter().map(move |rest| [way.as_slice(), rest].concat())).collect()
            }),
        }
    }
}

/// Reads the members of an object.
///
/// # Errors
/// What is wrong, in the words of the Event Ruler.
pub fn object(members: &Members, dialect: &Dialect, above: &[String]) -> Result<Node> {
    if members.is_empty() {
        return Err("Empty objects are not allowed".to_owned());
    }
    // So many cannot be allowed, and looking for later twins of each would take long.
    if members.len() > 1000 {
        return Err(dialect.too_many_keys.to_owned());
    }
    let mut nodes = Vec::new();
    for (index, (key, value)) in members.iter().enumerate() {
        let node = match value {
            _ if key == "$or" => alternatives(value, dialect, above)?,
            Json::Object(_) if dialect.is_flat => {
                return Err("Filter policy scope MessageAttributes does not support nested filter policy".to_owned());
            }
            Json::Object(inner) => object(inner, dialect, &path(above, key, dialect))?,
            Json::List(items) => Node::Leaf(Leaf { path: path(above, key, dialect), rules: rules(items, dialect)? }),
            _ => return Err(format!("\"{key}\" must be an object or an array")),
        };
        // As in any JSON object, the last of several members of one name counts. Several `$or`s are no exception.
        if !members.iter().skip(index + 1).any(|(later, _)| later == key) {
            nodes.push(node);
        }
    }
    Ok(Node::All(nodes))
}

/// In a body `a.b` is the `b` of `a`; an attribute's name is a name, dots and all.
fn path(above: &[String], key: &str, dialect: &Dialect) -> Vec<String> {
    let mut path = above.to_vec();
    if dialect.is_flat {
        path.push(key.to_owned());
    } else {
        path.extend(key.split('.').map(str::to_owned));
    }
    path
}

fn alternatives(value: &Json, dialect: &Dialect, above: &[String]) -> Result<Node> {
    let Json::List(items) = value else { return Err("It must be an Array followed with $or.".to_owned()) };
    let branch = |item: &Json| match item {
        Json::Object(members) => object(members, dialect, above),
        _ => Err("Only JSON object is allowed in array of $or relationship.".to_owned()),
    };
    let branches = items.iter().map(branch).collect::<Result<Vec<_>>>()?;
    if branches.len() < 2 {
        return Err("There must have at least 2 Objects in $or relationship.".to_owned());
    }
    Ok(Node::Any(branches))
}

fn rules(items: &[Json], dialect: &Dialect) -> Result<Vec<Rule>> {
    if items.is_empty() {
        return Err("Empty arrays are not allowed".to_owned());
    }
    let rule = |item: &Json| match item {
        Json::Object(members) => expression(members, dialect),
        _ => scalar(item)
            .map(Rule::Exact)
            .ok_or_else(|| "Match value must be String, number, true, false, or null".to_owned()),
    };
    items.iter().map(rule).collect()
}

fn scalar(value: &Json) -> Option<Scalar<'static>> {
    Some(match value {
        Json::Null => Scalar::Null,
        Json::Bool(truth) => Scalar::Bool(*truth),
        Json::Number(text) => Scalar::Number(Decimal::read(text)?),
        Json::Text(text) => Scalar::Text(text.clone().into_owned().into()),
        Json::List(_) | Json::Object(_) => return None,
    })
}

fn expression(members: &Members, dialect: &Dialect) -> Result<Rule> {
    let Some((operator, operand)) = members.first() else {
        return Err("Match expression name not found".to_owned());
    };
    let rule = match &**operator {
        "anything-but" => anything_but(operand, dialect)?,
        "numeric" => numeric(operand)?,
        "exists" => match operand {
            Json::Bool(wanted) => Rule::Exists(*wanted),
            _ => return Err("exists match pattern must be either true or false.".to_owned()),
        },
        // AWS's own slip of the pen.
        "cidr" => Rule::Like(Pattern::Cidr(Block::read(text(operand, "prefix")?)?)),
        "prefix" => match operand {
            Json::Object(inner) => match inner.as_slice() {
                [(name, operand)] if name == "equals-ignore-case" => {
                    Rule::Like(Pattern::PrefixAnyCase(text(operand, name)?.to_owned()))
                }
                _ => return Err(not_text("prefix")),
            },
            _ => Rule::Like(Pattern::Prefix(text(operand, operator)?.to_owned())),
        },
        "suffix" => match operand {
            Json::Object(inner) if dialect.has_newer_operators => match inner.as_slice() {
                [(name, operand)] if name == "equals-ignore-case" => {
                    Rule::Like(Pattern::SuffixAnyCase(text(operand, name)?.to_owned()))
                }
                _ => return Err(not_text("suffix")),
            },
            _ => Rule::Like(Pattern::Suffix(text(operand, operator)?.to_owned())),
        },
        "equals-ignore-case" => Rule::Like(Pattern::EqualsAnyCase(text(operand, operator)?.to_owned())),
        "wildcard" => Rule::Like(wildcard(operand, dialect)?),
        _ => return Err(format!("Unrecognized match type {operator}")),
    };
    only_one(members)?;
    Ok(rule)
}

fn only_one(members: &Members) -> Result<()> {
    if members.len() > 1 { Err("Only one key allowed in match expression".to_owned()) } else { Ok(()) }
}

fn not_text(operator: &str) -> String {
    format!("{operator} match pattern must be a string")
}

fn text<'a>(operand: &'a Json, operator: &str) -> Result<&'a str> {
    if let Json::Text(text) = operand { Ok(text) } else { Err(not_text(operator)) }
}

fn wildcard(operand: &Json, dialect: &Dialect) -> Result<Pattern> {
    let pattern = text(operand, "wildcard")?;
    if let Some(most) = dialect.wildcards_max.filter(|most| pattern.matches('*').count() > *most) {
        return Err(format!("wildcard match pattern can not have more than {most} wildcards"));
    }
    if dialect.has_newer_operators && pattern.contains("**") {
        return Err("Consecutive wildcard characters are not allowed".to_owned());
    }
    Ok(Pattern::Wildcard(pattern.to_owned()))
}

fn anything_but(operand: &Json, dialect: &Dialect) -> Result<Rule> {
    let member = |item: &Json| match item {
        Json::Number(text) => Ok(Scalar::Number(bounded(text)?)),
        Json::Text(_) => scalar(item).ok_or_else(String::new),
        _ => Err("Inside anything but list, start|null|boolean is not supported.".to_owned()),
    };
    match operand {
        Json::List(items) if items.is_empty() => Err("Empty arrays are not allowed".to_owned()),
        Json::List(items) => Ok(Rule::AnythingBut(items.iter().map(member).collect::<Result<_>>()?)),
        Json::Text(_) | Json::Number(_) => Ok(Rule::AnythingBut(vec![member(operand)?])),
        Json::Object(members) => {
            let Some((operator, operand)) = members.first() else {
                return Err("Anything-But expression name not found".to_owned());
            };
            let pattern = |operand: &Json| match &**operator {
                "prefix" => Ok(Pattern::Prefix(text(operand, operator)?.to_owned())),
                "suffix" => Ok(Pattern::Suffix(text(operand, operator)?.to_owned())),
                "wildcard" => wildcard(operand, dialect),
                "equals-ignore-case" if dialect.has_newer_operators => {
                    Ok(Pattern::EqualsAnyCase(text(operand, operator)?.to_owned()))
                }
                _ => Err(format!("Unsupported anything-but pattern: {operator}")),
            };
            let rule = match operand {
                Json::List(items) if dialect.has_newer_operators && !items.is_empty() => {
                    Rule::UnlikeAny(items.iter().map(pattern).collect::<Result<_>>()?)
                }
                operand => Rule::Unlike(pattern(operand)?),
            };
            only_one(members)?;
            Ok(rule)
        }
        _ => Err("Value of anything-but must be an array or single string/number value.".to_owned()),
    }
}

/// A number that a policy may compute with: at most a billion to either side, with five decimals.
fn bounded(text: &str) -> Result<Decimal> {
    let number = Decimal::read(text).unwrap_or_default();
    if number < Decimal::whole(-1_000_000_000) || number > Decimal::whole(1_000_000_000) {
        return Err("Value must be between -1.0E9 and 1.0E9, inclusive".to_owned());
    }
    Ok(number.cut(5))
}

/// `["=", 1]`, `["<", 1]` or `[">", 1, "<=", 5]`.
fn numeric(operand: &Json) -> Result<Rule> {
    let Json::List(items) = operand else { return Err("Value of numeric must be an array.".to_owned()) };
    let mut items = items.iter();
    let operator = match items.next() {
        Some(Json::Text(operator)) => &**operator,
        other => return Err(format!("Invalid member in numeric match: {}", token(other))),
    };
    if !matches!(operator, "=" | "<" | "<=" | ">" | ">=") {
        return Err(format!("Unrecognized numeric range operator: {operator}"));
    }
    let number = |item: Option<&Json>, operator: &str| match item {
        Some(Json::Number(text)) => bounded(text),
        _ => Err(format!("Value of {} must be numeric", if operator == "=" { "equals" } else { operator })),
    };
    let bound = Bound { at: number(items.next(), operator)?, with: operator.ends_with('=') };
    if !operator.starts_with('>') {
        if items.next().is_some() {
            return Err("Too many elements in numeric expression".to_owned());
        }
        let low = (operator == "=").then(|| bound.clone());
        return Ok(Rule::Range { low, high: Some(bound) });
    }
    let upper = match items.next() {
        None => return Ok(Rule::Range { low: Some(bound), high: None }),
        Some(Json::Text(operator)) => &**operator,
        other => return Err(format!("Bad value in numeric range: {}", token(other))),
    };
    if !matches!(upper, "<" | "<=") {
        return Err(format!("Bad numeric range operator: {upper}"));
    }
    let top = Bound { at: number(items.next(), upper)?, with: upper == "<=" };
    if items.next().is_some() {
        return Err("Too many terms in numeric range expression".to_owned());
    }
    if bound.at >= top.at {
        return Err("Bottom must be less than top".to_owned());
    }
    Ok(Rule::Range { low: Some(bound), high: Some(top) })
}

/// A member as SNS's JSON library names it: its first token, or the end of the list.
fn token(item: Option<&Json>) -> String {
    match item {
        None => "]".to_owned(),
        Some(Json::Null) => "null".to_owned(),
        Some(Json::Bool(truth)) => truth.to_string(),
        Some(Json::Number(text)) => (*text).to_owned(),
        Some(Json::Text(text)) => text.to_string(),
        Some(Json::List(_)) => "[".to_owned(),
        Some(Json::Object(_)) => "{".to_owned(),
    }
}
