//! Updates: what becomes of an item's attributes.
//!
//! All values are taken from the item as it was before, whatever the order of the clauses.

use super::path::Path;
use crate::dynamodb::api::Item;
use crate::dynamodb::{AttributeValue, DynamoDbError, Result};

/// A value that an attribute is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// That value.
    Value(AttributeValue),
    /// What is at that path.
    Path(Path),
    /// What is at that path, or else the other.
    IfNotExists(Path, Box<Self>),
    /// Two lists, one behind the other.
    ListAppend(Box<Self>, Box<Self>),
    /// A sum.
    Plus(Box<Self>, Box<Self>),
    /// A difference.
    Minus(Box<Self>, Box<Self>),
}

impl Assigned {
    fn get(&self, item: &Item) -> Result<AttributeValue> {
        let wrong_type = || DynamoDbError::validation("An operand in the update expression has an incorrect data type");
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Path(path) => path.get(item).cloned().ok_or_else(|| {
                DynamoDbError::validation(
                    "The provided expression refers to an attribute that does not exist in the item",
                )
            }),
            Self::IfNotExists(path, other) => path.get(item).cloned().map_or_else(|| other.get(item), Ok),
            Self::ListAppend(one, two) => match (one.get(item)?, two.get(item)?) {
                (AttributeValue::L(mut one), AttributeValue::L(two)) => {
                    one.extend(two);
                    Ok(AttributeValue::L(one))
                }
                _ => Err(wrong_type()),
            },
            Self::Plus(one, two) | Self::Minus(one, two) => match (one.get(item)?, two.get(item)?) {
                (AttributeValue::N(one), AttributeValue::N(two)) => {
                    let two = if matches!(self, Self::Minus(..)) { two.negated() } else { two };
                    let sum = one.plus(two).map_err(DynamoDbError::validation)?;
                    Ok(AttributeValue::N(sum))
                }
                _ => Err(wrong_type()),
            },
        }
    }
}

/// An update, by its clauses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// `SET`.
    pub set: Vec<(Path, Assigned)>,
    /// `REMOVE`.
    pub remove: Vec<Path>,
    /// `ADD`.
    pub add: Vec<(Path, AttributeValue)>,
    /// `DELETE`.
    pub delete: Vec<(Path, AttributeValue)>,
}

impl Update {
    /// Every path that it writes.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let (set, add) = (self.set.iter().map(|(path, _)| path), self.add.iter().map(|(path, _)| path));
        set.chain(&self.remove).chain(add).chain(self.delete.iter().map(|(path, _)| path))
    }

    /// What an item becomes.
    ///
    /// # Errors
    /// A path leads nowhere, or a value has the wrong type.
    pub fn applied(&self, item: &Item) -> Result<Item> {
        let lost =
            || DynamoDbError::validation("The document path provided in the update expression is invalid for update");
        let mut changed = item.clone();
        for (path, assigned) in &self.set {
            let value = assigned.get(item)?;
            if !path.set(&mut changed, value) {
                return Err(lost());
            }
        }
        for (path, value) in &self.add {
            let sum = added(path.get(item), value)?;
            if !path.set(&mut changed, sum) {
                return Err(lost());
            }
        }
        for (path, value) in &self.delete {
            match taken(path.get(item), value)? {
                Some(rest) => path.set(&mut changed, rest),
                None => path.remove(&mut changed),
            };
        }
        // From behind, so that places in a list stay what they were.
        for path in self.remove.iter().rev() {
            if !path.remove(&mut changed) {
                return Err(lost());
            }
        }
        Ok(changed)
    }
}

fn wrong_type() -> DynamoDbError {
    DynamoDbError::validation("An operand in the update expression has an incorrect data type")
}

/// `ADD`: numbers are added, sets are joined.
fn added(there: Option<&AttributeValue>, value: &AttributeValue) -> Result<AttributeValue> {
    match (there, value) {
        (None, AttributeValue::N(_) | AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_)) => {
            Ok(value.clone())
        }
        (Some(AttributeValue::N(one)), AttributeValue::N(two)) => {
            Ok(AttributeValue::N(one.plus(*two).map_err(DynamoDbError::validation)?))
        }
        (Some(AttributeValue::Ss(one)), AttributeValue::Ss(two)) => {
            Ok(AttributeValue::Ss(one.union(two).cloned().collect()))
        }
        (Some(AttributeValue::Ns(one)), AttributeValue::Ns(two)) => {
            Ok(AttributeValue::Ns(one.union(two).copied().collect()))
        }
        (Some(AttributeValue::Bs(one)), AttributeValue::Bs(two)) => {
            Ok(AttributeValue::Bs(one.union(two).cloned().collect()))
        }
        _ => Err(wrong_type()),
    }
}

/// `DELETE`: what is left of a set; nothing when it is empty.
fn taken(there: Option<&AttributeValue>, value: &AttributeValue) -> Result<Option<AttributeValue>> {
    let left = match (there, value) {
        (None, AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_)) => return Ok(None),
        (Some(AttributeValue::Ss(one)), AttributeValue::Ss(two)) => {
            AttributeValue::Ss(one.difference(two).cloned().collect())
        }
        (Some(AttributeValue::Ns(one)), AttributeValue::Ns(two)) => {
            AttributeValue::Ns(one.difference(two).copied().collect())
        }
        (Some(AttributeValue::Bs(one)), AttributeValue::Bs(two)) => {
            AttributeValue::Bs(one.difference(two).cloned().collect())
        }
        _ => return Err(wrong_type()),
    };
    Ok((left.size() != Some(0)).then_some(left))
}
