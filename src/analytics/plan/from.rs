//! FROM: streams, tables, sub-queries and joins into producers and a scope.

use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::{Frame, Name, Query, Relation as Ast, Window};
use super::super::types::SqlType;
use super::super::value::Value;
use super::expression::{Plain, condition};
use super::program::Catalog;
use super::scope::{Column, ROWTIME, Relation, Scope, names};
use super::typed::Expr;
use super::{ITEM_TYPE, JoinStreams, JoinTable, Pipeline, Port, Producer, StreamId, TableId, TopItems, Work};
use std::sync::Arc;

/// What a relation of FROM came to.
pub struct Origin {
    /// Where its rows come from; nothing for a table, which has no rows of its own accord.
    pub producers: Vec<Producer>,
    /// What can be named.
    pub scope: Scope,
    table: Option<TableId>,
    window: Option<(Frame, At)>,
    /// Whether two streams were joined in it.
    is_joined: bool,
}

/// A planner of one pump.
pub struct Planner<'a> {
    /// What is there to be read.
    pub catalog: &'a Catalog,
    /// What is built.
    pub pipeline: Pipeline,
}

impl Planner<'_> {
    /// A whole FROM; it has to read a stream.
    pub fn from(&mut self, ast: &Ast, at: At) -> Sql<Origin> {
        let origin = self.relation(ast)?;
        if let Some((_, at)) = origin.window {
            return Err(SqlError::new(
                at,
                "OVER behind a stream is for joins of two streams; here rows come one by one",
            ));
        }
        if origin.table.is_some() {
            return Err(SqlError::new(at, "a query reads a stream; join the reference table to one"));
        }
        Ok(origin)
    }

    fn relation(&mut self, ast: &Ast) -> Sql<Origin> {
        match ast {
            Ast::Named { name, alias, over } => self.named(name, alias.as_ref(), over.as_ref()),
            Ast::Query { query, alias, over, at } => {
                let (producers, columns) = self.query(query, None)?;
                let name = alias.as_ref().map_or_else(|| format!("query at {at}").into(), |alias| alias.text.clone());
                Ok(Origin::new(producers, relation(name, columns, true), window(over.as_ref())?))
            }
            Ast::TopItems { query, column, count, seconds, alias } => {
                let node = self.top_items(query, column, (*count, *seconds))?;
                let columns = vec![Column::new("ITEM", ITEM_TYPE), Column::new("ITEM_COUNT", SqlType::Double), time()];
                let name = alias.as_ref().map_or_else(|| "TOP_K_ITEMS_TUMBLING".into(), |alias| alias.text.clone());
                Ok(Origin::new(vec![Producer::Node(node)], relation(name, columns, true), None))
            }
            Ast::Join { left, right, is_left, on, at } => {
                let (left, right) = (self.relation(left)?, self.relation(right)?);
                self.join(&left, &right, *is_left, on.as_ref(), *at)
            }
        }
    }

    fn named(&mut self, name: &Name, alias: Option<&Name>, over: Option<&Window>) -> Sql<Origin> {
        let called = alias.unwrap_or(name).text.clone();
        if let Some((id, stream)) = self.catalog.stream(&name.text) {
            let own = relation(called, stream.columns.clone(), true);
            return Ok(Origin::new(vec![Producer::Stream(id)], own, window(over)?));
        }
        if let Some((id, table)) = self.catalog.table(&name.text) {
            if let Some(over) = over {
                return Err(SqlError::new(over.at, "a reference table has no window: all of it is looked at"));
            }
            let mut origin = Origin::new(Vec::new(), relation(called, table.columns.clone(), false), None);
            origin.table = Some(id);
            return Ok(origin);
        }
        Err(unknown_stream(self.catalog, name, "stream or reference table"))
    }

    fn top_items(&mut self, query: &Query, column: &Name, (count, seconds): (i64, i64)) -> Sql<usize> {
        let (producers, columns) = self.query(query, None)?;
        let scope = Scope { relations: vec![relation("CURSOR".into(), columns, true)] };
        // The name stands between apostrophes, so it may be written in small letters.
        let found = scope.column(None, column).or_else(|error| {
            let upper = Name { text: column.text.to_uppercase().into(), at: column.at };
            scope.column(None, &upper).map_err(|_| error)
        });
        let (index, kind) = found?;
        let item = Expr::Cast(Box::new(Expr::Column(index)), kind, ITEM_TYPE);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let node = self.pipeline.add(Work::TopItems(TopItems { item, count, length: seconds * 1_000 }));
        self.pipeline.connect(&producers, Port { node, is_right: false });
        Ok(node)
    }

    fn join(
        &mut self,
        left: &Origin,
        right: &Origin,
        is_left: bool,
        on: Option<&super::super::sql::ast::Expr>,
        at: At,
    ) -> Sql<Origin> {
        let mut scope = left.scope.clone();
        let offset = scope.width();
        for relation in &right.scope.relations {
            if scope.relations.iter().any(|other| other.name == relation.name) {
                let name = relation.name.as_deref().unwrap_or_default();
                return Err(SqlError::new(
                    at,
                    format!("both sides of the join are called '{name}'; give one another name with AS"),
                ));
            }
            scope.relations.push(Relation { first: relation.first + offset, ..relation.clone() });
        }
        let on = match on {
            Some(on) => condition(&mut Plain { scope: &scope, clause: "ON" }, on, "ON")?,
            None => Expr::Const(Value::Bool(true)),
        };
        match (left.table, right.table) {
            (Some(_), Some(_)) => Err(SqlError::new(at, "a join of two reference tables reads no stream")),
            (None, Some(table)) => self.join_table(left, scope, (table, false), on, (is_left, at)),
            (Some(table), None) if !is_left => self.join_table(right, scope, (table, true), on, (false, at)),
            (Some(_), None) => {
                Err(SqlError::new(at, "in a LEFT JOIN with a reference table the stream stands on the left"))
            }
            (None, None) if is_left => Err(SqlError::new(
                at,
                "outer joins of two streams are not supported; LEFT JOIN takes a reference table",
            )),
            (None, None) => self.join_streams(left, right, scope, on, at),
        }
    }

    fn join_table(
        &mut self,
        stream: &Origin,
        scope: Scope,
        (table, is_first): (TableId, bool),
        on: Expr,
        (is_left, at): (bool, At),
    ) -> Sql<Origin> {
        if let Some((_, at)) = stream.window {
            return Err(SqlError::new(at, "a join with a reference table needs no window"));
        }
        if stream.is_joined && is_first {
            return Err(SqlError::new(at, "a joined reference table stands behind the streams"));
        }
        let nulls = is_left.then(|| scope.width() - stream.scope.width());
        let work = Work::JoinTable(JoinTable { table, is_first, on, nulls });
        let producers = self.pipeline.follow(&stream.producers, work);
        let mut origin = Origin { producers, scope, table: None, window: None, is_joined: stream.is_joined };
        origin.keep_own_time_last();
        Ok(origin)
    }

    fn join_streams(&mut self, left: &Origin, right: &Origin, mut scope: Scope, on: Expr, at: At) -> Sql<Origin> {
        if left.is_joined || right.is_joined {
            let message = "a query joins two streams at most; let a pump write the first join to a stream of its own";
            return Err(SqlError::new(at, message));
        }
        if left.window.is_none() && right.window.is_none() {
            let message = "a join of two streams needs a window on one side at least: a OVER (RANGE INTERVAL '1' MINUTE PRECEDING) AS x";
            return Err(SqlError::new(at, message));
        }
        let frames = [left.window.map(|(frame, _)| frame), right.window.map(|(frame, _)| frame)];
        let node = self.pipeline.add(Work::JoinStreams(JoinStreams { frames, on }));
        self.pipeline.connect(&left.producers, Port { node, is_right: false });
        self.pipeline.connect(&right.producers, Port { node, is_right: true });
        scope.relations.push(Relation { name: None, columns: vec![time()], first: scope.width(), is_stream: true });
        Ok(Origin { producers: vec![Producer::Node(node)], scope, table: None, window: None, is_joined: true })
    }
}

