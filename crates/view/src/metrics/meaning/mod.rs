//! What each metric means, and what people get wrong about it.
//!
//! Sources: the pages on CloudWatch metrics in the developer guides of Amazon SQS, SNS, Kinesis Data Streams, Data Firehose
//! and AWS Lambda.

mod delivery;
mod streams;

use delivery::{of_application, of_delivery_stream};
use queuelab::{key, t};
use streams::{of_consumer, of_stream};

const NO_TIME: &str = key!("A call takes no time in this lab, so that only its count tells something.");

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
