//! Changes that take their time: from the request, through the state in between, to their end.

use super::hash::HashKeyRange;
use super::reshard::Plan;
use super::shard::Origin;
use super::stream::{Change, Mode, Status, StreamId};
use super::{Cx, Kinesis, KinesisEvent, Timer};

impl Kinesis {
    /// Begins a change of a stream.
    pub(super) fn begin_change(&mut self, cx: &mut Cx<'_>, id: StreamId, change: Change) {
        let (create, delete, update) = self.limits.times;
        let (status, takes) = match change {
            Change::Create(_) => (Status::Creating, create),
            Change::Delete => (Status::Deleting, delete),
            _ => (Status::Updating, update),
        };
        let done = cx.now.after(takes);
        let Some(stream) = self.stream_mut(id) else { return };
        stream.status = status;
        stream.change = Some((change, done));
        cx.set_timer(Timer::Change(id), Some(done));
        if status != Status::Creating {
            cx.emit(None, KinesisEvent::StatusChanged(id, status));
        }
    }

    /// The time of a change is over: it is done.
    pub(super) fn finish_change(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some((change, _)) = self.stream_mut(id).and_then(|stream| stream.change.take()) else { return };
        self.settle_bill(cx.now, id);
        if change == Change::Delete {
            return self.remove_stream(cx, id);
        }
        if let Change::Create(count) = &change {
            for index in 0..*count {
                let origin = Origin { parent: None, adjacent_parent: None };
                self.open_shard(cx, id, HashKeyRange::part(index, *count), &origin);
            }
        }
        if let Some(stream) = self.stream_mut(id) {
            stream.status = Status::Active;
            match &change {
                Change::Mode(mode) => stream.mode = *mode,
                Change::Encryption(key) => stream.encryption.clone_from(key),
                Change::RecordSize(kib) => stream.record_kib = *kib,
                Change::WarmThroughput(mib) => stream.warm_mib = *mib,
                _ => {}
            }
            if stream.mode == Mode::Provisioned {
                stream.busy = crate::base::collections::SortedMap::default();
            }
        }
        match change {
            Change::Split(shard, at) => self.reshard(cx, id, &[Plan::Split(shard, at)]),
            Change::Merge(lower, upper) => self.reshard(cx, id, &[Plan::Merge(lower, upper)]),
            Change::Scale(target) => self.scale(cx, id, target),
            Change::WarmThroughput(mib) => self.warm_up(cx, id, mib),
            Change::Mode(Mode::OnDemand) => {
                let mib = self.stream(id).map_or(0, |stream| stream.warm_mib);
                self.warm_up(cx, id, mib);
            }
            _ => {}
        }
        cx.emit(None, KinesisEvent::StatusChanged(id, Status::Active));
    }

    /// A stream that is kept ready for more has the shards for it.
    fn warm_up(&mut self, cx: &mut Cx<'_>, id: StreamId, mib: u64) {
        let open = self.stream(id).map_or(0, |stream| stream.open_shards().count());
        let wanted = u32::try_from(mib).unwrap_or(u32::MAX).min(self.limits.scale_to);
        if wanted as usize > open {
            self.scale(cx, id, wanted);
        }
    }

    fn remove_stream(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(gone) = self.streams.get_mut(id.0 as usize).and_then(Option::take) else { return };
        self.gone = self.gone.and(gone.bill(cx.now));
        for consumer in gone.consumers.values() {
            self.remove_consumer(cx, *consumer);
        }
        if let Some(names) = self.names.get_mut(&(gone.key.account, gone.key.region)) {
            names.remove(&gone.key.name);
        }
        cx.set_timer(Timer::Sweep(id), None);
        cx.set_timer(Timer::Traffic(id), None);
        cx.emit(None, KinesisEvent::StreamDeleted(id, gone.key.name.clone()));
    }
}
