//! What each metric means, and what people get wrong about it.
//!
//! Sources: the pages on CloudWatch metrics in the developer guides of Amazon SQS, SNS, Kinesis Data Streams, Data Firehose
//! and AWS Lambda.

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

const UNKNOWN: Meaning = means(
    "A number that Amazon publishes about this.",
    "Look at its unit and its statistic before you set an alarm on it.",
);

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
    found.unwrap_or(UNKNOWN)
}

fn of_queue(name: &str) -> Option<Meaning> {
    Some(match name {
        "ApproximateNumberOfMessagesVisible" => means(
            "Messages that a receive could get now.",
            "The queue attribute of the same number is called ApproximateNumberOfMessages; exam questions mix the two. To \
             scale consumers, divide it by the number of instances: the backlog per instance.",
        ),
        "ApproximateNumberOfMessagesNotVisible" => means(
            "Messages in flight: received, and neither deleted nor visible again.",
            "If it stays high while little is deleted, consumers fail or take longer than the visibility timeout.",
        ),
        "ApproximateNumberOfMessagesDelayed" => means(
            "Messages that wait for their delay to end and cannot be received yet.",
            "A visibility timeout does not count here: those messages are not visible, not delayed.",
        ),
        "ApproximateAgeOfOldestMessage" => means(
            "How long the oldest message that was not deleted has been there, in seconds; messages in flight count too.",
            "In a standard queue a message that came back again and again drops out, so a poison message can hide; in a \
             FIFO queue it stays. A dead-letter queue counts from the move, while a standard message expires by its first \
             send.",
        ),
        "NumberOfMessagesSent" => means(
            "Messages added by SendMessage and SendMessageBatch, entry by entry.",
            "What SQS moves to a dead-letter queue by itself is not sent: an alarm on a DLQ looks at \
             ApproximateNumberOfMessagesVisible.",
        ),
        "NumberOfMessagesReceived" => means(
            "Messages that ReceiveMessage returned; each return of the same message counts.",
            "More received than sent means that messages come back: the visibility timeout is too short or work fails.",
        ),
        "NumberOfMessagesDeleted" => means(
            "Deletes with a valid receipt handle.",
            "It can exceed what was sent: the same message deleted twice counts twice.",
        ),
        "NumberOfEmptyReceives" => means(
            "Receives that returned no message.",
            "Each is a billed request. Long polling, up to 20 seconds, is the answer to a high number.",
        ),
        "SentMessageSize" => means(
            "The size of messages that were sent, in bytes.",
            "There is no data before the first send. Every 64 KB of a request are billed as one.",
        ),
        "NumberOfDeduplicatedSentMessages" => means(
            "Sends to a FIFO queue that succeeded but added nothing, as their deduplication ID came within five minutes.",
            "The sender gets no error, and NumberOfMessagesSent counts them as well.",
        ),
        "ApproximateNumberOfGroupsWithInflightMessages" => means(
            "Message groups of a FIFO queue of which a message is in flight, and which are locked for it.",
            "It bounds how much is worked on at once: more consumers than groups do not help.",
        ),
        _ => return None,
    })
}

/// Fair queues.
fn of_groups(name: &str) -> Option<Meaning> {
    let quiet = "Compare it with the metric of the whole queue: while quiet groups stay low, fair queues do their work. \
                 Messages need a message group ID for that, also in a standard queue.";
    Some(match name {
        "ApproximateNumberOfNoisyGroups" => means(
            "Groups of a fair queue that hold so much of what is in flight that the others are served before them.",
            "A noisy group is not throttled: its messages only wait while others have some.",
        ),
        "ApproximateNumberOfMessagesVisibleInQuietGroups" => {
            means("Messages that could be received now, without those of noisy groups.", quiet)
        }
        "ApproximateNumberOfMessagesNotVisibleInQuietGroups" => {
            means("Messages in flight, without those of noisy groups.", quiet)
        }
        "ApproximateNumberOfMessagesDelayedInQuietGroups" => {
            means("Delayed messages, without those of noisy groups.", quiet)
        }
        "ApproximateAgeOfOldestMessageInQuietGroups" => {
            means("The age of the oldest message that no noisy group sent, in seconds.", quiet)
        }
        _ => return None,
    })
}

