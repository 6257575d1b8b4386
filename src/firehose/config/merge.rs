//! Changes of a destination: what is named replaces what was there, the rest stays.
//!
//! Source: `UpdateDestination` in the Firehose API reference. That format conversion is merged member by member, and
//! processors are replaced as a whole, is what AWS was seen to do.

use super::{DestinationKind, Fields, inner, text};
use crate::firehose::api::{CreateDeliveryStream, UpdateDestination};
use crate::firehose::model::Shape;
use crate::firehose::{FirehoseError, Result};
use serde_json::Value;

/// A document that a request has for a kind of destination, and what it is called there.
pub(in crate::firehose) struct Change<'a> {
    pub kind: DestinationKind,
    /// The member's name.
    pub name: &'static str,
    pub value: &'a Value,
    pub shape: &'static Shape,
}

/// Collects the documents that are there.
macro_rules! documents_of {
    ($request:expr, $($field:ident $name:literal $kind:ident),* $(,)?) => {{
        let mut found = Vec::new();
        $(if let Some(document) = &$request.$field {
            let shape = shape_of(&**document);
            found.push(Change { kind: DestinationKind::$kind, name: $name, value: &document.0, shape });
        })*
        found
    }};
}

/// A document knows its shape.
trait Shaped {
    fn own() -> &'static Shape;
}

fn shape_of<D: Shaped>(_: &D) -> &'static Shape {
    D::own()
}

macro_rules! shaped {
    ($($name:ident),* $(,)?) => {$(
        impl Shaped for crate::firehose::api::$name {
            fn own() -> &'static Shape {
                Self::shape()
            }
        }
    )*};
}

shaped!(
    S3DestinationConfiguration,
    ExtendedS3DestinationConfiguration,
    RedshiftDestinationConfiguration,
    ElasticsearchDestinationConfiguration,
    AmazonopensearchserviceDestinationConfiguration,
    SplunkDestinationConfiguration,
    HttpEndpointDestinationConfiguration,
    AmazonOpenSearchServerlessDestinationConfiguration,
    SnowflakeDestinationConfiguration,
    IcebergDestinationConfiguration,
    S3DestinationUpdate,
    ExtendedS3DestinationUpdate,
    RedshiftDestinationUpdate,
    ElasticsearchDestinationUpdate,
    AmazonopensearchserviceDestinationUpdate,
    SplunkDestinationUpdate,
    HttpEndpointDestinationUpdate,
    AmazonOpenSearchServerlessDestinationUpdate,
    SnowflakeDestinationUpdate,
    IcebergDestinationUpdate,
);

/// What a request to create has.
pub(in crate::firehose) fn configurations(request: &CreateDeliveryStream) -> Vec<Change<'_>> {
    documents_of!(
        request,
        s3_destination_configuration "S3DestinationConfiguration" S3,
        extended_s3_destination_configuration "ExtendedS3DestinationConfiguration" S3,
        redshift_destination_configuration "RedshiftDestinationConfiguration" Redshift,
        elasticsearch_destination_configuration "ElasticsearchDestinationConfiguration" Elasticsearch,
        amazonopensearchservice_destination_configuration "AmazonopensearchserviceDestinationConfiguration" OpenSearch,
        splunk_destination_configuration "SplunkDestinationConfiguration" Splunk,
        http_endpoint_destination_configuration "HttpEndpointDestinationConfiguration" Http,
        amazon_open_search_serverless_destination_configuration
            "AmazonOpenSearchServerlessDestinationConfiguration" Serverless,
        snowflake_destination_configuration "SnowflakeDestinationConfiguration" Snowflake,
        iceberg_destination_configuration "IcebergDestinationConfiguration" Iceberg,
    )
}

/// What a request to update has.
pub(in crate::firehose) fn updates(request: &UpdateDestination) -> Vec<Change<'_>> {
    documents_of!(
        request,
        s3_destination_update "S3DestinationUpdate" S3,
        extended_s3_destination_update "ExtendedS3DestinationUpdate" S3,
        redshift_destination_update "RedshiftDestinationUpdate" Redshift,
        elasticsearch_destination_update "ElasticsearchDestinationUpdate" Elasticsearch,
        amazonopensearchservice_destination_update "AmazonopensearchserviceDestinationUpdate" OpenSearch,
        splunk_destination_update "SplunkDestinationUpdate" Splunk,
        http_endpoint_destination_update "HttpEndpointDestinationUpdate" Http,
        amazon_open_search_serverless_destination_update "AmazonOpenSearchServerlessDestinationUpdate" Serverless,
        snowflake_destination_update "SnowflakeDestinationUpdate" Snowflake,
        iceberg_destination_update "IcebergDestinationUpdate" Iceberg,
    )
}

