//! Conditions: what must hold of an item.

use super::path::Path;
use crate::dynamodb::AttributeValue;
use crate::dynamodb::api::Item;
use std::cmp::Ordering;

/// A value as a condition names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// What is at that path.
    Path(Path),
    /// That value.
    Value(AttributeValue),
    /// The size of what is at that path.
    Size(Path),
}

impl Subject {
    fn get(&self, item: &Item) -> Option<AttributeValue> {
        match self {
            Self::Path(path) => path.get(item).cloned(),
            Self::Value(value) => Some(value.clone()),
            Self::Size(path) => path.get(item)?.size().map(AttributeValue::number),
        }
    }
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `<>`.
    Unequal,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Both.
    And(Box<Self>, Box<Self>),
    /// One of both, or both.
    Or(Box<Self>, Box<Self>),
    /// Not.
    Not(Box<Self>),
    /// Two values, compared.
    Compare(Subject, Comparison, Subject),
    /// From one to another, both inclusive.
    Between(Subject, Subject, Subject),
    /// One of some values.
    In(Subject, Vec<Subject>),
    /// `attribute_exists`.
    Exists(Path),
    /// `attribute_not_exists`.
    NotExists(Path),
    /// `attribute_type`.
    Type(Path, Subject),
    /// `begins_with`.
    BeginsWith(Subject, Subject),
    /// `contains`.
    Contains(Subject, Subject),
}

impl Condition {
    /// Whether it holds of an item; an absent one has no attributes.
    pub fn holds(&self, item: &Item) -> bool {
        match self {
            Self::And(one, two) => one.holds(item) && two.holds(item),
            Self::Or(one, two) => one.holds(item) || two.holds(item),
            Self::Not(inner) => !inner.holds(item),
            Self::Compare(one, comparison, two) => {
                // A value that is not there is unequal to every other, and stands in no order with it.
                let (Some(one), Some(two)) = (one.get(item), two.get(item)) else {
                    return *comparison == Comparison::Unequal;
                };
                compares(&one, *comparison, &two)
            }
            Self::Between(value, low, high) => {
                let (Some(value), Some(low), Some(high)) = (value.get(item), low.get(item), high.get(item)) else {
                    return false;
                };
                compares(&value, Comparison::GreaterOrEqual, &low) && compares(&value, Comparison::LessOrEqual, &high)
            }
            Self::In(value, all) => {
                value.get(item).is_some_and(|value| all.iter().any(|one| one.get(item).as_ref() == Some(&value)))
            }
            Self::Exists(path) => path.get(item).is_some(),
            Self::NotExists(path) => path.get(item).is_none(),
            Self::Type(path, kind) => {
                let (Some(value), Some(AttributeValue::S(kind))) = (path.get(item), kind.get(item)) else {
                    return false;
                };
                value.type_name() == kind
            }
            Self::BeginsWith(value, start) => match (value.get(item), start.get(item)) {
                (Some(AttributeValue::S(text)), Some(AttributeValue::S(start))) => text.starts_with(&start),
                (Some(AttributeValue::B(bytes)), Some(AttributeValue::B(start))) => bytes.starts_with(&start),
                _ => false,
            },
            Self::Contains(value, part) => match (value.get(item), part.get(item)) {
                (Some(AttributeValue::S(text)), Some(AttributeValue::S(part))) => text.contains(&part),
                (Some(AttributeValue::Ss(all)), Some(AttributeValue::S(part))) => all.contains(&part),
                (Some(AttributeValue::Ns(all)), Some(AttributeValue::N(part))) => all.contains(&part),
                (Some(AttributeValue::Bs(all)), Some(AttributeValue::B(part))) => all.contains(&part),
                (Some(AttributeValue::L(all)), Some(part)) => all.contains(&part),
                _ => false,
            },
        }
    }

    /// All conditions that are joined by AND.
    pub fn terms(&self) -> Vec<&Self> {
        match self {
            Self::And(one, two) => one.terms().into_iter().chain(two.terms()).collect(),
            other => vec![other],
        }
    }
}

/// Values of two types are unequal, and stand in no order.
fn compares(one: &AttributeValue, comparison: Comparison, two: &AttributeValue) -> bool {
    let order = match (one, two) {
        (AttributeValue::S(one), AttributeValue::S(two)) => Some(one.cmp(two)),
        (AttributeValue::N(one), AttributeValue::N(two)) => Some(one.cmp(two)),
        (AttributeValue::B(one), AttributeValue::B(two)) => Some(one.cmp(two)),
        _ => None,
    };
    match comparison {
        Comparison::Equal => one == two,
        Comparison::Unequal => one != two,
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
    }
}

impl Subject {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Path(path) | Self::Size(path) => Some(&path.name),
            Self::Value(_) => None,
        }
    }
}

impl Condition {
    /// The attributes that it looks at.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::And(one, two) | Self::Or(one, two) => one.names().into_iter().chain(two.names()).collect(),
            Self::Not(inner) => inner.names(),
            Self::Compare(one, _, two) | Self::BeginsWith(one, two) | Self::Contains(one, two) => {
                [one.name(), two.name()].into_iter().flatten().collect()
            }
            Self::Between(one, two, three) => [one, two, three].into_iter().filter_map(Subject::name).collect(),
            Self::In(one, all) => std::iter::once(one).chain(all).filter_map(Subject::name).collect(),
            Self::Exists(path) | Self::NotExists(path) | Self::Type(path, _) => vec![&path.name],
        }
    }
}
