//! Futures that were left behind by acting in their past, each with a name, and going over to them.

use super::{Session, Timeline};
use crate::clock::Instant;

/// At most so many branches are kept beside the present one; the oldest goes first.
pub const BRANCHES_MAX: usize = 24;
/// The longest name of one, in characters.
const NAME_MAX: usize = 60;

/// A future that was left behind by acting in its past.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its number, which names it for good.
    pub id: u32,
    /// Its name on the page.
    pub name: String,
    /// Where it left the branch that it came from; nothing for the first.
    pub from: Option<Instant>,
    pub(super) timeline: Timeline,
    /// Where the reader was on it.
    pub(super) at: Instant,
}

impl Branch {
    /// What happened on it.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Where the reader left it.
    pub const fn left_at(&self) -> Instant {
        self.at
    }
}

/// All branches of a session: the others, and what the present one is called.
#[derive(Clone, Debug)]
pub(super) struct Branches {
    pub(super) others: Vec<Branch>,
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) from: Option<Instant>,
    pub(super) made: u32,
}

impl Default for Branches {
    fn default() -> Self {
        Self { others: Vec::new(), id: 0, name: "main".to_owned(), from: None, made: 1 }
    }
}

impl Branches {
    /// Keeps a branch beside the present one.
    pub(super) fn keep(&mut self, branch: Branch) {
        self.others.push(branch);
        self.others.sort_by_key(|branch| branch.id);
        if self.others.len() > BRANCHES_MAX {
            self.others.remove(0);
        }
    }
}

/// A name as it is kept: without what cannot be seen, and not too long.
pub(super) fn tidy_name(name: &str) -> String {
    let visible: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.trim().chars().take(NAME_MAX).collect()
}

impl Session {
    /// Keeps the future beyond the present as a branch, if there is one, and cuts it off here.
    pub(super) fn leave_future(&mut self) {
        let has_future = self.timeline.steps() > self.position || self.timeline.inputs() > self.inputs_done;
        if !has_future {
            return;
        }
        let now = self.now();
        let timeline = self.timeline.clone();
        let at = timeline.reached();
        let branches = &mut self.branches;
        let id = branches.made;
        branches.made += 1;
        let left = Branch {
            id: std::mem::replace(&mut branches.id, id),
            name: std::mem::replace(&mut branches.name, format!("branch {id}")),
            from: branches.from.replace(now),
            timeline,
            at,
        };
        branches.keep(left);
        self.timeline.cut(self.position, self.inputs_done, now);
    }

    /// The other branches, the oldest first, and the number and name of the one that the present lies on.
    pub fn branches(&self) -> (&[Branch], u32, &str) {
        (&self.branches.others, self.branches.id, &self.branches.name)
    }

    /// Where the present branch left the one that it came from; nothing for the first.
    pub const fn branch_from(&self) -> Option<Instant> {
        self.branches.from
    }

    /// Gives a branch another name. False when there is none of that number, or the name is empty.
    pub fn rename_branch(&mut self, id: u32, name: &str) -> bool {
        let name = tidy_name(name);
        if name.is_empty() {
            return false;
        }
        if self.branches.id == id {
            self.branches.name = name;
        } else if let Some(branch) = self.branches.others.iter_mut().find(|branch| branch.id == id) {
            branch.name = name;
        } else {
            return false;
        }
        self.revision += 1;
        true
    }

    /// Forgets another branch. False when there is none of that number, or the present lies on it.
    pub fn remove_branch(&mut self, id: u32) -> bool {
        let before = self.branches.others.len();
        self.branches.others.retain(|branch| branch.id != id);
        self.revision += 1;
        self.branches.others.len() < before
    }

    /// Goes over to another branch, to where the reader left it. False when there is none of that number.
    pub fn switch_branch(&mut self, id: u32) -> bool {
        let Some(index) = self.branches.others.iter().position(|branch| branch.id == id) else { return false };
        let branch = self.branches.others.remove(index);
        let left = Branch {
            id: std::mem::replace(&mut self.branches.id, branch.id),
            name: std::mem::replace(&mut self.branches.name, branch.name),
            from: std::mem::replace(&mut self.branches.from, branch.from),
            at: self.now(),
            timeline: std::mem::replace(&mut self.timeline, branch.timeline),
        };
        self.branches.keep(left);
        self.redo.clear();
        // The present is of the branch that was left, so that nothing may be carried on from it.
        self.restore(self.timeline.snapshot_at(branch.at));
        self.seek(branch.at);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Caller;
    use crate::cloud::Input;
    use crate::session::templates::Template;
    use crate::sqs::api::SendMessage;

    fn send(session: &mut Session, body: &str) {
        let url = session.cloud().sqs().queues().next().unwrap().key.url();
        let call = SendMessage { queue_url: url, message_body: body.to_owned(), ..SendMessage::default() };
        session.submit(Input::Call { caller: Caller::default(), call: call.into() });
    }

    /// A run with a branch that leaves it at five seconds.
    fn branched() -> Session {
        let mut session = Template::SlowConsumer.session();
        session.seek(Instant::from_millis(30_000));
        session.seek(Instant::from_millis(5_000));
        send(&mut session, "what if");
        session.seek(Instant::from_millis(20_000));
        session
    }

    #[test]
    fn going_over_and_back_gives_the_same_state() {
        let mut session = branched();
        let (other, own) = (session.branches().0[0].id, session.branches().1);
        let digest = session.digest();
        assert!(session.switch_branch(other));
        assert_ne!(session.digest(), digest);
        assert!(session.switch_branch(own));
        assert_eq!(session.digest(), digest);
        assert!(!session.switch_branch(own) && !session.switch_branch(99));
    }

    #[test]
    fn branches_say_where_they_began_and_can_be_named_and_forgotten() {
        let mut session = branched();
        assert_eq!(session.branch_from(), Some(Instant::from_millis(5_000)));
        let (other, own) = (session.branches().0[0].id, session.branches().1);
        assert!(session.rename_branch(own, "  what\nif  ") && session.rename_branch(other, "as it was"));
        assert_eq!((session.branches().2, session.branches().0[0].name.as_str()), ("what if", "as it was"));
        assert!(!session.rename_branch(own, " \t ") && !session.rename_branch(77, "x"));
        assert!(!session.remove_branch(own));
        assert!(session.remove_branch(other) && session.branches().0.is_empty());
    }

    #[test]
    fn branches_and_marks_are_kept_with_the_run() {
        let mut session = branched();
        session.rename_branch(0, "as it was");
        session.mark(Instant::from_millis(7_000), "here it starts");
        let (digest, other) = (session.digest(), session.branches().0[0].id);
        let text = session.save().write();
        // The inputs that both have are written once.
        assert_eq!(text.matches("addActor").count(), 3, "{text}");
        let mut read = Session::load(crate::session::SavedRun::read(&text).unwrap(), u64::MAX);
        assert_eq!(read.digest(), digest);
        assert_eq!(read.marks(), session.marks());
        assert_eq!(read.branches().0[0].name, "as it was");
        assert!(read.switch_branch(other) && session.switch_branch(other));
        assert_eq!(read.digest(), session.digest());
        // The next branch is not called like one that is there.
        read.seek(Instant::from_millis(1_000));
        send(&mut read, "once more");
        assert_eq!(read.branches().1, 2);
    }
}
