//! Which limits are in force: AWS's of today or of older notes, and own figures of a lab in their place.
//!
//! An own figure stays in force when the lab goes over to the other set, unless it contradicts that set; then it is given up,
//! and the log says so. What a figure is and how far it goes, [`figures`] says.

use super::figures::{self, Figure, Figures, Unit};
use super::{Cloud, EventKind, Submitted, far};
use crate::base::Origin;
use crate::base::collections::SortedMap;
use crate::firehose::FirehoseLimits;
use crate::lambda::LambdaLimits;
use crate::limits::{KinesisLimits, LimitSet, SnsLimits, SqsLimits};
use serde::{Deserialize, Serialize};

/// What a figure is to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnLimit {
    /// Which: see [`figures::TABLES`].
    pub key: String,
    /// Its own value; none for AWS's.
    #[serde(default)]
    pub value: Option<u64>,
}

/// What a figure has become.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnLimitSet {
    /// Its key.
    pub key: &'static str,
    /// The service that it belongs to.
    pub service: &'static str,
    /// Its words.
    pub words: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What is in force now.
    pub value: u64,
    /// Whether that is an own figure; else it is AWS's again.
    pub own: bool,
}

/// The figures in force, with some in their places that are not AWS's.
fn with_own(set: LimitSet, own: &SortedMap<&'static str, u64>) -> Figures {
    let mut all = Figures::of(set);
    for (key, value) in own.iter() {
        if let Some((_, figure)) = figures::find(key) {
            (figure.set)(&mut all, *value);
        }
    }
    all
}

/// The figure and the value that a change gives it, or why it cannot have it.
fn checked(change: &OwnLimit) -> Result<&'static Figure, String> {
    let Some((_, figure)) = figures::find(&change.key) else {
        return Err(format!("There is no limit “{}”.", change.key));
    };
    let Some(value) = change.value else { return Ok(figure) };
    match figure.range {
        Some((least, most)) if (least..=most).contains(&value) => Ok(figure),
        Some((least, most)) => Err(format!("{} can be from {least} to {most}, and not {value}.", figure.key)),
        None => Err(format!("{} has no own values in this lab.", figure.key)),
    }
}

