//! Reads a command as the AWS CLI would.

use super::fit::Fit;
use super::lex::{Lexer, Statement, Token};
use super::{CliError, FILES, RAW};
use crate::call::Call;
use crate::code::model::{Entry, Kind, Member, Service};
use crate::code::words;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// A command: a call, and where it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The call.
    pub call: Call,
    /// The Region that the command names.
    pub region: Option<String>,
}

/// Options that change only what is shown or how a network is used: those with a value, and those without.
const SHOWN: [&str; 9] = [
    "output",
    "query",
    "color",
    "profile",
    "endpoint-url",
    "ca-bundle",
    "cli-read-timeout",
    "cli-connect-timeout",
    "page-size",
];
const SHOWN_FLAGS: [&str; 8] = [
    "no-cli-pager",
    "no-paginate",
    "debug",
    "no-verify-ssl",
    "no-sign-request",
    "no-cli-auto-prompt",
    "cli-auto-prompt",
    "v2-debug",
];

/// The call that a command makes.
///
/// # Errors
/// What is no command of a service of the lab, or one that names a Region: who calls, and where, is chosen elsewhere.
pub fn parse(line: &str) -> Result<Call, CliError> {
    let command = parse_command(line)?;
    match command.region {
        None => Ok(command.call),
        Some(region) => Err(CliError::new(format!(
            "argument --region: the Region is that of whom you act as; leave '--region {region}' out"
        ))),
    }
}

/// The same with the Region that it names.
///
/// # Errors
/// What is no command of a service of the lab.
pub fn parse_command(line: &str) -> Result<Command, CliError> {
    let mut lexer = Lexer::new(line)?;
    let statement = lexer.statement()?.unwrap_or_default();
    if lexer.statement()?.is_some() {
        return Err(CliError::new("one command at a time; end a line with \\ to go on in the next".to_owned()));
    }
    command_of(&statement)
}

/// The command of a statement.
///
/// # Errors
/// What is no command of a service of the lab.
pub fn command_of(statement: &Statement) -> Result<Command, CliError> {
    let (file, tokens) = file_before(&statement.tokens)?;
    let mut words = Vec::new();
    for token in tokens {
        match token {
            Token::Word(word) => words.push(word.clone()),
            Token::Operator(operator) => {
                return Err(CliError::new(format!(
                    "'{operator}' belongs to a shell; put it in quotation marks if it is meant"
                )));
            }
        }
    }
    let mut reader = Reader { words: words.into(), file, region: None };
    if reader.words.front().is_some_and(|word| word == "aws") {
        reader.words.pop_front();
    }
    let (service, operation) = reader.operation()?;
    let mut given = reader.options(&operation)?;
    if let Some(lab) = &statement.lab {
        let told = Lexer::new(lab)?.statement()?.unwrap_or_default();
        let word = |token: Token| match token {
            Token::Word(text) | Token::Operator(text) => text,
        };
        reader.words = told.tokens.into_iter().map(word).collect();
        given.extend(reader.options(&operation)?);
    }
    let fields = reader.fields(service, &operation, given)?;
    let call = serde_json::from_value(Value::Object(fields)).map_err(|error| CliError::new(error.to_string()))?;
    Ok(Command { call, region: reader.region })
}

/// A file of one text.
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// `printf %s TEXT > FILE &&`, or `printf %s BASE64 | base64 -d > FILE &&`, before a command.
fn file_before(tokens: &[Token]) -> Result<(Option<File>, &[Token]), CliError> {
    let is = |token: Option<&Token>, text: &str| matches!(token, Some(Token::Word(word)) if word == text);
    let operator = |token: Option<&Token>, text: &str| matches!(token, Some(Token::Operator(found)) if found == text);
    if !is(tokens.first(), "printf") {
        return Ok((None, tokens));
    }
    let wrong = || CliError::new("expected printf %s 'TEXT' > FILE && aws …".to_owned());
    let (Some(Token::Word(text)), true) = (tokens.get(2), is(tokens.get(1), "%s")) else { return Err(wrong()) };
    let encoded = operator(tokens.get(3), "|");
    let decodes = is(tokens.get(4), "base64") && (is(tokens.get(5), "-d") || is(tokens.get(5), "--decode"));
    if encoded && !decodes {
        return Err(wrong());
    }
    let at = if encoded { 6 } else { 3 };
    let (Some(Token::Word(name)), true, true) =
        (tokens.get(at + 1), operator(tokens.get(at), ">"), operator(tokens.get(at + 2), "&&"))
    else {
        return Err(wrong());
    };
    let bytes = if encoded {
        STANDARD.decode(text).map_err(|_| CliError::new("base64: invalid input".to_owned()))?
    } else {
        text.clone().into_bytes()
    };
    Ok((Some(File { name: name.clone(), bytes }), tokens.get(at + 3..).unwrap_or_default()))
}

