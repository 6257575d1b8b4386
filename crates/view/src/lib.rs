//! The picture as data: a pure function of a lab and a time.
//!
//! Geometry, tokens, motion, sentences and tables are worked out here and tested natively; the page only draws them. This
//! module knows neither a browser nor a framework, and nothing below it knows of a picture.

use queuelab::t;

pub mod access;
pub mod actors;
pub mod alarm_plot;
pub mod alarms;
pub mod announce;
pub mod application_panel;
pub mod application_plot;
pub mod applications;
pub mod arrivals;
pub mod badges;
pub mod beyond;
pub mod buckets;
pub mod chaos;
pub mod code;
pub mod compare;
mod copy_motion;
mod delivery_motion;
pub mod delivery_streams;
pub mod describe;
pub mod editing;
pub mod edits;
pub mod embed;
pub mod explain;
pub mod family;
pub mod fidelity;
pub mod filters;
pub mod forms;
pub mod functions;
pub mod gallery;
pub mod geometry;
pub mod glyphs;
pub mod goals;
pub mod hops;
pub mod keyring;
pub mod keys;
pub mod labels;
pub mod leases;
pub mod limits;
pub mod log;
pub mod mappings;
pub mod metrics;
pub mod minimap;
pub mod motion;
pub mod naming;
pub mod path;
pub mod payloads;
pub mod playback;
pub mod reader_panel;
mod readers;
pub mod readings;
pub mod records;
pub mod retries;
pub mod ruler;
pub mod shard_lanes;
pub mod sql_examples;
mod stream_motion;
pub mod stream_panel;
pub mod streams;
pub mod tables;
pub mod tokens;
pub mod topics;
pub mod until_choices;
pub mod versus;
pub mod waiting;
pub mod wiring;
pub mod workers;

/// What on the stage can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum NodeId {
    /// A queue by number.
    Queue(u32),
    /// A producer or consumer by number.
    Actor(u32),
    /// A topic by number.
    Topic(u32),
    /// A bucket by number.
    Bucket(u32),
    /// An alarm by number.
    Alarm(u32),
    /// A function by number.
    Function(u32),
    /// An HTTP endpoint, inbox, phone or device by number.
    Endpoint(u32),
    /// All subscribers of a topic that have no node of their own.
    Crowd(u32),
    /// A stream by number.
    Stream(u32),
    /// A delivery stream by number.
    DeliveryStream(u32),
    /// An application of Kinesis Data Analytics by number.
    Application(u32),
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Queue(id) => write!(f, "queue-{id}"),
            Self::Actor(id) => write!(f, "actor-{id}"),
            Self::Topic(id) => write!(f, "topic-{id}"),
            Self::Bucket(id) => write!(f, "bucket-{id}"),
            Self::Alarm(id) => write!(f, "alarm-{id}"),
            Self::Function(id) => write!(f, "function-{id}"),
            Self::Endpoint(id) => write!(f, "endpoint-{id}"),
            Self::Crowd(id) => write!(f, "crowd-{id}"),
            Self::Stream(id) => write!(f, "stream-{id}"),
            Self::DeliveryStream(id) => write!(f, "firehose-{id}"),
            Self::Application(id) => write!(f, "application-{id}"),
        }
    }
}

impl From<NodeId> for String {
    fn from(id: NodeId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for NodeId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || t!("'{text}' names no node", text);
        let (kind, number) = text.split_once('-').ok_or_else(bad)?;
        let number = number.parse().map_err(|_| bad())?;
        match kind {
            "queue" => Ok(Self::Queue(number)),
            "actor" => Ok(Self::Actor(number)),
            "topic" => Ok(Self::Topic(number)),
            "bucket" => Ok(Self::Bucket(number)),
            "alarm" => Ok(Self::Alarm(number)),
            "function" => Ok(Self::Function(number)),
            "endpoint" => Ok(Self::Endpoint(number)),
            "crowd" => Ok(Self::Crowd(number)),
            "stream" => Ok(Self::Stream(number)),
            "firehose" => Ok(Self::DeliveryStream(number)),
            "application" => Ok(Self::Application(number)),
            _ => Err(bad()),
        }
    }
}
