//! Amazon Data Firehose: delivery streams.

pub mod columns;
pub mod jq;
pub mod pack;
pub mod prefix;
