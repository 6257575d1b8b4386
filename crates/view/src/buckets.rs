//! Buckets of S3 in words.

use super::describe::{number, who};
use queuelab::cloud::{Cloud, Event};
use queuelab::s3::notify::Rule;
use queuelab::s3::{Bucket, BucketId, DestinationKind, S3Event};
use queuelab::{t, text};

/// The name of a bucket.
pub fn bucket_name(cloud: &Cloud, id: BucketId) -> String {
    cloud.s3().bucket_of(id).map_or_else(|| t!("a deleted bucket").to_owned(), |bucket| bucket.name.to_string())
}

/// A size as people read it: `17 bytes`, `1,024 MB`.
pub fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1_048_576;
    match bytes {
        1 => t!("1 byte").to_owned(),
        0..MEGABYTE => t!("{bytes} bytes", bytes = number(bytes)),
        _ if bytes.is_multiple_of(MEGABYTE) => t!("{bytes} MB", bytes = number(bytes / MEGABYTE)),
        _ => t!("{whole}.{tenths} MB", whole = number(bytes / MEGABYTE), tenths = bytes % MEGABYTE * 10 / MEGABYTE),
    }
}

/// The newest objects of a bucket, the newest first: their keys and sizes.
pub fn latest(bucket: &Bucket, most: usize) -> Vec<(String, u64)> {
    let mut all: Vec<_> = bucket.objects().map(|(key, version, _)| (version.modified, key, version.size())).collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    all.into_iter().take(most).map(|(_, key, size)| (key.to_string(), size)).collect()
}

/// A rule of a bucket's notifications, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Its id.
    pub id: String,
    /// Which changes of which keys.
    pub what: String,
    /// Whom it tells, and how often it has.
    pub told: String,
}

/// The rules of a bucket's notifications.
pub fn rules(bucket: &Bucket) -> Vec<RuleLine> {
    let line = |rule: &Rule| {
        let events: Vec<&str> = rule.events.iter().map(|event| event.name()).collect();
        let mut what = events.join(", ");
        if let Some(prefix) = rule.filter.prefix() {
            what.push_str(&t!(", of keys that begin with “{prefix}”", prefix));
        }
        if let Some(suffix) = rule.filter.suffix() {
            what.push_str(&t!(", of keys that end with “{suffix}”", suffix));
        }
        let count = bucket.notified.get(rule.id()).copied().unwrap_or_default();
        let kind = match rule.destination.kind {
            DestinationKind::Queue => t!("queue"),
            DestinationKind::Topic => t!("topic"),
            DestinationKind::Function => t!("function"),
        };
        let name = rule.destination.arn.resource.trim_start_matches("function:");
        RuleLine {
            id: rule.id().to_string(),
            what,
            told: t!("{count} told to {kind} {name}", count = number(count), kind, name),
        }
    };
    bucket.notification.rules.iter().map(line).collect()
}

/// An event of S3 as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &S3Event) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &BucketId| bucket_name(cloud, *id);
    match kind {
        S3Event::BucketCreated { bucket } => t!("{by} created bucket {bucket}", by, bucket = name(bucket)),
        S3Event::BucketDeleted { name, .. } => t!("{by} deleted bucket {name}", by, name),
        S3Event::BucketChanged { bucket, what } => {
            t!("{by} changed the {what} of {bucket}", by, what = text::of(what), bucket = name(bucket))
        }
        S3Event::ObjectCreated { bucket, key, size, .. } => {
            t!("{by} put {key} into {bucket}, {size} bytes", by, key, bucket = name(bucket), size = number(*size))
        }
        S3Event::ObjectRemoved { bucket, key, existed: true, .. } => {
            t!("{by} deleted {key} from {bucket}", by, key, bucket = name(bucket))
        }
        S3Event::ObjectRemoved { bucket, key, .. } => {
            t!(
                "{by} deleted {key} from {bucket}, which had no such object; S3 tells of it all the same",
                by,
                key,
                bucket = name(bucket)
            )
        }
        S3Event::Expired { bucket, key, .. } => {
            t!("A lifecycle rule of {bucket} let {key} expire", bucket = name(bucket), key)
        }
        S3Event::Tagged { bucket, key, .. } => {
            t!("{by} changed the tags of {key} in {bucket}", by, key, bucket = name(bucket))
        }
        S3Event::ObjectRead { bucket, key, .. } => t!("{by} read {key} from {bucket}", by, key, bucket = name(bucket)),
        S3Event::NotificationMade { bucket, rule, destination, key, .. } => {
            t!(
                "{bucket} tells {resource} of {key}, by rule {rule}",
                bucket = name(bucket),
                resource = destination.arn.resource,
                key,
                rule
            )
        }
        S3Event::TestSent { bucket, destination } => {
            t!(
                "{bucket} sends a test message to {resource}",
                bucket = name(bucket),
                resource = destination.arn.resource
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::{Duration, Instant};
    use queuelab::session::templates::Template;

    #[test]
    fn sizes_are_short_and_right() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_048_575, "1,048,575 bytes"),
            (1_073_741_824, "1,024 MB"),
            (1_572_864, "1.5 MB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn rules_say_what_they_tell_to_whom() {
        let mut session = Template::S3ToQueues.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(10)));
        let lines = rules(session.cloud().s3().bucket_of(BucketId(0)).unwrap());
        let expected = RuleLine {
            id: "photos".to_owned(),
            what: "s3:ObjectCreated:*, of keys that begin with “photos/”, of keys that end with “.jpg”".to_owned(),
            told: "5 told to topic uploads".to_owned(),
        };
        assert_eq!(lines, [expected]);
    }
}
