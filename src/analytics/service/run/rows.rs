//! The engine at work: records become rows, windows close by the clock, and rows come out.

use super::delivery::OutRow;
use super::process::Processed;
use crate::analytics::service::event::AnalyticsEvent;
use crate::analytics::service::managed::{ApplicationId, Managed, Status};
use crate::analytics::service::{Analytics, Cx, Timer};
use crate::analytics::{Application, SourceRecord, StreamKind};
use crate::clock::Instant;
use std::sync::Arc;

impl Analytics {
    /// Records go into the in-application stream of their shard.
    pub(super) fn rows_in(&mut self, cx: &mut Cx<'_>, id: ApplicationId, place: usize, items: Vec<Processed>) {
        let now = cx.now;
        let Some(managed) = self.managed_mut(id) else { return };
        let Some(run) = managed.run_mut() else { return };
        let positions = run.reading.positions();
        if items.is_empty() {
            managed.checkpoints = positions;
            return;
        }
        let Some(engine) = &mut run.engine else { return };
        let before = counts(engine);
        let stream = place.checked_rem(engine.source_count()).unwrap_or_default();
        for item in items {
            match item {
                Processed::Ok(item, changed) => {
                    let data = changed.as_deref().unwrap_or(&item.data);
                    let record = SourceRecord { data, arrival: Some(item.arrived) };
                    // An application with an input has this stream.
                    let _ = engine.put_record(now, stream, record);
                }
                Processed::Dropped => {}
                Processed::Failed(item, fault) => engine.put_failure(now, &fault, &item.data),
            }
        }
        managed.checkpoints = positions;
        self.rows_out(cx, id, &before);
    }

    /// Windows close whose end has passed.
    pub(in crate::analytics::service) fn close_windows(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        let now = cx.now;
        let Some(managed) = self.managed_mut(id).filter(|managed| managed.status == Status::Running) else { return };
        let Some(engine) = managed.run_mut().and_then(|run| run.engine.as_mut()) else { return };
        let before = counts(engine);
        engine.advance(now);
        self.rows_out(cx, id, &before);
    }

    /// Tells of rows that came out, lets them go to outputs, and sets the clock for the next window.
    pub(in crate::analytics::service) fn rows_out(&mut self, cx: &mut Cx<'_>, id: ApplicationId, before: &[u64]) {
        let cause = self.cause;
        let Some(managed) = self.managed_mut(id) else { return };
        let application = managed.key.name.clone();
        let Some(engine) = managed.run_mut().and_then(|run| run.engine.as_mut()) else { return };
        let mut causes: Vec<(Arc<str>, u64)> = Vec::new();
        let mut why = None;
        for (index, stream) in engine.streams().enumerate() {
            let old = before.get(index).copied().unwrap_or_default();
            let rows = stream.rows.count().saturating_sub(old);
            if rows == 0 || stream.kind == StreamKind::Source {
                continue;
            }
            let (application, name): (_, Arc<str>) = (application.clone(), stream.name.into());
            let event = if stream.kind == StreamKind::Errors {
                let first = stream.rows.rows_from(old).next();
                let text =
                    |index: usize| first.and_then(|(_, row)| row.values.get(index)?.as_text()).unwrap_or_default();
                let told: Arc<str> = format!("{}: {}", text(2), text(3)).into();
                why = Some(told.clone());
                AnalyticsEvent::Faults { application, rows, why: told }
            } else {
                AnalyticsEvent::Rows { application, stream: name.clone(), rows }
            };
            causes.push((name, cx.emit(cause, event)));
        }
        let due = engine.next_due().map(|due| due.max(cx.now));
        let outgoing = engine.take_outgoing();
        cx.set_timer(Timer::Windows(id), due);
        if let Some(why) = why {
            managed.note(cx.now, &why);
        }
        self.queue(id, &outgoing, &causes);
        self.deliver(cx, id);
    }

    fn queue(&mut self, id: ApplicationId, rows: &[crate::analytics::OutputRecord], causes: &[(Arc<str>, u64)]) {
        let ids: Vec<Arc<str>> = rows.iter().map(|_| self.draw_id().to_string().into()).collect();
        let Some(managed) = self.managed_mut(id) else { return };
        let outputs = managed.setup.outputs.clone();
        let Some(run) = managed.run_mut() else { return };
        for (row, id) in rows.iter().zip(ids) {
            let Some((part, output)) = outputs.get(row.output) else { continue };
            let is_of = |(stream, _): &&(Arc<str>, u64)| output.name.as_deref() == Some(stream);
            let cause = causes.iter().find(is_of).map(|(_, event)| *event);
            if let Some(delivery) = run.outputs.get_mut(part) {
                delivery.queue.push(OutRow { id, data: row.data.as_str().into(), cause });
            }
        }
    }

    pub(super) fn count_processed(&mut self, cx: &mut Cx<'_>, id: ApplicationId, items: &[Processed]) {
        let Some(managed) = self.managed_mut(id) else { return };
        let count = |is_it: fn(&Processed) -> bool| items.iter().filter(|item| is_it(item)).count() as u64;
        let ok = count(|item| matches!(item, Processed::Ok(..)));
        let dropped = count(|item| matches!(item, Processed::Dropped));
        let failed = count(|item| matches!(item, Processed::Failed(..)));
        let totals = &mut managed.totals;
        (totals.processed, totals.dropped, totals.failed) =
            (totals.processed + ok, totals.dropped + dropped, totals.failed + failed);
        let application = managed.key.name.clone();
        self.cause = Some(cx.emit(self.cause, AnalyticsEvent::Processed { application, ok, dropped, failed }));
    }

    /// Counts what a run has used up to now.
    pub(in crate::analytics::service) fn count_usage(&mut self, now: Instant, id: ApplicationId, bytes: u64) {
        let Some(managed) = self.managed_mut(id) else { return };
        let Some(run) = managed.run_mut() else { return };
        let used = run.usage.count(now, bytes);
        managed.totals.kpu_millis += used;
        self.billed += used;
    }
}

/// How many rows each stream has had.
pub(in crate::analytics::service) fn counts(engine: &Application) -> Vec<u64> {
    engine.streams().map(|stream| stream.rows.count()).collect()
}

impl Managed {
    /// How far its source is read behind the newest record (`MillisBehindLatest`); nothing unless it runs.
    pub fn millis_behind(&self) -> Option<u64> {
        Some(self.run.as_deref()?.reading.behind().as_millis())
    }
}
