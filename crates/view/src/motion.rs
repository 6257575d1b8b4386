//! Messages on their way: what moved just now, as marks between nodes.
//!
//! A place is worked out from when something happened and what time it is; nothing is remembered from frame to frame. So
//! pausing holds every mark where it is, and going back runs each way backwards.

use super::NodeId;
use super::beyond::beyond;
use super::geometry::{Geometry, Holds, Link, Point, queue_of};
use super::tokens::{Look, MessageId, Subject, Token};
use queuelab::base::Origin;
use queuelab::cloud::{Cloud, Event, EventKind};
use queuelab::sqs::{MessageRef, SqsEvent, VisibleBecause};
use std::cell::OnceCell;

/// What decides how far along its way a message is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum Pace {
    /// Everything is at rest.
    Rest,
    /// Each way takes so many logical milliseconds from its event on; `now_ms` may have a fraction.
    Time { now_ms: f64, way_ms: f64 },
    /// The events of the last step are this share of their way along, 0 to 1.
    Step { first_event: u64, share: f64 },
}

/// More marks than this are not drawn on their way at once; the links show the rest by their activity.
const MOVING_MAX: usize = 5_000;
/// So many of the latest events are looked at for a frame.
const EVENTS_MAX: usize = 20_000;
/// Where on a subscription's link its filter stands.
pub const GATE: f64 = 0.3;
/// The usual body size of a moving mark.
pub(super) const SIZE: f64 = 13.0;

/// What moves at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moving {
    /// Marks on their way.
    pub tokens: Vec<Token>,
    /// For each resting mark, as far as it goes, whether it is on its way to where it rests and is not to be drawn there yet.
    hidden: Vec<bool>,
    /// Links with something on them, each once.
    pub active: Vec<(NodeId, NodeId)>,
    /// Copies for subscribers without a node: how many to which topic's crowd, and how far they are.
    pub(super) crowds: Vec<(NodeId, u64, f64)>,
}

/// A copy leaves later than the one before it by this share of its way: 40 ms at a lab's own speed.
const STAGGER: f64 = 40.0 / 420.0;
/// No copy is held back for longer.
const STAGGER_MAX: f64 = 5.0 * STAGGER;
/// How high a message hops within its queue.
const HOP: f64 = 18.0;

/// With less motion the ends of a way are pointed out for this share of the time that the way would take.
const CALM: f64 = 0.36;

impl Moving {
    /// Takes what is on its way from what rests, and adds it where it is.
    pub fn settle(&mut self, tokens: &mut Vec<Token>) {
        if !self.hidden.is_empty() {
            let mut hidden = self.hidden.iter();
            tokens.retain(|_| !hidden.next().copied().unwrap_or(false));
        }
        tokens.append(&mut self.tokens);
    }

    /// A message's own mark on its way to where it rests. One that stands for others too stays there, and a mark of no
    /// message goes in its stead; the newest way of a message is the one that is shown.
    fn bring(&mut self, (index, place): (usize, &Token), at: Point, look: Look) {
        if place.stands_for > 1 {
            self.tokens.push(mark(at, (look, place.number), 1.0));
        } else if self.hide(index) {
            self.tokens.push(Token { at, look, size: SIZE.max(place.size), ring: None, ..place.clone() });
        }
    }

    /// Says that something is on a link. Things come in batches, one after another on the same one.
    pub(super) fn uses(&mut self, link: (NodeId, NodeId)) {
        if self.active.last() != Some(&link) {
            self.active.push(link);
        }
    }

    /// Keeps a resting mark from being drawn; false when it was not drawn already.
    pub(super) fn hide(&mut self, index: usize) -> bool {
        if self.hidden.len() <= index {
            self.hidden.resize(index + 1, false);
        }
        self.hidden.get_mut(index).is_some_and(|hidden| !std::mem::replace(hidden, true))
    }
}

