//! Embedded labs as data: what an address asks for, and the messages between the frame and the document that it stands in.
//!
//! Both come from strangers. Whatever is unknown, too long or of the wrong kind is refused as a whole with a reason. How
//! messages are carried, and whom a frame believes, is not known here.

mod messages;
mod snippet;
mod wish;

pub use messages::{MESSAGE_MAX, Order, PROTOCOL, Question, Report, Told, read};
pub use snippet::Snippet;
pub use wish::{Controls, Look, Panel, Source, WISH_MAX, Wish};
