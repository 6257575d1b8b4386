//! A destination as `DescribeDeliveryStream` shows it: the document without its secrets, under other names.

use super::{DestinationKind, Fields};
use serde_json::Value;

/// What is given and never shown.
const SECRETS: [&str; 4] = ["Password", "AccessKey", "PrivateKey", "KeyPassphrase"];
/// Members under other names.
const RENAMED: [(&str, &str); 3] = [
    ("S3Configuration", "S3DestinationDescription"),
    ("S3BackupConfiguration", "S3BackupDescription"),
    ("VpcConfiguration", "VpcConfigurationDescription"),
];
/// What the older description of S3 has.
const PLAIN_S3: [&str; 8] = [
    "RoleARN",
    "BucketARN",
    "Prefix",
    "ErrorOutputPrefix",
    "BufferingHints",
    "CompressionFormat",
    "EncryptionConfiguration",
    "CloudWatchLoggingOptions",
];

/// The descriptions of a destination by their names. One in S3 has two.
pub(in crate::firehose) fn describe(kind: DestinationKind, document: &Fields) -> Vec<(&'static str, Value)> {
    let (_, _, name) = kind.names();
    let mut shown = Vec::new();
    if kind == DestinationKind::S3 {
        let plain = document.iter().filter(|(name, _)| PLAIN_S3.contains(&name.as_str()));
        let plain: Fields = plain.map(|(name, value)| (name.clone(), value.clone())).collect();
        shown.push(("S3DestinationDescription", Value::Object(plain)));
    }
    shown.push((name, without_secrets(document)));
    shown
}

fn without_secrets(fields: &Fields) -> Value {
    let name = |name: &String| {
        RENAMED.iter().find(|(old, _)| old == name).map_or_else(|| name.clone(), |(_, new)| (*new).to_owned())
    };
    let value = |value: &Value| match value {
        Value::Object(fields) => without_secrets(fields),
        other => other.clone(),
    };
    let shown = fields.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str()));
    Value::Object(shown.map(|(old, inner)| (name(old), value(inner))).collect())
}
