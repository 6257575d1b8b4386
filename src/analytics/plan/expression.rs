//! Expressions: names to columns, types to each operand, clear words where they do not go together.
//!
//! One walker for all clauses. What is special about a clause is its [`Place`]: where values are only to be had grouped,
//! or through a window, it is asked first.

use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::{Binary, Call, Expr as Ast, Kind};
use super::super::types::{Family, SqlType};
use super::super::value::Value;
use super::functions::{self, common};
use super::operator;
use super::scope::Scope;
use super::typed::{Expr, Typed};
use crate::patterns::regex::Pattern;

/// What can be said in a clause beyond plain columns.
pub trait Place {
    /// Takes over an expression as a whole, or leaves it to the walker.
    fn whole(&mut self, ast: &Ast) -> Sql<Option<Typed>>;
    /// A call of an aggregate, or one with a window.
    fn aggregate(&mut self, call: &Call, at: At) -> Sql<Typed>;
    /// What can be named.
    fn scope(&self) -> &Scope;
    /// Whether a column may stand alone.
    fn column(&self, at: At) -> Sql<()>;
}

/// A clause that sees rows one by one: WHERE, ON, keys, arguments of aggregates.
pub struct Plain<'a> {
    /// What can be named.
    pub scope: &'a Scope,
    /// The clause, for messages.
    pub clause: &'static str,
}

impl Place for Plain<'_> {
    fn whole(&mut self, _: &Ast) -> Sql<Option<Typed>> {
        Ok(None)
    }

    fn aggregate(&mut self, call: &Call, at: At) -> Sql<Typed> {
        Err(SqlError::new(at, format!("the aggregate {} cannot stand in {}", call.name.text, self.clause)))
    }

    fn scope(&self) -> &Scope {
        self.scope
    }

    fn column(&self, _: At) -> Sql<()> {
        Ok(())
    }
}

/// Whether a call is one of an aggregate, or of a function that needs a window.
pub fn is_aggregate(call: &Call) -> bool {
    let name = &*call.name.text;
    name == "LAG" || super::super::eval::aggregate::Kind::named(name).is_some() || call.over.is_some()
}

/// Whether an aggregate stands anywhere in an expression.
pub fn has_aggregate(ast: &Ast) -> bool {
    matches!(&ast.kind, Kind::Call(call) if is_aggregate(call)) || ast.children().into_iter().any(has_aggregate)
}

/// An expression with its type.
pub fn typed(place: &mut dyn Place, ast: &Ast) -> Sql<Typed> {
    if let Some(whole) = place.whole(ast)? {
        return Ok(whole);
    }
    let at = ast.at;
    match &ast.kind {
        Kind::Literal(value, kind) => Ok(Typed::new(Expr::Const(value.clone()), *kind)),
        Kind::Column(relation, name) => {
            let (index, kind) = place.scope().column(relation.as_ref(), name)?;
            place.column(at)?;
            Ok(Typed::new(Expr::Column(index), kind))
        }
        Kind::Negative(inner) => operator::negative(typed(place, inner)?, at),
        Kind::Not(inner) => {
            let inner = condition(place, inner, "NOT")?;
            Ok(Typed::new(Expr::Not(Box::new(inner)), SqlType::Boolean))
        }
        Kind::Binary(binary, left, right) => self::binary(place, *binary, (left, right), at),
        Kind::Is(inner, what, negated) => {
            let value = typed(place, inner)?;
            let is_truth = matches!(value.kind, SqlType::Boolean | SqlType::Null);
            if *what != super::super::sql::ast::Is::Null && !is_truth {
                return Err(SqlError::new(at, format!("IS TRUE and the like ask a BOOLEAN, found {}", value.kind)));
            }
            Ok(Typed::new(Expr::Is(Box::new(value.expr), *what, *negated), SqlType::Boolean))
        }
        Kind::Like { text, pattern, escape, negated, similar } => {
            let (text, pattern) = (typed(place, text)?, typed(place, pattern)?);
            like((text, pattern), *escape, (*negated, *similar), at)
        }
        Kind::In(inner, list, negated) => is_in(place, inner, list, *negated, at),
        Kind::Between(inner, low, high, negated) => between(place, [inner, low, high], *negated, at),
        Kind::Case(operand, branches, rest) => case(place, operand.as_deref(), branches, rest.as_deref(), at),
        Kind::Cast(inner, to) => {
            let inner = typed(place, inner)?;
            operator::castable(inner.kind, *to, at)?;
            Ok(inner.cast(*to))
        }
        Kind::Extract(unit, inner) => operator::extract(typed(place, inner)?, *unit, at),
        Kind::Round(inner, unit, is_up) => operator::round_time(typed(place, inner)?, *unit, *is_up, at),
        Kind::Step(inner, length) => operator::step(typed(place, inner)?, *length, at),
        Kind::Qualified(inner, to) => {
            let Kind::Binary(Binary::Minus, left, right) = &inner.kind else {
                let inner = typed(place, inner)?;
                operator::castable(inner.kind, *to, at)?;
                return Ok(inner.cast(*to));
            };
            let (left, right) = (typed(place, left)?, typed(place, right)?);
            operator::difference(left, right, *to, at)
        }
        Kind::Call(call) if is_aggregate(call) => place.aggregate(call, at),
        Kind::Call(call) => {
            if call.is_star || call.is_distinct {
                return Err(SqlError::new(
                    at,
                    format!("* and DISTINCT stand in aggregates only, not in {}", call.name.text),
                ));
            }
            let mut arguments = Vec::with_capacity(call.arguments.len());
            for argument in &call.arguments {
                arguments.push(typed(place, argument)?);
            }
            functions::call(&call.name.text, at, arguments)
        }
    }
}

