//! The parts of the page that come when it has been drawn: the log, the inspector, forms, and what the engine needs for
//! labs of more than queues and actors.
//!
//! In a release each is a WebAssembly module of its own (the feature `split`, see `xtask/src/split.rs`), fetched when the
//! page has been drawn, or earlier by whoever needs it. In any other build they are part of the page's one module and
//! come at once. A part is entered only through the functions that its gate answers; the linker's graph decides what
//! else belongs to it: everything that nothing else reaches. Whoever calls such a function directly moves all of it
//! into the first load.

mod part;

use super::comparison;
use super::dialogs;
use super::dock;
use super::embed;
use super::host;
use super::inspector::{self, Desks};
use super::lab::{Comparison, Dialog, Lab, Selection};
use super::lessons;
use super::panes;
use super::stage::{self, View};
use super::strip;
use leptos::prelude::*;
pub use part::{Missing, Part};
use queuelab::actors::Actor;
use queuelab::cloud::{self, Far};
use queuelab::session::templates::Template;
use queuelab::session::{SavedRun, Session, link};
use queuelab_view::actors::{self, Words};
use queuelab_view::beyond::{self, BEYOND, Beyond};
use queuelab_view::geometry::Node;
use queuelab_view::{NodeId, announce, gallery};
use std::sync::OnceLock;

/// What a visitor reads at first.
pub struct Reading {
    /// The dock with the log.
    pub dock: fn(Lab) -> AnyView,
    /// The inspector with nothing selected.
    pub overview: fn(Lab) -> AnyView,
    /// What one is told who asks how things stand.
    pub now: fn(&Session) -> String,
    /// The edges by which panes are made wider or put away.
    pub edges: fn() -> AnyView,
    /// What a screen reader is told about the events since one.
    pub summary: fn(&Session, u64) -> String,
}

/// What is read when something was chosen.
pub struct Beside {
    /// The inspector's panel of a selection.
    pub panel: fn(Lab, Selection, Desks, &Owner) -> AnyView,
    /// A tab of the dock behind the log.
    pub table: fn(Lab, usize) -> AnyView,
    /// The other stage of a comparison, and what stands over both.
    pub other: fn(Lab, Comparison) -> AnyView,
    /// Branches and marks.
    pub strip: fn(Lab) -> AnyView,
}

/// What acts on more than queues and actors, and reads and writes runs of any lab.
pub struct Engine {
    far: &'static Far,
    /// Reads a run, or says why it cannot be read.
    pub read: fn(&str) -> Result<SavedRun, String>,
    /// Writes what a session holds.
    pub write: fn(&Session) -> String,
    /// Reads the run of a link, or says why it cannot be read.
    pub read_link: fn(&str) -> Result<SavedRun, String>,
    /// Whether a run is the reader's own, and not a ready-made one.
    pub is_own: fn(&Session, Option<SavedRun>) -> bool,
    /// The run of a ready-made lab.
    pub template: fn(Template) -> SavedRun,
    /// What rests and moves on the stage beside queues and actors.
    beyond: &'static Beyond,
    /// What a node beside queues and actors looks like.
    pub body: fn(View, &Node, NodeId) -> AnyView,
    /// What is broken on purpose, above the nodes.
    pub broken: fn(View) -> AnyView,
    /// What lies over the stage.
    pub over: fn(View) -> AnyView,
    /// What the dots of nodes stand for, as part of the stage's picture.
    pub scales: fn(View) -> AnyView,
    /// What can be done on the stage by hand.
    pub hand: &'static stage::Hand,
    /// What an actor says of itself that works with more than queues.
    pub words: fn(&Session, &Actor) -> Words,
}

/// What is filled in, and what is learnt.
pub struct Forms {
    /// What makes a dialog.
    pub dialog: fn(Lab, &Dialog) -> AnyView,
    /// The level that is worked on.
    pub lesson: fn(Lab) -> AnyView,
}

