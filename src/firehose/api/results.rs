//! What each operation answers.

use super::requests::Tag;
use crate::base::wire::results;
use serde_json::Value;

results! {
    /// Nothing.
    Empty {}
    /// A new stream.
    CreateDeliveryStreamResult {
        /// Its ARN.
        delivery_stream_arn as "DeliveryStreamARN": String,
    }
    /// A stream.
    DescribeDeliveryStreamResult {
        /// What there is to know.
        delivery_stream_description: Value,
    }
    /// Names of streams.
    ListDeliveryStreamsResult {
        /// In their order.
        delivery_stream_names: Vec<String>,
        /// Whether there are more behind them.
        has_more_delivery_streams: bool,
    }
    /// Tags.
    ListTagsForDeliveryStreamResult {
        /// In the order of their keys.
        tags: Vec<Tag>,
        /// Whether there are more behind them.
        has_more_tags: bool,
    }
    /// A record was put.
    PutRecordResult {
        /// Its id.
        record_id: String,
        /// Whether it is encrypted at rest.
        encrypted: bool,
    }
    /// Records were put.
    PutRecordBatchResult {
        /// How many were not.
        failed_put_count: u64,
        /// Whether they are encrypted at rest.
        encrypted: bool,
        /// What became of each, in the order of the request.
        request_responses: Vec<PutRecordBatchResponseEntry>,
    }
}

/// What became of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordBatchResponseEntry {
    /// Its id, where it was put.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// Why it was not: `ServiceUnavailableException` or `InternalFailure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The same in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}
