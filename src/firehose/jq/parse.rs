//! A query as a tree, by descent through the levels of its operators.

use super::functions;
use super::tokens::{Piece, Token};

/// What a query does with its input.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    Same,
    Literal(serde_json::Value),
    Text(Vec<Filter>),
    Format(String),
    Field(Box<Filter>, Box<Filter>),
    Slice(Box<Filter>, Option<Box<Filter>>, Option<Box<Filter>>),
    Each(Box<Filter>),
    Optional(Box<Filter>),
    Array(Option<Box<Filter>>),
    Object(Vec<(Filter, Filter)>),
    Pipe(Box<Filter>, Box<Filter>),
    Comma(Box<Filter>, Box<Filter>),
    Else(Box<Filter>, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Binary(&'static str, Box<Filter>, Box<Filter>),
    Minus(Box<Filter>),
    If(Box<Filter>, Box<Filter>, Box<Filter>),
    Bind(Box<Filter>, String, Box<Filter>),
    Variable(String),
    Call(String, Vec<Filter>),
}

/// Brackets within brackets; a query that goes deeper is refused.
const DEPTH_MAX: u32 = 100;
const NOT_KNOWN: [&str; 11] =
    ["def", "reduce", "foreach", "try", "catch", "label", "import", "include", "__loc__", "input", "limit"];

struct Parser<'a> {
    rest: &'a [Token],
    depth: u32,
    variables: Vec<String>,
}

type Parsed = Result<Filter, String>;

