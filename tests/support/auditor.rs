//! An independent judge. It reads events and nothing else, keeps its own list of messages, and says what cannot be.

use super::streams::auditor::Streams;
use queuelab::actors::ActorEvent;
use queuelab::base::{Origin, RequestId};
use queuelab::clock::Instant;
use queuelab::cloud::{Cloud, Event, EventKind};
use queuelab::sqs::message::State;
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::sqs::{MessageRef, SqsEvent};
use std::collections::{BTreeMap, BTreeSet};

/// A message as the events tell of it.
#[derive(Clone, Debug)]
struct Heard {
    group: Option<String>,
    hidden: Option<State>,
    receives: u32,
    last_event: u64,
    /// The request that handed it out last, and when.
    handed: (RequestId, Instant),
}

/// What the events told until now.
#[derive(Debug, Default)]
pub struct Auditor {
    messages: BTreeMap<(QueueId, u64), Heard>,
    fifo: BTreeSet<QueueId>,
    /// Events of what is broken on purpose, and of work that is slow by it: a message's story can go on from them.
    broken: BTreeSet<u64>,
    /// Receives that wait, in order of arrival.
    waits: BTreeMap<QueueId, Vec<(RequestId, Origin)>>,
    next_seq: u64,
    now: Instant,
    /// How often an earlier message of the group, handed out by the same request, let a later one through.
    pub walked: u64,
    /// How often a receive that waited got messages.
    pub served_waits: u64,
    /// What the events told of streams.
    pub streams: Streams,
}

impl Auditor {
    /// A wait was called off; that leaves no event.
    pub fn cancelled(&mut self, request: RequestId) {
        for waits in self.waits.values_mut() {
            waits.retain(|(wait, _)| *wait != request);
        }
    }

    /// Nobody waits any more on behalf of that actor.
    fn gone(&mut self, actor: Origin) {
        for waits in self.waits.values_mut() {
            waits.retain(|(_, origin)| *origin != actor);
        }
    }

    /// Hears an event, with the lab after it (for which queues are FIFO).
    pub fn hear(&mut self, event: &Event, cloud: &Cloud) {
        assert_eq!(event.seq, self.next_seq, "events are numbered without gaps");
        assert!(event.at >= self.now, "time never goes back: {event:?}");
        assert!(event.after.is_none_or(|after| after < event.seq), "a cause comes before its effect: {event:?}");
        (self.next_seq, self.now) = (event.seq + 1, event.at);
        match &event.kind {
            EventKind::Sqs(kind) => self.hear_sqs(event, kind, cloud),
            EventKind::Kinesis(kind) => self.streams.hear(event, kind, cloud),
            EventKind::Chaos(..) | EventKind::Struck(_) | EventKind::Actor(_, ActorEvent::WorkStarted { .. }) => {
                self.broken.insert(event.seq);
            }
            EventKind::Actor(id, ActorEvent::Crashed { .. }) | EventKind::ActorRemoved(id, _) => {
                self.gone(Origin::Actor(*id));
            }
            _ => {}
        }
    }

