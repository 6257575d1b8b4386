//! The gallery of ready-made labs: what each is about, which services it has, and its picture, small and moving.
//!
//! A picture is a pure function of a session and a pace. Who plays it, and when, is not known here.

use super::geometry::{Flow, Geometry, NodeKind, Placed};
use super::glyphs;
use super::motion::{self, Pace};
use super::tokens::{self, Look, Token};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Input;
use queuelab::session::templates::Template;
use queuelab::session::{SavedRun, Session};
use queuelab::{key, t, text};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A lab that is opened at its beginning has its picture begin a little later, when something has come about.
const FROM: Instant = Instant::from_millis(3_000);

/// Where in a lab its picture begins.
pub fn begins(run: &SavedRun) -> Instant {
    run.at.max(FROM)
}

/// For so long it plays before it begins again.
pub const FOR: Duration = Duration::from_secs(12);
/// On the way there no more than so many steps are taken.
pub const STEPS_MAX: u64 = 3_000;
/// Logical milliseconds that a way takes in a picture.
const WAY_MS: f64 = 700.0;
/// More marks than this are not drawn in a picture.
const MARKS_MAX: usize = 500;
/// A mark in a picture is as large as if the lab were no wider than this.
const READABLE: f64 = 620.0;

/// The services that labs can be chosen by: their short name in calls, and what they are called.
pub const SERVICES: [(&str, &str); 9] = [
    ("sqs", "SQS"),
    ("sns", "SNS"),
    ("kinesis", key!("Data Streams")),
    ("firehose", "Firehose"),
    ("analytics", key!("Data Analytics")),
    ("lambda", "Lambda"),
    ("s3", "S3"),
    ("cloudwatch", "CloudWatch"),
    ("iam", "IAM"),
];

/// What one learns from a lab.
pub fn lesson(template: Template) -> &'static str {
    match template {
        Template::SlowConsumer => t!("Why a visibility timeout must outlast the work"),
        Template::WorkQueue => t!("How workers share a queue, and how many are enough"),
        Template::DelayQueue => t!("How long a message is held back, and whose delay counts"),
        Template::FifoOrders => t!("How message groups keep order and still share the work"),
        Template::PoisonMessage => {
            t!("How a dead-letter queue takes what always fails out of the way, and how to bring it back")
        }
        Template::FanOut => t!("How one publish reaches many queues, and what a queue's policy has to do with it"),
        Template::FilteredFanOut => t!("How filter policies decide who gets what"),
        Template::FifoFanOut => t!("What order and deduplication are worth behind a FIFO topic"),
        Template::AlarmToEmail => t!("How a backlog becomes an alarm, and an alarm a mail"),
        Template::CrossAccount => t!("Who must allow what between two accounts"),
        Template::S3ToQueues => t!("How uploads reach more than one queue"),
        Template::LargePayloads => t!("How payloads beyond 1 MiB travel, and what they leave behind"),
        Template::HundredTrucks => t!("How partition keys fall on shards"),
        Template::HotShard => t!("What a shard refuses, and four ways out"),
        Template::Resharding => t!("What happens to order and readers when shards are split and merged"),
        Template::ThreeWays => t!("When a FIFO queue, a standard queue or a stream is the right one"),
        Template::WorkerDies => t!("How leases move from a worker that dies to one that lives"),
        Template::FanOutReaders => t!("When readers need enhanced fan-out"),
        Template::PoisonRecord => t!("How one bad record holds a shard up, and how to let it go"),
        Template::FirehoseToBucket => t!("When Firehose delivers, and what its buffer and function do"),
        Template::ClicksSql => t!("What SQL makes of a stream, by tumbling and sliding windows"),
        Template::Empty => t!("Whatever you want to find out"),
    }
}

/// The first sentence of a lab's story.
pub fn sentence(template: Template) -> &'static str {
    let story = text::of(template.story());
    story.find(". ").and_then(|end| story.get(..=end)).unwrap_or(story)
}

