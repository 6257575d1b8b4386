//! The keys of KMS as the page lists them, and as a form offers them for encryption.

use super::describe::{number, span};
use super::keys::key_name;
use queuelab::base::AccountId;
use queuelab::clock::Instant;
use queuelab::cloud::Cloud;
use queuelab::kms::{AwsService, Key, KeyManager, KeyState};
use queuelab::t;

/// A key in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the lab.
    pub number: u32,
    /// Its alias, or the beginning of its id.
    pub name: String,
    /// Its id, with which operations on keys name it.
    pub id: String,
    /// What is said about it.
    pub description: String,
    /// Its state in words.
    pub state: String,
    /// Whether it can be used.
    pub enabled: bool,
    /// Whether it waits for its deletion.
    pub pending: bool,
    /// Whether AWS looks after it, so that nobody else can change it.
    pub is_aws: bool,
    /// Who looks after it, in words.
    pub manager: &'static str,
    /// `GenerateDataKey` calls, `Decrypt` calls, and calls saved by data keys that were still fresh.
    pub calls: (u64, u64, u64),
    /// The queues and topics that it encrypts, by name.
    pub used_by: Vec<String>,
}

/// The key of that number as the list shows it.
pub fn line(cloud: &Cloud, key: &Key, now: Instant) -> Line {
    let calls = key.calls();
    let is_aws = key.is_aws_managed();
    Line {
        number: key.number().0,
        name: key_name(cloud, key),
        id: key.id().to_string(),
        description: key.description().to_owned(),
        state: state(key, now),
        enabled: key.state() == KeyState::Enabled,
        pending: matches!(key.state(), KeyState::PendingDeletion(_)),
        is_aws,
        manager: if is_aws { "AWS" } else { t!("you") },
        calls: (calls.generate_data_key, calls.decrypt, calls.saved),
        used_by: used_by(cloud, key),
    }
}

/// All keys in the order in which they were made.
pub fn lines(cloud: &Cloud, now: Instant) -> Vec<Line> {
    cloud.kms().keys().map(|key| line(cloud, key, now)).collect()
}

impl Line {
    /// How often KMS was asked, in words.
    pub fn calls_told(&self) -> String {
        let (made, opened, saved) = self.calls;
        t!(
            "GenerateDataKey {made} times, Decrypt {opened} times; {saved} calls saved by reuse",
            made = number(made),
            opened = number(opened),
            saved = number(saved)
        )
    }

    /// What it encrypts, in words.
    pub fn uses_told(&self) -> String {
        if self.used_by.is_empty() {
            t!("Encrypts nothing yet").to_owned()
        } else {
            t!("Encrypts {users}", users = self.used_by.join(", "))
        }
    }
}

/// A key's state in words.
pub fn state(key: &Key, now: Instant) -> String {
    match key.state() {
        KeyState::Enabled => t!("enabled").to_owned(),
        KeyState::Disabled => t!("disabled").to_owned(),
        KeyState::PendingDeletion(at) => t!("pending deletion, gone in {now}", now = span(at.since(now))),
    }
}

fn used_by(cloud: &Cloud, key: &Key) -> Vec<String> {
    let is_own = |other| other == Some(key.number());
    let queues = cloud.sqs().queues().filter(|queue| is_own(super::access::key::of_queue(cloud, queue)));
    let topics = cloud.sns().topics().filter(|topic| is_own(super::access::key::of_topic(cloud, topic)));
    let queues = queues.map(|queue| t!("queue {name}", name = queue.key.name));
    queues.chain(topics.map(|topic| t!("topic {name}", name = topic.key.name))).collect()
}

