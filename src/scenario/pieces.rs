//! Commands that take long, in pieces: a page has other things to do as well.
//!
//! A script is carried out in one go; there the pieces follow one another at once. What comes out is the same.

use super::calls::CallCommand;
use super::command::Command;
use super::runner::{Problem, Runner};
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
            Command::Repeat(times, call) => Self::Repeat(Repeat::new(times, call)),
            other => Self::Whole(other),
        })
    }

    /// Whether time moves by it.
    pub const fn moves_time(&self) -> bool {
        matches!(self, Self::Until(_) | Self::Whole(Command::Step))
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

    /// As whom it calls.
    pub const fn caller(&self) -> &Caller {
        &self.caller
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
