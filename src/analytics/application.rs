//! One running application: its streams, pumps and tables, driven by records and by the clock.

use super::cascade::Cascade;
use super::config::ApplicationConfig;
use super::error::{AnalyticsError, ErrorCode, Fault};
use super::plan::program::{Catalog, ERROR_STREAM, Program, StreamKind, StreamPlan, TablePlan};
use super::plan::scope::{ARRIVAL, Column};
use super::record::Mapping;
use super::run::stream::StreamState;
use super::run::{PumpState, TABLE_ROWS_MAX};
use super::sql;
use super::types::SqlType;
use super::value::{Row, Value};
use crate::clock::{Epoch, Instant};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A record of the input.
#[derive(Clone, Copy, Debug)]
pub struct SourceRecord<'a> {
    /// Its bytes.
    pub data: &'a [u8],
    /// When it came to its source: `APPROXIMATE_ARRIVAL_TIME`. The instant at which it is put when absent.
    pub arrival: Option<Instant>,
}

/// A row that an output sends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutputRecord {
    /// The index of the output in the configuration.
    pub output: usize,
    /// The row's number in its in-application stream.
    pub number: u64,
    /// When it came out.
    pub at: Instant,
    /// The row, without a line end.
    pub data: String,
}

/// What never changes while an application runs.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) config: ApplicationConfig,
    pub(super) code: Box<str>,
    pub(super) program: Program,
    pub(super) epoch: Epoch,
    input: Option<Mapping>,
    tables: Vec<Mapping>,
}

/// A running application. Cloning shares what the clones do not change.
#[derive(Clone, Debug)]
pub struct Application {
    pub(super) fixed: Arc<Fixed>,
    pub(super) state: State,
}

/// What changes.
#[derive(Clone, Debug, Hash)]
pub(super) struct State {
    /// The clock, in milliseconds since 1970.
    pub(super) now: i64,
    pub(super) streams: Vec<StreamState>,
    pub(super) pumps: Vec<PumpState>,
    /// The rows of reference tables.
    pub(super) tables: Vec<Arc<[Arc<[Value]>]>>,
    /// What outputs have to send on.
    pub(super) outgoing: Vec<OutputRecord>,
    /// Faults that could not be told of, because they came of `error_stream` itself.
    pub(super) untold: u64,
}

/// The code and the configuration, the clock's beginning, and all state.
impl Hash for Application {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.fixed.config, &self.fixed.code, self.fixed.epoch).hash(state);
        self.state.hash(state);
    }
}

/// A stream to look at.
#[derive(Clone, Copy, Debug)]
pub struct StreamView<'a> {
    /// Its name.
    pub name: &'a str,
    /// What makes it.
    pub kind: StreamKind,
    /// Its columns in the order of a row's values; hidden ones come last.
    pub columns: &'a [Column],
    /// Its rows.
    pub rows: &'a StreamState,
}

/// A pump to look at.
#[derive(Clone, Debug)]
pub struct PumpView<'a> {
    /// Its name.
    pub name: &'a str,
    /// The streams that it reads.
    pub reads: Vec<&'a str>,
    /// The stream that it writes.
    pub writes: &'a str,
    /// Whether it takes rows.
    pub is_running: bool,
    /// How many groups are open in it, and rows in its windows.
    pub held: u64,
    /// When its next window closes by itself.
    pub next_due: Option<Instant>,
}

