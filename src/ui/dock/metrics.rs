//! What CloudWatch would show of the lab: a row and a small plot for each metric.

use crate::ui::lab::Lab;
use leptos::prelude::*;

/// The tab.
pub fn view(_lab: Lab) -> AnyView {
    ().into_any()
}
