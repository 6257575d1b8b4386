//! SELECT into nodes: filter, grouping or windows, filter again, and the row that comes out.

use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::{Expr as Ast, Item, Kind, Query, Select};
use super::super::types::SqlType;
use super::super::value::Value;
use super::expression::{Place, Plain, condition, typed};
use super::from::{Origin, Planner, time};
use super::grouped::Grouped;
use super::scope::{Column, ROWTIME, Scope};
use super::typed::{Expr, Typed};
use super::windowed::Windowed;
use super::{Producer, Project, Work};
use std::sync::Arc;

/// An item with its type, its name where it has one, and its place.
struct Given {
    typed: Typed,
    name: Option<Arc<str>>,
    at: At,
}

/// Where a pump puts the items of its query.
pub struct Assignment {
    /// The columns of the stream without the hidden ones.
    pub columns: Vec<Column>,
    /// For each item the index of its column; `None` is ROWTIME.
    pub order: Vec<Option<usize>>,
}

impl Planner<'_> {
    /// A query: where its rows come from, and their columns.
    pub fn query(&mut self, query: &Query, assignment: Option<&Assignment>) -> Sql<(Vec<Producer>, Vec<Column>)> {
        let mut producers = Vec::new();
        let mut columns: Option<Vec<Column>> = None;
        for select in &query.selects {
            let (more, own) = self.select(select, assignment, columns.as_deref())?;
            producers.extend(more);
            columns.get_or_insert(own);
        }
        Ok((producers, columns.unwrap_or_default()))
    }

    fn select(
        &mut self,
        select: &Select,
        assignment: Option<&Assignment>,
        first: Option<&[Column]>,
    ) -> Sql<(Vec<Producer>, Vec<Column>)> {
        let Origin { mut producers, scope, .. } = self.from(&select.from, select.at)?;
        if let Some(filter) = &select.filter {
            let filter = condition(&mut Plain { scope: &scope, clause: "WHERE" }, filter, "WHERE")?;
            producers = self.pipeline.follow(&producers, Work::Filter(filter));
        }
        let items = if let Some(mut grouped) = Grouped::read(select, &scope)? {
            let items = given(&mut grouped, &select.items, None)?;
            let having = match &select.having {
                Some(having) => Some(condition(&mut grouped, having, "HAVING")?),
                None => None,
            };
            producers = self.pipeline.follow(&producers, Work::Group(grouped.finish()));
            if let Some(having) = having {
                producers = self.pipeline.follow(&producers, Work::Filter(having));
            }
            items
        } else {
            if let Some(having) = &select.having {
                return Err(SqlError::new(having.at, "HAVING filters groups; it needs GROUP BY or WINDOWED BY"));
            }
            let mut windowed = Windowed::new(&scope, select, self.catalog.rows);
            let items = given(&mut windowed, &select.items, Some(&scope))?;
            if let Some(over) = windowed.finish() {
                producers = self.pipeline.follow(&producers, Work::Over(over));
            }
            items
        };
        let (project, columns) = match (assignment, first) {
            (Some(assignment), _) => (assigned(items, assignment, select.at)?, Vec::new()),
            (None, first) => named(items, first, select.at)?,
        };
        producers = self.pipeline.follow(&producers, Work::Project(project));
        Ok((producers, columns))
    }
}