impl Application {
    /// An application that begins to run.
    ///
    /// # Errors
    /// `InvalidArgumentException` for a configuration that breaks a limit, `CodeValidationException` with line and column
    /// for code that cannot be run, `InvalidApplicationConfigurationException` for an output of a stream that the code
    /// does not make.
    pub fn new(config: ApplicationConfig, code: &str, epoch: Epoch, now: Instant) -> Result<Self, AnalyticsError> {
        config.check()?;
        let input = config.inputs.first().map(|input| Mapping::new(&input.schema)).transpose()?;
        let sources = &config.reference_data_sources;
        let tables = sources.iter().map(|table| Mapping::new(&table.schema)).collect::<Result<Vec<_>, _>>()?;
        let mut catalog = Catalog { rows: config.rows_preceding, ..Catalog::default() };
        for name in config.source_names() {
            let mut columns = input.as_ref().map(|input| input.columns().to_vec()).unwrap_or_default();
            if columns.iter().all(|column| &*column.name != ARRIVAL) {
                columns.push(Column::hidden(ARRIVAL, SqlType::Timestamp));
            }
            catalog.streams.push(StreamPlan::new(name, columns, StreamKind::Source));
        }
        catalog.streams.push(Catalog::errors());
        for (table, mapping) in sources.iter().zip(&tables) {
            if catalog.stream(&table.table_name).is_some() {
                return Err(AnalyticsError::invalid(format!("'{}' is a stream already", table.table_name)));
            }
            catalog.tables.push(TablePlan { name: (*table.table_name).into(), columns: mapping.columns().to_vec() });
        }
        let program = Program::plan(catalog, &sql::parse(code)?)?;
        for output in &config.outputs {
            if program.catalog.stream(&output.name).is_none() {
                let message = format!("the output '{}' is no in-application stream of the code", output.name);
                return Err(AnalyticsError::new(ErrorCode::InvalidApplicationConfigurationException, message));
            }
        }
        let streams = vec![StreamState::default(); program.catalog.streams.len()];
        let pumps = program.pumps.iter().map(|pump| PumpState::new(&pump.pipeline, pump.is_started)).collect();
        let rows: Vec<Arc<[Arc<[Value]>]>> = tables.iter().map(|_| Arc::from([])).collect();
        let state = State { now: millis(epoch, now), streams, pumps, tables: rows, outgoing: Vec::new(), untold: 0 };
        let fixed = Fixed { config, code: code.into(), program, epoch, input, tables };
        Ok(Self { fixed: Arc::new(fixed), state })
    }

    /// Lets all windows close whose end the clock has passed, up to an instant. Earlier instants do nothing.
    pub fn advance(&mut self, now: Instant) {
        let now = millis(self.fixed.epoch, now);
        while let Some((due, pump, node)) = self.first_due().filter(|(due, _, _)| due.fires <= now) {
            self.state.now = self.state.now.max(due.fires);
            Cascade::new(&self.fixed, &mut self.state).fire(pump, node, due);
        }
        self.state.now = self.state.now.max(now);
    }

    /// When something will happen by itself.
    pub fn next_due(&self) -> Option<Instant> {
        let due = self.state.pumps.iter().filter_map(PumpState::due).map(|(due, _)| due.fires).min()?;
        Some(instant(self.fixed.epoch, due))
    }

    /// What is due first, in the order of ROWTIME.
    fn first_due(&self) -> Option<(super::run::Due, usize, usize)> {
        let pumps = self.state.pumps.iter().enumerate();
        pumps.filter_map(|(pump, state)| state.due().map(|(due, node)| (due, pump, node))).min()
    }

    /// Puts a record into one of the streams of the input, numbered from 0. Windows that end by then close first.
    ///
    /// A record that is not as the schema says leaves a row in `error_stream`.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the application has no such stream; the clock does not move then.
    pub fn put_record(&mut self, now: Instant, stream: usize, record: SourceRecord<'_>) -> Result<(), AnalyticsError> {
        let is_source = |stream: &StreamPlan| stream.kind == StreamKind::Source;
        let fixed = Arc::clone(&self.fixed);
        let (Some(_), Some(mapping)) =
            (fixed.program.catalog.streams.get(stream).filter(|s| is_source(s)), &fixed.input)
        else {
            let message = format!("the application has no input stream {stream}");
            return Err(AnalyticsError::not_found(message));
        };
        self.advance(now);
        let time = self.state.now;
        let arrival = Value::Timestamp(record.arrival.map_or(time, |at| millis(fixed.epoch, at)));
        let has_arrival = mapping.columns().iter().all(|column| &*column.name != ARRIVAL);
        let mut cascade = Cascade::new(&fixed, &mut self.state);
        for row in mapping.rows(record.data) {
            match row {
                Ok(mut values) => {
                    if has_arrival {
                        values.push(arrival.clone());
                    }
                    cascade.put(stream, Row::new(time, values), None);
                }
                Err(fault) => cascade.refuse_record(&fault, record.data, time),
            }
        }
        cascade.run();
        Ok(())
    }

