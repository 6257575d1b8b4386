//! A policy as a resource keeps it: the text as it was given, and what it says.

use super::{Kind, Policy};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A resource's policy. The text is what it is; what it says is read once. A text that cannot be read allows nothing.
#[derive(Clone, Debug)]
pub struct StoredPolicy {
    text: Arc<str>,
    read: Option<Arc<Policy>>,
}

/// More than any service takes.
const BYTES_MAX: usize = 65_536;

impl StoredPolicy {
    /// Reads a resource's policy.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), read: Policy::parse(text, Kind::Resource, BYTES_MAX).ok().map(Arc::new) }
    }

    /// What was read already.
    pub(super) fn read(text: &str, policy: Policy) -> Self {
        Self { text: text.into(), read: Some(Arc::new(policy)) }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says, if it can be read.
    pub fn policy(&self) -> Option<&Policy> {
        self.read.as_deref()
    }
}

impl PartialEq for StoredPolicy {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for StoredPolicy {}

impl Hash for StoredPolicy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
