//! Documents of JSON that people write: whatever is unknown or wrong in them is named with its path, its line and the reason.

use super::locate;
use serde::de::DeserializeOwned;
use std::fmt;

/// A document may have so many bytes.
pub const BYTES_MAX: usize = 2 << 20;

/// What is wrong with a document, or cannot be carried out, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Fault {
    /// Where in the document, as in `script[3]`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Fault {
    /// The same with the line of its place in the document's text.
    pub fn located(self, text: &str) -> BadFile {
        BadFile { line: locate::line_of(text, &self.path), path: self.path, reason: self.reason }
    }
}

/// Why a text is no document of a kind, or why it cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// Where in the document, as in `script[3]`; empty for the whole.
    pub path: String,
    /// The line of that place, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.reason),
            path => write!(f, "line {}, {path}: {}", self.line, self.reason),
        }
    }
}

impl std::error::Error for BadFile {}

/// Whether a document has the version that can be read.
///
/// # Errors
/// That it has another one, at the field that says so.
pub fn version(path: &str, found: u32, known: u32) -> Result<(), Fault> {
    if found == known {
        return Ok(());
    }
    let reason = format!("this file has version {found}, and only version {known} can be read");
    Err(Fault { path: path.to_owned(), reason })
}

/// Takes a text apart.
///
/// # Errors
/// The first thing in it that does not belong there.
pub fn document<T: DeserializeOwned>(text: &str) -> Result<T, BadFile> {
    let whole = |line, reason| BadFile { path: String::new(), line, reason };
    if text.len() > BYTES_MAX {
        return Err(whole(1, format!("a file has at most {BYTES_MAX} bytes, this one has {}", text.len())));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // Where the text itself breaks off there is no name yet.
        let path = path.trim_end_matches(['?', '.']).to_owned();
        let error = error.into_inner();
        let reason = error.to_string();
        // The place stands beside it.
        let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason).to_owned();
        BadFile { path, line: error.line().max(1), reason }
    })?;
    json.end().map_err(|error| whole(error.line().max(1), "something follows the end of the document".to_owned()))?;
    Ok(document)
}
