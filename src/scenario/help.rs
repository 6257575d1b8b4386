//! What the commands are: one entry for each, and what can be read about calls out of the declarations of the services.

use super::calls::is_map;
use super::complete::actors;
use crate::base::form::{Form, Parameter};
use crate::call::Call;

/// What there is to say about a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its first word.
    pub word: &'static str,
    /// How it is written.
    pub usage: &'static [&'static str],
    /// What it does, in a sentence.
    pub about: &'static str,
    /// One that works.
    pub example: &'static str,
}

const fn of(word: &'static str, usage: &'static [&'static str], about: &'static str, example: &'static str) -> Entry {
    Entry { word, usage, about, example }
}

/// Every command, those that are used most before the others.
pub const ENTRIES: [Entry; 37] = [
    of(
        "call",
        &["call SERVICE OPERATION Key=value … [-> NAME=PATH …]"],
        "Calls a service, and keeps parts of the answer as variables.",
        "call sqs SendMessage QueueUrl=orders MessageBody=\"two words\" -> id=MessageId",
    ),
    of("wait", &["wait SPAN"], "Lets time pass, and stops at nothing on the way.", "wait 30s"),
    of(
        "advance",
        &["advance SPAN", "advance to SPAN"],
        "Lets time pass, or goes on until that long after the beginning.",
        "advance to 1m30s",
    ),
    of("step", &["step"], "Goes on to the next thing that happens.", "step"),
    of(
        "until",
        &[
            "until CONDITION within SPAN",
            "until SPAN",
            "until queue NAME visible|in_flight|delayed|messages|oldest|sent|received|deleted >=|<=|= N",
            "until queue NAME empty, until dlq, until group GROUP of QUEUE locked|free",
            "until group GROUP of QUEUE messages >=|<=|= N",
            "until message N sent|visible|received|deleted|dead-lettered|expired",
            "until stream NAME throttled|read-throttled, until reader NAME behind >= SPAN",
            "until stream NAME records|put|read|refused|shards >=|<=|= N, until shard N of STREAM records|put|read|refused >=|<=|= N",
            "until topic NAME published|delivered|filtered|dead_lettered|lost >=|<=|= N",
            "until actor NAME working|idle|crashed|finished, until alarm NAME is STATE",
            "until actor NAME done|failed|crashes|sent|again >=|<=|= N",
            "until function NAME invocations|errors|timeouts|throttles|dropped >=|<=|= N",
            "until bucket NAME objects|created|notified >=|<=|= N, until calls [OPERATION] >=|<=|= N",
            "until event KIND, until refused [CODE]",
        ],
        "Goes on until a condition holds, for 15 days at most unless told otherwise.",
        "until queue orders visible >= 10 within 1h",
    ),
    of("back", &["back"], "Goes back to just after the thing before.", "back"),
    of("seek", &["seek SPAN"], "Goes to that long after the beginning, forwards or backwards.", "seek 12s"),
    of("undo", &["undo"], "Takes the last input back, as if it had never been.", "undo"),
    of("redo", &["redo"], "Does again what was taken back last.", "redo"),
    of(
        "show",
        &[
            "show KIND NAME",
            "show actors",
            "show events",
            "show doings",
            "show mappings",
            "show chaos",
            "show limits",
            "show trail",
        ],
        "Tells how things stand.",
        "show queue orders",
    ),
    of(
        "actor",
        &["actor KIND name=NAME Key=value …", "actor JSON"],
        "Adds a producer, consumer, writer, reader, kcl worker or agent, or changes the one of that name.",
        "actor consumer name=C1 queue=orders work=2s fail=10%",
    ),
    of("pause", &["pause NAME"], "Lets an actor begin nothing more.", "pause C1"),
    of("resume", &["resume NAME"], "Lets an actor go on.", "resume C1"),
    of("crash", &["crash NAME"], "Makes a consumer crash, with what it had in hand.", "crash C1"),
    of("remove", &["remove NAME"], "Removes an actor.", "remove C1"),
    of(
        "let",
        &["let NAME=VALUE"],
        "Sets a variable; $NAME stands for it in the commands that follow.",
        "let body=\"order 7\"",
    ),
    of(
        "repeat",
        &["repeat N call …"],
        "Calls many times, with the number of the call as $n.",
        "repeat 20 call sqs SendMessage QueueUrl=orders MessageBody=\"order $n\"",
    ),
    of("cancel", &["cancel rN"], "Ends a receive that waits; its caller goes away.", "cancel r1"),
    of(
        "caller",
        &["caller [account=N] [user=NAME | role=NAME | anonymous=yes | service=NAME] [region=NAME] …"],
        "Says who makes the calls that follow; alone, it is root again.",
        "caller user=ann",
    ),
    of(
        "dials",
        &["dials Key=value …"],
        "Turns the dials of chance and latency.",
        "dials duplicate_at_receive=50000 latency=2..4",
    ),
    of(
        "limits",
        &["limits now", "limits then", "limits KEY=N …", "limits KEY=aws …"],
        "Puts a set of limits in force, or own figures by their keys, which `show limits` lists.",
        "limits sqs.in_flight.fifo=10",
    ),
    of(
        "chaos",
        &[
            "chaos crash NAME",
            "chaos partition NAME NAME on|off",
            "chaos throttle NAME on|off",
            "chaos lose_delete|lose_answer|duplicate|poison NAME N|off",
            "chaos burst NAME N",
            "chaos slow NAME Nx|off",
            "chaos latency NAME SPAN..SPAN|off",
            "chaos freeze NAME on|off",
        ],
        "Breaks something on purpose, or mends it.",
        "chaos partition C1 orders on",
    ),
    of(
        "input",
        &["input JSON"],
        "Does what no other command has words for, as a saved run writes it.",
        "input {\"crash\":1}",
    ),
    of(
        "fault",
        &["fault ADDRESS down", "fault ADDRESS gone", "fault ADDRESS status N", "fault ADDRESS none"],
        "Makes an endpoint of a topic misbehave, or ends that.",
        "fault https://example.com status 503",
    ),
    of(
        "endpoint",
        &["endpoint KIND ADDRESS JSON", "endpoint KIND ADDRESS none"],
        "Says how something outside of AWS answers, or forgets it.",
        "endpoint http https://example.com {\"answer\":{\"status\":503}}",
    ),
    of("stop", &["stop PHONE"], "Lets a phone answer STOP to the text messages of the account.", "stop +15550100999"),
    of(
        "sandbox",
        &["sandbox on", "sandbox off"],
        "Moves the account into the SMS sandbox, or out of it.",
        "sandbox on",
    ),
    of(
        "crowd",
        &["crowd N call sns Subscribe … Endpoint=TEXT{n}"],
        "Subscribes very many to a topic, each with its number in the endpoint.",
        "crowd 500 call sns Subscribe TopicArn=arn:aws:sns:us-east-1:000000000000:news Protocol=sms Endpoint=+15550100{n}",
    ),
    of(
        "trigger",
        &["trigger TOPIC JSON"],
        "Lets Auto Scaling or CloudFormation tell a topic what it does.",
        "trigger $topic {\"CloudFormation\":{\"stack\":\"shop\",\"status\":\"CREATE_FAILED\"}}",
    ),
    of("digest", &["digest"], "Tells a number that is equal for equal labs.", "digest"),
    of(
        "lab",
        &["lab seed=N [limits=then] [chance=aws] [latency=2..4] …"],
        "Begins a new lab; only as the first command, and `return` goes back.",
        "lab seed=7 chance=aws",
    ),
    of("return", &["return"], "Goes back to the lab that the last `lab` put away.", "return"),
    of(
        "aws",
        &["aws SERVICE OPERATION --option value …"],
        "A line of the AWS CLI, as it would be typed in a shell.",
        "aws sqs list-queues",
    ),
    of(
        "help",
        &["help", "help COMMAND", "help call SERVICE [OPERATION]", "help actor KIND"],
        "Tells about commands, operations and their parameters.",
        "help call sqs SendMessage",
    ),
    of("clear", &["clear"], "Empties this list; the lab stays as it is.", "clear"),
    of("#", &["# TEXT"], "A comment. A \\ at the end of a line goes on with the next.", "# what follows is a test"),
    of("$", &["$NAME", "$$"], "In a value: the variable of that name, or a dollar sign.", "let again=$body$$"),
];

/// The entry of a command.
pub fn entry(word: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.word == word)
}

