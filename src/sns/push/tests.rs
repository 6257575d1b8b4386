//! What leaves SNS for phones and devices, and that it comes to one end.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::{EndpointKey, Platform};
use crate::base::{AccountId, Caller, Emitted, Region, RequestId};
use crate::clock::{Duration, Epoch, Instant};
use crate::limits::{LimitSet, SnsLimits};
use crate::sns::api::{
    CreatePlatformApplication, CreatePlatformEndpoint, CreateTopic, DeleteEndpoint, DeletePlatformApplication, Publish,
    Reply, Request, Subscribe,
};
use crate::sns::subscription::Protocol;
use crate::sns::{Answer, Cx, DirectTotals, Outgoing, Recipient, Sns, SnsEvent, Timer};
use std::hash::Hash as _;

/// SNS with everything that it writes.
struct World {
    sns: Sns,
    now: Instant,
    seq: u64,
    events: Vec<Emitted<SnsEvent>>,
    timers: Vec<(Timer, Option<Instant>)>,
    outgoing: Vec<Outgoing>,
}

impl World {
    fn new() -> Self {
        let sns = Sns::new(SnsLimits::of(LimitSet::Now), crate::sns::Chance::default(), 1);
        Self { sns, now: Instant::ZERO, seq: 0, events: Vec::new(), timers: Vec::new(), outgoing: Vec::new() }
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Sns, &mut Cx<'_>) -> T) -> T {
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &Caller::default(),
            request: RequestId(1),
            next_seq: &mut self.seq,
            events: &mut self.events,
            timers: &mut self.timers,
            answers: &mut Vec::new(),
            outgoing: &mut self.outgoing,
        };
        act(&mut self.sns, &mut cx)
    }

    fn call(&mut self, request: impl Into<Request>) -> Result<Reply, crate::sns::SnsError> {
        let request = request.into();
        self.act(|sns, cx| sns.handle(cx, &request))
    }

    fn application(&mut self, platform: Platform) -> String {
        let attributes = [("PlatformCredential", "key"), ("PlatformPrincipal", "id")];
        let request = CreatePlatformApplication {
            name: "shop".to_owned(),
            platform: platform.name().to_owned(),
            attributes: attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        };
        match self.call(request).unwrap() {
            Reply::CreatePlatformApplication(reply) => reply.platform_application_arn,
            other => panic!("{other:?}"),
        }
    }

    fn endpoint(&mut self, platform: Platform) -> String {
        let platform_application_arn = self.application(platform);
        let token = "abc".to_owned();
        let request = CreatePlatformEndpoint { platform_application_arn, token, ..Default::default() };
        match self.call(request).unwrap() {
            Reply::CreatePlatformEndpoint(reply) => reply.endpoint_arn,
            other => panic!("{other:?}"),
        }
    }

    /// The only thing that left since the last time.
    fn left(&mut self) -> Outgoing {
        assert_eq!(self.outgoing.len(), 1);
        self.outgoing.pop().unwrap()
    }

    fn settle(&mut self, answer: &Answer) {
        let delivery = self.left().delivery;
        self.act(|sns, cx| sns.settle(cx, delivery, answer));
    }

    fn digest(&self) -> u64 {
        let mut hasher = crate::base::digest::StableHasher::default();
        self.sns.hash(&mut hasher);
        std::hash::Hasher::finish(&hasher)
    }
}

fn to_endpoint(arn: &str, message: &str) -> Publish {
    let structured = message.starts_with('{').then(|| "json".to_owned());
    Publish {
        target_arn: Some(arn.to_owned()),
        message: message.to_owned(),
        message_structure: structured,
        ..Publish::default()
    }
}

fn to_phone(message: &str) -> Publish {
    let phone_number = Some("+15550100999".to_owned());
    Publish { phone_number, message: message.to_owned(), ..Publish::default() }
}

