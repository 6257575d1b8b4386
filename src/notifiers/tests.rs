//! Exact messages, and names that are none.

use super::*;

fn notice(trigger: &Trigger, seed: u64) -> Notice {
    assert_eq!(trigger.check(), Ok(()));
    let region: Region = "eu-west-1".parse().unwrap();
    trigger.message(
        AccountId::new(123_456_789_012).unwrap(),
        region,
        Epoch::DEFAULT,
        Instant::from_millis(60_250),
        seed,
    )
}

fn scaling(what: AutoScalingEvent, instance: Option<&str>) -> Trigger {
    Trigger::AutoScaling { group: "web".into(), what, instance: instance.map(str::to_owned) }
}

fn stack(status: StackStatus, resource: Option<Resource>, reason: Option<&str>) -> Trigger {
    Trigger::CloudFormation { stack: "orders".into(), status, resource, reason: reason.map(str::to_owned) }
}

fn queue() -> Resource {
    Resource { logical_id: "Queue".into(), physical_id: None, resource_type: "AWS::SQS::Queue".into() }
}

#[test]
fn a_launch_reads_as_aws_writes_it() {
    let told = notice(&scaling(AutoScalingEvent::Launch, Some("i-0123456789abcdef0")), 7);
    let arn = told.source_arn.to_string();
    assert!(arn.starts_with("arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:"), "{arn}");
    assert!(arn.ends_with(":autoScalingGroupName/web"), "{arn}");
    let fields: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let (request, subnet) = (fields["RequestId"].as_str().unwrap(), fields["Details"]["Subnet ID"].as_str().unwrap());
    let expected = format!(
        "{{\"Origin\":\"EC2\",\"Destination\":\"AutoScalingGroup\",\"Progress\":50,\"AccountId\":\"123456789012\",\
         \"Description\":\"Launching a new EC2 instance: i-0123456789abcdef0\",\"RequestId\":\"{request}\",\
         \"EndTime\":\"2026-01-01T00:01:00.250Z\",\"AutoScalingGroupARN\":\"{arn}\",\"ActivityId\":\"{request}\",\
         \"StartTime\":\"2026-01-01T00:00:27.250Z\",\"Service\":\"AWS Auto Scaling\",\
         \"Time\":\"2026-01-01T00:01:00.250Z\",\"EC2InstanceId\":\"i-0123456789abcdef0\",\"StatusCode\":\"InProgress\",\
         \"StatusMessage\":\"\",\"Details\":{{\"Subnet ID\":\"{subnet}\",\"Availability Zone\":\"eu-west-1a\"}},\
         \"AutoScalingGroupName\":\"web\",\"Cause\":\"At 2026-01-01T00:00:27Z an instance was started in response to a \
         difference between desired and actual capacity, increasing the capacity from 1 to 2.\",\
         \"Event\":\"autoscaling:EC2_INSTANCE_LAUNCH\"}}"
    );
    assert_eq!(told.body, expected);
    assert_eq!(told.subject, "Auto Scaling: launch for group \"web\"");
    assert_eq!(told.principal, "autoscaling.amazonaws.com");
}

#[test]
fn every_scaling_event_has_its_words() {
    for (what, subject, status, description) in [
        (AutoScalingEvent::Launch, "launch", "InProgress", "Launching a new EC2 instance: i-01234567"),
        (AutoScalingEvent::LaunchError, "failed launch", "Failed", "Launching a new EC2 instance. Status Reason: The "),
        (AutoScalingEvent::Terminate, "termination", "InProgress", "Terminating EC2 instance: i-01234567"),
        (
            AutoScalingEvent::TerminateError,
            "failed termination",
            "Failed",
            "Terminating EC2 instance: i-01234567. Status Reason: Terminating EC2 instance failed.",
        ),
    ] {
        let told = notice(&scaling(what, Some("i-01234567")), 1);
        let fields: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert_eq!(told.subject, format!("Auto Scaling: {subject} for group \"web\""));
        assert_eq!((fields["StatusCode"].as_str(), fields["Event"].as_str()), (Some(status), Some(what.names().0)));
        assert!(fields["Description"].as_str().unwrap().starts_with(description), "{}", fields["Description"]);
        assert_eq!(fields["EC2InstanceId"] == "", what == AutoScalingEvent::LaunchError);
    }
    let told = notice(&scaling(AutoScalingEvent::TestNotification, None), 1);
    let fields: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let keys: Vec<&str> = fields.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["AccountId", "RequestId", "AutoScalingGroupARN", "AutoScalingGroupName", "Service", "Event", "Time"];
    assert_eq!(keys, expected);
    assert_eq!(told.subject, "Auto Scaling: test notification for group \"web\"");
}

