//! Why nobody takes what waits: who could take a message, what keeps each of them from it, and which switch is behind that.

use super::NodeId;
use super::chaos;
use super::describe::{excerpt, instant};
use super::explain::{self, Line};
use super::naming;
use super::path::blocker;
use crate::tokens::MessageId;
use queuelab::actors::{Actor, Consumer, Phase, Role};
use queuelab::base::{ActorId, Arn, Origin};
use queuelab::clock::Instant;
use queuelab::cloud::{Cloud, EventKind, Spot, Switch};
use queuelab::lambda::Mapping;
use queuelab::session::Session;
use queuelab::sqs::SqsEvent;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::QueueId;
use queuelab::t;

/// So many of those who work with a queue are told of.
const TOLD_MAX: usize = 8;
/// So many events behind one another are followed back for the receive of a message.
const BACK_MAX: usize = 64;

/// What keeps one of them from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Who.
    pub node: Option<NodeId>,
    /// What it is called.
    pub name: String,
    /// What it does instead, or what is broken, as a sentence.
    pub text: String,
    /// The events that led to it, where it was broken on purpose.
    pub because: Vec<Line>,
}

/// What a message waits for: of a visible one everybody who could take it, of one in flight whoever has it, where
/// something is wrong with them. Nothing where all goes its way.
pub fn of_message(session: &Session, id: MessageId) -> Vec<Reason> {
    let Some(queue) = session.cloud().sqs().queue(QueueId(id.queue)) else { return Vec::new() };
    let Some(message) = queue.message(id.slot) else { return Vec::new() };
    let held = |slot: u64, message: &Message| {
        holder(session, queue.id, slot, message).and_then(|id| of_actor(session, id)).into_iter().collect()
    };
    match (message.state, blocker(queue, message, id.slot)) {
        (State::Delayed, _) => Vec::new(),
        (State::InFlight, _) => held(id.slot, message),
        (State::Visible, Some((slot, before))) => held(slot, before),
        (State::Visible, None) => takers(session, &queue.key.arn()),
    }
}

/// What keeps an actor from working as it should: that it was broken on purpose, has crashed, or is paused.
pub fn of_actor(session: &Session, id: ActorId) -> Option<Reason> {
    let cloud = session.cloud();
    let actor = cloud.actor(id)?;
    let broken = broken(session, actor);
    let now = session.now();
    let text = match (&broken, &actor.role) {
        (Some((text, _)), _) => text.clone(),
        (None, Role::Consumer(Consumer { phase: Phase::Crashed { since, until }, .. })) => crashed(*since, *until, now),
        (None, _) if !actor.config().running() => paused(),
        (None, _) => return None,
    };
    Some(reason(cloud, NodeId::Actor(id.0), text, broken.map(|(_, because)| because).unwrap_or_default()))
}

fn reason(cloud: &Cloud, node: NodeId, text: String, because: Vec<Line>) -> Reason {
    Reason { node: Some(node), name: naming::named(cloud, node), text, because }
}

fn paused() -> String {
    t!("It is paused, and polls no more.").to_owned()
}

fn crashed(since: Instant, until: Instant, now: Instant) -> String {
    t!("It crashed at {since} and is back at {until}.", since, until = instant(until, now))
}

/// Who has a message: in its hands, or on the way there, when it is who received it last.
fn holder(session: &Session, queue: QueueId, slot: u64, message: &Message) -> Option<ActorId> {
    let in_hand = |actor: &&Actor| match &actor.role {
        Role::Consumer(consumer) => {
            let mut all = consumer.jobs.iter().chain(&consumer.loading).map(|job| job.handle);
            all.any(|handle| handle.queue == queue && handle.message == slot && handle.receive == message.receives)
        }
        _ => false,
    };
    if let Some(actor) = session.cloud().actors().find(in_hand) {
        return Some(actor.id);
    }
    let mut next = session.event(message.last_event);
    for _ in 0..BACK_MAX {
        let event = next?;
        if let (EventKind::Sqs(SqsEvent::Received { .. }), Origin::Actor(id)) = (&event.kind, event.origin) {
            return Some(id);
        }
        next = session.event(event.after?);
    }
    None
}

