//! Who can do what with a resource, answered by the evaluation itself.

use super::Guarded;
use queuelab::base::{AccountId, Arn, Caller, Circumstances, Origin, Principal};
use queuelab::cloud::{Cloud, sns_caller};
use queuelab::iam::{Kind, Policy, StoredPolicy, name_of};
use queuelab::{key, t, text};
use std::sync::Arc;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why, or why not.
    pub why: String,
}

/// The answers for one caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The caller, in words.
    pub who: String,
    /// The answers, in the order of the actions.
    pub cells: Vec<Cell>,
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The actions, without the service's prefix, each with a short word for it.
    pub actions: &'static [(&'static str, &'static str)],
    /// Callers that matter for this resource.
    pub rows: Vec<Row>,
}

/// So many callers are shown.
const ROWS_MAX: usize = 24;
const QUEUE: [(&str, &str); 4] = [
    ("SendMessage", key!("send")),
    ("ReceiveMessage", key!("receive")),
    ("DeleteMessage", key!("delete")),
    (OWNERS_OWN, key!("change it")),
];
const TOPIC: [(&str, &str); 3] =
    [("Publish", key!("publish")), ("Subscribe", key!("subscribe")), ("SetTopicAttributes", key!("change it"))];
const KEY: [(&str, &str); 4] = [
    ("GenerateDataKey", key!("make data keys")),
    ("Decrypt", key!("decrypt")),
    ("DisableKey", key!("disable it")),
    ("PutKeyPolicy", key!("change its policy")),
];
const BUCKET: [(&str, &str); 4] = [
    ("GetObject", key!("get")),
    ("PutObject", key!("put")),
    ("DeleteObject", key!("delete")),
    ("PutBucketNotification", key!("change it")),
];
const STREAM: [(&str, &str); 4] = [
    ("PutRecord", key!("put")),
    ("GetRecords", key!("read")),
    ("SubscribeToShard", key!("subscribe")),
    ("SplitShard", key!("change it")),
];
const FUNCTION: [(&str, &str); 1] = [("InvokeFunction", key!("invoke"))];
/// What no policy opens to another account.
const OWNERS_OWN: &str = "SetQueueAttributes";

/// Who can do what with a resource; with a draft, as if that were its policy. Nothing for a user or role.
pub fn who_can(cloud: &Cloud, of: &Guarded, draft: Option<&str>) -> Table {
    let (actions, prefix): (&'static [(&'static str, &'static str)], _) = match of {
        Guarded::Queue(_) => (&QUEUE, "sqs"),
        Guarded::Topic(_) => (&TOPIC, "SNS"),
        Guarded::Key(_) => (&KEY, "kms"),
        Guarded::Bucket(_) => (&BUCKET, "s3"),
        Guarded::Function(_) => (&FUNCTION, "lambda"),
        Guarded::Stream(_) => (&STREAM, "kinesis"),
        Guarded::Person(..) => return Table::default(),
    };
    let own = of.stored(cloud);
    let draft = draft.map(StoredPolicy::new);
    let policy = if draft.is_some() { draft.as_ref() } else { own };
    let row = |(who, caller): (String, Caller)| {
        let cell = |(action, _): &(&'static str, &'static str)| {
            let mut ask = of.ask(cloud, &format!("{prefix}:{action}"), policy)?;
            let is_owners_own = matches!(*action, OWNERS_OWN | "DisableKey" | "PutKeyPolicy");
            if is_owners_own && ask.owner != caller.account {
                ask.policy = None;
            }
            if let Guarded::Key(id) = of {
                ask.extra = super::key::conditions(cloud, *id, action, &caller);
            }
            let verdict = cloud.verdict(&caller, &ask);
            let why = verdict.sentence(&cloud.question(&caller, &ask));
            Some(Cell { allowed: verdict.allowed, why })
        };
        Row { who, cells: actions.iter().filter_map(cell).collect() }
    };
    let rows = callers(cloud, of, policy).into_iter().take(ROWS_MAX).map(row).collect();
    Table { actions, rows }
}