/// The items with their types; `*` stands for the columns of the scope where there is one.
fn given(place: &mut dyn Place, items: &[Item], all: Option<&Scope>) -> Sql<Vec<Given>> {
    let mut given = Vec::new();
    for item in items {
        let (of, at) = match item {
            Item::Expr(expr, alias) => {
                let typed = typed(place, expr)?;
                let name = alias.as_ref().map(|alias| alias.text.clone()).or_else(|| own_name(expr));
                given.push(Given { typed, name, at: expr.at });
                continue;
            }
            Item::All(at) => (None, *at),
            Item::AllOf(name) => (Some(name), name.at),
        };
        let Some(scope) = all else {
            return Err(SqlError::new(at, "* does not go with GROUP BY or WINDOWED BY; name the columns"));
        };
        let is_meant = |name: Option<&Arc<str>>| of.is_none_or(|of| name == Some(&of.text));
        let relations = scope.relations.iter().filter(|relation| is_meant(relation.name.as_ref()));
        let mut is_found = false;
        for relation in relations {
            is_found = true;
            let shown = relation.columns.iter().enumerate().filter(|(_, column)| !column.is_hidden);
            given.extend(shown.map(|(index, column)| Given {
                typed: Typed::new(Expr::Column(relation.first + index), column.kind),
                name: Some(column.name.clone()),
                at,
            }));
        }
        if !is_found {
            let name = of.map_or("*", |of| &*of.text);
            return Err(SqlError::new(at, format!("'{name}' is not in FROM")));
        }
    }
    Ok(given)
}

/// The name that a bare column gives its item.
fn own_name(expr: &Ast) -> Option<Arc<str>> {
    match &expr.kind {
        Kind::Column(_, name) => Some(name.text.clone()),
        _ => None,
    }
}

/// The row of a sub-query, and its columns. An item called ROWTIME is the time of the row.
fn named(items: Vec<Given>, first: Option<&[Column]>, at: At) -> Sql<(Project, Vec<Column>)> {
    let mut project = Project { items: Vec::new(), time: None };
    let mut columns = Vec::new();
    for (number, item) in (0..).zip(items) {
        let name = item.name.unwrap_or_else(|| format!("EXPR${number}").into());
        if &*name == ROWTIME {
            if project.time.is_some() || item.typed.kind != SqlType::Timestamp {
                return Err(SqlError::new(item.at, "ROWTIME is one TIMESTAMP"));
            }
            project.time = Some(item.typed.expr);
            continue;
        }
        if columns.iter().any(|column: &Column| column.name == name) {
            return Err(SqlError::new(
                item.at,
                format!("two items are called '{name}'; give one another name with AS"),
            ));
        }
        let mut typed = item.typed;
        if let Some(column) = first.and_then(|first| first.get(columns.len())).filter(|column| !column.is_hidden) {
            fits(&typed, column, item.at)?;
            typed = typed.cast(column.kind);
        }
        columns.push(Column::new(&name, typed.kind));
        project.items.push(typed.expr);
    }
    columns.push(time());
    if let Some(first) = first.filter(|first| first.len() != columns.len()) {
        let (one, other) = (first.len() - 1, columns.len() - 1);
        return Err(SqlError::new(at, format!("the queries of UNION ALL have {one} and {other} columns")));
    }
    Ok((project, columns))
}

fn fits(typed: &Typed, column: &Column, at: At) -> Sql<()> {
    if typed.kind.fits(column.kind) {
        return Ok(());
    }
    // The sentence of Calcite, whose checks the service used.
    let message = format!(
        "cannot assign to target field '{}' of type {} from a value of type {}; use CAST",
        column.name, column.kind, typed.kind
    );
    Err(SqlError::new(at, message))
}

/// The row that a pump writes.
fn assigned(items: Vec<Given>, assignment: &Assignment, at: At) -> Sql<Project> {
    if items.len() != assignment.order.len() {
        let (given, wanted) = (items.len(), assignment.order.len());
        return Err(SqlError::new(at, format!("the query has {given} items, but INSERT INTO takes {wanted} columns")));
    }
    let mut project = Project { items: vec![Expr::Const(Value::Null); assignment.columns.len()], time: None };
    for (item, place) in items.into_iter().zip(&assignment.order) {
        let Some(index) = place else {
            fits(&item.typed, &time(), item.at)?;
            project.time = Some(item.typed.cast(SqlType::Timestamp).expr);
            continue;
        };
        if let (Some(column), Some(slot)) = (assignment.columns.get(*index), project.items.get_mut(*index)) {
            fits(&item.typed, column, item.at)?;
            *slot = item.typed.cast(column.kind).expr;
        }
    }
    Ok(project)
}
