//! The parser of all expressions: pieces into trees.

use super::condition::{Comparison, Condition, Subject};
use super::path::{Path, Step};
use super::update::{Assigned, Update};
use super::{Kind, OPERATORS_MAX, Substitutes, Token, tokens};
use crate::dynamodb::{AttributeValue, Result};

/// Reads one expression.
pub struct Parser<'s, 'r> {
    tokens: Vec<Token>,
    next: usize,
    operators: usize,
    kind: Kind,
    substitutes: &'s mut Substitutes<'r>,
}

/// How deep parentheses and NOT may be.
const DEPTH_MAX: usize = 50;

impl<'s, 'r> Parser<'s, 'r> {
    /// Over a text.
    ///
    /// # Errors
    /// The text has characters that no expression has.
    pub fn new(text: &str, kind: Kind, substitutes: &'s mut Substitutes<'r>) -> Result<Self> {
        Ok(Self { tokens: tokens(text, kind)?, next: 0, operators: 0, kind, substitutes })
    }

    /// A condition, a filter or a key.
    ///
    /// # Errors
    /// It is none, in AWS's words.
    pub fn condition(mut self) -> Result<Condition> {
        let condition = self.or(0)?;
        self.end()?;
        Ok(condition)
    }

    /// A projection.
    ///
    /// # Errors
    /// It is none, in AWS's words.
    pub fn projection(mut self) -> Result<Vec<Path>> {
        let mut paths = vec![self.path()?];
        while self.take_sign(",") {
            paths.push(self.path()?);
        }
        self.end()?;
        self.check_overlap(&paths.iter().collect::<Vec<_>>())?;
        Ok(paths)
    }

    /// An update.
    ///
    /// # Errors
    /// It is none, in AWS's words.
    pub fn update(mut self) -> Result<Update> {
        let (mut update, mut seen) = (Update::default(), Vec::new());
        while self.peek().is_some() {
            let clause = match self.peek() {
                Some(Token::Word(word)) => word.to_ascii_uppercase(),
                _ => return Err(self.syntax_error()),
            };
            if !["SET", "REMOVE", "ADD", "DELETE"].contains(&clause.as_str()) {
                return Err(self.syntax_error());
            }
            if seen.contains(&clause) {
                let sentence = format!("The \"{clause}\" section can only be used once in an update expression;");
                return Err(self.kind.error(sentence));
            }
            self.next += 1;
            loop {
                self.clause(&clause, &mut update)?;
                if !self.take_sign(",") {
                    break;
                }
            }
            seen.push(clause);
        }
        let paths: Vec<Path> = update.paths().cloned().collect();
        self.check_overlap(&paths.iter().collect::<Vec<_>>())?;
        Ok(update)
    }

    fn clause(&mut self, clause: &str, update: &mut Update) -> Result<()> {
        let path = self.path()?;
        match clause {
            "SET" => {
                self.expect("=")?;
                let assigned = self.assigned(0)?;
                update.set.push((path, assigned));
            }
            "REMOVE" => update.remove.push(path),
            _ => {
                let value = self.value()?;
                if clause == "ADD" { update.add.push((path, value)) } else { update.delete.push((path, value)) }
            }
        }
        Ok(())
    }

    fn assigned(&mut self, depth: usize) -> Result<Assigned> {
        let one = self.assigned_operand(depth)?;
        if self.take_sign("+") {
            return Ok(Assigned::Plus(Box::new(one), Box::new(self.assigned_operand(depth)?)));
        }
        if self.take_sign("-") {
            return Ok(Assigned::Minus(Box::new(one), Box::new(self.assigned_operand(depth)?)));
        }
        Ok(one)
    }