/// An option with its words, in the order in which they were given.
type Given = Vec<(Asked, Vec<String>)>;

enum Asked {
    Member(Member),
    /// A flag, and whether it is set.
    Flag(Member, bool),
    Input,
    Raw,
}

struct Reader {
    words: std::collections::VecDeque<String>,
    file: Option<File>,
    region: Option<String>,
}

impl Reader {
    fn operation(&mut self) -> Result<(&'static Service, Entry), CliError> {
        self.skip_shown()?;
        let commands: Vec<&str> = Service::ALL.iter().map(|service| service.command).collect();
        let word = self.words.pop_front().ok_or_else(|| required("command"))?;
        let Some(service) = Service::ALL.iter().find(|service| service.command == word) else {
            if word == "s3" {
                return Err(CliError::new("the lab has no 's3' commands; s3api has the operations".to_owned()));
            }
            return Err(invalid("command", &word, &commands));
        };
        self.skip_shown()?;
        let word = self.words.pop_front().ok_or_else(|| required("operation"))?;
        let found = service.operations().find(|name| words::kebab(name) == word);
        found.and_then(|name| service.operation(name)).map(|operation| (service, operation)).ok_or_else(|| {
            let known: Vec<String> = service.operations().map(words::kebab).collect();
            invalid("operation", &word, &known)
        })
    }

    fn skip_shown(&mut self) -> Result<(), CliError> {
        while let Some(option) = self.words.front().and_then(|word| word.strip_prefix("--")).map(str::to_owned) {
            self.words.pop_front();
            let (name, given) = split(&option);
            if !self.global(name, given)? {
                return Err(CliError::new(format!("Unknown options: --{name}")));
            }
        }
        Ok(())
    }

    /// Takes an option that any command has; false when it is none.
    fn global(&mut self, name: &str, given: Option<&str>) -> Result<bool, CliError> {
        if name == "region" || SHOWN.contains(&name) {
            let value = self.one(name, given)?;
            if name == "region" {
                self.region = Some(value);
            }
            return Ok(true);
        }
        Ok(SHOWN_FLAGS.contains(&name) && given.is_none())
    }

    /// The one word of an option.
    fn one(&mut self, name: &str, given: Option<&str>) -> Result<String, CliError> {
        let next = given.map(str::to_owned).or_else(|| {
            let is_value = self.words.front().is_some_and(|word| !is_option(word));
            if is_value { self.words.pop_front() } else { None }
        });
        next.ok_or_else(|| CliError::new(format!("argument --{name}: expected one argument")))
    }

    fn options(&mut self, operation: &Entry) -> Result<Given, CliError> {
        let mut given = Given::new();
        let mut outfile = false;
        while let Some(word) = self.words.pop_front() {
            let Some(option) = word.strip_prefix("--") else {
                if operation.has_outfile && !outfile {
                    outfile = true;
                    continue;
                }
                return Err(CliError::new(format!("Unknown options: {word}")));
            };
            let (name, value) = split(option);
            if self.global(name, value)? {
                continue;
            }
            let asked = asked(operation, name)?;
            let words = match &asked {
                Some(Asked::Flag(..)) if value.is_some() => {
                    return Err(CliError::new(format!("argument --{name}: ignored explicit argument")));
                }
                Some(Asked::Flag(..)) => Vec::new(),
                Some(Asked::Member(Member { kind: Kind::List(_), .. })) => self.several(name, value)?,
                _ => vec![self.one(name, value)?],
            };
            given.extend(asked.map(|asked| (asked, words)));
        }
        Ok(given)
    }

    fn several(&mut self, name: &str, given: Option<&str>) -> Result<Vec<String>, CliError> {
        let mut words = vec![self.one(name, given)?];
        while self.words.front().is_some_and(|word| !is_option(word)) {
            words.extend(self.words.pop_front());
        }
        Ok(words)
    }

    /// The members of the call.
    fn fields(&self, service: &Service, operation: &Entry, given: Given) -> Result<Map<String, Value>, CliError> {
        let raw = given.iter().any(|(asked, _)| matches!(asked, Asked::Raw));
        for (asked, words) in &given {
            let format = words.first().map(String::as_str).unwrap_or_default();
            if matches!(asked, Asked::Raw) && format != RAW.1 {
                return Err(invalid(&format!("--{}", RAW.0), format, &["base64", RAW.1]));
            }
        }
        let fit = Fit { service, raw };
        let mut fields = Map::new();
        fields.insert("Service".to_owned(), service.name.into());
        fields.insert("Operation".to_owned(), operation.name.into());
        // Options go before what the JSON of all of them says.
        for (asked, words) in &given {
            if let (Asked::Input, Some(text)) = (asked, words.first()) {
                let wrong = |why: &dyn std::fmt::Display| {
                    CliError::new(format!("Error parsing parameter '--cli-input-json': Invalid JSON: {why}"))
                };
                let input: Value = serde_json::from_str(text).map_err(|error| wrong(&error))?;
                let Value::Object(input) = input else { return Err(wrong(&"expected an object")) };
                fields.extend(fit.members(operation, input)?);
            }
        }
        for (asked, words) in given {
            match asked {
                Asked::Flag(member, set) => {
                    fields.insert(member.name.to_owned(), set.into());
                }
                Asked::Member(member) => {
                    let value = self.value(&fit, &member, words)?;
                    fields.insert(member.name.to_owned(), value);
                }
                Asked::Input | Asked::Raw => {}
            }
        }
        Ok(fields)
    }

