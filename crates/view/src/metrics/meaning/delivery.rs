//! The metrics of Data Firehose and of Kinesis Data Analytics.

use super::{Meaning, NO_TIME, means};
use queuelab::{t, text};

pub(super) fn of_delivery_stream(name: &str) -> Option<Meaning> {
    if let Some(found) = of_refusals(name).or_else(|| of_input(name)).or_else(|| of_processing(name)) {
        return Some(found);
    }
    let (way, rest) = name.split_once('.')?;
    let is_backup = way == "BackupToS3";
    if !is_backup && !way.starts_with("DeliveryTo") {
        return None;
    }
    Some(match (rest, is_backup) {
        ("DataFreshness", _) => means(
            t!("The age of the oldest record that was not delivered yet, in seconds."),
            t!("It rises to the buffer interval by itself: only beyond that something is wrong."),
        ),
        ("Success", _) => means(
            t!("Attempts to deliver that succeeded, of all."),
            t!(
                "Failed attempts are tried again for as long as the retry duration says; then records go to the bucket."
            ),
        ),
        ("Records", false) => {
            means(t!("Records that were delivered."), t!("Firehose delivers at least once: repeats count."))
        }
        ("Bytes", false) => {
            means(t!("Bytes that were delivered."), t!("It is what was delivered, before or after conversion."))
        }
        ("Records", true) => means(
            t!("Records that were written to the backup bucket."),
            t!("Failed ones alone, or all, as configured."),
        ),
        ("Bytes", true) => {
            means(t!("Bytes that were written to the backup bucket."), t!("Failed ones alone, or all, as configured."))
        }
        _ => return None,
    })
}

fn of_input(name: &str) -> Option<Meaning> {
    Some(match name {
        "IncomingRecords" => {
            means(t!("Records that came in."), t!("With a Kinesis stream as the source, reads count elsewhere."))
        }
        "IncomingBytes" => means(t!("Bytes that came in."), t!("The bill rounds every record up to the next 5 KB.")),
        "IncomingPutRequests" => {
            means(t!("Calls of PutRecord and PutRecordBatch."), t!("One batch has up to 500 records."))
        }
        "ThrottledRecords" => means(
            t!("Records that were refused as the stream was at its limit."),
            t!("With PutRecordBatch the call succeeds all the same: read FailedPutCount."),
        ),
        "RecordsPerSecondLimit" | "PutRequestsPerSecondLimit" | "BytesPerSecondLimit" => means(
            t!("How much the stream takes a second before it refuses."),
            t!("AWS raises it on request, and by itself for a stream that is throttled."),
        ),
        "PutRecord.Requests" | "PutRecordBatch.Requests" => {
            means(t!("Calls of this operation."), t!("A batch is one call, however many records it has."))
        }
        "PutRecord.Bytes" | "PutRecordBatch.Bytes" => {
            means(t!("Bytes that calls of this operation brought."), t!("A record has at most 1,000 KB, a batch 4 MB."))
        }
        "PutRecordBatch.Records" => {
            means(t!("Records that batches brought."), t!("Refused ones have to be sent again."))
        }
        "PutRecord.Latency" | "PutRecordBatch.Latency" => {
            means(t!("How long calls of this operation took."), text::of(NO_TIME))
        }
        "KinesisMillisBehindLatest" => means(
            t!("How far the stream that is the source is ahead of what Firehose has read, in milliseconds."),
            t!("It grows while a stream is read by too many others, as Firehose shares the reads of a shard."),
        ),
        "DataReadFromKinesisStream.Records" | "DataReadFromKinesisStream.Bytes" => means(
            t!("What was read from the stream that is the source."),
            t!("Firehose is one more reader of its shards."),
        ),
        "ThrottledGetRecords" | "ThrottledGetShardIterator" | "ThrottledDescribeStream" => means(
            t!("Calls of Firehose to its source that were refused."),
            t!("Other readers of the stream use up the same limits."),
        ),
        _ => return None,
    })
}

fn of_processing(name: &str) -> Option<Meaning> {
    Some(match name {
        "ExecuteProcessing.Success" => means(
            t!("Calls of the function that succeeded, of all."),
            t!("A failed call is tried again three times, unless the stream says otherwise."),
        ),
        "ExecuteProcessing.Duration" => means(
            t!("How long calls of the function took, in milliseconds."),
            t!("Firehose waits for five minutes at most."),
        ),
        "SucceedProcessing.Records" | "SucceedProcessing.Bytes" => means(
            t!("What came back from the function as processed."),
            t!("Records that it drops on purpose are processed too, and are not delivered."),
        ),
        "SucceedConversion.Records" | "SucceedConversion.Bytes" => means(
            t!("What was converted to Parquet or ORC."),
            t!("Only JSON is converted: CSV needs a function before it."),
        ),
        "FailedConversion.Records" | "FailedConversion.Bytes" => means(
            t!("What could not be converted."),
            t!("It is written under the error prefix, in the form that it had."),
        ),
        "PartitionCount" => {
            means(t!("Partitions that are being filled."), t!("Each buffers by itself: many make small objects."))
        }
        "PartitionCountExceeded" => means(
            t!("Whether there were more partitions than are allowed."),
            t!("What comes beyond the limit goes to the error prefix."),
        ),
        "ActivePartitionsLimit" => {
            means(t!("How many partitions may be filled at once."), t!("It is 500 until AWS raises it."))
        }
        _ => return None,
    })
}

fn of_refusals(name: &str) -> Option<Meaning> {
    Some(match name {
        "KMSKeyAccessDenied" | "KMSKeyDisabled" | "KMSKeyInvalidState" | "KMSKeyNotFound" => means(
            t!("Times that the key could not be used, by the reason."),
            t!("Without its key a stream refuses what is put into it."),
        ),
        _ => return None,
    })
}

pub(super) fn of_application(name: &str) -> Option<Meaning> {
    Some(match name {
        "MillisBehindLatest" => means(
            t!("How far behind the newest record of its source the application is, in milliseconds."),
            t!("It is the first thing to look at: windows of late rows come late too."),
        ),
        "KPUs" => means(t!("Processing units in use."), t!("Each is billed by the hour, begun hours in full.")),
        "Records" => {
            means(t!("Records that the application read."), t!("What its SQL made of them is counted at its outputs."))
        }
        "Bytes" => means(t!("Bytes that the application read."), t!("More of them take more processing units.")),
        "InputProcessing.OkRecords" => means(t!("Records that its function passed on."), t!("They keep their order.")),
        "InputProcessing.DroppedRecords" => means(t!("Records that its function dropped."), t!("That is no failure.")),
        "InputProcessing.ProcessingFailedRecords" => {
            means(t!("Records that its function failed on."), t!("They are reported in the error stream."))
        }
        _ => return None,
    })
}
