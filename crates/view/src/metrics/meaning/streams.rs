//! The metrics of Kinesis Data Streams: its own, and those of consumers with enhanced fan-out.

use super::{Meaning, NO_TIME, means};
use queuelab::{key, t, text};

const EVERY_CALL: &str =
    key!("Failures that the caller is to blame for count as well: look at the average, where 1 is perfect.");

#[allow(clippy::too_many_lines, reason = "a table of meanings")]
pub(super) fn of_stream(name: &str) -> Option<Meaning> {
    Some(match name {
        "IncomingRecords" => means(
            t!("Records that were put, by PutRecord and PutRecords together."),
            t!(
                "It is a sum over the period: divide by its seconds before you compare it with 1,000 records a second and \
             shard. All shards together can look fine while one is hot."
            ),
        ),
        "IncomingBytes" => means(
            t!("Bytes that were put."),
            t!("The limit is 1 MB a second and shard: a hot shard is not seen in the sum of all."),
        ),
        "GetRecords.IteratorAgeMilliseconds" | "IteratorAgeMilliseconds" => means(
            t!(
                "How old the last record was that a GetRecords returned: 0 means that the reader has caught up. In milliseconds."
            ),
            t!(
                "Look at the maximum, and set the alarm well below the retention period: at half of it there is still time. A \
             reader that does not call at all publishes nothing."
            ),
        ),
        "ReadProvisionedThroughputExceeded" => means(
            t!("GetRecords calls that were refused, as a shard takes 5 calls and 2 MB a second of all who share it."),
            t!(
                "It counts calls, while the write metric counts records. Enhanced fan-out gives each consumer 2 MB a second of \
             its own."
            ),
        ),
        "WriteProvisionedThroughputExceeded" => means(
            t!("Records that were refused, as their shard had had 1,000 records or 1 MB in that second."),
            t!(
                "It counts records, not calls. A better partition key helps against one hot shard; splitting does not help \
             where a single key is hot."
            ),
        ),
        "PutRecord.Success" => means(t!("PutRecord calls that succeeded, of all."), text::of(EVERY_CALL)),
        "PutRecords.Success" => means(
            t!("PutRecords calls of which at least one record succeeded, of all."),
            t!("A call can succeed while records of it fail: read FailedRecordCount, and send those again."),
        ),
        "GetRecords.Success" => means(t!("GetRecords calls that succeeded, of all."), text::of(EVERY_CALL)),
        "PutRecord.Bytes" => means(t!("Bytes put by PutRecord."), t!("Many small calls cost more than few batches.")),
        "PutRecords.Bytes" => means(t!("Bytes put by PutRecords."), t!("A call takes up to 500 records.")),
        "PutRecord.Latency" => means(t!("How long PutRecord calls took."), text::of(NO_TIME)),
        "PutRecords.Latency" => means(t!("How long PutRecords calls took."), text::of(NO_TIME)),
        "GetRecords.Latency" => means(t!("How long GetRecords calls took."), text::of(NO_TIME)),
        "PutRecords.Records" => means(
            t!("Records that PutRecords calls put."),
            t!("The documentation calls it deprecated: SuccessfulRecords says the same."),
        ),
        "PutRecords.SuccessfulRecords" => means(
            t!("Records of PutRecords calls that were taken."),
            t!("The rest of a batch may have been refused although the call succeeded."),
        ),
        "PutRecords.TotalRecords" => {
            means(t!("Records in PutRecords calls, taken or not."), t!("Records that are sent again count again."))
        }
        "PutRecords.FailedRecords" => means(
            t!("Records of PutRecords calls that failed inside of Kinesis."),
            t!("Throttled records are not among them."),
        ),
        "PutRecords.ThrottledRecords" => means(
            t!("Records of PutRecords calls that were refused as their shard was at its limit."),
            t!("Send only these again, after a while: the others of the batch are in the stream."),
        ),
        "GetRecords.Records" => means(
            t!("Records that GetRecords calls returned."),
            t!("Each reader counts: two readers make it twice what came in."),
        ),
        "GetRecords.Bytes" => {
            means(t!("Bytes that GetRecords calls returned."), t!("All who share a shard share its 2 MB a second."))
        }
        "OutgoingBytes" => means(
            t!("Bytes that were read from this shard, shared and pushed."),
            t!("Shard metrics are off until enhanced monitoring is switched on, and cost extra."),
        ),
        "OutgoingRecords" => means(
            t!("Records that were read from this shard, shared and pushed."),
            t!("Shard metrics are off until enhanced monitoring is switched on, and cost extra."),
        ),
        _ => return None,
    })
}

/// Consumers with enhanced fan-out.
pub(super) fn of_consumer(name: &str) -> Option<Meaning> {
    Some(match name {
        "SubscribeToShard.Success" => means(
            t!("SubscribeToShard calls that succeeded, of all."),
            t!("A subscription ends after five minutes, so that a healthy consumer calls again and again."),
        ),
        "SubscribeToShard.RateExceeded" => means(
            t!(
                "SubscribeToShard calls that were refused, as another subscription of that consumer was there or too new."
            ),
            t!("It says nothing about throughput."),
        ),
        "SubscribeToShardEvent.Success" => {
            means(t!("Pushes that arrived, of all."), t!("Records are pushed by HTTP/2; nobody calls GetRecords."))
        }
        "SubscribeToShardEvent.Records" => {
            means(t!("Records that were pushed to this consumer."), t!("Other consumers have a count of their own."))
        }
        "SubscribeToShardEvent.Bytes" => means(
            t!("Bytes that were pushed to this consumer."),
            t!("Each consumer has 2 MB a second of each shard, and each GB is billed."),
        ),
        "SubscribeToShardEvent.MillisBehindLatest" => means(
            t!("How far behind the newest record this consumer was when records were pushed, in milliseconds."),
            t!(
                "It is to enhanced fan-out what the iterator age is to GetRecords, which does not count these consumers."
            ),
        ),
        _ => return None,
    })
}
