//! SELECT, and what several of them make with UNION ALL.

use super::super::error::{Sql, SqlError};
use super::ast::{Grouping, Item, Query, Select};
use super::cursor::Cursor;
use super::lex::Tok;

/// So many selects may a UNION ALL have, and so many windows a WINDOW clause. This lab's own limits.
const PARTS_MAX: usize = 16;

impl Cursor {
    pub(super) fn query(&mut self) -> Sql<Query> {
        let mut selects = vec![self.select()?];
        loop {
            let at = self.at();
            if self.take(&["UNION", "ALL"]) {
                if selects.len() == PARTS_MAX {
                    return Err(SqlError::new(at, format!("UNION ALL takes at most {PARTS_MAX} queries")));
                }
                selects.push(self.select()?);
            } else if self.is_words(&["UNION"]) || self.is_words(&["EXCEPT"]) || self.is_words(&["INTERSECT"]) {
                return Err(SqlError::new(
                    at,
                    "of UNION, EXCEPT and INTERSECT only UNION ALL is supported over streams",
                ));
            } else {
                return Ok(Query { selects });
            }
        }
    }

    fn select(&mut self) -> Sql<Select> {
        let at = self.at();
        if self.is_words(&["WITH"]) || self.is_words(&["VALUES"]) {
            return self.expected("SELECT STREAM; WITH and VALUES are not supported");
        }
        self.expect(&["SELECT"])?;
        if !self.take(&["STREAM"]) {
            return self.expected("STREAM: queries over streams are written SELECT STREAM …");
        }
        if self.is_words(&["DISTINCT"]) {
            let message = "SELECT DISTINCT is not supported; write GROUP BY with STEP(ROWTIME BY INTERVAL …)";
            return Err(SqlError::new(self.at(), message));
        }
        self.take(&["ALL"]);
        let items = self.list(Self::item)?;
        self.expect(&["FROM"])?;
        let from = self.nested(Self::relation)?;
        let filter = if self.take(&["WHERE"]) { Some(self.expression()?) } else { None };
        let grouping = self.grouping()?;
        let having = if self.take(&["HAVING"]) { Some(self.expression()?) } else { None };
        let mut windows = Vec::new();
        if self.take(&["WINDOW"]) {
            windows = self.list(|cursor| {
                let name = cursor.name("the name of a window")?;
                cursor.expect(&["AS"])?;
                Ok((name, cursor.window()?))
            })?;
            if windows.len() > PARTS_MAX {
                return Err(SqlError::new(at, format!("a query has at most {PARTS_MAX} windows")));
            }
        }
        for word in ["ORDER", "LIMIT", "QUALIFY", "FETCH", "OFFSET"] {
            if self.is_words(&[word]) {
                let message = format!("{word} is not supported: rows leave a query in the order of ROWTIME");
                return Err(SqlError::new(self.at(), message));
            }
        }
        Ok(Select { at, items, from, filter, grouping, having, windows })
    }

    fn item(&mut self) -> Sql<Item> {
        let at = self.at();
        if self.take_sign("*") {
            return Ok(Item::All(at));
        }
        let is_all = *self.peek_at(1) == Tok::Sign(".") && *self.peek_at(2) == Tok::Sign("*");
        if is_all {
            let name = self.name("a stream")?;
            self.advance();
            self.advance();
            return Ok(Item::AllOf(name));
        }
        let expr = self.expression()?;
        Ok(Item::Expr(expr, self.alias()?))
    }

    fn grouping(&mut self) -> Sql<Grouping> {
        let at = self.at();
        if self.take(&["GROUP", "BY"]) {
            for word in ["ROLLUP", "CUBE", "GROUPING"] {
                if self.is_words(&[word]) {
                    return Err(SqlError::new(self.at(), format!("{word} is not supported; list expressions")));
                }
            }
            let keys = self.list(Self::expression)?;
            if self.is_words(&["WINDOWED"]) {
                return Err(SqlError::new(self.at(), "WINDOWED BY stands in place of GROUP BY, not beside it"));
            }
            return Ok(Grouping::By(keys, at));
        }
        if !self.take(&["WINDOWED", "BY"]) {
            return Ok(Grouping::None);
        }
        let is_stagger = self.take(&["STAGGER"]);
        if !is_stagger && !self.take(&["SESSION"]) {
            return self.expected("STAGGER or SESSION");
        }
        self.expect_sign("(")?;
        self.expect(&["PARTITION", "BY"])?;
        let keys = self.list(Self::expression)?;
        let (word, what) = if is_stagger { ("RANGE", "the window") } else { ("GAP", "the gap") };
        self.expect(&[word])?;
        let length = self.length(what)?;
        self.expect_sign(")")?;
        if self.is_words(&["GROUP", "BY"]) {
            return Err(SqlError::new(self.at(), "WINDOWED BY stands in place of GROUP BY, not beside it"));
        }
        Ok(if is_stagger { Grouping::Stagger(keys, length) } else { Grouping::Session(keys, length) })
    }
}
