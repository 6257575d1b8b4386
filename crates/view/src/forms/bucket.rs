//! Putting an object into a bucket by hand, and emptying a bucket.

use super::{Problem, Values, text, whole};
use queuelab::s3::Bucket;
use queuelab::s3::api::{Delete, DeleteObjects, ObjectIdentifier, PutObject};
use queuelab::s3::limits::BATCH_MAX;

/// Bytes of a megabyte, as sizes of objects are counted.
const MEGABYTE: i64 = 1_048_576;

/// The object that a form describes: with the text that was typed, or with nothing but a size.
///
/// # Errors
/// A size that is no number.
pub fn put_object(bucket: &str, values: &Values) -> Result<PutObject, Problem> {
    let mut request =
        PutObject { bucket: bucket.to_owned(), key: text(values, "key").to_owned(), ..PutObject::default() };
    if text(values, "content") == "size" {
        let plain: Values = [("SimulatedSize", text(values, "SimulatedSize").replace(',', ""))].into();
        request.simulated_size = Some(whole(&plain, "SimulatedSize")?.saturating_mul(MEGABYTE));
    } else {
        request.body = text(values, "body").as_bytes().to_vec();
        request.content_type = Some("text/plain".to_owned());
    }
    Ok(request)
}

/// The requests that delete every version and delete marker of a bucket for good.
pub fn emptying(bucket: &Bucket) -> Vec<DeleteObjects> {
    let entry =
        |key: &str, version: &str| ObjectIdentifier { key: key.to_owned(), version_id: Some(version.to_owned()) };
    let entries: Vec<ObjectIdentifier> = bucket
        .keys()
        .flat_map(|(key, versions)| versions.iter().map(move |version| entry(key, version.name())))
        .collect();
    let request = |objects: &[ObjectIdentifier]| DeleteObjects {
        bucket: bucket.name.to_string(),
        delete: Some(Delete { objects: objects.to_vec(), quiet: Some(true) }),
    };
    entries.chunks(BATCH_MAX).map(request).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Cloud, Dials};
    use queuelab::limits::LimitSet;
    use queuelab::s3::api::{CreateBucket, PutBucketVersioning, Request, VersioningConfiguration};

    fn values(content: &str, size: &str) -> Values {
        [
            ("key", "a b.txt".to_owned()),
            ("content", content.to_owned()),
            ("body", "hello".to_owned()),
            ("SimulatedSize", size.to_owned()),
        ]
        .into()
    }

    #[test]
    fn an_object_has_its_text_or_a_size_alone() {
        let object = put_object("b", &values("text", "x")).unwrap();
        assert_eq!(
            (object.key.as_str(), object.body.as_slice(), object.simulated_size),
            ("a b.txt", &b"hello"[..], None)
        );
        let object = put_object("b", &values("size", " 1,024")).unwrap();
        assert_eq!((object.body.len(), object.simulated_size), (0, Some(1_073_741_824)));
        assert_eq!(put_object("b", &values("size", "big")).unwrap_err().field, Some("SimulatedSize"));
    }

    #[test]
    fn emptying_leaves_neither_versions_nor_delete_markers() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let bucket = "holiday".to_owned();
        let versioning_configuration = Some(VersioningConfiguration { status: Some("Enabled".to_owned()) });
        let delete = queuelab::s3::api::DeleteObject {
            bucket: bucket.clone(),
            key: "a b.txt".to_owned(),
            ..queuelab::s3::api::DeleteObject::default()
        };
        let requests: [Request; 6] = [
            CreateBucket { bucket: bucket.clone(), ..CreateBucket::default() }.into(),
            put_object(&bucket, &values("text", "")).unwrap().into(),
            PutBucketVersioning { bucket: bucket.clone(), versioning_configuration }.into(),
            put_object(&bucket, &values("text", "")).unwrap().into(),
            put_object(&bucket, &values("size", "3")).unwrap().into(),
            delete.into(),
        ];
        for request in requests {
            cloud.call(request);
        }
        let all = emptying(cloud.s3().bucket(&bucket).unwrap());
        assert_eq!(all[0].delete.as_ref().unwrap().objects.len(), 4);
        for request in all {
            cloud.call(Request::from(request));
        }
        assert!(cloud.s3().bucket(&bucket).unwrap().is_empty());
    }
}
