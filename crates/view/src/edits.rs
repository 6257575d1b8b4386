//! What was done by hand, in the order in which it was done: inputs of the lab, which its history keeps, and places of
//! nodes, of which the lab knows nothing. Undo takes back the one or the other, whichever came last.
//!
//! It knows inputs by their number in the log alone. Whoever goes into the past has inputs ahead of the present; those are
//! passed over, as they have not happened there.

use super::geometry::Placed;

/// So many steps are kept. Inputs before them can still be taken back, one by one.
const STEPS_MAX: usize = 1_000;

/// What one undo takes back.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// How many inputs.
    inputs: usize,
    /// How many inputs were behind the present once it was done.
    last: usize,
    /// Where nodes stood before it, or after it once it was undone; none where it moved nothing.
    places: Option<Placed>,
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// So many inputs are taken back, or done again.
    pub inputs: usize,
    /// Where nodes stand from now on, if that changes.
    pub places: Option<Placed>,
}

/// All that can be taken back or done again.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Whether what comes belongs to one step, and whether that has begun.
    group: Option<bool>,
}

impl Edits {
    /// What comes until [`Self::close`] is one step.
    pub const fn open(&mut self) {
        self.group = Some(false);
    }

    /// The end of that step.
    pub const fn close(&mut self) {
        self.group = None;
    }

    /// An input was done with so many behind the present.
    pub fn input(&mut self, before: usize) {
        self.leave_future(before);
        let last = before + 1;
        match self.step() {
            Some(step) => (step.inputs, step.last) = (step.inputs + 1, last),
            None => self.push(Step { inputs: 1, last, places: None }),
        }
    }

    /// Nodes are about to be moved; so many inputs are behind the present.
    pub fn places(&mut self, before: &Placed, inputs: usize) {
        match self.step() {
            Some(step) => {
                step.places.get_or_insert_with(|| before.clone());
            }
            None => self.push(Step { inputs: 0, last: inputs, places: Some(before.clone()) }),
        }
    }

    /// The same, as part of what was done last: what was added gets its place.
    pub fn places_of_last(&mut self, before: &Placed, inputs: usize) {
        match self.done.last_mut() {
            Some(step) if step.inputs > 0 && step.last == inputs => {
                step.places.get_or_insert_with(|| before.clone());
            }
            _ => self.places(before, inputs),
        }
    }

    /// The step that goes on, if one does.
    fn step(&mut self) -> Option<&mut Step> {
        match &mut self.group {
            Some(begun @ false) => {
                *begun = true;
                None
            }
            Some(true) => self.done.last_mut(),
            None => None,
        }
    }

    fn push(&mut self, step: Step) {
        self.undone.clear();
        self.done.push(step);
        self.done.drain(..self.done.len().saturating_sub(STEPS_MAX));
    }

    /// Inputs ahead of the present become those of another branch.
    fn leave_future(&mut self, inputs: usize) {
        self.done.retain(|step| step.inputs == 0 || step.last <= inputs);
    }

    /// Another branch has other inputs; places are the same on all.
    pub fn switched(&mut self) {
        self.done.retain(|step| step.inputs == 0);
        self.undone.clear();
    }

    /// What an undo takes back with so many inputs behind the present. The caller does it.
    pub fn undo(&mut self, inputs: usize, now: &Placed) -> Option<Change> {
        let found = self.done.iter().rposition(|step| step.inputs == 0 || step.last <= inputs);
        let step = match found {
            Some(index) if self.done.get(index).is_some_and(|step| step.inputs == 0 || step.last == inputs) => {
                self.done.remove(index)
            }
            // An input that was there before anything was done by hand.
            _ if inputs > 0 => Step { inputs: 1, last: inputs, places: None },
            _ => return None,
        };
        if step.inputs > 0 {
            self.leave_future(inputs - step.inputs);
        }
        let places = step.places.as_ref().map(|_| now.clone());
        self.undone.push(Step { inputs: step.inputs, last: step.last, places });
        Some(Change { inputs: step.inputs, places: step.places })
    }

    /// What a redo does again with so many inputs behind the present. The caller does it.
    pub fn redo(&mut self, inputs: usize, now: &Placed) -> Option<Change> {
        let step = self.undone.pop()?;
        if step.inputs > 0 {
            self.leave_future(inputs);
        }
        let places = step.places.as_ref().map(|_| now.clone());
        self.done.push(Step { inputs: step.inputs, last: inputs + step.inputs, places });
        Some(Change { inputs: step.inputs, places: step.places })
    }

