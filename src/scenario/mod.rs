//! The command language of labs: for tests, the page's command box, lessons and shared scripts.
//!
//! One line is one command; what follows a `#` is a comment, and a `\` at the end of a line goes on with the next.
//!
//! ```text
//! lab seed=7 chance=aws                                  # how the lab begins; only as the first command
//! call sqs CreateQueue QueueName=orders Attributes.DelaySeconds=5
//! call sqs SendMessage QueueUrl=orders MessageBody="two\nlines" -> id=MessageId
//! call sqs ReceiveMessage QueueUrl=orders WaitTimeSeconds=20 -> it=Messages[0].ReceiptHandle
//! advance 5s                                             # or: advance to 1m, or: step
//! call sqs DeleteMessage QueueUrl=orders ReceiptHandle=$it
//! show queue orders
//! ```
//!
//! What no other command says, `input` says with the JSON of a saved run; [`written`] makes lines of inputs.
//!
//! A text becomes commands in [`Script::parse`], which believes nothing and names the line of whatever it does not
//! understand. A [`Runner`] carries commands out on a [`Session`](crate::session::Session) and answers with what the
//! system said: stable text, in which ids that differ between labs are replaced by placeholders.
//!
//! The layer knows sessions and everything below them, and no picture.

mod actors;
mod applications;
pub mod boxed;
mod calls;
mod chaos;
mod command;
pub mod complete;
mod delivery_streams;
mod events;
pub mod file;
pub mod help;
pub mod history;
mod pieces;
mod placeholders;
mod readers;
mod runner;
mod settings;
mod show;
mod streams;
mod tables;
mod text;
pub mod until;
mod workers;
pub mod written;

pub use actors::ActorCommand;
pub use calls::{CallCommand, Capture};
pub use chaos::ChaosCommand;
pub use command::{Command, Shown};
pub use pieces::{Progress, Repeat, Work};
pub use placeholders::Placeholders;
pub use runner::{Problem, Runner};
pub use settings::{CallerCommand, DialsCommand, quiet_start};
pub use text::{Template, Variables};

/// A script may have so many commands.
pub const COMMANDS_MAX: usize = 10_000;

/// Commands, each with the number of the line that it begins on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// In their order.
    pub commands: Vec<(usize, Command)>,
}

/// What is wrong with a script, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct ScriptError {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// The first line that is no command, a `lab` that is not the first command, or too many commands.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut script = Self::default();
        for (line, text) in joined_lines(text) {
            let at = |text: String| ScriptError { line, text };
            let Some(command) = Command::parse(&text).map_err(at)? else { continue };
            if matches!(command, Command::Lab(_)) && !script.commands.is_empty() {
                return Err(at("'lab' must be the first command".to_owned()));
            }
            if script.commands.len() == COMMANDS_MAX {
                return Err(at(format!("a script has at most {COMMANDS_MAX} commands")));
            }
            script.commands.push((line, command));
        }
        Ok(script)
    }
}

/// The lines of a text with their numbers; one that ends in a backslash is joined with the next.
fn joined_lines(text: &str) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let (line, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(start) => (start, true),
            None => (line, false),
        };
        match joined.last_mut() {
            Some((_, last)) if open => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => joined.push((number, line.to_owned())),
        }
        open = goes_on;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_no_commands_and_lines_can_go_on() {
        let script = Script::parse("# a comment\n\nadvance 1s # why\nadvance \\\n  2s\n").unwrap();
        let lines: Vec<usize> = script.commands.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4]);
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        for (text, error) in [
            ("step\nfly", "line 2: 'fly' is no command"),
            ("step\nlab seed=1", "line 2: 'lab' must be the first command"),
            ("advance", "line 1: 'advance' needs a span of time, or 'to' and an instant"),
            ("advance 5", "line 1: '5' is not a span of time; write for example 250ms, 30s, 1m5s, 12h or 4d"),
            ("step now", "line 1: 'now' is too much here"),
            (
                "call ec2 Get",
                "line 1: 'ec2' is no service; there are sqs, sns, iam, kms, s3, cloudwatch, lambda, kinesis, firehose, \
                 dynamodb, analytics",
            ),
            ("call sqs Fly", "line 1: 'Fly' is no operation of SQS"),
            ("call sqs PurgeQueue QueueUrl=\"q", "line 1: a quotation mark is missing"),
            ("call sqs PurgeQueue QueueUrl", "line 1: 'QueueUrl' should be KEY=VALUE"),
            ("call sqs ReceiveMessage WaitTimeSeconds=x", "line 1: WaitTimeSeconds must be a whole number, not 'x'"),
            (
                "call sqs SendMessageBatch Entries:=[1",
                "line 1: Entries is not JSON: EOF while parsing a list at line 1 column 2",
            ),
            ("repeat 0 call sqs ListQueues", "line 1: 'repeat' needs a number from 1 to 200000"),
            ("crowd 0 call sns Subscribe TopicArn=t", "line 1: 'crowd' needs a number from 1 to 100000"),
            ("crowd 5 call sqs ListQueues", "line 1: after the number comes 'call sns Subscribe'"),
            ("actor producer queue=q prefix=in/", "line 1: the extended client needs a bucket=NAME"),
            ("actor producer queue=q bucket=b prefix=/in", "line 1: A prefix begins with neither a dot nor a slash."),
            ("actor consumer queue=q cleanup=no", "line 1: the extended client needs extended=yes"),
            ("actor consumer queue=q extended=perhaps", "line 1: extended is yes or no"),
            (
                "show",
                "line 1: 'show' needs queue, topic, stream, reader, delivery_stream, delivery_log, application, objects, table, leases, events, doings, metrics, actors, endpoint, deliveries, mappings, chaos, limits or trail",
            ),
        ] {
            assert_eq!(Script::parse(text).unwrap_err().to_string(), error);
        }
        let unknown = Script::parse("call sqs PurgeQueue Url=q").unwrap_err().to_string();
        assert!(unknown.starts_with("line 1: unknown field `Url`"), "{unknown}");
    }

    #[test]
    fn no_text_makes_the_parser_stumble() {
        let pieces = [
            "call sqs ",
            "SendMessage ",
            "A=",
            ":=",
            "{",
            "\"",
            "\\",
            "$",
            "\\u{",
            "*",
            "->",
            "[",
            "]",
            "é",
            "\n",
            "lab ",
            "=",
            "9",
        ];
        let mut rng = crate::base::Rng::fork(1, "script");
        for _ in 0..20_000 {
            let text: String =
                (0..rng.below(9)).filter_map(|_| pieces.get(usize::try_from(rng.below(18)).ok()?)).copied().collect();
            let _ = Script::parse(&text);
        }
    }
}
