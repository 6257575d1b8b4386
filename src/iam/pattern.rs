//! Texts with wildcards and policy variables.
//!
//! "IAM policy elements: Variables and tags" and "Using wildcards in resource ARNs" in the IAM user guide: `*` stands for
//! any characters, `?` for one; `${key}` for a value of the request, `${*}`, `${?}` and `${$}` for the signs themselves.

use super::{Context, Fault};
use std::borrow::Cow;

/// A text of a policy that texts of requests are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    glyphs: Vec<Glyph>,
    variables: Vec<Variable>,
}

/// What a pattern is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glyph {
    /// That character.
    Char(char),
    /// Any one character.
    One,
    /// Any characters, or none.
    Any,
    /// The value of a variable, by its place in the list.
    Variable(usize),
}

/// `${key}` or `${key, 'default'}`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    key: String,
    default: Option<String>,
}

/// How a text of a policy is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Whether `*` and `?` are wildcards.
    pub wild: bool,
    /// Whether `${…}` is a variable; only since version 2012-10-17.
    pub variables: bool,
}

impl Pattern {
    /// Reads a text; the only fault is a `${` that begins no variable.
    pub(super) fn read(text: &str, reading: Reading) -> Result<Self, Fault> {
        let (mut glyphs, mut variables) = (Vec::with_capacity(text.len()), Vec::new());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if reading.variables && rest.starts_with("${") {
                let (inside, after) = rest.get(2..).and_then(|inside| inside.split_once('}')).ok_or_else(bad(text))?;
                rest = after;
                glyphs.push(match inside {
                    "*" => Glyph::Char('*'),
                    "?" => Glyph::Char('?'),
                    "$" => Glyph::Char('$'),
                    _ => {
                        variables.push(Variable::read(inside).ok_or_else(bad(text))?);
                        Glyph::Variable(variables.len() - 1)
                    }
                });
                continue;
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            glyphs.push(match c {
                '*' if reading.wild => Glyph::Any,
                '?' if reading.wild => Glyph::One,
                c => Glyph::Char(c),
            });
        }
        Ok(Self { text: text.to_owned(), glyphs, variables })
    }

    /// As it stands in the document.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds wildcards for the fields that an ARN does not give: identity policies may leave them out.
    pub(super) fn complete_arn(&mut self) {
        let colons = self.glyphs.iter().filter(|glyph| **glyph == Glyph::Char(':')).count();
        for _ in colons..5 {
            self.glyphs.extend([Glyph::Char(':'), Glyph::Any]);
        }
    }

    /// Whether the whole text matches. A variable that the request does not have matches nothing.
    pub(super) fn matches(&self, text: &str, is_caseless: bool, context: &Context) -> bool {
        self.with_values(context).is_some_and(|glyphs| matches(&glyphs, text, is_caseless))
    }

    /// [`Self::matches`] for patterns without variables, such as actions.
    pub(super) fn matches_plain(&self, text: &str, is_caseless: bool) -> bool {
        matches(&self.glyphs, text, is_caseless)
    }

    /// Whether two ARNs match field by field, so that no wildcard reaches over a colon but those of the last field.
    ///
    /// "Each of the six colon-delimited components of the ARN is checked separately"; a lone `*` is taken for all six.
    pub(super) fn matches_arn(&self, arn: &str, context: &Context) -> bool {
        let Some(glyphs) = self.with_values(context) else { return false };
        if *glyphs == [Glyph::Any] {
            return true;
        }
        let wanted: Vec<_> = glyphs.splitn(6, |glyph| *glyph == Glyph::Char(':')).collect();
        let fields: Vec<_> = arn.splitn(6, ':').collect();
        wanted.len() == 6
            && fields.len() == 6
            && wanted.iter().zip(fields).all(|(wanted, field)| matches(wanted, field, false))
    }

    /// Whether it can only be compared with a context at hand.
    pub(super) fn has_variables(&self) -> bool {
        !self.variables.is_empty()
    }

    /// The glyphs with variables put in. What they stand for holds no wildcards: a user's name must not widen a grant.
    fn with_values(&self, context: &Context) -> Option<Cow<'_, [Glyph]>> {
        if self.variables.is_empty() {
            return Some(Cow::Borrowed(&self.glyphs));
        }
        let mut glyphs = Vec::with_capacity(self.glyphs.len());
        for glyph in &self.glyphs {
            match glyph {
                Glyph::Variable(place) => {
                    let value = self.variables.get(*place)?.value(context)?;
                    glyphs.extend(value.chars().map(Glyph::Char));
                }
                glyph => glyphs.push(*glyph),
            }
        }
        Some(Cow::Owned(glyphs))
    }
}

fn bad(text: &str) -> impl Fn() -> Fault {
    move || Fault::form(text, "a text with well-formed policy variables, such as ${aws:username}")
}

impl Variable {
    fn read(inside: &str) -> Option<Self> {
        let (key, default) = match inside.split_once(',') {
            None => (inside, None),
            Some((key, default)) => {
                let quoted = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
                (key, Some(quoted.to_owned()))
            }
        };
        let key = key.trim();
        let is_good = key.contains(':') && !key.contains(['$', '{', '*', '?', '\'']);
        is_good.then(|| Self { key: key.to_ascii_lowercase(), default })
    }