/// The first words of all commands.
pub fn words() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.word).filter(|word| word.len() > 1)
}

/// The word that somebody may have meant: at most two letters are other ones, missing or too many.
pub fn nearest<'a>(word: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let far = |other: &str| distance(&word.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let near = among.map(|other| (far(other), other)).min_by_key(|(far, _)| *far);
    near.filter(|(far, other)| *far <= 2 && *far < other.chars().count()).map(|(_, other)| other)
}

/// What may have been meant in a call that has an operation or a parameter which there is not.
pub(super) fn near_in_call(service: &str, operation: &str, error: &str) -> Option<String> {
    if let Some(field) = error.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        let names: Vec<String> = Call::form_of(service, operation)?.parameters().iter().map(Parameter::name).collect();
        return nearest(field, names.iter().map(String::as_str)).map(str::to_owned);
    }
    let (_, operations) = known_service(service).ok()?;
    let is_known = operations.contains(&operation);
    (!is_known).then(|| nearest(operation, operations.iter().copied()).map(str::to_owned)).flatten()
}

/// Letters to be changed, put in, left out or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(60).collect(), b.chars().take(60).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let is_swap = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if is_swap {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    at(&row, b.len())
}

/// What there is to say about a topic: the words behind `help`.
///
/// # Errors
/// A sentence when there is nothing of that name.
pub fn about(topic: &[&str]) -> Result<String, String> {
    match topic {
        [] => Ok(all()),
        ["call"] => Ok(format!("{}\n\n{}", told(entry("call")), services())),
        ["call", service] => operations(service),
        ["call", service, operation, ..] => parameters(service, operation),
        ["actor"] => Ok(format!("{}\n\nKinds: {}", told(entry("actor")), actors::KINDS.join(", "))),
        ["actor", kind, ..] => {
            let keys = actors::keys(kind).ok_or_else(|| format!("'{kind}' is no kind of actor"))?;
            let width = keys.iter().map(|key| key.name.len()).max().unwrap_or_default();
            let line = |key: &actors::Key| format!("  {:width$}  {}", key.name, key.about);
            Ok(format!("actor {kind} takes\n{}", keys.iter().map(line).collect::<Vec<_>>().join("\n")))
        }
        [word, ..] => match entry(word) {
            Some(entry) => Ok(told(Some(entry))),
            None => match nearest(word, words()) {
                Some(near) => Err(format!("'{word}' is no command; is it '{near}'?")),
                None => Err(format!("'{word}' is no command; `help` lists them all")),
            },
        },
    }
}