impl Origin {
    fn new(producers: Vec<Producer>, relation: Relation, window: Option<(Frame, At)>) -> Self {
        let scope = Scope { relations: vec![relation] };
        Self { producers, scope, table: None, window, is_joined: false }
    }

    /// The ROWTIME of a join is asked for last, wherever its value stands.
    fn keep_own_time_last(&mut self) {
        self.scope.relations.sort_by_key(|relation| relation.name.is_none());
    }
}

fn relation(name: Arc<str>, columns: Vec<Column>, is_stream: bool) -> Relation {
    Relation { name: Some(name), columns, first: 0, is_stream }
}

/// The hidden column of every stream.
pub fn time() -> Column {
    Column::hidden(ROWTIME, SqlType::Timestamp)
}

fn window(over: Option<&Window>) -> Sql<Option<(Frame, At)>> {
    let Some(over) = over else { return Ok(None) };
    if !over.partition.is_empty() {
        return Err(SqlError::new(over.at, "the window of a join has no PARTITION BY; compare the columns in ON"));
    }
    Ok(Some((over.frame, over.at)))
}

/// An error about a stream that is not there.
pub fn unknown_stream(catalog: &Catalog, name: &Name, what: &str) -> SqlError {
    let all =
        || catalog.streams.iter().map(|stream| &*stream.name).chain(catalog.tables.iter().map(|table| &*table.name));
    let alike = all().find(|other| other.eq_ignore_ascii_case(&name.text));
    let hint = match alike {
        Some(other) => format!("there is \"{other}\", whose name has to be quoted"),
        None => format!("there is {}", names(all())),
    };
    SqlError::new(name.at, format!("{what} '{}' not found; {hint}", name.text))
}

/// The number of a stream, as the error of a pump that writes it has it.
pub fn target(catalog: &Catalog, name: &Name) -> Sql<StreamId> {
    catalog.stream(&name.text).map(|(id, _)| id).ok_or_else(|| unknown_stream(catalog, name, "stream"))
}
