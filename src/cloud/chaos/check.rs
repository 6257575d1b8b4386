//! What cannot be broken where, and how a switch cannot be set: said in a sentence, before anything happens.

use super::{Setting, Spot, Switch};
use crate::actors::{Actor, Role};
use crate::base::{ActorId, Arn};
use crate::cloud::{Cloud, Latency};

/// So many of the next messages, deletes or answers can be broken at once.
pub const COUNT_MAX: u32 = 1_000;
/// So many messages can be sent at once.
pub const BURST_MAX: u32 = crate::actors::BURST_MAX;
/// Work can take so many times as long.
pub const TIMES_MAX: u32 = 1_000;
/// A way can take so many milliseconds longer. There and back, around a long poll of 20 seconds, this stays below the 60
/// seconds after which an SDK gives an answer up: what takes longer than that is a partition.
pub const LATENCY_MAX_MS: u64 = 15_000;

type Check = Result<(), String>;

impl Cloud {
    /// Whether a switch can be set so.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn check_chaos(&self, switch: &Switch, setting: Setting) -> Check {
        if setting == Setting::Off {
            if matches!(switch, Switch::Crash(_) | Switch::Burst(_)) {
                return Err("It is over as soon as it begins, and cannot be set off.".to_owned());
            }
            return if self.broken(switch).is_some() {
                Ok(())
            } else {
                Err("It is not broken, so there is nothing to set off.".to_owned())
            };
        }
        check_setting(switch, setting)?;
        if setting == Setting::On && self.broken(switch).is_some() {
            return Err("It is broken already.".to_owned());
        }
        match switch {
            Switch::Partition(a, b) => self.check_partition(a, b),
            Switch::Throttle(spot) => self.check_throttle(spot),
            Switch::Duplicate(queue) => self.check_duplicate(queue),
            Switch::Crash(id)
            | Switch::LoseDelete(id)
            | Switch::LoseAnswer(id)
            | Switch::Poison(id)
            | Switch::Burst(id)
            | Switch::Slow(id)
            | Switch::Latency(id)
            | Switch::Freeze(id) => check_actor(self.found(*id)?, switch),
        }
    }

    fn found(&self, id: ActorId) -> Result<&Actor, String> {
        self.actor(id).ok_or_else(|| format!("There is no actor {}.", id.0))
    }

    fn check_partition(&self, a: &Spot, b: &Spot) -> Check {
        if a > b {
            return Err("The ends of a partition are given in their order: actors, resources, endpoints.".to_owned());
        }
        match (a, b) {
            (Spot::Actor(id), Spot::Resource(arn)) => {
                let actor = self.found(*id)?;
                if actor.queue() == Some(arn) {
                    return Ok(());
                }
                Err(format!("{} does not work with {}, so there is nothing between them.", actor.name(), arn.resource))
            }
            (Spot::Actor(_), _) => {
                Err("Actors talk to services only: the other end is a queue, a topic or a stream.".to_owned())
            }
            (Spot::Resource(one), Spot::Resource(other)) => {
                let (topic, end) = if one.service == "sns" { (one, other) } else { (other, one) };
                self.check_subscribed(topic, &end.to_string(), &end.resource)
            }
            (Spot::Resource(topic), Spot::Endpoint(address)) => self.check_subscribed(topic, address, address),
            (Spot::Endpoint(_), _) | (Spot::Resource(_), Spot::Actor(_)) => {
                Err("Between two endpoints there is nothing to cut.".to_owned())
            }
        }
    }

    fn check_subscribed(&self, topic: &Arn, endpoint: &str, name: &str) -> Check {
        if topic.service != "sns" {
            return Err("Only what an actor calls, and what a topic delivers to, goes over a network that can be cut."
                .to_owned());
        }
        let found = self.sns.topics().find(|one| one.key.arn() == *topic);
        let found = found.ok_or_else(|| format!("There is no topic {}.", topic.resource))?;
        if self.sns.subscriptions_of(found).any(|one| *one.endpoint == *endpoint) {
            Ok(())
        } else {
            Err(format!("{name} is not subscribed to {}, so there is nothing between them.", topic.resource))
        }
    }

    fn check_throttle(&self, spot: &Spot) -> Check {
        let arn = match spot {
            Spot::Actor(id) => return self.found(*id).map(|_| ()),
            Spot::Endpoint(_) => {
                return Err("An endpoint outside of AWS has answers of its own: set how it behaves.".to_owned());
            }
            Spot::Resource(arn) => arn,
        };
        let (kind, is_there) = match arn.service.as_str() {
            "sqs" => ("queue", self.sqs.find_arn(arn).is_some()),
            "sns" => ("topic", self.sns.topics().any(|topic| topic.key.arn() == *arn)),
            "kinesis" => ("stream", self.kinesis.streams().any(|stream| stream.key.arn() == *arn)),
            "firehose" => ("delivery stream", self.firehose.streams().any(|stream| stream.key.arn() == *arn)),
            _ => return Err("Only queues, topics, streams and delivery streams can be throttled.".to_owned()),
        };
        if is_there { Ok(()) } else { Err(format!("There is no {kind} {}.", arn.resource)) }
    }

    fn check_duplicate(&self, arn: &Arn) -> Check {
        let queue = self.sqs.find_arn(arn).and_then(|id| self.sqs.queue(id));
        let queue = queue.ok_or_else(|| format!("There is no queue {}.", arn.resource))?;
        if queue.is_fifo() {
            return Err(format!(
                "{} is a FIFO queue, and hides what it delivers without fail; only standard queues deliver twice.",
                queue.key.name
            ));
        }
        Ok(())
    }
}

