//! A lab in somebody else's document: what the frame's address asks for is put on the stage, with as much around it as
//! the address says. Nothing of it is kept, and unless the address says otherwise the lab is only looked at.

mod goals;
mod talk;

use crate::lab::{Lab, Lesson};
use crate::later::{Engine, Later};
use crate::{dialogs, dock, host, inspector, language, live, palette, stage, theme, transport, widgets};
use goals::Goals;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::scenario::file::Scenario;
use queuelab::session::{SavedRun, Start, link};
use queuelab::{t, text};
use queuelab_view::embed::{Controls, Look, Panel, Report, Source, Wish};
use queuelab_view::playback::Command;
use talk::Talk;

/// What takes the place of the page; the one way in.
pub fn page(later: &'static Later) -> AnyView {
    let address = host::fragment();
    // Another address is another frame.
    host::on_fragment(host::reload);
    let (wish, problem) = match Wish::read(&address) {
        Ok(wish) => (wish, None),
        Err(reason) => (Wish::default(), Some(reason)),
    };
    let lab = Lab::embedded(later, !wish.editable);
    provide_context(lab);
    let stage = stage::View::new(lab);
    provide_context(stage);
    language::tell(lab);
    let look = RwSignal::new(wish.look);
    theme::follow(lab, look);
    let frame =
        Frame { lab, goals: Goals::new(lab), talk: Talk::new(&wish), plays: RwSignal::new(wish.autoplay), look };
    match problem {
        Some(reason) => frame.complain(t!("The address of this frame is not understood: {reason}.", reason)),
        None => frame.begin(&wish),
    }
    frame.play_when_ready();
    talk::report(frame, stage);
    around(lab, stage, &wish)
}

/// The frame, and what belongs to it.
#[derive(Clone, Copy)]
struct Frame {
    lab: Lab,
    goals: Goals,
    talk: Talk,
    /// Whether it is to play as soon as the lab is there.
    plays: RwSignal<bool>,
    /// Which colours.
    look: RwSignal<Look>,
}

impl Frame {
    /// Says what is wrong, here and to the document around.
    fn complain(self, reason: String) {
        self.talk.say(&Report::Error { message: reason.clone() });
        self.lab.notify(reason, true);
    }

    /// Puts on the stage what the address asks for.
    fn begin(self, wish: &Wish) {
        if let Some(speed) = wish.speed {
            self.lab.command(Command::Speed(speed));
        }
        if let Some(pacing) = wish.pacing {
            self.lab.command(Command::Pace(pacing));
        }
        let wish = wish.clone();
        self.lab.with_engine(move |engine| match &wish.source {
            Source::Later => {}
            Source::Template(template) => {
                let run = (engine.template)(*template);
                self.lab.open(text::of(template.title()), wished(run, &wish));
            }
            Source::Link(link) => self.open_link(engine, link, &wish),
            Source::Lesson(file) => {
                self.lab.lesson.set(Some(Lesson { file: file.clone(), begins: true }));
                self.goals.of_level(file.clone());
            }
        });
    }

    /// Puts the lab of a scenario file on the stage, after its script.
    fn open_scenario(self, file: &str) {
        let played = Scenario::read(file)
            .map_err(|error| error.to_string())
            .and_then(|scenario| scenario.play().map(|session| (scenario, session)).map_err(|fault| fault.to_string()));
        match played {
            Ok((scenario, session)) => {
                let run = session.save_alone();
                self.goals.set(Some(&scenario));
                self.lab.open(&scenario.file().title, run);
            }
            Err(error) => self.complain(t!("The scenario could not be opened: {error}.", error)),
        }
    }

    fn open_link(self, engine: &Engine, link: &str, wish: &Wish) {
        match (engine.read_link)(link) {
            Ok(run) => {
                self.goals.set(None);
                self.lab.open(t!("Shared run"), wished(run, wish));
            }
            Err(error) => self.complain(t!("The link could not be opened: {error}.", error)),
        }
    }

    /// A run is brought to its instant in slices; what is done to it before would end that. Whoever asked for less motion
    /// begins it by hand.
    fn play_when_ready(self) {
        Effect::new(move |_| {
            let is_there = self.lab.runs.get() > 0 && !self.lab.busy.get();
            if is_there && self.plays.get_untracked() {
                self.plays.set(false);
                if !host::reduced_motion() {
                    self.lab.command(Command::Play);
                }
            }
        });
    }
}

/// A run with the seed and the instant that were asked for.
fn wished(run: SavedRun, wish: &Wish) -> SavedRun {
    let start = Start { seed: wish.seed.unwrap_or(run.start.seed), ..run.start };
    let at = wish.start.map_or(run.at, |start| Instant::ZERO.after(start));
    SavedRun { start, at, ..run }
}

/// The stage, and what stands around it.
fn around(lab: Lab, stage: stage::View, wish: &Wish) -> AnyView {
    let has = |panel| wish.panels.contains(&panel);
    let has_lesson = matches!(wish.source, Source::Lesson(_));
    let class = match wish.controls {
        Controls::None => "app embedded no-controls",
        Controls::Mini => "app embedded mini-controls",
        Controls::Full => "app embedded",
    };
    // The link is worked out when somebody is about to follow it, not with each step of the lab.
    let home = host::home();
    let aim = {
        let home = home.clone();
        move || host::aim("open-in-queuelab", &format!("{home}#{}", lab.peek(link::of)))
    };
    let (aim_pointer, aim_focus) = (aim.clone(), aim.clone());
    let lesson = move || {
        let forms = has_lesson.then(|| lab.later.forms.get()).flatten();
        if has_lesson && forms.is_none() {
            return Some(lab.later.forms.instead());
        }
        forms.map(|forms| untrack(|| (forms.lesson)(lab)))
    };
    let caption = if wish.caption.is_empty() { None } else { Some(wish.caption.clone()) };
    let caption = caption.map_or_else(|| live::text(move || text::of(&lab.title.get()).to_owned()), IntoAny::into_any);
    view! {
        <div
            class=class
            class:with-log=has(Panel::Log)
            class:with-inspector=has(Panel::Inspector)
            class:with-palette=has(Panel::Palette)
            aria-busy=move || (lab.waits.get() || lab.busy.get()).then_some("true")
            on:keydown=move |event| transport::keys(lab, stage, &event)
        >
            <main class="work" class:with-lesson=has_lesson>
                {live::part(lesson)}
                {has(Panel::Palette).then(|| view! { <palette::Palette /> })}
                <section class="center" aria-label=t!("Simulation")>
                    <div class="stages"><stage::Stage /></div>
                    {(wish.controls != Controls::None).then(|| view! { <transport::Transport /> })}
                    {has(Panel::Log).then(|| view! { <dock::Dock /> })}
                </section>
                {has(Panel::Inspector).then(|| view! { <inspector::Inspector /> })}
            </main>
            <footer class="foot">
                <h1 class="caption">{caption}</h1>
                <a
                    id="open-in-queuelab"
                    href=home
                    target="_blank"
                    rel="noopener"
                    on:pointerdown=move |_| aim_pointer()
                    on:focus=move |_| aim_focus()
                    on:click=move |_| aim()
                >
                    {t!("Open in Queuelab")}
                </a>
            </footer>
            <dialogs::Dialogs />
            <widgets::Notices />
            <p class="sr" role="status" aria-live="polite">{live::text(move || lab.spoken.get())}</p>
        </div>
    }
    .into_any()
}
