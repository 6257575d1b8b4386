//! Looking for a schema: a source is read for a while, or an object at once, and the records say which columns there are.

use super::process::Processed;
use super::schema;
use super::{Answer, READS_EVERY, Reading, Refusal, Source, SourceItem, Whom};
use crate::analytics::config::StartingPosition;
use crate::analytics::error::{AnalyticsError, ErrorCode};
use crate::analytics::service::api::{DiscoverInputSchemaResult, Reply};
use crate::analytics::service::event::AnalyticsEvent;
use crate::analytics::service::setup::SourceKind;
use crate::analytics::service::{Analytics, Cx, Timer};
use crate::base::{AccountId, Region, RequestId};
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// How long records are waited for. AWS names no figure; this is the lab's.
const WAITS_FOR: Duration = Duration::from_secs(30);
/// So many records are looked at. This lab's own figure.
const SAMPLES_MAX: usize = 100;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// Records of a stream.
    Records(SourceKind),
    /// An object.
    Object,
}

/// A record as it was read, and as the function before answered it.
pub type Found = (Arc<[u8]>, Option<Vec<u8>>);

/// A request that looks for a schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Discovery {
    /// Who asks.
    pub account: AccountId,
    /// Where.
    pub region: Region,
    /// What is looked at.
    pub sample: Sample,
    /// The ARN of the stream or bucket.
    pub arn: Arc<str>,
    /// The ARN of the role that reads.
    pub role: Arc<str>,
    /// The function before, and its role.
    pub processor: Option<(Arc<str>, Arc<str>)>,
    /// Where reading begins.
    pub position: StartingPosition,
    /// When it was asked for.
    pub since: Instant,
    /// The source.
    pub reading: Reading,
    /// What was read: as it was, and as the function before answered it.
    pub found: Vec<Found>,
}

impl Discovery {
    pub(super) fn source(&self) -> Option<Source> {
        let Sample::Records(kind) = self.sample else { return None };
        Some(Source {
            kind,
            arn: self.arn.clone(),
            role: self.role.clone(),
            account: self.account,
            region: self.region,
            processor: self.processor.clone(),
            application: String::new(),
        })
    }
}

impl Analytics {
    /// A second has passed for a request that looks for a schema.
    pub(in crate::analytics::service) fn discover_on(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let Some(discovery) = self.discoveries.get(&request) else { return };
        if !discovery.found.is_empty() || cx.now.since(discovery.since) >= WAITS_FOR {
            return self.end_discovery(cx, request);
        }
        cx.set_timer(Timer::Discovery(request), Some(cx.now.after(READS_EVERY)));
        self.read_on(cx, Whom::Discovery(request));
    }

    /// Records came.
    pub(super) fn sampled(&mut self, request: RequestId, items: Vec<Processed>) {
        let Some(discovery) = self.discoveries.get_mut(&request) else { return };
        for item in items {
            let (SourceItem { data, .. }, changed) = match item {
                Processed::Ok(item, changed) => (item, changed),
                Processed::Failed(item, _) => (item, None),
                Processed::Dropped => continue,
            };
            if discovery.found.len() < SAMPLES_MAX {
                discovery.found.push((data, changed));
            }
        }
    }

    pub(super) fn object_discovered(&mut self, cx: &mut Cx<'_>, request: RequestId, answer: Result<Answer, Refusal>) {
        match answer {
            Ok(Answer::Object(bytes)) => {
                if let Some(discovery) = self.discoveries.get_mut(&request) {
                    discovery.found.push((bytes.into(), None));
                }
                self.end_discovery(cx, request);
            }
            Ok(_) => {}
            Err(refusal) => self.discovery_refused(cx, request, &refusal),
        }
    }

    /// The source did not let itself be read.
    pub(super) fn discovery_refused(&mut self, cx: &mut Cx<'_>, request: RequestId, refusal: &Refusal) {
        let error = match &*refusal.code {
            "ProvisionedThroughputExceededException" => AnalyticsError::new(
                ErrorCode::ResourceProvisionedThroughputExceededException,
                "Discovery failed to get a record from the streaming source because of the Amazon Kinesis Streams \
                 ProvisionedThroughputExceededException.",
            ),
            _ => AnalyticsError::invalid(format!("The source could not be read. {}", refusal.told())),
        };
        self.answer_discovery(cx, request, Err(error));
    }

    fn end_discovery(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let Some(discovery) = self.discoveries.get(&request) else { return };
        let is_object = discovery.sample == Sample::Object;
        let texts: Option<Vec<String>> = discovery
            .found
            .iter()
            .map(|(raw, changed)| String::from_utf8(changed.clone().unwrap_or_else(|| raw.to_vec())).ok())
            .collect();
        let guess = texts.as_ref().and_then(|texts| schema::guess(texts, is_object));
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let result = match guess {
            Some((input_schema, parsed_input_records)) => {
                let is_processed = discovery.processor.is_some();
                let processed =
                    discovery.found.iter().map(|(_, changed)| lossy(changed.as_deref().unwrap_or_default()));
                Ok(Reply::DiscoverInputSchema(Box::new(DiscoverInputSchemaResult {
                    input_schema,
                    parsed_input_records,
                    processed_input_records: is_processed.then(|| processed.collect()),
                    raw_input_records: discovery.found.iter().map(|(raw, _)| lossy(raw)).collect(),
                })))
            }
            None => Err(AnalyticsError::new(
                ErrorCode::UnableToDetectSchemaException,
                if discovery.found.is_empty() {
                    "Amazon Kinesis Analytics is not able to detect schema for the given streaming source: no record came."
                } else {
                    "Data format is not valid. Amazon Kinesis Analytics is not able to detect schema for the given \
                     streaming source."
                },
            )),
        };
        self.answer_discovery(cx, request, result);
    }

    fn answer_discovery(&mut self, cx: &mut Cx<'_>, request: RequestId, result: Result<Reply, AnalyticsError>) {
        let Some(discovery) = self.discoveries.remove(&request) else { return };
        cx.set_timer(Timer::Discovery(request), None);
        let source = discovery.arn.rsplit([':', '/']).next().unwrap_or_default().into();
        cx.emit(None, AnalyticsEvent::Discovered { source, found: result.is_ok() });
        cx.answers.push((request, result));
    }
}
