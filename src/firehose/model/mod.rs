//! The shapes of configurations as data: what may stand where, and within which limits.
//!
//! Ten kinds of destinations with their updates have some four hundred members; as a table they cost a fraction of what
//! types of their own would, and every limit stands once. A document is looked at twice: [`Shape::read`] refuses what no
//! client would send (another type, an unknown member), [`Shape::check`] finds what AWS answers with a
//! `ValidationException`.

mod common;
mod destinations;
mod forms;
mod sources;
mod texts;
mod updates;

pub(super) use destinations::*;
pub use forms::Form;
pub(super) use sources::*;
pub(super) use updates::*;

use serde_json::Value;

/// What a part of a configuration may be.
#[derive(Debug)]
pub enum Shape {
    /// A text of so many characters, at least and at most, of a form.
    Text(usize, usize, Form),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number within these limits.
    Whole(i64, i64),
    /// A number within these limits.
    Real(f64, f64),
    /// True or false.
    Flag,
    /// A time: seconds since 1970, or a text of ISO 8601.
    Time,
    /// A list of so many, at least and at most.
    List(&'static Shape, usize, usize),
    /// Names with values.
    Map(&'static Shape, &'static Shape),
    /// Members by name.
    Structure(&'static [Member]),
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// What it is.
    pub shape: &'static Shape,
}

const fn need(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: true, shape }
}

const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: false, shape }
}

const fn text(least: usize, most: usize, form: Form) -> Shape {
    Shape::Text(least, most, form)
}

const fn one_of(words: &'static [&'static str]) -> Shape {
    Shape::OneOf(words)
}

const fn whole(least: i64, most: i64) -> Shape {
    Shape::Whole(least, most)
}

const fn list(item: &'static Shape, least: usize, most: usize) -> Shape {
    Shape::List(item, least, most)
}

const fn map(key: &'static Shape, value: &'static Shape) -> Shape {
    Shape::Map(key, value)
}

