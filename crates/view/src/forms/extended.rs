//! The fields of the extended client, on both of its sides.

use super::actors::natural;
use super::{Problem, Values, on, text, whole};
use queuelab::actors::extended::{Fetch, Offload, check_prefix};
use queuelab::t;

/// The fields of a producer's; those of a new one where it has none.
pub(super) fn offload_values(client: Option<&Offload>) -> Values {
    let fresh = Offload::default();
    let shown = client.unwrap_or(&fresh);
    [
        ("extended", client.is_some().to_string()),
        ("bucket", shown.bucket.clone()),
        ("threshold", shown.threshold.to_string()),
        ("always", shown.always.to_string()),
        ("prefix", shown.prefix.clone()),
        ("legacy_marker", shown.legacy_marker.to_string()),
    ]
    .into()
}

/// What a producer's fields stand for.
///
/// # Errors
/// What the library refuses when it is set up.
pub(super) fn offload(values: &Values) -> Result<Option<Offload>, Problem> {
    if !on(values, "extended") {
        return Ok(None);
    }
    let bucket = text(values, "bucket").to_owned();
    if bucket.is_empty() {
        return Err(Problem::at("bucket", t!("Payloads need a bucket to go to.")));
    }
    let prefix = text(values, "prefix").trim().to_owned();
    check_prefix(&prefix).map_err(|why| Problem::at("prefix", why))?;
    Ok(Some(Offload {
        bucket,
        threshold: natural("threshold", whole(values, "threshold")?)?,
        always: on(values, "always"),
        prefix,
        legacy_marker: on(values, "legacy_marker"),
    }))
}

/// The fields of a consumer's.
pub(super) fn fetch_values(client: Option<&Fetch>) -> Values {
    let fresh = Fetch::default();
    let shown = client.unwrap_or(&fresh);
    [
        ("extended", client.is_some().to_string()),
        ("cleanup", shown.cleanup.to_string()),
        ("ignore_not_found", shown.ignore_not_found.to_string()),
    ]
    .into()
}

/// What a consumer's fields stand for.
pub(super) fn fetch(values: &Values) -> Option<Fetch> {
    on(values, "extended")
        .then(|| Fetch { cleanup: on(values, "cleanup"), ignore_not_found: on(values, "ignore_not_found") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_come_back_as_they_were() {
        let client =
            Offload { bucket: "b".into(), threshold: 7, prefix: "in/".into(), always: true, legacy_marker: false };
        for client in [None, Some(client)] {
            assert_eq!(offload(&offload_values(client.as_ref())), Ok(client));
        }
        for client in [None, Some(Fetch::default()), Some(Fetch { cleanup: false, ignore_not_found: true })] {
            assert_eq!(fetch(&fetch_values(client.as_ref())), client);
        }
    }

    #[test]
    fn a_client_without_bucket_or_with_a_bad_prefix_is_refused_at_its_field() {
        let client = Offload { bucket: "b".into(), ..Offload::default() };
        for (field, text) in [("bucket", ""), ("prefix", "/x"), ("threshold", "-1"), ("threshold", "much")] {
            let mut values = offload_values(Some(&client));
            values.insert(field, text.to_owned());
            assert_eq!(offload(&values).unwrap_err().field, Some(field));
        }
    }
}