    fn assigned_operand(&mut self, depth: usize) -> Result<Assigned> {
        self.deeper(depth)?;
        match self.function() {
            Some(name) if name == "if_not_exists" => {
                self.next += 2;
                let path = self.path()?;
                self.expect(",")?;
                let other = self.assigned_operand(depth + 1)?;
                self.expect(")")?;
                Ok(Assigned::IfNotExists(path, Box::new(other)))
            }
            Some(name) if name == "list_append" => {
                self.next += 2;
                let one = self.assigned_operand(depth + 1)?;
                self.expect(",")?;
                let two = self.assigned_operand(depth + 1)?;
                self.expect(")")?;
                Ok(Assigned::ListAppend(Box::new(one), Box::new(two)))
            }
            Some(name) => Err(self.kind.error(format!("Invalid function name; function: {name}"))),
            None if self.take_sign("(") => {
                let inner = self.assigned(depth + 1)?;
                self.expect(")")?;
                Ok(inner)
            }
            None if matches!(self.peek(), Some(Token::Value(_))) => self.value().map(Assigned::Value),
            None => self.path().map(Assigned::Path),
        }
    }

    fn or(&mut self, depth: usize) -> Result<Condition> {
        let mut left = self.and(depth)?;
        while self.take_word("OR") {
            self.operator()?;
            left = Condition::Or(Box::new(left), Box::new(self.and(depth)?));
        }
        Ok(left)
    }

    fn and(&mut self, depth: usize) -> Result<Condition> {
        let mut left = self.not(depth)?;
        while self.take_word("AND") {
            self.operator()?;
            left = Condition::And(Box::new(left), Box::new(self.not(depth)?));
        }
        Ok(left)
    }