/// What a form offers for `KmsMasterKeyId`: AWS's own key of the service, then the account's aliases and the keys without
/// one, each with its words.
pub fn choices(cloud: &Cloud, own: AwsService, account: AccountId) -> Vec<(String, String)> {
    let mut all =
        vec![(own.alias().to_owned(), t!("{alias} – AWS's own key, made at its first use", alias = own.alias()))];
    let mine = |key: &&Key| key.account() == account && key.manager() == KeyManager::Customer;
    for key in cloud.kms().keys().filter(mine) {
        let state = match key.state() {
            KeyState::Enabled => "",
            KeyState::Disabled => t!(", disabled"),
            KeyState::PendingDeletion(_) => t!(", pending deletion"),
        };
        let aliases: Vec<String> = cloud.kms().aliases_of(key.number()).map(|alias| alias.name.to_string()).collect();
        if aliases.is_empty() {
            all.push((key.id().to_string(), format!("{}…{state}", key_name(cloud, key))));
        }
        all.extend(aliases.into_iter().map(|alias| (alias.clone(), format!("{alias}{state}"))));
    }
    all
}

/// What is typed as an alias, with the prefix that AWS asks for; nothing where nothing was typed.
pub fn alias_of(typed: &str) -> Option<String> {
    let typed = typed.trim();
    match typed {
        "" => None,
        alias if alias.starts_with("alias/") => Some(alias.to_owned()),
        bare => Some(format!("alias/{bare}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Dials, Submitted};
    use queuelab::kms::api::{CreateAlias, CreateKey, DisableKey, Request, ScheduleKeyDeletion};
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::{CreateQueue, SendMessage};

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        for _ in 0..2 {
            let request: Request = CreateKey::default().into();
            assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        }
        let target_key_id = cloud.kms().keys().next().unwrap().id().to_string();
        let request: Request = CreateAlias { alias_name: "alias/orders".to_owned(), target_key_id }.into();
        assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        cloud
    }

    #[test]
    fn the_list_says_what_a_key_encrypts_and_how_often_it_was_asked() {
        let mut cloud = lab();
        let attributes = [("KmsMasterKeyId".to_owned(), "alias/orders".to_owned())].into();
        cloud.call(CreateQueue { queue_name: "q".to_owned(), attributes, ..CreateQueue::default() });
        for _ in 0..3 {
            let (queue_url, message_body) = ("000000000000/q".to_owned(), "x".to_owned());
            let queue_url = format!("https://sqs.us-east-1.amazonaws.com/{queue_url}");
            cloud.call(SendMessage { queue_url, message_body, ..SendMessage::default() });
        }
        let first = lines(&cloud, Instant::ZERO).remove(0);
        assert_eq!((first.name.as_str(), first.calls, first.enabled), ("alias/orders", (1, 1, 4), true));
        assert_eq!(first.uses_told(), "Encrypts queue q");
        assert_eq!(first.calls_told(), "GenerateDataKey 1 times, Decrypt 1 times; 4 calls saved by reuse");
    }

    #[test]
    fn a_form_offers_aliases_and_bare_keys_with_their_state() {
        let mut cloud = lab();
        let ids: Vec<String> = cloud.kms().keys().map(|key| key.id().to_string()).collect();
        let disable: Request = DisableKey { key_id: ids[0].clone() }.into();
        cloud.call(disable);
        let delete: Request = ScheduleKeyDeletion { key_id: ids[1].clone(), pending_window_in_days: Some(7) }.into();
        cloud.call(delete);
        let offered = choices(&cloud, AwsService::Sqs, AccountId::DEFAULT);
        let values: Vec<&str> = offered.iter().map(|(value, _)| value.as_str()).collect();
        assert_eq!(values, ["alias/aws/sqs", "alias/orders", ids[1].as_str()]);
        assert_eq!(offered[1].1, "alias/orders, disabled");
        assert!(offered[2].1.ends_with(", pending deletion"));
        let all = lines(&cloud, Instant::ZERO);
        assert!(all[1].pending && all[1].state.starts_with("pending deletion, gone in "));
    }

    #[test]
    fn an_alias_gets_its_prefix() {
        assert_eq!(alias_of(" orders "), Some("alias/orders".to_owned()));
        assert_eq!(alias_of("alias/a"), Some("alias/a".to_owned()));
        assert_eq!(alias_of(" "), None);
    }
}
