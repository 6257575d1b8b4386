//! Keys of KMS among whatever has a policy: what is asked of them, and by whom.
//!
//! A key's policy alone opens it, also for its own account, so each question carries what KMS says about the request: the
//! account that asks, and the service through which it does.

use queuelab::base::{Arn, Caller, Origin, Principal};
use queuelab::cloud::{Ask, Cloud, sns_caller};
use queuelab::iam::{StoredPolicy, name_of};
use queuelab::kms::{Asked, Key, KeyManager, KeyNumber};
use queuelab::sqs::queue::Queue;
use queuelab::t;

/// The key of that number.
pub fn find(cloud: &Cloud, number: u32) -> Option<&Key> {
    cloud.kms().key(KeyNumber(number))
}

/// The key that an ARN names.
pub fn of_arn(cloud: &Cloud, arn: &Arn) -> Option<u32> {
    let (account, region) = (arn.account.parse().ok()?, arn.region.parse().ok()?);
    cloud.kms().find(&arn.to_string(), account, region).ok().map(|key| key.number().0)
}

/// What is asked of a key, with a policy in place of its own.
pub fn ask<'a>(cloud: &'a Cloud, number: u32, action: &str, policy: Option<&'a StoredPolicy>) -> Option<Ask<'a>> {
    let key = find(cloud, number)?;
    Some(Ask { policy, is_key: true, ..Ask::new(action, key.arn(), key.account()) })
}

/// The condition keys of a question. Data keys are asked for by the service that encrypts; whatever manages the key, by
/// the caller itself.
pub fn conditions(cloud: &Cloud, number: u32, action: &str, caller: &Caller) -> Vec<(String, Vec<String>)> {
    let Some(key) = find(cloud, number) else { return Vec::new() };
    let is_service = matches!(caller.principal, Principal::Service(_));
    let via = via(cloud, key).filter(|_| !is_service && matches!(action, "GenerateDataKey" | "Decrypt"));
    cloud.kms().condition_keys(&Asked { caller, via, key, reference: None, context: None })
}

/// The service that asks for data keys under a key: the one that owns it, or else one of whose resources it encrypts.
fn via(cloud: &Cloud, key: &Key) -> Option<&'static str> {
    if let KeyManager::Aws(service) = key.manager() {
        return Some(service.name());
    }
    if cloud.sqs().queues().any(|queue| of_queue(cloud, queue) == Some(key.number())) {
        return Some("sqs");
    }
    cloud.sns().topics().any(|topic| of_topic(cloud, topic) == Some(key.number())).then_some("sns")
}

/// The key that encrypts a queue.
pub fn of_queue(cloud: &Cloud, queue: &Queue) -> Option<KeyNumber> {
    let reference = queue.attributes.kms_key.as_deref()?;
    cloud.kms().find(reference, queue.key.account, queue.key.region).ok().map(Key::number)
}

/// The key that encrypts a topic.
pub fn of_topic(cloud: &Cloud, topic: &queuelab::sns::topic::Topic) -> Option<KeyNumber> {
    let reference = topic.setting("KmsMasterKeyId").filter(|key| !key.is_empty())?;
    cloud.kms().find(reference, topic.key.account, topic.key.region).ok().map(Key::number)
}

/// The services that may want the key to deliver: topics that feed a queue under it, and S3. Without such a topic, SNS as
/// such.
pub fn services(cloud: &Cloud, number: u32) -> Vec<(String, Caller)> {
    let Some(key) = find(cloud, number) else { return Vec::new() };
    let feeds = |topic: &&queuelab::sns::topic::Topic| {
        cloud.sns().subscriptions_of(topic).take(1_000).any(|subscription| {
            let queue = subscription.queue().and_then(|arn| cloud.sqs().find_arn(&arn));
            queue.and_then(|id| cloud.sqs().queue(id)).and_then(|queue| of_queue(cloud, queue)) == Some(key.number())
        })
    };
    let row = |topic: &queuelab::sns::topic::Topic| {
        let caller = sns_caller(topic.key.arn(), topic.key.account, key.region(), Origin::Person);
        (t!("{caller} for topic {name}", caller = name_of(&caller), name = topic.key.name), caller)
    };
    let mut all: Vec<(String, Caller)> = cloud.sns().topics().filter(feeds).take(8).map(row).collect();
    let bare = |name: &str| {
        let principal = Principal::Service(name.to_owned());
        (name.to_owned(), Caller { account: key.account(), principal, ..Caller::default() })
    };
    if all.is_empty() {
        all.push(bare("sns.amazonaws.com"));
    }
    all.push(bare("s3.amazonaws.com"));
    all
}

