//! Calls: the plain ones, and those whose arguments have words between them.

use super::super::error::{At, Sql, SqlError};
use super::super::types::SqlType;
use super::super::value::Value;
use super::ast::{Call, Expr, Kind, Name, Over};
use super::cursor::{Cursor, expr};
use super::lex::Tok;

/// Functions that are written without brackets.
pub(super) const WITHOUT_BRACKETS: [&str; 6] =
    ["CURRENT_TIMESTAMP", "CURRENT_ROW_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME"];

/// A call of values alone.
pub(super) fn plain(name: Name, arguments: Vec<Expr>) -> Sql<Expr> {
    let at = name.at;
    let call = Call { name, is_star: false, is_distinct: false, arguments, over: None };
    expr(Kind::Call(Box::new(call)), at)
}

impl Cursor {
    /// A call; a word and a bracket stand here.
    pub(super) fn call(&mut self) -> Sql<Expr> {
        let at = self.at();
        let Tok::Word(word) = self.peek() else { return self.expected("a function") };
        let name = Name { text: word.as_str().into(), at };
        self.advance();
        self.expect_sign("(")?;
        let made = match &*name.text {
            "CAST" => self.cast(at)?,
            "EXTRACT" => self.extract(at)?,
            "FLOOR" | "CEIL" | "CEILING" => self.rounding(name)?,
            "STEP" => self.step(at)?,
            "SUBSTRING" => self.substring(name)?,
            "TRIM" => self.trim(at)?,
            "POSITION" => {
                let part = self.concatenation()?;
                self.expect(&["IN"])?;
                plain(name, vec![part, self.expression()?])?
            }
            "OVERLAY" => self.overlay(name)?,
            "MONOTONIC" => self.expression()?,
            "CURSOR" | "TABLE" => {
                return Err(SqlError::new(at, format!("{} is only supported in FROM TABLE(…)", name.text)));
            }
            _ => return self.arguments(name),
        };
        self.expect_sign(")")?;
        Ok(made)
    }

    /// An operand that the word IN or FROM follows.
    fn concatenation(&mut self) -> Sql<Expr> {
        self.nested(Self::operand)
    }

    /// Arguments of a plain call, up to the window behind it.
    fn arguments(&mut self, name: Name) -> Sql<Expr> {
        let at = name.at;
        let mut call = Call { name, is_star: false, is_distinct: false, arguments: Vec::new(), over: None };
        if self.take_sign("*") {
            call.is_star = true;
        } else if !self.is_sign(")") {
            call.is_distinct = self.take(&["DISTINCT"]);
            if !call.is_distinct {
                self.take(&["ALL"]);
            }
            call.arguments = self.list(Self::expression)?;
        }
        self.expect_sign(")")?;
        self.take(&["RESPECT", "NULLS"]);
        if self.is_words(&["IGNORE", "NULLS"]) {
            return Err(SqlError::new(self.at(), "IGNORE NULLS is not supported; leave it out or write RESPECT NULLS"));
        }
        if self.is_words(&["FILTER"]) && *self.peek_at(1) == Tok::Sign("(") {
            return Err(SqlError::new(self.at(), "FILTER is not supported; aggregate a CASE, or filter in WHERE"));
        }
        if self.take(&["OVER"]) {
            call.over = Some(if self.is_sign("(") {
                Over::Inline(Box::new(self.window()?))
            } else {
                Over::Named(self.name("the name of a window or '('")?)
            });
        }
        expr(Kind::Call(Box::new(call)), at)
    }

    fn cast(&mut self, at: At) -> Sql<Expr> {
        let inner = self.expression()?;
        self.expect(&["AS"])?;
        let kind = self.sql_type()?;
        expr(Kind::Cast(Box::new(inner), kind), at)
    }

    fn extract(&mut self, at: At) -> Sql<Expr> {
        let unit = if self.take(&["DOW"]) { None } else { Some(self.unit()?) };
        self.expect(&["FROM"])?;
        let inner = self.expression()?;
        expr(Kind::Extract(unit, Box::new(inner)), at)
    }

    /// FLOOR and CEIL of a number, or of a time to a unit.
    fn rounding(&mut self, name: Name) -> Sql<Expr> {
        let inner = self.expression()?;
        if self.take(&["TO"]) {
            let (at, unit) = (name.at, self.unit()?);
            return expr(Kind::Round(Box::new(inner), unit, &*name.text != "FLOOR"), at);
        }
        plain(name, vec![inner])
    }

    fn step(&mut self, at: At) -> Sql<Expr> {
        let inner = self.expression()?;
        self.expect(&["BY"])?;
        let length = self.length("the step")?;
        expr(Kind::Step(Box::new(inner), length), at)
    }

    /// `SUBSTRING(x FROM n [FOR m])` or with commas.
    fn substring(&mut self, name: Name) -> Sql<Expr> {
        let mut arguments = vec![self.expression()?];
        if !self.take(&["FROM"]) && !self.take_sign(",") {
            return self.expected("FROM or ','");
        }
        arguments.push(self.expression()?);
        if self.take(&["FOR"]) || self.take_sign(",") {
            arguments.push(self.expression()?);
        }
        plain(name, arguments)
    }

    /// `TRIM([BOTH | LEADING | TRAILING] [c] FROM x)` or `TRIM(x)`.
    fn trim(&mut self, at: At) -> Sql<Expr> {
        let sides = ["BOTH", "LEADING", "TRAILING"].into_iter().find(|side| self.is_words(&[side]));
        if sides.is_some() {
            self.advance();
        }
        let side = format!("TRIM_{}", sides.unwrap_or("BOTH"));
        let name = Name { text: side.into(), at };
        let space = || expr(Kind::Literal(Value::text(" "), SqlType::Char(1)), at);
        let first = if self.is_words(&["FROM"]) { space()? } else { self.concatenation()? };
        if self.take(&["FROM"]) {
            return plain(name, vec![first, self.expression()?]);
        }
        if sides.is_some() {
            return self.expected("FROM");
        }
        plain(name, vec![space()?, first])
    }

    /// `OVERLAY(x PLACING y FROM n [FOR m])`.
    fn overlay(&mut self, name: Name) -> Sql<Expr> {
        let mut arguments = vec![self.expression()?];
        self.expect(&["PLACING"])?;
        arguments.push(self.expression()?);
        self.expect(&["FROM"])?;
        arguments.push(self.expression()?);
        if self.take(&["FOR"]) {
            arguments.push(self.expression()?);
        }
        plain(name, arguments)
    }
}
