//! What has to go together in a destination, beyond the constraints of each member.
//!
//! Source: "Custom prefixes for Amazon S3 objects" and "Dynamic partitioning" in the Firehose developer guide.

use super::conversion;
use super::plan::is_partitioned;
use super::processing::Processing;
use super::{DestinationKind, Fields, flag, inner, text, whole};
use crate::base::Rng;
use crate::firehose::prefix::{EVALUATED_MAX, ErrorOutput, Evaluation, KeySource, Keys, Prefix, Zone};
use crate::firehose::{FirehoseError, Result};

/// The least buffer of a destination that has to gather more, in MiB.
const LARGE_MIN: u64 = 64;

/// Looks at a document before anything is filled in.
pub(super) fn check(kind: DestinationKind, fields: &Fields) -> Result<()> {
    let refuse = |is_wrong: bool, why: &str| if is_wrong { Err(FirehoseError::invalid(why)) } else { Ok(()) };
    let has = |name: &str| fields.contains_key(name);
    let size = inner(fields, "BufferingHints").and_then(|hints| whole(hints, "SizeInMBs"));
    let secret = inner(fields, "SecretsManagerConfiguration");
    let has_secret = secret.is_some_and(|secret| flag(secret, "Enabled").unwrap_or(false));
    if let Some(secret) = secret.filter(|_| has_secret) {
        refuse(
            text(secret, "SecretARN").is_none(),
            "SecretARN is required when SecretsManagerConfiguration is enabled",
        )?;
    }
    match kind {
        DestinationKind::S3 => {
            let small = size.is_some_and(|size| size < LARGE_MIN);
            refuse(
                small && is_partitioned(fields),
                "BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.",
            )?;
            refuse(
                small && conversion::is_enabled(fields),
                "BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.",
            )
        }
        DestinationKind::Redshift => {
            let format = inner(fields, "S3Configuration").and_then(|bucket| text(bucket, "CompressionFormat"));
            refuse(
                matches!(format, Some("ZIP" | "Snappy")),
                "The compression formats ZIP and Snappy are not supported for a Redshift destination, as its COPY does \
                 not read them.",
            )?;
            refuse(!(has_secret || has("Username") && has("Password")), "Username and Password are required")
        }
        DestinationKind::Elasticsearch | DestinationKind::OpenSearch => refuse(
            has("DomainARN") == has("ClusterEndpoint"),
            "Exactly one of DomainARN and ClusterEndpoint must be specified",
        ),
        DestinationKind::Serverless => refuse(!has("CollectionEndpoint"), "CollectionEndpoint is required"),
        DestinationKind::Splunk => refuse(!has_secret && !has("HECToken"), "HECToken is required"),
        DestinationKind::Snowflake => {
            refuse(!(has_secret || has("User") && has("PrivateKey")), "User and PrivateKey are required")?;
            let option = text(fields, "DataLoadingOption").unwrap_or("JSON_MAPPING");
            refuse(
                option != "JSON_MAPPING" && !has("ContentColumnName"),
                "ContentColumnName is required for this DataLoadingOption",
            )?;
            refuse(
                option == "VARIANT_CONTENT_AND_METADATA_MAPPING" && !has("MetaDataColumnName"),
                "MetaDataColumnName is required for this DataLoadingOption",
            )
        }
        DestinationKind::Iceberg => refuse(
            text(fields, "S3BackupMode") == Some("AllData"),
            "S3BackupMode must be FailedDataOnly for a destination in Iceberg tables",
        ),
        DestinationKind::Http => Ok(()),
    }
}

/// The two prefixes of a bucket.
pub(super) fn prefixes(kind: DestinationKind, fields: &Fields, partitioned: bool) -> Result<(Prefix, Option<Prefix>)> {
    let read = |name: &str| -> Result<Prefix> {
        Prefix::parse(text(fields, name).unwrap_or_default()).map_err(FirehoseError::prefix)
    };
    let rule = |is_broken: bool, rule: &str| if is_broken { Err(FirehoseError::prefix(rule)) } else { Ok(()) };
    let (prefix, errors) = (read("Prefix")?, read("ErrorOutputPrefix")?);
    let no_errors = text(fields, "ErrorOutputPrefix").is_none_or(str::is_empty);
    rule(
        kind == DestinationKind::Redshift && prefix.has_expressions(),
        "Prefix cannot contain expressions for a Redshift destination",
    )?;
    rule(prefix.names_error(), "Prefix cannot contain !{firehose:error-output-type}")?;
    let names_keys = !prefix.keys().is_empty() || !errors.keys().is_empty();
    if names_keys && !partitioned {
        return Err(FirehoseError::invalid(
            "Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled.",
        ));
    }
    rule(
        prefix.has_expressions() && no_errors,
        "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions",
    )?;
    rule(
        errors.has_expressions() && !errors.names_error(),
        "ErrorOutputPrefix must contain at least one instance of !{firehose:error-output-type} when it contains expressions",
    )?;
    rule(!errors.keys().is_empty(), "ErrorOutputPrefix cannot contain Dynamic Partitioning Namespaces")?;
    for (prefix, error) in [(&prefix, None), (&errors, Some(ErrorOutput::OpenSearch))] {
        let with = Evaluation { unix_millis: 0, zone: Zone::UTC, error, keys: &Keys::new() };
        let length = prefix.evaluate(&with, &mut Rng::new(0)).chars().count();
        rule(
            length > EVALUATED_MAX,
            &format!("a prefix must have at most {EVALUATED_MAX} characters after evaluation"),
        )?;
    }
    Ok((prefix, (!no_errors).then_some(errors)))
}

/// What dynamic partitioning asks of the prefix and of the processors.
pub(super) fn partitioning(prefix: &Prefix, processing: &Processing) -> Result<()> {
    let names = |source: KeySource| prefix.keys().iter().any(|(named, _)| *named == source);
    let refuse = |is_wrong: bool, why: &str| if is_wrong { Err(FirehoseError::invalid(why)) } else { Ok(()) };
    refuse(
        prefix.keys().is_empty(),
        "S3 Prefix should contain Dynamic Partitioning Namespaces when Dynamic Partitioning is enabled.",
    )?;
    refuse(
        names(KeySource::Query) && processing.query.is_none(),
        "MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace.",
    )?;
    refuse(
        names(KeySource::Lambda) && processing.lambda.is_none(),
        "Lambda processor should be present when S3 Prefix has partitionKeyFromLambda namespace.",
    )
}
