//! `CreateDeliveryStream`.

use super::tags::{check_tags, tags_of};
use super::{Cx, check_name};
use crate::base::collections::{ChunkDeque, SortedMap};
use crate::firehose::api::{CreateDeliveryStream, CreateDeliveryStreamResult};
use crate::firehose::config::{Destination, Wish, change_of, without_nulls};
use crate::firehose::limits::CREATING_FOR;
use crate::firehose::model::{self, Shape};
use crate::firehose::record::Buffer;
use crate::firehose::source::Reading;
use crate::firehose::stream::{
    Encryption, EncryptionStatus, Quotas, Source, Status, Stream, StreamId, StreamKey, Totals,
};
use crate::firehose::{Firehose, FirehoseError, FirehoseEvent, Result, Timer};
use serde_json::Value;
use std::sync::Arc;

/// The types of streams, and the member that tells of the source.
const TYPES: [(&str, &str); 4] = [
    ("DirectPut", "DirectPutSourceConfiguration"),
    ("KinesisStreamAsSource", "KinesisStreamSourceConfiguration"),
    ("MSKAsSource", "MSKSourceConfiguration"),
    ("DatabaseAsSource", "DatabaseSourceConfiguration"),
];

impl Firehose {
    pub(super) fn create_stream(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreateDeliveryStream,
    ) -> Result<CreateDeliveryStreamResult> {
        check(request)?;
        let source = source(request)?;
        let change = change_of(&Wish::Create(request))?;
        let Value::Object(document) = without_nulls(change.value) else {
            return Err(FirehoseError::invalid("A destination is an object"));
        };
        let destination = Destination::new(change.kind, document)?;
        self.check_intervals(&destination)?;
        let encryption = match &request.delivery_stream_encryption_configuration_input {
            Some(_) if !matches!(source, Source::DirectPut(_)) => {
                return Err(FirehoseError::invalid(
                    "Server-side encryption can only be set for a Firehose stream with DirectPut as its source.",
                ));
            }
            Some(wish) => {
                let key = super::encryption::key_of(&wish.0)?;
                Encryption { status: EncryptionStatus::Enabling, key, ..Encryption::default() }
            }
            None => Encryption::default(),
        };
        let (account, region) = (cx.caller.account, cx.caller.region);
        let name = &request.delivery_stream_name;
        let names = self.names.get(&(account, region));
        if names.is_some_and(|names| names.contains_key(name.as_str())) {
            let sentence = format!("Firehose {name} under accountId {account} already exists");
            return Err(FirehoseError::in_use(sentence));
        }
        let most = self.limits.streams;
        if names.is_some_and(|names| names.len() >= most) {
            return Err(FirehoseError::limit(format!("You have already consumed your firehose quota of {most}")));
        }
        let id = StreamId(u32::try_from(self.streams.len()).unwrap_or(u32::MAX));
        let key = StreamKey { account, region, name: name.as_str().into() };
        let (delivery_stream_arn, name) = (key.arn().to_string(), key.name.clone());
        self.names.update((account, region), |names| {
            names.insert(name.clone(), id);
        });
        self.streams.push(Some(Arc::new(Stream {
            id,
            key,
            source,
            status: Status::Creating,
            failure: None,
            unretired: false,
            created: cx.now,
            updated: None,
            version: 1,
            tags: tags_of(request.tags.as_deref().unwrap_or_default()),
            encryption,
            destination,
            quotas: Quotas::full(cx.now, region),
            intake: Buffer::default(),
            lanes: SortedMap::default(),
            invocations: SortedMap::default(),
            deliveries: SortedMap::default(),
            reading: Reading::default(),
            totals: Totals::default(),
            log: ChunkDeque::default(),
        })));
        cx.emit(None, FirehoseEvent::StreamCreated { stream: name });
        cx.set_timer(Timer::Status(id), Some(cx.now.after(CREATING_FOR)));
        Ok(CreateDeliveryStreamResult { delivery_stream_arn })
    }

    /// Intervals that today's limits allow were too short once.
    pub(super) fn check_intervals(&self, destination: &Destination) -> Result<()> {
        let plan = &destination.plan;
        let all = [Some(plan.hints), Some(plan.bucket.hints), plan.source_backup.as_ref().map(|backup| backup.hints)];
        let least = self.limits.interval_secs_min;
        match all.into_iter().flatten().map(|hints| hints.interval.as_secs()).find(|interval| *interval < least) {
            None => Ok(()),
            Some(interval) => {
                let rule = format!("have value greater than or equal to {least}");
                Err(FirehoseError::constraint(interval, "bufferingHints.intervalInSeconds", &rule))
            }
        }
    }