/// An expression that has to be a truth.
pub fn condition(place: &mut dyn Place, ast: &Ast, clause: &str) -> Sql<Expr> {
    let value = typed(place, ast)?;
    match value.kind {
        SqlType::Boolean | SqlType::Null => Ok(value.expr),
        kind => Err(SqlError::new(ast.at, format!("{clause} takes a condition (BOOLEAN), found {kind}"))),
    }
}

fn binary(place: &mut dyn Place, operator: Binary, (left, right): (&Ast, &Ast), at: At) -> Sql<Typed> {
    if matches!(operator, Binary::And | Binary::Or) {
        let is_and = operator == Binary::And;
        let clause = if is_and { "AND" } else { "OR" };
        let left = Box::new(condition(place, left, clause)?);
        let right = Box::new(condition(place, right, clause)?);
        let expr = if is_and { Expr::And(left, right) } else { Expr::Or(left, right) };
        return Ok(Typed::new(expr, SqlType::Boolean));
    }
    let (left, right) = (typed(place, left)?, typed(place, right)?);
    operator::binary(operator, left, right, at)
}

fn is_in(place: &mut dyn Place, inner: &Ast, list: &[Ast], negated: bool, at: At) -> Sql<Typed> {
    let mut all = vec![typed(place, inner)?];
    for one in list {
        all.push(typed(place, one)?);
    }
    let kind = common(at, "IN", &all)?;
    let mut all = all.into_iter().map(|one| one.cast(kind).expr);
    let first = all.next().unwrap_or(Expr::Const(Value::Null));
    Ok(Typed::new(Expr::In(Box::new(first), all.collect(), negated), SqlType::Boolean))
}

fn between(place: &mut dyn Place, [inner, low, high]: [&Ast; 3], negated: bool, at: At) -> Sql<Typed> {
    let all = [typed(place, inner)?, typed(place, low)?, typed(place, high)?];
    let kind = common(at, "BETWEEN", &all)?;
    let [inner, low, high] = all.map(|one| Box::new(one.cast(kind).expr));
    let above = Expr::Compare(Binary::AtLeast, inner.clone(), low);
    let below = Expr::Compare(Binary::AtMost, inner, high);
    let both = Expr::And(Box::new(above), Box::new(below));
    let expr = if negated { Expr::Not(Box::new(both)) } else { both };
    Ok(Typed::new(expr, SqlType::Boolean))
}

fn like((text, pattern): (Typed, Typed), escape: Option<char>, (negated, similar): (bool, bool), at: At) -> Sql<Typed> {
    for side in [&text, &pattern] {
        if !matches!(side.kind.family(), Family::Text | Family::Null) {
            return Err(SqlError::new(at, format!("LIKE and SIMILAR TO compare texts, found {}", side.kind)));
        }
    }
    let text = Box::new(text.expr);
    let expr = match pattern.expr {
        Expr::Const(Value::Text(pattern)) => {
            let pattern = Pattern::of_sql(&pattern, escape, similar).map_err(|why| SqlError::new(at, why))?;
            Expr::Matches(text, pattern, negated)
        }
        pattern => Expr::MatchesAny(text, Box::new(pattern), escape, negated, similar),
    };
    Ok(Typed::new(expr, SqlType::Boolean))
}

fn case(
    place: &mut dyn Place,
    operand: Option<&Ast>,
    branches: &[(Ast, Ast)],
    rest: Option<&Ast>,
    at: At,
) -> Sql<Typed> {
    let operand = operand.map(|operand| typed(place, operand)).transpose()?;
    let mut conditions = Vec::new();
    let mut results = Vec::new();
    for (when, then) in branches {
        conditions.push(match &operand {
            None => condition(place, when, "WHEN")?,
            Some(operand) => {
                let value = typed(place, when)?;
                operator::binary(Binary::Equal, operand.clone(), value, when.at)?.expr
            }
        });
        results.push(typed(place, then)?);
    }
    results.push(match rest {
        Some(rest) => typed(place, rest)?,
        None => Typed::new(Expr::Const(Value::Null), SqlType::Null),
    });
    let kind = common(at, "CASE", &results)?;
    let mut results: Vec<Expr> = results.into_iter().map(|result| result.cast(kind).expr).collect();
    let rest = results.pop().unwrap_or(Expr::Const(Value::Null));
    let branches = conditions.into_iter().zip(results).collect();
    Ok(Typed::new(Expr::Case(branches, Box::new(rest)), kind))
}
