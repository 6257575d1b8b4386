//! The form for a service outside of the lab that tells a topic what it does.

use super::{Problem, Values, text};
use queuelab::notifiers::{AutoScalingEvent, BadTrigger, Resource, StackStatus, Trigger};

/// What can happen to a group, with its words.
pub fn group_events() -> Vec<(String, String)> {
    let one = |event: AutoScalingEvent| {
        let (name, words) = event.names();
        (name.to_owned(), format!("{words} ({name})"))
    };
    AutoScalingEvent::ALL.map(one).to_vec()
}

/// The statuses of a stack.
pub fn statuses() -> Vec<(String, String)> {
    StackStatus::ALL.iter().map(|status| (status.name().to_owned(), status.name().to_owned())).collect()
}

/// The fields at first.
pub fn values(topic: String) -> Values {
    [
        ("service", "autoscaling".to_owned()),
        ("topic", topic),
        ("group", "web".to_owned()),
        ("what", AutoScalingEvent::Launch.names().0.to_owned()),
        ("stack", "shop".to_owned()),
        ("status", StackStatus::CreateComplete.name().to_owned()),
        ("resourceType", "AWS::SQS::Queue".to_owned()),
    ]
    .into()
}

/// What the fields stand for.
///
/// # Errors
/// A name that AWS would not have, beside its field.
pub fn trigger(values: &Values) -> Result<Trigger, Problem> {
    let given = |field| Some(text(values, field).trim().to_owned()).filter(|text| !text.is_empty());
    let trigger = if text(values, "service") == "autoscaling" {
        let what = AutoScalingEvent::ALL.into_iter().find(|event| event.names().0 == text(values, "what"));
        Trigger::AutoScaling {
            group: text(values, "group").trim().to_owned(),
            what: what.unwrap_or(AutoScalingEvent::Launch),
            instance: given("instance"),
        }
    } else {
        let status = StackStatus::ALL.iter().copied().find(|status| status.name() == text(values, "status"));
        let resource = given("logicalId").map(|logical_id| Resource {
            logical_id,
            physical_id: given("physicalId"),
            resource_type: text(values, "resourceType").trim().to_owned(),
        });
        Trigger::CloudFormation {
            stack: text(values, "stack").trim().to_owned(),
            status: status.unwrap_or(StackStatus::CreateComplete),
            resource,
            reason: given("reason"),
        }
    };
    match trigger.check() {
        Ok(()) => Ok(trigger),
        Err(bad) => Err(Problem::at(field_of(&bad), sentence(&bad.to_string()))),
    }
}

const fn field_of(bad: &BadTrigger) -> &'static str {
    match bad {
        BadTrigger::Group(_) => "group",
        BadTrigger::Instance(_) => "instance",
        BadTrigger::Stack(_) => "stack",
        BadTrigger::LogicalId(_) => "logicalId",
        BadTrigger::ResourceType(_) => "resourceType",
        BadTrigger::PhysicalId => "physicalId",
        BadTrigger::ResourceStatus(_) => "status",
        BadTrigger::Reason => "reason",
    }
}

/// A reason as a sentence: with a capital letter and a full stop.
pub(super) fn sentence(reason: &str) -> String {
    let mut rest = reason.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fields_are_good_for_both_services() {
        let mut typed = values("arn".to_owned());
        let launch = Trigger::AutoScaling { group: "web".to_owned(), what: AutoScalingEvent::Launch, instance: None };
        assert_eq!(trigger(&typed), Ok(launch));
        typed.insert("service", "cloudformation".to_owned());
        let Ok(Trigger::CloudFormation { status, resource: None, reason: None, .. }) = trigger(&typed) else {
            panic!("no stack")
        };
        assert_eq!(status, StackStatus::CreateComplete);
        typed.insert("logicalId", "Jobs".to_owned());
        assert!(matches!(trigger(&typed), Ok(Trigger::CloudFormation { resource: Some(_), .. })));
    }

    #[test]
    fn what_aws_would_not_have_is_told_beside_its_field() {
        let rows = [
            ("autoscaling", "group", "a:b", "group"),
            ("autoscaling", "instance", "i-1", "instance"),
            ("cloudformation", "stack", "1st", "stack"),
            ("cloudformation", "logicalId", "my queue", "logicalId"),
        ];
        for (service, field, typed, told) in rows {
            let mut all = values(String::new());
            all.extend([("service", service.to_owned()), (field, typed.to_owned())]);
            assert_eq!(trigger(&all).unwrap_err().field, Some(told), "{field} {typed}");
        }
        let mut all = values(String::new());
        all.extend([
            ("service", "cloudformation".to_owned()),
            ("logicalId", "Jobs".to_owned()),
            ("status", "ROLLBACK_COMPLETE".to_owned()),
        ]);
        assert_eq!(trigger(&all).unwrap_err().field, Some("status"));
    }
}
