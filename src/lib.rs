//! The AWS messaging family as a deterministic simulation with a logical clock.
