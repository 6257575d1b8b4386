//! The fields of a delivery stream, or of a new one.

use super::{KINDS, Values};
use queuelab::base::Caller;
use queuelab::cloud::Cloud;
use queuelab::firehose::{DestinationKind, EncryptionStatus, Source, Stream};
use serde_json::{Map, Value};

type Document = Map<String, Value>;

/// Processors that have fields in the form.
const KNOWN: [&str; 4] = ["RecordDeAggregation", "Lambda", "MetadataExtraction", "AppendDelimiterToRecord"];

/// The fields: those of a stream, or of a new one that writes into the first bucket.
pub fn values(cloud: &Cloud, caller: &Caller, stream: Option<&Stream>) -> Values {
    let bucket = cloud.s3().buckets().next().map(|bucket| bucket.name.to_string()).unwrap_or_default();
    let source = cloud.kinesis().streams().next().map(|stream| stream.key.arn().to_string()).unwrap_or_default();
    let (account, region) = (caller.account, caller.region.name());
    let mut values: Values = [
        ("deliveryStreamName", String::new()),
        ("source", "direct".to_owned()),
        ("kinesisStreamARN", source),
        ("destination", "s3".to_owned()),
        ("roleARN", format!("arn:aws:iam::{account}:role/firehose")),
        ("bucketARN", bucket),
        ("sizeInMBs", "1".to_owned()),
        ("intervalInSeconds", "60".to_owned()),
        ("prefix", String::new()),
        ("errorOutputPrefix", String::new()),
        ("compressionFormat", "UNCOMPRESSED".to_owned()),
        ("fileExtension", String::new()),
        ("customTimeZone", "UTC".to_owned()),
        ("LambdaArn", String::new()),
        ("BufferSizeInMBs", "1".to_owned()),
        ("BufferIntervalInSeconds", "60".to_owned()),
        ("NumberOfRetries", "3".to_owned()),
        ("SubRecordType", String::new()),
        ("Delimiter", String::new()),
        ("MetadataExtractionQuery", String::new()),
        ("AppendDelimiterToRecord", "false".to_owned()),
        ("dynamicPartitioning", "false".to_owned()),
        ("conversion", String::new()),
        ("Columns", "id int, what string".to_owned()),
        ("deserializer", "OpenX".to_owned()),
        ("glueDatabase", "lake".to_owned()),
        ("glueTable", "records".to_owned()),
        ("S3BackupMode", String::new()),
        ("backupBucket", String::new()),
        ("durationInSeconds", "300".to_owned()),
        ("url", "https://example.com/firehose".to_owned()),
        ("endpointName", String::new()),
        ("accessKey", String::new()),
        ("contentEncoding", "NONE".to_owned()),
        ("clusterJDBCURL", "jdbc:redshift://cluster.abc123.us-east-1.redshift.amazonaws.com:5439/dev".to_owned()),
        ("dataTableName", "records".to_owned()),
        ("copyOptions", "json 'auto'".to_owned()),
        ("username", "firehose".to_owned()),
        ("password", "Secret123".to_owned()),
        ("clusterEndpoint", "https://search.example.com".to_owned()),
        ("indexName", "records".to_owned()),
        ("indexRotationPeriod", "OneDay".to_owned()),
        ("hECEndpoint", "https://splunk.example.com:8088".to_owned()),
        ("hECEndpointType", "Raw".to_owned()),
        ("hECToken", "token".to_owned()),
        ("hECAcknowledgmentTimeoutInSeconds", "180".to_owned()),
        ("accountUrl", "https://account.snowflakecomputing.com".to_owned()),
        ("database", "LAKE".to_owned()),
        ("schema", "PUBLIC".to_owned()),
        ("table", "RECORDS".to_owned()),
        // A stand-in of the length that a key has.
        ("privateKey", "MIIE".repeat(64)),
        ("catalogARN", format!("arn:aws:glue:{region}:{account}:catalog")),
        ("encryption", "none".to_owned()),
        ("keyARN", String::new()),
    ]
    .into();
    if let Some(stream) = stream {
        values.extend(known(stream));
    } else {
        values.insert("S3BackupMode", "Disabled".to_owned());
    }
    values
}

