//! All statements of an application, in order, into streams and pumps.

use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::{Frame, Name, Pump, Statement};
use super::super::types::SqlType;
use super::from::{Planner, target, time};
use super::scope::{Column, ROWTIME, names};
use super::select::Assignment;
use super::{Pipeline, StreamId, TableId};
use std::sync::Arc;

/// The stream that rows go to which could not be worked on.
pub const ERROR_STREAM: &str = "error_stream";

/// How many rows `ROWS n PRECEDING` looks at.
///
/// Standard SQL counts the row itself and n before it. The service's documentation calls `ROWS 2 PRECEDING` the last two
/// rows. Nobody can ask the service any more, so both are offered; the standard is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum RowsPreceding {
    /// The row and n before it: standard SQL.
    #[default]
    CurrentAndN,
    /// The last n rows, the row itself among them: as the names in the documentation's examples say.
    LastN,
}

impl RowsPreceding {
    /// The frame of `ROWS n PRECEDING`, in rows before the current one.
    pub(super) const fn frame(self, count: u64) -> Frame {
        match self {
            Self::CurrentAndN => Frame::Rows(count),
            Self::LastN if count <= 1 => Frame::Own,
            Self::LastN => Frame::Rows(count - 1),
        }
    }
}

/// What makes a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreamKind {
    /// Records of the input.
    Source,
    /// Faults.
    Errors,
    /// Pumps.
    Created,
}

/// A stream of an application.
#[derive(Clone, Debug)]
pub struct StreamPlan {
    /// Its name.
    pub name: Arc<str>,
    /// All columns, hidden ones behind the others and ROWTIME last.
    pub columns: Vec<Column>,
    /// What makes it.
    pub kind: StreamKind,
    /// Whether DROP STREAM took it away again.
    is_dropped: bool,
}

impl StreamPlan {
    /// A stream with these columns, to which ROWTIME is added.
    pub fn new(name: impl AsRef<str>, mut columns: Vec<Column>, kind: StreamKind) -> Self {
        columns.push(time());
        Self { name: name.as_ref().into(), columns, kind, is_dropped: false }
    }

    /// The columns that `*` shows.
    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.is_hidden)
    }

    /// Whether it is there.
    pub fn is_there(&self) -> bool {
        !self.is_dropped
    }
}

/// A reference table.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// Its name.
    pub name: Arc<str>,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// What queries can read.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Streams: those of the input, `error_stream`, then those of the code.
    pub streams: Vec<StreamPlan>,
    /// Reference tables.
    pub tables: Vec<TablePlan>,
    /// How windows of rows are counted.
    pub rows: RowsPreceding,
}

impl Catalog {
    /// The stream of that name.
    pub fn stream(&self, name: &str) -> Option<(StreamId, &StreamPlan)> {
        self.streams.iter().enumerate().find(|(_, stream)| &*stream.name == name && !stream.is_dropped)
    }

    /// The reference table of that name.
    pub fn table(&self, name: &str) -> Option<(TableId, &TablePlan)> {
        self.tables.iter().enumerate().find(|(_, table)| &*table.name == name)
    }

    /// The columns of `error_stream`. Source: "Error Handling" in the Kinesis Data Analytics developer guide.
    pub fn errors() -> StreamPlan {
        let text = |name, chars| Column::new(name, SqlType::VarChar(chars));
        let columns = vec![
            Column::new("ERROR_TIME", SqlType::Timestamp),
            text("ERROR_LEVEL", 10),
            text("ERROR_NAME", 32),
            text("MESSAGE", 4_096),
            Column::new("DATA_ROWTIME", SqlType::Timestamp),
            text("DATA_ROW", 49_152),
            text("PUMP_NAME", 128),
        ];
        StreamPlan::new(ERROR_STREAM, columns, StreamKind::Errors)
    }
}

/// A pump of an application.
#[derive(Clone, Debug)]
pub struct PumpPlan {
    /// Its name.
    pub name: Arc<str>,
    /// The stream that it writes.
    pub target: StreamId,
    /// What it does.
    pub pipeline: Pipeline,
    /// Whether it runs from the start.
    pub is_started: bool,
    /// Whether its rows come from `error_stream`; its faults would make more of them.
    pub reads_errors: bool,
}

/// An application's code, ready to run.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Streams and tables.
    pub catalog: Catalog,
    /// Pumps in the order of the code.
    pub pumps: Vec<PumpPlan>,
}

impl Program {
    /// Plans statements over the streams and tables of a configuration.
    ///
    /// # Errors
    /// The first statement that cannot be run, and why.
    pub fn plan(catalog: Catalog, statements: &[Statement]) -> Sql<Self> {
        let mut program = Self { catalog, pumps: Vec::new() };
        for statement in statements {
            match statement {
                Statement::CreateStream { name, replaces, columns } => {
                    program.create_stream(name, *replaces, columns)?;
                }
                Statement::CreatePump(pump) => program.create_pump(pump)?,
                Statement::AlterPump(name, starts) => {
                    let index = program.pump(name)?;
                    if let Some(pump) = program.pumps.get_mut(index) {
                        pump.is_started = *starts;
                    }
                }
                Statement::DropStream(name) => {
                    let id = program.own_stream(name)?;
                    if let Some(stream) = program.catalog.streams.get_mut(id) {
                        stream.is_dropped = true;
                    }
                }
                Statement::DropPump(name) => {
                    let index = program.pump(name)?;
                    program.pumps.remove(index);
                }
            }
        }
        program.mark_readers_of_errors();
        Ok(program)
    }

