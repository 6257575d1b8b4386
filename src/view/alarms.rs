//! Alarms of CloudWatch in words, and the services that tell topics what they do.

use super::describe::who;
use crate::cloud::{Cloud, Event};
use crate::cloudwatch::{Alarm, CloudWatchEvent};
use crate::notifiers::Trigger;

/// The alarm of that number.
pub fn alarm(cloud: &Cloud, number: u32) -> Option<&Alarm> {
    cloud.cloudwatch().alarms().find(|alarm| alarm.number == number)
}

/// The name of an alarm.
pub fn alarm_name(cloud: &Cloud, number: u32) -> String {
    alarm(cloud, number).map_or_else(|| "a deleted alarm".to_owned(), |alarm| alarm.key.name.to_string())
}

/// An event of CloudWatch as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &CloudWatchEvent) -> String {
    let by = who(cloud, event.origin);
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match kind {
        CloudWatchEvent::AlarmCreated { alarm } => format!("{by} created alarm {}", alarm.name),
        CloudWatchEvent::AlarmChanged { alarm, what } => format!("{by} changed the {what} of alarm {}", alarm.name),
        CloudWatchEvent::AlarmDeleted { alarm } => format!("{by} deleted alarm {}", alarm.name),
        CloudWatchEvent::StateChanged { alarm, old, new, reason } => {
            format!("Alarm {} went from {old} to {new}: {}", alarm.name, reason.trim_end_matches('.'))
        }
        CloudWatchEvent::ActionTaken { alarm, action } => format!("Alarm {} tells {}", alarm.name, last(action)),
        CloudWatchEvent::ActionSuppressed { alarm, action } => {
            format!("Alarm {} would tell {}, but its actions are disabled", alarm.name, last(action))
        }
        CloudWatchEvent::ActionFailed { alarm, action, why } => {
            format!("Alarm {} could not tell {}: {why}", alarm.name, last(action))
        }
    }
}

/// What a service did that tells a topic.
pub(super) fn triggered(trigger: &Trigger, topic: &str) -> String {
    match trigger {
        Trigger::AutoScaling { group, what, .. } => {
            format!("Auto Scaling group {group}: {}; it tells {topic}", what.names().1)
        }
        Trigger::CloudFormation { stack, status, resource, .. } => {
            let what = resource.as_ref().map_or("stack", |resource| resource.logical_id.as_str());
            format!("CloudFormation stack {stack}: {what} is {}; it tells {topic}", status.name())
        }
    }
}
