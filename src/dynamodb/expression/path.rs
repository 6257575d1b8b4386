//! Document paths: where in an item a value is.

use crate::dynamodb::AttributeValue;
use crate::dynamodb::api::Item;
use std::collections::BTreeMap;
use std::fmt;

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of that name in a map.
    Field(String),
    /// The value at that place of a list.
    Place(usize),
}

/// A path from an item's attribute on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The attribute.
    pub name: String,
    /// Further in.
    pub steps: Vec<Step>,
}

impl Path {
    /// What is there.
    pub fn get<'i>(&self, item: &'i Item) -> Option<&'i AttributeValue> {
        let mut value = item.get(&self.name)?;
        for step in &self.steps {
            value = match (step, value) {
                (Step::Field(name), AttributeValue::M(fields)) => fields.get(name)?,
                (Step::Place(place), AttributeValue::L(items)) => items.get(*place)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Puts a value there; false where the path leads nowhere.
    pub fn set(&self, item: &mut Item, value: AttributeValue) -> bool {
        let Some((last, steps)) = self.steps.split_last() else {
            item.insert(self.name.clone(), value);
            return true;
        };
        match (last, within(item, &self.name, steps)) {
            (Step::Field(name), Some(AttributeValue::M(fields))) => {
                fields.insert(name.clone(), value);
                true
            }
            (Step::Place(place), Some(AttributeValue::L(items))) => {
                match items.get_mut(*place) {
                    Some(there) => *there = value,
                    None => items.push(value),
                }
                true
            }
            _ => false,
        }
    }

    /// Takes away what is there; false where the path leads nowhere.
    pub fn remove(&self, item: &mut Item) -> bool {
        let Some((last, steps)) = self.steps.split_last() else {
            item.remove(&self.name);
            return true;
        };
        match (last, within(item, &self.name, steps)) {
            (Step::Field(name), Some(AttributeValue::M(fields))) => {
                fields.remove(name);
                true
            }
            (Step::Place(place), Some(AttributeValue::L(items))) => {
                if *place < items.len() {
                    items.remove(*place);
                }
                true
            }
            _ => false,
        }
    }

    /// Whether one of the two is inside of the other, or both are the same.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.name == other.name && self.steps.iter().zip(&other.steps).all(|(one, two)| one == two)
    }
}

fn within<'i>(item: &'i mut Item, name: &str, steps: &[Step]) -> Option<&'i mut AttributeValue> {
    let mut value = item.get_mut(name)?;
    for step in steps {
        value = match (step, value) {
            (Step::Field(name), AttributeValue::M(fields)) => fields.get_mut(name)?,
            (Step::Place(place), AttributeValue::L(items)) => items.get_mut(*place)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Only these paths of an item.
pub fn project(item: &Item, paths: &[Path]) -> Item {
    let mut projected = BTreeMap::new();
    for path in paths {
        let Some(value) = path.get(item) else { continue };
        let nested = path.steps.iter().rev().fold(value.clone(), |inner, step| match step {
            Step::Field(name) => AttributeValue::M(BTreeMap::from([(name.clone(), inner)])),
            Step::Place(_) => AttributeValue::L(vec![inner]),
        });
        match projected.remove(&path.name) {
            Some(there) => projected.insert(path.name.clone(), merged(there, nested)),
            None => projected.insert(path.name.clone(), nested),
        };
    }
    projected
}

fn merged(one: AttributeValue, two: AttributeValue) -> AttributeValue {
    match (one, two) {
        (AttributeValue::M(mut one), AttributeValue::M(two)) => {
            for (name, value) in two {
                let value = match one.remove(&name) {
                    Some(there) => merged(there, value),
                    None => value,
                };
                one.insert(name, value);
            }
            AttributeValue::M(one)
        }
        (AttributeValue::L(mut one), AttributeValue::L(two)) => {
            one.extend(two);
            AttributeValue::L(one)
        }
        (_, two) => two,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        for step in &self.steps {
            match step {
                Step::Field(name) => write!(f, ", {name}")?,
                Step::Place(place) => write!(f, ", [{place}]")?,
            }
        }
        f.write_str("]")
    }
}
