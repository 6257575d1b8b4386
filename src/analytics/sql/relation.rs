//! FROM: streams, tables, queries, joins, and windows.

use super::super::error::{Sql, SqlError};
use super::ast::{Frame, Name, Relation, Window};
use super::cursor::Cursor;
use super::lex::Tok;

/// So many relations may one select read. This lab's own limit.
const RELATIONS_MAX: usize = 8;

impl Cursor {
    pub(super) fn relation(&mut self) -> Sql<Relation> {
        let mut left = self.single()?;
        let mut count = 1;
        loop {
            let at = self.at();
            let Some((is_left, has_condition)) = self.join_words()? else { return Ok(left) };
            count += 1;
            if count > RELATIONS_MAX {
                return Err(SqlError::new(at, format!("a query joins at most {RELATIONS_MAX} streams and tables")));
            }
            let right = self.single()?;
            let on = if has_condition {
                if self.is_words(&["USING"]) {
                    return Err(SqlError::new(self.at(), "USING is not supported; write ON left.x = right.x"));
                }
                self.expect(&["ON"])?;
                Some(self.expression()?)
            } else {
                None
            };
            left = Relation::Join { left: Box::new(left), right: Box::new(right), is_left, on, at };
        }
    }

    /// The words of a join, or a comma: whether it is a left one, and whether ON follows.
    fn join_words(&mut self) -> Sql<Option<(bool, bool)>> {
        let at = self.at();
        if self.take_sign(",") || self.take(&["CROSS", "JOIN"]) {
            return Ok(Some((false, false)));
        }
        if self.take(&["JOIN"]) || self.take(&["INNER", "JOIN"]) {
            return Ok(Some((false, true)));
        }
        if self.take(&["LEFT", "JOIN"]) || self.take(&["LEFT", "OUTER", "JOIN"]) {
            return Ok(Some((true, true)));
        }
        for word in ["RIGHT", "FULL", "NATURAL"] {
            if self.is_words(&[word]) {
                let message = format!("{word} joins are not supported; write JOIN … ON, LEFT JOIN … ON or CROSS JOIN");
                return Err(SqlError::new(at, message));
            }
        }
        Ok(None)
    }

    fn single(&mut self) -> Sql<Relation> {
        let at = self.at();
        if self.is_words(&["TABLE"]) && *self.peek_at(1) == Tok::Sign("(") {
            return self.table_function();
        }
        if self.is_words(&["LATERAL"]) || self.is_words(&["UNNEST"]) || self.is_words(&["VALUES"]) {
            return self.expected(
                "a stream, a table, a query in brackets or TABLE(TOP_K_ITEMS_TUMBLING(…)); others are not supported",
            );
        }
        if self.take_sign("(") {
            let query = self.nested(Self::query)?;
            self.expect_sign(")")?;
            let over = self.join_window()?;
            let alias = self.alias()?;
            return Ok(Relation::Query { query, alias, over, at });
        }
        let name = self.name("a stream, a table or a query in brackets")?;
        if self.is_sign(".") {
            return Err(SqlError::new(self.at(), "streams have names of one part here"));
        }
        let over = self.join_window()?;
        let alias = self.alias()?;
        Ok(Relation::Named { name, alias, over })
    }

    fn join_window(&mut self) -> Sql<Option<Window>> {
        if self.is_words(&["OVER"]) && *self.peek_at(1) == Tok::Sign("(") {
            self.advance();
            return self.window().map(Some);
        }
        Ok(None)
    }

