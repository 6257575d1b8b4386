//! The page: components that draw what `view` works out, and turn what people do into inputs of the lab.
//!
//! Only `host` touches the browser's time, storage and window; only `lab` holds the session.
#![cfg(target_arch = "wasm32")]

mod access;
mod alarms;
mod comparison;
mod delivery_streams;
mod dialogs;
mod dock;
mod embed;
mod form;
mod header;
mod host;
mod inspector;
mod lab;
mod language;
mod later;
mod lessons;
mod link;
mod live;
mod palette;
mod panes;
mod rows;
mod stage;
mod streams;
mod strip;
mod theme;
mod topics;
mod transport;
mod widgets;

use lab::Lab;
use later::Later;
use leptos::prelude::*;
use queuelab::t;

/// Mounts the page.
pub fn mount() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // What www/boot.js tells then, as nothing of this module runs any more.
        if let Some(root) = host::root() {
            let _ = root.set_attribute("data-panic", &info.to_string());
        }
    }));
    language::take();
    if host::is_frame() {
        host::keep_nothing();
        mount_to_body(Frame);
    } else {
        mount_to_body(App);
    }
}

/// What stands in the place of the page in somebody else's document.
#[component]
fn Frame() -> impl IntoView {
    let later: &'static Later = Box::leak(Box::new(Later::new()));
    move || later.embedded.get().map_or_else(|| later.embedded.instead(), |parts| untrack(|| (parts.page)(later)))
}

/// The whole page.
#[component]
fn App() -> impl IntoView {
    // It lives as long as the page, and every copy of the store's handle names it.
    let later: &'static Later = Box::leak(Box::new(Later::new()));
    later.fetch_soon();
    let is_stored = Lab::is_stored();
    // What was stored can only be read by a part that comes later; without it the page would show another lab.
    move || {
        let engine = if is_stored { later.engine.get() } else { None };
        if is_stored && engine.is_none() { later.engine.instead() } else { untrack(|| page(Lab::new(later, engine))) }
    }
}

fn page(lab: Lab) -> AnyView {
    provide_context(lab);
    let stage = stage::View::new(lab);
    provide_context(stage);
    // Where the reader is in time is kept too, not only what they did.
    language::tell(lab);
    link::follow(lab);
    lab.keep_lesson();
    host::on_hidden(move || lab.save());
    let has_lesson = Memo::new(move |_| lab.lesson.with(Option::is_some));
    view! {
        <div class="app" aria-busy=move || (lab.waits.get() || lab.busy.get()).then_some("true") on:keydown=move |event| transport::keys(lab, stage, &event)>
            <a class="skip" href="#stage">{t!("Skip to the stage")}</a>
            <header::Header />
            <main class="work" class:with-lesson=move || has_lesson.get()>
                {live::part(move || {
                    let forms = has_lesson.get().then(|| lab.later.forms.get()).flatten()?;
                    Some(untrack(|| (forms.lesson)(lab)))
                })}
                <palette::Palette />
                <section class="center" aria-label=t!("Simulation")>
                    <div class="stages" class:comparing=move || lab.comparison.get().is_some()>
                        <stage::Stage />
                        {live::part(move || {
                            let comparison = lab.comparison.get()?;
                            let beside = lab.later.beside.get()?;
                            Some(untrack(|| (beside.other)(lab, comparison)))
                        })}
                    </div>
                    <transport::Transport />
                    <dock::Dock />
                </section>
                <inspector::Inspector />
                {live::part(move || lab.later.reading.get().map(|reading| untrack(reading.edges)))}
            </main>
            <footer class="foot">
                <span>{t!("Runs in this tab; nothing is sent anywhere. Not affiliated with Amazon: AWS names describe what is simulated.")}</span>
                <language::Languages />
            </footer>
            <dialogs::Dialogs />
            <widgets::Notices />
            <p class="sr" role="status" aria-live="polite">{live::text(move || lab.spoken.get())}</p>
        </div>
    }
    .into_any()
}
