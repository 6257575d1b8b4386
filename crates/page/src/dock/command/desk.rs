//! What the command box keeps while its tab is not shown: what was said, what is being typed, and commands under way.
//! How these are carried out is the matter of [`work`](super::work).

use super::said::{Entry, Said};
use crate::host;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::base::Caller;
use queuelab::iam::name_of;
use queuelab::scenario::boxed::{self, Line};
use queuelab::scenario::history::History;
use queuelab::scenario::{Runner, Work};
use queuelab::session::{SavedRun, Session};
use queuelab::t;
use std::cell::Cell;
use std::collections::VecDeque;

const HISTORY_KEY: &str = "queuelab.commands.1";
/// Older entries are dropped.
const ENTRIES_MAX: usize = 300;

/// What is under way, and what the commands so far have left behind.
pub(super) struct Machine {
    pub runner: Runner,
    pub lines: VecDeque<Line>,
    /// The line that is being carried out.
    pub current: Option<(Line, Entry, Work)>,
    /// Whether more than one line was sent off.
    pub is_script: bool,
    pub stops: bool,
    pub shown_at: f64,
    /// Whether something has been worked that has not been shown to its end and stored.
    pub unshown: bool,
    /// As whom the page acted when that was last looked at.
    pub page_caller: Caller,
    /// The lab that a `lab` has put away.
    pub before: Option<(String, SavedRun)>,
    pub runs_seen: u64,
    pub entries_made: u64,
}

/// The box's state. It belongs to no tab, and lives as long as the page.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The lab that it is about.
    pub lab: Lab,
    /// What was said, the oldest first.
    pub entries: RwSignal<Vec<Entry>>,
    /// Rises with everything that is said.
    pub grown: RwSignal<u64>,
    /// What is being typed.
    pub text: RwSignal<String>,
    /// Whether a command is under way.
    pub busy: RwSignal<bool>,
    /// As whom the next command calls, where that is not root.
    pub who: RwSignal<String>,
    history: StoredValue<History>,
    pub(super) machine: StoredValue<Machine, LocalStorage>,
}

thread_local! {
    static DESK: Cell<Option<Desk>> = const { Cell::new(None) };
}

/// The one desk of a lab.
pub fn desk(lab: Lab) -> Desk {
    if let Some(desk) = DESK.get()
        && std::ptr::from_ref(&*desk.lab) == std::ptr::from_ref(&*lab)
    {
        return desk;
    }
    // What is made for a tab goes with it; this is made for the page.
    let owner = Owner::new_root(None);
    let desk = owner.with(|| Desk::new(lab));
    std::mem::forget(owner);
    DESK.set(Some(desk));
    desk
}

impl Desk {
    fn new(lab: Lab) -> Self {
        let machine = Machine {
            runner: Runner::with_ids(),
            lines: VecDeque::new(),
            current: None,
            is_script: false,
            stops: false,
            shown_at: 0.0,
            unshown: false,
            page_caller: Caller::default(),
            before: None,
            runs_seen: lab.runs.get_untracked(),
            entries_made: 0,
        };
        let history = host::stored(HISTORY_KEY).map(|text| History::from_text(&text)).unwrap_or_default();
        let desk = Self {
            lab,
            entries: RwSignal::new(Vec::new()),
            grown: RwSignal::new(0),
            text: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            who: RwSignal::new(String::new()),
            history: StoredValue::new(history),
            machine: StoredValue::new_local(machine),
        };
        desk.listen();
        desk
    }

    /// Follows what else moves the lab.
    fn listen(self) {
        Effect::new(move |_| {
            let answers = self.lab.answers.get();
            let now = self.lab.peek(Session::now);
            let told = self.change(|machine| machine.runner.take(&answers, now));
            if let Some(told) = told.filter(|told| !told.is_empty()) {
                self.say("", None, &told);
            }
        });
        Effect::new(move |_| {
            let runs = self.lab.runs.get();
            let is_other = self.change(|machine| {
                let is_other = machine.runs_seen != runs;
                if is_other {
                    machine.runs_seen = runs;
                    machine.runner = Runner::with_ids();
                    machine.lines.clear();
                    machine.current = None;
                }
                is_other
            });
            if is_other == Some(true) {
                self.busy.set(false);
                let is_silent = self.entries.with_untracked(Vec::is_empty);
                if !is_silent {
                    self.say("", None, t!("Another lab is open now; variables begin anew."));
                }
            }
        });
        Effect::new(move |_| {
            self.lab.caller.track();
            self.look_who_acts();
        });
    }

