//! What a select can name: the columns of its relations.

use super::super::error::{Sql, SqlError};
use super::super::sql::ast::Name;
use super::super::types::SqlType;
use std::sync::Arc;

/// The column that every stream has, hidden from `*`.
pub const ROWTIME: &str = "ROWTIME";
/// When a record came to its source; a hidden column of streams of the input.
pub const ARRIVAL: &str = "APPROXIMATE_ARRIVAL_TIME";

/// A column of a stream, a table or a sub-query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub kind: SqlType,
    /// Whether it must have a value.
    pub is_needed: bool,
    /// Whether `*` leaves it out.
    pub is_hidden: bool,
}

impl Column {
    /// A column that may be NULL.
    pub fn new(name: impl AsRef<str>, kind: SqlType) -> Self {
        Self { name: name.as_ref().into(), kind, is_needed: false, is_hidden: false }
    }

    /// A column that `*` leaves out.
    pub fn hidden(name: &str, kind: SqlType) -> Self {
        Self { is_hidden: true, ..Self::new(name, kind) }
    }
}

/// A relation of FROM, with where its values begin in a row.
#[derive(Clone, Debug)]
pub struct Relation {
    /// What it is called here; nothing for the ROWTIME of a join.
    pub name: Option<Arc<str>>,
    /// All columns, hidden ones included.
    pub columns: Vec<Column>,
    /// The index of its first value.
    pub first: usize,
    /// Whether rows of it come by themselves.
    pub is_stream: bool,
}

/// Everything that can be named.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// In the order of FROM.
    pub relations: Vec<Relation>,
}

impl Scope {
    /// How many values a row has.
    pub fn width(&self) -> usize {
        self.relations.iter().map(|relation| relation.first + relation.columns.len()).max().unwrap_or(0)
    }

    /// The index and the type of a column.
    ///
    /// # Errors
    /// When there is none of that name, or several.
    pub fn column(&self, relation: Option<&Name>, name: &Name) -> Sql<(usize, SqlType)> {
        if let Some(of) = relation {
            let Some(found) = self.relations.iter().find(|relation| relation.name.as_ref() == Some(&of.text)) else {
                let known = names(self.relations.iter().filter_map(|relation| relation.name.as_deref()));
                return Err(SqlError::new(of.at, format!("'{}' is not in FROM; there is {known}", of.text)));
            };
            let index = found.columns.iter().position(|column| column.name == name.text);
            return match index.and_then(|index| Some((found.first + index, found.columns.get(index)?.kind))) {
                Some(column) => Ok(column),
                None => Err(self.unknown(name, &format!(" of '{}'", of.text))),
            };
        }
        // Where two streams are joined, a ROWTIME without a stream is that of the joined row.
        if let Some(own) = self.own_time().filter(|_| &*name.text == ROWTIME) {
            return Ok(own);
        }
        let mut found = self.relations.iter().flat_map(|relation| {
            let columns = relation.columns.iter().enumerate().filter(|(_, column)| column.name == name.text);
            columns.map(|(index, column)| (relation.first + index, column.kind))
        });
        match (found.next(), found.next()) {
            (None, _) => Err(self.unknown(name, "")),
            (Some(column), None) => Ok(column),
            _ => Err(SqlError::new(name.at, format!("column '{}' is ambiguous; write whose it is", name.text))),
        }
    }

    /// The ROWTIME of a row that a join of two streams made.
    fn own_time(&self) -> Option<(usize, SqlType)> {
        let last = self.relations.last().filter(|relation| relation.name.is_none())?;
        Some((last.first, SqlType::Timestamp))
    }

    /// Whether a value is the time of the rows themselves.
    pub fn is_time(&self, index: usize) -> bool {
        if let Some((own, _)) = self.own_time() {
            return own == index;
        }
        self.relations.iter().filter(|relation| relation.is_stream).any(|relation| {
            let column = index.checked_sub(relation.first).and_then(|index| relation.columns.get(index));
            column.is_some_and(|column| column.is_hidden && &*column.name == ROWTIME)
        })
    }

    fn unknown(&self, name: &Name, of: &str) -> SqlError {
        let all = self.relations.iter().flat_map(|relation| &relation.columns);
        let alike = all.clone().find(|column| column.name.eq_ignore_ascii_case(&name.text));
        let hint = match alike {
            Some(column) => format!("there is \"{}\", whose name has to be quoted", column.name),
            None => format!("there is {}", names(all.filter(|column| !column.is_hidden).map(|column| &*column.name))),
        };
        SqlError::new(name.at, format!("column '{}'{of} not found; {hint}", name.text))
    }
}

/// The first names, for a message.
pub fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => "none".to_owned(),
        count if count > SHOWN => format!("{shown} and {} more", count - SHOWN),
        _ => shown,
    }
}
