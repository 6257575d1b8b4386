//! An object: its versions and delete markers, its bytes or only their number, and what belongs to it.
//!
//! Source: "How S3 Versioning works" in the Amazon S3 user guide. Nothing here knows the bucket it lies in.

use crate::base::collections::SortedMap;
use crate::base::digest;
use crate::clock::Instant;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The entity tag of nothing at all, which delete markers carry in events.
pub const EMPTY_ETAG: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// The bytes of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// All of them.
    Kept(Arc<[u8]>),
    /// Only how many there are and those it begins with, which is the lab's own way to have large objects.
    Simulated {
        /// The first bytes; often none.
        head: Arc<[u8]>,
        /// How many there are in all.
        size: u64,
    },
}

impl Body {
    /// How many bytes the object has.
    pub fn size(&self) -> u64 {
        match self {
            Self::Kept(bytes) => bytes.len() as u64,
            Self::Simulated { size, .. } => *size,
        }
    }

    /// How many bytes the lab keeps for it.
    pub fn kept(&self) -> u64 {
        self.bytes().len() as u64
    }

    /// The bytes that the lab keeps: all, or those that the object begins with.
    pub fn bytes(&self) -> &Arc<[u8]> {
        match self {
            Self::Kept(bytes) | Self::Simulated { head: bytes, .. } => bytes,
        }
    }

    /// The entity tag without its quotes: the MD5 of the bytes in hexadecimal digits. Bytes that are not there cannot
    /// be digested; their number is, so that equal sizes with equal beginnings have equal tags.
    pub fn etag(&self) -> Arc<str> {
        match self {
            Self::Kept(bytes) => digest::md5_hex(bytes),
            Self::Simulated { head, size } => {
                let mut stand_in = format!("{size} simulated bytes").into_bytes();
                stand_in.extend_from_slice(head);
                digest::md5_hex(&stand_in)
            }
        }
        .into()
    }
}

/// Of the bytes only their number: the entity tag beside them tells them apart, and a digest of a lab need not read
/// them.
impl Hash for Body {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        self.size().hash(state);
    }
}

/// What is stored under a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Object {
    /// Its bytes.
    pub body: Body,
    /// The entity tag without its quotes.
    pub etag: Arc<str>,
    /// `Content-Type`.
    pub content_type: String,
    /// The owner's own metadata by name.
    pub metadata: BTreeMap<String, String>,
    /// At most ten.
    pub tags: SortedMap<String, String>,
    /// `AES256`, `aws:kms` or `aws:kms:dsse`; only kept and shown.
    pub encryption: String,
    /// The KMS key that was named, only kept and shown.
    pub kms_key: Option<String>,
}

/// What a version is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// An object.
    Object(Arc<Object>),
    /// The sign that the object was deleted, above its older versions.
    DeleteMarker,
}

/// One version of what is under a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// Its id; none is the null version, of buckets whose versioning is not enabled.
    pub id: Option<Arc<str>>,
    /// When it was put.
    pub modified: Instant,
    /// An object or a delete marker.
    pub content: Content,
}

impl Version {
    /// The object, unless it is a delete marker.
    pub fn object(&self) -> Option<&Arc<Object>> {
        match &self.content {
            Content::Object(object) => Some(object),
            Content::DeleteMarker => None,
        }
    }

    /// Whether it is a delete marker.
    pub fn is_marker(&self) -> bool {
        matches!(self.content, Content::DeleteMarker)
    }

    /// Bytes of the object; none for a delete marker.
    pub fn size(&self) -> u64 {
        self.object().map_or(0, |object| object.body.size())
    }

    /// Bytes that the lab keeps for it.
    pub fn kept(&self) -> u64 {
        self.object().map_or(0, |object| object.body.kept())
    }

    /// The id as a request names it.
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or("null")
    }
}
