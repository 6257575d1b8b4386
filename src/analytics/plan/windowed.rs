//! Calls with OVER: windows that end with each row.

use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::{Call, Expr as Ast, Frame, Kind, Over as AstOver, Select, Window};
use super::super::types::SqlType;
use super::super::value::Value;
use super::expression::{Place, Plain, typed};
use super::functions::common;
use super::grouped;
use super::program::RowsPreceding;
use super::scope::{Scope, names};
use super::typed::{Expr, Typed};
use super::{Over, OverCall, OverFunction, OverWindow};

/// So many rows back LAG looks at most. This lab's own limit.
const LAG_MAX: i64 = 10_000;

/// The items of a select without a grouping: they see the row's columns, and windows.
pub struct Windowed<'a> {
    scope: &'a Scope,
    select: &'a Select,
    rows: RowsPreceding,
    over: Over,
}

impl<'a> Windowed<'a> {
    /// For the items of a select.
    pub fn new(scope: &'a Scope, select: &'a Select, rows: RowsPreceding) -> Self {
        Self { scope, select, rows, over: Over { windows: Vec::new(), calls: Vec::new() } }
    }

    /// The work of a node, if there was any call.
    pub fn finish(self) -> Option<Over> {
        (!self.over.calls.is_empty()).then_some(self.over)
    }

    /// The index of a window, which is made when it is new.
    fn window(&mut self, window: &Window) -> Sql<usize> {
        let mut plain = Plain { scope: self.scope, clause: "PARTITION BY" };
        let mut partition = Vec::new();
        for key in &window.partition {
            partition.push(typed(&mut plain, key)?.expr);
        }
        let frame = match window.frame {
            Frame::Rows(count) => self.rows.frame(count),
            frame => frame,
        };
        let made = OverWindow { partition, frame };
        let index = self.over.windows.iter().position(|other| *other == made);
        Ok(index.unwrap_or_else(|| {
            self.over.windows.push(made);
            self.over.windows.len() - 1
        }))
    }

    fn lag(&self, call: &Call, at: At) -> Sql<(OverFunction, Typed)> {
        let mut plain = Plain { scope: self.scope, clause: "LAG" };
        let (value, rest) = match call.arguments.split_first() {
            Some((value, rest)) if rest.len() < 3 && !call.is_distinct => (typed(&mut plain, value)?, rest),
            _ => return Err(SqlError::new(at, "LAG takes a value, a number of rows and a default")),
        };
        let count = match rest.first().map(|count| &count.kind) {
            None => 1,
            Some(Kind::Literal(Value::Int(count), _)) if (0..=LAG_MAX).contains(count) => *count,
            Some(_) => return Err(SqlError::new(at, format!("LAG looks 0 to {LAG_MAX} rows back, given as a number"))),
        };
        let mut default = Value::Null;
        let mut value = value;
        if let Some(other) = rest.get(1) {
            let other = typed(&mut plain, other)?;
            let kind = common(at, "LAG", &[value.clone(), other.clone()])?;
            let Expr::Const(constant) = other.expr else {
                return Err(SqlError::new(at, "the default of LAG is a literal"));
            };
            default = super::super::eval::cast::cast(&constant, other.kind, kind)
                .map_err(|fault| SqlError::new(at, fault.message))?;
            value = value.cast(kind);
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok((OverFunction::Lag(count, default), value))
    }
}

impl Place for Windowed<'_> {
    fn whole(&mut self, _: &Ast) -> Sql<Option<Typed>> {
        Ok(None)
    }

    fn aggregate(&mut self, call: &Call, at: At) -> Sql<Typed> {
        let name = &*call.name.text;
        let Some(over) = &call.over else {
            let message = format!(
                "{name} over a stream needs a window: GROUP BY … STEP(ROWTIME BY INTERVAL '60' SECOND), WINDOWED BY STAGGER (…), \
                 or OVER (… RANGE INTERVAL '60' SECOND PRECEDING)"
            );
            return Err(SqlError::new(at, message));
        };
        let select = self.select;
        let window = match over {
            AstOver::Inline(window) => window,
            AstOver::Named(name) => {
                let Some((_, window)) = select.windows.iter().find(|(other, _)| other.text == name.text) else {
                    let known = names(select.windows.iter().map(|(name, _)| &*name.text));
                    let message = format!("window '{}' not found; the clause WINDOW has {known}", name.text);
                    return Err(SqlError::new(name.at, message));
                };
                window
            }
        };
        let (function, argument, kind) = if name == "LAG" {
            let (function, value) = self.lag(call, at)?;
            (function, value.expr, value.kind)
        } else {
            if super::super::eval::aggregate::Kind::named(name).is_none() {
                return Err(SqlError::new(at, format!("{name} does not go with OVER")));
            }
            let (made, kind): (_, SqlType) = grouped::read(call, at, self.scope)?;
            (OverFunction::Aggregate(made.kind, made.is_distinct), made.argument, kind)
        };
        let window = self.window(window)?;
        let made = OverCall { window, function, argument };
        let index = self.over.calls.iter().position(|other| *other == made).unwrap_or_else(|| {
            self.over.calls.push(made);
            self.over.calls.len() - 1
        });
        Ok(Typed::new(Expr::Column(self.scope.width() + index), kind))
    }

    fn scope(&self) -> &Scope {
        self.scope
    }

    fn column(&self, _: At) -> Sql<()> {
        Ok(())
    }
}
