//! Deliveries: what a portion of records becomes, its attempts, and how long the next one waits.
//!
//! Source: "Handle data delivery failures" in the Firehose developer guide. The waits are those that it tells of HTTP
//! endpoints: one second, then twice as long each time up to two minutes, with 15 % more or less by chance; of the other
//! destinations AWS tells no figures, but that Redshift is tried every five minutes.

use super::{Delivery, Errand, ObjectRequest, Outgoing, Stage, State, StoreRequest, body, failed};
use crate::base::Rng;
use crate::clock::Duration;
use crate::firehose::config::{BucketPlan, Plan, Target};
use crate::firehose::limits::{COPY_EVERY, HTTP_TIMEOUT};
use crate::firehose::pack::Compression;
use crate::firehose::prefix::{ErrorOutput, Evaluation, Keys, object_name};
use crate::firehose::record::{Data, Lane, Record};
use crate::firehose::stream::{Stream, StreamId};
use crate::firehose::{Cx, Firehose, FirehoseEvent};
use std::sync::Arc;

/// How long the wait after so many attempts is.
pub(super) fn backoff(attempts: u32, chance: &mut Rng) -> Duration {
    const MOST_MS: u64 = 120_000;
    let doubled = 1_000_u64 << attempts.saturating_sub(1).min(10);
    Duration::from_millis(doubled.min(MOST_MS) * chance.between(850, 1_150) / 1_000)
}

/// The bucket that a buffer's objects go into.
fn bucket_of<'a>(plan: &'a Plan, lane: &Lane) -> &'a BucketPlan {
    match lane {
        Lane::Source => plan.source_backup.as_ref().unwrap_or(&plan.bucket),
        Lane::Main(_) | Lane::Failed(_) => &plan.bucket,
    }
}

impl Firehose {
    /// Begins to deliver records.
    pub(super) fn begin(&mut self, cx: &mut Cx<'_>, id: StreamId, lane: Lane, records: Arc<[Record]>, event: u64) {
        let Some(stream) = self.stream(id) else { return };
        let plan = stream.destination.plan.clone();
        let is_main = matches!(lane, Lane::Main(_));
        let to_store = is_main && !matches!(plan.target, Target::S3 | Target::Redshift { .. });
        let (task, uuid) = (self.draw_task(), self.draw_id());
        let (stage, key, body, records) = if to_store {
            let now = cx.epoch.unix_millis(cx.now);
            let text = body::request(&plan.target, &records, uuid, (cx.epoch, now));
            (Stage::Store, "".into(), Data::new(text.as_bytes()), records)
        } else {
            let Some((key, body, records)) = self.object(cx, id, &lane, &records) else { return };
            (Stage::Object, key, body, records)
        };
        let delivery = Delivery {
            lane,
            records,
            stage,
            attempt: 0,
            state: State::UnderWay,
            sent: cx.now,
            since: None,
            excluded: Duration::ZERO,
            key,
            body,
            id: uuid,
            event,
        };
        if let Some(stream) = self.stream_mut(id) {
            stream.deliveries.insert(task, delivery);
        }
        self.attempt_delivery(cx, id, task);
    }

    /// The name and the bytes of an object. Records that cannot be converted go their own way; nothing is answered where
    /// none is left.
    fn object(
        &mut self,
        cx: &mut Cx<'_>,
        id: StreamId,
        lane: &Lane,
        records: &Arc<[Record]>,
    ) -> Option<(Arc<str>, Data, Arc<[Record]>)> {
        let plan = self.stream(id)?.destination.plan.clone();
        let bucket = bucket_of(&plan, lane);
        let conversion = plan.conversion.as_ref().filter(|_| matches!(lane, Lane::Main(_)));
        let (bytes, kept, extension) = match (conversion, lane) {
            (Some(conversion), _) => {
                let (file, good, bad) = body::converted(conversion, records);
                let stream = self.stream_mut(id)?;
                let totals = &mut stream.totals;
                totals.converted.0 += good.len() as u64;
                totals.converted.1 += bad.len() as u64;
                totals.converted_bytes.0 += good.iter().map(|record| record.data.len()).sum::<u64>();
                totals.converted_bytes.1 += bad.iter().map(|(record, ..)| record.data.len()).sum::<u64>();
                let name = stream.key.name.clone();
                if let Some((_, code, _)) = bad.first() {
                    let code = format!("DataFormatConversion.{code}").into();
                    cx.emit(None, FirehoseEvent::NotConverted { stream: name, records: bad.len() as u64, code });
                }
                for (record, code, why) in bad {
                    let code = format!("DataFormatConversion.{code}");
                    self.fail_for(cx, id, record, ErrorOutput::FormatConversion, (&code, &why), 1);
                }
                (file, good.into(), conversion.output.extension())
            }
            (None, Lane::Failed(_)) => {
                (failed::documents(&plan, records, cx.epoch), records.clone(), bucket.compression.extension())
            }
            (None, _) => (body::joined(records), records.clone(), bucket.compression.extension()),
        };
        if kept.is_empty() {
            return None;
        }
        let compression = if conversion.is_some() { Compression::Uncompressed } else { bucket.compression };
        let (entry, name_id) = (self.draw_id().to_string(), self.draw_id().to_string());
        let body = Data::new(&compression.pack(bytes, &entry));
        let extension = bucket.extension.as_deref().unwrap_or(extension);
        let key = self.object_key(cx, id, (lane, bucket), &kept, (&name_id, extension))?;
        Some((key, body, kept))
    }

