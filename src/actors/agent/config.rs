//! What an agent is told to do: a flow from a file to a stream, in the words of `agent.json`.

use crate::base::Arn;
use crate::patterns::regex::Pattern;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A file may have so many bytes. This lab's own limit.
pub const FILE_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// So many records go in one call.
pub const RECORDS_MAX: u32 = 500;
/// `PutRecords` takes so many bytes of the agent, `PutRecordBatch` one mebibyte less.
const STREAM_BYTES_MAX: u32 = 5 * 1_024 * 1_024;
const DELIVERY_BYTES_MAX: u32 = 4 * 1_024 * 1_024;
const AGE_MS: (u64, u64) = (1_000, 900_000);

/// What an agent does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AgentConfig {
    /// Its name on the page.
    pub name: String,
    /// `kinesisStream` or `deliveryStream`: the ARN of a stream or a delivery stream; it waits while there is none.
    pub target: Option<Arn>,
    /// The name of the file.
    pub file_pattern: String,
    /// What stands in the file. A content that begins with the one before has grown; another one is another file in its
    /// place.
    pub content: Arc<str>,
    /// Lines that the program behind the file writes by itself.
    pub generator: Option<Generator>,
    /// From where a file is read that was there before the agent.
    pub initial_position: InitialPosition,
    /// Records are sent when the first has waited so long: 1,000 to 900,000.
    pub max_buffer_age_millis: u64,
    /// Or when there are so many bytes.
    pub max_buffer_size_bytes: u32,
    /// Or so many records: 1 to 500.
    pub max_buffer_size_records: u32,
    /// Which partition keys records have.
    pub partition_key_option: PartitionKeyOption,
    /// A regular expression with which the first line of a record begins; every line is a record when empty.
    pub multi_line_start_pattern: String,
    /// What is done with records, in this order.
    pub data_processing_options: Vec<Processing>,
    /// Whether it works.
    pub running: bool,
}

impl Default for AgentConfig {
    fn default() -> Self {
        Self {
            name: "agent".to_owned(),
            target: None,
            file_pattern: "/var/log/app.log".to_owned(),
            content: "".into(),
            generator: None,
            initial_position: InitialPosition::EndOfFile,
            max_buffer_age_millis: 60_000,
            max_buffer_size_bytes: DELIVERY_BYTES_MAX,
            max_buffer_size_records: RECORDS_MAX,
            partition_key_option: PartitionKeyOption::Random,
            multi_line_start_pattern: String::new(),
            data_processing_options: Vec::new(),
            running: true,
        }
    }
}

/// Where an agent begins in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InitialPosition {
    /// With the first line.
    StartOfFile,
    /// With what is written from now on.
    #[default]
    EndOfFile,
}

/// Which partition keys records have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartitionKeyOption {
    /// A number that is drawn.
    #[default]
    Random,
    /// The MD5 of the data: equal records have equal keys.
    Deterministic,
}

/// What is done with a record before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "optionName", deny_unknown_fields)]
pub enum Processing {
    /// Makes one line of many, without blanks around each.
    #[serde(rename = "SINGLELINE")]
    SingleLine,
    /// Makes a JSON object of columns.
    #[serde(rename = "CSVTOJSON", rename_all = "camelCase")]
    CsvToJson {
        /// The names of the columns.
        custom_field_names: Vec<String>,
        /// What stands between them; a comma by default.
        #[serde(default = "comma")]
        delimiter: String,
    },
    /// Makes a JSON object of a line of a web server's log; other lines are left out.
    #[serde(rename = "LOGTOJSON", rename_all = "camelCase")]
    LogToJson {
        /// `COMMONAPACHELOG` or `COMBINEDAPACHELOG`.
        log_format: String,
        /// Other names for the fields; their own when empty.
        #[serde(default)]
        custom_field_names: Vec<String>,
        /// A pattern of one's own, which this lab does not take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        match_pattern: Option<String>,
    },
}

fn comma() -> String {
    ",".to_owned()
}

/// A program that writes lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Generator {
    /// Milliseconds from one burst of lines to the next.
    pub every_ms: u64,
    /// Lines at each, 1 to 1,000.
    pub burst: u32,
    /// How many in all; no end when absent.
    pub total: Option<u64>,
    /// What they look like.
    pub format: LineFormat,
}

impl Default for Generator {
    fn default() -> Self {
        Self { every_ms: 1_000, burst: 1, total: None, format: LineFormat::Common }
    }
}

/// What lines look like that are made up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineFormat {
    /// A web server's access log in the common format.
    #[default]
    Common,
    /// The same with referer and agent.
    Combined,
    /// Time, truck and speed with commas between them.
    Csv,
}

impl AgentConfig {
    /// Whether it goes to a delivery stream.
    pub fn is_delivery(&self) -> bool {
        self.target.as_ref().is_some_and(|target| target.service == "firehose")
    }

    /// What is wrong with it, as the agent would say when it starts.
    ///
    /// # Errors
    /// The first setting that is wrong, by its name.
    pub fn check(&self) -> Result<(), String> {
        if let Some(target) = self.target.as_ref().filter(|target| !["kinesis", "firehose"].contains(&&*target.service))
        {
            return Err(format!("The agent sends to Kinesis streams and to delivery streams, not to {target}."));
        }
        let range = |name: &str, value: u64, (low, high): (u64, u64)| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            Err(format!("The value of {name} is {value}; it must be from {low} to {high}."))
        };
        range("maxBufferAgeMillis", self.max_buffer_age_millis, AGE_MS)?;
        range("maxBufferSizeRecords", u64::from(self.max_buffer_size_records), (1, u64::from(RECORDS_MAX)))?;
        let most = if self.is_delivery() { DELIVERY_BYTES_MAX } else { STREAM_BYTES_MAX };
        range("maxBufferSizeBytes", u64::from(self.max_buffer_size_bytes), (1, u64::from(most)))?;
        if self.file_pattern.is_empty() {
            return Err("filePattern must not be empty.".to_owned());
        }
        if self.content.len() > FILE_BYTES_MAX {
            return Err(format!("The file has {} bytes; this lab keeps {FILE_BYTES_MAX}.", self.content.len()));
        }
        if !self.multi_line_start_pattern.is_empty() {
            Pattern::of_beginning(&self.multi_line_start_pattern)
                .map_err(|why| format!("multiLineStartPattern cannot be read: {why}."))?;
        }
        if let Some(generator) = &self.generator {
            range("everyMs", generator.every_ms, (1, 86_400_000))?;
            range("burst", u64::from(generator.burst), (1, 1_000))?;
        }
        self.data_processing_options.iter().try_for_each(Processing::check)
    }
}

impl Processing {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::CsvToJson { custom_field_names, .. } if custom_field_names.is_empty() => {
                Err("CSVTOJSON needs customFieldNames.".to_owned())
            }
            Self::CsvToJson { delimiter, .. } if delimiter.is_empty() => {
                Err("The delimiter of CSVTOJSON must not be empty.".to_owned())
            }
            Self::SingleLine | Self::CsvToJson { .. } => Ok(()),
            Self::LogToJson { match_pattern: Some(_), .. } => {
                Err("LOGTOJSON with a matchPattern of one's own is not among what this lab can read.".to_owned())
            }
            Self::LogToJson { log_format, .. } if ["COMMONAPACHELOG", "COMBINEDAPACHELOG"].contains(&&**log_format) => {
                Ok(())
            }
            Self::LogToJson { log_format, .. } => Err(format!(
                "The logFormat of LOGTOJSON is COMMONAPACHELOG or COMBINEDAPACHELOG here, not '{log_format}'."
            )),
        }
    }
}
