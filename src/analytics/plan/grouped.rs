//! GROUP BY and WINDOWED BY: keys, aggregates, and which windows on ROWTIME end the groups.

use super::super::error::{At, Sql, SqlError};
use super::super::eval::aggregate;
use super::super::sql::ast::{Call, Expr as Ast, Grouping, Kind, Select};
use super::super::types::SqlType;
use super::super::value::Value;
use super::expression::{Place, Plain, has_aggregate, typed};
use super::scope::Scope;
use super::typed::{Expr, Function, Typed};
use super::{AggregateCall, Closing, Group, Tumble};

/// A clause behind the grouping: it sees keys and aggregates.
pub struct Grouped<'a> {
    scope: &'a Scope,
    keys: Vec<Typed>,
    aggregates: Vec<(AggregateCall, SqlType)>,
    closing: Closing,
}

impl<'a> Grouped<'a> {
    /// Reads the grouping of a select; nothing when there is none and no aggregate asks for one.
    pub fn read(select: &Select, scope: &'a Scope) -> Sql<Option<Self>> {
        let (keys, at) = match &select.grouping {
            Grouping::None => return Ok(None),
            Grouping::By(keys, at) => (keys, *at),
            Grouping::Stagger(keys, _) | Grouping::Session(keys, _) => (keys, select.at),
        };
        let mut plain = Plain { scope, clause: "GROUP BY" };
        let mut typed_keys = Vec::with_capacity(keys.len());
        for key in keys {
            if matches!(key.kind, Kind::Literal(..)) {
                return Err(SqlError::new(key.at, "GROUP BY takes expressions, not numbers of items"));
            }
            typed_keys.push(typed(&mut plain, key)?);
        }
        let closing = match &select.grouping {
            Grouping::Stagger(_, length) => Closing::Stagger(*length),
            Grouping::Session(_, gap) => Closing::Session(*gap),
            _ => Closing::Tumbling(tumbles(&typed_keys, scope, at)?),
        };
        Ok(Some(Self { scope, keys: typed_keys, aggregates: Vec::new(), closing }))
    }

    /// The work of the node.
    pub fn finish(self) -> Group {
        let keys = self.keys.into_iter().map(|key| key.expr).collect();
        Group { keys, aggregates: self.aggregates.into_iter().map(|(call, _)| call).collect(), closing: self.closing }
    }
}

/// The windows on ROWTIME among the keys.
fn tumbles(keys: &[Typed], scope: &Scope, at: At) -> Sql<Vec<Tumble>> {
    let found: Vec<Tumble> = keys.iter().filter_map(|key| tumble(&key.expr, scope)).collect();
    if found.is_empty() {
        let message = "a stream has no end, so GROUP BY needs a window on ROWTIME: add STEP(ROWTIME BY INTERVAL '60' SECOND) \
                       or FLOOR(ROWTIME TO MINUTE), or use WINDOWED BY STAGGER";
        return Err(SqlError::new(at, message));
    }
    Ok(found)
}

/// The window that a key stands for: STEP or FLOOR of ROWTIME, ROWTIME itself, or the older form
/// `FLOOR((ROWTIME - TIMESTAMP '…') SECOND / 10 TO SECOND)`.
fn tumble(key: &Expr, scope: &Scope) -> Option<Tumble> {
    let is_time = |expr: &Expr| matches!(expr, Expr::Column(index) if scope.is_time(*index));
    match key {
        expr if is_time(expr) => Some(Tumble::Step(1, 0)),
        Expr::Call(Function::Step(length), arguments) if arguments.first().is_some_and(is_time) => {
            Some(Tumble::Step(*length, 0))
        }
        Expr::Call(Function::RoundTime(unit, false), arguments) => {
            let inner = arguments.first()?;
            if is_time(inner) {
                return Some(Tumble::Unit(*unit));
            }
            let (length, factor) = match inner {
                Expr::Scale(length, factor, true) => match &**factor {
                    Expr::Const(Value::Int(factor)) if *factor > 0 => (&**length, *factor),
                    _ => return None,
                },
                other => (other, 1),
            };
            let inner = match length {
                Expr::Cast(inner, _, _) => inner,
                other => other,
            };
            let Expr::Difference(left, right, false) = inner else { return None };
            let Expr::Const(Value::Timestamp(start)) = &**right else { return None };
            is_time(left).then(|| Tumble::Step(unit.size().saturating_mul(factor), *start))
        }
        _ => None,
    }
}

impl Place for Grouped<'_> {
    fn whole(&mut self, ast: &Ast) -> Sql<Option<Typed>> {
        if has_aggregate(ast) || matches!(ast.kind, Kind::Literal(..)) {
            return Ok(None);
        }
        let plain = typed(&mut Plain { scope: self.scope, clause: "SELECT" }, ast)?;
        let index = self.keys.iter().position(|key| *key == plain);
        Ok(index.map(|index| Typed::new(Expr::Column(index), plain.kind)))
    }

    fn aggregate(&mut self, call: &Call, at: At) -> Sql<Typed> {
        if call.over.is_some() {
            return Err(SqlError::new(at, "a query has either GROUP BY or OVER; put one of them into a sub-query"));
        }
        let (made, kind) = read(call, at, self.scope)?;
        let index = self.aggregates.iter().position(|(other, _)| *other == made).unwrap_or_else(|| {
            self.aggregates.push((made, kind));
            self.aggregates.len() - 1
        });
        Ok(Typed::new(Expr::Column(self.keys.len() + index), kind))
    }

    fn scope(&self) -> &Scope {
        self.scope
    }

    fn column(&self, at: At) -> Sql<()> {
        let message = "this column is not grouped: add it to GROUP BY (or PARTITION BY), or put it into an aggregate";
        Err(SqlError::new(at, message))
    }
}

/// An aggregate with its argument, and the type of its result.
pub fn read(call: &Call, at: At, scope: &Scope) -> Sql<(AggregateCall, SqlType)> {
    let name = &*call.name.text;
    let Some(mut kind) = aggregate::Kind::named(name) else {
        return Err(SqlError::new(at, format!("{name} needs a window: write OVER (… ROWS n PRECEDING)")));
    };
    if call.is_star {
        if kind != aggregate::Kind::Count {
            return Err(SqlError::new(at, format!("* stands in COUNT(*) only, not in {name}")));
        }
        kind = aggregate::Kind::CountRows;
        let argument = Expr::Const(Value::Null);
        return Ok((AggregateCall { kind, is_distinct: false, argument }, SqlType::BigInt));
    }
    let [argument] = call.arguments.as_slice() else {
        return Err(SqlError::new(at, format!("{name} takes 1 argument, found {}", call.arguments.len())));
    };
    let argument = typed(&mut Plain { scope, clause: "another aggregate" }, argument)?;
    let Some(result) = kind.result(argument.kind) else {
        return Err(SqlError::new(at, format!("{name} takes a number, found {}", argument.kind)));
    };
    Ok((AggregateCall { kind, is_distinct: call.is_distinct, argument: argument.expr }, result))
}
