//! What operations take, as data: members with their types, as the command line and the SDKs need them to be told.
//!
//! The tables are taken from the public service models and stand beside this file, one a service: a line for each operation,
//! an empty line, a line for each structure. A line is a name and its members, `Name:type`:
//!
//! | type | is | | mark | means |
//! |---|---|---|---|---|
//! | `s` | a text | | `Name!` | required |
//! | `=Enum` | a text out of an enumeration | | `Name~` | of the lab, unknown to AWS |
//! | `i`, `f`, `t` | a whole number, a number, true or false | | `type@option` | another name on the command line |
//! | `b`, `B` | bytes; a body that is streamed | | `Operation>` | the answer goes into a file |
//! | `p` | bytes for AWS, a text for the lab | | `Operation?` | only SDKs have it |
//! | `d`, `D` | a time as seconds since 1970; as it was written | | `Structure?` | its builder in Rust can fail |
//! | `[type]` | a list | | | |
//! | `{type}`, `{Enum,type}` | a map from texts, or from an enumeration | | | |
//! | anything else | the structure of that name | | | |
//!
//! A test holds the tables against what the services read. It knows nothing of any language.

mod walk;

#[cfg(test)]
pub(super) mod tests;

pub use walk::{take_labs, visit_bytes};

use crate::call::Call;
use serde_json::{Map, Value};

/// The type of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A text out of an enumeration of that name.
    Enum(&'static str),
    /// A whole number.
    Whole,
    /// A number.
    Real,
    /// True or false.
    Flag,
    /// Bytes, which JSON has in base64.
    Bytes,
    /// Bytes that are streamed.
    Stream,
    /// Bytes for AWS, which the lab keeps as a text.
    TextBytes,
    /// A time: seconds since 1970 as a number.
    Time,
    /// A time as it was written.
    WrittenTime,
    /// A list.
    List(Box<Self>),
    /// A map, from texts or from an enumeration of that name.
    Map(Option<&'static str>, Box<Self>),
    /// The structure of that name.
    Structure(&'static str),
}

/// A member of an operation or a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// AWS's name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether AWS wants it.
    pub required: bool,
    /// Whether only the lab knows it.
    pub is_labs: bool,
    /// Its name on the command line, where that is not its own.
    pub option: Option<&'static str>,
}

/// An operation, or a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// AWS's name.
    pub name: &'static str,
    /// What is in it: required ones first, and otherwise in AWS's order.
    pub members: Vec<Member>,
    /// Of an operation: its answer goes into a file that the command line names.
    pub has_outfile: bool,
    /// Of an operation: the command line does not have it. Of a structure: its builder in Rust can fail.
    pub is_marked: bool,
}

/// A service by the names that it has in tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The lab's.
    pub name: &'static str,
    /// The command line's.
    pub command: &'static str,
    /// That of clients in Python and JavaScript packages, and of crates.
    pub client: &'static str,
    /// The class of clients in JavaScript, without `Client`.
    pub class: &'static str,
    table: &'static str,
}

macro_rules! service {
    ($name:literal $command:literal $client:literal $class:literal) => {
        Service {
            name: $name,
            command: $command,
            client: $client,
            class: $class,
            table: include_str!(concat!($name, ".txt")),
        }
    };
}

/// A call with its service, its operation, and its members as AWS names them; none where the tables do not have it.
pub fn parts(call: &Call) -> Option<(&'static Service, Entry, Map<String, Value>)> {
    let service = Service::find(call.service())?;
    let Ok(Value::Object(mut fields)) = serde_json::to_value(call) else { return None };
    fields.shift_remove("Service");
    fields.shift_remove("Operation");
    Some((service, service.operation(call.operation())?, fields))
}

impl Service {
    /// The table as it was written.
    pub const fn table(&self) -> &'static str {
        self.table
    }

    /// All services of the lab, in the order of [`crate::call::Call::SERVICES`].
    pub const ALL: [Self; 11] = [
        service!("sqs" "sqs" "sqs" "SQS"),
        service!("sns" "sns" "sns" "SNS"),
        service!("iam" "iam" "iam" "IAM"),
        service!("kms" "kms" "kms" "KMS"),
        service!("s3" "s3api" "s3" "S3"),
        service!("cloudwatch" "cloudwatch" "cloudwatch" "CloudWatch"),
        service!("lambda" "lambda" "lambda" "Lambda"),
        service!("kinesis" "kinesis" "kinesis" "Kinesis"),
        service!("firehose" "firehose" "firehose" "Firehose"),
        service!("dynamodb" "dynamodb" "dynamodb" "DynamoDB"),
        service!("analytics" "kinesisanalytics" "kinesisanalytics" "KinesisAnalytics"),
    ];

    /// The service of that name in the lab.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|service| service.name == name)
    }

    /// The operation of that name.
    pub fn operation(&self, name: &str) -> Option<Entry> {
        let (operations, _) = self.table.split_once("\n\n").unwrap_or((self.table, ""));
        find(operations, name)
    }

    /// The structure of that name.
    pub fn structure(&self, name: &str) -> Option<Entry> {
        let (_, structures) = self.table.split_once("\n\n").unwrap_or((self.table, ""));
        find(structures, name)
    }

    /// The names of all operations.
    pub fn operations(&self) -> impl Iterator<Item = &'static str> {
        let (operations, _) = self.table.split_once("\n\n").unwrap_or((self.table, ""));
        operations.lines().map(|line| head(line).0)
    }
}

/// The name that a line begins with, the marks behind it, and the rest.
fn head(line: &'static str) -> (&'static str, &'static str, &'static str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (name, marks) = word.split_at(word.find(['>', '?']).unwrap_or(word.len()));
    (name, marks, rest)
}

fn find(table: &'static str, name: &str) -> Option<Entry> {
    let line = table.lines().find(|line| head(line).0 == name)?;
    let (name, marks, rest) = head(line);
    let mut members: Vec<Member> = rest.split(' ').filter_map(member).collect();
    members.sort_by_key(|member| (!member.required, member.is_labs));
    Some(Entry { name, members, has_outfile: marks.contains('>'), is_marked: marks.contains('?') })
}

fn member(text: &'static str) -> Option<Member> {
    let (name, rest) = text.split_once(':')?;
    let (kind, option) = match rest.split_once('@') {
        Some((kind, option)) => (kind, Some(option)),
        None => (rest, None),
    };
    let bare = name.trim_end_matches(['!', '~']);
    let marks = name.get(bare.len()..).unwrap_or_default();
    let (required, is_labs) = (marks.contains('!'), marks.contains('~'));
    Some(Member { name: bare, kind: self::kind(kind), required, is_labs, option })
}

fn kind(text: &'static str) -> Kind {
    let inside = |open: char, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(item) = inside('[', ']') {
        return Kind::List(Box::new(kind(item)));
    }
    if let Some(inner) = inside('{', '}') {
        // A comma inside of an inner map belongs to that.
        let key = inner.split_once(',').filter(|(key, _)| key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        return match key {
            Some((key, value)) => Kind::Map(Some(key), Box::new(kind(value))),
            None => Kind::Map(None, Box::new(kind(inner))),
        };
    }
    match text {
        "s" => Kind::Text,
        "i" => Kind::Whole,
        "f" => Kind::Real,
        "t" => Kind::Flag,
        "b" => Kind::Bytes,
        "B" => Kind::Stream,
        "p" => Kind::TextBytes,
        "d" => Kind::Time,
        "D" => Kind::WrittenTime,
        _ => text.strip_prefix('=').map_or(Kind::Structure(text), Kind::Enum),
    }
}
