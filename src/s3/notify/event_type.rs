//! The events that a bucket can tell of, and the wildcards that stand for several of them.
//!
//! Source: "Supported event types for SQS, SNS, and Lambda" in the Amazon S3 user guide. It does not know which of them
//! the lab brings about.

use std::fmt;

/// An event type or a wildcard, by its name with `s3:` before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType(&'static str);

const NAMES: [&str; 31] = [
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAcl:Put",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectRetention:Put",
];

impl EventType {
    /// An object was put.
    pub const PUT: Self = Self("s3:ObjectCreated:Put");
    /// An object was copied.
    pub const COPY: Self = Self("s3:ObjectCreated:Copy");
    /// An object or a version was deleted for good.
    pub const DELETE: Self = Self("s3:ObjectRemoved:Delete");
    /// A delete marker was put above an object.
    pub const DELETE_MARKER: Self = Self("s3:ObjectRemoved:DeleteMarkerCreated");
    /// Tags were set.
    pub const TAGGING_PUT: Self = Self("s3:ObjectTagging:Put");
    /// Tags were deleted.
    pub const TAGGING_DELETE: Self = Self("s3:ObjectTagging:Delete");
    /// A lifecycle rule deleted an object or a version for good.
    pub const EXPIRED: Self = Self("s3:LifecycleExpiration:Delete");
    /// A lifecycle rule put a delete marker above an object.
    pub const EXPIRED_MARKER: Self = Self("s3:LifecycleExpiration:DeleteMarkerCreated");

    /// Every event type and wildcard.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(Self)
    }

    /// The event type or wildcard of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|known| known.0 == name)
    }

    /// The name with `s3:`, as configurations have it.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The name without `s3:`, as events have it.
    pub fn short_name(self) -> &'static str {
        self.0.strip_prefix("s3:").unwrap_or(self.0)
    }

    /// Whether it stands for several.
    pub fn is_wildcard(self) -> bool {
        self.0.ends_with(":*")
    }

    /// Whether an event of that type is one of those that this stands for.
    pub fn matches(self, event: Self) -> bool {
        match self.0.strip_suffix('*') {
            Some(group) => event.0.starts_with(group),
            None => self == event,
        }
    }

    /// Whether some event is matched by both.
    pub fn overlaps(self, other: Self) -> bool {
        // There is one level of groups, so that one of two that overlap holds the other.
        self.matches(other) || other.matches(self)
    }

    /// The version of the event's structure.
    pub fn structure(self) -> &'static str {
        let group = self.short_name().split(':').next().unwrap_or_default();
        match group {
            "ObjectCreated" | "ObjectRemoved" | "ObjectRestore" | "ReducedRedundancyLostObject" => "2.1",
            "Replication" => "2.2",
            _ => "2.3",
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_hold_their_own_group() {
        let parse = |name: &str| EventType::parse(name).unwrap();
        let created = parse("s3:ObjectCreated:*");
        assert!(created.is_wildcard() && created.matches(EventType::PUT) && created.matches(EventType::COPY));
        assert!(!created.matches(EventType::DELETE) && !EventType::PUT.matches(created));
        assert!(EventType::PUT.overlaps(created) && !EventType::PUT.overlaps(EventType::COPY));
        assert!(!parse("s3:LifecycleExpiration:*").overlaps(parse("s3:LifecycleTransition")));
        for bad in ["s3:*", "ObjectCreated:*", "s3:ObjectCreated", "s3:objectcreated:put", "", "s3:TestEvent"] {
            assert_eq!(EventType::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_group_has_the_structure_of_the_guide() {
        for event in EventType::all() {
            let expected = match event.name() {
                name if name.contains("Replication") => "2.2",
                name if ["Created", "Removed", "Restore", "Lost"].iter().any(|part| name.contains(part))
                    && !name.contains("Lifecycle") =>
                {
                    "2.1"
                }
                _ => "2.3",
            };
            assert_eq!(event.structure(), expected, "{event}");
        }
    }

    #[test]
    fn the_names_in_use_are_known_ones() {
        for event in [
            EventType::PUT,
            EventType::COPY,
            EventType::DELETE,
            EventType::DELETE_MARKER,
            EventType::TAGGING_PUT,
            EventType::TAGGING_DELETE,
            EventType::EXPIRED,
            EventType::EXPIRED_MARKER,
        ] {
            assert_eq!(EventType::parse(event.name()), Some(event));
        }
    }
}
