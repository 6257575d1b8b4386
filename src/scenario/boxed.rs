//! What can be typed into the page's command box: the commands of scripts, and those that only make sense for a person
//! with a history before them.

use super::command::Command;
use super::{COMMANDS_MAX, ScriptError, help, joined_lines};
use crate::clock::{Duration, Instant};

/// A command of the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoxCommand {
    /// One of scripts; `wait 30s` is their `advance 30s`.
    Script(Command),
    /// `aws sqs send-message …`: a line of the AWS CLI.
    Cli(String),
    /// `seek 12s`: to that long after the beginning, forwards or backwards.
    Seek(Instant),
    /// `back`: one step back.
    Back,
    /// `undo`: takes the last input back.
    Undo,
    /// `redo`: does again what was taken back.
    Redo,
    /// `return`: to the lab that a `lab` has put away.
    Return,
    /// `help call sqs SendMessage`: what there is.
    Help(Vec<String>),
    /// `clear`: empties the list of what was said.
    Clear,
}

/// A line with its command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, from 1.
    pub number: usize,
    /// As it was typed, in one line.
    pub text: String,
    /// What it says.
    pub command: BoxCommand,
}

/// Reads what was typed: one line or a whole script.
///
/// # Errors
/// The first line that is no command, with what would be right.
pub fn parse(text: &str) -> Result<Vec<Line>, ScriptError> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, text) in joined_lines(text) {
        let wrong = |text: String| ScriptError { line: number, text };
        let text = text.trim().to_owned();
        let command = parse_line(&text).map_err(|error| wrong(with_help(&text, &error)))?;
        let Some(command) = command else { continue };
        if matches!(command, BoxCommand::Script(Command::Lab(_))) && !lines.is_empty() {
            return Err(wrong("'lab' must be the first command".to_owned()));
        }
        if lines.len() == COMMANDS_MAX {
            return Err(wrong(format!("at most {COMMANDS_MAX} commands go at once")));
        }
        lines.push(Line { number, text, command });
    }
    Ok(lines)
}

fn parse_line(line: &str) -> Result<Option<BoxCommand>, String> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let words: Vec<&str> = words.take_while(|word| !word.starts_with('#')).collect();
    let alone = |command: BoxCommand| match words.first() {
        Some(word) => Err(format!("'{word}' is too much here")),
        None => Ok(Some(command)),
    };
    let span = || match words.as_slice() {
        [] => Err(format!("'{first}' needs a span of time")),
        [span] => span.parse::<Duration>().map_err(|error| error.to_string()),
        [_, word, ..] => Err(format!("'{word}' is too much here")),
    };
    match first {
        "wait" => span().map(|span| Some(BoxCommand::Script(Command::Advance(span)))),
        "seek" => span().map(|span| Some(BoxCommand::Seek(Instant::ZERO.after(span)))),
        "back" => alone(BoxCommand::Back),
        "undo" => alone(BoxCommand::Undo),
        "redo" => alone(BoxCommand::Redo),
        "return" => alone(BoxCommand::Return),
        "clear" => alone(BoxCommand::Clear),
        "help" => Ok(Some(BoxCommand::Help(words.iter().map(|word| (*word).to_owned()).collect()))),
        "aws" => Ok(Some(BoxCommand::Cli(line.to_owned()))),
        _ => Ok(Command::parse(line)?.map(BoxCommand::Script)),
    }
}

/// An error, and after it what would be right.
fn with_help(line: &str, error: &str) -> String {
    let word = line.split_whitespace().next().unwrap_or_default();
    let mut call = line.split_whitespace().skip_while(|word| *word != "call").skip(1);
    if let (Some(service), Some(operation)) = (call.next(), call.next())
        && let Some(near) = help::near_in_call(service, operation, error)
    {
        return format!("{error}; is it '{near}'?");
    }
    match help::entry(word) {
        Some(entry) => format!("{error}\nIt goes like this: {}", entry.usage.join("\n                   ")),
        None => match help::nearest(word, help::words()) {
            Some(near) => format!("{error}; is it '{near}'? `help` lists them all"),
            None => format!("{error}; `help` lists them all"),
        },
    }
}

