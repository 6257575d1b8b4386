//! The page's one store: the session, the transport, what is selected, and the frame loop that ties them together.
//!
//! Nothing of the engine is reactive. Everything that changes the session goes through a method here, which raises one
//! signal; views read the session inside [`Lab::with`], which listens to that signal. While the lab plays the signal
//! rises at most ten times a second; only the canvas is painted every frame.

use super::host;
use super::stage::paint::Painter;
use crate::base::{ActorId, Caller, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Instant;
use crate::cloud::{Advance, Event, EventKind, Input, Submitted};
use crate::session::templates::Template;
use crate::session::{SavedRun, Session};
use crate::sqs;
use crate::view::NodeId;
use crate::view::geometry::{Flow, Geometry, Placed, Point};
use crate::view::playback::{Command, Facts, Go, Playback};
use crate::view::tokens::MessageId;
use leptos::prelude::*;
use std::sync::Arc;

/// What is selected on the stage, in a table or in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A queue, producer or consumer.
    Node(NodeId),
    /// A message.
    Message(MessageId),
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Create a queue, as in the console.
    CreateQueue,
    /// Edit a queue's attributes.
    EditQueue(u32),
    /// Add or edit a producer.
    Producer(Option<u32>),
    /// Add or edit a consumer.
    Consumer(Option<u32>),
    /// Dials of chance, latency and limits.
    Settings,
    /// Keys and how to begin.
    Help,
}

/// Something to tell the reader in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u64,
    /// The text.
    pub text: String,
    /// Whether something went wrong.
    pub error: bool,
}

/// What "Next…" looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Anything.
    Event,
    /// A delivery.
    Delivery,
    /// The end of a visibility timeout.
    VisibilityExpiry,
    /// A move to a dead-letter queue.
    DeadLetter,
    /// The end of a retention period.
    RetentionExpiry,
}

impl Next {
    /// All of them, in the order of the menu.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Event, "event"),
        (Self::Delivery, "delivery"),
        (Self::VisibilityExpiry, "visibility expiry"),
        (Self::DeadLetter, "move to a DLQ"),
        (Self::RetentionExpiry, "retention expiry"),
    ];

    fn is(self, event: &Event) -> bool {
        use crate::sqs::{SqsEvent, VisibleBecause};
        match (self, &event.kind) {
            (Self::Event, _)
            | (Self::Delivery, EventKind::Sqs(SqsEvent::Received { .. }))
            | (Self::DeadLetter, EventKind::Sqs(SqsEvent::DeadLettered { .. }))
            | (Self::RetentionExpiry, EventKind::Sqs(SqsEvent::Expired { .. })) => true,
            (Self::VisibilityExpiry, EventKind::Sqs(SqsEvent::BecameVisible { because, .. })) => {
                *because == VisibleBecause::TimeoutOver
            }
            _ => false,
        }
    }
}

/// Keys of what the page stores.
const RUN_KEY: &str = "queuelab.run.1";
const PLACES_KEY: &str = "queuelab.places.1";
const TITLE_KEY: &str = "queuelab.title.1";
/// Real milliseconds that a frame may spend on the simulation.
const FRAME_BUDGET_MS: f64 = 6.0;
/// Panels are brought up to date this often while the lab plays, in real milliseconds.
const PANEL_MS: f64 = 100.0;
/// "Next…" gives up after so many steps.
const SEARCH_STEPS_MAX: u64 = 200_000;
const NOTICES_MAX: usize = 4;
/// So many answers to receives that waited are kept for whoever asked.
const ANSWERS_MAX: usize = 20;

struct State {
    session: Session,
    playback: Playback,
    placed: Placed,
    flow: Flow,
    painter: Option<Painter>,
    /// When the last frame was, while frames follow one another.
    last_frame: Option<f64>,
    frame_requested: bool,
    last_panel: f64,
    /// Where the last step's events begin.
    last_step_event: u64,
    notice_id: u64,
}

/// The store. A copy of it is a handle to the same.
#[derive(Clone, Copy)]
pub struct Lab {
    state: StoredValue<State, LocalStorage>,
    tick: RwSignal<u64>,
    /// The layout of the stage.
    pub geometry: RwSignal<Arc<Geometry>>,
    /// What is selected.
    pub selection: RwSignal<Option<Selection>>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// What the transport shows.
    pub playback: RwSignal<Playback>,
    /// Passing notices.
    pub notices: RwSignal<Vec<Notice>>,
    /// The name of the run.
    pub title: RwSignal<String>,
    /// Whether the simulation lags behind the speed that was asked for.
    pub catching_up: RwSignal<bool>,
    /// What a screen reader is told, at most once a second.
    pub spoken: RwSignal<String>,
    /// The latest answers to receives that had to wait.
    pub answers: RwSignal<Vec<(RequestId, CallResult)>>,
    /// Rises whenever events that were listed may have become others: with each input, undo, branch and run.
    pub history: RwSignal<u64>,
    /// Rises with each run that is opened.
    pub runs: RwSignal<u64>,
}