/// Works out what moves. `recent` are the latest events, the newest first. With less motion, `calm`, nothing travels:
/// what is left are the links, for a short while.
pub fn moving<'a>(
    cloud: &Cloud,
    geometry: &Geometry,
    resting: &[Token],
    recent: impl Iterator<Item = &'a Event>,
    pace: Pace,
    calm: bool,
) -> Moving {
    let mut moving = Moving::default();
    let last = if calm { CALM } else { 1.0 };
    let stage = Stage { cloud, geometry, resting, places: OnceCell::new(), ways: OnceCell::new() };
    // What is beyond is told by the links alone: looking at it would cost more than it shows.
    for event in recent.take(EVENTS_MAX) {
        let share = match pace {
            Pace::Time { now_ms, way_ms } => {
                #[allow(clippy::cast_precision_loss, reason = "milliseconds of a lab fit")]
                let since = now_ms - event.at.as_millis() as f64;
                since / way_ms.max(0.001)
            }
            Pace::Step { first_event, share } if event.seq >= first_event => share,
            Pace::Rest | Pace::Step { .. } => break,
        };
        if share >= last || moving.tokens.len() >= MOVING_MAX {
            break;
        }
        stage.draw(&mut moving, event, share.max(0.0));
    }
    stage.draw_crowds(&mut moving);
    moving.active.sort_unstable();
    moving.active.dedup();
    if calm {
        return Moving { active: moving.active, ..Moving::default() };
    }
    moving
}

/// Copies of one message leave their topic one after another and arrive together. A share of the way is what it would be for
/// the first of them; later ones are held back at the topic, no longer than the sixth.
fn staggered(share: f64, place: u32) -> f64 {
    let held = (f64::from(place) * STAGGER).min(STAGGER_MAX);
    ((share - held) / (1.0 - held)).max(0.0)
}

/// Starts quickly and arrives gently.
fn ease(share: f64) -> f64 {
    1.0 - (1.0 - share).powi(3)
}

/// What is drawn upon.
pub(super) struct Stage<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) geometry: &'a Geometry,
    resting: &'a [Token],
    /// Which of them is whose, in the order of the subjects; made when it is first asked for.
    places: OnceCell<Vec<(Subject, usize)>>,
    /// The links by their two ends, the smaller end first; made when it is first asked for.
    ways: OnceCell<Vec<((NodeId, NodeId), usize)>>,
}

impl<'a> Stage<'a> {
    /// The resting mark of a message or record.
    pub(super) fn place(&self, subject: impl Into<Subject>) -> Option<(usize, &'a Token)> {
        let places = self.places.get_or_init(|| {
            let subjects = self.resting.iter().enumerate();
            let mut places: Vec<_> = subjects.filter_map(|(index, token)| Some((token.subject?, index))).collect();
            places.sort_unstable();
            places
        });
        let subject = subject.into();
        let found = places.binary_search_by(|(known, _)| known.cmp(&subject)).ok()?;
        let index = places.get(found)?.1;
        Some((index, self.resting.get(index)?))
    }

    fn draw(&self, moving: &mut Moving, event: &Event, share: f64) {
        let (actor, place) = match event.origin {
            Origin::Actor(id) => (Some(NodeId::Actor(id.0)), 0),
            Origin::Person | Origin::Clock => (None, 0),
            origin => match beyond().and_then(|beyond| (beyond.origin)(self.cloud, origin)) {
                Some((node, place)) => (Some(node), place),
                None => (None, 0),
            },
        };
        let share = ease(staggered(share, place));
        match &event.kind {
            EventKind::Sqs(SqsEvent::Sent { message, visible_at, .. }) => {
                let look = if *visible_at > event.at { Look::Delayed } else { Look::Visible };
                self.arrive(moving, actor, message, look, share);
            }
            EventKind::Sqs(SqsEvent::Deduplicated { queue, original }) => {
                let queue = NodeId::Queue(queue.0);
                self.travel(moving, actor, queue, (Look::Dropped, original.0), share.min(0.92), 1.0 - share * share);
            }
            EventKind::Sqs(SqsEvent::Received { message, receives, .. }) => {
                let Some(actor) = actor else { return };
                let look = if *receives > 1 { Look::Duplicate } else { Look::InFlight };
                self.travel_from(moving, NodeId::Queue(message.queue.0), actor, (look, message.core.number.0), share);
            }
            EventKind::Sqs(SqsEvent::Deleted { message }) => {
                let queue = NodeId::Queue(message.queue.0);
                self.travel(moving, actor, queue, (Look::Deleted, message.core.number.0), share, 1.0 - share * 0.6);
            }
            EventKind::Sqs(
                SqsEvent::DeadLettered { source, message, .. } | SqsEvent::Moved { source, message, .. },
            ) => {
                self.dead_letter(moving, NodeId::Queue(source.0), message, share);
            }
            EventKind::Sqs(SqsEvent::BecameVisible { message, because }) => {
                let from = if *because == VisibleBecause::DelayOver { Holds::Delayed } else { Holds::InFlight };
                self.come_back(moving, message, &from, share);
            }
            EventKind::Sqs(SqsEvent::Expired { message }) => self.sink(moving, message, share),
            EventKind::Refused { code, .. } if *code == "RequestThrottled" => self.bounce(moving, actor, share),
            _ => {
                if let Some(beyond) = beyond() {
                    (beyond.draw)(self, moving, actor, event, share);
                }
            }
        }
    }