    fn hear_sqs(&mut self, event: &Event, kind: &SqsEvent, cloud: &Cloud) {
        match kind {
            SqsEvent::QueueCreated { queue } => {
                if cloud.sqs().queue(*queue).is_some_and(Queue::is_fifo) {
                    self.fifo.insert(*queue);
                }
            }
            SqsEvent::QueueDeleted { queue, messages } | SqsEvent::Purged { queue, messages } => {
                let before = self.messages.len();
                self.messages.retain(|(of, _), _| of != queue);
                assert_eq!(*messages, (before - self.messages.len()) as u64, "{event:?}");
                if matches!(kind, SqsEvent::QueueDeleted { .. }) {
                    self.waits.remove(queue);
                }
            }
            SqsEvent::Sent { message, visible_at } => {
                let hidden = (*visible_at > event.at).then_some(State::Delayed);
                self.enter(event, message, hidden, 0);
            }
            SqsEvent::Received { message, until, receives } => self.received(event, message, *until, *receives),
            SqsEvent::EmptyReceive { queue, .. } => self.stop_waiting(*queue, event.request),
            SqsEvent::WaitStarted { queue, .. } => {
                self.waits.entry(*queue).or_default().push((event.request, event.origin));
            }
            SqsEvent::BecameVisible { message, .. } => {
                let heard = self.follow(event, message);
                assert!(heard.hidden.is_some(), "what becomes visible was hidden: {event:?}");
                heard.hidden = None;
            }
            SqsEvent::NotHidden { message } => self.follow(event, message).hidden = None,
            SqsEvent::VisibilityChanged { message, .. } => {
                // A receive that repeats an attempt hides the same messages once more.
                self.serve_wait(event, message.queue);
                self.follow(event, message).hidden = Some(State::InFlight);
            }
            SqsEvent::NotDeleted { message } | SqsEvent::WentToBack { message } => {
                self.follow(event, message);
            }
            SqsEvent::Deleted { message } | SqsEvent::Expired { message } => {
                self.follow(event, message);
                self.messages.remove(&(message.queue, message.slot));
            }
            SqsEvent::DeadLettered { source, source_slot, message } => {
                let old = self.leave(event, (*source, *source_slot));
                self.enter(event, message, None, old.receives);
            }
            SqsEvent::Moved { source, source_slot, message, .. } => {
                self.leave(event, (*source, *source_slot));
                self.enter(event, message, None, 0);
            }
            SqsEvent::MoveDeduplicated { source, source_slot, .. } => {
                self.leave(event, (*source, *source_slot));
            }
            SqsEvent::AttributesSet { .. }
            | SqsEvent::SettingsChanged { .. }
            | SqsEvent::Deduplicated { .. }
            | SqsEvent::MoveStarted { .. }
            | SqsEvent::MoveEnded { .. }
            | SqsEvent::TenantChanged { .. } => {}
        }
    }

    fn enter(&mut self, event: &Event, message: &MessageRef, hidden: Option<State>, receives: u32) {
        let heard = Heard {
            group: message.core.group().map(ToString::to_string),
            hidden,
            receives,
            last_event: event.seq,
            handed: (RequestId(0), Instant::ZERO),
        };
        let old = self.messages.insert((message.queue, message.slot), heard);
        assert!(old.is_none(), "no place is taken twice: {event:?}");
    }

    /// A message of which more happens: it must be there, and its last event must be the cause of this one.
    fn follow(&mut self, event: &Event, message: &MessageRef) -> &mut Heard {
        let heard = self.messages.get_mut(&(message.queue, message.slot));
        let heard = heard.unwrap_or_else(|| panic!("nothing happens to a message that is not there: {event:?}"));
        let is_next =
            event.after == Some(heard.last_event) || event.after.is_some_and(|seq| self.broken.contains(&seq));
        assert!(is_next, "each event follows the one before, or what was broken: {event:?}");
        heard.last_event = event.seq;
        heard
    }

    /// A visible message leaves its queue for another.
    fn leave(&mut self, event: &Event, place: (QueueId, u64)) -> Heard {
        let heard = self.messages.remove(&place);
        let heard = heard.unwrap_or_else(|| panic!("only what is there can leave: {event:?}"));
        let is_next =
            event.after == Some(heard.last_event) || event.after.is_some_and(|seq| self.broken.contains(&seq));
        assert!(is_next && heard.hidden.is_none(), "{event:?}");
        heard
    }

    fn received(&mut self, event: &Event, message: &MessageRef, until: Instant, receives: u32) {
        if self.fifo.contains(&message.queue) {
            self.check_group(event, message);
        }
        self.serve_wait(event, message.queue);
        let heard = self.follow(event, message);
        assert_eq!(heard.hidden, None, "only visible messages are received: {event:?}");
        assert_eq!(receives, heard.receives + 1, "each receive counts one: {event:?}");
        heard.receives = receives;
        heard.hidden = (until > event.at).then_some(State::InFlight);
        heard.handed = (event.request, event.at);
    }

