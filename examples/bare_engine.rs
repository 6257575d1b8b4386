//! The engine without any host.
