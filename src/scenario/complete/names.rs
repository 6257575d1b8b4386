//! Names of what is in a lab, in the order in which it was made.

use super::{Item, Known};
use crate::actors::Actor;
use crate::base::{AccountId, Arn, Caller, Region};
use crate::cloud::Cloud;
use crate::endpoints::Kind;
use crate::iam::{Person, PersonKind};

/// The names that a caller would use.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    cloud: &'a Cloud,
    caller: &'a Caller,
}

impl<'a> Names<'a> {
    pub fn of(known: Known<'a>) -> Self {
        Self { cloud: known.cloud, caller: known.runner.caller() }
    }

    fn is_own(self, account: AccountId, region: Region) -> bool {
        account == self.caller.account && region == self.caller.region
    }

    /// Queues: by name where they are the caller's, by URL where they are others'.
    pub fn queues(self) -> Vec<Item> {
        let one = |queue: &crate::sqs::queue::Queue| {
            let url = queue.key.url();
            if self.is_own(queue.key.account, queue.key.region) {
                named(&queue.key.name, url)
            } else {
                Item::new(url, "a queue elsewhere")
            }
        };
        self.cloud.sqs().queues().map(one).collect()
    }

    pub fn queue_arns(self) -> Vec<Item> {
        self.cloud.sqs().queues().map(|queue| arn(&queue.key.arn(), "queue")).collect()
    }

    pub fn topics(self) -> Vec<Item> {
        let own = self.cloud.sns().topics().filter(|topic| self.is_own(topic.key.account, topic.key.region));
        own.map(|topic| named(&topic.key.name, "topic")).collect()
    }

    pub fn topic_arns(self) -> Vec<Item> {
        self.cloud.sns().topics().map(|topic| arn(&topic.key.arn(), "topic")).collect()
    }

    pub fn subscriptions(self) -> Vec<Item> {
        let sns = self.cloud.sns();
        let all = sns.topics().flat_map(|topic| sns.subscriptions_of(topic));
        all.map(|one| Item::new(one.arn(), format!("{} {}", one.protocol.name(), one.endpoint))).collect()
    }

    pub fn streams(self) -> Vec<Item> {
        let own = self.cloud.kinesis().streams().filter(|stream| self.is_own(stream.key.account, stream.key.region));
        own.map(|stream| named(&stream.key.name, "stream")).collect()
    }

    pub fn stream_arns(self) -> Vec<Item> {
        self.cloud.kinesis().streams().map(|stream| arn(&stream.key.arn(), "stream")).collect()
    }

