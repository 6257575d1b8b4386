//! What came of an attempt to deliver: done, tried again, given up to the error output, or lost.

use super::store::{Trouble, judge};
use super::{Delivery, Stage, State, StoreAnswer, body};
use crate::clock::{Duration, Instant};
use crate::firehose::config::Target;
use crate::firehose::limits::{HTTP_TIMEOUT, KEPT_FOR};
use crate::firehose::prefix::{ErrorOutput, Evaluation, Keys, Prefix};
use crate::firehose::record::{Data, Lane, Record};
use crate::firehose::stream::{Source, Stream, StreamId};
use crate::firehose::{Cx, Firehose, FirehoseEvent, Timer};
use std::sync::Arc;

/// The number of a stream, of its delivery, and of the attempt.
type Attempt = (StreamId, u64, u32);

impl Firehose {
    fn under_way(&self, (id, task, attempt): Attempt) -> Option<Delivery> {
        let delivery = self.stream(id)?.deliveries.get(&task)?;
        (delivery.attempt == attempt && delivery.state == State::UnderWay).then(|| delivery.clone())
    }

    /// Takes note of what came of putting an object.
    pub fn settle_object(&mut self, cx: &mut Cx<'_>, attempt: Attempt, answer: Result<(), &str>) {
        let Some(delivery) = self.under_way(attempt) else { return };
        let (id, task, _) = attempt;
        match answer {
            Err(why) => {
                let since = delivery.since.unwrap_or(cx.now);
                let ends = self.stream(id).map_or(since, |stream| kept_until(stream, &delivery, since));
                let next = cx.now.after(self.wait_of(&delivery)).min(ends);
                let next = (cx.now < ends).then_some(next);
                self.told_failure(cx, id, &delivery, next, ("S3.ServiceException", why));
                match next {
                    Some(next) => self.wait(cx, (id, task), Delivery { since: Some(since), ..delivery }, next),
                    None => self.lose(cx, (id, task), &delivery),
                }
            }
            Ok(()) => self.object_is_there(cx, (id, task), delivery),
        }
        self.plan_flush(cx, id);
    }

