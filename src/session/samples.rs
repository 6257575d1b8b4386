//! A history looked at beside the present: the lab as it was at instants that follow one another evenly.
//!
//! Whoever draws a course over time needs the lab at many instants. A walk goes once through the history that is known, in
//! pieces as small as its caller likes, and changes nothing of the present. The labs that it finds are kept for as long as
//! the inputs that led to them stay the same, and as long as they are wanted. Each is as it was when its instant began:
//! what happened at that very instant belongs to what follows, as in the periods of CloudWatch. Knows nothing of what is
//! read from them.

use super::timeline::{Logged, Snapshot};
use super::{Session, Start, advance};
use crate::clock::{Duration, Instant};
use crate::cloud::{Cloud, Event};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The instants that are wanted: whole multiples of a span, from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How far they are apart.
    pub every: Duration,
    /// The first multiple.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

impl Window {
    /// The instant of a multiple.
    pub const fn at(self, multiple: u64) -> Instant {
        Instant::from_millis(self.every.as_millis().saturating_mul(multiple))
    }

    /// All of them, the earliest first.
    pub fn instants(self) -> impl Iterator<Item = Instant> {
        (self.first..=self.last).map(move |multiple| self.at(multiple))
    }

    fn has(self, at: Instant) -> bool {
        let every = self.every.as_millis().max(1);
        at.as_millis().is_multiple_of(every) && (self.first..=self.last).contains(&(at.as_millis() / every))
    }
}

/// A lab on its way through a history.
#[derive(Clone, Debug)]
struct Walk {
    cloud: Cloud,
    position: u64,
    inputs_done: usize,
    /// Not state: events that nobody asks for, kept for the room that they have.
    events: Vec<Event>,
}

impl Walk {
    fn from(snapshot: &Snapshot) -> Self {
        let Snapshot { cloud, position, inputs_done } = snapshot;
        Self { cloud: cloud.clone(), position: *position, inputs_done: *inputs_done, events: Vec::new() }
    }

    /// Goes on to an instant for as long as it may; whether it got there.
    fn go(&mut self, session: &Session, to: Instant, may: &mut dyn FnMut() -> bool) -> bool {
        while may() {
            let Some(inputs) = advance(&mut self.cloud, &session.timeline, self.inputs_done, to) else {
                self.cloud.set_now(to);
                return true;
            };
            self.inputs_done += inputs;
            self.cloud.swap_events(&mut self.events);
            self.position += u64::from(!self.events.is_empty());
            // Answers are for whoever asked in the present.
            self.cloud.take_answers();
        }
        false
    }
}

/// Labs of a history at the instants of a window.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// What they hold for.
    start: Option<Start>,
    inputs: Vec<Logged>,
    window: Option<Window>,
    /// Each with a number that no other one ever had.
    found: BTreeMap<Instant, (u64, Cloud)>,
    numbers: u64,
    walk: Option<Walk>,
}

impl Samples {
    /// Says what is wanted of a session as it is now. What does not hold any more, or is not wanted, is dropped.
    pub fn want(&mut self, session: &Session, window: Window) {
        self.keep_what_holds(session);
        self.found.retain(|at, _| window.has(*at));
        self.window = Some(window);
    }

    fn keep_what_holds(&mut self, session: &Session) {
        let timeline = &session.timeline;
        if self.start.as_ref() != Some(&session.start) {
            *self = Self { start: Some(session.start.clone()), numbers: self.numbers, ..Self::default() };
        }
        let is_same = |old: &Logged, new: &Logged| Arc::ptr_eq(&old.input, &new.input) && old.at == new.at;
        let count = self.inputs.iter().zip(timeline.log()).take_while(|(old, new)| is_same(old, new)).count();
        let changed = [self.inputs.get(count), timeline.input(count)].into_iter().flatten().map(|input| input.at).min();
        let Some(changed) = changed else { return };
        self.found.retain(|at, _| *at < changed);
        self.walk = self.walk.take().filter(|walk| walk.cloud.now() < changed);
        self.inputs.truncate(count);
        self.inputs.extend(timeline.log().skip(count).cloned());
    }

    /// Goes on looking for as long as it may, which is asked before every step. Whether all is there that was wanted.
    pub fn go_on(&mut self, session: &Session, may: &mut dyn FnMut() -> bool) -> bool {
        let Some(window) = self.window else { return true };
        for to in window.instants().take_while(|at| *at <= session.end()) {
            if self.found.contains_key(&to) {
                continue;
            }
            // Whole milliseconds go by, so that this is all that happened before.
            let until = to.before(Duration::from_millis(1));
            let base = session.timeline.snapshot_at(until);
            let is_near = |walk: &Walk| {
                let is_far = |base: &Arc<Snapshot>| base.is_far_ahead(walk.position, &walk.cloud);
                walk.cloud.now() <= until && !base.as_ref().is_some_and(is_far)
            };
            if !self.walk.as_ref().is_some_and(is_near) {
                self.walk = base.as_deref().map(Walk::from);
            }
            let Some(walk) = &mut self.walk else { return true };
            if !walk.go(session, until, may) {
                return false;
            }
            let mut lab = walk.cloud.clone();
            lab.set_now(to);
            self.numbers += 1;
            self.found.insert(to, (self.numbers, lab));
        }
        true
    }

