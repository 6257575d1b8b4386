//! What an agent does with records before it sends them.
//!
//! Source: `dataProcessingOptions` in "Writing to Amazon Kinesis Data Streams using Kinesis Agent" in the developer guide,
//! and the converters of the public repository awslabs/amazon-kinesis-agent: a record keeps the end of its line; a column
//! that is missing is null; a line of another format is left out; a hyphen in a web server's log is null.

use super::config::Processing;
use std::fmt::Write as _;

const COMMON: [&str; 7] = ["host", "ident", "authuser", "datetime", "request", "response", "bytes"];
const COMBINED: [&str; 9] =
    ["host", "ident", "authuser", "datetime", "request", "response", "bytes", "referer", "agent"];

impl Processing {
    /// The record afterwards; none where it is left out.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        match self {
            Self::SingleLine => {
                let mut one: String = line.split('\n').map(str::trim).collect();
                one.push('\n');
                Some(one)
            }
            Self::CsvToJson { custom_field_names, delimiter } => {
                let delimiter = unescaped(delimiter);
                let mut columns: Vec<&str> = line.split(delimiter.as_str()).collect();
                // Java's split leaves empty columns at the end out.
                while columns.last().is_some_and(|last| last.is_empty()) {
                    columns.pop();
                }
                let fields = custom_field_names.iter().enumerate();
                Some(object(fields.map(|(place, name)| (name.as_str(), columns.get(place).copied()))))
            }
            Self::LogToJson { log_format, custom_field_names, .. } => {
                let is_combined = log_format == "COMBINEDAPACHELOG";
                let values = access_log(line, is_combined)?;
                let own: &[&str] = if is_combined { &COMBINED } else { &COMMON };
                let names: Vec<&str> = if custom_field_names.is_empty() {
                    own.to_vec()
                } else {
                    custom_field_names.iter().map(String::as_str).collect()
                };
                if names.len() != values.len() {
                    return None;
                }
                let shown = values.iter().map(|value| (*value != "-").then_some(*value));
                Some(object(names.into_iter().zip(shown)))
            }
        }
    }
}

/// `\t` and the like, as they stand in a pattern of Java.
fn unescaped(delimiter: &str) -> String {
    match delimiter.strip_prefix('\\') {
        Some("t") => "\t".to_owned(),
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => delimiter.to_owned(),
    }
}

/// A JSON object in this order, with the end of its line.
fn object<'a>(members: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut json = String::from("{");
    for (place, (name, value)) in members.enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let value = value.map_or_else(|| "null".to_owned(), text);
        let _ = write!(json, "{comma}{}:{value}", text(name));
    }
    json.push_str("}\n");
    json
}

/// The fields of a line of a web server's access log.
fn access_log(line: &str, is_combined: bool) -> Option<Vec<&str>> {
    let is_user = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let is_number = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        text == "-" || (!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
    };
    let mut values = Vec::new();
    let mut rest = line;
    for _ in 0..3 {
        let (value, after) = rest.split_once(' ')?;
        if value.is_empty() || !is_user(value) {
            return None;
        }
        values.push(value);
        rest = after;
    }
    let (time, after) = rest.strip_prefix('[')?.split_once("] ")?;
    values.push(Some(time).filter(|time| is_http_date(time))?);
    let (request, after) = quoted(after)?;
    values.push(request);
    let (status, after) = after.strip_prefix(' ')?.split_once(' ')?;
    values.push(Some(status).filter(|status| is_number(status))?);
    let end = after.find(|c: char| !c.is_ascii_digit() && !"+-".contains(c)).unwrap_or(after.len());
    let (bytes, mut rest) = after.split_at_checked(end)?;
    values.push(Some(bytes).filter(|bytes| is_number(bytes))?);
    if is_combined {
        for _ in 0..2 {
            let (value, after) = quoted(rest.strip_prefix(' ')?)?;
            values.push(value);
            rest = after;
        }
    }
    Some(values)
}

/// What stands between quotation marks, and what comes after them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (inside, after) = text.strip_prefix('"')?.split_once('"')?;
    (!inside.is_empty()).then_some((inside, after))
}

