//! A bucket's notification configuration: its rules, how they are read, and why some are refused.
//!
//! Source: "Amazon S3 Event Notifications" in the Amazon S3 user guide and `PutBucketNotificationConfiguration` in the
//! API reference. Whether a destination is there, this does not know.

use super::{Destination, DestinationKind, EventType, Filter};
use crate::base::{AccountId, Arn, Region};
use crate::s3::api::{
    Attributes, LambdaFunctionConfiguration, NotificationConfiguration, NotificationFilter, QueueConfiguration,
    TopicConfiguration,
};
use crate::s3::limits::{NOTIFICATION_RULES_MAX, RULE_ID_MAX};
use crate::s3::{Result, S3Error};
use std::sync::Arc;

/// A rule: which events of which keys go where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Where to, with the rule's id.
    pub destination: Destination,
    /// Event types and wildcards in the order given.
    pub events: Vec<EventType>,
    /// Which keys.
    pub filter: Filter,
}

/// The rules of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Configuration {
    /// Those for topics, then those for queues, then those for functions, each in the order given.
    pub rules: Vec<Rule>,
    /// Whether everything goes to Amazon EventBridge as well; only kept and shown.
    pub event_bridge: bool,
}

/// One entry as it was given, whatever its destination is.
struct Given<'a> {
    kind: DestinationKind,
    id: Option<&'a str>,
    arn: &'a str,
    events: &'a [String],
    filter: Option<&'a NotificationFilter>,
}

impl Rule {
    /// The rule's id.
    pub fn id(&self) -> &Arc<str> {
        &self.destination.rule
    }

    /// Whether a change is told.
    pub fn matches(&self, event: EventType, key: &str) -> bool {
        self.events.iter().any(|known| known.matches(event)) && self.filter.matches(key)
    }

    /// The first two event types that are in the way of one another: some change would be told by both rules.
    pub fn overlap(&self, other: &Self) -> Option<(EventType, EventType)> {
        if !self.filter.overlaps(&other.filter) {
            return None;
        }
        let mut pairs = self.events.iter().flat_map(|mine| other.events.iter().map(move |theirs| (*mine, *theirs)));
        pairs.find(|(mine, theirs)| mine.overlaps(*theirs))
    }
}

impl Configuration {
    /// Reads a configuration for a bucket of that Region; `draw` makes an id for the rule of that place.
    ///
    /// # Errors
    /// `MalformedXML` and `InvalidArgument`.
    pub(in crate::s3) fn read(
        given: &NotificationConfiguration,
        region: Region,
        draw: impl Fn(u64) -> String,
    ) -> Result<Self> {
        let entries = entries(given);
        let mut rules: Vec<Rule> = Vec::with_capacity(entries.len());
        // Every ARN is looked at before anything else of a rule.
        let arns = entries.iter().map(|entry| read_arn(entry.kind, entry.arn)).collect::<Result<Vec<_>>>()?;
        if entries.len() > NOTIFICATION_RULES_MAX {
            let sentence =
                format!("A bucket can have at most {NOTIFICATION_RULES_MAX} event notification configurations");
            return Err(S3Error::argument(sentence, "NotificationConfiguration", entries.len().to_string()));
        }
        for ((entry, arn), number) in entries.iter().zip(arns).zip(0..) {
            check_place(&arn, region)?;
            let id = entry.id.filter(|id| !id.is_empty()).map_or_else(|| draw(number), str::to_owned);
            let rule = Rule {
                destination: Destination { kind: entry.kind, arn, rule: id.into() },
                events: read_events(entry.events)?,
                filter: Filter::read(entry.filter)?,
            };
            check_id(&rule, &rules)?;
            rules.push(rule);
        }
        check_overlaps(&rules)?;
        Ok(Self { rules, event_bridge: given.event_bridge_configuration.is_some() })
    }

    /// The configuration as an answer shows it.
    pub(in crate::s3) fn write(&self) -> NotificationConfiguration {
        let mut written = NotificationConfiguration {
            event_bridge_configuration: self.event_bridge.then(Attributes::new),
            ..NotificationConfiguration::default()
        };
        for rule in &self.rules {
            let (id, arn) = (Some(rule.id().as_ref().to_owned()), rule.destination.arn.to_string());
            let events = rule.events.iter().map(|event| event.name().to_owned()).collect();
            let filter = rule.filter.write();
            match rule.destination.kind {
                DestinationKind::Topic => {
                    written.topic_configurations.push(TopicConfiguration { id, topic_arn: arn, events, filter });
                }
                DestinationKind::Queue => {
                    written.queue_configurations.push(QueueConfiguration { id, queue_arn: arn, events, filter });
                }
                DestinationKind::Function => {
                    let lambda_function_arn = arn;
                    let entry = LambdaFunctionConfiguration { id, lambda_function_arn, events, filter };
                    written.lambda_function_configurations.push(entry);
                }
            }
        }
        written
    }
}