    fn object_is_there(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), mut delivery: Delivery) {
        let Some(stream) = self.stream_mut(id) else { return };
        let kind = stream.destination.kind;
        stream.totals.attempts_of(kind, &delivery.lane, delivery.stage).1 += 1;
        let plan = stream.destination.plan.clone();
        let is_main = matches!(delivery.lane, Lane::Main(_));
        if is_main && delivery.stage == Stage::Object && matches!(plan.target, Target::Redshift { .. }) {
            (delivery.stage, delivery.attempt, delivery.since) = (Stage::Copy, 0, None);
            stream.deliveries.insert(task, delivery);
            return self.attempt_delivery(cx, id, task);
        }
        self.done(cx, (id, task), &delivery);
    }

    /// Takes note of what a destination outside of AWS answered.
    pub fn settle_store(&mut self, cx: &mut Cx<'_>, attempt: Attempt, answer: &StoreAnswer) {
        let Some(delivery) = self.under_way(attempt) else { return };
        let (id, task, _) = attempt;
        let Some(stream) = self.stream(id) else { return };
        let plan = stream.destination.plan.clone();
        let timeout = if let Target::Splunk { ack, .. } = plan.target { ack } else { HTTP_TIMEOUT };
        match judge(&plan.target, answer, timeout) {
            None => self.store_took(cx, (id, task), delivery),
            Some(trouble) => self.store_refused(cx, (id, task), delivery, &trouble),
        }
        self.plan_flush(cx, id);
    }

    /// The destination has the records; OpenSearch says of each whether it could index it.
    fn store_took(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), mut delivery: Delivery) {
        let Some(stream) = self.stream_mut(id) else { return };
        stream.totals.attempts.1 += 1;
        let is_search = matches!(stream.destination.plan.target, Target::Search { .. });
        if is_search && delivery.stage == Stage::Store {
            let (good, bad): (Vec<Record>, Vec<Record>) = delivery.records.iter().cloned().partition(body::is_document);
            let why = "mapper_parsing_exception: the document is not a JSON object";
            for record in bad {
                self.fail_for(cx, id, record, ErrorOutput::OpenSearch, ("400", why), delivery.attempt);
            }
            delivery.records = good.into();
        }
        self.done(cx, (id, task), &delivery);
    }

    fn store_refused(
        &mut self,
        cx: &mut Cx<'_>,
        (id, task): (StreamId, u64),
        mut delivery: Delivery,
        trouble: &Trouble,
    ) {
        let Some(stream) = self.stream(id) else { return };
        let retry = stream.destination.plan.retry;
        let since = *delivery.since.get_or_insert(cx.now);
        // The clock of retries begins with the first failure, and stands still while an acknowledgement is waited for.
        if delivery.attempt > 1 && trouble.is_wait {
            let waited = cx.now.since(delivery.sent).as_millis();
            delivery.excluded = Duration::from_millis(delivery.excluded.as_millis() + waited);
        }
        let ends = since.after(retry).after(delivery.excluded);
        let next = cx.now.after(self.wait_of(&delivery));
        let next = (trouble.may_retry && next <= ends).then_some(next);
        self.told_failure(cx, id, &delivery, next, (trouble.code, &trouble.why));
        match next {
            Some(next) => self.wait(cx, (id, task), delivery, next),
            None if delivery.stage == Stage::Copy => self.skip_copy(cx, (id, task), delivery),
            None => self.give_up(cx, (id, task), &delivery, trouble),
        }
    }

    fn wait(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), delivery: Delivery, next: Instant) {
        if let Some(stream) = self.stream_mut(id) {
            stream.deliveries.insert(task, Delivery { state: State::Waits(next), ..delivery });
        }
        cx.set_timer(Timer::Deliver(id, task), Some(next));
    }

    fn told_failure(
        &mut self,
        cx: &mut Cx<'_>,
        id: StreamId,
        delivery: &Delivery,
        next: Option<Instant>,
        (code, why): (&str, &str),
    ) {
        let Some(stream) = self.stream(id) else { return };
        let event = FirehoseEvent::DeliveryFailed {
            stream: stream.key.name.clone(),
            lane: delivery.lane.name().into(),
            attempt: delivery.attempt,
            next,
            why: format!("{code}: {why}").into(),
        };
        cx.emit(Some(delivery.event), event);
        self.write_log(cx, id, code, why);
    }

    /// The records are where they were to go.
    fn done(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), delivery: &Delivery) {
        let Some(stream) = self.stream_mut(id) else { return };
        stream.deliveries.remove(&task);
        let (records, bytes) = (delivery.held(), delivery.bytes());
        let plan = stream.destination.plan.clone();
        let totals = &mut stream.totals;
        match (&delivery.lane, delivery.stage) {
            (Lane::Source, _) => {
                totals.backed_up += records;
                totals.backed_up_bytes += bytes;
            }
            (Lane::Failed(_), _) | (Lane::Main(_), Stage::Manifest) => {
                totals.failed += records;
                totals.failed_bytes += bytes;
            }
            (Lane::Main(_), _) => {
                totals.delivered += records;
                totals.delivered_bytes += bytes;
            }
        }
        let to = match delivery.stage {
            Stage::Object | Stage::Manifest => {
                let backup = plan.source_backup.as_ref().filter(|_| delivery.lane == Lane::Source);
                format!("s3://{}/{}", backup.unwrap_or(&plan.bucket).bucket, delivery.key)
            }
            Stage::Copy | Stage::Store => body::head(&plan.target, "", delivery.id, 0).0.to_string(),
        };
        let stream = stream.key.name.clone();
        if plan.partitioned && matches!(delivery.lane, Lane::Main(_)) {
            self.billed.partitioned_bytes += bytes;
            self.billed.objects += 1;
        }
        let (lane, attempt) = (delivery.lane.name().into(), delivery.attempt);
        let event = if delivery.stage == Stage::Manifest {
            FirehoseEvent::CopySkipped { stream, records, manifest: to.into() }
        } else {
            FirehoseEvent::Delivered { stream, lane, records, bytes, to: to.into(), attempt }
        };
        cx.emit(Some(delivery.event), event);
    }

    /// Nobody took the records for 24 hours.
    fn lose(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), delivery: &Delivery) {
        let Some(stream) = self.stream_mut(id) else { return };
        stream.deliveries.remove(&task);
        let records = delivery.held();
        if delivery.lane.is_own() {
            stream.totals.lost += records;
        } else {
            stream.totals.copies_lost += records;
        }
        let (stream, lane) = (stream.key.name.clone(), delivery.lane.name().into());
        cx.emit(Some(delivery.event), FirehoseEvent::Lost { stream, lane, records });
    }

    /// The records go to the error output of their destination.
    fn give_up(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), delivery: &Delivery, trouble: &Trouble) {
        let Some(stream) = self.stream_mut(id) else { return };
        stream.deliveries.remove(&task);
        // One that became S3 meanwhile has no error output of its own.
        let output = stream.destination.kind.error_output().unwrap_or(ErrorOutput::Processing);
        for record in delivery.records.iter() {
            self.fail_for(cx, id, record.clone(), output, (trouble.code, &trouble.why), delivery.attempt);
        }
    }

    /// Redshift did not copy an object: a manifest in `errors/` says which, so that somebody can copy it by hand.
    fn skip_copy(&mut self, cx: &mut Cx<'_>, (id, task): (StreamId, u64), mut delivery: Delivery) {
        let Some(stream) = self.stream_mut(id) else { return };
        let bucket = stream.destination.plan.bucket.clone();
        let url = format!("s3://{}/{}", bucket.bucket, delivery.key);
        let manifest = serde_json::json!({ "entries": [{ "url": url, "mandatory": true }] }).to_string();
        let with = Evaluation {
            unix_millis: cx.epoch.unix_millis(cx.now),
            zone: bucket.zone,
            error: None,
            keys: &Keys::new(),
        };
        let start = format!("{}errors/manifests/", bucket.prefix.text());
        let name = delivery.key.rsplit('/').next().unwrap_or_default().to_owned();
        let date = Prefix::parse(&start).unwrap_or_default().evaluate(&with, &mut self.chance);
        let key: Arc<str> = format!("{date}{name}").into();
        (delivery.stage, delivery.attempt, delivery.since) = (Stage::Manifest, 0, None);
        (delivery.key, delivery.body) = (key, Data::new(manifest.as_bytes()));
        if let Some(stream) = self.stream_mut(id) {
            stream.deliveries.insert(task, delivery);
        }
        self.attempt_delivery(cx, id, task);
    }
}

/// Until when records are kept for S3: what was put for a day, what was read for as long as its source keeps it.
fn kept_until(stream: &Stream, delivery: &Delivery, since: Instant) -> Instant {
    let oldest = delivery.records.iter().map(|record| record.arrived).min();
    match (&stream.source, oldest) {
        (Source::Kinesis(..), Some(oldest)) if stream.reading.retention > Duration::ZERO => {
            oldest.after(stream.reading.retention)
        }
        _ => since.after(KEPT_FOR),
    }
}
