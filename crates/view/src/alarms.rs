//! Alarms of CloudWatch in words, and the services that tell topics what they do.

use super::describe::who;
use queuelab::cloud::{Cloud, Event};
use queuelab::cloudwatch::{Alarm, CloudWatchEvent};
use queuelab::notifiers::Trigger;
use queuelab::{t, text};

/// The alarm of that number.
pub fn alarm(cloud: &Cloud, number: u32) -> Option<&Alarm> {
    cloud.cloudwatch().alarms().find(|alarm| alarm.number == number)
}

/// The name of an alarm.
pub fn alarm_name(cloud: &Cloud, number: u32) -> String {
    alarm(cloud, number).map_or_else(|| t!("a deleted alarm").to_owned(), |alarm| alarm.key.name.to_string())
}

/// An event of CloudWatch as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &CloudWatchEvent) -> String {
    let by = who(cloud, event.origin);
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match kind {
        CloudWatchEvent::AlarmCreated { alarm } => t!("{by} created alarm {name}", by, name = alarm.name),
        CloudWatchEvent::AlarmChanged { alarm, what } => {
            t!("{by} changed the {what} of alarm {name}", by, what = text::of(what), name = alarm.name)
        }
        CloudWatchEvent::AlarmDeleted { alarm } => t!("{by} deleted alarm {name}", by, name = alarm.name),
        CloudWatchEvent::StateChanged { alarm, old, new, reason } => {
            t!(
                "Alarm {name} went from {old} to {new}: {reason}",
                name = alarm.name,
                old,
                new,
                reason = reason.trim_end_matches('.')
            )
        }
        CloudWatchEvent::ActionTaken { alarm, action } => {
            t!("Alarm {name} tells {action}", name = alarm.name, action = last(action))
        }
        CloudWatchEvent::ActionSuppressed { alarm, action } => {
            t!(
                "Alarm {name} would tell {action}, but its actions are disabled",
                name = alarm.name,
                action = last(action)
            )
        }
        CloudWatchEvent::ActionFailed { alarm, action, why } => {
            t!("Alarm {name} could not tell {action}: {why}", name = alarm.name, action = last(action), why)
        }
    }
}

/// What a service did that tells a topic.
pub(super) fn triggered(trigger: &Trigger, topic: &str) -> String {
    match trigger {
        Trigger::AutoScaling { group, what, .. } => {
            t!("Auto Scaling group {group}: {names}; it tells {topic}", group, names = what.names().1, topic)
        }
        Trigger::CloudFormation { stack, status, resource, .. } => {
            let what = resource.as_ref().map_or("stack", |resource| resource.logical_id.as_str());
            t!(
                "CloudFormation stack {stack}: {what} is {name}; it tells {topic}",
                stack,
                what,
                name = status.name(),
                topic
            )
        }
    }
}