/// Whether a line of an answer says that something was refused.
pub fn is_refusal(line: &str) -> bool {
    let answer =
        line.split_once(": ").filter(|(start, _)| start.contains(" answered at ")).map_or(line, |(_, rest)| rest);
    let answer = answer.split_once(" x ").filter(|(count, _)| count.parse::<u32>().is_ok()).map_or(answer, |(_, a)| a);
    answer.starts_with("error ") || answer.starts_with("refused: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> BoxCommand {
        let mut lines = parse(text).unwrap();
        assert_eq!(lines.len(), 1, "{text}");
        lines.pop().unwrap().command
    }

    #[test]
    fn it_takes_commands_of_its_own_and_those_of_scripts() {
        let span = Duration::from_secs(30);
        assert_eq!(one("wait 30s"), BoxCommand::Script(Command::Advance(span)));
        assert_eq!(one("advance 30s"), one("wait 30s # as above"));
        assert_eq!(one("seek 12s"), BoxCommand::Seek(Instant::from_millis(12_000)));
        for (text, command) in [
            ("  back", BoxCommand::Back),
            ("undo", BoxCommand::Undo),
            ("redo # again", BoxCommand::Redo),
            ("return", BoxCommand::Return),
            ("clear", BoxCommand::Clear),
            ("step", BoxCommand::Script(Command::Step)),
        ] {
            assert_eq!(one(text), command);
        }
        assert_eq!(one("help call sqs"), BoxCommand::Help(vec!["call".to_owned(), "sqs".to_owned()]));
        let cli = "aws sqs send-message --message-body 'a # b'";
        assert_eq!(one(cli), BoxCommand::Cli(cli.to_owned()));
    }

    #[test]
    fn a_script_is_read_in_order_and_lines_can_go_on() {
        let lines = parse("lab seed=7\n\n# why\ncall sqs CreateQueue \\\n  QueueName=q\nundo\n").unwrap();
        let told: Vec<(usize, &str)> = lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(told, [(1, "lab seed=7"), (4, "call sqs CreateQueue  QueueName=q"), (6, "undo")]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_with_what_would_be_right() {
        for (text, error) in [
            ("step\nstpe", "line 2: 'stpe' is no command; is it 'step'? `help` lists them all"),
            ("xyzzy", "line 1: 'xyzzy' is no command; `help` lists them all"),
            ("undo\nlab seed=1", "line 2: 'lab' must be the first command"),
            ("wait", "line 1: 'wait' needs a span of time\nIt goes like this: wait SPAN"),
            ("call sqs SendMesage QueueUrl=q", "line 1: 'SendMesage' is no operation of SQS; is it 'SendMessage'?"),
            ("repeat 3 call sqs PurgeQueue QueUrl=q", "line 1: unknown field `QueUrl`; is it 'QueueUrl'?"),
            ("undo twice", "line 1: 'twice' is too much here\nIt goes like this: undo"),
            ("seek 1s 2s", "line 1: '2s' is too much here\nIt goes like this: seek SPAN"),
            (
                "wait 5",
                "line 1: '5' is not a span of time; write for example 250ms, 30s, 1m5s, 12h or 4d\nIt goes like this: wait SPAN",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn refusals_are_known_however_they_are_told() {
        for refusal in [
            "error AWS.SimpleQueueService.NonExistentQueue 400: no",
            "3 x error Throttled 400: no",
            "r1 answered at 12.000: error Gone 400: no",
            "refused: no",
        ] {
            assert!(is_refusal(refusal), "{refusal}");
        }
        for other in
            ["ok {\"error \":1}", "2 x ok {…}", "r1 answered at 1.000: ok {\"a\":\"x: error b\"}", "at 3.000", ""]
        {
            assert!(!is_refusal(other), "{other}");
        }
    }

    #[test]
    fn no_text_makes_it_stumble() {
        let pieces = [
            "call sqs ",
            "help ",
            "aws ",
            "wait ",
            "9",
            "s",
            "\\\n",
            "\n",
            "\"",
            "{",
            "$",
            "é",
            "#",
            " ",
            "=",
            "lab ",
            "undo",
            "->",
            "*",
            "🙂",
        ];
        let mut rng = crate::base::Rng::fork(2, "box");
        for _ in 0..20_000 {
            let text: String =
                (0..rng.below(9)).filter_map(|_| pieces.get(usize::try_from(rng.below(20)).ok()?)).copied().collect();
            if let Ok(lines) = parse(&text) {
                assert!(lines.iter().all(|line| line.number >= 1 && !line.text.is_empty()), "{text}");
            }
        }
    }
}
