//! The states of a mapping.
//!
//! AWS gives no figures for how long a state that passes lasts; some seconds is what is seen.

use crate::clock::Duration;

/// How long a state that passes lasts.
pub const PASSES: Duration = Duration::from_secs(10);

/// A mapping's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "AWS's own words")]
pub enum MappingState {
    Creating,
    Enabling,
    Enabled,
    Disabling,
    Disabled,
    Updating,
    Deleting,
}

impl MappingState {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Enabling => "Enabling",
            Self::Enabled => "Enabled",
            Self::Disabling => "Disabling",
            Self::Disabled => "Disabled",
            Self::Updating => "Updating",
            Self::Deleting => "Deleting",
        }
    }

    /// Whether it lasts until somebody changes it, so that somebody may.
    pub const fn lasts(self) -> bool {
        matches!(self, Self::Enabled | Self::Disabled)
    }

    /// The state that follows a change: of whether it works, or of anything else.
    #[must_use]
    pub const fn changed(self, is_enabled: bool) -> Self {
        match (self, is_enabled) {
            (Self::Disabled, true) => Self::Enabling,
            (Self::Enabled, false) => Self::Disabling,
            _ => Self::Updating,
        }
    }
}
