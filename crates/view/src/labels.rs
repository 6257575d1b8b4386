//! What is written beside and into marks where there is room to read it, and what stands for motion where less was asked
//! for. It says what and where; the painter says in which colours.

use super::NodeId;
use super::describe::{number, who};
use super::family::message;
use super::geometry::{Geometry, Holds, Link, Node, Point, Rect};
use super::records::{Lane, stream_of};
use super::tokens::{self, LABELLED, Look, Subject, Token};
use queuelab::cloud::{Cloud, EventKind};
use queuelab::kinesis::shard::ShardId;
use queuelab::session::Session;
use queuelab::sqs::SqsEvent;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use std::f64::consts::TAU;

/// How tall letters beside a mark are, in pixels.
pub const BESIDE_PX: f64 = 11.0;
/// No letter is smaller than this, in pixels.
const LEAST_PX: f64 = 8.0;
/// A body of so many pixels has room for its number inside.
const INSIDE_PX: f64 = 26.0;
/// So many receives have a dot each.
pub const PIPS_MAX: u32 = 5;
/// About how wide a digit is, in heights of a letter.
const DIGIT: f64 = 0.62;
/// More marks on their way than this are not labelled.
const MOVING_MAX: usize = 40;
/// The part of a body that is solid where it is in flight.
const CORE: f64 = 0.7;

/// A text at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its left end, or its middle where it is inside; its baseline, or its middle.
    pub at: Point,
    /// The text.
    pub text: String,
    /// How tall its letters are, in units of the stage.
    pub size: f64,
    /// Whether it is written into a body, in the colour of the ground.
    pub inside: bool,
    /// How strong.
    pub alpha: f64,
}

/// Labels of all marks that have room for one.
pub fn labels(session: &Session, tokens: &[Token], zoom: f64) -> Vec<Label> {
    let zoom = zoom.max(0.01);
    let moving = tokens.iter().filter(|token| token.subject.is_none()).count();
    let mut labels = Vec::new();
    for token in tokens.iter().filter(|token| token.stands_for == 1 && token.look != Look::Record) {
        if token.subject.is_some() {
            inside(session, token, zoom, &mut labels);
            labels.extend(many_receives(token, zoom));
        }
        let has_room = token.size >= LABELLED || token.subject.is_none() && moving <= MOVING_MAX;
        if has_room && zoom >= 0.999 {
            beside(token, zoom, &mut labels);
        }
    }
    labels
}

/// How often it was received, behind its dots, where these are too few to tell.
fn many_receives(token: &Token, zoom: f64) -> Option<Label> {
    let size = LEAST_PX / zoom;
    let at = Point { x: token.at.x + 10.4, y: token.at.y + token.size * 0.5 + 6.6 + size * 0.35 };
    let is_told = token.receives > PIPS_MAX && token.size >= 12.0 && zoom >= 0.999;
    is_told.then(|| Label { at, text: token.receives.to_string(), size, inside: false, alpha: token.alpha })
}

/// The two letters of its state, and its number.
fn beside(token: &Token, zoom: f64, labels: &mut Vec<Label>) {
    let size = BESIDE_PX / zoom;
    let label = |dy: f64, text: String| Label {
        at: Point { x: token.at.x + token.size * 0.5 + 5.0, y: token.at.y + dy },
        text,
        size,
        inside: false,
        alpha: token.alpha,
    };
    let is_copy = matches!(token.look, Look::Duplicate | Look::Dropped);
    if token.subject.is_none() {
        // Which message it is once more.
        let is_known = is_copy && token.number > 0;
        let text = if is_known { format!("=m-{}", token.number) } else { token.look.tag().to_owned() };
        labels.push(label(-4.0, text));
        return;
    }
    labels.push(label(-1.0, token.look.tag().to_owned()));
    let text = token.number.to_string();
    #[allow(clippy::cast_precision_loss, reason = "a few digits")]
    let width = text.len() as f64 * DIGIT * size;
    if width <= 30.0 {
        labels.push(label(size - 1.0, text));
    }
}

/// Who has a message that is in flight; the number of one that is waiting, where there is none beside it.
fn inside(session: &Session, token: &Token, zoom: f64, labels: &mut Vec<Label>) {
    let text = match token.look {
        Look::InFlight if token.size * CORE * zoom >= LEAST_PX => holder(session, token),
        Look::Visible if token.size < LABELLED && token.size * zoom >= INSIDE_PX => Some(token.number.to_string()),
        _ => None,
    };
    let Some(text) = text else { return };
    #[allow(clippy::cast_precision_loss, reason = "a few digits")]
    let fits = token.size * 0.86 / (text.chars().count() as f64 * DIGIT);
    let core = if token.look == Look::InFlight { CORE } else { 0.6 };
    let size = fits.min(token.size * core);
    if size * zoom >= LEAST_PX {
        labels.push(Label { at: token.at, text, size, inside: true, alpha: token.alpha });
    }
}

