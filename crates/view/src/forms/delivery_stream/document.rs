//! The document of a destination that the fields stand for.

use super::{Problem, Values, is_on, kind_of, text};
use crate::forms::whole;
use queuelab::firehose::{DestinationKind, Stream};
use queuelab::t;
use serde_json::{Map, Value, json};

type Document = Map<String, Value>;

/// Puts a member there, if something was typed.
fn put(document: &mut Document, name: &str, values: &Values, field: &str) {
    let typed = text(values, field).trim();
    if !typed.is_empty() {
        document.insert(name.to_owned(), typed.into());
    }
}

fn hints(values: &Values) -> Result<Value, Problem> {
    Ok(json!({ "SizeInMBs": whole(values, "sizeInMBs")?, "IntervalInSeconds": whole(values, "intervalInSeconds")? }))
}

/// The document; that of an update says again what it has no field for.
pub(super) fn document(values: &Values, stream: Option<&Stream>) -> Result<Document, Problem> {
    let kind = kind_of(values);
    let mut wish = Document::new();
    put(&mut wish, "RoleARN", values, "roleARN");
    match kind {
        DestinationKind::S3 => s3(&mut wish, values, stream)?,
        DestinationKind::Redshift => redshift(&mut wish, values),
        DestinationKind::OpenSearch | DestinationKind::Elasticsearch | DestinationKind::Serverless => {
            let is_serverless = kind == DestinationKind::Serverless;
            let address = text(values, "clusterEndpoint").trim();
            let member = match () {
                () if is_serverless => "CollectionEndpoint",
                () if address.starts_with("arn:") => "DomainARN",
                () => "ClusterEndpoint",
            };
            put(&mut wish, member, values, "clusterEndpoint");
            put(&mut wish, "IndexName", values, "indexName");
            if !is_serverless {
                put(&mut wish, "IndexRotationPeriod", values, "indexRotationPeriod");
            }
        }
        DestinationKind::Splunk => {
            for (member, field) in
                [("HECEndpoint", "hECEndpoint"), ("HECEndpointType", "hECEndpointType"), ("HECToken", "hECToken")]
            {
                put(&mut wish, member, values, field);
            }
            let timeout = whole(values, "hECAcknowledgmentTimeoutInSeconds")?;
            wish.insert("HECAcknowledgmentTimeoutInSeconds".to_owned(), timeout.into());
        }
        DestinationKind::Http => {
            let mut endpoint = Document::new();
            for (member, field) in [("Url", "url"), ("Name", "endpointName"), ("AccessKey", "accessKey")] {
                put(&mut endpoint, member, values, field);
            }
            wish.insert("EndpointConfiguration".to_owned(), Value::Object(endpoint));
            let encoding = json!({ "ContentEncoding": text(values, "contentEncoding") });
            wish.insert("RequestConfiguration".to_owned(), encoding);
        }
        DestinationKind::Snowflake => {
            for (member, field) in [
                ("AccountUrl", "accountUrl"),
                ("Database", "database"),
                ("Schema", "schema"),
                ("Table", "table"),
                ("User", "username"),
                ("PrivateKey", "privateKey"),
            ] {
                put(&mut wish, member, values, field);
            }
        }
        DestinationKind::Iceberg => {
            let catalog = json!({ "CatalogARN": text(values, "catalogARN").trim() });
            wish.insert("CatalogConfiguration".to_owned(), catalog);
            let (table, database) = (text(values, "table").trim(), text(values, "database").trim());
            let table = json!([{ "DestinationTableName": table, "DestinationDatabaseName": database }]);
            wish.insert("DestinationTableConfigurationList".to_owned(), table);
        }
    }
    if kind != DestinationKind::S3 {
        wish.insert("S3Configuration".to_owned(), Value::Object(bucket(values, kind)?));
        wish.insert("RetryOptions".to_owned(), json!({ "DurationInSeconds": whole(values, "durationInSeconds")? }));
        if kind != DestinationKind::Redshift {
            wish.insert("BufferingHints".to_owned(), hints(values)?);
        }
    }
    backup(&mut wish, values, kind);
    wish.insert("ProcessingConfiguration".to_owned(), processing(values, stream));
    Ok(wish)
}

/// The bucket on the way to the destination, or for what failed.
fn bucket(values: &Values, kind: DestinationKind) -> Result<Document, Problem> {
    let mut wish = Document::new();
    put(&mut wish, "RoleARN", values, "roleARN");
    let name = text(values, "bucketARN");
    wish.insert("BucketARN".to_owned(), format!("arn:aws:s3:::{name}").into());
    for (member, field) in [("Prefix", "prefix"), ("ErrorOutputPrefix", "errorOutputPrefix")] {
        wish.insert(member.to_owned(), text(values, field).into());
    }
    put(&mut wish, "CompressionFormat", values, "compressionFormat");
    if matches!(kind, DestinationKind::S3 | DestinationKind::Redshift) {
        wish.insert("BufferingHints".to_owned(), hints(values)?);
    }
    Ok(wish)
}