/// What a stream says of the fields.
fn known(stream: &Stream) -> Values {
    let document = stream.destination.document();
    let kind = stream.destination.kind;
    let word = KINDS.iter().find(|(known, ..)| *known == kind).map_or("s3", |(_, word, _)| word);
    let mut values: Values =
        [("deliveryStreamName", stream.key.name.to_string()), ("destination", word.to_owned())].into();
    match &stream.source {
        Source::Kinesis(arn, _) => {
            values.extend([("source", "kinesis".to_owned()), ("kinesisStreamARN", arn.to_string())]);
        }
        Source::DirectPut(_) => drop(values.insert("source", "direct".to_owned())),
        Source::Msk(_) | Source::Database(_) => drop(values.insert("source", "other".to_owned())),
    }
    let is_encrypted = !matches!(stream.encryption.status, EncryptionStatus::Disabled | EncryptionStatus::Disabling);
    let encryption = match (is_encrypted, &stream.encryption.key) {
        (false, _) => "none",
        (true, None) => "owned",
        (true, Some(_)) => "customer",
    };
    values.insert("encryption", encryption.to_owned());
    values.insert("keyARN", stream.encryption.key.as_deref().unwrap_or_default().to_owned());
    let bucket = if kind == DestinationKind::S3 { Some(document) } else { inner(document, "S3Configuration") };
    if let Some(bucket) = bucket {
        take(
            &mut values,
            bucket,
            &[
                ("Prefix", "prefix"),
                ("ErrorOutputPrefix", "errorOutputPrefix"),
                ("CompressionFormat", "compressionFormat"),
            ],
        );
        values.insert("bucketARN", bucket_name(bucket));
    }
    let buffering = if kind == DestinationKind::Redshift { bucket } else { Some(document) };
    if let Some(hints) = buffering.and_then(|holder| inner(holder, "BufferingHints")) {
        take(&mut values, hints, &[("SizeInMBs", "sizeInMBs"), ("IntervalInSeconds", "intervalInSeconds")]);
    }
    let partitioning = inner(document, "DynamicPartitioningConfiguration");
    if let Some(retry) = inner(document, "RetryOptions").or_else(|| inner(partitioning?, "RetryOptions")) {
        take(&mut values, retry, &[("DurationInSeconds", "durationInSeconds")]);
    }
    values.insert("dynamicPartitioning", stream.destination.plan.partitioned.to_string());
    if let Some(backup) = inner(document, "S3BackupConfiguration") {
        values.insert("backupBucket", bucket_name(backup));
    }
    destination(&mut values, document);
    processors(&mut values, document);
    conversion(&mut values, document);
    values
}

fn destination(values: &mut Values, document: &Document) {
    take(
        values,
        document,
        &[
            ("RoleARN", "roleARN"),
            ("FileExtension", "fileExtension"),
            ("CustomTimeZone", "customTimeZone"),
            ("S3BackupMode", "S3BackupMode"),
            ("ClusterJDBCURL", "clusterJDBCURL"),
            ("Username", "username"),
            ("Password", "password"),
            ("ClusterEndpoint", "clusterEndpoint"),
            ("DomainARN", "clusterEndpoint"),
            ("CollectionEndpoint", "clusterEndpoint"),
            ("IndexName", "indexName"),
            ("IndexRotationPeriod", "indexRotationPeriod"),
            ("HECEndpoint", "hECEndpoint"),
            ("HECEndpointType", "hECEndpointType"),
            ("HECToken", "hECToken"),
            ("HECAcknowledgmentTimeoutInSeconds", "hECAcknowledgmentTimeoutInSeconds"),
            ("AccountUrl", "accountUrl"),
            ("Database", "database"),
            ("Schema", "schema"),
            ("Table", "table"),
            ("User", "username"),
            ("PrivateKey", "privateKey"),
        ],
    );
    if let Some(copy) = inner(document, "CopyCommand") {
        take(values, copy, &[("DataTableName", "dataTableName"), ("CopyOptions", "copyOptions")]);
    }
    if let Some(endpoint) = inner(document, "EndpointConfiguration") {
        take(values, endpoint, &[("Url", "url"), ("Name", "endpointName"), ("AccessKey", "accessKey")]);
    }
    if let Some(request) = inner(document, "RequestConfiguration") {
        take(values, request, &[("ContentEncoding", "contentEncoding")]);
    }
    if let Some(catalog) = inner(document, "CatalogConfiguration") {
        take(values, catalog, &[("CatalogARN", "catalogARN")]);
    }
    let tables = document.get("DestinationTableConfigurationList").and_then(Value::as_array);
    if let Some(table) = tables.and_then(|tables| tables.first()).and_then(Value::as_object) {
        take(values, table, &[("DestinationTableName", "table"), ("DestinationDatabaseName", "database")]);
    }
}

