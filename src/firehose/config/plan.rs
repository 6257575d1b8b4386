//! A destination's document as a plan: what is delivered where, when and how often it is tried.
//!
//! Source: the pages on each destination in the Firehose developer guide and `CreateDeliveryStream` in its API reference.

use super::conversion::{self, Conversion};
use super::processing::{self, Processing};
use super::{DestinationKind, Fields, checks, flag, inner, list, text, whole};
use crate::clock::Duration;
use crate::firehose::limits::MIB;
use crate::firehose::pack::Compression;
use crate::firehose::prefix::{Prefix, Zone};
use crate::firehose::{FirehoseError, Result};
use serde_json::{Value, json};
use std::sync::Arc;

/// When a buffer is emptied: at a size in bytes or after a time, whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hints {
    /// In bytes.
    pub size: u64,
    /// From its first record.
    pub interval: Duration,
}

/// A bucket that objects are put into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketPlan {
    /// Its name.
    pub bucket: Arc<str>,
    /// The ARN of the role that puts them.
    pub role: Arc<str>,
    /// How objects are called.
    pub prefix: Prefix,
    /// How those are called that hold what failed.
    pub errors: Option<Prefix>,
    /// When.
    pub hints: Hints,
    /// How they are compressed.
    pub compression: Compression,
    /// The KMS key under which they are.
    pub key: Option<Arc<str>>,
    /// In whose time names tell it.
    pub zone: Zone,
    /// In place of the extension of the compression.
    pub extension: Option<Arc<str>>,
}

/// What stands behind S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing.
    S3,
    /// A table of Redshift: the URL of its cluster, and the rest of the command.
    Redshift {
        /// `jdbc:…`.
        url: Arc<str>,
        /// `COPY …` without the manifest.
        command: Arc<str>,
    },
    /// An index of OpenSearch.
    Search {
        /// The domain's ARN or the endpoint.
        address: Arc<str>,
        /// Without what rotation adds.
        index: Arc<str>,
        /// What is added.
        rotation: Option<&'static str>,
        /// Whether Firehose gives documents their ids.
        ids: bool,
    },
    /// Splunk's HTTP event collector.
    Splunk {
        /// The endpoint.
        url: Arc<str>,
        /// `raw` or `event`.
        raw: bool,
        /// How long an acknowledgement may take.
        ack: Duration,
    },
    /// An HTTP endpoint.
    Http {
        /// The endpoint.
        url: Arc<str>,
        /// Whether requests are compressed.
        gzip: bool,
        /// What it is told about who sends.
        access_key: Option<Arc<str>>,
        /// As JSON.
        attributes: Option<Arc<str>>,
    },
    /// A table of Snowflake.
    Snowflake {
        /// The account's URL.
        url: Arc<str>,
        /// Database, schema and table.
        table: Arc<str>,
    },
    /// A table of Iceberg.
    Iceberg {
        /// The catalog.
        catalog: Arc<str>,
        /// Database and table.
        table: Arc<str>,
    },
}

impl Target {
    /// Where requests to it go: a URL or an ARN; nothing behind S3.
    pub fn address(&self) -> Option<Arc<str>> {
        match self {
            Self::S3 => None,
            Self::Redshift { url, .. }
            | Self::Splunk { url, .. }
            | Self::Http { url, .. }
            | Self::Snowflake { url, .. } => Some(url.clone()),
            Self::Search { address, .. } => Some(address.clone()),
            Self::Iceberg { catalog, .. } => Some(catalog.clone()),
        }
    }
}

/// What a destination's document comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What stands behind S3.
    pub target: Target,
    /// The bucket of S3 and of the way to Redshift; of the others the one for what failed.
    pub bucket: BucketPlan,
    /// The bucket for copies of everything that came in.
    pub source_backup: Option<BucketPlan>,
    /// When the destination's own buffers are emptied.
    pub hints: Hints,
    /// How long it is tried again.
    pub retry: Duration,
    /// The role that acts for the stream.
    pub role: Arc<str>,
    /// What is done with records.
    pub processing: Processing,
    /// Whether and how they become files of a table.
    pub conversion: Option<Conversion>,
    /// Whether each set of partition keys has a buffer.
    pub partitioned: bool,
}

