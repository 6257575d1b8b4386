//! The service with a clock of its own, and tests that belong to no single file.

mod buckets;
mod documents;
mod notifications;
mod objects;
mod settings;
mod versions;

use super::api::*;
use super::*;
use crate::base::{AccountId, Caller, Principal, Region, RequestId};
use crate::clock::{Duration, Epoch, Instant, TimerQueue};

/// A service, the time there, who asks, and what came of it.
pub struct Bench {
    pub s3: S3,
    pub now: Instant,
    pub caller: Caller,
    pub events: Vec<S3Event>,
    pub outgoing: Vec<Outgoing>,
    timers: TimerQueue<Timer>,
    next_seq: u64,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            s3: S3::new(1),
            now: Instant::ZERO,
            caller: Caller { principal: Principal::User("ann".into()), ..Caller::default() },
            events: Vec::new(),
            outgoing: Vec::new(),
            timers: TimerQueue::default(),
            next_seq: 1,
        }
    }

    /// With a bucket `lab`.
    pub fn with_bucket() -> Self {
        let mut bench = Self::new();
        bench.ok(CreateBucket { bucket: "lab".into(), ..CreateBucket::default() });
        bench
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut S3, &mut Cx<'_>) -> T) -> T {
        let (mut events, mut timers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &self.caller,
            request: RequestId(7),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut answers,
            outgoing: &mut self.outgoing,
        };
        let result = act(&mut self.s3, &mut cx);
        self.events.extend(events.into_iter().map(|event| event.kind));
        for (timer, at) in timers {
            self.timers.set(timer, at);
        }
        result
    }

    /// Carries out a request. One that is refused leaves everything as it was.
    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let request = request.into();
        let before = (self.digest(), self.events.len(), self.outgoing.len());
        let result = self.act(|s3, cx| s3.handle(cx, &request));
        if result.is_err() {
            assert_eq!(before, (self.digest(), self.events.len(), self.outgoing.len()), "{request:?}");
        }
        result
    }

    /// The answer to a request that succeeds, as JSON.
    pub fn ok(&mut self, request: impl Into<Request>) -> serde_json::Value {
        serde_json::to_value(self.call(request).unwrap()).unwrap()
    }

    /// The code and the sentence of a refusal.
    pub fn refused(&mut self, request: impl Into<Request>) -> (&'static str, String) {
        let error = self.call(request).unwrap_err();
        (error.code.names().0, error.message)
    }

    pub fn code(&mut self, request: impl Into<Request>) -> &'static str {
        self.refused(request).0
    }

    /// Moves the time on, and lets what is due happen.
    pub fn wait_until(&mut self, at: Instant) {
        while let Some((due, timer)) = self.timers.pop_due(at) {
            self.now = due;
            self.act(|s3, cx| s3.wake(cx, timer));
        }
        self.now = at;
    }

    pub fn next_due(&self) -> Option<Instant> {
        self.timers.next_due()
    }

    pub fn digest(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = crate::base::digest::StableHasher::default();
        self.s3.hash(&mut hasher);
        hasher.finish()
    }

    pub fn bucket(&self) -> &Bucket {
        self.s3.bucket("lab").unwrap()
    }

    pub fn put(&mut self, key: &str, body: &str) -> serde_json::Value {
        self.ok(put(key, body))
    }

    pub fn version(&mut self, status: &str) {
        let status = Some(status.to_owned());
        let versioning_configuration = Some(VersioningConfiguration { status });
        self.ok(PutBucketVersioning { bucket: "lab".into(), versioning_configuration });
    }

    /// Sends every event of those types to a queue `q`.
    pub fn notify(&mut self, events: &[&str]) {
        let rule = QueueConfiguration {
            id: Some("rule-1".into()),
            queue_arn: "arn:aws:sqs:us-east-1:000000000000:q".into(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            filter: None,
        };
        self.ok(PutBucketNotificationConfiguration {
            bucket: "lab".into(),
            notification_configuration: Some(NotificationConfiguration {
                queue_configurations: vec![rule],
                ..NotificationConfiguration::default()
            }),
            ..PutBucketNotificationConfiguration::default()
        });
        self.outgoing.clear();
    }

    pub fn expire_after(&mut self, prefix: &str, days: i64) {
        let rule = LifecycleRule {
            status: "Enabled".into(),
            filter: Some(LifecycleRuleFilter { prefix: Some(prefix.into()) }),
            expiration: Some(LifecycleExpiration { days: Some(days) }),
            ..LifecycleRule::default()
        };
        self.ok(PutBucketLifecycleConfiguration {
            bucket: "lab".into(),
            lifecycle_configuration: Some(BucketLifecycleConfiguration { rules: vec![rule] }),
        });
    }
}

