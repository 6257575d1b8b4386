//! The form of an agent: the file that it follows, what is done with records, and when they are sent.

use super::actors::{name, natural};
use super::{Problem, Values, fraction, fraction_text, on, optional, text, whole};
use queuelab::actors::AgentConfig;
use queuelab::actors::agent::{Generator, InitialPosition, LineFormat, PartitionKeyOption, Processing};
use queuelab::{key, t};
use std::sync::Arc;

const SECOND: u64 = 1_000;

/// What can be done with records by a click, and the JSON of it.
pub const OPTIONS: [(&str, &str); 4] = [
    (key!("nothing"), ""),
    (key!("one line of many (SINGLELINE)"), r#"[{"optionName":"SINGLELINE"}]"#),
    (
        key!("JSON of columns (CSVTOJSON)"),
        r#"[{"optionName":"CSVTOJSON","customFieldNames":["time","truck","speed"],"delimiter":","}]"#,
    ),
    (key!("JSON of an access log (LOGTOJSON)"), r#"[{"optionName":"LOGTOJSON","logFormat":"COMMONAPACHELOG"}]"#),
];

/// The fields.
pub fn values(config: &AgentConfig) -> Values {
    let generator = config.generator.clone().unwrap_or_default();
    let options = if config.data_processing_options.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&config.data_processing_options).unwrap_or_default()
    };
    [
        ("name", config.name.clone()),
        ("target", config.target.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("file", config.file_pattern.clone()),
        ("content", config.content.to_string()),
        (
            "position",
            if config.initial_position == InitialPosition::StartOfFile { "START_OF_FILE" } else { "END_OF_FILE" }
                .to_owned(),
        ),
        ("age", config.max_buffer_age_millis.to_string()),
        ("records", config.max_buffer_size_records.to_string()),
        ("bytes", config.max_buffer_size_bytes.to_string()),
        (
            "keys",
            if config.partition_key_option == PartitionKeyOption::Random { "RANDOM" } else { "DETERMINISTIC" }
                .to_owned(),
        ),
        ("start_pattern", config.multi_line_start_pattern.clone()),
        ("options", options),
        ("makes", config.generator.is_some().to_string()),
        ("every", fraction_text(generator.every_ms, SECOND)),
        ("burst", generator.burst.to_string()),
        ("total", generator.total.map(|total| total.to_string()).unwrap_or_default()),
        (
            "format",
            match generator.format {
                LineFormat::Common => "common",
                LineFormat::Combined => "combined",
                LineFormat::Csv => "csv",
            }
            .to_owned(),
        ),
        ("running", config.running.to_string()),
    ]
    .into()
}

/// The configuration that the fields stand for.
///
/// # Errors
/// The first problem: of a field that cannot be read, or what the agent would say when it starts.
pub fn config(values: &Values) -> Result<AgentConfig, Problem> {
    let small = |field: &'static str| {
        let number = natural(field, whole(values, field)?)?;
        u32::try_from(number).map_err(|_| Problem::at(field, t!("This is too large.")))
    };
    let is_start = text(values, "position") == "START_OF_FILE";
    let is_random = text(values, "keys") != "DETERMINISTIC";
    let config = AgentConfig {
        name: name(values)?,
        target: text(values, "target").parse().ok(),
        file_pattern: text(values, "file").trim().to_owned(),
        content: content(text(values, "content")),
        generator: if on(values, "makes") { Some(generator(values)?) } else { None },
        initial_position: if is_start { InitialPosition::StartOfFile } else { InitialPosition::EndOfFile },
        max_buffer_age_millis: natural("age", whole(values, "age")?)?,
        max_buffer_size_bytes: small("bytes")?,
        max_buffer_size_records: small("records")?,
        partition_key_option: if is_random { PartitionKeyOption::Random } else { PartitionKeyOption::Deterministic },
        multi_line_start_pattern: text(values, "start_pattern").to_owned(),
        data_processing_options: options(values)?,
        running: on(values, "running"),
    };
    config.check().map_err(|why| Problem { field: field_of(&why), text: why })?;
    Ok(config)
}

/// What somebody typed as a file ends its last line.
fn content(typed: &str) -> Arc<str> {
    if typed.is_empty() || typed.ends_with('\n') { typed.into() } else { format!("{typed}\n").into() }
}