/// Puts in what AWS shows of what was left out.
pub(super) fn fill(kind: DestinationKind, fields: &mut Fields) {
    let (size, interval, retry) = kind.defaults();
    let is_large = kind == DestinationKind::S3 && (conversion::is_enabled(fields) || is_partitioned(fields));
    let size = if is_large { 128 } else { size };
    let mut put = |name: &str, value: Value| {
        fields.entry(name).or_insert(value);
    };
    let hints = |size: u64, interval: u64| json!({ "SizeInMBs": size, "IntervalInSeconds": interval });
    put("CloudWatchLoggingOptions", json!({ "Enabled": false }));
    put("ProcessingConfiguration", json!({ "Enabled": false, "Processors": [] }));
    put("S3BackupMode", kind.backup_modes().0.into());
    if kind != DestinationKind::Redshift {
        put("BufferingHints", hints(size, interval));
    }
    if kind == DestinationKind::S3 {
        put("CompressionFormat", "UNCOMPRESSED".into());
        put("EncryptionConfiguration", json!({ "NoEncryptionConfig": "NoEncryption" }));
    } else {
        put("RetryOptions", json!({ "DurationInSeconds": retry }));
    }
    match kind {
        DestinationKind::Splunk => put("HECAcknowledgmentTimeoutInSeconds", 180.into()),
        DestinationKind::Elasticsearch | DestinationKind::OpenSearch => put("IndexRotationPeriod", "OneDay".into()),
        DestinationKind::Http => put("RequestConfiguration", json!({ "ContentEncoding": "NONE" })),
        DestinationKind::Snowflake => put("DataLoadingOption", "JSON_MAPPING".into()),
        _ => {}
    }
    for name in ["S3Configuration", "S3BackupConfiguration"] {
        let Some(Value::Object(bucket)) = fields.get_mut(name) else { continue };
        let mut put = |name: &str, value: Value| {
            bucket.entry(name).or_insert(value);
        };
        put("BufferingHints", hints(5, 300));
        put("CompressionFormat", "UNCOMPRESSED".into());
        put("EncryptionConfiguration", json!({ "NoEncryptionConfig": "NoEncryption" }));
        put("CloudWatchLoggingOptions", json!({ "Enabled": false }));
    }
    if let Some(Value::Object(wish)) = fields.get_mut("ProcessingConfiguration") {
        processing::fill(kind, wish);
    }
}

/// Whether each set of partition keys is to have a buffer.
pub(super) fn is_partitioned(fields: &Fields) -> bool {
    inner(fields, "DynamicPartitioningConfiguration").is_some_and(|wish| flag(wish, "Enabled").unwrap_or(false))
}