    /// The one value of the request; keys with several cannot be variables.
    fn value<'a>(&'a self, context: &'a Context) -> Option<&'a str> {
        match context.get(&self.key) {
            [only] => Some(only),
            [] => self.default.as_deref(),
            _ => None,
        }
    }
}

impl Glyph {
    fn takes(self, c: char, is_caseless: bool) -> bool {
        match self {
            Self::One => true,
            Self::Char(own) => own == c || (is_caseless && own.eq_ignore_ascii_case(&c)),
            Self::Any | Self::Variable(_) => false,
        }
    }
}

/// Only the latest `*` is ever tried again, a character further: at most pattern times text steps.
fn matches(pattern: &[Glyph], text: &str, is_caseless: bool) -> bool {
    let (mut at, mut rest) = (0, text.chars());
    let mut star = None;
    loop {
        let mut ahead = rest.clone();
        match (pattern.get(at), ahead.next()) {
            (None, None) => return true,
            (Some(Glyph::Any), _) => {
                at += 1;
                star = Some((at, rest.clone()));
            }
            (Some(glyph), Some(c)) if glyph.takes(c, is_caseless) => {
                at += 1;
                rest = ahead;
            }
            _ => {
                let Some((after, from)) = &mut star else { return false };
                if from.next().is_none() {
                    return false;
                }
                at = *after;
                rest = from.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Caller, Principal};

    const ALL: Reading = Reading { wild: true, variables: true };

    fn ann() -> Context {
        let caller = Caller { principal: Principal::User("ann*".to_owned()), ..Caller::default() };
        Context::of(&caller, 0, &[])
    }

    #[test]
    fn wildcards_stand_for_any_characters_or_one() {
        let cases = [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a:b/c", true),
            ("?", "", false),
            ("?", "é", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("*ab*ab", "ababab", true),
            ("*ab?ab", "abab", false),
            ("**a", "a", true),
            ("A", "a", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Pattern::read(pattern, ALL).unwrap().matches_plain(text, false), expected, "{pattern} {text}");
        }
        assert!(Pattern::read("SQS:Send*", ALL).unwrap().matches_plain("sqs:SendMessage", true));
        let literal = Pattern::read("a*", Reading { wild: false, variables: false }).unwrap();
        assert!(literal.matches_plain("a*", false) && !literal.matches_plain("ab", false));
    }

    #[test]
    fn a_hard_pattern_takes_no_longer_than_an_easy_one() {
        let pattern = Pattern::read(&"*a".repeat(200), ALL).unwrap();
        assert!(!pattern.matches_plain(&format!("{}b", "a".repeat(5_000)), false));
    }

    #[test]
    fn arns_match_field_by_field() {
        let topic = "arn:aws:sns:us-east-1:000000000000:orders:sub";
        let cases = [
            (topic, true),
            ("arn:aws:sns:*:*:orders*", true),
            ("arn:aws:sns:us-*-?:000000000000:*", true),
            ("*", true),
            ("arn:aws:sns:*", false),
            ("arn:aws:*:orders:sub", false),
            ("arn:aws:sns:*:*:*:*", true),
            ("arn:aws:sqs:*:*:*", false),
        ];
        for (pattern, expected) in cases {
            let pattern = Pattern::read(pattern, ALL).unwrap();
            assert_eq!(pattern.matches_arn(topic, &ann()), expected, "{pattern:?}");
        }
        assert!(!Pattern::read("arn:aws:sns:*:*:*", ALL).unwrap().matches_arn("orders", &ann()));
    }

    #[test]
    fn fields_that_are_left_out_are_completed() {
        let mut pattern = Pattern::read("arn:aws:sqs", ALL).unwrap();
        pattern.complete_arn();
        assert!(pattern.matches_plain("arn:aws:sqs:us-east-1:000000000000:q", false));
        assert!(!pattern.matches_plain("arn:aws:sns:us-east-1:000000000000:q", false));
        let mut whole = Pattern::read("arn:aws:sqs:a:b:${aws:username}", ALL).unwrap();
        whole.complete_arn();
        assert!(whole.matches("arn:aws:sqs:a:b:ann*", false, &ann()));
    }

    #[test]
    fn variables_stand_for_values_without_wildcards() {
        let cases = [
            ("q-${aws:username}", "q-ann*", true),
            ("q-${aws:username}", "q-anna", false),
            ("q-${AWS:UserName}", "q-ann*", true),
            ("${*}${?}${$}", "*?$", true),
            ("${*}", "a", false),
            ("${aws:PrincipalTag/team, 'all'}", "all", true),
            ("${aws:PrincipalTag/team}", "all", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Pattern::read(pattern, ALL).unwrap().matches(text, false, &ann()), expected, "{pattern}");
        }
        for bad in ["${", "a${aws:username", "${}", "${user}", "${a:b, c}", "${${a:b}}"] {
            assert!(Pattern::read(bad, ALL).is_err(), "{bad}");
        }
        let old = Pattern::read("${aws:username", Reading { wild: true, variables: false }).unwrap();
        assert!(old.matches_plain("${aws:username", false));
    }
}
