//! SQL text into statements. It knows the grammar, and no streams, types of expressions or rows.
//!
//! Tokens come from the crate `sqlparser`, with a dialect of its own. Its parser is left out: the clauses that make the
//! service's SQL what it is (streams, pumps, STEP, FLOOR … TO, WINDOWED BY, OVER in FROM) are not in its grammar, the
//! places of its expressions are not complete, and it would add 1.1 MB to the page. The tokens alone are 85 kB.

pub mod ast;
mod cursor;
mod expression;
mod function;
mod lex;
mod literal;
mod name_type;
mod relation;
mod select;
mod statement;

pub use name_type::read_type;

use super::error::Sql;
use ast::Statement;

/// The longest text of an application, in bytes. Source: "Limits" in the Kinesis Data Analytics developer guide.
pub const TEXT_BYTES_MAX: usize = 102_400;
/// So many statements fit into an application. This lab's own limit.
pub const STATEMENTS_MAX: usize = 200;
/// So deep may expressions and sub-queries nest. This lab's own limit.
pub const DEPTH_MAX: u16 = 64;
/// So many columns may a stream, a list of items or a list of arguments have; AWS's limit on `RecordColumns`.
pub const COLUMNS_MAX: usize = 1_000;

/// The statements of a text, in order.
///
/// # Errors
/// The first thing that cannot be read, with its place and what can be written there.
pub fn parse(text: &str) -> Sql<Vec<Statement>> {
    cursor::Cursor::new(lex::tokens(text)?).statements()
}
