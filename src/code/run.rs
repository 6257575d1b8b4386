//! A whole run as one text, and carried out again.

use super::aws_cli::{self, CliError, Lexer};
use super::model::Service;
use super::{Language, client};
use crate::base::{Caller, Region};
use crate::clock::Instant;
use crate::cloud::Input;
use crate::scenario::written::{self, Actors};
use crate::scenario::{Runner, Script};
use crate::session::{Logged, Session, Start};

/// Writes inputs in their order.
#[derive(Clone, Debug)]
pub struct Writer {
    language: Language,
    actors: Actors,
    caller: Caller,
}

impl Writer {
    /// A writer at the beginning of a run.
    pub fn new(language: Language) -> Self {
        Self { language, actors: Actors::default(), caller: Caller::default() }
    }

    /// Takes note of an input without writing it.
    pub fn pass(&mut self, input: &Input) {
        self.actors.take(input);
    }

    /// An input by itself: it says who calls, unless that is the root user of the lab's account.
    pub fn alone(&mut self, input: &Input) -> String {
        self.caller = Caller::default();
        self.write(input)
    }

    /// An input behind those that were written before.
    pub fn write(&mut self, input: &Input) -> String {
        let mut text = String::new();
        if let Some(caller) = caller_of(input, &self.caller)
            && caller != self.caller
            && let Some(line) = written::caller_line(&caller)
        {
            text.push_str(&self.lab(&line));
            text.push('\n');
            self.caller = caller;
        }
        match input {
            Input::Call { caller, call } if *caller == self.caller => {
                text.push_str(&super::call(self.language, call, caller.region));
            }
            // Nobody whom the words describe.
            Input::Call { caller, call } if self.language != Language::AwsCli => {
                text.push_str(&super::call(self.language, call, caller.region));
            }
            input => text.push_str(&self.lab(&written::line(input, &self.actors, &self.caller))),
        }
        self.actors.take(input);
        text
    }

    /// A line for the lab, which is a comment for everybody else.
    fn lab(&self, line: &str) -> String {
        format!("{} lab: {line}", self.language.comment())
    }
}

/// Who has to be the caller of the lines for an input.
fn caller_of(input: &Input, now: &Caller) -> Option<Caller> {
    match input {
        Input::Call { caller, .. } | Input::SubscribeMany { caller, .. } => Some(caller.clone()),
        Input::OptOut { account, .. } | Input::SmsSandbox { account, .. } if *account != now.account => {
            Some(Caller { account: *account, ..Caller::default() })
        }
        _ => None,
    }
}

/// A run, ready to be kept as a file: with the lines that make clients, and with times as lines for the lab.
pub fn document<'a>(language: Language, start: &Start, log: impl Iterator<Item = &'a Logged> + Clone) -> String {
    let mut writer = Writer::new(language);
    let mut parts = vec![writer.lab(&written::start_line(start))];
    parts.extend(header(language, log.clone()));
    let mut now = Instant::ZERO;
    for logged in log {
        if logged.at > now {
            now = logged.at;
            parts.push(writer.lab(&written::advance_line(now)));
        }
        parts.push(writer.write(&logged.input));
    }
    if language == Language::Rust {
        let body: Vec<String> = parts.drain(2..).map(|part| indented(&part)).collect();
        parts.push(body.join("\n\n"));
        parts.push("    Ok(())\n}".to_owned());
    }
    let between = if language == Language::AwsCli { "\n" } else { "\n\n" };
    parts.join(between) + "\n"
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// The lines that make the clients of all services and Regions that a run uses.
fn header<'a>(language: Language, log: impl Iterator<Item = &'a Logged>) -> Option<String> {
    let mut used: Vec<(&Service, Region)> = Vec::new();
    for logged in log {
        if let Input::Call { caller, call } = &*logged.input
            && let Some(service) = Service::find(call.service())
            && !used.contains(&(service, caller.region))
        {
            used.push((service, caller.region));
        }
    }
    let mut services: Vec<&Service> = Vec::new();
    for (service, _) in &used {
        if !services.contains(service) {
            services.push(service);
        }
    }
    let elsewhere = |region: Region| (region != Region::DEFAULT).then(|| region.to_string());
    let clients = used.iter().map(|(service, region)| {
        let region = elsewhere(*region);
        let name = client(language, service, region.as_deref());
        client_line(language, service, &name, region.as_deref())
    });
    let clients: Vec<String> = clients.collect();
    let each =
        |line: &dyn Fn(&Service) -> String| services.iter().map(|service| line(service)).collect::<Vec<_>>().join("\n");
    Some(match language {
        Language::AwsCli => return None,
        Language::Python => format!("import boto3\n\n{}", clients.join("\n")),
        Language::JavaScript => {
            let import = |service: &Service| format!("import * as {} from \"{}\";", service.client, package(service));
            format!("{}\n\n{}", each(&import), clients.join("\n"))
        }
        Language::Rust => {
            let crates: Vec<String> = services.iter().map(|service| format!("aws-sdk-{}", service.client)).collect();
            format!(
                "// cargo add aws-config {} && cargo add tokio --features full\n{}\n\n#[tokio::main]\nasync fn main() -> \
                 Result<(), Box<dyn std::error::Error>> {{\n    let config = \
                 aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;\n{}",
                crates.join(" "),
                each(&|service| format!("use aws_sdk_{} as {};", service.client, service.client)),
                indented(&clients.join("\n"))
            )
        }
    })
}

