//! Expressions, by the precedence of standard SQL: OR, AND, NOT, predicates, sums and `||`, products, signs.

use super::super::error::{At, Sql, SqlError};
use super::ast::{Binary, Expr, Is, Kind};
use super::cursor::{Cursor, expr};
use super::lex::Tok;
use super::literal::{number, text_type};
use crate::analytics::types::Unit;
use crate::analytics::value::Value;

impl Cursor {
    pub(super) fn expression(&mut self) -> Sql<Expr> {
        self.nested(Self::disjunction)
    }

    fn disjunction(&mut self) -> Sql<Expr> {
        let mut left = self.conjunction()?;
        loop {
            let at = self.at();
            if !self.take(&["OR"]) {
                return Ok(left);
            }
            left = binary(Binary::Or, left, self.conjunction()?, at)?;
        }
    }

    fn conjunction(&mut self) -> Sql<Expr> {
        let mut left = self.negation()?;
        loop {
            let at = self.at();
            if !self.take(&["AND"]) {
                return Ok(left);
            }
            left = binary(Binary::And, left, self.negation()?, at)?;
        }
    }

    fn negation(&mut self) -> Sql<Expr> {
        let at = self.at();
        if self.take(&["NOT"]) {
            let inner = self.nested(Self::negation)?;
            return expr(Kind::Not(Box::new(inner)), at);
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Sql<Expr> {
        let mut left = self.sum()?;
        loop {
            let at = self.at();
            if let Some(operator) = self.comparison() {
                self.advance();
                left = binary(operator, left, self.sum()?, at)?;
                continue;
            }
            if self.take(&["IS"]) {
                left = self.is_test(left, at)?;
                continue;
            }
            let negated = self.is_words(&["NOT"]) && {
                let next = self.peek_at(1);
                ["LIKE", "SIMILAR", "IN", "BETWEEN"].iter().any(|word| *next == Tok::Word((*word).to_owned()))
            };
            if negated {
                self.advance();
            }
            left = if self.take(&["BETWEEN"]) {
                self.between(left, negated, at)?
            } else if self.take(&["IN"]) {
                self.in_list(left, negated, at)?
            } else if self.take(&["LIKE"]) {
                self.like(left, (negated, false), at)?
            } else if self.take(&["SIMILAR", "TO"]) {
                self.like(left, (negated, true), at)?
            } else {
                return Ok(left);
            };
        }
    }

    fn comparison(&self) -> Option<Binary> {
        let Tok::Sign(sign) = self.peek() else { return None };
        Some(match *sign {
            "=" => Binary::Equal,
            "<>" => Binary::Unequal,
            "<" => Binary::Less,
            "<=" => Binary::AtMost,
            ">" => Binary::Greater,
            ">=" => Binary::AtLeast,
            _ => return None,
        })
    }

    fn is_test(&mut self, left: Expr, at: At) -> Sql<Expr> {
        let negated = self.take(&["NOT"]);
        for (word, what) in [("NULL", Is::Null), ("TRUE", Is::True), ("FALSE", Is::False), ("UNKNOWN", Is::Unknown)] {
            if self.take(&[word]) {
                return expr(Kind::Is(Box::new(left), what, negated), at);
            }
        }
        self.expected("NULL, TRUE, FALSE or UNKNOWN behind IS")
    }

    fn between(&mut self, left: Expr, negated: bool, at: At) -> Sql<Expr> {
        let low = self.sum()?;
        self.expect(&["AND"])?;
        let high = self.sum()?;
        expr(Kind::Between(Box::new(left), Box::new(low), Box::new(high), negated), at)
    }

    fn in_list(&mut self, left: Expr, negated: bool, at: At) -> Sql<Expr> {
        self.expect_sign("(")?;
        if self.is_words(&["SELECT"]) {
            return Err(SqlError::new(
                self.at(),
                "IN takes a list of values; a query there is not supported: use a JOIN",
            ));
        }
        let list = self.list(Self::expression)?;
        self.expect_sign(")")?;
        expr(Kind::In(Box::new(left), list, negated), at)
    }

    fn like(&mut self, left: Expr, (negated, similar): (bool, bool), at: At) -> Sql<Expr> {
        let pattern = self.sum()?;
        let mut escape = None;
        if self.take(&["ESCAPE"]) {
            let place = self.at();
            let text = self.text("a character between apostrophes")?;
            let mut chars = text.chars();
            let (Some(c), None) = (chars.next(), chars.next()) else {
                return Err(SqlError::new(place, "ESCAPE takes one character"));
            };
            escape = Some(c);
        }
        let (text, pattern) = (Box::new(left), Box::new(pattern));
        expr(Kind::Like { text, pattern, escape, negated, similar }, at)
    }

    /// An operand of a predicate, which ends before words such as IN.
    pub(super) fn operand(&mut self) -> Sql<Expr> {
        self.sum()
    }

    fn sum(&mut self) -> Sql<Expr> {
        let mut left = self.product()?;
        loop {
            let at = self.at();
            let operator = if self.take_sign("+") {
                Binary::Plus
            } else if self.take_sign("-") {
                Binary::Minus
            } else if self.take_sign("||") {
                Binary::Concat
            } else {
                return Ok(left);
            };
            left = binary(operator, left, self.product()?, at)?;
        }
    }

    fn product(&mut self) -> Sql<Expr> {
        let mut left = self.signed()?;
        loop {
            let at = self.at();
            let operator = if self.take_sign("*") {
                Binary::Times
            } else if self.take_sign("/") {
                Binary::Divided
            } else {
                return Ok(left);
            };
            left = binary(operator, left, self.signed()?, at)?;
        }
    }

    fn signed(&mut self) -> Sql<Expr> {
        let at = self.at();
        if self.take_sign("-") {
            let inner = self.nested(Self::signed)?;
            return expr(Kind::Negative(Box::new(inner)), at);
        }
        if self.take_sign("+") {
            return self.nested(Self::signed);
        }
        self.primary()
    }

    fn primary(&mut self) -> Sql<Expr> {
        let at = self.at();
        if let Some(kind) = self.named_literal()? {
            return expr(kind, at);
        }
        let kind = match self.peek() {
            Tok::Number(text) => number(text, at)?,
            Tok::Text(text) => Kind::Literal(Value::text(text), text_type(text)),
            Tok::Sign("(") => return self.brackets(),
            Tok::Word(_) | Tok::Quoted(_) => return self.named(),
            _ => return self.expected("an expression"),
        };
        self.advance();
        expr(kind, at)
    }

    /// `(x)`, or `(x - y) MINUTE`.
    fn brackets(&mut self) -> Sql<Expr> {
        let at = self.at();
        self.expect_sign("(")?;
        if self.is_words(&["SELECT"]) {
            let message =
                "a query inside an expression is not supported; put it into FROM, or into a stream of its own";
            return Err(SqlError::new(self.at(), message));
        }
        let inner = self.expression()?;
        if self.is_sign(",") {
            return Err(SqlError::new(self.at(), "lists of values in brackets are only supported behind IN"));
        }
        self.expect_sign(")")?;
        let is_unit = matches!(self.peek(), Tok::Word(word) if Unit::named(word).is_some());
        if is_unit {
            let kind = self.units()?;
            return expr(Kind::Qualified(Box::new(inner), kind), at);
        }
        Ok(inner)
    }

    /// A column, a function, or what else begins with a word.
    fn named(&mut self) -> Sql<Expr> {
        let at = self.at();
        if self.take(&["CASE"]) {
            return self.case(at);
        }
        if self.is_words(&["EXISTS"]) {
            return Err(SqlError::new(at, "EXISTS is not supported; use a JOIN"));
        }
        let is_call = matches!((self.peek(), self.peek_at(1)), (Tok::Word(_), Tok::Sign("(")));
        if is_call {
            return self.call();
        }
        let first = self.name("an expression")?;
        if !self.take_sign(".") {
            let is_call = super::function::WITHOUT_BRACKETS.contains(&&*first.text);
            return if is_call {
                super::function::plain(first, Vec::new())
            } else {
                expr(Kind::Column(None, first), at)
            };
        }
        if self.is_sign("*") {
            return Err(SqlError::new(self.at(), "* is not a value; write it as an item of SELECT, or in COUNT(*)"));
        }
        let second = self.name("a column")?;
        if self.is_sign(".") {
            return Err(SqlError::new(self.at(), "names have at most two parts here: stream and column"));
        }
        expr(Kind::Column(Some(first), second), at)
    }

    fn case(&mut self, at: At) -> Sql<Expr> {
        let operand = if self.is_words(&["WHEN"]) { None } else { Some(Box::new(self.expression()?)) };
        let mut branches = Vec::new();
        while self.take(&["WHEN"]) {
            let when = self.expression()?;
            self.expect(&["THEN"])?;
            branches.push((when, self.expression()?));
            if branches.len() > super::COLUMNS_MAX {
                return Err(SqlError::new(at, "CASE has too many branches"));
            }
        }
        if branches.is_empty() {
            return self.expected("WHEN");
        }
        let rest = if self.take(&["ELSE"]) { Some(Box::new(self.expression()?)) } else { None };
        self.expect(&["END"])?;
        expr(Kind::Case(operand, branches, rest), at)
    }
}

fn binary(operator: Binary, left: Expr, right: Expr, at: At) -> Sql<Expr> {
    expr(Kind::Binary(operator, Box::new(left), Box::new(right)), at)
}
