//! The gallery of ready-made labs: cards to search through, each with a small picture that plays while it is pointed at.
//!
//! Pictures are made one lab at a time, in slices between frames; a lab is kept only while it is being made or plays.

use super::Shell;
use crate::host;
use crate::lab::{Lab, forget_unread, left, offer_file, unread};
use crate::live;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::session::templates::Template;
use queuelab::session::{SavedRun, Session};
use queuelab::{t, text};
use queuelab_view::describe::counted;
use queuelab_view::gallery::{self, FOR, Marks, Picture, SERVICES, STEPS_MAX};
use std::collections::BTreeSet;

/// Real milliseconds that a slice may take.
const SLICE_MS: f64 = 6.0;
/// So many steps are taken before the clock is looked at again.
const STEPS_AT_ONCE: u64 = 16;
/// Logical milliseconds that pass in a real one while a picture plays.
const SPEED: f64 = 1.5;
/// A longer gap between two frames counts as this many milliseconds.
const FRAME_MS_MAX: f64 = 100.0;

/// What of a lab is being made or plays.
struct Stage {
    index: usize,
    /// Where its picture begins.
    begins: Instant,
    session: Session,
    /// Steps taken on the way to where the picture begins; none once it is there.
    steps: Option<u64>,
    /// Where the picture begins, and after which step that is.
    from: Instant,
    position: u64,
    /// Logical milliseconds since then, and when the last frame was.
    played: f64,
    last: f64,
}

/// The gallery while it is open.
#[derive(Clone, Copy)]
struct Gallery {
    lab: Lab,
    shell: Shell,
    pictures: StoredValue<Vec<RwSignal<Option<Picture>>>>,
    services: StoredValue<Vec<BTreeSet<&'static str>>>,
    /// The card that is pointed at.
    pointed: RwSignal<Option<usize>>,
    /// Whether pictures may play.
    plays: RwSignal<bool>,
    stage: StoredValue<Option<Stage>, LocalStorage>,
    asked: StoredValue<bool>,
}

/// The dialog.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let gallery = Gallery {
        lab,
        shell,
        pictures: StoredValue::new(Template::ALL.map(|_| RwSignal::new(None)).into()),
        services: StoredValue::new(vec![BTreeSet::new(); Template::ALL.len()]),
        pointed: RwSignal::new(None),
        plays: RwSignal::new(!host::reduced_motion()),
        stage: StoredValue::new_local(None),
        asked: StoredValue::new(false),
    };
    lab.with_engine(move |engine| {
        gallery
            .services
            .set_value(Template::ALL.map(|template| gallery::services(&(engine.template)(template))).into());
        gallery.ask();
    });
    let words = RwSignal::new(String::new());
    let service = RwSignal::new(String::new());
    let sought = Memo::new(move |_| {
        let is_sought = |(index, template): &(usize, Template)| {
            gallery.services.with_value(|all| {
                let has = all.get(*index).cloned().unwrap_or_default();
                words.with(|words| service.with(|service| gallery::is_sought(*template, &has, words, service)))
            })
        };
        Template::ALL.into_iter().enumerate().filter(is_sought).map(|(index, _)| index).collect::<Vec<_>>()
    });
    let found = move || match sought.with(Vec::len) {
        0 => t!("No lab has all of that. Try fewer words, or another service.").to_owned(),
        1 => t!("1 lab").to_owned(),
        count => t!("{count} labs", count),
    };
    let options = SERVICES.map(|(key, name)| view! { <option value=key>{text::of(name)}</option> }).collect_view();
    view! {
        <div class="fields gallery">
            {before_that(gallery)}
            <div class="gallery-search">
                <label>{t!("Search")}" "<input type="search" on:input=move |event| words.set(event_target_value(&event)) /></label>
                <label>
                    {t!("Service")}" "
                    <select on:change=move |event| service.set(event_target_value(&event))>
                        <option value="">{t!("any")}</option>
                        {options}
                    </select>
                </label>
                <button
                    type="button"
                    aria-pressed=live::yes_or_no(move || gallery.plays.get())
                    disabled=host::reduced_motion()
                    title=if host::reduced_motion() {
                        t!("You asked your system for less motion, so pictures stand still")
                    } else {
                        t!("Pictures play while you point at them or have them in focus")
                    }
                    on:click=move |_| gallery.plays.update(|plays| *plays = !*plays)
                >
                    {t!("Play pictures")}
                </button>
            </div>
            <p class="muted" role="status">{live::text(found)}</p>
            <ul class="gallery-cards">
                <For each=move || sought.get() key=|index| *index let:index>
                    {card(gallery, index)}
                </For>
            </ul>
        </div>
    }
    .into_any()
}

