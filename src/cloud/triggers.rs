//! Services outside of the lab that tell a topic what they do, when a learner has them do it.
//!
//! Auto Scaling publishes as its service-linked role, and CloudFormation with the permissions of whoever works with the
//! stack: within the topic's account no policy has to name them.

use super::errands::Report;
use super::{Cloud, EventKind, Submitted};
use crate::base::{AccountId, Arn, Caller, Origin, Principal, RequestId};
use crate::call::Call;
use crate::notifiers::Trigger;
use crate::sns::api::Publish;

impl Cloud {
    /// Lets a service tell a topic. A trigger with names that AWS would not have is not found.
    pub(super) fn trigger(&mut self, trigger: &Trigger, topic: &Arn) -> Submitted {
        let (Ok(account), Ok(region)) = (topic.account.parse::<AccountId>(), topic.region.parse()) else {
            return Submitted::NotFound;
        };
        if trigger.check().is_err() || topic.service != "sns" {
            return Submitted::NotFound;
        }
        let cause = self.next_seq;
        let seed = crate::base::mix(self.seed, cause).0;
        let notice = trigger.message(account, region, self.epoch, self.now, seed);
        self.push(None, RequestId(0), Origin::Person, EventKind::Triggered(trigger.clone(), topic.clone()));
        let principal = match trigger {
            Trigger::AutoScaling { .. } => {
                Principal::Role("AWSServiceRoleForAutoScaling".to_owned(), "AutoScaling".to_owned())
            }
            Trigger::CloudFormation { .. } => Principal::Root,
        };
        let caller = Caller { account, region, principal, ..Caller::default() };
        let publish = Publish {
            topic_arn: Some(topic.to_string()),
            subject: Some(notice.subject),
            message: notice.body,
            ..Publish::default()
        };
        self.send_out(caller, Call::from(publish), (topic.clone(), Report::Nobody), cause);
        Submitted::Changed
    }
}
