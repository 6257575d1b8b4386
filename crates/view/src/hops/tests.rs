//! What is said about each hop, for every kind of encryption.

use super::*;
use queuelab::call::Call;
use queuelab::cloud::{Dials, Submitted};
use queuelab::kms::api::{CreateKey, DisableKey, Request};
use queuelab::limits::LimitSet;
use queuelab::sns::api::{CreateTopic, Subscribe};
use queuelab::sqs::api::{CreateQueue, SetQueueAttributes};

const URL: &str = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";

fn done(cloud: &mut Cloud, call: impl Into<Call>) {
    let submitted = cloud.call(call);
    assert!(matches!(submitted, Submitted::Done(Ok(_))), "{submitted:?}");
}

fn lab() -> Cloud {
    let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    done(&mut cloud, CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
    cloud
}

fn set(cloud: &mut Cloud, name: &str, value: &str) {
    let attributes = [(name.to_owned(), value.to_owned())].into();
    done(cloud, SetQueueAttributes { queue_url: URL.to_owned(), attributes });
}

fn rest(cloud: &Cloud) -> Hop {
    of_queue(cloud, 0, Instant::ZERO).remove(2)
}

#[test]
fn each_kind_of_encryption_at_rest_is_told() {
    let mut cloud = lab();
    assert!(rest(&cloud).protection.starts_with("SSE-SQS") && !rest(&cloud).is_open);
    assert!(rest(&cloud).readers.contains("(owner)"), "{:?}", rest(&cloud));
    set(&mut cloud, "SqsManagedSseEnabled", "false");
    assert!(rest(&cloud).is_open);
    set(&mut cloud, "KmsMasterKeyId", "alias/aws/sqs");
    assert!(rest(&cloud).protection.contains("which AWS makes at its first use"));
    set(&mut cloud, "KmsMasterKeyId", "alias/nobody");
    assert!(rest(&cloud).protection.contains("not there") && rest(&cloud).readers.starts_with("nobody"));
}

#[test]
fn a_key_is_named_with_its_state_and_keeps_out_whom_its_policy_does_not_name() {
    let mut cloud = lab();
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sqs:ReceiveMessage","Resource":"*"}]}"#;
    set(&mut cloud, "Policy", policy);
    assert!(rest(&cloud).readers.contains("111122223333"));
    let request: Request = CreateKey::default().into();
    done(&mut cloud, request);
    let id = cloud.kms().keys().next().unwrap().id().to_string();
    set(&mut cloud, "KmsMasterKeyId", &id);
    let hop = rest(&cloud);
    assert!(hop.protection.ends_with(", enabled"), "{hop:?}");
    assert!(hop.readers.contains("(owner)") && !hop.readers.contains("111122223333"), "{hop:?}");
    let request: Request = DisableKey { key_id: id }.into();
    done(&mut cloud, request);
    assert!(rest(&cloud).protection.ends_with(", disabled") && rest(&cloud).readers.starts_with("nobody"));
}

#[test]
fn a_policy_that_refuses_plain_http_is_noticed() {
    let mut cloud = lab();
    assert!(of_queue(&cloud, 0, Instant::ZERO)[1].readers.contains("plain HTTP"));
    let policy = r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*",
        "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#;
    set(&mut cloud, "Policy", policy);
    for index in [1, 3] {
        assert_eq!(of_queue(&cloud, 0, Instant::ZERO)[index].readers, "nobody on the way");
    }
}

#[test]
fn a_topic_goes_on_to_what_its_subscribers_keep() {
    let mut cloud = lab();
    done(&mut cloud, CreateTopic { name: "t".to_owned(), ..CreateTopic::default() });
    let endpoint = Some(QUEUE.to_owned());
    let request =
        Subscribe { topic_arn: TOPIC.to_owned(), protocol: "sqs".to_owned(), endpoint, ..Subscribe::default() };
    done(&mut cloud, request);
    let hops = of_topic(&cloud, 0, Instant::ZERO);
    let places: Vec<&str> = hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "The producer publishes to the topic",
            "To the topic, in flight",
            "In the topic, until every copy is delivered",
            "To q (sqs), in flight",
            "In queue q, at rest",
            "The consumer",
        ]
    );
    assert!(hops[2].is_open);
    assert!(of_topic(&cloud, 7, Instant::ZERO).is_empty() && of_queue(&cloud, 7, Instant::ZERO).is_empty());
}
