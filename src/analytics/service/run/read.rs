//! Asking a source for records, and what its answers mean.

use super::process::{Processed, judged};
use super::reading::{Position, SourceItem, WHOLE};
use super::{Answer, Outgoing, READS_EVERY, Refusal, Source, Whom, Wish};
use crate::analytics::config::StartingPosition;
use crate::analytics::service::event::AnalyticsEvent;
use crate::analytics::service::managed::{ApplicationId, Status};
use crate::analytics::service::setup::SourceKind;
use crate::analytics::service::{Analytics, Cx, Timer};
use crate::base::collections::SortedMap;
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// Places of problems that are no shards.
const SHARDS: &str = "shards";
const FUNCTION: &str = "function";

impl Analytics {
    /// A second has passed for a running application.
    pub(in crate::analytics::service) fn tick(&mut self, cx: &mut Cx<'_>, id: ApplicationId) {
        self.count_usage(cx.now, id, 0);
        let Some(managed) = self.managed(id).filter(|managed| managed.status == Status::Running) else { return };
        let Some(run) = managed.run.as_deref() else { return };
        let whom = Whom::Application(id, run.number);
        let is_full = run.backlog() >= super::delivery::BACKLOG_MAX;
        cx.set_timer(Timer::Tick(id), Some(cx.now.after(READS_EVERY)));
        if !is_full {
            self.read_on(cx, whom);
        }
        self.deliver(cx, id);
    }

    /// Asks for what can be asked for: shards that are not known, and records of those that are idle.
    pub(super) fn read_on(&mut self, cx: &mut Cx<'_>, whom: Whom) {
        let Some(source) = self.source_of(whom) else { return };
        let Some(reading) = self.reading_mut(whom) else { return };
        if reading.wants_shards && !reading.asks_shards {
            reading.asks_shards = true;
            self.ask(cx, whom, &source, Wish::Shards);
        }
        let Some(reading) = self.reading_mut(whom) else { return };
        for shard in reading.idle() {
            self.read_shard(cx, whom, &source, &shard);
        }
    }

    fn read_shard(&mut self, cx: &mut Cx<'_>, whom: Whom, source: &Source, id: &Arc<str>) {
        let now = cx.now;
        let Some(reading) = self.reading_mut(whom) else { return };
        let Some(shard) = reading.shard_mut(id) else { return };
        if let Some(batch) = &shard.batch {
            if batch.next.is_some_and(|next| next <= now) {
                let items = batch.items.clone();
                self.process(cx, whom, id, &items);
            }
            return;
        }
        if source.kind == SourceKind::DeliveryStream {
            let items = std::mem::take(&mut reading.inbox);
            if !items.is_empty() {
                self.came(cx, whom, id, items);
            }
            return;
        }
        shard.is_asked = true;
        let (shard, from) = (id.clone(), shard.from.clone());
        let wish = match self.reading_mut(whom).and_then(|reading| reading.shard(id)?.iterator.clone()) {
            Some(iterator) => Wish::Records { shard, iterator },
            None => Wish::Iterator { shard, from },
        };
        self.ask(cx, whom, source, wish);
    }

    fn ask(&self, cx: &mut Cx<'_>, whom: Whom, source: &Source, wish: Wish) {
        let (account, region, role, target) = (source.account, source.region, source.role.clone(), source.arn.clone());
        cx.outgoing.push(Outgoing { whom, account, region, role, target, wish, cause: self.cause });
    }

