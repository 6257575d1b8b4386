//! The switches that the inspector offers at a node: their labels, what will be seen, and how they are set.

use super::{longer, place, resource, spot_of};
use crate::NodeId;
use crate::describe::number;
use queuelab::actors::Role;
use queuelab::base::{ActorId, Arn};
use queuelab::clock::Duration;
use queuelab::cloud::{Active, Cloud, Latency, Setting, Spot, Switch};
use queuelab::{key, t, text};

/// How a switch is set on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Once, by a button.
    Once,
    /// On and off.
    Toggle,
    /// So many, with that as the first offer.
    Count(u32),
    /// So many times, with that as the first offer.
    Factor(u32),
    /// So many milliseconds, with these as the first offer.
    Span(u64, u64),
}

/// A switch as the inspector offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub switch: Switch,
    /// Its label.
    pub label: String,
    /// What will be seen.
    pub hint: String,
    /// How it is set.
    pub knob: Knob,
    /// What it is doing now, where it is thrown.
    pub now: Option<String>,
    /// Why it cannot be thrown now.
    pub refusal: Option<String>,
}

/// What is said of a switch that is thrown.
fn doing(active: Active) -> String {
    let since = active.since;
    match active.setting {
        Setting::Next(left) => t!("{left} left, since {since}", left = number(u64::from(left)), since),
        Setting::Times(times) => t!("{times} times as slow since {since}", times = number(u64::from(times)), since),
        Setting::Longer(latency) => t!("{latency} longer since {since}", latency = longer(latency), since),
        Setting::On | Setting::Off => t!("Broken since {since}", since),
    }
}

/// The switches of a node.
pub fn offers(cloud: &Cloud, id: NodeId) -> Vec<Offer> {
    let Some(here) = spot_of(cloud, id) else { return Vec::new() };
    let all = match &here {
        Spot::Actor(id) => of_actor(cloud, *id),
        Spot::Resource(arn) => of_resource(cloud, arn),
        Spot::Endpoint(_) => Vec::new(),
    };
    let finish = |(switch, knob, label, hint): (Switch, Knob, String, &str)| {
        let active = cloud.broken(&switch);
        let refusal = if active.is_some() { None } else { cloud.check_chaos(&switch, first(knob)).err() };
        Offer { now: active.map(doing), switch, label, hint: hint.to_owned(), knob, refusal }
    };
    all.into_iter().map(finish).collect()
}

/// How a switch is set when it is thrown as offered.
pub const fn first(knob: Knob) -> Setting {
    match knob {
        Knob::Once | Knob::Toggle => Setting::On,
        Knob::Count(count) => Setting::Next(count),
        Knob::Factor(times) => Setting::Times(times),
        Knob::Span(min_ms, max_ms) => Setting::Longer(Latency { min_ms, max_ms }),
    }
}

type Row = (Switch, Knob, String, &'static str);

fn of_actor(cloud: &Cloud, id: ActorId) -> Vec<Row> {
    let Some(actor) = cloud.actor(id) else { return Vec::new() };
    let mut rows = of_role(id, &actor.role);
    let mut add = |switch: Switch, knob: Knob, label: &str, hint: &'static str| {
        rows.push((switch, knob, label.to_owned(), hint));
    };
    add(
        Switch::Freeze(id),
        Knob::Toggle,
        t!("Stop its clock"),
        t!("As in a long pause of a garbage collector: it neither calls nor works, and what it holds runs out."),
    );
    add(
        Switch::Throttle(Spot::Actor(id)),
        Knob::Toggle,
        t!("Throttle its calls"),
        t!("The service refuses each; its client waits longer each time."),
    );
    add(
        Switch::Latency(id),
        Knob::Span(500, 2_000),
        t!("Put it far away"),
        t!("Each call and each answer takes so much longer."),
    );
    if let Some(arn) = actor.queue() {
        let switch = Switch::partition(Spot::Actor(id), Spot::Resource(arn.clone()));
        rows.push((switch, Knob::Toggle, t!("Cut it off from {arn}", arn = resource(arn)), text::of(CUT)));
    }
    rows
}

