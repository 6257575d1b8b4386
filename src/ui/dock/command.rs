//! The command box: the commands of transcripts and the AWS CLI, typed.

use crate::ui::lab::Lab;
use leptos::prelude::*;

/// The tab.
pub fn view(_lab: Lab) -> AnyView {
    ().into_any()
}