    fn value(&self, fit: &Fit<'_>, member: &Member, mut words: Vec<String>) -> Result<Value, CliError> {
        let option = option_of(member);
        if let (Kind::Stream, [name]) = (&member.kind, words.as_slice()) {
            return self.file(name).map(|bytes| STANDARD.encode(bytes).into());
        }
        if let [word] = words.as_mut_slice()
            && let Some(name) = FILES.iter().find_map(|file| word.strip_prefix(file))
        {
            let bytes = self.file(name)?;
            if member.kind == Kind::Bytes {
                return Ok(STANDARD.encode(bytes).into());
            }
            *word = String::from_utf8_lossy(bytes).into_owned();
        }
        fit.option(&option, &member.kind, words)
    }

    fn file(&self, name: &str) -> Result<&[u8], CliError> {
        match &self.file {
            Some(file) if file.name == name => Ok(&file.bytes),
            _ => Err(CliError::new(format!(
                "Unable to load paramfile {name}: the lab has no files; write printf %s 'TEXT' > {name} && before the command"
            ))),
        }
    }
}

/// What an option asks for; nothing for one that is of no use here.
fn asked(operation: &Entry, name: &str) -> Result<Option<Asked>, CliError> {
    let find = |name: &str| operation.members.iter().find(|member| option_of(member) == name).cloned();
    if let Some(member) = find(name) {
        return Ok(Some(if member.kind == Kind::Flag { Asked::Flag(member, true) } else { Asked::Member(member) }));
    }
    let denied = name.strip_prefix("no-").and_then(find).filter(|member| member.kind == Kind::Flag);
    if let Some(member) = denied {
        return Ok(Some(Asked::Flag(member, false)));
    }
    match name {
        "cli-input-json" => Ok(Some(Asked::Input)),
        name if name == RAW.0 => Ok(Some(Asked::Raw)),
        // What a function's code would do is its behaviour here.
        "zip-file" | "code" if operation.name == "CreateFunction" => Ok(None),
        _ => {
            let mut known: Vec<String> = operation.members.iter().map(option_of).collect();
            known.push("region".to_owned());
            let near = nearest(name, &known).map_or_else(String::new, |near| format!(", maybe you meant: --{near}"));
            Err(CliError::new(format!("Unknown options: --{name}{near}")))
        }
    }
}

fn option_of(member: &Member) -> String {
    member.option.map_or_else(|| words::kebab(member.name), str::to_owned)
}

fn split(option: &str) -> (&str, Option<&str>) {
    option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)))
}

/// Whether a word is an option and no value: numbers may be below zero.
fn is_option(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.is_empty())
}

fn required(what: &str) -> CliError {
    CliError::new(format!("the following arguments are required: {what}"))
}

fn invalid(what: &str, word: &str, known: &[impl AsRef<str>]) -> CliError {
    let meant = if let Some(near) = nearest(word, known) {
        format!("maybe you meant: {near}")
    } else {
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        format!("valid choices are: {}", known.join(", "))
    };
    CliError::new(format!("argument {what}: Invalid choice: '{word}', {meant}"))
}

/// The choice that a word comes nearest to, if it is near enough to be meant.
fn nearest<'a>(word: &str, known: &'a [impl AsRef<str>]) -> Option<&'a str> {
    /// Longer words are no slips of the finger.
    const WORD_MAX: usize = 80;
    if word.len() > WORD_MAX {
        return None;
    }
    let with_distance = known.iter().map(|known| (distance(word, known.as_ref()), known.as_ref()));
    let (distance, near) = with_distance.min_by_key(|(distance, _)| *distance)?;
    (distance <= word.chars().count().div_ceil(3).max(1)).then_some(near)
}

/// How many letters have to be put in, taken out or changed.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, from) in from.chars().enumerate() {
        let mut left = line + 1;
        let mut next = vec![left];
        for ((to, above_left), above) in to.iter().zip(&row).zip(row.iter().skip(1)) {
            left = (above_left + usize::from(from != *to)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
