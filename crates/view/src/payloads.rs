//! Messages of the extended client: what a message that is a pointer points to.

use super::NodeId;
use super::buckets::size;
use queuelab::actors::extended::{LEGACY_MARKER, MARKER, Pointer};
use queuelab::cloud::Cloud;
use queuelab::sqs::message::MessageCore;
use queuelab::t;

/// The payload that a message stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// How large it is and where it lies.
    pub lies: String,
    /// What keeps a consumer from it, where something does.
    pub trouble: Option<&'static str>,
    /// The node of its bucket.
    pub bucket: Option<NodeId>,
}

/// What a message points to; none where it is no pointer.
pub fn payload(cloud: &Cloud, core: &MessageCore) -> Option<Payload> {
    let pointer = Pointer::read(core.body.as_str())?;
    let attributes = core.extras.iter().flat_map(|extras| &extras.attributes);
    let mut markers = attributes.filter(|(name, _)| [MARKER, LEGACY_MARKER].contains(&name.as_str()));
    let marker = markers.next().map(|(_, value)| String::from_utf8_lossy(value.bytes()).parse().unwrap_or(0));
    let bucket = cloud.s3().bucket(&pointer.bucket);
    let object = bucket.and_then(|bucket| bucket.current(&pointer.key)).and_then(|version| version.object());
    let bytes = marker.map_or_else(|| t!("of unknown size").to_owned(), size);
    let trouble = match (marker, bucket, object) {
        (None, ..) => Some(t!("The marker attribute is missing, so consumers take the pointer for the text.")),
        (_, None, _) => Some(t!("Its bucket does not exist.")),
        (_, _, None) => Some(t!("The object is not there any more.")),
        _ => None,
    };
    Some(Payload {
        lies: t!("{bytes} in bucket {bucket}, key {pointer}", bytes, bucket = pointer.bucket, pointer = pointer.key),
        trouble,
        bucket: bucket.map(|bucket| NodeId::Bucket(bucket.id.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Instant;
    use queuelab::s3::api::DeleteObject;
    use queuelab::session::Session;
    use queuelab::session::templates::Template;

    fn first(session: &Session) -> Option<Payload> {
        let queue = session.cloud().sqs().queues().next()?;
        queue.messages().find_map(|(_, message)| payload(session.cloud(), &message.core))
    }

    #[test]
    fn a_pointer_says_where_its_payload_lies_and_what_is_wrong() {
        let mut session = Template::LargePayloads.session();
        session.seek(Instant::from_millis(3_100));
        let there = first(&session).unwrap();
        let key = there.lies.strip_prefix("20 MB in bucket ann-scans, key ").unwrap().to_owned();
        assert!(key.starts_with("scans/"), "{key}");
        assert_eq!((there.trouble, there.bucket), (None, Some(NodeId::Bucket(0))));
        let delete = DeleteObject { bucket: "ann-scans".to_owned(), key, version_id: None };
        let call = queuelab::call::Call::S3(delete.into());
        session.submit(queuelab::cloud::Input::Call { caller: queuelab::base::Caller::default(), call });
        assert_eq!(first(&session).unwrap().trouble, Some("The object is not there any more."));
    }
}
