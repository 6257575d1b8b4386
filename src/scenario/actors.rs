//! `actor`: producers and consumers, in words or as the JSON of their configuration.

use super::readers::{parse_agent, parse_reader};
use super::settings::number;
use super::text::{Cursor, Fill, Variables};
use crate::actors::extended::{Fetch, Offload, check_prefix};
use crate::actors::writer::kpl::Kpl;
use crate::actors::writer::{Client, Sdk};
use crate::actors::{ActorConfig, ConsumerConfig, OnFailure, ProducerConfig, Source, WriterConfig};
use crate::base::{Arn, Caller};
use crate::clock::Duration;

/// An actor to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorCommand {
    config: ActorConfig,
    /// A queue by its name in the caller's account and Region.
    queue: Option<String>,
}

impl ActorCommand {
    /// Reads what follows the word `actor`.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        if cursor.rest().starts_with('{') {
            let json = cursor.json().fill(&Variables::new(), Fill::Json)?;
            let config = serde_json::from_str(&json).map_err(|error| format!("this is no actor: {error}"))?;
            return Ok(Self { config, queue: None });
        }
        match cursor.word() {
            Some("producer") => producer(cursor),
            Some("consumer") => consumer(cursor),
            Some("writer") => writer(cursor),
            Some("kcl") => {
                let (config, queue) = super::workers::parse(cursor)?;
                Ok(Self { config: ActorConfig::Kcl(Box::new(config)), queue })
            }
            Some("reader") => {
                let (config, queue) = parse_reader(cursor)?;
                Ok(Self { config: ActorConfig::Reader(Box::new(config)), queue })
            }
            Some("agent") => {
                let (config, queue) = parse_agent(cursor)?;
                Ok(Self { config: ActorConfig::Agent(Box::new(config)), queue })
            }
            _ => {
                Err("an actor is a producer, a consumer, a writer, a reader, a kcl worker or an agent, or JSON"
                    .to_owned())
            }
        }
    }

    /// The configuration, as that caller would set it up.
    pub(super) fn config(&self, caller: &Caller) -> Result<ActorConfig, String> {
        let mut config = self.config.clone();
        if let Some(name) = &self.queue {
            let arn = if name.starts_with("arn:") {
                name.parse().map_err(|_| format!("'{name}' is no ARN"))?
            } else if let Some(stream) = name.strip_prefix("stream:") {
                Arn::stream(caller.region, caller.account, stream)
            } else if let Some(stream) = name.strip_prefix("delivery_stream:") {
                let resource = format!("deliverystream/{stream}");
                Arn { service: "firehose".to_owned(), resource, ..Arn::stream(caller.region, caller.account, "") }
            } else if let Some(topic) = name.strip_prefix("topic:") {
                Arn::topic(caller.region, caller.account, topic)
            } else {
                Arn::queue(caller.region, caller.account, name)
            };
            config.set_queue(Some(arn));
        }
        Ok(config)
    }
}

fn producer(cursor: &mut Cursor<'_>) -> Result<ActorCommand, String> {
    let (mut config, mut queue) = (ProducerConfig::default(), None);
    let (mut text, mut groups_given, mut most, mut poison) = ("message {n}".to_owned(), Vec::new(), None, 0);
    let (mut bytes, mut client, mut extended) = (None, Offload::default(), false);
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "queue" => queue = Some(value),
            "topic" => queue = Some(format!("topic:{value}")),
            "delivery_stream" => queue = Some(format!("delivery_stream:{value}")),
            "every" => config.every_ms = millis(&value)?,
            "jitter" => config.jitter_ms = millis(&value)?,
            "burst" => config.burst = number(key, &value)?,
            "body" => text = value,
            "groups" => groups_given = value.split(',').map(str::to_owned).collect(),
            "total" => most = Some(number(key, &value)?),
            "poison_every" => poison = number(key, &value)?,
            "bytes" => bytes = Some(number(key, &value)?),
            "bucket" => (client.bucket, extended) = (value, true),
            "threshold" => client.threshold = number(key, &value)?,
            "always" => client.always = yes(key, &value)?,
            "legacy_marker" => client.legacy_marker = yes(key, &value)?,
            "prefix" => {
                check_prefix(&value)?;
                client.prefix = value;
            }
            _ => return Err(format!("a producer has no '{key}'")),
        }
    }
    config.source =
        Source::Pattern { body: text, groups: groups_given, total: most, poison_every: poison, payload_bytes: bytes };
    if !extended && client != Offload::default() {
        return Err("the extended client needs a bucket=NAME".to_owned());
    }
    config.extended = extended.then_some(client);
    Ok(ActorCommand { config: ActorConfig::Producer(config), queue })
}

