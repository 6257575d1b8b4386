//! Patterns of LIKE, SIMILAR TO and regular expressions, without a way to run for ever.
//!
//! All three become one small program whose threads run side by side, so that time grows with text times pattern and
//! never faster. Groups only group: nothing is captured.

use super::super::error::Fault;

/// So many instructions may a pattern come to. This lab's own limit.
const SIZE_MAX: usize = 2_000;
/// So often may a part be repeated by a number.
const REPEAT_MAX: u32 = 255;
/// So deep may groups nest.
const DEPTH_MAX: u16 = 32;
/// So many steps may one search take. This lab's own limit.
const STEPS_MAX: usize = 2_000_000;

/// Which characters match.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Class {
    One(char),
    /// Any but the end of a line, where the flag is not set.
    Any(bool),
    /// One of these ranges, or none of them.
    Set(Vec<(char, char)>, bool),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Read(Class),
    /// The first way is preferred.
    Split(usize, usize),
    Jump(usize),
    /// Only at the beginning.
    Start,
    /// Only at the end.
    End,
    /// Only between a word and what is none.
    Edge,
    Done,
}

/// A pattern that has been read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    steps: Vec<Step>,
}

impl Pattern {
    /// The pattern of LIKE (`%` and `_`), or of SIMILAR TO, which adds `| * + ? {n,m} ( ) [ ]`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_sql(text: &str, escape: Option<char>, is_similar: bool) -> Result<Self, String> {
        Reader::new(text, if is_similar { Form::Similar } else { Form::Like }, escape).read()
    }

    /// A regular expression as Java writes them, without captures, references and looking around.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_java(text: &str) -> Result<Self, String> {
        Reader::new(text, Form::Java, None).read()
    }

    /// Whether all of a text matches.
    pub fn is_whole(&self, text: &str) -> Result<bool, Fault> {
        let chars: Vec<char> = text.chars().collect();
        Ok(self.run(&chars, 0, true)?.is_some())
    }

    /// The first match at or behind a place: from where to where.
    pub fn find(&self, text: &[char], from: usize) -> Result<Option<(usize, usize)>, Fault> {
        self.run(text, from, false)
    }

    fn run(&self, text: &[char], from: usize, is_whole: bool) -> Result<Option<(usize, usize)>, Fault> {
        let mut threads: Vec<(usize, usize)> = Vec::new();
        let mut found = None;
        let mut taken = 0;
        for place in from..=text.len() {
            // A search may begin anywhere until it has found something; a later beginning comes last.
            if found.is_none() && (place == from || !is_whole) {
                threads.push((0, place));
            }
            let mut seen = vec![false; self.steps.len()];
            let mut next = Vec::new();
            let mut open = std::mem::take(&mut threads);
            open.reverse();
            'threads: while let Some((step, start)) = open.pop() {
                let Some(is_seen) = seen.get_mut(step).filter(|is_seen| !**is_seen) else { continue };
                *is_seen = true;
                taken += 1;
                match self.steps.get(step) {
                    Some(Step::Read(class)) => {
                        if text.get(place).is_some_and(|c| class.has(*c)) {
                            next.push((step + 1, start));
                        }
                    }
                    Some(Step::Split(first, second)) => open.extend([(*second, start), (*first, start)]),
                    Some(Step::Jump(to)) => open.push((*to, start)),
                    Some(Step::Start) if place == 0 => open.push((step + 1, start)),
                    Some(Step::End) if place == text.len() => open.push((step + 1, start)),
                    Some(Step::Edge) if is_edge(text, place) => open.push((step + 1, start)),
                    Some(Step::Done) if !is_whole || place == text.len() => {
                        found = Some((start, place));
                        // What comes after is less preferred.
                        break 'threads;
                    }
                    _ => {}
                }
            }
            if taken > STEPS_MAX {
                return Err(Fault::limit("the pattern takes too long for this text"));
            }
            threads = next;
            if threads.is_empty() && (found.is_some() || is_whole) {
                break;
            }
        }
        Ok(found)
    }
}

fn is_edge(text: &[char], place: usize) -> bool {
    let is_word = |index: Option<usize>| {
        index.and_then(|index| text.get(index)).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
    };
    is_word(place.checked_sub(1)) != is_word(Some(place))
}

impl Class {
    fn has(&self, c: char) -> bool {
        match self {
            Self::One(one) => *one == c,
            Self::Any(with_lines) => *with_lines || c != '\n',
            Self::Set(ranges, negated) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Like,
    Similar,
    Java,
}

struct Reader {
    chars: Vec<char>,
    place: usize,
    form: Form,
    escape: Option<char>,
    depth: u16,
}

impl Reader {
    fn new(text: &str, form: Form, escape: Option<char>) -> Self {
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

    fn read(mut self) -> Result<Pattern, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(pattern: &str, is_similar: bool, text: &str) -> bool {
        Pattern::of_sql(pattern, Some('!'), is_similar).unwrap().is_whole(text).unwrap()
    }

    #[test]
    fn like_and_similar() {
        for (pattern, text, like, similar) in [
            ("%TECH%", "BIOTECHNOLOGY", true, true),
            ("%TECH%", "technology", false, false),
            ("a_c", "abc", true, true),
            ("a_c", "abbc", false, false),
            ("50!%", "50%", true, true),
            ("50!%", "500", false, false),
            ("%", "", true, true),
            ("a.c", "abc", false, false),
            ("(a|b)+", "abab", false, true),
            ("(a|b)+", "(a|b)+", true, false),
            ("[0-9]{2,3}", "123", false, true),
            ("[0-9]{2,3}", "1234", false, false),
            ("[^x]*", "abc", false, true),
            ("[[:DIGIT:]]+", "42", false, true),
            ("x?y", "y", false, true),
            ("a%b%c", "a--b\n--c", true, true),
        ] {
            assert_eq!((sql(pattern, false, text), sql(pattern, true, text)), (like, similar), "{pattern} of {text}");
        }
    }

    fn first(pattern: &str, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let (from, to) = Pattern::of_java(pattern).unwrap().find(&chars, 0).unwrap()?;
        Some(chars[from..to].iter().collect())
    }

    #[test]
    fn regular_expressions_find_what_java_finds() {
        for (pattern, text, found) in [
            ("b+", "abbbc", Some("bbb")),
            ("b+?", "abbbc", Some("b")),
            ("a|ab", "ab", Some("a")),
            ("ab|a", "ab", Some("ab")),
            ("\\d{3}", "a12b345", Some("345")),
            ("^b", "ab", None),
            ("b$", "ab", Some("b")),
            ("\\bcat\\b", "concat cat", Some("cat")),
            ("(?:a*)*b", "aaab", Some("aaab")),
            ("[a-c\\d]+", "xb2c", Some("b2c")),
            ("x*", "abc", Some("")),
            (".", "\n", None),
            ("é", "café", Some("é")),
        ] {
            assert_eq!(first(pattern, text).as_deref(), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn bad_patterns_say_why_and_none_runs_for_ever() {
        for bad in ["(", ")", "[a", "*a", "a{2,1}", "a{999}", "(?=a)", "\\", "\\p", "[b-a]", "a{"] {
            assert!(Pattern::of_java(bad).is_err(), "{bad}");
        }
        assert!(Pattern::of_java(&"(".repeat(100)).is_err());
        assert!(Pattern::of_java("((((a{100}){100}){100}))").is_err(), "too long");
        let slow = Pattern::of_java("(a*)*(a*)*(a*)*b").unwrap();
        assert!(!slow.is_whole(&"a".repeat(5_000)).unwrap());
    }
}