    /// The shards of the stream of that name or ARN; of all where there is none.
    pub fn shards(self, stream: Option<&str>) -> Vec<Item> {
        let is_it = |one: &&crate::kinesis::stream::Stream| {
            stream.is_none_or(|stream| *one.key.name == *stream || one.key.arn().to_string() == stream)
        };
        let of = |one: &'a crate::kinesis::stream::Stream| {
            one.shards.iter().flatten().map(|shard| {
                let state = if shard.is_open() { "open" } else { "closed" };
                Item::new(shard.id.to_string(), format!("{state}, of {}", one.key.name))
            })
        };
        self.cloud.kinesis().streams().filter(is_it).flat_map(of).collect()
    }

    /// Registered consumers of streams.
    pub fn consumers(self) -> Vec<Item> {
        let kinesis = self.cloud.kinesis();
        let all = kinesis.streams().flat_map(|stream| kinesis.consumers_of(stream).map(move |one| (stream, one)));
        all.map(|(stream, one)| named(&one.name, format!("reads {}", stream.key.name))).collect()
    }

    pub fn functions(self) -> Vec<Item> {
        let own = self.cloud.lambda().functions().filter(|one| self.is_own(one.key.account, one.key.region));
        own.map(|one| named(&one.key.name, "function")).collect()
    }

    pub fn function_arns(self) -> Vec<Item> {
        self.cloud.lambda().functions().map(|one| arn(&one.key.arn(), "function")).collect()
    }

    pub fn mappings(self) -> Vec<Item> {
        let of = |one: &crate::lambda::Mapping| {
            Item::new(one.uuid.to_string(), format!("works through a source for {}", one.function.name))
        };
        self.cloud.lambda().mappings().map(of).collect()
    }

    pub fn delivery_streams(self) -> Vec<Item> {
        let own = self.cloud.firehose().streams().filter(|one| self.is_own(one.key.account, one.key.region));
        own.map(|one| named(&one.key.name, "delivery stream")).collect()
    }

    pub fn delivery_stream_arns(self) -> Vec<Item> {
        self.cloud.firehose().streams().map(|one| arn(&one.key.arn(), "delivery stream")).collect()
    }

    pub fn tables(self) -> Vec<Item> {
        let own = self.cloud.dynamodb().tables().filter(|one| self.is_own(one.key.account, one.key.region));
        own.map(|one| named(&one.key.name, "table")).collect()
    }

    pub fn table_arns(self) -> Vec<Item> {
        self.cloud.dynamodb().tables().map(|one| arn(&one.key.arn(), "table")).collect()
    }

    pub fn applications(self) -> Vec<Item> {
        let own = self.cloud.analytics().all().filter(|one| self.is_own(one.key.account, one.key.region));
        own.map(|one| named(&one.key.name, "application")).collect()
    }

    pub fn application_arns(self) -> Vec<Item> {
        self.cloud.analytics().all().map(|one| arn(&one.key.arn(), "application")).collect()
    }

    pub fn buckets(self) -> Vec<Item> {
        self.cloud.s3().buckets().map(|bucket| named(&bucket.name, "bucket")).collect()
    }

    /// Keys of KMS: by their aliases, then by their ids.
    pub fn keys(self) -> Vec<Item> {
        let kms = self.cloud.kms();
        let aliases = kms.aliases().filter(|alias| self.is_own(alias.account, alias.region));
        let keys = kms.keys().filter(|key| self.is_own(key.account(), key.region()));
        aliases
            .map(|alias| named(&alias.name, "alias"))
            .chain(keys.map(|key| Item::new(key.id().to_string(), "key")))
            .collect()
    }

    pub fn alarms(self) -> Vec<Item> {
        let own = self.cloud.cloudwatch().alarms().filter(|one| self.is_own(one.key.account, one.key.region));
        own.map(|one| named(&one.key.name, "alarm")).collect()
    }

    fn people(self, kind: PersonKind) -> impl Iterator<Item = &'a Person> {
        let account = self.caller.account;
        self.cloud.iam().people().filter(move |person| person.kind == kind && person.account == account)
    }

    pub fn users(self) -> Vec<Item> {
        self.people(PersonKind::User).map(|person| named(&person.name, "user")).collect()
    }

    pub fn roles(self) -> Vec<Item> {
        self.people(PersonKind::Role).map(|person| named(&person.name, "role")).collect()
    }

    pub fn role_arns(self) -> Vec<Item> {
        self.people(PersonKind::Role).map(|person| Item::new(person.arn(), "role")).collect()
    }

    pub fn regions() -> Vec<Item> {
        Region::all().map(|region| Item::new(region.name(), "")).collect()
    }

    pub fn actors(self) -> Vec<Item> {
        self.cloud.actors().map(|actor| named(actor.name(), actor_word(actor))).collect()
    }

    /// What stands outside, of some kinds.
    pub fn endpoints(self, is_wanted: impl Fn(Kind) -> bool) -> Vec<Item> {
        let wanted = self.cloud.endpoints().iter().filter(|one| is_wanted(one.kind));
        wanted.map(|one| named(&one.address, "endpoint")).collect()
    }

    /// Endpoints of subscriptions, which can be made to fail.
    pub fn faulty(self) -> Vec<Item> {
        let sns = self.cloud.sns();
        let all = sns.topics().flat_map(|topic| sns.subscriptions_of(topic));
        all.map(|one| named(&one.endpoint, format!("{} of {}", one.protocol.name(), one.topic_key.name))).collect()
    }

    /// Whatever has an ARN and can be the source of something.
    pub fn all_arns(self) -> Vec<Item> {
        let buckets = self.cloud.s3().buckets().map(|bucket| arn(&bucket.arn(), "bucket")).collect();
        [self.topic_arns(), self.queue_arns(), self.stream_arns(), self.function_arns(), buckets].concat()
    }

    /// What can follow `show KIND`.
    pub fn shown(self, kind: &str) -> Vec<Item> {
        match kind {
            "queue" | "metrics" => self.queues(),
            "topic" | "deliveries" => self.topics(),
            "stream" => self.streams(),
            "reader" => self.actors_of("reader"),
            "delivery_stream" | "delivery_log" => self.delivery_streams(),
            "application" => self.applications(),
            "objects" => self.buckets(),
            "table" | "leases" => self.tables(),
            "endpoint" => self.endpoints(|_| true),
            _ => Vec::new(),
        }
    }

    fn actors_of(self, word: &str) -> Vec<Item> {
        let wanted = self.cloud.actors().filter(|actor| actor_word(actor) == word);
        wanted.map(|actor| named(actor.name(), word)).collect()
    }
}

fn actor_word(actor: &Actor) -> &'static str {
    use crate::actors::Role;
    match actor.role {
        Role::Producer(_) => "producer",
        Role::Consumer(_) => "consumer",
        Role::Writer(_) => "writer",
        Role::Kcl(_) => "kcl worker",
        Role::Reader(_) => "reader",
        Role::Agent(_) => "agent",
    }
}

fn arn(arn: &Arn, what: &str) -> Item {
    Item::new(arn.to_string(), what)
}

/// A name as it can be written: in quotation marks where it has to be.
fn named(name: &str, note: impl Into<String>) -> Item {
    let is_plain =
        !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '$' | '\\' | '#'));
    if is_plain {
        return Item::new(name, note);
    }
    let mut text = String::from("\"");
    for c in name.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '$' => text.push_str("$$"),
            '\n' => text.push_str("\\n"),
            other => text.push(other),
        }
    }
    text.push('"');
    Item::new(text, note)
}