fn package(service: &Service) -> String {
    let name = if service.client == "kinesisanalytics" { "kinesis-analytics" } else { service.client };
    format!("@aws-sdk/client-{name}")
}

fn client_line(language: Language, service: &Service, name: &str, region: Option<&str>) -> String {
    let (client, class) = (service.client, service.class);
    match (language, region) {
        (Language::Python, None) => format!("{name} = boto3.client(\"{client}\")"),
        (Language::Python, Some(region)) => format!("{name} = boto3.client(\"{client}\", region_name=\"{region}\")"),
        (Language::JavaScript, None) => format!("const {name} = new {client}.{class}Client();"),
        (Language::JavaScript, Some(region)) => {
            format!("const {name} = new {client}.{class}Client({{ region: \"{region}\" }});")
        }
        (Language::Rust, None) => format!("let {name} = {client}::Client::new(&config);"),
        (Language::Rust, Some(region)) => format!(
            "let {name} = {client}::Client::from_conf({client}::config::Builder::from(&config)\
             .region({client}::config::Region::new(\"{region}\")).build());"
        ),
        (Language::AwsCli, _) => String::new(),
    }
}

/// Why a text could not be carried out, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct RunError {
    /// The number of the line, from 1.
    pub line: usize,
    /// Why.
    pub text: String,
}

/// Carries out commands of the AWS CLI, and the lab's own behind `# lab:`, as [`document`] writes them. What AWS would
/// refuse is no error here.
///
/// # Errors
/// The first statement that is no command, or that cannot be carried out.
pub fn carry_out(text: &str, session: &mut Session) -> Result<(), RunError> {
    let on_line = |line: usize, text: String| RunError { line, text };
    let mut lexer = Lexer::new(text).map_err(|error| on_line(1, error.to_string()))?;
    let mut runner = Runner::default();
    let mut line = 1;
    loop {
        let next = lexer.statement().map_err(|error| on_line(line, error.to_string()))?;
        let Some(mut statement) = next else { return Ok(()) };
        line = statement.line;
        let wrong = |text: String| on_line(line, text);
        let of_cli = |error: CliError| wrong(error.to_string());
        if statement.tokens.is_empty() {
            let told = statement.lab.take().unwrap_or_default();
            if !told.starts_with("aws ") {
                let script = Script::parse(&told).map_err(|error| wrong(error.text))?;
                for (_, command) in &script.commands {
                    runner.run(session, command).map_err(|error| wrong(error.0))?;
                }
                continue;
            }
            // A command that the AWS CLI does not have.
            statement = Lexer::new(&told).and_then(|mut lexer| lexer.statement()).map_err(of_cli)?.unwrap_or_default();
        }
        let command = aws_cli::command_of(&statement).map_err(of_cli)?;
        let mut caller = runner.caller().clone();
        if let Some(region) = command.region {
            caller.region = region.parse().map_err(|_| wrong(format!("'{region}' is no Region")))?;
        }
        session.submit(Input::Call { caller, call: command.call });
    }
}