/// A file with more lines at its end.
pub fn appended(content: &str, lines: &str) -> Arc<str> {
    let end = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    let last = if lines.ends_with('\n') { "" } else { "\n" };
    format!("{content}{end}{lines}{last}").into()
}

fn options(values: &Values) -> Result<Vec<Processing>, Problem> {
    let typed = text(values, "options").trim();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(typed).map_err(|error| {
        Problem::at("options", t!("This is no list of processing options as it stands in agent.json: {error}.", error))
    })
}

fn generator(values: &Values) -> Result<Generator, Problem> {
    let burst = natural("burst", whole(values, "burst")?)?;
    let every_ms = fraction(values, "every", SECOND)?;
    if !(1..=1_000).contains(&burst) {
        return Err(Problem::at("burst", t!("A burst is 1 to 1,000 lines.")));
    }
    if !(1..=86_400_000).contains(&every_ms) {
        return Err(Problem::at("every", t!("From 0.001 to 86,400 s lie between two bursts.")));
    }
    Ok(Generator {
        every_ms,
        burst: u32::try_from(burst).unwrap_or(1),
        total: optional(values, "total")?.map(|total| natural("total", total)).transpose()?,
        format: match text(values, "format") {
            "combined" => LineFormat::Combined,
            "csv" => LineFormat::Csv,
            _ => LineFormat::Common,
        },
    })
}

/// The field that a sentence of the agent is about.
fn field_of(sentence: &str) -> Option<&'static str> {
    let fields = [
        ("maxBufferAgeMillis", "age"),
        ("maxBufferSizeRecords", "records"),
        ("maxBufferSizeBytes", "bytes"),
        ("filePattern", "file"),
        ("multiLineStartPattern", "start_pattern"),
        ("CSVTOJSON", "options"),
        ("LOGTOJSON", "options"),
        ("The file has", "content"),
        ("The agent sends", "target"),
    ];
    fields.into_iter().find(|(word, _)| sentence.contains(word)).map(|(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agent_comes_back_as_it_was() {
        let one = AgentConfig::default();
        let other = AgentConfig {
            target: Some("arn:aws:firehose:us-east-1:000000000000:deliverystream/d".parse().unwrap()),
            content: "a\nb\n".into(),
            generator: Some(Generator { every_ms: 250, burst: 3, total: Some(9), format: LineFormat::Csv }),
            initial_position: InitialPosition::StartOfFile,
            max_buffer_age_millis: 1_000,
            max_buffer_size_bytes: 5,
            max_buffer_size_records: 7,
            partition_key_option: PartitionKeyOption::Deterministic,
            multi_line_start_pattern: "\\[".to_owned(),
            data_processing_options: serde_json::from_str(OPTIONS[2].1).unwrap(),
            running: false,
            ..AgentConfig::default()
        };
        for one in [one, other] {
            assert_eq!(config(&values(&one)).as_ref(), Ok(&one));
        }
    }

    #[test]
    fn what_the_agent_would_say_stands_beside_its_field() {
        let wrong = |field: &'static str, text: &str| {
            let mut values = values(&AgentConfig::default());
            values.insert(field, text.to_owned());
            config(&values).unwrap_err().field
        };
        for (field, text) in [
            ("name", ""),
            ("age", "10"),
            ("records", "501"),
            ("bytes", "99999999"),
            ("file", " "),
            ("start_pattern", "("),
            ("options", "{}"),
            ("options", r#"[{"optionName":"LOGTOJSON","logFormat":"SYSLOG"}]"#),
            ("target", "arn:aws:sqs:us-east-1:000000000000:q"),
        ] {
            assert_eq!(wrong(field, text), Some(field), "{text}");
        }
        for (_, json) in OPTIONS.into_iter().filter(|(_, json)| !json.is_empty()) {
            let mut values = values(&AgentConfig::default());
            values.insert("options", json.to_owned());
            assert!(config(&values).is_ok(), "{json}");
        }
    }

    #[test]
    fn lines_are_appended_whole() {
        assert_eq!(&*appended("", "a"), "a\n");
        assert_eq!(&*appended("a\n", "b\nc\n"), "a\nb\nc\n");
        assert_eq!(&*appended("a", "b"), "a\nb\n");
    }
}