/// Everybody who could take a message of a queue.
fn takers(session: &Session, queue: &Arn) -> Vec<Reason> {
    let cloud = session.cloud();
    let consumers = cloud.actors().filter(|actor| actor.queue() == Some(queue));
    let consumers = consumers.filter_map(|actor| match &actor.role {
        Role::Consumer(consumer) => Some(of_consumer(session, actor, consumer)),
        _ => None,
    });
    let mappings = cloud.lambda().mappings().filter(|mapping| mapping.source.arn == *queue);
    let mut all: Vec<Reason> =
        consumers.chain(mappings.filter_map(|mapping| of_mapping(cloud, mapping))).take(TOLD_MAX).collect();
    if all.is_empty() {
        let text = t!("Nobody works with this queue: connect a consumer or a function with it.").to_owned();
        all.push(Reason { node: None, name: String::new(), text, because: Vec::new() });
    }
    all
}

fn of_consumer(session: &Session, actor: &Actor, consumer: &Consumer) -> Reason {
    if let Some(reason) = of_actor(session, actor.id) {
        return reason;
    }
    let now = session.now();
    let text = match consumer.phase {
        Phase::Idle { until } if until <= now => t!("It is about to poll.").to_owned(),
        Phase::Idle { until } => t!("It polls again at {until}.", until = instant(until, now)),
        Phase::Polling { since } => {
            t!("It polls since {since}, and gets a message with the answer.", since = instant(since, now))
        }
        Phase::Fetching { .. } => t!("It waits for the payload of another message.").to_owned(),
        Phase::Working { until, .. } => {
            let body = consumer.jobs.front().map(|job| excerpt(job.body.as_str())).unwrap_or_default();
            t!("It is busy: it works on “{body}” until {until}.", body, until = instant(until, now))
        }
        Phase::Finishing => t!("It waits for the answer to its delete or release of another message.").to_owned(),
        Phase::Crashed { since, until } => crashed(since, until, now),
    };
    reason(session.cloud(), NodeId::Actor(actor.id.0), text, Vec::new())
}

fn of_mapping(cloud: &Cloud, mapping: &Mapping) -> Option<Reason> {
    let function = cloud.lambda().function_of(mapping)?;
    let text = if mapping.is_enabled {
        let (now, most) = (mapping.pollers().invoking(), mapping.pollers().allowed());
        t!("Its mapping polls; {now} of {most} batches are with it.", now, most)
    } else {
        t!("Its mapping with this queue is disabled.").to_owned()
    };
    Some(reason(cloud, NodeId::Function(function.id.0), text, Vec::new()))
}

