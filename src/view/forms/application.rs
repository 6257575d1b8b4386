//! The form of a new application, and of what is added to one.

use super::{Problem, Values, text};
use crate::analytics::api::{
    CreateApplication, DestinationSchema, Input, InputProcessingConfiguration, JSONMappingParameters,
    MappingParameters, Output, RecordColumn, RecordFormat, Resource, SourceSchema,
};
use crate::base::Arn;

/// Fields beside which a refusal can stand, as its sentence names them.
pub const FIELDS: [&str; 6] = ["applicationName", "source", "columns", "role", "output", "RecordColumns"];
/// The in-application streams of every input of the page's forms.
pub const PREFIX: &str = "SOURCE_SQL_STREAM";
/// The name of the first of them.
pub const SOURCE: &str = "SOURCE_SQL_STREAM_001";
/// The in-application stream that examples make.
pub const OUT: &str = "OUT_STREAM";

/// The form as it is offered.
pub fn values() -> Values {
    [
        ("applicationName", String::new()),
        ("columns", "TRUCK VARCHAR(16) $.truck\nREPORT INTEGER $.report".to_owned()),
        ("role", "sql".to_owned()),
    ]
    .into()
}

/// Columns as lines of name, type and path.
///
/// # Errors
/// Which line is not so.
pub fn columns(text: &str) -> Result<Vec<RecordColumn>, Problem> {
    let mut columns = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(kind), Some(path), None) = (words.next(), words.next(), words.next(), words.next())
        else {
            let text = format!("“{line}” should be a name, a type and a path, such as SPEED INTEGER $.speed");
            return Err(Problem { field: Some("columns"), text });
        };
        columns.push(RecordColumn {
            name: Some(name.to_owned()),
            mapping: Some(path.to_owned()),
            sql_type: Some(kind.to_owned()),
        });
    }
    Ok(columns)
}

/// The lines of a schema.
pub fn lines(schema: &SourceSchema) -> String {
    let line = |column: &RecordColumn| {
        let part = |part: &Option<String>| part.as_deref().unwrap_or_default().to_owned();
        format!("{} {} {}", part(&column.name), part(&column.sql_type), part(&column.mapping))
    };
    schema.record_columns.iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// A schema of JSON with these columns.
pub fn json_schema(columns: Vec<RecordColumn>) -> SourceSchema {
    let parameters = JSONMappingParameters { record_row_path: Some("$".to_owned()) };
    SourceSchema {
        record_format: Some(RecordFormat {
            record_format_type: Some("JSON".to_owned()),
            mapping_parameters: Some(MappingParameters {
                json_mapping_parameters: Some(parameters),
                ..MappingParameters::default()
            }),
        }),
        record_encoding: Some("UTF-8".to_owned()),
        record_columns: Some(columns),
    }
}

/// An ARN with the role of that name in the ARN's account.
fn resource(arn: &str, role: &str) -> Resource {
    let account = arn.parse::<Arn>().map_or_else(|_| "000000000000".to_owned(), |arn| arn.account);
    let account = if account.is_empty() { "000000000000".to_owned() } else { account };
    let role = if role.starts_with("arn:") { role.to_owned() } else { format!("arn:aws:iam::{account}:role/{role}") };
    Resource { resource_arn: Some(arn.to_owned()), role_arn: Some(role) }
}

/// An output of an in-application stream to whatever the ARN names.
pub fn output(stream: &str, arn: &str, role: &str, format: &str) -> Output {
    let mut output = Output {
        name: Some(stream.to_owned()),
        destination_schema: Some(DestinationSchema { record_format_type: Some(format.to_owned()) }),
        ..Output::default()
    };
    let target = Some(resource(arn, role));
    match arn.split(':').nth(2) {
        Some("firehose") => output.kinesis_firehose_output = target,
        Some("lambda") => output.lambda_output = target,
        _ => output.kinesis_streams_output = target,
    }
    output
}

/// The request of what was typed. Whatever AWS would refuse is left for it to refuse.
///
/// # Errors
/// A problem beside columns that are none, and where no source was chosen.
pub fn request(values: &Values, code: String) -> Result<CreateApplication, Problem> {
    let (source, role) = (text(values, "source"), text(values, "role").trim().to_owned());
    if source.is_empty() {
        let text = "Choose the stream or delivery stream that it reads.".to_owned();
        return Err(Problem { field: Some("source"), text });
    }
    let read = Some(resource(source, &role));
    let is_stream = source.split(':').nth(2) == Some("kinesis");
    let (kinesis_streams_input, kinesis_firehose_input) = if is_stream { (read, None) } else { (None, read) };
    let before = text(values, "function");
    let before = (!before.is_empty())
        .then(|| InputProcessingConfiguration { input_lambda_processor: Some(resource(before, &role)) });
    let to = text(values, "output");
    Ok(CreateApplication {
        application_name: text(values, "applicationName").trim().to_owned(),
        inputs: Some(vec![Input {
            name_prefix: Some(PREFIX.to_owned()),
            input_processing_configuration: before,
            kinesis_streams_input,
            kinesis_firehose_input,
            input_schema: Some(json_schema(columns(text(values, "columns"))?)),
            ..Input::default()
        }]),
        outputs: (!to.is_empty()).then(|| vec![output(OUT, to, &role, "JSON")]),
        application_code: Some(code),
        ..CreateApplication::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lines_and_lines_columns() {
        let text = "A VARCHAR(4) $.a\nB INTEGER $.b.c";
        assert_eq!(lines(&json_schema(columns(&format!("\n {text} \n")).unwrap())), text);
        let problem = columns("A VARCHAR(4)").unwrap_err();
        assert_eq!((problem.field, problem.text.contains("A VARCHAR(4)")), (Some("columns"), true));
    }

    #[test]
    fn what_was_typed_becomes_a_request() {
        let mut values = values();
        assert_eq!(request(&values, String::new()).unwrap_err().field, Some("source"));
        values.insert("applicationName", " speeds ".to_owned());
        values.insert("source", "arn:aws:kinesis:us-east-1:111122223333:stream/trucks".to_owned());
        values.insert("output", "arn:aws:lambda:us-east-1:111122223333:function:f".to_owned());
        let made = request(&values, "x".to_owned()).unwrap();
        let input = &made.inputs.as_ref().unwrap()[0];
        let role = input.kinesis_streams_input.as_ref().unwrap().role_arn.as_deref();
        assert_eq!((made.application_name.as_str(), role), ("speeds", Some("arn:aws:iam::111122223333:role/sql")));
        assert!(made.outputs.unwrap()[0].lambda_output.is_some());
        values.insert("source", "arn:aws:firehose:us-east-1:111122223333:deliverystream/in".to_owned());
        assert!(request(&values, String::new()).unwrap().inputs.unwrap()[0].kinesis_firehose_input.is_some());
    }
}
