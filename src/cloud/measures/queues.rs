//! What SQS and SNS publish about queues and topics.

use super::Measured::{self, Counted, Stands};
use crate::clock::Instant;
use crate::sns::topic::{Topic, TopicTotals};
use crate::sqs::metrics::{Gauges, Totals};
use crate::sqs::queue::Queue;

pub(super) fn of_queue(queue: &Queue, name: &str, now: Instant) -> Option<Measured> {
    let total = |read: fn(&Totals) -> u64| Some(Counted(read(&queue.metrics.totals)));
    let gauge = |read: fn(&Gauges) -> u64| Some(Stands(read(&Gauges::read(queue, now))));
    match name {
        "ApproximateNumberOfMessagesVisible" => Some(Stands(queue.counts.visible)),
        "ApproximateNumberOfMessagesNotVisible" => Some(Stands(queue.counts.in_flight)),
        "ApproximateNumberOfMessagesDelayed" => Some(Stands(queue.counts.delayed)),
        "ApproximateAgeOfOldestMessage" => gauge(|gauges| gauges.oldest_secs),
        "ApproximateNumberOfGroupsWithInflightMessages" => gauge(|gauges| gauges.groups_in_flight),
        "ApproximateNumberOfNoisyGroups" => gauge(|gauges| gauges.noisy_groups),
        "ApproximateNumberOfMessagesVisibleInQuietGroups" => gauge(|gauges| gauges.quiet_visible),
        "ApproximateNumberOfMessagesNotVisibleInQuietGroups" => gauge(|gauges| gauges.quiet_not_visible),
        "ApproximateNumberOfMessagesDelayedInQuietGroups" => gauge(|gauges| gauges.quiet_delayed),
        "ApproximateAgeOfOldestMessageInQuietGroups" => gauge(|gauges| gauges.quiet_oldest_secs),
        "NumberOfMessagesSent" => total(|totals| totals.sent),
        "NumberOfMessagesReceived" => total(|totals| totals.received),
        "NumberOfMessagesDeleted" => total(|totals| totals.deleted),
        "NumberOfEmptyReceives" => total(|totals| totals.empty_receives),
        "SentMessageSize" => total(|totals| totals.sent_bytes),
        "NumberOfDeduplicatedSentMessages" => total(|totals| totals.deduplicated),
        _ => None,
    }
}

pub(super) fn of_topic(topic: &Topic, name: &str) -> Option<Measured> {
    let total = |read: fn(&TopicTotals) -> u64| Some(Counted(read(&topic.totals)));
    match name {
        "NumberOfMessagesPublished" => total(|totals| totals.published),
        "PublishSize" => total(|totals| totals.bytes),
        "NumberOfNotificationsDelivered" => total(|totals| totals.delivered),
        "NumberOfNotificationsFailed" => total(|totals| totals.dead_lettered + totals.lost),
        "NumberOfNotificationsFilteredOut" => total(|totals| totals.filtered),
        "NumberOfNotificationsRedrivenToDlq" => total(|totals| totals.dead_lettered),
        _ => None,
    }
}
