//! Links to runs: what stands after the `#` of the page's address is opened, now and whenever it changes.

use super::host;
use super::lab::Lab;
use queuelab::session::link;
use queuelab::t;

/// Opens what the page's address links to, and from now on whatever it links to then.
pub fn follow(lab: Lab) {
    open(lab);
    host::on_fragment(move || open(lab));
}

/// A link that cannot be read changes nothing but what the reader is told.
fn open(lab: Lab) {
    let text = host::fragment();
    if !link::is_meant(&text) {
        return;
    }
    host::forget_fragment();
    lab.with_engine(move |engine| match (engine.read_link)(&text) {
        Ok(run) => lab.open_keeping(engine, t!("Shared run"), run),
        Err(error) => lab.notify(t!("The link could not be opened: {error}.", error), true),
    });
}