    /// The link between two nodes, and whether it begins at the first of them.
    pub(super) fn link(&self, from: NodeId, to: NodeId) -> Option<(&Link, bool)> {
        let ends = |a: NodeId, b: NodeId| if a <= b { (a, b) } else { (b, a) };
        let ways = self.ways.get_or_init(|| {
            let links = self.geometry.links.iter().enumerate();
            let mut ways: Vec<_> = links.map(|(index, link)| (ends(link.source, link.target), index)).collect();
            ways.sort_unstable();
            ways
        });
        let wanted = ends(from, to);
        let (found, index) = *ways.get(ways.partition_point(|(known, _)| *known < wanted))?;
        let link = self.geometry.links.get(index).filter(|_| found == wanted)?;
        Some((link, link.source == from))
    }

    /// A message that goes from its sender to its place in the queue.
    fn arrive(&self, moving: &mut Moving, actor: Option<NodeId>, message: &MessageRef, look: Look, share: f64) {
        let id = MessageId { queue: message.queue.0, slot: message.slot };
        let queue = NodeId::Queue(id.queue);
        let Some((index, place)) = self.place(id) else {
            // It has gone on meanwhile, or is one of more than its compartment shows: its way ends at the queue's edge.
            self.travel(moving, actor, queue, (look, message.core.number.0), share, vanishing(share));
            return;
        };
        let from = actor.and_then(|actor| self.link(actor, queue));
        let at = match from {
            // The last third of the way is inside the queue, from its edge to the message's place.
            Some((link, _)) if share < 0.66 => link.at(share / 0.66),
            Some((link, _)) => between(link.at(1.0), place.at, (share - 0.66) / 0.34),
            None => between(Point { x: place.at.x, y: place.at.y - 46.0 }, place.at, share),
        };
        moving.bring((index, place), at, look);
        if let Some(actor) = actor {
            moving.uses((actor, queue));
        }
    }

    pub(super) fn travel_from(&self, moving: &mut Moving, from: NodeId, to: NodeId, what: (Look, u64), share: f64) {
        let Some((link, forwards)) = self.link(from, to) else { return };
        let at = link.at(if forwards { share } else { 1.0 - share });
        moving.tokens.push(mark(at, what, vanishing(share)));
        moving.uses((from, to));
    }

    pub(super) fn travel(
        &self,
        moving: &mut Moving,
        from: Option<NodeId>,
        to: NodeId,
        what: (Look, u64),
        share: f64,
        alpha: f64,
    ) {
        if let Some((link, forwards)) = from.and_then(|from| self.link(from, to)) {
            let at = link.at(if forwards { share } else { 1.0 - share });
            moving.tokens.push(mark(at, what, alpha));
            moving.uses((link.source, link.target));
        } else if let Some(node) = self.geometry.node(to) {
            let at = Point { x: node.rect.x + node.rect.w - 24.0, y: node.rect.y + 24.0 - 18.0 * share };
            moving.tokens.push(mark(at, what, alpha));
        }
    }

    fn dead_letter(&self, moving: &mut Moving, source: NodeId, message: &MessageRef, share: f64) {
        let id = MessageId { queue: message.queue.0, slot: message.slot };
        let target = NodeId::Queue(id.queue);
        let Some((index, place)) = self.place(id) else {
            let what = (Look::DeadLettered, message.core.number.0);
            self.travel(moving, Some(source), target, what, share, vanishing(share));
            return;
        };
        let at = match self.link(source, target) {
            Some((link, forwards)) if share < 0.6 => {
                let share = share / 0.6;
                link.at(if forwards { share } else { 1.0 - share })
            }
            Some((link, forwards)) => between(link.at(if forwards { 1.0 } else { 0.0 }), place.at, (share - 0.6) / 0.4),
            None => place.at,
        };
        moving.bring((index, place), at, place.look);
        moving.uses((source, target));
    }