fn of_topic(name: &str) -> Option<Meaning> {
    Some(match name {
        "NumberOfMessagesPublished" => means(
            "Messages that the topic accepted, entry by entry.",
            "One message to five subscribers is one here, and up to five in NumberOfNotificationsDelivered.",
        ),
        "NumberOfNotificationsDelivered" => means(
            "Copies that their endpoints accepted.",
            "A web server that answers with 404 has accepted the copy in the eyes of SNS: the message is lost and counted \
             here.",
        ),
        "NumberOfNotificationsFailed" => means(
            "Copies that could not be delivered.",
            "Most protocols count once, when all retries are over; HTTP and HTTPS count every failed attempt in AWS. \
             Without a dead-letter queue of the subscription the copy is gone.",
        ),
        "NumberOfNotificationsFilteredOut" => means(
            "Copies that a subscription's filter policy refused.",
            "That is no failure: nothing is retried and nothing goes to a dead-letter queue.",
        ),
        "NumberOfNotificationsRedrivenToDlq" => means(
            "Copies that went to the dead-letter queue of their subscription.",
            "The dead-letter queue belongs to the subscription, not to the topic, and its policy must let SNS send.",
        ),
        "PublishSize" => {
            means("The size of what was published, in bytes.", "Every 64 KB of a publish are billed as one request.")
        }
        _ => return None,
    })
}

const EVERY_CALL: &str =
    "Failures that the caller is to blame for count as well: look at the average, where 1 is perfect.";
const NO_TIME: &str = "A call takes no time in this lab, so that only its count tells something.";

fn of_stream(name: &str) -> Option<Meaning> {
    Some(match name {
        "IncomingRecords" => means(
            "Records that were put, by PutRecord and PutRecords together.",
            "It is a sum over the period: divide by its seconds before you compare it with 1,000 records a second and \
             shard. All shards together can look fine while one is hot.",
        ),
        "IncomingBytes" => means(
            "Bytes that were put.",
            "The limit is 1 MB a second and shard: a hot shard is not seen in the sum of all.",
        ),
        "GetRecords.IteratorAgeMilliseconds" | "IteratorAgeMilliseconds" => means(
            "How old the last record was that a GetRecords returned: 0 means that the reader has caught up. In milliseconds.",
            "Look at the maximum, and set the alarm well below the retention period: at half of it there is still time. A \
             reader that does not call at all publishes nothing.",
        ),
        "ReadProvisionedThroughputExceeded" => means(
            "GetRecords calls that were refused, as a shard takes 5 calls and 2 MB a second of all who share it.",
            "It counts calls, while the write metric counts records. Enhanced fan-out gives each consumer 2 MB a second of \
             its own.",
        ),
        "WriteProvisionedThroughputExceeded" => means(
            "Records that were refused, as their shard had had 1,000 records or 1 MB in that second.",
            "It counts records, not calls. A better partition key helps against one hot shard; splitting does not help \
             where a single key is hot.",
        ),
        "PutRecord.Success" => means("PutRecord calls that succeeded, of all.", EVERY_CALL),
        "PutRecords.Success" => means(
            "PutRecords calls of which at least one record succeeded, of all.",
            "A call can succeed while records of it fail: read FailedRecordCount, and send those again.",
        ),
        "GetRecords.Success" => means("GetRecords calls that succeeded, of all.", EVERY_CALL),
        "PutRecord.Bytes" => means("Bytes put by PutRecord.", "Many small calls cost more than few batches."),
        "PutRecords.Bytes" => means("Bytes put by PutRecords.", "A call takes up to 500 records."),
        "PutRecord.Latency" => means("How long PutRecord calls took.", NO_TIME),
        "PutRecords.Latency" => means("How long PutRecords calls took.", NO_TIME),
        "GetRecords.Latency" => means("How long GetRecords calls took.", NO_TIME),
        "PutRecords.Records" => means(
            "Records that PutRecords calls put.",
            "The documentation calls it deprecated: SuccessfulRecords says the same.",
        ),
        "PutRecords.SuccessfulRecords" => means(
            "Records of PutRecords calls that were taken.",
            "The rest of a batch may have been refused although the call succeeded.",
        ),
        "PutRecords.TotalRecords" => {
            means("Records in PutRecords calls, taken or not.", "Records that are sent again count again.")
        }
        "PutRecords.FailedRecords" => {
            means("Records of PutRecords calls that failed inside of Kinesis.", "Throttled records are not among them.")
        }
        "PutRecords.ThrottledRecords" => means(
            "Records of PutRecords calls that were refused as their shard was at its limit.",
            "Send only these again, after a while: the others of the batch are in the stream.",
        ),
        "GetRecords.Records" => means(
            "Records that GetRecords calls returned.",
            "Each reader counts: two readers make it twice what came in.",
        ),
        "GetRecords.Bytes" => {
            means("Bytes that GetRecords calls returned.", "All who share a shard share its 2 MB a second.")
        }
        "OutgoingBytes" => means(
            "Bytes that were read from this shard, shared and pushed.",
            "Shard metrics are off until enhanced monitoring is switched on, and cost extra.",
        ),
        "OutgoingRecords" => means(
            "Records that were read from this shard, shared and pushed.",
            "Shard metrics are off until enhanced monitoring is switched on, and cost extra.",
        ),
        _ => return None,
    })
}