/// `10/Oct/2000:13:55:36 -0700`.
fn is_http_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some((date, zone)) = text.split_once(' ') else { return false };
    let mut parts = date.splitn(4, [':', '/']);
    let (Some(day), Some(month), Some(year), Some(time)) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let within = |text: &str, high: u32| text.parse::<u32>().is_ok_and(|number| number <= high);
    let times: Vec<&str> = time.split(':').collect();
    let is_time = matches!(times.as_slice(), [h, m, s] if within(h, 23) && within(m, 59) && within(s, 60));
    let is_zone = zone.strip_prefix(['+', '-']).unwrap_or(zone).parse::<u32>().is_ok();
    within(day, 31) && day != "0" && MONTHS.contains(&month) && year.parse::<u32>().is_ok() && is_time && is_zone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(delimiter: &str, line: &str) -> String {
        let custom_field_names = ["id", "name", "note"].map(str::to_owned).to_vec();
        Processing::CsvToJson { custom_field_names, delimiter: delimiter.to_owned() }.apply(line).unwrap()
    }

    fn log(format: &str, names: &[&str], line: &str) -> Option<String> {
        let custom_field_names = names.iter().map(|name| (*name).to_owned()).collect();
        Processing::LogToJson { log_format: format.to_owned(), custom_field_names, match_pattern: None }.apply(line)
    }

    const LINE: &str = "64.242.88.10 - ann [07/Mar/2004:16:10:02 -0800] \"GET /a?b=c HTTP/1.1\" 200 6291";

    #[test]
    fn many_lines_become_one() {
        assert_eq!(Processing::SingleLine.apply("  a \n\tb\n").unwrap(), "ab\n");
        assert_eq!(Processing::SingleLine.apply("\n").unwrap(), "\n");
    }

    #[test]
    fn columns_become_members() {
        assert_eq!(csv(",", "1,Ann,hi\n"), "{\"id\":\"1\",\"name\":\"Ann\",\"note\":\"hi\"}\n");
        assert_eq!(csv(",", "1,,\"x\",more\n"), "{\"id\":\"1\",\"name\":\"\",\"note\":\"\\\"x\\\"\"}\n");
        assert_eq!(csv(",", "1,,\n"), "{\"id\":\"1\",\"name\":null,\"note\":null}\n");
        assert_eq!(csv("\\t", "1\t2\n"), "{\"id\":\"1\",\"name\":\"2\",\"note\":null}\n");
        assert_eq!(csv("\\|", "1|2\n"), "{\"id\":\"1\",\"name\":\"2\",\"note\":null}\n");
    }

    #[test]
    fn access_logs_become_objects() {
        assert_eq!(
            log("COMMONAPACHELOG", &[], &format!("{LINE}\n")).unwrap(),
            "{\"host\":\"64.242.88.10\",\"ident\":null,\"authuser\":\"ann\",\"datetime\":\"07/Mar/2004:16:10:02 -0800\",\
             \"request\":\"GET /a?b=c HTTP/1.1\",\"response\":\"200\",\"bytes\":\"6291\"}\n"
        );
        let combined = format!("{LINE} \"-\" \"Mozilla/5.0\"\n");
        let object = log("COMBINEDAPACHELOG", &[], &combined).unwrap();
        assert!(object.ends_with("\"bytes\":\"6291\",\"referer\":null,\"agent\":\"Mozilla/5.0\"}\n"), "{object}");
        // What comes behind a line of the common format does not matter.
        assert!(log("COMMONAPACHELOG", &[], &combined).is_some());
        let names = ["h", "i", "a", "d", "r", "s", "b"];
        assert!(log("COMMONAPACHELOG", &names, LINE).unwrap().starts_with("{\"h\":\"64."));
    }

    #[test]
    fn other_lines_are_left_out() {
        for line in [
            "",
            "hello",
            "a - - [yesterday] \"GET /\" 200 1",
            "a - - [07/Mar/2004:16:10:02 -0800] GET 200 1",
            "a - - [07/Mar/2004:16:10:02 -0800] \"\" 200 1",
            "a - - [07/Mar/2004:16:10:02 -0800] \"GET /\" OK 1",
            "a - - [07/Mar/2004:24:10:02 -0800] \"GET /\" 200 1",
        ] {
            assert_eq!(log("COMMONAPACHELOG", &[], line), None, "{line}");
        }
        assert_eq!(log("COMBINEDAPACHELOG", &[], LINE), None);
        assert_eq!(log("COMMONAPACHELOG", &["one"], LINE), None, "another number of names");
    }
}