/// Reads a document that was filled up.
///
/// # Errors
/// `InvalidArgumentException` for what does not go together.
pub(super) fn plan(kind: DestinationKind, fields: &Fields) -> Result<Plan> {
    let partitioned = is_partitioned(fields);
    let own = if kind == DestinationKind::S3 { Some(fields) } else { inner(fields, "S3Configuration") };
    let bucket = own.map(|own| bucket(kind, own, partitioned)).transpose()?;
    let bucket = bucket.ok_or_else(|| FirehoseError::invalid("S3Configuration is required"))?;
    let keeps_all = text(fields, "S3BackupMode") == Some(kind.backup_modes().1);
    let source_backup = match (keeps_all, kind) {
        (false, _) => None,
        (true, DestinationKind::S3 | DestinationKind::Redshift) => {
            let wish = inner(fields, "S3BackupConfiguration").ok_or_else(|| {
                FirehoseError::invalid("S3BackupConfiguration is required when S3BackupMode is Enabled")
            })?;
            Some(self::bucket(DestinationKind::Http, wish, false)?)
        }
        (true, _) => Some(bucket.clone()),
    };
    let (size, interval, retry) = kind.defaults();
    let hints = if kind == DestinationKind::Redshift {
        bucket.hints
    } else {
        own_hints(fields)?.unwrap_or(Hints { size: size * MIB, interval: Duration::from_secs(interval) })
    };
    let retry_of =
        if kind == DestinationKind::S3 { inner(fields, "DynamicPartitioningConfiguration") } else { Some(fields) };
    let asked =
        retry_of.and_then(|of| inner(of, "RetryOptions")).and_then(|options| whole(options, "DurationInSeconds"));
    let processing = processing::processing(kind, fields)?;
    if partitioned {
        checks::partitioning(&bucket.prefix, &processing)?;
    }
    Ok(Plan {
        target: target(kind, fields)?,
        source_backup,
        hints,
        retry: Duration::from_secs(asked.unwrap_or(retry)),
        role: text(fields, "RoleARN").unwrap_or(&bucket.role).into(),
        processing,
        conversion: conversion::conversion(kind, fields)?,
        partitioned,
        bucket,
    })
}

/// Both hints or neither.
fn own_hints(fields: &Fields) -> Result<Option<Hints>> {
    let Some(wish) = inner(fields, "BufferingHints") else { return Ok(None) };
    match (whole(wish, "SizeInMBs"), whole(wish, "IntervalInSeconds")) {
        (None, None) => Ok(None),
        (Some(size), Some(interval)) => Ok(Some(Hints { size: size * MIB, interval: Duration::from_secs(interval) })),
        _ => Err(FirehoseError::invalid(
            "BufferingHints must have both SizeInMBs and IntervalInSeconds, or neither of them",
        )),
    }
}

/// A bucket and what is put into it.
fn bucket(kind: DestinationKind, fields: &Fields, partitioned: bool) -> Result<BucketPlan> {
    let arn = text(fields, "BucketARN").unwrap_or_default();
    let (prefix, errors) = checks::prefixes(kind, fields, partitioned)?;
    let compression = text(fields, "CompressionFormat").and_then(Compression::parse).unwrap_or_default();
    let zone = text(fields, "CustomTimeZone").unwrap_or_default();
    let zone = Zone::named(zone).ok_or_else(|| {
        FirehoseError::invalid(format!("CustomTimeZone {zone} is not a time zone that Firehose knows"))
    })?;
    let key = inner(fields, "EncryptionConfiguration").and_then(|wish| inner(wish, "KMSEncryptionConfig"));
    Ok(BucketPlan {
        bucket: arn.rsplit(':').next().unwrap_or_default().into(),
        role: text(fields, "RoleARN").unwrap_or_default().into(),
        prefix,
        errors,
        hints: own_hints(fields)?.unwrap_or(Hints { size: 5 * MIB, interval: Duration::from_secs(300) }),
        compression,
        key: key.and_then(|wish| text(wish, "AWSKMSKeyARN")).map(Into::into),
        zone,
        extension: text(fields, "FileExtension").filter(|text| !text.is_empty()).map(Into::into),
    })
}

