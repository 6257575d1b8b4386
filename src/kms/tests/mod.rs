//! A service with a clock of its own, and what the tests of several files need.

mod access;
mod aliases;
mod crypto;
mod data_keys;
mod keys;
mod states;

use super::api::*;
use super::*;
use crate::base::{Caller, Principal, RequestId};
use crate::clock::{Duration, Epoch, Instant, TimerQueue};

/// A service, the time there, and what it has told.
pub struct Bench {
    pub kms: Kms,
    pub now: Instant,
    pub caller: Caller,
    pub events: Vec<KmsEvent>,
    timers: TimerQueue<Timer>,
    next_seq: u64,
}

pub const ACCOUNT: &str = "111122223333";
pub const OTHER: &str = "444455556666";
/// An id that no key has.
pub const NOBODY: &str = "01234567-89ab-4cde-8f01-23456789abcd";

impl Bench {
    pub fn new() -> Self {
        Self {
            kms: Kms::new(KmsLimits::default(), 1),
            now: Instant::ZERO,
            caller: user(ACCOUNT),
            events: Vec::new(),
            timers: TimerQueue::default(),
            next_seq: 1,
        }
    }

    /// Lets the service act, and takes down what it wrote.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Kms, &mut Cx<'_>) -> T) -> T {
        let (mut events, mut timers) = (Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &self.caller,
            request: RequestId(1),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut Vec::new(),
            outgoing: &mut Vec::new(),
        };
        let result = act(&mut self.kms, &mut cx);
        self.events.extend(events.into_iter().map(|event| event.kind));
        for (timer, at) in timers {
            self.timers.set(timer, at);
        }
        result
    }

    /// Carries out a request; what is refused must have changed nothing.
    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let before = (crate::base::digest::of(&self.kms), self.events.len(), self.timers.next_due());
        let result = self.act(|kms, cx| kms.handle(cx, &request.into()));
        if result.is_err() {
            let after = (crate::base::digest::of(&self.kms), self.events.len(), self.timers.next_due());
            assert_eq!(before, after, "a refused request changes nothing");
        }
        result
    }

    /// The refusal of a request, as `Name: sentence`.
    pub fn refusal(&mut self, request: impl Into<Request>) -> String {
        self.call(request).unwrap_err().to_string()
    }

    pub fn done(&mut self, request: impl Into<Request>) {
        self.call(request).unwrap();
    }

    /// Makes a key; answers its id.
    pub fn create(&mut self) -> String {
        self.create_with(CreateKey::default()).key_id
    }

    pub fn create_with(&mut self, request: CreateKey) -> KeyMetadata {
        match self.call(request).unwrap() {
            Reply::CreateKey(result) => result.key_metadata,
            other => panic!("{other:?}"),
        }
    }

    pub fn describe(&mut self, key_id: &str) -> KeyMetadata {
        match self.call(DescribeKey { key_id: key_id.into(), ..DescribeKey::default() }).unwrap() {
            Reply::DescribeKey(result) => result.key_metadata,
            other => panic!("{other:?}"),
        }
    }

    pub fn alias(&mut self, name: &str, key: &str) {
        self.done(CreateAlias { alias_name: name.into(), target_key_id: key.into() });
    }

    pub fn disable(&mut self, key: &str) {
        self.done(DisableKey { key_id: key.into() });
    }

    pub fn enable(&mut self, key: &str) {
        self.done(EnableKey { key_id: key.into() });
    }

    pub fn schedule(&mut self, key: &str, days: i64) {
        self.done(ScheduleKeyDeletion { key_id: key.into(), pending_window_in_days: Some(days) });
    }

    /// Lets time pass; timers fire on the way.
    pub fn wait(&mut self, span: Duration) {
        let until = self.now.after(span);
        while let Some((at, timer)) = self.timers.pop_due(until) {
            self.now = at;
            self.act(|kms, cx| kms.wake(cx, timer));
        }
        self.now = until;
    }

    pub fn arn(&self, id: &str) -> String {
        format!("arn:aws:kms:{}:{}:key/{id}", self.caller.region, self.caller.account)
    }

    /// The key of that id.
    pub fn key(&self, id: &str) -> &Key {
        self.kms.find(id, self.caller.account, self.caller.region).unwrap()
    }
}

pub fn user(account: &str) -> Caller {
    Caller { account: account.parse().unwrap(), principal: Principal::User("ann".into()), ..Caller::default() }
}

pub fn text(text: &str) -> String {
    text.to_owned()
}

pub fn tag(key: &str, value: &str) -> Tag {
    Tag { tag_key: key.into(), tag_value: value.into() }
}

pub const fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

#[test]
fn every_error_has_a_name_of_its_own_and_status_400() {
    let names: std::collections::BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.names().0).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    assert!(ErrorCode::ALL.iter().all(|code| code.names().0.ends_with("Exception") && code.names().1 == 400));
    assert_eq!(Request::OPERATIONS.len(), 22);
}

#[test]
fn requests_are_read_from_the_json_of_aws() {
    let json = r#"{"Operation":"Encrypt","KeyId":"k","Plaintext":"aGk=","EncryptionContext":{"a":"b"},"DryRun":true}"#;
    let request: Request = serde_json::from_str(json).unwrap();
    let expected = Encrypt {
        key_id: text("k"),
        plaintext: b"hi".to_vec(),
        encryption_context: [(text("a"), text("b"))].into(),
        dry_run: true,
        ..Encrypt::default()
    };
    assert_eq!(request, Request::Encrypt(expected));
    assert_eq!((request.operation(), request.key_id()), ("Encrypt", Some("k")));
    assert_eq!(request.encryption_context().map(EncryptionContext::len), Some(1));
    let written = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&written).unwrap(), request);
    let reply = EncryptResult { ciphertext_blob: b"hi".to_vec(), key_id: text("k"), encryption_algorithm: "x" };
    let written = serde_json::to_string(&reply).unwrap();
    assert_eq!(written, r#"{"CiphertextBlob":"aGk=","KeyId":"k","EncryptionAlgorithm":"x"}"#);
    assert!(serde_json::to_string(&KeyMetadata::default()).unwrap().contains("\"AWSAccountId\":\"\""));
}
