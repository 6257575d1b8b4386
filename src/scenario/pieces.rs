//! Commands that take long, in pieces: a page has other things to do as well.
//!
//! A script is carried out in one go; there the pieces follow one another at once. What comes out is the same.

use super::calls::CallCommand;
use super::command::Command;
use super::runner::{Problem, Runner};
use super::until::{self, Search};
use crate::base::{Caller, RequestId};
use crate::call::{Call, CallResult};
use crate::clock::Instant;
use crate::cloud::Advance;
use crate::session::Session;
use std::sync::Arc;

/// An advance is carried out in portions of so many steps, and given up after so many portions.
const STEPS_AT_ONCE: u64 = 10_000;
const PORTIONS_MAX: u32 = 10_000;

/// A command that is under way.
#[derive(Clone, Debug)]
pub enum Work {
    /// Done in one go.
    Whole(Command),
    /// A call that was written in another way.
    Call(Box<Call>),
    /// On to an instant, or back to one.
    Until(Instant),
    /// On until a condition holds.
    Search(Box<Search>),
    /// Many calls.
    Repeat(Repeat),
}

/// How far a command has come, with what there is to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is done.
    Done(String),
    /// There is more to do.
    More(String),
}

impl Work {
    /// A command that is about to begin.
    ///
    /// # Errors
    /// An instant that is past.
    pub fn of(command: Command, session: &Session) -> Result<Self, Problem> {
        Ok(match command {
            Command::Advance(span) => Self::Until(session.now().after(span)),
            Command::AdvanceTo(to) if to < session.now() => {
                let now = session.now();
                return Err(Problem(format!("it is {now} already; `seek` goes back")));
            }
            Command::AdvanceTo(to) => Self::Until(to),
            Command::Until(condition, within) => {
                Self::Search(Box::new(Search::new(condition, session, session.now().after(within))))
            }
            Command::Repeat(times, call) => Self::Repeat(Repeat::new(times, call)),
            other => Self::Whole(other),
        })
    }

    /// Whether time moves by it.
    pub const fn moves_time(&self) -> bool {
        matches!(self, Self::Until(_) | Self::Search(_) | Self::Whole(Command::Step))
    }
}

/// Calls that follow one another: how often each outcome came, in the order of first appearance.
#[derive(Clone, Debug)]
pub struct Repeat {
    call: CallCommand,
    done: u32,
    times: u32,
    outcomes: Vec<(String, u32)>,
}

impl Repeat {
    pub(super) const fn new(times: u32, call: CallCommand) -> Self {
        Self { call, done: 0, times, outcomes: Vec::new() }
    }

    /// So many more calls at most; whether all are made.
    pub(super) fn go_on(&mut self, runner: &mut Runner, session: &mut Session, at_most: u32) -> Result<bool, String> {
        let until = self.times.min(self.done.saturating_add(at_most));
        while self.done < until {
            self.done += 1;
            runner.variables.insert("n".to_owned(), self.done.to_string());
            let answer = runner.call(session, &self.call)?;
            // Answers differ in their ids; that there was something to answer with is what counts.
            let outcome = if answer.starts_with("ok {") { "ok {…}" } else { answer.as_str() };
            match self.outcomes.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, count)) => *count += 1,
                None => self.outcomes.push((outcome.to_owned(), 1)),
            }
        }
        Ok(self.done == self.times)
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.outcomes.iter().map(|(outcome, count)| format!("{count} x {outcome}"))
    }

    /// What there is to tell when it is stopped before its end.
    pub fn so_far(&self) -> String {
        let lines: Vec<String> = self.lines().collect();
        format!("stopped after {} of {}\n{}", self.done, self.times, lines.join("\n"))
    }
}

impl Runner {
    /// Does a piece of a command: so many steps or calls at most.
    ///
    /// # Errors
    /// As for [`Runner::run`].
    pub fn go_on(&mut self, session: &mut Session, work: &mut Work, at_most: u32) -> Result<Progress, Problem> {
        let mut lines = Vec::new();
        let done = match work {
            Work::Whole(command) => return self.run(session, command).map(Progress::Done),
            Work::Call(call) => {
                let sent = self.send(session, (**call).clone(), &[]).map_err(|text| self.problem(&text))?;
                lines.push(sent);
                true
            }
            Work::Until(to) => match self.advance_within(session, *to, at_most.into(), &mut lines) {
                Advance::Reached => true,
                Advance::Paused => false,
                Advance::Halted => {
                    lines.push(format!("halted at {}", session.now()));
                    true
                }
            },
            Work::Search(search) => self.search_within(session, search, at_most.into(), &mut lines),
            Work::Repeat(repeat) => {
                let done = repeat.go_on(self, session, at_most).map_err(|text| self.problem(&text))?;
                if done {
                    lines.extend(repeat.lines());
                }
                done
            }
        };
        self.collect_answers(session, &mut lines);
        let text = self.told(&lines);
        Ok(if done { Progress::Done(text) } else { Progress::More(text) })
    }