/// A lab in somebody else's document.
pub struct Embedded {
    /// What takes the place of the page.
    pub page: fn(&'static Later) -> AnyView,
}

/// A function that answers a part's functions, behind the place where the module is divided.
macro_rules! gate {
    ($name:ident -> $functions:ty { $($body:tt)* }) => {
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($name, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $name() -> Result<$functions, Missing> {
            Ok($($body)*)
        }

        #[cfg(not(feature = "split"))]
        #[allow(clippy::unused_async, reason = "it waits where the module is divided")]
        async fn $name() -> Result<$functions, Missing> {
            Ok($($body)*)
        }
    };
}

gate!(reading -> Reading {
    Reading {
        dock: dock::inside,
        overview: inspector::overview,
        now: announce::now,
        edges: panes::view,
        summary: |session, from| announce::summary(session.cloud(), session.events_since(from)),
    }
});
gate!(beside -> Beside { Beside { panel: inspector::panel, table: dock::table, other: comparison::other, strip: strip::view } });
gate!(engine -> Engine {
    Engine {
        far: &cloud::FAR,
        read: |text| SavedRun::read(text).map_err(|error| error.to_string()),
        write: |session| session.save().write(),
        read_link: |text| link::read(text).map_err(|error| error.to_string()),
        is_own: gallery::is_own,
        template: Template::run,
        beyond: &BEYOND,
        body: stage::farther_body,
        broken: stage::broken,
        over: stage::over,
        scales: stage::scales,
        hand: &stage::HAND,
        words: actors::words,
    }
});
gate!(embedded -> Embedded { Embedded { page: embed::page } });
gate!(forms -> Forms { Forms { dialog: dialogs::shell, lesson: lessons::panel } });

async fn whole_engine() -> Result<Engine, Missing> {
    let engine = engine().await?;
    cloud::complete(engine.far);
    beyond::complete(engine.beyond);
    Ok(engine)
}

/// What people do in a form or a panel can be about anything, such as a key of a queue.
async fn behind_the_engine<T>(part: impl Future<Output = Result<T, Missing>>) -> Result<T, Missing> {
    whole_engine().await?;
    part.await
}

/// All parts.
pub struct Later {
    /// The log, and the inspector with nothing selected.
    pub reading: Part<Reading>,
    /// The other panels of the inspector, and tables.
    pub beside: Part<Beside>,
    /// The rest of the engine.
    pub engine: Part<Engine>,
    /// The dialogs.
    pub forms: Part<Forms>,
    /// What stands in the place of the page in somebody else's document.
    pub embedded: Part<Embedded>,
}

impl Later {
    /// Nothing is here yet.
    pub fn new() -> Self {
        static READING: OnceLock<Reading> = OnceLock::new();
        static BESIDE: OnceLock<Beside> = OnceLock::new();
        static ENGINE: OnceLock<Engine> = OnceLock::new();
        static FORMS: OnceLock<Forms> = OnceLock::new();
        static EMBEDDED: OnceLock<Embedded> = OnceLock::new();
        Self {
            reading: Part::new(&READING, || Box::pin(reading())),
            beside: Part::new(&BESIDE, || Box::pin(behind_the_engine(beside()))),
            engine: Part::new(&ENGINE, || Box::pin(whole_engine())),
            forms: Part::new(&FORMS, || Box::pin(behind_the_engine(forms()))),
            embedded: Part::new(&EMBEDDED, || Box::pin(behind_the_engine(embedded()))),
        }
    }

    /// Fetches everything once the page has been drawn, so that the first click finds it here and the page goes on
    /// working without a network. What is seen first comes first.
    pub fn fetch_soon(&'static self) {
        let fetch = move || {
            leptos::task::spawn_local(async move {
                self.reading.fetch().await;
                self.engine.fetch().await;
                self.beside.fetch().await;
                self.forms.fetch().await;
            });
        };
        host::next_frame(fetch);
    }
}
