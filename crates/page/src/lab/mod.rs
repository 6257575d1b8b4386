//! The page's one store: the session, the transport, what is selected, and the frame loop that ties them together.
//!
//! Nothing of the engine is reactive. Everything that changes the session goes through a method here, which raises one
//! signal; views read the session inside [`Lab::with`], which listens to that signal. While the lab plays the signal
//! rises at most ten times a second; only the canvas is painted every frame.

mod commands;
mod edits;
mod embedded;
mod flow;
mod frame;
mod guest;
mod kept;
mod notices;
mod time;
mod types;
mod working;

use super::host;
use super::later::{Engine, Later};
use super::stage::paint::Painter;
pub use guest::{Against, Comparison};
pub use kept::{forget_unread, left, offer_file, unread};
use leptos::prelude::*;
use queuelab::base::{Caller, RequestId};
use queuelab::call::{Call, CallResult, Reply};
use queuelab::clock::Instant;
use queuelab::cloud::{Input, Submitted};
use queuelab::key;
use queuelab::session::templates::Template;
use queuelab::session::{SavedRun, Session};
use queuelab::sns::api::Subscribe;
use queuelab::sqs;
use queuelab_view::edits::Edits;
use queuelab_view::geometry::{Flow, Geometry, Placed, Point};
use queuelab_view::playback::{Command, Playback};
use queuelab_view::tokens::Subject;
use std::ops::Deref;
use std::sync::Arc;
pub use types::{Carried, Connecting, Cutting, Dialog, Dropped, Hands, Lesson, Next, Notice, Selection};
pub use working::Working;

/// The key under which the page stores that single keys are off.
const KEYS_KEY: &str = "queuelab.single-keys-off";
/// What a run does at its beginning is done in at most so many steps.
const LOAD_STEPS_MAX: u64 = 200_000;
/// Said when something was asked for that has not come.
const MISSING: &str =
    key!("A part of the page that this needs could not be loaded. Check the connection and try again.");
/// So many answers to receives that waited are kept for whoever asked.
const ANSWERS_MAX: usize = 20;

struct State {
    session: Session,
    playback: Playback,
    placed: Placed,
    edits: Edits,
    flow: Flow,
    /// Which way it goes whenever the stage is wide.
    wide: Flow,
    painter: Option<Painter>,
    /// When the last frame was, while frames follow one another.
    last_frame: Option<f64>,
    frame_requested: bool,
    last_panel: f64,
    frames_since_panel: u32,
    last_spoken: f64,
    /// Events before this one have been told.
    spoken_until: u64,
    /// Where the last step's events begin.
    last_step_event: u64,
    notice_id: u64,
    /// The number of the work that goes on in slices.
    work: u64,
}

/// A handle to the store, of which the page has one for as long as it is there: small enough to be in every closure.
#[derive(Clone, Copy)]
pub struct Lab(&'static Store);

impl Deref for Lab {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.0
    }
}

/// The store.
pub struct Store {
    state: StoredValue<State, LocalStorage>,
    tick: RwSignal<u64>,
    /// The layout of the stage.
    pub geometry: RwSignal<Arc<Geometry>>,
    /// What is selected.
    pub selection: RwSignal<Option<Selection>>,
    /// The level that is being worked on.
    pub lesson: RwSignal<Option<Lesson>>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// The shard that is about to be cut.
    pub cutting: RwSignal<Option<Cutting>>,
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
    pub answers: RwSignal<Vec<(RequestId, Arc<CallResult>)>>,
    /// Rises whenever events that were listed may have become others: with each input, undo, branch and run.
    pub history: RwSignal<u64>,
    /// Rises with each run that is opened.
    pub runs: RwSignal<u64>,
    /// Whether something waits for a part of the page.
    pub waits: RwSignal<bool>,
    /// Whether work goes on in slices.
    pub busy: RwSignal<bool>,
    /// What is shown of it, once it takes a while.
    pub working: RwSignal<Option<Working>>,
    /// What the lab is compared with, while it is.
    pub comparison: RwSignal<Option<Comparison>>,
    /// The lab that it was compared with once.
    guest: StoredValue<Option<Comparison>, LocalStorage>,
    /// As long as this lives, so does the page.
    owner: StoredValue<Owner, LocalStorage>,
    /// Whether this is the lab at the other side of a comparison.
    pub is_guest: bool,
    /// Whether it stands in somebody else's document.
    pub is_embedded: bool,
    /// Whether the reader may only look at it.
    pub is_shown_only: bool,
    /// What is fetched when it is needed.
    pub later: &'static Later,
    /// As whom the reader acts.
    pub caller: RwSignal<Caller>,
    /// What hands are at on the stage.
    pub hands: Hands,
}