    fn pump(&self, name: &Name) -> Sql<usize> {
        let index = self.pumps.iter().position(|pump| pump.name == name.text);
        index.ok_or_else(|| {
            let known = names(self.pumps.iter().map(|pump| &*pump.name));
            SqlError::new(name.at, format!("pump '{}' not found; there is {known}", name.text))
        })
    }

    /// A stream of the code that no pump uses yet.
    fn own_stream(&self, name: &Name) -> Sql<StreamId> {
        let id = target(&self.catalog, name)?;
        if self.catalog.streams.get(id).is_some_and(|stream| stream.kind != StreamKind::Created) {
            return Err(SqlError::new(
                name.at,
                format!("the stream '{}' belongs to the application itself", name.text),
            ));
        }
        let uses =
            |pump: &&PumpPlan| pump.target == id || pump.pipeline.sources.iter().any(|(source, _)| *source == id);
        if let Some(pump) = self.pumps.iter().find(uses) {
            let message = format!("the stream '{}' is used by the pump '{}'", name.text, pump.name);
            return Err(SqlError::new(name.at, message));
        }
        Ok(id)
    }

    fn create_stream(&mut self, name: &Name, replaces: bool, columns: &[(Name, SqlType, bool)]) -> Sql<()> {
        if let Some((_, table)) = self.catalog.table(&name.text) {
            return Err(SqlError::new(name.at, format!("'{}' is a reference table", table.name)));
        }
        if self.catalog.stream(&name.text).is_some() {
            let id = self.own_stream(name)?;
            if !replaces {
                let message = format!("the stream '{}' exists already; write CREATE OR REPLACE STREAM", name.text);
                return Err(SqlError::new(name.at, message));
            }
            if let Some(stream) = self.catalog.streams.get_mut(id) {
                stream.is_dropped = true;
            }
        }
        let mut made: Vec<Column> = Vec::with_capacity(columns.len());
        for (column, kind, is_needed) in columns {
            if &*column.text == ROWTIME {
                return Err(SqlError::new(column.at, "every stream has ROWTIME already"));
            }
            if made.iter().any(|other| other.name == column.text) {
                return Err(SqlError::new(column.at, format!("the column '{}' stands there twice", column.text)));
            }
            made.push(Column { is_needed: *is_needed, ..Column::new(&column.text, *kind) });
        }
        self.catalog.streams.push(StreamPlan::new(&name.text, made, StreamKind::Created));
        Ok(())
    }

    fn create_pump(&mut self, pump: &Pump) -> Sql<()> {
        if let Some(index) = self.pumps.iter().position(|other| other.name == pump.name.text) {
            if !pump.replaces {
                let message = format!("the pump '{}' exists already; write CREATE OR REPLACE PUMP", pump.name.text);
                return Err(SqlError::new(pump.name.at, message));
            }
            self.pumps.remove(index);
        }
        let target = target(&self.catalog, &pump.target)?;
        let Some(stream) = self.catalog.streams.get(target).filter(|stream| stream.kind == StreamKind::Created) else {
            let message =
                format!("pumps cannot write the stream '{}'; create one with CREATE STREAM", pump.target.text);
            return Err(SqlError::new(pump.target.at, message));
        };
        let assignment = assignment(stream, &pump.columns)?;
        let mut planner = Planner { catalog: &self.catalog, pipeline: Pipeline::default() };
        planner.query(&pump.query, Some(&assignment))?;
        let pipeline = planner.pipeline;
        self.refuse_circle(target, &pipeline, pump.target.at)?;
        let (name, is_started) = (pump.name.text.clone(), pump.is_started);
        self.pumps.push(PumpPlan { name, target, pipeline, is_started, reads_errors: false });
        Ok(())
    }

    /// All streams whose rows come from a stream, itself included.
    fn reached(&self, from: StreamId) -> Vec<StreamId> {
        let mut reached = vec![from];
        let mut next = 0;
        while let Some(stream) = reached.get(next).copied() {
            next += 1;
            for pump in &self.pumps {
                let reads = pump.pipeline.sources.iter().any(|(source, _)| *source == stream);
                if reads && !reached.contains(&pump.target) {
                    reached.push(pump.target);
                }
            }
        }
        reached
    }

    fn refuse_circle(&self, target: StreamId, pipeline: &Pipeline, at: At) -> Sql<()> {
        let reached = self.reached(target);
        if pipeline.sources.iter().any(|(source, _)| reached.contains(source)) {
            return Err(SqlError::new(at, "the pump would read what it writes, and rows would go round for ever"));
        }
        Ok(())
    }

    fn mark_readers_of_errors(&mut self) {
        let Some((errors, _)) = self.catalog.stream(ERROR_STREAM) else { return };
        let reached = self.reached(errors);
        for pump in &mut self.pumps {
            pump.reads_errors = pump.pipeline.sources.iter().any(|(source, _)| reached.contains(source));
        }
    }
}

/// Which item goes to which column.
fn assignment(stream: &StreamPlan, named: &[Name]) -> Sql<Assignment> {
    let columns: Vec<Column> = stream.shown().cloned().collect();
    if named.is_empty() {
        let order = (0..columns.len()).map(Some).collect();
        return Ok(Assignment { columns, order });
    }
    let mut order: Vec<Option<usize>> = Vec::with_capacity(named.len());
    for name in named {
        let index = columns.iter().position(|column| column.name == name.text);
        if index.is_none() && &*name.text != ROWTIME {
            let known = names(columns.iter().map(|column| &*column.name));
            return Err(SqlError::new(
                name.at,
                format!("column '{}' of '{}' not found; there is {known}", name.text, stream.name),
            ));
        }
        if order.contains(&index) {
            return Err(SqlError::new(name.at, format!("the column '{}' stands there twice", name.text)));
        }
        order.push(index);
    }
    Ok(Assignment { columns, order })
}
