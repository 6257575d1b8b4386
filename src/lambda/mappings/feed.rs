//! What is pushed to a mapping whose source is a consumer with enhanced fan-out.
//!
//! A shard's reader orders its next records as if it asked for them; here a subscription stands behind that. It is asked
//! for when there is none, and again when its five minutes are over; what is pushed while the reader has no room waits.

use super::carried::StreamWish;
use super::stream::{Position, StreamOrder, StreamRecord};
use super::{Mapping, MappingId};
use crate::lambda::{Cx, Lambda};
use std::collections::VecDeque;
use std::sync::Arc;

/// What is pushed from one shard.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Feed {
    /// The number of the subscription whose records count.
    number: u64,
    /// Whether it is asked for, or there.
    is_on: bool,
    /// From where the reader waits for records; none while it does not.
    awaited: Option<Position>,
    /// Where the next subscription goes on.
    continuation: Option<Arc<str>>,
    /// What came while the reader had no room, and whether nothing comes after it.
    inbox: VecDeque<(Vec<StreamRecord>, bool)>,
}

impl Lambda {
    /// A shard's reader wants records: those that were pushed, or that some are.
    pub(super) fn want_pushes(
        &mut self,
        cx: &mut Cx<'_>,
        id: MappingId,
        shard: &str,
        from: Position,
    ) -> Vec<StreamOrder> {
        let Some(mapping) = self.mapping_mut(id) else { return Vec::new() };
        let number = mapping.shards.next_generation();
        let Some(feed) = mapping.shards.feed_mut(shard) else { return Vec::new() };
        if let Some((records, is_closed)) = feed.inbox.pop_front() {
            let reader = mapping.shards.reader_mut(shard);
            return reader.map(|reader| reader.received(cx.now, records, is_closed)).unwrap_or_default();
        }
        let position = feed.continuation.clone().map_or_else(|| from.clone(), Position::After);
        feed.awaited = Some(from);
        if !feed.is_on {
            (feed.is_on, feed.number) = (true, number);
            self.ask_stream(cx, id, StreamWish::Subscribe { shard: shard.into(), from: position, number });
        }
        Vec::new()
    }

    /// Records were pushed, or a sign of life; where the next subscription goes on, and whether the shard has no more.
    pub fn shard_pushed(
        &mut self,
        cx: &mut Cx<'_>,
        (id, shard, number): (MappingId, &str, u64),
        records: Vec<StreamRecord>,
        continuation: &str,
        is_closed: bool,
    ) {
        let Some(feed) = self.feed_of(id, shard, number) else { return };
        feed.continuation = Some(continuation.into());
        feed.inbox.push_back((records, is_closed));
        self.hand_over(cx, id, shard);
    }

    /// A subscription has ended; another one is asked for where the reader waits.
    pub fn shard_unsubscribed(&mut self, cx: &mut Cx<'_>, (id, shard, number): (MappingId, &str, u64)) {
        let Some(feed) = self.feed_of(id, shard, number) else { return };
        feed.is_on = false;
        self.hand_over(cx, id, shard);
    }

    /// Gives the reader what it waits for, or sees to it that it comes.
    fn hand_over(&mut self, cx: &mut Cx<'_>, id: MappingId, shard: &str) {
        let feed = self.mapping_mut(id).and_then(|mapping| mapping.shards.feed_mut(shard));
        let Some(from) = feed.and_then(|feed| feed.awaited.take()) else { return };
        let orders = self.want_pushes(cx, id, shard, from);
        self.follow(cx, id, shard, orders);
        self.set_mapping_timer(cx, id);
    }

    /// A subscription was refused: the reader orders anew after a while.
    pub(super) fn feed_refused(&mut self, id: MappingId, shard: &str) {
        if let Some(feed) = self.mapping_mut(id).and_then(|mapping| mapping.shards.feed_mut(shard)) {
            (feed.is_on, feed.awaited) = (false, None);
        }
    }

    fn feed_of(&mut self, id: MappingId, shard: &str, number: u64) -> Option<&mut Feed> {
        let feed = self.mapping_mut(id)?.shards.feed_mut(shard)?;
        (feed.is_on && feed.number == number).then_some(feed)
    }

    /// Lets a mapping's readers cease, and closes what is open to its stream.
    pub(super) fn stop_readers(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping_mut(id) else { return };
        mapping.shards.stop();
        for shard in mapping.shards.drop_feeds() {
            self.ask_stream(cx, id, StreamWish::Leave { shard });
        }
    }

    /// Whether records are pushed to a mapping.
    pub(super) const fn is_fed(mapping: &Mapping) -> bool {
        matches!(mapping.source.kind, super::SourceKind::Consumer)
    }
}

impl Feed {
    /// Whether a subscription is there, or asked for.
    pub(super) const fn is_on(&self) -> bool {
        self.is_on
    }
}