/// Consumers with enhanced fan-out.
fn of_consumer(name: &str) -> Option<Meaning> {
    Some(match name {
        "SubscribeToShard.Success" => means(
            "SubscribeToShard calls that succeeded, of all.",
            "A subscription ends after five minutes, so that a healthy consumer calls again and again.",
        ),
        "SubscribeToShard.RateExceeded" => means(
            "SubscribeToShard calls that were refused, as another subscription of that consumer was there or too new.",
            "It says nothing about throughput.",
        ),
        "SubscribeToShardEvent.Success" => {
            means("Pushes that arrived, of all.", "Records are pushed by HTTP/2; nobody calls GetRecords.")
        }
        "SubscribeToShardEvent.Records" => {
            means("Records that were pushed to this consumer.", "Other consumers have a count of their own.")
        }
        "SubscribeToShardEvent.Bytes" => means(
            "Bytes that were pushed to this consumer.",
            "Each consumer has 2 MB a second of each shard, and each GB is billed.",
        ),
        "SubscribeToShardEvent.MillisBehindLatest" => means(
            "How far behind the newest record this consumer was when records were pushed, in milliseconds.",
            "It is to enhanced fan-out what the iterator age is to GetRecords, which does not count these consumers.",
        ),
        _ => return None,
    })
}

fn of_function(name: &str) -> Option<Meaning> {
    Some(match name {
        "Invocations" => {
            means("Times that the function's code ran, with errors too.", "Throttled requests are not among them.")
        }
        "Errors" => means(
            "Invocations that ended in an error, timeouts among them.",
            "With partial batch responses an invocation succeeds although messages of it fail: no error is counted.",
        ),
        "Throttles" => means(
            "Requests that were refused as no concurrency was left.",
            "They are neither invocations nor errors. A queue's messages come back after their visibility timeout, and may \
             reach the dead-letter queue without ever having been worked on.",
        ),
        "Duration" => means(
            "How long the code ran, in milliseconds.",
            "A queue's visibility timeout should be at least six times the function's timeout.",
        ),
        "IteratorAge" => means(
            "For streams: the age of the last record of a batch when the function had worked on it, in milliseconds.",
            "It grows while a poison record is tried again and again. More concurrent batches per shard, or more shards, \
             help against slow code.",
        ),
        "ConcurrentExecutions" => means(
            "Invocations that ran at the same time.",
            "Look at the maximum. For a stream it is at most shards times the parallelization factor.",
        ),
        "AsyncEventsReceived" => means(
            "Events that were put into the function's own queue for asynchronous invocation, as by SNS and S3.",
            "Event sources that Lambda polls, such as SQS and Kinesis, are not asynchronous.",
        ),
        "AsyncEventsDropped" => means(
            "Asynchronous events that were given up after their retries or their age.",
            "Without an on-failure destination or a dead-letter queue they are gone.",
        ),
        "DeadLetterErrors" => means(
            "Events that could not be sent to the dead-letter queue.",
            "The role of the function needs the permission to send there.",
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
            "The age of the oldest record that was not delivered yet, in seconds.",
            "It rises to the buffer interval by itself: only beyond that something is wrong.",
        ),
        ("Success", _) => means(
            "Attempts to deliver that succeeded, of all.",
            "Failed attempts are tried again for as long as the retry duration says; then records go to the bucket.",
        ),
        ("Records", false) => means("Records that were delivered.", "Firehose delivers at least once: repeats count."),
        ("Bytes", false) => {
            means("Bytes that were delivered.", "It is what was delivered, before or after conversion.")
        }
        ("Records", true) => {
            means("Records that were written to the backup bucket.", "Failed ones alone, or all, as configured.")
        }
        ("Bytes", true) => {
            means("Bytes that were written to the backup bucket.", "Failed ones alone, or all, as configured.")
        }
        _ => return None,
    })
}

