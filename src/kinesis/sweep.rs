//! What goes by its age: records at the end of the retention period, and closed shards of which nothing is left.

use super::shard::{Shard, ShardId};
use super::stream::StreamId;
use super::{Cx, Kinesis, KinesisEvent, Timer};
use crate::clock::{Duration, Instant};

/// Old records are swept away together, at most so often; nobody can read them meanwhile.
const SWEEP: Duration = Duration::from_secs(1);

/// When something of a shard has to be swept away.
fn due(shard: &Shard, retention: Duration) -> Option<Instant> {
    shard.records.first().map(|first| first.expires(retention)).or_else(|| Some(shard.closed?.after(retention)))
}

impl Kinesis {
    /// Sets the timer of a stream for what will be too old first.
    pub(super) fn plan_sweep(&self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream(id) else { return };
        let retention = stream.retention();
        let first = stream.shards().filter_map(|shard| due(shard, retention)).min();
        cx.set_timer(Timer::Sweep(id), first.map(|first| first.max(cx.now)));
    }

    /// Sweeps what is too old.
    pub(super) fn sweep(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        self.settle_bill(cx.now, id);
        let Some(stream) = self.stream(id) else { return };
        let (now, retention) = (cx.now, stream.retention());
        let shards: Vec<ShardId> = stream.shards().map(|shard| shard.id).collect();
        for shard in shards {
            self.sweep_shard(cx, id, shard, retention);
        }
        let Some(stream) = self.stream(id) else { return };
        let next = stream.shards().filter_map(|shard| due(shard, retention)).min();
        cx.set_timer(Timer::Sweep(id), next.map(|next| next.max(now.after(SWEEP))));
    }

    fn sweep_shard(&mut self, cx: &mut Cx<'_>, id: StreamId, number: ShardId, retention: Duration) {
        let now = cx.now;
        let old = |shard: &Shard| shard.horizon(now, retention) - shard.records.front();
        let Some(count) = self.stream(id).and_then(|stream| stream.shard(number)).map(old) else { return };
        let Some(stream) = self.stream_mut(id) else { return };
        if count > 0
            && let Some(shard) = stream.shard_mut(number)
        {
            shard.records.pop_while(|record| record.expires(retention) <= now);
            shard.totals.expired += count;
            cx.emit(None, KinesisEvent::RecordsExpired { stream: id, shard: number.0, count });
        }
        let is_over = |shard: &Shard| shard.is_over(now, retention);
        if stream.shard(number).is_some_and(is_over)
            && let Some(gone) = stream.shards.get_mut(number.0 as usize).and_then(Option::take)
        {
            stream.totals.gone.add(&gone.totals);
            cx.emit(None, KinesisEvent::ShardExpired { stream: id, shard: number.0 });
        }
    }
}
