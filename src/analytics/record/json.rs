//! Records of JSON: one document or several behind each other.

use super::super::error::Fault;
use super::super::plan::scope::Column;
use super::super::value::Value;
use super::path::{Path, Step};
use super::{ROWS_MAX, coerce};
use serde_json::Value as Document;

/// How documents become rows.
#[derive(Clone, Debug)]
pub struct Json {
    row: Path,
    /// For each column the path from the row.
    columns: Vec<Path>,
    /// The array of a row that is taken apart.
    array: Option<Path>,
}

impl Json {
    pub(super) fn new<'a>(row_path: &str, mappings: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let row = Path::read(row_path)?;
        let mut columns = Vec::new();
        for mapping in mappings {
            let path = Path::read(mapping)?;
            // A path may be written from the record or from the row.
            columns.push(match path.behind(&row) {
                Some(rest) if !rest.0.is_empty() => rest,
                _ => path,
            });
        }
        let array = columns.iter().find_map(Path::array);
        Ok(Self { row, columns, array })
    }

    pub(super) fn rows(&self, data: &[u8], columns: &[Column]) -> Vec<Result<Vec<Value>, Fault>> {
        let mut rows = Vec::new();
        for document in serde_json::Deserializer::from_slice(data).into_iter::<Document>() {
            let document = match document {
                Ok(document) => document,
                Err(error) => {
                    rows.push(Err(Fault::parse(format!("the record is no JSON: {error}"))));
                    break;
                }
            };
            for row in starts(&document, &self.row) {
                self.rows_of(row, columns, &mut rows);
            }
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

    /// A row, or one for each element of the array that is taken apart; at least one.
    fn rows_of(&self, row: &Document, columns: &[Column], rows: &mut Vec<Result<Vec<Value>, Fault>>) {
        let elements: Vec<Option<&Document>> = match &self.array {
            None => vec![None],
            Some(array) => match find(row, &array.0) {
                Some(Document::Array(elements)) if !elements.is_empty() => elements.iter().map(Some).collect(),
                _ => vec![None],
            },
        };
        for element in elements.into_iter().take(ROWS_MAX + 1) {
            let values = self.columns.iter().zip(columns).map(|(path, column)| {
                let found = match &self.array {
                    Some(array) if path.array().as_ref() == Some(array) => {
                        element.and_then(|element| find(element, path.0.get(array.0.len() + 1..).unwrap_or_default()))
                    }
                    _ => find(row, &path.0),
                };
                found.map_or(Ok(Value::Null), |found| coerce::json(found, column.kind))
            });
            rows.push(values.collect());
        }
    }
}

/// What of a document is a row; each element where it is an array.
fn starts<'a>(document: &'a Document, path: &Path) -> Vec<&'a Document> {
    match find(document, &path.0) {
        Some(Document::Array(elements)) => elements.iter().collect(),
        Some(row) => vec![row],
        None => Vec::new(),
    }
}

fn find<'a>(document: &'a Document, steps: &[Step]) -> Option<&'a Document> {
    steps.iter().try_fold(document, |document, step| match step {
        Step::Member(name) => document.get(name),
        Step::Elements => Some(document),
    })
}