/// The first letter of whoever has a message.
fn holder(session: &Session, token: &Token) -> Option<String> {
    let Some(Subject::Message(id)) = token.subject else { return None };
    let event = session.event(message(session, id)?.last_event)?;
    let first = who(session.cloud(), event.origin).chars().next()?;
    Some(first.to_uppercase().to_string())
}

/// A stroke through the ring of each message whose visibility timeout was changed, where the ring ends.
pub fn ticks(session: &Session, tokens: &[Token]) -> Vec<[Point; 2]> {
    let changed = |token: &&Token| {
        let Some(Subject::Message(id)) = token.subject else { return false };
        let event = message(session, id).and_then(|message| session.event(message.last_event));
        event.is_some_and(|event| matches!(event.kind, EventKind::Sqs(SqsEvent::VisibilityChanged { .. })))
    };
    let in_flight = tokens.iter().filter(|token| token.look == Look::InFlight && token.size >= 9.0);
    let tick = |token: &Token| {
        let (sin, cos) = ((token.ring.unwrap_or_default() - 0.25) * TAU).sin_cos();
        let on = |radii: f64| {
            let r = token.size * 0.5 * radii;
            Point { x: token.at.x + r * cos, y: token.at.y + r * sin }
        };
        [on(1.2), on(1.85)]
    };
    in_flight.filter(changed).map(tick).collect()
}

/// What stands for a way where nothing travels: both ends, and a chevron in the middle of the link that points along.
pub fn calm(geometry: &Geometry, (from, to): (NodeId, NodeId)) -> Option<([Rect; 2], [Point; 3])> {
    let link = geometry.link(from, to)?;
    let (a, b) = (geometry.node(from)?.rect, geometry.node(to)?.rect);
    Some(([a, b], chevron(link, link.source == from)))
}

fn chevron(link: &Link, forwards: bool) -> [Point; 3] {
    let (middle, ahead) = (link.at(0.5), link.at(if forwards { 0.52 } else { 0.48 }));
    let (dx, dy) = (ahead.x - middle.x, ahead.y - middle.y);
    let length = dx.hypot(dy).max(0.001);
    let (dx, dy) = (dx / length * 9.0, dy / length * 9.0);
    let wing = |side: f64| Point { x: middle.x - dx - dy * side, y: middle.y - dy + dx * side };
    [wing(1.0), Point { x: middle.x + dx, y: middle.y + dy }, wing(-1.0)]
}

/// How many messages or records a dot of a node stands for, below each node where that is more than one.
pub fn scales(cloud: &Cloud, geometry: &Geometry) -> Vec<(Point, String)> {
    let line = |node: &Node| {
        let text = scale(cloud, node)?;
        Some((Point { x: node.rect.x + 14.0, y: node.rect.y + node.rect.h + 14.0 }, text))
    };
    geometry.nodes.iter().filter_map(line).collect()
}

