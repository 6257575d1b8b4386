//! Logical time: instants, spans, timers and deadlines, all in whole milliseconds.
//!
//! This module must not know any host clock. Time is a number that somebody else moves forward.

mod deadlines;
mod instant;
mod timers;

pub use deadlines::Deadlines;
pub use instant::{BadDuration, Duration, Epoch, Instant};
pub use timers::TimerQueue;
