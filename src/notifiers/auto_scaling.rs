//! What Amazon EC2 Auto Scaling publishes about a group.
//!
//! Forms: messages that people have received, and "Amazon SNS notification options for Amazon EC2 Auto Scaling" in the
//! EC2 Auto Scaling user guide. Of a failed termination none is known; its subject and texts follow those of a launch.

use super::draw::{hex, uuid};
use super::{BadTrigger, Notice, Place};
use crate::base::{Arn, Rng};
use crate::clock::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What happened to the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AutoScalingEvent {
    /// An instance was started.
    #[serde(rename = "autoscaling:EC2_INSTANCE_LAUNCH")]
    Launch,
    /// An instance could not be started.
    #[serde(rename = "autoscaling:EC2_INSTANCE_LAUNCH_ERROR")]
    LaunchError,
    /// An instance was ended.
    #[serde(rename = "autoscaling:EC2_INSTANCE_TERMINATE")]
    Terminate,
    /// An instance could not be ended.
    #[serde(rename = "autoscaling:EC2_INSTANCE_TERMINATE_ERROR")]
    TerminateError,
    /// Notifications were set up.
    #[serde(rename = "autoscaling:TEST_NOTIFICATION")]
    TestNotification,
}

impl AutoScalingEvent {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Launch, Self::LaunchError, Self::Terminate, Self::TerminateError, Self::TestNotification];

    /// The type of the notification, and the words in its subject.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Launch => ("autoscaling:EC2_INSTANCE_LAUNCH", "launch"),
            Self::LaunchError => ("autoscaling:EC2_INSTANCE_LAUNCH_ERROR", "failed launch"),
            Self::Terminate => ("autoscaling:EC2_INSTANCE_TERMINATE", "termination"),
            Self::TerminateError => ("autoscaling:EC2_INSTANCE_TERMINATE_ERROR", "failed termination"),
            Self::TestNotification => ("autoscaling:TEST_NOTIFICATION", "test notification"),
        }
    }
}

/// From the beginning of an activity to its notification.
const TAKES: Duration = Duration::from_secs(33);

pub(super) fn check(group: &str, instance: Option<&str>) -> Result<(), BadTrigger> {
    let is_name = (1..=255).contains(&group.len()) && group.bytes().all(|it| (b' '..=b'~').contains(&it) && it != b':');
    if !is_name {
        return Err(BadTrigger::Group(group.to_owned()));
    }
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_id = |id: &str| {
        let digits = id.strip_prefix("i-");
        digits.is_some_and(|digits| matches!(digits.len(), 8 | 17) && digits.bytes().all(is_digit))
    };
    match instance {
        Some(id) if !is_id(id) => Err(BadTrigger::Instance(id.to_owned())),
        _ => Ok(()),
    }
}

pub(super) fn message(place: &Place, group: &str, what: AutoScalingEvent, instance: Option<&str>) -> Notice {
    let (account, region) = (place.account, place.region);
    let mut own = Rng::fork(0, &format!("{account}/{region}/autoscaling/{group}"));
    let source_arn = Arn {
        service: "autoscaling".to_owned(),
        region: region.name().to_owned(),
        account: account.to_string(),
        resource: format!("autoScalingGroup:{}:autoScalingGroupName/{group}", uuid(&mut own)),
    };
    let subnet = format!("subnet-0{}", hex(&mut own, 16));
    let mut rng = Rng::fork(place.seed, "autoscaling");
    let request = uuid(&mut rng);
    let drawn = format!("i-0{}", hex(&mut rng, 16));
    let instance = instance.map_or(drawn, str::to_owned);
    let body = if what == AutoScalingEvent::TestNotification {
        json!({
            "AccountId": account.to_string(),
            "RequestId": request,
            "AutoScalingGroupARN": source_arn.to_string(),
            "AutoScalingGroupName": group,
            "Service": "AWS Auto Scaling",
            "Event": what.names().0,
            "Time": place.epoch.iso(place.now),
        })
    } else {
        activity(place, (group, &source_arn), what, &instance, (&request, &subnet))
    };
    let subject = format!("Auto Scaling: {} for group \"{group}\"", what.names().1).chars().take(100).collect();
    Notice { principal: "autoscaling.amazonaws.com", source_arn, subject, body: body.to_string() }
}

/// A scaling activity that has ended.
fn activity(
    place: &Place,
    (group, arn): (&str, &Arn),
    what: AutoScalingEvent,
    instance: &str,
    (request, subnet): (&str, &str),
) -> Value {
    let is_launch = matches!(what, AutoScalingEvent::Launch | AutoScalingEvent::LaunchError);
    let has_failed = matches!(what, AutoScalingEvent::LaunchError | AutoScalingEvent::TerminateError);
    let (start, end) = (place.epoch.iso(place.now.before(TAKES)), place.epoch.iso(place.now));
    let status = match what {
        AutoScalingEvent::LaunchError => "The requested instance type is not available. Launching EC2 instance failed.",
        AutoScalingEvent::TerminateError => "Terminating EC2 instance failed.",
        _ => "",
    };
    // What was never started has no id.
    let instance = if what == AutoScalingEvent::LaunchError { "" } else { instance };
    let mut description = match (is_launch, has_failed) {
        (true, true) => "Launching a new EC2 instance.".to_owned(),
        (true, false) => format!("Launching a new EC2 instance: {instance}"),
        (false, true) => format!("Terminating EC2 instance: {instance}."),
        (false, false) => format!("Terminating EC2 instance: {instance}"),
    };
    if has_failed {
        description = format!("{description} Status Reason: {status}");
    }
    let at = format!("{}Z", start.get(..19).unwrap_or_default());
    let cause = if is_launch {
        format!(
            "At {at} an instance was started in response to a difference between desired and actual capacity, increasing \
             the capacity from 1 to 2."
        )
    } else {
        format!(
            "At {at} an instance was taken out of service in response to a difference between desired and actual \
             capacity, shrinking the capacity from 2 to 1.  At {at} instance {instance} was selected for termination."
        )
    };
    let (origin, destination) = if is_launch { ("EC2", "AutoScalingGroup") } else { ("AutoScalingGroup", "EC2") };
    json!({
        "Origin": origin,
        "Destination": destination,
        "Progress": if has_failed { 100 } else { 50 },
        "AccountId": place.account.to_string(),
        "Description": description,
        "RequestId": request,
        "EndTime": end,
        "AutoScalingGroupARN": arn.to_string(),
        "ActivityId": request,
        "StartTime": start,
        "Service": "AWS Auto Scaling",
        "Time": end,
        "EC2InstanceId": instance,
        "StatusCode": if has_failed { "Failed" } else { "InProgress" },
        "StatusMessage": status,
        "Details": { "Subnet ID": subnet, "Availability Zone": format!("{}a", place.region) },
        "AutoScalingGroupName": group,
        "Cause": cause,
        "Event": what.names().0,
    })
}
