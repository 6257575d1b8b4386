//! Destinations: the document as it was given and filled up, and the plan that is read from it once.

mod checks;
mod conversion;
mod describe;
mod kind;
mod merge;
mod plan;
mod processing;

pub use conversion::{Conversion, Output};
pub(super) use describe::describe;
pub use kind::DestinationKind;
pub(super) use merge::{
    Change, Wish, change_of, configurations, may_follow, merge, renamed, shape_of_kind, updates, without_nulls,
};
pub use plan::{BucketPlan, Hints, Plan, Target};
pub use processing::{Deaggregation, LambdaPlan, Processing};

use super::Result;
use serde_json::{Map, Value};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A document's members.
pub(super) type Fields = Map<String, Value>;

/// A stream's destination. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Which kind.
    pub kind: DestinationKind,
    /// As it was given, with the defaults of what was left out.
    pub(super) document: Arc<Fields>,
    /// What it comes to.
    pub plan: Arc<Plan>,
}

/// The plan is read from the document.
impl Hash for Destination {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, &*self.document).hash(state);
    }
}

impl Destination {
    /// As it was given, with the defaults of what was left out.
    pub fn document(&self) -> &Fields {
        &self.document
    }

    /// Reads a document whose constraints hold.
    ///
    /// # Errors
    /// `InvalidArgumentException`, as [`plan`] says.
    pub(super) fn new(kind: DestinationKind, mut document: Fields) -> Result<Self> {
        checks::check(kind, &document)?;
        // Before defaults hide what is too much.
        processing::processing(kind, &document)?;
        plan::fill(kind, &mut document);
        let plan = plan::plan(kind, &document)?;
        Ok(Self { kind, document: Arc::new(document), plan: Arc::new(plan) })
    }
}

/// A text among members.
pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

/// A structure among members.
pub(super) fn inner<'a>(fields: &'a Fields, name: &str) -> Option<&'a Fields> {
    fields.get(name)?.as_object()
}

/// A whole number among members.
pub(super) fn whole(fields: &Fields, name: &str) -> Option<u64> {
    fields.get(name)?.as_u64()
}

/// A flag among members.
pub(super) fn flag(fields: &Fields, name: &str) -> Option<bool> {
    fields.get(name)?.as_bool()
}

/// A list among members.
pub(super) fn list<'a>(fields: &'a Fields, name: &str) -> &'a [Value] {
    fields.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