/// The callers that matter: the owner, who else is known, whom the policy names, and the services that deliver here.
fn callers(cloud: &Cloud, of: &Guarded, policy: Option<&StoredPolicy>) -> Vec<(String, Caller)> {
    let Some(owner) = of.ask(cloud, "", None).map(|ask| ask.owner) else { return Vec::new() };
    let root = |account: AccountId| Caller { account, ..Caller::default() };
    let mut all = vec![(t!("{owner} (owner), root", owner), root(owner))];
    let administrator = Caller { principal: Principal::User("administrator".to_owned()), ..root(owner) };
    all.push((t!("{owner}, any administrator", owner), administrator));
    for person in cloud.iam().people() {
        all.push((format!("{}, {} {}", person.account, text::of(person.kind.word()), person.name), person.caller()));
    }
    let mut accounts: Vec<AccountId> = policy.into_iter().flat_map(|policy| accounts_in(policy.text())).collect();
    accounts.sort_unstable();
    accounts.dedup();
    for account in accounts.into_iter().filter(|account| *account != owner) {
        all.push((t!("{account}, root", account), root(account)));
    }
    all.extend(services(cloud, of));
    let stranger = AccountId::new(999_999_999_999).unwrap_or(AccountId::DEFAULT);
    all.push((t!("any other account").to_owned(), root(stranger)));
    let anonymous = Caller { principal: Principal::Anonymous, ..root(stranger) };
    all.push((t!("an unsigned request").to_owned(), anonymous));
    all
}

/// The twelve-digit numbers that a policy names as principals.
fn accounts_in(text: &str) -> Vec<AccountId> {
    let Ok(policy) = Policy::parse(text, Kind::Resource, usize::MAX) else { return Vec::new() };
    let principals = policy.statements.iter().filter_map(|statement| statement.principal.as_ref());
    principals.flat_map(|scope| scope.items.iter()).filter_map(queuelab::iam::Named::account).collect()
}

/// The topics and buckets that deliver here, or the services that want a key.
fn services(cloud: &Cloud, of: &Guarded) -> Vec<(String, Caller)> {
    if let Guarded::Key(id) = of {
        return super::key::services(cloud, *id);
    }
    let (Guarded::Queue(_) | Guarded::Topic(_) | Guarded::Function(_)) = of else { return Vec::new() };
    let Some(here) = of.ask(cloud, "", None).map(|ask| ask.resource) else { return Vec::new() };
    let delivers = |topic: &&queuelab::sns::topic::Topic| {
        cloud.sns().subscriptions_of(topic).take(1_000).any(|subscription| *subscription.endpoint == *here)
    };
    let row = |topic: &queuelab::sns::topic::Topic| {
        let region = here.parse::<Arn>().ok().and_then(|arn| arn.region.parse().ok()).unwrap_or(topic.key.region);
        let caller = sns_caller(topic.key.arn(), topic.key.account, region, Origin::Person);
        (t!("{caller} for topic {name}", caller = name_of(&caller), name = topic.key.name), caller)
    };
    let mut all: Vec<(String, Caller)> = cloud.sns().topics().filter(delivers).take(ROWS_MAX).map(row).collect();
    let tells = |bucket: &&queuelab::s3::Bucket| {
        bucket.notification.rules.iter().any(|rule| rule.destination.arn.to_string() == here)
    };
    let row = |bucket: &queuelab::s3::Bucket| {
        let caller = service(queuelab::cloud::S3_SERVICE, bucket.arn(), bucket.owner);
        (t!("{caller} for bucket {name}", caller = name_of(&caller), name = bucket.name), caller)
    };
    all.extend(cloud.s3().buckets().filter(tells).take(ROWS_MAX).map(row));
    all
}