fn of_input(name: &str) -> Option<Meaning> {
    Some(match name {
        "IncomingRecords" => {
            means("Records that came in.", "With a Kinesis stream as the source, reads count elsewhere.")
        }
        "IncomingBytes" => means("Bytes that came in.", "The bill rounds every record up to the next 5 KB."),
        "IncomingPutRequests" => means("Calls of PutRecord and PutRecordBatch.", "One batch has up to 500 records."),
        "ThrottledRecords" => means(
            "Records that were refused as the stream was at its limit.",
            "With PutRecordBatch the call succeeds all the same: read FailedPutCount.",
        ),
        "RecordsPerSecondLimit" | "PutRequestsPerSecondLimit" | "BytesPerSecondLimit" => means(
            "How much the stream takes a second before it refuses.",
            "AWS raises it on request, and by itself for a stream that is throttled.",
        ),
        "PutRecord.Requests" | "PutRecordBatch.Requests" => {
            means("Calls of this operation.", "A batch is one call, however many records it has.")
        }
        "PutRecord.Bytes" | "PutRecordBatch.Bytes" => {
            means("Bytes that calls of this operation brought.", "A record has at most 1,000 KB, a batch 4 MB.")
        }
        "PutRecordBatch.Records" => means("Records that batches brought.", "Refused ones have to be sent again."),
        "PutRecord.Latency" | "PutRecordBatch.Latency" => means("How long calls of this operation took.", NO_TIME),
        "KinesisMillisBehindLatest" => means(
            "How far the stream that is the source is ahead of what Firehose has read, in milliseconds.",
            "It grows while a stream is read by too many others, as Firehose shares the reads of a shard.",
        ),
        "DataReadFromKinesisStream.Records" | "DataReadFromKinesisStream.Bytes" => {
            means("What was read from the stream that is the source.", "Firehose is one more reader of its shards.")
        }
        "ThrottledGetRecords" | "ThrottledGetShardIterator" | "ThrottledDescribeStream" => means(
            "Calls of Firehose to its source that were refused.",
            "Other readers of the stream use up the same limits.",
        ),
        _ => return None,
    })
}

fn of_processing(name: &str) -> Option<Meaning> {
    Some(match name {
        "ExecuteProcessing.Success" => means(
            "Calls of the function that succeeded, of all.",
            "A failed call is tried again three times, unless the stream says otherwise.",
        ),
        "ExecuteProcessing.Duration" => {
            means("How long calls of the function took, in milliseconds.", "Firehose waits for five minutes at most.")
        }
        "SucceedProcessing.Records" | "SucceedProcessing.Bytes" => means(
            "What came back from the function as processed.",
            "Records that it drops on purpose are processed too, and are not delivered.",
        ),
        "SucceedConversion.Records" | "SucceedConversion.Bytes" => {
            means("What was converted to Parquet or ORC.", "Only JSON is converted: CSV needs a function before it.")
        }
        "FailedConversion.Records" | "FailedConversion.Bytes" => {
            means("What could not be converted.", "It is written under the error prefix, in the form that it had.")
        }
        "PartitionCount" => {
            means("Partitions that are being filled.", "Each buffers by itself: many make small objects.")
        }
        "PartitionCountExceeded" => means(
            "Whether there were more partitions than are allowed.",
            "What comes beyond the limit goes to the error prefix.",
        ),
        "ActivePartitionsLimit" => {
            means("How many partitions may be filled at once.", "It is 500 until AWS raises it.")
        }
        _ => return None,
    })
}

fn of_refusals(name: &str) -> Option<Meaning> {
    Some(match name {
        "KMSKeyAccessDenied" | "KMSKeyDisabled" | "KMSKeyInvalidState" | "KMSKeyNotFound" => means(
            "Times that the key could not be used, by the reason.",
            "Without its key a stream refuses what is put into it.",
        ),
        _ => return None,
    })
}

fn of_application(name: &str) -> Option<Meaning> {
    Some(match name {
        "MillisBehindLatest" => means(
            "How far behind the newest record of its source the application is, in milliseconds.",
            "It is the first thing to look at: windows of late rows come late too.",
        ),
        "KPUs" => means("Processing units in use.", "Each is billed by the hour, begun hours in full."),
        "Records" => {
            means("Records that the application read.", "What its SQL made of them is counted at its outputs.")
        }
        "Bytes" => means("Bytes that the application read.", "More of them take more processing units."),
        "InputProcessing.OkRecords" => means("Records that its function passed on.", "They keep their order."),
        "InputProcessing.DroppedRecords" => means("Records that its function dropped.", "That is no failure."),
        "InputProcessing.ProcessingFailedRecords" => {
            means("Records that its function failed on.", "They are reported in the error stream.")
        }
        _ => return None,
    })
}