/// A member's name in a sentence: `BucketARN` as `bucketARN`.
pub(super) fn shown(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

impl Shape {
    /// Refuses a value of another type, or with a member that there is not.
    pub fn read(&self, value: &Value) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("expected {what}, not {value}"));
        match (self, value) {
            (Self::Text(..) | Self::OneOf(_), value) if !value.is_string() => wrong("a text"),
            (Self::Whole(..), value) if !value.is_i64() => wrong("a whole number"),
            (Self::Real(..), value) if !value.is_number() => wrong("a number"),
            (Self::Flag, value) if !value.is_boolean() => wrong("true or false"),
            (Self::Time, value) if !value.is_number() && !value.is_string() => wrong("a time"),
            (Self::List(item, ..), Value::Array(items)) => items.iter().try_for_each(|value| item.read(value)),
            (Self::List(..), _) => wrong("a list"),
            (Self::Map(_, item), Value::Object(fields)) => fields.values().try_for_each(|value| item.read(value)),
            (Self::Structure(members), Value::Object(fields)) => fields.iter().try_for_each(|(name, value)| {
                let Some(member) = members.iter().find(|member| member.name == name) else {
                    return Err(format!("unknown field `{name}`"));
                };
                // What is null is not there.
                if value.is_null() { Ok(()) } else { member.shape.read(value).map_err(|why| format!("{name}: {why}")) }
            }),
            (Self::Map(..) | Self::Structure(_), _) => wrong("an object"),
            _ => Ok(()),
        }
    }

    /// Finds every constraint that a value breaks, each as AWS's sentence; `path` is how the value is called.
    pub fn check(&self, value: &Value, path: &str, broken: &mut Vec<String>) {
        match (self, value) {
            (Self::Text(least, most, form), Value::String(text)) => {
                let length = text.chars().count();
                if length < *least {
                    broken.push(constraint(text, path, &format!("have length greater than or equal to {least}")));
                }
                if length > *most {
                    broken.push(constraint(text, path, &format!("have length less than or equal to {most}")));
                }
                if !form.holds(text) {
                    let rule = format!("satisfy regular expression pattern: {}", form.pattern());
                    broken.push(constraint(text, path, &rule));
                }
            }
            (Self::OneOf(words), Value::String(text)) if !words.contains(&text.as_str()) => {
                broken.push(constraint(text, path, &format!("satisfy enum value set: [{}]", words.join(", "))));
            }
            (Self::Whole(least, most), value) => {
                let found = value.as_i64().unwrap_or_default();
                if found < *least {
                    broken.push(constraint(found, path, &format!("have value greater than or equal to {least}")));
                } else if found > *most {
                    broken.push(constraint(found, path, &format!("have value less than or equal to {most}")));
                }
            }
            (Self::Real(least, most), value) => {
                let found = value.as_f64().unwrap_or_default();
                if found < *least {
                    broken.push(constraint(found, path, &format!("have value greater than or equal to {least:.1}")));
                } else if found > *most {
                    broken.push(constraint(found, path, &format!("have value less than or equal to {most:.1}")));
                }
            }
            (Self::List(item, least, most), Value::Array(items)) => {
                length(value, path, items.len(), (*least, *most), broken);
                for (index, value) in items.iter().enumerate() {
                    item.check(value, &format!("{path}.{}.member", index + 1), broken);
                }
            }
            (Self::Map(key, item), Value::Object(fields)) => {
                for (name, value) in fields {
                    key.check(&Value::String(name.clone()), path, broken);
                    item.check(value, &format!("{path}.{name}.member"), broken);
                }
            }
            (Self::Structure(members), Value::Object(fields)) => {
                for member in *members {
                    let path = format!("{path}.{}", shown(member.name));
                    match fields.get(member.name).filter(|value| !value.is_null()) {
                        Some(value) => member.shape.check(value, &path, broken),
                        None if member.required => broken.push(null(&path)),
                        None => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn length(value: &Value, path: &str, found: usize, (least, most): (usize, usize), broken: &mut Vec<String>) {
    if found < least {
        broken.push(constraint(value, path, &format!("have length greater than or equal to {least}")));
    } else if found > most {
        broken.push(constraint(value, path, &format!("have length less than or equal to {most}")));
    }
}

/// AWS's sentence for a value that breaks a rule.
pub(super) fn constraint(value: impl std::fmt::Display, path: &str, rule: &str) -> String {
    format!("Value '{value}' at '{path}' failed to satisfy constraint: Member must {rule}")
}

/// AWS's sentence for a member that is not there.
pub(super) fn null(path: &str) -> String {
    format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_no_client_sends_is_refused_when_it_is_read() {
        for (value, why) in [
            (json!({"Prefix": 7}), "Prefix: expected a text, not 7"),
            (
                json!({"BufferingHints": {"SizeInMBs": "5"}}),
                "BufferingHints: SizeInMBs: expected a whole number, not \"5\"",
            ),
            (json!({"Nonsense": 1}), "unknown field `Nonsense`"),
            (json!([]), "expected an object, not []"),
            (
                json!({"ProcessingConfiguration": {"Processors": 1}}),
                "ProcessingConfiguration: Processors: expected a list, not 1",
            ),
        ] {
            assert_eq!(EXTENDED_S3_DESTINATION_CONFIGURATION.read(&value), Err(why.to_owned()));
        }
        assert_eq!(EXTENDED_S3_DESTINATION_CONFIGURATION.read(&json!({"Prefix": null})), Ok(()));
    }

    #[test]
    fn every_broken_constraint_is_found_in_the_order_of_the_members() {
        let document = json!({
            "BucketARN": "arn:aws:s3:::b", "CompressionFormat": "SNAPPY", "FileExtension": "txt",
            "BufferingHints": {"SizeInMBs": 129, "IntervalInSeconds": -1},
            "ProcessingConfiguration": {"Processors": [{"Type": "Lambda", "Parameters": [{"ParameterName": "LambdaArn"}]}]},
            "DataFormatConversionConfiguration": {"OutputFormatConfiguration": {"Serializer": {"OrcSerDe": {"PaddingTolerance": 2}}}}
        });
        let mut broken = Vec::new();
        EXTENDED_S3_DESTINATION_CONFIGURATION.check(&document, "extendedS3DestinationConfiguration", &mut broken);
        let at = "at 'extendedS3DestinationConfiguration";
        let must = "failed to satisfy constraint: Member must";
        assert_eq!(
            broken,
            [
                format!("Value null {at}.roleARN' {must} not be null"),
                format!("Value '129' {at}.bufferingHints.sizeInMBs' {must} have value less than or equal to 128"),
                format!(
                    "Value '-1' {at}.bufferingHints.intervalInSeconds' {must} have value greater than or equal to 0"
                ),
                format!(
                    "Value 'SNAPPY' {at}.compressionFormat' {must} satisfy enum value set: [UNCOMPRESSED, GZIP, ZIP, Snappy, HADOOP_SNAPPY]"
                ),
                format!(
                    "Value null {at}.processingConfiguration.processors.1.member.parameters.1.member.parameterValue' {must} not be null"
                ),
                format!(
                    "Value '2' {at}.dataFormatConversionConfiguration.outputFormatConfiguration.serializer.orcSerDe.paddingTolerance' {must} have value less than or equal to 1.0"
                ),
                format!(
                    "Value 'txt' {at}.fileExtension' {must} satisfy regular expression pattern: ^$|\\.[0-9a-z!\\-_.*'()]+"
                ),
            ]
        );
    }
}