fn all() -> String {
    let line = |entry: &Entry| format!("  {:9} {}", entry.word, entry.about);
    let lines: Vec<String> = ENTRIES.iter().map(line).collect();
    format!("{}\n`help COMMAND` tells more, `help call sqs SendMessage` lists parameters.", lines.join("\n"))
}

fn told(entry: Option<&Entry>) -> String {
    entry.map_or_else(String::new, |entry| {
        format!("{}\n{}\nExample: {}", entry.usage.join("\n"), entry.about, entry.example)
    })
}

fn services() -> String {
    let names: Vec<&str> = Call::SERVICES.iter().map(|(name, _)| *name).collect();
    format!("Services: {}\n`help call SERVICE` lists operations.", names.join(", "))
}

fn operations(service: &str) -> Result<String, String> {
    let (_, operations) = known_service(service)?;
    let width = operations.iter().map(|name| name.len()).max().unwrap_or_default();
    let line = |name: &&str| {
        let form = Call::form_of(service, name);
        format!("  {name:width$}  {}", form.as_ref().map_or("", Form::about))
    };
    Ok(operations.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn known_service(service: &str) -> Result<&'static (&'static str, &'static [&'static str]), String> {
    let found = Call::SERVICES.iter().find(|(name, _)| *name == service);
    found.ok_or_else(|| format!("'{service}' is no service. {}", services()))
}

fn parameters(service: &str, operation: &str) -> Result<String, String> {
    let (_, operations) = known_service(service)?;
    let form = Call::form_of(service, operation).ok_or_else(|| {
        let near = nearest(operation, operations.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("; is it '{near}'?"));
        format!("'{operation}' is no operation of {}{near}", service.to_uppercase())
    })?;
    let mut lines = vec![form.about().to_owned()];
    if form.parameters().is_empty() {
        lines.push("It takes no parameters.".to_owned());
    }
    list(form.parameters(), 1, &mut lines);
    Ok(lines.join("\n"))
}

/// Parameters, and what is within those that are lists or objects.
fn list(parameters: &[Parameter], depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for parameter in parameters {
        let (name, form) = (parameter.name(), parameter.form());
        let shown = if depth == 1 { written(&name, &form) } else { format!("\"{name}\"") };
        lines.push(format!("{indent}{shown}  {}: {}", form.word(), parameter.about()));
        if depth < 3 {
            list(inner(&form).parameters(), depth + 1, lines);
        }
    }
}

/// What is in a list or a map.
fn inner(form: &Form) -> &Form {
    match form {
        Form::List(inner) | Form::Map(inner) => inner,
        other => other,
    }
}