    /// A message that can be received hops over from among those that cannot. The lanes of groups have one place for both.
    fn come_back(&self, moving: &mut Moving, message: &MessageRef, from: &Holds, share: f64) {
        let id = MessageId { queue: message.queue.0, slot: message.slot };
        let Some(place) = self.place(id).filter(|(_, place)| place.look != Look::InFlight) else { return };
        let node = self.geometry.node(NodeId::Queue(id.queue));
        let Some(part) = node.and_then(|node| node.compartment(from)) else { return };
        let start = Point { x: part.x + part.w * 0.5, y: part.y + part.h * 0.5 };
        let at = between(start, place.1.at, share);
        let at = Point { y: at.y - HOP * (share * std::f64::consts::PI).sin(), ..at };
        moving.bring(place, at, place.1.look);
    }

    fn sink(&self, moving: &mut Moving, message: &MessageRef, share: f64) {
        let Some(node) = self.geometry.node(NodeId::Queue(message.queue.0)) else { return };
        #[allow(clippy::cast_precision_loss, reason = "a place to draw")]
        let across = 40.0 + (message.slot % 9) as f64 * 36.0;
        let at = Point { x: node.rect.x + across, y: node.rect.y + node.rect.h - 14.0 + 22.0 * share };
        moving.tokens.push(mark(at, (Look::Expired, message.core.number.0), 1.0 - share));
    }

    /// One mark for all copies on their way to a crowd.
    fn draw_crowds(&self, moving: &mut Moving) {
        for (crowd, count, share) in std::mem::take(&mut moving.crowds) {
            let NodeId::Crowd(topic) = crowd else { continue };
            let Some((link, _)) = self.link(NodeId::Topic(topic), crowd) else { continue };
            let token = mark(link.at(share), (Look::Visible, 0), vanishing(share));
            moving.tokens.push(Token { stands_for: count, size: SIZE * 1.5, ..token });
            moving.uses((link.source, link.target));
        }
    }

    /// A refused send goes most of the way to its queue and back.
    fn bounce(&self, moving: &mut Moving, actor: Option<NodeId>, share: f64) {
        let NodeId::Actor(id) = actor.unwrap_or(NodeId::Queue(0)) else { return };
        let Some(actor) = self.cloud.actor(queuelab::base::ActorId(id)) else { return };
        let Some(queue) = queue_of(self.cloud, actor) else { return };
        let Some((link, forwards)) = self.link(NodeId::Actor(id), NodeId::Queue(queue.0)) else { return };
        let out = if share < 0.5 { share * 1.8 } else { (1.0 - share) * 1.8 };
        let at = link.at(if forwards { out } else { 1.0 - out });
        moving.tokens.push(mark(at, (Look::Throttled, 0), 1.0));
        moving.uses((link.source, link.target));
    }
}

/// How strong a mark is whose way ends at the edge of a node: it fades as it gets there.
pub(super) fn vanishing(share: f64) -> f64 {
    1.0 - (share - 0.85).max(0.0) * 4.0
}

