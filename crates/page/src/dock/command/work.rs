//! How the command box carries commands out: in pieces between frames, so that a long one neither stops the page nor has to
//! be given up. What cannot be carried out goes back to where it was typed.

use super::desk::Desk;
use super::said::{Entry, Said};
use crate::host;
use leptos::prelude::*;
use queuelab::base::Caller;
use queuelab::call::Call;
use queuelab::clock::Instant;
use queuelab::code::aws_cli;
use queuelab::scenario::boxed::{BoxCommand, Line};
use queuelab::scenario::{Command, Progress, Runner, Work, help};
use queuelab::session::{Session, Start};
use queuelab::t;

/// The name of a lab that a `lab` has begun.
const TITLE: &str = "Lab of a script";
/// Real milliseconds that a frame may spend on commands.
const BUDGET_MS: f64 = 10.0;
/// So many steps or calls are taken before the clock is looked at again.
const STEPS_AT_ONCE: u32 = 16;
/// What was worked is shown this often, in real milliseconds.
const SHOW_MS: f64 = 100.0;

/// A line of the AWS CLI as a call; none where the line is no such thing.
fn from_cli(line: &str) -> Option<Result<Call, String>> {
    let is_cli = line.split_whitespace().next() == Some("aws");
    is_cli.then(|| aws_cli::parse(line).map_err(|error| error.to_string()))
}

impl Desk {
    /// Works for a frame's share, and goes on in the next frame if there is more.
    pub fn pump(self) {
        let began = host::millis();
        while self.one() {
            if host::millis() - began > BUDGET_MS {
                let due = self.change(|machine| {
                    let due = machine.unshown && began - machine.shown_at > SHOW_MS;
                    if due {
                        machine.shown_at = began;
                    }
                    due
                });
                if due == Some(true) {
                    self.lab.show_work();
                }
                self.busy.set(true);
                host::next_frame(move || self.pump());
                return;
            }
        }
        self.busy.set(false);
        if self.change(|machine| std::mem::take(&mut machine.unshown)) == Some(true) {
            self.lab.finish_work();
        }
        self.show_who();
    }

    /// Does the next piece; false when there is nothing left.
    fn one(self) -> bool {
        let Some(current) = self.change(|machine| machine.current.take()) else { return false };
        if self.change(|machine| std::mem::take(&mut machine.stops)) == Some(true) {
            self.stopped(current);
            return false;
        }
        if let Some((line, entry, work)) = current {
            return self.piece(line, entry, work);
        }
        let Some(line) = self.change(|machine| machine.lines.pop_front()).flatten() else { return false };
        let number = self.machine.with_value(|machine| machine.is_script).then_some(line.number);
        let entry = self.say(&line.text, number, "");
        match self.begin(&line, &entry) {
            Ok(None) => true,
            Ok(Some(work)) => self.piece(line, entry, work),
            Err(problem) => {
                self.fails(&line, &entry, &problem);
                false
            }
        }
    }

    /// Goes on with a command.
    fn piece(self, line: Line, entry: Entry, mut work: Work) -> bool {
        let moves_time = work.moves_time();
        let progress = self.change(|machine| {
            machine.unshown = true;
            self.lab.drive(moves_time, |session| {
                machine.runner.rewound(session);
                machine.runner.go_on(session, &mut work, STEPS_AT_ONCE)
            })
        });
        let strays = self.change(|machine| machine.runner.strays());
        self.lab.hand_on(strays.unwrap_or_default());
        match progress {
            Some(Ok(Progress::More(text))) => {
                self.add(&entry, &text);
                self.change(|machine| machine.current = Some((line, entry, work)));
                true
            }
            Some(Ok(Progress::Done(text))) => {
                let text = if text.is_empty() && moves_time {
                    t!("at {now}", now = self.lab.peek(Session::now))
                } else {
                    text
                };
                self.add(&entry, &text);
                self.done(&work);
                true
            }
            Some(Err(problem)) => {
                self.fails(&line, &entry, &problem.0);
                false
            }
            None => false,
        }
    }

    /// What else belongs to some commands.
    fn done(self, work: &Work) {
        match work {
            Work::Call(_) | Work::Whole(Command::Call(_)) => self.lab.explain_work(),
            Work::Whole(Command::Caller(_)) => {
                let caller = self.with_runner(|runner| runner.caller().clone());
                // The page can only act as somebody whom the lab has.
                let is_known = self.lab.peek(|session| session.cloud().iam().of_caller(&caller).is_some());
                if is_known || caller == Caller::default() {
                    self.change(|machine| machine.page_caller = caller.clone());
                    self.lab.caller.set(caller);
                }
                self.show_who();
            }
            _ => {}
        }
    }

