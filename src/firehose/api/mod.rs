//! The operations of Firehose as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. Configurations of sources and destinations
//! are documents whose shapes stand in `model`.

mod document;
mod requests;
mod results;

use crate::base::wire::operations;

pub use document::*;
pub use requests::*;
pub use results::*;

operations! {
    CreateDeliveryStream => CreateDeliveryStreamResult,
    DeleteDeliveryStream => Empty,
    DescribeDeliveryStream => Box<DescribeDeliveryStreamResult>,
    ListDeliveryStreams => ListDeliveryStreamsResult,
    ListTagsForDeliveryStream => ListTagsForDeliveryStreamResult,
    PutRecord => PutRecordResult,
    PutRecordBatch => PutRecordBatchResult,
    StartDeliveryStreamEncryption => Empty,
    StopDeliveryStreamEncryption => Empty,
    TagDeliveryStream => Empty,
    UntagDeliveryStream => Empty,
    UpdateDestination => Empty,
}

impl Request {
    /// The stream that the request names; none for a list.
    pub fn stream_name(&self) -> Option<&str> {
        match self {
            Self::CreateDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::DeleteDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::DescribeDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::ListDeliveryStreams(_) => None,
            Self::ListTagsForDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::PutRecord(r) => Some(&r.delivery_stream_name),
            Self::PutRecordBatch(r) => Some(&r.delivery_stream_name),
            Self::StartDeliveryStreamEncryption(r) => Some(&r.delivery_stream_name),
            Self::StopDeliveryStreamEncryption(r) => Some(&r.delivery_stream_name),
            Self::TagDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::UntagDeliveryStream(r) => Some(&r.delivery_stream_name),
            Self::UpdateDestination(r) => Some(&r.delivery_stream_name),
        }
    }
}
