//! The types of columns, as a table of AWS Glue names them.

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// Its name, in small letters.
    pub name: String,
    /// What it holds.
    pub kind: Type,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "Hive's own names")]
pub enum Type {
    Boolean,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    Float,
    Double,
    /// Digits in all, and those behind the point.
    Decimal(u8, u8),
    String,
    VarChar(u32),
    Char(u32),
    Binary,
    Timestamp,
    Date,
    Array(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Struct(Vec<Column>),
}

/// Types within types; deeper ones are refused.
const DEPTH_MAX: u32 = 16;

impl Type {
    /// Reads a type, such as `array<struct<a:int,b:string>>`.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let mut reader = Reader { rest: &compact, depth: 0 };
        let kind = reader.kind()?;
        if reader.rest.is_empty() {
            Ok(kind)
        } else {
            Err(format!("'{}' is too much in the type '{text}'", reader.rest))
        }
    }

    /// The least and the most of a whole number.
    pub const fn range(&self) -> (i64, i64) {
        match self {
            Self::TinyInt => (-0x80, 0x7F),
            Self::SmallInt => (-0x8000, 0x7FFF),
            Self::Int | Self::Date => (-0x8000_0000, 0x7FFF_FFFF),
            _ => (i64::MIN, i64::MAX),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

impl Reader<'_> {
    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn need(&mut self, sign: char) -> Result<(), String> {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(format!("'{sign}' is missing before '{}'", self.rest)),
        }
    }

    fn numbers(&mut self) -> Result<Vec<u32>, String> {
        let Some(rest) = self.rest.strip_prefix('(') else { return Ok(Vec::new()) };
        let (inner, rest) = rest.split_once(')').ok_or("')' is missing")?;
        self.rest = rest;
        inner.split(',').map(|part| part.parse().map_err(|_| format!("'{part}' is no number"))).collect()
    }

    fn kind(&mut self) -> Result<Type, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("types are nested deeper than {DEPTH_MAX}"));
        }
        let word = self.word();
        let kind = match word.as_str() {
            "boolean" => Type::Boolean,
            "tinyint" => Type::TinyInt,
            "smallint" => Type::SmallInt,
            "int" | "integer" => Type::Int,
            "bigint" => Type::BigInt,
            "float" => Type::Float,
            "double" => Type::Double,
            "string" => Type::String,
            "binary" => Type::Binary,
            "timestamp" => Type::Timestamp,
            "date" => Type::Date,
            "decimal" => self.decimal()?,
            "varchar" => Type::VarChar(self.letters("varchar", 65_535)?),
            "char" => Type::Char(self.letters("char", 255)?),
            "array" => {
                self.need('<')?;
                let item = self.kind()?;
                self.need('>')?;
                Type::Array(Box::new(item))
            }
            "map" => {
                self.need('<')?;
                let key = self.kind()?;
                self.need(',')?;
                let value = self.kind()?;
                self.need('>')?;
                if matches!(key, Type::Array(_) | Type::Map(..) | Type::Struct(_)) {
                    return Err("the key of a map is a simple type".to_owned());
                }
                Type::Map(Box::new(key), Box::new(value))
            }
            "struct" => self.fields()?,
            other => return Err(format!("'{other}' is no type of a column")),
        };
        self.depth -= 1;
        Ok(kind)
    }

    fn decimal(&mut self) -> Result<Type, String> {
        let (precision, scale) = match self.numbers()?.as_slice() {
            [] => (10, 0),
            [precision] => (*precision, 0),
            [precision, scale] => (*precision, *scale),
            _ => return Err("decimal has a precision and a scale".to_owned()),
        };
        let small = |number: u32| u8::try_from(number).ok();
        match (small(precision), small(scale)) {
            (Some(precision @ 1..=38), Some(scale)) if scale <= precision => Ok(Type::Decimal(precision, scale)),
            _ => Err(format!(
                "decimal({precision},{scale}) is not possible: at most 38 digits, and the scale within them"
            )),
        }
    }

    fn letters(&mut self, name: &str, most: u32) -> Result<u32, String> {
        match self.numbers()?.as_slice() {
            [count] if (1..=most).contains(count) => Ok(*count),
            _ => Err(format!("{name} needs a length from 1 to {most}")),
        }
    }

    fn fields(&mut self) -> Result<Type, String> {
        self.need('<')?;
        let mut fields = Vec::new();
        loop {
            let name = self.word();
            if name.is_empty() {
                return Err("a field of a struct has no name".to_owned());
            }
            self.need(':')?;
            fields.push(Column { name, kind: self.kind()? });
            if self.rest.starts_with(',') {
                self.need(',')?;
            } else {
                self.need('>')?;
                return Ok(Type::Struct(fields));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_in_any_depth() {
        let field = |name: &str, kind| Column { name: name.to_owned(), kind };
        for (text, kind) in [
            ("INT", Type::Int),
            ("decimal", Type::Decimal(10, 0)),
            ("decimal(12, 2)", Type::Decimal(12, 2)),
            ("varchar(20)", Type::VarChar(20)),
            ("array<string>", Type::Array(Box::new(Type::String))),
            ("map<string,array<int>>", Type::Map(Box::new(Type::String), Box::new(Type::Array(Box::new(Type::Int))))),
            (
                "struct<a:int, b:struct<c:date>>",
                Type::Struct(vec![field("a", Type::Int), field("b", Type::Struct(vec![field("c", Type::Date)]))]),
            ),
        ] {
            assert_eq!(Type::parse(text), Ok(kind), "{text}");
        }
        for (text, why) in [
            ("", "'' is no type of a column"),
            ("integer8", "'integer8' is no type"),
            ("int>", "'>' is too much"),
            ("array<int", "'>' is missing"),
            ("decimal(39,0)", "is not possible"),
            ("decimal(4,5)", "is not possible"),
            ("varchar", "varchar needs a length"),
            ("map<array<int>,int>", "the key of a map is a simple type"),
            ("struct<:int>", "has no name"),
        ] {
            let error = Type::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(Type::parse(&"array<".repeat(20)).unwrap_err().contains("nested deeper"));
    }
}