impl Lab {
    /// The store with what was stored last, or the first template.
    pub fn new() -> Self {
        let saved = host::stored(RUN_KEY).and_then(|text| SavedRun::read(&text).ok());
        let is_new = saved.is_none();
        let session =
            saved.map_or_else(|| Template::SlowConsumer.session(), |run| Session::load(run, SEARCH_STEPS_MAX));
        let placed = host::stored(PLACES_KEY).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let title =
            host::stored(TITLE_KEY).filter(|_| !is_new).unwrap_or_else(|| Template::SlowConsumer.title().to_owned());
        let geometry = Geometry::of(session.cloud(), &placed, Flow::Across);
        let playback = if is_new { first_visit() } else { Playback::default() };
        let state = State {
            session,
            playback: playback.clone(),
            placed,
            flow: Flow::Across,
            painter: None,
            last_frame: None,
            frame_requested: false,
            last_panel: 0.0,
            last_step_event: 0,
            notice_id: 0,
        };
        Self {
            state: StoredValue::new_local(state),
            tick: RwSignal::new(0),
            geometry: RwSignal::new(Arc::new(geometry)),
            selection: RwSignal::new(None),
            dialog: RwSignal::new(None),
            playback: RwSignal::new(playback),
            notices: RwSignal::new(Vec::new()),
            title: RwSignal::new(title),
            catching_up: RwSignal::new(false),
            spoken: RwSignal::new(String::new()),
            answers: RwSignal::new(Vec::new()),
            history: RwSignal::new(0),
            runs: RwSignal::new(0),
        }
    }

    /// Reads the session and listens for changes.
    pub fn with<R>(&self, read: impl FnOnce(&Session) -> R) -> R {
        self.tick.track();
        self.state.with_value(|state| read(&state.session))
    }