    /// The source, or the function before, has answered.
    pub(super) fn read_answered(&mut self, cx: &mut Cx<'_>, whom: Whom, wish: &Wish, answer: Result<Answer, Refusal>) {
        match (wish, answer) {
            (Wish::Shards, Ok(Answer::Shards(infos))) => {
                let start = self.starts(whom, cx.now);
                if let Some(reading) = self.reading_mut(whom) {
                    reading.found(infos, start);
                }
                self.works_again(cx, whom, SHARDS);
                self.read_on(cx, whom);
            }
            (Wish::Iterator { shard, .. }, Ok(Answer::Iterator(iterator))) => {
                let Some(found) = self.reading_mut(whom).and_then(|reading| reading.shard_mut(shard)) else { return };
                found.iterator = Some(iterator.clone());
                let Some(source) = self.source_of(whom) else { return };
                self.ask(cx, whom, &source, Wish::Records { shard: shard.clone(), iterator });
            }
            (Wish::Records { shard, .. }, Ok(Answer::Records(items, next, behind))) => {
                let Some(found) = self.reading_mut(whom).and_then(|reading| reading.shard_mut(shard)) else { return };
                found.is_closed = next.is_none();
                found.iterator = next;
                found.behind = Duration::from_millis(behind);
                self.works_again(cx, whom, shard);
                self.came(cx, whom, shard, items);
            }
            (Wish::Process { shard, .. }, Ok(Answer::Payload(answer))) => {
                let batch = self.reading_mut(whom).and_then(|reading| reading.shard(shard)?.batch.clone());
                let Some(batch) = batch else { return };
                self.works_again(cx, whom, FUNCTION);
                let judged = judged(&answer, &batch.items);
                let last = batch.items.last().map(|item| item.sequence.clone());
                if let Whom::Application(id, _) = whom {
                    self.count_processed(cx, id, &judged);
                }
                self.go_in(cx, whom, shard, judged, last);
            }
            (Wish::Process { shard, .. }, Err(refusal)) => {
                self.process_later(cx.now, whom, shard);
                self.is_wrong(cx, whom, FUNCTION, &refusal.told());
            }
            (wish, Err(refusal)) => self.read_refused(cx, whom, wish, &refusal),
            _ => {}
        }
    }

    /// Records came from a shard.
    fn came(&mut self, cx: &mut Cx<'_>, whom: Whom, shard: &Arc<str>, items: Vec<SourceItem>) {
        let bytes = items.iter().map(|item| item.data.len() as u64).sum();
        if let (Whom::Application(id, _), false) = (whom, items.is_empty()) {
            self.count_usage(cx.now, id, bytes);
            let arn = self.source_of(whom).map(|source| source.arn).unwrap_or_default();
            let Some(managed) = self.managed_mut(id) else { return };
            managed.totals.records += items.len() as u64;
            managed.totals.bytes += bytes;
            let (application, records) = (managed.key.name.clone(), items.len() as u64);
            let from = super::process::from_of(shard, &arn);
            self.cause = Some(cx.emit(self.cause, AnalyticsEvent::Taken { application, from, records }));
        }
        let has_processor = self.source_of(whom).is_some_and(|source| source.processor.is_some());
        if has_processor && !items.is_empty() {
            return self.process(cx, whom, shard, &items.into());
        }
        let last = items.last().map(|item| item.sequence.clone());
        let items = items.into_iter().map(|item| Processed::Ok(item, None)).collect();
        self.go_in(cx, whom, shard, items, last);
    }

    /// Records go where they are wanted, and the shard is free again.
    fn go_in(&mut self, cx: &mut Cx<'_>, whom: Whom, shard: &Arc<str>, items: Vec<Processed>, last: Option<Arc<str>>) {
        let last = last.filter(|_| **shard != *WHOLE);
        let place = self.reading_mut(whom).and_then(|reading| Some(reading.shard(shard)?.place)).unwrap_or_default();
        let is_end = self.reading_mut(whom).is_some_and(|reading| reading.went_in(shard, last));
        match whom {
            Whom::Application(id, _) => self.rows_in(cx, id, place, items),
            Whom::Discovery(request) => self.sampled(request, items),
        }
        if is_end {
            self.read_on(cx, whom);
        }
    }

    fn read_refused(&mut self, cx: &mut Cx<'_>, whom: Whom, wish: &Wish, refusal: &Refusal) {
        let Some(reading) = self.reading_mut(whom) else { return };
        match wish {
            Wish::Shards => reading.asks_shards = false,
            Wish::Iterator { shard, from } => {
                // The stream keeps what is asked for no longer, or the shard is gone.
                reading.wants_shards |= &*refusal.code == "ResourceNotFoundException";
                let Some(shard) = reading.shard_mut(shard) else { return };
                shard.is_asked = false;
                if &*refusal.code == "InvalidArgumentException" && matches!(from, Position::After(_)) {
                    shard.from = Position::TrimHorizon;
                }
            }
            Wish::Records { shard, .. } => {
                let Some(shard) = reading.shard_mut(shard) else { return };
                shard.is_asked = false;
                if matches!(&*refusal.code, "ExpiredIteratorException" | "InvalidArgumentException") {
                    shard.iterator = None;
                }
                // The stream is gone; one of the same name has other shards.
                if &*refusal.code == "ResourceNotFoundException" {
                    shard.iterator = None;
                    reading.wants_shards = true;
                }
            }
            _ => {}
        }
        let place = match wish {
            Wish::Iterator { shard, .. } | Wish::Records { shard, .. } => shard,
            _ => SHARDS,
        };
        self.is_wrong(cx, whom, place, &refusal.told());
    }