/// What becomes of the run that is on the stage now, and the way back to the one before.
fn before_that(gallery: Gallery) -> AnyView {
    let lab = gallery.lab;
    let own = gallery.is_own();
    let told = own.then(|| {
        view! {
            <p>
                {t!("The run on the stage is your own. When you open another lab it is kept in this browser, in place of what was kept before, and you find it here. To keep it for longer, save it as a file.")}" "
                <button type="button" class="small" on:click=move |_| lab.keep_as_file()>{t!("Save first")}</button>
            </p>
        }
    });
    let kept = left().map(|title| {
        let back = move |_| gallery.open_kept();
        view! {
            <p>
                {t!("Kept from before:")}" "<b>{title}</b>". "
                <button type="button" class="small" on:click=back>{t!("Open it again")}</button>
            </p>
        }
    });
    let unread = RwSignal::new(unread());
    let unread = live::part(move || {
        let run = unread.get()?;
        let forget = move |_| {
            forget_unread();
            unread.set(None);
        };
        Some(
            view! {
                <p>
                    {t!("A run from before could not be read, and was set aside.")}" "
                    <button type="button" class="small" on:click=move |_| offer_file(&run)>{t!("Keep as a file")}</button>
                    " "
                    <button type="button" class="small" on:click=forget>{t!("Discard")}</button>
                </p>
            }
            .into_any(),
        )
    });
    view! { <div class="gallery-kept">{told}{kept}{unread}</div> }.into_any()
}