fn check_setting(switch: &Switch, setting: Setting) -> Check {
    let is_right = match (switch, setting) {
        (Switch::Crash(_) | Switch::Partition(..) | Switch::Throttle(_) | Switch::Freeze(_), Setting::On) => true,
        (
            Switch::LoseDelete(_) | Switch::LoseAnswer(_) | Switch::Duplicate(_) | Switch::Poison(_),
            Setting::Next(count),
        ) => return within(count, COUNT_MAX, "The number is"),
        (Switch::Burst(_), Setting::Next(count)) => {
            return within(count, BURST_MAX, "The number of messages in a burst is");
        }
        (Switch::Slow(_), Setting::Times(times)) if (2..=TIMES_MAX).contains(&times) => true,
        (Switch::Slow(_), Setting::Times(_)) => {
            return Err(format!("Work can take from 2 to {TIMES_MAX} times as long."));
        }
        (Switch::Latency(_), Setting::Longer(Latency { min_ms, max_ms })) => {
            if min_ms > max_ms {
                return Err("The shortest delay is longer than the longest.".to_owned());
            }
            if max_ms == 0 || max_ms > LATENCY_MAX_MS {
                return Err(format!("A way can take from 1 to {LATENCY_MAX_MS} milliseconds longer."));
            }
            true
        }
        _ => false,
    };
    if is_right { Ok(()) } else { Err("This switch cannot be set in that way.".to_owned()) }
}

fn within(count: u32, most: u32, what: &str) -> Check {
    if (1..=most).contains(&count) { Ok(()) } else { Err(format!("{what} from 1 to {most}.")) }
}

fn check_actor(actor: &Actor, switch: &Switch) -> Check {
    let name = actor.name();
    let is_right = match switch {
        Switch::Crash(_) => matches!(actor.role, Role::Consumer(_) | Role::Reader(_) | Role::Kcl(_)),
        Switch::LoseDelete(_) => matches!(actor.role, Role::Consumer(_)),
        Switch::LoseAnswer(_) => matches!(actor.role, Role::Producer(_) | Role::Writer(_)),
        Switch::Poison(_) => matches!(actor.role, Role::Producer(_)),
        Switch::Burst(_) => matches!(actor.role, Role::Producer(_) | Role::Writer(_)),
        Switch::Slow(_) => matches!(actor.role, Role::Consumer(_) | Role::Reader(_) | Role::Kcl(_)),
        _ => true,
    };
    if !is_right {
        let why = match switch {
            Switch::Crash(_) => "has nothing to lose by a crash: only those that receive do",
            Switch::LoseDelete(_) => "deletes no messages: only consumers of queues do",
            Switch::LoseAnswer(_) => "is no producer that would send again",
            Switch::Poison(_) => "makes no messages: only producers of queues and topics do",
            Switch::Burst(_) => "makes nothing of its own that it could send at once",
            _ => "does no work that could be slow",
        };
        return Err(format!("{name} {why}."));
    }
    let target = actor.queue();
    match switch {
        Switch::Burst(_) if target.is_none() => Err(format!("{name} is not connected, and sends to nobody.")),
        Switch::Burst(_) if has_finished(actor) => Err(format!("{name} has sent all that it had.")),
        Switch::Poison(_) if target.is_some_and(|arn| arn.service == "firehose") => {
            Err(format!("{name} sends to a delivery stream, where no consumer could fail."))
        }
        _ => Ok(()),
    }
}

fn has_finished(actor: &Actor) -> bool {
    match &actor.role {
        Role::Producer(producer) => producer.total().is_some_and(|total| producer.made >= total),
        Role::Writer(writer) => writer.config.total.is_some_and(|total| writer.totals.made >= total),
        _ => false,
    }
}