fn writer(cursor: &mut Cursor<'_>) -> Result<ActorCommand, String> {
    let (mut config, mut stream, mut is_kpl) = (WriterConfig::default(), None, false);
    let (mut sdk, mut kpl) = (Sdk::default(), Kpl::default());
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "stream" => stream = Some(format!("stream:{value}")),
            "every" => config.every_ms = millis(&value)?,
            "jitter" => config.jitter_ms = millis(&value)?,
            "burst" => config.burst = number(key, &value)?,
            "body" => config.body = value,
            "bytes" => config.bytes = Some(number(key, &value)?),
            "total" => config.total = Some(number(key, &value)?),
            "keys" => config.keys.pattern = value,
            "count" => config.keys.count = number(key, &value)?,
            "random" => config.keys.random = yes(key, &value)?,
            "hot" => config.keys.hot_percent = number(key, &value)?,
            "client" if value == "sdk" => is_kpl = false,
            "client" if value == "kpl" => is_kpl = true,
            "client" => return Err("client is sdk or kpl".to_owned()),
            "batch" => sdk.batch = yes(key, &value)?,
            "attempts" => sdk.attempts = number(key, &value)?,
            "resend" => sdk.resend = yes(key, &value)?,
            "buffered" => kpl.record_max_buffered_time = millis(&value)?,
            "aggregation" => kpl.aggregation_enabled = yes(key, &value)?,
            "aggregate_bytes" => kpl.aggregation_max_size = number(key, &value)?,
            "ttl" => kpl.record_ttl = millis(&value)?,
            "rate" => kpl.rate_limit = number(key, &value)?,
            "fail_if_throttled" => kpl.fail_if_throttled = yes(key, &value)?,
            _ => return Err(format!("a writer has no '{key}'")),
        }
    }
    config.client = if is_kpl { Client::Kpl(kpl) } else { Client::Sdk(sdk) };
    Ok(ActorCommand { config: ActorConfig::Writer(Box::new(config)), queue: stream })
}

fn consumer(cursor: &mut Cursor<'_>) -> Result<ActorCommand, String> {
    let (mut config, mut queue) = (ConsumerConfig::default(), None);
    let mut client = Fetch::default();
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "queue" => queue = Some(value),
            "max" => config.max_messages = number(key, &value)?,
            "wait" => config.wait_secs = Some(seconds(&value)?),
            "visibility" => config.visibility_secs = Some(seconds(&value)?),
            "pause" => config.pause_ms = millis(&value)?,
            "work" => {
                let (low, high) = value.split_once("..").unwrap_or((&value, &value));
                config.work_ms = (millis(low)?, millis(high)?);
            }
            "fail" => config.fail_ppm = chance(key, &value)?,
            "crash" => config.crash_ppm = chance(key, &value)?,
            "crash_time" => config.crash_ms = millis(&value)?,
            "forget" => config.forget_ppm = chance(key, &value)?,
            "on_failure" => config.on_failure = on_failure(&value)?,
            "heartbeat" => config.heartbeat_ms = Some(millis(&value)?),
            "poison" => config.poison = value,
            "extended" => config.extended = yes(key, &value)?.then(Fetch::default),
            "cleanup" => client.cleanup = yes(key, &value)?,
            "ignore_not_found" => client.ignore_not_found = yes(key, &value)?,
            _ => return Err(format!("a consumer has no '{key}'")),
        }
    }
    match &mut config.extended {
        Some(extended) => *extended = client,
        None if client != Fetch::default() => return Err("the extended client needs extended=yes".to_owned()),
        None => {}
    }
    Ok(ActorCommand { config: ActorConfig::Consumer(config), queue })
}

pub(super) fn yes(key: &str, text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("{key} is yes or no")),
    }
}

pub(super) fn millis(text: &str) -> Result<u64, String> {
    text.parse::<Duration>().map(Duration::as_millis).map_err(|error| error.to_string())
}

fn seconds(text: &str) -> Result<u32, String> {
    u32::try_from(millis(text)? / 1000).map_err(|_| format!("'{text}' is too long"))
}

/// `30%` or `5ppm`, in parts per million.
pub(super) fn chance(key: &str, text: &str) -> Result<u32, String> {
    let (figure, scale) = match (text.strip_suffix('%'), text.strip_suffix("ppm")) {
        (Some(percent), _) => (percent, 10_000),
        (None, Some(ppm)) => (ppm, 1),
        (None, None) => return Err(format!("{key} is a chance, such as 30% or 5ppm")),
    };
    let parts = number::<u32>(key, figure)?.saturating_mul(scale);
    if parts > 1_000_000 { Err(format!("{key} is at most 100%")) } else { Ok(parts) }
}

fn on_failure(text: &str) -> Result<OnFailure, String> {
    match text {
        "leave" => Ok(OnFailure::Leave),
        "release" => Ok(OnFailure::Release),
        _ => Err("on_failure is leave or release".to_owned()),
    }
}