    /// The key of a stream that is coming into being went away: a type of AWS and a sentence say why it is not there.
    pub fn fail_creation(&mut self, cx: &mut Cx<'_>, id: StreamId, kind: &str, details: &str) {
        let Some(stream) = self.stream_mut(id).filter(|stream| stream.status == Status::Creating) else { return };
        stream.status = Status::CreatingFailed;
        stream.failure = Some((kind.into(), details.into()));
        let stream = stream.key.name.clone();
        cx.emit(None, FirehoseEvent::StreamChanged { stream, what: "status CREATING_FAILED".into() });
        cx.set_timer(Timer::Status(id), None);
    }

    /// What was to be there is there, or what was to go is gone.
    pub(super) fn change_status(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        match stream.status {
            Status::Creating => {
                stream.status = Status::Active;
                let is_encrypted = stream.encryption.status == EncryptionStatus::Enabling;
                if is_encrypted {
                    stream.encryption.status = EncryptionStatus::Enabled;
                }
                let name = stream.key.name.clone();
                cx.emit(None, FirehoseEvent::StreamChanged { stream: name, what: "status ACTIVE".into() });
                self.begin_reading(cx, id);
            }
            Status::Deleting => self.end_stream(cx, id),
            Status::Active | Status::CreatingFailed | Status::DeletingFailed => {}
        }
    }
}

/// Finds every constraint that a request breaks.
fn check(request: &CreateDeliveryStream) -> Result<()> {
    let mut broken = Vec::new();
    check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
    if let Some(kind) = &request.delivery_stream_type {
        Shape::OneOf(&["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"]).check(
            &Value::String(kind.clone()),
            "deliveryStreamType",
            &mut broken,
        );
    }
    /// Looks at the documents that are there.
    macro_rules! look_at {
        ($($field:ident $shape:ident $name:literal),* $(,)?) => {$(
            if let Some(document) = &request.$field {
                model::$shape.check(&document.0, &model::shown($name), &mut broken);
            }
        )*};
    }
    look_at!(
        direct_put_source_configuration DIRECT_PUT_SOURCE_CONFIGURATION "DirectPutSourceConfiguration",
        kinesis_stream_source_configuration KINESIS_STREAM_SOURCE_CONFIGURATION "KinesisStreamSourceConfiguration",
        delivery_stream_encryption_configuration_input DELIVERY_STREAM_ENCRYPTION_CONFIGURATION_INPUT
            "DeliveryStreamEncryptionConfigurationInput",
        msk_source_configuration MSK_SOURCE_CONFIGURATION "MSKSourceConfiguration",
        database_source_configuration DATABASE_SOURCE_CONFIGURATION "DatabaseSourceConfiguration",
    );
    for change in crate::firehose::config::configurations(request) {
        change.shape.check(change.value, &model::shown(change.name), &mut broken);
    }
    if let Some(tags) = &request.tags {
        check_tags(tags, &mut broken);
    }
    FirehoseError::validation(&broken)
}

fn source(request: &CreateDeliveryStream) -> Result<Source> {
    let kind = request.delivery_stream_type.as_deref().unwrap_or("DirectPut");
    let direct = request.direct_put_source_configuration.as_ref().map(|document| &document.0);
    let kinesis = request.kinesis_stream_source_configuration.as_ref().map(|document| &document.0);
    let msk = request.msk_source_configuration.as_ref().map(|document| &document.0);
    let database = request.database_source_configuration.as_ref().map(|document| &document.0);
    for ((of, name), given) in TYPES.iter().zip([direct, kinesis, msk, database]) {
        let is_own = *of == kind;
        if given.is_some() && !is_own {
            let sentence = format!("{name} can only be specified for a Firehose stream of type {of}");
            return Err(FirehoseError::invalid(sentence));
        }
        if given.is_none() && is_own && kind != "DirectPut" {
            let sentence = format!("{name} is required for a Firehose stream of type {of}");
            return Err(FirehoseError::invalid(sentence));
        }
    }
    let member = |name: &str| -> Arc<str> {
        kinesis.and_then(|wish| wish.get(name)).and_then(Value::as_str).unwrap_or_default().into()
    };
    let kept = |value: Option<&Value>| Arc::new(value.cloned().unwrap_or_default());
    Ok(match kind {
        "KinesisStreamAsSource" => Source::Kinesis(member("KinesisStreamARN"), member("RoleARN")),
        "MSKAsSource" => Source::Msk(kept(msk)),
        "DatabaseAsSource" => Source::Database(kept(database)),
        _ => Source::DirectPut(direct.map(|value| Arc::new(value.clone()))),
    })
}