pub fn put(key: &str, body: &str) -> PutObject {
    PutObject { bucket: "lab".into(), key: key.into(), body: body.into(), ..PutObject::default() }
}

pub fn get(key: &str, version: Option<&str>) -> GetObject {
    GetObject { bucket: "lab".into(), key: key.into(), version_id: version.map(str::to_owned) }
}

pub fn delete(key: &str, version: Option<&str>) -> DeleteObject {
    DeleteObject { bucket: "lab".into(), key: key.into(), version_id: version.map(str::to_owned) }
}

pub fn days(count: u64) -> Instant {
    Instant::ZERO.after(Duration::from_secs(count * 86_400))
}

#[test]
fn requests_read_back_what_they_write() {
    let request = Request::from(PutBucketNotificationConfiguration {
        bucket: "lab".into(),
        notification_configuration: Some(NotificationConfiguration {
            event_bridge_configuration: Some(Attributes::new()),
            ..NotificationConfiguration::default()
        }),
        ..PutBucketNotificationConfiguration::default()
    });
    let text = serde_json::to_string(&request).unwrap();
    let expected = r#"{"Operation":"PutBucketNotificationConfiguration","Bucket":"lab","NotificationConfiguration":{"EventBridgeConfiguration":{}}}"#;
    assert_eq!(text, expected);
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    let request = Request::from(put("k", "hello"));
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(text, r#"{"Operation":"PutObject","Bucket":"lab","Key":"k","Body":"aGVsbG8="}"#);
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    assert!(serde_json::from_str::<Request>(r#"{"Operation":"PutObject","Bucket":"lab","Body":"*"}"#).is_err());
}

#[test]
fn permissions_are_those_of_policies() {
    let needed = |request: Request| request.permissions();
    assert_eq!(needed(ListBuckets::default().into()), [("s3:ListAllMyBuckets", "*".to_owned())]);
    let list = ListObjectsV2 { bucket: "lab".into(), ..ListObjectsV2::default() };
    assert_eq!(needed(list.into()), [("s3:ListBucket", "arn:aws:s3:::lab".to_owned())]);
    assert_eq!(needed(get("k", Some("v")).into()), [("s3:GetObjectVersion", "arn:aws:s3:::lab/k".to_owned())]);
    let copy = CopyObject {
        bucket: "lab".into(),
        key: "to".into(),
        copy_source: "/other/a%20b".into(),
        ..CopyObject::default()
    };
    let expected =
        [("s3:PutObject", "arn:aws:s3:::lab/to".to_owned()), ("s3:GetObject", "arn:aws:s3:::other/a b".to_owned())];
    assert_eq!(needed(copy.into()), expected);
}

#[test]
fn one_seed_gives_one_history() {
    let run = || {
        let mut bench = Bench::with_bucket();
        bench.version("Enabled");
        bench.notify(&["s3:ObjectCreated:*"]);
        bench.put("k", "1");
        bench.put("k", "2");
        (bench.digest(), bench.outgoing)
    };
    assert_eq!(run(), run());
}