    /// Whoever gets messages no longer waits, and must have waited longest.
    fn serve_wait(&mut self, event: &Event, queue: QueueId) {
        let waits = self.waits.entry(queue).or_default();
        if let Some(place) = waits.iter().position(|(wait, _)| *wait == event.request) {
            let is_first = waits[..place].iter().all(|(_, origin)| is_of_mapping(*origin));
            assert!(is_first, "who waits longest is served first: {event:?} {waits:?}");
            waits.remove(place);
            self.served_waits += 1;
        }
    }

    /// The one rule of FIFO: every earlier message of the group is handed out by the same request.
    fn check_group(&mut self, event: &Event, message: &MessageRef) {
        let group = message.core.group().map(ToString::to_string);
        let queue = (message.queue, 0)..(message.queue, message.slot);
        for (place, earlier) in self.messages.range(queue).filter(|(_, earlier)| earlier.group == group) {
            let same = earlier.handed == (event.request, event.at);
            assert!(same, "{place:?} is an earlier message of the same group: {event:?}");
            self.walked += 1;
        }
    }

    fn stop_waiting(&mut self, queue: QueueId, request: RequestId) {
        if let Some(waits) = self.waits.get_mut(&queue) {
            waits.retain(|(wait, _)| *wait != request);
        }
    }

    /// An event source mapping calls its own waits off when it has enough pollers; that leaves no event either.
    pub fn settle(&mut self, cloud: &Cloud) {
        for (queue, waits) in &mut self.waits {
            let Some(queue) = cloud.sqs().queue(*queue) else { continue };
            let there: BTreeSet<RequestId> = queue.waiters().map(|waiter| waiter.request).collect();
            waits.retain(|(wait, origin)| there.contains(wait) || !is_of_mapping(*origin));
        }
    }

    /// Compares what was heard with what is there: every message and its state, every count, every wait, every flow.
    pub fn compare(&self, cloud: &Cloud) {
        let mut places = 0;
        for queue in cloud.sqs().queues() {
            let mut counted = [0_u64; 3];
            for (slot, message) in queue.messages() {
                let heard = self.messages.get(&(queue.id, slot));
                let heard = heard.unwrap_or_else(|| panic!("{} of {} came without an event", slot, queue.key.name));
                let hidden = (message.state != State::Visible).then_some(message.state);
                assert_eq!((heard.hidden, heard.receives), (hidden, message.receives), "{slot} of {}", queue.key.name);
                let is_last = heard.last_event == message.last_event || self.broken.contains(&message.last_event);
                assert!(is_last, "{slot} of {}", queue.key.name);
                counted[message.state as usize] += 1;
                places += 1;
            }
            let counts = queue.counts;
            let recounted = [State::Delayed, State::Visible, State::InFlight].map(|state| counted[state as usize]);
            assert_eq!([counts.delayed, counts.visible, counts.in_flight], recounted, "{}", queue.key.name);
            let flow = queue.metrics.flow;
            assert_eq!(
                flow.enqueued + flow.dead_in + flow.moved_in,
                counts.total() + flow.removed + flow.dead_out + flow.moved_out + flow.expired + flow.purged,
                "what came in is there or went out: {} {flow:?}",
                queue.key.name
            );
            let waits: Vec<RequestId> = queue.waiters().map(|waiter| waiter.request).collect();
            let heard: Vec<RequestId> =
                self.waits.get(&queue.id).into_iter().flatten().map(|(wait, _)| *wait).collect();
            assert_eq!(waits, heard, "{}", queue.key.name);
        }
        assert_eq!(places, self.messages.len(), "messages went without an event");
        self.streams.compare(cloud);
    }
}

const fn is_of_mapping(origin: Origin) -> bool {
    matches!(origin, Origin::Mapping(_))
}