    /// Lets time pass in one go, however long that takes.
    pub(super) fn advance(&mut self, session: &mut Session, to: Instant, lines: &mut Vec<String>) {
        for _ in 0..PORTIONS_MAX {
            match self.advance_within(session, to, STEPS_AT_ONCE, lines) {
                Advance::Reached => return,
                Advance::Paused => {}
                Advance::Halted => return lines.push(format!("halted at {}", session.now())),
            }
        }
        lines.push(format!("given up at {}", session.now()));
    }

    /// Lets time pass for so many steps. While something waits it goes step by step, so that each answer is told with its
    /// time.
    fn advance_within(&mut self, session: &mut Session, to: Instant, steps: u64, lines: &mut Vec<String>) -> Advance {
        let mut left = steps;
        loop {
            let portion = if self.waits.is_empty() { left } else { 1 };
            let ended = session.seek_within(to, portion);
            self.collect_answers(session, lines);
            left = left.saturating_sub(portion);
            if ended != Advance::Paused || left == 0 {
                return ended;
            }
        }
    }

    /// Goes on until a condition holds, in one go.
    pub(super) fn until(&mut self, session: &mut Session, search: &mut Search, lines: &mut Vec<String>) {
        for _ in 0..PORTIONS_MAX {
            if self.search_within(session, search, STEPS_AT_ONCE, lines) {
                return;
            }
        }
        lines.push(format!("given up at {}", session.now()));
    }

    /// Looks for so many steps; whether there is an end to tell. While something waits, each answer is told with its time.
    fn search_within(
        &mut self,
        session: &mut Session,
        search: &mut Search,
        steps: u64,
        lines: &mut Vec<String>,
    ) -> bool {
        let mut left = steps;
        while left > 0 {
            let portion = if self.waits.is_empty() { left } else { 1 };
            let progress = search.go_on(session, portion);
            self.collect_answers(session, lines);
            left -= portion;
            let told = match progress {
                until::Progress::Going => continue,
                until::Progress::Met => format!("at {}", session.now()),
                until::Progress::Over => format!("never: nothing happens any more after {}", session.now()),
                until::Progress::TooLate => format!("not by {}", search.last()),
            };
            lines.push(told);
            return true;
        }
        false
    }

    /// Tells of waits that were answered.
    pub(super) fn collect_answers(&mut self, session: &mut Session, lines: &mut Vec<String>) {
        for (request, result) in session.take_answers() {
            match self.answered(request, &result, session.now()) {
                Some(line) => lines.push(line),
                None => self.strays.push((request, result)),
            }
        }
        if self.hides_ids() {
            // A script is alone with its lab.
            self.strays.clear();
        }
    }

    /// The line for the answer to a wait; nothing if it is not one of these.
    fn answered(&mut self, request: RequestId, result: &CallResult, now: Instant) -> Option<String> {
        let index = self.waits.iter().position(|wait| wait.request == request)?;
        let wait = self.waits.remove(index);
        let answer = self.answer(result, &wait.captures).unwrap_or_else(|problem| format!("ok, but {problem}"));
        Some(format!("r{} answered at {now}: {answer}", wait.number))
    }

    /// Answers that came while somebody else moved the lab; what is told of those to its own waits.
    pub fn take(&mut self, answers: &[(RequestId, Arc<CallResult>)], now: Instant) -> String {
        let lines: Vec<String> =
            answers.iter().filter_map(|(request, result)| self.answered(*request, result, now)).collect();
        self.told(&lines)
    }

    /// Answers to others that it came across.
    pub fn strays(&mut self) -> Vec<(RequestId, Arc<CallResult>)> {
        std::mem::take(&mut self.strays)
    }

    /// Calls as somebody from now on.
    pub fn act_as(&mut self, caller: Caller) {
        self.caller = caller;
    }

    /// The lab has gone back: what was told of the time after that is untold.
    pub fn rewound(&mut self, session: &Session) {
        self.events_shown = self.events_shown.min(session.cloud().next_seq());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Script, quiet_start};

