//! Patterns as text into the steps that are taken.

use super::{Class, Pattern, Step};

/// So many steps may a pattern come to. This lab's own limit.
const SIZE_MAX: usize = 2_000;
/// So often may a part be repeated by a number.
const REPEAT_MAX: u32 = 255;
/// So deep may groups nest.
const DEPTH_MAX: u16 = 32;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Like,
    Similar,
    Java,
}

pub(super) struct Reader {
    chars: Vec<char>,
    place: usize,
    form: Form,
    escape: Option<char>,
    depth: u16,
}

impl Reader {
    pub(super) fn new(text: &str, form: Form, escape: Option<char>) -> Self {
        Self { chars: text.chars().collect(), place: 0, form, escape, depth: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.place += usize::from(c.is_some());
        c
    }

    fn take(&mut self, c: char) -> bool {
        let is_here = self.peek() == Some(c);
        self.place += usize::from(is_here);
        is_here
    }

    pub(super) fn read(mut self) -> Result<Pattern, String> {
        let mut steps = self.either()?;
        if self.place < self.chars.len() {
            return Err(format!("the pattern has a ')' too many at character {}", self.place + 1));
        }
        steps.push(Step::Done);
        Ok(Pattern { steps })
    }

    /// Parts with `|` between them. Jumps count from the beginning of the part.
    fn either(&mut self) -> Result<Vec<Step>, String> {
        let mut left = self.sequence()?;
        while self.form != Form::Like && self.take('|') {
            let right = self.sequence()?;
            let mut steps = vec![Step::Split(1, left.len() + 2)];
            let end = left.len() + right.len() + 2;
            append(&mut steps, left);
            steps.push(Step::Jump(end));
            append(&mut steps, right);
            left = checked(steps)?;
        }
        Ok(left)
    }

    fn sequence(&mut self) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        while let Some(c) = self.peek() {
            if self.form != Form::Like && (c == '|' || c == ')') {
                break;
            }
            let atom = self.atom()?;
            let repeated = if self.form == Form::Like { atom } else { self.repeated(atom)? };
            append(&mut steps, repeated);
            steps = checked(steps)?;
        }
        Ok(steps)
    }

    fn atom(&mut self) -> Result<Vec<Step>, String> {
        let place = self.place + 1;
        let Some(c) = self.next() else { return Ok(Vec::new()) };
        if self.form != Form::Java {
            if Some(c) == self.escape {
                let plain = self.next().ok_or("nothing follows the escape character")?;
                return Ok(vec![Step::Read(Class::One(plain))]);
            }
            match c {
                '_' => return Ok(vec![Step::Read(Class::Any(true))]),
                '%' => return Ok(vec![Step::Split(1, 3), Step::Read(Class::Any(true)), Step::Jump(0)]),
                _ if self.form == Form::Like => return Ok(vec![Step::Read(Class::One(c))]),
                _ => {}
            }
        }
        match c {
            '(' => {
                if self.depth == DEPTH_MAX {
                    return Err(format!("groups nest at most {DEPTH_MAX} deep"));
                }
                if self.take('?') && !self.take(':') {
                    return Err(format!("the group at character {place} is not supported; write ( or (?:"));
                }
                self.depth += 1;
                let inner = self.either()?;
                self.depth -= 1;
                if self.take(')') { Ok(inner) } else { Err(format!("the '(' at character {place} is not closed")) }
            }
            '[' => self.set(place).map(|class| vec![Step::Read(class)]),
            '*' | '+' | '?' | '{' => Err(format!("nothing stands before the '{c}' at character {place}")),
            '.' if self.form == Form::Java => Ok(vec![Step::Read(Class::Any(false))]),
            '^' if self.form == Form::Java => Ok(vec![Step::Start]),
            '$' if self.form == Form::Java => Ok(vec![Step::End]),
            '\\' if self.form == Form::Java => match self.next() {
                Some('b') => Ok(vec![Step::Edge]),
                Some(c) => escaped(c).map(|class| vec![Step::Read(class)]),
                None => Err("the pattern ends with a backslash".to_owned()),
            },
            _ => Ok(vec![Step::Read(Class::One(c))]),
        }
    }