/// The services that a run calls, by short name.
pub fn services(run: &SavedRun) -> BTreeSet<&'static str> {
    let of = |input: &Input| match input {
        Input::Call { call, .. } => Some(call.service()),
        Input::SubscribeMany { .. } => Some("sns"),
        _ => None,
    };
    run.log.iter().filter_map(|logged| of(&logged.input)).collect()
}

/// Whether a lab is among those looked for: by words anywhere in what its card says, and by a service.
pub fn is_sought(template: Template, has: &BTreeSet<&'static str>, words: &str, service: &str) -> bool {
    let names = SERVICES.iter().filter(|(key, _)| has.contains(key)).map(|(_, name)| *name).map(text::of);
    let text = [template.title(), template.story(), lesson(template)].into_iter().map(text::of).chain(names);
    let text = text.collect::<Vec<_>>().join(" ").to_lowercase();
    let is_said = words.to_lowercase().split_whitespace().all(|word| text.contains(word));
    is_said && (service.is_empty() || has.contains(service))
}

/// Whether a run is the reader's own: no ready-made lab, or one that was changed. The present does not count.
pub fn is_own(session: &Session, ready_made: Option<SavedRun>) -> bool {
    ready_made.is_none_or(|run| {
        let own = session.save();
        SavedRun { at: own.at, ..run }.write() != own.write()
    })
}

/// Goes back to where a picture begins: after that step, at that instant.
pub fn rewind(session: &mut Session, position: u64, at: Instant) {
    session.seek_step_exactly(position);
    // At the very instant more steps may be due than had been taken.
    if session.now() < at {
        session.seek(at);
    }
}

/// Marks of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The letters of the look, which decide the colour.
    pub tag: &'static str,
    /// What is filled, as the `d` of a path.
    pub filled: String,
    /// What is a line.
    pub stroked: String,
    /// What is a line in the colour of the ground.
    pub cut: String,
}

/// A lab, small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The part of the stage that is seen, as an SVG has it.
    pub view_box: String,
    /// How many nodes there are.
    pub nodes: usize,
    /// The outlines of queues and streams, as one path.
    pub trays: String,
    /// The outlines of all other nodes.
    pub others: String,
    /// The links.
    pub links: String,
    /// The marks.
    pub marks: Vec<Marks>,
}

/// The picture of a lab as it is, or with what just happened on its way.
pub fn picture(session: &Session, moves: bool) -> Picture {
    let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
    let mut marks = tokens::resting(session.cloud(), &geometry, session.now());
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of a lab fit")]
    let pace = Pace::Time { now_ms: session.now().as_millis() as f64, way_ms: WAY_MS };
    let pace = if moves { pace } else { Pace::Rest };
    motion::moving(session.cloud(), &geometry, &marks, session.events().rev(), pace, false).settle(&mut marks);
    let mut picture = Picture { nodes: geometry.nodes.len(), ..Picture::default() };
    // An empty lab has room for what will be there.
    let (width, height) = (geometry.size.x.max(320.0), geometry.size.y.max(200.0));
    picture.view_box = format!("0 0 {width:.0} {height:.0}");
    for node in &geometry.nodes {
        let rect = node.rect;
        let path = format!("M{:.0} {:.0}h{:.0}v{:.0}h{:.0}z", rect.x, rect.y, rect.w, rect.h, -rect.w);
        let is_tray = matches!(node.kind, NodeKind::StandardQueue | NodeKind::FifoQueue | NodeKind::Stream);
        if is_tray { picture.trays += &path } else { picture.others += &path }
    }
    for link in &geometry.links {
        let [a, b, c, d] = link.curve;
        let _ = write!(
            picture.links,
            "M{:.0} {:.0}C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}",
            a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y
        );
    }
    let scale = (width / READABLE).clamp(1.0, 2.4);
    picture.marks = Look::ALL.into_iter().filter_map(|look| marks_of(look, &marks, scale)).collect();
    picture
}