fn card(gallery: Gallery, index: usize) -> AnyView {
    let Some(template) = Template::ALL.get(index).copied() else { return ().into_any() };
    let shown = gallery.pictures.with_value(|all| all.get(index).copied());
    let picture = move || shown.and_then(|shown| shown.get());
    // How many there are is known once there is a picture.
    let nodes = move || {
        let count = picture().map(|picture| picture.nodes as u64);
        count.map(|count| format!(" · {}", counted(count, t!("1 node"), t!("{count} nodes")))).unwrap_or_default()
    };
    let names = gallery.services.with_value(|all| {
        let has = all.get(index);
        let names =
            SERVICES.iter().filter(|(key, _)| has.is_some_and(|has| has.contains(key))).map(|(_, name)| text::of(name));
        names.collect::<Vec<_>>().join(" · ")
    });
    let point = move |at: Option<usize>| {
        gallery.pointed.set(at);
        gallery.ask();
    };
    let (title, about) = (format!("gallery-{}", template.key()), format!("gallery-{}-about", template.key()));
    view! {
        <li>
            <button
                type="button"
                class="gallery-card"
                aria-labelledby=title.clone()
                aria-describedby=about.clone()
                on:click=move |_| gallery.open(template)
                on:pointerenter=move |_| point(Some(index))
                on:pointerleave=move |_| point(None)
                on:focus=move |_| point(Some(index))
                on:blur=move |_| point(None)
            >
                {live::part(move || picture().map(|picture| drawn(&picture)).or_else(|| Some(view! { <span class="thumb"></span> }.into_any())))}
                <b id=title.clone()>{text::of(template.title())}</b>
                <span id=about.clone()>
                    <span>{gallery::sentence(template)}</span>
                    <span class="learn">{t!("Shows: {template}.", template = gallery::lesson(template))}</span>
                    <span class="muted">{names}{live::text(nodes)}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// A picture as it is drawn in a card.
pub fn drawn(picture: &Picture) -> AnyView {
    let marks = |marks: &Marks| {
        view! {
            <g class=format!("glyph look-{}", marks.tag)>
                <path class="filled" d=marks.filled.clone() />
                <path class="stroked" d=marks.stroked.clone() />
                <path class="cut" d=marks.cut.clone() />
            </g>
        }
    };
    view! {
        <svg class="thumb" viewBox=picture.view_box.clone() aria-hidden="true">
            <path class="thumb-link" d=picture.links.clone() />
            <path class="thumb-tray" d=picture.trays.clone() />
            <path class="thumb-node" d=picture.others.clone() />
            {picture.marks.iter().map(marks).collect_view()}
        </svg>
    }
    .into_any()
}

impl Gallery {
    /// Whether what is on the stage would be missed.
    fn is_own(self) -> bool {
        untrack(|| self.lab.later.engine.get()).is_some_and(|engine| self.lab.is_own(engine))
    }

    /// Opens a lab, and keeps the reader's own run for later.
    fn open(self, template: Template) {
        self.shell.close();
        self.lab.open_template(template);
    }

    /// Goes back to the run that was kept; the present one takes its place if it would be missed.
    fn open_kept(self) {
        let (lab, shell) = (self.lab, self.shell);
        lab.with_engine(move |engine| {
            if lab.open_left(engine) {
                shell.close();
            }
        });
    }

    /// Asks for a slice between frames; several asks make one.
    fn ask(self) {
        if self.asked.try_update_value(|asked| std::mem::replace(asked, true)) == Some(false) {
            host::next_frame(move || self.slice());
        }
    }

    /// Makes a part of a picture, or lets one play on. Ends when the dialog is closed, which takes everything here away.
    fn slice(self) {
        if self.asked.try_update_value(|asked| *asked = false).is_none() {
            return;
        }
        let plays = self.plays.get_untracked() && !host::reduced_motion() && !host::hidden();
        let pointed = self.pointed.get_untracked().filter(|_| plays);
        let missing = self.pictures.with_value(|all| all.iter().position(|one| one.with_untracked(Option::is_none)));
        let Some(wanted) = pointed.or(missing) else {
            self.stage.set_value(None);
            return;
        };
        let is_here = self.stage.with_value(|stage| stage.as_ref().is_some_and(|stage| stage.index == wanted));
        if !is_here {
            let run = untrack(|| self.lab.later.engine.get())
                .zip(Template::ALL.get(wanted))
                .map(|(engine, template)| (engine.template)(*template));
            let Some(run) = run else { return };
            self.stage.set_value(Some(Stage::new(wanted, run)));
        }
        let picture = self.stage.try_update_value(|stage| stage.as_mut()?.advance(pointed.is_some())).flatten();
        let shown = self.pictures.with_value(|all| all.get(wanted).copied());
        if let Some((shown, picture)) = shown.zip(picture) {
            shown.set(Some(picture));
        }
        self.ask();
    }
}

impl Stage {
    fn new(index: usize, run: SavedRun) -> Self {
        Self {
            index,
            begins: gallery::begins(&run),
            session: Session::load(run, STEPS_MAX),
            steps: Some(0),
            from: Instant::ZERO,
            position: 0,
            played: 0.0,
            last: 0.0,
        }
    }

    /// Goes on for a slice; the picture, once there is one.
    fn advance(&mut self, plays: bool) -> Option<Picture> {
        let now = host::millis();
        if let Some(steps) = &mut self.steps {
            while *steps < STEPS_MAX && host::millis() - now < SLICE_MS {
                let is_there = self.session.seek_within(self.begins, STEPS_AT_ONCE) != queuelab::cloud::Advance::Paused;
                *steps += STEPS_AT_ONCE;
                if is_there {
                    *steps = STEPS_MAX;
                }
            }
            if *steps < STEPS_MAX {
                return None;
            }
            (self.steps, self.from, self.last) = (None, self.session.now(), now);
            self.position = self.session.position();
            return Some(gallery::picture(&self.session, false));
        }
        if !plays {
            return Some(gallery::picture(&self.session, false));
        }
        self.played += (now - self.last).clamp(0.0, FRAME_MS_MAX) * SPEED;
        self.last = now;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
        let played = queuelab::clock::Duration::from_millis(self.played as u64);
        if played > FOR {
            self.played = 0.0;
            gallery::rewind(&mut self.session, self.position, self.from);
        } else {
            let to = self.from.after(played);
            while self.session.seek_within(to, STEPS_AT_ONCE) == queuelab::cloud::Advance::Paused
                && host::millis() - now < SLICE_MS
            {}
        }
        Some(gallery::picture(&self.session, true))
    }
}
