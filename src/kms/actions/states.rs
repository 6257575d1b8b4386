//! `EnableKey`, `DisableKey`, `ScheduleKeyDeletion` and `CancelKeyDeletion`.
//!
//! "Key states of AWS KMS keys" and "Deleting AWS KMS keys" in the AWS KMS developer guide.

use crate::clock::Duration;
use crate::kms::api::{
    CancelKeyDeletion, DisableKey, EnableKey, KeyIdResult, ScheduleKeyDeletion, ScheduleKeyDeletionResult,
};
use crate::kms::{Change, Cx, ErrorCode, Key, KeyNumber, KeyState, Kms, KmsError, KmsEvent, Result, Timer};

/// Days that a key waits for its deletion: the least, the most, the default.
const DAYS: (i64, i64, i64) = (7, 30, 30);
const SECS_PER_DAY: u64 = 86_400;

impl Kms {
    /// Changes a key, unless `make` refuses before it has changed anything, and tells what.
    pub(super) fn change(
        &mut self,
        cx: &mut Cx<'_>,
        number: KeyNumber,
        what: Change,
        make: impl FnOnce(&mut Key) -> Result<()>,
    ) -> Result<()> {
        let key = self.key_mut(number).ok_or_else(|| KmsError::no_key_id(""))?;
        make(key)?;
        cx.emit(None, KmsEvent::KeyChanged { key: number, what });
        Ok(())
    }

    pub(super) fn enable_key(&mut self, cx: &mut Cx<'_>, request: &EnableKey) -> Result<()> {
        let key = self.find_changeable(cx.caller, &request.key_id, "EnableKey")?;
        self.switch(cx, key, KeyState::Enabled, Change::Enabled)
    }

    pub(super) fn disable_key(&mut self, cx: &mut Cx<'_>, request: &DisableKey) -> Result<()> {
        let key = self.find_changeable(cx.caller, &request.key_id, "DisableKey")?;
        self.switch(cx, key, KeyState::Disabled, Change::Disabled)
    }

    /// What is so already makes no difference.
    fn switch(&mut self, cx: &mut Cx<'_>, number: KeyNumber, state: KeyState, what: Change) -> Result<()> {
        if self.key(number).is_some_and(|key| key.state == state) {
            return Ok(());
        }
        self.change(cx, number, what, |key| {
            key.check_not_pending()?;
            key.state = state;
            Ok(())
        })
    }

    pub(super) fn schedule_key_deletion(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ScheduleKeyDeletion,
    ) -> Result<ScheduleKeyDeletionResult> {
        let days = request.pending_window_in_days.unwrap_or(DAYS.2);
        let days = match u64::try_from(days) {
            Ok(count) if (DAYS.0..=DAYS.1).contains(&days) => count,
            _ => {
                let sentence = format!("PendingWindowInDays must be between {} and {}", DAYS.0, DAYS.1);
                return Err(KmsError::invalid(sentence));
            }
        };
        let number = self.find_changeable(cx.caller, &request.key_id, "ScheduleKeyDeletion")?;
        let at = cx.now.after(Duration::from_secs(days * SECS_PER_DAY));
        let state = KeyState::PendingDeletion(at);
        self.change(cx, number, Change::DeletionScheduled(at), |key| {
            key.check_not_pending()?;
            key.state = state;
            Ok(())
        })?;
        cx.set_timer(Timer::Delete(number), Some(at));
        Ok(ScheduleKeyDeletionResult {
            key_id: self.key(number).map(|key| key.arn.to_string()).unwrap_or_default(),
            deletion_date: cx.epoch.unix_secs(at),
            key_state: state.name(),
            pending_window_in_days: days,
        })
    }

    pub(super) fn cancel_key_deletion(&mut self, cx: &mut Cx<'_>, request: &CancelKeyDeletion) -> Result<KeyIdResult> {
        let number = self.find_changeable(cx.caller, &request.key_id, "CancelKeyDeletion")?;
        self.change(cx, number, Change::DeletionCancelled, |key| {
            if !matches!(key.state, KeyState::PendingDeletion(_)) {
                let sentence = format!("{} is not pending deletion.", key.arn);
                return Err(KmsError::new(ErrorCode::InvalidState, sentence));
            }
            key.state = KeyState::Disabled;
            Ok(())
        })?;
        cx.set_timer(Timer::Delete(number), None);
        Ok(KeyIdResult { key_id: self.key(number).map(|key| key.arn.to_string()).unwrap_or_default() })
    }
}
