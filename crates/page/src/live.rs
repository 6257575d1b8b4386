//! What follows the lab, as one type each: a closure of its own type costs kilobytes of machine code wherever a view
//! takes it, and a page has many that answer the same. Knows nothing of what is read.

use leptos::prelude::*;

/// A text that is read again whenever what it read has changed.
pub fn text<T: Into<String>>(read: impl Fn() -> T + Send + 'static) -> AnyView {
    let read: Box<dyn FnMut() -> String + Send> = Box::new(move || read().into());
    read.into_any()
}

/// A text that may not be there.
pub fn maybe(read: impl Fn() -> Option<String> + Send + 'static) -> AnyView {
    text(move || read().unwrap_or_default())
}

/// A part that is made again whenever what it read has changed.
pub fn part(make: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    let make: Box<dyn FnMut() -> Option<AnyView> + Send> = Box::new(make);
    make.into_any()
}

/// Whether something holds, as ARIA and HTML write it.
pub fn yes_or_no(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<&'static str> {
    Signal::derive(move || if read() { "true" } else { "false" })
}
