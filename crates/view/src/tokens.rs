//! Messages as marks in their compartments.
//!
//! What is drawn always adds up to what the engine holds: a compartment shows each message, smaller the more there are,
//! and past that marks that stand for k messages each, the last one for the rest.

use super::NodeId;
use super::geometry::{Geometry, Holds, LANE_HEAD_W, Point, Rect};
use queuelab::clock::Instant;
use queuelab::cloud::Cloud;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::Queue;
use queuelab::t;
use std::collections::BTreeSet;

/// What a message looks like. Shape, tag and colour all differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// Waiting out its delay.
    Delayed,
    /// Can be received.
    Visible,
    /// Received and hidden.
    InFlight,
    /// Waiting behind another message of its group.
    Blocked,
    /// Deleted by its consumer.
    Deleted,
    /// Moved to, or standing in, a dead-letter queue.
    DeadLettered,
    /// Delivered a second time.
    Duplicate,
    /// Accepted and dropped, since its deduplication id is remembered.
    Dropped,
    /// Past its retention.
    Expired,
    /// Not delivered because of a filter policy.
    Filtered,
    /// Refused for going over a limit.
    Throttled,
    /// A record of a stream, which stays where it is whoever reads it.
    Record,
}

impl Look {
    /// All looks, in the order of the legend.
    pub const ALL: [Self; 12] = [
        Self::Delayed,
        Self::Visible,
        Self::InFlight,
        Self::Blocked,
        Self::Deleted,
        Self::DeadLettered,
        Self::Duplicate,
        Self::Dropped,
        Self::Expired,
        Self::Filtered,
        Self::Throttled,
        Self::Record,
    ];

    /// Two letters for tables.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Delayed => "DL",
            Self::Visible => "VI",
            Self::InFlight => "IF",
            Self::Blocked => "BL",
            Self::Deleted => "OK",
            Self::DeadLettered => "DQ",
            Self::Duplicate => "DU",
            Self::Dropped => "DX",
            Self::Expired => "EX",
            Self::Filtered => "FI",
            Self::Throttled => "TH",
            Self::Record => "RE",
        }
    }

    /// The state in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delayed => t!("delayed"),
            Self::Visible => t!("visible"),
            Self::InFlight => t!("in flight"),
            Self::Blocked => t!("blocked"),
            Self::Deleted => t!("deleted"),
            Self::DeadLettered => t!("dead-lettered"),
            Self::Duplicate => t!("duplicate"),
            Self::Dropped => t!("duplicate, dropped"),
            Self::Expired => t!("expired"),
            Self::Filtered => t!("filtered out"),
            Self::Throttled => t!("throttled"),
            Self::Record => t!("record"),
        }
    }

    /// What that means, after the word.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Delayed => t!("waits out its delay; the ring fills"),
            Self::Visible => t!("the next receive may take it"),
            Self::InFlight => t!("received and hidden; the ring drains"),
            Self::Blocked => t!("waits behind its message group"),
            Self::Deleted => t!("its consumer is done with it"),
            Self::DeadLettered => t!("received too often, moved to the DLQ"),
            Self::Duplicate => t!("delivered once more"),
            Self::Dropped => t!("accepted, but not kept: deduplication remembers the first one"),
            Self::Expired => t!("past its retention period"),
            Self::Filtered => t!("a filter policy kept it out"),
            Self::Throttled => t!("refused for going over a limit"),
            Self::Record => t!("a record of a stream; stays until it is too old"),
        }
    }
}

/// A message by the queue and number that it has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    /// The queue's number.
    pub queue: u32,
    /// The message's number in it.
    pub slot: u64,
}

/// A record by its stream, its shard and the place that it has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The stream's number.
    pub stream: u32,
    /// The shard's number.
    pub shard: u32,
    /// The record's place in the shard.
    pub place: u64,
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A message of a queue.
    Message(MessageId),
    /// A record of a stream.
    Record(RecordId),
}

impl From<MessageId> for Subject {
    fn from(id: MessageId) -> Self {
        Self::Message(id)
    }
}

/// A mark on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it stands for; for a mark that stands for several, the first of them.
    pub subject: Option<Subject>,
    /// Its middle.
    pub at: Point,
    /// The width of its body.
    pub size: f64,
    /// How it looks.
    pub look: Look,
    /// How much of its ring is left, 0 to 1; none for no ring.
    pub ring: Option<f64>,
    /// How often it was received.
    pub receives: u32,
    /// Its number in the lab, for the label.
    pub number: u64,
    /// How many messages it stands for.
    pub stands_for: u64,
    /// How strongly it is drawn, 0 to 1.
    pub alpha: f64,
}

