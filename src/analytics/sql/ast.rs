//! Statements as they are written, each part with its place.

use super::super::error::At;
use super::super::types::{SqlType, Unit};
use super::super::value::Value;
use std::sync::Arc;

/// A name, folded to upper case unless it was quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Where it stands.
    pub at: At,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Statement {
    /// `CREATE [OR REPLACE] STREAM`.
    CreateStream {
        /// Its name.
        name: Name,
        /// Whether an earlier one is replaced.
        replaces: bool,
        /// Name, type and whether it must have a value.
        columns: Vec<(Name, SqlType, bool)>,
    },
    /// `CREATE [OR REPLACE] PUMP … AS INSERT INTO … SELECT STREAM …`.
    CreatePump(Box<Pump>),
    /// `ALTER PUMP … START | STOP`; the flag says which.
    AlterPump(Name, bool),
    /// `DROP STREAM`.
    DropStream(Name),
    /// `DROP PUMP`.
    DropPump(Name),
}

/// A pump.
#[derive(Clone, Debug)]
pub struct Pump {
    /// Its name.
    pub name: Name,
    /// Whether an earlier one is replaced.
    pub replaces: bool,
    /// Whether it begins to run by itself.
    pub is_started: bool,
    /// The stream that it writes.
    pub target: Name,
    /// The columns that it writes; all of them when none is named.
    pub columns: Vec<Name>,
    /// What it reads.
    pub query: Query,
}

/// Selects whose rows all come out: `UNION ALL`.
#[derive(Clone, Debug)]
pub struct Query {
    /// At least one.
    pub selects: Vec<Select>,
}

/// A select.
#[derive(Clone, Debug)]
pub struct Select {
    /// Where it begins.
    pub at: At,
    /// What comes out.
    pub items: Vec<Item>,
    /// Where rows come from.
    pub from: Relation,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// How rows are gathered.
    pub grouping: Grouping,
    /// `HAVING`.
    pub having: Option<Expr>,
    /// `WINDOW name AS (…)`.
    pub windows: Vec<(Name, Window)>,
}

/// An item of a select.
#[derive(Clone, Debug)]
pub enum Item {
    /// `*`.
    All(At),
    /// `name.*`.
    AllOf(Name),
    /// An expression, perhaps with another name.
    Expr(Expr, Option<Name>),
}

/// Where rows come from.
#[derive(Clone, Debug)]
pub enum Relation {
    /// A stream or a table.
    Named {
        /// Its name.
        name: Name,
        /// Another name for it here.
        alias: Option<Name>,
        /// `OVER (…)`: the rows that a join looks at.
        over: Option<Window>,
    },
    /// A query in brackets.
    Query {
        /// The query.
        query: Query,
        /// Its name here.
        alias: Option<Name>,
        /// `OVER (…)`.
        over: Option<Window>,
        /// Where it begins.
        at: At,
    },
    /// `TABLE(TOP_K_ITEMS_TUMBLING(CURSOR(…), 'column', k, seconds))`.
    TopItems {
        /// What it reads.
        query: Query,
        /// The column whose values are counted.
        column: Name,
        /// How many come out of a window.
        count: i64,
        /// How long a window is.
        seconds: i64,
        /// Its name here.
        alias: Option<Name>,
    },
    /// Two of them.
    Join {
        /// The first.
        left: Box<Relation>,
        /// The second.
        right: Box<Relation>,
        /// Whether rows of the left side come out that match nothing.
        is_left: bool,
        /// The condition; without one everything matches.
        on: Option<Expr>,
        /// Where the word JOIN or the comma stands.
        at: At,
    },
}

/// How rows are gathered.
#[derive(Clone, Debug)]
pub enum Grouping {
    /// They are not.
    None,
    /// `GROUP BY`.
    By(Vec<Expr>, At),
    /// `WINDOWED BY STAGGER (PARTITION BY … RANGE INTERVAL …)`: keys and milliseconds.
    Stagger(Vec<Expr>, i64),
    /// `WINDOWED BY SESSION (PARTITION BY … GAP INTERVAL …)`: keys and milliseconds.
    Session(Vec<Expr>, i64),
}