    /// From where the shards that are found first are read.
    fn starts(&self, whom: Whom, now: Instant) -> impl Fn(&str) -> Position + use<> {
        let (position, since, known) = match whom {
            Whom::Application(id, _) => {
                let managed = self.managed(id);
                let run = managed.and_then(|managed| managed.run.as_deref());
                let position = run.map_or(StartingPosition::Now, |run| run.position);
                let known = managed.map(|managed| managed.checkpoints.clone()).unwrap_or_default();
                (position, run.map_or(now, |run| run.since), known)
            }
            Whom::Discovery(request) => {
                let found = self.discoveries.get(&request);
                let position = found.map_or(StartingPosition::Now, |found| found.position);
                (position, found.map_or(now, |found| found.since), SortedMap::default())
            }
        };
        move |shard: &str| match position {
            StartingPosition::TrimHorizon => Position::TrimHorizon,
            StartingPosition::LastStoppedPoint if !known.is_empty() => {
                known.get(shard).cloned().unwrap_or(Position::TrimHorizon)
            }
            StartingPosition::Now | StartingPosition::LastStoppedPoint => Position::At(since),
        }
    }

    /// Something is wrong at a place of an application; told once, until it works again.
    pub(super) fn is_wrong(&mut self, cx: &mut Cx<'_>, whom: Whom, place: &str, why: &str) {
        let Whom::Application(id, _) = whom else { return };
        let Some(managed) = self.managed_mut(id) else { return };
        if managed.problems.get(place).is_some_and(|known| &**known == why) {
            return;
        }
        managed.problems.insert(place.into(), why.into());
        managed.note(cx.now, why);
        let application = managed.key.name.clone();
        cx.emit(self.cause, AnalyticsEvent::Problem { application, why: why.into() });
    }

    fn works_again(&mut self, cx: &mut Cx<'_>, whom: Whom, place: &str) {
        let Whom::Application(id, _) = whom else { return };
        let is_wrong = self.managed(id).is_some_and(|managed| managed.problems.contains_key(place));
        let Some(managed) = self.managed_mut(id).filter(|_| is_wrong) else { return };
        managed.problems.remove(place);
        let application = managed.key.name.clone();
        cx.emit(self.cause, AnalyticsEvent::Mended { application });
    }

    /// Running applications, and requests that look for a schema, that read a delivery stream; with their roles.
    pub fn readers_of(&self, delivery_stream: &str) -> Vec<(Whom, Outgoing)> {
        let running = self.all().filter(|managed| managed.status == Status::Running);
        let applications =
            running.filter_map(|managed| Some(Whom::Application(managed.id, managed.run.as_ref()?.number)));
        let discoveries = self.discoveries.keys().map(|request| Whom::Discovery(*request));
        let outgoing = |whom: Whom| {
            let source = self.source_of(whom)?;
            let is_it = source.kind == SourceKind::DeliveryStream && &*source.arn == delivery_stream;
            is_it.then(|| {
                let Source { account, region, role, arn: target, .. } = source;
                (whom, Outgoing { whom, account, region, role, target, wish: Wish::Shards, cause: None })
            })
        };
        applications.chain(discoveries).filter_map(outgoing).collect()
    }

    /// A delivery stream took records, each of which came into its source at a time; whoever reads it has them at its next
    /// second.
    pub fn pass_on(&mut self, cx: &mut Cx<'_>, whom: Whom, records: &[(Instant, Vec<u8>)]) {
        self.works_again(cx, whom, WHOLE);
        let Some(reading) = self.reading_mut(whom) else { return };
        reading.inbox.extend(records.iter().map(|(arrived, data)| SourceItem {
            sequence: "".into(),
            part: 0,
            key: "".into(),
            arrived: *arrived,
            data: data.as_slice().into(),
        }));
    }

    /// A delivery stream does not let an application read.
    pub fn not_passed_on(&mut self, cx: &mut Cx<'_>, whom: Whom, why: &str) {
        if let Whom::Discovery(request) = whom {
            return self.discovery_refused(cx, request, &Refusal::new("AccessDeniedException", why));
        }
        self.is_wrong(cx, whom, WHOLE, &format!("AccessDeniedException: {why}"));
    }
}
