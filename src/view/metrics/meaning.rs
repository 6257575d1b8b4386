//! What each metric means, and what people get wrong about it.
//!
//! Sources: the pages on CloudWatch metrics in the developer guides of Amazon SQS, SNS, Kinesis Data Streams, Data Firehose
//! and AWS Lambda.

use crate::{key, t, text};

/// A metric in two sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What it is.
    pub what: &'static str,
    /// What is usually got wrong about it.
    pub trap: &'static str,
}

const fn means(what: &'static str, trap: &'static str) -> Meaning {
    Meaning { what, trap }
}

fn unknown() -> Meaning {
    means(
        t!("A number that Amazon publishes about this."),
        t!("Look at its unit and its statistic before you set an alarm on it."),
    )
}

/// What a metric means.
pub fn meaning(namespace: &str, name: &str) -> Meaning {
    let found = match namespace {
        "AWS/SQS" => of_queue(name).or_else(|| of_groups(name)),
        "AWS/SNS" => of_topic(name),
        "AWS/Kinesis" => of_stream(name).or_else(|| of_consumer(name)),
        "AWS/Lambda" => of_function(name),
        "AWS/Firehose" => of_delivery_stream(name),
        "AWS/KinesisAnalytics" => of_application(name),
        _ => None,
    };
    found.unwrap_or_else(unknown)
}

fn of_queue(name: &str) -> Option<Meaning> {
    Some(match name {
        "ApproximateNumberOfMessagesVisible" => means(
            t!("Messages that a receive could get now."),
            t!(
                "The queue attribute of the same number is called ApproximateNumberOfMessages; exam questions mix the two. To \
             scale consumers, divide it by the number of instances: the backlog per instance."
            ),
        ),
        "ApproximateNumberOfMessagesNotVisible" => means(
            t!("Messages in flight: received, and neither deleted nor visible again."),
            t!("If it stays high while little is deleted, consumers fail or take longer than the visibility timeout."),
        ),
        "ApproximateNumberOfMessagesDelayed" => means(
            t!("Messages that wait for their delay to end and cannot be received yet."),
            t!("A visibility timeout does not count here: those messages are not visible, not delayed."),
        ),
        "ApproximateAgeOfOldestMessage" => means(
            t!(
                "How long the oldest message that was not deleted has been there, in seconds; messages in flight count too."
            ),
            t!(
                "In a standard queue a message that came back again and again drops out, so a poison message can hide; in a \
             FIFO queue it stays. A dead-letter queue counts from the move, while a standard message expires by its first \
             send."
            ),
        ),
        "NumberOfMessagesSent" => means(
            t!("Messages added by SendMessage and SendMessageBatch, entry by entry."),
            t!("What SQS moves to a dead-letter queue by itself is not sent: an alarm on a DLQ looks at \
             ApproximateNumberOfMessagesVisible."),
        ),
        "NumberOfMessagesReceived" => means(
            t!("Messages that ReceiveMessage returned; each return of the same message counts."),
            t!(
                "More received than sent means that messages come back: the visibility timeout is too short or work fails."
            ),
        ),
        "NumberOfMessagesDeleted" => means(
            t!("Deletes with a valid receipt handle."),
            t!("It can exceed what was sent: the same message deleted twice counts twice."),
        ),
        "NumberOfEmptyReceives" => means(
            t!("Receives that returned no message."),
            t!("Each is a billed request. Long polling, up to 20 seconds, is the answer to a high number."),
        ),
        "SentMessageSize" => means(
            t!("The size of messages that were sent, in bytes."),
            t!("There is no data before the first send. Every 64 KB of a request are billed as one."),
        ),
        "NumberOfDeduplicatedSentMessages" => means(
            t!(
                "Sends to a FIFO queue that succeeded but added nothing, as their deduplication ID came within five minutes."
            ),
            t!("The sender gets no error, and NumberOfMessagesSent counts them as well."),
        ),
        "ApproximateNumberOfGroupsWithInflightMessages" => means(
            t!("Message groups of a FIFO queue of which a message is in flight, and which are locked for it."),
            t!("It bounds how much is worked on at once: more consumers than groups do not help."),
        ),
        _ => return None,
    })
}

