//! What was done to a lab, as text: commands of the AWS CLI, calls by the SDKs for Python, Rust and JavaScript; and the
//! commands read back.
//!
//! Calls are taken as the JSON that they have anyway, with AWS's own names; [`model`] says what the types of their members
//! are. What is no call to AWS, such as a consumer that crashes, is a line of the lab's own language in a comment behind
//! `lab:`, so that what is copied runs elsewhere, and still says everything here.
//!
//! The layer knows inputs and sessions, and no picture.

pub mod aws_cli;
mod layout;
mod literal;
pub mod model;
mod quote;
mod run;
mod rust;
mod time;
pub mod words;

#[cfg(test)]
mod tests;

pub use run::{RunError, Writer, carry_out, document};

use crate::base::Region;
use crate::call::Call;
use layout::Tree;
use literal::Syntax;
use model::{Entry, Service, parts, take_labs};
use serde_json::{Map, Value};

/// A language in which actions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Version 2 of the AWS CLI, in a POSIX shell.
    #[default]
    AwsCli,
    /// The AWS SDK for Python.
    Python,
    /// The AWS SDK for Rust.
    Rust,
    /// Version 3 of the AWS SDK for JavaScript.
    JavaScript,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AwsCli, Self::Python, Self::Rust, Self::JavaScript];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsCli => "AWS CLI",
            Self::Python => "Python",
            Self::Rust => "Rust",
            Self::JavaScript => "JavaScript",
        }
    }

    /// The language of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name() == name)
    }

    /// What begins a comment.
    const fn comment(self) -> &'static str {
        match self {
            Self::AwsCli | Self::Python => "#",
            Self::Rust | Self::JavaScript => "//",
        }
    }
}

/// A call, without the lines that make its client.
pub fn call(language: Language, call: &Call, region: Region) -> String {
    let elsewhere = (region != Region::DEFAULT).then(|| region.to_string());
    if language == Language::AwsCli {
        return aws_cli::write(call, elsewhere.as_deref());
    }
    let Some((service, operation, mut fields)) = parts(call) else { return String::new() };
    let mut text = labs_comment(language, service, &operation, &mut fields);
    let client = client(language, service, elsewhere.as_deref());
    let tree = match language {
        Language::AwsCli => return text,
        Language::Python => python(service, &operation, &fields, &client),
        Language::JavaScript => javascript(service, &operation, &fields, &client),
        Language::Rust => {
            let mut links = rust::setters(service, &operation.members, &fields);
            if is_create_function(&operation) {
                links.push(Tree::Leaf(
                    // Put together, since the engine itself reads no files.
                    concat!(
                        ".code(lambda::types::FunctionCode::builder()",
                        ".zip_file(lambda::primitives::Blob::new(std::",
                        "fs::read(\"function.zip\")?)).build())"
                    )
                    .to_owned(),
                ));
            }
            links.extend([".send()", ".await?;"].map(|end| Tree::Leaf(end.to_owned())));
            Tree::Chain(format!("{client}.{}()", words::rust_snake(operation.name)), links)
        }
    };
    let step = if language == Language::JavaScript { 2 } else { 4 };
    text.push_str(&tree.lines(step));
    text
}

/// A function's code is its behaviour in the lab; AWS wants a file.
fn is_create_function(operation: &Entry) -> bool {
    operation.name == "CreateFunction"
}

/// Takes out what only the lab knows; a comment tells of it.
fn labs_comment(language: Language, service: &Service, operation: &Entry, fields: &mut Map<String, Value>) -> String {
    let mut text = String::new();
    for member in &operation.members {
        let Some(value) = fields.get_mut(member.name) else { continue };
        let whole = value.clone();
        let is_left_out = member.is_labs || take_labs(service, &member.kind, value);
        if is_left_out {
            if member.is_labs {
                fields.shift_remove(member.name);
            }
            text.extend([language.comment(), " Only in the lab: ", member.name, " ", &whole.to_string(), "\n"]);
        }
    }
    text
}

/// The name of the variable that holds a client.
fn client(language: Language, service: &Service, region: Option<&str>) -> String {
    let place = region.map_or_else(String::new, |region| format!("_{}", region.replace('-', "_")));
    let name = service.client;
    match language {
        // `lambda` is a word of Python's.
        Language::Python if name != "lambda" => format!("{name}{place}"),
        Language::Python | Language::Rust => format!("{name}_client{place}"),
        Language::JavaScript => format!("{name}Client{place}"),
        Language::AwsCli => String::new(),
    }
}

fn python(service: &Service, operation: &Entry, fields: &Map<String, Value>, client: &str) -> Tree {
    let mut items = parameters(Syntax::Python, service, operation, fields, "=");
    if is_create_function(operation) {
        items.push(Tree::Leaf("Code={\"ZipFile\": open(\"function.zip\", \"rb\").read()}".to_owned()));
    }
    Tree::List { open: format!("{client}.{}(", words::snake(operation.name)), items, close: ")", pad: "" }
}

fn javascript(service: &Service, operation: &Entry, fields: &Map<String, Value>, client: &str) -> Tree {
    let mut items = parameters(Syntax::JavaScript, service, operation, fields, ": ");
    if is_create_function(operation) {
        let code = "Code: { ZipFile: (await import(\"node:fs\")).readFileSync(\"function.zip\") }";
        items.push(Tree::Leaf(code.to_owned()));
    }
    let open = format!("await {client}.send(new {}.{}Command({{", service.client, operation.name);
    Tree::List { open, items, close: "}));", pad: " " }
}

fn parameters(
    syntax: Syntax,
    service: &Service,
    operation: &Entry,
    fields: &Map<String, Value>,
    mark: &str,
) -> Vec<Tree> {
    let given = operation.members.iter().filter_map(|member| {
        let value = fields.get(member.name)?;
        let tree = literal::value(syntax, service, &member.kind, value);
        Some(Tree::Pair(format!("{}{mark}", member.name), Box::new(tree)))
    });
    given.collect()
}
