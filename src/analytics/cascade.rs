//! What one record, or one window that closes, leads to: rows go from stream to pump to stream until nothing is left.

use super::application::{Fixed, OutputRecord, State, instant};
use super::error::Fault;
use super::eval::cast::text_of;
use super::plan::StreamId;
use super::plan::program::ERROR_STREAM;
use super::record::output;
use super::run::{CASCADE_MAX, Due, ROW_BYTES_MAX, Work};
use super::types::SqlType;
use super::value::{Row, Value};
use std::collections::VecDeque;

/// The longest `DATA_ROW` and `MESSAGE`, in characters.
const DATA_ROW_MAX: usize = 49_152;
const MESSAGE_MAX: usize = 4_096;

/// Rows on their way.
pub struct Cascade<'a> {
    fixed: &'a Fixed,
    state: &'a mut State,
    /// Rows with the stream that they go to and the pump that they come from, in order.
    open: VecDeque<(StreamId, Row, Option<usize>)>,
    /// How many more rows there may be.
    left: usize,
}

impl<'a> Cascade<'a> {
    pub fn new(fixed: &'a Fixed, state: &'a mut State) -> Self {
        Self { fixed, state, open: VecDeque::new(), left: CASCADE_MAX }
    }

    /// Lets a row go to a stream.
    pub fn put(&mut self, stream: StreamId, row: Row, pump: Option<usize>) {
        if self.left > 0 {
            self.left -= 1;
            self.open.push_back((stream, row, pump));
            if self.left == 0 {
                let fault =
                    Fault::limit(format!("one record leads to at most {CASCADE_MAX} rows here; the rest is lost"));
                self.tell(&fault, None, String::new(), pump);
            }
        }
    }

    /// Lets a node of a pump do what is due.
    pub fn fire(mut self, pump: usize, node: usize, due: Due) {
        self.work(pump, |state, plan, work| state.fire(&plan.pipeline, node, due, work));
        self.run();
    }

    /// Lets all rows arrive.
    pub fn run(mut self) {
        while let Some((id, row, from)) = self.open.pop_front() {
            let (Some(plan), Some(stream)) =
                (self.fixed.program.catalog.streams.get(id), self.state.streams.get_mut(id))
            else {
                continue;
            };
            let missing =
                plan.columns.iter().zip(row.values.iter()).find(|(column, value)| column.is_needed && value.is_null());
            if let Some((column, _)) = missing {
                let fault = Fault::coercion(format!("the column {} must not be NULL", column.name));
                self.refuse(&fault, &row, from);
                continue;
            }
            if row.bytes() > ROW_BYTES_MAX {
                let fault = Fault::limit(format!("a row of a stream has at most {ROW_BYTES_MAX} bytes"));
                self.refuse(&fault, &row, from);
                continue;
            }
            if !stream.takes(row.time) {
                let fault = Fault::out_of_order(format!("ROWTIME would go back in the stream {}", plan.name));
                self.refuse(&fault, &row, from);
                continue;
            }
            let number = stream.count();
            stream.add(row.clone());
            for (index, out) in self.fixed.config.outputs.iter().enumerate().filter(|(_, out)| *out.name == *plan.name)
            {
                let data = output::write(out.format, &plan.columns, &row);
                let at = instant(self.fixed.epoch, self.state.now);
                self.state.outgoing.push(OutputRecord { output: index, number, at, data });
            }
            for (index, pump) in self.fixed.program.pumps.iter().enumerate() {
                for (_, port) in pump.pipeline.sources.iter().filter(|(source, _)| *source == id) {
                    self.work(index, |state, plan, work| state.push(&plan.pipeline, *port, &row, work));
                }
            }
        }
    }

    /// Lets a pump work, and its rows go on.
    fn work(
        &mut self,
        index: usize,
        act: impl FnOnce(&mut super::run::PumpState, &super::plan::PumpPlan, &mut Work<'_>),
    ) {
        let (Some(plan), Some(pump)) = (self.fixed.program.pumps.get(index), self.state.pumps.get_mut(index)) else {
            return;
        };
        if !pump.is_running {
            return;
        }
        let mut work = Work { now: self.state.now, tables: &self.state.tables, rows: Vec::new(), faults: Vec::new() };
        act(pump, plan, &mut work);
        let Work { rows, faults, .. } = work;
        for (fault, row) in faults {
            self.refuse(&fault, &row, Some(index));
        }
        for row in rows {
            self.put(plan.target, row, Some(index));
        }
    }

    /// A row that could not be worked on.
    fn refuse(&mut self, fault: &Fault, row: &Row, pump: Option<usize>) {
        let values: Vec<String> = row.values.iter().map(|value| text_of(value, SqlType::Null)).collect();
        self.tell(fault, Some(row.time), hex(values.join(",").as_bytes()), pump);
    }

    /// A record that is not as the schema says.
    pub fn refuse_record(&mut self, fault: &Fault, data: &[u8], time: i64) {
        self.tell(fault, Some(time), hex(data), None);
    }

    /// Writes a row into `error_stream`, unless it came of one.
    fn tell(&mut self, fault: &Fault, time: Option<i64>, data: String, pump: Option<usize>) {
        let program = &self.fixed.program;
        let pump = pump.and_then(|pump| program.pumps.get(pump));
        let Some((errors, _)) =
            program.catalog.stream(ERROR_STREAM).filter(|_| pump.is_none_or(|pump| !pump.reads_errors))
        else {
            self.state.untold += 1;
            return;
        };
        let now = self.state.now;
        let message: String = fault.message.chars().take(MESSAGE_MAX).collect();
        // As in the service, where no pump is to blame.
        let pump: String = pump.map_or_else(|| "null".to_owned(), |pump| pump.name.chars().take(128).collect());
        let values = vec![
            Value::Timestamp(now),
            Value::text("WARNING"),
            Value::text(fault.name),
            Value::text(message),
            time.map_or(Value::Null, Value::Timestamp),
            Value::Text(data.into()),
            Value::Text(pump.into()),
        ];
        self.open.push_back((errors, Row::new(now, values), None));
    }
}

/// Capital hexadecimal digits, cut off where the column ends.
fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase();
    let bytes = bytes.iter().take(DATA_ROW_MAX / 2);
    bytes.flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
