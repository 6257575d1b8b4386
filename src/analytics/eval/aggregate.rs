//! Aggregates: what many values come to. NULLs do not count, but in COUNT(*), FIRST_VALUE and LAST_VALUE.
//!
//! AVG, STDDEV and VAR give a DOUBLE for every type of number, so that the average of 50, 60 and 80 is 63.33, as worked
//! examples of the service have it; AWS's reference shows whole averages of whole numbers. SUM of whole numbers is BIGINT.

use super::super::error::Fault;
use super::super::types::SqlType;
use super::super::value::{Double, Value, approximate};
use super::Eval;
use crate::base::collections::OrdMap;

/// So many different values may a DISTINCT hold. This lab's own limit.
pub const DISTINCT_MAX: usize = 10_000;

/// Which aggregate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are SQL's own")]
pub enum Kind {
    CountRows,
    Count,
    Sum,
    Avg,
    Min,
    Max,
    StddevPop,
    StddevSamp,
    VarPop,
    VarSamp,
    FirstValue,
    LastValue,
}

impl Kind {
    /// The aggregate of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "COUNT" => Self::Count,
            "SUM" => Self::Sum,
            "AVG" => Self::Avg,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            "STDDEV_POP" => Self::StddevPop,
            "STDDEV_SAMP" | "STDDEV" => Self::StddevSamp,
            "VAR_POP" => Self::VarPop,
            "VAR_SAMP" | "VARIANCE" => Self::VarSamp,
            "FIRST_VALUE" => Self::FirstValue,
            "LAST_VALUE" => Self::LastValue,
            _ => return None,
        })
    }

    /// The type of its result, for an argument of a type; `None` when it does not take such.
    pub fn result(self, argument: SqlType) -> Option<SqlType> {
        match self {
            Self::CountRows | Self::Count => Some(SqlType::BigInt),
            Self::Min | Self::Max | Self::FirstValue | Self::LastValue => Some(argument),
            _ if !argument.is_number() && argument != SqlType::Null => None,
            Self::Sum => Some(match argument {
                SqlType::Decimal(_, places) => SqlType::Decimal(super::super::decimal::DIGITS_MAX, places),
                SqlType::Real | SqlType::Double => SqlType::Double,
                _ => SqlType::BigInt,
            }),
            _ => Some(SqlType::Double),
        }
    }
}

/// Mean and sum of squares by Welford's method, which loses no digits to large numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Moments {
    mean: Double,
    squares: Double,
}

/// What has been gathered so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Gathered {
    /// Nothing but the count.
    Count,
    /// A sum, the least or greatest value, the first or last one; NULL before the first.
    Value(Value),
    /// For deviations.
    Moments(Option<Moments>),
}

/// An aggregate under way.
#[derive(Clone, Debug, Hash)]
pub struct Aggregate {
    kind: Kind,
    count: i64,
    gathered: Gathered,
    /// The values so far, for DISTINCT.
    distinct: Option<OrdMap<Value, ()>>,
}

impl Aggregate {
    /// One that has seen nothing.
    pub fn new(kind: Kind, is_distinct: bool) -> Self {
        let gathered = match kind {
            Kind::CountRows | Kind::Count => Gathered::Count,
            Kind::StddevPop | Kind::StddevSamp | Kind::VarPop | Kind::VarSamp => Gathered::Moments(None),
            _ => Gathered::Value(Value::Null),
        };
        Self { kind, count: 0, gathered, distinct: is_distinct.then(OrdMap::new) }
    }

    /// Takes a value in.
    ///
    /// # Errors
    /// `Numeric overflow`; `Limit exceeded` for a DISTINCT of more than ten thousand values. The value does not count
    /// then.
    pub fn add(&mut self, value: Value) -> Result<(), Fault> {
        let keeps_null = matches!(self.kind, Kind::CountRows | Kind::FirstValue | Kind::LastValue);
        if value.is_null() && !keeps_null {
            return Ok(());
        }
        if let Some(seen) = &self.distinct {
            if seen.contains_key(&value) {
                return Ok(());
            }
            if seen.len() >= DISTINCT_MAX {
                return Err(Fault::limit(format!("DISTINCT holds at most {DISTINCT_MAX} values here")));
            }
        }
        let gathered = match &self.gathered {
            Gathered::Count => Gathered::Count,
            Gathered::Moments(moments) => Gathered::Moments(Some(next(*moments, self.count + 1, &value)?)),
            Gathered::Value(old) => Gathered::Value(match self.kind {
                Kind::Sum | Kind::Avg => sum(old, &value)?,
                Kind::Min if *old <= value && self.count > 0 => return self.seen(value),
                Kind::Max if *old >= value && self.count > 0 => return self.seen(value),
                Kind::FirstValue if self.count > 0 => return self.seen(value),
                _ => value.clone(),
            }),
        };
        self.gathered = gathered;
        self.seen(value)
    }

    #[allow(clippy::unnecessary_wraps, reason = "it ends functions that can fail")]
    fn seen(&mut self, value: Value) -> Result<(), Fault> {
        self.count += 1;
        if let Some(seen) = &mut self.distinct {
            seen.insert(value, ());
        }
        Ok(())
    }

