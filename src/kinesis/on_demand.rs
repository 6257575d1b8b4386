//! How a stream in on-demand mode gets its shards: one that is busy for a while is split evenly.
//!
//! Source: "Choosing the right mode in Kinesis Data Streams": a shard above about 500 KB a second is split within 15 minutes.
//! Here it is after five busy minutes in a row. One hot key is not helped by it.

use super::reshard::Plan;
use super::shard::ShardId;
use super::stream::{Mode, StreamId};
use super::{Cx, Kinesis, Timer};
use crate::base::collections::SortedMap;
use crate::clock::Duration;

const MINUTE: Duration = Duration::from_secs(60);
/// Bytes in a minute from which a shard is busy.
const BUSY_BYTES: u64 = 500_000 * 60;
/// Busy minutes in a row after which it is split.
const BUSY_MINUTES: u32 = 5;

/// How busy a shard has been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Busy {
    /// Bytes that had come before this minute.
    bytes: u64,
    /// Busy minutes in a row.
    minutes: u32,
}

impl Kinesis {
    /// A record of so many bytes came to a shard.
    pub(super) fn note_traffic(&mut self, cx: &mut Cx<'_>, id: StreamId, shard: ShardId, bytes: u64) {
        let Some(stream) = self.stream_mut(id).filter(|stream| stream.mode == Mode::OnDemand) else { return };
        if stream.busy.contains_key(&shard.0) {
            return;
        }
        let before = stream.shard(shard).map_or(0, |shard| shard.totals.bytes_in.saturating_sub(bytes));
        if stream.busy.is_empty() {
            cx.set_timer(Timer::Traffic(id), Some(cx.now.after(MINUTE)));
        }
        stream.busy.insert(shard.0, Busy { bytes: before, minutes: 0 });
    }

    /// A minute is over.
    pub(super) fn watch_traffic(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        let (mut still, mut split) = (SortedMap::default(), Vec::new());
        for (number, busy) in stream.busy.iter() {
            let Some(shard) = stream.shard(ShardId(*number)).filter(|shard| shard.is_open()) else { continue };
            let bytes = shard.totals.bytes_in;
            let minutes = if bytes - busy.bytes >= BUSY_BYTES { busy.minutes + 1 } else { 0 };
            let middle = shard.range.middle();
            if minutes >= BUSY_MINUTES && middle > shard.range.starting_hash_key {
                split.push(Plan::Split(shard.id, middle));
            } else if bytes > busy.bytes {
                still.insert(*number, Busy { bytes, minutes });
            }
        }
        let goes_on = !still.is_empty();
        stream.busy = still;
        cx.set_timer(Timer::Traffic(id), goes_on.then(|| cx.now.after(MINUTE)));
        if !split.is_empty() {
            self.reshard(cx, id, &split);
        }
    }
}