/// What was broken on purpose at an actor or on its way to its queue, the worst first, and the event of that.
fn broken(session: &Session, actor: &Actor) -> Option<(String, Vec<Line>)> {
    let cloud = session.cloud();
    let (id, spot) = (actor.id, Spot::Actor(actor.id));
    let place = actor.queue().map(|arn| (arn.clone(), chaos::resource(arn)));
    let is_consumer = matches!(actor.role, Role::Consumer(_));
    let mut switches = vec![(Switch::Freeze(id), t!("Its clock stands still: it neither calls nor works.").to_owned())];
    if let Some((arn, name)) = place {
        let resource = Spot::Resource(arn);
        let cut = t!("The network between it and {name} is cut: no call and no answer passes.", name);
        switches.push((Switch::partition(spot.clone(), resource.clone()), cut));
        let refused = t!("{name} is throttled: each call to it is refused.", name);
        switches.push((Switch::Throttle(resource), refused));
    }
    switches.push((Switch::Throttle(spot), t!("Its calls are throttled: each is refused.").to_owned()));
    if is_consumer {
        switches
            .push((Switch::LoseDelete(id), t!("Its deletes get lost, and what it has done comes back.").to_owned()));
        switches.push((Switch::Slow(id), t!("It works slowly.").to_owned()));
    }
    switches.push((Switch::Latency(id), t!("It is far away: each of its calls takes longer.").to_owned()));
    switches.into_iter().find_map(|(switch, text)| {
        let active = cloud.broken(&switch)?;
        Some((text, explain::chain(session, active.event)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::scenario::{Runner, Script, quiet_start};

    /// Two consumers and one message, sent when the script says so.
    const LAB: &str = "call sqs CreateQueue QueueName=orders Attributes.VisibilityTimeout=30\n\
        actor consumer name=ann queue=orders wait=1s work=2s\n";

    fn run(script: &str) -> Session {
        let (mut session, mut runner) = (Session::new(quiet_start()), Runner::default());
        for (line, command) in Script::parse(script).unwrap().commands {
            let said = runner.run(&mut session, &command).unwrap_or_else(|problem| panic!("line {line}: {problem}"));
            assert!(!said.starts_with("refused"), "line {line}, {command:?}: {said}");
        }
        session
    }

    /// What the only message of the first queue waits for.
    fn told(session: &Session) -> Vec<Reason> {
        let queue = session.cloud().sqs().queues().next().unwrap();
        let flying = queue.in_flight().map(|(slot, _)| slot);
        let slot = queue.upcoming(1).into_iter().chain(flying).next().unwrap();
        of_message(session, MessageId { queue: queue.id.0, slot })
    }

    #[test]
    fn whatever_is_broken_is_named_with_the_event_of_its_breaking() {
        for (throw, told_as) in [
            ("freeze ann on", "clock stands still"),
            ("partition ann orders on", "network between it and orders is cut"),
            ("throttle queue:orders on", "orders is throttled"),
            ("throttle ann on", "calls are throttled"),
            ("latency ann 10s..12s", "far away"),
        ] {
            // The first receive is over, and the next one struck. A queue that is throttled refuses a person's send, too.
            let session = run(&format!(
                "{LAB}advance 1500ms\ncall sqs SendMessage QueueUrl=orders MessageBody=x DelaySeconds=1\nchaos {throw}\nadvance 9s\n"
            ));
            let switch = session.events().find(|event| matches!(event.kind, EventKind::Chaos(..))).unwrap().seq;
            let reasons = told(&session);
            let [reason] = reasons.as_slice() else { panic!("{throw}: {reasons:?}") };
            assert!(reason.name == "consumer ann" && reason.text.contains(told_as), "{throw}: {reason:?}");
            assert_eq!(reason.because.last().map(|line| line.seq), Some(switch), "{throw}");
            let off = throw.replace(" on", " off").replace("10s..12s", "off");
            assert_eq!(told(&run(&format!("{LAB}chaos {throw}\nchaos {off}\ncall sqs SendMessage QueueUrl=orders MessageBody=x DelaySeconds=3\nadvance 3s\n"))).iter().map(|reason| reason.because.len()).sum::<usize>(), 0, "{throw}");
        }
    }

    #[test]
    fn one_who_stands_still_with_a_message_in_hand_is_named_too_and_so_behind_it_in_its_group() {
        let lab = LAB
            .replace(
                "QueueName=orders ",
                "QueueName=orders.fifo Attributes.FifoQueue=true Attributes.ContentBasedDeduplication=true ",
            )
            .replace("queue=orders ", "queue=orders.fifo ");
        let send =
            |body: &str| format!("call sqs SendMessage QueueUrl=orders.fifo MessageBody={body} MessageGroupId=g\n");
        let session = run(&format!("{lab}{}advance 1s\nchaos freeze ann on\n{}advance 5s\n", send("x"), send("y")));
        let queue = session.cloud().sqs().queues().next().unwrap();
        assert_eq!((queue.counts.in_flight, queue.counts.visible), (1, 1));
        let slots: Vec<u64> = queue.fifo().unwrap().groups().flat_map(|(_, slots)| slots).collect();
        for slot in slots {
            let reasons = of_message(&session, MessageId { queue: queue.id.0, slot });
            assert!(
                matches!(reasons.as_slice(), [reason] if reason.text.contains("clock") && reason.because.len() == 1)
            );
        }
    }

    #[test]
    fn without_a_switch_it_is_said_what_they_do() {
        let send = "call sqs SendMessage QueueUrl=orders MessageBody=x\n";
        let alone = run(&format!("call sqs CreateQueue QueueName=orders\n{send}"));
        assert!(matches!(told(&alone).as_slice(), [Reason { node: None, text, .. }] if text.starts_with("Nobody")));
        let busy = run(&format!("{LAB}{send}advance 1s\n{send}"));
        assert!(told(&busy)[0].text.starts_with("It is busy"), "{:?}", told(&busy));
        let crashed = run(&format!("{LAB}chaos crash ann\n{send}advance 1s\n"));
        assert!(told(&crashed)[0].text.starts_with("It crashed at 0.000 and is back at"), "{:?}", told(&crashed));
        // In flight with one who is well: there is nothing to be said.
        assert_eq!(told(&run(&format!("{LAB}{send}advance 1s\n"))), []);
    }
}
