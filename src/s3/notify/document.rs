//! What a notification says: the event document in AWS's form, and the test message.
//!
//! Source: "Event message structure" and "Configuring Lifecycle event notifications" in the Amazon S3 user guide; which
//! elements an object has in which event, as answers of AWS recorded in public test suites show it.

use super::EventType;
use crate::base::digest;
use crate::base::{AccountId, Caller, Principal, Rng, mix};
use crate::s3::bucket::Bucket;
use crate::s3::name::form_encoded;
use crate::s3::{Cx, S3};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A change of an object, as far as notifications tell of it.
#[derive(Clone, Debug)]
pub(in crate::s3) struct Change {
    /// What happened.
    pub event: EventType,
    /// To which object.
    pub key: Arc<str>,
    /// To which version; none for the null version.
    pub version: Option<Arc<str>>,
    /// Bytes, of events that give them.
    pub size: Option<u64>,
    /// The entity tag without quotes, of events that give it.
    pub etag: Option<Arc<str>>,
    /// Orders the changes of one key; events about tags have none.
    pub sequencer: Option<String>,
}

/// Who asked, from where, and what the answer is known by.
pub(super) struct Trace {
    principal: String,
    address: String,
    request_id: String,
    host_id: String,
}

impl S3 {
    /// What names the request that is being carried out. All notifications of one request name it in the same way.
    pub(super) fn trace(&self, cx: &Cx<'_>, event: Option<EventType>) -> Trace {
        let (high, low) = mix(self.ids ^ 1, cx.request.0);
        let mut rng = Rng::new(low);
        let host: Vec<u8> = (0..6).flat_map(|_| rng.next_u64().to_be_bytes()).collect();
        // Lifecycle rules are carried out by S3 itself.
        let by_s3 = event.is_some_and(|event| event == EventType::EXPIRED || event == EventType::EXPIRED_MARKER);
        let address = cx.caller.circumstances.as_ref().and_then(|known| known.source_ip.clone());
        let of_s3 = || "s3.amazonaws.com".to_owned();
        Trace {
            principal: if by_s3 { of_s3() } else { self.principal_id(cx.caller) },
            address: if by_s3 { of_s3() } else { address.unwrap_or_else(|| "127.0.0.1".to_owned()) },
            request_id: format!("{high:016X}"),
            host_id: STANDARD.encode(host),
        }
    }

    /// Who a caller is in a document.
    fn principal_id(&self, caller: &Caller) -> String {
        match caller.principal {
            Principal::Root => self.customer_id(caller.account),
            Principal::Anonymous => "Anonymous".to_owned(),
            Principal::User(_) | Principal::Role(..) | Principal::Service(_) => format!("AWS:{}", caller.unique_id()),
        }
    }

    /// The customer id of an account: fourteen characters that the lab's seed decides.
    pub(in crate::s3) fn customer_id(&self, account: AccountId) -> String {
        const LETTERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut rng = Rng::fork(self.ids, &account.to_string());
        let letters = (0..13).filter_map(|_| LETTERS.get(usize::try_from(rng.below(36)).ok()?));
        std::iter::once('A').chain(letters.map(|byte| char::from(*byte))).collect()
    }

    /// The canonical user id of an account, as lists of buckets show their owner: 64 hexadecimal digits.
    pub(in crate::s3) fn canonical_id(&self, account: AccountId) -> String {
        digest::sha256_hex(format!("{:016x}/{account}", self.ids).as_bytes())
    }

    /// The sequencer of the next change: the time, so that a learner recognizes it, and always above the one before.
    pub(in crate::s3) fn draw_sequencer(&mut self, cx: &Cx<'_>) -> String {
        let millis = cx.epoch.unix_millis(cx.now);
        let (chance, _) = mix(self.ids ^ 2, self.sequencer);
        let time = ((millis / 1_000) << 32) | ((millis % 1_000) << 22) | (chance >> 44);
        self.sequencer = time.max(self.sequencer.saturating_add(1));
        format!("00{:016X}", self.sequencer)
    }
}

/// The document of a change, for one rule.
pub(super) fn event(cx: &Cx<'_>, bucket: &Bucket, owner: &str, trace: &Trace, rule: &str, change: &Change) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    put("key", Some(json!(form_encoded(&change.key, "/"))));
    put("size", change.size.map(|size| json!(size)));
    put("eTag", change.etag.as_ref().map(|etag| json!(etag)));
    put("versionId", change.version.as_ref().map(|version| json!(version)));
    put("sequencer", change.sequencer.as_ref().map(|sequencer| json!(sequencer)));
    json!({"Records": [{
        "eventVersion": change.event.structure(),
        "eventSource": "aws:s3",
        "awsRegion": bucket.region.name(),
        "eventTime": cx.epoch.iso(cx.now),
        "eventName": change.event.short_name(),
        "userIdentity": {"principalId": trace.principal},
        "requestParameters": {"sourceIPAddress": trace.address},
        "responseElements": {"x-amz-request-id": trace.request_id, "x-amz-id-2": trace.host_id},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": rule,
            "bucket": {
                "name": bucket.name,
                "ownerIdentity": {"principalId": owner},
                "arn": bucket.arn().to_string(),
            },
            "object": object,
        },
    }]})
    .to_string()
}

/// The message that a destination gets when a configuration is saved.
pub(super) fn test(cx: &Cx<'_>, bucket: &Bucket, trace: &Trace) -> String {
    json!({
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": cx.epoch.iso(cx.now),
        "Bucket": bucket.name,
        "RequestId": trace.request_id,
        "HostId": trace.host_id,
    })
    .to_string()
}