/// What can be broken at some kinds of actors only.
#[allow(clippy::too_many_lines, reason = "a table of what can be broken")]
fn of_role(id: ActorId, role: &Role) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |switch: Switch, knob: Knob, label: &str, hint: &'static str| {
        rows.push((switch, knob, label.to_owned(), hint));
    };
    match role {
        Role::Producer(producer) => {
            let to_records = producer.config.queue.as_ref().is_some_and(|arn| arn.service == "firehose");
            add(
                Switch::Burst(id),
                Knob::Count(100),
                t!("Send a burst"),
                t!("All at once, beside its own pace: a backlog grows."),
            );
            if !to_records {
                add(
                    Switch::Poison(id),
                    Knob::Count(1),
                    t!("Make poison"),
                    t!(
                        "Every consumer fails on its next messages: they come back until a dead-letter queue takes them."
                    ),
                );
            }
            add(
                Switch::LoseAnswer(id),
                Knob::Count(1),
                t!("Lose answers"),
                t!(
                    "The service takes what it sends, and the answer gets lost. After 60 s its SDK sends again: a duplicate, \
                 unless a FIFO queue or topic knows it."
                ),
            );
        }
        Role::Writer(_) => {
            add(
                Switch::Burst(id),
                Knob::Count(1_000),
                t!("Put a burst"),
                t!("All at once: shards may refuse some of it."),
            );
            add(
                Switch::LoseAnswer(id),
                Knob::Count(1),
                t!("Lose answers"),
                t!(
                    "The stream takes its records, and the answer gets lost. Its client puts them again: they are there twice."
                ),
            );
        }
        Role::Consumer(_) => {
            add(
                Switch::Crash(id),
                Knob::Once,
                t!("Crash"),
                t!("What it has in hand comes back when the visibility timeouts end."),
            );
            add(
                Switch::LoseDelete(id),
                Knob::Count(3),
                t!("Lose deletes"),
                t!(
                    "DeleteMessage never arrives, and the message comes back. An SDK tries three times, 60 s apart: 3 lose \
                 one delete for good."
                ),
            );
            add(Switch::Slow(id), Knob::Factor(10), t!("Work slowly"), text::of(WORK));
        }
        Role::Reader(_) | Role::Kcl(_) => {
            add(
                Switch::Crash(id),
                Knob::Once,
                t!("Crash"),
                t!("It is away for a while, and reads on from where it had noted."),
            );
            add(
                Switch::Slow(id),
                Knob::Factor(10),
                t!("Work slowly"),
                t!("It falls behind, and its iterator age grows."),
            );
        }
        Role::Agent(_) => {}
    }
    rows
}

const WORK: &str = key!(
    "Work on a message takes so many times as long: where that is longer than the visibility timeout, \
                    another consumer gets the message too."
);
const CUT: &str = key!(
    "Neither calls nor answers pass. After 60 s its SDK tries again; what it sent before the cut may be there \
                   twice then, and what it received stays in flight."
);
const CUT_TOPIC: &str = key!("Deliveries fail, and are tried again as the delivery policy says.");

fn of_resource(cloud: &Cloud, arn: &Arn) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let throttle = Switch::Throttle(Spot::Resource(arn.clone()));
    rows.push((
        throttle,
        Knob::Toggle,
        t!("Throttle").to_owned(),
        t!("Every call about messages or records is refused, yours too."),
    ));
    let is_standard =
        cloud.sqs().find_arn(arn).and_then(|id| cloud.sqs().queue(id)).is_some_and(|queue| !queue.is_fifo());
    if is_standard {
        rows.push((
            Switch::Duplicate(arn.clone()),
            Knob::Count(1),
            t!("Deliver twice").to_owned(),
            t!("The next messages are received and yet stay visible, so somebody gets them again."),
        ));
    }
    for actor in cloud.actors().filter(|actor| actor.queue() == Some(arn)) {
        let switch = Switch::partition(Spot::Actor(actor.id), Spot::Resource(arn.clone()));
        rows.push((switch, Knob::Toggle, t!("Cut it off from {name}", name = actor.name()), text::of(CUT)));
    }
    let topic = cloud.sns().topics().find(|topic| topic.key.arn() == *arn);
    if let Some(topic) = topic {
        for subscription in cloud.sns().subscriptions_of(topic).take(SUBSCRIPTIONS_MAX) {
            let address = &*subscription.endpoint;
            let end = address.parse().map_or_else(|_| Spot::Endpoint(address.to_owned()), Spot::Resource);
            let label = t!("Cut it off from {end}", end = place(cloud, &end));
            rows.push((Switch::partition(Spot::Resource(arn.clone()), end), Knob::Toggle, label, text::of(CUT_TOPIC)));
        }
    }
    if arn.service == "sqs" {
        for topic in cloud.sns().topics() {
            let mut to = cloud.sns().subscriptions_of(topic);
            if to.any(|one| one.endpoint.parse::<Arn>().is_ok_and(|end| end == *arn)) {
                let switch = Switch::partition(Spot::Resource(topic.key.arn()), Spot::Resource(arn.clone()));
                rows.push((
                    switch,
                    Knob::Toggle,
                    t!("Cut it off from {name}", name = topic.key.name),
                    text::of(CUT_TOPIC),
                ));
            }
        }
    }
    rows
}

/// A topic can have very many subscriptions; switches are shown for so many of them.
const SUBSCRIPTIONS_MAX: usize = 20;