/// A request that has documents of destinations.
pub(in crate::firehose) enum Wish<'a> {
    Create(&'a CreateDeliveryStream),
    Update(&'a UpdateDestination),
}

/// The one document of a request.
///
/// # Errors
/// `InvalidArgumentException` for none and for more than one.
pub(in crate::firehose) fn change_of<'a>(wish: &Wish<'a>) -> Result<Change<'a>> {
    let mut found = match wish {
        Wish::Create(request) => configurations(request),
        Wish::Update(request) => updates(request),
    };
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(FirehoseError::invalid("Exactly one destination configuration is supported for a Firehose")),
    }
}

/// A document without what is null.
pub(in crate::firehose) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// What an update calls otherwise than the configuration does.
const RENAMED: [(&str, &str); 2] = [("S3Update", "S3Configuration"), ("S3BackupUpdate", "S3BackupConfiguration")];
/// Members that are merged and not replaced.
const MERGED: [&str; 4] =
    ["S3Configuration", "S3BackupConfiguration", "DataFormatConversionConfiguration", "SchemaConfiguration"];

/// The members of an update under the names of the configuration.
pub(in crate::firehose) fn renamed(update: &Fields) -> Fields {
    let name = |name: &String| {
        RENAMED.iter().find(|(old, _)| old == name).map_or_else(|| name.clone(), |(_, new)| (*new).to_owned())
    };
    update.iter().map(|(old, value)| (name(old), value.clone())).collect()
}

/// The document after an update.
///
/// # Errors
/// `InvalidArgumentException` for what cannot be changed.
pub(in crate::firehose) fn merge(kind: DestinationKind, old: &Fields, update: &Fields) -> Result<Fields> {
    let partitioned = |fields: &Fields| super::plan::is_partitioned(fields);
    if update.contains_key("DynamicPartitioningConfiguration") && partitioned(old) != partitioned(update) {
        return Err(FirehoseError::invalid(
            "Dynamic Partitioning cannot be enabled or disabled once the Firehose stream is created.",
        ));
    }
    let (_, all) = kind.backup_modes();
    let (before, after) = (text(old, "S3BackupMode"), text(update, "S3BackupMode"));
    // What came in is kept for good once that was asked for; for Splunk and others, too, it only grows.
    if before == Some(all) && after.is_some_and(|after| after != all) {
        return Err(FirehoseError::invalid(format!("S3BackupMode cannot be changed once it is {all}.")));
    }
    let mut merged = old.clone();
    for (name, value) in update {
        put(&mut merged, name, value);
    }
    // Of two ways to tell a thing, the newer one counts.
    for (one, other) in [("DomainARN", "ClusterEndpoint"), ("ClusterEndpoint", "DomainARN")] {
        if update.contains_key(one) && !update.contains_key(other) {
            merged.remove(other);
        }
    }
    Ok(merged)
}

fn put(fields: &mut Fields, name: &str, value: &Value) {
    match (fields.get_mut(name), value) {
        (Some(Value::Object(old)), Value::Object(new)) if MERGED.contains(&name) => {
            for (name, value) in new {
                put(old, name, value);
            }
        }
        _ => drop(fields.insert(name.to_owned(), value.clone())),
    }
}

/// Whether the destination becomes one of another kind. Nothing is kept then.
///
/// # Errors
/// `InvalidArgumentException` between the kinds that cannot follow each other.
pub(in crate::firehose) fn may_follow(old: DestinationKind, new: DestinationKind, old_fields: &Fields) -> Result<()> {
    let has_vpc = inner(old_fields, "VpcConfiguration").is_some();
    if old != new && has_vpc {
        return Err(FirehoseError::invalid("A destination in a VPC cannot be changed to another type of destination."));
    }
    Ok(())
}

/// What a destination of a kind has to be when it is told in full.
pub(in crate::firehose) fn shape_of_kind(kind: DestinationKind) -> &'static Shape {
    use crate::firehose::model;
    match kind {
        DestinationKind::S3 => &model::EXTENDED_S3_DESTINATION_CONFIGURATION,
        DestinationKind::Redshift => &model::REDSHIFT_DESTINATION_CONFIGURATION,
        DestinationKind::Elasticsearch => &model::ELASTICSEARCH_DESTINATION_CONFIGURATION,
        DestinationKind::OpenSearch => &model::AMAZONOPENSEARCHSERVICE_DESTINATION_CONFIGURATION,
        DestinationKind::Serverless => &model::AMAZON_OPEN_SEARCH_SERVERLESS_DESTINATION_CONFIGURATION,
        DestinationKind::Splunk => &model::SPLUNK_DESTINATION_CONFIGURATION,
        DestinationKind::Http => &model::HTTP_ENDPOINT_DESTINATION_CONFIGURATION,
        DestinationKind::Snowflake => &model::SNOWFLAKE_DESTINATION_CONFIGURATION,
        DestinationKind::Iceberg => &model::ICEBERG_DESTINATION_CONFIGURATION,
    }
}
