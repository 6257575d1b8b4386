//! The ruler: the whole run on a line, with stretches in which nothing happens shortened to a break.
//!
//! Places go from 0 to 1. Knows times and events, and nothing of how the line is drawn.

use super::describe;
use queuelab::clock::Instant;
use queuelab::cloud::EventKind;
use queuelab::session::{Session, Timeline};

/// So many of the longest stretches without a step are remembered.
const GAPS_MAX: usize = 12;
/// A stretch is broken where it would take more than this share of the line,
const BREAK_AT: f64 = 0.1;
/// and is so many times as long as is usual: as the middle one of those that are remembered.
const UNUSUAL: u64 = 10;
/// What is shorter, in milliseconds, is no stretch that anybody would want to be spared.
const BREAK_MS_MIN: u64 = 60_000;
/// What is left of a broken stretch, as a share of the line.
const BREAK_WIDTH: f64 = 0.03;
/// How many of the latest events are looked at for marks.
const MARK_EVENTS: u64 = 4_000;
/// Places on the line at which a mark can stand.
const PLACES: usize = 500;

/// The longest stretches of a history in which nothing happened. It looks at each step once: give it the same history
/// again when that has grown.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Steps that were looked at.
    folded: u64,
    last: u64,
    /// Beginnings and lengths, the longest first.
    longest: Vec<(u64, u64)>,
}

impl Gaps {
    /// Looks at the steps that have come since the last time.
    pub fn fold(&mut self, timeline: &Timeline) {
        while let Some(step) = timeline.step(self.folded) {
            let at = step.at.as_millis();
            self.note(self.last, at.saturating_sub(self.last));
            (self.last, self.folded) = (at, self.folded + 1);
        }
    }

    fn note(&mut self, from: u64, length: u64) {
        let is_short = self.longest.len() >= GAPS_MAX && self.longest.last().is_some_and(|(_, least)| length <= *least);
        if length == 0 || is_short {
            return;
        }
        let place = self.longest.partition_point(|(_, known)| *known >= length);
        self.longest.insert(place, (from, length));
        self.longest.truncate(GAPS_MAX);
    }
}

/// A stretch that is shortened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// When it begins, in milliseconds.
    pub from: u64,
    /// How long it is, in milliseconds.
    pub length: u64,
    /// Where it begins on the line.
    pub at: f64,
    /// How wide it is there.
    pub width: f64,
}

/// A line from the beginning of a run to its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ruler {
    end: u64,
    /// Milliseconds that are drawn in proportion.
    even: u64,
    breaks: Vec<Break>,
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of a lab fit")]
const fn float(millis: u64) -> f64 {
    millis as f64
}

impl Ruler {
    /// A line on which all stretches are in proportion.
    pub fn even(end: u64) -> Self {
        Self { end: end.max(1), even: end.max(1), breaks: Vec::new() }
    }

    /// A line on which long stretches without anything are broken.
    pub fn broken(end: u64, gaps: &Gaps) -> Self {
        let mut ruler = Self::even(end);
        // What lies beyond the last step is such a stretch too.
        let mut gaps = gaps.clone();
        gaps.note(gaps.last, end.saturating_sub(gaps.last));
        // As long as is usual beside the longest itself, which may be all that there is.
        let others = gaps.longest.get(1..).unwrap_or_default();
        let usual = others.get(others.len() / 2).map_or(0, |(_, length)| *length);
        let mut chosen: Vec<(u64, u64)> = Vec::new();
        for (from, length) in
            gaps.longest.into_iter().filter(|(_, length)| *length >= (usual * UNUSUAL).max(BREAK_MS_MIN))
        {
            if float(length) <= BREAK_AT * float(ruler.even) || length > ruler.even || from + length > ruler.end {
                continue;
            }
            ruler.even -= length;
            chosen.push((from, length));
        }
        chosen.sort_unstable();
        // Where nothing else is left to be drawn, the breaks have the line for themselves.
        let width = if ruler.even == 0 { 1.0 / float(chosen.len().max(1) as u64) } else { BREAK_WIDTH };
        let drawn = 1.0 - width * float(chosen.len() as u64);
        let mut skipped = 0;
        for (index, (from, length)) in chosen.into_iter().enumerate() {
            let at = float(from - skipped) / float(ruler.even.max(1)) * drawn + width * float(index as u64);
            ruler.breaks.push(Break { from, length, at, width });
            skipped += length;
        }
        ruler
    }

    /// The last instant, in milliseconds.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// The stretches that are shortened, the first first.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// What a millisecond outside of the breaks takes.
    fn scale(&self) -> f64 {
        (1.0 - self.breaks.iter().map(|one| one.width).sum::<f64>()) / float(self.even.max(1))
    }

    /// Where an instant stands.
    pub fn place(&self, at: u64) -> f64 {
        let at = at.min(self.end);
        let mut skipped = 0;
        let mut place = 0.0;
        for one in &self.breaks {
            if at <= one.from {
                break;
            }
            let inside = (at - one.from).min(one.length);
            place += one.width * float(inside) / float(one.length);
            skipped += inside;
        }
        (place + float(at - skipped) * self.scale()).clamp(0.0, 1.0)
    }

    /// The instant at a place.
    pub fn instant(&self, place: f64) -> u64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and far below 2^53")]
        let whole = |millis: f64| millis.max(0.0).round() as u64;
        let place = place.clamp(0.0, 1.0);
        let (mut before, mut skipped) = (0.0, 0);
        for one in &self.breaks {
            if place <= one.at {
                break;
            }
            if place <= one.at + one.width {
                return one.from + whole((place - one.at) / one.width * float(one.length));
            }
            before += one.width;
            skipped += one.length;
        }
        (whole((place - before) / self.scale()) + skipped).min(self.end)
    }
}