/// How far back a window reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// So many milliseconds: `RANGE INTERVAL … PRECEDING`; 0 is the row's own instant.
    Range(i64),
    /// So many rows: `ROWS n PRECEDING`.
    Rows(u64),
    /// The row alone: `ROWS CURRENT ROW`.
    Own,
}

/// The rows that a call or a join looks at.
#[derive(Clone, Debug)]
pub struct Window {
    /// Rows with other values here are not looked at.
    pub partition: Vec<Expr>,
    /// How far it reaches.
    pub frame: Frame,
    /// Where it stands.
    pub at: At,
}

/// A window of a call.
#[derive(Clone, Debug)]
pub enum Over {
    /// By its name in the clause WINDOW.
    Named(Name),
    /// In place.
    Inline(Box<Window>),
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Binary {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Plus,
    Minus,
    Times,
    Divided,
    Concat,
}

/// What `IS` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Is {
    Null,
    True,
    False,
    Unknown,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where it begins; for operators, where the sign stands.
    pub at: At,
    /// How deep it is, so that nothing that walks through it can run out of stack.
    pub depth: u16,
}

/// A call of a function.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its name.
    pub name: Name,
    /// `COUNT(*)`.
    pub is_star: bool,
    /// `COUNT(DISTINCT x)`.
    pub is_distinct: bool,
    /// What it is given.
    pub arguments: Vec<Expr>,
    /// The window that it looks at.
    pub over: Option<Over>,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A literal with its type.
    Literal(Value, SqlType),
    /// A column, perhaps of a named relation.
    Column(Option<Name>, Name),
    /// `-x`.
    Negative(Box<Expr>),
    /// `NOT x`.
    Not(Box<Expr>),
    /// Two operands.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `x IS NULL` and the like; the flag says whether there was a NOT.
    Is(Box<Expr>, Is, bool),
    /// `x LIKE y [ESCAPE z]`, or `SIMILAR TO` for the second flag; the first says whether there was a NOT.
    Like {
        /// The text.
        text: Box<Expr>,
        /// What it should look like.
        pattern: Box<Expr>,
        /// The character behind which wildcards are plain.
        escape: Option<char>,
        /// Whether there was a NOT.
        negated: bool,
        /// Whether it is `SIMILAR TO`.
        similar: bool,
    },
    /// `x IN (…)`.
    In(Box<Expr>, Vec<Expr>, bool),
    /// `x BETWEEN y AND z`.
    Between(Box<Expr>, Box<Expr>, Box<Expr>, bool),
    /// `CASE`: the operand, branches, and what else.
    Case(Option<Box<Expr>>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `CAST(x AS type)`.
    Cast(Box<Expr>, SqlType),
    /// `EXTRACT(unit FROM x)`; `None` is the day of the week, `DOW`.
    Extract(Option<Unit>, Box<Expr>),
    /// `FLOOR(x TO unit)`, or CEIL where the flag is set.
    Round(Box<Expr>, Unit, bool),
    /// `STEP(x BY INTERVAL …)`: milliseconds.
    Step(Box<Expr>, i64),
    /// `(x - y) unit`: an interval of that unit.
    Qualified(Box<Expr>, SqlType),
    /// A function.
    Call(Box<Call>),
}

impl Expr {
    /// The expressions right below this one.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Literal(..) | Kind::Column(..) => Vec::new(),
            Kind::Negative(x)
            | Kind::Not(x)
            | Kind::Is(x, ..)
            | Kind::Cast(x, _)
            | Kind::Extract(_, x)
            | Kind::Round(x, ..)
            | Kind::Step(x, _)
            | Kind::Qualified(x, _) => vec![x],
            Kind::Binary(_, x, y) | Kind::Like { text: x, pattern: y, .. } => vec![x, y],
            Kind::In(x, list, _) => std::iter::once(&**x).chain(list).collect(),
            Kind::Between(x, y, z, _) => vec![x, y, z],
            Kind::Case(operand, branches, rest) => {
                let branches = branches.iter().flat_map(|(when, then)| [when, then]);
                operand.as_deref().into_iter().chain(branches).chain(rest.as_deref()).collect()
            }
            Kind::Call(call) => call.arguments.iter().collect(),
        }
    }
}