fn target(kind: DestinationKind, fields: &Fields) -> Result<Target> {
    let member = |name: &str| -> Arc<str> { text(fields, name).unwrap_or_default().into() };
    Ok(match kind {
        DestinationKind::S3 => Target::S3,
        DestinationKind::Redshift => {
            Target::Redshift { url: member("ClusterJDBCURL"), command: copy_command(fields).into() }
        }
        DestinationKind::Elasticsearch | DestinationKind::OpenSearch | DestinationKind::Serverless => {
            let rotation = match text(fields, "IndexRotationPeriod") {
                Some("OneHour") => Some("yyyy-MM-dd-HH"),
                Some("OneDay") => Some("yyyy-MM-dd"),
                Some("OneWeek") => Some("YYYY-'w'ww"),
                Some("OneMonth") => Some("yyyy-MM"),
                _ => None,
            };
            let address = ["DomainARN", "ClusterEndpoint", "CollectionEndpoint"];
            let ids = inner(fields, "DocumentIdOptions").and_then(|options| text(options, "DefaultDocumentIdFormat"));
            Target::Search {
                address: address.into_iter().find_map(|name| text(fields, name)).unwrap_or_default().into(),
                index: member("IndexName"),
                rotation,
                ids: ids != Some("NO_DOCUMENT_ID") && kind != DestinationKind::Serverless,
            }
        }
        DestinationKind::Splunk => Target::Splunk {
            url: member("HECEndpoint"),
            raw: text(fields, "HECEndpointType") == Some("Raw"),
            ack: Duration::from_secs(whole(fields, "HECAcknowledgmentTimeoutInSeconds").unwrap_or(180)),
        },
        DestinationKind::Http => http(fields),
        DestinationKind::Snowflake => {
            let table = ["Database", "Schema", "Table"].map(|name| text(fields, name).unwrap_or_default()).join(".");
            Target::Snowflake { url: member("AccountUrl"), table: table.into() }
        }
        DestinationKind::Iceberg => iceberg(fields)?,
    })
}

fn http(fields: &Fields) -> Target {
    let endpoint = inner(fields, "EndpointConfiguration");
    let of = |name: &str| endpoint.and_then(|endpoint| text(endpoint, name));
    let request = inner(fields, "RequestConfiguration");
    let attributes: Fields = request
        .map(|request| list(request, "CommonAttributes"))
        .unwrap_or_default()
        .iter()
        .filter_map(|one| {
            let one = one.as_object()?;
            Some((text(one, "AttributeName")?.to_owned(), text(one, "AttributeValue")?.into()))
        })
        .collect();
    Target::Http {
        url: of("Url").unwrap_or_default().into(),
        gzip: request.and_then(|request| text(request, "ContentEncoding")) == Some("GZIP"),
        access_key: of("AccessKey").filter(|key| !key.is_empty()).map(Into::into),
        attributes: (!attributes.is_empty()).then(|| json!({ "commonAttributes": attributes }).to_string().into()),
    }
}

fn iceberg(fields: &Fields) -> Result<Target> {
    let table = list(fields, "DestinationTableConfigurationList").first().and_then(Value::as_object);
    let table = table.ok_or_else(|| {
        FirehoseError::invalid(
            "DestinationTableConfigurationList must name a table: the lab routes no records by their content",
        )
    })?;
    let name =
        ["DestinationDatabaseName", "DestinationTableName"].map(|name| text(table, name).unwrap_or_default()).join(".");
    let catalog = inner(fields, "CatalogConfiguration");
    let of = |name: &str| catalog.and_then(|catalog| text(catalog, name));
    let address = of("CatalogARN").or_else(|| of("WarehouseLocation"));
    let address = address.ok_or_else(|| FirehoseError::invalid("CatalogConfiguration must have CatalogARN"))?;
    Ok(Target::Iceberg { catalog: address.into(), table: name.into() })
}

fn copy_command(fields: &Fields) -> String {
    let copy = inner(fields, "CopyCommand");
    let of = |name: &str| copy.and_then(|copy| text(copy, name)).unwrap_or_default();
    let columns = of("DataTableColumns");
    let columns = if columns.is_empty() { String::new() } else { format!("({columns})") };
    format!(
        "COPY {}{columns} FROM '$manifest' CREDENTIALS 'aws_iam_role={}' MANIFEST {}",
        of("DataTableName"),
        text(fields, "RoleARN").unwrap_or_default(),
        of("CopyOptions")
    )
    .trim_end()
    .to_owned()
}
