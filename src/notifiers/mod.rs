//! Services that tell a topic what they do: what they would publish when a learner has them do it.
//!
//! Auto Scaling and CloudFormation are no services of the lab. A [`Trigger`] says what one of them is to have done, and
//! [`Trigger::message`] is a pure function of it: subject and body in AWS's form, with ids that the seed draws. Knows no
//! topic and nobody who publishes.

mod auto_scaling;
mod cloud_formation;
mod draw;
#[cfg(test)]
mod tests;

pub use auto_scaling::AutoScalingEvent;
pub use cloud_formation::{Resource, StackStatus};

use crate::base::{AccountId, Arn, Region};
use crate::clock::{Epoch, Instant};
use serde::{Deserialize, Serialize};

/// What a service is to have done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trigger {
    /// A group of instances changed.
    AutoScaling {
        /// The group's name: 1 to 255 printable characters without a colon.
        group: String,
        /// What happened.
        what: AutoScalingEvent,
        /// The instance, `i-` and 8 or 17 hexadecimal digits; otherwise one that the seed draws.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<String>,
    },
    /// A stack, or one of its resources, came to a status.
    CloudFormation {
        /// The stack's name: a letter and up to 127 letters, digits and hyphens.
        stack: String,
        /// The status.
        status: StackStatus,
        /// One of its resources; none for the stack itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resource: Option<Resource>,
        /// Why: at most 1,024 characters on one line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// What a service publishes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The service. Neither of the two publishes under that name: Auto Scaling acts as its service-linked role
    /// (`AWSServiceRoleForAutoScaling`), and CloudFormation with the permissions of whoever works with the stack, or of the
    /// stack's service role. A topic's policy that names the service is what most guides show; a lab can take the one or
    /// the other.
    pub principal: &'static str,
    /// The group or the stack, for conditions on `aws:SourceArn`.
    pub source_arn: Arn,
    /// At most a hundred characters.
    pub subject: String,
    /// JSON of Auto Scaling, lines of CloudFormation.
    pub body: String,
}

/// Why a trigger is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTrigger {
    /// A group's name.
    #[error("'{0}' is no name of an Auto Scaling group: it has 1 to 255 printable characters and no colon")]
    Group(String),
    /// An instance's id.
    #[error("'{0}' is no id of an instance: it is i- and 8 or 17 hexadecimal digits")]
    Instance(String),
    /// A stack's name.
    #[error("'{0}' is no name of a stack: it is a letter and up to 127 letters, digits and hyphens")]
    Stack(String),
    /// A resource's name in the template.
    #[error("'{0}' is no logical id: it has 1 to 255 letters and digits")]
    LogicalId(String),
    /// A resource's type.
    #[error("'{0}' is no type of a resource: it reads like AWS::SQS::Queue and has at most 196 characters")]
    ResourceType(String),
    /// A resource's name in its service.
    #[error("a physical id has at most 2,048 characters on one line")]
    PhysicalId,
    /// Only stacks have that status.
    #[error("a resource has no status {0}; only a stack has")]
    ResourceStatus(&'static str),
    /// A reason.
    #[error("a reason has at most 1,024 characters on one line")]
    Reason,
}

impl Trigger {
    /// Refuses names that AWS would not have.
    pub fn check(&self) -> Result<(), BadTrigger> {
        match self {
            Self::AutoScaling { group, instance, .. } => auto_scaling::check(group, instance.as_deref()),
            Self::CloudFormation { stack, status, resource, reason } => {
                cloud_formation::check(stack, *status, resource.as_ref(), reason.as_deref())
            }
        }
    }

    /// What the service publishes. The group and the stack keep their ids whatever the seed is; all others it draws.
    pub fn message(&self, account: AccountId, region: Region, epoch: Epoch, now: Instant, seed: u64) -> Notice {
        let place = Place { account, region, epoch, now, seed };
        match self {
            Self::AutoScaling { group, what, instance } => {
                auto_scaling::message(&place, group, *what, instance.as_deref())
            }
            Self::CloudFormation { stack, status, resource, reason } => {
                cloud_formation::message(&place, stack, *status, resource.as_ref(), reason.as_deref())
            }
        }
    }
}

/// Where and when something happens.
struct Place {
    account: AccountId,
    region: Region,
    epoch: Epoch,
    now: Instant,
    seed: u64,
}

/// Whether a text is short enough and stands on one line.
fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}
