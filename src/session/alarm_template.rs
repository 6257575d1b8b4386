//! The ready-made lab of an alarm that writes an e-mail.

use super::templates::{arn, call, pattern, producer, queue, reader, topic_arn};
use crate::actors::ProducerConfig;
use crate::cloud::{CLOUDWATCH_SERVICE, Input};
use crate::cloudwatch::api::{Dimension, PutMetricAlarm, Request};
use crate::cloudwatch::number::Number;
use crate::endpoints::{Behaviour, Kind};
use crate::sns::api::{CreateTopic, Subscribe};

const INBOX: &str = "ops@example.com";
const PHONE: &str = "+15550100";

fn subscribe(protocol: &str, endpoint: &str) -> Input {
    call(Subscribe {
        topic_arn: topic_arn("ops").to_string(),
        protocol: protocol.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        ..Subscribe::default()
    })
}

/// The topic, whose policy lets CloudWatch in for the alarms of this account.
fn topic() -> Input {
    let topic = topic_arn("ops");
    let policy = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"{CLOUDWATCH_SERVICE}\"}},\
         \"Action\":\"SNS:Publish\",\"Resource\":\"{topic}\",\"Condition\":{{\"StringEquals\":{{\"aws:SourceAccount\":\"{}\"}}}}}}]}}",
        topic.account
    );
    let attributes = [("DisplayName".to_owned(), "Operations".to_owned()), ("Policy".to_owned(), policy)].into();
    call(CreateTopic { name: "ops".to_owned(), attributes, ..CreateTopic::default() })
}

fn alarm() -> Input {
    let request: Request = PutMetricAlarm {
        alarm_name: "jobs pile up".to_owned(),
        alarm_description: Some("More than ten jobs have been waiting for two minutes.".to_owned()),
        namespace: Some("AWS/SQS".to_owned()),
        metric_name: Some("ApproximateNumberOfMessagesVisible".to_owned()),
        dimensions: vec![Dimension { name: "QueueName".to_owned(), value: "jobs".to_owned() }],
        statistic: Some("Average".to_owned()),
        period: Some(60),
        evaluation_periods: Some(2),
        datapoints_to_alarm: Some(2),
        threshold: Some(Number::of(10.0)),
        comparison_operator: Some("GreaterThanThreshold".to_owned()),
        alarm_actions: vec![topic_arn("ops").to_string()],
        ok_actions: vec![topic_arn("ops").to_string()],
        ..PutMetricAlarm::default()
    }
    .into();
    call(request)
}

/// A producer that is faster than its consumer for three minutes; the backlog takes some more to go.
pub(super) fn alarm_to_email() -> Vec<Input> {
    // Whoever reads the inbox says yes to the first mail.
    let behaviour = Behaviour { auto_confirm: true, ..Behaviour::default() };
    vec![
        queue("jobs", &[]),
        topic(),
        Input::Endpoint { kind: Kind::Email, address: INBOX.to_owned(), behaviour: Some(behaviour) },
        subscribe("email", INBOX),
        subscribe("sms", PHONE),
        alarm(),
        producer(ProducerConfig {
            name: "web".to_owned(),
            queue: Some(arn("jobs")),
            source: pattern("job {n}", &[], Some(90), 0),
            every_ms: 2_000,
            ..ProducerConfig::default()
        }),
        reader("slow worker", "jobs", 5_000),
    ]
}

#[cfg(test)]
mod tests {
    use crate::clock::{Duration, Instant};
    use crate::cloudwatch::alarm::State;
    use crate::endpoints::Kind;
    use crate::session::templates::Template;

    #[test]
    fn the_alarm_writes_a_mail_and_a_text_message_and_says_when_it_is_over() {
        let mut session = Template::AlarmToEmail.session();
        let mut state_at = |minutes: u64| {
            session.seek(Instant::ZERO.after(Duration::from_secs(60 * minutes + 1)));
            let cloud = session.cloud();
            let state = cloud.cloudwatch().alarms().next().map(|alarm| alarm.state);
            let subjects = |kind| {
                let found = cloud.endpoints().iter().find(|endpoint| endpoint.kind == kind);
                let all = found.into_iter().flat_map(crate::endpoints::Endpoint::arrivals);
                all.map(|kept| kept.arrival.subject.as_deref().unwrap_or_default().to_owned()).collect::<Vec<_>>()
            };
            (state, subjects(Kind::Email), subjects(Kind::Phone).len())
        };
        assert_eq!(state_at(1).0, Some(State::InsufficientData));
        assert_eq!(state_at(2).0, Some(State::Alarm));
        let (state, mails, texts) = state_at(4);
        assert_eq!(state, Some(State::Alarm));
        assert_eq!(mails.first().map(String::as_str), Some("ALARM: \"jobs pile up\" in US East (N. Virginia)"));
        assert!((1..3).contains(&texts), "{texts} text messages");
        let (state, mails, _) = state_at(15);
        assert_eq!(state, Some(State::Ok));
        assert_eq!(mails.first().map(String::as_str), Some("OK: \"jobs pile up\" in US East (N. Virginia)"));
    }
}