fn s3(wish: &mut Document, values: &Values, stream: Option<&Stream>) -> Result<(), Problem> {
    wish.extend(bucket(values, DestinationKind::S3)?);
    put(wish, "FileExtension", values, "fileExtension");
    put(wish, "CustomTimeZone", values, "customTimeZone");
    let was_partitioned = stream.is_some_and(|stream| stream.destination.plan.partitioned);
    if is_on(values, "dynamicPartitioning") || was_partitioned {
        let retry = json!({ "DurationInSeconds": whole(values, "durationInSeconds")? });
        let partitioning = json!({ "Enabled": is_on(values, "dynamicPartitioning"), "RetryOptions": retry });
        wish.insert("DynamicPartitioningConfiguration".to_owned(), partitioning);
    }
    let was_converted = stream.is_some_and(|stream| stream.destination.plan.conversion.is_some());
    match text(values, "conversion") {
        "" if was_converted => {
            wish.insert("DataFormatConversionConfiguration".to_owned(), json!({ "Enabled": false }));
        }
        "" => {}
        format => {
            wish.insert("DataFormatConversionConfiguration".to_owned(), conversion(values, format)?);
            // Files have a compression of their own.
            wish.insert("CompressionFormat".to_owned(), "UNCOMPRESSED".into());
        }
    }
    Ok(())
}

fn redshift(wish: &mut Document, values: &Values) {
    for (member, field) in [("ClusterJDBCURL", "clusterJDBCURL"), ("Username", "username"), ("Password", "password")] {
        put(wish, member, values, field);
    }
    let mut copy = Document::new();
    for (member, field) in [("DataTableName", "dataTableName"), ("CopyOptions", "copyOptions")] {
        put(&mut copy, member, values, field);
    }
    wish.insert("CopyCommand".to_owned(), Value::Object(copy));
}

fn backup(wish: &mut Document, values: &Values, kind: DestinationKind) {
    let modes = super::backups(kind);
    let chosen = text(values, "S3BackupMode");
    let (first, _) = modes.first().copied().unwrap_or_default();
    // What was chosen for another kind of destination means nothing here.
    let mode = if modes.iter().any(|(mode, _)| *mode == chosen) { chosen } else { first };
    wish.insert("S3BackupMode".to_owned(), mode.into());
    if mode == "Enabled" {
        let mut backup = Document::new();
        put(&mut backup, "RoleARN", values, "roleARN");
        backup.insert("BucketARN".to_owned(), format!("arn:aws:s3:::{}", text(values, "backupBucket")).into());
        wish.insert("S3BackupConfiguration".to_owned(), Value::Object(backup));
    }
}

fn processor(kind: &str, parameters: &[(&str, &str)]) -> Value {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let parameters: Vec<Value> =
        given.map(|(name, value)| json!({ "ParameterName": name, "ParameterValue": value })).collect();
    json!({ "Type": kind, "Parameters": parameters })
}

/// Processors in AWS's order; those that the form has no field for stay.
fn processing(values: &Values, stream: Option<&Stream>) -> Value {
    let field = |name: &str| text(values, name).trim();
    let mut processors: Vec<Value> = stream.map(super::read::other_processors).unwrap_or_default();
    match field("SubRecordType") {
        "" => {}
        "DELIMITED" => {
            let delimiter = field("Delimiter");
            processors
                .push(processor("RecordDeAggregation", &[("SubRecordType", "DELIMITED"), ("Delimiter", delimiter)]));
        }
        kind => processors.push(processor("RecordDeAggregation", &[("SubRecordType", kind)])),
    }
    if !field("LambdaArn").is_empty() {
        processors.push(processor(
            "Lambda",
            &[
                ("LambdaArn", field("LambdaArn")),
                ("BufferSizeInMBs", field("BufferSizeInMBs")),
                ("BufferIntervalInSeconds", field("BufferIntervalInSeconds")),
                ("NumberOfRetries", field("NumberOfRetries")),
            ],
        ));
    }
    if !field("MetadataExtractionQuery").is_empty() {
        let query = field("MetadataExtractionQuery");
        processors.push(processor(
            "MetadataExtraction",
            &[("MetadataExtractionQuery", query), ("JsonParsingEngine", "JQ-1.6")],
        ));
    }
    if is_on(values, "AppendDelimiterToRecord") {
        processors.push(processor("AppendDelimiterToRecord", &[]));
    }
    json!({ "Enabled": !processors.is_empty(), "Processors": processors })
}

fn conversion(values: &Values, format: &str) -> Result<Value, Problem> {
    let columns: Option<Vec<Value>> = columns(text(values, "Columns")).into_iter().map(column).collect();
    let columns = columns.filter(|columns| !columns.is_empty()).ok_or_else(|| {
        Problem::at("Columns", t!("Write columns as a name and a type of Hive, such as: id int, name string."))
    })?;
    let serializer = if format == "ORC" { json!({ "OrcSerDe": {} }) } else { json!({ "ParquetSerDe": {} }) };
    let reader = if text(values, "deserializer") == "Hive" { "HiveJsonSerDe" } else { "OpenXJsonSerDe" };
    Ok(json!({
        "Enabled": true,
        "SchemaConfiguration": {
            "RoleARN": text(values, "roleARN"),
            "DatabaseName": text(values, "glueDatabase"),
            "TableName": text(values, "glueTable"),
            "Columns": columns,
        },
        "InputFormatConfiguration": { "Deserializer": { reader: {} } },
        "OutputFormatConfiguration": { "Serializer": serializer },
    }))
}

/// Columns as they were typed: at the commas outside of brackets, or at ends of lines.
fn columns(typed: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (at, letter) in typed.char_indices() {
        match letter {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' | '\n' if depth == 0 => {
                found.push(typed.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(typed.get(start..).unwrap_or_default());
    found.into_iter().map(str::trim).filter(|column| !column.is_empty()).collect()
}

fn column(text: &str) -> Option<Value> {
    let (name, kind) = text.split_once(char::is_whitespace)?;
    Some(json!({ "Name": name, "Type": kind.trim() }))
}