    fn not(&mut self, depth: usize) -> Result<Condition> {
        self.deeper(depth)?;
        if self.take_word("NOT") {
            self.operator()?;
            return Ok(Condition::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.take_sign("(") {
            let inner = self.or(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        self.term()
    }

    fn term(&mut self) -> Result<Condition> {
        self.operator()?;
        if let Some(name) = self.function().filter(|name| name != "size") {
            self.next += 2;
            return self.function_term(&name);
        }
        let left = self.operand()?;
        if self.take_word("BETWEEN") {
            let low = self.operand()?;
            if !self.take_word("AND") {
                return Err(self.syntax_error());
            }
            return Ok(Condition::Between(left, low, self.operand()?));
        }
        if self.take_word("IN") {
            self.expect("(")?;
            let mut all = vec![self.operand()?];
            while self.take_sign(",") {
                all.push(self.operand()?);
            }
            self.expect(")")?;
            if all.len() > 100 {
                return Err(self.kind.error("The IN operator is provided with too many operands"));
            }
            return Ok(Condition::In(left, all));
        }
        let comparison = match self.peek() {
            Some(Token::Sign("=")) => Comparison::Equal,
            Some(Token::Sign("<>")) => Comparison::Unequal,
            Some(Token::Sign("<")) => Comparison::Less,
            Some(Token::Sign("<=")) => Comparison::LessOrEqual,
            Some(Token::Sign(">")) => Comparison::Greater,
            Some(Token::Sign(">=")) => Comparison::GreaterOrEqual,
            _ => return Err(self.syntax_error()),
        };
        self.next += 1;
        Ok(Condition::Compare(left, comparison, self.operand()?))
    }

    fn function_term(&mut self, name: &str) -> Result<Condition> {
        let condition = match name {
            "attribute_exists" => Condition::Exists(self.path()?),
            "attribute_not_exists" => Condition::NotExists(self.path()?),
            "attribute_type" => {
                let path = self.path()?;
                self.expect(",")?;
                Condition::Type(path, self.operand()?)
            }
            "begins_with" | "contains" => {
                let one = self.operand()?;
                self.expect(",")?;
                let two = self.operand()?;
                if name == "contains" { Condition::Contains(one, two) } else { Condition::BeginsWith(one, two) }
            }
            _ => return Err(self.kind.error(format!("Invalid function name; function: {name}"))),
        };
        self.expect(")")?;
        Ok(condition)
    }

    fn operand(&mut self) -> Result<Subject> {
        if self.function().as_deref() == Some("size") {
            self.next += 2;
            let path = self.path()?;
            self.expect(")")?;
            return Ok(Subject::Size(path));
        }
        match self.peek() {
            Some(Token::Value(_)) => self.value().map(Subject::Value),
            _ => self.path().map(Subject::Path),
        }
    }

    fn value(&mut self) -> Result<AttributeValue> {
        match self.peek().cloned() {
            Some(Token::Value(key)) => {
                self.next += 1;
                self.substitutes.value(&key, self.kind)
            }
            _ => Err(self.syntax_error()),
        }
    }

    fn path(&mut self) -> Result<Path> {
        let name = self.name()?;
        let mut steps = Vec::new();
        loop {
            if self.take_sign(".") {
                steps.push(Step::Field(self.name()?));
            } else if self.take_sign("[") {
                let place = match self.peek() {
                    Some(Token::Number(digits)) => digits.parse().ok(),
                    _ => None,
                };
                steps.push(Step::Place(place.ok_or_else(|| self.syntax_error())?));
                self.next += 1;
                self.expect("]")?;
            } else {
                return Ok(Path { name, steps });
            }
        }
    }

    fn name(&mut self) -> Result<String> {
        match self.peek().cloned() {
            Some(Token::Word(word)) => {
                self.next += 1;
                Ok(word)
            }
            Some(Token::Name(key)) => {
                self.next += 1;
                self.substitutes.name(&key, self.kind)
            }
            _ => Err(self.syntax_error()),
        }
    }

    fn check_overlap(&self, paths: &[&Path]) -> Result<()> {
        for (place, one) in paths.iter().enumerate() {
            if let Some(two) = paths.iter().skip(place + 1).find(|two| one.overlaps(two)) {
                return Err(self.kind.error(format!(
                    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: \
                     {one}, path two: {two}"
                )));
            }
        }
        Ok(())
    }

    fn operator(&mut self) -> Result<()> {
        self.operators += 1;
        if self.operators > OPERATORS_MAX {
            return Err(self.kind.error(format!(
                "The expression contains more than the maximum allowed number of operators; operator count: {}",
                self.operators
            )));
        }
        Ok(())
    }

    fn deeper(&self, depth: usize) -> Result<()> {
        if depth > DEPTH_MAX { Err(self.kind.error("The expression is nested too deeply")) } else { Ok(()) }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    /// The function whose name and parenthesis come next.
    fn function(&self) -> Option<String> {
        match (self.peek(), self.tokens.get(self.next + 1)) {
            (Some(Token::Word(word)), Some(Token::Sign("("))) if !is_keyword(word) => Some(word.clone()),
            _ => None,
        }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Sign(there)) if *there == sign);
        self.next += usize::from(is_next);
        is_next
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Word(there)) if there.eq_ignore_ascii_case(word));
        self.next += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.syntax_error()) }
    }

    fn end(&self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.syntax_error()) }
    }

    fn syntax_error(&self) -> crate::dynamodb::DynamoDbError {
        let text = |place: Option<usize>| place.and_then(|place| self.tokens.get(place)).map(Token::text);
        let Some(token) = text(Some(self.next)) else {
            let last = text(self.tokens.len().checked_sub(1)).unwrap_or_default();
            return self.kind.error(format!("Syntax error; token: \"<EOF>\", near: \"{last}\""));
        };
        let near = [text(self.next.checked_sub(1)), Some(token), text(Some(self.next + 1))];
        let near: Vec<&str> = near.into_iter().flatten().collect();
        self.kind.error(format!("Syntax error; token: \"{token}\", near: \"{}\"", near.join(" ")))
    }
}

fn is_keyword(word: &str) -> bool {
    ["AND", "OR", "NOT", "BETWEEN", "IN"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}