/// How a parameter begins in a command: `Key=`, `Key:=` for JSON, `Key^=` for bytes, `Key.` for maps.
pub(super) fn written(name: &str, form: &Form) -> String {
    if super::calls::TEXTS_OF_JSON.contains(&name) {
        return format!("{name}:=");
    }
    match form {
        Form::Text | Form::Whole | Form::Number | Form::Truth => format!("{name}="),
        Form::Bytes => format!("{name}^="),
        Form::List(inner) if matches!(**inner, Form::Text) => format!("{name}="),
        Form::Map(_) if is_map(name) => format!("{name}."),
        Form::List(_) | Form::Map(_) | Form::Fields { .. } | Form::Json => format!("{name}:="),
    }
}

#[cfg(test)]
mod tests {
    use super::super::boxed;
    use super::*;

    /// The words that the sources of both parsers compare the first word of a line with.
    fn words_of_the_parsers() -> Vec<String> {
        let command = include_str!("command.rs");
        let command = &command[command.find("let command = match word {").unwrap()..];
        let boxed = include_str!("boxed.rs");
        let boxed = &boxed[boxed.find("match first {").unwrap()..];
        let mut words = Vec::new();
        for (source, end) in [(command, "is no command"), (boxed, "_ => Ok(Command::parse")] {
            let arms = &source[..source.find(end).unwrap()];
            for line in arms.lines().filter(|line| line.contains("=>")) {
                let word = line.trim().strip_prefix('"').and_then(|line| line.split_once("\" =>"));
                words.extend(word.map(|(word, _)| word.to_owned()));
            }
        }
        words
    }

    #[test]
    fn every_command_has_an_entry_and_every_entry_a_command() {
        let mut known = words_of_the_parsers();
        let mut told: Vec<String> = words().map(str::to_owned).collect();
        known.sort();
        told.sort();
        assert!(known.len() > 25, "{known:?}");
        assert_eq!(known, told);
    }

    #[test]
    fn every_example_is_understood() {
        for entry in &ENTRIES {
            let lines = boxed::parse(entry.example).unwrap_or_else(|error| panic!("{}: {error}", entry.word));
            assert_eq!(lines.len(), usize::from(entry.word != "#"), "{}", entry.word);
            assert!(entry.usage.iter().all(|usage| usage.starts_with(entry.word)), "{}", entry.word);
            assert!(entry.about.ends_with('.'), "{}", entry.word);
            assert!(about(&[entry.word]).unwrap().contains(entry.example), "{}", entry.word);
        }
    }

    #[test]
    fn every_operation_of_every_service_can_be_asked_for() {
        let mut parameters = 0;
        for (service, operations) in Call::SERVICES {
            let list = about(&["call", service]).unwrap();
            for operation in *operations {
                assert!(list.contains(operation), "{service} {operation}");
                let text = about(&["call", service, operation]).unwrap();
                parameters += text.lines().count();
                assert!(!text.contains("  : "), "{text}");
            }
        }
        assert!(parameters > 800, "{parameters}");
    }

    #[test]
    fn parameters_stand_with_what_they_take() {
        let send = about(&["call", "sqs", "SendMessage"]).unwrap();
        for line in [
            "  QueueUrl=  text: The queue's URL, or its name.",
            "  DelaySeconds=  whole number: ",
            "  MessageAttributes.  values by name: ",
        ] {
            assert!(send.contains(line), "{send}");
        }
        let batch = about(&["call", "sqs", "DeleteMessageBatch"]).unwrap();
        assert!(batch.contains("  Entries:=  JSON list: One to ten.\n    \"Id\"  text: "), "{batch}");
        assert!(about(&["call", "kinesis", "PutRecord"]).unwrap().contains("  Data^=  bytes: "));
        assert!(about(&["actor", "consumer"]).unwrap().contains("  work "));
    }

    #[test]
    fn what_there_is_not_is_answered_with_what_may_have_been_meant() {
        for (topic, error) in [
            (vec!["cal"], "'cal' is no command; is it 'call'?"),
            (vec!["nothing"], "'nothing' is no command; `help` lists them all"),
            (vec!["call", "sqs", "SendMesage"], "'SendMesage' is no operation of SQS; is it 'SendMessage'?"),
            (vec!["actor", "boss"], "'boss' is no kind of actor"),
        ] {
            assert_eq!(about(&topic).unwrap_err(), error);
        }
        assert!(about(&["call", "ec2"]).unwrap_err().starts_with("'ec2' is no service. Services: sqs, sns"));
    }

    #[test]
    fn letters_are_counted() {
        for (a, b, far) in [("", "", 0), ("step", "stpe", 1), ("call", "cal", 1), ("a", "xyz", 3), ("wait", "what", 2)]
        {
            assert_eq!((distance(a, b), distance(b, a)), (far, far), "{a} {b}");
        }
    }
}