fn scale(cloud: &Cloud, node: &Node) -> Option<String> {
    if let Some(stream) = stream_of(cloud, node.id) {
        let each = node.compartments.iter().filter_map(|part| match part.holds {
            Holds::Shard(number) => Some(Lane::of(stream.shard(ShardId(number))?, part.rect).each),
            _ => None,
        });
        let most = each.max().filter(|each| *each > 1)?;
        return Some(t!("1 bar = up to {most} records", most = number(most)));
    }
    let NodeId::Queue(id) = node.id else { return None };
    let queue = cloud.sqs().queue(QueueId(id))?;
    let each = |holds: &Holds, rect: Rect| tokens::each(queue, holds, rect);
    if queue.is_fifo() {
        let most = node.compartments.iter().map(|part| each(&part.holds, part.rect)).max();
        return most.filter(|each| *each > 1).map(|each| t!("1 dot = up to {each} messages", each = number(each)));
    }
    let word = |holds: &Holds| match holds {
        Holds::Delayed => t!("delayed"),
        Holds::InFlight => t!("in flight"),
        _ => t!("visible"),
    };
    let parts = node.compartments.iter().map(|part| (each(&part.holds, part.rect), word(&part.holds)));
    let parts: Vec<String> =
        parts.filter(|(each, _)| *each > 1).map(|(each, word)| format!("{} {word}", number(each))).collect();
    (!parts.is_empty()).then(|| t!("1 dot = {parts} messages", parts = parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Placed};
    use queuelab::base::Caller;
    use queuelab::call::Call;
    use queuelab::cloud::Input;
    use queuelab::session::templates::Template;
    use queuelab::sqs::api::{
        ChangeMessageVisibility, CreateQueue, ReceiveMessage, SendMessageBatch, SendMessageBatchRequestEntry,
    };
    use queuelab::sqs::handle::ReceiptHandle;

    fn submit(session: &mut Session, call: impl Into<Call>) {
        session.submit(Input::Call { caller: Caller::default(), call: call.into() });
    }

    fn with(messages: u64) -> Session {
        let mut session = Template::Empty.session();
        submit(&mut session, CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        for first in (0..messages).step_by(10) {
            let entry = |n: u64| SendMessageBatchRequestEntry {
                id: n.to_string(),
                message_body: "x".to_owned(),
                ..SendMessageBatchRequestEntry::default()
            };
            let entries = (first..messages.min(first + 10)).map(entry).collect();
            submit(&mut session, SendMessageBatch { queue_url: "q".to_owned(), entries });
        }
        session
    }

    fn drawn(session: &Session) -> (Geometry, Vec<Token>) {
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let tokens = tokens::resting(session.cloud(), &geometry, session.now());
        (geometry, tokens)
    }

    fn texts(session: &Session, zoom: f64) -> Vec<String> {
        labels(session, &drawn(session).1, zoom).into_iter().map(|label| label.text).collect()
    }

    #[test]
    fn few_messages_have_tags_and_numbers_where_they_can_be_read() {
        let mut session = with(3);
        assert_eq!(texts(&session, 1.0).iter().filter(|text| *text == "VI").count(), 3);
        assert!(texts(&session, 0.9).is_empty());
        // Many have their numbers inside, once they are large enough.
        let many = with(12);
        assert!(texts(&many, 1.0).is_empty());
        assert_eq!(texts(&many, 2.5).len(), 12);
        submit(&mut session, ReceiveMessage { queue_url: "q".to_owned(), ..ReceiveMessage::default() });
        let texts = texts(&session, 1.2);
        assert!(texts.contains(&"IF".to_owned()) && texts.contains(&"Y".to_owned()), "{texts:?}");
    }

    #[test]
    fn receives_beyond_the_dots_are_a_number() {
        let mut session = with(1);
        for receive in 1..=7 {
            submit(&mut session, ReceiveMessage { queue_url: "q".to_owned(), ..ReceiveMessage::default() });
            let labels = labels(&session, &drawn(&session).1, 1.0).into_iter();
            let small: Vec<String> =
                labels.filter(|label| !label.inside && label.size < BESIDE_PX).map(|label| label.text).collect();
            let told = (receive > PIPS_MAX).then(|| receive.to_string());
            assert_eq!(small, told.into_iter().collect::<Vec<_>>());
            let receipt_handle = ReceiptHandle { queue: QueueId(0), message: 0, receive }.into();
            let timeout = Some(0);
            submit(
                &mut session,
                ChangeMessageVisibility { queue_url: "q".to_owned(), receipt_handle, visibility_timeout: timeout },
            );
        }
    }

    #[test]
    fn labels_stay_clear_of_other_bodies() {
        let session = with(6);
        let (_, tokens) = drawn(&session);
        for zoom in [1.0, 1.3, 4.0] {
            for label in labels(&session, &tokens, zoom).into_iter().filter(|label| !label.inside) {
                #[allow(clippy::cast_precision_loss)]
                let right = label.at.x + label.text.len() as f64 * DIGIT * label.size;
                let row = tokens.iter().filter(|token| (token.at.y - label.at.y).abs() < 13.0);
                let is_clear = |token: &Token| token.at.x < label.at.x || token.at.x - token.size * 0.75 > right;
                assert!(row.into_iter().all(is_clear), "{label:?} at {zoom}");
            }
        }
    }

    #[test]
    fn a_changed_timeout_has_a_tick_where_its_ring_ends() {
        let mut session = with(1);
        submit(&mut session, ReceiveMessage { queue_url: "q".to_owned(), ..ReceiveMessage::default() });
        assert!(ticks(&session, &drawn(&session).1).is_empty());
        let receipt_handle = ReceiptHandle { queue: QueueId(0), message: 0, receive: 1 }.into();
        submit(
            &mut session,
            ChangeMessageVisibility { queue_url: "q".to_owned(), receipt_handle, visibility_timeout: Some(600) },
        );
        let (_, tokens) = drawn(&session);
        let ticks = ticks(&session, &tokens);
        let [[from, to]] = ticks[..] else { panic!("one tick") };
        // A full ring ends where it begins: at the top.
        assert!((from.x - tokens[0].at.x).abs() < 0.01 && to.y < from.y && from.y < tokens[0].at.y);
    }

    #[test]
    fn dots_that_stand_for_more_than_one_message_say_so() {
        let session = with(500);
        assert!(scales(session.cloud(), &drawn(&session).0).is_empty());
        let session = with(5_000);
        let (geometry, tokens) = drawn(&session);
        let lines = scales(session.cloud(), &geometry);
        let [(at, text)] = &lines[..] else { panic!("one line") };
        let each = tokens[0].stands_for;
        assert!(each > 1 && *text == format!("1 dot = {each} visible messages"), "{text}");
        assert!(!geometry.nodes[0].rect.contains(*at));
    }

    #[test]
    fn a_chevron_points_from_where_it_comes_to_where_it_goes() {
        let session = Template::SlowConsumer.session();
        let (geometry, _) = drawn(&session);
        let link = &geometry.links[0];
        let tip = |pair| calm(&geometry, pair).unwrap().1[1];
        let (there, back) = (tip((link.source, link.target)), tip((link.target, link.source)));
        assert!(there.x > link.at(0.5).x && back.x < link.at(0.5).x);
    }
}