/// Cells to choose from, the largest first: how wide, how tall, and how wide a body is in them. Beside the first there is
/// room for a label.
const CELLS: [(f64, f64, f64); 8] = [
    (52.0, 26.0, LABELLED),
    (26.0, 26.0, 13.0),
    (18.0, 18.0, 9.0),
    (12.0, 12.0, 6.0),
    (8.0, 8.0, 4.0),
    (6.0, 6.0, 3.0),
    (4.0, 4.0, 2.4),
    (3.0, 3.0, 2.0),
];
/// A resting body of this width has room for a label at its right.
pub const LABELLED: f64 = 13.5;
/// How strongly marks are drawn while others are pointed out.
pub const DIM: f64 = 0.4;

/// All resting messages and records of a lab as marks.
pub fn resting(cloud: &Cloud, geometry: &Geometry, now: Instant) -> Vec<Token> {
    let mut tokens = Vec::new();
    for node in &geometry.nodes {
        let NodeId::Queue(id) = node.id else { continue };
        let Some(queue) = cloud.sqs().queue(queuelab::sqs::queue::QueueId(id)) else { continue };
        for part in &node.compartments {
            fill(&mut tokens, queue, &part.holds, part.rect, (now, node.dead_letter));
        }
    }
    if let Some(beyond) = super::beyond::beyond() {
        (beyond.rest)(cloud, geometry, &mut tokens);
    }
    tokens
}

/// Makes all marks dim that are none of the messages that are pointed out.
pub fn point_out(tokens: &mut [Token], family: &BTreeSet<MessageId>) {
    for token in tokens {
        let is_one = |subject| matches!(subject, Subject::Message(id) if family.contains(&id));
        // A mark on its way that stands for no message of its own tells what just happened, and stays as it is.
        if token.subject.is_some_and(|subject| !is_one(subject)) {
            token.alpha = token.alpha.min(DIM);
        }
    }
}

/// How many messages a compartment holds.
pub fn count(queue: &Queue, holds: &Holds) -> u64 {
    match holds {
        Holds::Delayed => queue.counts.delayed,
        Holds::Visible => queue.counts.visible,
        Holds::InFlight => queue.counts.in_flight,
        Holds::Group(name) => queue.fifo().map_or(0, |order| order.group_len(name)),
        Holds::OtherGroups(_) => {
            let shown = super::geometry::LANES_MAX;
            queue.fifo().map_or(0, |order| order.groups().skip(shown).map(|(name, _)| order.group_len(name)).sum())
        }
        // Queues have no shards.
        Holds::Shard(_) | Holds::OtherShards(_) => 0,
    }
}

fn fill(tokens: &mut Vec<Token>, queue: &Queue, holds: &Holds, rect: Rect, (now, dead): (Instant, bool)) {
    let total = count(queue, holds);
    if total == 0 {
        return;
    }
    let grid = Grid::for_count(total, inside(holds, rect));
    let shown = usize::try_from(grid.capacity().min(total)).unwrap_or(usize::MAX);
    let slots: Vec<u64> = match holds {
        Holds::Delayed => queue.delayed().map(|(slot, _)| slot).take(shown).collect(),
        Holds::Visible => queue.upcoming(shown),
        Holds::InFlight => queue.in_flight().map(|(slot, _)| slot).take(shown).collect(),
        Holds::Group(name) => queue.fifo().map(|order| order.group(name).take(shown).collect()).unwrap_or_default(),
        Holds::OtherGroups(_) => {
            let skipped = super::geometry::LANES_MAX;
            let order = queue.fifo();
            order
                .map(|order| order.groups().skip(skipped).flat_map(|(_, slots)| slots).take(shown).collect())
                .unwrap_or_default()
        }
        Holds::Shard(_) | Holds::OtherShards(_) => Vec::new(),
    };
    let mut blocked = false;
    for (index, slot) in slots.into_iter().enumerate() {
        let Some(message) = queue.message(slot) else { continue };
        let mut look = look_of(message, dead);
        if matches!(holds, Holds::Group(_)) {
            if blocked && message.state == State::Visible {
                look = Look::Blocked;
            }
            blocked |= message.state != State::Visible;
        }
        let Some((at, stands_for)) = grid.cell(index as u64, total) else { break };
        tokens.push(Token {
            subject: Some(MessageId { queue: queue.id.0, slot }.into()),
            at,
            size: grid.cell.2,
            look,
            ring: ring(message, now),
            receives: message.receives,
            number: message.core.number.0,
            stands_for,
            alpha: 1.0,
        });
    }
}