#[test]
fn a_device_gets_the_text_of_its_platform_or_else_the_default() {
    for platform in Platform::ALL.into_iter().filter(|platform| *platform != Platform::Baidu) {
        let mut world = World::new();
        let arn = world.endpoint(platform);
        for (message, expected) in [
            ("plain".to_owned(), "plain"),
            (format!(r#"{{"default":"d","{platform}":"p","application":"a","sms":"s"}}"#), "p"),
            (r#"{"default":"d","application":"a","sms":"s"}"#.to_owned(), "a"),
            (r#"{"default":"d","sms":"s"}"#.to_owned(), "d"),
        ] {
            world.call(to_endpoint(&arn, &message)).unwrap();
            let left = world.left();
            assert_eq!((&*left.body, &*left.endpoint, left.protocol), (expected, &*arn, Protocol::Application));
            assert_eq!((left.source, left.account, left.to_dlq), (None, AccountId::DEFAULT, false));
            assert_eq!(left.to, Recipient::Endpoint(EndpointKey::parse(&arn).unwrap()));
        }
    }
}

#[test]
fn a_subscribed_device_gets_the_text_of_its_platform_too() {
    let mut world = World::new();
    let arn = world.endpoint(Platform::Apns);
    world.call(CreateTopic { name: "t".to_owned(), ..CreateTopic::default() }).unwrap();
    let topic_arn = "arn:aws:sns:us-east-1:000000000000:t".to_owned();
    let protocol = "application".to_owned();
    world
        .call(Subscribe { topic_arn: topic_arn.clone(), protocol, endpoint: Some(arn), ..Subscribe::default() })
        .unwrap();
    let message = r#"{"default":"d","APNS":"p","GCM":"g"}"#.to_owned();
    let message_structure = Some("json".to_owned());
    world.call(Publish { topic_arn: Some(topic_arn), message, message_structure, ..Publish::default() }).unwrap();
    assert_eq!(&*world.left().body, "p");
}

#[test]
fn what_cannot_be_delivered_is_tried_fifty_times_more_and_is_lost_then() {
    let mut world = World::new();
    let arn = world.endpoint(Platform::Gcm);
    for request in [to_endpoint(&arn, "hello"), to_phone("hello")] {
        world.now = Instant::ZERO;
        world.call(request).unwrap();
        let mut attempts = 0;
        while !world.outgoing.is_empty() {
            attempts += 1;
            world.settle(&Answer::Failed("down".to_owned()));
            if let Some((timer, Some(at))) = world.timers.pop() {
                world.now = at;
                world.act(|sns, cx| sns.wake(cx, timer));
            }
        }
        assert_eq!((attempts, world.now.as_millis() / 3_600_000), (51, 6), "over six hours");
        assert!(matches!(world.events.last().unwrap().kind, SnsEvent::Lost { .. }));
        assert_eq!(world.sns.deliveries().count(), 0);
    }
}

#[test]
fn every_direct_publish_comes_to_one_end() {
    let mut world = World::new();
    let arn = world.endpoint(Platform::Gcm);
    let application = EndpointKey::parse(&arn).unwrap().application;
    for answer in [Answer::Taken, Answer::Refused("no".to_owned()), Answer::Unregistered("gone".to_owned())] {
        world.call(to_phone("hello")).unwrap();
        world.settle(&answer);
        world.call(to_endpoint(&arn, "hello")).unwrap();
        world.settle(&answer);
    }
    let expected = DirectTotals { published: 3, delivered: 1, lost: 2 };
    assert_eq!(world.sns.push().totals(&application), expected);
    assert_eq!(world.sns.sms().account(AccountId::DEFAULT, Region::DEFAULT).unwrap().totals, expected);
    assert_eq!(expected.under_way(), 0);
    // The last answer switched the device off, and nothing else.
    let endpoint = world.sns.push().endpoint(&EndpointKey::parse(&arn).unwrap()).unwrap();
    assert!(!endpoint.enabled);
    assert!(world.call(to_endpoint(&arn, "hello")).is_err() && world.outgoing.is_empty());
}

#[test]
fn what_is_under_way_to_a_device_that_is_deleted_is_lost() {
    for whole_app in [false, true] {
        let mut world = World::new();
        let arn = world.endpoint(Platform::Gcm);
        let application = EndpointKey::parse(&arn).unwrap().application;
        world.call(to_endpoint(&arn, "hello")).unwrap();
        world.settle(&Answer::Failed("down".to_owned()));
        if whole_app {
            let platform_application_arn = application.arn().to_string();
            world.call(DeletePlatformApplication { platform_application_arn }).unwrap();
        } else {
            world.call(DeleteEndpoint { endpoint_arn: arn }).unwrap();
        }
        world.now = world.now.after(Duration::from_secs(10));
        let (timer, _) = world.timers.pop().unwrap();
        world.act(|sns, cx| sns.wake(cx, timer));
        assert!(world.outgoing.is_empty());
        assert_eq!(world.sns.push().totals(&application), DirectTotals { published: 1, delivered: 0, lost: 1 });
    }
}

#[test]
fn a_refused_publish_changes_nothing() {
    let mut world = World::new();
    let arn = world.endpoint(Platform::Gcm);
    let other = arn.replace("/shop/", "/other/");
    for refused in [
        to_endpoint(&other, "hello"),
        to_endpoint(&arn, ""),
        to_endpoint(&arn, "{}"),
        to_phone(""),
        to_phone(&"a".repeat(1_601)),
        Publish { phone_number: Some("nobody".to_owned()), ..to_phone("hello") },
    ] {
        let before = (world.digest(), world.seq);
        assert!(world.call(refused.clone()).is_err(), "{refused:?}");
        assert_eq!((world.digest(), world.seq), before, "{refused:?}");
    }
}

#[test]
fn names_read_back_what_they_print() {
    for platform in Platform::ALL {
        let arn = format!(
            "arn:aws:sns:eu-west-1:111122223333:endpoint/{platform}/my.shop/5b0b8a3e-1111-4222-8333-944455556666"
        );
        assert_eq!(EndpointKey::parse(&arn).unwrap().arn().to_string(), arn);
        for bad in [
            arn.replace(":sns:", ":sqs:"),
            arn.replace("endpoint/", "app/"),
            arn.replace(platform.name(), "CARRIER_PIGEON"),
            arn.replace("/my.shop", ""),
            format!("{arn}/more"),
            arn.replace("-944455556666", ""),
        ] {
            assert_eq!(EndpointKey::parse(&bad), None, "{bad}");
        }
    }
}