#[test]
fn a_stack_reads_as_aws_writes_it() {
    let told = notice(&stack(StackStatus::CreateInProgress, None, None), 7);
    let arn = told.source_arn.to_string();
    assert!(arn.starts_with("arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/"), "{arn}");
    let event = told.body.lines().find_map(|line| line.strip_prefix("EventId='")).unwrap().trim_end_matches('\'');
    assert!(event.parse::<uuid::Uuid>().is_ok());
    let expected = format!(
        "StackId='{arn}'\nTimestamp='2026-01-01T00:01:00.250Z'\nEventId='{event}'\nLogicalResourceId='orders'\n\
         Namespace='123456789012'\nPhysicalResourceId='{arn}'\nPrincipalId='123456789012'\nResourceProperties='null'\n\
         ResourceStatus='CREATE_IN_PROGRESS'\nResourceStatusReason='User Initiated'\nDetailedStatus=''\n\
         ResourceType='AWS::CloudFormation::Stack'\nStackName='orders'\nClientRequestToken='null'\n"
    );
    assert_eq!(told.body, expected);
    assert_eq!(
        (told.subject.as_str(), told.principal),
        ("AWS CloudFormation Notification", "cloudformation.amazonaws.com")
    );
}

#[test]
fn a_resource_has_its_own_ids_and_reason() {
    let made = Resource { physical_id: Some("https://sqs/orders".into()), ..queue() };
    let told = notice(&stack(StackStatus::CreateFailed, Some(made), Some("already exists")), 7);
    for line in [
        "EventId='Queue-CREATE_FAILED-2026-01-01T00:01:00.250Z'",
        "LogicalResourceId='Queue'",
        "PhysicalResourceId='https://sqs/orders'",
        "ResourceProperties='{}'",
        "ResourceStatusReason='already exists'",
        "ResourceType='AWS::SQS::Queue'",
    ] {
        assert!(told.body.lines().any(|own| own == line), "{line}");
    }
    let begun = notice(&stack(StackStatus::CreateInProgress, Some(queue()), None), 7);
    assert!(begun.body.contains("\nPhysicalResourceId=''\n") && begun.body.contains("\nResourceStatusReason=''\n"));
}

#[test]
fn the_seed_draws_what_is_not_the_groups_or_the_stacks_own() {
    for trigger in [scaling(AutoScalingEvent::Terminate, None), stack(StackStatus::DeleteComplete, None, None)] {
        let [one, same, other] = [1, 1, 2].map(|seed| notice(&trigger, seed));
        assert_eq!(one, same);
        assert_ne!(one.body, other.body);
        assert_eq!(one.source_arn, other.source_arn);
    }
}

#[test]
fn names_that_aws_would_not_have_are_refused() {
    let group = |group: &str| {
        Trigger::AutoScaling { group: group.into(), what: AutoScalingEvent::Launch, instance: None }.check()
    };
    for bad in ["", "a:b", "é", "a\n", &"x".repeat(256)] {
        assert_eq!(group(bad), Err(BadTrigger::Group(bad.into())));
    }
    assert_eq!(group(&"x".repeat(255)), Ok(()));
    for bad in ["", "i-", "i-0123456", "i-0123456G", "0123456789abcdef0"] {
        let trigger = scaling(AutoScalingEvent::Launch, Some(bad));
        assert_eq!(trigger.check(), Err(BadTrigger::Instance(bad.into())));
    }
    for bad in ["", "1a", "-a", "a_b", &"x".repeat(129)] {
        let (resource, reason) = (None, None);
        let trigger =
            Trigger::CloudFormation { stack: bad.into(), status: StackStatus::CreateComplete, resource, reason };
        assert_eq!(trigger.check(), Err(BadTrigger::Stack(bad.into())));
    }
    let with = |resource: Resource| stack(StackStatus::UpdateComplete, Some(resource), None).check();
    assert_eq!(with(queue()), Ok(()));
    let id = "My-Queue".to_owned();
    assert_eq!(with(Resource { logical_id: id.clone(), ..queue() }), Err(BadTrigger::LogicalId(id)));
    for bad in ["Queue", "AWS::", "AWS::SQS::", "AWS::S Q S::Queue"] {
        let wrong = Resource { resource_type: bad.into(), ..queue() };
        assert_eq!(with(wrong), Err(BadTrigger::ResourceType(bad.into())));
    }
    let wrong = Resource { physical_id: Some("a\nb".into()), ..queue() };
    assert_eq!(with(wrong), Err(BadTrigger::PhysicalId));
    let wrong = stack(StackStatus::RollbackComplete, Some(queue()), None);
    assert_eq!(wrong.check(), Err(BadTrigger::ResourceStatus("ROLLBACK_COMPLETE")));
    let wrong = stack(StackStatus::DeleteFailed, None, Some("two\nlines"));
    assert_eq!(wrong.check(), Err(BadTrigger::Reason));
}

#[test]
fn triggers_have_a_json_form() {
    let trigger = stack(StackStatus::UpdateRollbackComplete, None, None);
    let text = serde_json::to_string(&trigger).unwrap();
    assert_eq!(text, "{\"CloudFormation\":{\"stack\":\"orders\",\"status\":\"UPDATE_ROLLBACK_COMPLETE\"}}");
    assert_eq!(serde_json::from_str::<Trigger>(&text).unwrap(), trigger);
    for what in AutoScalingEvent::ALL {
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(text, format!("\"{}\"", what.names().0));
    }
    for status in StackStatus::ALL {
        assert_eq!(serde_json::to_string(status).unwrap(), format!("\"{}\"", status.name()));
    }
}