/// How a message looks where it stands. In a dead-letter queue a dead letter keeps its mark while it can be received.
pub fn look_of(message: &Message, in_dead_letter_queue: bool) -> Look {
    match message.state {
        State::Delayed => Look::Delayed,
        State::InFlight => Look::InFlight,
        State::Visible if in_dead_letter_queue && message.core.dead_letter().is_some() => Look::DeadLettered,
        State::Visible => Look::Visible,
    }
}

/// How much of the ring is left: it drains over the visibility timeout, and fills over the delay.
fn ring(message: &Message, now: Instant) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
    let share = |from: Instant, to: Instant| {
        let whole = to.since(from).as_millis().max(1) as f64;
        (to.since(now).as_millis() as f64 / whole).clamp(0.0, 1.0)
    };
    match message.state {
        State::InFlight => Some(share(message.received, message.until)),
        State::Delayed => Some(1.0 - share(message.enqueued, message.until)),
        State::Visible => None,
    }
}

/// How many messages each mark of a compartment stands for; the last one may stand for less.
pub fn each(queue: &Queue, holds: &Holds, rect: Rect) -> u64 {
    let total = count(queue, holds);
    Grid::for_count(total, inside(holds, rect)).each(total)
}

/// The part of a compartment for marks.
const fn inside(holds: &Holds, rect: Rect) -> Rect {
    match holds {
        Holds::Group(_) | Holds::OtherGroups(_) => {
            Rect { x: rect.x + LANE_HEAD_W, y: rect.y + 2.0, w: rect.w - LANE_HEAD_W - 30.0, h: rect.h - 4.0 }
        }
        _ => Rect { x: rect.x + 6.0, y: rect.y + 18.0, w: rect.w - 12.0, h: rect.h - 20.0 },
    }
}

/// Cells from right to left, since the head of a queue is at its right, then downwards.
struct Grid {
    area: Rect,
    cell: (f64, f64, f64),
    columns: u64,
    rows: u64,
}

impl Grid {
    fn for_count(total: u64, area: Rect) -> Self {
        let of = |cell: (f64, f64, f64)| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred cells")]
            let fit = |length: f64, cell: f64| ((length / cell).floor() as u64).max(1);
            Self { area, cell, columns: fit(area.w, cell.0), rows: fit(area.h, cell.1) }
        };
        let mut grids = CELLS.into_iter().map(of);
        let smallest = CELLS.last().copied().map_or_else(|| of((3.0, 3.0, 2.0)), of);
        grids.find(|grid| grid.capacity() >= total).unwrap_or(smallest)
    }

    const fn capacity(&self) -> u64 {
        self.columns * self.rows
    }

    const fn each(&self, total: u64) -> u64 {
        let each = total.div_ceil(self.capacity());
        if each == 0 { 1 } else { each }
    }

    /// The middle of a cell's body, and how many of `total` messages its mark stands for.
    fn cell(&self, index: u64, total: u64) -> Option<(Point, u64)> {
        let each = self.each(total);
        let before = index.checked_mul(each)?;
        let stands_for = total.checked_sub(before)?.min(each);
        if stands_for == 0 {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "a few hundred cells")]
        let (column, row) = ((index % self.columns) as f64, (index / self.columns) as f64);
        let (wide, tall, _) = self.cell;
        let at = Point {
            x: self.area.x + self.area.w - (column + 1.0) * wide + tall / 2.0,
            y: self.area.y + (row + 0.5) * tall,
        };
        Some((at, stands_for))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Placed};
    use queuelab::cloud::Dials;
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::{CreateQueue, SendMessageBatch, SendMessageBatchRequestEntry};

    fn lab_with(count: u64) -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        for first in (0..count).step_by(10) {
            let entries = (first..count.min(first + 10))
                .map(|n| SendMessageBatchRequestEntry {
                    id: n.to_string(),
                    message_body: "x".to_owned(),
                    ..SendMessageBatchRequestEntry::default()
                })
                .collect();
            cloud.call(SendMessageBatch { queue_url: "q".to_owned(), entries });
        }
        cloud
    }

    #[test]
    fn what_is_drawn_adds_up_to_what_is_held() {
        for held in [0, 1, 7, 20, 21, 150, 400, 401, 2_000, 12_345] {
            let cloud = lab_with(held);
            let geometry = Geometry::of(&cloud, &Placed::new(), Flow::Across);
            let tokens = resting(&cloud, &geometry, cloud.now());
            assert_eq!(tokens.iter().map(|token| token.stands_for).sum::<u64>(), held);
            let rect = geometry.nodes[0].rect;
            assert!(tokens.iter().all(|token| rect.contains(token.at)), "{held}");
        }
    }
}