/// What somebody typed for a switch, as its setting.
///
/// # Errors
/// A sentence that says what is needed.
pub fn read(knob: Knob, text: &str) -> Result<Setting, String> {
    let whole = |text: &str| text.trim().parse::<u32>().map_err(|_| t!("A whole number is needed.").to_owned());
    match knob {
        Knob::Once | Knob::Toggle => Ok(Setting::On),
        Knob::Count(_) => whole(text).map(Setting::Next),
        Knob::Factor(_) => whole(text).map(Setting::Times),
        Knob::Span(..) => {
            let (min, max) = text.split_once("..").or_else(|| text.split_once('-')).unwrap_or((text, text));
            let span = |text: &str| {
                let text = text.trim();
                let plain = text.parse().map(Duration::from_millis).ok();
                plain.or_else(|| text.parse().ok()).map(Duration::as_millis)
            };
            let ways = span(min).zip(span(max)).ok_or(t!("A span is needed, such as 500ms..2s."))?;
            Ok(Setting::Longer(Latency { min_ms: ways.0, max_ms: ways.1 }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::{is_cut, mark};
    use crate::geometry::all_nodes;
    use crate::{describe, explain};
    use queuelab::clock::Instant;
    use queuelab::cloud::Input;
    use queuelab::session::templates::Template;

    #[test]
    fn whatever_is_offered_can_be_thrown_is_marked_told_and_set_off() {
        let (mut thrown_ever, mut refused, mut cuts) = (0, 0, 0);
        for template in Template::ALL {
            let mut session = template.session();
            session.seek(Instant::ZERO.after(Duration::from_secs(20)));
            let nodes: Vec<NodeId> = all_nodes(session.cloud()).iter().map(|node| node.id).collect();
            for id in nodes {
                for offer in offers(session.cloud(), id) {
                    assert!(!offer.label.is_empty() && offer.hint.ends_with('.') && offer.now.is_none());
                    let setting = read(offer.knob, &shown(offer.knob)).unwrap();
                    assert_eq!(setting, first(offer.knob), "what is offered is what is set");
                    if offer.refusal.is_some() {
                        refused += 1;
                        continue;
                    }
                    let mut broken = session.clone();
                    let seq = broken.cloud().next_seq();
                    broken.submit(Input::Chaos { switch: offer.switch.clone(), setting });
                    let said = describe::sentence(broken.cloud(), broken.event(seq).unwrap());
                    assert!(said.starts_with("You "), "{said}");
                    assert_eq!(explain::chain(&broken, seq).len(), 1);
                    thrown_ever += 1;
                    if offer.knob == Knob::Once || matches!(offer.switch, Switch::Burst(_)) {
                        assert_eq!(mark(broken.cloud(), id), None, "it is over");
                        continue;
                    }
                    assert!(mark(broken.cloud(), id).unwrap().starts_with("Broken on purpose: "));
                    let now = offers(broken.cloud(), id).into_iter().find(|one| one.switch == offer.switch).unwrap();
                    assert!(now.now.is_some() && now.refusal.is_none());
                    if let Switch::Partition(..) = offer.switch {
                        let cut = all_nodes(broken.cloud()).iter().any(|other| is_cut(broken.cloud(), other.id, id));
                        cuts += u32::from(cut);
                    }
                    let seq = broken.cloud().next_seq();
                    broken.submit(Input::Chaos { switch: offer.switch, setting: Setting::Off });
                    let said = describe::sentence(broken.cloud(), broken.event(seq).unwrap());
                    assert!(!said.starts_with("You "), "{said}");
                    assert_eq!(mark(broken.cloud(), id), None);
                }
            }
        }
        // Subscribers of a crowd have no node of their own.
        assert!(thrown_ever > 100 && refused > 0 && cuts > 30, "{thrown_ever} {refused} {cuts}");
    }

    /// As the field of a switch shows it at first.
    fn shown(knob: Knob) -> String {
        match knob {
            Knob::Once | Knob::Toggle => String::new(),
            Knob::Count(figure) | Knob::Factor(figure) => figure.to_string(),
            Knob::Span(min, max) => format!("{min}..{max}"),
        }
    }

    #[test]
    fn what_is_typed_is_read_or_asked_for_again() {
        assert_eq!(read(Knob::Count(1), " 12 "), Ok(Setting::Next(12)));
        assert_eq!(read(Knob::Factor(1), "3"), Ok(Setting::Times(3)));
        let longer = |min_ms, max_ms| Ok(Setting::Longer(Latency { min_ms, max_ms }));
        assert_eq!(read(Knob::Span(1, 2), "200"), longer(200, 200));
        assert_eq!(read(Knob::Span(1, 2), "200ms..2s"), longer(200, 2_000));
        assert!(read(Knob::Count(1), "many").is_err() && read(Knob::Span(1, 2), "soon").is_err());
    }
}
