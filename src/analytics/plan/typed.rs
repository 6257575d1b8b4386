//! Expressions with names resolved and types checked, ready to be worked out for a row.

use super::super::sql::ast::{Binary, Is};
use super::super::types::{SqlType, Unit};
use super::super::value::Value;
use crate::patterns::regex::Pattern;

/// A function of values. All but the two of choice give NULL when an argument is NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are SQL's own")]
pub enum Function {
    Abs,
    Ceil,
    CharLength,
    CharToTimestamp,
    Concat,
    Exp,
    Extract(Option<Unit>),
    Floor,
    Greatest,
    Initcap,
    Least,
    Ln,
    Log10,
    Lower,
    Mod(SqlType),
    Negate(SqlType),
    Now,
    Overlay,
    Position,
    Power,
    RegexReplace,
    Round,
    /// FLOOR to a unit, or CEIL.
    RoundTime(Unit, bool),
    Sign,
    Sqrt,
    Step(i64),
    Substring,
    TimestampToChar,
    /// The milliseconds as a TIMESTAMP.
    ToTimestamp,
    Today,
    Trim(Sides),
    TsDiff,
    UnixTimestamp,
    Upper,
}

/// Where TRIM works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are SQL's own")]
pub enum Sides {
    Both,
    Leading,
    Trailing,
}

/// An expression over the values of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// Always this.
    Const(Value),
    /// The value of that index.
    Column(usize),
    /// From one type to another.
    Cast(Box<Expr>, SqlType, SqlType),
    /// NOT.
    Not(Box<Expr>),
    /// AND.
    And(Box<Expr>, Box<Expr>),
    /// OR.
    Or(Box<Expr>, Box<Expr>),
    /// `=`, `<` and the like, of two values of one type.
    Compare(Binary, Box<Expr>, Box<Expr>),
    /// IS NULL and the like.
    Is(Box<Expr>, Is, bool),
    /// IN, of values of one type.
    In(Box<Expr>, Vec<Expr>, bool),
    /// Counting in a type of numbers; both sides are of the result's kind.
    Arithmetic(Binary, SqlType, Box<Expr>, Box<Expr>),
    /// A time or an interval, and an interval added to it, or taken away where the flag is set.
    Shift(Box<Expr>, Box<Expr>, bool),
    /// An interval so many times, or that part of it where the flag is set.
    Scale(Box<Expr>, Box<Expr>, bool),
    /// The interval between two times, in months for the flag.
    Difference(Box<Expr>, Box<Expr>, bool),
    /// LIKE and SIMILAR TO, with the pattern already read.
    Matches(Box<Expr>, Pattern, bool),
    /// The same with a pattern that a row decides: the character of ESCAPE, and whether it is SIMILAR TO.
    MatchesAny(Box<Expr>, Box<Expr>, Option<char>, bool, bool),
    /// The first condition that holds, and what else.
    Case(Vec<(Expr, Expr)>, Box<Expr>),
    /// The first that is not NULL.
    Coalesce(Vec<Expr>),
    /// A function.
    Call(Function, Vec<Expr>),
}

/// An expression with its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Typed {
    /// The expression.
    pub expr: Expr,
    /// Its type.
    pub kind: SqlType,
}

impl Typed {
    /// An expression of a type.
    pub fn new(expr: Expr, kind: SqlType) -> Self {
        Self { expr, kind }
    }

    /// The same in another type.
    #[must_use]
    pub fn cast(self, to: SqlType) -> Self {
        if self.kind == to {
            return self;
        }
        Self { expr: Expr::Cast(Box::new(self.expr), self.kind, to), kind: to }
    }
}