/// Reads a whole query.
pub(super) fn parse(tokens: &[Token]) -> Parsed {
    if tokens.is_empty() {
        return Err("the query is empty".to_owned());
    }
    let mut parser = Parser { rest: tokens, depth: 0, variables: Vec::new() };
    let filter = parser.pipe()?;
    match parser.rest.first() {
        None => Ok(filter),
        Some(token @ Token::Sign("=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=" | "?//" | "?//=")) => {
            Err(format!("'{}' is not known here", token.shown()))
        }
        Some(token) => Err(format!("'{}' is too much here", token.shown())),
    }
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.rest.first(), Some(Token::Sign(found)) if *found == sign);
        if found {
            self.next();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.rest.first(), Some(Token::Word(found)) if found == word);
        if found {
            self.next();
        }
        found
    }

    fn need(&mut self, sign: &str) -> Result<(), String> {
        if self.eat(sign) { Ok(()) } else { Err(self.expected(sign)) }
    }

    fn expected(&self, what: &str) -> String {
        self.rest.first().map_or_else(missing, |token| format!("'{what}' should stand before '{}'", token.shown()))
    }

    fn pipe(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("the query is nested too deeply".to_owned());
        }
        let left = self.comma()?;
        let filter = if self.eat_word("as") {
            let Some(Token::Variable(name)) = self.next() else {
                return Err("after 'as' comes a variable, such as $name".to_owned());
            };
            self.need("|")?;
            self.variables.push(name.clone());
            let body = self.pipe()?;
            self.variables.pop();
            Filter::Bind(Box::new(left), name.clone(), Box::new(body))
        } else if self.eat("|") {
            Filter::Pipe(Box::new(left), Box::new(self.pipe()?))
        } else {
            left
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn comma(&mut self) -> Parsed {
        let mut left = self.otherwise()?;
        while self.eat(",") {
            left = Filter::Comma(Box::new(left), Box::new(self.otherwise()?));
        }
        Ok(left)
    }

    fn otherwise(&mut self) -> Parsed {
        let left = self.or()?;
        if self.eat("//") { Ok(Filter::Else(Box::new(left), Box::new(self.otherwise()?))) } else { Ok(left) }
    }

    fn or(&mut self) -> Parsed {
        let mut left = self.and()?;
        while self.eat_word("or") {
            left = Filter::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.compare()?;
        while self.eat_word("and") {
            left = Filter::And(Box::new(left), Box::new(self.compare()?));
        }
        Ok(left)
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        for sign in ["==", "!=", "<=", ">=", "<", ">"] {
            if self.eat(sign) {
                return Ok(Filter::Binary(sign, Box::new(left), Box::new(self.sum()?)));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(sign) = ["+", "-"].into_iter().find(|sign| self.eat(sign)) {
            left = Filter::Binary(sign, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.signed()?;
        while let Some(sign) = ["*", "/", "%"].into_iter().find(|sign| self.eat(sign)) {
            left = Filter::Binary(sign, Box::new(left), Box::new(self.signed()?));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        if self.eat("-") { Ok(Filter::Minus(Box::new(self.postfix()?))) } else { self.postfix() }
    }

    fn postfix(&mut self) -> Parsed {
        let mut filter = self.term()?;
        loop {
            filter = if let Some(Token::Field(name)) = self.rest.first() {
                self.next();
                Filter::Field(Box::new(filter), Box::new(Filter::Literal(name.as_str().into())))
            } else if self.eat("[") {
                self.brackets(filter)?
            } else if self.eat("?") {
                Filter::Optional(Box::new(filter))
            } else if matches!(self.rest, [Token::Sign("."), Token::Sign("["), ..]) {
                self.next();
                filter
            } else if let [Token::Sign("."), Token::Text(pieces), ..] = self.rest {
                self.next();
                self.next();
                Filter::Field(Box::new(filter), Box::new(self.text(pieces)?))
            } else {
                return Ok(filter);
            };
        }
    }

    /// What stands behind `[` after something: an index, a slice or nothing.
    fn brackets(&mut self, of: Filter) -> Parsed {
        let of = Box::new(of);
        if self.eat("]") {
            return Ok(Filter::Each(of));
        }
        if self.eat(":") {
            let to = Box::new(self.pipe()?);
            self.need("]")?;
            return Ok(Filter::Slice(of, None, Some(to)));
        }
        let index = Box::new(self.pipe()?);
        if self.eat(":") {
            let to = if self.eat("]") {
                None
            } else {
                let to = self.pipe()?;
                self.need("]")?;
                Some(Box::new(to))
            };
            return Ok(Filter::Slice(of, Some(index), to));
        }
        self.need("]")?;
        Ok(Filter::Field(of, index))
    }

    fn term(&mut self) -> Parsed {
        let Some(token) = self.next() else { return Err(missing()) };
        match token {
            Token::Number(value) => Ok(Filter::Literal(super::number(*value))),
            Token::Text(pieces) => self.text(pieces),
            Token::Field(name) => {
                Ok(Filter::Field(Box::new(Filter::Same), Box::new(Filter::Literal(name.as_str().into()))))
            }
            Token::Format(name) if functions::FORMATS.contains(&name.as_str()) => Ok(Filter::Format(name.clone())),
            Token::Variable(name) if self.variables.contains(name) => Ok(Filter::Variable(name.clone())),
            Token::Variable(name) => Err(format!("there is no variable ${name}")),
            Token::Sign(".") => {
                if let Some(Token::Text(pieces)) = self.rest.first() {
                    self.next();
                    return Ok(Filter::Field(Box::new(Filter::Same), Box::new(self.text(pieces)?)));
                }
                Ok(Filter::Same)
            }
            Token::Sign("(") => {
                let inner = self.pipe()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Sign("[") => {
                if self.eat("]") {
                    return Ok(Filter::Array(None));
                }
                let inner = self.pipe()?;
                self.need("]")?;
                Ok(Filter::Array(Some(Box::new(inner))))
            }
            Token::Sign("{") => self.object(),
            Token::Word(word) => self.word(word),
            Token::Sign(")" | "]" | "}") => Err(format!("'{}' is too much here", token.shown())),
            Token::Sign(_) | Token::Format(_) => Err(format!("'{}' is not known here", token.shown())),
        }
    }

    fn word(&mut self, word: &str) -> Parsed {
        match word {
            "null" => Ok(Filter::Literal(serde_json::Value::Null)),
            "true" => Ok(Filter::Literal(true.into())),
            "false" => Ok(Filter::Literal(false.into())),
            "if" => self.condition(),
            word if NOT_KNOWN.contains(&word) => Err(format!("'{word}' is not known here")),
            name => {
                let mut arguments = Vec::new();
                if self.eat("(") {
                    arguments.push(self.pipe()?);
                    while self.eat(";") {
                        arguments.push(self.pipe()?);
                    }
                    self.need(")")?;
                }
                if functions::is_known(name, arguments.len()) {
                    Ok(Filter::Call(name.to_owned(), arguments))
                } else {
                    Err(format!("there is no function {name}/{} here", arguments.len()))
                }
            }
        }
    }

    /// What stands behind `if` or `elif`.
    fn condition(&mut self) -> Parsed {
        let test = self.pipe()?;
        if !self.eat_word("then") {
            return Err(self.expected("then"));
        }
        let yes = self.pipe()?;
        let no = if self.eat_word("elif") {
            self.condition()?
        } else if self.eat_word("else") {
            let no = self.pipe()?;
            if !self.eat_word("end") {
                return Err(self.expected("end"));
            }
            no
        } else {
            return Err(self.expected("else"));
        };
        Ok(Filter::If(Box::new(test), Box::new(yes), Box::new(no)))
    }

    fn object(&mut self) -> Parsed {
        let mut entries = Vec::new();
        if self.eat("}") {
            return Ok(Filter::Object(entries));
        }
        loop {
            let (key, default) = match self.next().ok_or_else(missing)? {
                Token::Word(name) => {
                    let key = Filter::Literal(name.as_str().into());
                    (key.clone(), Some(Filter::Field(Box::new(Filter::Same), Box::new(key))))
                }
                Token::Variable(name) if self.variables.contains(name) => {
                    (Filter::Literal(name.as_str().into()), Some(Filter::Variable(name.clone())))
                }
                Token::Text(pieces) => {
                    let key = self.text(pieces)?;
                    (key.clone(), Some(Filter::Field(Box::new(Filter::Same), Box::new(key))))
                }
                Token::Sign("(") => {
                    let key = self.pipe()?;
                    self.need(")")?;
                    (key, None)
                }
                other => return Err(format!("'{}' cannot be a key", other.shown())),
            };
            let value = if self.eat(":") { self.value()? } else { default.ok_or_else(|| self.expected(":"))? };
            entries.push((key, value));
            if self.eat("}") {
                return Ok(Filter::Object(entries));
            }
            self.need(",")?;
        }
    }

    /// A value in an object: everything but a comma.
    fn value(&mut self) -> Parsed {
        let left = self.otherwise()?;
        if self.eat("|") { Ok(Filter::Pipe(Box::new(left), Box::new(self.value()?))) } else { Ok(left) }
    }

    fn text(&mut self, pieces: &[Piece]) -> Parsed {
        let piece = |piece: &Piece| match piece {
            Piece::Plain(text) => Ok(Filter::Literal(text.as_str().into())),
            Piece::Query(tokens) => {
                let mut inner = Parser { rest: tokens, depth: self.depth, variables: self.variables.clone() };
                let filter = inner.pipe()?;
                match inner.rest.first() {
                    None => Ok(filter),
                    Some(token) => Err(format!("'{}' is too much here", token.shown())),
                }
            }
        };
        match pieces {
            [one @ Piece::Plain(_)] => piece(one),
            all => all.iter().map(piece).collect::<Result<_, _>>().map(Filter::Text),
        }
    }
}

fn missing() -> String {
    "something is missing at the end of the query".to_owned()
}