    /// How many steps can be undone with so many inputs behind the present, and redone.
    pub fn depth(&self, inputs: usize) -> (usize, usize) {
        let known = self.done.iter().filter(|step| step.inputs == 0 || step.last <= inputs);
        let (steps, covered) = known.fold((0, 0), |(steps, covered), step| (steps + 1, covered + step.inputs));
        (steps + inputs.saturating_sub(covered), self.undone.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NodeId;
    use crate::geometry::Point;
    use queuelab::actors::{ActorConfig, ConsumerConfig};
    use queuelab::base::Rng;
    use queuelab::clock::Instant;
    use queuelab::cloud::Input;
    use queuelab::session::{Session, Start};

    /// A lab with its places, as the page holds them.
    struct Bench {
        session: Session,
        placed: Placed,
        edits: Edits,
    }

    impl Bench {
        fn new() -> Self {
            Self { session: Session::new(Start::default()), placed: Placed::new(), edits: Edits::default() }
        }

        fn done(&self) -> usize {
            self.session.undo_depth().0
        }

        fn add(&mut self, name: u64) {
            self.edits.input(self.done());
            let config = ConsumerConfig { name: format!("c{name}"), running: false, ..ConsumerConfig::default() };
            self.session.submit(Input::AddActor(ActorConfig::Consumer(config)));
        }

        fn place(&mut self, node: u32, x: u32) {
            self.edits.places(&self.placed, self.done());
            self.placed.insert(NodeId::Actor(node), Point { x: f64::from(x), y: 0.0 });
        }

        fn undo(&mut self) -> bool {
            let Some(change) = self.edits.undo(self.done(), &self.placed) else { return false };
            assert!(change.inputs == 0 || self.session.undo_last(change.inputs));
            if let Some(places) = change.places {
                self.placed = places;
            }
            true
        }

        fn redo(&mut self) -> bool {
            let Some(change) = self.edits.redo(self.done(), &self.placed) else { return false };
            assert!(change.inputs == 0 || self.session.redo_last(change.inputs));
            if let Some(places) = change.places {
                self.placed = places;
            }
            true
        }

        fn look(&self) -> (u64, Placed) {
            (self.session.digest(), self.placed.clone())
        }
    }

    #[test]
    fn hundreds_of_inputs_places_and_groups_go_back_in_their_order_and_forth_again() {
        let mut bench = Bench::new();
        let mut rng = Rng::fork(7, "edits");
        let mut looks = vec![bench.look()];
        for step in 0..320_u32 {
            match rng.below(4) {
                0 => bench.add(u64::from(step)),
                1 => {
                    bench.edits.open();
                    for _ in 0..=rng.below(3) {
                        bench.add(u64::from(step));
                    }
                    bench.place(step, step);
                    bench.edits.close();
                }
                2 => {
                    bench.edits.places(&bench.placed, bench.done());
                    bench.placed.clear();
                    bench.placed.insert(NodeId::Queue(step), Point::default());
                }
                _ => bench.place(step % 5, step),
            }
            looks.push(bench.look());
        }
        for round in 0..2 {
            for (left, look) in looks.iter().rev().skip(1).enumerate() {
                assert!(bench.undo(), "{round}: {left}");
                assert!(bench.look() == *look, "{round}: undo {left}");
            }
            assert!(!bench.undo());
            assert_eq!(bench.edits.depth(bench.done()), (0, 320));
            for (number, look) in looks.iter().enumerate().skip(1) {
                assert!(bench.redo(), "{round}: {number}");
                assert!(bench.look() == *look, "{round}: redo {number}");
            }
            assert!(!bench.redo());
            assert_eq!(bench.edits.depth(bench.done()), (320, 0));
        }
    }

    #[test]
    fn moving_nodes_changes_nothing_in_the_lab() {
        let mut bench = Bench::new();
        bench.add(1);
        let digest = bench.session.digest();
        for step in 0..100 {
            bench.place(step % 7, step);
        }
        assert_eq!(bench.session.digest(), digest);
    }

    #[test]
    fn in_the_past_what_lies_ahead_is_passed_over() {
        let mut bench = Bench::new();
        bench.session.seek(Instant::from_millis(1_000));
        bench.add(1);
        bench.place(0, 10);
        bench.session.seek(Instant::from_millis(5_000));
        bench.add(2);
        bench.session.seek(Instant::from_millis(3_000));
        assert_eq!((bench.done(), bench.edits.depth(1)), (1, (2, 0)));
        assert!(bench.undo() && bench.placed.is_empty(), "the place, not the input that is still to come");
        assert_eq!(bench.done(), 1);
        assert!(bench.undo());
        assert_eq!((bench.done(), bench.session.branches().0.len()), (0, 1), "the future is kept as a branch");
        assert!(!bench.undo());
        assert!(bench.redo() && bench.redo());
        assert_eq!((bench.done(), bench.placed.len()), (1, 1));
    }

    #[test]
    fn what_is_done_anew_ends_what_could_be_done_again() {
        let mut bench = Bench::new();
        bench.add(1);
        bench.add(2);
        bench.undo();
        bench.place(0, 5);
        assert!(!bench.redo(), "a node was moved since");
        bench.undo();
        assert_eq!(bench.edits.depth(bench.done()), (1, 1));
        assert!(bench.redo());
        assert_eq!((bench.done(), bench.placed.len()), (1, 1));
    }

    #[test]
    fn inputs_of_before_are_taken_back_one_by_one() {
        let mut bench = Bench::new();
        for number in 0..3 {
            bench.add(number);
        }
        bench.edits = Edits::default();
        bench.place(0, 1);
        assert_eq!(bench.edits.depth(bench.done()), (4, 0));
        for left in [3, 2, 1, 0] {
            assert!(bench.undo());
            assert_eq!(bench.done(), left);
        }
        assert!(!bench.undo());
    }

    #[test]
    fn a_place_that_came_with_what_was_added_goes_with_it() {
        let mut bench = Bench::new();
        bench.add(1);
        bench.edits.places_of_last(&bench.placed, bench.done());
        bench.placed.insert(NodeId::Actor(0), Point { x: 9.0, y: 9.0 });
        assert_eq!(bench.edits.depth(bench.done()), (1, 0));
        assert!(bench.undo() && bench.placed.is_empty() && bench.done() == 0);
        assert!(bench.redo() && bench.placed.len() == 1 && bench.done() == 1);
    }

    #[test]
    fn on_another_branch_places_can_still_be_taken_back() {
        let mut bench = Bench::new();
        bench.session.seek(Instant::from_millis(1_000));
        bench.add(1);
        bench.session.seek(Instant::ZERO);
        bench.add(2);
        bench.place(0, 3);
        assert!(bench.session.switch_branch(0));
        bench.edits.switched();
        assert!(bench.undo() && bench.placed.is_empty());
        assert_eq!(bench.done(), 1, "the input of this branch");
        assert!(bench.undo());
        assert_eq!(bench.done(), 0);
    }
}
