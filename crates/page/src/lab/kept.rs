//! What the browser keeps of the reader's work: the run as it stands, one that was left for another, and one that could not
//! be read. Nothing is lost without a word: what cannot be kept is offered as a file.

use super::{LOAD_STEPS_MAX, Lab, Lesson, Notice};
use crate::host;
use crate::later::Engine;
use leptos::prelude::*;
use queuelab::base::Caller;
use queuelab::clock::Instant;
use queuelab::session::templates::Template;
use queuelab::session::{SavedRun, Session};
use queuelab::{t, text};
use queuelab_view::edits::Edits;
use queuelab_view::geometry::{Flow, Placed};
use queuelab_view::playback::Command;
use std::sync::Arc;

/// The run as it stands; `www/boot.js` knows it too.
const RUN_KEY: &str = "queuelab.run.1";
const PLACES_KEY: &str = "queuelab.places.1";
/// Which way the stage goes on which those places were chosen.
const FLOW_KEY: &str = "queuelab.flow.1";
const TITLE_KEY: &str = "queuelab.title.1";
/// The run that was there before another lab was opened, and its name.
const KEPT_RUN: &str = "queuelab.kept.1";
const KEPT_TITLE: &str = "queuelab.kept-title.1";
/// A run that could not be read, as it was.
const UNREAD_RUN: &str = "queuelab.unread.1";

/// The level that is worked on.
const LESSON: &str = "queuelab.lesson.1";
/// What a run is called as a file; `www/boot.js` knows it too.
const RUN_FILE: &str = "queuelab-run.json";

/// The run that was stored last, or what to say where there is one that cannot be read. That one is set aside, since the
/// next act would store another in its place.
pub(super) fn stored(engine: Option<&Engine>) -> (Option<SavedRun>, Option<Notice>) {
    let (Some(text), Some(engine)) = (host::stored(RUN_KEY), engine) else { return (None, None) };
    match (engine.read)(&text) {
        Ok(run) => (Some(run), None),
        Err(error) => {
            host::store(UNREAD_RUN, &text);
            let told = t!(
                "The run that this browser has kept cannot be read: {error} It was set aside; keep it as a file.",
                error
            );
            (None, Some(Notice { file: Some(Arc::from(text)), ..Notice::new(told, true) }))
        }
    }
}

