//! Which colours the page has: those that the reader or the document around it wants, or the system's. What is painted by hand
//! is painted anew; which choice there is, and where it is kept, is not known here.

use super::host;
use super::lab::Lab;
use super::stage::paint::Painter;
use leptos::prelude::*;
use queuelab_view::embed::Look;

const DARK: &str = "(prefers-color-scheme: dark)";

/// From now on the page looks as the signal says, also when the system changes.
pub fn follow(lab: Lab, look: RwSignal<Look>) {
    Effect::new(move |_| apply(lab, look.get()));
    host::on_media(DARK, move || apply(lab, look.get_untracked()));
}

fn apply(lab: Lab, look: Look) {
    let dark = look == Look::Dark || (look == Look::Auto && host::matches(DARK));
    host::set_root_attribute("data-theme", Some(if dark { "dark" } else { "light" }));
    lab.repaint(Painter::read_colours);
}