impl State {
    fn new(session: Session, playback: Playback, placed: Placed, flow: Flow) -> Self {
        Self {
            session,
            playback,
            placed,
            wide: flow,
            edits: Edits::default(),
            flow,
            painter: None,
            last_frame: None,
            frame_requested: false,
            last_panel: 0.0,
            frames_since_panel: 0,
            last_spoken: 0.0,
            spoken_until: 0,
            last_step_event: 0,
            notice_id: 0,
            work: 0,
        }
    }
}

impl Store {
    fn new(state: State, geometry: Geometry, title: String, later: &'static Later) -> Self {
        Self {
            playback: RwSignal::new(state.playback.clone()),
            state: StoredValue::new_local(state),
            tick: RwSignal::new(0),
            geometry: RwSignal::new(Arc::new(geometry)),
            selection: RwSignal::new(None),
            lesson: RwSignal::new(None),
            dialog: RwSignal::new(None),
            cutting: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            title: RwSignal::new(title),
            catching_up: RwSignal::new(false),
            spoken: RwSignal::new(String::new()),
            answers: RwSignal::new(Vec::new()),
            history: RwSignal::new(0),
            runs: RwSignal::new(0),
            waits: RwSignal::new(false),
            busy: RwSignal::new(false),
            working: RwSignal::new(None),
            comparison: RwSignal::new(None),
            guest: StoredValue::new_local(None),
            owner: StoredValue::new_local(Owner::current().unwrap_or_default()),
            is_guest: false,
            is_embedded: false,
            is_shown_only: false,
            later,
            caller: RwSignal::new(Caller::default()),
            hands: Hands::new(host::stored(KEYS_KEY).is_none()),
        }
    }
}

impl Lab {
    /// The store with what was stored last, or the first template.
    pub fn new(later: &'static Later, engine: Option<&Engine>) -> Self {
        let (saved, unread) = kept::stored(engine);
        let is_new = saved.is_none();
        let at = saved.as_ref().map(|run| run.at);
        let begin = |run| Session::load(SavedRun { at: Instant::ZERO, ..run }, LOAD_STEPS_MAX);
        let session = saved.map_or_else(Template::first, begin);
        let placed = if is_new { Placed::new() } else { kept::places() };
        let title = kept::title().filter(|_| !is_new).unwrap_or_else(|| Template::SlowConsumer.title().to_owned());
        let playback = if is_new { first_visit() } else { Playback::default() };
        let wide = if is_new { Flow::Across } else { kept::flow() };
        let geometry = Geometry::of(session.cloud(), &placed, wide);
        let state = State::new(session, playback, placed, wide);
        let lab = Self(Box::leak(Box::new(Store::new(state, geometry, title, later))));
        if let Some(unread) = unread {
            lab.put_notice(unread);
        }
        if let Some(at) = at {
            lab.bring_to(at);
        }
        lab
    }

    /// Reads the session and listens for changes.
    pub fn with<R>(self, read: impl FnOnce(&Session) -> R) -> R {
        self.tick.track();
        self.state.with_value(|state| read(&state.session))
    }

    /// Reads the session once, without listening.
    pub fn peek<R>(self, read: impl FnOnce(&Session) -> R) -> R {
        self.state.with_value(|state| read(&state.session))
    }

    fn change<R>(self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut result = None;
        self.state.update_value(|state| result = Some(change(state)));
        match result {
            Some(result) => result,
            // `update_value` always calls; it only fails for a store that was disposed of, and this one lives with the page.
            None => unreachable!("the store lives as long as the page"),
        }
    }