    pub(super) fn change<R>(self, change: impl FnOnce(&mut Machine) -> R) -> Option<R> {
        self.machine.try_update_value(change)
    }

    /// Gives the run that was just opened the variables that were captured while it was made.
    pub fn begin_with(self, runner: &Runner) {
        let runs = self.lab.runs.get_untracked();
        self.change(|machine| {
            machine.runs_seen = runs;
            machine.runner = Runner::with_ids().knowing(runner);
            machine.lines.clear();
            machine.current = None;
        });
        self.busy.set(false);
    }

    /// Reads the runner.
    pub fn with_runner<R>(self, read: impl FnOnce(&Runner) -> R) -> R {
        self.machine.with_value(|machine| read(&machine.runner))
    }

    /// The text before or after the one that is shown.
    pub fn look_back(self, back: bool) -> Option<String> {
        let shown = self.text.get_untracked();
        let found = self.history.try_update_value(|history| {
            let found = if back { history.earlier(&shown) } else { history.later() };
            found.map(str::to_owned)
        });
        found.flatten()
    }

    /// Takes over as whom the page acts, if that has changed.
    pub(super) fn look_who_acts(self) {
        let page = self.lab.caller.get_untracked();
        self.change(|machine| {
            if machine.page_caller != page {
                machine.page_caller = page.clone();
                machine.runner.act_as(page);
            }
        });
        self.show_who();
    }

    pub(super) fn show_who(self) {
        let who = self.with_runner(|runner| {
            let caller = runner.caller();
            let name = name_of(caller);
            if *caller == Caller::default() {
                String::new()
            } else {
                name.rsplit(':').next().unwrap_or_default().to_owned()
            }
        });
        if self.who.with_untracked(|old| *old != who) {
            self.who.set(who);
        }
    }

    /// Makes an entry.
    pub(super) fn say(self, text: &str, number: Option<usize>, output: &str) -> Entry {
        let id = self.change(|machine| {
            machine.entries_made += 1;
            machine.entries_made
        });
        let at = self.lab.peek(|session| session.now().to_string());
        let entry = Entry::new(id.unwrap_or_default(), at, number, text);
        entry.add(output);
        self.entries.update(|entries| {
            entries.push(entry.clone());
            let surplus = entries.len().saturating_sub(ENTRIES_MAX);
            entries.drain(..surplus);
        });
        self.grown.update(|grown| *grown += 1);
        entry
    }

    pub(super) fn add(self, entry: &Entry, output: &str) {
        if !output.is_empty() {
            entry.add(output);
            self.grown.update(|grown| *grown += 1);
        }
    }

    /// Sends off what was typed. What cannot be read stays where it is.
    pub fn submit(self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() || self.busy.get_untracked() {
            return;
        }
        self.history.update_value(|history| {
            history.add(&text);
            host::store(HISTORY_KEY, &history.to_text());
        });
        let lines = match boxed::parse(&text) {
            Ok(lines) => lines,
            Err(error) => {
                let entry = self.say(text.trim_end(), None, "");
                let is_script = text.trim_end().lines().nth(1).is_some();
                entry.put(Said::wrong(error.to_string()));
                if is_script {
                    entry.put(Said::note(t!("Nothing was done; the text is still there to be corrected.")));
                }
                self.grown.update(|grown| *grown += 1);
                return;
            }
        };
        self.text.set(String::new());
        self.change(|machine| {
            machine.is_script = lines.len() > 1;
            machine.stops = false;
            machine.lines = lines.into();
        });
        self.look_who_acts();
        self.pump();
    }

    /// Runs one command that was not typed, such as that of a button.
    pub fn ask(self, text: &str) {
        if let (false, Ok(lines)) = (self.busy.get_untracked(), boxed::parse(text)) {
            self.change(|machine| (machine.is_script, machine.stops, machine.lines) = (false, false, lines.into()));
            self.pump();
        }
    }

    /// Ends what is under way at the next opportunity.
    pub fn stop(self) {
        self.change(|machine| machine.stops = true);
    }
}