fn entries(given: &NotificationConfiguration) -> Vec<Given<'_>> {
    let topics = given.topic_configurations.iter().map(|entry| Given {
        kind: DestinationKind::Topic,
        id: entry.id.as_deref(),
        arn: &entry.topic_arn,
        events: &entry.events,
        filter: entry.filter.as_ref(),
    });
    let queues = given.queue_configurations.iter().map(|entry| Given {
        kind: DestinationKind::Queue,
        id: entry.id.as_deref(),
        arn: &entry.queue_arn,
        events: &entry.events,
        filter: entry.filter.as_ref(),
    });
    let functions = given.lambda_function_configurations.iter().map(|entry| Given {
        kind: DestinationKind::Function,
        id: entry.id.as_deref(),
        arn: &entry.lambda_function_arn,
        events: &entry.events,
        filter: entry.filter.as_ref(),
    });
    topics.chain(queues).chain(functions).collect()
}

/// The ARN of a queue, a topic or a function.
fn read_arn(kind: DestinationKind, text: &str) -> Result<Arn> {
    let (element, service) = kind.names();
    let bad = || S3Error::argument("The ARN could not be parsed", element, text);
    let arn: Arn = text.parse().map_err(|_| bad())?;
    let is_named = match kind {
        DestinationKind::Function => arn.resource.strip_prefix("function:").is_some_and(|name| !name.is_empty()),
        DestinationKind::Queue | DestinationKind::Topic => !arn.resource.contains([':', '/']),
    };
    if arn.service != service || !is_named || arn.account.parse::<AccountId>().is_err() || arn.region.is_empty() {
        return Err(bad());
    }
    Ok(arn)
}

/// Refuses destinations in another Region, and FIFO queues and topics, which S3 cannot write to.
fn check_place(arn: &Arn, region: Region) -> Result<()> {
    if arn.region != region.name() {
        let sentence = "The notification destination service region is not valid for the bucket location constraint";
        return Err(S3Error::argument(sentence, "arn", arn.to_string()));
    }
    if arn.resource.ends_with(".fifo") {
        let what = if arn.service == "sns" { "FIFO SNS topics" } else { "FIFO SQS queues" };
        let said = format!("{what} are not supported as destinations of event notifications");
        return Err(S3Error::destinations(std::iter::once((arn.to_string(), said))));
    }
    Ok(())
}

fn read_events(given: &[String]) -> Result<Vec<EventType>> {
    if given.is_empty() {
        return Err(S3Error::malformed());
    }
    let sentence = "A specified event is not supported for notifications.";
    let read = |name: &String| EventType::parse(name).ok_or_else(|| S3Error::argument(sentence, "Event", name));
    given.iter().map(read).collect()
}

fn check_id(rule: &Rule, earlier: &[Rule]) -> Result<()> {
    let id = rule.id();
    if id.chars().count() > RULE_ID_MAX {
        let sentence = format!("ID length should not exceed allowed limit of {RULE_ID_MAX}");
        return Err(S3Error::argument(sentence, "Id", id.as_ref()));
    }
    if earlier.iter().any(|other| other.id() == id) {
        let sentence = "Same ID used for multiple configurations. IDs must be unique";
        return Err(S3Error::argument(sentence, "Id", id.as_ref()));
    }
    Ok(())
}

/// Refuses two rules that would both tell of some change.
fn check_overlaps(rules: &[Rule]) -> Result<()> {
    for (index, rule) in rules.iter().enumerate() {
        for earlier in rules.iter().take(index) {
            let Some((first, second)) = earlier.overlap(rule) else { continue };
            let sentence = if earlier.filter.is_all() && rule.filter.is_all() {
                "Configurations overlap. Configurations on the same bucket cannot share a common event type."
            } else {
                "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes \
                 are overlapping for the same event type."
            };
            return Err(S3Error::argument(sentence, "Event", format!("{first}, {second}")));
        }
    }
    Ok(())
}