/// Marks of the latest events: places, and the kinds by which they are coloured. Of several at one place that counts which a
/// run is watched for, and then the latest.
pub fn marks(timeline: &Timeline, ruler: &Ruler) -> Vec<(f64, &'static str)> {
    let last = timeline.next_event();
    let mut taken = [false; PLACES + 1];
    let mut marks = Vec::new();
    for landmarks in [true, false] {
        for event in timeline.events_between(last.saturating_sub(MARK_EVENTS), last).rev() {
            let Some((_, kind)) = describe::marker(&event.kind) else { continue };
            if is_usual(kind) == landmarks {
                continue;
            }
            #[allow(clippy::cast_precision_loss, reason = "a few hundred places")]
            let place = ruler.place(event.at.as_millis()) * PLACES as f64;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to the number of places"
            )]
            let index = place.round() as usize;
            if taken.get_mut(index).is_some_and(|taken| !std::mem::replace(taken, true)) {
                #[allow(clippy::cast_precision_loss, reason = "a few hundred places")]
                marks.push((place / PLACES as f64, kind));
            }
        }
    }
    marks
}

/// The coming and going of messages.
fn is_usual(kind: &str) -> bool {
    kind == "sent" || kind == "received"
}

/// Whether an event is worth going to: one that a run is watched for, not the usual coming and going.
pub fn is_landmark(kind: &EventKind) -> bool {
    describe::marker(kind).is_some_and(|(_, kind)| !is_usual(kind))
}

/// The landmark or named mark before the present: its instant, and its event where it is one.
pub fn landmark_before(session: &Session) -> Option<(Instant, Option<u64>)> {
    let now = session.now();
    let named = session.marks().iter().rev().map(|mark| mark.at).find(|at| *at < now);
    let event = session.events().rev().find(|event| event.at < now && is_landmark(&event.kind));
    match (named, event) {
        (Some(named), Some(event)) if named > event.at => Some((named, None)),
        (_, Some(event)) => Some((event.at, Some(event.seq))),
        (Some(named), None) => Some((named, None)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::session::templates::Template;

    fn ruler(times: &[u64], end: u64) -> Ruler {
        let mut gaps = Gaps::default();
        for at in times {
            gaps.note(gaps.last, at - gaps.last);
            gaps.last = *at;
        }
        Ruler::broken(end, &gaps)
    }

    #[test]
    fn four_idle_days_become_a_break_and_the_rest_stays_in_proportion() {
        let day = 86_400_000;
        let ruler = ruler(&[1_000, 2_000, 3_000, 4 * day, 4 * day + 1_000], 4 * day + 1_000);
        let [one] = ruler.breaks() else { panic!("{ruler:?}") };
        assert_eq!((one.from, one.length), (3_000, 4 * day - 3_000));
        assert!((ruler.place(1_000) - 0.97 / 4.0).abs() < 1e-9);
        assert!((ruler.place(4 * day) - (0.97 * 0.75 + 0.03)).abs() < 1e-9);
    }

    #[test]
    fn a_place_and_its_instant_are_one_and_order_is_kept() {
        let ruler = ruler(&[10, 20, 500_000, 500_010, 9_000_000, 9_000_020, 9_000_030], 20_000_000);
        assert!(ruler.breaks().len() >= 3, "{ruler:?}");
        let mut before = -1.0;
        for at in (0..=20_000_000).step_by(701) {
            let place = ruler.place(at);
            assert!(place >= before, "{at}");
            before = place;
            assert!(ruler.instant(place).abs_diff(at) <= 6, "{at}: {}", ruler.instant(place));
        }
        assert_eq!((ruler.instant(0.0), ruler.instant(1.0)), (0, 20_000_000));
    }

    #[test]
    fn a_run_of_nothing_but_a_stretch_is_one_break() {
        let day = 86_400_000;
        let ruler = ruler(&[4 * day], 4 * day);
        let [one] = ruler.breaks() else { panic!("{ruler:?}") };
        assert_eq!((one.from, one.length, ruler.instant(1.0)), (0, 4 * day, 4 * day));
        assert!((ruler.place(2 * day) - 0.5).abs() < 1e-9 && ruler.instant(0.5).abs_diff(2 * day) <= 1);
        assert!((ruler.place(4 * day) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn an_even_run_has_no_breaks() {
        let times: Vec<u64> = (1..100).map(|n| n * 500).collect();
        assert!(ruler(&times, 49_500).breaks().is_empty());
        assert_eq!(Ruler::even(0).instant(1.0), 1);
    }

    #[test]
    fn marks_have_places_of_their_own_and_landmarks_are_found() {
        let mut session = Template::SlowConsumer.session();
        session.seek(Instant::from_millis(60_000));
        let ruler = Ruler::even(60_000);
        let marks = marks(session.timeline(), &ruler);
        assert!(marks.iter().any(|(_, kind)| *kind == "timeout"));
        let (at, event) = landmark_before(&session).unwrap();
        assert!(at < session.now() && is_landmark(&session.event(event.unwrap()).unwrap().kind));
        session.mark(Instant::from_millis(59_999), "here");
        assert_eq!(landmark_before(&session), Some((Instant::from_millis(59_999), None)));
    }
}