/// Fair queues.
fn of_groups(name: &str) -> Option<Meaning> {
    let quiet =
        t!("Compare it with the metric of the whole queue: while quiet groups stay low, fair queues do their work. \
                 Messages need a message group ID for that, also in a standard queue.");
    Some(match name {
        "ApproximateNumberOfNoisyGroups" => means(
            t!("Groups of a fair queue that hold so much of what is in flight that the others are served before them."),
            t!("A noisy group is not throttled: its messages only wait while others have some."),
        ),
        "ApproximateNumberOfMessagesVisibleInQuietGroups" => {
            means(t!("Messages that could be received now, without those of noisy groups."), quiet)
        }
        "ApproximateNumberOfMessagesNotVisibleInQuietGroups" => {
            means(t!("Messages in flight, without those of noisy groups."), quiet)
        }
        "ApproximateNumberOfMessagesDelayedInQuietGroups" => {
            means(t!("Delayed messages, without those of noisy groups."), quiet)
        }
        "ApproximateAgeOfOldestMessageInQuietGroups" => {
            means(t!("The age of the oldest message that no noisy group sent, in seconds."), quiet)
        }
        _ => return None,
    })
}

fn of_topic(name: &str) -> Option<Meaning> {
    Some(match name {
        "NumberOfMessagesPublished" => means(
            t!("Messages that the topic accepted, entry by entry."),
            t!("One message to five subscribers is one here, and up to five in NumberOfNotificationsDelivered."),
        ),
        "NumberOfNotificationsDelivered" => means(
            t!("Copies that their endpoints accepted."),
            t!(
                "A web server that answers with 404 has accepted the copy in the eyes of SNS: the message is lost and counted \
             here."
            ),
        ),
        "NumberOfNotificationsFailed" => means(
            t!("Copies that could not be delivered."),
            t!(
                "Most protocols count once, when all retries are over; HTTP and HTTPS count every failed attempt in AWS. \
             Without a dead-letter queue of the subscription the copy is gone."
            ),
        ),
        "NumberOfNotificationsFilteredOut" => means(
            t!("Copies that a subscription's filter policy refused."),
            t!("That is no failure: nothing is retried and nothing goes to a dead-letter queue."),
        ),
        "NumberOfNotificationsRedrivenToDlq" => means(
            t!("Copies that went to the dead-letter queue of their subscription."),
            t!(
                "The dead-letter queue belongs to the subscription, not to the topic, and its policy must let SNS send."
            ),
        ),
        "PublishSize" => means(
            t!("The size of what was published, in bytes."),
            t!("Every 64 KB of a publish are billed as one request."),
        ),
        _ => return None,
    })
}

const EVERY_CALL: &str =
    key!("Failures that the caller is to blame for count as well: look at the average, where 1 is perfect.");
const NO_TIME: &str = key!("A call takes no time in this lab, so that only its count tells something.");

#[allow(clippy::too_many_lines, reason = "a table of meanings")]
fn of_stream(name: &str) -> Option<Meaning> {
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
fn of_consumer(name: &str) -> Option<Meaning> {
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

fn of_function(name: &str) -> Option<Meaning> {
    Some(match name {
        "Invocations" => means(
            t!("Times that the function's code ran, with errors too."),
            t!("Throttled requests are not among them."),
        ),
        "Errors" => means(
            t!("Invocations that ended in an error, timeouts among them."),
            t!(
                "With partial batch responses an invocation succeeds although messages of it fail: no error is counted."
            ),
        ),
        "Throttles" => means(
            t!("Requests that were refused as no concurrency was left."),
            t!(
                "They are neither invocations nor errors. A queue's messages come back after their visibility timeout, and may \
             reach the dead-letter queue without ever having been worked on."
            ),
        ),
        "Duration" => means(
            t!("How long the code ran, in milliseconds."),
            t!("A queue's visibility timeout should be at least six times the function's timeout."),
        ),
        "IteratorAge" => means(
            t!(
                "For streams: the age of the last record of a batch when the function had worked on it, in milliseconds."
            ),
            t!(
                "It grows while a poison record is tried again and again. More concurrent batches per shard, or more shards, \
             help against slow code."
            ),
        ),
        "ConcurrentExecutions" => means(
            t!("Invocations that ran at the same time."),
            t!("Look at the maximum. For a stream it is at most shards times the parallelization factor."),
        ),
        "AsyncEventsReceived" => means(
            t!("Events that were put into the function's own queue for asynchronous invocation, as by SNS and S3."),
            t!("Event sources that Lambda polls, such as SQS and Kinesis, are not asynchronous."),
        ),
        "AsyncEventsDropped" => means(
            t!("Asynchronous events that were given up after their retries or their age."),
            t!("Without an on-failure destination or a dead-letter queue they are gone."),
        ),
        "DeadLetterErrors" => means(
            t!("Events that could not be sent to the dead-letter queue."),
            t!("The role of the function needs the permission to send there."),
        ),
        _ => return None,
    })
}

fn of_delivery_stream(name: &str) -> Option<Meaning> {
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

fn of_application(name: &str) -> Option<Meaning> {
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