/// A service that acts on behalf of a resource.
pub fn service(name: &str, source: Arn, account: AccountId) -> Caller {
    let circumstances =
        Circumstances { source_arn: Some(source), source_account: Some(account), ..Circumstances::default() };
    Caller {
        account,
        principal: Principal::Service(name.to_owned()),
        circumstances: Some(Arc::new(circumstances)),
        ..Caller::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Audience, basic_policy, remedy};
    use super::*;
    use queuelab::cloud::{Dials, EventKind, Input, Submitted};
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::{CreateQueue, SendMessage};

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        cloud
    }

    fn allowed(table: &Table, who: &str) -> Vec<bool> {
        let row = table.rows.iter().find(|row| row.who.contains(who)).unwrap();
        row.cells.iter().map(|cell| cell.allowed).collect()
    }

    #[test]
    fn the_short_way_opens_what_it_says_and_nothing_else() {
        let cloud = lab();
        let queue = Guarded::Queue(0);
        let these = Audience::These("111122223333".to_owned());
        let text = basic_policy(&cloud, &queue, &these, &Audience::Owner).unwrap();
        assert_eq!(queue.problem(&text), None);
        let table = who_can(&cloud, &queue, Some(&text));
        assert_eq!(allowed(&table, "111122223333"), [true, false, false, false]);
        assert_eq!(allowed(&table, "any other account"), [false; 4]);
        assert_eq!(allowed(&table, "(owner)"), [true; 4]);
        let text = basic_policy(&cloud, &queue, &Audience::Everyone, &Audience::Owner).unwrap();
        assert_eq!(allowed(&who_can(&cloud, &queue, Some(&text)), "unsigned"), [true, false, false, false]);
        assert!(basic_policy(&cloud, &queue, &Audience::These("x".to_owned()), &Audience::Owner).is_err());
    }

    #[test]
    fn a_bucket_is_asked_about_its_objects_and_opened_by_its_policy() {
        let mut cloud = lab();
        let create = queuelab::s3::api::CreateBucket { bucket: "holiday".to_owned(), ..Default::default() };
        cloud.call(queuelab::s3::api::Request::from(create));
        let bucket = Guarded::Bucket(0);
        assert_eq!(allowed(&who_can(&cloud, &bucket, None), "(owner)"), [true; 4]);
        assert_eq!(allowed(&who_can(&cloud, &bucket, None), "any other account"), [false; 4]);
        let text = basic_policy(&cloud, &bucket, &Audience::Owner, &Audience::Everyone).unwrap();
        assert_eq!(bucket.problem(&text), None);
        assert_eq!(allowed(&who_can(&cloud, &bucket, Some(&text)), "unsigned"), [true, false, false, false]);
        let saved = cloud.call(bucket.save(&cloud, &text).unwrap());
        assert!(matches!(saved, Submitted::Done(Ok(_))));
        assert_eq!(bucket.policy(&cloud), text);
    }

    #[test]
    fn what_is_missing_mends_a_denial() {
        let mut cloud = lab();
        let eve = Caller { account: "111122223333".parse().unwrap(), ..Caller::default() };
        let send = |cloud: &mut Cloud| {
            let (queue_url, message_body) = ("000000000000/q".to_owned(), "x".to_owned());
            let call = SendMessage { queue_url, message_body, ..SendMessage::default() }.into();
            cloud.apply(&Input::Call { caller: eve.clone(), call })
        };
        assert!(matches!(send(&mut cloud), Submitted::Done(Err(_))));
        let events = cloud.drain_events();
        let EventKind::Refused { denial: Some(denial), .. } = &events.last().unwrap().kind else { panic!() };
        let (whose, call) = remedy(&cloud, denial).unwrap();
        assert_eq!(whose, Guarded::Queue(0));
        assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))));
        assert!(matches!(send(&mut cloud), Submitted::Done(Ok(_))));
    }
}