fn all_processors(document: &Document) -> Vec<&Document> {
    let processing = inner(document, "ProcessingConfiguration").filter(|it| it.get("Enabled") != Some(&false.into()));
    let all = processing.and_then(|processing| processing.get("Processors")).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_object).collect()
}

/// Processors of a stream that the form has no field for.
pub(super) fn other_processors(stream: &Stream) -> Vec<Value> {
    let is_other =
        |one: &&&Document| !one.get("Type").and_then(Value::as_str).is_some_and(|kind| KNOWN.contains(&kind));
    let all = all_processors(stream.destination.document());
    all.iter().filter(is_other).map(|one| Value::Object((*one).clone())).collect()
}

fn processors(values: &mut Values, document: &Document) {
    const FIELDS: [&str; 7] = [
        "LambdaArn",
        "BufferSizeInMBs",
        "BufferIntervalInSeconds",
        "NumberOfRetries",
        "SubRecordType",
        "Delimiter",
        "MetadataExtractionQuery",
    ];
    for one in all_processors(document) {
        match one.get("Type").and_then(Value::as_str) {
            Some("AppendDelimiterToRecord") => {
                values.insert("AppendDelimiterToRecord", "true".to_owned());
            }
            Some(kind) if KNOWN.contains(&kind) => {
                let parameters = one.get("Parameters").and_then(Value::as_array).into_iter().flatten();
                for parameter in parameters.filter_map(Value::as_object) {
                    let word = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or_default();
                    if let Some(field) = FIELDS.iter().find(|field| **field == word("ParameterName")) {
                        values.insert(field, word("ParameterValue").to_owned());
                    }
                }
            }
            _ => {}
        }
    }
}

fn conversion(values: &mut Values, document: &Document) {
    let wish =
        inner(document, "DataFormatConversionConfiguration").filter(|it| it.get("Enabled") != Some(&false.into()));
    let Some(wish) = wish else { return };
    let member = |outer: &str, name: &str| inner(inner(wish, outer)?, name);
    let is_orc = member("OutputFormatConfiguration", "Serializer").is_some_and(|it| it.contains_key("OrcSerDe"));
    values.insert("conversion", if is_orc { "ORC" } else { "Parquet" }.to_owned());
    let is_hive = member("InputFormatConfiguration", "Deserializer").is_some_and(|it| it.contains_key("HiveJsonSerDe"));
    values.insert("deserializer", if is_hive { "Hive" } else { "OpenX" }.to_owned());
    if let Some(schema) = inner(wish, "SchemaConfiguration") {
        take(values, schema, &[("DatabaseName", "glueDatabase"), ("TableName", "glueTable")]);
        let columns = schema.get("Columns").and_then(Value::as_array).into_iter().flatten();
        let column = |column: &Value| {
            let word = |name: &str| column.get(name).and_then(Value::as_str);
            Some(format!("{} {}", word("Name")?, word("Type")?))
        };
        values.insert("Columns", columns.filter_map(column).collect::<Vec<_>>().join(", "));
    }
}

fn inner<'a>(document: &'a Document, name: &str) -> Option<&'a Document> {
    document.get(name)?.as_object()
}

/// Takes members into fields.
fn take(values: &mut Values, document: &Document, members: &[(&str, &'static str)]) {
    for (member, field) in members {
        match document.get(*member) {
            Some(Value::String(text)) => drop(values.insert(field, text.clone())),
            Some(Value::Number(number)) => drop(values.insert(field, number.to_string())),
            _ => {}
        }
    }
}

fn bucket_name(document: &Document) -> String {
    let arn = document.get("BucketARN").and_then(Value::as_str).unwrap_or_default();
    arn.trim_start_matches("arn:aws:s3:::").to_owned()
}
