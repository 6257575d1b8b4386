//! What AWS CloudFormation publishes to the `NotificationARNs` of a stack: a message for every event of the stack and of
//! its resources.
//!
//! Form: messages that people have received; names and statuses: "StackEvent" in the CloudFormation API reference.

use super::draw::uuid;
use super::{BadTrigger, Notice, Place, is_line};
use crate::base::{Arn, Rng};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Declares statuses with AWS's names.
macro_rules! statuses {
    ($($name:ident $text:literal $doc:literal),* $(,)?) => {
        /// The status of a stack; resources have those that say nothing of a rollback or of a clean-up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum StackStatus {
            $(#[doc = $doc] #[serde(rename = $text)] $name),*
        }

        impl StackStatus {
            /// Every status.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// AWS's name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

statuses! {
    CreateInProgress "CREATE_IN_PROGRESS" "It is being made.",
    CreateComplete "CREATE_COMPLETE" "It was made.",
    CreateFailed "CREATE_FAILED" "It could not be made.",
    RollbackInProgress "ROLLBACK_IN_PROGRESS" "What was made is being taken back.",
    RollbackComplete "ROLLBACK_COMPLETE" "What was made was taken back.",
    RollbackFailed "ROLLBACK_FAILED" "What was made could not be taken back.",
    UpdateInProgress "UPDATE_IN_PROGRESS" "It is being changed.",
    UpdateCompleteCleanupInProgress "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" "It was changed; what is not needed goes.",
    UpdateComplete "UPDATE_COMPLETE" "It was changed.",
    UpdateFailed "UPDATE_FAILED" "It could not be changed.",
    UpdateRollbackInProgress "UPDATE_ROLLBACK_IN_PROGRESS" "The change is being taken back.",
    UpdateRollbackCompleteCleanupInProgress "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
        "The change was taken back; what is not needed goes.",
    UpdateRollbackComplete "UPDATE_ROLLBACK_COMPLETE" "The change was taken back.",
    UpdateRollbackFailed "UPDATE_ROLLBACK_FAILED" "The change could not be taken back.",
    DeleteInProgress "DELETE_IN_PROGRESS" "It is being deleted.",
    DeleteComplete "DELETE_COMPLETE" "It was deleted.",
    DeleteFailed "DELETE_FAILED" "It could not be deleted.",
}

impl StackStatus {
    /// Whether resources can have it too.
    pub fn is_of_resources(self) -> bool {
        let name = self.name();
        !name.contains("ROLLBACK") && !name.contains("CLEANUP")
    }
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Resource {
    /// Its name in the template: 1 to 255 letters and digits.
    pub logical_id: String,
    /// Its name in its service, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_id: Option<String>,
    /// Its type, such as `AWS::SQS::Queue`.
    pub resource_type: String,
}

pub(super) fn check(
    stack: &str,
    status: StackStatus,
    resource: Option<&Resource>,
    reason: Option<&str>,
) -> Result<(), BadTrigger> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric();
    let begins = stack.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if !begins || stack.len() > 128 || !stack.bytes().all(|byte| is_letter(byte) || byte == b'-') {
        return Err(BadTrigger::Stack(stack.to_owned()));
    }
    if reason.is_some_and(|reason| !is_line(reason, 1_024)) {
        return Err(BadTrigger::Reason);
    }
    let Some(resource) = resource else { return Ok(()) };
    let id = &resource.logical_id;
    if !(1..=255).contains(&id.len()) || !id.bytes().all(is_letter) {
        return Err(BadTrigger::LogicalId(id.clone()));
    }
    let parts: Vec<&str> = resource.resource_type.split("::").collect();
    let is_part =
        |part: &&str| !part.is_empty() && part.bytes().all(|it| is_letter(it) || matches!(it, b'_' | b'@' | b'-'));
    if parts.len() < 2 || resource.resource_type.len() > 196 || !parts.iter().all(is_part) {
        return Err(BadTrigger::ResourceType(resource.resource_type.clone()));
    }
    if resource.physical_id.as_deref().is_some_and(|id| !is_line(id, 2_048)) {
        return Err(BadTrigger::PhysicalId);
    }
    if !status.is_of_resources() {
        return Err(BadTrigger::ResourceStatus(status.name()));
    }
    Ok(())
}

pub(super) fn message(
    place: &Place,
    stack: &str,
    status: StackStatus,
    resource: Option<&Resource>,
    reason: Option<&str>,
) -> Notice {
    let (account, region) = (place.account, place.region);
    let mut own = Rng::fork(0, &format!("{account}/{region}/cloudformation/{stack}"));
    let source_arn = Arn {
        service: "cloudformation".to_owned(),
        region: region.name().to_owned(),
        account: account.to_string(),
        resource: format!("stack/{stack}/{}", uuid(&mut own)),
    };
    let (id, time) = (source_arn.to_string(), place.epoch.iso(place.now));
    let event = match resource {
        Some(resource) => format!("{}-{}-{time}", resource.logical_id, status.name()),
        None => uuid(&mut Rng::fork(place.seed, "cloudformation")),
    };
    // Whoever works with a stack begins what it does; nothing is said of the rest.
    let begun = [StackStatus::CreateInProgress, StackStatus::UpdateInProgress, StackStatus::DeleteInProgress];
    let usual = if resource.is_none() && begun.contains(&status) { "User Initiated" } else { "" };
    let (account, resource_type) = (account.to_string(), resource.map(|it| it.resource_type.as_str()));
    let rows = [
        ("StackId", id.as_str()),
        ("Timestamp", &time),
        ("EventId", &event),
        ("LogicalResourceId", resource.map_or(stack, |it| &it.logical_id)),
        ("Namespace", &account),
        ("PhysicalResourceId", resource.map_or(&*id, |it| it.physical_id.as_deref().unwrap_or_default())),
        ("PrincipalId", &account),
        ("ResourceProperties", if resource.is_some() { "{}" } else { "null" }),
        ("ResourceStatus", status.name()),
        ("ResourceStatusReason", reason.unwrap_or(usual)),
        ("DetailedStatus", ""),
        ("ResourceType", resource_type.unwrap_or("AWS::CloudFormation::Stack")),
        ("StackName", stack),
        ("ClientRequestToken", "null"),
    ];
    let mut body = String::new();
    for (key, value) in rows {
        let _ = writeln!(body, "{key}='{value}'");
    }
    let subject = "AWS CloudFormation Notification".to_owned();
    Notice { principal: "cloudformation.amazonaws.com", source_arn, subject, body }
}
