//! What CloudWatch would count for a queue.
//!
//! Names and meanings: "Available CloudWatch metrics for Amazon SQS" in the SQS developer guide.

use super::queue::Queue;
use crate::base::collections::ChunkDeque;
use crate::clock::Instant;

/// Sums since the queue was made. Each success counts its entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// `NumberOfMessagesSent`: FIFO duplicates count, moves of dead letters do not.
    pub sent: u64,
    /// `NumberOfMessagesReceived`.
    pub received: u64,
    /// `NumberOfMessagesDeleted`: every delete with a valid handle, repeated ones included.
    pub deleted: u64,
    /// `NumberOfEmptyReceives`.
    pub empty_receives: u64,
    /// `SentMessageSize`, summed.
    pub sent_bytes: u64,
    /// `NumberOfDeduplicatedSentMessages`.
    pub deduplicated: u64,
}

/// The flow of messages through a queue; what comes in is what is there or went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flow {
    /// Enqueued by a send.
    pub enqueued: u64,
    /// Came as dead letters.
    pub dead_in: u64,
    /// Came by a move task.
    pub moved_in: u64,
    /// Removed by a delete.
    pub removed: u64,
    /// Went as dead letters.
    pub dead_out: u64,
    /// Went by a move task, those included that the destination already knew.
    pub moved_out: u64,
    /// Past their retention.
    pub expired: u64,
    /// Removed by purges.
    pub purged: u64,
}

/// A queue's counters, in all and by the minute.
#[derive(Clone, Debug, Default, Hash)]
pub struct Metrics {
    /// Since the queue was made.
    pub totals: Totals,
    /// Since the queue was made.
    pub flow: Flow,
    /// The totals at the end of each minute in which something happened, oldest first.
    pub minutes: ChunkDeque<(u64, Totals)>,
}

/// How many minutes are kept.
const MINUTES_MAX: u64 = 1_440;

impl Metrics {
    /// The totals, to add to; closes the minute before when a new one has begun.
    pub fn count(&mut self, now: Instant) -> &mut Totals {
        let minute = now.as_millis() / 60_000;
        match self.minutes.last() {
            Some((last, _)) if *last == minute => {}
            _ => {
                if let Some(last) = self.minutes.last_mut() {
                    last.1 = self.totals;
                }
                self.minutes.push((minute, self.totals));
                if self.minutes.next() - self.minutes.front() > MINUTES_MAX {
                    self.minutes.pop_first();
                }
            }
        }
        &mut self.totals
    }
}

/// What a queue's gauges show at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gauges {
    /// `ApproximateNumberOfMessagesVisible`.
    pub visible: u64,
    /// `ApproximateNumberOfMessagesNotVisible`.
    pub not_visible: u64,
    /// `ApproximateNumberOfMessagesDelayed`.
    pub delayed: u64,
    /// `ApproximateAgeOfOldestMessage`, in seconds.
    pub oldest_secs: u64,
    /// `ApproximateNumberOfGroupsWithInflightMessages`; FIFO only.
    pub groups_in_flight: u64,
    /// `ApproximateNumberOfNoisyGroups`; fair queues only.
    pub noisy_groups: u64,
    /// `ApproximateNumberOfMessagesVisibleInQuietGroups`.
    pub quiet_visible: u64,
    /// `ApproximateNumberOfMessagesNotVisibleInQuietGroups`.
    pub quiet_not_visible: u64,
    /// `ApproximateNumberOfMessagesDelayedInQuietGroups`.
    pub quiet_delayed: u64,
    /// `ApproximateAgeOfOldestMessageInQuietGroups`, in seconds.
    pub quiet_oldest_secs: u64,
}

/// After this many receives without a delete a message no longer counts for the age of the oldest. The documentation
/// says three; AWS still counts a message after its third delivery and leaves it out after the fourth.
const AGE_RECEIVES_MAX: u32 = 3;

impl Gauges {
    /// Reads the gauges of a queue. Looks at each message until it finds the oldest that counts.
    pub fn read(queue: &Queue, now: Instant) -> Self {
        use super::message::State;
        let noisy = |group: Option<&std::sync::Arc<str>>| {
            group
                .zip(queue.standard())
                .is_some_and(|(group, order)| order.tenants().any(|(name, lane)| lane.noisy && name == group))
        };
        let mut gauges = Self {
            visible: queue.counts.visible,
            not_visible: queue.counts.in_flight,
            delayed: queue.counts.delayed,
            ..Self::default()
        };
        (gauges.quiet_visible, gauges.quiet_not_visible, gauges.quiet_delayed) =
            (gauges.visible, gauges.not_visible, gauges.delayed);
        if let Some(order) = queue.standard() {
            for (_, lane) in order.tenants().filter(|(_, lane)| lane.noisy) {
                gauges.noisy_groups += 1;
                gauges.quiet_visible -= lane.visible();
                gauges.quiet_not_visible -= lane.in_flight;
                gauges.quiet_delayed -= lane.held - lane.visible() - lane.in_flight;
            }
        }
        if let Some(order) = queue.fifo() {
            let is_in_flight = |slot| queue.message(slot).is_some_and(|m| m.state == State::InFlight);
            let busy = order.groups().filter(|(name, _)| order.group(name).any(is_in_flight)).count();
            gauges.groups_in_flight = busy as u64;
        }
        let counts = |m: &super::message::Message| {
            m.state != State::Delayed && (queue.is_fifo() || m.receives_here() <= AGE_RECEIVES_MAX)
        };
        let counted = || queue.messages().map(|(_, message)| message).filter(|message| counts(message));
        gauges.oldest_secs = oldest_secs(counted(), now);
        gauges.quiet_oldest_secs = if gauges.noisy_groups == 0 {
            gauges.oldest_secs
        } else {
            oldest_secs(counted().filter(|message| !noisy(message.core.group())), now)
        };
        gauges
    }
}

/// The age of the oldest of some messages in the order of arrival.
fn oldest_secs<'a>(messages: impl Iterator<Item = &'a super::message::Message>, now: Instant) -> u64 {
    let mut oldest: Option<Instant> = None;
    for message in messages {
        // A delay makes a message younger than some that came after it. What came after the oldest had begun to age is not
        // older, and so is nothing behind it.
        if oldest.is_some_and(|oldest| oldest <= message.arrived()) {
            break;
        }
        oldest = Some(oldest.map_or(message.aging_since(), |oldest| oldest.min(message.aging_since())));
    }
    oldest.map_or(0, |oldest| now.since(oldest).as_secs())
}