    /// Reads the session once, without listening.
    pub fn peek<R>(&self, read: impl FnOnce(&Session) -> R) -> R {
        self.state.with_value(|state| read(&state.session))
    }

    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut result = None;
        self.state.update_value(|state| result = Some(change(state)));
        match result {
            Some(result) => result,
            // `update_value` always calls; it only fails for a store that was disposed of, and this one lives with the page.
            None => unreachable!("the store lives as long as the page"),
        }
    }

    /// Does something to the lab at the present instant, shows it and stores it.
    pub fn submit(&self, input: Input) -> Submitted {
        let submitted = self.change(|state| {
            let before = state.session.cloud().next_seq();
            let submitted = state.session.submit(input);
            state.last_step_event = before;
            submitted
        });
        self.rewritten();
        self.shown_step();
        self.save();
        submitted
    }

    /// Calls SQS as the account's root user. A receive that waits answers an empty list at once; its messages come by
    /// themselves as events.
    pub fn call(&self, request: impl Into<sqs::api::Request>) -> CallResult {
        match self.submit(Input::Call { caller: Caller::default(), call: Call::Sqs(request.into()) }) {
            Submitted::Done(result) => result,
            _ => Ok(Reply::Sqs(sqs::api::Reply::ReceiveMessage(sqs::api::ReceiveMessageResult::default()))),
        }
    }

    /// The same, with a refusal shown as a notice; true when it went.
    pub fn try_call(&self, request: impl Into<sqs::api::Request>) -> bool {
        match self.call(request) {
            Ok(_) => true,
            Err(error) => {
                self.refuse(&error);
                false
            }
        }
    }

    /// Shows a refusal as a notice.
    pub fn refuse(&self, error: &CallError) {
        self.notify(format!("{}: {}", error.code(), error.message()), true);
    }

    /// Shows a passing notice.
    pub fn notify(&self, text: impl Into<String>, error: bool) {
        let id = self.change(|state| {
            state.notice_id += 1;
            state.notice_id
        });
        let notice = Notice { id, text: text.into(), error };
        self.notices.update(|notices| {
            notices.retain(|old| old.text != notice.text);
            notices.push(notice);
            if notices.len() > NOTICES_MAX {
                notices.remove(0);
            }
        });
    }

    /// Takes a notice away.
    pub fn dismiss(&self, id: u64) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }

    /// Moves the present, with everything at rest.
    pub fn seek(&self, to: Instant) {
        let advance = self.change(|state| {
            state.playback.command(Command::Rest);
            state.session.seek_within(to, SEARCH_STEPS_MAX)
        });
        if advance == Advance::Paused {
            self.notify("That is a long way: press play to go on from here.", false);
        }
        self.changed();
    }

    /// Moves the present to just after the step in which an event happened, and shows its ways.
    pub fn seek_event(&self, seq: u64) {
        let Some(position) = self.peek(|session| session.step_of_event(seq)) else { return };
        self.change(|state| {
            state.playback.command(Command::Pause);
            state.session.seek_step_exactly(position + 1);
        });
        self.shown_step();
    }

    /// One step forwards, with its ways shown.
    pub fn step_forward(&self) {
        let stepped = self.change(|state| {
            state.playback.command(Command::Pause);
            state.last_step_event = state.session.cloud().next_seq();
            state.session.step_forward()
        });
        if !stepped {
            self.notify("Nothing is going to happen. Send a message, or add a producer.", false);
        }
        self.shown_step();
    }

    /// One step backwards.
    pub fn step_back(&self) {
        self.change(|state| {
            state.playback.command(Command::Pause);
            state.playback.command(Command::Rest);
            state.session.step_back()
        });
        self.changed();
    }

    /// On to the next event of a kind.
    pub fn next(&self, what: Next) {
        let found = self.change(|state| {
            state.playback.command(Command::Pause);
            for _ in 0..SEARCH_STEPS_MAX {
                let before = state.session.cloud().next_seq();
                if !state.session.step_forward() {
                    return false;
                }
                if state.session.events_since(before).any(|event| what.is(event)) {
                    state.last_step_event = before;
                    return true;
                }
            }
            false
        });
        if !found {
            self.notify("There is no such event ahead.", false);
        }
        self.shown_step();
    }

    /// Does something to the transport.
    pub fn command(&self, command: Command) {
        self.change(|state| {
            state.playback.command(command);
            state.last_frame = None;
        });
        self.changed();
    }

    /// Takes the last input back.
    pub fn undo(&self) {
        if self.change(|state| state.session.undo()) {
            self.save();
        }
        self.rewritten();
        self.at_rest();
    }

    /// Does again what was taken back.
    pub fn redo(&self) {
        if self.change(|state| state.session.redo()) {
            self.save();
        }
        self.rewritten();
        self.at_rest();
    }

    /// Goes over to another branch.
    pub fn switch_branch(&self, id: u32) {
        self.change(|state| state.session.switch_branch(id));
        self.rewritten();
        self.save();
        self.at_rest();
    }

    /// Begins with a template, or with another run.
    pub fn open(&self, title: &str, run: SavedRun) {
        let session = Session::load(run, SEARCH_STEPS_MAX);
        self.change(|state| {
            state.session = session;
            state.placed = Placed::new();
            state.playback.command(Command::Pause);
        });
        self.selection.set(None);
        self.answers.set(Vec::new());
        self.runs.update(|runs| *runs += 1);
        self.rewritten();
        self.title.set(title.to_owned());
        self.save();
        self.at_rest();
    }

    /// Moves a node by hand. The lab does not notice.
    pub fn place(&self, node: NodeId, at: Point) {
        self.change(|state| state.placed.insert(node, at));
        self.changed();
    }

    /// Lays the stage out the other way, as on a narrow screen.
    pub fn set_flow(&self, flow: Flow) {
        if self.change(|state| std::mem::replace(&mut state.flow, flow)) != flow {
            self.changed();
        }
    }

    /// Gives all nodes their places back, and answers where they were.
    pub fn tidy(&self) -> Placed {
        let old = self.change(|state| std::mem::take(&mut state.placed));
        self.save();
        self.changed();
        old
    }

    /// Stores the run and the places. When the browser refuses, says so once.
    pub fn save(&self) {
        let (run, places) = self.state.with_value(|state| {
            (state.session.save().write(), serde_json::to_string(&state.placed).unwrap_or_default())
        });
        let stored = host::store(RUN_KEY, &run)
            && host::store(PLACES_KEY, &places)
            && host::store(TITLE_KEY, &self.title.get_untracked());
        if !stored {
            self.notify("The browser does not let this page store your work; save it as a file.", true);
        }
    }

    /// Takes the painter of the canvas, once that is there.
    pub fn set_painter(&self, painter: Painter) {
        self.change(|state| state.painter = Some(painter));
        self.request_frame();
    }

    /// Changes the painter's camera or colours, and paints.
    pub fn repaint(&self, change: impl FnOnce(&mut Painter)) {
        self.change(|state| {
            if let Some(painter) = &mut state.painter {
                change(painter);
            }
        });
        self.request_frame();
    }

    /// The message drawn at a place on the stage.
    pub fn message_at(&self, at: Point) -> Option<MessageId> {
        self.state.with_value(|state| state.painter.as_ref()?.message_at(at))
    }

    /// Runs an actor, or pauses it.
    pub fn set_running(&self, id: u32, running: bool) {
        let config = self.peek(|session| session.cloud().actor(ActorId(id)).map(crate::actors::Actor::config));
        if let Some(mut config) = config {
            config.set_running(running);
            self.submit(Input::SetActor(ActorId(id), config));
        }
    }

    fn rewritten(&self) {
        self.history.update(|history| *history += 1);
    }

    /// Hands on the answers to receives that had to wait.
    fn take_answers(&self) {
        let new = self.change(|state| state.session.take_answers());
        if !new.is_empty() {
            self.answers.update(|answers| {
                answers.extend(new);
                answers.drain(..answers.len().saturating_sub(ANSWERS_MAX));
            });
        }
    }

    fn at_rest(&self) {
        self.change(|state| state.playback.command(Command::Rest));
        self.changed();
    }

    fn shown_step(&self) {
        self.change(|state| {
            if !state.playback.playing {
                state.playback.command(if host::reduced_motion() { Command::Rest } else { Command::Glow });
            }
        });
        self.changed();
    }

    /// Shows the present everywhere.
    fn changed(&self) {
        let (geometry, playback) = self.state.with_value(|state| {
            (Geometry::of(state.session.cloud(), &state.placed, state.flow), state.playback.clone())
        });
        if **self.geometry.read_untracked() != geometry {
            self.geometry.set(Arc::new(geometry));
        }
        self.drop_stale_selection();
        self.take_answers();
        if *self.playback.read_untracked() != playback {
            self.playback.set(playback);
        }
        self.tick.update(|tick| *tick += 1);
        self.request_frame();
    }

    /// A selected node that is gone, as after going back, is no longer selected. A message that is gone stays, and the
    /// inspector says what became of it.
    fn drop_stale_selection(&self) {
        if let Some(Selection::Node(id)) = self.selection.get_untracked()
            && self.geometry.read_untracked().node(id).is_none()
        {
            self.selection.set(None);
        }
    }

    /// Asks for a frame; several asks make one.
    pub fn request_frame(&self) {
        let asked = self.change(|state| std::mem::replace(&mut state.frame_requested, true));
        if !asked {
            let lab = *self;
            host::next_frame(move || lab.frame());
        }
    }

    /// One frame: moves the present as far as the transport says, paints, and asks for another while anything moves.
    fn frame(&self) {
        let now = host::millis();
        let (moved, moving, lagging) = self.change(|state| {
            state.frame_requested = false;
            let elapsed = state.last_frame.map_or(16.0, |last| now - last);
            let (moved, lagging) = state.advance(elapsed, now);
            let moving = state.playback.is_moving() && !host::hidden();
            state.last_frame = moving.then_some(now);
            (moved, moving, lagging)
        });
        if *self.catching_up.read_untracked() != lagging {
            self.catching_up.set(lagging);
        }
        let panels_due = self.change(|state| {
            let due = moved && (now - state.last_panel >= PANEL_MS || !moving);
            if due {
                state.last_panel = now;
            }
            due
        });
        if panels_due {
            self.changed();
        }
        self.state.update_value(State::paint);
        if moving {
            self.request_frame();
        }
    }
}