    /// `[a-z_]`, `[^0-9]`, with `\d`, `\w`, `\s` inside those of Java and `[:DIGIT:]` and the like inside those of SQL.
    fn set(&mut self, place: usize) -> Result<Class, String> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let c = self.next().ok_or(format!("the '[' at character {place} is not closed"))?;
            let from = match c {
                ']' if !ranges.is_empty() => return Ok(Class::Set(ranges, negated)),
                '[' if self.peek() == Some(':') => {
                    ranges.extend(self.named_class()?);
                    continue;
                }
                '\\' if self.form == Form::Java => {
                    match escaped(self.next().ok_or("the pattern ends with a backslash")?)? {
                        Class::One(c) => c,
                        Class::Set(more, false) => {
                            ranges.extend(more);
                            continue;
                        }
                        _ => return Err("\\D, \\W and \\S are not supported inside of [ ]".to_owned()),
                    }
                }
                c if Some(c) == self.escape => self.next().ok_or("nothing follows the escape character")?,
                c => c,
            };
            let is_range = self.peek() == Some('-') && self.chars.get(self.place + 1).is_some_and(|c| *c != ']');
            let mut to = from;
            if is_range {
                self.place += 1;
                to = self.next().unwrap_or(from);
                if to < from {
                    return Err(format!("the range {from}-{to} goes backwards"));
                }
            }
            ranges.push((from, to));
            if ranges.len() > SIZE_MAX {
                return Err("the pattern is too long".to_owned());
            }
        }
    }

    fn named_class(&mut self) -> Result<Vec<(char, char)>, String> {
        for (name, ranges) in [
            (":ALPHA:]", &[('a', 'z'), ('A', 'Z')][..]),
            (":DIGIT:]", &[('0', '9')]),
            (":ALNUM:]", &[('a', 'z'), ('A', 'Z'), ('0', '9')]),
            (":UPPER:]", &[('A', 'Z')]),
            (":LOWER:]", &[('a', 'z')]),
            (":SPACE:]", &[(' ', ' ')]),
            (":WHITESPACE:]", &[(' ', ' '), ('\t', '\r')]),
        ] {
            let rest = self.chars.iter().skip(self.place).take(name.len());
            if rest.copied().map(|c| c.to_ascii_uppercase()).eq(name.chars()) {
                self.place += name.len();
                return Ok(ranges.to_vec());
            }
        }
        Err("known classes are [:ALPHA:], [:DIGIT:], [:ALNUM:], [:UPPER:], [:LOWER:], [:SPACE:], [:WHITESPACE:]"
            .to_owned())
    }

    /// What `*`, `+`, `?` or `{n,m}` behind an atom make of it; with `?` behind them they take as little as they can.
    fn repeated(&mut self, atom: Vec<Step>) -> Result<Vec<Step>, String> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.place += 1;
                let least = self.number()?;
                let most = if self.take(',') {
                    if self.peek() == Some('}') { None } else { Some(self.number()?) }
                } else {
                    Some(least)
                };
                if self.peek() != Some('}') || most.is_some_and(|most| most < least) {
                    return Err("a repetition is written {n}, {n,} or {n,m}".to_owned());
                }
                (least, most)
            }
            _ => return Ok(atom),
        };
        self.place += 1;
        let is_lazy = self.form == Form::Java && self.take('?');
        let split = |ahead: usize, out: usize| if is_lazy { Step::Split(out, ahead) } else { Step::Split(ahead, out) };
        let mut steps = Vec::new();
        for _ in 0..least {
            append(&mut steps, atom.clone());
            steps = checked(steps)?;
        }
        match most {
            None => {
                let start = steps.len();
                steps.push(split(start + 1, start + atom.len() + 2));
                append(&mut steps, atom);
                steps.push(Step::Jump(start));
            }
            Some(most) => {
                let rest = (most - least) as usize;
                let end = steps.len() + rest * (atom.len() + 1);
                for _ in 0..rest {
                    let start = steps.len();
                    steps.push(split(start + 1, end));
                    append(&mut steps, atom.clone());
                    steps = checked(steps)?;
                }
            }
        }
        checked(steps)
    }

    fn number(&mut self) -> Result<u32, String> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.place += 1;
            number = Some(number.unwrap_or(0) * 10 + digit);
            if number > Some(REPEAT_MAX) {
                return Err(format!("a part is repeated at most {REPEAT_MAX} times by number"));
            }
        }
        number.ok_or_else(|| "a repetition is written {n}, {n,} or {n,m}".to_owned())
    }
}

fn escaped(c: char) -> Result<Class, String> {
    let word = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    let space = [(' ', ' '), ('\t', '\r')];
    Ok(match c {
        'd' | 'D' => Class::Set(vec![('0', '9')], c == 'D'),
        'w' | 'W' => Class::Set(word.to_vec(), c == 'W'),
        's' | 'S' => Class::Set(space.to_vec(), c == 'S'),
        'n' => Class::One('\n'),
        't' => Class::One('\t'),
        'r' => Class::One('\r'),
        c if c.is_ascii_alphanumeric() => return Err(format!("\\{c} is not supported in patterns")),
        c => Class::One(c),
    })
}

/// Adds steps behind others; their jumps move with them.
fn append(steps: &mut Vec<Step>, more: Vec<Step>) {
    let by = steps.len();
    steps.extend(more.into_iter().map(|step| match step {
        Step::Split(first, second) => Step::Split(first + by, second + by),
        Step::Jump(to) => Step::Jump(to + by),
        other => other,
    }));
}

fn checked(steps: Vec<Step>) -> Result<Vec<Step>, String> {
    if steps.len() > SIZE_MAX { Err("the pattern is too long".to_owned()) } else { Ok(steps) }
}