    /// Tells `error_stream` of a record that never became a row, such as one that the function before refused.
    pub fn put_failure(&mut self, now: Instant, fault: &Fault, data: &[u8]) {
        self.advance(now);
        let (fixed, time) = (Arc::clone(&self.fixed), self.state.now);
        let mut cascade = Cascade::new(&fixed, &mut self.state);
        cascade.refuse_record(fault, data, time);
        cascade.run();
    }

    /// Loads the object of a reference table in place of what was loaded before; answers how many rows it has.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when there is no such table, `InvalidArgumentException` for an object that is not as
    /// its schema says or has more than 10,000 rows. Nothing changes then.
    pub fn load_table(&mut self, name: &str, data: &[u8]) -> Result<usize, AnalyticsError> {
        let fixed = Arc::clone(&self.fixed);
        let found = fixed.program.catalog.table(name).and_then(|(id, _)| Some((id, fixed.tables.get(id)?)));
        let Some((id, mapping)) = found else {
            let message = format!("the application has no reference table '{name}'");
            return Err(AnalyticsError::not_found(message));
        };
        let mut rows: Vec<Arc<[Value]>> = Vec::new();
        for (number, row) in (1..).zip(mapping.rows(data)) {
            let row = row.map_err(|fault| {
                AnalyticsError::invalid(format!("row {number} of the reference object: {}", fault.message))
            })?;
            if rows.len() == TABLE_ROWS_MAX {
                return Err(AnalyticsError::invalid(format!(
                    "a reference table has at most {TABLE_ROWS_MAX} rows here"
                )));
            }
            rows.push(row.into());
        }
        let count = rows.len();
        if let Some(table) = self.state.tables.get_mut(id) {
            *table = rows.into();
        }
        Ok(count)
    }

    /// Takes what outputs have to send on, in order. Whoever drives an application takes it after each change.
    pub fn take_outgoing(&mut self) -> Vec<OutputRecord> {
        std::mem::take(&mut self.state.outgoing)
    }
}

/// Looking at it.
impl Application {
    /// The configuration.
    pub fn config(&self) -> &ApplicationConfig {
        &self.fixed.config
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.fixed.code
    }

    /// How many streams the input is divided into.
    pub fn source_count(&self) -> usize {
        self.streams().filter(|stream| stream.kind == StreamKind::Source).count()
    }

    /// All in-application streams: those of the input, `error_stream`, then those of the code.
    pub fn streams(&self) -> impl Iterator<Item = StreamView<'_>> {
        let streams = self.fixed.program.catalog.streams.iter().zip(&self.state.streams);
        streams.filter(|(plan, _)| plan.is_there()).map(|(plan, rows)| StreamView {
            name: &plan.name,
            kind: plan.kind,
            columns: &plan.columns,
            rows,
        })
    }

    /// The stream of that name.
    pub fn stream(&self, name: &str) -> Option<StreamView<'_>> {
        self.streams().find(|stream| stream.name == name)
    }

    /// The stream of rows that could not be worked on.
    pub fn errors(&self) -> Option<StreamView<'_>> {
        self.stream(ERROR_STREAM)
    }

    /// How many faults came of `error_stream` itself, which are not told of there.
    pub fn untold(&self) -> u64 {
        self.state.untold
    }

    /// All pumps in the order of the code.
    pub fn pumps(&self) -> impl Iterator<Item = PumpView<'_>> {
        let program = &self.fixed.program;
        let name = |id: usize| program.catalog.streams.get(id).map_or("", |stream| &*stream.name);
        program.pumps.iter().zip(&self.state.pumps).map(move |(plan, state)| PumpView {
            name: &plan.name,
            reads: plan.pipeline.sources.iter().map(|(id, _)| name(*id)).collect(),
            writes: name(plan.target),
            is_running: state.is_running,
            held: state.held(),
            next_due: state.due().map(|(due, _)| instant(self.fixed.epoch, due.fires)),
        })
    }

    /// The instant of a ROWTIME; the beginning of the lab for one before it.
    pub fn instant_of(&self, time: i64) -> Instant {
        instant(self.fixed.epoch, time)
    }
}

fn millis(epoch: Epoch, at: Instant) -> i64 {
    i64::try_from(epoch.unix_millis(at)).unwrap_or(i64::MAX)
}

pub(super) fn instant(epoch: Epoch, time: i64) -> Instant {
    let since = time.saturating_sub(millis(epoch, Instant::ZERO));
    Instant::from_millis(u64::try_from(since).unwrap_or(0))
}