fn marks_of(look: Look, tokens: &[Token], scale: f64) -> Option<Marks> {
    let glyph = glyphs::of(look);
    let mut marks = Marks { tag: look.tag(), ..Marks::default() };
    for token in tokens.iter().take(MARKS_MAX).filter(|token| token.look == look && token.alpha > 0.3) {
        let (at, r) = ((token.at.x, token.at.y), token.size * 0.5 * scale);
        glyphs::svg(glyph.filled, at, r, &mut marks.filled);
        glyphs::svg(glyph.stroked, at, r, &mut marks.stroked);
        glyphs::svg(glyph.cut, at, r, &mut marks.cut);
        if let Some(share) = token.ring.filter(|_| token.size >= 9.0) {
            glyphs::svg_ring(at, r, share, &mut marks.stroked);
        }
    }
    (!marks.filled.is_empty() || !marks.stroked.is_empty()).then_some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lab_has_a_card_of_its_own_and_is_found_by_its_words() {
        let mut lessons = BTreeSet::new();
        for template in Template::ALL {
            let has = services(&template.run());
            assert!(lessons.insert(lesson(template)), "{template:?} teaches what another one does");
            assert!(sentence(template).ends_with('.') && sentence(template).len() < 260, "{template:?}");
            assert!(is_sought(template, &has, template.title(), ""));
            assert!(is_sought(template, &has, &template.title().to_uppercase(), ""));
            assert!(!is_sought(template, &has, "zeppelin", ""));
        }
    }

    #[test]
    fn services_of_a_lab_are_those_whose_nodes_it_has() {
        for template in Template::ALL {
            let has = services(&template.run());
            let mut session = template.session();
            session.seek(begins(&template.run()));
            let cloud = session.cloud();
            let there = [
                ("sqs", cloud.sqs().queues().next().is_some()),
                ("kinesis", cloud.kinesis().streams().next().is_some()),
                ("s3", cloud.s3().buckets().next().is_some()),
                ("firehose", cloud.firehose().streams().next().is_some()),
            ];
            for (service, is_there) in there {
                assert_eq!(has.contains(service), is_there, "{template:?}: {service}");
                assert_eq!(is_sought(template, &has, "", service), is_there);
            }
            for service in has.iter().filter(|service| !SERVICES.iter().any(|(key, _)| key == *service)) {
                assert!(["kms", "dynamodb"].contains(service), "{service} cannot be chosen");
            }
        }
    }

    #[test]
    fn pictures_have_all_nodes_and_move_while_the_lab_does() {
        for template in Template::ALL {
            let mut session = template.session();
            session.seek_within(begins(&template.run()), STEPS_MAX);
            let first = picture(&session, false);
            let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
            assert_eq!(first.nodes, geometry.nodes.len());
            let outlines = first.trays.matches('M').count() + first.others.matches('M').count();
            assert_eq!(outlines, first.nodes, "{template:?}");
            assert_eq!(first.links.matches('C').count(), geometry.links.len());
            let (from, position) = (session.now(), session.position());
            let mut pictures = BTreeSet::new();
            for step in 1..=24 {
                session.seek_within(from.after(Duration::from_millis(step * 500)), STEPS_MAX);
                let marks = picture(&session, true).marks;
                pictures.insert(format!("{marks:?}"));
            }
            assert_eq!(pictures.len() > 1, template != Template::Empty, "{template:?} stands still");
            // Back at the beginning it is the same again.
            rewind(&mut session, position, from);
            assert_eq!(picture(&session, false), first, "{template:?}");
        }
    }

    #[test]
    fn a_run_is_the_readers_own_once_something_was_done() {
        let run = || Some(Template::SlowConsumer.run());
        let mut session = Template::SlowConsumer.session();
        session.seek(FROM);
        assert!(!is_own(&session, run()));
        assert!(is_own(&session, None));
        session.submit(Input::Crash(queuelab::base::ActorId(2)));
        assert!(is_own(&session, run()));
        session.undo();
        assert!(!is_own(&session, run()), "what was done was taken back");
    }
}
