//! Applications at work: records in, rows through the engine, rows out.
//!
//! [`reading`] knows how far each shard is, [`read`] asks for records, [`process`] lets a function look at them first,
//! [`rows`] puts them into the engine and takes what comes out, [`delivery`] brings rows to outputs. Nothing here reaches
//! another service: what is wanted is handed out as [`Outgoing`], and [`Analytics::answered`] takes the answer.

mod carried;
mod delivery;
mod discovery;
mod process;
mod read;
pub mod reading;
mod rows;
mod schema;

pub use carried::{Answer, Outgoing, Refusal, Whom, Wish};
pub use delivery::{Delivery, Flight, OutRow, verdicts};
pub use discovery::{Discovery, Sample};
pub use reading::{Position, Reading, ShardInfo, SourceItem};
pub use schema::guess as guess_schema;

use super::managed::{ApplicationId, Usage};
use super::setup::{PartId, Setup, SourceKind};
use super::{Analytics, Cx};
use crate::analytics::Application;
use crate::analytics::config::StartingPosition;
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// Each shard is asked so often.
pub const READS_EVERY: Duration = Duration::from_secs(1);

/// What the reference table's object came to.
pub type Loaded = Result<Arc<[u8]>, Arc<str>>;

/// A run of an application, from STARTING to STOPPING.
#[derive(Clone, Debug, Hash)]
pub struct Run {
    /// Its number, from 1.
    pub number: u64,
    /// When it was asked for.
    pub since: Instant,
    /// Where it began to read.
    pub position: StartingPosition,
    /// The engine; none before it is RUNNING.
    pub engine: Option<Application>,
    /// Its source.
    pub reading: Reading,
    /// Its outputs.
    pub outputs: SortedMap<PartId, Delivery>,
    /// The object of the reference table, when it has come.
    pub table: Option<Loaded>,
    /// What it uses.
    pub usage: Usage,
}

impl Run {
    /// One that begins.
    pub fn new(number: u64, now: Instant, position: StartingPosition, setup: &Setup) -> Self {
        let mut run = Self {
            number,
            since: now,
            position,
            engine: None,
            reading: reading_of(setup),
            outputs: SortedMap::default(),
            table: None,
            usage: Usage::new(now),
        };
        run.fit_outputs(setup);
        run
    }

    /// Outputs as the setup has them; answers how many rows went with those that it has no longer.
    pub fn fit_outputs(&mut self, setup: &Setup) -> u64 {
        let is_there = |id: &PartId| setup.outputs.iter().any(|(part, _)| part == id);
        let gone = self.outputs.iter().filter(|(id, _)| !is_there(id)).map(|(_, delivery)| delivery.backlog()).sum();
        self.outputs.retain(|id, _| is_there(id));
        for (id, _) in &setup.outputs {
            if !self.outputs.contains_key(id) {
                self.outputs.insert(id.clone(), Delivery::default());
            }
        }
        gone
    }

    /// Rows that wait for their outputs.
    pub fn backlog(&self) -> u64 {
        self.outputs.values().map(Delivery::backlog).sum()
    }
}

/// The source of a setup before anything is read.
pub fn reading_of(setup: &Setup) -> Reading {
    match setup.inputs.first().and_then(|(_, input)| input.source().ok()) {
        Some((SourceKind::DeliveryStream, _)) => Reading::of_delivery_stream(),
        _ => Reading::of_stream(),
    }
}

/// A source, and as whom it is read.
pub(super) struct Source {
    pub kind: SourceKind,
    pub arn: Arc<str>,
    pub role: Arc<str>,
    pub account: AccountId,
    pub region: Region,
    /// The function before, and its role.
    pub processor: Option<(Arc<str>, Arc<str>)>,
    /// The ARN of the application; empty where a schema is looked for.
    pub application: String,
}

