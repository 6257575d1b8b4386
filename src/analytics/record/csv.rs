//! Records of CSV, with `csv-core`, whose rules are those of RFC 4180.

use super::super::error::Fault;
use super::super::plan::scope::Column;
use super::super::types::Family;
use super::super::value::Value;
use super::{ROWS_MAX, coerce};
use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};

/// How lines are divided.
#[derive(Clone, Debug)]
pub struct Csv {
    column: u8,
    /// `None` for line ends of all kinds.
    row: Option<u8>,
}

impl Csv {
    pub(super) fn new(row: &str, column: &str) -> Self {
        let byte = |text: &str| text.bytes().next();
        let row = if row == "\n" || row == "\r\n" { None } else { byte(row) };
        Self { column: byte(column).unwrap_or(b','), row }
    }

    pub(super) fn rows(&self, data: &[u8], columns: &[Column]) -> Vec<Result<Vec<Value>, Fault>> {
        let terminator = self.row.map_or(Terminator::CRLF, Terminator::Any);
        let mut reader = ReaderBuilder::new().delimiter(self.column).terminator(terminator).build();
        // With an end behind the last line, a record is never read in two parts.
        let mut data = data.to_vec();
        data.push(self.row.unwrap_or(b'\n'));
        // What comes out is never longer than what goes in, nor are there more ends than bytes.
        let mut output = vec![0; data.len()];
        let mut ends = vec![0; data.len() + 1];
        let mut rows = Vec::new();
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            let (result, read, _, count) = reader.read_record(rest, &mut output, &mut ends);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                ReadRecordResult::Record => rows.push(row(&output, ends.get(..count).unwrap_or_default(), columns)),
                ReadRecordResult::End => break,
                // Only blank lines were left, or a quote that is not closed.
                ReadRecordResult::InputEmpty if count == 0 && output.first() == Some(&0) => break,
                _ => {
                    rows.push(Err(Fault::parse("the record is no CSV: a quote is not closed")));
                    break;
                }
            }
            output.fill(0);
            if rows.len() > ROWS_MAX {
                rows.truncate(ROWS_MAX);
                rows.push(Err(Fault::limit(format!("a record has at most {ROWS_MAX} rows here"))));
                break;
            }
        }
        if rows.is_empty() {
            rows.push(Err(Fault::parse("the record has no row")));
        }
        rows
    }
}

/// Fields in the order of columns; what is missing is NULL, and so is an empty field that is no text.
fn row(output: &[u8], ends: &[usize], columns: &[Column]) -> Result<Vec<Value>, Fault> {
    let mut start = 0;
    let mut values = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let Some(end) = ends.get(index) else {
            values.push(Value::Null);
            continue;
        };
        let field = output.get(start..*end).unwrap_or_default();
        start = *end;
        let field = std::str::from_utf8(field).map_err(|_| Fault::parse("the record is not UTF-8"))?;
        let is_absent = field.is_empty() && column.kind.family() != Family::Text;
        values.push(if is_absent { Value::Null } else { coerce::text(field, column.kind)? });
    }
    Ok(values)
}
