//! What S3 has to do with the rest of a lab: who is told of changes, and whether destinations let S3 in.

use super::errands::{Report, service_caller};
use super::gate::{Ask, Denial};
use super::hosting::Hosted;
use super::{Cloud, EventKind, Timer};
use crate::base::{Caller, Origin, RequestId};
use crate::call::Call;
use crate::kms::Purpose;
use crate::s3::api::PutBucketNotificationConfiguration;
use crate::s3::{self, Destination, DestinationKind, Fault, S3, S3Error};
use crate::sns::api::Publish;
use crate::sns::topic::Topic;
use crate::sqs::api::SendMessage;
use crate::sqs::queue::QueueKey;
use std::convert::Infallible;
use std::sync::Arc;

/// S3, as the policies of destinations name it.
pub const S3_SERVICE: &str = "s3.amazonaws.com";

impl Hosted for S3 {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.s3
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::S3(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::S3(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        let s3::Outgoing { destination, bucket, account, region, body, subject, event, .. } = outgoing;
        let origin = cloud.s3.find_arn(&bucket).map_or(Origin::Clock, |bucket| Origin::Bucket(bucket.id.0));
        let caller = service_caller(S3_SERVICE, bucket, account, region, origin);
        let Some(call) = call_of(&destination, &body, subject) else { return };
        cloud.send_out(caller, call, (destination.arn, Report::Nobody), event);
    }

    fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
        match answer {}
    }
}

/// The call that tells a destination.
fn call_of(destination: &Destination, body: &str, subject: Option<&str>) -> Option<Call> {
    let arn = &destination.arn;
    match destination.kind {
        DestinationKind::Queue => {
            let queue_url = QueueKey {
                account: arn.account.parse().ok()?,
                region: arn.region.parse().ok()?,
                name: arn.resource.as_str().into(),
            }
            .url();
            let request = SendMessage { queue_url, message_body: body.to_owned(), ..SendMessage::default() };
            Some(request.into())
        }
        DestinationKind::Topic => {
            let (topic_arn, subject) = (Some(arn.to_string()), subject.map(str::to_owned));
            Some(Publish { topic_arn, subject, message: body.to_owned(), ..Publish::default() }.into())
        }
        DestinationKind::Function => Some(super::functions::invoke(arn, body)),
    }
}

/// A refusal, with what permissions had against it where it was they.
type Refusal = (S3Error, Option<Arc<Denial>>);

impl Cloud {
    /// A lifecycle rule is due; it acts for the bucket's owner.
    pub(super) fn wake_s3(&mut self, timer: s3::Timer) {
        let s3::Timer::Lifecycle(id) = timer;
        let Some(owner) = self.s3.bucket_of(id).map(|bucket| (bucket.owner, bucket.region)) else { return };
        let caller = Caller { account: owner.0, region: owner.1, ..super::calls::by_clock() };
        self.act(&caller, RequestId(0), |s3: &mut S3, cx| s3.wake(cx, timer));
    }

    /// Whether every destination of a notification configuration is there and lets S3 in, as S3 asks when it is saved.
    pub(super) fn check_destinations(&self, request: &PutBucketNotificationConfiguration) -> Result<(), Refusal> {
        let destinations = self.s3.check_notification(request).map_err(|error| (error, None))?;
        let Some(bucket) = self.s3.bucket(&request.bucket) else { return Ok(()) };
        let origin = Origin::Bucket(bucket.id.0);
        let caller = service_caller(S3_SERVICE, bucket.arn(), bucket.owner, bucket.region, origin);
        let (mut faults, mut why) = (Vec::new(), None);
        for destination in destinations {
            let Some((fault, denial)) = self.fault_of(&caller, &destination) else { continue };
            faults.push((destination.arn.to_string(), fault));
            why = why.or(denial);
        }
        if faults.is_empty() { Ok(()) } else { Err((S3Error::destination_refused(&faults), why)) }
    }

    fn fault_of(&self, caller: &Caller, destination: &Destination) -> Option<(Fault, Option<Arc<Denial>>)> {
        let arn = &destination.arn;
        match destination.kind {
            DestinationKind::Queue => {
                let Some(queue) = self.sqs.find_arn(arn).and_then(|id| self.sqs.queue(id)) else {
                    return Some((Fault::NoSuchQueue, None));
                };
                self.not_allowed(caller, &Ask::queue(queue, "SendMessage"))
                    .or_else(|| self.locked_out(caller, queue.attributes.kms_key.as_deref(), destination))
            }
            DestinationKind::Topic => {
                let Some(topic) = self.sns.find_arn(arn).and_then(|id| self.sns.topic(id)) else {
                    return Some((Fault::NoSuchTopic, None));
                };
                self.not_allowed(caller, &ask_to_publish(topic))
                    .or_else(|| self.locked_out(caller, topic.setting("KmsMasterKeyId"), destination))
            }
            DestinationKind::Function => {
                let Some(function) = self.lambda.find_arn(arn).and_then(|id| self.lambda.function(id)) else {
                    return Some((Fault::NoSuchFunction, None));
                };
                let (resource, owner) = (function.arn().to_string(), function.key.account);
                let policy = function.policy.as_ref();
                self.not_allowed(caller, &Ask { policy, ..Ask::new("lambda:InvokeFunction", resource, owner) })
            }
        }
    }

    fn not_allowed(&self, caller: &Caller, ask: &Ask<'_>) -> Option<(Fault, Option<Arc<Denial>>)> {
        if self.allows(caller, ask) {
            return None;
        }
        let verdict = self.verdict(caller, ask);
        Some((Fault::NotAllowed, Some(Arc::new(self.denial(caller, ask, &verdict)))))
    }

    /// Whether the destination is encrypted with a key that does not let S3 in.
    fn locked_out(
        &self,
        caller: &Caller,
        key: Option<&str>,
        destination: &Destination,
    ) -> Option<(Fault, Option<Arc<Denial>>)> {
        let key = key.filter(|key| !key.is_empty())?;
        let arn = &destination.arn;
        let (account, region) = (arn.account.parse().ok()?, arn.region.parse().ok()?);
        let Ok(key) = self.kms.find(key, account, region) else { return Some((Fault::NotAllowed, None)) };
        [Purpose::GenerateDataKey, Purpose::Decrypt].into_iter().find_map(|purpose| {
            let asked = crate::kms::Asked { caller, via: None, key, reference: None, context: None };
            self.not_allowed(caller, &self.ask_of_key(purpose.operation(), &asked))
        })
    }
}

fn ask_to_publish(topic: &Topic) -> Ask<'_> {
    let (resource, owner) = (topic.key.arn().to_string(), topic.key.account);
    Ask { policy: Some(topic.policy()), ..Ask::new("SNS:Publish", resource, owner) }
}