    /// `TABLE(TOP_K_ITEMS_TUMBLING(CURSOR(SELECT STREAM …), 'column', k, seconds))`.
    fn table_function(&mut self) -> Sql<Relation> {
        self.advance();
        self.expect_sign("(")?;
        let at = self.at();
        if !self.take(&["TOP_K_ITEMS_TUMBLING"]) {
            let Tok::Word(word) = self.peek() else { return self.expected("TOP_K_ITEMS_TUMBLING") };
            let message = format!("the function {word} is not supported in FROM; TOP_K_ITEMS_TUMBLING is");
            return Err(SqlError::new(at, message));
        }
        self.expect_sign("(")?;
        self.expect(&["CURSOR"])?;
        self.expect_sign("(")?;
        let query = self.nested(Self::query)?;
        self.expect_sign(")")?;
        self.expect_sign(",")?;
        let at = self.at();
        let column = Name { text: self.text("the name of a column between apostrophes")?.into(), at };
        self.expect_sign(",")?;
        let count = self.whole("how many items", 1, 10_000)?;
        self.expect_sign(",")?;
        let seconds = self.whole("the window in seconds", 1, 3_600)?;
        self.expect_sign(")")?;
        self.expect_sign(")")?;
        let alias = self.alias()?;
        Ok(Relation::TopItems { query, column, count, seconds, alias })
    }

    /// `([PARTITION BY …] [ORDER BY ROWTIME] RANGE … | ROWS …)`.
    pub(super) fn window(&mut self) -> Sql<Window> {
        self.expect_sign("(")?;
        let partition = if self.take(&["PARTITION", "BY"]) { self.list(Self::expression)? } else { Vec::new() };
        if self.is_words(&["ORDER", "BY"]) {
            let at = self.at();
            self.take(&["ORDER", "BY"]);
            let last = self.name("ROWTIME")?;
            let last = if self.take_sign(".") { self.name("ROWTIME")? } else { last };
            if &*last.text != "ROWTIME" {
                return Err(SqlError::new(at, "a window is ordered by ROWTIME only; leave ORDER BY out"));
            }
        }
        let at = self.at();
        let frame = if self.take(&["RANGE"]) {
            self.range_frame()?
        } else if self.take(&["ROWS"]) {
            self.rows_frame()?
        } else {
            return self.expected("RANGE INTERVAL '…' unit PRECEDING or ROWS n PRECEDING");
        };
        if self.is_words(&["ALLOW"]) || self.is_words(&["DISALLOW"]) {
            return self.expected("')'; ALLOW PARTIAL is not supported");
        }
        self.expect_sign(")")?;
        Ok(Window { partition, frame, at })
    }

    fn range_frame(&mut self) -> Sql<Frame> {
        let between = self.take(&["BETWEEN"]);
        if !between && self.take(&["CURRENT", "ROW"]) {
            return Ok(Frame::Range(0));
        }
        self.refuse_infinite()?;
        let length = self.length("the window")?;
        self.end_of_frame(between)?;
        Ok(Frame::Range(length))
    }

    fn rows_frame(&mut self) -> Sql<Frame> {
        let between = self.take(&["BETWEEN"]);
        if !between && self.take(&["CURRENT", "ROW"]) {
            return Ok(Frame::Own);
        }
        self.refuse_infinite()?;
        let rows = self.whole("how many rows", 1, 1_000_000)?;
        self.end_of_frame(between)?;
        Ok(Frame::Rows(rows.unsigned_abs()))
    }

    fn refuse_infinite(&self) -> Sql<()> {
        if self.is_words(&["UNBOUNDED"]) {
            let message = "a window over a stream must end somewhere: write RANGE INTERVAL '…' unit PRECEDING or ROWS n PRECEDING";
            return Err(SqlError::new(self.at(), message));
        }
        Ok(())
    }

    fn end_of_frame(&mut self, between: bool) -> Sql<()> {
        if self.is_words(&["FOLLOWING"]) {
            return Err(SqlError::new(self.at(), "windows end with the current row; FOLLOWING is not supported"));
        }
        self.expect(&["PRECEDING"])?;
        if between {
            self.expect(&["AND"])?;
            if !self.take(&["CURRENT", "ROW"]) {
                return self.expected("CURRENT ROW: windows end with it");
            }
        }
        Ok(())
    }
}
