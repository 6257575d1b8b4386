//! Which topics do not let CloudWatch in for an alarm.

use crate::access;
use queuelab::base::{Arn, Caller};
use queuelab::cloud::{Ask, CLOUDWATCH_SERVICE, Cloud};
use queuelab::cloudwatch::alarm::AlarmKey;
use queuelab::sns::topic::Topic;
use serde_json::Value;

/// The ARN of the alarm of that name of a caller.
pub fn arn_of(caller: &Caller, name: &str) -> Arn {
    AlarmKey { account: caller.account, region: caller.region, name: name.trim().into() }.arn()
}

/// What keeps CloudWatch from telling a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barred {
    /// The topic's number.
    pub topic: u32,
    /// Its name.
    pub name: String,
    /// The statement that its policy misses; none where a statement forbids it.
    pub missing: Option<Value>,
}

/// The topics among these ARNs whose policy does not let CloudWatch in for an alarm.
pub fn barred(cloud: &Cloud, alarm: &Arn, topics: &[String]) -> Vec<Barred> {
    let known = |text: &String| cloud.sns().topic(cloud.sns().find_arn(&text.parse().ok()?)?);
    let mut all: Vec<&Topic> = topics.iter().filter_map(known).collect();
    all.sort_unstable_by_key(|topic| topic.id.0);
    all.dedup_by_key(|topic| topic.id.0);
    all.into_iter().filter_map(|topic| barred_from(cloud, alarm, topic)).collect()
}

fn barred_from(cloud: &Cloud, alarm: &Arn, topic: &Topic) -> Option<Barred> {
    let caller = access::service(CLOUDWATCH_SERVICE, alarm.clone(), alarm.account.parse().ok()?);
    let resource = topic.key.arn().to_string();
    let ask = Ask { policy: Some(topic.policy()), ..Ask::new("SNS:Publish", resource, topic.key.account) };
    if cloud.allows(&caller, &ask) {
        return None;
    }
    let missing = cloud.verdict(&caller, &ask).missing_statement(&cloud.question(&caller, &ask));
    let missing = missing.map(|(_, statement)| statement);
    Some(Barred { topic: topic.id.0, name: topic.key.name.to_string(), missing })
}

#[cfg(test)]
mod tests {
    use super::super::tests::lab;
    use super::*;
    use crate::access::{Guarded, with_statement};
    use queuelab::cloud::Submitted;

    const CLOSED: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},
        "Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:000000000000:ops"}]}"#;

    #[test]
    fn the_missing_statement_lets_cloudwatch_in_for_this_alarm() {
        let mut cloud = lab();
        let topic = Guarded::Topic(0);
        let call = topic.save(&cloud, CLOSED).unwrap();
        assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))));
        let alarm = arn_of(&Caller::default(), "a");
        let topics = [cloud.sns().topics().next().unwrap().key.arn().to_string()];
        let found = barred(&cloud, &alarm, &topics);
        let statement = found.first().unwrap().missing.clone().unwrap();
        let call = topic.save(&cloud, &with_statement(&topic.policy(&cloud), statement)).unwrap();
        assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))));
        assert_eq!(barred(&cloud, &alarm, &topics), []);
    }
}