    /// Does what is done at once, and answers with what takes longer.
    fn begin(self, line: &Line, entry: &Entry) -> Result<Option<Work>, String> {
        let lab = self.lab;
        if lab.is_shown_only {
            return Err(t!("this lab is only shown here").to_owned());
        }
        let now = || lab.peek(|session| t!("at {now}", now = session.now()));
        let depth = || untrack(|| lab.undo_depth());
        match &line.command {
            BoxCommand::Script(Command::Lab(start)) => self.begin_lab(start.clone(), entry),
            BoxCommand::Script(command) => {
                let work = lab.peek(|session| Work::of(command.clone(), session));
                return work.map(Some).map_err(|problem| problem.0);
            }
            BoxCommand::Cli(text) => {
                let call = from_cli(text).unwrap_or_else(|| Err(t!("this is no line of the AWS CLI").to_owned()))?;
                return Ok(Some(Work::Call(Box::new(call))));
            }
            BoxCommand::Seek(to) => return Ok(Some(Work::Until(*to))),
            BoxCommand::Back => {
                self.settle();
                if lab.peek(|session| session.position() == 0 && session.now() == Instant::ZERO) {
                    return Err(t!("this is the beginning").to_owned());
                }
                lab.step_back();
                self.add(entry, &now());
            }
            BoxCommand::Undo => {
                self.settle();
                if depth().0 == 0 {
                    return Err(t!("there is nothing to undo").to_owned());
                }
                lab.undo();
                self.add(entry, &t!("undone; {depth} more can be", depth = depth().0));
            }
            BoxCommand::Redo => {
                self.settle();
                if depth().1 == 0 {
                    return Err(t!("there is nothing to redo").to_owned());
                }
                lab.redo();
                self.add(entry, &t!("done again; {depth} more can be", depth = depth().1));
            }
            BoxCommand::Return => self.go_back_to_lab(entry)?,
            BoxCommand::Help(topic) => {
                let words: Vec<&str> = topic.iter().map(String::as_str).collect();
                self.add(entry, &help::about(&words)?);
            }
            BoxCommand::Clear => self.entries.set(Vec::new()),
        }
        Ok(None)
    }

    /// Shows and stores what was worked before somebody else acts.
    fn settle(self) {
        if self.change(|machine| std::mem::take(&mut machine.unshown)) == Some(true) {
            self.lab.finish_work();
        }
    }

    fn begin_lab(self, start: Start, entry: &Entry) {
        let title = self.put_away();
        self.lab.open(TITLE, Session::new(start).save());
        self.begin_anew();
        self.add(entry, &t!("A new lab. `return` goes back to “{title}”.", title));
    }

    fn go_back_to_lab(self, entry: &Entry) -> Result<(), String> {
        let before = self.change(|machine| machine.before.take()).flatten();
        let (title, run) = before.ok_or(t!("no `lab` has put a lab away"))?;
        let left = self.put_away();
        self.lab.open(&title, run);
        self.begin_anew();
        self.add(entry, &t!("“{title}” is back. `return` goes back to “{left}”.", title, left));
        Ok(())
    }

    /// Keeps the lab that is there; answers its title.
    fn put_away(self) -> String {
        self.settle();
        let title = self.lab.title.get_untracked();
        let run = self.lab.peek(Session::save);
        self.change(|machine| machine.before = Some((title.clone(), run)));
        title
    }

    /// Another lab has been opened by the box itself.
    fn begin_anew(self) {
        let runs = self.lab.runs.get_untracked();
        self.change(|machine| {
            machine.runner = Runner::with_ids();
            machine.page_caller = Caller::default();
            machine.runs_seen = runs;
        });
    }

    /// A line could not be carried out: the rest goes back to where it was typed.
    fn fails(self, line: &Line, entry: &Entry, problem: &str) {
        entry.put(Said::wrong(t!("line {line}: {problem}", line = line.number, problem)));
        self.give_back(Some(line), entry);
        self.grown.update(|grown| *grown += 1);
    }

    fn stopped(self, current: Option<(Line, Entry, Work)>) {
        let now = self.lab.peek(Session::now);
        let entry = match current {
            Some((_, entry, Work::Until(to))) => {
                entry.put(Said::note(t!("stopped at {now}; `seek {millis}ms` goes on", now, millis = to.as_millis())));
                entry
            }
            Some((_, entry, Work::Search(search))) => {
                entry.put(Said::note(t!(
                    "stopped at {now}; `until {condition}` goes on",
                    now,
                    condition = search.condition()
                )));
                entry
            }
            Some((_, entry, Work::Repeat(repeat))) => {
                entry.add(&repeat.so_far());
                entry
            }
            Some((_, entry, _)) => entry,
            None => self.say("", None, "stopped"),
        };
        self.give_back(None, &entry);
        self.grown.update(|grown| *grown += 1);
    }

    /// Puts what was not done back to where it was typed, unless something else stands there by now.
    fn give_back(self, failed: Option<&Line>, entry: &Entry) {
        let rest: Vec<Line> = self.change(|machine| machine.lines.drain(..).collect()).unwrap_or_default();
        let is_script = !rest.is_empty();
        let lines: Vec<&str> = failed.into_iter().chain(&rest).map(|line| line.text.as_str()).collect();
        if lines.is_empty() {
            return;
        }
        let is_free = self.text.with_untracked(|text| text.trim().is_empty());
        if is_free {
            self.text.set(lines.join("\n"));
        }
        if is_script {
            entry.put(Said::note(if is_free {
                t!("What was done before stays done; the rest is back below to be corrected.")
            } else {
                t!("What was done before stays done; the rest was not done. The arrow up brings it back.")
            }));
        }
    }
}
