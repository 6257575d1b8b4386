//! What was done to the lab, as AWS CLI, boto3, Rust and JavaScript.

use crate::ui::lab::Lab;
use leptos::prelude::*;

/// The tab.
pub fn view(_lab: Lab) -> AnyView {
    ().into_any()
}