/// Where the nodes of the stored run stand.
pub(super) fn places() -> Placed {
    host::stored(PLACES_KEY).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Which way its stage goes where it is wide.
pub(super) fn flow() -> Flow {
    let stored = host::stored(FLOW_KEY).and_then(|text| serde_json::from_str(&text).ok());
    stored.filter(|flow| *flow != Flow::Down).unwrap_or_default()
}

/// The name of the stored run.
pub(super) fn title() -> Option<String> {
    host::stored(TITLE_KEY)
}

/// The name of the run that was left for another lab, if there is one.
pub fn left() -> Option<String> {
    host::stored(KEPT_RUN).map(|_| host::stored(KEPT_TITLE).unwrap_or_default())
}

/// The run that could not be read, if one was set aside.
pub fn unread() -> Option<String> {
    host::stored(UNREAD_RUN)
}

/// Forgets the run that could not be read.
pub fn forget_unread() {
    host::forget(UNREAD_RUN);
}

/// Offers the text of a run as a file.
pub fn offer_file(run: &str) {
    host::download(RUN_FILE, run);
}

impl Lab {
    /// Offers the run on the stage as a file.
    pub fn keep_as_file(self) {
        self.with_engine(move |engine| offer_file(&self.peek(|session| (engine.write)(session))));
    }

    /// Whether there is a stored run; only with it here can it be read.
    pub fn is_stored() -> bool {
        host::stored(RUN_KEY).is_some()
    }

    /// Stores the run and the places. When the browser refuses, says so once.
    pub fn save(self) {
        if self.is_guest {
            return;
        }
        let lab = self;
        // What is stored, if it has to wait, is what is there then.
        self.with_engine(move |engine| lab.store(engine));
    }

    fn store(self, engine: &Engine) {
        let (run, places, flow) = self.state.with_value(|state| {
            let text = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
            let (places, flow) = (serde_json::to_string(&state.placed), serde_json::to_string(&state.wide));
            ((engine.write)(&state.session), text(places), text(flow))
        });
        let stored = host::store(RUN_KEY, &run)
            && host::store(PLACES_KEY, &places)
            && host::store(FLOW_KEY, &flow)
            && host::store(TITLE_KEY, &self.title.get_untracked());
        if !stored {
            self.notify(t!("The browser does not let this page store your work; save it as a file."), true);
        }
    }

    /// Whether what is on the stage would be missed.
    pub fn is_own(self, engine: &Engine) -> bool {
        let title = self.title.get_untracked();
        let template = Template::ALL.into_iter().find(|template| template.title() == title);
        self.peek(|session| (engine.is_own)(session, template.map(engine.template)))
    }

    /// Keeps the run on the stage, if it is the reader's own, before another takes its place.
    fn leave(self, engine: &Engine) {
        // In somebody else's document nothing is kept.
        if self.is_embedded || !self.is_own(engine) {
            return;
        }
        let run = self.peek(|session| (engine.write)(session));
        let title = self.title.get_untracked();
        if host::store(KEPT_RUN, &run) && host::store(KEPT_TITLE, &title) {
            self.notify(
                t!("Your run “{title}” was kept; the gallery leads back to it.", title = text::of(&title)),
                false,
            );
        } else {
            self.offer(t!("The browser does not let this page keep the run that you left. Keep it as a file."), run);
        }
    }

    /// Begins with another run. One of more than queues and actors only comes by way of the whole engine.
    pub fn open(self, title: &str, run: SavedRun) {
        self.stop_work();
        let at = run.at;
        let session = Session::load(SavedRun { at: Instant::ZERO, ..run }, LOAD_STEPS_MAX);
        self.change(|state| {
            state.session = session;
            state.placed = Placed::new();
            state.edits = Edits::default();
            state.playback.command(Command::Pause);
        });
        self.selection.set(None);
        self.caller.set(Caller::default());
        self.answers.set(Vec::new());
        if self.comparison.get_untracked().is_some() {
            self.comparison.set(None);
        }
        self.runs.update(|runs| *runs += 1);
        self.title.set(title.to_owned());
        self.bring_to(at);
    }

    /// Brings a run that was opened to where its reader was: in slices, as that can be far.
    pub(super) fn bring_to(self, at: Instant) {
        let done = |lab: Self| {
            lab.rewritten();
            lab.save();
            lab.at_rest();
        };
        let step = move |session: &mut Session| session.seek_within(at, 64) != queuelab::cloud::Advance::Paused;
        self.work(t!("Opening the run"), Some(at), Box::new(step), Box::new(done));
    }

    /// Goes on with the level that was being worked on when the page was left, and from now on keeps which one it is.
    pub fn keep_lesson(self) {
        if let Some(file) = host::stored(LESSON).filter(|_| Self::is_stored()) {
            self.lesson.set(Some(Lesson { file, begins: false }));
        }
        Effect::new(move |_| {
            match self.lesson.get() {
                Some(lesson) => host::store(LESSON, &lesson.file),
                None => host::forget(LESSON),
            };
        });
    }

    /// Begins with another run, and keeps the one before.
    pub fn open_keeping(self, engine: &Engine, title: &str, run: SavedRun) {
        self.leave(engine);
        self.open(title, run);
    }

    /// Begins with a ready-made lab, and keeps the run before.
    pub fn open_template(self, template: Template) {
        self.with_engine(move |engine| self.open_keeping(engine, template.title(), (engine.template)(template)));
    }

    /// Goes back to the run that was kept; the present one takes its place if it would be missed. False when there is none
    /// that can be read.
    pub fn open_left(self, engine: &Engine) -> bool {
        let (Some(kept), title) = (host::stored(KEPT_RUN), host::stored(KEPT_TITLE).unwrap_or_default()) else {
            return false;
        };
        match (engine.read)(&kept) {
            Err(error) => {
                self.offer(t!("What was kept cannot be read: {error}", error), kept);
                false
            }
            Ok(run) => {
                self.open_keeping(engine, &title, run);
                true
            }
        }
    }
}