impl State {
    /// Moves the present; says whether it moved, and whether it lags behind.
    fn advance(&mut self, elapsed: f64, started: f64) -> (bool, bool) {
        let facts = Facts { now: self.session.now(), next: self.session.next_step_at() };
        match self.playback.tick(elapsed, facts) {
            Go::Stay => (false, false),
            Go::Step => {
                self.last_step_event = self.session.cloud().next_seq();
                let stepped = self.session.step_forward();
                if !stepped {
                    self.playback.command(Command::Pause);
                }
                (true, false)
            }
            Go::To(to) => {
                let before = self.session.cloud().next_seq();
                let mut advance = Advance::Paused;
                while advance == Advance::Paused && host::millis() - started < FRAME_BUDGET_MS {
                    advance = self.session.seek_within(to, 64);
                }
                if advance == Advance::Halted {
                    self.playback.command(Command::Pause);
                }
                self.last_step_event = before;
                (true, advance == Advance::Paused)
            }
        }
    }

    fn paint(&mut self) {
        let Some(painter) = &mut self.painter else { return };
        let geometry = Geometry::of(self.session.cloud(), &self.placed, self.flow);
        let pace = self.playback.pace(self.session.now(), self.last_step_event);
        painter.paint(&self.session, &geometry, pace);
    }
}

/// A newcomer should see a message come, go and come back within seconds and without reading: the first lab plays, a
/// little faster than life. Whoever asked for less motion begins at rest.
fn first_visit() -> Playback {
    let mut playback = Playback::default();
    if !host::reduced_motion() {
        playback.command(Command::Speed(3.0));
        playback.command(Command::Play);
    }
    playback
}

/// The store of the page that a component is part of.
pub fn use_lab() -> Lab {
    expect_context::<Lab>()
}