impl Analytics {
    /// The source that is read for somebody.
    pub(super) fn source_of(&self, whom: Whom) -> Option<Source> {
        match whom {
            Whom::Application(id, number) => {
                let managed = self.managed(id)?;
                managed.run_of(number)?;
                let (_, input) = managed.setup.inputs.first()?;
                let (kind, source) = input.source().ok()?;
                let processor = input.processor().map(|function| (function.arn().into(), function.role().into()));
                Some(Source {
                    kind,
                    arn: source.arn().into(),
                    role: source.role().into(),
                    account: managed.key.account,
                    region: managed.key.region,
                    processor,
                    application: managed.key.arn().to_string(),
                })
            }
            Whom::Discovery(request) => self.discoveries.get(&request)?.source(),
        }
    }

    pub(super) fn reading_mut(&mut self, whom: Whom) -> Option<&mut Reading> {
        match whom {
            Whom::Application(id, number) => {
                let run = self.managed_mut(id)?.run_mut()?;
                (run.number == number).then_some(&mut run.reading)
            }
            Whom::Discovery(request) => Some(&mut self.discoveries.get_mut(&request)?.reading),
        }
    }

    /// The event that what is asked for somebody comes of; set while an answer is taken.
    fn cause_of(&self, _: Whom) -> Option<u64> {
        self.cause
    }

    /// Somebody has answered.
    pub fn answered(
        &mut self,
        cx: &mut Cx<'_>,
        outgoing: &Outgoing,
        answer: Result<Answer, Refusal>,
        cause: Option<u64>,
    ) {
        let is_wanted = match outgoing.whom {
            Whom::Application(id, number) => self.managed(id).is_some_and(|managed| managed.run_of(number).is_some()),
            Whom::Discovery(request) => self.discoveries.contains_key(&request),
        };
        // What was asked of a source that is no longer read says nothing of the present one.
        let is_read = matches!(outgoing.wish, Wish::Shards | Wish::Iterator { .. } | Wish::Records { .. });
        let is_of_other = || self.source_of(outgoing.whom).is_none_or(|source| source.arn != outgoing.target);
        if !is_wanted || is_read && is_of_other() {
            return;
        }
        self.cause = cause;
        match (&outgoing.wish, outgoing.whom) {
            (Wish::Put { output, .. }, Whom::Application(id, _)) => {
                let answer = answer.map(|answer| if let Answer::Taken(rows) = answer { rows } else { Vec::new() });
                self.put_answered(cx, id, (output, &outgoing.target, cause.or(outgoing.cause)), answer);
            }
            (Wish::Object { .. }, Whom::Application(id, _)) => self.object_came(id, answer),
            (Wish::Object { .. }, Whom::Discovery(request)) => self.object_discovered(cx, request, answer),
            (_, Whom::Discovery(request)) if answer.is_err() => {
                self.discovery_refused(cx, request, &answer.err().unwrap_or_else(|| Refusal::new("", "")));
            }
            (wish, whom) => self.read_answered(cx, whom, wish, answer),
        }
        self.cause = None;
    }

    fn object_came(&mut self, id: ApplicationId, answer: Result<Answer, Refusal>) {
        let loaded = match answer {
            Ok(Answer::Object(bytes)) => Ok(bytes.into()),
            Ok(_) => Err("no object came".into()),
            Err(refusal) => Err(refusal.told().into()),
        };
        if let Some(run) = self.managed_mut(id).and_then(super::managed::Managed::run_mut) {
            run.table = Some(loaded);
        }
    }

    /// Asks for the object of the reference table, if there is one.
    pub(super) fn ask_for_table(&mut self, cx: &mut Cx<'_>, id: ApplicationId, cause: Option<u64>) {
        let Some(managed) = self.managed_mut(id) else { return };
        let setup = managed.setup.clone();
        let (account, region) = (managed.key.account, managed.key.region);
        let Some(run) = managed.run_mut() else { return };
        run.table = None;
        let Some((_, object)) = setup.table() else { return };
        let arn = object.bucket_arn.as_deref().unwrap_or_default();
        let bucket = arn.rsplit(':').next().unwrap_or_default().into();
        let key = object.file_key.as_deref().unwrap_or_default().into();
        let role = object.reference_role_arn.as_deref().unwrap_or_default().into();
        let whom = Whom::Application(id, run.number);
        let wish = Wish::Object { bucket, key };
        cx.outgoing.push(Outgoing { whom, account, region, role, target: arn.into(), wish, cause });
    }
}