    /// What it comes to.
    ///
    /// # Errors
    /// `Numeric overflow`.
    pub fn result(&self) -> Eval {
        let count = approximate(self.count);
        match &self.gathered {
            Gathered::Count => Ok(Value::Int(self.count)),
            Gathered::Value(sum) if self.kind == Kind::Avg => match sum.as_f64() {
                Some(sum) => Value::double(sum / count).ok_or_else(|| Fault::overflow(SqlType::Double)),
                None => Ok(Value::Null),
            },
            Gathered::Value(Value::Decimal(sum)) if self.kind == Kind::Sum => {
                let fitted = sum.fitted(super::super::decimal::DIGITS_MAX, sum.scale());
                fitted.map(Value::Decimal).ok_or_else(|| Fault::overflow("DECIMAL"))
            }
            Gathered::Value(value) => Ok(value.clone()),
            Gathered::Moments(None) => Ok(Value::Null),
            Gathered::Moments(Some(moments)) => {
                let is_sample = matches!(self.kind, Kind::StddevSamp | Kind::VarSamp);
                let divisor = if is_sample { count - 1.0 } else { count };
                if divisor <= 0.0 {
                    return Ok(Value::Null);
                }
                let variance = moments.squares.get() / divisor;
                let is_deviation = matches!(self.kind, Kind::StddevPop | Kind::StddevSamp);
                let result = if is_deviation { libm::sqrt(variance) } else { variance };
                Value::double(result).ok_or_else(|| Fault::overflow(SqlType::Double))
            }
        }
    }
}

fn sum(old: &Value, value: &Value) -> Eval {
    match (old, value) {
        (Value::Null, value) => Ok(value.clone()),
        (Value::Int(old), Value::Int(value)) => {
            old.checked_add(*value).map(Value::Int).ok_or_else(|| Fault::overflow(SqlType::BigInt))
        }
        (Value::Decimal(old), Value::Decimal(value)) => {
            old.plus(*value).map(Value::Decimal).ok_or_else(|| Fault::overflow("DECIMAL"))
        }
        (Value::Double(old), Value::Double(value)) => {
            Value::double(old.get() + value.get()).ok_or_else(|| Fault::overflow(SqlType::Double))
        }
        _ => Ok(old.clone()),
    }
}

fn next(old: Option<Moments>, count: i64, value: &Value) -> Result<Moments, Fault> {
    let value = value.as_f64().unwrap_or_default();
    let (mean, squares) = old.map_or((0.0, 0.0), |old| (old.mean.get(), old.squares.get()));
    let away = value - mean;
    let mean = mean + away / approximate(count);
    let squares = squares + away * (value - mean);
    match (Double::new(mean), Double::new(squares)) {
        (Some(mean), Some(squares)) => Ok(Moments { mean, squares }),
        _ => Err(Fault::overflow(SqlType::Double)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, is_distinct: bool, values: &[i64]) -> String {
        let mut aggregate = Aggregate::new(kind, is_distinct);
        for value in values {
            // -1 stands for NULL.
            aggregate.add(if *value == -1 { Value::Null } else { Value::Int(*value) }).unwrap();
        }
        super::super::cast::text_of(&aggregate.result().unwrap(), SqlType::Double)
    }

    #[test]
    fn each_of_a_few_numbers_and_of_none() {
        let some = [2, 4, 4, 4, -1, 5, 5, 7, 9];
        for (kind, distinct, expected, of_none) in [
            (Kind::CountRows, false, "9", "0"),
            (Kind::Count, false, "8", "0"),
            (Kind::Count, true, "5", "0"),
            (Kind::Sum, false, "40", ""),
            (Kind::Sum, true, "27", ""),
            (Kind::Avg, false, "5.0", ""),
            (Kind::Avg, true, "5.4", ""),
            (Kind::Min, false, "2", ""),
            (Kind::Max, false, "9", ""),
            (Kind::VarPop, false, "4.0", ""),
            (Kind::StddevPop, false, "2.0", ""),
            (Kind::VarSamp, false, "4.571428571428571", ""),
            (Kind::FirstValue, false, "2", ""),
            (Kind::LastValue, false, "9", ""),
        ] {
            assert_eq!(of(kind, distinct, &some), expected, "{kind:?}");
            assert_eq!(of(kind, distinct, &[]), of_none, "{kind:?} of nothing");
        }
        assert_eq!(of(Kind::StddevSamp, false, &[7]), "", "one value has no sample deviation");
        assert_eq!(of(Kind::LastValue, false, &[7, -1]), "", "the last one is NULL");
        assert_eq!(of(Kind::Min, false, &[-1, 0, 3]), "0", "NULL is not the least");
    }

    #[test]
    fn what_does_not_fit_is_a_fault_and_does_not_count() {
        let mut sum = Aggregate::new(Kind::Sum, false);
        sum.add(Value::Int(i64::MAX)).unwrap();
        assert_eq!(sum.add(Value::Int(1)).unwrap_err().name, "Numeric overflow");
        assert_eq!(sum.result(), Ok(Value::Int(i64::MAX)));
        let mut many = Aggregate::new(Kind::Count, true);
        for number in 0..=DISTINCT_MAX {
            let value = Value::Int(i64::try_from(number).unwrap());
            assert_eq!(many.add(value).is_ok(), number < DISTINCT_MAX);
        }
    }
}