    /// The key of an object: its prefix is evaluated with the arrival of the oldest record in it.
    fn object_key(
        &mut self,
        cx: &Cx<'_>,
        id: StreamId,
        (lane, bucket): (&Lane, &BucketPlan),
        records: &[Record],
        (name_id, extension): (&str, &str),
    ) -> Option<Arc<str>> {
        let oldest = records.iter().map(|record| record.arrived).min()?;
        let error = if let Lane::Failed(output) = lane { Some(*output) } else { None };
        let none = Keys::new();
        let keys =
            if matches!(lane, Lane::Main(_)) { records.first().map_or(&none, |record| &record.keys) } else { &none };
        let with = Evaluation { unix_millis: cx.epoch.unix_millis(oldest), zone: bucket.zone, error, keys };
        let prefix = match (&bucket.errors, error) {
            (Some(errors), Some(_)) => errors,
            _ => &bucket.prefix,
        };
        let start = prefix.evaluate(&with, &mut self.chance);
        let stream = self.stream(id)?;
        let name = object_name(&stream.key.name, stream.version, &with, name_id, extension);
        Some(format!("{start}{name}").into())
    }

    /// Tries to deliver.
    pub(super) fn attempt_delivery(&mut self, cx: &mut Cx<'_>, id: StreamId, task: u64) {
        let Some(stream) = self.stream_mut(id) else { return };
        let plan = stream.destination.plan.clone();
        let Some(mut delivery) = stream.deliveries.get(&task).cloned() else { return };
        delivery.attempt += 1;
        (delivery.state, delivery.sent) = (State::UnderWay, cx.now);
        let kind = stream.destination.kind;
        stream.totals.attempts_of(kind, &delivery.lane, delivery.stage).0 += 1;
        let outgoing = outgoing(stream, &plan, task, &delivery);
        stream.deliveries.insert(task, delivery);
        cx.outgoing.push(outgoing);
    }

    /// A delivery's next attempt is due.
    pub(in crate::firehose) fn deliver_again(&mut self, cx: &mut Cx<'_>, id: StreamId, task: u64) {
        let delivery = self.stream(id).and_then(|stream| stream.deliveries.get(&task));
        if delivery.is_some_and(|delivery| matches!(delivery.state, State::Waits(_))) {
            self.attempt_delivery(cx, id, task);
        }
    }

    /// How long the next attempt of a stage waits.
    pub(super) fn wait_of(&mut self, delivery: &Delivery) -> Duration {
        if delivery.stage == Stage::Copy { COPY_EVERY } else { backoff(delivery.attempt, &mut self.chance) }
    }
}

/// What is carried for an attempt.
fn outgoing(stream: &Stream, plan: &Plan, task: u64, delivery: &Delivery) -> Outgoing {
    let bucket = bucket_of(plan, &delivery.lane);
    let errand = |role: &Arc<str>| Errand {
        stream: stream.id,
        task,
        attempt: delivery.attempt,
        source: stream.key.arn(),
        account: stream.key.account,
        region: stream.key.region,
        role: role.clone(),
        event: delivery.event,
    };
    match delivery.stage {
        Stage::Object | Stage::Manifest => Outgoing::Object(ObjectRequest {
            errand: errand(&bucket.role),
            bucket: bucket.bucket.clone(),
            key: delivery.key.clone(),
            body: delivery.body.clone(),
            kms_key: bucket.key.clone(),
        }),
        Stage::Copy | Stage::Store => {
            let source = stream.key.arn().to_string();
            let body = if delivery.stage == Stage::Copy {
                let url = format!("s3://{}/{}", bucket.bucket, delivery.key);
                let Target::Redshift { command, .. } = &plan.target else {
                    return no_target(errand(&plan.role), delivery);
                };
                Data::new(command.replace("$manifest", &url).as_bytes())
            } else {
                delivery.body.clone()
            };
            let (address, headers) = body::head(&plan.target, &source, delivery.id, body.len());
            let timeout = if let Target::Splunk { ack, .. } = plan.target { ack } else { HTTP_TIMEOUT };
            Outgoing::Store(StoreRequest {
                errand: errand(&plan.role),
                address,
                headers,
                body,
                id: delivery.id,
                timeout,
            })
        }
    }
}

/// A copy for a destination that is Redshift no more goes nowhere, and fails until it is given up.
fn no_target(errand: Errand, delivery: &Delivery) -> Outgoing {
    let body = delivery.body.clone();
    Outgoing::Store(StoreRequest {
        errand,
        address: "".into(),
        headers: Vec::new(),
        body,
        id: delivery.id,
        timeout: HTTP_TIMEOUT,
    })
}