    /// Does something to the lab at the present instant, shows it and stores it.
    pub fn submit(self, input: Input) -> Submitted {
        if !self.may_change() {
            return Submitted::NotFound;
        }
        if !input.is_near() && untrack(|| self.later.engine.get()).is_none() {
            self.notify(queuelab::text::of(MISSING), true);
            return Submitted::NotFound;
        }
        self.stop_work();
        let submitted = self.change(|state| {
            let before = state.session.cloud().next_seq();
            state.edits.input(state.session.undo_depth().0);
            let submitted = state.session.submit(input);
            state.last_step_event = before;
            submitted
        });
        self.rewritten();
        self.shown_step();
        self.save();
        submitted
    }

    /// Calls a service as whoever the reader acts as. A receive that waits answers an empty list at once; its messages come by
    /// themselves as events.
    pub fn call(self, request: impl Into<Call>) -> CallResult {
        self.call_as(self.caller.get_untracked(), request)
    }

    /// The same as somebody else.
    pub fn call_as(self, caller: Caller, request: impl Into<Call>) -> CallResult {
        self.result_of(Input::Call { caller, call: request.into() })
    }

    /// Subscribes very many to a topic, each with its number in the endpoint; answers the last, or the first refusal.
    pub fn subscribe_many(self, request: Subscribe, count: u32) -> CallResult {
        self.result_of(Input::SubscribeMany { caller: self.caller.get_untracked(), request: Box::new(request), count })
    }

    fn result_of(self, input: Input) -> CallResult {
        match self.submit(input) {
            Submitted::Done(result) => {
                self.explain_denial();
                result
            }
            _ => Ok(Reply::Sqs(sqs::api::Reply::ReceiveMessage(sqs::api::ReceiveMessageResult::default()))),
        }
    }

    /// Goes over to another branch.
    pub fn switch_branch(self, id: u32) {
        self.stop_work();
        self.change(|state| {
            if state.session.switch_branch(id) {
                state.edits.switched();
            }
        });
        self.rewritten();
        self.save();
        self.at_rest();
    }

    /// Calls now, or as soon as the whole engine is here.
    pub fn with_engine(self, call: impl FnOnce(&'static Engine) + 'static) {
        if let Some(engine) = untrack(|| self.later.engine.get()) {
            return call(engine);
        }
        let lab = self;
        lab.waits.set(true);
        leptos::task::spawn_local(async move {
            let engine = lab.later.engine.fetch().await;
            lab.waits.set(false);
            match engine {
                Some(engine) => call(engine),
                None => lab.notify(queuelab::text::of(MISSING), true),
            }
        });
    }

    /// Takes the painter of the canvas, once that is there.
    pub fn set_painter(self, painter: Painter) {
        self.change(|state| state.painter = Some(painter));
        self.request_frame();
    }

    /// Changes the painter's camera or colours, and paints.
    pub fn repaint(self, change: impl FnOnce(&mut Painter)) {
        self.change(|state| {
            if let Some(painter) = &mut state.painter {
                change(painter);
            }
        });
        self.request_frame();
    }

    /// The message or record drawn at a place on the stage.
    pub fn subject_at(self, at: Point) -> Option<Subject> {
        self.state.with_value(|state| state.painter.as_ref()?.subject_at(at))
    }

    fn rewritten(self) {
        self.history.update(|history| *history += 1);
    }

    /// Hands on the answers to receives that had to wait.
    fn take_answers(self) {
        let new = self.change(|state| state.session.take_answers());
        if !new.is_empty() {
            self.answers.update(|answers| {
                answers.extend(new);
                answers.drain(..answers.len().saturating_sub(ANSWERS_MAX));
            });
        }
    }

    fn at_rest(self) {
        self.change(|state| state.playback.command(Command::Rest));
        self.changed();
    }

    fn shown_step(self) {
        self.change(|state| {
            if !state.playback.playing {
                state.playback.command(if host::reduced_motion() { Command::Rest } else { Command::Glow });
            }
        });
        self.changed();
    }

    /// Shows the present everywhere.
    fn changed(self) {
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
        if !self.is_guest {
            self.speak();
            self.mirror(true);
        }
        self.request_frame();
    }

    /// A selected node that is gone, as after going back, is no longer selected. A message that is gone stays, and the
    /// inspector says what became of it.
    fn drop_stale_selection(self) {
        if let Some(Selection::Node(id)) = self.selection.get_untracked()
            && self.geometry.read_untracked().node(id).is_none()
        {
            self.selection.set(None);
        }
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
