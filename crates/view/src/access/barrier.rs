//! What keeps a topic out of a queue: the verdict that meets every copy, asked before one is sent.

use queuelab::base::{Arn, Origin};
use queuelab::cloud::{Ask, Cloud, sns_caller};
use queuelab::sns::subscription::Subscription;
use queuelab::sqs::queue::Queue;
use serde_json::Value;

/// What keeps a topic out of a queue.
pub struct Barrier {
    /// The statement that is missing.
    pub statement: Value,
    /// The decision, and the statement that came nearest.
    pub sentence: String,
}

/// What keeps a topic out of a queue; none where the queue's policy lets it in.
pub fn barrier(cloud: &Cloud, topic: &Arn, queue: &Queue) -> Option<Barrier> {
    let caller = sns_caller(topic.clone(), topic.account.parse().ok()?, queue.key.region, Origin::Person);
    let ask = Ask::queue(queue, "SendMessage");
    // The page asks this of every subscription it lists; the way to the verdict is only wanted for a no.
    if cloud.allows(&caller, &ask) {
        return None;
    }
    let (verdict, question) = (cloud.verdict(&caller, &ask), cloud.question(&caller, &ask));
    let (_, statement) = verdict.missing_statement(&question)?;
    Some(Barrier { statement, sentence: verdict.sentence(&question) })
}

/// Whether copies of a subscription were lost and still would be, because its queue does not let the topic in.
pub fn is_barred(cloud: &Cloud, subscription: &Subscription) -> bool {
    // Asked for each frame of a layout, so only where something was lost.
    if subscription.totals.lost == 0 {
        return false;
    }
    let queue = subscription.queue().and_then(|arn| cloud.sqs().find_arn(&arn)).and_then(|id| cloud.sqs().queue(id));
    let Some(queue) = queue else { return false };
    let topic = &subscription.topic_key;
    let caller = sns_caller(topic.arn(), topic.account, queue.key.region, Origin::Person);
    !cloud.allows(&caller, &Ask::queue(queue, "SendMessage"))
}