    const SCRIPT: &str = "\
call sqs CreateQueue QueueName=q Attributes.VisibilityTimeout=5
call sqs CreateQueue QueueName=empty
actor producer name=P queue=q every=200ms total=40
repeat 7 call sqs SendMessage QueueUrl=q MessageBody=\"number $n\"
repeat 3 call sqs DeleteQueue QueueUrl=nowhere
call sqs ReceiveMessage QueueUrl=empty WaitTimeSeconds=3
advance 10s
call sqs ReceiveMessage QueueUrl=q WaitTimeSeconds=3 -> it=Messages[0].ReceiptHandle
advance to 25s
call sqs DeleteMessage QueueUrl=q ReceiptHandle=$it
step
show queue q
show events
digest
";

    /// Everything that is said, with commands in pieces of so many steps or in one go.
    fn told(mut runner: Runner, at_most: Option<u32>) -> String {
        let mut session = Session::new(quiet_start());
        let mut all = Vec::new();
        for (_, command) in Script::parse(SCRIPT).unwrap().commands {
            let Some(at_most) = at_most else {
                all.push(runner.run(&mut session, &command).unwrap());
                continue;
            };
            let mut work = Work::of(command, &session).unwrap();
            let mut pieces = Vec::new();
            loop {
                match runner.go_on(&mut session, &mut work, at_most).unwrap() {
                    Progress::More(text) => pieces.push(text),
                    Progress::Done(text) => break pieces.push(text),
                }
            }
            pieces.retain(|text| !text.is_empty());
            all.push(pieces.join("\n"));
        }
        all.join("\n")
    }

    #[test]
    fn in_pieces_it_comes_to_the_same() {
        let whole = told(Runner::default(), None);
        assert!(whole.contains("r1 answered at 3.000: ok") && whole.contains("7 x ok {…}"), "{whole}");
        for at_most in [1, 2, 3, 16, 10_000] {
            assert_eq!(told(Runner::default(), Some(at_most)), whole, "{at_most}");
        }
    }

    #[test]
    fn ids_are_shown_where_people_want_to_use_them() {
        let (hidden, shown) = (told(Runner::default(), None), told(Runner::with_ids(), None));
        assert!(hidden.contains("<message-id:1>") && hidden.contains("<handle:1>"), "{hidden}");
        assert!(!shown.contains("<message-id:") && !shown.contains("<handle:"), "{shown}");
        assert_eq!(hidden.lines().count(), shown.lines().count());
        assert_eq!(hidden.lines().last(), shown.lines().last());
    }

    #[test]
    fn what_is_past_is_not_waited_for_and_what_is_stopped_tells_how_far_it_came() {
        let mut session = Session::new(quiet_start());
        let mut runner = Runner::with_ids();
        let command = |text: &str| Script::parse(text).unwrap().commands.pop().unwrap().1;
        let mut work = Work::of(command("repeat 9 call sqs ListQueues"), &session).unwrap();
        assert_eq!(runner.go_on(&mut session, &mut work, 4), Ok(Progress::More(String::new())));
        let Work::Repeat(repeat) = &work else { panic!("{work:?}") };
        assert_eq!(repeat.so_far(), "stopped after 4 of 9\n4 x ok");
        session.seek(Instant::from_millis(5_000));
        let past = Work::of(command("advance to 2s"), &session).unwrap_err();
        assert_eq!(past.to_string(), "it is 5.000 already; `seek` goes back");
        // Back is a way as well.
        let mut back = Work::Until(Instant::from_millis(2_000));
        assert_eq!(runner.go_on(&mut session, &mut back, 64), Ok(Progress::Done(String::new())));
        assert_eq!(session.now(), Instant::from_millis(2_000));
    }

    #[test]
    fn answers_to_others_are_kept_for_them() {
        let mut session = Session::new(quiet_start());
        let (mut mine, mut others) = (Runner::with_ids(), Runner::with_ids());
        let script = Script::parse(
            "call sqs CreateQueue QueueName=q\ncall sqs ReceiveMessage QueueUrl=q WaitTimeSeconds=2\nadvance 5s",
        )
        .unwrap();
        let [(_, make), (_, receive), (_, advance)] = script.commands.as_slice() else { panic!("three") };
        mine.run(&mut session, make).unwrap();
        assert_eq!(others.run(&mut session, receive).unwrap(), "waiting r1");
        assert_eq!(mine.run(&mut session, advance).unwrap(), "");
        let strays = mine.strays();
        assert_eq!((strays.len(), mine.strays().len()), (1, 0));
        assert_eq!(mine.take(&strays, session.now()), "");
        assert_eq!(others.take(&strays, session.now()), "r1 answered at 5.000: ok");
        assert_eq!(others.take(&strays, session.now()), "");
    }
}
