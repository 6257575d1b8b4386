//! What can happen in CloudWatch, for the log, the picture and the explanations.

use super::alarm::{AlarmKey, State};
use std::sync::Arc;

/// Something that happened to an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum CloudWatchEvent {
    /// An alarm was made.
    AlarmCreated { alarm: AlarmKey },
    /// Its configuration, its tags or whether its actions are enabled changed.
    AlarmChanged { alarm: AlarmKey, what: Arc<str> },
    /// An alarm was deleted.
    AlarmDeleted { alarm: AlarmKey },
    /// It went from one state to another, by an evaluation or because somebody said so.
    StateChanged { alarm: AlarmKey, old: State, new: State, reason: Arc<str> },
    /// One of its actions was carried out.
    ActionTaken { alarm: AlarmKey, action: Arc<str> },
    /// An action would have been carried out, but the actions of the alarm are disabled.
    ActionSuppressed { alarm: AlarmKey, action: Arc<str> },
    /// Whoever was to carry out the action could not.
    ActionFailed { alarm: AlarmKey, action: Arc<str>, why: Arc<str> },
}