    /// The lab at an instant, with its number; nothing where it was not found yet.
    pub fn at(&self, at: Instant) -> Option<(u64, &Cloud)> {
        self.found.get(&at).map(|(number, cloud)| (*number, cloud))
    }

    /// The numbers of all labs that are kept.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.found.values().map(|(number, _)| *number)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::templates::Template;

    fn at(secs: u64) -> Instant {
        Instant::from_millis(secs * 1_000)
    }

    fn minutes(last: u64) -> Window {
        Window { every: Duration::from_secs(60), first: 0, last }
    }

    /// Looks for all, and answers how many steps that took.
    fn find(samples: &mut Samples, session: &Session) -> u64 {
        let mut steps = 0;
        let is_done = samples.go_on(session, &mut || {
            steps += 1;
            true
        });
        assert!(is_done);
        steps
    }

    /// The digest of a lab when a second begins.
    fn digest_at(session: &mut Session, secs: u64) -> u64 {
        session.seek(at(secs).before(Duration::from_millis(1)));
        let mut lab = session.cloud().clone();
        lab.set_now(at(secs));
        lab.digest()
    }

    #[test]
    fn a_lab_of_the_past_is_what_the_present_was_there() {
        for template in [Template::AlarmToEmail, Template::HotShard, Template::PoisonRecord, Template::SlowConsumer] {
            let mut session = template.session();
            let digests: Vec<u64> = (0..=4).map(|minute| digest_at(&mut session, 60 * minute)).collect();
            session.seek(at(240));
            // Elsewhere in the history the same is found.
            session.seek(at(100));
            let mut samples = Samples::default();
            samples.want(&session, minutes(4));
            find(&mut samples, &session);
            let found: Vec<_> = minutes(4).instants().map(|at| samples.at(at).map(|(_, lab)| lab.digest())).collect();
            assert_eq!(found, digests.into_iter().map(Some).collect::<Vec<_>>(), "{template:?}");
            assert_eq!(session.now(), at(100));
        }
    }

    #[test]
    fn what_was_found_is_not_looked_for_again_until_an_input_changes_it() {
        let mut session = Template::AlarmToEmail.session();
        session.seek(at(300));
        let mut samples = Samples::default();
        samples.want(&session, minutes(5));
        assert!(find(&mut samples, &session) > 100);
        let numbers: Vec<u64> = samples.numbers().collect();
        samples.want(&session, minutes(5));
        assert_eq!((find(&mut samples, &session), samples.numbers().collect::<Vec<_>>()), (0, numbers.clone()));

        session.seek(at(190));
        session.submit(crate::cloud::Input::RemoveActor(crate::base::ActorId(1)));
        session.seek(at(300));
        samples.want(&session, minutes(5));
        assert_eq!(samples.count(), 4, "those of the first three minutes and of the beginning");
        find(&mut samples, &session);
        assert_eq!(samples.numbers().take(4).collect::<Vec<_>>(), numbers.iter().take(4).copied().collect::<Vec<_>>());
        let found = samples.at(at(300)).map(|(_, lab)| lab.digest());
        assert_eq!(found, Some(digest_at(&mut session, 300)));

        // Another run begins anew, whatever its instants.
        let mut other = Template::SlowConsumer.session();
        other.seek(at(0));
        samples.want(&other, minutes(0));
        find(&mut samples, &other);
        assert_eq!(samples.at(at(0)).map(|(_, lab)| lab.digest()), Some(other.digest()));
    }

    #[test]
    fn it_stops_when_it_must_and_goes_on_where_it_was() {
        let mut session = Template::HotShard.session();
        session.seek(at(300));
        let mut samples = Samples::default();
        samples.want(&session, minutes(5));
        let mut rounds = 0;
        loop {
            let mut left = 3;
            let is_done = samples.go_on(&session, &mut || {
                left -= 1;
                left > 0
            });
            rounds += 1;
            if is_done {
                break;
            }
            assert!(rounds < 10_000);
        }
        assert!(rounds > 2, "{rounds}");
        let found = samples.at(at(300)).map(|(_, lab)| lab.digest());
        samples.want(&session, Window { every: Duration::from_secs(120), first: 0, last: 2 });
        assert_eq!(samples.count(), 3, "of other minutes nothing is kept");
        assert_eq!(found, Some(digest_at(&mut session, 300)));
    }
}
