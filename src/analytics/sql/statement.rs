//! Statements: CREATE STREAM, CREATE PUMP, ALTER PUMP, DROP.

use super::super::error::{Sql, SqlError};
use super::STATEMENTS_MAX;
use super::ast::{Pump, Statement};
use super::cursor::Cursor;

const SUPPORTED: &str =
    "CREATE [OR REPLACE] STREAM, CREATE [OR REPLACE] PUMP, ALTER PUMP … START | STOP, DROP STREAM or DROP PUMP";

impl Cursor {
    pub(super) fn statements(mut self) -> Sql<Vec<Statement>> {
        let mut statements = Vec::new();
        loop {
            while self.take_sign(";") {}
            if self.is_end() {
                return Ok(statements);
            }
            if statements.len() == STATEMENTS_MAX {
                return Err(SqlError::new(self.at(), format!("the code has more than {STATEMENTS_MAX} statements")));
            }
            statements.push(self.statement()?);
            if !self.is_end() && !self.is_sign(";") {
                return self.expected("';' or the end of the statement");
            }
        }
    }

    fn statement(&mut self) -> Sql<Statement> {
        let at = self.at();
        if self.take(&["CREATE"]) {
            let replaces = self.take(&["OR", "REPLACE"]);
            if self.take(&["STREAM"]) {
                return self.create_stream(replaces);
            }
            if self.take(&["PUMP"]) {
                return self.create_pump(replaces);
            }
            return self.expected("STREAM or PUMP; tables, views, functions and schemas are not supported");
        }
        if self.take(&["ALTER", "PUMP"]) {
            let name = self.name("the name of a pump")?;
            let starts = self.take(&["START"]);
            if !starts && !self.take(&["STOP"]) {
                return self.expected("START or STOP");
            }
            return Ok(Statement::AlterPump(name, starts));
        }
        if self.take(&["DROP"]) {
            let is_stream = self.take(&["STREAM"]);
            if !is_stream && !self.take(&["PUMP"]) {
                return self.expected("STREAM or PUMP");
            }
            let name = self.name("a name")?;
            return Ok(if is_stream { Statement::DropStream(name) } else { Statement::DropPump(name) });
        }
        if self.is_words(&["SELECT"]) || self.is_words(&["INSERT"]) {
            let message = "a query runs in a pump: CREATE OR REPLACE PUMP \"P\" AS INSERT INTO \"S\" SELECT STREAM …";
            return Err(SqlError::new(at, message));
        }
        self.expected(&format!("a statement; supported are {SUPPORTED}"))
    }

    fn create_stream(&mut self, replaces: bool) -> Sql<Statement> {
        let name = self.name("the name of the stream")?;
        if !self.is_sign("(") {
            return self.expected("'(' and the columns of the stream");
        }
        self.advance();
        let columns = self.list(|cursor| {
            let name = cursor.name("the name of a column")?;
            let kind = cursor.sql_type()?;
            let is_needed = cursor.take(&["NOT", "NULL"]);
            if cursor.is_words(&["PRIMARY"]) || cursor.is_words(&["DEFAULT"]) || cursor.is_words(&["UNIQUE"]) {
                return cursor.expected("NOT NULL, ',' or ')'; other constraints are not supported");
            }
            Ok((name, kind, is_needed))
        })?;
        self.expect_sign(")")?;
        self.description()?;
        if self.is_words(&["AS"]) {
            return Err(SqlError::new(self.at(), "CREATE STREAM … AS is not supported; fill the stream by a pump"));
        }
        Ok(Statement::CreateStream { name, replaces, columns })
    }

    fn create_pump(&mut self, replaces: bool) -> Sql<Statement> {
        let name = self.name("the name of the pump")?;
        self.description()?;
        let is_stopped = self.take(&["STOPPED"]);
        if !is_stopped {
            self.take(&["STARTED"]);
        }
        self.description()?;
        self.expect(&["AS"])?;
        self.expect(&["INSERT", "INTO"])?;
        let target = self.name("the stream to write")?;
        let columns = if self.take_sign("(") {
            let columns = self.list(|cursor| cursor.name("the name of a column"))?;
            self.expect_sign(")")?;
            columns
        } else {
            Vec::new()
        };
        let query = self.nested(Self::query)?;
        let pump = Pump { name, replaces, is_started: !is_stopped, target, columns, query };
        Ok(Statement::CreatePump(Box::new(pump)))
    }

    /// `DESCRIPTION '…'`, which says nothing to the service.
    fn description(&mut self) -> Sql<()> {
        if self.take(&["DESCRIPTION"]) {
            self.text("a text")?;
        }
        Ok(())
    }
}
