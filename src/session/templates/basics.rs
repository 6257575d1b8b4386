//! The two plainest labs: workers that share a queue, and a queue whose messages wait before anybody gets them.

use super::super::SavedRun;
use super::{arn, call, consumer, pattern, producer, queue, reader, run_at};
use crate::actors::{ConsumerConfig, ProducerConfig};
use crate::cloud::Input;
use crate::sqs::api::SendMessage;

/// Three workers, of which each photo needs one for three seconds; one comes each second, so that three just keep up.
pub(super) fn work_queue() -> Vec<Input> {
    let worker = |number: u32| {
        consumer(ConsumerConfig {
            name: format!("worker {number}"),
            queue: Some(arn("photos")),
            work_ms: (2_400, 3_400),
            ..ConsumerConfig::default()
        })
    };
    let mut inputs = vec![
        queue("photos", &[("VisibilityTimeout", "30"), ("ReceiveMessageWaitTimeSeconds", "20")]),
        producer(ProducerConfig {
            name: "uploads".to_owned(),
            queue: Some(arn("photos")),
            source: pattern("photo {n}", &[], Some(120), 0),
            every_ms: 1_000,
            ..ProducerConfig::default()
        }),
    ];
    inputs.extend((1..=3).map(worker));
    inputs
}

/// A queue that holds its messages back, and two messages with timers of their own.
pub(super) fn delay_queue() -> SavedRun {
    let send = |body: &str, delay: i64| {
        call(SendMessage {
            queue_url: "confirmations".to_owned(),
            message_body: body.to_owned(),
            delay_seconds: Some(delay),
            ..SendMessage::default()
        })
    };
    let story = [
        (0, queue("confirmations", &[("DelaySeconds", "15")])),
        (
            0,
            producer(ProducerConfig {
                name: "shop".to_owned(),
                queue: Some(arn("confirmations")),
                source: pattern("order {n} is confirmed", &[], Some(20), 0),
                every_ms: 4_000,
                ..ProducerConfig::default()
            }),
        ),
        (0, reader("mailer", "confirmations", 1_000)),
        (6, send("password reset", 0)),
        (10, send("how did you like it?", 60)),
    ];
    run_at(story)
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use crate::clock::{Duration, Instant};
    use crate::cloud::EventKind;
    use crate::sqs::SqsEvent;

    #[test]
    fn three_workers_keep_up_and_each_photo_goes_to_one_of_them() {
        let mut session = Template::WorkQueue.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(180)));
        let mut takers = std::collections::BTreeMap::<String, u32>::new();
        let (mut sent, mut longest) = (std::collections::BTreeMap::new(), 0);
        for event in session.events() {
            match &event.kind {
                EventKind::Sqs(SqsEvent::Sent { message, .. }) => {
                    sent.insert(message.slot, event.at);
                }
                EventKind::Sqs(SqsEvent::Received { receives, message, .. }) => {
                    assert_eq!(*receives, 1, "a photo was taken twice");
                    *takers.entry(format!("{:?}", event.origin)).or_default() += 1;
                    longest = longest.max(event.at.since(sent[&message.slot]).as_millis());
                }
                _ => {}
            }
        }
        assert_eq!(takers.values().sum::<u32>(), 120);
        assert!(takers.len() == 3 && takers.values().all(|count| *count > 25), "{takers:?}");
        assert!(longest < 15_000, "a photo waited for {longest} ms");
    }

    #[test]
    fn a_message_waits_as_long_as_its_queue_says_unless_it_says_otherwise() {
        let mut session = Template::DelayQueue.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(90)));
        let waits = |body: &str| {
            let of = |event: &crate::cloud::Event| match &event.kind {
                EventKind::Sqs(SqsEvent::Sent { message, visible_at, .. }) if message.core.body.as_str() == body => {
                    Some(visible_at.since(event.at).as_secs())
                }
                _ => None,
            };
            session.events().find_map(of)
        };
        assert_eq!(waits("order 1 is confirmed"), Some(15));
        assert_eq!(waits("password reset"), Some(0));
        assert_eq!(waits("how did you like it?"), Some(60));
    }
}