#[cfg(test)]
mod tests {
    use super::super::{Audience, Guarded, basic_policy, remedy, who_can};
    use super::*;
    use queuelab::call::CallError;
    use queuelab::cloud::{Dials, EventKind, Input, Submitted};
    use queuelab::kms::api::{CreateAlias, CreateKey, Request};
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::{CreateQueue, SendMessage};

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let made: Request = CreateKey::default().into();
        cloud.call(made);
        let target_key_id = find(&cloud, 0).unwrap().id().to_string();
        let named: Request = CreateAlias { alias_name: "alias/orders".to_owned(), target_key_id }.into();
        cloud.call(named);
        let attributes = [("KmsMasterKeyId".to_owned(), "alias/orders".to_owned())].into();
        cloud.call(CreateQueue { queue_name: "q".to_owned(), attributes, ..CreateQueue::default() });
        cloud.drain_events();
        cloud
    }

    fn allowed(cloud: &Cloud, who: &str, draft: Option<&str>) -> Vec<bool> {
        let table = who_can(cloud, &Guarded::Key(0), draft);
        let row = table.rows.iter().find(|row| row.who.contains(who)).unwrap();
        row.cells.iter().map(|cell| cell.allowed).collect()
    }

    #[test]
    fn a_key_is_open_to_its_account_and_to_the_services_that_its_policy_names() {
        let cloud = lab();
        assert_eq!(allowed(&cloud, "root", None), [true; 4]);
        assert_eq!(allowed(&cloud, "sns.amazonaws.com", None), [false; 4]);
        let services = Audience::These("sns.amazonaws.com, s3.amazonaws.com".to_owned());
        let text = basic_policy(&cloud, &Guarded::Key(0), &services, &Audience::Owner).unwrap();
        assert_eq!(Guarded::Key(0).problem(&text), None);
        for who in ["sns.amazonaws.com", "s3.amazonaws.com"] {
            assert_eq!(allowed(&cloud, who, Some(&text)), [true, true, false, false], "{who}");
        }
        assert_eq!(allowed(&cloud, "root", Some(&text)), [true; 4]);
        assert_eq!(allowed(&cloud, "any other account", Some(&text)), [false; 4]);
        assert!(Guarded::Key(0).problem(" ").is_some(), "a key always has a policy");
    }

    #[test]
    fn what_is_missing_in_a_key_policy_is_added_to_it() {
        let mut cloud = lab();
        let key = find(&cloud, 0).unwrap().arn().to_owned();
        assert_eq!(Guarded::of_arn(&cloud, &key), Some(Guarded::Key(0)));
        // Somebody whom only the queue lets in.
        let open =
            basic_policy(&cloud, &Guarded::Queue(0), &Audience::These("111122223333".to_owned()), &Audience::Owner);
        let call = Guarded::Queue(0).save(&cloud, &open.unwrap()).unwrap();
        assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))));
        let eve = Caller { account: "111122223333".parse().unwrap(), ..Caller::default() };
        let send = |cloud: &mut Cloud| {
            let (queue_url, message_body) = ("000000000000/q".to_owned(), "x".to_owned());
            let queue_url = format!("https://sqs.us-east-1.amazonaws.com/{queue_url}");
            let call = SendMessage { queue_url, message_body, ..SendMessage::default() }.into();
            cloud.apply(&Input::Call { caller: eve.clone(), call })
        };
        let Submitted::Done(Err(CallError::Sqs(_))) = send(&mut cloud) else { panic!("it was allowed") };
        let events = cloud.drain_events();
        let EventKind::Refused { denial: Some(denial), .. } = &events.last().unwrap().kind else { panic!() };
        assert_eq!(denial.action, "kms:GenerateDataKey");
        let (whose, call) = remedy(&cloud, denial).unwrap();
        assert_eq!(whose, Guarded::Key(0));
        assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))));
        // Data keys are opened as well, which the same statement allows.
        assert!(matches!(send(&mut cloud), Submitted::Done(Ok(_))));
    }
}