pub(super) fn between(a: Point, b: Point, share: f64) -> Point {
    let share = share.clamp(0.0, 1.0);
    Point { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

pub(super) fn mark(at: Point, (look, number): (Look, u64), alpha: f64) -> Token {
    Token {
        subject: None,
        at,
        size: SIZE,
        look,
        ring: None,
        receives: 0,
        number,
        stands_for: 1,
        alpha: alpha.clamp(0.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Node, Placed};
    use crate::tokens;
    use queuelab::base::Caller;
    use queuelab::call::Call;
    use queuelab::cloud::Input;
    use queuelab::session::Session;
    use queuelab::session::templates::Template;
    use queuelab::sqs::api::{CreateQueue, ReceiveMessage, SendMessageBatch, SendMessageBatchRequestEntry};
    use queuelab::sqs::message::State;

    fn call(call: impl Into<Call>) -> Input {
        Input::Call { caller: Caller::default(), call: call.into() }
    }

    /// A queue with so many messages, sent ten at a time; the number of the first event of the last ten.
    fn fill(session: &mut Session, name: &str, count: u64) -> u64 {
        session.submit(call(CreateQueue { queue_name: name.to_owned(), ..CreateQueue::default() }));
        let mut last = 0;
        for first in (0..count).step_by(10) {
            let entry = |n: u64| SendMessageBatchRequestEntry {
                id: n.to_string(),
                message_body: n.to_string(),
                ..SendMessageBatchRequestEntry::default()
            };
            last = session.cloud().next_seq();
            let entries = (first..first + 10).map(entry).collect();
            session.submit(call(SendMessageBatch { queue_url: name.to_owned(), entries }));
        }
        last
    }

    /// What is drawn of each queue's messages in its compartments, against what the engine holds.
    fn conserved(session: &Session, geometry: &Geometry, tokens: &[Token]) {
        for node in &geometry.nodes {
            records_are_conserved(session, node, tokens);
            let NodeId::Queue(id) = node.id else { continue };
            let queue = session.cloud().sqs().queue(queuelab::sqs::queue::QueueId(id)).unwrap();
            let of_part = |token: &Token| match token.subject {
                Some(Subject::Message(id)) if id.queue == queue.id.0 => {
                    let message = queue.message(id.slot).unwrap();
                    Some((token.stands_for, message.state, message.core.group().cloned(), id.slot))
                }
                _ => None,
            };
            let drawn: Vec<_> = tokens.iter().filter_map(of_part).collect();
            let slots: std::collections::BTreeSet<_> = drawn.iter().map(|one| one.3).collect();
            assert_eq!(slots.len(), drawn.len(), "a message is drawn twice");
            for part in &node.compartments {
                let is_here = |state: State, group: Option<&str>| match &part.holds {
                    Holds::Delayed => state == State::Delayed,
                    Holds::Visible => state == State::Visible,
                    Holds::InFlight => state == State::InFlight,
                    Holds::Group(name) => group == Some(name),
                    _ => node.compartment(&Holds::Group(group.unwrap_or_default().into())).is_none(),
                };
                let sum: u64 = drawn.iter().filter(|one| is_here(one.1, one.2.as_deref())).map(|one| one.0).sum();
                assert_eq!(sum, tokens::count(queue, &part.holds), "{:?} of {}", part.holds, node.title);
            }
        }
    }

    fn records_are_conserved(session: &Session, node: &Node, tokens: &[Token]) {
        let Some(stream) = crate::records::stream_of(session.cloud(), node.id) else { return };
        for part in &node.compartments {
            let Holds::Shard(number) = part.holds else { continue };
            let of_shard = |token: &&Token| match token.subject {
                Some(Subject::Record(id)) => (id.stream, id.shard) == (stream.id.0, number),
                _ => false,
            };
            let sum: u64 = tokens.iter().filter(of_shard).map(|token| token.stands_for).sum();
            let shard = stream.shard(queuelab::kinesis::shard::ShardId(number)).unwrap();
            assert_eq!(sum, shard.records.len(), "shard {number} of {}", node.title);
        }
    }

    fn check_every_share(session: &Session) {
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let resting = tokens::resting(session.cloud(), &geometry, session.now());
        conserved(session, &geometry, &resting);
        let first_event = session.cloud().next_seq().saturating_sub(12);
        let still: Vec<Point> = resting.iter().map(|token| token.at).collect();
        for share in [0.0, 0.2, 0.5, 0.8, 0.99] {
            let draw = |calm| {
                let mut tokens = resting.clone();
                let recent = session.events().rev();
                let pace = Pace::Step { first_event, share };
                moving(session.cloud(), &geometry, &resting, recent, pace, calm).settle(&mut tokens);
                tokens
            };
            conserved(session, &geometry, &draw(false));
            let calm: Vec<Point> = draw(true).iter().map(|token| token.at).collect();
            assert_eq!(calm, still, "with less motion something travels");
        }
    }

    #[test]
    fn what_is_drawn_adds_up_at_every_step_and_with_less_motion_nothing_travels() {
        for template in Template::ALL {
            let mut session = template.session();
            for _ in 0..150 {
                session.step_forward();
                check_every_share(&session);
            }
        }
    }

    #[test]
    fn what_is_drawn_adds_up_in_random_labs_up_to_a_million_messages() {
        let mut chance: u64 = 7;
        let mut draw = |below: u64| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) % below
        };
        for (held, fifo) in [(0, false), (900, false), (1_000, true), (1_000_000, false)] {
            let mut session = Template::Empty.session();
            let name = if fifo { "q.fifo" } else { "q" };
            let attributes = [("FifoQueue", "true"), ("ContentBasedDeduplication", "true")];
            let attributes = attributes.iter().filter(|_| fifo).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
            let attributes = queuelab::base::collections::map_of(attributes);
            session.submit(call(CreateQueue { queue_name: name.to_owned(), attributes, ..CreateQueue::default() }));
            for first in (0..held).step_by(10) {
                let entry = |n: u64| SendMessageBatchRequestEntry {
                    id: n.to_string(),
                    message_body: n.to_string(),
                    delay_seconds: (!fifo && draw(9) == 0).then_some(900),
                    message_group_id: fifo.then(|| format!("g{}", draw(14))),
                    ..SendMessageBatchRequestEntry::default()
                };
                let entries = (first..first + 10).map(entry).collect();
                session.submit(call(SendMessageBatch { queue_url: name.to_owned(), entries }));
            }
            for _ in 0..20 {
                check_every_share(&session);
                let many = Some(1 + i64::try_from(draw(10)).unwrap());
                session.submit(call(ReceiveMessage {
                    queue_url: name.to_owned(),
                    max_number_of_messages: many,
                    ..ReceiveMessage::default()
                }));
            }
            let node = &Geometry::of(session.cloud(), &Placed::new(), Flow::Across).nodes[0];
            let queue = session.cloud().sqs().queues().next().unwrap();
            let each = node.compartments.iter().map(|part| tokens::each(queue, &part.holds, part.rect)).max();
            assert_eq!(each > Some(1), held == 1_000_000, "{each:?} for a dot");
        }
    }

    #[test]
    fn five_thousand_messages_are_drawn_on_their_way_each_once() {
        let mut session = Template::Empty.session();
        for queue in 0..10 {
            fill(&mut session, &format!("q{queue}"), 500);
        }
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let resting = tokens::resting(session.cloud(), &geometry, session.now());
        let pace = Pace::Step { first_event: 0, share: 0.3 };
        let mut found = moving(session.cloud(), &geometry, &resting, session.events().rev(), pace, false);
        assert_eq!(found.tokens.len(), 5_000);
        let mut drawn = resting.clone();
        found.settle(&mut drawn);
        conserved(&session, &geometry, &drawn);
        let still = resting.iter().filter(|token| drawn.iter().any(|other| other.at == token.at)).count();
        assert!(still < resting.len() / 10, "{still} of {} have not left", resting.len());
    }

    #[test]
    fn a_message_without_a_mark_where_it_rests_is_drawn_on_its_way_too() {
        let mut session = Template::Empty.session();
        let first_event = fill(&mut session, "q", 3_000);
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let resting = tokens::resting(session.cloud(), &geometry, session.now());
        assert!(resting.len() < 3_000, "each of them has a mark");
        let pace = Pace::Step { first_event, share: 0.3 };
        let found = moving(session.cloud(), &geometry, &resting, session.events().rev(), pace, false);
        assert_eq!(found.tokens.len(), 10);
    }

    #[test]
    fn copies_leave_one_after_another_and_arrive_together() {
        let at = |share| [0, 1, 2, 5, 6, 1_000].map(|place| staggered(share, place));
        let leaving = at(0.2);
        assert!(leaving[0] > leaving[1] && leaving[1] > leaving[2], "{leaving:?}");
        assert!(leaving[3..].iter().all(|share| *share == 0.0), "{leaving:?}");
        let later = at(0.6);
        assert!(later.is_sorted_by(|a, b| a >= b) && (later[3] - later[5]).abs() < 1e-9 && later[5] > 0.0, "{later:?}");
        assert!(at(1.0).iter().all(|share| (share - 1.0).abs() < 1e-9));
    }

    #[test]
    fn a_way_begins_at_the_sender_and_ends_at_rest() {
        let mut session = Template::SlowConsumer.session();
        while !session.events().next_back().is_some_and(|e| matches!(e.kind, EventKind::Sqs(SqsEvent::Sent { .. }))) {
            assert!(session.step_forward());
        }
        let first_event = session.events().next_back().unwrap().seq;
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let resting = tokens::resting(session.cloud(), &geometry, session.now());
        let at = |share| {
            let pace = Pace::Step { first_event, share };
            moving(session.cloud(), &geometry, &resting, session.events().rev(), pace, false)
        };
        let link = geometry.links.iter().find(|link| link.kind == super::super::geometry::LinkKind::Send).unwrap();
        assert_eq!(at(0.0).tokens[0].at, link.curve[0]);
        assert_eq!(at(0.5).hidden, vec![true]);
        let nearly = at(0.999).tokens[0].at;
        assert!((nearly.x - resting[0].at.x).abs() < 1.0 && (nearly.y - resting[0].at.y).abs() < 1.0);
        assert_eq!(at(1.0), Moving::default());
        let still = moving(session.cloud(), &geometry, &resting, session.events().rev(), Pace::Rest, false);
        assert_eq!(still, Moving::default());
    }
}