impl Cloud {
    /// The figures that are not AWS's, by their keys.
    pub const fn own_limits(&self) -> &SortedMap<&'static str, u64> {
        &self.own_limits
    }

    /// All figures in force.
    pub fn figures(&self) -> Figures {
        Figures {
            sqs: self.sqs.limits.clone(),
            sns: self.sns.limits.clone(),
            kinesis: self.kinesis.limits.clone(),
            lambda: self.lambda.limits.clone(),
            firehose: self.firehose.limits,
            kms: self.kms.limits.clone(),
        }
    }

    /// Whether changes of figures can be made together.
    ///
    /// # Errors
    /// A sentence: there is no such figure, it does not go so far, or the changes contradict another one.
    pub fn check_own_limits(&self, changes: &[OwnLimit]) -> Result<(), String> {
        self.with_changes(changes).map(drop)
    }

    fn with_changes(&self, changes: &[OwnLimit]) -> Result<SortedMap<&'static str, u64>, String> {
        let mut own = self.own_limits.clone();
        for change in changes {
            let key = checked(change)?.key;
            match change.value {
                Some(value) => drop(own.insert(key, value)),
                None => drop(own.remove(key)),
            }
        }
        let all = with_own(self.limits(), &own);
        match figures::contradictions(&all).next() {
            Some((less, more)) => {
                let (a, b) = ((less.get)(&all), (more.get)(&all));
                Err(format!("{} would be {a}, and cannot be more than {}, which would be {b}.", less.key, more.key))
            }
            None => Ok(own),
        }
    }

    pub(super) fn set_own_limits(&mut self, changes: &[OwnLimit]) -> Submitted {
        let own = match self.with_changes(changes) {
            Ok(own) => own,
            Err(sentence) => return Submitted::Refused(sentence),
        };
        let before = std::mem::replace(&mut self.own_limits, own);
        self.put_in_force();
        let after = self.own_limits.clone();
        let mut keys: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys.into_iter().filter(|key| before.get(*key) != after.get(*key)) {
            self.tell_limit(key);
        }
        Submitted::Changed
    }

    /// After another set has come into force: own figures stay, but for those that contradict it.
    pub(super) fn keep_own_limits(&mut self) {
        let all = with_own(self.limits(), &self.own_limits);
        let wrong: Vec<&str> = figures::contradictions(&all).flat_map(|(less, more)| [less.key, more.key]).collect();
        let given_up: Vec<&str> = self.own_limits.keys().copied().filter(|key| wrong.contains(key)).collect();
        self.own_limits.retain(|key, _| !given_up.contains(key));
        self.put_in_force();
        for key in given_up {
            self.tell_limit(key);
        }
    }

    fn put_in_force(&mut self) {
        let Figures { sqs, sns, kinesis, lambda, firehose, kms } = with_own(self.limits(), &self.own_limits);
        self.sqs.change_limits(sqs);
        self.sns.change_limits(sns);
        self.kinesis.change_limits(kinesis);
        self.lambda.change_limits(lambda);
        self.firehose.change_limits(firehose);
        self.kms.change_limits(kms);
    }

    fn tell_limit(&mut self, key: &str) {
        let Some((service, figure)) = figures::find(key) else { return };
        let value = (figure.get)(&self.figures());
        let own = self.own_limits.contains_key(figure.key);
        let set = OwnLimitSet { key: figure.key, service, words: figure.words, unit: figure.unit, value, own };
        self.record(Origin::Person, EventKind::OwnLimit(set));
    }

    /// Puts another set in force. The tables of own figures are asked only where a lab has some.
    pub(super) fn change_limits(&mut self, set: LimitSet) -> Submitted {
        self.sqs.change_limits(SqsLimits::of(set));
        self.sns.change_limits(SnsLimits::of(set));
        self.lambda.change_limits(LambdaLimits::of(set));
        self.kinesis.change_limits(KinesisLimits::of(set));
        self.firehose.change_limits(FirehoseLimits::of(set));
        self.record(Origin::Person, EventKind::LimitsChanged(set));
        if !self.own_limits.is_empty() {
            (far::far().keep_own_limits)(self);
        }
        Submitted::Changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Dials, Input};
    use crate::session::{SavedRun, Session, Start};

    fn own(key: &str, value: impl Into<Option<u64>>) -> OwnLimit {
        OwnLimit { key: key.to_owned(), value: value.into() }
    }

    fn lab() -> Cloud {
        Cloud::new(1, LimitSet::Now, Dials::default())
    }

    fn told(cloud: &mut Cloud) -> Vec<(&'static str, u64, bool)> {
        let told = |event: super::super::Event| match event.kind {
            EventKind::OwnLimit(set) => Some((set.key, set.value, set.own)),
            _ => None,
        };
        cloud.drain_events().into_iter().filter_map(told).collect()
    }

    #[test]
    fn a_figure_is_put_in_force_told_and_taken_back() {
        let mut cloud = lab();
        let fresh = cloud.digest();
        assert_eq!(cloud.apply(&Input::OwnLimits(vec![own("sqs.in_flight.fifo", 10)])), Submitted::Changed);
        assert_eq!(cloud.sqs().limits.in_flight_fifo, 10);
        assert_eq!(told(&mut cloud), [("sqs.in_flight.fifo", 10, true)]);
        assert_ne!(cloud.digest(), fresh);
        assert_eq!(cloud.apply(&Input::OwnLimits(vec![own("sqs.in_flight.fifo", None)])), Submitted::Changed);
        assert_eq!(told(&mut cloud), [("sqs.in_flight.fifo", 120_000, false)]);
        assert_eq!(cloud.figures(), Figures::of(LimitSet::Now));
    }

    #[test]
    fn awss_value_as_an_own_one_is_an_own_one() {
        let mut cloud = lab();
        let fresh = cloud.digest();
        cloud.apply(&Input::OwnLimits(vec![own("kms.keys", 100_000)]));
        assert_eq!(told(&mut cloud), [("kms.keys", 100_000, true)]);
        cloud.apply(&Input::Limits(LimitSet::Then));
        cloud.apply(&Input::Limits(LimitSet::Now));
        assert_eq!(cloud.own_limits().len(), 1);
        assert_ne!(cloud.digest(), fresh);
    }

    #[test]
    fn what_cannot_be_is_refused_whole() {
        let mut cloud = lab();
        let before = cloud.digest();
        let good = || own("sqs.delay_secs.max", 5);
        for (bad, why) in [
            (own("sqs.nothing", 1), "There is no limit “sqs.nothing”."),
            (own("sqs.wait_secs.max", 301), "sqs.wait_secs.max can be from 20 to 300, and not 301."),
            (own("kinesis.shard.reads_out", 6), "kinesis.shard.reads_out has no own values in this lab."),
            (
                own("sqs.visibility_secs.max", 20),
                "sqs.visibility_secs.default would be 30, and cannot be more than sqs.visibility_secs.max, which would be 20.",
            ),
        ] {
            let changes = vec![good(), bad];
            assert_eq!(cloud.check_own_limits(&changes), Err(why.to_owned()));
            assert_eq!(cloud.apply(&Input::OwnLimits(changes)), Submitted::Refused(why.to_owned()));
            assert_eq!(cloud.digest(), before);
        }
        assert!(told(&mut cloud).is_empty());
        // Together they can be.
        let both = vec![own("sqs.visibility_secs.max", 20), own("sqs.visibility_secs.default", 10)];
        assert_eq!(cloud.apply(&Input::OwnLimits(both)), Submitted::Changed);
    }

    #[test]
    fn the_other_set_keeps_own_figures_but_for_those_that_contradict_it() {
        let mut cloud = lab();
        cloud.apply(&Input::OwnLimits(vec![own("sqs.message_bytes.min", 300_000), own("sqs.tags.max", 3)]));
        cloud.drain_events();
        cloud.apply(&Input::Limits(LimitSet::Then));
        assert_eq!(told(&mut cloud), [("sqs.message_bytes.min", 1_024, false)]);
        assert_eq!((cloud.sqs().limits.tags_max, cloud.sqs().limits.in_flight_fifo), (3, 20_000));
        assert_eq!(cloud.limits(), LimitSet::Then);
    }

    #[test]
    fn own_figures_are_saved_replayed_and_undone_and_older_runs_are_read() {
        let mut session = Session::new(Start::default());
        session.submit(Input::Limits(LimitSet::Then));
        session.submit(Input::OwnLimits(vec![own("sns.topics.fifo", 2), own("sqs.fair_queues", 1)]));
        let text = session.save().write();
        assert!(text.contains(r#"{"limits":"then"}"#), "{text}");
        let read = Session::load(SavedRun::read(&text).unwrap(), u64::MAX);
        assert_eq!(read.digest(), session.digest());
        assert_eq!(read.cloud().sns().limits.topics.1, 2);
        assert!(session.undo());
        assert_eq!(session.cloud().figures(), Figures::of(LimitSet::Then));
        assert!(session.redo());
        assert_eq!(read.digest(), session.digest());
    }
}
